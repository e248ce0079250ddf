//! The parser's stream of events as a tree of bounded depth.
//! Gives events no meaning.

use super::flank;
use crate::diag::{Diagnostic, FileId, Findings, Span};
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::ops::Range;

/// Most levels of nesting, blocks and inlines together; deeper text is an error, not a stack overflow.
const DEPTH: usize = 40;

/// A node of the event tree; ranges are bytes of the file.
pub enum Tok<'a> {
    /// An element with its children.
    Node(Tag<'a>, Vec<Self>, Range<usize>),
    /// Anything else.
    Leaf(Event<'a>, Range<usize>),
}

impl Tok<'_> {
    /// Where it is written.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Node(_, _, r) | Self::Leaf(_, r) => r.clone(),
        }
    }
}

/// Parses `text`, which begins `base` bytes into `file`.
pub fn tree<'a>(text: &'a str, base: usize, file: FileId, findings: &mut Findings) -> Vec<Tok<'a>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    if let Some(shadow) = flank::shadow(text) {
        let events = Parser::new_ext(&shadow, options).into_offset_iter();
        return grown(
            events.map(|(event, range)| (flank::restored(event), range)),
            text,
            (base, file),
            findings,
        );
    }
    grown(Parser::new_ext(text, options).into_offset_iter(), text, (base, file), findings)
}

fn grown<'a>(
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
    text: &str,
    (base, file): (usize, FileId),
    findings: &mut Findings,
) -> Vec<Tok<'a>> {
    let mut stack: Vec<(Tag<'a>, Vec<Tok<'a>>, Range<usize>)> = Vec::new();
    let mut out = Vec::new();
    // Elements that are open beyond the greatest depth; their content is left out, which is an error.
    let mut beyond = 0_usize;
    let mut told = false;
    for (event, range) in events {
        let range = range.start + base..range.end + base;
        match event {
            Event::Start(_) if beyond > 0 || stack.len() >= DEPTH => {
                beyond += 1;
                if !told {
                    told = true;
                    findings.push(
                        Diagnostic::error("T001", format!("text is nested more than {DEPTH} levels deep"))
                            .at(Span::new(
                                file,
                                range.start..text.ceil_char_boundary(range.start - base + 1) + base,
                            ))
                            .hint("take quotations, lists and emphasis out of one another"),
                    );
                }
            }
            Event::End(_) if beyond > 0 => beyond -= 1,
            _ if beyond > 0 => {}
            Event::Start(tag) => stack.push((tag, Vec::new(), range)),
            Event::End(_) => {
                if let Some((tag, children, range)) = stack.pop() {
                    let node = Tok::Node(tag, children, range);
                    stack.last_mut().map_or(&mut out, |(_, siblings, _)| siblings).push(node);
                }
            }
            leaf => {
                stack.last_mut().map_or(&mut out, |(_, siblings, _)| siblings).push(Tok::Leaf(leaf, range));
            }
        }
    }
    out
}
