//! The three parsers, driven with any bytes: a manifest, an article, a layout, each as far as `masthead check` takes it.
//! Makes no input; what no input may bring about is a panic here: a fault in the parser or in the finding's place.

use masthead::credits::assign;
use masthead::diag::{Findings, code_info};
use masthead::geom::Length;
use masthead::issue::{Issue, Lang, check};
use masthead::layout::{Library, Sheet};
use masthead::manifest::{Format, parse_issue, parse_publication};
use masthead::report::{Look, findings_json, render};
use masthead::source::{Folder, Sources};
use std::fs;
use std::path::{Path, PathBuf};

/// Most findings that are drawn.
const MOST_DRAWN: usize = 300;

/// What is fuzzed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parser {
    /// Issue and publication, TOML and JSON.
    Manifest,
    /// Front matter and Markdown.
    Article,
    /// `layout.toml`.
    Layout,
}

impl Parser {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Manifest, Self::Article, Self::Layout];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Article => "article",
            Self::Layout => "layout",
        }
    }

    /// The names of the files that it reads.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Manifest => &["issue.toml", "issue.json", "publication.toml", "publication.json"],
            Self::Article => &["one.md"],
            Self::Layout => &["layout.toml"],
        }
    }
}

const PUBLICATION: &str = r#"id = "desk"
name = { en = "Desk", zh = "案头" }
issn = "0311-175X"
trim = "210mm x 280mm"
house = "desk"

[[people]]
id = "desk"
name = "Desk"

[[people]]
id = "ada"
name = { en = "Ada Lovelace", zh = "阿达" }

[[people]]
id = "ben"
name = "Ben"

[[sections]]
id = "news"
label = "News"
"#;

const ISSUE: &str = r#"language = "en"
number = 12
cover-date = 2025-12-01

[[articles]]
id = "one"
source = "one.md"
section = "news"
credits = [{ role = "author", party = "ada" }, { role = "layout", party = "ben" }]

[[articles]]
id = "two"
source = "two.md"
"#;

const ARTICLE: &str =
    "+++\ntitle = \"Two\"\n+++\n\nSome words. {#here}\n\n![A square](square.svg \"A square.\")\n";

const SQUARE: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\" height=\"3\"><path d=\"M0 0h3v3z\"/></svg>\n";

/// Folders with a sound issue in each, one file of which is replaced again and again.
pub struct Desk {
    root: PathBuf,
    issue: Issue,
}

impl Desk {
    /// Sets the folders up below `root`.
    pub fn new(root: &Path) -> Self {
        for file in Parser::ALL.iter().flat_map(|p| p.files()) {
            let home = root.join(file);
            fs::create_dir_all(home.join("issue")).expect("a folder");
            fs::create_dir_all(home.join("layouts/own")).expect("a folder");
            let put = |name: &str, text: &str| fs::write(home.join(name), text).expect("a written file");
            if !file.starts_with("publication") {
                put("publication.toml", PUBLICATION);
            }
            if *file != "issue.json" {
                put("issue/issue.toml", ISSUE);
            }
            put("issue/one.md", ARTICLE);
            put("issue/two.md", ARTICLE);
            put("issue/square.svg", SQUARE);
        }
        let (mut sources, mut findings) = (Sources::new(), Findings::new());
        let issue = check(&mut sources, &root.join("layout.toml/issue"), false, &mut findings);
        let Ok(issue) = issue else { panic!("the desk's own issue: {findings:?}") };
        Self { root: root.to_owned(), issue }
    }

    /// Reads `input` as the file `file`; gives back how many findings there were.
    ///
    /// # Panics
    /// Where the library does, or where a finding's code or place is none.
    pub fn run(&self, file: &str, input: &[u8]) -> usize {
        let home = self.root.join(file);
        let below = match file {
            "layout.toml" => "layouts/own/layout.toml".to_owned(),
            _ if file.starts_with("publication") => file.to_owned(),
            _ => format!("issue/{file}"),
        };
        fs::write(home.join(below), input).expect("a written file");
        let (mut sources, mut findings) = (Sources::new(), Findings::new());
        if file == "layout.toml" {
            self.layout(&home, &mut sources, &mut findings);
        } else {
            let _ = check(&mut sources, &home.join("issue"), false, &mut findings);
            alone(file, input);
        }
        sound(&findings, &sources);
        findings.len()
    }

    /// Loads the layouts, resolves the title's own for two languages on two sheets, and lets them be chosen.
    fn layout(&self, home: &Path, sources: &mut Sources, findings: &mut Findings) {
        let folder = Folder::open(home, findings).expect("the desk's folder");
        let library = Library::load(sources, Some(&folder), findings);
        let own: Vec<usize> = library.headers().filter(|(_, h)| !h.bundled).map(|(i, _)| i).collect();
        for index in own {
            for lang in ["en", "zh"] {
                for trim in [None, self.issue.publication.trim] {
                    let sheet = Sheet { trim, bleed: Length::mm(3) };
                    let _ = library.resolve(index, &Lang(lang.to_owned()), sheet, findings);
                }
            }
        }
        let _ = assign(&self.issue, &library, None, findings);
    }
}

/// A manifest as text in memory, without the files that it names.
fn alone(file: &str, input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let (id, text) = sources.add_text(file, text);
    let format = Format::of(file);
    match file {
        "issue.toml" | "issue.json" => drop(parse_issue(&text, format, id, &mut findings)),
        "publication.toml" | "publication.json" => drop(parse_publication(&text, format, id, &mut findings)),
        _ => return,
    }
    sound(&findings, &sources);
}

/// Every finding has a known code and a place in its file, between characters, and can be drawn.
fn sound(findings: &Findings, sources: &Sources) {
    for finding in findings.iter() {
        assert!(code_info(finding.code).is_some(), "{} is no code", finding.code);
        let related = finding.related.iter().map(|(span, _)| *span);
        for span in finding.span.into_iter().chain(related) {
            let text = sources.file(span.file).and_then(|f| f.text());
            let Some(text) = text else { panic!("{finding:?} stands in no text") };
            let (start, end) = (span.start as usize, span.end as usize);
            let whole = start <= end && text.is_char_boundary(start) && text.is_char_boundary(end);
            assert!(whole, "{finding:?} stands at no place of {} bytes", text.len());
        }
    }
    // A drawing costs its finding and its line; some hundreds of them show what can go wrong in it.
    if findings.len() > MOST_DRAWN {
        return;
    }
    let look = Look { color: false, width: 100, least: masthead::diag::Severity::Note };
    let (drawn, data) = (render(findings, sources, look), findings_json(findings, sources));
    assert!(findings.is_empty() || (!drawn.is_empty() && !data.is_empty()), "findings are drawn");
}
