//! Tables of plain text for terminals: columns as wide as their widest cell, with details below a row.
//! Knows nothing of what stands in them.

use super::codes::wrapped;
use std::fmt::Write as _;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const END: &str = "\x1b[0m";

/// A row: its cells, and what is said below them.
pub(super) struct Row {
    pub cells: Vec<String>,
    pub details: Vec<String>,
}

/// `rows` under `head`, the first cell of each in bold; details are broken at `width`.
pub(super) fn table(head: &[&str], rows: &[Row], width: usize) -> String {
    let heads: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
    let lines = || std::iter::once(&heads).chain(rows.iter().map(|r| &r.cells));
    let widest = |n: usize| lines().filter_map(|l| l.get(n)).map(|c| cells(c)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(widest).collect();
    let mut out = String::new();
    let _ = writeln!(out, "{DIM}{}{END}", line(&heads, &widths));
    for row in rows {
        let text = line(&row.cells, &widths);
        let (name, rest) =
            text.split_at_checked(row.cells.first().map_or(0, String::len)).unwrap_or_default();
        let _ = writeln!(out, "{BOLD}{name}{END}{rest}");
        for detail in &row.details {
            out.push_str(&wrapped(&format!("    {detail}"), 8, width));
        }
    }
    out
}

fn line(row: &[String], widths: &[usize]) -> String {
    let padded = row.iter().zip(widths).map(|(cell, w)| {
        let blank = w.saturating_sub(cells(cell));
        format!("{cell}{:blank$}", "")
    });
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// Cells of a terminal that `text` takes: two for a character of Chinese, Japanese or Korean (UAX 11, wide).
pub(super) fn cells(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x2_0000..=0x3_fffd);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}
