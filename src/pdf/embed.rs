//! Fonts as objects: the subset's file, its widths, its names, and the map from glyphs to texts.
//! Which glyphs and texts there are is `fonts`' affair.

use super::fonts::FontUse;
use super::hash::hash;
use crate::font::Face;
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};
use std::fmt::Write;
use subsetter::GlyphRemapper;

/// The objects of one font but for their references: the file, the map of texts, and three dictionaries.
pub(super) struct Embedded {
    file: Stream,
    file_key: &'static str,
    texts: Stream,
    /// From numbers to glyphs, where they are not the same.
    glyphs: Option<Stream>,
    descriptor: Dictionary,
    cid: Dictionary,
    font: Dictionary,
}

impl Embedded {
    /// Adds the objects; returns the font's.
    pub(super) fn add(mut self, pdf: &mut lopdf::Document) -> lopdf::ObjectId {
        let file = pdf.add_object(self.file);
        self.descriptor.set(self.file_key, file);
        let descriptor = pdf.add_object(self.descriptor);
        self.cid.set("FontDescriptor", descriptor);
        if let Some(glyphs) = self.glyphs {
            self.cid.set("CIDToGIDMap", pdf.add_object(glyphs));
        }
        let cid = pdf.add_object(self.cid);
        let texts = pdf.add_object(self.texts);
        self.font.set("DescendantFonts", vec![Object::Reference(cid)]);
        self.font.set("ToUnicode", texts);
        pdf.add_object(self.font)
    }
}

/// Makes the objects of a font; `None` where its file is no font that can be subset.
pub(super) fn embed(font: &FontUse, face: &Face) -> Option<Embedded> {
    let order = font.order();
    let subset = subsetter::subset(&face.data, 0, &GlyphRemapper::new_from_glyphs(&order)).ok()?;
    let name = format!("{}+{}", tag(&subset), face.postscript);
    let (key, kind, file) = if face.cff {
        ("FontFile3", "CIDFontType0", table(&subset, *b"CFF ")?.to_vec())
    } else {
        ("FontFile2", "CIDFontType2", subset)
    };
    let mut dict = Dictionary::new();
    if face.cff {
        dict.set("Subtype", name_object("CIDFontType0C"));
    } else {
        dict.set("Length1", file.len() as i64);
    }
    let shown = order.iter().chain(font.softened.iter().map(|(g, _)| g));
    let widths = shown.clone().map(|g| width_object(font.width(*g))).collect::<Vec<_>>();
    let mut cid = dictionary! {
        "Type" => "Font",
        "Subtype" => kind,
        "BaseFont" => name_object(&name),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::String(b"Adobe".to_vec(), StringFormat::Literal),
            "Ordering" => Object::String(b"Identity".to_vec(), StringFormat::Literal),
            "Supplement" => 0,
        },
        "DW" => 0,
        "W" => vec![Object::Integer(0), Object::Array(widths)],
    };
    let glyphs: Vec<u8> = shown.flat_map(|g| font.number(*g).to_be_bytes()).collect();
    if !face.cff && font.softened.is_empty() {
        cid.set("CIDToGIDMap", name_object("Identity"));
    }
    Some(Embedded {
        file: super::deflated(dict, &file),
        file_key: key,
        texts: super::deflated(Dictionary::new(), &text_map(font, &order)),
        glyphs: (!font.softened.is_empty()).then(|| super::deflated(Dictionary::new(), &glyphs)),
        descriptor: descriptor(face, &name),
        cid,
        font: dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name_object(&name),
            "Encoding" => "Identity-H",
        },
    })
}

fn name_object(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A width in thousandths of an em, as whole as it is.
fn width_object(millionths: u32) -> Object {
    if millionths.is_multiple_of(1000) {
        Object::Integer(i64::from(millionths / 1000))
    } else {
        Object::Real((f64::from(millionths) / 1000.0) as f32)
    }
}

/// Six capital letters that name a subset by its content (ISO 32000-1 §9.6.4).
fn tag(subset: &[u8]) -> String {
    let mut n = hash(subset) as u64;
    (0..6)
        .map(|_| {
            let letter = char::from(b'A' + (n % 26) as u8);
            n /= 26;
            letter
        })
        .collect()
}

/// One table of an OpenType file.
fn table(file: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let record = file.get(12..)?.chunks_exact(16).take(64).find(|r| r.starts_with(&tag))?;
    let number = |at: usize| Some(u32::from_be_bytes(record.get(at..at + 4)?.try_into().ok()?) as usize);
    let (offset, length) = (number(8)?, number(12)?);
    file.get(offset..offset.checked_add(length)?)
}

fn descriptor(face: &Face, name: &str) -> Dictionary {
    let em = i64::from(face.upem.max(1));
    let scale = |v: i16| Object::Integer((i64::from(v) * 1000 + em / 2).div_euclid(em));
    let [left, low, right, high] = face.bbox;
    // Symbolic: glyphs are found by number. Italic (ISO 32000-1 table 123).
    let flags = 4 | if face.italic { 64 } else { 0 };
    // The thickness of stems is not in the file; this line through common faces serves viewers' substitutes.
    let stem = 10 + i64::from(face.weight) * 220 / 1000;
    dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name_object(name),
        "Flags" => flags,
        "FontBBox" => vec![scale(left), scale(low), scale(right), scale(high)],
        "ItalicAngle" => i64::from(face.italic_angle) / 65_536,
        "Ascent" => scale(face.ascender),
        "Descent" => scale(face.descender),
        "CapHeight" => scale(face.cap_height),
        "XHeight" => scale(face.x_height),
        "StemV" => stem,
    }
}

/// The map from glyph numbers to texts (ISO 32000-1 §9.10.3).
fn text_map(font: &FontUse, order: &[u16]) -> Vec<u8> {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)\
         /Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n",
    );
    let texts: Vec<(usize, &str)> = order
        .iter()
        .enumerate()
        .skip(1)
        .map(|(n, g)| (n, font.texts.get(usize::from(*g)).and_then(Option::as_deref).unwrap_or("\u{fffd}")))
        .chain(font.softened.iter().map(|(_, n)| (usize::from(*n), "\u{ad}")))
        .collect();
    for block in texts.chunks(100) {
        let _ = writeln!(out, "{} beginbfchar", block.len());
        for (n, text) in block {
            // The space is not needed by the grammar, but by one validator.
            let _ = write!(out, "<{n:04X}> <");
            for unit in text.encode_utf16() {
                let _ = write!(out, "{unit:04X}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}
