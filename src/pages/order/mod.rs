//! The running order: which page each piece begins on, blanks, advertisements, the multiple of pages.
//! Knows page counts and costs only; composes nothing.

mod barcode;
pub mod contents;
pub mod folio;
pub mod furniture;
pub mod own;
mod rival;

pub use rival::Rival;

use crate::issue::Start;
use crate::layout::Side;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A piece of the running order with the ways to set it.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it may begin.
    pub start: Start,
    /// Whether nothing may stand between it and the piece before it.
    pub glued: bool,
    /// Ways to set it from a recto on.
    pub recto: Vec<Way>,
    /// Ways to set it from a verso on.
    pub verso: Vec<Way>,
}

/// A way to set a piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// Its pages.
    pub pages: u32,
    /// What it costs.
    pub cost: i64,
    /// The advertisements on its first and last page that have rivals.
    pub ads: [Option<Rival>; 2],
}

/// What ways so far have in common that compete: pages; which of the advertisements that wait have stood; the one on
/// the left-hand page of a spread that is open.
type Key = (u32, u32, Option<Rival>);
/// Ways so far.
type Layer = BTreeMap<Key, Path>;

/// One stretch of pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stretch {
    /// A piece: its number, its way.
    Piece(usize, usize),
    /// An advertisement that waits for a place: its number among those.
    Waiting(usize),
    /// A page without content of its own.
    Blank,
}

/// Where an advertisement without a fixed place may stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Anywhere.
    Any,
    /// On a right-hand page.
    Recto,
    /// On the page of this index.
    Page(u32),
}

/// Price of a page without content between two pieces: dearer than any badly set page.
const BLANK_BETWEEN: i64 = 20_000;
/// Price of a page without content behind the last piece, where the issue's multiple asks for it.
const BLANK_AT_END: i64 = 6000;
/// Price of an advertisement put between two pieces without need.
const AD_BETWEEN: i64 = 200;
/// Price of two rivals on one spread: less than a page without content, more than any other place for one of them.
const FACING: i64 = 15_000;
/// Advertisements that wait at the most; more are set at the end.
const MOST_WAITING: usize = 8;

/// The side of a page by its index: the first page of a copy is a recto.
#[must_use]
pub fn side(index: u32) -> Side {
    if index.is_multiple_of(2) { Side::Recto } else { Side::Verso }
}

/// Ways so far that are kept behind each piece: enough for every start, multiple and advertisement, and a bound
/// on the work.
const KEPT: usize = 96;

/// A way so far: its cost and its stretches, the last first.
#[derive(Clone)]
struct Path {
    cost: i64,
    count: usize,
    last: Option<Arc<Link>>,
}

struct Link {
    stretch: Stretch,
    before: Option<Arc<Link>>,
}

impl Path {
    const START: Self = Self { cost: 0, count: 0, last: None };

    /// This way with one stretch more.
    fn then(&self, stretch: Stretch, cost: i64) -> Self {
        let last = Some(Arc::new(Link { stretch, before: self.last.clone() }));
        Self { cost: self.cost + cost, count: self.count + 1, last }
    }

    fn stretches(&self) -> Vec<Stretch> {
        let mut out = Vec::with_capacity(self.count);
        let mut link = self.last.as_ref();
        while let Some(l) = link {
            out.push(l.stretch);
            link = l.before.as_ref();
        }
        out.reverse();
        out
    }
}

impl Drop for Link {
    /// Unlinks one by one, so that long ways do not end in deep recursion.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(link) = before.and_then(Arc::into_inner) {
            let mut link = link;
            before = link.before.take();
        }
    }
}

/// The cheapest ways of a layer.
fn prune(layer: Layer) -> Layer {
    if layer.len() <= KEPT {
        return layer;
    }
    let mut all: Vec<(Key, Path)> = layer.into_iter().collect();
    all.sort_by_key(|(key, path)| (path.cost, *key));
    all.truncate(KEPT);
    all.into_iter().collect()
}

