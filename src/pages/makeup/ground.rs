//! Floats at their places on a sheet's columns, and what of the columns they leave: the same for every text that asks.
//! Prices places through `floats`; fills nothing.

use super::boxes::Bench;
use super::column::Spot;
use super::fill::Bin;
use super::leaf::{PlacedFloat, Under};
use super::search::{Search, State, Trial};
use super::strips::{Strip, bins};
use crate::pages::galley::Flow;
use std::cell::RefCell;
use std::rc::Rc;

/// Sheets whose grounds are kept: those of the pages that the search has before it.
const MOST_KEPT: usize = 48;

/// Grounds with one float more, the cheapest place first.
type Onward = Rc<[Rc<Ground>]>;

/// A sheet's columns with floats on them.
pub(super) struct Ground {
    /// The columns and what of them is free.
    pub strips: Vec<Strip>,
    /// The floats.
    pub placed: Vec<PlacedFloat>,
    /// What the thread fills.
    pub columns: Rc<[Bin]>,
    /// What the places cost.
    pub price: i64,
    /// The next float's places: by whether all text stands already, and whether a head stands in the thread here.
    onward: RefCell<[Option<Onward>; 3]>,
}

impl Ground {
    fn new(strips: Vec<Strip>, placed: Vec<PlacedFloat>, price: i64) -> Rc<Self> {
        let columns = bins(&strips).into();
        Rc::new(Self { strips, placed, columns, price, onward: RefCell::default() })
    }
}

/// Which places a float has beside those that it has anywhere.
fn manner(bench: &Bench<'_, '_>, start: &Spot) -> usize {
    let first = bench.flow.iter().find_map(|f| if let Flow::Text(block) = f { Some(block) } else { None });
    let heads =
        start.block == 0 && start.line == 0 && first.is_some_and(|block| matches!(block.id, Some((_, None))));
    if start.is_done(bench.flow) { 1 } else { usize::from(heads) * 2 }
}

impl Search<'_, '_> {
    /// The columns of a sheet under trial without floats, known from other trials with the same ones.
    pub(super) fn bare(&mut self, state: &State, trial: &Trial) -> Rc<Ground> {
        let (next, strips) = (state.floats + trial.sheet.floats, &trial.sheet.strips);
        if state.under.is_none() {
            let mut known = self.bare.iter().rev();
            if let Some((_, bare)) = known.find(|(n, bare)| *n == next && bare.strips == *strips) {
                return Rc::clone(bare);
            }
        }
        let bare = Ground::new(strips.clone(), Vec::new(), 0);
        if state.under.is_none() {
            if self.bare.len() >= MOST_KEPT {
                self.bare.remove(0);
            }
            self.bare.push((next, Rc::clone(&bare)));
        }
        bare
    }

    /// `ground` with the next float at each of its places, the cheapest first.
    pub(super) fn grounds(
        &mut self,
        bench: &mut Bench<'_, '_>,
        (next, under): (usize, Option<&Under>),
        ground: &Ground,
        start: &Spot,
    ) -> Onward {
        // Where it stands beside its text depends on that.
        let alone = under.is_some() || self.stands_by_text(next);
        let manner = manner(bench, start);
        let known = ground.onward.borrow().get(manner).cloned().flatten().filter(|_| !alone);
        if let Some(known) = known {
            return known;
        }
        let mut places = self.places(bench, (next, under), (&ground.strips, &ground.placed), start);
        places.reverse();
        let made = places.into_iter().map(|(strips, float, price)| {
            let placed = ground.placed.iter().cloned().chain([float]).collect();
            Ground::new(strips, placed, ground.price + price)
        });
        let made: Onward = made.collect();
        if let Some(place) = ground.onward.borrow_mut().get_mut(manner).filter(|_| !alone) {
            *place = Some(Rc::clone(&made));
        }
        made
    }
}
