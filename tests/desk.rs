//! The desk: findings in every form for programs, examples of codes, lists, exit codes, streams.
//! How findings are drawn for people is seen in `tests/check`.

use crate::kit::{Folder, Goldens, command, files_below};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An issue that has Chinese text before a place, a place of several lines, a finding without a place, and one in a
/// picture.
fn case() -> Folder {
    let folder = Folder::new();
    folder.take_in(&root().join("tests/desk/forms/issue"), "一 issue");
    // Names beyond ASCII are given here, so that the tree itself checks out everywhere.
    for (kept, name) in [("article.md", "一.md"), ("drawing.svg", "图.svg")] {
        let issue = folder.path().join("一 issue");
        fs::rename(issue.join(kept), issue.join(name)).expect("a file of the case");
    }
    folder
}

#[test]
fn every_form_is_as_it_was() {
    let folder = case();
    for (form, file) in [
        ("json", "findings.json"),
        ("sarif", "findings.sarif"),
        ("junit", "findings.xml"),
        ("github", "annotations.txt"),
    ] {
        let mut goldens = Goldens::new("desk", file);
        let run = folder.masthead(&["check", "一 issue", "--format", form]).expect(1);
        assert_eq!(run.err, "", "{form}: nothing beside the answer");
        let version = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
        goldens.check("forms", &run.out.replace(version, "\"VERSION\""));
        goldens.finish();
        let quiet = folder.masthead(&["check", "一 issue", "--format", form, "--quiet", "--color", "always"]);
        assert_eq!(quiet.out, run.out, "{form}: data, whatever is said to people");
    }
}

#[test]
fn sarif_keeps_to_its_schema() {
    let schema = fs::read_to_string(root().join("tests/desk/sarif-2.1.0.schema.json")).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let judge = jsonschema::validator_for(&schema).expect("a schema");
    let mut cases: Vec<(Folder, &str, i32)> = vec![(case(), "一 issue", 1), (Folder::small(), ".", 0)];
    for code in ["S001", "C003", "I008", "L011", "M002", "P004", "T002"] {
        let folder = Folder::new();
        folder.take_in(&root().join("tests/check").join(code), "case");
        let exit = folder.masthead(&["check", "case"]).code;
        cases.push((folder, "case", exit));
    }
    for (folder, issue, exit) in &cases {
        let log = folder.masthead(&["check", issue, "--format", "sarif"]).expect(*exit).json();
        let faults: Vec<String> =
            judge.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}\n{log:#}");
    }
    let mut wrong = cases[0].0.masthead(&["check", "一 issue", "--format", "sarif"]).json();
    wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] = 0.into();
    assert!(!judge.is_valid(&wrong), "the schema sees a column that cannot be");
}

#[test]
fn junit_is_read_by_an_xml_reader() {
    use quick_xml::events::Event;
    for (folder, issue, exit) in [(case(), "一 issue", 1), (Folder::small(), ".", 0)] {
        let run = folder.masthead(&["check", issue, "--format", "junit"]).expect(exit);
        let mut reader = quick_xml::Reader::from_str(&run.out);
        reader.config_mut().check_end_names = true;
        let (mut cases, mut failures, mut stated, mut depth) = (0, 0, (0, 0), 0_i32);
        loop {
            let event = reader.read_event().expect("well-formed XML");
            let (start, empty) = match &event {
                Event::Eof => break,
                Event::Start(tag) => (Some(tag), false),
                Event::Empty(tag) => (Some(tag), true),
                Event::End(_) => {
                    depth -= 1;
                    (None, false)
                }
                Event::Text(text) => {
                    text.xml_content().expect("text");
                    (None, false)
                }
                _ => (None, false),
            };
            let Some(tag) = start else { continue };
            depth += i32::from(!empty);
            let value = |name: &str| -> usize {
                let found = tag.try_get_attribute(name).expect("attributes").expect(name);
                found.unescape_value().expect("a value").parse().expect("a number")
            };
            match tag.name().as_ref() {
                b"testsuite" => stated = (stated.0 + value("tests"), stated.1 + value("failures")),
                b"testcase" => cases += 1,
                b"failure" => failures += 1,
                _ => {}
            }
        }
        assert_eq!((depth, stated), (0, (cases, failures)), "{}", run.out);
        assert_eq!(failures > 0, exit == 1, "{}", run.out);
    }
}