/// Arranges `body` and behind it `tail` (inside back cover, back cover), so that starts hold and the pages
/// come to a multiple of `multiple`, at least cost. Pieces of `tail` are one page each; of them it says whether they
/// are advertisements that have rivals.
#[must_use]
pub fn arrange(
    body: &[Piece],
    tail: &[Option<Rival>],
    waiting: &[(Wish, Option<Rival>)],
    multiple: u32,
) -> Vec<Stretch> {
    let waiting_count = waiting.len().min(MOST_WAITING);
    let mut layer = Layer::from([((0, 0, None), Path::START)]);
    for (n, piece) in body.iter().enumerate() {
        let mut next = BTreeMap::new();
        let first = n == 0 && matches!(piece.start, Start::Any | Start::Recto);
        let from = if first || piece.glued { layer } else { between(layer, waiting, waiting_count) };
        for (key, path) in from {
            let (page, ..) = key;
            let ways = match side(page) {
                Side::Recto if matches!(piece.start, Start::Any | Start::Recto) => &piece.recto,
                Side::Verso if !matches!(piece.start, Start::Recto) => &piece.verso,
                _ => continue,
            };
            for (number, way) in ways.iter().enumerate() {
                let (key, price) = step(key, way.pages, way.ads);
                offer(&mut next, key, path.then(Stretch::Piece(n, number), way.cost + price));
            }
        }
        layer = prune(next);
    }
    let all = (1_u32 << waiting_count) - 1;
    let behind = u32::try_from(tail.len()).unwrap_or(0);
    let mut best: Option<Path> = None;
    // Fewer pages between the pieces may cost more at the end: every way to come to a multiple is weighed.
    for _ in 0..multiple.max(1) + 8 {
        let fits = |(key, path): (&Key, &Path)| {
            let whole = (key.0 + behind).is_multiple_of(multiple.max(1));
            (whole && key.1 == all).then(|| Path { cost: path.cost + closing(*key, tail), ..path.clone() })
        };
        best = layer.iter().filter_map(fits).chain(best).min_by_key(|p| (p.cost, p.count));
        if layer.values().all(|p| best.as_ref().is_some_and(|b| b.cost <= p.cost)) {
            break;
        }
        layer = longer(&layer, waiting, waiting_count, true);
    }
    if let Some(path) = best {
        return path.stretches();
    }
    layer.into_values().min_by_key(|p| p.cost).map(|p| p.stretches()).unwrap_or_default()
}

/// The layer with up to a few advertisements or blanks put behind each path.
fn between(layer: Layer, waiting: &[(Wish, Option<Rival>)], count: usize) -> Layer {
    let mut all = layer.clone();
    let mut grown = layer;
    for _ in 0..2 {
        grown = longer(&grown, waiting, count, false);
        for (key, path) in &grown {
            offer(&mut all, *key, path.clone());
        }
    }
    all
}

/// Every path with one page more.
fn longer(layer: &Layer, waiting: &[(Wish, Option<Rival>)], count: usize, end: bool) -> Layer {
    let mut next = BTreeMap::new();
    for (key, path) in layer {
        let (page, mask, _) = key;
        // Of two places the later one is taken: what there is comes as early as it may.
        let between = BLANK_BETWEEN - i64::from((*page).min(999));
        let price = if end { BLANK_AT_END } else { between };
        offer(&mut next, step(*key, 1, [None; 2]).0, path.then(Stretch::Blank, price));
        for (n, (wish, rival)) in waiting.iter().enumerate().take(count) {
            let fits = match wish {
                Wish::Any => true,
                Wish::Recto => side(*page) == Side::Recto,
                Wish::Page(at) => page == at,
            };
            if mask & (1 << n) != 0 || !(fits || end) {
                continue;
            }
            let ((page, mask, open), facing) = step(*key, 1, [*rival; 2]);
            let price = if fits { AD_BETWEEN } else { BLANK_BETWEEN } + facing;
            offer(&mut next, (page, mask | (1 << n), open), path.then(Stretch::Waiting(n), price));
        }
    }
    next
}

/// Where a way stands behind `pages` pages more, with these advertisements on the first and last of them, and what
/// it costs that the first faces a rival.
fn step((page, mask, open): Key, pages: u32, [first, last]: [Option<Rival>; 2]) -> (Key, i64) {
    let facing = open.zip(first).is_some_and(|(a, b)| pages > 0 && a.against(b));
    let next = page + pages;
    let open = if pages == 0 { open } else { last.filter(|_| side(next) == Side::Recto) };
    ((next, mask, open), if facing { FACING } else { 0 })
}

/// What the pages at the end cost behind a way: rivals that face there.
fn closing(key: Key, tail: &[Option<Rival>]) -> i64 {
    let add = |(key, sum), ad: &Option<Rival>| {
        let (key, price) = step(key, 1, [*ad; 2]);
        (key, sum + price)
    };
    tail.iter().fold((key, 0), add).1
}

