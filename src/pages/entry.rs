//! Entries of the running order: cover, articles, own pages, advertisements; what became of them, and what is to be
//! said of that. Decides no page number.

use super::fit::fit;
use super::galley::{Galley, RunPiece};
use super::makeup::{Break, Course, DrawnPage, Leaf, Overfull, RestOver, UNPLACED};
use super::order::folio::Folios;
use super::order::{Rival, Way, Wish, side};
use crate::credits::Design;
use crate::diag::{Diagnostic, Findings, Span};
use crate::geom::Length;
use crate::issue::{Article, ArticleId, ArticleKind, Issue, Start};
use crate::layout::Side;
use crate::typeset::Missing;
use std::borrow::Cow;
use std::collections::BTreeSet;

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
    /// The galley of the courses from one side on, where that side has frames for less of the content.
    pub other: Option<(Side, Galley)>,
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

/// Content that no frame takes as it should.
#[derive(Clone, Default, Debug)]
pub struct Strays {
    /// Roles that found no frame.
    pub lost: BTreeSet<String>,
    /// Roles that found one on pages that nothing else is on.
    pub late: BTreeSet<String>,
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

    /// The galley of the courses from a side on.
    #[must_use]
    pub fn galley(&self, side: Side) -> &Galley {
        self.other.as_ref().filter(|(s, _)| *s == side).map_or(&self.galley, |(_, galley)| galley)
    }

    /// The same, and nothing else.
    #[must_use]
    pub fn into_galley(self, side: Side) -> Galley {
        self.other.filter(|(s, _)| *s == side).map_or(self.galley, |(_, galley)| galley)
    }

    /// Of the cheapest course from a side on, the roles whose content has no frame, and those whose frames are all
    /// that its last pages have, below which the columns stay empty.
    #[must_use]
    pub fn strays(&self, side: Side) -> Strays {
        let galley = self.galley(side);
        let Some(best) = self.courses(side).iter().min_by_key(|c| c.cost) else { return Strays::default() };
        let own = |name: &String| !galley.ads.contains_key(name) && rest_of(best, name).is_none();
        let lost: BTreeSet<String> = unplaced(galley, best).into_iter().filter(own).collect();
        let bare = best.leaves.iter().rev().take_while(|leaf| leaf.is_bare() && !leaf.opens).count();
        let before = best.leaves.iter().rev().nth(bare).map_or(0, |leaf| leaf.sheet.used);
        let after = best.leaves.last().map_or(0, |leaf| leaf.sheet.used);
        let late = |n: usize| bare > 0 && after & !before & (1 << n.min(31)) != 0;
        let late = galley.framed.keys().enumerate().filter(|(n, _)| late(*n)).map(|(_, role)| role.clone());
        Strays { late: late.filter(own).collect(), lost }
    }

