//! Ways through the file: page labels, named destinations, bookmarks, links.
//! Draws nothing.

use super::frame::{Frame, number};
use super::structure;
use crate::geom::{Length, Point, Rect};
use crate::pages::{Anchor, Document, ItemKind, LinkTarget};
use crate::typeset::{LinkId, TagId};
use lopdf::{Dictionary, Object, ObjectId, dictionary};

/// A link's annotation, for the tag tree.
pub(super) struct Annotated {
    /// The page's index.
    pub(super) page: usize,
    /// What it is.
    pub(super) tag: TagId,
    /// The annotation.
    pub(super) id: ObjectId,
}

/// The page labels: folios as they are printed (ISO 32000-1 §12.4.2).
pub(super) fn labels(document: &Document) -> Dictionary {
    let mut numbers: Vec<Object> = Vec::new();
    let mut expected: Option<i64> = None;
    for (index, page) in document.pages.iter().enumerate() {
        let folio = page.folio.parse::<i64>().ok().filter(|n| *n > 0 && n.to_string() == page.folio);
        let label = match folio {
            Some(n) if expected == Some(n) => None,
            Some(n) => Some(dictionary! { "S" => "D", "St" => n }),
            None if page.folio.is_empty() => Some(prefix(&format!("[{}]", index + 1))),
            None => Some(prefix(&page.folio)),
        };
        expected = folio.map(|n| n + 1);
        if let Some(label) = label {
            numbers.push(Object::Integer(index as i64));
            numbers.push(Object::Dictionary(label));
        }
    }
    dictionary! { "Nums" => numbers }
}

fn prefix(text: &str) -> Dictionary {
    dictionary! { "P" => lopdf::text_string(text) }
}

/// The name of an anchor, unique in the file.
fn name(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Article(a) => format!("article-{}", a.0),
        Anchor::Id(a, id) => format!("article-{}-{id}", a.0),
        Anchor::Note(a, n) => format!("article-{}-note-{n}", a.0),
        Anchor::NoteMark(a, n) => format!("article-{}-mark-{n}", a.0),
        Anchor::Break(a) => format!("article-{}-break", a.0),
        Anchor::Rest(a) => format!("article-{}-rest", a.0),
        Anchor::Page(n) => format!("page-{n}"),
    }
}

/// The page and point of an anchor; a page's own is its top.
fn place(document: &Document, anchor: &Anchor) -> Option<(usize, Point)> {
    let own = if let Anchor::Page(n) = anchor { Some((*n as usize, Point::default())) } else { None };
    document.anchors.get(anchor).copied().or(own).filter(|(page, _)| *page < document.pages.len())
}

fn destination(frame: &Frame, document: &Document, anchor: &Anchor) -> Option<Object> {
    let (page, at) = place(document, anchor)?;
    let id = frame.pages.get(page)?;
    let (x, y) = corner(document, at);
    Some(Object::Array(vec![
        Object::Reference(*id),
        Object::Name(b"XYZ".to_vec()),
        points(x.min(Length::ZERO)),
        points(y),
        Object::Integer(0),
    ]))
}

fn corner(document: &Document, p: Point) -> (Length, Length) {
    (p.x, document.trim.h - p.y)
}

fn points(l: Length) -> Object {
    number(l.to_millipoints())
}

/// The names that links lead to, as a name tree.
pub(super) fn names(frame: &Frame, document: &Document) -> Dictionary {
    let mut all: Vec<(String, Object)> =
        document.anchors.keys().filter_map(|a| Some((name(a), destination(frame, document, a)?))).collect();
    all.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    all.dedup_by(|a, b| a.0 == b.0);
    let flat = all.into_iter().flat_map(|(n, d)| [Object::string_literal(n), d]).collect::<Vec<_>>();
    dictionary! { "Dests" => dictionary! { "Names" => flat } }
}

