//! Files to one EPUB: packed by epub-builder, then opened again and finished byte by byte.
//! Decides nothing about content: it takes the files as they are.

use super::Book;
use super::book_title;
use super::lint::{self, Entries};
use super::markup::name;
use crate::diag::Findings;
use crate::source::Sink;
use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ZipLibrary};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, SeekFrom, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// One file of the book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct File {
    /// Path from the package document's folder.
    pub path: String,
    /// Media type.
    pub media: &'static str,
    /// Properties of the manifest's item.
    pub properties: Vec<&'static str>,
    /// Whether it stands in the reading order.
    pub spine: bool,
    /// On which side of a spread it lies, in the words of EPUB 3.3 §8.2.2.6; for pages of fixed layout.
    pub spread: Option<&'static str>,
    /// What it is called; empty for what is no text.
    pub title: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file that is not read in order: a picture, a face, a style sheet.
    pub(super) fn resource(path: &str, media: &'static str, bytes: Vec<u8>) -> Self {
        let (path, properties) = (path.to_owned(), Vec::new());
        Self { path, media, properties, spine: false, spread: None, title: String::new(), bytes }
    }

    /// A page in the reading order.
    pub(super) fn page(path: &str, title: &str, xhtml: String) -> Self {
        let media = "application/xhtml+xml";
        Self { spine: true, title: title.to_owned(), ..Self::resource(path, media, xhtml.into_bytes()) }
    }

    /// Its id in the manifest.
    pub(super) fn id(&self) -> String {
        match self.path.as_str() {
            "nav.xhtml" => "nav".to_owned(),
            "toc.ncx" => "ncx".to_owned(),
            path => format!("f-{}", name(&path.replace(['/', '.'], "-"))),
        }
    }
}

const STYLESHEET: &str = "stylesheet.css";
const ROOT: &str = "OEBPS/";

/// Packs the files; `package`, and the files `nav.xhtml` and `toc.ncx` among them, replace what
/// epub-builder writes; the book goes to `sink`. What shops would find fault with is reported. The words of an error
/// are those of the packing crates.
pub(super) fn pack(
    sink: &mut dyn Sink,
    book: &Book,
    files: &[File],
    package: String,
    findings: &mut Findings,
) -> Result<(), String> {
    let packed = build(book, files).map_err(|e| e.to_string())?;
    let mut entries = unpack(&packed).map_err(|e| e.to_string())?;
    entries.retain(|path, _| path == "META-INF/container.xml" || path.starts_with(ROOT));
    entries.insert(format!("{ROOT}content.opf"), package.into_bytes().into());
    for file in files {
        entries.insert(format!("{ROOT}{}", file.path), Cow::Borrowed(&file.bytes));
    }
    let size = write(&entries, sink).map_err(|e| e.to_string())?;
    lint::inspect(&entries, usize::try_from(size).unwrap_or(usize::MAX), findings);
    Ok(())
}

/// The book as epub-builder makes it, all files of it empty, and without those that no text is in: what they hold is
/// put in their place afterwards, and need not be packed twice.
fn build(book: &Book, files: &[File]) -> epub_builder::Result<Vec<u8>> {
    let mut builder = EpubBuilder::new(ZipLibrary::new()?)?;
    builder.epub_version(EpubVersion::V33);
    builder.metadata("title", book_title(book.issue))?;
    builder.metadata("lang", book.issue.lang.0.clone())?;
    for file in files {
        let bytes: &[u8] = &[];
        match file.path.as_str() {
            "nav.xhtml" | "toc.ncx" => {}
            STYLESHEET => {
                builder.stylesheet(bytes)?;
            }
            path if file.spine => {
                builder.add_content(EpubContent::new(path, bytes).title(file.title.clone()))?;
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    builder.generate(&mut out)?;
    Ok(out)
}

fn unpack(bytes: &[u8]) -> zip::result::ZipResult<Entries<'static>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut entries = BTreeMap::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i)?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        entries.insert(entry.name().to_owned(), content.into());
    }
    Ok(entries)
}

/// The container: `mimetype` first and stored (EPUB 3.3 §4.3.2), the rest sorted, all of one fixed time. How many bytes
/// it has.
fn write(entries: &Entries, sink: &mut dyn Sink) -> zip::result::ZipResult<u64> {
    let plain = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(sink);
    writer.start_file("mimetype", plain)?;
    writer.write_all(b"application/epub+zip")?;
    for (path, content) in entries {
        let packed_already = [".jpg", ".png"].iter().any(|end| path.ends_with(end));
        let method = if packed_already { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(path.as_str(), plain.compression_method(method))?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.seek(SeekFrom::End(0))?)
}
