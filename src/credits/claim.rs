//! Whether a layout may be a piece's, and how strong its claim is beside another's.
//! Decides nothing.

use super::effective::Effective;
use super::shelf::Shelved;
use super::{Cause, Fall, Shadow};
use crate::geom::Size;
use crate::issue::{Credit, Date, Issue, Lang, PartyId, Role};
use crate::layout::{Bound, Header};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

/// The piece that wants a layout.
pub(super) struct Piece<'a> {
    /// `None` for the issue's own pages.
    pub genre: Option<&'a str>,
    pub lang: &'a Lang,
    pub credits: &'a Effective,
}

/// How strong a layout's claim is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Claim {
    rank: Rank,
    from: Option<Bound>,
    /// Whether it lies in the title's own folder.
    own: bool,
}

/// Greater is stronger; the order of the fields is the order of rule 4. Of two with as many roles, the one
/// that is credited to more parties is the narrower (rule 6).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Rank {
    roles: usize,
    pairs: usize,
    layout: bool,
    design: bool,
    genre: Reverse<usize>,
    lang: (usize, Reverse<usize>),
}

impl Claim {
    /// The claim of a layout that fits; who it belongs to was seen already.
    pub fn of(shelved: &Shelved, lang: &Lang) -> Self {
        let header = shelved.header;
        let roles: BTreeSet<&str> = shelved.pairs.iter().map(|(r, _, _)| r.0.as_str()).collect();
        let or_any = |n: usize| Reverse(if n == 0 { usize::MAX } else { n });
        let tag = header.languages.iter().filter(|t| lang.is(t)).map(String::len).max();
        let rank = Rank {
            roles: roles.len(),
            pairs: shelved.pairs.len(),
            layout: roles.contains("layout"),
            design: roles.contains("design"),
            genre: or_any(header.genres.len()),
            lang: (tag.unwrap_or(0), or_any(header.languages.len())),
        };
        Self { rank, from: header.valid_from, own: !header.bundled }
    }

    /// Whether this claim beats `other`. Validity from a number and validity from a date cannot be compared;
    /// such claims are equal. Among claims equal in everything a layout of the title's own folder goes before a
    /// bundled one: who puts a layout beside the issue means it.
    pub fn beats(&self, other: &Self) -> bool {
        match self.rank.cmp(&other.rank) {
            Ordering::Equal => later(self.from, other.from) || self.nearer(other),
            order => order == Ordering::Greater,
        }
    }

    /// Whether nothing but the title's own folder tells this claim from `other`.
    pub fn nearer(&self, other: &Self) -> bool {
        let equal = self.rank == other.rank && together(self.from, other.from);
        equal && self.own && !other.own
    }

    /// Why this claim is weaker than `winner`'s, as a clause that ends in the name of the winner.
    pub fn weaker_than(&self, winner: &Self, name: &str) -> String {
        let (own, best) = (&self.rank, &winner.rank);
        if own.roles != best.roles {
            format!("matches fewer roles than `{name}`")
        } else if own.pairs != best.pairs {
            format!("is credited to fewer of those who share a role than `{name}`")
        } else if own.layout != best.layout {
            format!("does not match the role `layout`, as does `{name}`")
        } else if own.design != best.design {
            format!("does not match the role `design`, as does `{name}`")
        } else if own.genre != best.genre {
            format!("is made for more genres than `{name}`")
        } else if own.lang != best.lang {
            format!("is made for more languages than `{name}`")
        } else if winner.nearer(self) {
            format!("has an equal claim, but is bundled; `{name}` is the title's own")
        } else if self.from.is_none() {
            format!("states no issue from which it is valid, as does `{name}`")
        } else {
            format!("is valid from an earlier issue than `{name}`")
        }
    }
}

/// Whether `a` and `b` begin with the same issue.
fn together(a: Option<Bound>, b: Option<Bound>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    match (a.aggregate, b.aggregate, a.date, b.date) {
        (Some(a), Some(b), _, _) => a == b,
        (_, _, Some(a), Some(b)) => earliest(a) == earliest(b),
        _ => false,
    }
}

/// Whether `a` begins later than `b`; what has no beginning begins first.
fn later(a: Option<Bound>, b: Option<Bound>) -> bool {
    let Some(a) = a else { return false };
    let Some(b) = b else { return true };
    match (a.aggregate, b.aggregate, a.date, b.date) {
        (Some(a), Some(b), _, _) => a > b,
        (_, _, Some(a), Some(b)) => earliest(a) > earliest(b),
        _ => false,
    }
}

