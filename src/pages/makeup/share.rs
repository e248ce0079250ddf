//! A last page's lines shared out over its columns: how far down each goes, so that they end as level as keeps let them.
//! Fills through `fill`; chooses no foot.

use super::boxes::Bench;
use super::column::{Cast, Spot, cast};
use super::fill::Bin;
use super::level::{LENT, give_back, lender, lenders};
use crate::geom::Length;
use std::collections::BTreeMap;

/// Ways that are kept from column to column: as many as differ in how much of the thread they hold.
const MOST: usize = 16;
/// Paragraphs of a column of which one may lend a line, and by how much each.
const LENDERS: usize = 8;

/// Columns that the thread fills, and the paragraphs that lend a line for it.
pub(super) type Shared = (Vec<Bin>, BTreeMap<usize, i32>);

/// How far the thread came, what took it, and what that costs.
#[derive(Clone)]
struct Way {
    cursor: Spot,
    shared: Shared,
    cost: i64,
}

/// `bins`, all of which end on a foot or above it, each shorter by up to `apart` lines, so that the thread from `start`
/// on just fills them and none of those at the foot is emptier than that; a paragraph of each may lend a line (`lends`).
/// `None` where no lengths do.
pub(super) fn share(
    bench: &mut Bench<'_, '_>,
    start: &Spot,
    bins: &[Bin],
    (apart, lends): (i64, bool),
) -> Option<Shared> {
    let foot = bins.iter().map(end).max()?;
    let mut ways = vec![Way { cursor: start.clone(), shared: Shared::default(), cost: 0 }];
    for (n, bin) in bins.iter().enumerate() {
        // A float at a column's foot ends with the others.
        let shorter = if end(bin) == foot && bin.hang == 0 { apart.min(bin.lines) } else { 0 };
        let least = if end(bin) == foot && is_lowest(bins, n) { foot - apart } else { 0 };
        let mut next: BTreeMap<Vec<usize>, Way> = BTreeMap::new();
        for way in &ways {
            for less in 0..=shorter {
                let own = Bin { lines: bin.lines - less, ..*bin };
                onward(bench, way, (&own, least), lends, &mut next);
            }
        }
        ways = next.into_values().collect();
        // Those that hold most come out at the end.
        let spare = ways.len().saturating_sub(MOST);
        ways.drain(..spare);
    }
    let ended = ways.into_iter().filter(|way| bench.ended(&way.cursor));
    ended.min_by_key(|way| way.cost).map(|way| way.shared)
}

/// Adds the ways that come of `way` where column `bin` is filled down to line `least` at least.
fn onward(
    bench: &mut Bench<'_, '_>,
    way: &Way,
    (bin, least): (&Bin, i64),
    lends: bool,
    next: &mut BTreeMap<Vec<usize>, Way>,
) {
    let plain = cast(bench, &way.cursor, &[*bin]);
    let mut lent = Vec::new();
    if lends {
        let free = |block: &usize| !bench.lent.contains_key(block);
        let blocks: Vec<usize> = plain.runs().filter_map(|(_, run)| lender(&run.kind)).filter(free).collect();
        lent = lenders(bench, &blocks, bin.w);
        lent.truncate(LENDERS);
    }
    let mut keep = |filled: Cast, price: i64, lent: Option<(usize, i32)>| {
        let used = filled.used().next().unwrap_or(0);
        let cost = way.cost + filled.cost + price;
        let key = filled.end.key();
        if bin.top + used + bin.hang < least || next.get(&key).is_some_and(|known| known.cost <= cost) {
            return;
        }
        let mut shared = way.shared.clone();
        shared.0.push(*bin);
        shared.1.extend(lent);
        next.insert(key, Way { cursor: filled.end, shared, cost });
    };
    keep(plain, 0, None);
    for (block, price, by) in lent {
        let kept = bench.lent.insert(block, by);
        let trying = std::mem::replace(&mut bench.trying, true);
        let filled = cast(bench, &way.cursor, &[*bin]);
        bench.trying = trying;
        give_back(bench, block, kept);
        keep(filled, price + LENT, Some((block, by)));
    }
}

/// Where a column ends, the floats below it included.
fn end(bin: &Bin) -> i64 {
    bin.top + bin.lines + bin.hang
}

/// Whether nothing of column `n` stands below it.
fn is_lowest(bins: &[Bin], n: usize) -> bool {
    let place = |b: &Bin| -> (usize, Length) { (b.page, b.x) };
    let own = bins.get(n).copied().unwrap_or_default();
    !bins.iter().any(|b| place(b) == place(&own) && b.top > own.top)
}
