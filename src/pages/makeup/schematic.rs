//! A master without an article: where its frames stand when each has some content.
//! Fills nothing; what frames do with real content is the sheet's affair.

use super::place::{bleed, geometry};
use super::sheet::{Sheet, SheetFrame};
use crate::geom::{Length, Rect};
use crate::layout::{Frame, FramePlace, Master, PageSpec, Rows, Side};

/// Lines that a heading, and any other frame, is taken to be high where its master leaves that to the content.
const LINES: (i64, i64) = (9, 6);

/// The frames of a master on a sheet whose first page is `side`, in paint order; areas from the first page's trim.
#[must_use]
pub fn schematic<'m>(page: &PageSpec, master: &'m Master, side: Side) -> Vec<(&'m Frame, Rect)> {
    let mut sheet = Sheet {
        master: master.name.clone(),
        side,
        pages: if master.spread { 2 } else { 1 },
        frames: Vec::new(),
        strips: Vec::new(),
        used: 0,
        floats: 0,
        threaded: false,
        overfull: Vec::new(),
        under: Vec::new(),
        rests: Vec::new(),
        narrow: Vec::new(),
        taken: Vec::new(),
        inks: std::collections::BTreeMap::new(),
        ads: Vec::new(),
        vanished: Vec::new(),
    };
    let mut out = Vec::new();
    for frame in &master.frames {
        let lines = if frame.role == "heading" { LINES.0 } else { LINES.1 };
        let ((top, count), mut area) = geometry(page, frame, &sheet, lines);
        let to_foot = matches!(&frame.place, FramePlace::Grid { rows: Rows::After { height: None, .. }, .. });
        if frame.role == "text" && to_foot {
            area.h = page.step * (i64::from(page.lines) - top).max(1);
        } else if frame.role != "text" {
            let rows = (top, count);
            sheet.frames.push(SheetFrame {
                name: frame.name.clone(),
                area,
                rows,
                items: Vec::new(),
                anchors: Vec::new(),
                under: frame.under,
                gap: frame.gap,
                round: None,
            });
        }
        let area = bleed(page, frame, area, &sheet);
        out.push((frame, trimmed(page, area, sheet.pages)));
    }
    out
}

/// What of an area lies on the pages.
fn trimmed(page: &PageSpec, area: Rect, pages: usize) -> Rect {
    let (left, top) = (area.x.max(Length::ZERO), area.y.max(Length::ZERO));
    let right = area.right().min(page.size.w * pages as i64).max(left);
    Rect::between(left, top, right, area.bottom().min(page.size.h).max(top))
}
