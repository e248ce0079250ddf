//! What distributors are told: every form holds every article, its people, its pages.
//! Judges no edition.

use crate::kit::{Folder, Judge, SAMPLES};
use serde_json::Value;
use std::path::Path;

fn samples() -> Folder {
    let folder = Folder::new();
    folder.take_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"), "samples");
    folder
}

fn export(folder: &Folder, issue: &str, form: &str) -> String {
    folder.masthead(&["export", issue, "--format", form]).expect(0).out
}

/// Every leaf of a name in an XML text that has one element a line.
fn leaves(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let found = xml.lines().filter_map(|l| l.trim().strip_prefix(&open)?.strip_suffix(&close));
    found.map(str::to_owned).collect()
}

#[test]
fn onix_is_valid_for_every_sample() {
    let folder = samples();
    let judge = Judge::program("onixcheck");
    for issue in SAMPLES {
        let path = format!("samples/{issue}");
        let text = export(&folder, &path, "onix");
        assert_eq!(text, export(&folder, &path, "onix"), "{issue}: the same in, the same out");
        assert_eq!(leaves(&text, "TradeCategory"), ["18"], "{issue} is a periodical");
        if let Some(judge) = &judge {
            let file = folder.path().join("issue.onix.xml");
            std::fs::write(&file, &text).expect("a file");
            judge.text(&[&file.to_string_lossy()]);
        }
    }
}

#[test]
fn onix_names_issue_series_people_and_pages() {
    let folder = samples();
    let text = export(&folder, "samples/auto-review/2025-12", "onix");
    let leaf = |name: &str| leaves(&text, name);
    assert_eq!(leaf("CollectionSequenceNumber"), ["437"]);
    assert_eq!(leaf("PartNumber"), ["12"]);
    assert!(leaf("IDValue").contains(&"0311175X".to_owned()), "the ISSN without its hyphen");
    assert_eq!(leaf("LanguageCode"), ["eng"]);
    assert_eq!(leaf("ExtentValue"), ["32"]);
    assert_eq!(leaf("PublisherName"), ["Auto Review"]);
    assert!(leaf("PersonName").contains(&"Liu Yan".to_owned()));
    assert!(leaf("ContributorRole").iter().any(|r| r == "A11"), "a layout is designed by somebody");
    let (first, last) = (leaf("FirstPageNumber"), leaf("LastPageNumber"));
    assert_eq!((first.len(), first.len()), (last.len(), text.matches("<ContentItem>").count()));
    assert_eq!((first[0].as_str(), first[1].as_str()), ("3", "4"), "editorial and first report");
    // A price in every market of the third Withy.
    let withy = export(&folder, "samples/withy/3", "onix");
    assert_eq!(
        leaves(&withy, "PriceAmount").len() + leaves(&withy, "UnpricedItemType").len(),
        withy.matches("<ProductSupply>").count()
    );
    let chinese = export(&folder, "samples/auto-review/2025-12-zh", "onix");
    assert_eq!(
        (leaves(&chinese, "LanguageCode"), leaves(&chinese, "ScriptCode")),
        (vec!["chi".to_owned()], vec!["Hans".to_owned()])
    );
    assert!(
        chinese.contains("<ProductRelationCode>11</ProductRelationCode>"),
        "a translation of the English one"
    );
}

#[test]
fn jsonld_is_an_issue_of_a_periodical_with_its_articles() {
    let folder = samples();
    let data: Value =
        serde_json::from_str(&export(&folder, "samples/auto-review/2025-12", "jsonld")).expect("JSON");
    assert_eq!(
        (data["@context"].as_str(), data["@type"].as_str()),
        (Some("https://schema.org"), Some("PublicationIssue"))
    );
    assert_eq!(data["isPartOf"]["issn"], "0311-175X");
    let parts = data["hasPart"].as_array().expect("articles");
    assert_eq!(parts.len(), 22, "an editorial, nine reports, twelve briefs");
    assert_eq!(
        (parts[0]["pagination"].as_str(), parts[0]["author"][0]["name"].as_str()),
        (Some("3"), Some("Liu Yan"))
    );
    let roles = parts[0]["contributor"].as_array().expect("contributors");
    let zheng = roles.iter().find(|r| r["contributor"]["name"] == "Zheng Xueqin").expect("who laid it out");
    assert_eq!(zheng["roleName"], "layout");
    assert!(parts.iter().all(|p| p["wordCount"].as_u64() > Some(20) && p["headline"].is_string()));
}

#[test]
fn csv_has_a_line_for_each_article() {
    let folder = samples();
    let text = export(&folder, "samples/auto-review/2025-12", "csv");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 23);
    for line in &lines {
        assert_eq!(line.matches("\",\"").count(), 18, "{line}");
    }
    assert!(lines[1].contains("\"zheng-guo-editorial@"), "{}", lines[1]);
}

#[test]
fn forms_are_asked_for_where_they_exist() {
    let folder = samples();
    let issue = "samples/minimal";
    folder.masthead(&["export", issue, "--format", "jsonld,onix,csv", "--out", "told"]).expect(0);
    let names: Vec<String> = folder.files("told").into_keys().collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for (args, words) in [
        (vec!["export", issue], "no form is named"),
        (vec!["export", issue, "--format", "onix,csv"], "several forms want a folder"),
        (vec!["check", issue, "--format", "onix"], "belong to masthead export"),
        (vec!["check", issue, "--format", "json,sarif"], "one form at a time"),
    ] {
        let run = folder.masthead(&args).expect(2);
        assert!(run.err.contains(words), "{args:?}: {}", run.err);
    }
}
