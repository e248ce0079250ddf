//! Where a float may stand on a sheet's columns, and what that costs.
//! Fills nothing.

use super::boxes::{Bench, BoxAt};
use super::leaf::{PlacedFloat, Under};
use super::search::Search;
use super::sheet::FloatChoice;
use super::strips::{Strip, spans};
use crate::geom::Length;
use crate::issue::Place;
use crate::pages::galley::{Content, Float, SetBox};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Price of a line of a column that a table takes: of its widths, the one that needs least room is best.
const TABLE_AREA: i64 = 4;

/// Price of a float that goes on elsewhere.
const BROKEN: i64 = 300;

/// Heights of a picture in percent of its own, and what it costs to crop it or, where drawn, to shrink it.
const HEIGHTS: [(i64, i64, i64); 3] = [(100, 0, 0), (80, 70, 140), (62, 160, 320)];

/// The strips on which a float may begin, each with the heights that it may have.
fn columns(strips: usize, span: usize, content: &Content) -> impl Iterator<Item = (usize, (i64, i64))> {
    let (heights, drawn) = match content {
        Content::Figure(f) => (HEIGHTS.len(), f.pictures.iter().any(|p| p.drawn)),
        _ => (1, false),
    };
    let cost = move |(percent, crop, shrink)| (percent, if drawn { shrink } else { crop });
    let ways = move |strip| HEIGHTS.into_iter().take(heights).map(move |h| (strip, cost(h)));
    (0..strips.saturating_sub(span - 1)).flat_map(ways)
}

/// How a float is to be set on a sheet.
#[derive(Clone, Copy)]
struct Manner<'u> {
    /// Which part of it; `None`: it begins here.
    under: Option<&'u Under>,
    /// Whether it may go on elsewhere.
    parted: bool,
}

impl Search<'_, '_> {
    /// The places that a float, or the rest of it, may take on the strips as they are; `textless`: no text is left
    /// for the sheet. Where it stands nowhere whole and nothing else stands on a deep sheet, it takes more columns
    /// than it asks for, as far as its rule lets it, or is broken.
    pub(super) fn places(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (number, under): (usize, Option<&Under>),
        strips: &[Strip],
        textless: bool,
    ) -> Vec<(Vec<Strip>, PlacedFloat, i64)> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let count = strips.iter().filter(|s| s.frame == 0 && s.page == 0).count();
        let allowed = match under {
            // What goes on begins at the head, as do pages without text.
            Some(_) => vec![Place::Top],
            None if textless => vec![Place::Top],
            None => heads_and_feet(float),
        };
        if let Some(under) = under {
            let span = under.columns.min(count.max(1));
            let manner = Manner { under: Some(under), parted: true };
            return self.ways(bench, number, strips, (span..=span, &allowed), manner);
        }
        let (low, high) = readable(bench, float, strips, spans(float, count));
        let whole = Manner { under: None, parted: false };
        let ways = self.ways(bench, number, strips, (low..=high, &allowed), whole);
        let deep = |s: &Strip| {
            s.free == s.whole && s.free.iter().any(|(t, f)| (f - t) * 10 >= bench.deepest * 8 || textless)
        };
        if !ways.is_empty() || matches!(float.content, Content::Figure(_)) || !strips.iter().all(deep) {
            return ways;
        }
        let most = (float.rule.span.1 as usize).clamp(high, count.max(high));
        let wider = self.ways(bench, number, strips, (high + 1..=most, &allowed), whole);
        if !wider.is_empty() {
            return wider;
        }
        self.ways(bench, number, strips, (low..=most, &[Place::Top]), Manner { under: None, parted: true })
    }

    /// The ways to put a float on strips at one of the spans and places, the cheapest last.
    fn ways(
        &mut self,
        bench: &mut Bench<'_, '_>,
        number: usize,
        strips: &[Strip],
        (spans, places): (RangeInclusive<usize>, &[Place]),
        manner: Manner<'_>,
    ) -> Vec<(Vec<Strip>, PlacedFloat, i64)> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let low = *spans.start();
        let mut out = Vec::new();
        for span in spans {
            for (rank, place) in places.iter().enumerate() {
                for (strip, (percent, cut)) in columns(strips.len(), span, &float.content) {
                    let choice = FloatChoice { float: number, place: *place, strip, span, percent };
                    if let Some((strips, placed)) = self.put(bench, &choice, strips, manner) {
                        let off = strip as i64 * 3;
                        let wide = match float.content {
                            Content::Table(_) => placed.set.lines * span as i64 * TABLE_AREA,
                            _ => (span - low) as i64 * 12,
                        };
                        let broken = i64::from(placed.rest.is_some()) * BROKEN;
                        let price = rank as i64 * 25 + off + wide + cut + broken;
                        out.push((strips, placed, price));
                    }
                }
            }
        }
        // The last one pushed is tried first.
        out.sort_by_key(|(_, _, price)| std::cmp::Reverse(*price));
        out
    }

    /// Puts a float on strips: all that it spans must be free at that height, on one page of one frame.
    fn put(
        &mut self,
        bench: &mut Bench<'_, '_>,
        choice: &FloatChoice,
        strips: &[Strip],
        manner: Manner<'_>,
    ) -> Option<(Vec<Strip>, PlacedFloat)> {
        let spanned = strips.get(choice.strip..choice.strip + choice.span)?;
        let first = spanned.first()?;
        let last = spanned.last()?;
        if spanned.iter().any(|s| s.page != first.page || s.frame != first.frame) {
            return None;
        }
        let width = last.x + last.w - first.x;
        let edge = |s: &Strip| match choice.place {
            Place::Bottom => s.free.last().copied(),
            _ => s.free.first().copied(),
        };
        let (top, foot) = edge(first)?;
        let level = |s: &Strip| {
            edge(s).is_some_and(|(t, f)| if choice.place == Place::Bottom { f == foot } else { t == top })
        };
        if !spanned.iter().all(level) {
            return None;
        }
        let room = spanned.iter().filter_map(edge).map(|(t, f)| f - t).min()?;
        let fresh = choice.percent == 100 && spanned.iter().all(|s| s.free.len() == 1 && s.whole == s.free);
        let (set, rest) = self.fitted(bench, choice, width, (room, fresh), manner)?;
        let line = if choice.place == Place::Bottom { foot - set.lines } else { top };
        let next = taken(strips, choice, (line, set.lines))?;
        let rest = rest.map(|at| Under { at, columns: choice.span });
        let (page, x, columns, again) = (first.page, first.x, choice.span, manner.under.is_some());
        Some((next, PlacedFloat { float: choice.float, page, x, columns, line, set, again, rest }))
    }

    /// A float set so that it stands in `room` lines, and where it goes on; `None` where it does not stand there.
    fn fitted(
        &mut self,
        bench: &mut Bench<'_, '_>,
        choice: &FloatChoice,
        width: Length,
        (room, fresh): (i64, bool),
        manner: Manner<'_>,
    ) -> Option<(Arc<SetBox>, Option<Arc<BoxAt>>)> {
        let float = self.brief.galley.floats.get(choice.float)?;
        let most = float.rule.max_height.map_or(room, |m| room.min(i64::from(m)));
        if manner.parted {
            let from = manner.under.map(|u| &*u.at);
            let part = bench.part(&float.content, from, width, room)?;
            return Some((part.set, part.rest));
        }
        let set = self.float_box(bench, choice.float, width, choice.percent);
        let set = match set.lines <= most {
            true => set,
            // Nothing else stands in these columns: the picture gives way, or it would never find a place.
            false if fresh => Arc::new(bench.set(&float.content, width, Some(most))),
            false => return None,
        };
        (set.lines <= room).then_some((set, None))
    }

    fn float_box(
        &mut self,
        bench: &mut Bench<'_, '_>,
        number: usize,
        width: Length,
        percent: i64,
    ) -> Arc<SetBox> {
        if let Some(set) = self.float_boxes.get(&(number, width, percent)) {
            return Arc::clone(set);
        }
        let Some(float) = self.brief.galley.floats.get(number) else { return Arc::default() };
        let most = match percent {
            100 => float.rule.max_height.map(i64::from),
            _ => Some(self.float_box(bench, number, width, 100).lines * percent / 100),
        };
        let set = Arc::new(bench.set(&float.content, width, most));
        self.float_boxes.insert((number, width, percent), Arc::clone(&set));
        set
    }
}

