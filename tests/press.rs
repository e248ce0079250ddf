//! The press file from the outside: its ledger against the code, its plates as Ghostscript separates them.
//! What a file must hold is tested beside the writer; nothing here reads objects.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file of a place's module: `draw::svg` of the room `pdf`, or `crate::color::profile`.
fn file_of(module: &[&str]) -> PathBuf {
    let (room, rest) = match module {
        ["crate", rest @ ..] => (root().join("src"), rest),
        rest => (root().join("src/pdf"), rest),
    };
    let stem = rest.iter().fold(room, |path, part| path.join(part));
    stem.with_extension("rs")
}

#[test]
fn every_place_of_the_ledger_is_there() {
    let ledger = fs::read_to_string(root().join("src/pdf/PDF_X.md")).expect("the ledger");
    let rows: Vec<Vec<&str>> = ledger
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| subject"))
        .map(|l| l.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 50, "{} rows", rows.len());
    let mut faults = Vec::new();
    for row in &rows {
        let [_, demand, of, state, place] = row.as_slice() else { panic!("{row:?}") };
        assert!(matches!(*of, "X-4" | "X-1a" | "both"), "{row:?}");
        match *state {
            "enforced" => {
                let path: Vec<&str> = place.trim_matches('`').split("::").collect();
                let Some((function, module)) = path.split_last() else { panic!("{row:?}") };
                let code = fs::read_to_string(file_of(module)).unwrap_or_default();
                if ![format!("fn {function}("), format!("fn {function}<")].iter().any(|f| code.contains(f)) {
                    faults.push(format!("{demand}: {place} is not there"));
                }
            }
            "absent" | "yours" => assert_eq!(*place, "–", "{row:?}"),
            _ => faults.push(format!("{demand}: what is {state}?")),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
