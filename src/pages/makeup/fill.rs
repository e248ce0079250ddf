//! Filling columns with a thread: whole lines into whole numbers of lines.
//! Keeps widows, orphans and headings; draws nothing.

use super::boxed::{FIRST_PART, Stood};
use super::boxes::{Bench, BoxAt};
use super::column::{Run, Sight, cast};
use crate::geom::Length;
use crate::pages::galley::{ARTIFACT, Flow, Rise, SetBox, TextBlock};
use crate::typeset::{Broken, Line};
use std::sync::Arc;

/// A column, or what is left of one, in grid lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bin {
    /// Page of the sheet, 0 or 1.
    pub page: usize,
    /// Left edge, from the left edge of that page's trim.
    pub x: Length,
    /// Width.
    pub w: Length,
    /// First grid line, from 0.
    pub top: i64,
    /// Number of lines.
    pub lines: i64,
    /// Lines below it that floats at the column's foot take, with the blank line above them: they rise with a foot
    /// that is levelled.
    pub hang: i64,
    /// Its lines down to the foot of what text goes round in it: floats at the column's foot rise no higher.
    pub held: i64,
    /// The places of its lines, by the bench's number; 0: all of its width.
    pub round: u32,
}

/// How far the thread has been set.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    /// The block that comes next, or is under way.
    pub block: usize,
    /// Its lines that are set already.
    pub line: usize,
    /// Its breaks while it is under way.
    pub broken: Option<Arc<Broken>>,
    /// Boxes that did not fit where they were written and wait for the next column.
    pub waiting: Vec<usize>,
    /// Where the first of these goes on, when a part of it is set.
    pub inside: Option<Arc<BoxAt>>,
    /// Columns at whose head the first of these found too little room.
    pub refused: u32,
    /// Floats referred to so far.
    pub anchors: usize,
}

impl Cursor {
    /// Whether the whole thread is set.
    #[must_use]
    pub fn is_done(&self, flow: &[Flow]) -> bool {
        self.block >= flow.len() && self.waiting.is_empty()
    }

    /// Whether it is the same place, come to in the same lines.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let same = |a: &Option<Arc<Broken>>, b: &Option<Arc<Broken>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let inside = |a: &Option<Arc<BoxAt>>, b: &Option<Arc<BoxAt>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let place = |c: &Self| (c.block, c.line, c.refused, c.anchors);
        place(self) == place(other)
            && same(&self.broken, &other.broken)
            && inside(&self.inside, &other.inside)
            && (self.waiting.is_empty() && other.waiting.is_empty() || self.waiting == other.waiting)
    }

    /// Whether as much of the thread is set: what comes next is the same.
    #[must_use]
    pub fn is_at(&self, other: &Self) -> bool {
        let place = |c: &Self| (c.block, c.line, c.waiting.len());
        let inside = |c: &Self| c.inside.as_ref().map(|at| at.key());
        place(self) == place(other) && inside(self) == inside(other)
    }

    /// A key for states that are alike.
    #[must_use]
    pub fn key(&self) -> Vec<usize> {
        let mut key = vec![self.block, self.line, self.waiting.len()];
        key.extend(self.inside.iter().flat_map(|at| at.key()));
        key
    }
}

/// Something set in a bin.
#[derive(Clone)]
pub struct PlacedRun {
    /// Which bin.
    pub bin: usize,
    /// Grid line from the bin's top.
    pub line: i64,
    /// What.
    pub kind: RunKind,
}

/// Lines or a box.
#[derive(Clone)]
pub enum RunKind {
    /// Lines `from..to` of a block.
    Lines {
        /// The block.
        block: usize,
        /// First line.
        from: usize,
        /// One past the last.
        to: usize,
        /// Its breaks.
        broken: Arc<Broken>,
        /// Grid lines of each line; of the whole where the block is not split.
        each: i64,
        /// Whether `each` counts one line.
        split: bool,
    },
    /// A box of the thread.
    Box(Arc<SetBox>),
}

/// Lines that stand together, taken out of a run.
pub struct LinesRun<'a> {
    /// The block.
    pub block: usize,
    /// First line.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// All lines of the block.
    pub broken: &'a Broken,
    /// Whether the block may be split.
    pub split: bool,
}

