//! One sheet under trial: which floats stand on it and where, how far the thread goes, what all that costs.
//! Walks from no page to the next; work is bounded: configurations a sheet are a constant.

use super::boxes::Bench;
use super::column::Cast;
use super::echo::echoes;
use super::feet::{Footed, fill_above};
use super::fill::{Bin, blank};
use super::ground::Ground;
use super::leaf::{PlacedFloat, framed_key};
use super::level::{LENDABLE, LENT, Levelled, MOST_LENT, apart, column_feet, foot, level, level_foot};
use super::search::{Node, Search, Sketch, State, Trial, UNPLACED};
use super::stand::rise;
use super::strips::bins;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;
use std::sync::Arc;

/// Configurations of floats filled for each state and master.
const CONFIGURATIONS: usize = 120;
/// Configurations a state and master that get a second, finer fill at the most.
const FILLED_ANEW: usize = 40;
/// What a configuration may look dearer than another with as many floats, and still get one.
const SLACK: i64 = 1500;
/// Floats placed on one sheet at the most.
const FLOATS_A_SHEET: usize = 8;
/// Floats that text may be ahead of at a sheet's end; where it would be ahead of more, it may wait for them instead.
const PATIENCE: usize = 2;
/// Price of a page: the shorter of two good courses wins.
const PAGE: i64 = 150;
/// Price of a column of the last page that ends a line off the others, each.
const UNEVEN: i64 = 300;
/// Lines of that which count at the most.
const MOST_UNEVEN: i64 = 12;
/// Price of a last page whose columns end short of two thirds of its height: each line, times itself.
const EMPTY: i64 = 4;
/// Price of a last page that holds less than a sixth of its height: dearer than a page left blank.
const STUB: i64 = 8000;
/// Price of a few lines alone below a float at an article's end.
const TAIL: i64 = 900;
/// How many lines are few there.
const FEW: i64 = 4;
/// Price of each line of the columns that stays white where text ends or waits before the last page.
const WHITE: i64 = 1500;
/// Price of a float that stands a page behind its reference.
const LATE: i64 = 1500;
/// Price of a float that stands two pages behind its reference or more, for each page.
const FAR: i64 = 20_000;

/// A configuration: floats at their places, and the thread about them.
pub(super) struct Way {
    rank: i64,
    /// What it costs at least, once it is filled finely.
    low: i64,
    /// Its floats and columns.
    pub(super) ground: Rc<Ground>,
    /// The thread in them, and notes below.
    pub(super) set: Footed,
    /// Whether the next float may stand on the sheet too.
    pub(super) reached: bool,
}

impl Search<'_, '_> {
    /// Configurations of floats on one sheet, the cheapest first; the best few are filled anew with paragraphs that
    /// lend lines, and with text that waits for its floats.
    pub(super) fn try_sheet(
        &mut self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        out: &mut Vec<State>,
    ) {
        let (first, forced) = self.first(bench, state, trial);
        let mut open = BinaryHeap::from([Reverse((first.rank, 0))]);
        let mut ways = std::mem::take(&mut self.ways);
        ways.push(first);
        let mut found = Vec::with_capacity(CONFIGURATIONS);
        while let Some(Reverse((_, n))) = open.pop() {
            found.push(n);
            let Some(way) = ways.get(n) else { continue };
            if way.reached && way.ground.count() < FLOATS_A_SHEET && ways.len() < CONFIGURATIONS {
                let (tried, ground) = (ways.len(), Rc::clone(&way.ground));
                self.onward(bench, (state, trial), &ground, CONFIGURATIONS, &mut ways);
                let next = ways.iter().enumerate().skip(tried);
                open.extend(next.map(|(n, way)| Reverse((way.rank, n))));
            }
        }
        let low = |n: &usize| ways.get(*n).map_or(0, |way| way.low);
        found.sort_by_key(low);
        let mut best: BTreeMap<usize, i64> = BTreeMap::new();
        let mut anew = 0;
        for way in found.into_iter().filter_map(|n| ways.get(n)) {
            let known = best.get(&way.ground.count()).copied();
            if known.is_some_and(|cost| way.low > cost + SLACK || anew >= FILLED_ANEW) {
                continue;
            }
            anew += 1;
            let cost = self.finish_way(bench, state, trial, (way, forced), out);
            let base = state.cost + trial.extra + PAGE * trial.sheet.pages as i64;
            let cost = cost.map(|cost| cost - base).into_iter().chain(known).min();
            best.extend(cost.map(|cost| (way.ground.count(), cost)));
        }
        ways.clear();
        self.ways = ways;
    }

