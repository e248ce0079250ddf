//! The wall: every page of an issue small, in its spread, with what it holds; as sheets that can be printed.
//! Judges nothing; what stands below a page is given.

use super::pen::{Pen, label};
use super::shrink::{Scale, shrunk};
use super::spread::{Spread, spreads};
use crate::color::Ink;
use crate::font::Fonts;
use crate::geom::{Length, Path, Point, Rect, Size};
use crate::issue::Lang;
use crate::layout::{HAlign, Side};
use crate::pages::document::{Document, Page};
use crate::typeset::Setters;

/// What hangs on the wall, beside the pages themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wall {
    /// Whose wall it is: the publication and its issue.
    pub title: String,
    /// What is known of the whole: pages, trim, binding.
    pub facts: String,
    /// What is known of each page, in their order.
    pub plates: Vec<Plate>,
}

/// What is known of a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plate {
    /// Its printed number.
    pub folio: String,
    /// Whose it is: an article's title, an advertiser.
    pub title: String,
    /// What it is: a section, a state.
    pub note: String,
    /// What kind of page.
    pub kind: PlateKind,
    /// Which of the sections, if it belongs to one: they are told apart by colour.
    pub section: Option<usize>,
}

/// What kind of page it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PlateKind {
    /// The title's own: a text, the cover, the contents.
    #[default]
    Content,
    /// An advertisement.
    Ad,
    /// Nothing stands on it.
    Blank,
}

/// What the wall is drawn on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paper {
    /// Sheets of this size, as many as it takes.
    Sheets(Size),
    /// One sheet of this width, as high as it takes.
    Roll(Length),
}

const MARGIN: Length = Length::mm(12);
const HEAD: Length = Length::mm(16);
/// Between spreads.
const APART: Length = Length::mm(7);
/// Room below a page for what is known of it.
const CAPTION: Length = Length::mm(13);
/// Fewest and most spreads in a row.
const ROW: (i64, i64) = (3, 8);
/// Spreads in a row where sheets are many.
const PLAIN_ROW: i64 = 5;
/// No page is shown larger than so much of itself, in percent.
const LARGEST: i64 = 40;

const GROUND: Ink = process([0, 0, 2, 6]);
const LINE: Ink = process([0, 0, 0, 45]);
const GRAY: Ink = process([0, 0, 0, 65]);
const TEXT: Ink = process([0, 0, 0, 90]);
const ALERT: Ink = process([0, 85, 80, 10]);
const HAIR: Length = Length::sp(16_384);
/// Colours of sections, in turn.
static SECTIONS: [Ink; 8] = [
    process([75, 25, 10, 0]),
    process([5, 60, 80, 0]),
    process([60, 0, 70, 5]),
    process([35, 60, 0, 0]),
    process([0, 25, 85, 0]),
    process([70, 0, 30, 10]),
    process([10, 70, 25, 0]),
    process([20, 30, 60, 25]),
];

/// A process colour in percent.
const fn process(cmyk: [u16; 4]) -> Ink {
    let [c, m, y, k] = cmyk;
    Ink { cmyk: [c * 100, m * 100, y * 100, k * 100], rgb: None, spot: None }
}

/// The pages of `document` on a wall.
#[must_use]
pub fn wall(document: &Document, wall: &Wall, paper: Paper, fonts: &Fonts, lang: &Lang) -> Document {
    let all = spreads(document.pages.iter().map(|p| p.side));
    let plan = Plan::new(document.trim, all.len() as i64, paper);
    let setters = Setters::new(fonts);
    let mut out = Document {
        trim: plan.sheet,
        bleed: Length::ZERO,
        pictures: document.pictures.clone(),
        duotones: document.duotones.clone(),
        ..Document::default()
    };
    setters.lend(|setter| {
        let mut pen = Pen::new(setter, lang);
        let sheets = all.chunks(plan.each.max(1));
        let count = sheets.len();
        for (n, some) in sheets.enumerate() {
            pen.fill(Rect::new(Length::ZERO, Length::ZERO, plan.sheet.w, plan.sheet.h), &GROUND);
            let number = if count > 1 { format!("{} / {count}", n + 1) } else { String::new() };
            head(&mut pen, wall, &plan, &number);
            for (place, spread) in some.iter().enumerate() {
                hang(&mut pen, document, wall, *spread, plan.at(place as i64), &plan);
            }
            out.pages.push(Page {
                folio: (n + 1).to_string(),
                side: Side::Recto,
                article: None,
                master: "wall".to_owned(),
                items: pen.turn(),
                frames: Vec::new(),
                starts: Vec::new(),
            });
        }
        out.tags = std::mem::take(&mut pen.tags);
    });
    out
}

/// How spreads are hung.
struct Plan {
    sheet: Size,
    /// A page as it is shown.
    page: Size,
    scale: Scale,
    /// Spreads in a row.
    row: i64,
    /// Spreads on a sheet.
    each: usize,
}

impl Plan {
    /// The largest pages with which all spreads go on one sheet; where none do, rows of five.
    fn new(trim: Size, count: i64, paper: Paper) -> Self {
        let (least, most) = ROW;
        let with = |row: i64| Self::with(trim, count, paper, row);
        let found = (least..=most).map(with).find(|p| p.each as i64 >= count);
        found.unwrap_or_else(|| with(PLAIN_ROW))
    }

