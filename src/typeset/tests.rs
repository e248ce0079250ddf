//! Tests of the room as a whole: text in, lines out.
//! Rules of single parts are tested beside them.

use super::{Broken, Para, Placed, Run, RunStyle, Setter, Shape, Slot, TagId};
use crate::color::Ink;
use crate::font::Fonts;
use crate::geom::{Length, Point};
use crate::issue::Lang;
use crate::layout::{Case, GridMode, HAlign, Justify, NumberRange, Style, VAlign};
use std::sync::Arc;

pub(super) const TALE: &str = "In olden times when wishing still helped one, there lived a king whose daughters were all beautiful; and the youngest was so beautiful that the sun itself, which has seen so much, was astonished whenever it shone in her face. Close by the king’s castle lay a great dark forest, and under an old lime-tree in the forest was a well, and when the day was very warm, the king’s child went out into the forest and sat down by the side of the cool fountain; and when she was bored she took a golden ball, and threw it up on high and caught it; and this ball was her favorite plaything.";

pub(super) fn style() -> Style {
    let range = |min, opt, max| NumberRange { min, opt, max };
    Style {
        name: "body".into(),
        families: vec!["Source Serif 4".into(), "Noto Serif SC".into()],
        weight: 400,
        italic: false,
        size: Length::sp(606_208),
        leading: Length::sp(819_200),
        color: Ink::BLACK,
        fill: None,
        align: HAlign::Justify,
        valign: VAlign::Top,
        indent: Length::ZERO,
        left: Length::ZERO,
        right: Length::ZERO,
        before: Length::ZERO,
        after: Length::ZERO,
        case: Case::None,
        tracking: 0,
        features: Vec::new(),
        hyphenate: true,
        justify: Justify {
            word: range(7800, 10_000, 13_300),
            letter: range(-50, 0, 100),
            glyph: range(9700, 10_000, 10_300),
        },
        protrude: false,
        widows: 2,
        orphans: 2,
        max_hyphens: 2,
        keep_next: 0,
        rule_above: None,
        rule_below: None,
        run_in: false,
        line_start: None,
        grid: GridMode::All,
    }
}

pub(super) fn run(text: &str, style: &Style, lang: &str) -> Run {
    Run {
        text: text.into(),
        style: Arc::new(RunStyle {
            families: style.families.clone().into(),
            weight: style.weight,
            italic: style.italic,
            size: style.size,
            color: style.color.clone(),
            tracking: style.tracking,
            features: style.features.clone().into(),
            case: style.case,
            raise: Length::ZERO,
            lang: Lang(lang.into()),
            hyphenate: style.hyphenate,
        }),
        tag: TagId(0),
        link: None,
        span: None,
    }
}

pub(super) fn set(setter: &mut Setter<'_>, text: &str, style: &Style, lang: &str) -> Para {
    setter.para(&[run(text, style, lang)], style, &Lang(lang.into()))
}

pub(super) fn draw(para: &Para, broken: &Broken) -> Vec<Vec<Placed>> {
    broken
        .lines
        .iter()
        .map(|line| {
            let mut out = Vec::new();
            para.draw(line, Point::default(), &mut out);
            out
        })
        .collect()
}

pub(super) fn text_of(lines: &[Vec<Placed>]) -> String {
    lines.iter().flatten().map(|p| p.run.text.as_str()).collect()
}

pub(super) fn width(line: &[Placed]) -> i64 {
    line.iter().flat_map(|p| &p.run.glyphs).map(|g| i64::from(g.advance)).sum()
}

