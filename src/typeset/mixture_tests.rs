//! Properties of setting on random mixtures of scripts: text back, clusters whole, lines within their measure.
//! No rule of its own; those have cases of their own.

use super::tests::{draw, set, style};
use super::{Setter, Shape};
use crate::geom::Length;
use crate::layout::{HAlign, Style};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// What a mixture is made of: words, Chinese with its marks, two-part letters, flags and families, right-to-left
/// words, addresses, very long words, numbers, soft hyphens and spaces that do not break.
const PIECES: [&str; 28] = [
    "a",
    "office",
    "straightforward",
    "Donaudampfschifffahrtsgesellschaft",
    "e\u{301}te\u{301}",
    "A\u{30a}ngstro\u{308}m",
    "这是",
    "“大众汽车”（也许吧……）",
    "三千万，意味着什么？",
    "——",
    "שלום",
    "مرحبا",
    "https://example.com/a-b/page?x=12&y=34",
    "👩\u{200d}👩\u{200d}👧",
    "🇨🇳🇩🇪",
    "1,234.56",
    "300\u{a0}km",
    "Zusam\u{ad}men\u{ad}halt",
    "well-known",
    "“quoted”",
    "(brackets)",
    "fi",
    "ffl",
    "x\u{327}\u{301}",
    "—",
    "BYD汉EV",
    "ﬁne",
    "it’s",
];

fn mixture(dice: &mut Dice) -> String {
    let mut text = String::new();
    for n in 0..4 + dice.roll(40) {
        if n > 0 && dice.roll(5) > 0 {
            text.push(' ');
        }
        text.push_str(PIECES[dice.roll(PIECES.len())]);
    }
    text
}

#[test]
fn any_mixture_comes_back_whole_and_within_its_measure() {
    let fonts = super::han_tests::fonts();
    let mut setter = Setter::new(&fonts);
    let mut dice = Dice(3);
    for round in 0..400 {
        let text = mixture(&mut dice);
        let lang = ["en", "de", "zh-Hans", "fr"][dice.roll(4)];
        let align = [HAlign::Justify, HAlign::Left][dice.roll(2)];
        let style = Style { align, protrude: false, ..style() };
        let para = set(&mut setter, &text, &style, lang);
        let measure = Length::pt(9) * (4 + dice.roll(60) as i64);
        let Some(broken) = setter.break_lines(&para, &Shape::plain(measure), 0) else {
            panic!("{round}: no lines of {text:?}");
        };
        let drawn = draw(&para, &broken);
        // Text back: what is drawn, joined, is what came in, without the soft hyphens that are not seen.
        let back: String = drawn.iter().flatten().map(|p| p.run.text.as_str()).collect();
        let seen = |t: &str| t.replace('\u{ad}', "");
        let (mut got, mut want): (Vec<char>, Vec<char>) =
            (seen(&back).chars().collect(), seen(&text).chars().collect());
        // Right-to-left runs are drawn in the order of the paper within a line.
        got.sort_unstable();
        want.sort_unstable();
        assert_eq!(got, want, "{round}: {text:?} came back as {back:?}");
        // No cluster is split: lines end on cluster boundaries.
        let ends: BTreeSet<usize> =
            text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut at = 0;
        for line in &broken.lines {
            assert_eq!(line.chars.start, at, "{round}");
            at = line.chars.end;
            assert!(ends.contains(&bytes[at as usize]), "{round}: a cluster of {text:?} is split");
        }
        assert_eq!(at as usize, text.chars().count(), "{round}");
        // Every line stands within its measure, to the scaled point, unless one cluster alone is wider; only the
        // blank of an opening mark of Chinese lies outside on the left.
        for (line, placed) in broken.lines.iter().zip(&drawn) {
            let width = |p: &super::Placed| p.run.glyphs.iter().map(|g| i64::from(g.advance)).sum::<i64>();
            let right = placed.iter().map(|p| p.run.at.x.to_sp() + width(p)).max().unwrap_or(0);
            let most = (measure + line.over).to_sp();
            assert!(right <= most, "{round}: {right} > {most} in {text:?}");
            let left = placed.iter().map(|p| p.run.at.x.to_sp()).min().unwrap_or(0);
            assert!(left >= -style.size.to_sp() / 2, "{round}: {left} in {text:?}");
            let full = align == HAlign::Justify && !line.last && line.over == Length::ZERO;
            let stretches = placed.iter().any(|p| p.run.text.trim().contains(' '));
            assert!(!full || !stretches || right == most, "{round}: {right} of {most} in {text:?}");
        }
    }
}

#[test]
fn the_hyphen_of_a_compound_is_repeated_without_text_where_the_language_says_so() {
    let fonts = super::han_tests::fonts();
    let mut setter = Setter::new(&fonts);
    let mut dice = Dice(5);
    let words =
        ["biało-czerwony", "vice-almirante", "office-fiscal", "Rio-Grande", "a", "largo", "12-14", "e-mail"];
    let mut seen = [0; 3];
    for round in 0..300 {
        let text = (0..12).map(|_| words[dice.roll(words.len())]).collect::<Vec<_>>().join(" ");
        let at = dice.roll(3);
        let lang = ["pl", "es", "en"][at];
        let style = Style { align: [HAlign::Justify, HAlign::Left][dice.roll(2)], ..style() };
        let para = set(&mut setter, &text, &style, lang);
        let measure = Length::pt(50) + Length::PT * dice.roll(60) as i64;
        let broken = setter.break_lines(&para, &Shape::plain(measure), 0).unwrap();
        let drawn = draw(&para, &broken);
        let back: String = drawn.iter().flatten().map(|p| p.run.text.as_str()).collect();
        assert_eq!(back, text, "{round}");
        for (line, next) in drawn.iter().zip(drawn.iter().skip(1)) {
            let (ends, opens) = (&line.last().unwrap().run, &next[0].run);
            let own = ends.text.ends_with('-');
            let letter = opens.text.chars().next().unwrap();
            let wanted = own && letter.is_alphabetic() && (at == 0 || at == 1 && letter.is_lowercase());
            let first = opens.glyphs[0];
            assert_eq!(first.bytes == 0, wanted, "{round} {lang}: {} | {}", ends.text, opens.text);
            assert!(!wanted || first.id == ends.glyphs.last().unwrap().id, "{round}");
            seen[at] += usize::from(wanted);
        }
    }
    assert!(seen[0] > 50 && seen[1] > 30 && seen[2] == 0, "{seen:?}");
}
