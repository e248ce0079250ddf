//! Pictures: what kind of file it is, how large, and its pixels or outlines when asked.
//! Knows nothing of pages or of output formats.

mod cover;
mod credit;
mod decode;
mod encode;
mod gray;
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
pub use gray::gray;
pub use jpeg::{AdobeTransform, JpegInfo, jpeg_head, jpeg_info};
pub use outline::Outline;
pub use pdf::{STREAM_LIMIT, bleed, pages, read_pdf};
pub use probe::{AREA_LIMIT, SIDE_LIMIT, probe};
pub use svg::{flat_svg, vector};

use crate::diag::Span;
use crate::geom::{Length, Size};
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

impl Picture {
    /// Pixels to the inch where the whole picture stands in `place`, of both directions the fewer, rounded down.
    /// `None` for drawings and pages, which have none, and where the place has no area.
    #[must_use]
    pub fn ppi(&self, place: Size) -> Option<u32> {
        if matches!(self.format, Format::Svg | Format::Pdf) {
            return None;
        }
        let inch = i128::from(72 * Length::PT.to_sp());
        let along =
            |pixels: u32, length: Length| (i128::from(pixels) * inch).checked_div(length.to_sp().into());
        let least = along(self.width, place.w)?.min(along(self.height, place.h)?);
        u32::try_from(least).ok()
    }
}
