//! What the headers of JPEG and PNG files say, so that their data can pass through undecoded.
//! Decodes no pixel.

/// A JPEG file's header.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Jpeg {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 1 grey, 3 colour, 4 inks.
    pub(super) components: u8,
    /// Bits a sample.
    pub(super) bits: u8,
    /// Whether an Adobe marker is there: then inks are written upside down.
    pub(super) adobe: Option<u8>,
    /// EXIF orientation, 1 to 8.
    pub(super) orientation: u8,
    /// Whether the components are named R, G, B.
    pub(super) named_rgb: bool,
    /// The ICC profile, put together from its parts.
    pub(super) icc: Vec<u8>,
}

/// Reads a JPEG file's markers up to its first scan (ITU-T T.81 annex B); `None` where there is no frame.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Jpeg> {
    let mut out = Jpeg { orientation: 1, ..Jpeg::default() };
    let mut parts: Vec<(u8, &[u8])> = Vec::new();
    let mut at = 2;
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    while let [0xFF, marker, rest @ ..] = bytes.get(at..)? {
        match marker {
            0xFF => {
                at += 1;
                continue;
            }
            0x01 | 0xD0..=0xD7 => {
                at += 2;
                continue;
            }
            0xD9 | 0xDA => break,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?));
        let body = rest.get(2..length)?;
        match marker {
            0xC0..=0xC2 => frame(body, &mut out)?,
            0xE1 => out.orientation = orientation(body).unwrap_or(out.orientation),
            0xE2 => {
                if let Some([number, _, data @ ..]) = body.strip_prefix(b"ICC_PROFILE\0") {
                    parts.push((*number, data));
                }
            }
            0xEE => {
                if body.starts_with(b"Adobe") {
                    out.adobe = body.get(11).copied();
                }
            }
            _ => {}
        }
        at += 2 + length;
    }
    parts.sort_by_key(|p| p.0);
    out.icc = parts.iter().flat_map(|p| p.1).copied().collect();
    (out.width > 0 && out.height > 0).then_some(out)
}

fn frame(body: &[u8], out: &mut Jpeg) -> Option<()> {
    let [bits, h1, h0, w1, w0, components, rest @ ..] = body else { return None };
    (out.bits, out.components) = (*bits, *components);
    out.height = u32::from(u16::from_be_bytes([*h1, *h0]));
    out.width = u32::from(u16::from_be_bytes([*w1, *w0]));
    let ids: Vec<u8> = rest.chunks_exact(3).filter_map(|c| c.first().copied()).collect();
    out.named_rgb = ids == *b"RGB";
    Some(())
}

/// The orientation in an EXIF segment's first directory (tag 0x0112).
fn orientation(body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let two = |at: usize| {
        let b = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if little { u16::from_le_bytes(b) } else { u16::from_be_bytes(b) })
    };
    let four = |at: usize| {
        let b = *tiff.get(at..)?.first_chunk::<4>()?;
        Some(if little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    };
    let directory = four(4)? as usize;
    let count = usize::from(two(directory)?);
    let entry = (0..count).map(|i| directory + 2 + i * 12).find(|at| two(*at) == Some(0x0112))?;
    two(entry + 8).and_then(|v| u8::try_from(v).ok()).filter(|v| (1..=8).contains(v))
}

/// A PNG file whose data a PDF reader can take as they are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Png {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bits: u8,
    /// 1 grey or palette, 3 colour.
    pub(super) channels: u8,
    /// Colours of the palette, three bytes each.
    pub(super) palette: Option<Vec<u8>>,
    /// The deflated rows.
    pub(super) data: Vec<u8>,
    /// Whether a colour profile other than sRGB is named.
    pub(super) profiled: bool,
}

/// Reads a PNG file; `None` where its data need decoding: interlaced, with alpha, of 16 bits, or broken.
pub(super) fn png(bytes: &[u8]) -> Option<Png> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut out: Option<Png> = None;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
        let kind = *rest.get(4..)?.first_chunk::<4>()?;
        let body = rest.get(8..8_usize.checked_add(length)?)?;
        match (&kind, &mut out) {
            (b"IHDR", None) => out = Some(header(body)?),
            (b"PLTE", Some(png)) => png.palette = Some(body.to_vec()),
            (b"tRNS", _) => return None,
            (b"iCCP", Some(png)) => png.profiled = true,
            (b"IDAT", Some(png)) => png.data.extend_from_slice(body),
            (b"IEND", _) => return out.filter(|p| !p.data.is_empty()),
            _ => {}
        }
        rest = rest.get(12 + length..)?;
    }
}

fn header(body: &[u8]) -> Option<Png> {
    let [w3, w2, w1, w0, h3, h2, h1, h0, bits, color, 0, 0, 0] = *body else { return None };
    let channels = match color {
        0 | 3 => 1,
        2 => 3,
        _ => return None,
    };
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    let fits = bits <= 8 && width > 0 && height > 0;
    let palette = (color == 3).then(Vec::new);
    fits.then(|| Png { width, height, bits, channels, palette, data: Vec::new(), profiled: false })
}

#[cfg(test)]
mod tests {
    use super::{jpeg, png};

    #[test]
    fn broken_files_are_no_panic() {
        let head = b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xC0\0\x0B\x08\0\x02\0\x03\x01\x01\x11\0\xFF\xDA";
        let whole = jpeg(head).unwrap_or_default();
        assert_eq!((whole.width, whole.height, whole.components, whole.orientation), (3, 2, 1, 1));
        for n in 0..head.len() {
            let _ = jpeg(&head[..n]);
            let _ = png(&head[..n]);
        }
        assert_eq!(png(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT"), None);
    }
}
