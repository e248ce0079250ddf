//! Cases that broke other programs, each under a name of its own, and budgets of pages.
//! What one setter did wrong stands beside each.

use crate::kit::{Folder, Judge};
use masthead::credits::assign;
use masthead::diag::Findings;
use masthead::font::Fonts;
use masthead::geom::Length;
use masthead::issue::check;
use masthead::layout::Library;
use masthead::pages::{Document, ItemKind, compose};
use masthead::source::Sources;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn samples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// An issue of one article in columns of the plain layout, with `more` in its layout.
fn issue(columns: u32, more: &str, body: &str) -> Folder {
    let layout = format!(
        "id = \"plain\"\nversion = \"1.0.0\"\nextends = \"base\"\n[page]\n\
         margin = {{ inner = \"16mm\", outer = \"14mm\", top = \"16mm\", bottom = \"18mm\" }}\n\
         columns = {{ count = {columns}, gutter = \"5mm\", narrowest = \"20mm\" }}\n{more}\n"
    );
    Folder::new()
        .file("layouts/plain/layout.toml", layout)
        .file(
            "issue.toml",
            "title = \"Case\"\nlanguage = \"en\"\nlayout = \"plain\"\n\n[publication]\nid = \"case\"\n\
             name = \"Case\"\ntrim = \"210mm x 285mm\"\nbleed = \"3mm\"\n\n[[articles]]\nid = \"one\"\nsource = \"one.md\"\n",
        )
        .file("one.md", format!("+++\ntitle = \"One\"\n+++\n\n{body}\n"))
}

fn composed(folder: &Folder) -> (Document, Findings) {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let made = (|| {
        let issue = check(&mut sources, folder.path(), false, &mut findings)?;
        let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
        let designs = assign(&issue, &library, None, &mut findings)?;
        compose(&issue, &designs, &Fonts::bundled(), &mut findings)
    })();
    let Ok(document) = made else { panic!("{findings:?}") };
    (document, findings)
}

/// A line of text on a page: page, left and right edge, baseline, words.
struct Line {
    page: usize,
    x: Length,
    right: Length,
    y: Length,
    words: String,
}

/// Lines in the order of the text; runs beside each other are one.
fn lines(document: &Document) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for (page, items) in document.pages.iter().map(|p| &p.items).enumerate() {
        for item in items {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            let width: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
            let (x, y, right) = (run.at.x, run.at.y, run.at.x + Length::sp(width));
            match out.last_mut() {
                Some(l)
                    if l.page == page
                        && l.y == y
                        && x >= l.right - Length::PT
                        && x < l.right + Length::mm(4) =>
                {
                    l.right = right;
                    l.words.push_str(&run.text);
                }
                _ => out.push(Line { page, x, right, y, words: run.text.clone() }),
            }
        }
    }
    out
}

fn words(count: usize) -> String {
    const ALL: [&str; 9] = ["paper", "takes", "the", "ink", "that", "a", "careful", "printer", "measures"];
    (0..count).map(|n| ALL[(n * n + n / 7) % 9]).collect::<Vec<_>>().join(" ")
}

