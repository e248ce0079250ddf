//! Where a line may end: UAX #14 opportunities, refined for print, for addresses and for Chinese.
//! Division of words is not here: `shape` knows the points of every word.

use super::binding::holds;
use super::rules::{Rules, rules};
use crate::layout::Prohibition;
use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use unicode_script::{Script, UnicodeScript};

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Kind {
    /// A word space, which vanishes.
    Space,
    /// Nothing: between Chinese characters, after a dash, in an address.
    Bare,
    /// A hyphen that is written.
    Written,
    /// A hyphen that the division adds.
    Divided,
    /// A line break that is written; the paragraph's start.
    #[default]
    Forced,
    /// The end of the paragraph.
    End,
}

/// One place where a line may end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Opportunity {
    /// Bytes of text before the next line.
    pub at: usize,
    /// What it costs, from 0 (free).
    pub penalty: i32,
    /// What it is.
    pub kind: Kind,
}

/// A penalty from which a break is used only where nothing else is possible.
pub(super) const HARD: i32 = 5000;
/// The penalty of a break within what is to hold together: worse than any looseness that a column can have.
pub(super) const KEEP: i32 = 60_000;
/// The penalty of a break behind a word of one letter: about that of a line with word spaces twice as wide as the
/// font's, so that it is used only where a line would be looser still.
pub(super) const LONE: i32 = 800;
/// The penalty of a break within a range of numbers.
const RANGE: i32 = 1000;
/// The penalty of a division: that of a line whose word spaces are nearly half as wide again as the font's, which
/// is where a line begins to count as loose.
pub(super) const DIVISION: i32 = 300;
/// The penalty of a division between the parts of a compound.
pub(super) const JOINT: i32 = 200;
/// The penalty of a division that leaves two letters to the next line, where a language allows it.
pub(super) const SHORT_END: i32 = 380;
/// The penalty of a break behind a hyphen that is written.
const WRITTEN: i32 = 100;

/// The opportunities of `text` in order. `han` says whether a byte stands in a language of full-width marks, and
/// `level` how strictly those keep their place.
pub(super) fn opportunities(text: &str, han: &dyn Fn(usize) -> bool, level: Prohibition) -> Vec<Opportunity> {
    let segmenter = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
    let mut out: Vec<Opportunity> = Vec::with_capacity(text.len() / 5);
    let rules = rules();
    let mut word = 0;
    let mut done = 0;
    let plain = text.is_ascii();
    for at in segmenter.segment_str(text).filter(|at| *at > 0) {
        if !plain {
            wide_breaks(text, done..at, han, (rules, level), &mut out);
        }
        done = at;
        let (Some(head), Some(tail)) = (text.get(..at), text.get(at..)) else { continue };
        let (Some(before), Some(after)) = (head.chars().next_back(), tail.chars().next()) else {
            if head.ends_with('\n') {
                out.push(Opportunity { at, penalty: 0, kind: Kind::Forced });
            }
            continue;
        };
        let token = text.get(word..at).unwrap_or_default();
        if before == '\n' {
            out.push(Opportunity { at, penalty: 0, kind: Kind::Forced });
            word = at;
        } else if before == ' ' {
            let token = token.trim_end_matches(' ');
            address_breaks(token, word, &mut out);
            let penalty = space_penalty(token, tail, rules);
            out.push(Opportunity { at, penalty, kind: Kind::Space });
            word = at;
        } else if !is_address(token, tail) && !(han(at) && (is_wide(before) || is_wide(after))) {
            out.extend(bare(at, token, before, tail, after));
        }
    }
    if word < text.len() {
        address_breaks(text.get(word..).unwrap_or_default(), word, &mut out);
    }
    out.sort_by_key(|o| o.at);
    out.dedup_by_key(|o| o.at);
    out
}

/// A space costs nothing, unless a lone letter stands before it, a unit after its number, or both sides belong
/// together otherwise.
fn space_penalty(token: &str, tail: &str, rules: &Rules) -> i32 {
    let mut letters = token.chars().rev();
    let last = letters.next();
    if let (Some(c), None) = (last, letters.next())
        && c.is_alphabetic()
        && !is_wide(c)
    {
        return LONE;
    }
    let unit = last.is_some_and(|c| c.is_ascii_digit())
        && rules.is_unit(tail.split([' ', '\n']).next().unwrap_or_default());
    if unit || holds(token, tail) { HARD } else { 0 }
}

/// A break without a space: after a hyphen, a dash, a slash, or between scripts.
fn bare(at: usize, token: &str, before: char, tail: &str, after: char) -> Option<Opportunity> {
    let bare = |penalty| Some(Opportunity { at, penalty, kind: Kind::Bare });
    match before {
        '-' | '\u{2010}' => {
            let part = token.trim_end_matches(before).rsplit(['-', '\u{2010}']).next().unwrap_or_default();
            let left = part.chars().filter(|c| c.is_alphanumeric()).count();
            let right = tail.chars().take_while(|c| c.is_alphanumeric()).take(2).count();
            let fits = left >= 2 && right >= 2;
            fits.then_some(Opportunity { at, penalty: WRITTEN, kind: Kind::Written })
        }
        '\u{ad}' => None,
        _ if matches!(after, '—' | '–') => None,
        // The dash that opens an insertion stays with its word (Spanish).
        '—' | '–' if token.trim_end_matches(before).is_empty() => None,
        '—' | '–' if after.is_ascii_digit() => bare(RANGE),
        '—' | '–' => bare(0),
        '/' => bare(60),
        _ => bare(10),
    }
}

