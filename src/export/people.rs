//! Those who made a piece, each once, with all that they did; the codes of ONIX for what is said of them.
//! Takes the credits in force as they are.

use crate::credits::Contributor;
use crate::issue::{Credit, Role, marc};

/// The parties of `credits` in their order, each with its roles.
pub(super) fn gathered(credits: &[Credit]) -> Vec<Contributor> {
    let mut all: Vec<Contributor> = Vec::new();
    for credit in credits {
        match all.iter_mut().find(|c| c.party == credit.party) {
            Some(known) if known.roles.contains(&credit.role) => {}
            Some(known) => known.roles.push(credit.role.clone()),
            None => all.push(Contributor { party: credit.party, roles: vec![credit.role.clone()] }),
        }
    }
    all
}

/// The code of ONIX list 17 for a role.
pub(super) fn onix_role(role: &Role) -> &'static str {
    const TABLE: &str = include_str!("roles.tsv");
    row(TABLE, marc(role)).unwrap_or("Z99")
}

/// The code of ONIX list 175 for an edition.
pub(super) fn onix_form(edition: &str) -> &'static str {
    const TABLE: &str = include_str!("forms.tsv");
    row(TABLE, edition).unwrap_or_default()
}

/// The three letters of ISO 639-2/B for a language, as ONIX list 74 has them.
pub(super) fn onix_language(primary: &str) -> &str {
    const TABLE: &str = include_str!("languages.tsv");
    row(TABLE, primary).unwrap_or(primary)
}

/// The second cell of the row that begins with `key`.
fn row(table: &'static str, key: &str) -> Option<&'static str> {
    let rows = table.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    rows.into_iter().find(|(k, _)| *k == key).map(|(_, value)| value)
}
