//! `masthead explain`: which design each article gets, and why.
//! Decides nothing; `credits` did.

use crate::cli::Outcome;
use crate::cli::args::Explain;
use crate::cli::desk::session::{Session, article_of};
use crate::cli::desk::terminal::Terminal;
use crate::report;

/// Longest line, in cells; longer ones are hard to scan.
const LINE: usize = 80;

pub(in crate::cli) fn run(args: &Explain, terminal: &Terminal) -> Outcome {
    let session = Session::open_to_explain(&args.input);
    let json = args.json || terminal.json;
    let (Some(issue), Some(designs)) = (&session.issue, &session.designs) else {
        session.give(terminal);
        return session.outcome();
    };
    let mut only = Vec::new();
    if let Some(id) = &args.article {
        let Some(at) = article_of(issue, id, terminal) else { return Outcome::CouldNotRun };
        only.push(at);
    }
    if json || terminal.form.is_none() {
        // The answer is no list of findings; these stand beside it.
        session.draw(terminal);
        terminal.say(&if json {
            report::explain_json(issue, designs, &only)
        } else {
            report::explain(issue, designs, &only, Terminal::width().min(LINE))
        });
    } else {
        session.give(terminal);
    }
    session.outcome()
}
