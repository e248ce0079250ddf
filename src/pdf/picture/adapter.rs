//! What the room `picture` gives: pixels and drawings.
//! Decodes nothing by itself.

use crate::diag::{Diagnostic, Failed, Findings};
use crate::picture::Picture;
use std::sync::Arc;

/// Channels of decoded pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channels {
    /// Grey.
    Gray,
    /// RGB.
    Rgb,
    /// Inks, 255 is solid.
    Cmyk,
}

/// Decoded pixels, upright.
pub struct Pixels {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// What a pixel is.
    pub channels: Channels,
    /// The pixels.
    pub data: Vec<u8>,
    /// Opacity.
    pub alpha: Option<Vec<u8>>,
    /// The ICC profile.
    pub icc: Option<Vec<u8>>,
}

/// Pixels.
pub fn decode(picture: &Picture, findings: &mut Findings) -> Result<Pixels, Failed> {
    Err(findings
        .fail(Diagnostic::error("D005", format!("`{}` cannot be decoded", picture.path)).at(picture.span)))
}

/// A drawing.
pub fn vector(picture: &Picture, faces: &[Arc<[u8]>], findings: &mut Findings) -> Result<usvg::Tree, Failed> {
    let mut options = usvg::Options::default();
    for f in faces {
        options.fontdb_mut().load_font_source(usvg::fontdb::Source::Binary(Arc::new(Arc::clone(f))));
    }
    usvg::Tree::from_data(&picture.bytes, &options)
        .map_err(|e| findings.fail(Diagnostic::error("D005", e.to_string()).at(picture.span)))
}
