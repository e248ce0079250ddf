//! Tests of the whole way from Markdown to the raw tree, as text dumps.
//! Attributes and punctuation have tests of their own.

use super::{Doc, RawAttrs, RawBlock, RawInline, RawInlineKind, RawKind, parse};
use crate::diag::{FileId, Findings};
use std::fmt::Write as _;

fn read(text: &str) -> (Doc, Findings) {
    let mut findings = Findings::new();
    let doc = parse(text, 0, FileId(0), "en", &mut findings);
    (doc, findings)
}

fn dump(text: &str) -> String {
    let (doc, findings) = read(text);
    assert!(findings.is_empty(), "{:?}", findings.iter().map(|d| &d.message).collect::<Vec<_>>());
    let mut out = blocks(&doc.blocks);
    for note in &doc.notes {
        let _ = write!(out, " note {}[{}]", note.label, blocks(&note.blocks));
    }
    out
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text).1.iter().map(|d| d.code).collect()
}

fn blocks(list: &[RawBlock]) -> String {
    list.iter().map(|b| format!("{}{}", block(b), attrs(&b.attrs))).collect::<Vec<_>>().join(" ")
}

fn attrs(a: &RawAttrs) -> String {
    let mut out = String::new();
    if let Some(id) = &a.id {
        let _ = write!(out, "#{id}");
    }
    for class in &a.classes {
        let _ = write!(out, ".{class}");
    }
    for (key, value) in &a.pairs {
        let _ = write!(out, "@{key}={value}");
    }
    out
}

fn block(b: &RawBlock) -> String {
    match &b.kind {
        RawKind::Heading(level, t) => format!("h{level}({})", inlines(t)),
        RawKind::Paragraph(t) => format!("p({})", inlines(t)),
        RawKind::List(start, items) => {
            let items: Vec<_> = items.iter().map(|i| blocks(i)).collect();
            format!("list{}({})", start.map(|n| n.to_string()).unwrap_or_default(), items.join(" | "))
        }
        RawKind::Quote(inner) => format!("quote({})", blocks(inner)),
        RawKind::Callout(role, title, inner) => format!("{role}!({}: {})", inlines(title), blocks(inner)),
        RawKind::Figure(pictures) => {
            let each: Vec<_> =
                pictures.iter().map(|p| format!("{};{};{}", p.path, p.alt, inlines(&p.caption))).collect();
            format!("fig({})", each.join(" | "))
        }
        RawKind::Table(t) => {
            let row = |r: &[Vec<RawInline>]| r.iter().map(|c| inlines(c)).collect::<Vec<_>>().join(",");
            let rows: Vec<_> = t.rows.iter().map(|r| row(r)).collect();
            let align: String = t.align.iter().collect();
            format!("table({}: {align}: {}: {})", inlines(&t.caption), row(&t.head), rows.join("/"))
        }
        RawKind::Code(language, code) => format!("code({}: {code})", language.as_deref().unwrap_or("")),
        RawKind::Rule => "rule".to_owned(),
    }
}

fn inlines(list: &[RawInline]) -> String {
    list.iter()
        .map(|i| match &i.kind {
            RawInlineKind::Text(t) => t.clone(),
            RawInlineKind::Emph(t) => format!("<e {}>", inlines(t)),
            RawInlineKind::Strong(t) => format!("<b {}>", inlines(t)),
            RawInlineKind::Strike(t) => format!("<s {}>", inlines(t)),
            RawInlineKind::Code(t) => format!("<c {t}>"),
            RawInlineKind::Link(to, t) => format!("<a {to} {}>", inlines(t)),
            RawInlineKind::Picture(p) => format!("<img {}>", p.path),
            RawInlineKind::Span(a, t) => format!("<{} {}>", attrs(a), inlines(t)),
            RawInlineKind::Note(label) => format!("<^{label}>"),
            RawInlineKind::Break => "<br>".to_owned(),
        })
        .collect()
}

