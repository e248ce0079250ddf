//! Tests of Chinese setting: grid, prohibitions, squeezed marks, spaces beside Latin.
//! Rules of CLREQ, counted on lines.

use super::tests::{draw, run, set, style, text_of, width};
use super::{Placed, Setter, Shape};
use crate::font::{FontData, Fonts, Loader, index};
use crate::geom::Length;
use crate::layout::Style;

const NEWS: &str = "“大众汽车”（Volkswagen）与一汽的合资企业——一汽-大众，于2025年10月30日迎来了第3000万辆整车下线。这是中国乘用车企业第一次达到这一数字；在此之前，没有哪一家工厂能在四十年间连续不断地生产、销售、维修如此多的轿车。“三千万”，意味着什么？有人说：“这不过是一个数字。”（也许吧……）但是，《经济日报》的记者认为：它标志着一个时代的终结，和另一个时代的开始。";

/// All faces that come with the program, the Chinese ones too.
pub(super) fn fonts() -> Fonts {
    let mut fonts = Fonts::bundled();
    for entry in index().filter(|e| !e.bundled) {
        let path = format!("{}/fonts/{}", env!("CARGO_MANIFEST_DIR"), entry.file);
        fonts.add_later(entry.name, Loader::new(move || std::fs::read(&path).ok().map(FontData::from)));
    }
    fonts
}

fn han() -> Style {
    Style { size: Length::pt(9), protrude: true, ..style() }
}

fn lines(setter: &mut Setter<'_>, text: &str, style: &Style, ems: i64) -> Vec<Vec<Placed>> {
    let para = set(setter, text, style, "zh-Hans");
    let broken = setter.break_lines(&para, &Shape::plain(style.size * ems), 0).unwrap();
    let drawn = draw(&para, &broken);
    assert_eq!(text_of(&drawn), text);
    for (line, placed) in broken.lines.iter().zip(&drawn) {
        let hang = placed[0].run.at.x.to_sp();
        let w = hang + width(placed);
        assert!(line.last || w == line.slot.w.to_sp(), "{w} {}", text_of(std::slice::from_ref(placed)));
    }
    drawn
}

#[test]
fn unmixed_text_stands_in_a_true_grid() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let drawn = lines(&mut setter, &"天地玄黄宇宙洪荒日月盈昃辰宿列张".repeat(4), &han(), 17);
    let em = Length::pt(9).to_sp();
    for line in &drawn {
        assert!(line.iter().flat_map(|p| &p.run.glyphs).all(|g| i64::from(g.advance) == em));
    }
    assert!(setter.missing().is_empty());
}

#[test]
fn marks_keep_to_their_line_in_every_measure() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    for family in ["Noto Serif SC", "LXGW WenKai"] {
        let style = Style { families: vec!["Source Serif 4".into(), family.into()], ..han() };
        for ems in 11..24 {
            let drawn = lines(&mut setter, NEWS, &style, ems);
            for line in drawn.iter().skip(1).map(|l| text_of(std::slice::from_ref(l))) {
                assert!(
                    !line.starts_with(['，', '。', '；', '：', '？', '”', '）', '》', '、', '—', '…']),
                    "{ems} {line}"
                );
            }
            for line in drawn.iter().rev().skip(1).map(|l| text_of(std::slice::from_ref(l))) {
                assert!(!line.ends_with(['“', '（', '《']), "{ems} {line}");
            }
            let last = text_of(std::slice::from_ref(drawn.last().unwrap()));
            assert!(last.chars().filter(|c| c.is_alphanumeric()).count() > 1, "{ems} {last}");
        }
    }
}

#[test]
fn neighbouring_marks_and_opening_marks_at_a_start_are_squeezed() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let style = han();
    let em = style.size.to_sp();
    let mut natural = |text: &str| set(&mut setter, text, &style, "zh-Hans").max_width().to_sp() * 2 / em;
    assert_eq!(natural("甲乙丙"), 6);
    assert_eq!(natural("甲，乙"), 6);
    assert_eq!(natural("甲，（乙"), 7, "a closing mark's blank makes room for an opening one's");
    assert_eq!(natural("甲。”乙"), 7, "of two closing marks the first gives its blank");
    assert_eq!(natural("（甲"), 3, "at a line's start an opening mark has no blank");
    assert_eq!(natural("甲——乙"), 8, "a dash is two ems");
}

#[test]
fn a_quarter_em_parts_chinese_from_latin() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let style = han();
    let mut natural = |text: &str| set(&mut setter, text, &style, "zh-Hans").max_width();
    assert_eq!(natural("甲ab乙"), natural("甲乙") + natural("ab") + style.size / 2);
    assert_eq!(natural("甲，ab"), natural("甲，") + natural("ab"), "a mark needs no further space");
}

