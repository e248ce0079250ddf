//! Drawings: the tree of an SVG file as a form of vector operators, groups and masks as forms within.
//! Parses no SVG and draws no filter effects; gradients and patterns are made in `paint`.

use super::bytes::Bytes;
use super::state::Palette;
use crate::pdf::flatten::{Patch, group_shows_through, image_shows_through, path_shows_through};
use crate::pdf::picture::{Profiles, embedded, patch_object};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use usvg::tiny_skia_path::PathSegment;
use usvg::{BlendMode, FillRule, Group, ImageKind, LineCap, LineJoin, Node};
use usvg::{NonZeroRect, Paint, PaintOrder, Path, Stroke, Transform};

/// Groups within groups beyond this depth are left out.
pub(super) const DEPTH: usize = 48;

/// The dictionary and content of a form whose box is the drawing's, in its own units, from the bottom left.
/// Where transparency is flattened, `patches` stand for what is seen through, some or none for each part in paint order.
pub(in crate::pdf) fn form(
    pdf: &mut Document,
    tree: &usvg::Tree,
    palette: Palette<'_>,
    icc: &mut Profiles,
    patches: &[Vec<Patch>],
) -> (Dictionary, Vec<u8>) {
    let (width, height) = (tree.size().width(), tree.size().height());
    let mut canvas = Canvas::new(pdf, palette, icc, false);
    canvas.patches = patches.iter();
    canvas.concat(Transform::from_row(1.0, 0.0, 0.0, -1.0, 0.0, height));
    canvas.group(tree.root(), 0);
    canvas.finish([0.0, 0.0, width, height], None)
}

/// One form while it grows.
pub(super) struct Canvas<'a, 'b> {
    pub(super) out: Bytes,
    pub(super) pdf: &'a mut Document,
    pub(super) palette: Palette<'b>,
    icc: &'a mut Profiles,
    /// A mask's form: its lightness counts, so that it is drawn in greys.
    pub(super) gray: bool,
    /// From here to the form's own space.
    pub(super) matrix: Transform,
    states: Vec<Object>,
    objects: Vec<Object>,
    patterns: Vec<Object>,
    /// What stands for the next parts that are seen through.
    patches: std::slice::Iter<'a, Vec<Patch>>,
}

/// Whether a colour paints an area or a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Fill,
    Line,
}

impl<'a, 'b> Canvas<'a, 'b> {
    fn new(pdf: &'a mut Document, palette: Palette<'b>, icc: &'a mut Profiles, gray: bool) -> Self {
        Self {
            out: Bytes::new(),
            pdf,
            palette,
            icc,
            gray,
            matrix: Transform::identity(),
            states: Vec::new(),
            objects: Vec::new(),
            patterns: Vec::new(),
            patches: [].iter(),
        }
    }

    /// The form's dictionary and deflated content.
    pub(super) fn finish(self, bounds: [f32; 4], group: Option<Dictionary>) -> (Dictionary, Vec<u8>) {
        let mut dict = dictionary! {
            "Subtype" => "Form",
            "BBox" => bounds.iter().map(|v| Object::Real(*v)).collect::<Vec<_>>(),
        };
        let mut resources = Dictionary::new();
        for (key, letter, all) in
            [("ExtGState", 'G', self.states), ("XObject", 'X', self.objects), ("Pattern", 'P', self.patterns)]
        {
            if !all.is_empty() {
                let named = all.into_iter().enumerate().map(|(i, o)| (format!("{letter}{i}"), o));
                resources.set(key, named.collect::<Dictionary>());
            }
        }
        dict.set("Resources", resources);
        if let Some(group) = group {
            dict.set("Group", group);
        }
        let made = crate::pdf::deflated(dict, &self.out.0);
        (made.dict, made.content)
    }

    /// Draws into a form of its own, in the space that holds here: a transparency group.
    pub(super) fn nested(
        &mut self,
        bounds: NonZeroRect,
        gray: bool,
        isolated: bool,
        draw: impl FnOnce(&mut Canvas<'_, 'b>),
    ) -> ObjectId {
        let mut inner = Canvas::new(self.pdf, self.palette, self.icc, gray);
        draw(&mut inner);
        let space = match (gray, self.palette.press()) {
            (true, _) => "DeviceGray",
            (false, true) => "DeviceCMYK",
            (false, false) => "DeviceRGB",
        };
        let group = dictionary! { "S" => "Transparency", "CS" => space, "I" => isolated };
        let edges = [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()];
        let (dict, content) = inner.finish(edges, Some(group));
        self.pdf.add_object(lopdf::Stream::new(dict, content).with_compression(false))
    }

    /// Paints a form or image that is an object already.
    fn paint(&mut self, object: ObjectId) {
        self.objects.push(Object::Reference(object));
        self.out.name('X', self.objects.len() - 1).op("Do");
    }

