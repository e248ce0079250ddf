//! Why each piece got its layout, as data: what `explain` draws, and its JSON.
//! Decides nothing: `credits` did.

use super::format::pretty;
use crate::credits::{Candidate, Cause, Design, Designs, Shadow, Shadowed, party_name};
use crate::issue::{Article, ArticleKind, Credit, Date, Issue, Level, Statement, plain};
use serde::Serialize;

/// Version of the JSON form.
const SCHEMA: &str = "masthead.explain/1";

/// The decisions for the articles of `only` (all where it is empty) and for the issue's own pages, as JSON.
#[must_use]
pub fn explain_json(issue: &Issue, designs: &Designs, only: &[usize]) -> String {
    let pieces = pieces(issue, designs, only);
    let date = issue.date.map(written);
    pretty(&Explanation { schema: SCHEMA, issue: &issue.slug, number: issue.aggregate, date, pieces })
}

#[derive(Serialize)]
struct Explanation<'a> {
    schema: &'static str,
    issue: &'a str,
    /// Running number and date, by which layouts are valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    pieces: Vec<Piece<'a>>,
}

/// One piece and its design; `id` is absent for the issue's own pages.
#[derive(Serialize)]
pub(super) struct Piece<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<&'a str>,
    language: &'a str,
    pub layout: String,
    pub rule: u8,
    pub reason: &'a str,
    pub counted: Vec<Named<'a>>,
    pub shadowed: Vec<Veiled<'a>>,
    pub candidates: Vec<Looked<'a>>,
}

/// A credit in words.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Named<'a> {
    pub role: &'a str,
    pub party: &'a str,
    pub name: &'a str,
    pub level: &'static str,
    pub statement: &'static str,
}

/// A credit that did not count, with those in its way.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Veiled<'a> {
    #[serde(flatten)]
    pub credit: Named<'a>,
    /// `nearer-level`, `byline` or `person`.
    pub why: &'static str,
    pub by: Vec<Named<'a>>,
}

/// A layout that was looked at; `fell` and `cause` are null for the winner.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Looked<'a> {
    pub layout: &'a str,
    origin: &'static str,
    credited_to: Vec<Pair<'a>>,
    pub matched: Vec<&'a str>,
    #[serde(skip)]
    pub fall: Option<Cause>,
    cause: Option<&'static str>,
    pub fell: Option<&'a str>,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
struct Pair<'a> {
    role: &'a str,
    party: &'a str,
}

pub(super) fn pieces<'a>(issue: &'a Issue, designs: &'a Designs, only: &[usize]) -> Vec<Piece<'a>> {
    let articles = issue.articles.iter().zip(&designs.articles).enumerate();
    let mut list: Vec<Piece<'a>> = articles
        .filter(|(n, _)| only.is_empty() || only.contains(n))
        .map(|(_, (article, design))| piece(issue, Some(article), design))
        .collect();
    if only.is_empty() {
        list.push(piece(issue, None, &designs.issue));
    }
    list
}

fn piece<'a>(issue: &'a Issue, article: Option<&'a Article>, design: &'a Design) -> Piece<'a> {
    let decision = &design.decision;
    Piece {
        id: article.map(|a| a.id.as_str()),
        title: article.map_or_else(|| "cover, advertisements, filler pages".into(), |a| plain(&a.title)),
        genre: article.filter(|a| a.kind == ArticleKind::Text).map(|a| a.genre.as_str()),
        language: article.map_or(&issue.lang.0, |a| &a.lang.0),
        layout: layout_name(design),
        rule: decision.rule,
        reason: &decision.reason,
        counted: decision.counted.iter().map(|c| named(issue, c)).collect(),
        shadowed: decision.shadowed.iter().map(|s| veiled(issue, s)).collect(),
        candidates: decision.candidates.iter().map(looked).collect(),
    }
}

fn looked(candidate: &Candidate) -> Looked<'_> {
    Looked {
        layout: &candidate.layout,
        origin: if candidate.bundled { "bundled" } else { "title" },
        credited_to: candidate.credited_to.iter().map(|(role, party)| Pair { role, party }).collect(),
        matched: candidate.matched.iter().map(|r| r.0.as_str()).collect(),
        fall: candidate.fell.as_ref().map(|f| f.cause),
        cause: candidate.fell.as_ref().map(|f| f.cause.word()),
        fell: candidate.fell.as_ref().map(|f| f.words.as_str()),
    }
}

fn veiled<'a>(issue: &'a Issue, shadowed: &'a Shadowed) -> Veiled<'a> {
    let why = match shadowed.why {
        Shadow::Nearer => "nearer-level",
        Shadow::Byline => "byline",
        Shadow::Person => "person",
    };
    let by = shadowed.by.iter().map(|c| named(issue, c)).collect();
    Veiled { credit: named(issue, &shadowed.credit), why, by }
}

/// `id@version` of a design's layout.
pub(super) fn layout_name(design: &Design) -> String {
    format!("{}@{}", design.layout.id, design.layout.version)
}

fn named<'a>(issue: &'a Issue, credit: &'a Credit) -> Named<'a> {
    let party = issue.party(credit.party);
    Named {
        role: &credit.role.0,
        party: party.map_or("?", |p| p.id.as_str()),
        name: party.map_or("?", |p| party_name(p, &issue.lang)),
        level: match credit.level {
            Level::Article => "article",
            Level::Section => "section",
            Level::Issue => "issue",
            Level::Publication => "publication",
        },
        statement: match credit.statement {
            Statement::Byline => "byline",
            Statement::End => "end",
        },
    }
}

/// A date as far as it is known: `2025-12-01`.
pub(super) fn written(date: Date) -> String {
    let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
    format!("{:04}{}{}", date.year, part(date.month), part(date.day))
}
