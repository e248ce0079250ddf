//! The two output streams: colour, width, quiet, progress; the only place that prints.
//! Decides nothing about what is said.

use crate::cli::Outcome;
use crate::cli::args::{Color, Common, Format};
use crate::report::Form;
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::OnceCell;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::time::{Duration, Instant};

/// Cells in a line where the terminal does not say.
const WIDTH: usize = 100;

/// Where output goes and how it may look.
#[derive(Debug)]
pub(in crate::cli) struct Terminal {
    choice: ColorChoice,
    /// The form of findings for programs; `None` where people read them.
    pub form: Option<Form>,
    /// Whether results are JSON.
    pub json: bool,
    /// Whether nothing but errors is said.
    pub quiet: bool,
    /// Why standard output took no more.
    lost: OnceCell<String>,
}

impl Terminal {
    pub(in crate::cli) fn new(common: &Common) -> Self {
        let choice = match common.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let form = common.format.iter().find_map(|format| match format {
            Format::Json => Some(Form::Json),
            Format::Sarif => Some(Form::Sarif),
            Format::Junit => Some(Form::Junit),
            Format::Github => Some(Form::Github),
            Format::Human | Format::Jsonld | Format::Onix | Format::Csv => None,
        });
        let json = form == Some(Form::Json);
        Self { choice, form, json, quiet: common.quiet, lost: OnceCell::new() }
    }

    /// For what must be said before the arguments are understood.
    pub(in crate::cli) fn plain() -> Self {
        Self { choice: ColorChoice::Auto, form: None, json: false, quiet: false, lost: OnceCell::new() }
    }

    /// Prints a result to standard output. A reader that has gone away is no error.
    pub(in crate::cli) fn say(&self, text: &str) {
        let mut stream = AutoStream::new(stdout(), self.choice);
        let done = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        if let Err(e) = done.as_ref()
            && e.kind() != ErrorKind::BrokenPipe
        {
            let _ = self.lost.set(e.to_string().to_lowercase());
        }
    }

    /// How the program ends: as its command did, unless a result was lost on its way to standard output.
    pub(in crate::cli) fn close(&self, outcome: Outcome) -> Outcome {
        let Some(why) = self.lost.get() else { return outcome };
        self.refuse(&format!("standard output cannot be written: {why}"), "see that the disk has room");
        Outcome::CouldNotRun
    }

    /// Prints a summary for people to standard output, unless quiet or where results are data.
    pub(in crate::cli) fn note(&self, text: &str) {
        if !self.quiet && self.form.is_none() {
            self.say(text);
        }
    }

    /// Prints findings, or why the program cannot run, to standard error.
    pub(in crate::cli) fn complain(&self, text: &str) {
        let mut stream = AutoStream::new(stderr(), self.choice);
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }

    /// Says why the program cannot run, and what would help.
    pub(in crate::cli) fn refuse(&self, why: &str, help: &str) {
        let (red, cyan, bold, end) = ("\x1b[1;91m", "\x1b[1;96m", "\x1b[1m", "\x1b[0m");
        self.complain(&format!("{red}error{end}{bold}: {why}{end}\n  {cyan}= help{end}: {help}\n"));
    }

    /// Whether standard error shows colours.
    pub(in crate::cli) fn color(&self) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(&stderr()) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        }
    }

    /// Cells in a line of standard error.
    pub(in crate::cli) fn width() -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        columns.filter(|c| (40..=400).contains(c)).unwrap_or(WIDTH)
    }

    /// Progress over `steps` steps; nothing where quiet or where results are data.
    pub(in crate::cli) fn progress(&self, steps: u64) -> Progress {
        let bar = (!self.quiet && self.form.is_none() && stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(steps);
            if let Ok(style) = ProgressStyle::with_template("{bar:24.green/dim} {msg} {elapsed:.dim}") {
                bar.set_style(style.progress_chars("━━─"));
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress { bar, plain: !self.quiet && self.form.is_none(), began: Instant::now() }
    }
}

/// Steps of long work: a bar on a terminal, else a plain line a step.
#[derive(Debug)]
pub(in crate::cli) struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    began: Instant,
}

impl Progress {
    /// Begins a step, called by a verb in its -ing form: `setting 11 articles`.
    pub(in crate::cli) fn step(&self, name: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(name.to_owned());
                bar.inc(1);
            }
            None if self.plain => {
                let _ = writeln!(stderr(), "masthead: {name}");
            }
            None => {}
        }
    }

    /// Takes the bar away; the time since the first step.
    pub(in crate::cli) fn finish(&self) -> Duration {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.began.elapsed()
    }
}

/// A number with its word: `1 page`, `12 pages`.
pub(in crate::cli) fn counted(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}
