//! Glyph runs as text operators: one array a run, with adjustments where advances are not the font's own.
//! Chooses no glyph and moves none: advances say where everything stands.

use super::bytes::Bytes;
use crate::pdf::fonts::{FontUse, Shown};
use crate::typeset::{Glyph, GlyphRun};

/// The text state that a stream has reached.
#[derive(Default)]
pub(in crate::pdf) struct TextState {
    open: bool,
    /// Origin of the last line in thousandths of a point, within the open text object.
    line: (i64, i64),
    font: Option<(usize, i64)>,
    /// Character spacing in hundred-thousandths of a point, width in hundredths of a percent.
    spacing: i64,
    scale: i64,
    rise: i64,
}

/// How far a pen moves: millionths of a scaled point.
type Pen = i64;

/// Runs of fewer glyphs have the character spacing of their style.
const SHORT: usize = 8;
/// Glyphs of a run that tell its character spacing.
const SAMPLE: usize = 32;
/// So many adjustments must a character spacing spare among those to be worth its operator.
const WORTH: usize = 3;

impl TextState {
    /// Closes the text object, if one is open.
    pub(in crate::pdf) fn close(&mut self, out: &mut Bytes) {
        if self.open {
            out.op("ET");
            self.open = false;
        }
    }

    /// Writes a run whose first origin is `at` (thousandths of a point, from the bottom left).
    pub(in crate::pdf) fn run(
        &mut self,
        out: &mut Bytes,
        run: &GlyphRun,
        font: &FontUse,
        number: usize,
        at: (i64, i64),
    ) {
        if !self.open {
            out.op("BT");
            self.open = true;
            self.line = (0, 0);
        }
        let size = run.style.size.to_millipoints();
        if self.font != Some((number, size)) {
            self.font = Some((number, size));
            out.name('F', number).milli(size).op("Tf");
        }
        let scale = if run.scale == 0 { 10_000 } else { i64::from(run.scale) };
        if scale != if self.scale == 0 { 10_000 } else { self.scale } {
            self.scale = scale;
            out.decimal(scale, 2).op("Tz");
        }
        let tracking = (i64::from(run.style.tracking) * size + 500).div_euclid(1000) * 100;
        let scale = Scale::new(size, scale, tracking);
        let scale = Scale { spacing: scale.letter_space(run, font).unwrap_or(tracking), ..scale };
        if scale.spacing != self.spacing {
            self.spacing = scale.spacing;
            out.decimal(scale.spacing, 5).op("Tc");
        }
        let (x, y) = at;
        out.milli(x - self.line.0).milli(y - self.line.1).op("Td");
        self.line = at;
        self.glyphs(out, run, font, scale);
    }

    fn glyphs(&mut self, out: &mut Bytes, run: &GlyphRun, font: &FontUse, scale: Scale) {
        let array = Array { open: false, string: false };
        let mut line = Line { array, pen: 0, origin: 0, scale, blank: false, space: (0, 0) };
        let mut at = 0_usize;
        let mut rest = run.glyphs.iter();
        let mut first = !run.text.is_empty();
        while let Some(glyph) = rest.next() {
            let followers = rest.as_slice();
            let end = at + usize::from(glyph.bytes);
            let text = run.text.get(at..end).unwrap_or("");
            at = end;
            match font.shown(glyph, text, (std::mem::take(&mut first), followers)) {
                Shown::Plain => self.one(out, &mut line, glyph, font, font.number(glyph.id)),
                Shown::Soft(number) => self.one(out, &mut line, glyph, font, number),
                Shown::As(words) => {
                    line.array.close(out);
                    out.put("/Span<</ActualText").utf16(words).op(">>BDC");
                    self.one(out, &mut line, glyph, font, font.number(glyph.id));
                    for next in rest.by_ref().take(font.cluster(followers)) {
                        self.one(out, &mut line, next, font, font.number(next.id));
                    }
                    line.array.close(out);
                    out.op("EMC");
                }
            }
        }
        line.array.close(out);
        if self.rise != 0 {
            self.rise = 0;
            out.op("0 Ts");
        }
    }

    fn one(&mut self, out: &mut Bytes, line: &mut Line, glyph: &Glyph, font: &FontUse, number: u16) {
        let rise = match glyph.dy {
            0 => 0,
            dy => crate::geom::Length::sp(i64::from(dy)).to_millipoints(),
        };
        if rise != self.rise {
            line.array.close(out);
            self.rise = rise;
            out.milli(rise).op("Ts");
        }
        let before = std::mem::replace(&mut line.blank, font.is_blank(glyph.id));
        // Where a blank stands shows in what comes behind it alone.
        if !line.blank {
            let target = line.origin + Pen::from(glyph.dx) * 1_000_000;
            let adjust = line.scale.adjustment(target - line.pen, before.then_some(line.space));
            if before {
                line.space = adjust;
            }
            line.array.adjust(out, adjust.0, line.scale.places);
            line.pen += adjust.1;
        }
        line.array.glyph(out, number);
        line.pen += line.scale.advance(font.width(glyph.id));
        line.origin += Pen::from(glyph.advance) * 1_000_000;
    }
}

