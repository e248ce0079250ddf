//! Where frames stand: columns and lines of the grid, boxes off it, edges that bleed.
//! Holds no content.

use super::sheet::Sheet;
use crate::geom::{Length, Rect};
use crate::layout::{BoxSide, Edges, Frame, FramePlace, PageSpec, Rows, Side};

/// Left edge of grid column `n` (1-based, counted on over a spread), from the first page's trim.
#[must_use]
pub fn column_x(page: &PageSpec, side: Side, n: u32) -> Length {
    let (second, j) = ((n - 1) / page.columns.max(1), (n - 1) % page.columns.max(1));
    let recto = (side == Side::Recto) != (second % 2 == 1);
    let left = if recto { page.inner } else { page.outer };
    page.size.w * i64::from(second) + left + (page.column + page.gutter) * i64::from(j)
}

pub(super) fn columns(page: &PageSpec, frame: &Frame, side: Side) -> (u32, u32) {
    let FramePlace::Grid { cols: (a, b), .. } = frame.place else { return (1, page.columns.max(1)) };
    let most = page.columns.max(1) * 2;
    let (a, b) = (a.clamp(1, most), b.clamp(a.max(1), most));
    if frame.mirror && side == Side::Recto && b <= page.columns {
        (page.columns + 1 - b, page.columns + 1 - a)
    } else {
        (a, b)
    }
}

fn across(page: &PageSpec, frame: &Frame, sheet: &Sheet) -> (Length, Length) {
    match &frame.place {
        FramePlace::Grid { .. } => {
            let (a, b) = columns(page, frame, sheet.side);
            let left = column_x(page, sheet.side, a);
            (left, column_x(page, sheet.side, b) + page.column)
        }
        place @ FramePlace::Box { .. } => {
            let area = box_area(page, place, sheet.side);
            (area.x, area.right())
        }
    }
}

pub(super) fn frame_width(page: &PageSpec, frame: &Frame, sheet: &Sheet) -> Length {
    let (left, right) = across(page, frame, sheet);
    right - left
}

/// The height that a frame states, in lines.
pub(super) fn fixed_lines(page: &PageSpec, frame: &Frame) -> Option<i64> {
    match &frame.place {
        FramePlace::Grid { rows, .. } => match rows {
            Rows::Lines(a, b) => {
                let (a, b) = (line(page, *a), line(page, *b));
                Some((b - a + 1).max(1))
            }
            Rows::After { height, .. } | Rows::Foot { height } => height.map(i64::from),
        },
        FramePlace::Box { height, .. } => height.map(|h| h.steps_ceil(page.step)),
    }
}

/// A line number, 1-based; negative ones count from the foot.
fn line(page: &PageSpec, n: i32) -> i64 {
    let n = i64::from(n);
    if n < 0 { i64::from(page.lines) + n + 1 } else { n.max(1) }
}

/// Rows and area of a frame whose content is `lines` high.
pub(super) fn geometry(page: &PageSpec, frame: &Frame, sheet: &Sheet, lines: i64) -> ((i64, i64), Rect) {
    let (left, right) = across(page, frame, sheet);
    let total = i64::from(page.lines);
    let (top, count) = match &frame.place {
        FramePlace::Grid { rows, .. } => match rows {
            Rows::Lines(a, b) => (line(page, *a) - 1, line(page, *b) - line(page, *a) + 1),
            Rows::After { frames, height } => {
                (after(page, frames, frame, sheet), height.map_or(lines, i64::from))
            }
            Rows::Foot { height } => {
                let n = height.map_or(lines, i64::from);
                (total - n, n)
            }
        },
        FramePlace::Box { top, from_bottom, height, .. } => {
            let h = height.unwrap_or(page.step * lines);
            let y = if *from_bottom { page.size.h - *top - h } else { *top };
            let rows = ((y - page.top).steps_floor(page.step), h.steps_ceil(page.step));
            return (rows, Rect::new(left, y, right - left, h));
        }
    };
    let count = count.max(1);
    let area = Rect::new(left, page.top + page.step * top, right - left, page.step * count);
    ((top, count), area)
}

/// The first free line below the frames that stand.
fn after(page: &PageSpec, frames: &[String], frame: &Frame, sheet: &Sheet) -> i64 {
    let gap = frame.gap.steps_ceil(page.step);
    let feet = sheet.frames.iter().filter(|f| frames.contains(&f.name)).map(|f| f.rows.0 + f.rows.1 + gap);
    let tops = sheet.vanished.iter().filter(|(name, _)| frames.contains(name)).map(|(_, top)| *top);
    feet.max().or_else(|| tops.max()).unwrap_or(0)
}

/// An area run out to the bleed at the frame's edges.
pub(super) fn bleed(page: &PageSpec, frame: &Frame, area: Rect, sheet: &Sheet) -> Rect {
    let Edges { top, bottom, inner, outer, left, right } = frame.bleed;
    let recto = sheet.side == Side::Recto;
    let to_left = left || (if recto { inner } else { outer });
    let to_right = right || (if recto { outer } else { inner });
    let width = page.size.w * sheet.pages as i64;
    let x0 = if to_left { -page.bleed } else { area.x };
    let x1 = if to_right { width + page.bleed } else { area.right() };
    let y0 = if top { -page.bleed } else { area.y };
    let y1 = if bottom { page.size.h + page.bleed } else { area.bottom() };
    Rect::between(x0, y0, x1, y1)
}

/// The area of a place off the grid, on a page of `side`; the text block for a place on the grid.
#[must_use]
pub fn box_area(page: &PageSpec, place: &FramePlace, side: Side) -> Rect {
    let recto = side == Side::Recto;
    let FramePlace::Box { side: from, top, from_bottom, width, height } = place else {
        let left = if recto { page.inner } else { page.outer };
        return Rect::new(left, page.top, page.width(), page.height());
    };
    let far = page.size.w - *width;
    let x = match from {
        BoxSide::Left(x) => *x,
        BoxSide::Right(x) => far - *x,
        BoxSide::Outer(x) => {
            if recto {
                far - *x
            } else {
                *x
            }
        }
        BoxSide::Inner(x) => {
            if recto {
                *x
            } else {
                far - *x
            }
        }
    };
    let h = height.unwrap_or(page.step);
    let y = if *from_bottom { page.size.h - *top - h } else { *top };
    Rect::new(x, y, *width, h)
}
