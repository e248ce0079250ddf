//! The masters of a layout, each drawn to scale with the names and roles of its frames, and where genres use them.
//! Frames whose height follows from their content are shown with a height that is usual.

use super::{Book, GRAY, HAIR, LINE, MARGIN, TEXT, WIDTH};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::layout::{Fit, Frame, Master, SequenceStep, Side};
use crate::pages::makeup::schematic;
use crate::pages::show::pen::{Pen, label};
use crate::pages::show::shrink::Scale;
use std::collections::BTreeMap;

/// Pages beside each other.
const ROW: i64 = 4;
const GAP: Length = Length::mm(6);
const UNDER: Length = Length::mm(13);

const THREAD: Ink = super::process([22, 4, 0, 0]);
const THREAD_LINE: Ink = super::process([75, 30, 0, 0]);
const WORDS: Ink = super::process([0, 9, 32, 0]);
const WORDS_LINE: Ink = super::process([0, 40, 90, 5]);
const PICTURE: Ink = super::process([3, 18, 8, 0]);
const PICTURE_LINE: Ink = super::process([10, 75, 30, 0]);

pub fn draw(book: &mut Book<'_, '_, '_>) {
    let layout = book.subject.layout;
    book.begin("Masters");
    let size = layout.page.size;
    let wide = (WIDTH - GAP * (ROW - 1)) / ROW;
    let high = Scale::new(wide, size.w).of(size.h).min(Length::mm(120));
    let scale = Scale::new(high, size.h);
    let (w, h) = (scale.of(size.w), high);
    let uses = uses(book);
    let mut x = Length::ZERO;
    for master in layout.masters.values().filter(|m| !m.frames.is_empty()) {
        let pages = if master.spread { 2 } else { 1 };
        if x > Length::ZERO && x + w * pages > WIDTH + Length::PT {
            x = Length::ZERO;
            book.y += h + UNDER;
        }
        if x == Length::ZERO {
            book.need(h + UNDER);
        }
        let area = book.area(x, w * pages, h);
        one(book, master, scale, area);
        caption(&mut book.pen, master, uses.get(master.name.as_str()).map_or("", String::as_str), area);
        x += w * pages + GAP;
    }
    book.y += h + UNDER;
    genres(book);
}

fn one(book: &mut Book<'_, '_, '_>, master: &Master, scale: Scale, area: Rect) {
    let page = &book.subject.layout.page;
    let side = match master.side {
        _ if master.spread => Side::Verso,
        Some(side) => side,
        None => Side::Recto,
    };
    let pen = &mut book.pen;
    pen.fill(area, master.fill.as_ref().unwrap_or(&Ink::PAPER));
    for (frame, place) in schematic(page, master, side) {
        let shown = Rect::new(
            area.x + scale.of(place.x),
            area.y + scale.of(place.y),
            scale.of(place.w),
            scale.of(place.h),
        );
        box_of(pen, frame, shown);
    }
    pen.frame(area, &LINE, HAIR * 2);
    if master.spread {
        let fold = area.x + area.w / 2;
        pen.rule(Point::new(fold, area.y), Point::new(fold, area.bottom()), &LINE, HAIR * 2);
    }
}

/// A frame in the colour of what it takes, with its name and, where that is another, its role.
fn box_of(pen: &mut Pen<'_, '_>, frame: &Frame, area: Rect) {
    let picture = matches!(frame.role.as_str(), "hero" | "figure" | "ad" | "portrait")
        || frame.fit == Fit::Contain
        || (frame.under && frame.text.is_none());
    let (fill, line) = match frame.role.as_str() {
        "text" => (&THREAD, &THREAD_LINE),
        _ if picture => (&PICTURE, &PICTURE_LINE),
        _ => (&WORDS, &WORDS_LINE),
    };
    pen.fill(area, fill);
    pen.frame(area, line, HAIR * 2);
    let size = Length::pt(6);
    let (pad, room) = (Length::sp(78_643), area.w - Length::sp(157_286));
    if area.h < size || room < size {
        return;
    }
    let name = label(size, 600, line);
    pen.line(&frame.name, &name, Point::new(area.x + pad, area.y + size), room);
    if frame.role != frame.name && area.h > size * 2 + pad {
        let role = label(size, 400, line);
        pen.line(&frame.role, &role, Point::new(area.x + pad, area.y + size.scale(215, 100)), room);
    }
}

fn caption(pen: &mut Pen<'_, '_>, master: &Master, uses: &str, area: Rect) {
    let y = area.bottom() + Length::mm(4);
    let side = match master.side {
        Some(Side::Recto) => "right-hand",
        Some(Side::Verso) => "left-hand",
        None if master.spread => "spread",
        None => "",
    };
    let (bold, plain) = (label(Length::pt(8), 700, &TEXT), label(Length::pt(7), 400, &GRAY));
    let wide = pen.line(&master.name, &bold, Point::new(area.x, y), area.w);
    let rest = area.w - wide - Length::mm(2);
    pen.line(side, &plain, Point::new(area.x + wide + Length::mm(2), y), rest);
    pen.line(uses, &plain, Point::new(area.x, y + Length::mm(3)), area.w);
}

/// The genres that use each master.
fn uses(book: &Book<'_, '_, '_>) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, genre) in &book.subject.layout.genres {
        for step in genre.sequence.iter().chain(&genre.jump_sequence).flatten() {
            let list = out.entry(step.master.clone()).or_default();
            if !list.contains(&name.as_str()) {
                list.push(name);
            }
        }
    }
    out.into_iter().map(|(master, list)| (master, list.join(", "))).collect()
}

/// Genres with the sequences of their masters.
fn genres(book: &mut Book<'_, '_, '_>) {
    let (bold, plain) = (label(Length::pt(8), 700, &TEXT), label(Length::pt(8), 400, &TEXT));
    let steps = |sequence: &[Vec<SequenceStep>]| {
        let one = |s: &SequenceStep| format!("{}{}", s.master, if s.repeat { "*" } else { "" });
        let step = |s: &Vec<SequenceStep>| s.iter().map(one).collect::<Vec<_>>().join(" or ");
        sequence.iter().map(step).collect::<Vec<_>>().join("  →  ")
    };
    let rows: Vec<(String, String)> = book
        .subject
        .layout
        .genres
        .iter()
        .filter(|(_, g)| !g.sequence.is_empty())
        .map(|(name, g)| (name.clone(), steps(&g.sequence)))
        .collect();
    let indent = Length::mm(32);
    for (name, words) in rows {
        book.need(Length::mm(10));
        let y = book.y;
        book.pen.text(&name, &bold, Point::new(MARGIN, y), indent, 1);
        book.y += book.pen.text(&words, &plain, Point::new(MARGIN + indent, y), WIDTH - indent, 4);
    }
}
