//! An issue made by hand, with every kind of block, its designs and its printed pages.
//! Tests nothing itself.

use crate::color::Ink;
use crate::credits::{Decision, Design, Designs};
use crate::diag::{FileId, Span};
use crate::geom::{Length, Size};
use crate::issue::{
    Align, Alt, Article, ArticleId, ArticleKind, Attrs, Binding, Block, BlockId, BlockKind, Cell, Cover,
    CoverLine, Credit, Date, Figure, FigurePicture, Folios, Inline, InlineKind, Issue, Lang, Level, List,
    Names, Note, Party, PartyId, PartyKind, PictureId, Press, Publication, Role, Section, SpanWish,
    Statement, Table, Target, Text,
};
use crate::layout::{
    Case, CreditStyle, EpubStyle, Genre, GridMode, HAlign, Justify, Layout, NotePlace, NumberRange, PageSpec,
    Side, Style, VAlign,
};
use crate::pages::{Document, Page, PageStart};
use crate::picture::{Format, Picture};
use std::collections::BTreeMap;
use std::sync::Arc;

const SPAN: Span = Span { file: FileId(0), start: 0, end: 0 };
const ART: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 210 285\"><rect width=\"210\" height=\"285\" fill=\"#046\"/></svg>";

fn lang(tag: &str) -> Lang {
    Lang(tag.to_owned())
}

fn names(pairs: &[(&str, &str)]) -> Names {
    pairs.iter().map(|(l, n)| (lang(l), (*n).to_owned())).collect()
}

fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: SPAN }
}

fn text(words: &str) -> Text {
    vec![inline(InlineKind::Text(words.to_owned()))]
}

fn block(id: u32, kind: BlockKind) -> Block {
    Block { id: BlockId(id), kind, attrs: Attrs::default(), span: SPAN }
}

fn paragraph(id: u32, words: &str) -> Block {
    block(id, BlockKind::Paragraph(text(words)))
}

fn credit(role: &str, party: u32, statement: Statement) -> Credit {
    let (role, party) = (Role(role.to_owned()), PartyId(party));
    Credit { role, party, level: Level::Article, statement, source_label: None, span: None }
}

fn style(name: &str, families: &[&str], size: i64) -> Style {
    let free = NumberRange { min: 0, opt: 0, max: 0 };
    Style {
        name: name.to_owned(),
        families: families.iter().map(|f| (*f).to_owned()).collect(),
        weight: 400,
        italic: false,
        size: Length::pt(size),
        leading: Length::pt(size * 4 / 3),
        color: Ink::BLACK,
        fill: None,
        align: HAlign::Left,
        valign: VAlign::Top,
        indent: Length::pt(size),
        left: Length::ZERO,
        right: Length::ZERO,
        before: Length::ZERO,
        after: Length::ZERO,
        case: Case::None,
        tracking: 0,
        features: Vec::new(),
        hyphenate: true,
        justify: Justify { word: free, letter: free, glyph: free },
        protrude: false,
        prohibition: crate::layout::Prohibition::Strict,
        balance: false,
        widows: 2,
        orphans: 2,
        max_hyphens: 2,
        keep_next: 0,
        rule_above: None,
        rule_below: None,
        run_in: false,
        turn: Length::ZERO,
        line_start: None,
        grid: GridMode::All,
    }
}

fn layout() -> Layout {
    let mut styles = BTreeMap::new();
    styles.insert("body".to_owned(), style("body", &["Source Serif 4", "Noto Serif SC"], 9));
    let accent = Ink { cmyk: [10_000, 6000, 0, 1000], rgb: Some([0, 0x50, 0x9b]), spot: None };
    let mut title = style("title", &["Source Sans 3"], 36);
    title.weight = 700;
    title.color = accent;
    styles.insert("title".to_owned(), title);
    let genre = Genre {
        start: crate::issue::Start::Any,
        sequence: Vec::new(),
        drop_cap: Some(3),
        end_mark: Some("■".to_owned()),
        balance: true,
        run_on: false,
        run_in: Vec::new(),
        jump_sequence: Vec::new(),
    };
    let mm = Length::mm;
    Layout {
        id: "plain".to_owned(),
        version: "1.0.0".to_owned(),
        page: PageSpec {
            trim: None,
            size: Size::new(mm(210), mm(285)),
            bleed: mm(3),
            inner: mm(18),
            outer: mm(17),
            top: mm(20),
            step: Length::pt(12),
            lines: 54,
            first: Length::pt(9),
            columns: 3,
            column: mm(55),
            gutter: mm(5),
            hang_cap: false,
            fold: Length::ZERO,
        },
        colors: BTreeMap::new(),
        styles,
        floats: BTreeMap::new(),
        footnotes: NotePlace::Column,
        furniture: BTreeMap::new(),
        masters: BTreeMap::new(),
        genres: [("default".to_owned(), genre)].into(),
        credits: CreditStyle {
            order: ["author", "layout"].map(str::to_owned).to_vec(),
            separator: " | ".to_owned(),
            colon: ": ".to_owned(),
            house_end: true,
            statement_separator: " / ".to_owned(),
            collapse: true,
            labels: BTreeMap::new(),
        },
        texts: BTreeMap::new(),
        epub: EpubStyle { drop_cap: true },
    }
}

