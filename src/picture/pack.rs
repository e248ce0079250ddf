//! Samples as baseline JPEG data (ITU-T T.81) without subsampling: grey, RGB as YCbCr, and inks as Adobe's files hold them.
//! Decides no quality and converts no inks.

use std::ops::{Add, Mul, Sub};
use std::sync::OnceLock;

/// What the samples of a pixel are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Samples {
    /// One of grey.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Four inks; they are stored as their complement, and the Adobe marker says so.
    Inks,
}

/// The annex's tables.
const TABLES: &str = include_str!("jpeg.tsv");
/// Longest side of a picture.
const SIDE: usize = 65_535;

/// Packs a picture of `width` × `height` pixels; `row` appends the samples of a row, by its number from the top, to
/// what is empty. Quantisers are `percent` of those of Annex K. `None` where a side is nothing or longer than JPEG
/// can tell. The same bytes on every machine.
#[must_use]
pub fn pack_jpeg(
    (width, height): (usize, usize),
    samples: Samples,
    percent: u32,
    mut row: impl FnMut(usize, &mut Vec<u8>),
) -> Option<Vec<u8>> {
    if !(1..=SIDE).contains(&width) || !(1..=SIDE).contains(&height) {
        return None;
    }
    let plan = Plan::new(samples, percent)?;
    let mut out = Writer { bytes: Vec::with_capacity(width * height / 2), bits: 0, used: 0 };
    plan.head(&mut out.bytes, (width, height));
    let across = width.div_ceil(8) * 8;
    let (mut line, mut strip) = (Vec::with_capacity(width * 4), Vec::with_capacity(across * 8));
    let mut before = [0; 4];
    for top in (0..height).step_by(8) {
        strip.clear();
        for y in top..top + 8 {
            line.clear();
            row(y.min(height - 1), &mut line);
            let from = strip.len();
            samples.lay(&line, &mut strip);
            let last = strip.last().copied().unwrap_or_default();
            strip.resize(from + across, last);
        }
        for x in (0..across).step_by(8) {
            let mut square = Square::of(&strip, across, x);
            square.transform();
            plan.code(&square, &mut before, &mut out);
        }
    }
    Some(out.close())
}

impl Samples {
    fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Inks => 4,
        }
    }

    /// Appends a row's pixels as the components that are coded, at most four.
    fn lay(self, row: &[u8], strip: &mut Vec<[u8; 4]>) {
        match self {
            Self::Gray => strip.extend(row.iter().map(|v| [*v, 0, 0, 0])),
            Self::Rgb => strip.extend(row.as_chunks::<3>().0.iter().map(|rgb| lights(*rgb))),
            Self::Inks => strip.extend(row.as_chunks::<4>().0.iter().map(|inks| inks.map(|v| !v))),
        }
    }
}

/// Y, Cb and Cr of ITU-T T.871 §7.
fn lights(rgb: [u8; 3]) -> [u8; 4] {
    let [r, g, b] = rgb.map(i32::from);
    // The factors are 0.299, 0.587, 0.114; 0.168736, 0.331264; 0.418688, 0.081312, in 16 bits.
    let y = 19_595 * r + 38_470 * g + 7_471 * b;
    let cb = -11_059 * r - 21_709 * g + 32_768 * b + (128 << 16) - 1;
    let cr = 32_768 * r - 27_439 * g - 5_329 * b + (128 << 16) - 1;
    let [y, cb, cr] = [y, cb, cr].map(|v| ((v + 32_768) >> 16) as u8);
    [y, cb, cr, 0]
}

/// The values of up to four components at one place.
#[derive(Clone, Copy, Default)]
struct Four([f32; 4]);

impl Add for Four {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a + e, b + f, c + g, d + h])
    }
}

impl Sub for Four {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a - e, b - f, c - g, d - h])
    }
}

impl Mul<f32> for Four {
    type Output = Self;
    #[inline(always)]
    fn mul(self, by: f32) -> Self {
        Self(self.0.map(|v| v * by))
    }
}

/// A square of eight by eight pixels: rows of samples, then, transformed, of frequencies.
struct Square([[Four; 8]; 8]);

