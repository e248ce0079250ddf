//! The plates of one page as pixels: outlines and pixels of inks laid one over another, and pieces cut out.
//! Knows no pages and no files: where outlines and pixels come from is the caller's affair.

use super::blend::mixed;
use crate::geom::{Length, Rect, Size};
use usvg::{BlendMode, Transform};

/// Pixels to the inch of what is flattened: what a screen of 60 lines to the centimetre shows.
pub(super) const PPI: i64 = 300;

/// Thousandths of a point that a pixel is wide.
const PIXEL: i64 = 72_000 / PPI;

/// Part of the plates, in pixels from their top left corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Area {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
}

impl Area {
    /// Number of pixels.
    pub(super) fn pixels(self) -> usize {
        self.w as usize * self.h as usize
    }

    /// The smallest area that holds both.
    pub(super) fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.w).max(other.x + other.w);
        let foot = (self.y + self.h).max(other.y + other.h);
        Self { x, y, w: right - x, h: foot - y }
    }

    /// What both hold.
    pub(super) fn within(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.w).min(other.x + other.w);
        let foot = (self.y + self.h).min(other.y + other.h);
        (right > x && foot > y).then(|| Self { x, y, w: right - x, h: foot - y })
    }
}

/// How much of each ink is laid down, 255 being solid; `None`: that plate stays as it is.
pub(super) type Coat = Vec<Option<u8>>;

/// The plates of a page.
pub(super) struct Plates {
    whole: Area,
    /// Bytes a pixel: the process inks, then the spot inks.
    inks: usize,
    data: Vec<u8>,
    bleed: Length,
}

impl Plates {
    /// Bare paper of a page's trim and bleed, with so many spot inks beside the process inks.
    pub(super) fn new(trim: Size, bleed: Length, spots: usize) -> Self {
        let side = |l: Length| ((l + bleed * 2).to_millipoints().max(0) / PIXEL + 1).min(60_000) as u32;
        let whole = Area { x: 0, y: 0, w: side(trim.w), h: side(trim.h) };
        let inks = 4 + spots;
        Self { whole, inks, data: vec![0; whole.pixels() * inks], bleed }
    }

    /// The pixels that a rectangle of the page touches.
    pub(super) fn area(&self, r: Rect) -> Option<Area> {
        let from = |l: Length| (l + self.bleed).to_millipoints() as f64 / PIXEL as f64;
        self.touched([from(r.x), from(r.y), from(r.right()), from(r.bottom())])
    }

    /// The pixels that bounds in pixels touch: left, top, right, bottom.
    pub(super) fn touched(&self, [left, top, right, foot]: [f64; 4]) -> Option<Area> {
        let low = |v: f64, most: u32| v.floor().clamp(0.0, f64::from(most)) as u32;
        let high = |v: f64, most: u32| v.ceil().clamp(0.0, f64::from(most)) as u32;
        let (x, y) = (low(left, self.whole.w), low(top, self.whole.h));
        let (r, b) = (high(right, self.whole.w), high(foot, self.whole.h));
        (r > x && b > y).then(|| Area { x, y, w: r - x, h: b - y })
    }

    /// Where an area stands on the page.
    pub(super) fn rect(&self, a: Area) -> Rect {
        let at = |n: u32| Length::pt(i64::from(n)).scale(72, PPI);
        Rect::between(
            at(a.x) - self.bleed,
            at(a.y) - self.bleed,
            at(a.x + a.w) - self.bleed,
            at(a.y + a.h) - self.bleed,
        )
    }

    /// From points of the page to pixels.
    pub(super) fn place(&self) -> Transform {
        let scale = PPI as f32 / 72.0;
        let bleed = self.bleed.to_millipoints() as f32 / 1000.0 * scale;
        Transform::from_row(scale, 0.0, 0.0, scale, bleed, bleed)
    }

    /// Lays a coat where `mask`, one byte a pixel of the area, has it.
    pub(super) fn coat(&mut self, area: Area, mask: &[u8], coat: &Coat) {
        self.each(area, |i, pixel| {
            let Some(a) = mask.get(i).copied().filter(|a| *a > 0) else { return };
            for (v, c) in pixel.iter_mut().zip(coat) {
                if let Some(c) = c {
                    *v = over(*v, *c, a);
                }
            }
        });
    }

