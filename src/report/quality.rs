//! Figures of quality by name: for the report, the summary, and the bounds that a publication sets.
//! Counts nothing; `pages` did.

use crate::diag::{Diagnostic, Findings, nearest};
use crate::issue::Issue;
use crate::pages::{Document, Quality};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::fmt::Write as _;

/// Figures by name, in thousandths, in the order in which they are printed.
pub(super) struct Figures(Vec<(&'static str, i64)>);

impl Figures {
    pub(super) fn of(q: &Quality) -> Self {
        let whole = |n: u32| i64::from(n) * 1000;
        let share = |n: u32, of: u32, scale: i64| i64::from(n) * scale / i64::from(of.max(1));
        Self(vec![
            ("lines", whole(q.lines)),
            ("justified", whole(q.justified)),
            ("loose-per-100", i64::from(q.per_100(q.loose))),
            ("very-loose-per-100", i64::from(q.per_100(q.very_loose))),
            ("tight-per-100", i64::from(q.per_100(q.tight))),
            ("hyphens-per-100", i64::from(q.per_100(q.hyphens))),
            ("hyphen-runs", whole(q.hyphen_runs)),
            ("widows", whole(q.widows)),
            ("orphans", whole(q.orphans)),
            ("stranded-heads", whole(q.stranded)),
            ("hyphen-feet", whole(q.hyphen_feet)),
            ("stranded-words", whole(q.lone)),
            ("rivers", whole(q.rivers)),
            ("rivers-wide", whole(q.rivers_wide)),
            ("off-grid", whole(q.off_grid)),
            ("columns", whole(q.columns)),
            ("holes", whole(q.holes)),
            ("hole-lines", whole(q.hole_lines)),
            ("white-percent", share(q.white, q.room, 100_000)),
            ("imbalance-mean", share(q.imbalance, q.closings, 1000)),
            ("imbalance-max", whole(q.imbalance_most)),
            ("figures", whole(q.floats)),
            ("figures-near-percent", share(q.floats_near, q.floats, 100_000)),
            ("figures-far", whole(q.floats_far)),
            ("figure-distance-mean", share(q.floats_behind, q.floats, 1000)),
            ("figure-distance-max", whole(q.floats_most)),
            ("overset", whole(q.overset)),
            ("missing-characters", whole(q.missing)),
            ("low-resolution-pictures", whole(q.coarse)),
        ])
    }

    fn get(&self, name: &str) -> Option<i64> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, value)| *value)
    }
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            if value % 1000 == 0 {
                map.serialize_entry(name, &(value / 1000))?;
            } else {
                // Exact to the thousandth: far below 2^31 in any issue.
                let value = i32::try_from(*value).unwrap_or(i32::MAX);
                map.serialize_entry(name, &(f64::from(value) / 1000.0))?;
            }
        }
        map.end()
    }
}

/// The figures of all articles together.
pub(super) fn whole(document: &Document) -> Quality {
    let mut all = Quality::default();
    document.quality.iter().for_each(|(_, q)| all += *q);
    all
}

/// Figures of which more is better: their bound is the least.
const LEAST: [&str; 1] = ["figures-near-percent"];

/// The article whose figure is farthest from good, and that figure; the first of several.
fn worst<'i>(issue: &'i Issue, document: &Document, name: &str, least: bool) -> Option<(&'i str, i64)> {
    let each = document.quality.iter().filter(|(_, q)| !least || q.floats > 0);
    let mut each =
        each.filter_map(|(id, q)| Some((issue.article(*id)?.id.as_str(), Figures::of(q).get(name)?)));
    let first = each.next()?;
    Some(
        each.fold(
            first,
            |worst, one| if (one.1 > worst.1) != least && one.1 != worst.1 { one } else { worst },
        ),
    )
}

/// Reports every figure that is beyond its bound in the publication, and every bound for which there is no figure.
/// A bound must hold: one that does not is an error, and nothing is written.
pub fn judge_bounds(issue: &Issue, document: &Document, findings: &mut Findings) {
    let figures = Figures::of(&whole(document));
    for (name, bound) in &issue.publication.bounds {
        let (least, most) = (LEAST.contains(&name.as_str()), bound.most);
        let beyond = |value: i64| if least { value < most } else { value > most };
        match figures.get(name) {
            Some(value) if beyond(value) => {
                let words = if least { "the least allowed" } else { "the bound" };
                let message = format!("`{name}` is {}, and {words} is {}", decimal(value), decimal(most));
                let found = Diagnostic::error("G020", message).at(bound.span);
                findings.push(match worst(issue, document, name, least) {
                    Some((id, value)) => found
                        .label(format!("`{id}` has {}", decimal(value)))
                        .hint(format!("mend `{id}`, or widen the bound")),
                    None => found.hint("mend the pages, or widen the bound"),
                });
            }
            Some(_) => {}
            None => {
                let names = figures.0.iter().map(|(n, _)| *n);
                let found = Diagnostic::error("G021", format!("`bounds` names `{name}`, which is no figure"))
                    .at(bound.span);
                findings.push(match nearest(name, names) {
                    Some(near) => found.hint(format!("did you mean `{near}`?")),
                    None => found.hint("the report lists the figures under `quality`"),
                });
            }
        }
    }
}

