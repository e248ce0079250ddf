//! The large first letter of a text: how large, where, and what room it needs.
//! Breaks no lines: the caller keeps the room clear with slots of its own.

use super::opportunity::is_wide;
use super::{Placed, Run, RunStyle, Setter, Shape};
use crate::font::{Face, Fonts};
use crate::geom::{Length, Point};
use crate::layout::{HAlign, Style};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// A first letter over several lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DropCap {
    /// Width to keep clear beside it, from the column's left edge, for as many lines as it was made for: three
    /// tenths of the text's size beyond its ink; beside a Chinese character up to the next square of the text,
    /// so that the lines beside it stand in the grid of the others (CLREQ, on the type area).
    pub width: Length,
    /// Lines to keep clear beside it: as many as it was made for, and one more where its tail (of Q or J) would
    /// touch the capitals of the line below.
    pub rows: u32,
    /// Characters (`char`s) taken from the text: an opening quotation mark, the letter, a space after it.
    pub chars: u32,
    /// The runs without what was taken.
    pub rest: Vec<Run>,
    placed: Vec<Placed>,
}

impl DropCap {
    /// Appends its glyphs; `at` is the left edge of the column at the first line's baseline.
    pub fn draw(&self, at: Point, out: &mut Vec<Placed>) {
        out.extend(self.placed.iter().cloned().map(|mut placed| {
            placed.run.at.x += at.x;
            placed.run.at.y += at.y;
            placed
        }));
    }
}

/// Size of an opening quotation mark, in percent of the letter's.
const MARK_PERCENT: i64 = 60;
/// Figures of the longest number that stands as a drop cap.
const MOST_FIGURES: usize = 2;

impl Setter<'_> {
    /// Takes the first letter of `runs` as a drop cap over `lines` lines whose baselines are `step` apart:
    /// its top reaches the top of the first line's capitals, it stands on the last line's baseline, and its
    /// ink starts at the column's left edge. `style` gives face and colour, `body` the text beside it.
    /// A number is taken whole. `None` where the text does not start with a letter, a Chinese character or a
    /// number of at most two figures: a longer one would fill the column, and must not be torn.
    pub fn drop_cap(
        &mut self,
        runs: &[Run],
        style: &Style,
        body: &Style,
        lines: u32,
        step: Length,
    ) -> Option<DropCap> {
        let first = runs.iter().position(|r| !r.text.is_empty())?;
        let run = runs.get(first)?;
        let (mark, letter) = opening(&run.text)?;
        let tail = run.text.get(mark.len() + letter.len()..)?;
        let space = tail.len() - tail.trim_start_matches(' ').len();
        let taken = run.text.get(mark.len()..mark.len() + letter.len() + space)?;
        let c = letter.chars().next()?;
        let face = face_of(self.fonts(), &style.families, (style.weight, style.italic), c)?;
        let drop = step * i64::from(lines.saturating_sub(1));
        let body_face = face_of(self.fonts(), &body.families, (body.weight, body.italic), c)?;
        let (size, base) = if is_wide(c) {
            let size = drop + body.size;
            (size, drop + em_foot(body_face, body.size) - em_foot(face, size))
        } else {
            let top = drop + body.size.scale(i64::from(body_face.cap_height), i64::from(body_face.upem));
            (top.scale(i64::from(face.upem), i64::from(height(face, c).max(1))), drop)
        };
        let ink = face.glyph(c).and_then(|g| face.ink(g))?;
        let at_size = |units: i32| size.scale(i64::from(units), i64::from(face.upem));
        let (left, right) = (at_size(ink.first().copied()?), at_size(ink.get(2).copied()?));
        let mut placed = Vec::new();
        let mut x = Length::ZERO;
        let small = size.scale(MARK_PERCENT, 100);
        for (at, c) in mark.char_indices() {
            let text = mark.get(at..at + c.len_utf8()).unwrap_or_default();
            let raise = mark_raise(face, c, size, small);
            x += self.sign(run, style, text, (small, raise), Point::new(x, base), &mut placed);
        }
        self.sign(run, style, taken, (size, Length::ZERO), Point::new(x - left, base), &mut placed);
        let mut rest: Vec<Run> = runs.get(first..).unwrap_or_default().to_vec();
        if let Some(run) = rest.first_mut() {
            run.text.drain(..mark.len() + taken.len());
        }
        rest.retain(|r| !r.text.is_empty());
        let clear = x + right - left + body.size.scale(3, 10);
        let tail = -at_size(ink.get(1).copied()?);
        let capitals = body.size.scale(i64::from(body_face.cap_height), i64::from(body_face.upem));
        let deep = !is_wide(c) && tail > step - capitals - body.size / 20;
        let squares = (clear.to_sp() + body.size.to_sp() - 1) / body.size.to_sp().max(1);
        Some(DropCap {
            width: if is_wide(c) { body.size * squares } else { clear },
            rows: lines + u32::from(deep),
            chars: (mark.chars().count() + taken.chars().count()) as u32,
            rest,
            placed,
        })
    }

    /// Sets `text` at `at`; returns its width.
    fn sign(
        &mut self,
        run: &Run,
        style: &Style,
        text: &str,
        (size, raise): (Length, Length),
        at: Point,
        out: &mut Vec<Placed>,
    ) -> Length {
        let look = RunStyle {
            families: style.families.clone().into(),
            weight: style.weight,
            italic: style.italic,
            size,
            color: style.color.clone(),
            features: style.features.clone().into(),
            raise,
            ..(*run.style).clone()
        };
        let sign = Run { text: text.to_owned(), style: Arc::new(look), ..run.clone() };
        let plain = Style { align: HAlign::Left, indent: Length::ZERO, protrude: false, ..style.clone() };
        let lang = run.style.lang.clone();
        let para = self.para(&[sign], &plain, &lang);
        if let Some(line) =
            self.break_lines(&para, &Shape::plain(Length::MAX), 0).and_then(|b| b.lines.into_iter().next())
        {
            para.draw(&line, at, out);
        }
        para.max_width()
    }
}

