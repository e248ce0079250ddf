//! Reads a publication: names, numbers, people, sections, press.
//! Resolves nothing.

use super::credits::credits;
use super::reader::Reader;
use super::tree::Table;
use super::types::{PartyRaw, PressRaw, PublicationRaw, SectionRaw};
use crate::diag::{Findings, Span};

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

fn press(r: &mut Reader<'_>, f: &mut Findings) -> Option<PressRaw> {
    let mut r = r.table("press", f)?;
    let raw = PressRaw {
        profile: r.text("profile", f),
        preflight: r.text("preflight", f),
        ink_limit: r.integer("ink-limit", f),
        pictures: r.word("pictures", f),
        plates: r.texts("plates", f),
    };
    r.finish(f);
    Some(raw)
}

/// Where a file begins: its first line's first character.
#[must_use]
pub fn beginning(file: crate::diag::FileId) -> Span {
    Span::new(file, 0..0)
}
