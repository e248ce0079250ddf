//! Entries of the running order: cover, articles, own pages, advertisements; each composed on its own.
//! Decides no page number.

use super::fit::fit;
use super::galley::{ColumnAd, Float, Galley, Maker, Refs, RunPiece, build_with, genre_of, run_on};
use super::jump::Shop;
use super::makeup::{Bench, Break, Brief, Course, DrawnPage, Leaf, Overfull, RestOver, compose};
use super::order::folio::Folios;
use super::order::{Rival, Way, Wish};
use super::order::{contents, own};
use crate::credits::{Design, Designs};
use crate::diag::{Diagnostic, Findings, Span};
use crate::geom::Length;
use crate::issue::{AdPosition, Article, ArticleId, ArticleKind, Issue, Start};
use crate::layout::{Genre, Layout, Master, NotePlace, SequenceStep, Side};
use crate::pages::document::TagKind;
use crate::typeset::{Missing, Setter, TagId};
use std::borrow::Cow;

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// The cover.
    Cover,
    /// An article or own page of the running order.
    Article(ArticleId),
    /// The part of a jumped article that stands elsewhere.
    Rest(ArticleId),
    /// An advertisement, by its index.
    Ad(usize),
    /// A page that would be blank.
    Filler,
}

/// One entry.
pub struct Entry<'a> {
    /// What it is.
    pub kind: EntryKind,
    /// The article, or a stand-in for a page without one.
    pub article: Cow<'a, Article>,
    /// Its design.
    pub design: &'a Design,
    /// Where it may begin.
    pub start: Start,
    /// Whether nothing may stand between it and the entry before it.
    pub glued: bool,
    /// Set for advertisements that wait for a place.
    pub wish: Option<Wish>,
    /// Pieces that follow on behind the article on the same pages.
    pub followers: Vec<RunPiece<'a>>,
    /// The advertisements that stand in frames on its pages, beside its text, by their index.
    pub ads: Vec<usize>,
}

/// Where an entry stands.
pub struct Standing<'a> {
    /// Its pages.
    pub pages: &'a [DrawnPage],
    /// The number of the first, from 0.
    pub first: u32,
    /// The folios of the issue.
    pub folios: Folios<'a>,
}

/// An entry composed: its galley and its courses from a recto and from a verso on.
pub struct Made {
    /// The galley.
    pub galley: Galley,
    /// Courses from a recto on.
    pub recto: Vec<Course>,
    /// Courses from a verso on.
    pub verso: Vec<Course>,
    /// Whether it prints page numbers of others.
    pub refers: bool,
    /// Characters that no font has.
    pub missing: Vec<Missing>,
    /// Where it goes on, where it is the second part of a jumped article.
    pub from: Option<Break>,
}

impl Made {
    /// The ways from a side on.
    #[must_use]
    pub fn ways(&self, side: Side, entry: &Entry<'_>, issue: &Issue) -> Vec<Way> {
        let way = |c: &Course| {
            let on = |page: u32| match entry.kind {
                EntryKind::Ad(n) => Rival::of(issue, n),
                _ => c.ads().find(|(at, _)| *at == page).and_then(|(_, n)| Rival::of(issue, n)),
            };
            Way { pages: c.pages, cost: c.cost, ads: [on(0), on(c.pages.saturating_sub(1))] }
        };
        self.courses(side).iter().map(way).collect()
    }

    /// The courses from a side on.
    #[must_use]
    pub fn courses(&self, side: Side) -> &[Course] {
        if side == Side::Recto { &self.recto } else { &self.verso }
    }

