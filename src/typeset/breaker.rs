//! Chooses the lines of a paragraph as a whole: the cheapest way through all places where lines may end.
//! Knuth & Plass 1981, with a measure per line and the state that limits of hyphens need. Moves no glyph.

use super::opportunity::{HARD, Kind};
use super::para::{Break, Sums};

/// What the breaker works on.
pub(super) struct Job<'a> {
    /// First the start, last the end.
    pub breaks: &'a [Break],
    /// Measures of the first lines, indent taken off; the last one serves all further lines.
    pub measures: &'a [i64],
    pub justified: bool,
    /// Most hyphens in a row.
    pub max_hyphens: u32,
    /// Slack of a ragged line that counts as much as a justified line at its limit.
    pub rag: i64,
    /// A last line shorter than this is avoided.
    pub least_last: i64,
}

/// How hard the breaker tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pass {
    /// No words divided, no line looser than its limit.
    Whole,
    /// Words divided, lines up to half as loose again.
    Divided,
    /// Whatever is needed; never fails.
    Last,
}

/// A way through the paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Way {
    /// Sum of the lines' demerits.
    pub cost: i64,
    /// Indices of the breaks that end its lines.
    pub ends: Vec<usize>,
}

/// The state of one search; kept to save allocations.
#[derive(Default)]
pub(super) struct Breaker {
    active: Vec<Active>,
    fresh: Vec<Active>,
    trail: Vec<(u32, u32)>,
}

/// A line end that later lines may follow.
#[derive(Clone, Copy)]
struct Active {
    /// Break, as an index.
    at: u32,
    /// Lines so far.
    lines: u32,
    fit: u8,
    hyphens: u32,
    cost: i64,
    start: Sums,
    next: u32,
    trail: u32,
}

/// One in ratios of stretch.
const ONE: i64 = 1 << 10;
const LINE: i64 = 10;
const UNEVEN: i64 = 10_000;
const TWO_HYPHENS: i64 = 10_000;
const LAST_HYPHEN: i64 = 5_000;
const SHORT_LAST: i64 = 60_000;
const TOO_MANY_HYPHENS: i64 = 1_000_000;
const TOO_WIDE: i64 = 1_000_000_000_000;
const LOOSEST: i64 = 64 * ONE;

/// How a line would stand: its demerits without those of its neighbours.
struct Stand {
    bad: i64,
    fit: u8,
}

impl Job<'_> {
    fn measure(&self, line: u32) -> i64 {
        self.measures.get(line as usize).or(self.measures.last()).copied().unwrap_or(0)
    }

    /// Lines from this one on all have one measure.
    fn settled(&self) -> u32 {
        self.measures.len().saturating_sub(1) as u32
    }

    /// How a line of `sums` stands in `measure`; `Err` is by how much it is too wide.
    fn stand(&self, sums: Sums, measure: i64, closed: bool) -> Result<Stand, i64> {
        let need = measure - sums.w;
        if need >= 0 {
            if closed || need == 0 {
                return Ok(Stand { bad: 0, fit: 1 });
            }
            let stretch = if self.justified { sums.stretch } else { self.rag };
            let ratio =
                if need >= stretch.saturating_mul(LOOSEST / ONE) { LOOSEST } else { need * ONE / stretch };
            let fit = if ratio >= ONE { 3 } else { u8::from(ratio * 2 > ONE) + 1 };
            Ok(Stand { bad: cube(ratio), fit })
        } else {
            let shrink = if self.justified { sums.shrink } else { 0 };
            if -need > shrink {
                return Err(-need - shrink);
            }
            let ratio = -need * ONE / shrink.max(1);
            Ok(Stand { bad: cube(ratio), fit: u8::from(ratio * 2 <= ONE) })
        }
    }

    /// Demerits of a line, and the state after it; `None` where the pass does not allow it.
    fn demerits(
        &self,
        before: (u8, u32),
        to: &Break,
        stand: &Stand,
        width: i64,
        first: bool,
        pass: Pass,
    ) -> Option<(i64, u32)> {
        let hyphens = if to.hyphen() { before.1 + 1 } else { 0 };
        let most = match pass {
            Pass::Whole => cube(ONE),
            Pass::Divided => cube(ONE * 3 / 2),
            Pass::Last => i64::MAX,
        };
        let crowded = hyphens > self.max_hyphens.max(1);
        if stand.bad > most || (pass != Pass::Last && (crowded || to.penalty >= HARD)) {
            return None;
        }
        let mut cost = (LINE + stand.bad).saturating_mul(LINE + stand.bad);
        cost = cost.saturating_add(i64::from(to.penalty) * i64::from(to.penalty));
        if before.0.abs_diff(stand.fit) > 1 {
            cost = cost.saturating_add(UNEVEN);
        }
        if before.1 > 0 {
            cost += match to.kind {
                Kind::End => LAST_HYPHEN,
                _ if hyphens > 0 => TWO_HYPHENS,
                _ => 0,
            };
        }
        if crowded {
            cost += TOO_MANY_HYPHENS;
        }
        if to.kind == Kind::End && !first && width < self.least_last {
            cost += SHORT_LAST;
        }
        Some((cost, hyphens))
    }

    fn allows(&self, to: &Break, pass: Pass) -> bool {
        match pass {
            Pass::Whole => to.kind != Kind::Divided && to.penalty < HARD,
            Pass::Divided => to.penalty < HARD,
            Pass::Last => true,
        }
    }
}

