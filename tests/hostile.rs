//! Pictures that mean harm or are broken: each is a finding of its own, soon, and nothing is written.
//! How each kind is told apart is tested beside the reader of pictures.

use crate::kit::{Folder, command, encrypt, pdf_of};
use lopdf::{Dictionary, Document, Stream, dictionary};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A small page as a PDF file, after `change`.
fn pdf(change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    pdf_of([90, 90], "0 0 0 1 k 0 0 9 9 re f", change)
}

/// A PNG's head for so many pixels, with a stream of data that is almost nothing.
fn png(side: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        out.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
        let all = [&kind[..], data].concat();
        out.extend(&all);
        out.extend(crc(&all).to_be_bytes());
    };
    let side = side.to_be_bytes();
    chunk(b"IHDR", &[&side[..], &side, &[8, 2, 0, 0, 0]].concat());
    chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01");
    chunk(b"IEND", b"");
    out
}

/// The check sum of PNG's parts (ISO/IEC 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

/// An SVG whose uses multiply, or come back to themselves.
fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'>{inside}</svg>").into_bytes()
}

/// What the program says of an issue with one such picture, and how it ends.
fn said(name: &str, bytes: &[u8]) -> (i32, String) {
    let folder = Folder::small().file(name, bytes);
    folder.put("one.md", format!("+++\ntitle = \"One\"\n+++\n\nWords.\n\n![A thing]({name} \"A thing.\")\n"));
    let began = Instant::now();
    let args = ["build", ".", "--only", "press", "--color", "never"];
    let output = command(folder.path(), &args).output().expect("the program runs");
    assert!(began.elapsed() < Duration::from_secs(20), "{name} takes too long");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!err.contains("panicked"), "{err}");
    (output.status.code().expect("an end, not a signal"), err)
}

#[test]
fn each_is_a_finding() {
    let jpeg = include_bytes!("fixtures/pictures/turned.jpg");
    let mut bomb = String::from("<g id='a0'><path d='M0 0h1v1z'/></g>");
    for n in 1..30 {
        let uses = format!("<use href='#a{}'/>", n - 1).repeat(10);
        let _ = write!(bomb, "<g id='a{n}'>{uses}</g>");
    }
    let encrypted = pdf(|file, _| encrypt(file));
    let whole = pdf(|_, _| {});
    let boxless = pdf(|_, page| {
        page.remove(b"MediaBox");
    });
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("P006", "cut.jpg", jpeg[..jpeg.len() - 40].to_vec()),
        ("P003", "large.png", png(100_000)),
        ("P004", "empty.png", png(3_000)),
        ("P005", "other.png", jpeg.to_vec()),
        ("P004", "many.svg", svg(&bomb)),
        (
            "P008",
            "outside.svg",
            svg("<image href='../../../etc/passwd' width='9' height='9'/><path d='M0 0h9v9z'/>"),
        ),
        ("P004", "locked.pdf", encrypted),
        ("P004", "broken.pdf", whole[..whole.len() / 3].to_vec()),
        ("P004", "boxless.pdf", boxless),
    ];
    for (code, name, bytes) in cases {
        let (exit, err) = said(name, &bytes);
        let heads = ["error[", "warning["];
        let findings: Vec<&str> =
            err.lines().filter(|line| heads.iter().any(|h| line.starts_with(h))).collect();
        let [first, ..] = findings.as_slice() else { panic!("{name} is not told: {err}") };
        assert!(first.contains(&format!("[{code}]")), "{name}: {err}");
        assert!(findings.iter().all(|f| f.contains(name)), "{name}: {err}");
        assert_eq!(exit, i32::from(findings.iter().any(|f| f.starts_with("error"))), "{name}: {err}");
    }
}

#[test]
fn a_drawing_that_comes_back_to_itself_ends() {
    let cycle = svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g><path d='M0 0h9v9z'/>");
    let (exit, err) = said("cycle.svg", &cycle);
    assert!(exit == 0 || err.contains("[P004]"), "{err}");
}

#[test]
fn one_dot_to_the_inch_makes_no_page_of_a_stamp() {
    let jpeg = include_bytes!("fixtures/pictures/turned.jpg");
    assert!(jpeg.windows(5).any(|w| w == [1, 0, 1, 0, 1]), "1 × 1 dots to the inch");
    assert_eq!(said("small.jpg", jpeg).0, 0);
}

/// What the program says under a limit of memory, in kilobytes; `None` where there is no shell that can set one.
fn limited(folder: &Folder, kilobytes: u32) -> Option<(i32, String)> {
    let program = env!("CARGO_BIN_EXE_masthead");
    let words =
        format!("ulimit -v {kilobytes} && exec '{program}' build . --only press --jobs 1 --color never");
    let output =
        std::process::Command::new("sh").args(["-c", &words]).current_dir(folder.path()).output().ok()?;
    Some((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Bytes that unpack to so many megabytes of blanks.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        std::io::Write::write_all(&mut packer, &blanks).expect("written");
    }
    packer.finish().expect("packed")
}

#[test]
fn small_files_that_unpack_without_end_do_not_fill_the_memory() {
    let packed = bomb(3000);
    assert!(packed.len() < 4 << 20, "{} bytes", packed.len());
    let content = pdf(|file, page| {
        let dict = dictionary! { "Filter" => "FlateDecode" };
        let content = file.add_object(Stream::new(dict, packed.clone()).with_compression(false));
        page.set("Contents", content);
    });
    // Twenty thousand pixels square are three hundred megabytes of grey, and more than may be.
    let mut wide = png(20_000);
    let ends = wide.len() - 12;
    wide.truncate(ends);
    for (name, bytes, word) in
        [("bomb.pdf", content, "unpacks to more than 256 MB"), ("bomb.png", wide, "[P003]")]
    {
        let folder = Folder::small().file(name, bytes);
        folder.put(
            "one.md",
            format!("+++\ntitle = \"One\"\n+++\n\nWords.\n\n![A thing]({name} \"A thing.\")\n"),
        );
        let Some((code, err)) = limited(&folder, 1_500_000) else { return };
        assert!(code == 1 && err.contains(word) && err.contains(name), "{name} {code}\n{err}");
        assert!(folder.files("out").is_empty(), "{name}: something was written");
    }
}

#[test]
fn nothing_outside_the_folder_is_read() {
    let outside = Folder::new().file("secret.svg", svg("<path d='M0 0h9v9z'/>"));
    let secret = outside.path().join("secret.svg");
    let text =
        |path: &str| format!("+++\ntitle = \"One\"\n+++\n\nWords.\n\n![A thing]({path} \"A thing.\")\n");
    let refused = |folder: &Folder, what: &str| {
        let run = folder.masthead(&["build", ".", "--only", "press", "--color", "never"]).expect(1);
        assert!(run.err.contains("[S002]"), "{what}\n{}", run.err);
        assert!(folder.files("out").is_empty(), "{what}");
    };
    for path in
        ["../secret.svg".to_owned(), "x/../../secret.svg".to_owned(), secret.to_string_lossy().into_owned()]
    {
        let folder = Folder::small();
        folder.put("one.md", text(&path));
        refused(&folder, &path);
    }
    #[cfg(unix)]
    {
        let folder = Folder::small();
        std::os::unix::fs::symlink(&secret, folder.path().join("inside.svg")).expect("a link");
        folder.put("one.md", text("inside.svg"));
        refused(&folder, "a link to a file outside");
        let folder = Folder::small();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("images")).expect("a link");
        folder.put("one.md", text("images/secret.svg"));
        refused(&folder, "a link to a folder outside");
    }
}