/// How far a mark of size `small` before a letter of `size` is raised: high marks reach as high as the letter, low
/// ones stand on its baseline, guillemets and inverted marks stand at half its height.
fn mark_raise(face: &Face, c: char, size: Length, small: Length) -> Length {
    let upem = i64::from(face.upem);
    let cap = i64::from(face.cap_height);
    let ink = face.glyph(c).and_then(|g| face.ink(g));
    match (c, ink) {
        ('„' | '‚', _) => Length::ZERO,
        ('«' | '‹' | '¿' | '¡', Some([_, low, _, high])) => {
            size.scale(cap, upem * 2) - small.scale(i64::from(low + high), upem * 2)
        }
        _ => (size - small).scale(cap, upem),
    }
}

/// An opening quotation mark, if any, with the narrow space behind it, and the first letter with its marks.
fn opening(text: &str) -> Option<(&str, &str)> {
    let quote = |c: char| {
        matches!(c, '“' | '”' | '‘' | '’' | '„' | '‚' | '«' | '‹' | '"' | '\'' | '「' | '『' | '¿' | '¡')
    };
    let start = text.find(|c| !quote(c) && c != '\u{202f}')?;
    let (mark, rest) = text.split_at(start);
    let letter = rest.graphemes(true).next()?;
    let first = letter.chars().next().filter(|c| c.is_alphanumeric())?;
    if first.is_numeric() && !is_wide(first) {
        let end = rest.find(|c: char| !c.is_numeric()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let mut after = after.chars();
        let goes_on = after.next().is_some_and(|c| matches!(c, '.' | ',' | ':' | '/' | '-' | '–'))
            && after.next().is_some_and(char::is_numeric);
        return (number.chars().count() <= MOST_FIGURES && !goes_on).then_some((mark, number));
    }
    Some((mark, letter))
}

fn face_of<'f>(
    fonts: &'f Fonts,
    families: &[String],
    (weight, italic): (u16, bool),
    c: char,
) -> Option<&'f Face> {
    families
        .iter()
        .filter_map(|f| fonts.find(f, weight, italic))
        .filter_map(|id| fonts.face(id))
        .find(|face| face.has(c))
}

/// How high a letter stands: capitals and figures as all capitals do, small letters by their ink.
fn height(face: &Face, c: char) -> i32 {
    let ink = face.glyph(c).and_then(|g| face.ink(g)).and_then(|i| i.get(3).copied());
    if c.is_lowercase() { ink.unwrap_or(i32::from(face.x_height)) } else { i32::from(face.cap_height) }
}

/// Lower and upper edge of the ink of Chinese characters, in font units: those of one that fills its square.
pub(super) fn square(face: &Face) -> (i32, i32) {
    let ink = face.glyph('国').and_then(|g| face.ink(g));
    let part = |percent: i32| i32::from(face.upem) * percent / 100;
    ink.map_or((part(-8), part(84)), |[_, low, _, high]| (low, high))
}

/// How far the em box of a Chinese character reaches below the baseline.
fn em_foot(face: &Face, size: Length) -> Length {
    let (low, high) = square(face);
    let margin = (i32::from(face.upem) - (high - low)) / 2;
    size.scale(i64::from(margin - low), i64::from(face.upem))
}
