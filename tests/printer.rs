//! What a printer asks for: standard, profile, resolution, the cover apart, sheets and their creep.
//! What single objects of a file must hold is tested beside the writer.

use crate::kit::{Folder, Judge, Run, pdf_objections};
use image::{DynamicImage, ImageFormat, RgbImage};
use lopdf::{Document, Object, Stream};
use serde_json::Value;
use std::io::Cursor;
use std::path::PathBuf;

/// A photograph of 800 × 600 pixels as a JPEG.
fn photo() -> Vec<u8> {
    let pixel = |x: u32, y: u32| image::Rgb([(x / 4) as u8, (y / 3) as u8, ((x + y) % 251) as u8]);
    let mut out = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgb8(RgbImage::from_fn(800, 600, pixel));
    image.write_to(&mut out, ImageFormat::Jpeg).expect("a JPEG");
    out.into_inner()
}

/// An issue on pages of 74 mm with one photograph; `press` goes into the publication, `more` into the issue.
fn issue(press: &str, more: &str) -> Folder {
    Folder::new()
        .file(
            "publication.toml",
            format!(
                "id = \"t\"\nname = \"T\"\nlanguage = \"en\"\ntrim = \"74mm x 105mm\"\npress = {press}\n"
            ),
        )
        .file(
            "issue.toml",
            format!("title = \"One\"\nnumber = 1\n{more}\n[[articles]]\nid = \"one\"\nsource = \"one.md\"\n"),
        )
        .file("one.md", "+++\ntitle = \"One\"\n+++\n\nWords.\n\n![A slope](photo.jpg \"A slope.\")\n")
        .file("photo.jpg", photo())
}

/// Builds the press file, which must end with `code`.
fn press(folder: &Folder, more: &[&str], code: i32) -> Run {
    folder.masthead(&[&["build", ".", "--only", "press", "--color", "never"], more].concat()).expect(code)
}

fn path(folder: &Folder, end: &str) -> PathBuf {
    let name = folder.files("out").into_keys().find(|n| n.ends_with(end));
    folder.path().join("out").join(name.unwrap_or_else(|| panic!("no {end}")))
}

fn file(folder: &Folder, end: &str) -> Document {
    Document::load_mem(&std::fs::read(path(folder, end)).expect("a file")).expect("a PDF")
}

fn report(folder: &Folder) -> Value {
    serde_json::from_slice(&std::fs::read(path(folder, ".report.json")).expect("a report")).expect("JSON")
}

fn images(file: &Document) -> Vec<&Stream> {
    let streams = file.objects.values().filter_map(|o| o.as_stream().ok());
    streams.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image")).collect()
}

fn sides(file: &Document) -> Vec<(i64, i64)> {
    let side = |s: &Stream, key: &[u8]| s.dict.get(key).and_then(Object::as_i64).expect("a number");
    images(file).into_iter().map(|s| (side(s, b"Width"), side(s, b"Height"))).collect()
}

fn version(folder: &Folder) -> String {
    file(folder, ".press.pdf").version
}

