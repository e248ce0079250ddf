//! Chooses the lines of a paragraph as a whole: the cheapest way through all places where lines may end.
//! Knuth & Plass 1981, with a measure per line and the state that limits of hyphens need. What a line costs stands in `cost`.

use super::cost::{Job, Pass, Stand, TOO_WIDE};
use super::opportunity::Kind;
use super::para::Break;

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
    /// Lines that were tried so far, in all searches: what the search costs, on any machine.
    pub tried: u64,
}

/// A count of lines that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// How many.
    pub lines: u32,
    /// Ends of the lines of the optimum. Ways that are ever more than `CORRIDOR` lines ahead of it or behind it
    /// are not looked at: so the work grows with the text alone.
    pub near: &'a [usize],
}

/// How far a way with another count of lines may be ahead of the optimum or behind it, in lines.
const CORRIDOR: u32 = 12;

/// A line end that later lines may follow.
#[derive(Clone, Copy)]
struct Active {
    /// Break, as an index.
    at: u32,
    /// Lines so far.
    lines: u32,
    trail: u32,
    hyphens: u32,
    fit: u8,
    cost: i64,
    /// Where the text must be for the next line to be full, and for it to be loose no longer (`Job::reach`).
    full: i64,
    near: i64,
}

impl Breaker {
    /// The cheapest way through the paragraph in this pass; of those with exactly as many lines as `wanted` says
    /// where that is asked for. `None` where there is none; never in the last pass without `wanted`.
    pub(super) fn run(&mut self, job: &Job<'_>, pass: Pass, wanted: Option<Wanted<'_>>) -> Option<Way> {
        self.active.clear();
        self.trail.clear();
        let (full, near) = job.bounds(job.breaks.first()?.start, 0, pass);
        let start = Active { at: 0, lines: 0, trail: u32::MAX, hyphens: 0, fit: 1, cost: 0, full, near };
        self.active.push(start);
        let last = job.breaks.len() - 1;
        for (at, to) in job.breaks.iter().enumerate().skip(1) {
            if !Job::allows(to, pass) {
                continue;
            }
            self.step(job, pass, wanted, at as u32, to);
            if self.active.is_empty() {
                return None;
            }
        }
        let done = self.active.iter().filter(|a| a.at as usize == last);
        let best = done.filter(|a| wanted.is_none_or(|w| w.lines == a.lines)).min_by_key(|a| a.cost)?;
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
    fn step(&mut self, job: &Job<'_>, pass: Pass, wanted: Option<Wanted<'_>>, at: u32, to: &Break) {
        self.tried += self.active.len() as u64;
        let closed = matches!(to.kind, Kind::End | Kind::Forced);
        // Most lines that are tried are loose, which this tells as `Job::stand` would; behind the last start of
        // another line there are only such.
        let reach = job.reach(to.end, pass);
        let open = !closed && pass != Pass::Last;
        let is_loose = |a: &Active| open && reach <= a.near && to.end.w < a.full;
        let Some(last) = self.active.iter().rposition(|a| !is_loose(a)) else { return };
        let near = wanted.map(|w| w.near.partition_point(|end| *end <= at as usize) as u32);
        let settled = job.settled();
        let mut nearest: Option<(i64, Active)> = None;
        let fresh = &mut self.fresh;
        fresh.clear();
        let mut keep = |a: &Active| {
            if is_loose(a) {
                return true;
            }
            let Some(from) = job.breaks.get(a.at as usize).filter(|from| to.last >= from.next) else {
                return !closed;
            };
            let sums = from.line_to(to);
            match job.stand(sums, job.measure(a.lines), closed, pass) {
                Stand::Fits { bad, fit } => {
                    let before = (a.fit, a.hyphens);
                    let first = a.lines == 0;
                    if let Some((cost, hyphens)) = job.demerits(before, to, (bad, fit), sums.w, first, pass) {
                        let new = a.then(at, (fit, hyphens), cost);
                        if near.is_none_or(|n| n.abs_diff(new.lines) <= CORRIDOR) {
                            offer(fresh, new, near.map_or(settled, |_| u32::MAX));
                        }
                    }
                    !closed
                }
                Stand::Loose => !closed,
                Stand::Over(over) => {
                    if nearest.as_ref().is_none_or(|(least, _)| over < *least) {
                        nearest = Some((over, *a));
                    }
                    over <= job.rag && !closed
                }
            }
        };
        self.active.extract_if(..=last, |a| !keep(a)).for_each(drop);
        if let (Pass::Last, true, true, Some((_, a))) =
            (pass, fresh.is_empty(), self.active.is_empty(), nearest)
        {
            fresh.push(a.then(at, (0, u32::from(to.hyphen())), TOO_WIDE));
        }
        for mut new in self.fresh.drain(..) {
            (new.full, new.near) = job.bounds(to.start, new.lines, pass);
            let before = std::mem::replace(&mut new.trail, self.trail.len() as u32);
            self.trail.push((at, before));
            self.active.push(new);
        }
    }
}

impl Active {
    /// The state after one more line, which ends at `at`; how far the next one reaches is told later.
    fn then(&self, at: u32, (fit, hyphens): (u8, u32), cost: i64) -> Self {
        let cost = self.cost.saturating_add(cost);
        Self { at, lines: self.lines + 1, trail: self.trail, hyphens, fit, cost, full: 0, near: 0 }
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

#[cfg(test)]
mod tests {
    use super::{Break, Breaker, CORRIDOR, Job, Kind, Pass, Stand, Wanted, Way};
    use crate::typeset::para::Sums;

    /// A small generator of numbers, the same on every machine.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, from: i64, to: i64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            from + (self.0 >> 33) as i64 % (to - from + 1)
        }
    }

