//! Articles' Markdown as written: `CommonMark` with tables, notes, callouts, figures and attributes.
//! Resolves no reference, and knows no layout.

mod attrs;
mod blocks;
mod events;
mod flank;
mod inline;
mod punct;
mod tree;

#[cfg(test)]
mod tests;

pub use tree::{
    Doc, RawAttrs, RawBlock, RawInline, RawInlineKind, RawKind, RawNote, RawPicture, RawTable, RawText, words,
};

use crate::diag::{FileId, Findings, Span};
use blocks::Builder;

/// Parses the article `text` from byte `start` on; its language chooses quotation marks and dashes.
pub fn parse(text: &str, start: usize, file: FileId, lang: &str, findings: &mut Findings) -> Doc {
    let body = text.get(start..).unwrap_or("");
    let toks = events::tree(body, start, file, findings);
    let builder = Builder { text: body, base: start, file, findings, notes: Vec::new() };
    let mut doc = builder.doc(&toks);
    punct::doc(&mut doc, lang);
    doc
}

/// Parses one line of text, such as a headline, that is written at `at` in a manifest.
pub fn parse_line(text: &str, at: Span, lang: &str, findings: &mut Findings) -> RawText {
    let mut line = unpunctuated(text, at, findings);
    punct::text(&mut line, lang);
    line
}

impl Builder<'_> {
    /// The inlines of a text that is written at `at`, within something else.
    fn line_within(&mut self, text: &str, at: Span) -> RawText {
        unpunctuated(text, at, self.findings)
    }
}

/// The inlines of `text`, all at the place `at`; blocks lose their bounds.
fn unpunctuated(text: &str, at: Span, findings: &mut Findings) -> RawText {
    let mut own = Findings::new();
    let toks = events::tree(text, 0, at.file, &mut own);
    let builder = Builder { text, base: 0, file: at.file, findings: &mut own, notes: Vec::new() };
    let mut line = RawText::new();
    for block in builder.doc(&toks).blocks {
        if let RawKind::Paragraph(mut text) | RawKind::Heading(_, mut text) = block.kind {
            line.append(&mut text);
        } else {
            // What looks like a list or a quotation (`1. May`) is words all the same.
            let kind = RawInlineKind::Text(text.trim().to_owned());
            line = vec![RawInline { kind, span: at }];
            break;
        }
    }
    for found in own.iter() {
        findings.push(found.clone().at(at));
    }
    respan(&mut line, at);
    line
}

fn respan(text: &mut RawText, at: Span) {
    for inline in text {
        inline.span = at;
        match &mut inline.kind {
            RawInlineKind::Emph(t)
            | RawInlineKind::Strong(t)
            | RawInlineKind::Strike(t)
            | RawInlineKind::Link(_, t) => respan(t, at),
            RawInlineKind::Span(attrs, t) => {
                attrs.span = Some(at);
                respan(t, at);
            }
            RawInlineKind::Picture(picture) => {
                picture.span = at;
                respan(&mut picture.caption, at);
            }
            RawInlineKind::Text(_)
            | RawInlineKind::Code(_)
            | RawInlineKind::Note(_)
            | RawInlineKind::Break => {}
        }
    }
}
