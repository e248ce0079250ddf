//! Findings as JSON, for editors and CI: the same facts as the drawing, places in bytes, lines and columns.
//! Holds the form of findings only; the build report stands in `record`. Columns count characters.

use super::place::{Places, Region, Unit};
use super::word;
use crate::diag::{Diagnostic, Findings, Span, code_info};
use crate::report::{Files, Tally, sorted};
use serde::Serialize;

/// Version of this form; raised when a field changes its meaning or goes.
const SCHEMA: &str = "masthead.findings/1";

/// A list of findings with its counts.
#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<Finding<'a>>,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    hints: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<&'static str>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Related<'a> {
    place: Place<'a>,
    words: &'a str,
}

/// A place: lines and columns from 1, columns in characters; the end is one past the last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start_byte: u32,
    end_byte: u32,
}

/// All findings in reading order, as one JSON object with a line end behind it.
#[must_use]
pub fn findings_json(findings: &Findings, files: &dyn Files) -> String {
    let Tally { errors, warnings, notes } = Tally::of(findings);
    let list = List { schema: SCHEMA, errors, warnings, notes, findings: findings_data(findings, files) };
    pretty(&list)
}

/// `value` as indented JSON with a line end behind it.
pub fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// All findings in reading order.
pub fn findings_data<'a>(findings: &'a Findings, files: &'a dyn Files) -> Vec<Finding<'a>> {
    let mut places = Places::new(files);
    sorted(findings).into_iter().map(|d| finding(d, &mut places)).collect()
}

fn finding<'a>(d: &'a Diagnostic, places: &mut Places<'a>) -> Finding<'a> {
    let related =
        d.related.iter().filter_map(|(span, words)| Some(Related { place: place(*span, places)?, words }));
    let related: Vec<Related> = related.collect();
    Finding {
        code: d.code,
        severity: word(d.severity),
        message: &d.message,
        place: d.span.and_then(|span| place(span, places)),
        label: d.label.as_deref(),
        related,
        hints: d.hints.iter().map(String::as_str).collect(),
        mend: code_info(d.code).map(|c| c.mend),
    }
}

fn place<'a>(span: Span, places: &mut Places<'a>) -> Option<Place<'a>> {
    let file = places.file(span.file)?;
    let first = Region { line: 1, column: 1, end_line: 1, end_column: 1 };
    let Region { line, column, end_line, end_column } = places.region(span, Unit::Char).unwrap_or(first);
    let (start_byte, end_byte) = (span.start, span.end);
    Some(Place { file: file.path, line, column, end_line, end_column, start_byte, end_byte })
}

#[cfg(test)]
mod tests {
    use super::findings_json;
    use crate::diag::{Diagnostic, FileId, Findings, Severity, Span};
    use crate::report::{File, Files};

    struct One;

    impl Files for One {
        fn file(&self, id: FileId) -> Option<File<'_>> {
            (id.0 == 0).then_some(File { path: "a/issue.toml", text: Some("x = 1\n车 = 2\n") })
        }
    }

    #[test]
    fn gives_place_label_and_counts() {
        let mut findings = Findings::new();
        findings.push(Diagnostic {
            code: "M001",
            severity: Severity::Error,
            message: "it is `wrong`".into(),
            span: Some(Span::new(FileId(0), 10..11)),
            label: Some("here".into()),
            related: vec![(Span::new(FileId(9), 0..1), "lost".into())],
            hints: vec!["mend it".into()],
        });
        let json: serde_json::Value = serde_json::from_str(&findings_json(&findings, &One)).expect("JSON");
        assert_eq!(json["schema"], "masthead.findings/1");
        assert_eq!((&json["errors"], &json["warnings"]), (&1.into(), &0.into()));
        let first = &json["findings"][0];
        assert_eq!((&first["place"]["line"], &first["place"]["column"]), (&2.into(), &3.into()));
        assert_eq!(first["place"]["file"], "a/issue.toml");
        assert_eq!(first["hints"][0], "mend it");
        assert!(first.get("related").is_none());
    }
}
