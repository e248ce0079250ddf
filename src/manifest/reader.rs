//! Reading a table key by key, as its kind in the schema says: wrong values, and at the end missing and unknown keys.
//! Does not stop at the first finding; what could not be read is `None`.

use super::schema::{Absent, Key, Kind, Schema, TableKind, quoted, schema};
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

/// Texts or values by free name, in written order.
pub type Pairs<T> = Vec<(At<String>, At<T>)>;

/// Reads the keys of one table.
///
/// Which keys there are, what their values may be and which must be there stands in the schema alone; code
/// that asks for another key, or reads a key as what it is not, or leaves one out, fails in a debug build.
pub struct Reader<'t> {
    table: &'t Table,
    schema: &'static Schema,
    kind: &'static TableKind,
    span: Span,
    /// Keys read, or dealt with otherwise.
    asked: BTreeSet<&'static str>,
}

impl<'t> Reader<'t> {
    /// A reader of `table`, which is of the schema's kind `kind` and stands at `span`.
    #[must_use]
    pub fn new(table: &'t Table, kind: &'static str, span: Span) -> Self {
        Self::of(schema(), table, kind, span)
    }

    /// The same for a table of another closed language.
    #[must_use]
    pub fn of(schema: &'static Schema, table: &'t Table, kind: &'static str, span: Span) -> Self {
        let kind_ = schema.table(kind);
        debug_assert!(kind_.name == kind, "the schema has no table `{kind}`");
        Self { table, schema, kind: kind_, span, asked: BTreeSet::new() }
    }

    /// Where the table stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The key of the schema and its entry, where one is written.
    fn find(&mut self, name: &'static str, fits: fn(&Kind) -> bool) -> Option<(&'static Key, &'t Entry)> {
        self.asked.insert(name);
        let key = self.kind.key(name);
        debug_assert!(
            key.is_some_and(|k| k.kinds.iter().any(fits)),
            "`{}` has no key `{name}` of this kind in the schema",
            self.kind.name
        );
        Some((key?, self.table.get(name)?))
    }

