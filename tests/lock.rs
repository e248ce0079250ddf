//! Locks, from outside: a locked build gives the same bytes or names what has changed, whatever else there is now.
//! How single findings are drawn is for `tests/check`.

use crate::kit::{Folder, Run, files_below};
use std::collections::BTreeMap;
use std::path::Path;

const PUBLICATION: &str = r#"id = "gazette"
name = "Gazette"
language = "en"
house = "gazette"
trim = "210mm x 285mm"
press = { profile = "press.icc" }

[[people]]
id = "gazette"
kind = "house"
name = "Gazette"
[[people]]
id = "ada"
name = "Ada Ames"
[[people]]
id = "bo"
name = "Bo Berg"
"#;

const ISSUE: &str = r#"cover-date = 2026-01-01
number = 1
credits = [{ role = "layout", party = "ada" }]

[[articles]]
id = "one"
source = "one.md"
"#;

const LAYOUT: &str = r#"id = "plain"
version = "1.0.0"
extends = "base"
credited-to = [{ role = "layout", party = "ada" }]

[styles.title]
color = "ink"
"#;

/// Where a lock lies in its issue.
const LOCK: &str = "/masthead.lock";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A title of one issue, with a layout, an output profile and a typeface of its own, which hides the program's of
/// the same name; locked.
fn title() -> Folder {
    let folder = Folder::new()
        .file("publication.toml", PUBLICATION)
        .file("press.icc", bytes("src/color/profiles/FOGRA39L_coated.icc"))
        .file("layouts/plain/layout.toml", LAYOUT)
        .file("layouts/plain/rule.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n")
        .file("fonts/Gazette.ttf", bytes("fonts/source-serif-4/SourceSerif4-Regular.ttf"))
        .file("1/issue.toml", ISSUE)
        .file("1/one.md", "+++\ntitle = \"One\"\n+++\n\nA first paragraph of a few words.\n");
    folder.masthead(&["lock", "1"]).expect(0);
    folder
}

/// A build of the issue that is held to its lock, and what it wrote to `out`.
fn held(folder: &Folder, out: &str) -> (Run, BTreeMap<String, Vec<u8>>) {
    let run = folder.masthead(&["build", "1", "--locked", "--out", out, "--color", "never"]);
    (run, folder.files(out))
}

/// Changes one byte in the middle of a file.
fn touch(folder: &Folder, path: &str) {
    let mut all = folder.bytes(path);
    let middle = all.len() / 2;
    all[middle] ^= 1;
    folder.put(path, all);
}

/// A locked build after `change`: it must end with findings that hold every one of `words`, and leave the older
/// results as they were.
fn refused(change: impl FnOnce(&Folder), words: &[&str]) {
    let folder = title();
    let before = held(&folder, "out");
    before.0.expect(0);
    change(&folder);
    let (run, after) = held(&folder, "out");
    let run = run.expect(1);
    for words in words {
        assert!(run.err.contains(words), "`{words}` in\n{}", run.err);
    }
    assert!(before.1 == after, "a refused build touched the older results");
}

#[test]
fn the_same_lock_and_the_same_bytes() {
    let folder = title();
    let lock = folder.read("1/masthead.lock");
    let (first, second) = (held(&folder, "a"), held(&folder, "b"));
    first.0.expect(0);
    second.0.expect(0);
    assert_eq!(first.1.len(), 4);
    assert!(first.1 == second.1, "two locked builds differ");
    folder.masthead(&["build", "1", "--out", "c"]).expect(0);
    for (name, bytes) in folder.files("c").iter().filter(|(name, _)| !name.ends_with(".json")) {
        assert!(first.1[name] == *bytes, "{name} differs from an unlocked build's");
    }
    folder.masthead(&["lock", "1"]).expect(0);
    assert_eq!(folder.read("1/masthead.lock"), lock);
    folder.masthead(&["lock", "1", "--locked"]).expect(0);
    assert_eq!(folder.read("1/masthead.lock"), lock);
}

#[test]
fn a_lock_does_not_depend_on_where_one_stands() {
    let folder = title();
    let lock = folder.read("1/masthead.lock");
    let path = folder.path().join("1/issue.toml");
    Folder::new().masthead(&["lock", &path.to_string_lossy()]).expect(0);
    assert_eq!(folder.read("1/masthead.lock"), lock);
}

#[test]
fn a_changed_byte_is_named() {
    refused(|f| f.change("1/one.md", "few", "new"), &["error[K005]", "`one.md` has changed"]);
    refused(
        |f| f.change("layouts/plain/layout.toml", "\"ink\"", "\"paper\""),
        &["error[K007]", "layouts/plain/layout.toml` has changed under the locked version `plain@1.0.0`"],
    );
    refused(|f| touch(f, "layouts/plain/rule.svg"), &["error[K007]", "layouts/plain/rule.svg` has changed"]);
    refused(
        |f| touch(f, "fonts/Gazette.ttf"),
        &["error[K009]", "Source Serif 4 400, `../fonts/Gazette.ttf`, has changed"],
    );
    refused(|f| touch(f, "press.icc"), &["error[K008]", "the output profile `press.icc` has changed"]);
}

#[test]
fn a_typeface_that_comes_or_goes_is_named() {
    refused(
        |f| std::fs::remove_file(f.path().join("fonts/Gazette.ttf")).expect("removed"),
        &["error[K009]", "`../fonts/Gazette.ttf`, was there when"],
    );
    let folder = title();
    // A face that nobody asks for changes nothing.
    folder.put("fonts/Mono.ttf", bytes("fonts/jetbrains-mono/JetBrainsMono-Regular.ttf"));
    held(&folder, "out").0.expect(0);
    refused(
        |f| f.put("fonts/Later.ttf", bytes("fonts/source-sans-3/SourceSans3-Regular.ttf")),
        &["error[K009]", "Source Sans 3 400, `../fonts/Later.ttf`, took the place of another since"],
    );
}

