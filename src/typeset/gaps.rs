//! Word spaces of a line, where they stand: for those who look for white that runs down a column.
//! Sets nothing.

use super::line::Line;
use super::para::{Para, Role};
use crate::geom::Length;

impl Para {
    /// The middles of the word spaces of a line, from the left edge of its column; none for a line that holds
    /// right-to-left text.
    #[must_use]
    pub fn word_spaces(&self, line: &Line) -> Vec<Length> {
        let slugs = self.slugs(&line.from, &line.to);
        let backwards = |piece: u32| self.pieces.get(piece as usize).is_some_and(|p| p.level % 2 == 1);
        if slugs.iter().any(|s| backwards(s.piece)) {
            return Vec::new();
        }
        let sorts = self.spend(&slugs, &line.fill);
        let mut x = line.slot.x - Length::sp(i64::from(line.from.hang_left));
        let mut out = Vec::new();
        for (slug, sort) in slugs.iter().zip(sorts) {
            let wide = Length::sp(i64::from(sort.advance));
            if slug.sort.role == Role::Space && !slug.gone {
                out.push(x + wide / 2);
            }
            x += wide;
        }
        out
    }
}