/// A run on its way: where a viewer's pen is, and where the next glyph's origin lies.
struct Line {
    array: Array,
    pen: Pen,
    origin: Pen,
    scale: Scale,
    /// Whether the glyph before was a blank; the adjustment behind the last one, and what it moved.
    blank: bool,
    space: (i64, Pen),
}

/// Size, width and spacing of a run.
#[derive(Clone, Copy)]
struct Scale {
    /// Thousandths of a point.
    size: i64,
    /// Hundredths of a percent.
    wide: i64,
    /// Hundred-thousandths of a point.
    spacing: i64,
    /// How many decimals an adjustment needs so that it errs by less than a thousandth of a point.
    places: u32,
    /// The em, `parts` times an adjustment's last digit.
    em: Pen,
    parts: i64,
    /// Half of that digit.
    least: Pen,
    /// How far a glyph may stand from its place: what is less needs no adjustment.
    near: Pen,
}

/// A thousandth of a point.
const THOUSANDTH: Pen = 65_536_000;

impl Scale {
    fn new(size: i64, scale: i64, spacing: i64) -> Self {
        let places = match size {
            0..=2_000 => 0,
            2_001..=20_000 => 1,
            _ => 2,
        };
        let (em, parts) = (size * scale * 65_536 / 10, 1000 * 10_i64.pow(places));
        let least = em / (2 * parts);
        let near = least.max(THOUSANDTH.min(2 * least));
        Self { size, wide: scale, spacing, places, em, parts, least, near }
    }

    /// What a viewer moves after a glyph of `width` (millionths of an em).
    fn advance(self, width: u32) -> Pen {
        let points = i64::from(width) * self.size / 1000 + self.spacing * 10;
        let natural = points * 65_536;
        if self.wide == 10_000 { natural } else { natural / 10_000 * self.wide }
    }

    /// The character spacing that most glyphs of a run stand apart by, so that few need an adjustment of their own;
    /// `None` for short runs, and where that of the style serves as well.
    fn letter_space(self, run: &GlyphRun, font: &FontUse) -> Option<i64> {
        if run.glyphs.len() < SHORT || self.wide <= 0 {
            return None;
        }
        let mut apart = [0; SAMPLE];
        let glyphs = run.glyphs.iter().take(SAMPLE);
        let by = |g: &Glyph| Pen::from(g.advance) * 1_000_000 - self.advance(font.width(g.id));
        apart.iter_mut().zip(glyphs.clone()).for_each(|(apart, g)| *apart = by(g));
        let apart = apart.get_mut(..glyphs.len())?;
        apart.sort_unstable();
        let (mut most, mut from): (&[Pen], usize) = (&[], 0);
        for (to, high) in apart.iter().enumerate() {
            while apart.get(from).is_some_and(|low| high - low >= self.least) {
                from += 1;
            }
            most = apart.get(from..=to).filter(|alike| alike.len() > most.len()).unwrap_or(most);
        }
        let as_they_are = apart.iter().filter(|by| by.abs() < self.least).count();
        if most.len() < as_they_are + WORTH {
            return None;
        }
        let (sum, count) = (most.iter().sum::<Pen>(), most.len() as Pen);
        // Millionths of a scaled point to hundred-thousandths of a point, before the width of glyphs takes part.
        let unit = 65_536 * 10;
        let space = (sum / count.max(1) * 10_000 / self.wide + unit / 2).div_euclid(unit);
        Some(self.spacing + space)
    }

    /// The number that moves the pen by `want`, and what it moves exactly; one that was used before, if it serves as
    /// well: alike numbers are cheaper to keep.
    fn adjustment(self, want: Pen, before: Option<(i64, Pen)>) -> (i64, Pen) {
        if want.abs() < self.near || self.em == 0 {
            return (0, 0);
        }
        if let Some(known) = before.filter(|(_, moved)| (want - moved).abs() < self.near) {
            return known;
        }
        let narrow = || {
            let n = want.abs().checked_mul(self.parts * 2)?.checked_add(self.em)? / (self.em * 2)
                * -want.signum();
            Some((n, (-n).checked_mul(self.em)? / self.parts))
        };
        narrow().unwrap_or_else(|| {
            let (want, em, parts) = (i128::from(want), i128::from(self.em), i128::from(self.parts));
            let n = (want.abs() * parts * 2 + em) / (em * 2) * -want.signum();
            (n as i64, (-n * em / parts) as Pen)
        })
    }
}

/// The operand of `TJ` while it grows.
struct Array {
    open: bool,
    string: bool,
}

impl Array {
    fn adjust(&mut self, out: &mut Bytes, n: i64, places: u32) {
        if n == 0 {
            return;
        }
        if self.string {
            out.put(")");
            self.string = false;
        }
        if !self.open {
            out.put("[");
            self.open = true;
        }
        out.bare(n, places);
    }

    fn glyph(&mut self, out: &mut Bytes, number: u16) {
        if !self.open {
            out.put("[");
            self.open = true;
        }
        if !self.string {
            out.put("(");
            self.string = true;
        }
        out.string_bytes(number.to_be_bytes());
    }

    fn close(&mut self, out: &mut Bytes) {
        if self.string {
            out.put(")");
        }
        if self.open {
            out.op("]TJ");
        }
        *self = Self { open: false, string: false };
    }
}
