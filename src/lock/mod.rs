//! The lock of an issue: what it was made of, by version and hash, and how what is there now differs from it.
//! Decides no design and makes no page; the door asks it before and after others do.
//!
//! `masthead.lock` lies beside `issue.toml`. It is written only when somebody asks for it, and then names
//! the program's version; the layout of every article and of the issue's own pages with the rule that chose
//! it; every file of these layouts and of those that they extend; the output profile; every typeface that was
//! opened to make the editions; every file of the issue and its publication; and the editions themselves. Files
//! are named from the issue's folder, hashes are SHA-256 of the bytes on the disk, lists are sorted: the same
//! issue gives the same lock, and one changed file changes one line.
//!
//! A build that is held to its lock resolves no credit: it takes the layouts that the lock names and sees no
//! other, so that a newer version, another owner or a new layout of the title changes nothing. Whatever the
//! lock names and is no longer the same is an error, all of them at once, before anything is written.

mod compare;
mod read;
mod record;
#[cfg(test)]
mod tests;
mod write;

pub use compare::{
    Now, Scope, compare, compare_edition, compare_faces, compare_own_faces, note_other_designs,
};
pub use read::{read, read_quietly};
pub use record::{Ground, inputs, record};
pub use write::write;

use crate::credits::{Settled, Verdict};
use crate::diag::Span;
use crate::layout::Package;
use std::collections::{BTreeMap, BTreeSet};

/// Name of the file beside the issue's own.
pub const NAME: &str = "masthead.lock";

/// Version of the form of lock that is written and read; raised when a key changes its meaning or goes.
pub const FORM: i64 = 1;

/// The program that locks, by name and version.
pub const TOOL: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// What an issue was made of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lock {
    /// The program and its version, as [`TOOL`].
    pub tool: Entry,
    /// The issue's key, for people: `auto-review-2025-12`.
    pub issue: String,
    /// The date in the files' metadata in seconds since 1970, where one was set from outside.
    pub stamp: Option<i64>,
    /// Name of the output profile and the SHA-256 of its bytes.
    pub profile: (String, Entry),
    /// The layout of cover, advertisements and own pages.
    pub own_pages: Option<Piece>,
    /// The layout of each article, in running order.
    pub articles: Vec<(String, Piece)>,
    /// The layouts that are named above and those that they extend, with every file of their folders.
    pub layouts: BTreeMap<Package, Files>,
    /// Typefaces that were opened, by what they are asked for: `Source Serif 4 600 italic`.
    pub faces: BTreeMap<String, Face>,
    /// Files of the issue and its publication, from the issue's folder.
    pub inputs: Files,
    /// The editions, by the names of their files; empty where they were not to be held.
    pub editions: Files,
}

/// Paths with the SHA-256 of their bytes, in hexadecimal.
pub type Files = BTreeMap<String, Entry>;

/// A value and where it stands in a lock that was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Entry {
    /// The value.
    pub value: String,
    /// Its place; `None` where it was recorded rather than read.
    pub span: Option<Span>,
}

impl From<String> for Entry {
    fn from(value: String) -> Self {
        Self { value, span: None }
    }
}

/// The layout of one piece and why it was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// `id@version`.
    pub layout: Entry,
    /// The number of the rule that decided.
    pub rule: u8,
    /// That rule in words.
    pub reason: String,
}

/// A typeface.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Face {
    /// Its file: below the program's `fonts/`, or from the issue's folder.
    pub file: String,
    /// Whether it came with the program.
    pub bundled: bool,
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: Entry,
}

impl Lock {
    /// The designs that it names, for [`crate::credits::assign_settled`].
    #[must_use]
    pub fn settled(&self) -> Settled {
        let verdict =
            |p: &Piece| Verdict { layout: p.layout.value.clone(), rule: p.rule, reason: p.reason.clone() };
        Settled {
            own: self.own_pages.as_ref().map(verdict),
            articles: self.articles.iter().map(|(id, piece)| (id.clone(), verdict(piece))).collect(),
        }
    }

    /// The layouts that it knows, for [`crate::layout::Library::load_only`].
    #[must_use]
    pub fn packages(&self) -> BTreeSet<Package> {
        self.layouts.keys().cloned().collect()
    }
}
