//! Where typefaces are found: those built in, then files in folders that may hold them.
//! Never looks at the system's fonts.

use super::args::Input;
use super::session::Session;
use crate::diag::{Diagnostic, Findings};
use crate::font::{FontData, Fonts, Loader, index};
use crate::report::InputRecord;
use crate::source::Folder;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The faces of a build, and what was read of those that are read only when a page needs them.
pub(super) struct Found {
    pub fonts: Fonts,
    late: Vec<(String, Arc<OnceLock<FontData>>)>,
}

impl Found {
    /// The files that were needed, in the order of the index.
    pub(super) fn read(&self) -> Vec<InputRecord> {
        let used = self.late.iter().filter_map(|(file, data)| Some((file, data.get()?)));
        used.map(|(file, data)| InputRecord::new(format!("fonts/{file}"), data)).collect()
    }
}

/// The faces built in; the large ones that come with the program, where a folder of them is found; the title's own.
/// A later one hides an earlier one of the same name.
pub(super) fn find(input: &Input, session: &mut Session) -> Found {
    let (mut fonts, mut late) = (Fonts::bundled(), Vec::new());
    let own = own_places(input, session);
    let places: Vec<Folder> = program_places().iter().filter_map(|p| open(p)).collect();
    for entry in index().filter(|e| !e.bundled) {
        let Some(folder) = own.iter().rev().chain(&places).find(|f| f.has(entry.file)).cloned() else {
            continue;
        };
        let data = Arc::new(OnceLock::new());
        late.push((entry.file.to_owned(), Arc::clone(&data)));
        fonts.add_later(
            entry.name,
            Loader::new(move || {
                let read: FontData = folder.read(entry.file)?.into();
                Some(data.get_or_init(|| read).clone())
            }),
        );
    }
    for folder in &own {
        add_files(&mut fonts, folder, session);
    }
    Found { fonts, late }
}

/// A folder that may not be there: a family that is found nowhere is reported where it is needed.
fn open(place: &Path) -> Option<Folder> {
    place.is_dir().then(|| Folder::open(place, &mut Findings::new()).ok())?
}

/// Folders of fonts that belong to the title or were named, the ones that win last.
fn own_places(input: &Input, session: &Session) -> Vec<Folder> {
    let mut places = Vec::new();
    if let Some(issue) = &session.issue {
        let title = issue.publication.folder.below("fonts");
        places.extend(title.filter(|_| issue.publication.folder != issue.folder));
        places.extend(issue.folder.below("fonts"));
    }
    places.extend(input.fonts.iter().rev().filter_map(|place| open(place)));
    places
}

/// Folders of the fonts that come with the program: beside it, or in the source tree that it was built from.
fn program_places() -> Vec<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|p| p.join("fonts")));
    beside.into_iter().chain([Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts")]).collect()
}

/// Adds every font file that lies directly in `folder`.
fn add_files(fonts: &mut Fonts, folder: &Folder, session: &mut Session) {
    let is_font = |name: &String| {
        let name = name.to_ascii_lowercase();
        [".ttf", ".otf"].iter().any(|end| name.ends_with(end))
    };
    for name in folder.list("").iter().filter(|n| is_font(n)) {
        let Ok((file, bytes)) = session.sources.load_bytes(folder, name, None, &mut session.findings) else {
            continue;
        };
        if fonts.add(bytes.to_vec()).is_none() {
            let span = crate::diag::Span::new(file, 0..0);
            session.findings.push(
                Diagnostic::error("F001", format!("`{name}` is no font"))
                    .at(span)
                    .hint("put TrueType or OpenType files into `fonts`, or take this one out"),
            );
        }
    }
}
