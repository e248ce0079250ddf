//! A supplied PDF: read within bounds, the size of its first page, how many pages it has.
//! Draws nothing and judges nothing: `pdf` places the page, preflight inspects it.

use super::{Format, Picture};
use lopdf::{Dictionary, Document, LoadOptions, Object};

/// Most bytes that one stream of a supplied page may unpack to: far more than any page draws, and little enough
/// that a small file cannot fill the memory.
pub const STREAM_LIMIT: usize = 256 << 20;

/// Reads a PDF whose tables and object streams unpack to no more than [`STREAM_LIMIT`] each.
///
/// # Errors
/// Where it is broken or unpacks to more.
pub fn read_pdf(bytes: &[u8]) -> Result<Document, lopdf::Error> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM_LIMIT), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options)
}

/// How many pages a picture's file has; 1 for all but PDF, and for what cannot be read.
#[must_use]
pub fn pages(picture: &Picture) -> usize {
    let count = |file: Document| file.page_iter().count();
    let read = (picture.format == Format::Pdf).then(|| read_pdf(&picture.bytes.read()).ok()).flatten();
    read.map_or(1, count)
}

/// Width and height of the first page in thousandths of a point, as it is seen: of the `TrimBox`, else
/// the `CropBox`, else the `MediaBox`, turned by `/Rotate`.
pub(super) fn page_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let doc = read_pdf(bytes).map_err(|_| "its structure is broken")?;
    if doc.is_encrypted() {
        return Err("it is encrypted".to_owned());
    }
    let page = doc.page_iter().next().ok_or("it has no page")?;
    let dict = doc.get_dictionary(page).map_err(|_| "its first page is broken")?;
    let found =
        [b"TrimBox".as_slice(), b"CropBox", b"MediaBox"].into_iter().find_map(|key| rect(&doc, dict, key));
    let (w, h) = found.ok_or("its first page has no MediaBox")?;
    let turn = inherited(&doc, dict, b"Rotate").and_then(|o| o.as_i64().ok()).unwrap_or(0);
    Ok(if turn.rem_euclid(180) == 90 { (h, w) } else { (w, h) })
}

fn rect(doc: &Document, page: &Dictionary, key: &[u8]) -> Option<(u32, u32)> {
    let list = inherited(doc, page, key)?.as_array().ok()?;
    let edge = |i: usize| {
        let (_, number) = doc.dereference(list.get(i)?).ok()?;
        number.as_float().ok()
    };
    let milli = |far: f32, near: f32| (f64::from(far - near).abs() * 1000.0).round().min(4e9) as u32;
    let size = (milli(edge(2)?, edge(0)?), milli(edge(3)?, edge(1)?));
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// The value of `key`, which a page may take from the page tree above it (ISO 32000-2 §7.7.3.4).
fn inherited<'a>(doc: &'a Document, page: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut dict = page;
    // A page tree deeper than this is broken.
    for _ in 0..64 {
        if let Ok(value) = dict.get(key) {
            return doc.dereference(value).ok().map(|(_, o)| o);
        }
        let parent = dict.get(b"Parent").ok()?.as_reference().ok()?;
        dict = doc.get_dictionary(parent).ok()?;
    }
    None
}
