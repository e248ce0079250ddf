//! Records where the lines of a paragraph may end, with what that changes: hyphens, reshaping, hanging marks.
//! Which places there are is told by `opportunity` and `shape`.

use super::build::{Builder, Setting};
use super::opportunity::{HARD, KEEP, Kind, LONE, Opportunity};
use super::para::{Break, Gap, Sort, Sums};
use super::rules::Repeats;
use super::words::{Point, Unit};
use std::ops::Range;

impl Builder<'_, '_> {
    /// Records the paragraph's start.
    pub(super) fn start(&mut self) {
        self.breaks.push(Break::default());
    }

    /// Records the places that lie at byte `at`, before the sort that comes next. Where the text must not be
    /// cut there as it is shaped, they are put off until the word is complete.
    pub(super) fn breaks_at(&mut self, setting: &Setting, at: usize, gap: Gap, safe: bool) {
        while let Some(place) = self.places.next_if(|p| p.at <= at) {
            let cut = match place.kind {
                Kind::Bare => !safe,
                Kind::Written => !safe || self.repeated(setting, place).is_some(),
                _ => false,
            };
            if place.at == at && cut && !self.marks.is_empty() {
                self.cuts.push(place);
            } else if place.at == at {
                self.place(setting, place, gap);
            }
        }
    }