#[test]
fn every_command_with_findings_has_every_form() {
    let folder = case();
    for form in ["json", "sarif", "junit", "github"] {
        for (command, issue) in [
            ("check", "一 issue"),
            ("build", "一 issue"),
            ("explain", "一 issue"),
            ("layouts", "一 issue"),
            ("check", "nowhere"),
        ] {
            let run = folder.masthead(&[command, issue, "--format", form]);
            // Where JSON is the answer itself, findings stand beside it.
            let beside = form == "json" && ["explain", "layouts"].contains(&command);
            assert!(!run.out.is_empty(), "{command} {form}\n{}", run.err);
            assert_eq!(run.err.is_empty(), !beside, "{command} {form}\n{}", run.err);
            assert_eq!(run.code, if issue == "nowhere" { 2 } else { 1 }, "{command} {form}");
        }
        // A folder that is not empty is a finding as well, and nothing in it is touched.
        let before = folder.files("一 issue");
        let run = folder.masthead(&["new", "一 issue", "--format", form]).expect(2);
        assert!(run.out.contains("S006") && run.err.is_empty(), "{}\n{}", run.out, run.err);
        assert!(folder.files("一 issue") == before);
    }
    let names = files_below(folder.path());
    assert!(names.iter().all(|name| name.starts_with("一 issue/")), "nothing was built: {names:?}");
    let made = folder.masthead(&["new", "fresh", "--format", "json"]).expect(0);
    assert_eq!(made.json()["findings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is() {
    let folder = case();
    for args in [
        &["explain-code"][..],
        &["layouts"],
        &["fonts"],
        &["man"],
        &["completions", "zsh"],
        &["check", "一 issue", "--format", "sarif"],
    ] {
        let whole = folder.masthead(args);
        let mut child = command(folder.path(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().expect("a stream").read_to_string(&mut err).expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert_eq!((status.code(), err.as_str()), (Some(whole.code), whole.err.as_str()), "{args:?}");
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { continue };
        let output = command(folder.path(), args).stdout(full).output().expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(err.contains("standard output cannot be written"), "{args:?}: {err}");
    }
}

/// Examples of codes, made from the cases of `tests/check`: the first finding of its code in each, without the
/// case's own folder.
/// `BLESS=1` makes them anew.
pub fn examples_are_those_of_the_cases() {
    let mut codes: Vec<&str> = masthead::diag::all_codes().map(|c| c.code).collect();
    codes.sort_unstable();
    let example = |code: &str| -> Option<String> {
        let text = fs::read_to_string(root().join(format!("tests/check/{code}/expected.txt"))).ok()?;
        let mark = format!("[{code}]: ");
        let mut blocks = text.split("\n\n");
        let block = blocks.find(|b| b.lines().next().is_some_and(|l| l.contains(&mark)))?;
        Some(block.replace(&format!("{code}/"), "").trim_end().to_owned())
    };
    let all: Vec<String> = codes.iter().filter_map(|code| example(code)).collect();
    let (path, text) = (root().join("src/diag/examples.txt"), all.join("\n\n") + "\n");
    if std::env::var_os("BLESS").is_some_and(|b| b == "1") {
        fs::write(path, text).expect("written");
        return;
    }
    let kept = fs::read_to_string(path).expect("examples");
    assert!(
        kept == text,
        "src/diag/examples.txt is not what the cases say; BLESS=1 cargo test makes it anew"
    );
    for code in masthead::diag::all_codes() {
        assert_eq!(code.example().map(str::to_owned), example(code.code), "{}", code.code);
    }
}

#[test]
fn codes_are_explained() {
    let folder = Folder::new();
    let one = folder.masthead(&["explain-code", "m001"]).expect(0);
    let info = masthead::diag::code_info("M001").expect("M001");
    for words in [info.title, info.mend, info.example().and_then(|e| e.lines().next()).expect("an example")] {
        assert!(one.out.contains(words), "{words}\n{}", one.out);
    }
    let all = folder.masthead(&["explain-code"]).expect(0);
    let listed = all.out.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ")).count();
    assert_eq!(listed, masthead::diag::all_codes().count());
    assert!(all.out.lines().chain(one.out.lines()).all(|l| l.chars().count() <= 100), "{}", all.out);
    let json = folder.masthead(&["explain-code", "--format", "json"]).expect(0).json();
    assert_eq!(json["codes"].as_array().map(Vec::len), Some(listed));
    let wrong = folder.masthead(&["explain-code", "M0001"]).expect(2);
    assert!(wrong.out.is_empty() && wrong.err.contains("did you mean `M001`"), "{}", wrong.err);
}

#[test]
fn packagers_get_completions_and_a_manual() {
    let folder = Folder::new();
    let help = folder.masthead(&["--help"]).expect(0).out;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| *l != "Commands:")
        .skip(1)
        .take_while(|l| l.starts_with("  "))
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 8, "{help}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = folder.masthead(&["completions", shell]).expect(0).out;
        for command in &commands {
            assert!(text.contains(command), "{shell}: {command}");
        }
    }
    folder.masthead(&["man", "--out", "man1"]).expect(0);
    let mut pages = files_below(&folder.path().join("man1"));
    let own = folder.read("man1/masthead.1");
    assert_eq!(folder.masthead(&["man"]).expect(0).out, own);
    pages.retain(|p| p != "masthead.1");
    let mut expected: Vec<String> = commands.iter().map(|c| format!("masthead-{c}.1")).collect();
    expected.sort();
    assert_eq!(pages, expected);
    for page in pages {
        let text = folder.read(&format!("man1/{page}"));
        assert!(text.contains(".TH ") && text.contains(".SH EXAMPLES\n.nf\n"), "{page}\n{text}");
    }
    let wrong = folder.masthead(&["man", "biuld"]).expect(2);
    assert!(wrong.err.contains("did you mean `build`?"), "{}", wrong.err);
}

#[test]
fn every_help_is_short_and_shows_how() {
    let folder = Folder::new();
    let help = folder.masthead(&["--help"]).expect(0).out;
    let commands = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| l.starts_with("  "));
    for command in commands.filter_map(|l| l.split_whitespace().next()) {
        let text = folder.masthead(&[command, "--help"]).expect(0).out;
        assert!(text.contains("Examples:\n  masthead "), "{command} shows no example\n{text}");
        assert!(text.lines().count() <= 50, "{command}: {} lines", text.lines().count());
        assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    }
}

#[test]
fn layouts_are_listed_for_an_issue() {
    let folder = Folder::new();
    folder.take_in(&root().join("samples/auto-review"), "title");
    folder.put(
        "title/layouts/old/layout.toml",
        "id = \"old\"\nversion = \"2.1\"\nextends = \"base\"\nvalid-until = { aggregate-number = 12 }\n\
         [page]\ntrim = \"200mm x 250mm\"\n",
    );
    let json = folder.masthead(&["layouts", "title/2025-12", "--format", "json"]).expect(0).json();
    let row = |id: &str| {
        let rows = json["layouts"].as_array().expect("layouts");
        rows.iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("no {id}")).clone()
    };
    let (old, letter) = (row("old"), row("zheng-guo-editorial"));
    assert_eq!((&old["version"], &old["found"]), (&"2.1.0".into(), &"title".into()));
    assert_eq!((&old["extends"], &old["trim_mm"]), (&"base".into(), &serde_json::json!([200.0, 250.0])));
    assert_eq!(old["holds"], false);
    assert!(old["why_not"].as_str().is_some_and(|w| w.contains("No. 12")), "{old}");
    assert_eq!((&letter["holds"], &letter["found"]), (&true.into(), &"bundled".into()));
    assert_eq!(letter["credited_to"][0], serde_json::json!({ "role": "design", "party": "guo-qing" }));
    assert_eq!(letter["valid_from"]["aggregate_number"], 426);
    assert_eq!((&letter["columns"], &letter["leading_pt"]), (&2.into(), &13.5.into()));

    let text = folder.masthead(&["layouts", "title/2025-12"]).expect(0).out;
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    for words in
        ["200 × 250", "not for this issue: valid No. 12 and earlier", "guo-qing (design)", "from No. 426"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let bundled = folder.masthead(&["layouts", "--format", "json"]).expect(0).json();
    assert!(bundled["layouts"].as_array().is_some_and(|l| l.iter().all(|l| l.get("holds").is_none())));
    assert_eq!(folder.masthead(&["layouts", "title"]).expect(0).out.matches("\nold ").count(), 1);
    let wrong = folder.masthead(&["layouts", "title/2025-12/images"]).expect(2);
    assert!(wrong.err.contains("holds no issue"), "{}", wrong.err);
}

#[test]
fn typefaces_are_listed() {
    let folder = Folder::small();
    let own = root().join("fonts/jetbrains-mono/JetBrainsMono-Regular.ttf");
    folder.put("fonts/mono.ttf", fs::read(own).expect("a font"));
    let json = folder.masthead(&["fonts", ".", "--format", "json"]).expect(0).json();
    let row = |name: &str| {
        let rows = json["families"].as_array().expect("families");
        rows.iter().find(|r| r["family"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    let (mono, serif) = (row("JetBrains Mono"), row("Source Serif 4"));
    assert_eq!(mono["faces"].as_array().map(Vec::len), Some(1), "the title's file hides the one built in");
    assert_eq!(
        (&mono["faces"][0]["found"], &mono["faces"][0]["file"]),
        (&"file".into(), &"fonts/mono.ttf".into())
    );
    assert_eq!(serif["faces"].as_array().map(Vec::len), Some(5));
    assert_eq!((&serif["embedding"], &serif["scripts"][0]), (&"installable".into(), &"Latn".into()));
    assert!(row("Noto Serif SC")["scripts"].as_array().is_some_and(|s| s.contains(&"Hans".into())));
    let text = folder.masthead(&["fonts", "."]).expect(0).out;
    assert!(text.lines().all(|l| l.chars().count() <= 100), "{text}");
    assert!(text.contains("400 400i 600 700 700i") && text.contains("OFL-1.1"), "{text}");
    folder.put("fonts/bad.ttf", "no font");
    let run = folder.masthead(&["fonts", ".", "--format", "github"]).expect(1);
    assert!(run.out.starts_with("::error file=fonts/bad.ttf,title=F001"), "{}", run.out);
}

#[test]
fn fit_says_what_is_over_and_where_to_cut() {
    let folder = Folder::new();
    folder.take_in(&root().join("samples/auto-review"), "title");
    let letter = folder.path().join("title/2025-12/editorial-note.md");
    let text = fs::read_to_string(&letter).expect("the editorial");
    let body = text
        .splitn(3, "+++")
        .nth(2)
        .expect("front matter")
        .replace("#fig-door ", "")
        .replace("{#fig-door}", "");
    let body: Vec<&str> = body.lines().filter(|l| !l.starts_with("![")).collect();
    let body = body.join("\n");
    let answer = |of: &str| -> serde_json::Value {
        let run = folder.masthead(&["fit", "title/2025-12", of, "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(run.code == 1, answer["articles"][0]["lines_over"] != 0, "{}", run.err);
        answer
    };
    // As it is, on its one page; then two and three times as long on pages that do and do not suffice.
    let one = answer("editorial-note");
    assert_eq!((&one["articles"][0]["pages"], &one["articles"][0]["lines_over"]), (&1.into(), &0.into()));
    assert!(one["layouts"].as_array().is_some_and(|l| l.len() >= 3), "in every layout of its trim: {one}");
    fs::write(&letter, format!("{text}\n{body}\n{body}")).expect("a longer editorial");
    let over = answer("editorial-note");
    let first = &over["articles"][0];
    assert!(first["lines_over"].as_u64().is_some_and(|n| n > 20), "{over}");
    assert!(first["cuts"].as_array().is_some_and(|c| !c.is_empty()), "{over}");
    let manifest = folder.path().join("title/2025-12/issue.toml");
    let issue = fs::read_to_string(&manifest).expect("the manifest");
    for pages in [2, 3] {
        let wider = issue.replace("pages = { max = 1 }", &format!("pages = {{ max = {pages} }}"));
        assert_ne!(wider, issue);
        fs::write(&manifest, wider).expect("a wider manifest");
        let now = answer("editorial-note");
        let (lines, had) = (now["articles"][0]["lines_over"].as_u64(), first["lines_over"].as_u64());
        assert!(lines < had && now["articles"][0]["pages"].as_u64() <= Some(pages), "{pages}: {now}");
    }
    let all = folder.masthead(&["fit", "title/2025-12"]).expect(0);
    assert!(all.out.lines().any(|l| l.starts_with("cover-story-1 ") && l.contains("3 pages")), "{}", all.out);
    folder.masthead(&["fit", "title/2025-12", "editorial"]).expect(2);
}

#[test]
fn the_flatplan_has_every_page_in_every_form() {
    let folder = Folder::new();
    folder.take_in(&root().join("samples/withy"), "withy");
    let plan = |form: &str| folder.masthead(&["flatplan", "withy/1", "--as", form]).expect(0).out;
    let data: serde_json::Value = serde_json::from_str(&plan("json")).expect("JSON");
    let pages = data["plan"].as_array().expect("pages");
    assert_eq!((data["pages"].as_u64(), pages.len()), (Some(12), 12));
    let kinds: Vec<&str> = pages.iter().filter_map(|p| p["kind"].as_str()).collect();
    assert_eq!((kinds[0], kinds[10]), ("cover", "ad"), "{kinds:?}");
    let csv = plan("csv");
    assert_eq!(csv.lines().count(), 13);
    assert!(csv.lines().all(|l| l.matches(',').count() >= 9), "{csv}");
    let html = plan("html");
    assert_eq!((html.matches("<figure").count(), html.matches("</svg>").count()), (12, 12));
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing is fetched");
    assert_eq!(plan("text").lines().count(), 13);
    folder.masthead(&["flatplan", "withy/1", "--as", "html", "--out", "wall.html"]).expect(0);
    assert_eq!(folder.read("wall.html"), html);
}
