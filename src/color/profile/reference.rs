//! Twenty-four reference colours against Little CMS, by the difference that an eye sees.
//! The values are frozen, with the command that made them, in `colours.tsv`.
#![expect(clippy::many_single_char_names, reason = "letters of the formula")]

use super::{Intent, Output};

/// CIEDE2000 (CIE 142-2001) of two colours under D50.
fn difference(a: [f64; 3], b: [f64; 3]) -> f64 {
    let chroma = |[_, a, b]: [f64; 3]| a.hypot(b);
    let seventh = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - seventh(f64::midpoint(chroma(a), chroma(b))));
    let polar = |[l, x, y]: [f64; 3]| {
        let x = x * (1.0 + g);
        (l, x.hypot(y), y.atan2(x).to_degrees().rem_euclid(360.0))
    };
    let ((l1, c1, h1), (l2, c2, h2)) = (polar(a), polar(b));
    let gray = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if gray => 0.0,
        d if d > 180.0 => d - 360.0,
        d if d < -180.0 => d + 360.0,
        d => d,
    };
    let hue = match (h1 + h2, (h1 - h2).abs()) {
        (sum, _) if gray => sum,
        (sum, apart) if apart <= 180.0 => sum / 2.0,
        (sum, _) if sum < 360.0 => f64::midpoint(sum, 360.0),
        (sum, _) => (sum - 360.0) / 2.0,
    };
    let (light, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(hue - 30.0) + 0.24 * cos(2.0 * hue) + 0.32 * cos(3.0 * hue + 6.0)
        - 0.20 * cos(4.0 * hue - 63.0);
    let off = (light - 50.0).powi(2);
    let (sl, sc, sh) = (1.0 + 0.015 * off / (20.0 + off).sqrt(), 1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let spread = 30.0 * (-((hue - 275.0) / 25.0).powi(2)).exp();
    let rt = -(2.0 * spread).to_radians().sin() * 2.0 * seventh(c);
    let dl = (l2 - l1) / sl;
    let dc = (c2 - c1) / sc;
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin() / sh;
    (dl * dl + dc * dc + dh * dh + rt * dc * dh).sqrt()
}

#[test]
fn the_difference_is_that_of_the_published_pairs() {
    // Sharma, Wu and Dalal 2005, table 1: pairs 1, 7, 17 and 25.
    for (a, b, want) in [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ] {
        let got = difference(a, b);
        assert!((got - want).abs() < 1e-4, "{got}, published {want}");
    }
}

#[test]
fn twenty_four_colours_are_those_of_little_cms() {
    let out = Output::fogra39(None).unwrap();
    let lines = include_str!("colours.tsv").lines().filter(|l| !l.starts_with('#'));
    let mut worst = 0.0_f64;
    let mut count = 0;
    for line in lines {
        let cells: Vec<Vec<u8>> =
            line.split('\t').map(|c| c.split(' ').map(|n| n.parse().unwrap()).collect()).collect();
        let [rgb, perceptual, relative] = cells.as_slice() else { panic!("{line}") };
        let rgb: [u8; 3] = rgb.as_slice().try_into().unwrap();
        let share = |v: &u8| f64::from(*v) / 255.0;
        let lab = |inks: &[f64]| out.to_lab.lab(inks.try_into().unwrap());
        let theirs = |inks: &[u8]| lab(&inks.iter().map(share).collect::<Vec<_>>());
        let exact = |intent| lab(&out.to_cmyk(rgb, intent).map(|v| f64::from(v) / 10_000.0));
        let mut pixel = Vec::new();
        out.srgb_table().row(&rgb, &mut pixel);
        let pixel = lab(&pixel.iter().map(share).collect::<Vec<_>>());
        for (ours, theirs) in [
            (exact(Intent::Perceptual), theirs(perceptual)),
            (exact(Intent::Relative), theirs(relative)),
            (pixel, theirs(perceptual)),
        ] {
            let d = difference(ours, theirs);
            assert!(d < 1.0, "{rgb:?}: {ours:?}, Little CMS {theirs:?}: {d}");
            worst = worst.max(d);
        }
        count += 1;
    }
    assert_eq!(count, 24);
    // Two roads to the same colour differ somewhere, or they are one.
    assert!(worst > 0.0);
}
