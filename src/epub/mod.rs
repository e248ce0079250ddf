//! The EPUB 3.3 of an issue: every article whole, navigation, credits, and the look of its layout.
//! Reads the issue and, of the printed pages, only folios, where pages begin, and the cover's picture.

mod blocks;
mod breaks;
mod content;
mod elements;
mod faces;
mod finish;
mod initial;
mod ink;
mod inline;
mod lint;
mod markup;
mod nav;
mod own;
mod package;
mod people;
mod pictures;
mod printed;
mod replica;
mod style;
#[cfg(test)]
mod tests;
mod words;

use crate::credits::{Design, Designs};
use crate::diag::{Diagnostic, Failed, Findings};
use crate::font::Fonts;
use crate::issue::{Article, ArticleId, ArticleKind, Issue, Lang, PictureId, moment, named, plain};
use crate::pages::Document;
use crate::source::Sink;
pub use pictures::SIDE;
pub use replica::{Drawn, write as write_replica};

use breaks::{Breaks, Mark, in_book};
use content::Written;
use faces::Sheet;
use finish::File;
use inline::Scope;
use markup::name;
use package::Edition;
use pictures::{Converter, Shown};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use words::word;

/// What an EPUB needs to know that the issue does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// When the edition was made, in seconds since 1970 UTC; else the issue's cover date is written.
    pub modified: Option<i64>,
}

/// Writes the EPUB of an issue. The same input gives the same bytes.
///
/// # Errors
/// As [`write_to`].
pub fn write(
    issue: &Issue,
    designs: &Designs,
    fonts: &Fonts,
    document: &Document,
    options: &Options,
    findings: &mut Findings,
) -> Result<Vec<u8>, Failed> {
    let mut out = Cursor::new(Vec::new());
    write_to(&mut out, (issue, designs, fonts), document, options, findings)?;
    Ok(out.into_inner())
}

/// Writes the EPUB of an issue to `sink`, which is never in memory as a whole.
///
/// # Errors
/// Where a picture cannot be converted, the book cannot be packed, or has a fault as packed; the findings say which.
pub fn write_to(
    sink: &mut dyn Sink,
    (issue, designs, fonts): (&Issue, &Designs, &Fonts),
    document: &Document,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let mark = findings.len();
    let converter = Converter::new(issue, fonts, document);
    let mut pictures = converter.convert(findings);
    let cover = converter.cover(document, &mut pictures, findings);
    findings.failed_since(mark)?;
    let cover_file = issue.cover.is_some().then(|| "cover.xhtml".to_owned());
    let book = Book {
        issue,
        designs,
        files: file_names(issue, cover_file.as_deref()),
        breaks: Breaks::new(document, issue),
        pictures: pictures.shown,
        sheets: faces::sheets(issue, designs),
    };
    let mut files = pictures.files;
    let mut marks = Vec::new();
    let mut pages = Vec::new();
    if let Some(path) = &cover_file {
        let written = own::cover(
            &book,
            cover.as_ref().map(|c| c.href.as_str()),
            cover.as_ref().is_some_and(|c| c.printed),
        );
        take(&mut pages, &mut marks, path, word("cover", &issue.lang), written);
    }
    for (i, article) in issue.articles.iter().enumerate() {
        let id = ArticleId(i as u32);
        let Some(path) = book.file(id) else { continue };
        let design = designs.articles.get(i).unwrap_or(&designs.issue);
        let written = match article.kind {
            ArticleKind::Contents => own::contents(&book, id, article, design),
            ArticleKind::MastheadPage => own::masthead(&book, id, article, design),
            _ => content::article(&book, id, article, design),
        };
        take(&mut pages, &mut marks, path, &entry_title(article), written);
    }
    let places = nav::Places::new(&book, &marks, cover_file.as_deref());
    let navigation = navigation(&book, &places);
    let at = usize::from(cover_file.is_some());
    pages.splice(at..at, navigation);
    files.splice(0..0, pages);
    let texts: Vec<&str> =
        files.iter().filter(|f| f.spine).filter_map(|f| std::str::from_utf8(&f.bytes).ok()).collect();
    let faces = faces::choose(&book, fonts, &texts, findings);
    files.extend(style::sheets(&book, fonts, &faces));
    files.extend(faces.files);
    let package = package::write(&book, Edition::Flowing, &files, &modified(issue, options));
    pack(sink, &book, &files, package, findings)
}

fn pack(
    sink: &mut dyn Sink,
    book: &Book,
    files: &[File],
    package: String,
    findings: &mut Findings,
) -> Result<(), Failed> {
    let mark = findings.len();
    finish::pack(sink, book, files, package, findings).map_err(|why| {
        // Only a fault of the writer can bring this about.
        let message = format!("the EPUB cannot be packed: {why}");
        findings.fail(Diagnostic::error("S006", message).hint("report it with the issue"))
    })?;
    findings.failed_since(mark)
}

