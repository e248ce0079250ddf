//! A closed language of keys as data: tables, their keys, the kinds of their values, what each means.
//! Reads no file; `Reader` reads by it, and `json` writes it as JSON Schema for editors.

mod json;
mod kind;
#[cfg(test)]
mod tests;

pub use json::Dialect;
pub use kind::Kind;
pub(super) use kind::quoted;

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The keys of `publication.toml`, `issue.toml` and front matter, from `manifest/schema.tsv`.
#[must_use]
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(include_str!("../schema.tsv")));
    &SCHEMA
}

/// One of the files that a manifest is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Document {
    /// `issue.toml`.
    Issue,
    /// `publication.toml`.
    Publication,
    /// Front matter of an article.
    Article,
}

/// The JSON Schema of a document, for editors; the same text every time.
///
/// It is for what people write: a `null`, which stands for an absent key in a manifest that a program writes
/// as JSON, is not in it.
#[must_use]
pub fn schema_json(document: Document) -> String {
    let (root, name) = match document {
        Document::Issue => ("issue", "issue"),
        Document::Publication => ("publication", "publication"),
        Document::Article => ("front-matter", "article"),
    };
    schema().json(root, name, &Dialect { units: &["mm", "cm", "in", "pt"], layers: false })
}

/// One key of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may be: one of these.
    pub kinds: Vec<Kind>,
    /// What holds where it is missing.
    pub absent: Absent,
    /// The same thing in PRISM 3.0 (`prism`, `pur`, `dc`), else in schema.org (`schema`).
    pub term: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

/// What holds where a key is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absent {
    /// It must be there.
    Error,
    /// One of the keys of the table that say so must be there.
    OneOf,
    /// Nothing, or what another file or the layout says.
    Nothing,
    /// This value, in JSON.
    Default(&'static str),
}

/// A kind of table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableKind {
    /// Its name, by which other kinds refer to it.
    pub name: &'static str,
    /// What messages call it, with its article: `an issue`.
    pub phrase: &'static str,
    /// As of a key.
    pub term: Option<&'static str>,
    /// What it holds.
    pub meaning: &'static str,
    /// Its keys in the order of the file; none twice.
    pub keys: Vec<Key>,
}

impl TableKind {
    const NONE: Self = Self { name: "", phrase: "a table", term: None, meaning: "", keys: Vec::new() };

    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}

/// A closed language: its kinds of table by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schema {
    tables: BTreeMap<&'static str, TableKind>,
}

impl Schema {
    /// Reads rows of `table key kinds else term meaning` with tabs between; the first lines of
    /// `manifest/schema.tsv` say what may stand in them. A row of another shape counts for nothing.
    #[must_use]
    pub fn read(rows: &'static str) -> Self {
        let mut tables: BTreeMap<&'static str, TableKind> = BTreeMap::new();
        for row in rows.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&'static str> = row.split('\t').collect();
            let [table, name, kinds, absent, term, meaning] = cells[..] else { continue };
            let term = Some(term).filter(|t| *t != "-");
            let taken = if name == "+" { tables.get(kinds).cloned() } else { None };
            let kind = tables.entry(table).or_insert_with(|| TableKind { name: table, ..TableKind::NONE });
            match name {
                "." => {
                    (kind.phrase, kind.term, kind.meaning) = (kinds, term, meaning);
                }
                "+" => kind.keys.extend(taken.unwrap_or(TableKind::NONE).keys),
                _ => {
                    let absent = match absent {
                        "!" => Absent::Error,
                        "?" => Absent::OneOf,
                        "-" => Absent::Nothing,
                        value => Absent::Default(value),
                    };
                    kind.keys.push(Key { name, kinds: Kind::alternatives(kinds), absent, term, meaning });
                }
            }
        }
        Self { tables }
    }

    /// The kind of table of this name; one without keys where there is none.
    #[must_use]
    pub fn table(&self, name: &str) -> &TableKind {
        static NONE: TableKind = TableKind::NONE;
        self.tables.get(name).unwrap_or(&NONE)
    }

    /// Every kind of table, by name.
    pub fn tables(&self) -> impl Iterator<Item = &TableKind> {
        self.tables.values()
    }
}
