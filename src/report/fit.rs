//! How articles fit their pages, for people and as data.
//! Measures nothing; `pages` did.

use super::Files;
use super::table::{Row, table};
use crate::diag::Span;
use crate::pages::{Cut, Fit};
use serde::Serialize;
use std::fmt::Write as _;

/// One article, or one layout that an article is tried in.
#[derive(Debug)]
pub struct FitRow {
    /// Article's id, or a layout's name.
    pub name: String,
    /// The layout that it is set in; empty where the name says it.
    pub layout: String,
    /// How it fits.
    pub fit: Fit,
}

/// A table of how articles fit; with `cuts` the places to cut below each.
#[must_use]
pub fn fit_text(rows: &[FitRow], files: &dyn Files, cuts: bool, width: usize) -> String {
    let rows: Vec<Row> = rows
        .iter()
        .map(|row| {
            let Fit { pages, lines_over, chars_over, lines_free, chars_free, .. } = row.fit;
            let count = format!("{pages} page{}", if pages == 1 { "" } else { "s" });
            let said = match (lines_over, lines_free) {
                (0, 0) => "full".to_owned(),
                (0, free) => format!("{} free, about {chars_free} characters", lines(free)),
                (over, _) => format!("{} over, about {chars_over} characters", lines(over)),
            };
            let details = row.fit.cuts.iter().filter(|_| cuts).map(|c| place(c, files)).collect();
            let cells = [row.name.clone(), row.layout.clone(), count, said];
            Row { cells: cells.into_iter().filter(|c| !c.is_empty()).collect(), details }
        })
        .collect();
    let named = rows.iter().all(|r| r.cells.len() == 4);
    let head: &[&str] =
        if named { &["article", "layout", "pages", "fits"] } else { &["in the layout", "pages", "fits"] };
    table(head, &rows, width)
}

fn lines(n: u32) -> String {
    format!("{n} line{}", if n == 1 { "" } else { "s" })
}

/// File, line and column (in characters, from 1) of a place.
fn place_of(span: Span, files: &dyn Files) -> (String, usize, usize) {
    let Some(file) = files.file(span.file) else { return (String::new(), 1, 1) };
    let text = file.text.unwrap_or_default();
    let head =
        text.get(..text.floor_char_boundary((span.start as usize).min(text.len()))).unwrap_or_default();
    let line = head.matches('\n').count() + 1;
    let column = head.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (file.path.to_owned(), line, column)
}

/// Where a cut saves a line, in words.
fn place(cut: &Cut, files: &dyn Files) -> String {
    let (path, line, column) = place_of(cut.span, files);
    let mut out = String::new();
    let _ = write!(out, "to cut {} characters saves a line: {path}:{line}:{column}", cut.chars);
    out
}

/// The same as data, `masthead.fit/1`.
#[must_use]
pub fn fit_json(rows: &[FitRow], tried: &[FitRow], files: &dyn Files) -> String {
    let answer =
        Answer { schema: "masthead.fit/1", articles: entries(rows, files), layouts: entries(tried, files) };
    let mut text = serde_json::to_string_pretty(&answer).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Answer {
    schema: &'static str,
    articles: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layouts: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    layout: String,
    pages: u32,
    lines_over: u32,
    characters_over: u32,
    lines_free: u32,
    characters_free: u32,
    cuts: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    characters: u32,
}

fn entries(rows: &[FitRow], files: &dyn Files) -> Vec<Entry> {
    let place = |c: &Cut| {
        let (file, line, column) = place_of(c.span, files);
        Place { file, line, column, characters: c.chars }
    };
    rows.iter()
        .map(|row| Entry {
            id: row.name.clone(),
            layout: row.layout.clone(),
            pages: row.fit.pages,
            lines_over: row.fit.lines_over,
            characters_over: row.fit.chars_over,
            lines_free: row.fit.lines_free,
            characters_free: row.fit.chars_free,
            cuts: row.fit.cuts.iter().map(place).collect(),
        })
        .collect()
}
