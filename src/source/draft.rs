//! A result on its way to its file: written beside it, or kept in memory, until all of it is good.
//! Decides no names and reports nothing.

use super::hash::Hash;
use super::write::part_of;
use std::fs::{File, OpenOptions};
use std::io::{Cursor, Error, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Where the bytes of a result go, from beginning to end but for a few that are put in afterwards.
pub trait Sink: Write + Seek {}

impl<T: Write + Seek> Sink for T {}

/// A result that is not yet in its place. Given up, it leaves nothing behind.
#[derive(Debug)]
pub struct Draft(Kind);

#[derive(Debug)]
enum Kind {
    Memory(Cursor<Vec<u8>>),
    Disk(File, PathBuf),
}

impl Draft {
    /// A draft beside `path`, in a folder that is made where it is not there. Where the disk refuses, the draft is in
    /// memory, and the reason is told by the attempt to keep it.
    #[must_use]
    pub fn beside(path: &Path) -> Self {
        let part = part_of(path);
        let made =
            path.parent().is_none_or(|f| f.as_os_str().is_empty() || std::fs::create_dir_all(f).is_ok());
        let file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&part);
        match file {
            Ok(file) if made => Self(Kind::Disk(file, part)),
            _ => Self::from(Vec::new()),
        }
    }

    /// How many bytes there are.
    ///
    /// # Errors
    /// Where the disk does not say.
    pub fn length(&self) -> Result<u64, Error> {
        match &self.0 {
            Kind::Memory(bytes) => Ok(bytes.get_ref().len() as u64),
            Kind::Disk(file, _) => Ok(file.metadata()?.len()),
        }
    }

    /// The SHA-256 of all bytes.
    ///
    /// # Errors
    /// Where they cannot be read back.
    pub fn sha256(&self) -> Result<[u8; 32], Error> {
        let mut hash = Hash::new();
        match &self.0 {
            Kind::Memory(bytes) => hash.add(bytes.get_ref()),
            Kind::Disk(file, _) => {
                let mut file = file;
                file.seek(SeekFrom::Start(0))?;
                let mut room = vec![0; 256 * 1024];
                loop {
                    let read = file.read(&mut room)?;
                    if read == 0 {
                        break;
                    }
                    hash.add(room.get(..read).unwrap_or_default());
                }
            }
        }
        Ok(hash.done())
    }

    /// Puts the result into its place at `path`, flushed to the disk; the folder with its new name is not yet.
    pub(super) fn keep(&self, path: &Path) -> Result<(), Error> {
        match &self.0 {
            Kind::Memory(bytes) => super::write::write_one(path, bytes.get_ref()),
            Kind::Disk(file, part) => {
                file.sync_all()?;
                std::fs::rename(part, path)
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Kind::Disk(_, part) = &self.0 {
            // Where it was kept, it is no longer there.
            let _ = std::fs::remove_file(part);
        }
    }
}

impl From<Vec<u8>> for Draft {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Kind::Memory(Cursor::new(bytes)))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        match &mut self.0 {
            Kind::Memory(memory) => memory.write(bytes),
            Kind::Disk(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

impl Seek for Draft {
    fn seek(&mut self, to: SeekFrom) -> Result<u64, Error> {
        match &mut self.0 {
            Kind::Memory(memory) => memory.seek(to),
            Kind::Disk(file, _) => file.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;
    use crate::diag::Findings;
    use crate::source::{keep_all, sha256};
    use std::io::{Seek, SeekFrom, Write};

    #[test]
    fn a_draft_comes_into_its_place_or_leaves_nothing() {
        let dir = std::env::temp_dir().join(format!("masthead-draft-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("deep/a.pdf");
        for mut draft in [Draft::beside(&path), Draft::from(Vec::new())] {
            draft.write_all(b"one two").unwrap();
            draft.seek(SeekFrom::Start(4)).unwrap();
            draft.write_all(b"six").unwrap();
            assert_eq!((draft.length().unwrap(), draft.sha256().unwrap()), (7, sha256(b"one six")));
            let mut findings = Findings::new();
            assert_eq!(keep_all(&[(path.clone(), draft)], &mut findings), [true]);
            assert_eq!(std::fs::read(&path).unwrap(), b"one six");
        }
        drop(Draft::beside(&dir.join("deep/b.pdf")));
        assert_eq!(std::fs::read_dir(dir.join("deep")).unwrap().count(), 1);
        let (mut findings, blocked) = (Findings::new(), path.join("c.pdf"));
        assert_eq!(keep_all(&[(blocked.clone(), Draft::beside(&blocked))], &mut findings), [false]);
        assert_eq!(findings.iter().map(|d| d.code).collect::<Vec<_>>(), ["S006"]);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
