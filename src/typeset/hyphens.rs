//! Where words may be divided: patterns of each language, exceptions, and the bounds that the design sets.
//! Shapes nothing and decides no break.

use crate::issue::Lang;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Shortest word of English that is divided, in characters; of other languages, whose syllables are plainer.
const SHORTEST: usize = 6;
const SHORTEST_ELSEWHERE: usize = 5;
/// Longest word in capitals that counts as an abbreviation, such as UNESCO or FRELIMO, and is not divided.
const LONGEST_CAPITALS: usize = 8;
/// Fewest characters before a division.
const LEFT: usize = 2;
/// Fewest characters after a division of English, and of French (Imprimerie nationale, Lexique 2002, on divisions).
const RIGHT: usize = 3;
/// Longest word that is looked at, in bytes.
const LONGEST: usize = 200;

/// The patterns of a language.
#[derive(Clone, Copy)]
pub(super) struct Hyphens {
    patterns: Source,
    /// Fewest characters before and after a division in this language.
    bounds: (usize, usize),
    shortest: usize,
    /// Ends of first parts of compounds, which mark a joint.
    joints: &'static [&'static str],
    /// Whether a ligature must not reach over a joint.
    apart: bool,
    exceptions: Option<&'static HashMap<String, Vec<usize>>>,
}

#[derive(Clone, Copy)]
enum Source {
    Crate(hypher::Lang),
    Own(&'static Patterns),
}

impl Hyphens {
    /// The patterns for a BCP 47 tag; `None` where there are none. English is divided by its sound where it is
    /// British (all regions but the United States, Canada and the Philippines), else by the American patterns;
    /// without a region it is American. English leaves two letters before and three after a division of words of
    /// six letters; other languages divide words of five, with the minima of their patterns (hyph-utf8: two and two
    /// in most).
    pub(super) fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-').map(str::to_ascii_lowercase);
        let primary = parts.next()?;
        let region = parts.find(|p| p.len() == 2);
        let american = region.as_deref().is_none_or(|r| matches!(r, "us" | "ca" | "ph"));
        if primary == "en" && !american {
            let exceptions = Some(exceptions("en-gb"));
            return Some(Self {
                patterns: Source::Own(british()),
                bounds: (LEFT, RIGHT),
                shortest: SHORTEST,
                joints: &[],
                apart: false,
                exceptions,
            });
        }
        let code: [u8; 2] = match primary.as_str() {
            "nb" | "nn" => *b"no",
            other => other.as_bytes().try_into().ok()?,
        };
        let lang = hypher::Lang::from_iso(code)?;
        let (left, right) = lang.bounds();
        let exceptions = (primary == "en").then(|| exceptions("en-us"));
        let english = primary == "en";
        let least = if english || primary == "fr" { RIGHT } else { LEFT };
        Some(Self {
            patterns: Source::Crate(lang),
            bounds: (left.max(LEFT), right.max(least)),
            shortest: if english { SHORTEST } else { SHORTEST_ELSEWHERE },
            joints: joints(&primary),
            apart: primary == "de",
            exceptions,
        })
    }

    /// Whether byte `at` of `text`, a point of division, lies between the parts of a compound, as far as the end of
    /// the first one tells: `Zeitungs-papier`.
    pub(super) fn is_joint(self, text: &str, at: usize) -> bool {
        let Some(head) = text.get(..at).filter(|_| !self.joints.is_empty()) else { return false };
        let head = head.trim_end_matches('\u{ad}').to_lowercase();
        self.joints.iter().any(|end| head.ends_with(end))
    }

    /// Bytes of `text` over which no ligature may reach: in German the joints of words (Duden, on typesetting, on
    /// ligatures: `Auf|lage`, `Schiff|fahrt`, but `treffen`).
    ///
    /// They are taken from the points of division behind an f, for that is the letter that Latin ligatures begin
    /// with. No syllable of German ends with f where its stem goes on with another consonant or a vowel, so every such
    /// point is a joint, but for the doubled f of `tref-fen`: there it is one only if a third f or another consonant
    /// follows, or if a consonant or a diphthong stands before it, after which no f is doubled.
    pub(super) fn ligature_joints(self, text: &str) -> Vec<usize> {
        let mut points = Vec::new();
        if !self.apart || !text.contains('f') || text.contains('\u{ad}') {
            return points;
        }
        for (start, part) in letters(text).filter(|(_, part)| part.len() <= LONGEST) {
            self.divide(part, start, &mut points);
        }
        points.retain(|at| text.get(..*at).zip(text.get(*at..)).is_some_and(|(a, b)| parts_at_f(a, b)));
        points
    }

