//! What every command begins with: the issue read and checked, its layouts loaded, every piece given its design.
//! Draws the findings and says how it ended; sets no text.

use super::terminal::Terminal;
use crate::cli::Outcome;
use crate::cli::args::Input;
use crate::credits::{self, Designs};
use crate::diag::{Diagnostic, Findings, Severity, nearest};
use crate::issue::{self, Issue, ProfileSource};
use crate::layout::Library;
use crate::lock::{self, Files, Lock, Now, Scope};
use crate::report::{self, Look, Tally};
use crate::source::{Folder, Sources};
use std::path::Path;

/// An issue on the desk.
pub(in crate::cli) struct Session {
    pub sources: Sources,
    pub findings: Findings,
    pub issue: Option<Issue>,
    pub designs: Option<Designs>,
    pub library: Option<Library>,
    /// The lock that the issue is held to.
    pub lock: Option<Lock>,
    /// How many files were read for the issue itself, before layouts and typefaces.
    read: usize,
    strict: bool,
}

impl Session {
    /// Reads and checks the issue; `forced` is the layout of `--layout`. With `--locked` it is held to its lock.
    pub(in crate::cli) fn open(input: &Input, forced: Option<&str>, strict: bool) -> Self {
        Self::begin(input, forced, strict, true)
    }

    /// Reads the issue only as far as designs depend on it: layouts that nobody is set in are not proven.
    pub(in crate::cli) fn open_to_explain(input: &Input) -> Self {
        Self::begin(input, None, false, false)
    }

    fn begin(input: &Input, forced: Option<&str>, strict: bool, prove: bool) -> Self {
        let mut session = Self::read(input, strict);
        if input.locked {
            session.design_as_locked(&input.issue, Scope::All);
        } else {
            session.design(forced, prove);
            session.note_lock();
        }
        session.tighten();
        session
    }

