//! The search for an article's pages: masters, places of floats, columns; dynamic programming with a beam.
//! Draws nothing. Work is bounded: states a page and configurations a state are constants.

use super::boxes::{Bench, BoxAt};
use super::column::{Cast, Spot};
use super::feet::Foot;
use super::fill::Cursor;
use super::ground::Ground;
use super::jump::{self, Break};
use super::leaf::{Course, Leaf, PlacedFloat, Under, framed_key};
use super::level::{even, foot, tighten};
use super::mirror::alike;
use super::sheet::{HEADING, LayState, Sheet, lay};
use super::stand::rise;
use super::strips::{Bins, bins, deepest};
use super::trial::Way;
use crate::geom::Length;
use crate::layout::{Genre, Layout, SequenceStep, Side};
use crate::pages::galley::{Galley, SetBox};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// States kept for each page number.
const BEAM: usize = 12;
/// Pages of one article at the most.
const MOST_PAGES: u32 = 2000;
/// Lines that tightened paragraphs may save at the most.
const MOST_SAVED: i64 = 16;
/// Lines that are saved beyond those over: columns do not always come out even.
const SPARE: [i64; 3] = [1, 3, 6];
/// Price of the second-choice master, third-choice, ….
const SECOND_CHOICE: i64 = 750;
/// Price of content that does not fit its frame.
const OVERFULL: i64 = 5000;
/// Price of content that covers other content.
const COVERS: i64 = 50_000;
/// Price of content that found no frame.
pub const UNPLACED: i64 = 1_000_000;

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
    /// Whether its courses from the other side on are wanted, too.
    pub both: bool,
}

/// A sheet of a way, and those before it.
pub(super) struct Node {
    /// The sheet.
    pub(super) sketch: Sketch,
    /// Where the thread began on it.
    pub(super) start: Spot,
    /// Its columns before they were levelled.
    pub(super) whole: Bins,
    /// The sheet before.
    pub(super) before: Option<Rc<Node>>,
}

/// A sheet filled, as long as nobody knows whether it will do.
pub(super) struct Sketch {
    /// The sheet.
    pub(super) sheet: Arc<Sheet>,
    /// The same on the other side.
    pub(super) mirror: Option<Arc<Sheet>>,
    /// The thread on it.
    pub(super) filled: Cast,
    /// Its columns.
    pub(super) bins: Bins,
    /// Its floats.
    pub(super) floats: Vec<PlacedFloat>,
    /// Notes at the foot of its pages.
    pub(super) feet: Vec<Foot>,
    /// Whether it is the article's first.
    pub(super) opens: bool,
    /// Whether it is the article's last.
    pub(super) closes: bool,
}

impl Sketch {
    fn leaf(&self) -> Leaf {
        Leaf {
            sheet: Arc::clone(&self.sheet),
            mirror: self.mirror.clone(),
            filled: Arc::new(self.filled.filled()),
            bins: self.bins.to_vec(),
            floats: self.floats.clone(),
            feet: self.feet.clone(),
            opens: self.opens,
            closes: self.closes,
        }
    }
}

/// How far a way has come.
#[derive(Clone)]
pub(super) struct State {
    /// The thread.
    pub(super) cursor: Spot,
    /// Floats placed.
    pub(super) floats: usize,
    /// Where the next float goes on, when a part of it stands.
    pub(super) under: Option<Under>,
    /// Framed content of which parts stand, by its bit.
    pub(super) framed: Vec<(u64, Arc<BoxAt>)>,
    /// Bits of framed content placed.
    pub(super) used: u64,
    /// Step of the sequence that comes next.
    pub(super) step: usize,
    /// Pages.
    pub(super) pages: u32,
    /// What it has cost.
    pub(super) cost: i64,
    /// Framed content that no master to come can take; of a whole way that none took.
    pub(super) lost: i64,
    /// Its sheets.
    pub(super) node: Option<Rc<Node>>,
    /// Whether everything is set.
    pub(super) done: bool,
    /// Whether a greedy walk comes by here.
    pub(super) walks: bool,
}

