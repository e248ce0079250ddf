//! Numbers of a table's column under one another: each cell ends short of the column's edge by what its decimals lack.
//! Sets nothing: the room stands in the cells' styles, as their right indent.

use super::flow::Maker;
use super::stack::StackPart;
use crate::geom::Length;
use crate::issue::Lang;
use crate::layout::HAlign;
use crate::typeset::Run;
use std::sync::Arc;

/// Languages that write a decimal point (CLDR); all others write a comma.
const POINT: [&str; 9] = ["en", "zh", "ja", "ko", "th", "he", "ms", "ga", "mt"];
/// Countries that write a decimal point, though their language does not (CLDR).
const POINT_IN: [&str; 6] = ["419", "MX", "US", "CH", "LI", "PR"];

/// Aligns the numbers of all columns that are set flush right, by the decimal sign of `lang`. Cells that are no
/// number stay where they are.
pub(super) fn align(maker: &mut Maker<'_, '_>, rows: &mut [Vec<StackPart>], lang: &Lang) {
    let sign = sign(lang);
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..columns {
        let mut tails: Vec<Option<Length>> = Vec::new();
        for row in rows.iter() {
            let cell = row.get(column).filter(|c| c.style.align == HAlign::Right);
            tails.push(cell.and_then(|c| Some(width(maker, c, tail(&c.words, sign)?, lang))));
        }
        let widest = tails.iter().flatten().copied().max().unwrap_or_default();
        for (row, tail) in rows.iter_mut().zip(tails) {
            if let (Some(cell), Some(tail)) = (row.get_mut(column), tail) {
                let mut style = (*cell.style).clone();
                style.right += widest - tail;
                cell.style = Arc::new(style);
            }
        }
    }
}

fn sign(lang: &Lang) -> char {
    let region = lang.0.split('-').skip(1).any(|part| POINT_IN.iter().any(|r| part.eq_ignore_ascii_case(r)));
    if region || POINT.contains(&lang.primary()) { '.' } else { ',' }
}

/// What stands behind the whole part of the number `words`; `None` where they are no number. A per cent sign and
/// marks of notes may follow.
fn tail(words: &str, sign: char) -> Option<&str> {
    let words = words.trim();
    let digits = words.trim_start_matches(['-', '−', '+', '±', '~', '≈', '<', '>', ' ']);
    let digits = digits.trim_start_matches(['€', '$', '£', '¥', '\u{a0}', '\u{202f}', ' ']);
    let number = digits.trim_end_matches(['%', '‰', '*', '†', '°', '\u{a0}', '\u{202f}', ' ']);
    let inside =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '’' | '\'' | ' ' | '\u{a0}' | '\u{202f}');
    let first = number.starts_with(|c: char| c.is_ascii_digit() || c == sign);
    if !first || !number.chars().all(inside) || number.matches(sign).count() > 1 {
        return None;
    }
    let whole = words.len() - digits.len();
    words.get(whole + number.find(sign).unwrap_or(number.len())..)
}

fn width(maker: &mut Maker<'_, '_>, cell: &StackPart, tail: &str, lang: &Lang) -> Length {
    let Some(run) = cell.runs.last().filter(|_| !tail.is_empty()) else { return Length::ZERO };
    let run = Run { text: tail.to_owned(), ..run.clone() };
    maker.setter.para(&[run], &cell.style, lang).max_width()
}

#[cfg(test)]
mod tests {
    use super::{sign, tail};
    use crate::issue::Lang;

    #[test]
    fn the_tail_of_a_number_begins_at_its_decimal_sign() {
        for (words, mark, wanted) in [
            ("1,204.5", '.', Some(".5")),
            ("1.204,5", ',', Some(",5")),
            ("1.025", ',', Some("")),
            ("−3", '.', Some("")),
            ("12 400", ',', Some("")),
            ("8,5 %", ',', Some(",5 %")),
            ("8 %", ',', Some(" %")),
            ("€ 0.75", '.', Some(".75")),
            (".5", '.', Some(".5")),
            ("1 min 58 s", '.', None),
            ("n/a", '.', None),
            ("1.2.3", '.', None),
            ("", '.', None),
        ] {
            assert_eq!(tail(words, mark), wanted, "{words}");
        }
    }

    #[test]
    fn languages_and_countries_have_their_sign() {
        let of = |tag: &str| sign(&Lang(tag.to_owned()));
        assert_eq!((of("en-GB"), of("de"), of("de-CH"), of("es"), of("es-MX")), ('.', ',', '.', ',', '.'));
    }
}
