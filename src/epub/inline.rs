//! Runs of text as XHTML: emphasis, links, notes' marks, languages, and page breaks at their character.
//! Knows nothing of blocks or of how a run looks.

use super::breaks::{Breaks, Mark, Place};
use super::markup::{Markup, name};
use super::words::word_of;
use crate::issue::{Article, ArticleId, Attrs, BlockId, BlockKind, Inline, InlineKind, Lang, Target, plain};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the text of one article needs to know of the rest of the book.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    /// The article.
    pub article: ArticleId,
    /// Its language.
    pub lang: &'a Lang,
    /// File names of articles; empty for one that is not in this book.
    pub files: &'a [String],
    /// Printed pages.
    pub breaks: &'a Breaks,
    /// The pieces, for the words of links that have none of their own.
    pub articles: &'a [Article],
}

/// Writes the text of one article.
#[derive(Debug)]
pub(super) struct Pen<'a> {
    /// What has been written.
    pub m: Markup,
    /// Marks written so far, in order.
    pub marks: Vec<Mark>,
    scope: Scope<'a>,
    pending: Vec<Place>,
    done: u32,
    mute: bool,
    in_link: bool,
    noted: BTreeMap<usize, u32>,
}

impl<'a> Pen<'a> {
    /// A pen at the head of an article's file.
    pub(super) fn new(m: Markup, scope: Scope<'a>) -> Self {
        Self {
            m,
            marks: Vec::new(),
            scope,
            pending: Vec::new(),
            done: 0,
            mute: false,
            in_link: false,
            noted: BTreeMap::new(),
        }
    }

    /// The article's language.
    pub(super) fn lang(&self) -> &'a Lang {
        self.scope.lang
    }

    /// Begins to count the characters of a block that holds text: its page breaks will be put in.
    pub(super) fn begin(&mut self, block: BlockId) {
        if !self.mute {
            self.pending = self.scope.breaks.at(self.scope.article, Some(block)).to_vec();
            self.done = 0;
        }
    }

    /// Puts in the page breaks that stand behind the block's last character.
    pub(super) fn end(&mut self) {
        for place in std::mem::take(&mut self.pending) {
            self.mark(&place.mark, "span");
        }
    }

    /// Puts in all page breaks of a place between blocks.
    pub(super) fn breaks(&mut self, places: &[Place]) {
        for place in places {
            self.mark(&place.mark, "div");
        }
    }

    /// Puts in all page breaks of a block before it; what is written until `speak` has none inside.
    pub(super) fn breaks_of(&mut self, block: BlockId) {
        if !self.mute {
            self.breaks(self.scope.breaks.at(self.scope.article, Some(block)));
        }
    }

    /// Switches page breaks off, for text that is hidden from assistive technology.
    pub(super) fn mute(&mut self, mute: bool) {
        self.mute = mute;
    }

    /// Writes a run of inlines.
    pub(super) fn text(&mut self, text: &[Inline]) {
        for inline in text {
            self.inline(&inline.kind);
        }
    }

    /// Writes words, with a page break before the character where a page begins.
    pub(super) fn words(&mut self, words: &str) {
        let mut rest = words;
        while let Some(place) = self.pending.first() {
            let ahead = place.offset.saturating_sub(self.done) as usize;
            let Some((at, _)) = rest.char_indices().nth(ahead) else { break };
            let (before, after) = rest.split_at(at);
            let mark = self.pending.remove(0).mark;
            self.done += ahead as u32;
            self.m.text(before);
            self.mark(&mark, "span");
            rest = after;
        }
        self.done += rest.chars().count() as u32;
        self.m.text(rest);
    }

    fn inline(&mut self, kind: &InlineKind) {
        match kind {
            InlineKind::Text(words) => self.words(words),
            InlineKind::Emph(text) => self.within("em", &[], text),
            InlineKind::Strong(text) => self.within("strong", &[], text),
            InlineKind::Strike(text) => self.within("s", &[], text),
            InlineKind::Code(words) => {
                self.m.span("code", &[]);
                self.words(words);
                self.m.end();
            }
            InlineKind::Link(target, text) => self.link(target, text),
            InlineKind::Span(attrs, text) => {
                let attrs = attributes(attrs, "", self.scope.lang);
                let attrs: Vec<_> = attrs.iter().map(|(k, v)| (*k, v.as_str())).collect();
                self.within("span", &attrs, text);
            }
            InlineKind::Note(index) => self.note(*index),
            InlineKind::Break => {
                self.m.point("br", &[]);
                self.done += 1;
            }
        }
    }

    fn within(&mut self, element: &str, attributes: &[(&str, &str)], text: &[Inline]) {
        self.m.span(element, attributes);
        self.text(text);
        self.m.end();
    }

    fn link(&mut self, target: &Target, text: &[Inline]) {
        match href(target, &self.scope).filter(|_| !self.in_link) {
            Some(href) => {
                self.in_link = true;
                self.m.span("a", &[("href", &href)]);
                if text.is_empty() {
                    self.m.text(&target_words(target, self.scope.articles));
                }
                self.text(text);
                self.m.end();
                self.in_link = false;
            }
            None if text.is_empty() => self.m.text(&target_words(target, self.scope.articles)),
            None => self.text(text),
        }
    }

    /// A note's mark; within a link it does not lead anywhere, since links cannot stand in links.
    fn note(&mut self, index: usize) {
        let number = (index + 1).to_string();
        let times = self.noted.entry(index).or_insert(0);
        *times += 1;
        if self.in_link || self.mute {
            self.m.span("sup", &[]);
            self.m.text(&number);
            self.m.end();
            return;
        }
        let id = if *times == 1 { format!("noteref.{number}") } else { format!("noteref.{number}.{times}") };
        let href = format!("#note.{number}");
        self.m.span(
            "a",
            &[
                ("class", "noteref"),
                ("epub:type", "noteref"),
                ("role", "doc-noteref"),
                ("id", &id),
                ("href", &href),
            ],
        );
        self.m.text(&number);
        self.m.end();
    }

    fn mark(&mut self, mark: &Mark, element: &str) {
        let label = word_of("page", self.scope.lang, &mark.label);
        let attributes = [
            ("id", mark.id.as_str()),
            ("epub:type", "pagebreak"),
            ("role", "doc-pagebreak"),
            ("aria-label", &label),
        ];
        if element == "span" {
            self.m.span(element, &attributes);
            self.m.end();
        } else {
            self.m.leaf(element, &attributes, "");
        }
        self.marks.push(mark.clone());
    }
}

