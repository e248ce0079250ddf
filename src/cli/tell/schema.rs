//! `masthead schema`: the keys of a file as JSON Schema, for editors.
//! Knows no key; `manifest` and `layout` read by the same data.

use crate::cli::Outcome;
use crate::cli::desk::terminal::Terminal;
use crate::layout;
use crate::manifest::{Document, schema_json};
use clap::{Args, ValueEnum};

const HELP: &str = "\
Examples:
  masthead schema issue > issue.schema.json
  masthead schema layout > layout.schema.json

An editor with Taplo or Even Better TOML takes it from the first line of a file:
  #:schema ../issue.schema.json";

#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(in crate::cli) struct Schema {
    /// The file whose keys are wanted
    #[arg(value_enum, value_name = "FILE")]
    file: File,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum File {
    /// issue.toml
    Issue,
    /// publication.toml
    Publication,
    /// Front matter of an article
    Article,
    /// layout.toml
    Layout,
}

pub(in crate::cli) fn run(args: &Schema, terminal: &Terminal) -> Outcome {
    terminal.say(&match args.file {
        File::Issue => schema_json(Document::Issue),
        File::Publication => schema_json(Document::Publication),
        File::Article => schema_json(Document::Article),
        File::Layout => layout::schema_json(),
    });
    Outcome::Clean
}
