//! Holds the code to the plan in `src/lib.rs`: floors, owners of crates, rooms, sizes, module docs.
//! Says nothing about what the code does; lengths of functions are clippy's to judge.

use crate::kit::{Token, tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Most lines of a file.
const MOST_LINES: usize = 600;

/// A tree of sources: path from the root, with `/`, to text.
type Tree = BTreeMap<String, String>;

#[test]
fn the_code_keeps_to_the_plan() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tree = Tree::new();
    read(root, "src", &mut tree);
    read(root, "tests", &mut tree);
    tree.insert("Cargo.toml".into(), fs::read_to_string(root.join("Cargo.toml")).expect("Cargo.toml"));
    let mut faults = inspect(&tree);
    faults.extend(Plan::read(&tree["src/lib.rs"]).idle(&tree));
    assert!(faults.is_empty(), "{} faults in the house:\n{}", faults.len(), faults.join("\n"));
}

fn read(root: &Path, folder: &str, tree: &mut Tree) {
    for entry in fs::read_dir(root.join(folder)).expect(folder).flatten() {
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read(root, &name, tree);
        } else if name.ends_with(".rs") {
            tree.insert(name, fs::read_to_string(entry.path()).expect("a source file"));
        }
    }
}

/// Every fault of `tree`, in words.
fn inspect(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    let plan = Plan::read(tree.get("src/lib.rs").map_or("", String::as_str));
    plan.compare(tree, &mut faults);
    for (path, text) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{path}: {lines} lines; split it at {MOST_LINES}"));
        }
        if !text.starts_with("//! ") {
            faults.push(format!("{path}:1: no module doc; say in `//!` what the file holds"));
        }
        if path.starts_with("src/") && path != "src/lib.rs" {
            File::new(path, text, &plan).inspect(&mut faults);
        }
    }
    faults
}

/// The table of `src/lib.rs`.
struct Plan {
    /// Floor of each room; the door stands above all.
    floors: BTreeMap<String, u32>,
    /// Owners of each crate, under the name that code uses.
    owners: BTreeMap<String, BTreeSet<String>>,
}

impl Plan {
    fn read(lib: &str) -> Self {
        let mut plan = Self { floors: BTreeMap::new(), owners: BTreeMap::new() };
        for line in lib.lines() {
            let Some(row) = line.strip_prefix("//! |") else { continue };
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [floor, room, _, crates, ..] = cells[..] else { continue };
            let floor = if floor == "door" { Ok(u32::MAX) } else { floor.parse() };
            let (Ok(floor), room) = (floor, room.trim_matches(['[', ']', '`'])) else { continue };
            plan.floors.insert(room.into(), floor);
            for name in crates.split(',').map(str::trim).filter(|c| !c.is_empty()) {
                plan.owners.entry(name.replace('-', "_")).or_default().insert(room.into());
            }
        }
        plan
    }

    /// Rooms of the plan against folders and modules, crates of the plan against `Cargo.toml`.
    fn compare(&self, tree: &Tree, faults: &mut Vec<String>) {
        let planned: BTreeSet<&str> = self.floors.keys().map(String::as_str).collect();
        let on_disk: BTreeSet<&str> =
            tree.keys().filter_map(|path| path.strip_prefix("src/")?.split_once('/')).map(|x| x.0).collect();
        let lib = tokens(tree.get("src/lib.rs").map_or("", String::as_str));
        let declared: BTreeSet<&str> =
            lib.windows(2).filter(|w| w[0].text == "mod").map(|w| w[1].text.as_str()).collect();
        for (what, set) in [("a folder under src/", &on_disk), ("a module of src/lib.rs", &declared)] {
            faults.extend(planned.difference(set).map(|r| format!("room `{r}` of the plan is not {what}")));
            faults.extend(set.difference(&planned).map(|r| format!("`{r}` is {what}, yet not in the plan")));
        }
        let listed = dependencies(tree.get("Cargo.toml").map_or("", String::as_str));
        let owned: BTreeSet<String> = self.owners.keys().cloned().collect();
        faults.extend(
            owned.difference(&listed).map(|c| format!("crate `{c}` of the plan is not in Cargo.toml")),
        );
        faults.extend(listed.difference(&owned).map(|c| format!("crate `{c}` of Cargo.toml has no owner")));
    }

    /// Crates that a room owns and does not name.
    fn idle(&self, tree: &Tree) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, rooms) in &self.owners {
            for room in rooms {
                let folder = format!("src/{room}/");
                let uses = |text: &str| tokens(text).iter().any(|t| t.text == *name);
                if !tree.iter().any(|(path, text)| path.starts_with(&folder) && uses(text)) {
                    faults.push(format!("room `{room}` owns crate `{name}` and does not use it"));
                }
            }
        }
        faults
    }
}

