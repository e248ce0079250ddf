//! What stands around a sign: ranges, thousands, abbreviations, addresses, and the spaces of French.
//! Knows no quotation marks.

use super::Around;
use super::table::Spaces;

/// A narrow space at which no line ends.
pub(super) const NARROW: char = '\u{202f}';

/// Whether the hyphen here joins two numbers that ascend, of one to three digits or both years:
/// `12-15`, `1985-1990`; not a date, a telephone number or an ISSN.
pub(super) fn is_range(around: &Around<'_>) -> bool {
    let digit = |c: &&char| c.is_ascii_digit();
    let left: Vec<char> = around.chars.iter().take(around.at).rev().take_while(digit).copied().collect();
    let left: String = left.iter().rev().collect();
    let right: String = around.chars.iter().skip(around.at + 1).take_while(digit).collect();
    let outside =
        |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '/' | '_'));
    let before = around.at.checked_sub(left.len() + 1).and_then(|i| around.chars.get(i));
    let after = around.chars.get(around.at + 1 + right.len());
    let ends_sentence = after == Some(&'.')
        && around.chars.get(around.at + 2 + right.len()).is_none_or(|c| !c.is_alphanumeric());
    let (Ok(a), Ok(b)) = (left.parse::<u32>(), right.parse::<u32>()) else { return false };
    let years = left.len() == 4 && (1000..2200).contains(&a) && (1000..2200).contains(&b);
    left.len() == right.len()
        && a < b
        && (left.len() <= 3 || years)
        && outside(before)
        && (outside(after) || ends_sentence)
}

/// Whether the space here parts thousands: one to three digits before it, groups of three behind it.
pub(super) fn parts_thousands(around: &Around<'_>) -> bool {
    let before = || around.chars.iter().take(around.at).rev();
    let left = before().take_while(|c| c.is_ascii_digit()).count();
    let outside = before().nth(left);
    let right = around.chars.iter().skip(around.at + 1).take_while(|c| c.is_ascii_digit()).count();
    let first = before().nth(left.saturating_sub(1));
    (1..=3).contains(&left)
        && right == 3
        && first != Some(&'0')
        && outside.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '-' | '–' | '/'))
}

/// Whether the space here stands within an abbreviation of single letters: `z. B.`, `т. е.`, `J. R. R.`
pub(super) fn parts_abbreviation(around: &Around<'_>) -> bool {
    let mut before = around.chars.iter().take(around.at).rev();
    let point = before.next() == Some(&'.');
    let letter = before.next().is_some_and(|c| c.is_alphabetic());
    let alone = before.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '’' | '\''));
    let next = around.ahead(1).is_some_and(char::is_alphabetic);
    point && letter && alone && next && around.ahead(2) == Some('.') && around.ahead(3) != Some('.')
}

/// How many characters the address on the web, or of mail, that starts here takes: it stays as it is typed.
pub(super) fn address(around: &Around<'_>, before: Option<char>) -> Option<usize> {
    let starts =
        |word: &str| word.chars().enumerate().all(|(n, c)| around.chars.get(around.at + n) == Some(&c));
    if before.is_some_and(char::is_alphanumeric)
        || !["http", "www.", "ftp:", "mailto:"].into_iter().any(starts)
    {
        return None;
    }
    let inside = |c: &&char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>') || c.is_alphabetic();
    let mut whole = around.chars.iter().skip(around.at).take_while(inside).count();
    let last = |whole: usize| around.chars.get(around.at + whole - 1);
    let close = |c: &char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '\'');
    while whole > 0 && last(whole).is_some_and(close) {
        whole -= 1;
    }
    let sign = |c: &char| matches!(c, '.' | ':');
    (whole > 4 && around.chars.iter().skip(around.at).take(whole).any(sign)).then_some(whole)
}

/// Spaces before marks by the custom of French.
pub(super) fn spaced(
    c: char,
    around: &Around<'_>,
    before: Option<char>,
    spaces: Spaces,
    out: &mut String,
) -> usize {
    let space = match c {
        ':' => Some('\u{a0}'),
        '»' => Some(NARROW),
        _ => (spaces == Spaces::French).then_some(NARROW),
    };
    if c == '«' {
        out.push('«');
        out.push(NARROW);
        return if matches!(around.ahead(1), Some(' ' | '\u{a0}' | NARROW)) { 2 } else { 1 };
    }
    if c == ':' && around.ahead(1).is_some_and(|n| !n.is_whitespace() && n != '"') {
        out.push(c);
        return 1;
    }
    match before {
        Some(' ' | '\u{a0}') if out.ends_with([' ', '\u{a0}']) => {
            out.pop();
            out.extend(space);
        }
        Some(b) if b.is_alphanumeric() || matches!(b, ')' | ']' | '»' | '”' | '…' | '.' | '%') => {
            out.extend(space);
        }
        _ => {}
    }
    out.push(c);
    1
}
