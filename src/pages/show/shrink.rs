//! Pages made smaller: every item at its place, to scale, and nothing beyond the trim.
//! Sets no text anew.

use crate::geom::{Length, Path, Point, Rect, Size, Step};
use crate::pages::document::{Item, ItemKind, Page};
use crate::pages::galley::ARTIFACT;
use std::sync::Arc;

/// How much smaller: `num` of `den`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    /// Numerator.
    pub num: i64,
    /// Denominator.
    pub den: i64,
}

impl Scale {
    /// The scale at which `length` becomes `shown`.
    #[must_use]
    pub fn new(shown: Length, length: Length) -> Self {
        Self { num: shown.to_sp(), den: length.to_sp().max(1) }
    }

    /// A length at this scale.
    #[must_use]
    pub const fn of(self, length: Length) -> Length {
        length.scale(self.num, self.den)
    }
}

/// The items of `page`, trimmed to `trim`, with its top left corner at `at`. They are no content any more.
#[must_use]
pub fn shrunk(page: &Page, trim: Size, scale: Scale, at: Point) -> Vec<Item> {
    cut(page, Rect::new(Length::ZERO, Length::ZERO, trim.w, trim.h), scale, at)
}

/// The items of `page` as far as they lie within `bounds`, with its top left corner at `at`.
#[must_use]
pub fn cut(page: &Page, bounds: Rect, scale: Scale, at: Point) -> Vec<Item> {
    page.items.iter().filter_map(|item| one(item, bounds, scale, at)).collect()
}

fn one(item: &Item, bounds: Rect, scale: Scale, at: Point) -> Option<Item> {
    let point = |p: Point| Point::new(at.x + scale.of(p.x), at.y + scale.of(p.y));
    let rect = |r: Rect| Rect::new(at.x + scale.of(r.x), at.y + scale.of(r.y), scale.of(r.w), scale.of(r.h));
    let kind = match &item.kind {
        ItemKind::Glyphs(run) => {
            let mut run = run.clone();
            let mut style = (*run.style).clone();
            style.size = scale.of(style.size);
            (run.style, run.at) = (Arc::new(style), point(run.at));
            let by = |v: i32| scale.of(Length::sp(i64::from(v))).to_sp() as i32;
            for glyph in &mut run.glyphs {
                (glyph.advance, glyph.dx, glyph.dy) = (by(glyph.advance), by(glyph.dx), by(glyph.dy));
            }
            ItemKind::Glyphs(run)
        }
        ItemKind::Picture { picture, place, clip } => {
            let clip = within(*clip, bounds)?;
            ItemKind::Picture { picture: *picture, place: rect(*place), clip: rect(clip) }
        }
        ItemKind::Path { path, fill, stroke } => {
            let path = match area(path) {
                Some(r) => Path::rect(within(r, bounds)?),
                None => path.clone(),
            };
            let mut stroke = stroke.clone();
            if let Some(line) = &mut stroke {
                line.width = scale.of(line.width);
                line.dash.iter_mut().for_each(|d| *d = scale.of(*d));
            }
            let steps = path.0.iter().map(|step| match *step {
                Step::Move(p) => Step::Move(point(p)),
                Step::Line(p) => Step::Line(point(p)),
                Step::Cubic(a, b, c) => Step::Cubic(point(a), point(b), point(c)),
                Step::Close => Step::Close,
            });
            ItemKind::Path { path: Path(steps.collect()), fill: fill.clone(), stroke }
        }
        ItemKind::Link { .. } => return None,
    };
    Some(Item { kind, tag: ARTIFACT, span: None })
}

/// What of `area` lies within `bounds`.
fn within(area: Rect, bounds: Rect) -> Option<Rect> {
    let (left, top) = (area.x.max(bounds.x), area.y.max(bounds.y));
    let (right, foot) = (area.right().min(bounds.right()), area.bottom().min(bounds.bottom()));
    (left < right && top < foot).then(|| Rect::between(left, top, right, foot))
}

/// The rectangle that a path is, where it is one.
fn area(path: &Path) -> Option<Rect> {
    let [Step::Move(a), Step::Line(_), Step::Line(c), Step::Line(_), Step::Close] = *path.0.as_slice() else {
        return None;
    };
    let area = Rect::between(a.x, a.y, c.x, c.y);
    (Path::rect(area) == *path).then_some(area)
}
