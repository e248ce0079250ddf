//! `masthead proof`: pages as the press prints them, as PNG files.
//! Draws nothing itself: `pdf` writes the pages in the colours of paper, `proof` draws that file.

use super::build;
use crate::cli::Outcome;
use crate::cli::args::{Edition, Proof};
use crate::cli::desk::fonts;
use crate::cli::desk::session::Session;
use crate::cli::desk::terminal::{Progress, Terminal, counted};
use crate::credits::Designs;
use crate::diag::{Diagnostic, Failed, Findings};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::Issue;
use crate::layout::Side;
use crate::pages::{self, Document, Guides, Paper, spreads};
use crate::pdf;
use crate::picture::{Pixels, quick_png};
use crate::proof::{Look, Sheets, beside};
use crate::report;
use crate::source;
use rayon::prelude::*;
use std::path::PathBuf;

/// Steps: read, set, draw, write.
const STEPS: u64 = 4;
/// Spreads that are drawn before the files of the last are in memory only as files.
const AT_ONCE: usize = 12;
/// Width of the contact sheet.
const CONTACT: Length = Length::mm(420);
/// What the proofs of a build are drawn at.
const PPI: u32 = 110;

/// What is drawn of an issue.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Wish {
    /// Pages by their place in the issue; `None`: all, and a contact sheet.
    pages: Option<Vec<usize>>,
    ppi: u32,
    guides: Guides,
    spreads: bool,
    bleed: bool,
}

impl Wish {
    /// Every page, trimmed, and a contact sheet.
    pub(in crate::cli) const ALL: Self = Self {
        pages: None,
        ppi: PPI,
        guides: Guides { grid: false, trim: false },
        spreads: false,
        bleed: false,
    };
}

pub(in crate::cli) fn run(args: &Proof, terminal: &Terminal) -> Outcome {
    let progress = terminal.progress(STEPS);
    progress.step(&format!("reading {}", args.input.issue.display()));
    let mut session = Session::open(&args.input, args.layout.as_deref(), false);
    let composed = compose(args, &mut session, &progress);
    let mut pages = None;
    if let (Some((_, document)), Some(asked)) = (&composed, &args.pages) {
        match select(document, asked) {
            Ok(found) => pages = Some(found),
            Err(word) => {
                progress.finish();
                refuse(document, &word, terminal);
                return Outcome::CouldNotRun;
            }
        }
    }
    let guides = Guides { grid: args.grid, trim: args.bleed };
    let wish = Wish { pages, ppi: args.ppi, guides, spreads: args.spreads, bleed: args.bleed };
    let written = composed.and_then(|made| write(&wish, args, made, &mut session, &progress));
    progress.finish();
    session.give(terminal);
    if let Some((folder, count)) = written {
        let what = if args.spreads { "spread" } else { "page" };
        let contact = if wish.pages.is_none() { " and a contact sheet" } else { "" };
        let line = format!("{}: {}{contact} at {} ppi\n", folder.display(), counted(count, what), wish.ppi);
        terminal.note(&line);
    } else {
        let counts = session.counts().unwrap_or_default();
        terminal.note(&format!("{}: {counts}; nothing was drawn\n", args.input.issue.display()));
    }
    session.outcome()
}

/// Sets the pages. Faults of theirs are told, and hinder no proof: it is there to show them.
fn compose(args: &Proof, session: &mut Session, progress: &Progress) -> Option<(Fonts, Document)> {
    session.ready()?;
    let found = fonts::find(&args.input, session);
    let (issue, designs) = session.ready()?;
    progress.step("setting the pages");
    let mut findings = Findings::new();
    let document = pages::compose(issue, designs, &found.fonts, &mut findings);
    if let Ok(document) = &document {
        report::judge_bounds(issue, document, &mut findings);
    }
    session.take(findings);
    Some((found.fonts, document.ok()?))
}

