//! Where an article breaks off to go on elsewhere, and the lines that say so on both pages.
//! Decides no page.

use super::boxes::{Bench, BoxAt};
use super::fill::Cursor;
use super::leaf::{Course, Under, framed_key, whole};
use super::search::Brief;
use super::sheet::{Sheet, SheetFrame};
use super::strips::Strip;
use crate::geom::{Length, Point, Rect};
use crate::pages::galley::StackPart;
use crate::pages::makeup::push_all;
use crate::typeset::{Shape, Slot};
use std::sync::Arc;

/// How far an article is set where it breaks off.
#[derive(Clone, Debug)]
pub struct Break {
    /// The thread.
    pub cursor: Cursor,
    /// Floats that have stood.
    pub floats: usize,
    /// Where the next of them goes on, when a part of it has stood.
    pub under: Option<Under>,
    /// Framed content that has stood.
    pub used: u64,
    /// Framed content of which parts have stood, by its bit.
    pub framed: Vec<(u64, Arc<BoxAt>)>,
}

impl Break {
    /// Whether the same is set and the same is to come.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let at = |c: &Cursor| {
            let line = c.broken.as_ref().and_then(|b| b.lines.get(c.line));
            (c.key(), c.anchors, line.map(|l| l.chars.start))
        };
        let parts = |b: &Self| (b.under.as_ref().map(|u| u.at.key()), framed_key(&b.framed));
        (at(&self.cursor), self.floats, self.used) == (at(&other.cursor), other.floats, other.used)
            && parts(self) == parts(other)
    }
}

impl Course {
    /// No page at all: what follows on nothing.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { leaves: Vec::new(), pages: 0, cost: 0, overset: None, rest: None }
    }

    /// Where it breaks off; `None` where it holds the whole article.
    #[must_use]
    pub fn broken_off(&self) -> Option<Break> {
        let cursor = self.rest.clone()?;
        let floats = self.leaves.iter().map(|l| l.sheet.floats + whole(l.floats.iter())).sum();
        let last = self.leaves.last();
        let used = last.map_or(0, |l| l.sheet.used);
        let framed = last.map(|l| l.sheet.under.clone()).unwrap_or_default();
        let under = self.leaves.iter().rev().find_map(|l| l.floats.last()).and_then(|f| f.rest.clone());
        Some(Break { cursor, floats, under, used, framed })
    }
}

/// Whether a sheet of `pages` pages behind `before` others is the last before the article breaks off.
pub(super) fn stops(brief: &Brief<'_>, before: u32, pages: usize) -> bool {
    brief.stop.is_some_and(|stop| before + pages as u32 >= stop)
}

/// Puts `from page …` at the head of the first column of the continued part's first sheet.
pub(super) fn head_line(bench: &mut Bench<'_, '_>, brief: &Brief<'_>, sheet: &mut Sheet) {
    let Some(lines) = &brief.galley.jump else { return };
    let Some(n) = sheet.strips.iter().position(|s| !s.free.is_empty()) else { return };
    place(bench, &lines.from, n, true, sheet);
}

/// Puts `continued on page …` at the foot of the last column of the sheet on which the article breaks off.
pub(super) fn foot_line(bench: &mut Bench<'_, '_>, brief: &Brief<'_>, sheet: &mut Sheet) {
    let Some(lines) = &brief.galley.jump else { return };
    let Some(n) = sheet.strips.iter().rposition(|s| !s.free.is_empty()) else { return };
    place(bench, &lines.on, n, false, sheet);
}

/// Sets a line on the grid at the head or foot of column `n`, which gives way for it.
fn place(bench: &mut Bench<'_, '_>, part: &StackPart, n: usize, head: bool, sheet: &mut Sheet) {
    let page = bench.page;
    let Some(strip) = sheet.strips.get_mut(n) else { return };
    let shape = Shape { first: Vec::new(), rest: Slot { x: Length::ZERO, w: strip.w } };
    let Some(broken) = bench.setter.break_lines(&part.para, &shape, 0) else { return };
    let lines = broken.lines.len() as i64;
    let x = strip.x + page.size.w * strip.page as i64;
    let Some(line) = cut(strip, lines, head) else { return };
    let mut items = Vec::new();
    for (row, set) in (line..).zip(&broken.lines) {
        let mut placed = Vec::new();
        part.para.draw(set, Point::new(x, page.top + page.step * row + page.first), &mut placed);
        push_all(placed, &mut items);
    }
    let area = Rect::new(x, page.top + page.step * line, strip.w, page.step * lines);
    sheet.frames.push(SheetFrame::plain("jump", area, items));
}

/// Takes `lines` off the head or foot of a column; the first line taken.
fn cut(strip: &mut Strip, lines: i64, head: bool) -> Option<i64> {
    let free = if head { strip.free.first_mut() } else { strip.free.last_mut() }?;
    if free.1 - free.0 <= lines {
        return None;
    }
    let line = if head { free.0 } else { free.1 - lines };
    *free = if head { (line + lines, free.1) } else { (free.0, line) };
    strip.whole = strip.free.as_slice().into();
    Some(line)
}
