//! Boxes set for a width: figures, tables, callouts. Whole grid lines high.
//! Chooses neither width nor place.

mod callout;
mod figure;
mod part;
mod table;

pub use part::{BoxAt, Part};
pub use table::least_width;

use super::column::{Columns, Run};
use super::draw::push_all;
use super::round::{Beside, Places};
use super::turn::suits;
use crate::geom::{Length, Point, Rect};
use crate::issue::Issue;
use crate::layout::{PageSpec, RuleLine};
use crate::pages::document::{Item, ItemKind};
use crate::pages::galley::{CalloutContent, Content, Flow, SetBox, StackPart, baseline_in, rule_item};
use crate::typeset::{Broken, Setter, Shape, Slot, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;
use table::SetTable;

/// Lines of a column without a foot.
const UNBOUNDED: i64 = 100_000;

/// What make-up has tried, in numbers that are the same on every machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effort {
    /// Masters laid for a place in an article.
    pub sheets: u64,
    /// Configurations of floats on them.
    pub configurations: u64,
    /// Columns filled.
    pub columns: u64,
}

/// A width, how many lines more than its best a paragraph had in it, and its lines; `None` where that cannot be.
type Tried = (Length, i32, Option<Arc<Broken>>);

/// What make-up works with: the shaper, the grid, and what was broken and set already.
#[expect(clippy::struct_excessive_bools, reason = "each says of its own how columns are filled")]
pub struct Bench<'a, 'f> {
    /// The shaper and breaker.
    pub setter: &'a mut Setter<'f>,
    /// Page geometry.
    pub page: &'a PageSpec,
    /// The issue, for its pictures.
    pub issue: &'a Issue,
    /// The thread.
    pub flow: &'a [Flow],
    /// Notes that stand below their marks.
    pub notes: &'a [CalloutContent],
    /// Whether they stand at the foot of the page rather than of their column.
    pub page_notes: bool,
    /// Blocks that are to have a line more or fewer than their best.
    pub lent: BTreeMap<usize, i32>,
    /// Whether paragraphs may lend lines to fill a column.
    pub lending: bool,
    /// Whether text must go on although what is to be kept together cannot be.
    pub forced: bool,
    /// Number of the float that the thread waits for: it does not go beyond where that is referred to.
    pub stop: Option<usize>,
    /// Whether what is lent is only tried: columns filled so are not kept.
    pub(super) trying: bool,
    /// What was tried so far.
    pub effort: Effort,
    /// Lines of the deepest column that the thread may come to: what is taller than that must be broken.
    pub deepest: i64,
    /// Places of lines in columns where text goes round something; bins name them by number.
    pub(super) rounds: Vec<Places>,
    /// Paragraphs broken for such places.
    pub(super) beside: BTreeMap<Beside, Arc<Broken>>,
    /// Room for what stands in a column being filled.
    pub(super) runs: Vec<Run>,
    /// Columns filled before.
    pub(super) columns: Columns,
    /// By block: the widths and lines lent that it was broken for. Each has a few, and is asked for often.
    broken: Vec<Vec<Tried>>,
    refitted: BTreeMap<(usize, usize, u32, Length), Arc<Broken>>,
    set: BTreeMap<(usize, Length), Arc<SetBox>>,
    set_notes: BTreeMap<(usize, Length), Arc<SetBox>>,
    parts: BTreeMap<part::PartKey, Option<Part>>,
    tables: BTreeMap<(TagId, Length), Arc<SetTable>>,
}

