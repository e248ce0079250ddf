//! The closed language of layout files, read from `schema.tsv`, and the walk that reports every fault.
//! Checks shapes only; what a name refers to is `resolve`'s to know.

use super::tree::{Node, Table, Value, parse};
use crate::diag::{Diagnostic, FileId, Findings, Span, nearest};
use crate::geom::parse_decimal;
use crate::issue::Lang;
use crate::manifest::{Dialect, Kind, Schema};
use std::sync::LazyLock;

/// The language of `layout.toml`; its outermost table is `layout`.
#[must_use]
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(include_str!("schema.tsv")));
    &SCHEMA
}

/// The JSON Schema of `layout.toml`, for editors; the same text every time.
#[must_use]
pub fn schema_json() -> String {
    schema().json("layout", "layout", &Dialect { units: &UNITS, layers: true })
}

/// Reports what the text of a `layout.toml` has wrong in itself: syntax, keys, kinds of values, units. What it
/// inherits and what its names refer to is left to [`Library`](super::Library).
pub fn check_text(file: FileId, text: &str, findings: &mut Findings) {
    if let Some(table) = parse(file, text, findings) {
        check(&table, findings);
    }
}

/// Reports every key that the language does not have and every value of a wrong kind.
pub(super) fn check(root: &Table, findings: &mut Findings) {
    check_table(root, "layout", findings);
}

fn check_table(table: &Table, kind: &str, findings: &mut Findings) {
    let kind = schema().table(kind);
    for (name, span, node) in table.all() {
        if name == "language" {
            check_languages(node, findings, |t, f| check_table(t, kind.name, f));
        } else if let Some(key) = kind.key(name) {
            check_value(node, &key.kinds, name, findings);
        } else {
            findings.push(unknown(name, span, kind.keys.iter().map(|k| k.name)));
        }
    }
}