fn write(
    wish: &Wish,
    args: &Proof,
    (fonts, document): (Fonts, Document),
    session: &mut Session,
    progress: &Progress,
) -> Option<(PathBuf, usize)> {
    let mut findings = Findings::new();
    let (issue, designs) = session.issue.as_ref().zip(session.designs.as_ref())?;
    progress.step("drawing the pages");
    let folder = args.out.join(build::file_name(&issue.slug, Edition::Proof));
    let work = Work { issue, designs, fonts: &fonts };
    let files = work.files(wish, document, &mut findings);
    session.take(findings);
    let files = files.ok()?;
    progress.step("writing");
    let count = files.iter().filter(|(name, _)| name != "contact.png").count();
    write_all(&folder, &files, &mut session.findings).then_some((folder, count))
}

/// Writes files into a folder; whether all are there.
pub(in crate::cli) fn write_all(
    folder: &std::path::Path,
    files: &[(String, Vec<u8>)],
    findings: &mut Findings,
) -> bool {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    let pairs = paths.iter().zip(files).map(|(path, (_, bytes))| (path.as_path(), bytes.as_slice()));
    source::write_all(pairs, findings).iter().all(|written| *written)
}

/// The pages that `asked` names by their printed numbers, in the issue's order; the first word that names none.
fn select(document: &Document, asked: &str) -> Result<Vec<usize>, String> {
    let find = |word: &str| {
        let word = word.trim();
        let same = |p: &pages::Page| !word.is_empty() && p.folio.eq_ignore_ascii_case(word);
        document.pages.iter().position(same).ok_or_else(|| word.to_owned())
    };
    let mut chosen = vec![false; document.pages.len()];
    for part in asked.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (find(first)?, find(last)?);
        if first > last {
            return Err(part.trim().to_owned());
        }
        chosen.iter_mut().take(last + 1).skip(first).for_each(|c| *c = true);
    }
    Ok(chosen.iter().enumerate().filter(|(_, c)| **c).map(|(n, _)| n).collect())
}

fn refuse(document: &Document, word: &str, terminal: &Terminal) {
    let printed: Vec<&str> =
        document.pages.iter().map(|p| p.folio.as_str()).filter(|f| !f.is_empty()).collect();
    let own: Vec<&str> = printed.iter().filter(|f| f.parse::<u32>().is_err()).copied().collect();
    let numbers: Vec<u32> = printed.iter().filter_map(|f| f.parse().ok()).collect();
    let mut has = own.join(", ");
    if let (Some(first), Some(last)) = (numbers.iter().min(), numbers.iter().max()) {
        let between = if has.is_empty() { "" } else { ", " };
        has = format!("{has}{between}{first} to {last}");
    }
    terminal.refuse(&format!("the issue has no page `{word}`"), &format!("its pages are {has}"));
}

/// What proofs are made from.
pub(in crate::cli) struct Work<'a> {
    pub issue: &'a Issue,
    pub designs: &'a Designs,
    pub fonts: &'a Fonts,
}

