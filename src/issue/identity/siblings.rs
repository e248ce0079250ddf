//! The other issues in the publication's folder: what their files say, and whether this issue follows from them.
//! Reports nothing that is wrong with them, and opens no file outside the publication's folder.

use super::super::check::Checker;
use super::super::ids;
use super::super::model::{Date, Issue, Level, Publication, Sibling};
use super::super::{articles, parties::Parties};
use super::{Own, issue_key, size, span_of};
use crate::diag::{Diagnostic, FileId, Findings, Span};
use crate::manifest::{Format, IssueRaw, parse_issue};
use crate::source::Folder;

/// Most siblings that are read, half of them before this issue by name of folder, half behind.
const MOST: usize = 100;
/// Most bytes of a sibling's file; a larger one is passed over.
const BYTES: u64 = 1 << 20;

/// The issues beside `folder` in the publication's folder `home`, by name of folder; none where the issue does
/// not lie below its publication.
pub fn siblings(
    folder: &Folder,
    home: &Folder,
    publication: &Publication,
    parties: &Parties,
) -> Vec<Sibling> {
    let Some(above) = folder.parent().filter(|a| a.path().starts_with(home.path())) else {
        return Vec::new();
    };
    let own = folder.name();
    let names = above.list("");
    let folders: Vec<&str> = names.iter().filter_map(|n| n.strip_suffix('/')).collect();
    let at = folders.partition_point(|n| *n < own.as_str());
    let near = folders.iter().skip(at.saturating_sub(MOST / 2)).filter(|n| **n != own).take(MOST);
    near.filter_map(|name| {
        let (file, format) = ["issue.toml", "issue.json"].into_iter().find_map(|file| {
            Some((above.read_at_most(&format!("{name}/{file}"), BYTES)?, Format::of(file)))
        })?;
        let text = String::from_utf8(file).ok()?;
        let raw = parse_issue(&text, format, FileId(u32::MAX), &mut Findings::new()).ok()?;
        Some(sibling(name, &raw, publication, parties))
    })
    .collect()
}

fn sibling(folder: &str, raw: &IssueRaw, publication: &Publication, parties: &Parties) -> Sibling {
    // Its own check says what is wrong with it.
    let mut silent = Findings::new();
    let f = &mut silent;
    let lang =
        raw.language.as_ref().and_then(|l| ids::lang(&l.value)).unwrap_or_else(|| publication.lang.clone());
    let number = raw.number.as_ref().and_then(|n| ids::number(n, f));
    let key = issue_key(raw, number.as_deref());
    let stated = raw.identifier.as_ref().and_then(|u| ids::urn(u, f));
    let derived = || ids::derived_urn(&[&publication.id, &key, &raw.volume_text(), &lang.0]);
    let mut credits = parties.credits(&raw.credits, Level::Issue, &lang, f);
    for credit in &mut credits {
        credit.span = None;
    }
    Sibling {
        folder: folder.to_owned(),
        identifier: stated.unwrap_or_else(derived),
        date: raw.cover_date.as_ref().and_then(|d| ids::date(d, f)),
        volume: raw.volume.as_ref().map(|v| v.value.clone()),
        number,
        aggregate: raw.aggregate.as_ref().and_then(|n| u32::try_from(n.value).ok()),
        lang,
        supplement: raw.supplement_to.is_some(),
        trim: raw.trim.as_ref().map(|t| t.value).or(publication.trim),
        credits,
        pin: raw.layout.as_ref().map(articles::pin).map(|pin| super::super::model::Pin { span: None, ..pin }),
    }
}

impl Issue {
    /// The issue before this one in the year of its cover date, where both are in one language and neither is a
    /// supplement.
    #[must_use]
    pub fn before_in_year(&self) -> Option<&Sibling> {
        let date = self.date.filter(|_| self.supplement_to.is_none())?;
        let peers = self.siblings.iter().filter(|s| !s.supplement && s.lang.primary() == self.lang.primary());
        let year = peers.filter(|s| s.date.is_some_and(|d| d.year == date.year));
        year.filter(|s| before(s.date, self.date)).max_by_key(|s| s.date)
    }
}

