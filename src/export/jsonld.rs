//! The issue as JSON-LD in the words of schema.org: a `PublicationIssue` and all that belongs to it.
//! Knows nothing of other formats.

use super::Work;
use super::people::gathered;
use super::pieces::{Piece, pieces};
use super::prices::prices;
use crate::credits::{Contributor, contributors, party_name};
use crate::issue::{Issue, PartyId, PartyKind, iso, marc, named, plain};
use serde_json::{Map, Value, json};

/// Properties of schema.org for what a party did, by MARC relator; every other role stands in a `Role`.
const PROPERTIES: [(&str, &str); 6] = [
    ("aut", "author"),
    ("trl", "translator"),
    ("edt", "editor"),
    ("edd", "editor"),
    ("ill", "illustrator"),
    ("pbl", "publisher"),
];

type Thing = Map<String, Value>;

/// The whole document.
pub(super) fn write(work: &Work<'_>) -> String {
    let issue = work.issue;
    let mut out = Thing::new();
    out.insert("@context".to_owned(), "https://schema.org".into());
    out.insert("@type".to_owned(), "PublicationIssue".into());
    out.insert("@id".to_owned(), issue.identifier.clone().into());
    put(&mut out, "name", Some(work.title()));
    put(&mut out, "issueNumber", issue.number.clone());
    put(&mut out, "position", issue.aggregate.map(|n| n.to_string()));
    put(&mut out, "datePublished", issue.date.map(iso));
    put(&mut out, "inLanguage", Some(issue.lang.0.clone()));
    let folios: Vec<&str> =
        work.document.pages.iter().map(|p| p.folio.as_str()).filter(|f| !f.is_empty()).collect();
    put(&mut out, "pageStart", folios.first().map(|&f| f.to_owned()));
    put(&mut out, "pageEnd", folios.last().map(|&f| f.to_owned()));
    put(&mut out, "copyrightNotice", issue.rights.clone());
    if let Some(original) = &issue.translation_of {
        out.insert("translationOfWork".to_owned(), json!({ "@id": original }));
    }
    if let Some(main) = &issue.supplement_to {
        out.insert("isBasedOn".to_owned(), json!({ "@id": main }));
    }
    out.insert("isPartOf".to_owned(), volume(issue));
    credit(&mut out, issue, &contributors(issue, work.designs));
    let offers: Vec<Value> = prices(issue)
        .into_iter()
        .map(|price| {
            let mut offer = Thing::new();
            offer.insert("@type".to_owned(), "Offer".into());
            offer.insert("price".to_owned(), price.amount.into());
            offer.insert("priceCurrency".to_owned(), price.currency.into());
            put(&mut offer, "eligibleRegion", price.country);
            offer.into()
        })
        .collect();
    if !offers.is_empty() {
        out.insert("offers".to_owned(), offers.into());
    }
    let parts: Vec<Value> = pieces(work).iter().map(|p| article(work, p)).collect();
    out.insert("hasPart".to_owned(), parts.into());
    let mut text = serde_json::to_string_pretty(&Value::from(out)).unwrap_or_default();
    text.push('\n');
    text
}

/// The periodical, within its volume where the issue has one.
fn volume(issue: &Issue) -> Value {
    let publication = &issue.publication;
    let mut serial = Thing::new();
    serial.insert("@type".to_owned(), "Periodical".into());
    put(&mut serial, "name", named(&publication.names, &issue.lang).map(str::to_owned));
    let others = others(&publication.names, &issue.lang);
    if !others.is_empty() {
        serial.insert("alternateName".to_owned(), others.into());
    }
    let numbers: Vec<&String> = publication.issn.iter().chain(&publication.eissn).collect();
    match numbers.as_slice() {
        [] => {}
        [one] => put(&mut serial, "issn", Some((*one).clone())),
        many => _ = serial.insert("issn".to_owned(), json!(many)),
    }
    if let Some(publisher) = publication.publisher.and_then(|id| party(issue, id)) {
        serial.insert("publisher".to_owned(), publisher);
    }
    if let Some(sponsor) = publication.sponsor.and_then(|id| party(issue, id)) {
        serial.insert("sponsor".to_owned(), sponsor);
    }
    match &issue.volume {
        Some(number) => {
            json!({ "@type": "PublicationVolume", "volumeNumber": number, "isPartOf": Value::from(serial) })
        }
        None => serial.into(),
    }
}

