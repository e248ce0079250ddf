//! Which tiles of a drawing have to be painted, and which of them the patch of each part has to hold.
//! Paints nothing: it knows parts by their areas, in paint order.
//!
//! A part that is seen through becomes an opaque patch of all that lies there so far, so a later patch hides
//! an earlier one. Each part therefore keeps only the tiles that no later part fills; a node is painted only
//! in tiles where a patch is still to be cut. Patches are at most the area that is seen through, but for the
//! tiles at the edges of parts, however many parts lie on one another.

use super::plates::Area;
use std::collections::BTreeMap;

/// Pixels along a tile's side.
pub(super) const TILE: u32 = 32;

/// A node that may be painted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The pixels that it touches, within the drawing's; `None`: it is beside what is seen.
    pub(super) area: Option<Area>,
    /// Whether it is seen through.
    pub(super) through: bool,
    /// The number of the innermost clip that bounds it; 0: none.
    pub(super) clip: u32,
}

/// The tiles of one drawing.
pub(super) struct Grid {
    area: Area,
    across: u32,
    down: u32,
    /// The parts before this number have to be painted here.
    until: Vec<u32>,
    patches: Vec<Vec<Area>>,
}

impl Grid {
    /// Plans a drawing that is seen in `area`; `above` is seen through on top of it, and needs all of it.
    pub(super) fn new(area: Area, above: &[Area], parts: &[Part]) -> Self {
        let (across, down) = (area.w.div_ceil(TILE), area.h.div_ceil(TILE));
        let tiles = across as usize * down as usize;
        let mut grid = Self { area, across, down, until: vec![0; tiles], patches: Vec::new() };
        for place in above.iter().filter_map(|a| a.within(area)) {
            grid.mark(place, u32::MAX);
        }
        // Tiles that later parts fill, by the clips that bound those.
        let mut filled: BTreeMap<u32, Vec<bool>> = BTreeMap::new();
        let mut patches = Vec::with_capacity(parts.len());
        for (n, part) in parts.iter().enumerate().rev() {
            let Some(own) = part.area.and_then(|a| a.within(area)).filter(|_| part.through) else {
                patches.push(Vec::new());
                continue;
            };
            let clips = if part.clip == 0 { vec![0] } else { vec![0, part.clip] };
            let hidden = |tile: usize| {
                let by = |clip| filled.get(clip).is_some_and(|f: &Vec<bool>| f.get(tile) == Some(&true));
                clips.iter().any(by)
            };
            let pieces = grid.runs(own, |tile| !hidden(tile));
            for piece in &pieces {
                grid.mark(*piece, n as u32 + 1);
            }
            patches.push(pieces);
            let filled = filled.entry(part.clip).or_insert_with(|| vec![false; tiles]);
            for (row, column) in grid.touched(own) {
                if grid.tile(row, column).within(own) == Some(grid.tile(row, column))
                    && let Some(f) = filled.get_mut(grid.at(row, column))
                {
                    *f = true;
                }
            }
        }
        patches.reverse();
        grid.patches = patches;
        grid
    }

    /// The rectangles of the patch of part `n`, which do not overlap.
    pub(super) fn patch(&self, n: usize) -> &[Area] {
        self.patches.get(n).map_or(&[], Vec::as_slice)
    }

    /// The rectangles within `own` where part `n` has to be painted.
    pub(super) fn painted(&self, n: usize, own: Area) -> Vec<Area> {
        self.runs(own, |tile| self.until.get(tile).is_some_and(|until| *until as usize > n))
    }

    fn at(&self, row: u32, column: u32) -> usize {
        row as usize * self.across as usize + column as usize
    }

    /// A tile's pixels.
    fn tile(&self, row: u32, column: u32) -> Area {
        let (x, y) = (column * TILE, row * TILE);
        let (w, h) = (TILE.min(self.area.w - x), TILE.min(self.area.h - y));
        Area { x: self.area.x + x, y: self.area.y + y, w, h }
    }

    /// Rows and columns of tiles: from and to, the latter not among them.
    fn bounds(&self, own: Area) -> [u32; 4] {
        let (x, y) = (own.x.saturating_sub(self.area.x), own.y.saturating_sub(self.area.y));
        let column = |v: u32| v.min(self.across);
        let row = |v: u32| v.min(self.down);
        [row(y / TILE), row((y + own.h).div_ceil(TILE)), column(x / TILE), column((x + own.w).div_ceil(TILE))]
    }

    fn touched(&self, own: Area) -> impl Iterator<Item = (u32, u32)> + use<> {
        let [top, foot, left, right] = self.bounds(own);
        (top..foot).flat_map(move |row| (left..right).map(move |column| (row, column)))
    }

