//! SVG: its size, its outlines, and the same drawing with its text as outlines.
//! Opens no file and uses no font but those it is given.

use super::{Format, Picture};
use crate::diag::{Diagnostic, Failed, Findings};
use std::sync::Arc;

/// Most levels of elements within elements.
const DEPTH: usize = 200;
/// Most elements after every reference is followed.
const ELEMENTS: u64 = 500_000;

/// Width and height in thousandths of a point; a pixel of CSS is three quarters of a point.
pub(super) fn svg_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let tree = tree(bytes, &[])?;
    let milli = |px: f32| (f64::from(px) * 750.0).round().clamp(0.0, 4e9) as u32;
    Ok((milli(tree.size().width()), milli(tree.size().height())))
}

/// The outlines of an SVG picture; texts are set in `faces`, which are font files.
///
/// # Errors
/// Where it is no SVG: reported.
pub fn vector(picture: &Picture, faces: &[Arc<[u8]>], findings: &mut Findings) -> Result<usvg::Tree, Failed> {
    let read = if picture.format == Format::Svg {
        tree(&picture.bytes, faces)
    } else {
        Err(format!("it is {}, which has no outlines", picture.format.name()))
    };
    read.map_err(|why| {
        let message = format!("picture `{}` cannot be drawn: {why}", picture.path);
        findings.fail(Diagnostic::error("P004", message).at(picture.span).hint("export the drawing again"))
    })
}

/// The drawing as SVG text with its words as outlines, and with nothing that leads out of the file.
///
/// # Errors
/// As `vector`.
pub fn flat_svg(picture: &Picture, faces: &[Arc<[u8]>], findings: &mut Findings) -> Result<String, Failed> {
    let tree = vector(picture, faces, findings)?;
    let options = usvg::WriteOptions {
        indent: usvg::Indent::None,
        attributes_indent: usvg::Indent::None,
        coordinates_precision: 4,
        transforms_precision: 6,
        ..usvg::WriteOptions::default()
    };
    Ok(tree.to_string(&options))
}

fn tree(bytes: &[u8], faces: &[Arc<[u8]>]) -> Result<usvg::Tree, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let text = text.trim_start_matches('\u{feff}');
    bounded(text)?;
    let mut options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let fonts = options.fontdb_mut();
    for face in faces {
        fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(Arc::clone(face))));
    }
    usvg::Tree::from_str(text, &options)
        .map_err(|e| e.to_string().to_lowercase().trim_end_matches('.').to_owned())
}

/// Refuses drawings whose nesting or references would not end well.
fn bounded(text: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    let mut elements = 0_u64;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or("");
        let end = if rest.starts_with("!--") {
            rest.find("-->").map(|n| n + 3)
        } else if rest.starts_with("![CDATA[") {
            rest.find("]]>").map(|n| n + 3)
        } else {
            tag_end(rest)
        };
        let tag = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
        rest = rest.get(tag.len()..).unwrap_or("");
        if tag.starts_with(['!', '?']) {
            continue;
        }
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        elements += 1;
        depth += usize::from(!tag.ends_with("/>"));
        if depth > DEPTH {
            return Err(format!("its elements are nested more than {DEPTH} levels deep"));
        }
    }
    if elements > ELEMENTS { Err(format!("it has more than {ELEMENTS} elements")) } else { Ok(()) }
}

/// The byte after the `>` that ends a tag; quoted values may hold `>`.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, b) in text.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    None
}
