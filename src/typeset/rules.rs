//! Tables of characters: who may start or end a line, what hangs, which marks are half blank, which words are units.
//! Decides nothing: the tables stand in `rules.tsv`.

use crate::layout::Prohibition;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Whether a compound that is broken behind its own hyphen has the hyphen once more before the next line, so that
/// it is seen to belong to the word: `biało-` / `-czerwony`.
///
/// Portuguese: Acordo Ortográfico 1990, Base XX, 6.º (`vice-` / `-almirante`). Polish: Wielki słownik ortograficzny PWN,
/// on the division of words with a hyphen. Czech: Internetová jazyková příručka of the ÚJČ, on the hyphen. Slovak:
/// Pravidlá slovenského pravopisu. Croatian: Hrvatski pravopis, IHJJ 2013 (`hrvatsko-` / `-engleski`). Serbian in Latin
/// letters: Pravopis of the Matica srpska. Spanish: Ortografía de la lengua española 2010, where names of persons and
/// places, whose second part has a capital, may do without.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Repeats {
    /// It stands at the line's end alone.
    #[default]
    Never,
    /// Always.
    Always,
    /// Where a small letter follows.
    SmallLetters,
}

/// The tables of `rules.tsv`.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Never at a line's start in Chinese.
    pub line_start: HashSet<char>,
    /// Never at a line's start at the strict level.
    line_start_strict: HashSet<char>,
    /// Never at a line's end in Chinese.
    pub line_end: HashSet<char>,
    /// Never at a line's end at the strict level.
    line_end_strict: HashSet<char>,
    /// Full-width marks with a blank half on the right.
    pub blank_right: HashSet<char>,
    /// Full-width marks with a blank half on the left.
    pub blank_left: HashSet<char>,
    /// Marks that take half an em.
    pub half: HashSet<char>,
    /// Characters that lean on the word before them.
    pub lean: HashSet<char>,
    units: HashSet<&'static str>,
    lone: HashSet<&'static str>,
    repeats: Vec<(&'static str, Repeats)>,
    hang: HashMap<char, (i32, i32)>,
    hang_ascii: Vec<(i32, i32)>,
}

/// The tables, read once.
pub(super) fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules = Rules { hang_ascii: vec![(0, 0); 128], ..Rules::default() };
        for (kind, value) in include_str!("rules.tsv").lines().filter_map(|l| l.split_once('\t')) {
            match kind {
                "line-start" => rules.line_start = value.chars().collect(),
                "line-start-strict" => rules.line_start_strict = value.chars().collect(),
                "line-end-strict" => rules.line_end_strict = value.chars().collect(),
                "half" => rules.half = value.chars().collect(),
                "lean" => rules.lean = value.chars().collect(),
                "line-end" => rules.line_end = value.chars().collect(),
                "blank-right" => rules.blank_right = value.chars().collect(),
                "blank-left" => rules.blank_left = value.chars().collect(),
                "unit" => rules.units = value.split(' ').collect(),
                "lone" => rules.lone = value.split(' ').collect(),
                "repeat" => rules.add_repeats(value, Repeats::Always),
                "repeat-small" => rules.add_repeats(value, Repeats::SmallLetters),
                "hang" => rules.add_hang(value),
                _ => {}
            }
        }
        rules
    })
}

impl Rules {
    fn add_hang(&mut self, row: &str) {
        let mut cells = row.split(' ');
        let Some(c) = cells.next().and_then(|s| s.chars().next()) else { return };
        let mut number = || cells.next().and_then(|s| s.parse().ok()).unwrap_or(0);
        let both = (number(), number());
        match self.hang_ascii.get_mut(c as usize) {
            Some(slot) => *slot = both,
            None => {
                self.hang.insert(c, both);
            }
        }
    }

    /// Whether lines of a language, by its primary tag, may end with a word of one letter.
    pub(super) fn ends_with_letter(&self, primary: &str) -> bool {
        self.lone.contains(primary)
    }

    fn add_repeats(&mut self, langs: &'static str, repeats: Repeats) {
        self.repeats.extend(langs.split(' ').map(|lang| (lang, repeats)));
    }

    /// Whether a language, a BCP 47 tag, repeats the hyphen of a compound.
    pub(super) fn repeats(&self, tag: &str) -> Repeats {
        let tag = tag.to_ascii_lowercase();
        let within =
            |lang: &str| tag.strip_prefix(lang).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        self.repeats.iter().find(|(lang, _)| within(lang)).map_or(Repeats::Never, |(_, repeats)| *repeats)
    }

    /// Whether a line may end between two characters of Chinese.
    pub(super) fn parts(&self, before: char, after: char, level: Prohibition) -> bool {
        let strict = level == Prohibition::Strict;
        let starts = self.line_start.contains(&after) || (strict && self.line_start_strict.contains(&after));
        let ends = self.line_end.contains(&before) || (strict && self.line_end_strict.contains(&before));
        !starts && !ends
    }

    /// How far a character hangs into the left and the right margin, in thousandths of its width.
    pub(super) fn hang(&self, c: char) -> (i32, i32) {
        match self.hang_ascii.get(c as usize) {
            Some(both) => *both,
            None => self.hang.get(&c).copied().unwrap_or((0, 0)),
        }
    }

    /// Whether a word is a unit, which stays with its number.
    pub(super) fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '”', '’']))
    }
}

#[cfg(test)]
mod tests {
    use super::{Repeats, rules};

    #[test]
    fn the_tables_are_read() {
        let r = rules();
        assert!(r.line_start.contains(&'。') && r.line_end.contains(&'（'));
        assert!(r.is_unit("km,") && r.is_unit("kW)") && !r.is_unit("cars"));
        assert_eq!((r.hang('.'), r.hang('“'), r.hang('e')), ((0, 700), (500, 0), (0, 0)));
        assert!(r.blank_left.is_disjoint(&r.blank_right));
        assert!(r.line_start.is_disjoint(&r.line_end) && r.line_start.is_disjoint(&r.line_start_strict));
        assert_eq!([r.repeats("pl"), r.repeats("pt-PT"), r.repeats("sr-Latn-RS")], [Repeats::Always; 3]);
        assert_eq!(
            [r.repeats("es-MX"), r.repeats("sr"), r.repeats("plx")],
            [Repeats::SmallLetters, Repeats::Never, Repeats::Never]
        );
        assert!(r.half.is_disjoint(&r.blank_left) && r.half.is_disjoint(&r.blank_right));
    }
}
