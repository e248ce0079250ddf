//! Makes a paragraph: items shaped, their glyphs turned into sorts with the gaps between them.
//! Chooses no breaks; `places` records where lines may end.

use super::Run;
use super::itemize::{Item, Itemizer};
use super::opportunity::{KEEP, Kind, LONE, Opportunity, is_wide, opportunities};
use super::packed::Sorts;
use super::para::{Break, Gap, Limits, Para, Piece, Role, Sort, Sums};
use super::phrase::keep_words;
use super::rules::{Repeats, Rules, rules};
use super::shape::{PlanId, Shaper};
use super::shown::Shown;
use super::words::{PlanKey, Unit};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::Lang;
use crate::layout::{Case, HAlign, Style};
use std::sync::Arc;

/// Shapes `runs` as one paragraph in `lang`.
pub(super) fn build(
    fonts: &Fonts,
    shaper: &mut Shaper<'_>,
    itemizer: &mut Itemizer,
    runs: &[Run],
    (style, lang): (&Style, &Lang),
) -> Para {
    let shown = Shown::of(runs);
    let items = itemizer.cut(fonts, runs, &shown.text, &shown.ends);
    let han: Vec<bool> = runs.iter().map(|r| is_gridded(&r.style.lang)).collect();
    let any_han = han.contains(&true);
    let is_han = |at: usize| {
        any_han && han.get(shown.ends.partition_point(|end| *end <= at)).or(han.last()).is_some_and(|h| *h)
    };
    let wide = !shown.text.is_ascii() && shown.text.chars().any(is_wide);
    let mut places = opportunities(&shown.text, &is_han, style.prohibition);
    if any_han && wide && style.align != HAlign::Justify {
        keep_words(&shown.text, rules(), &mut places);
    }
    ease_letters(runs, &shown.ends, &mut places);
    keep_runs(runs, &shown.ends, &mut places);
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
        last_raised: false,
        wide,
        gridded: is_gridded(lang),
        italic: style.italic,
        marks: Vec::new(),
        units: Vec::new(),
        anew: Vec::new(),
        cuts: Vec::new(),
        byte: 0,
    };
    builder.start();
    for item in &items {
        if let Some(run) = runs.get(item.run) {
            builder.item(fonts, run, item);
        }
    }
    builder.finish();
    let (min_width, max_width) = builder.extremes();
    Para {
        indent: style.indent,
        text: runs.iter().map(|r| r.text.as_str()).collect(),
        pieces: builder.pieces,
        sorts: Sorts::Loose(builder.sorts),
        alts: Sorts::Loose(builder.alts),
        breaks: builder.breaks,
        limits: builder.limits,
        align: style.align,
        balance: style.balance && style.align != HAlign::Justify,
        max_hyphens: style.max_hyphens,
        size: runs.first().map_or(style.size, |r| r.style.size).max(Length::sp(1)),
        max_width,
        min_width,
    }
}

/// Whether a language is set in a grid of full-width characters.
fn is_gridded(lang: &Lang) -> bool {
    matches!(lang.primary(), "zh" | "ja")
}

/// Makes a break behind a word of one letter cheap in languages whose custom allows it (`rules.tsv`).
fn ease_letters(runs: &[Run], ends: &[usize], places: &mut [Opportunity]) {
    let mut easy = runs.iter().map(|r| rules().ends_with_letter(r.style.lang.primary()));
    if !easy.any(|e| e) {
        return;
    }
    for place in places.iter_mut().filter(|p| p.penalty == LONE) {
        let run = runs.get(ends.partition_point(|end| *end < place.at));
        if run.is_some_and(|r| rules().ends_with_letter(r.style.lang.primary())) {
            place.penalty = EASY_LETTER;
        }
    }
}

/// The penalty of a break behind a word of one letter where that is the custom.
const EASY_LETTER: i32 = 60;

/// Takes the places away before a raised run, such as a note's mark, and makes those within a run that holds
/// together the last resort. Behind that one there is always a place, unless the paragraph ends.
fn keep_runs(runs: &[Run], ends: &[usize], places: &mut Vec<Opportunity>) {
    let raised = |r: &Run| r.style.raise > Length::ZERO;
    if !runs.iter().any(|r| r.style.keep || raised(r)) {
        return;
    }
    let mut from = 0;
    let mut before = false;
    let len = ends.last().copied().unwrap_or(0);
    for (run, end) in runs.iter().zip(ends) {
        let (raised, whole) = (raised(run), run.style.keep);
        places.retain(|p| p.kind == Kind::Forced || !raised || before || p.at != from);
        for place in places.iter_mut().filter(|p| whole && p.at > from && p.at < *end) {
            place.penalty = KEEP;
        }
        if whole && *end < len && !places.iter().any(|p| p.at == *end) {
            let at = places.partition_point(|p| p.at < *end);
            places.insert(at, Opportunity { at: *end, penalty: 0, kind: Kind::Bare });
        }
        (from, before) = (*end, raised);
    }
}

