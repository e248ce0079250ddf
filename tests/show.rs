//! Proofs, walls and specimens: that they show what is there, in the colours in which it is printed.
//! How they look is for eyes.

use crate::kit::{Folder, Judge, command, pdf_objections};
use masthead::color::{Ink, Output, Spot};
use masthead::diag::Findings;
use masthead::font::Fonts;
use masthead::geom::{Length, Path as Outline, Rect, Size};
use masthead::issue::{Issue, Lang};
use masthead::layout::{Library, Sheet, Side};
use masthead::pages::{Document, Item, ItemKind, Page, Subject, Tag, TagKind, specimen};
use masthead::pdf::{Flavour, Options, write};
use masthead::picture::Pixels;
use masthead::proof::{Look, Sheets};
use masthead::source::{Folder as Disk, Sources};
use masthead::typeset::TagId;
use std::collections::BTreeSet;
use std::path::Path;

fn issue() -> Issue {
    let folder = Disk::open(Path::new("."), &mut Findings::new()).expect("a folder");
    Issue::titled("Case", &Lang("en".into()), &folder)
}

fn ink(cmyk: [u16; 4]) -> Ink {
    Ink { cmyk, rgb: None, spot: None }
}

/// Fields of these inks on a page of an inch, in paint order.
fn fields(all: &[(Rect, Ink)]) -> Document {
    let item = |(area, fill): &(Rect, Ink)| {
        let kind = ItemKind::Path { path: Outline::rect(*area), fill: Some(fill.clone()), stroke: None };
        Item { kind, tag: TagId(1), span: None }
    };
    let tag = |kind, parent| Tag { kind, parent, lang: None, alt: None };
    let page = Page {
        folio: "1".into(),
        side: Side::Recto,
        article: None,
        master: "body".into(),
        items: all.iter().map(item).collect(),
        frames: Vec::new(),
        starts: Vec::new(),
    };
    Document {
        trim: Size::new(Length::pt(72), Length::pt(72)),
        bleed: Length::pt(9),
        pages: vec![page],
        tags: vec![tag(TagKind::Document, None), tag(TagKind::Artifact, Some(TagId(0)))],
        ..Document::default()
    }
}

fn drawn(document: &Document, look: Look) -> Pixels {
    let options = Options { flavour: Flavour::Proof, ..Options::default() };
    let pdf = write(document, &issue(), &Fonts::bundled(), &options, &mut Findings::new()).expect("a PDF");
    let mut pages = Sheets::read(pdf).expect("a readable PDF").draw(&[(0, look)]);
    pages.remove(0).expect("a page")
}

fn at(pixels: &Pixels, x: u32, y: u32) -> [u8; 3] {
    let from = ((y * pixels.width + x) * 3) as usize;
    [pixels.data[from], pixels.data[from + 1], pixels.data[from + 2]]
}