    /// The entry of `key`, whatever it is.
    pub fn entry(&mut self, key: &'static str) -> Option<&'t Entry> {
        Some(self.find(key, |_| true)?.1)
    }

    /// The entry of a name that is no key and has a finding of its own.
    pub fn stray(&mut self, name: &'static str) -> Option<&'t Entry> {
        debug_assert!(self.kind.key(name).is_none(), "`{name}` is a key");
        self.asked.insert(name);
        self.table.get(name)
    }

    /// Reads `name` by `read`; where that is `None`, the value is reported as not being what the schema says.
    fn with<T>(
        &mut self,
        name: &'static str,
        fits: fn(&Kind) -> bool,
        f: &mut Findings,
        read: impl FnOnce(&'static Key, &'t Node) -> Option<T>,
    ) -> Option<At<T>> {
        let (key, entry) = self.find(name, fits)?;
        let value = read(key, &entry.node);
        if value.is_none() {
            f.push(wrong(name, &entry.node, &Kind::described(&key.kinds)));
        }
        Some(At::new(value?, entry.node.span))
    }

    /// A text, empty only where the schema says `words`; a whole number as text where it says `int`, too.
    pub fn text(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(key, Kind::is_text, f, |key, node| match &node.value {
            Value::Text(t) if key.kinds.contains(&Kind::Text("words")) => Some(t.clone()),
            Value::Integer(i) if key.kinds.iter().any(is_int) => Some(i.to_string()),
            _ => text_of(node),
        })
    }

    /// A whole number within the bounds of the schema.
    pub fn integer(&mut self, key: &'static str, f: &mut Findings) -> Option<At<i64>> {
        self.with(key, is_int, f, |key, node| match node.value {
            Value::Integer(i) if key.kinds.iter().any(|k| holds(k, i)) => Some(i),
            _ => None,
        })
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &'static str, f: &mut Findings) -> Option<At<bool>> {
        self.with(
            key,
            |k| *k == Kind::Bool,
            f,
            |_, node| match node.value {
                Value::Bool(b) => Some(b),
                _ => None,
            },
        )
    }

    /// One of the words of the schema.
    pub fn word(&mut self, name: &'static str, f: &mut Findings) -> Option<At<&'static str>> {
        let (key, entry) = self.find(name, |k| matches!(k, Kind::Word(_)))?;
        let words = || key.kinds.iter().flat_map(words_of).copied();
        let written = text_of(&entry.node);
        if let Some(found) = words().find(|w| written.as_deref() == Some(*w)) {
            return Some(At::new(found, entry.node.span));
        }
        let mut found = wrong(name, &entry.node, &Kind::described(&key.kinds));
        if let Some(near) = written.as_deref().and_then(|w| nearest(w, words())) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        f.push(found);
        None
    }

    /// A length such as `3mm`, not negative.
    pub fn length(&mut self, key: &'static str, f: &mut Findings) -> Option<At<Length>> {
        self.with(
            key,
            |k| matches!(k, Kind::Length(..)),
            f,
            |_, node| Length::parse(&text_of(node)?).filter(|l| *l >= Length::ZERO),
        )
    }

    /// A size such as `210mm x 285mm`.
    pub fn size(&mut self, key: &'static str, f: &mut Findings) -> Option<At<Size>> {
        self.with(key, |k| *k == Kind::Size, f, |_, node| size_of(node))
    }

    /// A calendar date as written: `2025`, `2025-12` or `2025-12-01`.
    pub fn date(&mut self, key: &'static str, f: &mut Findings) -> Option<At<String>> {
        self.with(
            key,
            |k| *k == Kind::Date,
            f,
            |_, node| match &node.value {
                Value::Date(d) | Value::Text(d) => Some(d.trim().to_owned()),
                Value::Integer(year) => Some(year.to_string()),
                _ => None,
            },
        )
    }

    /// One text, or a table of texts by language.
    pub fn names(&mut self, name: &'static str, f: &mut Findings) -> Option<NamesRaw> {
        let (key, entry) = self.find(name, |k| matches!(k, Kind::Tagged(_)))?;
        match &entry.node.value {
            Value::Text(t) if !t.trim().is_empty() => {
                Some(NamesRaw::One(At::new(t.clone(), entry.node.span)))
            }
            Value::Table(table) => Some(NamesRaw::Many(pairs(name, table, TEXT, f, text_of))),
            _ => {
                f.push(wrong(name, &entry.node, &Kind::described(&key.kinds)));
                None
            }
        }
    }

    /// A table of lone values with free names, each as text.
    pub fn scalars(&mut self, key: &'static str, f: &mut Findings) -> Pairs<String> {
        self.map(key, Kind::Scalar, f, |node| match &node.value {
            Value::Integer(i) => Some(i.to_string()),
            Value::Decimal(d) | Value::Date(d) => Some(d.clone()),
            Value::Bool(b) => Some(b.to_string()),
            _ => text_of(node),
        })
    }

    /// A table of sizes with free names.
    pub fn sizes(&mut self, key: &'static str, f: &mut Findings) -> Pairs<Size> {
        self.map(key, Kind::Size, f, size_of)
    }

    /// A table of numbers that are not negative, with free names, each in thousandths.
    pub fn amounts(&mut self, key: &'static str, f: &mut Findings) -> Pairs<i64> {
        self.map(key, Kind::Number(Some(0), None), f, thousandths)
    }

    /// A table with free names and values of `kind`, each read by `read`.
    fn map<T>(
        &mut self,
        name: &'static str,
        kind: Kind,
        f: &mut Findings,
        read: impl Fn(&Node) -> Option<T>,
    ) -> Pairs<T> {
        let Some((key, entry)) = self.find(name, |k| matches!(k, Kind::Map(_))) else { return Vec::new() };
        let kinds = [kind];
        debug_assert!(key.kinds.iter().any(|k| matches!(k, Kind::Map(inner) if inner[..] == kinds)));
        if let Value::Table(table) = &entry.node.value {
            return pairs(name, table, &Kind::described(&kinds), f, read);
        }
        f.push(wrong(name, &entry.node, &Kind::described(&key.kinds)));
        Vec::new()
    }

    /// A list of texts; a lone text counts as a list of one.
    pub fn texts(&mut self, name: &'static str, f: &mut Findings) -> Vec<At<String>> {
        let Some((_, entry)) = self.find(name, |k| matches!(k, Kind::List(i) if i.iter().all(Kind::is_text)))
        else {
            return Vec::new();
        };
        let items = match &entry.node.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let mut out = Vec::new();
        for item in items {
            match text_of(item) {
                Some(t) => out.push(At::new(t, item.span)),
                None => f.push(wrong(name, item, "a list of texts")),
            }
        }
        out
    }

    /// A table of the kind that the schema says, its reader begun.
    pub fn table(&mut self, name: &'static str, f: &mut Findings) -> Option<Reader<'t>> {
        let (key, entry) = self.find(name, |k| matches!(k, Kind::Table(_)))?;
        let kind = key.kinds.iter().find_map(|k| if let Kind::Table(t) = k { Some(*t) } else { None })?;
        if let Value::Table(table) = &entry.node.value {
            return Some(Reader::of(self.schema, table, kind, entry.key_span));
        }
        f.push(wrong(name, &entry.node, &Kind::described(&key.kinds)));
        None
    }

    /// A list of tables of the kind that the schema says, a reader begun for each.
    pub fn tables(&mut self, name: &'static str, f: &mut Findings) -> Vec<Reader<'t>> {
        let Some((key, entry)) = self.find(name, |k| list_of(k).is_some()) else { return Vec::new() };
        let Some(kind) = key.kinds.iter().find_map(list_of) else { return Vec::new() };
        let Value::Array(items) = &entry.node.value else {
            f.push(wrong(name, &entry.node, &format!("a list of tables, each begun by [[{name}]]")));
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items {
            if let Value::Table(table) = &item.value {
                out.push(Reader::of(self.schema, table, kind, item.span));
            } else {
                f.push(wrong(name, item, "a list of tables"));
            }
        }
        out
    }

    /// Reports every key that must be there and is not, and every key that the schema does not have.
    pub fn finish(self, f: &mut Findings) {
        let keys = &self.kind.keys;
        debug_assert!(
            keys.iter().all(|k| self.asked.contains(k.name)),
            "nobody reads {:?} of `{}`",
            keys.iter().map(|k| k.name).filter(|k| !self.asked.contains(k)).collect::<Vec<_>>(),
            self.kind.name
        );
        for key in keys.iter().filter(|k| k.absent == Absent::Error && self.table.get(k.name).is_none()) {
            let message = format!("{} needs the key `{}`", self.kind.phrase, key.name);
            let hint = format!("add `{} = …` here", key.name);
            f.push(Diagnostic::error("M005", message).at(self.span).hint(hint));
        }
        for entry in self.table.entries.iter().filter(|e| !self.asked.contains(e.key.as_str())) {
            let mut known: Vec<&str> = keys.iter().map(|k| k.name).collect();
            known.sort_unstable();
            let message = format!("unknown key `{}` in {}", entry.key, self.kind.phrase);
            let mut found = Diagnostic::error("M001", message).at(entry.key_span);
            if let Some(near) = nearest(&entry.key.replace('_', "-"), known.iter().copied()) {
                found = found.label(format!("did you mean `{near}`?"));
            }
            f.push(found.hint(format!("known keys: {}", quoted(&known))));
        }
    }
}

const TEXT: &str = "a text that is not empty";

const fn is_int(kind: &Kind) -> bool {
    matches!(kind, Kind::Int(..))
}

fn holds(kind: &Kind, n: i64) -> bool {
    matches!(kind, Kind::Int(min, max) if min.is_none_or(|m| m <= n) && max.is_none_or(|m| n <= m))
}

fn words_of(kind: &Kind) -> &[&'static str] {
    if let Kind::Word(words) = kind { words } else { &[] }
}

/// The kind of table that a list holds.
fn list_of(kind: &Kind) -> Option<&'static str> {
    let Kind::List(inner) = kind else { return None };
    inner.iter().find_map(|k| if let Kind::Table(t) = k { Some(*t) } else { None })
}

/// The values of a table with free names; those that are not `wanted` are reported.
fn pairs<T>(
    key: &str,
    table: &Table,
    wanted: &str,
    f: &mut Findings,
    read: impl Fn(&Node) -> Option<T>,
) -> Pairs<T> {
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

fn size_of(node: &Node) -> Option<Size> {
    Size::parse(&text_of(node)?).filter(|s| s.w > Length::ZERO && s.h > Length::ZERO)
}

/// A number that is not negative, in thousandths; more decimals are cut off.
fn thousandths(node: &Node) -> Option<i64> {
    match &node.value {
        Value::Integer(i) => i.checked_mul(1000).filter(|n| *n >= 0),
        Value::Decimal(d) => {
            let (whole, decimals) = d.split_once('.')?;
            let milli = decimals.get(..3).map_or_else(|| format!("{decimals:0<3}"), str::to_owned);
            let whole: i64 = whole.replace('_', "").parse().ok().filter(|w| *w >= 0)?;
            whole.checked_mul(1000)?.checked_add(milli.parse().ok().filter(|m| (0..1000).contains(m))?)
        }
        _ => None,
    }
}

/// The text of a node, where it is one and not empty.
pub fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(t) if !t.trim().is_empty() => Some(t.clone()),
        _ => None,
    }
}

/// A text with its place, where it is one and not empty.
pub fn at_text(node: &Node) -> Option<At<String>> {
    text_of(node).map(|t| At::new(t, node.span))
}

/// The finding for a value that is not what its key needs.
pub fn wrong(key: &str, node: &Node, wanted: &str) -> Diagnostic {
    let is = match &node.value {
        Value::Text(t) if t.trim().is_empty() => "an empty text".to_owned(),
        Value::Text(t) if t.chars().count() <= 40 => format!("`{t}`"),
        Value::Integer(i) => i.to_string(),
        Value::Decimal(d) | Value::Date(d) if d.len() <= 40 => d.clone(),
        Value::Bool(b) => b.to_string(),
        other => other.kind().to_owned(),
    };
    Diagnostic::error("M004", format!("`{key}` must be {wanted}, not {is}"))
        .at(node.span)
        .hint(format!("give `{key}` {wanted}"))
}
