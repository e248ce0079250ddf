//! The commands that write files: new issues, editions, exports, locks, proofs, specimens.
//! Commands that only answer stand in `tell`.

pub(super) mod build;
pub(super) mod export;
pub(super) mod lock;
pub(super) mod new;
pub(super) mod proof;
pub(super) mod specimen;
mod supplied;
