//! Press files as a printer's programs see them: plates as Ghostscript separates them, pages written out plainly.
//! What single objects must hold is tested beside the writer.

use crate::kit::{Folder, Goldens, Judge, pdf_objections};
use lopdf::{Dictionary, Document, Object};
use masthead::diag::Findings;
use masthead::picture::{decode, probe};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PLATES: [&str; 5] = ["Cyan", "Magenta", "Yellow", "Black", "PANTONE 186 C"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The press file of the issue in `folder`.
pub fn pressed(folder: &Folder, source: &str, more: &[&str]) -> PathBuf {
    let fonts = root().join("fonts");
    let fonts = fonts.to_string_lossy();
    let args = [&["build", source, "--only", "press", "--fonts", &fonts, "--out", "out"], more].concat();
    folder.masthead(&args).expect(0);
    let names = folder.files("out").into_keys();
    let name = names.into_iter().find(|n| n.ends_with(".press.pdf")).expect("a press file");
    folder.path().join("out").join(name)
}

/// An issue whose title is in a spot ink; everything else is black.
fn spotty() -> Folder {
    let folder = Folder::new();
    folder.take_in(&root().join("tests/pdf/spot"), "");
    folder
}

/// A plate: its width, and how much ink is on each pixel.
pub type Plate = (usize, Vec<u8>);

/// The first page's plates by name; `None` without Ghostscript.
fn plates(folder: &Folder, file: &Path) -> Option<BTreeMap<String, Plate>> {
    plates_of(folder, file, &PLATES)
}

pub fn plates_of(folder: &Folder, file: &Path, names: &[&str]) -> Option<BTreeMap<String, Plate>> {
    let gs = Judge::program("gs")?;
    let out = folder.path().join("plate%d.tif");
    let (out, file) = (out.to_string_lossy(), file.to_string_lossy());
    let flags = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiffsep", "-sCompression=none"];
    gs.text(&[&flags[..], &["-r72", "-dLastPage=1", "-o", &out, &file]].concat());
    let of = |name: &str| {
        let file = format!("plate1({name}).tif");
        let bytes: Arc<[u8]> = Arc::from(folder.bytes(&file));
        let picture = probe(bytes, &file, None, &mut Findings::new()).expect("a plate");
        let pixels = decode(&picture, &mut Findings::new()).expect("a plate's pixels");
        let step = pixels.channels.count();
        let ink = pixels.data.iter().step_by(step).map(|light| 255 - light).collect();
        (name.to_owned(), (pixels.width as usize, ink))
    };
    Some(names.iter().copied().map(of).collect())
}

fn inked(plate: &Plate) -> usize {
    plate.1.iter().filter(|ink| **ink > 100).count()
}

#[test]
fn text_is_on_black_alone_and_a_spot_on_its_own_plate() {
    let folder = spotty();
    for more in [&[][..], &["--x1a"]] {
        let file = pressed(&folder, ".", more);
        let Some(plates) = plates(&folder, &file) else { return };
        for name in ["Cyan", "Magenta", "Yellow"] {
            assert!(plates[name].1.iter().all(|ink| *ink == 0), "{name} {more:?}");
        }
        let (black, spot) = (&plates["Black"], &plates["PANTONE 186 C"]);
        assert!(inked(black) > 20 && inked(spot) > 20, "{} {}", inked(black), inked(spot));
        assert!(black.1.iter().zip(&spot.1).all(|(k, s)| *k < 100 || *s == 0), "spot text prints black");
    }
}

#[test]
fn marks_are_on_every_plate() {
    let folder = spotty();
    let file = pressed(&folder, ".", &["--marks"]);
    let Some(plates) = plates(&folder, &file) else { return };
    let mut corners = Vec::new();
    for name in PLATES {
        let (width, ink) = &plates[name];
        let rows = ink.len() / width;
        // Sixteen millimetres square at each corner of the sheet: three of the page, three of bleed, ten beyond.
        let corner = |top: bool, left: bool| {
            let at = |n: usize, of: usize, first: bool| if first { n < 45 } else { n >= of - 45 };
            let here = |n: usize| at(n / width, rows, top) && at(n % width, *width, left);
            ink.iter().enumerate().filter(|(n, ink)| here(*n) && **ink > 0).count()
        };
        corners.push([(true, true), (true, false), (false, true), (false, false)].map(|(t, l)| corner(t, l)));
    }
    assert!(corners.iter().flatten().all(|marks| *marks > 0), "{corners:?}");
}

#[test]
fn overprinting_keeps_what_lies_below() {
    // Black words on a tint of the spot ink.
    let folder = Folder::new();
    folder.take_in(&root().join("tests/pdf/tint"), "");
    let file = pressed(&folder, ".", &[]);
    let Some(plates) = plates(&folder, &file) else { return };
    let (black, spot) = (&plates["Black"], &plates["PANTONE 186 C"]);
    let (solid, ground): (Vec<_>, Vec<_>) = black.1.iter().zip(&spot.1).partition(|(k, _)| **k > 250);
    let grounded = ground.iter().filter(|(_, s)| **s > 0).count();
    assert!(grounded > 100, "{grounded} pixels of the tint");
    let kept = solid.iter().filter(|(_, s)| **s > 0).count();
    assert!(kept > 0, "black text knocks the tint out");
}

#[test]
fn overprint_is_seen_in_a_simulation() {
    let folder = Folder::new();
    folder.take_in(&root().join("tests/pdf/tint"), "");
    // The same tint as process inks: what overprints leaves magenta and yellow below black.
    folder.change("publication.toml", "\"PANTONE 186 C\"", "");
    let file = pressed(&folder, ".", &[]);
    let Some(gs) = Judge::program("gs") else { return };
    let darkest = |how: &str| {
        let out = folder.path().join(format!("{how}.tif"));
        let overprint = format!("-dOverprint=/{how}");
        let flags = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiff32nc", "-r72", "-dLastPage=1"];
        let (out, file) = (out.to_string_lossy(), file.to_string_lossy());
        gs.text(&[&flags[..], &[&overprint, "-o", &out, &file]].concat());
        let name = format!("{how}.tif");
        let bytes: Arc<[u8]> = Arc::from(folder.bytes(&name));
        let picture = probe(bytes, &name, None, &mut Findings::new()).expect("a picture");
        let pixels = decode(&picture, &mut Findings::new()).expect("pixels");
        let (inks, _) = pixels.data.as_chunks::<4>();
        inks.iter().filter(|p| p[3] > 250).map(|p| p[1]).max().expect("solid black")
    };
    assert_eq!(darkest("disable"), 0, "black knocks out where overprint is not simulated");
    assert!(darkest("simulate") > 20, "the tint is seen below the black text");
}

/// A JPEG encoder once turned inks over that had been turned over before: photographs were printed as negatives.
#[test]
fn a_photograph_is_as_light_in_inks_as_it_was() {
    for (light, from, to) in [(250_u8, 0, 20), (10, 190, 255)] {
        let photo = image::RgbImage::from_pixel(400, 300, image::Rgb([light; 3]));
        let mut jpeg = Vec::new();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
        photo.write_with_encoder(encoder).expect("a JPEG");
        let folder = Folder::small().file("photo.jpg", &jpeg);
        folder.put("one.md", "+++\ntitle = \"One\"\n+++\n\nA word.\n\n![A wall](photo.jpg)\n");
        for more in [&[][..], &["--x1a"]] {
            let file = pressed(&folder, ".", more);
            let Some(all) = plates_of(&folder, &file, &PLATES[..4]) else { return };
            let (wide, black) = &all["Black"];
            // The middle of the picture: it stands somewhere in the upper half of the first page.
            let inks = |name: &str| &all[name].1;
            let flat = (0..black.len()).filter(|at| {
                let same = |name: &str| {
                    let plate = inks(name);
                    plate.get(at + 20) == plate.get(*at) && plate.get(at + 20 * wide) == plate.get(*at)
                };
                PLATES[..4].iter().all(|name| same(name))
                    && PLATES[..3].iter().any(|name| inks(name)[*at] > 0)
            });
            let found: Vec<u32> =
                flat.map(|at| PLATES[..4].iter().map(|name| u32::from(inks(name)[at])).sum()).collect();
            assert!(found.len() > 500, "{light} {more:?}: {} pixels of the picture", found.len());
            assert!(
                found.iter().all(|sum| (from..=to * 4).contains(sum)),
                "{light} {more:?}: {:?}",
                found.first()
            );
        }
    }
}

#[test]
fn inks_of_files_are_kept_to_the_last_bit() {
    let folder = Folder::new();
    folder.take_in(&root().join("tests/pdf/picture"), "");
    for more in [&[][..], &["--x1a"]] {
        let file = Document::load_mem(&std::fs::read(pressed(&folder, ".", more)).expect("a file"));
        let file = file.expect("a PDF");
        let streams = file.objects.values().filter_map(|o| o.as_stream().ok());
        let images: Vec<&lopdf::Stream> = streams
            .filter(|s| s.dict.get(b"Subtype").is_ok_and(|n| n.as_name().ok() == Some(&b"Image"[..])))
            .collect();
        assert_eq!(images.len(), 2, "a TIFF and a JPEG {more:?}");
        let [jpeg, tiff] = ["inks.jpg", "inks.tif"].map(|name| folder.bytes(name));
        assert!(images.iter().any(|i| i.content == jpeg), "the JPEG's bytes {more:?}");
        // The file is not compressed: its pixels stand in it as they are.
        let kept = |i: &&lopdf::Stream| {
            let pixels = i.decompressed_content().unwrap_or_default();
            pixels.len() == 16 * 8 * 4 && tiff.windows(pixels.len()).any(|w| w == pixels)
        };
        assert!(images.iter().any(kept), "the TIFF's pixels {more:?}");
    }
}

#[test]
fn judges_are_content_with_flattened_files() {
    for sample in ["minimal", "withy/2", "withy/3"] {
        let folder = Folder::new();
        let source = root().join("samples").join(sample);
        let file = pressed(&folder, &source.to_string_lossy(), &["--x1a"]);
        let objections = pdf_objections(&file, true);
        assert!(objections.is_empty(), "{sample}: {}", objections.join("\n\n"));
    }
}

#[test]
fn pages_are_written_as_they_were() {
    let mut goldens = Goldens::new("pdf", "page.txt");
    for case in ["text", "picture", "spot", "tint", "drawing", "duotone", "marks"] {
        let folder = Folder::new();
        folder.take_in(&root().join("tests/pdf").join(case), "");
        let more: &[&str] = if case == "marks" { &["--marks"] } else { &[] };
        let first = std::fs::read(pressed(&folder, ".", more)).expect("a file");
        let again = std::fs::read(pressed(&folder, ".", &[more, &["--jobs", "2"]].concat())).expect("a file");
        assert!(first == again, "{case} differs when it is built again");
        let file = Document::load_mem(&first).expect("a PDF");
        let page = file.page_iter().next().expect("a page");
        let mut out = String::new();
        Dump { file: &file, open: Vec::new() }.object(&Object::Reference(page), 0, &mut out);
        goldens.check(case, &out);
    }
    goldens.finish();
}

/// Writes an object with all that it refers to: streams of text as text, others by their length and hash.
struct Dump<'a> {
    file: &'a Document,
    open: Vec<lopdf::ObjectId>,
}