    /// Says what could not be set, or not well; `course` is the one that was chosen, and `at` is where it stands.
    pub fn report(
        &self,
        entry: &Entry<'_>,
        course: Option<&Course>,
        at: &Standing<'_>,
        findings: &mut Findings,
    ) {
        if entry.goes_on() && self.from.is_none() {
            return;
        }
        self.report_missing(at, findings);
        if let Some(course) = course {
            super::crowd::report(&self.galley, course, at, entry.article.span, findings);
            super::lines::report(&self.galley, course, at, findings);
        }
        let Some(course) = course.filter(|c| c.pages > 0) else {
            findings.push(
                Diagnostic::error(
                    "G002",
                    format!("no master of layout `{}` takes `{}`", entry.design.layout.id, entry.article.id),
                )
                .at(entry.article.span)
                .hint("give its genre a sequence whose first master needs no content that the article lacks"),
            );
            return;
        };
        if entry.article.jump.is_some() && !entry.goes_on() && course.rest.is_none() {
            let message = format!("`{}` ends before it would break off", entry.article.id);
            let hint = "take its `jump` out, or let it break off after fewer pages";
            findings.push(Diagnostic::warning("G008", message).at(entry.article.span).hint(hint));
        }
        self.report_overset(entry, course, findings);
        if entry.article.jump.is_none() {
            report_short(entry, course, findings);
        }
        for over in course.leaves.iter().flat_map(|l| &l.sheet.overfull) {
            findings.push(overfull(over, &entry.article));
        }
        report_narrow(course, findings);
        let written = matches!(entry.kind, EntryKind::Article(_));
        let heading = self.galley.lost.iter().filter(|_| written);
        let unplaced = if course.rest.is_some() { Vec::new() } else { self.unplaced(course) };
        for name in heading.cloned().chain(unplaced) {
            if let Some(ad) = self.galley.ads.get(&name) {
                let (ad, id) = (&ad.id, &entry.article.id);
                let message = format!("advertisement `{ad}` has no page beside `{id}`");
                let hint = "book it behind a longer article, or as a full page";
                findings.push(Diagnostic::error("G005", message).at(entry.article.span).hint(hint));
                continue;
            }
            if let Some(rest) = rest_of(course, &name) {
                findings.push(goes_beyond(&name, rest, &entry.article));
                continue;
            }
            findings.push(
                Diagnostic::error("G007", format!("`{name}` of `{}` found no frame", entry.article.id))
                    .at(entry.article.span)
                    .hint("use a master that has a frame for it"),
            );
        }
    }

    fn report_overset(&self, entry: &Entry<'_>, course: &Course, findings: &mut Findings) {
        if course.overset.is_none() {
            return;
        }
        let id = entry.article_id().unwrap_or(ArticleId(u32::MAX));
        let fit = fit(self, id, course);
        let pages = format!("{} page{}", fit.pages, if fit.pages == 1 { "" } else { "s" });
        let id = &entry.article.id;
        let mut found = if fit.chars_over > 0 {
            let lines = format!("{} line{}", fit.lines_over, if fit.lines_over == 1 { "" } else { "s" });
            let message = format!("`{id}` is overset {lines} (≈{} characters) on {pages}", fit.chars_over);
            Diagnostic::error("G003", message)
                .hint("allow more pages, or cut the text where a cut saves a line")
        } else {
            Diagnostic::error("G003", format!("`{id}` does not fit on {pages}"))
                .label("a picture, table or box found no room")
                .hint("let it span fewer columns, shorten it, or allow more pages")
        }
        .at(entry.article.span);
        for cut in fit.cuts.iter().filter(|_| fit.chars_over > 0) {
            found = found.related(cut.span, format!("to cut {} characters here saves a line", cut.chars));
        }
        findings.push(found);
    }

    fn report_missing(&self, at: &Standing<'_>, findings: &mut Findings) {
        for m in &self.missing {
            let families = m.families.join("`, `");
            let page = super::lines::page_of(at, m.ch);
            let on = page.map_or(String::new(), |p| format!(" on page {p}"));
            findings.push(
                Diagnostic::warning("Y001", format!("no font has U+{:04X} `{}`{on}", m.ch as u32, m.ch))
                    .at(m.span)
                    .hint(format!("tried `{families}`; add a family that has it to the layout's chain")),
            );
        }
    }

