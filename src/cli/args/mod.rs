//! What may stand on the command line, and the help that says so.
//! Does nothing with it.

mod pictures;

pub(in crate::cli) use pictures::{Flatplan, Plan, Proof, Specimen};

use super::help;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::Red.on_default().bold())
    .valid(AnsiColor::Green.on_default())
    .invalid(AnsiColor::Yellow.on_default());

/// A structured magazine issue in; press PDF, screen PDF and EPUB out.
#[derive(Parser, Debug)]
#[command(name = "masthead", version, styles = STYLES, after_help = help::ALL, max_term_width = 100)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    disable_help_flag = true
)]
pub(in crate::cli) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// What every command understands.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct Common {
    /// How findings and results are given
    #[arg(long, global = true, value_enum, value_delimiter = ',', default_values_t = [Format::Human])]
    pub format: Vec<Format>,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
    /// Print this help
    #[arg(long, short, global = true, action = clap::ArgAction::HelpShort)]
    help: Option<bool>,
}

/// How findings and results are given: for people, or for programs and then alone on standard output.
/// Where the answer of a command is no list of findings, `json` gives that answer, and the last three its findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Format {
    /// Drawn for people
    Human,
    /// As data of our own
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// XML for test reports, as most CI servers read it
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// Metadata in the words of schema.org (`export`)
    #[value(hide = true)]
    Jsonld,
    /// ONIX for Books 3.0 (`export`)
    #[value(hide = true)]
    Onix,
    /// A line an entry, for spreadsheets (`export`)
    #[value(hide = true)]
    Csv,
}

impl Format {
    /// Whether only `export` knows it.
    pub(in crate::cli) fn is_of_export(self) -> bool {
        matches!(self, Self::Jsonld | Self::Onix | Self::Csv)
    }
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal that has them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand, Debug)]
pub(in crate::cli) enum Command {
    /// Begin an issue: a folder that builds at once
    New(New),
    /// Write the editions of an issue
    Build(Build),
    /// Find what is wrong with an issue, writing nothing
    Check(Check),
    /// Say which design each article gets, and why
    Explain(Explain),
    /// Say what is over or free in each article, and where to cut
    Fit(Fit),
    /// Draw pages as the press prints them, as PNG, with a contact sheet
    Proof(Proof),
    /// Show every page in its spread
    Flatplan(Flatplan),
    /// Tell distributors of an issue: JSON-LD, ONIX, a table of its articles
    Export(Export),
    /// Show a layout on sheets: grid, masters, styles, colours
    Specimen(Specimen),
    /// List the layouts at hand: whose, for what, since when
    Layouts(Layouts),
    /// List the typefaces at hand: weights, scripts, licence
    Fonts(FontList),
    /// Keep what an issue is made of, by version and hash, in its masthead.lock
    Lock(Lock),
    /// Say what a finding means, with an example and the mend
    ExplainCode(ExplainCode),
    /// Print the keys of a file as JSON Schema, for editors
    Schema(super::tell::schema::Schema),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual, or write its pages to a folder
    Man(Man),
}

#[derive(Args, Debug)]
#[command(after_help = help::NEW)]
pub(in crate::cli) struct New {
    /// Folder to make; it must not exist, or be empty
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Title of the issue
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Language of the issue, as a BCP 47 tag such as en, de-AT or zh-Hans
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    pub language: String,
}

#[derive(Args, Debug)]
#[command(after_help = help::BUILD)]
pub(in crate::cli) struct Build {
    #[command(flatten)]
    pub input: Input,
    /// Folder for the results; made where there is none
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Only these editions
    #[arg(long, value_enum, value_name = "EDITIONS", value_delimiter = ',')]
    pub only: Vec<Edition>,
    /// Set everything in this layout, whatever the credits say
    #[arg(long, value_name = "ID", conflicts_with = "locked")]
    pub layout: Option<String>,
    /// Threads, at most four a core; results are the same [default: one a core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub press: Press,
}

/// What the press file is to be.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Press file")]
pub(in crate::cli) struct Press {
    /// Write PDF/X-1a:2003, flattened and in inks alone, instead of PDF/X-4
    #[arg(long, conflicts_with = "locked")]
    pub x1a: bool,
    /// Add crop and register marks, a colour bar and a slug line outside the bleed
    #[arg(long, conflicts_with_all = ["locked", "impose"])]
    pub marks: bool,
    /// Write each page to a file of its own, too
    #[arg(long, conflicts_with = "impose")]
    pub split: bool,
    /// Put two pages on a sheet, for proofs
    #[arg(long, value_enum, value_name = "HOW", conflicts_with = "locked")]
    pub impose: Option<Impose>,
    /// Where the cover goes [default: as the publication says, else whole]
    #[arg(long, value_enum, value_name = "WHERE", conflicts_with = "locked")]
    pub cover: Option<Cover>,
    /// Print in this condition: a CMYK output profile
    #[arg(long, value_name = "FILE.icc", conflicts_with = "locked")]
    pub profile: Option<PathBuf>,
}

