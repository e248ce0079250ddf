//! What the keys of other tools' front matter say to an issue: Hugo, Jekyll, Obsidian, pandoc.
//! Knows no key of a manifest but those that `foreign.tsv` names.

use super::tree::{Entry, Node, Table, Value};
use crate::diag::{Diagnostic, Findings, Span};

/// Reads the keys of other tools in the YAML front matter `table` as ours, by `foreign.tsv`.
///
/// A key that says what one of ours says takes its name (`subtitle` is `deck`; `tags` and `categories` join
/// `keywords`); `author` is a credit; a text that calls itself a draft is a warning (M011); keys that say nothing
/// to an issue (`weight`, `permalink`) are passed over with one note (M010). All other keys stay as they are.
pub fn adopt(table: Table, f: &mut Findings) -> Table {
    let mut out = Table::default();
    let mut passed: Vec<(String, Span)> = Vec::new();
    for entry in table.entries {
        let meaning = meaning(&entry.key);
        match meaning {
            None => put(&mut out, entry, f),
            Some("-") => passed.push((entry.key, entry.key_span)),
            Some(word @ ("draft" | "published")) => draft(&entry, word == "draft", f),
            Some(word) => match word.strip_prefix("credit:") {
                Some(role) => credit(&mut out, entry, role, f),
                None => put(&mut out, renamed(entry, word), f),
            },
        }
    }
    if let Some((_, first)) = passed.first() {
        let names: Vec<_> = passed.iter().map(|(key, _)| format!("`{key}`")).collect();
        f.push(
            Diagnostic::note("M010", format!("keys of other tools are passed over: {}", names.join(", ")))
                .at(*first)
                .hint("an issue has no use for them; they may stay"),
        );
    }
    out
}

fn meaning(key: &str) -> Option<&'static str> {
    let mut rows = include_str!("foreign.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.find_map(|row| {
        let mut cells = row.split('\t');
        cells.next().filter(|k| *k == key).and(cells.next())
    })
}

fn renamed(mut entry: Entry, key: &str) -> Entry {
    key.clone_into(&mut entry.key);
    if key == "keywords" {
        entry.node = Node { value: Value::Array(texts(entry.node.clone())), span: entry.node.span };
    }
    entry
}

/// A list of subjects; a lone text may hold several, with commas between.
fn texts(node: Node) -> Vec<Node> {
    let span = node.span;
    match node.value {
        Value::Array(items) => items.into_iter().flat_map(texts).collect(),
        Value::Text(t) => {
            let parts = t.split(',').map(str::trim).filter(|p| !p.is_empty());
            parts.map(|p| Node { value: Value::Text(p.to_owned()), span }).collect()
        }
        Value::Integer(n) => vec![Node { value: Value::Text(n.to_string()), span }],
        Value::Null => Vec::new(),
        value => vec![Node { value, span }],
    }
}

/// Adds `entry`; lists of subjects join, of two other values one is too many.
fn put(out: &mut Table, entry: Entry, f: &mut Findings) {
    let Some(first) = out.entries.iter_mut().find(|e| e.key == entry.key) else {
        out.entries.push(entry);
        return;
    };
    if entry.key == "keywords" {
        let mut both = texts(first.node.clone());
        both.extend(texts(entry.node));
        first.node.value = Value::Array(both);
        return;
    }
    twice(&entry.key, entry.key_span, first.key_span, f);
}

fn twice(key: &str, at: Span, first: Span, f: &mut Findings) {
    f.push(
        Diagnostic::error("M008", format!("two keys say what `{key}` says"))
            .at(at)
            .related(first, "the other one")
            .hint("keep one of them"),
    );
}

/// `draft: true` of Hugo, `published: false` of Jekyll.
fn draft(entry: &Entry, when: bool, f: &mut Findings) {
    if entry.node.value != Value::Bool(when) {
        return;
    }
    f.push(
        Diagnostic::warning("M011", "this text says that it is a draft")
            .at(entry.key_span)
            .label("it is printed all the same")
            .hint(format!("take `{}` out when the text is ready", entry.key))
            .hint("or take the article out of the running order"),
    );
}

/// An author as a credit: a text, a list of texts, or tables that have a `name`.
fn credit(out: &mut Table, entry: Entry, role: &str, f: &mut Findings) {
    let Entry { key_span, node, .. } = entry;
    let there = out.entries.iter_mut().find(|e| e.key == "credits");
    let (Value::Text(text), None) = (&node.value, &there) else {
        let mut list: Vec<Node> = names(node).into_iter().map(|name| of_role(role, key_span, name)).collect();
        match there {
            None if list.is_empty() => {}
            None => {
                let node = Node { value: Value::Array(list), span: key_span };
                out.entries.push(Entry { key: "credits".to_owned(), key_span, node });
            }
            Some(first) => match &mut first.node.value {
                Value::Array(credits) => credits.append(&mut list),
                _ => twice("credits", key_span, first.key_span, f),
            },
        }
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    // One text may name several, as a short credit line may.
    let node = Node { value: Value::Text(format!("{role}: {text}")), span: node.span };
    out.entries.push(Entry { key: "credits".to_owned(), key_span, node });
}

fn names(node: Node) -> Vec<Node> {
    match node.value {
        Value::Array(items) => items.into_iter().flat_map(names).collect(),
        Value::Table(table) => table.get("name").map(|e| e.node.clone()).into_iter().collect(),
        Value::Null => Vec::new(),
        _ => vec![node],
    }
}

fn of_role(role: &str, at: Span, party: Node) -> Node {
    let span = party.span;
    let entry = |key: &str, node| Entry { key: key.to_owned(), key_span: at, node };
    let role = Node { value: Value::Text(role.to_owned()), span: at };
    Node { value: Value::Table(Table { entries: vec![entry("role", role), entry("party", party)] }), span }
}
