//! Pictures printed from two inks: on their plates, from process inks, as screens and e-readers show them.
//! How each tone is mixed is tested beside the colours.

use crate::kit::{Folder, epub_objections, pdf_objections};
use crate::plates::{plates_of, pressed};
use lopdf::{Document, Object, Stream};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

/// The greys of the steps in `steps.png`, each 16 × 16 pixels.
const GREYS: [u8; 6] = [255, 192, 128, 64, 32, 0];

/// An issue with a picture of steps in the layout's accent, a spot ink, and black.
fn issue() -> Folder {
    let folder = Folder::new();
    folder.take_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pdf/duotone"), "");
    folder
}

/// The one picture of a file: the names of its colorants or of its space, and the pixels of its first row, one a step.
fn picture(file: &Path) -> (Vec<String>, Vec<Vec<u8>>) {
    let file = Document::load_mem(&std::fs::read(file).expect("a file")).expect("a PDF");
    let image = |o: &&Stream| o.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image");
    let streams: Vec<&Stream> = file.objects.values().filter_map(|o| o.as_stream().ok()).collect();
    let images: Vec<&&Stream> = streams.iter().filter(|s| image(s)).collect();
    let [image] = images[..] else { panic!("{} pictures", images.len()) };
    let name = |o: &Object| String::from_utf8(o.as_name().expect("a name").to_vec()).expect("ASCII");
    let space = file.dereference(image.dict.get(b"ColorSpace").expect("a space")).expect("a space").1;
    let names = match space {
        Object::Array(parts) => parts[1].as_array().expect("colorants").iter().map(name).collect(),
        plain => vec![name(plain)],
    };
    let width =
        usize::try_from(image.dict.get(b"Width").and_then(Object::as_i64).expect("a width")).expect("it");
    let data = image.decompressed_content().expect("pixels");
    let count = data.len()
        / width
        / usize::try_from(image.dict.get(b"Height").and_then(Object::as_i64).expect("a height")).expect("it");
    assert_eq!(width, 96, "as many pixels as it had");
    (names, (0..6).map(|n| data[n * 16 * count..(n * 16 + 1) * count].to_vec()).collect())
}

/// The tone of a grey and its square, in 255ths.
fn tones() -> Vec<[u8; 2]> {
    let square = |t: u8| ((u32::from(t) * u32::from(t) + 127) / 255) as u8;
    GREYS.iter().map(|grey| [255 - grey, square(255 - grey)]).collect()
}

fn near(a: u8, b: u8) -> bool {
    a.abs_diff(b) <= 1
}

fn edition(folder: &Folder, only: &str, end: &str) -> PathBuf {
    folder.masthead(&["build", ".", "--only", only, "--out", "out"]).expect(0);
    let name = folder.files("out").into_keys().find(|n| n.ends_with(end)).expect("an edition");
    folder.path().join("out").join(name)
}

#[test]
fn a_spot_and_black_stand_on_their_two_plates() {
    let folder = issue();
    for more in [&[][..], &["--x1a"], &["--marks"]] {
        let file = pressed(&folder, ".", more);
        let (names, steps) = picture(&file);
        assert_eq!(names, ["Black", "PANTONE 186 C"], "{more:?}");
        for (pixel, [tone, square]) in steps.iter().zip(tones()) {
            assert!(near(pixel[0], square) && near(pixel[1], tone), "{steps:?} {:?}", tones());
        }
        let objections = pdf_objections(&file, true);
        assert!(objections.is_empty(), "{more:?}: {}", objections.join("\n\n"));
    }
    // As a printer's program makes plates of it.
    let file = pressed(&folder, ".", &[]);
    let names = ["Cyan", "Magenta", "Yellow", "Black", "PANTONE 186 C"];
    let Some(plates) = plates_of(&folder, &file, &names) else { return };
    for name in ["Cyan", "Magenta", "Yellow"] {
        assert!(plates[name].1.iter().all(|ink| *ink == 0), "{name}");
    }
    let pairs: BTreeSet<(u8, u8)> =
        plates["PANTONE 186 C"].1.iter().copied().zip(plates["Black"].1.iter().copied()).collect();
    for [tone, square] in tones() {
        assert!(pairs.iter().any(|(s, k)| near(*s, tone) && near(*k, square)), "{tone} {square}: {pairs:?}");
    }
}

