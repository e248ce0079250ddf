//! Tables of characters: who may start or end a line, what hangs, which marks are half blank, which words are units.
//! Decides nothing: the tables stand in `rules.tsv`.

use crate::layout::Prohibition;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

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
    use super::rules;

    #[test]
    fn the_tables_are_read() {
        let r = rules();
        assert!(r.line_start.contains(&'。') && r.line_end.contains(&'（'));
        assert!(r.is_unit("km,") && r.is_unit("kW)") && !r.is_unit("cars"));
        assert_eq!((r.hang('.'), r.hang('“'), r.hang('e')), ((0, 700), (500, 0), (0, 0)));
        assert!(r.blank_left.is_disjoint(&r.blank_right));
        assert!(r.line_start.is_disjoint(&r.line_end) && r.line_start.is_disjoint(&r.line_start_strict));
        assert!(r.half.is_disjoint(&r.blank_left) && r.half.is_disjoint(&r.blank_right));
    }
}
