//! Everybody who is credited in an issue, once each: for the masthead page and the metadata of every edition.
//! Sets no type; articles print their own lines with `line`.

use super::{Designs, label};
use crate::issue::{ArticleKind, Credit, Issue, Lang, PartyId, Role, Statement, marc, role_label};
use crate::layout::CreditStyle;

/// A party with everything that it did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contributor {
    /// Who.
    pub party: PartyId,
    /// Roles, in the order in which they are first met.
    pub roles: Vec<Role>,
}

impl Contributor {
    /// Whether the party wrote: MARC `aut`. Such a party is a creator, any other a contributor.
    #[must_use]
    pub fn wrote(&self) -> bool {
        self.roles.iter().any(|r| marc(r) == "aut")
    }
}

/// Everybody, in running order: the credits of the articles as they are printed, then those of the issue's
/// own pages, then those of issue and publication that every piece replaced. Advertisers are not among them.
#[must_use]
pub fn contributors(issue: &Issue, designs: &Designs) -> Vec<Contributor> {
    let mut all: Vec<Contributor> = Vec::new();
    for credit in every_credit(issue, designs) {
        match all.iter_mut().find(|c| c.party == credit.party) {
            Some(known) if known.roles.contains(&credit.role) => {}
            Some(known) => known.roles.push(credit.role.clone()),
            None => all.push(Contributor { party: credit.party, roles: vec![credit.role.clone()] }),
        }
    }
    all
}

/// The same people by the labels of their roles. Where the source's end statements call a role otherwise, as
/// 排版 beside the 版式 of bylines, both stand.
#[must_use]
pub fn by_label(
    issue: &Issue,
    designs: &Designs,
    style: &CreditStyle,
    lang: &Lang,
) -> Vec<(String, Vec<PartyId>)> {
    let mut all: Vec<(String, Vec<PartyId>)> = Vec::new();
    for credit in every_credit(issue, designs) {
        let label = match credit.statement {
            Statement::End => label(credit, style, lang),
            Statement::Byline => role_label(&credit.role, lang),
        };
        match all.iter_mut().find(|(l, _)| *l == label) {
            Some((_, people)) if people.contains(&credit.party) => {}
            Some((_, people)) => people.push(credit.party),
            None => all.push((label, vec![credit.party])),
        }
    }
    all
}

fn every_credit<'a>(issue: &'a Issue, designs: &'a Designs) -> impl Iterator<Item = &'a Credit> {
    let pieces = |text: bool| {
        let entries = issue.articles.iter().zip(&designs.articles);
        entries.filter(move |(a, _)| (a.kind == ArticleKind::Text) == text).flat_map(|(_, d)| &d.credits)
    };
    pieces(true).chain(pieces(false)).chain(&designs.issue.credits).chain(&issue.credits)
}
