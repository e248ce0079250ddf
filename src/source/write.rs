//! Writing a result so that a reader sees the old file or the new one, never half of it.
//! Decides no names.

use crate::diag::{Diagnostic, Failed, Findings};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Error, Write};
use std::path::Path;

/// Writes `bytes` to a file beside `path`, flushes it to the disk and renames it; folders are made.
///
/// # Errors
/// Where the disk refuses: reported, and what stood at `path` stands there still.
pub fn write(path: &Path, bytes: &[u8], findings: &mut Findings) -> Result<(), Failed> {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let done = put(&part, path, bytes);
    done.map_err(|e| {
        // The part file may not exist; what matters has been said by `e`.
        let _ = std::fs::remove_file(&part);
        let why = e.to_string().to_lowercase();
        findings.fail(
            Diagnostic::error("S006", format!("`{}` cannot be written: {why}", path.display()))
                .hint("see that the folder may be written to and that the disk has room"),
        )
    })
}

fn put(part: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(part, path)?;
    // The new name itself reaches the disk with its folder; not every system can open one.
    if let Some(folder) = path.parent()
        && let Ok(dir) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    {
        let _ = dir.sync_all();
    }
    Ok(())
}
