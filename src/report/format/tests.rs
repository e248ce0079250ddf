//! Every form over one set of findings: Chinese text, a place of several lines, a finding without a place.
//! The forms are held against goldens in `tests/`; here they are read again by what knows them.

use super::{Form, findings_in};
use crate::diag::{Diagnostic, FileId, Findings, Span};
use crate::report::{File, Files};

const MANIFEST: &str = "title = \"汽车\"\n[[articles]]\nid = \"一二\"\n𝒳 = {a=1}, x\n";

struct Three;

impl Files for Three {
    fn file(&self, id: FileId) -> Option<File<'_>> {
        match id.0 {
            0 => Some(File { path: "a b/春.toml", text: Some(MANIFEST) }),
            1 => Some(File { path: "images/a,b:c%.jpg", text: None }),
            2 => Some(File { path: "/tmp/x.toml", text: Some("") }),
            _ => None,
        }
    }
}

fn at(file: u32, text: &str) -> Span {
    let start = MANIFEST.find(text).expect("stands there");
    Span::new(FileId(file), start..start + text.len())
}

/// One finding of each kind.
fn findings() -> Findings {
    let mut list = Findings::new();
    list.push(
        Diagnostic::error("M001", "unknown key `𝒳` in {0}\nand \u{1}<b>&\"]]>")
            .at(at(0, "{a=1}, x"))
            .label("did you mean `x`?")
            .related(at(0, "\"汽车\""), "the title")
            .related(Span::new(FileId(1), 0..0), "")
            .hint("50% of {keys}, here: there"),
    );
    list.push(Diagnostic::warning("M007", "it ends late").at(at(0, "[[articles]]\nid = \"一二\"")));
    list.push(Diagnostic::error("P001", "it is no picture").at(Span::new(FileId(1), 0..0)));
    list.push(Diagnostic::note("G002", "no pages"));
    list.push(Diagnostic::warning("S003", "an empty file").at(Span::new(FileId(2), 0..9)));
    list
}

#[test]
fn sarif_counts_utf16_and_doubles_braces() {
    let text = findings_in(Form::Sarif, &findings(), &Three);
    let log: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let run = &log["runs"][0];
    let by_rule = |rule: &str| {
        let results = run["results"].as_array().expect("results");
        results.iter().find(|r| r["ruleId"] == rule).expect("a result").clone()
    };
    let first = by_rule("M001");
    let region = &first["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region.to_string(), r#"{"startLine":4,"startColumn":6,"endLine":4,"endColumn":14}"#);
    let message = first["message"]["text"].as_str().expect("a message");
    assert!(message.starts_with("unknown key `𝒳` in {{0}}\n") && message.ends_with("{{keys}}, here: there"));
    assert_eq!(first["relatedLocations"][0]["message"]["text"], "the title");
    assert_eq!(first["relatedLocations"][1]["physicalLocation"]["artifactLocation"]["index"], 1);
    let region = &by_rule("M007")["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region.to_string(), r#"{"startLine":2,"startColumn":1,"endLine":3,"endColumn":10}"#);
    assert!(by_rule("G002")["locations"].as_array().is_some_and(Vec::is_empty), "no place");
    assert!(by_rule("P001")["locations"][0]["physicalLocation"].get("region").is_none(), "no lines");
    let uris: Vec<&str> = run["artifacts"]
        .as_array()
        .expect("artifacts")
        .iter()
        .filter_map(|a| a["location"]["uri"].as_str())
        .collect();
    let expected = ["a%20b/%E6%98%A5.toml", "images/a%2Cb%3Ac%25.jpg", "file:///tmp/x.toml"];
    assert!(expected.iter().all(|uri| uris.contains(uri)) && uris.len() == 3, "{uris:?}");
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn annotations_keep_to_their_lines() {
    let text = findings_in(Form::Github, &findings(), &Three);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines.iter().all(|l| l.starts_with("::") && l.matches("::").count() >= 2), "{text}");
    let error = lines.iter().find(|l| l.contains("M001")).expect("an annotation");
    assert!(error.starts_with("::error file=a b/春.toml,line=4,endLine=4,col=6,endColumn=14,title=M001%3A "));
    assert!(error.ends_with("%0Ahelp: 50%25 of {keys}, here: there"), "{error}");
    let long = lines.iter().find(|l| l.contains("M007")).expect("an annotation");
    assert!(long.starts_with("::warning file=a b/春.toml,line=2,endLine=3,title="), "{long}");
    assert!(lines.iter().any(|l| l.starts_with("::error file=images/a%2Cb%3Ac%25.jpg,title=P001")), "{text}");
    assert!(lines.iter().any(|l| l.starts_with("::notice title=G002%3A ")), "{text}");
}

#[test]
fn junit_is_xml_whatever_the_text() {
    for list in [findings(), Findings::new()] {
        let text = findings_in(Form::Junit, &list, &Three);
        let allowed =
            |c: char| matches!(c, '\t' | '\n') || (c >= ' ' && !('\u{fffe}'..='\u{ffff}').contains(&c));
        assert!(text.chars().all(allowed), "{text:?}");
        let opened = text.matches("<testcase ").count();
        let closed = text.matches("</testcase>").count() + text.matches("\"no errors\"/>").count();
        assert_eq!(opened, closed, "{text}");
        assert_eq!(opened, if list.is_empty() { 1 } else { 5 });
    }
    let text = findings_in(Form::Junit, &findings(), &Three);
    assert!(text.contains("tests=\"5\" failures=\"2\""), "{text}");
    assert!(
        text.contains("message=\"unknown key `𝒳` in {0}&#10;and \u{fffd}&lt;b&gt;&amp;&quot;]]&gt;\""),
        "{text}"
    );
}
