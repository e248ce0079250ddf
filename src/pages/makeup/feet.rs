//! Notes at the foot of the page, over the full width of the text: what the columns above give way for them.
//! Notes at the foot of their own column are the filling's affair.

use super::boxes::Bench;
use super::column::{Cast, Spot, cast};
use super::fill::Bin;
use super::leaf::PlacedFloat;
use super::sheet::Sheet;
use super::strips::Bins;
use crate::geom::Length;
use crate::pages::galley::{ARTIFACT, SetBox};
use std::sync::Arc;

/// Rounds after which what stands is taken: more room for notes leaves fewer marks above them, so two are the rule.
const ROUNDS: usize = 6;
/// Of a page, the part that notes take at the most, in tenths.
const MOST: i64 = 7;

/// Something at the foot of a page: the rule above its notes, a note.
#[derive(Clone)]
pub struct Foot {
    /// Page of the sheet.
    pub page: usize,
    /// Left edge from that page's trim.
    pub x: Length,
    /// First grid line.
    pub line: i64,
    /// As set.
    pub set: Arc<SetBox>,
}

/// The text's foot on a page of a sheet.
#[derive(Clone, Copy)]
struct Ground {
    x: Length,
    width: Length,
    column: Length,
    top: i64,
    foot: i64,
}

/// Columns filled, and what stands below them.
#[derive(Clone)]
pub(super) struct Footed {
    /// The columns, shorter by the notes below them.
    pub columns: Bins,
    /// Their filling.
    pub filled: Cast,
    /// The notes.
    pub feet: Vec<Foot>,
    /// Lines that they take on each page.
    reserved: [i64; 2],
}

impl Footed {
    /// Whether `placed` keep clear of the notes: what they lift finds room above them, and what text goes round, which
    /// stays where its lines make way, does not reach so far down.
    pub(super) fn clears<'p>(
        &self,
        sheet: &Sheet,
        mut placed: impl Iterator<Item = &'p PlacedFloat> + Clone,
    ) -> bool {
        if self.reserved == [0; 2] {
            return true;
        }
        let beside = |p: &PlacedFloat, page: usize, x: Length, w: Length| {
            p.page == page && p.x < x + w && x < p.x + p.w
        };
        let all = placed.clone();
        placed.all(|p| {
            let reserved = self.reserved_on(p.page);
            if p.round {
                let end = p.line + p.set.lines;
                return ground(sheet, p.page).is_none_or(|g| reserved == 0 || end <= g.foot - reserved);
            }
            if reserved == 0 || !lifts(sheet, p) {
                return true;
            }
            let line = p.line - reserved;
            let above = |q: &PlacedFloat| {
                (q.round || !lifts(sheet, q)) && beside(p, q.page, q.x, q.w) && q.line + q.set.lines >= line
            };
            let strips = sheet.strips.iter().filter(|s| beside(p, s.page, s.x, s.w));
            let top = strips.filter_map(|s| s.whole.first()).map(|(top, _)| *top).max();
            top.is_none_or(|top| top <= line) && !all.clone().any(above)
        })
    }

    fn reserved_on(&self, page: usize) -> i64 {
        self.reserved.get(page).copied().unwrap_or(0)
    }

    /// Moves the floats that stood on the pages' feet above the notes.
    pub(super) fn lift(&self, sheet: &Sheet, placed: &mut [PlacedFloat]) {
        for float in placed.iter_mut().filter(|float| !float.round && lifts(sheet, float)) {
            float.line -= self.reserved_on(float.page);
        }
    }
}

/// Whether notes lift a float: it stands on its page's foot.
fn lifts(sheet: &Sheet, float: &PlacedFloat) -> bool {
    ground(sheet, float.page).is_some_and(|g| float.line + float.set.lines + 1 >= g.foot)
}

