//! Inlines: the event tree's words, emphases and links, with `[runs]{.class}` and attributes behind pictures.
//! Leaves punctuation as it is typed.

use super::attrs;
use super::blocks::Builder;
use super::events::Tok;
use super::tree::{RawAttrs, RawInline, RawInlineKind, RawPicture, RawText};
use crate::diag::Diagnostic;
use pulldown_cmark::{Event, LinkType, Tag};
use std::ops::Range;

/// Stand-ins for characters that a backslash protects from smart punctuation; Unicode noncharacters,
/// which no text holds. `punct` turns them back.
pub const PROTECTED: [(char, char); 4] =
    [('"', '\u{fdd0}'), ('\'', '\u{fdd1}'), ('-', '\u{fdd2}'), ('.', '\u{fdd3}')];

/// The line end of a paragraph's source, until `punct` decides what becomes of it.
pub const SOFT: &str = "\n";

impl Builder<'_> {
    /// The inlines of `toks`.
    pub fn inlines(&mut self, toks: &[Tok<'_>]) -> RawText {
        let mut flat = Vec::new();
        for tok in toks {
            if let Some(inline) = self.inline(tok) {
                push_merged(&mut flat, inline, self);
            }
        }
        self.runs(flat)
    }

    fn inline(&mut self, tok: &Tok<'_>) -> Option<RawInline> {
        let range = tok.range();
        let span = self.span(range.clone());
        let kind = match tok {
            Tok::Leaf(event, _) => match event {
                Event::Text(t) => RawInlineKind::Text(self.protect(t, &range)),
                Event::Code(t) => RawInlineKind::Code(t.to_string()),
                Event::FootnoteReference(label) => RawInlineKind::Note(label.to_string()),
                Event::SoftBreak => RawInlineKind::Text(SOFT.to_owned()),
                Event::HardBreak => RawInlineKind::Break,
                Event::Html(t) | Event::InlineHtml(t) => {
                    self.html(t, range);
                    return None;
                }
                _ => return None,
            },
            Tok::Node(tag, children, _) => match tag {
                Tag::Emphasis => RawInlineKind::Emph(self.inlines(children)),
                Tag::Strong => RawInlineKind::Strong(self.inlines(children)),
                Tag::Strikethrough => RawInlineKind::Strike(self.inlines(children)),
                Tag::Link { dest_url, link_type: LinkType::Email, .. } => {
                    RawInlineKind::Link(format!("mailto:{dest_url}"), self.inlines(children))
                }
                Tag::Link { dest_url, .. } => {
                    RawInlineKind::Link(dest_url.to_string(), self.inlines(children))
                }
                Tag::Image { dest_url, title, .. } => {
                    let mut alt = String::new();
                    words(children, &mut alt);
                    let caption = if title.is_empty() { Vec::new() } else { self.line_within(title, span) };
                    let path = dest_url.to_string();
                    let alt = alt.trim().to_owned();
                    RawInlineKind::Picture(RawPicture {
                        path,
                        alt,
                        caption,
                        attrs: RawAttrs::default(),
                        span,
                    })
                }
                _ => return None,
            },
        };
        Some(RawInline { kind, span })
    }

    /// A character that was written behind a backslash stays as it is.
    fn protect(&self, text: &str, range: &Range<usize>) -> String {
        let escaped = self.byte_before(range.start) == Some(b'\\') && !self.backslash_is_text(range.start);
        let first = text.chars().next();
        match PROTECTED.iter().find(|(c, _)| escaped && first == Some(*c)) {
            Some((c, stand_in)) => format!("{stand_in}{}", text.get(c.len_utf8()..).unwrap_or("")),
            None => text.to_owned(),
        }
    }

    /// Whether the bracket at file offset `at` is written behind a backslash.
    fn escaped(&self, at: usize) -> bool {
        self.byte_before(at) == Some(b'\\') && !self.backslash_is_text(at)
    }

    /// Whether the backslash before `at` is itself behind a backslash.
    fn backslash_is_text(&self, at: usize) -> bool {
        let slashes =
            (1..=at).take_while(|n| self.byte_before(at.wrapping_sub(n - 1)) == Some(b'\\')).count();
        slashes % 2 == 0
    }

    /// Finds `[text]{…}`, `[^note]` and attributes behind pictures and marked runs.
    fn runs(&mut self, flat: RawText) -> RawText {
        let mut out: RawText = Vec::new();
        // Places in `out` at which a bracket opened; the bracket itself is the inline at that place.
        let mut open: Vec<usize> = Vec::new();
        for inline in flat {
            let RawInlineKind::Text(text) = &inline.kind else {
                out.push(inline);
                continue;
            };
            let exact = self.slice(inline.span) == Some(text.as_str());
            let mut at = 0;
            while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
                at += self.step(rest, &inline, at, exact, &mut out, &mut open);
            }
        }
        merge(out)
    }

    /// Takes the next piece of a text into `out`; gives the bytes taken, at least one.
    fn step(
        &mut self,
        rest: &str,
        inline: &RawInline,
        at: usize,
        exact: bool,
        out: &mut RawText,
        open: &mut Vec<usize>,
    ) -> usize {
        let start = inline.span.start as usize + at;
        let place = |len: usize| {
            if exact { start..start + len } else { inline.span.start as usize..inline.span.end as usize }
        };
        let text = |s: &str, span| RawInline { kind: RawInlineKind::Text(s.to_owned()), span };
        let lead = usize::from(rest.starts_with(SOFT));
        if (exact || at == 0)
            && let Some(braces) = rest.get(lead..).filter(|r| r.starts_with('{'))
            && let Some(used) = self.attach(braces, start + lead, lead > 0, out)
        {
            return lead + used;
        }
        let bracketed = exact && rest.starts_with(['[', ']']) && !self.escaped(start);
        if bracketed && let Some((label, used)) = note_label(rest) {
            let span = self.span(place(used));
            out.push(RawInline { kind: RawInlineKind::Note(label.to_owned()), span });
            return used;
        }
        if bracketed && rest.starts_with('[') {
            open.push(out.len());
            out.push(text("[", self.span(place(1))));
            return 1;
        }
        if bracketed {
            let begin = open.pop();
            let braces = rest.get(1..).filter(|r| r.starts_with('{'));
            if let (Some(begin), Some(braces)) = (begin, braces) {
                if let Some((mut attrs, used)) = attrs::read(braces) {
                    let content: RawText = out.drain(begin..).skip(1).collect();
                    attrs.span = Some(self.span(start + 1..start + 1 + used));
                    let from = content.first().map_or(start, |i| i.span.start as usize - 1);
                    let span = self.span(from.min(start)..start + 1 + used);
                    out.push(RawInline { kind: RawInlineKind::Span(attrs, merge(content)), span });
                    return 1 + used;
                }
                self.bad_attrs(start + 1, braces);
            }
            out.push(text("]", self.span(place(1))));
            return 1;
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let len = rest.get(first..).and_then(|r| r.find(['[', ']'])).map_or(rest.len(), |n| n + first);
        out.push(text(rest.get(..len).unwrap_or(""), self.span(place(len))));
        len
    }

    /// Gives the attributes at the start of `rest` to the picture or run that stands directly before them;
    /// on the next line they are a picture's alone.
    fn attach(&mut self, rest: &str, start: usize, next_line: bool, out: &mut RawText) -> Option<usize> {
        let last = out.last_mut()?;
        let picture = matches!(last.kind, RawInlineKind::Picture(_));
        let plain =
            matches!(last.kind, RawInlineKind::Text(_) | RawInlineKind::Break | RawInlineKind::Note(_));
        let beside = last.span.end as usize + usize::from(next_line) == start;
        if plain || !beside || (next_line && !picture) {
            return None;
        }
        let Some((mut attrs, used)) = attrs::read(rest) else {
            if picture {
                self.bad_attrs(start, rest);
            }
            return None;
        };
        attrs.span = Some(self.span(start..start + used));
        last.span.end = u32::try_from(start + used).unwrap_or(u32::MAX);
        if let RawInlineKind::Picture(picture) = &mut last.kind {
            picture.attrs.add(attrs);
            return Some(used);
        }
        let span = last.span;
        let inner = out.pop()?;
        out.push(RawInline { kind: RawInlineKind::Span(attrs, vec![inner]), span });
        Some(used)
    }

    fn bad_attrs(&mut self, start: usize, text: &str) {
        let len = text.find('}').map_or(1, |n| n + 1);
        let span = self.span(start..start + len);
        self.findings.push(Diagnostic::error("T002", "these attributes cannot be read").at(span).hint(
            "write {#id .class key=value key=\"two words\"}; names begin with a letter, one id at most",
        ));
    }

    fn html(&mut self, text: &str, range: Range<usize>) {
        let tag = text.trim();
        if tag.starts_with("<!--") {
            return;
        }
        let name: String =
            tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let hint = match name.to_ascii_lowercase().as_str() {
            "br" => "end the line with a backslash to break it",
            "b" | "strong" => "write **bold**",
            "i" | "em" => "write *emphasis*",
            "img" | "figure" => "write ![what it shows](images/file.jpg \"Caption\")",
            "a" => "write [words](https://address) or [words]{#id}",
            "span" | "div" | "sup" | "sub" | "u" | "small" => {
                "write [words]{.name} and give the layout a style of that name"
            }
            "table" | "tr" | "td" => "write the table with pipes: | a | b |",
            "aside" | "blockquote" => "write a callout: > [!sidebar] Title",
            _ => "write it in Markdown, or put a backslash before `<` to print it as it is",
        };
        let len = tag.find('>').map_or(tag.len(), |n| n + 1).max(1);
        let lead = text.len() - text.trim_start().len();
        let start = range.start + lead;
        let span = self.span(start..(start + len).min(range.end.max(start + 1)));
        self.findings.push(
            Diagnostic::error("T003", format!("raw HTML `<{name}>` is not taken over")).at(span).hint(hint),
        );
    }
}