    fn point(kind: Kind, penalty: i32, end: Sums, start: Sums, at: u32) -> Break {
        Break { kind, penalty, end, start, last: at, next: at, byte: at, ..Break::default() }
    }

    /// A paragraph of a few words, some of which can be divided.
    fn paragraph(dice: &mut Dice) -> Vec<Break> {
        let mut sums = Sums::default();
        let mut breaks = vec![point(Kind::Forced, 0, sums, sums, 0)];
        let words = dice.roll(2, 7);
        for word in 1..=words {
            for part in 0..dice.roll(1, 2) {
                if part > 0 {
                    let hyphen = Sums { w: sums.w + 3, ..sums };
                    breaks.push(point(Kind::Divided, 50, hyphen, sums, breaks.len() as u32));
                }
                sums.w += dice.roll(5, 40);
                sums.stretch += dice.roll(0, 2);
                sums.shrink += dice.roll(0, 2);
            }
            let end = sums;
            sums += Sums { w: 10, stretch: dice.roll(2, 5), shrink: dice.roll(1, 3) };
            let kind = if word == words { Kind::End } else { Kind::Space };
            breaks.push(point(kind, 0, end, sums, breaks.len() as u32));
        }
        breaks
    }

    /// Tries every set of breaks.
    fn brute(job: &Job<'_>, pass: Pass, lines: Option<u32>) -> Option<i64> {
        fn go(
            job: &Job<'_>,
            pass: Pass,
            from: usize,
            state: (u8, u32),
            so_far: (u32, i64),
            ends: &mut Vec<(u32, i64)>,
        ) {
            for (at, to) in job.breaks.iter().enumerate().skip(from + 1).filter(|(_, b)| Job::allows(b, pass))
            {
                let sums = job.breaks[from].line_to(to);
                let closed = to.kind == Kind::End;
                let Stand::Fits { bad, fit } = job.stand(sums, job.measure(so_far.0), closed, pass) else {
                    continue;
                };
                let first = so_far.0 == 0;
                let Some((cost, hyphens)) = job.demerits(state, to, (bad, fit), sums.w, first, pass) else {
                    continue;
                };
                let next = (so_far.0 + 1, so_far.1 + cost);
                if to.kind == Kind::End {
                    ends.push(next);
                } else {
                    go(job, pass, at, (fit, hyphens), next, ends);
                }
            }
        }
        let mut ends = Vec::new();
        go(job, pass, 0, (1, 0), (0, 0), &mut ends);
        ends.into_iter().filter(|(n, _)| lines.is_none_or(|l| l == *n)).map(|(_, cost)| cost).min()
    }

