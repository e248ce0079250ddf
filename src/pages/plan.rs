//! The running order before page numbers: which entries there are, and which pieces follow on in one.
//! Composes nothing.

use super::ads::beside;
use super::entry::{Entry, EntryKind, genre_name};
use super::galley::genre_of;
use super::order::Wish;
use super::order::own;
use crate::credits::{Design, Designs};
use crate::issue::{Ad, AdPosition, Article, ArticleId, ArticleKind, Issue, JumpTo, Start};
use std::borrow::Cow;

/// The running order before page numbers.
pub struct Plan<'a> {
    /// Cover, articles, advertisements with their places.
    pub body: Vec<Entry<'a>>,
    /// Inside back cover and back cover.
    pub tail: Vec<Entry<'a>>,
    /// Advertisements that no page is made for.
    pub lost: Vec<&'a Ad>,
    /// A page that would be blank.
    pub filler: Entry<'a>,
}

/// The entries of an issue.
pub fn entries<'a>(issue: &'a Issue, designs: &'a Designs) -> Plan<'a> {
    let mut plan =
        Plan { body: Vec::new(), tail: Vec::new(), lost: Vec::new(), filler: filler(issue, designs) };
    let (full, lost): (Vec<_>, Vec<_>) = issue.ads.iter().enumerate().partition(|(_, ad)| is_full(issue, ad));
    if issue.cover.is_none() {
        // Without a cover there is no inside of it.
        plan.lost.extend(full.iter().map(|(_, ad)| *ad).filter(|ad| ad.position == AdPosition::Cover(2)));
    }
    let ads = |want: &dyn Fn(&AdPosition) -> bool| -> Vec<Entry<'a>> {
        full.iter()
            .filter(|(_, ad)| want(&ad.position))
            .map(|(n, _)| ad_entry(issue, designs, *n, None))
            .collect()
    };
    if issue.cover.is_some() {
        plan.body.push(cover(issue, designs));
        // The inside of the cover is the page behind it, whatever else is short of a place.
        plan.body
            .extend(ads(&|p| *p == AdPosition::Cover(2)).into_iter().map(|e| Entry { glued: true, ..e }));
        if !issue.folios.cover && plan.body.len() == 1 {
            plan.body.push(filler(issue, designs));
        }
    }
    for (n, article) in issue.articles.iter().enumerate() {
        let id = ArticleId(u32::try_from(n).unwrap_or(u32::MAX));
        let Some(design) = designs.articles.get(n) else { continue };
        // An advertisement that faces a piece stands on the left-hand page of the spread that it opens.
        let facing = ads(&|p| *p == AdPosition::Facing(id));
        let faced = !facing.is_empty();
        plan.body.extend(facing.into_iter().map(|e| Entry { start: Start::Verso, ..e }));
        let run = plan.body.last_mut().filter(|e| matches!(e.kind, EntryKind::Article(_)));
        if let Some(run) = run.filter(|_| runs_on(issue, &designs.articles, n)) {
            run.followers.push((id, article, design));
            plan.body.extend(ads(&|p| *p == AdPosition::After(id)));
            continue;
        }
        let mut entry = article_entry(article, id, design);
        if faced {
            (entry.start, entry.glued) = (Start::Recto, true);
        }
        if article.kind == ArticleKind::BackCover {
            plan.tail.push(entry);
        } else {
            plan.body.push(entry);
        }
        plan.body.extend(ads(&|p| *p == AdPosition::After(id)));
    }
    go_on(&mut plan, issue, designs);
    let inside = ads(&|p| *p == AdPosition::Cover(3));
    plan.tail.splice(0..0, inside);
    plan.tail.extend(ads(&|p| *p == AdPosition::Cover(4)));
    for (n, ad) in &full {
        let wish = wish(issue, &ad.position);
        plan.body.extend(wish.map(|w| ad_entry(issue, designs, *n, Some(w))));
    }
    for (n, ad) in lost {
        beside(&mut plan, issue, n, ad);
    }
    plan
}

