//! Lines lent by paragraphs, and last pages whose columns end level.
//! Fills through `fill`; chooses no master.

use super::boxes::Bench;
use super::fill::{Bin, Cursor, Filled, Filling, PlacedRun, RunKind, fill};
use crate::geom::Length;
use std::collections::BTreeMap;

/// What lending gave: its cost, the block that lent, how much, and the columns filled so.
type Lent = (i64, usize, i32, (Filled, Vec<Bin>));

/// Price of a paragraph set a line longer or shorter than its best, beside what its lines cost more.
pub(super) const LENT: i64 = 60;

/// Demerits of the breaker that weigh as much as one unit here.
const DEMERITS: i64 = 20_000;

/// Price of a blank line at a foot, times itself, when lending is weighed.
pub(super) const BLANK_FOOT: i64 = 400;

/// Paragraphs of fewer lines lend none: it would show.
const LEAST_LINES: usize = 4;
/// Ways to lend that are tried at one foot, the nearest paragraphs first.
const MOST_LENDERS: usize = 8;

/// Blank lines at a foot that lending may make fewer.
const LENDABLE: i64 = 3;
/// Paragraphs of one column that lend.
const MOST_LENT: usize = 2;

/// A column before it is filled.
struct Mark {
    runs: usize,
    end: Cursor,
    cost: i64,
}

impl Filling<'_, '_, '_> {
    /// Fills a bin; where its foot stays a few lines short, lets paragraphs on it lend a line that can do so at the
    /// least price (Mittelbach 2019). A foot is short where the lines that would fill it leave a line alone, a heading
    /// without its text, or end in a divided word.
    pub(super) fn column(&mut self, n: usize, bin: &Bin) {
        let mark = Mark { runs: self.out.runs.len(), end: self.out.end.clone(), cost: self.out.cost };
        self.bin(n, bin);
        let mut lent = Vec::new();
        while self.bench.lending && lent.len() < MOST_LENT {
            let short = self.short(bin);
            let Some((block, by)) = self.best_lender(&mark, n, bin, short) else { break };
            lent.push((block, self.bench.lent.insert(block, by)));
            self.again(&mark, n, bin);
        }
        self.out.cost += LENT * lent.len() as i64;
        for (block, kept) in lent {
            give_back(self.bench, block, kept);
        }
    }

    /// What the blank lines at the bin's foot cost that lending may make fewer.
    fn short(&self, bin: &Bin) -> i64 {
        let blank = bin.lines - self.reserved - self.foot;
        let worth = (1..=LENDABLE).contains(&blank) && self.at_text && !self.out.end.is_done(self.bench.flow);
        if worth { blank * blank * BLANK_FOOT } else { 0 }
    }

    /// The paragraph begun in this bin that makes its foot cost less than `short` by a line more or fewer, and which;
    /// the bin is left as it was.
    fn best_lender(&mut self, mark: &Mark, n: usize, bin: &Bin, short: i64) -> Option<(usize, i32)> {
        if short == 0 {
            return None;
        }
        let free = |block: &usize| !self.bench.lent.contains_key(block);
        let runs = self.out.runs.get(mark.runs..).unwrap_or(&[]);
        let blocks: Vec<usize> = runs.iter().filter_map(lender).filter(free).collect();
        let mut best: Option<(i64, usize, i32)> = None;
        for (block, price, by) in lenders(self.bench, &blocks, bin.w) {
            self.bench.lent.insert(block, by);
            self.again(mark, n, bin);
            self.bench.lent.remove(&block);
            let left = (bin.lines - self.reserved - self.foot).max(0);
            let cost = left * left * BLANK_FOOT + price + LENT;
            if cost < best.map_or(short, |(c, ..)| c) {
                best = Some((cost, block, by));
            }
        }
        self.again(mark, n, bin);
        best.map(|(_, block, by)| (block, by))
    }

    fn again(&mut self, mark: &Mark, n: usize, bin: &Bin) {
        self.out.runs.truncate(mark.runs);
        self.out.end = mark.end.clone();
        self.out.cost = mark.cost;
        self.bin(n, bin);
    }
}

/// Ends what block `block` lends; before it lent `kept`.
fn give_back(bench: &mut Bench<'_, '_>, block: usize, kept: Option<i32>) {
    match kept {
        Some(kept) => bench.lent.insert(block, kept),
        None => bench.lent.remove(&block),
    };
}

/// The block of a run that begins it and may be split.
pub(super) fn lender(run: &PlacedRun) -> Option<usize> {
    match run.kind {
        RunKind::Lines { block, from: 0, split: true, .. } => Some(block),
        _ => None,
    }
}

/// Which of `blocks` can have a line more or fewer in `width`, and what their lines then cost more.
pub(super) fn lenders(bench: &mut Bench<'_, '_>, blocks: &[usize], width: Length) -> Vec<(usize, i64, i32)> {
    let mut out = Vec::new();
    for &block in blocks.iter().rev() {
        let Some(best) = bench.lines_with(block, width, 0).filter(|b| b.lines.len() >= LEAST_LINES) else {
            continue;
        };
        if out.len() >= MOST_LENDERS {
            break;
        }
        for lent in [1, -1] {
            if let Some(other) = bench.lines_with(block, width, lent) {
                out.push((block, (other.cost - best.cost).max(0) / DEMERITS, lent));
            }
        }
    }
    out
}

