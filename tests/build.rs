//! The samples, built: the same bytes with any number of threads, all words, content judges, designs that follow.
//! Looks at results from outside only; how a page looks is for eyes.

use crate::kit::{
    Folder, Judge, Run, command, epub_objections, epub_text, issue, letters, lost, pdf_objections,
};
use masthead::issue::Issue;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

const REVIEW: &str = "auto-review/2025-12";
const REVIEW_ZH: &str = "auto-review/2025-12-zh";
const SMALL: &str = "minimal";
/// Three numbers of one title across a change of design.
const WITHY: [&str; 3] = ["withy/1", "withy/2", "withy/3"];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A sample that was built with one thread: where, and what the program said.
struct Built {
    folder: Folder,
    run: Run,
    report: Value,
}

impl Built {
    /// The written file whose name ends in `end`.
    fn file(&self, end: &str) -> PathBuf {
        let names = self.folder.files("out").into_keys();
        let name = names.into_iter().find(|n| n.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
        self.folder.path().join("out").join(name)
    }

    fn bytes(&self, end: &str) -> Vec<u8> {
        std::fs::read(self.file(end)).expect("a written file")
    }

    /// The entry of `article` in the report.
    fn article(&self, id: &str) -> &Value {
        let list = self.report["articles"].as_array().expect("articles");
        list.iter().find(|a| a["id"] == id).unwrap_or_else(|| panic!("no article {id}"))
    }
}

/// Builds `sample` in a folder of its own with `jobs` threads.
fn build(sample: &str, jobs: &str) -> Built {
    let folder = Folder::new();
    let source = samples().join(sample);
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let (source, fonts) = (source.to_string_lossy(), fonts.to_string_lossy());
    let run = folder.masthead(&["build", &source, "--fonts", &fonts, "--jobs", jobs]).expect(0);
    let names = folder.files("out");
    assert_eq!(names.len(), 4, "press, screen, EPUB, report: {:?}", names.keys());
    let report = names.iter().find(|(n, _)| n.ends_with(".report.json")).expect("a report").1;
    let report = serde_json::from_slice(report).expect("JSON");
    Built { folder, run, report }
}

fn review() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(REVIEW, "1"))
}

fn review_zh() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(REVIEW_ZH, "1"))
}

fn small() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| build(SMALL, "1"))
}

fn withy() -> &'static [Built; 3] {
    static BUILT: OnceLock<[Built; 3]> = OnceLock::new();
    BUILT.get_or_init(|| WITHY.map(|number| build(number, "1")))
}

fn same_bytes(first: &Built, sample: &str) {
    let second = build(sample, "2");
    let (a, b) = (first.folder.files("out"), second.folder.files("out"));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{name} differs with two threads");
    }
}

#[test]
fn the_review_is_the_same_with_one_thread_and_two() {
    same_bytes(review(), REVIEW);
}

#[test]
fn the_chinese_review_is_the_same_with_one_thread_and_two() {
    same_bytes(review_zh(), REVIEW_ZH);
}

#[test]
fn the_small_sample_is_the_same_with_one_thread_and_two() {
    same_bytes(small(), SMALL);
}

#[test]
fn three_numbers_of_withy_are_the_same_with_one_thread_and_two() {
    withy().iter().zip(WITHY).for_each(|(built, number)| same_bytes(built, number));
}

