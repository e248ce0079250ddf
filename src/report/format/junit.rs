//! Findings as `JUnit` XML: a suite for each file, a test case for each finding, failed where it is an error.
//! Holds no times, so that the same findings give the same bytes.

use super::place::{Places, Unit};
use crate::diag::{Diagnostic, Findings, Severity};
use crate::report::draw::draw_one;
use crate::report::{Files, sorted};
use std::fmt::Write as _;

/// The suite of findings without a place, and of a run without errors.
const OWN: &str = "masthead";

/// All findings. A warning or note is a case that passes with its words as output; a run without errors has a case
/// `no errors`, so that there always is one.
pub(super) fn render(findings: &Findings, files: &dyn Files) -> String {
    let mut suites: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
    for d in sorted(findings) {
        let name = d.span.and_then(|s| files.file(s.file)).map_or(OWN, |f| f.path);
        match suites.iter_mut().find(|(n, _)| *n == name) {
            Some((_, list)) => list.push(d),
            None => suites.push((name, vec![d])),
        }
    }
    let clean = !findings.has_errors();
    if clean && !suites.iter().any(|(n, _)| *n == OWN) {
        suites.insert(0, (OWN, Vec::new()));
    }
    let failed = |list: &[&Diagnostic]| list.iter().filter(|d| d.severity == Severity::Error).count();
    let extra = |name: &str| usize::from(clean && name == OWN);
    let tests: usize = suites.iter().map(|(name, list)| list.len() + extra(name)).sum();
    let failures: usize = suites.iter().map(|(_, list)| failed(list)).sum();
    let mut places = Places::new(files);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ =
        writeln!(out, "<testsuites name=\"{OWN}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    for (name, list) in &suites {
        let (tests, failures, shown) = (list.len() + extra(name), failed(list), attribute(name));
        let _ = writeln!(
            out,
            "  <testsuite name=\"{shown}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">"
        );
        if extra(name) == 1 {
            let _ = writeln!(out, "    <testcase classname=\"{OWN}\" name=\"no errors\"/>");
        }
        for d in list {
            case(&mut out, name, d, &mut places);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, suite: &str, d: &Diagnostic, places: &mut Places) {
    let place = d.span.and_then(|s| places.region(s, Unit::Char));
    let name = match place {
        Some(r) => format!("{} at {}:{}", d.code, r.line, r.column),
        None => d.code.to_owned(),
    };
    let line = place.map_or(String::new(), |r| format!(" line=\"{}\"", r.line));
    let file = if suite == OWN { String::new() } else { format!(" file=\"{}\"", attribute(suite)) };
    let (suite, name) = (attribute(suite), attribute(&name));
    let _ = writeln!(out, "    <testcase classname=\"{suite}\" name=\"{name}\"{file}{line}>");
    let drawn = content(&draw_one(d, places));
    if d.severity == Severity::Error {
        let (message, code) = (attribute(&d.message), attribute(d.code));
        let _ = writeln!(out, "      <failure message=\"{message}\" type=\"{code}\">{drawn}</failure>");
    } else {
        let _ = writeln!(out, "      <system-out>{drawn}</system-out>");
    }
    out.push_str("    </testcase>\n");
}

/// `text` between tags; what XML 1.0 §2.2 does not allow becomes U+FFFD.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c < ' ' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// `text` between double quotes; line ends and tabs are kept (XML 1.0 §3.3.3).
fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
