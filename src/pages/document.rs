//! The composed issue: pages of items, the tag tree, anchors and the outline.
//! Holds data only: `pdf` and `proof` read this and nothing else.

use super::quality::Quality;
use crate::color::{Duotone, Ink};
use crate::credits::Contributor;
use crate::diag::Span;
use crate::geom::{Length, Path, Point, Rect, Size};
use crate::issue::{ArticleId, BlockId, Lang, PictureId};
use crate::layout::Side;
use crate::picture::Picture;
use crate::typeset::{GlyphRun, LinkId, TagId};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A composed issue.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// Trimmed size of every page.
    pub trim: Size,
    /// Bleed on every side.
    pub bleed: Length,
    /// Pages in order.
    pub pages: Vec<Page>,
    /// The tag tree; `TagId(0)` is the document, a parent stands before its children,
    /// children are in reading order by number.
    pub tags: Vec<Tag>,
    /// Targets of links.
    pub links: Vec<LinkTarget>,
    /// Where each anchor stands: page index and point.
    pub anchors: BTreeMap<Anchor, (usize, Point)>,
    /// Bookmarks, nested by level.
    pub outline: Vec<OutlineEntry>,
    /// Figures of quality of each article that has text, in running order.
    pub quality: Vec<(ArticleId, Quality)>,
    /// Pictures of the layouts; their numbers go on behind the issue's.
    pub pictures: Vec<Arc<Picture>>,
    /// Pictures that are printed from two inks.
    pub duotones: BTreeMap<PictureId, Duotone>,
    /// Everybody who is credited, for the metadata.
    pub people: Vec<Contributor>,
}

impl Document {
    /// These pages alone, for the press: without tags, links, bookmarks and figures of quality. Pages that the
    /// document does not have are left out.
    #[must_use]
    pub fn of_pages(&self, pages: Range<usize>) -> Self {
        let pages = self.pages.get(pages.start..pages.end.min(self.pages.len()));
        Self {
            trim: self.trim,
            bleed: self.bleed,
            pages: pages.unwrap_or_default().to_vec(),
            pictures: self.pictures.clone(),
            duotones: self.duotones.clone(),
            people: self.people.clone(),
            ..Self::default()
        }
    }
}

/// One page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its printed number or label; empty for a page that has none (it still has a place in the order).
    pub folio: String,
    /// Left or right.
    pub side: Side,
    /// The article whose text or opener it holds first.
    pub article: Option<ArticleId>,
    /// Name of its master, such as `body`.
    pub master: String,
    /// What stands on it, in paint order; coordinates from the top left corner of the trim.
    pub items: Vec<Item>,
    /// Frames, floats and columns of the thread that stand on it, by name, for proofs; from the trim.
    pub frames: Vec<(String, Rect)>,
    /// The first text of each article on this page: where the EPUB's page breaks go.
    pub starts: Vec<PageStart>,
}

/// Where in an article a page begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PageStart {
    /// The article.
    pub article: ArticleId,
    /// The block; `None`: the article's opening (its heading).
    pub block: Option<BlockId>,
    /// Characters (`char`s) of the block's plain text that stand on earlier pages.
    pub offset: u32,
}

/// One thing on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What is painted.
    pub kind: ItemKind,
    /// What it is.
    pub tag: TagId,
    /// Where it is written, when somebody wrote it.
    pub span: Option<Span>,
}

/// What is painted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// Text.
    Glyphs(GlyphRun),
    /// A picture: `place` is where the whole picture would stand, `clip` what is seen of it.
    Picture {
        /// Which.
        picture: PictureId,
        /// The whole picture.
        place: Rect,
        /// What is seen.
        clip: Rect,
    },
    /// An outline, filled, stroked, or both.
    Path {
        /// The outline.
        path: Path,
        /// Filled with.
        fill: Option<Ink>,
        /// Stroked with.
        stroke: Option<Stroke>,
    },
    /// An area that leads somewhere; nothing is painted.
    Link {
        /// The area.
        area: Rect,
        /// Where it leads.
        link: LinkId,
    },
}

/// A stroke.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stroke {
    /// Colour.
    pub color: Ink,
    /// Thickness.
    pub width: Length,
    /// Lengths of dashes and gaps; empty: solid.
    pub dash: Vec<Length>,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LinkTarget {
    /// Out into the web.
    Url(String),
    /// An anchor in the document.
    Anchor(Anchor),
}

/// A named place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Anchor {
    /// An article's opening.
    Article(ArticleId),
    /// An id within an article.
    Id(ArticleId, String),
    /// A footnote, by its index in the article.
    Note(ArticleId, usize),
    /// A footnote's mark.
    NoteMark(ArticleId, usize),
    /// The page on which a jumped article breaks off.
    Break(ArticleId),
    /// Where a jumped article goes on.
    Rest(ArticleId),
    /// A page, by its index.
    Page(u32),
}

/// A bookmark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutlineEntry {
    /// Depth, from 1.
    pub level: u8,
    /// Words.
    pub title: String,
    /// Where it leads.
    pub anchor: Anchor,
}

/// A node of the tag tree: what something is, for screen readers and for the EPUB's page-list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// What it is.
    pub kind: TagKind,
    /// Its parent; `None` for the document.
    pub parent: Option<TagId>,
    /// Language, where it differs from the parent's.
    pub lang: Option<Lang>,
    /// Alternate description (figures).
    pub alt: Option<String>,
}

/// What something is, in the words of ISO 32000-1 §14.8.4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TagKind {
    /// The whole.
    Document,
    /// An article.
    Article,
    /// A part of the document that is no article: cover, masthead page.
    Section,
    /// A heading, 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A quotation.
    Quote,
    /// A list.
    List,
    /// An item of a list.
    ListItem,
    /// A list item's or note's mark.
    Label,
    /// A list item's content.
    ListBody,
    /// A table.
    Table,
    /// A row.
    Row,
    /// A header cell.
    HeaderCell,
    /// A cell.
    Cell,
    /// A figure.
    Figure,
    /// A caption.
    Caption,
    /// A footnote.
    Note,
    /// A footnote's mark in the text.
    Reference,
    /// A box beside the text.
    Aside,
    /// Code.
    Code,
    /// A link.
    Link,
    /// A run in another language.
    Span,
    /// A table of contents.
    Contents,
    /// An entry of it.
    ContentsItem,
    /// Not content: furniture, rules, repeated pull quotes, grounds.
    Artifact,
}
