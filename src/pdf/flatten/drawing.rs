//! A drawing on the plates, node by node in paint order, and the patches for its parts that are seen through.
//! Says which parts those are; the form that holds the rest is written by `draw`, which walks the same way.

use super::grid::{Grid, Part};
use super::plates::{Area, over};
use super::{Layer, shifted};
use crate::color::Rgb;
use crate::pdf::picture::Inked;
use crate::picture::{coverage, node_pixels};
use std::collections::BTreeMap;
use usvg::{BlendMode, ClipPath, FillRule, Group, ImageKind, Node, Paint, Transform};

/// Groups within groups beyond this depth are left out, as in `draw`.
const DEPTH: usize = 48;

/// Whether a group as a whole is mixed with what lies below it.
pub(in crate::pdf) fn group_shows_through(group: &Group) -> bool {
    group.opacity().get() < 1.0
        || group.blend_mode() != BlendMode::Normal
        || group.mask().is_some()
        || !group.filters().is_empty()
}

/// Whether a path's fill or stroke is seen through.
pub(in crate::pdf) fn path_shows_through(path: &usvg::Path) -> bool {
    let through = |paint: &Paint, opacity: f32| {
        opacity < 1.0
            || match paint {
                Paint::Color(_) => false,
                Paint::LinearGradient(g) => g.stops().iter().any(|s| s.opacity().get() < 1.0),
                Paint::RadialGradient(g) => g.stops().iter().any(|s| s.opacity().get() < 1.0),
                Paint::Pattern(p) => shows_through(p.root(), 0),
            }
    };
    path.is_visible()
        && (path.fill().is_some_and(|f| through(f.paint(), f.opacity().get()))
            || path.stroke().is_some_and(|s| through(s.paint(), s.opacity().get())))
}

/// Whether a raster picture within a drawing is seen through.
pub(in crate::pdf) fn image_shows_through(image: &usvg::Image) -> bool {
    let bytes = match image.kind() {
        ImageKind::PNG(b) | ImageKind::GIF(b) | ImageKind::WEBP(b) => b,
        ImageKind::JPEG(_) | ImageKind::SVG(_) => return false,
    };
    // What cannot be decoded is left out by `draw`, and so hides nothing.
    crate::pdf::picture::has_opacity(bytes, image.kind())
}

/// Whether anything in a group is seen through.
pub(in crate::pdf) fn shows_through(group: &Group, depth: usize) -> bool {
    depth <= DEPTH
        && (group_shows_through(group)
            || group.children().iter().any(|node| match node {
                Node::Group(g) => shows_through(g, depth + 1),
                Node::Path(p) => path_shows_through(p),
                Node::Text(t) => shows_through(t.flattened(), depth + 1),
                Node::Image(i) if !i.is_visible() => false,
                Node::Image(i) => match i.kind() {
                    ImageKind::SVG(tree) => shows_through(tree.root(), depth + 1),
                    _ => image_shows_through(i),
                },
            }))
}

/// A walk through one placed drawing.
pub(super) struct Walk<'a, 'b> {
    layer: &'a mut Layer<'b>,
    area: Area,
    place: Transform,
    /// Shares of the area's pixels that clips leave.
    clip: Option<Vec<u8>>,
    known: BTreeMap<Rgb, [u8; 4]>,
    /// Where something above the drawing is seen through.
    above: Vec<Area>,
    /// The parts as the first walk found them.
    parts: Vec<Part>,
    /// The plan of the second walk; `None` in the first.
    grid: Option<Grid>,
    /// The number of the part that comes next.
    at: usize,
    /// The innermost clip's number, and how many there were.
    clips: (u32, u32),
    patches: Vec<Vec<(Area, Inked)>>,
}

