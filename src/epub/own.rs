//! The issue's own pages as XHTML: cover, contents, masthead page.
//! Articles are written by `content`; the navigation document by `nav`.

use super::blocks::Body;
use super::content::{TITLE, Written, open};
use super::inline::Pen;
use super::people::party_name;
use super::words::{word, word_of};
use super::{Book, book_title, entry_title};
use crate::credits::{Design, authors, by_label};
use crate::issue::{Article, ArticleId, ArticleKind, Lang, named, plain};

/// Writes the cover: the printed cover as one picture, or the art with nameplate and lines over it.
pub(super) fn cover(book: &Book, image: Option<&str>, printed: bool) -> Written {
    let issue = book.issue;
    let lang = &issue.lang;
    let title = book_title(issue);
    let m = open(word("cover", lang), lang, book.sheet(&book.designs.issue), "cover");
    let mut pen = Pen::new(m, book.scope(ArticleId(u32::MAX), lang));
    pen.m
        .block("section", &[("class", "cover"), ("epub:type", "cover"), ("aria-label", word("cover", lang))]);
    pen.breaks(book.breaks.cover());
    let lines: Vec<&str> = issue.cover.iter().flat_map(|c| &c.lines).map(|l| l.text.as_str()).collect();
    if let (Some(image), true) = (image, printed) {
        let mut alt = word_of("cover-alt", lang, &title);
        for line in &lines {
            alt.push_str(". ");
            alt.push_str(line.trim_end_matches('.'));
        }
        pen.m.empty("img", &[("src", image), ("alt", &alt), ("role", "doc-cover"), ("epub:type", "cover")]);
        return Written { marks: std::mem::take(&mut pen.marks), xhtml: pen.m.finish() };
    }
    pen.m.leaf("h1", &[("class", "nameplate")], named(&issue.publication.names, lang).unwrap_or(&title));
    if let Some(date) = named(&issue.display_date, lang) {
        pen.m.leaf("p", &[("class", "date")], date);
    }
    if let Some(image) = image {
        let alt = word_of("cover-alt", lang, &title);
        pen.m.empty("img", &[("src", image), ("alt", &alt), ("role", "doc-cover"), ("epub:type", "cover")]);
    }
    for line in issue.cover.iter().flat_map(|c| &c.lines) {
        let class = format!("cover-line level-{}", line.level);
        pen.m.block("p", &[("class", &class)]);
        match line.article.and_then(|a| book.file(a)) {
            Some(file) => {
                pen.m.span("a", &[("href", file)]);
                pen.m.text(&line.text);
                pen.m.end();
            }
            None => pen.m.text(&line.text),
        }
        pen.m.close();
    }
    Written { marks: std::mem::take(&mut pen.marks), xhtml: pen.m.finish() }
}

/// Writes the contents as a page: sections, titles, decks, names, folios.
pub(super) fn contents(book: &Book, id: ArticleId, article: &Article, design: &Design) -> Written {
    let lang = &article.lang;
    let mut pen = page(book, id, article, design, "contents", "frontmatter");
    let mut section = None;
    pen.m.block(
        "nav",
        &[("class", "contents"), ("epub:type", "toc"), ("role", "doc-toc"), ("aria-labelledby", TITLE)],
    );
    let depth = pen.m.depth();
    for (i, piece) in book.issue.articles.iter().enumerate() {
        let piece_id = ArticleId(i as u32);
        let Some(file) = book.file(piece_id).filter(|_| piece.kind != ArticleKind::Contents) else {
            continue;
        };
        if section != Some(piece.section) {
            pen.m.close_to(depth);
            if let Some(label) = book.section_label(piece, lang) {
                pen.m.leaf("h2", &[("class", "section")], label);
            }
            pen.m.block("ol", &[]);
            section = Some(piece.section);
        }
        let credited = design.layout.styles.contains_key("contents-credit");
        entry(&mut pen, book, piece_id, piece, file, credited);
    }
    pen.m.close_to(depth);
    pen.m.close();
    pen.breaks(book.breaks.tail(id));
    Written { marks: std::mem::take(&mut pen.marks), xhtml: pen.m.finish() }
}

/// One line of the contents; its authors stand below it where the layout prints them (`credited`).
fn entry(pen: &mut Pen, book: &Book, id: ArticleId, piece: &Article, file: &str, credited: bool) {
    let lang = pen.lang();
    let foreign = piece.lang != *lang;
    let languages = [("lang", piece.lang.0.as_str()), ("xml:lang", piece.lang.0.as_str())];
    pen.m.block("li", if foreign { &languages } else { &[] });
    pen.m.block("p", &[("class", "entry")]);
    if let Some(folio) = book.breaks.folio(id) {
        pen.m.span("span", &[("class", "folio")]);
        pen.m.text(folio);
        pen.m.end();
        pen.m.text(" ");
    }
    pen.m.span("a", &[("href", file)]);
    pen.m.text(&entry_title(piece));
    pen.m.end();
    pen.m.close();
    let deck = plain(&piece.deck);
    if !deck.trim().is_empty() {
        pen.m.leaf("p", &[("class", "entry-deck")], &deck);
    }
    let of = book.designs.articles.get(id.0 as usize).filter(|_| credited);
    let names = of.map(|d| authors(book.issue, &d.credits, &d.layout.credits, lang)).unwrap_or_default();
    if !names.is_empty() {
        pen.m.leaf("p", &[("class", "entry-credit")], &names);
    }
    pen.m.close();
}

