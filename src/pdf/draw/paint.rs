//! Gradients as shadings in the flavour's own colours, and tiling patterns.
//! Which shapes they fill is `svg`'s affair.

use super::svg::{Canvas, Use, luminance};
use lopdf::{Dictionary, Object, dictionary};
use usvg::{
    BaseGradient, LinearGradient, NonZeroRect, Path, Pattern, RadialGradient, SpreadMethod, Transform,
};

/// How often a repeated gradient is laid out to either side.
const REPEATS: i16 = 12;
/// In how many steps the colours between two stops go through the press profile: sRGB's path between two
/// colours is no straight line in inks.
const STEPS: u16 = 8;

/// A stop as a shading needs it: place, colour's components.
type Stop = (f32, Vec<f64>);

impl Canvas<'_, '_> {
    pub(super) fn linear(&mut self, g: &LinearGradient, path: &Path, side: Use) {
        let (x, y, dx, dy) = (g.x1(), g.y1(), g.x2() - g.x1(), g.y2() - g.y1());
        let (from, to) = reach(g.spread_method(), false);
        let coords = [x + dx * from, y + dy * from, x + dx * to, y + dy * to];
        self.gradient(g, 2, &coords, false, path, side);
    }

    pub(super) fn radial(&mut self, g: &RadialGradient, path: &Path, side: Use) {
        let (x, y, r) = (g.fx(), g.fy(), g.fr().get());
        let (dx, dy, dr) = (g.cx() - x, g.cy() - y, g.r().get() - r);
        let (_, to) = reach(g.spread_method(), true);
        let coords = [x, y, r, x + dx * to, y + dy * to, r + dr * to];
        self.gradient(g, 3, &coords, true, path, side);
    }

    fn gradient(
        &mut self,
        g: &BaseGradient,
        kind: i64,
        coords: &[f32],
        outward: bool,
        path: &Path,
        side: Use,
    ) {
        let opacities: Vec<f32> = g.stops().iter().map(|s| s.opacity().get()).collect();
        if opacities.iter().any(|o| *o < 1.0)
            && let Some(bounds) = path.stroke_bounding_box().to_non_zero_rect()
        {
            let alpha =
                spread(&ramp(g, |_, opacity| vec![f64::from(opacity)], 1), g.spread_method(), outward);
            let shading = shading(kind, "DeviceGray", coords, &alpha);
            self.fade(shading, g.transform(), bounds);
        }
        let (space, gray) = match (self.gray, self.palette.press()) {
            (true, _) => ("DeviceGray", true),
            (false, true) => ("DeviceCMYK", false),
            (false, false) => ("DeviceRGB", false),
        };
        let curved = !gray && self.palette.printed();
        let palette = self.palette;
        let color = |rgb: [u8; 3], _| if gray { vec![luminance(rgb)] } else { palette.components(rgb) };
        let stops = spread(&ramp(g, color, if curved { STEPS } else { 1 }), g.spread_method(), outward);
        let matrix = self.matrix.pre_concat(g.transform());
        let pattern = dictionary! {
            "Type" => "Pattern",
            "PatternType" => 2,
            "Shading" => shading(kind, space, coords, &stops),
            "Matrix" => matrix_object(matrix),
        };
        let id = self.pdf.add_object(pattern);
        self.pattern(Object::Reference(id), side);
    }

    /// Lets a gradient of opacities be the opacity of what follows.
    fn fade(&mut self, shading: Dictionary, t: Transform, bounds: NonZeroRect) {
        let pattern = dictionary! {
            "Type" => "Pattern",
            "PatternType" => 2,
            "Shading" => shading,
            "Matrix" => matrix_object(t),
        };
        let id = self.pdf.add_object(pattern);
        let form = self.nested(bounds, true, true, |c| {
            c.pattern(Object::Reference(id), Use::Fill);
            for v in [bounds.x(), bounds.y(), bounds.width(), bounds.height()] {
                c.out.float(f64::from(v));
            }
            c.out.op("re f");
        });
        self.soft_mask(form, "Luminosity");
    }

    pub(super) fn tiling(&mut self, p: &Pattern, side: Use) {
        let rect = p.rect();
        let form = self.nested(rect, self.gray, false, |c| c.group(p.root(), 0));
        let Some(Object::Stream(stream)) = self.pdf.objects.get_mut(&form) else { return };
        // A tile is drawn like a form but is told by other keys.
        stream.dict.remove(b"Group");
        stream.dict.remove(b"Subtype");
        stream.dict.set("Type", "Pattern");
        stream.dict.set("PatternType", 1);
        stream.dict.set("PaintType", 1);
        stream.dict.set("TilingType", 1);
        stream.dict.set("XStep", rect.width());
        stream.dict.set("YStep", rect.height());
        stream.dict.set("Matrix", matrix_object(self.matrix.pre_concat(p.transform())));
        self.pattern(Object::Reference(form), side);
    }
}

