//! Two pages side by side on a sheet, for proofs: in the order of a reader, or of a stapled booklet's sheets.
//! Pages become forms that are drawn once each; nothing in them is changed.

use super::frame::{Frame, number};
use super::{Imposition, deflated};
use crate::geom::{Length, Size};
use crate::layout::Side;
use crate::pages::Document;
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use std::fmt::Write;

/// What lies left and right on a sheet: indices of pages, or nothing.
pub(super) type Pair = [Option<usize>; 2];

/// The sheets of an imposition. A booklet is filled up with blank pages at its end; each of its sheets has a
/// front and a back, outermost first.
pub(super) fn sheets(document: &Document, how: Imposition) -> Vec<Pair> {
    let count = document.pages.len();
    match how {
        Imposition::Booklet => {
            let all = count.next_multiple_of(4);
            let page = |n: usize| (n < count).then_some(n);
            let sides = (0..all / 4).flat_map(|i| [[all - 1 - 2 * i, 2 * i], [2 * i + 1, all - 2 - 2 * i]]);
            sides.map(|pair| pair.map(page)).collect()
        }
        Imposition::TwoUp => {
            let mut out: Vec<Pair> = Vec::new();
            for (n, page) in document.pages.iter().enumerate() {
                match (page.side, out.last_mut()) {
                    (Side::Recto, Some([Some(before), right @ None])) if *before + 1 == n => *right = Some(n),
                    (Side::Recto, _) => out.push([None, Some(n)]),
                    _ => out.push([Some(n), None]),
                }
            }
            out
        }
    }
}

/// Puts the pages on sheets.
pub(super) fn impose(frame: &mut Frame, trim: Size, bleed: Length, sheets: &[Pair]) -> Result<(), String> {
    let forms: Vec<Form> = frame.pages.clone().into_iter().filter_map(|id| form(frame, id)).collect();
    let root = frame.pdf.catalog().and_then(|c| c.get(b"Pages")).and_then(Object::as_reference);
    let root = root.map_err(|e| e.to_string())?;
    let pages: Vec<ObjectId> =
        sheets.iter().map(|pair| sheet(&mut frame.pdf, root, trim, bleed, *pair, &forms)).collect();
    for id in std::mem::replace(&mut frame.pages, pages.clone()) {
        frame.pdf.objects.remove(&id);
    }
    let tree = frame.pdf.get_dictionary_mut(root).map_err(|e| e.to_string())?;
    tree.set("Count", pages.len() as i64);
    tree.set("Kids", pages.into_iter().map(Object::Reference).collect::<Vec<_>>());
    Ok(())
}

/// A page's form, and its transparency group.
struct Form {
    id: ObjectId,
    group: Option<Object>,
}

fn form(frame: &mut Frame, page: ObjectId) -> Option<Form> {
    let page = frame.pdf.get_dictionary(page).ok()?.clone();
    let content = page.get(b"Contents").and_then(Object::as_reference).ok()?;
    let Some(Object::Stream(stream)) = frame.pdf.objects.get_mut(&content) else { return None };
    // The content stays where it is, and is a form from now on.
    stream.dict.set("Type", Object::Name(b"XObject".to_vec()));
    stream.dict.set("Subtype", Object::Name(b"Form".to_vec()));
    stream.dict.set("BBox", page.get(b"MediaBox").ok()?.clone());
    stream.dict.set("Resources", page.get(b"Resources").ok()?.clone());
    let group = page.get(b"Group").ok().cloned();
    if let Some(group) = &group {
        stream.dict.set("Group", group.clone());
    }
    Some(Form { id: content, group })
}

fn sheet(
    pdf: &mut lopdf::Document,
    root: ObjectId,
    trim: Size,
    bleed: Length,
    pair: Pair,
    forms: &[Form],
) -> ObjectId {
    let (w, h, b) = (trim.w.to_millipoints(), trim.h.to_millipoints(), bleed.to_millipoints());
    let mut content = String::new();
    let mut objects = Dictionary::new();
    let mut group = None;
    for (right, index) in pair.into_iter().enumerate() {
        let Some((n, form)) = index.and_then(|n| Some((n, forms.get(n)?))) else { continue };
        let points = |milli: i64| milli as f64 / 1000.0;
        // Each page keeps its bleed but for the fold, where the other page begins.
        let (from, at) = if right == 1 { (b + w, w) } else { (0, 0) };
        let _ = writeln!(
            content,
            "q {} 0 {} {} re W n 1 0 0 1 {} 0 cm /P{n} Do Q",
            points(from),
            points(w + b),
            points(h + 2 * b),
            points(at)
        );
        objects.set(format!("P{n}"), Object::Reference(form.id));
        group = group.or_else(|| form.group.clone());
    }
    let corners = |x: i64, y: i64, w: i64, h: i64| vec![number(x), number(y), number(x + w), number(y + h)];
    let body = pdf.add_object(deflated(Dictionary::new(), content.as_bytes()));
    let mut page = dictionary! {
        "Type" => "Page",
        "Parent" => root,
        "MediaBox" => corners(0, 0, 2 * w + 2 * b, h + 2 * b),
        "BleedBox" => corners(0, 0, 2 * w + 2 * b, h + 2 * b),
        "TrimBox" => corners(b, b, 2 * w, h),
        "Resources" => dictionary! { "XObject" => objects },
        "Contents" => body,
    };
    if let Some(group) = group {
        page.set("Group", group);
    }
    pdf.add_object(page)
}

#[cfg(test)]
mod tests {
    use super::sheets;
    use crate::layout::Side;
    use crate::pages::{Document, Page};
    use crate::pdf::Imposition;

    fn document(pages: usize) -> Document {
        let page = |n: usize| Page {
            folio: String::new(),
            side: if n.is_multiple_of(2) { Side::Recto } else { Side::Verso },
            article: None,
            master: String::new(),
            items: Vec::new(),
            starts: Vec::new(),
            frames: Vec::new(),
        };
        Document { pages: (0..pages).map(page).collect(), ..Document::default() }
    }

    #[test]
    fn a_booklet_folds_into_the_order_of_its_pages() {
        let got = sheets(&document(7), Imposition::Booklet);
        assert_eq!(got, [[None, Some(0)], [Some(1), Some(6)], [Some(5), Some(2)], [Some(3), Some(4)]]);
    }

    #[test]
    fn spreads_are_read_side_by_side() {
        let got = sheets(&document(4), Imposition::TwoUp);
        assert_eq!(got, [[None, Some(0)], [Some(1), Some(2)], [Some(3), None]]);
    }
}
