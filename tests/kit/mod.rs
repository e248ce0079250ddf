//! What tests share: temporary issues, runs of the program, golden files, outside judges.
//! Asserts nothing about masthead itself.

mod rust;

pub use rust::{Token, tokens};
