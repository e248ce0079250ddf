//! The JSON Schemas against a validator, every file of this project, and the readers.
//! That a reader reads what the schema names is proven beside the readers.

use crate::kit::{Folder, files_below, json_of, spoiled, to_json};
use jsonschema::{Validator, validator_for};
use masthead::diag::{FileId, Findings};
use masthead::manifest::{Document, Format, parse_issue, parse_publication, schema_json};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A validator for each kind of file, by the word that the command takes.
fn validators() -> BTreeMap<&'static str, Validator> {
    let texts = [
        ("issue", schema_json(Document::Issue)),
        ("publication", schema_json(Document::Publication)),
        ("article", schema_json(Document::Article)),
        ("layout", masthead::layout::schema_json()),
    ];
    let validator = |text: &str| {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        assert!(jsonschema::meta::is_valid(&schema), "not a schema of draft 2020-12");
        validator_for(&schema).expect("a schema")
    };
    texts.iter().map(|(name, text)| (*name, validator(text))).collect()
}

/// What a validator says: places with words.
fn objections(validator: &Validator, value: &Value) -> Vec<(String, String)> {
    validator.iter_errors(value).map(|e| (e.instance_path().to_string(), e.to_string())).collect()
}

/// The kind of a file, and the part of its text that a schema is for.
fn kind_of(path: &str, text: &str) -> Option<(&'static str, String)> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let kind = match name {
        "issue.toml" => "issue",
        "publication.toml" => "publication",
        "layout.toml" => "layout",
        _ if name.ends_with(".md") => {
            let inner = text.strip_prefix("+++\n")?.split("\n+++").next()?;
            return Some(("article", inner.to_owned()));
        }
        _ => return None,
    };
    Some((kind, text.to_owned()))
}

#[test]
fn every_file_of_this_project_is_valid() {
    let validators = validators();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in ["samples", "layouts", "tests/fixtures"] {
        for path in files_below(&root().join(folder)) {
            let Ok(text) = fs::read_to_string(root().join(folder).join(&path)) else { continue };
            let Some((kind, text)) = kind_of(&path, &text) else { continue };
            let found = objections(&validators[kind], &json_of(&text));
            assert!(found.is_empty(), "{folder}/{path}: {found:#?}");
            *seen.entry(kind).or_default() += 1;
        }
    }
    assert!(seen.len() == 4 && seen["article"] > 10 && seen["layout"] > 3, "{seen:?}");
}