impl Square {
    #[inline]
    fn of(strip: &[[u8; 4]], across: usize, x: usize) -> Self {
        let mut square = [[Four::default(); 8]; 8];
        for (row, pixels) in square.iter_mut().zip(strip.chunks_exact(across.max(1))) {
            for (place, pixel) in row.iter_mut().zip(pixels.get(x..x + 8).unwrap_or_default()) {
                *place = Four(pixel.map(|v| f32::from(v) - 128.0));
            }
        }
        Self(square)
    }

    /// The cosine transform of all components, each frequency multiplied by 8 and by two of `SCALES`.
    #[inline]
    fn transform(&mut self) {
        for row in &mut self.0 {
            *row = frequencies(*row);
        }
        let [a, b, c, d, e, f, g, h] = &mut self.0;
        let rows = a.iter_mut().zip(b).zip(c).zip(d).zip(e).zip(f).zip(g).zip(h);
        for (((((((a, b), c), d), e), f), g), h) in rows {
            [*a, *b, *c, *d, *e, *f, *g, *h] = frequencies([*a, *b, *c, *d, *e, *f, *g, *h]);
        }
    }
}

/// What the fast transform multiplies each frequency by: 1, and √2 cos(nπ/16).
const SCALES: [f32; 8] =
    [1.0, 1.387_039_8, 1.306_563, 1.175_875_6, 1.0, 0.785_694_96, 0.541_196_1, 0.275_899_38];

/// Eight samples to frequencies with five multiplications (Arai, Agui & Nakajima 1988).
#[inline(always)]
fn frequencies([a, b, c, d, e, f, g, h]: [Four; 8]) -> [Four; 8] {
    let (s0, s1, s2, s3) = (a + h, b + g, c + f, d + e);
    let (d0, d1, d2, d3) = (a - h, b - g, c - f, d - e);
    let (outer, inner) = (s0 + s3, s1 + s2);
    let (rest, middle) = (s0 - s3, s1 - s2);
    let turned = (middle + rest) * std::f32::consts::FRAC_1_SQRT_2;
    let (low, mid, high) = (d3 + d2, d2 + d1, d1 + d0);
    let share = (low - high) * 0.382_683_43;
    let (low, high) = (low * 0.541_196_1 + share, high * 1.306_563 + share);
    let mid = mid * std::f32::consts::FRAC_1_SQRT_2;
    let (plus, minus) = (d0 + mid, d0 - mid);
    [
        outer + inner,
        plus + high,
        rest + turned,
        minus - low,
        outer - inner,
        minus + low,
        rest - turned,
        plus - high,
    ]
}

/// So large a number has no fractions: what is added to it is rounded, and stands in its lowest bits.
const WHOLE: f32 = 12_582_912.0;

/// A table of codes: by what they stand for, the code below its length in bits.
struct Codes {
    counts: Vec<u8>,
    values: Vec<u8>,
    codes: [u32; 256],
}

impl Codes {
    /// The codes of one row of `TABLES`, made as Annex C says.
    fn read(name: &str) -> Option<Self> {
        let mut cells = row_of(name)?;
        let (counts, values) = (numbers(cells.next()?), numbers(cells.next()?));
        let (mut codes, mut code, mut next) = ([0; 256], 0, values.iter());
        for (length, count) in (1_u32..).zip(&counts) {
            for value in next.by_ref().take(usize::from(*count)) {
                *codes.get_mut(usize::from(*value))? = code | length << 16;
                code += 1;
            }
            code <<= 1;
        }
        Some(Self { counts, values, codes })
    }

    #[inline]
    fn code(&self, value: u8) -> (u32, u32) {
        let both = self.codes.get(usize::from(value)).copied().unwrap_or_default();
        (both & 0xFFFF, both >> 16)
    }
}

fn row_of(name: &str) -> Option<std::str::Split<'static, char>> {
    let row = TABLES.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))?;
    Some(row.split('\t'))
}

fn numbers(cell: &str) -> Vec<u8> {
    cell.split(' ').filter_map(|n| n.parse().ok()).collect()
}

