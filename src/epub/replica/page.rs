//! One page of print as XHTML: drawings, pictures and words in their places, in the elements that their tags name.
//! Decides no order of reading and no layer.

use super::layers::{layers, run_area};
use super::sheet::{SCALE, Sheet, pixels};
use super::text::{Stretch, stretches};
use super::tree::{Kid, Tree, kind};
use crate::epub::breaks::Mark;
use crate::epub::inline::encode;
use crate::epub::markup::{Markup, name};
use crate::epub::printed::{Canvas, number};
use crate::epub::words::word_of;
use crate::geom::{Length, Point, Rect};
use crate::issue::{Issue, Lang, PictureId};
use crate::pages::{Anchor, Document, Item, ItemKind, LinkTarget, Page, TagKind};
use crate::typeset::{GlyphRun, TagId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

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

struct Pen<'a, 'b, 'c> {
    m: Markup,
    facts: Facts<'a>,
    sheet: &'b mut Sheet<'c>,
    page: &'a Page,
    layers: Vec<usize>,
    tree: Tree,
}

impl<'a> Pen<'a, '_, '_> {
    /// Empty elements where links lead to, in the order of the issue.
    fn anchors(&mut self, index: usize) {
        let document = self.facts.document;
        for (anchor, (page, at)) in &document.anchors {
            if *page == index && self.facts.targets.contains(anchor) {
                let place = format!("left: {}; top: {}", pixels(at.x), pixels(at.y));
                self.m.leaf("div", &[("id", &anchor_id(anchor)), ("class", "a"), ("style", &place)], "");
            }
        }
    }

    /// A drawing for each layer with outlines, and with glyphs that stand for no words or are of no face that the book
    /// carries. Whether there is any.
    fn drawings(&mut self, canvas: &mut Canvas<'_>) -> bool {
        let mut drawn: BTreeMap<usize, String> = BTreeMap::new();
        for (item, layer) in self.page.items.iter().zip(&self.layers) {
            match &item.kind {
                ItemKind::Path { path, fill, stroke } => canvas.path(path, fill.as_ref(), stroke.as_ref()),
                ItemKind::Glyphs(run) if run.text.is_empty() || !self.sheet.sets(run) => {
                    canvas.glyphs(run, |_| true);
                }
                ItemKind::Glyphs(run) => {
                    let Some(face) = self.sheet.fonts.face(run.face) else { continue };
                    let wanted = stretches(run, face).drawn;
                    canvas.glyphs(run, |n| wanted.contains(&n));
                }
                ItemKind::Picture { .. } | ItemKind::Link { .. } => {}
            }
            if !canvas.svg.is_empty() {
                drawn.entry(*layer).or_default().push_str(&std::mem::take(&mut canvas.svg));
            }
        }
        let (w, h) = (number(self.facts.document.trim.w), number(self.facts.document.trim.h));
        let area = format!("0 0 {w} {h}");
        for (layer, svg) in &drawn {
            let style = if *layer == 0 { String::new() } else { format!("z-index: {layer}") };
            let mut attributes = vec![
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("class", "g"),
                ("viewBox", &area),
                ("aria-hidden", "true"),
            ];
            attributes.extend(Some(("style", style.as_str())).filter(|s| !s.1.is_empty()));
            self.m.block("svg", &attributes);
            self.m.raw(svg);
            self.m.close();
        }
        !drawn.is_empty()
    }

