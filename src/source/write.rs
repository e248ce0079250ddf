//! Writing a result so that a reader sees the old file or the new one, never half of it.
//! Decides no names.

use super::Draft;
use crate::diag::{Diagnostic, Failed, Findings};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Error, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to a file beside `path`, flushes it to the disk and renames it; folders are made.
///
/// # Errors
/// Where the disk refuses: reported, and what stood at `path` stands there still.
pub fn write(path: &Path, bytes: &[u8], findings: &mut Findings) -> Result<(), Failed> {
    let mark = findings.len();
    write_all([(path, bytes)], findings);
    findings.failed_since(mark)
}

/// Writes several results as `write` does, each whether or not the others can be written; says which were.
/// Results that are refused for one reason are reported together.
pub fn write_all<'a>(
    results: impl IntoIterator<Item = (&'a Path, &'a [u8])>,
    findings: &mut Findings,
) -> Vec<bool> {
    tell(results.into_iter().map(|(path, bytes)| (path, write_one(path, bytes))), findings)
}

/// Writes `bytes` as `write` does, but does not wait for the disk: for what every run tells anew.
///
/// # Errors
/// Where the disk refuses: reported, and what stood at `path` stands there still.
pub fn write_soon(path: &Path, bytes: &[u8], findings: &mut Findings) -> Result<(), Failed> {
    let mark = findings.len();
    tell(std::iter::once((path, replace(path, bytes, false))), findings);
    findings.failed_since(mark)
}

/// Puts drafts into their places, as `write_all` writes results.
pub fn keep_all(drafts: &[(PathBuf, Draft)], findings: &mut Findings) -> Vec<bool> {
    let kept = tell(drafts.iter().map(|(path, draft)| (path.as_path(), draft.keep(path))), findings);
    let mut folders: Vec<&Path> = drafts.iter().map(|(path, _)| path.as_path()).collect();
    folders.dedup_by_key(|path| path.parent());
    folders.into_iter().for_each(flush_folder);
    kept
}

fn tell<'a>(
    results: impl Iterator<Item = (&'a Path, Result<(), Error>)>,
    findings: &mut Findings,
) -> Vec<bool> {
    let mut refused: Vec<(String, Vec<String>)> = Vec::new();
    let mut written = Vec::new();
    for (path, done) in results {
        written.push(done.is_ok());
        let Err(e) = done else { continue };
        let (why, name) = (e.to_string().to_lowercase(), format!("`{}`", path.display()));
        match refused.iter_mut().find(|(w, _)| *w == why) {
            Some((_, names)) => names.push(name),
            None => refused.push((why, vec![name])),
        }
    }
    for (why, names) in refused {
        let names = match names.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            one => one.concat(),
        };
        findings.push(
            Diagnostic::error("S006", format!("{names} cannot be written: {why}"))
                .hint("see that the folder may be written to and that the disk has room"),
        );
    }
    written
}

/// The file beside `path` that is written before it takes its place.
pub(super) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Writes a whole file, flushed to the disk, and lets it take its place.
pub(super) fn write_one(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace(path, bytes, true)?;
    flush_folder(path);
    Ok(())
}

fn replace(path: &Path, bytes: &[u8], flushed: bool) -> Result<(), Error> {
    let part = part_of(path);
    put(&part, bytes, flushed).and_then(|()| std::fs::rename(&part, path)).inspect_err(|_| {
        // The part file may not exist; what matters is told by the error itself.
        let _ = std::fs::remove_file(&part);
    })
}

fn put(part: &Path, bytes: &[u8], flushed: bool) -> Result<(), Error> {
    if let Some(folder) = part.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    if flushed { file.sync_all() } else { Ok(()) }
}

/// Flushes the folder of a file that took its place: the new name reaches the disk with it.
fn flush_folder(path: &Path) {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Not every system can open a folder.
    if let Ok(dir) = File::open(folder) {
        let _ = dir.sync_all();
    }
}
