//! Manifests as written: TOML, JSON or YAML into typed values, each with its place, all findings of a file at once.
//! Resolves no reference and opens no file.

mod article;
mod credits;
mod foreign;
mod front;
mod issue;
mod json;
mod publication;
mod reader;
mod schema;
mod tree;
mod types;
mod yaml;
#[cfg(test)]
mod yaml_tests;

pub use front::front_matter;
pub use reader::{At, NamesRaw, Pairs, Reader};
pub use schema::{Absent, Dialect, Document, Key, Kind, Schema, TableKind, schema, schema_json};
pub use tree::{Entry, Node, Table, Value, read_toml};
pub use types::{
    AdRaw, ArticleRaw, BindingRaw, CoverLineRaw, CoverRaw, CreditRaw, CreditsRaw, IssueRaw, PartyRaw,
    PieceRaw, PressRaw, PromiseRaw, PublicationIn, PublicationRaw, SectionRaw,
};

use crate::diag::{Failed, FileId, Findings};

/// Which of the two ways of writing a manifest a file uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

impl Format {
    /// The format that the name of a file tells: `.json` is JSON, everything else TOML.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.to_ascii_lowercase().ends_with(".json") { Self::Json } else { Self::Toml }
    }
}

fn read(text: &str, format: Format, file: FileId, findings: &mut Findings) -> Result<Table, Failed> {
    match format {
        Format::Toml => read_toml(text, file, 0, findings),
        Format::Json => json::read_json(text, file, findings),
    }
}

/// Reads an issue file.
///
/// # Errors
/// Where it is no TOML or JSON. Wrong keys and values are reported and left out, which is no `Err`.
pub fn parse_issue(
    text: &str,
    format: Format,
    file: FileId,
    findings: &mut Findings,
) -> Result<IssueRaw, Failed> {
    let table = read(text, format, file, findings)?;
    Ok(issue::issue(&table, publication::beginning(file), findings))
}

/// Reads a publication file.
///
/// # Errors
/// As `parse_issue`.
pub fn parse_publication(
    text: &str,
    format: Format,
    file: FileId,
    findings: &mut Findings,
) -> Result<PublicationRaw, Failed> {
    let table = read(text, format, file, findings)?;
    Ok(publication::publication(&table, publication::beginning(file), findings))
}
