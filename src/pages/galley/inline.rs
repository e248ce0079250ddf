//! Inlines to runs: emphasis, links, notes' marks, language, references with their page numbers.
//! Shapes nothing.

use super::marks::Marks;
use crate::geom::Length;
use crate::issue::{ArticleId, Inline, InlineKind, Lang, Target, Text};
use crate::layout::{Layout, Style};
use crate::pages::document::{Anchor, LinkTarget, TagKind};
use crate::typeset::{LinkId, Run, RunStyle, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Folios of anchors, as far as they are known.
pub type Refs = BTreeMap<Anchor, String>;

/// Turns inlines into runs.
pub struct Inliner<'a> {
    /// Layout in force.
    pub layout: &'a Layout,
    /// The article.
    pub article: ArticleId,
    /// Folios of the last pass; missing ones are set in their widest form.
    pub refs: &'a Refs,
}

/// What surrounds a run.
#[derive(Clone)]
struct Around {
    style: Arc<RunStyle>,
    tag: TagId,
    link: Option<LinkId>,
}

/// The run style of a block's style in `lang`.
#[must_use]
pub fn run_style(style: &Style, lang: &Lang) -> RunStyle {
    RunStyle {
        families: style.families.clone().into(),
        weight: style.weight,
        italic: style.italic,
        size: style.size,
        color: style.color.clone(),
        tracking: style.tracking,
        features: style.features.clone().into(),
        case: style.case,
        raise: Length::ZERO,
        lang: lang.clone(),
        hyphenate: style.hyphenate,
        strike: false,
        keep: false,
    }
}

impl Inliner<'_> {
    /// The runs of `text` in `style`.
    pub fn runs(&self, text: &Text, style: &Style, lang: &Lang, tag: TagId, marks: &mut Marks) -> Vec<Run> {
        let around = Around { style: Arc::new(run_style(style, lang)), tag, link: None };
        let mut out = Vec::new();
        self.walk(text, &around, marks, &mut out);
        out
    }

    fn walk(&self, text: &[Inline], around: &Around, marks: &mut Marks, out: &mut Vec<Run>) {
        for inline in text {
            let push = |out: &mut Vec<Run>, s: &str, a: &Around| {
                out.push(Run {
                    text: s.to_owned(),
                    style: Arc::clone(&a.style),
                    tag: a.tag,
                    link: a.link,
                    span: Some(inline.span),
                });
            };
            match &inline.kind {
                InlineKind::Text(s) => push(out, s, around),
                InlineKind::Break => push(out, "\n", around),
                InlineKind::Emph(t) => {
                    let a = changed(around, |s| s.italic = !s.italic);
                    self.walk(t, &a, marks, out);
                }
                InlineKind::Strong(t) => {
                    let a = self.strong(around);
                    self.walk(t, &a, marks, out);
                }
                InlineKind::Strike(t) => self.walk(t, &changed(around, |s| s.strike = true), marks, out),
                InlineKind::Code(s) => push(out, s, &self.styled(around, "code-inline")),
                InlineKind::Link(target, t) => self.link(target, t, around, marks, out),
                InlineKind::Span(attrs, t) => {
                    let mut a = around.clone();
                    for class in &attrs.classes {
                        a = self.styled(&a, class);
                    }
                    if let Some(lang) = &attrs.lang {
                        a = changed(&a, |s| s.lang = lang.clone());
                        a.tag = marks.tag_in(TagKind::Span, around.tag, lang);
                    }
                    self.walk(t, &a, marks, out);
                }
                InlineKind::Note(n) => {
                    let mut a = changed(around, |s| {
                        s.raise = s.size.scale(34, 100);
                        s.size = s.size.scale(62, 100);
                    });
                    a.tag = marks.tag(TagKind::Reference, Some(around.tag));
                    a.link = Some(marks.link(LinkTarget::Anchor(Anchor::Note(self.article, *n))));
                    let mark = Run {
                        text: (n + 1).to_string(),
                        style: a.style,
                        tag: a.tag,
                        link: a.link,
                        span: None,
                    };
                    out.push(mark);
                }
            }
        }
    }

    fn link(&self, target: &Target, text: &Text, around: &Around, marks: &mut Marks, out: &mut Vec<Run>) {
        let target = match target {
            Target::Url(url) => LinkTarget::Url(url.clone()),
            Target::Article(a) => LinkTarget::Anchor(Anchor::Article(*a)),
            Target::Anchor(a, id) => LinkTarget::Anchor(Anchor::Id(*a, id.clone())),
        };
        let around_article = matches!(target, LinkTarget::Anchor(Anchor::Article(_)));
        let mut a = self.styled(around, "link");
        a.tag = marks.tag(TagKind::Link, Some(around.tag));
        let reference = match &target {
            LinkTarget::Anchor(anchor) => Some(self.reference(anchor)),
            LinkTarget::Url(_) => None,
        };
        a.link = Some(marks.link(target));
        self.walk(text, &a, marks, out);
        let Some(reference) = reference else { return };
        let key = match (text.is_empty(), around_article) {
            (true, _) => "page",
            (false, true) => "page-of-article",
            (false, false) => "page-of-item",
        };
        let pattern = self.layout.texts.get(key).map_or("{folio}", String::as_str);
        let words = pattern.replace("{folio}", &reference);
        out.push(Run { text: words, style: Arc::clone(&a.style), tag: a.tag, link: a.link, span: None });
    }

    /// The folio of an anchor; in its widest likely form until it is known.
    fn reference(&self, anchor: &Anchor) -> String {
        self.refs.get(anchor).cloned().unwrap_or_else(|| "88".to_owned())
    }

    /// `around` stressed: bold, in the family of the layout's style `strong` where that is not the body's own.
    fn strong(&self, around: &Around) -> Around {
        let styles = &self.layout.styles;
        let other = styles.get("strong").zip(styles.get("body")).filter(|(s, b)| s.families != b.families);
        changed(around, |s| {
            s.weight = s.weight.max(700);
            if let Some((style, _)) = other {
                s.families = style.families.clone().into();
            }
        })
    }

    /// `around` in the layout's style `name`; its size goes with the text around it.
    fn styled(&self, around: &Around, name: &str) -> Around {
        let styles = &self.layout.styles;
        // Code within a line has the face of code where the layout gives it no style of its own.
        let wider = if name == "code-inline" { styles.get("code") } else { None };
        let (Some(style), Some(body)) = (styles.get(name).or(wider), styles.get("body")) else {
            return around.clone();
        };
        changed(around, |s| {
            if style.families != body.families {
                s.families = style.families.clone().into();
            }
            if style.weight != body.weight {
                s.weight = style.weight;
            }
            if style.italic != body.italic {
                s.italic = style.italic;
            }
            if style.color != body.color {
                s.color = style.color.clone();
            }
            if style.features != body.features {
                s.features = style.features.clone().into();
            }
            if style.tracking != body.tracking {
                s.tracking = style.tracking;
            }
            if style.case != body.case {
                s.case = style.case;
            }
            if style.size != body.size && body.size.to_sp() > 0 {
                s.size = s.size.scale(style.size.to_sp(), body.size.to_sp());
            }
            s.hyphenate = style.hyphenate;
        })
    }
}

/// `around` with its style changed.
fn changed(around: &Around, change: impl FnOnce(&mut RunStyle)) -> Around {
    let mut style = (*around.style).clone();
    change(&mut style);
    Around { style: Arc::new(style), ..around.clone() }
}
