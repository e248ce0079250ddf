//! Files: every one that a build reads is read here once, and kept with its number; results are written here.
//! Does not know what the files mean, and draws no findings.

mod blob;
mod draft;
mod folder;
mod hash;
#[cfg(test)]
mod tests;
mod write;

pub use blob::Blob;
pub use draft::{Draft, Sink};
pub use folder::Folder;
pub use hash::{hex, sha256};
pub use write::{keep_all, write, write_all, write_soon};

use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};
use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most bytes of a text file.
pub const TEXT_LIMIT: u64 = 8 << 20;
/// Most bytes of any other file.
pub const BYTES_LIMIT: u64 = 1 << 30;
/// Most bytes of pictures that are held in memory; what is beyond is left on the disk until it is needed.
const HELD_LIMIT: u64 = 32 << 20;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    shown: String,
    bytes: Blob,
    text: Option<Arc<str>>,
}

impl SourceFile {
    /// Its path as users know it, with `/`: the path given on the command line, then the path within the issue.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.shown
    }

    /// Its text without byte order mark, line ends as `\n`, to which spans refer; `None` for other files.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The SHA-256 of the file as it lies on the disk, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&self.bytes.sha256())
    }

    /// Whether its bytes are left on the disk; then its hash is known only after they were read once more.
    #[must_use]
    pub fn is_left(&self) -> bool {
        !self.bytes.is_held()
    }

    /// Its length on the disk, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Every file of a build, by number, each read once.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    known: BTreeMap<PathBuf, FileId>,
    /// Bytes of pictures that are held.
    held: u64,
}

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The file of a number that was given out here.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// Where a file lies on the disk; `None` for a text that was taken in from elsewhere.
    #[must_use]
    pub fn real(&self, id: FileId) -> Option<&Path> {
        self.known.iter().find(|(_, known)| **known == id).map(|(path, _)| path.as_path())
    }

    /// Reads the text `path` below `folder`; a finding stands at `at`, where the path is written.
    ///
    /// # Errors
    /// Where the path leaves the folder, or the file is missing, too large or not UTF-8: reported.
    pub fn load_text(
        &mut self,
        folder: &Folder,
        path: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<(FileId, Arc<str>), Failed> {
        let found = folder.find(path, at, findings)?;
        self.text_at(&found, &folder.shown(path), at, findings)
    }

    /// Reads the file `path` below `folder` as bytes.
    ///
    /// # Errors
    /// Where the path leaves the folder, or the file is missing or too large: reported.
    pub fn load_bytes(
        &mut self,
        folder: &Folder,
        path: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<(FileId, Arc<[u8]>), Failed> {
        let found = folder.find(path, at, findings)?;
        self.bytes_at(&found, &folder.shown(path), at, findings)
    }

    /// Finds the picture `path` below `folder`. Its bytes are held as long as those of all pictures together are
    /// not too many; beyond that they are left on the disk, and read when they are needed.
    ///
    /// # Errors
    /// Where the path leaves the folder, or the file is missing or too large: reported.
    pub fn load_picture(
        &mut self,
        folder: &Folder,
        path: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<(FileId, Blob), Failed> {
        let real = folder.find(path, at, findings)?;
        if let Some(id) = self.known.get(&real).copied()
            && let Some(file) = self.file(id)
        {
            return Ok((id, file.bytes.clone()));
        }
        let shown = folder.shown(path);
        let (file, found) = open(&real, &shown, BYTES_LIMIT, at, findings)?;
        let blob = if self.held + found.len() > HELD_LIMIT {
            Blob::left(&real, found)
        } else {
            self.held += found.len();
            Blob::from(read(file, &shown, BYTES_LIMIT, at, findings)?)
        };
        let id = self.keep(&shown, blob.clone(), None);
        self.known.insert(real, id);
        Ok((id, blob))
    }

    /// Reads a file that the user names outright, such as `--profile FILE`, wherever it lies.
    ///
    /// # Errors
    /// Where it is missing or too large: reported.
    pub fn load_given(
        &mut self,
        path: &Path,
        findings: &mut Findings,
    ) -> Result<(FileId, Arc<[u8]>), Failed> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let real = path.canonicalize().map_err(|e| findings.fail(folder::ungiven(path, &shown, &e)))?;
        self.bytes_at(&real, &shown, None, findings)
    }

    /// Takes in a text that does not lie on the disk, such as a bundled layout, so that findings can point into it.
    pub fn add_text(&mut self, shown: &str, text: &str) -> (FileId, Arc<str>) {
        let text: Arc<str> = clean(text).into();
        let id = self.keep(shown, text.as_bytes().into(), Some(Arc::clone(&text)));
        (id, text)
    }

    fn text_at(
        &mut self,
        real: &Path,
        shown: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<(FileId, Arc<str>), Failed> {
        if let Some(id) = self.known.get(real).copied()
            && let Some(text) = self.file(id).and_then(|f| f.text.clone())
        {
            return Ok((id, text));
        }
        let (file, _) = open(real, shown, TEXT_LIMIT, at, findings)?;
        let bytes = read(file, shown, TEXT_LIMIT, at, findings)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => {
                let text: Arc<str> = clean(text).into();
                let id = self.keep(shown, bytes.into(), Some(Arc::clone(&text)));
                self.known.insert(real.to_owned(), id);
                Ok((id, text))
            }
            Err(e) => {
                let valid = bytes.get(..e.valid_up_to()).unwrap_or(&[]);
                let start = clean(&String::from_utf8_lossy(valid)).len();
                let lossy: Arc<str> = clean(&String::from_utf8_lossy(&bytes)).into();
                let id = self.keep(shown, bytes.into(), Some(lossy));
                Err(findings.fail(
                    Diagnostic::error("S005", format!("`{shown}` is not UTF-8"))
                        .at(Span::new(id, start..start + '\u{fffd}'.len_utf8()))
                        .label("these bytes are no character")
                        .hint("save the file as UTF-8"),
                ))
            }
        }
    }

    fn bytes_at(
        &mut self,
        real: &Path,
        shown: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<(FileId, Arc<[u8]>), Failed> {
        if let Some(id) = self.known.get(real).copied()
            && let Some(file) = self.file(id)
        {
            return Ok((id, file.bytes.read()));
        }
        let (file, _) = open(real, shown, BYTES_LIMIT, at, findings)?;
        let bytes: Arc<[u8]> = read(file, shown, BYTES_LIMIT, at, findings)?.into();
        let id = self.keep(shown, Arc::clone(&bytes).into(), None);
        self.known.insert(real.to_owned(), id);
        Ok((id, bytes))
    }

    fn keep(&mut self, shown: &str, bytes: Blob, text: Option<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { shown: shown.to_owned(), bytes, text });
        id
    }
}

/// A regular file of at most `limit` bytes, opened, and what the disk says of it.
fn open(
    real: &Path,
    shown: &str,
    limit: u64,
    at: Option<Span>,
    findings: &mut Findings,
) -> Result<(File, Metadata), Failed> {
    let mut give_up = |e: &std::io::Error| findings.fail(folder::unreadable(shown, e).at(at));
    // Asked before it is opened: to open a pipe would wait for its writer.
    let meta = std::fs::metadata(real).map_err(|e| give_up(&e))?;
    if !meta.is_file() {
        return Err(findings.fail(
            Diagnostic::error("S003", format!("`{shown}` is not a file")).at(at).hint("name a regular file"),
        ));
    }
    let file = File::open(real).map_err(|e| give_up(&e))?;
    if meta.len() > limit {
        return Err(findings.fail(too_large(shown, limit).at(at)));
    }
    Ok((file, meta))
}

fn read(
    file: File,
    shown: &str,
    limit: u64,
    at: Option<Span>,
    findings: &mut Findings,
) -> Result<Vec<u8>, Failed> {
    let mut bytes = Vec::new();
    let done = file.take(limit + 1).read_to_end(&mut bytes);
    done.map_err(|e| findings.fail(folder::unreadable(shown, &e).at(at)))?;
    // A file may grow while it is read.
    if bytes.len() as u64 > limit { Err(findings.fail(too_large(shown, limit).at(at))) } else { Ok(bytes) }
}

fn too_large(shown: &str, limit: u64) -> Diagnostic {
    Diagnostic::error("S004", format!("`{shown}` is larger than {} MB", limit >> 20))
        .hint("divide the file or make it smaller")
}

/// Without byte order mark, and with `\n` as the only line end.
fn clean(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}
