//! Figures of quality: what a reader would find wrong, counted on the pages as they are made.
//! Mends nothing.

use super::document::{Document, Item, ItemKind, Page};
use super::galley::{Flow, Galley};
use super::makeup::{Leaf, LinesRun, column_feet};
use crate::diag::{Diagnostic, Findings};
use crate::geom::{Length, Size};
use crate::issue::{Issue, PictureId};
use crate::layout::{GridMode, HAlign};
use crate::picture::Picture;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Pixels to the inch under which a picture is coarse (GWG 2022, magazine advertisements: more than 224).
const LEAST_PPI: u32 = 225;

/// Counts over an article or an issue (`typography.md`, Counted in every report).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quality {
    /// Lines of the thread.
    pub lines: u32,
    /// Lines set to both edges: what loose and tight are counted against.
    pub justified: u32,
    /// Lines whose word space is more than 1.5 times the natural one, or whose full-width characters stand
    /// farther apart than a twentieth of the em.
    pub loose: u32,
    /// More than twice; a tenth of the em.
    pub very_loose: u32,
    /// Less than three quarters.
    pub tight: u32,
    /// Of the justified lines those that end in a divided word.
    pub hyphens: u32,
    /// Runs of three or more such lines.
    pub hyphen_runs: u32,
    /// Last lines of paragraphs alone at a column's head.
    pub widows: u32,
    /// First lines of paragraphs alone at a column's foot.
    pub orphans: u32,
    /// Headings and other blocks that keep with the next, alone at a column's foot.
    pub stranded: u32,
    /// Columns that end with a divided word.
    pub hyphen_feet: u32,
    /// Last lines of paragraphs of more than one line that hold a single word, or a part of one; of Chinese a single
    /// character.
    pub lone: u32,
    /// Lines of body text whose baseline is not on the grid of their layout.
    pub off_grid: u32,
    /// Rivers: three or more word spaces of a paragraph below each other, each within half an em of the one above.
    pub rivers: u32,
    /// Of these, rivers whose spaces are all of loose lines: what a reader sees; short measures give many others by
    /// chance.
    pub rivers_wide: u32,
    /// Columns of the thread on pages that are not an article's last.
    pub columns: u32,
    /// Of these, columns blank for more than three lines at the foot.
    pub holes: u32,
    /// Blank lines in those.
    pub hole_lines: u32,
    /// Lines that those columns have room for.
    pub room: u32,
    /// Of these, lines that are left white.
    pub white: u32,
    /// Articles with a last page of several columns.
    pub closings: u32,
    /// Lines between the longest and the shortest column of those pages, summed.
    pub imbalance: u32,
    /// The greatest of them.
    pub imbalance_most: u32,
    /// Floats.
    pub floats: u32,
    /// Floats on the page of their reference.
    pub floats_near: u32,
    /// Floats two pages or more behind it.
    pub floats_far: u32,
    /// Pages between floats and their references, summed.
    pub floats_behind: u32,
    /// The most pages between a float and its reference.
    pub floats_most: u32,
    /// Lines that did not fit, by the characters that a line holds.
    pub overset: u32,
    /// Different characters that no font has.
    pub missing: u32,
    /// Placements of pictures of which the press shows too few pixels: under 225 to the inch (GWG 2022).
    pub coarse: u32,
}

impl AddAssign for Quality {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.justified += other.justified;
        self.loose += other.loose;
        self.very_loose += other.very_loose;
        self.tight += other.tight;
        self.hyphens += other.hyphens;
        self.hyphen_runs += other.hyphen_runs;
        self.widows += other.widows;
        self.orphans += other.orphans;
        self.stranded += other.stranded;
        self.hyphen_feet += other.hyphen_feet;
        self.lone += other.lone;
        self.off_grid += other.off_grid;
        self.rivers += other.rivers;
        self.rivers_wide += other.rivers_wide;
        self.columns += other.columns;
        self.room += other.room;
        self.white += other.white;
        self.holes += other.holes;
        self.hole_lines += other.hole_lines;
        self.closings += other.closings;
        self.imbalance += other.imbalance;
        self.imbalance_most = self.imbalance_most.max(other.imbalance_most);
        self.floats += other.floats;
        self.floats_near += other.floats_near;
        self.floats_far += other.floats_far;
        self.floats_behind += other.floats_behind;
        self.floats_most = self.floats_most.max(other.floats_most);
        self.overset += other.overset;
        self.missing += other.missing;
        self.coarse += other.coarse;
    }
}

