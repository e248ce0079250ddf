//! The commands that answer: what is wrong, why, how much is over, what there is.
//! Commands that write files stand in `make`.

pub(super) mod check;
pub(super) mod codes;
pub(super) mod explain;
pub(super) mod fit;
pub(super) mod flatplan;
pub(super) mod schema;
pub(super) mod shelf;
