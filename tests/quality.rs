//! The samples' pages measured from the written PDF by a judge that knows no layout, held to the report and the goals.
//! Proves no single rule of make-up; those have cases of their own.

use crate::kit::{Folder, Judge, SAMPLES};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the judge misreads a page, and why: sample, page, figure, reason.
const READINGS: &str = include_str!("quality/readings.tsv");

/// The pages of one design in an issue: it has a grid and a measure of its own, so it is judged by itself.
#[derive(Default)]
struct Design {
    pages: BTreeSet<u64>,
    /// Last pages of articles: how far their columns may end apart, in lines.
    closing: BTreeMap<u64, f64>,
    lines: f64,
    justified: f64,
    loose: f64,
    very_loose: f64,
    hyphens: f64,
}

/// What the report says of each design.
fn designs(report: &Value) -> BTreeMap<String, Design> {
    let mut all: BTreeMap<String, Design> = BTreeMap::new();
    for article in report["articles"].as_array().expect("articles") {
        let q = &article["quality"];
        let count = |key: &str| q[key].as_f64().unwrap_or(0.0);
        if count("lines") == 0.0 {
            continue;
        }
        let design = all.entry(article["layout"].as_str().expect("a layout").to_owned()).or_default();
        let folios = article["folios"].as_array().expect("folios").iter();
        let pages: Vec<u64> = folios.filter_map(|f| f.as_str()?.parse().ok()).collect();
        design.pages.extend(&pages);
        if let Some(last) = pages.iter().max() {
            design.closing.insert(*last, count("imbalance-max"));
        }
        let justified = count("justified");
        design.lines += count("lines");
        design.justified += justified;
        design.loose += count("loose-per-100") * justified / 100.0;
        design.very_loose += count("very-loose-per-100") * justified / 100.0;
        design.hyphens += count("hyphens-per-100") * justified / 100.0;
    }
    all
}

/// The judge's figures of some pages.
fn measured(judge: &Judge, file: &str, pages: &BTreeSet<u64>) -> Value {
    let list: Vec<String> = pages.iter().map(u64::to_string).collect();
    serde_json::from_str(&judge.text(&[file, "--json", "--pages", &list.join(",")])).expect("JSON")
}

/// The figures of `figure` that are misread in `sample`, by page; each row must be of use.
struct Readings {
    rows: Vec<(String, u64, String)>,
    used: BTreeSet<usize>,
}

impl Readings {
    fn new() -> Self {
        let rows = READINGS.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "sample, page, figure, reason: {line}");
            (cells[0].to_owned(), cells[1].parse().expect("a page"), cells[2].to_owned())
        };
        Self { rows: rows.map(row).collect(), used: BTreeSet::new() }
    }

    /// Whether the judge misreads `figure` on this page.
    fn misread(&mut self, sample: &str, page: u64, figure: &str) -> bool {
        let found = self.rows.iter().position(|(s, p, f)| s == sample && *p == page && f == figure);
        self.used.extend(found);
        found.is_some()
    }

    /// Pages that hold no text of the thread at all, whatever the judge takes for it.
    fn no_text(&mut self, sample: &str, pages: &BTreeSet<u64>) -> BTreeSet<u64> {
        pages.iter().copied().filter(|page| !self.misread(sample, *page, "text")).collect()
    }
}

/// What the judge sees on single pages that must not be.
fn faults(sample: &str, design: &Design, outside: &Value, readings: &mut Readings) -> Vec<String> {
    let mut all = Vec::new();
    for page in outside["per_page"].as_array().expect("pages") {
        let no = page["page"].as_u64().expect("a number");
        let figure = |key: &str| page[key].as_f64();
        let closing = design.closing.get(&no);
        let apart = closing.map_or(0.0, |most| most + 0.5);
        let seen = [
            ("grid", figure("page_grid").is_some_and(|share| share < 1.0)),
            ("widows", figure("widows") > Some(0.0)),
            ("orphans", figure("orphans") > Some(0.0)),
            ("heads", figure("stranded_heads") > Some(0.0)),
            ("runs", figure("hyphen_runs") > Some(0.0)),
            ("trim", figure("text_outside_trim") > Some(0.0)),
            ("holes", closing.is_none() && figure("holes") > Some(0.0)),
            ("imbalance", closing.is_some() && figure("imbalance").is_some_and(|lines| lines > apart)),
        ];
        for (name, _) in seen.iter().filter(|(_, is)| *is) {
            if !readings.misread(sample, no, name) {
                all.push(format!("{sample}, page {no}: {name}: {page}"));
            }
        }
    }
    all
}

