//! The text tree of an article as meant: blocks and inlines with their references resolved.
//! Says nothing of how a block looks or where it stands.

use super::{ArticleId, Lang, PictureId};
use crate::diag::Span;
use std::collections::BTreeMap;

/// A run of inlines.
pub type Text = Vec<Inline>;

/// A block's number within its article: preorder over all blocks of the body, from 0; notes go on from there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BlockId(pub u32);

/// One block of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Its number.
    pub id: BlockId,
    /// What it is.
    pub kind: BlockKind,
    /// Id, classes, language, other attributes.
    pub attrs: Attrs,
    /// Where it is written.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// A subhead; levels 2 to 6 (the article's title is 1).
    Heading(u8, Text),
    /// A paragraph.
    Paragraph(Text),
    /// A question in an interview: a paragraph that is wholly bold.
    Question(Text),
    /// A list.
    List(List),
    /// A quotation.
    Quote(Vec<Block>),
    /// A callout: role (`pullquote`, `sidebar`, `note`, `bio`, …), title, content.
    Callout(String, Text, Vec<Block>),
    /// One or more pictures with a caption.
    Figure(Figure),
    /// A table.
    Table(Table),
    /// Lines of code, as they are: language, text.
    Code(Option<String>, String),
    /// A break between parts of the text.
    Rule,
}

/// Attributes of a block or run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attrs {
    /// Anchor, unique in the article.
    pub id: Option<String>,
    /// Classes, in order; a class names a style of the layout.
    pub classes: Vec<String>,
    /// Language, where it differs from what surrounds it.
    pub lang: Option<Lang>,
    /// Whatever else was given.
    pub other: BTreeMap<String, String>,
}

/// A list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// First number of an ordered list.
    pub start: Option<u64>,
    /// Items, each a run of blocks.
    pub items: Vec<Vec<Block>>,
}

/// Pictures with one caption.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// At least one.
    pub pictures: Vec<FigurePicture>,
    /// Caption; may be empty.
    pub caption: Text,
    /// Credit as printed, such as `Auto Review`; parties are resolved to names in the language.
    pub credit: Option<String>,
    /// How wide it wishes to be.
    pub span: SpanWish,
    /// Where it wishes to stand.
    pub place: Option<Place>,
}

/// One picture of a figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigurePicture {
    /// Which.
    pub picture: PictureId,
    /// What it shows.
    pub alt: Alt,
    /// The point that must stay in sight when it is cropped, in percent from left and top.
    pub focus: (u8, u8),
}

/// What a picture shows, for those who cannot see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Alt {
    /// In words.
    Words(String),
    /// It only adorns.
    Decorative,
    /// Nobody said; reported.
    Missing,
}

/// How many columns a float wishes to span.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SpanWish {
    /// As the layout has it.
    #[default]
    Layout,
    /// So many columns.
    Columns(u8),
    /// The whole text width.
    Full,
}

/// Where a float wishes to stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// At the head of the columns.
    Top,
    /// At the foot of the columns.
    Bottom,
    /// Where it is written.
    Here,
    /// At the end of the article.
    End,
}

/// How a table's column is aligned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Align {
    /// As the layout has it.
    Default,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Its text.
    pub text: Text,
}

/// A table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Caption; may be empty.
    pub caption: Text,
    /// Columns' alignments.
    pub align: Vec<Align>,
    /// Header row; may be empty.
    pub head: Vec<Cell>,
    /// Body rows; every row has as many cells as `align`.
    pub rows: Vec<Vec<Cell>>,
    /// How wide it wishes to be.
    pub span: SpanWish,
    /// Where it wishes to stand.
    pub place: Option<Place>,
}

/// A footnote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Its label in the source.
    pub label: String,
    /// Its content.
    pub blocks: Vec<Block>,
    /// Where it is written.
    pub span: Span,
}

/// An inline with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it is written.
    pub span: Span,
}

/// What an inline is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InlineKind {
    /// Words, with typographic punctuation already in place. Line ends of the source are spaces.
    Text(String),
    /// Emphasis.
    Emph(Text),
    /// Strong emphasis.
    Strong(Text),
    /// Struck out.
    Strike(Text),
    /// Code.
    Code(String),
    /// A link.
    Link(Target, Text),
    /// A run with attributes: class, language.
    Span(Attrs, Text),
    /// A footnote's mark: index into `Article::notes`.
    Note(usize),
    /// A forced line break.
    Break,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// Out into the web; http, https or mailto.
    Url(String),
    /// An article of this issue.
    Article(ArticleId),
    /// An anchor within an article.
    Anchor(ArticleId, String),
}

/// The words of a text without marks, notes left out: what titles in metadata and bookmarks show.
#[must_use]
pub fn plain(text: &[Inline]) -> String {
    let mut out = String::new();
    collect(text, &mut out);
    out
}

fn collect(text: &[Inline], out: &mut String) {
    for inline in text {
        match &inline.kind {
            InlineKind::Text(s) | InlineKind::Code(s) => out.push_str(s),
            InlineKind::Emph(t)
            | InlineKind::Strong(t)
            | InlineKind::Strike(t)
            | InlineKind::Link(_, t)
            | InlineKind::Span(_, t) => collect(t, out),
            InlineKind::Note(_) => {}
            InlineKind::Break => out.push(' '),
        }
    }
}
