//! The setter of one thread: shapes paragraphs and breaks them into lines.
//! Where the lines go is the caller's business.

use super::breaker::{Breaker, Wanted, Way};
use super::build::build;
use super::cost::{Job, Pass, TOO_WIDE};
use super::itemize::Itemizer;
use super::line::Line;
use super::opportunity::Kind;
use super::para::{Break, Para, Sums};
use super::shape::{Known, Shaper};
use super::words::Shared;
use super::{Missing, Run};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::Lang;
use crate::layout::{HAlign, Style};
use std::sync::{Arc, Mutex, PoisonError};

/// A place for one line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Slot {
    /// Left edge, from the left edge of the column.
    pub x: Length,
    /// Width.
    pub w: Length,
}

/// The places for a paragraph's lines: `first` in order, then `rest` for all others.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Shape {
    /// Places of the first lines.
    pub first: Vec<Slot>,
    /// The place of every further line.
    pub rest: Slot,
}

impl Shape {
    /// Lines of one width at the column's left edge.
    #[must_use]
    pub fn plain(w: Length) -> Self {
        Self { first: Vec::new(), rest: Slot { x: Length::ZERO, w } }
    }

    /// The place of a line, from 0.
    #[must_use]
    pub fn slot(&self, line: usize) -> Slot {
        self.first.get(line).copied().unwrap_or(self.rest)
    }
}

/// A paragraph broken into lines.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The lines in order.
    pub lines: Vec<Line>,
    /// Demerits: comparable between ways to break the same paragraph.
    pub cost: i64,
    /// Whether a line had to go beyond the limits of justification.
    pub strained: bool,
}

/// What was done so far: the same on every machine, whatever else it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// Words that were shaped; those found among the shaped ones do not count.
    pub words: u64,
    /// Stretches of text that were given to the shaper: words, their cuts, and text that is shaped as a whole.
    pub shaped: u64,
    /// Lines that the breaker tried.
    pub tried: u64,
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.shaped += other.shaped;
        self.tried += other.tried;
    }
}

/// What setters leave to those that come after them, and share: what one has shaped, no other shapes again. A build
/// never has more setters at a time than it has threads.
pub struct Setters<'f> {
    fonts: &'f Fonts,
    shared: Arc<Shared>,
    kept: Mutex<Vec<Kept>>,
}

/// What a setter knows, apart from the faces.
struct Kept {
    known: Known,
    itemizer: Itemizer,
    breaker: Breaker,
}

impl Kept {
    fn new(shared: Arc<Shared>) -> Self {
        Self { known: Known::new(shared), itemizer: Itemizer::default(), breaker: Breaker::default() }
    }
}

impl<'f> Setters<'f> {
    /// Setters with these fonts; they are made when they are needed.
    #[must_use]
    pub fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, shared: Arc::default(), kept: Mutex::default() }
    }

    /// Lends `job` a setter that nobody else uses. What it gives does not depend on what was set before.
    pub fn lend<T>(&self, job: impl FnOnce(&mut Setter<'f>) -> T) -> T {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let kept = kept.unwrap_or_else(|| Kept::new(Arc::clone(&self.shared)));
        let mut setter = Setter::with(self.fonts, kept);
        let done = job(&mut setter);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(setter.keep());
        done
    }

    /// How many there are, none being lent.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What all of them did: the same whatever their number.
    #[must_use]
    pub fn work(&self) -> Work {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Work::default();
        kept.iter().for_each(|k| all += Work { tried: k.breaker.tried, ..k.known.work });
        all
    }
}

/// Shapes and breaks paragraphs; one per thread, kept for its caches.
pub struct Setter<'f> {
    fonts: &'f Fonts,
    shaper: Shaper<'f>,
    itemizer: Itemizer,
    breaker: Breaker,
}

impl<'f> Setter<'f> {
    /// A setter with these fonts.
    #[must_use]
    pub fn new(fonts: &'f Fonts) -> Self {
        Self::with(fonts, Kept::new(Arc::default()))
    }