/// The names under `[dependencies]`, as code writes them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    manifest
        .lines()
        .skip_while(|l| *l != "[dependencies]")
        .skip(1)
        .take_while(|l| !l.starts_with('['))
        .filter_map(|l| l.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect()
}

/// One file of `src/` under inspection.
struct File<'a> {
    path: &'a str,
    room: &'a str,
    /// The module's path below the crate, such as `["pdf", "fonts"]`.
    module: Vec<&'a str>,
    tokens: Vec<Token>,
    plan: &'a Plan,
    /// Modules that the file declares: they hide a crate of the same name.
    local: BTreeSet<String>,
}

impl<'a> File<'a> {
    fn new(path: &'a str, text: &str, plan: &'a Plan) -> Self {
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        let module: Vec<&str> = inner.split('/').filter(|part| *part != "mod").collect();
        let tokens = tokens(text);
        let local = tokens.windows(2).filter(|w| w[0].text == "mod").map(|w| w[1].text.clone()).collect();
        let room = if inner == "main" { "cli" } else { module.first().copied().unwrap_or_default() };
        Self { path, room, module, tokens, plan, local }
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.text.as_str())
    }

    fn inspect(&self, faults: &mut Vec<String>) {
        let mut depth = 0_usize;
        let mut inside: Vec<(usize, String)> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    inside.retain(|(d, _)| *d < depth + 1);
                }
                "mod" if self.text(at + 2) == "{" => inside.push((depth + 1, self.text(at + 1).into())),
                _ => {}
            }
            let starts_path = self.path_starts(at);
            if starts_path && matches!(token.text.as_str(), "crate" | "masthead" | "super") {
                for (room, line) in self.rooms_from(at, inside.len()) {
                    self.judge_import(&room, line, faults);
                }
            }
            if starts_path {
                self.judge_crate(at, faults);
            }
            let test =
                self.module.iter().any(|m| m.ends_with("tests")) || inside.iter().any(|(_, m)| m == "tests");
            if !test {
                self.judge_world(at, faults);
            }
        }
    }

    fn path_starts(&self, at: usize) -> bool {
        let before = |n: usize| at.checked_sub(n).map_or("", |n| self.text(n));
        let rooted = before(1) == "::"
            && matches!(before(2), "" | "use" | "(" | "{" | "," | "=" | ";" | "<" | "&" | ":");
        self.tokens[at].is_word() && (rooted || !matches!(before(1), "::" | "."))
    }

    /// The rooms that a path beginning at `at` leads to, `inlined` modules deep in the file.
    fn rooms_from(&self, at: usize, inlined: usize) -> Vec<(String, usize)> {
        let mut next = at + 1;
        if self.text(at) == "super" {
            let mut up = 1;
            while self.text(next) == "::" && self.text(next + 1) == "super" {
                up += 1;
                next += 2;
            }
            if up < self.module.len() + inlined {
                return Vec::new();
            }
        }
        if self.text(next) == "as" {
            return vec![("the whole crate".into(), self.tokens[at].line)];
        }
        if self.text(next) != "::" {
            return Vec::new();
        }
        if self.text(next + 1) != "{" {
            return self.tokens.get(next + 1).map(|t| (t.text.clone(), t.line)).into_iter().collect();
        }
        let (mut depth, mut rooms) = (0_usize, Vec::new());
        for (n, token) in self.tokens.iter().enumerate().skip(next + 1) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ if depth == 1 && matches!(self.text(n - 1), "{" | ",") => {
                    rooms.push((token.text.clone(), token.line));
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        rooms
    }

    fn judge_import(&self, room: &str, line: usize, faults: &mut Vec<String>) {
        if room == self.room {
            return;
        }
        let (path, mine) = (self.path, self.plan.floors.get(self.room));
        match (mine, self.plan.floors.get(room)) {
            (Some(mine), Some(other)) if other < mine => {}
            (Some(mine), Some(other)) if other == mine => {
                faults.push(format!("{path}:{line}: `{}` imports its neighbour `{room}`", self.room));
            }
            (Some(_), Some(_)) => {
                faults.push(format!("{path}:{line}: `{}` imports upward from `{room}`", self.room));
            }
            _ => faults.push(format!("{path}:{line}: `{}` imports `{room}`, which is no room", self.room)),
        }
    }

    fn judge_crate(&self, at: usize, faults: &mut Vec<String>) {
        let (name, line) = (self.text(at), self.tokens[at].line);
        let used = self.tokens[..at].iter().rev().find(|t| t.text != "::").is_some_and(|t| t.text == "use");
        let named = self.text(at + 1) == "::" || (used && matches!(self.text(at + 1), ";" | "as"));
        let Some(owners) = self.plan.owners.get(name).filter(|_| named && !self.local.contains(name)) else {
            return;
        };
        if !owners.contains(self.room) {
            let owners = owners.iter().map(|o| format!("`{o}`")).collect::<Vec<_>>().join(", ");
            faults.push(format!(
                "{}:{line}: `{}` names crate `{name}`, owned by {owners}",
                self.path, self.room
            ));
        }
    }

    /// The disk belongs to `source`; clock, environment and streams to the door.
    fn judge_world(&self, at: usize, faults: &mut Vec<String>) {
        let (word, path) = (self.text(at), self.path);
        let qualified = |of: &str| at > 1 && self.text(at - 1) == "::" && self.text(at - 2) == of;
        let mut fault = |what: &str| faults.push(format!("{path}:{}: {what}", self.tokens[at].line));
        match word {
            "fs" if qualified("std") && !matches!(self.room, "source" | "cli") => {
                fault("the disk is touched outside `source`");
            }
            "env" if qualified("std") && self.room != "cli" => {
                fault("the environment is read outside the door");
            }
            "SystemTime" | "Instant" if self.room != "cli" => fault("a clock is read outside the door"),
            "println" | "eprintln" | "print" | "eprint" if self.text(at + 1) == "!" && self.room != "cli" => {
                fault("something is printed outside the door");
            }
            _ => {}
        }
    }
}