/// Gives the second parts of jumped articles their places: behind the article that the jump names, else behind the
/// last; never before their first parts.
fn go_on<'a>(plan: &mut Plan<'a>, issue: &'a Issue, designs: &'a Designs) {
    for (n, article) in issue.articles.iter().enumerate() {
        let id = ArticleId(u32::try_from(n).unwrap_or(u32::MAX));
        let (Some(jump), Some(design)) = (article.jump, designs.articles.get(n)) else { continue };
        let holds = |e: &Entry<'_>, id: ArticleId| {
            e.article_id() == Some(id) || e.followers.iter().any(|(follower, ..)| *follower == id)
        };
        let place = |id| plan.body.iter().rposition(|e| holds(e, id));
        let Some(first) = place(id) else { continue };
        let at = match jump.to {
            JumpTo::Back => plan.body.len(),
            JumpTo::After(other) => place(other).unwrap_or(first).max(first) + 1,
        };
        let entry = article_entry(article, id, design);
        plan.body.insert(at, Entry { kind: EntryKind::Rest(id), start: Start::Any, ..entry });
    }
}

/// Where an advertisement that fills a page may stand, where no other entry says it.
fn wish(issue: &Issue, position: &AdPosition) -> Option<Wish> {
    match position {
        AdPosition::Any => Some(Wish::Any),
        AdPosition::Recto => Some(Wish::Recto),
        AdPosition::Page(folio) => Some(Wish::Page(page_of(issue, *folio))),
        _ => None,
    }
}

/// Whether the article number `n` of the running order follows on behind the one before it: the same section and
/// layout, a genre that runs on, and nothing stated that needs pages of its own.
#[must_use]
pub fn runs_on(issue: &Issue, designs: &[Design], n: usize) -> bool {
    let before = n.checked_sub(1);
    let piece = |n: usize| Some((issue.articles.get(n)?, designs.get(n)?));
    let (Some((first, their)), Some((article, own))) = (before.and_then(piece), piece(n)) else {
        return false;
    };
    let shares = |a: &Article, d: &Design| {
        a.kind == ArticleKind::Text
            && a.min_pages.is_none()
            && a.max_pages.is_none()
            && a.sequence.is_none()
            && a.jump.is_none()
            && genre_of(&d.layout, &a.genre).is_some_and(|g| g.run_on)
    };
    article.section.is_some()
        && article.section == first.section
        && article.start.is_none()
        && shares(article, own)
        && shares(first, their)
        && own.layout.id == their.layout.id
        && own.layout.version == their.layout.version
}

/// The index of the page with the folio `folio`.
fn page_of(issue: &Issue, folio: u32) -> u32 {
    let covers = if issue.cover.is_some() && !issue.folios.cover { 2 } else { 0 };
    folio.saturating_add(covers).saturating_sub(issue.folios.first)
}

/// Whether an advertisement fills a page: its size is the trim, or it names none that is known.
fn is_full(issue: &Issue, ad: &Ad) -> bool {
    let size = issue.publication.ad_sizes.get(&ad.size);
    match (size, issue.publication.trim) {
        (Some(size), Some(trim)) => size.w >= trim.w && size.h >= trim.h,
        _ => ad.size == "full",
    }
}

fn cover<'a>(issue: &'a Issue, designs: &'a Designs) -> Entry<'a> {
    let article = Cow::Owned(own::stand_in(issue, "cover", ""));
    Entry {
        kind: EntryKind::Cover,
        article,
        design: &designs.issue,
        start: Start::Recto,
        wish: None,
        followers: Vec::new(),
        glued: false,
        ads: Vec::new(),
    }
}

fn filler<'a>(issue: &'a Issue, designs: &'a Designs) -> Entry<'a> {
    let article = Cow::Owned(own::stand_in(issue, "filler", ""));
    Entry {
        kind: EntryKind::Filler,
        article,
        design: &designs.issue,
        start: Start::Any,
        wish: None,
        followers: Vec::new(),
        glued: false,
        ads: Vec::new(),
    }
}

fn ad_entry<'a>(issue: &'a Issue, designs: &'a Designs, n: usize, wish: Option<Wish>) -> Entry<'a> {
    let article = Cow::Owned(own::stand_in(issue, "ad", ""));
    Entry {
        kind: EntryKind::Ad(n),
        article,
        design: &designs.issue,
        start: Start::Any,
        wish,
        followers: Vec::new(),
        glued: false,
        ads: Vec::new(),
    }
}

fn article_entry<'a>(article: &'a Article, id: ArticleId, design: &'a Design) -> Entry<'a> {
    let genre = genre_of(&design.layout, genre_name(article));
    let start = article.start.or_else(|| genre.map(|g| g.start)).unwrap_or(Start::Any);
    Entry {
        kind: EntryKind::Article(id),
        article: Cow::Borrowed(article),
        design,
        start,
        wish: None,
        followers: Vec::new(),
        glued: false,
        ads: Vec::new(),
    }
}
