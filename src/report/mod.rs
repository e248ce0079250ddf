//! Reports: findings drawn on their source, and what a build did, as text or as JSON.
//! Prints nothing and decides nothing; the door chooses the form and the stream.

mod codes;
mod decision;
mod draw;
mod explain;
mod fit;
mod flatplan;
mod format;
mod print;
mod quality;
mod record;
mod shelf;
mod table;

pub use codes::{code_entry, code_list, codes_json};
pub use decision::explain_json;
pub use draw::{Look, render, tally};
pub use explain::explain;
pub use fit::{FitRow, fit_json, fit_text};
pub use flatplan::{flatplan_csv, flatplan_html, flatplan_json, flatplan_text, wall};
pub use format::{Form, findings_in, findings_json};
pub use print::binding_line;
pub use quality::{judge_bounds, quality_line};
pub use record::{Build, EditionRecord, InputRecord, build_report, verdict};
pub use shelf::{FontPlace, FontRow, LayoutRow, fonts_json, fonts_text, layouts_json, layouts_text};

use crate::diag::{Diagnostic, FileId, Findings, Severity};
use crate::source::Sources;
use std::collections::BTreeSet;

/// A file that findings point into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct File<'a> {
    /// Its path as the user gave it, or below what the user gave.
    pub path: &'a str,
    /// Its text; `None` for a file that is none, such as a picture.
    pub text: Option<&'a str>,
}

/// Where the files of findings are found.
pub trait Files {
    /// The file of a number; `None` where it is unknown.
    fn file(&self, id: FileId) -> Option<File<'_>>;
}

impl Files for Sources {
    fn file(&self, id: FileId) -> Option<File<'_>> {
        Sources::file(self, id).map(|f| File { path: f.path(), text: f.text() })
    }
}

/// Errors, warnings and notes in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
}

impl Tally {
    /// The numbers of `findings`, each different finding counted once.
    #[must_use]
    pub fn of(findings: &Findings) -> Self {
        let mut tally = Self::default();
        for d in sorted(findings) {
            match d.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Note => tally.notes += 1,
            }
        }
        tally
    }
}

/// The findings in reading order: by stage, then file, then place; what was said twice, once.
fn sorted(findings: &Findings) -> Vec<&Diagnostic> {
    let key = |d: &Diagnostic| (stage(d.code), d.span.is_none(), d.span);
    let mut list: Vec<&Diagnostic> = findings.iter().collect();
    list.sort_by_key(|d| key(d));
    let mut seen = BTreeSet::new();
    list.retain(|d| seen.insert((key(d), d.code, d.severity, d.message.as_str())));
    list
}

/// The stage that a code belongs to: reading, designing, setting, writing.
fn stage(code: &str) -> u8 {
    match code.bytes().next() {
        Some(b'L' | b'C') => 1,
        Some(b'Y' | b'G') => 2,
        Some(b'D' | b'E') => 3,
        _ => 0,
    }
}
