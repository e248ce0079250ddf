//! Reads one multi-dimensional table of an ICC profile: curves, grid, matrix (ICC.1 §10.10 to §10.13).
//! Knows nothing of intents, black points or 8-bit pixels; the values here are exact enough to bake from.
#![expect(
    clippy::many_single_char_names,
    clippy::cast_precision_loss,
    reason = "channels; small grid counts"
)]

use moxcms::{LutDataType, LutMultidimensionalType, LutStore, LutType, LutWarehouse, ToneReprCurve};

/// CIE L*a*b* relative to D50.
pub(super) type Lab = [f64; 3];

/// A table between Lab and device values of three or four channels.
#[derive(Debug)]
pub(super) struct Lut {
    /// What is done to the channels before the grid, one curve a channel.
    before: Vec<Curve>,
    grid: Option<Grid>,
    /// Between grid and last curves: curves, then a 3 × 3 matrix with its offset.
    middle: Option<Middle>,
    after: Vec<Curve>,
    /// Whether the matrix stands before the grid (PCS to device).
    to_device: bool,
    coding: Coding,
}

#[derive(Debug)]
struct Middle {
    curves: Vec<Curve>,
    rows: [[f64; 3]; 3],
    offset: [f64; 3],
}

/// How Lab is written as numbers from 0 to 1.
#[derive(Clone, Copy, Debug)]
enum Coding {
    /// `lut16Type` of every version: L* 100 is `0xFF00`.
    Old16,
    /// 8 bits and `lutAToBType`: L* 100 is the largest number.
    Full,
}

#[derive(Debug)]
enum Curve {
    Same,
    Samples(Vec<f64>),
}

#[derive(Debug)]
struct Grid {
    sides: Vec<usize>,
    outs: usize,
    values: Vec<f32>,
}

impl Lut {
    /// The table as `moxcms` parsed it; `None` where its shape is not one that ICC.1 allows.
    pub(super) fn new(table: &LutWarehouse, to_device: bool) -> Option<Self> {
        match table {
            LutWarehouse::Lut(t) => Self::plain(t, to_device),
            LutWarehouse::Multidimensional(t) => Self::many(t, to_device),
        }
    }

    fn plain(t: &LutDataType, to_device: bool) -> Option<Self> {
        let (ins, outs) = (usize::from(t.num_input_channels), usize::from(t.num_output_channels));
        let wide = t.lut_type == LutType::Lut16;
        let input = store(&t.input_table);
        let output = store(&t.output_table);
        let (n_in, n_out) = if wide {
            (usize::from(t.num_input_table_entries), usize::from(t.num_output_table_entries))
        } else {
            (256, 256)
        };
        let grid = Grid::new(vec![usize::from(t.num_clut_grid_points); ins], outs, store(&t.clut_table))?;
        if n_in < 2 || n_out < 2 || input.len() < n_in * ins || output.len() < n_out * outs {
            return None;
        }
        let cut = |all: &[f32], n: usize| {
            all.chunks_exact(n).map(|c| Curve::Samples(c.iter().map(|v| f64::from(*v)).collect())).collect()
        };
        Some(Self {
            before: cut(&input, n_in),
            grid: Some(grid),
            middle: None,
            after: cut(&output, n_out),
            to_device,
            coding: if wide { Coding::Old16 } else { Coding::Full },
        })
    }

    fn many(t: &LutMultidimensionalType, to_device: bool) -> Option<Self> {
        let (ins, outs) = (usize::from(t.num_input_channels), usize::from(t.num_output_channels));
        let curves = |c: &[ToneReprCurve]| c.iter().map(Curve::new).collect::<Option<Vec<_>>>();
        let grid = match &t.clut {
            Some(values) => {
                let sides = t.grid_points.iter().take(ins).map(|g| usize::from(*g)).collect();
                Some(Grid::new(sides, outs, store(values))?)
            }
            None if ins == outs => None,
            None => return None,
        };
        let (a, m, b) = (curves(&t.a_curves)?, curves(&t.m_curves)?, curves(&t.b_curves)?);
        let matrix = (!m.is_empty()).then_some(Middle { curves: m, rows: t.matrix.v, offset: t.bias.v });
        let (before, after) = if to_device { (b, a) } else { (a, b) };
        Some(Self { before, grid, middle: matrix, after, to_device, coding: Coding::Full })
    }

