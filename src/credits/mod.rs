//! Who is credited with what, and which layout follows from it, with the reason.
//! Sets no text and opens no file.

mod assign;
mod change;
mod choose;
mod claim;
mod duotone;
mod effective;
mod line;
mod people;
mod shelf;
#[cfg(test)]
mod tests;
mod unfit;

pub use assign::{assign, assign_settled};
pub use duotone::duotones;
pub use line::{
    CreditPart, author_notes, author_pieces, authors, byline, byline_parts, byline_pieces, label, party_name,
    statement, statement_parts, statement_pieces,
};
pub use people::{Contributor, by_label, contributors};
pub use unfit::unfit;

use crate::issue::{Credit, Role};
use crate::layout::Layout;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The design of every piece of an issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Designs {
    /// One for each article, in running order; own pages share the issue's unless pinned.
    pub articles: Vec<Design>,
    /// For cover, own pages, and ads.
    pub issue: Design,
}

/// The layout of one piece and why it was chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Design {
    /// The layout, resolved for the piece's language.
    pub layout: Arc<Layout>,
    /// Credits in force, role by role, byline and end statement, as they are to be printed: nearer levels
    /// first, else as written.
    pub credits: Vec<Credit>,
    /// Why.
    pub decision: Decision,
}

/// Why a layout was chosen, as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The number of the rule that decided (`manifest.md`, From credit to layout).
    pub rule: u8,
    /// That rule in words.
    pub reason: String,
    /// Every layout that was looked at, by id, then version.
    pub candidates: Vec<Candidate>,
    /// Credits that counted.
    pub counted: Vec<Credit>,
    /// Credits that did not count, each with those that stand in its way.
    pub shadowed: Vec<Shadowed>,
}

/// A credit that has no part in the choice, and whose fault that is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shadowed {
    /// The credit.
    pub credit: Credit,
    /// What stands in its way; at least one.
    pub by: Vec<Credit>,
    /// How.
    pub why: Shadow,
}

/// Why a credit does not count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shadow {
    /// A nearer level names its role (rule 2); it is not printed either.
    Nearer,
    /// It stands in the end statement, and a byline holds its role (rule 6); it is printed.
    Byline,
    /// It is the house's, and a person holds its role (rule 6); it is printed.
    Person,
}

/// Layouts that were decided before, as a lock keeps them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settled {
    /// For cover, own pages, and ads.
    pub own: Option<Verdict>,
    /// By the article's id.
    pub articles: BTreeMap<String, Verdict>,
}

/// An earlier decision for one piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// `id@version`.
    pub layout: String,
    /// The number of the rule that decided.
    pub rule: u8,
    /// That rule in words.
    pub reason: String,
}

/// One layout that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// `id@version`.
    pub layout: String,
    /// Whether it came with the program rather than with the title.
    pub bundled: bool,
    /// (role, party) pairs that it states, `$house` as written.
    pub credited_to: Vec<(String, String)>,
    /// Roles that matched; empty where one of its pairs did not.
    pub matched: Vec<Role>,
    /// Why it fell; `None` for the winner.
    pub fell: Option<Fall>,
}

/// Why a layout is not the one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fall {
    /// On what it fell, as a kind.
    pub cause: Cause,
    /// The same in words, as a clause about the layout.
    pub words: String,
}

/// On what a layout may fall, in the order in which it is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// It is credited to nobody (never a candidate by credit).
    Nobody,
    /// Its parties are not credited here.
    Credits,
    /// It is made for other publications.
    Publication,
    /// It is made for other genres.
    Genre,
    /// It is made for other languages.
    Language,
    /// It does not hold for this issue.
    Validity,
    /// It states another trim.
    Trim,
    /// A higher version holds, too.
    Version,
    /// Another has a stronger claim.
    Rank,
    /// Another is pinned or forced.
    Pin,
}

impl Cause {
    /// Its word, as data has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Credits => "credits",
            Self::Publication => "publication",
            Self::Genre => "genre",
            Self::Language => "language",
            Self::Validity => "validity",
            Self::Trim => "trim",
            Self::Version => "version",
            Self::Rank => "rank",
            Self::Pin => "pin",
        }
    }
}
