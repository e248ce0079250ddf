//! The words that an EPUB needs beside the issue's own, per language, from `words.tsv`.
//! Holds no words of layouts or credits: roles and jump lines have their own tables.

use crate::issue::Lang;

/// The word for `key` in `lang`, else in English; empty for a key that does not exist.
pub(super) fn word(key: &str, lang: &Lang) -> &'static str {
    let mut lines = include_str!("words.tsv").lines();
    let head: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = column(&head, lang);
    let Some(row) = lines.find(|l| l.split('\t').next() == Some(key)) else { return "" };
    row.split('\t').nth(column).unwrap_or("")
}

/// The word for `key` with `what` in the place of `{}`.
pub(super) fn word_of(key: &str, lang: &Lang, what: &str) -> String {
    word(key, lang).replacen("{}", what, 1)
}

/// Number of the column for `lang`: the same tag, then its Chinese script, then its primary language.
fn column(head: &[&str], lang: &Lang) -> usize {
    let traditional = ["zh-TW", "zh-HK", "zh-MO", "zh-Hant"].iter().any(|t| lang.is(t));
    let wanted = match lang.primary() {
        "zh" if traditional => "zh-Hant",
        "zh" => "zh-Hans",
        primary => primary,
    };
    head.iter().position(|tag| *tag == wanted).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::{word, word_of};
    use crate::issue::Lang;

    #[test]
    fn every_row_is_full() {
        let table = include_str!("words.tsv");
        let cells = table.lines().next().map_or(0, |l| l.split('\t').count());
        for line in table.lines() {
            let row: Vec<&str> = line.split('\t').collect();
            assert_eq!(row.len(), cells, "{line}");
            assert!(row.iter().all(|c| !c.is_empty()), "{line}");
        }
    }

    #[test]
    fn falls_back_by_script_and_to_english() {
        assert_eq!(word("contents", &Lang("zh-CN".into())), "目录");
        assert_eq!(word("contents", &Lang("zh-TW".into())), "目錄");
        assert_eq!(word("contents", &Lang("de-AT".into())), "Inhalt");
        assert_eq!(word("contents", &Lang("fi".into())), "Contents");
        assert_eq!(word_of("page", &Lang("en".into()), "12"), "Page 12");
    }
}
