//! The faces that the samples' EPUBs carry against the files they were cut from: whatever the style sheets ask of a
//! face, the words of the book come out as the same outlines in the same places.
//! Shapes with the program's own shaper; which faces are carried is tested where they are chosen.

use super::{entry, samples};
use harfrust::{Buffer, Feature, Language, ShapeOptions, ShaperFont, shape};
use masthead::font::Face;
use masthead::geom::Path as Outline;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;

/// Words of each face that are shaped, in every setting.
const WORDS: usize = 60;
/// What reading systems do with nothing asked, and what style sheets ask by names of their own.
const COMMON: [&str; 6] = ["", "-kern,-liga", "smcp", "c2sc,smcp", "tnum,lnum", "case"];

/// The file of a face as it was before it was cut.
fn whole(name: &str) -> Option<Vec<u8>> {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let folders = std::fs::read_dir(fonts).expect("fonts").flatten();
    folders.map(|f| f.path().join(name)).find_map(|path| std::fs::read(path).ok())
}

fn face(bytes: Vec<u8>) -> Face {
    Face::read(bytes.into()).expect("a face")
}

/// One glyph: what it looks like and where it stands.
#[derive(PartialEq, Debug)]
struct Seen {
    outline: Outline,
    advance: i32,
    offset: (i32, i32),
    cluster: u32,
}

fn seen(face: &Face, words: &str, features: &str, lang: &str) -> Vec<Seen> {
    let features: Vec<Feature> =
        features.split(',').filter(|f| !f.is_empty()).map(|f| f.parse().expect("a feature")).collect();
    let mut buffer = Buffer::default();
    buffer.push_str(words);
    buffer.guess_segment_properties();
    buffer.set_language(Language::new(lang.as_bytes()));
    let font = ShaperFont::new(face.font());
    shape(&font, &mut buffer, ShapeOptions::new().features(&features)).expect("shaped words");
    let glyphs = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
    glyphs
        .map(|(info, at)| Seen {
            outline: face.outline(u16::try_from(info.glyph_id).expect("a glyph")),
            advance: at.x_advance,
            offset: (at.x_offset, at.y_offset),
            cluster: info.cluster,
        })
        .collect()
}

/// What the style sheets of a book ask of faces, as the shaper reads it: `lnum,tnum=1`.
fn asked(sheets: &[String]) -> BTreeSet<String> {
    let rules = sheets.iter().flat_map(|s| s.split("font-feature-settings: ").skip(1));
    let values = rules.filter_map(|rule| rule.split([';', '}']).next()).filter(|v| v.contains('"'));
    let setting = |value: &str| {
        let each = value.split(", ").map(|f| f.trim().replace('"', "").replacen(' ', "=", 1));
        each.collect::<Vec<_>>().join(",")
    };
    values.map(setting).chain(COMMON.map(str::to_owned)).collect()
}

/// Words of a book's texts that a face has letters for: those with figures and joined letters first, which features
/// change.
fn words(texts: &[String], face: &Face) -> Vec<String> {
    let mut all = BTreeSet::new();
    for text in texts {
        let bodies = text.split_once("<body").map_or("", |(_, body)| body).split('<').skip(1);
        for part in bodies.filter_map(|p| p.split_once('>')).map(|(_, words)| words) {
            all.extend(
                part.split_whitespace().filter(|w| !w.contains('&')).map(|w| w.chars().take(24).collect()),
            );
        }
    }
    let mut all: Vec<String> = all.into_iter().filter(|w: &String| w.chars().all(|c| face.has(c))).collect();
    let of_note = |w: &str| ["fi", "fl", "ff", "1/", "AV", "To", "V"].iter().any(|p| w.contains(p));
    all.sort_by_key(|w| (!(of_note(w) || w.contains(|c: char| c.is_ascii_digit())), w.clone()));
    let step = (all.len() / WORDS).max(1);
    let (first, rest) = all.split_at(all.len().min(WORDS / 2));
    first.iter().chain(rest.iter().step_by(step).take(WORDS / 2)).cloned().collect()
}

#[test]
fn faces_that_are_cut_down_keep_what_the_style_sheets_ask_of_them() {
    let mut changed: BTreeMap<String, usize> = BTreeMap::new();
    let (mut faces, mut compared) = (BTreeSet::new(), 0);
    for built in samples() {
        for end in [".epub", ".replica.epub"] {
            let bytes = built.bytes(end);
            let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a ZIP file");
            let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
            let of = |e: &str| -> Vec<String> {
                names.iter().filter(|n| n.ends_with(e)).map(|n| entry(&bytes, n)).collect()
            };
            let (texts, settings) = (of(".xhtml"), asked(&of(".css")));
            for name in names.iter().filter(|n| n.contains("/fonts/")) {
                let file = name.rsplit('/').next().unwrap_or_default();
                let Some(uncut) = whole(file) else { continue };
                let mut cut = Vec::new();
                zip.by_name(name).expect("a face").read_to_end(&mut cut).expect("its bytes");
                assert!(cut.len() < uncut.len(), "{file} is not cut down");
                let (cut, uncut) = (face(cut), face(uncut));
                faces.insert(file.to_owned());
                for word in words(&texts, &cut) {
                    let plain = seen(&uncut, &word, "-kern,-liga,-clig,-calt", "en");
                    for setting in &settings {
                        for lang in ["en", "zh-Hans"] {
                            let wanted = seen(&uncut, &word, setting, lang);
                            let ours = seen(&cut, &word, setting, lang);
                            assert_eq!(ours, wanted, "{}{end}: {file}, `{word}`, {setting}", built.sample);
                            compared += 1;
                            if wanted != plain {
                                *changed.entry(setting.clone()).or_default() += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(faces.len() > 10 && compared > 10_000, "{} faces, {compared} comparisons", faces.len());
    // A feature that changes nothing in the whole face would prove nothing of the cut one.
    for setting in ["", "smcp", "c2sc,smcp", "tnum,lnum", "onum=1", "frac=1", "sups=1", "subs=1"] {
        assert!(changed.get(setting).is_some_and(|n| *n > 5), "`{setting}` is not tried: {changed:?}");
    }
}
