//! The language of layouts against its JSON Schema: every bundled file spoiled in every place, judged by both.
//! What names refer to is `resolve`'s to know and is left aside.

use super::schema::{check, schema_json};
use super::tree::parse;
use crate::diag::{FileId, Findings};
use serde_json::Value;

fn to_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(items) => items.iter().map(to_json).collect(),
        toml::Value::Table(t) => Value::Object(t.iter().map(|(k, v)| (k.clone(), to_json(v))).collect()),
        toml::Value::String(s) => Value::String(s.clone()),
        toml::Value::Integer(i) => Value::from(*i),
        toml::Value::Float(f) => Value::from(*f),
        toml::Value::Boolean(b) => Value::Bool(*b),
    }
}

/// Every document that differs from `value` in one place.
fn spoiled(value: &toml::Value) -> Vec<toml::Value> {
    let others: Vec<toml::Value> = [
        "\"12.5\"",
        "\"1px\"",
        "-3",
        "1.5",
        "true",
        "false",
        "[]",
        "[\"a\", [1]]",
        "{}",
        "{ en = 1 }",
        "{ language = 1 }",
    ]
    .iter()
    .filter_map(|t| format!("v = {t}").parse::<toml::Table>().ok()?.remove("v"))
    .collect();
    let mut out = Vec::new();
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                let with = |k: &str, v: toml::Value| {
                    let mut made = table.clone();
                    made.remove(key);
                    made.insert(k.to_owned(), v);
                    toml::Value::Table(made)
                };
                out.push(with(&format!("{key}-x"), inner.clone()));
                out.extend(others.iter().cloned().chain(spoiled(inner)).map(|v| with(key, v)));
            }
        }
        toml::Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                let with = |v: toml::Value| {
                    let head = items.iter().take(n).cloned();
                    toml::Value::Array(head.chain([v]).chain(items.iter().skip(n + 1).cloned()).collect())
                };
                out.extend(others.iter().cloned().chain(spoiled(inner)).map(with));
            }
        }
        _ => {}
    }
    out
}

#[test]
fn schema_and_reader_agree_on_spoiled_layouts() {
    let schema: Value = serde_json::from_str(&schema_json()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let text = "id = \"a\"\nversion = \"1.0\"\ncredited-to = [{ role = \"layout\", party = \"p\" }]\n\
        applies-to = { genres = [\"x\"] }\nfonts.a = [\"A\", \"B\"]\ntexts.x = \"y\"\n\
        [page]\nmargin = { inner = \"19mm\" }\nhang = \"cap\"\ncolumns = { count = 3, gutter = \"5mm\" }\n\
        language.zh-Hans = { columns = { chars = 17, whole-ems = true } }\n\
        [colors]\nink = { cmyk = [0, 0, 0, 100] }\ntint = { of = \"ink\", percent = 12.5 }\n\
        [styles.body]\nfont = \"a\"\nweight = 400\nindent = \"1em\"\nrule-above = \"1pt\"\njustify = { word-space = [78, 100, 133] }\n\
        rule-below = { thickness = \"1pt\" }\nlanguage.zh = { size = \"9pt\" }\n\
        [floats]\nfigure = { span = [1, 3], place = \"top\", per-page = 1 }\n\
        [furniture]\nfolio = { text = \"x\", at = \"foot-outer\", verso.text = \"y\", box = { left = \"-1mm\" } }\n\
        [masters.m]\nspread = true\nfurniture.folio = false\nframes.text = { cols = 1, lines = [1, -1], after = [\"h\"] }\n\
        [genres.default]\nstart = \"any\"\nsequence = [[\"m\", \"n*\"], \"o\"]\ndrop-cap = { lines = 3 }\n";
    let whole = toml::Value::Table(text.parse().expect("TOML"));
    let (mut tried, mut both) = (0, 0);
    for value in std::iter::once(whole.clone()).chain(spoiled(&whole)) {
        let json = to_json(&value);
        let theirs: Vec<String> =
            validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
        let text = toml::to_string(&value).expect("TOML");
        let mut findings = Findings::new();
        let tree = parse(FileId(0), &text, &mut findings).expect("TOML");
        check(&tree, &mut findings);
        let ours: Vec<String> = findings.iter().map(|d| d.message.clone()).collect();
        // What the header and colours prove after the shapes: missing keys, versions.
        let later = theirs.iter().all(|t| {
            t.contains("required")
                || t.contains("anyOf")
                || t.starts_with("/version")
                || t.starts_with("/id")
                || t.starts_with("/credited-to")
        });
        let agree = theirs.is_empty() == ours.is_empty() || (later && ours.is_empty());
        assert!(agree, "schema: {theirs:?}\nreader: {ours:?}\n{text}");
        tried += 1;
        both += usize::from(!theirs.is_empty() && !ours.is_empty());
    }
    assert!(tried > 800 && both > 600, "{both} of {tried} rejected");
}
