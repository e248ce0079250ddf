//! Pictures: what kind of file it is, how large, and its pixels or outlines when asked.
//! Knows nothing of pages or of output formats.

mod cover;
mod credit;
mod decode;
mod encode;
mod guard;
mod jpeg;
mod outline;
mod outside;
mod pdf;
mod probe;
mod svg;
mod turn;

#[cfg(test)]
mod tests;

pub use cover::{coverage, node_pixels};
pub use credit::Embedded;
pub use decode::{BYTES_LIMIT, Channels, Pixels, decode};
pub use encode::{bare_jpeg, encode_jpeg, encode_png, is_bare_png, quick_png, rasterise, scaled};
pub use jpeg::{AdobeTransform, JpegInfo, jpeg_head, jpeg_info};
pub use outline::Outline;
pub use probe::{AREA_LIMIT, SIDE_LIMIT, probe};
pub use svg::{flat_svg, vector};

use crate::diag::Span;
use crate::source::Blob;

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

impl Format {
    /// Its name, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
        }
    }

    /// The usual ending of a file's name, without its point.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}

/// A picture that an issue names: probed, not yet decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// Path as the issue writes it, with `/`, below the folder.
    pub path: String,
    /// The file as it is.
    pub bytes: Blob,
    /// What it is.
    pub format: Format,
    /// Width in pixels after EXIF orientation; for SVG and PDF in thousandths of a point. Of a PDF it is
    /// the `TrimBox` of the first page (else its `CropBox`, else its `MediaBox`) as seen after `/Rotate`.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Where it is first named.
    pub span: Option<Span>,
}
