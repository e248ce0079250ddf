//! The composed issue as a PDF: PDF/X-4 for the press, tagged and linked for the screen.
//! Composes nothing and reads no source text: what it writes stands in `pages::Document`.

mod deflate;
mod draw;
mod embed;
mod finish;
mod flatten;
mod fonts;
mod frame;
mod hash;
mod impose;
mod marks;
mod navigation;
mod picture;
mod save;
mod structure;
mod syntax;
#[cfg(test)]
mod tests;
mod xmp;

use crate::color::{Output, Spot};
use crate::diag::{Diagnostic, Failed, Findings};
use crate::font::{FaceId, Fonts};
use crate::issue::{Issue, ProfileSource};
use crate::pages::{Document, ItemKind};
use crate::picture::Format;
use crate::source::Sink;
use deflate::deflate;
use draw::Palette;
use lopdf::{Dictionary, Stream};
use rayon::prelude::*;
use std::io::Cursor;
use std::mem::take;
use std::path::Path;
use std::sync::Arc;

/// Which file is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Flavour {
    /// PDF/X: inks, bleed, no links.
    #[default]
    Press,
    /// RGB at trimmed size, with links, bookmarks and tags.
    Screen,
    /// What the press makes of its file, for programs that know no inks: every colour in RGB as the printing
    /// condition gives it on paper, spot inks by their process alternates, and solid black multiplied with what
    /// lies below where the press overprints it. Bleed as for the press.
    Proof,
}

/// What a press file conforms to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Standard {
    /// PDF/X-4 (ISO 15930-7): PDF 1.6 with live transparency.
    #[default]
    X4,
    /// PDF/X-1a:2003 (ISO 15930-4): PDF 1.4 in process and spot inks alone, transparency flattened.
    X1a,
}

/// How pages share a sheet, for proofs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Imposition {
    /// Spreads as a reader sees them.
    TwoUp,
    /// The sides of a stapled booklet's sheets, outermost first.
    Booklet,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Options {
    /// Press or screen.
    pub flavour: Flavour,
    /// What a press file conforms to; a screen file does not ask.
    pub standard: Standard,
    /// Whether a press file has crop and register marks, a colour bar and a slug line outside its bleed.
    /// Sheets of an imposition have none.
    pub marks: bool,
    /// How pages share a sheet; `None`: each page is a page of the file.
    pub impose: Option<Imposition>,
    /// The time of making in seconds since 1970-01-01 UTC; `None`: the date of the issue.
    pub stamp: Option<i64>,
}

/// Writes the document as a PDF file.
///
/// # Errors
/// Where a font, the press profile or a picture cannot be used: reported.
pub fn write(
    document: &Document,
    issue: &Issue,
    fonts: &Fonts,
    options: &Options,
    findings: &mut Findings,
) -> Result<Vec<u8>, Failed> {
    let mut out = Cursor::new(Vec::new());
    write_to(&mut out, document, issue, fonts, options, findings)?;
    Ok(out.into_inner())
}

/// Writes the document as a PDF file to `sink`; pictures that are taken as they are never are in memory all at once.
///
/// # Errors
/// As [`write`], and where the sink takes no more: reported.
pub fn write_to(
    sink: &mut dyn Sink,
    document: &Document,
    issue: &Issue,
    fonts: &Fonts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), Failed> {
    if document.pages.is_empty() {
        return Err(findings.fail(Diagnostic::error("D001", "the document has no page")));
    }
    compose(document, issue, fonts, options, sink, findings)
}

/// Writes each page as a file of its own, in order; findings are those of the whole document, and not told again.
/// A page that cannot be written is left out.
pub fn split<'a>(
    document: &'a Document,
    issue: &'a Issue,
    fonts: &'a Fonts,
    options: &'a Options,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    (0..document.pages.len()).filter_map(move |n| {
        // Pages of a press file name nothing else of their document.
        let own = document.of_pages(n..n + 1);
        write(&own, issue, fonts, options, &mut Findings::new()).ok()
    })
}

