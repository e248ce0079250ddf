//! The finer cases: levels against statements, bounds by number and date, versions, ties, the house layout.
//! Each is a line that the first table leaves open.

use super::kit::{CASE, Case, issue, layout, people, run, told};
use super::{HOUSE, judge};
use crate::credits::{Cause, Shadow, assign};
use crate::diag::Findings;
use crate::issue::{ArticleKind, PartyKind};
use crate::layout::Library;

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_finer_case() {
    judge(&[
        Case {
            name: "a section replaces the issue",
            layouts: &["base", "t; layout=tan", "z; layout=zheng"],
            credits: "s:layout=tan i:layout=zheng",
            want: "t@1.0.0 3",
            ..CASE
        },
        Case {
            name: "an article replaces its section",
            layouts: &["base", "t; layout=tan", "z; layout=zheng"],
            credits: "a:layout=zheng s:layout=tan",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "the issue replaces the house",
            layouts: &["base", HOUSE, "z; layout=zheng"],
            credits: "i:layout=zheng p:layout=house",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a nearer house replaces a person of the issue",
            layouts: &["base", HOUSE, "z; layout=zheng"],
            credits: "a:layout=house i:layout=zheng",
            want: "house-2025@1.0.0 3",
            ..CASE
        },
        Case {
            name: "the house of the publication is but a default beside a person at the end",
            layouts: &["base", HOUSE, "t; layout=tan"],
            credits: "a:layout=tan! p:layout=house",
            want: "t@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a byline of the house at the piece holds the role",
            layouts: &["base", HOUSE, "t; layout=tan"],
            credits: "a:layout=house a:layout=tan!",
            want: "house-2025@1.0.0 3",
            ..CASE
        },
        Case {
            name: "at the end, too, a person beats the house",
            layouts: &["base", HOUSE, "t; layout=tan"],
            credits: "a:layout=house! a:layout=tan!",
            want: "t@1.0.0 3",
            ..CASE
        },
        Case {
            name: "two persons at the end, a layout each",
            layouts: &["base", "t; layout=tan", "z; layout=zheng"],
            credits: "a:layout=zheng! a:layout=tan!",
            want: "C003",
            ..CASE
        },
        Case {
            name: "an organisation beats the house",
            layouts: &["base", HOUSE, "s; layout=studio"],
            credits: "a:layout=house a:layout=studio",
            want: "s@1.0.0 3",
            ..CASE
        },
        Case {
            name: "an organisation and a person are equals",
            layouts: &["base", "s; layout=studio", "z; layout=zheng"],
            credits: "a:layout=zheng a:layout=studio",
            want: "C003",
            ..CASE
        },
        Case {
            name: "the same credit on two levels is one",
            layouts: &["base", "z; layout=zheng"],
            credits: "a:layout=zheng s:layout=zheng i:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "the house beside a person in another role",
            layouts: &["base", "hg; layout=$house,design=guo"],
            credits: "a:design=guo p:layout=house",
            want: "hg@1.0.0 3",
            ..CASE
        },
        Case {
            name: "one that wants more than is credited falls",
            layouts: &["base", HOUSE, "zg; layout=zheng,design=guo,image=studio"],
            credits: "a:layout=zheng a:design=guo",
            want: "house-2025@1.0.0 5 C005 C005",
            ..CASE
        },
        Case {
            name: "credited by an alias",
            layouts: &["base", "z; layout=X. Zheng"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a name alone never matches",
            layouts: &["base", "z; layout=Zheng Xueqin"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "art direction designs",
            layouts: &["base", HOUSE],
            credits: "a:art-direction=tan",
            want: "house-2025@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "a photographer with a layout that is over",
            layouts: &["base", "s; photography=studio; until=430"],
            credits: "a:photography=studio",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "a photographer without one",
            layouts: &["base", "s; photography=studio"],
            credits: "a:photography=tan",
            want: "base@1.0.0 5",
            ..CASE
        },
        Case {
            name: "a pinned version that is not there",
            layouts: &["base", "x@1.0.0"],
            pins: "x@2.0.0",
            want: "C001",
            ..CASE
        },
        Case {
            name: "a pinned version that is none",
            layouts: &["base", "x@1.0.0"],
            pins: "x@latest",
            want: "C001",
            ..CASE
        },
        Case {
            name: "a pinned version that is over, though a later one holds",
            layouts: &["base", "x@1.0.0; until=430", "x@2.0.0; from=431"],
            pins: "x@1.0.0",
            want: "x@1.0.0 1 C007",
            ..CASE
        },
        Case {
            name: "a pin without one, as of the issue",
            layouts: &["base", "x@1.0.0; until=430", "x@2.0.0; from=431"],
            pins: "x",
            at: "430 2025-05-01",
            want: "x@1.0.0 1",
            ..CASE
        },
        Case {
            name: "a pin whose party a nearer level replaces",
            layouts: &["base", "t; layout=tan"],
            credits: "a:layout=zheng i:layout=tan",
            pins: "t",
            want: "t@1.0.0 1 C002",
            ..CASE
        },
        Case {
            name: "a pin whose party yields in print",
            layouts: &["base", HOUSE],
            credits: "a:layout=zheng a:layout=house!",
            pins: "house-2025",
            want: "house-2025@1.0.0 1",
            ..CASE
        },
        Case {
            name: "a pin of a section settles a tie",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng"],
            credits: "a:layout=zheng",
            pins: "s:a",
            want: "a@1.0.0 1",
            ..CASE
        },
        Case {
            name: "a pin of the issue settles a tie, and is told where its own pages credit nobody",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng"],
            credits: "a:layout=zheng",
            pins: "i:a@1.0.0",
            want: "a@1.0.0 1 C002",
            ..CASE
        },
        Case {
            name: "forced by version, over every pin",
            layouts: &["base", "x@1.0.0", "x@2.0.0"],
            credits: "a:layout=zheng",
            pins: "f:x@1.0.0 x s:base i:base",
            want: "x@1.0.0 1",
            ..CASE
        },
        Case {
            name: "the last issue",
            layouts: &["base", "z; layout=zheng; until=437"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "over by one issue",
            layouts: &["base", "z; layout=zheng; until=436"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "from a number until a date, and in it",
            layouts: &["base", "z; layout=zheng; from=400; until=2025-12-31"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "from a number until a date, and over",
            layouts: &["base", "z; layout=zheng; from=400; until=2025-11-30"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "where a bound has both, the number counts",
            layouts: &["base", "z; layout=zheng; from=438+2025-01-01"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "where the issue has no number, the date does",
            layouts: &["base", "z; layout=zheng; from=438+2025-01-01"],
            credits: "a:layout=zheng",
            at: "- 2025-12-01",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a number, and an issue without one",
            layouts: &["base", "z; layout=zheng; from=400"],
            credits: "a:layout=zheng",
            at: "- 2025-12-01",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "a date, and an issue without one",
            layouts: &["base", "z; layout=zheng; from=2025-01-01"],
            credits: "a:layout=zheng",
            at: "437 -",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "a month may be any of its days",
            layouts: &["base", "z; layout=zheng; from=2025-12-15; until=2025-12-20"],
            credits: "a:layout=zheng",
            at: "- 2025-12",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a year may not be before its first day",
            layouts: &["base", "z; layout=zheng; until=2024-12-31"],
            credits: "a:layout=zheng",
            at: "- 2025",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "each version in its day: the first",
            layouts: &["base", "z@1.0.0; layout=zheng; until=436", "z@2.0.0; layout=zheng; from=437"],
            credits: "a:layout=zheng",
            at: "436 2025-11-01",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "each version in its day: the second",
            layouts: &["base", "z@1.0.0; layout=zheng; until=436", "z@2.0.0; layout=zheng; from=437"],
            credits: "a:layout=zheng",
            want: "z@2.0.0 3",
            ..CASE
        },
        Case {
            name: "a higher version stands for the lower, even if it is for less",
            layouts: &["base", "z@1.0.0; layout=zheng", "z@2.0.0; layout=zheng; genres=feature"],
            credits: "a:layout=zheng",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "made for this publication and another",
            layouts: &["base", "z; layout=zheng; publications=other,auto-review"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "the trim of the publication",
            layouts: &["base", "z; layout=zheng; trim=210mm x 285mm"],
            credits: "a:layout=zheng",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "a narrower tag does not hold for a wider language",
            layouts: &["base", "z; layout=zheng; languages=zh-Hans"],
            credits: "a:layout=zheng",
            lang: "zh",
            want: "base@1.0.0 5 C005",
            ..CASE
        },
        Case {
            name: "one of several languages",
            layouts: &["base", "z; layout=zheng; languages=en,zh-Hans"],
            credits: "a:layout=zheng",
            lang: "zh-Hans",
            want: "z@1.0.0 3",
            ..CASE
        },
        Case {
            name: "two roles before two parties in one",
            layouts: &["base", "zt; layout=zheng,layout=tan", "zg; layout=zheng,design=guo"],
            credits: "a:layout=zheng a:layout=tan a:design=guo",
            want: "zg@1.0.0 4",
            ..CASE
        },
        Case {
            name: "both parties and another role",
            layouts: &["base", "zg; layout=zheng,design=guo", "ztg; layout=zheng,layout=tan,design=guo"],
            credits: "a:layout=zheng a:layout=tan a:design=guo",
            want: "ztg@1.0.0 4",
            ..CASE
        },
        Case {
            name: "three in one role, one layout of two",
            layouts: &["base", "zt; layout=zheng,layout=tan", "l; layout=liu"],
            credits: "a:layout=zheng a:layout=tan a:layout=liu",
            want: "zt@1.0.0 4",
            ..CASE
        },
        Case {
            name: "the role layout before a narrower genre",
            layouts: &["base", "z; layout=zheng", "g; design=guo; genres=editorial"],
            credits: "a:layout=zheng a:design=guo",
            want: "z@1.0.0 4",
            ..CASE
        },
        Case {
            name: "a narrower genre before a narrower language",
            layouts: &["base", "a; layout=zheng; languages=en", "b; layout=zheng; genres=editorial"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "a named language before any",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng; languages=en"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "fewer languages",
            layouts: &["base", "a; layout=zheng; languages=en,de", "b; layout=zheng; languages=en"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "a narrower language before a later beginning",
            layouts: &["base", "a; layout=zheng; from=430", "b; layout=zheng; languages=en; from=400"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "any beginning is later than none",
            layouts: &["base", "a; layout=zheng", "b; layout=zheng; from=1"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "a later beginning by date",
            layouts: &["base", "a; layout=zheng; from=2025-01-01", "b; layout=zheng; from=2025-06-01"],
            credits: "a:layout=zheng",
            want: "b@1.0.0 4",
            ..CASE
        },
        Case {
            name: "a number and a date cannot be compared",
            layouts: &["base", "a; layout=zheng; from=400", "b; layout=zheng; from=2025-06-01"],
            credits: "a:layout=zheng",
            want: "C003",
            ..CASE
        },
        Case {
            name: "equal beginnings",
            layouts: &["base", "a; layout=zheng; from=400", "b; layout=zheng; from=400"],
            credits: "a:layout=zheng",
            want: "C003",
            ..CASE
        },
        Case {
            name: "a third that both beat",
            layouts: &[
                "base",
                "a; layout=zheng; from=400",
                "b; layout=zheng; from=400",
                "c; layout=zheng; from=300",
            ],
            credits: "a:layout=zheng",
            want: "C003",
            ..CASE
        },
        Case {
            name: "the house layout for a genre",
            layouts: &[
                "base",
                "h1; layout=$house; genres=feature",
                "h2; layout=$house; genres=editorial",
                "h3; layout=$house",
            ],
            credits: "a:author=liu",
            want: "h2@1.0.0 5",
            ..CASE
        },
        Case {
            name: "two equal house layouts",
            layouts: &["base", "h1; layout=$house", "h2; layout=$house"],
            credits: "a:author=liu",
            want: "C003",
            ..CASE
        },
        Case {
            name: "a house layout of the past is passed over",
            layouts: &["base", "h; layout=$house; until=430"],
            credits: "a:author=liu",
            want: "base@1.0.0 5",
            ..CASE
        },
        Case {
            name: "a house layout of the past that is named",
            layouts: &["base", "h; layout=$house; until=430"],
            credits: "a:author=liu",
            pins: "p:h",
            want: "h@1.0.0 5 C007",
            ..CASE
        },
        Case {
            name: "the house layout by name and version",
            layouts: &["base", "h@1.0.0", "h@2.0.0"],
            credits: "a:author=liu",
            pins: "p:h@1.0",
            want: "h@1.0.0 5",
            ..CASE
        },
        Case {
            name: "a layout of house and person is not the house layout",
            layouts: &["base", "hg; layout=$house,design=guo"],
            credits: "p:layout=house",
            want: "base@1.0.0 5",
            ..CASE
        },
    ]);
}

#[test]
fn without_a_house_its_layouts_fall() {
    let case = Case { layouts: &["base", HOUSE], credits: "a:author=liu", ..CASE };
    let mut homeless = people();
    homeless.retain(|p| p.kind != PartyKind::House);
    let (designs, findings) = run(&case, homeless, false);
    assert_eq!(told(&designs, &findings), "base@1.0.0 5");
    let fell = designs.unwrap().articles[0].decision.candidates[1].fell.clone().unwrap();
    assert_eq!(
        (fell.cause, fell.words.as_str()),
        (Cause::Credits, "is the house's, and the publication names none")
    );
}

#[test]
fn own_pages_share_the_issues_design_unless_they_are_credited() {
    let case =
        Case { layouts: &["base", HOUSE, "t; layout=tan"], credits: "a:layout=tan p:layout=house", ..CASE };
    let mut own = issue(&case, people());
    let mut findings = Findings::new();
    let layouts: Vec<_> = case.layouts.iter().map(|l| layout(l)).collect();
    let library = Library::of_texts(&layouts, &mut findings);
    own.articles[0].kind = ArticleKind::BackCover;
    own.articles.push(own.articles[0].clone());
    own.articles[1].credits.clear();
    own.articles[1].section = None;
    let designs = assign(&own, &library, None, &mut findings).unwrap();
    let ids: Vec<&str> = designs.articles.iter().map(|d| d.layout.id.as_str()).collect();
    assert_eq!((ids, designs.issue.layout.id.as_str()), (vec!["t", "house-2025"], "house-2025"));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn the_decision_says_on_what_each_fell_and_who_shadows_whom() {
    let layouts = [
        "base",
        HOUSE,
        "genre; layout=zheng; genres=feature",
        "lang; layout=zheng; languages=zh",
        "other; layout=zheng; publications=other",
        "past; layout=zheng; until=2025-11-30",
        "trim; layout=zheng; trim=8in x 10in",
        "two@1.0.0; layout=zheng",
        "two@2.0.0; layout=zheng",
        "zg; layout=zheng,design=guo",
    ];
    let credits = "a:layout=zheng a:design=guo a:layout=house! i:design=tan p:layout=house";
    let (designs, _) = run(&Case { layouts: &layouts, credits, ..CASE }, people(), false);
    let decision = &designs.as_ref().unwrap().articles[0].decision;
    let causes: Vec<&str> =
        decision.candidates.iter().map(|c| c.fell.as_ref().map_or("won", |f| f.cause.word())).collect();
    assert_eq!(
        causes,
        [
            "nobody",
            "genre",
            "credits",
            "language",
            "publication",
            "validity",
            "trim",
            "version",
            "rank",
            "won"
        ]
    );
    let shadowed: Vec<(u32, Shadow, Vec<u32>)> = decision
        .shadowed
        .iter()
        .map(|s| (s.credit.party.0, s.why, s.by.iter().map(|c| c.party.0).collect()))
        .collect();
    let (zheng, guo, tan, house) = (1, 2, 3, 4);
    assert_eq!(
        shadowed,
        [
            (tan, Shadow::Nearer, vec![guo]),
            (house, Shadow::Nearer, vec![zheng]),
            (house, Shadow::Byline, vec![zheng])
        ]
    );
    let (designs, _) = run(&Case { layouts: &layouts, credits, pins: "base", ..CASE }, people(), false);
    let pinned = &designs.as_ref().unwrap().articles[0].decision;
    let causes: Vec<Option<Cause>> =
        pinned.candidates.iter().map(|c| c.fell.as_ref().map(|f| f.cause)).collect();
    assert_eq!((causes[0], causes[8], causes[9]), (None, Some(Cause::Pin), Some(Cause::Pin)));
}
