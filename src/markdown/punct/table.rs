//! The table of punctuation by language, `punct.tsv`: one row for each language, read by the longest prefix.
//! Applies nothing.

/// One language's row.
pub(super) struct Rules {
    /// Double quotation marks.
    pub double: (&'static str, &'static str),
    /// Single ones, or those within double ones.
    pub single: (&'static str, &'static str),
    /// Where spaces stand before marks.
    pub spaces: Spaces,
    /// What `--` between words becomes.
    pub dash: char,
    /// What joins two numbers of a range.
    pub range: char,
    /// Whether a space parts thousands.
    pub thousands: bool,
    /// Words that an apostrophe may begin, with spaces between them.
    pub elisions: &'static str,
}

/// Spaces before marks and within guillemets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spaces {
    /// None.
    None,
    /// Narrow before `! ? ;` and within guillemets, a word space before a colon (Imprimerie nationale).
    French,
    /// Narrow within guillemets, a word space before a colon (Office québécois de la langue française).
    Canadian,
}

/// The rules of the longest listed prefix of the tag `lang`.
pub(super) fn rules(lang: &str) -> Option<Rules> {
    let mut tag = lang;
    loop {
        let mut rows = include_str!("punct.tsv").lines().filter(|l| !l.starts_with('#'));
        if let Some(row) = rows.find_map(|l| read(l, tag)) {
            return Some(row);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// The row `line` where it is the language `tag`'s.
fn read(line: &'static str, tag: &str) -> Option<Rules> {
    let mut cells = line.split('\t');
    if !cells.next()?.eq_ignore_ascii_case(tag) {
        return None;
    }
    let sign = |cell: Option<&str>| cell.and_then(|c| c.chars().next());
    Some(Rules {
        double: (cells.next()?, cells.next()?),
        single: (cells.next()?, cells.next()?),
        spaces: match cells.next()? {
            "fr" => Spaces::French,
            "fr-CA" => Spaces::Canadian,
            _ => Spaces::None,
        },
        dash: sign(cells.next())?,
        range: sign(cells.next())?,
        thousands: cells.next()? == "space",
        elisions: cells.next().unwrap_or(""),
    })
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn every_row_is_whole_and_says_its_language_once() {
        let mut seen = Vec::new();
        for line in include_str!("punct.tsv").lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 10, "{line}");
            assert!(cells[1..5].iter().all(|c| (1..=2).contains(&c.chars().count())), "{line}");
            assert!(matches!(cells[5], "-" | "fr" | "fr-CA") && matches!(cells[8], "-" | "space"), "{line}");
            assert!(matches!(cells[6], "–" | "—") && matches!(cells[7], "–" | "-"), "{line}");
            assert!(!seen.contains(&cells[0]) && rules(cells[0]).is_some(), "{line}");
            seen.push(cells[0]);
        }
        assert!(rules("de-AT").is_some_and(|r| r.double.0 == "„") && rules("zh-Hans").is_none());
    }
}