/// `LuaTeX`: no PDF. `ConTeXt`: the picture dropped, exit code 0.
#[test]
fn a_jpeg_of_one_dot_to_the_inch_has_the_width_of_its_column_and_its_own_bytes() {
    let images = samples().join("auto-review/2025-12/images");
    let name = fs::read_dir(&images).expect("images").flatten().map(|e| e.path());
    let mut jpegs: Vec<_> = name.filter(|p| p.extension().is_some_and(|e| e == "jpg")).collect();
    jpegs.sort();
    let jpeg = fs::read(&jpegs[0]).expect("a JPEG");
    // JFIF (ITU-T T.871): units 1 is dots per inch, one across and one down.
    let head = [0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 2, 1, 0, 1, 0, 1, 0, 0];
    let rest = if jpeg[3] == 0xe0 { 4 + usize::from(jpeg[4]) * 256 + usize::from(jpeg[5]) } else { 2 };
    let one = [&head[..], &jpeg[rest..]].concat();
    let folder =
        issue(2, "", &format!("{}\n\n![A press](press.jpg \"A press.\")\n\n{}", words(80), words(80)))
            .file("press.jpg", &one);
    let (document, findings) = composed(&folder);
    assert!(!findings.has_errors(), "{findings:?}");
    let mut seen = document.pages.iter().flat_map(|p| &p.items).filter_map(|i| match &i.kind {
        ItemKind::Picture { clip, .. } => Some(clip.w),
        _ => None,
    });
    let width = seen.next().expect("the picture");
    assert!(width > Length::mm(60) && width < Length::mm(190), "{width:?}");
    folder.masthead(&["build", ".", "--only", "screen", "-o", "out"]).expect(0);
    let files = folder.files("out");
    let pdf = files.iter().find(|(n, _)| n.ends_with(".pdf")).expect("a PDF").1;
    // WeasyPrint: 60 of 98 encoded anew. What the camera wrote is there, byte for byte.
    let scan = &jpeg[jpeg.len() - 4000..jpeg.len() - 2];
    assert!(pdf.windows(scan.len()).any(|w| w == scan), "the scan of the JPEG is not in the PDF");
}

/// All: ruined, overprinted, or one letter a line.
#[test]
fn a_wide_price_table_in_one_column_keeps_its_prices_whole() {
    let mut table =
        String::from("| Model | Power | Range | Price | Tax | Total |\n|---|---|---|---|---|---|\n");
    for n in 0..14 {
        let _ = writeln!(
            table,
            "| Sedan {n} | 15{n} kW | 6{n:02} km | 2{n:02},9{n:02}.00 | 3{n},1{n:02}.50 | 2{n:02},5{n:02}.75 |"
        );
    }
    let body = format!("{}\n\n{table}\n\n: Prices\n\n{}", words(200), words(200));
    let (document, findings) = composed(&issue(3, "", &body));
    assert!(!findings.has_errors(), "{findings:?}");
    let all: Vec<String> = lines(&document).into_iter().map(|l| l.words).collect();
    for n in 0..14 {
        let price = format!("2{n:02},5{n:02}.75");
        assert!(all.iter().any(|l| l.contains(&price)), "{price} is broken");
    }
    for (page, items) in document.pages.iter().map(|p| &p.items).enumerate() {
        let mut areas: Vec<(Length, Length, Length, &str)> = Vec::new();
        for item in items {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            let width: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
            areas.push((run.at.y, run.at.x, run.at.x + Length::sp(width), &run.text));
        }
        for (n, a) in areas.iter().enumerate() {
            let over = areas[n + 1..]
                .iter()
                .find(|b| b.0 == a.0 && b.1 + Length::PT < a.2 && a.1 + Length::PT < b.2);
            assert!(over.is_none(), "page {page}: `{}` over `{}`", a.3, over.map_or("", |o| o.3));
        }
    }
}

const CAP: &str = "[genres.default]\ndrop-cap = { lines = 3 }\n";

/// `LuaLaTeX`: overprints the next paragraph.
#[test]
fn a_drop_cap_on_a_paragraph_of_one_line_keeps_the_next_clear() {
    let (document, findings) = composed(&issue(2, CAP, &format!("Ink dries.\n\nSecond {}", words(120))));
    assert!(!findings.has_errors(), "{findings:?}");
    let all = lines(&document);
    let cap = all.iter().find(|l| l.words.trim() == "I").expect("the initial");
    let second = all.iter().find(|l| l.words.starts_with("Second")).expect("the next paragraph");
    assert!(second.y > cap.y || second.x > cap.right, "{} {}", second.words, cap.words);
}

/// `WeasyPrint`: a crash.
#[test]
fn a_drop_cap_inside_columns_is_set() {
    for columns in 1..=6 {
        let (document, findings) = composed(&issue(columns, CAP, &format!("Ink {}", words(300))));
        assert!(!findings.has_errors(), "{findings:?}");
        assert!(lines(&document).iter().any(|l| l.words.trim() == "I"), "{columns} columns");
    }
}

