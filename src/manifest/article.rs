//! Reads what is said of an article, in the running order and in front matter.
//! Does not find front matter, which `front` does, and reads no text.

use super::credits::credits;
use super::reader::{At, Reader};
use super::tree::Value;
use super::types::{ArticleRaw, PieceRaw};
use crate::diag::{Diagnostic, Findings};

/// One of `[[articles]]`.
pub fn article(mut r: Reader<'_>, f: &mut Findings) -> ArticleRaw {
    let span = r.span();
    let id = r.text("id", f);
    let source = r.text("source", f);
    let piece = piece(&mut r, f);
    r.finish(f);
    ArticleRaw { id, source, piece, span }
}

/// What manifest and front matter may both say.
pub fn piece(r: &mut Reader<'_>, f: &mut Findings) -> PieceRaw {
    let (min_pages, max_pages) = pages(r, f);
    PieceRaw {
        title: r.text("title", f),
        kicker: r.text("kicker", f),
        deck: r.text("deck", f),
        note: r.text("note", f),
        toc_title: r.text("toc-title", f),
        credits: credits(r, f),
        date: r.date("date", f),
        keywords: r.texts("keywords", f),
        language: r.text("language", f),
        fields: r.scalars("fields", f),
        section: r.text("section", f),
        genre: r.text("genre", f),
        start: r.word("start", f),
        min_pages,
        max_pages,
        layout: r.text("layout", f),
        sequence: r.texts("sequence", f),
        jump: jump(r, f),
        image: r.text("image", f),
    }
}

type Pages = Option<At<i64>>;

/// `pages = 2`, or `pages = { min = 1, max = 2 }`.
fn pages(r: &mut Reader<'_>, f: &mut Findings) -> (Pages, Pages) {
    if matches!(r.entry("pages").map(|e| &e.node.value), Some(Value::Integer(_))) {
        let exact = r.integer("pages", f);
        return (exact.clone(), exact);
    }
    let Some(mut r) = r.table("pages", f) else { return (None, None) };
    let found = (r.integer("min", f), r.integer("max", f));
    r.finish(f);
    if let (Some(min), Some(max)) = &found
        && min.value > max.value
    {
        let message = format!("`min` is {}, more than `max`, which is {}", min.value, max.value);
        f.push(Diagnostic::error("M004", message).at(min.span).hint("make `min` the smaller number"));
    }
    found
}

fn jump(r: &mut Reader<'_>, f: &mut Findings) -> Option<(At<i64>, At<String>)> {
    let mut r = r.table("jump", f)?;
    let after = r.integer("after", f);
    let to = r.text("to", f);
    r.finish(f);
    Some((after?, to?))
}
