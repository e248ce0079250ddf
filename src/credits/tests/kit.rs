//! What the cases are made from: parties, layouts and issues written in a line.
//! Judges nothing.

use crate::credits::{Designs, assign};
use crate::diag::{Failed, Findings};
use crate::geom::{Length, Size};
use crate::issue::{
    Article, ArticleKind, Barcode, Binding, Credit, Date, Folios, Issue, Lang, Level, Party, PartyId,
    PartyKind, Pin, Press, Publication, Role, Section, Statement,
};
use crate::layout::Library;
use crate::source::Folder;
use std::collections::BTreeMap;
use std::fmt::Write as _;
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
pub fn credits(text: &str, people: &[Party]) -> Vec<Credit> {
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
pub struct Case<'a> {
    pub name: &'a str,
    pub layouts: &'a [&'a str],
    pub credits: &'a str,
    pub genre: &'a str,
    pub lang: &'a str,
    /// Pins: `article` or `s:section`, `i:issue`, `p:publication`, `f:forced`.
    pub pins: &'a str,
    /// Running number and date of the issue; `-` for one that it does not state.
    pub at: &'a str,
    /// `layout rule` and the codes of findings.
    pub want: &'a str,
}

pub const CASE: Case<'static> = Case {
    name: "",
    layouts: &[],
    credits: "",
    genre: "editorial",
    lang: "en",
    pins: "",
    at: "437 2025-12-01",
    want: "",
};

/// In `layouts/` the title's own:
/// `id@version; layout=zheng,design=guo; genres=a,b; languages=en; from=426; until=430; publications=x; trim=…`
pub fn layout(text: &str) -> (String, String) {
    let mut parts = text.split(';').map(str::trim);
    let folder = parts.next().unwrap();
    let key = folder.strip_prefix("layouts/").unwrap_or(folder);
    let (id, version) = key.split_once('@').unwrap_or((key, "1.0.0"));
    let mut out = format!("id = \"{id}\"\nversion = \"{version}\"\n");
    let (mut applies, mut page) = (String::new(), String::new());
    let list = |v: &str| v.split(',').map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
    for part in parts.filter(|p| !p.is_empty()) {
        let (key, value) = part.split_once('=').unwrap();
        match key {
            "genres" | "languages" | "publications" => {
                let _ = writeln!(applies, "{key} = [{}]", list(value));
            }
            "from" | "until" if value.contains('+') => {
                let (number, date) = value.split_once('+').unwrap();
                let _ = writeln!(out, "valid-{key} = {{ aggregate-number = {number}, date = {date} }}");
            }
            "from" | "until" if value.contains('-') => {
                let _ = writeln!(out, "valid-{key} = {{ date = {value} }}");
            }
            "from" | "until" => {
                let _ = writeln!(out, "valid-{key} = {{ aggregate-number = {value} }}");
            }
            "trim" => {
                let _ = writeln!(page, "trim = \"{value}\"");
            }
            _ => {
                let pair = |p: &str| {
                    let (r, p) = p.split_once('=').unwrap();
                    format!("{{ role = \"{r}\", party = \"{p}\" }}")
                };
                let pairs: Vec<String> = part.split(',').map(pair).collect();
                let _ = writeln!(out, "credited-to = [{}]", pairs.join(", "));
            }
        }
    }
    let _ = write!(out, "[applies-to]\n{applies}[page]\n{page}");
    out += "margin = { inner = \"19mm\", outer = \"16mm\", top = \"20mm\" }\n\
            baseline = { step = \"12pt\", lines = 20, first = \"9pt\" }\n";
    (folder.to_owned(), out)
}

pub fn issue(case: &Case, people: Vec<Party>) -> Issue {
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
    let (number, date) = case.at.split_once(' ').unwrap();
    issue.aggregate = number.parse().ok();
    let mut parts = date.split('-').map(|p| p.parse().ok());
    let year = parts.next().flatten();
    let mut two = || parts.next().flatten().map(|n: u16| u8::try_from(n).unwrap());
    issue.date = year.map(|year| Date { year, month: two(), day: two() });
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
            press: Press::default(),
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
        supplement_to: None,
        barcode: crate::issue::StatedBarcode::default(),
        siblings: Vec::new(),
        rights: None,
        prices: BTreeMap::new(),
        binding: Binding::Saddle,
        papers: None,
        credits: vec![],
        pin: None,
        cover: None,
        articles: vec![],
        ads: vec![],
        promises: vec![],
        page_multiple: 4,
        folios: Folios { first: 1, cover: false },
        pictures: vec![],
        duotones: Vec::new(),
        folder: folder(),
        strict: false,
    }
}

pub fn article(case: &Case, credits: Vec<Credit>, pin: Option<Pin>) -> Article {
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

pub fn people() -> Vec<Party> {
    let party = |(id, name, kind): &(&str, &str, PartyKind)| Party {
        id: (*id).into(),
        kind: *kind,
        names: BTreeMap::from([(Lang("en".into()), (*name).into())]),
        aliases: if *id == "zheng" { vec!["X. Zheng".into()] } else { vec![] },
        note: BTreeMap::new(),
        span: None,
    };
    PEOPLE.iter().map(party).collect()
}

pub fn run(case: &Case, people: Vec<Party>, backwards: bool) -> (Result<Designs, Failed>, Findings) {
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
pub fn told(designs: &Result<Designs, Failed>, findings: &Findings) -> String {
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
