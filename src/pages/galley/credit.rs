//! The printed lines of credits, for headings and article ends.
//! Who is credited and in which words is decided in `credits`.

use crate::credits::{Design, authors, byline, statement};
use crate::issue::{Issue, Lang};

/// Byline and credit line.
pub struct Lines {
    /// Names of the authors.
    pub byline: Option<String>,
    /// The whole line.
    pub credit: Option<String>,
}

/// The lines of an article's heading.
pub fn lines(issue: &Issue, design: &Design, lang: &Lang) -> Lines {
    let style = &design.layout.credits;
    Lines {
        byline: said(authors(issue, &design.credits, style, lang)),
        credit: said(byline(issue, &design.credits, style, lang)),
    }
}

/// The house's statement.
pub fn end_statement(issue: &Issue, design: &Design, lang: &Lang) -> Option<String> {
    let style = &design.layout.credits;
    style.house_end.then(|| statement(issue, &design.credits, style, lang)).and_then(said)
}

fn said(words: String) -> Option<String> {
    (!words.is_empty()).then_some(words)
}
