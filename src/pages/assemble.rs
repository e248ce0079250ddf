//! Assembling the document: courses drawn, page by page, with furniture, tags, anchors, outline.
//! Chooses nothing; the order is given.

use super::Stand;
use super::document::{Anchor, Document, Item, OutlineEntry, Page, PageStart, Tag, TagKind};
use super::entry::{Entry, EntryKind, Made};
use super::fit::fit;
use super::galley::{Galley, Refs, SHARED_TAGS};
use super::jump::Shop;
use super::makeup::{DrawnPage, draw, renumber};
use super::order::furniture::{PageFacts, furnish, short_title};
use super::order::side;
use super::plan::Plan;
use super::quality::{coarse, measure};
use crate::credits::{Designs, contributors};
use crate::geom::{Length, Point};
use crate::issue::{ArticleId, ArticleKind, Issue};
use crate::typeset::{Setter, Setters, TagId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Draws every stretch in its place.
pub fn assemble(
    issue: &Issue,
    designs: &Designs,
    setters: &Setters<'_>,
    plan: &Plan<'_>,
    made: &[Made],
    order: &[Stand],
) -> Document {
    let page = &designs.issue.layout.page;
    let people = contributors(issue, designs);
    let mut document = Document { trim: page.size, bleed: page.bleed, people, ..Document::default() };
    let shared = |kind, parent| Tag { kind, parent, lang: None, alt: None };
    document.tags = vec![shared(TagKind::Document, None), shared(TagKind::Artifact, Some(TagId(0)))];
    if let Some(root) = document.tags.first_mut() {
        root.lang = Some(issue.lang.clone());
    }
    let filler = plan.filler.make(Shop { issue, designs, setters }, &Refs::new(), None);
    let mut parts: BTreeMap<ArticleId, Shift> = BTreeMap::new();
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let tail = u32::try_from(plan.tail.len()).unwrap_or(0);
    let total = order.iter().map(|s| s.page + pages_of(s, made)).max().unwrap_or(0);
    let drawn: Vec<Vec<DrawnPage>> =
        order.par_iter().map(|stand| drawn_pages(stand, made, &all, &filler, plan)).collect();
    setters.lend(|setter| {
        for (stand, pages) in order.iter().zip(drawn) {
            let entry = stand.entry.and_then(|n| all.get(n).copied()).unwrap_or(&plan.filler);
            let first = document.pages.len();
            let marks = stand.entry.and_then(|n| made.get(n)).unwrap_or(&filler);
            let course = marks.courses(side(stand.page)).get(stand.way);
            // Both parts of a jumped article have the same tags.
            let known = entry.article_id().filter(|_| entry.goes_on()).and_then(|id| parts.get(&id)).copied();
            let shift = known.unwrap_or_else(|| Shift::take(&mut document, &marks.galley));
            if let Some(id) = entry.article_id() {
                parts.insert(id, shift);
                // Pieces that run on are measured as one, under the first.
                let step = entry.design.layout.page.step;
                let mut quality = course.map(|c| measure(&marks.galley, &c.leaves, step)).unwrap_or_default();
                if !entry.goes_on() {
                    quality.missing = u32::try_from(marks.missing.len()).unwrap_or(u32::MAX);
                }
                if let Some(course) = course.filter(|c| c.overset.is_some()) {
                    quality.overset = fit(marks, id, course).lines_over.max(1);
                }
                match document.quality.iter_mut().find(|(known, _)| *known == id) {
                    Some((_, both)) => *both += quality,
                    None => document.quality.push((id, quality)),
                }
                let top = Point::new(Length::ZERO, Length::ZERO);
                if entry.goes_on() {
                    document.anchors.insert(Anchor::Rest(id), (first, top));
                } else if course.is_some_and(|c| c.rest.is_some()) {
                    let last = (first + pages.len()).saturating_sub(1);
                    document.anchors.insert(Anchor::Break(id), (last, top));
                }
            }
            outline(issue, entry, stand, &mut document);
            for drawn in pages {
                add_page(issue, entry, drawn, shift, (total, tail), setter, &mut document);
            }
            let few = coarse(document.pages.iter().skip(first), issue);
            let own = entry.article_id();
            if let Some((_, quality)) = document.quality.iter_mut().find(|(id, _)| Some(*id) == own) {
                quality.coarse += few;
            }
        }
    });
    document
}

fn pages_of(stand: &Stand, made: &[Made]) -> u32 {
    let made = stand.entry.and_then(|n| made.get(n));
    made.and_then(|m| m.courses(side(stand.page)).get(stand.way)).map_or(1, |c| c.pages)
}

fn drawn_pages(
    stand: &Stand,
    made: &[Made],
    all: &[&Entry<'_>],
    filler: &Made,
    plan: &Plan<'_>,
) -> Vec<DrawnPage> {
    let (made, entry) = match stand.entry.and_then(|n| Some((made.get(n)?, all.get(n)?))) {
        Some((made, entry)) => (made, *entry),
        None => (filler, &plan.filler),
    };
    let layout = &entry.design.layout;
    let course =
        made.courses(side(stand.page)).get(stand.way).or_else(|| made.courses(side(stand.page)).first());
    let Some(course) = course else { return vec![DrawnPage::default()] };
    let mut pages = draw(&layout.page, &made.galley, &course.leaves);
    for page in &mut pages {
        if let Some(master) = layout.masters.get(&page.master) {
            page.furniture = master.furniture.clone();
        }
    }
    pages
}

/// How far an article's tag and link numbers are moved.
#[derive(Clone, Copy)]
struct Shift {
    tags: u32,
    links: u32,
}

impl Shift {
    /// Appends an article's tags and links to the document.
    fn take(document: &mut Document, galley: &Galley) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let shift =
            Self { tags: count(document.tags.len()) - SHARED_TAGS, links: count(document.links.len()) };
        for tag in galley.marks.tags.iter().skip(SHARED_TAGS as usize) {
            let parent = tag.parent.map(|p| if p.0 < SHARED_TAGS { p } else { TagId(p.0 + shift.tags) });
            document.tags.push(Tag { parent, ..tag.clone() });
        }
        document.links.extend(galley.marks.links.iter().cloned());
        shift
    }
}

fn add_page(
    issue: &Issue,
    entry: &Entry<'_>,
    drawn: DrawnPage,
    shift: Shift,
    total: (u32, u32),
    setter: &mut Setter<'_>,
    document: &mut Document,
) {
    let index = document.pages.len();
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    let folio = folio(issue, number, total);
    let side = side(number);
    let article = entry.article_id();
    let mut items: Vec<Item> =
        drawn.items.into_iter().map(|i| renumber(i, shift.tags, shift.links)).collect();
    if !matches!(entry.kind, EntryKind::Ad(_)) {
        let facts = PageFacts { issue, article: article.map(|_| &*entry.article), folio: &folio, side };
        let layout = &entry.design.layout;
        items.extend(furnish(setter, layout, &facts, &drawn.furniture, &mut document.pictures));
    }
    for (anchor, at) in drawn.anchors {
        document.anchors.entry(anchor).or_insert((index, at));
    }
    let mut starts = drawn.starts;
    if let Some(article) = article.filter(|_| drawn.opens) {
        starts.retain(|s| s.article != article);
        starts.insert(0, PageStart { article, block: None, offset: 0 });
    }
    let article = starts.first().map(|s| s.article).or(article);
    let (master, frames) = (drawn.master, drawn.frames);
    document.pages.push(Page { folio, side, article, master, items, frames, starts });
}

/// The printed number of the page `index` of `total`, of which the last `tail` are the cover's.
fn folio(issue: &Issue, index: u32, (total, tail): (u32, u32)) -> String {
    let first = issue.folios.first;
    if issue.cover.is_none() || issue.folios.cover {
        return first.saturating_add(index).to_string();
    }
    match index {
        0 => "C1".to_owned(),
        1 => "C2".to_owned(),
        n if n.saturating_add(2) == total && tail > 1 => "C3".to_owned(),
        n if n + 1 == total && tail > 0 => "C4".to_owned(),
        n => first.saturating_add(n - 2).to_string(),
    }
}

fn outline(issue: &Issue, entry: &Entry<'_>, stand: &Stand, document: &mut Document) {
    let page = stand.page as usize;
    let top = Point::new(Length::ZERO, Length::ZERO);
    match entry.kind {
        EntryKind::Cover => {
            document.anchors.insert(Anchor::Page(stand.page), (page, top));
            let title = super::order::furniture::publication_name(issue);
            document.outline.push(OutlineEntry { level: 1, title, anchor: Anchor::Page(stand.page) });
        }
        EntryKind::Article(id) => {
            document.anchors.insert(Anchor::Article(id), (page, top));
            let mut title = short_title(&entry.article);
            let key = match entry.article.kind {
                ArticleKind::Contents => "contents",
                ArticleKind::MastheadPage => "masthead",
                _ => "",
            };
            if title.is_empty() {
                title = entry.design.layout.texts.get(key).cloned().unwrap_or_default();
            }
            if !title.is_empty() {
                document.outline.push(OutlineEntry { level: 1, title, anchor: Anchor::Article(id) });
            }
            for (id, article, _) in &entry.followers {
                let (title, anchor) = (short_title(article), Anchor::Article(*id));
                document.outline.push(OutlineEntry { level: 1, title, anchor });
            }
        }
        _ => {}
    }
}

/// The folio of every anchor.
pub fn folios(document: &Document) -> Refs {
    let folio = |n: usize| document.pages.get(n).map(|p| p.folio.clone());
    document.anchors.iter().filter_map(|(a, (page, _))| Some((a.clone(), folio(*page)?))).collect()
}
