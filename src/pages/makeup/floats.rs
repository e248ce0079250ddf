//! Where a float may stand on a sheet's columns, and what that costs.
//! Fills nothing.

use super::boxes::Bench;
use super::search::{PlacedFloat, Search};
use super::sheet::FloatChoice;
use super::strips::{Strip, spans};
use crate::geom::Length;
use crate::issue::Place;
use crate::pages::galley::{Content, SetBox};
use std::sync::Arc;

/// Price of a line of a column that a table takes: of its widths, the one that needs least room is best.
const TABLE_AREA: i64 = 4;

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

impl Search<'_, '_> {
    /// The places that a float may take on the strips as they are; `textless`: no text is left for the sheet.
    pub(super) fn places(
        &mut self,
        bench: &mut Bench<'_, '_>,
        number: usize,
        strips: &[Strip],
        textless: bool,
    ) -> Vec<(Vec<Strip>, PlacedFloat, i64)> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let allowed: Vec<Place> = match float.place {
            // A page without text is filled from its top.
            _ if textless => vec![Place::Top],
            Some(place @ (Place::Top | Place::Bottom)) => vec![place],
            _ => {
                float.rule.place.iter().copied().filter(|p| matches!(p, Place::Top | Place::Bottom)).collect()
            }
        };
        let allowed = if allowed.is_empty() { vec![Place::Top, Place::Bottom] } else { allowed };
        let (low, high) = spans(float, strips.iter().filter(|s| s.frame == 0 && s.page == 0).count());
        let mut out = Vec::new();
        for span in low..=high {
            for (rank, place) in allowed.iter().enumerate() {
                for (strip, (percent, cut)) in columns(strips.len(), span, &float.content) {
                    let choice = FloatChoice { float: number, place: *place, strip, span, percent };
                    if let Some((strips, placed)) = self.put(bench, &choice, strips) {
                        let off = strip as i64 * 3;
                        let wide = match float.content {
                            Content::Table(_) => placed.set.lines * span as i64 * TABLE_AREA,
                            _ => (span - low) as i64 * 12,
                        };
                        let price = rank as i64 * 25 + off + wide + cut;
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
    ) -> Option<(Vec<Strip>, PlacedFloat)> {
        let spanned = strips.get(choice.strip..choice.strip + choice.span)?;
        let first = spanned.first()?;
        let last = spanned.last()?;
        if spanned.iter().any(|s| s.page != first.page || s.frame != first.frame) {
            return None;
        }
        let width = last.x + last.w - first.x;
        let float = self.brief.galley.floats.get(choice.float)?;
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
        let most = float.rule.max_height.map_or(room, |m| room.min(i64::from(m)));
        let set = self.float_box(bench, choice.float, width, choice.percent);
        let fresh = choice.percent == 100 && spanned.iter().all(|s| s.free.len() == 1 && s.whole == s.free);
        let set = match set.lines <= most {
            true => set,
            // Nothing else stands in these columns: the picture gives way, or it would never find a place.
            false if fresh => Arc::new(bench.set(&float.content, width, Some(most))),
            false => return None,
        };
        if set.lines > room {
            return None;
        }
        let line = if choice.place == Place::Bottom { foot - set.lines } else { top };
        let mut next = strips.to_vec();
        for strip in next.get_mut(choice.strip..choice.strip + choice.span)? {
            let free =
                if choice.place == Place::Bottom { strip.free.last_mut() } else { strip.free.first_mut() }?;
            if choice.place == Place::Bottom { free.1 = line - 1 } else { free.0 = line + set.lines + 1 }
        }
        for strip in &mut next {
            strip.free.retain(|(t, f)| f - t >= 2);
        }
        let placed = PlacedFloat {
            float: choice.float,
            page: first.page,
            x: first.x,
            columns: choice.span,
            line,
            set,
        };
        Some((next, placed))
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
