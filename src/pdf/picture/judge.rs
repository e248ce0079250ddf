//! What of a supplied page PDF/X-1a:2003 cannot carry: transparency, colours that are no inks, what PDF 1.4 lacks.
//! Mends nothing: an advertisement is its maker's.

use super::import::Supplied;
use crate::picture::STREAM_LIMIT;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeSet;

/// Deeper nesting than any real page has.
const DEPTH: usize = 64;

impl Supplied {
    /// The first thing of the page that PDF/X-1a does not allow, as one clause; `None`: the page may be carried.
    pub(super) fn beyond_x1a(&self) -> Option<&'static str> {
        let (file, page) = self.page();
        let mut judge = Judge { file, seen: BTreeSet::new() };
        if file.get_dictionary(page).is_ok_and(|p| p.get(b"Group").is_ok_and(|g| judge.is_group(g))) {
            return Some("it has a transparency group");
        }
        self.resources().and_then(|r| judge.object(r, 0)).or_else(|| operators(self.content()))
    }
}

struct Judge<'a> {
    file: &'a Document,
    seen: BTreeSet<ObjectId>,
}

impl Judge<'_> {
    fn is_group(&self, group: &Object) -> bool {
        let dict = self.file.dereference(group).ok().and_then(|(_, o)| o.as_dict().ok());
        dict.is_some_and(|d| is(self.value(d, b"S"), b"Transparency"))
    }

    fn value<'b>(&'b self, dict: &'b Dictionary, key: &[u8]) -> Option<&'b Object> {
        self.file.dereference(dict.get(key).ok()?).ok().map(|v| v.1)
    }

    fn object(&mut self, object: &Object, depth: usize) -> Option<&'static str> {
        if depth > DEPTH {
            return Some("its resources are nested without end");
        }
        match object {
            Object::Reference(id) => {
                if !self.seen.insert(*id) {
                    return None;
                }
                let file = self.file;
                file.get_object(*id).ok().and_then(|target| self.object(target, depth + 1))
            }
            Object::Name(name) => color(name),
            Object::Array(items) => {
                let first = items.first().and_then(|o| o.as_name().ok());
                first.and_then(family).or_else(|| items.iter().find_map(|i| self.object(i, depth + 1)))
            }
            Object::Dictionary(dict) => self.dictionary(dict, depth),
            Object::Stream(stream) => self.stream(stream, depth),
            _ => None,
        }
    }

    fn stream(&mut self, stream: &Stream, depth: usize) -> Option<&'static str> {
        let dict = &stream.dict;
        if let Some(filter) = self.value(dict, b"Filter") {
            let names = filter.as_array().map_or(std::slice::from_ref(filter), Vec::as_slice);
            if names.iter().any(|n| n.as_name().ok() == Some(b"JPXDecode")) {
                return Some("it holds a JPEG 2000 picture");
            }
        }
        if is(self.value(dict, b"Subtype"), b"Form") || self.value(dict, b"PatternType").is_some() {
            // What is not packed is no error of unpacking; what unpacks without end is nothing that can be judged.
            let code = match stream.filters() {
                Err(_) => stream.content.clone(),
                Ok(_) => match stream.decompressed_content_with_limit(STREAM_LIMIT) {
                    Ok(code) => code,
                    Err(_) => return Some("it holds a form that cannot be unpacked"),
                },
            };
            if let Some(why) = operators(&code) {
                return Some(why);
            }
        }
        if dict.get(b"Group").is_ok_and(|g| self.is_group(g)) {
            return Some("it has a transparency group");
        }
        self.dictionary(dict, depth)
    }

    fn dictionary(&mut self, dict: &Dictionary, depth: usize) -> Option<&'static str> {
        let number = |key: &[u8]| self.value(dict, key).and_then(|v| v.as_float().ok());
        if [b"ca".as_slice(), b"CA"].into_iter().filter_map(number).any(|v| v < 1.0) {
            return Some("it holds transparency");
        }
        let mask = self.value(dict, b"SMask").is_some_and(|m| !is(Some(m), b"None"));
        let mode = self.value(dict, b"BM");
        let blends = mode.is_some_and(|m| !is(Some(m), b"Normal") && !is(Some(m), b"Compatible"));
        if mask || blends || number(b"SMaskInData").is_some_and(|v| v > 0.0) {
            return Some("it holds transparency");
        }
        if is(self.value(dict, b"Type"), b"OCG") {
            return Some("it has layers");
        }
        let font = is(self.value(dict, b"Type"), b"FontDescriptor");
        if font && ![b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|k| dict.has(k)) {
            return Some("it has a font that is not embedded");
        }
        // Names elsewhere than as colour spaces mean other things.
        let spaces = [b"ColorSpace".as_slice(), b"CS", b"Alternate", b"Base"];
        dict.iter().find_map(|(key, value)| match value {
            Object::Name(_) if !spaces.contains(&key.as_slice()) => None,
            _ if matches!(key.as_slice(), b"Parent" | b"Metadata" | b"PieceInfo") => None,
            Object::Dictionary(inner) if key == b"ColorSpace" => {
                inner.iter().find_map(|(_, space)| self.object(space, depth + 1))
            }
            _ => self.object(value, depth + 1),
        })
    }
}

fn is(value: Option<&Object>, name: &[u8]) -> bool {
    value.and_then(|v| v.as_name().ok()) == Some(name)
}

fn color(name: &[u8]) -> Option<&'static str> {
    matches!(name, b"DeviceRGB" | b"RGB").then_some("it holds RGB colour")
}

fn family(name: &[u8]) -> Option<&'static str> {
    match name {
        b"ICCBased" => Some("it holds colour by ICC profile"),
        b"CalRGB" | b"CalGray" | b"Lab" => Some("it holds colour that is measured, not printed"),
        _ => None,
    }
}

/// What operators of a content stream set a colour that is no ink.
fn operators(code: &[u8]) -> Option<&'static str> {
    let content = Content::decode(code).ok()?;
    content.operations.iter().find_map(|op| match op.operator.as_str() {
        "rg" | "RG" => Some("it holds RGB colour"),
        "cs" | "CS" => op.operands.first()?.as_name().ok().and_then(color),
        _ => None,
    })
}
