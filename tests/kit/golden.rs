//! Golden files: what the program gave when somebody looked at it and found it good.
//! `BLESS=1 cargo test` accepts what it gives now; a golden file that no test asks for is a fault.

use super::folder::files_below;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The golden files of one folder.
pub struct Goldens {
    folder: PathBuf,
    name: &'static str,
    bless: bool,
    used: BTreeSet<String>,
    faults: Vec<String>,
}

impl Goldens {
    /// The files called `name`, anywhere below `folder` of `tests/`.
    pub fn new(folder: &str, name: &'static str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
        Self::at(folder, name, std::env::var_os("BLESS").is_some_and(|b| b == "1"))
    }

    fn at(folder: PathBuf, name: &'static str, bless: bool) -> Self {
        Self { folder, name, bless, used: BTreeSet::new(), faults: Vec::new() }
    }

    /// Compares `actual` with the golden file of `case`, or accepts it.
    pub fn check(&mut self, case: &str, actual: &str) {
        let name = format!("{case}/{}", self.name);
        let path = self.folder.join(&name);
        let expected = std::fs::read_to_string(&path).ok();
        self.used.insert(name.clone());
        if expected.as_deref() == Some(actual) {
            return;
        }
        if self.bless {
            std::fs::write(&path, actual).unwrap_or_else(|e| panic!("{name}: {e}"));
            return;
        }
        self.faults.push(match expected {
            Some(expected) => format!("{name} differs {}", difference(&expected, actual)),
            None => format!("{name} is missing; it would be\n{actual}"),
        });
    }

    /// Adds a fault of another kind.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// Every fault, unused files among them.
    fn faults(mut self) -> Vec<String> {
        let stray = |file: &String| file.rsplit('/').next() == Some(self.name) && !self.used.contains(file);
        let unused = files_below(&self.folder).into_iter().filter(stray);
        let unused: Vec<String> = unused.map(|file| format!("{file} is used by no test")).collect();
        self.faults.extend(unused);
        self.faults
    }

    /// Fails where there was a fault.
    pub fn finish(self) {
        let faults = self.faults();
        let hint = "accept with BLESS=1 cargo test, once you have looked";
        assert!(faults.is_empty(), "{} faults ({hint}):\n\n{}", faults.len(), faults.join("\n\n"));
    }
}

/// Where two texts part, with the lines on both sides.
fn difference(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let show = |mark: &str, lines: &[&str]| {
        lines.iter().skip(at).take(6).fold(String::new(), |all, line| all + "\n" + mark + " " + line)
    };
    format!("from line {}:{}{}", at + 1, show("-", &old), show("+", &new))
}

#[test]
fn a_change_an_absence_and_a_stray_are_faults() {
    let folder = super::Folder::new().file("A/out.txt", "one\ntwo\n").file("B/out.txt", "x");
    let goldens = |bless| Goldens::at(folder.path().to_owned(), "out.txt", bless);
    let mut seen = goldens(false);
    seen.check("A", "one\nthree\n");
    seen.check("C", "new");
    let faults = seen.faults();
    assert_eq!(faults[0], "A/out.txt differs from line 2:\n- two\n+ three");
    assert_eq!(faults[1..], ["C/out.txt is missing; it would be\nnew", "B/out.txt is used by no test"]);

    folder.put("C/in.txt", "");
    let mut blessed = goldens(true);
    blessed.check("A", "one\nthree\n");
    blessed.check("B", "x");
    blessed.check("C", "new");
    assert_eq!(blessed.faults(), Vec::<String>::new());
    assert_eq!(
        (folder.read("A/out.txt").as_str(), folder.read("C/out.txt").as_str()),
        ("one\nthree\n", "new")
    );
}
