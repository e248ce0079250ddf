//! Spreads: which pages lie open at one time.
//! Says nothing of what stands on them.

use crate::layout::Side;

/// What lies open at one time: pages by their index, one or two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spread {
    /// The page on the left.
    pub verso: Option<usize>,
    /// The page on the right.
    pub recto: Option<usize>,
}

impl Spread {
    /// Its pages from the left.
    pub fn pages(self) -> impl Iterator<Item = usize> {
        self.verso.into_iter().chain(self.recto)
    }
}

/// The spreads in which pages with these sides lie, in their order: a verso with the recto behind it.
#[must_use]
pub fn spreads(sides: impl IntoIterator<Item = Side>) -> Vec<Spread> {
    let mut out: Vec<Spread> = Vec::new();
    for (n, side) in sides.into_iter().enumerate() {
        match (side, out.last_mut()) {
            (Side::Recto, Some(open)) if open.recto.is_none() => open.recto = Some(n),
            (Side::Recto, _) => out.push(Spread { verso: None, recto: Some(n) }),
            (Side::Verso, _) => out.push(Spread { verso: Some(n), recto: None }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Spread, spreads};
    use crate::layout::Side::{Recto, Verso};

    #[test]
    fn a_verso_lies_with_the_recto_behind_it() {
        let spread = |verso, recto| Spread { verso, recto };
        assert_eq!(
            spreads([Recto, Verso, Recto, Verso]),
            [spread(None, Some(0)), spread(Some(1), Some(2)), spread(Some(3), None)]
        );
        assert_eq!(spreads([Verso, Recto]), [spread(Some(0), Some(1))]);
        assert_eq!(spreads([]), []);
    }
}
