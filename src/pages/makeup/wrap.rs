//! Where floats may stand that text goes round, and what they leave of their columns.
//! Sets no lines.

use super::boxes::Bench;
use super::ground::{Found, Left};
use super::leaf::PlacedFloat;
use super::round::Hole;
use super::search::Search;
use super::stand::{FIFTHS, Here, RANK};
use super::strips::Strip;
use crate::geom::{Length, Rect};
use crate::issue::Place;
use crate::layout::{CaptionAt, FloatRule, FloatSide};
use crate::pages::document::ItemKind;
use crate::pages::galley::{Content, Float, SetBox};
use std::sync::Arc;

/// Steps of the grid that must be left of a column beside a float whose width nobody states.
const LEFT: i64 = 7;
/// Height in tenths of the page that a picture between text has at the most, where nobody states its width.
const TALL: i64 = 4;

/// A place across the columns: left edge and width, and the first of the columns in the order of preference.
struct Across {
    x: Length,
    w: Length,
    strip: usize,
    /// Whether it stands in the middle, or else at the right edge.
    middle: bool,
    right: bool,
}

impl Search<'_, '_> {
    /// The places of a float that text goes round, at the distance `gap`: on each of `allowed`, in or between any of
    /// the columns, each with what is then free and its price.
    pub(super) fn places_round(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (number, gap): (usize, Length),
        strips: &[Strip],
        allowed: &[Place],
        (here, span): (&Here, usize),
    ) -> Vec<Found> {
        let Some(float) = self.brief.galley.floats.get(number) else { return Vec::new() };
        let mut out = Vec::new();
        for across in across(bench, float, gap, strips, span) {
            let (across, set) = self.lower(bench, (number, float), across);
            let Some(page) = strips.get(across.strip).map(|s| s.page) else { continue };
            let reach = |s: &Strip| s.x < across.x + across.w + gap && across.x - gap < s.x + s.w;
            let same = strips.get(across.strip).map(|s| (s.page, s.frame));
            let touched: Vec<&Strip> =
                strips.iter().filter(|s| Some((s.page, s.frame)) == same && reach(s)).collect();
            for (rank, place) in allowed.iter().enumerate() {
                for line in lines(*place, float, &touched, here, set.lines) {
                    let free = |s: &&Strip| {
                        s.free.iter().any(|(t, f)| *t <= line && line + set.lines <= *f)
                            && s.held.iter().all(|(t, f)| line + set.lines < *t || *f < line)
                    };
                    if !touched.iter().all(free) {
                        continue;
                    }
                    let at = (across.x, line);
                    let holes = holes(bench, float, &set, at, (across.w, gap));
                    let mut next = strips.to_vec();
                    for strip in next.iter_mut().filter(|s| Some((s.page, s.frame)) == same && reach(s)) {
                        strip.held.push((line, line + set.lines));
                        let mut places = bench.places(strip.round, strip.w);
                        for hole in &holes {
                            places = hole.beside(bench.page, strip.x, &places).unwrap_or(places);
                        }
                        strip.round = bench.round(places);
                    }
                    let one = PlacedFloat {
                        float: number,
                        page,
                        x: across.x,
                        w: across.w,
                        columns: touched.len(),
                        line,
                        foot: None,
                        round: true,
                        again: false,
                        rest: None,
                        set: Arc::clone(&set),
                    };
                    let price = rank as i64 * RANK + across.strip as i64 * 3;
                    out.push((Left::Round(next), one, price));
                }
            }
        }
        out
    }
}

impl Search<'_, '_> {
    /// A picture whose width nobody states, no higher than `TALL` tenths of the page: narrower, about the same middle or
    /// at the same edge.
    fn lower(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (number, float): (usize, &Float),
        across: Across,
    ) -> (Across, Arc<SetBox>) {
        let set = self.float_box(bench, number, across.w, 100);
        let most = i64::from(bench.page.lines) * TALL / 10;
        if !matches!(float.content, Content::Figure(_)) || float.rule.width.is_some() || set.lines <= most {
            return (across, set);
        }
        let w = across.w.scale(most, set.lines).max(bench.page.step * LEFT).min(across.w);
        let spare = across.w - w;
        let x = across.x
            + if across.right {
                spare
            } else if across.middle {
                spare / 2
            } else {
                Length::ZERO
            };
        (Across { x, w, ..across }, self.float_box(bench, number, w, 100))
    }
}