    /// How many device channels it has.
    pub(super) fn channels(&self) -> usize {
        let Some(grid) = &self.grid else { return 3 };
        if self.to_device { grid.outs } else { grid.sides.len() }
    }

    /// Device values (0 to 1; three or four of them) for a colour.
    pub(super) fn device(&self, lab: Lab) -> [f64; 4] {
        let [l, a, b] = lab;
        let coded = match self.coding {
            Coding::Old16 => {
                [l / 100.0 * 65_280.0, (a + 128.0) * 256.0, (b + 128.0) * 256.0].map(|v| v / 65_535.0)
            }
            Coding::Full => [l / 100.0, (a + 128.0) / 255.0, (b + 128.0) / 255.0],
        };
        let [x, y, z] = coded;
        self.run([x, y, z, 0.0])
    }

    /// The colour of device values (0 to 1).
    pub(super) fn lab(&self, device: [f64; 4]) -> Lab {
        let [x, y, z, _] = self.run(device);
        match self.coding {
            Coding::Old16 => {
                let v = |n: f64| n * 65_535.0;
                [v(x) / 65_280.0 * 100.0, v(y) / 256.0 - 128.0, v(z) / 256.0 - 128.0]
            }
            Coding::Full => [x * 100.0, y * 255.0 - 128.0, z * 255.0 - 128.0],
        }
    }

    fn run(&self, values: [f64; 4]) -> [f64; 4] {
        let mut v = apply(&self.before, values.map(|n| n.clamp(0.0, 1.0)));
        if self.to_device {
            v = self.mix(v);
        }
        if let Some(grid) = &self.grid {
            v = grid.at(v, self.to_device);
        }
        if !self.to_device {
            v = self.mix(v);
        }
        apply(&self.after, v)
    }

    fn mix(&self, v: [f64; 4]) -> [f64; 4] {
        let Some(Middle { curves, rows, offset }) = &self.middle else { return v };
        let turn = |v: [f64; 4]| {
            let [x, y, z, w] = v;
            let [r0, r1, r2] = rows;
            let [o0, o1, o2] = offset;
            let dot = |r: &[f64; 3], o: &f64| {
                let [a, b, c] = r;
                (a * x + b * y + c * z + o).clamp(0.0, 1.0)
            };
            [dot(r0, o0), dot(r1, o1), dot(r2, o2), w]
        };
        if self.to_device { apply(curves, turn(v)) } else { turn(apply(curves, v)) }
    }
}

fn store(s: &LutStore) -> Vec<f32> {
    match s {
        LutStore::Store8(v) => v.iter().map(|b| f32::from(*b) / 255.0).collect(),
        LutStore::Store16(v) => v.iter().map(|b| f32::from(*b) / 65_535.0).collect(),
    }
}

fn apply(curves: &[Curve], mut values: [f64; 4]) -> [f64; 4] {
    for (v, c) in values.iter_mut().zip(curves) {
        *v = c.at(*v);
    }
    values
}

impl Curve {
    fn new(c: &ToneReprCurve) -> Option<Self> {
        match c {
            ToneReprCurve::Lut(t) if t.is_empty() => Some(Self::Same),
            ToneReprCurve::Lut(t) if t.len() > 1 => {
                Some(Self::Samples(t.iter().map(|v| f64::from(*v) / 65_535.0).collect()))
            }
            other => {
                let eval = other.make_linear_evaluator().ok()?;
                // 4,096 straight pieces stay within a quarter of a 16-bit step of any curve in use.
                let at = |i: u16| f64::from(eval.evaluate_value(f32::from(i) / 4096.0));
                Some(Self::Samples((0..=4096).map(at).collect()))
            }
        }
    }

    fn at(&self, v: f64) -> f64 {
        match self {
            Self::Same => v,
            Self::Samples(s) => {
                let last = s.len().saturating_sub(1);
                let pos = v.clamp(0.0, 1.0) * last as f64;
                let i = (pos as usize).min(last.saturating_sub(1));
                let get = |i: usize| s.get(i).copied().unwrap_or(0.0);
                get(i) + (get(i + 1) - get(i)) * (pos - i as f64)
            }
        }
    }
}

