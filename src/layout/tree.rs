//! A layout file as a tree: every value with its place, tables in written order; merging and languages.
//! Knows nothing of what the keys mean.

use crate::diag::{Diagnostic, FileId, Findings, Span};
use crate::geom::parse_decimal;
use crate::issue::{Date, Lang};
use toml::de::{DeTable, DeValue};

/// A value and where it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Node {
    pub value: Value,
    pub span: Span,
}

/// What a key may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value {
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with a point, in billionths.
    Decimal(i64),
    Bool(bool),
    Date(Date),
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in written order; inherited ones stand first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    name: String,
    key: Span,
    node: Node,
}

/// A key and the inherited keys that fall when it is stated: ways to place a frame, to mix a colour, to
/// count columns.
const ANSWERS: [(&str, &[&str]); 8] = [
    ("lines", &["after", "at", "box", "height"]),
    ("after", &["lines", "box"]),
    ("at", &["lines", "box"]),
    ("box", &["lines", "after", "at", "cols", "height"]),
    ("cmyk", &["of", "percent", "rgb", "spot"]),
    ("of", &["cmyk", "rgb", "spot"]),
    ("count", &["narrowest"]),
    ("chars", &["gutter", "narrowest", "whole-ems"]),
];

/// Reads a file; `None` where it is not TOML, which is reported.
pub(super) fn parse(file: FileId, text: &str, findings: &mut Findings) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = error.message().lines().next().unwrap_or("unreadable").to_lowercase();
        let span = error.span().map(|range| Span::new(file, range));
        findings.push(Diagnostic::error("L001", message.replace('.', "")).at(span));
    }
    errors.is_empty().then(|| read_table(file, table.get_ref()))
}

fn read_table(file: FileId, table: &DeTable) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            name: key.get_ref().to_string(),
            key: Span::new(file, key.span()),
            node: Node { value: read_value(file, value.get_ref()), span: Span::new(file, value.span()) },
        })
        .collect();
    entries.sort_by_key(|e| e.key.start);
    Table { entries }
}

fn read_value(file: FileId, value: &DeValue) -> Value {
    match value {
        DeValue::String(s) => Value::Text(s.to_string()),
        DeValue::Integer(n) => Value::Int(i64::from_str_radix(n.as_str(), n.radix()).unwrap_or(i64::MAX)),
        DeValue::Float(n) => Value::Decimal(parse_decimal(n.as_str()).unwrap_or(i64::MAX)),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Datetime(d) => Value::Date(Date {
            year: d.date.map_or(0, |d| d.year),
            month: d.date.map(|d| d.month),
            day: d.date.map(|d| d.day),
        }),
        DeValue::Array(list) => Value::List(
            list.iter()
                .map(|n| Node { value: read_value(file, n.get_ref()), span: Span::new(file, n.span()) })
                .collect(),
        ),
        DeValue::Table(t) => Value::Table(read_table(file, t)),
    }
}

impl Node {
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(s) = &self.value { Some(s) } else { None }
    }

    pub fn int(&self) -> Option<i64> {
        if let Value::Int(n) = self.value { Some(n) } else { None }
    }

    pub fn bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self.value { Some(b) } else { None }
    }

    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(t) = &self.value { Some(t) } else { None }
    }

    pub fn list(&self) -> Option<&[Node]> {
        if let Value::List(l) = &self.value { Some(l) } else { None }
    }

    /// A number, whole or not, in hundredths.
    pub fn hundredths(&self) -> Option<i32> {
        let n = match self.value {
            Value::Int(n) => n.checked_mul(100)?,
            Value::Decimal(n) => n / 10_000_000,
            _ => return None,
        };
        i32::try_from(n).ok()
    }

    /// The texts of a list, or the one text.
    pub fn texts(&self) -> Vec<(&str, Span)> {
        match &self.value {
            Value::Text(s) => vec![(s, self.span)],
            Value::List(l) => l.iter().filter_map(|n| Some((n.text()?, n.span))).collect(),
            _ => Vec::new(),
        }
    }
}

