//! A sheet: a master laid out with an article's content, its columns ready for the thread.
//! One page, or two facing ones; decides nothing, fills nothing.

use super::boxes::Bench;
use super::captions::{self, Source, Taken};
use super::draw::shift;
use super::place::{bleed, fixed_lines, frame_width, geometry};
use super::strips::{Strip, strips};
use crate::color::Ink;
use crate::geom::{Length, Path, Point, Rect};
use crate::issue::Place;
use crate::layout::{Fit, Frame, FramePlace, Master, PageSpec, Side, VAlign};
use crate::pages::document::{Anchor, Item, ItemKind, Stroke};
use crate::pages::galley::ARTIFACT;
use crate::pages::galley::fill_item;
use crate::pages::galley::{
    Content, Float, Galley, PictureCut, SetBox, StackPart, StackSpec, set_stack, stack_of,
};
use crate::typeset::{GlyphRun, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A master with content, for one place in the running order.
#[derive(Clone)]
pub struct Sheet {
    /// Name of the master.
    pub master: String,
    /// Side of its first page.
    pub side: Side,
    /// 1, or 2 for a spread.
    pub pages: usize,
    /// What stands in frames, in paint order; coordinates from the first page's trim.
    pub frames: Vec<SheetFrame>,
    /// Columns of the thread with what is free of them, in thread order.
    pub strips: Vec<Strip>,
    /// Bits of the framed content that it used.
    pub used: u64,
    /// Floats that figure frames took, from the next one on.
    pub floats: usize,
    /// Whether it has a frame for the thread.
    pub threaded: bool,
    /// Pictures whose captions stand in another frame.
    pub taken: Vec<Taken>,
    /// Colours of text frames that recolour the thread, by number of the frame.
    pub inks: BTreeMap<usize, Ink>,
    /// Frames whose content does not fit.
    pub overfull: Vec<String>,
    /// Frames without content, and the lines on which they would begin.
    pub vanished: Vec<(String, i64)>,
}

/// A frame with content.
#[derive(Clone)]
pub struct SheetFrame {
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: Rect,
    /// First grid line and number of lines, where it stands on the grid.
    pub rows: (i64, i64),
    /// What it paints.
    pub items: Vec<Item>,
    /// Anchors.
    pub anchors: Vec<(Anchor, Point)>,
    /// Whether thread text runs over it.
    pub under: bool,
    /// Distance that thread text keeps.
    pub gap: Length,
}

/// Where a float is to stand on a sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FloatChoice {
    /// Number of the float.
    pub float: usize,
    /// Head or foot.
    pub place: Place,
    /// First strip.
    pub strip: usize,
    /// How many strips.
    pub span: usize,
    /// Height of a picture in percent of its own.
    pub percent: i64,
}

/// Bit of the heading among the framed content.
pub const HEADING: u64 = 1 << 63;

impl SheetFrame {
    /// What lies under the text: a ground, a mark.
    pub(super) fn plain(name: &str, area: Rect, items: Vec<Item>) -> Self {
        let (name, anchors) = (name.to_owned(), Vec::new());
        Self { name, area, rows: (0, 0), items, anchors, under: true, gap: Length::ZERO }
    }

    /// What stands in `frame` at its rows and area.
    fn of(
        frame: &Frame,
        (rows, area): ((i64, i64), Rect),
        items: Vec<Item>,
        anchors: Vec<(Anchor, Point)>,
    ) -> Self {
        let name = frame.name.clone();
        Self { name, area, rows, items, anchors, under: frame.under, gap: frame.gap }
    }
}

/// What is known when a sheet is laid.
pub struct LayState<'g> {
    /// The article.
    pub galley: &'g Galley,
    /// Bits of framed content used before.
    pub used: u64,
    /// The next float.
    pub next_float: usize,
}

/// Lays `master` on a sheet whose first page is `side`; `None` where it is not eligible.
pub fn lay(bench: &mut Bench<'_, '_>, master: &Master, side: Side, state: &LayState<'_>) -> Option<Sheet> {
    if master.side.is_some_and(|s| s != side) || (master.spread && side != Side::Verso) {
        return None;
    }
    let page = bench.page;
    let mut sheet = Sheet {
        master: master.name.clone(),
        side,
        pages: if master.spread { 2 } else { 1 },
        frames: Vec::new(),
        strips: Vec::new(),
        used: state.used,
        floats: 0,
        threaded: false,
        taken: Vec::new(),
        inks: BTreeMap::new(),
        overfull: Vec::new(),
        vanished: Vec::new(),
    };
    if let Some(ink) = &master.fill {
        let area = Rect::new(Length::ZERO, Length::ZERO, page.size.w * sheet.pages as i64, page.size.h)
            .grow(page.bleed);
        sheet.frames.push(SheetFrame::plain("ground", area, vec![fill_item(area, ink, ARTIFACT)]));
    }
    let mut texts = Vec::new();
    for frame in captions::laying_order(&master.frames) {
        if frame.role == "text" {
            texts.push(frame);
            text_ground(bench.page, frame, &mut sheet);
            continue;
        }
        let filled = place_frame(bench, frame, state, &mut sheet);
        if !filled && frame.required {
            return None;
        }
        if !filled {
            let (rows, _) = geometry(page, frame, &sheet, 1);
            sheet.vanished.push((frame.name.clone(), rows.0));
        }
    }
    sheet.threaded = !texts.is_empty();
    for (n, frame) in texts.iter().enumerate() {
        sheet.inks.extend(frame.color.clone().map(|ink| (n, ink)));
        strips(page, frame, n, &mut sheet);
    }
    Some(sheet)
}