    /// Appends the bytes, counted from `start`, at which `word`, letters alone, may be divided.
    fn divide(self, word: &str, start: usize, out: &mut Vec<usize>) {
        if let Some(places) = self.exceptions.and_then(|e| e.get(word.to_lowercase().as_str())) {
            out.extend(places.iter().map(|at| start + at));
            return;
        }
        let (left, right) = self.bounds;
        match self.patterns {
            Source::Own(patterns) => patterns.divide(word, (left, right), start, out),
            Source::Crate(lang) => {
                let mut at = start;
                for syllable in hypher::hyphenate_bounded(word, lang, left, right) {
                    at += syllable.len();
                    out.extend((at < start + word.len()).then_some(at));
                }
            }
        }
    }
}

/// Whether a point of division between `head` and `tail` is a joint behind an f.
fn parts_at_f(head: &str, tail: &str) -> bool {
    let Some(stem) = head.strip_suffix('f') else { return false };
    let Some(rest) = tail.strip_prefix('f') else { return tail.starts_with(char::is_lowercase) };
    let vowel = |c: char| "aeiouyäöü".contains(c.to_ascii_lowercase());
    let mut before = stem.chars().rev();
    let last = before.next();
    let diphthong = last.is_some_and(vowel) && before.next().is_some_and(vowel);
    let prefix = stem.to_lowercase().ends_with("au");
    let closed = last.is_some_and(|c| !vowel(c));
    let opens = rest.chars().next().is_some_and(|c| !vowel(c));
    prefix || diphthong || closed || opens
}

/// Ends of first parts of compounds in a language.
fn joints(primary: &str) -> &'static [&'static str] {
    static ALL: OnceLock<HashMap<&str, Vec<&str>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let rows = include_str!("hyphens/joints.tsv").lines().filter(|l| !l.starts_with('#'));
        rows.filter_map(|l| l.split_once('\t')).map(|(tag, ends)| (tag, ends.split(' ').collect())).collect()
    });
    all.get(primary).map(Vec::as_slice).unwrap_or_default()
}

/// Whether it is known where words of `lang` are divided.
#[must_use]
pub fn divides_words(lang: &Lang) -> bool {
    Hyphens::of(&lang.0).is_some()
}

/// Bytes before which a word of `lang` may be divided with a hyphen.
#[must_use]
pub fn divisions(word: &str, lang: &Lang) -> Vec<usize> {
    division_points(word, Hyphens::of(&lang.0))
}

/// Bytes at which a word may be divided with a hyphen: at its soft hyphens if it has any, else by patterns.
pub(super) fn division_points(text: &str, hyphens: Option<Hyphens>) -> Vec<usize> {
    if text.contains('\u{ad}') {
        return text.match_indices('\u{ad}').map(|(i, s)| i + s.len()).filter(|i| *i < text.len()).collect();
    }
    let Some(hyphens) = hyphens else { return Vec::new() };
    let mut cuts = Vec::new();
    let least = hyphens.shortest;
    let shortest = if text.contains(['-', '\u{2010}']) { SHORTEST + 4 } else { least };
    for (start, part) in letters(text) {
        let count = part.chars().count();
        let abbreviation = count <= LONGEST_CAPITALS && part.chars().all(char::is_uppercase);
        if count >= shortest && part.len() <= LONGEST && !abbreviation {
            hyphens.divide(part, start, &mut cuts);
        }
    }
    cuts
}

/// Maximal runs of letters in a word, with their byte offsets. A word with digits or signs of an address
/// has none.
fn letters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let plain = !text.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'/' | b'@' | b'_' | b'\\'));
    let mut rest = if plain { Some(0) } else { None };
    std::iter::from_fn(move || {
        loop {
            let from = rest?;
            let tail = text.get(from..)?;
            let Some(skip) = tail.find(char::is_alphabetic) else {
                rest = None;
                return None;
            };
            let word = tail.get(skip..)?;
            let len = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            rest = Some(from + skip + len);
            if len > 0 {
                return Some((from + skip, word.get(..len)?));
            }
        }
    })
}

/// Patterns of Liang 1983: letters, and the levels before each of them and after the last.
#[derive(Default)]
struct Patterns {
    levels: HashMap<Vec<u8>, Vec<u8>>,
    longest: usize,
}

