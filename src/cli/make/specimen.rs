//! `masthead specimen`: a layout on sheets, as PDF and PNG.
//! Sets no article.

use crate::cli::Outcome;
use crate::cli::args::Specimen;
use crate::cli::desk::fonts;
use crate::cli::desk::session::{draw, give, outcome};
use crate::cli::desk::terminal::{Terminal, counted};
use crate::cli::tell::shelf::{self, Shelf};
use crate::diag::{Diagnostic, Failed, Findings, nearest};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::{Issue, Lang};
use crate::layout::{Layout, Library, Sheet};
use crate::pages::{self, Document, Subject};
use crate::pdf;
use crate::picture::quick_png;
use crate::proof::{Look, Sheets};
use crate::source::{self, Folder, Sources};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bleed where no publication states one.
const BLEED: Length = Length::mm(3);

pub(in crate::cli) fn run(args: &Specimen, terminal: &Terminal) -> Outcome {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let Some(shelf) = shelf::open(args.path.as_deref(), &mut sources, &mut findings, terminal) else {
        return shelf::give_up(&findings, &sources, terminal);
    };
    let library = Library::load(&mut sources, shelf.title.as_ref(), &mut findings);
    let Some(index) = find(&library, &args.layout) else {
        let ids = || library.headers().map(|(_, h)| h.id.as_str());
        let help = match nearest(&args.layout, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "masthead layouts lists what there is".to_owned(),
        };
        terminal.refuse(&format!("there is no layout `{}`", args.layout), &help);
        return Outcome::CouldNotRun;
    };
    let places = fonts::places(shelf.title.as_ref(), shelf.issue.as_ref().map(|i| &i.folder), &args.fonts);
    let found = fonts::gather(&places, &mut sources, &mut findings);
    let written = make(args, &library, index, &shelf, &found.fonts, &mut findings);
    if terminal.form.is_some() {
        give(&findings, &sources, terminal);
    } else {
        draw(&findings, &sources, terminal);
    }
    if let Ok((pdf, sheets)) = written {
        terminal.note(&format!("{}   {}\n", pdf.display(), counted(sheets, "sheet")));
    }
    outcome(&findings)
}

/// The layout of this id, the newest of its versions, or of this id and version.
fn find(library: &Library, wanted: &str) -> Option<usize> {
    let (id, version) = wanted.split_once('@').map_or((wanted, None), |(id, v)| (id, Some(v)));
    let fits = |version: Option<&str>, own: &str| version.is_none_or(|v| v == own);
    let all = library.headers().filter(|(_, h)| h.id == id && fits(version, &h.version.to_string()));
    all.max_by_key(|(_, h)| h.version.clone()).map(|(index, _)| index)
}

/// Makes and writes the sheets; the PDF and how many there are.
fn make(
    args: &Specimen,
    library: &Library,
    index: usize,
    shelf: &Shelf,
    fonts: &Fonts,
    findings: &mut Findings,
) -> Result<(PathBuf, usize), Failed> {
    let mark = findings.len();
    let lang = Lang(args.language.clone());
    let publication = shelf.issue.as_ref().map(|i| &i.publication);
    let sheet =
        Sheet { trim: publication.and_then(|p| p.trim), bleed: publication.map_or(BLEED, |p| p.bleed) };
    let layout = library.resolve(index, &lang, sheet, findings);
    findings.failed_since(mark)?;
    let (Some(layout), Some(header)) = (layout, library.header(index)) else {
        let broken =
            Diagnostic::error("L019", format!("layout `{}` extends one that does not exist", args.layout));
        return Err(findings.fail(broken.hint("correct the name after `extends`")));
    };
    let subject = Subject { layout: &layout, header, extends: library.extends(index), lang: &lang };
    let document = pages::specimen(subject, fonts);
    let issue = issue(&layout, &lang, shelf, findings)?;
    let name = |ending: &str| args.out.join(format!("{}.specimen{ending}", layout.id));
    let write = |flavour, findings: &mut Findings| {
        pdf::write(&document, &issue, fonts, &pdf::Options { flavour, ..pdf::Options::default() }, findings)
    };
    let mut files = vec![(name(".pdf"), write(pdf::Flavour::Press, findings)?)];
    let drawn = write(pdf::Flavour::Proof, findings)?;
    for (n, png) in pictures(&document, drawn, args.ppi).into_iter().enumerate() {
        files.push((name(&format!("-{}.png", n + 1)), png));
    }
    source::write_all(files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())), findings);
    findings.failed_since(mark)?;
    Ok((name(".pdf"), document.pages.len()))
}

fn pictures(document: &Document, pdf: Vec<u8>, ppi: u32) -> Vec<Vec<u8>> {
    let look = Look::trimmed(ppi, document.trim, document.bleed);
    let all: Vec<(usize, Look)> = (0..document.pages.len()).map(|n| (n, look)).collect();
    let drawn = Sheets::read(pdf).map(|sheets| sheets.draw(&all)).unwrap_or_default();
    drawn.iter().flatten().filter_map(quick_png).collect()
}

/// What the sheets are written as: an issue with the layout's name, and a plate for each of its spot inks.
fn issue(layout: &Arc<Layout>, lang: &Lang, shelf: &Shelf, findings: &mut Findings) -> Result<Issue, Failed> {
    let folder = match &shelf.title {
        Some(folder) => folder.clone(),
        None => Folder::open(Path::new("."), findings)?,
    };
    let mut issue = Issue::titled(&layout.id, lang, &folder);
    if let Some(own) = &shelf.issue {
        issue.publication.press = own.publication.press.clone();
    }
    let spots = layout.colors.values().filter_map(|ink| Some(ink.spot.as_ref()?.plate.clone()));
    issue.publication.press.plates.extend(spots);
    Ok(issue)
}
