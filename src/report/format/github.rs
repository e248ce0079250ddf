//! Findings as workflow commands of GitHub Actions: one annotation a line.
//! Knows nothing of how many of them a page shows.

use super::place::{Places, Unit};
use super::words;
use crate::diag::{Diagnostic, Findings, Severity, code_info};
use crate::report::{Files, sorted};
use std::fmt::Write as _;

/// All findings in reading order. Paths stand as the user gave them; columns count UTF-16 code units and are left
/// out where the place ends on another line, as GitHub asks.
pub(super) fn render(findings: &Findings, files: &dyn Files) -> String {
    let mut places = Places::new(files);
    sorted(findings).into_iter().fold(String::new(), |out, d| out + &line(d, &mut places))
}

fn line(d: &Diagnostic, places: &mut Places) -> String {
    let command = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut out = format!("::{command} ");
    if let Some((file, span)) = d.span.and_then(|s| Some((places.file(s.file)?, s))) {
        let _ = write!(out, "file={},", property(file.path));
        if let Some(r) = places.region(span, Unit::Utf16) {
            let _ = write!(out, "line={},endLine={},", r.line, r.end_line);
            if r.line == r.end_line {
                let _ = write!(out, "col={},endColumn={},", r.column, r.end_column);
            }
        }
    }
    let meaning = code_info(d.code).map_or("", |c| c.title);
    let _ = writeln!(out, "title={}::{}", property(&format!("{}: {meaning}", d.code)), data(&words(d)));
    out
}

/// `text` as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