impl Dump<'_> {
    fn object(&mut self, object: &Object, depth: usize, out: &mut String) {
        match object {
            Object::Reference(id) if self.open.contains(id) => out.push_str("(above)\n"),
            Object::Reference(id) => {
                self.open.push(*id);
                let file = self.file;
                self.object(file.get_object(*id).expect("an object"), depth, out);
                self.open.pop();
            }
            Object::Dictionary(dict) => self.dictionary(dict, depth, out),
            Object::Stream(stream) => {
                let mut dict = stream.dict.clone();
                dict.remove(b"Length");
                self.dictionary(&dict, depth, out);
                let plain = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                let margin = "  ".repeat(depth + 1);
                // Programs of the page and maps of texts; glyphs in them are bytes of any kind.
                let kind = dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
                let data = dict.has(b"Length1") || dict.has(b"N") || !matches!(kind, b"" | b"Form");
                if data {
                    let hash = masthead::source::hex(&masthead::source::sha256(&plain));
                    writeln!(out, "{margin}{} bytes, SHA-256 {hash}", plain.len()).expect("written");
                } else {
                    let lines = plain.strip_suffix(b"\n").unwrap_or(&plain).split(|b| *b == b'\n');
                    lines.for_each(|l| writeln!(out, "{margin}| {}", l.escape_ascii()).expect("written"));
                }
            }
            Object::Array(items) if items.iter().any(|i| matches!(i, Object::Reference(_))) => {
                out.push('\n');
                for item in items {
                    write!(out, "{}- ", "  ".repeat(depth + 1)).expect("written");
                    self.object(item, depth + 1, out);
                }
            }
            plain => writeln!(out, "{plain:?}").expect("written"),
        }
    }

    fn dictionary(&mut self, dict: &Dictionary, depth: usize, out: &mut String) {
        out.push('\n');
        let sorted: BTreeMap<String, &Object> =
            dict.iter().map(|(key, value)| (String::from_utf8_lossy(key).into_owned(), value)).collect();
        for (key, value) in sorted.into_iter().filter(|(key, _)| key != "Parent") {
            write!(out, "{}{key}: ", "  ".repeat(depth + 1)).expect("written");
            self.object(value, depth + 1, out);
        }
    }
}
