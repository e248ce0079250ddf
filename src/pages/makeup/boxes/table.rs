//! Tables set for a width: columns as wide as their words want, rows with their rules and grounds, whole or in parts.
//! Chooses neither width nor place.

use super::part::{BoxAt, Part};
use super::{Bench, UNBOUNDED};
use crate::geom::{Length, Point, Rect};
use crate::pages::document::{Item, ItemKind};
use crate::pages::galley::{
    ARTIFACT, Content, Narrow, SetBox, StackPart, TableContent, baseline_in, fill_item, rule_item,
};
use crate::pages::makeup::draw::{push_all, shift};
use crate::typeset::{Broken, Setter, Shape, Slot};
use std::ops::Range;
use std::sync::Arc;

/// Space between a table's columns.
const CELL_GAP: Length = Length::pt(8);

/// A table's cells, broken for its columns in a width.
pub(super) struct SetTable {
    width: Length,
    /// Its rows in smaller type or with words that break, where they need it.
    smaller: Option<Vec<Vec<StackPart>>>,
    /// Set where words are broken nevertheless.
    narrow: Option<Narrow>,
    rows: Vec<SetRow>,
}

struct SetRow {
    /// Left edge and lines of each cell.
    cells: Vec<(Length, Option<Broken>)>,
    /// Lines of its highest cell.
    lines: usize,
}

/// A part of a table under way: what stands in it, and where it ends.
struct Sheaf<'a> {
    table: &'a TableContent,
    set: &'a SetTable,
    items: Vec<Item>,
    y: Length,
}

/// The width below which words of a table are broken; nothing for other boxes.
pub fn least_width(content: &Content) -> Length {
    let Content::Table(t) = content else { return Length::ZERO };
    least_of(&t.rows)
}

impl Bench<'_, '_> {
    /// A table, whole.
    pub(super) fn table(&mut self, t: &TableContent, width: Length) -> SetBox {
        let whole = self.table_part(t, None, width, UNBOUNDED);
        whole.map(|p| Arc::unwrap_or_clone(p.set)).unwrap_or_default()
    }

    /// As many rows of a table from `from` on as stand in `room` lines, below its header. Header and caption are
    /// repeated on all parts but the first, as no content of their own. A part has two rows at least, where there
    /// are two; lines of a row are parted only where it is higher than the deepest column.
    pub(super) fn table_part(
        &mut self,
        t: &TableContent,
        from: Option<&BoxAt>,
        width: Length,
        room: i64,
    ) -> Option<Part> {
        let set = self.set_table(t, width);
        let (first, skip) = if let Some(BoxAt::Row(row, line)) = from { (*row, *line) } else { (t.heads, 0) };
        let mut sheaf = Sheaf { table: t, set: &set, items: Vec::new(), y: Length::ZERO };
        self.open(&mut sheaf, from.is_some(), width);
        let deep = room * 10 >= self.deepest * 8;
        let most = self.page.step * room - sheaf.y;
        let (tail, below) = self.below(t, width);
        let (count, lines) = sheaf.fitting((first, skip), (most, tail), deep)?;
        let last = set.rows.len();
        for row in first..first + count {
            sheaf.row(row, if row == first { skip } else { 0 }..usize::MAX, false);
        }
        let mut rest = (first + count < last).then_some(BoxAt::Row(first + count, 0));
        if lines > 0 {
            sheaf.row(first, skip..skip + lines, false);
            rest = Some(BoxAt::Row(first, skip + lines));
        }
        let mut anchors: Vec<_> =
            t.anchor.iter().filter(|_| from.is_none()).map(|a| (a.clone(), Length::ZERO)).collect();
        if rest.is_none() {
            sheaf.items.extend(below.items.into_iter().map(|i| shift(i, Length::ZERO, sheaf.y)));
            anchors.extend(below.anchors.into_iter().map(|(a, y)| (a, y + sheaf.y)));
            sheaf.y += tail;
        }
        let lines = sheaf.y.steps_ceil(self.page.step);
        let narrow = set.narrow.iter().cloned().collect();
        let set = SetBox { lines, items: sheaf.items, anchors, narrow, ..SetBox::default() };
        Some(Part { set: Arc::new(set), rest: rest.map(Arc::new) })
    }