/// The state at a sort: what came before it, without and with the gap before it.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    pub end: Sums,
    pub start: Sums,
    pub sort: usize,
    pub byte: usize,
    pub track: i32,
}

/// A paragraph in the making.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Builder<'a, 'f> {
    pub shaper: &'a mut Shaper<'f>,
    pub shown: &'a Shown,
    pub rules: &'static Rules,
    pub limits: Limits,
    pub sorts: Vec<Sort>,
    pub alts: Vec<Sort>,
    pub breaks: Vec<Break>,
    pub pieces: Vec<Piece>,
    pub places: std::iter::Peekable<std::vec::IntoIter<Opportunity>>,
    pub sums: Sums,
    /// Where the last ink ended.
    pub ink: Mark,
    /// The last character and whether a letter space may follow it.
    pub last: Option<(char, bool)>,
    /// Whether that character is raised.
    pub last_raised: bool,
    /// Whether there are full-width characters.
    pub wide: bool,
    /// Whether the text is Chinese or Japanese: its lines end on the grid and nothing hangs.
    pub gridded: bool,
    /// Whether the paragraph as a whole is to slope.
    pub italic: bool,
    /// The state at every sort of the word at hand, and at its end.
    pub marks: Vec<Mark>,
    pub units: Vec<Unit>,
    /// Glyphs beside the cut at hand.
    pub anew: Vec<Unit>,
    /// Places inside the word at hand where both sides must be shaped anew.
    pub cuts: Vec<Opportunity>,
    pub byte: usize,
}

/// What all sorts of an item share.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Setting {
    pub plan: PlanId,
    /// Scaled points in a font unit, times 65,536.
    pub unit: i64,
    pub size: i64,
    /// Letter space that is wanted after every cluster.
    pub track: i32,
    /// What each kind of gap adds.
    pub gaps: [Sums; 4],
    spaced: bool,
    wide_script: bool,
    /// Whether it is raised, as a note's mark is.
    raised: bool,
    hyphenate: bool,
    /// Where the language writes the hyphen of a compound once more.
    pub repeats: Repeats,
}

impl Setting {
    fn scale(&self, units: i32) -> i64 {
        (i64::from(units) * self.unit + 0x8000) >> 16
    }

    /// The gap between two letters.
    pub(super) fn letter_gap(&self) -> Gap {
        if self.spaced { Gap::Letter } else { Gap::Fixed }
    }

    pub(super) fn gap(&self, gap: Gap) -> Sums {
        self.gaps.get(gap as usize).copied().unwrap_or_default()
    }
}

/// Longest word that is looked up among the shaped ones, in bytes; longer ones are shaped anew and not divided.
const LONGEST_WORD: usize = 200;
/// Size of capitals that stand for small capitals that the face does not have, in percent.
const SMALL_PERCENT: i64 = 80;

impl Builder<'_, '_> {
    fn item(&mut self, fonts: &Fonts, run: &Run, item: &Item) {
        let style = &run.style;
        let text = self.shown.text.get(item.bytes.clone()).unwrap_or_default();
        let small = style.case == Case::Small;
        let true_small = small && fonts.face(item.face).is_some_and(|f| f.has_feature(*b"smcp"));
        if !small || true_small {
            let setting = self.setting(fonts, run, item, (true_small, style.size));
            self.stretch(&setting, text, item.bytes.start);
            self.close_piece(fonts, run, item, Arc::clone(style));
            return;
        }
        let mut at = item.bytes.start;
        let lower = |c: &char| c.is_lowercase();
        let mut chars = text.chars().peekable();
        while let Some(first) = chars.next() {
            let is_lower = lower(&first);
            let mut part = String::from(if is_lower { capital(first) } else { first });
            while let Some(c) = chars.next_if(|c| lower(c) == is_lower) {
                part.push(if is_lower { capital(c) } else { c });
            }
            let size = if is_lower { style.size.scale(SMALL_PERCENT, 100) } else { style.size };
            let setting = self.setting(fonts, run, item, (false, size));
            self.stretch(&setting, &part, at);
            self.close_piece(fonts, run, item, Arc::new(super::RunStyle { size, ..(**style).clone() }));
            at += part.len();
        }
    }

