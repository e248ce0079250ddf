//! The rules from credit to layout, case by case, and the printed lines.
//! Opens no bundled layout: every case states its own.

mod finer;
mod kit;
mod order;
mod own;
mod scale;

use super::{assign, byline, statement};
use crate::diag::Findings;
use crate::geom::Size;
use crate::issue::{Lang, Statement};
use crate::layout::{CreditStyle, Library};
use kit::{CASE, Case, article, credits, issue, layout, people, run, told};
use std::collections::BTreeMap;

const HOUSE: &str = "house-2025; layout=$house";
const ZHENG_GUO: &str = "zg; layout=zheng,design=guo; genres=editorial,column";
const BYLINE: &str = "a:layout=zheng a:design=guo a:layout=house! p:layout=house";

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_rule_case_by_case() {
    let cases = [
        Case {
            name: "the sample",
            layouts: &["base", HOUSE, ZHENG_GUO],
            credits: BYLINE,
            want: "zg@1.0.0 3",
            ..CASE
        },
        Case {
            name: "pin on the article",
            layouts: &["base", ZHENG_GUO],
            credits: BYLINE,
            pins: "base",
            want: "base@1.0.0 1",
            ..CASE
        },
        Case {
            name: "pin on the section",
            layouts: &["base", HOUSE],
            pins: "s:base i:house-2025",
            credits: "p:layout=house",
            want: "base@1.0.0 1",
            ..CASE
        },
        Case {
            name: "pin on the issue",
            layouts: &["base", HOUSE],
            pins: "i:base",
            credits: "p:layout=house",
            want: "base@1.0.0 1",
            ..CASE
        },
        Case {
            name: "the article's pin is nearest",
            layouts: &["base", HOUSE, "x"],
            pins: "x s:base i:base",
            want: "x@1.0.0 1",
            ..CASE
        },
        Case {
            name: "pin to a version",
            layouts: &["base", "x@1.0.0", "x@2.0.0"],
            pins: "x@1.0",
            want: "x@1.0.0 1",
            ..CASE
        },
        Case {
            name: "pin without one takes the highest that holds",
            layouts: &["base", "x@1.0.0", "x@2.0.0; from=438"],
            pins: "x",
            want: "x@1.0.0 1",
            ..CASE
        },
        Case {
            name: "pin to one that is over",
            layouts: &["base", "x; until=430"],
            pins: "x",
            want: "x@1.0.0 1 C007",
            ..CASE
        },
        Case {
            name: "pin without its parties",
            layouts: &["base", ZHENG_GUO],
            pins: "zg",
            want: "zg@1.0.0 1 C002",
            ..CASE
        },
        Case { name: "pin to nothing", layouts: &["base"], pins: "nix", want: "C001", ..CASE },
        Case {
            name: "forced",
            layouts: &["base", HOUSE, ZHENG_GUO],
            credits: BYLINE,
            pins: "f:house-2025 zg",
            want: "house-2025@1.0.0 1",
            ..CASE
        },
        Case { name: "forced to nothing", layouts: &["base"], pins: "f:nix", want: "C001", ..CASE },
        Case {
            name: "the nearest level replaces",
            layouts: &["base", "g; design=guo", "t; design=tan"],
            credits: "a:design=tan i:design=guo",
            want: "t@1.0.0 3",
            ..CASE
        },
        Case {
            name: "role by role",
            layouts: &["base", "g; design=guo,layout=zheng"],
            credits: "a:layout=zheng s:layout=tan i:design=guo",
            want: "g@1.0.0 3",
            ..CASE
        },
        Case {
            name: "all pairs must be credited",
            layouts: &["base", ZHENG_GUO],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "nobody's layout is no candidate",
            layouts: &["base", "x"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "another genre",
            layouts: &["base", ZHENG_GUO],
            credits: BYLINE,
            genre: "feature",
            want: "base@1.0.0 5 C005 C005",
            ..CASE
        },
        Case {
            name: "another language",
            layouts: &["base", "z; layout=zheng; languages=zh-Hans"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "a wider tag holds",
            layouts: &["base", "z; layout=zheng; languages=zh"],
            credits: "a:layout=zheng",
            lang: "zh-Hans",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "another publication",
            layouts: &["base", "z; layout=zheng; publications=other"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "not yet valid",
            layouts: &["base", "z; layout=zheng; from=438"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "valid by number",
            layouts: &["base", "z; layout=zheng; from=437; until=437"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "valid by date",
            layouts: &["base", "z; layout=zheng; from=2025-12-01; until=2025-12-31"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "over by date",
            layouts: &["base", "z; layout=zheng; until=2025-11-30"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "the highest valid version",
            layouts: &[
                "base",
                "z@1.0.0; layout=zheng",
                "z@1.10.0; layout=zheng",
                "z@1.9.0; layout=zheng",
                "z@2.0.0; layout=zheng; from=500",
            ],
            credits: "a:layout=zheng",
            want: "z@1.10.0 3",
            ..CASE
        },
        Case {
            name: "another trim is no candidate",
            layouts: &["base", "z; layout=zheng; trim=8in x 10in"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "more roles",
            layouts: &["base", "z; layout=zheng", ZHENG_GUO],
            credits: BYLINE,
            want: "zg@1.0.0 4",
            ..CASE
        },
        Case {
            name: "layout before design",
            layouts: &["base", "z; layout=zheng", "g; design=guo"],
            credits: BYLINE,
            want: "z@1.0.0 4",
            ..CASE
        },
        Case {
            name: "design before others",
            layouts: &["base", "s; photography=studio", "g; design=guo"],
            credits: "a:photography=studio a:design=guo",
            want: "g@1.0.0 4",
            ..CASE
        },
        Case {
            name: "narrower genre",
            layouts: &[
                "base",
                "a; layout=zheng",
                "b; layout=zheng; genres=editorial,column",
                "c; layout=zheng; genres=editorial",
            ],
            credits: "a:layout=zheng",
            want: "c@1.0.0 4",
            ..CASE
        },
        Case {
            name: "narrower language",
            layouts: &["base", "a; layout=zheng; languages=zh", "b; layout=zheng; languages=zh-Hans"],
            credits: "a:layout=zheng",
            lang: "zh-Hans",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "later valid-from",
            layouts: &["base", "a; layout=zheng; from=400", "b; layout=zheng; from=420"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "equal",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng"],
            credits: "a:layout=zheng",
            want: "C003",
            ..CASE
        },
        Case {
            name: "equal, and a pin",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng"],
            credits: "a:layout=zheng",
            pins: "b",
            want: "b@1.0.0 1",
            ..CASE
        },
        Case {
            name: "a person beats the house",
            layouts: &["base", HOUSE, "z; layout=zheng"],
            credits: "a:layout=house a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "an end statement gives way to a byline",
            layouts: &["base", HOUSE, "z; layout=zheng"],
            credits: "a:layout=house! i:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "an end statement alone chooses",
            layouts: &["base", HOUSE],
            credits: "a:layout=house!",
            want: "house-2025@1.0.0 3",
            ..CASE
        },
        Case {
            name: "two persons, one layout of both",
            layouts: &["base", "z; layout=zheng", "zt; layout=zheng,layout=tan"],
            credits: "a:layout=zheng a:layout=tan",
            want: "zt@1.0.0 4",
            ..CASE
        },
        Case {
            name: "two persons, a layout each",
            layouts: &["base", "z; layout=zheng", "t; layout=tan"],
            credits: "a:layout=zheng a:layout=tan",
            want: "C003",
            ..CASE
        },
        Case {
            name: "a person without a layout",
            layouts: &["base", HOUSE],
            credits: "a:layout=tan p:layout=house",
            want: "house-2025@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "an author needs none",
            layouts: &["base", HOUSE],
            credits: "a:author=liu",
            want: "house-2025@1.0.0 5",
            ..CASE
        },
        Case {
            name: "the house layout by name",
            layouts: &["base", "x", HOUSE],
            credits: "a:author=liu",
            pins: "p:x",
            want: "x@1.0.0 5",
            ..CASE
        },
        Case {
            name: "a house layout that is not there",
            layouts: &["base"],
            credits: "a:author=liu",
            pins: "p:hose-2025",
            want: "C004",
            ..CASE
        },
        Case {
            name: "no house layout at all",
            layouts: &["x"],
            credits: "a:author=liu",
            want: "C004",
            ..CASE
        },
        Case {
            name: "two house layouts",
            layouts: &["base", HOUSE, "h; design=$house"],
            credits: "a:author=liu",
            want: "house-2025@1.0.0 5",
            ..CASE
        },
        Case {
            name: "pinned on another trim",
            layouts: &["base", "us; trim=8in x 10in"],
            pins: "us",
            want: "us@1.0.0 1",
            ..CASE
        },
    ];
    judge(&cases);
}

/// Runs every case, also with people and layouts in another order.
fn judge(cases: &[Case]) {
    for case in cases {
        let (designs, findings) = run(case, people(), false);
        let got = told(&designs, &findings);
        let once = findings.iter().map(|d| format!("{} {}", d.code, d.message)).collect::<Vec<_>>();
        assert_eq!(got, case.want, "{}: {once:?}", case.name);
        let mut turned = people();
        turned.reverse();
        let (designs, findings) = run(case, turned, true);
        assert_eq!(told(&designs, &findings), case.want, "{}, in another order", case.name);
    }
}

#[test]
fn a_forced_trim_takes_the_whole_issue_and_a_single_pin_does_not() {
    let case = Case { layouts: &["base", "us; trim=8in x 10in"], pins: "us", ..CASE };
    let mut two = issue(&case, people());
    let mut findings = Findings::new();
    let layouts: Vec<_> = case.layouts.iter().map(|l| layout(l)).collect();
    let library = Library::of_texts(&layouts, &mut findings);
    two.articles.push(article(&case, vec![], None));
    assert!(assign(&two, &library, None, &mut findings).is_err());
    assert_eq!(findings.iter().map(|d| d.code).collect::<Vec<_>>(), ["C006"]);
    let mut findings = Findings::new();
    let designs = assign(&two, &library, Some("us"), &mut findings).unwrap();
    assert!(findings.is_empty());
    assert_eq!(designs.issue.layout.page.size, Size::parse("8in x 10in").unwrap());
    assert!(designs.articles.iter().all(|d| d.layout.id == "us"));
}

#[test]
fn the_decision_tells_why_each_layout_fell() {
    let case = Case {
        layouts: &["base", HOUSE, ZHENG_GUO, "old; layout=zheng; from=401; until=425", "z; layout=zheng"],
        credits: BYLINE,
        ..CASE
    };
    let (designs, _) = run(&case, people(), false);
    let decision = &designs.as_ref().unwrap().articles[0].decision;
    let fell: Vec<(&str, Option<&str>)> = decision
        .candidates
        .iter()
        .map(|c| (c.layout.as_str(), c.fell.as_ref().map(|f| f.words.as_str())))
        .collect();
    assert_eq!(
        fell,
        [
            ("base@1.0.0", Some("is credited to nobody")),
            ("house-2025@1.0.0", Some("its `layout`, `house`, is shadowed here")),
            ("old@1.0.0", Some("valid No. 401–425, this is No. 437")),
            ("z@1.0.0", Some("matches fewer roles than `zg@1.0.0`")),
            ("zg@1.0.0", None),
        ]
    );
    assert_eq!((decision.counted.len(), decision.shadowed.len()), (2, 2));
}

fn style() -> CreditStyle {
    CreditStyle {
        order: vec!["author".into(), "layout".into(), "design".into()],
        separator: " | ".into(),
        colon: ": ".into(),
        house_end: true,
        statement_separator: " / ".into(),
        collapse: false,
        labels: BTreeMap::new(),
    }
}

#[test]
fn lines_are_printed_in_the_layouts_order() {
    let text = "a:design=guo a:image=house! a:article=house! a:layout=zheng a:layout=house! a:author=liu";
    let people = people();
    let issue = issue(&CASE, people);
    let mut list = credits(text, &issue.parties);
    let en = Lang("en".into());
    assert_eq!(
        byline(&issue, &list, &style(), &en),
        "Author: Liu Yan | Layout: Zheng Xueqin | Design: Guo Qing"
    );
    let end = "Image: Auto Review / Article: Auto Review / Layout: Auto Review";
    assert_eq!(statement(&issue, &list, &style(), &en), end);
    let collapse = CreditStyle { collapse: true, ..style() };
    assert_eq!(statement(&issue, &list, &collapse, &en), "Image, Article, Layout: Auto Review");
    assert_eq!(statement(&issue, &list, &CreditStyle { house_end: false, ..style() }, &en), "");
    for credit in list.iter_mut().filter(|c| c.statement == Statement::End && c.role.0 == "layout") {
        credit.source_label = Some("排版".into());
    }
    assert_eq!(statement(&issue, &list, &style(), &en), end);
    let zh = statement(&issue, &list, &style(), &Lang("zh-Hans".into()));
    assert!(zh.ends_with("排版: Auto Review"), "{zh}");
}

#[test]
fn several_hold_one_role() {
    let issue = issue(&CASE, people());
    let list = credits("a:author=liu a:author=tan a:author=liu", &issue.parties);
    assert_eq!(byline(&issue, &list, &style(), &Lang("en".into())), "Author: Liu Yan, Tan Li");
    assert_eq!(byline(&issue, &[], &style(), &Lang("en".into())), "");
}
