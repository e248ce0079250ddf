//! Content in its frame: headings, pictures, callouts and tables, with the frame's ground and line.
//! Chooses no content; where the frame stands is `place`'s matter.

use super::boxes::{Bench, BoxAt, Part};
use super::captions::{Source, Taken};
use super::draw::shift;
use super::place::{bleed, frame_width, geometry};
use super::sheet::{Overfull, RestOver, Sheet, SheetFrame, picture_item, supplied_item};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect, Size};
use crate::layout::{Fit, FloatRule, Frame, FramePlace, PageSpec, Rows, VAlign};
use crate::pages::document::{Item, ItemKind};
use crate::pages::galley::{ARTIFACT, border_items, fill_item};
use crate::pages::galley::{Content, FigureContent, Float, SetBox, StackPart, StackSpec, set_stack};
use crate::typeset::GlyphRun;
use std::sync::Arc;

/// Puts a float into a frame, or the part of it from `from` on; returns where it goes on, where the page has no
/// room for all of it, or nothing where it does not belong there.
#[expect(clippy::option_option, reason = "whether it stands, and whether more is to come")]
pub(super) fn place_content(
    bench: &mut Bench<'_, '_>,
    frame: &Frame,
    (float, source): (&Float, Source),
    (fixed, from): (Option<i64>, Option<&BoxAt>),
    sheet: &mut Sheet,
) -> Option<Option<Arc<BoxAt>>> {
    if let Content::Figure(figure) = &float.content
        && let Some(lines) = fixed
    {
        return place_picture(bench, frame, (figure, source), lines, sheet).then_some(None);
    }
    let page = bench.page;
    let own;
    let (frame, columns) = match &float.content {
        Content::Callout(c) => {
            own = one_box(frame, &c.rule);
            (&own, frame.columns.unwrap_or(c.columns))
        }
        _ => (frame, 1),
    };
    let width = frame_width(page, frame, sheet) - frame.inset * 2;
    let pads = frame.inset.steps_ceil(page.step) * 2;
    let room = room(page, frame, sheet) - pads;
    let whole = match &float.content {
        Content::Callout(c) => bench.plain_callout(c, (width, columns), None, None),
        Content::Figure(figure) if frame.captions.is_some() => {
            let set = bench.set(&Content::Figure(figure.bare()), width, fixed);
            let (_, area) = geometry(page, frame, sheet, set.lines);
            sheet.taken.extend(frame.captions.clone().map(|by| Taken { by, of: source, area }));
            Some(Part { set: Arc::new(set), rest: None })
        }
        other => Some(Part { set: Arc::new(bench.set(other, width, fixed)), rest: None }),
    };
    let fits = whole.as_ref().is_some_and(|p| from.is_none() && p.set.lines <= room);
    let part = match &float.content {
        _ if fits => None,
        Content::Callout(c) => bench.plain_callout(c, (width, columns), from, Some(room)),
        content => bench.part(content, from, width, room),
    };
    let Part { set, rest } = part.or(whole.filter(|_| from.is_none()))?;
    let lines = set.lines - fixed.map_or(room, |n| n - pads);
    if lines > 0 {
        sheet.overfull.push(Overfull { frame: frame.name.clone(), lines, covers: None });
    }
    put(page, frame, Arc::unwrap_or_clone(set), sheet);
    let over = rest.as_ref().and_then(|at| over(bench, &float.content, at, (width, columns)));
    sheet.rests.extend(over.map(|over| (frame.role.clone(), over)));
    Some(rest)
}

/// What of a box from `at` on is still to come, in a frame of the same measure.
fn over(
    bench: &mut Bench<'_, '_>,
    content: &Content,
    at: &BoxAt,
    measure: (Length, u32),
) -> Option<RestOver> {
    match (content, at) {
        (Content::Callout(c), _) => {
            let part = bench.plain_callout(c, measure, Some(at), None)?;
            Some(RestOver::Lines(part.set.lines))
        }
        (Content::Table(t), BoxAt::Row(row, _)) => Some(RestOver::Rows(t.rows.len().saturating_sub(*row))),
        _ => None,
    }
}

