//! A word misspelt by one letter: whatever it names, the finding says what was meant.
//! Judges no other part of a finding.

use crate::kit::Folder;

const PUBLICATION: &str = r#"id = "gazette"
name = "Gazette"
language = "en"
house = "gazette"
layout = "plain"
trim = "210mm x 285mm"
ad-sizes = { quarter = "80mm x 120mm", strip = "170mm x 40mm" }

[press]
profile = "FOGRA39L"

[[people]]
id = "gazette"
kind = "house"
name = "Gazette"

[[people]]
id = "liu-yan"
name = { en = "Liu Yan", zh-Hans = "刘雁" }
aliases = ["L. Y. Junior"]

[[sections]]
id = "reports"
label = "Reports"
credits = [{ role = "editor", party = "liu-yan" }]
"#;

const ISSUE: &str = r#"publication = "../publication.toml"
title = "Spring"
language = "en"
cover-date = "2025-04"
number = 4
price = { CN = "18 yuan" }
binding = { style = "saddle" }
supplement-to = "winter"

[cover]
image = "images/street.svg"
lines = [{ text = "A street", article = "street" }]

[[articles]]
id = "street"
source = "texts/street.md"
section = "reports"
start = "recto"
credits = "Author: Liu Yan | Photographs: L. Y. Junior"

[[articles]]
id = "harbour"
source = "texts/harbour.md"
layout = "digest"
credits = [{ role = "illustration", party = "liu-yan" }]

[[ads]]
id = "boats"
size = "quarter"
file = "images/boats.svg"
advertiser = "gazette"
category = "boats"
position = "after:street"

[[ads]]
id = "ropes"
size = "strip"
file = "images/ropes.svg"
position = "facing:harbour"

[[promises]]
article = "harbour"
text = "one report"
expect = { genre = "report", count = 1 }
"#;

const STREET: &str = r#"+++
title = "The Street"
keywords = ["street"]
genre = "report"
+++

