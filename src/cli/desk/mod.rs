//! What lies on the desk whatever the command: the issue being worked on, its typefaces, the terminal.
//! Holds no command.

pub(super) mod fonts;
pub(super) mod session;
pub(super) mod set;
pub(super) mod terminal;
