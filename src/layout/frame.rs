//! Masters, frames, floats and furniture: where things stand on a page, resolved.
//! Does not place anything; `pages` does.

use super::style::{RuleLine, VAlign};
use crate::color::Ink;
use crate::geom::Length;
use crate::issue::Place;
use crate::picture::Picture;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A page template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Master {
    /// Its name.
    pub name: String,
    /// Whether it holds two facing pages.
    pub spread: bool,
    /// The side it is for, if only one.
    pub side: Option<Side>,
    /// Frames in their written order: paint order and thread order.
    pub frames: Vec<Frame>,
    /// Furniture switched off (`false`) or on by name.
    pub furniture: BTreeMap<String, bool>,
    /// Ground of the whole page, to the bleed.
    pub fill: Option<Ink>,
}

/// A left or a right page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Side {
    /// Right-hand.
    Recto,
    /// Left-hand.
    Verso,
}

/// A place reserved on a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Its name.
    pub name: String,
    /// What goes in: `text`, `heading`, `hero`, `figure`, `captions`, `ad`, …, or a callout's or figure's role.
    pub role: String,
    /// Where it stands.
    pub place: FramePlace,
    /// Edges at which it runs to the bleed.
    pub bleed: Edges,
    /// Whether columns count from the right on rectos.
    pub mirror: bool,
    /// Whether the master is ineligible without content for it.
    pub required: bool,
    /// Whether text may run over it.
    pub under: bool,
    /// Pictures: cropped to the frame or fitted into it.
    pub fit: Fit,
    /// Parts of a heading frame, top to bottom: `kicker`, `title`, `deck`, `byline`, `credit`, …
    pub stack: Vec<String>,
    /// How content stands in a frame that is taller than it.
    pub valign: VAlign,
    /// Recolours the text (print only).
    pub color: Option<Ink>,
    /// Ground.
    pub fill: Option<Ink>,
    /// Frame line.
    pub border: Option<Border>,
    /// Space between the frame's edge and its content.
    pub inset: Length,
    /// Distance that thread text keeps from it, and the distance below what it stands `after`.
    pub gap: Length,
    /// Whether text that it would cut goes round it, and at what distance.
    pub wrap: Option<Length>,
    /// Smallest size its text may shrink to, in percent; 100 = never.
    pub shrink: u8,
    /// Columns of a text frame; `None`: the grid columns that it spans.
    pub columns: Option<u32>,
    /// Ad frames: size token.
    pub size: Option<String>,
    /// Figure frames: the frame that takes their captions.
    pub captions: Option<String>,
    /// Frames that take captions: what tells one from the other.
    pub label: Label,
    /// Style of the content, where the frame names one.
    pub style: Option<String>,
    /// Fixed words with placeholders, instead of content of a role.
    pub text: Option<String>,
}

/// What tells captions apart that stand together away from their pictures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Label {
    /// Words for where the picture stands among the others: `at-left`, `at-top-right` of `[texts]`; numbers where
    /// words cannot tell them apart.
    Place,
    /// A number, printed in the picture's lower left corner, too.
    Number,
    /// Nothing.
    None,
}

/// Where a frame stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FramePlace {
    /// On the grid.
    Grid {
        /// First and last column, 1-based, inclusive.
        cols: (u32, u32),
        /// How it is placed vertically.
        rows: Rows,
    },
    /// Off the grid, measured from the trim.
    Box {
        /// From the outer (or, where `inner`, the inner) edge of the trim.
        side: BoxSide,
        /// From the top of the trim (or, where `from_bottom`, from its foot).
        top: Length,
        /// Whether `top` is measured from the foot of the trim to the frame's foot.
        from_bottom: bool,
        /// Width.
        width: Length,
        /// Height; `None`: from content.
        height: Option<Length>,
    },
}

/// Horizontal anchor of a frame off the grid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BoxSide {
    /// Distance from the outer edge.
    Outer(Length),
    /// Distance from the inner edge.
    Inner(Length),
    /// Distance from the left edge, on either side.
    Left(Length),
    /// Distance from the right edge, on either side.
    Right(Length),
}

/// Vertical place on the grid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rows {
    /// From line to line, 1-based, inclusive; negative counts from the foot (-1 is the last line).
    Lines(i32, i32),
    /// Below other frames (their lowest foot counts), or at the head where none of them stands.
    After {
        /// Names of frames; empty: the head of the page.
        frames: Vec<String>,
        /// Height where it is stated, in lines; else from content (a text frame: to the foot).
        height: Option<u32>,
    },
    /// Ending on the last line, as tall as its content or `height` lines.
    Foot {
        /// Height where it is stated.
        height: Option<u32>,
    },
}

