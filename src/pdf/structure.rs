//! The tag tree of a screen file: what everything is, in reading order (ISO 32000-1 §14.7, ISO 14289-1).
//! What is on the pages is marked in `draw`; this ties the marks together.

use super::draw::Marks;
use super::frame::Frame;
use super::navigation::Annotated;
use crate::pages::{Document, ItemKind, Tag, TagKind};
use crate::typeset::TagId;
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use std::collections::BTreeMap;

/// The name of a tag's structure type.
pub(super) fn name(kind: TagKind) -> &'static str {
    match kind {
        TagKind::Document => "Document",
        TagKind::Article => "Art",
        TagKind::Section | TagKind::Aside => "Sect",
        TagKind::Heading(1) => "H1",
        TagKind::Heading(2) => "H2",
        TagKind::Heading(3) => "H3",
        TagKind::Heading(4) => "H4",
        TagKind::Heading(5) => "H5",
        TagKind::Heading(_) => "H6",
        TagKind::Paragraph => "P",
        TagKind::Quote => "BlockQuote",
        TagKind::List => "L",
        TagKind::ListItem => "LI",
        TagKind::Label => "Lbl",
        TagKind::ListBody => "LBody",
        TagKind::Table => "Table",
        TagKind::Row => "TR",
        TagKind::HeaderCell => "TH",
        TagKind::Cell => "TD",
        TagKind::Figure => "Figure",
        TagKind::Caption => "Caption",
        TagKind::Note => "Note",
        TagKind::Reference => "Reference",
        TagKind::Code => "Code",
        TagKind::Link => "Link",
        TagKind::Span => "Span",
        TagKind::Contents => "TOC",
        TagKind::ContentsItem => "TOCI",
        TagKind::Artifact => "Artifact",
    }
}

/// Whether a tag or one above it says that this is no content.
pub(super) fn is_artifact(tags: &[Tag], tag: TagId) -> bool {
    let mut at = Some(tag);
    while let Some(id) = at {
        let Some(t) = tags.get(id.0 as usize) else { return true };
        if t.kind == TagKind::Artifact {
            return true;
        }
        // A parent stands before its children: this ends.
        at = t.parent.filter(|p| *p < id);
    }
    false
}

/// What stands in a tag, in reading order.
enum Kid {
    /// A marked sequence: page, number.
    Mark(usize, usize),
    /// A link's annotation: page, object.
    Object(usize, ObjectId),
    Child(usize),
}

/// The numbers of a tag's elements. Most tags are one element.
#[derive(Clone, Copy)]
struct Element {
    /// The tag itself.
    own: ObjectId,
    /// What holds it: an entry around something else in a table of contents.
    outer: Option<ObjectId>,
    /// What it holds: a link around the content of a tag that leads somewhere, yet is none.
    inner: Option<ObjectId>,
    /// Whether that link holds everything; else, beside child tags, the annotations alone.
    whole: bool,
}

impl Element {
    /// The element that holds the tag's own marks, or its annotations.
    fn holder(self, annotations: bool) -> ObjectId {
        self.inner.filter(|_| self.whole || annotations).unwrap_or(self.own)
    }
}

/// Makes the tree; returns its root. `links` are keyed in the tree's index after the pages.
pub(super) fn tree(frame: &mut Frame, document: &Document, marks: &[Marks], links: &[Annotated]) -> ObjectId {
    let kids = kids(document, marks, links);
    let root = frame.pdf.new_object_id();
    let elements = elements(frame, document, &kids);
    let get = |tag: usize| elements.get(tag).copied().flatten();
    let labels = labels(document);
    for (i, (tag, list)) in document.tags.iter().zip(&kids).enumerate() {
        let Some(Element { own, outer, inner, whole }) = get(i) else { continue };
        let above = tag.parent.and_then(|p| get(p.0 as usize));
        let above = above.map_or(root, |e| e.own);
        let mut dict = element(tag, i, document, &labels);
        dict.set("P", outer.unwrap_or(above));
        if let Some(id) = outer {
            let around = dictionary! { "Type" => "StructElem", "S" => "TOCI", "P" => above, "K" => own };
            frame.pdf.objects.insert(id, Object::Dictionary(around));
        }
        if let Some(id) = inner {
            let mut within = dictionary! { "Type" => "StructElem", "S" => "Link", "P" => own };
            contents(&mut within, list, frame, &elements, |k| whole || matches!(k, Kid::Object(..)));
            frame.pdf.objects.insert(id, Object::Dictionary(within));
        }
        contents(&mut dict, list, frame, &elements, |k| {
            inner.is_none() || !(whole || matches!(k, Kid::Object(..)))
        });
        if let Some(id) = inner {
            let mut all = dict.get(b"K").and_then(Object::as_array).cloned().unwrap_or_default();
            all.push(Object::Reference(id));
            dict.set("K", all);
        }
        frame.pdf.objects.insert(own, Object::Dictionary(dict));
    }
    let index = parent_index(marks, links, &elements, root);
    let parents = frame.pdf.add_object(dictionary! { "Nums" => index });
    let top: Vec<Object> = document
        .tags
        .iter()
        .enumerate()
        .filter(|(_, t)| t.parent.is_none())
        .filter_map(|(i, _)| get(i).map(|e| Object::Reference(e.own)))
        .collect();
    let dict = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => top,
        "ParentTree" => parents,
        "ParentTreeNextKey" => (document.pages.len() + links.len()) as i64,
    };
    frame.pdf.objects.insert(root, Object::Dictionary(dict));
    for (index, page) in frame.pages.clone().into_iter().enumerate() {
        if let Ok(dict) = frame.pdf.get_dictionary_mut(page) {
            dict.set("StructParents", index as i64);
            dict.set("Tabs", Object::Name(b"S".to_vec()));
        }
    }
    root
}