/// The passages that `pdftotext` or `mutool` do not give back from a PDF file, or not in their order.
pub fn lost_in_print(issue: &Issue, file: &Path) -> Vec<String> {
    let path = file.to_string_lossy();
    let readers: [(&'static str, &[&str]); 2] =
        [("pdftotext", &["-raw", &path, "-"]), ("mutool", &["draw", "-q", "-F", "txt", &path])];
    let mut out = Vec::new();
    for (name, args) in readers {
        let Some(judge) = Judge::program(name) else { continue };
        let lost = lost(issue, &judge.text(args));
        out.extend(lost.into_iter().map(|words| format!("{name}: {words}")));
    }
    out
}

/// Every word of every article, in order, in what `pdftotext`, `mutool` and the EPUB give back.
fn keeps_every_word(built: &Built, sample: &str) {
    let issue = issue(&samples().join(sample));
    let book = lost(&issue, &epub_text(&built.bytes(".epub")));
    assert!(book.is_empty(), "{} passages lost in the EPUB:\n{}", book.len(), book.join("\n"));
    for end in [".press.pdf", ".screen.pdf"] {
        let lost = lost_in_print(&issue, &built.file(end));
        assert!(lost.is_empty(), "{} passages lost in {end}:\n{}", lost.len(), lost.join("\n"));
    }
}

#[test]
fn the_review_keeps_every_word() {
    keeps_every_word(review(), REVIEW);
}

#[test]
fn the_chinese_review_keeps_every_word() {
    keeps_every_word(review_zh(), REVIEW_ZH);
}

#[test]
fn the_small_sample_keeps_every_word() {
    keeps_every_word(small(), SMALL);
}

#[test]
fn three_numbers_of_withy_keep_every_word() {
    withy().iter().zip(WITHY).for_each(|(built, number)| keeps_every_word(built, number));
}

fn content(built: &Built) {
    let mut objections = pdf_objections(&built.file(".press.pdf"), true);
    objections.extend(pdf_objections(&built.file(".screen.pdf"), false));
    objections.extend(epub_objections(&built.file(".epub")));
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
}

#[test]
fn judges_are_content_with_the_review() {
    content(review());
}

#[test]
fn judges_are_content_with_the_small_sample() {
    content(small());
}

#[test]
fn judges_are_content_with_three_numbers_of_withy() {
    withy().iter().for_each(content);
}

#[test]
fn each_number_keeps_the_design_of_its_day() {
    let [first, second, third] = withy();
    for built in withy() {
        assert_eq!((&built.report["errors"], &built.report["warnings"]), (&0.into(), &0.into()));
    }
    let layout = |built: &Built, id: &str| built.article(id)["layout"].as_str().expect("a layout").to_owned();
    for id in ["contents", "letter", "river-that-walked", "last-boat", "masthead-page"] {
        assert_eq!(layout(first, id), "brenn-osier@1.0.0", "No. 1, {id}");
    }
    for id in ["contents", "letter", "what-the-weir-said", "lantern", "notes", "masthead-page"] {
        assert_eq!(layout(second, id), "brenn-osier@1.1.0", "No. 2, {id}");
    }
    for id in ["contents", "letter", "below-the-water", "the-key", "masthead-page"] {
        assert_eq!(layout(third, id), "tarrow-sluice@1.0.0", "No. 3, {id}");
    }
    assert_eq!(layout(third, "river-again"), "brenn-osier@1.0.0", "a reprint, pinned to the dress of No. 1");
    assert_eq!(layout(first, "nettle-soup"), "withy-house@1.0.0", "the house's page is the house's");
    assert_eq!(layout(second, "nine-ways-over"), "withy-house@1.0.0");
    assert_eq!(layout(third, "flood-loaf"), "withy-house@1.1.0", "in the colours of the second volume");
}

#[test]
fn the_report_tells_what_was_written() {
    let built = review();
    let report = &built.report;
    assert_eq!(report["schema"], "masthead.report/1");
    assert_eq!((&report["errors"], &report["findings"].is_array()), (&0.into(), &true));
    let editions = report["editions"].as_array().expect("editions");
    assert_eq!(editions.iter().map(|e| &e["edition"]).collect::<Vec<_>>(), ["press", "screen", "epub"]);
    for edition in editions {
        let bytes = built.bytes(edition["file"].as_str().expect("a name"));
        assert_eq!(edition["bytes"], bytes.len());
        let hash = masthead::source::hex(&masthead::source::sha256(&bytes));
        assert_eq!(edition["sha256"], hash.as_str());
    }
    let pages = report["pages"].as_u64().expect("pages");
    assert!((32..=48).contains(&pages) && pages.is_multiple_of(4), "{pages} pages");
    let inputs = report["inputs"].as_array().expect("inputs");
    assert!(inputs.iter().any(|i| i["file"].as_str().is_some_and(|f| f.ends_with("editorial-note.md"))));
    assert!(built.run.out.contains(&format!("{pages} pages of 210 × 285 mm")), "{}", built.run.out);
}

/// The layout that `explain` gives an article of the issue at `path`.
fn explained(path: &Path, article: &str) -> String {
    let folder = Folder::new();
    let run = folder.masthead(&["explain", &path.to_string_lossy(), article, "--json"]).expect(0);
    run.json()["pieces"][0]["layout"].as_str().expect("a layout").to_owned()
}

#[test]
fn the_credit_picks_the_layout() {
    let built = review();
    let layout = |id: &str| built.article(id)["layout"].as_str().expect("a layout").to_owned();
    assert!(layout("editorial-note").starts_with("zheng-guo-editorial@"), "{}", layout("editorial-note"));
    assert!(layout("cover-story-1").starts_with("house-2025@"), "{}", layout("cover-story-1"));

    let title = Folder::copy(&samples().join("auto-review"));
    let issue = title.path().join("2025-12");
    assert_eq!(explained(&issue, "editorial-note"), layout("editorial-note"));
    title.change(
        "2025-12/issue.toml",
        "{ role = \"layout\", party = \"zheng-xueqin\" }",
        "{ role = \"layout\", party = \"auto-review\" }",
    );
    assert_eq!(explained(&issue, "editorial-note"), layout("cover-story-1"));

    title.masthead(&["build", "2025-12", "--only", "screen"]).expect(0);
    let changed =
        title.files("out").into_iter().find(|(name, _)| name.ends_with(".report.json")).expect("a report");
    let changed: Value = serde_json::from_slice(&changed.1).expect("JSON");
    let articles = changed["articles"].as_array().expect("articles");
    let editorial = articles.iter().find(|a| a["id"] == "editorial-note").expect("the editorial");
    assert_eq!(editorial["layout"], layout("cover-story-1").as_str());
}

#[test]
fn another_layout_sets_the_whole_sample() {
    let folder = Folder::new();
    let source = samples().join(REVIEW);
    let args = ["build", &source.to_string_lossy(), "--layout", "us-feature", "--only", "press,screen"];
    folder.masthead(&args).expect(0);
    let files = folder.files("out");
    let (name, report) = files.iter().find(|(n, _)| n.ends_with(".report.json")).expect("a report");
    let report: Value = serde_json::from_slice(report).expect("JSON");
    assert_eq!(report["trim_mm"], serde_json::json!([212.725, 276.225]), "8.375 x 10.875 in");
    let articles = report["articles"].as_array().expect("articles");
    assert!(articles.iter().all(|a| a["layout"].as_str().is_some_and(|l| l.starts_with("us-feature@"))));
    let screen = folder.path().join("out").join(name.replace(".report.json", ".screen.pdf"));
    let Some(pdfinfo) = Judge::program("pdfinfo") else { return };
    assert!(pdfinfo.text(&[&screen.to_string_lossy()]).contains("603 x 783 pts"));
}

#[test]
fn toml_and_json_give_the_same_files() {
    let article = "+++\ntitle = \"One\"\n+++\n\nA paragraph of a few words, twice the same.\n";
    let toml = "title = \"Twice\"\nlanguage = \"en\"\nnumber = 3\n\n[[articles]]\nid = \"one\"\nsource = \"one.md\"\n";
    let json = r#"{ "title": "Twice", "language": "en", "number": 3, "articles": [{ "id": "one", "source": "one.md" }] }"#;
    let built = |name: &str, manifest: &str| {
        let folder = Folder::new().file(name, manifest).file("one.md", article);
        folder.masthead(&["build", name]).expect(0);
        let mut files = folder.files("out");
        files.retain(|name, _| !name.ends_with(".report.json"));
        files
    };
    let (toml, json) = (built("issue.toml", toml), built("issue.json", json));
    assert_eq!(toml.len(), 3);
    assert!(toml == json, "{:?} {:?}", toml.keys(), json.keys());
}

#[test]
fn only_the_editions_asked_for_are_written() {
    let folder = Folder::small();
    folder.masthead(&["build", ".", "--only", "epub", "--out", "books"]).expect(0);
    let names: Vec<String> = folder.files("books").into_keys().collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().any(|n| n.ends_with(".epub")) && names.iter().any(|n| n.ends_with(".report.json")));
    assert!(letters(&epub_text(&folder.bytes(&format!("books/{}", names[0])))).contains("AFIRSTPARAGRAPH"));
}

#[test]
fn a_date_from_outside_is_taken_and_a_wrong_one_refused() {
    let folder = Folder::small();
    let run = |epoch: &str, out: &str| {
        let args = ["build", ".", "--only", "screen", "--out", out];
        command(folder.path(), &args).env("SOURCE_DATE_EPOCH", epoch).output().expect("the program runs")
    };
    assert!(run("1764547200", "a").status.success() && run("1764547200", "b").status.success());
    assert!(run("0", "c").status.success());
    let pdf = |out: &str| folder.files(out).into_iter().find(|(n, _)| n.ends_with(".pdf")).expect("a PDF").1;
    assert!(pdf("a") == pdf("b"));
    assert!(pdf("a") != pdf("c"));
    let refused = run("yesterday", "d");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("SOURCE_DATE_EPOCH is `yesterday`"));
    assert!(folder.files("d").is_empty());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sample = samples().join(SMALL);
    let mut child = command(&samples(), &["explain", &sample.to_string_lossy(), "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("a stream").read_to_string(&mut said).expect("UTF-8");
    assert_eq!((child.wait().expect("an end").code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_new_issue_builds_at_once_in_any_language() {
    for (language, word) in
        [("en", "spread"), ("de", "Zeitschrift"), ("fr", "magazine"), ("es", "revista"), ("pt", "spread")]
    {
        let folder = Folder::new();
        folder
            .masthead(&["new", "spring", "--title", "A \"Spring\" & more", "--language", language])
            .expect(0);
        folder.masthead(&["check", "spring", "--strict"]).expect(0);
        let run = folder.masthead(&["build", "spring", "--strict"]).expect(0);
        let (_, book) = folder.files("out").into_iter().find(|(n, _)| n.ends_with(".epub")).expect("a book");
        assert!(epub_text(&book).contains(word), "{language}\n{}", run.err);
        folder.masthead(&["new", "spring"]).expect(2);
    }
}

#[test]
fn a_chinese_issue_reads_its_typefaces_late_and_says_so() {
    let folder = Folder::new();
    folder.masthead(&["new", "spring", "--title", "春", "--language", "zh-Hans"]).expect(0);
    folder.masthead(&["build", "spring", "--strict"]).expect(0);
    let files = folder.files("out");
    let (_, report) = files.iter().find(|(n, _)| n.ends_with(".report.json")).expect("a report");
    let report: Value = serde_json::from_slice(report).expect("JSON");
    let inputs = report["inputs"].as_array().expect("inputs");
    let faces: Vec<&Value> =
        inputs.iter().filter(|i| i["file"].as_str().is_some_and(|f| f.ends_with(".ttf"))).collect();
    assert!(
        !faces.is_empty() && faces.iter().all(|f| f["sha256"].as_str().is_some_and(|s| s.len() == 64)),
        "{inputs:#?}"
    );
    let (name, _) = files.iter().find(|(n, _)| n.ends_with(".screen.pdf")).expect("a PDF");
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    let path = folder.path().join("out").join(name);
    assert!(letters(&pdftotext.text(&["-raw", &path.to_string_lossy(), "-"])).contains("先有网格"));
}

#[test]
fn usage_is_explained() {
    let folder = Folder::small();
    let said = |args: &[&str], code: i32, words: &str| {
        let run = folder.masthead(args).expect(code);
        assert!(format!("{}{}", run.out, run.err).contains(words), "{args:?}\n{}{}", run.out, run.err);
    };
    said(&["--help"], 0, "masthead new spring");
    said(&["--version"], 0, env!("CARGO_PKG_VERSION"));
    said(&[], 2, "Usage: masthead");
    said(&["chek", "."], 2, "'check'");
    said(&["."], 2, "to build it: masthead build .");
    said(&["build"], 2, "<ISSUE>");
    said(&["build", "nowhere"], 2, "`nowhere`");
    said(&["build", ".", "--only", "pres"], 2, "'press'");
    said(&["build", ".", "--jobs", "0"], 2, "--jobs");
    said(&["build", ".", "--layout", "noir"], 1, "`noir`");
    said(&["new", "x", "--language", "klingon"], 2, "`zh-Hans`");
    said(&["explain", ".", "oen"], 2, "did you mean `one`?");
    said(&["check", "."], 0, "nothing found in 1 article");
}