impl<'a, 'b> Walk<'a, 'b> {
    /// `area`: what is seen of it; `place`: from its units to pixels of the plates; `above`: where something
    /// above is seen through.
    pub(super) fn new(layer: &'a mut Layer<'b>, area: Area, place: Transform, above: Vec<Area>) -> Self {
        Self {
            layer,
            area,
            place,
            clip: None,
            known: BTreeMap::new(),
            above,
            parts: Vec::new(),
            grid: None,
            at: 0,
            clips: (0, 0),
            patches: Vec::new(),
        }
    }

    /// Paints the drawing: a first walk finds where its parts lie, a second paints what is needed of them.
    pub(super) fn tree(&mut self, tree: &usvg::Tree) {
        self.group(tree.root(), None, self.place, 0);
        self.grid = Some(Grid::new(self.area, &self.above, &self.parts));
        self.group(tree.root(), None, self.place, 0);
    }

    /// The patches of each part that is seen through, in their order; none for one that is not on the page, or
    /// that others hide.
    pub(super) fn finish(self) -> Vec<Vec<(Area, Inked)>> {
        self.patches
    }

    /// Paints a group; `node` is the same where it is one.
    fn group(&mut self, group: &Group, node: Option<&Node>, t: Transform, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let through = group_shows_through(group);
        if through || !shows_through(group, depth) {
            let bounds = group.layer_bounding_box().to_rect();
            let inner = t.pre_concat(group.transform());
            let own;
            let node = if let Some(node) = node {
                node
            } else {
                own = Node::Group(Box::new(group.clone()));
                &own
            };
            self.lay(node, bounds, inner, t, group.blend_mode(), through);
            return;
        }
        let t = t.pre_concat(group.transform());
        let clips = self.clips;
        let outer = group.clip_path().filter(|_| self.grid.is_some()).map(|clip| {
            let narrowed = self.narrowed(clip, t, depth);
            self.clip.replace(narrowed)
        });
        if group.clip_path().is_some() {
            self.clips = (clips.1 + 1, clips.1 + 1);
        }
        for node in group.children() {
            match node {
                Node::Group(g) => self.group(g, Some(node), t, depth + 1),
                Node::Text(x) => self.group(x.flattened(), None, t, depth + 1),
                Node::Path(p) if p.is_visible() => {
                    let bounds = p.stroke_bounding_box();
                    self.lay(node, bounds, t, t, BlendMode::Normal, path_shows_through(p));
                }
                Node::Image(i) if i.is_visible() => {
                    if let ImageKind::SVG(tree) = i.kind() {
                        self.group(tree.root(), None, t, depth + 1);
                    } else {
                        let through = image_shows_through(i);
                        self.lay(node, i.bounding_box(), t, t, BlendMode::Normal, through);
                    }
                }
                Node::Path(_) | Node::Image(_) => {}
            }
        }
        if let Some(outer) = outer {
            self.clip = outer;
        }
        self.clips.0 = clips.0;
    }

    /// Lays a node on the plates, and cuts a patch where it is seen through. `inner` is the space of the bounds,
    /// `t` that of the node's parent.
    fn lay(
        &mut self,
        node: &Node,
        bounds: usvg::Rect,
        inner: Transform,
        t: Transform,
        mode: BlendMode,
        through: bool,
    ) {
        let place =
            bounds.transform(inner).map(|b| [b.left(), b.top(), b.right(), b.bottom()].map(f64::from));
        // Lines without thickness in one direction still touch a pixel.
        let place = place.map(|[l, t, r, b]| [l - 0.5, t - 0.5, r + 0.5, b + 0.5]);
        let area = place.and_then(|p| self.layer.plates.touched(p)).and_then(|a| a.within(self.area));
        let Some(grid) = &self.grid else {
            self.parts.push(Part { area, through, clip: self.clips.0 });
            return;
        };
        let cuts = grid.patch(self.at).to_vec();
        let pieces = area.map_or_else(Vec::new, |a| grid.painted(self.at, a));
        self.at += 1;
        if let Some(bounds) = pieces.iter().copied().reduce(Area::with)
            && let Some(rgba) = node_pixels(node, shifted(t, bounds), bounds.w, bounds.h)
        {
            for piece in pieces {
                let (inks, opacity) = self.inks(piece, bounds, &rgba);
                self.layer.plates.lay(piece, &inks, &opacity, mode);
            }
        }
        if through {
            let patches = cuts.into_iter().map(|area| (area, self.layer.cut(area))).collect();
            self.patches.push(patches);
        }
    }