/// The codes of luma and chroma, first those of the mean, then those of the other frequencies.
static CODES: OnceLock<Option<[[Codes; 2]; 2]>> = OnceLock::new();

fn codes() -> Option<&'static [[Codes; 2]; 2]> {
    let read = || {
        let of =
            |kind: &str| Some([Codes::read(&format!("{kind} dc"))?, Codes::read(&format!("{kind} ac"))?]);
        Some([of("luma")?, of("chroma")?])
    };
    CODES.get_or_init(read).as_ref()
}

/// How a kind of samples is packed.
struct Plan {
    samples: Samples,
    /// Quantisers of luma and chroma, row by row.
    quantisers: [[u8; 64]; 2],
    /// What frequencies are multiplied by, row by row.
    factors: [Four; 64],
    /// The zigzag: places of the square in the order in which they are coded.
    order: [u8; 64],
    codes: &'static [[Codes; 2]; 2],
}

impl Plan {
    fn new(samples: Samples, percent: u32) -> Option<Self> {
        let read = |name| {
            let scaled = |n: u8| ((u32::from(n) * percent + 50) / 100).clamp(1, 255) as u8;
            let all: Vec<u8> = numbers(row_of(name)?.next()?).into_iter().map(scaled).collect();
            <[u8; 64]>::try_from(all).ok()
        };
        let quantisers = [read("luma")?, read("chroma")?];
        let kinds = samples.kinds();
        let mut factors = [Four::default(); 64];
        for (by, place) in factors.iter_mut().zip(0_usize..) {
            let scale = |n: usize| SCALES.get(n).copied().unwrap_or(1.0);
            let all = 8.0 * scale(place / 8) * scale(place % 8);
            let of = |kind: usize| quantisers.get(kind).and_then(|q| q.get(place));
            *by = Four(kinds.map(|kind| of(kind).map_or(0.0, |q| 1.0 / (all * f32::from(*q)))));
        }
        let mut order = [0; 64];
        order.iter_mut().zip(zigzag()).for_each(|(at, place)| *at = place);
        Some(Self { samples, quantisers, factors, order, codes: codes()? })
    }

    /// Everything before the first square.
    fn head(&self, out: &mut Vec<u8>, (width, height): (usize, usize)) {
        out.extend([0xFF, 0xD8]);
        let mut segment = |marker: u8, content: &[u8]| {
            out.extend([0xFF, marker]);
            out.extend((content.len() as u16 + 2).to_be_bytes());
            out.extend(content);
        };
        match self.samples {
            Samples::Inks => segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"),
            _ => segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
        }
        let count = self.samples.count();
        let kinds = || (1_u8..).zip(self.samples.kinds()).take(count);
        let used = if count == 1 { 1 } else { 2 };
        for (table, n) in self.quantisers.iter().zip(0_u8..).take(used) {
            let ordered = zigzag().map(|at| table.get(usize::from(at)).copied().unwrap_or(1));
            segment(0xDB, &std::iter::once(n).chain(ordered).collect::<Vec<_>>());
        }
        let (w, h) = ((width as u16).to_be_bytes(), (height as u16).to_be_bytes());
        let mut frame = [&[8], h.as_slice(), &w, &[count as u8]].concat();
        kinds().for_each(|(id, kind)| frame.extend([id, 0x11, kind as u8]));
        segment(0xC0, &frame);
        for (tables, n) in self.codes.iter().zip(0_u8..).take(used) {
            for (codes, class) in tables.iter().zip([0, 0x10]) {
                segment(0xC4, &[&[class | n], codes.counts.as_slice(), &codes.values].concat());
            }
        }
        let mut scan = vec![count as u8];
        kinds().for_each(|(id, kind)| scan.extend([id, (kind * 0x11) as u8]));
        scan.extend([0, 63, 0]);
        segment(0xDA, &scan);
    }

