//! Advertisements: beside whose text those of a column stand, which rivals face each other, what has no page.
//! Sets none.

use super::Stand;
use super::document::Document;
use super::entry::{Entry, EntryKind, Made, genre_name};
use super::galley::{Refs, genre_of};
use super::jump::Shop;
use super::makeup::Course;
use super::order::{Rival, Wish, side};
use super::plan::Plan;
use crate::diag::{Diagnostic, Findings};
use crate::issue::{Ad, AdPosition, ArticleKind, Issue};
use std::cmp::Reverse;

/// Puts an advertisement that is no page beside an article that has a place for it.
pub fn beside<'a>(plan: &mut Plan<'a>, issue: &Issue, n: usize, ad: &'a Ad) {
    let host = host(plan, issue, n, &[]);
    match host.and_then(|entry| plan.body.get_mut(entry)) {
        Some(entry) => entry.ads.push(n),
        None => plan.lost.push(ad),
    }
}

/// The article on whose pages advertisement `n`, which is no page, stands: one whose masters have a frame of its
/// size and that is not among those `tried` in vain. Behind an article: that one, else the next that has a place;
/// anywhere: of those with the fewest advertisements the longest. Where others may take it, none that has a rival.
fn host(plan: &Plan<'_>, issue: &Issue, n: usize, tried: &[usize]) -> Option<usize> {
    let ad = issue.ads.get(n)?;
    let places: Vec<(usize, &Entry<'_>)> = plan
        .body
        .iter()
        .enumerate()
        .filter(|(at, entry)| !tried.contains(at) && takes(entry, &ad.size))
        .collect();
    let own = Rival::of(issue, n);
    let apart = |entry: &Entry<'_>| {
        let others = entry.ads.iter().filter_map(|other| Rival::of(issue, *other));
        own.is_none_or(|own| others.into_iter().all(|other| !own.against(other)))
    };
    let best = |free: &dyn Fn(&Entry<'_>) -> bool| {
        let mut places = places.iter().filter(|(_, entry)| free(entry));
        let found = match ad.position {
            AdPosition::Any | AdPosition::Recto => {
                places.rev().max_by_key(|(_, entry)| (Reverse(entry.ads.len()), entry.article.body.len()))
            }
            AdPosition::After(id) => {
                places.find(|(_, e)| matches!(e.kind, EntryKind::Article(article) if article >= id))
            }
            AdPosition::Cover(_) | AdPosition::Page(_) | AdPosition::Facing(_) => None,
        };
        found.map(|(at, _)| *at)
    };
    best(&apart).or_else(|| best(&|_| true))
}

/// Whether an article's masters have a frame for an advertisement of `size`.
fn takes(entry: &Entry<'_>, size: &str) -> bool {
    let layout = &entry.design.layout;
    let genre = genre_of(layout, genre_name(&entry.article));
    let masters = genre.into_iter().flat_map(|g| g.sequence.iter().flatten());
    let mut frames = masters.filter_map(|s| layout.masters.get(&s.master)).flat_map(|m| &m.frames);
    matches!(entry.kind, EntryKind::Article(_))
        && entry.article.kind == ArticleKind::Text
        && entry.followers.is_empty()
        && entry.article.sequence.is_none()
        && entry.article.jump.is_none()
        && frames.any(|f| f.role == "ad" && f.size.as_deref() == Some(size))
}

/// Moves advertisements that found no page beside their article's text to the next article that may take them.
pub fn house<'a>(plan: &mut Plan<'a>, shop: Shop<'a, '_>, refs: &Refs, made: &mut [Made]) {
    let mut tried: Vec<(usize, usize)> = Vec::new();
    let lost = |plan: &Plan<'_>, made: &[Made]| {
        let mut entries = plan.body.iter().zip(made).enumerate();
        entries.find_map(|(at, (entry, made))| {
            let lost = made.lost_ads();
            entry.ads.iter().rev().find(|n| lost.contains(n)).map(|n| (at, *n))
        })
    };
    while let Some((at, n)) = lost(plan, made) {
        tried.push((at, n));
        let Some(ad) = shop.issue.ads.get(n) else { return };
        let known: Vec<usize> = tried.iter().filter(|(_, ad)| *ad == n).map(|(at, _)| *at).collect();
        let next = host(plan, shop.issue, n, &known);
        if next.is_none() {
            plan.lost.push(ad);
        }
        for (at, comes) in [(Some(at), false), (next, true)] {
            let Some(at) = at else { continue };
            let (Some(entry), Some(place)) = (plan.body.get_mut(at), made.get_mut(at)) else { continue };
            entry.ads.retain(|own| *own != n);
            entry.ads.extend(comes.then_some(n));
            *place = entry.make(shop, refs, None);
        }
    }
}

