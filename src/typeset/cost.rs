//! What a line costs: badness, demerits, and what each pass allows.
//! Searches nothing.

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
    /// One shorter than this is a stump: even very loose lines are the smaller evil.
    pub stump: i64,
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

/// One in ratios of stretch.
const ONE: i64 = 1 << 10;
const LINE: i64 = 10;
const UNEVEN: i64 = 5_000;
/// A second hyphen in a row, and a hyphen before the last line, cost a third of the first one more.
const TWO_HYPHENS: i64 = 30_000;
const LAST_HYPHEN: i64 = 30_000;
const SHORT_LAST: i64 = 60_000;
const STUMP: i64 = 10_000_000;
/// One hyphen in a row more than may be, where the last pass has to choose: as much as a line at nearly
/// four times its stretch, whose word spaces are about that often the font’s. So a narrow column is rather hyphenated
/// than torn apart.
const TOO_MANY_HYPHENS: i64 = 25_000_000;
pub(super) const TOO_WIDE: i64 = 1_000_000_000_000_000;
const LOOSEST: i64 = 64 * ONE;

/// How a line would stand.
pub(super) enum Stand {
    /// Within its limits: badness, and the class of its fit from tight to very loose.
    Fits { bad: i64, fit: u8 },
    /// Too loose for the pass.
    Loose,
    /// Too wide by so much.
    Over(i64),
}

impl Pass {
    /// The loosest that a line may be, as a ratio of its stretch.
    fn most(self) -> i64 {
        match self {
            Self::Whole => ONE,
            Self::Divided => ONE * 3 / 2,
            Self::Last => LOOSEST,
        }
    }
}

impl Job<'_> {
    pub(super) fn measure(&self, line: u32) -> i64 {
        self.measures.get(line as usize).or(self.measures.last()).copied().unwrap_or(0)
    }

    /// Lines from this one on all have one measure.
    pub(super) fn settled(&self) -> u32 {
        self.measures.len().saturating_sub(1) as u32
    }

    /// How far the text has come that has these `sums` before it, where words reach as far as a line of `pass` may
    /// spread them. Sums wrap around: only differences tell something.
    pub(super) fn reach(&self, sums: Sums, pass: Pass) -> i64 {
        let spread = if self.justified { sums.stretch.wrapping_mul(pass.most() + 1) } else { 0 };
        sums.w.wrapping_mul(ONE).wrapping_add(spread)
    }

    /// For the line, of a number, that begins where the text has come to `start`: the width at which it is full, and
    /// the `reach` beyond which it is no longer loose.
    pub(super) fn bounds(&self, start: Sums, line: u32, pass: Pass) -> (i64, i64) {
        let measure = self.measure(line);
        let ragged = if self.justified { 0 } else { self.rag.wrapping_mul(pass.most() + 1) };
        let room = measure.wrapping_mul(ONE).wrapping_sub(ragged);
        (start.w.wrapping_add(measure), self.reach(start, pass).wrapping_add(room))
    }

    /// How a line of `sums` stands in `measure`; `closed` lines need not be full.
    pub(super) fn stand(&self, sums: Sums, measure: i64, closed: bool, pass: Pass) -> Stand {
        let need = measure - sums.w;
        if need < 0 {
            let shrink = if self.justified { sums.shrink } else { 0 };
            if -need > shrink {
                return Stand::Over(-need - shrink);
            }
            let ratio = -need * ONE / shrink.max(1);
            return Stand::Fits { bad: cube(ratio), fit: u8::from(ratio * 2 <= ONE) };
        }
        if closed || need == 0 {
            return Stand::Fits { bad: 0, fit: 1 };
        }
        let stretch = if self.justified { sums.stretch } else { self.rag };
        let most = pass.most();
        if need * ONE >= stretch.saturating_mul(most + 1) && pass != Pass::Last {
            return Stand::Loose;
        }
        let ratio = if need * ONE >= stretch.saturating_mul(most) { most } else { need * ONE / stretch };
        let fit = if ratio >= ONE { 3 } else { u8::from(ratio * 2 > ONE) + 1 };
        Stand::Fits { bad: cube(ratio), fit }
    }

    /// Demerits of a line, and the state after it; `None` where the pass does not allow it.
    pub(super) fn demerits(
        &self,
        before: (u8, u32),
        to: &Break,
        (bad, fit): (i64, u8),
        width: i64,
        first: bool,
        pass: Pass,
    ) -> Option<(i64, u32)> {
        let hyphens = if to.hyphen() { before.1 + 1 } else { 0 };
        let crowded = hyphens > self.max_hyphens.max(1);
        if pass != Pass::Last && (crowded || to.penalty >= HARD) {
            return None;
        }
        let mut cost = (LINE + bad).saturating_mul(LINE + bad);
        cost = cost.saturating_add(i64::from(to.penalty) * i64::from(to.penalty));
        if before.0.abs_diff(fit) > 1 {
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
        if to.kind == Kind::End && !first && width < self.least_last.max(self.stump) {
            cost += if width < self.stump { STUMP } else { SHORT_LAST };
        }
        // One more than may be counts as much as any number more: fewer states.
        Some((cost, hyphens.min(self.max_hyphens.max(1) + 1)))
    }

    /// Natural width of the last of several lines; `None` where there is one only.
    pub(super) fn last_width(&self, ends: &[usize]) -> Option<i64> {
        let mut last = ends.iter().rev().filter_map(|at| self.breaks.get(*at));
        let (end, start) = (last.next()?, last.next()?);
        Some(start.line_to(end).w)
    }

    /// Whether the last of several lines is shorter than it should be.
    pub(super) fn ends_short(&self, ends: &[usize]) -> bool {
        self.last_width(ends).is_some_and(|w| w < self.least_last.max(self.stump))
    }

    pub(super) fn allows(to: &Break, pass: Pass) -> bool {
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