fn text_ground(page: &PageSpec, frame: &Frame, sheet: &mut Sheet) {
    if frame.fill.is_none() && frame.border.is_none() {
        return;
    }
    let (_, area) = geometry(page, frame, sheet, 0);
    let area = bleed(page, frame, area, sheet);
    let mut items: Vec<Item> = frame.fill.iter().map(|ink| fill_item(area, ink, ARTIFACT)).collect();
    items.extend(border(frame, area, ARTIFACT));
    sheet.frames.push(SheetFrame::plain(&format!("{}-ground", frame.name), area, items));
}

/// Puts content into a frame; `false` where there is none.
fn place_frame(bench: &mut Bench<'_, '_>, frame: &Frame, state: &LayState<'_>, sheet: &mut Sheet) -> bool {
    let page = bench.page;
    let galley = state.galley;
    let width = frame_width(page, frame, sheet);
    let inner = width - frame.inset * 2;
    let fixed = fixed_lines(page, frame);
    if frame.role == "heading" {
        if sheet.used & HEADING != 0 {
            return false;
        }
        let parts = stack_of(frame, &galley.heading);
        if parts.is_empty() {
            return false;
        }
        let set = fit_stack(bench, &parts, frame, inner, fixed, sheet);
        sheet.used |= HEADING;
        put(page, frame, set, sheet);
        return true;
    }
    if frame.text.is_none() && !once(galley, &frame.role, sheet) {
        return false;
    }
    if let Some(parts) = galley.stacks.get(&frame.role).filter(|p| !p.is_empty()) {
        let parts: Vec<&StackPart> = parts.iter().collect();
        let set = fit_stack(bench, &parts, frame, inner, fixed, sheet);
        put(page, frame, set, sheet);
        return true;
    }
    if let Some(set) = galley.drawn.get(&frame.role) {
        put(page, frame, set.clone(), sheet);
        return true;
    }
    if frame.role == "captions" {
        return place_captions(bench, frame, galley, sheet);
    }
    if frame.role == "figure" {
        let next = state.next_float + sheet.floats;
        let Some(float) = galley.floats.get(next).filter(|f| f.kind == "figure") else { return false };
        let placed = place_content(bench, frame, (float, Source::Float(next)), fixed, sheet);
        sheet.floats += usize::from(placed);
        return placed;
    }
    let other = |size: &String| frame.size.as_ref().is_some_and(|own| own != size);
    if frame.role == "ad" && galley.ad_size.as_ref().is_some_and(other) {
        return false;
    }
    let Some(bit) = galley.framed.keys().position(|k| *k == frame.role) else { return false };
    let bit = 1_u64 << bit.min(31);
    if sheet.used & bit != 0 {
        return false;
    }
    let Some(float) = galley.framed.get(&frame.role) else { return false };
    let source = Source::Role(frame.role.clone());
    let placed = place_content(bench, frame, (float, source), fixed, sheet);
    if placed {
        sheet.used |= bit;
    }
    placed
}

/// Puts the captions that other frames give it into a frame; `false` where there are none.
fn place_captions(bench: &mut Bench<'_, '_>, frame: &Frame, galley: &Galley, sheet: &mut Sheet) -> bool {
    let parts = captions::parts(bench, frame, galley, sheet);
    let parts: Vec<&StackPart> = parts.iter().collect();
    if !parts.is_empty() {
        let inner = frame_width(bench.page, frame, sheet) - frame.inset * 2;
        let set = fit_stack(bench, &parts, frame, inner, fixed_lines(bench.page, frame), sheet);
        put(bench.page, frame, set, sheet);
    }
    !parts.is_empty()
}

/// Whether the stack or ready box of `role` has not stood on a page yet; fixed words of frames may stand on all.
fn once(galley: &Galley, role: &str, sheet: &mut Sheet) -> bool {
    let Some(n) = galley.stacks.keys().chain(galley.drawn.keys()).position(|k| k == role) else {
        return true;
    };
    let bit = 1_u64 << (32 + n.min(29));
    let free = sheet.used & bit == 0;
    sheet.used |= bit;
    free
}

