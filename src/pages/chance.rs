//! Random issues for proofs: an article of any mix of blocks, in a layout of any trim and one to six columns.
//! Proves nothing.

use crate::credits::{Decision, Design, Designs};
use crate::diag::{FileId, Findings, Span};
use crate::geom::{Length, Size};
use crate::issue::*;
use crate::layout::{FloatSide, FramePlace, Layout, Library, NotePlace, Sheet};
use crate::picture::{Format, Picture};
use crate::source::Sources;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

const SPAN: Span = Span { file: FileId(0), start: 0, end: 1 };

/// A small generator: the same numbers on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// One of `all`.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }
}

/// An issue of one article and how it is set.
pub struct Chance {
    /// The issue.
    pub issue: Issue,
    /// Its layout, for the article and the issue.
    pub designs: Designs,
    /// Words that must stand in this order in the thread.
    pub marks: Vec<String>,
}

/// What may stand in a random article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mix {
    /// Paragraphs and headings.
    Words,
    /// Paragraphs, headings and pictures of one column.
    Pictures,
    /// Everything.
    All,
}

impl Chance {
    /// The random issue number `seed`, of `blocks` blocks.
    pub fn new(seed: u64, mix: Mix, blocks: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9).wrapping_add(seed));
        let layout = random_layout(&mut dice);
        Self::in_layout(&mut dice, layout, mix, blocks)
    }

    /// The random issue number `seed`, of `blocks` blocks of any kind, in a layout of which all is random.
    pub fn stirred(seed: u64, blocks: u64) -> Self {
        let dice = &mut Dice(seed * 7 + 1);
        let plain = random_layout(dice);
        let layout = stirred(dice, plain);
        Self::in_layout(dice, layout, Mix::All, blocks)
    }

    /// A random article of `blocks` blocks in `layout`.
    pub fn in_layout(dice: &mut Dice, layout: Layout, mix: Mix, blocks: u64) -> Self {
        let mut findings = Findings::new();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/minimal");
        let mut issue = check(&mut Sources::new(), &path, false, &mut findings).unwrap();
        issue.pictures = pictures(dice);
        let mut made = Article { dice, marks: Vec::new(), notes: Vec::new(), next: 0 };
        let mut body = vec![made.block(BlockKind::Paragraph(Text::new()))];
        body[0].kind = BlockKind::Paragraph(made.words(20));
        for _ in 0..blocks {
            body.push(made.any(mix));
        }
        let title = made.words(4);
        let (marks, notes) = (made.marks, made.notes);
        let article = &mut issue.articles[0];
        (article.body, article.notes, article.title) = (body, notes, title);
        (article.kicker, article.deck, article.note) = (Text::new(), Text::new(), Text::new());
        let designs = designs(&Arc::new(layout));
        Self { issue, designs, marks }
    }
}

/// `layout` for an issue of one article.
pub fn designs(layout: &Arc<Layout>) -> Designs {
    let design = || Design {
        layout: Arc::clone(layout),
        credits: Vec::new(),
        decision: Decision {
            rule: 5,
            reason: String::new(),
            candidates: Vec::new(),
            counted: Vec::new(),
            shadowed: Vec::new(),
        },
    };
    Designs { articles: vec![design()], issue: design() }
}

/// The bundled layout `id` on a sheet.
pub fn bundled(id: &str, trim: Size) -> Arc<Layout> {
    let mut findings = Findings::new();
    let library = Library::load(&mut Sources::new(), None, &mut findings);
    let index = library.headers().find(|(_, h)| h.id == id).unwrap().0;
    let sheet = Sheet { trim: Some(trim), bleed: Length::mm(3) };
    library.resolve(index, &Lang("en".to_owned()), sheet, &mut findings).unwrap()
}

/// The plain layout with any trim, number of columns and measure.
pub fn random_layout(dice: &mut Dice) -> Layout {
    let trim =
        Size::new(Length::mm(dice.pick(&[110, 140, 210, 280])), Length::mm(dice.pick(&[160, 200, 285, 380])));
    let columns = 1 + dice.roll(6) as u32;
    with_columns(trim, columns)
}