    fn with(trim: Size, count: i64, paper: Paper, row: i64) -> Self {
        let width = match paper {
            Paper::Sheets(size) => size.w,
            Paper::Roll(width) => width,
        };
        let room = width - MARGIN * 2 - APART * (row - 1);
        let wide = (room / (row * 2)).min(trim.w.scale(LARGEST, 100)).max(Length::mm(8));
        let scale = Scale::new(wide, trim.w);
        let page = Size::new(wide, scale.of(trim.h));
        let step = page.h + CAPTION;
        let (sheet, rows) = match paper {
            Paper::Sheets(size) => {
                (size, ((size.h - MARGIN * 2 - HEAD).to_sp() / step.to_sp().max(1)).max(1))
            }
            Paper::Roll(width) => {
                let rows = (count + row - 1) / row.max(1);
                (Size::new(width, MARGIN * 2 + HEAD + step * rows.max(1)), rows.max(1))
            }
        };
        let each = usize::try_from(rows * row).unwrap_or(1);
        Self { sheet, page, scale, row, each }
    }

    /// The top left corner of the spread of this number on its sheet.
    fn at(&self, place: i64) -> Point {
        let (row, column) = (place / self.row.max(1), place % self.row.max(1));
        let x = MARGIN + (self.page.w * 2 + APART) * column;
        Point::new(x, MARGIN + HEAD + (self.page.h + CAPTION) * row)
    }
}

fn head(pen: &mut Pen<'_, '_>, wall: &Wall, plan: &Plan, number: &str) {
    let room = plan.sheet.w - MARGIN * 2;
    let y = MARGIN + Length::mm(5);
    let title = label(Length::pt(17), 700, &TEXT);
    let facts = label(Length::pt(9), 400, &GRAY);
    let wide = pen.line(&wall.title, &title, Point::new(MARGIN, y), room);
    let x = MARGIN + wide + Length::mm(5);
    pen.line(&wall.facts, &facts, Point::new(x, y), room - (x - MARGIN) - Length::mm(20));
    if !number.is_empty() {
        let mut style = facts;
        style.align = HAlign::Right;
        pen.mark(number, &style, Point::new(MARGIN, y), room);
    }
    let line = y + Length::mm(3);
    pen.rule(Point::new(MARGIN, line), Point::new(plan.sheet.w - MARGIN, line), &TEXT, HAIR * 2);
}

/// Hangs a spread: its pages, the fold between them, what is known of each.
fn hang(pen: &mut Pen<'_, '_>, document: &Document, wall: &Wall, spread: Spread, at: Point, plan: &Plan) {
    let places = [(spread.verso, at.x), (spread.recto, at.x + plan.page.w)];
    for (page, x) in places {
        let Some((n, page)) = page.and_then(|n| Some((n, document.pages.get(n)?))) else { continue };
        let plate = wall.plates.get(n).cloned().unwrap_or_default();
        let area = Rect::new(x, at.y, plan.page.w, plan.page.h);
        sheet(pen, document, page, plate.kind, area, plan.scale);
        caption(pen, &plate, area);
    }
    if spread.verso.is_some() && spread.recto.is_some() {
        let x = at.x + plan.page.w;
        pen.rule(Point::new(x, at.y), Point::new(x, at.y + plan.page.h), &LINE, HAIR);
    }
}

fn sheet(pen: &mut Pen<'_, '_>, document: &Document, page: &Page, kind: PlateKind, area: Rect, scale: Scale) {
    pen.fill(area, &Ink::PAPER);
    pen.items.extend(shrunk(page, document.trim, scale, Point::new(area.x, area.y)));
    if kind == PlateKind::Blank {
        let corners = [(area.x, area.right()), (area.right(), area.x)];
        for (from, to) in corners {
            let line = Path::line(Point::new(from, area.y), Point::new(to, area.bottom()));
            pen.stroke(line, &ALERT, HAIR * 2, &[Length::pt(3), Length::pt(3)]);
        }
    }
    pen.frame(area, &LINE, HAIR);
}

/// A strip in the section's colour, then number, title and note.
fn caption(pen: &mut Pen<'_, '_>, plate: &Plate, area: Rect) {
    let inner = Length::mm(1);
    let (x, width) = (area.x, area.w - inner);
    let strip = Rect::new(x, area.bottom() + Length::sp(58_982), width, Length::mm(1));
    let colour = plate.section.and_then(|n| SECTIONS.get(n % SECTIONS.len()));
    match (plate.kind, colour) {
        (PlateKind::Content, Some(ink)) => pen.fill(strip, ink),
        (PlateKind::Content, None) => {}
        (PlateKind::Ad | PlateKind::Blank, _) => pen.fill(strip, &ALERT),
    }
    let y = strip.bottom() + Length::mm(3);
    let ink = if plate.kind == PlateKind::Content { &TEXT } else { &ALERT };
    let folio = label(Length::sp(8 * 65_536), 700, ink);
    let title = label(Length::sp(7 * 65_536 + 32_768), 400, ink);
    let note = label(Length::sp(6 * 65_536 + 32_768), 400, &GRAY);
    let wide = pen.line(&plate.folio, &folio, Point::new(x, y), width);
    let gap = if plate.folio.is_empty() { Length::ZERO } else { Length::mm(1) + wide };
    pen.line(&plate.title, &title, Point::new(x + gap, y), width - gap);
    pen.line(&plate.note, &note, Point::new(x, y + Length::mm(3)), width);
}