impl Quality {
    /// A count for every hundred justified lines, in thousandths.
    #[must_use]
    pub fn per_100(&self, count: u32) -> u32 {
        (u64::from(count) * 100_000 / u64::from(self.justified.max(1))) as u32
    }
}

/// Counts one article's sheets, of pages whose grid has lines of `step`.
pub fn measure(galley: &Galley, leaves: &[Leaf], step: Length) -> Quality {
    let mut q = Quality::default();
    let mut hyphens = 0;
    for leaf in leaves {
        for run in leaf.filled.runs.iter().filter_map(super::makeup::PlacedRun::lines) {
            lines(galley, &run, &mut hyphens, &mut q);
            shapes(galley, &run, step, &mut q);
        }
        columns(leaf, &mut q);
        q.stranded += stranded(galley, leaf);
    }
    floats(leaves, &mut q);
    q
}

fn lines(galley: &Galley, run: &LinesRun<'_>, hyphens: &mut u32, q: &mut Quality) {
    let Some(Flow::Text(block)) = galley.flow.get(run.block) else { return };
    let count = run.broken.lines.len();
    if run.split && count > 1 && run.to - run.from == 1 {
        q.orphans += u32::from(run.from == 0);
        q.widows += u32::from(run.to == count);
    }
    let set = run.broken.lines.get(run.from..run.to).unwrap_or(&[]);
    q.hyphen_feet += u32::from(set.last().is_some_and(|l| l.hyphenated));
    for line in set {
        q.lines += 1;
        if block.style.align == HAlign::Justify && !line.last {
            q.justified += 1;
            q.hyphens += u32::from(line.hyphenated);
            q.loose += u32::from(line.word_space > 15_000 || line.char_space > 500);
            q.very_loose += u32::from(line.word_space > 20_000 || line.char_space > 1_000);
            q.tight += u32::from(line.word_space < 7_500);
        }
        *hyphens = if line.hyphenated { *hyphens + 1 } else { 0 };
        q.hyphen_runs += u32::from(*hyphens == 3);
    }
}

/// Blocks at the feet of a sheet's columns that ought to keep with what follows.
fn stranded(galley: &Galley, leaf: &Leaf) -> u32 {
    let runs = &leaf.filled.runs;
    let keeps = |block: usize| {
        let style = |f: &Flow| if let Flow::Text(t) = f { t.style.keep_next } else { 0 };
        galley.flow.get(block).is_some_and(|f| style(f) > 0) && block + 1 < galley.flow.len()
    };
    let mut count = 0;
    for (n, run) in runs.iter().enumerate() {
        let last = runs.get(n + 1).is_none_or(|next| next.bin != run.bin);
        let set = run.lines().filter(|lines| last && !lines.split && keeps(lines.block));
        count += u32::from(set.is_some());
    }
    count
}

/// What is seen of a run as a whole: its last line, its place on the grid, the white that runs through it.
fn shapes(galley: &Galley, run: &LinesRun<'_>, step: Length, q: &mut Quality) {
    let Some(Flow::Text(block)) = galley.flow.get(run.block) else { return };
    let lines = run.broken.lines.get(run.from..run.to).unwrap_or(&[]);
    if let Some(last) = lines.last().filter(|l| l.last && run.broken.lines.len() > 1) {
        q.lone += u32::from(alone(block.para.words(last)));
    }
    if block.style.name == "body" && !run.split {
        let off = |n: usize| {
            block.style.grid == GridMode::None
                || (block.style.leading * n as i64).to_sp() % step.to_sp().max(1) != 0
        };
        q.off_grid += (0..lines.len()).filter(|n| off(*n)).count() as u32;
    }
    if block.style.align == HAlign::Justify {
        let spaces = lines.iter().map(|l| (block.para.word_spaces(l), l.word_space > 15_000));
        let (all, wide) = rivers(spaces, block.style.size / 2);
        q.rivers += all;
        q.rivers_wide += wide;
    }
}