/// Gives every tag its elements' numbers; a tag with nothing in it gets none, nor one with only such tags.
fn elements(frame: &mut Frame, document: &Document, kids: &[Vec<Kid>]) -> Vec<Option<Element>> {
    let mut full = vec![false; kids.len()];
    for (i, list) in kids.iter().enumerate().rev() {
        let any = list.iter().any(|k| if let Kid::Child(c) = k { full.get(*c) == Some(&true) } else { true });
        if let Some(f) = full.get_mut(i) {
            *f = any;
        }
    }
    let kind = |tag: Option<TagId>| tag.and_then(|t| document.tags.get(t.0 as usize)).map(|t| t.kind);
    let mut number = |wanted: bool| wanted.then(|| frame.pdf.new_object_id());
    let mut out = Vec::with_capacity(full.len());
    for ((tag, list), full) in document.tags.iter().zip(kids).zip(full) {
        let entry = matches!(tag.kind, TagKind::Contents | TagKind::ContentsItem | TagKind::Caption);
        let loose = kind(tag.parent) == Some(TagKind::Contents) && !entry;
        let leads = list.iter().any(|k| matches!(k, Kid::Object(..)));
        let unlinked = leads && tag.kind != TagKind::Link && kind(tag.parent) != Some(TagKind::Link);
        out.push(number(full).map(|own| Element {
            own,
            outer: number(loose),
            inner: number(unlinked),
            whole: !list.iter().any(|k| matches!(k, Kid::Child(_))),
        }));
    }
    out
}

/// The first character of the first label of every list.
fn labels(document: &Document) -> BTreeMap<TagId, char> {
    let mut out = BTreeMap::new();
    let tag = |id: TagId| document.tags.get(id.0 as usize);
    for item in document.pages.iter().flat_map(|p| &p.items) {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        let Some(label) = tag(item.tag).filter(|t| t.kind == TagKind::Label) else { continue };
        let list = label.parent.and_then(tag).and_then(|entry| entry.parent);
        if let (Some(list), Some(first)) = (list, run.text.trim_start().chars().next()) {
            out.entry(list).or_insert(first);
        }
    }
    out
}

/// How a list is numbered, by its first label (ISO 32000-1 table 347).
fn numbering(label: Option<char>) -> &'static str {
    match label {
        None => "None",
        Some(c) if c.is_ascii_digit() => "Decimal",
        Some(c) if c.is_lowercase() => "LowerAlpha",
        Some(c) if c.is_uppercase() => "UpperAlpha",
        Some('◦' | '○') => "Circle",
        Some('▪' | '■' | '□') => "Square",
        Some(_) => "Disc",
    }
}

