//! The thread's columns on a sheet and what of them is free.
//! Places no float.

use super::boxes::Bench;
use super::fill::Bin;
use super::place::{column_x, columns, fixed_lines, geometry};
use super::sheet::{Sheet, SheetFrame};
use crate::geom::{Length, Rect};
use crate::issue::SpanWish;
use crate::layout::{Frame, FramePlace, Layout, Master, PageSpec, Rows, SequenceStep, Side};
use crate::pages::galley::Float;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::Arc;

/// A column of the thread.
#[derive(PartialEq, Eq, Debug)]
pub struct Strip {
    /// Page of the sheet.
    pub page: usize,
    /// Left edge from that page's trim.
    pub x: Length,
    /// Width.
    pub w: Length,
    /// Free stretches: first line and one past the last.
    pub free: Vec<(i64, i64)>,
    /// What was free before any float.
    pub whole: Arc<[(i64, i64)]>,
    /// Text frame that it belongs to.
    pub frame: usize,
    /// Lines on which floats begin that divide all columns of the page: what stands above is read first.
    pub bands: Vec<i64>,
    /// Lines at its foot that floats take, each with a blank line above it.
    pub hang: i64,
    /// Lines on which something stands that text goes round: first and one past the last.
    pub held: Vec<(i64, i64)>,
    /// The places of its lines, by the bench's number; 0: all of its width.
    pub round: u32,
    /// Whether its page is a right-hand one.
    pub recto: bool,
}

impl Clone for Strip {
    fn clone(&self) -> Self {
        Self {
            free: self.free.clone(),
            whole: Arc::clone(&self.whole),
            bands: self.bands.clone(),
            held: self.held.clone(),
            ..*self
        }
    }

    /// As `clone`, in the memory that is there: searches copy columns often.
    fn clone_from(&mut self, other: &Self) {
        let Self { page, x, w, free, whole, frame, bands, hang, held, round, recto } = other;
        (self.page, self.x, self.w, self.frame) = (*page, *x, *w, *frame);
        (self.hang, self.round, self.recto) = (*hang, *round, *recto);
        self.free.clone_from(free);
        self.bands.clone_from(bands);
        self.held.clone_from(held);
        if !Arc::ptr_eq(&self.whole, whole) {
            self.whole = Arc::clone(whole);
        }
    }
}

/// The thread's columns in a text frame, with other frames cut out.
pub(super) fn strips(bench: &mut Bench<'_, '_>, frame: &Frame, number: usize, sheet: &mut Sheet) {
    let page = bench.page;
    let (rows, area) = geometry(page, frame, sheet, 1);
    let foot = match &frame.place {
        FramePlace::Grid { rows: Rows::After { height: None, .. }, .. } => i64::from(page.lines),
        _ => rows.0 + rows.1,
    };
    let pad = frame.inset.steps_ceil(page.step) * i64::from(frame.fill.is_some() || frame.border.is_some());
    let (top, foot) = (rows.0 + pad, foot - pad);
    let (a, _) = columns(page, frame, sheet.side);
    let (count, own_grid) = divided(page, frame, sheet.side);
    let inset = if pad > 0 { frame.inset } else { Length::ZERO };
    let w = if own_grid { page.column } else { share(page, area.w - inset * 2, count) };
    for n in 0..count {
        let x = if own_grid {
            column_x(page, sheet.side, a + n)
        } else {
            area.x + inset + (w + page.gutter) * i64::from(n)
        };
        let second = x >= page.size.w;
        let strip_area = Rect::new(x, page.top + page.step * top, w, page.step * (foot - top));
        let free = cut(page, (top, foot), strip_area, sheet);
        let free = below_texts(page, free, (x, w), (frame, number), sheet);
        let round = round(bench, strip_area, sheet);
        let x = if second { x - page.size.w } else { x };
        sheet.strips.push(Strip {
            page: usize::from(second),
            x,
            w,
            whole: free.as_slice().into(),
            free,
            frame: number,
            bands: Vec::new(),
            hang: 0,
            held: Vec::new(),
            round,
            recto: (sheet.side == Side::Recto) != second,
        });
    }
}

