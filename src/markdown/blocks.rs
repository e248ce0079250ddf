//! Blocks: the event tree's paragraphs, lists, quotations and tables, with callouts, figures and captions.
//! Says nothing of what a callout's role or a class means.

use super::attrs;
use super::events::Tok;
use super::inline::{SOFT, merge};
use super::tree::{
    Doc, RawAttrs, RawBlock, RawInline, RawInlineKind, RawKind, RawNote, RawPicture, RawTable, RawText,
};
use crate::diag::{Diagnostic, FileId, Findings, Span};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag};
use std::ops::Range;

/// Turns the event tree of one text into blocks.
pub struct Builder<'a> {
    /// The parsed text.
    pub text: &'a str,
    /// Bytes of the file before it.
    pub base: usize,
    /// The file.
    pub file: FileId,
    /// What is found.
    pub findings: &'a mut Findings,
    /// Footnotes found so far.
    pub notes: Vec<RawNote>,
}

impl Builder<'_> {
    /// The place of `range`, in bytes of the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The source at `span`.
    pub fn slice(&self, span: Span) -> Option<&str> {
        let at = |n: u32| (n as usize).checked_sub(self.base);
        self.text.get(at(span.start)?..at(span.end)?)
    }

    /// The byte of the source before file offset `at`.
    pub fn byte_before(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at.checked_sub(self.base)?.checked_sub(1)?).copied()
    }

    /// The whole text.
    pub fn doc(mut self, toks: &[Tok<'_>]) -> Doc {
        let blocks = self.blocks(toks);
        Doc { blocks, notes: self.notes }
    }

    /// The blocks of `toks`; inlines that stand among blocks, as in tight lists, become paragraphs.
    fn blocks(&mut self, toks: &[Tok<'_>]) -> Vec<RawBlock> {
        let mut out = Vec::new();
        let mut rest = toks;
        while let Some(tok) = rest.first() {
            let loose = rest.iter().take_while(|t| is_inline(t)).count();
            if let Some((inlines, after)) = rest.split_at_checked(loose).filter(|_| loose > 0) {
                let end = inlines.last().map_or(tok.range().end, |t| t.range().end);
                let text = self.inlines(inlines);
                self.paragraph(text, tok.range().start..end, &mut out);
                rest = after;
                continue;
            }
            if let Tok::Node(tag, children, range) = tok {
                self.block(tag, children, range.clone(), &mut out);
            } else if let Tok::Leaf(Event::Rule, range) = tok {
                out.push(self.plain(RawKind::Rule, range.clone()));
            }
            rest = rest.get(1..).unwrap_or(&[]);
        }
        out
    }

    fn plain(&self, kind: RawKind, range: Range<usize>) -> RawBlock {
        RawBlock { kind, attrs: RawAttrs::default(), span: self.span(range) }
    }

    fn block(&mut self, tag: &Tag<'_>, children: &[Tok<'_>], range: Range<usize>, out: &mut Vec<RawBlock>) {
        match tag {
            Tag::Paragraph => {
                let text = self.inlines(children);
                self.paragraph(text, range, out);
            }
            Tag::Heading { level, .. } => {
                let mut text = self.inlines(children);
                let attrs = take_trailing(&mut text);
                out.push(RawBlock {
                    kind: RawKind::Heading(*level as u8, text),
                    attrs,
                    span: self.span(range),
                });
            }
            Tag::BlockQuote(_) => {
                let block = self.quote(children, range);
                out.push(block);
            }
            Tag::List(start) => {
                let items = children
                    .iter()
                    .filter_map(|t| {
                        if let Tok::Node(Tag::Item, inner, _) = t { Some(self.blocks(inner)) } else { None }
                    })
                    .collect();
                out.push(self.plain(RawKind::List(*start, items), range));
            }
            Tag::CodeBlock(kind) => {
                let code = code(kind, children);
                out.push(self.plain(code, range));
            }
            Tag::Table(align) => {
                let (table, attrs) = self.table(align, children);
                out.push(RawBlock { kind: RawKind::Table(table), attrs, span: self.span(range) });
            }
            Tag::FootnoteDefinition(label) => {
                let blocks = self.blocks(children);
                let span = self.span(range);
                self.notes.push(RawNote { label: label.to_string(), blocks, span });
            }
            Tag::HtmlBlock => {
                if let Some(first) = children.first() {
                    self.inlines(std::slice::from_ref(first));
                }
            }
            _ => out.extend(self.blocks(children)),
        }
    }

    /// A paragraph: or a figure, a table's caption, or attributes of the block before it.
    fn paragraph(&mut self, mut text: RawText, range: Range<usize>, out: &mut Vec<RawBlock>) {
        let span = self.span(range);
        if let [RawInline { kind: RawInlineKind::Text(t), .. }] = text.as_slice()
            && let Some((0, attrs)) = attrs::trailing(t)
            && let Some(last) = out.last_mut()
        {
            last.attrs.add(RawAttrs { span: Some(span), ..attrs });
            return;
        }
        if let Some(pictures) = only_pictures(&text) {
            out.push(figure(pictures, span));
            return;
        }
        let captions =
            matches!(out.last(), Some(RawBlock { kind: RawKind::Table(t), .. }) if t.caption.is_empty());
        if captions && strip_colon(&mut text) {
            let attrs = take_trailing(&mut text);
            if let Some(RawBlock { kind: RawKind::Table(table), attrs: a, .. }) = out.last_mut() {
                table.caption = text;
                a.add(attrs);
            }
            return;
        }
        let attrs = take_last_line(&mut text);
        let lifted = self.lift_pictures(&mut text);
        if !text.is_empty() {
            out.push(RawBlock { kind: RawKind::Paragraph(text), attrs, span });
        }
        out.extend(lifted.into_iter().map(|p| {
            let span = p.span;
            figure(vec![p], span)
        }));
    }

    /// Takes pictures out of running text, so that none is lost.
    fn lift_pictures(&mut self, text: &mut RawText) -> Vec<RawPicture> {
        let mut lifted = Vec::new();
        lift(text, &mut lifted);
        for picture in &lifted {
            self.findings.push(
                Diagnostic::warning(
                    "T004",
                    "a picture stands within a line of text; it is placed after the paragraph",
                )
                .at(picture.span)
                .hint("give the picture a paragraph of its own, with an empty line before and after"),
            );
        }
        lifted
    }

    fn quote(&mut self, children: &[Tok<'_>], range: Range<usize>) -> RawBlock {
        let first = match children.first() {
            Some(Tok::Node(Tag::Paragraph, inner, place)) => Some((self.inlines(inner), place.clone())),
            _ => None,
        };
        let Some((mut text, place)) = first else {
            let blocks = self.blocks(children);
            return self.plain(RawKind::Quote(blocks), range);
        };
        let callout = callout_role(&mut text);
        let Some((role, mut attrs)) = callout else {
            let mut blocks = Vec::new();
            self.paragraph(text, place, &mut blocks);
            self.more_blocks(children, &mut blocks);
            return self.plain(RawKind::Quote(blocks), range);
        };
        let mut body = split_line(&mut text);
        trim(&mut text);
        trim(&mut body);
        attrs.add(take_trailing(&mut text));
        let mut content = Vec::new();
        if let Some(start) = body.first().map(|i| i.span.start as usize) {
            self.paragraph(body, start..place.end.max(start), &mut content);
        }
        self.more_blocks(children, &mut content);
        RawBlock { kind: RawKind::Callout(role, text, content), attrs, span: self.span(range) }
    }

    /// The blocks of a quotation after its first paragraph.
    fn more_blocks(&mut self, children: &[Tok<'_>], out: &mut Vec<RawBlock>) {
        let more = self.blocks(children.get(1..).unwrap_or(&[]));
        out.extend(more);
    }

    fn table(&mut self, align: &[Alignment], children: &[Tok<'_>]) -> (RawTable, RawAttrs) {
        let mut attrs = RawAttrs::default();
        let mut table = RawTable {
            align: align
                .iter()
                .map(|a| match a {
                    Alignment::None => '-',
                    Alignment::Left => 'l',
                    Alignment::Center => 'c',
                    Alignment::Right => 'r',
                })
                .collect(),
            ..RawTable::default()
        };
        for tok in children {
            let Tok::Node(tag, cells, range) = tok else { continue };
            // A line that begins with a colon directly below the rows is read as a row by the parser.
            let line = self.slice(self.span(range.clone())).unwrap_or("").trim().to_owned();
            if matches!(tag, Tag::TableRow) && line.starts_with(": ") {
                let span = self.span(range.clone());
                table.caption = self.line_within(line.trim_start_matches(':').trim(), span);
                attrs = take_trailing(&mut table.caption);
                continue;
            }
            let cells = cells
                .iter()
                .filter_map(|t| {
                    if let Tok::Node(Tag::TableCell, inner, _) = t { Some(self.inlines(inner)) } else { None }
                })
                .collect();
            if matches!(tag, Tag::TableHead) { table.head = cells } else { table.rows.push(cells) }
        }
        (table, attrs)
    }
}

fn code(kind: &CodeBlockKind<'_>, children: &[Tok<'_>]) -> RawKind {
    let mut code = String::new();
    for tok in children {
        if let Tok::Leaf(Event::Text(t), _) = tok {
            code.push_str(t);
        }
    }
    code.truncate(code.trim_end_matches('\n').len());
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(str::to_owned),
        CodeBlockKind::Indented => None,
    };
    RawKind::Code(language, code)
}

/// Takes attributes off the end of `text`.
fn take_trailing(text: &mut RawText) -> RawAttrs {
    let Some(RawInline { kind: RawInlineKind::Text(last), span }) = text.last_mut() else {
        return RawAttrs::default();
    };
    let Some((at, attrs)) = attrs::trailing(last) else { return RawAttrs::default() };
    last.truncate(last.get(..at).map_or(0, |t| t.trim_end().len()));
    let attrs = RawAttrs { span: Some(*span), ..attrs };
    if last.is_empty() {
        text.pop();
    }
    attrs
}

/// Takes a last line that holds nothing but attributes off a paragraph.
fn take_last_line(text: &mut RawText) -> RawAttrs {
    let Some(RawInline { kind: RawInlineKind::Text(last), .. }) = text.last() else {
        return RawAttrs::default();
    };
    let line = last.rsplit_once('\n').map_or("", |(_, line)| line);
    if matches!(attrs::trailing(line), Some((0, _))) { take_trailing(text) } else { RawAttrs::default() }
}

fn is_inline(tok: &Tok<'_>) -> bool {
    match tok {
        Tok::Leaf(event, _) => !matches!(event, Event::Rule | Event::Html(_)),
        Tok::Node(tag, ..) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
    }
}

fn is_blank(inline: &RawInline) -> bool {
    matches!(&inline.kind, RawInlineKind::Text(t) if t.trim().is_empty())
        || matches!(inline.kind, RawInlineKind::Break)
}

/// The pictures of a text that holds nothing else.
fn only_pictures(text: &[RawInline]) -> Option<Vec<RawPicture>> {
    let mut out = Vec::new();
    for inline in text.iter().filter(|i| !is_blank(i)) {
        let RawInlineKind::Picture(picture) = &inline.kind else { return None };
        out.push(picture.clone());
    }
    (!out.is_empty()).then_some(out)
}

fn figure(pictures: Vec<RawPicture>, span: Span) -> RawBlock {
    let mut attrs = RawAttrs::default();
    for picture in &pictures {
        attrs.add(picture.attrs.clone());
    }
    RawBlock { kind: RawKind::Figure(pictures), attrs, span }
}

fn lift(text: &mut RawText, lifted: &mut Vec<RawPicture>) {
    for inline in text.iter_mut() {
        match &mut inline.kind {
            RawInlineKind::Emph(t)
            | RawInlineKind::Strong(t)
            | RawInlineKind::Strike(t)
            | RawInlineKind::Link(_, t)
            | RawInlineKind::Span(_, t) => lift(t, lifted),
            _ => {}
        }
    }
    let before = text.len();
    text.retain(|inline| match &inline.kind {
        RawInlineKind::Picture(picture) => {
            lifted.push(picture.clone());
            false
        }
        _ => true,
    });
    if text.len() < before {
        *text = merge(std::mem::take(text));
        trim(text);
    }
}

/// The role and attributes of a callout whose first paragraph is `text`; takes the mark away.
fn callout_role(text: &mut RawText) -> Option<(String, RawAttrs)> {
    let name = |s: &str| {
        let role = s.trim().to_lowercase();
        attrs::is_name(&role).then_some(role)
    };
    match &mut text.first_mut()?.kind {
        RawInlineKind::Text(first) => {
            let (role, rest) = first.strip_prefix("[!")?.split_once(']')?;
            let role = name(role)?;
            // Obsidian's marks for a folded callout mean nothing on paper.
            let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest).to_owned();
            *first = rest;
            Some((role, RawAttrs::default()))
        }
        RawInlineKind::Span(attrs, inner) => {
            let [RawInline { kind: RawInlineKind::Text(t), .. }] = inner.as_slice() else { return None };
            let role = name(t.strip_prefix('!')?)?;
            let attrs = attrs.clone();
            text.remove(0);
            Some((role, attrs))
        }
        _ => None,
    }
}

