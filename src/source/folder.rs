//! A folder that a build may read from, and the paths below it.
//! Opens no file: it finds where one lies and refuses what lies outside.

use crate::diag::{Diagnostic, Failed, Findings, Span, nearest};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder, and how users call it. The default is no folder: nothing lies below it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folder {
    real: PathBuf,
    shown: String,
}

impl Folder {
    /// The folder at `path`.
    ///
    /// # Errors
    /// Where there is no such folder: reported.
    pub fn open(path: &Path, findings: &mut Findings) -> Result<Self, Failed> {
        let shown = path.to_string_lossy().replace('\\', "/");
        let real = path.canonicalize().map_err(|e| findings.fail(ungiven(path, &shown, &e)))?;
        if !real.is_dir() {
            return Err(findings.fail(
                Diagnostic::error("S003", format!("`{shown}` is not a folder"))
                    .hint("name the issue's folder"),
            ));
        }
        let shown = if shown == "." { String::new() } else { shown.trim_end_matches('/').to_owned() };
        Ok(Self { real, shown })
    }

    /// The folder that holds this one; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let real = self.real.parent()?.to_owned();
        let shown = match self.shown.rsplit_once('/') {
            _ if self.shown.is_empty() => "..".to_owned(),
            Some((_, "..")) => format!("{}/..", self.shown),
            None if self.shown == ".." => "../..".to_owned(),
            Some((above, _)) => above.to_owned(),
            None => String::new(),
        };
        Some(Self { real, shown })
    }

    /// How users call the file `path` below this folder.
    #[must_use]
    pub fn shown(&self, path: &str) -> String {
        let path = path.trim_start_matches("./");
        if self.shown.is_empty() { path.to_owned() } else { format!("{}/{path}", self.shown) }
    }

    /// Whether a file `path` lies below this folder.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        !self.is_none() && self.real.join(path).is_file()
    }

    fn is_none(&self) -> bool {
        self.real.as_os_str().is_empty()
    }

    /// The folder's own name, without what is above it.
    #[must_use]
    pub fn name(&self) -> String {
        self.real.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Where this folder lies on the disk.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.real
    }

    /// The way from this folder to a place of the disk, as `../fonts/a.ttf`; both without symbolic links.
    #[must_use]
    pub fn way_to(&self, real: &Path) -> String {
        let (mut from, mut to) = (self.real.components().peekable(), real.components().peekable());
        while from.peek().is_some() && from.peek() == to.peek() {
            from.next();
            to.next();
        }
        let up = from.map(|_| "..".to_owned());
        let down = to.map(|part| part.as_os_str().to_string_lossy().into_owned());
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// Files and folders directly below `path`, sorted; folders end in `/`. Empty where there is none.
    /// Names that are no text, and names that begin with a dot, are left out.
    #[must_use]
    pub fn list(&self, path: &str) -> Vec<String> {
        if self.is_none() {
            return Vec::new();
        }
        let Ok(entries) = std::fs::read_dir(self.real.join(path)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .filter_map(|e| {
                let name = e.file_name().into_string().ok()?;
                let mark = if e.path().is_dir() { "/" } else { "" };
                (!name.starts_with('.')).then(|| format!("{name}{mark}"))
            })
            .collect();
        names.sort();
        names
    }

    /// The bytes of the file `path` below this folder, without a record of it: for large files that may not
    /// be needed. `None` where it cannot be read or lies outside.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let real = self.real.join(clean_path(path)?).canonicalize().ok()?;
        if real.starts_with(&self.real) { std::fs::read(real).ok() } else { None }
    }

    /// The bytes of the file `path` below this folder, without a record of it; `None` where it cannot be read,
    /// lies outside, or has more than `limit` bytes.
    #[must_use]
    pub fn read_at_most(&self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let real = self.real.join(clean_path(path)?).canonicalize().ok()?;
        let meta = std::fs::metadata(&real).ok().filter(|m| m.is_file() && m.len() <= limit);
        if real.starts_with(&self.real) && meta.is_some() { std::fs::read(real).ok() } else { None }
    }

    /// The folder `path` below this one; `None` where there is none or it lies outside.
    #[must_use]
    pub fn below(&self, path: &str) -> Option<Self> {
        if self.is_none() {
            return None;
        }
        let real = self.real.join(clean_path(path)?).canonicalize().ok()?;
        (real.is_dir() && real.starts_with(&self.real)).then(|| Self { real, shown: self.shown(path) })
    }

    /// Where the file `path` lies on the disk.
    pub(super) fn find(
        &self,
        path: &str,
        at: Option<Span>,
        findings: &mut Findings,
    ) -> Result<PathBuf, Failed> {
        let outside = |why: &str| {
            Diagnostic::error("S002", format!("path `{path}` {why}"))
                .at(at)
                .label("files of an issue lie in its own folder")
                .hint("copy the file into the folder and name it by a relative path with `/`")
        };
        let clean = if self.is_none() { None } else { clean_path(path) };
        let Some(clean) = clean else {
            let why = if path.trim().is_empty() { "is empty" } else { "leaves its folder" };
            return Err(findings.fail(outside(why)));
        };
        let real = match self.real.join(&clean).canonicalize() {
            Ok(real) => real,
            Err(e) => return Err(findings.fail(self.missing(path, &clean, &e).at(at))),
        };
        if real.starts_with(&self.real) {
            Ok(real)
        } else {
            Err(findings.fail(outside("leaves its folder through a symbolic link")))
        }
    }

    fn missing(&self, path: &str, clean: &Path, e: &std::io::Error) -> Diagnostic {
        let shown = self.shown(path);
        let mut found = unreadable(&shown, e);
        if e.kind() != ErrorKind::NotFound {
            return found;
        }
        let above = clean.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let name = clean.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let (above, there) = self.near_list(&above);
        if let Some(near) = near_name(&name, &there) {
            let near = if above.is_empty() { near.to_owned() } else { format!("{above}/{near}") };
            found = found.label(format!("did you mean `{near}`?"));
        } else if there.is_empty() && !above.is_empty() {
            found = found.label(format!("there is no folder `{above}`, or it is empty"));
        }
        found
    }

    /// The files of the folder `above`, or, where there is none, of the one nearest to it in name.
    fn near_list(&self, above: &str) -> (String, Vec<String>) {
        let there = self.list(above);
        if !there.is_empty() || above.is_empty() {
            return (above.to_owned(), there);
        }
        let (outer, inner) = above.rsplit_once('/').unwrap_or(("", above));
        let beside = self.list(outer);
        let Some(near) = nearest(inner, beside.iter().filter_map(|n| n.strip_suffix('/'))) else {
            return (above.to_owned(), there);
        };
        let near = if outer.is_empty() { near.to_owned() } else { format!("{outer}/{near}") };
        let there = self.list(&near);
        (near, there)
    }
}

