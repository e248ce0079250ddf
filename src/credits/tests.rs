//! The rules from credit to layout, case by case, and the printed lines.
//! Opens no bundled layout: every case states its own.

use super::{Designs, assign, byline, statement};
use crate::diag::{Failed, Findings};
use crate::geom::{Length, Size};
use crate::issue::{
    Article, ArticleKind, Barcode, Binding, Credit, Date, Folios, Issue, Lang, Level, Party, PartyId,
    PartyKind, Pin, Press, ProfileSource, Publication, Role, Section, Statement,
};
use crate::layout::{CreditStyle, Library};
use crate::source::Folder;
use std::collections::BTreeMap;
use std::path::Path;

const PEOPLE: [(&str, &str, PartyKind); 6] = [
    ("liu", "Liu Yan", PartyKind::Person),
    ("zheng", "Zheng Xueqin", PartyKind::Person),
    ("guo", "Guo Qing", PartyKind::Person),
    ("tan", "Tan Li", PartyKind::Person),
    ("house", "Auto Review", PartyKind::House),
    ("studio", "Studio Nine", PartyKind::Organisation),
];

/// `a:layout=zheng` is an article's credit, `s:` the section's, `i:` the issue's, `p:` the publication's;
/// `!` at the end puts it into the end statement.
fn credits(text: &str, people: &[Party]) -> Vec<Credit> {
    let read = |word: &str| {
        let (level, rest) = word.split_once(':').unwrap();
        let (role, party) = rest.split_once('=').unwrap();
        let (party, end) = party.strip_suffix('!').map_or((party, false), |p| (p, true));
        let index = people.iter().position(|p| p.id == party).unwrap();
        Credit {
            role: Role(role.into()),
            party: PartyId(index as u32),
            level: match level {
                "a" => Level::Article,
                "s" => Level::Section,
                "i" => Level::Issue,
                _ => Level::Publication,
            },
            statement: if end { Statement::End } else { Statement::Byline },
            source_label: None,
            span: None,
        }
    };
    text.split_whitespace().map(read).collect()
}

fn pin(text: &str) -> Option<Pin> {
    let (id, version) = text.split_once('@').map_or((text, None), |(i, v)| (i, Some(v.to_owned())));
    (!id.is_empty()).then(|| Pin { id: id.into(), version, span: None })
}

/// One case: what is set, and what should come of it.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    layouts: &'static [&'static str],
    credits: &'static str,
    genre: &'static str,
    lang: &'static str,
    /// Pins: `article` or `s:section`, `i:issue`, `p:publication`, `f:forced`.
    pins: &'static str,
    /// `layout rule` and the codes of findings.
    want: &'static str,
}

const CASE: Case =
    Case { name: "", layouts: &[], credits: "", genre: "editorial", lang: "en", pins: "", want: "" };

/// `id@version; layout=zheng,design=guo; genres=a,b; languages=en; from=426; until=430; publications=x; trim=…`
fn layout(text: &str) -> (String, String) {
    let mut parts = text.split(';').map(str::trim);
    let folder = parts.next().unwrap();
    let (id, version) = folder.split_once('@').unwrap_or((folder, "1.0.0"));
    let mut out = format!("id = \"{id}\"\nversion = \"{version}\"\n");
    let (mut applies, mut page) = (String::new(), String::new());
    let list = |v: &str| v.split(',').map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
    for part in parts.filter(|p| !p.is_empty()) {
        let (key, value) = part.split_once('=').unwrap();
        match key {
            "genres" | "languages" | "publications" => applies += &format!("{key} = [{}]\n", list(value)),
            "from" | "until" if value.contains('-') => {
                out += &format!("valid-{key} = {{ date = {value} }}\n")
            }
            "from" | "until" => out += &format!("valid-{key} = {{ aggregate-number = {value} }}\n"),
            "trim" => page += &format!("trim = \"{value}\"\n"),
            _ => {
                let pair = |p: &str| {
                    let (r, p) = p.split_once('=').unwrap();
                    format!("{{ role = \"{r}\", party = \"{p}\" }}")
                };
                let pairs: Vec<String> = part.split(',').map(pair).collect();
                out += &format!("credited-to = [{}]\n", pairs.join(", "));
            }
        }
    }
    out += &format!("[applies-to]\n{applies}[page]\n{page}");
    out += "margin = { inner = \"19mm\", outer = \"16mm\", top = \"20mm\" }\n\
            baseline = { step = \"12pt\", lines = 20, first = \"9pt\" }\n";
    (folder.to_owned(), out)
}

fn issue(case: &Case, people: Vec<Party>) -> Issue {
    let all = credits(case.credits, &people);
    let at = |levels: &[Level]| all.iter().filter(|c| levels.contains(&c.level)).cloned().collect::<Vec<_>>();
    let pins: BTreeMap<&str, &str> =
        case.pins.split_whitespace().map(|p| p.split_once(':').unwrap_or(("a", p))).collect();
    let get = |key: &str| pins.get(key).and_then(|p| pin(p));
    let house = people.iter().position(|p| p.id == "house").map(|i| PartyId(i as u32));
    let section =
        Section { id: "s".into(), labels: BTreeMap::new(), credits: at(&[Level::Section]), pin: get("s") };
    let mut issue = blank_issue();
    issue.publication.house = house;
    issue.publication.layout = get("p");
    issue.parties = people;
    issue.sections = vec![section];
    issue.credits = at(&[Level::Issue, Level::Publication]);
    issue.pin = get("i");
    issue.articles = vec![article(case, at(&[Level::Article]), get("a"))];
    issue
}

