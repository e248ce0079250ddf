//! Callouts set for a width: ground and frame line, title and blocks in columns of their own, whole or in parts.
//! Chooses neither width nor place.

use super::part::{BoxAt, Part};
use super::{Bench, UNBOUNDED};
use crate::geom::{Length, Rect};
use crate::layout::{FloatRule, GridMode};
use crate::pages::document::Item;
use crate::pages::galley::{CalloutContent, Flow, SetBox, border_items, fill_item};
use crate::pages::makeup::draw::{draw_runs, ink, shift};
use crate::pages::makeup::fill::{Bin, Cursor, Filled, PlacedRun, RunKind, fill};
use crate::typeset::TagId;
use std::sync::Arc;

/// Lines of the shortest part of a callout that is broken.
const LEAST_PART: i64 = 2;

/// The columns within a callout.
struct Inside {
    /// Left edge of the first.
    x: Length,
    /// Width of each.
    w: Length,
    /// Distance between the left edges of two.
    step: Length,
    /// How many.
    count: i64,
    /// Lines between the box's edge and its text, above and below.
    pad: i64,
}

impl Inside {
    fn bins(&self, lines: i64) -> Vec<Bin> {
        let one =
            |n: i64| Bin { x: self.x + self.step * n, w: self.w, top: self.pad, lines, ..Bin::default() };
        (0..self.count).map(one).collect()
    }
}

impl Bench<'_, '_> {
    /// A callout in `columns`: ground and frame line, then its own little thread, columns level.
    pub fn callout(&mut self, c: &CalloutContent, width: Length, columns: u32) -> SetBox {
        let whole = self.callout_part(c, &c.rule, (width, columns), None, UNBOUNDED);
        whole.map(|p| Arc::unwrap_or_clone(p.set)).unwrap_or_default()
    }

    /// A callout, or as much of it from `from` on as stands in `room` lines, without ground and frame line: its
    /// frame has them.
    pub fn plain_callout(
        &mut self,
        c: &CalloutContent,
        measure: (Length, u32),
        from: Option<&BoxAt>,
        room: Option<i64>,
    ) -> Option<Part> {
        self.callout_part(c, &FloatRule::default(), measure, from, room.unwrap_or(UNBOUNDED))
    }

    /// As much of a callout from `from` on as stands in `room` lines. Ground and frame line stand about every part;
    /// the columns of the last are level.
    pub(super) fn callout_part(
        &mut self,
        c: &CalloutContent,
        look: &FloatRule,
        (width, columns): (Length, u32),
        from: Option<&BoxAt>,
        room: i64,
    ) -> Option<Part> {
        let inside = self.inside(look, width, columns);
        let most = room - inside.pad * 2;
        let first = Cursor::default();
        let start = if let Some(BoxAt::Thread(cursor)) = from { cursor } else { &first };
        let deepest = if room * 10 >= self.deepest * 8 { most } else { self.deepest - inside.pad * 2 };
        let mut bench = Bench::new(&mut *self.setter, self.page, self.issue, &c.flow);
        bench.notes = &c.notes;
        bench.deepest = if room == UNBOUNDED { self.deepest } else { deepest };
        let whole = from.is_none() && room == UNBOUNDED;
        let (filled, lines) = if most < 1 { None } else { level(&mut bench, start, &inside, most) }
            .or_else(|| if whole { None } else { cut(&mut bench, start, &inside, most) })?;
        let mut drawn = draw_runs(bench.page, &c.flow, &filled, &inside.bins(lines));
        let rest = (!filled.end.is_done(&c.flow)).then(|| Arc::new(BoxAt::Thread(filled.end.clone())));
        let mut items = Vec::new();
        let mut lines = lines;
        if inside.pad > 0 || inside.x > Length::ZERO {
            let (pad, by) = self.air(&c.flow, &drawn.items, (lines, inside.pad), look.inset);
            lines += pad;
            drawn.items = drawn.items.into_iter().map(|i| shift(i, Length::ZERO, by)).collect();
            drawn.anchors.iter_mut().for_each(|(_, y)| *y += by);
            if inside.count == 1 && from.is_none() {
                let below = self.page.step * inside.pad + by;
                drawn.items = self.raised((&c.flow, &filled), drawn.items, below, look.inset);
            }
        }
        let area = Rect::new(Length::ZERO, Length::ZERO, width, self.page.step * lines);
        self.ground((look, c.tag), area, &mut items);
        items.append(&mut drawn.items);
        let narrow = filled.runs.iter().filter_map(PlacedRun::set).flat_map(|set| set.narrow.iter().cloned());
        let narrow = narrow.collect();
        let set = SetBox { lines, items, anchors: drawn.anchors, narrow, ..SetBox::default() };
        Some(Part { set: Arc::new(set), rest })
    }

    fn inside(&self, look: &FloatRule, width: Length, columns: u32) -> Inside {
        let framed = i64::from(look.fill.is_some() || look.border.is_some());
        let x = look.inset * framed;
        let count = i64::from(columns.max(1));
        let gutter = self.page.gutter;
        let w = (width - x * 2 - gutter * (count - 1)) / count;
        Inside { x, w, step: w + gutter, count, pad: look.inset.steps_ceil(self.page.step) * framed }
    }

