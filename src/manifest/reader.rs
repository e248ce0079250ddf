//! Reading a table key by key: wrong types, missing keys and, at the end, every key that nobody asked for.
//! Does not stop at the first finding; what could not be read is `None`.

use super::tree::{Entry, Node, Table, Value};
use crate::diag::{Diagnostic, Findings, Span, nearest};
use crate::geom::{Length, Size};
use std::collections::BTreeSet;

/// Something read and where it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct At<T> {
    /// What was read.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> At<T> {
    /// `value`, written at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Words as a manifest gives them: one text, or one for each language tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamesRaw {
    /// In the language of the file.
    One(At<String>),
    /// By language tag, in written order.
    Many(Vec<(At<String>, At<String>)>),
}

/// Reads the keys of one table.
pub struct Reader<'t> {
    table: &'t Table,
    /// What the table is, for messages: `an article`.
    what: &'static str,
    span: Span,
    asked: BTreeSet<&'static str>,
}

impl<'t> Reader<'t> {
    /// A reader of `table`, which is `what` (with its article) and stands at `span`.
    #[must_use]
    pub fn new(table: &'t Table, what: &'static str, span: Span) -> Self {
        Self { table, what, span, asked: BTreeSet::new() }
    }

    /// Where the table stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The entry of `key`, whatever it is.
    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        self.asked.insert(key);
        self.table.get(key)
    }

    /// Reads `key` by `read`; where that is `None`, the value is reported as not being `wanted`.
    pub fn with<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        f: &mut Findings,
        read: impl FnOnce(&'t Node) -> Option<T>,
    ) -> Option<At<T>> {
        let node = &self.entry(key)?.node;
        let Some(value) = read(node) else {
            f.push(wrong(key, node, wanted));
            return None;
        };
        Some(At::new(value, node.span))
    }

    /// A text that is not empty.
    pub fn text(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(key, "a text that is not empty", f, text_of)
    }

    /// A text, empty or not.
    pub fn any_text(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(key, "a text", f, |n| match &n.value {
            Value::Text(t) => Some(t.clone()),
            _ => None,
        })
    }

    /// A text or a whole number, as text.
    pub fn text_or_number(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(key, "a text or a whole number", f, |n| match &n.value {
            Value::Integer(i) => Some(i.to_string()),
            _ => text_of(n),
        })
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.need(key, f);
        self.text(key, f)
    }

    /// Reports `key` where it is missing.
    pub fn need(&mut self, key: &'static str, f: &mut Findings) {
        if self.entry(key).is_none() {
            f.push(
                Diagnostic::error("M005", format!("{} needs the key `{key}`", self.what))
                    .at(self.span)
                    .hint(format!("add `{key} = …` here")),
            );
        }
    }

    /// A whole number from `min` to `max`.
    pub fn integer(&mut self, key: &'static str, min: i64, max: i64, f: &mut Findings) -> Option<At<i64>> {
        self.with(key, &format!("a whole number from {min} to {max}"), f, |n| match n.value {
            Value::Integer(i) if (min..=max).contains(&i) => Some(i),
            _ => None,
        })
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &'static str, f: &mut Findings) -> Option<At<bool>> {
        self.with(key, "true or false", f, |n| match n.value {
            Value::Bool(b) => Some(b),
            _ => None,
        })
    }

    /// One of `words`.
    pub fn word(
        &mut self,
        key: &'static str,
        words: &[&'static str],
        f: &mut Findings,
    ) -> Option<At<&'static str>> {
        let entry = self.entry(key)?;
        let written = text_of(&entry.node);
        if let Some(found) = words.iter().find(|w| written.as_deref() == Some(**w)) {
            return Some(At::new(*found, entry.node.span));
        }
        let mut found = wrong(key, &entry.node, &format!("one of {}", quoted(words)));
        if let Some(near) = written.as_deref().and_then(|w| nearest(w, words.iter().copied())) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        f.push(found);
        None
    }

    /// A length such as `3mm`, not negative.
    pub fn length(&mut self, key: &'static str, f: &mut Findings) -> Option<At<Length>> {
        self.with(key, "a length with its unit, such as \"3mm\"", f, |n| {
            Length::parse(&text_of(n)?).filter(|l| *l >= Length::ZERO)
        })
    }

    /// A size such as `210mm x 285mm`.
    pub fn size(&mut self, key: &'static str, f: &mut Findings) -> Option<At<Size>> {
        self.with(key, SIZE, f, size_of)
    }

    /// A calendar date as written: `2025`, `2025-12` or `2025-12-01`.
    pub fn date(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(key, "a date: 2025-12-01, \"2025-12\" or \"2025\"", f, |n| match &n.value {
            Value::Date(d) | Value::Text(d) => Some(d.trim().to_owned()),
            Value::Integer(year) => Some(year.to_string()),
            _ => None,
        })
    }

    /// One text, or a table of texts by language.
    pub fn names(&mut self, key: &'static str, f: &mut Findings) -> Option<NamesRaw> {
        let entry = self.entry(key)?;
        match &entry.node.value {
            Value::Text(t) if !t.trim().is_empty() => {
                Some(NamesRaw::One(At::new(t.clone(), entry.node.span)))
            }
            Value::Table(_) => Some(NamesRaw::Many(self.pairs(key, f))),
            _ => {
                f.push(wrong(key, &entry.node, "a text, or a table of texts by language: { en = \"…\" }"));
                None
            }
        }
    }

    /// A table of texts with free keys.
    pub fn pairs(&mut self, key: &'static str, f: &mut Findings) -> Vec<(At<String>, At<String>)> {
        self.open(key, "a text that is not empty", f, |n| match &n.value {
            Value::Integer(i) => Some(i.to_string()),
            Value::Decimal(d) | Value::Date(d) => Some(d.clone()),
            Value::Bool(b) => Some(b.to_string()),
            _ => text_of(n),
        })
    }

    /// A table of sizes with free keys.
    pub fn sizes(&mut self, key: &'static str, f: &mut Findings) -> Vec<(At<String>, At<Size>)> {
        self.open(key, SIZE, f, size_of)
    }

    /// A table with free keys whose values are `wanted`.
    pub fn open<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        f: &mut Findings,
        read: impl Fn(&Node) -> Option<T>,
    ) -> Vec<(At<String>, At<T>)> {
        let Some((table, _)) = self.table(key, f) else { return Vec::new() };
        let mut out = Vec::new();
        for entry in table.entries.iter().filter(|e| e.node.value != Value::Null) {
            match read(&entry.node) {
                Some(value) => {
                    out.push((At::new(entry.key.clone(), entry.key_span), At::new(value, entry.node.span)));
                }
                None => f.push(wrong(&format!("{key}.{}", entry.key), &entry.node, wanted)),
            }
        }
        out
    }

    /// A list of texts; a lone text counts as a list of one.
    pub fn texts(&mut self, key: &'static str, f: &mut Findings) -> Vec<At<String>> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let Value::Array(items) = &entry.node.value else {
            return self.with(key, "a list of texts", f, text_of).into_iter().collect();
        };
        let mut out = Vec::new();
        for item in items {
            match text_of(item) {
                Some(t) => out.push(At::new(t, item.span)),
                None => f.push(wrong(key, item, "a list of texts")),
            }
        }
        out
    }

    /// A table and where it stands.
    pub fn table(&mut self, key: &'static str, f: &mut Findings) -> Option<(&'t Table, Span)> {
        let entry = self.entry(key)?;
        if let Value::Table(table) = &entry.node.value {
            return Some((table, place_of(entry)));
        }
        f.push(wrong(key, &entry.node, "a table"));
        None
    }

    /// A list of tables, each with its place.
    pub fn tables(&mut self, key: &'static str, f: &mut Findings) -> Vec<(&'t Table, Span)> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let Value::Array(items) = &entry.node.value else {
            f.push(wrong(key, &entry.node, &format!("a list of tables, each begun by [[{key}]]")));
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items {
            if let Value::Table(table) = &item.value {
                out.push((table, item.span));
            } else {
                f.push(wrong(key, item, "a list of tables"));
            }
        }
        out
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, f: &mut Findings) {
        for entry in &self.table.entries {
            if self.asked.contains(entry.key.as_str()) {
                continue;
            }
            let mut found =
                Diagnostic::error("M001", format!("unknown key `{}` in {}", entry.key, self.what))
                    .at(entry.key_span);
            let known: Vec<&str> = self.asked.iter().copied().collect();
            if let Some(near) = nearest(&entry.key.replace('_', "-"), known.iter().copied()) {
                found = found.label(format!("did you mean `{near}`?"));
            }
            f.push(found.hint(format!("known keys: {}", quoted(&known))));
        }
    }
}

const SIZE: &str = "width and height with their units, such as \"210mm x 285mm\"";

fn size_of(node: &Node) -> Option<Size> {
    Size::parse(&text_of(node)?).filter(|s| s.w > Length::ZERO && s.h > Length::ZERO)
}

/// The place of a table: the key that names it, which always stands on one line.
fn place_of(entry: &Entry) -> Span {
    entry.key_span
}

/// The text of a node, where it is one and not empty.
pub fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(t) if !t.trim().is_empty() => Some(t.clone()),
        _ => None,
    }
}

/// The finding for a value that is not what its key needs.
pub fn wrong(key: &str, node: &Node, wanted: &str) -> Diagnostic {
    let is = match &node.value {
        Value::Text(t) if t.trim().is_empty() => "an empty text".to_owned(),
        Value::Text(t) if t.chars().count() <= 40 => format!("`{t}`"),
        other => other.kind().to_owned(),
    };
    Diagnostic::error("M004", format!("`{key}` must be {wanted}, not {is}"))
        .at(node.span)
        .hint(format!("give `{key}` {wanted}"))
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}