/// An issue on its way into an EPUB.
#[derive(Debug)]
pub(crate) struct Book<'a> {
    issue: &'a Issue,
    designs: &'a Designs,
    /// File names of articles; empty for one that is left out.
    files: Vec<String>,
    breaks: Breaks,
    pictures: BTreeMap<PictureId, Shown>,
    /// A style sheet for each layout in use.
    sheets: Vec<Sheet<'a>>,
}

impl Book<'_> {
    /// The file of an article; `None` where it is left out.
    fn file(&self, article: ArticleId) -> Option<&str> {
        self.files.get(article.0 as usize).map(String::as_str).filter(|f| !f.is_empty())
    }

    /// The name of the style sheet of a design.
    fn sheet(&self, design: &Design) -> &str {
        self.sheets.iter().find(|s| *s.layout == *design.layout).map_or("", |s| &s.name)
    }

    /// What the text of an article needs to know of the book.
    fn scope<'b>(&'b self, article: ArticleId, lang: &'b Lang) -> Scope<'b> {
        Scope { article, lang, files: &self.files, breaks: &self.breaks, articles: &self.issue.articles }
    }

    /// The label of an article's section.
    fn section_label(&self, article: &Article, lang: &Lang) -> Option<&str> {
        let section = self.issue.sections.get(article.section?)?;
        Some(named(&section.labels, lang).unwrap_or(&section.id))
    }
}

/// What the contents call an article; never empty.
fn entry_title(article: &Article) -> String {
    let own = match article.kind {
        ArticleKind::Contents => word("contents", &article.lang),
        ArticleKind::MastheadPage => word("masthead", &article.lang),
        _ => &article.id,
    };
    let title = article.toc_title.clone().unwrap_or_else(|| plain(&article.title));
    if title.trim().is_empty() { own.to_owned() } else { title }
}

/// The title of the issue: its own, or the publication's with the date on its cover.
fn book_title(issue: &Issue) -> String {
    let name = named(&issue.publication.names, &issue.lang);
    let date = named(&issue.display_date, &issue.lang);
    match (&issue.title, name, date) {
        (Some(title), ..) => title.clone(),
        (None, Some(name), Some(date)) if issue.lang.primary() == "zh" => format!("{name} {date}"),
        (None, Some(name), Some(date)) => format!("{name}, {date}"),
        (None, Some(name), None) => name.to_owned(),
        (None, None, _) => issue.slug.clone(),
    }
}

/// File names from ids, safe everywhere and distinct in whatever case.
fn file_names(issue: &Issue, cover: Option<&str>) -> Vec<String> {
    let mut taken: BTreeSet<String> = cover.map(str::to_owned).into_iter().collect();
    let mut names = Vec::new();
    for (i, article) in issue.articles.iter().enumerate() {
        if !in_book(issue, ArticleId(i as u32)) {
            names.push(String::new());
            continue;
        }
        let stem = name(&article.id).to_ascii_lowercase();
        let mut file = format!("{stem}.xhtml");
        let mut n = 2;
        while !taken.insert(file.clone()) {
            file = format!("{stem}-{n}.xhtml");
            n += 1;
        }
        names.push(file);
    }
    names
}

fn take(
    pages: &mut Vec<File>,
    marks: &mut Vec<(String, Vec<Mark>)>,
    path: &str,
    title: &str,
    written: Written,
) {
    pages.push(File::page(&format!("text/{path}"), title, written.xhtml));
    marks.push((path.to_owned(), written.marks));
}

/// The navigation document and the NCX; the former is read in order where the issue has no contents page.
fn navigation(book: &Book, places: &nav::Places) -> [File; 2] {
    let shown = book.issue.articles.iter().any(|a| a.kind == ArticleKind::Contents);
    let nav = File {
        properties: vec!["nav"],
        spine: !shown,
        ..File::page("nav.xhtml", word("contents", &book.issue.lang), nav::nav(book, places))
    };
    let ncx = nav::ncx(book, places, &book.issue.identifier).into_bytes();
    [nav, File::resource("toc.ncx", "application/x-dtbncx+xml", ncx)]
}

/// `dcterms:modified` as `CCYY-MM-DDThh:mm:ssZ`.
fn modified(issue: &Issue, options: &Options) -> String {
    if let Some(seconds) = options.modified {
        let [year, month, day, hour, minute, second] = moment(seconds);
        return format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    }
    let date = issue.date.map_or((1970, 1, 1), |d| (d.year, d.month.unwrap_or(1), d.day.unwrap_or(1)));
    format!("{:04}-{:02}-{:02}T00:00:00Z", date.0, date.1, date.2)
}
