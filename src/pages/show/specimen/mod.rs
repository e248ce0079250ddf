//! The specimen of a layout: its grid, its masters, its styles set in themselves, its colours with their inks.
//! Shows what the layout says, and no article.

mod colors;
mod facts;
mod masters;
mod opening;
mod styles;

use super::pen::{Pen, label};
use crate::color::Ink;
use crate::font::Fonts;
use crate::geom::{Length, Point, Rect, Size};
use crate::issue::Lang;
use crate::layout::{Header, Layout, Side};
use crate::pages::document::{Anchor, Document, Item, OutlineEntry, Page};
use crate::typeset::Setters;

/// The specimen's own paper, whatever the layout's: A4 upright.
const SHEET: Size = Size::new(Length::mm(210), Length::mm(297));
const MARGIN: Length = Length::mm(16);
const TOP: Length = Length::mm(26);
const FOOT: Length = Length::mm(279);
const WIDTH: Length = Length::mm(178);

const TEXT: Ink = process([0, 0, 0, 95]);
const GRAY: Ink = process([0, 0, 0, 60]);
const LINE: Ink = process([0, 0, 0, 30]);
const HAIR: Length = Length::sp(16_384);

/// A process colour in percent.
const fn process(cmyk: [u16; 4]) -> Ink {
    let [c, m, y, k] = cmyk;
    Ink { cmyk: [c * 100, m * 100, y * 100, k * 100], rgb: None, spot: None }
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The layout, resolved.
    pub layout: &'a Layout,
    /// What it says of itself.
    pub header: &'a Header,
    /// Id of the layout that it extends.
    pub extends: Option<&'a str>,
    /// Language of the words that show its styles.
    pub lang: &'a Lang,
}

/// The specimen as pages.
#[must_use]
pub fn specimen(subject: Subject<'_>, fonts: &Fonts) -> Document {
    let setters = Setters::new(fonts);
    let mut document = Document { trim: SHEET, bleed: Length::ZERO, ..Document::default() };
    setters.lend(|setter| {
        let mut book = Book {
            pen: Pen::new(setter, &Lang("en".to_owned())),
            subject,
            pages: Vec::new(),
            y: TOP,
            part: "",
        };
        opening::draw(&mut book);
        masters::draw(&mut book);
        colors::draw(&mut book);
        styles::draw(&mut book);
        book.turn();
        document.tags = std::mem::take(&mut book.pen.tags);
        for (n, (part, items)) in book.pages.into_iter().enumerate() {
            let known = document.outline.last().is_some_and(|o: &OutlineEntry| o.title == part);
            if !known {
                let anchor = Anchor::Page(u32::try_from(n).unwrap_or(u32::MAX));
                document.anchors.insert(anchor.clone(), (n, Point::new(Length::ZERO, Length::ZERO)));
                document.outline.push(OutlineEntry { level: 1, title: part.to_owned(), anchor });
            }
            document.pages.push(Page {
                folio: (n + 1).to_string(),
                side: if n % 2 == 0 { Side::Recto } else { Side::Verso },
                article: None,
                master: "specimen".to_owned(),
                items,
                frames: Vec::new(),
                starts: Vec::new(),
            });
        }
    });
    document
}

/// The specimen while it is drawn, page after page.
struct Book<'s, 'f, 'a> {
    pen: Pen<'s, 'f>,
    subject: Subject<'a>,
    pages: Vec<(&'static str, Vec<Item>)>,
    /// Where on the page the next thing goes.
    y: Length,
    /// The part that is under way.
    part: &'static str,
}

impl Book<'_, '_, '_> {
    /// Begins a part on a page of its own.
    fn begin(&mut self, part: &'static str) {
        self.turn();
        self.part = part;
        self.head();
    }

    /// Ends the page, if anything stands on it.
    fn turn(&mut self) {
        let items = self.pen.turn();
        if !items.is_empty() {
            self.pages.push((self.part, items));
        }
        self.y = TOP;
    }

    /// Goes on to the next page where less than `room` is left; whether it did.
    fn need(&mut self, room: Length) -> bool {
        if self.y + room <= FOOT || self.y == TOP {
            return false;
        }
        self.turn();
        self.head();
        true
    }

    /// The running head: what is shown, and which part.
    fn head(&mut self) {
        let (y, id) =
            (Length::mm(15), format!("{}  {}", self.subject.layout.id, self.subject.layout.version));
        let part = label(Length::pt(9), 700, &TEXT);
        let mut right = label(Length::pt(9), 400, &GRAY);
        right.align = crate::layout::HAlign::Right;
        let words = self.part;
        self.pen.line(words, &part, Point::new(MARGIN, y), WIDTH);
        self.pen.mark(&id, &right, Point::new(MARGIN, y), WIDTH);
        let line = y + Length::mm(3);
        self.pen.rule(Point::new(MARGIN, line), Point::new(MARGIN + WIDTH, line), &TEXT, HAIR * 2);
    }

    /// A field of the page.
    fn area(&self, x: Length, w: Length, h: Length) -> Rect {
        Rect::new(MARGIN + x, self.y, w, h)
    }
}