/// Where a link leads, from a text of this book; `None` where that place is not in this edition.
fn href(target: &Target, scope: &Scope) -> Option<String> {
    let file = |a: ArticleId| scope.files.get(a.0 as usize).filter(|f| !f.is_empty());
    match target {
        Target::Url(url) => Some(encode(url)),
        Target::Article(a) => file(*a).cloned(),
        Target::Anchor(a, id) if *a == scope.article => Some(format!("#{}", name(id))),
        Target::Anchor(a, id) => file(*a).map(|f| format!("{f}#{}", name(id))),
    }
}

/// What a link without words of its own says: the heading or caption that it leads to, else the title.
fn target_words(target: &Target, articles: &[Article]) -> String {
    let (article, id) = match target {
        Target::Url(url) => return url.clone(),
        Target::Article(a) => (a, None),
        Target::Anchor(a, id) => (a, Some(id)),
    };
    let Some(article) = articles.get(article.0 as usize) else { return String::new() };
    let block = article.body.iter().find(|b| id.is_some() && b.attrs.id.as_ref() == id);
    let words = block.map(|b| match &b.kind {
        BlockKind::Heading(_, text) | BlockKind::Callout(_, text, _) => plain(text),
        BlockKind::Figure(figure) => plain(&figure.caption),
        BlockKind::Table(table) => plain(&table.caption),
        _ => String::new(),
    });
    words.filter(|w| !w.is_empty()).unwrap_or_else(|| plain(&article.title))
}

/// The URL with every character escaped that may not stand in one (RFC 3986 §2).
pub(super) fn encode(url: &str) -> String {
    let mut out = String::new();
    let hex = |i: usize| url.as_bytes().get(i).is_some_and(u8::is_ascii_hexdigit);
    for (i, byte) in url.bytes().enumerate() {
        if byte == b'%' && !(hex(i + 1) && hex(i + 2)) {
            out.push_str("%25");
        } else if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Attributes of a block or run: id, classes (`class` first), language where it is not `around`.
pub(super) fn attributes(attrs: &Attrs, class: &str, around: &Lang) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if let Some(id) = &attrs.id {
        out.push(("id", name(id)));
    }
    let mut classes: Vec<String> = class.split(' ').filter(|c| !c.is_empty()).map(str::to_owned).collect();
    for c in attrs.classes.iter().map(|c| name(c)) {
        if !classes.contains(&c) {
            classes.push(c);
        }
    }
    if !classes.is_empty() {
        out.push(("class", classes.join(" ")));
    }
    if let Some(lang) = attrs.lang.as_ref().filter(|l| *l != around) {
        out.push(("lang", lang.0.clone()));
        out.push(("xml:lang", lang.0.clone()));
    }
    out
}
