//! What every command begins with: the issue read and checked, its layouts loaded, every piece given its design.
//! Draws the findings and says how it ended; sets no text.

use super::Outcome;
use super::args::Input;
use super::terminal::Terminal;
use crate::credits::{self, Designs};
use crate::diag::{Findings, Severity};
use crate::issue::{self, Issue};
use crate::layout::Library;
use crate::report::{self, Look, Tally};
use crate::source::Sources;

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
        let least = if terminal.quiet { Severity::Error } else { Severity::Note };
        let look = Look { color: terminal.color(), width: Terminal::width(), least };
        terminal.complain(&report::render(&self.findings, &self.sources, look));
    }

    /// The counts in words, for a last line: `2 errors, 1 warning`.
    pub(super) fn counts(&self) -> Option<String> {
        report::tally(Tally::of(&self.findings))
    }

    /// How it stands.
    pub(super) fn outcome(&self) -> Outcome {
        // A file that was named on the command line, or a result, has no place in any source.
        let outside = |d: &crate::diag::Diagnostic| d.severity == Severity::Error && d.span.is_none();
        if self.findings.iter().any(|d| outside(d) && d.code.starts_with('S')) {
            Outcome::CouldNotRun
        } else if self.findings.has_errors() {
            Outcome::Found
        } else {
            Outcome::Clean
        }
    }
}
