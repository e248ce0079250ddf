//! Which credits are in force for a piece, and which of them may choose a layout.
//! Looks at no layout.

use crate::issue::{Article, Credit, Issue, PartyId, PartyKind, Statement};

/// The credits of one piece, sorted out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Effective {
    /// To be printed.
    pub printed: Vec<Credit>,
    /// May choose a layout.
    pub counted: Vec<Credit>,
    /// Replaced by a nearer level, or out of the choice beside a person or a byline.
    pub shadowed: Vec<Credit>,
}

impl Effective {
    /// Of an article, or (`None`) of the issue's own pages.
    pub fn of(issue: &Issue, article: Option<&Article>) -> Self {
        let section = article.and_then(|a| issue.sections.get(a.section?));
        let own = article.map(|a| a.credits.as_slice()).unwrap_or_default();
        let theirs = section.map(|s| s.credits.as_slice()).unwrap_or_default();
        let mut all: Vec<Credit> = own.iter().chain(theirs).chain(&issue.credits).cloned().collect();
        all.sort_by_key(|c| c.level);
        let mut out = Self::default();
        for credit in &all {
            let same = |c: &&Credit| c.role == credit.role && c.statement == credit.statement;
            let nearest = all.iter().filter(same).map(|c| c.level).min();
            let twice = out
                .printed
                .iter()
                .any(|c| c.role == credit.role && c.statement == credit.statement && c.party == credit.party);
            if nearest == Some(credit.level) && !twice {
                out.printed.push(credit.clone());
            } else if !twice {
                out.shadowed.push(credit.clone());
            }
        }
        for credit in &out.printed {
            if out.chooses(issue, credit) {
                out.counted.push(credit.clone());
            } else {
                out.shadowed.push(credit.clone());
            }
        }
        out
    }

    /// An end statement gives way to a byline in the same role, the house to a person.
    fn chooses(&self, issue: &Issue, credit: &Credit) -> bool {
        let rivals = || self.printed.iter().filter(|c| c.role == credit.role);
        let byline = rivals().any(|c| c.statement == Statement::Byline);
        if byline && credit.statement == Statement::End {
            return false;
        }
        let person = rivals().any(|c| c.statement == credit.statement && !is_house(issue, c.party));
        !(person && is_house(issue, credit.party))
    }
}

/// Whether a party is the publication itself.
pub(super) fn is_house(issue: &Issue, party: PartyId) -> bool {
    let kind = issue.parties.get(party.0 as usize).map(|p| p.kind);
    issue.publication.house == Some(party) || kind == Some(PartyKind::House)
}