/// The spans that a float may take: a table takes no fewer columns than its words need, as many as there are.
fn readable(
    bench: &mut Bench<'_, '_>,
    float: &Float,
    strips: &[Strip],
    (low, high): (usize, usize),
) -> (usize, usize) {
    let least = bench.least_width(&float.content);
    let columns: Vec<&Strip> = strips.iter().filter(|s| s.frame == 0 && s.page == 0).collect();
    let width = |n: usize| Some(columns.get(n - 1)?.x + columns.get(n - 1)?.w - columns.first()?.x);
    let low = (low..=columns.len()).find(|n| width(*n) >= Some(least)).unwrap_or(columns.len()).max(low);
    (low, high.max(low))
}

/// The places at a page's head and foot that a float may take, in order of preference.
fn heads_and_feet(float: &Float) -> Vec<Place> {
    match float.place {
        Some(place @ (Place::Top | Place::Bottom)) => return vec![place],
        Some(Place::End) => return vec![Place::Bottom],
        _ => {}
    }
    let fixed = |p: &Place| matches!(p, Place::Top | Place::Bottom);
    let allowed: Vec<Place> = float.rule.place.iter().copied().filter(fixed).collect();
    if allowed.is_empty() { vec![Place::Top, Place::Bottom] } else { allowed }
}

/// What is free of the strips when a float stands on `lines` of them from `line` on, a blank line about it.
fn taken(strips: &[Strip], choice: &FloatChoice, (line, lines): (i64, i64)) -> Option<Vec<Strip>> {
    let mut next = strips.to_vec();
    for strip in next.get_mut(choice.strip..choice.strip + choice.span)? {
        let foot = choice.place == Place::Bottom;
        let free = if foot { strip.free.last_mut() } else { strip.free.first_mut() }?;
        if foot { free.1 = line - 1 } else { free.0 = line + lines + 1 }
    }
    for strip in &mut next {
        strip.free.retain(|(t, f)| f - t >= 2);
    }
    Some(next)
}
