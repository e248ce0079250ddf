//! The search for an article's pages: masters, places of floats, columns; dynamic programming with a beam.
//! Draws nothing. Work is bounded: states a page and configurations a state are constants.

use super::boxes::{Bench, BoxAt};
use super::echo::echoes;
use super::feet::{Footed, fill_above};
use super::fill::{Bin, Cursor, Filled, fill};
use super::jump::{self, Break};
use super::leaf::{Course, Leaf, PlacedFloat, Under, framed_key, whole};
use super::level::{even, feet, foot, level, tighten};
use super::sheet::{HEADING, LayState, Sheet, lay};
use super::stand::rise;
use super::strips::{bins, deepest};
use crate::geom::Length;
use crate::layout::{Genre, Layout, SequenceStep, Side};
use crate::pages::galley::{Galley, SetBox};
use std::collections::BTreeMap;
use std::sync::Arc;

/// States kept for each page number.
const BEAM: usize = 12;
/// Configurations of floats tried for each state and master.
const CONFIGURATIONS: usize = 80;
/// Configurations a state and master that are worth a second, finer fill.
const FILLED_ANEW: usize = 4;
/// Floats placed on one sheet at the most.
const FLOATS_A_SHEET: usize = 4;
/// Pages of one article at the most.
const MOST_PAGES: u32 = 2000;
/// Price of a page: the shorter of two good courses wins.
const PAGE: i64 = 150;
/// Price of a blank line at a column's foot, times itself.
const BLANK: i64 = 30;
/// Price of a column of the last page that ends a line off the others, each.
const UNEVEN: i64 = 80;
/// Price of a last page whose columns end short of two thirds of its height: each line, times itself.
const EMPTY: i64 = 4;
/// Price of a last page that holds less than a sixth of its height: dearer than a page left blank.
const STUB: i64 = 8000;
/// Lines that tightened paragraphs may save at the most.
const MOST_SAVED: i64 = 16;
/// Lines that are saved beyond those over: columns do not always come out even.
const SPARE: [i64; 3] = [1, 3, 6];
/// Price of a float that stands a page behind its reference, for each page.
const LATE: i64 = 500;
/// Price of the second-choice master, third-choice, ….
const SECOND_CHOICE: i64 = 250;
/// Price of content that does not fit its frame.
const OVERFULL: i64 = 5000;
/// Price of content that covers other content.
const COVERS: i64 = 50_000;
/// Price of content that found no frame.
const UNPLACED: i64 = 200_000;

/// What an article is composed from.
pub struct Brief<'a> {
    /// Its galley.
    pub galley: &'a Galley,
    /// Its layout.
    pub layout: &'a Layout,
    /// Its genre's rules.
    pub genre: &'a Genre,
    /// Sequence of masters: the wish, or the genre's.
    pub sequence: &'a [Vec<SequenceStep>],
    /// Side of its first page.
    pub side: Side,
    /// Most pages.
    pub most: Option<u32>,
    /// Pages behind which it breaks off to go on elsewhere.
    pub stop: Option<u32>,
    /// Where it goes on.
    pub from: Option<&'a Break>,
}

struct Node {
    leaf: Leaf,
    /// Where the thread began on it.
    start: Cursor,
    /// Its columns before they were levelled.
    whole: Vec<Bin>,
    before: Option<Arc<Node>>,
}

#[derive(Clone)]
struct State {
    cursor: Cursor,
    floats: usize,
    /// Where the next float goes on, when a part of it stands.
    under: Option<Under>,
    /// Framed content of which parts stand, by its bit.
    framed: Vec<(u64, Arc<BoxAt>)>,
    used: u64,
    step: usize,
    pages: u32,
    cost: i64,
    /// Framed content that no master to come can take; of a whole way that none took.
    lost: i64,
    node: Option<Arc<Node>>,
    done: bool,
}