/// Every line but the last fills its measure exactly, and every byte of the text is drawn once.
fn check(para: &Para, broken: &Broken) {
    let drawn = draw(para, broken);
    assert_eq!(text_of(&drawn), para.text());
    for (line, placed) in broken.lines.iter().zip(&drawn) {
        let w = width(placed);
        if line.last {
            assert!(w <= line.slot.w.to_sp(), "{w} {:?}", line.slot);
        } else {
            assert_eq!(w, line.slot.w.to_sp(), "{}", text_of(std::slice::from_ref(placed)));
        }
        for p in placed {
            let bytes: usize = p.run.glyphs.iter().map(|g| usize::from(g.bytes)).sum();
            assert_eq!(bytes, p.run.text.len());
        }
    }
    let mut at = 0;
    for line in &broken.lines {
        assert_eq!(line.chars.start, at);
        at = line.chars.end;
    }
    assert_eq!(at as usize, para.text().chars().count());
}

#[test]
fn lines_fill_their_measure_to_the_scaled_point() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    for mm in [30, 40, 56, 81, 170] {
        let para = set(&mut setter, TALE, &style(), "en");
        let broken = setter.break_lines(&para, &Shape::plain(Length::mm(mm)), 0).unwrap();
        check(&para, &broken);
    }
    assert!(setter.missing().is_empty());
}

#[test]
fn every_line_keeps_its_own_measure() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let mut para = set(&mut setter, TALE, &style(), "en");
    para.indent = Length::pt(9);
    let slot = |x, w| Slot { x: Length::mm(x), w: Length::mm(w) };
    let shape = Shape { first: vec![slot(10, 45), slot(10, 45), slot(0, 40)], rest: slot(0, 55) };
    let broken = setter.break_lines(&para, &shape, 0).unwrap();
    check(&para, &broken);
    assert_eq!(broken.lines[0].slot.w, Length::mm(45) - Length::pt(9));
    assert_eq!(broken.lines[0].slot.x, Length::mm(10) + Length::pt(9));
    assert_eq!(broken.lines[1].slot, slot(10, 45));
    assert_eq!(broken.lines[2].slot, slot(0, 40));
    assert_eq!(broken.lines[3].slot, slot(0, 55));
}

#[test]
fn looseness_changes_the_count_of_lines_at_a_price() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let para = set(&mut setter, &TALE.repeat(3), &style(), "en");
    let shape = Shape::plain(Length::mm(56));
    let best = setter.break_lines(&para, &shape, 0).unwrap();
    let more = setter.break_lines(&para, &shape, 1).unwrap();
    let fewer = setter.break_lines(&para, &shape, -1);
    assert_eq!(more.lines.len(), best.lines.len() + 1);
    assert!(more.cost > best.cost);
    check(&para, &more);
    if let Some(fewer) = fewer {
        assert_eq!(fewer.lines.len() + 1, best.lines.len());
        check(&para, &fewer);
    }
    assert!(setter.break_lines(&para, &Shape::plain(Length::MAX), -1).is_none());
}

#[test]
fn a_drop_cap_stands_on_its_line_and_reaches_the_capitals() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let (body, step) = (style(), Length::pt(12));
    let cap = setter.drop_cap(&[run("“Once upon", &body, "en")], &body, &body, 3, step).unwrap();
    assert_eq!((cap.chars, cap.rest[0].text.as_str()), (2, "nce upon"));
    let mut out = Vec::new();
    cap.draw(Point::new(Length::pt(100), Length::pt(200)), &mut out);
    assert_eq!(text_of(std::slice::from_ref(&out)), "“O");
    let letter = &out[1].run;
    assert_eq!(letter.at.y, Length::pt(224));
    let capitals = |size: Length| size.scale(670, 1000);
    let top = letter.at.y - capitals(letter.style.size);
    assert!((top - (Length::pt(200) - capitals(body.size))).abs() < Length::sp(10));
    let face = fonts.face(letter.face).unwrap();
    let left =
        letter.at.x + letter.style.size.scale(i64::from(face.ink(letter.glyphs[0].id).unwrap()[0]), 1000);
    assert!(left > out[0].run.at.x && left < Length::pt(100) + cap.width);
    let plain = setter.drop_cap(&[run("Once", &body, "en")], &body, &body, 3, step).unwrap();
    assert!(plain.width < cap.width);
    assert!(setter.drop_cap(&[run("— so", &body, "en")], &body, &body, 3, step).is_none());
}
