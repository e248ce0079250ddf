//! Tests of the way from a folder to an issue: the specification's own example, the smallest issue, JSON,
//! and files that chance has spoilt.

use super::{
    AdPosition, Alt, ArticleId, ArticleKind, Block, BlockKind, Inline, InlineKind, Issue, Level, Place,
    SpanWish, Start, Statement, Target, check, plain,
};
use crate::diag::{Failed, Findings, Severity};
use crate::source::Sources;
use std::path::{Path, PathBuf};

struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("masthead-issue-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("temporary folder");
        Self(path)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), text).expect("written");
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(path: &Path) -> (Result<Issue, Failed>, Findings) {
    let mut findings = Findings::new();
    let issue = check(&mut Sources::new(), path, false, &mut findings);
    (issue, findings)
}

fn good(path: &Path) -> Issue {
    let (issue, findings) = run(path);
    let said: Vec<_> = findings.iter().map(|d| format!("[{}] {}", d.code, d.message)).collect();
    assert!(said.is_empty(), "{said:#?}");
    issue.expect("an issue")
}

fn small(article: &str) -> Issue {
    let dir = Dir::new(&format!("small-{}", article.len()));
    dir.put("issue.toml", "title = \"T\"\nlanguage = \"en\"\n[[articles]]\nsource = \"a.md\"\n");
    dir.put("a.md", article);
    good(&dir.0)
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/whole-example/2025-12")
}

#[test]
fn the_whole_example_of_the_specification_passes() {
    let issue = good(&fixture());
    assert_eq!(issue.slug, "auto-review-2025-12");
    assert_eq!((issue.number.as_deref(), issue.aggregate, issue.page_multiple), (Some("12"), Some(437), 4));
    assert_eq!(issue.publication.bounds.get("very-loose-per-100").map(|b| b.most), Some(1000));
    assert_eq!(issue.publication.press.ink_limit, Some(305));
    assert_eq!(issue.articles.len(), 11);
    let kinds: Vec<_> = issue.articles.iter().take(2).map(|a| a.kind).collect();
    assert_eq!(kinds, [ArticleKind::Contents, ArticleKind::Text]);
    let note = &issue.articles[1];
    assert_eq!((note.start, note.max_pages, note.section), (Some(Start::Recto), Some(1), Some(0)));
    let credits: Vec<_> = note
        .credits
        .iter()
        .map(|c| (c.role.0.as_str(), issue.party(c.party).map_or("", |p| p.id.as_str()), c.statement))
        .collect();
    assert_eq!(credits[1], ("layout", "zheng-xueqin", Statement::Byline));
    assert_eq!(credits[5], ("layout", "auto-review", Statement::End));
    assert_eq!(note.credits[5].source_label.as_deref(), Some("排版"));
    assert_eq!(issue.credits.iter().map(|c| c.level).collect::<Vec<_>>(), [Level::Issue, Level::Publication]);
    let BlockKind::Figure(figure) = &note.body[1].kind else { panic!("no figure") };
    assert_eq!(
        (figure.span, figure.place, figure.credit.as_deref()),
        (SpanWish::Columns(2), Some(Place::Top), Some("Auto Review"))
    );
    assert_eq!(figure.pictures[0].focus, (50, 30));
    assert_eq!(figure.pictures[0].alt, Alt::Words("A line of cars leaving the plant".into()));
    assert_eq!((note.notes.len(), issue.ads[0].position.clone()), (1, AdPosition::Cover(3)));
    let ad = issue.picture(issue.ads[0].picture).expect("the ad");
    assert_eq!((ad.width, ad.height), (595_276, 807_874));
    let cover = issue.cover.as_ref().expect("a cover");
    assert_eq!((cover.lines.len(), cover.lines[1].article, cover.lines[1].level), (2, Some(ArticleId(2)), 1));
}

