//! Ways to set an article: courses of sheets, filled, with their floats.
//! Finds none.

use super::boxes::BoxAt;
use super::feet::Foot;
use super::fill::{Bin, Cursor, Filled, PlacedRun};
use super::sheet::Sheet;
use crate::geom::Length;
use crate::pages::galley::{Narrow, SetBox};
use std::sync::Arc;

/// A way to set an article.
pub struct Course {
    /// Its sheets.
    pub leaves: Vec<Leaf>,
    /// Pages.
    pub pages: u32,
    /// What it costs.
    pub cost: i64,
    /// Where the thread ends, where it is not all set.
    pub overset: Option<Cursor>,
    /// Where the thread breaks off to go on elsewhere.
    pub rest: Option<Cursor>,
}

impl Course {
    /// The advertisements beside its text: page, from its first, and number in the issue.
    pub fn ads(&self) -> impl Iterator<Item = (u32, usize)> {
        let mut before = 0;
        let leaves = self.leaves.iter().map(move |leaf| {
            let first = before;
            before += leaf.sheet.pages as u32;
            leaf.sheet.ads.iter().map(move |(page, n)| (first + *page as u32, *n))
        });
        leaves.flatten()
    }
}

/// A sheet filled.
#[derive(Clone)]
pub struct Leaf {
    /// The sheet.
    pub sheet: Arc<Sheet>,
    /// The sheet that the course has there when it begins on the other side, where a search would find the same.
    pub(super) mirror: Option<Arc<Sheet>>,
    /// The thread on it.
    pub filled: Arc<Filled>,
    /// Its columns.
    pub bins: Vec<Bin>,
    /// Its floats.
    pub floats: Vec<PlacedFloat>,
    /// Notes at the foot of its pages.
    pub feet: Vec<Foot>,
    /// Whether it is the article's first.
    pub opens: bool,
    /// Whether it is the article's last.
    pub closes: bool,
}

impl Leaf {
    /// Whether columns for text are on it and nothing is in them.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        let text: i64 = self.filled.used.iter().sum();
        text == 0 && self.floats.is_empty() && !self.sheet.strips.is_empty()
    }

    /// Tables on it that break words.
    pub fn narrow(&self) -> impl Iterator<Item = &Narrow> {
        let boxes = self.filled.runs.iter().filter_map(PlacedRun::set);
        let floats = self.floats.iter().map(|f| &*f.set);
        floats.chain(boxes).flat_map(|set| &set.narrow).chain(&self.sheet.narrow)
    }
}

/// A float at its place.
#[derive(Clone)]
pub struct PlacedFloat {
    /// Which.
    pub float: usize,
    /// Page of the sheet.
    pub page: usize,
    /// Left edge from that page's trim.
    pub x: Length,
    /// Width.
    pub w: Length,
    /// Columns that it spans.
    pub columns: usize,
    /// First grid line.
    pub line: i64,
    /// One past the last grid line of its columns, where it stands at their foot and rises with it.
    pub foot: Option<i64>,
    /// Whether text goes round it: it stays where its lines make way.
    pub round: bool,
    /// As set.
    pub set: Arc<SetBox>,
    /// Whether a part of it stands before.
    pub again: bool,
    /// Where it goes on, where this is not the last of it.
    pub rest: Option<Under>,
}

/// A float of which parts stand already.
#[derive(Clone, Debug)]
pub struct Under {
    /// Where it goes on.
    pub at: Arc<BoxAt>,
    /// Columns that it spans.
    pub columns: usize,
}

/// A key for framed content that goes on at like places.
pub(super) fn framed_key(framed: &[(u64, Arc<BoxAt>)]) -> Vec<(u64, Vec<usize>)> {
    framed.iter().map(|(bit, at)| (*bit, at.key())).collect()
}

/// How many of the floats placed end on the sheet.
pub(super) fn whole<'p>(placed: impl Iterator<Item = &'p PlacedFloat>) -> usize {
    placed.filter(|p| p.rest.is_none()).count()
}
