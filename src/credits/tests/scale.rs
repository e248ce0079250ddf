//! A title with 200 layouts and 500 people: what is read and what is left alone.
//! Counts work, not time; `cargo bench` measures that.

use super::kit::{CASE, article, issue};
use crate::credits::assign;
use crate::diag::Findings;
use crate::issue::{Credit, Lang, Level, Party, PartyId, PartyKind, Role, Statement};
use crate::layout::Library;
use std::collections::BTreeMap;

fn crowd() -> Vec<Party> {
    let party = |n: usize| Party {
        id: format!("person-{n}"),
        kind: PartyKind::Person,
        names: BTreeMap::from([(Lang("en".into()), format!("Person {n}"))]),
        aliases: vec![format!("P. {n}")],
        note: BTreeMap::new(),
        span: None,
    };
    (0..500).map(party).collect()
}

#[test]
fn only_layouts_that_are_used_are_resolved() {
    let mut findings = Findings::new();
    let text = |n: usize| {
        let text = format!(
            "id = \"look-{n}\"\nversion = \"1.0.0\"\nextends = \"base\"\n\
             credited-to = [{{ role = \"layout\", party = \"person-{n}\" }}]\n"
        );
        (format!("look-{n}"), text)
    };
    let mut layouts: Vec<(String, String)> = (0..200).map(text).collect();
    layouts.push(super::layout("base"));
    let library = Library::of_texts(&layouts, &mut findings);
    assert_eq!(library.resolved(), 0, "reading headers resolves nothing");
    let mut big = issue(&CASE, crowd());
    let credit = |n: u32| Credit {
        role: Role("layout".into()),
        party: PartyId(n),
        level: Level::Article,
        statement: Statement::Byline,
        source_label: None,
        span: None,
    };
    // Twelve pieces by five people with layouts, and one whose designer has none.
    big.articles = (0..12).map(|n| article(&CASE, vec![credit(n % 5 * 40)], None)).collect();
    big.articles.push(article(&CASE, vec![credit(499)], None));
    let designs = assign(&big, &library, None, &mut findings).unwrap();
    assert_eq!(library.resolved(), 6, "five layouts and the house's");
    assert_eq!(designs.articles[3].layout.id, "look-120");
    assert!(designs.articles.iter().all(|d| d.decision.candidates.len() == 201));
    let codes: Vec<&str> = findings.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["C005"], "{findings:?}");
}
