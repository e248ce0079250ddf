//! The EPUB editions of the samples as shops and readers meet them: judges, page-list, replica, bad input, a browser.
//! Parts of the writer are tested where they stand.

mod browser;
mod faces;
mod pages;

use crate::kit::{Folder, SAMPLES, epub_objections, epub_text, issue, lost};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The editions of a sample that this file looks at.
struct Built {
    folder: Folder,
    sample: &'static str,
}

impl Built {
    fn new(sample: &'static str, jobs: &str) -> Self {
        let folder = Folder::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (source, fonts) = (root.join("samples").join(sample), root.join("fonts"));
        let (source, fonts) = (source.to_string_lossy(), fonts.to_string_lossy());
        let args = [
            "build",
            &source,
            "--fonts",
            &fonts,
            "--jobs",
            jobs,
            "--only",
            "press,epub,replica",
            "--out",
            "out",
        ];
        folder.masthead(&args).expect(0);
        Self { folder, sample }
    }

    /// The written file whose name ends in `end`; `.epub` alone is the one that flows.
    fn file(&self, end: &str) -> PathBuf {
        let names = self.folder.files("out").into_keys();
        let fits = |n: &String| n.ends_with(end) && (end != ".epub" || !n.ends_with(".replica.epub"));
        let name = names.into_iter().find(fits).unwrap_or_else(|| panic!("no {end}"));
        self.folder.path().join("out").join(name)
    }

    fn bytes(&self, end: &str) -> Vec<u8> {
        std::fs::read(self.file(end)).expect("a written file")
    }
}

/// Every sample, built once.
fn samples() -> &'static [Built] {
    static BUILT: OnceLock<Vec<Built>> = OnceLock::new();
    BUILT.get_or_init(|| SAMPLES.iter().map(|sample| Built::new(sample, "1")).collect())
}

/// The text of one file of an EPUB, by its path.
fn entry(bytes: &[u8], path: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP file");
    let mut text = String::new();
    zip.by_name(path).unwrap_or_else(|e| panic!("{path}: {e}")).read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn epubcheck_and_ace_are_content_with_both_editions_of_every_sample() {
    let mut objections = Vec::new();
    for built in samples() {
        for end in [".epub", ".replica.epub"] {
            let said = epub_objections(&built.file(end)).into_iter();
            objections.extend(said.map(|o| format!("{}{end}: {o}", built.sample)));
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
    let Some(judge) = crate::kit::Judge::script("judge-epub") else { return };
    let files: Vec<String> = samples()
        .iter()
        .flat_map(|b| [b.file(".epub"), b.file(".replica.epub")])
        .map(|f| f.to_string_lossy().into_owned())
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let said = judge.objections(&files, |line| line.starts_with("PASS "));
    assert!(said.is_none(), "{}", said.unwrap_or_default());
}

#[test]
fn both_editions_of_every_sample_hold_every_word_in_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for built in samples() {
        let issue = issue(&root.join(built.sample));
        for end in [".epub", ".replica.epub"] {
            let lost = lost(&issue, &epub_text(&built.bytes(end)));
            assert!(
                lost.is_empty(),
                "{}{end}: {} passages lost:\n{}",
                built.sample,
                lost.len(),
                lost.join("\n")
            );
        }
    }
}

#[test]
fn the_replica_is_the_same_with_one_thread_and_two() {
    for built in samples() {
        let again = Built::new(built.sample, "2");
        for end in [".epub", ".replica.epub"] {
            assert!(built.bytes(end) == again.bytes(end), "{}{end} differs with two threads", built.sample);
        }
    }
}
