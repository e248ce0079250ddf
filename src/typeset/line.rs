//! One line of a paragraph: how its slack is spent, and its glyphs where they stand.
//! Which lines there are is not decided here.

use super::opportunity::Kind;
use super::para::{Break, Gap, Para, Role, Sort, WIDE_PART};
use super::{Glyph, GlyphRun, Placed, Slot};
use crate::geom::{Length, Point};
use crate::layout::HAlign;
use std::ops::Range;
use std::sync::Arc;

/// One line of a broken paragraph.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where it stands in its column, indent taken off.
    pub slot: Slot,
    /// Natural width, without what hangs into the margins.
    pub width: Length,
    /// Whether it ends in a hyphen, written or not.
    pub hyphenated: bool,
    /// Whether it is the paragraph's last.
    pub last: bool,
    /// Characters (`char`s) of the paragraph's text that stand on it; a space at its end belongs to it.
    pub chars: Range<u32>,
    /// Word spaces as set, in hundredths of a percent of the font's; 10,000 where there is none.
    pub word_space: i32,
    /// By how much the line is wider than its measure: above zero only where one character alone is.
    pub over: Length,
    pub(super) from: Break,
    pub(super) to: Break,
    pub(super) fill: Fill,
}

/// What justification adds to a line, in scaled points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fill {
    word: i64,
    letter: i64,
    wide: i64,
    auto: i64,
    squeeze: i64,
    /// Width of glyphs, in hundredths of a percent.
    scale: i64,
}

/// A sort of a line and the piece it belongs to.
#[derive(Clone, Copy)]
struct Slug {
    sort: Sort,
    piece: u32,
    em: i64,
    /// At a line's end: takes no room.
    gone: bool,
}

/// What a line has to spend.
#[derive(Default)]
struct Means {
    natural: i64,
    words: i64,
    letters: i64,
    ink: i64,
    wide: i64,
    auto: i64,
    give: i64,
}

impl Para {
    /// Appends the glyphs of `line` at baseline `at` (`x`: left edge of the column), in reading order. The
    /// texts of a paragraph's lines, joined, are its text; `\n` stands there as a space, and soft hyphens
    /// are left out.
    pub fn draw(&self, line: &Line, at: Point, out: &mut Vec<Placed>) {
        let slugs = self.slugs(&line.from, &line.to);
        let sorts = self.spend(&slugs, &line.fill);
        let spare = line.slot.w - line.width;
        let shift = match self.align {
            HAlign::Justify | HAlign::Left => Length::ZERO,
            HAlign::Right => spare,
            HAlign::Center => spare / 2,
        };
        let x = at.x + line.slot.x + shift - Length::sp(i64::from(line.from.hang_left));
        self.place(line, &slugs, &sorts, Point::new(x, at.y), out);
    }

    /// The sorts of the line between two breaks, in reading order.
    fn slugs(&self, from: &Break, to: &Break) -> Vec<Slug> {
        let mut slugs = Vec::with_capacity((to.last.saturating_sub(from.next) + 8) as usize);
        let mut piece = self
            .pieces
            .partition_point(|p| p.end <= from.next.saturating_sub(u32::from(!from.head.is_empty())));
        let mut push = |piece: usize, sort: &Sort, gone: bool| {
            let em = self.pieces.get(piece).map_or(0, |p| p.style.size.to_sp());
            slugs.push(Slug { sort: *sort, piece: piece as u32, em, gone });
        };
        let alts =
            |range: &Range<u32>| self.alts.get(range.start as usize..range.end as usize).unwrap_or_default();
        let sorts = |a: u32, b: u32| self.sorts.get(a as usize..b as usize).unwrap_or_default();
        for sort in alts(&from.head) {
            push(piece, sort, false);
        }
        let end = if to.kind == Kind::End { self.sorts.len() as u32 } else { to.next };
        let (spaces, stop) = match to.kind {
            Kind::Space | Kind::Forced | Kind::End => (sorts(to.last, end), to.last),
            Kind::Bare | Kind::Written | Kind::Divided => (&[] as &[Sort], to.last),
        };
        let line = sorts(from.next, stop).iter().map(|s| (s, false));
        for (at, (sort, gone)) in (from.next..).zip(line.chain(spaces.iter().map(|s| (s, true)))) {
            while self.pieces.get(piece).is_some_and(|p| p.end <= at) {
                piece += 1;
            }
            push(piece, sort, gone);
        }
        if !to.tail.is_empty() {
            let piece = self.pieces.partition_point(|p| p.end <= to.last);
            for sort in alts(&to.tail) {
                push(piece, sort, false);
            }
        }
        if let Some(first) = slugs.first_mut() {
            first.sort.gap = Gap::Fixed;
            first.sort.give = first.sort.give.max(0);
        }
        if let Some(last) = slugs.iter_mut().rev().find(|s| !s.gone) {
            last.sort.advance -= to.trim;
        }
        slugs
    }

