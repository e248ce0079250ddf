//! A sheet: a master laid out with an article's content, its columns ready for the thread.
//! One page, or two facing ones; decides nothing, fills nothing.

use super::boxes::{Bench, BoxAt};
use super::captions::{self, Source, Taken};
use super::framed::{fit_stack, place_content, put};
use super::place::{bleed, fixed_lines, frame_width, geometry};
use super::round::Hole;
use super::strips::{Strip, strips};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::layout::{Frame, FramePlace, Master, PageSpec, Side};
use crate::pages::document::{Anchor, Item, ItemKind};
use crate::pages::galley::ARTIFACT;
use crate::pages::galley::{
    ColumnAd, Galley, Narrow, PictureCut, StackPart, border_items, fill_item, stack_of,
};
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
    pub overfull: Vec<Overfull>,
    /// Framed content of which a part stands, by its bit, and where it goes on.
    pub under: Vec<(u64, Arc<BoxAt>)>,
    /// By role, framed content of which a part stands here, and what of it is still to come.
    pub rests: Vec<(String, RestOver)>,
    /// Tables in frames that break words.
    pub narrow: Vec<Narrow>,
    /// Advertisements beside text: page of the sheet, number in the issue.
    pub ads: Vec<(usize, usize)>,
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
    /// What thread text goes round, where it does.
    pub(super) round: Option<Hole>,
}

/// What of framed content has found no place yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RestOver {
    /// Grid lines of a callout.
    Lines(i64),
    /// Rows of a table.
    Rows(usize),
}

/// A frame whose content is too large for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overfull {
    /// Its name.
    pub frame: String,
    /// Lines by which it grew; none where a word is too wide, or where it stands off the page.
    pub lines: i64,
    /// What it covers: the name of another frame, or nothing where it runs off the page; `None` where all else
    /// gives way.
    pub covers: Option<String>,
}

/// Bit of the heading among the framed content.
pub const HEADING: u64 = 1 << 63;

impl SheetFrame {
    /// What lies under the text: a ground, a mark.
    pub(super) fn plain(name: &str, area: Rect, items: Vec<Item>) -> Self {
        let (name, anchors) = (name.to_owned(), Vec::new());
        Self { name, area, rows: (0, 0), items, anchors, under: true, gap: Length::ZERO, round: None }
    }

    /// What stands in `frame` at its rows and area.
    pub(super) fn of(
        frame: &Frame,
        (rows, area): ((i64, i64), Rect),
        items: Vec<Item>,
        anchors: Vec<(Anchor, Point)>,
    ) -> Self {
        let name = frame.name.clone();
        let round = frame.wrap.map(|gap| Hole { area, gap, outline: None });
        Self { name, area, rows, items, anchors, under: frame.under, gap: frame.gap, round }
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
    /// Framed content of which parts stand on earlier pages.
    pub under: &'g [(u64, Arc<BoxAt>)],
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
        under: state.under.to_vec(),
        rests: Vec::new(),
        narrow: Vec::new(),
        ads: Vec::new(),
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
    clashes(page, master, &mut sheet);
    strays(page, &mut sheet);
    sheet.threaded = !texts.is_empty();
    for (n, frame) in texts.iter().enumerate() {
        sheet.inks.extend(frame.color.clone().map(|ink| (n, ink)));
        strips(bench, frame, n, &mut sheet);
    }
    Some(sheet)
}

/// Finds frames whose content nobody would see, for they stand beyond the bleed.
fn strays(page: &PageSpec, sheet: &mut Sheet) {
    let paper = Rect::new(Length::ZERO, Length::ZERO, page.size.w * sheet.pages as i64, page.size.h);
    let paper = paper.grow(page.bleed);
    let off = sheet.frames.iter().filter(|f| !f.items.is_empty() && !f.area.overlaps(&paper));
    let off = off.map(|f| Overfull { frame: f.name.clone(), lines: 0, covers: Some(String::new()) });
    sheet.overfull.extend(off.collect::<Vec<_>>());
}

/// Finds what frames cover that had to grow.
fn clashes(page: &PageSpec, master: &Master, sheet: &mut Sheet) {
    let under = |name: &str| master.frames.iter().any(|f| f.name == name && f.under);
    for over in &mut sheet.overfull {
        let own = sheet.frames.iter().find(|f| f.name == over.frame).filter(|_| over.lines > 0);
        let Some((own, frame)) = own.zip(master.frames.iter().find(|f| f.name == over.frame)) else {
            continue;
        };
        let gridded = matches!(frame.place, FramePlace::Grid { .. });
        let more = if gridded { Length::ZERO } else { page.step * over.lines };
        let area = Rect { h: own.area.h + more, ..own.area };
        let covered = |f: &&SheetFrame| {
            let solid = !under(&f.name) && !f.items.is_empty() && f.rows.1 > 0;
            solid && f.name != own.name && f.area.overlaps(&area)
        };
        let other = sheet.frames.iter().find(covered).map(|f| f.name.clone());
        let off = if gridded {
            own.rows.0 < 0 || own.rows.0 + own.rows.1 > i64::from(page.lines)
        } else {
            area.bottom() > page.size.h
        };
        over.covers = other.or_else(|| off.then(String::new));
    }
}

fn text_ground(page: &PageSpec, frame: &Frame, sheet: &mut Sheet) {
    if frame.fill.is_none() && frame.border.is_none() {
        return;
    }
    let (_, area) = geometry(page, frame, sheet, 0);
    let area = bleed(page, frame, area, sheet);
    let mut items: Vec<Item> = frame.fill.iter().map(|ink| fill_item(area, ink, ARTIFACT)).collect();
    items.extend(frame.border.iter().flat_map(|b| border_items(area, b, ARTIFACT)));
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
        let placed =
            place_content(bench, frame, (float, Source::Float(next)), (fixed, None), sheet).is_some();
        sheet.floats += usize::from(placed);
        return placed;
    }
    place_role(bench, frame, galley, sheet)
}