    /// Caption and header at the head of a part.
    fn open(&mut self, sheaf: &mut Sheaf<'_>, again: bool, width: Length) {
        let t = sheaf.table;
        let own = t.caption.as_ref().filter(|_| !t.caption_below);
        let caption = if again { t.again.as_ref() } else { own };
        if let Some(caption) = caption {
            let area = Rect::new(Length::ZERO, Length::ZERO, width, Length::ZERO);
            let mut items = Vec::new();
            sheaf.y = self.text(caption, area, &mut items) + caption.style.after;
            sheaf.push(items, again);
        }
        for row in 0..t.heads {
            sheaf.row(row, 0..usize::MAX, again);
        }
    }

    /// What stands below a table's last part, its caption where that is wanted there and its notes, and how high that is.
    fn below(&mut self, t: &TableContent, width: Length) -> (Length, SetBox) {
        let (mut set, mut y) = (SetBox::default(), Length::ZERO);
        if let Some(caption) = t.caption.as_ref().filter(|_| t.caption_below) {
            let top = caption.style.after.max(self.page.step / 3);
            y = self.text(caption, Rect::new(Length::ZERO, top, width, Length::ZERO), &mut set.items);
        }
        for note in &t.notes {
            y = y.max(self.page.step / 3);
            let note = self.callout(note, width, 1);
            set.items.extend(note.items.into_iter().map(|i| shift(i, Length::ZERO, y)));
            set.anchors.extend(note.anchors.into_iter().map(|(a, at)| (a, at + y)));
            y += self.page.step * note.lines;
        }
        (y, set)
    }

    /// The table in a width; made once.
    fn set_table(&mut self, t: &TableContent, width: Length) -> Arc<SetTable> {
        if let Some(made) = self.tables.get(&(t.tag, width)) {
            return Arc::clone(made);
        }
        let (mut smaller, percent) = self.scaled(t, width);
        let parts = smaller.as_ref().unwrap_or(&t.rows);
        let pad = pad(parts);
        let widths = columns(parts, width - pad * 2);
        let needs = least_of(parts);
        let narrow =
            (needs > width).then(|| Narrow { name: name(t), span: t.span, needs, has: width, percent });
        if narrow.is_some() {
            let cells = |row: &Vec<StackPart>, setter: &mut Setter<'_>| -> Vec<StackPart> {
                row.iter().map(|cell| cell.breakable(setter)).collect()
            };
            smaller = Some(parts.iter().map(|row| cells(row, self.setter)).collect());
        }
        let parts = smaller.as_ref().unwrap_or(&t.rows);
        let mut rows = Vec::with_capacity(parts.len());
        for row in parts {
            let (mut x, mut lines) = (pad, 0);
            let mut cells = Vec::with_capacity(row.len());
            for (cell, w) in row.iter().zip(&widths) {
                let slot = Slot { x: Length::ZERO, w: (*w - CELL_GAP - cell.style.right).max(Length::PT) };
                let shape = Shape { first: Vec::new(), rest: slot };
                let broken = self.setter.break_lines(&cell.para, &shape, 0);
                lines = lines.max(broken.as_ref().map_or(0, |b| b.lines.len()));
                cells.push((x, broken));
                x += *w;
            }
            rows.push(SetRow { cells, lines });
        }
        let made = Arc::new(SetTable { width, smaller, narrow, rows });
        self.tables.insert((t.tag, width), Arc::clone(&made));
        made
    }

    /// The rows of a table in as much smaller type as its words need in `width`, down to what its rule allows, and
    /// its size in percent; `None` where they need none.
    fn scaled(&mut self, t: &TableContent, width: Length) -> (Option<Vec<Vec<StackPart>>>, i64) {
        let needs = least_of(&t.rows);
        if needs <= width || t.min_scale >= 100 {
            return (None, 100);
        }
        // The gaps stay as they are: what the type needs is what shrinks.
        let gaps = CELL_GAP * (columns_of(&t.rows) as i64 - 1).max(0) + pad(&t.rows) * 2;
        let (type_needs, has) = ((needs - gaps).to_sp().max(1), (width - gaps).to_sp().max(0));
        let mut percent = (has * 100 / type_needs).clamp(t.min_scale, 99);
        loop {
            let cells = |row: &Vec<StackPart>, setter: &mut Setter<'_>| -> Vec<StackPart> {
                row.iter().map(|c| c.smaller(setter, percent)).collect()
            };
            let rows: Vec<Vec<StackPart>> = t.rows.iter().map(|row| cells(row, self.setter)).collect();
            if percent <= t.min_scale || least_of(&rows) <= width {
                return (Some(rows), percent);
            }
            percent -= 1;
        }
    }
}

