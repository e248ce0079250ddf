//! The page of each language, built: no findings, marks and spaces by its custom, the divisions of its words.
//! Whether a page looks well is for eyes; the text is read back by an outside judge.

use crate::kit::{Folder, Goldens, Judge, epub_text, issue, lost};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const FIXTURE: &str = "tests/fixtures/languages";

/// What the pages must show, as the EPUB gives it back; the tag of the language stands before it.
const SHOWN: [(&str, &str); 35] = [
    (
        "en-GB",
        "“My first boss used to say, ‘Paper’s only a river that has been asked to lie down,’” she adds.",
    ),
    ("en-GB", "joking – he’d grown up"),
    ("en-GB", "Between 10–12 % of that"),
    ("en-GB", "at a fair in the ’90s by"),
    ("en-GB", "ISO 12647-2 names"),
    ("en-GB", "uncoated_stocks?sort=whiteness, where"),
    ("en-US", "35–50 characters"),
    ("en-US", "in the ’40s, carved"),
    ("en-US", "the words “’Tis enough.”"),
    ("de", "„Schmale Spalten“, sagte mein Lehrmeister, „sind"),
    ("de", "„‚Stiefenkel‘ ist schöner“, sagte"),
    ("de", "Häuser bauen – Stein"),
    ("de", "z.\u{202f}B. im Heft 7 allein 5\u{202f}230 Zeilen"),
    ("de", "zerschnitten … Man"),
    ("fr", "«\u{202f}Regardez entre les mots\u{202f}!\u{202f}» disait"),
    ("fr", "Lui voyait le reste\u{a0}: l’air"),
    ("fr", "dans les “lézardes”, ces"),
    ("fr", "naïve\u{202f}; elle"),
    ("fr", "justification?colonne=55"),
    ("fr", "1962-1978"),
    ("es", "«¿Oye usted el molino?», preguntó"),
    ("es", "“El papel es agua con memoria”. Y tan anchos»"),
    ("es", "un lado —fría, limpia, con prisa— y salía"),
    ("it", "le guardava “allo specchio”. Esagerava»"),
    ("it", "l’avvocato"),
    ("nl", "‘Een drukker uit Zwolle vroeg me eens: “Waarom doet u zichzelf dit aan?”’ vertelt"),
    ("nl", "’s Zomers komt"),
    ("pt-PT", "«O meu pai dizia: “Uma revista compra-se com os dedos”. E tinha"),
    ("sv", "”Man vänjer sig vid mörkret”, säger"),
    ("sv", "frågade mig: ’Kan man inte bara värma den i mikron?’ Det"),
    ("pl", "„Mój majster powtarzał: «Nie ma małych czcionek, są tylko mali zecerzy». I rzucał"),
    ("ru", "«Бумага помнит всё», — говорит"),
    ("ru", "написал: „Их журнал сядет на мель после первого номера“. Вот"),
    ("ru", "т.\u{202f}е. самые"),
    ("zh-Hans", "“手要比水慢半拍，‘抢水’的人造不出好纸。”"),
];

struct Pages {
    folder: Folder,
    words: String,
}

impl Pages {
    fn file(&self, end: &str) -> PathBuf {
        let names = self.folder.files("out").into_keys();
        let name = names.into_iter().find(|n| n.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
        self.folder.path().join("out").join(name)
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURE)
}

fn pages() -> &'static Pages {
    static PAGES: OnceLock<Pages> = OnceLock::new();
    PAGES.get_or_init(|| {
        let folder = Folder::new();
        let run = folder.masthead(&["build", &source().to_string_lossy(), "--jobs", "1"]).expect(0);
        assert!(format!("{}{}", run.out, run.err).contains("clean;"), "{}{}", run.out, run.err);
        let mut pages = Pages { folder, words: String::new() };
        let book = std::fs::read(pages.file(".epub")).expect("an EPUB");
        pages.words = epub_text(&book);
        pages
    })
}

#[test]
fn every_language_has_its_marks_and_spaces() {
    let gone: Vec<&(&str, &str)> = SHOWN.iter().filter(|(_, words)| !pages().words.contains(words)).collect();
    assert!(gone.is_empty(), "{} are not there: {gone:?}", gone.len());
}

#[test]
fn every_page_keeps_its_words() {
    let issue = issue(&source());
    assert_eq!(lost(&issue, &pages().words), Vec::<String>::new(), "in the EPUB");
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    for end in [".press.pdf", ".screen.pdf"] {
        let text = pdftotext.text(&["-raw", &pages().file(end).to_string_lossy(), "-"]);
        assert_eq!(lost(&issue, &text), Vec::<String>::new(), "in {end}");
    }
}

/// One language, one page, in the order of the issue; the golden file tells how its words are divided.
#[test]
fn words_are_divided_by_the_rules_of_their_language() {
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    let issue = issue(&source());
    let mut found = String::new();
    for (n, article) in issue.articles.iter().enumerate() {
        let page = (n + 1).to_string();
        let screen = pages().file(".screen.pdf");
        let text = pdftotext.text(&["-raw", "-f", &page, "-l", &page, &screen.to_string_lossy(), "-"]);
        let _ = writeln!(found, "{}", article.lang.0);
        for (before, after) in text.split("\u{ad}\n").zip(text.split("\u{ad}\n").skip(1)) {
            let letter = |c: &char| c.is_alphabetic() || *c == '-';
            let head: Vec<char> = before.chars().rev().take_while(letter).collect();
            let tail: String = after.chars().take_while(letter).collect();
            let _ = writeln!(found, "  {}|{tail}", head.into_iter().rev().collect::<String>());
        }
    }
    let mut goldens = Goldens::new("fixtures", "divided.txt");
    goldens.check("languages", &found);
    goldens.finish();
}