fn article(id: &str, kind: ArticleKind, title: &str) -> Article {
    Article {
        id: id.to_owned(),
        kind,
        title: text(title),
        kicker: Vec::new(),
        deck: Vec::new(),
        note: Vec::new(),
        toc_title: None,
        section: None,
        genre: "feature".to_owned(),
        start: None,
        min_pages: None,
        max_pages: None,
        pin: None,
        sequence: None,
        credits: Vec::new(),
        lang: lang("en"),
        keywords: Vec::new(),
        date: None,
        fields: BTreeMap::new(),
        image: None,
        body: Vec::new(),
        notes: Vec::new(),
        span: None,
        jump: None,
    }
}

/// A run with every kind of inline.
fn every_inline() -> Text {
    vec![
        inline(InlineKind::Text("Alpha <beta> & ".into())),
        inline(InlineKind::Emph(text("gamma"))),
        inline(InlineKind::Strong(text(" delta"))),
        inline(InlineKind::Strike(text(" epsilon"))),
        inline(InlineKind::Code(" zeta".into())),
        inline(InlineKind::Note(0)),
        inline(InlineKind::Break),
        inline(InlineKind::Link(Target::Url("https://example.org/a b?c=\"1\"&d=50%".into()), text("eta"))),
        inline(InlineKind::Link(Target::Article(ArticleId(2)), text(" theta"))),
        inline(InlineKind::Link(Target::Anchor(ArticleId(1), "fig 1".into()), text(" iota"))),
        inline(InlineKind::Span(
            Attrs { lang: Some(lang("zh-Hans")), classes: vec!["big".into()], ..Attrs::default() },
            text("汽车纵横"),
        )),
    ]
}

/// An article with every kind of block.
fn everything() -> Article {
    let picture = |alt| FigurePicture { picture: PictureId(1), alt, focus: (50, 50) };
    let figure = |pictures| Figure {
        pictures,
        caption: text("Kappa lambda."),
        credit: Some("Auto Review".into()),
        span: SpanWish::Layout,
        place: None,
    };
    let mut shown = block(6, BlockKind::Figure(figure(vec![picture(Alt::Words("A line".into()))])));
    shown.attrs.id = Some("fig 1".into());
    let cells = |words: &[&str]| words.iter().map(|w| Cell { text: text(w) }).collect::<Vec<_>>();
    let table = Table {
        caption: text("Mu"),
        align: vec![Align::Left, Align::Right],
        head: cells(&["", "nu"]),
        rows: vec![cells(&["xi", "1"]), cells(&["omicron", "2"])],
        span: SpanWish::Layout,
        place: None,
    };
    let items = vec![vec![paragraph(9, "pi")], vec![paragraph(10, "rho"), block(11, BlockKind::Rule)]];
    let gallery = figure(vec![picture(Alt::Decorative), picture(Alt::Words("Another".into()))]);
    let mut piece = article("the-piece", ArticleKind::Text, "Thirty million reasons");
    piece.kicker = text("Kicker");
    piece.deck = text("One sentence under the title.");
    piece.note = text("President of Auto Review");
    piece.section = Some(0);
    piece.keywords = vec!["cars".into(), "trade".into()];
    piece.credits = vec![credit("author", 0, Statement::Byline), credit("layout", 1, Statement::Byline)];
    piece.body = vec![
        block(0, BlockKind::Paragraph(every_inline())),
        block(1, BlockKind::Heading(2, text("Sigma"))),
        block(2, BlockKind::Heading(4, text("Tau"))),
        block(3, BlockKind::Callout("pullquote".into(), Vec::new(), vec![paragraph(4, "Upsilon")])),
        block(5, BlockKind::Question(text("Phi?"))),
        shown,
        block(7, BlockKind::Table(table)),
        block(8, BlockKind::List(List { start: Some(3), items })),
        block(12, BlockKind::Quote(vec![paragraph(13, "chi")])),
        block(14, BlockKind::Callout("sidebar".into(), text("Psi"), vec![paragraph(15, "omega")])),
        block(16, BlockKind::Code(Some("rust".into()), "fn a() {\n    b < c\n}".into())),
        paragraph(17, "The last paragraph runs over two pages of print."),
        block(18, BlockKind::Figure(gallery)),
    ];
    piece.notes = vec![Note { label: "1".into(), blocks: vec![paragraph(19, "A note.")], span: SPAN }];
    piece
}

fn people() -> Vec<Party> {
    let party = |id: &str, kind, list: &[(&str, &str)], aliases: &[&str]| Party {
        id: id.to_owned(),
        kind,
        names: names(list),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        note: Names::new(),
        span: None,
    };
    vec![
        party("liu-yan", PartyKind::Person, &[("en", "Liu Yan"), ("zh-Hans", "刘雁")], &["Liu, Yan"]),
        party("zheng-xueqin", PartyKind::Person, &[("en", "Zheng Xueqin")], &[]),
        party("auto-review", PartyKind::House, &[("en", "The Auto Review"), ("zh-Hans", "本刊")], &[]),
    ]
}

