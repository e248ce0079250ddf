//! Courses begun on the other side of the sheet: where every master that was tried offers the same there, nothing is
//! searched twice.
//! Lays no sheet and searches nothing.

use super::feet::Foot;
use super::fill::Bin;
use super::leaf::{Course, Leaf, PlacedFloat, framed_key};
use super::sheet::{Sheet, SheetFrame};
use super::strips::Strip;
use crate::geom::Length;
use std::sync::Arc;

/// How far the columns of `b` stand to the right of those of `a`, where a search finds the same on both pages: the
/// same columns, the same content in frames of the same rows. `None` where they differ in more than that, or text goes
/// round something.
fn shift(a: &Sheet, b: &Sheet) -> Option<Length> {
    let first = |s: &Sheet| s.strips.first().map_or(Length::ZERO, |s| s.x);
    let by = first(b) - first(a);
    let strip = |(a, b): (&Strip, &Strip)| {
        let plain = a.round == 0 && b.round == 0 && a.held.is_empty() && b.held.is_empty();
        let place = |s: &Strip| (s.page, s.w, s.frame, s.hang);
        let lines = (&a.free, &a.whole, &a.bands) == (&b.free, &b.whole, &b.bands);
        plain && lines && place(a) == place(b) && b.x - a.x == by
    };
    let frame = |(a, b): (&SheetFrame, &SheetFrame)| {
        let area = |f: &SheetFrame| (f.area.y, f.area.w, f.area.h, f.rows, f.under, f.items.is_empty());
        area(a) == area(b)
    };
    let counts = |s: &Sheet| (s.pages, s.used, s.floats, s.threaded, s.strips.len(), s.frames.len());
    let same = counts(a) == counts(b)
        && a.pages == 1
        && a.master == b.master
        && a.overfull == b.overfull
        && a.rests == b.rests
        && a.ads == b.ads
        && a.vanished == b.vanished
        && a.narrow.len() == b.narrow.len()
        && framed_key(&a.under) == framed_key(&b.under)
        && a.strips.iter().zip(&b.strips).all(strip)
        && a.frames.iter().zip(&b.frames).all(frame);
    same.then_some(by)
}

/// Whether a search finds the same on both pages.
pub(super) fn alike(a: &Sheet, b: &Sheet) -> bool {
    shift(a, b).is_some()
}

impl Course {
    /// The same course begun on the other side; `None` where that was not laid.
    #[must_use]
    pub fn mirrored(&self) -> Option<Self> {
        let mut leaves = Vec::with_capacity(self.leaves.len());
        for leaf in &self.leaves {
            leaves.push(leaf.mirrored()?);
        }
        let (overset, rest) = (self.overset.clone(), self.rest.clone());
        Some(Self { leaves, pages: self.pages, cost: self.cost, overset, rest })
    }
}

impl Leaf {
    fn mirrored(&self) -> Option<Self> {
        let other = self.mirror.as_ref()?;
        let by = shift(&self.sheet, other)?;
        Some(Self {
            sheet: Arc::clone(other),
            mirror: Some(Arc::clone(&self.sheet)),
            filled: Arc::clone(&self.filled),
            bins: self.bins.iter().map(|b| Bin { x: b.x + by, ..*b }).collect(),
            floats: self.floats.iter().map(|f| PlacedFloat { x: f.x + by, ..f.clone() }).collect(),
            feet: self.feet.iter().map(|f| Foot { x: f.x + by, ..f.clone() }).collect(),
            opens: self.opens,
            closes: self.closes,
        })
    }
}
