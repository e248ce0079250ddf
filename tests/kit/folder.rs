//! Temporary folders with an issue in them, and runs of the program.
//! Judges nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary folder; it goes when this value goes.
pub struct Folder {
    path: PathBuf,
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Folder {
    /// A new, empty folder.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a temporary folder");
        Self { path }
    }

    /// A copy of everything below `source`, but for results.
    pub fn copy(source: &Path) -> Self {
        let folder = Self::new();
        folder.take_in(source, "");
        folder
    }

    /// Copies everything below `source`, but for results, to `below`.
    pub fn take_in(&self, source: &Path, below: &str) {
        copy(source, &self.path.join(below));
    }

    /// The smallest issue: one article.
    pub fn small() -> Self {
        Self::new()
            .file(
                "issue.toml",
                "title = \"Small\"\nlanguage = \"en\"\n\n[[articles]]\nid = \"one\"\nsource = \"one.md\"\n",
            )
            .file("one.md", "+++\ntitle = \"One\"\n+++\n\nA first paragraph of a few words.\n")
    }

    /// This folder with `text` at `path`.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.put(path, text);
        self
    }

    /// Writes `text` at `path`.
    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a written file");
    }

    /// Puts `new` for the one place of `old` in the file at `path`.
    pub fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {path}");
        self.put(path, text.replace(old, new));
    }

    /// The text at `path`.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// The bytes at `path`.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every file below `path`, with its bytes.
    pub fn files(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        files_below(&self.path.join(path))
            .into_iter()
            .map(|name| (name.clone(), self.bytes(&format!("{path}/{name}"))))
            .collect()
    }

    /// Runs the program in this folder.
    pub fn masthead(&self, args: &[&str]) -> Run {
        masthead(&self.path, args)
    }
}

/// Every file below `folder`, with `/`, sorted.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            names.extend(files_below(&entry.path()).into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

fn copy(source: &Path, target: &Path) {
    fs::create_dir_all(target).expect("a folder");
    for entry in fs::read_dir(source).unwrap_or_else(|e| panic!("{}: {e}", source.display())).flatten() {
        let to = target.join(entry.file_name());
        if !entry.path().is_dir() {
            fs::copy(entry.path(), to).expect("a copied file");
        } else if entry.file_name() != "out" {
            copy(&entry.path(), &to);
        }
    }
}

/// How a run of the program ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Its exit code; -1 for a signal.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Run {
    /// This run, which must have ended with `code`.
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    /// The standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

/// The program, ready to run in `folder`, with an environment that is the same everywhere.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("COLUMNS", "100")
        .env("LC_ALL", "C.UTF-8");
    for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command
}

/// Runs the program in `folder`.
pub fn masthead(folder: &Path, args: &[&str]) -> Run {
    let output = command(folder, args).output().expect("the program runs");
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}
