//! What a build did, as JSON: inputs, results, decisions, figures, findings.
//! Holds no time and no path beyond what the user gave, so that the same build gives the same bytes.

use super::decision::layout_name;
use super::format::{Finding, findings_data, pretty};
use super::print::{Bound, Resolution, binding, resolutions};
use super::quality::{Figures, whole};
use super::{Tally, tally};
use crate::credits::Designs;
use crate::diag::Findings;
use crate::issue::{ArticleId, Issue, plain};
use crate::pages::Document;
use crate::source::{Sources, hex, sha256};
use serde::Serialize;

/// Version of this form; raised when a field changes its meaning or goes.
const SCHEMA: &str = "masthead.report/1";

/// All that a build report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// Its designs.
    pub designs: &'a Designs,
    /// Its pages.
    pub document: &'a Document,
    /// Every file that was read.
    pub sources: &'a Sources,
    /// Typefaces that were read beside them.
    pub fonts: &'a [InputRecord],
    /// What was found.
    pub findings: &'a Findings,
    /// The editions that were written.
    pub editions: &'a [EditionRecord],
}

/// An edition that was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EditionRecord {
    /// `press`, `screen` or `epub`.
    pub edition: &'static str,
    /// Name of the file in the folder of results.
    pub file: String,
    /// Its length.
    pub bytes: usize,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its pages; none for an EPUB, which has printed page numbers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
}

impl EditionRecord {
    /// The record of an edition of `bytes` bytes with a hash, written as `file`.
    #[must_use]
    pub fn new(
        edition: &'static str,
        file: String,
        bytes: usize,
        hash: &[u8; 32],
        pages: Option<usize>,
    ) -> Self {
        Self { edition, file, bytes, sha256: hex(hash), pages }
    }
}

/// A file that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct InputRecord {
    file: String,
    bytes: usize,
    sha256: String,
}

impl InputRecord {
    /// The record of `bytes`, read from `file`.
    #[must_use]
    pub fn new(file: String, bytes: &[u8]) -> Self {
        Self { file, bytes: bytes.len(), sha256: hex(&sha256(bytes)) }
    }
}

#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    tool: Tool,
    issue: About<'a>,
    verdict: &'static str,
    pages: usize,
    trim_mm: [f64; 2],
    editions: &'a [EditionRecord],
    quality: Figures,
    binding: Bound,
    pictures: Vec<Resolution<'a>>,
    articles: Vec<Piece<'a>>,
    inputs: Vec<InputRecord>,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct About<'a> {
    slug: &'a str,
    identifier: &'a str,
    language: &'a str,
}

/// One entry of the running order, as it was made.
#[derive(Serialize)]
struct Piece<'a> {
    id: &'a str,
    title: String,
    layout: String,
    rule: u8,
    reason: &'a str,
    /// Printed numbers of its pages; an empty one for a page without.
    folios: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<Figures>,
}

/// The report of a build, with a line end behind it.
#[must_use]
pub fn build_report(build: &Build<'_>) -> String {
    let Build { issue, document, sources, findings, .. } = *build;
    let Tally { errors, warnings, .. } = Tally::of(findings);
    let inputs = sources.files().map(|(_, file)| InputRecord {
        file: file.path().to_owned(),
        bytes: file.len(),
        sha256: file.sha256(),
    });
    pretty(&Record {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        issue: About { slug: &issue.slug, identifier: &issue.identifier, language: &issue.lang.0 },
        verdict: verdict(findings),
        pages: document.pages.len(),
        trim_mm: [document.trim.w, document.trim.h].map(millimetres),
        editions: build.editions,
        quality: Figures::of(&whole(document)),
        binding: binding(issue, document),
        pictures: resolutions(issue, document),
        articles: pieces(build),
        inputs: inputs.chain(build.fonts.iter().cloned()).collect(),
        errors,
        warnings,
        findings: findings_data(findings, sources),
    })
}

/// `clean`, `warnings` or `errors`.
#[must_use]
pub fn verdict(findings: &Findings) -> &'static str {
    match Tally::of(findings) {
        Tally { errors: 1.., .. } => "errors",
        counts if tally(counts).is_some() => "warnings",
        _ => "clean",
    }
}

/// Thousandths are exact enough for people, and the same everywhere.
pub(super) fn millimetres(length: crate::geom::Length) -> f64 {
    f64::from(i32::try_from(length.to_micrometres()).unwrap_or(i32::MAX)) / 1000.0
}

fn pieces<'a>(build: &Build<'a>) -> Vec<Piece<'a>> {
    let Build { issue, designs, document, .. } = *build;
    let articles = issue.articles.iter().zip(&designs.articles).zip((0..).map(ArticleId));
    articles
        .map(|((article, design), id)| {
            let pages = document
                .pages
                .iter()
                .filter(|p| p.article == Some(id) || p.starts.iter().any(|s| s.article == id));
            Piece {
                id: &article.id,
                title: plain(&article.title),
                layout: layout_name(design),
                rule: design.decision.rule,
                reason: &design.decision.reason,
                folios: pages.map(|p| p.folio.as_str()).collect(),
                quality: document.quality.iter().find(|(a, _)| *a == id).map(|(_, q)| Figures::of(q)),
            }
        })
        .collect()
}
