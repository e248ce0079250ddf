//! The outline of a picture, for text that follows it: how far its ink reaches at every height.
//! Knows no page.

use super::{Channels, Format, Picture, decode, svg};
use crate::diag::Findings;
use crate::geom::parse_decimal;
use resvg::tiny_skia::{Pixmap, Transform};

/// Strips of an outline from the head of the picture to its foot.
const STRIPS: usize = 200;
/// Opacity, of 255, from which on a pixel counts as ink.
const INK: u8 = 26;

/// What a picture covers, strip by strip: in each from its leftmost ink to its rightmost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outline {
    strips: Vec<Option<(i64, i64)>>,
}

impl Outline {
    /// Parts of a picture's width and height in which an outline counts.
    pub const WHOLE: i64 = 10_000;

    /// A closed line through points, in percent from the left edge and the top: `0,0 100,0 50.5,100`. `None` where it
    /// is not that, has fewer than three points, or leaves the picture.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let part =
            |t: &str| parse_decimal(t).map(|n| n / 10_000_000).filter(|n| (0..=Self::WHOLE).contains(n));
        let point = |t: &str| {
            let (x, y) = t.split_once(',')?;
            Some((part(x)?, part(y)?))
        };
        let points: Vec<(i64, i64)> = text.split_whitespace().map(point).collect::<Option<_>>()?;
        if points.len() < 3 {
            return None;
        }
        let mut strips = vec![None; STRIPS];
        let ends = points.iter().zip(points.iter().cycle().skip(1));
        for (a, b) in ends {
            edge(&mut strips, *a, *b);
        }
        Some(Self { strips })
    }

    /// The outline that a picture's opacity gives it; `None` where it is solid throughout, or cannot be read.
    #[must_use]
    pub fn of(picture: &Picture) -> Option<Self> {
        let (width, height, step, alpha) = opacity(picture)?;
        let mut strips: Vec<Option<(i64, i64)>> = vec![None; STRIPS];
        for (y, row) in alpha.chunks_exact(width * step).take(height).enumerate() {
            let ink = |p: &[u8]| p.last().is_some_and(|a| *a >= INK);
            let Some(first) = row.chunks_exact(step).position(ink) else { continue };
            let last = row.chunks_exact(step).rposition(ink).unwrap_or(first);
            let at = |x: usize| x as i64 * Self::WHOLE / width as i64;
            // A picture of fewer rows than there are strips fills several with each.
            let (from, to) = (y * STRIPS / height, ((y + 1) * STRIPS).div_ceil(height).min(STRIPS));
            for strip in strips.get_mut(from..to).into_iter().flatten() {
                widen(strip, at(first), at(last + 1));
            }
        }
        let solid = strips.iter().all(|s| *s == Some((0, Self::WHOLE)));
        (!solid).then_some(Self { strips })
    }

    /// The leftmost and the rightmost ink between two heights; `None` where there is none.
    #[must_use]
    pub fn across(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let strip = |part: i64| (part.clamp(0, Self::WHOLE) * STRIPS as i64 / Self::WHOLE) as usize;
        let (from, to) = (strip(from).min(STRIPS - 1), strip(to).min(STRIPS - 1));
        let mut all = None;
        for (left, right) in self.strips.get(from..=to.max(from))?.iter().flatten() {
            widen(&mut all, *left, *right);
        }
        all
    }
}

fn widen(strip: &mut Option<(i64, i64)>, left: i64, right: i64) {
    let (l, r) = strip.unwrap_or((left, right));
    *strip = Some((l.min(left), r.max(right)));
}

/// Widens the strips that the line from `a` to `b` runs through.
fn edge(strips: &mut [Option<(i64, i64)>], a: (i64, i64), b: (i64, i64)) {
    let ((ax, ay), (bx, by)) = if a.1 <= b.1 { (a, b) } else { (b, a) };
    let tall = Outline::WHOLE / STRIPS as i64;
    let x = |y: i64| if by == ay { ax } else { ax + (bx - ax) * (y - ay) / (by - ay) };
    for (n, strip) in strips.iter_mut().enumerate() {
        let (top, foot) = (n as i64 * tall, (n as i64 + 1) * tall);
        if by < top || ay > foot {
            continue;
        }
        for x in [x(top.max(ay)), x(foot.min(by))] {
            widen(strip, x, x);
        }
        if by == ay {
            widen(strip, ax.min(bx), ax.max(bx));
        }
    }
}

/// Width, height, bytes of a pixel and pixels whose last byte is their opacity.
fn opacity(picture: &Picture) -> Option<(usize, usize, usize, Vec<u8>)> {
    match picture.format {
        Format::Pdf | Format::Jpeg => None,
        Format::Svg => {
            let (tree, _) = svg::tree(&picture.bytes.read(), &[]).ok()?;
            let side = STRIPS as u32 * 2;
            let mut map = Pixmap::new(side, side)?;
            let share = |units: f32| side as f32 / units;
            let scale = Transform::from_scale(share(tree.size().width()), share(tree.size().height()));
            resvg::render(&tree, scale, &mut map.as_mut());
            Some((side as usize, side as usize, 4, map.take()))
        }
        _ => {
            let pixels = decode(picture, &mut Findings::new()).ok()?;
            let step = pixels.channels.count();
            let hides = matches!(pixels.channels, Channels::GrayAlpha | Channels::Rgba);
            hides.then_some((pixels.width as usize, pixels.height as usize, step, pixels.data))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;
    use crate::picture::{Format, Picture};

    #[test]
    fn a_polygon_is_as_wide_as_it_is_drawn() {
        let triangle = Outline::parse("0,0 100,0 50,100").unwrap();
        let (left, right) = triangle.across(4_900, 5_100).unwrap();
        assert!((2_400..2_500).contains(&left) && (7_500..7_600).contains(&right), "{left} {right}");
        assert_eq!(triangle.across(0, 10_000), Some((0, 10_000)));
        let (left, right) = triangle.across(9_950, 10_000).unwrap();
        assert!(right - left < 100);
        let low = Outline::parse("0,50 100,50 100,100 0,100").unwrap();
        assert_eq!(low.across(0, 4_000), None);
        for bad in ["", "0,0 1,1", "0,0 101,0 5,5", "a,b c,d e,f", "0 0 1 1 2 2", "-1,0 5,5 9,9"] {
            assert_eq!(Outline::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_drawing_has_the_outline_of_its_ink() {
        let drawing = |body: &str| Picture {
            path: "a.svg".to_owned(),
            bytes: format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>")
                .into_bytes()
                .into(),
            format: Format::Svg,
            width: 100,
            height: 100,
            span: None,
        };
        let disc = Outline::of(&drawing("<circle cx='50' cy='50' r='50'/>")).unwrap();
        let middle = disc.across(4_900, 5_100).unwrap();
        assert!(middle.0 < 60 && middle.1 > 9_940, "{middle:?}");
        let top = disc.across(200, 250).unwrap();
        assert!(top.0 > 3_000 && top.1 < 7_000, "{top:?}");
        assert_eq!(Outline::of(&drawing("<rect width='100' height='100'/>")), None, "solid");
    }
}
