//! Pages without transparency: what is seen through is mixed with what lies below it and placed as pixels.
//! Everything else, and all that lies above, stays as it is. Only pages that hold transparency are touched.
//!
//! A picture with soft edges, or a part of a drawing that is seen through, becomes an opaque image of
//! [`plates::PPI`] pixels to the inch: what lies below it on the page is painted in inks, the part is laid over
//! it, and the rectangle that it bounds is cut out. Spot inks below stay on their plates: the image is in the
//! inks that its rectangle holds (`DeviceN`). Solid black overprints, as it does on the page. What a supplied
//! page holds cannot be painted here, so transparency over one is reported.

mod blend;
mod drawing;
mod grid;
mod outline;
mod plates;

use super::draw::Palette;
use super::picture::{Graphic, Inked, inked};
use crate::color::{Ink, Spot};
use crate::diag::{Diagnostic, Findings};
use crate::font::Fonts;
use crate::geom::{Length, Rect};
use crate::issue::{Issue, PictureId};
use crate::pages::{Document, Item, ItemKind, Page};
use crate::typeset::GlyphRun;
use drawing::Walk;
use outline::{Outline, of_path, of_run};
use plates::{Area, Coat, Plates};
use rayon::prelude::*;
use usvg::{BlendMode, Transform};

pub(super) use drawing::{group_shows_through, image_shows_through, path_shows_through, shows_through};

/// An opaque image and where it stands in its form: left, bottom, width, height in the form's units.
pub(super) type Patch = ([f64; 4], Inked);

/// The document with every page flattened; `graphics` grow by what was made, and lose what is placed no more.
pub(super) fn flatten(
    document: &Document,
    issue: &Issue,
    palette: Palette<'_>,
    fonts: &Fonts,
    graphics: &mut Vec<Option<Graphic>>,
    findings: &mut Findings,
) -> Document {
    let work = Work { document, issue, palette, fonts, graphics };
    let made: Vec<Option<Made>> = document.pages.par_iter().map(|page| work.page(page)).collect();
    let mut out = document.clone();
    for (page, made) in out.pages.iter_mut().zip(made) {
        let Some(made) = made else { continue };
        findings.append(made.findings);
        for (at, kind, graphic) in made.pieces {
            let ItemKind::Picture { place, clip, .. } = kind else { continue };
            let picture = PictureId(graphics.len() as u32);
            graphics.push(Some(graphic));
            if let Some(item) = page.items.get_mut(at) {
                item.kind = ItemKind::Picture { picture, place, clip };
            }
        }
    }
    let mut placed = vec![false; graphics.len()];
    for item in out.pages.iter().flat_map(|p| &p.items) {
        if let ItemKind::Picture { picture, .. } = item.kind
            && let Some(p) = placed.get_mut(picture.0 as usize)
        {
            *p = true;
        }
    }
    for (graphic, placed) in graphics.iter_mut().zip(placed) {
        if !placed {
            *graphic = None;
        }
    }
    out
}

/// What became of a page: the items that are other graphics now, by their place among the items.
struct Made {
    pieces: Vec<(usize, ItemKind, Graphic)>,
    findings: Findings,
}

struct Work<'a> {
    document: &'a Document,
    issue: &'a Issue,
    palette: Palette<'a>,
    fonts: &'a Fonts,
    graphics: &'a [Option<Graphic>],
}

impl Work<'_> {
    fn graphic(&self, item: &Item) -> Option<(&Graphic, PictureId, Rect, Rect)> {
        let ItemKind::Picture { picture, place, clip } = item.kind else { return None };
        Some((self.graphics.get(picture.0 as usize)?.as_ref()?, picture, place, clip))
    }

    /// The page's pieces; `None` where nothing on it is seen through.
    fn page(&self, page: &Page) -> Option<Made> {
        let through = |i: &Item| self.graphic(i).filter(|(g, ..)| g.transparent).map(|(.., clip)| clip);
        let last = page.items.iter().rposition(|i| through(i).is_some())?;
        let items = page.items.get(..=last)?;
        let mut seen: Vec<Rect> = items.iter().filter_map(through).collect();
        let plates = Plates::new(self.document.trim, self.document.bleed, self.palette.spots.len());
        let mut layer = Layer { work: self, plates, unknown: Vec::new() };
        let mut made = Made { pieces: Vec::new(), findings: Findings::new() };
        for (at, item) in items.iter().enumerate() {
            let Some((graphic, id, place, clip)) = self.graphic(item) else {
                layer.paint(item, &seen);
                continue;
            };
            if graphic.transparent {
                if let Some((path, other)) = layer.unknown.iter().find(|(_, u)| u.overlaps(&clip)) {
                    let mut own = self.refusal(id, path).at(item.span);
                    own = if other.contains(&clip) { own.hint(OVER) } else { own.hint(BESIDE) };
                    made.findings.push(own);
                }
                seen.remove(0);
                if let Some((kind, piece)) = layer.see_through(graphic, id, (place, clip), &seen) {
                    made.pieces.push((at, kind, piece));
                }
            } else if seen.iter().any(|s| s.overlaps(&clip)) {
                layer.picture(graphic, id, (place, clip), &seen);
            }
        }
        Some(made)
    }

    fn refusal(&self, picture: PictureId, below: &str) -> Diagnostic {
        let path = self.issue.pictures.get(picture.0 as usize).map_or("", |p| p.path.as_str());
        let words = format!("`{path}` is seen through and lies over the supplied page `{below}`");
        Diagnostic::error("D011", words)
    }
}

