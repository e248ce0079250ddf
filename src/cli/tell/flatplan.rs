//! `masthead flatplan`: the wall, every page in its spread.
//! Writes a file only where `--out` names one.

use crate::cli::Outcome;
use crate::cli::args::{Flatplan, Plan};
use crate::cli::desk::set::compose;
use crate::cli::desk::terminal::Terminal;
use crate::diag::{Failed, Findings};
use crate::font::Fonts;
use crate::geom::{Length, Size};
use crate::issue::Issue;
use crate::pages::{self, Document, Paper};
use crate::pdf;
use crate::report;
use crate::source;

/// The sheets of a printed wall: A3 across.
const SHEET: Size = Size::new(Length::mm(420), Length::mm(297));

pub(in crate::cli) fn run(args: &Flatplan, terminal: &Terminal) -> Outcome {
    if args.plan == Some(Plan::Pdf) && args.out.is_none() {
        terminal.refuse("a PDF is no text for a terminal", "name a file with --out");
        return Outcome::CouldNotRun;
    }
    let (mut session, composed) = compose(&args.input);
    let (Some((found, document)), Some(issue)) = (composed, session.issue.as_ref()) else {
        session.give(terminal);
        return session.outcome();
    };
    if terminal.form.is_some() && !terminal.json {
        session.give(terminal);
        return session.outcome();
    }
    let mut findings = Findings::new();
    let wanted = args.plan.unwrap_or(if terminal.json { Plan::Json } else { Plan::Text });
    let made = match wanted {
        Plan::Text => Ok(report::flatplan_text(issue, &document, Terminal::width()).into_bytes()),
        Plan::Html => Ok(report::flatplan_html(issue, &document).into_bytes()),
        Plan::Csv => Ok(report::flatplan_csv(issue, &document).into_bytes()),
        Plan::Json => Ok(report::flatplan_json(issue, &document).into_bytes()),
        Plan::Pdf => sheets(issue, &document, &found.fonts, &mut findings),
    };
    session.take(findings);
    session.draw(terminal);
    let Ok(bytes) = made else { return session.outcome() };
    match &args.out {
        Some(path) => {
            let mut findings = Findings::new();
            if source::write(path, &bytes, &mut findings).is_err() {
                session.take(findings);
                session.draw(terminal);
                return Outcome::CouldNotRun;
            }
            terminal.note(&format!("{}\n", path.display()));
        }
        None => terminal.say(&String::from_utf8_lossy(&bytes)),
    }
    session.outcome()
}

/// The wall as a PDF for people: pages as they are on a screen, small.
fn sheets(
    issue: &Issue,
    document: &Document,
    fonts: &Fonts,
    findings: &mut Findings,
) -> Result<Vec<u8>, Failed> {
    let wall = report::wall(issue, document);
    let sheets = pages::wall(document, &wall, Paper::Sheets(SHEET), fonts, &issue.lang);
    let options = pdf::Options { flavour: pdf::Flavour::Screen, ..pdf::Options::default() };
    pdf::write(&sheets, issue, fonts, &options, findings)
}
