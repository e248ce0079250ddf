//! PNG files whose deflated rows can pass through undecoded.
//! Decodes no pixel.

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
    use super::png;

    #[test]
    fn rows_pass_as_they_are_and_broken_files_are_no_panic() {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0crc.".to_vec();
        file.extend(b"\0\0\0\x04IDATrowscrc.\0\0\0\0IENDcrc.");
        let whole = png(&file).unwrap();
        assert_eq!(
            (whole.width, whole.height, whole.channels, whole.data.as_slice()),
            (3, 2, 3, &b"rows"[..])
        );
        for n in 0..file.len() - 4 {
            assert_eq!(png(&file[..n]), None, "{n} bytes");
        }
        let interlaced =
            file.iter().enumerate().map(|(i, b)| if i == 28 { 1 } else { *b }).collect::<Vec<u8>>();
        assert_eq!(png(&interlaced), None);
    }
}