const OVER: &str = "take it off the page, or write PDF/X-4, which keeps transparency";
const BESIDE: &str = "move it beside the page, or write PDF/X-4, which keeps transparency";

/// A page's plates while items are laid on them, in paint order.
struct Layer<'a> {
    work: &'a Work<'a>,
    plates: Plates,
    /// Supplied pages, which cannot be painted: their paths and places.
    unknown: Vec<(String, Rect)>,
}

impl Layer<'_> {
    /// Paints text or an outline, where it reaches one of the places.
    fn paint(&mut self, item: &Item, seen: &[Rect]) {
        let spots = self.work.palette.spots;
        match &item.kind {
            ItemKind::Glyphs(run) => {
                let near = reach(run);
                let Some(face) =
                    self.work.fonts.face(run.face).filter(|_| seen.iter().any(|s| s.overlaps(&near)))
                else {
                    return;
                };
                let ink = &run.style.color;
                self.outline(of_run(run, &face.data).as_ref(), &coat(ink, spots, ink.is_solid_black()), seen);
            }
            ItemKind::Path { path, fill, stroke } => {
                let inks = [fill.as_ref(), stroke.as_ref().map(|s| &s.color)];
                let black = inks.into_iter().flatten().all(Ink::is_solid_black);
                let shape = of_path(path);
                if let Some(ink) = fill {
                    self.outline(shape.as_ref(), &coat(ink, spots, black), seen);
                }
                if let Some(s) = stroke {
                    let line = shape.as_ref().and_then(|p| outline::stroked(p, s));
                    self.outline(line.as_ref(), &coat(&s.color, spots, black), seen);
                }
            }
            ItemKind::Picture { .. } | ItemKind::Link { .. } => {}
        }
    }

    fn outline(&mut self, shape: Option<&Outline>, coat: &Coat, seen: &[Rect]) {
        let Some(shape) = shape else { return };
        let place = self.plates.place();
        let Some(area) = self.plates.touched(outline::bounds(shape, place)) else { return };
        let needed = seen.iter().filter_map(|r| self.plates.area(*r)).any(|s| s.within(area).is_some());
        if !needed {
            return;
        }
        let place = shifted(place, area);
        if let Some(mask) = crate::picture::coverage(shape, false, place, area.w, area.h) {
            self.plates.coat(area, &mask, coat);
        }
    }

    /// Paints a picture that hides what is below it, or notes that it cannot be painted.
    fn picture(&mut self, graphic: &Graphic, id: PictureId, (place, clip): (Rect, Rect), seen: &[Rect]) {
        if graphic.drawing().is_some() {
            self.drawing(graphic, place, clip, seen);
        } else if graphic.is_page() {
            let path = self.work.issue.pictures.get(id.0 as usize).map(|p| p.path.clone());
            self.unknown.push((path.unwrap_or_default(), clip));
        } else {
            self.pixels(id, place, clip);
        }
    }

    /// Paints what is seen through, and cuts it out of the plates.
    fn see_through(
        &mut self,
        graphic: &Graphic,
        id: PictureId,
        (place, clip): (Rect, Rect),
        seen: &[Rect],
    ) -> Option<(ItemKind, Graphic)> {
        if let Some(tree) = graphic.drawing() {
            let patches = self.drawing(graphic, place, clip, seen);
            let kind = ItemKind::Picture { picture: id, place, clip };
            return Some((kind, Graphic::patched(tree, patches)));
        }
        self.pixels(id, place, clip);
        let area = self.plates.area(overlap(place, clip)?)?;
        let piece = self.cut(area);
        let kind = ItemKind::Picture { picture: id, place: self.plates.rect(area), clip };
        Some((kind, Graphic::of_inks(piece)))
    }

    fn drawing(&mut self, graphic: &Graphic, place: Rect, clip: Rect, seen: &[Rect]) -> Vec<Vec<Patch>> {
        let Some((tree, area)) =
            graphic.drawing().zip(self.plates.area(overlap(place, clip).unwrap_or(clip)))
        else {
            return Vec::new();
        };
        let points = |l: Length| l.to_millipoints() as f32 / 1000.0;
        let (w, h) = (points(place.w) / tree.size().width(), points(place.h) / tree.size().height());
        let at = Transform::from_row(w, 0.0, 0.0, h, points(place.x), points(place.y));
        let needed = seen.iter().filter_map(|r| self.plates.area(*r)).collect();
        let place_on = self.plates.place().pre_concat(at);
        let mut walk = Walk::new(self, area, place_on, needed);
        walk.tree(tree);
        let found = walk.finish();
        let milli = |l: Length| l.to_millipoints() as f64;
        let (wide, high) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
        let (sx, sy) = (wide / milli(place.w).max(1.0), high / milli(place.h).max(1.0));
        let in_form = |(area, inked): (Area, Inked)| {
            let r = self.plates.rect(area);
            let foot = milli(r.bottom() - place.y) * sy;
            ([milli(r.x - place.x) * sx, high - foot, milli(r.w) * sx, milli(r.h) * sy], inked)
        };
        found.into_iter().map(|part| part.into_iter().map(in_form).collect()).collect()
    }

    /// Lays a raster picture on the plates.
    fn pixels(&mut self, id: PictureId, place: Rect, clip: Rect) {
        let seen = overlap(place, clip).and_then(|r| self.plates.area(r));
        let Some((area, picture)) = seen.zip(self.work.issue.pictures.get(id.0 as usize)) else { return };
        // What is wrong with the picture was told when its object was made.
        let duotone = self.work.document.duotones.get(&id);
        let Some(source) = inked(picture, duotone, self.work.palette) else { return };
        let px = |l: Length| {
            (l + self.work.document.bleed).to_millipoints() as f64 * plates::PPI as f64 / 72_000.0
        };
        let edges = |r: Rect| [px(r.x), px(r.y), px(r.right()), px(r.bottom())];
        let (inks, opacity) = outline::sampled(&source, area, edges(place), edges(clip));
        let own = |s: &Spot| self.work.palette.spots.iter().position(|o| o.plate == s.plate);
        let spots: Vec<usize> = source.spots.iter().filter_map(own).collect();
        if spots.is_empty() {
            self.plates.lay(area, &inks, &opacity, BlendMode::Normal);
        } else {
            self.plates.lay_spots(area, &inks, &spots, &opacity);
        }
    }

    fn cut(&mut self, area: Area) -> Inked {
        let (data, used) = self.plates.cut(area);
        let spots = used.iter().filter_map(|n| self.work.palette.spots.get(*n)).cloned().collect();
        Inked { width: area.w, height: area.h, data, opacity: None, spots }
    }
}