#[test]
fn all_that_changed_is_named_at_once() {
    refused(
        |f| {
            f.change("publication.toml", "Bo Berg", "Bo Bergh");
            f.change("1/one.md", "few", "new");
            f.put("layouts/plain/note.txt", "new\n");
            f.change("1/masthead.lock", concat!("masthead ", env!("CARGO_PKG_VERSION")), "masthead 0.0.1");
        },
        &[
            "`../publication.toml` has changed",
            "`one.md` has changed",
            "layouts/plain/note.txt` was added under the locked version `plain@1.0.0`",
            concat!("the issue was locked by masthead 0.0.1, this is masthead ", env!("CARGO_PKG_VERSION")),
        ],
    );
}

#[test]
fn a_newer_version_changes_the_unlocked_build_alone() {
    let folder = title();
    let first = held(&folder, "a");
    first.0.expect(0);
    let newer = LAYOUT.replace("1.0.0", "2.0.0").replace("\"ink\"", "\"accent\"");
    folder.put("layouts/plain@2.0.0/layout.toml", newer);
    folder.put("layouts/broken/layout.toml", "this is no layout\n");
    folder.put("layouts/base/layout.toml", "id = \"base\"\nversion = \"9\"\nextends = \"base\"\n");
    let second = held(&folder, "b");
    second.0.expect(0);
    assert!(first.1 == second.1, "a newer version got into a locked build");
    let explained = folder.masthead(&["explain", "1", "one", "--locked", "--json"]).expect(0).json();
    assert_eq!(explained["pieces"][0]["layout"], "plain@1.0.0");
    std::fs::remove_dir_all(folder.path().join("layouts/broken")).expect("removed");
    let run = folder.masthead(&["build", "1", "--out", "c", "--color", "never"]).expect(0);
    assert!(run.err.contains("note[K011]") && run.err.contains("`plain@2.0.0`"), "{}", run.err);
    assert!(folder.files("c") != first.1, "the newer version changes nothing");
}

#[test]
fn another_owner_changes_nothing() {
    let folder = title();
    let first = held(&folder, "a");
    let other = LAYOUT.replace("\"plain\"", "\"other\"").replace("\"ink\"", "\"accent\"");
    folder.put("layouts/other/layout.toml", other.replace("1.0.0", "3.0.0"));
    let second = held(&folder, "b");
    second.0.expect(0);
    assert!(first.1 == second.1);
    // Unlocked, two layouts have an equal claim now.
    let run = folder.masthead(&["check", "1", "--color", "never"]).expect(1);
    assert!(run.err.contains("error[C003]"), "{}", run.err);
}

#[test]
fn a_locked_layout_that_is_gone_is_asked_for() {
    refused(
        |f| {
            let newer = LAYOUT.replace("1.0.0", "2.0.0");
            f.put("layouts/plain/layout.toml", newer);
        },
        &["error[K006]", "`plain@1.0.0`", "`layouts/plain@1.0.0/`"],
    );
}

#[test]
fn a_correction_keeps_the_design_of_its_day() {
    let folder = title();
    folder.put("layouts/plain@2.0.0/layout.toml", LAYOUT.replace("1.0.0", "2.0.0"));
    folder.change("1/one.md", "few", "good many");
    held(&folder, "a").0.expect(1);
    folder.masthead(&["lock", "1", "--locked"]).expect(0);
    held(&folder, "a").0.expect(0);
    assert!(folder.read("1/masthead.lock").contains("\"plain@1.0.0\""));
    folder.masthead(&["lock", "1"]).expect(0);
    assert!(folder.read("1/masthead.lock").contains("\"plain@2.0.0\""));
}

#[test]
fn the_date_is_the_locks() {
    let folder = title();
    let first = held(&folder, "a").1;
    let args = ["build", "1", "--locked", "--out", "b"];
    let status = crate::kit::command(folder.path(), &args).env("SOURCE_DATE_EPOCH", "1000000000").status();
    assert!(status.expect("a run").success());
    assert!(folder.files("b") == first, "the date came from outside");
}

#[test]
fn what_has_errors_is_not_locked() {
    let folder = Folder::small();
    folder.change("one.md", "few", "[few](#nowhere-else)");
    folder.change("issue.toml", "source", "sauce");
    folder.masthead(&["lock", "."]).expect(1);
    assert!(!folder.path().join("masthead.lock").exists());
}

/// The locks below `samples/`, each rewritten by `BLESS=1 cargo test` where what it keeps was changed on purpose.
#[test]
fn the_locks_of_the_samples_are_current() {
    let samples = root().join("samples");
    let folder = Folder::copy(&samples);
    let bless = std::env::var_os("BLESS").is_some_and(|b| b == "1");
    let locks: Vec<String> = files_below(&samples).into_iter().filter(|n| n.ends_with(LOCK)).collect();
    for lock in locks {
        let issue = lock.strip_suffix(LOCK).expect("a lock");
        let old = folder.read(&lock);
        folder.masthead(&["lock", issue, "--no-editions"]).expect(0);
        let new = folder.read(&lock);
        if bless {
            std::fs::write(samples.join(&lock), &new).expect("a written lock");
        } else {
            assert!(old == new, "{lock} is not what `masthead lock` writes:\n{new}");
        }
    }
}