fn blank_issue() -> Issue {
    Issue {
        publication: Publication {
            id: "auto-review".into(),
            names: BTreeMap::new(),
            issn: None,
            eissn: None,
            cn: None,
            publisher: None,
            sponsor: None,
            frequency: None,
            house: None,
            layout: None,
            trim: Size::parse("210mm x 285mm"),
            bleed: Length::mm(3),
            press: Press {
                profile: ProfileSource::Fogra39,
                preflight: None,
                ink_limit: None,
                keep_pictures: false,
                plates: vec![],
            },
            bounds: BTreeMap::new(),
            ad_sizes: BTreeMap::new(),
            lang: Lang("en".into()),
            barcode: Barcode::None,
            folder: folder(),
        },
        parties: vec![],
        sections: vec![],
        title: None,
        slug: "auto-review-2025-12".into(),
        date: Some(Date { year: 2025, month: Some(12), day: Some(1) }),
        display_date: BTreeMap::new(),
        volume: None,
        number: None,
        aggregate: Some(437),
        lang: Lang("en".into()),
        identifier: String::new(),
        translation_of: None,
        rights: None,
        prices: BTreeMap::new(),
        binding: Binding::Saddle,
        credits: vec![],
        pin: None,
        cover: None,
        articles: vec![],
        ads: vec![],
        promises: vec![],
        page_multiple: 4,
        folios: Folios { first: 1, cover: false },
        pictures: vec![],
        folder: folder(),
        strict: false,
    }
}

fn article(case: &Case, credits: Vec<Credit>, pin: Option<Pin>) -> Article {
    Article {
        id: "piece".into(),
        kind: ArticleKind::Text,
        title: vec![],
        kicker: vec![],
        deck: vec![],
        note: vec![],
        toc_title: None,
        section: Some(0),
        genre: case.genre.into(),
        start: None,
        min_pages: None,
        max_pages: None,
        pin,
        sequence: None,
        jump: None,
        credits,
        lang: Lang(case.lang.into()),
        keywords: vec![],
        date: None,
        fields: BTreeMap::new(),
        image: None,
        body: vec![],
        notes: vec![],
        span: None,
    }
}

/// Nothing is read from it.
fn folder() -> Folder {
    Folder::open(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Findings::new()).unwrap()
}

fn people() -> Vec<Party> {
    let party = |(id, name, kind): &(&str, &str, PartyKind)| Party {
        id: (*id).into(),
        kind: *kind,
        names: BTreeMap::from([(Lang("en".into()), (*name).into())]),
        aliases: vec![],
        note: BTreeMap::new(),
        span: None,
    };
    PEOPLE.iter().map(party).collect()
}

fn run(case: &Case, people: Vec<Party>, backwards: bool) -> (Result<Designs, Failed>, Findings) {
    let mut findings = Findings::new();
    let mut layouts: Vec<(String, String)> = case.layouts.iter().map(|l| layout(l)).collect();
    if backwards {
        layouts.reverse();
    }
    let library = Library::of_texts(&layouts, &mut findings);
    assert!(findings.is_empty(), "{}: {findings:?}", case.name);
    let forced = case.pins.split_whitespace().find_map(|p| p.strip_prefix("f:"));
    let designs = assign(&issue(case, people), &library, forced, &mut findings);
    (designs, findings)
}

/// What came of it, in the words of a case.
fn told(designs: &Result<Designs, Failed>, findings: &Findings) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Ok(designs) = designs {
        let design = &designs.articles[0];
        words.push(format!("{}@{}", design.layout.id, design.layout.version));
        words.push(design.decision.rule.to_string());
    }
    let own_pages = |d: &&crate::diag::Diagnostic| d.message.contains("the issue's own pages");
    words.extend(findings.iter().filter(|d| !own_pages(d)).map(|d| d.code.to_owned()));
    words.join(" ")
}

const HOUSE: &str = "house-2025; layout=$house";
const ZHENG_GUO: &str = "zg; layout=zheng,design=guo; genres=editorial,column";
const BYLINE: &str = "a:layout=zheng a:design=guo a:layout=house! p:layout=house";

#[test]
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
    for case in cases {
        let (designs, findings) = run(&case, people(), false);
        let got = told(&designs, &findings);
        let once = findings.iter().map(|d| format!("{} {}", d.code, d.message)).collect::<Vec<_>>();
        assert_eq!(got, case.want, "{}: {once:?}", case.name);
        let mut turned = people();
        turned.reverse();
        let (designs, findings) = run(&case, turned, true);
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
    let fell: Vec<(&str, Option<&str>)> =
        decision.candidates.iter().map(|c| (c.layout.as_str(), c.fell.as_deref())).collect();
    assert_eq!(
        fell,
        [
            ("base@1.0.0", Some("is credited to nobody")),
            ("house-2025@1.0.0", Some("its `layout`, `house`, is shadowed here")),
            ("old@1.0.0", Some("valid No. 401–425, this is No. 437")),
            ("z@1.0.0", Some("matches fewer credits than `zg@1.0.0`")),
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
