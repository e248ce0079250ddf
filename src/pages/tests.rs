//! Properties that hold for any article: no word lost, floats once, lines on the grid, nothing off the page.
//! Looks of pages are judged by golden dumps and by eye elsewhere.

use super::{Document, ItemKind, compose};
use crate::credits::{Decision, Design, Designs};
use crate::diag::{FileId, Findings, Span};
use crate::font::Fonts;
use crate::geom::{Length, Size};
use crate::issue::*;
use crate::layout::{Layout, Library, Sheet};
use crate::picture::{Format, Picture};
use crate::source::Sources;
use crate::typeset::Setters;
use std::collections::BTreeMap;
use std::sync::Arc;

const SPAN: Span = Span { file: FileId(0), start: 0, end: 1 };

/// A small generator: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn layout(id: &str, trim: Size) -> Arc<Layout> {
    let mut findings = Findings::new();
    let library = Library::load(&mut Sources::new(), None, &mut findings);
    let index = library.headers().find(|(_, h)| h.id == id).unwrap().0;
    let sheet = Sheet { trim: Some(trim), bleed: Length::mm(3) };
    library.resolve(index, &Lang("en".to_owned()), sheet, &mut findings).unwrap()
}

fn design(layout: &Arc<Layout>) -> Design {
    let decision = Decision {
        rule: 5,
        reason: String::new(),
        candidates: Vec::new(),
        counted: Vec::new(),
        shadowed: Vec::new(),
    };
    Design { layout: Arc::clone(layout), credits: Vec::new(), decision }
}

fn words(dice: &mut Dice, count: u64) -> Text {
    const WORDS: [&str; 16] = [
        "line",
        "measure",
        "composition",
        "a",
        "the",
        "typographer’s",
        "of",
        "extraordinary",
        "cars",
        "factory",
        "and",
        "engineering",
        "between",
        "is",
        "responsibilities",
        "ink",
    ];
    let mut text = String::new();
    for n in 0..count {
        if n > 0 {
            text.push(' ');
        }
        text.push_str(WORDS[dice.roll(16) as usize]);
    }
    text.push('.');
    vec![Inline { kind: InlineKind::Text(text), span: SPAN }]
}

fn block(id: u32, kind: BlockKind) -> Block {
    Block { id: BlockId(id), kind, attrs: Attrs::default(), span: SPAN }
}

fn figure(dice: &mut Dice, pictures: u64) -> BlockKind {
    let picture = FigurePicture {
        picture: PictureId(dice.roll(pictures) as u32),
        alt: Alt::Words("a picture".to_owned()),
        focus: (50, 50),
    };
    let span = match dice.roll(4) {
        0 => SpanWish::Layout,
        1 => SpanWish::Full,
        n => SpanWish::Columns(n as u8 - 1),
    };
    BlockKind::Figure(Figure {
        pictures: vec![picture],
        caption: words(dice, 9),
        credit: None,
        span,
        place: None,
    })
}

fn article(dice: &mut Dice, blocks: u64) -> Article {
    let mut body = Vec::new();
    for n in 0..blocks as u32 {
        let kind = match dice.roll(12) {
            0 => BlockKind::Heading(2, words(dice, 4)),
            1 => figure(dice, 3),
            2 => BlockKind::Callout(
                "pullquote".to_owned(),
                Text::new(),
                vec![block(n * 10 + 1, BlockKind::Paragraph(words(dice, 9)))],
            ),
            3 => {
                let inner =
                    (1..4).map(|k| block(n * 10 + k, BlockKind::Paragraph(words(dice, 30)))).collect();
                BlockKind::Callout("sidebar".to_owned(), words(dice, 2), inner)
            }
            4 => {
                let item =
                    |dice: &mut Dice, k| vec![block(n * 10 + k, BlockKind::Paragraph(words(dice, 12)))];
                let items = (1..4).map(|k| item(dice, k)).collect();
                BlockKind::List(List { start: None, items })
            }
            _ => {
                let count = 5 + dice.roll(120);
                BlockKind::Paragraph(words(dice, count))
            }
        };
        body.push(block(n * 10, kind));
    }
    let title = vec![Inline { kind: InlineKind::Text("A headline".to_owned()), span: SPAN }];
    let first = sample().articles.swap_remove(0);
    Article {
        title,
        body,
        kicker: Text::new(),
        deck: Text::new(),
        note: Text::new(),
        notes: Vec::new(),
        ..first
    }
}