    /// The configuration without floats, and whether what is to be kept together had to part for it.
    pub(super) fn first(&mut self, bench: &mut Bench<'_, '_>, state: &State, trial: &Trial) -> (Way, bool) {
        let bare = self.bare(state, trial);
        let first = self.way(bench, state, trial, Rc::clone(&bare));
        // Nothing that is to be kept together finds room on this master: it has to part.
        let forced = first.set.filled.is_bare() && !state.cursor.is_done(bench.flow);
        if !forced {
            return (first, false);
        }
        bench.forced = true;
        let first = self.way(bench, state, trial, bare);
        bench.forced = false;
        (first, true)
    }

    /// The states after a configuration: with paragraphs that lend lines, with none, and, where the text is far ahead
    /// of its floats, with text that waits for them; what the cheapest of them costs.
    pub(super) fn finish_way(
        &mut self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        (way, forced): (&Way, bool),
        out: &mut Vec<State>,
    ) -> Option<i64> {
        bench.forced = forced && way.ground.count() == 0;
        bench.lending = true;
        let lent = fill_above(bench, &state.cursor, &way.ground.columns, &trial.sheet);
        bench.forced = false;
        let lends = lent.filled.cost != way.set.filled.cost;
        let next = state.floats + trial.sheet.floats + way.ground.whole();
        let ahead = lent.filled.end.anchors.saturating_sub(next) > PATIENCE;
        let mut least = self.after(bench, state, trial, (way, lent), out);
        bench.lending = false;
        if lends {
            let plain = self.after(bench, state, trial, (way, way.set.clone()), out);
            least = least.into_iter().chain(plain).min();
        }
        if ahead {
            bench.stop = Some(next + PATIENCE);
            let waits = fill_above(bench, &state.cursor, &way.ground.columns, &trial.sheet);
            let waiting = self.after(bench, state, trial, (way, waits), out);
            least = least.into_iter().chain(waiting).min();
            bench.stop = None;
        }
        least
    }

    /// The configuration that a greedy walk takes: every float as soon as it may stand, at the first place.
    pub(super) fn greedy(
        &mut self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
    ) -> Option<State> {
        let (mut way, _) = self.first(bench, state, trial);
        let mut next = Vec::with_capacity(1);
        while way.reached && way.ground.count() < FLOATS_A_SHEET {
            self.onward(bench, (state, trial), &way.ground, 1, &mut next);
            let Some(one) = next.pop() else { break };
            way = one;
        }
        let mut out = Vec::new();
        let filled = way.set.clone();
        self.after(bench, state, trial, (&way, filled), &mut out);
        out.pop()
    }

    /// Adds the ways with one float more than `ground`, the cheapest place first, until there are `most`; places that
    /// push the float's reference off the sheet are none.
    pub(super) fn onward(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (state, trial): (&State, &Trial),
        ground: &Ground,
        most: usize,
        out: &mut Vec<Way>,
    ) {
        let next = state.floats + trial.sheet.floats + ground.whole();
        let under = state.under.as_ref().filter(|_| ground.count() == 0 && trial.sheet.floats == 0);
        let grounds = self.grounds(bench, (next, under), ground, &state.cursor);
        for ground in grounds.iter() {
            if out.len() >= most {
                return;
            }
            let made = self.way(bench, state, trial, Rc::clone(ground));
            if stands(&made.set, trial, ground) {
                out.push(made);
            }
        }
    }