impl Sheaf<'_> {
    /// The cells of a row, in the type in which they are set.
    fn cells(&self, row: usize) -> Option<&[StackPart]> {
        self.set.smaller.as_ref().unwrap_or(&self.table.rows).get(row).map(Vec::as_slice)
    }

    /// How many rows from line `skip` of row `first` on stand in `most`, the last one with `tail` below it, or of that
    /// row how many lines, where it must be parted; `None` where too little would stand there.
    fn fitting(
        &self,
        (first, skip): (usize, usize),
        (most, tail): (Length, Length),
        deep: bool,
    ) -> Option<(usize, usize)> {
        // What leaves a row no room is no reason to part rows.
        let tail = if tail.scale(10, 9) > most { Length::ZERO } else { tail };
        let rest = self.set.rows.len() - first.min(self.set.rows.len());
        let (mut y, mut count) = (Length::ZERO, 0);
        for row in first..first + rest {
            y += self.height(row, if row == first { skip } else { 0 }..usize::MAX);
            let end = if row + 1 == first + rest { tail } else { Length::ZERO };
            if y + end > most {
                break;
            }
            count += 1;
        }
        let short = |row: usize| self.set.rows.get(row).is_none_or(|r| r.lines < 2);
        if count + 1 == rest && count > 2 && short(first + count) {
            // The last row would stand alone.
            count -= 1;
        }
        if count == rest || count > 1 || (count == 1 && (deep || !short(first))) {
            return Some((count, 0));
        }
        if count == 1 || !deep {
            return None;
        }
        let row = self.set.rows.get(first)?;
        let fits = |lines: &usize| self.height(first, skip..skip + lines) <= most;
        let lines = (1..row.lines.saturating_sub(skip)).rev().find(fits).unwrap_or(1);
        Some((0, lines))
    }

    /// Height of the lines `range` of a row; the rule stands below its last one.
    fn height(&self, row: usize, range: Range<usize>) -> Length {
        let Some((cells, set)) = self.cells(row).zip(self.set.rows.get(row)) else {
            return Length::ZERO;
        };
        let Some(style) = cells.first().map(|c| &c.style) else { return Length::ZERO };
        let lines = set.lines.min(range.end).saturating_sub(range.start) as i64;
        let leading = cells.iter().map(|c| c.style.leading).max().unwrap_or_default();
        let rule = style.rule_below.as_ref().or(style.rule_above.as_ref());
        let rule = rule.filter(|_| range.end >= set.lines);
        let rule = rule.map_or(Length::ZERO, |r| r.gap + r.thickness + r.gap / 2);
        style.before + leading * lines + style.after + rule
    }

    /// Sets the lines `range` of a row; `again`: as no content, for it stood before.
    fn row(&mut self, row: usize, range: Range<usize>, again: bool) {
        let height = self.height(row, range.clone());
        let Some((cells, set)) = self.cells(row).zip(self.set.rows.get(row)) else { return };
        let Some(style) = cells.first().map(|c| &c.style) else { return };
        let mut items = Vec::new();
        let top = self.y;
        let rule = style.rule_below.as_ref().or(style.rule_above.as_ref());
        let rule = rule.filter(|_| range.end >= set.lines);
        let foot = top + height - rule.map_or(Length::ZERO, |r| r.gap + r.thickness + r.gap / 2);
        if let Some(ink) = &style.fill {
            // A ground ends at the rule below it.
            let end = foot + rule.map_or(Length::ZERO, |r| r.gap);
            items.push(fill_item(Rect::between(Length::ZERO, top, self.set.width, end), ink, ARTIFACT));
        }
        for (cell, (x, broken)) in cells.iter().zip(&set.cells) {
            let lines = broken.iter().flat_map(|b| &b.lines).skip(range.start);
            cell_lines(cell, lines.take(range.len()), Point::new(*x, top + style.before), &mut items);
        }
        if let Some(rule) = rule {
            let at = Point::new(Length::ZERO, foot + rule.gap);
            items.push(rule_item(at, self.set.width, rule, self.table.tag));
        }
        self.y = top + height;
        self.push(items, again);
    }

    /// Adds items; what is repeated for the eye alone is no content and leads nowhere.
    fn push(&mut self, items: Vec<Item>, again: bool) {
        if !again {
            self.items.extend(items);
            return;
        }
        let shown = items.into_iter().filter(|i| !matches!(i.kind, ItemKind::Link { .. }));
        self.items.extend(shown.map(|i| Item { tag: ARTIFACT, span: None, ..i }));
    }
}

