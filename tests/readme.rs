//! The README, held to its word: its commands run, its files exist, its length.
//! Judges no prose.

use crate::kit::{Folder, files_below};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The lines of its shell blocks, without comments.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Words of a command as a shell splits them, with double quotes only.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("a word").push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[test]
fn its_commands_run() {
    let folder = Folder::new();
    folder.take_in(&root().join("samples"), "samples");
    let (mut ran, mut tests) = (0, 0);
    for line in commands(&readme()) {
        let rest = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("masthead "));
        match rest {
            Some(rest) => {
                let args = words(rest);
                folder.masthead(&args.iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
                ran += 1;
            }
            None if line == "cargo test" => tests += 1,
            None => assert!(
                ["cargo install --path .", "cargo bench", "git clone"]
                    .iter()
                    .any(|known| line.starts_with(known)),
                "a command that no test knows: {line}"
            ),
        }
    }
    assert!(ran >= 4 && tests == 1, "{ran} commands and {tests} test commands");
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    assert!(ci.contains("\ncargo test "), ".ci/run calls the test command of the README");
}

#[test]
fn its_links_lead_somewhere() {
    // What stands in backquotes is shown, not linked.
    let text: String = readme().split('`').step_by(2).collect();
    let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let attributes = text.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let local: Vec<&str> =
        links.chain(attributes).filter(|l| !l.contains("://") && !l.starts_with('#')).collect();
    assert!(local.iter().any(|l| l.ends_with(".png")), "it shows pages");
    for link in local {
        assert!(root().join(link).exists(), "{link} does not exist");
    }
}

#[test]
fn it_is_short_and_its_pictures_are_small() {
    assert!(readme().lines().count() <= 150, "{} lines", readme().lines().count());
    for name in files_below(&root().join("samples")).iter().filter(|n| n.contains("/pages/")) {
        let bytes = fs::metadata(root().join("samples").join(name)).expect("a picture").len();
        assert!(bytes <= 250_000, "samples/{name}: {bytes} bytes");
        assert!(readme().contains(name), "samples/{name} is shown nowhere");
    }
}

#[test]
fn its_table_of_folders_is_the_tree() {
    let text = readme();
    for entry in fs::read_dir(root()).expect("the root").flatten().filter(|e| e.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !["target", "out"].contains(&name.as_str()) {
            assert!(text.contains(&format!("| `{name}/`")), "`{name}/` is not in the table of folders");
        }
    }
}
