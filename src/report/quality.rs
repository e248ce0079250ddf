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
            ("loose-per-100", i64::from(q.per_100(q.loose))),
            ("very-loose-per-100", i64::from(q.per_100(q.very_loose))),
            ("tight-per-100", i64::from(q.per_100(q.tight))),
            ("hyphens-per-100", i64::from(q.per_100(q.hyphens))),
            ("hyphen-runs", whole(q.hyphen_runs)),
            ("widows", whole(q.widows)),
            ("orphans", whole(q.orphans)),
            ("stranded-heads", whole(q.stranded)),
            ("hyphen-feet", whole(q.hyphen_feet)),
            ("columns", whole(q.columns)),
            ("holes", whole(q.holes)),
            ("hole-lines", whole(q.hole_lines)),
            ("imbalance-mean", share(q.imbalance, q.closings, 1000)),
            ("imbalance-max", whole(q.imbalance_most)),
            ("figures", whole(q.floats)),
            ("figures-near-percent", share(q.floats_near, q.floats, 100_000)),
            ("figures-far", whole(q.floats_far)),
            ("overset", whole(q.overset)),
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

/// Reports every figure that is beyond its bound in the publication, and every bound for which there is no figure.
pub fn judge_bounds(issue: &Issue, document: &Document, findings: &mut Findings) {
    let figures = Figures::of(&whole(document));
    for (name, bound) in &issue.publication.bounds {
        match figures.get(name) {
            Some(value) if value > *bound => findings.push(
                Diagnostic::warning(
                    "G020",
                    format!("`{name}` is {}, and the bound is {}", decimal(value), decimal(*bound)),
                )
                .hint("look at the article whose figure is highest in the report, or widen `bounds` in publication.toml"),
            ),
            Some(_) => {}
            None => {
                let names = figures.0.iter().map(|(n, _)| *n);
                let found = Diagnostic::error("G021", format!("`bounds` names `{name}`, which is no figure"));
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
    use super::{Figures, decimal, quality_line};
    use crate::issue::ArticleId;
    use crate::pages::{Document, Quality};

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
}
