//! What a drawing asks for and does not get: other files, scripts, pages within it; told, and never read.
//! Changes nothing in the drawing.

use crate::diag::{Diagnostic, Findings, Span};
use usvg::roxmltree::{Document, Node, ParsingOptions};

/// Parts that are told of one by one; of more only their number is said.
const MOST: usize = 10;

/// Names of SVG that hold a program or a page of another kind.
const FOREIGN: [(&str, &str); 2] =
    [("script", "holds a script"), ("foreignObject", "holds a part that is not SVG")];

/// A place of the text, in bytes, and what stands there.
type Part = (usize, String);

/// Reports what is left out of the drawing `path`, whose XML is `text`: references to anything but its own parts
/// and the data within it, imported style sheets, scripts, handlers of events, and what is not SVG (P008).
///
/// Nothing outside is ever read: neither the web nor a file beside the drawing. A broken drawing is no matter of
/// this check.
pub(super) fn report(text: &str, path: &str, at: Option<Span>, findings: &mut Findings) {
    let text = text.trim_start_matches('\u{feff}');
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let Ok(doc) = Document::parse_with_options(text, options) else { return };
    let parts = parts(&doc);
    for (byte, what) in parts.iter().take(MOST) {
        let place = doc.text_pos_at(*byte);
        let message = format!("drawing `{path}` {what}, which is left out");
        findings.push(
            Diagnostic::warning("P008", message)
                .at(at)
                .label(format!("at line {}, column {} of the drawing", place.row, place.col))
                .hint("put into the drawing what is to be seen, or take this out of it"),
        );
    }
    if let more @ 1.. = parts.len().saturating_sub(MOST) {
        let message = format!("drawing `{path}` has {more} more parts that are left out");
        findings.push(Diagnostic::warning("P008", message).at(at).hint("export it as plain SVG"));
    }
}

fn parts(doc: &Document) -> Vec<Part> {
    let root = doc.root_element().tag_name().namespace();
    let mut parts = Vec::new();
    let mut passed = 0;
    for node in doc.descendants() {
        if node.range().start < passed {
            continue;
        }
        if node.pi().is_some_and(|p| p.target == "xml-stylesheet") {
            parts.push((node.range().start, "names a style sheet".to_owned()));
        }
        // Programs that draw keep notes of their own in other name spaces.
        if !node.is_element() || node.tag_name().namespace() != root {
            continue;
        }
        let name = node.tag_name().name();
        if let Some((_, what)) = FOREIGN.iter().find(|(n, _)| *n == name) {
            parts.push((node.range().start, (*what).to_owned()));
            passed = node.range().end;
            continue;
        }
        attributes(node, &mut parts);
        if name == "style" {
            for text in node.children().filter(Node::is_text) {
                styles(text.text().unwrap_or_default(), &text.range(), &mut parts);
            }
        }
    }
    parts
}

fn attributes(node: Node, parts: &mut Vec<Part>) {
    const XLINK: &str = "http://www.w3.org/1999/xlink";
    for attribute in node.attributes() {
        let (name, value, start) = (attribute.name(), attribute.value().trim(), attribute.range().start);
        match attribute.namespace() {
            None | Some(XLINK) if name == "href" => {
                if outside(value) {
                    let verb = if node.tag_name().name() == "a" { "links to" } else { "refers to" };
                    parts.push((start, format!("{verb} `{}`", shown(value))));
                }
            }
            None if name.len() > 2 && name.starts_with("on") => {
                parts.push((start, format!("has a handler `{name}`")));
            }
            None => styles(attribute.value(), &attribute.range_value(), parts),
            Some(_) => {}
        }
    }
}

/// Whether a reference leads out of the drawing: to neither a part of it nor data within it.
fn outside(to: &str) -> bool {
    let data = to.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
    !(to.is_empty() || to.starts_with('#') || data)
}

