//! What a picture's bytes are and how large the picture is, told by content and never by name.
//! Decodes no pixels.

use super::jpeg::{is_whole, jpeg_head, jpeg_info};
use super::svg::svg_size;
use super::{Format, Picture};
use crate::diag::{Diagnostic, Failed, Findings, Span};
use crate::source::Blob;
use image::{ImageDecoder, ImageFormat, ImageReader};
use std::io::Cursor;

/// Longest side of a picture, in pixels.
pub const SIDE_LIMIT: u32 = 65_500;
/// Most pixels of a picture: A1 at 600 pixels to the inch.
pub const AREA_LIMIT: u64 = 300_000_000;

/// Finds out what the bytes of `file` are; `path` is how the issue names them, `at` where.
///
/// # Errors
/// Where they are no picture that can be used: reported, with what to do.
pub fn probe(
    file: impl Into<Blob>,
    path: &str,
    at: Option<Span>,
    findings: &mut Findings,
) -> Result<Picture, Failed> {
    let file = file.into();
    let format = match sniff(&file) {
        Ok(format) => format,
        Err(other) => return Err(findings.fail(other.finding(path).at(at))),
    };
    // Of a JPEG file its head says all.
    let bytes = if format == Format::Jpeg { jpeg_head(&file) } else { file.read() };
    let (width, height) = match size(&bytes, format) {
        Ok(size) => size,
        Err(why) => {
            let message = format!("picture `{path}` cannot be read: {why}");
            let found = Diagnostic::error("P004", message).at(at).hint("export the picture again");
            return Err(findings.fail(found));
        }
    };
    let vector = matches!(format, Format::Svg | Format::Pdf);
    let area = u64::from(width) * u64::from(height);
    if area == 0 {
        let found = Diagnostic::error("P004", format!("picture `{path}` has no area: {width} × {height}"));
        return Err(findings.fail(found.at(at).hint("export the picture again")));
    }
    if !vector && (width > SIDE_LIMIT || height > SIDE_LIMIT || area > AREA_LIMIT) {
        let message = format!("picture `{path}` is too large: {width} × {height} pixels");
        let hint = format!(
            "scale it to at most {SIDE_LIMIT} pixels a side and {} megapixels",
            AREA_LIMIT / 1_000_000
        );
        return Err(findings.fail(Diagnostic::error("P003", message).at(at).hint(hint)));
    }
    if format == Format::Jpeg && !is_whole(&file) {
        let message = format!("picture `{path}` is cut off: its end is missing");
        findings.push(Diagnostic::warning("P006", message).at(at).hint("copy or export the file again"));
    }
    if let (Format::Svg, Ok(text)) = (format, std::str::from_utf8(&bytes)) {
        super::outside::report(text, path, at, findings);
    }
    if let Some(found) = lying_name(path, format) {
        findings.push(found.at(at));
    }
    Ok(Picture { path: path.to_owned(), bytes: file, format, width, height, span: at })
}

/// What bytes are that are no picture for us.
enum Other {
    Known(&'static str, &'static str),
    Text,
    Unknown,
    Empty,
}

impl Other {
    fn finding(&self, path: &str) -> Diagnostic {
        match self {
            Self::Known(name, hint) => {
                Diagnostic::error("P002", format!("picture `{path}` is {name}, which is not read"))
                    .hint(*hint)
            }
            Self::Text => Diagnostic::error("P001", format!("`{path}` is a text, not a picture")).hint(
                "put the picture's own file here; a web page or an error message may have been saved instead",
            ),
            Self::Unknown => Diagnostic::error("P001", format!("`{path}` is not a picture"))
                .hint("use JPEG, PNG, TIFF, WebP, GIF, SVG or PDF"),
            Self::Empty => Diagnostic::error("P001", format!("picture `{path}` is an empty file"))
                .hint("copy the file again"),
        }
    }
}

