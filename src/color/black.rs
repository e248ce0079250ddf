//! Black points of an output profile, as Little CMS finds them.
//! The scaling itself is done where colours are converted.
#![expect(clippy::cast_precision_loss, clippy::many_single_char_names, reason = "small counts; coefficients")]

use super::lut::Lut;
use super::space::{invert, times};

/// The darkest neutral that the profile prints, there and back: the black of a source.
pub(super) fn darkest(down: &Lut, up: &Lut) -> f64 {
    let [l, _, _] = up.lab(down.device([0.0, 0.0, 0.0]));
    l.clamp(0.0, 50.0)
}

/// Where lightness, there and back, leaves the black end: the black of a destination, found as Little CMS does it.
///
/// The ramp is level up to the black point and then rises in a straight line; the root of a parabola through
/// its shadows (between `low` and `high` of its range) is the corner.
pub(super) fn corner(down: &Lut, up: &Lut, straight: Option<f64>, low: f64, high: f64) -> f64 {
    let l_in = |i: usize| i as f64 / 2.55;
    let mut ramp: Vec<f64> = (0..256)
        .map(|i| {
            let [l, _, _] = up.lab(down.device([l_in(i), 0.0, 0.0]));
            l
        })
        .collect();
    let mut least = f64::MAX;
    for v in ramp.iter_mut().skip(1).rev() {
        least = least.min(*v);
        *v = least;
    }
    let (Some(min), Some(max)) = (ramp.first().copied(), ramp.last().copied()) else { return 0.0 };
    if max <= min {
        return 0.0;
    }
    let is_straight = |(i, v): (usize, &f64)| l_in(i) <= min + 0.2 * (max - min) || (l_in(i) - v).abs() < 4.0;
    if let Some(l) = straight
        && ramp.iter().enumerate().all(is_straight)
    {
        return l;
    }
    let points = ramp.iter().enumerate().map(|(i, v)| (l_in(i), (v - min) / (max - min)));
    parabola_root(points.filter(|(_, y)| *y >= low && *y < high)).clamp(0.0, 50.0)
}

/// The right-hand root of the parabola that fits the points best by least squares.
fn parabola_root(points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut n, mut s) = (0.0, [0.0; 7]);
    for (x, y) in points {
        n += 1.0;
        for (sum, v) in s.iter_mut().zip([x, x * x, x * x * x, x * x * x * x, y, y * x, y * x * x]) {
            *sum += v;
        }
    }
    let [x1, x2, x3, x4, y0, y1, y2] = s;
    let Some(inverse) = (n >= 3.0).then(|| invert([[n, x1, x2], [x1, x2, x3], [x2, x3, x4]])).flatten()
    else {
        return 0.0;
    };
    let [c, b, a] = times(&inverse, [y0, y1, y2]);
    if a.abs() < 1e-10 {
        return if b.abs() < 1e-10 { 0.0 } else { -c / b };
    }
    let under = b * b - 4.0 * a * c;
    if under <= 0.0 { 0.0 } else { (under.sqrt() - b) / (2.0 * a) }
}