/// Fills `columns` of a sheet from `start` on, with the notes that they mark below them where the layout has notes at
/// the foot of the page.
pub(super) fn fill_above(bench: &mut Bench<'_, '_>, start: &Spot, columns: &Bins, sheet: &Sheet) -> Footed {
    let filled = cast(bench, start, columns);
    let mut out = Footed { columns: columns.clone(), filled, feet: Vec::new(), reserved: [0; 2] };
    if !bench.page_notes || out.filled.columns.iter().all(|c| c.notes.is_empty()) {
        return out;
    }
    let whole = columns;
    for _ in 0..ROUNDS {
        let (feet, need) = feet(bench, &out.filled, whole, sheet);
        if need.iter().zip(&out.reserved).all(|(need, reserved)| need <= reserved) {
            out.feet = feet;
            return out;
        }
        for (reserved, need) in out.reserved.iter_mut().zip(need) {
            *reserved = (*reserved).max(need);
        }
        let shorter = whole.iter().map(|b| shorter(b, sheet, out.reserved));
        out.columns = shorter.collect::<Vec<Bin>>().into();
        out.filled = cast(bench, start, &out.columns);
    }
    out.feet = self::feet(bench, &out.filled, whole, sheet).0;
    out
}

/// A column that ends on its page's foot, or above floats that do, shorter by the page's notes.
fn shorter(bin: &Bin, sheet: &Sheet, reserved: [i64; 2]) -> Bin {
    let reserved = reserved.get(bin.page).copied().unwrap_or(0);
    let last = |s: &&super::strips::Strip| s.page == bin.page && s.x <= bin.x && bin.x < s.x + s.w;
    let ground = ground(sheet, bin.page);
    let low = sheet.strips.iter().filter(last).any(|s| {
        let reaches = |(top, end): &(i64, i64)| bin.top >= *top && ground.is_some_and(|g| *end == g.foot);
        s.whole.last().is_some_and(reaches)
    });
    if low { Bin { lines: (bin.lines - reserved).max(0), ..*bin } } else { *bin }
}

/// Where the text of a page of the sheet ends, and how wide it is there.
fn ground(sheet: &Sheet, page: usize) -> Option<Ground> {
    let on = || sheet.strips.iter().filter(move |s| s.page == page);
    let foot = on().filter_map(|s| s.whole.last()).map(|(_, end)| *end).max()?;
    let low = || on().filter(move |s| s.whole.last().is_some_and(|(_, end)| *end == foot));
    let (x, right) = (low().map(|s| s.x).min()?, low().map(|s| s.x + s.w).max()?);
    let top = low().filter_map(|s| s.whole.first()).map(|(top, _)| *top).min()?;
    Some(Ground { x, width: right - x, column: low().map(|s| s.w).next()?, top, foot })
}

/// The notes that the columns mark, set at their pages' feet, and the lines that they take.
fn feet(bench: &mut Bench<'_, '_>, filled: &Cast, bins: &[Bin], sheet: &Sheet) -> (Vec<Foot>, [i64; 2]) {
    let (mut out, mut need) = (Vec::new(), [0; 2]);
    for (page, taken) in need.iter_mut().enumerate() {
        let Some(ground) = ground(sheet, page) else { continue };
        let mut notes: Vec<usize> = Vec::new();
        let on = filled.columns.iter().zip(bins).filter(|(_, bin)| bin.page == page);
        for note in on.flat_map(|(column, _)| &column.notes) {
            if !notes.contains(note) {
                notes.push(*note);
            }
        }
        if notes.is_empty() {
            continue;
        }
        let notes: Vec<Arc<SetBox>> = notes.iter().filter_map(|n| bench.note(*n, ground.width)).collect();
        let rule = Arc::new(bench.note_rule(ground.column, notes.first().map(|b| &**b), ARTIFACT));
        let sets: Vec<Arc<SetBox>> = std::iter::once(rule).chain(notes).collect();
        let lines: i64 = sets.iter().map(|s| s.lines).sum();
        *taken = lines.min((ground.foot - ground.top) * MOST / 10);
        let mut line = ground.foot - lines;
        for set in sets {
            let next = line + set.lines;
            out.push(Foot { page, x: ground.x, line, set });
            line = next;
        }
    }
    (out, need)
}
