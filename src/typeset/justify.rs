//! How the slack of a line is spent: word spaces, letter spaces, the width of glyphs, blanks of Chinese marks.
//! Which sorts stand on the line, and where, is told by `line`.

use super::para::{AUTO_PART, Break, Gap, Para, Role, Sort, WIDE_PART};

/// What justification adds to a line, in scaled points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fill {
    pub word: i64,
    pub letter: i64,
    /// Between full-width characters.
    pub wide: i64,
    /// Between full-width and other characters, beyond their quarter of an em.
    pub auto: i64,
    /// Out of the blank of the mark at the line's end.
    foot: i64,
    /// Out of the blanks of the other marks.
    pub squeeze: i64,
    /// Width of glyphs, in hundredths of a percent.
    pub scale: i64,
}

impl Fill {
    /// Nothing added, glyphs at `scale`.
    pub(super) fn natural(scale: i64) -> Self {
        Self { scale, ..Self::default() }
    }
}

/// A sort of a line and the piece it belongs to.
#[derive(Clone, Copy)]
pub(super) struct Slug {
    pub sort: Sort,
    pub piece: u32,
    pub em: i64,
    /// At a line's end: takes no room.
    pub gone: bool,
}

/// What a line has to spend.
#[derive(Default)]
pub(super) struct Means {
    pub natural: i64,
    pub words: i64,
    letters: i64,
    ink: i64,
    /// Ems of the gaps that full-width characters stand at, and of those with a quarter-em in them.
    pub wide: i64,
    auto: i64,
    foot: i64,
    give: i64,
}

impl Means {
    /// Letter space in parts of ten thousand of the em.
    pub(super) fn letter_part(&self, amount: i64) -> i64 {
        part(amount, 10_000, self.letters)
    }
}

impl Para {
    pub(super) fn means(slugs: &[Slug], from: &Break, to: &Break) -> Means {
        let mut m =
            Means { natural: -i64::from(from.hang_left) - i64::from(to.hang_right), ..Means::default() };
        for slug in slugs.iter().filter(|s| !s.gone) {
            let w = i64::from(slug.sort.advance);
            m.natural += w;
            match slug.sort.role {
                Role::Space => m.words += w,
                Role::Ink => m.ink += w,
                Role::Full => {}
            }
            m.give += i64::from(slug.sort.give.abs());
            match slug.sort.gap {
                Gap::Fixed => {}
                Gap::Letter => m.letters += slug.em,
                Gap::Wide => m.wide += slug.em,
                Gap::Auto => {
                    m.natural += slug.em / 4;
                    m.wide += slug.em;
                    m.auto += slug.em;
                }
            }
        }
        m.foot = slugs.iter().rev().find(|s| !s.gone).map_or(0, |s| i64::from(s.sort.give.max(0)));
        m.give -= m.foot;
        m
    }

    /// Widens a line by `need`: the quarter-ems beside Chinese first, which leaves every full-width character its
    /// square (CLREQ, mixed text composition); then word spaces to half their range, then all three means alike to
    /// their limits. What is left makes word spaces half as wide again, doubles the letter space, and then goes to
    /// word spaces and to the gaps of full-width characters.
    pub(super) fn stretch(&self, slugs: &[Slug], means: &Means, need: i64, fill: &mut Fill) {
        let l = &self.limits;
        fill.auto = need.min(means.auto / AUTO_PART);
        let need = need - fill.auto;
        let (words, wide) = (means.words * l.word_stretch / l.word, means.wide / WIDE_PART);
        let letters = means.letters * l.letter_stretch / 10_000;
        let ink = means.ink * l.glyph_stretch / l.glyph;
        let spent = Spent::of(need, words + wide, letters, ink);
        fill.letter = spent.letters;
        let mut rest = need - spent.letters;
        if spent.ink > 0 {
            fill.scale += spent.ink * l.glyph / means.ink;
            rest -= self.gain(slugs, fill.scale);
        }
        let more = rest.min(words + wide).max(0);
        fill.word = part(more, words, words + wide);
        fill.wide = more - fill.word;
        rest -= more;
        let all = means.words + means.wide;
        if all == 0 || rest <= 0 {
            return;
        }
        let more = rest.min((means.words / 2 - fill.word).max(0));
        fill.word += more;
        rest -= more;
        let more = rest.min(fill.letter);
        fill.letter += more;
        rest -= more;
        let more = part(rest, means.words, all);
        fill.word += more;
        fill.wide += rest - more;
    }

