//! The navigation document and the NCX: contents by section, landmarks, the printed pages.
//! Reads the finished files; the page that shows the contents to readers is written by `own`.

use super::breaks::Mark;
use super::markup::Markup;
use super::words::word;
use super::{Book, book_title, entry_title};
use crate::issue::{Article, ArticleId, ArticleKind, Lang};
use std::collections::BTreeMap;

/// A place that the navigation names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// File and fragment, from the package document's folder.
    pub href: String,
    /// The words.
    pub title: String,
    /// Language, where it is not the issue's.
    pub lang: Option<Lang>,
    /// Entries below.
    pub below: Vec<Entry>,
}

/// What the navigation names, in reading order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Places {
    /// The contents.
    pub contents: Vec<Entry>,
    /// Landmarks: kind, file, words.
    pub landmarks: Vec<(&'static str, String, String)>,
    /// The printed pages: file with fragment, folio.
    pub pages: Vec<(String, String)>,
}

impl Places {
    /// Gathers the places: sections hold their articles where those stand together.
    pub(super) fn new(book: &Book, marks: &[(String, Vec<Mark>)], cover: Option<&str>) -> Self {
        let lang = &book.issue.lang;
        let mut places = Self::default();
        if let Some(cover) = cover {
            places.contents.push(entry(&format!("text/{cover}"), word("cover", lang), None));
            places.landmarks.push(("cover", format!("text/{cover}"), word("cover", lang).to_owned()));
        }
        let mut section: Option<usize> = None;
        let mut toc = "nav.xhtml".to_owned();
        for (i, article) in book.issue.articles.iter().enumerate() {
            let Some(file) = book.file(ArticleId(i as u32)) else { continue };
            let href = format!("text/{file}");
            let own = (article.lang != *lang).then(|| article.lang.clone());
            let piece = entry(&href, &entry_title(article), own);
            if article.kind == ArticleKind::Contents {
                toc.clone_from(&href);
            }
            match book.section_label(article, lang) {
                Some(_) if section.is_some() && section == article.section => {
                    if let Some(section) = places.contents.last_mut() {
                        section.below.push(piece);
                    }
                }
                Some(label) => {
                    places.contents.push(Entry { below: vec![piece], ..entry(&href, label, None) });
                }
                None => places.contents.push(piece),
            }
            section = article.section;
        }
        let title = word("contents", lang).to_owned();
        places.landmarks.push(("toc", toc, title));
        places.mark_parts(book);
        for (file, marks) in marks {
            places.pages.extend(marks.iter().map(|m| (format!("text/{file}#{}", m.id), m.label.clone())));
        }
        places
    }

    fn mark_parts(&mut self, book: &Book) {
        let lang = &book.issue.lang;
        let find = |kind: ArticleKind| {
            let of_kind = |(_, a): &(usize, &Article)| a.kind == kind;
            let at = book.issue.articles.iter().enumerate().find(of_kind).map(|(i, _)| ArticleId(i as u32));
            at.and_then(|a| book.file(a)).map(|f| format!("text/{f}"))
        };
        if let Some(href) = find(ArticleKind::Text) {
            self.landmarks.push(("bodymatter", href, word("start", lang).to_owned()));
        }
        if let Some(href) = find(ArticleKind::MastheadPage) {
            self.landmarks.push(("colophon", href, word("masthead", lang).to_owned()));
        }
    }
}

fn entry(href: &str, title: &str, lang: Option<Lang>) -> Entry {
    Entry { href: href.to_owned(), title: title.to_owned(), lang, below: Vec::new() }
}

/// Writes `nav.xhtml`.
pub(super) fn nav(book: &Book, places: &Places) -> String {
    let lang = &book.issue.lang;
    let mut m = Markup::document();
    m.raw("<!DOCTYPE html>");
    let root = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("lang", lang.0.as_str()),
        ("xml:lang", lang.0.as_str()),
    ];
    m.block("html", &root);
    m.block("head", &[]);
    m.empty("meta", &[("charset", "utf-8")]);
    m.leaf("title", &[], &book_title(book.issue));
    m.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", "stylesheet.css")]);
    m.close();
    m.block("body", &[("epub:type", "frontmatter")]);
    m.block(
        "nav",
        &[("epub:type", "toc"), ("role", "doc-toc"), ("id", "toc"), ("aria-labelledby", "toc-title")],
    );
    m.leaf("h1", &[("id", "toc-title")], word("contents", lang));
    list(&mut m, &places.contents);
    m.close();
    if !places.landmarks.is_empty() {
        hidden(&mut m, "landmarks", "landmarks", lang, |m| {
            for (kind, href, title) in &places.landmarks {
                m.block("li", &[]);
                m.leaf("a", &[("epub:type", kind), ("href", href)], title);
                m.close();
            }
        });
    }
    if !places.pages.is_empty() {
        hidden(&mut m, "page-list", "pages", lang, |m| {
            for (href, label) in &places.pages {
                m.block("li", &[]);
                m.leaf("a", &[("href", href)], label);
                m.close();
            }
        });
    }
    m.finish()
}