fn place_content(
    bench: &mut Bench<'_, '_>,
    frame: &Frame,
    (float, source): (&Float, Source),
    fixed: Option<i64>,
    sheet: &mut Sheet,
) -> bool {
    let page = bench.page;
    let width = frame_width(page, frame, sheet) - frame.inset * 2;
    if let (Content::Figure(figure), Some(lines)) = (&float.content, fixed) {
        let (rows, area) = geometry(page, frame, sheet, lines);
        let hang = if page.hang_cap && !frame.bleed.top { page.cap_top() } else { Length::ZERO };
        let foot = if page.hang_cap && !frame.bleed.bottom { page.step - page.first } else { Length::ZERO };
        let own = figure.caption.as_ref().filter(|_| frame.captions.is_none());
        let caption = own.map(|c| bench.caption(c, width));
        let under = caption.as_ref().map_or(0, |c| c.lines);
        if figure.pictures.len() > 1 || under * 2 > lines {
            // A gallery, or a caption that would leave the picture no room: not in a frame of one picture.
            return false;
        }
        let below = page.step * under;
        let (left, top) = (area.x, area.bottom() - below);
        let area = Rect::between(area.x, area.y + hang, area.right(), top - foot);
        let area = bleed(page, frame, area, sheet);
        let crop = frame.fit == Fit::Cover;
        let mut items: Vec<Item> =
            figure.pictures.first().map(|p| picture_item(p, area, crop)).into_iter().collect();
        items.extend(caption.into_iter().flat_map(|c| c.items).map(|i| shift(i, left, top)));
        items.extend(border(frame, area, figure.tag));
        let anchors = figure.anchor.iter().map(|a| (a.clone(), Point::new(area.x, area.y))).collect();
        sheet.frames.push(SheetFrame::of(frame, (rows, area), items, anchors));
        sheet.taken.extend(frame.captions.clone().map(|by| Taken { by, of: source, area }));
        return true;
    }
    let set = match &float.content {
        Content::Callout(c) => {
            // A frame with a ground or a line of its own needs no second one about the box in it.
            let own = frame.fill.is_none() && frame.border.is_none();
            bench.callout_in(c, width, frame.columns.unwrap_or(c.columns), own)
        }
        Content::Figure(figure) if frame.captions.is_some() => {
            let set = bench.set(&Content::Figure(figure.bare()), width, fixed);
            let (_, area) = geometry(page, frame, sheet, set.lines);
            sheet.taken.extend(frame.captions.clone().map(|by| Taken { by, of: source, area }));
            set
        }
        other => bench.set(other, width, fixed),
    };
    if fixed.is_some_and(|most| set.lines > most) {
        sheet.overfull.push(frame.name.clone());
    }
    put(page, frame, set, sheet);
    true
}

/// Sets a stack, in smaller type where the frame lets it and it would not fit.
fn fit_stack(
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
                sheet.overfull.push(frame.name.clone());
            }
            return set;
        }
        percent -= 1;
    }
}

/// Places a set box in a frame: ground, frame line, vertical place, colour.
fn put(page: &PageSpec, frame: &Frame, set: SetBox, sheet: &mut Sheet) {
    let inset_lines = frame.inset.steps_ceil(page.step);
    let (rows, area) = geometry(page, frame, sheet, set.lines + inset_lines * 2);
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
    items.extend(border(frame, ground, ARTIFACT));
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

/// The line about a frame, half a point thick.
fn border(frame: &Frame, area: Rect, tag: TagId) -> Option<Item> {
    let stroke = Stroke { color: frame.border.clone()?, width: Length::PT / 2, dash: Vec::new() };
    let kind = ItemKind::Path { path: Path::rect(area), fill: None, stroke: Some(stroke) };
    Some(Item { kind, tag, span: None })
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

/// A picture in `area`: cropped to fill it about its focus, or wholly inside.
#[must_use]
pub fn picture_item(cut: &PictureCut, area: Rect, crop: bool) -> Item {
    let (iw, ih) = (i64::from(cut.size.0), i64::from(cut.size.1));
    let wider = i128::from(area.w.to_sp()) * i128::from(ih) >= i128::from(area.h.to_sp()) * i128::from(iw);
    let by_width = wider == crop;
    let (w, h) = if by_width { (area.w, area.w.scale(ih, iw)) } else { (area.h.scale(iw, ih), area.h) };
    let off = |room: Length, size: Length, focus: u8| {
        if crop {
            let want = room / 2 - size.scale(i64::from(focus), 100);
            want.min(Length::ZERO).max(room - size)
        } else {
            (room - size) / 2
        }
    };
    let place = Rect::new(area.x + off(area.w, w, cut.focus.0), area.y + off(area.h, h, cut.focus.1), w, h);
    let clip = if crop { area } else { place };
    Item { kind: ItemKind::Picture { picture: cut.picture, place, clip }, tag: cut.tag, span: None }
}
