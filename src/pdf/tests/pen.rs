//! The pen that a viewer moves against the advances that a line was set with.
//! Reads the text operators that `draw` writes and nothing else.

use super::sample::{at, line, style};
use crate::color::Ink;
use crate::font::Fonts;
use crate::geom::Length;
use crate::pages::{Document, Item, ItemKind, Page};
use crate::pdf::Flavour;
use crate::typeset::TagId;
use lopdf::Object;
use lopdf::content::Content;

/// Where each glyph of the page's only line comes to stand, in points from the line's origin.
fn stands(bytes: &[u8]) -> Vec<f64> {
    let file = super::Read::of(bytes);
    let fonts = file.get(file.page(0), &["Resources", "Font"]).unwrap().as_dict().unwrap();
    let descendants = file.get(fonts, &["F0", "DescendantFonts"]).unwrap().as_array().unwrap();
    let cid = file.0.get_dictionary(descendants[0].as_reference().unwrap()).unwrap();
    let widths: Vec<f64> = cid.get(b"W").unwrap().as_array().unwrap()[1]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| f64::from(w.as_float().unwrap()))
        .collect();
    let content = Content::decode(&file.0.get_page_content(file.0.page_iter().next().unwrap())).unwrap();
    let (mut size, mut spacing, mut wide, mut pen) = (0.0, 0.0, 1.0, 0.0);
    let mut out = Vec::new();
    for op in content.operations {
        let number = |i: usize| f64::from(op.operands[i].as_float().unwrap());
        match op.operator.as_str() {
            "Tf" => size = number(1),
            "Tc" => spacing = number(0),
            "Tz" => wide = number(0) / 100.0,
            "TJ" => {
                for part in op.operands[0].as_array().unwrap() {
                    if let Object::String(codes, _) = part {
                        for code in codes.chunks_exact(2) {
                            out.push(pen);
                            let glyph = usize::from(u16::from_be_bytes([code[0], code[1]]));
                            pen += (widths[glyph] / 1000.0 * size + spacing) * wide;
                        }
                    } else {
                        pen -= f64::from(part.as_float().unwrap()) / 1000.0 * size * wide;
                    }
                }
            }
            _ => {}
        }
    }
    out
}

#[test]
fn a_viewers_pen_stands_where_the_line_was_set() {
    let fonts = Fonts::bundled();
    let (document, issue, _) = super::sample();
    for (family, size, tracking, scale) in [
        ("Source Serif 4", 9.25, 0, 10_000),
        ("Barlow Condensed", 72.0, 40, 9_870),
        ("JetBrains Mono", 1.5, -15, 10_000),
        ("Source Sans 3", 300.0, 3, 10_150),
    ] {
        let face = fonts.find(family, 400, false).unwrap();
        let mut style = (*style(Ink::BLACK)).clone();
        style.size = Length::sp((size * 65_536.0) as i64);
        style.tracking = tracking;
        let words = "Pens move, and kerning (AV, To) moves them; so \\ does space. ".repeat(3);
        let mut run = line(&fonts, face, &style.into(), at(10, 100), &words, Length::sp(213_001));
        run.scale = scale;
        let mut seed = 7_u32;
        for glyph in &mut run.glyphs {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            glyph.advance += (seed >> 16) as i32 % 9000 * i32::from(seed.is_multiple_of(3)) - 2000;
        }
        let want: Vec<f64> = run
            .glyphs
            .iter()
            .scan(0_i64, |sum, g| {
                let here = *sum;
                *sum += i64::from(g.advance);
                Some(f64::from(i32::try_from(here).unwrap()) / 65_536.0)
            })
            .collect();
        let item = Item { kind: ItemKind::Glyphs(run), tag: TagId(3), span: None };
        let page = Page { items: vec![item], ..document.pages[0].clone() };
        let document = Document { pages: vec![page], ..document.clone() };
        let got = stands(&super::built(&document, &issue, &fonts, Flavour::Press, 1));
        assert_eq!(got.len(), want.len());
        // Where a blank stands, nobody sees.
        let seen = words.chars().map(|c| c != ' ');
        for (i, (g, w)) in got.iter().zip(&want).enumerate().zip(seen).filter(|(_, s)| *s).map(|(at, _)| at) {
            assert!((g - w).abs() < 0.0021, "{family} glyph {i}: {g} points, set at {w}");
        }
    }
}