    #[test]
    fn no_way_is_cheaper_than_the_one_found() {
        let mut dice = Dice(7);
        let mut breaker = Breaker::default();
        let (mut found, mut none) = ([0; 3], [0; 3]);
        for _ in 0..10_000 {
            let breaks = paragraph(&mut dice);
            let measures: Vec<i64> = (0..dice.roll(1, 4)).map(|_| dice.roll(50, 110)).collect();
            let job = Job {
                breaks: &breaks,
                measures: &measures,
                justified: dice.roll(0, 3) > 0,
                max_hyphens: dice.roll(1, 2) as u32,
                rag: 30,
                least_last: 25,
                stump: 13,
            };
            for (n, pass) in [Pass::Whole, Pass::Divided, Pass::Last].into_iter().enumerate() {
                for lines in [None, Some(2), Some(3), Some(4)] {
                    let way = breaker.run(&job, pass, lines.map(|lines| Wanted { lines, near: &[] }));
                    let oracle = brute(&job, pass, lines);
                    // The last pass goes on where every search of sound lines ends.
                    if pass != Pass::Last || oracle.is_some() {
                        assert_eq!(way.as_ref().map(|w| w.cost), oracle, "{breaks:?} {measures:?}");
                    }
                    if oracle.is_some() {
                        found[n] += 1;
                    } else {
                        none[n] += 1;
                    }
                    if let Some(way) = way {
                        assert_eq!(way.ends.last(), Some(&(breaks.len() - 1)));
                        assert!(lines.is_none_or(|n| n as usize == way.ends.len()));
                    }
                }
            }
        }
        assert!(found.iter().chain(&none).all(|n| *n > 2500), "{found:?} {none:?}");
    }

    /// A long paragraph of `words` words.
    fn long(dice: &mut Dice, words: i64) -> Vec<Break> {
        let mut sums = Sums::default();
        let mut breaks = vec![point(Kind::Forced, 0, sums, sums, 0)];
        for word in 1..=words {
            for part in 0..dice.roll(1, 3) {
                if part > 0 {
                    let hyphen = Sums { w: sums.w + 3, ..sums };
                    breaks.push(point(Kind::Divided, 50, hyphen, sums, breaks.len() as u32));
                }
                sums.w += dice.roll(10, 30);
                sums.stretch += dice.roll(0, 2);
                sums.shrink += dice.roll(0, 2);
            }
            let end = sums;
            sums += Sums { w: 10, stretch: dice.roll(3, 6), shrink: dice.roll(1, 3) };
            let kind = if word == words { Kind::End } else { Kind::Space };
            breaks.push(point(kind, 0, end, sums, breaks.len() as u32));
        }
        breaks
    }

    /// Work for every break, in hundredths, of each pass and of one line more than the optimum.
    fn work(words: i64, measure: i64) -> Vec<u64> {
        let breaks = long(&mut Dice(5), words);
        let job = Job {
            breaks: &breaks,
            measures: &[measure],
            justified: true,
            max_hyphens: 2,
            rag: 30,
            least_last: 25,
            stump: 13,
        };
        let mut breaker = Breaker::default();
        let mut best = Vec::new();
        let mut all: Vec<u64> = Vec::new();
        for pass in [Pass::Whole, Pass::Divided, Pass::Last] {
            breaker.tried = 0;
            let way = breaker.run(&job, pass, None);
            all.push(breaker.tried * 100 / breaks.len() as u64);
            best = way.map_or(best, |w| w.ends);
        }
        breaker.tried = 0;
        let wanted = Wanted { lines: best.len() as u32 + 1, near: &best };
        breaker.run(&job, Pass::Divided, Some(wanted));
        all.push(breaker.tried * 100 / breaks.len() as u64);
        all
    }

    #[test]
    fn the_work_for_a_break_does_not_grow_with_the_paragraph() {
        for measure in [60, 150, 400] {
            let (short, long) = (work(3_000, measure), work(30_000, measure));
            let [whole, divided, last, one_more] = long[..] else { panic!("{long:?}") };
            for (a, b) in short.iter().zip([whole, divided, last]) {
                assert!(b <= a * 11 / 10 + 100, "measure {measure}: {short:?} {long:?}");
            }
            assert!(one_more <= divided * u64::from(CORRIDOR * 2 + 1), "measure {measure}: {long:?}");
        }
    }

    #[test]
    fn the_last_pass_always_finds_a_way() {
        let mut dice = Dice(11);
        let mut breaker = Breaker::default();
        for _ in 0..2000 {
            let breaks = paragraph(&mut dice);
            let measures = [dice.roll(1, 120), dice.roll(1, 120)];
            let job = Job {
                breaks: &breaks,
                measures: &measures,
                justified: true,
                max_hyphens: 1,
                rag: 30,
                least_last: 25,
                stump: 13,
            };
            let Some(Way { ends, .. }) = breaker.run(&job, Pass::Last, None) else {
                panic!("{breaks:?} {measures:?}")
            };
            assert_eq!(ends.last(), Some(&(breaks.len() - 1)));
        }
    }
}
