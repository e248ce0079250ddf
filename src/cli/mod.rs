//! The door: arguments in, exit code out.
//! Knows the order of the rooms and nothing of what happens in them; only here is anything printed.

mod args;
mod desk;
mod help;
mod make;
mod manual;
mod tell;

use args::{Cli, Command};
use clap::Parser;
use clap::error::ErrorKind;
use desk::terminal::Terminal;
use make::{build, export, lock, new, proof, specimen};
use std::path::Path;
use std::process::ExitCode;
use tell::{check, codes, explain, fit, flatplan, schema, shelf};

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// Nothing of severity error was found.
    Clean,
    /// Something was.
    Found,
    /// The work could not begin: usage, a missing file, a full disk.
    CouldNotRun,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Found => Self::from(1),
            Outcome::CouldNotRun => Self::from(2),
        }
    }
}

/// Runs the program on the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return usage(&e),
    };
    let terminal = Terminal::new(&cli.common);
    if let Some(why) = misplaced(&cli) {
        terminal.refuse(why, "see masthead --help for the forms of every command");
        return Outcome::CouldNotRun.into();
    }
    let outcome = match cli.command {
        Command::New(args) => new::run(&args, &terminal),
        Command::Build(args) => build::run(&args, &terminal),
        Command::Check(args) => check::run(&args, &terminal),
        Command::Explain(args) => explain::run(&args, &terminal),
        Command::Fit(args) => fit::run(&args, &terminal),
        Command::Proof(args) => proof::run(&args, &terminal),
        Command::Flatplan(args) => flatplan::run(&args, &terminal),
        Command::Export(args) => export::run(&args, &cli.common.format, &terminal),
        Command::Specimen(args) => specimen::run(&args, &terminal),
        Command::Layouts(args) => shelf::layouts(&args, &terminal),
        Command::Fonts(args) => shelf::fonts(&args, &terminal),
        Command::Lock(args) => lock::run(&args, &terminal),
        Command::ExplainCode(args) => codes::run(&args, &terminal),
        Command::Schema(args) => schema::run(&args, &terminal),
        Command::Completions(args) => manual::completions(&args, &terminal),
        Command::Man(args) => manual::man(&args, &terminal),
    };
    terminal.close(outcome).into()
}

/// Why the forms that are asked for are none of the command's.
fn misplaced(cli: &Cli) -> Option<&'static str> {
    let exports = matches!(cli.command, Command::Export(_));
    if !exports && cli.common.format.iter().any(|f| f.is_of_export()) {
        return Some("the forms jsonld, onix and csv belong to masthead export");
    }
    (!exports && cli.common.format.len() > 1).then_some("this command gives one form at a time")
}

/// Prints help or what is wrong with the arguments.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader that has gone away is no error.
    let _ = error.print();
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(word) = std::env::args().nth(1).filter(|w| Path::new(w).exists())
    {
        Terminal::plain().complain(&format!("\n  to build it: masthead build {word}\n"));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
