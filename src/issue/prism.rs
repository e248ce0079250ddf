//! What an issue is, in the terms of PRISM 3.0 (Basic Metadata Specification, 2012), for every edition alike.
//! Writes no format: the EPUB's package and the PDFs' XMP do.

use super::model::{Date, Issue, named};

/// The namespace of the terms.
pub const PRISM: &str = "http://prismstandard.org/namespaces/basic/3.0/";

/// Term (without its prefix) and value of everything that the issue states, in a fixed order. Genre and section are
/// terms of an article, not of an issue, and are left to the articles.
#[must_use]
pub fn prism(issue: &Issue) -> Vec<(&'static str, String)> {
    let publication = &issue.publication;
    let words = |names| named(names, &issue.lang).map(str::to_owned);
    let rows = [
        ("publicationName", words(&publication.names)),
        ("issn", publication.issn.clone()),
        ("eIssn", publication.eissn.clone()),
        ("volume", issue.volume.clone()),
        ("number", issue.number.clone()),
        ("issueIdentifier", issue.aggregate.map(|n| n.to_string())),
        ("coverDate", issue.date.map(iso)),
        ("coverDisplayDate", words(&issue.display_date)),
        ("publishingFrequency", publication.frequency.clone()),
    ];
    rows.into_iter().filter_map(|(term, value)| Some((term, value?))).collect()
}

/// A date as ISO 8601, as far as it is known.
#[must_use]
pub fn iso(date: Date) -> String {
    let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
    let day = date.month.and(date.day);
    format!("{:04}{}{}", date.year, part(date.month), part(day))
}