#[test]
fn an_editor_is_told_what_is_wrong_and_where() {
    let validators = validators();
    // Half-written files: kind, text, and the place that must be named; an empty place is the whole file.
    for (kind, text, place) in [
        ("issue", "agregate-number = 437\narticles = []\n", ""),
        ("issue", "aggregate-number = \"437\"\narticles = []\n", "/aggregate-number"),
        ("issue", "title = \"x\"\n", ""),
        ("issue", "[[articles]]\nid = \"a\"\ndesing = \"x\"\n", "/articles/0"),
        ("issue", "[[articles]]\ncredits = [{ rol = \"author\" }]\n", "/articles/0/credits/0"),
        ("issue", "[[articles]]\nstart = \"rekto\"\n", "/articles/0/start"),
        (
            "issue",
            "articles = []\nbinding = { style = \"perfect\", paper = { text = 0.065 } }\n",
            "/binding/paper/text",
        ),
        (
            "issue",
            "articles = []\n[publication]\nid = \"x\"\nname = \"X\"\nbleed = \"3px\"\n",
            "/publication/bleed",
        ),
        ("issue", "articles = []\ncover-display-date = { english = \"December\" }\n", "/cover-display-date"),
        ("publication", "id = \"x\"\nname = \"X\"\ntrim = \"210px x 285mm\"\n", "/trim"),
        ("publication", "id = \"x\"\nname = \"X\"\nbleed = 3\n", "/bleed"),
        ("publication", "id = \"x\"\nname = \"X\"\nissn = \"0311175X\"\n", "/issn"),
        ("publication", "id = \"x\"\nname = \"X\"\nad-sizes = { full = \"210 x 285\" }\n", "/ad-sizes/full"),
        ("article", "titel = \"x\"\n", ""),
        ("article", "date = \"December\"\n", "/date"),
        ("layout", "id = \"x\"\n[page]\nbaseline = { step = \"12.5\" }\n", "/page/baseline/step"),
        ("layout", "id = \"x\"\n[page]\nbaseline = { step = 12.5 }\n", "/page/baseline/step"),
        ("layout", "id = \"x\"\n[styles.body]\nsise = \"9pt\"\n", "/styles/body"),
        ("layout", "id = \"x\"\n[styles.body]\nindent = \"1ex\"\n", "/styles/body/indent"),
        (
            "layout",
            "id = \"x\"\n[styles.body]\nlanguage.zh-Hans = { sise = \"9pt\" }\n",
            "/styles/body/language/zh-Hans",
        ),
        ("layout", "id = \"x\"\n[styles.body]\nalign = \"lfet\"\n", "/styles/body/align"),
        ("layout", "id = \"x\"\nmasters.m.frames.text = { cols = \"2\" }\n", "/masters/m/frames/text/cols"),
        ("layout", "id = \"x\"\ncredited-to = [{ role = \"layout\" }]\n", "/credited-to/0"),
        ("layout", "id = \"x\"\nvalid-from = {}\n", "/valid-from"),
        ("layout", "version = \"1.0\"\n", ""),
    ] {
        let found = objections(&validators[kind], &json_of(text));
        assert!(
            !found.is_empty() && found.iter().all(|(at, _)| at == place),
            "{kind}: {text}\nwanted {place:?}, got {found:?}"
        );
    }
    for text in [
        "id = \"x\"\nlanguage.zh = { page = { hang = \"cap\" } }\nstyles.a.rule-above = false\n",
        "id = \"x\"\nmasters.m = { furniture = { folio = false }, frames.t = false }\nepub.drop-cap = false\n",
        "id = \"x\"\nstyles.language.zh-Hans.body = { size = \"9pt\", indent = \"2em\", before = \"-1line\" }\n",
        "id = \"x\"\ngenres.a = { sequence = [[\"x\", \"y*\"], \"z\"], drop-cap = false }\n",
    ] {
        assert_eq!(objections(&validators["layout"], &json_of(text)), [], "{text}");
    }
}

/// Codes of faults that a schema can see.
const STRUCTURAL: [&str; 9] = ["M001", "M004", "M005", "L002", "L003", "L004", "L005", "L006", "L007"];