/// The name of `there` that `name` may mean: in other case, with another suffix, or nearly spelt so.
fn near_name<'a>(name: &str, there: &'a [String]) -> Option<&'a str> {
    let stem = |n: &str| n.rsplit_once('.').map_or(n, |(stem, _)| stem).to_lowercase();
    let names = || there.iter().map(|n| n.trim_end_matches('/'));
    let same = names().find(|n| n.to_lowercase() == name.to_lowercase());
    same.or_else(|| names().find(|n| stem(n) == stem(name))).or_else(|| nearest(name, names()))
}

/// The finding for a path that the user gave outright and that could not be opened, with the name beside it that
/// was meant.
pub(super) fn ungiven(path: &Path, shown: &str, e: &std::io::Error) -> Diagnostic {
    let found = unreadable(shown, e);
    let Some(name) = path.file_name().filter(|_| e.kind() == ErrorKind::NotFound) else { return found };
    let above = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = std::fs::read_dir(above).into_iter().flatten().flatten();
    let mut there: Vec<String> = beside.map(|n| n.file_name().to_string_lossy().into_owned()).collect();
    there.sort();
    match near_name(&name.to_string_lossy(), &there) {
        Some(near) => {
            let near = path.with_file_name(near).to_string_lossy().replace('\\', "/");
            found.hint(format!("did you mean `{near}`?"))
        }
        None => found,
    }
}

/// The finding for a file that could not be opened.
pub(super) fn unreadable(shown: &str, e: &std::io::Error) -> Diagnostic {
    if e.kind() == ErrorKind::NotFound {
        Diagnostic::error("S001", format!("there is no file `{shown}`"))
            .hint("add the file, or correct the path; upper and lower case count")
    } else {
        let why = e.to_string().to_lowercase();
        Diagnostic::error("S003", format!("`{shown}` cannot be read: {why}"))
            .hint("see that the file exists and may be read")
    }
}

/// `path` without `.`; `None` where it is empty, absolute, climbs, or is written for one system only.
fn clean_path(path: &str) -> Option<PathBuf> {
    let bad = |part: &str| part == ".." || part.contains(['\\', ':', '\0']);
    if path.trim().is_empty() || path.starts_with('/') || path.split('/').any(bad) {
        return None;
    }
    Some(path.split('/').filter(|p| !p.is_empty() && *p != ".").collect())
}
