//! Figures set for a width: pictures in a row, caption and credit below.
//! Crops by whole lines; chooses neither width nor place.

use super::Bench;
use crate::geom::{Length, Rect};
use crate::pages::galley::{FigureContent, SetBox, StackPart};
use crate::pages::makeup::draw::shift;
use crate::pages::makeup::sheet::picture_item;

impl Bench<'_, '_> {
    pub(super) fn figure(&mut self, f: &FigureContent, width: Length, most: Option<i64>) -> SetBox {
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
            items.push(picture_item(p, area, !p.drawn));
            x += w + gap;
        }
        let mut total = lines;
        if let Some(caption) = caption {
            items.extend(caption.items.into_iter().map(|i| shift(i, Length::ZERO, step * lines)));
            total += caption.lines;
        }
        let anchors = f.anchor.iter().map(|a| (a.clone(), Length::ZERO)).collect();
        SetBox { lines: total, items, anchors, ..SetBox::default() }
    }

    /// A caption: its first line stands a little below the picture, the whole is rounded up to lines.
    pub fn caption(&mut self, part: &StackPart, width: Length) -> SetBox {
        let style = &part.style;
        let mut items = Vec::new();
        let start = style.before;
        let end = self.text(part, Rect::new(Length::ZERO, start, width, Length::ZERO), &mut items);
        SetBox { lines: (end + style.after).steps_ceil(self.page.step), items, ..SetBox::default() }
    }
}
