//! The library at work: the bundled layouts, the fixtures, inheritance, and every fault with its hint.
//! Sets no page.

use super::Library;
use crate::diag::{Diagnostic, Findings};
use crate::geom::{Length, Size};
use crate::issue::Lang;
use crate::layout::{FramePlace, Rows, Sheet, Side};
use crate::source::Sources;

fn fixture(name: &str) -> (String, String) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/layouts");
    let text = std::fs::read_to_string(format!("{root}/{name}/layout.toml")).unwrap();
    (name.to_owned(), text)
}

fn sheet() -> Sheet {
    Sheet { trim: Size::parse("210mm x 285mm"), bleed: Length::mm(3) }
}

/// The bundled layouts with one more.
fn with(name: &str, text: &str, findings: &mut Findings) -> (Library, usize) {
    let mut sources = Sources::new();
    let mut library = Library::load(&mut sources, None, findings);
    let (file, text) = sources.add_text(name, text);
    library.add(file, &text, name, false, findings);
    library.settle(findings);
    library.prove(findings);
    let index = library.headers().find(|(_, h)| h.id == name).unwrap().0;
    (library, index)
}

fn told(findings: &Findings) -> Vec<String> {
    let label = |d: &Diagnostic| d.label.clone().map(|l| format!(" ({l})")).unwrap_or_default();
    findings.iter().map(|d| format!("{} {}{}", d.code, d.message, label(d))).collect()
}

#[test]
fn the_example_of_every_kind_of_frame_is_read_as_it_stands() {
    let mut findings = Findings::new();
    let (library, index) = with("feature-a", &fixture("feature-a").1, &mut findings);
    let layout = library.resolve(index, &Lang("en".into()), sheet(), &mut findings).unwrap();
    assert_eq!(told(&findings), Vec::<String>::new());
    let page = &layout.page;
    assert_eq!((page.columns, page.lines, page.hang_cap), (3, 54, true));
    assert_eq!(page.column.to_micrometres(), 55_000);
    assert_eq!(page.height(), Length::pt(675));
    let title = &layout.styles["title"];
    assert_eq!((title.size, title.leading, title.weight), (Length::pt(46), Length::pt(50), 700));
    let rating = &layout.styles["rating"];
    assert_eq!((rating.size, rating.color.cmyk), (Length::pt(46), [10_000, 6000, 0, 1000]));
    assert_eq!(layout.colors["tint"].cmyk, [1200, 720, 0, 120]);
    assert_eq!(layout.styles["body"].justify.letter.min, -50);
    let art = &layout.masters["opener-art"];
    assert_eq!(art.frames.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["hero", "heading", "text"]);
    assert_eq!((art.spread, art.furniture.get("running")), (true, Some(&false)));
    let FramePlace::Grid { cols, rows } = &art.frames[2].place else { panic!("off the grid") };
    assert_eq!((*cols, rows), ((5, 6), &Rows::Lines(37, -1)));
    let ad = &layout.masters["body-ad"];
    assert_eq!((ad.side, ad.frames.len()), (Some(Side::Recto), 2));
    assert_eq!(layout.floats["sidebar"].span, (2, 2));
    let genre = &layout.genres["default"];
    assert_eq!((genre.drop_cap, genre.sequence.len(), genre.sequence[1][0].repeat), (Some(3), 2, true));
    assert_eq!(genre.jump_sequence[0][0].master, "body");
    assert!(!layout.epub.drop_cap);
    assert_eq!(layout.furniture["running"].verso.as_deref(), Some("{publication}  {issue-date}"));
}

#[test]
fn a_language_changes_grid_and_words() {
    let mut findings = Findings::new();
    let (library, index) = with("feature-a", &fixture("feature-a").1, &mut findings);
    let zh = Lang("zh-Hans".into());
    let layout = library.resolve(index, &zh, sheet(), &mut findings).unwrap();
    assert_eq!(told(&findings), Vec::<String>::new());
    assert_eq!((layout.page.lines, layout.page.step), (45, Length::pt(15)));
    assert_eq!(layout.page.column, Length::pt(9) * 17);
    assert_eq!(layout.page.gutter.to_micrometres() / 10, 653);
    assert_eq!(layout.styles["body"].indent, Length::pt(18));
    assert_eq!(layout.credits.separator, "／");
    let again = library.resolve(index, &zh, sheet(), &mut findings).unwrap();
    assert!(std::sync::Arc::ptr_eq(&layout, &again));
}

#[test]
fn another_trim_is_a_folder_not_a_code_change() {
    let mut findings = Findings::new();
    let (library, index) = with("us-feature", &fixture("us-feature").1, &mut findings);
    let layout = library.resolve(index, &Lang("en".into()), sheet(), &mut findings).unwrap();
    assert_eq!(told(&findings), Vec::<String>::new());
    assert_eq!(layout.page.size, Size::new(Length::pt(603), Length::pt(783)));
    assert_eq!(library.trim(index), layout.page.trim);
    assert_eq!(layout.page.column, Length::pt(603 - 54 - 108 - 18) / 2);
}

