//! A lock as text: TOML that people read in a diff.
//! Touches no disk.

use super::{FORM, Files, Lock, Piece};
use std::fmt::Write as _;

const HEAD: &str = "\
# What this issue is made of. Written by `masthead lock`, not by hand; `masthead build --locked` makes the same
# files again, in the layouts named here, or says what has changed. Hashes are SHA-256.

";

/// The text of `lock`; the same lock gives the same bytes.
#[must_use]
pub fn write(lock: &Lock) -> String {
    let mut out = HEAD.to_owned();
    let _ = writeln!(out, "lock = {FORM}");
    let _ = writeln!(out, "tool = {}", quoted(&lock.tool.value));
    let _ = writeln!(out, "issue = {}", quoted(&lock.issue));
    if let Some(stamp) = lock.stamp {
        let _ = writeln!(out, "stamp = {stamp}");
    }
    let (name, profile) = &lock.profile;
    let _ = writeln!(out, "\n[profile]\nname = {}\nsha256 = {}", quoted(name), quoted(&profile.value));
    if let Some(own) = &lock.own_pages {
        out.push_str("\n[own-pages]\n");
        piece(&mut out, own);
    }
    for (id, article) in &lock.articles {
        let _ = writeln!(out, "\n[[articles]]\nid = {}", quoted(id));
        piece(&mut out, article);
    }
    for (package, listed) in &lock.layouts {
        let _ = writeln!(out, "\n[[layouts]]\nid = {}", quoted(&package.id));
        let _ = writeln!(out, "version = {}", quoted(&package.version.to_string()));
        let _ = writeln!(out, "bundled = {}\n[layouts.files]", package.bundled);
        files(&mut out, listed);
    }
    for (name, face) in &lock.faces {
        let _ = writeln!(out, "\n[[typefaces]]\nface = {}\nfile = {}", quoted(name), quoted(&face.file));
        let _ = writeln!(out, "bundled = {}\nsha256 = {}", face.bundled, quoted(&face.sha256.value));
    }
    for (name, listed) in [("inputs", &lock.inputs), ("editions", &lock.editions)] {
        if !listed.is_empty() {
            let _ = writeln!(out, "\n[{name}]");
            files(&mut out, listed);
        }
    }
    out
}

fn piece(out: &mut String, piece: &Piece) {
    let (layout, reason) = (quoted(&piece.layout.value), quoted(&piece.reason));
    let _ = writeln!(out, "layout = {layout}\nrule = {}\nreason = {reason}", piece.rule);
}

fn files(out: &mut String, files: &Files) {
    for (path, hash) in files {
        let _ = writeln!(out, "{} = {}", quoted(path), quoted(&hash.value));
    }
}

/// A basic string of TOML 1.0.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
