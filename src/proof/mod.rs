//! Proofs: the pages of a PDF as pixels, trimmed or with their bleed, alone or side by side.
//! Writes no file, and simulates no inks: the PDF that it is given holds the colours that are to be seen.

mod beside;
mod raster;

pub use beside::beside;
pub use raster::{Look, Sheets};
