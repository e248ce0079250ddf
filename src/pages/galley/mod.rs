//! Galleys: an article's text shaped and measured in blocks, with no place on a page yet.
//! Knows the layout's styles but neither masters nor frames.

mod ahead;
mod blocks;
pub mod credit;
mod decimals;
mod echo;
mod figure;
mod floats;
mod flow;
mod inline;
mod marks;
mod notes;
mod run;
mod stack;
mod table;

pub use figure::{FigureContent, PictureCut, cut};
pub use flow::{Maker, build_with, genre_of};
pub use inline::{Refs, run_style};
pub use marks::{ARTIFACT, Marks, SHARED_TAGS};
pub use run::{RunPiece, run_on};
pub use stack::{
    StackPart, StackSpec, baseline_in, border_items, fill_item, name_in, one_line, rule_item, set_stack,
    stack_of,
};
pub use table::TableContent;

use super::document::{Anchor, Item};
use crate::diag::Span;
use crate::geom::Length;
use crate::issue::{ArticleId, BlockId, Place, SpanWish};
use crate::layout::{FloatRule, GridMode, PageSpec, RuleLine, Side, Style};
use crate::typeset::{DropCap, Para, Placed, RunStyle, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An advertisement that is no page: a frame of role `ad` and of its size takes it, one on a page.
pub struct ColumnAd {
    /// Its number in the issue.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// Its size token.
    pub size: String,
    /// The side of the page that it is booked for.
    pub side: Option<Side>,
}

/// An article before make-up.
pub struct Galley {
    /// The parts of its heading by name: `kicker`, `title`, `deck`, `byline`, `credit`.
    pub heading: BTreeMap<String, StackPart>,
    /// The thread.
    pub flow: Vec<Flow>,
    /// Notes that stand at the foot of the column of their mark, one box each.
    pub notes: Vec<CalloutContent>,
    /// Floats in source order; `Flow::Anchor` tells where each is referred to.
    pub floats: Vec<Float>,
    /// Content for frames by role: `hero`, or a callout's or figure's role.
    pub framed: BTreeMap<String, Float>,
    /// The advertisements in `framed` that stand beside text, by their names there.
    pub ads: BTreeMap<String, ColumnAd>,
    /// Texts for frames of issue pages by role: nameplate, cover lines, price, imprint.
    pub stacks: BTreeMap<String, Vec<StackPart>>,
    /// Ready boxes for frames by role: the barcode.
    pub drawn: BTreeMap<String, SetBox>,
    /// The lines that say where a jumped article goes on, and where it comes from.
    pub jump: Option<JumpLines>,
    /// What tells the captions of a frame of captions apart.
    pub labels: Labels,
    /// Parts of the heading that no stack of the masters names.
    pub lost: Vec<String>,
    /// Tags, links.
    pub marks: Marks,
}

/// The lines of a jumped article.
pub struct JumpLines {
    /// `continued on page …`, at the foot of the first part.
    pub on: StackPart,
    /// `from page …`, at the head of the other.
    pub from: StackPart,
}

/// Words before captions that stand together in a frame of their own, and how they look.
pub struct Labels {
    /// The layout's words by key: `at-left`, `at-top-right`.
    pub words: BTreeMap<String, String>,
    /// How they look: the style `caption-label`.
    pub style: Arc<RunStyle>,
}

impl Galley {
    /// Forgets what only composing needs.
    pub fn settle(&mut self) {
        for flow in &mut self.flow {
            match flow {
                Flow::Text(block) => block.para.settle(),
                Flow::Box(_) | Flow::Anchor(_) => {}
            }
        }
    }
}

/// One element of the thread.
pub enum Flow {
    /// Lines.
    Text(Box<TextBlock>),
    /// Something unbroken in the column.
    Box(Box<Content>),
    /// Here float number so is referred to.
    Anchor(usize),
}

/// A paragraph, heading, list item: lines that may be split over columns.
pub struct TextBlock {
    /// Shaped text.
    pub para: Para,
    /// Its style.
    pub style: Arc<Style>,
    /// Extra indent of all lines on the left (nesting), beyond the style's.
    pub left: Length,
    /// Mark before the first line, hanging left of it: bullet, number.
    pub marker: Option<Marker>,
    /// Initial.
    pub cap: Option<Cap>,
    /// The article and its block (`None`: its heading) that it sets; `None` for what nobody wrote as a block.
    pub id: Option<(ArticleId, Option<BlockId>)>,
    /// Anchors that stand here.
    pub anchors: Vec<Anchor>,
    /// Its tag, for rules and grounds.
    pub tag: TagId,
    /// Characters of the block's own text before the paragraph's first (a drop cap's).
    pub skipped: u32,
    /// Marks of notes of `Galley::notes`: place in the paragraph in characters, which note.
    pub notes: Vec<(u32, usize)>,
    /// Characters of the paragraph that the source's text does not have (notes' marks, page numbers): place, count.
    pub inserted: Vec<(u32, u32)>,
}

/// An initial over several lines.
pub struct Cap {
    /// The letter.
    pub letter: DropCap,
}

/// A mark that hangs before a block's first line.
pub struct Marker {
    /// Its glyphs, from x = 0 at baseline 0.
    pub placed: Vec<Placed>,
    /// Where it stands, from the column's left edge.
    pub x: Length,
}

/// A float: what it is, how wide and where it may stand.
pub struct Float {
    /// Kind: `figure`, `table`, a callout's role.
    pub kind: String,
    /// Its rule.
    pub rule: FloatRule,
    /// Width that it wishes for.
    pub span: SpanWish,
    /// Place that it wishes for.
    pub place: Option<Place>,
    /// The block of the thread and its characters that it repeats.
    pub echo: Option<(usize, std::ops::Range<u32>)>,
    /// What is in it.
    pub content: Content,
}

/// What a box holds.
pub enum Content {
    /// Pictures with caption and credit.
    Figure(FigureContent),
    /// A table.
    Table(TableContent),
    /// A callout: a box with blocks.
    Callout(CalloutContent),
}

/// A callout's content.
pub struct CalloutContent {
    /// Title and blocks, in order.
    pub flow: Vec<Flow>,
    /// Columns inside.
    pub columns: u32,
    /// How it looks.
    pub rule: FloatRule,
    /// Its tag.
    pub tag: TagId,
    /// Notes that stand in it, at the foot of the column of their mark.
    pub notes: Vec<CalloutContent>,
}

/// A box set for a width: whole lines high, items from its top left corner.
#[derive(Clone, Debug, Default)]
pub struct SetBox {
    /// Height in grid lines.
    pub lines: i64,
    /// What stands in it; the origin is the top of its first grid line, at its left edge.
    pub items: Vec<Item>,
    /// Anchors with their vertical place.
    pub anchors: Vec<(Anchor, Length)>,
    /// Whether a word is wider than the box.
    pub too_wide: bool,
    /// Tables in it that break words.
    pub narrow: Vec<Narrow>,
}

/// A table whose words are wider than its columns can be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Narrow {
    /// Its caption, else the words of its first cell.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// Width that its words need in type of `percent` of its size.
    pub needs: Length,
    /// Width that it has.
    pub has: Length,
    /// Size of its type: as small as its rule allows.
    pub percent: i64,
}