    /// Compares the issue with `other`, an edition of it in another language. What is wrong in that one alone is
    /// said only where it hinders.
    pub(in crate::cli) fn compare(&mut self, other: &Path) {
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

    /// Reads the issue for a new lock; with `--locked` the designs of the old one stay, and nothing else need.
    pub(in crate::cli) fn open_to_lock(input: &Input) -> Self {
        let mut session = Self::read(input, false);
        if input.locked {
            session.design_as_locked(&input.issue, Scope::Designs);
            session.lock = None;
        } else {
            session.design(None, true);
        }
        session
    }

    fn read(input: &Input, strict: bool) -> Self {
        let (mut sources, mut findings) = (Sources::new(), Findings::new());
        let issue = issue::check(&mut sources, &input.issue, strict, &mut findings).ok();
        let read = sources.files().count();
        Self { sources, findings, issue, designs: None, library: None, lock: None, read, strict }
    }

    fn design(&mut self, forced: Option<&str>, prove: bool) {
        let Some(issue) = &self.issue else { return };
        let title = Some(&issue.publication.folder);
        let library = Library::load(&mut self.sources, title, &mut self.findings);
        if prove {
            library.prove(&mut self.findings);
        }
        self.designs = credits::assign(issue, &library, forced, &mut self.findings).ok();
        self.library = Some(library);
    }

    /// Designs as the lock beside `path` has them; reports all that is no longer as it says.
    fn design_as_locked(&mut self, path: &Path, scope: Scope) {
        let Some(folder) = self.issue.as_ref().map(|i| i.folder.clone()).or_else(|| folder_of(path)) else {
            return;
        };
        let Ok(lock) = lock::read(&mut self.sources, &folder, &mut self.findings) else { return };
        let inputs = lock::inputs(&self.sources, self.read, &folder);
        let (packages, f) = (lock.packages(), &mut self.findings);
        let library = self.issue.as_ref().map(|issue| {
            Library::load_only(&mut self.sources, Some(&issue.publication.folder), &packages, f)
        });
        if let Some(library) = &library {
            library.prove(f);
        }
        let now = Now { inputs: &inputs, issue: self.issue.as_ref(), library: library.as_ref() };
        lock::compare(&lock, now, scope, f);
        if let Some((issue, library)) = self.issue.as_ref().zip(library.as_ref())
            && packages.is_subset(&library.packages())
        {
            self.designs = credits::assign_settled(issue, library, &lock.settled(), f).ok();
        }
        (self.library, self.lock) = (library, Some(lock));
    }

    /// Says where an issue that has a lock, and is not held to it, has other designs.
    fn note_lock(&mut self) {
        let (Some(issue), Some(designs), Some(library)) = (&self.issue, &self.designs, &self.library) else {
            return;
        };
        if let Some(lock) = lock::read_quietly(&issue.folder) {
            lock::note_other_designs(lock.as_ref(), issue, designs, library, &mut self.findings);
        }
    }

    /// The files that were read for the issue itself, from its folder.
    pub(in crate::cli) fn inputs(&self) -> Files {
        self.issue.as_ref().map(|i| lock::inputs(&self.sources, self.read, &i.folder)).unwrap_or_default()
    }

    /// Lets the issue be printed in the condition of the profile at `path`, whatever its publication says.
    pub(in crate::cli) fn print_in(&mut self, path: &Path) {
        let loaded = self.sources.load_given(path, &mut self.findings);
        if let (Ok((_, bytes)), Some(issue)) = (loaded, &mut self.issue) {
            let name = path.to_string_lossy().replace('\\', "/");
            issue.publication.press.profile = ProfileSource::File(name, bytes);
        }
    }

    /// Takes in the findings of a stage.
    pub(in crate::cli) fn take(&mut self, findings: Findings) {
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
    pub(in crate::cli) fn ready(&self) -> Option<(&Issue, &Designs)> {
        if self.findings.has_errors() { None } else { self.issue.as_ref().zip(self.designs.as_ref()) }
    }

    /// Draws the findings on standard error.
    pub(in crate::cli) fn draw(&self, terminal: &Terminal) {
        draw(&self.findings, &self.sources, terminal);
    }

    /// Gives the findings: to programs on standard output, else drawn on standard error.
    pub(in crate::cli) fn give(&self, terminal: &Terminal) {
        give(&self.findings, &self.sources, terminal);
    }

    /// The counts in words, for a last line: `2 errors, 1 warning`.
    pub(in crate::cli) fn counts(&self) -> Option<String> {
        report::tally(Tally::of(&self.findings))
    }

    /// How it stands.
    pub(in crate::cli) fn outcome(&self) -> Outcome {
        outcome(&self.findings)
    }
}

/// Draws findings on standard error.
pub(in crate::cli) fn draw(findings: &Findings, sources: &Sources, terminal: &Terminal) {
    let least = if terminal.quiet { Severity::Error } else { Severity::Note };
    let look = Look { color: terminal.color(), width: Terminal::width(), least };
    terminal.complain(&report::render(findings, sources, look));
}

/// Gives findings, all of them, to programs on standard output; else draws them on standard error.
pub(in crate::cli) fn give(findings: &Findings, sources: &Sources, terminal: &Terminal) {
    match terminal.form {
        Some(form) => terminal.say(&report::findings_in(form, findings, sources)),
        None => draw(findings, sources, terminal),
    }
}

/// How a command with these findings ended.
pub(in crate::cli) fn outcome(findings: &Findings) -> Outcome {
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

/// The folder of an issue that could not be read.
fn folder_of(path: &Path) -> Option<Folder> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    Folder::open(folder, &mut Findings::new()).ok()
}

/// The number of the article `id`; where the issue has none, says so with the nearest.
pub(in crate::cli) fn article_of(issue: &Issue, id: &str, terminal: &Terminal) -> Option<usize> {
    let ids = || issue.articles.iter().map(|a| a.id.as_str());
    let found = ids().position(|a| a == id);
    if found.is_none() {
        let help = match nearest(id, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it has {}", ids().collect::<Vec<_>>().join(", ")),
        };
        terminal.refuse(&format!("the issue has no article `{id}`"), &help);
    }
    found
}
