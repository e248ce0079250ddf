//! Outside judges: programs that share no code with masthead.
//! A judge that is not there is skipped aloud, or, with `MASTHEAD_JUDGES=required`, a failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A judge that is at hand: how it is called and what stands before its own arguments.
pub struct Judge {
    name: &'static str,
    program: PathBuf,
    before: Vec<String>,
}

impl Judge {
    /// A program on the search path, such as `qpdf`; `None` where it is absent, said aloud.
    pub fn program(name: &'static str) -> Option<Self> {
        let found = std::env::var_os("PATH").and_then(|paths| {
            std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|file| file.is_file())
        });
        let Some(program) = found else { return absent(name) };
        Some(Self { name, program, before: Vec::new() })
    }

    /// EPUBCheck, in the validators' folder, and the Java that runs it.
    pub fn epubcheck() -> Option<Self> {
        let java = Self::program("java")?;
        let jar = validators().join("epubcheck/epubcheck.jar");
        if !jar.is_file() {
            return absent("epubcheck");
        }
        let flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar"].map(str::to_owned);
        let before = flags.into_iter().chain([jar.to_string_lossy().into_owned()]).collect();
        Some(Self { name: "epubcheck", before, ..java })
    }

    /// A script of the folder that `MASTHEAD_TOOLS` names, such as `judge-pdf`; without that folder it is
    /// never required.
    pub fn script(name: &'static str) -> Option<Self> {
        let Some(folder) = std::env::var_os("MASTHEAD_TOOLS") else { return skipped(name) };
        let program = Path::new(&folder).join(name);
        if !program.is_file() {
            return absent(name);
        }
        Some(Self { name, program, before: Vec::new() })
    }

    /// Where a program of the search path lies; `None` where it is absent, said aloud.
    pub fn path(name: &'static str) -> Option<PathBuf> {
        Self::program(name).map(|judge| judge.program)
    }

    /// The folder of the Node.js modules, which has both of these; `None` where it has not, said aloud.
    pub fn modules(first: &'static str, second: &'static str) -> Option<PathBuf> {
        let folder = validators().join("npm/node_modules");
        let missing = [first, second].into_iter().find(|module| !folder.join(module).is_dir());
        missing.map_or(Some(folder), absent)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command.args(&self.before).args(args).output().unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    /// What the judge prints, which must end well.
    pub fn text(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{} {args:?}\n{}", self.name, both(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The judge's own words where it is not content: a bad exit code, or a line that `idle` does not explain.
    pub fn objections(&self, args: &[&str], idle: fn(&str) -> bool) -> Option<String> {
        let output = self.run(args);
        let said = both(&output);
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty() && !idle(line)).collect();
        let content = output.status.success() && lines.is_empty();
        (!content).then(|| format!("{} ({}):\n{}", self.name, output.status, lines.join("\n")))
    }
}

fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The folder of the validators that are no packages of the system.
fn validators() -> PathBuf {
    match std::env::var_os("MASTHEAD_VALIDATORS") {
        Some(folder) => folder.into(),
        None => Path::new(&std::env::var_os("HOME").unwrap_or_default()).join(".cache/masthead-validators"),
    }
}

/// A judge that is absent: a failure where judges are required.
fn absent<T>(name: &str) -> Option<T> {
    assert!(!required(), "judge `{name}` is absent, and MASTHEAD_JUDGES=required");
    skipped(name)
}

/// Says that a judge is not heard, past the test harness, which keeps the output of tests that pass.
fn skipped<T>(name: &str) -> Option<T> {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED part of {test}: judge `{name}` is absent");
    None
}

/// Whether an absent judge is a failure.
fn required() -> bool {
    std::env::var_os("MASTHEAD_JUDGES").is_some_and(|v| v == "required")
}

/// Everything that the judges hold against a PDF; `press` adds what only printers ask.
pub fn pdf_objections(file: &Path, press: bool) -> Vec<String> {
    let path = file.to_string_lossy();
    let mut all = Vec::new();
    if let Some(qpdf) = Judge::program("qpdf") {
        let idle = |line: &str| {
            ["checking ", "PDF Version", "File is not", "No syntax", "errors that qpdf"]
                .iter()
                .any(|s| line.trim().starts_with(s))
        };
        all.extend(qpdf.objections(&["--check", &path], idle));
    }
    if let Some(mutool) = Judge::program("mutool") {
        let idle = |line: &str| line == "warning: ICC support is not available";
        all.extend(
            mutool.objections(&["draw", "-q", "-F", "png", "-r", "36", "-o", "/dev/null", &path], idle),
        );
    }
    if let Some(gs) = Judge::program("gs") {
        let idle = |line: &str| {
            ["GPL Ghostscript", "Copyright", "This software", "see the file", "Processing pages", "Page "]
                .iter()
                .any(|s| line.starts_with(s))
        };
        let flags = ["-dSAFER", "-dBATCH", "-dNOPAUSE", "-dPDFSTOPONERROR", "-sDEVICE=nullpage"];
        all.extend(gs.objections(&[&flags[..], &[&path]].concat(), idle));
    }
    if let Some(script) = Judge::script("judge-pdf") {
        let kind = if press { "--press" } else { "--screen" };
        all.extend(script.objections(&[kind, &path], |line| line.starts_with("PASS ")));
    }
    all
}

/// Everything that EPUBCheck holds against an EPUB.
pub fn epub_objections(file: &Path) -> Vec<String> {
    let path = file.to_string_lossy();
    let check = Judge::epubcheck();
    check.and_then(|j| j.objections(&["--failonwarnings", "--quiet", &path], |_| false)).into_iter().collect()
}

#[test]
fn a_judge_that_objects_is_heard() {
    let folder = super::Folder::new().file("bad.pdf", "%PDF-1.7\nnothing\n");
    let Some(qpdf) = Judge::program("qpdf") else { return };
    let path = folder.path().join("bad.pdf");
    assert!(qpdf.objections(&["--check", &path.to_string_lossy()], |_| false).is_some());
    assert!(!pdf_objections(&path, false).is_empty());
}
