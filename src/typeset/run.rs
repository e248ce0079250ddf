//! What goes into a paragraph and what comes out of a line: runs of text, runs of glyphs.
//! Holds data only.

use crate::color::Ink;
use crate::diag::Span;
use crate::font::FaceId;
use crate::geom::{Length, Point};
use crate::issue::Lang;
use crate::layout::Case;
use std::sync::Arc;

/// A node of the document's tag tree, by its number in `pages::Document::tags`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TagId(pub u32);

/// A link's target, by its number in `pages::Document::links`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkId(pub u32);

/// How a run of characters looks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct RunStyle {
    /// Families, tried in order for each grapheme cluster.
    pub families: Arc<[String]>,
    /// Weight.
    pub weight: u16,
    /// Italic.
    pub italic: bool,
    /// Size of type.
    pub size: Length,
    /// Colour.
    pub color: Ink,
    /// Extra space between letters, thousandths of an em.
    pub tracking: i32,
    /// OpenType features.
    pub features: Arc<[String]>,
    /// Case.
    pub case: Case,
    /// How far the baseline is raised (superscripts).
    pub raise: Length,
    /// Language, for shaping, hyphenation and line breaking.
    pub lang: Lang,
    /// Whether words may be divided.
    pub hyphenate: bool,
    /// Whether a line goes through it.
    pub strike: bool,
    /// Whether it holds together: no line ends within it, and one may end behind it.
    pub keep: bool,
}

/// A run of characters in one style: a paragraph is a list of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// The characters; `\n` is a forced line break.
    pub text: String,
    /// Their style.
    pub style: Arc<RunStyle>,
    /// What they are.
    pub tag: TagId,
    /// Where they lead.
    pub link: Option<LinkId>,
    /// Where they are written.
    pub span: Option<Span>,
}

/// One glyph of a line, justified.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Glyph {
    /// Number in its face; 0 is a missing glyph.
    pub id: u16,
    /// Bytes of the run's text that it stands for; 0 where an earlier glyph stands for them.
    pub bytes: u16,
    /// From this glyph's origin to the next one's, justification included, in scaled points.
    pub advance: i32,
    /// Raised by, in scaled points.
    pub dy: i32,
    /// Shifted right by, in scaled points, without moving what follows.
    pub dx: i32,
}

/// Glyphs of one face and style on one baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GlyphRun {
    /// Face.
    pub face: FaceId,
    /// Size, colour and so on.
    pub style: Arc<RunStyle>,
    /// Origin of the first glyph on the baseline (`raise` is included already).
    pub at: Point,
    /// Width of the glyphs in hundredths of a percent: 10,000 is natural.
    pub scale: i32,
    /// Left to right as painted.
    pub glyphs: Vec<Glyph>,
    /// The text that they stand for, in reading order; spaces included, a hyphen of a divided word not
    /// (that glyph has `bytes` 0).
    pub text: String,
}

/// A run of glyphs with what it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The glyphs.
    pub run: GlyphRun,
    /// What they are.
    pub tag: TagId,
    /// Where they lead.
    pub link: Option<LinkId>,
    /// Where they are written.
    pub span: Option<Span>,
}

/// A character that no face at hand has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// The character.
    pub ch: char,
    /// Where the run that holds it is written.
    pub span: Option<Span>,
    /// Families that were tried.
    pub families: Arc<[String]>,
}
