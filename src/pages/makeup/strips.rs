//! The thread's columns on a sheet and what of them is free.
//! Places no float.

use super::fill::Bin;
use super::place::{column_x, columns, fixed_lines, geometry};
use super::sheet::Sheet;
use crate::geom::{Length, Rect};
use crate::issue::SpanWish;
use crate::layout::{Frame, FramePlace, Layout, PageSpec, Rows, SequenceStep};
use crate::pages::galley::Float;

/// A column of the thread.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    pub whole: Vec<(i64, i64)>,
    /// Text frame that it belongs to.
    pub frame: usize,
}

/// The thread's columns in a text frame, with other frames cut out.
pub(super) fn strips(page: &PageSpec, frame: &Frame, number: usize, sheet: &mut Sheet) {
    let (rows, area) = geometry(page, frame, sheet, 1);
    let foot = match &frame.place {
        FramePlace::Grid { rows: Rows::After { height: None, .. }, .. } => i64::from(page.lines),
        _ => rows.0 + rows.1,
    };
    let pad = frame.inset.steps_ceil(page.step) * i64::from(frame.fill.is_some() || frame.border.is_some());
    let (top, foot) = (rows.0 + pad, foot - pad);
    let (a, b) = columns(page, frame, sheet.side);
    let grid = b - a + 1;
    let count = frame.columns.unwrap_or(grid).max(1);
    let own_grid = count == grid && matches!(frame.place, FramePlace::Grid { .. }) && pad == 0;
    let inset = if pad > 0 { frame.inset } else { Length::ZERO };
    let w = if own_grid {
        page.column
    } else {
        (area.w - inset * 2 - page.gutter * i64::from(count - 1)) / i64::from(count)
    };
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
        let x = if second { x - page.size.w } else { x };
        sheet.strips.push(Strip {
            page: usize::from(second),
            x,
            w,
            whole: free.clone(),
            free,
            frame: number,
        });
    }
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
    for f in sheet.frames.iter().filter(|f| !f.under && f.area.x < strip.right() && strip.x < f.area.right())
    {
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
        for (from, to) in &strip.whole {
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

/// The bins of `strips`, in thread order.
#[must_use]
pub fn bins(strips: &[Strip]) -> Vec<Bin> {
    let one = |s: &Strip, (top, end): (i64, i64)| Bin { page: s.page, x: s.x, w: s.w, top, lines: end - top };
    strips.iter().flat_map(|s| s.free.iter().map(move |f| one(s, *f))).collect()
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
