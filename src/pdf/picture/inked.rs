//! Pixels in inks, not yet packed: what flattening lays on the plates, and the images that it cuts out of them.
//! Packs and embeds nothing itself.

use super::raster::{Raster, Tables};
use super::stream;
use crate::color::{Duotone, Spot};
use crate::diag::Findings;
use crate::pdf::draw::Palette;
use crate::picture::{Channels, Format, Picture, decode, gray};
use lopdf::ObjectId;

/// Pixels in process inks and perhaps spot inks, 255 being solid.
pub(in crate::pdf) struct Inked {
    /// Pixels in a row.
    pub(in crate::pdf) width: u32,
    /// Rows.
    pub(in crate::pdf) height: u32,
    /// Four bytes a pixel, and one for each spot ink.
    pub(in crate::pdf) data: Vec<u8>,
    /// One byte a pixel; `None`: all are solid.
    pub(in crate::pdf) opacity: Option<Vec<u8>>,
    /// The spot inks.
    pub(in crate::pdf) spots: Vec<Spot>,
}

impl Inked {
    /// The image; its pixels are taken for solid.
    pub(super) fn into_raster(self) -> Raster {
        Raster::of_inks(self.width, self.height, &self.data, self.spots)
    }
}

/// A raster picture's pixels in inks, those of a duotone where it is one, upright; `None` where it cannot be decoded,
/// which is told elsewhere.
pub(in crate::pdf) fn inked(
    picture: &Picture,
    duotone: Option<&Duotone>,
    palette: Palette<'_>,
) -> Option<Inked> {
    let pixels = decode(picture, &mut Findings::new()).ok()?;
    if let Some(duotone) = duotone {
        let pixels = gray(pixels, palette.output.cmyk_table());
        let each = || pixels.data.chunks_exact(pixels.channels.count());
        let opacity = (pixels.channels == Channels::GrayAlpha)
            .then(|| each().filter_map(|p| p.last().copied()).collect());
        let made = duotone.separation(palette.output, palette.spots);
        let tone = |p: &[u8]| made.tones.get(usize::from(*p.first()?));
        let data = each().filter_map(tone).flatten().copied().collect();
        return Some(Inked { width: pixels.width, height: pixels.height, data, opacity, spots: made.spots });
    }
    let tables = Tables::new(palette, false);
    let icc = pixels.icc.unwrap_or_default();
    let step = pixels.channels.count();
    let each = || pixels.data.chunks_exact(step);
    let opacity = matches!(pixels.channels, Channels::GrayAlpha | Channels::Rgba)
        .then(|| each().filter_map(|p| p.last().copied()).collect());
    let data = match pixels.channels {
        Channels::Gray | Channels::GrayAlpha => {
            each().flat_map(|p| [0, 0, 0, 255 - p.first().copied().unwrap_or(255)]).collect()
        }
        Channels::Rgb => tables.inks(&icc, &pixels.data),
        Channels::Rgba => {
            let colors: Vec<u8> = each().flat_map(|p| p.iter().take(3)).copied().collect();
            tables.inks(&icc, &colors)
        }
        Channels::Cmyk => pixels.data,
    };
    Some(Inked { width: pixels.width, height: pixels.height, data, opacity, spots: Vec::new() })
}

/// Whether a raster picture within a drawing has pixels that are not solid; not where it cannot be decoded.
pub(in crate::pdf) fn has_opacity(bytes: &[u8], kind: &usvg::ImageKind) -> bool {
    let format = match kind {
        usvg::ImageKind::PNG(_) => Format::Png,
        usvg::ImageKind::GIF(_) => Format::Gif,
        usvg::ImageKind::WEBP(_) => Format::Webp,
        usvg::ImageKind::JPEG(_) | usvg::ImageKind::SVG(_) => return false,
    };
    let path = String::new();
    let picture = Picture { path, bytes: bytes.into(), format, width: 0, height: 0, span: None };
    let pixels = decode(&picture, &mut Findings::new());
    pixels.is_ok_and(|p| matches!(p.channels, Channels::GrayAlpha | Channels::Rgba))
}

/// An image object of flattened pixels.
pub(in crate::pdf) fn patch_object(pdf: &mut lopdf::Document, image: &Inked) -> ObjectId {
    let raster = Raster::of_inks(image.width, image.height, &image.data, image.spots.clone());
    let (dict, content) = raster.objects(pdf, &mut super::Profiles::default());
    pdf.add_object(stream(dict, content.bytes()))
}
