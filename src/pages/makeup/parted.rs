//! Blocks off the grid that are taller than their column: their lines are parted.
//! Blocks that a column holds stand whole; that is `fill`'s matter.

use super::fill::{Bin, Filling};
use crate::geom::Length;
use crate::layout::RuleLine;
use crate::pages::galley::TextBlock;
use crate::typeset::Broken;
use std::sync::Arc;

impl Filling<'_, '_, '_> {
    /// Places lines of a block off the grid that is taller than its column, or the rest of it: as many as stand in
    /// `room` grid lines.
    pub(super) fn parted(&mut self, bin: &Bin, block: &TextBlock, broken: &Arc<Broken>, room: i64) -> bool {
        let (number, from) = (self.out.end.block, self.out.end.line);
        let count = broken.lines.len();
        let step = self.bench.page.step;
        let rule = |r: &Option<RuleLine>, there: bool| {
            r.as_ref().filter(|_| there).map_or(Length::ZERO, |r| r.gap + r.thickness)
        };
        let rows = |to: usize| {
            let rules = rule(&block.style.rule_above, from == 0) + rule(&block.style.rule_below, to == count);
            (block.style.leading * (to - from) as i64 + rules).steps_ceil(step).max(1)
        };
        let head = self.pos == 0;
        let fits = |to: &usize| {
            let lines = broken.lines.get(from..*to).unwrap_or_default();
            rows(*to) + self.notes_in(block, lines, bin).1 <= room
        };
        let least = if head { (from + 1).min(count) } else { count };
        let to = (least..=count).rev().find(fits).unwrap_or(least);
        if rows(to) > room && !(head && bin.lines * 10 >= self.bench.deepest * 8) {
            return false;
        }
        let lines = broken.lines.get(from..to).unwrap_or_default();
        let (notes, below) = self.notes_in(block, lines, bin);
        self.reserve(notes, below);
        self.push(number, (from, to), broken, 0, rows(to), false);
        self.pos += rows(to);
        if to < count {
            self.out.end.line = to;
            self.out.end.broken = Some(Arc::clone(broken));
            return false;
        }
        self.pos += block.rise(count, self.bench.page).after;
        self.next_block();
        true
    }
}
