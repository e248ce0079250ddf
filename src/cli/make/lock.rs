//! `masthead lock`: what an issue is made of, kept in a file beside it.
//! Makes every edition as a build does, and writes none of them.

use super::build::{self, Composed, EDITIONS, Order};
use crate::cli::Outcome;
use crate::cli::args::{Lock, Press};
use crate::cli::desk::session::Session;
use crate::cli::desk::terminal::{Progress, Terminal, counted};
use crate::diag::Findings;
use crate::lock::{self, Ground};
use crate::source::{self, hex};

/// Steps: read, set, three editions, write.
const STEPS: u64 = 6;

pub(in crate::cli) fn run(args: &Lock, terminal: &Terminal) -> Outcome {
    let stamp = match build::epoch(terminal) {
        Ok(stamp) => stamp,
        Err(outcome) => return outcome,
    };
    let progress = terminal.progress(STEPS);
    progress.step(&format!("reading {}", args.input.issue.display()));
    let mut session = Session::open_to_lock(&args.input);
    let lock = make(args, stamp, &mut session, &progress);
    progress.finish();
    session.give(terminal);
    if let Some(lock) = lock {
        terminal.note(&summary(&lock, &session));
    } else {
        let counts = session.counts().unwrap_or_default();
        terminal.note(&format!("{}: {counts}; no lock was written\n", args.input.issue.display()));
    }
    session.outcome()
}

/// Makes the editions and writes the lock; `None` where an error stands in the way: what is locked was good.
fn make(args: &Lock, stamp: Option<i64>, session: &mut Session, progress: &Progress) -> Option<lock::Lock> {
    let order = Order { wanted: &EDITIONS, press: &Press::default(), modified: stamp, out: None };
    let composed = build::compose(&args.input, &order, session, progress)?;
    let Composed { found, results, .. } = composed;
    let mut editions = lock::Files::new();
    for result in results {
        let findings: Findings = result.findings;
        session.take(findings);
        let (Ok(bytes), Some(issue)) = (result.bytes, &session.issue) else { continue };
        let Ok(hash) = bytes.sha256() else { continue };
        editions.insert(build::file_name(&issue.slug, result.edition), hex(&hash).into());
    }
    let inputs = session.inputs();
    let (issue, designs) = session.ready()?;
    let library = session.library.as_ref()?;
    let mut lock = lock::record(Ground { issue, designs, library, inputs: &inputs, stamp });
    lock.faces = found.asked(&session.sources, &issue.folder);
    if !args.no_editions {
        lock.editions = editions;
    }
    progress.step("writing");
    let path = issue.folder.path().join(lock::NAME);
    source::write(&path, lock::write(&lock).as_bytes(), &mut session.findings).ok()?;
    Some(lock)
}

/// What was locked, in a line.
fn summary(lock: &lock::Lock, session: &Session) -> String {
    let path = session.issue.as_ref().map(|i| i.folder.shown(lock::NAME)).unwrap_or_default();
    let parts = [
        counted(lock.layouts.len(), "layout"),
        counted(lock.faces.len(), "typeface"),
        counted(lock.inputs.len(), "file"),
        counted(lock.editions.len(), "edition"),
    ];
    format!("{path}: {}\n", parts.join(", "))
}
