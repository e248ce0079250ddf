//! One page of print as XHTML: its head, and the elements that its tags name.
//! Places nothing, and decides no order of reading.

use super::layers::layers;
use super::sheet::{SCALE, Sheet};
use super::tree::{Kid, Tree, kind};
use crate::epub::breaks::Mark;
use crate::epub::inline::encode;
use crate::epub::markup::{Markup, name};
use crate::epub::printed::Canvas;
use crate::epub::words::word_of;
use crate::geom::Length;
use crate::issue::{Issue, Lang, PictureId};
use crate::pages::{Anchor, Document, LinkTarget, Page, TagKind};
use crate::typeset::TagId;
use std::collections::{BTreeMap, BTreeSet};

/// What a page needs to know of the book.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// The pages of print.
    pub document: &'a Document,
    /// Files of the pages.
    pub names: &'a [String],
    /// Addresses of the pictures.
    pub pictures: &'a BTreeMap<PictureId, String>,
    /// Anchors that something leads to.
    pub targets: &'a BTreeSet<&'a Anchor>,
}

/// Where an element stands: what is around it.
#[derive(Clone, Copy)]
struct Around<'a> {
    kind: TagKind,
    /// Only words and what stands among words may follow.
    phrasing: bool,
    in_link: bool,
    lang: &'a Lang,
}

/// Writes a page; the second value says whether it holds drawings. `mark`: where the page-list finds it.
pub(super) fn write(
    facts: &Facts<'_>,
    sheet: &mut Sheet<'_>,
    canvas: &mut Canvas<'_>,
    index: usize,
    (title, mark): (&str, Option<&Mark>),
) -> (String, bool) {
    let Some(page) = facts.document.pages.get(index) else { return (String::new(), false) };
    let lang = &facts.issue.lang;
    let mut pen = Pen {
        m: head(facts, title),
        facts: *facts,
        sheet,
        page,
        layers: layers(&page.items),
        tree: Tree::new(facts.document, &page.items),
        level: 0,
    };
    if let Some(mark) = mark {
        let label = word_of("page", lang, &mark.label);
        let attributes = [
            ("id", mark.id.as_str()),
            ("class", "a"),
            ("epub:type", "pagebreak"),
            ("role", "doc-pagebreak"),
            ("aria-label", &label),
        ];
        pen.m.leaf("div", &attributes, "");
    }
    pen.anchors(index);
    let draws = pen.drawings(canvas);
    let around = Around { kind: TagKind::Document, phrasing: false, in_link: false, lang };
    for root in std::mem::take(&mut pen.tree.roots) {
        pen.node(root, around);
    }
    pen.furniture(lang);
    (pen.m.finish(), draws)
}

/// The id of an anchor, unique in the book.
pub(super) fn anchor_id(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Article(a) => format!("article.{}", a.0),
        Anchor::Id(a, id) => format!("article.{}.{}", a.0, name(id)),
        Anchor::Note(a, n) => format!("article.{}.note.{n}", a.0),
        Anchor::NoteMark(a, n) => format!("article.{}.mark.{n}", a.0),
        Anchor::Break(a) => format!("article.{}.break", a.0),
        Anchor::Rest(a) => format!("article.{}.rest", a.0),
        Anchor::Page(n) => format!("sheet.{n}"),
    }
}

fn head(facts: &Facts<'_>, title: &str) -> Markup {
    let lang = facts.issue.lang.0.as_str();
    let mut m = Markup::document();
    m.raw("<!DOCTYPE html>");
    let root = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", lang),
        ("xml:lang", lang),
    ];
    m.block("html", &root);
    m.block("head", &[]);
    m.empty("meta", &[("charset", "utf-8")]);
    let trim = facts.document.trim;
    let whole = |l: Length| (l.to_millipoints() * SCALE + 999) / 1000;
    let size = format!("width={}, height={}", whole(trim.w), whole(trim.h));
    m.empty("meta", &[("name", "viewport"), ("content", &size)]);
    m.leaf("title", &[], title);
    m.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", "../stylesheet.css")]);
    m.close();
    m.block("body", &[]);
    m
}

