//! How large a drop cap is and where it stands, so that its head and foot meet those of the lines beside it.
//! Knows faces by their heights only; colour and family are the style sheet's.

use super::style::decimal;
use crate::font::Face;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Most lines beside an initial: on a narrow screen a deeper one leaves no room for words.
pub(super) const MOST_DEEP: u32 = 3;
/// Where the ink of most Chinese characters begins above the baseline and ends below it, in thousandths of an em.
const HAN: (i64, i64) = (840, 80);

/// Heights of a face in thousandths of an em, as browsers take them for the place of the baseline in a line (CSS
/// Inline 3 §4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Upright {
    ascent: i64,
    descent: i64,
    capital: i64,
}

impl Default for Upright {
    /// Those of a common serif.
    fn default() -> Self {
        Self { ascent: 950, descent: 300, capital: 680 }
    }
}

impl Upright {
    /// The heights of a face; common ones where it does not say.
    pub(super) fn of(face: &Face) -> Self {
        let em = i64::from(face.upem.max(1));
        let Ok(font) = FontRef::new(&face.data) else { return Self::default() };
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let (ascent, descent) = (metrics.ascent as i64 * 1000 / em, -(metrics.descent as i64) * 1000 / em);
        let capital = i64::from(face.cap_height) * 1000 / em;
        if capital < 300 { Self::default() } else { Self { ascent, descent, capital } }
    }

    /// Size, line height and margin of an initial of this face beside `lines` lines of `text`, each `line_height`
    /// thousandths of an em: its head is level with the capitals of the first line, its foot with the last line's,
    /// and it takes no room below. Chinese characters (`han`) have other heads and feet than capitals.
    pub(super) fn place(&self, text: &Self, line_height: i64, lines: i64, han: bool) -> String {
        let baseline =
            (line_height - text.ascent - text.descent) / 2 + text.ascent + (lines - 1) * line_height;
        let (own, head, foot) = if han { (HAN.0, HAN.0, HAN.1) } else { (self.capital, text.capital, 0) };
        let size = ((lines - 1) * line_height + head + foot) * 1000 / (own + foot).max(1);
        let baseline = baseline + foot - foot * size / 1000;
        // A box whose line is so high that the baseline falls in its place; what it has beyond the lines is taken off.
        let height = (2 * baseline * 1000 / size.max(1) - self.ascent + self.descent).max(300);
        let over = (lines * line_height * 1000 / size.max(1) - height - 10).min(0);
        let (size, height, over) = (decimal(size, "em"), decimal(height, ""), decimal(over, "em"));
        format!("font-size: {size}; line-height: {height}; margin: 0 0 {over}")
    }
}

#[cfg(test)]
mod tests {
    use super::Upright;

    #[test]
    fn an_initial_is_as_tall_as_the_lines_beside_it() {
        let face = Upright { ascent: 900, descent: 300, capital: 700 };
        // Capitals reach 0.7 em above the first baseline, which is 1 em down: 2.1 em to the second, 2.4 em down.
        assert_eq!(face.place(&face, 1400, 2, false), "font-size: 3em; line-height: 1; margin: 0 0 -0.077em");
    }

    #[test]
    fn a_chinese_initial_stands_between_the_ink_of_its_lines() {
        let face = Upright { ascent: 1160, descent: 288, capital: 733 };
        let placed = face.place(&face, 1600, 2, true);
        assert!(placed.starts_with("font-size: 2.739em;"), "{placed}");
    }
}