/// From the plates' pixels to those of an area.
fn shifted(place: Transform, area: Area) -> Transform {
    place.post_translate(-(area.x as f32), -(area.y as f32))
}

/// A rectangle that a run's glyphs do not leave: two ems around the line on which they stand.
fn reach(run: &GlyphRun) -> Rect {
    let around = run.style.size * 2;
    let wide: i64 = run.glyphs.iter().map(|g| i64::from(g.advance).abs()).sum();
    Rect::between(
        run.at.x - around,
        run.at.y - around,
        run.at.x + Length::sp(wide) + around,
        run.at.y + around,
    )
}

/// What both rectangles hold.
fn overlap(a: Rect, b: Rect) -> Option<Rect> {
    a.overlaps(&b).then(|| {
        Rect::between(a.x.max(b.x), a.y.max(b.y), a.right().min(b.right()), a.bottom().min(b.bottom()))
    })
}

/// What an ink lays on each plate; `overprints`: it leaves the plates that it does not print on.
fn coat(ink: &Ink, spots: &[Spot], overprints: bool) -> Coat {
    let byte = |v: u16| ((u32::from(v) * 255 + 5000) / 10_000).min(255) as u8;
    let spot = ink.spot.as_ref().and_then(|s| Some((spots.iter().position(|o| o.plate == s.plate)?, s.tint)));
    let process = if spot.is_some() { [0; 4] } else { ink.cmyk.map(byte) };
    let own = (0..spots.len()).map(|n| spot.filter(|(at, _)| *at == n).map_or(0, |(_, tint)| byte(tint)));
    process.into_iter().chain(own).map(|v| (v > 0 || !overprints).then_some(v)).collect()
}
