//! Rules 3 to 6: every layout looked at, the strongest claim, and the house layout where nobody has one.
//! Follows no pin.

use super::assign::{Assigner, written};
use super::claim::{Claim, Piece};
use super::effective::is_house;
use super::shelf::Shelved;
use super::{Candidate, Cause, Fall};
use crate::diag::Diagnostic;
use crate::issue::{Article, Credit};

/// A layout that was chosen: its number, the rule, the reason in words, and every layout that was looked at.
pub(super) type Choice = (usize, u8, String, Vec<Candidate>);

impl Assigner<'_> {
    /// Every layout with what speaks against it here; those that nothing speaks against are in the running.
    pub(super) fn look(&self, piece: &Piece) -> Vec<(usize, Candidate)> {
        let look = |shelved: &Shelved| {
            let (matched, fell) = match piece.matched(shelved) {
                Err(fall) => (Vec::new(), Some(fall)),
                Ok(roles) => (roles, piece.misfit(shelved)),
            };
            let header = shelved.header;
            let (layout, credited_to) = (header.key(), header.credited_to.clone());
            (shelved.index, Candidate { layout, bundled: header.bundled, credited_to, matched, fell })
        };
        self.shelf.iter().map(look).collect()
    }

    /// Rules 3 to 6: the strongest claim; nobody's: the house layout.
    pub(super) fn choose(&mut self, article: Option<&Article>, piece: &Piece) -> Option<Choice> {
        let mut looked = self.look(piece);
        let running = looked.iter().filter(|(_, c)| c.fell.is_none());
        let claims: Vec<(usize, Claim)> = running
            .filter_map(|(index, _)| Some((*index, Claim::of(self.shelf.get(*index)?, piece.lang))))
            .collect();
        if claims.is_empty() {
            return self.house(article, piece, looked);
        }
        let first = unbeaten(&claims);
        let &[winner] = first.as_slice() else {
            self.tie(article, &first);
            return None;
        };
        let best = claims.iter().find(|(i, _)| *i == winner).map(|(_, c)| c)?;
        let name = self.shelf.get(winner)?.header.key();
        for (index, claim) in claims.iter().filter(|(i, _)| *i != winner) {
            let fell = Fall { cause: Cause::Rank, words: claim.weaker_than(best, &name) };
            looked.iter_mut().filter(|(i, _)| i == index).for_each(|(_, c)| c.fell = Some(fell.clone()));
        }
        let rule = if claims.len() > 1 { 4 } else { 3 };
        let mut reason = self.reason(winner, claims.len());
        if claims.iter().any(|(_, claim)| best.nearer(claim)) {
            reason += "; of equal claims the title's own layout goes before a bundled one";
        }
        Some((winner, rule, reason, looked.into_iter().map(|(_, c)| c).collect()))
    }

    fn reason(&self, winner: usize, claims: usize) -> String {
        let pairs = self.shelf.get(winner).map(|s| s.header.credited_to.as_slice()).unwrap_or_default();
        let pairs: Vec<String> = pairs.iter().map(|(r, p)| format!("`{r}` `{p}`")).collect();
        let credited = pairs.join(" and ");
        if claims > 1 {
            format!("the strongest of {claims} claims: credited to {credited}")
        } else {
            format!("the only layout credited to {credited} and made for this piece")
        }
    }

    fn tie(&mut self, article: Option<&Article>, first: &[usize]) {
        let headers: Vec<_> = first.iter().filter_map(|i| Some(self.shelf.get(*i)?.header)).collect();
        let keys: Vec<String> = headers.iter().map(|h| format!("`{}`", h.key())).collect();
        let whose = article.map_or("the issue's own pages".to_owned(), |a| format!("`{}`", a.id));
        let message = format!("{} have an equal claim to {whose}", keys.join(" and "));
        let mut diagnostic = Diagnostic::error("C003", message).at(article.and_then(|a| a.span));
        for header in &headers {
            diagnostic = diagnostic.related(header.span, "one of them");
        }
        let pin = headers.first().map(|h| h.key()).unwrap_or_default();
        let place = if article.is_some() { "the article" } else { "the issue" };
        self.findings.push(diagnostic.hint(format!("write `layout = \"{pin}\"`, or another, on {place}")));
    }

    /// Rule 5: the publication's own layout, else the one credited to the house alone, else `base`.
    fn house(
        &mut self,
        article: Option<&Article>,
        piece: &Piece,
        mut looked: Vec<(usize, Candidate)>,
    ) -> Option<Choice> {
        let (index, how) = self.house_layout(piece)?;
        let key = self.shelf.get(index)?.header.key();
        self.warn_persons(article, piece, &key);
        looked.iter_mut().filter(|(i, _)| *i == index).for_each(|(_, c)| c.fell = None);
        let reason = format!("no credited party has a layout for this piece; {how}");
        Some((index, 5, reason, looked.into_iter().map(|(_, c)| c).collect()))
    }

    pub(super) fn house_layout(&mut self, piece: &Piece) -> Option<(usize, String)> {
        let publication = &self.issue.publication;
        if let Some(pin) = &publication.layout {
            let wanted = written(pin);
            let Some(shelved) = self.shelf.find(&wanted) else {
                let message = format!("the house layout `{wanted}` does not exist");
                let diagnostic = Diagnostic::error("C004", message).at(pin.span);
                self.push_once(self.library.suggest(diagnostic, &wanted));
                return None;
            };
            let (index, key) = (shelved.index, shelved.header.key());
            if let Some(why) = shelved.issue.as_ref().filter(|f| f.cause == Cause::Validity) {
                let message = format!("`{key}` is the house layout, though it is {}", why.words);
                let hint = "name a version that is made for this issue, or extend its validity";
                self.push_once(Diagnostic::warning("C007", message).at(pin.span).hint(hint));
            }
            return Some((index, "the publication names it as the house layout".to_owned()));
        }
        let house = publication.house;
        let of_house = |s: &&Shelved| {
            house.is_some() && !s.pairs.is_empty() && s.pairs.iter().all(|(_, p, _)| *p == house)
        };
        let fitting: Vec<(usize, Claim)> = self
            .shelf
            .iter()
            .filter(|s| of_house(s) && piece.misfit(s).is_none())
            .map(|s| (s.index, Claim::of(s, piece.lang)))
            .collect();
        let first = unbeaten(&fitting);
        match first.as_slice() {
            &[one] => Some((one, "it is credited to the house".to_owned())),
            [] => self.base(),
            several => {
                let keys: Vec<String> =
                    several.iter().filter_map(|i| Some(self.shelf.get(*i)?.header.key())).collect();
                let quoted: Vec<String> = keys.iter().map(|k| format!("`{k}`")).collect();
                let message = format!("{} are equally the house layout", quoted.join(" and "));
                let pin = keys.first().map_or("", String::as_str);
                let hint = format!("write `layout = \"{pin}\"`, or another, in `publication.toml`");
                self.push_once(Diagnostic::error("C003", message).hint(hint));
                None
            }
        }
    }

    /// Reports what holds for every piece alike a single time.
    fn push_once(&mut self, diagnostic: Diagnostic) {
        if !self.findings.iter().any(|d| *d == diagnostic) {
            self.findings.push(diagnostic);
        }
    }

    fn base(&mut self) -> Option<(usize, String)> {
        let base = self.shelf.find("base").map(|s| s.index);
        if base.is_none() {
            let message = "there is no house layout, and no `base`";
            let hint = "write `layout = \"…\"` in `publication.toml`";
            self.push_once(Diagnostic::error("C004", message).hint(hint));
        }
        Some((base?, "no house layout is named, so `base`".to_owned()))
    }

    /// Where a person designs this piece and has no layout that serves, somebody should know why. Other roles
    /// design only where a layout is credited to the very party in that role.
    fn warn_persons(&mut self, article: Option<&Article>, piece: &Piece, house: &str) {
        for credit in &piece.credits.counted {
            if is_house(self.issue, credit.party) {
                continue;
            }
            let Some(party) = self.issue.party(credit.party) else { continue };
            let why = self.why_none(credit, piece);
            let designs = ["layout", "design", "art-direction"].contains(&credit.role.0.as_str());
            if why.is_empty() && !designs {
                continue;
            }
            let why =
                if why.is_empty() { "no layout is credited to them".to_owned() } else { why.join("; ") };
            let title = article.map_or("the issue's own pages".to_owned(), |a| format!("`{}`", a.id));
            let role = &credit.role.0;
            let message = format!("{title} is set in `{house}`, not by its `{role}` `{}`: {why}", party.id);
            let span = credit.span.or(article.and_then(|a| a.span));
            let hint = "add or extend a layout credited to them, or pin the one that is meant";
            self.findings.push(Diagnostic::warning("C005", message).at(span).hint(hint));
        }
    }

    /// The layouts of a credited party in that role, each with why it does not serve.
    fn why_none(&self, credit: &Credit, piece: &Piece) -> Vec<String> {
        let theirs = |s: &&Shelved| {
            s.pairs.iter().any(|(role, party, _)| *role == credit.role && *party == Some(credit.party))
        };
        let why = |s: &Shelved| {
            let fall = piece.matched(s).err().or_else(|| piece.misfit(s))?;
            Some(format!("`{}`: {}", s.header.key(), fall.words))
        };
        self.shelf.iter().filter(theirs).filter_map(why).collect()
    }
}

/// Those whom nobody beats. Where bounds by number and by date beat each other in a ring, that is all.
fn unbeaten(claims: &[(usize, Claim)]) -> Vec<usize> {
    let free = |(_, claim): &&(usize, Claim)| !claims.iter().any(|(_, c)| c.beats(claim));
    let first: Vec<usize> = claims.iter().filter(free).map(|(i, _)| *i).collect();
    if first.is_empty() { claims.iter().map(|(i, _)| *i).collect() } else { first }
}
