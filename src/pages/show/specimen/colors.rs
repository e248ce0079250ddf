//! The colours of a layout: a field of each, its inks, and what a screen shows where the layout says so.
//! Converts none.

use super::{Book, GRAY, HAIR, LINE, MARGIN, TEXT, WIDTH, facts};
use crate::geom::{Length, Point};
use crate::pages::show::pen::label;

/// Fields beside each other.
const ROW: i64 = 4;
const GAP: Length = Length::mm(6);
const FIELD: Length = Length::mm(26);
const UNDER: Length = Length::mm(22);

pub fn draw(book: &mut Book<'_, '_, '_>) {
    let layout = book.subject.layout;
    if layout.colors.is_empty() {
        return;
    }
    let rows = (layout.colors.len() as i64 + ROW - 1) / ROW;
    // A few colours stand below the masters and genres.
    book.y += Length::mm(12);
    if book.y + Length::mm(10) + (FIELD + UNDER) * rows > super::FOOT {
        book.begin("Colours");
    } else {
        let bold = label(Length::pt(9), 700, &TEXT);
        let y = book.y;
        book.pen.line("Colours", &bold, Point::new(MARGIN, y), WIDTH);
        let line = y + Length::mm(3);
        book.pen.rule(Point::new(MARGIN, line), Point::new(MARGIN + WIDTH, line), &TEXT, HAIR * 2);
        book.y = line + Length::mm(5);
    }
    let wide = (WIDTH - GAP * (ROW - 1)) / ROW;
    for (n, (name, ink)) in layout.colors.iter().enumerate() {
        let column = n as i64 % ROW;
        if column == 0 && n > 0 {
            book.y += FIELD + UNDER;
        }
        if column == 0 {
            book.need(FIELD + UNDER);
        }
        let area = book.area((wide + GAP) * column, wide, FIELD);
        book.pen.fill(area, ink);
        book.pen.frame(area, &LINE, HAIR);
        let (bold, plain) = (label(Length::pt(9), 700, &TEXT), label(Length::pt(8), 400, &GRAY));
        let mut y = area.bottom() + Length::mm(2);
        y += book.pen.text(name, &bold, Point::new(area.x, y), wide, 1);
        y += book.pen.text(&facts::inks(ink), &plain, Point::new(area.x, y), wide, 2);
        if let Some(screen) = facts::screen(ink) {
            book.pen.text(&screen, &plain, Point::new(area.x, y), wide, 1);
        }
    }
    book.y += FIELD + UNDER;
}