fn unknown<'a>(name: &str, span: Span, names: impl Iterator<Item = &'a str> + Clone) -> Diagnostic {
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

/// Takes the alternative whose outer shape fits and tells its faults; `false`, which removes, always fits.
fn check_value(node: &Node, kinds: &[Kind], name: &str, findings: &mut Findings) {
    if node.value == Value::Bool(false) {
        return;
    }
    match kinds.iter().find(|k| shaped(node, k)) {
        Some(kind) => check_kind(node, kind, name, findings),
        None => findings.push(wrong(node, name, &described(kinds))),
    }
}

/// Whether the outer shape is that of `kind`.
fn shaped(node: &Node, kind: &Kind) -> bool {
    match kind {
        Kind::Text(_) | Kind::Word(_) | Kind::Size => node.text().is_some(),
        Kind::Bool => node.bool().is_some(),
        Kind::Int(..) => node.int().is_some(),
        Kind::Number(..) => matches!(node.value, Value::Int(_) | Value::Decimal(_)),
        Kind::Length(..) => matches!(node.value, Value::Int(_) | Value::Decimal(_) | Value::Text(_)),
        Kind::Date | Kind::Day => matches!(node.value, Value::Date(_)),
        Kind::Scalar => node.list().is_none() && node.table().is_none(),
        Kind::List(_) => node.list().is_some(),
        Kind::Table(_) | Kind::Map(_) | Kind::Tagged(_) => node.table().is_some(),
    }
}

/// Tells the faults within a value that is shaped as `kind` says.
fn check_kind(node: &Node, kind: &Kind, name: &str, findings: &mut Findings) {
    match kind {
        Kind::List(inner) => {
            for item in node.list().unwrap_or_default() {
                match inner.iter().find(|k| shaped(item, k)) {
                    Some(kind) => check_kind(item, kind, name, findings),
                    None => findings.push(wrong(item, name, &described(inner))),
                }
            }
        }
        Kind::Table(kind) => {
            if let Some(table) = node.table() {
                check_table(table, kind, findings);
            }
        }
        Kind::Map(inner) | Kind::Tagged(inner) => {
            if let Some(table) = node.table() {
                check_map(table, inner, findings);
            }
        }
        Kind::Word(words) => {
            if let Some(word) = node.text().filter(|w| !words.contains(w)) {
                findings.push(not_one_of(word, node.span, words.iter().copied()));
            }
        }
        Kind::Int(min, max) | Kind::Number(min, max) => {
            let value = match node.value {
                Value::Int(n) => n.saturating_mul(BILLION),
                Value::Decimal(n) => n,
                _ => 0,
            };
            if !within(value, (*min, *max)) {
                findings.push(beyond(node, name, (*min, *max), ""));
            }
        }
        Kind::Length(min, max) => {
            if let Some(text) = node.text() {
                check_unit(text, node.span, findings);
                if points(text).is_some_and(|p| !within(p, (*min, *max))) {
                    findings.push(beyond(node, name, (*min, *max), "pt"));
                }
                return;
            }
            let message = format!("`{name}` is a length and needs a unit");
            let hint = "write the number with `mm`, `pt`, `in`, `em` or `line`, in quotation marks";
            findings.push(Diagnostic::error("L004", message).at(node.span).hint(hint));
        }
        _ => {}
    }
}

fn check_map(table: &Table, inner: &[Kind], findings: &mut Findings) {
    for (name, _, node) in table.all() {
        if name == "language" {
            check_languages(node, findings, |t, f| check_map(t, inner, f));
        } else {
            check_value(node, inner, name, findings);
        }
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

const BILLION: i64 = 1_000_000_000;

/// Whether `value`, in billionths, lies within the bounds that there are.
fn within(value: i64, (min, max): (Option<i64>, Option<i64>)) -> bool {
    let of = |bound: i64| bound.saturating_mul(BILLION);
    min.is_none_or(|m| of(m) <= value) && max.is_none_or(|m| value <= of(m))
}

/// A length in billionths of a point, for its bounds: an em and a line count as twelve points.
fn points(text: &str) -> Option<i64> {
    let (number, unit) = split_unit(text);
    let number = i128::from(parse_decimal(number)?);
    let (times, over) = match unit {
        "mm" => (72 * 5, 127),
        "cm" => (72 * 50, 127),
        "in" => (72, 1),
        "pt" => (1, 1),
        "em" | "line" => (12, 1),
        _ => return None,
    };
    let points = number * times / over;
    Some(i64::try_from(points).unwrap_or(if points < 0 { i64::MIN } else { i64::MAX }))
}

fn beyond(node: &Node, name: &str, bounds: (Option<i64>, Option<i64>), unit: &str) -> Diagnostic {
    let hint = match bounds {
        (Some(min), Some(max)) => format!("write a value from {min}{unit} to {max}{unit}"),
        (Some(min), None) => format!("write at least {min}{unit}"),
        (_, max) => format!("write at most {}{unit}", max.unwrap_or(0)),
    };
    Diagnostic::error("L018", format!("`{name}` is out of range")).at(node.span).hint(hint)
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

fn described(kinds: &[Kind]) -> String {
    let one = |kind: &Kind| match kind {
        Kind::Text(_) | Kind::Size | Kind::Scalar => "text".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Int(..) => "a whole number".to_owned(),
        Kind::Number(..) => "a number".to_owned(),
        Kind::Length(..) => "a length such as \"3mm\"".to_owned(),
        Kind::Date | Kind::Day => "a date".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Word(words) => format!("one of {}", listed(words.iter().copied())),
        Kind::Table(_) | Kind::Map(_) | Kind::Tagged(_) => "a table".to_owned(),
    };
    kinds.iter().map(one).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::{check_text, schema};
    use crate::diag::{FileId, Findings};
    use crate::manifest::Kind;

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let mut findings = Findings::new();
        check_text(FileId(0), text, &mut findings);
        let label = |d: &crate::diag::Diagnostic| d.label.clone().unwrap_or_else(|| d.message.clone());
        findings.iter().map(|d| (d.code, label(d))).collect()
    }

    #[test]
    fn the_schema_is_whole() {
        fn tables(kinds: &[Kind]) -> Vec<&'static str> {
            let within = |k: &Kind| match k {
                Kind::Table(t) => vec![*t],
                Kind::List(i) | Kind::Map(i) | Kind::Tagged(i) => tables(i),
                _ => Vec::new(),
            };
            kinds.iter().flat_map(within).collect()
        }
        for kind in schema().tables() {
            assert!(!kind.phrase.is_empty() && !kind.meaning.is_empty(), "{} is not explained", kind.name);
            for key in &kind.keys {
                assert!(!key.meaning.is_empty(), "{}.{}", kind.name, key.name);
                for table in tables(&key.kinds) {
                    assert_eq!(schema().table(table).name, table, "{}.{}", kind.name, key.name);
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