    /// Narrows a line by `need`: blanks of full-width marks first — that at the line's end before those within,
    /// where nobody misses it (CLREQ, punctuation width adjustment) — then as `stretch` does. Returns what could
    /// not be taken.
    pub(super) fn shrink(&self, slugs: &[Slug], means: &Means, need: i64, fill: &mut Fill) -> i64 {
        let l = &self.limits;
        let mut rest = need;
        let take = |most: i64, rest: &mut i64| {
            let taken = most.min(*rest).max(0);
            *rest -= taken;
            -taken
        };
        fill.foot = take(means.foot, &mut rest);
        fill.squeeze = take(means.give, &mut rest);
        fill.auto = take(means.auto / AUTO_PART, &mut rest);
        if l.justified && rest > 0 {
            let words = means.words * l.word_shrink / l.word;
            let letters = means.letters * l.letter_shrink / 10_000;
            let ink = means.ink * l.glyph_shrink / l.glyph;
            let spent = Spent::of(rest, words, letters, ink);
            fill.letter = take(spent.letters, &mut rest);
            if spent.ink > 0 {
                fill.scale -= spent.ink * l.glyph / means.ink;
                rest += self.gain(slugs, fill.scale);
            }
            fill.word = take(words, &mut rest);
        }
        fill.word += take((means.words / 10).min(self.size.to_sp() / 10), &mut rest);
        fill.letter += take(means.letters / 500, &mut rest);
        if rest > 0 && rest < means.ink / 500 {
            let before = self.gain(slugs, fill.scale);
            fill.scale -= (rest * l.glyph + means.ink - 1) / means.ink;
            rest += self.gain(slugs, fill.scale) - before;
            let back = rest.min(0);
            if means.wide > 0 {
                fill.wide -= back;
            } else if means.letters > 0 {
                fill.letter -= back;
            }
        }
        rest.max(0)
    }

    /// How much wider a line's ink gets by a scale.
    fn gain(&self, slugs: &[Slug], scale: i64) -> i64 {
        slugs
            .iter()
            .filter(|s| !s.gone && s.sort.role == Role::Ink)
            .map(|s| scaled(s.sort.advance, scale, self.limits.glyph) - i64::from(s.sort.advance))
            .sum()
    }

    /// Gives the sorts of a line their final advances.
    pub(super) fn spend(&self, slugs: &mut [Slug], fill: &Fill) {
        let foot = slugs.iter().rposition(|s| !s.gone).filter(|_| fill.foot != 0);
        let totals = Totals::of(slugs);
        let end = foot.and_then(|at| slugs.get(at)).map_or(0, |s| i64::from(s.sort.give.abs()));
        let mut word = Share::new(fill.word, totals.words);
        let mut letter = Share::new(fill.letter, totals.letters);
        let mut wide = Share::new(fill.wide, totals.wide);
        let mut auto = Share::new(fill.auto, totals.auto);
        let mut give = Share::new(fill.squeeze, totals.give - end);
        let mut last: Option<&mut Sort> = None;
        for (at, slug) in slugs.iter_mut().enumerate() {
            let (em, sort) = (slug.em, &mut slug.sort);
            if slug.gone {
                sort.advance = 0;
                continue;
            }
            let before = match sort.gap {
                Gap::Fixed => 0,
                Gap::Letter => letter.next(em),
                Gap::Wide => wide.next(em),
                Gap::Auto => em / 4 + wide.next(em) + auto.next(em),
            };
            if let Some(last) = last {
                last.advance += before as i32;
            }
            match sort.role {
                Role::Space => sort.advance += word.next(i64::from(sort.advance)) as i32,
                Role::Ink if fill.scale != self.limits.glyph => {
                    sort.advance = scaled(sort.advance, fill.scale, self.limits.glyph) as i32;
                    sort.dx = scaled(sort.dx, fill.scale, self.limits.glyph) as i32;
                }
                Role::Ink | Role::Full => {}
            }
            if foot == Some(at) {
                sort.advance += fill.foot as i32;
            } else if sort.give != 0 && fill.squeeze != 0 {
                let less = give.next(i64::from(sort.give.abs())) as i32;
                sort.advance += less;
                sort.dx += if sort.give < 0 { less } else { 0 };
            }
            last = Some(sort);
        }
    }
}

