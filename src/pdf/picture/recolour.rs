//! Supplied content in the colours of paper, for proofs: process colours and greys as RGB, all else byte by byte.
//! Looks into no picture, shading or named colour space.

use crate::color::{Cmyk, Output};
use std::io::Write;

/// A content stream whose operators `k`, `K`, `g` and `G` are `rg` and `RG` with what the inks look like on paper;
/// grey is printed from black alone.
pub(super) fn recoloured(content: &[u8], output: &Output) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + content.len() / 4);
    let mut rest = content;
    // The numbers before an operator, with where they stand in `out`.
    let mut numbers: Vec<(usize, f64)> = Vec::new();
    while let Some((token, after)) = split(rest) {
        rest = after;
        if let Some(value) = std::str::from_utf8(token).ok().and_then(|t| t.parse().ok()) {
            numbers.push((out.len(), value));
            out.extend_from_slice(token);
            continue;
        }
        if !token.first().is_some_and(u8::is_ascii_whitespace) {
            let found = inks(token, &numbers);
            numbers.clear();
            if let Some((from, inks, operator)) = found {
                out.truncate(from);
                let [r, g, b] = output.to_rgb(inks).map(|v| (u32::from(v) * 10_000 + 127) / 255);
                let one = |v: u32| format!("{}.{:04}", v / 10_000, v % 10_000);
                // Writing to memory does not fail.
                let _ = write!(out, "{} {} {} {operator}", one(r), one(g), one(b));
                continue;
            }
        }
        out.extend_from_slice(token);
        if token == b"ID" {
            let ends = |w: &[u8]| w.first().is_some_and(u8::is_ascii_whitespace) && w.ends_with(b"EI");
            let end = rest.windows(3).position(ends).map_or(rest.len(), |at| at + 3);
            let (picture, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            out.extend_from_slice(picture);
            rest = after;
        }
    }
    out
}

/// The inks that an operator sets, where their numbers begin, and the operator for lights that takes its place.
fn inks(operator: &[u8], numbers: &[(usize, f64)]) -> Option<(usize, Cmyk, &'static str)> {
    let ink = |v: f64| (v.clamp(0.0, 1.0) * 10_000.0).round() as u16;
    match (operator, numbers) {
        (b"k" | b"K", [.., (from, c), (_, m), (_, y), (_, k)]) => {
            Some((*from, [ink(*c), ink(*m), ink(*y), ink(*k)], if operator == b"k" { "rg" } else { "RG" }))
        }
        (b"g" | b"G", [.., (from, light)]) => {
            Some((*from, [0, 0, 0, 10_000 - ink(*light)], if operator == b"g" { "rg" } else { "RG" }))
        }
        _ => None,
    }
}

/// The first token and what follows: blanks, a comment, a string, or a word; a delimiter alone is a word.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let first = *bytes.first()?;
    let blank = |b: &u8| b.is_ascii_whitespace() || *b == 0;
    let delimiter = |b: &u8| b"()<>[]{}/%".contains(b);
    let run =
        |until: &dyn Fn(&u8) -> bool| bytes.iter().skip(1).position(until).map_or(bytes.len(), |n| n + 1);
    let length = match first {
        b if blank(&b) => run(&|b| !blank(b)),
        b'%' => run(&|b| matches!(b, b'\r' | b'\n')),
        b'(' => string(bytes),
        b'<' if bytes.get(1) != Some(&b'<') => run(&|b| *b == b'>') + 1,
        b'/' => run(&|b| blank(b) || delimiter(b)),
        b if delimiter(&b) => 1,
        _ => run(&|b| blank(b) || delimiter(b)),
    };
    bytes.split_at_checked(length.min(bytes.len()))
}

/// The length of a literal string with its parentheses.
fn string(bytes: &[u8]) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (n, b) in bytes.iter().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth <= 1 => return n + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::recoloured;
    use crate::color::Output;

    #[test]
    fn inks_become_lights_and_nothing_else_changes() {
        let output = Output::fogra39(None).unwrap();
        let same = |text: &str| assert_eq!(recoloured(text.as_bytes(), &output), text.as_bytes(), "{text}");
        same("q 1 0 0 1 5 5 cm /X0 Do Q\n");
        same("BT /F0 9 Tf (0 0 0 1 k \\) ( g ) k) Tj <306b> Tj [(1 g)-3(g)]TJ ET");
        same("% 0 0 0 1 k\n1 0 0 rg");
        same("BI /W 1 /H 1 ID 0 0 0 1 k\u{1} EI Q");
        same("/k gs /CS0 cs 1 scn 5 w");
        let text = |content: &str| String::from_utf8(recoloured(content.as_bytes(), &output)).unwrap();
        assert_eq!(text("0 0 0 0 k\n1 G f"), "1.0000 1.0000 1.0000 rg\n1.0000 1.0000 1.0000 RG f");
        let [r, ..] = output.to_rgb([0, 0, 0, 10_000]);
        let black = text("q 0 0 0 1 k 0 g");
        assert!(black.starts_with(&format!("q 0.{:04} ", (u32::from(r) * 10_000 + 127) / 255)), "{black}");
        assert_eq!(black.matches("rg").count(), 2);
    }
}
