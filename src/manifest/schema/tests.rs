//! The manifest's schema against itself and against its readers: every key, every kind, right and wrong values.
//! Proves nothing about what keys mean.

use super::{Absent, Kind, schema};
use crate::diag::{FileId, Findings, Span};
use crate::manifest::issue::issue;
use crate::manifest::tree::{Entry, Node, Table, Value};
use std::collections::BTreeSet;

/// Elements of PRISM 3.0 (Basic Metadata and Usage Rights) that the schema may name.
const PRISM: &str = "prism:alternateTitle prism:aggregateIssueNumber prism:corporateEntity prism:coverDate \
    prism:coverDisplayDate prism:eIssn prism:genre prism:isTranslationOf prism:issn prism:issueIdentifier \
    prism:issueName prism:issueTeaser prism:issueType prism:hasTranslation prism:keyword \
    prism:nationalCatalogNumber prism:number prism:organization prism:pageCount prism:pageRange prism:person \
    prism:publicationDate prism:publicationName prism:publishingFrequency prism:section prism:startingPage \
    prism:subtitle prism:supplementDisplayID prism:supplementTitle prism:teaser prism:volume \
    pur:copyright pur:creditLine pur:permissions pur:rightsOwner pur:rightsAgent \
    dc:contributor dc:creator dc:description dc:identifier dc:language dc:publisher dc:title dc:type";

fn node(value: Value) -> Node {
    Node { value, span: Span::new(FileId(0), 0..0) }
}

fn text(t: &str) -> Node {
    node(Value::Text(t.into()))
}

fn table(entries: &[(&str, Node)]) -> Table {
    let entries = entries.iter().map(|(key, node)| Entry {
        key: (*key).to_owned(),
        key_span: Span::new(FileId(0), 0..0),
        node: node.clone(),
    });
    Table { entries: entries.collect() }
}

/// Values of every type, right and wrong for one key or another.
fn probes() -> Vec<Value> {
    let list = |n: Node| Value::Array(vec![n]);
    let mut out: Vec<Value> =
        ["", " ", "word", "3mm", "-3mm", "3", "210mm x 285mm", "210px x 285mm", "0mm x 1mm"]
            .into_iter()
            .map(|t| Value::Text(t.into()))
            .collect();
    out.extend([-1, 0, 1, 9, 10, 64, 65, 400, 401, 10_000, 10_001, 2025, 100_000_000].map(Value::Integer));
    out.extend(["1.5", "-0.5"].map(|d| Value::Decimal(d.into())));
    out.extend([Value::Bool(true), Value::Bool(false), Value::Date("2025-12-01".into())]);
    out.extend([Value::Array(Vec::new()), list(text("a")), list(text("")), list(node(Value::Integer(1)))]);
    out.extend([list(node(Value::Table(Table::default()))), list(node(list(text("a"))))]);
    for inner in [text("a"), text(" "), text("3mm x 4mm"), node(Value::Integer(1)), node(Value::Integer(-1))]
    {
        out.push(Value::Table(table(&[("en", inner.clone())])));
        out.push(list(node(Value::Table(table(&[("en", inner)])))));
    }
    out.extend([Value::Table(Table::default()), Value::Table(table(&[("en", node(list(text("a"))))]))]);
    let words = schema().tables().flat_map(|t| &t.keys).flat_map(|k| &k.kinds);
    out.extend(
        words
            .flat_map(|k| if let Kind::Word(w) = k { w.clone() } else { Vec::new() })
            .map(|w| Value::Text(w.to_owned())),
    );
    for kind in schema().tables() {
        out.push(Value::Table(least(kind.name)));
        out.push(list(node(Value::Table(least(kind.name)))));
    }
    out
}

/// A table of a kind with the keys that must be there.
fn least(kind: &str) -> Table {
    let must = schema().table(kind).keys.iter().filter(|k| k.absent == Absent::Error);
    let entries: Vec<_> = must.map(|k| (k.name, node(k.kinds.first().map(value).expect("a kind")))).collect();
    table(&entries)
}

/// A value of a kind.
fn value(kind: &Kind) -> Value {
    match kind {
        Kind::Word(words) => Value::Text(words.first().copied().unwrap_or_default().into()),
        Kind::Bool => Value::Bool(true),
        Kind::Int(min, _) | Kind::Number(min, _) => Value::Integer(min.unwrap_or(1)),
        Kind::Date | Kind::Day => Value::Date("2025-12-01".into()),
        Kind::Length(..) => Value::Text("3mm".into()),
        Kind::Size => Value::Text("3mm x 4mm".into()),
        Kind::Text(_) | Kind::Scalar => Value::Text("x".into()),
        Kind::List(inner) => Value::Array(inner.first().map(value).map(node).into_iter().collect()),
        Kind::Table(kind) => Value::Table(least(kind)),
        Kind::Map(inner) | Kind::Tagged(inner) => {
            Value::Table(table(&[("en", node(inner.first().map(value).expect("a kind")))]))
        }
    }
}