    fn way(&mut self, bench: &mut Bench<'_, '_>, state: &State, trial: &Trial, ground: Rc<Ground>) -> Way {
        bench.effort.configurations += 1;
        let set = fill_above(bench, &state.cursor, &ground.columns, &trial.sheet);
        let (columns, price) = (&ground.columns, ground.price);
        let filled = &set.filled;
        let next = state.floats + trial.sheet.floats + ground.whole();
        let ends = filled.end.is_done(bench.flow);
        // A float whose rest goes on elsewhere is the last of its sheet.
        let open = ground.last().is_none_or(|p| p.rest.is_none());
        let reached = open && next < self.brief.galley.floats.len() && (filled.end.anchors > next || ends);
        let late = Self::behind(state, filled, next);
        let last = ends && next >= self.brief.galley.floats.len();
        let (foot, least) = match (ends, last) {
            (_, true) => {
                let high = level_foot(&set.columns, filled.used().sum());
                let cost = short(high, i64::from(bench.page.lines));
                (cost, cost)
            }
            (true, _) => (0, 0),
            _ => (blanks(filled, &set.columns), lendable(filled, &set.columns)),
        };
        let echo = echoes(self.brief.galley, ground.placed(), columns, filled);
        let alone = if ends { self.alone(next) } else { 0 };
        let rank = price + filled.cost + late + foot + echo + alone;
        let low = price + late + least + echo;
        Way { rank, low, ground, set, reached }
    }

    /// Adds the state after a sheet so filled, where anything went on it and none that came as far costs as little or
    /// less; what it costs.
    fn after(
        &mut self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        (way, set): (&Way, Footed),
        out: &mut Vec<State>,
    ) -> Option<i64> {
        let done = self.ends(bench, state, trial, (way, &set))?;
        let floats = state.floats + trial.sheet.floats + way.ground.whole();
        let under = way.ground.last().map_or_else(|| state.under.clone(), |last| last.rest.clone());
        let mut placed: Vec<PlacedFloat> = way.ground.placed().cloned().collect();
        set.lift(&trial.sheet, &mut placed);
        let Footed { columns, filled, feet, .. } = set;
        let mut set = (filled, columns.clone());
        let mut cost = state.cost + trial.extra + way.ground.price + PAGE * trial.sheet.pages as i64;
        if done || (bench.ended(&set.0.end) && trial.sheet.threaded) {
            cost += self.close(bench, state, trial, (&mut set, &mut placed), done);
        } else if trial.sheet.threaded {
            cost += blanks(&set.0, &set.1);
        }
        cost += set.0.cost + Self::behind(state, &set.0, floats);
        cost += echoes(self.brief.galley, placed.iter(), &set.1, &set.0);
        let lost = if done { self.unplaced(&trial.sheet) } else { self.lost(trial) };
        let mut next = State {
            cursor: set.0.end.clone(),
            floats,
            under,
            framed: trial.sheet.under.clone(),
            used: trial.sheet.used,
            step: trial.step,
            pages: state.pages + trial.sheet.pages as u32,
            cost,
            lost,
            node: None,
            done,
            walks: false,
        };
        let as_far = |s: &State| (s.done, s.pages) == (done, next.pages) && s.price() <= next.price();
        if out.iter().any(|s| as_far(s) && s.is_at(&next)) {
            return Some(cost);
        }
        let sketch = Sketch {
            sheet: Arc::clone(&trial.sheet),
            mirror: trial.mirror.clone(),
            filled: set.0,
            bins: set.1,
            floats: placed,
            feet,
            opens: state.pages == 0 && self.brief.from.is_none(),
            closes: done,
        };
        let start = state.cursor.clone();
        next.node = Some(Rc::new(Node { sketch, start, whole: columns, before: state.node.clone() }));
        out.push(next);
        Some(cost)
    }

    /// Whether the article ends with a sheet so filled; `None` where nothing went on it that may.
    fn ends(
        &self,
        bench: &Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        (way, set): (&Way, &Footed),
    ) -> Option<bool> {
        let floats = state.floats + trial.sheet.floats + way.ground.whole();
        let moved = !set.filled.end.is_at(&state.cursor) || way.ground.count() > 0;
        let goes_on = framed_key(&trial.sheet.under) != framed_key(&state.framed);
        if !stands(set, trial, &way.ground) {
            return None;
        }
        let still = !moved && floats == state.floats && trial.sheet.used == state.used;
        if still && !trial.sheet.frames.iter().any(|f| !f.items.is_empty()) {
            return None;
        }
        let all = set.filled.end.is_done(bench.flow) && floats >= self.brief.galley.floats.len();
        let done = all && self.framed_done(trial);
        if still && !goes_on && !done || trial.only.is_some_and(|ends| ends != done) {
            return None;
        }
        // An advertisement of a column stands beside text.
        let fresh = trial.sheet.used & !state.used;
        let lonely = !moved && trial.sheet.threaded && fresh & self.column_ads() != 0;
        (!lonely).then_some(done)
    }