/// A list that reading systems offer and that does not show as text.
fn hidden(m: &mut Markup, kind: &str, key: &str, lang: &Lang, fill: impl Fn(&mut Markup)) {
    let role: &[(&str, &str)] = if kind == "page-list" { &[("role", "doc-pagelist")] } else { &[] };
    let id = format!("{kind}-title");
    let mut attributes =
        vec![("epub:type", kind), ("id", kind), ("hidden", "hidden"), ("aria-labelledby", &id)];
    attributes.extend_from_slice(role);
    m.block("nav", &attributes);
    m.leaf("h2", &[("id", &id)], word(key, lang));
    m.block("ol", &[]);
    fill(m);
    m.close();
    m.close();
}

fn list(m: &mut Markup, entries: &[Entry]) {
    m.block("ol", &[]);
    for entry in entries {
        let languages: Vec<(&str, &str)> =
            entry.lang.iter().flat_map(|l| [("lang", l.0.as_str()), ("xml:lang", l.0.as_str())]).collect();
        m.block("li", &languages);
        if entry.below.is_empty() {
            m.leaf("a", &[("href", &entry.href)], &entry.title);
        } else {
            m.leaf("span", &[], &entry.title);
            list(m, &entry.below);
        }
        m.close();
    }
    m.close();
}

/// Writes `toc.ncx` for readers of EPUB 2.
pub(super) fn ncx(book: &Book, places: &Places, identifier: &str) -> String {
    let mut m = Markup::document();
    let root = [
        ("xmlns", "http://www.daisy.org/z3986/2005/ncx/"),
        ("version", "2005-1"),
        ("xml:lang", book.issue.lang.0.as_str()),
    ];
    m.block("ncx", &root);
    m.block("head", &[]);
    let depth = if places.contents.iter().any(|e| !e.below.is_empty()) { "2" } else { "1" };
    let pages = places.pages.len().to_string();
    let metas = [
        ("dtb:uid", identifier),
        ("dtb:depth", depth),
        ("dtb:totalPageCount", &pages),
        ("dtb:maxPageNumber", &pages),
    ];
    for (name, content) in metas {
        m.empty("meta", &[("name", name), ("content", content)]);
    }
    m.close();
    m.block("docTitle", &[]);
    m.leaf("text", &[], &book_title(book.issue));
    m.close();
    m.block("navMap", &[]);
    let mut order = Order::default();
    points(&mut m, &places.contents, &mut order);
    m.close();
    if !places.pages.is_empty() {
        m.block("pageList", &[]);
        for (i, (href, label)) in places.pages.iter().enumerate() {
            let (id, order, value) = (format!("pt-{}", i + 1), order.of(href), (i + 1).to_string());
            m.block(
                "pageTarget",
                &[("id", &id), ("type", "normal"), ("value", &value), ("playOrder", &order)],
            );
            label_and_content(&mut m, label, href);
            m.close();
        }
        m.close();
    }
    m.finish()
}

/// Places counted in their order; one place has one number, however often it is named.
#[derive(Default)]
struct Order {
    known: BTreeMap<String, usize>,
    points: u32,
}

impl Order {
    fn of(&mut self, href: &str) -> String {
        let next = self.known.len() + 1;
        self.known.entry(href.to_owned()).or_insert(next).to_string()
    }
}

fn points(m: &mut Markup, entries: &[Entry], order: &mut Order) {
    for entry in entries {
        order.points += 1;
        let (id, at) = (format!("np-{}", order.points), order.of(&entry.href));
        m.block("navPoint", &[("id", &id), ("playOrder", &at)]);
        label_and_content(m, &entry.title, &entry.href);
        points(m, &entry.below, order);
        m.close();
    }
}

fn label_and_content(m: &mut Markup, label: &str, href: &str) {
    m.block("navLabel", &[]);
    m.leaf("text", &[], label);
    m.close();
    m.empty("content", &[("src", href)]);
}
