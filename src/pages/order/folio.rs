//! What is printed on pages as their numbers.
//! Sets nothing.

use crate::issue::Issue;

/// The numbers of an issue's pages.
#[derive(Clone, Copy)]
pub struct Folios<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// How many pages there are.
    pub total: u32,
    /// How many of the last ones are the cover's.
    pub tail: u32,
}

impl Folios<'_> {
    /// The printed number of the page `index`; empty where it has none.
    #[must_use]
    pub fn of(&self, index: u32) -> String {
        let first = self.issue.folios.first;
        if self.issue.cover.is_none() || self.issue.folios.cover {
            return first.saturating_add(index).to_string();
        }
        match index {
            0 => "C1".to_owned(),
            1 => "C2".to_owned(),
            n if n.saturating_add(2) == self.total && self.tail > 1 => "C3".to_owned(),
            n if n + 1 == self.total && self.tail > 0 => "C4".to_owned(),
            n => first.saturating_add(n - 2).to_string(),
        }
    }
}
