//! Findings about single lines: very wide word spaces, too many hyphens in a row, and where a lost character stands.
//! Counts for reports stand in `quality`; nothing is mended here.

use super::document::ItemKind;
use super::entry::Standing;
use super::galley::{Flow, Galley};
use super::makeup::{Course, PlacedRun};
use crate::credits::Designs;
use crate::diag::{Diagnostic, Findings, Span};
use crate::issue::{ArticleKind, Issue};
use crate::layout::HAlign;
use crate::typeset::divides_words;
use std::collections::BTreeSet;

/// Word spaces wider than so much, in hundredths of a percent of the font's, are told of: four times the natural
/// one. What is less is counted in the report alone.
const WIDE: i32 = 40_000;
/// From so much on, eight times the natural one, that is a warning; below it a note, since a line is a matter of
/// looks. Bounds on counts are set in the publication file.
const HOLE: i64 = 80_000;
/// Hyphens in a row that are told of.
const STACK: usize = 3;
/// Most lines of an article that are told of, the worst first; the last one says how many more there are.
const MOST: usize = 3;

/// A line, or the last of several, that is not as it should be.
struct Fault {
    /// How bad it is.
    rank: i64,
    page: usize,
    words: String,
    span: Option<Span>,
}

/// Tells of the lines of a course that stands at `at`.
pub fn report(galley: &Galley, course: &Course, at: &Standing<'_>, findings: &mut Findings) {
    let (mut loose, mut stacks) = (Vec::new(), Vec::new());
    let (mut page, mut hyphens) = (at.first as usize, 0);
    for leaf in &course.leaves {
        for run in &leaf.filled.runs {
            let on = page + leaf.bins.get(run.bin).map_or(0, |b| b.page);
            look(galley, run, on, &mut hyphens, (&mut loose, &mut stacks));
        }
        page += leaf.sheet.pages;
    }
    tell(at, loose, findings, |fault, page| {
        let times = format!("{}.{}", fault.rank / 10_000, fault.rank / 1_000 % 10);
        let message = format!("a line on page {page} has word spaces {times} times as wide as natural");
        let hint = "reword its paragraph, allow hyphens, or widen the column or the limits of `justify`";
        let found = if fault.rank >= HOLE {
            Diagnostic::warning("Y002", message)
        } else {
            Diagnostic::note("Y002", message)
        };
        found.hint(hint)
    });
    tell(at, stacks, findings, |fault, page| {
        let message = format!("{} lines in a row end in hyphens on page {page}", fault.rank);
        let hint = "reword their paragraph, or widen the column or the limits of `justify`";
        Diagnostic::warning("Y003", message).hint(hint)
    });
}

fn look(
    galley: &Galley,
    run: &PlacedRun,
    page: usize,
    hyphens: &mut usize,
    (loose, stacks): (&mut Vec<Fault>, &mut Vec<Fault>),
) {
    let Some(lines) = run.lines() else { return };
    let Some(Flow::Text(block)) = galley.flow.get(lines.block) else { return };
    for line in lines.broken.lines.get(lines.from..lines.to).unwrap_or_default() {
        let fault = |rank: i64| Fault {
            rank,
            page,
            words: block.para.words(line).trim_end_matches(['\u{ad}', ' ']).to_owned(),
            span: block.para.span_of(line),
        };
        if block.style.align == HAlign::Justify && !line.last && line.word_space > WIDE {
            loose.push(fault(i64::from(line.word_space)));
        }
        *hyphens = if line.hyphenated { *hyphens + 1 } else { 0 };
        if *hyphens > STACK {
            stacks.pop();
        }
        if *hyphens >= STACK {
            stacks.push(fault(*hyphens as i64));
        }
    }
}

/// Reports the worst of `faults`, in the order of the text.
fn tell(
    at: &Standing<'_>,
    mut faults: Vec<Fault>,
    findings: &mut Findings,
    say: impl Fn(&Fault, &str) -> Diagnostic,
) {
    let more = faults.len().saturating_sub(MOST);
    if more > 0 {
        let mut ranks: Vec<i64> = faults.iter().map(|f| f.rank).collect();
        ranks.sort_unstable_by_key(|r| std::cmp::Reverse(*r));
        let least = ranks.get(MOST - 1).copied().unwrap_or(0);
        faults.retain(|f| f.rank >= least);
        faults.truncate(MOST);
    }
    let last = faults.len().saturating_sub(1);
    for (n, fault) in faults.iter().enumerate() {
        let mut label = format!("the line is “{}”", fault.words);
        if n == last && more > 0 {
            label = format!("{label}, and the article has {more} more");
        }
        findings.push(say(fault, &folio(at, fault.page)).at(fault.span).label(label));
    }
}

/// Languages that are written without divided words.
const UNDIVIDED: [&str; 13] = ["ar", "bo", "fa", "he", "ja", "km", "ko", "lo", "my", "th", "ur", "vi", "zh"];

/// Tells of every language whose words a layout would divide, and nobody knows how.
pub fn undivided(issue: &Issue, designs: &Designs, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for (article, design) in issue.articles.iter().zip(&designs.articles) {
        let lang = &article.lang;
        let divides = design.layout.styles.get("body").is_some_and(|s| s.hyphenate);
        let primary = lang.0.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let known = UNDIVIDED.contains(&primary.as_str()) || divides_words(lang);
        if article.kind != ArticleKind::Text || !divides || known || !told.insert(lang.clone()) {
            continue;
        }
        let message = format!("no rules are known by which words of `{}` are divided", lang.0);
        let hint = "set its text ragged, or write `hyphenate = false` in the style `body` for this language";
        findings.push(Diagnostic::warning("Y004", message).at(article.span).hint(hint));
    }
}

/// What is printed on a page as its number, or which page it is.
pub fn folio(at: &Standing<'_>, page: usize) -> String {
    let printed = u32::try_from(page).map(|page| at.folios.of(page)).unwrap_or_default();
    if printed.is_empty() { (page + 1).to_string() } else { printed }
}

/// The number of the first of an entry's pages that prints `c`.
pub fn page_of(at: &Standing<'_>, c: char) -> Option<String> {
    let prints = |item: &super::Item| matches!(&item.kind, ItemKind::Glyphs(run) if run.text.contains(c));
    let found = at.pages.iter().position(|p| p.items.iter().any(prints))?;
    Some(folio(at, at.first as usize + found))
}
