//! The printed lines of credits, for headings and article ends.
//! Who is credited and in which words is decided in `credits`.

use crate::credits::Design;
use crate::issue::{Article, Issue, Lang, Role};

/// Byline and credit line.
pub struct Lines {
    /// Names of the authors.
    pub byline: Option<String>,
    /// The whole line.
    pub credit: Option<String>,
}

/// The lines of an article's heading.
pub fn lines(_: &Issue, _: &Design, _: &Article, _: &Lang) -> Lines {
    Lines { byline: None, credit: None }
}

/// The house's statement.
pub fn end_statement(_: &Issue, _: &Design, _: &Lang) -> Option<String> {
    None
}

/// A role's label.
pub fn role_label(role: &Role, _: &Lang) -> String {
    role.0.clone()
}