/// The kids of every tag: its own marks and its children where they first appear; where it has no mark of its
/// own, its children in the order of their numbers, which is the order of reading.
fn kids(document: &Document, marks: &[Marks], links: &[Annotated]) -> Vec<Vec<Kid>> {
    let count = document.tags.len();
    let mut own: Vec<Vec<((usize, usize), Kid)>> = (0..count).map(|_| Vec::new()).collect();
    let mut first: Vec<Option<(usize, usize)>> = vec![None; count];
    for (page, list) in marks.iter().enumerate() {
        for (number, tag) in list.iter().enumerate() {
            let place = (page, number);
            if let Some(kids) = own.get_mut(tag.0 as usize) {
                kids.push((place, Kid::Mark(page, number)));
            }
            let mut at = Some(*tag);
            while let Some(id) = at {
                match first.get_mut(id.0 as usize) {
                    Some(slot @ None) => *slot = Some(place),
                    _ => break,
                }
                at = document.tags.get(id.0 as usize).and_then(|t| t.parent);
            }
        }
    }
    let mixed: Vec<bool> = own.iter().map(|k| !k.is_empty()).collect();
    for link in links {
        if let Some(kids) = own.get_mut(link.tag.0 as usize) {
            kids.push(((link.page, usize::MAX), Kid::Object(link.page, link.id)));
        }
    }
    for (i, tag) in document.tags.iter().enumerate() {
        if tag.kind == TagKind::Artifact {
            continue;
        }
        let Some(parent) = tag.parent.map(|p| p.0 as usize) else { continue };
        let order = if mixed.get(parent) == Some(&true) { first.get(i).copied().flatten() } else { None };
        let place = order.unwrap_or((if mixed.get(parent) == Some(&true) { usize::MAX } else { 0 }, i));
        if let Some(kids) = own.get_mut(parent) {
            kids.push((place, Kid::Child(i)));
        }
    }
    own.into_iter()
        .map(|mut kids| {
            kids.sort_by_key(|(place, _)| *place);
            kids.into_iter().map(|(_, kid)| kid).collect()
        })
        .collect()
}

fn element(tag: &Tag, number: usize, document: &Document, labels: &BTreeMap<TagId, char>) -> Dictionary {
    let mut dict = dictionary! { "Type" => "StructElem", "S" => name(tag.kind) };
    if let Some(lang) = &tag.lang {
        dict.set("Lang", lopdf::text_string(&lang.0));
    }
    if let Some(alt) = &tag.alt {
        dict.set("Alt", lopdf::text_string(alt));
    }
    match tag.kind {
        TagKind::Note => dict.set("ID", Object::string_literal(format!("note-{number}"))),
        TagKind::HeaderCell => {
            // A header cell of the first row heads its column, one of a later row its row.
            let row = tag.parent.map_or(0, |p| p.0 as usize);
            let table = document.tags.get(row).and_then(|t| t.parent);
            let earlier = document
                .tags
                .iter()
                .take(row)
                .any(|t| t.kind == TagKind::Row && t.parent.is_some() && t.parent == table);
            let scope = if earlier { "Row" } else { "Column" };
            dict.set("A", dictionary! { "O" => "Table", "Scope" => scope });
        }
        TagKind::List => {
            let label = labels.get(&TagId(number as u32)).copied();
            dict.set("A", dictionary! { "O" => "List", "ListNumbering" => numbering(label) });
        }
        _ => {}
    }
    dict
}

fn contents(
    dict: &mut Dictionary,
    kids: &[Kid],
    frame: &Frame,
    elements: &[Option<Element>],
    wanted: impl Fn(&Kid) -> bool,
) {
    // The page of most marks is said once, for all.
    let page = kids.iter().find_map(|k| if let Kid::Mark(p, _) = k { Some(*p) } else { None });
    let object = |p: usize| frame.pages.get(p).map_or(Object::Null, |id| Object::Reference(*id));
    if let Some(p) = page {
        dict.set("Pg", object(p));
    }
    let list: Vec<Object> = kids
        .iter()
        .filter(|k| wanted(k))
        .filter_map(|kid| match kid {
            Kid::Mark(p, n) if Some(*p) == page => Some(Object::Integer(*n as i64)),
            Kid::Mark(p, n) => Some(Object::Dictionary(
                dictionary! { "Type" => "MCR", "Pg" => object(*p), "MCID" => *n as i64 },
            )),
            Kid::Object(p, id) => {
                Some(Object::Dictionary(dictionary! { "Type" => "OBJR", "Pg" => object(*p), "Obj" => *id }))
            }
            Kid::Child(c) => {
                let e = elements.get(*c).copied().flatten()?;
                Some(Object::Reference(e.outer.unwrap_or(e.own)))
            }
        })
        .collect();
    dict.set("K", list);
}

/// From pages' marks and links' annotations to their tags.
fn parent_index(
    marks: &[Marks],
    links: &[Annotated],
    elements: &[Option<Element>],
    root: ObjectId,
) -> Vec<Object> {
    let of = |tag: TagId, annotations: bool| {
        let element = elements.get(tag.0 as usize).copied().flatten();
        Object::Reference(element.map_or(root, |e| e.holder(annotations)))
    };
    let pages = marks.iter().map(|list| Object::Array(list.iter().map(|t| of(*t, false)).collect()));
    let links = links.iter().map(|l| of(l.tag, true));
    let all = pages.chain(links).enumerate();
    all.flat_map(|(key, value)| [Object::Integer(key as i64), value]).collect()
}
