//! Entries composed: from an entry its galley, and from the galley the ways in which it may stand.
//! Decides no page number, and says nothing of what could not be set.

use super::entry::{Entry, EntryKind, Made, genre_name};
use super::galley::{ColumnAd, Float, Galley, Maker, Refs, RunPiece, build_with, genre_of, run_on};
use super::jump::Shop;
use super::makeup::{Bench, Break, Brief, Course, compose};
use super::order::{contents, own};
use crate::credits::Designs;
use crate::issue::{AdPosition, ArticleId, ArticleKind, Issue, Start};
use crate::layout::{Genre, Layout, Master, NotePlace, SequenceStep, Side};
use crate::pages::document::TagKind;
use crate::typeset::{Setter, TagId};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What an entry is made with.
#[derive(Clone, Copy)]
struct Task<'a, 'i, 'f> {
    shop: Shop<'i, 'f>,
    refs: &'a Refs,
    /// Where it goes on, where it is the second part of a jumped article.
    from: Option<&'a Break>,
    genre: &'a Genre,
    sequence: &'a [Vec<SequenceStep>],
    /// All masters that its content may meet.
    masters: &'a [&'a Master],
}

impl Entry<'_> {
    /// Composes the entry for every side on which it may begin; the second part of a jumped article from `from` on.
    pub fn make(&self, shop: Shop<'_, '_>, refs: &Refs, from: Option<&Break>) -> Made {
        shop.setters.lend(|setter| self.make_with(setter, shop, refs, from))
    }

    /// The article whose text it holds.
    #[must_use]
    pub fn article_id(&self) -> Option<ArticleId> {
        match self.kind {
            EntryKind::Article(id) | EntryKind::Rest(id) => Some(id),
            _ => None,
        }
    }

    /// Whether it is the second part of a jumped article.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        matches!(self.kind, EntryKind::Rest(_))
    }

    fn make_with(
        &self,
        setter: &mut Setter<'_>,
        shop: Shop<'_, '_>,
        refs: &Refs,
        from: Option<&Break>,
    ) -> Made {
        let layout = &*self.design.layout;
        let genre = self.genre(layout);
        let sequence = self.sequence(layout, genre);
        let jump = self.article.jump.filter(|_| self.article_id().is_some());
        let onward = genre.map_or(&[][..], |g| &g.jump_sequence);
        let onward = if onward.is_empty() { &*sequence } else { onward };
        // Both parts of a jumped article are made from one galley.
        let steps = sequence.iter().chain(onward.iter().filter(|_| jump.is_some())).flatten();
        let masters: Vec<&Master> = steps.filter_map(|s| layout.masters.get(&s.master)).collect();
        let standard = Genre::plain();
        let task = Task {
            shop,
            refs,
            from,
            genre: genre.unwrap_or(&standard),
            sequence: if self.goes_on() { onward } else { &sequence },
            masters: &masters,
        };
        let sides: &[Side] = match self.start {
            Start::Any => &[Side::Recto, Side::Verso],
            Start::Recto => &[Side::Recto],
            _ => &[Side::Verso],
        };
        let mut made = self.made(setter, &task, sides, &BTreeSet::new());
        // What no frame takes floats, and what would stand in one on a page by itself; an article that breaks off
        // keeps one galley for both of its parts.
        for side in sides.iter().filter(|_| jump.is_none() && self.is_text()) {
            let strays = made.strays(*side);
            let afloat: BTreeSet<String> = strays.lost.union(&strays.late).cloned().collect();
            if !afloat.is_empty() {
                let other = self.made(setter, &task, &[*side], &afloat);
                made.take(other, *side, &strays);
            }
        }
        made
    }

    /// The entry with its ways from `sides` on; what has one of the roles `afloat` stands in no frame.
    fn made(
        &self,
        setter: &mut Setter<'_>,
        task: &Task<'_, '_, '_>,
        sides: &[Side],
        afloat: &BTreeSet<String>,
    ) -> Made {
        let Task { shop, refs, from, genre, sequence, masters } = *task;
        let (issue, layout) = (shop.issue, &*self.design.layout);
        let jump = self.article.jump.filter(|_| self.article_id().is_some());
        let mut galley = self.galley((issue, shop.designs), refs, setter, masters, afloat);
        let mut bench = Bench::new(setter, &layout.page, issue, &galley.flow);
        bench.notes = &galley.notes;
        bench.page_notes = layout.footnotes == NotePlace::Page;
        let both = sides.len() > 1;
        let mut courses = |side: Side| -> (Vec<Course>, bool) {
            if self.goes_on() && from.is_none() {
                return (vec![Course::nothing()], false);
            }
            let stop = jump.map(|j| j.after).filter(|_| from.is_none());
            let most = self.article.max_pages.map(|most| match (jump, from) {
                (Some(jump), Some(_)) => most.saturating_sub(jump.after).max(1),
                _ => most,
            });
            let brief = Brief { galley: &galley, layout, genre, sequence, side, most, stop, from, both };
            compose(&mut bench, &brief)
        };
        let (recto, alike) =
            if sides.contains(&Side::Recto) { courses(Side::Recto) } else { (Vec::new(), false) };
        let mirrored: Option<Vec<Course>> =
            if alike && both { recto.iter().map(Course::mirrored).collect() } else { None };
        let verso = match mirrored {
            _ if !sides.contains(&Side::Verso) => Vec::new(),
            Some(verso) => verso,
            None => courses(Side::Verso).0,
        };
        let least = self.article.min_pages.filter(|_| jump.is_none()).unwrap_or(0);
        let (recto, verso) = (no_shorter(recto, least), no_shorter(verso, least));
        let refers = self.article.kind == ArticleKind::Contents || has_references(&galley) || jump.is_some();
        let missing = setter.missing();
        galley.settle();
        Made { galley, other: None, recto, verso, refers, missing, from: None }
    }

    /// The masters that the article itself names, or those of its genre, or the one of its genre's name.
    fn sequence<'l>(&self, layout: &'l Layout, genre: Option<&'l Genre>) -> Cow<'l, [Vec<SequenceStep>]> {
        let own = layout.genres.contains_key(self.genre_key()) || self.is_text();
        match (&self.article.sequence, genre) {
            (Some(names), _) => Cow::Owned(wish_sequence(names)),
            (None, Some(g)) if !g.sequence.is_empty() && own => Cow::Borrowed(&g.sequence),
            _ => Cow::Owned(vec![vec![SequenceStep { master: self.genre_key().to_owned(), repeat: false }]]),
        }
    }

    fn is_text(&self) -> bool {
        self.article_id().is_some() && self.article.kind == ArticleKind::Text
    }

    fn genre_key(&self) -> &str {
        genre_name(&self.article)
    }

    fn genre<'l>(&self, layout: &'l Layout) -> Option<&'l Genre> {
        if self.is_text() { genre_of(layout, self.genre_key()) } else { layout.genres.get(self.genre_key()) }
    }

    /// Its galley, own pages with what the issue knows.
    fn galley<'s>(
        &'s self,
        (issue, designs): (&'s Issue, &'s Designs),
        refs: &'s Refs,
        setter: &mut Setter<'_>,
        masters: &[&Master],
        afloat: &BTreeSet<String>,
    ) -> Galley {
        let id = self.article_id().unwrap_or(ArticleId(u32::MAX));
        let mut maker = Maker::new(issue, id, &self.article, self.design, refs, setter, masters);
        maker.keep_from_frames(afloat);
        let alone = self.is_text() && self.followers.is_empty();
        let kind = if alone { TagKind::Article } else { TagKind::Section };
        let root = maker.marks.tag_in(kind, TagId(0), &self.article.lang);
        let mut galley = if self.followers.is_empty() {
            build_with(&mut maker, root)
        } else {
            let first: RunPiece<'s> = (id, &self.article, self.design);
            let pieces: Vec<RunPiece<'s>> =
                std::iter::once(first).chain(self.followers.iter().copied()).collect();
            run_on(&mut maker, root, &pieces)
        };
        if self.article.jump.is_some() && self.is_text() {
            galley.jump = Some(maker.jump_lines(root));
        }
        own::fixed_words(&mut maker, masters, root, &mut galley);
        match (self.kind, self.article.kind) {
            (EntryKind::Cover, _) => own::cover(&mut maker, root, &mut galley),
            (EntryKind::Ad(n), _) => {
                let float = ad(&mut maker, issue, n, root);
                galley.framed.extend(float.map(|f| ("ad".to_owned(), f)));
            }
            (EntryKind::Article(_), ArticleKind::Text) => {
                for n in &self.ads {
                    column_ad(&mut maker, issue, *n, &mut galley);
                }
            }
            (_, ArticleKind::Contents) => {
                own::own_heading(&mut maker, "contents", root, &mut galley.heading);
                contents::contents(&mut maker, root, &designs.articles, &mut galley);
            }
            (_, ArticleKind::MastheadPage) => {
                own::own_heading(&mut maker, "masthead", root, &mut galley.heading);
                own::masthead(&mut maker, root, designs, &mut galley);
            }
            _ => {}
        }
        let image = self.article.image.filter(|_| galley.framed.len() == galley.ads.len() || !self.is_text());
        if let Some(float) = image.and_then(|p| own::picture_float(&mut maker, p, None, root)) {
            galley.framed.entry("hero".to_owned()).or_insert(float);
        }
        galley.marks = maker.marks;
        galley
    }
}

