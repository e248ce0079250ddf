//! The bar code of a periodical: EAN-13 from the ISSN, with the add-on of two or five digits for the issue.
//! Draws bars and digits in a box; where it stands is the layout's matter.

use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::issue::{Barcode, Issue};
use crate::layout::FramePlace;
use crate::pages::document::Item;
use crate::pages::galley::{Maker, SetBox, fill_item};
use crate::pages::makeup::push_placed;
use crate::typeset::TagId;
use barcoders::sym::ean_supp::EANSUPP;
use barcoders::sym::ean13::EAN13;

// Measures of GS1 General Specifications, section 5.2 (EAN/UPC symbology), in modules unless said.

/// A module at full size, and the least for retail: 80 % of it.
const MODULE: (Length, Length) = (Length::micrometres(330), Length::micrometres(264));
/// Steps between them in which the symbol is made smaller to fit its frame.
const STEP: Length = Length::micrometres(6);
/// Light before the main symbol, and behind it where nothing follows.
const QUIET: (i64, i64) = (11, 7);
/// Between the main symbol and the add-on: 7 to 12.
const ADD_ON_GAP: i64 = 9;
/// Light behind the add-on.
const ADD_ON_QUIET: i64 = 5;
/// By how much the guard bars are longer than the others.
const GUARD: i64 = 5;
/// Height of the bars, and of those of the add-on, in thousandths of a full-size millimetre.
const BARS: (i64, i64) = (22_850, 21_900);
/// Height of the digits, likewise.
const DIGITS: i64 = 2_750;
/// Height of the face's digits in thousandths of its size.
const DIGIT_OF_EM: i64 = 660;

/// The digits of the EAN-13 of a periodical: 977, seven digits of the ISSN, a variant, the check digit added by the symbol.
#[must_use]
pub fn ean_digits(issn: &str) -> Option<String> {
    let digits: String = issn.chars().filter(char::is_ascii_digit).take(7).collect();
    (digits.len() == 7).then(|| format!("977{digits}00"))
}

/// The issue's bar code; `None` without an ISSN, without the number that an add-on needs, and where the publication
/// wants none. It is as large as the layout's frame for it allows, between 80 and 100 percent, and brings the light
/// that it needs around it.
pub fn barcode(maker: &mut Maker<'_, '_>, root: TagId) -> Option<SetBox> {
    let issue = maker.issue;
    let variant = issue.publication.barcode;
    if variant == Barcode::None {
        return None;
    }
    let stated = issue.barcode.code.as_deref().and_then(|c| c.get(..12)).map(str::to_owned);
    let digits = stated.or_else(|| ean_digits(issue.publication.issn.as_deref()?))?;
    let modules = EAN13::new(&digits).ok()?.encode();
    let add_on = match variant {
        Barcode::Ean13Plus2 => Some(add_on_digits(issue, 2)?),
        Barcode::Ean13Plus5 => Some(add_on_digits(issue, 5)?),
        Barcode::Ean13 | Barcode::None => None,
    };
    let supplement = match &add_on {
        Some(digits) => EANSUPP::new(digits).ok()?.encode(),
        None => Vec::new(),
    };
    let count = modules.len() as i64 + QUIET.0;
    let behind =
        if supplement.is_empty() { QUIET.1 } else { ADD_ON_GAP + supplement.len() as i64 + ADD_ON_QUIET };
    let symbol = Symbol::new(module(maker, count + behind), count + behind, !supplement.is_empty());
    let mut items = vec![fill_item(symbol.ground(), &Ink::PAPER, root)];
    symbol.main(&modules, root, &mut items);
    let full = format!("{digits}{}", check_digit(&digits));
    for (n, digit) in full.chars().enumerate() {
        let at = symbol.digit(n);
        symbol.label(maker, digit, at, root, &mut items);
    }
    let from = count + ADD_ON_GAP;
    symbol.add_on(&supplement, from, root, &mut items);
    for (n, digit) in add_on.iter().flat_map(|d| d.chars()).enumerate() {
        // Guard of four modules, then seven for a digit and two between digits.
        let middle = symbol.x * (from + 4 + 9 * n as i64) + symbol.x * 7 / 2;
        symbol.label(maker, digit, Point::new(middle, symbol.add_on_digits()), root, &mut items);
    }
    if !supplement.is_empty() {
        // The sign that keeps the light behind the add-on.
        let middle = symbol.x * (count + behind) - symbol.x * ADD_ON_QUIET / 2;
        symbol.label(maker, '>', Point::new(middle, symbol.add_on_digits()), root, &mut items);
    }
    let lines = symbol.ground().h.steps_ceil(maker.layout().page.step);
    Some(SetBox { lines, items, ..SetBox::default() })
}