impl Table {
    /// The value of a key; `None` also where it is `false`, which removes.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.raw(name).filter(|n| n.value != Value::Bool(false))
    }

    /// The value of a key, `false` included.
    pub fn raw(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.name == name).map(|e| &e.node)
    }

    /// The table under a key.
    pub fn sub(&self, name: &str) -> Option<&Self> {
        self.get(name)?.table()
    }

    /// The text under a key.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// Keys with their values in order; removed ones and `language` are left out.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> + Clone {
        self.all()
            .filter(|(name, _, node)| *name != "language" && node.value != Value::Bool(false))
            .map(|(name, _, node)| (name, node))
    }

    /// Every entry as it is: name, place of the key, value.
    pub fn all(&self) -> impl Iterator<Item = (&str, Span, &Node)> + Clone {
        self.entries.iter().map(|e| (e.name.as_str(), e.key, &e.node))
    }

    /// Where a key is written.
    pub fn key(&self, name: &str) -> Option<Span> {
        self.entries.iter().find(|e| e.name == name).map(|e| e.key)
    }

    /// This table without some keys.
    pub fn without(&self, names: &[&str]) -> Self {
        let keep = |e: &&Entry| !names.contains(&e.name.as_str());
        Self { entries: self.entries.iter().filter(keep).cloned().collect() }
    }

    /// This table with `over` laid on it: tables merge by key, anything else replaces; `false` stays as a
    /// mark of what is removed. A key that says the same thing in another way drops what it answers.
    pub fn merged(&self, over: &Self) -> Self {
        let answered = |old: &Entry| {
            let drops =
                |(by, what): &(&str, &[&str])| what.contains(&old.name.as_str()) && over.raw(by).is_some();
            over.raw(&old.name).is_none() && ANSWERS.iter().any(drops)
        };
        let mut out = Self { entries: self.entries.iter().filter(|e| !answered(e)).cloned().collect() };
        for entry in &over.entries {
            match out.entries.iter_mut().find(|e| e.name == entry.name) {
                None => out.entries.push(entry.clone()),
                Some(old) => {
                    old.node = match (&old.node.value, &entry.node.value) {
                        (Value::Table(a), Value::Table(b)) => {
                            Node { value: Value::Table(a.merged(b)), span: entry.node.span }
                        }
                        _ => entry.node.clone(),
                    };
                    old.key = entry.key;
                }
            }
        }
        out
    }

    /// This table for one language: `language.TAG` tables that hold for it are laid on, wider tags first.
    pub fn localised(&self, lang: &Lang) -> Self {
        let mut out = self.without(&["language"]);
        let tags = self.sub("language").map(|t| t.all().collect::<Vec<_>>()).unwrap_or_default();
        let mut fitting: Vec<_> = tags.iter().filter(|(tag, _, _)| lang.is(tag)).collect();
        fitting.sort_by_key(|(tag, _, _)| tag.len());
        for (_, _, node) in fitting {
            if let Some(table) = node.table() {
                out = out.merged(table);
            }
        }
        for entry in &mut out.entries {
            if let Value::Table(table) = &entry.node.value {
                entry.node.value = Value::Table(table.localised(lang));
            }
        }
        out
    }

    /// Adds every language tag that this table or one within it speaks of.
    pub fn languages(&self, into: &mut std::collections::BTreeSet<String>) {
        for (name, _, node) in self.all() {
            let Some(table) = node.table() else { continue };
            if name == "language" {
                into.extend(table.all().map(|(tag, _, _)| tag.to_owned()));
            } else {
                table.languages(into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, parse};
    use crate::diag::{FileId, Findings};
    use crate::issue::Lang;

    fn read(text: &str) -> Table {
        parse(FileId(0), text, &mut Findings::new()).unwrap()
    }

    #[test]
    fn tables_merge_arrays_replace_and_order_is_kept() {
        let base = read("z = 1\na = [1, 2]\n[t]\nx = 1\ny = 2\n");
        let over = read("a = [3]\nt.y = false\nt.n = 4\n");
        let out = base.merged(&over);
        let names: Vec<_> = out.iter().map(|(n, _)| n).collect();
        assert_eq!(names, ["z", "a", "t"]);
        assert_eq!(out.get("a").unwrap().list().unwrap().len(), 1);
        let t = out.sub("t").unwrap();
        assert!(t.get("y").is_none() && t.raw("y").is_some());
        assert_eq!(t.iter().map(|(n, _)| n).collect::<Vec<_>>(), ["x", "n"]);
    }

    #[test]
    fn another_way_to_place_a_frame_drops_the_inherited_one() {
        let base = read("after = \"x\"\ncols = 1\ngap = \"1line\"\n");
        let out = base.merged(&read("lines = [1, 2]\n"));
        assert_eq!(out.iter().map(|(n, _)| n).collect::<Vec<_>>(), ["cols", "gap", "lines"]);
    }

    #[test]
    fn languages_override_wider_tags_first() {
        let t = read("s = 1\n[k]\nv = 1\nlanguage.zh-Hans = { v = 3 }\nlanguage.zh = { v = 2, w = 2 }\n");
        let get = |tag: &str, key: &str| {
            t.localised(&Lang(tag.into())).sub("k").unwrap().get(key).and_then(super::Node::int)
        };
        assert_eq!((get("en", "v"), get("en", "w")), (Some(1), None));
        assert_eq!((get("zh-Hant", "v"), get("zh-Hant", "w")), (Some(2), Some(2)));
        assert_eq!((get("zh-Hans-CN", "v"), get("zh-Hans-CN", "w")), (Some(3), Some(2)));
    }
}
