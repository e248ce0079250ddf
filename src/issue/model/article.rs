//! The pieces of an issue: entries of the running order, and the cover.
//! Where they stand on pages is decided by layouts.

use super::{ArticleId, Credit, Date, Lang, PictureId, Pin};
use crate::diag::Span;
use crate::issue::text::{Block, Note, Text};
use std::collections::BTreeMap;

/// On which page an article may begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Start {
    /// Anywhere.
    Any,
    /// On a right-hand page.
    Recto,
    /// On a left-hand page.
    Verso,
    /// On a left-hand page, with the page beside it.
    Spread,
}

/// An article that breaks off and goes on elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Jump {
    /// Pages before it breaks off.
    pub after: u32,
    /// Where it goes on.
    pub to: JumpTo,
}

/// Where a broken-off article goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum JumpTo {
    /// Behind the last article.
    Back,
    /// Behind an article.
    After(ArticleId),
}

/// What an entry of the running order is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ArticleKind {
    /// A piece with a text.
    Text,
    /// The table of contents.
    Contents,
    /// The page that names everybody.
    MastheadPage,
    /// The last page.
    BackCover,
}

/// One entry of the running order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// Key, unique in the issue, fit for a file name.
    pub id: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Headline.
    pub title: Text,
    /// Line above the headline.
    pub kicker: Text,
    /// Sentence under the headline (standfirst).
    pub deck: Text,
    /// Note on the author, as printed in the byline.
    pub note: Text,
    /// Title for the contents, where it differs.
    pub toc_title: Option<String>,
    /// Section, as an index into `Issue::sections`.
    pub section: Option<usize>,
    /// An open word, such as `editorial`.
    pub genre: String,
    /// Where it starts, when the issue says so; else the layout's genre decides.
    pub start: Option<Start>,
    /// Fewest pages.
    pub min_pages: Option<u32>,
    /// Most pages.
    pub max_pages: Option<u32>,
    /// Layout pinned to this article.
    pub pin: Option<Pin>,
    /// Masters in the order that the issue wishes, instead of the genre's sequence.
    pub sequence: Option<Vec<String>>,
    /// Where it breaks off and goes on elsewhere.
    pub jump: Option<Jump>,
    /// The article's own credits.
    pub credits: Vec<Credit>,
    /// Language of the text.
    pub lang: Lang,
    /// Subjects.
    pub keywords: Vec<String>,
    /// Date of the piece.
    pub date: Option<Date>,
    /// Values that a layout may print as `{field.x}`.
    pub fields: BTreeMap<String, String>,
    /// The picture of a whole own page, such as the back cover's.
    pub image: Option<PictureId>,
    /// The text.
    pub body: Vec<Block>,
    /// Footnotes in order of their marks.
    pub notes: Vec<Note>,
    /// Where it is listed.
    pub span: Option<Span>,
}

/// One line on the cover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverLine {
    /// The words.
    pub text: String,
    /// The piece it sells.
    pub article: Option<ArticleId>,
    /// Weight: 1 is the main line.
    pub level: u8,
}

/// The cover.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cover {
    /// Its picture.
    pub image: Option<PictureId>,
    /// Its lines.
    pub lines: Vec<CoverLine>,
}
