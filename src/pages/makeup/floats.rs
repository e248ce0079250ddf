//! Where a float may stand on a sheet's columns, and what that costs.
//! Fills nothing.

use super::boxes::{Bench, BoxAt, least_width};
use super::column::Spot;
use super::fill::Cursor;
use super::ground::{Found, Ground, Left, Taken};
use super::leaf::{PlacedFloat, Under};
use super::search::Search;
use super::stand::{Here, Stand, here, is_whole, stands, stretch};
use super::strips::{Strip, spans};
use crate::geom::Length;
use crate::issue::{Place, SpanWish};
use crate::pages::galley::{Content, Float, Flow, SetBox};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Price of a line of a column that a table takes: of its widths, the one that needs least room is best.
const TABLE_AREA: i64 = 4;

/// Price of a picture that should cross the fold and stands on one page.
const FOLD: i64 = 400;
/// Price of a float beyond the most of its kind on a page.
const CROWD: i64 = 2500;
/// How often that is the price of one that stands on a page without text.
const ALONE: i64 = 4;

/// Where a float is to stand on a sheet.
struct FloatChoice {
    /// Number of the float.
    float: usize,
    /// How high.
    stand: Stand,
    /// First strip.
    strip: usize,
    /// How many strips.
    span: usize,
    /// Height of a picture in percent of its own.
    percent: i64,
}

/// Price of a float that goes on elsewhere.
const BROKEN: i64 = 300;

/// Price of a float above a head that stands in the thread: dearer than one some pages behind its reference.
const OVER_HEAD: i64 = 3000;
/// Price of a float above the initial with which an article begins: less than that of one a page behind its reference.
const OVER_INITIAL: i64 = 1000;

/// Heights of a picture in percent of its own, and what it costs to crop it or, where drawn, to shrink it.
const HEIGHTS: [(i64, i64, i64); 3] = [(100, 0, 0), (80, 70, 600), (62, 160, 1800)];

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
    /// Where the text stands at which it is referred to.
    here: &'u Here,
}

impl Search<'_, '_> {
    /// The places that a float, or the rest of it, may take on the strips as they are, which hold `placed`; the sheet's
    /// text begins at `start`. Where it stands nowhere whole and nothing else stands on a deep sheet, it takes more columns
    /// than it asks for, as far as its rule lets it, or is broken.
    pub(super) fn places(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (number, under): (usize, Option<&Under>),
        (strips, ground): (&[Strip], &Ground),
        start: &Spot,
    ) -> Vec<Found> {
        let textless = start.is_done(bench.flow);
        let mut out = self.all_places(bench, (number, under), strips, (start, textless));
        for (_, one, price) in &mut out {
            *price += self.crowd(ground, one, textless);
            *price += over_head(bench.flow, start, strips, one);
        }
        // Of those that cost the same the last one is tried first.
        out.reverse();
        out.sort_by_key(|(_, _, price)| *price);
        out
    }

    /// Whether a float may stand where it is referred to.
    pub(super) fn stands_by_text(&self, number: usize) -> bool {
        let float = self.brief.galley.floats.get(number);
        float.is_some_and(|float| allowed(float).contains(&Place::Here))
    }

