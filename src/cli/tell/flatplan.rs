//! `masthead flatplan`: the wall, every page in its spread.
//! Writes a file only where `--out` names one.

use crate::cli::Outcome;
use crate::cli::args::{Flatplan, Plan};
use crate::cli::desk::fonts;
use crate::cli::desk::session::Session;
use crate::cli::desk::terminal::Terminal;
use crate::diag::Findings;
use crate::pages;
use crate::report;
use crate::source;

pub(in crate::cli) fn run(args: &Flatplan, terminal: &Terminal) -> Outcome {
    let mut session = Session::open(&args.input, None, false);
    if session.ready().is_none() {
        session.give(terminal);
        return session.outcome();
    }
    let found = fonts::find(&args.input, &mut session);
    let mut findings = Findings::new();
    let composed =
        session.ready().map(|(issue, designs)| pages::compose(issue, designs, &found.fonts, &mut findings));
    session.take(findings);
    let (Some(Ok(document)), Some(issue)) = (composed, session.issue.as_ref()) else {
        session.give(terminal);
        return session.outcome();
    };
    let wanted = args.plan.unwrap_or(if terminal.json { Plan::Json } else { Plan::Text });
    let text = match wanted {
        Plan::Text => report::flatplan_text(issue, &document, Terminal::width()),
        Plan::Html => report::flatplan_html(issue, &document),
        Plan::Csv => report::flatplan_csv(issue, &document),
        Plan::Json => report::flatplan_json(issue, &document),
    };
    if terminal.form.is_some() && !terminal.json {
        session.give(terminal);
        return session.outcome();
    }
    session.draw(terminal);
    match &args.out {
        Some(path) => {
            let mut findings = Findings::new();
            if source::write(path, text.as_bytes(), &mut findings).is_err() {
                session.take(findings);
                session.draw(terminal);
                return Outcome::CouldNotRun;
            }
            terminal.note(&format!("{}\n", path.display()));
        }
        None => terminal.say(&text),
    }
    session.outcome()
}