/// How far the shading's axis reaches, in lengths of the gradient.
fn reach(spread: SpreadMethod, outward: bool) -> (f32, f32) {
    match spread {
        SpreadMethod::Pad => (0.0, 1.0),
        _ if outward => (0.0, f32::from(REPEATS)),
        _ => (-f32::from(REPEATS), f32::from(REPEATS)),
    }
}

/// The stops with the colours between them in so many steps.
fn ramp(g: &BaseGradient, color: impl Fn([u8; 3], f32) -> Vec<f64>, steps: u16) -> Vec<Stop> {
    let all: Vec<(f32, [u8; 3], f32)> = g
        .stops()
        .iter()
        .map(|s| (s.offset().get(), [s.color().red, s.color().green, s.color().blue], s.opacity().get()))
        .collect();
    let mut out = Vec::new();
    let mut before: Option<(f32, [u8; 3], f32)> = None;
    for stop in all {
        let (at, rgb, opacity) = stop;
        if let Some((at0, rgb0, opacity0)) = before
            && at > at0
        {
            for i in 1..steps {
                let part = f32::from(i) / f32::from(steps);
                let mut mixed = rgb0;
                for (m, v) in mixed.iter_mut().zip(rgb) {
                    *m = (f32::from(*m) + (f32::from(v) - f32::from(*m)) * part).round() as u8;
                }
                out.push((at0 + (at - at0) * part, color(mixed, opacity0 + (opacity - opacity0) * part)));
            }
        }
        out.push((at, color(rgb, opacity)));
        before = Some(stop);
    }
    if let (Some(first), Some(last)) = (out.first().cloned(), out.last().cloned()) {
        if first.0 > 0.0 {
            out.insert(0, (0.0, first.1));
        }
        if last.0 < 1.0 {
            out.push((1.0, last.1));
        }
    }
    out
}

/// Lays the stops out again and again where the gradient repeats; places from 0 to 1 of the whole.
fn spread(stops: &[Stop], method: SpreadMethod, outward: bool) -> Vec<Stop> {
    if method == SpreadMethod::Pad {
        return stops.to_vec();
    }
    let (from, to) = reach(method, outward);
    let mut out = Vec::new();
    for n in (from as i16)..(to as i16) {
        let mirrored = method == SpreadMethod::Reflect && n.rem_euclid(2) == 1;
        let place = |at: f32| (f32::from(n) + at - from) / (to - from);
        if mirrored {
            out.extend(stops.iter().rev().map(|(at, c)| (place(1.0 - at), c.clone())));
        } else {
            out.extend(stops.iter().map(|(at, c)| (place(*at), c.clone())));
        }
    }
    out
}

fn shading(kind: i64, space: &str, coords: &[f32], stops: &[Stop]) -> Dictionary {
    let reals = |v: &[f32]| v.iter().map(|n| Object::Real(*n)).collect::<Vec<_>>();
    dictionary! {
        "ShadingType" => kind,
        "ColorSpace" => space,
        "Coords" => reals(coords),
        "Extend" => vec![Object::Boolean(true), Object::Boolean(true)],
        "Function" => function(stops),
    }
}

/// Straight pieces from stop to stop, stitched (ISO 32000-1 §7.10.4).
fn function(stops: &[Stop]) -> Dictionary {
    let colors = |c: &[f64]| {
        c.iter().map(|v| Object::Real((v * 10_000.0).round() as f32 / 10_000.0)).collect::<Vec<_>>()
    };
    let domain = || vec![Object::Integer(0), Object::Integer(1)];
    let piece = |a: &Stop, b: &Stop| {
        dictionary! {
            "FunctionType" => 2,
            "Domain" => domain(),
            "C0" => colors(&a.1),
            "C1" => colors(&b.1),
            "N" => 1,
        }
    };
    let pairs: Vec<(&Stop, &Stop)> =
        stops.iter().zip(stops.iter().skip(1)).filter(|(a, b)| b.0 > a.0).collect();
    match *pairs.as_slice() {
        [] => stops.last().map_or_else(Dictionary::new, |s| piece(s, s)),
        [(a, b)] => piece(a, b),
        _ => {
            let inner = pairs.iter().skip(1).map(|(a, _)| Object::Real(a.0)).collect::<Vec<_>>();
            let encode = pairs.iter().flat_map(|_| domain()).collect::<Vec<_>>();
            let pieces = pairs.iter().map(|(a, b)| Object::Dictionary(piece(a, b))).collect::<Vec<_>>();
            dictionary! {
                "FunctionType" => 3,
                "Domain" => domain(),
                "Functions" => pieces,
                "Bounds" => inner,
                "Encode" => encode,
            }
        }
    }
}

fn matrix_object(t: Transform) -> Vec<Object> {
    [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].iter().map(|v| Object::Real(*v)).collect()
}