    fn means(slugs: &[Slug], from: &Break, to: &Break) -> Means {
        let mut m =
            Means { natural: -i64::from(from.hang_left) - i64::from(to.hang_right), ..Means::default() };
        for slug in slugs.iter().filter(|s| !s.gone) {
            let w = i64::from(slug.sort.advance);
            m.natural += w;
            match slug.sort.role {
                Role::Space => m.words += w,
                Role::Ink => m.ink += w,
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
        m
    }

    /// The line between two breaks in a slot.
    pub(super) fn line(&self, from: &Break, to: &Break, slot: Slot) -> Line {
        let slugs = self.slugs(from, to);
        let means = Self::means(&slugs, from, to);
        let closed = matches!(to.kind, Kind::End | Kind::Forced);
        let need = slot.w.to_sp() - means.natural;
        let mut fill = Fill { scale: self.limits.glyph, ..Fill::default() };
        let mut over = 0;
        if need < 0 {
            over = self.shrink(&slugs, &means, -need, &mut fill);
        } else if self.limits.justified && !closed {
            self.stretch(&slugs, &means, need, &mut fill);
        }
        let set = (means.words + fill.word) * self.limits.word;
        Line {
            slot,
            width: Length::sp(means.natural),
            hyphenated: to.hyphen(),
            last: to.kind == Kind::End,
            chars: 0..0,
            word_space: if means.words > 0 { (set / means.words) as i32 } else { 10_000 },
            over: Length::sp(over),
            from: from.clone(),
            to: to.clone(),
            fill,
        }
    }

    /// Widens a line by `need`: word spaces to half their range, then all three means alike to their limits.
    /// What is left makes word spaces half as wide again, doubles the letter space, and then goes to word
    /// spaces.
    fn stretch(&self, slugs: &[Slug], means: &Means, need: i64, fill: &mut Fill) {
        let l = &self.limits;
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

    /// Narrows a line by `need`: blanks of full-width marks first, then as `stretch` does. Returns what could
    /// not be taken.
    fn shrink(&self, slugs: &[Slug], means: &Means, need: i64, fill: &mut Fill) -> i64 {
        let l = &self.limits;
        let mut rest = need;
        let take = |most: i64, rest: &mut i64| {
            let taken = most.min(*rest).max(0);
            *rest -= taken;
            -taken
        };
        fill.squeeze = take(means.give, &mut rest);
        fill.auto = take(means.auto / 8, &mut rest);
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

    /// The sorts with their final advances.
    fn spend(&self, slugs: &[Slug], fill: &Fill) -> Vec<Sort> {
        let total = |f: &dyn Fn(&Slug) -> i64| slugs.iter().filter(|s| !s.gone).map(f).sum::<i64>();
        let by_gap = |g: Gap| move |s: &Slug| if s.sort.gap == g { s.em } else { 0 };
        let wide_of = |s: &Slug| if matches!(s.sort.gap, Gap::Wide | Gap::Auto) { s.em } else { 0 };
        let word_of = |s: &Slug| if s.sort.role == Role::Space { i64::from(s.sort.advance) } else { 0 };
        let give_of = |s: &Slug| i64::from(s.sort.give.abs());
        let mut word = Share::new(fill.word, total(&word_of));
        let mut letter = Share::new(fill.letter, total(&by_gap(Gap::Letter)));
        let mut wide = Share::new(fill.wide, total(&wide_of));
        let mut auto = Share::new(fill.auto, total(&by_gap(Gap::Auto)));
        let mut give = Share::new(fill.squeeze, total(&give_of));
        let mut sorts: Vec<Sort> = Vec::with_capacity(slugs.len());
        for slug in slugs {
            let mut sort = slug.sort;
            if slug.gone {
                sort.advance = 0;
                sorts.push(sort);
                continue;
            }
            let before = match sort.gap {
                Gap::Fixed => 0,
                Gap::Letter => letter.next(slug.em),
                Gap::Wide => wide.next(slug.em),
                Gap::Auto => slug.em / 4 + wide.next(slug.em) + auto.next(slug.em),
            };
            if let Some(last) = sorts.last_mut() {
                last.advance += before as i32;
            }
            match sort.role {
                Role::Space => sort.advance += word.next(i64::from(sort.advance)) as i32,
                Role::Ink if fill.scale != self.limits.glyph => {
                    sort.advance = scaled(sort.advance, fill.scale, self.limits.glyph) as i32;
                    sort.dx = scaled(sort.dx, fill.scale, self.limits.glyph) as i32;
                }
                Role::Ink => {}
            }
            if sort.give != 0 && fill.squeeze != 0 {
                let less = give.next(i64::from(sort.give.abs())) as i32;
                sort.advance += less;
                sort.dx += if sort.give < 0 { less } else { 0 };
            }
            sorts.push(sort);
        }
        sorts
    }

    fn place(&self, line: &Line, slugs: &[Slug], sorts: &[Sort], at: Point, out: &mut Vec<Placed>) {
        let mut spans: Vec<(usize, Range<usize>, Length)> = Vec::new();
        for (i, (slug, sort)) in slugs.iter().zip(sorts).enumerate() {
            let w = Length::sp(i64::from(sort.advance));
            match spans.last_mut().filter(|(p, ..)| *p == slug.piece as usize) {
                Some((_, range, width)) => {
                    range.end = i + 1;
                    *width += w;
                }
                None => spans.push((slug.piece as usize, i..i + 1, w)),
            }
        }
        let mut x = at.x;
        let mut lefts = vec![Length::ZERO; spans.len()];
        for i in self.visual_order(&spans) {
            if let (Some(left), Some((_, _, width))) = (lefts.get_mut(i), spans.get(i)) {
                *left = x;
                x += *width;
            }
        }
        let mut byte = line.from.byte as usize;
        for ((piece, range, width), left) in spans.iter().zip(lefts) {
            let sorts = sorts.get(range.clone()).unwrap_or_default();
            let right_to_left = self.pieces.get(*piece).is_some_and(|p| p.level % 2 == 1);
            if right_to_left {
                self.place_backwards(*piece, sorts, (left + *width, at.y), line.fill.scale, &mut byte, out);
            } else {
                self.emit(*piece, sorts, Point::new(left, at.y), line.fill.scale, &mut byte, out);
            }
        }
    }

    /// A right-to-left piece: one run per cluster, in reading order, from the right edge.
    fn place_backwards(
        &self,
        piece: usize,
        sorts: &[Sort],
        (right, y): (Length, Length),
        scale: i64,
        byte: &mut usize,
        out: &mut Vec<Placed>,
    ) {
        let mut right = right;
        let mut rest = sorts;
        while !rest.is_empty() {
            let len = 1 + rest.iter().skip(1).take_while(|s| s.bytes == 0).count();
            let (cluster, more) = rest.split_at(len.min(rest.len()));
            rest = more;
            let mut glyphs: Vec<Sort> = cluster.iter().rev().copied().collect();
            let bytes: u16 = cluster.iter().map(|s| s.bytes).sum();
            for sort in &mut glyphs {
                sort.bytes = 0;
            }
            if let Some(first) = glyphs.first_mut() {
                first.bytes = bytes;
            }
            right -= Length::sp(glyphs.iter().map(|s| i64::from(s.advance)).sum());
            self.emit(piece, &glyphs, Point::new(right, y), scale, byte, out);
        }
    }

    fn emit(
        &self,
        piece: usize,
        sorts: &[Sort],
        at: Point,
        scale: i64,
        byte: &mut usize,
        out: &mut Vec<Placed>,
    ) {
        let Some(piece) = self.pieces.get(piece) else { return };
        let from = *byte;
        let mut text = String::with_capacity(sorts.len());
        let mut glyphs = Vec::with_capacity(sorts.len());
        for sort in sorts {
            let to = *byte + usize::from(sort.bytes);
            let words = self.text.get(*byte..to).unwrap_or_default();
            let before = text.len();
            if words.contains(['\n', '\u{ad}']) {
                text.extend(
                    words.chars().filter(|c| *c != '\u{ad}').map(|c| if c == '\n' { ' ' } else { c }),
                );
            } else {
                text.push_str(words);
            }
            *byte = to;
            glyphs.push(Glyph {
                id: sort.id,
                bytes: (text.len() - before) as u16,
                advance: sort.advance,
                dy: sort.dy,
                dx: sort.dx,
            });
        }
        debug_assert!(from <= *byte, "bytes go forward");
        let run = GlyphRun {
            face: piece.face,
            style: Arc::clone(&piece.style),
            at: Point::new(at.x, at.y - piece.style.raise),
            scale: scale as i32,
            glyphs,
            text,
        };
        out.push(Placed { run, tag: piece.tag, link: piece.link, span: piece.span });
    }

    /// The order in which spans stand from left to right (UAX #9, rule L2).
    fn visual_order(&self, spans: &[(usize, Range<usize>, Length)]) -> Vec<usize> {
        let level = |span: usize| {
            let piece = spans.get(span).map_or(0, |(p, ..)| *p);
            self.pieces.get(piece).map_or(0, |p| p.level)
        };
        let mut order: Vec<usize> = (0..spans.len()).collect();
        let highest = order.iter().map(|i| level(*i)).max().unwrap_or(0);
        for at_least in (1..=highest).rev() {
            for run in order.chunk_by_mut(|a, b| (level(*a) >= at_least) == (level(*b) >= at_least)) {
                if run.first().is_some_and(|i| level(*i) >= at_least) {
                    run.reverse();
                }
            }
        }
        order
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

/// An amount dealt out by weight, so that the parts add up exactly.
struct Share {
    amount: i64,
    total: i64,
    weight: i64,
    dealt: i64,
}

impl Share {
    fn new(amount: i64, total: i64) -> Self {
        Self { amount, total, weight: 0, dealt: 0 }
    }

    fn next(&mut self, weight: i64) -> i64 {
        self.weight += weight;
        let due = part(self.amount, self.weight, self.total);
        let now = due - self.dealt;
        self.dealt = due;
        now
    }
}

/// `amount` times `n / of`; nothing where `of` is nothing.
fn part(amount: i64, n: i64, of: i64) -> i64 {
    if of == 0 { 0 } else { amount * n / of }
}

fn scaled(advance: i32, scale: i64, of: i64) -> i64 {
    let n = i64::from(advance) * scale;
    (if n >= 0 { n + of / 2 } else { n - of / 2 }) / of
}