/// Where the cover goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Cover {
    /// Into the press file with all pages
    Whole,
    /// Into a file of its own: back, spine and front on one sheet, and their insides
    Separate,
}

/// How pages share a sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Impose {
    /// Sheets to print on both sides, fold and staple
    Booklet,
    /// Spreads as they are read
    #[value(name = "2up")]
    TwoUp,
}

#[derive(Args, Debug)]
#[command(after_help = help::CHECK)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub input: Input,
    /// Compare with this edition of the same issue in another language
    #[arg(long, value_name = "ISSUE")]
    pub against: Option<PathBuf>,
    /// Take warnings for errors
    #[arg(long)]
    pub strict: bool,
}

#[derive(Args, Debug)]
#[command(after_help = help::EXPLAIN)]
pub(in crate::cli) struct Explain {
    #[command(flatten)]
    pub input: Input,
    /// Only this article, by its id
    #[arg(value_name = "ARTICLE")]
    pub article: Option<String>,
    /// The same as --format json
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = help::FIT)]
pub(in crate::cli) struct Fit {
    #[command(flatten)]
    pub input: Input,
    /// Only this article, with places to cut and in every layout of its trim
    #[arg(value_name = "ARTICLE")]
    pub article: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = help::EXPORT)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    pub input: Input,
    /// Folder to write to, a file for each form [default: standard output]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = help::LAYOUTS)]
pub(in crate::cli) struct Layouts {
    /// An issue, or the folder of a publication [default: only the bundled layouts]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = help::FONTS)]
pub(in crate::cli) struct FontList {
    /// An issue, or the folder of a publication [default: only the typefaces of the program]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Look for typefaces here, too
    #[arg(long, value_name = "DIR")]
    pub fonts: Vec<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = help::CODES)]
pub(in crate::cli) struct ExplainCode {
    /// Codes such as M001 [default: list all]
    #[arg(value_name = "CODE")]
    pub codes: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = help::COMPLETIONS)]
pub(in crate::cli) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

#[derive(Args, Debug)]
#[command(after_help = help::MAN)]
pub(in crate::cli) struct Man {
    /// Only the page of this command
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
    /// Write every page to this folder: masthead.1, masthead-build.1 and so on
    #[arg(long, short, value_name = "DIR", conflicts_with = "command")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = help::LOCK)]
pub(in crate::cli) struct Lock {
    #[command(flatten)]
    pub input: Input,
    /// Leave the editions' own hashes out, for a title that is built by changing builds of the program
    #[arg(long)]
    pub no_editions: bool,
}

/// The issue, and where its typefaces are.
#[derive(Args, Debug)]
pub(in crate::cli) struct Input {
    /// The issue: its folder, or its issue.toml or issue.json
    #[arg(value_name = "ISSUE")]
    pub issue: PathBuf,
    /// Look for typefaces here first; Chinese ones are large and not built in
    #[arg(long, value_name = "DIR")]
    pub fonts: Vec<PathBuf>,
    /// Hold the issue to its masthead.lock: the layouts that it names, and nothing else than it names
    #[arg(long)]
    pub locked: bool,
}

/// What can be written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub(in crate::cli) enum Edition {
    /// PDF for the printer
    Press,
    /// Cover of a perfect-bound issue, as one sheet with its spine
    Cover,
    /// PDF for readers
    Screen,
    /// EPUB
    Epub,
    /// EPUB of fixed layout whose pages are those of print; only where asked for
    Replica,
    /// PNG pages as the press prints them; only where asked for
    Proof,
}

/// Accepts what has the shape of a BCP 47 tag (RFC 5646 §2.1).
fn language(tag: &str) -> Result<String, String> {
    let mut parts = tag.split('-');
    let letters = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
    let primary = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && letters(p));
    let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if primary && rest { Ok(tag.to_owned()) } else { Err("expected a tag such as `en` or `zh-Hans`".into()) }
}

#[cfg(test)]
mod tests {
    use super::{Cli, language};
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn tells_tags_from_words() {
        for good in ["en", "de-AT", "zh-Hans", "zh-Hans-CN", "fil"] {
            assert!(language(good).is_ok(), "{good}");
        }
        for bad in ["", "e", "english", "en_GB", "en-", "1a"] {
            assert!(language(bad).is_err(), "{bad}");
        }
    }
}