impl<'a, 'f> Bench<'a, 'f> {
    /// A bench for the thread `flow`.
    pub fn new(setter: &'a mut Setter<'f>, page: &'a PageSpec, issue: &'a Issue, flow: &'a [Flow]) -> Self {
        Self {
            setter,
            page,
            issue,
            flow,
            notes: &[],
            page_notes: false,
            lent: BTreeMap::new(),
            lending: false,
            forced: false,
            stop: None,
            trying: false,
            effort: Effort::default(),
            deepest: i64::from(page.lines),
            rounds: Vec::new(),
            beside: BTreeMap::new(),
            runs: Vec::new(),
            columns: Columns::default(),
            broken: vec![Vec::new(); flow.len()],
            refitted: BTreeMap::new(),
            set: BTreeMap::new(),
            set_notes: BTreeMap::new(),
            parts: BTreeMap::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Whether the thread ends at `cursor`, or waits there for a float.
    #[must_use]
    pub fn ended(&self, cursor: &super::fill::Cursor) -> bool {
        let waits = |a: &usize| self.stop.is_some_and(|stop| *a >= stop);
        let stops = matches!(self.flow.get(cursor.block), Some(Flow::Anchor(a)) if waits(a));
        cursor.is_done(self.flow) || (stops && cursor.waiting.is_empty())
    }

    /// The lines of the thread's block `n` in a measure of `width`, a line more or fewer where it lends one.
    pub fn lines(&mut self, n: usize, width: Length) -> Option<Arc<Broken>> {
        let lent = self.lent.get(&n).copied().unwrap_or(0);
        self.lines_with(n, width, lent).or_else(|| self.lines_with(n, width, 0))
    }

    /// The lines of block `n` with `lent` lines more than its best; `None` where that cannot be. Made once.
    pub fn lines_with(&mut self, n: usize, width: Length, lent: i32) -> Option<Arc<Broken>> {
        let mut known = self.broken.get(n)?.iter();
        if let Some((.., done)) = known.find(|(w, l, _)| (*w, *l) == (width, lent)) {
            return done.clone();
        }
        let Some(Flow::Text(block)) = self.flow.get(n) else { return None };
        let left = block.left + block.style.left;
        let rest = Slot { x: left, w: (width - left - block.style.right).max(Length::PT) };
        let mut first = Vec::new();
        if let Some(cap) = &block.cap {
            let slot = Slot { x: left + cap.letter.width, w: (rest.w - cap.letter.width).max(Length::PT) };
            first = vec![slot; cap.letter.rows as usize];
        }
        let made = match block.style.turn > Length::ZERO {
            true if lent == 0 => self.turned(block, rest),
            true => None,
            false => self.setter.break_lines(&block.para, &Shape { first, rest }, lent),
        };
        let made = made.map(Arc::new);
        self.broken.get_mut(n)?.push((width, lent, made.clone()));
        made
    }

    /// Block `n`, under way as `broken` and to go on with line `from`, for a column of `width`: broken anew from there
    /// on where that is another width than it was broken for.
    pub fn refit(&mut self, n: usize, broken: Arc<Broken>, from: usize, width: Length) -> Arc<Broken> {
        let Some(Flow::Text(block)) = self.flow.get(n) else { return broken };
        let left = block.left + block.style.left;
        let slot = Slot { x: left, w: (width - left - block.style.right).max(Length::PT) };
        let Some(line) = broken.lines.get(from).filter(|l| !suits(block, l, slot)) else { return broken };
        let key = (n, from, line.chars.start, width);
        if let Some(done) = self.refitted.get(&key) {
            return Arc::clone(done);
        }
        let shape = Shape { first: Vec::new(), rest: slot };
        let made = if block.style.turn > Length::ZERO {
            self.turned_rest(block, &broken, from, slot)
        } else {
            self.setter.break_rest(&block.para, &broken, from, &shape)
        };
        let made = made.map_or(broken, Arc::new);
        self.refitted.insert(key, Arc::clone(&made));
        made
    }

    /// The box of the thread's block `n` for a width; made once.
    pub fn boxed(&mut self, n: usize, width: Length) -> Option<Arc<SetBox>> {
        if let Some(done) = self.set.get(&(n, width)) {
            return Some(Arc::clone(done));
        }
        let flow = self.flow;
        let Some(Flow::Box(content)) = flow.get(n) else { return None };
        let made = Arc::new(self.set(content, width, None));
        self.set.insert((n, width), Arc::clone(&made));
        Some(made)
    }

    /// The note number `n` for a column of `width`; made once.
    pub fn note(&mut self, n: usize, width: Length) -> Option<Arc<SetBox>> {
        if let Some(done) = self.set_notes.get(&(n, width)) {
            return Some(Arc::clone(done));
        }
        let notes = self.notes;
        let made = Arc::new(self.callout(notes.get(n)?, width, 1));
        self.set_notes.insert((n, width), Arc::clone(&made));
        Some(made)
    }

    /// The short rule that parts notes from the text above, a line high: where the first note begins below the line
    /// after it, since notes stand on their foot, the rule comes down with it.
    pub fn note_rule(&self, width: Length, first: Option<&SetBox>, tag: TagId) -> SetBox {
        let color = crate::color::Ink::BLACK;
        let rule = RuleLine { thickness: Length::PT / 2, color, length: None, gap: Length::ZERO };
        let top = |item: &Item| match &item.kind {
            ItemKind::Glyphs(run) => Some(run.at.y - run.style.size.scale(120, 100)),
            _ => None,
        };
        let tops = first.into_iter().flat_map(|set| &set.items).filter_map(top);
        let slack = tops.min().unwrap_or_default().max(Length::ZERO);
        let at = Point::new(Length::ZERO, self.page.step.scale(2, 3) + slack);
        SetBox { lines: 1, items: vec![rule_item(at, width / 4, &rule, tag)], ..SetBox::default() }
    }

    /// Sets a box for `width`; pictures grow no higher than `most` lines.
    pub fn set(&mut self, content: &Content, width: Length, most: Option<i64>) -> SetBox {
        match content {
            Content::Figure(f) => self.figure(f, width, most),
            Content::Table(t) => self.table(t, width),
            Content::Callout(c) => self.callout(c, width, c.columns),
        }
    }

    /// How far below a line's top the picture on it begins: at the cap height of the text beside it.
    pub(super) fn hang(&self) -> Length {
        if self.page.hang_cap { self.page.cap_top() } else { Length::ZERO }
    }

    /// Sets a text from the top of `area` on in its width; returns where it ends.
    fn text(&mut self, part: &StackPart, area: Rect, items: &mut Vec<Item>) -> Length {
        let style = &part.style;
        let mut y = area.y;
        let shape = Shape { first: Vec::new(), rest: Slot { x: Length::ZERO, w: area.w.max(Length::PT) } };
        let Some(broken) = self.setter.break_lines(&part.para, &shape, 0) else { return y };
        for line in &broken.lines {
            let mut placed = Vec::new();
            part.para.draw(line, Point::new(area.x, y + baseline_in(style)), &mut placed);
            push_all(placed, items);
            y += style.leading;
        }
        y
    }
}
