//! The printed lines of credits, for headings and article ends.
//! Who is credited and in which words is decided in `credits`.

use super::inline::run_style;
use crate::credits::{Design, author_notes, author_pieces, byline_pieces, statement_pieces};
use crate::diag::Span;
use crate::issue::{Article, Issue, Lang, plain};
use crate::layout::Style;
use crate::typeset::{Run, RunStyle, TagId};
use std::sync::Arc;

/// Plain words: pieces, some of which hold together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words(Vec<(String, bool)>);

/// Byline and credit line.
pub struct Lines {
    /// Names of the authors.
    pub byline: Words,
    /// The whole line.
    pub credit: Words,
}

/// The lines of an article's heading.
pub fn lines(issue: &Issue, design: &Design, lang: &Lang) -> Lines {
    let style = &design.layout.credits;
    Lines {
        byline: Words::held(author_pieces(issue, &design.credits, style, lang)),
        credit: Words::held(byline_pieces(issue, &design.credits, style, lang)),
    }
}

/// The note below an article's byline: its own, else those of its authors, one below the other.
pub fn byline_note(issue: &Issue, article: &Article, design: &Design) -> String {
    let own = plain(&article.note);
    if !own.trim().is_empty() {
        return own;
    }
    author_notes(issue, &design.credits, &design.layout.credits, &article.lang).join("\n")
}

/// The house's statement.
pub fn end_statement(issue: &Issue, design: &Design, lang: &Lang) -> Words {
    Words::held(statement_pieces(issue, &design.credits, &design.layout.credits, lang))
}

impl Words {
    /// Pieces that hold together, each by itself.
    fn held(pieces: Vec<String>) -> Self {
        Self(pieces.into_iter().map(|p| (p, true)).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(words, _)| words.is_empty())
    }

    /// These words and, on a line of its own, `note`.
    pub fn over(mut self, note: String) -> Self {
        if !self.is_empty() {
            self.0.push(("\n".to_owned(), false));
        }
        self.0.push((note, false));
        self
    }

    /// All of them.
    pub fn text(&self) -> String {
        self.0.iter().map(|(words, _)| words.as_str()).collect()
    }

    /// The runs of these words in a style.
    pub fn runs(&self, style: &Style, lang: &Lang, tag: TagId, span: Option<Span>) -> Vec<Run> {
        let plain = Arc::new(run_style(style, lang));
        let held = Arc::new(RunStyle { keep: true, ..(*plain).clone() });
        let of = |keep: bool| Arc::clone(if keep { &held } else { &plain });
        let run = |(text, keep): &(String, bool)| Run {
            text: text.clone(),
            style: of(*keep),
            tag,
            link: None,
            span,
        };
        self.0.iter().map(run).collect()
    }
}

impl From<&str> for Words {
    fn from(words: &str) -> Self {
        Self(vec![(words.to_owned(), false)])
    }
}