/// The width of a module with which `count` of them fit the frames that the layout has for the bar code.
fn module(maker: &Maker<'_, '_>, count: i64) -> Length {
    let page = &maker.layout().page;
    let frames = maker.layout().masters.values().flat_map(|m| &m.frames).filter(|f| f.role == "barcode");
    let width = |f: &crate::layout::Frame| match &f.place {
        FramePlace::Grid { cols: (a, b), .. } => page.span(*a, *b) - f.inset * 2,
        FramePlace::Box { width, .. } => *width - f.inset * 2,
    };
    let room = frames.map(width).min().unwrap_or(MODULE.0 * count);
    let mut module = MODULE.0;
    while module * count > room && module - STEP >= MODULE.1 {
        module -= STEP;
    }
    module
}

/// A symbol of one size; from its top left corner, light included.
struct Symbol {
    /// A module.
    x: Length,
    /// Its width in modules, light included.
    count: i64,
    /// Whether an add-on follows, whose digits stand above it.
    added: bool,
}

impl Symbol {
    const fn new(x: Length, count: i64, added: bool) -> Self {
        Self { x, count, added }
    }

    /// A measure given in thousandths of a full-size millimetre.
    fn scaled(&self, full: i64) -> Length {
        Length::micrometres(full).scale(self.x.to_sp(), MODULE.0.to_sp())
    }

    /// Where the bars begin: an add-on's digits rise a little above them.
    fn top(&self) -> Length {
        let foot = self.scaled(BARS.0) + self.x * GUARD;
        let above = self.scaled(DIGITS) + self.x / 2 + self.scaled(BARS.1);
        if self.added { (above - foot).max(Length::ZERO) + self.x } else { self.x }
    }

    fn ground(&self) -> Rect {
        let foot = self.main_digits() + self.x;
        Rect::new(Length::ZERO, Length::ZERO, self.x * self.count, foot)
    }

    /// The baseline of the digits below the bars, half a module off them.
    fn main_digits(&self) -> Length {
        self.top() + self.scaled(BARS.0) + self.x / 2 + self.scaled(DIGITS)
    }

    /// The baseline of the digits above the add-on.
    fn add_on_digits(&self) -> Length {
        self.top() + self.scaled(BARS.0) + self.x * GUARD - self.scaled(BARS.1) - self.x / 2
    }

    /// The middle of a digit of the main symbol and its baseline: the first stands in the light on the left, the
    /// others below the seven modules that say them.
    fn digit(&self, n: usize) -> Point {
        let n = n as i64;
        let left = match n {
            0 => -9,
            1..=6 => 3 + 7 * (n - 1),
            _ => 50 + 7 * (n - 7),
        };
        Point::new(self.x * (QUIET.0 + left) + self.x * 7 / 2, self.main_digits())
    }

    /// Bars, those of the guards longer.
    fn main(&self, modules: &[u8], tag: TagId, items: &mut Vec<Item>) {
        for (at, wide) in dark(modules) {
            let guards = [0..3, 45..50, 92..95];
            let long = guards.iter().any(|g| g.contains(&at));
            let high = self.scaled(BARS.0) + if long { self.x * GUARD } else { Length::ZERO };
            let left = self.x * (QUIET.0 + at);
            items.push(fill_item(Rect::new(left, self.top(), self.x * wide, high), &Ink::BLACK, tag));
        }
    }

    /// The bars of an add-on end where the guards do.
    fn add_on(&self, modules: &[u8], from: i64, tag: TagId, items: &mut Vec<Item>) {
        let high = self.scaled(BARS.1);
        let top = self.top() + self.scaled(BARS.0) + self.x * GUARD - high;
        for (at, wide) in dark(modules) {
            let area = Rect::new(self.x * (from + at), top, self.x * wide, high);
            items.push(fill_item(area, &Ink::BLACK, tag));
        }
    }

