//! Typographic punctuation by language: quotation marks, apostrophes, dashes, ellipses, French spaces, line ends.
//! Leaves code, and every language that `punct.tsv` does not list, as typed (line ends apart).

mod signs;
mod table;

use super::inline::{PROTECTED, SOFT};
use super::tree::{Doc, RawBlock, RawInline, RawInlineKind, RawKind};
use signs::{NARROW, address, is_range, parts_abbreviation, parts_thousands, spaced};
use table::{Rules, Spaces, rules};

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
            // A reference without words of its own will have some: a title, a page.
            RawInlineKind::Link(_, t) if t.is_empty() => out.push(Piece::Other('x')),
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

/// Whether a single mark stands here that may close: behind something, and with no word going on behind it.
fn closing_single(text: &str) -> bool {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let goes_on = rest.peek().is_some_and(|n| n.is_alphanumeric());
        if c == '\'' && !goes_on && !opens_after(before) {
            return true;
        }
        before = c;
    }
    false
}

/// Whether `rest` starts with two figures of a year, as in `the '90s` and `summer of '68`.
fn is_year(rest: &str) -> bool {
    let figures = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest.get(figures..).unwrap_or_default();
    let behind = behind.strip_prefix('s').unwrap_or(behind).chars().next();
    figures == 2 && behind.is_none_or(|c| !c.is_alphanumeric() && c != '\'')
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
            } else if matches!(c, ' ' | '\t') && before == Some(' ') {
                // Typists' second space after a full stop: one gap between words.
                1
            } else if SOFT.starts_with(c) {
                soft_break(&mut out, before, around.ahead(1), lang);
                1
            } else if let Some(whole) = address(&around, before) {
                out.extend(chars.iter().skip(at).take(whole));
                whole
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
        let opens = opens(before, around);
        match c {
            '"' => out.push_str(if opens { rules.double.0 } else { rules.double.1 }),
            '\'' => out.push_str(self.single(before.is_none_or(opens_after), around, rules)),
            '-' => return hyphens(around, before, rules, out),
            '.' if around.row('.') == 3 => {
                out.push('…');
                return 3;
            }
            '!' | '?' | ';' | ':' | '»' | '«' if rules.spaces != Spaces::None => {
                return spaced(c, around, before, rules.spaces, out);
            }
            ' ' if parts_abbreviation(around) || (rules.thousands && parts_thousands(around)) => {
                out.push(NARROW);
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
        let rest: String = around.chars.iter().skip(around.at + 1).collect();
        let closed = closing_single(&rest) || around.later;
        if elided || !closed || is_year(&rest) || next.is_none_or(char::is_whitespace) {
            return APOSTROPHE;
        }
        self.singles += 1;
        rules.single.0
    }
}

/// Sets a row of hyphens: two are a dash, three a long one, one between numbers joins a range.
fn hyphens(around: &Around<'_>, before: Option<char>, rules: &Rules, out: &mut String) -> usize {
    let row = around.row('-');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match row {
        1 => out.push(if is_range(around) { rules.range } else { '-' }),
        2 if digit(before) && digit(around.ahead(2)) => out.push('–'),
        2 => out.push(rules.dash),
        3 => out.push('—'),
        _ => out.extend(std::iter::repeat_n('-', row)),
    }
    row
}

/// Whether a double quotation mark opens: behind a space, bracket, dash or elision (`l'"idée"`), and before what a
/// quotation may begin with.
fn opens(before: Option<char>, around: &Around<'_>) -> bool {
    let Some(next) = around.ahead(1).filter(|n| !n.is_whitespace()) else { return false };
    let points = next == '.' && around.ahead(2) == Some('.');
    let ends = matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '»' | '”') && !points;
    !ends && before.is_none_or(|b| opens_after(b) || (b == '’' && next.is_alphanumeric()))
}

/// Whether a quotation mark behind `c` opens.
fn opens_after(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '{' | '—' | '–' | '/' | '“' | '‘' | '„' | '‚' | '«' | '¿' | '¡')
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
mod tests;
