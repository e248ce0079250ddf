//! Whose a layout is and when it holds: the keys that are never inherited.
//! Chooses nothing; `credits` does.

use super::tree::Table;
use crate::diag::{Diagnostic, Findings, Span};
use crate::issue::Date;
use std::fmt;

/// What a layout says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// Its id, that of its folder.
    pub id: String,
    /// Its version; `0` where none is stated.
    pub version: Version,
    /// What it is for, in a sentence.
    pub about: Option<String>,
    /// (role, party) pairs; the party `$house` stands for the publication's house.
    pub credited_to: Vec<(String, String)>,
    /// Publications it is made for; empty: any.
    pub publications: Vec<String>,
    /// Genres it is made for; empty: any.
    pub genres: Vec<String>,
    /// Languages it is made for; empty: any.
    pub languages: Vec<String>,
    /// First issue.
    pub valid_from: Option<Bound>,
    /// Last issue.
    pub valid_until: Option<Bound>,
    /// Whether it is compiled in rather than the title's own.
    pub bundled: bool,
    /// Where it names itself.
    pub span: Span,
}

/// An issue at which validity begins or ends: by running number, by date, or either.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Bound {
    /// Running number.
    pub aggregate: Option<u32>,
    /// Cover date.
    pub date: Option<Date>,
}

/// Numbers with points between, compared number by number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Version(pub Vec<u32>);

impl Version {
    /// Reads `1.2.0`; `None` where anything but numbers and points stands. Closing zeros do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts: Vec<u32> = text.split('.').map(|p| p.parse().ok()).collect::<Option<_>>()?;
        while parts.len() > 3 && parts.last() == Some(&0) {
            parts.pop();
        }
        parts.resize(parts.len().max(3), 0);
        Some(Self(parts))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

impl Header {
    /// Keys that are never inherited.
    pub(super) const KEYS: &[&str] =
        &["id", "version", "about", "extends", "credited-to", "applies-to", "valid-from", "valid-until"];

    /// `id@version`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    /// Reads the header of a file that lies in the folder `folder` (`id` or `id@version`).
    pub(super) fn read(
        table: &Table,
        folder: &str,
        bundled: bool,
        start: Span,
        findings: &mut Findings,
    ) -> Self {
        let (folder_id, folder_version) = match folder.split_once('@') {
            Some((id, version)) => (id, Some(version)),
            None => (folder, None),
        };
        let texts = |name: &str| -> Vec<String> {
            let node = table.sub("applies-to").and_then(|t| t.get(name));
            node.map(|n| n.texts().into_iter().map(|(t, _)| t.to_owned()).collect()).unwrap_or_default()
        };
        Self {
            id: read_id(table, folder_id, start, findings),
            version: read_version(table, folder_version, start, findings),
            about: table.text("about").map(str::to_owned),
            credited_to: read_parties(table, findings),
            publications: texts("publications"),
            genres: texts("genres"),
            languages: texts("languages"),
            valid_from: read_bound(table, "valid-from", findings),
            valid_until: read_bound(table, "valid-until", findings),
            bundled,
            span: table.get("id").map_or(start, |n| n.span),
        }
    }
}

fn read_id(table: &Table, folder: &str, start: Span, findings: &mut Findings) -> String {
    match table.get("id").and_then(|n| Some((n.text()?, n.span))) {
        None => {
            let message = "the layout does not say its `id`";
            let hint = format!("write `id = \"{folder}\"`");
            findings.push(Diagnostic::error("L007", message).at(start).hint(hint));
        }
        Some((id, span)) if id != folder => {
            let message = format!("`{id}` lies in a folder called `{folder}`");
            let hint = "the folder is called `<id>` or `<id>@<version>`";
            findings.push(Diagnostic::error("L015", message).at(span).hint(hint));
        }
        Some(_) => {}
    }
    folder.to_owned()
}

fn read_version(table: &Table, folder: Option<&str>, start: Span, findings: &mut Findings) -> Version {
    let stated = table.get("version").and_then(|n| Some((n.text()?, n.span)));
    let (text, span) = match (stated, folder) {
        (Some(pair), _) => pair,
        (None, Some(folder)) => (folder, start),
        (None, None) => ("0", start),
    };
    let version = Version::parse(text);
    if version.is_none() {
        let message = format!("`{text}` is not a version");
        let hint = "write numbers with points between, such as `1.2.0`";
        findings.push(Diagnostic::error("L018", message).at(span).hint(hint));
    } else if folder.is_some_and(|f| Version::parse(f) != version) {
        let message = format!("version `{text}` lies in a folder of another version");
        findings.push(Diagnostic::error("L015", message).at(span).hint("rename the folder"));
    }
    version.unwrap_or_default()
}

fn read_parties(table: &Table, findings: &mut Findings) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for node in table.get("credited-to").and_then(|n| n.list()).unwrap_or_default() {
        let Some(pair) = node.table() else { continue };
        if let (Some(role), Some(party)) = (pair.text("role"), pair.text("party")) {
            out.push((role.to_owned(), party.to_owned()));
        } else {
            let message = "`credited-to` needs a `role` and a `party` in every pair";
            let hint = "write `{ role = \"layout\", party = \"…\" }`";
            findings.push(Diagnostic::error("L007", message).at(node.span).hint(hint));
        }
    }
    out.sort();
    out.dedup();
    out
}

fn read_bound(table: &Table, name: &str, findings: &mut Findings) -> Option<Bound> {
    let node = table.get(name)?;
    let bound = node.table()?;
    let aggregate = bound.get("aggregate-number").and_then(super::tree::Node::int);
    let date = bound.get("date").and_then(|n| match n.value {
        super::tree::Value::Date(date) => Some(date),
        _ => None,
    });
    if aggregate.is_none() && date.is_none() {
        let message = format!("`{name}` says neither `aggregate-number` nor `date`");
        findings.push(Diagnostic::error("L007", message).at(node.span));
        return None;
    }
    Some(Bound { aggregate: aggregate.and_then(|n| u32::try_from(n).ok()), date })
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_by_number() {
        let v = |s| Version::parse(s).unwrap();
        assert!(v("1.10") > v("1.9.9"));
        assert_eq!(v("1.0.0"), v("1"));
        assert_eq!(v("2").to_string(), "2.0.0");
        assert_eq!(Version::parse("1.0-beta"), None);
    }
}
