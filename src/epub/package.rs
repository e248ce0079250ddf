//! The package document: who, what and when, every file with its kind, the reading order.
//! Reads the finished book; writes no content and packs nothing.

use super::finish::File;
use super::markup::Markup;
use super::people::{party_name, sort_name};
use super::words::word;
use super::{Book, book_title};
use crate::credits::contributors;
use crate::issue::{Alt, Block, BlockKind, Issue, Lang, PartyId, iso, marc, named, prism};
use crate::source::{hex, sha256};
use std::fmt::Write as _;

/// Which edition a package is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Edition {
    /// Its text flows.
    Flowing,
    /// Its pages are those of print.
    Replica,
}

/// Writes `content.opf`.
pub(super) fn write(book: &Book, edition: Edition, files: &[File], modified: &str) -> String {
    let mut m = Markup::document();
    m.block(
        "package",
        &[
            ("xmlns", "http://www.idpf.org/2007/opf"),
            ("version", "3.0"),
            ("unique-identifier", "pub-id"),
            ("xml:lang", &book.issue.lang.0),
            (
                "prefix",
                "prism: http://prismstandard.org/namespaces/basic/3.0/ \
                 ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/",
            ),
        ],
    );
    m.block("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")]);
    identity(&mut m, book.issue, edition, modified);
    people(&mut m, book);
    about(&mut m, book);
    periodical(&mut m, book.issue);
    print_edition(&mut m, book);
    accessibility(&mut m, book, edition);
    if edition == Edition::Replica {
        // EPUB 3.3 §8.2.2; spreads where the screen is wide enough for two pages.
        for (property, value) in
            [("layout", "pre-paginated"), ("orientation", "auto"), ("spread", "landscape")]
        {
            meta(&mut m, &format!("rendition:{property}"), value);
        }
    }
    meta(&mut m, "ibooks:specified-fonts", "true");
    m.empty("meta", &[("name", "generator"), ("content", concat!("masthead ", env!("CARGO_PKG_VERSION")))]);
    if let Some(cover) = files.iter().find(|f| f.properties.contains(&"cover-image")) {
        m.empty("meta", &[("name", "cover"), ("content", &cover.id())]);
    }
    m.close();
    manifest(&mut m, files);
    m.finish()
}

fn identity(m: &mut Markup, issue: &Issue, edition: Edition, modified: &str) {
    m.leaf("dc:identifier", &[("id", "pub-id")], &identifier(issue, edition));
    m.leaf("dc:title", &[("id", "title")], &book_title(issue));
    refine(m, "title", "title-type", &[], "main");
    if let Some(sort) = book_title(issue).strip_prefix("The ") {
        refine(m, "title", "file-as", &[], &format!("{sort}, The"));
    }
    // A title of the issue's own has no other script that is known.
    let names = issue.title.is_none().then_some(&issue.publication.names);
    for (lang, name) in names.into_iter().flat_map(|n| other_scripts(n, &issue.lang)) {
        refine(m, "title", "alternate-script", &[("xml:lang", &lang.0)], name);
    }
    let mut languages = vec![&issue.lang];
    for article in &issue.articles {
        if !languages.contains(&&article.lang) {
            languages.push(&article.lang);
        }
    }
    for lang in languages {
        m.leaf("dc:language", &[], &lang.0);
    }
    if let Some(date) = issue.date {
        m.leaf("dc:date", &[], &iso(date));
    }
    meta(m, "dcterms:modified", modified);
}

/// The identifier of an edition: the issue's own for the one that flows. The replica is another product and has
/// another one, made of it: a UUID of the reader's own kind (RFC 9562 §5.8), the same for every build.
pub(super) fn identifier(issue: &Issue, edition: Edition) -> String {
    if edition == Edition::Flowing {
        return issue.identifier.clone();
    }
    let mut hash = sha256(format!("{} replica", issue.identifier).as_bytes());
    for (byte, kept, bits) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = hash.get_mut(byte) {
            *byte = *byte & kept | bits;
        }
    }
    let digits = hex(hash.get(..16).unwrap_or_default());
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or_default());
    format!("urn:uuid:{}", parts.join("-"))
}

