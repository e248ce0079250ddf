//! Floats at their places on a sheet's columns, and what of the columns they leave: the same for every text that asks.
//! Prices places through `floats`; fills nothing.

use super::boxes::Bench;
use super::column::Spot;
use super::fill::Bin;
use super::leaf::{PlacedFloat, Under};
use super::search::{Search, State, Trial};
use super::stand::{Stand, is_whole};
use super::strips::{Bins, Strip, bins, bins_into};
use crate::pages::galley::Flow;
use std::cell::RefCell;
use std::rc::Rc;

/// Sheets whose grounds are kept: those of the pages that the search has before it.
const MOST_KEPT: usize = 48;

/// Grounds with one float more, the cheapest place first.
type Onward = Rc<[Rc<Ground>]>;

/// What a float leaves, its place, and what that costs.
pub(super) type Found = (Left, PlacedFloat, i64);

/// What a float leaves of the columns of its sheet.
pub(super) enum Left {
    /// All but what it takes.
    Taken(Taken),
    /// These, with text round it.
    Round(Vec<Strip>),
}

/// The lines that a float takes.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    /// First strip.
    pub strip: usize,
    /// How many strips.
    pub span: usize,
    /// How high it stands.
    pub stand: Stand,
    /// Its first line.
    pub line: i64,
    /// Its lines.
    pub lines: i64,
}

impl Left {
    /// What is left of `strips`, in the memory that `out` has.
    fn of(&self, strips: &[Strip], out: &mut Vec<Strip>) {
        match self {
            Self::Round(left) => left.as_slice().clone_into(out),
            Self::Taken(taken) => {
                strips.clone_into(out);
                taken.take(out);
            }
        }
    }
}

impl Taken {
    /// Takes the float's lines out of what is free of `strips`, with a blank line about them.
    fn take(&self, strips: &mut [Strip]) {
        let whole = is_whole(strips, self.strip, self.span);
        for (n, strip) in strips.iter_mut().enumerate() {
            if (self.strip..self.strip + self.span).contains(&n) {
                strip.take(self.stand, self.line, self.lines, whole);
            }
            let foot = strip.free.last().map(|(_, f)| *f);
            strip.free.retain(|(t, f)| f - t >= 2 || (whole && f > t));
            // Below a column in which nothing is left floats hang none the less: they rise no higher than that.
            if let Some(foot) =
                foot.filter(|foot| strip.hang > 0 && strip.free.last().map(|(_, f)| *f) != Some(*foot))
            {
                strip.free.push((foot, foot));
            }
        }
    }
}

/// A sheet's columns with floats on them.
pub(super) struct Ground {
    /// The columns before the last float was placed, and what of them was free.
    under: Rc<[Strip]>,
    /// What the last float left of them.
    left: Option<Left>,
    /// The floats but the last.
    before: Rc<[PlacedFloat]>,
    /// The last.
    last: Option<PlacedFloat>,
    /// What the thread fills.
    pub columns: Bins,
    /// How many of the floats end on the sheet.
    whole: usize,
    /// What the places cost.
    pub price: i64,
    /// The next float's places: by whether all text stands already, and whether a head stands in the thread here.
    onward: RefCell<[Option<Onward>; 3]>,
}

impl Ground {
    /// The columns `strips` without floats.
    fn bare(strips: &[Strip]) -> Rc<Self> {
        Rc::new(Self {
            under: strips.into(),
            left: None,
            before: Rc::default(),
            last: None,
            columns: bins(strips).into(),
            whole: 0,
            price: 0,
            onward: RefCell::default(),
        })
    }

    /// The floats.
    pub(super) fn placed(&self) -> impl Iterator<Item = &PlacedFloat> + Clone {
        self.before.iter().chain(&self.last)
    }

    /// The one placed last.
    pub(super) fn last(&self) -> Option<&PlacedFloat> {
        self.last.as_ref()
    }

    /// How many of them end on the sheet.
    pub(super) fn whole(&self) -> usize {
        self.whole
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.before.len() + usize::from(self.last.is_some())
    }

    /// The columns and what of them is free.
    fn strips(&self) -> Rc<[Strip]> {
        let Some(left) = &self.left else { return Rc::clone(&self.under) };
        let mut strips = Vec::new();
        left.of(&self.under, &mut strips);
        strips.into()
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
            if let Some((_, bare)) = known.find(|(n, bare)| *n == next && *bare.under == **strips) {
                return Rc::clone(bare);
            }
        }
        let bare = Ground::bare(strips);
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
        (next, under_way): (usize, Option<&Under>),
        ground: &Ground,
        start: &Spot,
    ) -> Onward {
        // Where it stands beside its text depends on that.
        let alone = under_way.is_some() || self.stands_by_text(next);
        let manner = manner(bench, start);
        let known = ground.onward.borrow().get(manner).cloned().flatten().filter(|_| !alone);
        if let Some(known) = known {
            return known;
        }
        let (under, before): (_, Rc<[PlacedFloat]>) = (ground.strips(), ground.placed().cloned().collect());
        let places = self.places(bench, (next, under_way), (&under, ground), start);
        let (mut strips, mut columns) = (Vec::new(), Vec::with_capacity(places.len() * (under.len() + 1)));
        let mut ends = Vec::with_capacity(places.len());
        for (left, ..) in &places {
            left.of(&under, &mut strips);
            bins_into(&strips, &mut columns);
            ends.push(columns.len());
        }
        let columns: Rc<[Bin]> = columns.into();
        let mut from = 0;
        let made = places.into_iter().zip(ends).map(|((left, float, price), end)| {
            let columns = Bins::part(&columns, std::mem::replace(&mut from, end)..end);
            Rc::new(Ground {
                under: Rc::clone(&under),
                left: Some(left),
                before: Rc::clone(&before),
                whole: ground.whole + usize::from(float.rest.is_none()),
                last: Some(float),
                columns,
                price: ground.price + price,
                onward: RefCell::default(),
            })
        });
        let made: Onward = made.collect();
        if let Some(place) = ground.onward.borrow_mut().get_mut(manner).filter(|_| !alone) {
            *place = Some(Rc::clone(&made));
        }
        made
    }
}