#[test]
fn the_standard_is_a_key_that_the_issue_may_set_otherwise() {
    let folder = issue("{ standard = \"x-1a\" }", "");
    press(&folder, &[], 0);
    assert_eq!(version(&folder), "1.4");
    folder.change("issue.toml", "number = 1", "number = 1\npress = { standard = \"x-4\" }");
    press(&folder, &[], 0);
    assert_eq!(version(&folder), "1.6");
    press(&folder, &["--x1a"], 0);
    assert_eq!(version(&folder), "1.4");
    let objections = pdf_objections(&path(&folder, ".press.pdf"), true);
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[test]
fn finer_pictures_are_brought_down_only_where_that_is_asked_for() {
    let folder = issue("{ pictures = \"keep\" }", "");
    press(&folder, &[], 0);
    let whole = file(&folder, ".press.pdf");
    assert_eq!(sides(&whole), [(800, 600)]);
    assert_eq!(images(&whole)[0].content, photo(), "passed through");
    let picture = report(&folder)["pictures"][0].clone();
    let ppi = picture["ppi"].as_u64().expect("a figure");
    let place = &picture["places"][0];
    let wide = place["size_mm"][0].as_f64().expect("a width");
    assert!((800.0 * 25.4 / wide - ppi as f64).abs() <= 1.0, "{picture}");
    assert_eq!(
        (&picture["file"], &place["page"], &place["ppi"]),
        (&"photo.jpg".into(), &1.into(), &ppi.into())
    );
    assert!(ppi > 225, "{ppi}");

    // Just above the limit, or not.
    let asked = |folder: &Folder, how: &str| {
        let text = format!(
            "id = \"t\"\nname = \"T\"\nlanguage = \"en\"\ntrim = \"74mm x 105mm\"\npress = {{ pictures = \"keep\", downsample = {how} }}\n"
        );
        folder.put("publication.toml", text);
        press(folder, &[], 0);
        sides(&file(folder, ".press.pdf"))
    };
    assert_eq!(asked(&folder, &format!("{{ to = 100, above = {ppi} }}")), [(800, 600)]);
    let [(width, height)] = asked(&folder, &format!("{{ to = 100, above = {} }}", ppi - 1))[..] else {
        panic!()
    };
    assert_eq!(width, (wide / 25.4 * 100.0).ceil() as i64);
    assert!((width * 3 - height * 4).abs() <= 4, "{width} × {height}");
    assert_eq!(asked(&folder, "150"), asked(&folder, "{ to = 150, above = 225 }"));
    // The judge wants inks alone.
    folder.change("publication.toml", "\"keep\"", "\"convert\"");
    press(&folder, &[], 0);
    let objections = pdf_objections(&path(&folder, ".press.pdf"), true);
    assert!(objections.is_empty(), "{}", objections.join("\n"));
    folder.change("publication.toml", "\"convert\"", "\"keep\"");
    // The screen file has what it had.
    folder.masthead(&["build", ".", "--only", "screen"]).expect(0);
    assert_eq!(sides(&file(&folder, ".screen.pdf")), [(800, 600)]);
    folder.change(
        "publication.toml",
        "downsample = { to = 150, above = 225 }",
        "downsample = { to = 150, above = 100 }",
    );
    let said = press(&folder, &[], 1);
    assert!(said.err.contains("[M004]") && said.err.contains("less than `to`"), "{}", said.err);
}

/// The bundled profile after `change`.
fn profile(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = include_bytes!("../src/color/profiles/FOGRA39L_coated.icc").to_vec();
    change(&mut bytes);
    bytes
}

#[test]
fn a_profile_is_taken_from_the_command_line_and_refused_with_a_reason() {
    let folder = issue("{ }", "");
    let intent = |folder: &Folder| {
        let file = file(folder, ".press.pdf");
        let intents =
            file.catalog().and_then(|c| c.get(b"OutputIntents")).and_then(Object::as_array).cloned();
        let intent = intents.expect("intents")[0].as_dict().expect("an intent").clone();
        let id = lopdf::decode_text_string(intent.get(b"OutputConditionIdentifier").expect("a name"))
            .expect("text");
        let profile = intent.get(b"DestOutputProfile").and_then(Object::as_reference).expect("a profile");
        let bytes = file.get_object(profile).and_then(Object::as_stream).expect("a stream");
        (id, bytes.decompressed_content().expect("bytes"))
    };
    // The flags of the head tell it from the bundled one.
    let own = profile(|b| b[47] ^= 2);
    let elsewhere = Folder::new().file("Our press.icc", &own);
    let named = elsewhere.path().join("Our press.icc");
    press(&folder, &["--profile", &named.to_string_lossy()], 0);
    let (id, bytes) = intent(&folder);
    assert_eq!((id.as_str(), bytes == own), ("Our press", true));
    press(&folder, &[], 0);
    assert_eq!(intent(&folder).0, "FOGRA39");

    let unprinting = profile(|b| {
        let tags = u32::from_be_bytes(b[128..132].try_into().expect("four bytes")) as usize;
        for at in (0..tags).map(|n| 132 + n * 12) {
            if b[at..at + 3] == *b"B2A" {
                b[at] = b'X';
            }
        }
    });
    let cases: [(Vec<u8>, &str); 5] = [
        (profile(|b| b[12..16].copy_from_slice(b"scnr")), "it is not an output profile"),
        (profile(|b| b[16..20].copy_from_slice(b"RGB ")), "not CMYK"),
        (unprinting, "no usable tables towards print (B2A)"),
        (b"nothing of the kind".to_vec(), "it is not an ICC profile"),
        (profile(|b| b.truncate(b.len() / 3)), ""),
    ];
    for (bytes, reason) in cases {
        elsewhere.put("unfit.icc", bytes);
        let unfit = elsewhere.path().join("unfit.icc");
        let said = press(&folder, &["--profile", &unfit.to_string_lossy()], 1);
        assert!(said.err.contains("[D008]") && said.err.contains(reason), "{reason}\n{}", said.err);
        // The same by path, from the folder of the publication; known before anything is set.
        folder.put("unfit.icc", elsewhere.bytes("unfit.icc"));
        let by_path =
            issue("{ profile = \"unfit.icc\" }", "").file("unfit.icc", elsewhere.bytes("unfit.icc"));
        let said = by_path.masthead(&["check", ".", "--color", "never"]).expect(1);
        assert!(said.err.contains("[I038]") && said.err.contains(reason), "{reason}\n{}", said.err);
    }
    let said = press(&folder, &["--profile", "nowhere.icc"], 2);
    assert!(said.err.contains("nowhere.icc"), "{}", said.err);
}

/// An issue with a cover, six short articles and an inside back page; eight pages or more.
fn bound(binding: &str) -> Folder {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='210' height='285'><path d='M0 0h210v285H0z' fill='#c00'/></svg>";
    let mut more =
        format!("binding = {binding}\npages = {{ multiple = 4 }}\ncover = {{ image = \"cover.svg\" }}\n");
    more += "[[articles]]\nid = \"end\"\ngenre = \"back-cover\"\n";
    let folder = issue("{ }", &more).file("cover.svg", svg);
    for n in 0..4 {
        let words = "Some words that fill a line or two of a small page. ".repeat(30);
        folder.put(&format!("a{n}.md"), format!("+++\ntitle = \"Part {n}\"\n+++\n\n{words}\n"));
        let list = folder.read("issue.toml");
        folder.put("issue.toml", format!("{list}\n[[articles]]\nid = \"a{n}\"\nsource = \"a{n}.md\"\n"));
    }
    folder
}

fn numbers(file: &Document, page: usize, key: &[u8]) -> Vec<f32> {
    let page = file.page_iter().nth(page).expect("a page");
    let list = file.get_dictionary(page).and_then(|d| d.get(key)).and_then(Object::as_array).expect("a box");
    list.iter().map(|v| v.as_float().expect("a number")).collect()
}

#[test]
fn the_cover_stands_apart_with_its_spine_and_the_press_file_holds_the_rest() {
    let glued = "{ style = \"perfect\", paper = { text = \"0.1mm\", cover = \"0.5mm\" } }";
    for (binding, spined) in [("{ style = \"saddle\" }", false), (glued, true)] {
        let folder = bound(binding);
        press(&folder, &[], 0);
        let whole = file(&folder, ".press.pdf").page_iter().count();
        assert!(whole >= 8 && whole.is_multiple_of(4), "{whole} pages");
        assert_eq!(folder.files("out").keys().any(|n| n.ends_with(".cover.pdf")), spined, "{binding}");
        press(&folder, &["--cover", "separate", "--marks"], 0);
        let (inside, cover) = (file(&folder, ".press.pdf"), file(&folder, ".cover.pdf"));
        assert_eq!((inside.page_iter().count(), cover.page_iter().count()), (whole - 4, 2));
        let spine = if spined { 2.0 * 0.5 + 0.1 * (whole - 4) as f32 / 2.0 } else { 0.0 };
        for page in 0..2 {
            let trim = numbers(&cover, page, b"TrimBox");
            let wide = (trim[2] - trim[0]) * 25.4 / 72.0;
            assert!((wide - 148.0 - spine).abs() < 0.01, "{wide} mm with a spine of {spine} mm");
            assert!(numbers(&cover, page, b"MediaBox")[2] > numbers(&cover, page, b"BleedBox")[2], "marks");
        }
        let report = report(&folder);
        let pages: Vec<&Value> =
            report["editions"].as_array().expect("editions").iter().map(|e| &e["pages"]).collect();
        assert_eq!(pages, [&Value::from(whole - 4), &Value::from(2)]);
        for end in [".press.pdf", ".cover.pdf"] {
            let objections = pdf_objections(&path(&folder, end), true);
            assert!(objections.is_empty(), "{end}: {}", objections.join("\n"));
        }
        if let Some(pdftotext) = Judge::program("pdftotext") {
            let text = pdftotext.text(&[&path(&folder, ".press.pdf").to_string_lossy(), "-"]);
            assert!(text.contains("Words.") && text.matches("Some words").count() > 20, "{text}");
        }
        // A key says the same; the command line beats it.
        folder.change("publication.toml", "press = { }", "press = { cover = \"separate\" }");
        press(&folder, &[], 0);
        assert_eq!(file(&folder, ".press.pdf").page_iter().count(), whole - 4);
        press(&folder, &["--cover", "whole"], 0);
        assert_eq!(file(&folder, ".press.pdf").page_iter().count(), whole);
    }
}

#[test]
fn the_report_tells_how_far_sheets_are_pushed_out() {
    let folder = bound("{ style = \"saddle\", paper = { text = \"0.1mm\", cover = \"0.3mm\" } }");
    let run = press(&folder, &[], 0);
    let binding = report(&folder)["binding"].clone();
    let sheets = binding["sheets"].as_array().expect("sheets");
    let whole = sheets.len() * 4;
    let creeps: Vec<f64> = sheets.iter().map(|s| s["creep_mm"].as_f64().expect("a figure")).collect();
    let expected: Vec<f64> =
        (0..sheets.len()).map(|n| if n == 0 { 0.0 } else { 0.3 + 0.1 * (n - 1) as f64 }).collect();
    assert!(creeps.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 0.002), "{creeps:?} {expected:?}");
    assert_eq!(sheets[0]["pages"], serde_json::json!([whole, 1, 2, whole - 1]));
    let last = sheets.last().expect("a sheet");
    let [a, b] = [last["pages"][2].as_u64().expect("a page"), last["pages"][3].as_u64().expect("a page")];
    assert_eq!(a + 1, b, "the innermost spread");
    assert!(run.out.contains("mm at the innermost of"), "{}", run.out);
    assert_eq!(binding["style"], "saddle");
}