/// The bookmarks, nested by level; `None` where there are none.
/// Defect: printpdf's own are flat, sorted by page, and make `PageMode` a string.
pub(super) fn outline(frame: &mut Frame, document: &Document) -> Option<ObjectId> {
    let entries: Vec<(u8, &str, Object)> = document
        .outline
        .iter()
        .filter_map(|e| Some((e.level.max(1), e.title.as_str(), destination(frame, document, &e.anchor)?)))
        .collect();
    if entries.is_empty() {
        return None;
    }
    let root = frame.pdf.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| frame.pdf.new_object_id()).collect();
    // The parent of each entry: the nearest one before it with a lower level.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::new();
    for (i, (level, ..)) in entries.iter().enumerate() {
        while open.last().is_some_and(|(l, _)| l >= level) {
            open.pop();
        }
        parents.push(open.last().map(|(_, p)| *p));
        open.push((*level, i));
    }
    let children = |of: Option<usize>| -> Vec<usize> {
        (0..ids.len()).filter(|i| parents.get(*i) == Some(&of)).collect()
    };
    let reference = |i: usize| ids.get(i).map(|id| Object::Reference(*id));
    let family = |dict: &mut Dictionary, of: Option<usize>| {
        let kids = children(of);
        let ends = kids.first().and_then(|f| reference(*f)).zip(kids.last().and_then(|l| reference(*l)));
        if let Some((first, last)) = ends {
            dict.set("First", first);
            dict.set("Last", last);
            // Nested ones are shut at first: a negative count.
            dict.set("Count", kids.len() as i64 * if of.is_none() { 1 } else { -1 });
        }
    };
    let mut top = dictionary! { "Type" => "Outlines" };
    family(&mut top, None);
    let mut last_of: std::collections::BTreeMap<Option<usize>, usize> = std::collections::BTreeMap::new();
    let mut made: Vec<Dictionary> = Vec::new();
    for (i, (_, title, dest)) in entries.iter().enumerate() {
        let parent = parents.get(i).copied().flatten();
        let mut dict = dictionary! { "Title" => lopdf::text_string(title), "Dest" => dest.clone() };
        dict.set("Parent", parent.and_then(reference).unwrap_or(Object::Reference(root)));
        if let Some(before) = last_of.insert(parent, i) {
            if let Some(r) = reference(before) {
                dict.set("Prev", r);
            }
            if let (Some(d), Some(r)) = (made.get_mut(before), reference(i)) {
                d.set("Next", r);
            }
        }
        family(&mut dict, Some(i));
        made.push(dict);
    }
    frame.pdf.objects.insert(root, Object::Dictionary(top));
    for (id, dict) in ids.iter().zip(made) {
        frame.pdf.objects.insert(*id, Object::Dictionary(dict));
    }
    Some(root)
}

/// Adds the links' annotations to the pages; `first_key`: the first free number of the tag tree's index.
pub(super) fn links(frame: &mut Frame, document: &Document, first_key: usize) -> Vec<Annotated> {
    let mut out: Vec<Annotated> = Vec::new();
    for (index, page) in document.pages.iter().enumerate() {
        let mut annotations: Vec<Object> = Vec::new();
        for item in &page.items {
            let ItemKind::Link { area, link } = item.kind else { continue };
            let Some(mut dict) = annotation(document, area, link) else { continue };
            // A link on furniture has no place in the tree: it is the document's own.
            let tag = if structure::is_artifact(&document.tags, item.tag) { TagId(0) } else { item.tag };
            dict.set("StructParent", (first_key + out.len()) as i64);
            let id = frame.pdf.add_object(dict);
            annotations.push(Object::Reference(id));
            out.push(Annotated { page: index, tag, id });
        }
        if !annotations.is_empty()
            && let Some(dict) = frame.pages.get(index).and_then(|id| frame.pdf.get_dictionary_mut(*id).ok())
        {
            dict.set("Annots", annotations);
        }
    }
    out
}

fn annotation(document: &Document, area: Rect, link: LinkId) -> Option<Dictionary> {
    let (left, top) = corner(document, Point::new(area.x, area.y));
    let (right, bottom) = corner(document, Point::new(area.right(), area.bottom()));
    let mut dict = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => vec![points(left), points(bottom), points(right), points(top)],
        "Border" => vec![Object::Integer(0); 3],
        // Printed, too: PDF/A and PDF/UA readers expect the flag.
        "F" => 4,
    };
    match document.links.get(link.0 as usize)? {
        LinkTarget::Url(url) => {
            dict.set("A", dictionary! { "S" => "URI", "URI" => Object::string_literal(ascii(url)) });
            dict.set("Contents", lopdf::text_string(url));
        }
        LinkTarget::Anchor(anchor) => {
            let (page, _) = place(document, anchor)?;
            dict.set("Dest", Object::string_literal(name(anchor)));
            let folio = document.pages.get(page).map_or("", |p| p.folio.as_str());
            let words = document.outline.iter().find(|e| e.anchor == *anchor).map(|e| e.title.clone());
            let words = words.or_else(|| (!folio.is_empty()).then(|| folio.to_owned()));
            dict.set("Contents", lopdf::text_string(&words.unwrap_or_else(|| name(anchor))));
        }
    }
    Some(dict)
}

/// A web address in ASCII: what is beyond is written as percent and two digits a byte (RFC 3987 §3.1).
fn ascii(url: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(url.len());
    for b in url.bytes() {
        if b.is_ascii_graphic() {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}
