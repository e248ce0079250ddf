//! A shaped paragraph: sorts (glyphs at their size), the pieces they belong to and the places where lines may end.
//! Breaks and draws nothing.

use super::opportunity::Kind;
use super::packed::Sorts;
use super::{LinkId, RunStyle, TagId};
use crate::diag::Span;
use crate::font::FaceId;
use crate::geom::Length;
use crate::layout::{HAlign, Justify, NumberRange, Style};
use std::ops::Range;
use std::sync::Arc;

/// A paragraph, shaped once; set against any measures by `Setter::break_lines`.
#[derive(Clone, Debug)]
pub struct Para {
    /// Indent of the first line; the style's, until somebody changes it. Without effect where lines are
    /// centred or flush right.
    pub indent: Length,
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    pub(super) sorts: Sorts,
    /// Sorts that take the place of others at a line's end or start.
    pub(super) alts: Sorts,
    /// First the start, last the end; in order.
    pub(super) breaks: Vec<Break>,
    pub(super) limits: Limits,
    pub(super) align: HAlign,
    /// Whether ragged lines are made about equally long.
    pub(super) balance: bool,
    pub(super) max_hyphens: u32,
    pub(super) size: Length,
    pub(super) max_width: i64,
    pub(super) min_width: i64,
}

impl Para {
    /// Width of the widest piece that holds together without dividing words.
    #[must_use]
    pub fn min_width(&self) -> Length {
        Length::sp(self.min_width)
    }

    /// Width below which the text should not be squeezed in a table's column: that of its widest piece, of
    /// Chinese at least four characters, so that a short entry never breaks.
    #[must_use]
    pub fn cell_width(&self) -> Length {
        let full = self.pieces.iter().find(|p| p.full);
        let few = full.map_or(0, |p| p.style.size.to_sp() * 9 / 2).min(self.max_width);
        Length::sp(self.min_width.max(few))
    }

    /// Width of the widest line when lines end only where that is written; without the indent.
    #[must_use]
    pub fn max_width(&self) -> Length {
        Length::sp(self.max_width)
    }

    /// Where it is written: from its first run to its last in the same file; `None` where nobody wrote it.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let first = self.pieces.iter().find_map(|p| p.span)?;
        let last = self.pieces.iter().rev().find_map(|p| p.span).filter(|s| s.file == first.file)?;
        Some(Span { end: last.end.max(first.end), ..first })
    }

    /// The text, as it came in.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Forgets where lines may end: from now on its lines can be drawn, and it cannot be broken anew. What it keeps
    /// is an eighth.
    pub fn settle(&mut self) {
        self.breaks = Vec::new();
        self.sorts.pack();
        self.alts.pack();
    }

    /// Whether there is nothing to set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorts.len() == 0
    }
}

/// A stretch of sorts with one face, style and direction.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Sorts up to here, from the end of the piece before.
    pub end: u32,
    pub face: FaceId,
    pub style: Arc<RunStyle>,
    pub tag: TagId,
    pub link: Option<LinkId>,
    pub span: Option<Span>,
    /// Bidi level.
    pub level: u8,
    /// The dot under emphasised Chinese characters.
    pub dot: Option<super::dots::Dot>,
    /// Whether it is full-width ink, whose glyphs are never scaled.
    pub full: bool,
}

/// What a sort is to justification.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Role {
    /// A word space: stretches and shrinks, vanishes at a line's end.
    Space,
    /// Ink whose width may change within the limits of justification.
    #[default]
    Ink,
    /// Full-width ink, which keeps its width: a character of Chinese stands in the square of its em.
    Full,
}

/// What lies between a sort and the one before it on the same line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Gap {
    /// Nothing that could change.
    #[default]
    Fixed,
    /// Letter space.
    Letter,
    /// Between full-width characters.
    Wide,
    /// Between full-width and other characters: a quarter of an em, at least an eighth.
    Auto,
}

/// A glyph at its size, in scaled points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sort {
    pub id: u16,
    /// Bytes of the paragraph's text; 0 where an earlier sort stands for them.
    pub bytes: u16,
    pub advance: i32,
    pub dx: i32,
    pub dy: i32,
    /// Blank that may be squeezed out: positive on the right, negative on the left.
    pub give: i32,
    pub role: Role,
    pub gap: Gap,
}

/// Width, stretch and shrink of a stretch of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Sums {
    pub w: i64,
    pub stretch: i64,
    pub shrink: i64,
}

