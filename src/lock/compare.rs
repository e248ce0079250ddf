//! What differs between a lock and what is there now, each difference named with its file.
//! Mends nothing.

use super::record::name;
use super::{Entry, Face, Files, Lock, NAME, TOOL, record};
use crate::credits::Designs;
use crate::diag::{Diagnostic, Findings, Span};
use crate::issue::Issue;
use crate::layout::{Library, Package};
use std::collections::BTreeMap;

/// What there is now, as far as it could be read.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    /// The files that were read for the issue, as [`super::inputs`] gives them.
    pub inputs: &'a Files,
    /// The issue; `None` where it could not be read to its end.
    pub issue: Option<&'a Issue>,
    /// The locked layouts that are there; `None` where nobody looked.
    pub library: Option<&'a Library>,
}

/// Which parts of a lock must hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// All of it.
    All,
    /// Its layouts alone.
    Designs,
}

/// Reports how program, profile, layouts and the issue's files differ from `locked`, all differences at once.
pub fn compare(locked: &Lock, now: Now<'_>, scope: Scope, findings: &mut Findings) {
    if scope == Scope::All {
        compare_tool(locked, findings);
        compare_inputs(locked, now, findings);
    }
    if let Some(library) = now.library {
        compare_layouts(locked, library, findings);
    }
}

fn compare_tool(locked: &Lock, findings: &mut Findings) {
    if locked.tool.value == TOOL {
        return;
    }
    let message = format!("the issue was locked by {}, this is {TOOL}", locked.tool.value);
    let hint = format!("use {}, or write the lock anew with `masthead lock`", locked.tool.value);
    findings.push(Diagnostic::error("K004", message).at(locked.tool.span).hint(hint));
}

