//! Boxes set for a width: figures, tables, callouts. Whole grid lines high.
//! Chooses neither width nor place.

use super::draw::{draw_runs, push_all, shift};
use super::fill::{Bin, Cursor, fill};
use crate::geom::{Length, Point, Rect};
use crate::issue::Issue;
use crate::layout::{PageSpec, RuleLine};
use crate::pages::document::{Item, ItemKind, Stroke};
use crate::pages::galley::{ARTIFACT, baseline_in, fill_item, rule_item};
use crate::pages::galley::{CalloutContent, Content, FigureContent, Flow, SetBox, StackPart, TableContent};
use crate::typeset::{Broken, Setter, Shape, Slot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What make-up works with: the shaper, the grid, and what was broken and set already.
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
    broken: BTreeMap<(usize, Length, i32), Option<Arc<Broken>>>,
    refitted: BTreeMap<(usize, usize, u32, Length), Arc<Broken>>,
    set: BTreeMap<(usize, Length), Arc<SetBox>>,
    set_notes: BTreeMap<(usize, Length), Arc<SetBox>>,
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
            broken: BTreeMap::new(),
            refitted: BTreeMap::new(),
            set: BTreeMap::new(),
            set_notes: BTreeMap::new(),
        }
    }

    /// The lines of the thread's block `n` in a measure of `width`, a line more or fewer where it lends one.
    pub fn lines(&mut self, n: usize, width: Length) -> Option<Arc<Broken>> {
        let lent = self.lent.get(&n).copied().unwrap_or(0);
        self.lines_with(n, width, lent).or_else(|| self.lines_with(n, width, 0))
    }

    /// The lines of block `n` with `lent` lines more than its best; `None` where that cannot be. Made once.
    pub fn lines_with(&mut self, n: usize, width: Length, lent: i32) -> Option<Arc<Broken>> {
        if let Some(done) = self.broken.get(&(n, width, lent)) {
            return done.clone();
        }
        let Some(Flow::Text(block)) = self.flow.get(n) else { return None };
        let left = block.left + block.style.left;
        let rest = Slot { x: left, w: (width - left - block.style.right).max(Length::PT) };
        let mut first = Vec::new();
        if let Some(cap) = &block.cap {
            let slot = Slot { x: left + cap.letter.width, w: (rest.w - cap.letter.width).max(Length::PT) };
            first = vec![slot; cap.lines as usize];
        }
        let made = self.setter.break_lines(&block.para, &Shape { first, rest }, lent).map(Arc::new);
        self.broken.insert((n, width, lent), made.clone());
        made
    }

    /// Block `n`, under way as `broken` and to go on with line `from`, for a column of `width`: broken anew from there
    /// on where that is another width than it was broken for.
    pub fn refit(&mut self, n: usize, broken: Arc<Broken>, from: usize, width: Length) -> Arc<Broken> {
        let Some(Flow::Text(block)) = self.flow.get(n) else { return broken };
        let left = block.left + block.style.left;
        let slot = Slot { x: left, w: (width - left - block.style.right).max(Length::PT) };
        let Some(line) = broken.lines.get(from).filter(|l| l.slot.w != slot.w) else { return broken };
        let key = (n, from, line.chars.start, width);
        if let Some(done) = self.refitted.get(&key) {
            return Arc::clone(done);
        }
        let made = self.setter.break_rest(&block.para, &broken, from, slot).map_or(broken, Arc::new);
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

    /// The short rule that parts notes from the text above, a line high.
    pub fn note_rule(&self, width: Length, tag: crate::typeset::TagId) -> SetBox {
        let color = crate::color::Ink::BLACK;
        let rule = RuleLine { thickness: Length::PT / 2, color, length: None, gap: Length::ZERO };
        let at = Point::new(Length::ZERO, self.page.step.scale(2, 3));
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

    fn figure(&mut self, f: &FigureContent, width: Length, most: Option<i64>) -> SetBox {
        let step = self.page.step;
        let gap = self.page.gutter;
        let caption = f.caption.as_ref().map(|c| self.caption(c, width));
        let caption_lines = caption.as_ref().map_or(0, |c| c.lines);
        let most = most.unwrap_or(i64::from(self.page.lines)) - caption_lines;
        let head = self.hang();
        let count = i64::try_from(f.pictures.len()).unwrap_or(1).max(1);
        let inner = width - gap * (count - 1);
        let wide: i64 = f.pictures.iter().map(|p| i64::from(p.size.0) * 10_000 / i64::from(p.size.1)).sum();
        let natural = inner.scale(10_000, wide.max(1));
        let mut lines = ((natural + head).to_sp() + step.to_sp() / 2) / step.to_sp();
        if f.pictures.iter().any(|p| p.drawn) {
            lines = (natural + head).steps_ceil(step);
        }
        let lines = lines.clamp(2, most.max(2));
        let foot = step * (lines - 1) + self.page.first;
        let mut x = Length::ZERO;
        let mut items = Vec::new();
        for p in &f.pictures {
            let share = i64::from(p.size.0) * 10_000 / i64::from(p.size.1);
            let w = inner.scale(share, wide.max(1));
            let area = Rect::between(x, head, x + w, foot);
            items.push(super::sheet::picture_item(p, area, !p.drawn));
            x += w + gap;
        }
        let mut total = lines;
        if let Some(caption) = caption {
            items.extend(caption.items.into_iter().map(|i| shift(i, Length::ZERO, step * lines)));
            total += caption.lines;
        }
        let anchors = f.anchor.iter().map(|a| (a.clone(), Length::ZERO)).collect();
        SetBox { lines: total, items, anchors, too_wide: false }
    }

    /// How far below a line's top the picture on it begins: at the cap height of the text beside it.
    fn hang(&self) -> Length {
        if self.page.hang_cap { self.page.cap_top() } else { Length::ZERO }
    }

    /// A caption: its first line stands a little below the picture, the whole is rounded up to lines.
    pub fn caption(&mut self, part: &StackPart, width: Length) -> SetBox {
        let style = &part.style;
        let mut items = Vec::new();
        let start = style.before;
        let end = self.text(part, Rect::new(Length::ZERO, start, width, Length::ZERO), &mut items);
        SetBox {
            lines: (end + style.after).steps_ceil(self.page.step),
            items,
            anchors: Vec::new(),
            too_wide: false,
        }
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

    fn table(&mut self, t: &TableContent, width: Length) -> SetBox {
        let (items, ends, caption) = self.rows(t, width);
        let foot = ends.last().copied().unwrap_or(caption);
        let anchors = t.anchor.iter().map(|a| (a.clone(), Length::ZERO)).collect();
        SetBox { lines: foot.steps_ceil(self.page.step), items, anchors, too_wide: false }
    }

    /// Where the rows of a table end that is set for `width`, from the table's top, its caption included.
    pub fn row_ends(&mut self, t: &TableContent, width: Length) -> Vec<Length> {
        self.rows(t, width).1
    }

    /// A table's caption and rows set for `width`, where each row ends, and where the caption does.
    fn rows(&mut self, t: &TableContent, width: Length) -> (Vec<Item>, Vec<Length>, Length) {
        let mut items = Vec::new();
        let mut y = Length::ZERO;
        if let Some(caption) = &t.caption {
            y = self.text(caption, Rect::new(Length::ZERO, y, width, Length::ZERO), &mut items);
            y += caption.style.after;
        }
        let caption = y;
        let widths = Self::columns(t, width);
        let mut ends = Vec::with_capacity(t.rows.len());
        for row in &t.rows {
            let Some(style) = row.first().map(|c| c.style.clone()) else { continue };
            let (top, ground) = (y, items.len());
            y += style.before;
            let (mut x, mut deep) = (Length::ZERO, y);
            for (cell, w) in row.iter().zip(&widths) {
                let area = Rect::new(x, y, *w - CELL_GAP - cell.style.right, Length::ZERO);
                deep = deep.max(self.text(cell, area, &mut items));
                x += *w;
            }
            y = deep + style.after;
            if let Some(ink) = &style.fill {
                items.insert(ground, fill_item(Rect::between(Length::ZERO, top, width, y), ink, ARTIFACT));
            }
            let rule = style.rule_below.as_ref().or(style.rule_above.as_ref());
            if let Some(rule) = rule {
                y += rule.gap;
                items.push(rule_item(Point::new(Length::ZERO, y), width, rule, t.tag));
                y += rule.thickness + rule.gap / 2;
            }
            ends.push(y);
        }
        (items, ends, caption)
    }

    /// Column widths, each with the gap behind it: what each needs at least, the rest shared by what each would like.
    /// The last column ends at `width`.
    fn columns(t: &TableContent, width: Length) -> Vec<Length> {
        let width = width + CELL_GAP;
        let count = t.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut least = vec![Length::ZERO; count];
        let mut most = vec![Length::ZERO; count];
        for row in &t.rows {
            for ((cell, l), m) in row.iter().zip(&mut least).zip(&mut most) {
                let room = CELL_GAP + cell.style.right;
                *l = (*l).max(cell.para.cell_width() + room);
                *m = (*m).max(cell.para.max_width() + room);
            }
        }
        let (low, high): (Length, Length) = (least.iter().copied().sum(), most.iter().copied().sum());
        let share = |total: Length, part: Length, whole: Length| {
            if whole > Length::ZERO { total.scale(part.to_sp(), whole.to_sp()) } else { Length::ZERO }
        };
        if high <= width {
            return most.iter().map(|m| *m + share(width - high, *m, high)).collect();
        }
        if low >= width {
            return least.iter().map(|l| share(width, *l, low)).collect();
        }
        let want = high - low;
        least.iter().zip(&most).map(|(l, m)| *l + share(width - low, *m - *l, want)).collect()
    }

    /// A callout in `columns`: ground and frame line, then its own little thread, columns level.
    pub fn callout(&mut self, c: &CalloutContent, width: Length, columns: u32) -> SetBox {
        self.callout_in(c, width, columns, true)
    }

    /// A callout in `columns`, with its own ground and frame line or, in a frame that has them, without.
    pub fn callout_in(&mut self, c: &CalloutContent, width: Length, columns: u32, ground: bool) -> SetBox {
        let step = self.page.step;
        let inset = c.rule.inset;
        let pad = i64::from(ground && (c.rule.fill.is_some() || c.rule.border.is_some()));
        let inset_lines = inset.steps_ceil(step) * pad;
        let count = i64::from(columns.max(1));
        let inner = width - inset * 2 * pad;
        let gutter = self.page.gutter;
        let w = (inner - gutter * (count - 1)) / count;
        let bins = |lines: i64| -> Vec<Bin> {
            let one = |n: i64| Bin { page: 0, x: inset * pad + (w + gutter) * n, w, top: inset_lines, lines };
            (0..count).map(one).collect()
        };
        let mut bench = Bench::new(&mut *self.setter, self.page, self.issue, &c.flow);
        let mut deep = 100_000;
        let mut filled = fill(&mut bench, &Cursor::default(), &bins(deep));
        if count > 1 {
            let total = filled.used.first().copied().unwrap_or(0);
            deep = total / count;
            loop {
                filled = fill(&mut bench, &Cursor::default(), &bins(deep));
                if filled.end.is_done(&c.flow) || deep > total {
                    break;
                }
                deep += 1;
            }
        }
        let used = filled.used.iter().copied().max().unwrap_or(0);
        let mut drawn = draw_runs(bench.page, &c.flow, &filled, &bins(used));
        let lines = used + inset_lines * 2;
        let area = Rect::new(Length::ZERO, Length::ZERO, width, step * lines);
        let mut items = Vec::new();
        if ground {
            self.ground(c, area, &mut items);
        }
        items.append(&mut drawn.items);
        SetBox { lines, items, anchors: drawn.anchors, too_wide: false }
    }

    fn ground(&self, c: &CalloutContent, area: Rect, items: &mut Vec<Item>) {
        let hang = self.hang();
        let area = Rect::between(
            area.x,
            area.y + hang,
            area.right(),
            area.bottom() - self.page.step + self.page.first,
        );
        let tag = c.tag;
        if let Some(ink) = &c.rule.fill {
            items.push(fill_item(area, ink, tag));
        }
        if let Some(ink) = &c.rule.border {
            let stroke = Stroke { color: ink.clone(), width: Length::sp(32_768), dash: Vec::new() };
            let path = crate::geom::Path::rect(area);
            items.push(Item {
                kind: ItemKind::Path { path, fill: None, stroke: Some(stroke) },
                tag,
                span: None,
            });
        }
    }
}

/// Space between a table's columns.
const CELL_GAP: Length = Length::pt(8);
