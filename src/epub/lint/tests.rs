//! Each rule on a small package made by hand, which is sound but for that rule.
//! Whole books are linted where they are written.

use super::{Entries, inspect};
use crate::diag::{Findings, Severity};
use std::borrow::Cow;

const FACE: &[u8] = include_bytes!("../../../fonts/source-serif-4/SourceSerif4-Regular.ttf");

/// A sound book: a package, navigation for new and old readers, a text, a sheet, a face, a drawing and a cover.
fn book() -> Entries<'static> {
    let nav = "<html xmlns:epub='e'><body><nav epub:type='toc'><ol><li><span>Part</span><ol><li>\
               <a href='text/a.xhtml#t'>One <b>&amp;</b></a></li></ol></li></ol></nav></body></html>";
    let text = "<html><head><link rel='stylesheet' href='../s.css'/></head><body><h1 id='t'>One</h1><span/>\
                <p><a href='#t'>up</a> <a href='https://example.org/'>out</a> <img src='../images/d.svg' alt=''/>\
                <img src='data:image/png;base64,AAAA' alt=''/></p></body></html>";
    let entries: [(&str, Cow<'static, [u8]>); 9] = [
        ("mimetype", Cow::Borrowed(b"application/epub+zip")),
        (
            "OEBPS/content.opf",
            Cow::Borrowed(
                b"<package><metadata><link rel='record' href='https://example.org/r'/></metadata>\
                  <manifest><item properties='cover-image' href='images/c.png'/></manifest></package>",
            ),
        ),
        ("OEBPS/nav.xhtml", Cow::Borrowed(nav.as_bytes())),
        ("OEBPS/toc.ncx", Cow::Borrowed(b"<ncx><text>One</text><content src='text/a.xhtml#t'/></ncx>")),
        ("OEBPS/text/a.xhtml", Cow::Borrowed(text.as_bytes())),
        ("OEBPS/s.css", Cow::Borrowed(b"@font-face { src: url(\"fonts/f.ttf\") }")),
        ("OEBPS/fonts/f.ttf", Cow::Borrowed(FACE)),
        (
            "OEBPS/images/d.svg",
            Cow::Borrowed(b"<svg><g id='g'/><use xlink:href='#g'/><path fill='url(#g)'/></svg>"),
        ),
        ("OEBPS/images/c.png", png(1600, 2560)),
    ];
    entries.map(|(path, bytes)| (path.to_owned(), bytes)).into()
}

/// The head of a PNG file of this size.
fn png(width: u32, height: u32) -> Cow<'static, [u8]> {
    let head: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    [head, &width.to_be_bytes(), &height.to_be_bytes()].concat().into()
}

/// What is found in the sound book with one file put in, as `severity code: message`.
fn with(path: &str, bytes: impl Into<Cow<'static, [u8]>>) -> Vec<String> {
    let mut entries = book();
    entries.insert(path.to_owned(), bytes.into());
    found(&entries, 1000)
}

/// The text with `body`.
fn body(body: &str) -> Vec<String> {
    with("OEBPS/text/a.xhtml", format!("<html><body id='t'>{body}</body></html>").into_bytes())
}

fn found(entries: &Entries, size: usize) -> Vec<String> {
    let mut findings = Findings::new();
    inspect(entries, size, &mut findings);
    let name = |s: Severity| format!("{s:?}").to_lowercase();
    findings.iter().map(|d| format!("{} {}: {}", name(d.severity), d.code, d.message)).collect()
}

#[test]
fn a_sound_book_is_clean() {
    assert_eq!(found(&book(), 100_000_000), [""; 0]);
}

#[test]
fn sizes_are_those_that_shops_take() {
    assert_eq!(found(&book(), 123_456_789), ["warning E004: the EPUB has 123.4 MB"]);
    let text =
        |bytes: usize| format!("<html><body id='t'>{}</body></html>", "a".repeat(bytes - 40)).into_bytes();
    assert_eq!(with("OEBPS/text/a.xhtml", text(300_000)), [""; 0]);
    assert_eq!(with("OEBPS/text/a.xhtml", text(301_500)), ["warning E004: `OEBPS/text/a.xhtml` has 301 kB"]);
    assert_eq!(with("OEBPS/images/b.jpg", vec![0; 5_000_000]), [""; 0]);
    assert_eq!(
        with("OEBPS/images/b.jpg", vec![0; 5_200_000]),
        ["warning E004: `OEBPS/images/b.jpg` has 5.2 MB"]
    );
    assert_eq!(with("OEBPS/images/b.png", png(2000, 2800)), [""; 0]);
    assert_eq!(
        with("OEBPS/images/b.png", png(2000, 2801)),
        ["warning E004: `OEBPS/images/b.png` has 5602000 pixels"]
    );
}

#[test]
fn covers_are_as_large_as_asked_for() {
    let cover = |w, h| with("OEBPS/images/c.png", png(w, h));
    assert_eq!(cover(1599, 2560), ["note E005: the cover's picture has 1599 × 2560 pixels"]);
    assert_eq!(cover(1600, 2559), ["note E005: the cover's picture has 1600 × 2559 pixels"]);
    assert_eq!(cover(624, 1000), ["warning E005: the cover's picture has 624 × 1000 pixels"]);
    assert_eq!(cover(2366, 2366), [""; 0]);
}

#[test]
fn faces_may_be_embedded() {
    let at = FACE.windows(4).position(|w| w == b"OS/2").expect("a table");
    let offset = u32::from_be_bytes(FACE[at + 8..at + 12].try_into().expect("four bytes")) as usize;
    let closed = |bits: u16| {
        let mut face = FACE.to_vec();
        face[offset + 8..offset + 10].copy_from_slice(&bits.to_be_bytes());
        with("OEBPS/fonts/f.ttf", face)
    };
    for bits in [0x0002, 0x0200, 0x0208] {
        assert_eq!(closed(bits), ["error E003: `OEBPS/fonts/f.ttf` forbids to be embedded"], "{bits:x}");
    }
    for bits in [0x0000, 0x0004, 0x0008, 0x0106] {
        assert_eq!(closed(bits), [""; 0], "{bits:x}");
    }
}