impl PlacedRun {
    /// The box of this run; `None` for lines.
    #[must_use]
    pub fn set(&self) -> Option<&SetBox> {
        if let RunKind::Box(set) = &self.kind { Some(set) } else { None }
    }

    /// The lines of this run; `None` for a box.
    #[must_use]
    pub fn lines(&self) -> Option<LinesRun<'_>> {
        match &self.kind {
            RunKind::Lines { block, from, to, broken, split, .. } => {
                Some(LinesRun { block: *block, from: *from, to: *to, broken, split: *split })
            }
            RunKind::Box(_) => None,
        }
    }
}

/// What filling came to.
#[derive(Clone, Default)]
pub struct Filled {
    /// What stands where.
    pub runs: Vec<PlacedRun>,
    /// How far it went.
    pub end: Cursor,
    /// Lines used in each bin, trailing blanks left out.
    pub used: Vec<i64>,
}

/// Price of a blank line at a column's foot, times itself.
pub(super) const BLANK: i64 = 300;
/// Blank lines at a foot that make a hole.
const HOLE: i64 = 3;
/// Price of each line of a hole beyond those.
const DEEPER: i64 = 4000;
/// Price of a keep that had to be broken: a line alone at a head or a foot, a divided word at a foot.
pub(super) const BROKEN_KEEP: i64 = 6000;

/// What `lines` blank lines at the foot of a column cost that text or pictures should fill.
#[must_use]
pub(super) fn blank(lines: i64) -> i64 {
    let few = lines.clamp(0, HOLE);
    few * few * BLANK + (lines - few).max(0) * DEEPER
}

/// Fills `bins` in order from `start` on.
pub fn fill(bench: &mut Bench<'_, '_>, start: &Cursor, bins: &[Bin]) -> Filled {
    let start = bench.columns.spot(start.clone());
    cast(bench, &start, bins).filled()
}

/// What stands in a column so far.
pub(super) struct Draft {
    /// What stands where.
    pub runs: Vec<Run>,
    /// How far the thread went.
    pub end: Cursor,
    /// Lines used, trailing blanks left out.
    pub used: i64,
    /// Cost of what is not as it should be.
    pub cost: i64,
    /// Notes that are to stand at the foot of the page.
    pub notes: Vec<usize>,
    /// Whether nothing lent could fill it better.
    pub full: bool,
}

/// A column being filled.
pub(super) struct Filling<'b, 'a, 'f> {
    /// What it works with.
    pub(super) bench: &'b mut Bench<'a, 'f>,
    /// What it has come to.
    pub(super) out: Draft,
    /// Next free line of the bin.
    pub(super) pos: i64,
    /// Last used line of the bin.
    pub(super) foot: i64,
    /// Notes at the bin's foot.
    notes: Vec<usize>,
    /// Lines that they take, the rule above them included.
    pub(super) reserved: i64,
    /// Whether the bin ended because text may not be split so that it fills it.
    pub(super) at_text: bool,
    /// Whether nothing stands in the columns before.
    bare: bool,
    /// How much of the thread it has looked at.
    pub(super) seen: Sight,
}

impl<'b, 'a, 'f> Filling<'b, 'a, 'f> {
    /// An empty column from `start` on; `bare`: in those before nothing stands.
    pub(super) fn new(bench: &'b mut Bench<'a, 'f>, start: Cursor, bare: bool) -> Self {
        let out = Draft {
            runs: std::mem::take(&mut bench.runs),
            end: start,
            used: 0,
            cost: 0,
            notes: Vec::new(),
            full: false,
        };
        let seen = Sight { blocks: 0, floats: 0 };
        Self { bench, out, pos: 0, foot: 0, notes: Vec::new(), reserved: 0, at_text: false, bare, seen }
    }
}

