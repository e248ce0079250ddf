//! Rules of the page, each as a case: a folder of `tests/pages` with an issue, and the pages that came out as text.
//! `expected.dump` was looked at before it was kept.

use crate::kit::Goldens;
use masthead::credits::assign;
use masthead::diag::{Findings, Severity};
use masthead::font::Fonts;
use masthead::geom::Length;
use masthead::issue::check;
use masthead::layout::Library;
use masthead::pages::{ItemKind, Page, compose};
use masthead::report::{Look, quality_line, render};
use masthead::source::Sources;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Relative to where tests run, so that findings name no folder of this machine.
fn cases() -> PathBuf {
    PathBuf::from("tests/pages")
}

#[test]
fn every_rule_of_the_page_gives_the_pages_that_it_gave() {
    let mut names: Vec<String> = fs::read_dir(cases())
        .expect("tests/pages")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut goldens = Goldens::new("pages", "expected.dump");
    for name in names {
        goldens.check(&name, &dump(&cases().join(&name)));
    }
    goldens.finish();
}

/// The pages of the issue at `path` as text, or what was found that kept it from being composed.
fn dump(path: &Path) -> String {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let made = (|| {
        let issue = check(&mut sources, path, false, &mut findings)?;
        let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
        let designs = assign(&issue, &library, None, &mut findings)?;
        compose(&issue, &designs, &Fonts::bundled(), &mut findings)
    })();
    let look = Look { color: false, width: 100, least: Severity::Note };
    let mut out = render(&findings, &sources, look);
    if let Ok(document) = made {
        let _ = writeln!(out, "{}", quality_line(&document));
        document.pages.iter().for_each(|page| describe(page, &mut out));
    }
    out
}

/// Lines of text where they begin, and pictures and grounds where they stand, in millimetres from the trim.
fn describe(page: &Page, out: &mut String) {
    let _ = writeln!(out, "\npage {} {:?} {}", page.folio, page.side, page.master);
    let mut line: Option<(Length, Length, Length, String)> = None;
    let end = |line: &mut Option<(Length, Length, Length, String)>, out: &mut String| {
        if let Some((x, y, _, text)) = line.take() {
            let _ = writeln!(out, "{:>7} {:>7}  {}", mm(x), mm(y), text.trim_end());
        }
    };
    for item in &page.items {
        match &item.kind {
            ItemKind::Glyphs(run) => {
                let width: Length = run.glyphs.iter().map(|g| Length::sp(i64::from(g.advance))).sum();
                let right = run.at.x + width;
                // A glyph that stands for no letter is the hyphen of a divided word.
                let divided = run.glyphs.last().is_some_and(|g| g.bytes == 0 && !run.text.is_empty());
                let words = format!("{}{}", run.text, if divided { "-" } else { "" });
                match &mut line {
                    Some((_, y, to, text))
                        if *y == run.at.y
                            && run.at.x >= *to - Length::PT
                            && run.at.x <= *to + Length::PT * 12 =>
                    {
                        let gap = run.at.x > *to + Length::PT && !text.ends_with(' ');
                        text.push_str(if gap { " " } else { "" });
                        text.push_str(&words);
                        *to = right;
                    }
                    _ => {
                        end(&mut line, out);
                        line = Some((run.at.x, run.at.y, right, words));
                    }
                }
            }
            ItemKind::Picture { picture, clip, .. } => {
                end(&mut line, out);
                let (x, y, w, h) = (mm(clip.x), mm(clip.y), mm(clip.w), mm(clip.h));
                let _ = writeln!(out, "{x:>7} {y:>7}  [picture {}, {w} × {h}]", picture.0);
            }
            ItemKind::Path { fill, stroke, .. } => {
                end(&mut line, out);
                let how = [fill.as_ref().map(|_| "filled"), stroke.as_ref().map(|_| "stroked")];
                let how: Vec<&str> = how.into_iter().flatten().collect();
                let _ = writeln!(out, "{:>7} {:>7}  [path, {}]", "", "", how.join(" and "));
            }
            ItemKind::Link { .. } => {}
        }
    }
    end(&mut line, out);
}

/// Millimetres to the tenth.
fn mm(length: Length) -> String {
    let tenths = (i128::from(length.to_sp()) * 2540 * 2 / (72 * 10 * 65_536) + 1).div_euclid(2);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}
