//! What shops and reading systems would find fault with in a finished EPUB, found before they see it.
//! Reads the packed files and never the issue: it judges what the writer did, not what it meant to do.
//!
//! Each rule and its source:
//! - sizes: Kobo takes 100 MB, Amazon 650 MB, Apple and Google 2 GB (shops' limits as help.vellum.pub/uploading lists
//!   them); a text of at most 300 kB is shown by old Adobe readers (`EDRLab` Qualebook, rule 87); a picture has at most
//!   5.6 million pixels (Apple Books Asset Guide, "Images") and 5 MB (Kindle Publishing Guidelines);
//! - cover: 1,600 × 2,560 pixels are asked for, 625 × 1,000 are the least (Kindle Publishing Guidelines, "Cover");
//! - faces: OpenType OS/2 `fsType`, bits 1 and 9;
//! - names: unique in whatever case (EPUB 3.3 §4.2.3, EPUBCheck OPF-060); ASCII (EPUBCheck PKG-012); letters, digits
//!   and `-_.` only, 64 characters at most (custom: what every file system and server keeps as it is);
//! - navigation: every entry has words (EPUB 3.3 §7.3, EPUBCheck RSC-005);
//! - resources lie in the book (EPUB 3.3 §3.6, EPUBCheck RSC-006), which pictures, faces and sheets do here without
//!   exception (custom); nothing runs (custom: EPUB 3.3 §6.4 allows scripts, shops and most readers do not);
//! - what is named is there, file (EPUBCheck RSC-007) and place in it (EPUBCheck RSC-012).

mod read;
#[cfg(test)]
mod tests;

use super::faces::forbids;
use crate::diag::{Diagnostic, Findings};
use crate::picture::jpeg_info;
use read::Text;
use skrifa::raw::{FontRef, TableProvider};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The files of a finished EPUB, by path.
pub(super) type Entries<'a> = BTreeMap<String, Cow<'a, [u8]>>;

/// Most bytes of a book.
const BOOK: usize = 100_000_000;
/// Most bytes of a text.
const TEXT: usize = 300_000;
/// Most bytes of a picture.
const PICTURE: usize = 5_000_000;
/// Most pixels of a picture.
const PIXELS: u64 = 5_600_000;
/// Width and height that shops ask of a cover.
const COVER: (u32, u32) = (1600, 2560);
/// Width and height below which a cover is refused.
const LEAST_COVER: (u32, u32) = (625, 1000);
/// Most characters of a name.
const NAME: usize = 64;

/// Inspects the files of an EPUB that has `size` bytes as packed. Every finding is reported once.
pub(super) fn inspect(entries: &Entries, size: usize, findings: &mut Findings) {
    let texts: Texts =
        entries.iter().filter_map(|(p, bytes)| Some((p.as_str(), read::text(p, bytes)?))).collect();
    let found = [
        sizes(entries, size),
        cover(entries, &texts),
        faces(entries),
        names(entries),
        labels(&texts),
        reaches(&texts),
        links(entries, &texts),
    ];
    let mut said = BTreeSet::new();
    for finding in found.into_iter().flatten() {
        if said.insert(finding.message.clone()) {
            findings.push(finding);
        }
    }
}

type Texts<'a> = BTreeMap<&'a str, Text>;

fn sizes(entries: &Entries, size: usize) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut large = |what: &str, measure: String, hint: &str| {
        found.push(Diagnostic::warning("E004", format!("{what} has {measure}")).hint(hint));
    };
    if size > BOOK {
        let hint = "Kobo takes 100 MB, Amazon 650 MB, Apple and Google 2 GB: show fewer or smaller pictures";
        large("the EPUB", mega(size), hint);
    }
    for (path, bytes) in entries {
        let file = format!("`{path}`");
        if ending(path) == "xhtml" && bytes.len() > TEXT {
            let hint = "old readers show no text of more than 300 kB: make two of it";
            large(&file, format!("{} kB", bytes.len() / 1000), hint);
        }
        if is_picture(path) && bytes.len() > PICTURE {
            large(&file, mega(bytes.len()), "Amazon takes no picture of more than 5 MB: give it as JPEG");
        }
        let area = pixels(path, bytes).map_or(0, |(w, h)| u64::from(w) * u64::from(h));
        if area > PIXELS {
            let hint = "Apple takes no picture of more than 5.6 million pixels: give a smaller one";
            large(&file, format!("{area} pixels"), hint);
        }
    }
    found
}

/// The bytes in millions, to one place.
fn mega(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

/// What stands behind the last full stop of a name; the writer knows small letters only.
fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, end)| end)
}

fn is_picture(path: &str) -> bool {
    ["jpg", "png", "svg"].contains(&ending(path))
}

/// Width and height of a JPEG or PNG file.
fn pixels(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    if ending(path) == "jpg" {
        return jpeg_info(bytes).map(|info| (info.width, info.height));
    }
    // PNG 3 §11.2.1: the header is the first chunk.
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if ending(path) == "png" { Some((side(16)?, side(20)?)) } else { None }
}

