//! `masthead completions` and `masthead man`: what packagers install beside the program.
//! Both come from the arguments themselves.

use crate::cli::args::{Cli, Completions, Man};
use crate::cli::desk::terminal::{Terminal, counted};
use crate::cli::{Outcome, desk::session};
use crate::diag::{Findings, nearest};
use crate::source::{self, Sources};
use clap::{Command, CommandFactory};

pub(super) fn completions(args: &Completions, terminal: &Terminal) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "masthead", &mut text);
    terminal.say(&String::from_utf8_lossy(&text));
    Outcome::Clean
}

pub(super) fn man(args: &Man, terminal: &Terminal) -> Outcome {
    let pages = pages();
    if let Some(dir) = &args.out {
        let mut findings = Findings::new();
        let files: Vec<_> = pages.iter().map(|(name, text)| (dir.join(format!("{name}.1")), text)).collect();
        source::write_all(files.iter().map(|(p, t)| (p.as_path(), t.as_bytes())), &mut findings);
        if findings.has_errors() {
            session::draw(&findings, &Sources::new(), terminal);
            return session::outcome(&findings);
        }
        terminal.note(&format!("{} in {}\n", counted(pages.len(), "page"), dir.display()));
        return Outcome::Clean;
    }
    let wanted = args.command.as_ref().map_or_else(|| "masthead".to_owned(), |c| format!("masthead-{c}"));
    if let Some((_, text)) = pages.iter().find(|(name, _)| *name == wanted) {
        terminal.say(text);
        return Outcome::Clean;
    }
    let name = args.command.as_deref().unwrap_or_default();
    let names = || pages.iter().filter_map(|(name, _)| name.strip_prefix("masthead-"));
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    terminal.refuse(&format!("there is no command `{name}`"), &help);
    Outcome::CouldNotRun
}

/// The page of the program and those of its commands: name and text (roff, section 1).
fn pages() -> Vec<(String, String)> {
    let mut whole = Cli::command();
    whole.build();
    let own = page(whole.clone());
    let commands = whole.get_subcommands().cloned().map(page);
    std::iter::once(own).chain(commands).collect()
}

fn page(command: Command) -> (String, String) {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = clap_mangen::Man::new(command).manual("masthead").render(&mut text);
    (name, with_examples(&String::from_utf8_lossy(&text)))
}

/// `page` with what stands below its options as examples, line for line (`.nf`).
fn with_examples(page: &str) -> String {
    let Some((head, rest)) = page.split_once(".SH EXTRA\n") else { return page.to_owned() };
    let (below, tail) = match rest.find("\n.SH ") {
        Some(at) => rest.split_at(at + 1),
        None => (rest, ""),
    };
    let below = below.trim_start_matches("Examples:\n").trim_end();
    format!("{head}.SH EXAMPLES\n.nf\n{below}\n.fi\n{tail}")
}