#[test]
fn emphasis_is_dotted_under_every_character_but_marks() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let style = han();
    let slanted = Style { italic: true, ..han() };
    let runs = [
        run("这是", &style, "zh-Hans"),
        run("重点，Auto", &slanted, "zh-Hans"),
        run("。", &style, "zh-Hans"),
    ];
    let para = setter.para(&runs, &style, &crate::issue::Lang("zh-Hans".into()));
    let broken = setter.break_lines(&para, &Shape::plain(style.size * 20), 0).unwrap();
    let drawn = draw(&para, &broken);
    assert_eq!(text_of(&drawn), "这是重点，Auto。");
    let dots: Vec<&Placed> = drawn[0].iter().filter(|p| p.run.text.is_empty()).collect();
    assert_eq!(dots.len(), 1);
    assert_eq!(dots[0].run.glyphs.len(), 2, "under 重 and 点, not under the comma or the Latin");
    assert!(dots[0].run.at.y > drawn[0][0].run.at.y);
}

#[test]
fn a_mark_of_a_note_stands_close_and_opens_no_line() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let style = han();
    let raised = |text: &str| {
        let mut mark = run(text, &style, "zh-Hans");
        std::sync::Arc::make_mut(&mut mark.style).raise = Length::pt(3);
        mark
    };
    let lang = crate::issue::Lang("zh-Hans".into());
    let one = setter.para(
        &[run("汽车", &style, "zh-Hans"), raised("1"), run("的", &style, "zh-Hans")],
        &style,
        &lang,
    );
    let figure = setter.para(&[raised("1")], &style, &lang).max_width();
    assert_eq!(one.max_width(), style.size * 3 + figure, "no quarter-ems beside it");
    let runs =
        [run("天地玄黄宇宙洪荒日月", &style, "zh-Hans"), raised("1"), run("盈昃辰宿列张", &style, "zh-Hans")];
    let para = setter.para(&runs, &style, &lang);
    for ems in 5..12 {
        let broken = setter.break_lines(&para, &Shape::plain(style.size * ems), 0).unwrap();
        for line in draw(&para, &broken) {
            assert!(!text_of(std::slice::from_ref(&line)).starts_with('1'), "{ems}");
        }
    }
}

#[test]
fn chinese_lends_no_line_by_spreading_its_characters() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let para = set(&mut setter, &"天地玄黄宇宙洪荒日月盈昃辰宿列张".repeat(5), &han(), "zh-Hans");
    let shape = Shape::plain(han().size * 16);
    assert!(
        setter.break_lines(&para, &shape, 1).is_none() && setter.break_lines(&para, &shape, -1).is_none()
    );
    let marked = set(&mut setter, &NEWS.repeat(2), &han(), "zh-Hans");
    for ems in 11..24 {
        let shape = Shape::plain(han().size * ems);
        let spread = |b: &crate::typeset::Broken| b.lines.iter().map(|l| l.fill.wide).sum::<i64>();
        let best = spread(&setter.break_lines(&marked, &shape, 0).unwrap());
        for lent in [-1, 1] {
            let Some(other) = setter.break_lines(&marked, &shape, lent) else { continue };
            assert!(spread(&other) <= best + han().size.to_sp(), "{ems} {lent}");
        }
    }
}

#[test]
fn basic_prohibition_lets_a_dash_open_a_line_and_strict_does_not() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let opens = |setter: &mut Setter<'_>, prohibition| {
        let style = Style { prohibition, ..han() };
        let drawn = lines(setter, "天地玄黄宇宙——洪荒日月盈昃辰宿列张", &style, 6);
        text_of(std::slice::from_ref(&drawn[1])).starts_with('—')
    };
    assert!(opens(&mut setter, crate::layout::Prohibition::Basic));
    assert!(!opens(&mut setter, crate::layout::Prohibition::Strict));
}

#[test]
fn widths_of_marks_by_class() {
    let fonts = fonts();
    let mut setter = Setter::new(&fonts);
    let style = han();
    let em = style.size.to_sp();
    let mut halves = |text: &str| set(&mut setter, text, &style, "zh-Hans").max_width().to_sp() * 2 / em;
    assert_eq!(halves("甲·乙"), 5, "an interpunct takes half an em (GB/T 15834-2011 5.1.7)");
    assert_eq!(halves("甲《“乙”》丙"), 12, "of two opening or two closing marks one blank stands");
    assert_eq!(halves("甲……乙"), 8, "an ellipsis is two ems");
    let tall = Style { size: Length::pt(40), ..han() };
    let para = set(&mut setter, "国", &tall, "zh-Hans");
    let (above, below) = setter.ideographs(&para).unwrap();
    assert!(above > tall.size * 4 / 5 && above < tall.size && below < tall.size / 5);
    let latin = set(&mut setter, "Auto", &tall, "en");
    assert!(setter.ideographs(&latin).is_none());
}
