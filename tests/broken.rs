//! Broken manifests: each is refused with file, line and mend, and older output stays whole.
//! How a finding is drawn in full is seen in `tests/check`.

use crate::kit::{Folder, Run};

const ISSUE: &str = r#"title = "Base"
language = "en"
cover-date = 2025-12-01
number = 12

[publication]
id = "base-title"
name = { en = "Base Title" }
issn = "0311-175X"

[[publication.people]]
id = "ada"
name = { en = "Ada" }

[[articles]]
id = "one"
source = "one.md"
credits = [{ role = "author", party = "ada" }]

[[articles]]
id = "two"
source = "two.md"
"#;

const ONE: &str = "+++
title = \"One\"
+++

A paragraph before the picture.

![A square](images/square.svg \"A square.\")
";

const SQUARE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"300\"><path d=\"M0 0h300v300H0z\"/></svg>\n";

/// A sound issue of two articles, built.
fn built() -> Folder {
    let folder = Folder::new()
        .file("issue.toml", ISSUE)
        .file("one.md", ONE)
        .file("two.md", "+++\ntitle = \"Two\"\n+++\n\nAnother paragraph.\n")
        .file("images/square.svg", SQUARE);
    folder.masthead(&["build", "."]).expect(0);
    assert_eq!(folder.files("out").len(), 4, "press, screen, EPUB and report");
    folder
}

/// Builds once more after `damage`: the finding must stand at `place` with `mend` in it.
fn refused(place: &str, mend: &str, damage: impl FnOnce(&Folder)) {
    let folder = built();
    let before = folder.files("out");
    damage(&folder);
    let Run { code, err, .. } = folder.masthead(&["build", ".", "--color", "never"]);
    assert!(matches!(code, 1 | 2), "exit {code}\n{err}");
    assert!(err.contains(&format!("--> {place}:")), "expected {place}\n{err}");
    assert!(err.contains(mend), "expected `{mend}`\n{err}");
    assert!(err.contains("= help: "), "no mend\n{err}");
    assert!(folder.files("out") == before, "older output was touched");
}

#[test]
fn an_unknown_key() {
    refused("issue.toml:4", "did you mean `number`?", |f| f.change("issue.toml", "number =", "numbr ="));
}

#[test]
fn an_unknown_party() {
    refused("issue.toml:18", "`ada`", |f| f.change("issue.toml", "party = \"ada\"", "party = \"adaa\""));
}

#[test]
fn a_missing_file() {
    refused("issue.toml:22", "did you mean `two.md`?", |f| {
        f.change("issue.toml", "\"two.md\"", "\"tow.md\"");
    });
}

#[test]
fn a_picture_that_is_text() {
    refused("one.md:7", "images/square.png", |f| {
        f.put("images/square.png", "no picture at all");
        f.change("one.md", "square.svg", "square.png");
    });
}

#[test]
fn a_path_out_of_the_folder() {
    refused("issue.toml:22", "leaves its folder", |f| f.change("issue.toml", "\"two.md\"", "\"../two.md\""));
}

#[test]
fn a_bad_issn() {
    refused("issue.toml:9", "it would be `X`", |f| f.change("issue.toml", "0311-175X", "0311-1750"));
}

#[test]
fn wrong_toml() {
    refused("issue.toml:2", "TOML", |f| f.change("issue.toml", "language = \"en\"", "language = \"en"));
}

#[test]
fn an_empty_article() {
    refused("issue.toml:22", "this file has no text", |f| f.put("two.md", "+++\ntitle = \"Two\"\n+++\n"));
}

#[test]
fn a_duplicate_id() {
    refused("issue.toml:20", "`one`", |f| f.change("issue.toml", "id = \"two\"", "id = \"one\""));
}

#[test]
fn a_missing_layout() {
    refused("issue.toml:23", "`noir`", |f| {
        f.change("issue.toml", "source = \"two.md\"\n", "source = \"two.md\"\nlayout = \"noir\"\n");
    });
}

#[test]
fn all_findings_of_a_file_come_at_once() {
    let folder = built();
    folder.change("issue.toml", "number =", "numbr =");
    folder.change("issue.toml", "0311-175X", "0311-1750");
    folder.change("issue.toml", "\"two.md\"", "\"tow.md\"");
    let run = folder.masthead(&["check", ".", "--color", "never"]).expect(1);
    let at = |place: &str| {
        run.err.find(&format!("--> issue.toml:{place}:")).unwrap_or_else(|| panic!("{}", run.err))
    };
    assert!(at("4") < at("9") && at("9") < at("22"), "in order of place\n{}", run.err);
    assert!(run.out.contains("3 errors"), "{}", run.out);
}
