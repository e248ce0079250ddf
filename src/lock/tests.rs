//! Locks as text and back, and what is said of broken ones.
//! Makes no issue; whole builds are proven from outside.

use super::read::parse;
use super::{Entry, Face, Lock, NAME, Piece, write};
use crate::diag::{Findings, Severity};
use crate::layout::{Package, Version};
use crate::source::{Sources, hex, sha256};

fn hash(of: &str) -> Entry {
    Entry::from(hex(&sha256(of.as_bytes())))
}

fn package(id: &str, version: &str, bundled: bool) -> Package {
    Package { id: id.into(), version: Version::parse(version).expect("a version"), bundled }
}

/// A lock that holds one of everything, with names that TOML must quote.
fn full() -> Lock {
    let piece = |layout: &str| Piece {
        layout: Entry::from(layout.to_owned()),
        rule: 4,
        reason: "credited to `layout` \"Ada\" \\ “Bo”\n\u{7f}".into(),
    };
    let face = Face { file: "../fonts/A \"b\".ttf".into(), bundled: false, sha256: hash("face") };
    Lock {
        tool: Entry::from("masthead 0.0.1".to_owned()),
        issue: "gazette-2026".into(),
        stamp: Some(1_000_000_000),
        profile: ("FOGRA39L".into(), hash("profile")),
        own_pages: Some(piece("plain@1.0.0")),
        articles: vec![("b".into(), piece("plain@1.0.0")), ("a".into(), piece("base@2.1.0"))],
        layouts: [
            (package("base", "2.1", true), [("layout.toml".into(), hash("1"))].into()),
            (
                package("plain", "1.0.0", false),
                [("layout.toml".into(), hash("2")), ("a b/汽车.svg".into(), hash("3"))].into(),
            ),
        ]
        .into(),
        faces: [("Gazette Text 400".into(), face)].into(),
        inputs: [("issue.toml".into(), hash("4")), ("images/a=b.jpg".into(), hash("5"))].into(),
        editions: [("gazette-2026.epub".into(), hash("6"))].into(),
    }
}

fn read(text: &str) -> (Option<Lock>, Findings) {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let (file, text) = sources.add_text(NAME, text);
    let lock = parse(&text, file, &mut findings).ok();
    (lock, findings)
}

#[test]
fn what_is_written_is_read() {
    let text = write(&full());
    let (lock, findings) = read(&text);
    assert!(findings.is_empty(), "{findings:?}\n{text}");
    let lock = lock.expect("a lock");
    assert_eq!(write(&lock), text);
    assert_eq!(lock.packages(), full().packages());
    assert_eq!(lock.settled(), full().settled());
    assert_eq!(lock.articles.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let small = Lock { stamp: None, faces: [].into(), editions: [].into(), ..full() };
    assert_eq!(write(&read(&write(&small)).0.expect("a lock")), write(&small));
}

#[test]
fn every_line_that_goes_is_missed_or_not_needed() {
    let text = write(&full());
    let lines: Vec<&str> = text.lines().collect();
    for gone in 0..lines.len() {
        let rest: Vec<&str> = lines.iter().enumerate().filter(|(n, _)| *n != gone).map(|(_, l)| *l).collect();
        let (lock, findings) = read(&(rest.join("\n") + "\n"));
        let errors: Vec<_> = findings.iter().filter(|d| d.severity == Severity::Error).collect();
        assert_eq!(lock.is_none(), !errors.is_empty(), "{}", lines[gone]);
        assert!(errors.iter().all(|d| d.span.is_some()), "{}: {findings:?}", lines[gone]);
    }
}

#[test]
fn wrong_keys_and_values_have_a_place() {
    for (old, new, code) in [
        ("tool =", "tol =", "M001"),
        ("tool = \"masthead 0.0.1\"", "tool = 1", "M004"),
        ("rule = 4", "rule = 0", "M004"),
        ("version = \"2.1.0\"", "version = \"two\"", "M004"),
        ("bundled = true", "bundled = \"yes\"", "M004"),
        ("\"issue.toml\" = \"", "\"issue.toml\" = \"x", "M004"),
        ("[inputs]", "[inputs", "M002"),
        ("lock = 1", "lock = 2", "K002"),
        ("layout = \"base@2.1.0\"", "layout = \"base@2.2.0\"", "K003"),
    ] {
        let text = write(&full());
        assert!(text.contains(old), "{old}");
        let (lock, findings) = read(&text.replacen(old, new, 1));
        assert!(lock.is_none(), "{new}");
        let first = findings.iter().find(|d| d.code == code);
        assert!(first.is_some_and(|d| d.span.is_some()), "{new}: {findings:?}");
    }
}
