//! Text that goes round what stands in its columns: the places that its lines have, and lines set in them.
//! Chooses no place for what it goes round.

use super::boxes::Bench;
use super::column::Run;
use super::fill::{BROKEN_KEEP, Bin, Filling, RunKind, split};
use crate::geom::{Length, Rect};
use crate::layout::PageSpec;
use crate::pages::galley::{Flow, TextBlock};
use crate::picture::Outline;
use crate::typeset::{Broken, Shape, Slot};
use std::sync::Arc;

/// Steps of the grid that a line beside something is wide at least: where less is left, the strip stays empty.
const LEAST: i64 = 7;

/// The places on each grid line of a page, from the left edge of a column: none, one, or two about something.
pub(super) type Places = Vec<Vec<Slot>>;

/// What a paragraph was broken for: block, first line, first character, lines lent, places of its lines.
pub(super) type Beside = (usize, usize, u32, i32, Vec<(Length, Length)>);

/// Something that text goes round, at its place on a page.
#[derive(Clone, Debug)]
pub(super) struct Hole {
    /// Its area, from the page's trim.
    pub area: Rect,
    /// Distance that text keeps.
    pub gap: Length,
    /// Its outline within the area; `None`: all of it.
    pub outline: Option<Arc<Outline>>,
}

impl Hole {
    /// What it takes of a line that reaches from `top` to `foot`, with its distance.
    fn across(&self, top: Length, foot: Length) -> Option<(Length, Length)> {
        let Rect { x, y, w, h } = self.area;
        let (top, foot) = (top - self.gap, foot + self.gap);
        if foot <= y || top >= y + h || h <= Length::ZERO {
            return None;
        }
        let (left, right) = match &self.outline {
            None => (0, Outline::WHOLE),
            Some(outline) => {
                let part = |l: Length| (l - y).max(Length::ZERO).min(h).to_sp() * Outline::WHOLE / h.to_sp();
                outline.across(part(top), part(foot))?
            }
        };
        let at = |part: i64| x + w.scale(part, Outline::WHOLE);
        Some((at(left) - self.gap, at(right) + self.gap))
    }

    /// What `places` of a column at `x` leaves beside it; `None` where it is in no line's way.
    pub(super) fn beside(&self, page: &PageSpec, x: Length, places: &Places) -> Option<Places> {
        let least = page.step * LEAST;
        let mut changed = false;
        let mut out = places.clone();
        for (line, slots) in out.iter_mut().enumerate() {
            let y = page.top + page.step * line as i64;
            // From the capitals' top to below the baseline.
            let foot = y + page.first + (page.step - page.first) / 2;
            let Some((left, right)) = self.across(y + page.cap_top(), foot) else { continue };
            let (left, right) = (left - x, right - x);
            let parts = |s: &Slot| {
                let end = s.x + s.w;
                let before = Slot { x: s.x, w: left.min(end) - s.x };
                let start = right.max(s.x);
                [before, Slot { x: start, w: end - start }]
            };
            let free: Vec<Slot> = slots
                .iter()
                .flat_map(|s| if left >= s.x + s.w || right <= s.x { vec![*s] } else { parts(s).to_vec() })
                .filter(|s| s.w >= least)
                .collect();
            changed |= free != *slots;
            *slots = free;
        }
        changed.then_some(out)
    }
}

impl Bench<'_, '_> {
    /// The places of a column of `w` with nothing in it.
    pub(super) fn all_places(&self, w: Length) -> Places {
        vec![vec![Slot { x: Length::ZERO, w }]; self.page.lines as usize]
    }

    /// The number by which bins name `places`; the same places have the same one.
    pub(super) fn round(&mut self, places: Places) -> u32 {
        let known = self.rounds.iter().position(|p| *p == places);
        let n = known.unwrap_or_else(|| {
            self.rounds.push(places);
            self.rounds.len() - 1
        });
        u32::try_from(n + 1).unwrap_or(0)
    }

    /// The places of number `round` in a column of `w`.
    pub(super) fn places(&self, round: u32, w: Length) -> Places {
        let known = (round as usize).checked_sub(1).and_then(|n| self.rounds.get(n));
        known.cloned().unwrap_or_else(|| self.all_places(w))
    }

    /// The places on a line of a bin.
    fn slots(&self, bin: &Bin, row: i64) -> &[Slot] {
        let places = (bin.round as usize).checked_sub(1).and_then(|n| self.rounds.get(n));
        let line = usize::try_from(bin.top + row).ok();
        places.zip(line).and_then(|(p, n)| p.get(n)).map_or(&[], Vec::as_slice)
    }

    /// Whether `rows` lines from `row` on are free in the bin's whole width.
    pub(super) fn clear(&self, bin: &Bin, row: i64, rows: i64) -> bool {
        let whole = [Slot { x: Length::ZERO, w: bin.w }];
        bin.round == 0 || (row..row + rows).all(|r| self.slots(bin, r) == whole)
    }