/// The best courses of an article, one for each number of pages; at least one. Where its text ends with a few lines
/// on a page of their own, or is a few lines over, paragraphs are asked for a line less (Knuth & Plass 1981,
/// looseness) to save the page. Where those from the other side on are wanted, too: whether they are the same, mirrored.
pub fn compose(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> (Vec<Course>, bool) {
    let deepest = deepest(bench.page, brief.layout, brief.sequence);
    if deepest != std::mem::replace(&mut bench.deepest, deepest) {
        bench.columns.clear();
    }
    let (mut courses, mut alike) = search(bench, brief);
    if brief.stop.is_some() {
        return (courses, false);
    }
    let Some((over, width)) = surplus(bench, &courses) else { return (courses, alike) };
    let least = courses.iter().filter(|c| c.overset.is_none()).map(|c| c.pages).min();
    for more in SPARE {
        let Some((lent, price)) = tighten(bench, width, over + more) else { break };
        let kept = std::mem::take(&mut bench.columns);
        bench.lent = lent;
        let (tight, also) = search(bench, brief);
        alike &= also;
        bench.lent.clear();
        bench.columns = kept;
        let saved = tight.into_iter().filter(|c| c.overset.is_none() && least.is_none_or(|n| c.pages < n));
        let saved: Vec<Course> = saved.map(|c| Course { cost: c.cost + price, ..c }).collect();
        if !saved.is_empty() {
            courses.retain(|c| c.overset.is_none());
            courses.extend(saved);
            courses.sort_by_key(|c| c.pages);
            break;
        }
    }
    (courses, alike)
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

/// The courses that are found, and whether those from the other side on would be the same.
fn search(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> (Vec<Course>, bool) {
    let mut search = Search::new(brief);
    let mut layers: BTreeMap<u32, Vec<State>> = BTreeMap::from([(0, vec![State::start(bench, brief)])]);
    let (mut last_live, mut stopped) = (None, None);
    while let Some((pages, mut states)) = layers.pop_first() {
        // A way that leaves content without a frame is no reason to stop.
        let whole = || search.finals.iter().filter(|(_, s)| s.lost == 0);
        if whole().next().is_some_and(|(least, _)| pages > least + 1) {
            // What is dearer already than a whole way comes to nothing better.
            let best = whole().map(|(_, s)| s.cost).min().unwrap_or(i64::MAX);
            states.retain(|s| s.cost < best);
        }
        if pages >= MOST_PAGES {
            break;
        }
        if brief.stop.is_some_and(|stop| pages >= stop) {
            stopped = stopped.or(prune(states).into_iter().next());
            continue;
        }
        if brief.most.is_some_and(|most| pages >= most) {
            // Of the ways that are full, the one that holds most text tells best how much is over.
            let far = |s: &State| (s.cursor.block, s.cursor.line, s.floats, -s.cost);
            last_live = prune(states).into_iter().max_by_key(far).or(last_live);
            continue;
        }
        for state in prune(states) {
            let next = search.expand(bench, &state);
            if next.is_empty() {
                last_live = Some(state);
            }
            for s in next {
                search.keep(s, &mut layers);
            }
        }
    }
    let alike = search.alike;
    (search.courses(bench, last_live, stopped), alike)
}

/// The cheapest states, one for each place in the text, and those by which a greedy walk comes.
fn prune(mut states: Vec<State>) -> Vec<State> {
    states.sort_by_key(State::price);
    let walked: Vec<State> = states.iter().filter(|s| s.walks).cloned().collect();
    let mut out: Vec<State> = Vec::with_capacity(BEAM + walked.len());
    for state in states {
        // Behind the cheapest only those matter by which a walk comes.
        if out.len() >= BEAM && !walked.iter().any(|walk| walk.is_at(&state)) {
            continue;
        }
        match out.iter_mut().find(|cheaper| cheaper.is_at(&state)) {
            Some(cheaper) => cheaper.walks |= state.walks,
            None => out.push(state),
        }
    }
    out
}

pub(super) struct Search<'b, 'a> {
    pub(super) brief: &'b Brief<'a>,
    pub(super) float_boxes: BTreeMap<(usize, Length, i64), Arc<SetBox>>,
    /// Bare columns of sheets that were tried, and the next float on each.
    pub(super) bare: Vec<(usize, Rc<Ground>)>,
    /// Room for the configurations of a sheet.
    pub(super) ways: Vec<Way>,
    finals: BTreeMap<u32, State>,
    /// Whether all sheets so far are the same on the other side.
    alike: bool,
}

/// A sheet under trial.
pub(super) struct Trial {
    /// The sheet.
    pub(super) sheet: Arc<Sheet>,
    /// The same on the other side, where that is wanted and a search would find the same there.
    pub(super) mirror: Option<Arc<Sheet>>,
    /// Step of the sequence behind it.
    pub(super) step: usize,
    /// What its master costs.
    pub(super) extra: i64,
    /// Whether the article must end on it, or must not.
    pub(super) only: Option<bool>,
}

impl State {
    /// Before the first page.
    pub(super) fn start(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> Self {
        Self {
            cursor: bench.columns.spot(brief.from.map(|b| b.cursor.clone()).unwrap_or_default()),
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
            walks: true,
        }
    }

    /// What it has cost, and what it will cost that content finds no frame.
    pub(super) fn price(&self) -> i64 {
        self.cost + self.lost * UNPLACED
    }

    /// Whether another way has come equally far, so that both go on alike.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        let place = |s: &Self| (s.floats, s.step, s.used);
        let under = |s: &Self| s.under.as_ref().map(|u| u.at.key());
        place(self) == place(other)
            && self.cursor.is_at(&other.cursor)
            && under(self) == under(other)
            && framed_key(&self.framed) == framed_key(&other.framed)
    }
}

impl<'b, 'a> Search<'b, 'a> {
    /// A search that has tried nothing.
    pub(super) fn new(brief: &'b Brief<'a>) -> Self {
        let plain = brief.galley.floats.iter().all(|f| f.rule.wrap.is_none());
        let alike = brief.both && plain && brief.stop.is_none() && brief.from.is_none();
        let (float_boxes, finals) = (BTreeMap::new(), BTreeMap::new());
        Self { brief, float_boxes, bare: Vec::new(), ways: Vec::new(), finals, alike }
    }
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
        let mut out: Vec<(Course, Option<Rc<Node>>)> =
            self.finals.into_values().map(|s| (course(&s, None), s.node)).collect();
        for (course, node) in out.iter_mut().filter(|_| balance) {
            finish(bench, course, node.as_deref());
        }
        let mut out: Vec<Course> = out.into_iter().map(|(c, _)| c).collect();
        let least = out.iter().map(|c| c.cost).min().unwrap_or(0);
        out.retain(|c| c.cost < least + UNPLACED);
        if let (Some(state), true) = (stopped, out.is_empty()) {
            let rest = Some((*state.cursor).clone());
            out.push(Course { rest, ..course(&state, None) });
        }
        if let (Some(state), true) = (stuck, out.is_empty()) {
            let overset = (*state.cursor).clone();
            out.push(course(&state, Some(overset)));
        }
        out
    }

    /// The ways that go on from `state` by a sheet.
    fn expand(&mut self, bench: &mut Bench<'_, '_>, state: &State) -> Vec<State> {
        let mut out = Vec::new();
        let mut walks = state.walks;
        for trial in self.trials(bench, state) {
            self.try_sheet(bench, state, &trial, &mut out);
            if walks && let Some(next) = self.greedy(bench, state, &trial) {
                out.push(State { walks: true, ..next });
                walks = false;
            }
        }
        out
    }

    /// The sheets that may come behind `state`, in order of preference.
    pub(super) fn trials(&mut self, bench: &mut Bench<'_, '_>, state: &State) -> Vec<Trial> {
        let side = if state.pages.is_multiple_of(2) { self.brief.side } else { other(self.brief.side) };
        let mut out = Vec::new();
        for (choice, (name, step)) in options(self.brief.sequence, state.step).into_iter().enumerate() {
            let Some(master) = self.brief.layout.masters.get(name) else { continue };
            let lay_state = LayState {
                galley: self.brief.galley,
                used: state.used,
                next_float: state.floats,
                under: &state.framed,
            };
            let laid = lay(bench, master, side, &lay_state);
            let mirror = self.alike.then(|| lay(bench, master, other(side), &lay_state)).flatten();
            self.alike &= match (&laid, &mirror) {
                (Some(one), Some(two)) => alike(one, two),
                (one, two) => one.is_none() && two.is_none(),
            };
            let Some(mut sheet) = laid else { continue };
            let mirror = mirror.filter(|_| self.alike).map(Arc::new);
            bench.effort.sheets += 1;
            if self.brief.from.is_some() && state.pages == 0 {
                jump::head_line(bench, self.brief, &mut sheet);
            }
            let covers = sheet.overfull.iter().filter(|o| o.covers.is_some()).count() as i64 * COVERS;
            let extra = choice as i64 * SECOND_CHOICE + sheet.overfull.len() as i64 * OVERFULL + covers;
            if !jump::stops(self.brief, state.pages, sheet.pages) {
                out.push(Trial { sheet: Arc::new(sheet), mirror, step, extra, only: None });
                continue;
            }
            // Here the article ends, or it says where it goes on.
            let mut breaks = sheet.clone();
            jump::foot_line(bench, self.brief, &mut breaks);
            out.push(Trial { sheet: Arc::new(sheet), mirror: None, step, extra, only: Some(true) });
            out.push(Trial { sheet: Arc::new(breaks), mirror: None, step, extra, only: Some(false) });
        }
        out
    }

    /// The bits of advertisements that are no pages of their own.
    pub(super) fn column_ads(&self) -> u64 {
        let galley = self.brief.galley;
        let names = galley.framed.keys().enumerate();
        names.filter(|(_, k)| galley.ads.contains_key(*k)).map(|(n, _)| 1 << n.min(31)).sum()
    }

    /// Whether all framed content has found its frame, or no master left in the sequence could take it.
    pub(super) fn framed_done(&self, trial: &Trial) -> bool {
        let galley = self.brief.galley;
        if galley.heading.is_empty() && galley.framed.is_empty() {
            return true;
        }
        let heading = galley.heading.is_empty() || trial.sheet.used & HEADING != 0;
        let later = options(self.brief.sequence, trial.step);
        let takes = |role: &str| {
            later
                .iter()
                .filter_map(|(m, _)| self.brief.layout.masters.get(*m))
                .any(|m| m.frames.iter().any(|f| f.role == role))
        };
        // Behind the text no page is made for an advertisement of a column.
        let ad = |role: &str| galley.ads.contains_key(role);
        let open =
            |n: usize, role: &str| trial.sheet.used & (1 << n.min(31)) == 0 && takes(role) && !ad(role);
        (heading || !takes("heading")) && !galley.framed.keys().enumerate().any(|(n, role)| open(n, role))
    }

    /// How much framed content has found no frame and never will: no master from here on takes it.
    pub(super) fn lost(&self, trial: &Trial) -> i64 {
        if self.brief.galley.framed.is_empty() {
            return 0;
        }
        let later = options(self.brief.sequence, trial.step);
        let takes = |role: &str| {
            let masters = later.iter().filter_map(|(m, _)| self.brief.layout.masters.get(*m));
            let role = if self.brief.galley.ads.contains_key(role) { "ad" } else { role };
            masters.flat_map(|m| &m.frames).any(|f| f.role == role)
        };
        let open = |n: usize| trial.sheet.used & (1 << n.min(31)) == 0;
        let roles = self.brief.galley.framed.keys().enumerate();
        roles.filter(|(n, role)| open(*n) && !takes(role)).count() as i64
    }

    /// How much framed content has found no frame.
    pub(super) fn unplaced(&self, sheet: &Sheet) -> i64 {
        let galley = self.brief.galley;
        let framed = (0..galley.framed.len()).filter(|n| sheet.used & (1 << n.min(&31)) == 0).count();
        let heading = !galley.heading.is_empty() && sheet.used & HEADING == 0;
        framed as i64 + i64::from(heading)
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
    let made = (node.sketch.filled.clone(), node.sketch.bins.clone());
    let (filled, bins) = even(bench, &node.start, &node.whole, made);
    rise(&mut leaf.floats, before, foot(&bins));
    leaf.filled = Arc::new(filled.filled());
    leaf.bins = bins.to_vec();
}

fn course(state: &State, overset: Option<Cursor>) -> Course {
    let mut leaves = Vec::new();
    let mut node = state.node.as_ref();
    while let Some(n) = node {
        leaves.push(n.sketch.leaf());
        node = n.before.as_ref();
    }
    leaves.reverse();
    let cost = state.cost + if overset.is_some() { UNPLACED } else { 0 };
    Course { leaves, pages: state.pages, cost, overset, rest: None }
}

fn other(side: Side) -> Side {
    match side {
        Side::Recto => Side::Verso,
        Side::Verso => Side::Recto,
    }
}

/// The masters that may come at `step` of a sequence, and the step behind each, in order of preference.
fn options(sequence: &[Vec<SequenceStep>], step: usize) -> Vec<(&str, usize)> {
    let mut out: Vec<(&str, usize)> = Vec::new();
    let mut at = step.min(sequence.len().saturating_sub(1));
    while let Some(alternatives) = sequence.get(at) {
        for a in alternatives {
            let next = if a.repeat { at } else { at + 1 };
            if !out.iter().any(|(m, _)| *m == a.master) {
                out.push((&a.master, next));
            }
        }
        if !alternatives.iter().all(|a| a.repeat) {
            break;
        }
        at += 1;
    }
    out
}
