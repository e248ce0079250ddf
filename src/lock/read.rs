//! A lock from its text, each entry with its place, all findings at once.
//! Compares nothing.

use super::{Entry, FORM, Face, Files, Lock, NAME, Piece};
use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};
use crate::layout::{Package, Version};
use crate::manifest::{At, Reader, Schema, read_toml};
use crate::source::{Folder, Sources};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Reads the lock in the issue's folder.
///
/// # Errors
/// Where there is none, it is no TOML, its form is another, or a key is wrong, missing or unknown: all reported.
pub fn read(sources: &mut Sources, folder: &Folder, findings: &mut Findings) -> Result<Lock, Failed> {
    if !folder.has(NAME) {
        let message = format!("there is no `{}`", folder.shown(NAME));
        let hint =
            "write it with `masthead lock` while the issue is as it is to stay, or go without `--locked`";
        return Err(findings.fail(Diagnostic::error("K001", message).hint(hint)));
    }
    let (file, text) = sources.load_text(folder, NAME, None, findings)?;
    parse(&text, file, findings)
}

/// The lock in the issue's folder, for a build that is not held to it: nothing is reported or kept.
/// `Some(None)` where there is one that cannot be read.
#[must_use]
pub fn read_quietly(folder: &Folder) -> Option<Option<Lock>> {
    let bytes = if folder.has(NAME) { folder.read(NAME)? } else { return None };
    let text = String::from_utf8(bytes).unwrap_or_default();
    let (mut scratch, mut findings) = (Sources::new(), Findings::new());
    let (file, text) = scratch.add_text(NAME, &text);
    Some(parse(&text, file, &mut findings).ok())
}

/// The keys of a lock, from `lock/schema.tsv`.
fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(include_str!("schema.tsv")));
    &SCHEMA
}

pub(super) fn parse(text: &str, file: FileId, f: &mut Findings) -> Result<Lock, Failed> {
    let mark = f.len();
    let table = read_toml(text, file, 0, f)?;
    let start = Span::new(file, 0..text.find('\n').unwrap_or(text.len()));
    let mut reader = Reader::of(schema(), &table, "lock", start);
    let form = reader.integer("lock", f);
    if let Some(form) = form.filter(|form| form.value != FORM) {
        let message = format!("the lock is of form {}, and this program reads form {FORM}", form.value);
        let hint = "use the version of masthead that `tool` names";
        return Err(f.fail(Diagnostic::error("K002", message).at(form.span).hint(hint)));
    }
    let lock = lock(reader, f);
    check_names(&lock, f);
    f.failed_since(mark)?;
    Ok(lock)
}

fn lock(mut reader: Reader<'_>, f: &mut Findings) -> Lock {
    let mut lock = Lock {
        tool: reader.text("tool", f).map(entry).unwrap_or_default(),
        issue: text(&mut reader, "issue", f),
        stamp: reader.integer("stamp", f).map(|n| n.value),
        ..Lock::default()
    };
    if let Some(mut profile) = reader.table("profile", f) {
        lock.profile = (text(&mut profile, "name", f), hash(&mut profile, f));
        profile.finish(f);
    }
    lock.own_pages = reader.table("own-pages", f).map(|own| piece(own, f));
    for mut article in reader.tables("articles", f) {
        let id = text(&mut article, "id", f);
        lock.articles.push((id, piece(article, f)));
    }
    for found in reader.tables("layouts", f) {
        lock.layouts.extend(layout(found, f));
    }
    for mut found in reader.tables("typefaces", f) {
        let (name, file) = (text(&mut found, "face", f), text(&mut found, "file", f));
        let bundled = found.boolean("bundled", f).is_some_and(|b| b.value);
        let face = Face { file, bundled, sha256: hash(&mut found, f) };
        found.finish(f);
        lock.faces.insert(name, face);
    }
    lock.inputs = files(&mut reader, "inputs", f);
    lock.editions = files(&mut reader, "editions", f);
    reader.finish(f);
    lock
}

fn text(reader: &mut Reader<'_>, key: &'static str, f: &mut Findings) -> String {
    reader.text(key, f).map(|t| t.value).unwrap_or_default()
}

fn piece(mut reader: Reader<'_>, f: &mut Findings) -> Piece {
    let layout = reader.text("layout", f).map(entry).unwrap_or_default();
    let rule = reader.integer("rule", f).and_then(|n| u8::try_from(n.value).ok()).unwrap_or(1);
    let reason = text(&mut reader, "reason", f);
    reader.finish(f);
    Piece { layout, rule, reason }
}

fn layout(mut reader: Reader<'_>, f: &mut Findings) -> Option<(Package, Files)> {
    let id = reader.text("id", f);
    let version = reader.text("version", f);
    let bundled = reader.boolean("bundled", f);
    let listed = files(&mut reader, "files", f);
    reader.finish(f);
    let read = version.and_then(|at| {
        let version = Version::parse(&at.value);
        if version.is_none() {
            f.push(wrong("version", "a version such as \"1.2.0\"", &at));
        }
        version
    });
    Some((Package { id: id?.value, version: read?, bundled: bundled?.value }, listed))
}

fn files(reader: &mut Reader<'_>, key: &'static str, f: &mut Findings) -> Files {
    let mut out = Files::new();
    for (path, hash) in reader.scalars(key, f) {
        prove_hash(&path.value, &hash, f);
        out.insert(path.value, Entry { value: hash.value, span: Some(path.span) });
    }
    out
}

fn hash(reader: &mut Reader<'_>, f: &mut Findings) -> Entry {
    let Some(read) = reader.text("sha256", f) else { return Entry::default() };
    prove_hash("sha256", &read, f);
    entry(read)
}

fn prove_hash(key: &str, at: &At<String>, f: &mut Findings) {
    let fits = at.value.len() == 64 && at.value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !fits {
        f.push(wrong(key, "a SHA-256: 64 small hexadecimal digits", at));
    }
}

fn wrong(key: &str, wanted: &str, at: &At<String>) -> Diagnostic {
    let message = format!("`{key}` must be {wanted}, not `{}`", at.value);
    let hint = "take the lock from version control, or write it anew with `masthead lock`";
    Diagnostic::error("M004", message).at(at.span).hint(hint)
}

fn entry(at: At<String>) -> Entry {
    Entry { value: at.value, span: Some(at.span) }
}

/// Every layout that a piece is set in must be listed with its files.
fn check_names(lock: &Lock, f: &mut Findings) {
    let mut listed: BTreeSet<String> = lock.layouts.keys().map(Package::key).collect();
    for piece in lock.own_pages.iter().chain(lock.articles.iter().map(|(_, piece)| piece)) {
        let name = &piece.layout.value;
        // One that is not listed is told once.
        if !name.is_empty() && listed.insert(name.clone()) {
            let message = format!("the lock names `{name}` and does not list its files");
            let hint = "take the lock from version control, or write it anew with `masthead lock`";
            f.push(Diagnostic::error("K003", message).at(piece.layout.span).hint(hint));
        }
    }
}
