//! Findings about floats: more of a kind on a page than its layout allows.
//! Moves none of them.

use super::entry::Standing;
use super::galley::Galley;
use super::makeup::Course;
use crate::diag::{Diagnostic, Findings, Span};
use std::collections::BTreeMap;

/// Tells of the pages of a course, standing at `at`, that hold more floats of a kind than
/// `per-page` of its rule says; `span` is the article's.
pub fn report(
    galley: &Galley,
    course: &Course,
    at: &Standing<'_>,
    span: Option<Span>,
    findings: &mut Findings,
) {
    let mut page = at.first as usize;
    for leaf in &course.leaves {
        let mut counts: BTreeMap<(usize, &str), (u32, u32)> = BTreeMap::new();
        for placed in &leaf.floats {
            let Some(float) = galley.floats.get(placed.float) else { continue };
            let Some(most) = float.rule.per_page else { continue };
            counts.entry((page + placed.page, float.kind.as_str())).or_insert((0, most)).0 += 1;
        }
        for ((page, kind), (count, most)) in counts.into_iter().filter(|(_, (count, most))| count > most) {
            let page = super::lines::folio(at, page);
            let message = format!("{count} of `{kind}` stand on page {page}, its layout allows {most}");
            findings.push(
                Diagnostic::warning("G030", message)
                    .at(span)
                    .hint("take some of them out, spread them over the text, or raise `per-page`"),
            );
        }
        page += leaf.sheet.pages;
    }
}
