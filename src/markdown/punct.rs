//! Typographic punctuation by language: quotation marks, apostrophes, dashes, ellipses, French spaces, line ends.
//! Leaves code, and every language that `punct.tsv` does not list, as typed (line ends apart).

use super::inline::{PROTECTED, SOFT};
use super::tree::{Doc, RawBlock, RawInline, RawInlineKind, RawKind};

/// One language's row of the table.
struct Rules {
    double: (&'static str, &'static str),
    single: (&'static str, &'static str),
    narrow_spaces: bool,
    elisions: &'static str,
}

/// The rules of the longest listed prefix of the tag `lang`.
fn rules(lang: &str) -> Option<Rules> {
    let mut tag = lang;
    loop {
        let row = include_str!("punct.tsv").lines().filter(|l| !l.starts_with('#')).find_map(|line| {
            let mut cells = line.split('\t');
            if !cells.next()?.eq_ignore_ascii_case(tag) {
                return None;
            }
            Some(Rules {
                double: (cells.next()?, cells.next()?),
                single: (cells.next()?, cells.next()?),
                narrow_spaces: cells.next()? == "fr",
                elisions: cells.next().unwrap_or(""),
            })
        });
        if row.is_some() {
            return row;
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// Sets the punctuation of a whole text in `lang`.
pub fn doc(doc: &mut Doc, lang: &str) {
    blocks(&mut doc.blocks, lang);
    for note in &mut doc.notes {
        blocks(&mut note.blocks, lang);
    }
}

fn blocks(list: &mut [RawBlock], lang: &str) {
    for block in list {
        let own = block.attrs.get("lang").unwrap_or(lang).to_owned();
        match &mut block.kind {
            RawKind::Heading(_, t) | RawKind::Paragraph(t) => text(t, &own),
            RawKind::List(_, items) => items.iter_mut().for_each(|i| blocks(i, &own)),
            RawKind::Quote(inner) => blocks(inner, &own),
            RawKind::Callout(_, title, inner) => {
                text(title, &own);
                blocks(inner, &own);
            }
            RawKind::Figure(pictures) => pictures.iter_mut().for_each(|p| text(&mut p.caption, &own)),
            RawKind::Table(table) => {
                text(&mut table.caption, &own);
                table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(|c| text(c, &own));
            }
            RawKind::Code(..) | RawKind::Rule => {}
        }
    }
}

/// Sets the punctuation of one run of inlines: quotation marks pair within it.
pub fn text(list: &mut [RawInline], lang: &str) {
    let mut pieces = Vec::new();
    flatten(list, lang, &mut pieces);
    let firsts: Vec<Option<char>> = pieces.iter().map(Piece::first).collect();
    // Whether a closing single mark stands in a later piece.
    let mut closes = vec![false; pieces.len() + 1];
    for (i, piece) in pieces.iter().enumerate().rev() {
        let here = matches!(piece, Piece::Text(t, _) if closing_single(t));
        let later = closes.get(i + 1).copied().unwrap_or(false);
        if let Some(slot) = closes.get_mut(i) {
            *slot = here || later;
        }
    }
    let mut state = State::default();
    for (i, piece) in pieces.iter_mut().enumerate() {
        let next = firsts.iter().skip(i + 1).flatten().next().copied();
        let later = closes.get(i + 1).copied().unwrap_or(false);
        match piece {
            Piece::Text(t, lang) => {
                let out = state.set(t, lang, next, later);
                state.before = out.chars().last().or(state.before);
                **t = out;
            }
            Piece::Other(c) => state.before = Some(*c),
        }
    }
}

enum Piece<'a> {
    Text(&'a mut String, &'a str),
    /// Something else, as one character that stands for it.
    Other(char),
}

impl Piece<'_> {
    fn first(&self) -> Option<char> {
        match self {
            Self::Text(t, _) => t.chars().next(),
            Self::Other(c) => Some(*c),
        }
    }
}

fn flatten<'a>(list: &'a mut [RawInline], lang: &'a str, out: &mut Vec<Piece<'a>>) {
    for inline in list {
        match &mut inline.kind {
            RawInlineKind::Text(t) => out.push(Piece::Text(t, lang)),
            RawInlineKind::Emph(t)
            | RawInlineKind::Strong(t)
            | RawInlineKind::Strike(t)
            | RawInlineKind::Link(_, t) => flatten(t, lang, out),
            RawInlineKind::Span(attrs, t) => flatten(t, attrs.get("lang").unwrap_or(lang), out),
            RawInlineKind::Code(_) => out.push(Piece::Other('x')),
            RawInlineKind::Break => out.push(Piece::Other('\n')),
            RawInlineKind::Note(_) => {}
            RawInlineKind::Picture(picture) => text(&mut picture.caption, lang),
        }
    }
}