A first paragraph[^source], and [the harbour](article:harbour), [its quay](article:harbour#quayside),
[the map](#street-map), and [the web](https://example.org).

![A map](images/map.svg "A map."){#street-map place=top credit=liu-yan}

[^source]: A source.
"#;

const HARBOUR: &str =
    "+++\ntitle = \"The Harbour\"\n+++\n\nA first paragraph.\n\n## The quay {#quayside}\n\nMore.\n";

const LAYOUT: &str = r##"id = "plain"
version = "1.0.0"
extends = "base"
credited-to = [{ role = "layout", party = "liu-yan" }]

[page]
baseline = { step = "12pt", lines = 55 }

[fonts]
lead = ["Source Serif 4"]

[colors]
signal = { cmyk = [0, 90, 90, 0], rgb = "#cf2a1e" }

[styles.loud]
like = "title"
font = "lead"
color = "signal"
align = "left"

[masters.side]
extends = "body"
furniture.folio = false

[masters.side.frames]
text = false
upper = { role = "figure", lines = [1, 20], style = "loud" }
lower = { role = "text", after = "upper" }

[genres.report]
sequence = [["side"], ["body*"]]
"##;

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"200\"><rect width=\"300\" height=\"200\"/></svg>\n";

/// A title in which nothing is misspelt.
fn title() -> Folder {
    let mut folder = Folder::new()
        .file("publication.toml", PUBLICATION)
        .file("spring/issue.toml", ISSUE)
        .file("winter/issue.toml", "title = \"Winter\"\nlanguage = \"en\"\npublication = \"../publication.toml\"\ncover-date = \"2025-01\"\nnumber = 1\n[[articles]]\nid = \"one\"\nsource = \"one.md\"\n")
        .file("spring/texts/street.md", STREET)
        .file("spring/texts/harbour.md", HARBOUR)
        .file("layouts/plain/layout.toml", LAYOUT);
    for name in ["street", "boats", "ropes", "map"] {
        folder = folder.file(&format!("spring/images/{name}.svg"), DRAWING);
    }
    folder
}

/// File, what stands there, what is written instead, what is meant.
const ROWS: &[(&str, &str, &str, &str)] = &[
    // Keys.
    ("publication.toml", "ad-sizes =", "ad-size =", "ad-sizes"),
    ("publication.toml", "profile =", "profil =", "profile"),
    ("publication.toml", "aliases =", "alises =", "aliases"),
    ("spring/issue.toml", "cover-date =", "cover_dat =", "cover-date"),
    ("spring/issue.toml", "supplement-to =", "suplement-to =", "supplement-to"),
    ("spring/issue.toml", "source = \"texts/harbour.md\"", "sorce = \"texts/harbour.md\"", "source"),
    ("spring/issue.toml", "advertiser =", "advertizer =", "advertiser"),
    ("spring/issue.toml", "category =", "catgory =", "category"),
    ("spring/issue.toml", "expect =", "expct =", "expect"),
    ("spring/texts/street.md", "keywords =", "keyword =", "keywords"),
    ("spring/texts/street.md", "credit=liu-yan", "credt=liu-yan", "credit"),
    ("layouts/plain/layout.toml", "extends = \"base\"", "extend = \"base\"", "extends"),
    ("layouts/plain/layout.toml", "step =", "stp =", "step"),
    // Words.
    ("publication.toml", "kind = \"house\"", "kind = \"huose\"", "house"),
    ("publication.toml", "FOGRA39L", "FOGRA38L", "FOGRA39L"),
    ("spring/issue.toml", "\"saddle\"", "\"sadle\"", "saddle"),
    ("spring/issue.toml", "\"recto\"", "\"rectp\"", "recto"),
    ("spring/issue.toml", "CN =", "CNX =", "CN"),
    ("spring/texts/street.md", "place=top", "place=topp", "top"),
    ("layouts/plain/layout.toml", "align = \"left\"", "align = \"lefft\"", "left"),
    ("layouts/plain/layout.toml", "step = \"12pt\"", "step = \"12ppt\"", "pt"),
    // Roles and people.
    ("publication.toml", "role = \"editor\"", "role = \"editer\"", "editor"),
    ("spring/issue.toml", "role = \"illustration\"", "role = \"illustraton\"", "illustration"),
    ("spring/issue.toml", "Author:", "Auhtor:", "Author"),
    ("spring/issue.toml", "Photographs:", "Photografs:", "Photographs"),
    ("spring/issue.toml", "Liu Yan", "Liu Yen", "Liu Yan"),
    ("spring/issue.toml", "L. Y. Junior", "L. Y. Junor", "L. Y. Junior"),
    ("spring/issue.toml", "advertiser = \"gazette\"", "advertiser = \"gazete\"", "gazette"),
    ("publication.toml", "house = \"gazette\"", "house = \"gazzette\"", "gazette"),
    ("spring/texts/street.md", "credit=liu-yan", "credit=liu-yn", "liu-yan"),
    ("layouts/plain/layout.toml", "role = \"layout\"", "role = \"layuot\"", "layout"),
    ("layouts/plain/layout.toml", "party = \"liu-yan\"", "party = \"liu-yam\"", "liu-yan"),
    // Sections, layouts, issues.
    ("spring/issue.toml", "section = \"reports\"", "section = \"report\"", "reports"),
    ("spring/issue.toml", "layout = \"digest\"", "layout = \"digets\"", "digest"),
    ("publication.toml", "layout = \"plain\"", "layout = \"plane\"", "plain"),
    ("layouts/plain/layout.toml", "extends = \"base\"", "extends = \"bse\"", "base"),
    ("spring/issue.toml", "\"winter\"", "\"wintr\"", "winter"),
    // Files: the name, its case, its suffix, its folder.
    ("spring/issue.toml", "texts/street.md", "texts/stret.md", "texts/street.md"),
    ("spring/issue.toml", "texts/street.md", "texts/Street.MD", "texts/street.md"),
    ("spring/issue.toml", "images/boats.svg", "images/boats.png", "images/boats.svg"),
    ("spring/issue.toml", "images/ropes.svg", "image/ropes.svg", "images/ropes.svg"),
    ("spring/issue.toml", "images/street.svg", "images/stret.svg", "images/street.svg"),
    ("spring/issue.toml", "../publication.toml", "../publicatoin.toml", "publication.toml"),
    ("spring/texts/street.md", "images/map.svg", "images/mpa.svg", "images/map.svg"),
    // Advertisements.
    ("spring/issue.toml", "size = \"quarter\"", "size = \"quater\"", "quarter"),
    ("spring/issue.toml", "size = \"strip\"", "size = \"ful\"", "full"),
    ("spring/issue.toml", "after:street", "after:streets", "street"),
    ("spring/issue.toml", "after:street", "aftr:street", "after:street"),
    ("spring/issue.toml", "after:street", "after street", "after:street"),
    ("spring/issue.toml", "facing:harbour", "facing:harbor", "harbour"),
    ("spring/issue.toml", "facing:harbour", "facin:harbour", "facing:harbour"),
    ("spring/issue.toml", "facing:harbour", "rph", "rhp"),
    ("spring/issue.toml", "facing:harbour", "C-4", "C4"),
    // Articles in promises, cover lines and links; anchors; notes.
    ("spring/issue.toml", "article = \"harbour\"", "article = \"habour\"", "harbour"),
    ("spring/issue.toml", "article = \"street\"", "article = \"steet\"", "street"),
    ("spring/texts/street.md", "(article:harbour)", "(article:harbours)", "harbour"),
    ("spring/texts/street.md", "(article:harbour)", "(artcle:harbour)", "article:harbour"),
    ("spring/texts/street.md", "(article:harbour)", "(harbour.md)", "article:harbour"),
    ("spring/texts/street.md", "#quayside", "#quaysid", "#quayside"),
    ("spring/texts/street.md", "(#street-map)", "(#stret-map)", "#street-map"),
    ("spring/texts/street.md", "(#street-map)", "(#quayide)", "#quayside"),
    ("spring/texts/street.md", "https://", "htps://", "https://example.org"),
    ("spring/texts/street.md", "https://", "https:/", "https://example.org"),
    ("spring/texts/street.md", "paragraph[^source]", "paragraph[^sorce]", "[^source]"),
    // Within a layout.
    ("layouts/plain/layout.toml", "like = \"title\"", "like = \"titel\"", "title"),
    ("layouts/plain/layout.toml", "style = \"loud\"", "style = \"lod\"", "loud"),
    ("layouts/plain/layout.toml", "font = \"lead\"", "font = \"leed\"", "lead"),
    ("layouts/plain/layout.toml", "color = \"signal\"", "color = \"signel\"", "signal"),
    ("layouts/plain/layout.toml", "extends = \"body\"", "extends = \"boddy\"", "body"),
    ("layouts/plain/layout.toml", "furniture.folio", "furniture.folo", "folio"),
    ("layouts/plain/layout.toml", "after = \"upper\"", "after = \"uper\"", "upper"),
    ("layouts/plain/layout.toml", "[\"side\"]", "[\"sde\"]", "side"),
];

#[test]
fn a_word_misspelt_by_a_letter_is_recognised() {
    let title = title();
    let whole = title.masthead(&["check", "spring", "--color", "never"]);
    assert!(!whole.err.contains("did you mean"), "nothing is misspelt\n{}", whole.err);
    assert_eq!(whole.code, 0, "{}", whole.err);
    let mut faults = Vec::new();
    for (file, right, wrong, meant) in ROWS {
        let before = title.read(file);
        title.change(file, right, wrong);
        let run = title.masthead(&["check", "spring", "--color", "never"]);
        title.put(file, before);
        if !run.err.contains(&format!("did you mean `{meant}`?")) {
            faults.push(format!("{file}: `{wrong}` for `{right}`\n{}", run.err));
        }
    }
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), ROWS.len(), faults.join("\n"));
}

#[test]
fn so_is_one_on_the_command_line() {
    let title = title();
    for (args, meant) in [
        (&["explain", "spring", "harbuor"][..], "did you mean `harbour`?"),
        (&["fit", "spring", "stret"], "did you mean `street`?"),
        (&["explain-code", "M0001"], "did you mean `M001`"),
        (&["man", "flatplna"], "did you mean `flatplan`?"),
        (&["flatpln", "spring"], "'flatplan'"),
        (&["check", "spring", "--formt", "json"], "'--format'"),
        (&["schema", "isue"], "'issue'"),
        (&["check", "sprng"], "did you mean `spring`?"),
    ] {
        let run = title.masthead(args);
        assert!(run.code != 0 && run.err.contains(meant), "{args:?}\n{}", run.err);
    }
}
