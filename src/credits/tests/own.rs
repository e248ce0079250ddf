//! The title's own layouts beside bundled ones with the same claim.
//! Each is a line that the other tables leave open.

use super::kit::{CASE, Case};
use super::{HOUSE, judge};

/// Each a title with a layout of its own and a bundled one.
const CASES: &[Case] = &[
    Case {
        name: "of equal claims the title's own goes first",
        layouts: &["base", HOUSE, "layouts/home; layout=$house"],
        credits: "p:layout=house",
        want: "home@1.0.0 4",
        ..CASE
    },
    Case {
        name: "a later bundled one still beats the title's own",
        layouts: &["base", "house-2025; layout=$house; from=400", "layouts/home; layout=$house; from=300"],
        credits: "p:layout=house",
        want: "house-2025@1.0.0 4",
        ..CASE
    },
    Case {
        name: "the title's own of the same beginning",
        layouts: &["base", "house-2025; layout=$house; from=400", "layouts/home; layout=$house; from=400"],
        credits: "p:layout=house",
        want: "home@1.0.0 4",
        ..CASE
    },
    Case {
        name: "beginnings that cannot be compared stay a tie",
        layouts: &[
            "base",
            "house-2025; layout=$house; from=2025-01-01",
            "layouts/home; layout=$house; from=400",
        ],
        credits: "p:layout=house",
        want: "C003",
        ..CASE
    },
    Case {
        name: "two of the title's own are a tie",
        layouts: &["base", HOUSE, "layouts/home; layout=$house", "layouts/den; layout=$house"],
        credits: "p:layout=house",
        want: "C003",
        ..CASE
    },
    Case {
        name: "the title's own is the house layout before a bundled one",
        layouts: &["base", HOUSE, "layouts/home; layout=$house"],
        credits: "a:author=liu",
        want: "home@1.0.0 5",
        ..CASE
    },
    Case {
        name: "more roles beat the title's own",
        layouts: &["base", "zg; layout=zheng,design=guo", "layouts/home; layout=zheng"],
        credits: "a:layout=zheng a:design=guo",
        want: "zg@1.0.0 4",
        ..CASE
    },
];

#[test]
fn the_titles_own_beside_bundled_ones() {
    judge(CASES);
}
