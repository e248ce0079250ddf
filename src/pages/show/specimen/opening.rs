//! The first page of a specimen: the layout's name in its own title style, what it claims, and its grid.
//! Masters stand on pages of their own.

use super::{Book, GRAY, HAIR, LINE, MARGIN, TEXT, TOP, WIDTH, facts};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::layout::{HAlign, PageSpec, Style};
use crate::pages::show::pen::label;
use crate::pages::show::shrink::Scale;

/// Height of the name's capitals stays near this, whatever the layout's titles are.
const NAME: (Length, Length) = (Length::pt(30), Length::pt(54));
/// Most height of the pages that show the grid.
const GRID: Length = Length::mm(128);

const COLUMN: Ink = super::process([16, 3, 0, 0]);
const BASELINE: Ink = super::process([45, 10, 0, 0]);
const MEASURE: Ink = super::process([0, 75, 60, 5]);

pub fn draw(book: &mut Book<'_, '_, '_>) {
    book.part = "Grid";
    name(book);
    claims(book);
    grid(book);
}

fn name(book: &mut Book<'_, '_, '_>) {
    let layout = book.subject.layout;
    let kicker = label(Length::pt(9), 600, &GRAY);
    book.pen.line("SPECIMEN", &Style { tracking: 120, ..kicker }, Point::new(MARGIN, TOP), WIDTH);
    let own = layout.styles.get("title").or_else(|| layout.styles.get("body")).cloned();
    let mut title = own.unwrap_or_else(Style::plain);
    title.size = title.size.max(NAME.0).min(NAME.1);
    title.leading = title.size.scale(112, 100);
    (title.align, title.indent) = (HAlign::Left, Length::ZERO);
    if title.color == Ink::PAPER {
        title.color = TEXT;
    }
    book.y = TOP + Length::mm(6);
    let at = Point::new(MARGIN, book.y);
    book.y += book.pen.text(&layout.id, &title, at, WIDTH, 2) + Length::mm(3);
    if let Some(about) = &book.subject.header.about {
        let deck = layout.styles.get("deck").cloned().unwrap_or_else(|| label(Length::pt(12), 400, &TEXT));
        let color = if deck.color == Ink::PAPER { TEXT } else { deck.color.clone() };
        let deck = Style {
            size: Length::pt(12),
            leading: Length::pt(16),
            align: HAlign::Left,
            indent: Length::ZERO,
            color,
            ..deck
        };
        let at = Point::new(MARGIN, book.y);
        book.y += book.pen.text(about, &deck, at, WIDTH.scale(80, 100), 4) + Length::mm(4);
    }
}

/// What it says of itself, in two columns of names and words.
fn claims(book: &mut Book<'_, '_, '_>) {
    let page = &book.subject.layout.page;
    let mut rows = vec![("version", book.subject.layout.version.clone())];
    rows.extend(facts::claims(book.subject.header, book.subject.extends));
    let trim = format!("{} × {}", facts::mm(page.size.w), facts::mm(page.size.h));
    let from = if page.trim.is_some() { "" } else { ", the publication’s to state" };
    let columns = format!("{} of {}, {} apart", page.columns, facts::mm(page.column), facts::mm(page.gutter));
    let lines = format!("{} lines of {} pt", page.lines, facts::points(page.step));
    let bottom = page.size.h - page.top - page.height();
    let margins = [page.inner, page.outer, page.top, bottom].map(facts::mm).join(", ");
    rows.push(("trim", format!("{trim}{from}")));
    rows.push(("columns", columns));
    rows.push(("grid", lines));
    rows.push(("margins", format!("{margins} (inner, outer, top, bottom)")));
    let (left, right) = (label(Length::pt(9), 400, &GRAY), label(Length::pt(9), 400, &TEXT));
    book.pen.rule(Point::new(MARGIN, book.y), Point::new(MARGIN + WIDTH, book.y), &LINE, HAIR);
    book.y += Length::mm(2);
    let indent = Length::mm(28);
    for (key, words) in rows {
        let (x, y) = (MARGIN, book.y);
        book.pen.text(key, &left, Point::new(x, y), indent, 1);
        book.y += book.pen.text(&words, &right, Point::new(x + indent, y), WIDTH - indent, 3);
    }
    book.y += Length::mm(2);
    book.pen.rule(Point::new(MARGIN, book.y), Point::new(MARGIN + WIDTH, book.y), &LINE, HAIR);
    book.y += Length::mm(7);
}

/// A left and a right page to scale: margins, columns, every baseline, and their measures.
fn grid(book: &mut Book<'_, '_, '_>) {
    let page = &book.subject.layout.page;
    let room = (super::FOOT - book.y - Length::mm(9)).min(GRID);
    let by_height = Scale::new(room, page.size.h);
    let wide = by_height.of(page.size.w * 2).min(WIDTH);
    let scale = Scale::new(wide, page.size.w * 2);
    let (w, h) = (scale.of(page.size.w), scale.of(page.size.h));
    let x = MARGIN + (WIDTH - w * 2) / 2;
    for (n, left) in [page.outer, page.inner].into_iter().enumerate() {
        one(book, page, scale, Rect::new(x + w * n as i64, book.y, w, h), left);
    }
    let fold = x + w;
    book.pen.rule(Point::new(fold, book.y), Point::new(fold, book.y + h), &TEXT, HAIR * 2);
    let mut style = label(Length::pt(8), 400, &GRAY);
    style.align = HAlign::Center;
    let percent = scale.num * 100 / scale.den.max(1);
    let words = format!("{percent} % of {} × {}", facts::mm(page.size.w), facts::mm(page.size.h));
    book.pen.line(&words, &style, Point::new(MARGIN, book.y + h + Length::mm(6)), WIDTH);
}

fn one(book: &mut Book<'_, '_, '_>, page: &PageSpec, scale: Scale, area: Rect, left: Length) {
    let pen = &mut book.pen;
    pen.fill(area, &Ink::PAPER);
    let at = |x: Length, y: Length| Point::new(area.x + scale.of(x), area.y + scale.of(y));
    let mut style = label(Length::pt(7), 600, &MEASURE);
    style.align = HAlign::Center;
    for n in 0..i64::from(page.columns) {
        let corner = at(left + (page.column + page.gutter) * n, page.top);
        let (w, h) = (scale.of(page.column), scale.of(page.height()));
        pen.fill(Rect::new(corner.x, corner.y, w, h), &COLUMN);
    }
    for n in 0..i64::from(page.lines) {
        let y = page.top + page.first + page.step * n;
        pen.rule(at(left, y), at(left + page.width(), y), &BASELINE, HAIR / 2);
    }
    for n in 0..i64::from(page.columns) {
        let x = left + (page.column + page.gutter) * n;
        let (from, w) = (at(x, page.top), scale.of(page.column));
        let y = from.y - Length::mm(2);
        pen.rule(Point::new(from.x, y), Point::new(from.x + w, y), &MEASURE, HAIR);
        for end in [from.x, from.x + w] {
            pen.rule(
                Point::new(end, y - Length::mm(1) / 2),
                Point::new(end, y + Length::mm(1) / 2),
                &MEASURE,
                HAIR,
            );
        }
        if scale.of(page.top) > Length::mm(6) {
            let words = facts::mm(page.column);
            pen.line(&words, &style, Point::new(from.x, y - Length::mm(1)), w);
        }
    }
    pen.frame(area, &LINE, HAIR * 2);
}
