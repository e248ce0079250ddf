//! Pictures: what kind of file it is, how large, and its pixels or outlines when asked.
//! Knows nothing of pages or of output formats.

use crate::diag::Span;
use std::sync::Arc;

/// What kind of file a picture is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF.
    Tiff,
    /// WebP.
    Webp,
    /// GIF, its first frame.
    Gif,
    /// SVG: outlines.
    Svg,
    /// One page of a PDF, such as a supplied advertisement.
    Pdf,
}

/// A picture that an issue names: probed, not yet decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// Path as the issue writes it, with `/`, below the folder.
    pub path: String,
    /// The file as it is.
    pub bytes: Arc<[u8]>,
    /// What it is.
    pub format: Format,
    /// Width in pixels after EXIF orientation; for SVG and PDF in thousandths of a point.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Where it is first named.
    pub span: Option<Span>,
}
