//! The order in which files, people, layouts and credits are given never changes what comes of them.
//! Credit lines keep their stated order, so they are compared as sets.

use super::kit::{CASE, Case, people, run};
use crate::credits::{Designs, byline_parts, statement_parts};
use crate::diag::Findings;
use crate::issue::{Credit, Issue, Lang, Party};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PAIRS: [&str; 8] = [
    "layout=zheng",
    "layout=tan",
    "layout=$house",
    "design=guo",
    "design=$house",
    "photography=studio",
    "layout=X. Zheng",
    "layout=nobody",
];
const LIMITS: [&str; 9] = [
    "",
    "; genres=editorial",
    "; genres=feature,column",
    "; languages=en",
    "; languages=zh",
    "; from=400",
    "; from=2025-06-01; until=2026-01-31",
    "; until=430",
    "; trim=8in x 10in",
];
const CREDITS: [&str; 12] = [
    "a:layout=zheng",
    "a:layout=tan",
    "a:layout=house",
    "a:layout=house!",
    "a:layout=tan!",
    "s:design=guo",
    "s:layout=tan",
    "i:design=tan",
    "i:layout=zheng",
    "p:layout=house",
    "p:design=house",
    "a:photography=studio",
];

/// Layouts `a`, `b`, … of up to two pairs and a limit; some in two versions.
fn layouts() -> impl Strategy<Value = Vec<String>> {
    let one = (btree_set(0..PAIRS.len(), 0..3), 0..LIMITS.len(), 1..3_u8);
    vec(one, 0..6).prop_map(|list| {
        let mut out = vec!["base".to_owned()];
        for (n, (pairs, limit, versions)) in list.into_iter().enumerate() {
            let id = char::from(b'a' + u8::try_from(n).unwrap());
            let pairs: Vec<&str> = pairs.into_iter().map(|p| PAIRS[p]).collect();
            let credited = if pairs.is_empty() { String::new() } else { format!("; {}", pairs.join(",")) };
            out.extend((1..=versions).map(|v| format!("{id}@{v}.0.0{credited}{}", LIMITS[limit])));
        }
        out
    })
}

fn name(people: &[Party], credit: &Credit) -> String {
    let party = &people[credit.party.0 as usize].id;
    format!("{} {party} {:?} {:?}", credit.role.0, credit.level, credit.statement)
}

/// Everything that came of it, without order where order is the writer's.
fn outcome(case: &Case, people: &[Party]) -> (Option<String>, BTreeSet<String>) {
    let (designs, findings) = run(case, people.to_vec(), false);
    let told = |designs: &Designs| {
        let design = &designs.articles[0];
        let decision = &design.decision;
        let set = |list: &mut dyn Iterator<Item = String>| list.collect::<BTreeSet<_>>();
        let counted = set(&mut decision.counted.iter().map(|c| name(people, c)));
        let by = |list: &[Credit]| list.iter().map(|c| name(people, c)).collect::<BTreeSet<_>>();
        let shadowed = set(&mut decision
            .shadowed
            .iter()
            .map(|s| format!("{} {:?} {:?}", name(people, &s.credit), s.why, by(&s.by))));
        let issue = super::kit::issue(case, people.to_vec());
        let lines = lines(&issue, design);
        let (layout, reason) = (&design.layout.id, &decision.reason);
        format!(
            "{layout}@{} {} {reason} {:?} {counted:?} {shadowed:?} {lines:?} {} {:?}",
            design.layout.version,
            decision.rule,
            decision.candidates,
            designs.issue.layout.id,
            designs.issue.decision.candidates
        )
    };
    (designs.ok().as_ref().map(told), said(&findings))
}

/// Labels and names of byline and end statement.
fn lines(issue: &Issue, design: &crate::credits::Design) -> BTreeSet<String> {
    let (style, en) = (&design.layout.credits, Lang("en".into()));
    let byline = byline_parts(issue, &design.credits, style, &en);
    let end = statement_parts(issue, &design.credits, style, &en);
    let one = |p: &crate::credits::CreditPart| {
        let names: BTreeSet<&String> = p.names.iter().collect();
        let labels: BTreeSet<&str> = p.label.split(", ").collect();
        format!("{labels:?} {names:?}")
    };
    byline.iter().chain(&end).map(one).collect()
}

fn said(findings: &Findings) -> BTreeSet<String> {
    findings
        .iter()
        .map(|d| format!("{} {:?} {} {:?} {:?}", d.code, d.severity, d.message, d.label, d.hints))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_never_matters(
        (given, turned) in layouts().prop_flat_map(|l| (Just(l.clone()), Just(l).prop_shuffle())),
        (first, second) in btree_set(0..CREDITS.len(), 0..7)
            .prop_map(|s| s.into_iter().collect::<Vec<_>>())
            .prop_flat_map(|c| (Just(c.clone()), Just(c).prop_shuffle())),
        crowd in Just(people()).prop_shuffle(),
        genre in 0..2_usize,
    ) {
        let genre = ["editorial", "feature"][genre];
        let words = |list: &[usize]| list.iter().map(|c| CREDITS[*c]).collect::<Vec<_>>().join(" ");
        let (one, two) = (words(&first), words(&second));
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
        let a = outcome(&Case { layouts: &given, credits: &one, genre, ..CASE }, &people());
        let b = outcome(&Case { layouts: &turned, credits: &two, genre, ..CASE }, &crowd);
        prop_assert_eq!(a, b);
    }
}
