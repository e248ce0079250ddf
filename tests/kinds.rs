//! Ten kinds of page, each a folder of `tests/fixtures/archetypes`: a layout and its article, and no Rust.
//! What stands where is kept as text in `pages.txt`; the pages were looked at before it was kept.
//!
//! A line of text is `column-x baseline width  words` in millimetres from the trim; frames are `name x y w h`.

use crate::kit::{Goldens, letters};
use masthead::credits::assign;
use masthead::diag::{Findings, Severity};
use masthead::font::Fonts;
use masthead::geom::{Length, Rect};
use masthead::issue::{Issue, check};
use masthead::layout::{Library, Side};
use masthead::pages::{Document, ItemKind, Page, Quality, compose};
use masthead::source::Sources;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The kinds, in the order in which a reader may meet them.
const KINDS: [&str; 10] = [
    "opener-spread",
    "letter",
    "interview",
    "briefs",
    "data-page",
    "photo-essay",
    "recipe",
    "review",
    "long-read",
    "back-page",
];

fn composed(kind: &str) -> (Issue, Document, Findings) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archetypes").join(kind);
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let made = (|| {
        let issue = check(&mut sources, &path, false, &mut findings)?;
        let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
        library.prove(&mut findings);
        let designs = assign(&issue, &library, None, &mut findings)?;
        let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings)?;
        Ok::<_, masthead::diag::Failed>((issue, document))
    })();
    let Ok((issue, document)) = made else { panic!("{kind}: {findings:?}") };
    (issue, document, findings)
}

#[test]
fn ten_kinds_of_page_stand_as_they_stood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archetypes");
    let mut kinds: Vec<String> = fs::read_dir(&folder)
        .expect("archetypes")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    kinds.sort();
    let mut listed = KINDS;
    listed.sort_unstable();
    assert_eq!(kinds, listed, "every kind is tested, and there");
    let mut goldens = Goldens::new("fixtures/archetypes", "pages.txt");
    for kind in KINDS {
        let (issue, document, findings) = composed(kind);
        for fault in faults(&issue, &document, &findings) {
            goldens.fault(format!("{kind}: {fault}"));
        }
        goldens.check(kind, &dump(&document));
    }
    goldens.finish();
}

/// What must hold whatever the page looks like.
fn faults(issue: &Issue, document: &Document, findings: &Findings) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(
        findings.iter().filter(|d| d.severity > Severity::Note).map(|d| format!("{}: {}", d.code, d.message)),
    );
    let mut all = Quality::default();
    document.quality.iter().for_each(|(_, q)| all += *q);
    let counted = [
        ("widows", all.widows),
        ("orphans", all.orphans),
        ("hyphens in a row", all.hyphen_runs),
        ("holes", all.holes),
        ("lines off the grid", all.off_grid),
        ("figures far off", all.floats_far),
        ("characters without a face", all.missing),
    ];
    out.extend(counted.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{n} {what}")));
    let printed: String = document.pages.iter().flat_map(|p| &p.items).filter_map(text_of).collect();
    out.extend(crate::kit::lost(issue, &printed).into_iter().map(|lost| format!("lost: {lost}")));
    let empty = document.pages.iter().filter(|p| p.items.is_empty()).count();
    if empty > 0 {
        out.push(format!("{empty} empty pages"));
    }
    let trim = Rect::new(Length::ZERO, Length::ZERO, document.trim.w, document.trim.h);
    for (n, page) in document.pages.iter().enumerate() {
        let off = page.items.iter().filter_map(|i| match &i.kind {
            ItemKind::Glyphs(run) if !letters(&run.text).is_empty() => Some(run),
            _ => None,
        });
        for run in off {
            let wide: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
            let place =
                Rect::new(run.at.x, run.at.y - run.style.size / 2, Length::sp(wide), run.style.size / 2);
            if !trim.grow(Length::pt(2)).contains(&place) {
                out.push(format!("page {}: `{}` runs off the page", n + 1, run.text));
            }
        }
    }
    out
}

fn text_of(item: &masthead::pages::Item) -> Option<String> {
    match &item.kind {
        ItemKind::Glyphs(run) => Some(format!("{} ", run.text.trim_end_matches(' ')).replace("- ", "-")),
        _ => None,
    }
}

fn dump(document: &Document) -> String {
    let mut out = String::new();
    for page in &document.pages {
        let side = if page.side == Side::Recto { "recto" } else { "verso" };
        let _ = writeln!(out, "page {} {side} {}", page.folio, page.master);
        for (name, area) in &page.frames {
            let _ = writeln!(out, "  frame {name} {}", rect(area));
        }
        items(page, &mut out);
    }
    out
}

/// Texts joined where they stand on one line and touch; pictures and filled fields by their area.
fn items(page: &Page, out: &mut String) {
    let mut line: Option<(Length, Length, Length, String)> = None;
    let flush = |line: &mut Option<(Length, Length, Length, String)>, out: &mut String| {
        if let Some((x, y, right, words)) = line.take() {
            let _ = writeln!(out, "  {} {} {}  {}", mm(x), mm(y), mm(right - x), words.trim_end());
        }
    };
    for item in &page.items {
        match &item.kind {
            ItemKind::Glyphs(run) => {
                let wide = Length::sp(run.glyphs.iter().map(|g| i64::from(g.advance)).sum());
                let right = run.at.x + wide;
                match &mut line {
                    Some((_, y, end, words)) if *y == run.at.y && (run.at.x - *end).abs() < Length::PT => {
                        words.push_str(&run.text);
                        *end = right;
                    }
                    _ => {
                        flush(&mut line, out);
                        line = Some((run.at.x, run.at.y, right, run.text.clone()));
                    }
                }
            }
            ItemKind::Picture { picture, place, clip } => {
                flush(&mut line, out);
                let seen = if clip == place { String::new() } else { format!(" of {}", rect(place)) };
                let _ = writeln!(out, "  picture {} {}{seen}", picture.0, rect(clip));
            }
            ItemKind::Path { .. } => {
                flush(&mut line, out);
            }
            ItemKind::Link { .. } => {}
        }
    }
    flush(&mut line, out);
}

fn rect(r: &Rect) -> String {
    [r.x, r.y, r.w, r.h].map(mm).join(" ")
}

/// Millimetres to the hundredth.
fn mm(length: Length) -> String {
    let n = (length.to_micrometres() + 5).div_euclid(10);
    format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100)
}
