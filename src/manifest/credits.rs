//! Reads credits, in their long form (a table each) and their short form (one line of text).
//! Does not know roles or parties.

use super::reader::{Reader, at_text, wrong};
use super::tree::{Node, Value};
use super::types::{CreditRaw, CreditsRaw};
use crate::diag::Findings;

/// The key `credits` of the table that `r` reads.
pub fn credits(r: &mut Reader<'_>, f: &mut Findings) -> CreditsRaw {
    let wanted =
        "a list such as [{ role = \"author\", party = \"…\" }], or one text \"Author: … | Design: …\"";
    let Some(entry) = r.entry("credits") else { return CreditsRaw::None };
    match &entry.node.value {
        Value::Text(t) if !t.trim().is_empty() => {
            at_text(&entry.node).map_or(CreditsRaw::None, CreditsRaw::Short)
        }
        Value::Array(items) => CreditsRaw::List(items.iter().filter_map(|n| credit(n, f)).collect()),
        _ => {
            f.push(wrong("credits", &entry.node, wanted));
            CreditsRaw::None
        }
    }
}

fn credit(node: &Node, f: &mut Findings) -> Option<CreditRaw> {
    let Value::Table(table) = &node.value else {
        f.push(wrong("credits", node, "a list of tables, each { role = \"…\", party = \"…\" }"));
        return None;
    };
    let mut r = Reader::new(table, "credit", node.span);
    let role = r.text("role", f);
    let parties = r.texts("party", f);
    let end = r.word("statement", f).is_some_and(|w| w.value == "end");
    let source_label = r.text("source-label", f).map(|l| l.value);
    r.finish(f);
    Some(CreditRaw { role: role?, parties, end, source_label })
}
