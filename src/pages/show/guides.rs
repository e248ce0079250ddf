//! Guides over pages: columns, baselines, frames with their names, and where the knife goes.
//! Moves nothing that stands there.

use super::pen::{Pen, label};
use crate::color::Ink;
use crate::credits::Designs;
use crate::font::Fonts;
use crate::geom::{Length, Point, Rect};
use crate::issue::Lang;
use crate::layout::{PageSpec, Side};
use crate::pages::document::{Document, Page};
use crate::typeset::Setters;

/// Which guides are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guides {
    /// Columns, baselines and frames.
    pub grid: bool,
    /// The edge of the trim.
    pub trim: bool,
}

const COLUMN: Ink = process([7_000, 0, 0, 0]);
const BASELINE: Ink = process([3_500, 0, 0, 0]);
const THREAD: Ink = process([9_000, 3_000, 0, 0]);
const FRAME: Ink = process([0, 9_000, 2_000, 0]);
const HAIR: Length = Length::sp(13_107);

const fn process(cmyk: [u16; 4]) -> Ink {
    Ink { cmyk, rgb: None, spot: None }
}

/// Draws guides over every page of the document.
pub fn guide(document: &mut Document, designs: &Designs, fonts: &Fonts, guides: Guides) {
    let setters = Setters::new(fonts);
    let (trim, lang) = (document.trim, Lang("en".to_owned()));
    setters.lend(|setter| {
        for page in &mut document.pages {
            let own = page.article.and_then(|id| designs.articles.get(id.0 as usize));
            let spec = &own.unwrap_or(&designs.issue).layout.page;
            let mut pen = Pen::new(setter, &lang);
            if guides.grid {
                grid(&mut pen, page, spec);
                frames(&mut pen, page);
            }
            if guides.trim {
                let area = Rect::new(Length::ZERO, Length::ZERO, trim.w, trim.h);
                pen.frame(area, &FRAME, HAIR);
            }
            page.items.append(&mut pen.items);
        }
    });
}

fn grid(pen: &mut Pen<'_, '_>, page: &Page, spec: &PageSpec) {
    let left = if page.side == Side::Recto { spec.inner } else { spec.outer };
    for n in 0..i64::from(spec.lines) {
        let y = spec.top + spec.first + spec.step * n;
        pen.rule(Point::new(left, y), Point::new(left + spec.width(), y), &BASELINE, HAIR);
    }
    for n in 0..i64::from(spec.columns) {
        let x = left + (spec.column + spec.gutter) * n;
        pen.frame(Rect::new(x, spec.top, spec.column, spec.height()), &COLUMN, HAIR);
    }
}

/// Frames with their names; a name whose place is taken by another goes below it.
fn frames(pen: &mut Pen<'_, '_>, page: &Page) {
    let style = label(Length::pt(6), 600, &Ink::PAPER);
    let (high, pad) = (Length::sp(7 * 65_536 + 32_768), Length::pt(2));
    let mut taken: Vec<Rect> = Vec::new();
    for (name, area) in &page.frames {
        let ink = if name == "text" { &THREAD } else { &FRAME };
        pen.frame(*area, ink, Length::sp(49_152));
        let wide = pen.width(name, &style) + pad * 2;
        let corner = Point::new(area.x.max(Length::ZERO), area.y.max(Length::ZERO));
        // Above the frame, where it hides no content, if the page goes that far.
        let above = corner.y - high;
        let top = if above < Length::ZERO { corner.y } else { above };
        let mut tab = Rect::new(corner.x, top, wide, high);
        while taken.iter().any(|t| t.overlaps(&tab)) {
            tab = tab.shift(Length::ZERO, high);
        }
        taken.push(tab);
        pen.fill(tab, ink);
        pen.mark(name, &style, Point::new(tab.x + pad, tab.y + high.scale(74, 100)), Length::MAX);
    }
}