#[test]
fn names_are_safe() {
    assert_eq!(
        with("OEBPS/S.css", Vec::new()),
        ["error E006: `OEBPS/S.css` and `OEBPS/s.css` differ by case only"]
    );
    for name in ["a b.css", "é.css", "a+b.css", "a%20b.css"] {
        let words = format!("warning E006: `OEBPS/{name}` has characters that are not safe in a name");
        assert_eq!(with(&format!("OEBPS/{name}"), Vec::new()), [words]);
    }
    let name = |length: usize| format!("{}.css", "a".repeat(length - 4));
    assert_eq!(with(&format!("OEBPS/{}", name(64)), Vec::new()), [""; 0]);
    let words = format!("note E006: `{}` is a name of 65 characters", name(65));
    assert_eq!(with(&format!("OEBPS/{}", name(65)), Vec::new()), [words]);
}

#[test]
fn entries_of_navigation_have_words() {
    let nav = |entry: &str| {
        let nav =
            format!("<html><nav epub:type='toc'><ol><li>{entry}</li></ol></nav><a href='s.css'/></html>");
        with("OEBPS/nav.xhtml", nav.into_bytes())
    };
    let led = "error E007: an entry of `OEBPS/nav.xhtml` has no words, which leads to `text/a.xhtml`";
    assert_eq!(nav("<a href='text/a.xhtml'> <b/></a>"), [led]);
    assert_eq!(nav("<a href='text/a.xhtml'/>"), [led]);
    assert_eq!(nav("<span></span>"), ["error E007: an entry of `OEBPS/nav.xhtml` has no words"]);
    assert_eq!(nav("<a href='text/a.xhtml'><img src='images/d.svg' alt='One'/></a>"), [""; 0]);
    assert_eq!(nav("<a href='text/a.xhtml'><span/>&#x4E00;</a>"), [""; 0]);
    assert_eq!(
        with("OEBPS/toc.ncx", b"<ncx><text> </text></ncx>".as_slice()),
        ["error E007: an entry of `OEBPS/toc.ncx` has no words"]
    );
}

#[test]
fn nothing_runs() {
    let runs = |what: &str| [format!("error E008: `OEBPS/text/a.xhtml` has a script: `{what}`")];
    assert_eq!(body("<script>1</script>"), runs("script"));
    assert_eq!(body("<p onclick='x()'>a</p>"), runs("onclick"));
    assert_eq!(
        with("OEBPS/images/d.svg", b"<svg onload='x()'/>".as_slice()),
        ["error E008: `OEBPS/images/d.svg` has a script: `onload`"]
    );
    for to in ["javascript:x()", " JavaScript:x()", "data:text/html,x"] {
        let words = format!("error E008: a link of `OEBPS/text/a.xhtml` runs a script: `{to}`");
        assert_eq!(body(&format!("<a href='{to}'>a</a>")), [words]);
    }
    assert_eq!(body("<a href='mailto:a@example.org'>a</a>"), [""; 0]);
}

#[test]
fn nothing_is_fetched_from_elsewhere() {
    let from = |file: &str, to: &str| [format!("error E008: `OEBPS/{file}` fetches `{to}` from elsewhere")];
    let far = "https://example.org/a.png";
    for html in [
        "<img src='FAR' alt=''/>",
        "<img srcset='FAR 2x' alt=''/>",
        "<video poster='FAR'/>",
        "<link rel='stylesheet' href='FAR'/>",
        "<p style='background: url(FAR)'>a</p>",
        "<style>p { background: url('FAR') }</style>",
        "<svg><image xlink:href='FAR'/></svg>",
    ] {
        assert_eq!(body(&html.replace("FAR", far)), from("text/a.xhtml", far), "{html}");
    }
    assert_eq!(body("<img src='//example.org/a' alt=''/>"), from("text/a.xhtml", "//example.org/a"));
    let sheet = |css: &str| with("OEBPS/s.css", css.replace("FAR", far).into_bytes());
    assert_eq!(sheet("@font-face { src: url(FAR) }"), from("s.css", far));
    assert_eq!(sheet("@import \"FAR\";"), from("s.css", far));
}

#[test]
fn links_lead_somewhere() {
    let nowhere = |file: &str, to: &str| [format!("error E009: `{to}` of `OEBPS/{file}` leads nowhere")];
    for to in ["b.xhtml", "#u", "a.xhtml#u", "../nav.xhtml#u", "../../s.css"] {
        assert_eq!(body(&format!("<a href='{to}'>a</a>")), nowhere("text/a.xhtml", to));
    }
    assert_eq!(body("<a href='./a.xhtml#t'>a</a> <a href='../nav.xhtml'>b</a>"), [""; 0]);
    assert_eq!(body("<img src='../images/e.svg' alt=''/>"), nowhere("text/a.xhtml", "../images/e.svg"));
    let missing = |file: &str, text: &'static str, to: &str| {
        assert_eq!(with(&format!("OEBPS/{file}"), text.as_bytes()), nowhere(file, to));
    };
    missing("s.css", "p { background: url(a.png) }", "a.png");
    missing("toc.ncx", "<ncx><content src='text/b.xhtml'/></ncx>", "text/b.xhtml");
    missing("content.opf", "<package><item href='b.css'/></package>", "b.css");
    missing("images/d.svg", "<svg><use xlink:href='#h'/></svg>", "#h");
}
