//! Which credits are in force for a piece, and which of them may choose a layout.
//! Looks at no layout.

use super::{Shadow, Shadowed};
use crate::issue::{Article, Credit, Issue, Level, PartyId, PartyKind, Statement};

/// The credits of one piece, sorted out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Effective {
    /// To be printed.
    pub printed: Vec<Credit>,
    /// May choose a layout.
    pub counted: Vec<Credit>,
    /// Replaced by a nearer level, or out of the choice beside a person or a byline.
    pub shadowed: Vec<Shadowed>,
}

impl Effective {
    /// Of an article, or (`None`) of the issue's own pages.
    pub fn of(issue: &Issue, article: Option<&Article>) -> Self {
        let section = article.and_then(|a| issue.sections.get(a.section?));
        let own = article.map(|a| a.credits.as_slice()).unwrap_or_default();
        let theirs = section.map(|s| s.credits.as_slice()).unwrap_or_default();
        let mut all: Vec<&Credit> = own.iter().chain(theirs).chain(&issue.credits).collect();
        all.sort_by_key(|c| c.level);
        let mut out = Self::default();
        for credit in &all {
            let nearer: Vec<Credit> =
                all.iter().filter(|c| replaces(issue, c, credit)).map(|c| (*c).clone()).collect();
            let same = |c: &Credit| {
                c.role == credit.role && c.statement == credit.statement && c.party == credit.party
            };
            if out.printed.iter().any(same) {
                continue;
            }
            if nearer.is_empty() {
                out.printed.push((*credit).clone());
            } else {
                let why = Shadow::Nearer;
                out.shadowed.push(Shadowed { credit: (*credit).clone(), by: nearest(nearer), why });
            }
        }
        for credit in &out.printed {
            match yields(issue, credit, &out.printed) {
                None => out.counted.push(credit.clone()),
                Some((why, by)) => out.shadowed.push(Shadowed { credit: credit.clone(), by, why }),
            }
        }
        out
    }
}

/// Whether `near` replaces `far`: it names the same role in the same statement at a nearer level. The
/// publication's credit of the house is a default, so a person of a nearer level replaces it in either
/// statement.
fn replaces(issue: &Issue, near: &Credit, far: &Credit) -> bool {
    let default = far.level == Level::Publication
        && far.statement == Statement::Byline
        && is_house(issue, far.party)
        && !is_house(issue, near.party);
    near.role == far.role && near.level < far.level && (near.statement == far.statement || default)
}

/// Those of the nearest level.
fn nearest(mut credits: Vec<Credit>) -> Vec<Credit> {
    let level = credits.iter().map(|c| c.level).min();
    credits.retain(|c| Some(c.level) == level);
    credits
}

/// An end statement gives way to a byline in the same role, the house to a person.
fn yields(issue: &Issue, credit: &Credit, printed: &[Credit]) -> Option<(Shadow, Vec<Credit>)> {
    let rivals = |wanted: &dyn Fn(&Credit) -> bool| -> Vec<Credit> {
        printed.iter().filter(|c| c.role == credit.role && wanted(c)).cloned().collect()
    };
    let bylines = rivals(&|c| c.statement == Statement::Byline);
    if !bylines.is_empty() && credit.statement == Statement::End {
        return Some((Shadow::Byline, bylines));
    }
    let persons = rivals(&|c| c.statement == credit.statement && !is_house(issue, c.party));
    (!persons.is_empty() && is_house(issue, credit.party)).then_some((Shadow::Person, persons))
}

/// Whether a party is the publication itself.
pub(super) fn is_house(issue: &Issue, party: PartyId) -> bool {
    let kind = issue.parties.get(party.0 as usize).map(|p| p.kind);
    issue.publication.house == Some(party) || kind == Some(PartyKind::House)
}
