//! Assembling the document: courses drawn, page by page, with furniture, tags, anchors, outline.
//! Chooses nothing; the order is given. A galley goes as soon as its pages stand.

use super::Stand;
use super::document::{Anchor, Document, Item, OutlineEntry, Page, PageStart, Tag, TagKind};
use super::entry::{Entry, EntryKind, Made, Standing};
use super::fit::fit;
use super::galley::{Marks, Refs, SHARED_TAGS};
use super::jump::Shop;
use super::makeup::{Course, DrawnPage, anchors, draw, renumber};
use super::order::folio::Folios;
use super::order::furniture::{PageFacts, furnish, short_title};
use super::order::side;
use super::plan::Plan;
use super::quality::{Quality, coarse, measure};
use crate::credits::{Designs, contributors, duotones};
use crate::diag::Findings;
use crate::geom::{Length, Point};
use crate::issue::{ArticleId, ArticleKind, Binding, Issue};
use crate::typeset::{Setter, Setters, TagId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What stands on a stretch of pages.
struct Part {
    pages: Vec<DrawnPage>,
    marks: Marks,
    quality: Quality,
    /// Whether its article goes on elsewhere.
    breaks_off: bool,
    findings: Findings,
}

/// Draws every stretch in its place and says what could not be set, or not well.
pub fn assemble(
    issue: &Issue,
    designs: &Designs,
    setters: &Setters<'_>,
    plan: &Plan<'_>,
    made: Vec<Made>,
    order: &[Stand],
    findings: &mut Findings,
) -> Document {
    let page = &designs.issue.layout.page;
    let (people, duotones) = (contributors(issue, designs), duotones(issue, designs));
    let mut document =
        Document { trim: page.size, bleed: page.bleed, people, duotones, ..Document::default() };
    let shared = |kind, parent| Tag { kind, parent, lang: None, alt: None };
    document.tags = vec![shared(TagKind::Document, None), shared(TagKind::Artifact, Some(TagId(0)))];
    if let Some(root) = document.tags.first_mut() {
        root.lang = Some(issue.lang.clone());
    }
    let filler = plan.filler.make(Shop { issue, designs, setters }, &Refs::new(), None);
    let mut shifts: BTreeMap<ArticleId, Shift> = BTreeMap::new();
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let folios = numbers(issue, plan, &made, order);
    let mut made: Vec<Option<Made>> = made.into_iter().map(Some).collect();
    let jobs: Vec<(&Stand, Option<Made>)> = order
        .iter()
        .map(|stand| (stand, stand.entry.and_then(|n| made.get_mut(n)).and_then(Option::take)))
        .collect();
    let parts: Vec<Part> = jobs
        .into_par_iter()
        .map(|(stand, made)| {
            let entry = stand.entry.and_then(|n| all.get(n)).filter(|_| made.is_some());
            let Some((made, entry)) = made.zip(entry) else { return Part::blank(&filler, plan, stand) };
            Part::of(made, entry, stand, folios)
        })
        .collect();
    setters.lend(|setter| {
        for (stand, part) in order.iter().zip(parts) {
            let entry = stand.entry.and_then(|n| all.get(n).copied()).unwrap_or(&plan.filler);
            let first = document.pages.len();
            // Both parts of a jumped article have the same tags.
            let known =
                entry.article_id().filter(|_| entry.goes_on()).and_then(|id| shifts.get(&id)).copied();
            let shift = known.unwrap_or_else(|| Shift::take(&mut document, part.marks));
            if let Some(id) = entry.article_id() {
                shifts.insert(id, shift);
                // Pieces that run on are measured as one, under the first.
                match document.quality.iter_mut().find(|(known, _)| *known == id) {
                    Some((_, both)) => *both += part.quality,
                    None => document.quality.push((id, part.quality)),
                }
                let top = Point::new(Length::ZERO, Length::ZERO);
                if entry.goes_on() {
                    document.anchors.insert(Anchor::Rest(id), (first, top));
                } else if part.breaks_off {
                    let last = (first + part.pages.len()).saturating_sub(1);
                    document.anchors.insert(Anchor::Break(id), (last, top));
                }
            }
            outline(issue, entry, stand, &mut document);
            for drawn in part.pages {
                add_page(issue, entry, drawn, shift, folios, setter, &mut document);
            }
            let few = coarse(document.pages.iter().skip(first), issue);
            let own = entry.article_id();
            if let Some((_, quality)) = document.quality.iter_mut().find(|(id, _)| Some(*id) == own) {
                quality.coarse += few;
            }
            findings.append(part.findings);
        }
    });
    document
}

impl Part {
    /// Draws an entry where it stands.
    fn of(made: Made, entry: &Entry<'_>, stand: &Stand, folios: Folios<'_>) -> Self {
        let mut findings = Findings::new();
        let side = side(stand.page);
        let course = made.courses(side).get(stand.way);
        let step = entry.design.layout.page.step;
        let mut quality = course.map(|c| measure(made.galley(side), &c.leaves, step)).unwrap_or_default();
        if !entry.goes_on() {
            quality.missing = u32::try_from(made.missing.len()).unwrap_or(u32::MAX);
        }
        if let Some((course, id)) = course.filter(|c| c.overset.is_some()).zip(entry.article_id()) {
            quality.overset = fit(made.galley(side), id, course).lines_over.max(1);
        }
        let pages = drawn_pages(&made, entry, stand, folios.issue.binding);
        let standing = Standing { pages: &pages, first: stand.page, folios };
        made.report(entry, course, &standing, &mut findings);
        let breaks_off = course.is_some_and(|c| c.rest.is_some());
        Self { pages, marks: made.into_galley(side).marks, quality, breaks_off, findings }
    }

    /// A page without an entry of its own.
    fn blank(filler: &Made, plan: &Plan<'_>, stand: &Stand) -> Self {
        Self {
            pages: drawn_pages(filler, &plan.filler, stand, Binding::Saddle),
            marks: filler.galley.marks.clone(),
            quality: Quality::default(),
            breaks_off: false,
            findings: Findings::new(),
        }
    }
}

fn course_of<'m>(stand: &Stand, made: &'m [Made]) -> Option<&'m Course> {
    stand.entry.and_then(|n| made.get(n))?.courses(side(stand.page)).get(stand.way)
}

