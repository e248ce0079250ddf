//! Whether a layout may be a piece's, and how strong its claim is beside another's.
//! Decides nothing.

use super::effective::Effective;
use crate::geom::Size;
use crate::issue::{Date, Issue, Lang, Role};
use crate::layout::{Bound, Header, Library};
use std::cmp::Reverse;

/// The piece that wants a layout.
pub(super) struct Piece<'a> {
    pub issue: &'a Issue,
    /// `None` for the issue's own pages.
    pub genre: Option<&'a str>,
    pub lang: &'a Lang,
    pub credits: &'a Effective,
}

/// How strong a layout's claim is: greater is stronger; the order of the fields is the order of the rule.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Claim {
    pairs: usize,
    layout: bool,
    design: bool,
    genre: Reverse<usize>,
    lang: (usize, Reverse<usize>),
    from: Option<Bound>,
}

impl Claim {
    /// The claim of a layout that fits; who it belongs to was seen already.
    pub fn of(header: &Header, lang: &Lang) -> Self {
        let role = |name: &str| header.credited_to.iter().any(|(r, _)| r == name);
        let or_any = |n: usize| Reverse(if n == 0 { usize::MAX } else { n });
        let tag = header.languages.iter().filter(|t| lang.is(t)).map(String::len).max();
        Self {
            pairs: header.credited_to.len(),
            layout: role("layout"),
            design: role("design"),
            genre: or_any(header.genres.len()),
            lang: (tag.unwrap_or(0), or_any(header.languages.len())),
            from: header.valid_from,
        }
    }

    /// Why this claim is weaker than `winner`'s.
    pub fn weaker_than(&self, winner: &Self) -> &'static str {
        if self.pairs != winner.pairs {
            "matches fewer credits"
        } else if self.layout != winner.layout {
            "does not match the role `layout`"
        } else if self.design != winner.design {
            "does not match the role `design`"
        } else if self.genre != winner.genre {
            "is made for more genres"
        } else if self.lang != winner.lang {
            "is made for more languages"
        } else {
            "is valid from an earlier issue"
        }
    }
}

impl Piece<'_> {
    /// The roles in which a layout's parties are credited here; `Err` says which are not.
    pub fn matched(&self, header: &Header) -> Result<Vec<Role>, String> {
        if header.credited_to.is_empty() {
            return Err("is credited to nobody".to_owned());
        }
        let mut roles = Vec::new();
        for (role, party) in &header.credited_to {
            let Some(id) = self.party(party) else {
                return Err("is the house's, and the publication names none".to_owned());
            };
            let holds = |c: &&crate::issue::Credit| c.role.0 == *role && self.id_of(c.party) == Some(id);
            if self.credits.counted.iter().any(|c| holds(&c)) {
                roles.push(Role(role.clone()));
            } else if self.credits.shadowed.iter().any(|c| holds(&c)) {
                return Err(format!("its `{role}`, `{id}`, is shadowed here"));
            } else {
                return Err(format!("its `{role}`, `{id}`, is not credited here"));
            }
        }
        roles.dedup();
        Ok(roles)
    }

    /// A party's id, `$house` made out.
    pub fn party<'p>(&'p self, party: &'p str) -> Option<&'p str> {
        if party == "$house" { self.id_of(self.issue.publication.house?) } else { Some(party) }
    }

    fn id_of(&self, party: crate::issue::PartyId) -> Option<&str> {
        self.issue.parties.get(party.0 as usize).map(|p| p.id.as_str())
    }

    /// Why a layout is not made for this piece, if it is not.
    pub fn misfit(&self, library: &Library, index: usize, header: &Header) -> Option<String> {
        let publication = &self.issue.publication.id;
        if !header.publications.is_empty() && !header.publications.contains(publication) {
            return Some(format!("is made for {}", listed(&header.publications)));
        }
        if let Some(genre) = self.genre_misfit(header) {
            return Some(genre);
        }
        if !header.languages.is_empty() && !header.languages.iter().any(|t| self.lang.is(t)) {
            return Some(format!("is made for {}, not for `{}`", listed(&header.languages), self.lang.0));
        }
        if let Some(why) = invalid(header, self.issue) {
            return Some(why);
        }
        let (own, theirs) = (library.trim(index), self.issue.publication.trim);
        if let (Some(own), Some(theirs)) = (own, theirs)
            && own != theirs
        {
            return Some(format!("states a trim of {}, the publication prints on {}", mm(own), mm(theirs)));
        }
        let later = library
            .headers()
            .map(|(_, h)| h)
            .find(|h| h.id == header.id && h.version > header.version && invalid(h, self.issue).is_none());
        later.map(|h| format!("version {} is valid too", h.version))
    }

    fn genre_misfit(&self, header: &Header) -> Option<String> {
        if header.genres.is_empty() {
            return None;
        }
        match self.genre {
            Some(genre) if header.genres.iter().any(|g| g == genre) => None,
            Some(genre) => Some(format!("is made for {}, not for `{genre}`", listed(&header.genres))),
            None => Some(format!("is made for {} only", listed(&header.genres))),
        }
    }
}

