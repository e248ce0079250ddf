//! Outlines of glyphs, for text that stands where no text operator puts it.
//! Hints nothing.

use super::face::Face;
use crate::geom::{Length, Path, Point, Step};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

impl Face {
    /// The outline of a glyph from its origin, `y` upwards; a scaled point stands for a font unit. Empty for blanks.
    #[must_use]
    pub fn outline(&self, glyph: u16) -> Path {
        let mut pen = Pen { path: Path::default(), at: (0.0, 0.0) };
        if let Ok(font) = FontRef::new(&self.data)
            && let Some(outline) = font.outline_glyphs().get(GlyphId::new(u32::from(glyph)))
        {
            // A glyph that cannot be drawn is blank, as it is in a viewer.
            let _ = outline.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen);
        }
        pen.path
    }
}

struct Pen {
    path: Path,
    at: (f32, f32),
}

fn point((x, y): (f32, f32)) -> Point {
    let sp = |v: f32| Length::sp(v.round() as i64);
    Point::new(sp(x), sp(y))
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        self.path.0.push(Step::Move(point(self.at)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        self.path.0.push(Step::Line(point(self.at)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        // A quadratic curve as a cubic: its handles reach two thirds of the way to the one handle.
        let toward = |(ax, ay): (f32, f32)| (ax + (cx - ax) * 2.0 / 3.0, ay + (cy - ay) * 2.0 / 3.0);
        let (from, to) = (toward(self.at), toward((x, y)));
        self.at = (x, y);
        self.path.0.push(Step::Cubic(point(from), point(to), point(self.at)));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.at = (x, y);
        self.path.0.push(Step::Cubic(point((ax, ay)), point((bx, by)), point(self.at)));
    }

    fn close(&mut self) {
        self.path.0.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use crate::font::Fonts;
    use crate::geom::{Length, Step};

    #[test]
    fn an_outline_lies_within_the_ink() {
        let fonts = Fonts::bundled();
        let face = fonts.face(fonts.find("Source Sans 3", 400, false).unwrap()).unwrap();
        let glyph = face.glyph('B').unwrap();
        let [left, low, right, high] = face.ink(glyph).unwrap().map(|v| Length::sp(i64::from(v)));
        let path = face.outline(glyph);
        let points: Vec<_> = path
            .0
            .iter()
            .filter_map(|s| match s {
                Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) => Some(*p),
                Step::Close => None,
            })
            .collect();
        assert_eq!(
            path.0.iter().filter(|s| matches!(s, Step::Move(_))).count(),
            3,
            "a B and its two counters"
        );
        assert!(points.iter().all(|p| (left..=right).contains(&p.x) && (low..=high).contains(&p.y)));
        assert!(points.iter().any(|p| p.y == high) && points.iter().any(|p| p.x == left));
        assert!(face.outline(face.glyph(' ').unwrap()).0.is_empty());
    }
}
