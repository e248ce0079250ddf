//! Supplied advertisements: placed where they are booked, turned as they ask; what is wrong with them is told.
//! Which rivals face each other is seen in `tests/check`.

use crate::kit::{Folder, Run, encrypt, pdf_of};
use lopdf::{Dictionary, Document, Object, dictionary};
use std::fmt::Write as _;

/// A PDF page of so many points; its content draws with a state `/G` whose line is `width` wide.
fn page(size: [i64; 2], width: i64, change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    pdf_of(size, "/G gs 0 0 0 1 K 9 9 m 60 60 l S", |file, page| {
        let state = dictionary! { "ExtGState" => dictionary! { "G" => dictionary! { "LW" => width } } };
        page.set("Resources", state);
        change(file, page);
    })
}

/// An issue of pages of 3 × 4 inches with a cover, two articles and these advertisements: position and file.
fn issue(ads: &[(&str, Vec<u8>)]) -> Folder {
    let words = "Some words that fill a line or two of a small page. ".repeat(40);
    let folder = Folder::new()
        .file(
            "publication.toml",
            "id = \"t\"\nname = \"T\"\nlanguage = \"en\"\ntrim = \"76.2mm x 101.6mm\"\nbleed = \"0mm\"\nad-sizes = { full = \"76.2mm x 101.6mm\" }\n",
        )
        .file("cover.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='30' height='40'><path d='M0 0h30v40H0z'/></svg>")
        .file("a.md", format!("+++\ntitle = \"A\"\n+++\n\n{words}\n"))
        .file("b.md", format!("+++\ntitle = \"B\"\n+++\n\n{words}\n"));
    let mut text =
        "title = \"One\"\nnumber = 1\ncover = { image = \"cover.svg\" }\npages = { multiple = 4 }\n\n"
            .to_owned();
    for id in ["a", "b"] {
        writeln!(text, "[[articles]]\nid = \"{id}\"\nsource = \"{id}.md\"").expect("written");
    }
    for (n, (position, bytes)) in ads.iter().enumerate() {
        let booked = format!("id = \"ad{n}\"\nsize = \"full\"\nposition = \"{position}\"");
        writeln!(text, "[[ads]]\n{booked}\nfile = \"ad{n}.pdf\"").expect("written");
        folder.put(&format!("ad{n}.pdf"), bytes);
    }
    folder.put("issue.toml", text);
    folder
}

fn build(folder: &Folder, code: i32) -> Run {
    folder.masthead(&["build", ".", "--only", "press", "--color", "never"]).expect(code)
}

/// For every page of the press file the line widths of the supplied pages on it, and the matrices that place them.
fn placed(folder: &Folder) -> Vec<Vec<(i64, String)>> {
    let files = folder.files("out");
    let (_, bytes) = files.iter().find(|(n, _)| n.ends_with(".press.pdf")).expect("a press file");
    let file = Document::load_mem(bytes).expect("a PDF");
    let follow = |o: &Object| file.dereference(o).expect("an object").1.clone();
    let one = |id| {
        let page = file.get_dictionary(id).expect("a page");
        let content = String::from_utf8_lossy(&file.get_page_content(id)).into_owned();
        let resources = follow(page.get(b"Resources").expect("resources"));
        let Ok(objects) = resources.as_dict().and_then(|r| r.get(b"XObject")) else { return Vec::new() };
        let objects = follow(objects);
        let mut out = Vec::new();
        for (name, object) in objects.as_dict().expect("objects") {
            let form = follow(object);
            let own = form.as_stream().ok().and_then(|s| s.dict.get(b"Resources").ok()).map(follow);
            let states = own.as_ref().and_then(|r| r.as_dict().ok()?.get(b"ExtGState").ok()).map(follow);
            let state = states.as_ref().and_then(|s| s.as_dict().ok()?.get(b"G").ok()).map(follow);
            let width = state.as_ref().and_then(|g| g.as_dict().ok()?.get(b"LW").ok()?.as_i64().ok());
            let named = format!("/{} Do", String::from_utf8_lossy(name));
            let before = content.split(&named).next().unwrap_or_default();
            let matrix =
                before.trim_end().strip_suffix("cm").unwrap_or_default().lines().last().unwrap_or_default();
            out.extend(width.map(|w| (w, matrix.trim().to_owned())));
        }
        out
    };
    file.page_iter().map(one).collect()
}

