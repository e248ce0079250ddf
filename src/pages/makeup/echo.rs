//! How far quotations stand from the sentences that they repeat.
//! Finds no sentence and places nothing.

use super::column::Cast;
use super::fill::{Bin, RunKind};
use super::leaf::PlacedFloat;
use crate::pages::galley::{Float, Galley};
use std::ops::Range;

/// Lines that a quotation keeps from its sentence in the same column.
const AWAY: i64 = 12;
/// Price of each line by which it is nearer.
const NEAR: i64 = 200;
/// Price of its column, at any distance.
const SAME: i64 = 60;
/// Price of a quotation in another column beside its sentence.
const BESIDE: i64 = 300;

/// What it costs that quotations stand near the sentences that they repeat: least in another column at another height,
/// or on another page.
pub(super) fn echoes<'p>(
    galley: &Galley,
    placed: impl Iterator<Item = &'p PlacedFloat>,
    bins: &[Bin],
    filled: &Cast,
) -> i64 {
    let of = |p: &PlacedFloat| galley.floats.get(p.float).map_or(0, |float| echo(float, p, bins, filled));
    placed.map(of).sum()
}

fn echo(float: &Float, placed: &PlacedFloat, bins: &[Bin], filled: &Cast) -> i64 {
    let Some((block, chars)) = &float.echo else { return 0 };
    let own = (placed.line, placed.line + placed.set.lines);
    let mut price = 0;
    for (n, run) in filled.runs() {
        let Some(bin) = bins.get(n).filter(|b| b.page == placed.page) else { continue };
        let Some((from, to)) = rows(&run.kind, *block, chars) else { continue };
        let (from, to) = (bin.top + run.line + from, bin.top + run.line + to);
        let apart = (own.0 - to).max(from - own.1).max(0);
        let above = bin.x < placed.x + placed.w && placed.x < bin.x + bin.w;
        price = price.max(match above {
            true => (AWAY - apart).max(0) * NEAR + SAME,
            false if apart == 0 => BESIDE,
            false => 0,
        });
    }
    price
}

/// The grid lines of a run that hold some of a block's `chars`: first and one past the last.
fn rows(kind: &RunKind, wanted: usize, chars: &Range<u32>) -> Option<(i64, i64)> {
    let RunKind::Lines { block, from, to, broken, each, split } = kind else { return None };
    if *block != wanted {
        return None;
    }
    let lines = broken.lines.get(*from..*to)?;
    let holds = |l: &crate::typeset::Line| l.chars.start < chars.end && chars.start < l.chars.end;
    let (first, last) = (lines.iter().position(holds)?, lines.iter().rposition(holds)?);
    if *split { Some((first as i64 * each, (last as i64 + 1) * each)) } else { Some((0, *each)) }
}