/// A cover that is as large as pictures may be is large enough, whatever its shape.
fn cover(entries: &Entries, texts: &Texts) -> Vec<Diagnostic> {
    let covers = texts.iter().filter_map(|(from, t)| Some(resolve(from, t.cover.as_deref()?)?.0));
    let small = covers.filter_map(|path| {
        let (w, h) = pixels(&path, entries.get(&path)?)?;
        let largest = u64::from(w) * u64::from(h) >= PIXELS / 100 * 99;
        if largest || (w >= COVER.0 && h >= COVER.1) {
            return None;
        }
        let message = format!("the cover's picture has {w} × {h} pixels");
        let found = if w < LEAST_COVER.0 || h < LEAST_COVER.1 {
            Diagnostic::warning("E005", message)
        } else {
            Diagnostic::note("E005", message)
        };
        Some(found.hint("shops ask for 1600 × 2560, and refuse one of less than 625 × 1000"))
    });
    small.collect()
}

fn faces(entries: &Entries) -> Vec<Diagnostic> {
    let closed = entries.iter().filter(|(path, bytes)| {
        let font = ["ttf", "otf"].contains(&ending(path));
        let bits = || FontRef::new(bytes).ok()?.os2().ok().map(|os2| os2.fs_type());
        font && bits().is_some_and(forbids)
    });
    let tell = |path: &String| Diagnostic::error("E003", format!("`{path}` forbids to be embedded"));
    closed.map(|(path, _)| tell(path).hint("name another family in the layout")).collect()
}

fn names(entries: &Entries) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for path in entries.keys() {
        if let Some(other) = taken.insert(path.to_lowercase(), path) {
            let message = format!("`{other}` and `{path}` differ by case only");
            found.push(Diagnostic::error("E006", message).hint("give one of them another name"));
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if path.chars().any(|c| !c.is_ascii_alphanumeric() && !"/-_.".contains(c)) {
            let message = format!("`{path}` has characters that are not safe in a name");
            found.push(Diagnostic::warning("E006", message).hint("use letters, digits, `-`, `_` and `.`"));
        }
        let length = name.chars().count();
        if length > NAME {
            let message = format!("`{name}` is a name of {length} characters");
            let hint =
                "give the article or the picture's file a name of fewer characters, and of ASCII letters";
            found.push(Diagnostic::note("E006", message).hint(hint));
        }
    }
    found
}

fn labels(texts: &Texts) -> Vec<Diagnostic> {
    let entries = texts.iter().flat_map(|(path, text)| text.unnamed.iter().map(move |to| (path, to)));
    let tell = |(path, to): (&&str, &String)| {
        let message = match to.as_str() {
            "" => format!("an entry of `{path}` has no words"),
            to => format!("an entry of `{path}` has no words, which leads to `{to}`"),
        };
        Diagnostic::error("E007", message).hint("give the article or its section a title")
    };
    entries.map(tell).collect()
}

/// What runs, and what is fetched from elsewhere.
fn reaches(texts: &Texts) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut tell = |message: String| {
        let hint = "shops and reading systems block it: take it out";
        found.push(Diagnostic::error("E008", message).hint(hint));
    };
    for (path, text) in texts {
        for script in &text.scripts {
            tell(format!("`{path}` has a script: `{script}`"));
        }
        for to in &text.leads {
            if scheme(to).is_some_and(|s| ["javascript", "vbscript", "data"].contains(&s.as_str())) {
                tell(format!("a link of `{path}` runs a script: `{}`", short(to)));
            }
        }
        for to in text.loads.iter().filter(|to| scheme(to).is_some()) {
            tell(format!("`{path}` fetches `{}` from elsewhere", short(to)));
        }
    }
    found
}

fn links(entries: &Entries, texts: &Texts) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, text) in texts {
        for to in text.leads.iter().chain(&text.loads) {
            let Some((file, place)) = resolve(path, to) else { continue };
            let there = match texts.get(file.as_str()) {
                Some(text) => place.is_empty() || text.ids.contains(place),
                None => entries.contains_key(&file),
            };
            if !there {
                let message = format!("`{}` of `{path}` leads nowhere", short(to));
                let hint = "correct what it names, or take the link out";
                found.push(Diagnostic::error("E009", message).hint(hint));
            }
        }
    }
    found
}

/// The scheme of an address (RFC 3986 §3.1), lower case; `//` for one that leaves it out. `None` within the book.
fn scheme(to: &str) -> Option<String> {
    if to.starts_with("//") {
        return Some("//".to_owned());
    }
    let (scheme, _) = to.trim_start().split_once(':')?;
    let mark = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(mark);
    sound.then(|| scheme.to_ascii_lowercase())
}

/// The file and the place in it that an address within the book names, as the file `from` reads it. Names of files
/// hold nothing that is escaped in an address. `None` for an address outside.
fn resolve<'t>(from: &str, to: &'t str) -> Option<(String, &'t str)> {
    if scheme(to).is_some() {
        return None;
    }
    let (path, place) = to.split_once('#').unwrap_or((to, ""));
    if path.is_empty() {
        return Some((from.to_owned(), place));
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), place))
}

/// An address, cut where it is long.
fn short(to: &str) -> Cow<'_, str> {
    match to.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", to.get(..at).unwrap_or_default()).into(),
        None => to.into(),
    }
}
