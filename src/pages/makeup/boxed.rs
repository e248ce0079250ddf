//! Boxes of the thread in its columns: whole where they fit, in parts where no column takes them.
//! Sets no box; what stands in a part is the box's matter.

use super::column::Run;
use super::fill::{BROKEN_KEEP, Bin, Filling, RunKind};
use crate::pages::galley::{Content, Flow, SetBox};
use std::sync::Arc;

/// Heads of columns at which a box waits for a deeper column before it is broken.
const PATIENCE: u32 = 4;
/// Lines that a column must have left for the first part of a box to stand below text.
pub(super) const FIRST_PART: i64 = 6;

/// What came of a box in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stood {
    /// It stands, or the last part of it does.
    Whole,
    /// A part stands; the next column takes more.
    Part,
    /// It waits.
    Not,
}

impl Filling<'_, '_, '_> {
    /// Places box `block`, the first that waits, with a blank line about it. It is broken only where it is higher
    /// than any column, or has waited at the heads of several.
    pub(super) fn boxed(&mut self, bin: &Bin, block: usize) -> Stood {
        let Some(Flow::Box(content)) = self.bench.flow.get(block) else { return Stood::Whole };
        let whole = self.bench.boxed(block, bin.w).map_or(1, |set| set.lines);
        let (before, room) = self.clear_stretch(bin, whole);
        if self.out.end.inside.is_some() {
            return self.part(content, bin, (before, room));
        }
        let Some(set) = self.bench.boxed(block, bin.w) else { return Stood::Whole };
        if set.lines <= room {
            self.stand(before, set);
            return Stood::Whole;
        }
        let head = self.pos == 0;
        let deep = room * 10 >= self.bench.deepest * 8 || self.out.end.refused >= PATIENCE;
        self.out.end.refused += u32::from(head && !deep);
        if let Content::Figure(_) = &**content {
            if !head || !deep {
                return Stood::Not;
            }
            let set = Arc::new(self.bench.set(content, bin.w, Some(room)));
            if set.lines > room {
                if room < bin.lines {
                    return Stood::Not;
                }
                self.out.cost += BROKEN_KEEP;
            }
            self.stand(before, set);
            return Stood::Whole;
        }
        let tall = set.lines > self.bench.deepest;
        if (head && (tall || deep)) || (tall && room >= FIRST_PART) {
            return self.part(content, bin, (before, room));
        }
        Stood::Not
    }

    /// Lines above the next box, of `whole` lines, and those below them that are free for it in the bin's whole width:
    /// beside something that text goes round no box stands. Where no stretch holds it, the longest.
    fn clear_stretch(&self, bin: &Bin, whole: i64) -> (i64, i64) {
        let blank = i64::from(self.pos > 0 && self.pos == self.foot);
        let (mut row, end) = (self.pos + blank, bin.lines - self.reserved);
        if bin.round == 0 {
            return (blank, end - row);
        }
        let mut best = (blank, 0);
        while row < end && best.1 < whole {
            let foot = (row..end).find(|r| !self.bench.clear(bin, *r, 1)).unwrap_or(end);
            if foot - row > best.1 {
                best = (row - self.pos, foot - row);
            }
            row = foot + 1;
        }
        best
    }

    /// Places as much of a box as the column takes.
    fn part(&mut self, content: &Content, bin: &Bin, (before, room): (i64, i64)) -> Stood {
        let from = self.out.end.inside.clone();
        let Some(part) = self.bench.part(content, from.as_deref(), bin.w, room) else { return Stood::Not };
        self.stand(before, part.set);
        let stood = if part.rest.is_some() { Stood::Part } else { Stood::Whole };
        self.out.end.inside = part.rest;
        stood
    }

    fn stand(&mut self, before: i64, set: Arc<SetBox>) {
        let line = self.pos + before;
        self.foot = line + set.lines;
        self.pos = self.foot + 1;
        self.out.end.refused = 0;
        self.out.runs.push(Run { line, kind: RunKind::Box(set) });
    }
}