/// Tells of advertisements that have no page.
pub fn lost(plan: &Plan<'_>, findings: &mut Findings) {
    for ad in &plan.lost {
        findings.push(
            Diagnostic::error("G005", format!("advertisement `{}` has no page", ad.id))
                .at(ad.span)
                .hint("book it as a full page, or add a frame of role `ad` with its size to a master"),
        );
    }
}

/// Tells of advertisements that are booked on a page which the issue does not have, or which was not free.
pub fn misplaced(
    plan: &Plan<'_>,
    order: &[Stand],
    document: &Document,
    issue: &Issue,
    findings: &mut Findings,
) {
    let folio = |page: u32| document.pages.get(page as usize).map(|p| p.folio.as_str()).unwrap_or_default();
    let last = document.pages.iter().rev().map(|p| p.folio.as_str()).find(|f| !f.is_empty());
    for stand in order {
        let entry = stand.entry.and_then(|n| plan.body.get(n));
        let Some((EntryKind::Ad(n), Some(Wish::Page(page)))) = entry.map(|e| (e.kind, e.wish)) else {
            continue;
        };
        let Some(ad) = issue.ads.get(n).filter(|_| stand.page != page) else { continue };
        let AdPosition::Page(booked) = ad.position else { continue };
        let (why, hint) = if page as usize >= document.pages.len() {
            let last = last.unwrap_or_default();
            (format!("the last page is {last}"), "book it on a page of this issue, or as `C3`")
        } else {
            (format!("it stands on page {}", folio(stand.page)), "book it on a page between two articles")
        };
        let message = format!("advertisement `{}` is booked on page {booked}, but {why}", ad.id);
        findings.push(Diagnostic::error("G005", message).at(ad.span).hint(hint));
    }
}

/// Tells of rivals on the two pages of a spread.
pub fn facing(plan: &Plan<'_>, made: &[Made], order: &[Stand], issue: &Issue, findings: &mut Findings) {
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let mut stood: Vec<(u32, usize)> = Vec::new();
    for stand in order {
        let Some((entry, made)) = stand.entry.and_then(|n| Some((all.get(n)?, made.get(n)?))) else {
            continue;
        };
        if let EntryKind::Ad(n) = entry.kind {
            stood.push((stand.page, n));
        }
        let course = made.courses(side(stand.page)).get(stand.way);
        stood.extend(course.into_iter().flat_map(Course::ads).map(|(page, n)| (stand.page + page, n)));
    }
    // A copy's second and third page face each other, its fourth and fifth, and so on.
    let spread = |page: u32| page.div_ceil(2);
    for (at, (page, n)) in stood.iter().enumerate() {
        for (other, m) in stood.iter().skip(at + 1).filter(|(other, _)| spread(*other) == spread(*page)) {
            let rivals = Rival::of(issue, *n).zip(Rival::of(issue, *m)).is_some_and(|(a, b)| a.against(b));
            let Some((a, b)) = issue.ads.get(*n).zip(issue.ads.get(*m)).filter(|_| rivals) else { continue };
            let category = a.category.as_deref().unwrap_or_default();
            let how = if other == page { "share a page" } else { "face each other" };
            let message = format!("advertisements `{}` and `{}` for {category} {how}", a.id, b.id);
            let mut found = Diagnostic::warning("G012", message).at(b.span);
            found = a
                .span
                .into_iter()
                .fold(found, |f, span| f.related(span, format!("`{}` is booked here", a.id)));
            findings.push(found.hint("give one of the two another position"));
        }
    }
}