    /// A sign about the middle of its baseline.
    fn label(&self, maker: &mut Maker<'_, '_>, sign: char, at: Point, tag: TagId, items: &mut Vec<Item>) {
        let mut style = (*maker.style("barcode", true)).clone();
        style.size = self.scaled(DIGITS).scale(1000, DIGIT_OF_EM);
        (style.color, style.tracking) = (Ink::BLACK, 0);
        let lang = maker.issue.lang.clone();
        let (placed, width) = maker.loose_words(&sign.to_string(), &style, &lang, tag);
        for mut p in placed {
            p.run.at = Point::new(p.run.at.x + at.x - width / 2, p.run.at.y + at.y);
            push_placed(p, items);
        }
    }
}

/// Dark modules that stand together: the first of them, and how many.
fn dark(modules: &[u8]) -> Vec<(i64, i64)> {
    let mut out = Vec::new();
    let mut at = 0;
    for run in modules.chunk_by(|a, b| a == b) {
        if run.first() == Some(&1) {
            out.push((at, run.len() as i64));
        }
        at += run.len() as i64;
    }
    out
}

/// The digits of the add-on: as the issue states them, else its number, of a double issue the first, with zeros
/// before it; of a longer number the last digits.
fn add_on_digits(issue: &Issue, count: usize) -> Option<String> {
    let stated = issue.barcode.add_on.clone().filter(|d| d.len() == count);
    stated.or_else(|| padded(issue.number.as_deref()?, count))
}

/// The first number of `9-10` in `count` digits.
fn padded(number: &str, count: usize) -> Option<String> {
    let number: u32 = number.split('-').next()?.parse().ok()?;
    let digits = format!("{number:0count$}");
    digits.get(digits.len().checked_sub(count)?..).map(str::to_owned)
}

/// The check digit of twelve digits (ISO/IEC 15420).
fn check_digit(digits: &str) -> u32 {
    let sum: u32 =
        digits.bytes().enumerate().map(|(n, b)| u32::from(b - b'0') * if n % 2 == 1 { 3 } else { 1 }).sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::{ADD_ON_QUIET, MODULE, QUIET, Symbol, check_digit, dark, ean_digits, padded};
    use crate::geom::Length;
    use crate::typeset::TagId;
    use barcoders::sym::ean_supp::EANSUPP;
    use barcoders::sym::ean13::EAN13;

    #[test]
    fn a_periodical_code_has_the_right_check_digit() {
        let digits = ean_digits("0311-175X").unwrap();
        assert_eq!(digits, "977031117500");
        assert_eq!(check_digit(&digits), 1);
        assert_eq!(check_digit("400638133393"), 1);
    }

    #[test]
    fn an_add_on_is_the_number_in_its_digits() {
        assert_eq!(padded("9-10", 2).as_deref(), Some("09"), "a double issue goes by its first");
        assert_eq!(padded("12", 5).as_deref(), Some("00012"));
        assert_eq!(padded("112", 2).as_deref(), Some("12"));
        assert_eq!(padded("summer", 2), None);
    }

    #[test]
    fn bars_are_those_of_the_specification() {
        // GS1 General Specifications, section 5.2.1.2: number sets A, B and C of 9771234567003, add-on 05.
        let code =
            |sets: &str| sets.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect::<Vec<u8>>();
        let main = code(
            "101 0111011 0010001 0110011 0010011 0100001 0100011 01010 1001110 1010000 1000100 1110010 1110010 1000010 101",
        );
        assert_eq!(EAN13::new("977123456700").unwrap().encode(), main);
        assert_eq!(EANSUPP::new("05").unwrap().encode(), code("1011 0001101 01 0111001"));
        assert_eq!(dark(&[1, 0, 1, 1, 0, 0, 1]), [(0, 1), (2, 2), (6, 1)]);
    }

    #[test]
    fn measures_are_those_of_the_specification() {
        let full = Symbol::new(MODULE.0, QUIET.0 + 95 + QUIET.1, false);
        let mm = |l: Length| (l.to_micrometres() + 5) / 10;
        assert_eq!(mm(full.ground().w), 3_729, "113 modules of 0.33 mm: 37.29 mm");
        let mut items = Vec::new();
        full.main(&EAN13::new("977031117500").unwrap().encode(), TagId(0), &mut items);
        assert_eq!(items.len(), 30, "24 dark bars of digits, six of guards");
        let small = Symbol::new(MODULE.1, QUIET.0 + 95 + 9 + 20 + ADD_ON_QUIET, true);
        assert_eq!(mm(small.scaled(super::BARS.0)), 1_828, "80 % of 22.85 mm");
        assert!(
            small.add_on_digits() - small.scaled(super::DIGITS) >= Length::ZERO,
            "digits within the light"
        );
    }
}