/// Writes one page.
pub(super) struct Pen<'a, 'b, 'c> {
    /// What has been written.
    pub m: Markup,
    /// What it needs to know of the book.
    pub facts: Facts<'a>,
    /// The styles of its words.
    pub sheet: &'b mut Sheet<'c>,
    /// The page of print.
    pub page: &'a Page,
    /// The layer of each item.
    pub layers: Vec<usize>,
    /// The tags that stand on it.
    pub tree: Tree,
    /// Level of the last heading; 0 before the first.
    level: u8,
}

impl<'a> Pen<'a, '_, '_> {
    fn node(&mut self, tag: TagId, around: Around<'a>) {
        let tags = &self.facts.document.tags;
        let Some(of) = tags.get(tag.0 as usize) else { return };
        let kids = self.tree.kids.remove(&tag).unwrap_or_default();
        let href = self.href(tag, &kids).filter(|_| !around.in_link);
        let element = element(self.in_order(of.kind), around);
        let lang = of.lang.as_ref().filter(|l| *l != around.lang);
        let mut attributes: Vec<(&str, &str)> =
            lang.iter().flat_map(|l| [("lang", l.0.as_str()), ("xml:lang", &l.0)]).collect();
        match (of.kind, element) {
            (TagKind::Note, "aside") => {
                attributes.extend([("epub:type", "footnote"), ("role", "doc-footnote")]);
            }
            (TagKind::HeaderCell, "th") => attributes.push(("scope", self.scope(tag))),
            _ => {}
        }
        let depth = self.m.depth();
        match element {
            "" => {}
            "span" | "a" | "code" => self.m.span(element, &attributes),
            _ => self.m.block(element, &attributes),
        }
        if let Some(href) = &href {
            let note = [("epub:type", "noteref"), ("role", "doc-noteref")];
            let is_mark = of.kind == TagKind::Reference || around.kind == TagKind::Reference;
            let more = if is_mark { &note[..] } else { &[] };
            self.m.span("a", &[&[("href", href.as_str())], more].concat());
        }
        let inner = Around {
            kind: of.kind,
            phrasing: around.phrasing || is_of_words(element),
            in_link: around.in_link || href.is_some(),
            lang: lang.unwrap_or(around.lang),
        };
        self.kids(tag, &kids, inner);
        self.close_to(depth, around.phrasing);
        if of.kind == TagKind::Label {
            self.m.text(" ");
        }
    }

    /// A heading not more than one level below the one before it on the page (WCAG 2.2, technique G141).
    fn in_order(&mut self, kind: TagKind) -> TagKind {
        let TagKind::Heading(level) = kind else { return kind };
        self.level = if self.level == 0 { level } else { level.min(self.level + 1) };
        TagKind::Heading(self.level)
    }

    fn close_to(&mut self, depth: usize, phrasing: bool) {
        while self.m.depth() > depth {
            if phrasing { self.m.end() } else { self.m.close() }
        }
    }

    /// What stands in a tag. Captions stand behind a figure's pictures and before a table's rows, where HTML wants them.
    fn kids(&mut self, tag: TagId, kids: &[Kid], around: Around<'a>) {
        let tags = &self.facts.document.tags;
        let is_caption = |k: &&Kid| matches!(k, Kid::Tag(t) if kind(tags, *t) == Some(TagKind::Caption));
        let (captions, others): (Vec<&Kid>, Vec<&Kid>) =
            if matches!(around.kind, TagKind::Figure | TagKind::Table) && !around.phrasing {
                kids.iter().partition(is_caption)
            } else {
                (Vec::new(), kids.iter().collect())
            };
        let head = if around.kind == TagKind::Table { "caption" } else { "figcaption" };
        let write_captions = |pen: &mut Self| {
            if !captions.is_empty() {
                pen.m.block(head, &[]);
                for kid in &captions {
                    pen.kid(tag, **kid, around);
                }
                pen.m.close();
            }
        };
        if around.kind == TagKind::Table {
            write_captions(self);
        }
        for kid in others {
            let of = if let Kid::Tag(t) = kid { kind(tags, *t) } else { None };
            let within = match around.kind {
                _ if around.phrasing => None,
                TagKind::List if of != Some(TagKind::ListItem) => Some(("li", TagKind::ListItem)),
                TagKind::Table if of != Some(TagKind::Row) => Some(("tr", TagKind::Row)),
                TagKind::Row if !matches!(of, Some(TagKind::Cell | TagKind::HeaderCell)) => {
                    Some(("td", TagKind::Cell))
                }
                _ => None,
            };
            let Some((element, kind)) = within else {
                self.kid(tag, *kid, around);
                continue;
            };
            let depth = self.m.depth();
            self.m.block(element, &[]);
            if element == "tr" {
                self.m.block("td", &[]);
            }
            self.kid(tag, *kid, Around { kind, ..around });
            self.m.close_to(depth);
        }
        if around.kind == TagKind::Figure {
            write_captions(self);
        }
    }

