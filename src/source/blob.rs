//! The bytes of a file: held in memory, or left on the disk and read whenever they are asked for.
//! Decides nothing: which files are held is for those who read them.

use super::hash::{Hash, sha256};
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{Error, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Most bytes of a file's beginning or end that are read at once.
const PART: usize = 256 * 1024;

/// The bytes of a file, cheap to clone. What lies on the disk must stay as it was when it was found: a file that was
/// changed or taken away meanwhile reads as empty, so that nothing is made of half of one and half of another.
#[derive(Clone)]
pub struct Blob(Kind);

#[derive(Clone)]
enum Kind {
    Held(Arc<[u8]>),
    Left(Arc<Left>),
}

/// A file that was left on the disk.
struct Left {
    path: Box<Path>,
    found: Metadata,
    sha256: OnceLock<[u8; 32]>,
}

impl Left {
    /// The file, opened; `None` where it is no longer the one that was found.
    fn open(&self) -> Option<File> {
        let file = File::open(&self.path).ok()?;
        let now = file.metadata().ok()?;
        let same = now.len() == self.found.len() && now.modified().ok() == self.found.modified().ok();
        same.then_some(file)
    }

    fn read(&self) -> Option<Vec<u8>> {
        let length = usize::try_from(self.found.len()).ok()?;
        let mut bytes = Vec::with_capacity(length);
        self.open()?.take(self.found.len()).read_to_end(&mut bytes).ok()?;
        (bytes.len() == length).then_some(bytes)
    }

    fn part(&self, from: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        let mut file = self.open()?;
        file.seek(SeekFrom::Start(from)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

impl Blob {
    /// The file at `path`, which `found` describes, left where it is.
    pub(super) fn left(path: &Path, found: Metadata) -> Self {
        Self(Kind::Left(Arc::new(Left { path: path.into(), found, sha256: OnceLock::new() })))
    }

    /// All bytes; they live no longer than what is given here, where the file was left on the disk.
    #[must_use]
    pub fn read(&self) -> Arc<[u8]> {
        match &self.0 {
            Kind::Held(bytes) => Arc::clone(bytes),
            Kind::Left(left) => left.read().unwrap_or_default().into(),
        }
    }

    /// The first bytes of a long file, a quarter of a megabyte of them; of a short one, or one that is held, all.
    #[must_use]
    pub fn beginning(&self) -> Arc<[u8]> {
        match &self.0 {
            Kind::Left(left) if self.len() > PART => left.part(0, PART).unwrap_or_default().into(),
            _ => self.read(),
        }
    }

    /// The last bytes, likewise.
    #[must_use]
    pub fn end(&self) -> Arc<[u8]> {
        match &self.0 {
            Kind::Left(left) if self.len() > PART => {
                left.part(left.found.len() - PART as u64, PART).unwrap_or_default().into()
            }
            _ => self.read(),
        }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Held(bytes) => bytes.len(),
            Kind::Left(left) => usize::try_from(left.found.len()).unwrap_or(usize::MAX),
        }
    }

    /// Whether there is no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the bytes take memory all the time.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self.0, Kind::Held(_))
    }

    /// The SHA-256 of the bytes.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        match &self.0 {
            Kind::Held(bytes) => sha256(bytes),
            Kind::Left(left) => *left.sha256.get_or_init(|| {
                let mut hash = Hash::new();
                let add = &mut |part: &[u8]| {
                    hash.add(part);
                    Ok(())
                };
                // What cannot be read has the hash of nothing; it failed where it was needed.
                match self.each(add) {
                    Ok(true) => hash.done(),
                    _ => sha256(&[]),
                }
            }),
        }
    }

    /// Gives all bytes to `take`, a quarter of a megabyte at a time, so that no more need be in memory. False where
    /// the file is no longer the one that was found.
    ///
    /// # Errors
    /// Those of `take`, and of the disk.
    pub fn each(&self, take: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<bool, Error> {
        let left = match &self.0 {
            Kind::Held(bytes) => return bytes.chunks(PART).try_for_each(take).map(|()| true),
            Kind::Left(left) => left,
        };
        let Some(mut file) = left.open() else { return Ok(false) };
        let (mut room, mut rest) = (vec![0; PART], self.len());
        while rest > 0 {
            let part = room.get_mut(..rest.min(PART)).unwrap_or_default();
            file.read_exact(part)?;
            take(part)?;
            rest -= part.len();
        }
        Ok(true)
    }
}

impl From<Arc<[u8]>> for Blob {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self(Kind::Held(bytes))
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Kind::Held(bytes.into()))
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self(Kind::Held(bytes.into()))
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Left(a), Kind::Left(b)) if Arc::ptr_eq(a, b) => true,
            _ => self.len() == other.len() && self.read() == other.read(),
        }
    }
}

impl Eq for Blob {}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Blob, PART};
    use crate::source::sha256;

    #[test]
    fn a_file_left_on_the_disk_reads_as_it_was_found_or_not_at_all() {
        let path = std::env::temp_dir().join(format!("masthead-blob-{}", std::process::id()));
        let bytes: Vec<u8> = (0..PART + 1000).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let blob = Blob::left(&path, std::fs::metadata(&path).unwrap());
        assert!(!blob.is_held() && blob.len() == bytes.len() && !blob.is_empty());
        assert_eq!(*blob.read(), bytes[..]);
        assert_eq!(*blob.beginning(), bytes[..PART]);
        assert_eq!(*blob.end(), bytes[1000..]);
        assert_eq!(blob, Blob::from(bytes.clone()));
        assert_eq!(blob.sha256(), sha256(&bytes));
        let mut parts = Vec::new();
        let done = blob.each(&mut |part| {
            parts.push(part.to_vec());
            Ok(())
        });
        assert!(done.unwrap() && parts.len() == 2 && parts.concat() == bytes);
        std::fs::write(&path, &bytes[1..]).unwrap();
        assert!(blob.read().is_empty() && blob.beginning().is_empty() && blob.end().is_empty());
        assert!(!blob.each(&mut |_| Ok(())).unwrap());
        std::fs::remove_file(&path).unwrap();
        assert!(blob.read().is_empty());
    }
}
