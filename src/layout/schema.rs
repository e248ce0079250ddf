//! The closed language of layout files, read from `schema.tsv`, and the walk that reports every fault.
//! Checks shapes only; what a name refers to is `resolve`'s to know.

use super::tree::{Node, Table, Value};
use crate::diag::{Diagnostic, Findings, Span, nearest};
use crate::geom::parse_decimal;
use crate::issue::Lang;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One key of the language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// Kind of table that it stands in.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Kinds of value, with `|` between.
    pub kinds: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every key in the order of the file.
pub fn keys() -> impl Iterator<Item = Key> {
    include_str!("schema.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Key { table: cells.next()?, name: cells.next()?, kinds: cells.next()?, meaning: cells.next()? })
    })
}

static TABLES: LazyLock<BTreeMap<&'static str, Vec<Key>>> = LazyLock::new(|| {
    let mut out: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for key in keys() {
        out.entry(key.table).or_default().push(key);
    }
    out
});

/// Reports every key that the language does not have and every value of a wrong kind.
pub(super) fn check(root: &Table, findings: &mut Findings) {
    check_table(root, "layout", findings);
}

fn check_table(table: &Table, kind: &str, findings: &mut Findings) {
    let Some(keys) = TABLES.get(kind) else { return };
    for (name, span, node) in table.all() {
        if name == "language" {
            check_languages(node, findings, |t, f| check_table(t, kind, f));
        } else if let Some(key) = keys.iter().find(|k| k.name == name) {
            check_value(node, key.kinds, name, findings);
        } else {
            findings.push(unknown(name, span, keys));
        }
    }
}

fn unknown(name: &str, span: Span, keys: &[Key]) -> Diagnostic {
    let names = keys.iter().map(|k| k.name);
    let diagnostic = Diagnostic::error("L002", format!("unknown key `{name}`")).at(span);
    match nearest(name, names.clone()) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic.hint(format!("the keys here are {}", listed(names))),
    }
}

/// Names in backticks with commas between.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn check_languages(node: &Node, findings: &mut Findings, check: impl Fn(&Table, &mut Findings)) {
    let Some(tags) = node.table() else {
        findings.push(wrong(node, "language", "a table of language tags"));
        return;
    };
    for (tag, span, node) in tags.all() {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if Lang(tag.to_owned()).primary().len() < 2 || !tag.chars().all(fits) {
            let message = format!("`{tag}` is not a language tag");
            let hint = "write a tag such as `en` or `zh-Hans`";
            findings.push(Diagnostic::error("L006", message).at(span).hint(hint));
        }
        match node.table() {
            Some(table) => check(table, findings),
            None => findings.push(wrong(node, tag, "a table")),
        }
    }
}

/// Tries the alternatives; where none holds, the faults of the one whose outer shape fits are told.
fn check_value(node: &Node, kinds: &str, name: &str, findings: &mut Findings) {
    if node.value == Value::Bool(false) {
        return;
    }
    if let Some(inner) = kinds.strip_prefix('*') {
        match node.table() {
            Some(table) => check_map(table, inner, findings),
            None => findings.push(wrong(node, name, "a table")),
        }
        return;
    }
    let mut best: Option<Findings> = None;
    for kind in kinds.split('|') {
        let mut here = Findings::new();
        let shape = check_kind(node, kind, name, &mut here);
        if shape && here.is_empty() {
            return;
        }
        if shape {
            best = Some(here);
        }
    }
    match best {
        Some(best) => findings.append(best),
        None => findings.push(wrong(node, name, &described(kinds))),
    }
}

/// Whether the outer shape is that of `kind`; faults within go to `findings`.
fn check_kind(node: &Node, kind: &str, name: &str, findings: &mut Findings) -> bool {
    if let Some(inner) = kind.strip_prefix("[]") {
        let Some(list) = node.list() else { return false };
        let fits = |n: &Node| check_kind(n, inner, name, &mut Findings::new());
        let mixed = inner == "step";
        if !mixed && inner.starts_with("[]") != list.iter().any(|n| n.list().is_some()) && !list.is_empty() {
            return false;
        }
        for item in list {
            if fits(item) {
                check_kind(item, inner, name, findings);
            } else {
                findings.push(wrong(item, name, &described(inner)));
            }
        }
        return true;
    }
    if let Some(table_kind) = kind.strip_prefix("{}") {
        let Some(table) = node.table() else { return false };
        check_table(table, table_kind, findings);
        return true;
    }
    if kind == "step" {
        // One master, or a list of alternatives.
        let one = |n: &Node| n.text().is_some();
        return one(node) || node.list().is_some_and(|l| l.iter().all(one));
    }
    check_scalar(node, kind, name, findings)
}

fn check_map(table: &Table, inner: &str, findings: &mut Findings) {
    for (name, _, node) in table.all() {
        if name == "language" {
            check_languages(node, findings, |t, f| check_map(t, inner, f));
        } else {
            check_value(node, inner, name, findings);
        }
    }
}

