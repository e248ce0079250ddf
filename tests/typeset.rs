//! Rules of the line, each as a case: a folder of `tests/typeset` with a text, how it is set, and what came out.
//! A case names the source of its rule; `lines.txt` was looked at before it was kept.
//!
//! `case.txt` has lines `key: value`, then `---`, then paragraphs, one a line; `\n` in them is a forced break,
//! `\u{…}` a character, `{lang=zh|…}` a run that differs in some keys. Keys: `source`, `rule` (both must be there),
//! `measure` (millimetres; several for the first lines, the last for all others), `size`, `indent` (points), `font`
//! (families, comma), `lang`, `features`, `align`, `case`, `hyphens` (most in a row; 0: none), `protrude`, `justify`
//! (word min max, letter min max, glyph min max; percent), `loose` (lines more, one number or several), `cap`
//! (lines), `raise`, `italic`, `balance` and `show` (`glyphs`: each glyph with its advance; `words`: every place of
//! division of each word; `ems`: where each character stands; `marks`: the text as its language writes marks, each
//! line behind its tag). `ems` is the measure in ems, `prohibition` one level or more, `each` what takes the place
//! of `◇` in turn, `not-first` and `not-last` are characters that open and end no line.

use crate::kit::Goldens;
use masthead::diag::{FileId, Findings};
use masthead::font::Fonts;
use masthead::geom::{Length, Point};
use masthead::issue::Lang;
use masthead::layout::{Case, HAlign, Justify, NumberRange, Prohibition, Style};
use masthead::markdown::{self, RawKind};
use masthead::typeset::{Broken, DropCap, Para, Placed, Run, RunStyle, Setter, Shape, Slot, TagId};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

type Keys<'a> = BTreeMap<&'a str, &'a str>;

#[test]
fn every_rule_of_the_line_gives_the_lines_that_it_gave() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/typeset");
    let mut cases: Vec<String> = fs::read_dir(&folder)
        .expect("tests/typeset")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    cases.sort();
    assert!(cases.len() >= 20, "{cases:?}");
    let mut fonts = Fonts::bundled();
    let han = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/noto-serif-sc/NotoSerifSC-Regular.ttf");
    fonts.add(fs::read(han).expect("a Chinese face"));
    let mut setter = Setter::new(&fonts);
    let mut goldens = Goldens::new("typeset", "lines.txt");
    for case in cases {
        let text = fs::read_to_string(folder.join(&case).join("case.txt")).expect("case.txt");
        let (head, body) = text.split_once("\n---\n").expect("a line ---");
        let keys: Keys<'_> = head.lines().filter_map(|l| l.split_once(": ")).collect();
        for must in ["source", "rule"] {
            if keys.get(must).is_none_or(|s| s.trim().is_empty()) {
                goldens.fault(format!("{case}: no `{must}`"));
            }
        }
        let dumped = dump(&mut setter, &keys, body);
        for fault in misplaced(&keys, &dumped) {
            goldens.fault(format!("{case}: {fault}"));
        }
        goldens.check(&case, &dumped);
    }
    goldens.finish();
}

fn dump(setter: &mut Setter<'_>, keys: &Keys<'_>, body: &str) -> String {
    let mut out = String::new();
    let levels: Vec<&str> = keys.get("prohibition").unwrap_or(&"strict").split(' ').collect();
    for level in &levels {
        if levels.len() > 1 {
            let _ = writeln!(out, "{level}");
        }
        let mut keys = keys.clone();
        keys.insert("prohibition", level);
        for text in paragraphs(&keys, body) {
            paragraph(&mut out, setter, &keys, &text);
        }
    }
    out
}

/// The paragraphs of a case; those with a `◇` once for each of what takes its place.
fn paragraphs(keys: &Keys<'_>, body: &str) -> Vec<String> {
    let lines = || body.lines().filter(|l| !l.is_empty());
    let Some(each) = keys.get("each") else { return lines().map(str::to_owned).collect() };
    each.split(' ').flat_map(|one| lines().map(move |l| l.replace('◇', one))).collect()
}