/// Paragraphs of the thread that together save `lines` lines in `width`, those that cost least first, and what they
/// cost; `None` where they cannot save so many.
pub(super) fn tighten(
    bench: &mut Bench<'_, '_>,
    width: Length,
    lines: i64,
) -> Option<(BTreeMap<usize, i32>, i64)> {
    let mut all = Vec::new();
    for block in 0..bench.flow.len() {
        let Some(best) = bench.lines_with(block, width, 0).filter(|b| b.lines.len() >= LEAST_LINES) else {
            continue;
        };
        if let Some(other) = bench.lines_with(block, width, -1) {
            all.push(((other.cost - best.cost).max(0) / DEMERITS + LENT, block));
        }
    }
    all.sort_unstable();
    let wanted = usize::try_from(lines).unwrap_or(0);
    let chosen = all.get(..wanted)?;
    Some((chosen.iter().map(|(_, b)| (*b, -1)).collect(), chosen.iter().map(|(price, _)| price).sum()))
}

/// Fills `bins` so that all columns end level, as high as the rest of the thread allows;
/// `None` where it does not fit into them.
pub fn level(bench: &mut Bench<'_, '_>, start: &Cursor, bins: &[Bin]) -> Option<(Filled, Vec<Bin>)> {
    let whole = fill(bench, start, bins);
    if !whole.end.is_done(bench.flow) {
        return None;
    }
    let top = bins.iter().map(|b| b.top).min()?;
    let foot = foot(bins);
    let total: i64 = whole.used.iter().sum();
    let room = |f: i64| cut(bins, f).iter().map(|b| b.lines).sum::<i64>();
    let mut f = (top + 1).max(highest(bins));
    while f < foot && room(f) < total {
        f += 1;
    }
    at(bench, start, bins, f..=foot).or_else(|| Some((whole, bins.to_vec())))
}

/// Levels a last page to the line where its lines do not come out even over the columns: one or two paragraphs
/// lend one each. `filled` and `columns` are what `level` made of `bins`.
pub fn even(
    bench: &mut Bench<'_, '_>,
    start: &Cursor,
    bins: &[Bin],
    made: (Filled, Vec<Bin>),
) -> (Filled, Vec<Bin>) {
    let mut best = made;
    let given = bench.lent.clone();
    for _ in 0..2 {
        let uneven = apart(&best);
        let f = foot(&best.1);
        if uneven == 0 {
            break;
        }
        let free = |b: &usize| !given.contains_key(b);
        let blocks: Vec<usize> = best.0.runs.iter().filter_map(lender).filter(free).collect();
        let width = bins.first().map_or(Length::ZERO, |b| b.w);
        let mut found: Option<Lent> = None;
        for (block, price, lent) in lenders(bench, &blocks, width) {
            bench.lent.insert(block, lent);
            if let Some(trial) = at(bench, start, bins, f - 1..=f + 1) {
                let cost = apart(&trial) * BLANK_FOOT + price;
                if apart(&trial) < uneven && found.as_ref().is_none_or(|(c, ..)| cost < *c) {
                    found = Some((cost, block, lent, trial));
                }
            }
            bench.lent.remove(&block);
        }
        let Some((_, block, lent, trial)) = found else { break };
        bench.lent.insert(block, lent);
        best = trial;
        best.0.cost += LENT;
    }
    bench.lent = given;
    best
}

/// The first foot line of `feet` at which the rest of the thread fits.
fn at(
    bench: &mut Bench<'_, '_>,
    start: &Cursor,
    bins: &[Bin],
    mut feet: std::ops::RangeInclusive<i64>,
) -> Option<(Filled, Vec<Bin>)> {
    let highest = highest(bins);
    feet.find_map(|f| {
        if f < highest {
            return None;
        }
        let bins = cut(bins, f);
        let filled = fill(bench, start, &bins);
        filled.end.is_done(bench.flow).then_some((filled, bins))
    })
}

/// The foot that `bins` and the floats below them have together: one past its last line.
pub(super) fn foot(bins: &[Bin]) -> i64 {
    bins.iter().map(|b| b.top + b.lines + b.hang).max().unwrap_or(0)
}

/// The highest foot up to which floats can rise: there they stand where their columns begin.
fn highest(bins: &[Bin]) -> i64 {
    bins.iter().filter(|b| b.hang > 0).map(|b| b.top + b.hang).max().unwrap_or(0)
}

/// `bins` down to line `foot` only, and so that floats at their feet end there.
fn cut(bins: &[Bin], foot: i64) -> Vec<Bin> {
    bins.iter().map(|b| Bin { lines: b.lines.min((foot - b.hang - b.top).max(0)), ..*b }).collect()
}

/// Where the columns that hold something end: of a column that floats divide, its lowest part counts.
#[must_use]
pub fn feet(bins: &[Bin], used: &[i64], empty: bool) -> Vec<i64> {
    let mut out: BTreeMap<(usize, Length), i64> = BTreeMap::new();
    for (b, used) in bins.iter().zip(used) {
        if *used > 0 || b.hang > 0 || (empty && b.lines > 0) {
            let own = out.entry((b.page, b.x)).or_insert(0);
            *own = (*own).max(b.top + used + b.hang);
        }
    }
    out.into_values().collect()
}

/// Lines between the longest and the shortest column that hold something.
fn apart((filled, bins): &(Filled, Vec<Bin>)) -> i64 {
    let feet = feet(bins, &filled.used, true);
    feet.iter().max().unwrap_or(&0) - feet.iter().min().unwrap_or(&0)
}