    fn with(fonts: &'f Fonts, kept: Kept) -> Self {
        let Kept { known, itemizer, breaker } = kept;
        Self { fonts, shaper: Shaper::new(fonts, known), itemizer, breaker }
    }

    fn keep(self) -> Kept {
        Kept { known: self.shaper.known, itemizer: self.itemizer, breaker: self.breaker }
    }

    pub(super) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Shapes a paragraph of `style`, whose language is `lang`. Characters that no face has are noted.
    pub fn para(&mut self, runs: &[Run], style: &Style, lang: &Lang) -> Para {
        build(self.fonts, &mut self.shaper, &mut self.itemizer, runs, (style, lang))
    }

    /// Characters that no face of their families had since this was asked last, each once.
    pub fn missing(&mut self) -> Vec<Missing> {
        self.itemizer.missing()
    }

    /// What it did so far.
    #[must_use]
    pub fn work(&self) -> Work {
        Work { tried: self.breaker.tried, ..self.shaper.known.work }
    }

    /// How far the full-width characters of a paragraph reach above and below the baseline, by the face and the
    /// size of the first that it holds; `None` where it holds none.
    #[must_use]
    pub fn ideographs(&self, para: &Para) -> Option<(Length, Length)> {
        let piece = para.pieces.iter().find(|p| p.full)?;
        let face = self.fonts.face(piece.face)?;
        let (low, high) = super::dropcap::square(face);
        let at_size = |units: i32| piece.style.size.scale(i64::from(units), i64::from(face.upem));
        Some((at_size(high), at_size(-low)))
    }

    /// Breaks a paragraph into the places of `shape`. `looseness` 0 is the optimum and always there; −1 or +1
    /// asks for the best way with one line fewer or more, `None` where there is none within the limits. Chinese
    /// lends a line by the blanks of its marks and the spaces beside Latin: a way that would push the paragraph's
    /// characters apart by one em in all more than the optimum does is none.
    pub fn break_lines(&mut self, para: &Para, shape: &Shape, looseness: i32) -> Option<Broken> {
        if para.is_empty() {
            return (looseness == 0).then(|| Broken { lines: Vec::new(), cost: 0, strained: false });
        }
        let indent =
            if matches!(para.align, HAlign::Justify | HAlign::Left) { para.indent } else { Length::ZERO };
        let measures = measures(shape, indent);
        let mut job = job(para, &measures);
        let whole = self.breaker.run(&job, Pass::Whole, None);
        let found = match whole {
            Some(way) if !job.ends_short(&way.ends) => Some(way),
            whole => self.breaker.run(&job, Pass::Divided, None).or(whole),
        };
        let fine;
        let strained;
        let way = if let Some(way) = found {
            let other = alone(para, &job, &way).then(|| self.breaker.run(&job, Pass::Last, None)).flatten();
            let joined = other.filter(|other| !alone(para, &job, other));
            strained = joined.is_some();
            joined.unwrap_or(way)
        } else {
            strained = true;
            fine = fine_breaks(para, measures.iter().copied().min().unwrap_or(0));
            job.breaks = fine.as_deref().unwrap_or(&para.breaks);
            self.breaker.run(&job, Pass::Last, None)?
        };
        if looseness == 0 {
            let pass = if strained { Pass::Last } else { Pass::Divided };
            let way = if para.balance && way.cost < TOO_WIDE { self.balanced(&job, way, pass) } else { way };
            return Some(lines_of(para, shape, indent, job.breaks, &way, strained));
        }
        if strained {
            return None;
        }
        let lines = u32::try_from(way.ends.len() as i64 + i64::from(looseness)).ok().filter(|n| *n > 0)?;
        let other = self.breaker.run(&job, Pass::Divided, Some(Wanted { lines, near: &way.ends }))?;
        let set = lines_of(para, shape, indent, job.breaks, &other, false);
        let best = || lines_of(para, shape, indent, job.breaks, &way, false);
        let apart = spread(&set);
        (apart <= para.size.to_sp() || apart <= para.size.to_sp() + spread(&best())).then_some(set)
    }