fn paragraph(out: &mut String, setter: &mut Setter<'_>, keys: &Keys<'_>, text: &str) {
    let style = style_of(keys);
    let runs = runs_of(&unescaped(text), keys);
    let lang = Lang(keys.get("lang").unwrap_or(&"en-US").to_string());
    let show = keys.get("show").copied().unwrap_or_default();
    if show == "marks" {
        let (tag, words) = text.split_once(' ').expect("a tag and a text");
        let _ = writeln!(out, "{tag} {}", marked(words, tag));
        return;
    }
    if show == "words" {
        let _ = writeln!(out, "{}", divided(text, &lang));
        return;
    }
    let lines = keys.get("cap").map(|c| c.parse().expect("lines"));
    let cap = lines.and_then(|n| setter.drop_cap(&runs, &style, &style, n, style.leading).map(|c| (c, n)));
    let shape = shape_of(keys, cap.as_ref(), style.size);
    let para = setter.para(cap.as_ref().map_or(&runs, |(c, _)| &c.rest), &style, &lang);
    for loose in keys.get("loose").unwrap_or(&"0").split(' ').map(|n| n.parse().expect("a number")) {
        let Some(broken) = setter.break_lines(&para, &shape, loose) else {
            let _ = writeln!(out, "no way");
            continue;
        };
        match show {
            "ems" => in_ems(out, &para, &broken, (cap.as_ref().map(|(c, _)| c), style.size)),
            _ => describe(out, &para, &broken, cap.as_ref().map(|(c, _)| c), show == "glyphs"),
        }
    }
    for lost in setter.missing() {
        let _ = writeln!(out, "  no face has U+{:04X}", lost.ch as u32);
    }
}

/// Where each character of each line stands, in ems: its place, how far its ink is shifted within it (`<`: to the
/// left), `^` and `v` where it stands above and below the line; a word of Latin as a whole, `•` for a dot of
/// emphasis, and after `|` where the line ends.
fn in_ems(out: &mut String, para: &Para, broken: &Broken, (cap, em): (Option<&DropCap>, Length)) {
    let strained = if broken.strained { ", strained" } else { "" };
    let _ = writeln!(out, "{} lines{strained}", broken.lines.len());
    if let Some(cap) = cap {
        let mut placed = Vec::new();
        cap.draw(Point::default(), &mut placed);
        for p in &placed {
            let (size, x, y) = (ems(p.run.style.size, em), ems(p.run.at.x, em), ems(p.run.at.y, em));
            let _ =
                writeln!(out, "cap {} of {size} at {x}, {y}; keeps {} clear", p.run.text, ems(cap.width, em));
        }
    }
    for line in &broken.lines {
        let mut placed = Vec::new();
        para.draw(line, Point::default(), &mut placed);
        let (mut cells, mut end) = (String::new(), Length::ZERO);
        for Placed { run, .. } in &placed {
            let level = run.at.y.to_sp().signum();
            let (mut x, mut byte, mut latin) = (run.at.x, 0, false);
            for glyph in &run.glyphs {
                let piece = &run.text[byte..byte + usize::from(glyph.bytes)];
                byte += piece.len();
                let goes_on = latin && (piece.is_empty() || piece.chars().all(|c| c.is_ascii_graphic()));
                latin = goes_on || piece.chars().all(|c| c.is_ascii_graphic()) && !run.text.is_empty();
                let shown = match piece {
                    "" if run.text.is_empty() => "•",
                    "" => "-",
                    " " => "_",
                    piece => piece,
                };
                if goes_on {
                    let at = cells.rfind('@').expect("a place");
                    cells.insert_str(at, shown);
                } else {
                    let side = ["^", "", "v"][(level + 1) as usize];
                    let shift = if glyph.dx < 0 {
                        format!("<{}", ems(Length::sp(-i64::from(glyph.dx)), em))
                    } else {
                        String::new()
                    };
                    let _ = write!(cells, " {shown}{side}@{}{shift}", ems(x, em));
                }
                x += Length::sp(i64::from(glyph.advance));
            }
            end = if run.text.is_empty() { end } else { x };
        }
        let _ = writeln!(out, " {cells} | {}", ems(end, em));
    }
}

/// A length in ems, to the thousandth.
fn ems(length: Length, em: Length) -> String {
    let thousandths = (i128::from(length.to_sp()) * 2000 / i128::from(em.to_sp()) + 1).div_euclid(2);
    let sign = if thousandths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:03}", thousandths.abs() / 1000, thousandths.abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Lines of a dump in ems that open or end with what must not stand there.
