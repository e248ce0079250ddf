//! What an issue is made of now, as a lock.
//! Writes nothing, and leaves typefaces and editions to those who made them.

use super::{Entry, Files, Lock, NAME, Piece, TOOL};
use crate::color::fogra39_profile;
use crate::credits::{Design, Designs};
use crate::issue::{Issue, ProfileSource};
use crate::layout::Library;
use crate::source::{Folder, Sources, hex, sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What a lock is recorded from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// Its designs.
    pub designs: &'a Designs,
    /// The layouts that they were chosen from.
    pub library: &'a Library,
    /// The files of the issue and its publication, as [`inputs`] gives them.
    pub inputs: &'a Files,
    /// The date in the files' metadata, where it is set from outside.
    pub stamp: Option<i64>,
}

/// The files of the disk among the first `count` of `sources`, named from `folder`: those that were read for
/// the issue itself, before any layout or typeface. The lock is none of them.
#[must_use]
pub fn inputs(sources: &Sources, count: usize, folder: &Folder) -> Files {
    let read = sources.files().take(count).filter_map(|(id, file)| Some((sources.real(id)?, file)));
    let named = read.map(|(path, file)| (folder.way_to(path), Entry::from(file.sha256())));
    named.filter(|(path, _)| path != NAME).collect()
}

/// The lock of `ground`.
#[must_use]
pub fn record(ground: Ground<'_>) -> Lock {
    let Ground { issue, designs, library, stamp, .. } = ground;
    let profile = profile(issue);
    let mut inputs = ground.inputs.clone();
    without_profile(&mut inputs, &profile.1);
    let mut lock = Lock {
        tool: Entry::from(TOOL.to_owned()),
        issue: issue.slug.clone(),
        stamp,
        profile,
        own_pages: Some(piece(&designs.issue)),
        inputs,
        ..Lock::default()
    };
    for (article, design) in issue.articles.iter().zip(&designs.articles) {
        lock.articles.push((article.id.clone(), piece(design)));
    }
    let all = designs.articles.iter().chain([&designs.issue]);
    let used: BTreeSet<String> = all.map(name).collect();
    for (index, _) in library.headers().filter(|(_, h)| used.contains(&h.key())) {
        for package in library.lineage(index) {
            let files = hashed(library.contents(&package));
            lock.layouts.insert(package, files);
        }
    }
    lock
}

/// `id@version` of a design's layout.
pub(super) fn name(design: &Design) -> String {
    format!("{}@{}", design.layout.id, design.layout.version)
}

fn piece(design: &Design) -> Piece {
    let decision = &design.decision;
    Piece { layout: Entry::from(name(design)), rule: decision.rule, reason: decision.reason.clone() }
}

/// Name and hash of the output profile.
pub(super) fn profile(issue: &Issue) -> (String, Entry) {
    match &issue.publication.press.profile {
        ProfileSource::Fogra39 => ("FOGRA39L".to_owned(), hash(fogra39_profile())),
        ProfileSource::File(name, bytes) => (name.clone(), hash(bytes)),
    }
}

/// A profile's file has a place of its own, not among the inputs.
pub(super) fn without_profile(inputs: &mut Files, profile: &Entry) {
    inputs.retain(|_, hash| hash.value != profile.value);
}

/// Files with their hashes.
pub(super) fn hashed(files: BTreeMap<String, Vec<u8>>) -> Files {
    files.into_iter().map(|(path, bytes)| (path, hash(&bytes))).collect()
}

fn hash(bytes: &[u8]) -> Entry {
    Entry::from(hex(&sha256(bytes)))
}
