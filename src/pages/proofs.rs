//! Proofs of the make-up on random articles: what never happens, whatever the article.
//! Looks of single pages are judged elsewhere.

use super::chance::{Chance, Mix, bundled, designs, letters};
use super::{Document, ItemKind, Quality, compose};
use crate::diag::Findings;
use crate::font::Fonts;
use crate::geom::{Length, Size};
use crate::issue::{Block, BlockKind, plain};
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
            chance.designs = designs(layout.clone());
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
