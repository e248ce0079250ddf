//! Columns filled once: what one of a depth holds from a place in the thread on, kept for every sheet that asks.
//! Decides what stands in none; that is `fill`'s matter.

use super::boxes::Bench;
use super::fill::{Bin, Cursor, Filled, Filling, PlacedRun, RunKind};
use crate::geom::Length;
use crate::pages::galley::Flow;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

/// Columns that a bench keeps: bounds memory on endless text. Beyond that they are filled anew.
const MOST_KEPT: usize = 40_000;

/// Numbers of lines that a shelf tells apart.
const MOST_LINES: usize = 255;

/// Something set in a column.
#[derive(Clone)]
pub(super) struct Run {
    /// Grid line from the column's top.
    pub line: i64,
    /// What.
    pub kind: RunKind,
}

/// A column filled.
pub(super) struct Column {
    /// What stands where.
    pub runs: Box<[Run]>,
    /// Where the thread goes on.
    pub end: Spot,
    /// Lines used, trailing blanks left out, notes at its foot included.
    pub used: i64,
    /// Cost of what is not as it should be.
    pub cost: i64,
    /// Notes that are to stand at the foot of the page.
    pub notes: Vec<usize>,
    /// Whether it is the same where paragraphs may lend lines.
    full: bool,
}

/// A place in the thread, by whose number its columns are found.
#[derive(Clone)]
pub(super) struct Spot(Rc<(Cursor, usize)>);

impl Deref for Spot {
    type Target = Cursor;

    fn deref(&self) -> &Cursor {
        &self.0.0
    }
}

/// Columns filled one after the other.
#[derive(Clone)]
pub(super) struct Cast {
    /// As filled.
    pub columns: Vec<Rc<Column>>,
    /// How far the thread went.
    pub end: Spot,
    /// Cost of what is not as it should be.
    pub cost: i64,
}

impl Cast {
    /// Lines used in each column.
    pub(super) fn used(&self) -> impl Iterator<Item = i64> + Clone {
        self.columns.iter().map(|c| c.used)
    }

    /// What stands in the columns, each with its column's number.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, &Run)> {
        self.columns.iter().enumerate().flat_map(|(n, c)| c.runs.iter().map(move |r| (n, r)))
    }

    /// Whether nothing stands in them.
    pub(super) fn is_bare(&self) -> bool {
        self.columns.iter().all(|c| c.runs.is_empty())
    }

    /// As a whole, to be drawn.
    pub(super) fn filled(&self) -> Filled {
        let run = |(bin, r): (usize, &Run)| PlacedRun { bin, line: r.line, kind: r.kind.clone() };
        let (runs, used) = (self.runs().map(run).collect(), self.used().collect());
        Filled { runs, end: (*self.end).clone(), used }
    }
}

/// What a column is found by, from its spot on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    lines: i64,
    w: Length,
    lending: bool,
    forced: bool,
    round: u32,
    /// Where text goes round something it matters on which lines the column stands.
    top: i64,
}

/// The part of the thread that a filling was given, and the part that it looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sight {
    /// Blocks.
    pub blocks: usize,
    /// Floats that may be referred to.
    pub floats: usize,
}

/// A column kept: it is the same in every thread that begins with what it looked at.
struct Kept {
    key: Key,
    given: Sight,
    seen: Sight,
    column: Rc<Column>,
    /// One past the place on its shelf of the column of as many lines that was kept before; 0: there is none.
    before: usize,
}

impl Key {
    /// Its place in a shelf's index.
    fn place(&self) -> usize {
        usize::try_from(self.lines).unwrap_or(0).min(MOST_LINES)
    }
}

impl Kept {
    fn suits(&self, given: Sight) -> bool {
        let sees = |other: Sight| self.seen.blocks <= other.blocks && self.seen.floats <= other.floats;
        self.given == given || (sees(given) && sees(self.given))
    }
}

/// Columns kept of one spot. Of those that suit, the one kept last is found.
#[derive(Default)]
struct Shelf {
    kept: Vec<Kept>,
    /// By number of lines: one past the place of the column kept last; 0: there is none. Empty while there are few.
    last: Vec<usize>,
}

/// Columns of a spot that are looked through without an index.
const FEW: usize = 6;

impl Shelf {
    fn find(&self, key: &Key, given: Sight) -> Option<&Rc<Column>> {
        let suits = |k: &&Kept| k.key == *key && k.suits(given);
        if self.last.is_empty() {
            return self.kept.iter().rev().find(suits).map(|k| &k.column);
        }
        let at = |n: usize| self.kept.get(n.checked_sub(1)?);
        let first = at(self.last.get(key.place()).copied().unwrap_or(0));
        std::iter::successors(first, |k| at(k.before)).find(suits).map(|k| &k.column)
    }

