//! Pixels of a picture: upright, eight bits a sample, in the colour space of the file, with its profile.
//! Converts no colours.

use super::jpeg::{AdobeTransform, JpegInfo, jpeg_info};
use super::probe::words;
use super::turn::turn;
use super::{Format, Picture};
use crate::diag::{Diagnostic, Failed, Findings};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Most bytes that the pixels of one picture may take.
pub const BYTES_LIMIT: u64 = 1_200_000_000;

/// What a pixel is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channels {
    /// Grey; 255 is white.
    Gray,
    /// Grey and opacity; not multiplied.
    GrayAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue and opacity; not multiplied.
    Rgba,
    /// Cyan, magenta, yellow, black; 255 is solid ink, whatever way round the file stores it.
    Cmyk,
}

impl Channels {
    /// Bytes a pixel.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }
}

/// Decoded pixels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// What a pixel is made of.
    pub channels: Channels,
    /// Rows from the top, pixels from the left: `width × height × channels.count()` bytes.
    pub data: Vec<u8>,
    /// The embedded ICC profile, as it is.
    pub icc: Option<Vec<u8>>,
}

/// Decodes a picture: turned upright by its EXIF orientation, an alpha channel that hides nothing left out.
///
/// # Errors
/// Where it is a drawing, is broken, or its pixels would take more than `BYTES_LIMIT`: reported.
pub fn decode(picture: &Picture, findings: &mut Findings) -> Result<Pixels, Failed> {
    let bytes = picture.bytes.read();
    let pixels = match picture.format {
        _ if bytes.is_empty() => Err("its file was changed or taken away meanwhile".to_owned()),
        Format::Jpeg => jpeg(&bytes),
        Format::Png => raster(&bytes, ImageFormat::Png),
        Format::Tiff => tiff(&bytes),
        Format::Webp => raster(&bytes, ImageFormat::WebP),
        Format::Gif => raster(&bytes, ImageFormat::Gif),
        Format::Svg | Format::Pdf => Err(format!("{} has no pixels", picture.format.name())),
    };
    pixels.map_err(|why| {
        let message = format!("picture `{}` cannot be decoded: {why}", picture.path);
        findings.fail(Diagnostic::error("P004", message).at(picture.span).hint("export the picture again"))
    })
}

fn fits(width: u32, height: u32, bytes: u64) -> Result<(), String> {
    let total = u64::from(width).saturating_mul(height.into()).saturating_mul(bytes);
    if total > BYTES_LIMIT { Err(format!("its pixels would take {} MB", total / 1_000_000)) } else { Ok(()) }
}

/// JPEG of one, three or four components. What is cut off is an error here, not a grey strip.
fn jpeg(bytes: &[u8]) -> Result<Pixels, String> {
    let info = jpeg_info(bytes).ok_or("its JPEG markers are broken")?;
    fits(info.width, info.height, info.components.into())?;
    // Four components come out as they are stored; `inks` makes them inks.
    let (out, channels) = match (info.components, info.adobe) {
        (1, _) => (ColorSpace::Luma, Channels::Gray),
        (3, _) => (ColorSpace::RGB, Channels::Rgb),
        (4, Some(AdobeTransform::Ycck)) => (ColorSpace::YCCK, Channels::Cmyk),
        (4, _) => (ColorSpace::CMYK, Channels::Cmyk),
        (n, _) => return Err(format!("it has {n} components")),
    };
    let side = super::SIDE_LIMIT as usize;
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(out);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let mut data = decoder.decode().map_err(|e| e.to_string().to_lowercase())?;
    let expected = info.width as usize * info.height as usize * channels.count();
    if data.len() != expected {
        return Err("its size and its pixels do not agree".to_owned());
    }
    if channels == Channels::Cmyk {
        inks(&mut data, &info);
    }
    let orientation = Orientation::from_exif(info.orientation).unwrap_or(Orientation::NoTransforms);
    let (width, height, data) = turn(data, info.width, info.height, channels.count(), orientation);
    Ok(Pixels { width, height, channels, data, icc: info.icc })
}

