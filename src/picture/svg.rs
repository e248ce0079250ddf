//! SVG: its size, its outlines, and the same drawing with its text as outlines.
//! Opens no file and uses no font but those it is given.

use super::guard::bounded;
use super::{Format, Picture};
use crate::diag::{Diagnostic, Failed, Findings};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use usvg::fontdb::{Database, Family, ID, Query, Source, Stretch, Style, Weight};

/// Width and height in thousandths of a point; a pixel of CSS is three quarters of a point.
pub(super) fn svg_size(bytes: &[u8]) -> Result<(u32, u32), String> {
    let (tree, _) = tree(bytes, &[])?;
    let milli = |px: f32| (f64::from(px) * 750.0).round().clamp(0.0, 4e9) as u32;
    Ok((milli(tree.size().width()), milli(tree.size().height())))
}

/// The outlines of an SVG picture; texts are set in `faces`, which are font files.
///
/// # Errors
/// Where it is no SVG: reported.
pub fn vector(picture: &Picture, faces: &[Arc<[u8]>], findings: &mut Findings) -> Result<usvg::Tree, Failed> {
    let read = if picture.format == Format::Svg {
        tree(&picture.bytes.read(), faces)
    } else {
        Err(format!("it is {}, which has no outlines", picture.format.name()))
    };
    let (tree, absent) = read.map_err(|why| {
        let message = format!("picture `{}` cannot be drawn: {why}", picture.path);
        findings.fail(Diagnostic::error("P004", message).at(picture.span).hint("export the drawing again"))
    })?;
    for family in absent {
        let message = format!("drawing `{}` asks for the font `{family}`, which is not here", picture.path);
        findings.push(
            Diagnostic::warning("P007", message)
                .at(picture.span)
                .hint("name a font that masthead has, or turn the words into outlines"),
        );
    }
    Ok(tree)
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

pub(super) fn tree(bytes: &[u8], faces: &[Arc<[u8]>]) -> Result<(usvg::Tree, BTreeSet<String>), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let text = text.trim_start_matches('\u{feff}');
    bounded(text)?;
    let text = quoted_families(text);
    let absent = Arc::new(Mutex::new(BTreeSet::new()));
    let told = Arc::clone(&absent);
    let mut options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: usvg::ImageHrefResolver::default_data_resolver(),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: usvg::FontResolver {
            select_font: Box::new(move |font, fonts| select(font, fonts, &told)),
            select_fallback: usvg::FontResolver::default_fallback_selector(),
        },
        ..usvg::Options::default()
    };
    let fonts = options.fontdb_mut();
    for face in faces {
        fonts.load_font_source(Source::Binary(Arc::new(Arc::clone(face))));
    }
    let tree = usvg::Tree::from_str(&text, &options).map_err(|e| words(&e))?;
    let absent = absent.lock().map(|a| a.clone()).unwrap_or_default();
    Ok((tree, absent))
}

/// The words of an error, as a clause: what the XML reader said, where it did.
fn words(e: &usvg::Error) -> String {
    let text = e.to_string();
    let text = text.split_once(" cause ").map_or(text.as_str(), |(_, cause)| cause);
    text.trim_end_matches('.').to_owned()
}

/// The face for a text: of the first family that is there, else of one that stands for the generic family,
/// else any; a family that is not there is noted.
fn select(font: &usvg::Font, fonts: &Database, absent: &Mutex<BTreeSet<String>>) -> Option<ID> {
    let style = match font.style() {
        usvg::FontStyle::Normal => Style::Normal,
        usvg::FontStyle::Italic => Style::Italic,
        usvg::FontStyle::Oblique => Style::Oblique,
    };
    let query = |name: &str| {
        let families = [Family::Name(name)];
        fonts.query(&Query {
            families: &families,
            weight: Weight(font.weight()),
            stretch: Stretch::Normal,
            style,
        })
    };
    let all = || fonts.faces().filter_map(|f| f.families.first()).map(|(name, _)| name.as_str());
    let like = |wanted: fn(&str) -> bool| all().find(|n| wanted(&n.to_lowercase())).and_then(query);
    for family in font.families() {
        let found = match family {
            usvg::FontFamily::Named(name) => query(name),
            usvg::FontFamily::SansSerif => like(|n| n.contains("sans")),
            usvg::FontFamily::Monospace => like(|n| n.contains("mono")),
            usvg::FontFamily::Serif | usvg::FontFamily::Cursive | usvg::FontFamily::Fantasy => {
                like(|n| n.contains("serif") && !n.contains("sans"))
            }
        };
        if found.is_some() {
            return found;
        }
    }
    if let (Some(first), Ok(mut absent)) = (font.families().first(), absent.lock()) {
        absent.insert(first.to_string().trim_matches('"').to_owned());
    }
    like(|n| n.contains("serif") && !n.contains("sans")).or_else(|| all().next().and_then(query))
}

/// Puts family names that CSS does not allow bare, such as `Source Serif 4`, between quotation marks:
/// a name with a word that begins with a digit would else be dropped without a word.
fn quoted_families(text: &str) -> Cow<'_, str> {
    if !text.contains("font-family") {
        return Cow::Borrowed(text);
    }
    let options = usvg::roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let Ok(doc) = usvg::roxmltree::Document::parse_with_options(text, options) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for attribute in doc.descendants().flat_map(|n| n.attributes()).filter(|a| a.name() == "font-family") {
        let range = attribute.range_value();
        let names: Vec<String> = attribute.value().split(',').map(|n| quoted(n.trim())).collect();
        if let Some(before) = text.get(done..range.start) {
            out.push_str(before);
            out.push_str(&names.join(", "));
            done = range.end;
        }
    }
    out.push_str(text.get(done..).unwrap_or(""));
    Cow::Owned(out)
}

fn quoted(name: &str) -> String {
    let digit = name.split(' ').any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
    let mark = |c| format!("&{c};{name}&{c};");
    match name.contains(['"', '\'', '&', '<']) {
        true => {
            name.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&apos;").replace('<', "&lt;")
        }
        false if digit => mark("quot"),
        false => name.to_owned(),
    }
}
