//! The EPUB as a shop takes it: every field of a manifest in its package, folios where the press put them, what bad
//! input ends in.
//! Looks at files from outside; reading systems and markup have tests of their own.

use crate::build::lost_in_print;
use crate::kit::{Folder, Judge, SAMPLES, epub_objections, epub_text, issue, letters, lost};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

/// From manifest to package: table, key, file, what stands there.
const FIELDS: &str = include_str!("shelf/fields.tsv");
const SCHEMA: &str = include_str!("../src/manifest/schema.tsv");
/// Tables of which nothing is in an EPUB: the press's.
const PRINT: [&str; 12] = [
    "press",
    "downsample",
    "page-range",
    "jump",
    "barcode",
    "page-multiple",
    "folio",
    "binding",
    "paper",
    "ad",
    "promise",
    "expectation",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds editions of the issue at `path` into a folder of their own.
fn build(path: &Path, only: &str) -> Folder {
    let folder = Folder::new();
    let (path, fonts) = (path.to_string_lossy(), root().join("fonts"));
    folder
        .masthead(&["build", &path, "--fonts", &fonts.to_string_lossy(), "--only", only, "-o", "out"])
        .expect(0);
    folder
}

/// The file in `out` whose name ends in `end`.
fn written(folder: &Folder, end: &str) -> PathBuf {
    let name =
        folder.files("out").into_keys().find(|n| n.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
    folder.path().join("out").join(name)
}

/// A text file of an EPUB.
fn entry(epub: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(epub)).expect("a ZIP file");
    let mut text = String::new();
    zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).expect("UTF-8");
    text
}

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(|l| l.split('\t').collect())
}

#[test]
fn every_field_of_a_manifest_is_in_the_package_or_said_not_to_be() {
    let folder = build(&root().join("tests/shelf/full/2026-03"), "epub");
    let file = written(&folder, ".epub");
    let epub = std::fs::read(&file).expect("an EPUB");
    let mut faults = Vec::new();
    let mut stated = BTreeSet::new();
    for row in rows(FIELDS) {
        let [table, key, name, wanted] = row[..] else { panic!("four cells: {row:?}") };
        stated.insert((table, key));
        // Markup may stand on lines of its own.
        if name != "-" && !entry(&epub, name).replace('\n', "").contains(wanted) {
            faults.push(format!("{table}.{key}: {name} lacks {wanted}"));
        }
    }
    for row in rows(SCHEMA).skip(1) {
        let (table, key) = (row[0], row[1]);
        if ![".", "+"].contains(&key) && !PRINT.contains(&table) && !stated.contains(&(table, key)) {
            faults.push(format!("{table}.{key} is not in the table"));
        }
    }
    faults.extend(epub_objections(&file));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The target of each folio in the page-list: folio, file, id.
fn page_list(epub: &[u8]) -> Vec<(String, String, String)> {
    let nav = entry(epub, "OEBPS/nav.xhtml");
    let list = nav.split_once("id=\"page-list\"").expect("a page-list").1;
    let links = list.split("<a href=\"").skip(1);
    links
        .map(|link| {
            let (target, rest) = link.split_once("\">").expect("a link");
            let (file, id) = target.split_once('#').expect("a fragment");
            let folio = rest.split_once('<').expect("a label").0;
            (folio.to_owned(), file.to_owned(), id.to_owned())
        })
        .collect()
}

/// Letters of the text before and after the page break `id` in a file; markup and labels are no text.
fn around_break(xhtml: &str, id: &str) -> (String, String) {
    let at = xhtml.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    let words = |part: &str| {
        let mut text = String::new();
        for part in part.split('<').skip(1) {
            text.push_str(part.split_once('>').map_or("", |(_, words)| words));
        }
        letters(&quick_xml::escape::unescape(&text).expect("entities"))
    };
    let body = xhtml.find("<body").expect("a body");
    // What floats may stand at the head of a page, before text that it follows in the reading order.
    let before = without(&without(&xhtml[body..at], "figure"), "aside");
    (words(&before), words(&xhtml[at..]))
}

/// `xhtml` without its elements of this name.
fn without(xhtml: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut parts = xhtml.split(&open);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| rest.push_str(part.split_once(&close).map_or("", |(_, after)| after)));
    rest
}

