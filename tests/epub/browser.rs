//! Both editions in a real reading system, epub.js in Chromium, that is clicked as a reader does.
//! Pictures of what was seen are kept below the target folder, for eyes.

use super::samples;
use crate::kit::Judge;
use std::path::Path;

#[test]
fn readers_find_their_way_through_both_editions_in_a_browser() {
    let (Some(node), Some(modules), Some(chromium)) =
        (Judge::program("node"), Judge::modules("epubjs", "playwright-core"), Judge::path("chromium"))
    else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("tests/epub/browser.mjs");
    let mut objections = Vec::new();
    for built in samples() {
        for end in [".epub", ".replica.epub"] {
            let folder = format!("{}{end}", built.sample.replace('/', "-"));
            let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reader").join(folder);
            let paths = [&script, &modules, &chromium, &built.file(end), &shots];
            let args: Vec<String> = paths.iter().map(|p| p.to_string_lossy().into_owned()).collect();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let said = node.objections(&args, |line| line.starts_with("ok "));
            objections.extend(said.map(|o| format!("{}{end}: {o}", built.sample)));
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
}
