//! The printed cover as a drawing: its glyphs as outlines, its pictures and paths, as one SVG text.
//! Reads the first printed page only; makes no pixels.

use super::ink::Tones;
use super::style::decimal;
use crate::color::Ink;
use crate::font::{Face, Fonts};
use crate::geom::{Length, Path, Point, Rect, Step};
use crate::issue::PictureId;
use crate::pages::{Document, Item, ItemKind, Stroke};
use crate::typeset::GlyphRun;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first page as SVG, measured in points. `pictures` gives the address of each picture, a data URL.
/// `None` where there is no cover page, or where it shows a picture that has no address.
pub(super) fn drawing(
    document: &Document,
    fonts: &Fonts,
    mut pictures: impl FnMut(PictureId) -> Option<String>,
) -> Option<String> {
    let page = document.pages.first().filter(|p| p.article.is_none() && !p.items.is_empty())?;
    if document.trim.w <= Length::ZERO || document.trim.h <= Length::ZERO {
        return None;
    }
    let mut canvas = Canvas::new(fonts);
    let (w, h) = (number(document.trim.w), number(document.trim.h));
    let _ = write!(
        canvas.svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">"
    );
    for Item { kind, .. } in &page.items {
        match kind {
            ItemKind::Glyphs(run) => canvas.glyphs(run, |_| true),
            ItemKind::Picture { picture, place, clip } => canvas.picture(&pictures(*picture)?, *place, *clip),
            ItemKind::Path { path, fill, stroke } => {
                canvas.path(path, fill.as_ref(), stroke.as_ref());
            }
            ItemKind::Link { .. } => {}
        }
    }
    canvas.svg.push_str("</svg>");
    Some(canvas.svg)
}

/// SVG under construction: what stands on pages, as outlines, measured in points.
pub(super) struct Canvas<'a> {
    fonts: &'a Fonts,
    tones: Tones,
    /// What has been drawn.
    pub svg: String,
    clips: u32,
    glyphs: BTreeMap<(u16, u16), String>,
}

impl<'a> Canvas<'a> {
    /// An empty one.
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, tones: Tones::new(), svg: String::new(), clips: 0, glyphs: BTreeMap::new() }
    }

    /// Draws the glyphs of a run that are `wanted`, told by their place in it.
    pub(super) fn glyphs(&mut self, run: &GlyphRun, wanted: impl Fn(usize) -> bool) {
        let Some(face) = self.fonts.face(run.face) else { return };
        let fill = self.tones.hex(&run.style.color);
        let size = run.style.size;
        let wide = size.scale(i64::from(run.scale), 10_000);
        let mut x = run.at.x;
        for (n, glyph) in run.glyphs.iter().enumerate() {
            let outline = || outline(face, glyph.id);
            let outline = self.glyphs.entry((run.face.0, glyph.id)).or_insert_with(outline);
            if !outline.is_empty() && wanted(n) {
                let at = Point::new(x + sp(glyph.dx), run.at.y - sp(glyph.dy));
                let _ = write!(
                    self.svg,
                    "<path transform=\"matrix({} 0 0 -{} {} {})\" fill=\"{fill}\" d=\"{outline}\"/>",
                    unit(wide, face.upem),
                    unit(size, face.upem),
                    number(at.x),
                    number(at.y)
                );
            }
            x += sp(glyph.advance);
        }
    }

    fn picture(&mut self, href: &str, place: Rect, clip: Rect) {
        self.clips += 1;
        let n = self.clips;
        let area = |r: Rect| {
            format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                number(r.x),
                number(r.y),
                number(r.w),
                number(r.h)
            )
        };
        let _ = write!(
            self.svg,
            "<clipPath id=\"c{n}\"><rect {}/></clipPath><g clip-path=\"url(#c{n})\"><image {} preserveAspectRatio=\"none\" href=\"{href}\"/></g>",
            area(clip),
            area(place)
        );
    }

    /// Draws an outline.
    pub(super) fn path(&mut self, path: &Path, fill: Option<&Ink>, stroke: Option<&Stroke>) {
        let fill = fill.map_or_else(|| "none".to_owned(), |ink| self.tones.hex(ink));
        let mut line = String::new();
        if let Some(stroke) = stroke {
            let colour = self.tones.hex(&stroke.color);
            let _ = write!(line, " stroke=\"{colour}\" stroke-width=\"{}\"", number(stroke.width));
            if !stroke.dash.is_empty() {
                let dash: Vec<String> = stroke.dash.iter().map(|d| number(*d)).collect();
                let _ = write!(line, " stroke-dasharray=\"{}\"", dash.join(" "));
            }
        }
        let mut d = String::new();
        for step in &path.0 {
            let at = |p: &Point| format!("{} {}", number(p.x), number(p.y));
            let _ = match step {
                Step::Move(p) => write!(d, "M{}", at(p)),
                Step::Line(p) => write!(d, "L{}", at(p)),
                Step::Cubic(a, b, p) => write!(d, "C{} {} {}", at(a), at(b), at(p)),
                Step::Close => write!(d, "Z"),
            };
        }
        let _ = write!(self.svg, "<path fill=\"{fill}\"{line} d=\"{d}\"/>");
    }
}

/// A number of scaled points.
pub(super) fn sp(n: i32) -> Length {
    Length::sp(i64::from(n))
}

/// A length in points.
pub(super) fn number(length: Length) -> String {
    decimal(length.to_millipoints(), "")
}

/// Points for one unit of a face at a size, to nine places.
fn unit(size: Length, upem: u16) -> String {
    let billionths = i128::from(size.to_sp()) * 1_000_000_000 / (65_536 * i128::from(upem.max(1)));
    let n = billionths.unsigned_abs();
    format!("{}.{:09}", n / 1_000_000_000, n % 1_000_000_000)
}

/// A glyph's outline in the units of its face, upwards; empty for a blank.
fn outline(face: &Face, glyph: u16) -> String {
    let mut pen = Pen(String::new());
    let font = FontRef::new(&face.data).ok();
    let glyph = font.and_then(|f| f.outline_glyphs().get(GlyphId::new(u32::from(glyph))));
    if let Some(glyph) = glyph {
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        if glyph.draw(settings, &mut pen).is_err() {
            return String::new();
        }
    }
    pen.0
}

struct Pen(String);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x:.1} {y:.1}");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x:.1} {y:.1}");
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{cx:.1} {cy:.1} {x:.1} {y:.1}");
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{ax:.1} {ay:.1} {bx:.1} {by:.1} {x:.1} {y:.1}");
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}

/// A file as a data URL (RFC 2397) in base 64 (RFC 4648 §4).
pub(super) fn data_url(media: &str, bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut url = format!("data:{media};base64,");
    for chunk in bytes.chunks(3) {
        let mut three = [0_u8; 3];
        three.iter_mut().zip(chunk).for_each(|(t, b)| *t = *b);
        let n = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for i in 0..4 {
            let digit = DIGITS.get((n >> (18 - 6 * i)) as usize & 63).copied().unwrap_or(b'=');
            url.push(if i > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::{data_url, unit};
    use crate::geom::Length;

    #[test]
    fn base_64_is_that_of_the_rfc() {
        let of = |text: &str| data_url("a/b", text.as_bytes()).replace("data:a/b;base64,", "");
        assert_eq!([of("f"), of("fo"), of("foo"), of("foob")], ["Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn a_unit_of_a_face_is_its_share_of_the_size() {
        assert_eq!(unit(Length::pt(12), 1000), "0.012000000");
    }
}
