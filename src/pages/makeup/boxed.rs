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
        let mut before = i64::from(self.pos > 0 && self.pos == self.foot);
        // Beside something no box stands.
        let whole = self.bench.boxed(block, bin.w).map_or(1, |set| set.lines);
        while !self.bench.clear(bin, self.pos + before, whole.min(bin.lines - self.pos - before)) {
            before += 1;
        }
        let room = bin.lines - self.reserved - self.pos - before;
        if self.out.end.inside.is_some() {
            return self.part(content, bin, (before, room));
        }
        let Some(set) = self.bench.boxed(block, bin.w) else { return Stood::Whole };
        if set.lines <= room {
            self.stand(before, set);
            return Stood::Whole;
        }
        let head = self.pos == 0;
        let deep = bin.lines * 10 >= self.bench.deepest * 8 || self.out.end.refused >= PATIENCE;
        self.out.end.refused += u32::from(head && !deep);
        if let Content::Figure(_) = &**content {
            if !head || !deep {
                return Stood::Not;
            }
            let set = Arc::new(self.bench.set(content, bin.w, Some(bin.lines)));
            if set.lines > bin.lines {
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
