//! Baked colour tables for pixels, read tetrahedrally in integers: the same bytes on every machine.
//! How a node's colour comes about is the caller's affair.
#![expect(clippy::cast_precision_loss, reason = "small grid counts")]

/// Nodes along each side of the RGB table.
const SIDE: usize = 33;
/// Nodes along each side of the CMYK table.
const SIDE4: usize = 17;

/// RGB pixels to CMYK pixels.
#[derive(Debug)]
pub struct ToCmyk {
    nodes: Vec<u64>,
    /// For each byte of red, green and blue how far the node below it lies, and weight and stride of `tetra`.
    steps: [[(u32, u32); 256]; 3],
}

/// CMYK pixels to sRGB pixels.
#[derive(Debug)]
pub struct FromCmyk {
    nodes: Vec<u64>,
    steps: [(usize, u32); 256],
}

/// For each byte the node below it and the distance to it in 255ths.
fn steps(side: usize) -> [(usize, u32); 256] {
    let mut out = [(0, 0); 256];
    for (v, s) in out.iter_mut().enumerate() {
        let pos = v * (side - 1);
        let i = (pos / 255).min(side - 2);
        *s = (i, (pos - i * 255) as u32);
    }
    out
}

/// Every other 16 bits of a node.
const EVEN: u64 = 0x0000_FFFF_0000_FFFF;

/// Four channels of 16 bits as one number, the first in the lowest bits.
fn node(channels: [u16; 4]) -> u64 {
    channels.into_iter().rev().fold(0, |n, c| n << 16 | u64::from(c))
}

/// A weight in 255ths and the stride along its axis, as `tetra` takes them.
fn axis(weight: u32, stride: usize) -> u32 {
    weight << 16 | stride as u32
}

/// Mixes four corners of a tetrahedron with weights in 255ths, stepping along the largest fraction first. Gives the
/// sums of channels 0 and 2 and those of 1 and 3, each in 32 bits: 255 of the largest value just fill 24 of them.
#[inline]
fn tetra(nodes: &[u64], base: usize, [a, b, c]: [u32; 3]) -> [u64; 2] {
    // A weight and its stride as one number are sorted without a branch. Which of two equal weights comes first does
    // not matter: what lies between them has no weight.
    let (a, b) = (a.max(b), a.min(b));
    let (b, c) = (b.max(c), b.min(c));
    let (a, b) = (a.max(b), a.min(b));
    let weight = |n: u32| u64::from(n >> 16);
    let stride = |n: u32| (n & 0xFFFF) as usize;
    let get = |i: usize| nodes.get(i).copied().unwrap_or_default();
    let (second, third) = (base + stride(a), base + stride(a) + stride(b));
    let corners = [
        (255 - weight(a), get(base)),
        (weight(a) - weight(b), get(second)),
        (weight(b) - weight(c), get(third)),
        (weight(c), get(third + stride(c))),
    ];
    let mut out = [0; 2];
    let [even, odd] = &mut out;
    for (weight, node) in corners {
        *even += (node & EVEN) * weight;
        *odd += (node >> 16 & EVEN) * weight;
    }
    out
}

/// Two sums of 255 × 65,535 at most, each in 32 bits, as bytes: divided by 255 × 257 and rounded.
#[inline]
fn bytes(sums: u64) -> u64 {
    const EACH: u64 = 0x0000_0001_0000_0001;
    // For sums below 65,535 × 65,536 a quotient by 65,535 is (n + 1 + n / 65,536) / 65,536, rounded down.
    let n = sums + 255 * 257 / 2 * EACH;
    (n + EACH + (n >> 16 & EVEN)) >> 16 & EVEN
}

impl ToCmyk {
    /// Bakes a table; `color` gives the inks (0 to 1) of an RGB colour (0 to 1).
    pub(super) fn bake(color: impl Fn([f64; 3]) -> [f64; 4]) -> Self {
        let at = |i: usize| i as f64 / (SIDE - 1) as f64;
        let mut nodes = Vec::with_capacity(SIDE * SIDE * SIDE);
        for r in 0..SIDE {
            for g in 0..SIDE {
                for b in 0..SIDE {
                    nodes.push(node(color([at(r), at(g), at(b)]).map(|v| (v * 65_535.0).round() as u16)));
                }
            }
        }
        let steps = steps(SIDE);
        let along = |stride: usize| steps.map(|(i, part)| ((i * stride) as u32, axis(part, stride)));
        Self { nodes, steps: [along(SIDE * SIDE), along(SIDE), along(1)] }
    }

    /// Appends the CMYK pixels of RGB pixels, three bytes each.
    pub fn row(&self, rgb: &[u8], out: &mut Vec<u8>) {
        out.reserve(rgb.len() / 3 * 4);
        let (pixels, _) = rgb.as_chunks::<3>();
        let mut known = ([0_u8; 3], self.pixel([0; 3]));
        for pixel in pixels {
            if *pixel != known.0 {
                known = (*pixel, self.pixel(*pixel));
            }
            out.extend_from_slice(&known.1);
        }
    }