    /// Takes the courses of `other` from a side on, which have the strays afloat, in place of its own, where they
    /// have more of the content or fewer pages. They cost what as much content without a frame costs, so that a side
    /// whose masters have frames for all is chosen before.
    pub fn take(&mut self, other: Self, side: Side, strays: &Strays) {
        let best = |made: &Self| made.courses(side).iter().min_by_key(|c| c.cost).map(|c| c.pages);
        if strays.lost.is_empty() && best(&other) >= best(self) {
            return;
        }
        let Self { galley, mut recto, mut verso, missing, refers, .. } = other;
        let (own, new) =
            if side == Side::Recto { (&mut self.recto, &mut recto) } else { (&mut self.verso, &mut verso) };
        for course in new.iter_mut() {
            course.cost += UNPLACED * strays.lost.len() as i64;
        }
        *own = std::mem::take(new);
        self.refers |= refers;
        for m in missing {
            if !self.missing.iter().any(|known| known.ch == m.ch) {
                self.missing.push(m);
            }
        }
        match &self.other {
            // Both sides lack frames: the first takes the galley's place.
            Some((first, _)) if *first != side => {
                if let Some((_, first)) = self.other.replace((side, galley)) {
                    self.galley = first;
                }
            }
            _ => self.other = Some((side, galley)),
        }
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
        let galley = self.galley(side(at.first));
        if let Some(course) = course {
            super::crowd::report(galley, course, at, entry.article.span, findings);
            super::lines::report(galley, course, at, findings);
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
        report_overset(galley, entry, course, findings);
        if entry.article.jump.is_none() {
            report_short(entry, course, findings);
        }
        for over in course.leaves.iter().flat_map(|l| &l.sheet.overfull) {
            findings.push(overfull(over, &entry.article));
        }
        report_narrow(course, findings);
        let written = matches!(entry.kind, EntryKind::Article(_));
        let heading = galley.lost.iter().filter(|_| written);
        let unplaced = if course.rest.is_some() { Vec::new() } else { unplaced(galley, course) };
        for name in heading.cloned().chain(unplaced) {
            if let Some(ad) = galley.ads.get(&name) {
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
        let all = [Side::Recto, Side::Verso];
        let best = all.iter().flat_map(|s| self.courses(*s).iter().map(|c| (self.galley(*s), c)));
        let Some((galley, course)) = best.min_by_key(|(_, c)| c.cost) else { return Vec::new() };
        let names = unplaced(galley, course);
        names.iter().filter_map(|name| galley.ads.get(name)).map(|ad| ad.number).collect()
    }
}

/// The roles of framed content that a course has no frame for.
fn unplaced(galley: &Galley, course: &Course) -> Vec<String> {
    let used = course.leaves.last().map_or(0, |l| l.sheet.used);
    let left = |(n, role): (usize, &String)| (used & (1 << n.min(31)) == 0).then(|| role.clone());
    galley.framed.keys().enumerate().filter_map(left).collect()
}

/// Characters of the thread that found no page.
pub fn over(galley: &Galley, course: &Course) -> usize {
    use super::galley::Flow;
    let Some(cursor) = &course.overset else { return 0 };
    let chars = |f: &Flow| if let Flow::Text(t) = f { t.para.text().chars().count() } else { 0 };
    let whole: usize = galley.flow.iter().skip(cursor.block).map(chars).sum();
    let lines = cursor.broken.as_ref().and_then(|b| b.lines.get(cursor.line).map(|l| l.chars.start as usize));
    whole - lines.unwrap_or(0).min(whole)
}

fn report_overset(galley: &Galley, entry: &Entry<'_>, course: &Course, findings: &mut Findings) {
    if course.overset.is_none() {
        return;
    }
    let id = entry.article_id().unwrap_or(ArticleId(u32::MAX));
    let fit = fit(galley, id, course);
    let pages = format!("{} page{}", fit.pages, if fit.pages == 1 { "" } else { "s" });
    let id = &entry.article.id;
    let mut found = if fit.chars_over > 0 {
        let lines = format!("{} line{}", fit.lines_over, if fit.lines_over == 1 { "" } else { "s" });
        let message = format!("`{id}` is overset {lines} (≈{} characters) on {pages}", fit.chars_over);
        Diagnostic::error("G003", message).hint("allow more pages, or cut the text where a cut saves a line")
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

/// What is to be said of a frame that its content does not fit into: an error where that covers other content.
fn overfull(over: &Overfull, article: &Article) -> Diagnostic {
    let Overfull { frame, lines, covers } = over;
    let s = if *lines == 1 { "" } else { "s" };
    let message = match lines {
        0 if covers.is_some() => {
            let message = format!("frame `{frame}` stands off the page, with content of `{}`", article.id);
            let hint = "let the layout place it on the page";
            return Diagnostic::error("G006", message).at(article.span).hint(hint);
        }
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

/// The genre whose sequence sets an article; own pages have one of their kind's name.
pub fn genre_name(article: &Article) -> &str {
    match article.kind {
        ArticleKind::Contents => "contents",
        ArticleKind::MastheadPage => "masthead-page",
        ArticleKind::BackCover => "back-cover",
        ArticleKind::Text => &article.genre,
    }
}