/// Into how many columns a text frame is divided, and whether they are those of the grid.
fn divided(page: &PageSpec, frame: &Frame, side: Side) -> (u32, bool) {
    let (a, b) = columns(page, frame, side);
    let grid = b - a + 1;
    let count = frame.columns.unwrap_or(grid).max(1);
    let plain = frame.inset == Length::ZERO || (frame.fill.is_none() && frame.border.is_none());
    (count, count == grid && matches!(frame.place, FramePlace::Grid { .. }) && plain)
}

/// The width of each of `count` columns in `width`.
fn share(page: &PageSpec, width: Length, count: u32) -> Length {
    (width - page.gutter * i64::from(count - 1)) / i64::from(count)
}

/// The narrowest column that the text frames of `masters` offer to a thread; a column of the grid where they have
/// none.
#[must_use]
pub fn narrowest(page: &PageSpec, masters: &[&Master]) -> Length {
    let frames = masters.iter().flat_map(|m| &m.frames).filter(|f| f.role == "text");
    let width = |frame: &Frame| {
        let (a, b) = columns(page, frame, Side::Recto);
        let whole = match &frame.place {
            FramePlace::Box { width, .. } => *width,
            FramePlace::Grid { .. } => {
                (page.column + page.gutter) * i64::from(b + 1).saturating_sub(i64::from(a)) - page.gutter
            }
        };
        let (count, own_grid) = divided(page, frame, Side::Recto);
        let framed = frame.fill.is_some() || frame.border.is_some();
        let inset = if framed { frame.inset * 2 } else { Length::ZERO };
        if own_grid { page.column } else { share(page, whole - inset, count) }
    };
    frames.map(width).min().unwrap_or(page.column)
}

/// Lines of the deepest column that the masters of a sequence offer to the thread where nothing else stands.
pub(super) fn deepest(page: &PageSpec, layout: &Layout, sequence: &[Vec<SequenceStep>]) -> i64 {
    let lines = |frame: &Frame| {
        let pad =
            frame.inset.steps_ceil(page.step) * i64::from(frame.fill.is_some() || frame.border.is_some());
        let open = matches!(&frame.place, FramePlace::Grid { rows: Rows::After { height: None, .. }, .. });
        let stated = if open { None } else { fixed_lines(page, frame) };
        stated.unwrap_or(i64::from(page.lines)) - pad * 2
    };
    let masters = sequence.iter().flatten().filter_map(|s| layout.masters.get(&s.master));
    let frames = masters.flat_map(|m| &m.frames).filter(|f| f.role == "text");
    frames.map(lines).max().unwrap_or(i64::from(page.lines)).max(1)
}

/// What of the lines `top..foot` is free of frames in a strip.
fn cut(page: &PageSpec, (top, foot): (i64, i64), strip: Rect, sheet: &Sheet) -> Vec<(i64, i64)> {
    let mut free = vec![(top, foot)];
    let cuts = |f: &&SheetFrame| {
        !f.under && f.round.is_none() && f.area.x < strip.right() && strip.x < f.area.right()
    };
    for f in sheet.frames.iter().filter(cuts) {
        let gap = f.gap.steps_ceil(page.step);
        let (a, b) = (f.rows.0 - gap, f.rows.0 + f.rows.1 + gap);
        free = without(free, (a, b));
    }
    free
}

/// What of `free` the columns of text frames that were written before leave.
fn below_texts(
    page: &PageSpec,
    mut free: Vec<(i64, i64)>,
    (x, w): (Length, Length),
    (frame, number): (&Frame, usize),
    sheet: &Sheet,
) -> Vec<(i64, i64)> {
    let gap = frame.gap.steps_ceil(page.step);
    for strip in sheet.strips.iter().filter(|s| s.frame != number) {
        let left = strip.x + page.size.w * strip.page as i64;
        if left >= x + w || x >= left + strip.w {
            continue;
        }
        for (from, to) in strip.whole.iter() {
            free = without(free, (from - gap, to + gap));
        }
    }
    free
}