fn compose(
    document: &Document,
    issue: &Issue,
    fonts: &Fonts,
    options: &Options,
    sink: &mut dyn Sink,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let before = findings.len();
    let output = output(issue, findings)?;
    let mut spots = spots(document);
    match options.flavour {
        Flavour::Press => keep_plates(&mut spots, issue, findings),
        Flavour::Screen => {}
        Flavour::Proof => spots.clear(),
    }
    let marks = options.flavour == Flavour::Press && options.marks && options.impose.is_none();
    if marks {
        let solid = [10_000; 4];
        spots.push(Spot { plate: marks::ALL.to_owned(), tint: 10_000, solid });
    }
    let palette =
        Palette { flavour: options.flavour, standard: options.standard, output: &output, spots: &spots };
    if palette.flattens() {
        fit_for_x1a(&output, issue, findings);
    }
    let marked;
    let document = if marks {
        let mut own = document.clone();
        marks::mark(&mut own, issue, fonts, output.condition(), &spots);
        marked = own;
        &marked
    } else {
        document
    };
    let set = fonts::FontSet::collect(document, fonts, !palette.printed(), findings)?;
    let typefaces = faces_for_drawings(document, issue, fonts);
    let mut graphics = picture::gather(document, issue, palette, &typefaces, findings);
    let flat;
    let document = if palette.flattens() {
        flat = flatten::flatten(document, issue, palette, fonts, &mut graphics, findings);
        &flat
    } else {
        document
    };
    findings.failed_since(before)?;
    let embedded = set.embed(fonts, findings)?;

    let bleed = if palette.printed() { document.bleed } else { crate::geom::Length::ZERO };
    let margin = if marks { bleed + marks::ROOM } else { bleed };
    let mut drawn: Vec<draw::Drawn> = document
        .pages
        .par_iter()
        .map_init(Vec::new, |room, page| {
            let mut one = draw::draw(document, page, margin, palette, (&set, &graphics), take(room));
            *room = take(&mut one.content);
            one.content = deflate(room);
            one
        })
        .collect();

    let facts = xmp::Facts::new(document, issue, options);
    let mut frame = frame::Frame::new(document, margin, &graphics, &facts, options.flavour);
    frame.fill_pages(drawn.iter_mut(), embedded, palette, document, (bleed, margin), &graphics);
    frame.fill_pictures(graphics, palette);
    let marks: Vec<draw::Marks> = drawn.into_iter().map(|d| d.marks).collect();
    put_together(frame, document, issue, palette, (&facts, &marks, bleed), options, sink).map_err(|e| {
        let message = format!("the PDF cannot be written: {e}");
        findings.fail(Diagnostic::error("S006", message).hint("see that the disk has room"))
    })
}