/// The vertical frame of a text block, in grid lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rise {
    /// Blank lines above; `head` of them at a column's head.
    pub before: i64,
    /// Blank lines above at a column's head: those that a rule above needs.
    pub head: i64,
    /// Grid lines of one text line where `split`; else of the whole block.
    pub each: i64,
    /// Lines that a rule below needs, at a column's foot, too.
    pub foot: i64,
    /// Blank lines below that.
    pub after: i64,
    /// Whether the block may be split between its lines.
    pub split: bool,
}

impl TextBlock {
    /// How high the block stands when it has `n` lines on the grid of `page`. Rules above and below stand in the
    /// air about it, which is no less than they need.
    #[must_use]
    pub fn rise(&self, n: usize, page: &PageSpec) -> Rise {
        let (s, step) = (&self.style, page.step);
        let n = i64::try_from(n).unwrap_or(i64::MAX >> 20);
        if s.grid == GridMode::All {
            let (over, under) = (height(s.rule_above.as_ref()), height(s.rule_below.as_ref()));
            let air = (s.before.max(over) + s.after.max(under)).steps_ceil(step);
            let foot = under.steps_ceil(step);
            let after = s.after.steps_floor(step).max(foot).min(air);
            let before = (air - after).max(over.steps_ceil(step));
            let each = s.leading.steps_ceil(step).max(1);
            // Ascenders reach as high as that above the first line's baseline.
            let ink = step * (each - 1) + page.first - s.size.scale(88, 100);
            let head = (over - (ink - page.cap_top()).max(Length::ZERO)).max(Length::ZERO).steps_ceil(step);
            return Rise { before, head, each, foot, after: after - foot, split: true };
        }
        let text = s.leading * n + self.rules();
        let whole = (s.before + text + s.after).steps_ceil(step);
        let each = text.steps_ceil(step).max(1);
        let after = s.after.steps_floor(step).min(whole - each);
        Rise { before: whole - each - after, head: 0, each, foot: 0, after, split: false }
    }

    /// Height that the rules above and below take.
    #[must_use]
    pub fn rules(&self) -> Length {
        height(self.style.rule_above.as_ref()) + height(self.style.rule_below.as_ref())
    }
}

fn height(rule: Option<&RuleLine>) -> Length {
    rule.map_or(Length::ZERO, |r| r.gap + r.thickness)
}