    /// The lines of `way`, as many, but about equally long: the narrowest measure that needs no more of them and
    /// ends none at a worse place, such as inside a word of Chinese.
    fn balanced(&mut self, job: &Job<'_>, way: Way, pass: Pass) -> Way {
        let [measure] = *job.measures else { return way };
        let (mut least, mut most) = (measure / (way.ends.len().max(1) as i64), measure);
        let price = |way: &Way| -> i64 {
            way.ends.iter().filter_map(|end| job.breaks.get(*end)).map(|b| i64::from(b.penalty)).sum()
        };
        let fair = price(&way);
        let mut best = way;
        while most - least > job.rag / 12 {
            let middle = i64::midpoint(least, most);
            let narrow = Job { measures: &[middle], ..*job };
            match self.breaker.run(&narrow, pass, None) {
                Some(way)
                    if way.ends.len() <= best.ends.len() && price(&way) <= fair && way.cost < TOO_WIDE =>
                {
                    (best, most) = (way, middle);
                }
                _ => least = middle,
            }
        }
        best
    }
}

impl Setter<'_> {
    /// The paragraph as `broken` up to line `from`, and broken anew from there on into the places of `shape`: a
    /// paragraph that goes on in a column of another width, or beside something. `None` where nothing is left to break.
    pub fn break_rest(&mut self, para: &Para, broken: &Broken, from: usize, shape: &Shape) -> Option<Broken> {
        let kept = broken.lines.get(..from)?;
        let last = kept.last()?;
        let mut breaks = vec![last.to.clone()];
        breaks.extend(para.breaks.iter().filter(|b| b.byte > last.to.byte).cloned());
        if breaks.len() < 2 {
            return None;
        }
        let measures = measures(shape, Length::ZERO);
        let mut job = job(para, &measures);
        job.breaks = &breaks;
        let mut strained = false;
        let tries = [Pass::Whole, Pass::Divided];
        let mut found = tries.into_iter().find_map(|pass| self.breaker.run(&job, pass, None));
        if found.is_none() {
            strained = true;
            found = self.breaker.run(&job, Pass::Last, None);
        }
        let way = found?;
        let mut rest = lines_of(para, shape, Length::ZERO, &breaks, &way, strained);
        let start = last.chars.end;
        for line in &mut rest.lines {
            line.chars = line.chars.start + start..line.chars.end + start;
        }
        let lines = kept.iter().cloned().chain(rest.lines).collect();
        Some(Broken {
            lines,
            cost: broken.cost.saturating_add(rest.cost),
            strained: broken.strained || strained,
        })
    }
}

/// What the breaker works on, in these measures.
fn job<'a>(para: &'a Para, measures: &'a [i64]) -> Job<'a> {
    Job {
        breaks: &para.breaks,
        measures,
        justified: para.limits.justified,
        max_hyphens: para.max_hyphens,
        rag: para.size.to_sp() * 3,
        least_last: least_last(para),
        stump: stump(para),
    }
}

/// How far the full-width characters of all lines are pushed apart.
fn spread(broken: &Broken) -> i64 {
    broken.lines.iter().map(|line| line.fill.wide).sum()
}

/// Materialises the way: the lines in their slots.
fn lines_of(
    para: &Para,
    shape: &Shape,
    indent: Length,
    breaks: &[Break],
    way: &Way,
    strained: bool,
) -> Broken {
    let mut lines = Vec::with_capacity(way.ends.len());
    let mut from = breaks.first();
    let mut chars = 0;
    for (at, end) in way.ends.iter().enumerate() {
        let (Some(a), Some(b)) = (from, breaks.get(*end)) else { break };
        let mut slot = shape.slot(at);
        if at == 0 {
            slot = Slot { x: slot.x + indent, w: slot.w - indent };
        }
        let mut line = para.line(a, b, slot);
        let text = para.text.get(a.byte as usize..b.byte as usize).unwrap_or_default();
        let count = text.chars().count() as u32;
        line.chars = chars..chars + count;
        chars += count;
        lines.push(line);
        from = Some(b);
    }
    Broken { lines, cost: way.cost, strained }
}