#[test]
fn each_stands_where_it_is_booked_with_resources_of_its_own() {
    let ad = |n| page([216, 288], n, |_, _| {});
    let folder =
        issue(&[("C2", ad(1)), ("C3", ad(2)), ("C4", ad(3)), ("facing:b", ad(4)), ("after:a", ad(5))]);
    let run = build(&folder, 0);
    assert!(!run.err.contains("advertisement"), "{}", run.err);
    let all = placed(&folder);
    let at = |width: i64| all.iter().position(|p| p.iter().any(|(w, _)| *w == width)).expect("its page");
    let last = all.len() - 1;
    assert_eq!([at(1), at(2), at(3)], [1, last - 1, last]);
    // Left-hand pages have odd places; what faces it is the article's first page, behind it.
    assert!(at(4) % 2 == 1 && at(4) > at(5) && at(5) > 1, "{} {}", at(4), at(5));
    assert_eq!(all.iter().flatten().count(), 5, "each once, by its own state");
}

#[test]
fn a_page_is_turned_as_it_asks() {
    let turned = |turns: i64| {
        let size = if turns % 180 == 0 { [216, 288] } else { [288, 216] };
        page(size, 1, |_, page| page.set("Rotate", turns))
    };
    for turns in [0, 90, 180, 270, -90] {
        let folder = issue(&[("C4", turned(turns))]);
        let run = build(&folder, 0);
        assert!(!run.err.contains("[I039]"), "{turns}: {}", run.err);
        let matrix = placed(&folder).last().and_then(|p| p.first().cloned()).expect("the ad").1;
        let numbers: Vec<f64> = matrix.split_whitespace().map(|n| n.parse().expect("a number")).collect();
        // Without a turn it lies as it is; of each turn the first column tells where its foot has gone.
        let round = |v: f64| (v * 1000.0).round() as i64;
        let expected = match turns {
            0 => [1000, 0],
            90 => [0, -1000],
            180 => [-1000, 0],
            _ => [0, 1000],
        };
        assert_eq!([round(numbers[0]), round(numbers[1])], expected, "{turns}: {matrix}");
    }
}

#[test]
fn what_is_wrong_is_told_of_the_advertisement() {
    let good = || page([216, 288], 1, |_, _| {});
    let cases: [(&str, i32, Vec<u8>, &str); 5] = [
        ("I039", 0, page([200, 288], 1, |_, _| {}), "is 70.56 × 101.6 mm, and its place 76.2 × 101.6 mm"),
        (
            "I039",
            0,
            page([300, 400], 1, |_, p| {
                p.set("TrimBox", vec![Object::from(9), 9.into(), 219.into(), 297.into()]);
            }),
            "is 74.08",
        ),
        ("I042", 0, page([216, 288], 1, |f, _| f.trailer.set("Twice", true)), "2 pages"),
        ("P004", 1, good()[..200].to_vec(), "ad0.pdf"),
        ("P004", 1, b"%PDF-1.4\n".to_vec(), "ad0.pdf"),
    ];
    for (code, exit, bytes, words) in cases {
        let said = build(&issue(&[("C4", bytes)]), exit).err;
        assert!(said.contains(&format!("[{code}]")) && said.contains(words), "{code} {words}\n{said}");
    }
    // Its trim is what counts, whatever lies around it.
    let marked = page([300, 400], 1, |_, p| {
        p.set("TrimBox", vec![Object::from(40), 50.into(), 256.into(), 338.into()]);
    });
    let said = build(&issue(&[("C4", marked)]), 0).err;
    assert!(!said.contains("[I039]"), "{said}");
    let gone = issue(&[("C4", good())]);
    std::fs::remove_file(gone.path().join("ad0.pdf")).expect("removed");
    let said = build(&gone, 1).err;
    assert!(said.contains("[S001]") && said.contains("ad0.pdf"), "{said}");
}

/// A PDF that is encrypted, after `change`.
fn locked() -> Vec<u8> {
    page([216, 288], 1, |file, _| encrypt(file))
}

#[test]
fn an_encrypted_one_is_refused_and_nothing_is_written() {
    let folder = issue(&[("C4", locked())]);
    let said = build(&folder, 1).err;
    assert!(said.contains("[P004]") && said.contains("ad0.pdf") && said.contains("encrypted"), "{said}");
    assert!(folder.files("out").is_empty());
}