/// Every party: a creator where it wrote, else a contributor, with all its roles and scripts.
fn people(m: &mut Markup, book: &Book) {
    let lang = &book.issue.lang;
    for (i, who) in contributors(book.issue, book.designs).iter().enumerate() {
        let Some(name) = party_name(book.issue, who.party, lang) else { continue };
        let id = format!("party-{}", i + 1);
        m.leaf(if who.wrote() { "dc:creator" } else { "dc:contributor" }, &[("id", &id)], name);
        let mut codes: Vec<&str> = Vec::new();
        for code in who.roles.iter().map(|r| marc(r)) {
            if !codes.contains(&code) {
                codes.push(code);
                refine(m, &id, "role", &[("scheme", "marc:relators")], code);
            }
        }
        let Some(party) = book.issue.parties.get(who.party.0 as usize) else { continue };
        refine(m, &id, "file-as", &[], &sort_name(party, name));
        refine(m, &id, "display-seq", &[], &(i + 1).to_string());
        for (lang, other) in other_scripts(&party.names, lang) {
            refine(m, &id, "alternate-script", &[("xml:lang", &lang.0)], other);
        }
    }
    if let Some(id) = book.issue.publication.publisher {
        publisher(m, book.issue, id);
    }
    let sponsor = book.issue.publication.sponsor.and_then(|id| party_name(book.issue, id, lang));
    if let Some(name) = sponsor {
        m.leaf("dc:contributor", &[("id", "sponsor")], name);
        refine(m, "sponsor", "role", &[("scheme", "marc:relators")], "spn");
    }
}

fn publisher(m: &mut Markup, issue: &Issue, id: PartyId) {
    let Some(name) = party_name(issue, id, &issue.lang) else { return };
    m.leaf("dc:publisher", &[("id", "publisher")], name);
    let names = issue.parties.get(id.0 as usize).map(|p| &p.names);
    for (lang, other) in names.into_iter().flat_map(|n| other_scripts(n, &issue.lang)) {
        refine(m, "publisher", "alternate-script", &[("xml:lang", &lang.0)], other);
    }
}

/// Subjects, description, rights, and the issue that this one translates or belongs to.
fn about(m: &mut Markup, book: &Book) {
    let mut subjects: Vec<&str> = Vec::new();
    for keyword in book.issue.articles.iter().flat_map(|a| &a.keywords) {
        if !subjects.contains(&keyword.as_str()) {
            subjects.push(keyword);
        }
    }
    for subject in subjects {
        m.leaf("dc:subject", &[], subject);
    }
    let lines: Vec<&str> = book.issue.cover.iter().flat_map(|c| &c.lines).map(|l| l.text.as_str()).collect();
    if !lines.is_empty() {
        m.leaf("dc:description", &[], &lines.join(" · "));
    }
    if let Some(rights) = &book.issue.rights {
        m.leaf("dc:rights", &[], rights);
    }
    if let Some(original) = &book.issue.translation_of {
        m.leaf("dc:source", &[("id", "original")], original);
    }
    if let Some(main) = &book.issue.supplement_to {
        meta(m, "dcterms:isPartOf", main);
    }
}

/// The serial that the issue belongs to, by ISSN, with volume and numbers in the terms of PRISM 3.0.
fn periodical(m: &mut Markup, issue: &Issue) {
    let publication = &issue.publication;
    if let Some(name) = named(&publication.names, &issue.lang) {
        m.leaf("meta", &[("property", "belongs-to-collection"), ("id", "serial")], name);
        refine(m, "serial", "collection-type", &[], "series");
        for issn in publication.eissn.iter().chain(&publication.issn) {
            refine(m, "serial", "dcterms:identifier", &[], &format!("urn:issn:{issn}"));
        }
        let position = issue
            .aggregate
            .map(|n| n.to_string())
            .or_else(|| issue.number.as_deref().and_then(first_number).map(str::to_owned));
        if let Some(position) = position {
            refine(m, "serial", "group-position", &[], &position);
        }
    }
    for (term, value) in prism(issue) {
        meta(m, &format!("prism:{term}"), &value);
    }
}

/// The first of the numbers that an issue bears: `9` of `9-10`; of a double issue the place in the series is where
/// it begins, since a position is one number.
fn first_number(number: &str) -> Option<&str> {
    number.split(|c: char| !c.is_ascii_digit()).next().filter(|n| !n.is_empty())
}

/// The printed edition whose folios the page-list repeats.
fn print_edition(m: &mut Markup, book: &Book) {
    if book.breaks.is_empty() {
        return;
    }
    let issue = book.issue;
    let mut source = book_title(issue);
    if let Some(issn) = &issue.publication.issn {
        let _ = write!(source, ", ISSN {issn}");
    }
    let _ = write!(source, ", {}", word("print-edition", &issue.lang));
    m.leaf("dc:source", &[("id", "print")], &source);
    refine(m, "print", "source-of", &[], "pagination");
    meta(m, "pageBreakSource", &source);
}