    /// The advertisements beside the text that the best course has no page for, by their index.
    #[must_use]
    pub fn lost_ads(&self) -> Vec<usize> {
        let best = self.recto.iter().chain(&self.verso).min_by_key(|c| c.cost);
        let names = best.map(|c| self.unplaced(c)).unwrap_or_default();
        names.iter().filter_map(|name| self.galley.ads.get(name)).map(|ad| ad.number).collect()
    }

    fn unplaced(&self, course: &Course) -> Vec<String> {
        let used = course.leaves.last().map_or(0, |l| l.sheet.used);
        let left = |(n, role): (usize, &String)| (used & (1 << n.min(31)) == 0).then(|| role.clone());
        self.galley.framed.keys().enumerate().filter_map(left).collect()
    }

    /// Characters of the thread that found no page.
    pub fn over(&self, course: &Course) -> usize {
        use super::galley::Flow;
        let Some(cursor) = &course.overset else { return 0 };
        let chars = |f: &Flow| if let Flow::Text(t) = f { t.para.text().chars().count() } else { 0 };
        let whole: usize = self.galley.flow.iter().skip(cursor.block).map(chars).sum();
        let lines =
            cursor.broken.as_ref().and_then(|b| b.lines.get(cursor.line).map(|l| l.chars.start as usize));
        whole - lines.unwrap_or(0).min(whole)
    }
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
        let (issue, designs) = (shop.issue, shop.designs);
        let layout = &*self.design.layout;
        let genre = self.genre(layout);
        let fallback = vec![vec![SequenceStep { master: self.genre_key().to_owned(), repeat: false }]];
        let named = self.article.sequence.as_ref().map(|names| wish_sequence(names));
        let sequence: &[Vec<SequenceStep>] = match (&named, genre) {
            (Some(wish), _) => wish,
            (None, Some(g))
                if !g.sequence.is_empty()
                    && (layout.genres.contains_key(self.genre_key()) || self.is_text()) =>
            {
                &g.sequence
            }
            _ => &fallback,
        };
        let jump = self.article.jump.filter(|_| self.article_id().is_some());
        let onward = genre.map_or(&[][..], |g| &g.jump_sequence);
        let onward = if onward.is_empty() { sequence } else { onward };
        // Both parts of a jumped article are made from one galley.
        let steps = sequence.iter().chain(onward.iter().filter(|_| jump.is_some())).flatten();
        let masters: Vec<&Master> = steps.filter_map(|s| layout.masters.get(&s.master)).collect();
        let sequence = if self.goes_on() { onward } else { sequence };
        let mut galley = self.galley(issue, designs, refs, setter, &masters);
        let standard = Genre::plain();
        let genre = genre.unwrap_or(&standard);
        let mut bench = Bench::new(setter, &layout.page, issue, &galley.flow);
        bench.notes = &galley.notes;
        bench.page_notes = layout.footnotes == NotePlace::Page;
        let both = self.start == Start::Any;
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
        let (recto, alike) = match self.start {
            Start::Any | Start::Recto => courses(Side::Recto),
            _ => (Vec::new(), false),
        };
        let mirrored: Option<Vec<Course>> =
            if alike && both { recto.iter().map(Course::mirrored).collect() } else { None };
        let verso = match (mirrored, self.start) {
            (_, Start::Recto) => Vec::new(),
            (Some(verso), _) => verso,
            (None, _) => courses(Side::Verso).0,
        };
        let least = self.article.min_pages.filter(|_| jump.is_none()).unwrap_or(0);
        let (recto, verso) = (no_shorter(recto, least), no_shorter(verso, least));
        let refers = self.article.kind == ArticleKind::Contents || has_references(&galley) || jump.is_some();
        let missing = setter.missing();
        galley.settle();
        Made { galley, recto, verso, refers, missing, from: None }
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
        issue: &'s Issue,
        designs: &'s Designs,
        refs: &'s Refs,
        setter: &mut Setter<'_>,
        masters: &[&Master],
    ) -> Galley {
        let id = self.article_id().unwrap_or(ArticleId(u32::MAX));
        let mut maker = Maker::new(issue, id, &self.article, self.design, refs, setter, masters);
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

/// What is to be said of a frame that its content does not fit into: an error where that covers other content.
fn overfull(over: &Overfull, article: &Article) -> Diagnostic {
    let Overfull { frame, lines, covers } = over;
    let s = if *lines == 1 { "" } else { "s" };
    let message = match lines {
        0 => format!("frame `{frame}` is too narrow for a word of its content in `{}`", article.id),
        _ => format!("frame `{frame}` is {lines} line{s} too low for its content in `{}`", article.id),
    };
    let found = match covers.as_deref() {
        None => Diagnostic::warning("G006", message),
        Some("") => Diagnostic::error("G006", message).label("it runs off the page"),
        Some(other) => Diagnostic::error("G006", message).label(format!("it covers frame `{other}`")),
    };
    found.at(article.span).hint("shorten the text, or let the frame's text `shrink`")
}

/// What is over of framed content of which a part stands.
fn rest_of(course: &Course, role: &str) -> Option<RestOver> {
    let rests = course.leaves.iter().rev().flat_map(|l| &l.sheet.rests);
    rests.into_iter().find(|(name, _)| name == role).map(|(_, rest)| *rest)
}

fn goes_beyond(role: &str, rest: RestOver, article: &Article) -> Diagnostic {
    let much = match rest {
        RestOver::Lines(n) => format!("{n} line{}", if n == 1 { "" } else { "s" }),
        RestOver::Rows(n) => format!("{n} row{}", if n == 1 { "" } else { "s" }),
    };
    let message = format!("`{role}` of `{}` is {much} longer than the frames that take it", article.id);
    let hint = "cut as much, or let a master behind the last one in the sequence have a frame for it";
    Diagnostic::error("G013", message).at(article.span).hint(hint)
}

/// Tells of tables whose words are broken, each once.
fn report_narrow(course: &Course, findings: &mut Findings) {
    let mut told: Vec<Span> = Vec::new();
    for narrow in course.leaves.iter().flat_map(Leaf::narrow) {
        if told.contains(&narrow.span) {
            continue;
        }
        told.push(narrow.span);
        let size = if narrow.percent < 100 {
            format!(" in type of {} % of its size", narrow.percent)
        } else {
            String::new()
        };
        let mm = |l: Length| format!("{}.{}", l.to_micrometres() / 1000, l.to_micrometres() / 100 % 10);
        let (needs, has) = (mm(narrow.needs), mm(narrow.has));
        let message = format!("table `{}` needs {needs} mm{size} and has {has} mm", narrow.name);
        let hint = "take out a column, shorten the longest words, or let `min-scale` of tables be smaller";
        let label = "words in it are broken";
        findings.push(Diagnostic::warning("G011", message).at(narrow.span).label(label).hint(hint));
    }
}

/// Says that an article fills fewer pages than `pages.min` asks for.
fn report_short(entry: &Entry<'_>, course: &Course, findings: &mut Findings) {
    let least = entry.article.min_pages.unwrap_or(0);
    if course.pages >= least {
        return;
    }
    let (id, pages) = (&entry.article.id, course.pages);
    let s = if pages == 1 { "" } else { "s" };
    let message = format!("`{id}` fills {pages} page{s}, its `pages.min` is {least}");
    let hint = format!("lengthen it by {}, or write min = {pages}", counted(least - pages));
    findings.push(Diagnostic::warning("G010", message).at(entry.article.span).hint(hint));
}

fn counted(pages: u32) -> String {
    if pages == 1 { "a page".to_owned() } else { format!("{pages} pages") }
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

/// The genre whose sequence sets an article; own pages have one of their kind's name.
pub fn genre_name(article: &Article) -> &str {
    match article.kind {
        ArticleKind::Contents => "contents",
        ArticleKind::MastheadPage => "masthead-page",
        ArticleKind::BackCover => "back-cover",
        ArticleKind::Text => &article.genre,
    }
}
