//! The text tree as written: blocks and inlines with places, references still words.
//! Does not say what a reference leads to.

use crate::diag::Span;

/// A run of inlines.
pub type RawText = Vec<RawInline>;

/// A parsed text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Doc {
    /// Its blocks.
    pub blocks: Vec<RawBlock>,
    /// Footnotes that are defined, in written order.
    pub notes: Vec<RawNote>,
}

/// A footnote's definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawNote {
    /// Its label.
    pub label: String,
    /// Its content.
    pub blocks: Vec<RawBlock>,
    /// Where it is written.
    pub span: Span,
}

/// Attributes: `{#id .class key=value}`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawAttrs {
    /// Anchor.
    pub id: Option<String>,
    /// Classes.
    pub classes: Vec<String>,
    /// Keys and values; a bare word has an empty value.
    pub pairs: Vec<(String, String)>,
    /// Where they are written.
    pub span: Option<Span>,
}

impl RawAttrs {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Whether nothing is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.pairs.is_empty()
    }

    /// Adds what `other` states and this does not.
    pub fn add(&mut self, other: Self) {
        self.id = self.id.take().or(other.id);
        self.span = self.span.or(other.span);
        for class in other.classes {
            if !self.classes.contains(&class) {
                self.classes.push(class);
            }
        }
        for (key, value) in other.pairs {
            if self.get(&key).is_none() {
                self.pairs.push((key, value));
            }
        }
    }
}

/// A block with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawBlock {
    /// What it is.
    pub kind: RawKind,
    /// Its attributes.
    pub attrs: RawAttrs,
    /// Where it is written.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RawKind {
    /// A heading, 1 to 6.
    Heading(u8, RawText),
    /// A paragraph.
    Paragraph(RawText),
    /// A list: first number of an ordered one, items.
    List(Option<u64>, Vec<Vec<RawBlock>>),
    /// A quotation.
    Quote(Vec<RawBlock>),
    /// A callout: role, title, content.
    Callout(String, RawText, Vec<RawBlock>),
    /// Pictures in a paragraph of their own.
    Figure(Vec<RawPicture>),
    /// A table.
    Table(RawTable),
    /// Code: language, text.
    Code(Option<String>, String),
    /// A break between parts.
    Rule,
}

/// A table as written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawTable {
    /// Caption.
    pub caption: RawText,
    /// Alignments: `l`, `c`, `r`, or `-` for none.
    pub align: Vec<char>,
    /// Header cells.
    pub head: Vec<RawText>,
    /// Body rows.
    pub rows: Vec<Vec<RawText>>,
}

/// A picture as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawPicture {
    /// Path or address.
    pub path: String,
    /// Alternative text.
    pub alt: String,
    /// Caption.
    pub caption: RawText,
    /// Attributes.
    pub attrs: RawAttrs,
    /// Where it is written.
    pub span: Span,
}

/// An inline with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawInline {
    /// What it is.
    pub kind: RawInlineKind,
    /// Where it is written.
    pub span: Span,
}

/// What an inline is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RawInlineKind {
    /// Words.
    Text(String),
    /// Emphasis.
    Emph(RawText),
    /// Strong emphasis.
    Strong(RawText),
    /// Struck out.
    Strike(RawText),
    /// Code.
    Code(String),
    /// A link: destination, text.
    Link(String, RawText),
    /// A picture within text.
    Picture(RawPicture),
    /// A run with attributes.
    Span(RawAttrs, RawText),
    /// A footnote's mark: label.
    Note(String),
    /// A forced line break.
    Break,
}

/// The words of a text without marks, notes left out.
#[must_use]
pub fn words(text: &[RawInline]) -> String {
    let mut out = String::new();
    collect(text, &mut out);
    out
}

fn collect(text: &[RawInline], out: &mut String) {
    for inline in text {
        match &inline.kind {
            RawInlineKind::Text(s) | RawInlineKind::Code(s) => out.push_str(s),
            RawInlineKind::Emph(t)
            | RawInlineKind::Strong(t)
            | RawInlineKind::Strike(t)
            | RawInlineKind::Link(_, t)
            | RawInlineKind::Span(_, t) => collect(t, out),
            RawInlineKind::Break => out.push(' '),
            RawInlineKind::Note(_) | RawInlineKind::Picture(_) => {}
        }
    }
}