impl Checker<'_> {
    /// Whether this issue follows from its siblings: numbers and dates that are another's, or run backwards
    /// (I030), and a trim that changes within a year (I029), which ISO 8 asks to leave to the next volume.
    /// Supplements and issues in another language are not compared. `trim` is the publication's.
    pub fn follow(&mut self, raw: &IssueRaw, own: &Own, trim: Option<crate::geom::Size>) {
        if raw.supplement_to.is_some() {
            return;
        }
        let lang = self.lang.primary().to_owned();
        let all = std::mem::take(&mut self.siblings);
        let peers: Vec<&Sibling> = all.iter().filter(|s| !s.supplement && s.lang.primary() == lang).collect();
        let volume = raw.volume.as_ref().map(|v| v.value.as_str());
        self.same(raw, own, volume, &peers);
        self.backwards(raw, own, volume, &peers);
        self.trim_change(raw, own, trim, &peers);
        self.siblings = all;
    }

    /// A number, running number or date that a sibling has, too.
    fn same(&mut self, raw: &IssueRaw, own: &Own, volume: Option<&str>, peers: &[&Sibling]) {
        let numbers = own.number.as_deref().and_then(span_of);
        let number = peers.iter().find(|s| {
            let theirs = s.number.as_deref().and_then(span_of);
            let overlap = numbers.zip(theirs).is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1);
            overlap && same_volume(own, volume, s)
        });
        if let (Some(other), Some(at)) = (number, &raw.number) {
            self.beside("number", &at.value, other, "has it, too", at.span);
        }
        let aggregate = peers.iter().find(|s| own.aggregate.is_some() && s.aggregate == own.aggregate);
        if let (Some(other), Some(at)) = (aggregate, &raw.aggregate) {
            self.beside("running number", &at.value.to_string(), other, "has it, too", at.span);
        }
        let date = peers.iter().find(|s| own.date.is_some() && s.date == own.date);
        if let (Some(other), Some(at)) = (date, &raw.cover_date) {
            self.beside("cover date", &at.value, other, "has it, too", at.span);
        }
    }

    /// A number or running number that is lower than an earlier sibling's, or higher than a later one's.
    fn backwards(&mut self, raw: &IssueRaw, own: &Own, volume: Option<&str>, peers: &[&Sibling]) {
        let crossed = |theirs: Option<u32>, first: u32, last: u32, other: &Sibling| {
            let theirs = theirs?;
            if before(other.date, own.date) && theirs > last {
                return Some(format!("is earlier and has {theirs}"));
            }
            (before(own.date, other.date) && theirs < first).then(|| format!("is later and has {theirs}"))
        };
        if let (Some(mine), Some(at)) = (own.aggregate, &raw.aggregate) {
            let found = peers.iter().find_map(|s| Some((s, crossed(s.aggregate, mine, mine, s)?)));
            if let Some((other, why)) = found {
                self.beside("running number", &at.value.to_string(), other, &why, at.span);
            }
        }
        if let (Some((first, last)), Some(at)) = (own.number.as_deref().and_then(span_of), &raw.number) {
            let found = peers.iter().filter(|s| same_volume(own, volume, s)).find_map(|s| {
                let theirs = s.number.as_deref().and_then(span_of).map(|(a, _)| a);
                Some((s, crossed(theirs, first, last, s)?))
            });
            if let Some((other, why)) = found {
                self.beside("number", &at.value, other, &why, at.span);
            }
        }
    }

    fn beside(&mut self, what: &str, value: &str, other: &Sibling, why: &str, at: Span) {
        let message = format!("{what} `{value}` does not follow from issue `{}`", other.folder);
        self.f.push(
            Diagnostic::warning("I030", message).at(at).label(format!("that issue {why}")).hint(
                "correct the number or date of one of the two; subscribers and libraries count by them",
            ),
        );
    }

    fn trim_change(
        &mut self,
        raw: &IssueRaw,
        own: &Own,
        trim: Option<crate::geom::Size>,
        peers: &[&Sibling],
    ) {
        let (Some(date), Some(mine)) = (own.date, trim) else { return };
        let year = peers.iter().filter(|s| s.date.is_some_and(|d| d.year == date.year));
        let earlier = year.filter(|s| before(s.date, own.date)).max_by_key(|s| s.date);
        let Some((other, theirs)) = earlier.and_then(|s| Some((s, s.trim?))) else { return };
        if theirs == mine {
            return;
        }
        let message = format!(
            "trim is {}, but {} in issue `{}` of the same year",
            size(mine),
            size(theirs),
            other.folder
        );
        let at = raw.trim.as_ref().map(|t| t.span).or(raw.cover_date.as_ref().map(|d| d.span));
        self.f.push(
            Diagnostic::warning("I029", message)
                .at(at.unwrap_or(raw.span))
                .hint("let a new trim begin with a year or volume: its issues are bound together"),
        );
    }
}

/// Whether numbers count on from one to the other: in one volume where both state one, else in one year.
fn same_volume(own: &Own, volume: Option<&str>, other: &Sibling) -> bool {
    match (volume, other.volume.as_deref()) {
        (Some(mine), Some(theirs)) => mine == theirs,
        _ => own.date.zip(other.date).is_some_and(|(a, b)| a.year == b.year),
    }
}

/// Whether `a` is surely earlier than `b`; dates of unlike precision may not be comparable.
fn before(a: Option<Date>, b: Option<Date>) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    if a.year != b.year {
        return a.year < b.year;
    }
    match (a.month.zip(b.month), a.day.zip(b.day)) {
        (Some((x, y)), _) if x != y => x < y,
        (Some(_), Some((x, y))) => x < y,
        _ => false,
    }
}
