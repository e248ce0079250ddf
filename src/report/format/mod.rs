//! Findings for programs: our own JSON, SARIF, `JUnit`, annotations of GitHub; one text each, for standard output.
//! Chooses no form and prints nothing.

mod github;
mod json;
mod junit;
mod place;
mod sarif;
#[cfg(test)]
mod tests;

pub use json::findings_json;
pub(super) use json::{Finding, findings_data, pretty};
pub(super) use place::Places;

use super::Files;
use crate::diag::{Diagnostic, Findings, Severity};

/// A form for programs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Form {
    /// Our own JSON, `masthead.findings/1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// Workflow commands of GitHub Actions, a line each.
    Github,
}

/// All findings in reading order in a form, whatever their severity; ends with a line end, unless it is empty.
#[must_use]
pub fn findings_in(form: Form, findings: &Findings, files: &dyn Files) -> String {
    match form {
        Form::Json => json::findings_json(findings, files),
        Form::Sarif => sarif::render(findings, files),
        Form::Junit => junit::render(findings, files),
        Form::Github => github::render(findings, files),
    }
}

/// The word for a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Message, label and hints as lines: for forms that have one text for all.
fn words(d: &Diagnostic) -> String {
    let first = match &d.label {
        Some(label) => format!("{}: {label}", d.message),
        None => d.message.clone(),
    };
    d.hints.iter().fold(first, |all, hint| format!("{all}\nhelp: {hint}"))
}
