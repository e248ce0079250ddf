//! Colour spaces: XYZ and Lab under D50, and RGB spaces of matrix and tone curves.
//! Only operations that IEEE 754 rounds alike everywhere take part.
#![expect(
    clippy::many_single_char_names,
    clippy::cast_precision_loss,
    reason = "letters of the equations; small counts"
)]

use super::lut::Lab;
use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

/// D50 as ICC.1 states it.
const D50: [f64; 3] = [0.964_2, 1.0, 0.824_9];

/// Maps the black `from` to the black `to` and leaves white where it is, in XYZ.
pub(super) fn scale(xyz: [f64; 3], from: [f64; 3], to: [f64; 3]) -> [f64; 3] {
    let mut out = xyz;
    for (((v, w), f), t) in out.iter_mut().zip(D50).zip(from).zip(to) {
        let a = (w - t) / (w - f);
        *v = a * *v + (t - a * f);
    }
    out
}

pub(super) fn to_lab(xyz: [f64; 3]) -> Lab {
    let f = |t: f64| if t > 216.0 / 24_389.0 { cube_root(t) } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
    let [x, y, z] = xyz;
    let [wx, wy, wz] = D50;
    let (fx, fy, fz) = (f(x / wx), f(y / wy), f(z / wz));
    [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
}

pub(super) fn from_lab(lab: Lab) -> [f64; 3] {
    let [l, a, b] = lab;
    let [wx, wy, wz] = D50;
    let g = |t: f64| if t > 6.0 / 29.0 { t * t * t } else { (116.0 * t - 16.0) * 27.0 / 24_389.0 };
    let y = (l + 16.0) / 116.0;
    [g(y + a / 500.0) * wx, g(y) * wy, g(y - b / 200.0) * wz]
}

/// The cube root by Newton's method: only operations that IEEE 754 rounds alike everywhere.
fn cube_root(t: f64) -> f64 {
    let mut x = if t > 0.125 { 0.5 + t * 0.5 } else { 0.25 + t * 2.0 };
    for _ in 0..7 {
        x -= (x * x * x - t) / (3.0 * x * x);
    }
    x
}

/// An RGB space: tone curves in both directions and the matrix of its colorants under D50.
#[derive(Debug)]
pub(super) struct Curves {
    tone: [Vec<f64>; 3],
    matrix: [[f64; 3]; 3],
    inverse: [[f64; 3]; 3],
}

impl Curves {
    pub(super) fn srgb() -> Option<Self> {
        Self::icc(&ColorProfile::new_srgb())
    }

    /// The space of a matrix profile; `None` for any other kind.
    pub(super) fn icc(p: &ColorProfile) -> Option<Self> {
        if p.color_space != DataColorSpace::Rgb || p.pcs != DataColorSpace::Xyz {
            return None;
        }
        let matrix = p.colorant_matrix();
        let tone = |c: &Option<ToneReprCurve>| {
            let eval = c.as_ref()?.make_linear_evaluator().ok()?;
            let at = |i: u16| f64::from(eval.evaluate_value(f32::from(i) / 4095.0));
            Some((0..4096_u16).map(at).collect::<Vec<_>>())
        };
        let tone = [tone(&p.red_trc)?, tone(&p.green_trc)?, tone(&p.blue_trc)?];
        Some(Self { tone, matrix: matrix.v, inverse: invert(matrix.v)? })
    }

    pub(super) fn xyz(&self, rgb: [f64; 3]) -> [f64; 3] {
        let mut linear = [0.0; 3];
        for ((l, v), tone) in linear.iter_mut().zip(rgb).zip(&self.tone) {
            let pos = v.clamp(0.0, 1.0) * 4095.0;
            let i = (pos as usize).min(4094);
            let get = |i: usize| tone.get(i).copied().unwrap_or(0.0);
            *l = get(i) + (get(i + 1) - get(i)) * (pos - i as f64);
        }
        times(&self.matrix, linear)
    }

    pub(super) fn rgb(&self, xyz: [f64; 3]) -> [f64; 3] {
        let mut out = times(&self.inverse, xyz);
        for (v, tone) in out.iter_mut().zip(&self.tone) {
            let want = v.clamp(0.0, 1.0);
            let i = tone.partition_point(|t| *t < want).clamp(1, 4095);
            let get = |i: usize| tone.get(i).copied().unwrap_or(0.0);
            let (low, high) = (get(i - 1), get(i));
            let part = if high > low { (want - low) / (high - low) } else { 0.0 };
            *v = ((i - 1) as f64 + part.clamp(0.0, 1.0)) / 4095.0;
        }
        out
    }
}

pub(super) fn times(m: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    let [x, y, z] = v;
    m.map(|[a, b, c]| a * x + b * y + c * z)
}

pub(super) fn invert(m: [[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let [[a, b, c], [d, e, f], [g, h, i]] = m;
    let det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    (det.abs() > 1e-12).then(|| {
        [
            [e * i - f * h, c * h - b * i, b * f - c * e],
            [f * g - d * i, a * i - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ]
        .map(|r| r.map(|v| v / det))
    })
}