/// The picture of advertisement `n`.
fn ad(maker: &mut Maker<'_, '_>, issue: &Issue, n: usize, root: TagId) -> Option<Float> {
    let ad = issue.ads.get(n)?;
    let whose = ad.advertiser.and_then(|p| own::party_name(issue, p, &issue.lang));
    own::picture_float(maker, ad.picture, Some(&whose.unwrap_or_else(|| ad.id.clone())), root)
}

/// Puts advertisement `n`, which stands beside text, among the framed content.
fn column_ad(maker: &mut Maker<'_, '_>, issue: &Issue, n: usize, galley: &mut Galley) {
    let (Some(booked), Some(float)) = (issue.ads.get(n), ad(maker, issue, n, TagId(0))) else { return };
    let side = (booked.position == AdPosition::Recto).then_some(Side::Recto);
    // No frame's role has a space.
    let name = format!("ad {:02}", galley.ads.len() + 1);
    let (id, size) = (booked.id.clone(), booked.size.clone());
    galley.ads.insert(name.clone(), ColumnAd { number: n, id, size, side });
    galley.framed.insert(name, float);
}

/// The ways of at least `least` pages that hold the whole text, where there are any; else all.
fn no_shorter(mut courses: Vec<Course>, least: u32) -> Vec<Course> {
    let long = |c: &Course| c.pages >= least && c.overset.is_none();
    if courses.iter().any(long) {
        courses.retain(|c| c.pages >= least);
    }
    courses
}

/// A sequence of master names, each with `*` where it repeats.
fn wish_sequence(names: &[String]) -> Vec<Vec<SequenceStep>> {
    let step = |name: &String| {
        let (master, repeat) = name.strip_suffix('*').map_or((name.as_str(), false), |m| (m, true));
        vec![SequenceStep { master: master.to_owned(), repeat }]
    };
    names.iter().map(step).collect()
}

/// Whether the text prints the page of something.
fn has_references(galley: &Galley) -> bool {
    use super::document::LinkTarget;
    galley
        .marks
        .links
        .iter()
        .any(|l| matches!(l, LinkTarget::Anchor(super::Anchor::Article(_) | super::Anchor::Id(..))))
}