    /// How many lines a box is higher than the `lines` that its content takes, and by how much that, drawn `pad` lines
    /// down, moves. At least `inset` is free above its first capitals and below its last baseline, air that
    /// headings have about them included. Text on the grid stays there; without any, what whole lines give beyond
    /// the inset is shared.
    fn air(&self, flow: &[Flow], items: &[Item], (lines, pad): (i64, i64), inset: Length) -> (i64, Length) {
        let step = self.page.step;
        let (top, foot) = ink(items).unwrap_or_default();
        let above = (top - self.page.cap_top() - step * pad).max(Length::ZERO);
        let below = (step * (lines + pad - 1) + self.page.first - foot).max(Length::ZERO);
        let on_grid = |f: &Flow| matches!(f, Flow::Text(t) if t.style.grid == GridMode::All);
        if flow.iter().any(on_grid) {
            let more = |there: Length| (inset - there).max(Length::ZERO).steps_ceil(step);
            let head = more(above);
            return (head + more(below), step * (head - pad));
        }
        let need = inset * 2 - above - below;
        let more = need.steps_ceil(step);
        (more, inset - above + (step * more - need) / 2 - step * pad)
    }

    /// What is drawn of a box whose text stands on the grid, with a title above that as near to the box's edge as the
    /// inset allows: whole lines would leave more air above it than the box has below. `below`: the height of its first
    /// line.
    fn raised(
        &self,
        (flow, filled): (&[Flow], &Filled),
        items: Vec<Item>,
        below: Length,
        inset: Length,
    ) -> Vec<Item> {
        let on_grid = |f: &Flow| matches!(f, Flow::Text(t) if t.style.grid == GridMode::All);
        let title = filled.runs.first().and_then(|run| match run.kind {
            RunKind::Lines { block: 0, from: 0, split: false, each, .. } => Some(run.line + each),
            _ => None,
        });
        let Some((lines, (top, _))) = title.zip(ink(&items)).filter(|_| flow.iter().any(on_grid)) else {
            return items;
        };
        let up = (top - self.hang() - inset).max(Length::ZERO);
        let foot = below + self.page.step * lines;
        let own = |i: &Item| ink(std::slice::from_ref(i)).is_some_and(|(_, end)| end <= foot);
        items.into_iter().map(|i| if own(&i) { shift(i, Length::ZERO, -up) } else { i }).collect()
    }

    pub(super) fn ground(&self, (look, tag): (&FloatRule, TagId), area: Rect, items: &mut Vec<Item>) {
        let hang = self.hang();
        let area = Rect::between(
            area.x,
            area.y + hang,
            area.right(),
            area.bottom() - self.page.step + self.page.first,
        );
        if let Some(ink) = &look.fill {
            items.push(fill_item(area, ink, tag));
        }
        items.extend(look.border.iter().flat_map(|b| border_items(area, b, tag)));
    }
}

/// All of the thread from `start` on in level columns of at most `most` lines, and how many those are; `None` where
/// it does not fit.
fn level(bench: &mut Bench<'_, '_>, start: &Cursor, inside: &Inside, most: i64) -> Option<(Filled, i64)> {
    let alone = fill(bench, start, &inside.bins(UNBOUNDED));
    let total = alone.used.first().copied().unwrap_or(0);
    let feet = (total / inside.count).max(1)..=total.min(most);
    for deep in feet.filter(|_| inside.count > 1) {
        let filled = fill(bench, start, &inside.bins(deep));
        if filled.end.is_done(bench.flow) {
            let used = filled.used.iter().copied().max().unwrap_or(0);
            return Some((filled, if bench.notes.is_empty() { used } else { deep }));
        }
    }
    if total > most || (inside.count > 1 && most + inside.pad * 2 != UNBOUNDED) {
        return None;
    }
    if bench.notes.is_empty() {
        return Some((alone, total));
    }
    // Notes stand at a column's foot, which is known now.
    let mut deep = total..=(total * 2).min(most);
    deep.find_map(|n| {
        Some((fill(bench, start, &inside.bins(n)), n)).filter(|(f, _)| f.end.is_done(bench.flow))
    })
}

/// As much of the thread from `start` on as stands in columns of `most` lines, and how many those are. Where too
/// little would be left for a part of its own, the columns are shorter.
fn cut(bench: &mut Bench<'_, '_>, start: &Cursor, inside: &Inside, most: i64) -> Option<(Filled, i64)> {
    let mut longest = None;
    for lines in ((most - LEAST_PART).max(1)..=most).rev() {
        let mut filled = fill(bench, start, &inside.bins(lines));
        if filled.runs.is_empty() && lines * 10 >= bench.deepest * 8 {
            // No column is deeper: what is to be kept together has to part.
            bench.forced = true;
            filled = fill(bench, start, &inside.bins(lines));
            bench.forced = false;
        }
        let used = filled.used.iter().copied().max().unwrap_or(0);
        let used = if bench.notes.is_empty() { used } else { lines };
        if filled.runs.is_empty() || (used < LEAST_PART && lines >= LEAST_PART) {
            break;
        }
        let rest = fill(bench, &filled.end, &inside.bins(UNBOUNDED));
        if rest.used.first().is_some_and(|n| *n >= LEAST_PART) {
            return Some((filled, used));
        }
        longest = longest.or(Some((filled, used)));
    }
    longest
}
