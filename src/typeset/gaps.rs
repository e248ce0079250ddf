//! Word spaces of a line, where they stand: for those who look for white that runs down a column.
//! Sets nothing.

use super::justify::Fill;
use super::line::Line;
use super::para::{Gap, Para, Role, Sort};
use crate::geom::Length;

/// What stands before a place on a line, and what it is dealt of the line's slack by.
#[derive(Clone, Copy, Default)]
struct Before {
    ink: i64,
    /// What keeps its width, a quarter of an em beside full-width characters included.
    full: i64,
    words: i64,
    letters: i64,
    wide: i64,
    auto: i64,
    give: i64,
}

impl Before {
    fn pass(&mut self, sort: &Sort, em: i64) {
        let w = i64::from(sort.advance);
        match sort.role {
            Role::Space => self.words += w,
            Role::Ink => self.ink += w,
            Role::Full => self.full += w,
        }
        self.give += i64::from(sort.give.abs());
        match sort.gap {
            Gap::Fixed => {}
            Gap::Letter => self.letters += em,
            Gap::Wide => self.wide += em,
            Gap::Auto => {
                self.full += em / 4;
                self.wide += em;
                self.auto += em;
            }
        }
    }
}

impl Para {
    /// The middles of the word spaces of a line, from the left edge of its column; none for a line that holds
    /// right-to-left text.
    #[must_use]
    pub fn word_spaces(&self, line: &Line) -> Vec<Length> {
        let (from, to) = (&line.from, &line.to);
        let mut piece = self.pieces.partition_point(|p| p.end <= from.next);
        let mut all = Before::default();
        let mut spaces: Vec<(Before, i64)> = Vec::new();
        let mut first = true;
        let mut pass = |mut sort: Sort, em: i64| {
            if std::mem::take(&mut first) {
                (sort.gap, sort.give) = (Gap::Fixed, sort.give.max(0));
            }
            let before = all;
            all.pass(&sort, em);
            if sort.role == Role::Space {
                spaces.push((before, i64::from(sort.advance)));
            }
        };
        let em_of = |piece: usize| self.pieces.get(piece).map_or(0, |p| p.style.size.to_sp());
        self.alts.each(from.head.clone(), |sort| pass(sort, em_of(piece)));
        let mut at = from.next;
        while let Some(one) = self.pieces.get(piece).filter(|_| at < to.last) {
            if one.level % 2 == 1 {
                return Vec::new();
            }
            let (stop, em) = (one.end.min(to.last), one.style.size.to_sp());
            self.sorts.each(at..stop, |sort| pass(sort, em));
            (at, piece) = (stop.max(at), piece + 1);
        }
        self.alts.each(to.tail.clone(), |sort| pass(sort, em_of(piece.saturating_sub(1))));
        let left = line.slot.x.to_sp() - i64::from(from.hang_left);
        spaces
            .iter()
            .map(|(before, wide)| Length::sp(left + self.middle(before, *wide, &all, &line.fill)))
            .collect()
    }

    /// How far behind its start the line has the middle of a space `wide`.
    fn middle(&self, before: &Before, wide: i64, all: &Before, fill: &Fill) -> i64 {
        let share = |amount: i64, n: i64, of: i64| if of == 0 { 0 } else { amount * n / of };
        before.full
            + before.words
            + wide / 2
            + share(fill.word, before.words + wide / 2, all.words)
            + share(before.ink, fill.scale, self.limits.glyph)
            + share(fill.letter, before.letters, all.letters)
            + share(fill.wide, before.wide, all.wide)
            + share(fill.auto, before.auto, all.auto)
            + share(fill.squeeze, before.give, all.give)
    }
}