/// What `css`, which stands at `range`, takes from outside: `url(…)` and `@import`.
fn styles(css: &str, range: &std::ops::Range<usize>, parts: &mut Vec<Part>) {
    let lower = css.to_ascii_lowercase();
    // Character references make the text shorter than what stands in the file; then its start is the place.
    let place = |at: usize| if css.len() == range.len() { range.start + at } else { range.start };
    let mut at = 0;
    while let Some(rest) = lower.get(at..) {
        let found = [("/*", 2), ("url(", 4), ("@import", 7)];
        let next = found.iter().filter_map(|(word, len)| Some((rest.find(word)?, *word, *len))).min();
        let Some((skip, word, len)) = next else { break };
        let (start, after) = (at + skip, css.get(at + skip + len..).unwrap_or_default());
        let end = match word {
            "/*" => after.find("*/").map_or(after.len(), |n| n + 2),
            "url(" => after.find(')').unwrap_or(after.len()),
            _ => after.find([';', '\n']).unwrap_or(after.len()),
        };
        let to = after.get(..end).unwrap_or_default();
        let to = match word {
            "/*" => "",
            "url(" => to,
            _ => to.trim().trim_start_matches("url(").trim_start_matches("URL(").trim_end_matches(')'),
        };
        let to = to.trim().trim_matches(['"', '\'']);
        if outside(to) {
            let verb = if word == "url(" { "refers to" } else { "imports" };
            parts.push((place(start), format!("{verb} `{}`", shown(to))));
        }
        at = start + len + end;
    }
}

/// A reference for a message: on one line, and not longer than anybody reads.
fn shown(to: &str) -> String {
    let mut short: String = to.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect();
    if to.chars().nth(80).is_some() {
        short.push('…');
    }
    short.replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::diag::Findings;

    /// What is said of a drawing: place and words.
    fn said(inner: &str) -> Vec<String> {
        let mut findings = Findings::new();
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:o=\"o\">\n{inner}\n</svg>"
        );
        report(&text, "a.svg", None, &mut findings);
        let place = |l: Option<&String>| {
            let label = l.map_or("", String::as_str).trim_start_matches("at line ");
            label.trim_end_matches(" of the drawing").replace(", column ", ":")
        };
        let words = |m: &str| m.replace("drawing `a.svg` ", "").replace(", which is left out", "");
        findings.iter().map(|d| format!("{} {}", place(d.label.as_ref()), words(&d.message))).collect()
    }

    #[test]
    fn tells_what_leads_out_of_the_drawing() {
        for (inner, expected) in [
            ("<image href='http://a.b/c.png'/>", "2:8 refers to `http://a.b/c.png`"),
            ("<image xlink:href='file:///etc/passwd'/>", "2:8 refers to `file:///etc/passwd`"),
            ("\n  <use href='../b.svg#x'/>", "3:8 refers to `../b.svg#x`"),
            ("<image href='/b.png'/>", "2:8 refers to `/b.png`"),
            ("<image href='b.png'/>", "2:8 refers to `b.png`"),
            ("<a href='https://a.b'><path/></a>", "2:4 links to `https://a.b`"),
            ("<path style='fill:url(https://a.b/c#d)'/>", "2:19 refers to `https://a.b/c#d`"),
            ("<path fill='URL(\"c.svg#d\")'/>", "2:13 refers to `c.svg#d`"),
            ("<path style='fill:url(&quot;c.svg#d&quot;)'/>", "2:14 refers to `c.svg#d`"),
            ("<style>a{}\n@import url(https://a.b/c.css);</style>", "3:1 imports `https://a.b/c.css`"),
            ("<style><![CDATA[@IMPORT 'c.css';]]></style>", "2:8 imports `c.css`"),
            ("<script>run()</script>", "2:1 holds a script"),
            ("<foreignObject><p onclick='x'/></foreignObject>", "2:1 holds a part that is not SVG"),
            ("<path onclick='run()'/>", "2:7 has a handler `onclick`"),
        ] {
            assert_eq!(said(inner), [expected], "{inner}");
        }
    }

    #[test]
    fn says_nothing_of_what_stays() {
        for inner in [
            "<use href='#a'/><use xlink:href=' #b'/><image href='data:image/png;base64,AAAA'/>",
            "<path fill='url(#g)' style=\"clip-path:url('#c');filter:url( #f )\"/>",
            "<style>/* @import 'x'; url(http://a.b) */ @font-face{src:url(data:font/woff2;base64,AA)}</style>",
            "<metadata><o:note href='http://a.b' onload='x'/></metadata><path o:href='x.png' on='1'/>",
            "<style>/* url(</style><path style='fill:url('/><text>url(http://a.b)</text>",
        ] {
            assert_eq!(said(inner), [""; 0], "{inner}");
        }
    }

    #[test]
    fn counts_what_is_too_much_to_tell() {
        let all = said(&"<script/>".repeat(25));
        assert_eq!(
            (all.len(), all.last().map(String::as_str)),
            (11, Some(" has 15 more parts that are left out"))
        );
        assert!(said("<unclosed").is_empty());
    }
}
