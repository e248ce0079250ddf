//! To how many pixels a picture of the press file is brought down, where the publication asks for it.
//! Scales no pixel.

use crate::geom::{Length, Size};
use crate::issue::{Downsample, PictureId};
use crate::pages::{Document, ItemKind};
use crate::picture::{Channels, Picture, Pixels};
use std::collections::BTreeMap;

/// The size of every placed picture where it is largest: the whole of it, also where a part is seen.
pub(super) fn largest(document: &Document) -> BTreeMap<PictureId, Size> {
    let mut out: BTreeMap<PictureId, Size> = BTreeMap::new();
    for item in document.pages.iter().flat_map(|p| &p.items) {
        if let ItemKind::Picture { picture, place, .. } = item.kind {
            let size = out.entry(picture).or_insert(Size::new(place.w, place.h));
            *size = Size::new(size.w.max(place.w), size.h.max(place.h));
        }
    }
    out
}

/// Width and height in pixels of a picture that is brought down; `None`: it stays as it is.
pub(super) fn target(picture: &Picture, place: Size, how: Downsample) -> Option<(u32, u32)> {
    if picture.ppi(place)? <= u32::from(how.above) {
        return None;
    }
    let inch = i128::from(72 * Length::PT.to_sp());
    let pixels = |length: Length, most: u32| {
        let wanted = (i128::from(how.to) * i128::from(length.to_sp()) + inch - 1) / inch;
        u32::try_from(wanted).unwrap_or(most).clamp(1, most)
    };
    Some((pixels(place.w, picture.width), pixels(place.h, picture.height)))
}

/// Whether pixels are pure black and white: such edges must stay sharp.
pub(super) fn is_line_art(pixels: &Pixels) -> bool {
    pixels.channels == Channels::Gray && pixels.data.iter().all(|v| matches!(v, 0 | 255))
}

#[cfg(test)]
mod tests {
    use super::target;
    use crate::geom::{Length, Size};
    use crate::issue::Downsample;
    use crate::picture::{Format, Picture};

    #[test]
    fn only_what_is_finer_than_asked_is_brought_down() {
        let inches = |n: i64| Length::pt(72 * n);
        let picture = |width, height| Picture {
            path: String::new(),
            bytes: Vec::new().into(),
            format: Format::Jpeg,
            width,
            height,
            span: None,
        };
        let how = Downsample::new(300, None);
        let size = Size::new(inches(2), inches(1));
        assert_eq!(target(&picture(900, 450), size, how), None, "450 pixels to the inch are not above 450");
        assert_eq!(target(&picture(1000, 500), size, how), Some((600, 300)));
        assert_eq!(target(&picture(1000, 500), size, Downsample::new(300, Some(500))), None);
        let svg = Picture { format: Format::Svg, ..picture(90_000, 90_000) };
        assert_eq!(target(&svg, size, how), None);
    }
}
