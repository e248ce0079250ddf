//! Arguments of the commands that draw: proofs, flatplans, specimens.
//! Does nothing with them.

use super::{Input, language};
use crate::cli::help;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = help::FLATPLAN)]
pub(in crate::cli) struct Flatplan {
    #[command(flatten)]
    pub input: Input,
    /// What the plan is drawn as [default: text]
    #[arg(long = "as", value_enum, value_name = "FORM")]
    pub plan: Option<Plan>,
    /// Write it to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = help::PROOF)]
pub(in crate::cli) struct Proof {
    #[command(flatten)]
    pub input: Input,
    /// Only these pages, by their printed numbers: 3-6, or C1,12 [default: all, and a contact sheet]
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<String>,
    /// Pixels to the inch
    #[arg(long, value_name = "N", default_value_t = 110, value_parser = clap::value_parser!(u32).range(20..=600))]
    pub ppi: u32,
    /// Draw columns, baselines, and frames with their names
    #[arg(long)]
    pub grid: bool,
    /// Join pages that face each other
    #[arg(long)]
    pub spreads: bool,
    /// Show the bleed, and where the knife goes
    #[arg(long)]
    pub bleed: bool,
    /// Set everything in this layout, whatever the credits say
    #[arg(long, value_name = "ID", conflicts_with = "locked")]
    pub layout: Option<String>,
    /// Folder for the results; made where there is none
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
}

/// What a flatplan is drawn as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(in crate::cli) enum Plan {
    /// A table
    Text,
    /// A page with thumbnails
    Html,
    /// Sheets with the pages themselves, small, to be printed
    Pdf,
    /// For spreadsheets
    Csv,
    /// As data
    Json,
}

#[derive(Args, Debug)]
#[command(after_help = help::SPECIMEN)]
pub(in crate::cli) struct Specimen {
    /// The layout: id, or id@version
    #[arg(value_name = "LAYOUT")]
    pub layout: String,
    /// An issue, or the folder of a publication, whose own layouts count too
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Language of the layout's rules and of the words that show its styles
    #[arg(long, value_name = "TAG", default_value = "en", value_parser = language)]
    pub language: String,
    /// Look for typefaces here, too
    #[arg(long, value_name = "DIR")]
    pub fonts: Vec<PathBuf>,
    /// Pixels to the inch of the pictures
    #[arg(long, value_name = "N", default_value_t = 110, value_parser = clap::value_parser!(u32).range(20..=600))]
    pub ppi: u32,
    /// Folder for the results; made where there is none
    #[arg(long, short, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
}
