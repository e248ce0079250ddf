//! `masthead layouts` and `masthead fonts`: what there is to set an issue in.
//! Chooses nothing; the lists are drawn by `report`.

use crate::cli::Outcome;
use crate::cli::args::{FontList, Layouts};
use crate::cli::desk::fonts;
use crate::cli::desk::session::{draw, give, outcome};
use crate::cli::desk::terminal::Terminal;
use crate::diag::Findings;
use crate::issue::{self, Issue};
use crate::layout::Library;
use crate::report::{self, FontRow, LayoutRow};
use crate::source::{Folder, Sources};
use std::path::Path;

/// What a path on the command line stands for: an issue, or the folder of a title.
pub(in crate::cli) struct Shelf {
    pub issue: Option<Issue>,
    pub title: Option<Folder>,
}

pub(in crate::cli) fn layouts(args: &Layouts, terminal: &Terminal) -> Outcome {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let Some(shelf) = open(args.path.as_deref(), &mut sources, &mut findings, terminal) else {
        return give_up(&findings, &sources, terminal);
    };
    let library = Library::load(&mut sources, shelf.title.as_ref(), &mut findings);
    let rows = LayoutRow::all(&library, &sources, shelf.issue.as_ref());
    let slug = shelf.issue.as_ref().map(|i| i.slug.as_str());
    answer(terminal, &findings, &sources, |json| {
        if json { report::layouts_json(&rows, slug) } else { report::layouts_text(&rows, Terminal::width()) }
    })
}

pub(in crate::cli) fn fonts(args: &FontList, terminal: &Terminal) -> Outcome {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let Some(shelf) = open(args.path.as_deref(), &mut sources, &mut findings, terminal) else {
        return give_up(&findings, &sources, terminal);
    };
    let own = shelf.issue.as_ref().map(|i| &i.folder);
    let places = fonts::places(shelf.title.as_ref(), own, &args.fonts);
    let found = fonts::gather(&places, &mut sources, &mut findings);
    let rows = FontRow::all(&found.fonts, &found.places, &found.absent);
    answer(terminal, &findings, &sources, |json| {
        if json { report::fonts_json(&rows) } else { report::fonts_text(&rows, Terminal::width()) }
    })
}

/// Says what was found beside the list, then the list; to programs that want findings, these alone.
fn answer(
    terminal: &Terminal,
    findings: &Findings,
    sources: &Sources,
    list: impl Fn(bool) -> String,
) -> Outcome {
    if terminal.json || terminal.form.is_none() {
        draw(findings, sources, terminal);
        terminal.say(&list(terminal.json));
    } else {
        give(findings, sources, terminal);
    }
    outcome(findings)
}

/// The shelf of `path`; `None` where it could not be read, which was reported or said.
pub(in crate::cli) fn open(
    path: Option<&Path>,
    sources: &mut Sources,
    findings: &mut Findings,
    terminal: &Terminal,
) -> Option<Shelf> {
    let Some(path) = path else { return Some(Shelf { issue: None, title: None }) };
    let title = if path.is_dir() { Some(Folder::open(path, findings).ok()?) } else { None };
    let has = |names: &[&str]| title.as_ref().is_some_and(|f| names.iter().any(|n| f.has(n)));
    if title.is_none() || has(&["issue.toml", "issue.json"]) {
        let issue = issue::check(sources, path, false, findings).ok()?;
        let title = Some(issue.publication.folder.clone());
        return Some(Shelf { issue: Some(issue), title });
    }
    let shelves = ["layouts", "fonts"];
    let shelved = title.as_ref().is_some_and(|f| shelves.iter().any(|s| f.below(s).is_some()));
    if shelved || has(&["publication.toml", "publication.json"]) {
        return Some(Shelf { issue: None, title });
    }
    let why = format!("`{}` holds no issue, no publication, no layouts and no fonts", path.display());
    terminal.refuse(&why, "name the folder of an issue or of a publication");
    None
}

/// Gives what was found, where anything was; nothing could be listed.
pub(in crate::cli) fn give_up(findings: &Findings, sources: &Sources, terminal: &Terminal) -> Outcome {
    if findings.is_empty() {
        return Outcome::CouldNotRun;
    }
    give(findings, sources, terminal);
    outcome(findings)
}
