//! What tests share: temporary issues, runs of the program, golden files, outside judges.
//! Asserts nothing about masthead itself.

mod data;
mod folder;
mod golden;
mod judge;
mod pdf;
mod rust;
mod text;

pub use data::{json_of, spoiled, to_json};
pub use folder::{Folder, Run, command, files_below};
pub use golden::Goldens;
pub use judge::{Judge, epub_objections, pdf_objections};
pub use pdf::{encrypt, pdf_of};
pub use rust::{Token, tokens};
pub use text::{epub_text, issue, letters, lost};

/// Every sample, by its folder in `samples`.
pub const SAMPLES: [&str; 7] = [
    "auto-review/2025-12",
    "auto-review/2025-12-zh",
    "withy/1",
    "withy/2",
    "withy/3",
    "minimal",
    "kitchen-sink/1",
];