fn check_scalar(node: &Node, kind: &str, name: &str, findings: &mut Findings) -> bool {
    let mut words = kind.split(':');
    match (words.next().unwrap_or(""), &node.value) {
        ("text", Value::Text(_))
        | ("bool", Value::Bool(_))
        | ("int" | "number", Value::Int(_))
        | ("number", Value::Decimal(_))
        | ("date", Value::Date(_)) => true,
        ("one", Value::Text(word)) => {
            if !words.clone().any(|w| w == word) {
                findings.push(not_one_of(word, node.span, words));
            }
            true
        }
        ("length", Value::Int(_) | Value::Decimal(_)) => {
            let message = format!("`{name}` is a length and needs a unit");
            let hint = "write the number with `mm`, `pt`, `in`, `em` or `line`, in quotation marks";
            findings.push(Diagnostic::error("L004", message).at(node.span).hint(hint));
            true
        }
        ("length", Value::Text(text)) => {
            check_unit(text, node.span, findings);
            true
        }
        _ => false,
    }
}

/// A finding that `word` is none of `words`.
pub(super) fn not_one_of<'a>(
    word: &str,
    span: Span,
    words: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = format!("`{word}` is none of {}", listed(words.clone()));
    let diagnostic = Diagnostic::error("L006", message).at(span);
    match nearest(word, words) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// The units of lengths: absolute ones, the em of the style, the step of the baseline grid.
pub(super) const UNITS: [&str; 6] = ["mm", "cm", "in", "pt", "em", "line"];

fn check_unit(text: &str, span: Span, findings: &mut Findings) {
    let (number, unit) = split_unit(text);
    if parse_decimal(number).is_none() {
        let message = format!("`{text}` is not a length");
        findings.push(Diagnostic::error("L004", message).at(span).hint("write, say, `12.5pt`"));
    } else if !UNITS.contains(&unit) {
        let message = if unit.is_empty() {
            format!("`{text}` lacks its unit")
        } else {
            format!("unknown unit `{unit}` in `{text}`")
        };
        let diagnostic = Diagnostic::error("L005", message).at(span);
        findings.push(match nearest(unit, UNITS) {
            Some(near) if !unit.is_empty() => diagnostic.label(format!("did you mean `{near}`?")),
            _ => diagnostic.hint(format!("the units are {}", listed(UNITS.into_iter()))),
        });
    }
}

/// Number and unit of a length's text.
pub(super) fn split_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_digit() && !"+-.".contains(c)).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    (number, unit.trim())
}

fn wrong(node: &Node, name: &str, wanted: &str) -> Diagnostic {
    let message = format!("`{name}` holds {}, not {wanted}", found(&node.value));
    Diagnostic::error("L003", message).at(node.span)
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Int(_) | Value::Decimal(_) => "a number",
        Value::Bool(_) => "true or false",
        Value::Date(_) => "a date",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
    }
}

fn described(kinds: &str) -> String {
    let one = |kind: &str| match kind {
        "text" => "text".to_owned(),
        "step" => "text or a list".to_owned(),
        "bool" => "true or false".to_owned(),
        "int" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "length" => "a length such as \"3mm\"".to_owned(),
        "date" => "a date".to_owned(),
        k if k.starts_with("[][]") => "a list of lists".to_owned(),
        k if k.starts_with("[]") => "a list".to_owned(),
        k if k.starts_with("one:") => {
            format!("one of {}", listed(k.trim_start_matches("one:").split(':')))
        }
        _ => "a table".to_owned(),
    };
    kinds.split('|').map(one).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::{TABLES, check, keys};
    use crate::diag::{FileId, Findings};
    use crate::layout::tree::parse;

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let mut findings = Findings::new();
        if let Some(table) = parse(FileId(0), text, &mut findings) {
            check(&table, &mut findings);
        }
        let label = |d: &crate::diag::Diagnostic| d.label.clone().unwrap_or_else(|| d.message.clone());
        findings.iter().map(|d| (d.code, label(d))).collect()
    }

    #[test]
    fn every_table_kind_that_is_named_exists() {
        for key in keys() {
            for kind in key.kinds.split('|') {
                let inner = kind.trim_start_matches('*').trim_start_matches("[]");
                if let Some(table) = inner.strip_prefix("{}") {
                    assert!(TABLES.contains_key(table), "{table}");
                }
            }
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let got = codes(
            "desing = 1\n[styles.body]\nsize = 9\nindent = \"1ex\"\nalgin = \"left\"\nalign = \"lfet\"\n\
             italic = 3\nlanguage.zh-Hans = { sise = \"9pt\" }\n[masters.a.frames]\nx = { cols = \"2\", linse = [1, 2] }\n",
        );
        let codes: Vec<_> = got.iter().map(|(c, _)| *c).collect();
        assert_eq!(
            codes,
            ["L002", "L004", "L005", "L002", "L006", "L003", "L002", "L003", "L002"],
            "{got:?}"
        );
        assert!(got.iter().any(|(_, l)| l == "did you mean `align`?"));
        assert!(got.iter().any(|(_, l)| l == "did you mean `lines`?"));
    }

    #[test]
    fn alternatives_and_removal_are_allowed() {
        let ok = "[floats.figure]\nspan = 2\nplace = [\"top\"]\n[floats.table]\nspan = [1, 3]\n\
                  [genres.a]\nsequence = [[\"x\", \"y*\"]]\ndrop-cap = false\n[genres.b]\nsequence = [\"x\"]\n\
                  [fonts]\na = \"A\"\nb = [\"A\", \"B\"]\n[masters.m]\nfurniture.folio = false\n";
        assert_eq!(codes(ok), []);
        assert_eq!(codes("[floats.x]\nspan = [1, \"2\"]\n").len(), 1);
    }
}