#[test]
fn without_a_plate_it_is_printed_from_process_inks() {
    let folder = issue();
    folder.change("publication.toml", "\"PANTONE 186 C\"", "");
    for more in [&[][..], &["--x1a"]] {
        let file = pressed(&folder, ".", more);
        let (names, steps) = picture(&file);
        assert_eq!(names, ["DeviceCMYK"]);
        for (pixel, [tone, square]) in steps.iter().zip(tones()) {
            // The accent is 100 magenta, 80 yellow, 5 black.
            let share = |percent: u32| ((u32::from(tone) * percent + 50) / 100) as u8;
            let black = 255 - (u32::from(255 - share(5)) * u32::from(255 - square) + 127) / 255;
            let wanted = [0, share(100), share(80), black as u8];
            assert!(pixel.iter().zip(wanted).all(|(a, b)| near(*a, b)), "{pixel:?} {wanted:?}");
        }
        let objections = pdf_objections(&file, true);
        assert!(objections.is_empty(), "{more:?}: {}", objections.join("\n\n"));
    }
}

#[test]
fn screens_and_readers_show_the_mixture() {
    let folder = issue();
    let file = edition(&folder, "screen", ".screen.pdf");
    let (names, steps) = picture(&file);
    assert_eq!(names, ["DeviceRGB"]);
    let objections = pdf_objections(&file, false);
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
    assert_eq!((steps[0].as_slice(), steps[5].as_slice()), (&[255; 3][..], &[0; 3][..]));
    // The accent's tint as the profile shows it, and black over it.
    let output = masthead::color::Output::fogra39(None).expect("the bundled profile");
    for (pixel, [tone, square]) in steps.iter().zip(tones()) {
        let part = |percent: u32| (u32::from(tone) * percent * 100 / 255) as u16;
        let tint = output.to_rgb([0, part(100), part(80), part(5)]);
        for (got, light) in pixel.iter().zip(tint) {
            let wanted = u32::from(light) * u32::from(255 - square) / 255;
            assert!(u32::from(*got).abs_diff(wanted) <= 2, "{pixel:?} {tint:?} {square}");
        }
    }
    let epub = edition(&folder, "epub", ".epub");
    let objections = epub_objections(&epub);
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
    let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(&epub).expect("an EPUB"))).expect("a ZIP");
    let name = zip.file_names().find(|n| n.ends_with("steps.png")).expect("the picture").to_owned();
    let mut bytes = Vec::new();
    zip.by_name(&name).expect("it").read_to_end(&mut bytes).expect("bytes");
    let shown = image::load_from_memory(&bytes).expect("a PNG").into_rgb8();
    for (n, pixel) in steps.iter().enumerate() {
        assert_eq!(shown.get_pixel(n as u32 * 16 + 8, 8).0, pixel.as_slice());
    }
    // Named twice, it is there once; shown as it is, once more.
    let text = folder.read("one.md");
    folder.put("one.md", format!("{text}\n![Again](steps.png){{duotone=accent}}\n\n![Plain](steps.png)\n"));
    let file =
        Document::load_mem(&std::fs::read(pressed(&folder, ".", &[])).expect("a file")).expect("a PDF");
    let images = file.objects.values().filter_map(|o| o.as_stream().ok());
    let images = images.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image"));
    assert_eq!(images.count(), 2);
}

#[test]
fn what_is_seen_through_over_a_duotone_keeps_its_plates() {
    let folder = issue();
    let veil = "<svg xmlns='http://www.w3.org/2000/svg' width='74' height='105'><path fill='#fff' opacity='.5' d='M0 0h74v105H0z'/></svg>";
    // An ornament of the layout lies over the whole page, half seen through.
    let layout = folder.read("layouts/spotty/layout.toml");
    let more = "[furniture]\nveil = { picture = \"veil.svg\", box = { left = \"0mm\", top = \"0mm\", width = \"74mm\", height = \"105mm\" } }\n[masters.opener]\nfurniture = { veil = true }\n";
    folder.put("layouts/spotty/layout.toml", format!("{layout}{more}"));
    folder.put("layouts/spotty/veil.svg", veil);
    let file = pressed(&folder, ".", &["--x1a"]);
    let names = ["Cyan", "Magenta", "Yellow", "Black", "PANTONE 186 C"];
    let Some(plates) = plates_of(&folder, &file, &names) else { return };
    for name in ["Cyan", "Magenta", "Yellow"] {
        assert!(plates[name].1.iter().all(|ink| *ink == 0), "{name}");
    }
    let darkest = plates["PANTONE 186 C"].1.iter().max().copied().unwrap_or_default();
    assert!((110..=145).contains(&darkest), "half of the spot is left: {darkest}");
}
