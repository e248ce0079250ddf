//! `masthead check`: everything that can be known of an issue without setting it.
//! Writes no file.

use crate::cli::Outcome;
use crate::cli::args::Check;
use crate::cli::desk::session::Session;
use crate::cli::desk::terminal::{Terminal, counted};

pub(in crate::cli) fn run(args: &Check, terminal: &Terminal) -> Outcome {
    let mut session = Session::open(&args.input, None, args.strict);
    if let Some(other) = &args.against {
        session.compare(other);
    }
    session.give(terminal);
    let name = args.input.issue.display();
    match (session.counts(), &session.issue) {
        (Some(counts), _) => terminal.note(&format!("{name}: {counts}\n")),
        (None, Some(issue)) => {
            let articles = counted(issue.articles.len(), "article");
            let pictures = counted(issue.pictures.len(), "picture");
            terminal.note(&format!("{name}: nothing found in {articles}, {pictures}\n"));
        }
        (None, None) => {}
    }
    session.outcome()
}
