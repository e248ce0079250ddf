//! The bytes of a font file, shared without copying.
//! Does not look into them.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The bytes of a font file: compiled into the program, or read at run time and shared.
#[derive(Clone)]
pub enum FontData {
    /// Part of the program.
    Static(&'static [u8]),
    /// Read at run time.
    Shared(Arc<Vec<u8>>),
}

impl Deref for FontData {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for FontData {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl From<&'static [u8]> for FontData {
    fn from(bytes: &'static [u8]) -> Self {
        Self::Static(bytes)
    }
}

impl From<Vec<u8>> for FontData {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Shared(Arc::new(bytes))
    }
}

impl fmt::Debug for FontData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}