fn misplaced(keys: &Keys<'_>, dumped: &str) -> Vec<String> {
    let signs = |key: &str| keys.get(key).map_or(Vec::new(), |s| s.chars().filter(|c| *c != ' ').collect());
    let (first, last): (Vec<char>, Vec<char>) = (signs("not-first"), signs("not-last"));
    let mut faults = Vec::new();
    let lines: Vec<&str> = dumped.lines().filter(|l| l.starts_with("  ")).collect();
    assert!(!lines.is_empty() || first.is_empty() && last.is_empty(), "no lines in ems");
    for line in lines {
        let cells: Vec<&str> = line.split(" |").next().unwrap_or_default().split_whitespace().collect();
        let opens = cells.first().and_then(|c| c.chars().next());
        let ends = cells
            .iter()
            .rev()
            .find(|c| !c.starts_with('•'))
            .and_then(|c| c.split('@').next()?.chars().last());
        if opens.is_some_and(|c| first.contains(&c)) || ends.is_some_and(|c| last.contains(&c)) {
            faults.push(format!("{line} opens or ends as it must not"));
        }
    }
    faults
}

fn describe(out: &mut String, para: &Para, broken: &Broken, cap: Option<&DropCap>, glyphs: bool) {
    let strained = if broken.strained { ", strained" } else { "" };
    let _ = writeln!(out, "{} lines, cost {}{strained}", broken.lines.len(), broken.cost);
    if let Some(cap) = cap {
        let mut placed = Vec::new();
        cap.draw(Point::default(), &mut placed);
        let _ = writeln!(out, "  cap keeps {} clear, takes {}", points(cap.width), cap.chars);
        for p in &placed {
            place(out, p, glyphs);
        }
    }
    for (n, line) in broken.lines.iter().enumerate() {
        let mut placed = Vec::new();
        para.draw(line, Point::default(), &mut placed);
        let _ = write!(
            out,
            "{:>3}  {} in {}  word {} letter {} glyph {}",
            n + 1,
            points(line.width),
            points(line.slot.w),
            percent(line.word_space),
            percent(line.letter_space),
            percent(line.glyph_scale)
        );
        let _ = writeln!(out, "{}", if line.hyphenated { "  hyphen" } else { "" });
        for p in &placed {
            place(out, p, glyphs);
        }
    }
}

fn place(out: &mut String, placed: &Placed, glyphs: bool) {
    let run = &placed.run;
    let size = points(run.style.size);
    let _ = write!(out, "       {} {} “{}”", points(run.at.x), points(run.at.y), run.text);
    let end = run.at.x + Length::sp(run.glyphs.iter().map(|g| i64::from(g.advance)).sum());
    let _ = writeln!(out, " to {} at {size}, face {}", points(end), run.face.0);
    if glyphs {
        let each = run.glyphs.iter().map(|g| format!("{}:{}+{}", g.id, g.bytes, g.advance));
        let _ = writeln!(out, "       {}", each.collect::<Vec<_>>().join(" "));
    }
}

/// A text with the marks of its language; spaces that are no word spaces are shown by their numbers.
fn marked(text: &str, tag: &str) -> String {
    let doc = markdown::parse(text, 0, FileId(0), tag, &mut Findings::default());
    let RawKind::Paragraph(words) = &doc.blocks.first().expect("a paragraph").kind else { panic!("{text}") };
    markdown::words(words).replace('\u{a0}', "<a0>").replace('\u{202f}', "<202f>")
}

/// The words of a text with every place at which they may be divided.
fn divided(text: &str, lang: &Lang) -> String {
    let one = |word: &str| {
        let mut out = word.to_owned();
        masthead::typeset::divisions(word, lang).iter().rev().for_each(|at| out.insert(*at, '-'));
        out
    };
    text.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

fn points(length: Length) -> String {
    let thousandths = (i128::from(length.to_sp()) * 1000).div_euclid(65_536);
    let sign = if thousandths < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", thousandths.abs() / 1000, thousandths.abs() % 1000)
}

fn percent(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// `\n` and `\u{…}` as the characters that they stand for.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a code");
        out.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("a character"));
        out.push_str(rest);
    }
    out.replace("\\n", "\n")
}

fn millimetres(text: &str) -> Length {
    Length::mm(1).scale((text.parse::<f64>().expect("a measure") * 1000.0) as i64, 1000)
}

fn in_points(text: &str) -> Length {
    Length::PT.scale((text.parse::<f64>().expect("points") * 1000.0) as i64, 1000)
}

