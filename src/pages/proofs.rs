//! Proofs of the make-up on random articles: what never happens, whatever the article.
//! Looks of single pages are judged elsewhere.

use super::chance::{Chance, Dice, Mix, bundled, designs, letters, with_columns};
use super::{Document, ItemKind, Page, Quality, compose};
use crate::diag::Findings;
use crate::font::Fonts;
use crate::geom::{Length, Rect, Size};
use crate::issue::{
    Align, Attrs, Block, BlockId, BlockKind, Cell, Inline, InlineKind, Place, SpanWish, Table, plain,
};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::bundled)
}

fn composed(chance: &Chance) -> (Document, Findings) {
    let mut findings = Findings::new();
    let document = compose(&chance.issue, &chance.designs, fonts(), &mut findings).unwrap();
    (document, findings)
}

fn quality(document: &Document) -> Quality {
    document.quality.iter().fold(Quality::default(), |mut all, (_, q)| {
        all += *q;
        all
    })
}

#[test]
fn no_column_ends_in_a_divided_word() {
    for id in ["house-2025", "zheng-guo-editorial", "digest"] {
        let layout = bundled(id, Size::new(Length::mm(210), Length::mm(285)));
        for seed in 0..12 {
            let mut chance = Chance::new(seed, Mix::Words, 30);
            chance.designs = designs(&layout);
            let q = quality(&composed(&chance).0);
            assert!(q.columns + q.closings > 0, "{id}, seed {seed}: {q:?}");
            assert_eq!(
                (q.hyphen_feet, q.widows, q.orphans, q.stranded),
                (0, 0, 0, 0),
                "{id}, seed {seed}: {q:?}"
            );
        }
    }
}

/// The words of an article's blocks, one after the other.
fn source(blocks: &[Block], out: &mut String) {
    for b in blocks {
        match &b.kind {
            BlockKind::Heading(_, t) | BlockKind::Paragraph(t) | BlockKind::Question(t) => {
                out.push_str(&plain(t));
            }
            BlockKind::Callout(_, title, inner) => {
                out.push_str(&plain(title));
                source(inner, out);
            }
            BlockKind::Quote(inner) => source(inner, out),
            BlockKind::List(l) => l.items.iter().for_each(|i| source(i, out)),
            BlockKind::Figure(f) => out.push_str(&plain(&f.caption)),
            BlockKind::Table(t) => {
                out.push_str(&plain(&t.caption));
                let rows = std::iter::once(&t.head).chain(&t.rows);
                rows.flatten().for_each(|c| out.push_str(&plain(&c.text)));
            }
            BlockKind::Code(_, text) => out.push_str(text),
            BlockKind::Rule => {}
        }
    }
}

/// Everything that glyphs on the pages say, page numbers and running heads aside.
fn printed(document: &Document) -> String {
    let mut out = String::new();
    for item in document.pages.iter().flat_map(|p| &p.items) {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        let adorns = document.tags[item.tag.0 as usize].kind == super::TagKind::Artifact;
        if !adorns || item.span.is_some() {
            out.push_str(&run.text);
        }
    }
    out
}

#[test]
fn no_word_is_lost_and_the_thread_keeps_its_order() {
    for seed in 0..60 {
        let mix = [Mix::Words, Mix::Pictures][seed as usize % 2];
        let chance = Chance::new(seed, mix, 2 + seed % 20);
        let (document, findings) = composed(&chance);
        let article = &chance.issue.articles[0];
        let mut want = plain(&article.title);
        source(&article.body, &mut want);
        let got = printed(&document);
        assert_eq!(letters(&want), letters(&got), "seed {seed}: {findings:?}");
        let at: Vec<usize> = chance.marks.iter().map(|m| got.find(m.as_str()).unwrap()).collect();
        assert!(at.is_sorted(), "seed {seed}: {at:?}");
    }
}