fn cell_lines<'l>(
    cell: &StackPart,
    lines: impl Iterator<Item = &'l crate::typeset::Line>,
    at: Point,
    items: &mut Vec<Item>,
) {
    let mut y = at.y + baseline_in(&cell.style);
    for line in lines {
        let mut placed = Vec::new();
        cell.para.draw(line, Point::new(at.x, y), &mut placed);
        push_all(placed, items);
        y += cell.style.leading;
    }
}

/// Column widths, each with the gap behind it: what each needs at least, the rest shared by what each would like.
/// The last column ends at `width`.
fn columns(rows: &[Vec<StackPart>], width: Length) -> Vec<Length> {
    let width = width + CELL_GAP;
    let needs = needs(rows);
    let low: Length = needs.iter().map(|(least, _)| *least).sum();
    let high: Length = needs.iter().map(|(_, most)| *most).sum();
    let share = |total: Length, part: Length, whole: Length| {
        if whole > Length::ZERO { total.scale(part.to_sp(), whole.to_sp()) } else { Length::ZERO }
    };
    if high <= width {
        return needs.iter().map(|(_, m)| *m + share(width - high, *m, high)).collect();
    }
    if low >= width {
        return needs.iter().map(|(l, _)| share(width, *l, low)).collect();
    }
    let want = high - low;
    needs.iter().map(|(l, m)| *l + share(width - low, *m - *l, want)).collect()
}

/// What a table is called in a finding.
fn name(t: &TableContent) -> String {
    let first = t.rows.iter().flatten().map(|c| &c.words).find(|w| !w.trim().is_empty());
    t.caption.as_ref().map(|c| &c.words).or(first).cloned().unwrap_or_default()
}

/// How many columns there are.
fn columns_of(rows: &[Vec<StackPart>]) -> usize {
    rows.iter().map(Vec::len).max().unwrap_or(0)
}

/// The width below which words are broken.
fn least_of(rows: &[Vec<StackPart>]) -> Length {
    needs(rows).into_iter().map(|(least, _)| least).sum::<Length>() - CELL_GAP + pad(rows) * 2
}

/// Room between a table's edges and its words, where a row has a ground that shows the edges.
fn pad(rows: &[Vec<StackPart>]) -> Length {
    let grounds = rows.iter().filter_map(|row| row.first()).any(|cell| cell.style.fill.is_some());
    if grounds { CELL_GAP / 2 } else { Length::ZERO }
}

/// What each column needs at least and what it would like, the gap behind it included.
fn needs(rows: &[Vec<StackPart>]) -> Vec<(Length, Length)> {
    let mut needs = vec![(Length::ZERO, Length::ZERO); columns_of(rows)];
    for row in rows {
        for (cell, (least, most)) in row.iter().zip(&mut needs) {
            let room = CELL_GAP + cell.style.right;
            *least = (*least).max(cell.para.cell_width() + room);
            *most = (*most).max(cell.para.max_width() + room);
        }
    }
    needs
}
