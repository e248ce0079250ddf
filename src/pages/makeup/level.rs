//! Lines lent by paragraphs, and last pages whose columns end level.
//! Fills through `fill`; chooses no master.

use super::boxes::Bench;
use super::column::{Cast, Sight, Spot, cast};
use super::fill::{BLANK, Bin, Cursor, Draft, Filling, RunKind, blank};
use super::leaf::PlacedFloat;
use super::share::share;
use super::sheet::Sheet;
use super::strips::Bins;
use crate::geom::Length;
use std::collections::BTreeMap;

/// Price of a paragraph set a line longer or shorter than its best, beside what its lines cost more.
pub(super) const LENT: i64 = 60;

/// Demerits of the breaker that weigh as much as one unit here.
const DEMERITS: i64 = 20_000;

/// Paragraphs of fewer lines lend none: it would show.
const LEAST_LINES: usize = 4;
/// Ways to lend that are tried at one foot, the nearest paragraphs first.
const MOST_LENDERS: usize = 8;

/// Blank lines at a foot that lending may make fewer.
pub(super) const LENDABLE: i64 = 6;
/// Paragraphs of one column that lend.
pub(super) const MOST_LENT: usize = 2;

impl Filling<'_, '_, '_> {
    /// Fills a bin from `start` on; where its foot stays a few lines short, lets paragraphs on it lend a line that can
    /// do so at the least price (Mittelbach 2019). A foot is short where the lines that would fill it leave a line alone,
    /// a heading without its text, or end in a divided word. Returns what of the thread it has looked at, too.
    pub(super) fn column(mut self, start: &Cursor, bin: &Bin) -> (Draft, Sight) {
        self.bin(bin);
        let full = self.short(bin) == 0;
        let (mut lent, mut paid) = (Vec::new(), 0);
        while self.bench.lending && lent.len() < MOST_LENT {
            let short = self.short(bin);
            let Some((block, by, price)) = self.best_lender(start, bin, short) else { break };
            lent.push((block, self.bench.lent.insert(block, by)));
            paid += price;
            self.again(start, bin);
        }
        for (block, kept) in lent {
            give_back(self.bench, block, kept);
        }
        let used = self.foot + self.reserved;
        let cost = self.out.cost + paid;
        (Draft { used, cost, full, ..self.out }, self.seen)
    }

    /// What the blank lines at the bin's foot cost that lending may make fewer.
    fn short(&self, bin: &Bin) -> i64 {
        let left = bin.lines - self.reserved - self.foot;
        let worth = (1..=LENDABLE).contains(&left) && self.at_text && !self.out.end.is_done(self.bench.flow);
        if worth { blank(left) } else { 0 }
    }

    /// The paragraph begun in this bin that makes its foot cost less than `short` by a line more or fewer, and which;
    /// the bin is left as it was.
    fn best_lender(&mut self, start: &Cursor, bin: &Bin, short: i64) -> Option<(usize, i32, i64)> {
        if short == 0 {
            return None;
        }
        let free = |block: &usize| !self.bench.lent.contains_key(block);
        let blocks: Vec<usize> = self.out.runs.iter().filter_map(|r| lender(&r.kind)).filter(free).collect();
        let broken = self.out.cost;
        let mut best: Option<(i64, usize, i32, i64)> = None;
        for (block, price, by) in lenders(self.bench, &blocks, bin.w) {
            self.bench.lent.insert(block, by);
            self.again(start, bin);
            self.bench.lent.remove(&block);
            let left = bin.lines - self.reserved - self.foot;
            let price = price + LENT;
            let cost = blank(left) + price + self.out.cost - broken;
            if cost < best.map_or(short, |(c, ..)| c) {
                best = Some((cost, block, by, price));
            }
        }
        self.again(start, bin);
        best.map(|(_, block, by, price)| (block, by, price))
    }

    fn again(&mut self, start: &Cursor, bin: &Bin) {
        self.out.runs.clear();
        self.out.notes.clear();
        self.out.end = start.clone();
        self.out.cost = 0;
        self.bin(bin);
    }
}

/// Ends what block `block` lends; before it lent `kept`.
pub(super) fn give_back(bench: &mut Bench<'_, '_>, block: usize, kept: Option<i32>) {
    match kept {
        Some(kept) => bench.lent.insert(block, kept),
        None => bench.lent.remove(&block),
    };
}

