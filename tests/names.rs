//! Names: every one that an edition prints or states as data is a party's, and follows when the party's changes.
//! Judges no layout.

use crate::kit::{Folder, Judge, epub_text, letters};
use std::path::Path;

fn title() -> Folder {
    Folder::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/auto-review"))
}

/// Everywhere a name may stand: the words of the press PDF and of the EPUB, the EPUB's package, both XMP packets.
fn places(title: &Folder) -> Vec<(&'static str, String)> {
    title.masthead(&["build", "2025-12"]).expect(0);
    let files = title.files("out");
    let file = |end: &str| files.iter().find(|(n, _)| n.ends_with(end)).unwrap_or_else(|| panic!("no {end}"));
    let packet = |end: &str| {
        let text = String::from_utf8_lossy(file(end).1).into_owned();
        let (_, rest) = text.split_once("<x:xmpmeta").expect("XMP");
        rest.split_once("</x:xmpmeta>").expect("its end").0.to_owned()
    };
    let epub = file(".epub").1;
    let mut places = vec![
        ("EPUB", epub_text(epub)),
        ("package", package(epub)),
        ("press XMP", packet(".press.pdf")),
        ("screen XMP", packet(".screen.pdf")),
    ];
    if let Some(pdftotext) = Judge::program("pdftotext") {
        let path = title.path().join("out").join(file(".press.pdf").0);
        places.push(("press PDF", pdftotext.text(&["-enc", "UTF-8", &path.to_string_lossy(), "-"])));
    }
    places
}

fn package(epub: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(epub)).expect("a ZIP file");
    let name = zip.file_names().find(|n| n.ends_with(".opf")).expect("a package").to_owned();
    std::io::read_to_string(zip.by_name(&name).expect("a package")).expect("UTF-8")
}

/// What stands between every `<NAME …>` and its end.
fn elements<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let parts = text.split(open.as_str()).skip(1);
    parts.filter_map(|p| Some(p.split_once('>')?.1.split_once(close.as_str())?.0)).collect()
}

#[test]
fn every_name_is_a_partys_and_follows_it() {
    let title = title();
    let issue = crate::kit::issue(&title.path().join("2025-12"));
    let known: Vec<&str> = issue.parties.iter().flat_map(|p| p.names.values()).map(String::as_str).collect();
    let before = places(&title);
    for (place, text) in &before {
        for name in ["Liu Yan", "Zheng Xueqin", "Guo Qing", "Auto Review"] {
            assert!(letters(text).contains(&letters(name)), "{name} does not stand in the {place}");
        }
        let data =
            [elements(text, "dc:creator"), elements(text, "dc:contributor"), elements(text, "dc:publisher")];
        for part in data.concat() {
            let items = elements(part, "rdf:li");
            for name in if items.is_empty() { vec![part] } else { items } {
                assert!(known.contains(&name), "the {place} names `{name}`, who is no party");
            }
        }
        assert_eq!(data[0].is_empty(), !place.contains("XMP") && *place != "package", "{place}");
    }
    let (_, epub) = &before[0];
    let line = "Author: Liu Yan | Layout: Zheng Xueqin | Design: Guo Qing";
    assert!(letters(epub).contains(&letters(line)));

    title.change("publication.toml", "name = { en = \"Zheng Xueqin\" }", "name = { en = \"Petra Quast\" }");
    for (place, text) in places(&title) {
        let has = |name: &str| letters(&text).contains(&letters(name));
        assert!(has("Petra Quast") && !has("Zheng Xueqin"), "the {place} does not follow the party's name");
    }
}

#[test]
fn both_editions_tell_the_terms_of_prism() {
    let title = title();
    for (place, text) in places(&title).iter().filter(|(p, _)| *p == "package" || p.contains("XMP")) {
        for (term, value) in [
            ("publicationName", "Auto Review"),
            ("issn", "0311-175X"),
            ("number", "12"),
            ("issueIdentifier", "437"),
            ("coverDate", "2025-12-01"),
            ("coverDisplayDate", "December 2025"),
        ] {
            let (xmp, opf) =
                (format!("<prism:{term}>{value}<"), format!("property=\"prism:{term}\">{value}<"));
            assert!(text.contains(&xmp) || text.contains(&opf), "{place}: {term}");
        }
    }
}

#[test]
fn an_article_that_is_not_there_is_refused_with_the_nearest() {
    let title = title();
    let run = title.masthead(&["explain", "2025-12", "editorial-not"]).expect(2);
    assert!(run.err.contains("did you mean `editorial-note`?"), "{}", run.err);
    let run = title.masthead(&["explain", "2025-12", "editorial-note"]).expect(0);
    assert!(run.out.lines().all(|l| l.chars().count() <= 80), "{}", run.out);
    let shown = run.out.lines().find(|l| l.contains("layouts")).unwrap_or_default();
    assert!(shown.contains("zheng-guo-editorial@") && shown.contains("won"), "the winner first: {}", run.out);
    let json = title.masthead(&["explain", "2025-12", "editorial-note", "--json"]).expect(0).json();
    let piece = &json["pieces"][0];
    let house = piece["shadowed"].as_array().expect("a list").iter().find(|s| s["statement"] == "end");
    assert_eq!(house.expect("the house's statement")["by"][0]["party"], "zheng-xueqin");
    assert!(piece["candidates"].as_array().expect("a list").iter().any(|c| c["cause"] == "nobody"));
}