impl Patterns {
    fn read(text: &str) -> Self {
        let mut all = Self::default();
        for pattern in text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace) {
            let (mut letters, mut levels) = (Vec::new(), vec![0]);
            for b in pattern.bytes() {
                if b.is_ascii_digit() {
                    levels.pop();
                    levels.push(b - b'0');
                } else {
                    letters.push(b);
                    levels.push(0);
                }
            }
            all.longest = all.longest.max(letters.len());
            all.levels.insert(letters, levels);
        }
        all
    }

    /// The highest level between two letters decides: odd divides.
    fn divide(&self, word: &str, (left, right): (usize, usize), start: usize, out: &mut Vec<usize>) {
        let dotted: Vec<u8> =
            [b'.'].into_iter().chain(word.to_lowercase().into_bytes()).chain([b'.']).collect();
        if dotted.len() != word.len() + 2 {
            return;
        }
        let mut best = vec![0; dotted.len() + 1];
        for from in 0..dotted.len() {
            for to in from + 1..=dotted.len().min(from + self.longest) {
                let found = dotted.get(from..to).and_then(|letters| self.levels.get(letters));
                for (level, high) in found.into_iter().flatten().zip(best.iter_mut().skip(from)) {
                    *high = (*high).max(*level);
                }
            }
        }
        let count = word.chars().count();
        for (n, (at, _)) in word.char_indices().enumerate() {
            let odd = best.get(at + 1).is_some_and(|level| level % 2 == 1);
            out.extend((odd && n >= left && count - n >= right).then_some(start + at));
        }
    }
}

/// The British patterns, read once.
fn british() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns::read(include_str!("hyphens/en-gb.txt")))
}

/// Words that the patterns of a language divide wrongly, and where they may be divided.
fn exceptions(tag: &str) -> &'static HashMap<String, Vec<usize>> {
    static ALL: OnceLock<HashMap<&str, HashMap<String, Vec<usize>>>> = OnceLock::new();
    static NONE: OnceLock<HashMap<String, Vec<usize>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all: HashMap<&str, HashMap<String, Vec<usize>>> = HashMap::new();
        let rows = include_str!("hyphens/exceptions.tsv").lines().filter(|l| !l.starts_with('#'));
        for (tag, words) in rows.filter_map(|l| l.split_once('\t')) {
            for word in words.split(' ') {
                let mut places = Vec::new();
                let mut plain = String::new();
                for part in word.split('-') {
                    places.extend((!plain.is_empty()).then_some(plain.len()));
                    plain.push_str(part);
                }
                all.entry(tag).or_default().insert(plain, places);
            }
        }
        all
    });
    all.get(tag).unwrap_or_else(|| NONE.get_or_init(HashMap::new))
}

#[cfg(test)]
mod tests {
    use super::{Hyphens, division_points};

    fn divided(tag: &str, words: &str) -> String {
        let one = |word: &str| {
            let mut out = word.to_owned();
            division_points(word, Hyphens::of(tag)).iter().rev().for_each(|at| out.insert(*at, '-'));
            out
        };
        words.split(' ').map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn english_is_divided_by_sound_in_britain_and_by_syllable_in_america() {
        let words = "photographer knowledge manufacturer aluminium project table";
        assert_eq!(
            divided("en-US", words),
            "pho-tog-ra-pher knowl-edge man-u-fac-turer alu-minium project table"
        );
        assert_eq!(divided("en", words), divided("en-US", words));
        assert_eq!(
            divided("en-GB", words),
            "pho-to-grapher know-ledge man-u-fac-turer alu-minium project table"
        );
        assert_eq!(divided("en-AU", words), divided("en-GB", words));
        // As TeX divides them with the same patterns.
        let words = "associate responsibility international democratic development programme";
        let tex = "as-so-ci-ate re-spons-ib-il-ity in-ter-na-tional demo-cratic de-vel-op-ment pro-gramme";
        assert_eq!(divided("en-GB", words), tex);
    }

    #[test]
    fn short_words_words_with_figures_and_languages_without_patterns_stay_whole() {
        assert_eq!(
            divided("en-GB", "after letter mp3player https://everything"),
            "after let-ter mp3player https://everything"
        );
        assert_eq!(divided("xx", "international"), "international");
        assert_eq!(divided("en-GB", "Überraschung naïveté"), divided("en-GB", "Überraschung naïveté"));
    }

    #[test]
    fn compounds_are_divided_only_in_long_parts() {
        assert_eq!(divided("en-US", "self-propelled"), "self-propelled");
        assert_eq!(divided("en-US", "self-responsibility"), "self-re-spon-si-bil-ity");
    }
}