    fn node(&mut self, tag: TagId, around: Around<'a>) {
        let tags = &self.facts.document.tags;
        let Some(of) = tags.get(tag.0 as usize) else { return };
        let kids = self.tree.kids.remove(&tag).unwrap_or_default();
        let href = self.href(tag, &kids).filter(|_| !around.in_link);
        let element = element(of.kind, around);
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

    fn item(&mut self, tag: TagId, n: usize, lang: &Lang) {
        let page = self.page;
        let Some(Item { kind, .. }) = page.items.get(n) else { return };
        let alt = self.facts.document.tags.get(tag.0 as usize).and_then(|t| t.alt.as_deref());
        match kind {
            ItemKind::Glyphs(run) => self.words(n, run, lang),
            ItemKind::Picture { picture, place, clip } => self.picture(n, *picture, (*place, *clip), alt),
            ItemKind::Path { .. } | ItemKind::Link { .. } => {
                // A drawing is described once, by its first outline.
                let of_tag = |k: &Kid| matches!(k, Kid::Item(_));
                let told = self.tree.kids.get(&tag).is_some_and(|k| k.iter().any(of_tag));
                if let (Some(alt), false) = (alt, told || self.tree.has_picture(tag, &page.items)) {
                    self.tree.kids.insert(tag, vec![Kid::Item(n)]);
                    self.m.span("span", &[("role", "img"), ("aria-label", alt)]);
                    self.m.end();
                }
            }
        }
    }

    /// A run's words, each stretch in its place.
    fn words(&mut self, n: usize, run: &GlyphRun, lang: &Lang) {
        if run.text.trim().is_empty() {
            return self.m.text(" ");
        }
        let Some(face) = self.sheet.fonts.face(run.face) else { return };
        let class = self.sheet.class(run);
        for stretch in stretches(run, face).words {
            let style = self.place(n, run, &stretch);
            let mut attributes = vec![("class", "t"), ("style", style.as_str())];
            if run.style.lang != *lang {
                attributes.extend([("lang", run.style.lang.0.as_str()), ("xml:lang", &run.style.lang.0)]);
            }
            self.m.span("span", &attributes);
            self.m.span("span", &[("class", &class)]);
            self.m.text(&stretch.text);
            self.m.end();
            self.m.end();
        }
    }

    /// The lower edge of a line without height is its baseline, whatever the face says of its own.
    fn place(&self, n: usize, run: &GlyphRun, stretch: &Stretch) -> String {
        let up = self.facts.document.trim.h - run.at.y;
        let mut style = format!("left: {}; bottom: {}", pixels(run.at.x + stretch.x), pixels(up));
        let scale = i64::from(if run.scale == 0 { 10_000 } else { run.scale });
        for (name, space) in [("letter", stretch.letter), ("word", stretch.word)] {
            if space != Length::ZERO {
                let _ = write!(style, "; {name}-spacing: {}", pixels(space.scale(10_000, scale.max(1))));
            }
        }
        if scale != 10_000 {
            let _ = write!(style, "; transform: scaleX({}.{:04})", scale / 10_000, scale % 10_000);
        }
        if let Some(layer) = self.layers.get(n).filter(|l| **l > 0) {
            let _ = write!(style, "; z-index: {layer}");
        }
        style
    }

    fn picture(&mut self, n: usize, picture: PictureId, (place, clip): (Rect, Rect), alt: Option<&str>) {
        let Some(src) = self.facts.pictures.get(&picture) else { return };
        let layer =
            self.layers.get(n).filter(|l| **l > 0).map_or(String::new(), |l| format!("; z-index: {l}"));
        let style = format!("{}{layer}", area(clip, Point::default()));
        let inner = area(place, Point::new(clip.x, clip.y));
        self.m.span("span", &[("class", "c"), ("style", &style)]);
        let mut attributes =
            vec![("class", "i"), ("style", inner.as_str()), ("src", src), ("alt", alt.unwrap_or(""))];
        attributes.extend(alt.is_none().then_some(("role", "presentation")));
        self.m.point("img", &attributes);
        self.m.end();
    }

    /// What is no content: to be seen and selected, not to be read aloud.
    fn furniture(&mut self, lang: &Lang) {
        let page = self.page;
        let furniture = std::mem::take(&mut self.tree.furniture);
        let shown = |n: &usize| match page.items.get(*n).map(|i| &i.kind) {
            Some(ItemKind::Glyphs(run)) => !run.text.is_empty(),
            kind => matches!(kind, Some(ItemKind::Picture { .. })),
        };
        let furniture: Vec<usize> = furniture.into_iter().filter(shown).collect();
        if furniture.is_empty() {
            return;
        }
        self.m.block("div", &[("aria-hidden", "true")]);
        let mut last: Option<Rect> = None;
        for n in furniture {
            let Some(item) = page.items.get(n) else { continue };
            if let ItemKind::Glyphs(run) = &item.kind {
                let area = run_area(run);
                let goes_on =
                    |l: Rect| l.bottom() == area.bottom() && (l.right() - area.x).abs() < Length::pt(1);
                if !last.is_some_and(goes_on) {
                    self.m.text("\n");
                }
                last = Some(area);
            }
            self.item(item.tag, n, lang);
        }
        self.m.close();
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

fn area(rect: Rect, from: Point) -> String {
    let [x, y, w, h] = [rect.x - from.x, rect.y - from.y, rect.w, rect.h].map(pixels);
    format!("left: {x}; top: {y}; width: {w}; height: {h}")
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
