//! The words of an issue as its author wrote them, and whether they stand in a text that came out.
//! Reads an issue with the library, a PDF with an outside judge, and an EPUB by itself.

use masthead::issue::{Article, Block, BlockKind, Issue, Text, plain};
use std::io::Read;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// A passage of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Its words.
    pub text: String,
    /// Whether it runs in the order of the article; a figure's or a box's words may stand elsewhere.
    pub flows: bool,
}

/// The checked issue at `path`, which must be free of errors.
pub fn issue(path: &Path) -> Issue {
    let (mut sources, mut findings) = (masthead::source::Sources::new(), masthead::diag::Findings::new());
    let issue = masthead::issue::check(&mut sources, path, false, &mut findings);
    issue.unwrap_or_else(|_| panic!("{}: {findings:?}", path.display()))
}

/// Every passage of `article` in its order.
pub fn passages(article: &Article) -> Vec<Passage> {
    let mut out = Vec::new();
    for text in [&article.kicker, &article.title, &article.deck, &article.note] {
        add(&mut out, text, false);
    }
    blocks(&mut out, &article.body, true);
    for note in &article.notes {
        blocks(&mut out, &note.blocks, false);
    }
    out
}

fn add(out: &mut Vec<Passage>, text: &Text, flows: bool) {
    let text = plain(text);
    if !letters(&text).is_empty() {
        out.push(Passage { text, flows });
    }
}

fn blocks(out: &mut Vec<Passage>, list: &[Block], flows: bool) {
    for block in list {
        match &block.kind {
            BlockKind::Heading(_, text) | BlockKind::Paragraph(text) | BlockKind::Question(text) => {
                add(out, text, flows);
            }
            BlockKind::List(list) => list.items.iter().for_each(|item| blocks(out, item, flows)),
            BlockKind::Quote(inner) => blocks(out, inner, flows),
            BlockKind::Callout(_, title, inner) => {
                add(out, title, false);
                blocks(out, inner, false);
            }
            BlockKind::Figure(figure) => add(out, &figure.caption, false),
            BlockKind::Table(table) => {
                add(out, &table.caption, false);
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| add(out, &cell.text, false));
            }
            BlockKind::Code(_, text) => out.push(Passage { text: text.clone(), flows: false }),
            BlockKind::Rule => {}
        }
    }
}

/// Letters and digits only, ligatures taken apart, in capitals: what no hyphen, space or style changes.
pub fn letters(text: &str) -> String {
    text.nfkc().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Where in `all` the letters `passage` end, looked for from `from`; it may be broken into pieces, in order,
/// as columns, pages and the page numbers printed behind links break it, none shorter than a word or two: eight
/// letters, three of Chinese.
pub fn find(all: &str, passage: &str, from: usize) -> Option<usize> {
    const SHORTEST: usize = 8;
    let (mut at, mut rest) = (from, passage);
    while !rest.is_empty() {
        let mut bytes = 0;
        let word = rest.chars().take_while(|c| {
            bytes += c.len_utf8();
            bytes <= SHORTEST + 1
        });
        let probe: String = word.take(SHORTEST).collect();
        let mut best = None;
        for (start, _) in all.get(at..)?.match_indices(&probe) {
            let start = at + start;
            let same = all[start..].bytes().zip(rest.bytes()).take_while(|(a, b)| a == b).count();
            let same = rest.floor_char_boundary(same);
            if best.is_none_or(|(length, _)| same > length) {
                best = Some((same, start));
            }
            if same == rest.len() {
                break;
            }
        }
        let (length, start) = best?;
        at = start + length;
        rest = &rest[length..];
    }
    Some(at)
}

/// Every passage of `issue` that does not stand in `text`, or not in its order.
pub fn lost(issue: &Issue, text: &str) -> Vec<String> {
    let all = letters(text);
    let (mut lost, mut reached) = (Vec::new(), 0);
    for article in &issue.articles {
        let begin = reached;
        for passage in passages(article) {
            let wanted = letters(&passage.text);
            let from = if passage.flows { reached } else { begin };
            match find(&all, &wanted, from) {
                Some(end) if passage.flows => reached = end,
                Some(_) => {}
                // A box may stand before its article's first lines.
                None if !passage.flows && find(&all, &wanted, 0).is_some() => {}
                None => lost.push(format!("{}: {}", article.id, passage.text)),
            }
        }
    }
    lost
}

/// The text of an EPUB in the order of its spine.
pub fn epub_text(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP file");
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
        text
    };
    let package = names.iter().find(|n| n.ends_with(".opf")).expect("a package");
    let folder = package.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let opf = read(package);
    let spine = opf.split("<itemref").skip(1).filter_map(|tag| attribute(tag, "idref"));
    let items: Vec<&str> = opf.split("<item ").skip(1).collect();
    let mut out = String::new();
    for id in spine {
        let item = items.iter().find(|item| attribute(item, "id") == Some(id)).expect("an item");
        out.push_str(&words_of(&read(&format!("{folder}{}", attribute(item, "href").expect("href")))));
    }
    out
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.split('>').next()?;
    let at = tag
        .find(&format!("{name}=\""))
        .filter(|at| *at == 0 || tag.as_bytes()[at - 1].is_ascii_whitespace())?;
    tag[at + name.len() + 2..].split('"').next()
}

/// The words between the tags of the body, entities resolved.
fn words_of(xhtml: &str) -> String {
    let body = xhtml.split_once("<body").map_or(xhtml, |(_, body)| body);
    let mut out = String::new();
    for (n, part) in body.split('<').enumerate() {
        let words = if n == 0 { "" } else { part.split_once('>').map_or("", |(_, words)| words) };
        out.push_str(words);
    }
    let named =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#160;", " "), ("&amp;", "&")];
    named.into_iter().fold(out, |text, (from, to)| text.replace(from, to))
}

#[test]
fn finds_broken_passages_and_misses_lost_words() {
    let all = letters("1 The quick brown fox jumps over 2 FOOTER the lazy dogs of the ofﬁce, at last.");
    let whole = letters("The quick brown fox jumps over the lazy dogs of the office");
    assert!(find(&all, &whole, 0).is_some());
    assert!(find(&all, &letters("The quick brown fox jumped over"), 0).is_none());
    assert!(find(&all, &letters("the lazy dogs of the quick brown"), 0).is_none());
    assert!(find(&all, &whole, 20).is_none());
}