/// Widths of the first lines, and last the width of all others.
fn measures(shape: &Shape, indent: Length) -> Vec<i64> {
    let mut measures: Vec<i64> = shape.first.iter().chain([&shape.rest]).map(|s| s.w.to_sp()).collect();
    if indent != Length::ZERO {
        if measures.len() == 1 {
            measures.push(shape.rest.w.to_sp());
        }
        if let Some(first) = measures.first_mut() {
            *first -= indent.to_sp();
        }
    }
    while measures.len() > 1 && measures.iter().rev().nth(1) == measures.last() {
        measures.pop();
    }
    measures
}

/// A last line should be longer than the indent, and than three ems.
fn least_last(para: &Para) -> i64 {
    let em = para.size.to_sp();
    (para.indent.to_sp() + em).max(em * 3)
}

/// A last line below this is a stump: half of the least, or what holds fewer than two characters of Chinese, however
/// many marks stand with them.
fn stump(para: &Para) -> i64 {
    let half = least_last(para) / 2;
    if !para.pieces.last().is_some_and(|p| p.full) {
        return half;
    }
    let (mut byte, mut width, mut left) = (para.text.len(), 0, 2);
    for sort in para.sorts.backwards() {
        byte -= usize::from(sort.bytes).min(byte);
        let c = para.text.get(byte..).and_then(|t| t.chars().next()).filter(|_| sort.bytes > 0);
        let Some(c) = c.filter(|c| *c != '\n') else { continue };
        if left == 1 && c.is_alphanumeric() {
            // Its blank may be gone where the line begins with a mark.
            return half.max(width + i64::from(sort.advance) / 2);
        }
        width += i64::from(sort.advance);
        left -= i32::from(c.is_alphanumeric());
    }
    half
}

/// Whether a justified Chinese paragraph ends with a stump: then even lines looser than they should be are the
/// smaller evil, where its cost says so.
fn alone(para: &Para, job: &Job<'_>, way: &Way) -> bool {
    para.limits.justified
        && para.pieces.last().is_some_and(|p| p.full)
        && job.last_width(&way.ends).is_some_and(|w| w < job.stump)
}

/// The breaks with further ones between clusters, where a piece would not fit into `measure`; `None` where all
/// pieces do.
fn fine_breaks(para: &Para, measure: i64) -> Option<Vec<Break>> {
    let mut fine: Vec<Break> = Vec::new();
    let mut pairs = para.breaks.iter().zip(para.breaks.iter().skip(1));
    let wide = |a: &Break, b: &Break| {
        let sums = a.line_to(b);
        sums.w - if para.limits.justified { sums.shrink } else { 0 } > measure
    };
    if !pairs.clone().any(|(a, b)| wide(a, b)) {
        return None;
    }
    fine.extend(para.breaks.first().cloned());
    for (a, b) in &mut pairs {
        if wide(a, b) {
            clusters(para, a, b, &mut fine);
        }
        fine.push(b.clone());
    }
    Some(fine)
}

/// Breaks before every cluster between two breaks.
fn clusters(para: &Para, a: &Break, b: &Break, out: &mut Vec<Break>) {
    let mut sums = a.start;
    let mut byte = a.byte;
    for i in a.head.clone() {
        byte += para.alts.get(i).map_or(0, |s| u32::from(s.bytes));
    }
    for i in a.head.clone() {
        if let Some(s) = para.alts.get(i) {
            sums += para.limits.own(&s);
        }
    }
    for at in a.next..b.last {
        let Some(sort) = para.sorts.get(at) else { break };
        let piece = para.pieces.partition_point(|p| p.end <= at);
        let em = para.pieces.get(piece).map_or(0, |p| p.style.size.to_sp());
        let gap =
            if at == a.next && a.head.is_empty() { Sums::default() } else { para.limits.gap(sort.gap, em) };
        let end = sums;
        sums += gap;
        if at > a.next && sort.bytes > 0 {
            out.push(Break {
                kind: Kind::Bare,
                penalty: 1000,
                end,
                start: sums,
                last: at,
                next: at,
                byte,
                ..Break::default()
            });
        }
        sums += para.limits.own(&sort);
        byte += u32::from(sort.bytes);
    }
}
