//! Lines that are too wide, as of code: what goes on below stands in by the style's `turn`, and an arrow marks it.
//! Chooses no column.

use super::boxes::Bench;
use crate::geom::{Length, Path, Point, Step};
use crate::layout::Style;
use crate::pages::document::{Item, ItemKind, Stroke};
use crate::pages::galley::{ARTIFACT, TextBlock};
use crate::typeset::{Broken, Line, Para, Shape, Slot};

/// Rounds after which lines stay as they are broken; each settles one line at least.
const ROUNDS: usize = 64;

impl Bench<'_, '_> {
    /// The lines of a text block in `rest`; what goes on where a line was too wide stands in by the style's `turn`.
    pub(super) fn turned(&mut self, block: &TextBlock, rest: Slot) -> Option<Broken> {
        let setter = &mut *self.setter;
        turned(&block.para, block.style.turn, rest, 0, |shape| setter.break_lines(&block.para, shape, 0))
    }

    /// Lines from `from` on of a block broken before, for another column.
    pub(super) fn turned_rest(
        &mut self,
        block: &TextBlock,
        broken: &Broken,
        from: usize,
        rest: Slot,
    ) -> Option<Broken> {
        let setter = &mut *self.setter;
        turned(&block.para, block.style.turn, rest, from, |shape| {
            setter.break_rest(&block.para, broken, from, shape)
        })
    }
}

/// Breaks with `set` until every line from `from` on has the place that it wants: which lines go on is only known when
/// those above them are broken.
fn turned(
    para: &Para,
    turn: Length,
    rest: Slot,
    from: usize,
    mut set: impl FnMut(&Shape) -> Option<Broken>,
) -> Option<Broken> {
    let mut shape = Shape { first: Vec::new(), rest };
    let mut broken = set(&shape)?;
    for _ in 0..ROUNDS {
        let lines = broken.lines.iter().skip(from);
        let wanted: Vec<Slot> =
            lines.map(|line| if goes_on(para, line) { inner(rest, turn) } else { rest }).collect();
        let has = |n: usize| shape.first.get(n).copied().unwrap_or(rest);
        let Some(wrong) = wanted.iter().enumerate().position(|(n, slot)| has(n) != *slot) else { break };
        shape.first = wanted.into_iter().take(wrong + 1).collect();
        broken = set(&shape)?;
    }
    Some(broken)
}

/// The place of what goes on in `slot`; at most half of it is left blank.
fn inner(slot: Slot, turn: Length) -> Slot {
    let turn = turn.min(slot.w / 2);
    Slot { x: slot.x + turn, w: slot.w - turn }
}

/// Whether a line goes on with what the line above it had no room for.
fn goes_on(para: &Para, line: &Line) -> bool {
    let before = (line.chars.start as usize).checked_sub(1);
    before.is_some_and(|n| para.text().chars().nth(n) != Some('\n'))
}

/// Whether `line` is a place of `block` in a column whose text begins at `slot`: on the edge, or turned in.
pub(super) fn suits(block: &TextBlock, line: &Line, slot: Slot) -> bool {
    line.slot == slot || (block.style.turn > Length::ZERO && line.slot == inner(slot, block.style.turn))
}

/// The arrow before a line at baseline `at` (`x`: the column's left edge) that goes on with the one above; `None` for
/// other lines. It is drawn: it is no text, and no font need have it.
pub(super) fn arrow(block: &TextBlock, line: &Line, at: Point) -> Option<Item> {
    let Style { turn, size, color, .. } = &*block.style;
    let edge = block.left + block.style.left;
    if *turn == Length::ZERO || line.slot.x <= edge || !goes_on(&block.para, line) {
        return None;
    }
    let room = line.slot.x - edge;
    let part = |percent: i64| size.scale(percent, 100);
    let width = part(55).min(room * 2 / 3);
    let left = at.x + line.slot.x - part(20).min(room / 4) - width;
    let (top, middle) = (at.y - part(52), at.y - part(22));
    let (right, head) = (left + width, part(14).min(width / 2));
    let path = Path(vec![
        Step::Move(Point::new(left, top)),
        Step::Line(Point::new(left, middle)),
        Step::Line(Point::new(right, middle)),
        Step::Move(Point::new(right - head, middle - head)),
        Step::Line(Point::new(right, middle)),
        Step::Line(Point::new(right - head, middle + head)),
    ]);
    let stroke = Stroke { color: color.clone(), width: *size / 18, dash: Vec::new() };
    Some(Item { kind: ItemKind::Path { path, fill: None, stroke: Some(stroke) }, tag: ARTIFACT, span: None })
}
