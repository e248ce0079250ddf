//! Callouts, figures and tables: into a frame, into the column, or among the floats.
//! Where a float stands on a page is make-up's matter.

use super::figure::FigureContent;
use super::flow::{Ctx, Maker};
use super::notes::texts;
use super::table::TableContent;
use super::{CalloutContent, Content, Float, Flow, TextBlock};
use crate::geom::Length;
use crate::issue::{Alt, Attrs, Block, BlockKind, Figure, FigurePicture, Place, SpanWish, Text, plain};
use crate::layout::{CaptionAt, FloatRule, FloatSide};
use crate::pages::document::TagKind;
use crate::pages::makeup::{Bench, least_width};
use std::sync::Arc;

impl<'a> Maker<'a, '_> {
    pub(super) fn callout(
        &mut self,
        block: &'a Block,
        role: &str,
        title: &'a Text,
        inner: &'a [Block],
        ctx: &Ctx,
        out: &mut Vec<Flow>,
    ) {
        let rule = sided(self.rule(role), &block.attrs);
        let kind = if role == "pullquote" { TagKind::Artifact } else { TagKind::Aside };
        let tag = self.marks.tag(kind, Some(ctx.parent));
        let name = rule.style.clone().unwrap_or_else(|| role.to_owned());
        let box_ctx = Ctx {
            parent: tag,
            body: name.clone(),
            left: Length::ZERO,
            hang: Length::ZERO,
            top: false,
            ..ctx.clone()
        };
        let mut flow = Vec::new();
        if !title.is_empty() {
            let title_style = format!("{name}-title");
            let title_tag = self.marks.tag(TagKind::Paragraph, Some(tag));
            self.text(block, title, (&title_style, true), &box_ctx, title_tag, &mut flow);
        }
        self.blocks(inner, &box_ctx, &mut flow);
        outer_rules(&mut flow);
        let notes = if kind == TagKind::Artifact {
            // What repeats the thread has no notes of its own.
            texts(&mut flow).for_each(|block| block.notes.clear());
            Vec::new()
        } else {
            self.notes_in(&mut flow, &box_ctx)
        };
        let columns = rule.columns.max(1);
        let content = CalloutContent { flow, columns, rule: rule.clone(), tag, notes };
        let span = wish(&block.attrs);
        let place = place_of(&block.attrs);
        let content = Content::Callout(content);
        let float = Float { kind: role.to_owned(), rule, span, place, echo: None, content };
        self.put(role, float, ctx, out);
    }

    pub(super) fn float(&mut self, block: &'a Block, ctx: &Ctx, out: &mut Vec<Flow>) {
        let role = |kind: &str, this: &Self, out: &[Flow]| this.frame_role(block, kind, out);
        let mut rule = self.rule(if matches!(block.kind, BlockKind::Table(_)) { "table" } else { "figure" });
        for class in &block.attrs.classes {
            if let Some(own) = self.layout().floats.get(class) {
                rule = own.clone();
            }
        }
        let rule = sided(rule, &block.attrs);
        let (kind, span, place, mut content) = match &block.kind {
            BlockKind::Figure(figure) => {
                let said = shown(figure);
                // What only adorns is no content (PDF/UA-1 §7.1); words of a caption make it content.
                let kind = if said.is_empty() { TagKind::Artifact } else { TagKind::Figure };
                let tag = self.marks.tag(kind, Some(ctx.parent));
                if !said.is_empty() {
                    self.marks.alt(tag, &said);
                }
                let content = FigureContent::make(self, (figure, rule.clone()), block, ctx, tag);
                ("figure", figure.span, figure.place, Content::Figure(content))
            }
            BlockKind::Table(table) => {
                let content = TableContent::make(self, table, block, ctx, &rule);
                ("table", table.span, table.place, Content::Table(content))
            }
            _ => return,
        };
        if rule.caption == Some(CaptionAt::Away) {
            let (caption, notes) = match &mut content {
                Content::Figure(f) => (f.caption.take(), std::mem::take(&mut f.notes)),
                Content::Table(t) => (t.caption.take(), Vec::new()),
                Content::Callout(_) => (None, Vec::new()),
            };
            self.captions.extend(caption.map(|caption| (caption, notes)));
        }
        let role = role(kind, self, out);
        let float = Float { kind: kind.to_owned(), rule, span, place, echo: None, content };
        self.put(&role, float, ctx, out);
    }

    /// The frame role of a figure: its class where a frame takes it, `hero` for a figure before the text.
    fn frame_role(&self, block: &Block, kind: &str, out: &[Flow]) -> String {
        let taken = |role: &str| self.roles.contains(role) && !self.framed.contains_key(role);
        if let Some(class) = block.attrs.classes.iter().find(|c| taken(c)) {
            return class.clone();
        }
        let opening = !out.iter().any(|f| matches!(f, Flow::Text(_)));
        if kind == "figure" && opening && taken("hero") {
            return "hero".to_owned();
        }
        kind.to_owned()
    }

    /// Puts a float where it belongs: a frame, the column, or the floats.
    fn put(&mut self, role: &str, float: Float, ctx: &Ctx, out: &mut Vec<Flow>) {
        const BUILT_IN: [&str; 4] = ["text", "heading", "figure", "captions"];
        if !ctx.top {
            out.push(Flow::Box(Box::new(float.content)));
            return;
        }
        let framed = self.roles.contains(role) && !BUILT_IN.contains(&role);
        if framed && !self.framed.contains_key(role) {
            let mut float = float;
            if let (true, Content::Figure(figure)) = (self.bare.contains(role), &mut float.content) {
                let notes = std::mem::take(&mut figure.notes);
                self.captions.extend(figure.caption.take().map(|caption| (caption, notes)));
            }
            self.framed.insert(role.to_owned(), float);
            return;
        }
        let here = float.place.or_else(|| float.rule.place.first().copied()) == Some(Place::Here);
        let mut float = float;
        // For what only few may stand of on a page, and for what text goes round, make-up finds the place.
        let free = float.rule.per_page.is_some() || float.rule.wrap.is_some();
        if here && !free && self.stands_in_column(&mut float) {
            out.push(Flow::Box(Box::new(float.content)));
            return;
        }
        let ends = float.place.is_none() && float.rule.place.first() == Some(&Place::End);
        let float = Float { place: if ends { Some(Place::End) } else { float.place }, ..float };
        if float.place != Some(Place::End) {
            out.push(Flow::Anchor(self.floats.iter().filter(|f| f.place != Some(Place::End)).count()));
        }
        self.floats.push(float);
    }

    /// Whether a box that is to stand in the column can stand there: it asks for one column, which does not break
    /// the words of a table, and is no higher than a page where its rule lets it be wider. A box that cannot asks
    /// for as many columns as it needs from here on.
    pub(super) fn stands_in_column(&mut self, float: &mut Float) -> bool {
        let (least, most) = float.rule.span;
        let narrow = float.span == SpanWish::Columns(1) || (float.span == SpanWish::Layout && least <= 1);
        if !narrow {
            return false;
        }
        let (page, column) = (&self.layout().page, self.column);
        let mut bench = Bench::new(self.setter, page, self.issue, &[]);
        let broken = page.columns > 1 && least_width(&float.content) > column;
        let wider = most.min(page.columns) > 1 && !matches!(float.content, Content::Figure(_));
        let high = wider && bench.set(&float.content, column, None).lines > i64::from(page.lines);
        if !broken && !high {
            return true;
        }
        float.span = SpanWish::Layout;
        false
    }

    fn rule(&self, kind: &str) -> FloatRule {
        self.layout().floats.get(kind).cloned().unwrap_or_default()
    }
}

