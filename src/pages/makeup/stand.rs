//! How high a float may stand in its columns: at the head, at the foot, or where it is referred to.
//! Sets no float.

use super::boxes::Bench;
use super::column::{Spot, cast};
use super::fill::Bin;
use super::leaf::PlacedFloat;
use super::strips::{Strip, bins};
use crate::geom::Length;
use crate::issue::Place;
use crate::pages::galley::{Float, Flow};

/// Price of a place farther down the list of those that a float may have.
pub(super) const RANK: i64 = 25;
/// Fifths of a column's height at which a quotation may stand that repeats a sentence of it.
pub(super) const FIFTHS: [i64; 4] = [1, 2, 3, 4];
/// Of these, those at which one stands across whole columns.
const MIDDLE: [i64; 1] = [3];
/// Lines that a column must have for that.
const DEEP: i64 = 20;
/// Lines that a quotation keeps from head and foot of its column.
const WITHIN: i64 = 6;

/// Where in its columns a float stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stand {
    /// On their first free line.
    Head,
    /// On their last.
    Foot,
    /// Below text that ends on the line before this one.
    Below(i64),
}

/// Whether `span` columns from `strip` on are all columns of their page and frame.
pub(super) fn is_whole(strips: &[Strip], strip: usize, span: usize) -> bool {
    let own = strips.get(strip).map(|s| (s.page, s.frame));
    strips.iter().filter(|s| Some((s.page, s.frame)) == own).count() == span
}

/// The heights at which a float may stand in `span` columns from `strip` on, each with its price.
pub(super) fn stands(
    allowed: &[Place],
    float: &Float,
    here: &Here,
    strips: &[Strip],
    (strip, span): (usize, usize),
) -> Vec<(i64, Stand)> {
    let Some(first) = strips.get(strip) else { return Vec::new() };
    let whole = is_whole(strips, strip, span);
    let mut out = Vec::new();
    for (rank, place) in (0..).zip(allowed) {
        let rank = rank * RANK;
        match place {
            Place::Bottom => out.push((rank, Stand::Foot)),
            Place::Here => {
                out.extend(here.stand(first, whole).map(|stand| (rank, stand)));
                if float.echo.is_some() && !whole {
                    out.extend(first.within(&MIDDLE).map(|line| (rank, Stand::Below(line))));
                }
            }
            _ => out.push((rank, Stand::Head)),
        }
    }
    out
}

/// The free lines of columns at the head, at the foot or below a line, which must be the same in all.
pub(super) fn stretch(spanned: &[Strip], stand: Stand) -> Option<(i64, i64)> {
    let of = |s: &Strip| match stand {
        Stand::Head => s.free.first().copied(),
        Stand::Foot => s.free.last().copied(),
        Stand::Below(line) => {
            let (t, f) = s.free.iter().copied().find(|(_, f)| *f > line)?;
            // A blank line stands below text.
            Some((if t >= line { t } else { line + 1 }, f))
        }
    };
    let (top, foot) = of(spanned.first()?)?;
    let mut common = (top, foot);
    for strip in spanned {
        let (t, f) = of(strip)?;
        match stand {
            Stand::Foot if f != foot => return None,
            Stand::Head if t != top => return None,
            _ => common = (common.0.max(t), common.1.min(f)),
        }
    }
    Some(common)
}

impl Strip {
    /// Lines within its longest free stretch, well away from head and foot.
    pub(super) fn within(&self, fifths: &'static [i64]) -> impl Iterator<Item = i64> + use<> {
        let longest = self.free.iter().copied().max_by_key(|(t, f)| f - t);
        let long = longest.filter(|(t, f)| f - t >= DEEP);
        long.into_iter().flat_map(|(t, f)| {
            let lines = fifths.iter().map(move |n| t + (f - t) * n / 5);
            lines.filter(move |line| line - t >= WITHIN && f - line >= WITHIN)
        })
    }

