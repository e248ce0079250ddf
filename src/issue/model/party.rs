//! Who made it: parties, roles and credits.
//! Decides neither who is printed nor in what design.

use super::{Names, PartyId};
use crate::diag::Span;

/// What kind of party it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartyKind {
    /// A human being.
    Person,
    /// A company, an association.
    Organisation,
    /// The publication itself.
    House,
}

/// A person, organisation or house that can be credited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// Key in the manifest, such as `liu-yan`.
    pub id: String,
    /// Person, organisation or house.
    pub kind: PartyKind,
    /// Names by language or script.
    pub names: Names,
    /// Other spellings that mean the same party.
    pub aliases: Vec<String>,
    /// Affiliation, per language.
    pub note: Names,
    /// Where it is declared.
    pub span: Option<Span>,
}

/// Where a credit is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Statement {
    /// In the byline or credit line.
    Byline,
    /// In the statement at the foot of the piece.
    End,
}

/// From which level of the issue a credit comes; nearer levels come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// The article's own.
    Article,
    /// The section's.
    Section,
    /// The issue's.
    Issue,
    /// The publication's.
    Publication,
}

/// A role, by its key in the roles table, such as `author`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Role(pub String);

/// One credit: who did what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    /// What was done.
    pub role: Role,
    /// Who did it.
    pub party: PartyId,
    /// Where it is stated.
    pub level: Level,
    /// Where it is printed.
    pub statement: Statement,
    /// The label as the source printed it, such as `排版`.
    pub source_label: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}