/// A file that stands in one list only, or in both with other bytes.
enum Change<'a> {
    Changed(&'a str, Option<Span>),
    Gone(&'a str, Option<Span>),
    New(&'a str),
}

fn changes<'a>(locked: &'a Files, now: &'a Files) -> Vec<Change<'a>> {
    let mut out = Vec::new();
    for (path, was) in locked {
        match now.get(path) {
            Some(is) if is.value == was.value => {}
            Some(_) => out.push(Change::Changed(path, was.span)),
            None => out.push(Change::Gone(path, was.span)),
        }
    }
    out.extend(now.keys().filter(|path| !locked.contains_key(*path)).map(|path| Change::New(path)));
    out
}

const RESTORE: &str = "bring back what was locked, or write the lock anew with `masthead lock`";

fn compare_inputs(locked: &Lock, now: Now<'_>, findings: &mut Findings) {
    let mut inputs = now.inputs.clone();
    if let Some(issue) = now.issue {
        let (name, was) = &locked.profile;
        let (now, is) = record::profile(issue);
        record::without_profile(&mut inputs, &is);
        if is.value != was.value {
            let message = if *name == now {
                format!("the output profile `{name}` has changed since the issue was locked")
            } else {
                format!("the output profile is `{now}`, and was `{name}` when the issue was locked")
            };
            findings.push(Diagnostic::error("K008", message).at(was.span).hint(RESTORE));
        }
    }
    for change in changes(&locked.inputs, &inputs) {
        let (message, span) = match change {
            Change::Changed(path, span) => (format!("`{path}` has changed since the issue was locked"), span),
            // Where the issue could not be read to its end, others said why.
            Change::Gone(..) | Change::New(_) if now.issue.is_none() => continue,
            Change::Gone(path, span) => {
                (format!("`{path}` was read when the issue was locked, and is not now"), span)
            }
            Change::New(path) => {
                (format!("`{path}` is read now, and was not when the issue was locked"), None)
            }
        };
        findings.push(Diagnostic::error("K005", message).at(span).hint(RESTORE));
    }
}

fn compare_layouts(locked: &Lock, library: &Library, findings: &mut Findings) {
    let there = library.packages();
    for (package, files) in &locked.layouts {
        if !there.contains(package) {
            findings.push(missing(locked, package, files));
            continue;
        }
        let (key, folder) = (package.key(), library.shown(package));
        let now = record::hashed(library.contents(package));
        for change in changes(files, &now) {
            let (path, what, span) = match change {
                Change::Changed(path, span) => (path, "has changed", span),
                Change::Gone(path, span) => (path, "is gone", span),
                Change::New(path) => (path, "was added", None),
            };
            let message = format!("`{folder}/{path}` {what} under the locked version `{key}`");
            let hint = if package.bundled {
                format!("use the {} that locked the issue", locked.tool.value)
            } else {
                "bring the old file back, and give the change a version and a folder of its own".to_owned()
            };
            findings.push(Diagnostic::error("K007", message).at(span).hint(hint));
        }
    }
}

fn missing(locked: &Lock, package: &Package, files: &Files) -> Diagnostic {
    let key = package.key();
    let (whose, hint) = if package.bundled {
        ("which came with the program", format!("use {}, which the lock names", locked.tool.value))
    } else {
        ("one of the title's own", format!("bring it back from version control as `layouts/{key}/`"))
    };
    let message = format!("the locked layout `{key}`, {whose}, is not there");
    Diagnostic::error("K006", message).at(files.values().find_map(|f| f.span)).hint(hint)
}

/// Reports locked typefaces of the title of which no file of the fonts' folders, `files`, has the bytes.
pub fn compare_own_faces(locked: &Lock, files: &Files, findings: &mut Findings) {
    for (name, face) in locked.faces.iter().filter(|(_, face)| !face.bundled) {
        if files.values().any(|hash| hash.value == face.sha256.value) {
            continue;
        }
        let what = if files.contains_key(&face.file) { "has changed since" } else { "was there when" };
        findings.push(other_face(name, face, what, &face.sha256));
    }
}

/// Reports every typeface that was asked for and is not the locked one of its name. One whose name is not locked was
/// only looked into, where the editions are `proven`: the same byte for byte.
pub fn compare_faces(locked: &Lock, asked: &BTreeMap<String, Face>, proven: bool, findings: &mut Findings) {
    for (name, face) in asked {
        match locked.faces.get(name) {
            // An edition may name its typefaces in the order in which they were found.
            Some(was) if was.sha256.value == face.sha256.value => {
                if was.bundled != face.bundled && !proven {
                    findings.push(other_face(name, face, "took the place of another since", &was.sha256));
                }
            }
            Some(was) => findings.push(other_face(name, face, "has changed since", &was.sha256)),
            None if proven => {}
            None => findings.push(other_face(name, face, "was not used when", &Entry::default())),
        }
    }
}

fn other_face(name: &str, face: &Face, what: &str, place: &Entry) -> Diagnostic {
    let message = format!("the typeface {name}, `{}`, {what} the issue was locked", face.file);
    Diagnostic::error("K009", message).at(place.span).hint(RESTORE)
}

/// Reports an edition whose bytes are not the locked ones, where the lock holds editions.
pub fn compare_edition(locked: &Lock, file: &str, sha256: &str, findings: &mut Findings) {
    let Some(was) = locked.editions.get(file).filter(|was| was.value != sha256) else { return };
    let message = format!("`{file}` is not byte for byte the locked one");
    let hint =
        "where nothing else has changed, take the same build of the program on the same kind of machine";
    findings.push(Diagnostic::error("K010", message).at(was.span).hint(hint));
}

/// Notes, for a build that is not held to `lock` (`None`: one that cannot be read), that today's designs are
/// others; says nothing where they are the same.
pub fn note_other_designs(
    lock: Option<&Lock>,
    issue: &Issue,
    designs: &Designs,
    library: &Library,
    findings: &mut Findings,
) {
    let path = issue.folder.shown(NAME);
    let hint = "hold to it with `--locked`, or take today's designs into it with `masthead lock`";
    let Some(lock) = lock else {
        let message = format!("`{path}` cannot be read; nothing holds the issue to it here");
        findings.push(Diagnostic::note("K011", message).hint("`masthead check --locked` says why"));
        return;
    };
    let now = issue.articles.iter().map(|a| Some(a.id.as_str())).zip(&designs.articles);
    let mut others = Vec::new();
    for (id, design) in now.chain([(None, &designs.issue)]) {
        let was = match id {
            None => lock.own_pages.as_ref(),
            Some(id) => lock.articles.iter().find(|(a, _)| a == id).map(|(_, piece)| piece),
        };
        let (is, whose) = (name(design), id.map_or("the issue's own pages".into(), |id| format!("`{id}`")));
        if let Some(was) = was.filter(|was| was.layout.value != is) {
            others.push(format!("{whose} is set in `{is}`, locked is `{}`", was.layout.value));
        }
    }
    let mut heard = Findings::new();
    compare_layouts(lock, library, &mut heard);
    let changed = heard.iter().filter(|d| d.code == "K007").map(|d| d.message.clone());
    others.extend(changed);
    let Some(first) = others.first() else { return };
    let more = match others.len() - 1 {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    let message = format!("this is not the design that `{path}` keeps: {first}{more}");
    findings.push(Diagnostic::note("K011", message).hint(hint));
}