fn sample() -> Issue {
    let mut findings = Findings::new();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/minimal");
    let mut issue = crate::issue::check(&mut Sources::new(), &path, false, &mut findings).unwrap();
    let picture = |width, height| Picture {
        path: "images/one.jpg".to_owned(),
        bytes: Vec::new().into(),
        format: Format::Jpeg,
        width,
        height,
        span: None,
    };
    issue.pictures = vec![picture(1600, 900), picture(900, 1600), picture(1200, 1190)];
    issue
}

fn composed(seed: u64, id: &str, blocks: u64) -> (Issue, Document, Findings, Arc<Layout>) {
    let mut dice = Dice(seed);
    let mut issue = sample();
    issue.articles = vec![article(&mut dice, blocks)];
    let trim = Size::new(Length::mm(210), Length::mm(285));
    let layout = layout(id, trim);
    let designs = Designs { articles: vec![design(&layout)], issue: design(&layout) };
    let mut findings = Findings::new();
    let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings).unwrap();
    (issue, document, findings, layout)
}

fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut out = BTreeMap::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        *out.entry(c).or_insert(0) += 1;
    }
    out
}

fn source(blocks: &[Block], out: &mut String) {
    for b in blocks {
        match &b.kind {
            BlockKind::Heading(_, t) | BlockKind::Paragraph(t) | BlockKind::Question(t) => {
                out.push_str(&plain(t));
            }
            BlockKind::Callout(_, title, inner) => {
                out.push_str(&plain(title));
                source(inner, out);
            }
            BlockKind::List(l) => l.items.iter().for_each(|i| source(i, out)),
            BlockKind::Figure(f) => out.push_str(&plain(&f.caption)),
            _ => {}
        }
    }
}

#[test]
fn a_word_in_a_style_is_shaped_once_for_all_threads() {
    let mut issue = sample();
    issue.articles = (0..9).map(|n| Article { id: format!("a{n}"), ..article(&mut Dice(n), 12) }).collect();
    let layout = layout("base", Size::new(Length::mm(210), Length::mm(285)));
    let designs = Designs { articles: vec![design(&layout); 9], issue: design(&layout) };
    let fonts = Fonts::bundled();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let setters = Setters::new(&fonts);
        let findings = &mut Findings::new();
        let document = pool.install(|| super::compose_with(&issue, &designs, &setters, findings)).unwrap();
        (format!("{:?}", document.pages), setters.count(), setters.work())
    };
    let (alone, one, work) = on(1);
    assert_eq!(one, 1);
    // No text of these has more words than the generator knows, in more styles than the layout has.
    assert!(work.words > 0 && work.words <= 40 * layout.styles.len() as u64, "{work:?}");
    for threads in [2, 4] {
        let (pages, setters, their) = on(threads);
        assert!(pages == alone, "{threads} threads give other pages");
        assert!(setters <= threads, "{setters} setters");
        assert_eq!(their, work, "{threads} threads do other work");
    }
    // A second build finds everything shaped.
    let setters = Setters::new(&fonts);
    let build = || super::compose_with(&issue, &designs, &setters, &mut Findings::new()).map(|_| ());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(build).unwrap();
    let first = setters.work();
    pool.install(build).unwrap();
    assert_eq!(setters.work().words, first.words);
}

#[test]
fn no_letter_is_lost_in_any_article() {
    for seed in 0..24 {
        for id in ["base", "house-2025", "zheng-guo-editorial"] {
            let (issue, document, findings, _) = composed(seed, id, 3 + seed);
            let mut want = String::from("A headline");
            source(&issue.articles[0].body, &mut want);
            let mut got = String::new();
            for item in document.pages.iter().flat_map(|p| &p.items) {
                if let ItemKind::Glyphs(run) = &item.kind
                    && (document.tags[item.tag.0 as usize].kind != super::TagKind::Artifact
                        || item.span.is_some())
                {
                    got.push_str(&run.text);
                }
            }
            assert_eq!(letters(&want), letters(&got), "{id}, seed {seed}, findings {findings:?}");
        }
    }
}

#[test]
fn every_float_stands_once_and_on_the_page() {
    for seed in 100..112 {
        let (issue, document, _, layout) = composed(seed, "house-2025", 20);
        let want = issue.articles[0].body.iter().filter(|b| matches!(b.kind, BlockKind::Figure(_))).count();
        let sheet =
            crate::geom::Rect::new(Length::ZERO, Length::ZERO, layout.page.size.w, layout.page.size.h);
        let sheet = sheet.grow(layout.page.bleed);
        let mut got = 0;
        for item in document.pages.iter().flat_map(|p| &p.items) {
            if let ItemKind::Picture { clip, .. } = &item.kind {
                got += 1;
                assert!(sheet.contains(clip), "seed {seed}: {clip:?}");
            }
        }
        assert_eq!(want, got, "seed {seed}");
    }
}