/// TeX's badness: one hundred times the cube of a ratio.
fn cube(ratio: i64) -> i64 {
    ((ratio * ratio) >> 10).saturating_mul(ratio * 100) >> 20
}

impl Breaker {
    /// The cheapest way through the paragraph in this pass; of those with exactly `lines` lines where that is
    /// asked for. `None` where there is none; never in the last pass without `lines`.
    pub(super) fn run(&mut self, job: &Job<'_>, pass: Pass, lines: Option<u32>) -> Option<Way> {
        self.active.clear();
        self.trail.clear();
        self.active.push(Active {
            at: 0,
            lines: 0,
            fit: 1,
            hyphens: 0,
            cost: 0,
            start: job.breaks.first()?.start,
            next: 0,
            trail: u32::MAX,
        });
        let last = job.breaks.len() - 1;
        for (at, to) in job.breaks.iter().enumerate().skip(1) {
            if !job.allows(to, pass) {
                continue;
            }
            self.step(job, pass, lines, at as u32, to);
            if self.active.is_empty() {
                return None;
            }
        }
        let done = self.active.iter().filter(|a| a.at as usize == last);
        let best = done.filter(|a| lines.is_none_or(|n| n == a.lines)).min_by_key(|a| a.cost)?;
        let mut ends = Vec::with_capacity(best.lines as usize);
        let mut at = best.trail;
        while let Some((end, before)) = self.trail.get(at as usize) {
            ends.push(*end as usize);
            at = *before;
        }
        ends.reverse();
        Some(Way { cost: best.cost, ends })
    }

    /// Tries all lines that end at `to`; drops the starts from which nothing can be reached any more.
    fn step(&mut self, job: &Job<'_>, pass: Pass, lines: Option<u32>, at: u32, to: &Break) {
        self.fresh.clear();
        let settled = job.settled();
        let closed = matches!(to.kind, Kind::End | Kind::Forced);
        let mut nearest: Option<(i64, Active)> = None;
        let fresh = &mut self.fresh;
        self.active.retain(|a| {
            if to.last < a.next {
                return !closed;
            }
            let sums = Sums {
                w: to.end.w - a.start.w,
                stretch: to.end.stretch - a.start.stretch,
                shrink: to.end.shrink - a.start.shrink,
            };
            match job.stand(sums, job.measure(a.lines), closed) {
                Ok(stand) => {
                    let before = (a.fit, a.hyphens);
                    if let Some((cost, hyphens)) =
                        job.demerits(before, to, &stand, sums.w, a.lines == 0, pass)
                    {
                        let new = Active {
                            at,
                            lines: a.lines + 1,
                            fit: stand.fit,
                            hyphens,
                            cost: a.cost.saturating_add(cost),
                            start: to.start,
                            next: to.next,
                            trail: a.trail,
                        };
                        offer(fresh, new, lines.map_or(settled, |_| u32::MAX));
                    }
                    !closed
                }
                Err(over) => {
                    if nearest.as_ref().is_none_or(|(least, _)| over < *least) {
                        nearest = Some((over, *a));
                    }
                    over <= job.rag && !closed
                }
            }
        });
        if let (Pass::Last, true, true, Some((_, a))) =
            (pass, fresh.is_empty(), self.active.is_empty(), nearest)
        {
            fresh.push(Active {
                at,
                lines: a.lines + 1,
                fit: 0,
                hyphens: u32::from(to.hyphen()),
                cost: a.cost.saturating_add(TOO_WIDE),
                start: to.start,
                next: to.next,
                trail: a.trail,
            });
        }
        for mut new in self.fresh.drain(..) {
            let before = std::mem::replace(&mut new.trail, self.trail.len() as u32);
            self.trail.push((at, before));
            self.active.push(new);
        }
    }
}

/// Keeps `new` if it is the cheapest of its state: measure of the next line, fitness and hyphens in a row.
fn offer(fresh: &mut Vec<Active>, new: Active, settled: u32) {
    let key = |a: &Active| (a.lines.min(settled), a.fit, a.hyphens);
    match fresh.iter_mut().find(|a| key(a) == key(&new)) {
        Some(old) if (new.cost, new.lines) < (old.cost, old.lines) => *old = new,
        Some(_) => {}
        None => fresh.push(new),
    }
}
