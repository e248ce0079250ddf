//! Notes: each with its number before it, and where it stands: at the foot of the column of its mark, in the box or below
//! the table or picture that marks it, or at the article's end. Decides no page.

use super::flow::{Ctx, Maker};
use super::{CalloutContent, Flow, TextBlock};
use crate::geom::Length;
use crate::issue::{Block, BlockKind, plain};
use crate::layout::{FloatRule, NotePlace};
use crate::pages::document::{Anchor, LinkTarget, TagKind};
use crate::typeset::{Run, TagId};

/// Characters of the longest note that stands at the foot of its column; longer ones stand at the article's end.
const LONGEST_NOTE: usize = 600;

impl Maker<'_, '_> {
    /// Sets a note with its number before it.
    fn note(&mut self, n: usize, ctx: &Ctx, out: &mut Vec<Flow>) -> TagId {
        let tag = self.marks.tag(TagKind::Note, Some(ctx.parent));
        let Some(note) = self.article.notes.get(n) else { return tag };
        let inner = Ctx {
            parent: tag,
            body: "footnote".to_owned(),
            left: Length::ZERO,
            hang: Length::ZERO,
            top: false,
            ..ctx.clone()
        };
        let first = out.len();
        self.blocks(&note.blocks, &inner, out);
        texts(out.get_mut(first..).unwrap_or_default()).for_each(|block| block.notes.clear());
        if let Some(Flow::Text(block)) = out.get_mut(first) {
            block.anchors.push(Anchor::Note(self.id, n));
        }
        self.mark_first(out, first, &format!("{}", n + 1), "footnote", &ctx.lang, tag);
        tag
    }

    /// A note as a box without ground.
    fn note_box(&mut self, n: usize, ctx: &Ctx) -> CalloutContent {
        let mut flow = Vec::new();
        let tag = self.note(n, ctx, &mut flow);
        CalloutContent { flow, columns: 1, rule: FloatRule::default(), tag, notes: Vec::new() }
    }

    /// The notes of the thread: those at the feet of columns, and at the end of `flow` all that stand nowhere else.
    pub(super) fn end_notes(&mut self, ctx: &Ctx, flow: &mut Vec<Flow>) {
        let below = self.notes_below(flow);
        for n in 0..self.article.notes.len() {
            if !below.contains(&n) && !self.boxed.contains(&n) {
                self.note(n, ctx, flow);
            }
        }
        for n in below {
            let note = self.note_box(n, ctx);
            self.notes.push(note);
        }
    }

    /// The notes that stand at the foot of the column of their mark, in order of their marks, where the layout
    /// wants that: those marked in the thread, and no longer than a column bears. The marks of all others are
    /// taken off the blocks.
    fn notes_below(&self, flow: &mut [Flow]) -> Vec<usize> {
        let mut below: Vec<usize> = Vec::new();
        for block in texts(flow) {
            block.notes.retain(|(_, n)| self.stays(*n) && !self.boxed.contains(n));
            for (_, n) in &mut block.notes {
                *n = place_in(&mut below, *n);
            }
        }
        below
    }

    /// The notes that the blocks of a box mark, in order of their marks: they stand in it, at the foot of the column of
    /// their mark. The blocks' marks name them by their place in the result; marks of other notes are taken off.
    pub(super) fn notes_in(&mut self, flow: &mut [Flow], ctx: &Ctx) -> Vec<CalloutContent> {
        let mut own = Vec::new();
        for block in texts(flow) {
            block.notes.retain(|(_, n)| own.contains(n) || (self.stays(*n) && self.boxed.insert(*n)));
            for (_, n) in &mut block.notes {
                *n = place_in(&mut own, *n);
            }
        }
        own.into_iter().map(|n| self.note_box(n, ctx)).collect()
    }

    /// The notes that `runs` mark, of a table or a caption, in order of their marks: they stand below it, together no
    /// longer than one may be; those beyond that stand at the article's end.
    pub(super) fn notes_of(&mut self, runs: &[&[Run]], ctx: &Ctx) -> Vec<CalloutContent> {
        let marked: Vec<usize> = runs.iter().flat_map(|r| self.marks_of_notes(r)).map(|(_, n)| n).collect();
        let (mut own, mut chars) = (Vec::new(), 0);
        for n in marked {
            if self.stays(n) && chars + self.length(n) < LONGEST_NOTE && self.boxed.insert(n) {
                chars += self.length(n);
                own.push(self.note_box(n, ctx));
            }
        }
        own
    }

    /// Whether a note stands by its mark: the layout wants that, and it is no longer than a column bears.
    fn stays(&self, n: usize) -> bool {
        self.layout().footnotes != NotePlace::End && self.length(n) < LONGEST_NOTE
    }

    /// Characters of a note; what is no paragraph counts as a long one.
    fn length(&self, n: usize) -> usize {
        let words = |b: &Block| match &b.kind {
            BlockKind::Paragraph(t) => plain(t).chars().count(),
            _ => LONGEST_NOTE,
        };
        self.article.notes.get(n).map_or(LONGEST_NOTE, |note| note.blocks.iter().map(words).sum())
    }

    /// Where marks of the article's notes stand in runs.
    pub(super) fn marks_of_notes(&self, runs: &[Run]) -> Vec<(u32, usize)> {
        let mut at = 0;
        let mut out = Vec::new();
        for run in runs {
            let target = run.link.and_then(|l| self.marks.links.get(l.0 as usize));
            if let Some(LinkTarget::Anchor(Anchor::Note(_, n))) = target {
                out.push((at, *n));
            }
            at += u32::try_from(run.text.chars().count()).unwrap_or(0);
        }
        out
    }
}

/// The text blocks of a thread.
pub(super) fn texts(flow: &mut [Flow]) -> impl Iterator<Item = &mut TextBlock> {
    flow.iter_mut().filter_map(|f| if let Flow::Text(b) = f { Some(&mut **b) } else { None })
}

/// The place of `n` in `list`, where it is put if it is not there.
fn place_in(list: &mut Vec<usize>, n: usize) -> usize {
    let at = list.iter().position(|known| *known == n);
    at.unwrap_or_else(|| {
        list.push(n);
        list.len() - 1
    })
}
