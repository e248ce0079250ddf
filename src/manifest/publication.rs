//! Reads a publication: names, numbers, people, sections, press.
//! Resolves nothing.

use super::credits::credits;
use super::reader::{At, Reader};
use super::tree::{Node, Table, Value};
use super::types::{PartyRaw, PressRaw, PublicationRaw, SectionRaw};
use crate::diag::{Findings, Span};

/// Reads the keys of `table` as a publication.
pub fn publication(table: &Table, span: Span, f: &mut Findings) -> PublicationRaw {
    let mut r = Reader::new(table, "a publication", span);
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
        bounds: r.open("bounds", "a number that is not negative", f, thousandths),
        ad_sizes: r.sizes("ad-sizes", f),
        barcode: r.word("barcode", &["none", "ean-13", "ean-13+2", "ean-13+5"], f),
        people: people(&mut r, f),
        sections: sections(&mut r, f),
        span,
    };
    r.need("id", f);
    r.need("name", f);
    r.finish(f);
    raw
}

/// `[[people]]` of a publication or an issue.
pub fn people(r: &mut Reader<'_>, f: &mut Findings) -> Vec<PartyRaw> {
    let mut out = Vec::new();
    for (table, span) in r.tables("people", f) {
        let mut r = Reader::new(table, "a party", span);
        let id = r.required("id", f);
        let kind = r.word("kind", &["person", "organisation", "house"], f);
        let name = r.names("name", f);
        let aliases = r.texts("aliases", f);
        let note = r.names("note", f);
        r.need("name", f);
        r.finish(f);
        out.extend(id.map(|id| PartyRaw { id, kind, name, aliases, note, span }));
    }
    out
}

/// `[[sections]]` of a publication or an issue.
pub fn sections(r: &mut Reader<'_>, f: &mut Findings) -> Vec<SectionRaw> {
    let mut out = Vec::new();
    for (table, span) in r.tables("sections", f) {
        let mut r = Reader::new(table, "a section", span);
        let id = r.required("id", f);
        let label = r.names("label", f);
        let credits = credits(&mut r, f);
        let layout = r.text("layout", f);
        r.finish(f);
        out.extend(id.map(|id| SectionRaw { id, label, credits, layout }));
    }
    out
}

fn press(r: &mut Reader<'_>, f: &mut Findings) -> Option<PressRaw> {
    let (table, span) = r.table("press", f)?;
    let mut r = Reader::new(table, "`press`", span);
    let raw = PressRaw {
        profile: r.text("profile", f),
        preflight: r.text("preflight", f),
        ink_limit: r.integer("ink-limit", 100, 400, f),
        pictures: r.word("pictures", &["convert", "keep"], f),
        plates: r.texts("plates", f),
    };
    r.finish(f);
    Some(raw)
}

/// A number that is not negative, in thousandths; more decimals are cut off.
fn thousandths(node: &Node) -> Option<i64> {
    match &node.value {
        Value::Integer(i) => i.checked_mul(1000).filter(|n| *n >= 0),
        Value::Decimal(d) => {
            let (whole, decimals) = d.split_once('.')?;
            let milli = decimals.get(..3).map_or_else(|| format!("{decimals:0<3}"), str::to_owned);
            let whole: i64 = whole.replace('_', "").parse().ok().filter(|w| *w >= 0)?;
            whole.checked_mul(1000)?.checked_add(milli.parse().ok().filter(|m| (0..1000).contains(m))?)
        }
        _ => None,
    }
}

/// Where a file begins: its first line's first character.
#[must_use]
pub fn beginning(file: crate::diag::FileId) -> Span {
    Span::new(file, 0..0)
}

/// A text read as an `At` without the reader's checks.
pub fn at_text(node: &Node) -> Option<At<String>> {
    super::reader::text_of(node).map(|t| At::new(t, node.span))
}