fn closing_single(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let closes = c == '\'' && !before.is_whitespace();
        before = c;
        closes
    })
}

#[derive(Default)]
struct State {
    before: Option<char>,
    singles: usize,
}

/// What stands around a character.
struct Around<'a> {
    chars: &'a [char],
    at: usize,
    /// First character of what follows the text.
    next: Option<char>,
    /// Whether a single closing mark stands behind the text.
    later: bool,
}

impl Around<'_> {
    fn ahead(&self, n: usize) -> Option<char> {
        self.chars.get(self.at + n).copied().or(if self.at + n == self.chars.len() {
            self.next
        } else {
            None
        })
    }

    /// How many of `c` stand in a row from here on.
    fn row(&self, c: char) -> usize {
        self.chars.iter().skip(self.at).take_while(|x| **x == c).count()
    }
}

impl State {
    fn set(&mut self, text: &str, lang: &str, next: Option<char>, later: bool) -> String {
        let rules = rules(lang);
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len() + 8);
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            let around = Around { chars: &chars, at, next, later };
            let before = out.chars().last().or(self.before);
            let plain = PROTECTED.iter().find(|(_, stand_in)| *stand_in == c);
            at += if let Some((kept, _)) = plain {
                out.push(*kept);
                1
            } else if SOFT.starts_with(c) {
                soft_break(&mut out, before, around.ahead(1), lang);
                1
            } else if let Some(rules) = &rules {
                self.mark(c, &around, before, rules, &mut out)
            } else {
                out.push(c);
                1
            };
        }
        out
    }

    /// Sets one character or row of characters; gives how many it took.
    fn mark(
        &mut self,
        c: char,
        around: &Around<'_>,
        before: Option<char>,
        rules: &Rules,
        out: &mut String,
    ) -> usize {
        let opens = before.is_none_or(opens_after);
        match c {
            '"' => out.push_str(if opens && around.ahead(1).is_some_and(|n| !n.is_whitespace()) {
                rules.double.0
            } else {
                rules.double.1
            }),
            '\'' => out.push_str(self.single(opens, around, rules)),
            '-' if around.row('-') == 2 => {
                out.push('–');
                return 2;
            }
            '-' if around.row('-') == 3 => {
                out.push('—');
                return 3;
            }
            '-' if around.row('-') > 3 => {
                let row = around.row('-');
                out.extend(std::iter::repeat_n('-', row));
                return row;
            }
            '-' if is_range(around) => out.push('–'),
            '.' if around.row('.') == 3 => {
                out.push('…');
                return 3;
            }
            '!' | '?' | ';' | ':' | '»' | '«' if rules.narrow_spaces => {
                return french(c, around, before, out);
            }
            c => out.push(c),
        }
        1
    }

    fn single(&mut self, opens: bool, around: &Around<'_>, rules: &Rules) -> &'static str {
        const APOSTROPHE: &str = "’";
        let next = around.ahead(1);
        if !opens {
            let word_goes_on = next.is_some_and(char::is_alphanumeric);
            if self.singles > 0 && !word_goes_on {
                self.singles -= 1;
                return rules.single.1;
            }
            return APOSTROPHE;
        }
        let word: String =
            around.chars.iter().skip(around.at + 1).take_while(|c| c.is_alphanumeric()).collect();
        let elided = rules.elisions.split(' ').any(|e| !e.is_empty() && e == word.to_lowercase());
        let year = next.is_some_and(|c| c.is_ascii_digit());
        let rest: String = around.chars.iter().skip(around.at + 1).collect();
        let closed = closing_single(&rest) || around.later;
        if elided || !closed || (year && !rest.contains('\'')) || next.is_none_or(char::is_whitespace) {
            return APOSTROPHE;
        }
        self.singles += 1;
        rules.single.0
    }
}

/// Whether a quotation mark behind `c` opens.
fn opens_after(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '{' | '—' | '–' | '/' | '“' | '‘' | '„' | '‚' | '«' | '¿' | '¡')
}