    fn mark(&mut self, own: Area, until: u32) {
        for (row, column) in self.touched(own) {
            let at = self.at(row, column);
            if let Some(u) = self.until.get_mut(at) {
                *u = until.max(*u);
            }
        }
    }

    /// The tiles that are wanted, within `own`, as rectangles: runs along a row, joined with the same run below.
    fn runs(&self, own: Area, wanted: impl Fn(usize) -> bool) -> Vec<Area> {
        let [top, foot, left, right] = self.bounds(own);
        // From row, to row, from column, to column.
        let mut all: Vec<[u32; 4]> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for row in top..foot {
            let mut here = Vec::new();
            let mut column = left;
            while column < right {
                if !wanted(self.at(row, column)) {
                    column += 1;
                    continue;
                }
                let from = column;
                while column < right && wanted(self.at(row, column)) {
                    column += 1;
                }
                let same = |n: &usize| all.get(*n).is_some_and(|r| r[2..] == [from, column]);
                let run = open.iter().copied().find(same).unwrap_or_else(|| {
                    all.push([row, row, from, column]);
                    all.len() - 1
                });
                if let Some([_, to, ..]) = all.get_mut(run) {
                    *to = row + 1;
                }
                here.push(run);
            }
            open = here;
        }
        let pixels = |[top, foot, left, right]: [u32; 4]| {
            let (x, y) = (self.area.x + left * TILE, self.area.y + top * TILE);
            Area { x, y, w: (right - left) * TILE, h: (foot - top) * TILE }.within(own)
        };
        all.into_iter().filter_map(pixels).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Grid, Part, TILE};

    const PAGE: Area = Area { x: 7, y: 3, w: 1000, h: 1400 };

    fn part(area: Area, through: bool, clip: u32) -> Part {
        Part { area: area.within(PAGE), through, clip }
    }

    fn cut(grid: &Grid, parts: usize) -> usize {
        (0..parts).flat_map(|n| grid.patch(n)).map(|a| a.pixels()).sum()
    }

    #[test]
    fn patches_hold_what_is_seen_through_once_however_many_parts_lie_there() {
        for clip in [0, 4] {
            for count in [1, 10, 200] {
                let parts = vec![part(PAGE, true, clip); count];
                let grid = Grid::new(PAGE, &[], &parts);
                assert_eq!(cut(&grid, count), PAGE.pixels(), "{count} parts");
                assert_eq!(grid.patch(count - 1), [PAGE]);
            }
        }
    }

    #[test]
    fn shifted_parts_are_cut_along_their_edges_alone() {
        let count = 100;
        let shifted = |n: u32| Area { x: 20 + n * 3, y: 40 + n * 3, w: 500, h: 500 };
        let parts: Vec<Part> = (0..count).map(|n| part(shifted(n), true, 0)).collect();
        let grid = Grid::new(PAGE, &[], &parts);
        let most = 500 * 500 + count as usize * 4 * 500 * TILE as usize;
        let got = cut(&grid, count as usize);
        assert!(got < most && got < count as usize * 500 * 500 / 4, "{got} of {most}");
        // Every pixel of every part is in its own patch or a later one.
        for (n, p) in parts.iter().enumerate() {
            let corner = Area { w: 1, h: 1, ..p.area.unwrap() };
            assert!((n..parts.len()).any(|m| grid.patch(m).iter().any(|a| a.within(corner).is_some())));
        }
    }

    #[test]
    fn nodes_are_painted_where_a_patch_is_cut_after_them() {
        let small = Area { x: 100, y: 100, w: 10, h: 10 };
        let mut parts = vec![part(PAGE, false, 0); 300];
        parts.insert(150, part(small, true, 0));
        let grid = Grid::new(PAGE, &[], &parts);
        let work = |n: usize| grid.painted(n, PAGE).iter().map(|a| a.pixels()).sum::<usize>();
        assert!((0..=150).all(|n| (100..=4 * (TILE * TILE) as usize).contains(&work(n))));
        assert!((151..301).all(|n| work(n) == 0));
        let above = Grid::new(PAGE, &[small], &parts);
        assert!(!above.painted(300, PAGE).is_empty());
    }

    #[test]
    fn a_part_within_a_clip_hides_only_what_the_clip_bounds_too() {
        let parts = [part(PAGE, true, 0), part(PAGE, true, 1), part(PAGE, true, 2)];
        let grid = Grid::new(PAGE, &[], &parts);
        assert_eq!([0, 1, 2].map(|n| grid.patch(n).len()), [1; 3]);
        let covered = [part(PAGE, true, 1), part(PAGE, true, 0)];
        assert!(Grid::new(PAGE, &[], &covered).patch(0).is_empty());
    }
}
