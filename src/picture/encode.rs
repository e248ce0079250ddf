//! Pixels made, scaled and written: a drawing as pixels, pixels in another size, pixels as JPEG or PNG.
//! Converts no colours and knows nothing of what the files are for.

use super::{Channels, Pixels};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::{FilterType, resize};
use image::{ExtendedColorType, ImageBuffer, ImageEncoder, Pixel};
use resvg::tiny_skia::{Color, Pixmap, Transform};

/// An outline drawing as RGB pixels on white, stretched to `width` × `height`. `None` where either is 0 or
/// the pixels would not fit in memory.
#[must_use]
pub fn rasterise(tree: &usvg::Tree, width: u32, height: u32) -> Option<Pixels> {
    let mut map = Pixmap::new(width, height)?;
    map.fill(Color::WHITE);
    let size = tree.size();
    let share = |pixels: u32, units: f32| (f64::from(pixels) / f64::from(units)) as f32;
    let scale = Transform::from_scale(share(width, size.width()), share(height, size.height()));
    resvg::render(tree, scale, &mut map.as_mut());
    // White lies below everything, so every pixel is opaque and its colour is as it is.
    let data = map.data().chunks_exact(4).flat_map(|p| p.iter().take(3).copied()).collect();
    Some(Pixels { width, height, channels: Channels::Rgb, data, icc: None })
}

/// The same pixels in another size; as they are where a sample count does not fit the size. Colours of pixels that
/// are seen through count as much as they are seen.
#[must_use]
pub fn scaled(pixels: Pixels, width: u32, height: u32) -> Pixels {
    if (pixels.width, pixels.height) == (width, height) {
        return pixels;
    }
    let alpha = matches!(pixels.channels, Channels::GrayAlpha | Channels::Rgba);
    let step = pixels.channels.count();
    let multiplied = if alpha { weighed(&pixels.data, step, |v, a| (v * a + 127) / 255) } else { Vec::new() };
    let data = if alpha { &multiplied } else { &pixels.data };
    let side = (pixels.width, pixels.height);
    let data = match pixels.channels {
        Channels::Gray => resized::<image::Luma<u8>>(data, side, width, height),
        Channels::GrayAlpha => resized::<image::LumaA<u8>>(data, side, width, height),
        Channels::Rgb => resized::<image::Rgb<u8>>(data, side, width, height),
        // The resampler looks at four channels alike, be the last one opacity or black.
        Channels::Rgba | Channels::Cmyk => resized::<image::Rgba<u8>>(data, side, width, height),
    };
    let data = data.map(|d| if alpha { weighed(&d, step, |v, a| (v * 255 + a / 2) / a.max(1)) } else { d });
    match data {
        Some(data) => Pixels { width, height, data, ..pixels },
        None => pixels,
    }
}

/// Pixels of `step` bytes whose colours are what `f` makes of them and of their opacity, the last byte.
fn weighed(data: &[u8], step: usize, f: impl Fn(u32, u32) -> u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    for pixel in data.chunks_exact(step) {
        let Some((opacity, colors)) = pixel.split_last() else { continue };
        out.extend(colors.iter().map(|v| f(u32::from(*v), u32::from(*opacity)).min(255) as u8));
        out.push(*opacity);
    }
    out
}

fn resized<P: Pixel<Subpixel = u8> + 'static>(
    data: &[u8],
    (w, h): (u32, u32),
    width: u32,
    height: u32,
) -> Option<Vec<u8>> {
    let buffer: ImageBuffer<P, &[u8]> = ImageBuffer::from_raw(w, h, data)?;
    Some(resize(&buffer, width, height, FilterType::CatmullRom).into_raw())
}

/// The pixels as a JPEG file of `quality` 1 to 100, without metadata or profile. `None` for pixels with
/// opacity or in inks, which JPEG of the web does not hold.
#[must_use]
pub fn encode_jpeg(pixels: &Pixels, quality: u8) -> Option<Vec<u8>> {
    let color = match pixels.channels {
        Channels::Gray => ExtendedColorType::L8,
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::GrayAlpha | Channels::Rgba | Channels::Cmyk => return None,
    };
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, quality);
    encoder.write_image(&pixels.data, pixels.width, pixels.height, color).ok()?;
    Some(out)
}

/// The pixels as a PNG file without metadata or profile, as small as can be: for files that are sent to readers.
/// `None` for inks, which PNG does not hold.
#[must_use]
pub fn encode_png(pixels: &Pixels) -> Option<Vec<u8>> {
    png(pixels, CompressionType::Best)
}

/// The same in a fraction of the time, and somewhat larger: for files that are looked at and thrown away.
#[must_use]
pub fn quick_png(pixels: &Pixels) -> Option<Vec<u8>> {
    png(pixels, CompressionType::Fast)
}

fn png(pixels: &Pixels, compression: CompressionType) -> Option<Vec<u8>> {
    let color = match pixels.channels {
        Channels::Gray => ExtendedColorType::L8,
        Channels::GrayAlpha => ExtendedColorType::La8,
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::Rgba => ExtendedColorType::Rgba8,
        Channels::Cmyk => return None,
    };
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, compression, PngFilter::Adaptive);
    encoder.write_image(&pixels.data, pixels.width, pixels.height, color).ok()?;
    Some(out)
}