fn shape_of(keys: &Keys<'_>, cap: Option<&(DropCap, u32)>, em: Length) -> Shape {
    let widths: Vec<Length> = match keys.get("ems") {
        Some(n) => {
            n.split(' ').map(|n| em.scale((n.parse::<f64>().expect("ems") * 1000.0) as i64, 1000)).collect()
        }
        None => keys.get("measure").unwrap_or(&"55.7").split(' ').map(millimetres).collect(),
    };
    let mut slots: Vec<Slot> = widths.into_iter().map(|w| Slot { x: Length::ZERO, w }).collect();
    let rest = slots.pop().expect("a measure");
    if let Some((cap, lines)) = cap {
        slots = vec![Slot { x: cap.width, w: rest.w - cap.width }; *lines as usize];
    }
    Shape { first: slots, rest }
}

fn style_of(keys: &Keys<'_>) -> Style {
    let mut style = Style {
        size: keys.get("size").map_or(Length::sp(606_208), |s| in_points(s)),
        leading: Length::sp(819_200),
        align: HAlign::Justify,
        hyphenate: true,
        indent: keys.get("indent").map_or(Length::ZERO, |s| in_points(s)),
        protrude: keys.contains_key("protrude"),
        balance: keys.contains_key("balance"),
        prohibition: match keys.get("prohibition") {
            Some(&"basic") => Prohibition::Basic,
            _ => Prohibition::Strict,
        },
        ..Style::plain()
    };
    let range = |min, opt, max| NumberRange { min, opt, max };
    style.justify = Justify {
        word: range(7800, 10_000, 13_300),
        letter: range(-50, 0, 100),
        glyph: range(9700, 10_000, 10_300),
    };
    let fonts = keys.get("font").unwrap_or(&"Source Serif 4, Noto Serif SC");
    style.families = fonts.split(", ").map(str::to_owned).collect();
    style.features = keys.get("features").map_or(Vec::new(), |f| f.split(' ').map(str::to_owned).collect());
    style.align = match keys.get("align").copied() {
        Some("left") => HAlign::Left,
        Some("right") => HAlign::Right,
        Some("center") => HAlign::Center,
        _ => HAlign::Justify,
    };
    style.case = match keys.get("case").copied() {
        Some("small") => Case::Small,
        Some("upper") => Case::Upper,
        Some("lower") => Case::Lower,
        _ => Case::None,
    };
    if let Some(most) = keys.get("hyphens") {
        style.max_hyphens = most.parse().expect("a number");
        style.hyphenate = style.max_hyphens > 0;
    }
    if let Some(limits) = keys.get("justify") {
        let n: Vec<i32> =
            limits.split(' ').map(|n| (n.parse::<f64>().expect("percent") * 100.0) as i32).collect();
        style.justify = Justify {
            word: range(n[0], 10_000, n[1]),
            letter: range(n[2], 0, n[3]),
            glyph: range(n[4], 10_000, n[5]),
        };
    }
    style
}

/// The runs of a paragraph: plain ones and those in braces.
fn runs_of(text: &str, keys: &Keys<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, more) = rest.split_once('{').map_or((rest, None), |(a, b)| (a, Some(b)));
        runs.extend((!plain.is_empty()).then(|| run(plain, keys)));
        let Some(more) = more else { break };
        let (inner, after) = more.split_once('}').expect("a closing brace");
        let (changes, words) = inner.split_once('|').expect("a bar");
        let mut own = keys.clone();
        own.extend(changes.split(';').filter_map(|c| c.split_once('=')));
        runs.push(run(words, &own));
        rest = after;
    }
    runs
}

fn run(text: &str, keys: &Keys<'_>) -> Run {
    let style = style_of(keys);
    let look = RunStyle {
        families: style.families.into(),
        weight: keys.get("weight").map_or(400, |w| w.parse().expect("a weight")),
        italic: keys.contains_key("italic"),
        size: style.size,
        color: style.color,
        tracking: keys.get("tracking").map_or(0, |t| t.parse().expect("thousandths")),
        features: style.features.into(),
        case: style.case,
        raise: keys.get("raise").map_or(Length::ZERO, |r| in_points(r)),
        lang: Lang(keys.get("lang").unwrap_or(&"en-US").to_string()),
        hyphenate: style.hyphenate,
        strike: false,
        keep: false,
    };
    Run { text: text.to_owned(), style: Arc::new(look), tag: TagId(0), link: None, span: None }
}
