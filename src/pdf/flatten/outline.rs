//! Outlines of glyphs and paths in points of the page, and pictures' pixels at the plates' resolution.
//! Lays nothing down.

use super::plates::Area;
use crate::geom::{Length, Path, Point, Step};
use crate::pages::Stroke;
use crate::pdf::picture::Inked;
use crate::typeset::GlyphRun;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use usvg::Transform;
use usvg::tiny_skia_path::{self as tiny, PathBuilder, StrokeDash};

/// An outline in points from the top left corner of the trim.
pub(super) type Outline = tiny::Path;

fn points(l: Length) -> f32 {
    (l.to_sp() as f64 / 65_536.0) as f32
}

/// The outline of a path; `None` where it draws nothing.
pub(super) fn of_path(path: &Path) -> Option<Outline> {
    let mut out = PathBuilder::new();
    let xy = |p: &Point| (points(p.x), points(p.y));
    for step in &path.0 {
        match step {
            Step::Move(p) => out.move_to(xy(p).0, xy(p).1),
            Step::Line(p) => out.line_to(xy(p).0, xy(p).1),
            Step::Cubic(a, b, c) => {
                let [(ax, ay), (bx, by), (cx, cy)] = [a, b, c].map(xy);
                out.cubic_to(ax, ay, bx, by, cx, cy);
            }
            Step::Close => out.close(),
        }
    }
    out.finish()
}

/// The outline of a stroke along another.
pub(super) fn stroked(path: &Outline, stroke: &Stroke) -> Option<Outline> {
    let scale = super::plates::PPI as f32 / 72.0;
    let pen = tiny::Stroke { width: points(stroke.width), ..tiny::Stroke::default() };
    let dashes: Vec<f32> = stroke.dash.iter().map(|d| points(*d)).collect();
    let dashed = StrokeDash::new(dashes, 0.0).and_then(|dash| path.dash(&dash, scale));
    dashed.as_ref().unwrap_or(path).stroke(&pen, scale)
}

/// The outline of a run of glyphs; `data` is the face's file.
pub(super) fn of_run(run: &GlyphRun, data: &[u8]) -> Option<Outline> {
    let font = FontRef::new(data).ok()?;
    let glyphs = font.outline_glyphs();
    let em = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1));
    let size = points(run.style.size) / em;
    let wide = if run.scale == 0 { 1.0 } else { run.scale as f32 / 10_000.0 };
    let mut pen = Pen { out: PathBuilder::new(), x: 0.0, y: 0.0, sx: size * wide, sy: size };
    let mut at = run.at.x;
    for glyph in &run.glyphs {
        pen.x = points(at + Length::sp(i64::from(glyph.dx)));
        pen.y = points(run.at.y - Length::sp(i64::from(glyph.dy)));
        if let Some(shape) = glyphs.get(GlyphId::new(u32::from(glyph.id))) {
            // A glyph that cannot be drawn was found when its font was embedded.
            let _ = shape.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen);
        }
        at += Length::sp(i64::from(glyph.advance));
    }
    pen.out.finish()
}

/// Draws glyphs in font units, upright, into an outline in points, downward.
struct Pen {
    out: PathBuilder,
    x: f32,
    y: f32,
    sx: f32,
    sy: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.sx, self.y - y * self.sy)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.out.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.out.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let ((cx, cy), (x, y)) = (self.at(cx, cy), self.at(x, y));
        self.out.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let ((ax, ay), (bx, by), (x, y)) = (self.at(ax, ay), self.at(bx, by), self.at(x, y));
        self.out.cubic_to(ax, ay, bx, by, x, y);
    }

    fn close(&mut self) {
        self.out.close();
    }
}

/// The bounds of an outline in the space that `place` leads to: left, top, right, bottom.
pub(super) fn bounds(path: &Outline, place: Transform) -> [f64; 4] {
    let Some(b) = path.bounds().transform(place) else { return [0.0; 4] };
    [b.left(), b.top(), b.right(), b.bottom()].map(f64::from)
}