/// Where the judge's share of lines and the report's are apart by more than a line in a hundred, or two lines.
fn apart(name: &str, design: &Design, outside: &Value) -> Vec<String> {
    let judged = outside["judged"].as_f64().unwrap_or(0.0).max(1.0);
    let body = outside["body_lines"].as_f64().unwrap_or(0.0);
    let mut all = Vec::new();
    for (key, ours) in [
        ("loose_per_100", design.loose),
        ("very_loose_per_100", design.very_loose),
        ("hyphens_per_100", design.hyphens),
    ] {
        let theirs = outside[key].as_f64().unwrap_or(0.0);
        let ours = 100.0 * ours / design.justified.max(1.0);
        if (theirs - ours).abs() > f64::max(1.0, 200.0 / judged) + 0.05 {
            all.push(format!("{name}: {key}: {theirs} from outside, {ours:.1} in the report"));
        }
    }
    // The judge sees no lines beside drop caps, in smaller sizes and in boxes; of the rest it must see most.
    if body < 0.5 * design.lines || body > 1.1 * design.lines {
        all.push(format!("{name}: {body} lines from outside, {} in the report", design.lines));
    }
    all
}

/// Whether the issue as a whole reaches the goals of setting.
fn goals(sample: &str, quality: &Value) -> Vec<String> {
    let most = [
        ("loose-per-100", 6.0),
        ("very-loose-per-100", 0.8),
        ("hyphens-per-100", 18.0),
        ("hyphen-runs", 0.0),
        ("widows", 0.0),
        ("orphans", 0.0),
        ("stranded-heads", 0.0),
        ("off-grid", 0.0),
        ("figures-far", 0.0),
        ("imbalance-mean", 0.5),
        ("imbalance-max", 1.0),
    ];
    let figure = |key: &str| quality[key].as_f64().unwrap_or_else(|| panic!("no {key}"));
    let mut all: Vec<String> = Vec::new();
    for (key, most) in most {
        if figure(key) > most {
            all.push(format!("{sample}: {key} is {}, at most {most}", figure(key)));
        }
    }
    if figure("holes") * 100.0 > figure("columns") {
        all.push(format!("{sample}: {} holes in {} columns", figure("holes"), figure("columns")));
    }
    if figure("figures") > 0.0 && figure("figures-near-percent") < 85.0 {
        all.push(format!("{sample}: figures near {} %, at least 85", figure("figures-near-percent")));
    }
    all
}

#[test]
fn the_samples_reach_the_goals_by_both_measures() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let judge = Judge::script("page-quality");
    let (mut found, mut readings) = (Vec::new(), Readings::new());
    for sample in SAMPLES {
        let folder = Folder::new();
        let source = samples.join(sample);
        let (source, fonts) = (source.to_string_lossy(), fonts.to_string_lossy());
        folder.masthead(&["build", &source, "--fonts", &fonts, "--only", "press"]).expect(0);
        let files = folder.files("out");
        let name = |end: &str| files.keys().find(|n| n.ends_with(end)).expect(end);
        let report: Value = serde_json::from_slice(&files[name(".report.json")]).expect("JSON");
        found.extend(goals(sample, &report["quality"]));
        let Some(judge) = &judge else { continue };
        let pdf = folder.path().join("out").join(name(".press.pdf"));
        for (name, design) in designs(&report) {
            let pages = readings.no_text(sample, &design.pages);
            let outside = measured(judge, &pdf.to_string_lossy(), &pages);
            found.extend(faults(sample, &design, &outside, &mut readings));
            found.extend(apart(&format!("{sample}, {name}"), &design, &outside));
        }
    }
    if judge.is_some() {
        let idle = readings.rows.iter().enumerate().filter(|(n, _)| !readings.used.contains(n));
        found.extend(idle.map(|(_, row)| format!("{row:?} is read rightly: take it out of the table")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
