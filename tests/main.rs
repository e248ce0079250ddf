//! The one integration binary: every test of the program as it is used from outside.
//! Holds no test itself; unit tests stand beside the code that they prove.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "our own files are named in lower case")]

mod broken;
mod build;
mod check;
mod desk;
mod duotone;
mod epub;
mod export;
mod frames;
mod fuzz;
mod hostile;
mod house;
mod kinds;
mod kit;
mod languages;
mod lock;
mod mutants;
mod names;
mod near;
mod pages;
mod plates;
mod press;
mod printer;
mod quality;
mod readme;
mod rivals;
mod scenarios;
mod schema;
mod shelf;
mod show;
mod supplied;
mod typeset;