/// Most inks of a picture: the process inks, and two of a duotone.
const MOST: usize = 6;

/// A picture's inks and opacities over an area of the plates: means of what falls on each pixel, or between the
/// nearest where the picture is coarser. `place` is the whole picture, `clip` what is seen of it, in pixels of
/// the plates: left, top, right, bottom.
pub(super) fn sampled(source: &Inked, area: Area, place: [f64; 4], clip: [f64; 4]) -> (Vec<u8>, Vec<u8>) {
    let [left, top, right, foot] = place;
    let [cl, ct, cr, cf] = clip;
    let across = spans(area.x, area.w, (left, right), (cl, cr), source.width);
    let down = spans(area.y, area.h, (top, foot), (ct, cf), source.height);
    let (mut inks, mut opacity) = (Vec::with_capacity(area.pixels() * 4), Vec::with_capacity(area.pixels()));
    for row in &down {
        for column in &across {
            let (pixel, a) = mean(source, column, row);
            inks.extend(pixel.iter().take(4 + source.spots.len()));
            opacity.push((a * column.covered * row.covered).round() as u8);
        }
    }
    (inks, opacity)
}

/// Which of a picture's pixels fall on one of the plates' along one side: from, with the share of each, and how
/// much of it the picture covers.
struct Span {
    from: u32,
    shares: Vec<f64>,
    covered: f64,
}

fn spans(from: u32, count: u32, place: (f64, f64), clip: (f64, f64), pixels: u32) -> Vec<Span> {
    let per = f64::from(pixels) / (place.1 - place.0).max(1e-9);
    let one = |n: u32| {
        let here = f64::from(n);
        let seen = (here + 1.0).min(place.1).min(clip.1) - here.max(place.0).max(clip.0);
        let covered = seen.clamp(0.0, 1.0);
        let low = ((here - place.0) * per).clamp(0.0, f64::from(pixels));
        let high = ((here + 1.0 - place.0) * per).clamp(0.0, f64::from(pixels));
        if per < 1.0 {
            // Coarser than the plates: between the two nearest centres.
            let at = ((here + 0.5 - place.0) * per - 0.5).clamp(0.0, f64::from(pixels.max(1) - 1));
            let part = at - at.floor();
            return Span { from: at.floor() as u32, shares: vec![1.0 - part, part], covered };
        }
        let first = (low.floor() as u32).min(pixels.max(1) - 1);
        let last = (high.ceil() as u32).clamp(first + 1, pixels.max(first + 1));
        let share = |p: u32| ((f64::from(p) + 1.0).min(high) - f64::from(p).max(low)).max(0.0);
        let shares: Vec<f64> = (first..last).map(share).collect();
        let sum: f64 = shares.iter().sum();
        let even = if sum > 0.0 { shares.iter().map(|s| s / sum).collect() } else { vec![1.0] };
        Span { from: first, shares: even, covered }
    };
    (from..from + count).map(one).collect()
}

/// The mean of some pixels: their inks, no more than a duotone has, and their opacity.
fn mean(source: &Inked, column: &Span, row: &Span) -> ([u8; MOST], f64) {
    let step = 4 + source.spots.len();
    let (mut sum, mut weight, mut whole) = ([0.0; MOST], 0.0, 0.0);
    for (y, down) in (row.from..source.height).zip(&row.shares) {
        for (x, across) in (column.from..source.width).zip(&column.shares) {
            let at = y as usize * source.width as usize + x as usize;
            let share = down * across;
            let a = source.opacity.as_ref().map_or(255.0, |o| o.get(at).copied().map_or(0.0, f64::from));
            whole += share * a;
            weight += share * a;
            if let Some(pixel) = source.data.get(at * step..(at + 1) * step) {
                for (s, v) in sum.iter_mut().zip(pixel) {
                    *s += share * a * f64::from(*v);
                }
            }
        }
    }
    if weight <= 0.0 { ([0; MOST], 0.0) } else { (sum.map(|s| (s / weight).round() as u8), whole) }
}
