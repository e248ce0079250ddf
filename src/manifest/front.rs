//! Front matter: what stands before an article's text, TOML between lines of `+++` or YAML between lines of `---`.
//! Does not read the text.

use super::article::piece;
use super::foreign::adopt;
use super::reader::Reader;
use super::tree::read_toml;
use super::types::PieceRaw;
use super::yaml::read_yaml;
use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};

/// The front matter of the article `text` and the byte at which its body begins; without any, nothing and 0.
///
/// Front matter begins on the first line. TOML is closed by a second `+++`, YAML by `---` or, as pandoc has it,
/// `...`. Since `---` is also a rule across the page, it opens front matter only where the next line begins it: a
/// key with a colon, `{`, or the closing line at once. After a blank line, or where no line closes it, the key
/// must be one with which front matter commonly begins, as `title`; all else is text. Keys of other tools are
/// read by `foreign`.
///
/// # Errors
/// Where front matter is begun and is not closed, or is neither TOML nor YAML: reported.
pub fn front_matter(text: &str, file: FileId, f: &mut Findings) -> Result<(PieceRaw, usize), Failed> {
    let first = text.lines().next().unwrap_or("");
    let mark = first.trim_end();
    let start = (first.len() + 1).min(text.len());
    let inner = text.get(start..).unwrap_or("");
    let open = match mark {
        "+++" => true,
        "---" => opens_yaml(inner),
        _ => false,
    };
    if !open {
        return Ok((PieceRaw::default(), 0));
    }
    let place = Span::new(file, 0..3);
    let Some((end, body)) = close(inner, mark) else {
        let found = Diagnostic::error("M007", "front matter has no end")
            .at(place)
            .hint(format!("close it with a line of `{mark}`"));
        return Err(f.fail(found));
    };
    let inner = inner.get(..end).unwrap_or("");
    let table = if mark == "+++" {
        read_toml(inner, file, start, f)?
    } else {
        adopt(read_yaml(inner, file, start, f)?, f)
    };
    let mut r = Reader::new(&table, "front-matter", place);
    let piece = piece(&mut r, f);
    r.finish(f);
    Ok((piece, start + body))
}