#[test]
fn one_that_fills_the_page_brings_its_bleed() {
    let boxed = |media: i64, bleed: Option<i64>| {
        page([216 + 2 * media, 288 + 2 * media], 1, |_, page| {
            let corners = |n: i64| {
                vec![Object::from(n), n.into(), (216 + 2 * media - n).into(), (288 + 2 * media - n).into()]
            };
            page.set("TrimBox", corners(media));
            if let Some(n) = bleed {
                page.set("BleedBox", corners(media - n));
            }
        })
    };
    for (media, bleed, told) in [
        (0, None, Some("has 0 mm of bleed, and its page 3 mm")),
        (9, None, None),
        (20, Some(9), None),
        (20, Some(0), Some("has 0 mm of bleed")),
        (20, Some(3), Some("has 1.06 mm of bleed")),
        // What is promised beyond the sheet is not there.
        (3, Some(9), Some("has 1.06 mm of bleed")),
    ] {
        let folder = issue(&[("C4", boxed(media, bleed))]);
        folder.change("publication.toml", "bleed = \"0mm\"", "bleed = \"3mm\"");
        let said = build(&folder, 0).err;
        assert_eq!(said.contains("[I043]"), told.is_some(), "{media} {bleed:?}: {said}");
        assert!(said.contains(told.unwrap_or_default()), "{media} {bleed:?}: {said}");
    }
}

#[test]
fn a_page_number_a_right_hand_page_and_a_column_are_booked() {
    let ad = |n| page([216, 288], n, |_, _| {});
    let folder = issue(&[]);
    let booked = folder.read("issue.toml");
    folder.put("ad.pdf", ad(3));
    let more = "[[ads]]\nid = \"ad\"\nsize = \"full\"\nposition = 2\nfile = \"ad.pdf\"\n";
    folder.put("issue.toml", format!("{booked}{more}"));
    let run = build(&folder, 0);
    assert!(!run.err.contains("[G005]"), "{}", run.err);
    let all = placed(&folder);
    let at = |width: i64| all.iter().position(|p| p.iter().any(|(w, _)| *w == width)).expect("its page");
    // The two pages of the cover have no numbers.
    assert_eq!(at(3), 3, "by its number");
    // A page that the issue does not have.
    folder.change("issue.toml", "position = 2", "position = 99");
    let said = folder.masthead(&["build", ".", "--only", "press", "--color", "never"]).expect(1).err;
    assert!(said.contains("[G005]") && said.contains("page 99"), "{said}");
    let right = issue(&[("rhp", ad(2))]);
    build(&right, 0);
    let at = placed(&right).iter().position(|p| !p.is_empty()).expect("its page");
    assert_eq!(at % 2, 0, "right-hand pages have even places");
}

#[test]
fn one_of_a_column_stands_beside_the_text() {
    let folder = issue(&[]);
    // Whole points: its trim is within the tolerance.
    folder.put("col.pdf", page([156, 675], 7, |_, _| {}));
    folder.change("publication.toml", "trim = \"76.2mm x 101.6mm\"", "trim = \"210mm x 285mm\"");
    folder.change("publication.toml", "ad-sizes = { ", "ad-sizes = { third = \"55mm x 238mm\", ");
    let text = folder.read("issue.toml");
    let ad = "[[ads]]\nid = \"col\"\nsize = \"third\"\nposition = \"after:a\"\nfile = \"col.pdf\"\n";
    folder.put("issue.toml", format!("{text}{ad}"));
    let words = "Some words that fill a line or two of a small page. ".repeat(900);
    folder.put("a.md", format!("+++\ntitle = \"A\"\n+++\n\n{words}\n"));
    let run = build(&folder, 0);
    assert!(!run.err.contains("[G005]") && !run.err.contains("[I043]"), "{}", run.err);
    let all = placed(&folder);
    let found = all.iter().enumerate().find_map(|(n, p)| p.first().map(|(_, matrix)| (n, matrix)));
    let (page, matrix) = found.expect("its page");
    assert!(page % 2 == 0 && page > 0, "a right-hand page of the article: {page}");
    let numbers: Vec<f64> = matrix.split_whitespace().map(|n| n.parse().expect("a number")).collect();
    assert!((numbers[0] - numbers[3]).abs() < 0.01 && numbers[0] > 0.9, "drawn out: {matrix}");
}
