//! How a colour in inks mixes with what lies below it (ISO 32000-1 §11.3.5), one pixel at a time.
//! Blends in light, as the standard has it: the complement of the inks.

use super::plates::over;
use usvg::BlendMode;

/// Mixes a colour of process inks into a pixel of process and spot inks. The pixel is opaque: paper at least.
/// On spot plates the colour has no ink: it covers what is there, or leaves it where the mode multiplies.
pub(super) fn mixed(pixel: &mut [u8], source: [u8; 4], opacity: u8, mode: BlendMode) {
    if matches!(mode, BlendMode::Normal | BlendMode::PlusLighter) {
        if let [c, m, y, k, spots @ ..] = pixel {
            let [sc, sm, sy, sk] = source;
            (*c, *m) = (over(*c, sc, opacity), over(*m, sm, opacity));
            (*y, *k) = (over(*y, sy, opacity), over(*k, sk, opacity));
            for v in spots {
                *v = over(*v, 0, opacity);
            }
        }
        return;
    }
    let light = |ink: u8| 1.0 - f32::from(ink) / 255.0;
    let ink = |light: f32| ((1.0 - light.clamp(0.0, 1.0)) * 255.0).round() as u8;
    let whole =
        matches!(mode, BlendMode::Hue | BlendMode::Saturation | BlendMode::Color | BlendMode::Luminosity);
    if whole {
        let [c, m, y, k] = source;
        if let [pc, pm, py, pk, spots @ ..] = pixel {
            let color = together([*pc, *pm, *py].map(light), [c, m, y].map(light), mode);
            let black = if mode == BlendMode::Luminosity { k } else { *pk };
            let [c, m, y] = color.map(ink);
            (*pc, *pm, *py) = (over(*pc, c, opacity), over(*pm, m, opacity), over(*py, y, opacity));
            *pk = over(*pk, black, opacity);
            for v in spots {
                *v = over(*v, 0, opacity);
            }
        }
        return;
    }
    let all = source.into_iter().chain(std::iter::repeat(0));
    for (n, (v, s)) in pixel.iter_mut().zip(all).enumerate() {
        // A mode that does not keep white as it is would print on plates that the colour does not have.
        let plain = n >= 4 && matches!(mode, BlendMode::Difference | BlendMode::Exclusion);
        let color = if plain { s } else { ink(apart(light(*v), light(s), mode)) };
        *v = over(*v, color, opacity);
    }
}

/// A mode that treats each component alone: `b` below, `s` above, in light.
fn apart(b: f32, s: f32, mode: BlendMode) -> f32 {
    let hard =
        |b: f32, s: f32| if s <= 0.5 { b * 2.0 * s } else { b + (2.0 * s - 1.0) - b * (2.0 * s - 1.0) };
    match mode {
        BlendMode::Multiply => b * s,
        BlendMode::Screen => b + s - b * s,
        BlendMode::Overlay => hard(s, b),
        BlendMode::Darken => b.min(s),
        BlendMode::Lighten => b.max(s),
        BlendMode::ColorDodge if b <= 0.0 => 0.0,
        BlendMode::ColorDodge => {
            if s < 1.0 {
                (b / (1.0 - s)).min(1.0)
            } else {
                1.0
            }
        }
        BlendMode::ColorBurn if b >= 1.0 => 1.0,
        BlendMode::ColorBurn => {
            if s > 0.0 {
                1.0 - ((1.0 - b) / s).min(1.0)
            } else {
                0.0
            }
        }
        BlendMode::HardLight => hard(b, s),
        BlendMode::SoftLight if s <= 0.5 => b - (1.0 - 2.0 * s) * b * (1.0 - b),
        BlendMode::SoftLight => {
            let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
            b + (2.0 * s - 1.0) * (d - b)
        }
        BlendMode::Difference => (b - s).abs(),
        BlendMode::Exclusion => b + s - 2.0 * b * s,
        _ => s,
    }
}

/// A mode that treats the components together.
fn together(b: [f32; 3], s: [f32; 3], mode: BlendMode) -> [f32; 3] {
    match mode {
        BlendMode::Hue => lit(saturated(s, saturation(b)), luminosity(b)),
        BlendMode::Saturation => lit(saturated(b, saturation(s)), luminosity(b)),
        BlendMode::Color => lit(s, luminosity(b)),
        _ => lit(b, luminosity(s)),
    }
}

fn luminosity([r, g, b]: [f32; 3]) -> f32 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn saturation([r, g, b]: [f32; 3]) -> f32 {
    r.max(g).max(b) - r.min(g).min(b)
}

fn saturated(color: [f32; 3], to: f32) -> [f32; 3] {
    let [r, g, b] = color;
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    if high <= low { [0.0; 3] } else { color.map(|v| (v - low) * to / (high - low)) }
}

fn lit(color: [f32; 3], to: f32) -> [f32; 3] {
    let by = to - luminosity(color);
    let color = color.map(|v| v + by);
    let [r, g, b] = color;
    let (l, low, high) = (luminosity(color), r.min(g).min(b), r.max(g).max(b));
    let color = if low < 0.0 { color.map(|v| l + (v - l) * l / (l - low)) } else { color };
    if high > 1.0 { color.map(|v| l + (v - l) * (1.0 - l) / (high - l)) } else { color }
}

#[cfg(test)]
mod tests {
    use super::mixed;
    use usvg::BlendMode;

    fn after(below: [u8; 5], source: [u8; 4], opacity: u8, mode: BlendMode) -> [u8; 5] {
        let mut pixel = below;
        mixed(&mut pixel, source, opacity, mode);
        pixel
    }

    #[test]
    fn modes_work_on_the_light_of_inks() {
        // Multiplied cyan: 255 − (255 − 100) · (255 − 50) / 255 = 130; the others by their equations alike.
        let below = [100, 0, 50, 20, 200];
        let source = [50, 120, 0, 10];
        assert_eq!(after(below, source, 255, BlendMode::Normal), [50, 120, 0, 10, 0]);
        assert_eq!(after(below, source, 255, BlendMode::Multiply), [130, 120, 50, 29, 200]);
        assert_eq!(after(below, source, 255, BlendMode::Screen), [20, 0, 0, 1, 0]);
        assert_eq!(after(below, source, 255, BlendMode::Darken), [100, 120, 50, 20, 200]);
        assert_eq!(after(below, source, 255, BlendMode::Lighten), [50, 0, 0, 10, 0]);
        assert_eq!(after(below, source, 0, BlendMode::Multiply), below);
    }

    #[test]
    fn luminosity_keeps_the_hue_below() {
        let got = after([0, 200, 200, 0, 9], [128, 128, 128, 40], 255, BlendMode::Luminosity);
        assert!(got[0] < got[1] && got[1] == got[2] && got[3] == 40, "{got:?}");
    }
}
