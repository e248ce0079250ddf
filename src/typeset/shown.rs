//! The text as it is shown: case applied, with the way back to the text as written.
//! Knows no glyphs.

use super::Run;
use crate::layout::Case;

/// The characters that are shaped, and which bytes of the written text they stand for.
pub(super) struct Shown {
    /// All runs, one after the other.
    pub text: String,
    /// Where each run ends in `text`.
    pub ends: Vec<usize>,
    /// For each byte of `text` and its end, the byte of the written text; `None` where both are the same.
    map: Option<Vec<u32>>,
}

impl Shown {
    pub(super) fn of(runs: &[Run]) -> Self {
        let changes = |r: &Run| matches!(r.style.case, Case::Upper | Case::Lower);
        let mut shown = Self {
            text: String::with_capacity(runs.iter().map(|r| r.text.len()).sum()),
            ends: Vec::with_capacity(runs.len()),
            map: runs.iter().any(changes).then(Vec::new),
        };
        let mut byte = 0;
        let mapped = shown.map.is_some();
        for run in runs {
            if mapped {
                for c in run.text.chars() {
                    shown.push(c, run.style.case, byte);
                    byte += c.len_utf8() as u32;
                }
            } else {
                shown.text.push_str(&run.text);
            }
            shown.ends.push(shown.text.len());
        }
        if let Some(map) = &mut shown.map {
            map.push(byte);
        }
        shown
    }

    fn push(&mut self, c: char, case: Case, byte: u32) {
        let from = self.text.len();
        match case {
            Case::Upper => self.text.extend(c.to_uppercase()),
            Case::Lower => self.text.extend(c.to_lowercase()),
            Case::None | Case::Small => self.text.push(c),
        }
        if let Some(map) = &mut self.map {
            map.push(byte);
            let rest = self.text.len() - from - 1;
            map.extend(std::iter::repeat_n(byte + c.len_utf8() as u32, rest));
        }
    }

    /// The written byte of a shown byte.
    pub(super) fn byte(&self, at: usize) -> usize {
        match &self.map {
            Some(map) => map.get(at).or(map.last()).map_or(0, |b| *b as usize),
            None => at,
        }
    }

    /// How many written bytes `len` shown bytes from `at` stand for.
    pub(super) fn source(&self, at: usize, len: usize) -> u16 {
        u16::try_from(self.byte(at + len).saturating_sub(self.byte(at))).unwrap_or(u16::MAX)
    }

    /// The shown character at a written byte.
    pub(super) fn char_at_source(&self, byte: usize) -> Option<char> {
        let at = match &self.map {
            Some(map) => map.partition_point(|b| (*b as usize) < byte),
            None => byte,
        };
        self.text.get(at..)?.chars().next()
    }
}
