//! Where lines of Chinese display type had better not end: inside a word, before a particle, off a pause.
//! Forbids nothing: places keep their order and get a price.

use super::opportunity::{Kind, Opportunity};
use super::rules::Rules;
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// Price of an end between two words where no mark makes a pause.
const WORD: i32 = 30;
/// Price of an end inside a word of the dictionary.
const INSIDE: i32 = 110;
/// Price of an end before a particle, which leans on the word before it.
const LEANING: i32 = 140;

/// Prices the places of `text` between full-width characters.
pub(super) fn keep_words(text: &str, rules: &Rules, places: &mut [Opportunity]) {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let words: Vec<usize> = segmenter.segment_str(text).collect();
    for place in places.iter_mut().filter(|p| p.kind == Kind::Bare && p.penalty == 0) {
        let (Some(head), Some(tail)) = (text.get(..place.at), text.get(place.at..)) else { continue };
        let before = head.chars().next_back();
        place.penalty = if before.is_some_and(|c| rules.blank_right.contains(&c)) {
            0
        } else if tail.chars().next().is_some_and(|c| rules.lean.contains(&c)) {
            LEANING
        } else if words.binary_search(&place.at).is_err() {
            INSIDE
        } else {
            WORD
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{INSIDE, LEANING, WORD, keep_words};
    use crate::layout::Prohibition;
    use crate::typeset::opportunity::opportunities;
    use crate::typeset::rules::rules;

    #[test]
    fn words_particles_and_pauses_are_told_apart() {
        let text = "合资企业的电动骨架：重新搭建";
        let mut places = opportunities(text, &|_| true, Prohibition::Strict);
        keep_words(text, rules(), &mut places);
        let price = |before: &str| places.iter().find(|p| p.at == before.len()).map(|p| p.penalty);
        assert_eq!(price("合资企业"), Some(LEANING));
        assert_eq!(price("合资企业的"), Some(WORD));
        assert_eq!(price("合"), Some(INSIDE));
        assert_eq!(price("合资企业的电动骨架"), None);
        assert_eq!(price("合资企业的电动骨架："), Some(0));
        assert_eq!(price("合资企业的电动骨架：重"), Some(INSIDE));
    }
}