    /// Codes a transformed square; `before`: the means of the square before.
    #[inline]
    fn code(&self, square: &Square, before: &mut [i16; 4], out: &mut Writer) {
        let mut whole = [[0_i16; 4]; 64];
        for ((whole, place), by) in whole.iter_mut().zip(square.0.as_flattened()).zip(&self.factors) {
            let ([p, q, r, s], [f, g, h, i]) = (place.0, by.0);
            *whole = [p * f + WHOLE, q * g + WHOLE, r * h + WHOLE, s * i + WHOLE].map(|v| v.to_bits() as i16);
        }
        let mut values = [[0_i16; 64]; 4];
        let [va, vb, vc, vd] = &mut values;
        for ((((at, a), b), c), d) in self.order.iter().zip(va).zip(vb).zip(vc).zip(vd) {
            [*a, *b, *c, *d] = whole.get(usize::from(*at)).copied().unwrap_or_default();
        }
        let all = values.iter().zip(before).zip(self.samples.kinds()).take(self.samples.count());
        for ((values, before), kind) in all {
            let Some([means, others]) = self.codes.get(kind) else { continue };
            let [mean, ..] = *values;
            out.value(0, mean - *before, means);
            *before = mean;
            out.others(values, others);
        }
    }
}

impl Samples {
    /// Which tables each component takes: 0 those of luma, 1 those of chroma.
    fn kinds(self) -> [usize; 4] {
        match self {
            Self::Gray | Self::Rgb => [0, 1, 1, 1],
            Self::Inks => [1, 1, 1, 0],
        }
    }
}

/// The places of a square, counted row by row, in the order in which they are coded.
fn zigzag() -> impl Iterator<Item = u8> {
    (0..15_u8).flat_map(|sum| {
        let cells = (sum.saturating_sub(7)..=sum.min(7)).map(move |n| (n, sum - n));
        let down = move |(n, m): (u8, u8)| if sum % 2 == 0 { m * 8 + n } else { n * 8 + m };
        cells.map(down)
    })
}

/// Which of the values are not 0, the first in the lowest bit.
#[inline(always)]
fn filled(values: &[i16; 64]) -> u64 {
    let bits = |eight: &[i16; 8]| -> u16 {
        let bit = |(v, bit): (&i16, u16)| if *v == 0 { 0 } else { bit };
        eight.iter().zip([1, 2, 4, 8, 16, 32, 64, 128]).map(bit).sum()
    };
    let (eights, _) = values.as_chunks::<8>();
    eights.iter().rev().fold(0, |mask, eight| mask << 8 | u64::from(bits(eight)))
}

/// Bits on their way out.
struct Writer {
    bytes: Vec<u8>,
    bits: u64,
    /// How many of the lowest bits count; fewer than 32.
    used: u32,
}

impl Writer {
    /// A value behind a run of noughts: the code of both, then the value's own bits.
    #[inline(always)]
    fn value(&mut self, run: u32, value: i16, codes: &Codes) {
        let value = i32::from(value);
        let length = 32 - value.unsigned_abs().leading_zeros();
        let own = (value + (value >> 31)) as u32 & !(u32::MAX << length);
        let (code, size) = codes.code((run << 4 | length) as u8);
        self.put(code << length | own, size + length);
    }

    #[inline(always)]
    fn others(&mut self, values: &[i16; 64], codes: &Codes) {
        let (mut mask, mut last) = (filled(values) & !1, 0);
        while mask != 0 {
            let at = mask.trailing_zeros();
            mask &= mask - 1;
            let mut run = at - last - 1;
            while run > 15 {
                let (code, size) = codes.code(0xF0);
                self.put(code, size);
                run -= 16;
            }
            self.value(run, values.get(at as usize).copied().unwrap_or(0), codes);
            last = at;
        }
        if last < 63 {
            let (code, size) = codes.code(0);
            self.put(code, size);
        }
    }

    /// Adds up to 32 bits.
    #[inline(always)]
    fn put(&mut self, bits: u32, size: u32) {
        self.bits = self.bits << size | u64::from(bits);
        self.used += size;
        if self.used >= 32 {
            self.used -= 32;
            let word = (self.bits >> self.used) as u32;
            if (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 == 0 {
                self.bytes.extend_from_slice(&word.to_be_bytes());
            } else {
                self.stuffed(&word.to_be_bytes());
            }
        }
    }

    /// Bytes of data that may look like markers: a nought behind says that they are none.
    #[cold]
    fn stuffed(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.bytes.push(*b);
            self.bytes.extend((*b == 0xFF).then_some(0));
        }
    }