    /// Pixels in inks, and their opacities within the clip, of a piece of a node that was drawn in `bounds`.
    fn inks(&mut self, piece: Area, bounds: Area, rgba: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let count = piece.pixels();
        let (mut inks, mut opacity) = (vec![0; count * 4], vec![0; count]);
        let (pixels, _) = rgba.as_chunks::<4>();
        let mut last = ([0; 3], self.inks_of([0; 3]));
        let wide = piece.w as usize;
        for (row, (opacity, inks)) in
            opacity.chunks_exact_mut(wide).zip(inks.chunks_exact_mut(wide * 4)).enumerate()
        {
            let from = |outer: Area| {
                let down = (piece.y - outer.y) as usize + row;
                let start = down * outer.w as usize + (piece.x - outer.x) as usize;
                start..start + wide
            };
            let line = pixels.get(from(bounds)).unwrap_or_default();
            // The clip is moved out while colours are looked up, and back after the row.
            let clip = self.clip.take();
            let shares = clip.as_ref().map(|c| c.get(from(self.area)).unwrap_or_default());
            let (ink, _) = inks.as_chunks_mut::<4>();
            for (n, [r, g, b, a]) in line.iter().enumerate().filter(|(_, p)| p[3] > 0) {
                let left = shares.map_or(255, |s| s.get(n).copied().unwrap_or(0));
                if last.0 != [*r, *g, *b] {
                    last = ([*r, *g, *b], self.inks_of([*r, *g, *b]));
                }
                if let (Some(o), Some(i)) = (opacity.get_mut(n), ink.get_mut(n)) {
                    (*o, *i) = (over(0, *a, left), last.1);
                }
            }
            self.clip = clip;
        }
        (inks, opacity)
    }

    fn inks_of(&mut self, rgb: Rgb) -> [u8; 4] {
        let palette = self.layer.work.palette;
        let byte = |v: u16| ((u32::from(v) * 255 + 5000) / 10_000) as u8;
        *self.known.entry(rgb).or_insert_with(|| palette.cmyk(rgb).map(byte))
    }

    /// The area's shares within another clip, and within the one that holds.
    fn narrowed(&self, clip: &ClipPath, t: Transform, depth: usize) -> Vec<u8> {
        let mut out = vec![0; self.area.pixels()];
        self.clip_shapes(clip.root(), t.pre_concat(clip.transform()), depth, &mut out);
        let inner = clip.clip_path().filter(|_| depth < DEPTH).map(|c| self.narrowed(c, t, depth + 1));
        for bound in inner.iter().chain(&self.clip) {
            for (v, b) in out.iter_mut().zip(bound) {
                *v = over(0, *v, *b);
            }
        }
        out
    }

    fn clip_shapes(&self, group: &Group, t: Transform, depth: usize, out: &mut [u8]) {
        if depth > DEPTH {
            return;
        }
        let t = t.pre_concat(group.transform());
        for node in group.children() {
            match node {
                Node::Group(g) => self.clip_shapes(g, t, depth + 1, out),
                Node::Text(x) => self.clip_shapes(x.flattened(), t, depth + 1, out),
                Node::Path(p) => {
                    let even = p.fill().is_some_and(|f| f.rule() == FillRule::EvenOdd);
                    let place = shifted(t, self.area);
                    let mask = coverage(p.data(), even, place, self.area.w, self.area.h);
                    for (v, m) in out.iter_mut().zip(mask.unwrap_or_default()) {
                        *v = (*v).max(m);
                    }
                }
                Node::Image(_) => {}
            }
        }
    }
}