/// The numbers of the pages of `order`.
fn numbers<'a>(issue: &'a Issue, plan: &Plan<'_>, made: &[Made], order: &[Stand]) -> Folios<'a> {
    let tail = u32::try_from(plan.tail.len()).unwrap_or(0);
    let end = |s: &Stand| s.page + course_of(s, made).map_or(1, |c| c.pages);
    Folios { issue, total: order.iter().map(end).max().unwrap_or(0), tail }
}

fn drawn_pages(made: &Made, entry: &Entry<'_>, stand: &Stand, binding: Binding) -> Vec<DrawnPage> {
    let layout = &entry.design.layout;
    let courses = made.courses(side(stand.page));
    let Some(course) = courses.get(stand.way).or_else(|| courses.first()) else {
        return vec![DrawnPage::default()];
    };
    // A stapled issue opens flat.
    let fold = if binding == Binding::Saddle { Length::ZERO } else { layout.page.fold };
    let mut pages = draw(&layout.page, fold, made.galley(side(stand.page)), &course.leaves);
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
    fn take(document: &mut Document, marks: Marks) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let shift =
            Self { tags: count(document.tags.len()) - SHARED_TAGS, links: count(document.links.len()) };
        document.tags.extend(marks.tags.into_iter().skip(SHARED_TAGS as usize).map(|tag| {
            let parent = tag.parent.map(|p| if p.0 < SHARED_TAGS { p } else { TagId(p.0 + shift.tags) });
            Tag { parent, ..tag }
        }));
        document.links.extend(marks.links);
        shift
    }
}

fn add_page(
    issue: &Issue,
    entry: &Entry<'_>,
    drawn: DrawnPage,
    shift: Shift,
    folios: Folios<'_>,
    setter: &mut Setter<'_>,
    document: &mut Document,
) {
    let index = document.pages.len();
    let number = u32::try_from(index).unwrap_or(u32::MAX);
    let folio = folios.of(number);
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

/// The folio of every anchor, as `assemble` will have it; draws nothing.
pub fn folios(issue: &Issue, plan: &Plan<'_>, made: &[Made], order: &[Stand]) -> Refs {
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let folios = numbers(issue, plan, made, order);
    let mut refs = Refs::new();
    for stand in order {
        let Some((made, entry)) = stand.entry.and_then(|n| Some((made.get(n)?, all.get(n)?))) else {
            continue;
        };
        match entry.kind {
            EntryKind::Cover => refs.insert(Anchor::Page(stand.page), folios.of(stand.page)),
            EntryKind::Article(id) => refs.insert(Anchor::Article(id), folios.of(stand.page)),
            _ => None,
        };
        let courses = made.courses(side(stand.page));
        let Some(course) = courses.get(stand.way).or_else(|| courses.first()) else { continue };
        let pages = anchors(&entry.design.layout.page, made.galley(side(stand.page)), &course.leaves);
        match entry.article_id() {
            Some(id) if entry.goes_on() => refs.insert(Anchor::Rest(id), folios.of(stand.page)),
            Some(id) if course.rest.is_some() => {
                let last = u32::try_from(pages.len()).unwrap_or(0).saturating_sub(1);
                refs.insert(Anchor::Break(id), folios.of(stand.page + last))
            }
            _ => None,
        };
        for (number, anchors) in (stand.page..).zip(pages) {
            for (anchor, _) in anchors {
                refs.entry(anchor).or_insert_with(|| folios.of(number));
            }
        }
    }
    refs
}