#[test]
fn a_proof_shows_inks_as_the_profile_prints_them() {
    let cyan = ink([10_000, 0, 0, 0]);
    // A stated screen colour is not what paper shows.
    let red = Ink { rgb: Some([255, 0, 0]), ..ink([0, 9_000, 8_000, 0]) };
    let spot = Spot { plate: "PANTONE 186 C".into(), tint: 10_000, solid: [0, 10_000, 8_000, 500] };
    let spot = Ink { spot: Some(spot), ..ink([0, 10_000, 8_000, 500]) };
    let field = |x: i64, y: i64| Rect::new(Length::pt(x), Length::pt(y), Length::pt(24), Length::pt(24));
    let all = Rect::new(Length::pt(-9), Length::pt(-9), Length::pt(81), Length::pt(57));
    let grey = ink([0, 0, 0, 9_900]);
    let document = fields(&[
        (all, cyan.clone()),
        (field(0, 0), Ink::BLACK),
        (field(24, 0), Ink::PAPER),
        (field(48, 0), grey.clone()),
        (field(0, 24), red.clone()),
        (field(24, 24), spot.clone()),
        (field(0, 48), Ink::BLACK),
    ]);
    let pixels = drawn(&document, Look::trimmed(72, document.trim, document.bleed));
    assert_eq!((pixels.width, pixels.height), (72, 72));
    let output = Output::fogra39(None).expect("the bundled profile");
    let shown = |ink: &Ink| output.to_rgb(ink.cmyk);
    let near = |place: (u32, u32), want: [u8; 3], what: &str| {
        let got = at(&pixels, place.0, place.1);
        assert!(got.iter().zip(want).all(|(g, w)| g.abs_diff(w) <= 1), "{what}: {got:?}, expected {want:?}");
    };
    near((60, 36), shown(&cyan), "cyan");
    near((12, 36), shown(&red), "red through the profile");
    near((36, 36), shown(&spot), "a spot ink by its process inks");
    near((12, 60), shown(&Ink::BLACK), "black on paper");
    near((36, 12), [255; 3], "paper knocks out");
    near((60, 12), shown(&grey), "what is not solid knocks out");
    let both = |a: u8, b: u8| ((u32::from(a) * u32::from(b) + 127) / 255) as u8;
    let (k, c) = (shown(&Ink::BLACK), shown(&cyan));
    near((12, 12), [both(k[0], c[0]), both(k[1], c[1]), both(k[2], c[2])], "solid black overprints");
    near((60, 60), [255; 3], "nothing printed");

    let edges = [Length::pt(9), Length::ZERO, Length::pt(9)];
    let bled = drawn(&document, Look { edges, ..Look::trimmed(144, document.trim, document.bleed) });
    assert_eq!((bled.width, bled.height), (162, 180));
    assert_eq!(at(&bled, 4, 4), shown(&cyan), "the bleed is shown where it is asked for");
    assert_eq!(at(&bled, 160, 160), [255; 3]);
}

#[test]
fn proofs_are_the_same_with_any_number_of_threads() {
    let folder = Folder::small();
    let built = |jobs: &str, out: &str| {
        let args = ["build", ".", "--only", "proof,epub", "--jobs", jobs, "--out", out];
        folder.masthead(&args).expect(0);
        folder.files(out).into_iter().filter(|(name, _)| name.ends_with(".png")).collect::<Vec<_>>()
    };
    let one = built("1", "one");
    assert!(one.iter().any(|(name, _)| name.ends_with(".proof/contact.png")), "{:?}", one.len());
    assert!(one.len() >= 2 && one == built("3", "three"));
    assert!(!folder.files("one").keys().any(|n| n.ends_with(".press.pdf")), "only what was asked for");
}

#[test]
fn a_proof_is_of_the_pages_that_are_named() {
    let folder = Folder::small();
    let proof = |more: &[&str]| folder.masthead(&[&["proof", ".", "--out", "p"], more].concat());
    let size = |name: &str| {
        let bytes = folder.bytes(&format!("p/{name}"));
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        assert_eq!(&bytes[1..4], b"PNG");
        (number(16), number(20))
    };
    let files = || folder.files("p").into_keys().collect::<Vec<_>>();
    proof(&["--pages", "1", "--ppi", "36"]).expect(0);
    let names = files();
    assert_eq!(names.len(), 1, "{names:?}: no contact sheet of a part");
    let (w, h) = size(&names[0]);
    proof(&["--pages", "1", "--ppi", "72", "--grid", "--bleed"]).expect(0);
    // Twice the pixels, and 3 mm on every side: 17 pixels, but for rounding.
    let (wide, high) = size(&names[0]);
    assert!((wide - w * 2).abs_diff(17) <= 1 && (high - h * 2).abs_diff(17) <= 1, "{wide} × {high}");
    for (pages, said) in [("99", "`99`"), ("1-99", "`99`"), ("2-x", "`2`"), ("", "``"), ("1,,1", "``")] {
        let run = proof(&["--pages", pages]);
        assert_eq!(run.code, 2, "{pages}: {}", run.err);
        assert!(run.err.contains(&format!("the issue has no page {said}")), "{pages}: {}", run.err);
    }
}