/// What the parts of a line's slack are dealt out by.
#[derive(Default)]
struct Totals {
    words: i64,
    letters: i64,
    wide: i64,
    auto: i64,
    give: i64,
}

impl Totals {
    fn of(slugs: &[Slug]) -> Self {
        let mut t = Self::default();
        for slug in slugs.iter().filter(|s| !s.gone) {
            if slug.sort.role == Role::Space {
                t.words += i64::from(slug.sort.advance);
            }
            match slug.sort.gap {
                Gap::Fixed => {}
                Gap::Letter => t.letters += slug.em,
                Gap::Wide => t.wide += slug.em,
                Gap::Auto => {
                    t.wide += slug.em;
                    t.auto += slug.em;
                }
            }
            t.give += i64::from(slug.sort.give.abs());
        }
        t
    }
}

/// How much letter spaces and the width of glyphs take of a line's slack; word spaces take the rest.
struct Spent {
    letters: i64,
    ink: i64,
}

impl Spent {
    /// The first half of what word spaces can do is theirs alone: it shows least. The rest is shared.
    fn of(need: i64, words: i64, letters: i64, ink: i64) -> Self {
        let shared = words - words / 2 + letters + ink;
        let rest = (need - words / 2).clamp(0, shared);
        Self { letters: part(rest, letters, shared), ink: part(rest, ink, shared) }
    }
}

/// An amount dealt out by weight, so that the parts add up exactly. Most weights are like the one before, so that it
/// divides seldom.
struct Share {
    amount: i64,
    negative: bool,
    total: i64,
    weight: i64,
    /// What a weight like the last is due, and what is left over of it, in parts of `total`.
    due: (i64, i64),
    over: i64,
}

impl Share {
    fn new(amount: i64, total: i64) -> Self {
        let (negative, amount) = (amount < 0, if total > 0 { amount.abs() } else { 0 });
        Self { amount, negative, total, weight: 0, due: (0, 0), over: 0 }
    }

    fn next(&mut self, weight: i64) -> i64 {
        if self.amount == 0 {
            return 0;
        }
        if weight != self.weight {
            let parts = self.amount * weight;
            (self.weight, self.due) = (weight, (parts.div_euclid(self.total), parts.rem_euclid(self.total)));
        }
        let mut now = self.due.0;
        self.over += self.due.1;
        if self.over >= self.total {
            self.over -= self.total;
            now += 1;
        }
        if self.negative { -now } else { now }
    }
}

/// `amount` times `n / of`; nothing where `of` is nothing.
fn part(amount: i64, n: i64, of: i64) -> i64 {
    if of == 0 { 0 } else { amount * n / of }
}

fn scaled(advance: i32, scale: i64, of: i64) -> i64 {
    let n = i64::from(advance) * scale;
    // A constant is cheaper to divide by, and most styles have natural glyphs.
    if of == 10_000 {
        return (if n >= 0 { n + 5_000 } else { n - 5_000 }) / 10_000;
    }
    (if n >= 0 { n + of / 2 } else { n - of / 2 }) / of
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn parts_add_up_wherever_dealing_stops() {
        let weights = [7, 7, 7, 3, 3, 0, 7, 11, 11, 11];
        let total: i64 = weights.iter().sum();
        for amount in [-1_000_003, -41, -1, 0, 1, 9, 66, 1_000_003] {
            let mut share = Share::new(amount, total);
            let (mut weight, mut dealt) = (0, 0);
            for w in weights {
                weight += w;
                dealt += share.next(w);
                assert_eq!(dealt, amount * weight / total, "{amount} after {weight} of {total}");
            }
            assert_eq!(dealt, amount);
        }
        assert_eq!(Share::new(5, 0).next(1), 0);
    }
}
