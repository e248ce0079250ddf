//! Typefaces: which there are, their bytes and their measures.
//! Shapes no text, touches no disk and never looks at the system's fonts.

mod about;
mod collection;
mod data;
mod face;
mod outline;

pub use about::Embedding;
pub use collection::{Fonts, IndexEntry, Loader, index};
pub use data::FontData;
pub use face::{Face, FaceId, FaceName};
