//! Pictures on their way into a book: each is converted once, several at a time, with the same result however many.
//! What a picture becomes is tested where the picture room makes it.

use super::fixture::{designs, document, issue};
use crate::diag::Findings;
use crate::epub::pictures::Converter;
use crate::epub::{Options, write};
use crate::font::Fonts;
use crate::issue::{
    Alt, Attrs, Block, BlockId, BlockKind, Figure, FigurePicture, Issue, PictureId, SpanWish,
};
use crate::picture::{Channels, Format, Picture, Pixels, encode_jpeg};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The issue with twelve photographs more, too wide for a book, each shown twice.
fn many() -> Issue {
    let mut issue = issue();
    for n in 0..12_u8 {
        let data = (0..2100 * 8 * 3).map(|i| (i / 97) as u8 ^ n.wrapping_mul(21)).collect();
        let pixels = Pixels { width: 2100, height: 8, channels: Channels::Rgb, data, icc: None };
        let bytes = encode_jpeg(&pixels, 90).unwrap().into();
        let (path, format) = (format!("photos/{n}/Same name.JPG"), Format::Jpeg);
        issue.pictures.push(Picture { path, bytes, format, width: 2100, height: 8, span: None });
    }
    let last = issue.pictures.len() as u32;
    for (n, picture) in (last - 12..last).chain(last - 12..last).enumerate() {
        let shown = FigurePicture { picture: PictureId(picture), alt: Alt::Decorative, focus: (50, 50) };
        let (caption, span, place) = (Vec::new(), SpanWish::Layout, None);
        let kind = BlockKind::Figure(Figure { pictures: vec![shown], caption, credit: None, span, place });
        let span = issue.articles[1].body[0].span;
        let (id, attrs) = (BlockId(100 + n as u32), Attrs::default());
        issue.articles[1].body.push(Block { id, kind, attrs, span });
    }
    issue
}

fn with<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

#[test]
fn a_picture_is_converted_once_and_beside_others() {
    let (issue, fonts, document) = (many(), Fonts::bundled(), document());
    for threads in [1, 2] {
        let (begun, both) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // The first waits for the second, which comes only where two run at a time.
        let watch = || {
            let nth = begun.fetch_add(1, Ordering::SeqCst);
            let since = Instant::now();
            let patience = Duration::from_secs(if threads == 1 { 0 } else { 20 });
            while nth == 0 && begun.load(Ordering::SeqCst) < 2 && since.elapsed() < patience {
                std::thread::yield_now();
            }
            both.fetch_max(if nth == 0 { begun.load(Ordering::SeqCst) } else { 0 }, Ordering::SeqCst);
        };
        let mut converter = Converter::new(&issue, &fonts, &document);
        converter.watch = Some(&watch);
        let mut findings = Findings::new();
        let made = with(threads, || converter.convert(&mut findings));
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(begun.load(Ordering::SeqCst), 13, "twelve photographs and a drawing");
        assert_eq!((made.files.len(), made.shown.len()), (13, 13));
        assert!((both.load(Ordering::SeqCst) > 1) == (threads > 1), "{threads} threads");
    }
}

#[test]
fn the_book_is_the_same_with_one_thread_two_and_four() {
    let issue = many();
    let (designs, fonts, document) = (designs(&issue), Fonts::bundled(), document());
    let built = |threads| {
        with(threads, || {
            let mut findings = Findings::new();
            write(&issue, &designs, &fonts, &document, &Options::default(), &mut findings).unwrap()
        })
    };
    let one = built(1);
    assert!(one == built(2) && one == built(4));
    let text = &super::unpack(&one)["OEBPS/text/the-piece.xhtml"];
    assert_eq!(text.matches("../images/same_20_name").count(), 24, "{text}");
    let files = super::unpack(&one).into_keys().filter(|path| path.starts_with("OEBPS/images/same"));
    assert_eq!(files.count(), 12, "each is stored once");
}
