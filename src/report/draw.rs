//! Findings for people: each on the line of its source, with a caret and what to do.
//! Chooses no stream and knows nothing of terminals beyond a width and whether there is colour.

use super::format::Places;
use super::{File, Files, Tally, sorted};
use crate::diag::{Diagnostic, FileId, Findings, Severity, Span};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// How findings are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether with ANSI colours.
    pub color: bool,
    /// Width of the terminal in cells.
    pub width: usize,
    /// Findings below this severity are left out.
    pub least: Severity,
}

/// Longest line that is drawn, in bytes: a file all in one line, as programs write JSON, is not for reading.
const LONG: usize = 16 * 1024;

/// Findings that are drawn at the most: nobody reads more.
const MOST: usize = 200;

/// The first two hundred findings drawn in reading order, a blank line between them, and how many more there are;
/// empty where there are none.
#[must_use]
pub fn render(findings: &Findings, files: &dyn Files, look: Look) -> String {
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() }.term_width(look.width);
    let mut out = String::new();
    let list: Vec<_> = sorted(findings).into_iter().filter(|d| d.severity >= look.least).collect();
    let mut places = Places::new(files);
    for diagnostic in list.iter().take(MOST) {
        out.push_str(renderer.render(&[group(diagnostic, &mut places)]).trim_end());
        out.push_str("\n\n");
    }
    if let more @ 1.. = list.len().saturating_sub(MOST) {
        let _ = write!(out, "… and {more} more; see --format json\n\n");
    }
    out
}

/// One finding drawn without colour, however wide, without a line end behind it.
pub(super) fn draw_one(diagnostic: &Diagnostic, places: &mut Places) -> String {
    let renderer = Renderer::plain().term_width(usize::from(u16::MAX));
    renderer.render(&[group(diagnostic, places)]).trim_end().to_owned()
}

/// The counts in words: `2 errors, 1 warning`; `None` where there is neither.
#[must_use]
pub fn tally(tally: Tally) -> Option<String> {
    let counted = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> =
        [counted(tally.errors, "error", "errors"), counted(tally.warnings, "warning", "warnings")]
            .into_iter()
            .flatten()
            .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn group<'d, 'f: 'd>(d: &'d Diagnostic, files: &mut Places<'f>) -> Group<'d> {
    let level = match d.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let snippets = marks(d, files).into_iter().map(|(id, file, marks)| element(id, file, marks, files));
    let snippets: Vec<Element> = snippets.collect();
    let hints = d.hints.iter().map(|hint| Level::HELP.message(hint.as_str()));
    // Where no line is drawn, there is no caret that the words of the place could stand at.
    let label = d.label.as_deref().filter(|_| snippets.iter().all(|s| matches!(s, Element::Origin(_))));
    let label = label.map(|l| Level::NOTE.message(l));
    level.primary_title(d.message.as_str()).id(d.code).elements(snippets).elements(label).elements(hints)
}

/// A marked range with its words and whether it is the finding's own.
type Mark<'a> = (Range<usize>, Option<&'a str>, bool);

/// Every place of `d`, file by file, its own file first.
fn marks<'d, 'f: 'd>(d: &'d Diagnostic, files: &Places<'f>) -> Vec<(FileId, File<'f>, Vec<Mark<'d>>)> {
    let mut by_file: BTreeMap<(bool, FileId), Vec<Mark<'d>>> = BTreeMap::new();
    let own = d.span.map(|s| s.file);
    let first = d.span.map(|span| (span, d.label.as_deref(), true));
    let others = d.related.iter().map(|(span, words)| (*span, Some(words.as_str()), false));
    for (span, words, primary) in first.into_iter().chain(others) {
        let Some(file) = files.file(span.file) else { continue };
        let mark =
            (first_line(file.text.unwrap_or_default(), span), words.filter(|w| !w.is_empty()), primary);
        by_file.entry((Some(span.file) != own, span.file)).or_default().push(mark);
    }
    by_file.into_iter().filter_map(|((_, id), marks)| Some((id, files.file(id)?, marks))).collect()
}

