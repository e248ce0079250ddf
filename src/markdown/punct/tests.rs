//! The punctuation of each language, as typed and as set.
//! Tests nothing of the rest of Markdown.

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
        ("de", "\"Wie geht's?\", sagte er. \"Das ist 'neu'.\"", "„Wie geht’s?“, sagte er. „Das ist ‚neu‘.“"),
        ("de-CH", "\"Ja\"", "«Ja»"),
        (
            "fr",
            "\"Oui\" : non ! Vraiment? C'est l'heure.",
            "«\u{202f}Oui\u{202f}»\u{a0}: non\u{202f}! Vraiment\u{202f}? C’est l’heure.",
        ),
        ("es", "\"Sí --dijo--, 'claro'\", 12-15", "«Sí —dijo—, “claro”», 12-15"),
        ("fr-CA", "\"Oui\" : non!", "«\u{202f}Oui\u{202f}»\u{a0}: non!"),
        ("it", "\"L'auto\"", "«L’auto»"),
        ("nl", "'s morgens \"ja\"", "’s morgens “ja”"),
        ("pt", "\"sim\"", "“sim”"),
        ("pt-PT", "\"sim, 'claro'\"", "«sim, “claro”»"),
        ("sv", "\"ja\"", "”ja”"),
        ("pl", "\"tak, 'nie'\"", "„tak, «nie»”"),
        ("ru", "\"да, 'нет'\" -- 10-12 т. е.", "«да, „нет“» — 10–12 т.\u{202f}е."),
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

#[test]
fn quotation_marks_know_elisions_and_broken_off_speech() {
    assert_eq!(set("fr", "l'\"idée\""), "l’«\u{202f}idée\u{202f}»");
    assert_eq!(set("it", "dell'\"acqua\", d'\"oro\""), "dell’«acqua», d’«oro»");
    assert_eq!(set("de", "\"Aber --\", sagte er. \"...und dann?\""), "„Aber –“, sagte er. „…und dann?“");
    assert_eq!(set("en", "\"So---\" and the dogs'\" end"), "“So—” and the dogs’” end");
}

#[test]
fn apostrophes_are_told_from_single_quotation_marks() {
    assert_eq!(
        set("en", "in the '40s, so \"'Tis enough,\" and 'it'"),
        "in the ’40s, so “’Tis enough,” and ‘it’"
    );
    assert_eq!(set("en", "'900 days' of '68, '98' of don't 'em"), "‘900 days’ of ’68, ‘98’ of don’t ’em");
    assert_eq!(set("en", "He said 'so \"no\"'."), "He said ‘so “no”’.");
}

#[test]
fn narrow_spaces_part_thousands_and_abbreviations() {
    assert_eq!(
        set("de", "5 230 Zeilen, z. B. 12 500 000"),
        "5\u{202f}230 Zeilen, z.\u{202f}B. 12\u{202f}500\u{202f}000"
    );
    assert_eq!(set("en", "J. R. R. Tolkien had 5 230"), "J.\u{202f}R.\u{202f}R. Tolkien had 5 230");
    for kept in ["im Jahr 2025 300 Leute", "0 300", "B 12 3456", "1,5 200", "A. Müller", "etc. B."] {
        assert_eq!(set("de", kept), kept);
    }
}

#[test]
fn addresses_stay_as_they_are() {
    let kept = "https://example.org/a--b/c...d?x=1&y=10-12;z:'q'x";
    assert_eq!(set("fr", &format!("Voir {kept} !")), format!("Voir {kept}\u{202f}!"));
    assert_eq!(
        set("en", "\"www.example.org/it's\" (http://a.b/1-2)."),
        "“www.example.org/it's” (http://a.b/1-2)."
    );
    assert_eq!(set("fr", "http ; www"), "http\u{202f}; www");
}

#[test]
fn spaces_in_a_row_are_one() {
    assert_eq!(set("en", "One.  Two. \t Three *four*  five"), "One. Two. Three four five");
    assert_eq!(set("xx", "One.  Two."), "One. Two.");
    assert_eq!(set("en", "a `b  c` d"), "a b  c d");
    assert_eq!(set("en", "a [](article:b) c"), "a  c", "the link has words of its own later");
}

#[test]
fn the_space_behind_a_reference_without_words_stays() {
    assert_eq!(set("en", "reports from [](article:late) onwards"), "reports from  onwards");
    assert_eq!(set("en", "reports  from"), "reports from");
}