/// A JPEG file without its metadata: comments and application segments, but for JFIF's and Adobe's, which
/// decoders need. `None` where the markers before the first scan are broken.
#[must_use]
pub fn bare_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xFF, 0xD8];
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let at = rest.iter().position(|b| *b != 0xFF).filter(|at| *at > 0)?;
        let marker = *rest.get(at)?;
        let body = rest.get(at + 1..)?;
        let length = usize::from(u16::from_be_bytes([*body.first()?, *body.get(1)?]));
        let segment = body.get(..length.max(2))?;
        if marker == 0xDA {
            out.extend([0xFF, marker]);
            out.extend(body);
            return Some(out);
        }
        if !matches!(marker, 0xE1..=0xED | 0xEF | 0xFE) {
            out.extend([0xFF, marker]);
            out.extend(segment);
        }
        rest = body.get(segment.len()..)?;
    }
}

/// Whether a PNG file holds nothing but pixels: no profile, no words, no EXIF, no frames of a film.
#[must_use]
pub fn is_bare_png(bytes: &[u8]) -> bool {
    const PLAIN: [&[u8]; 9] =
        [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"pHYs", b"sBIT", b"bKGD"];
    let Some(mut rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return false };
    while let Some((head, body)) = rest.split_at_checked(8) {
        let (length, kind) = head.split_at(4);
        let length = length.iter().fold(0_usize, |n, b| n << 8 | usize::from(*b));
        if !PLAIN.contains(&kind) {
            return false;
        }
        rest = body.get(length.saturating_add(4)..).unwrap_or(&[]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{bare_jpeg, encode_jpeg, encode_png, is_bare_png, rasterise, scaled};
    use crate::picture::{Channels, Pixels};

    fn checks(channels: Channels) -> Pixels {
        let n = channels.count();
        let data = (0..64 * n).map(|i| if (i / n / 8 + i / n).is_multiple_of(2) { 255 } else { 0 }).collect();
        Pixels { width: 8, height: 8, channels, data, icc: None }
    }

    #[test]
    fn a_drawing_becomes_pixels_on_white() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='2' height='1'><path fill='#f00' d='M0 0h1v1h-1z'/></svg>";
        let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
        let pixels = rasterise(&tree, 4, 2).unwrap();
        let row = [255, 0, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
        assert_eq!(pixels.data, [row, row].concat());
        assert!(rasterise(&tree, 0, 2).is_none());
    }

    #[test]
    fn inks_are_scaled_and_clear_pixels_lend_no_colour() {
        let inks = Pixels { data: [200, 0, 10, 255].repeat(64), ..checks(Channels::Cmyk) };
        assert_eq!(scaled(inks, 3, 2).data, [200, 0, 10, 255].repeat(6));
        // Left half solid red, right half clear green.
        let row = [[255, 0, 0, 255].repeat(4), [0, 255, 0, 0].repeat(4)].concat();
        let veiled = Pixels { data: row.repeat(8), ..checks(Channels::Rgba) };
        for pixel in scaled(veiled, 3, 3).data.chunks_exact(4) {
            assert!(pixel[3] == 0 || pixel[..3] == [255, 0, 0], "{pixel:?}");
        }
    }

    #[test]
    fn a_png_holds_what_was_put_in() {
        for channels in [Channels::Gray, Channels::GrayAlpha, Channels::Rgb, Channels::Rgba] {
            let pixels = checks(channels);
            let read = image::load_from_memory(&encode_png(&pixels).unwrap()).unwrap();
            assert_eq!(read.as_bytes(), pixels.data);
        }
        assert!(encode_png(&checks(Channels::Cmyk)).is_none());
    }

    #[test]
    fn a_jpeg_is_of_the_same_size_and_has_no_opacity() {
        let pixels = scaled(checks(Channels::Rgb), 20, 10);
        assert_eq!((pixels.width, pixels.height, pixels.data.len()), (20, 10, 600));
        let read = image::load_from_memory(&encode_jpeg(&pixels, 90).unwrap()).unwrap();
        assert_eq!((read.width(), read.height()), (20, 10));
        assert!(encode_jpeg(&checks(Channels::Rgba), 90).is_none());
    }

    #[test]
    fn metadata_is_left_out_and_the_picture_kept() {
        let plain = encode_jpeg(&checks(Channels::Rgb), 90).unwrap();
        let (head, tail) = plain.split_at(2);
        let noisy =
            [head, &[0xFF, 0xE1, 0, 6, b'E', b'x', b'i', b'f', 0xFF, 0xFE, 0, 3, b'!'], tail].concat();
        assert_eq!(bare_jpeg(&noisy).unwrap(), plain);
        assert_eq!(bare_jpeg(&noisy[..10]), None);
    }

    #[test]
    fn a_png_with_words_is_not_bare() {
        let plain = encode_png(&checks(Channels::Rgb)).unwrap();
        assert!(is_bare_png(&plain));
        let at = 8 + 25;
        let words = [&plain[..at], b"\0\0\0\x03tEXta\0b....", &plain[at..]].concat();
        assert!(!is_bare_png(&words));
    }
}
