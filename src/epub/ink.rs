//! A layout's inks on a screen: as text that can be read by day and by night, as a ground under text.
//! Converts no pictures.

use crate::color::{Ink, Output, Rgb};

/// WCAG 2.2, success criterion 1.4.3: least contrast of text, in hundredths.
const CONTRAST: u32 = 450;
/// Grounds that a dark reading system shows are at most this light.
const NIGHT: Rgb = [0x1c, 0x1c, 0x1e];
const WHITE: Rgb = [255, 255, 255];

/// What an ink is as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    /// Black, grey or paper: the reading system's own colour of text.
    Plain,
    /// A colour, each with enough contrast.
    Colour {
        /// For a white ground.
        light: String,
        /// For a dark ground.
        dark: String,
    },
}

/// What an ink is as a ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ground {
    base: Rgb,
    /// Opacity in thousandths.
    alpha: u32,
}

/// Turns inks into colours.
pub(super) struct Tones {
    condition: Option<Output>,
}

impl Tones {
    /// The colours of the bundled printing condition.
    pub(super) fn new() -> Self {
        Self { condition: Output::fogra39(None).ok() }
    }

    /// An ink as a screen shows it.
    fn screen(&self, ink: &Ink) -> Rgb {
        match (ink.rgb, &self.condition) {
            (Some(rgb), _) => rgb,
            (None, Some(condition)) => condition.screen(ink),
            (None, None) => [0, 0, 0],
        }
    }

    /// An ink as CSS and SVG write its colour, whatever the contrast.
    pub(super) fn hex(&self, ink: &Ink) -> String {
        hex(self.screen(ink))
    }

    /// An ink as text.
    pub(super) fn text(&self, ink: &Ink) -> Tone {
        let rgb = self.screen(ink);
        let (least, most) = (rgb.iter().min().copied().unwrap_or(0), rgb.iter().max().copied().unwrap_or(0));
        if most - least < 24 {
            return Tone::Plain;
        }
        Tone::Colour { light: hex(towards(rgb, [0, 0, 0], WHITE)), dark: hex(towards(rgb, WHITE, NIGHT)) }
    }

    /// An ink as a ground: where it is pale, a veil that gives this colour on white and a dark one at night;
    /// where it is strong, itself.
    pub(super) fn ground(&self, ink: &Ink) -> Ground {
        let rgb = self.screen(ink);
        let least = u32::from(rgb.iter().min().copied().unwrap_or(0));
        let alpha = (255 - least) * 1000 / 255;
        if contrast(rgb, [0, 0, 0]) < 2 * CONTRAST || alpha == 0 {
            return Ground { base: rgb, alpha: 1000 };
        }
        // Twice the least opacity: the veil is then light enough to stand off a dark ground too.
        let alpha = (alpha * 2).min(600);
        let channel = |v: u8| 255_u32.saturating_sub((255 - u32::from(v)) * 1000 / alpha) as u8;
        Ground { base: rgb.map(channel), alpha }
    }
}

impl Ground {
    /// The ground as CSS writes it.
    pub(super) fn css(self) -> String {
        let [r, g, b] = self.base;
        if self.alpha == 1000 { hex(self.base) } else { format!("rgba({r}, {g}, {b}, 0.{:03})", self.alpha) }
    }

    /// The colour of text on a strong ground; `None` on a veil, which takes the reading system's.
    pub(super) fn text(self) -> Option<&'static str> {
        let strong = self.alpha == 1000 && self.base != WHITE;
        strong.then(|| if contrast(self.base, WHITE) >= CONTRAST { "#ffffff" } else { "#000000" })
    }
}

/// `rgb` drawn towards `end` until it stands off `ground` well enough.
fn towards(rgb: Rgb, end: Rgb, ground: Rgb) -> Rgb {
    let mix = |step: u32| {
        let mut mixed = rgb;
        for (channel, end) in mixed.iter_mut().zip(end) {
            *channel = ((u32::from(*channel) * (64 - step) + u32::from(end) * step) / 64) as u8;
        }
        mixed
    };
    (0..=64).map(mix).find(|c| contrast(*c, ground) >= CONTRAST).unwrap_or(end)
}

/// Contrast of two colours in hundredths, by WCAG 2.2.
fn contrast(a: Rgb, b: Rgb) -> u32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 5000) * 100 / (a.min(b) + 5000)
}

/// Relative luminance in hundred-thousandths (WCAG 2.2; IEC 61966-2-1).
fn luminance(rgb: Rgb) -> u32 {
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = rgb.map(linear);
    ((0.2126 * r + 0.7152 * g + 0.0722 * b) * 100_000.0).round() as u32
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::{CONTRAST, NIGHT, Tone, Tones, WHITE, contrast};
    use crate::color::{Ink, Rgb};

    fn ink(rgb: Rgb) -> Ink {
        Ink { cmyk: [0; 4], rgb: Some(rgb), spot: None }
    }

    fn read(hex: &str) -> Rgb {
        let n = u32::from_str_radix(&hex[1..], 16).unwrap();
        [(n >> 16) as u8, (n >> 8) as u8, n as u8]
    }

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert_eq!(contrast([0, 0, 0], WHITE), 2100);
        assert_eq!(contrast([0x77; 3], WHITE), 447);
    }

    #[test]
    fn every_colour_can_be_read_by_day_and_by_night() {
        for n in 0..216_u32 {
            let [r, g, b] = [n / 36, n / 6 % 6, n % 6].map(|step| (step * 51) as u8);
            if let Tone::Colour { light, dark } = Tones::new().text(&ink([r, g, b])) {
                assert!(contrast(read(&light), WHITE) >= CONTRAST, "{light}");
                assert!(contrast(read(&dark), NIGHT) >= CONTRAST, "{dark}");
            } else {
                assert!(r == g && g == b);
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_is_kept() {
        let tone = Tones::new().text(&ink([0, 0x50, 0x9b]));
        assert!(matches!(tone, Tone::Colour { light, .. } if light == "#00509b"));
    }

    #[test]
    fn a_pale_ground_is_a_veil_and_a_strong_one_carries_its_text() {
        let veil = Tones::new().ground(&ink([0xe0, 0xea, 0xf3]));
        assert!(veil.css().starts_with("rgba(") && veil.text().is_none());
        let strong = Tones::new().ground(&ink([0, 0x30, 0x60]));
        assert_eq!((strong.css().as_str(), strong.text()), ("#003060", Some("#ffffff")));
    }
}
