//! What fuzzing begins with: every manifest, article and layout of samples, fixtures, cases and bundled layouts,
//! and the words in them. Changes none of them.

use super::drive::Parser;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Texts to begin with, each with the name of the file that it is read as.
pub struct Corpus {
    /// The texts.
    pub seeds: Vec<(&'static str, Vec<u8>)>,
    /// Lines of them all.
    pub lines: Vec<Vec<u8>>,
    /// Words, keys and numbers of them all.
    pub tokens: Vec<Vec<u8>>,
}

/// Front matter as other tools write it.
const YAML: &str = "---\ntitle: \"One: two\"\nkicker: News\ndeck: >-\n  Some words\n  on two lines\ncredits:\n  - role: author\n    party: ada\n  - {role: photo, party: ben}\nkeywords: [a, b]\ndate: 2025-12-01\nmax-pages: 2\nlayout: base@1.0.0\nnote: |\n  Kept\n  lines\n---\n\nThe text.\n";

/// Markdown that meets what samples rarely use.
const MARKDOWN: &str = "+++\ntitle = \"All\"\n+++\n\n## Head {#h .class key=value}\n\nText *em* **strong** ~~no~~ `code` [link](#h) [to](article:two#here) [span]{.sc lang=zh}[^n].\n\n[^n]: A note.\n\n> [!box] Title {#b}\n> Inner\n>\n> - one\n>   1. two\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n: Caption {#t}\n\n![alt](square.svg \"Caption *em*\"){#f width=full}\n\n```rust\nfn f() {}\n```\n\n***\n\n- a\n\n  b\n- [ ] c\n\n中文，标点。《书名》——“引号”。<b>html</b> &amp; &#x41; \\* http://x.y/z\n";

impl Corpus {
    /// The corpus of one parser, in a fixed order, from the tree at `root`.
    pub fn of(parser: Parser, root: &Path) -> Self {
        let mut paths = Vec::new();
        for folder in ["layouts", "samples", "tests/check", "tests/fixtures"] {
            below(&root.join(folder), &mut paths);
        }
        paths.sort();
        let mut seeds = Vec::new();
        for path in &paths {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let read = match parser {
                Parser::Article if path.extension().is_some_and(|e| e == "md") => Some("one.md"),
                Parser::Article => None,
                _ => parser.files().iter().copied().find(|f| *f == name),
            };
            if let (Some(file), Ok(bytes)) = (read, fs::read(path)) {
                seeds.extend(as_json(file, &bytes));
                seeds.push((file, bytes));
            }
        }
        if parser == Parser::Article {
            seeds.extend([("one.md", YAML.into()), ("one.md", MARKDOWN.into())]);
        }
        let mut lines = BTreeSet::new();
        let mut tokens = BTreeSet::new();
        for (_, seed) in &seeds {
            lines.extend(seed.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(<[u8]>::to_vec));
            let cut = |b: &u8| b.is_ascii_whitespace() || b"\"'()[]{}=:,|`".contains(b);
            tokens.extend(seed.split(cut).filter(|t| (1..40).contains(&t.len())).map(<[u8]>::to_vec));
        }
        Self { seeds, lines: lines.into_iter().collect(), tokens: tokens.into_iter().collect() }
    }
}

/// A TOML manifest said in JSON, so that both ways of writing begin from the same.
fn as_json(file: &str, bytes: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let name = match file {
        "issue.toml" => "issue.json",
        "publication.toml" => "publication.json",
        _ => return None,
    };
    let table: toml::Table = toml::from_str(std::str::from_utf8(bytes).ok()?).ok()?;
    let json = serde_json::to_string_pretty(&value(&toml::Value::Table(table))).ok()?;
    Some((name, json.into_bytes()))
}

fn value(toml: &toml::Value) -> serde_json::Value {
    match toml {
        toml::Value::String(s) => s.clone().into(),
        toml::Value::Integer(n) => (*n).into(),
        toml::Value::Float(n) => (*n).into(),
        toml::Value::Boolean(b) => (*b).into(),
        toml::Value::Datetime(d) => d.to_string().into(),
        toml::Value::Array(list) => list.iter().map(value).collect(),
        toml::Value::Table(table) => table.iter().map(|(k, v)| (k.clone(), value(v))).collect(),
    }
}

fn below(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            below(&entry.path(), out);
        } else {
            out.push(entry.path());
        }
    }
}