impl Work<'_> {
    /// The PNG files by name.
    pub(in crate::cli) fn files(
        &self,
        wish: &Wish,
        mut document: Document,
        findings: &mut Findings,
    ) -> Result<Vec<(String, Vec<u8>)>, Failed> {
        let mut files = Vec::new();
        if wish.pages.is_none() {
            let wall = report::wall(self.issue, &document);
            let sheet = pages::wall(&document, &wall, Paper::Roll(CONTACT), self.fonts, &self.issue.lang);
            let look = Look::trimmed(wish.ppi, sheet.trim, Length::ZERO);
            let drawn = self.sheets(&sheet, findings)?.draw(&[(0, look)]);
            files.extend(
                drawn.into_iter().flatten().filter_map(|p| Some(("contact.png".into(), quick_png(&p)?))),
            );
        }
        let places: Vec<usize> = wish.pages.clone().unwrap_or_else(|| (0..document.pages.len()).collect());
        let names: Vec<(usize, String)> =
            document.pages.iter().map(|p| p.folio.clone()).enumerate().collect();
        let keep: std::collections::BTreeSet<usize> = places.iter().copied().collect();
        let mut n = 0;
        document.pages.retain(|_| {
            n += 1;
            keep.contains(&(n - 1))
        });
        let names: Vec<(usize, String)> = names.into_iter().filter(|(n, _)| keep.contains(n)).collect();
        if wish.guides.grid || wish.guides.trim {
            pages::guide(&mut document, self.designs, self.fonts, wish.guides);
        }
        let sheets = self.sheets(&document, findings)?;
        let groups = groups(&document, wish.spreads);
        for some in groups.chunks(AT_ONCE) {
            files.extend(group_files(&sheets, &document, wish, some, &names));
        }
        Ok(files)
    }

    fn sheets(&self, document: &Document, findings: &mut Findings) -> Result<Sheets, Failed> {
        let options = pdf::Options { flavour: pdf::Flavour::Proof, ..pdf::Options::default() };
        let bytes = pdf::write(document, self.issue, self.fonts, &options, findings)?;
        Sheets::read(bytes).ok_or_else(|| {
            // Only a fault of the writer can bring this about.
            let message = "the proof cannot be drawn: its PDF cannot be read";
            findings.fail(Diagnostic::error("S006", message).hint("report it with the issue"))
        })
    }
}

/// Pages that are drawn on one picture, by their place in `document`.
fn groups(document: &Document, joined: bool) -> Vec<Vec<usize>> {
    if joined {
        spreads(document.pages.iter().map(|p| p.side)).into_iter().map(|s| s.pages().collect()).collect()
    } else {
        (0..document.pages.len()).map(|n| vec![n]).collect()
    }
}

/// Draws, joins and packs some pictures.
fn group_files(
    sheets: &Sheets,
    document: &Document,
    wish: &Wish,
    groups: &[Vec<usize>],
    names: &[(usize, String)],
) -> Vec<(String, Vec<u8>)> {
    let look = |group: &[usize], n: usize| {
        let side = document.pages.get(n).map_or(Side::Recto, |p| p.side);
        let edge = if wish.bleed { document.bleed } else { Length::ZERO };
        let fold = if group.len() > 1 { Length::ZERO } else { edge };
        let (left, right) = if side == Side::Recto { (fold, edge) } else { (edge, fold) };
        Look { edges: [left, right, edge], ..Look::trimmed(wish.ppi, document.trim, document.bleed) }
    };
    let pages: Vec<(usize, Look)> = groups.iter().flat_map(|g| g.iter().map(|n| (*n, look(g, *n)))).collect();
    let mut drawn = sheets.draw(&pages).into_iter();
    let pictures: Vec<(String, Pixels)> = groups
        .iter()
        .filter_map(|group| {
            let mut parts = drawn.by_ref().take(group.len()).collect::<Option<Vec<Pixels>>>()?.into_iter();
            let first = parts.next()?;
            let whole = parts.fold(first, |left, right| beside(&left, &right));
            Some((file_name(group, names), whole))
        })
        .collect();
    pictures.par_iter().filter_map(|(name, pixels)| Some((name.clone(), quick_png(pixels)?))).collect()
}

/// `005-3.png` for the fifth page, whose printed number is 3; of a spread both: `004-005.png`.
fn file_name(group: &[usize], names: &[(usize, String)]) -> String {
    let mut known = group.iter().filter_map(|n| names.get(*n));
    match (known.next(), known.next()) {
        (Some((left, _)), Some((right, _))) => format!("{:03}-{:03}.png", left + 1, right + 1),
        (Some((n, folio)), None) if !folio.is_empty() => format!("{:03}-{folio}.png", n + 1),
        (Some((n, _)), None) => format!("{:03}.png", n + 1),
        (None, _) => "page.png".to_owned(),
    }
}
