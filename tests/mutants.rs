//! A thousand manifests of the samples, each with one thing in it that must be wrong: each is found where it stands.
//! What is said of it is seen in `tests/check`; that nothing brings a panic, in `tests/fuzz`.

use crate::fuzz::Chance;
use crate::kit::Folder;
use masthead::credits::assign;
use masthead::diag::Findings;
use masthead::issue::check;
use masthead::layout::Library;
use masthead::source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How many are tried.
const COUNT: usize = 1000;

/// Manifests of the samples: the sample, the file, and the issue that is checked with it.
const MANIFESTS: [(&str, &str, &str); 7] = [
    ("minimal", "issue.toml", ""),
    ("auto-review", "2025-12/issue.toml", "2025-12"),
    ("auto-review", "publication.toml", "2025-12"),
    ("withy", "1/issue.toml", "1"),
    ("withy", "2/issue.toml", "2"),
    ("withy", "3/issue.toml", "3"),
    ("withy", "publication.toml", "1"),
];

/// A manifest with one fault.
#[derive(Clone, Debug)]
struct Mutant {
    manifest: usize,
    kind: &'static str,
    text: String,
    /// The lines, counted from 1, on one of which the fault may be found.
    lines: (usize, usize),
}

/// What becomes of a key's value: the key, the new value, and what that is called.
const VALUES: &[(&str, &str, &str)] = &[
    ("source", "\"absent.md\"", "a missing text"),
    ("source", "\"../absent.md\"", "a path out of the folder"),
    ("source", "\"\"", "an empty path"),
    ("image", "\"absent.png\"", "a missing picture"),
    ("party", "\"nobody-here\"", "an unknown party"),
    ("publisher", "\"nobody-here\"", "an unknown publisher"),
    ("sponsor", "\"nobody-here\"", "an unknown sponsor"),
    ("house", "\"nobody-here\"", "an unknown house"),
    ("role", "\"no-such-role\"", "an unknown role"),
    ("section", "\"no-such-section\"", "an unknown section"),
    ("layout", "\"no-such-layout\"", "an unknown layout"),
    ("article", "\"no-such-article\"", "an unknown article"),
    ("cover-date", "\"2025-13\"", "a thirteenth month"),
    ("cover-date", "2025-02-30", "a thirtieth of February"),
    ("date", "\"soon\"", "a word for a date"),
    ("issn", "\"0311-1750\"", "a wrong check digit"),
    ("issn", "\"03111-75X\"", "a wrong form of ISSN"),
    ("language", "\"e!\"", "a wrong language"),
    ("number", "\"12-\"", "a wrong number"),
    ("number", "true", "a number that is none"),
    ("aggregate-number", "\"many\"", "an aggregate number that is none"),
    ("start", "\"sideways\"", "an unknown start"),
    ("kind", "\"robot\"", "an unknown kind of party"),
    ("id", "\"bad id!\"", "an id of wrong characters"),
    ("trim", "\"210 x 285em\"", "a wrong size"),
    ("trim", "\"210mm\"", "half a size"),
    ("bleed", "\"3 apples\"", "a wrong unit"),
    ("identifier", "\"12\"", "an identifier that is no URN"),
    ("press", "{ profile = \"absent.icc\" }", "a missing profile"),
    ("binding", "{ style = \"glue and hope\" }", "an unknown binding"),
];

/// The key that a line begins with, and where its value begins.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let (key, _) = line.split_once(" = ")?;
    let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (plain && !key.is_empty()).then_some((key, key.len() + 3))
}

/// Every fault that can be put into a manifest.
fn mutants(manifest: usize, text: &str) -> Vec<Mutant> {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    let (mut block, mut ids): (usize, BTreeMap<&str, &str>) = (1, BTreeMap::new());
    let mut header = "";
    for (at, line) in lines.iter().enumerate() {
        let mut put = |kind, new: &str, from: usize, to: usize| {
            let mut all = lines.clone();
            all[at] = new;
            let text = all.join("\n") + "\n";
            out.push(Mutant { manifest, kind, text, lines: (from, to) });
        };
        let here = at + 1;
        let mut new = |kind, new: &str| put(kind, new, here, here);
        if line.starts_with('[') && line.ends_with(']') {
            (block, header) = (here, line);
            new("an unknown table", &line.replacen(|c: char| c.is_ascii_lowercase(), "zz", 1));
            new("a table that is not closed", line.trim_end_matches(']'));
        }
        inside(line, &mut new);
        let Some((key, value)) = key_of(line) else { continue };
        let first = &line[..value];
        new("an unknown key", &format!("zz{line}"));
        // What an array holds stands on the lines behind: it would be left over.
        if !line.ends_with('[') {
            new("a wrong type", &format!("{first}[[true]]"));
            new("a bare word", &format!("{first}nope"));
        }
        // In an inline table or array the reader goes on behind the text, on another line.
        if line.matches('"').count() == 2 && !line.contains(['{', '[']) {
            new(
                "a text without end",
                &line.replacen('"', "\u{1}", 1).replace('"', "").replace('\u{1}', "\""),
            );
        }
        // Ids of sections and advertisements name no file: any word will do.
        let free = key == "id" && ["[[sections]]", "[[ads]]"].contains(&header);
        for (_, value, kind) in VALUES.iter().filter(|(k, ..)| *k == key && !free) {
            new(kind, &format!("{first}{value}"));
        }
        put("a key twice", &format!("{line}\n{line}"), here, here + 1);
        if key == "id" && header.starts_with("[[") {
            if let Some(other) = ids.get(header) {
                put("an id twice", other, block, here);
            }
            ids.insert(header, line);
        }
    }
    out
}