/// Whether the schema allows `value`, forms that the issue proves left aside.
fn allows(kinds: &[Kind], value: &Value) -> bool {
    let every = |items: &[Node], inner: &[Kind]| items.iter().all(|n| allows(inner, &n.value));
    kinds.iter().any(|kind| match (kind, value) {
        (Kind::Text("words"), Value::Text(_))
        | (Kind::Bool, Value::Bool(_))
        | (Kind::Date, Value::Date(_) | Value::Text(_) | Value::Integer(_))
        | (Kind::Scalar, Value::Integer(_) | Value::Decimal(_) | Value::Bool(_) | Value::Date(_)) => true,
        (Kind::Text(_) | Kind::Scalar, Value::Text(t)) => !t.trim().is_empty(),
        (Kind::Word(words), Value::Text(t)) => words.contains(&t.as_str()),
        (Kind::Int(min, max), Value::Integer(i)) => {
            min.is_none_or(|m| m <= *i) && max.is_none_or(|m| *i <= m)
        }
        (Kind::Number(min, _), Value::Integer(i)) => min.is_none_or(|m| m <= *i),
        (Kind::Number(min, _), Value::Decimal(d)) => min.is_none_or(|_| !d.starts_with('-')),
        (Kind::Length(..), Value::Text(t)) => t == "3mm",
        (Kind::Size, Value::Text(t)) => ["210mm x 285mm", "3mm x 4mm"].contains(&t.as_str()),
        (Kind::List(inner), Value::Array(items)) => every(items, inner),
        (Kind::Map(inner) | Kind::Tagged(inner), Value::Table(t)) => {
            t.entries.iter().all(|e| allows(inner, &e.node.value))
        }
        (Kind::Table(kind), Value::Table(t)) => {
            let kind = schema().table(kind);
            t.entries.iter().all(|e| kind.key(&e.key).is_some_and(|k| allows(&k.kinds, &e.node.value)))
                && kind.keys.iter().all(|k| k.absent != Absent::Error || t.get(k.name).is_some())
        }
        _ => false,
    })
}

/// An issue in which a table of `kind` has `with` in place of its own key of that name; `None` where no
/// issue holds such a table.
fn around(kind: &str, inner: Table) -> Option<Table> {
    if kind == "issue" {
        return Some(inner);
    }
    // Front matter is read by the code that reads the same keys of an article.
    let kind = if kind == "front-matter" { "article" } else { kind };
    let holder = |k: &Kind| match k {
        Kind::Table(t) => *t == kind,
        Kind::List(items) => items.contains(&Kind::Table(schema().table(kind).name)),
        _ => false,
    };
    for outer in schema().tables() {
        for key in &outer.keys {
            let Some(found) = key.kinds.iter().find(|k| holder(k)) else { continue };
            let mut value = Value::Table(inner.clone());
            if matches!(found, Kind::List(_)) {
                value = Value::Array(vec![node(value)]);
            }
            if let Some(whole) = around(outer.name, put(least(outer.name), key.name, value)) {
                return Some(whole);
            }
        }
    }
    None
}

fn put(mut table: Table, key: &str, value: Value) -> Table {
    table.entries.retain(|e| e.key != key);
    let key_span = Span::new(FileId(0), 0..0);
    table.entries.push(Entry { key: key.to_owned(), key_span, node: node(value) });
    table
}

fn faults(root: &Table) -> Vec<String> {
    let mut findings = Findings::new();
    issue(root, Span::new(FileId(0), 0..0), &mut findings);
    findings.iter().map(|d| d.message.clone()).collect()
}

#[test]
fn readers_take_what_the_schema_allows_and_nothing_else() {
    let probes = probes();
    let mut tried = 0;
    for kind in schema().tables() {
        for key in &kind.keys {
            for probe in &probes {
                let root = around(kind.name, put(least(kind.name), key.name, probe.clone()))
                    .unwrap_or_else(|| panic!("no issue holds `{}`", kind.name));
                let found = faults(&root);
                let allowed = allows(&key.kinds, probe);
                assert_eq!(found.is_empty(), allowed, "{}.{} = {probe:?}: {found:?}", kind.name, key.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn readers_need_what_the_schema_needs_and_know_no_more() {
    for kind in schema().tables() {
        let whole = least(kind.name);
        assert_eq!(faults(&around(kind.name, whole.clone()).expect("a place")), Vec::<String>::new());
        for key in &kind.keys {
            let mut lacking = whole.clone();
            lacking.entries.retain(|e| e.key != key.name);
            let found = faults(&around(kind.name, lacking).expect("a place"));
            let wanted = if key.absent == Absent::Error {
                vec![format!("{} needs the key `{}`", schema().table(kind.name).phrase, key.name)]
            } else {
                Vec::new()
            };
            assert_eq!(found, wanted);
        }
        let more = put(whole, "no-such-key", Value::Integer(1));
        let found = faults(&around(kind.name, more).expect("a place"));
        assert!(matches!(&found[..], [one] if one.starts_with("unknown key `no-such-key` in ")), "{found:?}");
    }
}

#[test]
fn the_schema_is_whole() {
    let terms: BTreeSet<&str> = PRISM.split_whitespace().collect();
    for kind in schema().tables() {
        assert!(!kind.phrase.is_empty() && !kind.meaning.is_empty(), "{} is not explained", kind.name);
        let mut seen = BTreeSet::new();
        for key in &kind.keys {
            let name = format!("{}.{}", kind.name, key.name);
            assert!(seen.insert(key.name), "{name} stands twice");
            assert!(!key.meaning.is_empty() && !key.meaning.ends_with('.'), "{name}: {}", key.meaning);
            for k in key
                .kinds
                .iter()
                .flat_map(|k| if let Kind::List(l) = k { l.as_slice() } else { std::slice::from_ref(k) })
            {
                if let Kind::Table(t) = k {
                    assert_eq!(schema().table(t).name, *t, "{name}");
                }
            }
            if let Absent::Default(json) = key.absent {
                let read: serde_json::Value =
                    serde_json::from_str(json).unwrap_or_else(|e| panic!("{name}: {e}"));
                assert!(!read.is_null());
            }
        }
        for term in kind.keys.iter().filter_map(|k| k.term).chain(kind.term) {
            assert!(term.starts_with("schema:") || terms.contains(term), "{term} is not in PRISM 3.0");
        }
    }
}
