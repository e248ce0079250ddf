//! Makes a paragraph: items shaped to sorts, sums taken at every place where a line may end.
//! Chooses no breaks.

use super::itemize::{Item, Itemizer};
use super::opportunity::{Kind, Opportunity, is_wide, opportunities};
use super::para::{Break, Gap, Limits, Para, Piece, Role, Sort, Sums};
use super::rules::{Rules, rules};
use super::shape::{PlanId, PlanKey, Point, Shaper, Unit};
use super::{Run, shown::Shown};
use crate::font::Fonts;
use crate::geom::Length;
use crate::layout::{Case, Style};
use std::sync::Arc;

/// Shapes `runs` as one paragraph.
pub(super) fn build(
    fonts: &Fonts,
    shaper: &mut Shaper<'_>,
    itemizer: &mut Itemizer,
    runs: &[Run],
    style: &Style,
) -> Para {
    let shown = Shown::of(runs);
    let items = itemizer.cut(fonts, runs, &shown.text, &shown.ends);
    let han: Vec<(usize, bool)> = runs
        .iter()
        .zip(&shown.ends)
        .map(|(run, end)| (*end, matches!(run.style.lang.primary(), "zh" | "ja")))
        .collect();
    let any_han = han.iter().any(|(_, h)| *h);
    let is_han =
        |at: usize| any_han && han.iter().find(|(end, _)| at < *end).or(han.last()).is_some_and(|(_, h)| *h);
    let places = opportunities(&shown.text, &is_han);
    let wide = !shown.text.is_ascii() && shown.text.chars().any(is_wide);
    let mut builder = Builder {
        shaper,
        shown: &shown,
        rules: rules(),
        limits: Limits::of(style),
        sorts: Vec::with_capacity(shown.text.len()),
        alts: Vec::new(),
        breaks: Vec::with_capacity(places.len() * 2 + 2),
        pieces: Vec::with_capacity(items.len()),
        places: places.into_iter().peekable(),
        sums: Sums::default(),
        ink: Mark::default(),
        last: None,
        wide,
        gridded: han.first().is_some_and(|(_, h)| *h),
        marks: Vec::new(),
        units: Vec::new(),
        byte: 0,
    };
    builder.start();
    for item in &items {
        if let Some(run) = runs.get(item.run) {
            builder.item(fonts, run, item);
        }
    }
    builder.finish(runs, style)
}

/// The state at a sort: what came before it, without and with the gap before it.
#[derive(Clone, Copy, Default)]
struct Mark {
    end: Sums,
    start: Sums,
    sort: usize,
    byte: usize,
    track: i64,
}

struct Builder<'a, 'f> {
    shaper: &'a mut Shaper<'f>,
    shown: &'a Shown,
    rules: &'static Rules,
    limits: Limits,
    sorts: Vec<Sort>,
    alts: Vec<Sort>,
    breaks: Vec<Break>,
    pieces: Vec<Piece>,
    places: std::iter::Peekable<std::vec::IntoIter<Opportunity>>,
    sums: Sums,
    /// Where the last ink ended.
    ink: Mark,
    /// The last character and whether a letter space may follow it.
    last: Option<(char, bool)>,
    wide: bool,
    /// Whether the text is Chinese or Japanese: its lines end on the grid and nothing hangs.
    gridded: bool,
    marks: Vec<Mark>,
    units: Vec<Unit>,
    byte: usize,
}

/// What all sorts of an item share.
#[derive(Default)]
struct Setting {
    plan: PlanId,
    upem: i64,
    size: i64,
    track: i64,
    spaced: bool,
    wide_script: bool,
    hyphenate: bool,
}

impl Setting {
    fn scale(&self, units: i32) -> i64 {
        let n = i64::from(units) * self.size;
        (if n >= 0 { n + self.upem / 2 } else { n - self.upem / 2 }) / self.upem
    }
}

impl Builder<'_, '_> {
    fn start(&mut self) {
        self.breaks.push(Break {
            kind: Kind::Forced,
            penalty: 0,
            end: Sums::default(),
            start: Sums::default(),
            last: 0,
            tail: 0..0,
            next: 0,
            head: 0..0,
            byte: 0,
            hang_left: 0,
            hang_right: 0,
            trim: 0,
        });
    }

