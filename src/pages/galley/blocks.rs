//! Blocks of text to the thread: paragraphs, heads, lists, their marks.
//! Floats and boxes are made elsewhere.

use super::flow::{Ctx, Maker};
use super::inline::run_style;
use super::{Cap, Flow, Marker, TextBlock};
use crate::geom::{Length, Point};
use crate::issue::{Block, BlockKind, InlineKind, Lang, List, Text};
use crate::layout::Style;
use crate::pages::document::{Anchor, TagKind};
use crate::typeset::{Run, TagId};
use std::sync::Arc;

/// Lines of a piece of long code that stand together.
const CODE_PIECE: usize = 4;
/// Lines of code that stand together as a whole.
const CODE_WHOLE: usize = 12;

impl<'a> Maker<'a, '_> {
    /// Sets `blocks` one after the other.
    pub fn blocks(&mut self, blocks: &'a [Block], ctx: &Ctx, out: &mut Vec<Flow>) {
        let mut flush = !ctx.top || out.is_empty();
        let beside =
            |b: &Block| matches!(b.kind, BlockKind::Callout(..) | BlockKind::Figure(_) | BlockKind::Table(_));
        let end = blocks.iter().rposition(|b| !beside(b));
        for (n, block) in blocks.iter().enumerate() {
            let ctx =
                &Ctx { lang: block.attrs.lang.clone().unwrap_or_else(|| ctx.lang.clone()), ..ctx.clone() };
            if let Some(ahead) = self.run_ahead(block, blocks.get(n + 1), ctx) {
                self.ahead = Some(ahead);
                continue;
            }
            flush = match &block.kind {
                BlockKind::Paragraph(text) => {
                    self.paragraph(block, text, ctx, flush, end == Some(n), out);
                    false
                }
                BlockKind::Question(text) => {
                    let tag = self.marks.tag(TagKind::Paragraph, Some(ctx.parent));
                    self.text(block, text, ("question", true), ctx, tag, out);
                    true
                }
                BlockKind::Heading(level, text) => {
                    let tag = self.marks.tag(TagKind::Heading((*level).clamp(2, 6)), Some(ctx.parent));
                    let name = if ctx.top { format!("h{level}") } else { format!("{}-h", ctx.body) };
                    self.text(block, text, (&name, true), ctx, tag, out);
                    true
                }
                BlockKind::List(list) => {
                    self.list(list, ctx, out);
                    false
                }
                BlockKind::Quote(inner) => {
                    self.quote(inner, ctx, out);
                    true
                }
                BlockKind::Callout(role, title, inner) => {
                    self.callout(block, role, title, inner, ctx, out);
                    flush
                }
                BlockKind::Figure(_) | BlockKind::Table(_) => {
                    self.float(block, ctx, out);
                    flush
                }
                BlockKind::Code(_, code) => {
                    self.code(code.trim_end_matches('\n'), ctx, out);
                    true
                }
                BlockKind::Rule => {
                    let tag = self.marks.tag(TagKind::Artifact, Some(ctx.parent));
                    out.push(self.words_block(&"*\u{2003}*\u{2003}*".into(), "break", tag, &ctx.lang));
                    true
                }
            };
        }
    }

    fn quote(&mut self, inner: &'a [Block], ctx: &Ctx, out: &mut Vec<Flow>) {
        let inner_ctx = Ctx {
            parent: self.marks.tag(TagKind::Quote, Some(ctx.parent)),
            body: "quote".to_owned(),
            left: ctx.left + ctx.hang,
            hang: Length::ZERO,
            top: false,
            ..ctx.clone()
        };
        let first = out.len();
        self.blocks(inner, &inner_ctx, out);
        joined(out.get_mut(first..).unwrap_or_default());
    }

    /// Code, long code in pieces of a few lines so that a column may end between them.
    fn code(&mut self, code: &str, ctx: &Ctx, out: &mut Vec<Flow>) {
        let tag = self.marks.tag(TagKind::Code, Some(ctx.parent));
        let lines: Vec<&str> = code.split('\n').collect();
        let size = if lines.len() > CODE_WHOLE { CODE_PIECE } else { CODE_WHOLE };
        let last = lines.len().div_ceil(size).saturating_sub(1);
        for (n, piece) in lines.chunks(size).enumerate() {
            let words = piece.join("\n");
            let Flow::Text(mut block) = self.words_block(&words.as_str().into(), "code", tag, &ctx.lang)
            else {
                continue;
            };
            block.left = ctx.left + ctx.hang;
            let style = Arc::make_mut(&mut block.style);
            if n > 0 {
                style.before = Length::ZERO;
                style.rule_above = None;
            }
            if n < last {
                style.after = Length::ZERO;
                style.rule_below = None;
            }
            out.push(Flow::Text(block));
        }
    }

    fn paragraph(
        &mut self,
        block: &'a Block,
        text: &'a Text,
        ctx: &Ctx,
        flush: bool,
        last: bool,
        out: &mut Vec<Flow>,
    ) {
        let tag = self.marks.tag(TagKind::Paragraph, Some(ctx.parent));
        let classed = block.attrs.classes.iter().find(|c| self.layout().styles.contains_key(*c));
        let opening = ctx.top && !out.iter().any(|f| matches!(f, Flow::Text(_)));
        let plain = if opening && self.layout().styles.contains_key("lead") {
            "lead".to_owned()
        } else {
            ctx.body.clone()
        };
        let name = classed.cloned().unwrap_or(plain);
        let mut style = self.style(&name, flush && ctx.lang.primary() != "zh");
        let ahead = self.ahead.take();
        let opening = opening && ahead.is_none();
        let mut runs = self.runs(text, &style, &ctx.lang, tag);
        let cap_lines = self.genre().and_then(|g| g.drop_cap).filter(|_| opening);
        if ctx.top && last {
            self.end_mark(&mut runs);
        }
        let step = self.layout().page.step;
        let letter = cap_lines.and_then(|n| {
            let cap_style = self.cap_style();
            self.setter.drop_cap(&runs, &cap_style, &style, n, step)
        });
        let (cap, skipped) = match letter {
            Some(mut letter) => {
                runs = std::mem::take(&mut letter.rest);
                let skipped = letter.chars;
                (Some(Cap { letter }), skipped)
            }
            None => (None, 0),
        };
        let mut inserted = inserted(&runs);
        let mut before = Vec::new();
        if let Some(ahead) = ahead {
            before = ahead.join(&mut runs, &mut inserted, &mut style);
        }
        let notes = self.marks_of_notes(&runs);
        let mut para = self.setter.para(&runs, &style, &ctx.lang);
        if cap.is_some() {
            para.indent = Length::ZERO;
        }
        let mut made = self.block(para, style, block, ctx, tag);
        made.inserted = inserted;
        made.notes = notes;
        made.cap = cap;
        made.skipped = skipped;
        made.anchors.splice(0..0, before);
        out.push(Flow::Text(Box::new(made)));
    }

    fn cap_style(&self) -> Style {
        let styles = &self.layout().styles;
        styles.get("drop-cap").or_else(|| styles.get("body")).cloned().unwrap_or_else(Style::plain)
    }

    /// Puts the end mark behind the last word, unbreakably.
    fn end_mark(&mut self, runs: &mut Vec<Run>) {
        let Some(mark) = self.genre().and_then(|g| g.end_mark.clone()) else { return };
        let Some(last) = runs.last().cloned() else { return };
        let mut style = (*last.style).clone();
        if let Some(named) = self.layout().styles.get("end-mark") {
            style = run_style(named, &style.lang);
        }
        let tag = self.marks.tag(TagKind::Artifact, Some(last.tag));
        runs.push(Run { text: format!("\u{a0}{mark}"), style: Arc::new(style), tag, link: None, span: None });
    }

    pub(super) fn text(
        &mut self,
        block: &'a Block,
        text: &'a Text,
        (name, flush): (&str, bool),
        ctx: &Ctx,
        tag: TagId,
        out: &mut Vec<Flow>,
    ) {
        let classed = block.attrs.classes.iter().find(|c| self.layout().styles.contains_key(*c)).cloned();
        let style = self.style(classed.as_deref().unwrap_or(name), flush);
        let runs = self.runs(text, &style, &ctx.lang, tag);
        let para = self.setter.para(&runs, &style, &ctx.lang);
        let mut made = self.block(para, style, block, ctx, tag);
        made.notes = self.marks_of_notes(&runs);
        out.push(Flow::Text(Box::new(made)));
    }

    fn block(
        &self,
        para: crate::typeset::Para,
        style: Arc<Style>,
        block: &Block,
        ctx: &Ctx,
        tag: TagId,
    ) -> TextBlock {
        TextBlock {
            para,
            style,
            left: ctx.left,
            marker: None,
            cap: None,
            id: Some((self.id, Some(block.id))),
            anchors: anchors(block).into_iter().map(|id| Anchor::Id(self.id, id)).collect(),
            tag,
            skipped: 0,
            notes: Vec::new(),
            inserted: Vec::new(),
        }
    }

    fn list(&mut self, list: &'a List, ctx: &Ctx, out: &mut Vec<Flow>) {
        let list_tag = self.marks.tag(TagKind::List, Some(ctx.parent));
        let numbered = list.start.is_some() && self.layout().styles.contains_key("list-number");
        let plain = if numbered { "list-number" } else { "list" };
        let inside = ctx.top || ctx.body.starts_with("list");
        let style_name = if inside { plain.to_owned() } else { format!("{}-list", ctx.body) };
        let style = self.style(&style_name, false);
        let nested = if ctx.body.contains("list") { style.left } else { Length::ZERO };
        for (n, item) in list.items.iter().enumerate() {
            let item_tag = self.marks.tag(TagKind::ListItem, Some(list_tag));
            let label = self.marks.tag(TagKind::Label, Some(item_tag));
            let body = self.marks.tag(TagKind::ListBody, Some(item_tag));
            let words = match list.start {
                Some(start) => format!("{}.", start + n as u64),
                None => style.line_start.clone().unwrap_or_else(|| "•".to_owned()),
            };
            let inner = Ctx {
                parent: body,
                body: style_name.clone(),
                left: ctx.left + nested,
                hang: style.left,
                top: false,
                ..ctx.clone()
            };
            let first = out.len();
            self.blocks(item, &inner, out);
            self.mark_first(out, first, &words, &style_name, &ctx.lang, label);
        }
    }

    /// Hangs `words` before the first text block from `first` on. Where the style's indent has no room for them,
    /// the text moves to the right.
    pub(super) fn mark_first(
        &mut self,
        out: &mut [Flow],
        first: usize,
        words: &str,
        name: &str,
        lang: &Lang,
        tag: TagId,
    ) {
        let style = self.style(name, true);
        if !matches!(out.get(first), Some(Flow::Text(_))) {
            return;
        }
        let (placed, width) = self.loose_words(words, &style, lang, tag);
        let need = width + style.size.scale(35, 100);
        let short = (need - style.left).max(Length::ZERO);
        for (n, flow) in out.iter_mut().skip(first).enumerate() {
            let Flow::Text(block) = flow else { continue };
            if n == 0 {
                let x = block.left + style.left + short - need;
                block.marker = Some(Marker { placed: placed.clone(), x });
            }
            block.left += short;
        }
    }

    /// Words on one line from x = 0 at baseline 0, and their width.
    pub fn loose_words(
        &mut self,
        words: &str,
        style: &Style,
        lang: &Lang,
        tag: TagId,
    ) -> (Vec<crate::typeset::Placed>, Length) {
        let mut plain_style = style.clone();
        plain_style.indent = Length::ZERO;
        plain_style.align = crate::layout::HAlign::Left;
        let run = Run {
            text: words.to_owned(),
            style: Arc::new(run_style(style, lang)),
            tag,
            link: None,
            span: None,
        };
        let para = self.setter.para(&[run], &plain_style, lang);
        super::stack::one_line(self.setter, &para, Point::default())
    }
}

