//! Resolving a text: notes, languages and attributes of every block; figures and inlines beside this file.
//! Reads no file but pictures, which `Checker` reads.

mod figure;
mod inline;

use super::articles::Index;
use super::check::Checker;
use super::ids;
use super::model::{ArticleId, Lang};
use super::text::{Attrs, Block, BlockId, BlockKind, Inline, InlineKind, List, Note, Text, plain};
use crate::diag::{Diagnostic, Span, nearest};
use crate::manifest::At;
use crate::markdown::{self, RawAttrs, RawBlock, RawInline, RawKind, RawNote};
use std::collections::BTreeMap;

/// Resolves the text of one article, and numbers its blocks and notes.
pub struct Resolver<'c, 'a> {
    c: &'c mut Checker<'a>,
    index: &'c Index,
    article: ArticleId,
    lang: Lang,
    interview: bool,
    next: u32,
    /// Labels of notes in the order of their marks.
    marks: Vec<String>,
    defined: BTreeMap<&'c str, &'c RawNote>,
    /// Level of the last heading.
    level: u8,
}

impl<'c, 'a> Resolver<'c, 'a> {
    /// A resolver for the article of number `article`.
    pub fn new(
        c: &'c mut Checker<'a>,
        index: &'c Index,
        article: ArticleId,
        lang: &Lang,
        genre: &str,
        notes: &'c [RawNote],
    ) -> Self {
        let mut defined = BTreeMap::new();
        for note in notes {
            if defined.insert(note.label.as_str(), note).is_some() {
                c.f.push(
                    Diagnostic::error("T006", format!("note `[^{}]` is defined twice", note.label))
                        .at(note.span)
                        .hint("give each note a label of its own"),
                );
            }
        }
        let interview = genre == "interview";
        let lang = lang.clone();
        Self { c, index, article, lang, interview, next: 0, marks: Vec::new(), defined, level: 1 }
    }

    /// A line of a manifest, such as a deck.
    pub fn line(&mut self, line: Option<&At<String>>) -> Text {
        let Some(line) = line else { return Text::new() };
        let raw = markdown::parse_line(&line.value, line.span, &self.lang.0, self.c.f);
        self.text(&raw)
    }

    /// Blocks in order.
    pub fn blocks(&mut self, list: &[RawBlock]) -> Vec<Block> {
        list.iter().filter_map(|b| self.block(b)).collect()
    }

    /// The notes that were marked, in the order of their marks; call it last.
    pub fn notes(&mut self) -> Vec<Note> {
        let mut out = Vec::new();
        // A note may mark further notes, which then follow.
        while let Some(label) = self.marks.get(out.len()).cloned() {
            let Some(raw) = self.defined.get(label.as_str()).copied() else { break };
            let blocks = self.blocks(&raw.blocks);
            out.push(Note { label, blocks, span: raw.span });
        }
        let unused = self.defined.values().filter(|n| !self.marks.contains(&n.label));
        for note in unused {
            self.c.f.push(
                Diagnostic::warning("T007", format!("note `[^{}]` is never marked", note.label))
                    .at(note.span)
                    .label("it is not printed")
                    .hint("put its mark into the text, or take it out"),
            );
        }
        out
    }

    fn block(&mut self, raw: &RawBlock) -> Option<Block> {
        let id = BlockId(self.next);
        self.next += 1;
        let (known, what): (&[&str], _) = match raw.kind {
            RawKind::Figure(_) => (
                &[
                    "credit",
                    "span",
                    "place",
                    "focus",
                    "duotone",
                    "lang",
                    "decorative",
                    "alt",
                    "width",
                    "height",
                    "side",
                    "outline",
                ],
                "a figure",
            ),
            RawKind::Table(_) => (&["span", "place", "lang", "credit"], "a table"),
            RawKind::Callout(..) => (&["span", "place", "lang", "credit", "side"], "a callout"),
            _ => (&["lang"], "this block"),
        };
        let attrs = self.attrs(&raw.attrs, known, what);
        self.round(&attrs, raw.attrs.span);
        let outer = attrs.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
        let kind = self.kind(raw);
        if let Some(outer) = outer {
            self.lang = outer;
        }
        if kind.is_none() {
            self.next = id.0;
        }
        Some(Block { id, kind: kind?, attrs, span: raw.span })
    }