/// A place where a line may end: how the line before it ends and how the next one starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Break {
    pub kind: Kind,
    pub penalty: i32,
    /// Everything before, where a line that ends here ends; hyphen, reshaping and hanging included.
    pub end: Sums,
    /// Everything before, where the next line starts.
    pub start: Sums,
    /// The line's last sort is the one before this.
    pub last: u32,
    /// Alternative sorts that close the line.
    pub tail: Range<u32>,
    /// The next line's first sort, after `head`.
    pub next: u32,
    /// Alternative sorts that open the next line.
    pub head: Range<u32>,
    /// Bytes of the text before the next line.
    pub byte: u32,
    /// How far the next line's first sort hangs to the left.
    pub hang_left: i32,
    /// How far the line's last sort hangs to the right.
    pub hang_right: i32,
    /// Letter space after the line's last sort, which falls away.
    pub trim: i32,
}

impl Break {
    /// Whether a line that ends here ends in a hyphen.
    pub(super) fn hyphen(&self) -> bool {
        matches!(self.kind, Kind::Divided | Kind::Written)
    }

    /// Width, stretch and shrink of a line from `self` to `to`.
    pub(super) fn line_to(&self, to: &Self) -> Sums {
        Sums {
            w: to.end.w - self.start.w,
            stretch: to.end.stretch - self.start.stretch,
            shrink: to.end.shrink - self.start.shrink,
        }
    }
}

/// Justification limits as parts of ten thousand around the wanted values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub justified: bool,
    pub protrude: bool,
    /// Wanted word space, of the font's.
    pub word: i64,
    pub word_stretch: i64,
    pub word_shrink: i64,
    /// Wanted letter space, of the em.
    pub letter: i64,
    pub letter_stretch: i64,
    pub letter_shrink: i64,
    /// Wanted width of glyphs.
    pub glyph: i64,
    pub glyph_stretch: i64,
    pub glyph_shrink: i64,
    /// Stretch and shrink of a word space, of its wanted width, times 2^20; the same of other sorts.
    space_parts: (i64, i64),
    ink_parts: (i64, i64),
}

impl Limits {
    pub(super) fn of(style: &Style) -> Self {
        let Justify { word, letter, glyph } = style.justify;
        let range = |from: i32, to: i32| i64::from(to.saturating_sub(from).max(0));
        let positive = |n: i32| i64::from(n.clamp(1, 1_000_000));
        let parts = |n: NumberRange| {
            let part = |n: i64, of: i64| (n << 20) / of;
            let of = positive(n.opt);
            (part(range(n.opt, n.max), of), part(range(n.min, n.opt).min(of), of))
        };
        Self {
            justified: style.align == HAlign::Justify,
            protrude: style.protrude,
            word: positive(word.opt),
            word_stretch: range(word.opt, word.max),
            word_shrink: range(word.min, word.opt).min(positive(word.opt)),
            letter: i64::from(letter.opt),
            letter_stretch: range(letter.opt, letter.max),
            letter_shrink: range(letter.min, letter.opt),
            glyph: positive(glyph.opt),
            glyph_stretch: range(glyph.opt, glyph.max),
            glyph_shrink: range(glyph.min, glyph.opt),
            space_parts: parts(word),
            ink_parts: parts(glyph),
        }
    }

    /// What a sort adds, apart from the gap before it.
    pub(super) fn own(&self, sort: &Sort) -> Sums {
        let w = i64::from(sort.advance);
        let (stretch, shrink) = match sort.role {
            Role::Space => self.space_parts,
            Role::Ink => self.ink_parts,
            Role::Full => (0, 0),
        };
        let give = i64::from(sort.give.abs());
        Sums { w, stretch: (w * stretch) >> 20, shrink: ((w * shrink) >> 20) + give }
    }

    /// What the gap before a sort of an `em` adds.
    pub(super) fn gap(&self, gap: Gap, em: i64) -> Sums {
        let part = |n| em * n / 10_000;
        match gap {
            Gap::Fixed => Sums::default(),
            Gap::Letter => {
                Sums { w: 0, stretch: part(self.letter_stretch), shrink: part(self.letter_shrink) }
            }
            Gap::Wide => Sums { w: 0, stretch: em / WIDE_PART, shrink: 0 },
            Gap::Auto => Sums { w: em / 4, stretch: em / AUTO_PART + em / WIDE_PART, shrink: em / AUTO_PART },
        }
    }
}

/// Gaps between full-width characters stretch by one part in so many of the em before a line counts as loose.
pub(super) const WIDE_PART: i64 = 12;
/// The quarter-em between full-width and other characters gives and takes one part in so many of the em before
/// any full-width character leaves its place (CLREQ, mixed text composition).
pub(super) const AUTO_PART: i64 = 8;

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.w += other.w;
        self.stretch += other.stretch;
        self.shrink += other.shrink;
    }
}

impl std::ops::SubAssign for Sums {
    fn sub_assign(&mut self, other: Self) {
        self.w -= other.w;
        self.stretch -= other.stretch;
        self.shrink -= other.shrink;
    }
}
