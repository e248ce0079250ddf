//! Lines and columns of a span, in characters or in UTF-16 code units.
//! Knows no form of output.

use crate::diag::Span;
use crate::report::File;

/// What a column counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    /// Characters (Unicode scalar values).
    Char,
    /// UTF-16 code units, as editors count and as is the default of SARIF.
    Utf16,
}

/// A range of text: lines and columns from 1; the end is one past the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where `span` stands in the text of `file`; `None` for a file without lines. A span that is not on character
/// boundaries, or beyond the end, is moved to the nearest place that is.
pub(super) fn region(file: File<'_>, span: Span, unit: Unit) -> Option<Region> {
    let text = file.text?;
    let (line, column) = point(text, span.start, unit);
    let (end_line, end_column) = point(text, span.end.max(span.start), unit);
    Some(Region { line, column, end_line, end_column })
}

fn point(text: &str, byte: u32, unit: Unit) -> (usize, usize) {
    let at = text.floor_char_boundary((byte as usize).min(text.len()));
    let head = text.get(..at).unwrap_or_default();
    let line = head.rsplit('\n').next().unwrap_or_default();
    let column = match unit {
        Unit::Char => line.chars().count(),
        Unit::Utf16 => line.chars().map(char::len_utf16).sum(),
    };
    (1 + head.bytes().filter(|b| *b == b'\n').count(), 1 + column)
}