    fn kind(&mut self, raw: &RawBlock) -> Option<BlockKind> {
        Some(match &raw.kind {
            RawKind::Heading(level, text) => {
                BlockKind::Heading(self.heading(*level, raw.span), self.text(text))
            }
            RawKind::Paragraph(text) => self.paragraph(text),
            RawKind::List(start, items) => {
                BlockKind::List(List { start: *start, items: items.iter().map(|i| self.blocks(i)).collect() })
            }
            RawKind::Quote(inner) => BlockKind::Quote(self.blocks(inner)),
            RawKind::Callout(role, title, inner) => {
                let title = self.text(title);
                BlockKind::Callout(role.clone(), title, self.blocks(inner))
            }
            RawKind::Figure(pictures) => BlockKind::Figure(self.figure(pictures, &raw.attrs)?),
            RawKind::Table(table) => BlockKind::Table(self.table(table, &raw.attrs)),
            RawKind::Code(language, code) => BlockKind::Code(language.clone(), code.clone()),
            RawKind::Rule => BlockKind::Rule,
        })
    }

    /// Levels go down by one at a time, and the title holds the first (WCAG 2.2, G141).
    fn heading(&mut self, written: u8, span: Span) -> u8 {
        let level = written.max(2);
        let first = written == 1;
        if first || level > self.level + 1 {
            let message = if first {
                "a heading of level 1 stands within the text; the title is level 1".to_owned()
            } else {
                format!("heading of level {level} follows level {}", self.level)
            };
            let wanted = "#".repeat(usize::from(if first { 2 } else { self.level + 1 }));
            self.c.f.push(
                Diagnostic::warning("T008", message)
                    .at(span)
                    .hint(format!("begin the line with `{wanted} `")),
            );
        }
        self.level = level;
        level
    }

    /// In an interview a wholly bold paragraph is a question, and a leading `**Name:**` a speaker.
    fn paragraph(&mut self, raw: &[RawInline]) -> BlockKind {
        let mut text = self.text(raw);
        if !self.interview {
            return BlockKind::Paragraph(text);
        }
        if let [Inline { kind: InlineKind::Strong(inner), .. }] = text.as_mut_slice() {
            return BlockKind::Question(std::mem::take(inner));
        }
        if let Some(first) = text.first_mut()
            && let InlineKind::Strong(name) = &first.kind
            && plain(name).trim_end().ends_with([':', '：'])
        {
            let attrs = Attrs { classes: vec!["speaker".to_owned()], ..Attrs::default() };
            let span = first.span;
            let strong = std::mem::replace(first, Inline { kind: InlineKind::Break, span });
            first.kind = InlineKind::Span(attrs, vec![strong]);
        }
        BlockKind::Paragraph(text)
    }

    fn attrs(&mut self, raw: &RawAttrs, known: &[&str], what: &str) -> Attrs {
        let mut attrs = Attrs { id: raw.id.clone(), classes: raw.classes.clone(), ..Attrs::default() };
        for (key, value) in &raw.pairs {
            if !known.contains(&key.as_str()) {
                let mut found =
                    Diagnostic::warning("T011", format!("unknown attribute `{key}` on {what}")).at(raw.span);
                if let Some(near) = nearest(key, known.iter().copied()) {
                    found = found.label(format!("did you mean `{near}`?"));
                }
                let list: Vec<_> = known.iter().map(|k| format!("`{k}`")).collect();
                self.c.f.push(found.hint(format!("known attributes: {}", list.join(", "))));
            }
            if key == "lang" {
                let place = raw.span.unwrap_or(self.c.place);
                attrs.lang = ids::lang_at(&At::new(value.clone(), place), self.c.f);
            } else {
                attrs.other.insert(key.clone(), value.clone());
            }
        }
        attrs
    }
}
