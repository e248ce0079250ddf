//! Fuzzing in short: a few hundred seeded wrong inputs to each parser, with every run of the tests.
//! `tests/bench/fuzz.rs` goes on as long as is wanted, `tests/fuzz/coverage` is led by coverage.

mod corpus;
mod drive;
mod mutate;

pub use mutate::Chance;

use crate::kit::Folder;
use corpus::Corpus;
use drive::{Desk, Parser};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Cases of each parser.
const CASES: u64 = 200;

fn fuzzed(parser: Parser) {
    let (done, wait) = channel();
    let run = std::thread::spawn(move || {
        let folder = Folder::new();
        let desk = Desk::new(folder.path());
        let corpus = Corpus::of(parser, Path::new(env!("CARGO_MANIFEST_DIR")));
        let mut findings = 0;
        for seed in 0..CASES {
            let (file, text) = mutate::case(&corpus, seed);
            findings += desk.run(file, &text);
            let _ = done.send(seed);
        }
        findings
    });
    let mut last = None;
    loop {
        match wait.recv_timeout(Duration::from_secs(30)) {
            Ok(seed) => last = Some(seed),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("{}: a hang behind case {last:?}", parser.name()),
        }
    }
    let findings = run.join().unwrap_or_else(|_| panic!("a panic behind case {last:?}"));
    assert_eq!(last, Some(CASES - 1));
    assert!(findings as u64 * 4 > CASES * 3, "only {findings} findings in {CASES} cases");
}

#[test]
fn no_manifest_brings_a_panic() {
    fuzzed(Parser::Manifest);
}

#[test]
fn no_article_brings_a_panic() {
    fuzzed(Parser::Article);
}

#[test]
fn no_layout_brings_a_panic() {
    fuzzed(Parser::Layout);
}

#[test]
fn the_same_seed_gives_the_same_case_and_others_differ() {
    let corpus = Corpus::of(Parser::Manifest, Path::new(env!("CARGO_MANIFEST_DIR")));
    let cases: Vec<_> = (0..50).map(|seed| mutate::case(&corpus, seed)).collect();
    assert_eq!(cases, (0..50).map(|seed| mutate::case(&corpus, seed)).collect::<Vec<_>>());
    let texts: std::collections::BTreeSet<_> = cases.iter().map(|(_, text)| text).collect();
    assert!(texts.len() > 45, "{}", texts.len());
    for file in Parser::Manifest.files() {
        assert!(corpus.seeds.iter().any(|(f, _)| f == file), "no seed for {file}");
    }
}
