//! Credits as they are printed: the byline, and the house's statement at a piece's end.
//! Sets no type; returns words.

use crate::issue::{Credit, Issue, Lang, Party, PartyId, Role, Statement, named, role_label};
use crate::layout::CreditStyle;

/// One role of a credit line with those who hold it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditPart {
    /// Roles; more than one where one party holds them all.
    pub roles: Vec<Role>,
    /// Label as printed, such as `Author`, or `Image, Article, Layout`.
    pub label: String,
    /// Who, in written order.
    pub parties: Vec<PartyId>,
    /// Their names as printed.
    pub names: Vec<String>,
}

/// The byline: `Author: Liu Yan | Layout: Zheng Xueqin | Design: Guo Qing`. Empty where nobody is credited.
#[must_use]
pub fn byline(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> String {
    byline_pieces(issue, credits, style, lang).concat()
}

/// The byline in pieces that no line should break: a label with its first name, and every further name; each
/// with the mark behind it.
#[must_use]
pub fn byline_pieces(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> Vec<String> {
    pieces(&byline_parts(issue, credits, style, lang), style, &style.separator, lang)
}

/// The end statement: `Image: Auto Review / Article: Auto Review`. Empty where there is none, or where the
/// layout does not print it.
#[must_use]
pub fn statement(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> String {
    statement_pieces(issue, credits, style, lang).concat()
}

/// The end statement in pieces that no line should break.
#[must_use]
pub fn statement_pieces(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> Vec<String> {
    if !style.house_end {
        return Vec::new();
    }
    pieces(&statement_parts(issue, credits, style, lang), style, &style.statement_separator, lang)
}

/// Names of the authors, as a byline under a headline or in the contents shows them: `Liu Yan, Tan Li`.
/// Empty where none is credited.
#[must_use]
pub fn authors(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> String {
    author_pieces(issue, credits, style, lang).concat()
}

/// Names of the authors, each with the comma behind it.
#[must_use]
pub fn author_pieces(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> Vec<String> {
    let parts = parts(issue, credits, Statement::Byline, style, lang);
    let author = parts.iter().find(|p| p.roles.iter().any(|r| r.0 == "author"));
    author.map(|p| listed(&p.names, comma(lang)).collect()).unwrap_or_default()
}

/// What the manifest says of the authors, in the order of their names: what stands below these where an article brings
/// no note of its own. Empty where it says nothing of any.
#[must_use]
pub fn author_notes(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> Vec<String> {
    let parts = parts(issue, credits, Statement::Byline, style, lang);
    let authors = parts.iter().find(|p| p.roles.iter().any(|r| r.0 == "author"));
    let parties = authors.map_or(&[][..], |p| &p.parties).iter();
    let notes = parties.filter_map(|p| named(&issue.parties.get(p.0 as usize)?.note, lang));
    notes.filter(|note| !note.trim().is_empty()).map(str::to_owned).collect()
}

/// The byline role by role, in the layout's order.
#[must_use]
pub fn byline_parts(issue: &Issue, credits: &[Credit], style: &CreditStyle, lang: &Lang) -> Vec<CreditPart> {
    let mut parts = parts(issue, credits, Statement::Byline, style, lang);
    let place = |p: &CreditPart| {
        let found = style.order.iter().position(|name| p.roles.iter().any(|r| r.0 == *name));
        found.unwrap_or(usize::MAX)
    };
    parts.sort_by_key(place);
    collapsed(parts, style, lang)
}

/// The end statement role by role, as written.
#[must_use]
pub fn statement_parts(
    issue: &Issue,
    credits: &[Credit],
    style: &CreditStyle,
    lang: &Lang,
) -> Vec<CreditPart> {
    collapsed(parts(issue, credits, Statement::End, style, lang), style, lang)
}

fn parts(
    issue: &Issue,
    credits: &[Credit],
    statement: Statement,
    style: &CreditStyle,
    lang: &Lang,
) -> Vec<CreditPart> {
    let mut out: Vec<CreditPart> = Vec::new();
    for credit in credits.iter().filter(|c| c.statement == statement) {
        let name = issue.parties.get(credit.party.0 as usize).map(|p| party_name(p, lang).to_owned());
        let Some(name) = name else { continue };
        match out.iter_mut().find(|p| p.roles.first() == Some(&credit.role)) {
            Some(part) if part.parties.contains(&credit.party) => {}
            Some(part) => {
                part.parties.push(credit.party);
                part.names.push(name);
            }
            None => out.push(CreditPart {
                roles: vec![credit.role.clone()],
                label: label(credit, style, lang),
                parties: vec![credit.party],
                names: vec![name],
            }),
        }
    }
    out
}

/// The source's own label where it is in this language, else the layout's, else the roles table's.
#[must_use]
pub fn label(credit: &Credit, style: &CreditStyle, lang: &Lang) -> String {
    let han = |s: &str| s.chars().any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c));
    let reads_han = ["zh", "ja"].contains(&lang.primary());
    let kept = credit.source_label.as_deref().filter(|s| han(s) == reads_han);
    let own = style.labels.get(&credit.role.0).map(String::as_str);
    kept.or(own).map_or_else(|| role_label(&credit.role, lang), str::to_owned)
}

/// One part where one party holds every role and the layout wants that.
fn collapsed(parts: Vec<CreditPart>, style: &CreditStyle, lang: &Lang) -> Vec<CreditPart> {
    let Some((first, rest)) = parts.split_first() else { return parts };
    let same = rest.iter().all(|p| p.parties == first.parties);
    if !style.collapse || rest.is_empty() || !same || first.parties.len() > 1 {
        return parts;
    }
    let labels: Vec<&str> = parts.iter().map(|p| p.label.as_str()).collect();
    vec![CreditPart {
        roles: parts.iter().flat_map(|p| p.roles.clone()).collect(),
        label: labels.join(comma(lang)),
        parties: first.parties.clone(),
        names: first.names.clone(),
    }]
}

fn pieces(parts: &[CreditPart], style: &CreditStyle, separator: &str, lang: &Lang) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        if let Some(last) = out.last_mut() {
            last.push_str(separator);
        }
        let mut label = format!("{}{}", part.label, style.colon);
        out.extend(listed(&part.names, comma(lang)).map(|name| std::mem::take(&mut label) + &name));
    }
    out
}

/// Words with `comma` behind all but the last.
fn listed<'a>(words: &'a [String], comma: &'a str) -> impl Iterator<Item = String> + 'a {
    let last = words.len().saturating_sub(1);
    words
        .iter()
        .enumerate()
        .map(move |(n, word)| if n < last { format!("{word}{comma}") } else { word.clone() })
}

fn comma(lang: &Lang) -> &'static str {
    if ["zh", "ja"].contains(&lang.primary()) { "、" } else { ", " }
}

/// A party's name for a language ([`named`]), else its id.
#[must_use]
pub fn party_name<'p>(party: &'p Party, lang: &Lang) -> &'p str {
    named(&party.names, lang).unwrap_or(&party.id)
}