    /// Lays pixels of process inks, four bytes each, with their opacities; spot inks below are blended as
    /// plates that the pixels do not print on.
    pub(super) fn lay(&mut self, area: Area, inks: &[u8], opacity: &[u8], mode: BlendMode) {
        let (inks, _) = inks.as_chunks::<4>();
        self.each(area, |i, pixel| {
            let (Some(source), Some(a)) = (inks.get(i), opacity.get(i).copied().filter(|a| *a > 0)) else {
                return;
            };
            mixed(pixel, *source, a, mode);
        });
    }

    /// Lays pixels of process inks and of these spot inks, by their numbers, as [`Plates::lay`] does.
    pub(super) fn lay_spots(&mut self, area: Area, inks: &[u8], spots: &[usize], opacity: &[u8]) {
        let step = 4 + spots.len();
        self.each(area, |i, pixel| {
            let (Some(source), Some(a)) = (inks.get(i * step..(i + 1) * step), opacity.get(i)) else {
                return;
            };
            for (n, v) in pixel.iter_mut().enumerate() {
                let own = if n < 4 { Some(n) } else { spots.iter().position(|s| s + 4 == n).map(|p| p + 4) };
                *v = over(*v, own.and_then(|at| source.get(at)).copied().unwrap_or(0), *a);
            }
        });
    }

    fn each(&mut self, area: Area, mut f: impl FnMut(usize, &mut [u8])) {
        let Some(area) = area.within(self.whole) else { return };
        let row = self.whole.w as usize * self.inks;
        let rows = self.data.chunks_exact_mut(row).skip(area.y as usize).take(area.h as usize);
        let mut n = 0;
        for line in rows {
            let pixels = line.chunks_exact_mut(self.inks).skip(area.x as usize).take(area.w as usize);
            for pixel in pixels {
                f(n, pixel);
                n += 1;
            }
        }
    }

    /// The pixels of an area, and the numbers of the spot inks that they hold beside the process inks.
    pub(super) fn cut(&mut self, area: Area) -> (Vec<u8>, Vec<usize>) {
        let mut used = vec![false; self.inks];
        self.each(area, |_, pixel| {
            for (u, v) in used.iter_mut().zip(pixel.iter()) {
                *u |= *v > 0;
            }
        });
        for process in used.iter_mut().take(4) {
            *process = true;
        }
        let mut out = Vec::with_capacity(area.pixels() * 4);
        self.each(area, |_, pixel| {
            out.extend(pixel.iter().zip(&used).filter(|(_, u)| **u).map(|(v, _)| *v));
        });
        (out, used.iter().enumerate().skip(4).filter(|(_, u)| **u).map(|(n, _)| n - 4).collect())
    }
}

/// `above` over `below` with an opacity.
pub(super) fn over(below: u8, above: u8, opacity: u8) -> u8 {
    let (b, c, a) = (u32::from(below), u32::from(above), u32::from(opacity));
    ((b * (255 - a) + c * a + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::{Area, Plates};
    use crate::geom::{Length, Rect, Size};
    use usvg::BlendMode;

    fn plates(spots: usize) -> Plates {
        Plates::new(Size::new(Length::mm(20), Length::mm(10)), Length::mm(3), spots)
    }

    #[test]
    fn pixels_stand_where_the_page_has_them() {
        let plates = plates(0);
        // Three millimetres are 35.4 pixels.
        let area = plates.area(Rect::new(Length::ZERO, Length::ZERO, Length::mm(1), Length::mm(1))).unwrap();
        assert_eq!(area, Area { x: 35, y: 35, w: 13, h: 13 });
        let rect = plates.rect(area);
        assert_eq!(rect.x.to_millipoints(), 35 * 240 - 8504);
        assert_eq!(rect.w.to_millipoints(), 13 * 240);
        let beyond = Rect::new(Length::mm(90), Length::ZERO, Length::mm(1), Length::mm(1));
        assert_eq!(plates.area(beyond), None);
    }

    #[test]
    fn a_spot_below_stays_on_its_plate() {
        let mut plates = plates(2);
        let area = Area { x: 2, y: 2, w: 2, h: 1 };
        plates.coat(area, &[255, 255], &vec![Some(0), Some(0), Some(0), Some(0), Some(0), Some(200)]);
        // Solid black overprints the second pixel; half of a cyan lies over both.
        plates.coat(area, &[0, 255], &vec![None, None, None, Some(255), None, None]);
        plates.lay(area, &[255, 0, 0, 0, 255, 0, 0, 0], &[128, 128], BlendMode::Normal);
        let (data, spots) = plates.cut(area);
        assert_eq!(spots, [1]);
        assert_eq!(data, [128, 0, 0, 0, 100, 128, 0, 0, 127, 100]);
    }
}
