//! Articles that break off and go on later in the issue: both parts made, the second from where the first ends.
//! Chooses no page.

use super::Stand;
use super::ads::house;
use super::entry::{Entry, EntryKind, Made};
use super::galley::Refs;
use super::makeup::Break;
use super::order::side;
use super::plan::Plan;
use crate::credits::Designs;
use crate::issue::Issue;
use crate::layout::Side;
use crate::typeset::Setters;
use rayon::prelude::*;

/// What entries are made from.
#[derive(Clone, Copy)]
pub struct Shop<'a, 'f> {
    /// The issue.
    pub issue: &'a Issue,
    /// Its designs.
    pub designs: &'a Designs,
    /// Those who shape and break.
    pub setters: &'a Setters<'f>,
}

/// Every entry made, body and tail, advertisements beside the text of an article that has a page for them. A part
/// that goes on is made as if its first part began on a recto; where it does not, `follow` makes it anew.
pub fn make_all<'a>(plan: &mut Plan<'a>, shop: Shop<'a, '_>, refs: &Refs) -> Vec<Made> {
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let mut made: Vec<Made> = all.par_iter().map(|e| e.make(shop, refs, None)).collect();
    house(plan, shop, refs, &mut made);
    follow(plan, shop, refs, None, &mut made);
    made
}

/// Makes anew every entry that prints page numbers, but for parts that go on.
pub fn make_again(plan: &Plan<'_>, shop: Shop<'_, '_>, refs: &Refs, made: &mut [Made]) {
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    made.par_iter_mut()
        .zip(all)
        .filter(|(m, e)| m.refers && !e.goes_on())
        .for_each(|(m, e)| *m = e.make(shop, refs, None));
}

/// Makes the parts that go on from where the first parts end as they stand in `order`.
pub fn follow(plan: &Plan<'_>, shop: Shop<'_, '_>, refs: &Refs, order: Option<&[Stand]>, made: &mut [Made]) {
    for (n, entry) in plan.body.iter().enumerate().filter(|(_, e)| e.goes_on()) {
        let from = first_of(plan, entry).and_then(|first| end_of(first, order, made));
        let Some(place) = made.get_mut(n) else { continue };
        *place = entry.make(shop, refs, from.as_ref());
        place.from = from;
    }
}

/// Whether every part that goes on was made from where its first part ends in `order`.
#[must_use]
pub fn settled(plan: &Plan<'_>, order: &[Stand], made: &[Made]) -> bool {
    plan.body.iter().enumerate().filter(|(_, e)| e.goes_on()).all(|(n, entry)| {
        let now = first_of(plan, entry).and_then(|first| end_of(first, Some(order), made));
        match (now, made.get(n).and_then(|m| m.from.as_ref())) {
            (Some(a), Some(b)) => a.is_same(b),
            (None, None) => true,
            _ => false,
        }
    })
}

/// The number of the entry that holds an article's first part.
fn first_of(plan: &Plan<'_>, rest: &Entry<'_>) -> Option<usize> {
    let id = rest.article_id()?;
    plan.body.iter().position(|e| e.kind == EntryKind::Article(id))
}

/// Where the course of entry `n` breaks off; without an order its first, from a recto on.
fn end_of(n: usize, order: Option<&[Stand]>, made: &[Made]) -> Option<Break> {
    let made = made.get(n)?;
    let stand = order.and_then(|o| o.iter().find(|s| s.entry == Some(n)));
    let course = match stand {
        Some(stand) => made.courses(side(stand.page)).get(stand.way),
        None => made.courses(Side::Recto).first().or_else(|| made.courses(Side::Verso).first()),
    };
    course?.broken_off()
}
