//! Figures: pictures, caption and credit, before they have a width.
//! Decodes nothing: only sizes and the focus matter here.

use super::CalloutContent;
use super::flow::{Ctx, Maker};
use super::stack::StackPart;
use crate::issue::{Alt, Block, Figure, PictureId};
use crate::layout::FloatRule;
use crate::pages::document::{Anchor, TagKind};
use crate::picture::{Format, Outline};
use crate::typeset::{Run, TagId};
use std::sync::Arc;

/// A figure's content.
pub struct FigureContent {
    /// Its pictures, left to right.
    pub pictures: Vec<PictureCut>,
    /// Caption and credit as one text; `None` where there is neither.
    pub caption: Option<StackPart>,
    /// Notes that its caption marks; they stand below that.
    pub notes: Vec<CalloutContent>,
    /// Its anchor.
    pub anchor: Option<Anchor>,
    /// How it looks.
    pub rule: FloatRule,
    /// The outline of its one picture that text follows; `None`: its whole area.
    pub outline: Option<Arc<Outline>>,
    /// Its tag.
    pub tag: TagId,
}

/// A picture and how it may be cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PictureCut {
    /// Which.
    pub picture: PictureId,
    /// Width and height, in any unit.
    pub size: (u32, u32),
    /// The point to keep in sight, percent.
    pub focus: (u8, u8),
    /// Whether it is a page of a PDF, which has a trim, and its bleed around that.
    pub page: bool,
    /// Whether it is drawn: charts are never cropped.
    pub drawn: bool,
    /// Its tag.
    pub tag: TagId,
}

impl FigureContent {
    /// Its pictures alone.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            pictures: self.pictures.clone(),
            caption: None,
            notes: Vec::new(),
            anchor: self.anchor.clone(),
            rule: self.rule.clone(),
            outline: self.outline.clone(),
            tag: self.tag,
        }
    }

    /// The content of `figure`.
    pub fn make(
        maker: &mut Maker<'_, '_>,
        (figure, rule): (&Figure, FloatRule),
        block: &Block,
        ctx: &Ctx,
        tag: TagId,
    ) -> Self {
        let mut pictures = Vec::new();
        for (n, p) in figure.pictures.iter().enumerate() {
            let tag = if n == 0 { tag } else { second_tag(maker, ctx, &p.alt) };
            if let Some(cut) = cut(maker, p.picture, p.focus, tag) {
                pictures.push(cut);
            }
        }
        let caption = caption(maker, figure, ctx, tag);
        // Where captions of several pictures stand together, their notes stand at the article's end.
        let marking: &[Run] = caption.as_ref().filter(|_| !maker.pooled).map_or(&[], |c| &c.runs);
        let notes = maker.notes_of(&[marking], ctx);
        let anchor = block.attrs.id.clone().map(|id| Anchor::Id(maker.id, id));
        let outline = outline(maker, figure, block, &rule).map(Arc::new);
        Self { pictures, caption, notes, anchor, rule, outline, tag }
    }
}

/// The outline of a figure's one picture: the points that it states, or what its opacity gives it, where the figure or
/// the layout asks for that.
fn outline(maker: &Maker<'_, '_>, figure: &Figure, block: &Block, rule: &FloatRule) -> Option<Outline> {
    let [only] = figure.pictures.as_slice() else { return None };
    let wish = block.attrs.other.get("outline").map(String::as_str);
    match wish {
        Some("none") => None,
        Some("alpha") => Outline::of(maker.issue.pictures.get(only.picture.0 as usize)?),
        Some(points) => Outline::parse(points),
        None if rule.outline => Outline::of(maker.issue.pictures.get(only.picture.0 as usize)?),
        None => None,
    }
}

fn second_tag(maker: &mut Maker<'_, '_>, ctx: &Ctx, alt: &Alt) -> TagId {
    let tag = maker.marks.tag(TagKind::Figure, Some(ctx.parent));
    if let Alt::Words(words) = alt {
        maker.marks.alt(tag, words);
    }
    tag
}

/// A picture of the issue with its size.
pub fn cut(maker: &Maker<'_, '_>, id: PictureId, focus: (u8, u8), tag: TagId) -> Option<PictureCut> {
    let picture = maker.issue.pictures.get(id.0 as usize)?;
    let size = (picture.width.max(1), picture.height.max(1));
    let drawn = matches!(picture.format, Format::Svg | Format::Pdf);
    let page = picture.format == Format::Pdf;
    Some(PictureCut { picture: id, size, focus, page, drawn, tag })
}

/// Caption and credit in one paragraph: the words, then the credit in its own style.
fn caption(maker: &mut Maker<'_, '_>, figure: &Figure, ctx: &Ctx, figure_tag: TagId) -> Option<StackPart> {
    if figure.caption.is_empty() && figure.credit.is_none() {
        return None;
    }
    let tag = maker.marks.tag(TagKind::Caption, Some(figure_tag));
    let style = maker.style("caption", true);
    let mut runs = maker.runs(&figure.caption, &style, &ctx.lang, tag);
    if let Some(credit) = &figure.credit {
        let credit_style = maker.style("picture-credit", true);
        let pattern = maker.layout().texts.get("picture").cloned().unwrap_or_else(|| "{name}".to_owned());
        let credit = pattern.replace("{name}", credit);
        let text = if runs.is_empty() { credit } else { format!("\u{2002}{credit}") };
        let style = Arc::new(super::inline::run_style(&credit_style, &ctx.lang));
        runs.push(Run { text, style, tag, link: None, span: None });
    }
    let words = runs.iter().map(|r| r.text.as_str()).collect();
    let para = maker.setter.para(&runs, &style, &ctx.lang);
    Some(StackPart { name: "caption".to_owned(), para, style, tag, words, runs })
}
