//! Reads an issue: identity, cover, running order, advertisements, promises.
//! Resolves nothing.

use super::article::article;
use super::credits::credits;
use super::publication::{at_text, people, publication, sections};
use super::reader::{Reader, wrong};
use super::tree::{Node, Table, Value};
use super::types::{AdRaw, BindingRaw, CoverLineRaw, CoverRaw, IssueRaw, PromiseRaw, PublicationIn};
use crate::diag::{Diagnostic, Findings, Span};

/// Reads the keys of `table` as an issue.
pub fn issue(table: &Table, span: Span, f: &mut Findings) -> IssueRaw {
    let mut r = Reader::new(table, "an issue", span);
    ambiguous_number(&mut r, f);
    let (first_folio, cover_counts) = folio(&mut r, f);
    let raw = IssueRaw {
        publication: publication_in(&mut r, f),
        title: r.text("title", f),
        cover_date: r.date("cover-date", f),
        cover_display_date: r.names("cover-display-date", f),
        volume: r.text_or_number("volume", f),
        number: r.text_or_number("number", f),
        aggregate: r.integer("aggregate-number", 1, 10_000_000, f),
        language: r.text("language", f),
        translation_of: r.text("translation-of", f),
        identifier: r.text("identifier", f),
        rights: r.text("rights", f),
        price: price(&mut r, f),
        binding: binding(&mut r, f),
        credits: credits(&mut r, f),
        layout: r.text("layout", f),
        multiple: multiple(&mut r, f),
        first_folio,
        cover_counts,
        cover: cover(&mut r, f),
        people: people(&mut r, f),
        sections: sections(&mut r, f),
        articles: r.tables("articles", f).into_iter().map(|(t, s)| article(t, s, f)).collect(),
        ads: ads(&mut r, f),
        promises: promises(&mut r, f),
        span,
    };
    r.need("articles", f);
    r.finish(f);
    raw
}

/// A bare issue number is said in two ways by the trade: within the year, or since the first issue.
fn ambiguous_number(r: &mut Reader<'_>, f: &mut Findings) {
    for key in ["issue-number", "issue"] {
        if let Some(entry) = r.entry(key) {
            f.push(
                Diagnostic::error("M006", format!("`{key}` could be meant in two ways"))
                    .at(entry.key_span)
                    .label("which number is meant?")
                    .hint("write `number` for the number within the year or volume")
                    .hint("write `aggregate-number` for the number since the first issue"),
            );
        }
    }
}

fn publication_in(r: &mut Reader<'_>, f: &mut Findings) -> PublicationIn {
    let Some(entry) = r.entry("publication") else { return PublicationIn::Default };
    if let Value::Table(table) = &entry.node.value {
        return PublicationIn::Inline(Box::new(publication(table, entry.key_span, f)));
    }
    if let Some(path) = at_text(&entry.node) {
        return PublicationIn::Path(path);
    }
    f.push(wrong("publication", &entry.node, "the path of a publication file, or a table"));
    PublicationIn::Default
}

fn price(r: &mut Reader<'_>, f: &mut Findings) -> Vec<(String, String)> {
    if let Some(Value::Text(_)) = r.entry("price").map(|e| &e.node.value) {
        return r.text("price", f).map(|p| (String::new(), p.value)).into_iter().collect();
    }
    if let Some(entry) = r.entry("price").filter(|e| !matches!(e.node.value, Value::Table(_))) {
        f.push(wrong("price", &entry.node, "a text, or a table of texts by market: { CN = \"…\" }"));
        return Vec::new();
    }
    r.pairs("price", f).into_iter().map(|(k, v)| (k.value, v.value)).collect()
}

