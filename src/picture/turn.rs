//! Turning and mirroring pixels, as EXIF orientations ask.
//! Knows nothing of files.

use image::metadata::Orientation;

/// `data` of `width` × `height` pixels with `n` bytes each, turned; gives the new width, height and bytes.
pub fn turn(data: Vec<u8>, width: u32, height: u32, n: usize, how: Orientation) -> (u32, u32, Vec<u8>) {
    if how == Orientation::NoTransforms {
        return (width, height, data);
    }
    let (w, h) = (width as usize, height as usize);
    let across = how.to_exif() >= 5;
    let (new_w, new_h) = if across { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(data.len());
    for y in 0..new_h {
        for x in 0..new_w {
            let (from_x, from_y) = match how {
                Orientation::NoTransforms => (x, y),
                Orientation::FlipHorizontal => (w - 1 - x, y),
                Orientation::Rotate180 => (w - 1 - x, h - 1 - y),
                Orientation::FlipVertical => (x, h - 1 - y),
                Orientation::Rotate90FlipH => (y, x),
                Orientation::Rotate90 => (y, h - 1 - x),
                Orientation::Rotate270FlipH => (w - 1 - y, h - 1 - x),
                Orientation::Rotate270 => (w - 1 - y, x),
            };
            let at = (from_y * w + from_x) * n;
            out.extend_from_slice(data.get(at..at + n).unwrap_or(&[]));
        }
    }
    if across { (height, width, out) } else { (width, height, out) }
}

#[cfg(test)]
mod tests {
    use super::turn;
    use image::metadata::Orientation;
    use image::{DynamicImage, GrayImage};

    #[test]
    fn agrees_with_the_image_crate() {
        let data: Vec<u8> = (0..6).collect();
        for code in 1..=8 {
            let how = Orientation::from_exif(code).expect("an orientation");
            let mut image =
                DynamicImage::ImageLuma8(GrayImage::from_raw(3, 2, data.clone()).expect("pixels"));
            image.apply_orientation(how);
            let theirs = (image.width(), image.height(), image.into_luma8().into_raw());
            assert_eq!(turn(data.clone(), 3, 2, 1, how), theirs, "{code}");
        }
    }
}
