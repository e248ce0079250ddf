//! Colours of a flavour as operators, and the graphics state that a stream has reached.
//! A colour that is set already is not set again.

use super::bytes::Bytes;
use crate::color::{Cmyk, Ink, Intent, Output, Rgb, Spot};
use crate::pdf::{Flavour, Standard};
use std::collections::BTreeSet;

/// How colours are written: process and spot inks for the press, RGB for the screen.
#[derive(Clone, Copy)]
pub(in crate::pdf) struct Palette<'a> {
    /// Which file is written.
    pub(in crate::pdf) flavour: Flavour,
    /// What a press file conforms to.
    pub(in crate::pdf) standard: Standard,
    /// The printing condition.
    pub(in crate::pdf) output: &'a Output,
    /// Spot inks of the document in the order of their numbers.
    pub(in crate::pdf) spots: &'a [Spot],
}

impl Palette<'_> {
    /// Whether the file holds inks: it is for the press.
    pub(in crate::pdf) fn press(&self) -> bool {
        self.flavour == Flavour::Press
    }

    /// Whether transparency is flattened.
    pub(in crate::pdf) fn flattens(&self) -> bool {
        self.press() && self.standard == Standard::X1a
    }

    /// Whether pages are as the press prints them, with bleed and overprint: the press file and its proof.
    pub(in crate::pdf) fn printed(&self) -> bool {
        self.flavour != Flavour::Screen
    }

    /// An ink in the colours of a file without inks.
    fn light(&self, ink: &Ink) -> Rgb {
        if self.printed() { self.output.to_rgb(ink.cmyk) } else { self.output.screen(ink) }
    }

    /// An sRGB colour as a file without inks has it: as it is, or as it comes out in print.
    fn seen(&self, rgb: Rgb) -> Rgb {
        if self.printed() { self.output.to_rgb(self.cmyk(rgb)) } else { rgb }
    }

    /// The components of an sRGB colour: four inks or three lights, each 0 to 1.
    pub(in crate::pdf) fn components(&self, rgb: Rgb) -> Vec<f64> {
        if self.press() {
            self.cmyk(rgb).iter().map(|v| f64::from(*v) / 10_000.0).collect()
        } else {
            self.seen(rgb).iter().map(|v| f64::from(*v) / 255.0).collect()
        }
    }

    /// An sRGB colour in inks. Black and white are pure: solid black, and paper.
    pub(in crate::pdf) fn cmyk(&self, rgb: Rgb) -> Cmyk {
        match rgb {
            [0, 0, 0] => Ink::BLACK.cmyk,
            [255, 255, 255] => Ink::PAPER.cmyk,
            _ => self.output.to_cmyk(rgb, Intent::Relative),
        }
    }

    /// The operator that makes `ink` the fill colour, or the stroke colour.
    pub(in crate::pdf) fn set(&self, out: &mut Bytes, ink: &Ink, stroke: bool) {
        let pick = |fill: &'static str, line: &'static str| if stroke { line } else { fill };
        if !self.press() {
            rgb_operator(out, self.light(ink), stroke);
            return;
        }
        let spot = ink.spot.as_ref();
        let number = spot.and_then(|s| self.spots.iter().position(|o| o.plate == s.plate));
        if let (Some(spot), Some(number)) = (spot, number) {
            out.name('S', number).op(pick("cs", "CS"));
            out.decimal(i64::from(spot.tint), 4).op(pick("scn", "SCN"));
        } else {
            for v in ink.cmyk {
                out.decimal(i64::from(v), 4);
            }
            out.op(pick("k", "K"));
        }
    }

    /// The operator that makes an sRGB colour the fill or stroke colour.
    pub(in crate::pdf) fn set_rgb(&self, out: &mut Bytes, rgb: Rgb, stroke: bool) {
        if self.press() {
            let ink = Ink { cmyk: self.cmyk(rgb), rgb: None, spot: None };
            self.set(out, &ink, stroke);
        } else {
            rgb_operator(out, self.seen(rgb), stroke);
        }
    }
}

fn rgb_operator(out: &mut Bytes, rgb: Rgb, stroke: bool) {
    let pick = |fill: &'static str, line: &'static str| if stroke { line } else { fill };
    let light = |v: u8| (i64::from(v) * 10_000 + 127) / 255;
    let [r, g, b] = rgb;
    if r == g && g == b {
        out.decimal(light(r), 4).op(pick("g", "G"));
    } else {
        for v in rgb {
            out.decimal(light(v), 4);
        }
        out.op(pick("rg", "RG"));
    }
}

/// What a stream has set, so that nothing is set twice, and which resources it names.
#[derive(Default)]
pub(in crate::pdf) struct State<'a> {
    fill: Option<&'a Ink>,
    stroke: Option<&'a Ink>,
    overprint: bool,
    dashed: bool,
    width: Option<i64>,
    /// Numbers of the spot inks that were set.
    pub(in crate::pdf) spots: BTreeSet<usize>,
    /// Whether a graphics state was named.
    pub(in crate::pdf) states: bool,
}

impl<'a> State<'a> {
    /// Makes `ink` the colour, with overprint for solid black: ink printed on ink leaves no white seam where
    /// plates shift. Every other colour, paper above all, knocks out.
    pub(in crate::pdf) fn color(
        &mut self,
        out: &mut Bytes,
        palette: Palette<'_>,
        ink: &'a Ink,
        stroke: bool,
    ) {
        let known = if stroke { &mut self.stroke } else { &mut self.fill };
        if *known != Some(ink) {
            *known = Some(ink);
            palette.set(out, ink, stroke);
            if let Some(spot) = &ink.spot
                && let Some(n) = palette.spots.iter().position(|s| s.plate == spot.plate)
            {
                self.spots.insert(n);
            }
        }
        self.overprint(out, palette, ink.is_solid_black());
    }

    /// Switches overprint where pages are as the press prints them.
    pub(in crate::pdf) fn overprint(&mut self, out: &mut Bytes, palette: Palette<'_>, on: bool) {
        if palette.printed() && self.overprint != on {
            self.overprint = on;
            self.states = true;
            out.name('G', usize::from(on)).op("gs");
        }
    }

    /// Sets the thickness of lines, in thousandths of a point.
    pub(in crate::pdf) fn line(&mut self, out: &mut Bytes, width: i64, dash: &[i64]) {
        if self.width != Some(width) {
            self.width = Some(width);
            out.milli(width).op("w");
        }
        if !dash.is_empty() || self.dashed {
            self.dashed = !dash.is_empty();
            out.put("[");
            for d in dash {
                out.milli(*d);
            }
            out.op("]0 d");
        }
    }
}
