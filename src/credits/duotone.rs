//! Which inks the duotones of an issue are printed from: the colours of each article's design.
//! Converts no picture.

use super::Designs;
use crate::color::{Duotone, Ink};
use crate::diag::{Diagnostic, Findings, nearest};
use crate::issue::{DuotoneWish, Issue, PictureId};
use crate::layout::Layout;
use std::collections::BTreeMap;

/// The inks of every duotone whose colours its article's design has. Where one colour is named, black deepens it;
/// black alone is a picture in black.
#[must_use]
pub fn duotones(issue: &Issue, designs: &Designs) -> BTreeMap<PictureId, Duotone> {
    let inks = |wish: &DuotoneWish| {
        let colors = &layout(designs, wish).colors;
        let first = colors.get(&wish.names.0)?.clone();
        let second = match &wish.names.1 {
            Some(name) => colors.get(name)?.clone(),
            None if first.is_solid_black() => Ink::PAPER,
            None => Ink::BLACK,
        };
        Some((wish.picture, Duotone { first, second }))
    };
    issue.duotones.iter().filter_map(inks).collect()
}

/// Tells of names that the design of an article has no colour for.
pub(super) fn unknown(issue: &Issue, designs: &Designs, findings: &mut Findings) {
    for wish in &issue.duotones {
        let layout = layout(designs, wish);
        let known = || layout.colors.keys().map(String::as_str);
        let names = std::iter::once(&wish.names.0).chain(&wish.names.1);
        for name in names.filter(|n| !layout.colors.contains_key(*n)) {
            let words = format!("the duotone's colour `{name}` is not one of the layout `{}`", layout.id);
            let mut found = Diagnostic::error("C010", words).at(wish.span);
            if let Some(near) = nearest(name, known()) {
                found = found.label(format!("did you mean `{near}`?"));
            }
            let list: Vec<String> = known().map(|k| format!("`{k}`")).collect();
            findings.push(found.hint(format!("its colours are {}", list.join(", "))));
        }
    }
}

fn layout<'a>(designs: &'a Designs, wish: &DuotoneWish) -> &'a Layout {
    let design = designs.articles.get(wish.article.0 as usize).unwrap_or(&designs.issue);
    &design.layout
}
