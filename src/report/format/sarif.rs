//! Findings as SARIF 2.1.0 (OASIS, with errata 01): one run, its rules from the list of codes.
//! Holds no time, no absolute path that the user did not give, and no fingerprint: consumers make their own.

use super::json::pretty;
use super::place::{Places, Unit};
use super::{word, words};
use crate::diag::{Diagnostic, Findings, Span, code_info};
use crate::report::{Files, sorted};
use serde::Serialize;
use std::fmt::Write as _;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All findings in reading order. Columns count UTF-16 code units; rules are those of the findings; a path that the
/// user gave relatively is a relative reference.
pub(super) fn render(findings: &Findings, files: &dyn Files) -> String {
    let mut log = Log { places: Places::new(files), rules: Vec::new(), artifacts: Vec::new() };
    let results: Vec<Outcome> = sorted(findings).into_iter().map(|d| log.result(d)).collect();
    let rules: Vec<Rule> = log.rules.iter().filter_map(|code| rule(code)).collect();
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules,
    };
    let artifacts = log.artifacts.into_iter().map(|(location, encoding)| Artifact { location, encoding });
    pretty(&Sarif {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            column_kind: "utf16CodeUnits",
            artifacts: artifacts.collect(),
            results,
        }],
    })
}

#[derive(Serialize)]
struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    artifacts: Vec<Artifact>,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    help: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
struct Uri {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
struct Artifact {
    location: Uri,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the standard")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Uri,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// The log under way: rules and files in the order in which they are first named.
struct Log<'a> {
    places: Places<'a>,
    rules: Vec<&'static str>,
    artifacts: Vec<(Uri, Option<&'static str>)>,
}

impl Log<'_> {
    fn result(&mut self, d: &Diagnostic) -> Outcome {
        let rule_index = self.rules.iter().position(|c| *c == d.code).unwrap_or_else(|| {
            self.rules.push(d.code);
            self.rules.len() - 1
        });
        let related = d.related.iter().filter_map(|(span, words)| {
            let mut location = self.location(*span)?;
            location.message = Some(text(words)).filter(|_| !words.is_empty());
            Some(location)
        });
        let mut related: Vec<Location> = related.collect();
        for (n, location) in related.iter_mut().enumerate() {
            location.id = Some(n);
        }
        Outcome {
            rule_id: d.code,
            rule_index,
            level: word(d.severity),
            message: text(&words(d)),
            locations: d.span.and_then(|span| self.location(span)).into_iter().collect(),
            related_locations: related,
        }
    }

    fn location(&mut self, span: Span) -> Option<Location> {
        let file = self.places.file(span.file)?;
        let uri = reference(file.path);
        let known = self.artifacts.iter().position(|(u, _)| u.uri == uri);
        let index = known.unwrap_or_else(|| {
            let location = Uri { uri: uri.clone(), index: None };
            self.artifacts.push((location, file.text.map(|_| "UTF-8")));
            self.artifacts.len() - 1
        });
        let region = self.places.region(span, Unit::Utf16).map(|r| Region {
            start_line: r.line,
            start_column: r.column,
            end_line: r.end_line,
            end_column: r.end_column,
        });
        let physical_location = Physical { artifact_location: Uri { uri, index: Some(index) }, region };
        Some(Location { id: None, physical_location, message: None })
    }
}

fn rule(code: &str) -> Option<Rule> {
    let info = code_info(code)?;
    Some(Rule { id: info.code, short_description: text(info.title), help: text(info.mend) })
}

/// A message string: braces are doubled (§3.11.5), since single ones stand for arguments.
fn text(words: &str) -> Text {
    Text { text: words.replace('{', "{{").replace('}', "}}") }
}

/// `path` as a URI reference (RFC 3986): a relative one stays relative, `/a` and `c:/a` become `file:` URIs.
fn reference(path: &str) -> String {
    let drive = path.get(1..3) == Some(":/") && path.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut out = match path {
        p if p.starts_with('/') => "file://".to_owned(),
        _ if drive => "file:///".to_owned(),
        _ => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            b':' if drive && at == 1 => out.push(':'),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn makes_references_of_paths() {
        assert_eq!(reference("a b/春.md"), "a%20b/%E6%98%A5.md");
        assert_eq!(reference("a:b#?.md"), "a%3Ab%23%3F.md", "no drive without a slash");
        assert_eq!(reference("ab:c"), "ab%3Ac");
        assert_eq!(reference("../x.toml"), "../x.toml");
        assert_eq!(reference("/tmp/x.toml"), "file:///tmp/x.toml");
        assert_eq!(reference("C:/x%.toml"), "file:///C:/x%25.toml");
    }
}
