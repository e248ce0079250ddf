//! One article as an XHTML file: its heading, its blocks, its notes, its credits.
//! Runs of text are written by `inline`; the issue's own pages by `own`.

use super::Book;
use super::blocks::Body;
use super::breaks::Mark;
use super::inline::Pen;
use super::markup::Markup;
use super::people::lines;
use super::style::css_name;
use super::words::word;
use crate::credits::{Design, author_notes};
use crate::issue::{Article, ArticleId, Lang, Note, Text, plain};

/// Id of a page's title; ids that a text gives hold no full stop.
pub(super) const TITLE: &str = "piece.title";

/// A finished file and the page breaks in it, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Written {
    /// The XHTML.
    pub xhtml: String,
    /// Its page breaks.
    pub marks: Vec<Mark>,
}

/// Writes an article.
pub(super) fn article(book: &Book, id: ArticleId, article: &Article, design: &Design) -> Written {
    let m = open(&plain(&article.title), &article.lang, book.sheet(design), "bodymatter");
    let mut pen = Pen::new(m, book.scope(id, &article.lang));
    pen.m.block("article", &[("class", &genre_class(&article.genre)), ("aria-labelledby", TITLE)]);
    pen.breaks(book.breaks.at(id, None));
    let (byline, end) = lines(book, article, design);
    header(
        &mut pen,
        article,
        &byline,
        &author_notes(book.issue, &design.credits, &design.layout.credits, &article.lang),
    );
    let mut body = Body::new(book, design, article);
    body.write(&mut pen);
    pen.breaks(book.breaks.tail(id));
    notes(&mut pen, &mut body, &article.notes);
    if !end.is_empty() {
        credits(&mut pen, &end, "statement");
    }
    Written { marks: std::mem::take(&mut pen.marks), xhtml: pen.m.finish() }
}

/// The head of a file, up to and with the opened body.
pub(super) fn open(title: &str, lang: &Lang, design: &str, part: &str) -> Markup {
    let mut m = Markup::document();
    m.raw("<!DOCTYPE html>");
    m.block(
        "html",
        &[
            ("xmlns", "http://www.w3.org/1999/xhtml"),
            ("xmlns:epub", "http://www.idpf.org/2007/ops"),
            ("lang", &lang.0),
            ("xml:lang", &lang.0),
        ],
    );
    m.block("head", &[]);
    m.empty("meta", &[("charset", "utf-8")]);
    m.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    m.leaf("title", &[], if title.trim().is_empty() { "—" } else { title });
    let design = format!("../css/{design}.css");
    for href in ["../stylesheet.css", &design] {
        m.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", href)]);
    }
    m.close();
    m.block("body", &[("epub:type", part)]);
    m
}

/// Kicker, title, deck, byline and its note: the article's own, else those of its authors.
fn header(pen: &mut Pen, article: &Article, byline: &str, authors: &[String]) {
    pen.m.block("header", &[("class", "opening")]);
    line(pen, "p", "kicker", &article.kicker);
    pen.m.block("h1", &[("class", "title"), ("id", TITLE)]);
    pen.text(&article.title);
    pen.m.close();
    line(pen, "p", "deck", &article.deck);
    if !byline.is_empty() {
        credits(pen, byline, "byline");
    }
    line(pen, "p", "author-note", &article.note);
    for note in authors.iter().filter(|_| plain(&article.note).trim().is_empty()) {
        pen.m.block("p", &[("class", "author-note")]);
        pen.m.text(note);
        pen.m.close();
    }
    pen.m.close();
}

fn line(pen: &mut Pen, element: &str, class: &str, text: &Text) {
    if !plain(text).trim().is_empty() {
        pen.m.block(element, &[("class", class)]);
        pen.text(text);
        pen.m.close();
    }
}

/// A line of credits as DPUB-ARIA's list of acknowledgements.
fn credits(pen: &mut Pen, words: &str, class: &str) {
    let label = word("credits", pen.lang());
    let element = if class == "byline" { "div" } else { "section" };
    pen.m.block(element, &[("class", "credits"), ("role", "doc-credits"), ("aria-label", label)]);
    pen.m.leaf("p", &[("class", class)], words);
    pen.m.close();
}

/// Notes, each with a way back to its mark.
fn notes(pen: &mut Pen, body: &mut Body, notes: &[Note]) {
    if notes.is_empty() {
        return;
    }
    let lang = pen.lang();
    pen.m.block("section", &[("class", "notes"), ("aria-label", word("notes", lang))]);
    for (i, note) in notes.iter().enumerate() {
        let number = (i + 1).to_string();
        let (id, back) = (format!("note.{number}"), format!("#noteref.{number}"));
        pen.m.block("aside", &[("id", &id), ("epub:type", "footnote"), ("role", "doc-footnote")]);
        body.note(pen, &number, &note.blocks, &back);
        pen.m.close();
    }
    pen.m.close();
}

/// The classes of an article: its genre among them, fit for a style sheet.
fn genre_class(genre: &str) -> String {
    let genre = css_name(genre);
    if genre.is_empty() { "piece".to_owned() } else { format!("piece genre-{genre}") }
}
