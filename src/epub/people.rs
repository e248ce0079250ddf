//! Who made the issue: the printed credit lines, and every party with its roles for the metadata.
//! Decides nothing about credits; the design's list is taken as it is.

use super::Book;
use crate::credits::{Design, byline, statement};
use crate::issue::{Article, Issue, Lang, Party, PartyId, PartyKind};

/// The byline and the end statement of an article as printed; empty where there is none.
pub(super) fn lines(book: &Book, article: &Article, design: &Design) -> (String, String) {
    let (issue, style, lang) = (book.issue, &design.layout.credits, &article.lang);
    (byline(issue, &design.credits, style, lang), statement(issue, &design.credits, style, lang))
}

/// The name of a party in the language nearest to `lang`, else its key.
pub(super) fn party_name<'a>(issue: &'a Issue, party: PartyId, lang: &Lang) -> Option<&'a str> {
    issue.party(party).map(|p| crate::credits::party_name(p, lang))
}

/// The form of a name to sort by: an alias that is the same words about a comma (`Family, Given`), else the
/// name as it is; an article before an organisation's name goes to its end.
pub(super) fn sort_name(party: &Party, name: &str) -> String {
    let words = |text: &str| {
        let mut words: Vec<String> =
            text.split([',', ' ']).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        words.sort();
        words
    };
    let inverted = party.aliases.iter().find(|a| a.contains(',') && words(a) == words(name));
    match (inverted, name.strip_prefix("The ")) {
        (Some(alias), _) => alias.clone(),
        (None, Some(rest)) if party.kind != PartyKind::Person => format!("{rest}, The"),
        _ => name.to_owned(),
    }
}