    /// What is free on all of `rows` lines from `row` on: the places that lie one below the other.
    fn common(&self, bin: &Bin, row: i64, rows: i64) -> Vec<Slot> {
        let mut out = self.slots(bin, row).to_vec();
        for r in row + 1..row + rows {
            let own = self.slots(bin, r);
            let meet = |a: &Slot, b: &Slot| {
                let x = a.x.max(b.x);
                Slot { x, w: (a.x + a.w).min(b.x + b.w) - x }
            };
            let met = out.iter().flat_map(|a| own.iter().map(move |b| meet(a, b)));
            out = met.filter(|s| s.w >= self.page.step * LEAST).collect();
        }
        out
    }

    /// Places for lines of `each` grid lines, from `row` of a bin to its end, each with the row on which it stands.
    fn line_places(&self, bin: &Bin, row: i64, each: i64) -> Vec<(i64, Slot)> {
        let mut out = Vec::new();
        let mut row = row;
        while row + each <= bin.lines {
            let slots = self.common(bin, row, each);
            let step = if slots.is_empty() { 1 } else { each };
            out.extend(slots.into_iter().map(|s| (row, s)));
            row += step;
        }
        out
    }

    /// Block `n`, under way as `broken` from line `from` on, broken for `places` and then for a column of `width`.
    fn lines_beside(
        &mut self,
        n: usize,
        (from, broken): (usize, Option<Arc<Broken>>),
        places: &[Slot],
        width: Length,
    ) -> Option<Arc<Broken>> {
        let Some(Flow::Text(block)) = self.flow.get(n) else { return None };
        let size = block.style.size;
        let (left, right) = (block.left + block.style.left, block.style.right);
        let squares = size > Length::ZERO && width.to_sp() % size.to_sp() == 0;
        let own = |s: &Slot| {
            let (mut x, mut end) = (s.x, s.x + s.w);
            if squares {
                // A column of whole characters has lines of whole characters, each in its square.
                (x, end) = (size * x.steps_ceil(size), size * end.steps_floor(size));
            }
            Slot { x: x + left, w: (end - x - left - right).max(Length::PT) }
        };
        let rest = own(&Slot { x: Length::ZERO, w: width });
        let mut first: Vec<Slot> = places.iter().map(own).collect();
        if let Some(cap) = block.cap.as_ref().filter(|_| from == 0) {
            for slot in first.iter_mut().take(cap.letter.rows as usize) {
                *slot = Slot { x: slot.x + cap.letter.width, w: (slot.w - cap.letter.width).max(Length::PT) };
            }
        }
        while first.last() == Some(&rest) {
            first.pop();
        }
        let lent = if from == 0 { self.lent.get(&n).copied().unwrap_or(0) } else { 0 };
        let start = broken.as_ref().and_then(|b| b.lines.get(from)).map_or(0, |l| l.chars.start);
        let slots = first.iter().chain([&rest]).map(|s| (s.x, s.w)).collect();
        let key: Beside = (n, from, start, lent, slots);
        if let Some(done) = self.beside.get(&key) {
            return Some(Arc::clone(done));
        }
        let shape = Shape { first, rest };
        let made = if let Some(broken) = broken.filter(|_| from > 0) {
            self.setter.break_rest(&block.para, &broken, from, &shape).map_or(broken, Arc::new)
        } else {
            let asked = self.setter.break_lines(&block.para, &shape, lent);
            Arc::new(asked.or_else(|| self.setter.break_lines(&block.para, &shape, 0))?)
        };
        self.beside.insert(key, Arc::clone(&made));
        Some(made)
    }
}

