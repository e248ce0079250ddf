//! Rivals: advertisements of one category and different advertisers, which do not face each other.
//! Knows no page.

use crate::issue::{Issue, PartyId};

/// What is to be known of an advertisement that has a category, to keep it from facing a rival.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rival {
    /// The number of the first advertisement of its category.
    pub category: usize,
    /// Whose it is; of two that name no advertiser each counts as somebody else's.
    pub advertiser: Option<PartyId>,
}

impl Rival {
    /// Advertisement `n` of the issue; `None` where it states no category, and may face any other.
    #[must_use]
    pub fn of(issue: &Issue, n: usize) -> Option<Self> {
        let ad = issue.ads.get(n)?;
        let own = ad.category.as_ref()?;
        let category = issue.ads.iter().position(|other| other.category.as_ref() == Some(own))?;
        Some(Self { category, advertiser: ad.advertiser })
    }

    /// Whether the two must not face each other.
    #[must_use]
    pub fn against(self, other: Self) -> bool {
        let same = self.advertiser.is_some() && self.advertiser == other.advertiser;
        self.category == other.category && !same
    }
}