/// Faults within the inline tables of a line: keys, roles, parties, articles.
fn inside(line: &str, new: &mut impl FnMut(&'static str, &str)) {
    for (key, value, kind) in VALUES {
        let mark = format!(" {key} = \"");
        let Some((before, rest)) = line.split_once(&mark) else { continue };
        let Some((_, after)) = rest.split_once('"') else { continue };
        new(kind, &format!("{before} {key} = {value}{after}"));
        new("an unknown key within", &format!("{before} zz{key} = \"{rest}"));
        new("a wrong type within", &format!("{before} {key} = {{ a = 1 }}{after}"));
    }
}

/// The sample with short texts and small pictures: what its manifests need and no more.
fn desk(sample: &str) -> Folder {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample);
    let folder = Folder::new();
    for name in crate::kit::files_below(&root) {
        let ending = name.rsplit('.').next().unwrap_or_default();
        if name.split('/').any(|part| part == "out" || part == "pages") {
            continue;
        }
        let bytes = fs::read(root.join(&name)).expect("a sample's file");
        match ending {
            "md" => folder.put(&name, shortened(&String::from_utf8(bytes).expect("UTF-8"))),
            "svg" => folder.put(&name, SQUARE),
            _ => folder.put(&name, bytes),
        }
    }
    folder
}

const SQUARE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"300\"><path d=\"M0 0h300v300z\"/></svg>\n";

/// The front matter, or the title, and one paragraph.
fn shortened(text: &str) -> String {
    let mut parts = text.splitn(3, "+++\n");
    let head = match (parts.next(), parts.next()) {
        (Some(""), Some(front)) => format!("+++\n{front}+++\n"),
        _ => text.lines().next().unwrap_or_default().to_owned(),
    };
    format!("{head}\n\nWords.\n")
}

/// The lines of `file` on which something is found, with its code and words.
fn found(folder: &Folder, file: &str, issue: &str, library: &Library) -> BTreeSet<(usize, String)> {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    if let Ok(issue) = check(&mut sources, &folder.path().join(issue), false, &mut findings) {
        let _ = assign(&issue, library, None, &mut findings);
    }
    let path = folder.path().join(file).to_string_lossy().into_owned();
    let mut out = BTreeSet::new();
    for finding in findings.iter() {
        let Some(span) = finding.span else { continue };
        let Some(source) = sources.file(span.file).filter(|f| path.ends_with(f.path())) else { continue };
        let head = &source.text().expect("a text")[..span.start as usize];
        out.insert((head.matches('\n').count() + 1, format!("{}: {}", finding.code, finding.message)));
    }
    out
}

/// The mutants of one manifest, tried one after the other; those that were not found where they stand.
fn missed(manifest: usize, mutants: &[Mutant]) -> Vec<String> {
    let (sample, file, issue) = MANIFESTS[manifest];
    let folder = desk(sample);
    let home = masthead::source::Folder::open(folder.path(), &mut Findings::new()).expect("the folder");
    let library = Library::load(&mut Sources::new(), Some(&home), &mut Findings::new());
    let sound = found(&folder, file, issue, &library);
    let mut missed = Vec::new();
    for mutant in mutants {
        folder.put(file, &mutant.text);
        let found = found(&folder, file, issue, &library);
        let (from, to) = mutant.lines;
        let fresh: Vec<_> = found.iter().filter(|f| !sound.contains(f)).collect();
        if !fresh.iter().any(|(line, _)| (from..=to).contains(line)) {
            let line = mutant.text.lines().nth(from - 1).unwrap_or_default();
            missed.push(format!("{}: {sample}/{file}:{from}: `{line}`: {fresh:?}", mutant.kind));
        }
    }
    missed
}

/// All mutants by a seeded chance, every kind among the first.
fn chosen() -> Vec<Mutant> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut all = Vec::new();
    for (n, (sample, file, _)) in MANIFESTS.iter().enumerate() {
        let text = fs::read_to_string(root.join(sample).join(file)).expect("a sample's manifest");
        all.extend(mutants(n, &text));
    }
    let mut chance = Chance::new(2025);
    for at in (1..all.len()).rev() {
        all.swap(at, chance.below(at + 1));
    }
    let mut kinds = BTreeSet::new();
    let (first, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|m| kinds.insert(m.kind));
    first.into_iter().chain(rest).take(COUNT).collect()
}

#[test]
fn a_thousand_wrong_manifests_are_found_where_they_are_wrong() {
    let chosen = chosen();
    assert_eq!(chosen.len(), COUNT);
    let kinds: BTreeSet<_> = chosen.iter().map(|m| m.kind).collect();
    assert!(kinds.len() >= 35, "{}: {kinds:?}", kinds.len());
    let missed: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..MANIFESTS.len())
            .map(|manifest| {
                let own: Vec<Mutant> = chosen.iter().filter(|m| m.manifest == manifest).cloned().collect();
                scope.spawn(move || missed(manifest, &own))
            })
            .collect();
        runs.into_iter().flat_map(|run| run.join().expect("a run")).collect()
    });
    assert!(missed.is_empty(), "{} of {COUNT} were not found:\n{}", missed.len(), missed.join("\n"));
}
