//! The sorts of a paragraph: loose while it is broken, packed into a third of the memory once its lines are chosen.
//! Changes none of them.

use super::para::{Gap, Role, Sort};
use std::ops::Range;

/// Sorts in order.
#[derive(Clone, Debug)]
pub(super) enum Sorts {
    /// As they are.
    Loose(Vec<Sort>),
    /// Eight bytes each, and beside them those that do not fit into so many, each with its place.
    Packed(Box<[Packed]>, Box<[(u32, Sort)]>),
}

/// A sort that neither is moved nor gives, or the place of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    advance: i32,
    id: u16,
    /// Bytes of text; `RARE` where the sort is kept elsewhere.
    bytes: u8,
    /// Role times four, and gap.
    kind: u8,
}

const RARE: u8 = u8::MAX;

impl Packed {
    fn of(sort: &Sort) -> Option<Self> {
        let bytes = u8::try_from(sort.bytes).ok().filter(|b| *b != RARE)?;
        let kind = ((sort.role as u8) << 2) | sort.gap as u8;
        let plain = sort.dx == 0 && sort.dy == 0 && sort.give == 0;
        plain.then_some(Self { advance: sort.advance, id: sort.id, bytes, kind })
    }

    fn sort(self) -> Sort {
        let role = match self.kind >> 2 {
            0 => Role::Space,
            1 => Role::Ink,
            _ => Role::Full,
        };
        let gap = match self.kind & 3 {
            0 => Gap::Fixed,
            1 => Gap::Letter,
            2 => Gap::Wide,
            _ => Gap::Auto,
        };
        let (id, bytes, advance) = (self.id, u16::from(self.bytes), self.advance);
        Sort { id, bytes, advance, role, gap, ..Sort::default() }
    }
}

impl Sorts {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Loose(all) => all.len(),
            Self::Packed(all, _) => all.len(),
        }
    }

    /// The sort at a place.
    pub(super) fn get(&self, at: u32) -> Option<Sort> {
        match self {
            Self::Loose(all) => all.get(at as usize).copied(),
            Self::Packed(all, rare) => {
                let one = all.get(at as usize)?;
                if one.bytes != RARE {
                    return Some(one.sort());
                }
                let place = rare.binary_search_by_key(&at, |(place, _)| *place).ok()?;
                rare.get(place).map(|(_, sort)| *sort)
            }
        }
    }

    /// The sorts from the last to the first.
    pub(super) fn backwards(&self) -> impl Iterator<Item = Sort> {
        (0..self.len() as u32).rev().filter_map(|at| self.get(at))
    }

    /// Shows the sorts at `range` one after the other.
    pub(super) fn each(&self, range: Range<u32>, mut see: impl FnMut(Sort)) {
        match self {
            Self::Loose(all) => {
                let some = all.get(range.start as usize..range.end as usize).unwrap_or_default();
                for sort in some {
                    see(*sort);
                }
            }
            Self::Packed(all, _) => {
                let some = all.get(range.start as usize..range.end as usize).unwrap_or_default();
                for (one, at) in some.iter().zip(range.start..) {
                    if one.bytes != RARE {
                        see(one.sort());
                    } else if let Some(sort) = self.get(at) {
                        see(sort);
                    }
                }
            }
        }
    }

    /// Packs them.
    pub(super) fn pack(&mut self) {
        let Self::Loose(all) = self else { return };
        let mut rare = Vec::new();
        let packed = all.iter().zip(0_u32..).map(|(sort, at)| {
            Packed::of(sort).unwrap_or_else(|| {
                rare.push((at, *sort));
                Packed { advance: 0, id: 0, bytes: RARE, kind: 0 }
            })
        });
        let packed = packed.collect();
        *self = Self::Packed(packed, rare.into());
    }
}

#[cfg(test)]
mod tests {
    use super::Sorts;
    use crate::typeset::para::{Gap, Role, Sort};

    #[test]
    fn packed_sorts_are_the_same() {
        let mut all = Vec::new();
        for role in [Role::Space, Role::Ink, Role::Full] {
            for gap in [Gap::Fixed, Gap::Letter, Gap::Wide, Gap::Auto] {
                for (n, moved) in [(0, 0), (3, 0), (254, 0), (255, 0), (300, 0), (1, 5), (1, -7)] {
                    let sort = Sort {
                        id: 60_000 + n,
                        bytes: n,
                        advance: 100_000 - moved,
                        role,
                        gap,
                        ..Sort::default()
                    };
                    all.extend([
                        sort,
                        Sort { dx: moved, ..sort },
                        Sort { dy: moved, ..sort },
                        Sort { give: moved, ..sort },
                    ]);
                }
            }
        }
        let loose = Sorts::Loose(all.clone());
        let mut packed = loose.clone();
        packed.pack();
        let text = |sorts: &Sorts, range| {
            let mut out = Vec::new();
            sorts.each(range, |sort| out.push(format!("{sort:?}")));
            out
        };
        let end = all.len() as u32;
        assert_eq!((packed.len(), packed.get(end).is_none()), (all.len(), true));
        for range in [0..end, 7..9, end - 1..end] {
            assert_eq!(text(&packed, range.clone()), text(&loose, range));
        }
    }
}