    fn item(&mut self, fonts: &Fonts, run: &Run, item: &Item) {
        let style = &run.style;
        let small = style.case == Case::Small;
        let mut features = style.features.to_vec();
        if small {
            features.push("smcp".to_owned());
        }
        if style.case == Case::Upper {
            features.push("case".to_owned());
        }
        if style.tracking > 0 {
            features.push("-liga".to_owned());
        }
        if item.script == *b"Hani" {
            features.push("fwid".to_owned());
        }
        let rtl = item.level % 2 == 1;
        let key = PlanKey { face: item.face, script: item.script, lang: style.lang.0.clone(), features, rtl };
        let plan = self.shaper.plan(&key);
        let size = style.size.to_sp();
        let spaced = !matches!(&item.script, b"Arab" | b"Syrc" | b"Mong" | b"Deva" | b"Nkoo");
        let setting = Setting {
            plan,
            upem: fonts.face(item.face).map_or(1000, |f| i64::from(f.upem)),
            size,
            track: size * (i64::from(style.tracking) * 10 + self.limits.letter) / 10_000,
            spaced,
            wide_script: matches!(&item.script, b"Hani" | b"Hira" | b"Kana" | b"Bopo"),
            hyphenate: style.hyphenate,
        };
        let text = self.shown.text.get(item.bytes.clone()).unwrap_or_default();
        let mut from = 0;
        for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, ' ' | '\n' | '\u{a0}')) {
            self.word(&setting, text.get(from..i).unwrap_or_default(), item.bytes.start + from);
            self.space(&setting, c, item.bytes.start + i);
            from = i + c.len_utf8();
        }
        self.word(&setting, text.get(from..).unwrap_or_default(), item.bytes.start + from);
        self.pieces.push(Piece {
            end: self.sorts.len() as u32,
            face: item.face,
            style: Arc::clone(style),
            tag: run.tag,
            link: run.link,
            span: run.span,
            level: item.level,
        });
    }

    /// A word space; `\n` and the no-break space among them.
    fn space(&mut self, setting: &Setting, c: char, at: usize) {
        self.byte = at;
        self.breaks_at(setting, at, Gap::Fixed);
        let unit = self.shaper.get(setting.plan).map(|p| p.space).unwrap_or_default();
        let natural = setting.scale(unit.advance) * self.limits.word / 10_000;
        let advance = if c == '\n' { 0 } else { natural + setting.track };
        let sort = Sort {
            id: unit.id,
            bytes: self.shown.source(at, c.len_utf8()),
            advance: advance as i32,
            role: Role::Space,
            ..Sort::default()
        };
        self.sums += self.limits.own(&sort);
        self.sorts.push(sort);
        self.byte = at + c.len_utf8();
        self.last = Some((c, false));
        if c == '\u{a0}' {
            self.ink = self.mark(0);
        }
    }

    fn mark(&self, track: i64) -> Mark {
        Mark { end: self.sums, start: self.sums, sort: self.sorts.len(), byte: self.byte, track }
    }

    /// A run of characters without spaces.
    fn word(&mut self, setting: &Setting, text: &str, at: usize) {
        if text.is_empty() {
            return;
        }
        let mut units = std::mem::take(&mut self.units);
        units.clear();
        let mut points = 0..0;
        if setting.wide_script || text.len() > 64 {
            self.shaper.run(setting.plan, text, &mut units);
        } else {
            let word = self.shaper.word(setting.plan, text);
            if let Some(plan) = self.shaper.get(setting.plan) {
                units.extend_from_slice(plan.glyphs.get(word.glyphs).unwrap_or_default());
            }
            points = word.points;
        }
        let first_break = self.breaks.len();
        let first_sort = self.sorts.len();
        self.marks.clear();
        self.set_units(setting, &units, text, at);
        if setting.hyphenate && !points.is_empty() {
            for i in points {
                let point = self.shaper.get(setting.plan).and_then(|p| p.points.get(i)).cloned();
                if let Some(point) = point {
                    self.divide(setting, &point, first_sort, at);
                }
            }
            if let Some(new) = self.breaks.get_mut(first_break..) {
                new.sort_by_key(|b| b.byte);
            }
        }
        self.units = units;
    }

    fn set_units(&mut self, setting: &Setting, units: &[Unit], text: &str, at: usize) {
        let mut byte = at;
        for (i, unit) in units.iter().enumerate() {
            let fresh = unit.bytes > 0;
            let mut sort = self.sort_of(setting, unit, byte);
            let closes = units.get(i + 1).is_none_or(|u| u.bytes > 0);
            let track = if closes { setting.track } else { 0 };
            sort.advance += track as i32;
            if fresh {
                let c = text.get(byte - at..).and_then(|t| t.chars().next()).unwrap_or(' ');
                self.byte = byte;
                if self.wide {
                    self.wide_marks(setting, &mut sort, c);
                }
                sort.gap = self.gap(setting, c);
                self.breaks_at(setting, byte, sort.gap);
                self.last = Some((c, setting.spaced));
            }
            let mut mark = self.mark(track);
            self.sums += self.limits.gap(sort.gap, setting.size);
            mark.start = self.sums;
            self.marks.push(mark);
            self.sums += self.limits.own(&sort);
            self.sorts.push(sort);
            byte += usize::from(unit.bytes);
        }
        self.byte = byte;
        if let Some(c) = text.chars().next_back().filter(|_| text.len() > 1) {
            self.last = Some((c, setting.spaced));
        }
        self.ink = self.mark(setting.track);
        self.marks.push(self.ink);
    }

    fn sort_of(&self, setting: &Setting, unit: &Unit, byte: usize) -> Sort {
        Sort {
            id: unit.id,
            bytes: self.shown.source(byte, usize::from(unit.bytes)),
            advance: (setting.scale(unit.advance) * self.limits.glyph / 10_000) as i32,
            dx: (setting.scale(unit.dx) * self.limits.glyph / 10_000) as i32,
            dy: setting.scale(unit.dy) as i32,
            ..Sort::default()
        }
    }

    /// The gap between the last character and `c`.
    fn gap(&self, setting: &Setting, c: char) -> Gap {
        let Some((last, spaced)) = self.last else { return Gap::Fixed };
        if matches!(last, ' ' | '\n' | '\u{a0}') {
            return Gap::Fixed;
        }
        if self.wide {
            match (is_wide(last), is_wide(c)) {
                (true, true) => return Gap::Wide,
                (true, false) if self.is_mark(last) => return Gap::Fixed,
                (false, true) if self.is_mark(c) => return Gap::Fixed,
                (true, false) | (false, true) => {
                    let other = if is_wide(c) { last } else { c };
                    return if other.is_alphanumeric() { Gap::Auto } else { Gap::Fixed };
                }
                (false, false) => {}
            }
        }
        if spaced && setting.spaced { Gap::Letter } else { Gap::Fixed }
    }

    fn is_mark(&self, c: char) -> bool {
        self.rules.blank_left.contains(&c)
            || self.rules.blank_right.contains(&c)
            || matches!(c, '…' | '—' | '·' | '　')
    }

    /// Squeezes neighbouring full-width marks and says what more a mark may give (CLREQ 3.1.6).
    fn wide_marks(&mut self, setting: &Setting, sort: &mut Sort, c: char) {
        let full = i64::from(sort.advance) * 10 >= setting.size * 9;
        let left = full && self.rules.blank_left.contains(&c);
        let right = full && self.rules.blank_right.contains(&c);
        if !left && !right {
            return;
        }
        let half = (setting.size / 2) as i32;
        sort.give = if left { -half } else { half };
        let before = self.sorts.last().map_or(0, |s| s.give);
        if left && before != 0 {
            sort.give = 0;
            sort.advance -= half;
            sort.dx -= half;
        } else if right
            && before > 0
            && let Some(last) = self.sorts.last_mut()
        {
            self.sums -= self.limits.own(last);
            last.advance -= before;
            last.give = 0;
            self.sums += self.limits.own(last);
        }
    }

    /// Records the places that lie at byte `at`, before the sort that comes next.
    fn breaks_at(&mut self, setting: &Setting, at: usize, gap: Gap) {
        while let Some(place) = self.places.next_if(|p| p.at <= at) {
            if place.at == at {
                self.place(setting, place, gap);
            }
        }
    }

    fn place(&mut self, setting: &Setting, place: Opportunity, gap: Gap) {
        let spaces = matches!(place.kind, Kind::Space | Kind::Forced | Kind::End);
        let here = self.mark(setting.track);
        let ink = if spaces { self.ink } else { here };
        let mut start = self.sums;
        start += self.limits.gap(gap, setting.size);
        let head = self.shown.text.get(..ink.byte).and_then(|t| t.chars().next_back());
        let hang_right = self.hang(head, self.sorts.get(ink.sort.wrapping_sub(1)), false);
        self.breaks.push(Break {
            kind: place.kind,
            penalty: place.penalty,
            end: Sums { w: ink.end.w - ink.track - i64::from(hang_right), ..ink.end },
            start,
            last: ink.sort as u32,
            tail: 0..0,
            next: self.sorts.len() as u32,
            head: 0..0,
            byte: self.shown.byte(place.at) as u32,
            hang_left: 0,
            hang_right,
            trim: ink.track as i32,
        });
        if place.kind == Kind::Forced {
            self.ink = Mark { end: start, start, track: 0, ..here };
        }
    }

    /// Records the division of a word at `point`.
    fn divide(&mut self, setting: &Setting, point: &Point, first: usize, at: usize) {
        let Some((kept, resumed)) =
            self.marks.get(point.keep).copied().zip(self.marks.get(point.resume).copied())
        else {
            return;
        };
        let byte = at + point.at;
        let tail = self.alternatives(setting, point.tail.clone(), kept.byte, point.keep == 0);
        let head = self.alternatives(setting, point.head.clone(), byte, true);
        let mut end = kept.start;
        for sort in self.alts.get(tail.start as usize..tail.end as usize).unwrap_or_default() {
            end += self.limits.gap(sort.gap, setting.size);
            end += self.limits.own(sort);
        }
        let last = self.alts.get((tail.end as usize).wrapping_sub(1));
        let hang_right = self.hang(Some('-'), last, false);
        end.w -= i64::from(hang_right) + setting.track;
        let mut start = resumed.start;
        for sort in self.alts.get(head.start as usize..head.end as usize).unwrap_or_default() {
            start -= self.limits.own(sort);
            start -= self.limits.gap(sort.gap, setting.size);
        }
        self.breaks.push(Break {
            kind: Kind::Divided,
            penalty: 50,
            end,
            start,
            last: (first + point.keep) as u32,
            tail,
            next: (first + point.resume) as u32,
            head,
            byte: self.shown.byte(byte) as u32,
            hang_left: 0,
            hang_right,
            trim: setting.track as i32,
        });
    }

    fn alternatives(
        &mut self,
        setting: &Setting,
        units: std::ops::Range<usize>,
        byte: usize,
        first: bool,
    ) -> std::ops::Range<u32> {
        let from = self.alts.len() as u32;
        let mut byte = byte;
        let mut fixed = first;
        for i in units {
            let Some(unit) = self.shaper.get(setting.plan).and_then(|p| p.glyphs.get(i)).copied() else {
                break;
            };
            let mut sort = self.sort_of(setting, &unit, byte);
            sort.advance += setting.track as i32;
            sort.gap = if fixed || !setting.spaced { Gap::Fixed } else { Gap::Letter };
            fixed = false;
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

    fn finish(mut self, runs: &[Run], style: &Style) -> Para {
        let end = Opportunity { at: self.shown.text.len(), penalty: 0, kind: Kind::End };
        self.place(&Setting::default(), end, Gap::Fixed);
        self.hang_starts();
        let (min_width, max_width) = self.extremes();
        Para {
            indent: style.indent,
            text: runs.iter().map(|r| r.text.as_str()).collect(),
            pieces: self.pieces,
            sorts: self.sorts,
            alts: self.alts,
            breaks: self.breaks,
            limits: self.limits,
            align: style.align,
            max_hyphens: style.max_hyphens,
            size: runs.first().map_or(style.size, |r| r.style.size).max(Length::sp(1)),
            max_width,
            min_width,
        }
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
            } else {
                let c = self.shown.char_at_source(b.byte as usize);
                b.hang_left = self.hang(c, Some(sort), true);
            }
            b.start.w += i64::from(b.hang_left);
        }
        self.breaks = breaks;
    }

    /// Widest piece between breaks that divide no word, and widest line between forced breaks.
    fn extremes(&self) -> (i64, i64) {
        let (mut min, mut max) = (0, 0);
        let mut breaks = self.breaks.iter();
        let Some(first) = breaks.next() else { return (0, 0) };
        let (mut piece, mut line) = (first, first);
        for b in breaks {
            let forced = matches!(b.kind, Kind::Forced | Kind::End);
            if b.kind != Kind::Divided && b.penalty < super::opportunity::HARD {
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
