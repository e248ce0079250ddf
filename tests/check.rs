//! Every finding once: a case folder for each code, run through the program and compared with what was found good.
//! A case is an issue; its `args` file, where there is one, says how the program is called, its `make.tsv` which
//! files are too large to keep, `{version}` in any of its texts is the version of the program, and
//! its `scenario` a call of the library that stands for the program.

use crate::kit::{Folder, Goldens, files_below};
use crate::scenarios;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The version of the program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The case folders of `tests/check`: `M001`, or `M001-more`.
fn cases() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/check")).expect("tests/check");
    let folders = entries.flatten().filter(|e| e.path().is_dir());
    let mut names: Vec<String> = folders.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The code that a case is for.
fn code_of(case: &str) -> &str {
    case.split('-').next().unwrap_or_default()
}

#[test]
fn every_finding_is_drawn_as_it_was() {
    let mut goldens = Goldens::new("check", "expected.txt");
    for case in cases() {
        let source = root().join("tests/check").join(&case);
        let folder = Folder::new();
        folder.take_in(&source, &case);
        let versioned = complete(&folder, &case);
        if let Ok(name) = fs::read_to_string(source.join("scenario")) {
            let said = scenarios::play(name.trim(), &folder.path().join(&case));
            if !said.contains(&format!("[{}]", code_of(&case))) {
                goldens.fault(format!("{case}: the code does not appear\n{said}"));
            }
            goldens.check(&case, &said);
            continue;
        }
        let args = fs::read_to_string(source.join("args")).unwrap_or_else(|_| "check .".into());
        let args: Vec<&str> =
            args.split_whitespace().map(|a| if a == "." { case.as_str() } else { a }).collect();
        let run = folder.masthead(&[&args[..], &["--color", "never"]].concat());
        if !run.err.contains(&format!("[{}]", code_of(&case))) {
            goldens.fault(format!("{case}: the code does not appear\n{}", run.err));
        }
        let steps = |line: &&str| !line.starts_with("masthead: ");
        let said: Vec<&str> = run.err.lines().filter(steps).collect();
        let said = format!("{}\nexit {}\n", said.join("\n"), run.code);
        goldens.check(&case, &if versioned { said.replace(VERSION, "{version}") } else { said });
    }
    goldens.finish();
    crate::desk::examples_are_those_of_the_cases();
}

/// Puts the program's version for `{version}` into the texts of a copied case, and makes the files of its
/// `make.tsv`: path, text and how often it is repeated, each line added to the end of its file. Says whether the
/// version stands in any.
fn complete(folder: &Folder, case: &str) -> bool {
    let mut versioned = false;
    for name in files_below(&folder.path().join(case)) {
        let path = format!("{case}/{name}");
        if let Ok(text) = String::from_utf8(folder.bytes(&path))
            && text.contains("{version}")
        {
            folder.put(&path, text.replace("{version}", VERSION));
            versioned = true;
        }
    }
    let recipe = fs::read_to_string(folder.path().join(case).join("make.tsv")).unwrap_or_default();
    for line in recipe.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [path, text, times] = fields[..] else { panic!("{case}/make.tsv: `{line}`") };
        let path = format!("{case}/{path}");
        let mut all = fs::read_to_string(folder.path().join(&path)).unwrap_or_default();
        all += &text.replace("\\n", "\n").repeat(times.parse().expect("a number of times"));
        folder.put(&path, all);
    }
    versioned
}

/// `X000` in double quotes, wherever it stands in `text`.
fn quoted_codes(text: &str) -> BTreeSet<String> {
    let parts = text.split('"');
    let is_code = |s: &&str| {
        s.len() == 4
            && s.starts_with(|c: char| c.is_ascii_uppercase())
            && s[1..].bytes().all(|b| b.is_ascii_digit())
    };
    parts.filter(is_code).map(str::to_owned).collect()
}

/// The codes of `codes.tsv`.
fn listed() -> BTreeMap<String, String> {
    masthead::diag::all_codes().map(|c| (c.code.to_owned(), c.title.to_owned())).collect()
}

#[test]
fn the_list_of_codes_is_whole() {
    let used: BTreeSet<String> = files_below(&root().join("src"))
        .iter()
        .filter(|name| name.ends_with(".rs"))
        .flat_map(|name| {
            quoted_codes(&fs::read_to_string(root().join("src").join(name)).expect("a source file"))
        })
        .collect();
    let listed: BTreeSet<String> = listed().into_keys().collect();
    let (unlisted, unused): (Vec<_>, Vec<_>) =
        (used.difference(&listed).collect(), listed.difference(&used).collect());
    assert!(unlisted.is_empty(), "not in src/diag/codes.tsv: {unlisted:?}");
    assert!(unused.is_empty(), "in src/diag/codes.tsv and never reported: {unused:?}");
}

#[test]
fn every_code_is_said_in_one_clause_with_a_mend() {
    let mut seen = BTreeSet::new();
    for info in masthead::diag::all_codes() {
        assert!(seen.insert(info.code), "{} stands twice", info.code);
        for words in [info.title, info.mend] {
            assert!(!words.trim().is_empty() && !words.ends_with('.'), "{}: `{words}`", info.code);
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().map(|case| code_of(case)).collect();
    let listed = listed();
    let lacking: Vec<String> = listed
        .iter()
        .filter(|(code, _)| !shown.contains(code.as_str()))
        .map(|(code, title)| format!("{code}  {title}"))
        .collect();
    assert!(
        lacking.is_empty(),
        "{} codes without a folder in tests/check:\n{}",
        lacking.len(),
        lacking.join("\n")
    );
    let stray: Vec<&&str> = shown.iter().filter(|code| !listed.contains_key(**code)).collect();
    assert!(stray.is_empty(), "cases for codes that do not exist: {stray:?}");
}
