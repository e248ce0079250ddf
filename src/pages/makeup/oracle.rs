//! The search against a greedy walk and against every way there is, and what it costs to search.
//! Judges no page.

use super::boxes::{Bench, Effort};
use super::leaf::{Course, Leaf};
use super::search::{Brief, Search, State, Trial, compose};
use super::trial::Way;
use crate::font::Fonts;
use crate::geom::{Length, Size};
use crate::issue::ArticleId;
use crate::layout::{Master, Side};
use crate::pages::chance::{Chance, Dice, Mix, with_columns};
use crate::pages::document::TagKind;
use crate::pages::galley::{Maker, Refs, build_with, genre_of};
use crate::typeset::{Setters, TagId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What `job` makes of a random article on a bench.
fn on_bench<T>(
    setters: &Setters<'_>,
    chance: &Chance,
    job: impl FnOnce(&mut Bench<'_, '_>, &Brief<'_>) -> T,
) -> T {
    let (article, design) = (&chance.issue.articles[0], &chance.designs.articles[0]);
    let layout = &*design.layout;
    let genre = genre_of(layout, &article.genre).unwrap();
    let steps = genre.sequence.iter().flatten();
    let masters: Vec<&Master> = steps.filter_map(|s| layout.masters.get(&s.master)).collect();
    setters.lend(|setter| {
        let refs = Refs::new();
        let mut maker = Maker::new(&chance.issue, ArticleId(0), article, design, &refs, setter, &masters);
        let root = maker.marks.tag(TagKind::Article, Some(TagId(0)));
        let galley = build_with(&mut maker, root);
        let mut bench = Bench::new(setter, &layout.page, &chance.issue, &galley.flow);
        bench.notes = &galley.notes;
        let sequence = &genre.sequence;
        let brief = Brief {
            galley: &galley,
            layout,
            genre,
            sequence,
            side: Side::Recto,
            most: None,
            stop: None,
            from: None,
            both: false,
        };
        job(&mut bench, &brief)
    })
}

fn least(courses: &[Course]) -> Option<i64> {
    courses.iter().filter(|c| c.overset.is_none()).map(|c| c.cost).min()
}

/// What a walk costs that takes the first master, every float as soon and as well as it can, and fills what is left.
fn walk(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> Option<i64> {
    let mut search = Search::new(brief);
    let mut state = State::start(bench, brief);
    while !state.done {
        let trials = search.trials(bench, &state);
        state = trials.iter().find_map(|trial| search.greedy(bench, &state, trial))?;
    }
    Some(state.cost)
}

#[test]
fn never_worse_than_a_greedy_walk_on_a_thousand_articles() {
    let fonts = Fonts::bundled();
    let setters = Setters::new(&fonts);
    let worse: Vec<(u64, Option<i64>, i64)> = (0..1000_u64)
        .into_par_iter()
        .filter_map(|seed| {
            let mix = [Mix::Words, Mix::Pictures, Mix::All][seed as usize % 3];
            let chance = Chance::new(seed, mix, 1 + seed % 6);
            on_bench(&setters, &chance, |bench, brief| {
                let walked = walk(bench, brief)?;
                let found = least(&compose(bench, brief).0);
                found.is_none_or(|f| f > walked).then_some((seed, found, walked))
            })
        })
        .collect();
    assert!(worse.is_empty(), "{worse:?}");
}

/// The least cost of all ways: every master, every set of floats at every place, lent lines or none, waiting text
/// or not; of ways that have come equally far only the cheapest goes on.
fn exhaust(bench: &mut Bench<'_, '_>, brief: &Brief<'_>) -> Option<i64> {
    let mut search = Search::new(brief);
    let mut layers = BTreeMap::from([(0, vec![State::start(bench, brief)])]);
    let mut best: Option<i64> = None;
    while let Some((_, states)) = layers.pop_first() {
        let mut cheapest: Vec<State> = Vec::new();
        for state in states.into_iter().filter(|s| best.is_none_or(|b| s.cost < b)) {
            match cheapest.iter_mut().find(|known| known.is_at(&state)) {
                Some(known) if state.cost < known.cost => *known = state,
                Some(_) => {}
                None => cheapest.push(state),
            }
        }
        for state in cheapest {
            let mut out = Vec::new();
            for trial in search.trials(bench, &state) {
                let (first, forced) = search.first(bench, &state, &trial);
                every(&mut search, bench, (&state, &trial, forced), &first, &mut out);
            }
            for next in out {
                if next.done {
                    best = Some(best.map_or(next.cost, |b| b.min(next.cost)));
                } else {
                    layers.entry(next.pages).or_insert_with(Vec::new).push(next);
                }
            }
        }
    }
    best
}

fn every(
    search: &mut Search<'_, '_>,
    bench: &mut Bench<'_, '_>,
    (state, trial, forced): (&State, &Trial, bool),
    way: &Way,
    out: &mut Vec<State>,
) {
    search.finish_way(bench, state, trial, (way, forced), out);
    let mut onward = Vec::new();
    if way.reached {
        search.onward(bench, (state, trial), &way.ground, usize::MAX, &mut onward);
    }
    for next in onward {
        every(search, bench, (state, trial, forced), &next, out);
    }
}

#[test]
fn finds_the_best_of_all_ways_for_small_articles() {
    let fonts = Fonts::bundled();
    let setters = Setters::new(&fonts);
    let mut tried = 0;
    let mut worse = Vec::new();
    for seed in 0..120 {
        let mut dice = Dice(seed * 7 + 1);
        let columns = 1 + dice.roll(3) as u32;
        let trim = Size::new(Length::mm(140), Length::mm(dice.pick(&[120, 160, 200])));
        let blocks = 2 + dice.roll(6);
        let chance = Chance::in_layout(&mut dice, with_columns(trim, columns), Mix::Pictures, blocks);
        on_bench(&setters, &chance, |bench, brief| {
            let floats = brief.galley.floats.len();
            if floats == 0 || floats > [3, 2, 1][columns as usize - 1] {
                return;
            }
            tried += 1;
            let (found, best) = (least(&compose(bench, brief).0), exhaust(bench, brief));
            if found != best {
                worse.push((seed, columns, floats, found, best));
            }
        });
    }
    assert!(tried >= 40, "{tried}");
    assert!(worse.is_empty(), "of {tried}: {worse:?}");
}

/// What makes a course: pages, cost, and of each sheet its columns, the lines used in them and its floats' places.
fn outline(course: &Course) -> (u32, i64, Vec<String>) {
    let leaf = |l: &Leaf| {
        let floats = l.floats.iter().map(|f| (f.float, f.page, f.x, f.w, f.line, f.set.lines));
        let runs = l.filled.runs.iter().map(|r| (r.bin, r.line));
        let (floats, runs) = (floats.collect::<Vec<_>>(), runs.collect::<Vec<_>>());
        format!("{:?} {:?} {:?} {runs:?} {floats:?}", l.sheet.side, l.bins, l.filled.used)
    };
    (course.pages, course.cost, course.leaves.iter().map(leaf).collect())
}

#[test]
fn mirrored_courses_are_those_that_a_search_finds_on_the_other_side() {
    let fonts = Fonts::bundled();
    let setters = Setters::new(&fonts);
    let mut tried = 0;
    for seed in 0..90_u64 {
        let mix = [Mix::Words, Mix::Pictures, Mix::All][seed as usize % 3];
        let chance = Chance::new(seed, mix, 1 + seed % 16);
        on_bench(&setters, &chance, |bench, brief| {
            let (recto, alike) = compose(bench, &Brief { both: true, ..*brief });
            if !alike {
                return;
            }
            tried += 1;
            let mirrored: Option<Vec<Course>> = recto.iter().map(Course::mirrored).collect();
            let (verso, _) = compose(bench, &Brief { side: Side::Verso, ..*brief });
            let outlines = |courses: &[Course]| courses.iter().map(outline).collect::<Vec<_>>();
            assert_eq!(mirrored.map(|m| outlines(&m)), Some(outlines(&verso)), "seed {seed}");
        });
    }
    assert!(tried >= 40, "{tried}");
}

/// Columns that are filled for each page of an article at the most, and configurations that are tried.
const MOST: (u64, u64) = (500, 1000);

#[test]
fn work_grows_with_the_pages_of_an_article_alone() {
    let fonts = Fonts::bundled();
    let setters = Setters::new(&fonts);
    let effort = |blocks: u64, seed: u64| -> (Effort, u64) {
        let chance = Chance::new(seed, Mix::All, blocks);
        on_bench(&setters, &chance, |bench, brief| {
            let (courses, _) = compose(bench, brief);
            (bench.effort, courses.iter().map(|c| u64::from(c.pages)).max().unwrap_or(0))
        })
    };
    let of = |blocks: u64| {
        let all: Vec<(Effort, u64)> = (0..6).into_par_iter().map(|seed| effort(blocks, seed)).collect();
        let sum = |count: fn(&Effort) -> u64| all.iter().map(|(e, _)| count(e)).sum::<u64>();
        (sum(|e| e.columns), sum(|e| e.configurations), all.iter().map(|(_, pages)| pages).sum::<u64>())
    };
    let all = [25, 50, 100, 200].map(of);
    for (columns, configurations, pages) in all {
        // A page more than there are is tried on the way.
        let pages = pages + 6;
        assert!(columns <= MOST.0 * pages && configurations <= MOST.1 * pages, "{all:?}");
    }
    // Short articles have few pages for their ways to differ on.
    let [_, first, _, last] = all;
    let more = |of: u64, than: u64| of * first.2 * 2 > than * last.2 * 3;
    assert!(!more(last.0, first.0), "four times the text: columns for each page of {all:?}");
    assert!(!more(last.1, first.1), "four times the text: configurations for each page of {all:?}");
}