#[test]
fn a_proof_shows_pages_with_their_faults() {
    let folder = Folder::small();
    folder.change(
        "issue.toml",
        "language = \"en\"",
        "language = \"en\"\n[publication]\nid = \"x\"\nname = { en = \"X\" }\nbounds = { lines = 0 }",
    );
    let run = folder.masthead(&["proof", ".", "--out", "p"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("[G020]") && folder.files("p").len() >= 2, "{}", run.err);
    assert_eq!(folder.masthead(&["build", ".", "--out", "b"]).code, 1);
    assert!(folder.files("b").is_empty(), "what breaks a bound is not written");
}

fn words(document: &Document) -> String {
    let items = document.pages.iter().flat_map(|p| &p.items);
    let text = |i: &Item| if let ItemKind::Glyphs(run) = &i.kind { Some(run.text.clone()) } else { None };
    items.filter_map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_specimen_shows_all_that_a_layout_has() {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let library = Library::load(&mut sources, None, &mut findings);
    let lang = Lang("en".into());
    let mut shown = 0;
    for (index, header) in library.headers() {
        let sheet = Sheet { trim: None, bleed: Length::mm(3) };
        let layout = library.resolve(index, &lang, sheet, &mut findings).expect("a layout");
        let subject = Subject { layout: &layout, header, extends: library.extends(index), lang: &lang };
        let document = specimen(subject, &Fonts::bundled());
        let text = words(&document);
        let printed: BTreeSet<&str> = text.lines().map(str::trim).collect();
        let masters = layout.masters.values().filter(|m| !m.frames.is_empty()).map(|m| &m.name);
        for name in layout.styles.keys().chain(layout.colors.keys()).chain(masters) {
            assert!(printed.contains(name.as_str()), "{}: `{name}` is not shown", layout.id);
        }
        let trim = Rect::new(Length::ZERO, Length::ZERO, document.trim.w, document.trim.h);
        for item in document.pages.iter().flat_map(|p| &p.items) {
            if let ItemKind::Glyphs(run) = &item.kind {
                let wide: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
                let place = Rect::new(run.at.x, run.at.y, Length::sp(wide), Length::ZERO);
                assert!(trim.contains(&place), "{}: `{}` runs off the sheet", layout.id, run.text);
            }
        }
        shown += 1;
    }
    assert!(shown >= 4 && !findings.has_errors());
}

#[test]
fn a_specimen_is_a_file_for_the_press() {
    let folder = Folder::new();
    folder.masthead(&["specimen", "base", "--ppi", "40", "--out", "s"]).expect(0);
    let files: Vec<String> = folder.files("s").into_keys().collect();
    assert!(
        files.contains(&"base.specimen.pdf".to_owned()) && files.contains(&"base.specimen-1.png".to_owned())
    );
    assert_eq!(pdf_objections(&folder.path().join("s/base.specimen.pdf"), true), Vec::<String>::new());
    let run = folder.masthead(&["specimen", "bsae"]).expect(2);
    assert!(run.err.contains("did you mean `base`?"), "{}", run.err);
}

#[test]
fn the_printed_wall_has_every_page() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let folder = Folder::copy(&samples.join("auto-review"));
    folder.masthead(&["flatplan", "2025-12", "--as", "pdf", "--out", "wall.pdf"]).expect(0);
    assert_eq!(pdf_objections(&folder.path().join("wall.pdf"), false), Vec::<String>::new());
    if let Some(judge) = Judge::program("mutool") {
        let path = folder.path().join("wall.pdf");
        let text = judge.text(&["draw", "-q", "-F", "txt", path.to_str().expect("a path")]);
        for said in ["32 pages", "saddle stitched", "Reasons to stay open", "advertisement", "Cover Story"] {
            assert!(text.contains(said), "`{said}` is not on the wall:\n{text}");
        }
    }
    let run = command(folder.path(), &["flatplan", "2025-12", "--as", "pdf"]).output().expect("it runs");
    assert_eq!(run.status.code(), Some(2), "a PDF does not go to the terminal");
}