/// Whether the word around a place is an address on the web or of mail, a path, or a name with low lines.
fn is_address(token: &str, tail: &str) -> bool {
    let rest = tail.split([' ', '\n']).next().unwrap_or_default();
    let slashes = token.contains("://") || rest.contains("://");
    slashes
        || token.starts_with("www.")
        || token.contains('@')
        || (token.contains('/') && token.contains('.'))
        || token.contains('_')
        || rest.contains('_')
}

/// Breaks within an address: after `/ . - _ ? & =`, never between two of them, never leaving one letter.
fn address_breaks(token: &str, from: usize, out: &mut Vec<Opportunity>) {
    if token.len() < 6 || !is_address(token, "") {
        return;
    }
    let sign = |c: char| matches!(c, '/' | '.' | '-' | '_' | '?' | '&' | '=' | '@' | '#' | '%' | ':');
    let mut chars = token.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let Some((next_at, next)) = chars.peek().copied() else { break };
        let end = token.len() - next_at;
        if matches!(c, '/' | '.' | '-' | '_' | '?' | '&' | '=' | '@')
            && !sign(next)
            && next_at >= 3
            && end >= 3
        {
            out.push(Opportunity { at: from + next_at, penalty: 70, kind: Kind::Bare });
        }
    }
}

/// Breaks between full-width characters, and between them and others (CLREQ, prohibition rules for line start and
/// line end).
fn wide_breaks(
    text: &str,
    range: std::ops::Range<usize>,
    han: &dyn Fn(usize) -> bool,
    (rules, level): (&Rules, Prohibition),
    out: &mut Vec<Opportunity>,
) {
    let from = text.get(..range.start).and_then(|t| t.char_indices().next_back()).map_or(0, |(i, _)| i);
    let Some(piece) = text.get(from..range.end) else { return };
    let mut last: Option<char> = None;
    for (i, c) in piece
        .char_indices()
        .chain(text.get(range.end..).and_then(|t| t.chars().next()).map(|c| (piece.len(), c)))
    {
        let at = from + i;
        if let Some(before) = last.filter(|b| at > range.start && han(at) && (is_wide(*b) || is_wide(c))) {
            let glued = before == c && matches!(c, '—' | '…' | '⸺' | '⋯');
            let space = before.is_whitespace() || c.is_whitespace();
            if !glued && !space && rules.parts(before, c, level) {
                out.push(Opportunity { at, penalty: 0, kind: Kind::Bare });
            }
        }
        last = Some(c);
    }
}

/// Characters that stand in the full-width grid of Chinese.
pub(super) fn is_wide(c: char) -> bool {
    if (c as u32) < 0x2010 {
        return c == '·';
    }
    super::itemize::is_ambiguous(c)
        || matches!(c as u32, 0x2027 | 0x3000..=0x30ff | 0xff01..=0xff60 | 0xffe0..=0xffe6)
        || matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo)
}

#[cfg(test)]
mod tests {
    use super::{HARD, Kind, LONE, Prohibition, opportunities};

    fn marked(text: &str, han: bool) -> String {
        marked_at(text, han, Prohibition::Strict)
    }

    fn marked_at(text: &str, han: bool, level: Prohibition) -> String {
        let mut out = text.to_owned();
        for o in opportunities(text, &|_| han, level).iter().rev() {
            let mark = match o.kind {
                _ if o.penalty == LONE || o.penalty >= HARD => "",
                Kind::Space => "_",
                Kind::Forced => "!",
                _ => "|",
            };
            out.insert_str(o.at, mark);
        }
        out
    }

    #[test]
    fn a_lone_letter_and_a_unit_keep_their_neighbour() {
        assert_eq!(marked("I saw a big 300 km road", false), "I saw _a big _300 km _road");
        assert_eq!(marked("over 300 kW, or 5 cars", false), "over _300 kW, _or _5 _cars");
    }

    #[test]
    fn dashes_slashes_and_hyphens_break_after() {
        assert_eq!(marked("so—it is", false), "so—|it _is");
        assert_eq!(
            marked("1990–1994 well-known e-mail and/or", false),
            "1990–|1994 _well-|known _e-mail _and/|or"
        );
        assert_eq!(
            marked("lado —fría, limpia— y no – he said", false),
            "lado _—fría, _limpia— _y no – _he _said"
        );
    }

    #[test]
    fn addresses_break_after_their_signs() {
        assert_eq!(
            marked("see https://example.com/a-b/page?x=12&y=34 now", false),
            "see _https://|example.|com/|a-|b/|page?|x=|12&|y=34 _now"
        );
        assert_eq!(marked("in measure_final.xlsx now", false), "in _measure_|final.|xlsx _now");
    }

    #[test]
    fn chinese_marks_keep_to_their_side() {
        assert_eq!(marked("他说：“好。”（真）的", true), "他|说：|“好。”|（真）|的");
        assert_eq!(marked("破折——号……完", true), "破|折——|号……|完");
        assert_eq!(marked("比亚迪BYD汉", true), "比|亚|迪|BYD|汉");
        assert_eq!(marked("和／或", true), "和／或");
        assert_eq!(marked_at("和／或——……完", true, Prohibition::Basic), "和|／|或|——|……|完");
    }
}
