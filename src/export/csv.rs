//! The articles of an issue as comma-separated values.
//! Knows nothing of other formats.

use super::Work;
use super::pieces::pieces;
use crate::credits::party_name;
use crate::issue::{Credit, iso, marc, named, plain};

const HEAD: [&str; 19] = [
    "issue",
    "issue-date",
    "id",
    "section",
    "genre",
    "kicker",
    "title",
    "deck",
    "language",
    "authors",
    "credits",
    "pages",
    "page-count",
    "words",
    "characters",
    "pictures",
    "keywords",
    "date",
    "layout",
];

/// A line for each article, the first naming the columns.
pub(super) fn write(work: &Work<'_>) -> String {
    let mut out = line(HEAD.map(str::to_owned));
    let issue = work.issue;
    for piece in pieces(work) {
        let (article, lang) = (piece.article, &piece.article.lang);
        let name = |c: &Credit| issue.party(c.party).map(|p| party_name(p, lang)).unwrap_or_default();
        let authors = piece.design.credits.iter().filter(|c| marc(&c.role) == "aut").map(name);
        let credits = piece.design.credits.iter().map(|c| format!("{}: {}", c.role.0, name(c)));
        let section = article.section.and_then(|s| issue.sections.get(s));
        let label = section.map(|s| named(&s.labels, lang).unwrap_or(&s.id)).unwrap_or_default();
        out.push_str(&line([
            issue.identifier.clone(),
            issue.date.map(iso).unwrap_or_default(),
            article.id.clone(),
            label.to_owned(),
            article.genre.clone(),
            plain(&article.kicker),
            plain(&article.title),
            plain(&article.deck),
            lang.0.clone(),
            joined(authors),
            joined(credits),
            piece.pagination(work),
            piece.pages.len().to_string(),
            piece.words.to_string(),
            piece.characters.to_string(),
            piece.pictures.to_string(),
            article.keywords.join("; "),
            article.date.map(iso).unwrap_or_default(),
            format!("{}@{}", piece.design.layout.id, piece.design.layout.version),
        ]));
    }
    out
}

fn joined<T: Into<String>>(words: impl Iterator<Item = T>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in words.map(Into::into) {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all.join("; ")
}

/// Cells in quotation marks, quotation marks doubled (RFC 4180 §2.5–2.7). A cell that a spreadsheet would take for
/// a formula is kept as text by an apostrophe.
fn line<const N: usize>(cells: [String; N]) -> String {
    let quoted = cells.map(|cell| {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t']);
        format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
    });
    format!("{}\r\n", quoted.join(","))
}