fn binding(r: &mut Reader<'_>, f: &mut Findings) -> Option<BindingRaw> {
    let (table, span) = r.table("binding", f)?;
    let mut r = Reader::new(table, "`binding`", span);
    r.need("style", f);
    let style = r.word("style", &["saddle", "perfect"], f);
    let paper = r.table("paper", f);
    r.finish(f);
    let (mut text, mut cover) = (None, None);
    if let Some((table, span)) = paper {
        let mut r = Reader::new(table, "`paper`", span);
        text = r.length("text", f);
        cover = r.length("cover", f);
        r.finish(f);
    }
    Some(BindingRaw { style, text, cover, span })
}

fn multiple(r: &mut Reader<'_>, f: &mut Findings) -> Option<super::reader::At<i64>> {
    let (table, span) = r.table("pages", f)?;
    let mut r = Reader::new(table, "`pages` of an issue", span);
    let multiple = r.integer("multiple", 1, 64, f);
    r.finish(f);
    multiple
}

type Folio = (Option<super::reader::At<i64>>, Option<super::reader::At<bool>>);

fn folio(r: &mut Reader<'_>, f: &mut Findings) -> Folio {
    let Some((table, span)) = r.table("folio", f) else { return (None, None) };
    let mut r = Reader::new(table, "`folio`", span);
    let found = (r.integer("first", 0, 1_000_000, f), r.boolean("cover", f));
    r.finish(f);
    found
}

fn cover(r: &mut Reader<'_>, f: &mut Findings) -> Option<CoverRaw> {
    let (table, span) = r.table("cover", f)?;
    let mut r = Reader::new(table, "`cover`", span);
    let image = r.text("image", f);
    let mut lines = Vec::new();
    if let Some(entry) = r.entry("lines") {
        match &entry.node.value {
            Value::Array(items) => lines.extend(items.iter().filter_map(|n| cover_line(n, f))),
            _ => f.push(wrong("lines", &entry.node, "a list of cover lines")),
        }
    }
    r.finish(f);
    Some(CoverRaw { image, lines })
}

fn cover_line(node: &Node, f: &mut Findings) -> Option<CoverLineRaw> {
    if let Some(text) = at_text(node) {
        return Some(CoverLineRaw { text, article: None, level: None });
    }
    let Value::Table(table) = &node.value else {
        f.push(wrong("lines", node, "a list of texts or tables { text = \"…\", article = \"…\" }"));
        return None;
    };
    let mut r = Reader::new(table, "a cover line", node.span);
    let text = r.required("text", f);
    let article = r.text("article", f);
    let level = r.integer("level", 1, 9, f);
    r.finish(f);
    Some(CoverLineRaw { text: text?, article, level })
}

fn ads(r: &mut Reader<'_>, f: &mut Findings) -> Vec<AdRaw> {
    let mut out = Vec::new();
    for (table, span) in r.tables("ads", f) {
        let mut r = Reader::new(table, "an advertisement", span);
        let (id, size, file) = (r.required("id", f), r.required("size", f), r.required("file", f));
        let advertiser = r.text("advertiser", f);
        let position = r.text_or_number("position", f);
        r.finish(f);
        if let (Some(id), Some(size), Some(file)) = (id, size, file) {
            out.push(AdRaw { id, advertiser, size, position, file, span });
        }
    }
    out
}

fn promises(r: &mut Reader<'_>, f: &mut Findings) -> Vec<PromiseRaw> {
    let mut out = Vec::new();
    for (table, span) in r.tables("promises", f) {
        let mut r = Reader::new(table, "a promise", span);
        let article = r.text("article", f);
        let text = r.required("text", f);
        r.need("expect", f);
        let expect = r.table("expect", f);
        r.finish(f);
        let Some((table, at)) = expect else { continue };
        let mut r = Reader::new(table, "`expect`", at);
        let genre = r.required("genre", f);
        r.need("count", f);
        let count = r.integer("count", 1, 10_000, f);
        r.finish(f);
        if let (Some(text), Some(genre), Some(count)) = (text, genre, count) {
            out.push(PromiseRaw { article, text, genre, count, span });
        }
    }
    out
}
