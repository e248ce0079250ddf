//! The style of a block or run, resolved: every key has a value, every length is absolute.
//! Does not say where a block stands.

use crate::color::Ink;
use crate::geom::Length;

/// How a text looks.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the language, on its own")]
pub struct Style {
    /// Its name.
    pub name: String,
    /// Families, tried in order for each character.
    pub families: Vec<String>,
    /// Weight, 100 to 900.
    pub weight: u16,
    /// Italic.
    pub italic: bool,
    /// Size of type.
    pub size: Length,
    /// Distance between baselines.
    pub leading: Length,
    /// Colour.
    pub color: Ink,
    /// Ground.
    pub fill: Option<Ink>,
    /// Alignment of lines.
    pub align: HAlign,
    /// How it stands in a frame that is taller.
    pub valign: VAlign,
    /// Indent of the first line; not after headings, at starts, after boxes.
    pub indent: Length,
    /// Indent of all lines on the left (lists, quotations).
    pub left: Length,
    /// Indent of all lines on the right.
    pub right: Length,
    /// Indent of what goes on where a line was too wide, which an arrow marks (code); nothing: neither.
    pub turn: Length,
    /// Space above.
    pub before: Length,
    /// Space below.
    pub after: Length,
    /// Case.
    pub case: Case,
    /// Extra space between letters, in thousandths of an em.
    pub tracking: i32,
    /// OpenType features, as `onum`, `-liga`, `ss01=2`.
    pub features: Vec<String>,
    /// Whether words may be divided.
    pub hyphenate: bool,
    /// Limits of justification.
    pub justify: Justify,
    /// Whether punctuation hangs into the margin.
    pub protrude: bool,
    /// How strictly Chinese marks keep their place at a line's ends.
    pub prohibition: Prohibition,
    /// Whether ragged lines are made about equally long.
    pub balance: bool,
    /// Least lines of a paragraph at a column's head.
    pub widows: u32,
    /// Least lines of a paragraph at a column's foot.
    pub orphans: u32,
    /// Most hyphens in a row.
    pub max_hyphens: u32,
    /// Lines of the next block that must stand in the same column; 0 = none.
    pub keep_next: u32,
    /// Line above.
    pub rule_above: Option<RuleLine>,
    /// Line below.
    pub rule_below: Option<RuleLine>,
    /// Whether the block is set at the head of the next paragraph.
    pub run_in: bool,
    /// Words before every line's (or item's) first, such as a bullet.
    pub line_start: Option<String>,
    /// How it keeps the grid.
    pub grid: GridMode,
}

impl Style {
    /// Ten on twelve, black, flush left: what stands where a layout names no style at all.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            name: String::new(),
            families: Vec::new(),
            weight: 400,
            italic: false,
            size: Length::pt(10),
            leading: Length::pt(12),
            color: Ink::BLACK,
            fill: None,
            align: HAlign::Left,
            valign: VAlign::Top,
            indent: Length::ZERO,
            left: Length::ZERO,
            right: Length::ZERO,
            turn: Length::ZERO,
            before: Length::ZERO,
            after: Length::ZERO,
            case: Case::None,
            tracking: 0,
            features: Vec::new(),
            hyphenate: false,
            justify: Justify {
                word: NumberRange { min: 8_000, opt: 10_000, max: 13_300 },
                letter: NumberRange { min: 0, opt: 0, max: 0 },
                glyph: NumberRange { min: 10_000, opt: 10_000, max: 10_000 },
            },
            protrude: false,
            prohibition: Prohibition::Strict,
            balance: false,
            widows: 2,
            orphans: 2,
            max_hyphens: 2,
            keep_next: 0,
            rule_above: None,
            rule_below: None,
            run_in: false,
            line_start: None,
            grid: GridMode::First,
        }
    }
}

/// Limits of justification; least, wanted, most.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Justify {
    /// Word space, in hundredths of a percent of the font's space.
    pub word: NumberRange,
    /// Letter space, in hundredths of a percent of the em.
    pub letter: NumberRange,
    /// Width of glyphs, in hundredths of a percent.
    pub glyph: NumberRange,
}

/// Least, wanted and most of a figure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NumberRange {
    /// Least.
    pub min: i32,
    /// Wanted.
    pub opt: i32,
    /// Most.
    pub max: i32,
}

/// Alignment of lines.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HAlign {
    /// Both edges.
    Justify,
    /// Ragged right.
    Left,
    /// Ragged left.
    Right,
    /// Centred.
    Center,
}

/// Which marks of Chinese may start or end a line (CLREQ, prohibition rules for line start and line end).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Prohibition {
    /// Points, closing marks and connectors start no line, opening marks end none.
    Basic,
    /// Nor do dash and ellipsis start one, nor a solidus stand at either end.
    Strict,
}

/// Vertical place in a taller frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VAlign {
    /// At the top.
    Top,
    /// In the middle.
    Middle,
    /// At the foot.
    Bottom,
}

/// Case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Case {
    /// As written.
    None,
    /// CAPITALS.
    Upper,
    /// lower case.
    Lower,
    /// Small capitals, true ones where the font has them.
    Small,
}

/// A line above or below a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleLine {
    /// Its thickness.
    pub thickness: Length,
    /// Its colour.
    pub color: Ink,
    /// Its length; `None`: the block's width.
    pub length: Option<Length>,
    /// Space between it and the text.
    pub gap: Length,
}

/// How a block keeps the baseline grid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GridMode {
    /// Every line stands on it.
    All,
    /// The first line stands on it, the rest by leading; the block is rounded up to whole lines.
    First,
    /// No line need stand on it; the block is rounded up to whole lines.
    None,
}
