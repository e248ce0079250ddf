//! What frames, furniture and notes do, each as a case: an issue in `tests/frames` and what stood on its pages.
//! Assertions come first; `expected.dump` was looked at, rasterised, before it was kept.

use crate::kit::{Folder, Goldens};
use masthead::diag::Findings;
use masthead::font::Fonts;
use masthead::geom::{Length, Path as Outline, Rect, Step};
use masthead::issue::Issue;
use masthead::layout::{Library, Side};
use masthead::pages::{Document, Item, ItemKind, Page, TagKind};
use masthead::source::Sources;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames")
}

/// The issue of a case and its pages, without an error.
fn composed(case: &str) -> (Issue, Document) {
    let (mut sources, mut findings) = (Sources::new(), Findings::new());
    let issue = masthead::issue::check(&mut sources, &folder().join(case), false, &mut findings);
    let issue = issue.unwrap_or_else(|_| panic!("{case}: {findings:?}"));
    let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
    let designs = masthead::credits::assign(&issue, &library, None, &mut findings);
    let designs = designs.unwrap_or_else(|_| panic!("{case}: {findings:?}"));
    let document = masthead::pages::compose(&issue, &designs, &Fonts::bundled(), &mut findings);
    assert!(!findings.has_errors(), "{case}: {findings:?}");
    (issue, document.expect("pages"))
}

/// The text of a page that has an anchor's number, runs of a line together.
fn lines(items: &[Item]) -> Vec<(Length, Length, String)> {
    let mut out: Vec<(Length, Length, String)> = Vec::new();
    let mut end = None;
    for item in items {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        let width: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
        let close =
            |(x, y): (Length, Length)| y == run.at.y && (run.at.x - x).to_sp().abs() < Length::mm(4).to_sp();
        match out.last_mut().filter(|_| end.is_some_and(close)) {
            Some((_, _, text)) => text.push_str(&run.text),
            None => out.push((run.at.x, run.at.y, run.text.clone())),
        }
        end = Some((run.at.x + Length::sp(width), run.at.y));
    }
    out
}

fn page_text(document: &Document, page: usize) -> String {
    let lines = lines(&document.pages[page].items);
    lines.into_iter().map(|(_, _, text)| text + "\n").collect()
}

/// The page on which `words` stand, from 0, and where.
fn place(document: &Document, words: &str) -> (usize, Length, Length) {
    let on = |page: usize| {
        let found = lines(&document.pages[page].items).into_iter().find(|(_, _, t)| t.contains(words));
        found.map(|(x, y, _)| (page, x, y))
    };
    (0..document.pages.len()).find_map(on).unwrap_or_else(|| panic!("no `{words}`"))
}

#[expect(clippy::cast_precision_loss, reason = "two decimals of a page's measures")]
fn mm(length: Length) -> String {
    format!("{:.2}", length.to_sp() as f64 / 65_536.0 * 25.4 / 72.0)
}

fn bounds(path: &Outline) -> [Length; 4] {
    let points = path.0.iter().flat_map(|s| match *s {
        Step::Move(p) | Step::Line(p) => vec![p],
        Step::Cubic(a, b, c) => vec![a, b, c],
        Step::Close => Vec::new(),
    });
    let all: Vec<_> = points.collect();
    let of = |f: &dyn Fn(&masthead::geom::Point) -> Length| {
        (all.iter().map(f).min().unwrap_or_default(), all.iter().map(f).max().unwrap_or_default())
    };
    let ((x0, x1), (y0, y1)) = (of(&|p| p.x), of(&|p| p.y));
    [x0, y0, x1 - x0, y1 - y0]
}

fn dump(document: &Document) -> String {
    let mut out = String::new();
    for page in &document.pages {
        let _ = writeln!(out, "page {} {:?} {}", page.folio, page.side, page.master);
        for item in &page.items {
            match &item.kind {
                ItemKind::Picture { picture, clip, .. } => {
                    let [x, y, w, h] = [clip.x, clip.y, clip.w, clip.h].map(mm);
                    let _ = writeln!(out, "  picture {} {x} {y} {w} x {h}", picture.0);
                }
                ItemKind::Path { path, fill, stroke } => {
                    let [x, y, w, h] = bounds(path).map(mm);
                    let what = match (fill, stroke) {
                        (Some(_), _) => "ground",
                        _ => "line",
                    };
                    let _ = writeln!(out, "  {what} {x} {y} {w} x {h}");
                }
                _ => {}
            }
        }
        for (x, y, text) in lines(&page.items) {
            let _ = writeln!(out, "  {} {} {text}", mm(x), mm(y));
        }
    }
    out
}

