//! The bar code of a periodical: EAN-13 from the ISSN, with the add-on of two or five digits for the issue.
//! Draws bars and digits in a box; where it stands is the layout's matter.

use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::issue::{Barcode, Issue};
use crate::pages::document::Item;
use crate::pages::galley::{Maker, SetBox, fill_item};
use crate::pages::makeup::push_placed;
use crate::typeset::TagId;
use barcoders::sym::ean_supp::EANSUPP;
use barcoders::sym::ean13::EAN13;

/// Modules between the main symbol and the add-on (GS1 General Specifications 5.2.2.3: 7 to 12).
const ADD_ON_GAP: i64 = 9;
/// Quiet modules on the left (GS1 General Specifications 5.2.3.4).
const QUIET: i64 = 11;
/// Width of a module: 80 % of 0.33 mm, the least for retail (GS1 General Specifications 5.2.3.1).
const MODULE: Length = Length::micrometres(264);
/// Height of the bars.
const BARS: Length = Length::micrometres(17_000);

/// The digits of the EAN-13 of a periodical: 977, seven digits of the ISSN, a variant, the check digit added by the symbol.
#[must_use]
pub fn ean_digits(issn: &str) -> Option<String> {
    let digits: String = issn.chars().filter(char::is_ascii_digit).take(7).collect();
    (digits.len() == 7).then(|| format!("977{digits}00"))
}

/// The issue's bar code; `None` without an ISSN, without the number that an add-on needs, and where the publication
/// wants none.
pub fn barcode(maker: &mut Maker<'_, '_>, root: TagId) -> Option<SetBox> {
    let issue = maker.issue;
    let variant = issue.publication.barcode;
    if variant == Barcode::None {
        return None;
    }
    let stated = issue.barcode.code.as_deref().and_then(|c| c.get(..12)).map(str::to_owned);
    let digits = stated.or_else(|| ean_digits(issue.publication.issn.as_deref()?))?;
    let symbol = EAN13::new(&digits).ok()?;
    let modules = symbol.encode();
    let add_on = match variant {
        Barcode::Ean13Plus2 => Some(add_on_digits(issue, 2)?),
        Barcode::Ean13Plus5 => Some(add_on_digits(issue, 5)?),
        Barcode::Ean13 | Barcode::None => None,
    };
    let mut items = Vec::new();
    let x = MODULE * QUIET;
    bars(&modules, Rect::new(x, Length::ZERO, MODULE, BARS), root, &mut items);
    let full = format!("{digits}{}", check_digit(&digits));
    label(maker, &full, Point::new(x, BARS + Length::micrometres(2_700)), root, &mut items);
    if let Some(digits) = add_on {
        let add_x = x + MODULE * (modules.len() as i64 + ADD_ON_GAP);
        let drop = Length::micrometres(2_500);
        let symbol = EANSUPP::new(&digits).ok()?.encode();
        bars(&symbol, Rect::new(add_x, drop, MODULE, BARS - drop), root, &mut items);
        label(maker, &digits, Point::new(add_x, Length::micrometres(2_000)), root, &mut items);
    }
    let page = &maker.layout().page;
    let lines = (BARS + Length::mm(3)).steps_ceil(page.step);
    Some(SetBox { lines, items, ..SetBox::default() })
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

fn bars(modules: &[u8], first: Rect, tag: TagId, items: &mut Vec<Item>) {
    let mut n = 0;
    while let Some(rest) = modules.get(n..).filter(|r| !r.is_empty()) {
        let dark = rest.first() == Some(&1);
        let run = rest.iter().take_while(|m| (**m == 1) == dark).count();
        if dark {
            let area = Rect::new(first.x + first.w * n as i64, first.y, first.w * run as i64, first.h);
            items.push(fill_item(area, &Ink::BLACK, tag));
        }
        n += run;
    }
}

fn label(maker: &mut Maker<'_, '_>, words: &str, at: Point, tag: TagId, items: &mut Vec<Item>) {
    let mut style = (*maker.style("barcode", true)).clone();
    style.size = Length::pt(8);
    style.color = Ink::BLACK;
    style.justify.word.opt = style.justify.word.opt.max(0);
    let lang = maker.issue.lang.clone();
    let (placed, _) = maker.loose_words(words, &style, &lang, tag);
    for mut p in placed {
        p.run.at = Point::new(p.run.at.x + at.x, p.run.at.y + at.y);
        push_placed(p, items);
    }
}

/// The check digit of twelve digits (ISO/IEC 15420).
fn check_digit(digits: &str) -> u32 {
    let sum: u32 =
        digits.bytes().enumerate().map(|(n, b)| u32::from(b - b'0') * if n % 2 == 1 { 3 } else { 1 }).sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::{check_digit, ean_digits, padded};

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
}