/// Writes the masthead page: who made what, and the facts of the issue.
pub(super) fn masthead(book: &Book, id: ArticleId, article: &Article, design: &Design) -> Written {
    let (issue, lang) = (book.issue, &article.lang);
    let mut pen = page(book, id, article, design, "masthead", "backmatter");
    pen.m.block(
        "section",
        &[
            ("class", "colophon"),
            ("epub:type", "colophon"),
            ("role", "doc-colophon"),
            ("aria-labelledby", TITLE),
        ],
    );
    if let Some(name) = named(&issue.publication.names, lang) {
        pen.m.leaf("p", &[("class", "nameplate")], name);
    }
    let mut body = Body::new(book, design, article);
    body.write(&mut pen);
    pen.m.block("dl", &[("class", "people")]);
    for (label, names) in roles(book, lang) {
        pen.m.leaf("dt", &[], &label);
        for name in names {
            pen.m.leaf("dd", &[], &name);
        }
    }
    for (key, value) in facts(book, lang) {
        pen.m.leaf("dt", &[], &key);
        pen.m.leaf("dd", &[], &value);
    }
    pen.m.close();
    if let Some(rights) = &issue.rights {
        pen.m.leaf("p", &[("class", "rights")], rights);
    }
    pen.m.close();
    pen.breaks(book.breaks.tail(id));
    Written { marks: std::mem::take(&mut pen.marks), xhtml: pen.m.finish() }
}

/// An own page up to its title.
fn page<'a>(
    book: &'a Book,
    id: ArticleId,
    article: &'a Article,
    design: &Design,
    key: &str,
    part: &str,
) -> Pen<'a> {
    let lang = &article.lang;
    let written = plain(&article.title);
    let title = if written.trim().is_empty() { word(key, lang) } else { written.as_str() };
    let m = open(title, lang, book.sheet(design), part);
    let mut pen = Pen::new(m, book.scope(id, lang));
    pen.m.block("div", &[("class", &format!("piece {key}"))]);
    pen.breaks(book.breaks.at(id, None));
    pen.m.leaf("h1", &[("class", "title"), ("id", TITLE)], title);
    pen
}

/// Labels of roles with the names that hold them, in the order of the printed masthead page.
fn roles(book: &Book, lang: &Lang) -> Vec<(String, Vec<String>)> {
    let names = |people: Vec<crate::issue::PartyId>| {
        people.iter().filter_map(|p| party_name(book.issue, *p, lang)).map(str::to_owned).collect()
    };
    let style = &book.designs.issue.layout.credits;
    let all = by_label(book.issue, book.designs, style, lang).into_iter();
    all.map(|(label, people)| (label, names(people))).collect()
}

/// The facts of the issue, each with its label.
fn facts(book: &Book, lang: &Lang) -> Vec<(String, String)> {
    let issue = book.issue;
    let publication = &issue.publication;
    let party =
        |p: Option<crate::issue::PartyId>| p.and_then(|p| party_name(issue, p, lang)).map(str::to_owned);
    let prices: Vec<&str> = issue.prices.values().map(String::as_str).collect();
    let rows = [
        ("publisher", party(publication.publisher)),
        ("sponsor", party(publication.sponsor)),
        ("date", named(&issue.display_date, lang).map(str::to_owned)),
        ("volume", issue.volume.clone()),
        ("number", issue.number.clone()),
        ("aggregate", issue.aggregate.map(|n| n.to_string())),
        ("frequency", publication.frequency.clone()),
        ("price", Some(prices.join(" · ")).filter(|p| !p.is_empty())),
    ];
    let mut facts: Vec<(String, String)> =
        rows.into_iter().filter_map(|(key, value)| Some((word(key, lang).to_owned(), value?))).collect();
    let codes = [("ISSN", &publication.issn), ("e-ISSN", &publication.eissn), ("CN", &publication.cn)];
    facts.extend(codes.into_iter().filter_map(|(key, value)| {
        let value = value.as_deref()?;
        Some((key.to_owned(), value.strip_prefix("CN ").unwrap_or(value).to_owned()))
    }));
    facts.push((word("identifier", lang).to_owned(), issue.identifier.clone()));
    facts
}