#[test]
fn every_case_gives_the_pages_that_it_gave() {
    let mut cases: Vec<String> = fs::read_dir(folder())
        .expect("tests/frames")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    cases.sort();
    let mut goldens = Goldens::new("frames", "expected.dump");
    for case in &cases {
        goldens.check(case, &dump(&composed(case).1));
    }
    goldens.finish();
}

#[test]
fn captions_stand_in_the_frame_that_takes_them_and_say_of_which_picture() {
    let (_, document) = composed("captions");
    let (page, x, y) = place(&document, "Left: Caption of one.");
    let (other, _, below) = place(&document, "Right: Caption of two.");
    assert_eq!((page, other), (0, 0));
    assert!(y < below, "in the order of the pictures");
    let pictures: Vec<_> = document.pages[0]
        .items
        .iter()
        .filter_map(|i| match &i.kind {
            ItemKind::Picture { clip, .. } => Some(*clip),
            _ => None,
        })
        .collect();
    assert_eq!(pictures.len(), 2);
    assert!(pictures.iter().all(|p| p.bottom() < y) && x == pictures[0].x);
}

#[test]
fn a_jumped_article_names_both_pages_and_loses_no_word() {
    let (issue, document) = composed("jump");
    let folio = |n: usize| document.pages[n].folio.as_str();
    let (breaks, _, _) = place(&document, "continued on page");
    let (goes_on, _, _) = place(&document, "from page");
    assert!(page_text(&document, breaks).contains(&format!("continued on page {}", folio(goes_on))));
    assert!(page_text(&document, goes_on).contains(&format!("from page {}", folio(breaks))));
    assert!(breaks + 1 < goes_on, "another article stands between");
    let articles: Vec<u32> = document.pages.iter().filter_map(|p| p.article).map(|a| a.0).collect();
    assert_eq!(articles, [0, 1, 0, 0]);
    let counted: Vec<u32> = document.quality.iter().map(|(a, _)| a.0).collect();
    assert_eq!(counted, [0, 1], "the figures of both parts are one");
    let all: String = (0..document.pages.len()).map(|n| page_text(&document, n)).collect();
    let words = |text: &str| text.matches("spoon").count();
    let written: usize = issue
        .articles
        .iter()
        .flat_map(|a| &a.body)
        .filter_map(|b| match &b.kind {
            masthead::issue::BlockKind::Paragraph(t) => Some(words(&masthead::issue::plain(t))),
            _ => None,
        })
        .sum();
    assert_eq!(words(&all), written);
}

#[test]
fn a_jumped_article_is_one_in_the_tag_tree_and_whole_in_the_book() {
    let (_, document) = composed("jump");
    let root = |mut tag: u32| loop {
        match document.tags[tag as usize].parent {
            Some(parent) if parent.0 != 0 => tag = parent.0,
            _ => return tag,
        }
    };
    let mut articles = Vec::new();
    for page in document.pages.iter().filter(|p| p.article.is_some_and(|a| a.0 == 0)) {
        articles.extend(page.items.iter().map(|i| root(i.tag.0)));
    }
    articles.sort_unstable();
    articles.dedup();
    articles.retain(|tag| document.tags[*tag as usize].kind == TagKind::Article);
    assert_eq!(articles.len(), 1, "{articles:?}");
    let issue = Folder::copy(&folder().join("jump"));
    issue.masthead(&["build", ".", "--only", "epub", "-o", "out"]).expect(0);
    let (_, book) = issue.files("out").into_iter().find(|(n, _)| n.ends_with(".epub")).expect("a book");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a ZIP file");
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let whole = read("OEBPS/text/a.xhtml");
    assert!(!whole.contains("continued on") && !whole.contains("from page"), "the lines are of the print");
    let marks: Vec<&str> = whole.split("id=\"page.").skip(1).filter_map(|m| m.split('"').next()).collect();
    assert_eq!(marks, ["1", "3", "4"]);
    let nav = read("OEBPS/nav.xhtml");
    let list = nav.split_once("epub:type=\"page-list\"").expect("the page list").1;
    for target in ["a.xhtml#page.1", "b.xhtml#page.2", "a.xhtml#page.3", "a.xhtml#page.4"] {
        assert_eq!(list.matches(target).count(), 1, "{target}");
    }
    let contents = nav.split_once("epub:type=\"toc\"").expect("the contents").1;
    let contents = contents.split_once("</nav>").expect("its end").0;
    assert_eq!(contents.matches("text/a.xhtml").count(), 1);
    let plan = issue.masthead(&["export", ".", "--format", "csv"]).expect(0);
    assert!(plan.out.contains("\"1, 3-4\",\"3\""), "{}", plan.out);
}

