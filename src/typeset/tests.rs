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
        prohibition: crate::layout::Prohibition::Strict,
        balance: false,
        widows: 2,
        orphans: 2,
        max_hyphens: 2,
        keep_next: 0,
        rule_above: None,
        rule_below: None,
        run_in: false,
        turn: Length::ZERO,
        line_start: None,
        grid: GridMode::All,
    }
}

pub(super) fn run(text: &str, style: &Style, lang: &str) -> Run {
    Run {
        text: text.into(),
        style: Arc::new(RunStyle {
            strike: false,
            keep: false,
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
fn a_paragraph_goes_on_in_another_measure() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let para = set(&mut setter, TALE, &style(), "en");
    for (mm, then) in [(81, 40), (40, 81), (56, 30), (170, 56)] {
        let broken = setter.break_lines(&para, &Shape::plain(Length::mm(mm)), 0).unwrap();
        for from in 1..broken.lines.len() {
            let rest = Slot { x: Length::ZERO, w: Length::mm(then) };
            let again = setter.break_rest(&para, &broken, from, &Shape { first: Vec::new(), rest }).unwrap();
            check(&para, &again);
            assert!(again.lines[..from].iter().all(|l| l.slot.w == Length::mm(mm)));
            assert!(again.lines[from..].iter().all(|l| l.slot == rest));
        }
    }
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

fn lines_as_text(para: &Para, broken: &Broken) -> Vec<String> {
    draw(para, broken).iter().map(|l| text_of(std::slice::from_ref(l))).collect()
}

#[test]
fn a_cut_inside_a_ligature_shapes_both_sides_anew() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let mut style = style();
    style.align = HAlign::Left;
    let whole = set(&mut setter, "baffled", &style, "en");
    let id = |p: &Placed| p.run.glyphs.iter().map(|g| (g.id, g.bytes)).collect::<Vec<_>>();
    let broken = setter.break_lines(&whole, &Shape::plain(Length::mm(50)), 0).unwrap();
    let joined = id(&draw(&whole, &broken)[0][0]);
    assert!(joined.len() < "baffled".len(), "the face has a ligature here: {joined:?}");
    let narrow = whole.max_width().scale(70, 100);
    let broken = setter.break_lines(&whole, &Shape::plain(narrow), 0).unwrap();
    let drawn = draw(&whole, &broken);
    assert_eq!(lines_as_text(&whole, &broken), ["baf", "fled"]);
    assert_eq!(drawn[0][0].run.glyphs.len(), 4, "b, a, f and a hyphen");
    assert_eq!(drawn[0][0].run.glyphs[3].bytes, 0);
    assert!(broken.lines[0].hyphenated && !broken.lines[1].hyphenated);
    let alone = set(&mut setter, "fled", &style, "en");
    let one = setter.break_lines(&alone, &Shape::plain(Length::mm(50)), 0).unwrap();
    assert_eq!(id(&drawn[1][0]), id(&draw(&alone, &one)[0][0]));
}

#[test]
fn hyphens_keep_their_limits() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let text = "Internationalization considerations notwithstanding, characteristically straightforward responsibilities \
        immediately counterbalance overwhelmingly disproportionate misunderstandings throughout organizational hierarchies \
        everywhere, unfortunately demonstrating extraordinarily incomprehensible interrelationships.";
    for most in [1, 2] {
        let style = Style { max_hyphens: most, ..style() };
        let para = set(&mut setter, text, &style, "en");
        for mm in [35, 40, 45, 50, 56, 60] {
            let broken = setter.break_lines(&para, &Shape::plain(Length::mm(mm)), 0).unwrap();
            let ends: Vec<bool> = broken.lines.iter().map(|l| l.hyphenated).collect();
            let longest = ends.split(|h| !h).map(<[bool]>::len).max().unwrap_or(0);
            let kept = longest <= most as usize;
            assert!(kept || broken.strained && (most == 1 || mm < 50), "{most} {mm} {ends:?}");
            for line in lines_as_text(&para, &broken).iter().zip(&ends).filter(|(_, h)| **h) {
                let piece = line.0.rsplit([' ']).next().unwrap();
                assert!(piece.chars().count() >= 2, "{line:?}");
            }
        }
    }
    let para = set(&mut setter, text, &style(), "en");
    let narrow = setter.break_lines(&para, &Shape::plain(Length::mm(35)), 0).unwrap();
    let torn = narrow.lines.iter().filter(|l| !l.last && l.word_space > 60_000).count();
    assert!(
        torn <= 1,
        "a narrow column is hyphenated before it is torn: {:?}",
        lines_as_text(&para, &narrow)
    );
    let plain = Style { hyphenate: false, ..style() };
    let para = set(&mut setter, text, &plain, "en");
    let broken = setter.break_lines(&para, &Shape::plain(Length::mm(45)), 0).unwrap();
    assert!(broken.lines.iter().all(|l| !l.hyphenated));
}

#[test]
fn soft_hyphens_say_where_and_are_not_drawn() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let style = Style { align: HAlign::Left, ..style() };
    let para = set(&mut setter, "Donaudampf\u{ad}schiff", &style, "de");
    let broken = setter.break_lines(&para, &Shape::plain(para.max_width() - Length::pt(1)), 0).unwrap();
    assert_eq!(lines_as_text(&para, &broken), ["Donaudampf", "schiff"]);
    assert!(broken.lines[0].hyphenated);
}

#[test]
fn no_text_leaves_the_measure_however_narrow() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    for align in [HAlign::Justify, HAlign::Left, HAlign::Center] {
        let style = Style { align, hyphenate: false, ..style() };
        let text = "Donaudampfschifffahrtsgesellschaftskapitänsmütze and 12345678901234567890123456789012345678901234567890";
        let para = set(&mut setter, text, &style, "de");
        for mm in [4, 8, 15, 30] {
            let w = Length::mm(mm);
            let broken = setter.break_lines(&para, &Shape::plain(w), 0).unwrap();
            let drawn = draw(&para, &broken);
            assert_eq!(text_of(&drawn), text);
            for (line, placed) in broken.lines.iter().zip(&drawn) {
                assert_eq!(line.over, Length::ZERO);
                assert!(width(placed) <= w.to_sp(), "{mm} {}", text_of(std::slice::from_ref(placed)));
            }
        }
    }
}