#[test]
fn figures_galleries_and_their_attributes() {
    assert_eq!(
        dump("![A line of cars](images/line.jpg \"The *30* millionth.\"){#fig .hero credit=\"a b\" span=2}"),
        "fig(images/line.jpg;A line of cars;The <e 30> millionth.)#fig.hero@credit=a b@span=2"
    );
    assert_eq!(
        dump("![a](a.jpg){.x place=top}\n![b](b.jpg){.y}\n{span=full}\n"),
        "fig(a.jpg;a; | b.jpg;b;).x.y@place=top@span=full"
    );
    assert_eq!(dump("![](a.svg){decorative}"), "fig(a.svg;;)@decorative=");
    assert_eq!(codes("words ![a](a.jpg) words"), ["T004"]);
    assert_eq!(blocks(&read("words ![a](a.jpg) more").0.blocks), "p(words more) fig(a.jpg;a;)");
    assert_eq!(codes("![a](a.jpg){#1 bad=\"}"), ["T002", "T004"]);
}

#[test]
fn attributes_of_headings_runs_and_blocks() {
    assert_eq!(dump("## Title {#t .small}"), "h2(Title)#t.small");
    assert_eq!(dump("A [run *of* words]{.sc lang=zh} ends."), "p(A <.sc@lang=zh run <e of> words> ends.)");
    assert_eq!(
        dump("*loud*{.x} `code`{.y} [a](https://b.c){.z}"),
        "p(<.x <e loud>> <.y <c code>> <.z <a https://b.c a>>)"
    );
    assert_eq!(dump("Words\nof a paragraph.\n{.lead}"), "p(Words of a paragraph.).lead");
    assert_eq!(dump("- a\n- b\n\n{.plain}"), "list(p(a) | p(b)).plain");
    assert_eq!(dump("a [b] {c} \\[d]{.e} [1]"), "p(a [b] {c} [d]{.e} [1])");
    assert_eq!(codes("[a]{1, 2}"), ["T002"]);
}

#[test]
fn emphasis_beside_chinese_marks() {
    for (text, wanted) in [
        ("**词。**词", "<b 词。>词"),
        ("词**“词”**词", "词<b “词”>词"),
        ("词*《词》*词", "词<e 《词》>词"),
        ("**词。**词**词。**词", "<b 词。>词<b 词。>词"),
        ("词~~（词）~~词", "词<s （词）>词"),
        ("***词。***词", "<e <b 词。>>词"),
        ("（**词**）词", "（<b 词>）词"),
        ("**增长20%**的", "<b 增长20%>的"),
        ("**词：**2025", "<b 词：>2025"),
        ("[**词。**词](a.md)", "<a a.md <b 词。>词>"),
        ("**词。**`a。*b`", "<b 词。><c a。*b>"),
    ] {
        assert_eq!(dump(text), format!("p({wanted})"), "{text}");
    }
    for text in [
        "2 ** 3",
        "5 * 3",
        "词 ** 词。",
        "词。** 词",
        "词。**词",
        "**词。 **词",
        "\\*\\*词。\\*\\*词",
        "a*(b)*c",
    ] {
        assert_eq!(dump(text), format!("p({})", text.replace('\\', "")), "{text}");
    }
    assert_eq!(dump("**词。\\**词*。"), "p(**词。*<e 词>。)");
    assert_eq!(dump("a*b*c"), "p(a<e b>c)", "as CommonMark reads it");
}

#[test]
fn a_place_within_emphasis_beside_chinese_marks_is_that_of_the_file() {
    let text = "词**“词。”**词[词]{.x}";
    let Some(RawKind::Paragraph(p)) = read(text).0.blocks.first().map(|b| b.kind.clone()) else { panic!() };
    let spans: Vec<_> = p.iter().map(|i| &text[i.span.start as usize..i.span.end as usize]).collect();
    assert_eq!(spans, ["词", "**“词。”**", "词", "[词]{.x}"]);
}

