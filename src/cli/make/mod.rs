//! The commands that write files: new issues, editions, exports, locks.
//! Commands that only answer stand in `tell`.

pub(super) mod build;
pub(super) mod export;
pub(super) mod lock;
pub(super) mod new;
