//! Reads a publication: names, numbers, people, sections, press.
//! Resolves nothing.

use super::credits::credits;
use super::reader::{At, Reader};
use super::tree::{Table, Value};
use super::types::{PartyRaw, PressRaw, PublicationRaw, SectionRaw};
use crate::diag::{Diagnostic, Findings, Span};

/// Reads the keys of `table` as a publication.
pub fn publication(table: &Table, span: Span, f: &mut Findings) -> PublicationRaw {
    let mut r = Reader::new(table, "publication", span);
    let raw = PublicationRaw {
        id: r.text("id", f),
        name: r.names("name", f),
        issn: r.text("issn", f),
        eissn: r.text("e-issn", f),
        cn: r.text("cn", f),
        publisher: r.text("publisher", f),
        sponsor: r.text("sponsor", f),
        frequency: r.text("frequency", f),
        language: r.text("language", f),
        house: r.text("house", f),
        credits: credits(&mut r, f),
        layout: r.text("layout", f),
        trim: r.size("trim", f),
        bleed: r.length("bleed", f),
        press: press(&mut r, f),
        bounds: r.amounts("bounds", f),
        ad_sizes: r.sizes("ad-sizes", f),
        barcode: r.word("barcode", f),
        people: people(&mut r, f),
        sections: sections(&mut r, f),
        span,
    };
    r.finish(f);
    raw
}

/// `[[people]]` of a publication or an issue.
pub fn people(r: &mut Reader<'_>, f: &mut Findings) -> Vec<PartyRaw> {
    let mut out = Vec::new();
    for mut r in r.tables("people", f) {
        let span = r.span();
        let id = r.text("id", f);
        let kind = r.word("kind", f);
        let name = r.names("name", f);
        let aliases = r.texts("aliases", f);
        let note = r.names("note", f);
        r.finish(f);
        out.extend(id.map(|id| PartyRaw { id, kind, name, aliases, note, span }));
    }
    out
}

/// `[[sections]]` of a publication or an issue.
pub fn sections(r: &mut Reader<'_>, f: &mut Findings) -> Vec<SectionRaw> {
    let mut out = Vec::new();
    for mut r in r.tables("sections", f) {
        let id = r.text("id", f);
        let label = r.names("label", f);
        let credits = credits(&mut r, f);
        let layout = r.text("layout", f);
        r.finish(f);
        out.extend(id.map(|id| SectionRaw { id, label, credits, layout }));
    }
    out
}

/// `press` of a publication or an issue.
pub fn press(r: &mut Reader<'_>, f: &mut Findings) -> Option<PressRaw> {
    let mut r = r.table("press", f)?;
    let stated = r.entry("plates").is_some();
    let raw = PressRaw {
        profile: r.text("profile", f),
        preflight: r.text("preflight", f),
        ink_limit: r.integer("ink-limit", f),
        pictures: r.word("pictures", f),
        plates: Some(r.texts("plates", f)).filter(|_| stated),
        standard: r.word("standard", f),
        cover: r.word("cover", f),
        downsample: downsample(&mut r, f),
    };
    r.finish(f);
    Some(raw)
}

/// `downsample = 300`, or `downsample = { to = 300, above = 450 }`.
fn downsample(r: &mut Reader<'_>, f: &mut Findings) -> Option<(At<i64>, Option<At<i64>>)> {
    if matches!(r.entry("downsample").map(|e| &e.node.value), Some(Value::Integer(_))) {
        return r.integer("downsample", f).map(|to| (to, None));
    }
    let mut r = r.table("downsample", f)?;
    let (to, above) = (r.integer("to", f), r.integer("above", f));
    r.finish(f);
    let to = to?;
    if let Some(above) = above.as_ref().filter(|a| a.value < to.value) {
        let message = format!("`above` is {}, less than `to`, which is {}", above.value, to.value);
        f.push(Diagnostic::error("M004", message).at(above.span).hint("make `above` the larger number"));
    }
    Some((to, above))
}

/// Where a file begins: its first line's first character.
#[must_use]
pub fn beginning(file: crate::diag::FileId) -> Span {
    Span::new(file, 0..0)
}