#[test]
fn callouts_of_any_role() {
    assert_eq!(dump("> [!pullquote]\n> A sentence."), "pullquote!(: p(A sentence.))");
    assert_eq!(
        dump("> [!sidebar]- The *title* {#s .wide}\n> One.\n>\n> Two."),
        "sidebar!(The <e title>: p(One.) p(Two.))#s.wide"
    );
    assert_eq!(dump("> [!rating]{.stars}\n> ![a](a.svg)"), "rating!(: fig(a.svg;a;)).stars");
    assert_eq!(dump("> [!NOTE] Title only"), "note!(Title only: )");
    assert_eq!(dump("> [!bio]\n> - a\n> - b"), "bio!(: list(p(a) | p(b)))");
    assert_eq!(dump("> plain [!x]"), "quote(p(plain [!x]))");
}

#[test]
fn tables_take_captions() {
    let table = "| a | b |\n|:--|--:|\n| 1 | 2 |\n";
    let wanted = "table(The <b caption>: lr: a,b: 1,2)#t@span=2";
    assert_eq!(dump(&format!("{table}\n: The **caption** {{#t span=2}}\n")), wanted);
    assert_eq!(dump(&format!("{table}: The **caption** {{#t span=2}}\n")), wanted);
    assert_eq!(dump(table), "table(: lr: a,b: 1,2)");
}

#[test]
fn notes_lists_code_and_breaks() {
    assert_eq!(
        dump("A[^1] b.\n\n[^1]: The note.\n\n    Goes on."),
        "p(A<^1> b.) note 1[p(The note.) p(Goes on.)]"
    );
    assert_eq!(dump("A[^x] b."), "p(A<^x> b.)");
    assert_eq!(dump("3. a\n4. b\n   - c"), "list3(p(a) | p(b) list(p(c)))");
    assert_eq!(dump("```rust x\nlet a = \"b\";\n\n```"), "code(rust: let a = \"b\";)");
    assert_eq!(dump("a\\\nb ~~c~~\n\n---"), "p(a<br>b <s c>) rule");
    assert_eq!(dump("x <!-- no --> y"), "p(x y)");
}

#[test]
fn html_is_reported_at_its_place() {
    let (_, findings) = read("one\n\ntwo <br> three\n\n<div class=\"x\">\nfour\n</div>\n");
    let places: Vec<_> = findings.iter().filter_map(|d| d.span).map(|s| (s.start, s.end)).collect();
    assert_eq!(
        codes("one\n\ntwo <br> three\n\n<div class=\"x\">\nfour\n</div>\n"),
        vec!["T003"; places.len()]
    );
    assert_eq!(places.first(), Some(&(9, 13)));
    assert!(findings.iter().any(|d| d.message.contains("<div>")));
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for deep in
        [">".repeat(20_000) + " x", "- ".repeat(20_000) + "x", "*a _b ".repeat(20_000) + &"_*".repeat(20_000)]
    {
        let (_, findings) = read(&deep);
        assert!(findings.len() <= 1);
    }
    assert_eq!(codes(&(">".repeat(100) + " x")), ["T001"]);
    let (text, findings) = (">".repeat(40) + "名", read(&(">".repeat(40) + "名")).1);
    let span = findings.iter().next().and_then(|d| d.span).expect("a place");
    assert_eq!(text.get(span.start as usize..span.end as usize), Some("名"), "a whole character is marked");
}

#[test]
fn places_are_those_of_the_file() {
    let text = "+++\n+++\nA [word]{.x} here.\n";
    let mut findings = Findings::new();
    let doc = parse(text, 8, FileId(3), "en", &mut findings);
    let Some(RawKind::Paragraph(p)) = doc.blocks.first().map(|b| &b.kind) else { panic!("no paragraph") };
    let span = p.iter().find(|i| matches!(i.kind, RawInlineKind::Span(..))).map(|i| i.span).expect("a run");
    assert_eq!(
        (span.file, text.get(span.start as usize..span.end as usize)),
        (FileId(3), Some("[word]{.x}"))
    );
}