/// The block of a run that begins it and may be split.
pub(super) fn lender(run: &RunKind) -> Option<usize> {
    match run {
        RunKind::Lines { block, from: 0, split: true, .. } => Some(*block),
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
pub(super) fn level(bench: &mut Bench<'_, '_>, start: &Spot, bins: &[Bin]) -> Option<Levelled> {
    let whole = cast(bench, start, bins);
    if !bench.ended(&whole.end) {
        return None;
    }
    let f = level_foot(bins, whole.used().sum());
    (f..=foot(bins)).find_map(|f| at(bench, start, bins, f)).or_else(|| Some((whole, bins.to_vec().into())))
}

/// The line on which the columns of a last page end at least that hold `lines` lines.
pub(super) fn level_foot(bins: &[Bin], lines: i64) -> i64 {
    let top = bins.iter().map(|b| b.top).min().unwrap_or(0);
    let room = |f: i64| bins.iter().map(|b| b.lines.min((f - b.hang - b.top).max(0))).sum::<i64>();
    let foot = foot(bins);
    let mut f = (top + 1).max(highest(bins));
    while f < foot && room(f) < lines {
        f += 1;
    }
    f
}

/// Columns that end level, as filled, and down to where.
pub(super) type Levelled = (Cast, Bins);

/// A way to level: its cost, the block that lends with its lines, what was filled.
type Found = (i64, Option<(usize, i32)>, Levelled);

/// Levels a last page to the line where its lines do not come out even over the columns: some go a few lines less far
/// down, and one or two paragraphs lend a line each. `made` is what `level` made of `bins`.
pub(super) fn even(bench: &mut Bench<'_, '_>, start: &Spot, bins: &[Bin], made: Levelled) -> Levelled {
    let mut best = made;
    let given = bench.lent.clone();
    for lends in [false, true, true] {
        let uneven = apart(&best);
        if uneven == 0 {
            break;
        }
        let f = foot(&best.1);
        let feet = (f - 1).max(highest(bins))..=(f + 2).min(foot(bins));
        let free = |b: &usize| !given.contains_key(b);
        let blocks: Vec<usize> = best.0.runs().filter_map(|(_, r)| lender(&r.kind)).filter(free).collect();
        let width = bins.first().map_or(Length::ZERO, |b| b.w);
        let lent = if lends { lenders(bench, &blocks, width) } else { Vec::new() };
        let none = (!lends).then_some((None, 0));
        let ways =
            lent.into_iter().map(|(block, price, lent)| (Some((block, lent)), price + LENT)).chain(none);
        let mut found: Option<Found> = None;
        for (lent, price) in ways {
            let kept = lent.and_then(|(block, by)| bench.lent.insert(block, by));
            bench.trying = bench.lent != given;
            for f in feet.clone() {
                let Some(trial) = nearly_at(bench, start, (bins, f), uneven) else { continue };
                let cost = apart(&trial) * BLANK + price + trial.0.cost;
                if found.as_ref().is_none_or(|(c, ..)| cost < *c) {
                    found = Some((cost, lent, trial));
                }
            }
            if let Some((block, _)) = lent {
                give_back(bench, block, kept);
            }
        }
        let Some((_, lent, trial)) = found else { continue };
        bench.lent.extend(lent);
        best = trial;
    }
    bench.lent = given;
    bench.trying = false;
    // A line apart is what keeps may cost; where it is more, a paragraph of each column may lend one.
    let uneven = apart(&best);
    if uneven > 1 {
        let f = foot(&best.1);
        let mut feet = (f - 1).max(highest(bins))..=(f + 2).min(foot(bins));
        let tried = |f: i64| shared(bench, start, &cut(bins, f), (1, true), uneven);
        best = feet.find_map(tried).unwrap_or(best);
    }
    best
}

/// The columns down to line `foot`, filled; `None` where the rest of the thread does not fit into them.
fn at(bench: &mut Bench<'_, '_>, start: &Spot, bins: &[Bin], foot: i64) -> Option<Levelled> {
    let bins = cut(bins, foot);
    let filled = cast(bench, start, &bins);
    bench.ended(&filled.end).then(|| (filled, bins.into()))
}

/// The columns down to line `foot`, or some of them a few lines shorter, filled so that they end less than `uneven` lines
/// apart; `None` where no lengths do.
fn nearly_at(
    bench: &mut Bench<'_, '_>,
    start: &Spot,
    (bins, foot): (&[Bin], i64),
    uneven: i64,
) -> Option<Levelled> {
    if let Some(level) = at(bench, start, bins, foot).filter(|made| apart(made) < uneven) {
        return Some(level);
    }
    let bins = cut(bins, foot);
    (1..uneven).find_map(|lines| shared(bench, start, &bins, (lines, false), uneven))
}

/// The columns `bins` shared out so that they end at most `lines` apart, perhaps with lines lent; `None` where that is
/// not possible or no less than `uneven`.
fn shared(
    bench: &mut Bench<'_, '_>,
    start: &Spot,
    bins: &[Bin],
    (lines, lends): (i64, bool),
    uneven: i64,
) -> Option<Levelled> {
    let (columns, lent) = share(bench, start, bins, (lines, lends))?;
    let (given, trying) = (bench.lent.clone(), bench.trying);
    bench.trying |= !lent.is_empty();
    bench.lent.extend(lent);
    let filled = cast(bench, start, &columns);
    (bench.lent, bench.trying) = (given, trying);
    let ended = bench.ended(&filled.end);
    Some((filled, columns.into())).filter(|made| ended && apart(made) < uneven)
}

/// The foot that `bins` and the floats below them have together: one past its last line.
pub(super) fn foot(bins: &[Bin]) -> i64 {
    bins.iter().map(|b| b.top + b.lines + b.hang).max().unwrap_or(0)
}

/// The highest foot up to which floats can rise: there they stand where their columns begin, or below what text goes
/// round in them.
fn highest(bins: &[Bin]) -> i64 {
    bins.iter().filter(|b| b.hang > 0).map(|b| b.top + b.held + b.hang).max().unwrap_or(0)
}

/// `bins` down to line `foot` only, and so that floats at their feet end there.
fn cut(bins: &[Bin], foot: i64) -> Vec<Bin> {
    bins.iter().map(|b| Bin { lines: b.lines.min((foot - b.hang - b.top).max(0)), ..*b }).collect()
}

/// Where the columns that hold something end: of a column that floats divide, its lowest part counts.
#[must_use]
pub(super) fn feet(bins: &[Bin], used: impl Iterator<Item = i64>, empty: bool) -> Vec<i64> {
    let mut out: BTreeMap<(usize, Length), i64> = BTreeMap::new();
    for (b, used) in bins.iter().zip(used) {
        if used > 0 || b.hang > 0 || (empty && b.lines > 0) {
            let own = out.entry((b.page, b.x)).or_insert(0);
            *own = (*own).max(b.top + used + b.hang);
        }
    }
    out.into_values().collect()
}

/// Lines between the longest and the shortest column that hold something.
pub(super) fn apart((filled, bins): &Levelled) -> i64 {
    let feet = feet(bins, filled.used(), true);
    feet.iter().max().unwrap_or(&0) - feet.iter().min().unwrap_or(&0)
}

/// On which line each column of a sheet ends: the lowest of its text and of the floats across it.
pub fn column_feet(
    sheet: &Sheet,
    (bins, used): (&[Bin], impl Iterator<Item = i64> + Clone),
    floats: &[PlacedFloat],
) -> Vec<i64> {
    let mut out = Vec::with_capacity(sheet.strips.len());
    for strip in &sheet.strips {
        let top = strip.whole.first().map_or(0, |w| w.0);
        let own = |b: &Bin| b.page == strip.page && b.x == strip.x;
        // A float that hangs below a bin may begin on the page before.
        let ends = bins.iter().zip(used.clone()).filter(|(b, u)| own(b) && (*u > 0 || b.hang > 0));
        let text = ends.map(|(b, u)| b.top + u + b.hang);
        let across =
            |f: &&PlacedFloat| f.page == strip.page && f.x < strip.x + strip.w && strip.x < f.x + f.w;
        let floats = floats.iter().filter(across).map(|f| f.line + f.set.lines);
        out.push(text.chain(floats).max().unwrap_or(top));
    }
    out
}