impl Piece<'_> {
    /// The roles in which a layout's parties are credited here; `Err` says which are not.
    pub fn matched(&self, shelved: &Shelved) -> Result<Vec<Role>, Fall> {
        let fall = |cause, words| Err(Fall { cause, words });
        if shelved.pairs.is_empty() {
            return fall(Cause::Nobody, "is credited to nobody".to_owned());
        }
        if shelved.homeless {
            let words = "is the house's, and the publication names none".to_owned();
            return fall(Cause::Credits, words);
        }
        let mut roles: Vec<Role> = Vec::new();
        for (role, party, name) in &shelved.pairs {
            let holds = |c: &Credit| holds(c, role, *party);
            if self.credits.counted.iter().any(holds) {
                roles.push(role.clone());
            } else if self.credits.shadowed.iter().any(|s| holds(&s.credit)) {
                return fall(Cause::Credits, format!("its `{}`, `{name}`, is shadowed here", role.0));
            } else {
                return fall(Cause::Credits, format!("its `{}`, `{name}`, is not credited here", role.0));
            }
        }
        roles.dedup();
        Ok(roles)
    }

    /// The first pair of a layout that is not credited here: neither counted nor, in print, beside a person
    /// or a byline.
    pub fn uncredited(&self, shelved: &Shelved) -> Option<String> {
        let printed = self.credits.shadowed.iter().filter(|s| s.why != Shadow::Nearer).map(|s| &s.credit);
        let named: Vec<&Credit> = self.credits.counted.iter().chain(printed).collect();
        let missing = |(role, party, _): &&(Role, Option<PartyId>, String)| {
            !named.iter().any(|c| holds(c, role, *party))
        };
        let (role, _, name) = shelved.pairs.iter().find(missing)?;
        Some(format!("its `{}`, `{name}`, is not credited here", role.0))
    }

    /// Why a layout is not made for this piece, if it is not.
    pub fn misfit(&self, shelved: &Shelved) -> Option<Fall> {
        let header = shelved.header;
        let fall = |cause, words| Some(Fall { cause, words });
        if shelved.publication.is_some() {
            return shelved.publication.clone();
        }
        if let Some(words) = self.genre_misfit(header) {
            return fall(Cause::Genre, words);
        }
        if !header.languages.is_empty() && !header.languages.iter().any(|t| self.lang.is(t)) {
            let words = format!("is made for {}, not for `{}`", listed(&header.languages), self.lang.0);
            return fall(Cause::Language, words);
        }
        shelved.issue.clone()
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

fn holds(credit: &Credit, role: &Role, party: Option<PartyId>) -> bool {
    credit.role == *role && Some(credit.party) == party
}

/// Words in backticks, with commas between.
pub(super) fn listed(words: &[String]) -> String {
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
/// Both bounds belong to the time of validity.
pub(super) fn invalid(header: &Header, issue: &Issue) -> Option<String> {
    let (from, until) = (header.valid_from, header.valid_until);
    let early = from.is_some_and(|b| !reached(b, issue, true));
    if !early && until.is_none_or(|b| reached(b, issue, false)) {
        return None;
    }
    let missed = if early { from } else { until };
    let by_number =
        missed.is_some_and(|b| b.aggregate.is_some() && (issue.aggregate.is_some() || b.date.is_none()));
    let show = |b: Bound| match (b.aggregate, b.date) {
        (Some(n), _) if by_number => n.to_string(),
        (_, Some(d)) => date(d),
        (Some(n), None) => format!("No. {n}"),
        (None, None) => String::new(),
    };
    let range = match (from.map(show), until.map(show)) {
        (Some(a), Some(b)) if a == b => a,
        (Some(a), Some(b)) => format!("{a}–{b}"),
        (Some(a), None) => format!("{a} and later"),
        (None, Some(b)) => format!("{b} and earlier"),
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
    if from { latest(this) >= earliest(bound) } else { earliest(this) <= latest(bound) }
}

/// The first day that a date may mean.
fn earliest(d: Date) -> (u16, u8, u8) {
    (d.year, d.month.unwrap_or(1), d.day.unwrap_or(1))
}

/// The last day that a date may mean.
fn latest(d: Date) -> (u16, u8, u8) {
    (d.year, d.month.unwrap_or(12), d.day.unwrap_or(31))
}

fn date(d: Date) -> String {
    let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
    format!("{:04}{}{}", d.year, part(d.month), part(d.day))
}
