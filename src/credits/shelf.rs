//! Every layout with what can be said of it before a piece is known: whose it is, whether it serves the issue.
//! Knows no piece and ranks nothing.

use super::claim::{invalid, listed, mm};
use super::{Cause, Fall};
use crate::diag::{Diagnostic, Findings, nearest};
use crate::issue::{Issue, PartyId, Role, folded, roles};
use crate::layout::{Header, Library, Version};
use std::collections::BTreeMap;

/// One layout, looked at once for the whole issue.
pub(super) struct Shelved<'a> {
    /// Its number in the library.
    pub index: usize,
    pub header: &'a Header,
    /// Its (role, party) pairs; the party is `None` where the issue has none of that id or alias.
    pub pairs: Vec<(Role, Option<PartyId>, String)>,
    /// Whether it is the house's, and the publication names none.
    pub homeless: bool,
    /// Why it does not serve this publication.
    pub publication: Option<Fall>,
    /// Why it does not serve this issue: validity, trim, a higher version.
    pub issue: Option<Fall>,
}

/// All layouts, by id, then version.
pub(super) struct Shelf<'a> {
    list: Vec<Shelved<'a>>,
    places: BTreeMap<usize, usize>,
}

impl<'a> Shelf<'a> {
    pub fn of(issue: &Issue, library: &'a Library) -> Self {
        let parties = spellings(issue);
        // The highest version that holds for the issue, by id.
        let mut newest: BTreeMap<&str, &Version> = BTreeMap::new();
        let holding: Vec<(usize, &Header, Option<String>)> =
            library.headers().map(|(i, h)| (i, h, invalid(h, issue))).collect();
        for (_, header, _) in holding.iter().filter(|(_, _, why)| why.is_none()) {
            let best = newest.entry(&header.id).or_insert(&header.version);
            *best = (*best).max(&header.version);
        }
        let mut list = Vec::new();
        for (index, header, why) in holding {
            let house = issue.publication.house;
            let pair = |(role, party): &(String, String)| {
                let id = if party == "$house" { house } else { parties.get(&folded(party)).copied() };
                let name = id.and_then(|id| issue.party(id)).map_or(party.as_str(), |p| p.id.as_str());
                (Role(role.clone()), id, name.to_owned())
            };
            let mut pairs: Vec<_> = header.credited_to.iter().map(pair).collect();
            pairs.sort_by(|a, b| (&a.0, &a.2).cmp(&(&b.0, &b.2)));
            pairs.dedup();
            let newer = newest.get(header.id.as_str()).filter(|v| **v > &header.version);
            let fall = |cause, words| Fall { cause, words };
            let for_others =
                !header.publications.is_empty() && !header.publications.contains(&issue.publication.id);
            list.push(Shelved {
                index,
                header,
                pairs,
                homeless: house.is_none() && header.credited_to.iter().any(|(_, p)| p == "$house"),
                publication: for_others.then(|| {
                    fall(Cause::Publication, format!("is made for {}", listed(&header.publications)))
                }),
                issue: why
                    .map(|why| fall(Cause::Validity, why))
                    .or_else(|| trim_misfit(issue, library, index).map(|why| fall(Cause::Trim, why)))
                    .or_else(|| newer.map(|v| fall(Cause::Version, format!("version {v} is valid, too")))),
            });
        }
        let places = list.iter().enumerate().map(|(place, s)| (s.index, place)).collect();
        Self { list, places }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Shelved<'a>> {
        self.list.iter()
    }

    /// The layout of a number of the library.
    pub fn get(&self, index: usize) -> Option<&Shelved<'a>> {
        self.list.get(*self.places.get(&index)?)
    }

    /// The layout of `id` or `id@version`; without version the highest that holds for this issue, else the
    /// highest.
    pub fn find(&self, wanted: &str) -> Option<&Shelved<'a>> {
        let (id, version) = match wanted.split_once('@') {
            Some((id, version)) => (id, Some(Version::parse(version)?)),
            None => (wanted, None),
        };
        let fits = |h: &Header| h.id == id && version.as_ref().is_none_or(|v| *v == h.version);
        let holds = |s: &Shelved| s.issue.as_ref().is_none_or(|f| f.cause != Cause::Validity);
        self.iter().filter(|s| fits(s.header)).max_by_key(|s| (holds(s), &s.header.version))
    }

    /// Tells of the title's own layouts that nobody will ever be set in, because a role or a party of theirs
    /// is misspelt. A party that resembles no other may belong to another issue and is left alone.
    pub fn misspelt(&self, issue: &Issue, findings: &mut Findings) {
        for shelved in self.iter().filter(|s| !s.header.bundled && s.publication.is_none()) {
            let key = shelved.header.key();
            for (role, party, written) in &shelved.pairs {
                let (what, word, near) = if !roles().any(|r| r == role.0) {
                    ("role", &role.0, nearest(&role.0, roles()).map(str::to_owned))
                } else if party.is_none() && written != "$house" {
                    ("party", written, near_party(issue, written))
                } else {
                    continue;
                };
                if what == "party" && near.is_none() {
                    continue;
                }
                let message = format!("`{key}` is credited to an unknown {what} `{word}`");
                let mut found = Diagnostic::warning("C008", message).at(shelved.header.span);
                if let Some(near) = near {
                    found = found.label(format!("did you mean `{near}`?"));
                }
                findings.push(found.hint(format!("correct the {what} in its `credited-to`")));
            }
        }
    }
}

/// Every id and alias as it is compared, with whose it is (rule 7: a name alone never matches).
fn spellings(issue: &Issue) -> BTreeMap<String, PartyId> {
    let numbered = (0..).map(PartyId).zip(&issue.parties);
    let all = numbered.flat_map(|(id, p)| std::iter::once(&p.id).chain(&p.aliases).map(move |s| (s, id)));
    all.map(|(spelling, id)| (folded(spelling), id)).collect()
}

fn near_party(issue: &Issue, word: &str) -> Option<String> {
    nearest(word, issue.parties.iter().map(|p| p.id.as_str())).map(str::to_owned)
}

fn trim_misfit(issue: &Issue, library: &Library, index: usize) -> Option<String> {
    let (own, theirs) = (library.trim(index)?, issue.publication.trim?);
    (own != theirs).then(|| format!("states a trim of {}, the publication prints on {}", mm(own), mm(theirs)))
}
