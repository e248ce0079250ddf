//! What the codes of findings mean: one in full, all as a list, and both as JSON.
//! Draws no finding of an issue.

use super::format::pretty;
use crate::diag::CodeInfo;
use serde::Serialize;
use std::fmt::Write as _;

/// Version of the JSON form.
const SCHEMA: &str = "masthead.codes/1";

#[derive(Serialize)]
struct List {
    schema: &'static str,
    codes: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    code: &'static str,
    room: &'static str,
    meaning: &'static str,
    mend: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<&'static str>,
}

/// One code: meaning, mend and an example, no line wider than `width` where it has a blank to break at.
#[must_use]
pub fn code_entry(info: CodeInfo, width: usize) -> String {
    let mut out = wrapped(&format!("{}  {}", info.code, info.title), 6, width);
    let _ = writeln!(out, "      concerns {}\n", info.room());
    out.push_str(&wrapped(&format!("mend: {}", info.mend), 6, width));
    if let Some(example) = info.example() {
        out.push('\n');
        for line in example.lines() {
            // Hints are words; what else is drawn keeps its place below the caret.
            let words = line.trim_start().starts_with("= help: ");
            out.push_str(&wrapped(line, 10, if words { width } else { usize::MAX }));
        }
    }
    out
}

/// All of `codes`, a line each under the name of their room.
#[must_use]
pub fn code_list(codes: impl Iterator<Item = CodeInfo>, width: usize) -> String {
    let (mut out, mut room) = (String::new(), "");
    for info in codes {
        if info.room() != room {
            room = info.room();
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{room}");
        }
        out.push_str(&wrapped(&format!("  {}  {}", info.code, info.title), 8, width));
    }
    out
}

/// The same facts as JSON.
#[must_use]
pub fn codes_json(codes: impl Iterator<Item = CodeInfo>) -> String {
    let entry = |c: CodeInfo| Entry {
        code: c.code,
        room: c.room(),
        meaning: c.title,
        mend: c.mend,
        example: c.example(),
    };
    pretty(&List { schema: SCHEMA, codes: codes.map(entry).collect() })
}

/// `text` in lines of at most `width` characters, broken at blanks, the second and later ones `indent` deep.
pub(super) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for (n, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if n > 0 && column + 1 + length > width && column > indent {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if n > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn breaks_at_blanks_only() {
        assert_eq!(wrapped("one two three", 2, 8), "one two\n  three\n");
        assert_eq!(wrapped("  = extraordinary", 2, 8), "  = extraordinary\n".replacen("= ", "=\n  ", 1));
        assert_eq!(wrapped("", 2, 8), "\n");
    }
}