impl Filling<'_, '_, '_> {
    pub(super) fn bin(&mut self, bin: &Bin) {
        self.pos = 0;
        self.foot = 0;
        self.at_text = false;
        self.notes.clear();
        self.reserved = 0;
        self.thread(bin);
        self.seen.blocks = self.seen.blocks.max(self.out.end.block + 1);
        self.below(bin);
    }

    /// Sets the notes of the bin at its foot.
    fn below(&mut self, bin: &Bin) {
        let notes = std::mem::take(&mut self.notes);
        if notes.is_empty() {
            return;
        }
        if self.bench.page_notes {
            self.out.notes.extend(notes);
            return;
        }
        let mut line = bin.lines - self.reserved;
        let boxes: Vec<Arc<SetBox>> = notes.iter().filter_map(|note| self.bench.note(*note, bin.w)).collect();
        let rule = Arc::new(self.bench.note_rule(bin.w, boxes.first().map(|b| &**b), ARTIFACT));
        for set in std::iter::once(rule).chain(boxes) {
            let lines = set.lines;
            self.out.runs.push(Run { line, kind: RunKind::Box(set) });
            line += lines;
        }
        self.notes = notes;
    }

    /// Lines that the notes marked in lines `from..to` of a block take at the bin's foot beside those there.
    pub(super) fn notes_in(&mut self, block: &TextBlock, lines: &[Line], bin: &Bin) -> (Vec<usize>, i64) {
        let Some((first, last)) = lines.first().zip(lines.last()) else { return (Vec::new(), 0) };
        let within = block.notes.iter().filter(|(at, _)| (first.chars.start..last.chars.end).contains(at));
        let mut new: Vec<usize> = Vec::new();
        for (_, n) in within {
            if !self.notes.contains(n) && !new.contains(n) {
                new.push(*n);
            }
        }
        if self.bench.page_notes {
            return (new, 0);
        }
        let rule = i64::from(self.notes.is_empty() && !new.is_empty());
        let tall = new.iter().filter_map(|n| self.bench.note(*n, bin.w)).map(|s| s.lines).sum::<i64>() + rule;
        let first = bin.lines - self.reserved - tall;
        // Beside something no note stands, unless nothing else can be.
        let clear = tall == 0 || self.bench.clear(bin, first, tall) || self.forced();
        (new, if clear { tall } else { bin.lines })
    }

    fn thread(&mut self, bin: &Bin) {
        while self.pos < bin.lines - self.reserved {
            if let Some(block) = self.out.end.waiting.first().copied() {
                match self.boxed(bin, block) {
                    Stood::Whole => {
                        self.out.end.waiting.remove(0);
                        continue;
                    }
                    Stood::Part => return,
                    Stood::Not => {}
                }
            }
            match self.bench.flow.get(self.out.end.block) {
                None => return,
                Some(Flow::Anchor(a)) => {
                    self.seen.floats = self.seen.floats.max(a + 1);
                    if self.bench.stop.is_some_and(|stop| *a >= stop) {
                        return;
                    }
                    self.out.end.anchors = self.out.end.anchors.max(a + 1);
                    self.out.end.block += 1;
                }
                Some(Flow::Box(_)) => {
                    let block = self.out.end.block;
                    self.out.end.block += 1;
                    // Boxes keep their order.
                    let first = self.out.end.waiting.is_empty();
                    let stood = if first { self.boxed(bin, block) } else { Stood::Not };
                    if stood != Stood::Whole {
                        self.out.end.waiting.push(block);
                    }
                    if stood == Stood::Part {
                        return;
                    }
                }
                Some(Flow::Text(_)) => {
                    let plain = self.bench.clear(bin, self.pos, bin.lines - self.pos);
                    if !(if plain { self.text(bin) } else { self.text_beside(bin) }) {
                        self.at_text = true;
                        return;
                    }
                }
            }
        }
    }

    /// Lines above line `from` of a block: its space, at the bin's head its own.
    pub(super) fn above(&self, from: usize, rise: Rise) -> i64 {
        match from {
            0 if self.pos > 0 => rise.before,
            0 => rise.head,
            _ => 0,
        }
    }

    /// Places the current block or part of it; `false` where the bin is at its end.
    pub(super) fn text(&mut self, bin: &Bin) -> bool {
        let number = self.out.end.block;
        let flow = self.bench.flow;
        let Some(Flow::Text(block)) = flow.get(number) else { return false };
        let from = self.out.end.line;
        let under_way = self.out.end.broken.clone().filter(|_| from > 0);
        let under_way = under_way.map(|broken| self.bench.refit(number, broken, from, bin.w));
        let Some(broken) = under_way.or_else(|| self.bench.lines(number, bin.w)) else {
            self.next_block();
            return true;
        };
        let count = broken.lines.len();
        let rise = block.rise(count, self.bench.page);
        let before = self.above(from, rise);
        let room = bin.lines - self.reserved - self.pos - before;
        if !rise.split {
            let tall = rise.each > room && self.pos == 0 && bin.lines * 10 >= self.bench.deepest * 8;
            return if from > 0 || tall {
                self.parted(bin, block, &broken, room)
            } else {
                self.unbroken(bin, block, &broken, rise)
            };
        }
        let rest = i64::try_from(count - from).unwrap_or(0);
        let cap = block.cap.as_ref().filter(|_| from == 0).map_or(0, |c| i64::from(c.letter.rows));
        let tall = rest.max(cap);
        let all = broken.lines.get(from..).unwrap_or_default();
        let (notes, below) = self.notes_in(block, all, bin);
        let mut fits = room / rise.each;
        let whole = tall * rise.each + rise.foot;
        if whole <= room - below
            && (block.style.keep_next == 0
                || self.pos == 0
                || room - below >= whole + self.keep(number, block, bin.w))
        {
            self.reserve(notes, below);
            self.push(number, (from, count), &broken, before, rise.each, true);
            let used = before + whole;
            self.foot = self.pos + used;
            self.pos += used + rise.after;
            self.next_block();
            return true;
        }
        // What keeps with the next goes on with it as a whole.
        if whole <= room - below && self.pos > 0 && rest <= i64::from(block.style.keep_next) {
            return false;
        }
        if below > 0 {
            fits = self.above_notes(block, all, bin, (fits, rise.each, room));
        }
        let forced = self.forced();
        let Some((take, whole)) = split(block, all, fits, (from, cap), forced) else { return false };
        let to = from + usize::try_from(take).unwrap_or(0);
        let (notes, below) = self.notes_in(block, broken.lines.get(from..to).unwrap_or_default(), bin);
        self.reserve(notes, below);
        self.push(number, (from, to), &broken, before, rise.each, true);
        self.foot = self.pos + before + take * rise.each;
        self.out.cost += if whole { 0 } else { BROKEN_KEEP };
        self.out.end.line = to;
        self.out.end.broken = Some(broken);
        false
    }

    /// How many of `lines`, at most `fits` of `each` grid lines, stand in `room` above the notes that they mark.
    fn above_notes(
        &mut self,
        block: &TextBlock,
        lines: &[Line],
        bin: &Bin,
        (mut fits, each, room): (i64, i64, i64),
    ) -> i64 {
        while fits > i64::from(self.pos == 0) {
            let some = lines.get(..usize::try_from(fits).unwrap_or(0)).unwrap_or(lines);
            if fits * each + self.notes_in(block, some, bin).1 <= room {
                break;
            }
            fits -= 1;
        }
        fits
    }

    /// Places a block that may not be split, such as a heading; `false` where the bin is at its end.
    fn unbroken(&mut self, bin: &Bin, block: &TextBlock, broken: &Arc<Broken>, rise: Rise) -> bool {
        let number = self.out.end.block;
        let before = if self.pos == 0 { 0 } else { rise.before };
        let keep = self.keep(number, block, bin.w);
        // A heading that opens a column has to stand there even where its text cannot follow, but only in
        // a column that is as deep as columns get.
        let deep = bin.lines * 10 >= self.bench.deepest * 8;
        let (notes, below) = self.notes_in(block, &broken.lines, bin);
        let room = bin.lines - self.reserved - self.pos - before - if self.pos > 0 { below } else { 0 };
        let forced = self.forced();
        if room < rise.each + keep && !forced && (self.pos > 0 || room < rise.each || !deep) {
            return false;
        }
        self.reserve(notes, below);
        self.push(number, (0, broken.lines.len()), broken, before, rise.each, false);
        self.pos += before + rise.each + rise.after;
        self.next_block();
        true
    }

    pub(super) fn push(
        &mut self,
        block: usize,
        (from, to): (usize, usize),
        broken: &Arc<Broken>,
        before: i64,
        each: i64,
        split: bool,
    ) {
        let kind = RunKind::Lines { block, from, to, broken: Arc::clone(broken), each, split };
        let line = self.pos + before;
        self.out.runs.push(Run { line, kind });
        let rows = if split { i64::try_from(to - from).unwrap_or(0) * each } else { each };
        self.foot = line + rows;
    }

    pub(super) fn reserve(&mut self, notes: Vec<usize>, lines: i64) {
        self.notes.extend(notes);
        self.reserved += lines;
    }

    /// Whether something has to stand here although what is to be kept together cannot be: the sheet would stay empty.
    pub(super) fn forced(&self) -> bool {
        self.bench.forced && self.bare && self.pos == 0 && self.out.runs.is_empty()
    }

    pub(super) fn next_block(&mut self) {
        self.out.end.block += 1;
        self.out.end.line = 0;
        self.out.end.broken = None;
    }

    /// Lines that must stand below block `number` in the same column.
    pub(super) fn keep(&mut self, number: usize, block: &TextBlock, width: Length) -> i64 {
        if block.style.keep_next == 0 {
            return 0;
        }
        let mut after = number + 1;
        while matches!(self.bench.flow.get(after), Some(Flow::Anchor(_))) {
            after += 1;
        }
        let flow = self.bench.flow;
        self.seen.blocks = self.seen.blocks.max(after + 2);
        match flow.get(after) {
            Some(Flow::Text(next)) => {
                let Some(broken) = self.bench.lines(after, width) else { return 0 };
                let rise = next.rise(broken.lines.len(), self.bench.page);
                let own = block.rise(1, self.bench.page).after;
                let lines = i64::try_from(broken.lines.len()).unwrap_or(1);
                let cap = next.cap.as_ref().map_or(0, |c| i64::from(c.letter.rows));
                let least = i64::from(block.style.keep_next.max(next.style.orphans)).max(cap);
                let most = lines - i64::from(next.style.widows);
                let least = (least..=most).find(|n| !divided(&broken.lines, *n)).unwrap_or(lines);
                let onward = if rise.split && least < lines { 0 } else { self.keep(after, next, width) };
                let rows = if rise.split { least * rise.each } else { rise.each } + onward;
                own + rise.before + rows
            }
            // Where the box finds no room it goes on to the next column, and the text behind it comes up.
            Some(Flow::Box(_)) => {
                let set = self.bench.boxed(after, width).map_or(0, |set| set.lines);
                let text = matches!(flow.get(after + 1), Some(Flow::Text(_)));
                let text = if text { self.keep(after, block, width) } else { i64::MAX };
                // Of one that is to be broken, its first part.
                let set = if set > self.bench.deepest { FIRST_PART } else { set };
                (block.rise(1, self.bench.page).after + set).min(text)
            }
            _ => 0,
        }
    }
}