    fn push(&mut self, made: Kept) {
        self.kept.push(made);
        let from = if self.last.is_empty() { 0 } else { self.kept.len() - 1 };
        if self.kept.len() <= FEW {
            return;
        }
        for (n, kept) in self.kept.iter_mut().enumerate().skip(from) {
            let place = kept.key.place();
            if place >= self.last.len() {
                self.last.resize(place + 1, 0);
            }
            kept.before = self.last.get_mut(place).map_or(0, |last| std::mem::replace(last, n + 1));
        }
    }
}

/// Columns that were filled, by the spot at which they begin.
#[derive(Default)]
pub(super) struct Columns {
    spots: BTreeMap<(usize, usize), Vec<Spot>>,
    kept: Vec<(Spot, Shelf)>,
    /// Number of the first spot that is known: those before are forgotten.
    first: usize,
    count: usize,
}

impl Columns {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.first += self.kept.len();
        self.kept.clear();
        self.spots.clear();
        self.count = 0;
    }

    /// The spot at `cursor`.
    pub(super) fn spot(&mut self, cursor: Cursor) -> Spot {
        let known = self.spots.entry((cursor.block, cursor.line)).or_default();
        if let Some(spot) = known.iter().find(|s| s.is_same(&cursor)) {
            return spot.clone();
        }
        let spot = Spot(Rc::new((cursor, self.first + self.kept.len())));
        known.push(spot.clone());
        self.kept.push((spot.clone(), Shelf::default()));
        spot
    }

    /// What is kept of `spot`; `None` where that is forgotten.
    fn of(&self, spot: &Spot) -> Option<&Shelf> {
        let (own, kept) = self.kept.get(spot.0.1.checked_sub(self.first)?)?;
        Rc::ptr_eq(&own.0, &spot.0).then_some(kept)
    }

    fn find(&self, spot: &Spot, key: &Key, given: Sight) -> Option<Rc<Column>> {
        self.of(spot)?.find(key, given).map(Rc::clone)
    }

    fn keep(&mut self, spot: &Spot, made: Kept) {
        let of = spot.0.1.checked_sub(self.first).and_then(|n| self.kept.get_mut(n));
        if let Some((_, shelf)) = of {
            shelf.push(made);
            self.count += 1;
        }
    }
}

/// Fills `bins` in order from `start` on.
pub(super) fn cast(bench: &mut Bench<'_, '_>, start: &Spot, bins: &[Bin]) -> Cast {
    if bench.columns.count >= MOST_KEPT {
        bench.columns.clear();
    }
    let start =
        if bench.columns.of(start).is_some() { start.clone() } else { bench.columns.spot((**start).clone()) };
    let mut out = Cast { columns: Vec::with_capacity(bins.len()), end: start, cost: 0 };
    let mut bare = true;
    for bin in bins {
        let column = column(bench, &out.end, bin, bare);
        bare &= column.runs.is_empty();
        out.cost += column.cost;
        out.end = column.end.clone();
        out.columns.push(column);
    }
    anchors_behind(bench, &mut out.end);
    out
}

/// An anchor right behind the last line belongs to this page.
fn anchors_behind(bench: &mut Bench<'_, '_>, end: &mut Spot) {
    let goes_on = |bench: &Bench<'_, '_>, block: usize| match bench.flow.get(block) {
        Some(Flow::Anchor(n)) => Some(*n).filter(|n| bench.stop.is_none_or(|stop| *n < stop)),
        _ => None,
    };
    if goes_on(bench, end.block).is_none() {
        return;
    }
    let mut cursor = (**end).clone();
    while let Some(n) = goes_on(bench, cursor.block) {
        cursor.anchors = cursor.anchors.max(n + 1);
        cursor.block += 1;
    }
    *end = bench.columns.spot(cursor);
}

/// A column from `start` on; `bare`: in those before nothing stands.
fn column(bench: &mut Bench<'_, '_>, start: &Spot, bin: &Bin, bare: bool) -> Rc<Column> {
    let top = if bin.round == 0 { 0 } else { bin.top };
    let (lending, forced) = (bench.lending, bench.forced && bare);
    let key = Key { lines: bin.lines, w: bin.w, lending, forced, round: bin.round, top };
    let given = Sight { blocks: bench.flow.len(), floats: bench.stop.unwrap_or(usize::MAX) };
    if !bench.trying {
        let plain = bench.columns.find(start, &Key { lending: false, ..key }, given);
        if let Some(column) = plain.filter(|c| c.full || !lending) {
            return column;
        }
        if let Some(column) = bench.columns.find(start, &key, given).filter(|_| lending) {
            return column;
        }
    }
    bench.effort.columns += 1;
    let (mut made, seen) = Filling::new(bench, (**start).clone(), bare).column(start, bin);
    let runs = made.runs.drain(..).collect();
    bench.runs = made.runs;
    let end = bench.columns.spot(made.end);
    let column = Column { runs, end, used: made.used, cost: made.cost, notes: made.notes, full: made.full };
    let column = Rc::new(column);
    if !bench.trying {
        bench.columns.keep(start, Kept { key, given, seen, column: Rc::clone(&column), before: 0 });
    }
    column
}
