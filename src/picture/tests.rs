//! Tests of probing and decoding, held against what Pillow reads from the same files.
//! Draws nothing.

use super::{AdobeTransform, Channels, Format, Picture, decode, flat_svg, jpeg_info, probe, vector};
use crate::diag::Findings;
use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
use image::{DynamicImage, GrayAlphaImage, ImageFormat, RgbaImage};
use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

const CMYK: &[u8] = include_bytes!("../../tests/fixtures/pictures/cmyk.jpg");
const YCCK: &[u8] = include_bytes!("../../tests/fixtures/pictures/ycck.jpg");
const PLAIN: &[u8] = include_bytes!("../../tests/fixtures/pictures/cmyk-plain.jpg");
const TURNED: &[u8] = include_bytes!("../../tests/fixtures/pictures/turned.jpg");
const TIFF: &[u8] = include_bytes!("../../tests/fixtures/pictures/cmyk.tif");

const FACE: &[u8] = include_bytes!("../../fonts/source-serif-4/SourceSerif4-Regular.ttf");

fn probed(bytes: &[u8], path: &str) -> (Option<Picture>, Findings) {
    let mut findings = Findings::new();
    let picture = probe(Arc::from(bytes), path, None, &mut findings).ok();
    (picture, findings)
}

fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.iter().map(|d| d.code).collect()
}

fn pixel(bytes: &[u8], path: &str, x: usize, y: usize) -> (Channels, Vec<u8>) {
    let picture = probed(bytes, path).0.expect("a picture");
    let pixels = decode(&picture, &mut Findings::new()).expect("pixels");
    assert_eq!((pixels.width, pixels.height), (picture.width, picture.height));
    let n = pixels.channels.count();
    let at = (y * pixels.width as usize + x) * n;
    (pixels.channels, pixels.data[at..at + n].to_vec())
}

fn near((kind, bytes): (Channels, Vec<u8>), channels: Channels, wanted: &[u8]) {
    assert_eq!(kind, channels);
    let far = bytes.iter().zip(wanted).any(|(a, b)| a.abs_diff(*b) > 3);
    assert!(!far && bytes.len() == wanted.len(), "{bytes:?} is not near {wanted:?}");
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).expect("encoded");
    out.into_inner()
}

#[test]
fn cmyk_stays_cmyk_whichever_way_round() {
    near(pixel(CMYK, "a.jpg", 2, 2), Channels::Cmyk, &[255, 0, 0, 0]);
    near(pixel(CMYK, "a.jpg", 12, 2), Channels::Cmyk, &[10, 20, 30, 200]);
    near(pixel(PLAIN, "a.jpg", 2, 2), Channels::Cmyk, &[0, 255, 255, 255]);
    near(pixel(TIFF, "a.tif", 12, 2), Channels::Cmyk, &[10, 20, 30, 200]);
    // Pillow (libjpeg) reads the same two pixels from this file.
    near(pixel(YCCK, "a.jpg", 2, 2), Channels::Cmyk, &YCCK_LEFT);
    near(pixel(YCCK, "a.jpg", 12, 2), Channels::Cmyk, &YCCK_RIGHT);
}

const YCCK_LEFT: [u8; 4] = [178, 0, 225, 0];
const YCCK_RIGHT: [u8; 4] = [255, 139, 255, 200];

#[test]
fn exif_turns_and_density_means_nothing() {
    let (picture, findings) = probed(TURNED, "a.jpg");
    let picture = picture.expect("a picture");
    assert_eq!((picture.width, picture.height, findings.len()), (4, 8, 0));
    near(pixel(TURNED, "a.jpg", 1, 1), Channels::Rgb, &[200, 10, 10]);
    near(pixel(TURNED, "a.jpg", 1, 6), Channels::Rgb, &[10, 10, 200]);
    let info = jpeg_info(TURNED).expect("markers");
    assert_eq!((info.width, info.height, info.components, info.orientation, info.plain), (8, 4, 3, 6, true));
    assert_eq!(jpeg_info(CMYK).and_then(|i| i.adobe), Some(AdobeTransform::None));
    assert_eq!(jpeg_info(YCCK).and_then(|i| i.adobe), Some(AdobeTransform::Ycck));
}

