//! Objects as the text of a PDF file (ISO 32000-1 §7.3).
//! Knows nothing of files: where objects stand, and how they are found there, is `save`'s affair.

use lopdf::{Dictionary, Object, StringFormat};
use std::io::{Result, Write};

/// Whether an object needs a space before it, to be told from what stands there.
pub(super) fn apart(object: &Object) -> bool {
    use Object::{Boolean, Integer, Null, Real, Reference};
    matches!(object, Null | Boolean(_) | Integer(_) | Real(_) | Reference(_))
}

/// Writes an object as the file has it.
pub(super) fn value(out: &mut Vec<u8>, object: &Object) -> Result<()> {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(b) => write!(out, "{b}")?,
        Object::Integer(n) => write!(out, "{n}")?,
        Object::Real(n) => write!(out, "{n}")?,
        Object::Name(n) => name(out, n)?,
        Object::String(text, StringFormat::Literal) => literal(out, text),
        Object::String(text, StringFormat::Hexadecimal) => {
            out.push(b'<');
            text.iter().try_for_each(|b| write!(out, "{b:02X}"))?;
            out.push(b'>');
        }
        Object::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                out.extend(if i > 0 && apart(item) { b" ".as_slice() } else { b"" });
                value(out, item)?;
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => dictionary(out, dict)?,
        Object::Stream(stream) => {
            dictionary(out, &stream.dict)?;
            out.extend(b"stream\n");
            out.extend(&stream.content);
            out.extend(b"\nendstream");
        }
        Object::Reference((id, generation)) => write!(out, "{id} {generation} R")?,
    }
    Ok(())
}

/// Writes a dictionary.
pub(super) fn dictionary(out: &mut Vec<u8>, dict: &Dictionary) -> Result<()> {
    out.extend(b"<<");
    for (key, item) in dict {
        name(out, key)?;
        out.extend(if apart(item) { b" ".as_slice() } else { b"" });
        value(out, item)?;
    }
    out.extend(b">>");
    Ok(())
}

/// A name; what is no regular character is told by its number (ISO 32000-1 §7.3.5).
fn name(out: &mut Vec<u8>, text: &[u8]) -> Result<()> {
    out.push(b'/');
    for b in text {
        if b.is_ascii_graphic() && !b"()<>[]{}/%#".contains(b) {
            out.push(*b);
        } else {
            write!(out, "#{b:02X}")?;
        }
    }
    Ok(())
}

/// A literal string; brackets that have no partner are escaped (ISO 32000-1 §7.3.4.2).
fn literal(out: &mut Vec<u8>, text: &[u8]) {
    let (mut open, mut lone) = (Vec::new(), Vec::new());
    for (i, b) in text.iter().enumerate() {
        match b {
            b'(' => open.push(i),
            b')' if open.pop().is_none() => lone.push(i),
            _ => {}
        }
    }
    lone.append(&mut open);
    lone.sort_unstable();
    out.push(b'(');
    for (i, b) in text.iter().enumerate() {
        if matches!(b, b'\\' | b'\r') || lone.binary_search(&i).is_ok() {
            out.push(b'\\');
        }
        out.push(if *b == b'\r' { b'r' } else { *b });
    }
    out.push(b')');
}
