//! Heads that stand at the beginning of the paragraph behind them (`run-in = true`).
//! Breaks nothing; the paragraph they join does.

use super::blocks::anchors;
use super::flow::{Ctx, Maker};
use crate::geom::Length;
use crate::issue::{Block, BlockKind};
use crate::layout::Style;
use crate::pages::document::{Anchor, TagKind};
use crate::typeset::Run;
use std::sync::Arc;

/// A head before its paragraph is made.
pub struct Ahead {
    /// Its words.
    runs: Vec<Run>,
    /// What leads to it.
    anchors: Vec<Anchor>,
    /// Space above it.
    before: Length,
}

impl<'a> Maker<'a, '_> {
    /// The head that `block` is where its style runs in and a paragraph follows; else it stands by itself.
    pub(super) fn run_ahead(&mut self, block: &'a Block, next: Option<&Block>, ctx: &Ctx) -> Option<Ahead> {
        next.filter(|n| matches!(n.kind, BlockKind::Paragraph(_)))?;
        let classed = block.attrs.classes.iter().find(|c| self.layout().styles.contains_key(*c)).cloned();
        let (text, name, kind) = match &block.kind {
            BlockKind::Heading(level, text) => {
                let name = if ctx.top { format!("h{level}") } else { format!("{}-h", ctx.body) };
                (text, classed.unwrap_or(name), TagKind::Heading((*level).clamp(2, 6)))
            }
            BlockKind::Question(text) => {
                (text, classed.unwrap_or_else(|| "question".to_owned()), TagKind::Paragraph)
            }
            BlockKind::Paragraph(text) => (text, classed?, TagKind::Paragraph),
            _ => return None,
        };
        let style = self.style(&name, true);
        if !style.run_in {
            return None;
        }
        let tag = self.marks.tag(kind, Some(ctx.parent));
        let mut runs = self.runs(text, &style, &ctx.lang, tag);
        // An en space parts it from the text.
        let space =
            runs.last().map(|r| Run { text: "\u{2002}".to_owned(), link: None, span: None, ..r.clone() });
        runs.extend(space);
        let anchors = anchors(block).into_iter().map(|id| Anchor::Id(self.id, id)).collect();
        Some(Ahead { runs, anchors, before: style.before })
    }
}

impl Ahead {
    /// Puts the head before the runs of a paragraph, whose text it is no part of; gives its anchors.
    pub(super) fn join(
        self,
        runs: &mut Vec<Run>,
        inserted: &mut Vec<(u32, u32)>,
        style: &mut Arc<Style>,
    ) -> Vec<Anchor> {
        let chars = self.runs.iter().map(|r| r.text.chars().count()).sum::<usize>();
        let chars = u32::try_from(chars).unwrap_or(u32::MAX);
        for (at, _) in inserted.iter_mut() {
            *at += chars;
        }
        inserted.insert(0, (0, chars));
        runs.splice(0..0, self.runs);
        if self.before > style.before {
            Arc::make_mut(style).before = self.before;
        }
        self.anchors
    }
}
