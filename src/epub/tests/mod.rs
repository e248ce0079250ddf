//! Whole books from an issue made by hand: every word, every page break, every field.
//! Parts are tested where they stand.

mod fixture;
mod pictures;

use super::{Options, write};
use crate::diag::Findings;
use crate::font::Fonts;
use crate::issue::{Alt, BlockKind};
use crate::pages::Document;
use fixture::{designs, document, issue};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The files of an EPUB, by path.
fn unpack(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        files.insert(entry.name().to_owned(), String::from_utf8_lossy(&content).into_owned());
    }
    files
}

fn built() -> (Vec<u8>, BTreeMap<String, String>) {
    let issue = issue();
    let mut findings = Findings::new();
    let options = Options { modified: Some(1_764_547_200) };
    let bytes = write(&issue, &designs(&issue), &Fonts::bundled(), &document(), &options, &mut findings);
    let bytes = bytes.unwrap_or_else(|_| panic!("{findings:?}"));
    assert!(findings.is_empty(), "{findings:?}");
    let files = unpack(&bytes);
    (bytes, files)
}

/// The words of XHTML in reading order: tags taken out, entities read.
fn words(xhtml: &str) -> Vec<String> {
    let body = xhtml.split_once("<body").unwrap().1;
    let mut plain = String::new();
    for part in body.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').unwrap();
        let inline = ["a", "em", "strong", "s", "code", "span", "sup"];
        let element = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if !inline.contains(&element) {
            plain.push(' ');
        }
        plain.push_str(&quick_xml::escape::unescape(rest).unwrap());
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn two_writes_give_the_same_bytes() {
    assert_eq!(built().0, built().0);
}

#[test]
fn the_container_is_as_ocf_wants_it() {
    let (bytes, files) = built();
    assert_eq!(bytes.get(30..58), Some(&b"mimetypeapplication/epub+zip"[..]));
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let entries: Vec<String> =
        (1..archive.len()).map(|i| archive.by_index(i).unwrap().name().to_owned()).collect();
    let mut sorted = entries.clone();
    sorted.sort();
    assert_eq!(entries, sorted);
    assert!(entries.iter().all(|e| e.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))));
    let package = &files["OEBPS/content.opf"];
    for path in files.keys().filter_map(|p| p.strip_prefix("OEBPS/")).filter(|p| *p != "content.opf") {
        assert!(package.contains(&format!("href=\"{path}\"")), "{path} is not in the manifest");
    }
    assert_eq!(
        package.matches("<item ").count(),
        files.len() - 3,
        "mimetype, container and package stand apart"
    );
}