    fn kid(&mut self, tag: TagId, kid: Kid, around: Around<'a>) {
        match kid {
            Kid::Tag(t) => self.node(t, around),
            Kid::Item(n) => self.item(tag, n, around.lang),
        }
    }

    /// Where a tag leads on this page: by itself or, a link, by what is right below it.
    fn href(&self, tag: TagId, kids: &[Kid]) -> Option<String> {
        let below = kids.iter().filter_map(|k| if let Kid::Tag(t) = k { Some(t) } else { None });
        let is_link = kind(&self.facts.document.tags, tag) == Some(TagKind::Link);
        let mut tags = std::iter::once(&tag).chain(below.filter(|_| is_link));
        let link = tags.find_map(|t| self.tree.links.get(t))?;
        match self.facts.document.links.get(link.0 as usize)? {
            LinkTarget::Url(url) => Some(encode(url)),
            LinkTarget::Anchor(Anchor::Page(n)) => self.facts.names.get(*n as usize).cloned(),
            LinkTarget::Anchor(anchor) => {
                let (page, _) = self.facts.document.anchors.get(anchor)?;
                Some(format!("{}#{}", self.facts.names.get(*page)?, anchor_id(anchor)))
            }
        }
    }

    /// A header cell of a table's first row heads its column, one of a later row its row.
    fn scope(&self, tag: TagId) -> &'static str {
        let tags = &self.facts.document.tags;
        let above = |t: TagId| tags.get(t.0 as usize).and_then(|t| t.parent);
        let Some(row) = above(tag) else { return "col" };
        let earlier = tags.iter().take(row.0 as usize);
        let table = above(row);
        if earlier.into_iter().any(|t| t.kind == TagKind::Row && t.parent == table) { "row" } else { "col" }
    }
}

/// The element of a tag; empty for none.
fn element(kind: TagKind, around: Around<'_>) -> &'static str {
    match kind {
        TagKind::Document => "",
        TagKind::Code if around.phrasing => "code",
        _ if around.phrasing => "span",
        TagKind::Article => "article",
        TagKind::Section => "section",
        TagKind::Aside | TagKind::Note => "aside",
        TagKind::Heading(1) => "h1",
        TagKind::Heading(2) => "h2",
        TagKind::Heading(3) => "h3",
        TagKind::Heading(4) => "h4",
        TagKind::Heading(5) => "h5",
        TagKind::Heading(_) => "h6",
        TagKind::Paragraph => "p",
        TagKind::Quote => "blockquote",
        TagKind::List => "ul",
        TagKind::ListItem if around.kind == TagKind::List => "li",
        TagKind::Table => "table",
        TagKind::Row if around.kind == TagKind::Table => "tr",
        TagKind::HeaderCell if around.kind == TagKind::Row => "th",
        TagKind::Cell if around.kind == TagKind::Row => "td",
        TagKind::Figure => "figure",
        TagKind::Label | TagKind::Reference | TagKind::Link | TagKind::Span => "span",
        _ => "div",
    }
}

/// Whether an element holds words alone (HTML, phrasing content).
fn is_of_words(element: &str) -> bool {
    matches!(element, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "span" | "code")
}