/// Puts the framed content of a frame's role into it; `false` where there is none.
fn place_role(bench: &mut Bench<'_, '_>, frame: &Frame, galley: &Galley, sheet: &mut Sheet) -> bool {
    let fixed = fixed_lines(bench.page, frame);
    let booked = column_ad(bench.page, frame, galley, sheet);
    let name = booked.map_or(&frame.role, |(name, ..)| name);
    let Some(bit) = bit_of(galley, name) else { return false };
    if sheet.used & bit != 0 {
        return false;
    }
    let Some(float) = galley.framed.get(name) else { return false };
    let from = sheet.under.iter().find(|(b, _)| *b == bit).map(|(_, at)| Arc::clone(at));
    let own = (float, Source::Role(name.clone()));
    let Some(rest) = place_content(bench, frame, own, (fixed, from.as_deref()), sheet) else {
        return false;
    };
    sheet.under.retain(|(b, _)| *b != bit);
    match rest {
        Some(at) => sheet.under.push((bit, at)),
        None => sheet.used |= bit,
    }
    sheet.ads.extend(booked.map(|(_, page, ad)| (page, ad.number)));
    true
}

/// The bit of framed content.
fn bit_of(galley: &Galley, name: &str) -> Option<u64> {
    galley.framed.keys().position(|k| k == name).map(|n| 1 << n.min(31))
}

/// The next advertisement that a frame takes beside text, and the frame's page on the sheet: of its size, for that
/// side, and one on a page.
fn column_ad<'g>(
    page: &PageSpec,
    frame: &Frame,
    galley: &'g Galley,
    sheet: &Sheet,
) -> Option<(&'g String, usize, &'g ColumnAd)> {
    if frame.role != "ad" || galley.ads.is_empty() {
        return None;
    }
    let (_, area) = geometry(page, frame, sheet, 1);
    let on = usize::from(area.x >= page.size.w);
    if sheet.ads.iter().any(|(taken, _)| *taken == on) {
        return None;
    }
    let side = if on == 0 { sheet.side } else { Side::Recto };
    let mut open = galley.ads.iter().filter(|(name, ad)| {
        let free = bit_of(galley, name).is_some_and(|bit| sheet.used & bit == 0);
        free && ad.side.is_none_or(|s| s == side) && frame.size.as_ref().is_none_or(|s| *s == ad.size)
    });
    open.next().map(|(name, ad)| (name, on, ad))
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

/// An advertisement in `area`, of which `trimmed` is what the cutter leaves: the trim of a supplied page stands on
/// that, and the bleed around it is its own; any other picture fills the whole area.
#[must_use]
pub fn supplied_item(cut: &PictureCut, trimmed: Rect, area: Rect) -> Item {
    if !cut.page {
        return picture_item(cut, area, true);
    }
    let mut item = picture_item(cut, trimmed, true);
    if let ItemKind::Picture { clip, .. } = &mut item.kind {
        *clip = area;
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