#[test]
fn body_lines_stand_on_the_grid_and_in_order() {
    for seed in 200..212 {
        let (_, document, _, layout) = composed(seed, "house-2025", 16);
        let body = &layout.styles["body"];
        for page in &document.pages {
            for item in &page.items {
                let ItemKind::Glyphs(run) = &item.kind else { continue };
                if run.style.size != body.size
                    || document.tags[item.tag.0 as usize].kind != super::TagKind::Paragraph
                {
                    continue;
                }
                let from_first = run.at.y - layout.page.top - layout.page.first;
                assert_eq!(from_first.to_sp() % layout.page.step.to_sp(), 0, "seed {seed}: `{}`", run.text);
            }
        }
    }
}

/// The issue of `count` pieces of one section in the design of briefs, set.
fn briefs(seed: u64, count: u64) -> (Issue, Document) {
    let mut dice = Dice(seed);
    let mut issue = sample();
    let section = Section { id: "briefs".to_owned(), labels: Names::new(), credits: Vec::new(), pin: None };
    issue.sections = vec![section];
    issue.articles = (0..count)
        .map(|n| Article {
            id: format!("brief-{n}"),
            title: vec![Inline { kind: InlineKind::Text(format!("Piece {n}")), span: SPAN }],
            section: Some(0),
            genre: "news-brief".to_owned(),
            start: None,
            ..article(&mut dice, 3)
        })
        .collect();
    let layout = layout("digest", Size::new(Length::mm(210), Length::mm(285)));
    let designs = Designs { articles: vec![design(&layout); count as usize], issue: design(&layout) };
    let document = compose(&issue, &designs, &Fonts::bundled(), &mut Findings::new()).unwrap();
    (issue, document)
}

#[test]
fn pieces_of_a_section_run_on_in_order_and_lose_nothing() {
    for seed in 300..306 {
        let (issue, document) = briefs(seed, 7);
        let (mut want, mut got) = (String::new(), String::new());
        for a in &issue.articles {
            want.push_str(&plain(&a.title));
            source(&a.body, &mut want);
        }
        for item in document.pages.iter().flat_map(|p| &p.items) {
            if let ItemKind::Glyphs(run) = &item.kind
                && document.tags[item.tag.0 as usize].kind != super::TagKind::Artifact
            {
                got.push_str(&run.text);
            }
        }
        assert_eq!(letters(&want), letters(&got), "seed {seed}");
        let starts: Vec<ArticleId> = document
            .pages
            .iter()
            .flat_map(|p| &p.starts)
            .filter(|s| s.block.is_none())
            .map(|s| s.article)
            .collect();
        let all: Vec<ArticleId> = (0..7).map(ArticleId).collect();
        assert_eq!(starts, all, "seed {seed}: every piece opens once, in order");
        let titles: Vec<usize> = (0..7).map(|n| got.find(&format!("Piece {n}")).unwrap()).collect();
        assert!(titles.is_sorted(), "seed {seed}: {titles:?}");
        let anchors = all.iter().filter(|id| document.anchors.contains_key(&super::Anchor::Article(**id)));
        assert_eq!((anchors.count(), document.outline.len()), (7, 7), "seed {seed}");
        assert!(document.pages.len() < 7, "seed {seed}: {} pages", document.pages.len());
    }
}