    /// The end: the last byte is filled with ones.
    fn close(mut self) -> Vec<u8> {
        let fill = (8 - self.used % 8) % 8;
        let bits = self.bits << fill | !(u64::MAX << fill);
        let count = (self.used + fill) / 8;
        let bytes = bits.to_be_bytes();
        self.stuffed(bytes.get(8 - count as usize..).unwrap_or_default());
        self.bytes.extend([0xFF, 0xD9]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{Samples, pack_jpeg, zigzag};
    use crate::picture::jpeg_info;
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;

    fn unpacked(bytes: &[u8], space: ColorSpace) -> Vec<u8> {
        let options = DecoderOptions::default().set_strict_mode(true).jpeg_set_out_colorspace(space);
        JpegDecoder::new_with_options(ZCursor::new(bytes), options).decode().unwrap()
    }

    #[test]
    fn the_zigzag_goes_through_every_place() {
        let order: Vec<u8> = zigzag().collect();
        assert_eq!(order[..10], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
        assert_eq!(order[58..], [53, 60, 61, 54, 47, 55, 62, 63][2..]);
        assert_eq!(order.iter().collect::<std::collections::BTreeSet<_>>().len(), 64);
    }

    #[test]
    fn what_is_packed_comes_back() {
        let mut seed = 5_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let kinds = [
            (Samples::Gray, 1, ColorSpace::Luma),
            (Samples::Rgb, 3, ColorSpace::RGB),
            (Samples::Inks, 4, ColorSpace::CMYK),
        ];
        for (samples, step, space) in kinds {
            for (width, height) in [(8, 8), (1, 1), (37, 21), (64, 9)] {
                // Slopes, then edges as hard as can be, then noise of both ends.
                for pattern in 0..3 {
                    let data: Vec<u8> = (0..width * height * step)
                        .map(|i| match pattern {
                            0 => (i / step % width * 4 + i / step / width * 3 + i % step * 20) as u8,
                            1 => {
                                if (i / step % width / 3 + i / step / width / 5) % 2 == 0 {
                                    255
                                } else {
                                    0
                                }
                            }
                            _ => {
                                if noise() > 127 {
                                    255
                                } else {
                                    0
                                }
                            }
                        })
                        .collect();
                    let row = |y: usize, out: &mut Vec<u8>| {
                        out.extend_from_slice(&data[y * width * step..(y + 1) * width * step]);
                    };
                    let packed = pack_jpeg((width, height), samples, 10, row).unwrap();
                    let info = jpeg_info(&packed).unwrap();
                    assert_eq!((info.width, info.height), (width as u32, height as u32));
                    assert_eq!((usize::from(info.components), info.plain), (step, true));
                    let back = unpacked(&packed, space);
                    assert_eq!(back.len(), data.len());
                    let stored = |v: &u8| if samples == Samples::Inks { 255 - *v } else { *v };
                    let apart = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(stored(b)));
                    let mean = back.iter().zip(&data).map(apart).sum::<u64>() as f64 / data.len() as f64;
                    // Hard colours of noise lose more: their lights and colours are quantised apart.
                    assert!(mean < 4.0, "{samples:?} {width} × {height}, {pattern}: {mean}");
                }
            }
        }
        assert!(pack_jpeg((0, 5), Samples::Gray, 10, |_, _| {}).is_none());
        assert!(pack_jpeg((65_536, 5), Samples::Gray, 10, |_, _| {}).is_none());
    }

    #[test]
    fn what_looks_like_a_marker_is_stuffed() {
        let row = |y: usize, out: &mut Vec<u8>| out.extend((0..640).map(|x| (x * x / 7 + y * y * 31) as u8));
        let packed = pack_jpeg((640, 480), Samples::Gray, 10, row).unwrap();
        let scan = packed.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
        let data = &packed[scan + 2..packed.len() - 2];
        let bad = data.windows(2).filter(|w| w[0] == 0xFF && w[1] != 0).count();
        assert!(bad == 0 && data.windows(2).any(|w| w == [0xFF, 0]));
    }
}