    fn setting(&mut self, fonts: &Fonts, run: &Run, item: &Item, (small, size): (bool, Length)) -> Setting {
        let style = &run.style;
        let mut features = style.features.to_vec();
        let mut also = |when: bool, feature: &str| features.extend(when.then(|| feature.to_owned()));
        also(small, "smcp");
        also(style.case == Case::Upper, "case");
        also(style.tracking > 0, "-liga");
        also(item.script == *b"Hani", "fwid");
        let rtl = item.level % 2 == 1;
        let key = PlanKey { face: item.face, script: item.script, lang: style.lang.0.clone(), features, rtl };
        let plan = self.shaper.plan(&key);
        let size = size.to_sp();
        let upem = fonts.face(item.face).map_or(1000, |f| i64::from(f.upem));
        let track = size * (i64::from(style.tracking) * 10 + self.limits.letter) / 10_000;
        Setting {
            plan,
            unit: size * 65_536 / upem,
            size,
            track: track as i32,
            gaps: [Gap::Fixed, Gap::Letter, Gap::Wide, Gap::Auto].map(|g| self.limits.gap(g, size)),
            spaced: !matches!(&item.script, b"Arab" | b"Syrc" | b"Mong" | b"Deva" | b"Nkoo"),
            wide_script: is_full(item.script),
            raised: style.raise != Length::ZERO,
            hyphenate: style.hyphenate,
            repeats: self.shaper.get(plan).map_or(Repeats::Never, |p| p.repeats),
        }
    }

    fn close_piece(&mut self, fonts: &Fonts, run: &Run, item: &Item, style: Arc<super::RunStyle>) {
        let stressed = style.italic && !self.italic && item.script == *b"Hani";
        let face = fonts.face(item.face).filter(|f| stressed && !f.italic);
        let dot = face.and_then(|f| super::dots::Dot::of(f, style.size));
        self.pieces.push(Piece {
            end: self.sorts.len() as u32,
            face: item.face,
            style,
            tag: run.tag,
            link: run.link,
            span: run.span,
            level: item.level,
            dot,
            full: is_full(item.script),
        });
    }

