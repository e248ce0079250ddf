//! One line of a paragraph: its sorts, and its glyphs where they stand.
//! Which lines there are is not decided here.

use super::justify::{Fill, Slug};
use super::opportunity::Kind;
use super::para::{Break, Gap, Para, Sort};
use super::{Glyph, GlyphRun, Placed, Slot};
use crate::diag::Span;
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
    /// By how much gaps between full-width characters are wider than nothing, in hundredths of a percent of the em.
    pub char_space: i32,
    /// What stands between letters beyond the font's, in hundredths of a percent of the em.
    pub letter_space: i32,
    /// Width of the glyphs, in hundredths of a percent of the font's.
    pub glyph_scale: i32,
    /// By how much the line is wider than its measure: above zero only where one character alone is.
    pub over: Length,
    pub(super) from: Break,
    pub(super) to: Break,
    pub(super) fill: Fill,
}

impl Para {
    /// The text on a line.
    #[must_use]
    pub fn words(&self, line: &Line) -> &str {
        self.text.get(line.from.byte as usize..line.to.byte as usize).unwrap_or_default()
    }

    /// Where the run is written in which a line begins.
    #[must_use]
    pub fn span_of(&self, line: &Line) -> Option<Span> {
        let piece = self.pieces.partition_point(|p| p.end <= line.from.next);
        self.pieces.get(piece).and_then(|p| p.span)
    }

    /// Appends the glyphs of `line` at baseline `at` (`x`: left edge of the column), in reading order. The
    /// texts of a paragraph's lines, joined, are its text; `\n` stands there as a space, and soft hyphens
    /// are left out.
    pub fn draw(&self, line: &Line, at: Point, out: &mut Vec<Placed>) {
        let mut slugs = self.slugs(&line.from, &line.to);
        self.spend(&mut slugs, &line.fill);
        let spare = line.slot.w - line.width;
        let shift = match self.align {
            HAlign::Justify | HAlign::Left => Length::ZERO,
            HAlign::Right => spare,
            HAlign::Center => spare / 2,
        };
        let x = at.x + line.slot.x + shift - Length::sp(i64::from(line.from.hang_left));
        self.place(line, &slugs, Point::new(x, at.y), out);
    }

