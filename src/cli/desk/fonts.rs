//! Where typefaces are found: those built in, then files in folders that may hold them.
//! Never looks at the system's fonts.

use super::session::Session;
use crate::cli::args::Input;
use crate::diag::{Diagnostic, FileId, Findings, Span};
use crate::font::{FaceId, FaceName, FontData, Fonts, Loader, index};
use crate::lock::{Face, Files};
use crate::report::{FontPlace, InputRecord};
use crate::source::{Folder, Sources, hex, sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The faces at hand, where each was found, and what was read of those that are read only when a page needs them.
pub(in crate::cli) struct Found {
    pub fonts: Fonts,
    /// Where each face was found, in the order in which they were added.
    pub places: Vec<(FaceId, FontPlace)>,
    /// Faces of the program whose files are not there.
    pub absent: Vec<(FaceName, FontPlace)>,
    /// The title's own files and named ones, each with its face where it is a font.
    own: Vec<(FileId, Option<FaceId>)>,
    late: Vec<(String, Arc<OnceLock<FontData>>)>,
}

impl Found {
    /// The files that were needed, in the order of the index.
    pub(in crate::cli) fn read(&self) -> Vec<InputRecord> {
        let used = self.late.iter().filter_map(|(file, data)| Some((file, data.get()?)));
        used.map(|(file, data)| InputRecord::new(format!("fonts/{file}"), data)).collect()
    }

    /// The title's own files and named ones as seen from `folder`, with their hashes.
    pub(in crate::cli) fn own(&self, sources: &Sources, folder: &Folder) -> Files {
        let own =
            self.own.iter().filter_map(|(id, _)| Some((seen(*id, sources, folder)?, sources.file(*id)?)));
        own.map(|(path, file)| (path, file.sha256().into())).collect()
    }

    /// The faces that were asked for so far, by name, each with its file as seen from `folder`.
    pub(in crate::cli) fn asked(&self, sources: &Sources, folder: &Folder) -> BTreeMap<String, Face> {
        let mut out = BTreeMap::new();
        for (id, face) in self.fonts.asked() {
            let Some(name) = self.fonts.name(id) else { continue };
            let own = self.own.iter().find(|(_, face)| *face == Some(id));
            let program = || index().find(|e| e.name == *name).map(|e| e.file.to_owned());
            let file = own.and_then(|(file, _)| seen(*file, sources, folder)).or_else(program);
            let slope = if name.italic { " italic" } else { "" };
            let entry = Face {
                file: file.unwrap_or_default(),
                bundled: own.is_none(),
                sha256: hex(&sha256(&face.data)).into(),
            };
            out.insert(format!("{} {}{slope}", name.family, name.weight), entry);
        }
        out
    }
}

/// The way from `folder` to a file that was read.
fn seen(file: FileId, sources: &Sources, folder: &Folder) -> Option<String> {
    sources.real(file).map(|real| folder.way_to(real))
}

/// The faces for the issue of a session.
pub(in crate::cli) fn find(input: &Input, session: &mut Session) -> Found {
    let issue = session.issue.as_ref();
    let places = places(issue.map(|i| &i.publication.folder), issue.map(|i| &i.folder), &input.fonts);
    gather(&places, &mut session.sources, &mut session.findings)
}

/// The faces built in; the large ones that come with the program, where a folder of them is found; those of `own`.
/// A later one hides an earlier one of the same name.
pub(in crate::cli) fn gather(own: &[Folder], sources: &mut Sources, findings: &mut Findings) -> Found {
    let mut found = Found {
        fonts: Fonts::bundled(),
        places: Vec::new(),
        absent: Vec::new(),
        own: Vec::new(),
        late: Vec::new(),
    };
    let built_in = (0..found.fonts.len()).filter_map(|n| u16::try_from(n).ok());
    found.places = built_in.map(|n| (FaceId(n), FontPlace::BuiltIn)).collect();
    let program: Vec<Folder> = program_places().iter().filter_map(|p| open(p)).collect();
    for entry in index().filter(|e| !e.bundled) {
        let file = entry.file.to_owned();
        let mut folders = own.iter().rev().map(|f| (f, true)).chain(program.iter().map(|f| (f, false)));
        let Some((folder, named)) = folders.find(|(f, _)| f.has(entry.file)) else {
            found.absent.push((entry.name, FontPlace::Absent(file)));
            continue;
        };
        let place =
            if named { FontPlace::File(folder.shown(&file)) } else { FontPlace::Program(file.clone()) };
        let (folder, data) = (folder.clone(), Arc::new(OnceLock::new()));
        found.late.push((file, Arc::clone(&data)));
        let loader = Loader::new(move || {
            let read: FontData = folder.read(entry.file)?.into();
            Some(data.get_or_init(|| read).clone())
        });
        found.places.extend(found.fonts.add_later(entry.name, loader).map(|id| (id, place)));
    }
    for folder in own {
        add_files(&mut found, folder, sources, findings);
    }
    found
}

/// A folder that may not be there: a family that is found nowhere is reported where it is needed.
fn open(place: &Path) -> Option<Folder> {
    place.is_dir().then(|| Folder::open(place, &mut Findings::new()).ok())?
}

/// Folders of fonts that belong to the title or to the issue, or were named; the ones that win last.
pub(in crate::cli) fn places(
    title: Option<&Folder>,
    issue: Option<&Folder>,
    named: &[PathBuf],
) -> Vec<Folder> {
    let mut places: Vec<Folder> = title.and_then(|f| f.below("fonts")).into_iter().collect();
    places.extend(issue.filter(|f| Some(*f) != title).and_then(|f| f.below("fonts")));
    places.extend(named.iter().rev().filter_map(|place| open(place)));
    places
}

/// Folders of the fonts that come with the program: beside it, or in the source tree that it was built from.
fn program_places() -> Vec<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|p| p.join("fonts")));
    beside.into_iter().chain([Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts")]).collect()
}

/// Adds every font file that lies directly in `folder`.
fn add_files(found: &mut Found, folder: &Folder, sources: &mut Sources, findings: &mut Findings) {
    let is_font = |name: &String| {
        let name = name.to_ascii_lowercase();
        [".ttf", ".otf"].iter().any(|end| name.ends_with(end))
    };
    for name in folder.list("").iter().filter(|n| is_font(n)) {
        let Ok((file, bytes)) = sources.load_bytes(folder, name, None, findings) else {
            continue;
        };
        let face = found.fonts.add(bytes.to_vec());
        found.own.push((file, face));
        match face {
            Some(id) => found.places.push((id, FontPlace::File(folder.shown(name)))),
            None => findings.push(
                Diagnostic::error("F001", format!("`{name}` is no font"))
                    .at(Span::new(file, 0..0))
                    .hint("put TrueType or OpenType files into `fonts`, or take this one out"),
            ),
        }
    }
}
