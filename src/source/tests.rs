//! Files read and written in folders that are made for it.
//! Nothing here asks what the files mean.

use super::{Folder, Sources, write, write_all};
use crate::diag::Findings;

fn temp(name: &str) -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("masthead-source-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("temporary folder");
    dir
}

#[test]
fn reads_once_and_cleans() {
    let dir = temp("clean");
    std::fs::write(dir.join("a.md"), "\u{feff}one\r\ntwo\rthree").expect("written");
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir, &mut findings).expect("opened");
    let (id, text) = sources.load_text(&folder, "a.md", None, &mut findings).expect("read");
    assert_eq!(&*text, "one\ntwo\nthree");
    let again = sources.load_text(&folder, "./a.md", None, &mut findings).expect("read");
    assert_eq!(again.0, id);
    assert_eq!(sources.files().count(), 1);
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn tells_the_way_to_a_file() {
    let dir = temp("way");
    std::fs::create_dir_all(dir.join("1/images")).expect("made");
    std::fs::create_dir_all(dir.join("fonts")).expect("made");
    let mut findings = Findings::new();
    let folder = Folder::open(&dir.join("1"), &mut findings).expect("opened");
    let real = dir.canonicalize().expect("a folder");
    for (place, way) in [
        ("1/images/a.jpg", "images/a.jpg"),
        ("fonts/a.ttf", "../fonts/a.ttf"),
        ("10/a.md", "../10/a.md"),
        ("1", ""),
    ] {
        assert_eq!(folder.way_to(&real.join(place)), way);
    }
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn stays_in_its_folder() {
    let dir = temp("stay");
    std::fs::create_dir_all(dir.join("issue")).expect("made");
    std::fs::write(dir.join("secret.txt"), "no").expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.join("secret.txt"), dir.join("issue/link.txt")).ok();
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir.join("issue"), &mut findings).expect("opened");
    for path in ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "link.txt", "c:\\x.txt", ""] {
        let before = findings.len();
        assert!(sources.load_text(&folder, path, None, &mut findings).is_err(), "{path}");
        assert_eq!(findings.len(), before + 1, "{path}");
    }
    let codes: Vec<_> = findings.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["S002"; 6]);
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn says_where_bytes_are_no_text() {
    let dir = temp("utf8");
    std::fs::write(dir.join("a.md"), b"\xef\xbb\xbfab\r\n\xff!").expect("written");
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir, &mut findings).expect("opened");
    assert!(sources.load_text(&folder, "a.md", None, &mut findings).is_err());
    let span = findings.iter().next().and_then(|d| d.span).expect("place");
    assert_eq!((span.start, span.end), (3, 6));
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn suggests_a_near_name() {
    let dir = temp("near");
    std::fs::write(dir.join("editorial.md"), "x").expect("written");
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir, &mut findings).expect("opened");
    assert!(sources.load_text(&folder, "editorail.md", None, &mut findings).is_err());
    let label = findings.iter().next().and_then(|d| d.label.clone());
    assert_eq!(label.as_deref(), Some("did you mean `editorial.md`?"));
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn a_text_that_is_too_large_is_refused() {
    let dir = temp("large");
    let size = usize::try_from(super::TEXT_LIMIT).expect("a size") + 1;
    std::fs::write(dir.join("a.md"), vec![b'a'; size]).expect("written");
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir, &mut findings).expect("opened");
    assert!(sources.load_text(&folder, "a.md", None, &mut findings).is_err());
    assert!(sources.load_bytes(&folder, "a.md", None, &mut findings).is_ok());
    assert_eq!(findings.iter().map(|d| d.code).collect::<Vec<_>>(), ["S004"]);
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn no_more_pictures_are_held_than_the_limit_says() {
    let dir = temp("held");
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let folder = Folder::open(&dir, &mut findings).expect("opened");
    // Without a byte written they take no room on the disk.
    for n in 0..5 {
        let file = std::fs::File::create(dir.join(format!("{n}.jpg"))).expect("made");
        file.set_len(12 << 20).expect("stretched");
    }
    let mut held = 0;
    for n in 0..5 {
        let name = format!("{n}.jpg");
        let (id, blob) = sources.load_picture(&folder, &name, None, &mut findings).expect("found");
        held += if blob.is_held() { blob.len() } else { 0 };
        assert_eq!(sources.file(id).map(super::SourceFile::is_left), Some(!blob.is_held()));
        let again = sources.load_picture(&folder, &name, None, &mut findings).expect("found");
        assert!(again.0 == id && again.1 == blob);
    }
    assert!(held > 0 && held as u64 <= super::HELD_LIMIT, "{held} bytes");
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn one_reason_is_said_once() {
    let dir = temp("several");
    let mut findings = Findings::new();
    let (bad, worse, good) = (dir.join("a/x"), dir.join("a/y"), dir.join("z"));
    std::fs::write(dir.join("a"), b"no folder").expect("written");
    let written = write_all([&bad, &worse, &good].map(|p| (p.as_path(), &b"1"[..])), &mut findings);
    assert_eq!(written, [false, false, true]);
    let said: Vec<&str> = findings.iter().map(|d| d.message.as_str()).collect();
    assert!(said.len() == 1 && said[0].contains("a/x` and `"), "{said:?}");
    std::fs::remove_dir_all(dir).expect("removed");
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let dir = temp("write");
    let mut findings = Findings::new();
    let path = dir.join("out/a.pdf");
    write(&path, b"old", &mut findings).expect("written");
    write(&path, b"new", &mut findings).expect("written");
    assert_eq!(std::fs::read(&path).expect("read"), b"new");
    assert_eq!(std::fs::read_dir(dir.join("out")).expect("listed").count(), 1);
    assert!(write(&dir.join("out"), b"x", &mut findings).is_err(), "a folder is in the way");
    assert_eq!(findings.iter().map(|d| d.code).collect::<Vec<_>>(), ["S006"]);
    assert_eq!(std::fs::read(&path).expect("read"), b"new");
    std::fs::remove_dir_all(dir).expect("removed");
}