#[test]
fn the_smallest_issue_passes() {
    let issue = small("+++\ntitle = \"It's *here*\"\n+++\nWords.\n");
    assert_eq!(plain(&issue.articles[0].title), "It’s here");
    assert_eq!((issue.articles[0].id.as_str(), issue.slug.as_str(), issue.page_multiple), ("a", "t", 1));
    assert!(issue.cover.is_none() && issue.identifier.starts_with("urn:uuid:"));
    let untitled = small("# A title of its own\n\nWords.\n");
    assert_eq!(
        (plain(&untitled.articles[0].title).as_str(), untitled.articles[0].body.len()),
        ("A title of its own", 1)
    );
}

#[test]
fn json_means_the_same() {
    let dir = Dir::new("json");
    dir.put("a.md", "# Hello\n\nWords.\n");
    dir.put("issue.toml", "title = \"T\"\nlanguage = \"en\"\nnumber = 3\nprice = { EU = \"5\" }\n[[people]]\nid = \"x\"\nname = \"X\"\n[[articles]]\nsource = \"a.md\"\ncredits = [{ role = \"author\", party = \"x\" }]\n");
    let mut toml = good(&dir.0);
    std::fs::remove_file(dir.0.join("issue.toml")).expect("removed");
    dir.put(
        "issue.json",
        r#"{"title": "T", "language": "en", "number": 3, "price": {"EU": "5"},
        "people": [{"id": "x", "name": "X"}],
        "articles": [{"source": "a.md", "credits": [{"role": "author", "party": "x"}]}]}"#,
    );
    let mut json = good(&dir.0);
    for issue in [&mut toml, &mut json] {
        issue.parties[0].span = None;
        issue.articles[0].span = None;
        issue.articles[0].credits[0].span = None;
    }
    assert_eq!(toml, json);
}

#[test]
fn short_credits_follow_the_roles_of_the_language() {
    let dir = Dir::new("short");
    dir.put(
        "a.md",
        "+++\ntitle = \"标题\"\ncredits = \"作者：刘 燕｜排版：Auto Review、Guo·Qing\"\n+++\n正文\n",
    );
    let people = "[[people]]\nid = \"liu-yan\"\nname = { zh-Hans = \"刘燕\" }\n[[people]]\nid = \"auto-review\"\nname = { en = \"Auto Review\" }\n[[people]]\nid = \"guo-qing\"\nname = { en = \"Guo Qing\" }\n";
    dir.put(
        "issue.toml",
        format!("title = \"T\"\nlanguage = \"zh-Hans\"\n{people}[[articles]]\nsource = \"a.md\"\n"),
    );
    let issue = good(&dir.0);
    let credits: Vec<_> = issue.articles[0]
        .credits
        .iter()
        .map(|c| {
            (c.role.0.as_str(), issue.party(c.party).map_or("", |p| p.id.as_str()), c.source_label.as_deref())
        })
        .collect();
    assert_eq!(
        credits,
        [
            ("author", "liu-yan", None),
            ("layout", "auto-review", Some("排版")),
            ("layout", "guo-qing", Some("排版"))
        ]
    );
}

fn ids(blocks: &[Block], out: &mut Vec<u32>) {
    for block in blocks {
        out.push(block.id.0);
        match &block.kind {
            BlockKind::Quote(inner) | BlockKind::Callout(_, _, inner) => ids(inner, out),
            BlockKind::List(list) => list.items.iter().for_each(|i| ids(i, out)),
            _ => {}
        }
    }
}