    /// Paints what stands for a part that is seen through.
    fn patch(&mut self) {
        let Some(patches) = self.patches.next().filter(|p| !p.is_empty()) else { return };
        let Some(back) = self.matrix.invert() else { return };
        self.out.op("q");
        for v in [back.sx, back.ky, back.kx, back.sy, back.tx, back.ty] {
            self.out.decimal((f64::from(v) * 1e7).round() as i64, 7);
        }
        self.out.op("cm");
        for ([x, y, w, h], image) in patches {
            let object = patch_object(self.pdf, image);
            self.out.op("q").float(*w).put("0 0 ").float(*h).float(*x).float(*y).op("cm");
            self.paint(object);
            self.out.op("Q");
        }
        self.out.op("Q");
    }

    /// Sets a graphics state.
    pub(super) fn state(&mut self, state: Dictionary) {
        let state = Object::Dictionary(state);
        let known = self.states.iter().position(|s| *s == state);
        let number = known.unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        });
        self.out.name('G', number).op("gs");
    }

    /// Sets a pattern as the colour.
    pub(super) fn pattern(&mut self, pattern: Object, side: Use) {
        self.patterns.push(pattern);
        let (space, set) = if side == Use::Line { ("CS", "SCN") } else { ("cs", "scn") };
        self.out.put("/Pattern ").op(space).name('P', self.patterns.len() - 1).op(set);
    }

    pub(super) fn concat(&mut self, t: Transform) {
        if !t.is_identity() {
            self.matrix = self.matrix.pre_concat(t);
            for v in [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty] {
                self.out.float(f64::from(v));
            }
            self.out.op("cm");
        }
    }

    pub(super) fn group(&mut self, group: &Group, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let flat = self.palette.flattens();
        if flat && group_shows_through(group) {
            self.patch();
            return;
        }
        let plain = group.transform().is_identity() && group.clip_path().is_none() && !group.should_isolate();
        let before = self.matrix;
        if !plain {
            self.out.op("q");
            self.concat(group.transform());
        }
        if let Some(clip) = group.clip_path() {
            self.clip(clip, depth);
        }
        if let Some(mask) = group.mask() {
            self.mask(mask, depth);
        }
        if group.should_isolate() && !flat {
            let mut state = Dictionary::new();
            if group.opacity().get() < 1.0 {
                state.set("ca", group.opacity().get());
                state.set("CA", group.opacity().get());
            }
            if group.blend_mode() != BlendMode::Normal {
                state.set("BM", blend(group.blend_mode()));
            }
            if !state.is_empty() {
                self.state(state);
            }
            let gray = self.gray;
            let form = self.nested(group.layer_bounding_box(), gray, true, |c| c.children(group, depth));
            self.paint(form);
        } else {
            self.children(group, depth);
        }
        if !plain {
            self.out.op("Q");
            self.matrix = before;
        }
    }

    fn children(&mut self, group: &Group, depth: usize) {
        for node in group.children() {
            match node {
                Node::Group(g) => self.group(g, depth + 1),
                Node::Path(p) => self.path(p),
                Node::Text(t) => self.group(t.flattened(), depth + 1),
                Node::Image(i) if i.is_visible() => self.image(i, depth),
                Node::Image(_) => {}
            }
        }
    }

    fn image(&mut self, image: &usvg::Image, depth: usize) {
        if let ImageKind::SVG(tree) = image.kind() {
            self.group(tree.root(), depth + 1);
            return;
        }
        if self.palette.flattens() && image_shows_through(image) {
            self.patch();
            return;
        }
        let (w, h) = (image.size().width(), image.size().height());
        let Some(object) = embedded(self.pdf, image.kind(), self.palette, self.icc) else { return };
        self.out.op("q").float(f64::from(w)).put("0 0 ").float(f64::from(-h)).put("0 ");
        self.out.float(f64::from(h)).op("cm");
        self.paint(object);
        self.out.op("Q");
    }

    fn path(&mut self, path: &Path) {
        if !path.is_visible() {
            return;
        }
        if self.palette.flattens() && path_shows_through(path) {
            self.patch();
            return;
        }
        let both =
            if path.paint_order() == PaintOrder::FillAndStroke { [true, false] } else { [false, true] };
        for fill in both {
            if fill && let Some(f) = path.fill() {
                self.out.op("q");
                self.color(f.paint(), f.opacity().get(), path, Use::Fill);
                self.steps(path.data(), Transform::identity());
                self.out.op(if f.rule() == FillRule::EvenOdd { "f*\nQ" } else { "f\nQ" });
            }
            if !fill && let Some(s) = path.stroke() {
                self.out.op("q");
                self.color(s.paint(), s.opacity().get(), path, Use::Line);
                self.line(s);
                self.steps(path.data(), Transform::identity());
                self.out.op("S\nQ");
            }
        }
    }

    fn color(&mut self, paint: &Paint, opacity: f32, path: &Path, side: Use) {
        if opacity < 1.0 {
            let key = if side == Use::Line { "CA" } else { "ca" };
            let mut state = Dictionary::new();
            state.set(key, opacity);
            self.state(state);
        }
        match paint {
            Paint::Color(c) => self.solid([c.red, c.green, c.blue], opacity >= 1.0, side),
            Paint::LinearGradient(g) => self.linear(g, path, side),
            Paint::RadialGradient(g) => self.radial(g, path, side),
            Paint::Pattern(p) => self.tiling(p, side),
        }
    }

    fn solid(&mut self, rgb: [u8; 3], opaque: bool, side: Use) {
        let line = side == Use::Line;
        if self.gray {
            let light = luminance(rgb);
            self.out.float(light).op(if line { "G" } else { "g" });
            return;
        }
        if self.palette.printed() && rgb == [0, 0, 0] && opaque {
            self.state(if self.palette.press() {
                dictionary! { "OP" => true, "op" => true, "OPM" => 1 }
            } else {
                dictionary! { "BM" => "Multiply" }
            });
        }
        self.palette.set_rgb(&mut self.out, rgb, line);
    }

    fn line(&mut self, s: &Stroke) {
        self.out.float(f64::from(s.width().get())).op("w");
        match s.linecap() {
            LineCap::Butt => {}
            LineCap::Round => drop(self.out.op("1 J")),
            LineCap::Square => drop(self.out.op("2 J")),
        }
        match s.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => {
                self.out.float(f64::from(s.miterlimit().get())).op("M");
            }
            LineJoin::Round => drop(self.out.op("1 j")),
            LineJoin::Bevel => drop(self.out.op("2 j")),
        }
        if let Some(dash) = s.dasharray() {
            self.out.put("[");
            for d in dash {
                self.out.float(f64::from(*d));
            }
            self.out.put("]").float(f64::from(s.dashoffset())).op("d");
        }
    }

    #[expect(clippy::many_single_char_names, reason = "points of a curve")]
    pub(super) fn steps(&mut self, path: &usvg::tiny_skia_path::Path, t: Transform) {
        let mut last = usvg::tiny_skia_path::Point::zero();
        for segment in path.segments() {
            let mut put = |points: &[usvg::tiny_skia_path::Point], op: &str| {
                for p in points {
                    let mut p = *p;
                    t.map_point(&mut p);
                    self.out.float(f64::from(p.x)).float(f64::from(p.y));
                }
                self.out.op(op);
            };
            match segment {
                PathSegment::MoveTo(p) => put(&[p], "m"),
                PathSegment::LineTo(p) => put(&[p], "l"),
                PathSegment::QuadTo(c, p) => {
                    // A quadratic curve as a cubic one: control points at two thirds.
                    let third = |a: f32, b: f32| a + (b - a) * 2.0 / 3.0;
                    let mut a = c;
                    (a.x, a.y) = (third(last.x, c.x), third(last.y, c.y));
                    let mut b = c;
                    (b.x, b.y) = (third(p.x, c.x), third(p.y, c.y));
                    put(&[a, b, p], "c");
                }
                PathSegment::CubicTo(a, b, p) => put(&[a, b, p], "c"),
                PathSegment::Close => put(&[], "h"),
            }
            if let PathSegment::MoveTo(p)
            | PathSegment::LineTo(p)
            | PathSegment::QuadTo(_, p)
            | PathSegment::CubicTo(_, _, p) = segment
            {
                last = p;
            }
        }
    }
}

/// The lightness of an sRGB colour by the weights of the SVG specification's masks.
pub(super) fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|v| f64::from(v) / 255.0);
    0.2125 * r + 0.7154 * g + 0.0721 * b
}

fn blend(mode: BlendMode) -> &'static str {
    match mode {
        BlendMode::Normal | BlendMode::PlusLighter => "Normal",
        BlendMode::Multiply => "Multiply",
        BlendMode::Screen => "Screen",
        BlendMode::Overlay => "Overlay",
        BlendMode::Darken => "Darken",
        BlendMode::Lighten => "Lighten",
        BlendMode::ColorDodge => "ColorDodge",
        BlendMode::ColorBurn => "ColorBurn",
        BlendMode::HardLight => "HardLight",
        BlendMode::SoftLight => "SoftLight",
        BlendMode::Difference => "Difference",
        BlendMode::Exclusion => "Exclusion",
        BlendMode::Hue => "Hue",
        BlendMode::Saturation => "Saturation",
        BlendMode::Color => "Color",
        BlendMode::Luminosity => "Luminosity",
    }
}