/// `layout` with text round some of its floats, notes in any place, and pictures and quotations anywhere.
fn stirred(dice: &mut Dice, mut layout: Layout) -> Layout {
    layout.footnotes = dice.pick(&[NotePlace::Column, NotePlace::Page, NotePlace::End]);
    let all = [Place::Top, Place::Bottom, Place::Here];
    for rule in layout.floats.values_mut() {
        rule.wrap = dice.pick(&[None, None, Some(Length::mm(3))]);
        rule.side = dice.pick(&[FloatSide::Left, FloatSide::Right, FloatSide::Outer, FloatSide::Between]);
        rule.per_page = dice.pick(&[None, None, Some(1)]);
        rule.place = all.iter().copied().filter(|_| dice.roll(3) > 0).collect();
    }
    layout
}

/// The plain layout on `trim` with `columns` columns, or as many as are not too narrow.
pub fn with_columns(trim: Size, columns: u32) -> Layout {
    let mut layout = (*bundled("base", trim)).clone();
    let page = &mut layout.page;
    let old = page.columns;
    (page.inner, page.outer, page.top, page.gutter) =
        (Length::mm(16), Length::mm(14), Length::mm(16), Length::mm(4));
    let width = |n: u32| (trim.w - Length::mm(30) - Length::mm(4) * i64::from(n - 1)) / i64::from(n);
    let columns = (1..=columns).rev().find(|n| width(*n) >= Length::mm(24)).unwrap_or(1);
    (page.columns, page.column) = (columns, width(columns));
    page.lines = u32::try_from((trim.h - Length::mm(34)).steps_floor(page.step)).unwrap();
    for frame in layout.masters.values_mut().flat_map(|m| &mut m.frames) {
        if let FramePlace::Grid { cols, .. } = &mut frame.place {
            cols.1 = if cols.1 == old { columns } else { cols.1.min(columns) };
            cols.0 = cols.0.min(cols.1);
        }
    }
    for rule in layout.floats.values_mut() {
        rule.span.1 = if rule.span.1 == old { columns } else { rule.span.1.min(columns) };
    }
    layout
}

fn pictures(dice: &mut Dice) -> Vec<Picture> {
    let mut picture = |n: u64| Picture {
        path: format!("images/{n}.jpg"),
        bytes: Vec::new().into(),
        format: if n == 0 { Format::Svg } else { Format::Jpeg },
        width: dice.pick(&[10, 30, 60, 100, 300]) * 10,
        height: dice.pick(&[10, 30, 60, 100, 200]) * 10,
        span: None,
    };
    (0..4).map(&mut picture).collect()
}

struct Article<'d> {
    dice: &'d mut Dice,
    marks: Vec<String>,
    notes: Vec<Note>,
    next: u32,
}

const WORDS: [&str; 24] = [
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
    "paper",
    "reader",
    "to",
    "magazine",
    "in",
    "understanding",
    "press",
    "on",
];

