//! What the room `picture` gives: pixels and drawings.
//! Decodes nothing by itself.

use crate::diag::{Diagnostic, Failed, Findings};
use crate::picture::Picture;

/// Channels of decoded pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channels {
    /// Grey.
    Gray,
    /// Grey, opacity.
    GrayAlpha,
    /// RGB.
    Rgb,
    /// RGB, opacity.
    Rgba,
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
    /// The ICC profile.
    pub icc: Option<Vec<u8>>,
}

/// Pixels.
pub fn decode(picture: &Picture, findings: &mut Findings) -> Result<Pixels, Failed> {
    Err(findings
        .fail(Diagnostic::error("D005", format!("`{}` cannot be decoded", picture.path)).at(picture.span)))
}
