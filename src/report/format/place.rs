//! Lines and columns of a span, in characters or in UTF-16 code units, and the lines that a span stands on.
//! Knows no form of output.

use crate::diag::{FileId, Span};
use crate::report::{File, Files};
use std::collections::BTreeMap;
use std::ops::Range;

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

/// The files of one rendering. Each text is read through once, at its first finding; after that a place costs no
/// more than a look at a few hundred bytes, however long the file or its lines are.
pub(in crate::report) struct Places<'a> {
    files: &'a dyn Files,
    known: BTreeMap<FileId, Vec<Mark>>,
    /// Bytes read so far, for the proof that they are few.
    #[cfg(test)]
    pub read: usize,
}

impl<'a> Places<'a> {
    /// Nothing read yet.
    pub fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            known: BTreeMap::new(),
            #[cfg(test)]
            read: 0,
        }
    }

    /// The file of a number; `None` where it is unknown.
    pub fn file(&self, id: FileId) -> Option<File<'a>> {
        self.files.file(id)
    }

    /// Where `span` stands in its file; `None` for a file without lines. A span that is not on character
    /// boundaries, or beyond the end, is moved to the nearest place that is.
    pub(super) fn region(&mut self, span: Span, unit: Unit) -> Option<Region> {
        let text = self.file(span.file)?.text?;
        let (line, column) = self.point(span.file, text, span.start, unit);
        let (end_line, end_column) = self.point(span.file, text, span.end.max(span.start), unit);
        Some(Region { line, column, end_line, end_column })
    }

    /// The lines that hold the bytes from `range.start` to `range.end`, without the last one's end, and the number
    /// of the first from 1. A range beyond the end stands at the end.
    pub fn lines(&mut self, id: FileId, text: &str, range: Range<usize>) -> (Range<usize>, usize) {
        let marks = self.marks(id, text);
        let first = before(marks, range.start);
        let last = before(marks, range.end.max(range.start)).line;
        let next = marks.get(marks.partition_point(|m| m.line <= last));
        (first.from..next.map_or(text.len(), |m| m.from - 1), first.line)
    }

    /// Line and column in characters of a byte, from 1.
    pub fn place(&mut self, id: FileId, text: &str, at: usize) -> (usize, usize) {
        self.point(id, text, u32::try_from(at).unwrap_or(u32::MAX), Unit::Char)
    }

    fn point(&mut self, id: FileId, text: &str, byte: u32, unit: Unit) -> (usize, usize) {
        let at = text.floor_char_boundary((byte as usize).min(text.len()));
        let mark = before(self.marks(id, text), at);
        let rest = text.get(mark.byte..at).unwrap_or_default();
        #[cfg(test)]
        {
            self.read += rest.len();
        }
        let column = match unit {
            Unit::Char => mark.chars + rest.chars().count(),
            Unit::Utf16 => mark.utf16 + rest.chars().map(char::len_utf16).sum::<usize>(),
        };
        (mark.line, 1 + column)
    }

    fn marks(&mut self, id: FileId, text: &str) -> &[Mark] {
        #[cfg(test)]
        if !self.known.contains_key(&id) {
            self.read += text.len();
        }
        self.known.entry(id).or_insert_with(|| marks(text))
    }
}

/// A byte whose place is known: the first of a line, or one of every few hundred in a long line.
#[derive(Clone, Copy, Default)]
struct Mark {
    byte: usize,
    /// Line, from 1.
    line: usize,
    /// First byte of the line.
    from: usize,
    /// Characters and UTF-16 code units of the line before the byte.
    chars: usize,
    utf16: usize,
}

/// Bytes between two marks of a long line, about.
const STEP: usize = 256;

fn marks(text: &str) -> Vec<Mark> {
    let mut here = Mark { line: 1, ..Mark::default() };
    let mut marks = vec![here];
    let mut last = 0;
    for (at, c) in text.char_indices() {
        if at - last >= STEP {
            here.byte = at;
            marks.push(here);
            last = at;
        }
        if c == '\n' {
            last = at + 1;
            here = Mark { byte: last, line: here.line + 1, from: last, chars: 0, utf16: 0 };
            marks.push(here);
        } else {
            here.chars += 1;
            here.utf16 += c.len_utf16();
        }
    }
    marks
}

/// The last mark that is not behind `at`.
fn before(marks: &[Mark], at: usize) -> Mark {
    let behind = marks.partition_point(|m| m.byte <= at);
    behind.checked_sub(1).and_then(|n| marks.get(n)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Places, Region, Unit};
    use crate::diag::{FileId, Span};
    use crate::report::{File, Files};

    struct One(String);

    impl Files for One {
        fn file(&self, id: FileId) -> Option<File<'_>> {
            (id.0 == 0).then_some(File { path: "a.md", text: Some(&self.0) })
        }
    }

    /// Lines and columns by looking from the first byte, which nobody can get wrong.
    fn plain(text: &str, byte: usize, unit: Unit) -> (usize, usize) {
        let head = &text[..text.floor_char_boundary(byte.min(text.len()))];
        let line = head.rsplit('\n').next().unwrap_or_default();
        let column = match unit {
            Unit::Char => line.chars().count(),
            Unit::Utf16 => line.encode_utf16().count(),
        };
        (1 + head.matches('\n').count(), 1 + column)
    }

    #[test]
    fn every_place_is_the_one_that_counting_finds() {
        let long = "车a𝒳é ".repeat(200);
        for text in ["", "\n", "a", "\n\n车\r\n𝒳", "a\n", &long, &format!("{long}\n{long}\nx")] {
            let file = One(text.to_owned());
            let mut places = Places::new(&file);
            for start in 0..text.len() + 3 {
                for unit in [Unit::Char, Unit::Utf16] {
                    let end = start + 7;
                    let region = places.region(Span::new(FileId(0), start..end), unit).expect("lines");
                    let ((line, column), (end_line, end_column)) =
                        (plain(text, start, unit), plain(text, end, unit));
                    assert_eq!(region, Region { line, column, end_line, end_column }, "{start} in {text:?}");
                }
                let at = text.floor_char_boundary(start.min(text.len()));
                let (range, number) = places.lines(FileId(0), text, at..at);
                let from = text[..at].rfind('\n').map_or(0, |n| n + 1);
                let to = text[at..].find('\n').map_or(text.len(), |n| at + n);
                assert_eq!((range, number), (from..to, plain(text, at, Unit::Char).0));
            }
        }
    }

    #[test]
    fn twenty_thousand_places_cost_one_look_through_the_file() {
        for text in ["x = \"车\" # 𝒳 and some more of it\n".repeat(25_000), "车 𝒳 long".repeat(80_000)]
        {
            let file = One(text);
            let (size, mut places) = (file.0.len(), Places::new(&file));
            assert!(size > 900_000);
            for n in 0..20_000 {
                let start = n * (size / 20_000);
                places.region(Span::new(FileId(0), start..start + 9), Unit::Utf16).expect("lines");
                places.lines(FileId(0), &file.0, start..start + 9);
            }
            assert!(places.read <= size + 20_000 * 2 * 260, "{} of {size}", places.read);
        }
    }
}