/// Lets the blocks of one quotation stand together: the air behind each but the last is that before the next.
fn joined(quote: &mut [Flow]) {
    let texts = quote.iter_mut().filter_map(|f| if let Flow::Text(block) = f { Some(block) } else { None });
    for block in texts.rev().skip(1) {
        Arc::make_mut(&mut block.style).after = Length::ZERO;
    }
}

/// The ids of a block and of runs within its text.
pub(super) fn anchors(block: &Block) -> Vec<String> {
    let mut out: Vec<String> = block.attrs.id.iter().cloned().collect();
    if let BlockKind::Paragraph(t) | BlockKind::Question(t) | BlockKind::Heading(_, t) = &block.kind {
        run_ids(t, &mut out);
    }
    out
}

fn run_ids(text: &Text, out: &mut Vec<String>) {
    for inline in text {
        match &inline.kind {
            InlineKind::Span(attrs, inner) => {
                out.extend(attrs.id.iter().cloned());
                run_ids(inner, out);
            }
            InlineKind::Emph(t) | InlineKind::Strong(t) | InlineKind::Strike(t) | InlineKind::Link(_, t) => {
                run_ids(t, out);
            }
            _ => {}
        }
    }
}

/// Where runs stand that nobody wrote: they have no span.
fn inserted(runs: &[Run]) -> Vec<(u32, u32)> {
    let mut at = 0;
    let mut out = Vec::new();
    for run in runs {
        let n = u32::try_from(run.text.chars().count()).unwrap_or(0);
        if run.span.is_none() {
            out.push((at, n));
        }
        at += n;
    }
    out
}
