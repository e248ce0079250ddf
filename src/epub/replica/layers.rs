//! What on a page lies over what: the least number of layers that shows items as they are painted.
//! Writes nothing.

use crate::geom::{Length, Point, Rect, Step};
use crate::pages::{Item, ItemKind};
use crate::typeset::GlyphRun;

/// The layer of each item, from 0 at the bottom. Outlines of one layer lie in one drawing, in the order of painting,
/// and so do runs of text; an item of another kind that it covers puts an item one layer up.
pub(super) fn layers(items: &[Item]) -> Vec<usize> {
    let mut below: Vec<(Rect, Kind, usize)> = Vec::with_capacity(items.len());
    for item in items {
        let (area, kind) = area(&item.kind);
        let over = below.iter().filter(|(other, ..)| other.overlaps(&area)).map(|(_, other, layer)| {
            let together = kind == *other && kind != Kind::Picture;
            layer + usize::from(!together)
        });
        let layer = if kind == Kind::Nothing { 0 } else { over.max().unwrap_or(0) };
        let area = if kind == Kind::Nothing { Rect::default() } else { area };
        below.push((area, kind, layer));
    }
    below.into_iter().map(|(_, _, layer)| layer).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Picture,
    Outline,
    Nothing,
}

fn area(kind: &ItemKind) -> (Rect, Kind) {
    match kind {
        ItemKind::Glyphs(run) => (run_area(run), Kind::Text),
        ItemKind::Picture { clip, .. } => (*clip, Kind::Picture),
        ItemKind::Path { path, stroke, .. } => {
            let half = stroke.as_ref().map_or(Length::ZERO, |s| s.width / 2).max(Length::sp(1));
            let points = path.0.iter().flat_map(|step| match step {
                Step::Move(p) | Step::Line(p) => vec![*p],
                Step::Cubic(a, b, p) => vec![*a, *b, *p],
                Step::Close => Vec::new(),
            });
            (bounds(points).unwrap_or_default().grow(half), Kind::Outline)
        }
        ItemKind::Link { .. } => (Rect::default(), Kind::Nothing),
    }
}

/// The least rectangle around points; `None` where there are none.
fn bounds(points: impl Iterator<Item = Point>) -> Option<Rect> {
    points.fold(None, |area: Option<Rect>, p| {
        let (left, top, right, bottom) = area.map_or((p.x, p.y, p.x, p.y), |a| {
            (a.x.min(p.x), a.y.min(p.y), a.right().max(p.x), a.bottom().max(p.y))
        });
        Some(Rect::new(left, top, right - left, bottom - top))
    })
}

/// Where a run's letters may have ink: an em up, a third of one down.
pub(super) fn run_area(run: &GlyphRun) -> Rect {
    let size = run.style.size;
    let width: Length = run.glyphs.iter().map(|g| Length::sp(i64::from(g.advance))).sum();
    Rect::new(run.at.x, run.at.y - size, width, size + size / 3)
}

#[cfg(test)]
mod tests {
    use super::layers;
    use crate::color::Ink;
    use crate::geom::{Length, Path, Rect};
    use crate::issue::PictureId;
    use crate::pages::{Item, ItemKind};
    use crate::typeset::TagId;

    fn item(kind: ItemKind) -> Item {
        Item { kind, tag: TagId(0), span: None }
    }

    fn area(x: i64, w: i64) -> Rect {
        Rect::new(Length::pt(x), Length::ZERO, Length::pt(w), Length::pt(10))
    }

    #[test]
    fn only_what_covers_another_kind_goes_up() {
        let outline = |x, w| {
            item(ItemKind::Path { path: Path::rect(area(x, w)), fill: Some(Ink::BLACK), stroke: None })
        };
        let picture =
            |x, w| item(ItemKind::Picture { picture: PictureId(0), place: area(x, w), clip: area(x, w) });
        let page = [
            outline(0, 100),
            outline(10, 5),
            picture(20, 20),
            outline(30, 2),
            outline(60, 5),
            picture(35, 10),
        ];
        assert_eq!(layers(&page), [0, 0, 1, 2, 0, 2]);
    }
}