    /// Takes `lines` lines from `line` on out of what is free, and the blank line between float and text.
    pub(super) fn take(&mut self, stand: Stand, line: i64, lines: i64, band: bool) {
        match stand {
            Stand::Foot => {
                if let Some(free) = self.free.last_mut() {
                    self.hang += free.1 - (line - 1).max(free.0);
                    free.1 = (line - 1).max(free.0);
                }
            }
            Stand::Head => {
                if let Some(free) = self.free.first_mut() {
                    free.0 = line + lines + 1;
                }
            }
            Stand::Below(_) => {
                let Some(n) = self.free.iter().position(|(t, f)| (*t..*f).contains(&line)) else { return };
                let Some((top, foot)) = self.free.get(n).copied() else { return };
                self.free.splice(n..=n, [(top, (line - 1).max(top)), (line + lines + 1, foot)]);
                if band {
                    self.bands.push(line);
                }
            }
        }
    }
}

/// Where on a page a float is referred to.
pub(super) enum Here {
    /// Before its text: the float is late, or the first thing on it.
    Head,
    /// In the column at `x` on `page`, whose text above ends on the line before `line`; where the columns of that page
    /// end above it when they are levelled.
    At { page: usize, x: Length, line: i64, level: Option<i64> },
    /// On none of its columns.
    Beyond,
}

impl Here {
    /// Where a float stands that begins in the column `first`; `whole`: across all columns of the page.
    pub(super) fn stand(&self, first: &Strip, whole: bool) -> Option<Stand> {
        match self {
            Self::Head => Some(Stand::Head),
            Self::At { page, level, .. } if whole && *page == first.page => level.map(Stand::Below),
            Self::At { page, x, line, .. } if !whole && (*page, *x) == (first.page, first.x) => {
                Some(Stand::Below(*line))
            }
            _ => None,
        }
    }
}

/// Where the text on `strips` stands, from `start` on, at which a float is referred to.
pub(super) fn here(bench: &mut Bench<'_, '_>, float: usize, strips: &[Strip], start: &Spot) -> Here {
    let flow = bench.flow;
    let Some(at) = flow.iter().position(|f| matches!(f, Flow::Anchor(n) if *n == float)) else {
        return Here::Head;
    };
    if start.block > at {
        return Here::Head;
    }
    bench.flow = flow.get(..at).unwrap_or_default();
    let found = above(bench, strips, start);
    bench.flow = flow;
    found
}

/// Where the whole text of the bench ends on `strips`, from `start` on.
fn above(bench: &mut Bench<'_, '_>, strips: &[Strip], start: &Spot) -> Here {
    let all = bins(strips);
    let filled = cast(bench, start, &all);
    if !filled.end.is_done(bench.flow) {
        return Here::Beyond;
    }
    let last = filled.columns.iter().rposition(|c| !c.runs.is_empty());
    let Some((last, bin)) = last.and_then(|n| Some((n, all.get(n)?))) else { return Here::Head };
    let lowest = strips.iter().filter(|s| s.page == bin.page).map(strip_top).max().unwrap_or(-1);
    // The columns of the lowest band, from their head down.
    let band = |b: &Bin| b.page == bin.page && b.top >= lowest;
    let within = || all.iter().zip(filled.used()).filter(|(b, _)| band(b));
    let (head, foot) = (within().map(|(b, _)| b.top).min(), within().map(|(b, _)| b.top + b.lines).max());
    let lines: i64 = within().map(|(_, u)| u).sum();
    let least = (lines / (within().count() as i64).max(1)).max(1);
    let level = head.zip(foot).and_then(|(head, foot)| {
        let mut fits = |f: i64| {
            let short = |b: &Bin| Bin { lines: b.lines.min((f - b.top).max(0)), ..*b };
            let bins: Vec<Bin> = all.iter().map(|b| if band(b) { short(b) } else { *b }).collect();
            cast(bench, start, &bins).end.is_done(bench.flow)
        };
        if lines == 0 { Some(head) } else { (head + least..=foot).find(|f| fits(*f)) }
    });
    Here::At { page: bin.page, x: bin.x, line: bin.top + filled.used().nth(last).unwrap_or(0), level }
}

/// The line on which a column's lowest band begins.
fn strip_top(strip: &Strip) -> i64 {
    strip.bands.iter().max().copied().unwrap_or(-1)
}

/// Moves floats at the foot with it: from where the columns ended at line `from` to where they end at line `to`.
pub(super) fn rise(placed: &mut [PlacedFloat], from: i64, to: i64) {
    for float in placed {
        if let Some(foot) = float.foot {
            float.line += (foot - from).max(0) - (foot - to).max(0);
        }
    }
}