/// Edges of a rectangle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each edge")]
pub struct Edges {
    /// Top.
    pub top: bool,
    /// Bottom.
    pub bottom: bool,
    /// The fold's side.
    pub inner: bool,
    /// The open side.
    pub outer: bool,
    /// Left on either side.
    pub left: bool,
    /// Right on either side.
    pub right: bool,
}

/// How a picture fills its frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fit {
    /// Fill it, crop what is over, keep the focus in sight.
    Cover,
    /// Stand wholly inside.
    Contain,
}

/// How floats of a kind behave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FloatRule {
    /// Fewest and most columns to span; a wish of the figure is clamped to them.
    pub span: (u32, u32),
    /// Allowed places in order of preference.
    pub place: Vec<Place>,
    /// Most of this kind on a page.
    pub per_page: Option<u32>,
    /// Whether text wraps round it, and at what distance.
    pub wrap: Option<Length>,
    /// Its width, where text wraps round it; `None`: half of what it spans, or, between two columns, as wide as one.
    /// Never so wide that too little is left of what it spans.
    pub width: Option<Length>,
    /// At which edge of what it spans it stands, where text wraps round it.
    pub side: FloatSide,
    /// Whether text follows the outline that a picture's opacity gives it.
    pub outline: bool,
    /// Where captions stand; `None`: below figures, above tables.
    pub caption: Option<CaptionAt>,
    /// Ground.
    pub fill: Option<Ink>,
    /// Frame line.
    pub border: Option<Border>,
    /// Space between edge and content.
    pub inset: Length,
    /// Columns inside (sidebars).
    pub columns: u32,
    /// Greatest height in lines; `None`: the frame's.
    pub max_height: Option<u32>,
    /// Smallest scale in percent (tables).
    pub min_scale: u8,
    /// Style of the content; `None`: the style named like the kind, else body.
    pub style: Option<String>,
}

/// Where a caption stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaptionAt {
    /// Above its picture or table.
    Above,
    /// Below it.
    Below,
    /// Not with it, but at the end of the article.
    Away,
}

/// A line round a box, or on some of its sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Border {
    /// Its colour.
    pub color: Ink,
    /// Its thickness.
    pub thickness: Length,
    /// Top, right, bottom, left: where it stands.
    pub sides: [bool; 4],
}

/// Where a float stands across the columns that it spans, when text wraps round it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FloatSide {
    /// Astride the gutter of two columns, half in each; where there is one column, or it spans several: as `Outer`.
    Between,
    /// At the left edge.
    Left,
    /// At the right edge.
    Right,
    /// At the edge towards the fold.
    Inner,
    /// At the edge away from the fold.
    Outer,
    /// In the middle.
    Centre,
}

impl FloatSide {
    /// The words that name them.
    pub const WORDS: [&str; 6] = ["left", "right", "inner", "outer", "centre", "between"];

    /// The side that a word names.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let all = [Self::Left, Self::Right, Self::Inner, Self::Outer, Self::Centre, Self::Between];
        Self::WORDS.into_iter().zip(all).find(|(name, _)| *name == word).map(|(_, side)| side)
    }
}

impl Default for FloatRule {
    fn default() -> Self {
        Self {
            span: (1, 1),
            place: vec![Place::Top, Place::Bottom],
            per_page: None,
            wrap: None,
            width: None,
            side: FloatSide::Between,
            outline: false,
            caption: None,
            fill: None,
            border: None,
            inset: Length::ZERO,
            columns: 1,
            max_height: None,
            min_scale: 100,
            style: None,
        }
    }
}

/// Where footnotes stand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NotePlace {
    /// At the foot of the column.
    Column,
    /// At the foot of the page.
    Page,
    /// At the end of the article.
    End,
}

/// Something on every page that is not content: folio, running head, rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Furniture {
    /// Text on rectos, with placeholders; `None`: none.
    pub recto: Option<String>,
    /// Text on versos.
    pub verso: Option<String>,
    /// A line, by thickness and colour; across the text block at the place's height.
    pub rule: Option<RuleLine>,
    /// A tinted area: needs a box.
    pub fill: Option<Ink>,
    /// A picture of the folder of the layout or of one that it extends: needs a box.
    pub picture: Option<Arc<Picture>>,
    /// Where it stands.
    pub at: FurniturePlace,
    /// Style; `None`: the style named like the furniture, else `folio`.
    pub style: Option<String>,
    /// Vertical distance from the text block to the baseline (head: upwards, foot: downwards).
    pub distance: Length,
}

/// Where furniture stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FurniturePlace {
    /// Above the text block, at the inner edge, centre or outer edge.
    Head(Across),
    /// Below the text block.
    Foot(Across),
    /// In a box measured from the trim.
    Box(FramePlace),
}

/// Inner, centre or outer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Across {
    /// At the fold's side.
    Inner,
    /// In the middle.
    Centre,
    /// At the open side.
    Outer,
}