/// The first lines that a float of `lines` lines may have in `columns`.
fn lines(place: Place, float: &Float, columns: &[&Strip], here: &Here, lines: i64) -> Vec<i64> {
    let foot = || columns.iter().filter_map(|s| s.free.last()).map(|(_, f)| f - lines).min();
    let mut out = Vec::new();
    match (place, here) {
        (Place::Bottom, _) => out.extend(foot()),
        (Place::Here, Here::At { page, x, line, .. }) => {
            // As near below its reference as there is room; the text goes round it in any case.
            let line = foot().map_or(*line, |foot| foot.min(*line));
            out.extend(columns.iter().any(|s| (s.page, s.x) == (*page, *x)).then_some(line));
            if let Some(first) = columns.first().filter(|_| float.echo.is_some()) {
                out.extend(first.within(&FIFTHS));
            }
        }
        (Place::Here, Here::Beyond) => {}
        _ => out.extend(head(columns)),
    }
    out
}

fn head(columns: &[&Strip]) -> Option<i64> {
    columns.iter().filter_map(|s| s.free.first()).map(|(t, _)| *t).max()
}

/// Where a float may stand across the columns of each frame and page.
fn across(bench: &Bench<'_, '_>, float: &Float, gap: Length, strips: &[Strip], span: usize) -> Vec<Across> {
    let least = bench.page.step * LEFT;
    let mut out = Vec::new();
    let side = float.rule.side;
    for (n, first) in strips.iter().enumerate() {
        let spanned = |count: usize| {
            let all = strips.get(n..n + count)?;
            let same = all.iter().all(|s| (s.page, s.frame) == (first.page, first.frame));
            all.last().filter(|_| same).map(|last| last.x + last.w - first.x)
        };
        let pair = spanned(2).filter(|_| side == FloatSide::Between && span == 1);
        let alone = side == FloatSide::Between
            && strips.iter().filter(|s| (s.page, s.frame) == (first.page, first.frame)).count() > 1
            && span == 1;
        if let Some(both) = pair {
            let most = (both - (least + gap) * 2).min(first.w);
            let w = float.rule.width.map_or(most, |own| own.min(both));
            if w > Length::ZERO {
                out.push(Across { x: first.x + (both - w) / 2, w, strip: n, middle: true, right: false });
            }
        } else if let Some(all) = spanned(span).filter(|_| !alone) {
            let w = width(&float.rule, all, (gap, least));
            let spare = all - w;
            let middle = side == FloatSide::Centre;
            let right = match side {
                FloatSide::Left | FloatSide::Centre => false,
                FloatSide::Right => true,
                FloatSide::Inner => !first.recto,
                FloatSide::Outer | FloatSide::Between => first.recto,
            };
            let x = if right {
                spare
            } else if middle {
                spare / 2
            } else {
                Length::ZERO
            };
            out.push(Across { x: first.x + x, w, strip: n, middle, right });
        }
    }
    out
}

/// Width of a float in columns that are `all` wide together.
fn width(rule: &FloatRule, all: Length, (gap, least): (Length, Length)) -> Length {
    let half = (all - gap) / 2;
    let most = all - gap - least;
    // Where nothing would be left beside it, it takes all.
    rule.width.map_or(if most < all / 4 { all } else { half.min(most) }, |own| own.min(all))
}

/// What of a float text goes round, at its place: its box, or the outline of its picture and the caption's box.
fn holes(
    bench: &Bench<'_, '_>,
    float: &Float,
    set: &SetBox,
    (x, line): (Length, i64),
    (w, gap): (Length, Length),
) -> Vec<Hole> {
    let page = bench.page;
    let y = page.top + page.step * line;
    let foot = y + page.step * (set.lines - 1) + page.first;
    let whole = Hole { area: Rect::between(x, y + bench.hang(), x + w, foot), gap, outline: None };
    let Content::Figure(figure) = &float.content else { return vec![whole] };
    let picture = set.items.iter().find_map(|item| match &item.kind {
        ItemKind::Picture { place, clip, .. } => Some((place.shift(x, y), clip.shift(x, y))),
        _ => None,
    });
    let boxed = figure.rule.fill.is_some() || figure.rule.border.is_some();
    let Some((place, clip)) = picture.filter(|_| figure.pictures.len() == 1 && !boxed) else {
        return vec![whole];
    };
    let own = match &figure.outline {
        Some(outline) => Hole { area: place, gap, outline: Some(Arc::clone(outline)) },
        None => Hole { area: clip, gap, outline: None },
    };
    let Some(_) = &figure.caption else { return vec![own] };
    let (top, end) =
        if figure.rule.caption == Some(CaptionAt::Above) { (y, clip.y) } else { (clip.bottom(), foot) };
    let words = Rect::between(x, top, x + w, end);
    vec![own, Hole { area: words, gap, outline: None }]
}