    /// As `places`, apart from what else stands on the page.
    fn all_places(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (number, under): (usize, Option<&Under>),
        strips: &[Strip],
        (start, textless): (&Spot, bool),
    ) -> Vec<Found> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let count = strips.iter().filter(|s| s.frame == 0 && s.page == 0).count();
        let allowed = match under {
            // What goes on begins at the head, as do pages without text.
            Some(_) => vec![Place::Top],
            None if textless => vec![Place::Top],
            None => allowed(float),
        };
        let here =
            if allowed.contains(&Place::Here) { here(bench, number, strips, start) } else { Here::Beyond };
        let here = &here;
        if let Some(under) = under {
            let span = under.columns.min(count.max(1));
            let manner = Manner { under: Some(under), parted: true, here };
            return self.ways(bench, number, strips, (span..=span, &allowed), manner);
        }
        let (low, high) = readable(float, strips, spans(float, count));
        let deepest = bench.deepest;
        let deep = |s: &Strip| {
            *s.free == *s.whole && s.free.iter().any(|(t, f)| (f - t) * 10 >= deepest * 8 || textless)
        };
        if let Some(gap) = float.rule.wrap {
            let ways = self.places_round(bench, (number, gap), strips, &allowed, (here, low));
            // What no page holds with text round it stands without.
            if !ways.is_empty() || !strips.iter().all(deep) {
                return ways;
            }
        }
        let whole = Manner { under: None, parted: false, here };
        let mut ways = self.ways(bench, number, strips, (low..=high, &allowed), whole);
        if float.span == SpanWish::Full && matches!(float.content, Content::Figure(_)) {
            self.over_fold(bench, number, (strips, count), (&allowed, whole), &mut ways);
        }
        if !ways.is_empty() || matches!(float.content, Content::Figure(_)) || !strips.iter().all(deep) {
            return ways;
        }
        let most = (float.rule.span.1 as usize).clamp(high, count.max(high));
        let wider = self.ways(bench, number, strips, (high + 1..=most, &allowed), whole);
        if !wider.is_empty() {
            return wider;
        }
        self.ways(
            bench,
            number,
            strips,
            (low..=most, &[Place::Top]),
            Manner { under: None, parted: true, here },
        )
    }

    /// Adds to the ways of a picture that is as wide as can be those across the fold of a spread, which are cheaper.
    fn over_fold(
        &mut self,
        bench: &mut Bench<'_, '_>,
        number: usize,
        (strips, count): (&[Strip], usize),
        (allowed, whole): (&[Place], Manner<'_>),
        ways: &mut Vec<Found>,
    ) {
        let second = strips.iter().filter(|s| s.frame == 0 && s.page == 1).count();
        if second > 0 {
            for (_, _, price) in ways.iter_mut() {
                *price += FOLD;
            }
            let all = count + second;
            ways.extend(self.ways(bench, number, strips, (all..=all, allowed), whole));
        }
    }

    /// The ways to put a float on strips at one of the spans and places, the cheapest last.
    fn ways(
        &mut self,
        bench: &mut Bench<'_, '_>,
        number: usize,
        strips: &[Strip],
        (spans, places): (RangeInclusive<usize>, &[Place]),
        manner: Manner<'_>,
    ) -> Vec<Found> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let low = *spans.start();
        let mut out = Vec::with_capacity(strips.len() * places.len() * 2);
        for span in spans {
            for (strip, (percent, cut)) in columns(strips.len(), span, &float.content) {
                for (rank, stand) in stands(places, float, manner.here, strips, (strip, span)) {
                    let choice = FloatChoice { float: number, stand, strip, span, percent };
                    if let Some((left, placed)) = self.put(bench, &choice, strips, manner) {
                        let off = strip as i64 * 3;
                        let wide = match float.content {
                            Content::Table(_) => placed.set.lines * span as i64 * TABLE_AREA,
                            _ => (span - low) as i64 * 12,
                        };
                        let broken = i64::from(placed.rest.is_some()) * BROKEN;
                        let price = rank + off + wide + cut + broken;
                        out.push((left, placed, price));
                    }
                }
            }
        }
        out
    }

    /// Puts a float on strips: all that it spans must be free at that height, on one page of one frame.
    fn put(
        &mut self,
        bench: &mut Bench<'_, '_>,
        choice: &FloatChoice,
        strips: &[Strip],
        manner: Manner<'_>,
    ) -> Option<(Left, PlacedFloat)> {
        let spanned = strips.get(choice.strip..choice.strip + choice.span)?;
        let first = spanned.first()?;
        let last = spanned.last()?;
        let float = self.brief.galley.floats.get(choice.float)?;
        let page = first.page;
        // Only pictures cross the fold.
        let spread = strips.iter().filter(|s| s.frame == first.frame).count() == choice.span;
        let crosses = last.page != page && spread && matches!(float.content, Content::Figure(_));
        if spanned.iter().any(|s| (s.page != page && !crosses) || s.frame != first.frame) {
            return None;
        }
        let width = last.x + last.w - first.x + if crosses { bench.page.size.w } else { Length::ZERO };
        let stand = choice.stand;
        let (top, foot) = stretch(spanned, stand)?;
        let clear = |s: &Strip| s.free.len() == 1 && *s.whole == *s.free && s.held.is_empty();
        let below = matches!(stand, Stand::Below(_));
        let fresh = choice.percent == 100 && spanned.iter().all(clear) && !below;
        let (set, rest) = self.fitted(bench, choice, width, (foot - top, fresh), manner)?;
        let line = if stand == Stand::Foot { foot - set.lines } else { top };
        let held = |s: &Strip| s.held.iter().any(|(t, f)| *t < line + set.lines && line < *f);
        if spanned.iter().any(held) {
            return None;
        }
        let at_foot = (stand == Stand::Foot).then(|| first.whole.last().map_or(foot, |(_, f)| *f));
        let lines = set.lines;
        let left = Left::Taken(Taken { strip: choice.strip, span: choice.span, stand, line, lines });
        let rest = rest.map(|at| Under { at, columns: choice.span });
        let (x, columns, again) = (first.x, choice.span, manner.under.is_some());
        let placed = PlacedFloat {
            float: choice.float,
            page,
            x,
            w: width,
            columns,
            line,
            foot: at_foot,
            round: false,
            set,
            again,
            rest,
        };
        Some((left, placed))
    }

    /// What it will cost that floats from `next` on come after the text: those of which few may stand on a page would
    /// stand on one of their own.
    pub(super) fn alone(&self, next: usize) -> i64 {
        let left = self.brief.galley.floats.iter().skip(next);
        left.filter(|f| f.rule.per_page.is_some()).count() as i64 * ALONE * CROWD
    }

    /// What it costs that as many of its kind as may stand on a page stand there already.
    fn crowd(&self, ground: &Ground, one: &PlacedFloat, textless: bool) -> i64 {
        let floats = &self.brief.galley.floats;
        let Some(float) = floats.get(one.float) else { return 0 };
        let Some(most) = float.rule.per_page else { return 0 };
        let alike = |p: &&PlacedFloat| {
            p.page == one.page && floats.get(p.float).is_some_and(|other| other.kind == float.kind)
        };
        let over = (ground.placed().filter(alike).count() as i64 + 1 - i64::from(most)).max(0);
        // On a page without text it would stand in its own company.
        (over + if textless { ALONE } else { 0 }) * CROWD
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

    pub(super) fn float_box(
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

/// What it costs that a float stands at the head of the column in which an article begins: above its heading, for a
/// piece's head comes before all that belongs to it, or, in one of several columns, above its initial, for that is where
/// eyes begin to read.
fn over_head(flow: &[Flow], start: &Cursor, strips: &[Strip], float: &PlacedFloat) -> i64 {
    let first = flow.iter().find_map(|f| if let Flow::Text(block) = f { Some(block) } else { None });
    let price = match first {
        Some(block) if matches!(block.id, Some((_, None))) => OVER_HEAD,
        Some(block) if block.cap.is_some() && float.columns == 1 && !is_whole(strips, 0, 1) => OVER_INITIAL,
        _ => return 0,
    };
    let here = |s: &Strip| {
        let at_head = s.free.first().is_some_and(|(top, _)| float.line <= *top);
        at_head && s.page == float.page && float.x <= s.x && s.x < float.x + float.w
    };
    let begins = start.block == 0 && start.line == 0 && strips.first().is_some_and(here);
    if begins { price } else { 0 }
}

/// The spans that a float may take: a table takes no fewer columns than its words need, as many as there are.
fn readable(float: &Float, strips: &[Strip], (low, high): (usize, usize)) -> (usize, usize) {
    let least = least_width(&float.content);
    let columns: Vec<&Strip> = strips.iter().filter(|s| s.frame == 0 && s.page == 0).collect();
    let width = |n: usize| Some(columns.get(n - 1)?.x + columns.get(n - 1)?.w - columns.first()?.x);
    let low = (low..=columns.len()).find(|n| width(*n) >= Some(least)).unwrap_or(columns.len()).max(low);
    (low, high.max(low))
}

/// The places that a float may take, in order of preference.
fn allowed(float: &Float) -> Vec<Place> {
    match float.place {
        Some(Place::End) => return vec![Place::Bottom],
        Some(place) => return vec![place],
        None => {}
    }
    let allowed: Vec<Place> = float.rule.place.iter().copied().filter(|p| *p != Place::End).collect();
    if allowed.is_empty() { vec![Place::Top, Place::Bottom] } else { allowed }
}
