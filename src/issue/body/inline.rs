//! Runs of text: emphasis, links and where they lead, marks of notes.
//! Notes' own texts are blocks.

use super::Resolver;
use crate::diag::{Diagnostic, Span, nearest};
use crate::issue::model::ArticleId;
use crate::issue::text::{Attrs, Inline, InlineKind, Target, Text};
use crate::manifest::At;
use crate::markdown::{RawInline, RawInlineKind};
use std::collections::BTreeMap;

impl Resolver<'_, '_> {
    /// Inlines in order.
    pub fn text(&mut self, list: &[RawInline]) -> Text {
        list.iter().filter_map(|i| Some(Inline { kind: self.inline(i)?, span: i.span })).collect()
    }

    fn inline(&mut self, raw: &RawInline) -> Option<InlineKind> {
        Some(match &raw.kind {
            RawInlineKind::Text(t) => InlineKind::Text(t.clone()),
            RawInlineKind::Code(t) => InlineKind::Code(t.clone()),
            RawInlineKind::Break => InlineKind::Break,
            RawInlineKind::Emph(t) => InlineKind::Emph(self.text(t)),
            RawInlineKind::Strong(t) => InlineKind::Strong(self.text(t)),
            RawInlineKind::Strike(t) => InlineKind::Strike(self.text(t)),
            RawInlineKind::Span(attrs, t) => {
                let attrs = self.attrs(attrs, &["lang"], "a run of text");
                let outer = attrs.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
                let text = self.text(t);
                if let Some(outer) = outer {
                    self.lang = outer;
                }
                InlineKind::Span(attrs, text)
            }
            RawInlineKind::Link(to, t) => {
                let text = self.text(t);
                match self.target(to, raw.span) {
                    Some(target) => {
                        let text = if text.is_empty() { self.link_words(&target, raw.span) } else { text };
                        InlineKind::Link(target, text)
                    }
                    // Reported; the words stay.
                    None => InlineKind::Span(Attrs::default(), text),
                }
            }
            RawInlineKind::Note(label) => InlineKind::Note(self.mark(label, raw.span)?),
            // A picture in a headline or a table cell cannot be lifted out of it.
            RawInlineKind::Picture(picture) => {
                self.c.f.push(
                    Diagnostic::error(
                        "T004",
                        format!("picture `{}` stands where only words can", picture.path),
                    )
                    .at(picture.span)
                    .hint("give the picture a paragraph of its own"),
                );
                return None;
            }
        })
    }

    fn mark(&mut self, label: &str, span: Span) -> Option<usize> {
        if !self.defined.contains_key(label) {
            let mut found = Diagnostic::error("T005", format!("note `[^{label}]` is not defined")).at(span);
            if let Some(near) = nearest(label, self.defined.keys().copied()) {
                found = found.label(format!("did you mean `[^{near}]`?"));
            }
            self.c.f.push(found.hint(format!("write the note on a line of its own: [^{label}]: …")));
            return None;
        }
        if let Some(at) = self.marks.iter().position(|m| m == label) {
            return Some(at);
        }
        self.marks.push(label.to_owned());
        Some(self.marks.len() - 1)
    }

    fn target(&mut self, to: &str, span: Span) -> Option<Target> {
        if let Some(anchor) = to.strip_prefix('#') {
            return self.anchor(self.article, anchor, span);
        }
        if let Some(rest) = to.strip_prefix("article:") {
            let (id, anchor) = rest.split_once('#').map_or((rest, None), |(i, a)| (i, Some(a)));
            let article = self.index.find(&At::new(id.to_owned(), span), "a link", self.c)?;
            return match anchor {
                Some(anchor) => self.anchor(article, anchor, span),
                None => Some(Target::Article(article)),
            };
        }
        let lower = to.to_ascii_lowercase();
        let known =
            ["http://", "https://", "mailto:"].iter().any(|s| lower.len() > s.len() && lower.starts_with(s));
        if known {
            return Some(Target::Url(to.to_owned()));
        }
        let mut found = Diagnostic::error("T012", format!("link `{to}` leads nowhere")).at(span);
        if let Some(near) = self.near_target(to) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        self.c.f.push(found.hint("write https://…, mailto:…, #anchor, or article:id"));
        None
    }

    /// The target that `to` may mean: one with its scheme mended, or an article whose id or file stands there bare.
    fn near_target(&self, to: &str) -> Option<String> {
        if let Some((scheme, rest)) = to.split_once(':') {
            let near = nearest(scheme, ["article", "http", "https", "mailto"])?;
            let rest = if near.starts_with("http") {
                format!("//{}", rest.trim_start_matches('/'))
            } else {
                rest.to_owned()
            };
            return Some(format!("{near}:{rest}"));
        }
        let id = to.split_once('#').map_or(to, |(id, _)| id);
        let id = id.rsplit_once('/').map_or(id, |(_, name)| name).trim_end_matches(".md");
        nearest(id, self.index.articles.keys().map(String::as_str)).map(|near| format!("article:{near}"))
    }

    /// An anchor of `article`; where it has none of that name, the only one of the whole issue.
    fn anchor(&mut self, article: ArticleId, anchor: &str, span: Span) -> Option<Target> {
        let all = &self.index.anchors;
        let has = |a: &BTreeMap<String, (Span, String)>| a.contains_key(anchor);
        if all.get(article.0 as usize).is_some_and(has) {
            return Some(Target::Anchor(article, anchor.to_owned()));
        }
        let mut elsewhere = (0..).map(ArticleId).zip(all).filter(|(_, a)| has(a));
        if let (Some((only, _)), None) = (elsewhere.next(), elsewhere.next()) {
            return Some(Target::Anchor(only, anchor.to_owned()));
        }
        let mut found = Diagnostic::error("T012", format!("link `#{anchor}` leads nowhere")).at(span);
        let here = all.get(article.0 as usize).into_iter().flatten().map(|(id, _)| id.as_str());
        let anywhere = || all.iter().flatten().map(|(id, _)| id.as_str());
        if let Some(near) = nearest(anchor, here).or_else(|| nearest(anchor, anywhere())) {
            found = found.label(format!("did you mean `#{near}`?"));
        }
        self.c.f.push(found.hint(format!("mark the place with {{#{anchor}}}, or correct the link")));
        None
    }

    /// What a link without words says: the title or caption of what it leads to.
    fn link_words(&self, target: &Target, span: Span) -> Text {
        let words = match target {
            Target::Url(url) => url.clone(),
            Target::Article(a) => self.index.titles.get(a.0 as usize).cloned().unwrap_or_default(),
            Target::Anchor(a, id) => self
                .index
                .anchors
                .get(a.0 as usize)
                .and_then(|l| l.get(id))
                .map(|(_, words)| words.clone())
                .filter(|w| !w.is_empty())
                .unwrap_or_else(|| id.clone()),
        };
        vec![Inline { kind: InlineKind::Text(words), span }]
    }
}