/// Lines from a frame's top to the foot of the page, or of the whole page, where it stands at its foot.
fn room(page: &PageSpec, frame: &Frame, sheet: &Sheet) -> i64 {
    let (rows, area) = geometry(page, frame, sheet, 1);
    match &frame.place {
        FramePlace::Grid { rows: Rows::Foot { .. }, .. } => i64::from(page.lines),
        FramePlace::Grid { .. } => i64::from(page.lines) - rows.0,
        FramePlace::Box { height: Some(h), .. } => h.steps_floor(page.step),
        FramePlace::Box { .. } => (page.size.h - area.y).steps_floor(page.step),
    }
}

/// A frame with the ground, line and inset of the callout in it where it states none itself: they stand once.
fn one_box(frame: &Frame, rule: &FloatRule) -> Frame {
    let framed = rule.fill.is_some() || rule.border.is_some();
    let inset = if frame.inset == Length::ZERO && framed { rule.inset } else { frame.inset };
    Frame {
        fill: frame.fill.clone().or_else(|| rule.fill.clone()),
        border: frame.border.clone().or_else(|| rule.border.clone()),
        inset,
        ..frame.clone()
    }
}

/// A picture in a frame of stated height: it fills what its caption leaves.
fn place_picture(
    bench: &mut Bench<'_, '_>,
    frame: &Frame,
    (figure, source): (&FigureContent, Source),
    lines: i64,
    sheet: &mut Sheet,
) -> bool {
    let page = bench.page;
    let width = frame_width(page, frame, sheet) - frame.inset * 2;
    let (rows, area) = geometry(page, frame, sheet, lines);
    let hang = if page.hang_cap && !frame.bleed.top { page.cap_top() } else { Length::ZERO };
    let foot = if page.hang_cap && !frame.bleed.bottom { page.step - page.first } else { Length::ZERO };
    let own = figure.caption.as_ref().filter(|_| frame.captions.is_none());
    let caption = own.map(|c| bench.captioned(figure, c, width));
    let under = caption.as_ref().map_or(0, |c| c.lines);
    if figure.pictures.len() > 1 || under * 2 > lines {
        // A gallery, or a caption that would leave the picture no room: not in a frame of one picture.
        return false;
    }
    let below = page.step * under;
    let (left, top) = (area.x, area.bottom() - below);
    let whole = Rect::between(area.x, area.y + hang, area.right(), area.bottom() - foot);
    let area = Rect::between(area.x, area.y + hang, area.right(), top - foot);
    let area = bleed(page, frame, area, sheet);
    let (o, trim) = (Length::ZERO, Size::new(page.size.w * sheet.pages as i64, page.size.h));
    let trimmed =
        Rect::between(area.x.max(o), area.y.max(o), area.right().min(trim.w), area.bottom().min(trim.h));
    let crop = frame.fit == Fit::Cover;
    let item = |p| {
        let supplied = frame.role == "ad" && crop;
        if supplied { supplied_item(p, trimmed, area) } else { picture_item(p, area, crop) }
    };
    let mut items: Vec<Item> = figure.pictures.first().map(item).into_iter().collect();
    let mut anchors: Vec<_> = figure.anchor.iter().map(|a| (a.clone(), Point::new(area.x, area.y))).collect();
    anchors.extend(
        caption.iter().flat_map(|c| &c.anchors).map(|(a, y)| (a.clone(), Point::new(left, top + *y))),
    );
    let shape = items.first().map(|i| i.kind.clone()).zip(figure.outline.clone());
    items.extend(caption.into_iter().flat_map(|c| c.items).map(|i| shift(i, left, top)));
    items.extend(frame.border.iter().flat_map(|b| border_items(area, b, figure.tag)));
    let mut made = SheetFrame::of(frame, (rows, area), items, anchors);
    if let Some(hole) = &mut made.round {
        hole.area = if under > 0 { whole } else { area };
        if let Some((ItemKind::Picture { place, .. }, outline)) = shape.filter(|_| under == 0) {
            (hole.area, hole.outline) = (place, Some(outline));
        }
    }
    sheet.frames.push(made);
    sheet.taken.extend(frame.captions.clone().map(|by| Taken { by, of: source, area }));
    true
}

