//! `masthead explain`: which design each article gets, and why.
//! Decides nothing; `credits` did.

use super::Outcome;
use super::args::Explain;
use super::session::Session;
use super::terminal::Terminal;
use crate::diag::nearest;
use crate::report;

/// Longest line, in cells; longer ones are hard to scan.
const LINE: usize = 80;

pub(super) fn run(args: &Explain, terminal: &Terminal) -> Outcome {
    let session = Session::open_to_explain(&args.input);
    let json = args.json || terminal.json;
    let (Some(issue), Some(designs)) = (&session.issue, &session.designs) else {
        session.give(terminal);
        return session.outcome();
    };
    let mut only = Vec::new();
    if let Some(id) = &args.article {
        let ids = || issue.articles.iter().map(|a| a.id.as_str());
        let Some(at) = ids().position(|a| a == id) else {
            let help = match nearest(id, ids()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", ids().collect::<Vec<_>>().join(", ")),
            };
            terminal.refuse(&format!("the issue has no article `{id}`"), &help);
            return Outcome::CouldNotRun;
        };
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