    /// The sorts of the line between two breaks, in reading order.
    pub(super) fn slugs(&self, from: &Break, to: &Break) -> Vec<Slug> {
        let mut slugs = Vec::with_capacity((to.last.saturating_sub(from.next) + 8) as usize);
        let mut piece = self
            .pieces
            .partition_point(|p| p.end <= from.next.saturating_sub(u32::from(!from.head.is_empty())));
        let em_of = |piece: usize| self.pieces.get(piece).map_or(0, |p| p.style.size.to_sp());
        let alts = |range: &Range<u32>, piece: usize, slugs: &mut Vec<Slug>| {
            let em = em_of(piece);
            self.alts.each(range.clone(), |sort| {
                slugs.push(Slug { sort, piece: piece as u32, em, gone: false });
            });
        };
        alts(&from.head, piece, &mut slugs);
        let end = if to.kind == Kind::End { self.sorts.len() as u32 } else { to.next };
        let spaces = matches!(to.kind, Kind::Space | Kind::Forced | Kind::End);
        for (range, gone) in
            [(from.next..to.last, false), (to.last..if spaces { end } else { to.last }, true)]
        {
            let mut at = range.start;
            while let Some(stop) = self.pieces.get(piece).map(|p| p.end).filter(|_| at < range.end) {
                if stop <= at {
                    piece += 1;
                    continue;
                }
                let (stop, em) = (stop.min(range.end), em_of(piece));
                self.sorts.each(at..stop, |sort| slugs.push(Slug { sort, piece: piece as u32, em, gone }));
                at = stop;
            }
        }
        if !to.tail.is_empty() {
            let piece = self.pieces.partition_point(|p| p.end <= to.last);
            alts(&to.tail, piece, &mut slugs);
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

    /// The line between two breaks in a slot.
    pub(super) fn line(&self, from: &Break, to: &Break, slot: Slot) -> Line {
        let slugs = self.slugs(from, to);
        let means = Self::means(&slugs, from, to);
        let closed = matches!(to.kind, Kind::End | Kind::Forced);
        let need = slot.w.to_sp() - means.natural;
        let mut fill = Fill::natural(self.limits.glyph);
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
            char_space: if means.wide > 0 { (fill.wide * 10_000 / means.wide) as i32 } else { 0 },
            letter_space: (self.limits.letter + means.letter_part(fill.letter)) as i32,
            glyph_scale: fill.scale as i32,
            over: Length::sp(over),
            from: from.clone(),
            to: to.clone(),
            fill,
        }
    }

    fn place(&self, line: &Line, slugs: &[Slug], at: Point, out: &mut Vec<Placed>) {
        let mut byte = line.from.byte as usize;
        if let (Some(first), Some(last)) = (slugs.first(), slugs.last())
            && first.piece == last.piece
            && self.pieces.get(first.piece as usize).is_some_and(|p| p.level.is_multiple_of(2))
        {
            // Most lines are of one piece.
            return self.emit(first.piece as usize, slugs, at, line.fill.scale, &mut byte, out);
        }
        let mut spans: Vec<(usize, Range<usize>, Length)> = Vec::new();
        for (i, slug) in slugs.iter().enumerate() {
            let w = Length::sp(i64::from(slug.sort.advance));
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
        for ((piece, range, width), left) in spans.iter().zip(lefts) {
            let slugs = slugs.get(range.clone()).unwrap_or_default();
            let right_to_left = self.pieces.get(*piece).is_some_and(|p| p.level % 2 == 1);
            if right_to_left {
                self.place_backwards(*piece, slugs, (left + *width, at.y), line.fill.scale, &mut byte, out);
            } else {
                self.emit(*piece, slugs, Point::new(left, at.y), line.fill.scale, &mut byte, out);
            }
        }
    }

    /// A right-to-left piece: one run per cluster, in reading order, from the right edge.
    fn place_backwards(
        &self,
        piece: usize,
        slugs: &[Slug],
        (right, y): (Length, Length),
        scale: i64,
        byte: &mut usize,
        out: &mut Vec<Placed>,
    ) {
        let mut right = right;
        let mut rest = slugs;
        while !rest.is_empty() {
            let len = 1 + rest.iter().skip(1).take_while(|s| s.sort.bytes == 0).count();
            let (cluster, more) = rest.split_at(len.min(rest.len()));
            rest = more;
            let mut glyphs: Vec<Slug> = cluster.iter().rev().copied().collect();
            let bytes: u16 = cluster.iter().map(|s| s.sort.bytes).sum();
            for slug in &mut glyphs {
                slug.sort.bytes = 0;
            }
            if let Some(first) = glyphs.first_mut() {
                first.sort.bytes = bytes;
            }
            right -= Length::sp(glyphs.iter().map(|s| i64::from(s.sort.advance)).sum());
            self.emit(piece, &glyphs, Point::new(right, y), scale, byte, out);
        }
    }

    fn emit(
        &self,
        piece: usize,
        slugs: &[Slug],
        at: Point,
        scale: i64,
        byte: &mut usize,
        out: &mut Vec<Placed>,
    ) {
        let Some(piece) = self.pieces.get(piece) else { return };
        let bytes: usize = slugs.iter().map(|s| usize::from(s.sort.bytes)).sum();
        let words = self.text.get(*byte..*byte + bytes).unwrap_or_default();
        let mut glyphs = Vec::with_capacity(slugs.len());
        let mut glyph = |sort: &Sort, bytes: u16| {
            glyphs.push(Glyph { id: sort.id, bytes, advance: sort.advance, dy: sort.dy, dx: sort.dx });
        };
        // No other character of a byte is a break, and few have that byte of the soft hyphen.
        let text = if words.bytes().fold(false, |found, b| found || (b == b'\n') || (b == 0xAD)) {
            let mut text = String::with_capacity(words.len());
            let mut from = *byte;
            for Slug { sort, .. } in slugs {
                let to = from + usize::from(sort.bytes);
                let (words, before) = (self.text.get(from..to).unwrap_or_default(), text.len());
                let kept = words.chars().filter(|c| *c != '\u{ad}');
                text.extend(kept.map(|c| if c == '\n' { ' ' } else { c }));
                glyph(sort, (text.len() - before) as u16);
                from = to;
            }
            text
        } else {
            for s in slugs {
                glyph(&s.sort, s.sort.bytes);
            }
            words.to_owned()
        };
        *byte += bytes;
        let run = GlyphRun {
            face: piece.face,
            style: Arc::clone(&piece.style),
            at: Point::new(at.x, at.y - piece.style.raise),
            scale: if piece.full { 10_000 } else { scale as i32 },
            glyphs,
            text,
        };
        let dots = super::dots::dots(piece, slugs, &run.text, run.at);
        let placed = |run| Placed { run, tag: piece.tag, link: piece.link, span: piece.span };
        out.push(placed(run));
        out.extend(dots.map(placed));
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