#[test]
fn blocks_and_notes_are_numbered_in_order() {
    let issue = small(
        "# T\n\nOne[^b].\n\n- a[^a]\n  - b\n\n> Quote\n\nLast[^b].\n\n[^a]: A, see[^c].\n\n[^b]: B.\n\n[^c]: C.\n",
    );
    let article = &issue.articles[0];
    let mut numbers = Vec::new();
    ids(&article.body, &mut numbers);
    article.notes.iter().for_each(|n| ids(&n.blocks, &mut numbers));
    assert_eq!(numbers, (0..numbers.len() as u32).collect::<Vec<_>>());
    assert_eq!(article.notes.iter().map(|n| n.label.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
}

#[test]
fn links_find_articles_and_anchors() {
    let issue = small(
        "# T\n\nSee [](article:a), [part](#part), [web](https://example.com/x).\n\n## A part {#part}\n\nWords, [](#part).\n",
    );
    let BlockKind::Paragraph(text) = &issue.articles[0].body[0].kind else { panic!("no paragraph") };
    let links: Vec<_> = text
        .iter()
        .filter_map(|i| {
            if let InlineKind::Link(to, words) = &i.kind { Some((to.clone(), plain(words))) } else { None }
        })
        .collect();
    assert_eq!(links[0], (Target::Article(ArticleId(0)), "T".to_owned()));
    assert_eq!(links[1].0, Target::Anchor(ArticleId(0), "part".to_owned()));
    assert_eq!(links[2].0, Target::Url("https://example.com/x".to_owned()));
}

#[test]
fn an_interview_has_questions_and_speakers() {
    let issue = small("+++\ntitle = \"T\"\ngenre = \"interview\"\n+++\n**Why?**\n\n**Liu Yan:** Because.\n");
    let body = &issue.articles[0].body;
    assert!(matches!(&body[0].kind, BlockKind::Question(q) if plain(q) == "Why?"));
    let BlockKind::Paragraph(answer) = &body[1].kind else { panic!("no answer") };
    assert!(matches!(&answer[0], Inline { kind: InlineKind::Span(a, _), .. } if a.classes == ["speaker"]));
}

#[test]
fn missing_alternative_text_is_an_error_when_strict() {
    let dir = Dir::new("strict");
    dir.put("issue.toml", "title = \"T\"\nlanguage = \"en\"\n[[articles]]\nsource = \"a.md\"\n");
    dir.put("a.md", "# T\n\n![](a.svg)\n");
    dir.put("a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    for (strict, severity) in [(false, Severity::Warning), (true, Severity::Error)] {
        let mut findings = Findings::new();
        let issue = check(&mut Sources::new(), &dir.0, strict, &mut findings);
        assert_eq!(issue.is_err(), strict);
        assert_eq!(findings.iter().map(|d| (d.code, d.severity)).collect::<Vec<_>>(), [("T009", severity)]);
    }
}

/// A small generator of the linear congruential kind (Knuth, MMIX): the same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }
}

fn spoil(text: &[u8], chance: &mut Chance) -> Vec<u8> {
    const BITS: [&[u8]; 16] = [
        b"[",
        b"]",
        b"{",
        b"}",
        b"\"",
        b"=",
        b"\n+++\n",
        b"#",
        b"![](x){",
        b"[^1]",
        b"\xff",
        b"> [!",
        b"| - |\n",
        b"999999999999",
        "“漢\u{202e}".as_bytes(),
        b"<b>",
    ];
    let mut out = text.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(out.len());
        let end = (at + chance.below(12)).min(out.len());
        match chance.below(4) {
            0 => drop(out.drain(at..end)),
            1 => drop(out.splice(at..at, BITS[chance.below(BITS.len())].iter().copied())),
            2 => {
                let piece = out[at..end].to_vec();
                let to = chance.below(out.len());
                out.splice(to..to, piece);
            }
            _ => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << chance.below(7);
                }
            }
        }
    }
    out
}

#[test]
fn no_spoilt_file_makes_it_panic() {
    let dir = Dir::new("spoilt");
    let read = |name: &str| std::fs::read(fixture().join(name)).expect("fixture");
    let publication = std::fs::read(fixture().join("../publication.toml")).expect("fixture");
    let files: [(&str, Vec<u8>); 3] = [
        ("publication.toml", publication),
        ("issue.toml", read("issue.toml")),
        ("editorial-note.md", read("editorial-note.md")),
    ];
    let mut chance = Chance(437);
    for round in 0..300 {
        for (i, (name, text)) in files.iter().enumerate() {
            let text = if round % files.len() == i { spoil(text, &mut chance) } else { text.clone() };
            dir.put(name, text);
        }
        let (issue, findings) = run(&dir.0);
        // Whatever happened to it, the rest of the fixture is missing here: that much must be said.
        assert!(issue.is_err() && findings.has_errors(), "round {round}");
    }
}
