//! The replica edition: an EPUB of fixed layout (EPUB 3.3 §8.2) whose pages are the pages of print.
//! Composes nothing: what stands where was settled by the pages; text that flows is the other edition's.

mod items;
mod layers;
mod page;
mod sheet;
mod text;
mod tree;

use super::breaks::{self, Breaks, Mark};
use super::finish::File;
use super::nav::{self, Places};
use super::package::{self, Edition};
use super::pictures::{Converted, Converter, SIDE, jpeg, path};
use super::printed::Canvas;
use super::words::word;
use super::{Book, Options, modified, pack};
use crate::credits::Designs;
use crate::diag::{Failed, Findings};
use crate::font::Fonts;
use crate::issue::{ArticleId, Issue, PictureId};
use crate::layout::Side;
use crate::pages::{Anchor, Document, ItemKind, LinkTarget};
use crate::picture::{Format, Picture, Pixels};
use crate::source::Sink;
use page::Facts;
use rayon::prelude::*;
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of supplied PDF files as pixels: this edition has no other way to show them.
pub type Drawn = BTreeMap<PictureId, Pixels>;

/// Writes the replica of an issue's pages to `sink`. The same input gives the same bytes.
///
/// Every word stands where print has it, in the typeface of print, and can be selected, searched and read aloud in
/// the order of the tag tree; what is no content (folios, running heads, repeated pull quotes) is hidden from
/// assistive technology, not from the eye. Type of a face that may not be cut down or carried is drawn as outlines,
/// with its words, unseen, above them.
///
/// # Errors
/// Where a picture cannot be converted, a supplied PDF was not `drawn`, or the book cannot be packed or has a fault
/// as packed.
pub fn write(
    sink: &mut dyn Sink,
    (issue, designs, fonts): (&Issue, &Designs, &Fonts),
    document: &Document,
    drawn: &Drawn,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let mark = findings.len();
    let digits = document.pages.len().to_string().len().max(3);
    let names: Vec<String> = (1..=document.pages.len()).map(|n| format!("page-{n:0digits$}.xhtml")).collect();
    let book = Book {
        issue,
        designs,
        files: places_of_articles(issue, document, &names),
        breaks: Breaks::new(document, issue),
        pictures: BTreeMap::new(),
        sheets: Vec::new(),
    };
    let (hrefs, mut files) = pictures((issue, fonts), document, drawn, findings);
    let facts = Facts { issue, document, names: &names, pictures: &hrefs, targets: &targets(document) };
    let mut sheet = Sheet::new(fonts, document);
    let mut canvas = Canvas::new(fonts);
    let (mut ids, mut marks, mut pages) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (n, (page, name)) in document.pages.iter().zip(&names).enumerate() {
        let mark = breaks::mark(page, &mut ids);
        let title = match page.folio.trim() {
            "" if n == 0 && issue.cover.is_some() => word("cover", &issue.lang).to_owned(),
            "" => (n + 1).to_string(),
            folio => super::words::word_of("page", &issue.lang, folio),
        };
        let (xhtml, draws) = page::write(&facts, &mut sheet, &mut canvas, n, (&title, mark.as_ref()));
        let mut file = File::page(&format!("text/{name}"), &title, xhtml);
        file.properties.extend(draws.then_some("svg"));
        file.spread = Some(if page.side == Side::Verso { "page-spread-left" } else { "page-spread-right" });
        pages.push(file);
        marks.push((name.clone(), mark.into_iter().collect::<Vec<Mark>>()));
    }
    files.splice(0..0, navigation(&book, &names, &marks).into_iter().chain(pages));
    files.extend(sheet.files(document.trim));
    let converter = Converter::new(issue, fonts, document);
    files.extend(converter.cover_file(document, findings));
    findings.failed_since(mark)?;
    let package = package::write(&book, Edition::Replica, &files, &modified(issue, options));
    pack(sink, &book, &files, package, findings)
}

/// The navigation document, which is out of the reading order, and the NCX.
fn navigation(book: &Book, names: &[String], marks: &[(String, Vec<Mark>)]) -> [File; 2] {
    let cover = names.first().filter(|_| book.issue.cover.is_some());
    let mut places = Places::new(book, marks, cover.map(String::as_str));
    places.landmarks.retain(|(_, href, _)| href != "nav.xhtml");
    let nav = File {
        properties: vec!["nav"],
        spine: false,
        ..File::page("nav.xhtml", word("contents", &book.issue.lang), nav::nav(book, &places))
    };
    let identifier = package::identifier(book.issue, Edition::Replica);
    let ncx = nav::ncx(book, &places, &identifier).into_bytes();
    [nav, File::resource("toc.ncx", "application/x-dtbncx+xml", ncx)]
}

/// Where each article begins: its page, and its place there; empty for one that has no page.
fn places_of_articles(issue: &Issue, document: &Document, names: &[String]) -> Vec<String> {
    let place = |id: ArticleId| {
        let anchor = Anchor::Article(id);
        let (page, _) = document.anchors.get(&anchor)?;
        Some(format!("{}#{}", names.get(*page)?, page::anchor_id(&anchor)))
    };
    (0..issue.articles.len()).map(|n| place(ArticleId(n as u32)).unwrap_or_default()).collect()
}

/// The anchors that something leads to.
fn targets(document: &Document) -> BTreeSet<&Anchor> {
    let linked = document.links.iter().filter_map(|l| match l {
        LinkTarget::Anchor(anchor) => Some(anchor),
        LinkTarget::Url(_) => None,
    });
    linked.chain(document.anchors.keys().filter(|a| matches!(a, Anchor::Article(_)))).collect()
}

/// The pictures that stand on the pages, each once, with their addresses from the pages' folder.
fn pictures(
    (issue, fonts): (&Issue, &Fonts),
    document: &Document,
    drawn: &Drawn,
    findings: &mut Findings,
) -> (BTreeMap<PictureId, String>, Vec<File>) {
    let converter = Converter::new(issue, fonts, document);
    let all: Vec<&Picture> = issue.pictures.iter().chain(document.pictures.iter().map(|p| &**p)).collect();
    let items = document.pages.iter().flat_map(|p| &p.items);
    let used: BTreeSet<PictureId> = items
        .filter_map(|i| if let ItemKind::Picture { picture, .. } = &i.kind { Some(*picture) } else { None })
        .collect();
    let (mut hrefs, mut files, mut names) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    let used: Vec<(PictureId, &Picture)> =
        used.into_iter().filter_map(|id| Some((id, *all.get(id.0 as usize)?))).collect();
    let make = |(id, picture): &(PictureId, &Picture)| {
        let mut own = Findings::new();
        let made = match drawn.get(id) {
            Some(pixels) if picture.format == Format::Pdf => jpeg(pixels),
            _ => converter.one((*id, picture), SIDE, &mut own),
        };
        (made, own)
    };
    let made: Vec<(Option<Converted>, Findings)> = used.par_iter().map(make).collect();
    for ((id, picture), (made, own)) in used.into_iter().zip(made) {
        findings.append(own);
        let Some(made) = made else { continue };
        let path = path(picture, made.end, &mut names);
        hrefs.insert(id, format!("../{path}"));
        files.push(File::resource(&path, made.media, made.bytes));
    }
    (hrefs, files)
}
