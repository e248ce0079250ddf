//! Emphasis dots under Chinese characters, which stand for the slope that Chinese faces lack (CLREQ, emphasis marks).
//! Decides neither what is emphasised nor where its characters stand.

use super::justify::Slug;
use super::opportunity::is_wide;
use super::para::Piece;
use super::{Glyph, GlyphRun};
use crate::font::Face;
use crate::geom::{Length, Point};
use std::sync::Arc;

/// The dot of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dot {
    glyph: u16,
    /// Left edge and width of its ink, in scaled points.
    left: i64,
    width: i64,
    size: Length,
    /// From the baseline of the text down to that of the dots.
    drop: Length,
}

/// Width of a dot's ink, in percent of the text's size.
const WIDTH_PERCENT: i64 = 16;
/// How deep the dot's middle stands below the baseline, in percent of the text's size.
const DEPTH_PERCENT: i64 = 27;

impl Dot {
    /// The dot for text of `size` in `face`; `None` where the face has none.
    pub(super) fn of(face: &Face, size: Length) -> Option<Self> {
        let glyph = ['•', '·'].into_iter().find_map(|c| face.glyph(c))?;
        let [left, low, right, high] = face.ink(glyph)?;
        let small = size.scale(WIDTH_PERCENT * i64::from(face.upem), 100 * i64::from((right - left).max(1)));
        let at_size = |units: i32| small.scale(i64::from(units), i64::from(face.upem));
        Some(Self {
            glyph,
            left: at_size(left).to_sp(),
            width: at_size(right - left).to_sp(),
            size: small,
            drop: size.scale(DEPTH_PERCENT, 100) + at_size(i32::midpoint(low, high)),
        })
    }
}

/// The dots under the sorts of a piece whose first sort stands at `at`; `None` where no character takes one.
pub(super) fn dots(piece: &Piece, slugs: &[Slug], text: &str, at: Point) -> Option<GlyphRun> {
    let dot = piece.dot?;
    let mut chars = text.char_indices();
    let (mut x, mut byte) = (0, 0);
    let mut places: Vec<i64> = Vec::new();
    for Slug { sort, .. } in slugs {
        let c = chars.by_ref().find(|(i, _)| *i >= byte).map(|(_, c)| c).filter(|_| sort.bytes > 0);
        if c.is_some_and(|c| c.is_alphanumeric() && is_wide(c)) {
            let em = piece.style.size.to_sp();
            places.push(x + (em - dot.width) / 2 - dot.left);
        }
        x += i64::from(sort.advance);
        byte += usize::from(sort.bytes);
    }
    let first = places.first().copied()?;
    let steps = places.iter().zip(places.iter().skip(1)).map(|(a, b)| b - a).chain([0]);
    let glyphs =
        steps.map(|step| Glyph { id: dot.glyph, bytes: 0, advance: step as i32, dy: 0, dx: 0 }).collect();
    let style = super::RunStyle { size: dot.size, ..(*piece.style).clone() };
    Some(GlyphRun {
        face: piece.face,
        style: Arc::new(style),
        at: Point::new(at.x + Length::sp(first), at.y + dot.drop),
        scale: 10_000,
        glyphs,
        text: String::new(),
    })
}