fn picture(path: &str) -> Picture {
    Picture {
        path: path.to_owned(),
        bytes: ART.into(),
        format: Format::Svg,
        width: 210_000,
        height: 285_000,
        span: None,
    }
}

fn publication() -> Publication {
    Publication {
        id: "auto-review".into(),
        names: names(&[("en", "Auto Review"), ("zh-Hans", "汽车纵横")]),
        issn: Some("0311-175X".into()),
        eissn: None,
        cn: None,
        publisher: Some(PartyId(2)),
        sponsor: None,
        frequency: Some("monthly".into()),
        house: Some(PartyId(2)),
        layout: None,
        trim: None,
        bleed: Length::mm(3),
        press: Press::default(),
        bounds: BTreeMap::new(),
        barcode: crate::issue::Barcode::None,
        folder: crate::source::Folder::default(),
        lang: lang("en"),
        ad_sizes: BTreeMap::new(),
    }
}

/// The issue.
pub(super) fn issue() -> Issue {
    let mut chinese = article("文章", ArticleKind::Text, "为开放坚守的三千万个理由");
    chinese.lang = lang("zh-Hans");
    chinese.section = Some(0);
    chinese.body = vec![paragraph(0, "第一段。")];
    Issue {
        publication: publication(),
        parties: people(),
        sections: vec![Section {
            id: "note".into(),
            labels: names(&[("en", "Editorial Note")]),
            credits: Vec::new(),
            pin: None,
        }],
        title: None,
        slug: "auto-review-2025-12".into(),
        date: Some(Date { year: 2025, month: Some(12), day: Some(1) }),
        display_date: names(&[("en", "December 2025")]),
        volume: Some("40".into()),
        number: Some("12".into()),
        aggregate: Some(437),
        lang: lang("en"),
        identifier: "urn:uuid:6f1f2a4e-0000-5000-8000-000000000437".into(),
        translation_of: Some("urn:example:original".into()),
        supplement_to: None,
        barcode: crate::issue::StatedBarcode::default(),
        siblings: Vec::new(),
        rights: Some("© 2025 Auto Review".into()),
        prices: BTreeMap::new(),
        binding: Binding::Saddle,
        papers: None,
        credits: vec![credit("design", 1, Statement::Byline), credit("image", 2, Statement::End)],
        pin: None,
        cover: Some(Cover {
            image: Some(PictureId(0)),
            lines: vec![CoverLine { text: "The New Era".into(), article: Some(ArticleId(1)), level: 1 }],
        }),
        articles: vec![
            article("contents", ArticleKind::Contents, ""),
            everything(),
            chinese,
            article("masthead-page", ArticleKind::MastheadPage, ""),
            article("back", ArticleKind::BackCover, ""),
        ],
        ads: Vec::new(),
        promises: Vec::new(),
        page_multiple: 4,
        folios: Folios { first: 1, cover: true },
        pictures: vec![picture("images/cover.svg"), picture("images/Line one.svg")],
        duotones: Vec::new(),
        folder: crate::source::Folder::default(),
        strict: false,
    }
}

/// The designs.
pub(super) fn designs(issue: &Issue) -> Designs {
    let layout = Arc::new(layout());
    let decision = Decision {
        rule: 5,
        reason: String::new(),
        candidates: Vec::new(),
        counted: Vec::new(),
        shadowed: Vec::new(),
    };
    let design = |credits: &[Credit]| Design {
        layout: layout.clone(),
        credits: credits.to_vec(),
        decision: decision.clone(),
    };
    Designs {
        articles: issue.articles.iter().map(|a| design(&a.credits)).collect(),
        issue: design(&issue.credits),
    }
}

fn page(folio: &str, article: Option<u32>, start: Option<(u32, Option<u32>, u32)>) -> Page {
    let starts = start.map(|(article, block, offset)| PageStart {
        article: ArticleId(article),
        block: block.map(BlockId),
        offset,
    });
    Page {
        folio: folio.to_owned(),
        side: Side::Recto,
        article: article.map(ArticleId),
        master: "body".into(),
        items: Vec::new(),
        frames: Vec::new(),
        starts: starts.into_iter().collect(),
    }
}

/// The document.
pub(super) fn document() -> Document {
    let pages = vec![
        page("1", None, None),
        page("2", Some(0), Some((0, None, 0))),
        page("3", Some(1), Some((1, None, 0))),
        page("4", None, None),
        page("5", Some(1), Some((1, Some(0), 9))),
        page("6", Some(1), None),
        page("7", Some(1), Some((1, Some(17), 19))),
        page("8", Some(2), Some((2, None, 0))),
        page("", Some(3), Some((3, None, 0))),
    ];
    Document { pages, ..Document::default() }
}