/// The part of `span` on its first line, on character boundaries, without white space at its end.
fn first_line(text: &str, span: Span) -> Range<usize> {
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).clamp(start, text.len()));
    let part = text.get(start..end).unwrap_or_default();
    let line = part.lines().next().unwrap_or_default().trim_end();
    start..start + line.len()
}

/// The marked lines of a file, cut out so that a long file costs nothing; the place in a line that is too long to be
/// drawn; the name of a file that has no lines.
fn element<'d>(id: FileId, file: File<'d>, marks: Vec<Mark<'d>>, files: &mut Places) -> Element<'d> {
    match file.text {
        Some(text) if marks.iter().any(|m| files.lines(id, text, m.0.clone()).0.len() > LONG) => {
            let at = marks.iter().find(|m| m.2).or(marks.first()).map_or(0, |m| m.0.start);
            let place = files.place(id, text, at);
            Origin::path(file.path).line(place.0).char_column(place.1).into()
        }
        Some(text) => {
            let low = marks.iter().map(|m| m.0.start).min().unwrap_or(0);
            let high = marks.iter().map(|m| m.0.end).max().unwrap_or(0);
            let (lines, first) = files.lines(id, text, low..high);
            let annotations = marks.into_iter().map(|(range, words, primary)| {
                let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                kind.span(range.start - lines.start..range.end - lines.start).label(words)
            });
            let shown = Snippet::source(text.get(lines.clone()).unwrap_or_default());
            shown.path(file.path).line_start(first).annotations(annotations).into()
        }
        None => Origin::path(file.path).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, render, tally};
    use crate::diag::{Diagnostic, FileId, Findings, Severity, Span};
    use crate::report::{File, Files, Tally};

    struct Pair(&'static str, &'static str);

    impl Files for Pair {
        fn file(&self, id: FileId) -> Option<File<'_>> {
            match id.0 {
                0 => Some(File { path: "2025-12/issue.toml", text: Some(self.0) }),
                1 => Some(File { path: "publication.toml", text: Some(self.1) }),
                2 => Some(File { path: "images/cover.jpg", text: None }),
                _ => None,
            }
        }
    }

    fn draw(text: &'static str, width: usize, findings: impl IntoIterator<Item = Diagnostic>) -> String {
        let mut list = Findings::new();
        findings.into_iter().for_each(|d| list.push(d));
        render(&list, &Pair(text, "id = \"x\"\n"), Look { color: false, width, least: Severity::Note })
    }

    fn finding(severity: Severity, range: std::ops::Range<usize>) -> Diagnostic {
        let code = crate::diag::all_codes().next().map_or("M001", |c| c.code);
        Diagnostic {
            code,
            severity,
            message: "it is `wrong`".into(),
            span: Some(Span::new(FileId(0), range)),
            label: None,
            related: Vec::new(),
            hints: Vec::new(),
        }
    }

    #[test]
    fn draws_place_caret_label_and_hint() {
        let mut d = finding(Severity::Error, 14..20).label("did you mean `design`?").hint("see the list");
        d.code = "M001";
        let expected = "\
error[M001]: it is `wrong`
 --> 2025-12/issue.toml:2:1
  |
2 | desing = \"x\"
  | ^^^^^^ did you mean `design`?
  |
  = help: see the list

";
        assert_eq!(draw("number = 12  \ndesing = \"x\"\n", 100, [d]), expected);
    }

    #[test]
    fn puts_the_caret_under_wide_characters() {
        let text = "名 = \"汽车纵横杂志\"\n";
        let start = text.find('纵').expect("present");
        let drawn = draw(text, 100, [finding(Severity::Error, start..start + "纵横".len())]);
        assert!(drawn.contains("1 | 名 = \"汽车纵横杂志\"\n  |           ^^^^\n"), "{drawn}");
        assert!(drawn.contains(":1:8"), "{drawn}");
    }

    #[test]
    fn shows_the_place_in_a_long_line() {
        let long = (0..400).map(|n| format!("汽车{n:03}")).collect::<Vec<_>>().join(" ");
        let start = long.find("汽车250").expect("present");
        let text: &'static str = Box::leak(long.into_boxed_str());
        let drawn = draw(text, 80, [finding(Severity::Warning, start..start + "汽车250".len())]);
        let lines: Vec<&str> = drawn.lines().collect();
        let caret = lines.iter().position(|l| l.contains("^^^^^^^")).expect("a caret");
        let cells = |s: &str| s.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
        let before_caret = lines[caret].find('^').expect("caret");
        let before_word = lines[caret - 1].find("汽车250").expect("the word is in sight");
        assert_eq!(cells(&lines[caret - 1][..before_word]), before_caret, "{drawn}");
        assert!(lines.iter().all(|l| cells(l) <= 80), "{drawn}");
    }

    #[test]
    fn names_the_place_in_a_line_that_nobody_reads() {
        let text: &'static str = Box::leak(format!("{{}}\n{}wrong", "汽 ".repeat(6000)).into_boxed_str());
        let d = finding(Severity::Error, text.len() - 5..text.len()).label("did you mean `right`?");
        let drawn = draw(text, 80, [d]);
        assert!(drawn.contains("--> 2025-12/issue.toml:2:12001\n"), "{drawn}");
        assert!(drawn.contains("note: did you mean `right`?") && drawn.len() < 200, "{drawn}");
    }

    #[test]
    fn survives_any_span() {
        for text in ["", "é", "a\n", "\u{feff}x\r\ny", "\tq"] {
            for start in 0..5 {
                for end in 0..9 {
                    let drawn = draw(text, 20, [finding(Severity::Note, start..end)]);
                    assert!(drawn.starts_with("note["), "{drawn}");
                }
            }
        }
    }

    #[test]
    fn shows_other_places_and_sorts() {
        let late = finding(Severity::Error, 4..5);
        let mut early = finding(Severity::Warning, 0..1);
        early.related.push((Span::new(FileId(1), 0..2), "first here".into()));
        let mut nowhere = finding(Severity::Note, 0..0);
        nowhere.span = None;
        let drawn = draw("abc\ndef\n", 80, [nowhere, late.clone(), early, late]);
        let order: Vec<&str> = drawn.lines().filter(|l| l.contains("it is")).map(|l| &l[..4]).collect();
        assert_eq!(order, ["warn", "erro", "note"], "{drawn}");
        assert!(drawn.contains("::: publication.toml:1:1") && drawn.contains("-- first here"), "{drawn}");
    }

    #[test]
    fn names_a_file_without_lines() {
        let mut d = finding(Severity::Error, 0..0);
        d.span = Some(Span::new(FileId(2), 0..0));
        let drawn = draw("", 80, [d]);
        assert!(drawn.ends_with("--> images/cover.jpg\n\n"), "{drawn:?}");
    }

    #[test]
    fn draws_no_more_than_anybody_reads() {
        let text: &'static str = Box::leak("wrong\n".repeat(300).into_boxed_str());
        let many = |n: usize| (0..n).map(|i| finding(Severity::Warning, i * 6..i * 6 + 5));
        let drawn = draw(text, 80, many(250));
        assert_eq!(drawn.matches("it is `wrong`").count(), 200);
        assert!(drawn.ends_with("… and 50 more; see --format json\n\n"), "{drawn}");
        assert!(!draw(text, 80, many(200)).contains("more; see"));
    }

    #[test]
    fn counts_in_words() {
        assert_eq!(tally(Tally::default()), None);
        assert_eq!(tally(Tally { errors: 1, warnings: 2, notes: 5 }).as_deref(), Some("1 error, 2 warnings"));
    }
}