    /// Text of one setting, from byte `at` of the shown text.
    fn stretch(&mut self, setting: &Setting, text: &str, at: usize) {
        let mut from = 0;
        for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, ' ' | '\n' | '\u{a0}')) {
            self.word(setting, text.get(from..i).unwrap_or_default(), at + from);
            self.space(setting, c, at + i);
            from = i + c.len_utf8();
        }
        self.word(setting, text.get(from..).unwrap_or_default(), at + from);
    }

    /// A word space; `\n` and the no-break space among them.
    fn space(&mut self, setting: &Setting, c: char, at: usize) {
        self.byte = at;
        self.breaks_at(setting, at, Gap::Fixed, true);
        let unit = self.shaper.get(setting.plan).map(|p| p.space).unwrap_or_default();
        let natural = setting.scale(unit.advance) * self.limits.word / 10_000;
        let advance = if c == '\n' { 0 } else { natural as i32 + setting.track };
        let bytes = self.shown.source(at, c.len_utf8());
        let sort = Sort { id: unit.id, bytes, advance, role: Role::Space, ..Sort::default() };
        self.sums += self.limits.own(&sort);
        self.sorts.push(sort);
        self.byte = at + c.len_utf8();
        self.last = Some((c, false));
        if c == '\u{a0}' {
            self.ink = self.mark(0);
        }
    }

    pub(super) fn mark(&self, track: i32) -> Mark {
        Mark { end: self.sums, start: self.sums, sort: self.sorts.len(), byte: self.byte, track }
    }

    /// A run of characters without spaces.
    fn word(&mut self, setting: &Setting, text: &str, at: usize) {
        if text.is_empty() {
            return;
        }
        let mut units = std::mem::take(&mut self.units);
        units.clear();
        let (mut word, mut points) = (0, 0);
        if setting.wide_script || text.len() > LONGEST_WORD {
            self.shaper.run(setting.plan, text, &mut units);
        } else {
            word = self.shaper.word(setting.plan, text);
            if let Some(word) = self.shaper.known_word(setting.plan, word) {
                units.extend_from_slice(&word.glyphs);
                points = word.points.len();
            }
        }
        let (first_break, first_sort) = (self.breaks.len(), self.sorts.len());
        // Only a word that may be cut needs to know how it stands before each of its glyphs.
        let marked = points > 0 || units.iter().any(|u| !u.safe) || text.contains(['-', '\u{2010}']);
        self.set_units(setting, &units, (text, at), marked);
        if setting.hyphenate {
            (0..points).for_each(|point| self.divide(setting, (word, point), first_sort, at));
        }
        let cuts = std::mem::take(&mut self.cuts);
        for cut in &cuts {
            self.cut(setting, (text, &units), *cut, first_sort, at);
        }
        self.cuts = cuts;
        self.cuts.clear();
        if let Some(new) = self.breaks.get_mut(first_break..).filter(|b| b.len() > 1) {
            new.sort_by_key(|b| b.byte);
        }
        self.units = units;
    }

    fn set_units(&mut self, setting: &Setting, units: &[Unit], (text, at): (&str, usize), marked: bool) {
        self.marks.clear();
        let mut byte = at;
        let mut chars = text.char_indices().peekable();
        let mut next = units.iter().skip(1);
        for unit in units {
            let mut sort = self.sort_of(setting, unit, byte);
            let closes = next.next().is_none_or(|u| u.bytes > 0);
            let track = if closes { setting.track } else { 0 };
            sort.advance += track;
            if unit.bytes > 0 {
                while chars.next_if(|(i, _)| at + i < byte).is_some() {}
                let c = chars.peek().map_or(' ', |(_, c)| *c);
                self.byte = byte;
                if self.wide {
                    self.wide_marks(setting, &mut sort, c);
                }
                sort.gap = self.gap(setting, c);
                self.last_raised = setting.raised;
                self.breaks_at(setting, byte, sort.gap, unit.safe);
                self.last = Some((c, setting.spaced));
            }
            if marked {
                let mut mark = self.mark(track);
                self.sums += setting.gap(sort.gap);
                mark.start = self.sums;
                self.marks.push(mark);
            } else {
                self.sums += setting.gap(sort.gap);
            }
            self.sums += self.limits.own(&sort);
            self.sorts.push(sort);
            byte += usize::from(unit.bytes);
        }
        self.byte = byte;
        if let Some((_, c)) = chars.last() {
            self.last = Some((c, setting.spaced));
        }
        self.ink = self.mark(setting.track);
        self.marks.push(self.ink);
    }

    pub(super) fn sort_of(&self, setting: &Setting, unit: &Unit, byte: usize) -> Sort {
        let natural = self.limits.glyph == 10_000 || setting.wide_script;
        let wanted = |n: i64| if natural { n } else { n * self.limits.glyph / 10_000 };
        Sort {
            id: unit.id,
            bytes: self.shown.source(byte, usize::from(unit.bytes)),
            advance: wanted(setting.scale(unit.advance)) as i32,
            dx: wanted(setting.scale(unit.dx)) as i32,
            dy: setting.scale(unit.dy) as i32,
            role: if setting.wide_script { Role::Full } else { Role::Ink },
            ..Sort::default()
        }
    }

    /// The gap between the last character and `c`. Marks and signs, such as `￥` and `％`, stand close to what is
    /// beside them: the quarter of an em parts letters and figures alone.
    fn gap(&self, setting: &Setting, c: char) -> Gap {
        let Some((last, spaced)) = self.last else { return Gap::Fixed };
        if matches!(last, ' ' | '\n' | '\u{a0}') {
            return Gap::Fixed;
        }
        if self.wide {
            match (is_wide(last), is_wide(c)) {
                (true, true) => return Gap::Wide,
                (true, false) | (false, true) => {
                    let raised = setting.raised || self.last_raised;
                    let letters = last.is_alphanumeric() && c.is_alphanumeric();
                    return if letters && !raised { Gap::Auto } else { Gap::Fixed };
                }
                (false, false) => {}
            }
        }
        if spaced && setting.spaced { Gap::Letter } else { Gap::Fixed }
    }

    /// Sets marks to their widths and says what more they may give (CLREQ, punctuation width adjustment): an
    /// interpunct takes half an em; of neighbouring marks one blank goes; an opening mark at a line's start has
    /// none (`hang_starts`). The blank of a closing mark at a line's end goes only where the line needs it: GB/T
    /// 15834-2011 5.1.10 lets such a mark take half a place so that the edge looks straight, which its blank
    /// against the margin does too, and taken always it would push the line's characters off their grid by half a
    /// place.
    fn wide_marks(&mut self, setting: &Setting, sort: &mut Sort, c: char) {
        let full = i64::from(sort.advance) * 10 >= setting.size * 9;
        let left = self.rules.blank_left.contains(&c);
        let right = self.rules.blank_right.contains(&c);
        if setting.wide_script && self.rules.half.contains(&c) {
            let less = sort.advance - (setting.size / 2) as i32;
            sort.advance -= less;
            sort.dx -= less / 2;
        }
        if !left && !right {
            return;
        }
        let half = (setting.size / 2) as i32;
        let before = self.sorts.last().map_or(0, |s| s.give);
        if full {
            sort.give = if left { -half } else { half };
        }
        if left && full && before != 0 {
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
}

/// Whether the characters of a script stand each in a square.
fn is_full(script: [u8; 4]) -> bool {
    matches!(&script, b"Hani" | b"Hira" | b"Kana" | b"Bopo")
}

/// The capital of a small letter, where it takes as many bytes.
fn capital(c: char) -> char {
    let mut upper = c.to_uppercase();
    upper.next().filter(|u| upper.next().is_none() && u.len_utf8() == c.len_utf8()).unwrap_or(c)
}
