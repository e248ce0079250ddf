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
    nodes: Vec<[u16; 4]>,
    steps: [(usize, u32); 256],
}

/// CMYK pixels to sRGB pixels.
#[derive(Debug)]
pub struct FromCmyk {
    nodes: Vec<[u16; 4]>,
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

/// Mixes four corners of a tetrahedron with weights in 255ths, stepping along the largest fraction first.
#[inline]
fn tetra(nodes: &[[u16; 4]], base: usize, axes: [(u32, usize); 3]) -> [u32; 4] {
    let [a, b, c] = axes;
    let (a, b) = if b.0 > a.0 { (b, a) } else { (a, b) };
    let (a, b, c) = if c.0 > a.0 {
        (c, a, b)
    } else if c.0 > b.0 {
        (a, c, b)
    } else {
        (a, b, c)
    };
    let get = |i: usize| nodes.get(i).copied().unwrap_or_default();
    let corners = [
        (255 - a.0, get(base)),
        (a.0 - b.0, get(base + a.1)),
        (b.0 - c.0, get(base + a.1 + b.1)),
        (c.0, get(base + a.1 + b.1 + c.1)),
    ];
    let mut out = [0; 4];
    for (w, node) in corners {
        for (o, v) in out.iter_mut().zip(node) {
            *o += w * u32::from(v);
        }
    }
    out
}

impl ToCmyk {
    /// Bakes a table; `color` gives the inks (0 to 1) of an RGB colour (0 to 1).
    pub(super) fn bake(color: impl Fn([f64; 3]) -> [f64; 4]) -> Self {
        let at = |i: usize| i as f64 / (SIDE - 1) as f64;
        let mut nodes = Vec::with_capacity(SIDE * SIDE * SIDE);
        for r in 0..SIDE {
            for g in 0..SIDE {
                for b in 0..SIDE {
                    nodes.push(color([at(r), at(g), at(b)]).map(|v| (v * 65_535.0).round() as u16));
                }
            }
        }
        Self { nodes, steps: steps(SIDE) }
    }

    /// Appends the CMYK pixels of RGB pixels, three bytes each.
    pub fn row(&self, rgb: &[u8], out: &mut Vec<u8>) {
        self.read(rgb, out, |v| v);
    }

    /// As `row`, each byte turned over: how JPEG files with an Adobe marker hold inks.
    pub fn row_inverted(&self, rgb: &[u8], out: &mut Vec<u8>) {
        self.read(rgb, out, |v| !v);
    }

    fn read(&self, rgb: &[u8], out: &mut Vec<u8>, last: impl Fn(u8) -> u8) {
        out.reserve(rgb.len() / 3 * 4);
        let (pixels, _) = rgb.as_chunks::<3>();
        let mut known = ([0_u8; 3], self.pixel([0; 3]));
        for pixel in pixels {
            if *pixel != known.0 {
                known = (*pixel, self.pixel(*pixel));
            }
            out.extend_from_slice(&known.1.map(&last));
        }
    }

    #[inline]
    fn pixel(&self, rgb: [u8; 3]) -> [u8; 4] {
        let step = |v: u8| self.steps.get(usize::from(v)).copied().unwrap_or_default();
        let [r, g, b] = rgb.map(step);
        let base = (r.0 * SIDE + g.0) * SIDE + b.0;
        tetra(&self.nodes, base, [(r.1, SIDE * SIDE), (g.1, SIDE), (b.1, 1)])
            .map(|v| ((v + 255 * 257 / 2) / (255 * 257)) as u8)
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
            nodes.push([r, g, b, 0]);
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
            let axes = [(m.1, s2), (y.1, SIDE4), (k.1, 1)];
            let low = tetra(&self.nodes, base, axes);
            let high = tetra(&self.nodes, base + s3, axes);
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