#[test]
fn schemas_and_findings_agree_on_every_case() {
    let validators = validators();
    let (mut rejected, mut accepted) = (0, 0);
    let mut faults = Vec::new();
    for path in files_below(&root().join("tests/check")) {
        let Some((case, _)) = path.split_once('/') else { continue };
        let file = root().join("tests/check");
        let Ok(text) = fs::read_to_string(file.join(&path)) else { continue };
        let Some((kind, text)) = kind_of(&path, &text) else { continue };
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        let expected = fs::read_to_string(file.join(case).join("expected.txt")).unwrap_or_default();
        let here = format!(" --> {path}:");
        let told: Vec<&str> = expected
            .split("\n\n")
            .filter(|block| block.lines().any(|l| l.starts_with(&here)))
            .filter_map(|block| block.lines().find(|l| l.starts_with("error[")))
            .collect();
        // The language may stand in the publication, an ink in the layout that this one extends.
        let elsewhere = |l: &str| l.ends_with("`language`") || l.ends_with("what the press prints");
        let structural = told
            .iter()
            .any(|l| STRUCTURAL.iter().any(|c| l.starts_with(&format!("error[{c}]"))) && !elsewhere(l));
        let found = objections(&validators[kind], &to_json(&toml::Value::Table(table)));
        if structural && found.is_empty() {
            faults.push(format!("{path}: the schema sees nothing of {told:?}"));
        }
        if !found.is_empty() && told.is_empty() {
            faults.push(format!("{path}: only the schema objects: {found:?}"));
        }
        *(if found.is_empty() { &mut accepted } else { &mut rejected }) += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(rejected >= 10 && accepted >= 50, "{rejected} rejected, {accepted} accepted");
}

#[test]
fn schemas_and_readers_agree_on_spoiled_manifests() {
    // Forms that the issue proves, not the reader.
    const LATER: [&str; 10] =
        ["id", "language", "issn", "e-issn", "cn", "identifier", "number", "cover-date", "date", "house"];
    let validators = validators();
    let (mut tried, mut both) = (0, 0);
    for (kind, path) in [("issue", "issue.toml"), ("publication", "publication.toml")] {
        let folder = root().join("tests/fixtures/whole-example");
        let found = files_below(&folder).into_iter().find(|p| p.ends_with(path)).expect(path);
        let text = fs::read_to_string(folder.join(found)).expect(path);
        let whole = toml::Value::Table(text.parse().expect("TOML"));
        for (place, value) in spoiled(&whole) {
            let json = to_json(&value);
            let theirs = objections(&validators[kind], &json);
            let mut findings = Findings::new();
            let text = toml::to_string(&value).expect("TOML");
            let read = match kind {
                "issue" => parse_issue(&text, Format::Toml, FileId(0), &mut findings).is_ok(),
                _ => parse_publication(&text, Format::Toml, FileId(0), &mut findings).is_ok(),
            };
            assert!(read, "{text}");
            let ours: Vec<_> = findings.iter().map(|d| d.message.clone()).collect();
            let key = place.rsplit('/').find(|p| p.parse::<u32>().is_err()).unwrap_or_default();
            let later = LATER.contains(&key) || theirs.iter().all(|(_, m)| m.contains("[A-Za-z]{2,3}"));
            let agree = theirs.is_empty() == ours.is_empty() || (later && ours.is_empty());
            assert!(agree, "{kind} {place}\nschema: {theirs:?}\nreader: {ours:?}\n{text}");
            tried += 1;
            both += usize::from(!theirs.is_empty() && !ours.is_empty());
        }
    }
    assert!(tried > 1_000 && both > 800, "{both} of {tried} rejected");
}

#[test]
fn schema_and_reader_agree_on_spoiled_layouts() {
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
    let validator = &validators()["layout"];
    let whole = toml::Value::Table(text.parse().expect("TOML"));
    let (mut tried, mut both) = (0, 0);
    for (place, value) in spoiled(&whole) {
        let theirs = objections(validator, &to_json(&value));
        let text = toml::to_string(&value).expect("TOML");
        let mut findings = Findings::new();
        masthead::layout::check_text(FileId(0), &text, &mut findings);
        let ours: Vec<_> = findings.iter().map(|d| d.message.clone()).collect();
        // What must be there, and how a version is written, is proven when the header is read.
        let later = theirs.iter().all(|(at, words)| {
            words.contains("required")
                || words.contains("anyOf")
                || ["/version", "/id", "/credited-to", "/valid-from"].iter().any(|p| at.starts_with(p))
        });
        let agree = theirs.is_empty() == ours.is_empty() || (later && ours.is_empty());
        assert!(agree, "{place}\nschema: {theirs:?}\nreader: {ours:?}\n{text}");
        tried += 1;
        both += usize::from(!theirs.is_empty() && !ours.is_empty());
    }
    assert!(tried > 800 && both > 600, "{both} of {tried} rejected");
}

#[test]
fn the_command_prints_each_schema() {
    let folder = Folder::new();
    for (file, text) in [
        ("issue", schema_json(Document::Issue)),
        ("publication", schema_json(Document::Publication)),
        ("article", schema_json(Document::Article)),
        ("layout", masthead::layout::schema_json()),
    ] {
        let run = folder.masthead(&["schema", file]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, text.as_str(), ""), "{file}");
    }
    assert_eq!(folder.masthead(&["schema", "isue"]).code, 2);
}