#[test]
fn each_entry_of_the_page_list_leads_to_the_words_that_begin_its_printed_page() {
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    let (mut faults, mut checked) = (Vec::new(), 0);
    for sample in SAMPLES {
        let folder = build(&root().join("samples").join(sample), "press,epub");
        let epub = std::fs::read(written(&folder, ".epub")).expect("an EPUB");
        let press = written(&folder, ".press.pdf");
        let text = pdftotext.text(&["-raw", &press.to_string_lossy(), "-"]);
        let printed: Vec<String> = text.split('\u{c}').map(letters).collect();
        for (folio, file, id) in page_list(&epub) {
            let Some(page) = folio.parse::<usize>().ok().and_then(|n| printed.get(n - 1)) else { continue };
            let xhtml = entry(&epub, &format!("OEBPS/{file}"));
            if !xhtml.contains("<article") {
                // Contents, masthead and covers are made anew for each edition.
                continue;
            }
            checked += 1;
            let (before, after) = around_break(&xhtml, &id);
            let few = if after.is_ascii() { 12 } else { 5 };
            let last = before.char_indices().rev().nth(few - 1).map_or("", |(at, _)| &before[at..]);
            let first: String = after.chars().take(few).collect();
            if !page.contains(&first) {
                faults.push(format!("{sample}, folio {folio}: `{first}` is not on the printed page"));
            }
            if !last.is_empty() && page.contains(&format!("{last}{first}")) {
                faults.push(format!("{sample}, folio {folio}: the page begins before `{last}`"));
            }
        }
    }
    assert!(checked > 60, "{checked} entries");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_kitchen_sink_keeps_every_word() {
    let sample = root().join("samples/kitchen-sink/1");
    let folder = build(&sample, "press,screen,epub");
    let epub = std::fs::read(written(&folder, ".epub")).expect("an EPUB");
    let issue = issue(&sample);
    let mut lost = lost(&issue, &epub_text(&epub));
    for end in [".press.pdf", ".screen.pdf"] {
        lost.extend(lost_in_print(&issue, &written(&folder, end)));
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

/// An issue of one article with this text.
fn with(text: &str) -> Folder {
    Folder::small().file("one.md", text)
}

/// What `build --only epub` ends in: a finding with this code, or an EPUB that the judge accepts.
fn ends_well(name: &str, folder: &Folder, code: Option<&str>) {
    let run = folder.masthead(&["build", ".", "--only", "epub", "--format", "json"]);
    let said = format!("{}{}", run.out, run.err);
    if let Some(code) = code {
        assert!(said.contains(code), "{name}: no {code} in {said}");
    }
    if run.code == 0 {
        let objections = epub_objections(&written(folder, ".epub"));
        assert!(objections.is_empty(), "{name}: {}", objections.join("\n"));
    } else {
        assert!(code.is_some(), "{name}: exit {}: {said}", run.code);
        assert!(
            !folder.files("out").keys().any(|n| n.ends_with(".epub")),
            "{name}: an EPUB in spite of errors"
        );
    }
}

#[test]
fn bad_input_ends_in_findings_or_a_good_book() {
    let picture = std::fs::read(root().join("tests/shelf/full/2026-03/images/line.jpg")).expect("a picture");
    let head = "+++\ntitle = \"Hello\"\n+++\n\n";
    let cases: [(&str, String, Option<&str>); 8] = [
        ("no alternative text", format!("{head}Words.\n\n![](line.jpg)\n"), None),
        (
            "a remote picture",
            format!("{head}Words.\n\n![A line](https://example.org/line.jpg)\n"),
            Some("T0"),
        ),
        (
            "raw HTML",
            format!("{head}Words <b onclick=\"x()\">bold</b>.\n\n<script>x()</script>\n"),
            Some("T0"),
        ),
        (
            "characters that no font has",
            format!("{head}Words \u{13000}\u{e000}\u{10ffff} end.\n"),
            Some("Y001"),
        ),
        ("control characters", format!("{head}Words \u{1}\u{b}\u{1f} end.\n"), None),
        ("an empty article", head.to_owned(), Some("I016")),
        ("nothing at all", String::new(), Some("I016")),
        (
            "names and links of all sorts",
            format!("{head}# A & B <c>\n\n[x](mailto:a@b.example) [y](#nowhere)\n"),
            Some("T012"),
        ),
    ];
    for (name, text, code) in cases {
        let folder = with(&text).file("line.jpg", &picture);
        ends_well(name, &folder, code);
    }
}

/// An issue of many articles, each with pictures of its own.
fn many(articles: usize, pictures: usize) -> Folder {
    let folder = Folder::small();
    let mut manifest = folder.read("issue.toml");
    manifest.truncate(manifest.find("[[articles]]").expect("articles"));
    let drawing = |n: usize| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"30\">\
             <rect width=\"{}\" height=\"30\" fill=\"#{:06x}\"/></svg>",
            n % 60 + 1,
            n * 7919 % 0xff_ffff
        )
    };
    for a in 0..articles {
        let _ = write!(manifest, "[[articles]]\nid = \"piece-{a}\"\nsource = \"piece-{a}.md\"\n\n");
        let mut text = format!("+++\ntitle = \"Piece {a}\"\n+++\n\nA short piece, number {a} of many.\n");
        for p in (a..pictures).step_by(articles) {
            let _ = write!(
                text,
                "\n![Drawing {p}](p{p}.svg)\n\nBetween drawings some words stand, as they should.\n"
            );
            folder.put(&format!("p{p}.svg"), drawing(p));
        }
        folder.put(&format!("piece-{a}.md"), text);
    }
    folder.put("issue.toml", manifest);
    folder
}

#[test]
fn three_hundred_articles_and_two_thousand_pictures_make_a_good_book() {
    let folder = many(300, 2000);
    folder.masthead(&["build", ".", "--only", "epub"]).expect(0);
    let file = written(&folder, ".epub");
    let epub = std::fs::read(&file).expect("an EPUB");
    let package = entry(&epub, "OEBPS/content.opf");
    assert_eq!(package.matches("media-type=\"image/svg+xml\"").count(), 2000);
    assert_eq!(package.matches("<itemref idref=\"f-text-piece-").count(), 300);
    let objections = epub_objections(&file);
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}