#[test]
fn every_raster_format_is_read() {
    let image = DynamicImage::ImageRgba8(RgbaImage::from_fn(3, 2, |x, _| image::Rgba([x as u8, 9, 9, 255])));
    for (format, ours, ending) in [
        (ImageFormat::Png, Format::Png, "png"),
        (ImageFormat::Tiff, Format::Tiff, "tif"),
        (ImageFormat::WebP, Format::Webp, "webp"),
        (ImageFormat::Gif, Format::Gif, "gif"),
    ] {
        let bytes = encoded(&image, format);
        let (picture, findings) = probed(&bytes, &format!("a.{ending}"));
        let picture = picture.expect(ending);
        assert_eq!(
            (picture.format, picture.width, picture.height, findings.len()),
            (ours, 3, 2, 0),
            "{ending}"
        );
        // An alpha channel that hides nothing is left out.
        near(pixel(&bytes, &format!("a.{ending}"), 2, 1), Channels::Rgb, &[2, 9, 9]);
    }
    let veiled = DynamicImage::ImageLumaA8(GrayAlphaImage::from_pixel(2, 2, image::LumaA([7, 100])));
    near(pixel(&encoded(&veiled, ImageFormat::Png), "a.png", 0, 0), Channels::GrayAlpha, &[7, 100]);
}

#[test]
fn what_is_no_picture_says_so() {
    for (bytes, code) in [
        (&b"Not found"[..], "P001"),
        (b"", "P001"),
        (b"\x80\x81\x82\x83", "P001"),
        (b"<html><body>404</body></html>", "P001"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "P002"),
        (b"\0\0\0\x1cftypheic\0\0\0\0", "P002"),
        (b"8BPS\0\x01", "P002"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "P004"),
        (b"\x89PNG\r\n\x1a\n\0\0", "P004"),
        (b"%PDF-1.7\nnothing", "P004"),
        (b"<svg", "P004"),
    ] {
        let (picture, findings) = probed(bytes, "a.jpg");
        assert!(picture.is_none());
        assert_eq!(codes(&findings), [code], "{}", String::from_utf8_lossy(bytes));
        assert!(findings.iter().all(|d| !d.hints.is_empty()));
    }
    let (picture, findings) = probed(TURNED, "a.png");
    assert!(picture.is_some_and(|p| p.format == Format::Jpeg));
    assert_eq!(codes(&findings), ["P005"]);
}

/// A PNG header that promises more than anybody can hold.
#[test]
fn huge_pictures_are_refused_before_decoding() {
    let mut png = encoded(&DynamicImage::new_luma8(1, 1), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(codes(&probed(&png, "a.png").1), ["P003"]);
    let mut jpeg = TURNED.to_vec();
    let frame = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(codes(&probed(&jpeg, "a.jpg").1), ["P003"]);
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn a_cut_off_jpeg_is_reported() {
    let cut = &TURNED[..TURNED.len() - 40];
    let (picture, findings) = probed(cut, "a.jpg");
    assert!(picture.is_some());
    assert_eq!(codes(&findings), ["P006"]);
}

#[test]
fn svg_has_a_size_and_outlines() {
    let svg = b"<?xml version=\"1.0\"?><!-- a --><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"96\" height=\"48\">\
        <text x=\"1\" y=\"20\" font-family=\"Source Serif 4\">ab</text><image href=\"/etc/passwd\" width=\"1\" height=\"1\"/></svg>";
    let picture = probed(svg, "a.svg").0.expect("a drawing");
    assert_eq!((picture.format, picture.width, picture.height), (Format::Svg, 72_000, 36_000));
    let faces = [Arc::from(FACE)];
    let mut findings = Findings::new();
    let tree = vector(&picture, &faces, &mut findings).expect("outlines");
    assert!(tree.root().has_children());
    let flat = flat_svg(&picture, &faces, &mut findings).expect("a drawing");
    assert!(flat.contains("<path") && !flat.contains("<text") && !flat.contains("passwd"), "{flat}");
    assert!(decode(&picture, &mut findings).is_err());
}

#[test]
fn a_font_that_is_not_here_is_told() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='8' font-family='Helvetica'>a</text></svg>";
    let picture = probed(svg, "a.svg").0.expect("a drawing");
    let mut findings = Findings::new();
    let tree = vector(&picture, &[Arc::from(FACE)], &mut findings).expect("outlines");
    assert!(tree.root().has_children(), "another face stands in");
    assert_eq!(codes(&findings), ["P007"]);
}

#[test]
fn svg_that_would_not_end_is_refused() {
    let deep =
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}", "<g>".repeat(100_000));
    assert_eq!(codes(&probed(deep.as_bytes(), "a.svg").1), ["P004"]);
    let mut bomb = String::from(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g id='a0'><path d='M0 0h1v1z'/></g>",
    );
    for i in 1..30 {
        let uses = format!("<use href='#a{}'/>", i - 1).repeat(10);
        let _ = write!(bomb, "<g id='a{i}'>{uses}</g>");
    }
    bomb.push_str("</svg>");
    assert_eq!(codes(&probed(bomb.as_bytes(), "a.svg").1), ["P004"]);
    let cycle = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>";
    let (_, findings) = probed(cycle.as_bytes(), "a.svg");
    assert!(findings.len() <= 1);
}

