//! Whether a layout holds for an issue as a whole, whoever is credited in it.
//! Chooses nothing; genres and languages are questions of each piece.

use super::claim::{invalid, mm};
use crate::issue::Issue;
use crate::layout::Library;

/// Why no piece of `issue` can be given the layout of a number of `library`, by its publications, its validity or its
/// trim; `None` where it holds, and for a number that is not there.
#[must_use]
pub fn unfit(library: &Library, index: usize, issue: &Issue) -> Option<String> {
    let (_, header) = library.headers().find(|(n, _)| *n == index)?;
    let publications = &header.publications;
    if !publications.is_empty() && !publications.contains(&issue.publication.id) {
        return Some(format!("made for {}", publications.join(", ")));
    }
    if let Some(why) = invalid(header, issue) {
        return Some(why);
    }
    let (own, theirs) = library.trim(index).zip(issue.publication.trim)?;
    (own != theirs).then(|| format!("its trim is {}, the publication's {}", mm(own), mm(theirs)))
}