/// A sound house of three floors and a door.
fn sound() -> Tree {
    let lib = "//! A house.\n//!\n//! | floor | room | verb | crates |\n//! |---|---|---|---|\n\
        //! | 0 | [`geom`] | | |\n//! | 1 | [`left`] | `go` | serde |\n//! | 1 | [`right`] | | |\n\
        //! | 2 | [`top`] | `go` | lopdf |\n//! | door | [`cli`] | `run` | clap |\n\
        pub mod cli;\npub mod geom;\npub mod left;\npub mod right;\npub mod top;\n";
    let files = [
        (
            "Cargo.toml",
            "[package]\nname = \"x\"\n[dependencies]\nclap = \"4\"\nserde = \"1\"\nlopdf = \"1\"\n[features]\n",
        ),
        ("src/lib.rs", lib),
        ("src/main.rs", "//! The door.\nfn main() { masthead::cli::run(); }\n"),
        (
            "src/cli/mod.rs",
            "//! Door.\nuse crate::top::go;\nuse clap::Parser;\npub fn run() { go(); println!(\"\"); }\n",
        ),
        (
            "src/geom/mod.rs",
            "//! Geometry, used by [`crate::top`].\n// crate::top::go\nconst S: &str = \"crate::top\";\n",
        ),
        ("src/left/mod.rs", "//! Left.\nmod image;\nuse crate::geom::S;\nuse serde::Serialize;\n"),
        (
            "src/left/image.rs",
            "//! A picture.\nuse super::S;\nmod tests { use super::super::S; use std::fs; }\n",
        ),
        ("src/right/mod.rs", "//! Right.\nuse crate::{geom::{self, S}};\n"),
        ("src/top/mod.rs", "//! Top.\nuse crate::{left::a, right};\npub fn go() { lopdf::x(); }\n"),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// Changes one file of the sound house and gives back the faults.
fn planted(path: &str, change: impl FnOnce(&mut String)) -> Vec<String> {
    let mut tree = sound();
    change(tree.entry(path.into()).or_default());
    inspect(&tree)
}

/// Adds one line to a file of the sound house: exactly one fault must follow, and hold `words`.
fn caught(path: &str, line: &str, words: &str) {
    let faults = planted(path, |text| {
        let _ = writeln!(text, "{line}");
    });
    assert!(
        faults.len() == 1 && faults[0].contains(words),
        "{path} + {line}\nexpected: {words}\ngot: {faults:#?}"
    );
}

#[test]
fn a_sound_house_has_no_fault() {
    assert_eq!(inspect(&sound()), Vec::<String>::new());
}

#[test]
fn an_upward_import_is_caught() {
    caught("src/geom/mod.rs", "use crate::top::go;", "`geom` imports upward from `top`");
    caught("src/left/mod.rs", "pub use crate::{geom::a, top::{b, c}};", "`left` imports upward from `top`");
    caught("src/left/mod.rs", "fn f() { crate::top::go(); }", "`left` imports upward from `top`");
    caught("src/left/mod.rs", "fn f() { super::top::go(); }", "`left` imports upward from `top`");
    caught("src/left/image.rs", "use super::super::top;", "`left` imports upward from `top`");
    caught(
        "src/left/image.rs",
        "mod tests { use super::super::super::top; }",
        "`left` imports upward from `top`",
    );
    caught("src/left/mod.rs", "fn f(x: crate::cli::Args) {}", "`left` imports upward from `cli`");
    caught("src/geom/mod.rs", "use crate as c;", "which is no room");
    caught("src/geom/mod.rs", "use crate::*;", "which is no room");
}

#[test]
fn a_neighbours_import_is_caught() {
    caught("src/left/mod.rs", "use crate::right;", "`left` imports its neighbour `right`");
    caught("src/right/mod.rs", "fn f() -> crate::left::T {}", "`right` imports its neighbour `left`");
}

#[test]
fn a_crate_outside_its_owner_is_caught() {
    caught("src/right/mod.rs", "use serde::Serialize;", "`right` names crate `serde`, owned by `left`");
    caught("src/top/mod.rs", "fn f() { clap::x(); }", "`top` names crate `clap`, owned by `cli`");
    caught("src/top/mod.rs", "use ::clap as c;", "`top` names crate `clap`, owned by `cli`");
    caught("src/left/image.rs", "fn f() { lopdf::x(); }", "`left` names crate `lopdf`, owned by `top`");
    caught("src/main.rs", "use serde;", "`cli` names crate `serde`, owned by `left`");
}

#[test]
fn a_crate_without_a_place_is_caught() {
    let listed = planted("Cargo.toml", |text| *text = text.replace("[features]", "zip = \"1\"\n[features]"));
    assert_eq!(listed, ["crate `zip` of Cargo.toml has no owner"]);
    let gone = planted("Cargo.toml", |text| *text = text.replace("serde = \"1\"\n", ""));
    assert_eq!(gone, ["crate `serde` of the plan is not in Cargo.toml"]);
}

#[test]
fn an_idle_crate_is_caught() {
    let mut tree = sound();
    let plan = Plan::read(&tree["src/lib.rs"]);
    assert_eq!(plan.idle(&tree), Vec::<String>::new());
    tree.insert("src/top/mod.rs".into(), "//! Names `lopdf` in a comment only.\n".into());
    assert_eq!(plan.idle(&tree), ["room `top` owns crate `lopdf` and does not use it"]);
}

#[test]
fn a_room_missing_from_plan_or_disk_is_caught() {
    caught("src/attic/mod.rs", "//! An attic.", "`attic` is a folder under src/, yet not in the plan");
    caught("src/lib.rs", "pub mod attic;", "`attic` is a module of src/lib.rs, yet not in the plan");
    let planned = planted("src/lib.rs", |text| {
        *text = text.replace("//! | 2 |", "//! | 3 | [`attic`] | | |\n//! | 2 |");
    });
    assert_eq!(
        planned,
        [
            "room `attic` of the plan is not a folder under src/",
            "room `attic` of the plan is not a module of src/lib.rs"
        ]
    );
}

#[test]
fn a_long_file_is_caught() {
    let filled = |lines: usize| {
        planted("src/geom/mod.rs", |text| *text = format!("//! Long.{}", "\n//".repeat(lines - 1)))
    };
    assert_eq!(filled(MOST_LINES), Vec::<String>::new());
    assert_eq!(filled(MOST_LINES + 1), ["src/geom/mod.rs: 601 lines; split it at 600"]);
}

#[test]
fn a_missing_module_doc_is_caught() {
    for text in ["fn f() {}\n", "// Not a doc.\n", "\n//! Too late.\n"] {
        let faults = planted("src/geom/mod.rs", |file| text.clone_into(file));
        assert_eq!(faults, ["src/geom/mod.rs:1: no module doc; say in `//!` what the file holds"]);
    }
}

#[test]
fn the_outer_world_inside_the_library_is_caught() {
    caught("src/left/mod.rs", "use std::fs;", "the disk is touched outside `source`");
    caught("src/left/mod.rs", "fn f() { std::env::var(\"X\"); }", "the environment is read outside the door");
    caught("src/left/mod.rs", "use std::time::Instant;", "a clock is read outside the door");
    caught("src/left/mod.rs", "fn f() { println!(\"x\"); }", "something is printed outside the door");
}
