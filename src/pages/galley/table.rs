//! Tables: cells shaped, before columns have widths.
//! Breaks nothing over columns or pages.

use super::CalloutContent;
use super::flow::{Ctx, Maker};
use super::marks::ARTIFACT;
use super::stack::StackPart;
use crate::diag::Span;
use crate::issue::{Align, Block, Cell, Table, plain};
use crate::layout::{CaptionAt, FloatRule, HAlign};
use crate::pages::document::{Anchor, TagKind};
use crate::typeset::{Run, TagId};
use std::sync::Arc;

/// A table's content.
pub struct TableContent {
    /// Caption; `None` where there is none.
    pub caption: Option<StackPart>,
    /// Whether the caption stands below the last part.
    pub caption_below: bool,
    /// What stands above every part but the first: the caption's words, and that the table goes on. No content.
    pub again: Option<StackPart>,
    /// Smallest size of its type, in percent.
    pub min_scale: i64,
    /// Where it is written.
    pub span: Span,
    /// How many of the rows are header.
    pub heads: usize,
    /// Rows of cells, the header first.
    pub rows: Vec<Vec<StackPart>>,
    /// Notes that its caption and its cells mark; they stand below its last part.
    pub notes: Vec<CalloutContent>,
    /// Its anchor.
    pub anchor: Option<Anchor>,
    /// Its tag.
    pub tag: TagId,
}

impl TableContent {
    /// The content of `table`.
    pub fn make(
        maker: &mut Maker<'_, '_>,
        table: &Table,
        block: &Block,
        ctx: &Ctx,
        rule: &FloatRule,
    ) -> Self {
        let tag = maker.marks.tag(TagKind::Table, Some(ctx.parent));
        let caption = (!table.caption.is_empty()).then(|| {
            let tag = maker.marks.tag(TagKind::Caption, Some(tag));
            maker.styled_text(&table.caption, "table-caption", tag, &ctx.lang)
        });
        let again = again(maker, table, ctx);
        let mut rows = Vec::new();
        if !table.head.is_empty() {
            rows.push(row(maker, &table.head, &table.align, true, ctx, tag));
        }
        for cells in &table.rows {
            rows.push(row(maker, cells, &table.align, false, ctx, tag));
        }
        let heads = rows.len() - table.rows.len();
        let body = rows.get_mut(heads..).unwrap_or_default();
        super::decimals::align(maker, body, &ctx.lang);
        let cells = rows.iter().flatten().map(|cell| cell.runs.as_slice());
        let marking: Vec<&[Run]> = caption.iter().map(|c| c.runs.as_slice()).chain(cells).collect();
        let notes = maker.notes_of(&marking, ctx);
        let anchor = block.attrs.id.clone().map(|id| Anchor::Id(maker.id, id));
        let caption_below = rule.caption == Some(CaptionAt::Below);
        let (min_scale, span) = (i64::from(rule.min_scale), block.span);
        Self { caption, caption_below, again, min_scale, span, heads, rows, notes, anchor, tag }
    }
}

/// The caption of a table that goes on.
fn again(maker: &mut Maker<'_, '_>, table: &Table, ctx: &Ctx) -> Option<StackPart> {
    let goes_on = maker.layout().texts.get("table-continued").cloned().unwrap_or_default();
    let words = [plain(&table.caption), goes_on].join(" ");
    let words = words.trim();
    (!words.is_empty()).then(|| maker.words_part(&words.into(), "table-caption", ARTIFACT, &ctx.lang))
}

fn row(
    maker: &mut Maker<'_, '_>,
    cells: &[Cell],
    align: &[Align],
    head: bool,
    ctx: &Ctx,
    table: TagId,
) -> Vec<StackPart> {
    let row_tag = maker.marks.tag(TagKind::Row, Some(table));
    let (kind, name) = if head { (TagKind::HeaderCell, "table-head") } else { (TagKind::Cell, "table") };
    let numbers =
        |c: usize| cells.get(c).is_some_and(|c| plain(&c.text).chars().any(|ch| ch.is_ascii_digit()));
    let mut out = Vec::new();
    for (n, cell) in cells.iter().enumerate() {
        let tag = maker.marks.tag(kind, Some(row_tag));
        let mut style = (*maker.style(name, true)).clone();
        style.align = match align.get(n) {
            Some(Align::Right) => HAlign::Right,
            Some(Align::Center) => HAlign::Center,
            _ => HAlign::Left,
        };
        if !head && numbers(n) && !style.features.iter().any(|f| f == "tnum") {
            style.features.extend(["lnum".to_owned(), "tnum".to_owned()]);
        }
        let runs = maker.runs(&cell.text, &style, &ctx.lang, tag);
        let para = maker.setter.para(&runs, &style, &ctx.lang);
        out.push(StackPart {
            name: name.to_owned(),
            para,
            style: Arc::new(style),
            tag,
            words: plain(&cell.text),
            runs,
        });
    }
    out
}