#[test]
fn notes_stand_on_the_page_of_their_mark_and_lose_no_word() {
    for seed in 400..412 {
        let mut dice = Dice(seed);
        let mut issue = sample();
        let mut piece = article(&mut dice, 18);
        let mut notes = Vec::new();
        for block in &mut piece.body {
            if let BlockKind::Paragraph(text) = &mut block.kind
                && dice.roll(3) == 0
            {
                text.push(Inline { kind: InlineKind::Note(notes.len()), span: SPAN });
                let count = 5 + dice.roll(40);
                let id = 9000 + notes.len() as u32;
                let words = words(&mut dice, count);
                notes.push(Note {
                    label: id.to_string(),
                    blocks: vec![self::block(id, BlockKind::Paragraph(words))],
                    span: SPAN,
                });
            }
        }
        let count = notes.len();
        piece.notes = notes;
        issue.articles = vec![piece];
        let layout = layout("house-2025", Size::new(Length::mm(210), Length::mm(285)));
        let designs = Designs { articles: vec![design(&layout)], issue: design(&layout) };
        let document = compose(&issue, &designs, &Fonts::bundled(), &mut Findings::new()).unwrap();
        let mut seen = 0;
        for (page, items) in document.pages.iter().map(|p| &p.items).enumerate() {
            for item in items {
                let ItemKind::Link { link, .. } = &item.kind else { continue };
                let super::LinkTarget::Anchor(anchor @ super::Anchor::Note(..)) =
                    &document.links[link.0 as usize]
                else {
                    continue;
                };
                seen += 1;
                assert_eq!(document.anchors[anchor].0, page, "seed {seed}, {anchor:?}");
            }
        }
        assert_eq!(seen, count, "seed {seed}");
        let area = crate::geom::Rect::new(Length::ZERO, Length::ZERO, layout.page.size.w, layout.page.size.h);
        for item in document.pages.iter().flat_map(|p| &p.items) {
            if let ItemKind::Glyphs(run) = &item.kind {
                assert!(
                    run.at.y > area.y
                        && run.at.y < layout.page.top + layout.page.height() + layout.page.step * 4,
                    "seed {seed} {}",
                    run.text
                );
            }
        }
    }
}

#[test]
fn a_table_higher_than_a_page_goes_on_with_its_header_and_loses_no_row() {
    let mut dice = Dice(500);
    let mut issue = sample();
    let mut piece = article(&mut dice, 2);
    let cell = |words: String| Cell { text: vec![Inline { kind: InlineKind::Text(words), span: SPAN }] };
    let rows = (0..180).map(|n| vec![cell(format!("row{n}x")), cell(plain(&words(&mut dice, 9)))]).collect();
    let head = vec![cell("Headword".to_owned()), cell("Rest".to_owned())];
    let table = Table {
        caption: Text::new(),
        align: vec![Align::Default; 2],
        head,
        rows,
        span: SpanWish::Layout,
        place: None,
    };
    piece.body.push(block(900, BlockKind::Table(table)));
    issue.articles = vec![piece];
    let layout = layout("house-2025", Size::new(Length::mm(210), Length::mm(285)));
    let designs = Designs { articles: vec![design(&layout)], issue: design(&layout) };
    let mut findings = Findings::new();
    let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings).unwrap();
    assert!(!findings.has_errors(), "{findings:?}");
    let mut text = String::new();
    let glyphs =
        |i: &super::Item| if let ItemKind::Glyphs(run) = &i.kind { Some(run.text.clone()) } else { None };
    document.pages.iter().flat_map(|p| &p.items).filter_map(glyphs).for_each(|t| text.push_str(&t));
    let at: Vec<usize> = (0..180).filter_map(|n| text.find(&format!("row{n}x"))).collect();
    assert!(at.len() == 180 && at.is_sorted());
    assert!(text.matches("Headword").count() >= 3, "the header stands on every page of the table");
}

#[test]
fn an_advertisement_of_a_column_stands_on_a_page_of_an_article() {
    let mut dice = Dice(600);
    let mut issue = sample();
    let words_only = |dice: &mut Dice, count: u32| -> Vec<Block> {
        (0..count).map(|n| block(n, BlockKind::Paragraph(words(dice, 90)))).collect()
    };
    let (short, long) = (words_only(&mut dice, 3), words_only(&mut dice, 40));
    let first = article(&mut dice, 1);
    issue.articles = vec![
        Article { body: short, ..first.clone() },
        Article { id: "long".to_owned(), body: long, ..first },
    ];
    let ad = |n: u32, size: &str, position| Ad {
        id: format!("ad-{n}"),
        advertiser: None,
        size: size.to_owned(),
        position,
        category: None,
        picture: PictureId(n),
        span: None,
    };
    issue.ads = vec![ad(0, "third", AdPosition::Any), ad(1, "other", AdPosition::Any)];
    let layout = layout("house-2025", Size::new(Length::mm(210), Length::mm(285)));
    let designs = Designs { articles: vec![design(&layout); 2], issue: design(&layout) };
    let mut findings = Findings::new();
    let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings).unwrap();
    let on: Vec<Option<ArticleId>> = document
        .pages
        .iter()
        .filter(|p| p.items.iter().any(|i| matches!(i.kind, ItemKind::Picture { picture: PictureId(0), .. })))
        .map(|p| p.article)
        .collect();
    assert_eq!(on, [Some(ArticleId(1))], "once, in the longer article");
    let lost: Vec<&str> = findings.iter().filter(|d| d.code == "G005").map(|d| d.message.as_str()).collect();
    assert_eq!(lost, ["advertisement `ad-1` has no page"]);
}