fn offer(layer: &mut Layer, key: Key, path: Path) {
    match layer.get(&key) {
        Some(best) if (best.cost, best.count) <= (path.cost, path.count) => {}
        _ => {
            layer.insert(key, path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Rival, Stretch, Way, Wish, arrange};
    use crate::issue::{PartyId, Start};

    fn way(pages: u32, cost: i64) -> Way {
        Way { pages, cost, ads: [None; 2] }
    }

    fn piece(start: Start, pages: u32) -> Piece {
        let way = way(pages, 0);
        Piece { start, glued: false, recto: vec![way], verso: vec![way] }
    }

    #[test]
    fn a_waiting_advertisement_takes_the_place_of_a_blank() {
        let body = [piece(Start::Any, 1), piece(Start::Any, 2), piece(Start::Recto, 1)];
        let got = arrange(&body, &[], &[(Wish::Any, None)], 1);
        assert!(!got.contains(&Stretch::Blank) && got.contains(&Stretch::Waiting(0)), "{got:?}");
        assert_eq!(got.first(), Some(&Stretch::Piece(0, 0)), "nothing stands before the first piece");
    }

    #[test]
    fn pages_come_to_the_multiple() {
        let body = [piece(Start::Any, 1), piece(Start::Any, 4)];
        let got = arrange(&body, &[None], &[], 4);
        assert_eq!(got.iter().filter(|s| **s == Stretch::Blank).count(), 2);
    }

    #[test]
    fn pages_without_content_stand_at_the_end_where_that_is_cheaper() {
        // A cover with an advertisement on its back, contents, and an article that begins on a recto.
        let glued = Piece { glued: true, ..piece(Start::Any, 1) };
        let body = [piece(Start::Any, 1), glued, piece(Start::Any, 1), piece(Start::Recto, 1)];
        let got = arrange(&body, &[], &[], 4);
        let blank = Stretch::Blank;
        let [a, b, c, d] = [0, 1, 2, 3].map(|n| Stretch::Piece(n, 0));
        assert_eq!(got, [a, b, c, blank, d, blank, blank, blank]);
    }

    /// The pages of the advertisements that waited.
    fn pages_of(got: &[Stretch], count: usize) -> Vec<Option<usize>> {
        (0..count).map(|n| got.iter().position(|s| *s == Stretch::Waiting(n))).collect()
    }

    #[test]
    fn rivals_stand_on_different_spreads_where_there_is_another_place() {
        let body = [1; 6].map(|pages| piece(Start::Any, pages));
        let tyres = |who| Some(Rival { category: 0, advertiser: Some(PartyId(who)) });
        let both = |a, b| [(Wish::Page(3), tyres(a)), (Wish::Page(4), tyres(b))];
        let got = arrange(&body, &[], &both(1, 1), 1);
        assert_eq!(pages_of(&got, 2), [Some(3), Some(4)], "one advertiser may have a spread");
        // Pages 1 and 2 face each other, and 3 and 4.
        let wishes = [(Wish::Page(1), tyres(1)), (Wish::Any, tyres(2))];
        let got = pages_of(&arrange(&body, &[], &wishes, 1), 2);
        assert!(got[0] == Some(1) && got[1].is_some_and(|page| page > 2), "{got:?}");
        // With a rival in the tail behind an even number of pages, the last of the body is no place for the other.
        let body = [1; 5].map(|pages| piece(Start::Any, pages));
        let got = arrange(&body, &[tyres(1), None], &[(Wish::Any, tyres(2))], 4);
        assert!(got.len() == 6 && pages_of(&got, 1) != [Some(5)], "{got:?}");
        // Where both are held to facing pages, they stand there.
        let got = arrange(&body, &[], &both(1, 2), 1);
        assert_eq!(pages_of(&got, 2), [Some(3), Some(4)]);
    }

    #[test]
    fn a_longer_way_is_taken_where_it_saves_a_blank() {
        let flexible = Piece {
            start: Start::Any,
            glued: false,
            recto: vec![way(2, 0), way(3, 500)],
            verso: vec![way(2, 0), way(3, 500)],
        };
        let got = arrange(&[piece(Start::Any, 1), flexible], &[], &[], 4);
        assert_eq!(got, [Stretch::Piece(0, 0), Stretch::Piece(1, 1)]);
    }
}