/// The label of a footnote's mark at the start of `text`, and the bytes it takes.
fn note_label(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("[^")?;
    let (label, _) = inner.split_once(']')?;
    let well = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[');
    well.then_some((label, label.len() + 3))
}

/// Adds `inline`, joined to the text before it where both stand side by side in the source as they are.
fn push_merged(flat: &mut RawText, inline: RawInline, builder: &Builder<'_>) {
    if let (RawInlineKind::Text(new), Some(last)) = (&inline.kind, flat.last_mut())
        && last.span.end == inline.span.start
        && builder.slice(last.span).is_some_and(|s| matches!(&last.kind, RawInlineKind::Text(t) if t == s))
        && builder.slice(inline.span) == Some(new.as_str())
        && let RawInlineKind::Text(text) = &mut last.kind
    {
        text.push_str(new);
        last.span.end = inline.span.end;
        return;
    }
    flat.push(inline);
}

/// Joins neighbouring texts.
pub fn merge(list: RawText) -> RawText {
    let mut out: RawText = Vec::with_capacity(list.len());
    for inline in list {
        if let (RawInlineKind::Text(new), Some(last)) = (&inline.kind, out.last_mut())
            && let RawInlineKind::Text(text) = &mut last.kind
        {
            text.push_str(new);
            last.span.end = inline.span.end.max(last.span.end);
        } else {
            out.push(inline);
        }
    }
    out
}

/// The words within event nodes: what a picture's alternative text is made of.
fn words(toks: &[Tok<'_>], out: &mut String) {
    for tok in toks {
        match tok {
            Tok::Leaf(Event::Text(t) | Event::Code(t), _) => out.push_str(t),
            Tok::Leaf(Event::SoftBreak | Event::HardBreak, _) => out.push(' '),
            Tok::Leaf(..) => {}
            Tok::Node(_, children, _) => words(children, out),
        }
    }
}