/// Splits a text at its first line end: the first line stays, the rest is given back.
fn split_line(text: &mut RawText) -> RawText {
    let at = text.iter().position(|i| match &i.kind {
        RawInlineKind::Text(t) => t.contains(SOFT),
        RawInlineKind::Break => true,
        _ => false,
    });
    let Some(at) = at else { return Vec::new() };
    let mut rest = text.split_off(at);
    if let Some(RawInline { kind: RawInlineKind::Text(t), span }) = rest.first_mut()
        && let Some((before, after)) = t.split_once(SOFT)
    {
        let end = u32::try_from(before.len()).unwrap_or(0);
        let start = Span { end: (span.start + end).min(span.end), ..*span };
        text.push(RawInline { kind: RawInlineKind::Text(before.to_owned()), span: start });
        span.start = (span.start + end + 1).min(span.end);
        *t = after.to_owned();
    }
    rest
}

/// Takes white space and line ends off both ends.
pub fn trim(text: &mut RawText) {
    while text.last().is_some_and(is_blank) {
        text.pop();
    }
    while text.first().is_some_and(is_blank) {
        text.remove(0);
    }
    if let Some(RawInline { kind: RawInlineKind::Text(t), .. }) = text.last_mut() {
        t.truncate(t.trim_end().len());
    }
    if let Some(RawInline { kind: RawInlineKind::Text(t), span }) = text.first_mut() {
        let lead = t.len() - t.trim_start().len();
        *t = t.trim_start().to_owned();
        span.start = (span.start + u32::try_from(lead).unwrap_or(0)).min(span.end);
    }
}

/// Takes `: ` off the start of a caption; false where it does not stand there.
fn strip_colon(text: &mut RawText) -> bool {
    let Some(RawInline { kind: RawInlineKind::Text(first), .. }) = text.first_mut() else { return false };
    let Some(rest) = first.strip_prefix(": ") else { return false };
    *first = rest.trim_start().to_owned();
    true
}
