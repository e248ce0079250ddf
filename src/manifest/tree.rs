//! A TOML or JSON file as a tree in which every key and value knows its place.
//! Does not know which keys a manifest has.

use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it is written; of a `[table]`, its header.
    pub span: Span,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals, as written.
    Decimal(String),
    /// `true` or `false`.
    Bool(bool),
    /// A date or time of TOML, as written; JSON has none.
    Date(String),
    /// `null` of JSON: as if the key were absent.
    Null,
    /// Values in order.
    Array(Vec<Node>),
    /// Keys and values.
    Table(Table),
}

impl Value {
    /// What it is, for messages: `a text`, `a number`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Decimal(_) => "a number with decimals",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Null => "null",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys and values in the order of the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// The entries; no key twice.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The entry of `key`; `null` counts as absent.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key && e.node.value != Value::Null)
    }
}

/// A key with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// Most syntax errors of one file that are told; later ones mostly follow from earlier ones.
const TOLD: usize = 5;

/// Reads a TOML text that begins `offset` bytes into `file`.
///
/// # Errors
/// Where it is not TOML: every place reported.
pub fn read_toml(text: &str, file: FileId, offset: usize, findings: &mut Findings) -> Result<Table, Failed> {
    let place = |r: std::ops::Range<usize>| Span::new(file, r.start + offset..r.end + offset);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut failed = None;
    for error in errors.iter().take(TOLD) {
        let range = error.span().unwrap_or(0..0);
        let mut message = error.message().lines().next().unwrap_or("").to_owned();
        message.truncate(message.find(", expected").unwrap_or(message.len()));
        let found = Diagnostic::error("M002", format!("this is not TOML: {message}"))
            .at(place(range.clone()))
            .hint(toml_hint(text, range.start));
        failed = Some(findings.fail(found));
    }
    match failed {
        Some(failed) => Err(failed),
        None => Ok(convert_table(table.into_inner(), &place)),
    }
}

/// What to do about the line in which TOML broke.
fn toml_hint(text: &str, at: usize) -> String {
    let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let line = text.get(start..).and_then(|t| t.lines().next()).unwrap_or("").trim();
    let open_end = "close every `\"`, `[` and `{` that was opened".to_owned();
    let Some((key, value)) = line.split_once('=').map(|(k, v)| (k.trim(), v.trim())) else {
        if let Some((key, value)) = line.split_once(':').filter(|(k, _)| !k.contains(['"', '[', '{'])) {
            let value = value.trim().trim_matches('"');
            return format!("TOML joins key and value by an equals sign: {} = \"{value}\"", key.trim());
        }
        return if line.is_empty() {
            open_end
        } else {
            "write `key = value`, a text in quotation marks".into()
        };
    };
    let bare = value.chars().next().is_some_and(char::is_alphabetic) && !value.contains('"');
    if bare && !["true", "false"].contains(&value) {
        return format!("put the text in quotation marks: {key} = \"{value}\"");
    }
    if key.contains(' ') && !key.starts_with(['"', '\'']) {
        return format!("a key has no spaces: {}", key.replace(' ', "-"));
    }
    if value.is_empty() {
        return format!("give `{key}` a value, or take the line out");
    }
    if value.starts_with('\u{201c}') || value.starts_with('\u{201e}') || value.starts_with('«') {
        return "use straight quotation marks: \"…\"".to_owned();
    }
    open_end
}

fn convert_table(table: DeTable<'_>, place: &impl Fn(std::ops::Range<usize>) -> Span) -> Table {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: place(key.span()),
            key: key.into_inner().into_owned(),
            node: convert(value, place),
        })
        .collect();
    entries.sort_by_key(|e| e.key_span.start);
    Table { entries }
}

/// The nesting is bounded by the TOML parser, which refuses more than 80 levels.
fn convert(value: Spanned<DeValue<'_>>, place: &impl Fn(std::ops::Range<usize>) -> Span) -> Node {
    let span = place(value.span());
    let value = match value.into_inner() {
        DeValue::String(s) => Value::Text(s.into_owned()),
        DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix())
            .map_or_else(|_| Value::Decimal(i.as_str().to_owned()), Value::Integer),
        DeValue::Float(f) => Value::Decimal(f.as_str().to_owned()),
        DeValue::Boolean(b) => Value::Bool(b),
        DeValue::Datetime(d) => Value::Date(d.to_string()),
        DeValue::Array(items) => Value::Array(items.into_iter().map(|v| convert(v, place)).collect()),
        DeValue::Table(t) => Value::Table(convert_table(t, place)),
    };
    Node { value, span }
}

#[cfg(test)]
mod tests {
    use super::{Value, read_toml};
    use crate::diag::{FileId, Findings};

    #[test]
    fn keeps_order_and_places() {
        let mut findings = Findings::new();
        let text = "b = 1\na = \"x\"\n[t]\nd = 2025-12-01\n";
        let table = read_toml(text, FileId(0), 100, &mut findings).expect("read");
        let keys: Vec<_> = table.entries.iter().map(|e| (e.key.as_str(), e.key_span.start)).collect();
        assert_eq!(keys, [("b", 100), ("a", 106), ("t", 115)]);
        let Some(Value::Table(t)) = table.get("t").map(|e| &e.node.value) else { panic!("no table") };
        assert_eq!(t.get("d").map(|e| &e.node.value), Some(&Value::Date("2025-12-01".into())));
    }

    #[test]
    fn says_how_to_mend_each_syntax_error() {
        for (text, hint) in [
            ("title = Hello\n", "put the text in quotation marks: title = \"Hello\""),
            ("title: \"Hello\"\n", "TOML joins key and value by an equals sign: title = \"Hello\""),
            ("title =\n", "give `title` a value, or take the line out"),
            ("title = “Hello”\n", "use straight quotation marks: \"…\""),
            ("toc title = \"x\"\n", "a key has no spaces: toc-title"),
        ] {
            let mut findings = Findings::new();
            assert!(read_toml(text, FileId(0), 0, &mut findings).is_err(), "{text}");
            let first = findings.iter().next().expect("finding");
            assert_eq!(first.hints, [hint], "{text}: {}", first.message);
            assert!(first.span.is_some_and(|s| (s.start as usize) < text.len()), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut findings = Findings::new();
        let text = format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(read_toml(&text, FileId(0), 0, &mut findings).is_err());
    }
}
