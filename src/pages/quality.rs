//! Figures of quality: what a reader would find wrong, counted on the pages as they are made.
//! Mends nothing.

use super::galley::{Flow, Galley};
use super::makeup::{Leaf, LinesRun};
use crate::layout::HAlign;
use std::ops::AddAssign;

/// Counts over an article or an issue (`typography.md`, Counted in every report).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Quality {
    /// Lines of the thread.
    pub lines: u32,
    /// Lines set to both edges: what loose and tight are counted against.
    pub justified: u32,
    /// Lines whose word space is more than 1.5 times the natural one, or whose full-width characters stand
    /// farther apart than a twelfth of the em.
    pub loose: u32,
    /// More than twice; an eighth of the em.
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
    /// Columns of the thread on pages that are not an article's last.
    pub columns: u32,
    /// Of these, columns blank for more than three lines at the foot.
    pub holes: u32,
    /// Blank lines in those.
    pub hole_lines: u32,
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
    /// Characters that did not fit.
    pub overset: u32,
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
        self.columns += other.columns;
        self.holes += other.holes;
        self.hole_lines += other.hole_lines;
        self.closings += other.closings;
        self.imbalance += other.imbalance;
        self.imbalance_most = self.imbalance_most.max(other.imbalance_most);
        self.floats += other.floats;
        self.floats_near += other.floats_near;
        self.floats_far += other.floats_far;
        self.overset += other.overset;
    }
}

impl Quality {
    /// A count for every hundred justified lines, in thousandths.
    #[must_use]
    pub fn per_100(&self, count: u32) -> u32 {
        (u64::from(count) * 100_000 / u64::from(self.justified.max(1))) as u32
    }
}

/// Counts one article's sheets.
pub fn measure(galley: &Galley, leaves: &[Leaf]) -> Quality {
    let mut q = Quality::default();
    let mut hyphens = 0;
    for leaf in leaves {
        for run in leaf.filled.runs.iter().filter_map(super::makeup::PlacedRun::lines) {
            lines(galley, &run, &mut hyphens, &mut q);
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
            q.loose += u32::from(line.word_space > 15_000 || line.char_space > 833);
            q.very_loose += u32::from(line.word_space > 20_000 || line.char_space > 1_250);
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

fn columns(leaf: &Leaf, q: &mut Quality) {
    let used = || leaf.bins.iter().zip(&leaf.filled.used);
    if leaf.closes {
        let feet: Vec<i64> = used().filter(|(_, u)| **u > 0).map(|(b, u)| b.top + u).collect();
        if feet.len() > 1 {
            let apart = feet.iter().max().unwrap_or(&0) - feet.iter().min().unwrap_or(&0);
            let apart = u32::try_from(apart).unwrap_or(0);
            q.closings += 1;
            q.imbalance += apart;
            q.imbalance_most = q.imbalance_most.max(apart);
        }
        return;
    }
    for (bin, used) in used() {
        let blank = u32::try_from(bin.lines - used).unwrap_or(0);
        q.columns += 1;
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
        for float in &leaf.floats {
            let from = leaves.iter().position(|l| l.filled.end.anchors > float.float);
            let from = from.and_then(|n| pages.get(n)).copied().unwrap_or(*page);
            q.floats += 1;
            let behind = (page + float.page).saturating_sub(from);
            q.floats_near += u32::from(behind == 0);
            q.floats_far += u32::from(behind > 1);
        }
    }
}