/// Letters alone: the numbers of notes and lists are nobody's words.
fn words(text: &str) -> BTreeMap<char, usize> {
    letters(text).into_iter().filter(|(c, _)| c.is_alphabetic()).collect()
}

/// What is wrong with `document`, set from `chance`: words lost or said twice, the thread out of order, pictures that
/// do not stand once, what stands outside its page's text, one line on another or on a picture.
fn faults(chance: &Chance, document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    let article = &chance.issue.articles[0];
    let mut want = plain(&article.title);
    source(&article.body, &mut want);
    article.notes.iter().for_each(|n| source(&n.blocks, &mut want));
    let got = printed(document);
    if words(&want) != words(&got) {
        out.push("words are lost".to_owned());
    }
    let at: Vec<Option<usize>> = chance.marks.iter().map(|m| got.find(m.as_str())).collect();
    if !at.is_sorted() || at.contains(&None) {
        out.push(format!("the thread's order: {at:?}"));
    }
    let mut pictures = BTreeMap::<usize, i64>::new();
    for block in &article.body {
        let BlockKind::Figure(f) = &block.kind else { continue };
        f.pictures.iter().for_each(|p| *pictures.entry(p.picture.0 as usize).or_default() += 1);
    }
    for item in document.pages.iter().flat_map(|p| &p.items) {
        let ItemKind::Picture { picture, .. } = item.kind else { continue };
        *pictures.entry(picture.0 as usize).or_default() -= 1;
    }
    if pictures.values().any(|n| *n != 0) {
        out.push(format!("pictures: {pictures:?}"));
    }
    out.extend(document.pages.iter().enumerate().flat_map(|(n, page)| off_place(chance, document, n, page)));
    out
}

/// What stands outside the text of page `n`, on other lines or on pictures.
fn off_place(chance: &Chance, document: &Document, n: usize, page: &Page) -> Vec<String> {
    let spec = &chance.designs.articles[0].layout.page;
    let recto = n.is_multiple_of(2);
    let left = if recto { spec.inner } else { spec.outer };
    let block = Rect::new(left, spec.top, spec.width(), spec.height()).grow(spec.step / 2);
    let mut out = Vec::new();
    let mut lines: Vec<(Rect, &str)> = Vec::new();
    let mut pictures = Vec::new();
    for item in &page.items {
        let adorns = document.tags[item.tag.0 as usize].kind == super::TagKind::Artifact;
        match &item.kind {
            ItemKind::Glyphs(run) if !adorns => {
                let size = run.style.size;
                let wide: i64 = run.glyphs.iter().map(|g| i64::from(g.advance)).sum();
                // Spaces at a line's end hang.
                let shown = run.text.trim_end().len() as i64;
                let wide = Length::sp(wide).scale(shown, run.text.len().max(1) as i64);
                // Of a line, the height of its small letters.
                let own = Rect::new(run.at.x, run.at.y - size / 3, wide, size / 4);
                if !(block.x <= own.x
                    && own.right() <= block.right() + size
                    && block.y <= own.y
                    && own.bottom() <= block.bottom())
                {
                    out.push(format!("`{}` at {:?} outside {block:?}", run.text, run.at));
                }
                if let Some((_, other)) = lines.iter().find(|(r, _)| r.overlaps(&own)) {
                    out.push(format!("`{}` at {:?} on `{other}`", run.text, run.at));
                }
                lines.push((own, &run.text));
            }
            ItemKind::Picture { clip, .. } => {
                let inside = block.x <= clip.x
                    && clip.right() <= block.right()
                    && block.y <= clip.y
                    && clip.bottom() <= block.bottom();
                if !inside {
                    out.push(format!("picture {clip:?} outside {block:?}"));
                }
                pictures.push(*clip);
            }
            _ => {}
        }
    }
    for (own, text) in &lines {
        if pictures.iter().any(|p| p.grow(-Length::PT).overlaps(own)) {
            out.push(format!("page {n} `{text}` at {own:?} on a picture"));
        }
    }
    out
}

