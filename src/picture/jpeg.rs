//! What a JPEG file says of itself in its markers (ITU-T T.81), so that it can be kept undecoded.
//! Decodes no pixels.

use crate::source::Blob;
use image::metadata::Orientation;
use std::sync::Arc;

/// The Adobe marker (Adobe Technical Note 5116, §18).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AdobeTransform {
    /// RGB or CMYK as it is.
    None,
    /// YCbCr.
    YCbCr,
    /// YCCK.
    Ycck,
}

/// What the markers of a JPEG file say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JpegInfo {
    /// Width in samples, as stored: before `orientation`.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Bits a sample.
    pub precision: u8,
    /// 1 grey, 3 colour, 4 CMYK or YCCK.
    pub components: u8,
    /// Whether the frame is progressive.
    pub progressive: bool,
    /// Whether the frame is one that PDF's `DCTDecode` reads: baseline, extended or progressive Huffman.
    pub plain: bool,
    /// The Adobe marker's transform; `None` without the marker. With it, four components are stored
    /// inverted: a PDF needs `/Decode [1 0 1 0 1 0 1 0]`.
    pub adobe: Option<AdobeTransform>,
    /// EXIF orientation, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// The embedded ICC profile, its segments joined.
    pub icc: Option<Vec<u8>>,
}

/// Reads the markers of `bytes` up to the first scan; `None` where they are broken or no frame begins.
#[must_use]
pub fn jpeg_info(bytes: &[u8]) -> Option<JpegInfo> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    let mut info: Option<JpegInfo> = None;
    let mut adobe = None;
    let mut orientation = 1;
    let mut icc: Vec<(u8, &[u8])> = Vec::new();
    loop {
        // Fill bytes may stand before a marker.
        let at = rest.iter().position(|b| *b != 0xFF)?;
        let marker = *rest.get(at).filter(|_| at > 0)?;
        rest = rest.get(at + 1..)?;
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            continue;
        }
        if matches!(marker, 0xDA | 0xD9) {
            break;
        }
        let length = usize::from(be16(rest)?);
        let data = rest.get(2..length)?;
        rest = rest.get(length..)?;
        match marker {
            // SOF markers; DHT, JPG and DAC stand among them.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => info = Some(frame(marker, data)?),
            0xE1 => {
                if let Some(exif) = data.strip_prefix(b"Exif\0\0") {
                    orientation = Orientation::from_exif_chunk(exif).map_or(1, Orientation::to_exif);
                }
            }
            0xE2 => {
                if let Some([number, _, profile @ ..]) = data.strip_prefix(b"ICC_PROFILE\0") {
                    icc.push((*number, profile));
                }
            }
            0xEE if data.starts_with(b"Adobe") => {
                adobe = match data.get(11) {
                    Some(1) => Some(AdobeTransform::YCbCr),
                    Some(2) => Some(AdobeTransform::Ycck),
                    _ => Some(AdobeTransform::None),
                };
            }
            _ => {}
        }
    }
    icc.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = icc.iter().flat_map(|(_, part)| part.iter().copied()).collect();
    let icc = (!profile.is_empty()).then_some(profile);
    info.map(|info| JpegInfo { adobe, orientation, icc, ..info })
}

/// The file's bytes from its beginning, with all markers up to the first scan among them where there is one.
#[must_use]
pub fn jpeg_head(file: &Blob) -> Arc<[u8]> {
    let beginning = file.beginning();
    if jpeg_info(&beginning).is_some() { beginning } else { file.read() }
}

/// Whether the end marker follows the last scan: coded data never holds it, a preview image before may.
pub(super) fn is_whole(file: &Blob) -> bool {
    // Which of the two is met first from behind decides.
    let ends = |bytes: &[u8]| {
        let mut pairs = bytes.windows(2).rev();
        pairs.find(|w| matches!(w, [0xFF, 0xD9 | 0xDA])).map(|w| w == [0xFF, 0xD9])
    };
    ends(&file.end()).or_else(|| ends(&file.read())).unwrap_or(false)
}

/// Reads a frame header (T.81, B.2.2).
fn frame(marker: u8, data: &[u8]) -> Option<JpegInfo> {
    Some(JpegInfo {
        precision: *data.first()?,
        height: be16(data.get(1..)?)?.into(),
        width: be16(data.get(3..)?)?.into(),
        components: *data.get(5)?,
        progressive: matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE),
        plain: matches!(marker, 0xC0..=0xC2),
        adobe: None,
        orientation: 1,
        icc: None,
    })
}

fn be16(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [a, b, ..] => Some(u16::from_be_bytes([*a, *b])),
        _ => None,
    }
}