#[test]
fn an_address_breaks_after_its_signs_without_a_hyphen() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let text = "See https://www.example.com/archive/international-edition/page.html?volume=12&page=3 for it.";
    let para = set(&mut setter, text, &style(), "en");
    for mm in [30, 35, 40] {
        let broken = setter.break_lines(&para, &Shape::plain(Length::mm(mm)), 0).unwrap();
        let lines = lines_as_text(&para, &broken);
        assert_eq!(lines.concat(), text);
        assert!(broken.lines.iter().all(|l| !l.hyphenated), "{lines:?}");
        for line in &lines {
            assert!(line.ends_with([' ', '/', '.', '-', '?', '=', '&']), "{lines:?}");
        }
    }
}

#[test]
fn capitals_keep_the_text_as_written() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    for case in [Case::Upper, Case::Lower, Case::Small] {
        for family in ["Source Serif 4", "Barlow Condensed"] {
            let style = Style { case, families: vec![family.into()], ..style() };
            let text = "Straße nach Österreich und weiter in die Ferne, über alle Berge und Täler hinweg";
            let runs = [
                run("Die ", &self::style(), "de"),
                run(text, &style, "de"),
                run(" – Ende", &self::style(), "de"),
            ];
            let para = setter.para(&runs, &style, &Lang("de".into()));
            let broken = setter.break_lines(&para, &Shape::plain(Length::mm(40)), 0).unwrap();
            check(&para, &broken);
        }
    }
}

#[test]
fn small_capitals_are_true_ones_where_the_face_has_them() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let mut sizes = |family: &str| {
        let style = Style { case: Case::Small, families: vec![family.into()], ..style() };
        let para = set(&mut setter, "Ab", &style, "en");
        let broken = setter.break_lines(&para, &Shape::plain(Length::mm(40)), 0).unwrap();
        draw(&para, &broken)[0].iter().map(|p| (p.run.text.clone(), p.run.style.size)).collect::<Vec<_>>()
    };
    let size = style().size;
    assert_eq!(sizes("Source Serif 4"), [("Ab".to_owned(), size)]);
    assert_eq!(sizes("JetBrains Mono"), [("A".to_owned(), size), ("b".to_owned(), size.scale(80, 100))]);
}

