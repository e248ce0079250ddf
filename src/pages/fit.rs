//! How an article fits its pages: what is over, what is still free, and where a cut saves a line.
//! Composes and mends nothing.

use super::entry::{Entry, over};
use super::galley::{Flow, Galley, Refs};
use super::jump::{Shop, follow, make_all};
use super::makeup::{Course, PlacedRun, room};
use super::order::side;
use super::plan::entries;
use super::running_order;
use crate::credits::Designs;
use crate::diag::Span;
use crate::font::Fonts;
use crate::issue::{ArticleId, ArticleKind, Issue};
use crate::typeset::Setters;

/// How one article fits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// The article.
    pub article: ArticleId,
    /// Pages that it takes, or may take at the most where it is over.
    pub pages: u32,
    /// Lines of its text that found no page.
    pub lines_over: u32,
    /// About as many characters.
    pub chars_over: u32,
    /// Lines that are still free on its last page.
    pub lines_free: u32,
    /// About as many characters.
    pub chars_free: u32,
    /// Paragraphs whose last lines are shortest: to cut so many characters saves a line.
    pub cuts: Vec<Cut>,
}

/// A place where a cut saves a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cut {
    /// The paragraph.
    pub span: Span,
    /// Characters of its last line.
    pub chars: u32,
}

/// Places to cut that are named.
const MOST_CUTS: usize = 5;
/// Lines of the shortest paragraph that is named as a place to cut.
const LEAST_LINES: usize = 3;

/// How an article fits, set by a course of its galley.
#[must_use]
pub fn fit(galley: &Galley, article: ArticleId, course: &Course) -> Fit {
    let runs = || course.leaves.iter().flat_map(|l| &l.filled.runs).filter_map(PlacedRun::lines);
    let (mut lines, mut chars) = (0_usize, 0_usize);
    for run in runs().filter(|r| r.split) {
        let set = run.broken.lines.get(run.from..run.to).unwrap_or_default();
        lines += set.len();
        chars += set.iter().map(|l| l.chars.len()).sum::<usize>();
    }
    let per_line = (chars / lines.max(1)).max(1);
    let chars_over = over(galley, course);
    let lines_free = if course.overset.is_some() { 0 } else { course.leaves.last().map_or(0, room) };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut cuts: Vec<Cut> = runs()
        .filter(|r| r.split && r.to == r.broken.lines.len() && r.to >= LEAST_LINES)
        .filter_map(|r| {
            let Some(Flow::Text(block)) = galley.flow.get(r.block) else { return None };
            let chars = r.broken.lines.last()?.chars.len();
            Some(Cut { span: block.para.span()?, chars: count(chars) })
        })
        .filter(|c| c.chars as usize * 3 <= per_line)
        .collect();
    cuts.sort_by_key(|c| (c.chars, c.span));
    cuts.truncate(MOST_CUTS);
    Fit {
        article,
        pages: course.pages,
        lines_over: count(chars_over.div_ceil(per_line)),
        chars_over: count(chars_over),
        lines_free: count(lines_free),
        chars_free: count(lines_free * per_line),
        cuts,
    }
}

/// How every article of the issue fits in the running order as it comes out; pages that texts refer to stand in
/// their widest form. Uses as many threads as the caller's pool has.
#[must_use]
pub fn fits(issue: &Issue, designs: &Designs, fonts: &Fonts) -> Vec<Fit> {
    let mut plan = entries(issue, designs);
    let setters = Setters::new(fonts);
    let shop = Shop { issue, designs, setters: &setters };
    let mut made = make_all(&mut plan, shop, &Refs::new());
    let all: Vec<&Entry<'_>> = plan.body.iter().chain(&plan.tail).collect();
    let order = running_order(&plan, &made, issue);
    follow(&plan, shop, &Refs::new(), Some(&order), &mut made);
    let mut out = Vec::new();
    for stand in running_order(&plan, &made, issue) {
        let found = stand.entry.and_then(|n| Some((all.get(n)?, made.get(n)?)));
        let Some((entry, made)) = found.filter(|(e, _)| e.article.kind == ArticleKind::Text) else {
            continue;
        };
        let Some(id) = entry.article_id() else { continue };
        // A jumped article is judged by the part that ends it.
        let whole = |c: &&Course| c.rest.is_none() && c.pages > 0;
        let side = side(stand.page);
        let course = made.courses(side).get(stand.way).filter(whole);
        out.extend(course.map(|course| fit(made.galley(side), id, course)));
    }
    out
}