/// Sets a stack, in smaller type where the frame lets it and it would not fit.
pub(super) fn fit_stack(
    bench: &mut Bench<'_, '_>,
    parts: &[&StackPart],
    frame: &Frame,
    width: Length,
    fixed: Option<i64>,
    sheet: &mut Sheet,
) -> SetBox {
    let page = bench.page;
    let room = match (fixed, &frame.place) {
        (Some(lines), _) => Some(page.step * lines - frame.inset * 2),
        (None, FramePlace::Box { height: Some(h), .. }) => Some(*h - frame.inset * 2),
        _ => None,
    };
    let most = room.map(|r| r.steps_floor(page.step).max(1));
    let mut percent = 100;
    loop {
        let set = set_stack(bench.setter, parts, &StackSpec { page, width, percent });
        let fits = most.is_none_or(|m| set.lines <= m) && !set.too_wide;
        if fits || percent <= i64::from(frame.shrink) {
            if !fits {
                let lines = most.map_or(0, |m| (set.lines - m).max(0));
                sheet.overfull.push(Overfull { frame: frame.name.clone(), lines, covers: None });
            }
            return set;
        }
        percent -= 1;
    }
}

/// Places a set box in a frame: ground, frame line, vertical place, colour. A frame on the grid grows where its
/// content is taller than it says: downwards, or upwards where it stands on its foot.
pub(super) fn put(page: &PageSpec, frame: &Frame, set: SetBox, sheet: &mut Sheet) {
    sheet.narrow.extend(set.narrow.iter().cloned());
    let inset_lines = frame.inset.steps_ceil(page.step);
    let (rows, area) = geometry(page, frame, sheet, set.lines + inset_lines * 2);
    let over = page.step * set.lines + frame.inset * 2 - area.h;
    let (rows, area) = match &frame.place {
        FramePlace::Grid { rows: stated, .. } if over > Length::ZERO => {
            let lines = over.steps_ceil(page.step);
            let foot = matches!(stated, Rows::Foot { .. }) || frame.valign == VAlign::Bottom;
            let up = if foot { lines } else { 0 };
            let height = area.h + page.step * lines;
            ((rows.0 - up, rows.1 + lines), Rect { y: area.y - page.step * up, h: height, ..area })
        }
        _ => (rows, area),
    };
    let room = area.h - page.step * set.lines - frame.inset * 2;
    let down = match frame.valign {
        VAlign::Top => Length::ZERO,
        VAlign::Middle => (room / 2).max(Length::ZERO),
        VAlign::Bottom => room,
    };
    let inset =
        if matches!(frame.place, FramePlace::Grid { .. }) { page.step * inset_lines } else { frame.inset };
    let at = Point::new(area.x + frame.inset, area.y + inset + down);
    let ground = bleed(page, frame, area, sheet);
    let mut items: Vec<Item> = frame.fill.iter().map(|ink| fill_item(ground, ink, ARTIFACT)).collect();
    items.extend(frame.border.iter().flat_map(|b| border_items(ground, b, ARTIFACT)));
    for item in set.items {
        let item = shift(item, at.x, at.y);
        items.push(match &frame.color {
            Some(ink) => recolour(item, ink),
            None => item,
        });
    }
    let anchors = set.anchors.into_iter().map(|(a, y)| (a, Point::new(at.x, at.y + y))).collect();
    sheet.frames.push(SheetFrame::of(frame, (rows, area), items, anchors));
}

/// A text in another colour; a line through it, a ground or a picture stays as it is.
pub(super) fn recolour(mut item: Item, ink: &Ink) -> Item {
    if let ItemKind::Glyphs(GlyphRun { style, .. }) = &mut item.kind {
        let mut changed = (**style).clone();
        changed.color = ink.clone();
        *style = Arc::new(changed);
    }
    item
}