#[test]
fn right_to_left_runs_stand_backwards_and_read_forwards() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let style = Style { align: HAlign::Left, ..style() };
    let para = set(&mut setter, "say אבג 12 now", &style, "en");
    let broken = setter.break_lines(&para, &Shape::plain(Length::mm(90)), 0).unwrap();
    let line = &draw(&para, &broken)[0];
    assert_eq!(text_of(std::slice::from_ref(line)), "say אבג 12 now");
    let x = |text: &str| line.iter().find(|p| p.run.text.contains(text)).unwrap().run.at.x;
    assert!(
        x("say") < x("12") && x("12") < x("ג") && x("ג") < x("ב") && x("ב") < x("א") && x("א") < x("now")
    );
    let lost: String = setter.missing().iter().map(|m| m.ch).collect();
    assert_eq!(lost, "אבג");
}

#[test]
fn forced_breaks_end_lines() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let para = set(&mut setter, "One line\nand another\n\nthe end", &style(), "en");
    let broken = setter.break_lines(&para, &Shape::plain(Length::mm(90)), 0).unwrap();
    assert_eq!(lines_as_text(&para, &broken), ["One line ", "and another ", " ", "the end"]);
    assert_eq!(broken.lines[0].word_space, 10_000);
}

#[test]
fn ragged_lines_stay_natural_and_even() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    for align in [HAlign::Left, HAlign::Right, HAlign::Center] {
        let style = Style { align, hyphenate: false, ..style() };
        let para = set(&mut setter, TALE, &style, "en");
        let w = Length::mm(60);
        let broken = setter.break_lines(&para, &Shape::plain(w), 0).unwrap();
        let drawn = draw(&para, &broken);
        let last = broken.lines.len() - 1;
        for (line, placed) in broken.lines.iter().zip(&drawn) {
            assert_eq!(line.word_space, 10_000);
            assert_eq!(width(placed), line.width.to_sp());
            let spare = w - line.width;
            let left = match align {
                HAlign::Right => spare,
                HAlign::Center => spare / 2,
                _ => Length::ZERO,
            };
            assert_eq!(placed[0].run.at.x, left);
            assert!(line.last || spare < w / 4, "{spare}");
        }
        assert!(broken.lines[last].width > w / 6);
    }
}

#[test]
fn hanging_marks_leave_the_measure_and_letters_line_up() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let style = Style { protrude: true, ..style() };
    let para = set(&mut setter, TALE, &style, "en");
    let w = Length::mm(56);
    let broken = setter.break_lines(&para, &Shape::plain(w), 0).unwrap();
    let mut hung = 0;
    for (line, placed) in broken.lines.iter().zip(draw(&para, &broken)) {
        let left = placed[0].run.at.x.to_sp();
        let over = left + width(&placed) - w.to_sp();
        assert!(left <= 0 && left > -Length::pt(5).to_sp());
        assert!(line.last || (0..Length::pt(3).to_sp()).contains(&over), "{over}");
        hung += usize::from(over > 0 && !line.last);
    }
    assert!(hung > 2);
}

#[test]
fn a_very_long_paragraph_is_broken_in_one_go() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    let long = format!("{TALE} ").repeat(330);
    assert!(long.len() > 190_000);
    let para = set(&mut setter, &long, &style(), "en");
    let broken = setter.break_lines(&para, &Shape::plain(Length::mm(56)), 0).unwrap();
    check(&para, &broken);
    assert!(broken.lines.len() > 4000);
}

#[test]
fn a_word_is_shaped_once_and_its_cuts_with_it() {
    let fonts = Fonts::bundled();
    let mut setter = Setter::new(&fonts);
    set(&mut setter, "often seen, often", &style(), "en");
    let first = setter.work();
    assert_eq!(first.words, 2);
    set(&mut setter, "seen, often often", &style(), "en");
    assert_eq!(setter.work(), first);
    set(&mut setter, "often", &Style { size: Length::pt(20), ..style() }, "en");
    assert_eq!(setter.work(), first, "the size does not matter");
    set(&mut setter, "often", &style(), "de");
    assert_eq!(setter.work().words, 3, "the language does");
    let before = setter.work().shaped;
    set(&mut setter, "一个国家的汽车工业", &style(), "zh");
    assert_eq!(setter.work().shaped, before + 2, "a word space, and Chinese as one");
}