impl Article<'_> {
    fn block(&mut self, kind: BlockKind) -> Block {
        self.next += 1;
        Block { id: BlockId(self.next), kind, attrs: Attrs::default(), span: SPAN }
    }

    fn plain(&mut self, count: u64) -> String {
        let mut text = String::new();
        for n in 0..count {
            text.push_str(if n > 0 { " " } else { "" });
            text.push_str(self.dice.pick(&WORDS));
        }
        text
    }

    fn words(&mut self, count: u64) -> Text {
        vec![Inline { kind: InlineKind::Text(self.plain(count)), span: SPAN }]
    }

    /// Words of the thread, with a mark that is nowhere else.
    fn marked(&mut self, count: u64) -> Text {
        let mark = format!("q{}z", self.marks.len());
        let mut text = mark.clone();
        let _ = write!(text, " {}.", self.plain(count));
        self.marks.push(mark);
        vec![Inline { kind: InlineKind::Text(text), span: SPAN }]
    }

    fn paragraph(&mut self, most: u64) -> Block {
        let count = 1 + self.dice.roll(most);
        let words = self.words(count);
        self.block(BlockKind::Paragraph(words))
    }

    fn any(&mut self, mix: Mix) -> Block {
        let sides = match mix {
            Mix::Words => 9,
            Mix::Pictures => 12,
            Mix::All => 24,
        };
        let kind = match self.dice.roll(sides) {
            0..8 => {
                let count = self.dice.pick(&[1, 3, 20, 60, 150]);
                BlockKind::Paragraph(self.marked(count))
            }
            8 => {
                let count = self.dice.pick(&[1, 8]);
                BlockKind::Heading(2 + self.dice.roll(2) as u8, self.marked(count))
            }
            9..12 => self.figure(mix, 1),
            12 | 13 => {
                let items = (0..=self.dice.roll(7)).map(|_| vec![self.paragraph(30)]).collect();
                BlockKind::List(List { start: self.dice.pick(&[None, Some(1)]), items })
            }
            14 => BlockKind::Quote(vec![self.paragraph(60)]),
            15 | 16 => self.table(),
            17 => BlockKind::Callout("pullquote".to_owned(), Text::new(), vec![self.paragraph(12)]),
            18 | 19 => {
                let inner = (0..=self.dice.roll(3)).map(|_| self.paragraph(60)).collect();
                BlockKind::Callout(
                    self.dice.pick(&["sidebar", "note", "bio"]).to_owned(),
                    self.words(3),
                    inner,
                )
            }
            20 => {
                let lines: Vec<String> = (0..=self.dice.roll(12)).map(|_| self.plain(3)).collect();
                BlockKind::Code(None, lines.join("\n"))
            }
            21 => self.figure(mix, 3),
            22 => {
                let count = 3 + self.dice.roll(40);
                let mut text = self.marked(count);
                text.push(Inline { kind: InlineKind::Note(self.notes.len()), span: SPAN });
                let blocks = vec![self.paragraph(40)];
                self.notes.push(Note { label: self.notes.len().to_string(), blocks, span: SPAN });
                BlockKind::Paragraph(text)
            }
            _ => BlockKind::Question(self.marked(9)),
        };
        self.block(kind)
    }

    fn figure(&mut self, mix: Mix, count: u64) -> BlockKind {
        let mut picture = || FigurePicture {
            picture: PictureId(self.dice.roll(4) as u32),
            alt: Alt::Words("a picture".to_owned()),
            focus: (50, 50),
        };
        let pictures = (0..count).map(|_| picture()).collect();
        let (span, place) =
            if mix == Mix::All { (self.span(), self.place()) } else { (SpanWish::Layout, None) };
        let words = self.dice.roll(15);
        let caption = if words == 0 { Text::new() } else { self.words(words) };
        BlockKind::Figure(Figure { pictures, caption, credit: None, span, place })
    }

    fn span(&mut self) -> SpanWish {
        self.dice.pick(&[SpanWish::Layout, SpanWish::Full, SpanWish::Columns(1), SpanWish::Columns(2)])
    }

    fn place(&mut self) -> Option<Place> {
        self.dice.pick(&[None, None, None, Some(Place::Top), Some(Place::Bottom), Some(Place::Here)])
    }

    fn table(&mut self) -> BlockKind {
        let columns = 2 + self.dice.roll(3);
        let mut row = || -> Vec<Cell> {
            let cell = |this: &mut Self| {
                let count = 1 + this.dice.roll(4);
                Cell { text: this.words(count) }
            };
            (0..columns).map(|_| cell(self)).collect()
        };
        let head = row();
        let rows = (0..4).map(|_| row()).collect();
        BlockKind::Table(Table {
            caption: self.words(3),
            align: vec![Align::Default; columns as usize],
            head,
            rows,
            span: self.span(),
            place: None,
        })
    }
}

/// How often each letter and figure stands in a text.
pub fn letters(text: &str) -> BTreeMap<char, usize> {
    let mut out = BTreeMap::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        *out.entry(c).or_insert(0) += 1;
    }
    out
}