#[test]
fn any_mix_in_any_layout_stands_once_and_in_order() {
    // Those beyond 48: notes below what text goes round (104, 130, 289), floats on the foot
    // that notes lift (105, 475, 557), above floats that rise when columns are levelled (97, 159).
    let seeds: Vec<u64> = (0..48).chain([97, 104, 105, 130, 159, 289, 475, 557]).collect();
    let wrong: Vec<(u64, Vec<String>)> = seeds
        .into_par_iter()
        .map(|seed| {
            let chance = Chance::stirred(seed, 2 + seed % 16);
            (seed, faults(&chance, &composed(&chance).0))
        })
        .filter(|(_, faults)| !faults.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// An article of text with boxes and tables of any height among it.
fn with_boxes(seed: u64) -> Chance {
    let dice = &mut Dice(seed);
    let trim = Size::new(Length::mm(dice.pick(&[120, 170, 210])), Length::mm(dice.pick(&[160, 220, 285])));
    let layout = with_columns(trim, dice.pick(&[1, 2, 3, 4, 5, 6]));
    let mut chance = Chance::in_layout(dice, layout, Mix::Words, 6);
    let span = chance.issue.articles[0].body[0].span;
    let mut id = 50_000;
    let mut next = |kind| {
        id += 1;
        Block { id: BlockId(id), kind, attrs: Attrs::default(), span }
    };
    let said =
        |count: u64| vec![Inline { kind: InlineKind::Text("the box goes on ".repeat(count as usize)), span }];
    let mut boxes = Vec::new();
    for _ in 0..3 {
        let inner =
            (0..=dice.roll(40)).map(|_| next(BlockKind::Paragraph(said(1 + dice.roll(30))))).collect();
        let role = dice.pick(&["sidebar", "note", "bio"]);
        boxes.push(next(BlockKind::Callout(role.to_owned(), said(1), inner)));
        let columns = 1 + dice.roll(6) as usize;
        let row = |dice: &mut Dice| -> Vec<Cell> {
            (0..columns).map(|_| Cell { text: said(1 + dice.roll(3)) }).collect()
        };
        boxes.push(next(BlockKind::Table(Table {
            caption: said(1),
            align: vec![Align::Default; columns],
            head: row(dice),
            rows: (0..=dice.roll(120)).map(|_| row(dice)).collect(),
            span: dice.pick(&[SpanWish::Layout, SpanWish::Full, SpanWish::Columns(1), SpanWish::Columns(2)]),
            place: dice.pick(&[
                None,
                Some(Place::Here),
                Some(Place::End),
                Some(Place::Top),
                Some(Place::Bottom),
            ]),
        })));
    }
    let body = &mut chance.issue.articles[0].body;
    for made in boxes {
        let at = dice.roll(body.len() as u64 + 1) as usize;
        body.insert(at, made);
    }
    chance
}

#[test]
fn boxes_of_any_height_find_room_and_lose_nothing() {
    for seed in 0..16 {
        let chance = with_boxes(seed);
        let (document, findings) = composed(&chance);
        assert!(!findings.has_errors(), "seed {seed}: {findings:?}");
        let mut want = plain(&chance.issue.articles[0].title);
        source(&chance.issue.articles[0].body, &mut want);
        assert_eq!(letters(&want), letters(&printed(&document)), "seed {seed}: {findings:?}");
        let page = &chance.designs.articles[0].layout.page;
        let (top, foot) = (page.top, page.top + page.height() + page.step / 2);
        for item in document.pages.iter().flat_map(|p| &p.items) {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            let adorns = document.tags[item.tag.0 as usize].kind == super::TagKind::Artifact;
            assert!(
                adorns || (top..=foot).contains(&run.at.y),
                "seed {seed}: `{}` at {:?}",
                run.text,
                run.at
            );
        }
    }
}
