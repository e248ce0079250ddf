//! What every command begins with: the issue read and checked, its layouts loaded, every piece given its design.
//! Draws the findings and says how it ended; sets no text.

use super::Outcome;
use super::args::Input;
use super::terminal::Terminal;
use crate::credits::{self, Designs};
use crate::diag::{Diagnostic, Findings, Severity};
use crate::issue::{self, Issue};
use crate::layout::Library;
use crate::report::{self, Look, Tally};
use crate::source::Sources;
use std::path::Path;

/// An issue on the desk.
pub(super) struct Session {
    pub sources: Sources,
    pub findings: Findings,
    pub issue: Option<Issue>,
    pub designs: Option<Designs>,
    strict: bool,
}

impl Session {
    /// Reads and checks the issue; `forced` is the layout of `--layout`.
    pub(super) fn open(input: &Input, forced: Option<&str>, strict: bool) -> Self {
        let (mut sources, mut findings) = (Sources::new(), Findings::new());
        let issue = issue::check(&mut sources, &input.issue, strict, &mut findings).ok();
        let mut designs = None;
        if let Some(issue) = &issue {
            let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
            designs = credits::assign(issue, &library, forced, &mut findings).ok();
        }
        let mut session = Self { sources, findings, issue, designs, strict };
        session.tighten();
        session
    }

    /// Compares the issue with `other`, an edition of it in another language. What is wrong in that one alone is
    /// said only where it hinders.
    pub(super) fn compare(&mut self, other: &Path) {
        let mut theirs = Findings::new();
        let read = issue::check(&mut self.sources, other, false, &mut theirs);
        let mut findings = Findings::new();
        match (&self.issue, read) {
            (Some(issue), Ok(other)) => issue::compare(issue, &other, &mut findings),
            (None, Ok(_)) => {}
            (_, Err(_)) => findings = theirs,
        }
        self.take(findings);
    }

    /// Takes in the findings of a stage.
    pub(super) fn take(&mut self, findings: Findings) {
        self.findings.append(findings);
        self.tighten();
    }

    /// Takes warnings for errors where the user wants it so.
    fn tighten(&mut self) {
        if self.strict {
            self.findings.make_strict();
        }
    }

    /// Issue and designs, where no error stands in their way.
    pub(super) fn ready(&self) -> Option<(&Issue, &Designs)> {
        if self.findings.has_errors() { None } else { self.issue.as_ref().zip(self.designs.as_ref()) }
    }

    /// Draws the findings on standard error.
    pub(super) fn draw(&self, terminal: &Terminal) {
        draw(&self.findings, &self.sources, terminal);
    }

    /// Gives the findings: to programs on standard output, else drawn on standard error.
    pub(super) fn give(&self, terminal: &Terminal) {
        give(&self.findings, &self.sources, terminal);
    }

    /// The counts in words, for a last line: `2 errors, 1 warning`.
    pub(super) fn counts(&self) -> Option<String> {
        report::tally(Tally::of(&self.findings))
    }

    /// How it stands.
    pub(super) fn outcome(&self) -> Outcome {
        outcome(&self.findings)
    }
}

/// Draws findings on standard error.
pub(super) fn draw(findings: &Findings, sources: &Sources, terminal: &Terminal) {
    let least = if terminal.quiet { Severity::Error } else { Severity::Note };
    let look = Look { color: terminal.color(), width: Terminal::width(), least };
    terminal.complain(&report::render(findings, sources, look));
}

/// Gives findings, all of them, to programs on standard output; else draws them on standard error.
pub(super) fn give(findings: &Findings, sources: &Sources, terminal: &Terminal) {
    match terminal.form {
        Some(form) => terminal.say(&report::findings_in(form, findings, sources)),
        None => draw(findings, sources, terminal),
    }
}

/// How a command with these findings ended.
pub(super) fn outcome(findings: &Findings) -> Outcome {
    // A file that was named on the command line, or a result, has no place in any source.
    let outside = |d: &Diagnostic| d.severity == Severity::Error && d.span.is_none();
    if findings.iter().any(|d| outside(d) && d.code.starts_with('S')) {
        Outcome::CouldNotRun
    } else if findings.has_errors() {
        Outcome::Found
    } else {
        Outcome::Clean
    }
}
