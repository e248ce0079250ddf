//! Reads an issue: identity, cover, running order, advertisements, promises.
//! Resolves nothing.

use super::article::article;
use super::credits::credits;
use super::publication::{people, press, publication, sections};
use super::reader::{At, Pairs, Reader, at_text, wrong};
use super::tree::{Node, Table, Value};
use super::types::{
    AdRaw, ArticleRaw, BindingRaw, CoverLineRaw, CoverRaw, IssueRaw, PromiseRaw, PublicationIn,
};
use crate::diag::{Diagnostic, Findings, Span};

/// Reads the keys of `table` as an issue.
pub fn issue(table: &Table, span: Span, f: &mut Findings) -> IssueRaw {
    let mut r = Reader::new(table, "issue", span);
    ambiguous_number(&mut r, f);
    let (first_folio, cover_counts) = folio(&mut r, f);
    let raw = IssueRaw {
        publication: publication_in(&mut r, f),
        title: r.text("title", f),
        cover_date: r.date("cover-date", f),
        cover_display_date: r.names("cover-display-date", f),
        volume: r.text("volume", f),
        number: r.text("number", f),
        aggregate: r.integer("aggregate-number", f),
        language: r.text("language", f),
        translation_of: r.text("translation-of", f),
        supplement_to: r.text("supplement-to", f),
        identifier: r.text("identifier", f),
        rights: r.text("rights", f),
        price: price(&mut r, f),
        trim: r.size("trim", f),
        bleed: r.length("bleed", f),
        press: press(&mut r, f),
        barcode: barcode(&mut r, f),
        binding: binding(&mut r, f),
        credits: credits(&mut r, f),
        layout: r.text("layout", f),
        multiple: multiple(&mut r, f),
        first_folio,
        cover_counts,
        cover: cover(&mut r, f),
        people: people(&mut r, f),
        sections: sections(&mut r, f),
        articles: articles(&mut r, f),
        ads: ads(&mut r, f),
        promises: promises(&mut r, f),
        span,
    };
    r.finish(f);
    raw
}

/// A bare issue number is said in two ways by the trade: within the year, or since the first issue.
fn ambiguous_number(r: &mut Reader<'_>, f: &mut Findings) {
    for key in ["issue-number", "issue"] {
        if let Some(entry) = r.stray(key) {
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

fn articles(r: &mut Reader<'_>, f: &mut Findings) -> Option<Vec<ArticleRaw>> {
    let there = r.entry("articles").is_some();
    let list = r.tables("articles", f).into_iter().map(|r| article(r, f)).collect();
    there.then_some(list)
}

fn price(r: &mut Reader<'_>, f: &mut Findings) -> Pairs<String> {
    if let Some(Value::Text(_)) = r.entry("price").map(|e| &e.node.value) {
        let lone = r.text("price", f);
        return lone.map(|p| (At::new(String::new(), p.span), p)).into_iter().collect();
    }
    r.scalars("price", f)
}

fn barcode(r: &mut Reader<'_>, f: &mut Findings) -> (Option<At<String>>, Option<At<String>>) {
    let Some(mut r) = r.table("barcode", f) else { return (None, None) };
    let found = (r.text("code", f), r.text("addon", f));
    r.finish(f);
    found
}

fn binding(r: &mut Reader<'_>, f: &mut Findings) -> Option<BindingRaw> {
    let mut r = r.table("binding", f)?;
    let span = r.span();
    let style = r.word("style", f);
    let paper = r.table("paper", f);
    r.finish(f);
    let (mut text, mut cover) = (None, None);
    if let Some(mut r) = paper {
        text = r.length("text", f);
        cover = r.length("cover", f);
        r.finish(f);
    }
    Some(BindingRaw { style, text, cover, span })
}

fn multiple(r: &mut Reader<'_>, f: &mut Findings) -> Option<At<i64>> {
    let mut r = r.table("pages", f)?;
    let multiple = r.integer("multiple", f);
    r.finish(f);
    multiple
}

type Folio = (Option<At<i64>>, Option<At<bool>>);

fn folio(r: &mut Reader<'_>, f: &mut Findings) -> Folio {
    let Some(mut r) = r.table("folio", f) else { return (None, None) };
    let found = (r.integer("first", f), r.boolean("cover", f));
    r.finish(f);
    found
}

fn cover(r: &mut Reader<'_>, f: &mut Findings) -> Option<CoverRaw> {
    let mut r = r.table("cover", f)?;
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
    let mut r = Reader::new(table, "cover-line", node.span);
    let text = r.text("text", f);
    let article = r.text("article", f);
    let level = r.integer("level", f);
    r.finish(f);
    Some(CoverLineRaw { text: text?, article, level })
}

fn ads(r: &mut Reader<'_>, f: &mut Findings) -> Vec<AdRaw> {
    let mut out = Vec::new();
    for mut r in r.tables("ads", f) {
        let span = r.span();
        let (id, size, file) = (r.text("id", f), r.text("size", f), r.text("file", f));
        let advertiser = r.text("advertiser", f);
        let position = r.text("position", f);
        let category = r.text("category", f);
        r.finish(f);
        if let (Some(id), Some(size), Some(file)) = (id, size, file) {
            out.push(AdRaw { id, advertiser, size, position, category, file, span });
        }
    }
    out
}

fn promises(r: &mut Reader<'_>, f: &mut Findings) -> Vec<PromiseRaw> {
    let mut out = Vec::new();
    for mut r in r.tables("promises", f) {
        let span = r.span();
        let article = r.text("article", f);
        let text = r.text("text", f);
        let expect = r.table("expect", f);
        r.finish(f);
        let Some(mut r) = expect else { continue };
        let genre = r.text("genre", f);
        let count = r.integer("count", f);
        r.finish(f);
        if let (Some(text), Some(genre), Some(count)) = (text, genre, count) {
            out.push(PromiseRaw { article, text, genre, count, span });
        }
    }
    out
}