impl Grid {
    fn new(sides: Vec<usize>, outs: usize, values: Vec<f32>) -> Option<Self> {
        let size = sides.iter().try_fold(outs, |n, s| n.checked_mul(*s))?;
        let fits = (3..=4).contains(&sides.len()) && (3..=4).contains(&outs) && sides.iter().all(|s| *s >= 2);
        (fits && values.len() >= size).then_some(Self { sides, outs, values })
    }

    /// Trilinear in Lab; else linear along the first of four channels and tetrahedral in the three others:
    /// as Little CMS reads it.
    fn at(&self, v: [f64; 4], from_lab: bool) -> [f64; 4] {
        let [a, b, c, d] = v;
        let [s0, s1, s2, s3] = match *self.sides.as_slice() {
            [x, y, z] => [1, x, y, z],
            [x, y, z, w] => [x, y, z, w],
            _ => return [0.0; 4],
        };
        let block = s1 * s2 * s3;
        if from_lab {
            return self.trilinear([a, b, c], [s1, s2, s3]);
        }
        if self.sides.len() == 3 {
            return self.tetra(0, [s1, s2, s3], [a, b, c]);
        }
        let pos = a.clamp(0.0, 1.0) * (s0 - 1) as f64;
        let i = (pos as usize).min(s0 - 2);
        let f = pos - i as f64;
        let low = self.tetra(i * block, [s1, s2, s3], [b, c, d]);
        if f == 0.0 {
            return low;
        }
        let high = self.tetra((i + 1) * block, [s1, s2, s3], [b, c, d]);
        let mut out = low;
        for (o, h) in out.iter_mut().zip(high) {
            *o += (h - *o) * f;
        }
        out
    }

    /// Where a position falls: the lowest corner of its cell and, for each axis, fraction and step.
    fn cell(base: usize, sides: [usize; 3], v: [f64; 3]) -> (usize, [(f64, usize); 3]) {
        let [_, n1, n2] = sides;
        let mut corner = base;
        let mut axes = [(0.0_f64, 0_usize); 3];
        for (((axis, n), step), x) in axes.iter_mut().zip(sides).zip([n1 * n2, n2, 1]).zip(v) {
            let pos = x.clamp(0.0, 1.0) * (n - 1) as f64;
            let i = (pos as usize).min(n - 2);
            corner += i * step;
            *axis = (pos - i as f64, step);
        }
        (corner, axes)
    }

    fn tetra(&self, base: usize, sides: [usize; 3], v: [f64; 3]) -> [f64; 4] {
        let (mut corner, mut axes) = Self::cell(base, sides, v);
        // The largest fraction steps first; equal ones in the channels' order.
        axes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut out = self.node(corner);
        let mut before = out;
        for (f, step) in axes {
            corner += step;
            let here = self.node(corner);
            for ((o, h), b) in out.iter_mut().zip(here).zip(before) {
                *o += (h - b) * f;
            }
            before = here;
        }
        out
    }

    /// Between all eight corners: right for Lab, whose neutral axis is no diagonal of the cells.
    fn trilinear(&self, v: [f64; 3], sides: [usize; 3]) -> [f64; 4] {
        let (corner, axes) = Self::cell(0, sides, v);
        let mut out = [0.0; 4];
        for bits in 0..8_usize {
            let (mut weight, mut at) = (1.0, corner);
            for (i, (f, step)) in axes.iter().enumerate() {
                let high = bits >> i & 1 == 1;
                weight *= if high { *f } else { 1.0 - f };
                at += if high { *step } else { 0 };
            }
            if weight > 0.0 {
                for (o, n) in out.iter_mut().zip(self.node(at)) {
                    *o += weight * n;
                }
            }
        }
        out
    }

    fn node(&self, index: usize) -> [f64; 4] {
        let mut out = [0.0; 4];
        let from = index * self.outs;
        for (o, v) in out.iter_mut().zip(self.values.get(from..from + self.outs).unwrap_or(&[])) {
            *o = f64::from(*v);
        }
        out
    }
}