fn article(work: &Work<'_>, piece: &Piece<'_>) -> Value {
    let (issue, article) = (work.issue, piece.article);
    let mut out = Thing::new();
    let kind = match article.genre.as_str() {
        "news-brief" | "news" | "brief" => "NewsArticle",
        "advertorial" => "AdvertiserContentArticle",
        "editorial" | "column" | "opinion" => "OpinionNewsArticle",
        _ => "Article",
    };
    out.insert("@type".to_owned(), kind.into());
    out.insert("@id".to_owned(), format!("{}#{}", issue.identifier, article.id).into());
    put(&mut out, "headline", Some(plain(&article.title)));
    put(&mut out, "alternativeHeadline", Some(plain(&article.deck)));
    put(&mut out, "genre", Some(article.genre.clone()));
    let section = article.section.and_then(|s| issue.sections.get(s));
    put(
        &mut out,
        "articleSection",
        section.map(|s| named(&s.labels, &article.lang).unwrap_or(&s.id).to_owned()),
    );
    put(&mut out, "inLanguage", Some(article.lang.0.clone()));
    let date = article.date.or(issue.date);
    put(&mut out, "datePublished", date.map(iso));
    put(&mut out, "pagination", Some(piece.pagination(work)));
    let runs = piece.runs(work);
    put(&mut out, "pageStart", runs.first().map(|r| r.0.clone()));
    put(&mut out, "pageEnd", runs.last().map(|r| r.1.clone()));
    out.insert("wordCount".to_owned(), piece.words.into());
    put(&mut out, "keywords", Some(article.keywords.join(", ")));
    credit(&mut out, issue, &gathered(&piece.design.credits));
    out.into()
}

/// What each party did, by property; roles that schema.org has no property for as `Role` about a contributor.
fn credit(out: &mut Thing, issue: &Issue, people: &[Contributor]) {
    let mut by: Vec<(&str, Vec<Value>)> = Vec::new();
    let mut add = |property: &'static str, value: Value| match by.iter_mut().find(|(p, _)| *p == property) {
        Some((_, all)) if all.contains(&value) => {}
        Some((_, all)) => all.push(value),
        None => by.push((property, vec![value])),
    };
    for who in people {
        let Some(thing) = party(issue, who.party) else { continue };
        for role in &who.roles {
            match PROPERTIES.iter().find(|(code, _)| *code == marc(role)) {
                Some((_, property)) => add(property, thing.clone()),
                None => add(
                    "contributor",
                    json!({ "@type": "Role", "roleName": role.0.clone(), "contributor": thing.clone() }),
                ),
            }
        }
    }
    for (property, mut all) in by {
        let value = if all.len() == 1 { all.pop().unwrap_or_default() } else { all.into() };
        out.insert(property.to_owned(), value);
    }
}

/// A person or an organisation.
fn party(issue: &Issue, id: PartyId) -> Option<Value> {
    let party = issue.party(id)?;
    let mut out = Thing::new();
    let kind = if party.kind == PartyKind::Person { "Person" } else { "Organization" };
    out.insert("@type".to_owned(), kind.into());
    out.insert("@id".to_owned(), format!("_:{}", party.id).into());
    put(&mut out, "name", Some(party_name(party, &issue.lang).to_owned()));
    let others = others(&party.names, &issue.lang);
    if !others.is_empty() {
        out.insert("alternateName".to_owned(), others.into());
    }
    put(&mut out, "description", named(&party.note, &issue.lang).map(str::to_owned));
    Some(out.into())
}

/// Names beside the one for `lang`.
fn others(names: &crate::issue::Names, lang: &crate::issue::Lang) -> Vec<Value> {
    let shown = named(names, lang);
    names
        .iter()
        .filter(|(_, n)| Some(n.as_str()) != shown)
        .map(|(lang, name)| json!({ "@language": lang.0, "@value": name }))
        .collect()
}

fn put(thing: &mut Thing, key: &str, value: Option<String>) {
    if let Some(value) = value.filter(|v| !v.is_empty()) {
        thing.insert(key.to_owned(), value.into());
    }
}
