//! `masthead export`: what distributors are told of an issue.
//! Sets the pages, since folios belong to it; writes no edition.

use super::build;
use crate::cli::Outcome;
use crate::cli::args::{Export, Format};
use crate::cli::desk::set::compose;
use crate::cli::desk::terminal::Terminal;
use crate::diag::Findings;
use crate::export::Work;
use crate::source;

pub(in crate::cli) fn run(args: &Export, formats: &[Format], terminal: &Terminal) -> Outcome {
    let mut wanted: Vec<Format> = formats.iter().copied().filter(|f| f.is_of_export()).collect();
    wanted.dedup();
    if terminal.form.is_none() && (wanted.is_empty() || wanted.len() > 1 && args.out.is_none()) {
        let why = if wanted.is_empty() { "no form is named" } else { "several forms want a folder" };
        terminal.refuse(why, "add --format jsonld, onix or csv, and --out DIR for more than one");
        return Outcome::CouldNotRun;
    }
    let sent = match build::epoch(terminal) {
        Ok(sent) => sent,
        Err(outcome) => return outcome,
    };
    let (mut session, composed) = compose(&args.input);
    let (Some((_, document)), Some((issue, designs))) = (composed, session.ready()) else {
        session.give(terminal);
        return session.outcome();
    };
    let work = Work { issue, designs, document: &document };
    let texts: Vec<(String, String)> = wanted
        .iter()
        .map(|format| match format {
            Format::Onix => (format!("{}.onix.xml", issue.slug), work.onix(sent)),
            Format::Csv => (format!("{}.csv", issue.slug), work.csv()),
            _ => (format!("{}.jsonld", issue.slug), work.jsonld()),
        })
        .collect();
    session.give(terminal);
    let Some(folder) = &args.out else {
        for (_, text) in &texts {
            terminal.say(text);
        }
        return session.outcome();
    };
    let mut findings = Findings::new();
    for (name, text) in &texts {
        let path = folder.join(name);
        if source::write(&path, text.as_bytes(), &mut findings).is_err() {
            session.take(findings);
            session.draw(terminal);
            return Outcome::CouldNotRun;
        }
        terminal.note(&format!("{}\n", path.display()));
    }
    session.outcome()
}
