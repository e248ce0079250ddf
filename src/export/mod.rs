//! What distributors and search engines are told of an issue: JSON-LD, ONIX and a table of its articles.
//! Writes no edition; of the composed pages it reads where each article stands.

mod csv;
mod jsonld;
mod onix;
mod people;
mod pieces;
mod prices;
mod xml;

use crate::credits::Designs;
use crate::issue::{Issue, named};
use crate::pages::Document;

/// An issue with what was made of it.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// Its designs, which hold the credits in force.
    pub designs: &'a Designs,
    /// Its pages.
    pub document: &'a Document,
}

impl Work<'_> {
    /// The issue as JSON-LD: a `PublicationIssue` of schema.org with its articles, people and prices.
    #[must_use]
    pub fn jsonld(&self) -> String {
        jsonld::write(self)
    }

    /// The issue as a message of one product, its EPUB, in ONIX for Books 3.0 with reference names. `sent` is
    /// the time of the message in seconds since 1970-01-01 UTC; without it, the date on the cover is written.
    #[must_use]
    pub fn onix(&self, sent: Option<i64>) -> String {
        onix::write(self, sent)
    }

    /// A line of comma-separated values for each article (RFC 4180), the first naming the columns.
    #[must_use]
    pub fn csv(&self) -> String {
        csv::write(self)
    }

    /// What the issue is called: its own title, or the publication's name with the date on its cover.
    fn title(&self) -> String {
        let (issue, lang) = (self.issue, &self.issue.lang);
        let date = named(&issue.display_date, lang).map(str::to_owned);
        let date = date.or_else(|| issue.date.map(crate::issue::iso));
        match (&issue.title, named(&issue.publication.names, lang), date) {
            (Some(title), ..) => title.clone(),
            (None, Some(name), Some(date)) if lang.primary() == "zh" => format!("{name} {date}"),
            (None, Some(name), Some(date)) => format!("{name}, {date}"),
            (None, Some(name), None) => name.to_owned(),
            (None, None, _) => issue.slug.clone(),
        }
    }
}