fn listed(words: &[String]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

/// A size in millimetres, as `210 mm × 285 mm`.
pub(super) fn mm(size: Size) -> String {
    let one = |l: crate::geom::Length| {
        let um = l.to_micrometres();
        let (whole, tenths) = ((um + 50) / 1000, (um + 50) % 1000 / 100);
        if tenths == 0 { format!("{whole} mm") } else { format!("{whole}.{tenths} mm") }
    };
    format!("{} × {}", one(size.w), one(size.h))
}

/// Why a layout does not hold for an issue, if it does not: `valid No. 401–425, this is No. 437`.
pub(super) fn invalid(header: &Header, issue: &Issue) -> Option<String> {
    let (from, until) = (header.valid_from, header.valid_until);
    let holds =
        from.is_none_or(|b| reached(b, issue, true)) && until.is_none_or(|b| reached(b, issue, false));
    if holds {
        return None;
    }
    let by_number = from.or(until).is_some_and(|b| b.aggregate.is_some());
    let show = |b: Bound| match (b.aggregate, b.date) {
        (Some(n), _) => n.to_string(),
        (None, Some(d)) => date(d),
        (None, None) => String::new(),
    };
    let range = match (from, until) {
        (Some(a), Some(b)) => format!("{}–{}", show(a), show(b)),
        (Some(a), None) => format!("{} and later", show(a)),
        (None, Some(b)) => format!("{} and earlier", show(b)),
        (None, None) => return None,
    };
    let this = if by_number { issue.aggregate.map(|n| n.to_string()) } else { issue.date.map(date) };
    let no = if by_number { "No. " } else { "" };
    Some(match this {
        Some(this) => format!("valid {no}{range}, this is {no}{this}"),
        None if by_number => format!("valid {no}{range}, this issue states no `aggregate-number`"),
        None => format!("valid {range}, this issue states no `cover-date`"),
    })
}

/// Whether the issue is not before (`from`) or not after a bound; by number where both have one.
fn reached(bound: Bound, issue: &Issue, from: bool) -> bool {
    if let (Some(bound), Some(this)) = (bound.aggregate, issue.aggregate) {
        return if from { this >= bound } else { this <= bound };
    }
    let (Some(bound), Some(this)) = (bound.date, issue.date) else { return false };
    let early = |d: Date| (d.year, d.month.unwrap_or(1), d.day.unwrap_or(1));
    let late = |d: Date| (d.year, d.month.unwrap_or(12), d.day.unwrap_or(31));
    if from { late(this) >= early(bound) } else { early(this) <= late(bound) }
}

fn date(d: Date) -> String {
    let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
    format!("{:04}{}{}", d.year, part(d.month), part(d.day))
}