/// EPUB Accessibility 1.1 §2.2; conformance is only claimed where every check of this room holds.
fn accessibility(m: &mut Markup, book: &Book, edition: Edition) {
    let flows = edition == Edition::Flowing;
    let (pictures, described) = pictures(book.issue);
    meta(m, "schema:accessMode", "textual");
    if pictures {
        meta(m, "schema:accessMode", "visual");
        meta(m, "schema:accessModeSufficient", "textual,visual");
    }
    if described {
        meta(m, "schema:accessModeSufficient", "textual");
    }
    let paged = !book.breaks.is_empty();
    let features = [
        ("readingOrder", true),
        ("structuralNavigation", true),
        ("tableOfContents", true),
        ("displayTransformability", flows),
        ("ARIA", true),
        ("pageBreakMarkers", paged),
        ("pageNavigation", paged),
        ("alternativeText", pictures && described),
    ];
    for (feature, _) in features.iter().filter(|f| f.1) {
        meta(m, "schema:accessibilityFeature", feature);
    }
    meta(m, "schema:accessibilityHazard", "none");
    let lang = &book.issue.lang;
    let space = if lang.primary() == "zh" { "" } else { " " };
    let parts = [
        ("summary", flows),
        ("summary-replica", !flows),
        ("summary-pages", paged),
        ("summary-alt", pictures && described),
    ];
    let words: Vec<&str> = parts.iter().filter(|p| p.1).map(|p| word(p.0, lang)).collect();
    meta(m, "schema:accessibilitySummary", &words.join(space));
    // Type on printed pages keeps its size and its columns, which WCAG 2.2, criterion 1.4.10, does not allow.
    if described && flows {
        let claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA";
        m.leaf("meta", &[("property", "dcterms:conformsTo"), ("id", "conformance")], claim);
        refine(m, "conformance", "a11y:certifiedBy", &[], concat!("masthead ", env!("CARGO_PKG_VERSION")));
    }
}

fn manifest(m: &mut Markup, files: &[File]) {
    m.block("manifest", &[]);
    for file in files {
        let (id, properties) = (file.id(), file.properties.join(" "));
        let mut attributes = vec![("id", id.as_str()), ("href", &file.path), ("media-type", file.media)];
        if !properties.is_empty() {
            attributes.push(("properties", &properties));
        }
        m.empty("item", &attributes);
    }
    m.close();
    m.block("spine", &[("toc", "ncx"), ("page-progression-direction", "ltr")]);
    for file in files.iter().filter(|f| f.spine) {
        let id = file.id();
        let spread = file.spread.map(|side| ("properties", side));
        m.empty("itemref", &[Some(("idref", id.as_str())), spread].into_iter().flatten().collect::<Vec<_>>());
    }
    m.close();
}

fn meta(m: &mut Markup, property: &str, value: &str) {
    m.leaf("meta", &[("property", property)], value);
}

fn refine(m: &mut Markup, id: &str, property: &str, extra: &[(&str, &str)], value: &str) {
    let refines = format!("#{id}");
    let mut attributes = vec![("refines", refines.as_str()), ("property", property)];
    attributes.extend_from_slice(extra);
    m.leaf("meta", &attributes, value);
}

/// Names in another script or language than the one that is shown.
fn other_scripts<'a>(names: &'a crate::issue::Names, shown: &Lang) -> Vec<(&'a Lang, &'a String)> {
    let name = named(names, shown);
    names.iter().filter(|(_, n)| Some(n.as_str()) != name).collect()
}

/// Whether there are pictures, and whether each is described or said to be decorative.
fn pictures(issue: &Issue) -> (bool, bool) {
    let (mut any, mut all) = (issue.cover.as_ref().is_some_and(|c| c.image.is_some()), true);
    let mut stack: Vec<&Block> = issue.articles.iter().flat_map(|a| &a.body).collect();
    stack.extend(issue.articles.iter().flat_map(|a| &a.notes).flat_map(|n| &n.blocks));
    while let Some(block) = stack.pop() {
        match &block.kind {
            BlockKind::Figure(figure) => {
                any = true;
                all &= figure.pictures.iter().all(|p| p.alt != Alt::Missing);
            }
            BlockKind::Quote(inner) | BlockKind::Callout(_, _, inner) => stack.extend(inner),
            BlockKind::List(list) => stack.extend(list.items.iter().flatten()),
            _ => {}
        }
    }
    (any, all)
}