/// A corner of red, one of green below it, one of blue beside it, white elsewhere, as EXIF orientation `code` stores it.
fn stored(code: u8) -> RgbaImage {
    let shown = RgbaImage::from_fn(16, 24, |x, y| match (x < 8, y < 8) {
        (true, true) => image::Rgba([200, 0, 0, 255]),
        (false, true) => image::Rgba([0, 0, 200, 255]),
        (true, false) if y >= 16 => image::Rgba([0, 160, 0, 255]),
        _ => image::Rgba([255; 4]),
    });
    // What undoes each turn (EXIF 2.32 §4.6.5 A).
    match code {
        2 => flip_horizontal(&shown),
        3 => rotate180(&shown),
        4 => flip_vertical(&shown),
        5 => flip_horizontal(&rotate90(&shown)),
        6 => rotate270(&shown),
        7 => flip_horizontal(&rotate270(&shown)),
        8 => rotate90(&shown),
        _ => shown,
    }
}

#[test]
fn all_eight_orientations_come_out_upright() {
    for code in 1..=8_u8 {
        let image = DynamicImage::ImageRgba8(stored(code)).into_rgb8();
        let plain = encoded(&DynamicImage::ImageRgb8(image), ImageFormat::Jpeg);
        let mut exif = b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([code, 0, 0, 0, 0, 0, 0]);
        let turned = [&plain[..2], &exif, &plain[2..]].concat();
        for (x, y, wanted) in
            [(3, 3, [200, 0, 0]), (12, 3, [0, 0, 200]), (3, 20, [0, 160, 0]), (12, 20, [255; 3])]
        {
            let (_, got) = pixel(&turned, "a.jpg", x, y);
            let near = got.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 40);
            assert!(near && got.len() == 3, "orientation {code} at {x}, {y}: {got:?}");
        }
    }
}

#[test]
fn palettes_sixteen_bits_and_lzw_are_read() {
    // Written by Pillow: three colours by a palette, one clear; 16 bits; LZW with a predictor.
    const PALETTE: &[u8] = include_bytes!("../../tests/fixtures/pictures/palette.png");
    const DEEP: &[u8] = include_bytes!("../../tests/fixtures/pictures/deep.png");
    const LZW: &[u8] = include_bytes!("../../tests/fixtures/pictures/lzw.tif");
    near(pixel(PALETTE, "a.png", 0, 0), Channels::Rgb, &[255, 0, 0]);
    near(pixel(PALETTE, "a.png", 2, 0), Channels::Rgb, &[0, 0, 255]);
    near(pixel(DEEP, "a.png", 0, 0), Channels::Gray, &[0]);
    near(pixel(DEEP, "a.png", 3, 0), Channels::Gray, &[192]);
    near(pixel(LZW, "a.tif", 0, 0), Channels::Rgb, &[10, 20, 30]);
    near(pixel(LZW, "a.tif", 7, 7), Channels::Rgb, &[200, 100, 50]);
}