/// Vivliostyle: split.
#[test]
fn a_heading_of_two_lines_is_never_split_over_columns() {
    for count in (300..420).step_by(7) {
        let body = format!("{}\n\n## Heading {}\n\n{}", words(count), words(9), words(160));
        let (document, _) = composed(&issue(3, "", &body));
        let all = lines(&document);
        let first = all.iter().position(|l| l.words.starts_with("Heading")).expect("the heading");
        let (a, b) = (&all[first], &all[first + 1]);
        let next = all[first..].iter().find(|l| l.words.starts_with("paper takes")).expect("text below");
        assert!(a.page == b.page && (a.x - b.x).abs() < Length::PT, "{count}: {} / {}", a.words, b.words);
        assert!(a.page == next.page && (a.x - next.x).abs() < Length::pt(2), "{count}: alone at the foot");
    }
}

/// Paged.js: forced to full width.
#[test]
fn the_last_line_of_a_split_paragraph_keeps_its_own_width() {
    let mut short = 0;
    for count in [1001, 1002, 1003, 1004] {
        let body = format!("{}\n\n{} end.", words(40), words(count));
        let (document, _) = composed(&issue(3, "[styles.body]\nalign = \"justify\"\n", &body));
        let all = lines(&document);
        let last = all.iter().position(|l| l.words.contains("end.")).expect("the last line");
        let measure = all[last - 3].right - all[last - 3].x;
        short += u32::from(all[last].right - all[last].x < measure - Length::PT * 6);
        let next = |w: &&[Line]| w[1].x > w[0].x + measure / 2 && w[0].words.len() > 20;
        let feet: Vec<&Line> = all.windows(2).filter(next).map(|w| &w[0]).collect();
        assert!(!feet.is_empty(), "the paragraph is split");
        for foot in feet {
            let off = (foot.right - foot.x - measure).abs();
            assert!(off < Length::PT * 3, "{} is set to the measure", foot.words);
        }
    }
    assert!(short >= 3, "of four last lines {short} are shorter than the measure");
}

/// Paged.js: gives up.
#[test]
fn five_hundred_pages_are_set() {
    let paragraphs: Vec<String> = (0..500).map(|n| format!("{n} {}", words(55))).collect();
    let small = "[styles.body]\nsize = \"9pt\"\n";
    let folder = issue(1, small, &paragraphs.join("\n\n"));
    folder.change("issue.toml", "210mm x 285mm", "70mm x 75mm");
    let (document, findings) = composed(&folder);
    assert!(!findings.has_errors(), "{findings:?}");
    assert!(document.pages.len() >= 500, "{} pages", document.pages.len());
    let all = lines(&document);
    let starts = |n: usize| all.iter().position(|l| l.words.starts_with(&format!("{n} ")));
    assert!((0..500).map(|n| starts(n).expect("a paragraph")).is_sorted());
}

/// Paged.js: a wrong one.
#[test]
fn the_trim_box_of_every_page_is_the_trim() {
    let Some(judge) = Judge::program("pdfinfo") else { return };
    for kind in ["screen", "press"] {
        let folder = issue(2, "", &words(900));
        folder.masthead(&["build", ".", "--only", kind, "-o", "out"]).expect(0);
        let files = folder.files("out");
        let name = files.keys().find(|n| n.ends_with(".pdf")).expect("a PDF");
        let path = folder.path().join("out").join(name);
        let said = judge.text(&["-box", "-f", "1", "-l", "99", &path.to_string_lossy()]);
        let mut boxes = 0;
        for line in said.lines().filter(|l| l.contains("TrimBox")) {
            let edges: Vec<f64> = line.split_whitespace().filter_map(|w| w.parse().ok()).collect();
            let [.., x0, y0, x1, y1] = edges[..] else { panic!("{line}") };
            let near = |a: f64, mm: f64| (a - mm * 72.0 / 25.4).abs() < 0.01;
            assert!(near(x1 - x0, 210.0) && near(y1 - y0, 285.0), "{line}");
            boxes += 1;
        }
        assert!(boxes >= 2, "{said}");
    }
}