#[test]
fn every_wrong_reference_is_told_with_what_was_meant() {
    let text = "id = \"x\"\nextends = \"base\"\n[colors]\na = { of = \"b\", percent = 5 }\nb = { of = \"a\" }\n\
        c = { of = \"acent\" }\n[styles.p]\nlike = \"titel\"\ncolor = \"inc\"\nfont = \"hed\"\n\
        [styles.q]\nlike = \"r\"\n[styles.r]\nlike = \"q\"\n\
        [masters.m]\nextends = \"bdy\"\n[masters.n]\nfurniture.folo = false\n[masters.n.frames]\n\
        u = { after = \"v\", captions = \"w\", style = \"bdy\" }\nv = { after = \"u\", lines = [1, 2] }\n\
        [genres.g]\nsequence = [[\"boddy*\"]]\n";
    let mut findings = Findings::new();
    with("x", text, &mut findings);
    let got = told(&findings);
    for want in [
        "L014 `of` goes in a circle",
        "L008 unknown colour `acent` (did you mean `accent`?)",
        "L009 unknown style `titel` (did you mean `title`?)",
        "L008 unknown colour `inc` (did you mean `ink`?)",
        "L012 unknown font `hed` (did you mean `head`?)",
        "L014 `like` goes in a circle",
        "L010 unknown master `bdy` (did you mean `body`?)",
        "L013 unknown furniture `folo` (did you mean `folio`?)",
        "L011 unknown frame `w`",
        "L009 unknown style `bdy` (did you mean `body`?)",
        "L014 `after` goes in a circle",
        "L020 a frame is placed by one of `lines`, `after`",
        "L010 unknown master `boddy` (did you mean `body`?)",
    ] {
        assert!(got.iter().any(|g| g.starts_with(want)), "{want}: {got:#?}");
    }
    assert!(findings.iter().all(|d| d.span.is_some()));
    let unique: std::collections::BTreeSet<_> = got.iter().collect();
    assert!(got.len() - unique.len() <= 2, "{got:#?}");
}

#[test]
fn a_layout_must_say_what_a_page_needs() {
    let mut findings = Findings::new();
    with("x", "id = \"x\"\n", &mut findings);
    let got = told(&findings);
    for key in ["margin.inner", "margin.outer", "margin.top", "baseline.step", "baseline.first"] {
        assert!(got.contains(&format!("L007 the layout does not say `page.{key}`")), "{key}: {got:#?}");
    }
}

#[test]
fn extends_knows_its_parents_and_finds_circles() {
    let layouts = |a: &str, b: &str| {
        [("a".to_owned(), format!("id = \"a\"\n{a}")), ("b".to_owned(), format!("id = \"b\"\n{b}"))]
    };
    let codes = |a: &str, b: &str| {
        let mut findings = Findings::new();
        Library::of_texts(&layouts(a, b), &mut findings);
        findings.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("extends = \"b\"", ""), Vec::<&str>::new());
    assert_eq!(codes("extends = \"b\"", "extends = \"a\""), ["L014", "L014"]);
    assert_eq!(codes("extends = \"c\"", ""), ["L019"]);
    assert_eq!(codes("extends = \"b@2.0.0\"", "version = \"1.0.0\""), ["L019"]);
}

#[test]
fn a_titles_own_layout_hides_the_bundled_one_and_may_extend_it() {
    let text = "id = \"base\"\nextends = \"base\"\n[styles.title]\nsize = \"99pt\"\n";
    let mut findings = Findings::new();
    let (library, index) = with("base", text, &mut findings);
    assert_eq!(told(&findings), Vec::<String>::new());
    assert_eq!(library.headers().filter(|(_, h)| h.id == "base").count(), 1);
    let layout = library.resolve(index, &Lang("en".into()), sheet(), &mut findings).unwrap();
    assert_eq!(layout.styles["title"].size, Length::pt(99));
    assert!(layout.styles.contains_key("pullquote"));
}

#[test]
fn the_header_is_never_inherited() {
    let text = "id = \"x\"\nextends = \"house-2025\"\n";
    let (library, index) = with("x", text, &mut Findings::new());
    let (_, header) = library.headers().find(|(i, _)| *i == index).unwrap();
    assert!(header.credited_to.is_empty() && header.about.is_none());
    assert_eq!(header.version.to_string(), "0.0.0");
}

#[test]
fn base_serves_any_trim() {
    let mut findings = Findings::new();
    let library = Library::load(&mut Sources::new(), None, &mut findings);
    let index = library.headers().find(|(_, h)| h.id == "base").unwrap().0;
    for (trim, columns) in [("148mm x 210mm", 2), ("120mm x 170mm", 1), ("280mm x 350mm", 2)] {
        for tag in ["en", "zh-Hans"] {
            let sheet = Sheet { trim: Size::parse(trim), bleed: Length::mm(3) };
            let layout = library.resolve(index, &Lang(tag.into()), sheet, &mut findings).unwrap();
            assert_eq!(layout.page.columns, columns, "{trim}");
            assert!(layout.page.top + layout.page.height() <= layout.page.size.h - Length::mm(25));
            if tag == "zh-Hans" && columns > 1 {
                let em = layout.styles["body"].size;
                assert_eq!(layout.page.column, em * layout.page.column.steps_floor(em));
            }
        }
    }
    assert_eq!(told(&findings), Vec::<String>::new());
}

#[test]
fn bundled_layouts_are_without_fault_in_every_language() {
    let mut findings = Findings::new();
    let library = Library::load(&mut Sources::new(), None, &mut findings);
    for (index, header) in library.headers() {
        for tag in ["en", "zh-Hans", "de", "ar"] {
            let layout = library.resolve(index, &Lang(tag.into()), sheet(), &mut findings).unwrap();
            assert!(layout.styles.contains_key("title"), "{}", header.id);
            assert!(layout.genres.contains_key("default"), "{}", header.id);
        }
    }
    assert!(library.headers().count() >= 3);
    assert_eq!(findings.iter().collect::<Vec<_>>(), Vec::<&crate::diag::Diagnostic>::new());
}
