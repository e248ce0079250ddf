//! Pages: galleys into frames, frames onto pages; folios, contents, credits, furniture.
//! Knows nothing of PDF or EPUB; whatever those need to know stands in `Document`.

mod ads;
mod assemble;
#[cfg(test)]
mod chance;
mod crowd;
mod document;
mod entry;
mod fit;
mod galley;
mod jump;
mod lines;
mod make;
mod makeup;
mod order;
mod plan;
#[cfg(test)]
mod proofs;
mod quality;
mod show;
#[cfg(test)]
mod tests;

pub use document::{
    Anchor, Document, Item, ItemKind, LinkTarget, OutlineEntry, Page, PageStart, Stroke, Tag, TagKind,
};
pub use fit::{Cut, Fit, fits};
pub use quality::Quality;
pub use show::{
    Guides, Paper, Plate, PlateKind, Spread, Subject, Wall, creep, guide, interior, jacket, specimen, spine,
    spreads, wall,
};

use crate::credits::Designs;
use crate::diag::{Diagnostic, Failed, Findings};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::Issue;
use crate::layout::Side;
use crate::typeset::Setters;
use assemble::assemble;
use entry::{Entry, EntryKind, Made};
use galley::Refs;
use jump::Shop;
use order::{Piece, Rival, Stretch, Wish, arrange};
use plan::{Plan, entries};

/// How often page numbers may change pages before the last state is taken.
const PASSES: usize = 5;

/// Composes the whole issue. Uses as many threads as the caller's pool has; the result never depends on them.
///
/// # Errors
/// Where a piece cannot be set at all; text that does not fit is an error among `findings`.
pub fn compose(
    issue: &Issue,
    designs: &Designs,
    fonts: &Fonts,
    findings: &mut Findings,
) -> Result<Document, Failed> {
    compose_with(issue, designs, &Setters::new(fonts), findings)
}

/// Composes with setters that may have shaped words before.
fn compose_with(
    issue: &Issue,
    designs: &Designs,
    setters: &Setters<'_>,
    findings: &mut Findings,
) -> Result<Document, Failed> {
    let mark = findings.len();
    let mut plan = entries(issue, designs);
    let mut refs = Refs::new();
    let shop = Shop { issue, designs, setters };
    let mut made = jump::make_all(&mut plan, shop, &refs);
    let mut order = running_order(&plan, &made, issue);
    for pass in 1..=PASSES {
        let settled = jump::settled(&plan, &order, &made);
        if settled && !made.iter().any(|m| m.refers) {
            break;
        }
        let now = assemble::folios(issue, &plan, &made, &order);
        if settled && now == refs {
            break;
        }
        if pass == PASSES {
            findings.push(
                Diagnostic::warning("G004", "page numbers in the text change the pages that they count")
                    .hint("shorten or lengthen the paragraph that refers to a page by a few words"),
            );
            break;
        }
        refs = now;
        jump::make_again(&plan, shop, &refs, &mut made);
        jump::follow(&plan, shop, &refs, Some(&order), &mut made);
        order = running_order(&plan, &made, issue);
    }
    let mut rivals = Findings::new();
    ads::facing(&plan, &made, &order, issue, &mut rivals);
    let document = assemble(issue, designs, setters, &plan, made, &order, findings);
    off_page(&document, issue, findings);
    lines::undivided(issue, designs, findings);
    quality::report_coarse(&document, issue, findings);
    ads::misplaced(&plan, &order, &document, issue, findings);
    findings.append(rivals);
    ads::lost(&plan, findings);
    if document.pages.is_empty() {
        // Where pieces found no pages, that was said; their issue has none for that reason alone.
        findings.failed_since(mark)?;
        let empty = Diagnostic::error("G002", "the issue has no article that a master could take");
        return Err(findings.fail(empty.hint("list an article or a cover")));
    }
    Ok(document)
}

/// Reports text that stands beyond the trim, once for each page: nobody could read it.
fn off_page(document: &Document, issue: &Issue, findings: &mut Findings) {
    let trim = document.trim;
    let off = |item: &Item| match &item.kind {
        ItemKind::Glyphs(run) => {
            let (x, y) = (run.at.x, run.at.y);
            y < Length::ZERO || y > trim.h || x < -Length::PT || x > trim.w
        }
        _ => false,
    };
    for (n, page) in document.pages.iter().enumerate() {
        let Some(item) = page.items.iter().find(|i| off(i)) else { continue };
        let article = page.article.and_then(|id| issue.article(id));
        let whose = article.map_or("the cover", |a| a.id.as_str());
        findings.push(
            Diagnostic::error("G009", format!("text of `{whose}` runs off page {}", n + 1))
                .at(item.span.or_else(|| article.and_then(|a| a.span)))
                .hint("shorten the heading, box or caption that is taller than its page, or mend the layout's measures"),
        );
    }
}

/// A stretch of pages and what stands on it: an entry with one of its courses, or nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stand {
    /// Index among body, then tail, then waiting advertisements; `None`: a blank page.
    entry: Option<usize>,
    /// Which course.
    way: usize,
    /// Index of its first page.
    page: u32,
}

/// Where every entry stands.
fn running_order(plan: &Plan<'_>, made: &[Made], issue: &Issue) -> Vec<Stand> {
    let rival = |entry: &Entry<'_>| match entry.kind {
        EntryKind::Ad(n) => Rival::of(issue, n),
        _ => None,
    };
    let mut body = Vec::new();
    let mut numbers = Vec::new();
    let mut waiting: Vec<(Wish, Option<Rival>)> = Vec::new();
    let mut waiting_numbers = Vec::new();
    for (n, (entry, made)) in plan.body.iter().zip(made).enumerate() {
        if let Some(wish) = entry.wish {
            waiting.push((wish, rival(entry)));
            waiting_numbers.push(n);
            continue;
        }
        let ways = |side: Side| made.ways(side, entry, issue);
        let (recto, verso) = (ways(Side::Recto), ways(Side::Verso));
        body.push(Piece { start: entry.start, glued: entry.glued, recto, verso });
        numbers.push(n);
    }
    let mut page = 0;
    let mut out = Vec::new();
    let tail: Vec<Option<Rival>> = plan.tail.iter().map(rival).collect();
    for stretch in arrange(&body, &tail, &waiting, issue.page_multiple) {
        let (entry, way) = match stretch {
            Stretch::Piece(n, way) => (numbers.get(n).copied(), way),
            Stretch::Waiting(n) => (waiting_numbers.get(n).copied(), 0),
            Stretch::Blank => (None, 0),
        };
        out.push(Stand { entry, way, page });
        let courses = entry.and_then(|e| made.get(e)).map(|m| m.courses(order::side(page)));
        page += courses.and_then(|c| c.get(way)).map_or(1, |c| c.pages);
    }
    for n in 0..plan.tail.len() {
        let stand = Stand { entry: Some(plan.body.len() + n), way: 0, page };
        out.push(stand);
        let courses = made.get(plan.body.len() + n).map(|m| m.courses(order::side(page)));
        page += courses.and_then(|c| c.first()).map_or(1, |c| c.pages);
    }
    out
}
