//! A supplied PDF: read within bounds, the size of its first page and its bleed, how many pages it has.
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

/// How far the first page of a supplied PDF reaches beyond its `TrimBox` on the side where that is least, in
/// thousandths of a point: to its `BleedBox`, or to its `MediaBox` where it states none. `None` for all but PDF, and
/// for what cannot be read.
#[must_use]
pub fn bleed(picture: &Picture) -> Option<u32> {
    let file = (picture.format == Format::Pdf).then(|| read_pdf(&picture.bytes.read()).ok()).flatten()?;
    let page = file.get_dictionary(file.page_iter().next()?).ok()?;
    let corners = |keys: &[&[u8]]| keys.iter().find_map(|key| corners(&file, page, key));
    let [left, foot, right, top] = corners(&[b"TrimBox", b"CropBox", b"MediaBox"])?;
    let media = corners(&[b"MediaBox"])?;
    let [own_left, own_foot, own_right, own_top] = corners(&[b"BleedBox"]).unwrap_or(media);
    let [media_left, media_foot, media_right, media_top] = media;
    let beyond = [
        left - own_left.max(media_left),
        foot - own_foot.max(media_foot),
        own_right.min(media_right) - right,
        own_top.min(media_top) - top,
    ];
    let least = beyond.into_iter().fold(f64::MAX, f64::min);
    Some((least * 1000.0).round().clamp(0.0, 4e9) as u32)
}

/// A box by its corners, left, bottom, right, top.
fn corners(doc: &Document, page: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
    let list = inherited(doc, page, key)?.as_array().ok()?;
    let edge = |i: usize| {
        let (_, number) = doc.dereference(list.get(i)?).ok()?;
        number.as_float().ok().map(f64::from)
    };
    let [x, y, other_x, other_y] = [edge(0)?, edge(1)?, edge(2)?, edge(3)?];
    Some([x.min(other_x), y.min(other_y), x.max(other_x), y.max(other_y)])
}

fn rect(doc: &Document, page: &Dictionary, key: &[u8]) -> Option<(u32, u32)> {
    let [left, foot, right, top] = corners(doc, page, key)?;
    let milli = |far: f64, near: f64| ((far - near) * 1000.0).round().min(4e9) as u32;
    let size = (milli(right, left), milli(top, foot));
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
