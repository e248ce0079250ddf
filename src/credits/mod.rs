//! Who is credited with what, and which layout follows from it, with the reason.
//! Sets no text and opens no file.

mod assign;
mod claim;
mod effective;
mod line;
#[cfg(test)]
mod tests;
mod unfit;

pub use assign::{assign, assign_settled};
pub use line::{CreditPart, authors, byline, byline_parts, party_name, statement, statement_parts};
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
    /// Credits of farther levels that a nearer one replaced, or house credits that a person shadows.
    pub shadowed: Vec<Credit>,
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
    /// Roles that matched.
    pub matched: Vec<Role>,
    /// Why it fell; `None` for the winner.
    pub fell: Option<String>,
}
