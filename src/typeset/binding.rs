//! What holds two words together across a space: units, abbreviations before numbers and names, initials, dashes.
//! Decides no penalty; the words stand in `binding.tsv`.

use std::collections::HashSet;
use std::sync::OnceLock;

/// The words of `binding.tsv`.
#[derive(Default)]
struct Words {
    before_number: HashSet<&'static str>,
    before_name: HashSet<&'static str>,
    after_number: HashSet<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words::default();
        for (kind, list) in include_str!("binding.tsv").lines().filter_map(|l| l.split_once('\t')) {
            let list = list.split(' ');
            match kind {
                "before-number" => words.before_number.extend(list),
                "before-name" => words.before_name.extend(list),
                "after-number" => words.after_number.extend(list),
                _ => {}
            }
        }
        words
    })
}

/// Whether no line should end at the space between `before`, the last word, and `tail`, the text behind the space.
///
/// Held together are a figure and its unit, groups of three figures, an abbreviation and the number (`p. 12`) or
/// the name (`Dr. Weiß`) that it introduces, an initial and what follows, and a dash between words with the word
/// before it; at a dash the line ends behind it.
pub(super) fn holds(before: &str, tail: &str) -> bool {
    let next = tail.split([' ', '\n', '\u{a0}']).next().unwrap_or_default();
    if matches!(next, "—" | "–") {
        return true;
    }
    let word = before.trim_start_matches(opens);
    let Some(last) = word.chars().next_back() else { return false };
    let Some(first) = next.trim_start_matches(opens).chars().next() else { return false };
    let words = words();
    if last.is_ascii_digit() {
        let (bare, figures) =
            (next.trim_end_matches(closes), |t: &str| t.bytes().all(|b| b.is_ascii_digit()));
        let group = bare.len() == 3 && figures(bare) && word.len() <= 3 && figures(word);
        let unit = next.trim_end_matches(closes_word);
        return group || words.after_number.contains(unit) || words.after_number.contains(bare);
    }
    if first.is_ascii_digit() {
        return words.before_number.contains(word);
    }
    let initial = last == '.'
        && word.chars().nth(1) == Some('.')
        && word.chars().next().is_some_and(char::is_alphabetic);
    let named = first.is_uppercase() && (initial || words.before_name.contains(word));
    named || (initial && next.chars().nth(1) == Some('.'))
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '”' | '\u{202f}')
}

fn closes(c: char) -> bool {
    closes_word(c) || c == '.'
}

fn closes_word(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | ')' | ']' | '!' | '?' | '”' | '’' | '»' | '“' | '…')
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn words_that_belong_together_are_held() {
        for (before, tail) in [
            ("p.", "12 and"),
            ("(S.", "14–18)"),
            ("№", "5"),
            ("Dr.", "Weiß sagt"),
            ("J.", "Tolkien"),
            ("z.", "B. so"),
            ("2", "310 resmas"),
            ("6", "млн рублей"),
            ("1936", "r. — nie"),
            ("joking", "– he"),
            ("за", "— Ока"),
            ("17", "Uhr."),
        ] {
            assert!(holds(before, tail), "{before} {tail}");
        }
        for (before, tail) in [
            ("lado", "—fría"),
            ("p.", "later"),
            ("Dr.", "said"),
            ("end.", "Then"),
            ("in", "2025"),
            ("2025", "3000"),
            ("7", "times"),
            ("—", "he"),
            ("etc.", "Weiß"),
            ("", "x"),
        ] {
            assert!(!holds(before, tail), "{before} {tail}");
        }
    }
}