/// Where front matter ends in `inner`, and where the text behind its closing line begins.
fn close(inner: &str, mark: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        let closes = line.trim_end() == mark || (mark == "---" && line.trim_end() == "...");
        if closes {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Whether `inner`, behind a line of `---`, is front matter.
fn opens_yaml(inner: &str) -> bool {
    let end = close(inner, "---").map(|(end, _)| end);
    let blank = inner.lines().next().is_none_or(|l| l.trim().is_empty());
    let mut lines = inner.get(..end.unwrap_or(inner.len())).unwrap_or("").lines().map(str::trim_end);
    let first = lines.clone().find(|l| !l.is_empty() && !l.starts_with('#')).unwrap_or("");
    let ours = key_of(first).is_some_and(|k| COMMON.contains(&k));
    match (end, blank) {
        (Some(0), _) => true,
        (Some(_), false) => {
            let word = key_of(first).is_some_and(|k| !k.contains(' '));
            word || first.starts_with('{') || lines.all(is_shaped)
        }
        (Some(_), true) | (None, false) => ours,
        (None, true) => false,
    }
}

/// Whether a line may stand in a mapping: a key, a list's item, a comment, something indented, nothing.
fn is_shaped(line: &str) -> bool {
    line.is_empty() || line.starts_with([' ', '\t', '#']) || line.starts_with("- ") || key_of(line).is_some()
}

/// Keys with which front matter commonly begins.
const COMMON: [&str; 12] = [
    "title", "author", "date", "tags", "layout", "deck", "kicker", "credits", "genre", "section", "language",
    "lang",
];

/// The key of a line `key:` or `key: value`; words of letters and digits, or a quoted text.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '/');
    let word = key.chars().next().is_some_and(char::is_alphanumeric) && key.chars().all(sign);
    (word && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::front_matter;
    use crate::diag::{FileId, Findings};
    use crate::manifest::{CreditsRaw, PieceRaw};

    fn read(text: &str) -> (Option<(PieceRaw, String)>, Vec<String>) {
        let mut f = Findings::new();
        let read = front_matter(text, FileId(0), &mut f).ok();
        let read = read.map(|(piece, at)| (piece, text.get(at..).expect("a border").to_owned()));
        (read, f.iter().map(|d| format!("[{}] {}", d.code, d.message)).collect())
    }

    fn good(text: &str) -> PieceRaw {
        let (read, told) = read(text);
        let told: Vec<_> = told.into_iter().filter(|t| !t.starts_with("[M010]")).collect();
        assert_eq!(told, [] as [String; 0]);
        let (piece, body) = read.expect("front matter");
        assert_eq!(body.trim(), "Words.");
        piece
    }

    fn values(list: &[crate::manifest::At<String>]) -> Vec<&str> {
        list.iter().map(|v| v.value.as_str()).collect()
    }

    #[test]
    fn front_matter_of_hugo() {
        let piece = good(
            "---\ntitle: \"Hello: a story\"\ndate: 2025-12-01T08:30:00+08:00\ndraft: false\nweight: 10\ntags:\n  - cars\n  - 2025\ncategories: [News]\nlinkTitle: Hello\n---\n\nWords.\n",
        );
        assert_eq!(piece.title.expect("a title").value, "Hello: a story");
        assert_eq!(piece.date.expect("a date").value, "2025-12-01T08:30:00+08:00");
        assert_eq!(values(&piece.keywords), ["cars", "2025", "News"]);
        assert_eq!(piece.toc_title.expect("a title").value, "Hello");
    }

    #[test]
    fn front_matter_of_jekyll() {
        let piece = good(
            "---\n# comment\ntitle:  Yes\nauthor: Liu Yan, Guo Qing\nsubtitle: >-\n  One sentence\n  of two lines.\npermalink: /x/\npublished: true\n---\nWords.\n",
        );
        assert_eq!(piece.title.expect("a title").value, "Yes");
        assert_eq!(piece.deck.expect("a deck").value, "One sentence of two lines.");
        let CreditsRaw::Short(line) = piece.credits else { panic!("{:?}", piece.credits) };
        assert_eq!(line.value, "author: Liu Yan, Guo Qing");
    }

    #[test]
    fn front_matter_of_obsidian() {
        let piece =
            good("---\naliases:\n  - Other\ncssclasses: []\ntags: a, b\nlanguage: zh-Hans\n---\nWords.\n");
        assert_eq!(
            (values(&piece.keywords), piece.language.expect("a tag").value),
            (vec!["a", "b"], "zh-Hans".into())
        );
        assert_eq!(good("---\n---\nWords.\n"), PieceRaw::default());
    }

    #[test]
    fn front_matter_of_pandoc() {
        let piece = good(
            "---\ntitle: 'It''s'\nauthor:\n- name: Liu Yan\n  affiliation: CAAM\n- Guo Qing\nlang: en-GB\nabstract: |\n  Long.\n\n  Longer.\nfields: {edition: 3, rate: 4.50}\n...\nWords.\n",
        );
        let CreditsRaw::List(list) = piece.credits else { panic!("{:?}", piece.credits) };
        let people: Vec<_> = list.iter().flat_map(|c| values(&c.parties)).collect();
        assert_eq!((people, list[0].role.value.as_str()), (vec!["Liu Yan", "Guo Qing"], "author"));
        assert_eq!(
            (piece.title.expect("a title").value, piece.language.expect("a tag").value),
            ("It's".into(), "en-GB".into())
        );
        let fields: Vec<_> = piece.fields.iter().map(|(k, v)| (k.value.as_str(), v.value.as_str())).collect();
        assert_eq!(fields, [("edition", "3"), ("rate", "4.50")]);
    }

    #[test]
    fn a_rule_is_not_front_matter() {
        for text in [
            "---\n\nWords: first.\n\n---\n\nMore.\n",
            "---\nWords and more words.\n---\nMore.\n",
            "---\n\nWords.\n",
            "---\nWords: unclosed.\n",
            "---",
            "--- \n\n",
            "----\ntitle: x\n----\n",
            "\n---\ntitle: x\n---\n",
            " ---\ntitle: x\n---\n",
            "---\nhttp://example.com\n---\n",
        ] {
            let (read, told) = read(text);
            assert_eq!((read.expect("a text").1.as_str(), told.len()), (text, 0), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, told) in [
            ("---\ntitle: x\n\nWords.\n", "[M007] front matter has no end"),
            ("---\n\ntitle: x\ndate created: 1\n---\n", "[M001] unknown key `date created` in front matter"),
            ("---\ntitel: x\n---\n", "[M001] unknown key `titel` in front matter"),
            ("---\ntitle: 12\n---\n", "[M004] `title` must be a text that is not empty, not 12"),
            ("---\ndeck: a\nsubtitle: b\n---\n", "[M008] two keys say what `deck` says"),
            ("---\ndraft: true\n---\n", "[M011] this text says that it is a draft"),
            ("---\npublished: false\n---\n", "[M011] this text says that it is a draft"),
            ("---\nweight: 1\nurl: /x\n---\n", "[M010] keys of other tools are passed over: `weight`, `url`"),
            (
                "---\ndate created: 1\nmodified: 2\n---\n",
                "[M010] keys of other tools are passed over: `modified`",
            ),
        ] {
            let said = read(text).1;
            assert!(said.contains(&told.to_owned()), "{text}: {said:?}");
        }
    }
}