/// How many of `lines` stay where at most `fits` would fit, and whether that keeps all that is to be kept: neither
/// part is shorter than the style's `orphans` and `widows`, nor than the initial (`cap` lines), and none ends in a
/// divided word. `None`: none can stay so; where one must (`forced`), as many as fit.
pub(super) fn split(
    block: &TextBlock,
    lines: &[Line],
    fits: i64,
    (from, cap): (usize, i64),
    forced: bool,
) -> Option<(i64, bool)> {
    let style = &block.style;
    let rest = i64::try_from(lines.len()).unwrap_or(0);
    let least = if from == 0 { i64::from(style.orphans).max(cap).max(1) } else { 1 };
    let most = fits.min(rest - i64::from(style.widows));
    let divided =
        |n: i64| usize::try_from(n - 1).ok().and_then(|n| lines.get(n)).is_some_and(|l| l.hyphenated);
    let kept = (least..=most).rev().find(|n| !divided(*n)).map(|n| (n, true));
    kept.or_else(|| Some((fits.min(rest), false)).filter(|(n, _)| forced && *n > 0))
}

/// Whether line `n` of `lines`, from 1, ends in a divided word.
fn divided(lines: &[Line], n: i64) -> bool {
    usize::try_from(n - 1).ok().and_then(|n| lines.get(n)).is_some_and(|l| l.hyphenated)
}
