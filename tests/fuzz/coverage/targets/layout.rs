//! Inputs for the parser `layout` that reach new code: libFuzzer changes what it has found so far.
//! The first byte says as which file the rest is read.

#![no_main]

#[path = "../../drive.rs"]
mod drive;

use drive::{Desk, Parser};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static DESK: LazyLock<Desk> =
    LazyLock::new(|| Desk::new(&std::env::temp_dir().join(format!("masthead-layout-{}", std::process::id()))));

fuzz_target!(|data: &[u8]| {
    let files = Parser::Layout.files();
    if let Some((kind, text)) = data.split_first()
        && let Some(file) = files.get(usize::from(*kind) % files.len())
    {
        DESK.run(file, text);
    }
});