/// Whether the hyphen here joins two numbers that ascend, of one to three digits or both years:
/// `12-15`, `1985-1990`; not a date, a telephone number or an ISSN.
fn is_range(around: &Around<'_>) -> bool {
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

/// French spaces: narrow before `! ? ;` and within guillemets, a no-break space before a colon
/// (Imprimerie nationale).
fn french(c: char, around: &Around<'_>, before: Option<char>, out: &mut String) -> usize {
    const NARROW: char = '\u{202f}';
    let space = if c == ':' { '\u{a0}' } else { NARROW };
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
            out.push(space);
        }
        Some(b) if b.is_alphanumeric() || matches!(b, ')' | ']' | '»' | '”' | '…' | '.' | '%') => {
            out.push(space);
        }
        _ => {}
    }
    out.push(c);
    1
}

/// A line end of the source: a space, but nothing between two characters of Chinese or Japanese.
fn soft_break(out: &mut String, before: Option<char>, after: Option<char>, lang: &str) {
    let east = lang.starts_with("zh") || lang.starts_with("ja");
    let wide = |c: Option<char>| {
        c.is_some_and(|c| {
            matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
                || (east && matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·'))
        })
    };
    if !(wide(before) && wide(after)) && before.is_some_and(|b| !b.is_whitespace()) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::{FileId, Findings, Span};
    use crate::markdown::{RawInlineKind, parse_line};

    fn set(lang: &str, text: &str) -> String {
        let at = Span::new(FileId(0), 0..0);
        let mut out = String::new();
        let mut stack = parse_line(text, at, lang, &mut Findings::new());
        stack.reverse();
        while let Some(inline) = stack.pop() {
            match inline.kind {
                RawInlineKind::Text(t) | RawInlineKind::Code(t) => out.push_str(&t),
                RawInlineKind::Emph(t) | RawInlineKind::Strong(t) | RawInlineKind::Span(_, t) => {
                    stack.extend(t.into_iter().rev());
                }
                _ => {}
            }
        }
        out
    }

    #[test]
    fn follows_each_language() {
        for (lang, typed, wanted) in [
            ("en", "\"It's 'new',\" she said --- in the '90s...", "“It’s ‘new’,” she said — in the ’90s…"),
            ("en-GB", "rock 'n' roll, dogs' ears, 'tis", "rock ’n’ roll, dogs’ ears, ’tis"),
            ("en", "\"*Quoted* words\" and (\"more\")", "“Quoted words” and (“more”)"),
            (
                "de",
                "\"Wie geht's?\", sagte er. \"Das ist 'neu'.\"",
                "„Wie geht’s?“, sagte er. „Das ist ‚neu‘.“",
            ),
            ("de-CH", "\"Ja\"", "«Ja»"),
            (
                "fr",
                "\"Oui\" : non ! Vraiment? C'est l'heure.",
                "«\u{202f}Oui\u{202f}»\u{a0}: non\u{202f}! Vraiment\u{202f}? C’est l’heure.",
            ),
            ("es", "\"Sí, 'claro'\"", "«Sí, “claro”»"),
            ("it", "\"L'auto\"", "«L’auto»"),
            ("nl", "'s morgens \"ja\"", "’s morgens “ja”"),
            ("pt", "\"sim\"", "“sim”"),
            ("sv", "\"ja\"", "”ja”"),
            ("pl", "\"tak\"", "„tak”"),
            ("ru", "\"да, 'нет'\"", "«да, „нет“»"),
            ("zh-Hans", "\"原样\" -- ...", "\"原样\" -- ..."),
            ("tlh", "\"as it is\"", "\"as it is\""),
        ] {
            assert_eq!(set(lang, typed), wanted, "{lang}");
        }
    }

    #[test]
    fn ranges_take_an_en_dash_and_dates_do_not() {
        assert_eq!(set("en", "1985-1990, pages 12-15."), "1985–1990, pages 12–15.");
        for kept in ["2025-12-01", "0311-175X", "ISSN 1234-5679", "well-known", "15-12", "v1-2.3", "a-1"] {
            assert_eq!(set("en", kept), kept);
        }
    }

    #[test]
    fn a_backslash_and_code_keep_what_is_typed() {
        assert_eq!(set("en", r#"6\" and 5\' and \... and `"--"`"#), "6\" and 5' and ... and \"--\"");
    }

    #[test]
    fn line_ends_vanish_between_han() {
        assert_eq!(set("zh-Hans", "汽车\n纵横\nAuto\nReview"), "汽车纵横 Auto Review");
        assert_eq!(set("en", "one\ntwo"), "one two");
    }

    #[test]
    fn runs_follow_their_own_language() {
        assert_eq!(set("en", "\"[\"Auto\"]{lang=de}\""), "“„Auto“”");
    }
}