/// One line for people, such as `loose 3.2, very loose 0.4, hyphens 12.1 of 100 lines; no widows, holes …`.
#[must_use]
pub fn quality_line(document: &Document) -> String {
    let q = whole(document);
    let rate = |count: u32| decimal(i64::from(q.per_100(count)) / 100 * 100);
    let mut out = format!(
        "of 100 lines: {} loose, {} very loose, {} hyphenated; ",
        rate(q.loose),
        rate(q.very_loose),
        rate(q.hyphens)
    );
    let faults = [
        (q.widows, "widow", "widows"),
        (q.orphans, "orphan", "orphans"),
        (q.stranded, "stranded heading", "stranded headings"),
        (q.hyphen_runs, "run of hyphens", "runs of hyphens"),
        (q.hyphen_feet, "column that ends in a divided word", "columns that end in divided words"),
        (q.holes, "hole", "holes"),
        (q.floats_far, "far figure", "far figures"),
    ];
    let said: Vec<String> = faults
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many }))
        .collect();
    let _ = match said.as_slice() {
        [] => write!(out, "no widows, orphans, holes or far figures"),
        said => write!(out, "{}", said.join(", ")),
    };
    out
}

/// Thousandths as a decimal, without idle zeros.
fn decimal(thousandths: i64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths.abs() % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Figures, decimal, judge_bounds, quality_line};
    use crate::diag::{Findings, Severity};
    use crate::issue::{ArticleId, Bound, Issue, Lang};
    use crate::pages::{Document, Quality};
    use crate::source::Folder;
    use std::path::Path;

    #[test]
    fn gives_figures_by_name() {
        let q = Quality {
            lines: 250,
            justified: 200,
            loose: 3,
            very_loose: 1,
            floats: 3,
            floats_near: 2,
            ..Quality::default()
        };
        let figures = Figures::of(&q);
        assert_eq!(figures.get("loose-per-100"), Some(1500));
        assert_eq!(figures.get("figures-near-percent"), Some(66_666));
        assert_eq!(figures.get("gloss"), None);
        let json = serde_json::to_value(&figures).expect("JSON");
        assert_eq!((&json["very-loose-per-100"], &json["lines"]), (&0.5.into(), &250.into()));
        let document = Document { quality: vec![(ArticleId(0), q)], ..Document::default() };
        let line = quality_line(&document);
        assert_eq!(
            line,
            "of 100 lines: 1.5 loose, 0.5 very loose, 0 hyphenated; no widows, orphans, holes or far figures"
        );
    }

    #[test]
    fn writes_thousandths() {
        assert_eq!([decimal(1500), decimal(2000), decimal(1), decimal(0)], ["1.5", "2", "0.001", "0"]);
    }

    #[test]
    fn everything_that_is_counted_has_a_figure() {
        let figures = Figures::of(&Quality::default());
        for name in [
            "loose-per-100",
            "tight-per-100",
            "hyphen-runs",
            "widows",
            "orphans",
            "stranded-words",
            "off-grid",
            "imbalance-mean",
            "imbalance-max",
            "white-percent",
            "figure-distance-mean",
            "figure-distance-max",
            "rivers",
            "overset",
            "missing-characters",
            "low-resolution-pictures",
        ] {
            assert_eq!(figures.get(name), Some(0), "{name}");
        }
    }

    #[test]
    fn a_bound_that_does_not_hold_is_an_error() {
        let folder = Folder::open(Path::new("."), &mut Findings::new()).unwrap();
        let mut issue = Issue::titled("x", &Lang("en".into()), &folder);
        let mut bound = |name: &str, most| {
            issue.publication.bounds.insert(name.to_owned(), Bound { most, span: None });
        };
        bound("holes", 2_000);
        bound("widows", 0);
        bound("figures-near-percent", 85_000);
        bound("rivers", 0);
        let q = Quality { holes: 2, widows: 1, floats: 4, floats_near: 3, ..Quality::default() };
        let document = Document { quality: vec![(ArticleId(0), q)], ..Document::default() };
        let mut findings = Findings::new();
        judge_bounds(&issue, &document, &mut findings);
        let said: Vec<&str> = findings.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "`figures-near-percent` is 75, and the least allowed is 85",
                "`widows` is 1, and the bound is 0"
            ]
        );
        assert!(findings.iter().all(|d| d.severity == Severity::Error && d.code == "G020"));
    }
}