/// Chromium: absent without a word.
#[test]
fn a_language_without_hyphenation_is_told_of() {
    let folder = issue(3, "", &words(60));
    folder.change("issue.toml", "language = \"en\"", "language = \"tlh\"");
    let (_, findings) = composed(&folder);
    let told: Vec<&str> = findings.iter().filter(|d| d.code == "Y004").map(|d| d.message.as_str()).collect();
    assert_eq!(told, ["no rules are known by which words of `tlh` are divided"]);
}

/// The letter of the sample alone, `more` characters longer, on `pages` pages: what was found.
fn editorial(pages: u32, more: usize) -> Vec<(String, String, usize)> {
    let title = Folder::copy(&samples().join("auto-review"));
    let whole = title.read("2025-12/issue.toml");
    let head = whole.split("[cover]").next().expect("a head").replace("pages = { multiple = 4 }\n", "");
    let own =
        whole.split("[[articles]]").find(|a| a.contains("id = \"editorial-note\"")).expect("the letter");
    let own = own.replace("pages = { max = 1 }", &format!("pages = {{ min = {pages}, max = {pages} }}"));
    title.put("2025-12/issue.toml", format!("{head}\n[[articles]]{own}"));
    let text = title.read("2025-12/editorial-note.md");
    let (_, tail) = text.rsplit_once("\n\n").expect("paragraphs");
    let added: String = tail.trim().chars().cycle().take(more).collect();
    let added = added.replace('\n', " ");
    title.put("2025-12/editorial-note.md", format!("{}\n\n{added}\n", text.trim_end()));
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let path = title.path().join("2025-12");
    let issue = check(&mut sources, &path, false, &mut findings).unwrap_or_else(|_| panic!("{findings:?}"));
    let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
    let designs = assign(&issue, &library, None, &mut findings).unwrap_or_else(|_| panic!("{findings:?}"));
    let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings);
    assert!(document.is_ok(), "{findings:?}");
    let found = findings.iter().filter(|d| d.code.starts_with('G'));
    found.map(|d| (d.code.to_string(), d.message.clone(), d.related.len())).collect()
}

/// Lines that a finding says are over.
fn over(message: &str) -> usize {
    let (_, rest) = message.split_once("is overset ").expect("lines over");
    rest.split(' ').next().expect("a number").parse().expect("a number")
}

#[test]
fn the_letter_on_one_page_fits_or_says_how_many_lines_are_over_and_where_to_cut() {
    let (mut last, mut fits) = (0, 0);
    for more in (0..=1800).step_by(300) {
        let found = editorial(1, more);
        match &found[..] {
            [] => {
                assert_eq!(last, 0, "{more} more fit, and fewer did not");
                fits += 1;
            }
            [(code, message, cuts)] => {
                assert_eq!(code, "G003", "{message}");
                assert!(over(message) >= last, "{more} more: {message}");
                assert!(*cuts > 0, "{more} more: no place to cut is named");
                last = over(message);
            }
            more => panic!("{more:?}"),
        }
    }
    assert!(fits >= 1 && last > 0, "{fits} fit, {last} lines over");
}

#[test]
fn the_letter_on_two_pages_fits_or_says_how_many_lines_are_over_and_where_to_cut() {
    budget(2, 3000, 11_000);
}

#[test]
fn the_letter_on_three_pages_fits_or_says_how_many_lines_are_over_and_where_to_cut() {
    budget(3, 8000, 17_000);
}

/// `fit` more characters fit on so many pages, `far` do not, none are too few.
fn budget(pages: u32, fit: usize, far: usize) {
    assert_eq!(editorial(pages, fit), [], "{fit} more characters fit");
    let found = editorial(pages, far);
    let [(code, message, cuts)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(code, "G003", "{message}");
    assert!(message.ends_with(&format!("characters) on {pages} pages")) && over(message) > 0, "{message}");
    assert!(*cuts > 0, "no place to cut is named");
    let found = editorial(pages, 0);
    assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["G010"], "it fills fewer pages");
}