/// Whether a last line is a single word or less; of full-width characters, one with the marks beside it.
fn alone(words: &str) -> bool {
    let words = words.trim();
    let wide = |c: &char| ('\u{2E80}'..='\u{9FFF}').contains(c) || *c >= '\u{20000}';
    if words.chars().any(|c| wide(&c)) {
        return words.chars().filter(|c| c.is_alphanumeric()).count() == 1;
    }
    !words.is_empty() && !words.contains(char::is_whitespace)
}

/// Chains of spaces below each other, each no farther than `near` from the one above, that are three long or more,
/// and how many of them are of wide spaces alone; of each line its spaces, and whether they are wide.
fn rivers(lines: impl Iterator<Item = (Vec<Length>, bool)>, near: Length) -> (u32, u32) {
    let mut above: Vec<(Length, u32, u32)> = Vec::new();
    let (mut found, mut found_wide) = (0, 0);
    for (spaces, wide) in lines {
        let mut now = Vec::with_capacity(spaces.len());
        for x in spaces {
            let close = || above.iter().filter(|(a, ..)| (*a - x).abs() <= near);
            let length = close().map(|(_, n, _)| n + 1).max().unwrap_or(1);
            let of_wide = if wide { close().map(|(.., n)| n + 1).max().unwrap_or(1) } else { 0 };
            found += u32::from(length == 3);
            found_wide += u32::from(of_wide == 3);
            now.push((x, length, of_wide));
        }
        above = now;
    }
    (found, found_wide)
}

/// Counts what of an article is seen on its pages alone: pictures with too few pixels.
pub fn coarse<'p>(pages: impl Iterator<Item = &'p Page>, issue: &Issue) -> u32 {
    pages.flat_map(|p| &p.items).filter(|i| few(i, issue).is_some()).count() as u32
}

/// The picture and its pixels to the inch, where an item is one that has too few.
fn few<'i>(item: &Item, issue: &'i Issue) -> Option<(&'i Picture, u32)> {
    let ItemKind::Picture { picture, place, .. } = &item.kind else { return None };
    // Under 16 pixels a picture is no picture but a tint (GWG 2022).
    let picture = issue.picture(*picture).filter(|p| p.width >= 16 && p.height >= 16)?;
    let ppi = picture.ppi(Size::new(place.w, place.h))?;
    (ppi < LEAST_PPI).then_some((picture, ppi))
}

/// Tells of every picture that has too few pixels for its place, once, where it has the fewest (G014).
pub fn report_coarse(document: &Document, issue: &Issue, findings: &mut Findings) {
    let mut worst: BTreeMap<PictureId, (u32, &Picture, usize, &Item)> = BTreeMap::new();
    for (n, page) in document.pages.iter().enumerate() {
        for item in &page.items {
            let ItemKind::Picture { picture: id, .. } = item.kind else { continue };
            let Some((picture, ppi)) = few(item, issue) else { continue };
            let known = worst.entry(id).or_insert((ppi, picture, n, item));
            if ppi < known.0 {
                *known = (ppi, picture, n, item);
            }
        }
    }
    for (ppi, picture, n, item) in worst.into_values() {
        let folio = document.pages.get(n).map(|p| p.folio.clone()).filter(|f| !f.is_empty());
        let page = folio.unwrap_or_else(|| (n + 1).to_string());
        let message = format!("picture `{}` has {ppi} pixels to the inch on page {page}", picture.path);
        // One more: the pixels to the inch were rounded down.
        let wanted = u64::from(picture.width) * u64::from(LEAST_PPI) / u64::from(ppi.max(1)) + 1;
        let hint = format!("supply it {wanted} pixels wide, or let it stand smaller");
        findings.push(
            Diagnostic::warning("G014", message)
                .at(item.span.or(picture.span))
                .label(format!("print wants {LEAST_PPI}"))
                .hint(hint),
        );
    }
}