    /// The hyphen of a compound that the next line repeats where this one ends behind it, if the language does so
    /// (`Repeats`) and a letter follows.
    fn repeated(&self, setting: &Setting, place: Opportunity) -> Option<&'static str> {
        if place.kind != Kind::Written {
            return None;
        }
        let next = self.shown.text.get(place.at..)?.chars().next().filter(|c| c.is_alphabetic())?;
        let again = match setting.repeats {
            Repeats::Never => false,
            Repeats::Always => true,
            Repeats::SmallLetters => !next.is_uppercase(),
        };
        let hyphen = self.shown.text.get(..place.at)?.chars().next_back().filter(|_| again)?;
        [("-", '-'), ("\u{2010}", '\u{2010}')].into_iter().find(|(_, c)| *c == hyphen).map(|(s, _)| s)
    }

    fn place(&mut self, setting: &Setting, place: Opportunity, gap: Gap) {
        let spaces = matches!(place.kind, Kind::Space | Kind::Forced | Kind::End);
        let here = self.mark(setting.track);
        let ink = if spaces { self.ink } else { here };
        let mut start = self.sums;
        start += setting.gap(gap);
        let head = self.shown.text.get(..ink.byte).and_then(|t| t.chars().next_back());
        let hang_right = self.hang(head, self.sorts.get(ink.sort.wrapping_sub(1)), false);
        self.breaks.push(Break {
            kind: place.kind,
            penalty: place.penalty,
            end: Sums { w: ink.end.w - i64::from(ink.track) - i64::from(hang_right), ..ink.end },
            start,
            last: ink.sort as u32,
            next: self.sorts.len() as u32,
            byte: self.shown.byte(place.at) as u32,
            hang_right,
            trim: ink.track,
            ..Break::default()
        });
        if place.kind == Kind::Forced {
            self.ink = super::build::Mark { end: start, start, track: 0, ..here };
        }
    }

    /// Records the division of the word at hand at one of its points; `word` and `point` are their numbers.
    pub(super) fn divide(&mut self, setting: &Setting, (word, point): (u32, usize), first: usize, at: usize) {
        let Some(word) = self.shaper.known_word(setting.plan, word) else { return };
        let Some(point) = word.points.get(point).cloned() else { return };
        let mut units = std::mem::take(&mut self.anew);
        units.clear();
        units.extend_from_slice(word.units.get(point.units.clone()).unwrap_or_default());
        let place = Opportunity { at: at + point.at, penalty: point.penalty, kind: Kind::Divided };
        self.split(setting, place, (&point, &units), first, at);
        self.anew = units;
    }

    /// Records a place inside the word at hand where both sides are shaped anew.
    pub(super) fn cut(
        &mut self,
        setting: &Setting,
        (text, glyphs): (&str, &[Unit]),
        place: Opportunity,
        first: usize,
        at: usize,
    ) {
        let mut units = std::mem::take(&mut self.anew);
        units.clear();
        let again = self.repeated(setting, place).unwrap_or_default();
        let cut = self.shaper.cut(setting.plan, text, glyphs, (place.at - at, ["", again]), &mut units);
        if let Some(point) = cut {
            self.split(setting, place, (&point, &units), first, at);
        }
        self.anew = units;
    }

    fn split(
        &mut self,
        setting: &Setting,
        place: Opportunity,
        (point, units): (&Point, &[Unit]),
        first: usize,
        at: usize,
    ) {
        let (kept, resumed) = (self.marks.get(point.keep).copied(), self.marks.get(point.resume).copied());
        let Some((kept, resumed)) = kept.zip(resumed) else { return };
        let (tail, head) = units.split_at(point.split.min(units.len()));
        let tail = self.alternatives(setting, tail, kept.byte, point.keep == 0);
        let head = self.alternatives(setting, head, at + point.at, true);
        let alts = |r: &Range<u32>| self.alts.get(r.start as usize..r.end as usize).unwrap_or_default();
        let mut end = kept.start;
        for sort in alts(&tail) {
            end += setting.gap(sort.gap);
            end += self.limits.own(sort);
        }
        let before = match place.kind {
            Kind::Divided => Some('-'),
            _ => self.shown.text.get(..place.at).and_then(|t| t.chars().next_back()),
        };
        let hang_right = self.hang(before, alts(&tail).last(), false);
        end.w -= i64::from(hang_right) + i64::from(setting.track);
        let mut start = resumed.start;
        for sort in alts(&head) {
            start -= self.limits.own(sort);
            start -= setting.gap(sort.gap);
        }
        self.breaks.push(Break {
            kind: place.kind,
            penalty: place.penalty,
            end,
            start,
            last: (first + point.keep) as u32,
            tail,
            next: (first + point.resume) as u32,
            head,
            byte: self.shown.byte(place.at) as u32,
            hang_left: 0,
            hang_right,
            trim: setting.track,
        });
    }

    fn alternatives(&mut self, setting: &Setting, units: &[Unit], byte: usize, first: bool) -> Range<u32> {
        let from = self.alts.len() as u32;
        let mut byte = byte;
        let letter = setting.letter_gap();
        for (i, unit) in units.iter().enumerate() {
            let mut sort = self.sort_of(setting, unit, byte);
            sort.advance += setting.track;
            sort.gap = if i == 0 && first { Gap::Fixed } else { letter };
            self.alts.push(sort);
            byte += usize::from(unit.bytes);
        }
        from..self.alts.len() as u32
    }

    /// How far `sort`, which stands for `c`, hangs into the margin.
    fn hang(&self, c: Option<char>, sort: Option<&Sort>, left: bool) -> i32 {
        let (Some(c), Some(sort), true) = (c, sort, self.limits.protrude) else { return 0 };
        if self.gridded || sort.give != 0 {
            return 0;
        }
        let (l, r) = self.rules.hang(c);
        (i64::from(sort.advance) * i64::from(if left { l } else { r }) / 1000) as i32
    }

    /// Records the paragraph's end, and what the starts of lines change.
    pub(super) fn finish(&mut self) {
        let end = Opportunity { at: self.shown.text.len(), penalty: 0, kind: Kind::End };
        self.place(&Setting::default(), end, Gap::Fixed);
        self.hang_starts();
    }

    /// Lets the first sort of every line hang, and takes the blank of an opening mark away.
    fn hang_starts(&mut self) {
        let mut breaks = std::mem::take(&mut self.breaks);
        for b in &mut breaks {
            let sort = if b.head.is_empty() {
                self.sorts.get(b.next as usize)
            } else {
                self.alts.get(b.head.start as usize)
            };
            let Some(sort) = sort else { continue };
            if sort.give < 0 {
                b.hang_left = -sort.give;
                b.start.shrink += i64::from(b.hang_left);
            } else if self.limits.protrude {
                let again = sort.bytes == 0 && b.kind == Kind::Written;
                let c = if again { Some('-') } else { self.shown.char_at_source(b.byte as usize) };
                b.hang_left = self.hang(c, Some(sort), true);
            }
            b.start.w += i64::from(b.hang_left);
        }
        self.breaks = breaks;
    }

    /// Widest piece between breaks that divide no word, and widest line between forced breaks.
    pub(super) fn extremes(&self) -> (i64, i64) {
        let (mut min, mut max) = (0, 0);
        let mut breaks = self.breaks.iter();
        let Some(first) = breaks.next() else { return (0, 0) };
        let (mut piece, mut line) = (first, first);
        for b in breaks {
            let forced = matches!(b.kind, Kind::Forced | Kind::End);
            if b.kind != Kind::Divided && b.penalty != LONE && (b.penalty < HARD || b.penalty == KEEP) {
                min = min.max(piece.line_to(b).w);
                piece = b;
            }
            if forced {
                max = max.max(line.line_to(b).w);
                line = b;
            }
        }
        (min, max)
    }
}