/// Makes stored samples inks: Adobe's files hold the complement, and YCCK holds C, M, Y as Y, Cb, Cr
/// (Adobe Technical Note 5116, §18; conversion of ITU-T T.871 §7).
fn inks(data: &mut [u8], info: &JpegInfo) {
    if info.adobe == Some(AdobeTransform::Ycck) {
        for pixel in data.chunks_exact_mut(4) {
            if let [y, cb, cr, k] = pixel {
                let (l, b, r) = (i32::from(*y) << 16, i32::from(*cb) - 128, i32::from(*cr) - 128);
                // Thousandths would not do: the factors are 1.402, 0.344136, 0.714136, 1.772 in 16 bits.
                let level = |n: i32| ((n + 32_768) >> 16).clamp(0, 255) as u8;
                let rgb = (level(l + 91_881 * r), level(l - 22_554 * b - 46_802 * r), level(l + 116_130 * b));
                (*y, *cb, *cr) = rgb;
                *k = 255 - *k;
            }
        }
    } else if info.adobe.is_some() {
        for b in data {
            *b = 255 - *b;
        }
    }
}

/// TIFF: separated ones keep their inks, others go the common way.
fn tiff(bytes: &[u8]) -> Result<Pixels, String> {
    let mut decoder = tiff::decoder::Decoder::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let separated = matches!(decoder.colortype(), Ok(tiff::ColorType::CMYK(_)));
    if !separated {
        return raster(bytes, ImageFormat::Tiff);
    }
    let (width, height) = decoder.dimensions().map_err(|e| e.to_string())?;
    fits(width, height, 8)?;
    let icc = decoder.get_tag_u8_vec(tiff::tags::Tag::IccProfile).ok().filter(|p| !p.is_empty());
    let turned = decoder.find_tag(tiff::tags::Tag::Orientation).ok().flatten();
    let turned = turned.and_then(|v| v.into_u16().ok()).and_then(|n| u8::try_from(n).ok());
    let mut limits = tiff::decoder::Limits::default();
    limits.decoding_buffer_size = usize::try_from(BYTES_LIMIT).unwrap_or(usize::MAX);
    let mut decoder = decoder.with_limits(limits);
    let data = match decoder.read_image().map_err(|e| e.to_string())? {
        tiff::decoder::DecodingResult::U8(data) => data,
        tiff::decoder::DecodingResult::U16(data) => data.iter().map(|v| (v / 257) as u8).collect(),
        _ => return Err("its CMYK samples have neither 8 nor 16 bits".to_owned()),
    };
    if data.len() != width as usize * height as usize * 4 {
        return Err(
            "its size and its pixels do not agree; save it without layers and extra channels".to_owned()
        );
    }
    let orientation = turned.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms);
    let (width, height, data) = turn(data, width, height, 4, orientation);
    Ok(Pixels { width, height, channels: Channels::Cmyk, data, icc })
}

/// The formats that only know grey and RGB.
fn raster(bytes: &[u8], format: ImageFormat) -> Result<Pixels, String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * BYTES_LIMIT);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| words(&e))?;
    let (width, height) = decoder.dimensions();
    // The crate's own limit does not bind every decoder.
    fits(width, height, decoder.color_type().bytes_per_pixel().into())?;
    let icc = decoder.icc_profile().ok().flatten().filter(|p| !p.is_empty());
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|e| words(&e))?;
    let (channels, data) = match image.color() {
        ColorType::L8 | ColorType::L16 => (Channels::Gray, image.into_luma8().into_raw()),
        ColorType::La8 | ColorType::La16 => (Channels::GrayAlpha, image.into_luma_alpha8().into_raw()),
        ColorType::Rgb8 | ColorType::Rgb16 | ColorType::Rgb32F => {
            (Channels::Rgb, image.into_rgb8().into_raw())
        }
        _ => (Channels::Rgba, image.into_rgba8().into_raw()),
    };
    let (channels, data) = opaque(channels, data);
    let (width, height, data) = turn(data, width, height, channels.count(), orientation);
    Ok(Pixels { width, height, channels, data, icc })
}

/// Leaves out an alpha channel that is solid throughout.
fn opaque(channels: Channels, data: Vec<u8>) -> (Channels, Vec<u8>) {
    let (colours, plain) = match channels {
        Channels::GrayAlpha => (1, Channels::Gray),
        Channels::Rgba => (3, Channels::Rgb),
        _ => return (channels, data),
    };
    if data.chunks_exact(colours + 1).any(|p| p.last() != Some(&255)) {
        return (channels, data);
    }
    let kept = data.chunks_exact(colours + 1).flat_map(|p| p.iter().take(colours).copied()).collect();
    (plain, kept)
}