/// Every picture: its page, its number, its area.
fn pictures(document: &Document) -> Vec<(usize, u32, Rect)> {
    let of = |(n, page): (usize, &Page)| {
        let on = page.items.iter().filter_map(move |i| match &i.kind {
            ItemKind::Picture { picture, clip, .. } => Some((n, picture.0, *clip)),
            _ => None,
        });
        on.collect::<Vec<_>>()
    };
    document.pages.iter().enumerate().flat_map(of).collect()
}

#[test]
fn an_article_of_several_pages_takes_an_advertisement_on_each_beside_text() {
    let (issue, document) = composed("ads");
    let found = pictures(&document);
    assert_eq!(found.len(), 2, "each once");
    assert!(found[0].0 != found[1].0, "one on a page");
    let second = issue.ads.iter().find(|ad| ad.id == "second").expect("the second").picture.0;
    let right = found.iter().find(|(_, picture, _)| *picture == second).expect("on a page");
    assert_eq!(document.pages[right.0].side, Side::Recto, "as it is booked");
    for (page, _, area) in found {
        let text = lines(&document.pages[page].items);
        assert!(text.iter().filter(|(_, y, _)| *y < Length::mm(180)).count() > 10, "page {page}");
        let over = |x: Length, y: Length| x >= area.x && x < area.right() && y > area.y && y < area.bottom();
        assert!(text.iter().all(|(x, y, _)| !over(*x, *y)));
    }
}

#[test]
fn captions_in_a_frame_name_numbers_that_stand_on_their_pictures() {
    let (_, document) = composed("caption-numbers");
    for (n, words) in ["1\u{2002}Caption of one.", "2\u{2002}Caption of two.", "3\u{2002}Caption of three"]
        .into_iter()
        .enumerate()
    {
        let (page, _, y) = place(&document, words);
        let mark = (n + 1).to_string();
        let on = lines(&document.pages[page].items).into_iter().find(|(_, at, t)| *t == mark && *at < y);
        let (x, at, _) = on.unwrap_or_else(|| panic!("no {mark} on a picture"));
        let over = pictures(&document)
            .into_iter()
            .any(|(_, _, a)| x >= a.x && x < a.right() && at > a.y && at < a.bottom());
        assert!(over, "{mark} stands off its picture");
    }
}

#[test]
fn frames_cut_what_they_cover_from_the_columns_of_the_text() {
    let (_, document) = composed("overlap");
    let page = &document.pages[0];
    let found = pictures(&document);
    let [(0, _, across), (0, _, corner)] = found[..] else { panic!("{found:?}") };
    let text: Vec<_> = lines(&page.items).into_iter().filter(|(.., t)| t.len() > 25).collect();
    let on = |left: bool| text.iter().filter(move |(x, ..)| (*x < corner.x) == left).map(|(_, y, _)| *y);
    assert!(on(true).chain(on(false)).all(|y| y < across.y || y > across.bottom()));
    assert!(
        on(true).any(|y| y < across.y) && on(true).any(|y| y > corner.y),
        "the left column goes on below"
    );
    assert!(on(false).any(|y| y > across.bottom()) && on(false).all(|y| y < corner.y), "the right one ends");
}

#[test]
fn furniture_prints_the_layouts_pictures_and_centres_short_rules() {
    let (issue, document) = composed("furniture-picture");
    let own = document.pages[0].items.iter().find_map(|i| match &i.kind {
        ItemKind::Picture { picture, clip, .. } => Some((picture.0 as usize, *clip)),
        _ => None,
    });
    let (number, clip) = own.expect("the picture");
    assert_eq!(number, issue.pictures.len(), "numbered behind the issue's");
    assert!(document.pictures.len() == 1 && clip.y >= Length::mm(5) && clip.bottom() <= Length::mm(11));
    let (_, document) = composed("furniture-rule");
    let rule = document.pages[0].items.iter().find_map(|i| match &i.kind {
        ItemKind::Path { path, fill: None, .. } => Some(bounds(path)),
        _ => None,
    });
    let [x, _, w, _] = rule.expect("the rule");
    // The page has 140 mm, its inner margin 14 mm, its outer one 12 mm.
    let (left, right) = (x - Length::mm(14), Length::mm(128) - x - w);
    assert!(w == Length::mm(20) && (left - right).to_sp().abs() <= 1, "{left:?} {right:?}");
}

