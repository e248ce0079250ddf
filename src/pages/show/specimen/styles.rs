//! Every style of a layout, named and set in itself.
//! Space above and below is not shown, nor what a style does at a column's end.

use super::{Book, GRAY, HAIR, LINE, MARGIN, TEXT, WIDTH, facts};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::layout::{HAlign, Style};
use crate::pages::galley::ARTIFACT;
use crate::pages::galley::rule_item;
use crate::pages::show::pen::label;

/// Width of names and facts.
const NAMES: Length = Length::mm(52);
/// Type over this size is shown by one line of few words.
const LARGE: Length = Length::sp(13 * 65_536 + 32_768);

/// Words that show a style, by language: for running text, and for large type.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "zh",
        "排字的人把一页读上三遍：先看字，再看行，最后看留白。版面安静下来，读者才会听见文章的声音。好的设计从不打断阅读，它只是把门打开，然后退到一旁。",
        "排字的人读三遍",
    ),
    (
        "de",
        "Wer eine Seite setzt, liest sie dreimal: zuerst die Buchstaben, dann die Zeilen, zuletzt den weißen Raum. Erst wenn die Seite ruhig geworden ist, hört man den Text sprechen.",
        "Zuletzt der weiße Raum",
    ),
    (
        "fr",
        "Qui compose une page la lit trois fois : d’abord les lettres, puis les lignes, enfin le blanc. Quand la page s’est tue, on entend enfin le texte parler.",
        "Enfin vient le blanc",
    ),
    (
        "es",
        "Quien compone una página la lee tres veces: primero las letras, luego las líneas y, por último, el blanco. Cuando la página calla, se oye por fin hablar al texto.",
        "Por último, el blanco",
    ),
    (
        "en",
        "Whoever sets a page reads it three times: first the letters, then the lines, and last of all the white between them. Only when the page has grown quiet can the reader hear what the text has to say.",
        "Last of all the white",
    ),
];

pub fn draw(book: &mut Book<'_, '_, '_>) {
    book.begin("Styles");
    let (running, large) = words(&book.subject.lang.0);
    let layout = book.subject.layout;
    // What a page is read in comes first, then the rest by size.
    let mut styles: Vec<&Style> = layout.styles.values().collect();
    styles.sort_by_key(|s| (s.name != "body", std::cmp::Reverse(s.size), s.name.clone()));
    for style in styles {
        row(book, style, running, large);
    }
}

fn words(lang: &str) -> (&'static str, &'static str) {
    let primary = lang.split('-').next().unwrap_or_default();
    let own = WORDS.iter().find(|(l, ..)| *l == primary).or_else(|| WORDS.last());
    own.map_or(("", ""), |(_, running, large)| (running, large))
}

fn row(book: &mut Book<'_, '_, '_>, style: &Style, running: &'static str, large: &'static str) {
    let x = MARGIN + NAMES + Length::mm(4);
    let width = MARGIN + WIDTH - x;
    let lines: i64 = if style.size > LARGE { 1 } else { 3 };
    let height = (style.leading * lines).max(Length::mm(13)) + Length::mm(6);
    book.need(height);
    let top = book.y;
    book.pen.rule(Point::new(MARGIN, top), Point::new(MARGIN + WIDTH, top), &LINE, HAIR);
    let y = top + Length::mm(2);
    let (bold, plain) = (label(Length::pt(9), 700, &TEXT), label(Length::pt(7), 400, &GRAY));
    book.pen.text(&style.name, &bold, Point::new(MARGIN, y), NAMES, 1);
    let mut named =
        book.pen.text(&facts::style(style), &plain, Point::new(MARGIN, y + Length::mm(4)), NAMES, 3);
    named += Length::mm(4);
    let mut shown = style.clone();
    (shown.indent, shown.line_start) = (Length::ZERO, None);
    (shown.left, shown.right) = (Length::ZERO, Length::ZERO);
    if shown.align != HAlign::Justify {
        shown.align = HAlign::Left;
    }
    let own = book.pen.speak(book.subject.lang);
    let words = if style.size > LARGE { book.pen.fitting(large, &shown, width) } else { running.to_owned() };
    let pale = style.color.cmyk.iter().map(|v| u32::from(*v)).sum::<u32>() < 2_500;
    let mark = book.pen.items.len();
    let mut at = Point::new(x, y);
    if let Some(rule) = &style.rule_above {
        let length = rule.length.unwrap_or(width).min(width);
        book.pen.items.push(rule_item(Point::new(x, y + rule.thickness / 2), length, rule, ARTIFACT));
        at.y += rule.thickness + rule.gap;
    }
    let mut set = at.y - y + book.pen.text(&words, &shown, at, width, lines as usize);
    book.pen.speak(&own);
    if let Some(rule) = &style.rule_below {
        let length = rule.length.unwrap_or(width).min(width);
        let from = Point::new(x, y + set + rule.gap);
        book.pen.items.push(rule_item(from, length, rule, ARTIFACT));
        set += rule.gap + rule.thickness;
    }
    // What is printed on a ground, or in next to no ink, is shown on one.
    let ground = style.fill.clone().or_else(|| pale.then(|| super::process([0, 0, 0, 75])));
    if let Some(ink) = ground {
        ground_below(book, mark, Rect::new(x, y, width, set).grow(Length::mm(1)), &ink);
    }
    book.y = top + Length::mm(4) + named.max(set);
}

/// Puts a ground below what was drawn since `mark`.
fn ground_below(book: &mut Book<'_, '_, '_>, mark: usize, area: Rect, ink: &Ink) {
    let above = book.pen.items.split_off(mark.min(book.pen.items.len()));
    book.pen.fill(area, ink);
    book.pen.items.extend(above);
}