/// Writes the file, imposed where that is asked for. The words of an error are those of the disk and of the crates.
fn put_together(
    mut frame: frame::Frame,
    document: &Document,
    issue: &Issue,
    palette: Palette<'_>,
    (facts, marks, bleed): (&xmp::Facts, &[draw::Marks], crate::geom::Length),
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<(), String> {
    if let Some(how) = options.impose {
        impose::impose(&mut frame, document.trim, bleed, &impose::sheets(document, how))?;
    }
    finish::finish(frame, document, issue, palette, (facts, marks), options.impose.is_none(), sink)
}

/// The printing condition that the publication names.
fn output(issue: &Issue, findings: &mut Findings) -> Result<Output, Failed> {
    let press = &issue.publication.press;
    let (name, made) = match &press.profile {
        ProfileSource::Fogra39 => ("FOGRA39", Output::fogra39(press.ink_limit)),
        ProfileSource::File(name, bytes) => {
            // The file's own name: printers know conditions by it, not by where it lies.
            let own = Path::new(name).file_stem().map_or_else(|| name.into(), |n| n.to_string_lossy());
            (name.as_str(), Output::new(&own, Arc::clone(bytes), press.ink_limit))
        }
    };
    made.map_err(|why| {
        let words = format!("the press profile `{name}` cannot be used: {why}");
        let hint = "name a CMYK output profile that has both conversion directions";
        findings.fail(Diagnostic::error("D008", words).hint(hint))
    })
}

/// What the publication asks for that PDF/X-1a does not allow: a profile of ICC 4 (PDF 1.4 reads ICC 2), and
/// pictures that stay RGB.
fn fit_for_x1a(output: &Output, issue: &Issue, findings: &mut Findings) {
    if output.bytes().get(8).is_some_and(|major| *major > 2) {
        let words =
            format!("the press profile `{}` is ICC version 4, which PDF/X-1a cannot hold", output.name());
        let hint = "name the version 2 profile of the same condition, or write PDF/X-4";
        findings.push(Diagnostic::error("D008", words).hint(hint));
    }
    if issue.publication.press.keep_pictures {
        let words = "`pictures = \"keep\"` is set aside: PDF/X-1a holds no RGB, so they are converted";
        findings.push(Diagnostic::note("D012", words).hint("write PDF/X-4 to keep them"));
    }
}

/// Every spot ink of the document, once, in the order of its plates' names.
fn spots(document: &Document) -> Vec<Spot> {
    let mut out: Vec<Spot> = Vec::new();
    for item in document.pages.iter().flat_map(|p| &p.items) {
        let inks = match &item.kind {
            ItemKind::Glyphs(run) => [Some(&run.style.color), None],
            ItemKind::Path { fill, stroke, .. } => [fill.as_ref(), stroke.as_ref().map(|s| &s.color)],
            _ => [None, None],
        };
        let duotone = match &item.kind {
            ItemKind::Picture { picture, .. } => document.duotones.get(picture),
            _ => None,
        };
        let pair = duotone.into_iter().flat_map(|d| [&d.first, &d.second]);
        for spot in inks.into_iter().flatten().chain(pair).filter_map(|i| i.spot.as_ref()) {
            if !out.iter().any(|s| s.plate == spot.plate) {
                out.push(spot.clone());
            }
        }
    }
    out.sort_by(|a, b| a.plate.cmp(&b.plate));
    out
}

/// Leaves the spot inks that the press has a plate for; the others are printed from process inks.
fn keep_plates(spots: &mut Vec<Spot>, issue: &Issue, findings: &mut Findings) {
    let plates = &issue.publication.press.plates;
    for spot in spots.iter().filter(|s| !plates.contains(&s.plate)) {
        let words =
            format!("the press has no plate for `{}`, which is printed from process inks", spot.plate);
        let hint = "list it under `press.plates` where it is to be printed as a spot ink";
        findings.push(Diagnostic::note("D009", words).hint(hint));
    }
    spots.retain(|s| plates.contains(&s.plate));
}

/// The faces that texts in drawings need: those that they name, and one for every character beyond.
fn faces_for_drawings(document: &Document, issue: &Issue, fonts: &Fonts) -> Vec<Arc<[u8]>> {
    let mut ids: Vec<FaceId> = Vec::new();
    let all = issue.pictures.iter().chain(document.pictures.iter().map(|p| &**p));
    let drawings = all.filter(|p| p.format == Format::Svg);
    for bytes in drawings.map(|p| p.bytes.read()) {
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        if !text.contains("<text") {
            continue;
        }
        let all = || (0..fonts.len()).filter_map(|i| u16::try_from(i).ok()).map(FaceId);
        let named = |id: &FaceId| fonts.name(*id).is_some_and(|n| text.contains(n.family.as_str()));
        ids.extend(all().filter(named));
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            if !ids.iter().any(|id| fonts.has(*id, c)) {
                ids.extend(all().find(|id| fonts.has(*id, c)));
            }
        }
    }
    ids.sort();
    ids.dedup();
    ids.iter().filter_map(|id| Some(Arc::from(&*fonts.face(*id)?.data))).collect()
}

/// A deflated stream.
fn deflated(mut dict: Dictionary, bytes: &[u8]) -> Stream {
    dict.set("Filter", "FlateDecode");
    Stream::new(dict, deflate(bytes)).with_compression(false)
}