/// Counts how a sheet's columns end: text and pictures across them count alike.
fn columns(leaf: &Leaf, q: &mut Quality) {
    let feet = column_feet(&leaf.sheet, (&leaf.bins, leaf.filled.used.iter().copied()), &leaf.floats);
    let ends = leaf.sheet.strips.iter().zip(feet).filter_map(|(s, foot)| {
        let room: i64 = s.whole.iter().map(|(top, end)| end - top).sum();
        Some((s.whole.last()?.1, foot, room))
    });
    let lines = |n: i64| u32::try_from(n).unwrap_or(0);
    if leaf.closes {
        let feet: Vec<i64> = ends.map(|(_, foot, _)| foot).collect();
        if feet.len() > 1 && leaf.filled.used.iter().any(|u| *u > 0) {
            let apart = lines(feet.iter().max().unwrap_or(&0) - feet.iter().min().unwrap_or(&0));
            q.closings += 1;
            q.imbalance += apart;
            q.imbalance_most = q.imbalance_most.max(apart);
        }
        return;
    }
    for (whole, foot, room) in ends {
        let blank = lines(whole - foot);
        q.columns += 1;
        q.room += lines(room);
        q.white += blank;
        if blank > 3 {
            q.holes += 1;
            q.hole_lines += blank;
        }
    }
}

fn floats(leaves: &[Leaf], q: &mut Quality) {
    let mut page = 0;
    let mut pages = Vec::new();
    for leaf in leaves {
        pages.push(page);
        page += leaf.sheet.pages;
    }
    for (leaf, page) in leaves.iter().zip(&pages) {
        for float in leaf.floats.iter().filter(|f| !f.again) {
            let from = leaves.iter().position(|l| l.filled.end.anchors > float.float);
            let from = from.and_then(|n| pages.get(n)).copied().unwrap_or(*page);
            q.floats += 1;
            let behind = (page + float.page).saturating_sub(from);
            q.floats_near += u32::from(behind == 0);
            q.floats_far += u32::from(behind > 1);
            let behind = u32::try_from(behind).unwrap_or(u32::MAX);
            q.floats_behind += behind;
            q.floats_most = q.floats_most.max(behind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{alone, rivers};
    use crate::geom::Length;

    #[test]
    fn a_word_alone_is_stranded() {
        for (words, is) in [
            ("line.", true),
            ("ning.\u{201d} ", true),
            ("two words", false),
            ("", false),
            ("\u{8f66}\u{3002}", true),
            ("\u{6c7d}\u{8f66}\u{3002}", false),
        ] {
            assert_eq!(alone(words), is, "{words:?}");
        }
    }

    #[test]
    fn spaces_below_each_other_are_a_river() {
        let count = |all: &[&[i64]], wide: fn(usize) -> bool| {
            let spaces = |line: &&[i64]| line.iter().map(|x| Length::pt(*x)).collect::<Vec<_>>();
            let lines = all.iter().enumerate().map(|(n, line)| (spaces(line), wide(n)));
            rivers(lines, Length::pt(5))
        };
        let lines = |all: &[&[i64]]| count(all, |_| false).0;
        assert_eq!(lines(&[&[10, 50], &[14, 80], &[18, 99]]), 1);
        assert_eq!(lines(&[&[10], &[14], &[18], &[20], &[24]]), 1, "one river however long");
        assert_eq!(lines(&[&[10], &[16], &[22]]), 0, "each must be near the one above");
        assert_eq!(lines(&[&[10], &[], &[10]]), 0);
        assert_eq!(lines(&[&[10, 90], &[10, 90], &[10, 90]]), 2);
        let four: &[&[i64]] = &[&[10], &[10], &[10], &[10]];
        assert_eq!(count(four, |_| true), (1, 1));
        assert_eq!(count(four, |line| line > 0), (1, 1), "three wide ones below a narrow one");
        assert_eq!(count(four, |line| line != 1), (1, 0), "a narrow one parts them");
    }
}