#[test]
fn a_frames_colour_is_its_texts() {
    let (_, document) = composed("text-colour");
    let mut inks: BTreeMap<Vec<u16>, usize> = BTreeMap::new();
    for item in &document.pages[0].items {
        if let ItemKind::Glyphs(run) = &item.kind
            && document.tags[item.tag.0 as usize].kind == TagKind::Paragraph
        {
            *inks.entry(run.style.color.cmyk.to_vec()).or_default() += 1;
        }
    }
    assert_eq!(inks.keys().cloned().collect::<Vec<_>>(), [vec![0, 0, 0, 0]]);
}

#[test]
fn notes_stand_at_the_foot_of_the_page_of_their_mark_over_the_width_of_the_text() {
    let (_, document) = composed("page-notes");
    let mut seen = 0;
    for (number, page) in document.pages.iter().enumerate() {
        let marks = page.items.iter().filter_map(|i| match &i.kind {
            ItemKind::Link { link, .. } => Some(&document.links[link.0 as usize]),
            _ => None,
        });
        for mark in marks {
            let masthead::pages::LinkTarget::Anchor(anchor @ masthead::pages::Anchor::Note(..)) = mark else {
                continue;
            };
            let (on, at) = document.anchors[anchor];
            assert_eq!(on, number, "{anchor:?}");
            assert!(at.y > Length::mm(150), "{anchor:?} at {}", mm(at.y));
            seen += 1;
        }
        // Two columns of 54.5 mm begin at 14 or 12 mm: a note is wider than either, and nothing stands over it.
        let notes: Vec<_> =
            lines(&page.items).into_iter().filter(|(_, _, t)| t.contains("of the page,")).collect();
        let first = notes.iter().map(|(_, y, _)| *y).min().expect("notes");
        for (x, y, text) in lines(&page.items) {
            let note = text.contains("of the page,") || text.starts_with("enough for");
            assert!(
                note || y < first || text.len() < 5 || y > Length::mm(187),
                "{text} at {} {}",
                mm(x),
                mm(y)
            );
        }
        for item in &page.items {
            if let ItemKind::Picture { clip, .. } = &item.kind {
                assert!(clip.bottom() < first);
            }
        }
        assert!(notes.iter().all(|(_, _, t)| t.len() > 70), "{notes:?}");
    }
    assert_eq!(seen, 6);
}

#[test]
fn a_head_that_runs_in_stands_in_the_first_line_of_its_paragraph() {
    let (_, document) = composed("run-in");
    let all: Vec<_> = document.pages.iter().flat_map(|p| lines(&p.items)).collect();
    let head = all.iter().filter(|(_, _, t)| t.contains("Six runs in.")).collect::<Vec<_>>();
    assert!(head.len() == 1 && head[0].2.contains("Six runs in.\u{2002}Water"), "{head:?}");
    let tags: Vec<TagKind> = document.pages[0]
        .items
        .iter()
        .filter(
            |i| matches!(&i.kind, ItemKind::Glyphs(run) if run.at.y == head[0].1 && run.at.x >= head[0].0),
        )
        .map(|i| document.tags[i.tag.0 as usize].kind)
        .collect();
    assert!(tags.contains(&TagKind::Heading(6)) && tags.contains(&TagKind::Paragraph), "{tags:?}");
}

/// The first article begins on a recto, where only a master with a frame for the rating may stand; the second on a
/// verso, where the master with the picture's frame is wanted more, which has none for the rating.
#[test]
fn what_no_frame_takes_floats() {
    let (_, document) = composed("strays");
    assert_eq!(document.pages.len(), 2);
    let boxed = |n: usize| {
        let page = &document.pages[n];
        let picture = page.items.iter().find_map(|i| match &i.kind {
            ItemKind::Picture { place, .. } => Some(*place),
            _ => None,
        });
        let lines = lines(&page.items);
        let rating = lines.iter().find(|(_, _, t)| t.contains("Eight of ten")).map(|l| (l.0, l.1));
        (picture.expect("the picture"), rating.expect("the rating"))
    };
    let (recto, verso) = (boxed(0), boxed(1));
    // On the recto the rating is in its frame, at the head of the second column, and the picture floats below.
    assert!(recto.1.0 > Length::mm(70) && recto.1.1 < recto.0.y, "{recto:?}");
    // On the verso the picture has its frame, as wide as both columns, and the rating floats below.
    assert!(verso.0.w > Length::mm(100) && verso.1.1 > verso.0.bottom(), "{verso:?}");
    for page in 0..2 {
        let text = page_text(&document, page);
        for word in ["one", "two", "three", "four", "five", "six", "Eight of ten", "A field in June"] {
            assert_eq!(text.matches(word).count(), 1, "{word}: {text}");
        }
    }
}
