//! The layouts at hand: whose, for what, since when, and their first measures.
//! Chooses none.

use crate::credits::unfit;
use crate::diag::Findings;
use crate::geom::Length;
use crate::issue::{Date, Issue, Lang};
use crate::layout::{Bound, Header, Library, Sheet};
use crate::report::format::pretty;
use crate::report::record::millimetres;
use crate::report::table::{Row, table};
use crate::source::Sources;
use serde::Serialize;

/// Version of the JSON form.
const SCHEMA: &str = "masthead.layouts/1";

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<&'a str>,
    layouts: &'a [LayoutRow],
}

/// A layout as a list shows it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayoutRow {
    id: String,
    version: String,
    about: Option<String>,
    credited_to: Vec<Pair>,
    publications: Vec<String>,
    genres: Vec<String>,
    languages: Vec<String>,
    valid_from: Option<Since>,
    valid_until: Option<Since>,
    trim_mm: Option<[f64; 2]>,
    columns: Option<u32>,
    body_pt: Option<f64>,
    leading_pt: Option<f64>,
    families: Vec<String>,
    extends: Option<String>,
    /// `bundled` or `title`.
    found: &'static str,
    file: String,
    /// Whether it holds for the issue at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds: Option<bool>,
    /// Why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Pair {
    role: String,
    party: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Since {
    #[serde(skip_serializing_if = "Option::is_none")]
    aggregate_number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

impl LayoutRow {
    /// Every layout of `library`, by id, then version; measures are those for the language and the sheet of `issue`,
    /// or else for no language in particular.
    #[must_use]
    pub fn all(library: &Library, sources: &Sources, issue: Option<&Issue>) -> Vec<Self> {
        library.headers().map(|(n, header)| Self::of(library, n, header, sources, issue)).collect()
    }

    fn of(library: &Library, n: usize, header: &Header, sources: &Sources, issue: Option<&Issue>) -> Self {
        let lang = issue.map_or_else(|| Lang("und".into()), |i| i.lang.clone());
        let sheet = Sheet {
            trim: issue.and_then(|i| i.publication.trim),
            bleed: issue.map_or(Length::ZERO, |i| i.publication.bleed),
        };
        // What does not fit this sheet is told where a piece is set in it.
        let layout = library.resolve(n, &lang, sheet, &mut Findings::new());
        let body = layout.as_ref().and_then(|l| l.styles.get("body"));
        let why_not = issue.and_then(|issue| unfit(library, n, issue));
        Self {
            id: header.id.clone(),
            version: header.version.to_string(),
            about: header.about.clone(),
            credited_to: header
                .credited_to
                .iter()
                .map(|(role, party)| Pair { role: role.clone(), party: party.clone() })
                .collect(),
            publications: header.publications.clone(),
            genres: header.genres.clone(),
            languages: header.languages.clone(),
            valid_from: header.valid_from.map(since),
            valid_until: header.valid_until.map(since),
            trim_mm: library.trim(n).map(|t| [millimetres(t.w), millimetres(t.h)]),
            columns: layout.as_ref().map(|l| l.page.columns),
            body_pt: body.map(|s| points(s.size)),
            leading_pt: body.map(|s| points(s.leading)),
            families: library.families(n).into_iter().collect(),
            extends: library.extends(n).map(str::to_owned),
            found: if header.bundled { "bundled" } else { "title" },
            file: sources.file(header.span.file).map(|f| f.path().to_owned()).unwrap_or_default(),
            holds: issue.map(|_| why_not.is_none()),
            why_not,
        }
    }

    fn row(&self) -> Row {
        let number = |n: Option<f64>| n.map_or("?".into(), |n| n.to_string());
        let trim = self.trim_mm.map_or("any".into(), |[w, h]| format!("{} × {}", tenths(w), tenths(h)));
        let cells = vec![
            self.id.clone(),
            self.version.clone(),
            trim,
            self.columns.map_or("?".into(), |n| n.to_string()),
            format!("{}/{}", number(self.body_pt), number(self.leading_pt)),
            self.extends.clone().unwrap_or_else(|| "-".into()),
            self.found.to_owned(),
        ];
        let mut details: Vec<String> = self.about.iter().cloned().collect();
        details.push(format!("whose: {}", self.whose()));
        let list = |what: &str, words: &[String]| {
            (!words.is_empty()).then(|| format!("{what} {}", words.join(", ")))
        };
        let made_for = [
            list("publication", &self.publications),
            list("genre", &self.genres),
            list("language", &self.languages),
        ];
        let made_for: Vec<String> = made_for.into_iter().flatten().collect();
        if !made_for.is_empty() {
            details.push(format!("for: {}", made_for.join("; ")));
        }
        let (from, until) = (self.valid_from.as_ref(), self.valid_until.as_ref());
        let valid = match (from.map(Since::words), until.map(Since::words)) {
            (Some(from), Some(until)) => Some(format!("from {from} until {until}")),
            (Some(from), None) => Some(format!("from {from}")),
            (None, Some(until)) => Some(format!("until {until}")),
            (None, None) => None,
        };
        details.extend(valid.map(|v| format!("valid: {v}")));
        if self.holds == Some(false) {
            details.push(format!("not for this issue: {}", self.why_not.as_deref().unwrap_or_default()));
        }
        Row { cells, details }
    }

    fn whose(&self) -> String {
        let pairs = self.credited_to.iter().map(|p| {
            let party = if p.party == "$house" { "the house" } else { &p.party };
            format!("{party} ({})", p.role)
        });
        let pairs: Vec<String> = pairs.collect();
        if pairs.is_empty() { "nobody's; chosen by its name alone".into() } else { pairs.join(", ") }
    }
}

impl Since {
    fn words(&self) -> String {
        let number = self.aggregate_number.map(|n| format!("No. {n}"));
        number.into_iter().chain(self.date.clone()).collect::<Vec<_>>().join(" or ")
    }
}

fn since(bound: Bound) -> Since {
    let date = |d: Date| {
        let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
        format!("{:04}{}{}", d.year, part(d.month), part(d.day))
    };
    Since { aggregate_number: bound.aggregate, date: bound.date.map(date) }
}

/// Exact to the thousandth, and the same everywhere.
fn points(length: Length) -> f64 {
    f64::from(i32::try_from(length.to_millipoints()).unwrap_or(i32::MAX)) / 1000.0
}

/// Millimetres with at most one place.
fn tenths(mm: f64) -> String {
    format!("{mm:.1}").trim_end_matches(".0").to_owned()
}

/// The list for people, details broken at `width`.
#[must_use]
pub fn layouts_text(rows: &[LayoutRow], width: usize) -> String {
    let head = ["LAYOUT", "VERSION", "TRIM, MM", "COLUMNS", "BODY, PT", "EXTENDS", "FOUND"];
    table(&head, &rows.iter().map(LayoutRow::row).collect::<Vec<_>>(), width)
}

/// The list as JSON; `issue` is the key of the issue that it was made for.
#[must_use]
pub fn layouts_json(rows: &[LayoutRow], issue: Option<&str>) -> String {
    pretty(&List { schema: SCHEMA, issue, layouts: rows })
}