    #[inline]
    fn pixel(&self, rgb: [u8; 3]) -> [u8; 4] {
        let [reds, greens, blues] = &self.steps;
        let step = |steps: &[(u32, u32); 256], v: u8| steps.get(usize::from(v)).copied().unwrap_or_default();
        let [r, g, b] = rgb;
        let (r, g, b) = (step(reds, r), step(greens, g), step(blues, b));
        let [even, odd] = tetra(&self.nodes, (r.0 + g.0 + b.0) as usize, [r.1, g.1, b.1]).map(bytes);
        let all = even | odd << 8;
        ((all | all >> 16) as u32).to_le_bytes()
    }
}

impl FromCmyk {
    /// Bakes a table; `color` gives the sRGB (0 to 1) of inks (0 to 1).
    pub(super) fn bake(color: impl Fn([f64; 4]) -> [f64; 3]) -> Self {
        let at = |i: usize| i as f64 / (SIDE4 - 1) as f64;
        let mut nodes = Vec::with_capacity(SIDE4.pow(4));
        for i in 0..SIDE4.pow(4) {
            let digit = |n: u32| at(i / SIDE4.pow(n) % SIDE4);
            let [r, g, b] =
                color([digit(3), digit(2), digit(1), digit(0)]).map(|v| (v * 65_535.0).round() as u16);
            nodes.push(node([r, g, b, 0]));
        }
        Self { nodes, steps: steps(SIDE4) }
    }

    /// Appends the RGB pixels of CMYK pixels, four bytes each, 255 being solid ink.
    pub fn row(&self, cmyk: &[u8], out: &mut Vec<u8>) {
        out.reserve(cmyk.len() / 4 * 3);
        let (pixels, _) = cmyk.as_chunks::<4>();
        for pixel in pixels {
            let step = |v: u8| self.steps.get(usize::from(v)).copied().unwrap_or_default();
            let [c, m, y, k] = pixel.map(step);
            let (s2, s3) = (SIDE4 * SIDE4, SIDE4 * SIDE4 * SIDE4);
            let base = c.0 * s3 + m.0 * s2 + y.0 * SIDE4 + k.0;
            let axes = [axis(m.1, s2), axis(y.1, SIDE4), axis(k.1, 1)];
            let apart = |[even, odd]: [u64; 2]| [even as u32, odd as u32, (even >> 32) as u32];
            let low = apart(tetra(&self.nodes, base, axes));
            let high = apart(tetra(&self.nodes, base + s3, axes));
            let mut rgb = [0_u8; 3];
            for ((o, l), h) in rgb.iter_mut().zip(low).zip(high) {
                // Both sums are in 255ths of 16 bits; 64 bits hold the next weight as well.
                let sum = u64::from(l) * u64::from(255 - c.1) + u64::from(h) * u64::from(c.1);
                *o = ((sum + 255 * 255 * 257 / 2) / (255 * 255 * 257)) as u8;
            }
            out.extend_from_slice(&rgb);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ToCmyk;

    /// As the definition has it: corners along the largest fraction first, sums rounded once.
    fn plain(t: &ToCmyk, rgb: [u8; 3]) -> [u8; 4] {
        let mut axes: Vec<(u32, usize)> = Vec::new();
        let mut at = 0;
        let steps = super::steps(super::SIDE);
        for (v, stride) in rgb.into_iter().zip([super::SIDE * super::SIDE, super::SIDE, 1]) {
            let (i, part) = steps[usize::from(v)];
            at += i * stride;
            axes.push((part, stride));
        }
        axes.sort_by_key(|(part, _)| std::cmp::Reverse(*part));
        let channel = |n: u64, i: usize| (n >> (16 * i)) as u16;
        let (mut sums, mut before) = ([0_u32; 4], 255);
        for (part, stride) in axes.into_iter().chain([(0, 0)]) {
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += (before - part) * u32::from(channel(t.nodes[at], i));
            }
            (before, at) = (part, at + stride);
        }
        sums.map(|v| ((v + 255 * 257 / 2) / (255 * 257)) as u8)
    }

    #[test]
    fn packed_sums_are_those_of_the_definition() {
        let wave = |v: f64| (v * 37.0).sin().mul_add(0.5, 0.5);
        let t =
            ToCmyk::bake(|[r, g, b]| [wave(r + g), wave(g - b), wave(b * r), f64::from(u8::from(r > 0.4))]);
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let edges = [[0; 3], [255; 3], [255, 0, 255], [8, 8, 8], [7, 7, 200], [0, 255, 7]];
        for rgb in (0..20_000).map(|_| [next(), next(), next()]).chain(edges) {
            assert_eq!(t.pixel(rgb), plain(&t, rgb), "{rgb:?}");
        }
    }

    #[test]
    fn a_linear_table_is_read_exactly() {
        let t = ToCmyk::bake(|[r, g, b]| [r, g, b, (r + g + b) / 3.0]);
        let mut out = Vec::new();
        for v in 0..=255_u8 {
            out.clear();
            t.row(&[v, 255 - v, 7], &mut out);
            let mean = (f64::from(255 + 7_u16) / 3.0).round() as u8;
            assert_eq!(out, [v, 255 - v, 7, mean]);
        }
    }
}