/// The best courses of an article, one for each number of pages; at least one. Where its text ends with a few lines
/// on a page of their own, or is a few lines over, paragraphs are asked for a line less (Knuth & Plass 1981,
/// looseness) to save the page.
pub fn compose(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> Vec<Course> {
    bench.deepest = deepest(bench.page, brief.layout, brief.sequence);
    let mut courses = search(bench, brief);
    if brief.stop.is_some() {
        return courses;
    }
    let Some((over, width)) = surplus(bench, &courses) else { return courses };
    let least = courses.iter().filter(|c| c.overset.is_none()).map(|c| c.pages).min();
    for more in SPARE {
        let Some((lent, price)) = tighten(bench, width, over + more) else { break };
        bench.lent = lent;
        let tight = search(bench, brief);
        bench.lent.clear();
        let saved = tight.into_iter().filter(|c| c.overset.is_none() && least.is_none_or(|n| c.pages < n));
        let saved: Vec<Course> = saved.map(|c| Course { cost: c.cost + price, ..c }).collect();
        if !saved.is_empty() {
            courses.retain(|c| c.overset.is_none());
            courses.extend(saved);
            courses.sort_by_key(|c| c.pages);
            break;
        }
    }
    courses
}

/// Lines of the thread that stand alone on a last page, or that are over, and the width of their column; `None`
/// where there are none or too many.
fn surplus(bench: &mut Bench<'_, '_>, courses: &[Course]) -> Option<(i64, Length)> {
    let course = courses.iter().min_by_key(|c| (c.overset.is_none(), c.pages))?;
    let leaf = course.leaves.last()?;
    let width = leaf.bins.first()?.w;
    let over = match &course.overset {
        Some(cursor) => {
            let mut left = 0;
            for n in cursor.block..bench.flow.len() {
                left += bench.lines(n, width).map_or(0, |b| b.lines.len() as i64);
                if left > MOST_SAVED + cursor.line as i64 {
                    return None;
                }
            }
            left - cursor.line as i64
        }
        None if course.pages > 1 && leaf.sheet.threaded && leaf.floats.is_empty() => {
            leaf.filled.used.iter().sum()
        }
        None => return None,
    };
    (1..=MOST_SAVED).contains(&over).then_some((over, width))
}

fn search(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> Vec<Course> {
    let start = State {
        cursor: brief.from.map(|b| b.cursor.clone()).unwrap_or_default(),
        floats: brief.from.map_or(0, |b| b.floats),
        under: brief.from.and_then(|b| b.under.clone()),
        framed: brief.from.map(|b| b.framed.clone()).unwrap_or_default(),
        used: brief.from.map_or(0, |b| b.used),
        step: 0,
        pages: 0,
        cost: 0,
        lost: 0,
        node: None,
        done: false,
    };
    let mut search = Search { brief, float_boxes: BTreeMap::new(), finals: BTreeMap::new() };
    let mut layers: BTreeMap<u32, Vec<State>> = BTreeMap::from([(0, vec![start])]);
    let (mut last_live, mut stopped) = (None, None);
    while let Some((pages, states)) = layers.pop_first() {
        // A way that leaves content without a frame is no reason to stop.
        let whole = search.finals.iter().find(|(_, s)| s.lost == 0).map(|(pages, _)| *pages);
        let enough = whole.is_some_and(|least| pages > least + 1);
        if enough || pages >= MOST_PAGES {
            break;
        }
        for state in prune(states) {
            if brief.stop.is_some_and(|stop| pages >= stop) {
                stopped = stopped.or(Some(state));
                continue;
            }
            if brief.most.is_some_and(|most| pages >= most) {
                last_live = last_live.or(Some(state));
                continue;
            }
            let next = search.expand(bench, &state);
            if next.is_empty() {
                last_live = Some(state);
            }
            for s in next {
                search.keep(s, &mut layers);
            }
        }
    }
    search.courses(bench, last_live, stopped)
}

/// The cheapest states, one for each place in the text.
fn prune(mut states: Vec<State>) -> Vec<State> {
    states.sort_by_key(|s| s.cost + s.lost * UNPLACED);
    let mut seen = std::collections::BTreeSet::new();
    let under = |s: &State| s.under.as_ref().map(|u| u.at.key());
    let framed = |s: &State| framed_key(&s.framed);
    states.retain(|s| seen.insert((s.cursor.key(), s.floats, under(s), framed(s), s.step, s.used)));
    states.truncate(BEAM);
    states
}

pub(super) struct Search<'b, 'a> {
    pub(super) brief: &'b Brief<'a>,
    pub(super) float_boxes: BTreeMap<(usize, Length, i64), Arc<SetBox>>,
    finals: BTreeMap<u32, State>,
}

/// A sheet under trial.
struct Trial {
    sheet: Arc<Sheet>,
    step: usize,
    extra: i64,
}

impl Search<'_, '_> {
    fn keep(&mut self, state: State, layers: &mut BTreeMap<u32, Vec<State>>) {
        if state.done {
            let better = self.finals.get(&state.pages).is_none_or(|f| state.cost < f.cost);
            if better {
                self.finals.insert(state.pages, state);
            }
        } else {
            layers.entry(state.pages).or_default().push(state);
        }
    }

    fn courses(self, bench: &mut Bench<'_, '_>, stuck: Option<State>, stopped: Option<State>) -> Vec<Course> {
        let balance = self.brief.genre.balance;
        let mut out: Vec<(Course, Option<Arc<Node>>)> =
            self.finals.into_values().map(|s| (course(&s, None), s.node)).collect();
        for (course, node) in out.iter_mut().filter(|_| balance) {
            finish(bench, course, node.as_deref());
        }
        let mut out: Vec<Course> = out.into_iter().map(|(c, _)| c).collect();
        let least = out.iter().map(|c| c.cost).min().unwrap_or(0);
        out.retain(|c| c.cost < least + UNPLACED);
        if let (Some(state), true) = (stopped, out.is_empty()) {
            let rest = Some(state.cursor.clone());
            out.push(Course { rest, ..course(&state, None) });
        }
        if let (Some(state), true) = (stuck, out.is_empty()) {
            let overset = state.cursor.clone();
            out.push(course(&state, Some(overset)));
        }
        out
    }

    fn expand(&mut self, bench: &mut Bench<'_, '_>, state: &State) -> Vec<State> {
        let side = if state.pages.is_multiple_of(2) { self.brief.side } else { other(self.brief.side) };
        let mut out = Vec::new();
        for (choice, (name, step)) in options(self.brief.sequence, state.step).into_iter().enumerate() {
            let Some(master) = self.brief.layout.masters.get(&name) else { continue };
            let lay_state = LayState {
                galley: self.brief.galley,
                used: state.used,
                next_float: state.floats,
                under: &state.framed,
            };
            let Some(mut sheet) = lay(bench, master, side, &lay_state) else { continue };
            if self.brief.from.is_some() && state.pages == 0 {
                jump::head_line(bench, self.brief, &mut sheet);
            }
            let covers = sheet.overfull.iter().filter(|o| o.covers.is_some()).count() as i64 * COVERS;
            let extra = choice as i64 * SECOND_CHOICE + sheet.overfull.len() as i64 * OVERFULL + covers;
            let stops = jump::stops(self.brief, state.pages, sheet.pages);
            let trial = Trial { sheet: Arc::new(sheet), step, extra };
            let before = out.len();
            self.try_sheet(bench, state, &trial, &mut out);
            if stops {
                // Here the article ends, or it says where it goes on.
                let ends = out.split_off(before).into_iter().filter(|s| s.done);
                out.extend(ends);
                let mut sheet = (*trial.sheet).clone();
                jump::foot_line(bench, self.brief, &mut sheet);
                let before = out.len();
                self.try_sheet(bench, state, &Trial { sheet: Arc::new(sheet), ..trial }, &mut out);
                let breaks = out.split_off(before).into_iter().filter(|s| !s.done);
                out.extend(breaks);
            }
        }
        out
    }

    /// Configurations of floats on one sheet; the best few are filled anew with paragraphs that lend lines.
    fn try_sheet(&mut self, bench: &mut Bench<'_, '_>, state: &State, trial: &Trial, out: &mut Vec<State>) {
        let mut left = CONFIGURATIONS;
        let mut found: Vec<(i64, Vec<PlacedFloat>, Vec<Bin>, i64)> = Vec::new();
        let mut open = vec![(trial.sheet.strips.clone(), Vec::<PlacedFloat>::new(), 0_i64)];
        let mut forced = false;
        while let Some((strips, placed, cost)) = open.pop() {
            if left == 0 {
                break;
            }
            left -= 1;
            let columns = bins(&strips);
            let Footed { mut filled, columns: above, .. } =
                fill_above(bench, &state.cursor, columns.clone(), &trial.sheet);
            if placed.is_empty() && filled.runs.is_empty() && !state.cursor.is_done(bench.flow) {
                // Nothing that is to be kept together finds room on this master: it has to part.
                (bench.forced, forced) = (true, true);
                filled = fill(bench, &state.cursor, &columns);
                bench.forced = false;
            }
            let next = state.floats + trial.sheet.floats + whole(&placed);
            let early = placed.iter().any(|p| p.float >= filled.end.anchors);
            let ends = filled.end.is_done(bench.flow);
            let reached = next < self.brief.galley.floats.len() && (filled.end.anchors > next || ends);
            // A float whose rest goes on elsewhere is the last of its sheet.
            if reached && placed.len() < FLOATS_A_SHEET && placed.last().is_none_or(|p| p.rest.is_none()) {
                let under = state.under.as_ref().filter(|_| placed.is_empty() && trial.sheet.floats == 0);
                for (strips, float, price) in
                    self.places(bench, (next, under), (&strips, &placed), &state.cursor)
                {
                    let mut placed = placed.clone();
                    placed.push(float);
                    open.push((strips, placed, cost + price));
                }
            }
            if early {
                continue;
            }
            let late = filled.end.anchors.saturating_sub(next) as i64 * LATE;
            let balance = self.brief.genre.balance;
            let foot = if ends { adrift(&placed, &above, &filled, balance) } else { blanks(&filled, &above) };
            let echo = echoes(self.brief.galley, &placed, &columns, &filled);
            let alone = if ends { self.alone(next) } else { 0 };
            found.push((cost + late + foot + echo + alone, placed, columns, cost));
        }
        found.sort_by_key(|(rank, ..)| *rank);
        found.truncate(FILLED_ANEW);
        bench.lending = true;
        for (_, mut placed, columns, cost) in found {
            bench.forced = forced && placed.is_empty();
            let footed = fill_above(bench, &state.cursor, columns, &trial.sheet);
            bench.forced = false;
            footed.lift(&trial.sheet, &mut placed);
            if placed.iter().all(|p| p.float < footed.filled.end.anchors) {
                out.extend(self.state(bench, state, trial, (placed, footed, cost)));
            }
        }
        bench.lending = false;
    }

    /// The state after a sheet so filled; `None` where nothing went on it.
    fn state(
        &mut self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        trial: &Trial,
        (mut placed, footed, float_cost): (Vec<PlacedFloat>, Footed, i64),
    ) -> Option<State> {
        let Footed { mut columns, mut filled, feet, .. } = footed;
        let galley = self.brief.galley;
        let floats = state.floats + trial.sheet.floats + whole(&placed);
        let moved = filled.end.key() != state.cursor.key() || !placed.is_empty();
        let under = match placed.last() {
            Some(last) => last.rest.clone(),
            None => state.under.clone(),
        };
        if !moved
            && floats == state.floats
            && trial.sheet.used == state.used
            && !trial.sheet.frames.iter().any(|f| !f.items.is_empty())
        {
            return None;
        }
        let text_done = filled.end.is_done(bench.flow);
        let mut done = text_done && floats >= galley.floats.len();
        if done && !self.framed_done(trial) {
            done = false;
        }
        let goes_on = framed_key(&trial.sheet.under) != framed_key(&state.framed);
        if !moved && !done && !goes_on && floats == state.floats && trial.sheet.used == state.used {
            return None;
        }
        // An advertisement of a column stands beside text.
        let fresh = trial.sheet.used & !state.used;
        if !moved && trial.sheet.threaded && self.column_ad().is_some_and(|bit| fresh & bit != 0) {
            return None;
        }
        let (start, whole) = (state.cursor.clone(), columns.clone());
        let mut cost = state.cost + trial.extra + float_cost + PAGE * trial.sheet.pages as i64;
        if done {
            cost += self.close(bench, state, &mut filled, &mut columns);
            rise(&mut placed, foot(&whole), foot(&columns));
            let foot = columns.iter().zip(&filled.used).map(|(b, u)| b.top + u).max().unwrap_or(0);
            if state.pages > 0
                && trial.sheet.threaded
                && placed.is_empty()
                && foot * 6 < i64::from(bench.page.lines)
            {
                cost += STUB;
            }
            cost += adrift(&placed, &columns, &filled, false)
                + beside(&placed, &whole, &filled)
                + self.unplaced(&trial.sheet) * UNPLACED;
        } else if trial.sheet.threaded {
            cost += blanks(&filled, &columns);
        }
        cost += filled.cost + echoes(galley, &placed, &columns, &filled);
        let late = filled.end.anchors.saturating_sub(floats);
        cost += late as i64 * LATE;
        let leaf = Leaf {
            sheet: Arc::clone(&trial.sheet),
            filled: Arc::new(filled.clone()),
            bins: columns,
            floats: placed,
            feet,
            opens: state.pages == 0 && self.brief.from.is_none(),
            closes: done,
        };
        let node = Some(Arc::new(Node { leaf, start, whole, before: state.node.clone() }));
        let pages = state.pages + trial.sheet.pages as u32;
        Some(State {
            cursor: filled.end,
            floats,
            under,
            framed: trial.sheet.under.clone(),
            used: trial.sheet.used,
            step: trial.step,
            pages,
            cost,
            lost: if done { self.unplaced(&trial.sheet) } else { self.lost(trial) },
            node,
            done,
        })
    }

    /// The bit of an advertisement that is no page of its own.
    fn column_ad(&self) -> Option<u64> {
        let galley = self.brief.galley;
        galley.ad_size.as_ref()?;
        galley.framed.keys().position(|k| k == "ad").map(|n| 1 << n.min(31))
    }

    /// Whether all framed content has found its frame, or no master left in the sequence could take it.
    fn framed_done(&self, trial: &Trial) -> bool {
        let galley = self.brief.galley;
        let heading = galley.heading.is_empty() || trial.sheet.used & HEADING != 0;
        let later = options(self.brief.sequence, trial.step);
        let takes = |role: &str| {
            later
                .iter()
                .filter_map(|(m, _)| self.brief.layout.masters.get(m))
                .any(|m| m.frames.iter().any(|f| f.role == role))
        };
        // Behind the text no page is made for an advertisement of a column.
        let ad = |role: &str| role == "ad" && galley.ad_size.is_some();
        let open =
            |n: usize, role: &str| trial.sheet.used & (1 << n.min(31)) == 0 && takes(role) && !ad(role);
        (heading || !takes("heading")) && !galley.framed.keys().enumerate().any(|(n, role)| open(n, role))
    }

    /// How much framed content has found no frame and never will: no master from here on takes it.
    fn lost(&self, trial: &Trial) -> i64 {
        let later = options(self.brief.sequence, trial.step);
        let takes = |role: &str| {
            let masters = later.iter().filter_map(|(m, _)| self.brief.layout.masters.get(m));
            masters.flat_map(|m| &m.frames).any(|f| f.role == role)
        };
        let open = |n: usize| trial.sheet.used & (1 << n.min(31)) == 0;
        let roles = self.brief.galley.framed.keys().enumerate();
        roles.filter(|(n, role)| open(*n) && !takes(role)).count() as i64
    }

    /// How much framed content has found no frame.
    fn unplaced(&self, sheet: &Sheet) -> i64 {
        let galley = self.brief.galley;
        let framed = (0..galley.framed.len()).filter(|n| sheet.used & (1 << n.min(&31)) == 0).count();
        let heading = !galley.heading.is_empty() && sheet.used & HEADING == 0;
        framed as i64 + i64::from(heading)
    }

    /// Levels the last page's columns; returns what its unevenness and emptiness cost.
    fn close(
        &self,
        bench: &mut Bench<'_, '_>,
        state: &State,
        filled: &mut Filled,
        columns: &mut Vec<Bin>,
    ) -> i64 {
        if self.brief.genre.balance
            && let Some((leveled, cut)) = level(bench, &state.cursor, columns)
        {
            *filled = leveled;
            *columns = cut;
        }
        let feet = feet(columns, &filled.used, false);
        let (low, high) = (feet.iter().min().copied().unwrap_or(0), feet.iter().max().copied().unwrap_or(0));
        let page = i64::from(bench.page.lines);
        let empty = (page * 2 / 3 - high).max(0);
        (high - low) * UNEVEN + empty * empty * EMPTY
    }
}

/// Lines of a sheet's columns that neither text nor floats take.
#[must_use]
pub fn room(leaf: &Leaf) -> usize {
    let all: i64 = bins(&leaf.sheet.strips).iter().map(|b| b.lines).sum();
    // A float keeps a blank line from the text.
    let floats: i64 = leaf.floats.iter().map(|f| (f.set.lines + 1) * f.columns as i64).sum();
    let used: i64 = leaf.filled.used.iter().sum();
    usize::try_from((all - floats - used).max(0)).unwrap_or(0)
}

/// Levels the last page of a course to the line, by lines that paragraphs lend.
fn finish(bench: &mut Bench<'_, '_>, course: &mut Course, node: Option<&Node>) {
    let (Some(leaf), Some(node)) = (course.leaves.last_mut(), node) else { return };
    let before = foot(&leaf.bins);
    let made = ((*leaf.filled).clone(), std::mem::take(&mut leaf.bins));
    let (filled, bins) = even(bench, &node.start, &node.whole, made);
    rise(&mut leaf.floats, before, foot(&bins));
    leaf.filled = Arc::new(filled);
    leaf.bins = bins;
}

/// What blank space beside floats at the foot of a last page costs: text should stand there.
fn beside(placed: &[PlacedFloat], whole: &[Bin], filled: &Filled) -> i64 {
    let foot = foot(whole);
    if placed.iter().all(|f| f.line + f.set.lines < foot) {
        return 0;
    }
    whole.iter().zip(&filled.used).map(|(b, u)| b.lines - u).map(|n| n * n).sum()
}

/// What blank space between the text of a last page and the floats that stand below it costs, and what floats cost
/// that reach beyond the text; `rises`: those at the foot rise to the text.
fn adrift(placed: &[PlacedFloat], columns: &[Bin], filled: &Filled, rises: bool) -> i64 {
    let foot = columns.iter().zip(&filled.used).map(|(b, u)| b.top + u).max().unwrap_or(0);
    let stays = placed.iter().filter(|f| !(rises && f.foot.is_some()));
    stays.map(|f| (f.line - foot - 1).max(0)).map(|n| n * n * BLANK / 4).sum()
}

fn course(state: &State, overset: Option<Cursor>) -> Course {
    let mut leaves = Vec::new();
    let mut node = state.node.as_ref();
    while let Some(n) = node {
        leaves.push(n.leaf.clone());
        node = n.before.as_ref();
    }
    leaves.reverse();
    let cost = state.cost + if overset.is_some() { UNPLACED } else { 0 };
    Course { leaves, pages: state.pages, cost, overset, rest: None }
}

/// What blank lines at the feet of a page that is not the last cost.
fn blanks(filled: &Filled, columns: &[Bin]) -> i64 {
    columns.iter().zip(&filled.used).map(|(b, used)| (b.lines - used).max(0)).map(|n| n * n * BLANK).sum()
}

fn other(side: Side) -> Side {
    match side {
        Side::Recto => Side::Verso,
        Side::Verso => Side::Recto,
    }
}

/// The masters that may come at `step` of a sequence, and the step behind each, in order of preference.
fn options(sequence: &[Vec<SequenceStep>], step: usize) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    let mut at = step.min(sequence.len().saturating_sub(1));
    while let Some(alternatives) = sequence.get(at) {
        for a in alternatives {
            let next = if a.repeat { at } else { at + 1 };
            if !out.iter().any(|(m, _)| *m == a.master) {
                out.push((a.master.clone(), next));
            }
        }
        if !alternatives.iter().all(|a| a.repeat) {
            break;
        }
        at += 1;
    }
    out
}