/// The stretches `free` but for what lies between `from` and `to`.
fn without(free: Vec<(i64, i64)>, (from, to): (i64, i64)) -> Vec<(i64, i64)> {
    let rest = |(t, e): (i64, i64)| [(t, e.min(from)), (t.max(to), e)];
    free.into_iter().flat_map(rest).filter(|(t, e)| t < e).collect()
}

/// The number of the places that a strip's lines have beside frames that text goes round.
fn round(bench: &mut Bench<'_, '_>, strip: Rect, sheet: &Sheet) -> u32 {
    let mut places = None;
    for hole in sheet.frames.iter().filter(|f| !f.under).filter_map(|f| f.round.as_ref()) {
        let so_far = places.clone().unwrap_or_else(|| bench.all_places(strip.w));
        places = hole.beside(bench.page, strip.x, &so_far).or(places);
    }
    places.map_or(0, |p| bench.round(p))
}

/// The bins of `strips`, in thread order: column by column, but the columns of a page above a float that divides them
/// all before those below it.
#[must_use]
pub fn bins(strips: &[Strip]) -> Vec<Bin> {
    let mut out = Vec::with_capacity(strips.len() + 2);
    bins_into(strips, &mut out);
    out
}

/// Bins that others share the memory of.
#[derive(Clone)]
pub(super) struct Bins {
    all: Rc<[Bin]>,
    own: (usize, usize),
}

impl Bins {
    /// Those of `all` that are numbered so.
    pub(super) fn part(all: &Rc<[Bin]>, own: Range<usize>) -> Self {
        Self { all: Rc::clone(all), own: (own.start, own.end) }
    }
}

impl Deref for Bins {
    type Target = [Bin];

    fn deref(&self) -> &[Bin] {
        self.all.get(self.own.0..self.own.1).unwrap_or_default()
    }
}

impl From<Vec<Bin>> for Bins {
    fn from(all: Vec<Bin>) -> Self {
        Self { own: (0, all.len()), all: all.into() }
    }
}

/// As `bins`, behind what `out` holds.
pub(super) fn bins_into(strips: &[Strip], out: &mut Vec<Bin>) {
    let placed = || strips.iter().flat_map(stretches);
    if placed().is_sorted_by_key(|(place, _)| place) {
        return out.extend(placed().map(|(_, bin)| bin));
    }
    let mut all: Vec<_> = placed().collect();
    all.sort_by_key(|(place, _)| *place);
    out.extend(all.into_iter().map(|(_, bin)| bin));
}

/// The bins of a strip, each with its place in thread order: frame, page, and how many bands are above it.
fn stretches(s: &Strip) -> impl Iterator<Item = ((usize, usize, usize), Bin)> {
    s.free.iter().enumerate().map(|(n, (top, end))| {
        let band = s.bands.iter().filter(|b| **b <= *top).count();
        let hang = if n + 1 == s.free.len() { s.hang } else { 0 };
        let held = s.held.iter().filter(|(from, to)| from < end && top < to).map(|(_, to)| to.min(end) - top);
        let held = held.max().unwrap_or(0);
        let bin =
            Bin { page: s.page, x: s.x, w: s.w, top: *top, lines: end - top, hang, held, round: s.round };
        ((s.frame, s.page, band), bin)
    })
}

/// The span that a float wishes for, clamped to its rule and to `columns`: fewest and most.
#[must_use]
pub fn spans(float: &Float, columns: usize) -> (usize, usize) {
    let clamp = |n: u32| (n as usize).clamp(1, columns.max(1));
    let (low, high) = (clamp(float.rule.span.0), clamp(float.rule.span.1));
    match float.span {
        SpanWish::Full => (columns.max(1), columns.max(1)),
        SpanWish::Columns(n) => {
            let n = (n as usize).clamp(low, high.max(low));
            (n, n)
        }
        SpanWish::Layout => (low, high.max(low)),
    }
}