fn sniff(file: &Blob) -> Result<Format, Other> {
    const AGAIN: &str = "export it as JPEG, PNG or TIFF";
    let bytes = file.beginning();
    let at = |n: usize, magic: &[u8]| bytes.get(n..).is_some_and(|b| b.starts_with(magic));
    if bytes.is_empty() {
        return Err(Other::Empty);
    }
    if at(0, &[0xFF, 0xD8, 0xFF]) {
        return Ok(Format::Jpeg);
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if at(0, b"II*\0") || at(0, b"MM\0*") {
        return Ok(Format::Tiff);
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Ok(Format::Webp);
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Ok(Format::Gif);
    }
    if bytes.get(..bytes.len().min(1024)).is_some_and(|b| b.windows(5).any(|w| w == b"%PDF-")) {
        return Ok(Format::Pdf);
    }
    if at(4, b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or(b"");
        return Err(if matches!(brand, b"avif" | b"avis") {
            Other::Known("AVIF", AGAIN)
        } else {
            Other::Known("HEIC or a film", AGAIN)
        });
    }
    for (magic, name, hint) in [
        (&b"8BPS"[..], "a Photoshop document", "save a flattened copy as TIFF, PNG or JPEG"),
        (b"%!PS", "PostScript", "save it as PDF or SVG"),
        (b"\xC5\xD0\xD3\xC6", "PostScript", "save it as PDF or SVG"),
        (b"BM", "a Windows bitmap", AGAIN),
        (b"\0\0\0\x0CjP  ", "JPEG 2000", AGAIN),
        (b"\xFF\x0A", "JPEG XL", AGAIN),
        (b"\0\0\0\x0CJXL ", "JPEG XL", AGAIN),
        (b"\x1F\x8B", "compressed, perhaps SVGZ", "save it as plain SVG"),
        (b"II+\0", "BigTIFF", "save it as an ordinary TIFF"),
        (b"MM\0+", "BigTIFF", "save it as an ordinary TIFF"),
    ] {
        if at(0, magic) {
            return Err(Other::Known(name, hint));
        }
    }
    match std::str::from_utf8(&file.read()) {
        Ok(text) if is_svg(text) => Ok(Format::Svg),
        Ok(_) => Err(Other::Text),
        Err(_) => Err(Other::Unknown),
    }
}

/// Whether the first element of an XML text is `svg`, with or without a prefix.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let after = if let Some(r) = rest.strip_prefix("<!--") {
            r.split_once("-->")
        } else if let Some(r) = rest.strip_prefix("<?") {
            r.split_once("?>")
        } else if let Some(r) = rest.strip_prefix("<!") {
            // A document type, perhaps with declarations in brackets.
            match (r.find('['), r.find('>')) {
                (Some(open), Some(end)) if open < end => {
                    r.split_once(']').and_then(|(_, r)| r.split_once('>'))
                }
                _ => r.split_once('>'),
            }
        } else {
            let Some(name) = rest.strip_prefix('<') else { return false };
            let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len());
            let name = name.get(..end).unwrap_or("");
            return name == "svg" || name.ends_with(":svg");
        };
        let Some((_, next)) = after else { return false };
        rest = next.trim_start();
    }
}

/// Width and height: pixels after orientation, or thousandths of a point.
fn size(bytes: &[u8], format: Format) -> Result<(u32, u32), String> {
    let raster = match format {
        Format::Jpeg => {
            let info = jpeg_info(bytes).ok_or("its JPEG markers are broken")?;
            let turned = info.orientation >= 5;
            return Ok(if turned { (info.height, info.width) } else { (info.width, info.height) });
        }
        Format::Svg => return svg_size(bytes),
        Format::Pdf => return super::pdf::page_size(bytes),
        Format::Png => ImageFormat::Png,
        Format::Tiff => ImageFormat::Tiff,
        Format::Webp => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
    };
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), raster).into_decoder().map_err(|e| words(&e))?;
    let (width, height) = decoder.dimensions();
    let turned = decoder.orientation().is_ok_and(|o| o.to_exif() >= 5);
    Ok(if turned { (height, width) } else { (width, height) })
}

/// The words of an error, as a clause.
pub fn words(e: &image::ImageError) -> String {
    let mut text = e.to_string();
    text.truncate(text.find('\n').unwrap_or(text.len()));
    text.trim_end_matches('.').to_owned()
}

/// A warning where the ending of the name says something else than the content.
fn lying_name(path: &str, format: Format) -> Option<Diagnostic> {
    let (_, ending) = path.rsplit_once('.')?;
    let said = match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "jpe" => Format::Jpeg,
        "png" => Format::Png,
        "tif" | "tiff" => Format::Tiff,
        "webp" => Format::Webp,
        "gif" => Format::Gif,
        "svg" => Format::Svg,
        "pdf" => Format::Pdf,
        _ => return None,
    };
    (said != format).then(|| {
        Diagnostic::warning("P005", format!("picture `{path}` is {}, not {}", format.name(), said.name()))
            .hint(format!("let its name end in `.{}`", format.ending()))
    })
}