/// What the pictures of a figure show, in words; of pictures that only adorn what the caption says; empty where
/// nothing is to be said.
fn shown(figure: &Figure) -> String {
    let words = |p: &FigurePicture| if let Alt::Words(words) = &p.alt { Some(words.clone()) } else { None };
    let all: Vec<String> = figure.pictures.iter().filter_map(words).collect();
    let missing = figure.pictures.iter().any(|p| matches!(p.alt, Alt::Missing));
    match (all.is_empty(), missing) {
        (false, _) => all.join("; "),
        // A picture that nobody described was reported; it stays content.
        (true, true) => figure.pictures.len().to_string(),
        (true, false) => plain(&figure.caption),
    }
}

/// A rule with the side that a figure or callout wishes for.
fn sided(rule: FloatRule, attrs: &Attrs) -> FloatRule {
    let side = attrs.other.get("side").and_then(|s| FloatSide::named(s)).unwrap_or(rule.side);
    FloatRule { side, ..rule }
}

fn wish(attrs: &Attrs) -> SpanWish {
    match attrs.other.get("span").map(String::as_str) {
        Some("full") => SpanWish::Full,
        Some(n) => n.parse().map_or(SpanWish::Layout, SpanWish::Columns),
        None => SpanWish::Layout,
    }
}

fn place_of(attrs: &Attrs) -> Option<Place> {
    match attrs.other.get("place").map(String::as_str) {
        Some("top") => Some(Place::Top),
        Some("bottom") => Some(Place::Bottom),
        Some("here") => Some(Place::Here),
        Some("end") => Some(Place::End),
        _ => None,
    }
}

/// Rules of a style stand above the first and below the last of the blocks that share it, not about each.
fn outer_rules(flow: &mut [Flow]) {
    let mut texts: Vec<&mut TextBlock> = texts(flow).collect();
    let names: Vec<String> = texts.iter().map(|t| t.style.name.clone()).collect();
    for (n, text) in texts.iter_mut().enumerate() {
        let same = |other: Option<&String>| other == Some(&text.style.name);
        let before = same(n.checked_sub(1).and_then(|n| names.get(n))) && text.style.rule_above.is_some();
        let after = same(names.get(n + 1)) && text.style.rule_below.is_some();
        if before || after {
            let style = Arc::make_mut(&mut text.style);
            style.rule_above = style.rule_above.take().filter(|_| !before);
            style.rule_below = style.rule_below.take().filter(|_| !after);
        }
    }
}