impl Filling<'_, '_, '_> {
    /// As `text`, where lines of the bin from here on are not as wide as it is.
    pub(super) fn text_beside(&mut self, bin: &Bin) -> bool {
        let number = self.out.end.block;
        let flow = self.bench.flow;
        let Some(Flow::Text(block)) = flow.get(number) else { return false };
        let rise = block.rise(1, self.bench.page);
        let from = self.out.end.line;
        if !rise.split && from > 0 {
            // What had to part goes on as it does anywhere.
            return self.text(bin);
        }
        if !rise.split {
            return self.whole_beside(bin, block);
        }
        let before = self.above(from, rise);
        let mut places = self.bench.line_places(bin, self.pos + before, rise.each);
        let least = if from == 0 { block.style.orphans as usize } else { 1 };
        let Some(broken) = self.broken_beside(bin, &mut places, (least, rise.each)) else {
            self.next_block();
            return true;
        };
        let count = broken.lines.len();
        let all = broken.lines.get(from..).unwrap_or_default();
        let rest = all.len() as i64;
        let cap = block.cap.as_ref().filter(|_| from == 0).map_or(0, |c| i64::from(c.letter.rows));
        let foot = bin.lines - self.reserved;
        let fitting =
            |below: i64| places.iter().filter(|(r, _)| r + rise.each <= foot - below).count() as i64;
        let (notes, below) = self.notes_in(block, all, bin);
        let stands = fitting(below) >= rest.max(cap);
        let end = places.get((rest.max(cap).max(1) - 1) as usize).map_or(foot, |(r, _)| r + rise.each);
        let keep =
            if block.style.keep_next == 0 || self.pos == 0 { 0 } else { self.keep(number, block, bin.w) };
        if stands && end + keep <= foot - below {
            self.reserve(notes, below);
            self.push_beside(number, (from, count), &broken, (&places, rise.each));
            self.foot = end.max(self.pos);
            self.pos = self.foot + rise.after;
            self.next_block();
            return true;
        }
        if stands && self.pos > 0 && rest <= i64::from(block.style.keep_next) {
            return false;
        }
        let mut fits = fitting(0).min(rest);
        while fits > 0 {
            let some = all.get(..fits as usize).unwrap_or(all);
            if fitting(self.notes_in(block, some, bin).1) >= fits {
                break;
            }
            fits -= 1;
        }
        let forced = self.forced();
        let Some((take, kept)) = split(block, all, fits, (from, cap), forced) else { return false };
        self.out.cost += if kept { 0 } else { BROKEN_KEEP };
        let to = from + take as usize;
        let (notes, below) = self.notes_in(block, broken.lines.get(from..to).unwrap_or_default(), bin);
        self.reserve(notes, below);
        self.push_beside(number, (from, to), &broken, (&places, rise.each));
        self.foot = places.get(take as usize - 1).map_or(self.foot, |(r, _)| r + rise.each);
        self.out.end.line = to;
        self.out.end.broken = Some(broken);
        false
    }

    /// The current block from where it is under way, broken for `places`, which lose those at their head where its
    /// first lines would stand above a strip that stays empty, fewer than `least`.
    fn broken_beside(
        &mut self,
        bin: &Bin,
        places: &mut Vec<(i64, Slot)>,
        (least, each): (usize, i64),
    ) -> Option<Arc<Broken>> {
        let (number, from) = (self.out.end.block, self.out.end.line);
        loop {
            let slots: Vec<Slot> = places.iter().map(|(_, s)| *s).collect();
            let under_way = (from, self.out.end.broken.clone());
            let broken = self.bench.lines_beside(number, under_way, &slots, bin.w)?;
            let together = places.chunk_by(|a, b| b.0 - a.0 <= each).next().map_or(0, <[_]>::len);
            if together == 0 || together >= least.min(broken.lines.len() - from) {
                return Some(broken);
            }
            places.drain(..together);
        }
    }

    /// Places lines in their places: those that follow each other on the grid together.
    fn push_beside(
        &mut self,
        block: usize,
        (from, to): (usize, usize),
        broken: &Arc<Broken>,
        (places, each): (&[(i64, Slot)], i64),
    ) {
        let row = |line: usize| places.get(line - from).map(|(r, _)| *r);
        let mut line = from;
        while line < to {
            let Some(first) = row(line) else { return };
            let follows = |n: &usize| row(*n) == Some(first + (*n - line) as i64 * each);
            let end = (line + 1..to).take_while(follows).last().map_or(line + 1, |n| n + 1);
            let kind =
                RunKind::Lines { block, from: line, to: end, broken: Arc::clone(broken), each, split: true };
            self.out.runs.push(Run { line: first, kind });
            line = end;
        }
    }

    /// Places a block that may not be split where enough lines one below the other are free; `false` where the bin is
    /// at its end.
    fn whole_beside(&mut self, bin: &Bin, block: &TextBlock) -> bool {
        let number = self.out.end.block;
        let page = self.bench.page;
        let foot = bin.lines - self.reserved;
        let keep = self.keep(number, block, bin.w);
        let mut start = self.pos;
        while start < foot {
            let air = if self.pos == 0 { block.rise(1, page).head } else { block.rise(1, page).before };
            let mut rows = 1;
            let mut found = None;
            // Its height depends on its width, and that on its height.
            for _ in 0..3 {
                let slot = self.bench.common(bin, start + air, rows).into_iter().max_by_key(|s| s.w);
                let Some(slot) = slot else { break };
                let Some(broken) = self.bench.lines_beside(number, (0, None), &[slot; 40], bin.w) else {
                    self.next_block();
                    return true;
                };
                let rise = block.rise(broken.lines.len(), page);
                found = (rise.each <= rows).then_some((broken, rise));
                if found.is_some() {
                    break;
                }
                rows = rise.each;
            }
            if let Some((broken, rise)) = found {
                let (notes, below) = self.notes_in(block, &broken.lines, bin);
                if start + air + rise.each + keep > foot - below {
                    return false;
                }
                self.reserve(notes, below);
                self.pos = start;
                self.push(number, (0, broken.lines.len()), &broken, air, rise.each, false);
                self.pos += air + rise.each + rise.after;
                self.next_block();
                return true;
            }
            start += 1;
        }
        false
    }
}