    /// What it costs that the thread is ahead of its floats at a sheet's end, `next` being the first that did not find
    /// its place: one page for all, and more pages for those that were behind when the sheet began.
    fn behind(state: &State, filled: &Cast, next: usize) -> i64 {
        let late = filled.end.anchors.saturating_sub(next) as i64;
        let far = state.cursor.anchors.saturating_sub(next) as i64;
        late * LATE + far * FAR
    }

    /// Levels the columns of a page on which the text ends, or waits; returns what stays uneven and white costs.
    fn close(
        &self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        (set, placed): (&mut Levelled, &mut Vec<PlacedFloat>),
        last: bool,
    ) -> i64 {
        let moved = !set.0.end.is_at(&state.cursor);
        let levels = self.brief.genre.balance && (last || moved);
        if levels && let Some(levelled) = level(bench, &state.cursor, &set.1) {
            rise(placed, foot(&set.1), foot(&levelled.1));
            *set = levelled;
        }
        let uneven = apart(set) * UNEVEN;
        if !last {
            let all: i64 = bins(&trial.sheet.strips).iter().map(|b| b.lines).sum();
            let floats: i64 = placed.iter().map(|f| (f.set.lines + 1) * f.columns as i64).sum();
            let used: i64 = set.0.used().sum();
            return uneven * i64::from(moved) + (all - floats - used).max(0) * WHITE;
        }
        let ends = column_feet(&trial.sheet, (&set.1, set.0.used()), placed);
        let (high, low) = (ends.iter().max().copied().unwrap_or(0), ends.iter().min().copied().unwrap_or(0));
        let page = i64::from(bench.page.lines);
        let uneven = uneven.max((high - low).min(MOST_UNEVEN) * UNEVEN);
        let mut cost = uneven + tails(set, placed) * TAIL + short(high, page);
        cost += self.unplaced(&trial.sheet) * UNPLACED;
        if state.pages > 0 && trial.sheet.threaded && placed.is_empty() && high * 6 < page {
            cost += STUB;
        }
        cost
    }
}

/// Whether all floats of a configuration stand behind no later text than that which refers to them, and clear of notes.
fn stands(set: &Footed, trial: &Trial, ground: &Ground) -> bool {
    ground.placed().all(|p| p.float < set.filled.end.anchors) && set.clears(&trial.sheet, ground.placed())
}

/// Columns that end in a few lines below a float.
fn tails((filled, columns): &Levelled, placed: &[PlacedFloat]) -> i64 {
    let below = |b: &Bin, p: &PlacedFloat| {
        let across = p.page == b.page && b.x < p.x + p.w && p.x < b.x + b.w;
        across && p.line + p.set.lines <= b.top && b.top <= p.line + p.set.lines + 1
    };
    let few = columns.iter().zip(filled.used()).filter(|(_, used)| (1..FEW).contains(used));
    few.filter(|(b, _)| placed.iter().any(|p| below(b, p))).count() as i64
}

/// What a last page costs whose columns end on line `high` of `page`: short of two thirds it looks empty.
fn short(high: i64, page: i64) -> i64 {
    let empty = (page * 2 / 3 - high).max(0);
    empty * empty * EMPTY
}

/// What the feet of a page that is not the last cost at least, where paragraphs lend lines.
fn lendable(filled: &Cast, columns: &[Bin]) -> i64 {
    let feet = columns.iter().zip(filled.used()).map(|(b, used)| b.lines - used);
    feet.map(|n| if n <= LENDABLE { blank(n).min(LENT) } else { blank(n - MOST_LENT as i64) }).sum()
}

/// What blank lines at the feet of a page that is not the last cost.
fn blanks(filled: &Cast, columns: &[Bin]) -> i64 {
    columns.iter().zip(filled.used()).map(|(b, used)| blank(b.lines - used)).sum()
}
