//! Why each piece got its layout, for people and as JSON.
//! Decides nothing: `credits` did.

use super::format::pretty;
use crate::credits::{Candidate, Design, Designs};
use crate::issue::{Credit, Issue, Level, Names, Party, Statement, plain};
use serde::Serialize;
use std::fmt::Write as _;

/// Version of the JSON form.
const SCHEMA: &str = "masthead.explain/1";

/// The decisions for the articles of `only` (all where it is empty) and for the issue's own pages, in words.
#[must_use]
pub fn explain(issue: &Issue, designs: &Designs, only: &[usize]) -> String {
    let mut out = String::new();
    for piece in pieces(issue, designs, only) {
        piece.draw(&mut out);
    }
    out
}

/// The same as JSON.
#[must_use]
pub fn explain_json(issue: &Issue, designs: &Designs, only: &[usize]) -> String {
    let pieces = pieces(issue, designs, only);
    pretty(&Explanation { schema: SCHEMA, issue: &issue.slug, pieces })
}

#[derive(Serialize)]
struct Explanation<'a> {
    schema: &'static str,
    issue: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// One piece and its design; `id` is absent for the issue's own pages.
#[derive(Serialize)]
struct Piece<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    title: String,
    layout: String,
    rule: u8,
    reason: &'a str,
    counted: Vec<Named<'a>>,
    shadowed: Vec<Named<'a>>,
    candidates: Vec<Looked<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    role: &'a str,
    party: &'a str,
    name: &'a str,
    level: &'static str,
    statement: &'static str,
}

#[derive(Serialize)]
struct Looked<'a> {
    layout: &'a str,
    matched: Vec<&'a str>,
    fell: Option<&'a str>,
}

fn pieces<'a>(issue: &'a Issue, designs: &'a Designs, only: &[usize]) -> Vec<Piece<'a>> {
    let articles = issue.articles.iter().zip(&designs.articles).enumerate();
    let mut list: Vec<Piece<'a>> = articles
        .filter(|(n, _)| only.is_empty() || only.contains(n))
        .map(|(_, (article, design))| piece(issue, Some(&article.id), plain(&article.title), design))
        .collect();
    if only.is_empty() {
        list.push(piece(issue, None, "cover, advertisements, filler pages".into(), &designs.issue));
    }
    list
}

fn piece<'a>(issue: &'a Issue, id: Option<&'a str>, title: String, design: &'a Design) -> Piece<'a> {
    let decision = &design.decision;
    let looked = |c: &'a Candidate| Looked {
        layout: &c.layout,
        matched: c.matched.iter().map(|r| r.0.as_str()).collect(),
        fell: c.fell.as_deref(),
    };
    Piece {
        id,
        title,
        layout: layout_name(design),
        rule: decision.rule,
        reason: &decision.reason,
        counted: decision.counted.iter().map(|c| named(issue, c)).collect(),
        shadowed: decision.shadowed.iter().map(|c| named(issue, c)).collect(),
        candidates: decision.candidates.iter().map(looked).collect(),
    }
}

/// `id@version` of a design's layout.
pub(super) fn layout_name(design: &Design) -> String {
    format!("{}@{}", design.layout.id, design.layout.version)
}

fn named<'a>(issue: &'a Issue, credit: &'a Credit) -> Named<'a> {
    let party = issue.parties.get(credit.party.0 as usize);
    Named {
        role: &credit.role.0,
        party: party.map_or("?", |p| p.id.as_str()),
        name: party.map_or("?", |p| name(p, issue)),
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

/// A party's name in the issue's language, else in any, else its key.
fn name<'a>(party: &'a Party, issue: &Issue) -> &'a str {
    let names: &'a Names = &party.names;
    let mine = names.iter().find(|(lang, _)| issue.lang.is(&lang.0) || lang.is(issue.lang.primary()));
    mine.or_else(|| names.iter().next()).map_or(party.id.as_str(), |(_, name)| name.as_str())
}

impl Piece<'_> {
    fn draw(&self, out: &mut String) {
        let (id, title) = (self.id.unwrap_or("(own pages)"), &self.title);
        let quoted =
            if self.id.is_some() && !title.is_empty() { format!("“{title}”") } else { title.clone() };
        let _ = writeln!(out, "{}", format!("{id}  {quoted}").trim_end());
        let _ = writeln!(out, "  layout    {}", self.layout);
        let _ = writeln!(out, "  because   {} (rule {})", self.reason, self.rule);
        credits(out, "counted", &self.counted);
        credits(out, "shadowed", &self.shadowed);
        for (n, looked) in self.candidates.iter().enumerate() {
            let head = if n == 0 { "looked at" } else { "" };
            let verdict = match looked.fell {
                Some(why) => format!("fell: {why}"),
                None => "won".into(),
            };
            let matched = match looked.matched.as_slice() {
                [] => String::new(),
                roles => format!("; matched {}", roles.join(", ")),
            };
            let _ = writeln!(out, "  {head:<9} {} {verdict}{matched}", looked.layout);
        }
        out.push('\n');
    }
}

fn credits(out: &mut String, head: &str, list: &[Named<'_>]) {
    for (n, c) in list.iter().enumerate() {
        let head = if n == 0 { head } else { "" };
        let end = if c.statement == "end" { ", end statement" } else { "" };
        let _ = writeln!(out, "  {head:<9} {}: {} ({}{end})", c.role, c.name, c.level);
    }
}