#[test]
fn every_word_stands_in_its_order() {
    let (_, files) = built();
    let expected = "Kicker Thirty million reasons One sentence under the title. \
        Alpha <beta> & gamma delta epsilon zeta1 eta theta iota汽车纵横 Sigma Tau Upsilon Phi? Kappa lambda. Auto Review \
        Mu nu xi 1 omicron 2 pi rho chi Psi omega fn a() { b < c } \
        The last paragraph runs over two pages of print. ■ Kappa lambda. Auto Review 1. A note. ↩";
    let mut found = words(&files["OEBPS/text/the-piece.xhtml"]);
    let credits: Vec<usize> = (0..found.len()).filter(|i| found[*i] == "Yan").collect();
    assert_eq!(credits.len(), 1, "the byline stands once");
    let (from, to) =
        (found.iter().position(|w| w == "title.").unwrap(), found.iter().position(|w| w == "Alpha").unwrap());
    let byline = found.drain(from + 1..to).collect::<Vec<_>>().join(" ");
    assert!(
        byline.contains("Liu Yan | ") && byline.ends_with("Zheng Xueqin President of Auto Review"),
        "{byline}"
    );
    assert_eq!(found.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn pages_begin_at_their_character_and_are_listed_in_reading_order() {
    let (_, files) = built();
    let piece = &files["OEBPS/text/the-piece.xhtml"];
    let mark = |folio: u32| {
        format!(
            "<span id=\"page.{folio}\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\"Page {folio}\"></span>"
        )
    };
    assert!(piece.contains(&format!("Alpha &lt;be{}ta", mark(5))), "{piece}");
    let together = format!("The last paragraph {}{}runs over", mark(6), mark(7));
    assert!(piece.contains(&together), "a page of pictures stands before the next page of text: {piece}");
    let nav = &files["OEBPS/nav.xhtml"];
    let list = nav.split_once("epub:type=\"page-list\"").unwrap().1;
    let found: Vec<&str> = list.split("href=\"").skip(1).map(|h| h.split('"').next().unwrap()).collect();
    let expected = [
        "text/cover.xhtml#page.1",
        "text/contents.xhtml#page.2",
        "text/the-piece.xhtml#page.3",
        "text/the-piece.xhtml#page.5",
        "text/the-piece.xhtml#page.6",
        "text/the-piece.xhtml#page.7",
        "text/_6587__7ae0_.xhtml#page.8",
    ];
    assert_eq!(found, expected);
    for target in expected {
        let (file, id) = target.split_once('#').unwrap();
        assert!(files[&format!("OEBPS/{file}")].contains(&format!("id=\"{id}\"")), "{target}");
    }
}

#[test]
fn every_field_is_in_the_package() {
    let (_, files) = built();
    let package = &files["OEBPS/content.opf"];
    let fields = [
        "<dc:identifier id=\"pub-id\">urn:uuid:6f1f2a4e-0000-5000-8000-000000000437</dc:identifier>",
        "<dc:title id=\"title\">Auto Review, December 2025</dc:title>",
        "<meta refines=\"#title\" property=\"alternate-script\" xml:lang=\"zh-Hans\">汽车纵横</meta>",
        "<dc:language>en</dc:language>\n<dc:language>zh-Hans</dc:language>",
        "<dc:date>2025-12-01</dc:date>",
        "<meta property=\"dcterms:modified\">2025-12-01T00:00:00Z</meta>",
        "<dc:creator id=\"party-1\">Liu Yan</dc:creator>",
        "<meta refines=\"#party-1\" property=\"role\" scheme=\"marc:relators\">aut</meta>",
        "<meta refines=\"#party-1\" property=\"file-as\">Liu, Yan</meta>",
        "<meta refines=\"#party-1\" property=\"display-seq\">1</meta>",
        "<meta refines=\"#party-1\" property=\"alternate-script\" xml:lang=\"zh-Hans\">刘雁</meta>",
        "<dc:contributor id=\"party-2\">Zheng Xueqin</dc:contributor>",
        "<meta refines=\"#party-3\" property=\"file-as\">Auto Review, The</meta>",
        "<dc:publisher id=\"publisher\">The Auto Review</dc:publisher>",
        "<dc:subject>cars</dc:subject>\n<dc:subject>trade</dc:subject>",
        "<dc:description>The New Era</dc:description>",
        "<dc:rights>© 2025 Auto Review</dc:rights>",
        "<dc:source id=\"original\">urn:example:original</dc:source>",
        "<meta property=\"belongs-to-collection\" id=\"serial\">Auto Review</meta>",
        "<meta refines=\"#serial\" property=\"collection-type\">series</meta>",
        "<meta refines=\"#serial\" property=\"dcterms:identifier\">urn:issn:0311-175X</meta>",
        "<meta refines=\"#serial\" property=\"group-position\">437</meta>",
        "<meta property=\"prism:volume\">40</meta>",
        "<meta property=\"prism:number\">12</meta>",
        "<meta property=\"prism:coverDisplayDate\">December 2025</meta>",
        "<meta property=\"pageBreakSource\">Auto Review, December 2025, ISSN 0311-175X, print edition</meta>",
        "<meta property=\"schema:accessModeSufficient\">textual</meta>",
        "<meta property=\"schema:accessibilityFeature\">pageNavigation</meta>",
        "<meta property=\"schema:accessibilityHazard\">none</meta>",
        "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
    ];
    for field in fields {
        assert!(package.contains(field), "{field} is not in {package}");
    }
}

#[test]
fn an_issue_without_a_running_number_stands_at_its_first_number() {
    for (aggregate, number, position) in
        [(None, "9-10", "9"), (None, "12", "12"), (Some(437), "9-10", "437"), (None, "", "")]
    {
        let mut issue = issue();
        issue.aggregate = aggregate;
        issue.number = Some(number.to_owned()).filter(|n| !n.is_empty());
        let (designs, fonts, mut findings) = (designs(&issue), Fonts::bundled(), Findings::new());
        let bytes = write(&issue, &designs, &fonts, &document(), &Options::default(), &mut findings);
        let package = unpack(&bytes.unwrap()).remove("OEBPS/content.opf").unwrap();
        let stands = package.split_once("property=\"group-position\">").and_then(|(_, r)| r.split_once('<'));
        assert_eq!(stands.map(|s| s.0), Some(position).filter(|p| !p.is_empty()), "{number}");
    }
}

#[test]
fn conformance_is_not_claimed_where_a_picture_is_not_described() {
    let mut issue = issue();
    if let Some(BlockKind::Figure(figure)) = issue.articles[1].body.get_mut(5).map(|b| &mut b.kind) {
        figure.pictures[0].alt = Alt::Missing;
    }
    let mut findings = Findings::new();
    let bytes =
        write(&issue, &designs(&issue), &Fonts::bundled(), &document(), &Options::default(), &mut findings);
    let package = unpack(&bytes.unwrap()).remove("OEBPS/content.opf").unwrap();
    assert!(!package.contains("conformsTo") && !package.contains("alternativeText"));
    assert!(package.contains("<meta property=\"schema:accessModeSufficient\">textual,visual</meta>"));
}

#[test]
fn an_issue_without_contents_cover_or_pages_reads_its_navigation() {
    let mut issue = issue();
    issue.cover = None;
    issue.articles.remove(0);
    for article in &mut issue.articles {
        article.body.clear();
        article.notes.clear();
    }
    let mut findings = Findings::new();
    let bytes = write(
        &issue,
        &designs(&issue),
        &Fonts::default(),
        &Document::default(),
        &Options::default(),
        &mut findings,
    );
    let files = unpack(&bytes.unwrap_or_else(|_| panic!("{findings:?}")));
    let package = &files["OEBPS/content.opf"];
    assert!(
        package.contains("<spine toc=\"ncx\" page-progression-direction=\"ltr\">\n<itemref idref=\"nav\"/>")
    );
    assert!(!files["OEBPS/nav.xhtml"].contains("page-list") && !package.contains("pageBreakSource"));
}

#[test]
fn seconds_become_a_date() {
    let at = |seconds| super::modified(&issue(), &Options { modified: Some(seconds) });
    assert_eq!(at(0), "1970-01-01T00:00:00Z");
    assert_eq!(at(951_827_696), "2000-02-29T12:34:56Z");
    assert_eq!(at(-1), "1969-12-31T23:59:59Z");
}
