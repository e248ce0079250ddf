//! The contents: every piece with its page, pieces that run on as one.
//! Knows page numbers only as far as the last pass found them.

use super::furniture::short_title;
use super::own::{boxed, own_title};
use crate::credits::Design;
use crate::geom::Length;
use crate::issue::{Article, ArticleId, ArticleKind, plain};
use crate::pages::document::{Anchor, LinkTarget, TagKind};
use crate::pages::galley::credit::{Words, lines};
use crate::pages::galley::{Flow, Galley, Maker, Marker, TextBlock, name_in, run_style};
use crate::pages::plan::runs_on;
use crate::typeset::{Run, TagId};
use std::sync::Arc;

/// The contents: sections, then number, title, deck of every piece.
pub fn contents(maker: &mut Maker<'_, '_>, root: TagId, designs: &[Design], galley: &mut Galley) {
    let issue = maker.issue;
    let lang = issue.lang.clone();
    let toc = maker.marks.tag(TagKind::Contents, Some(root));
    let mut flow = Vec::new();
    let mut section = None;
    let mut n = 0;
    while let Some(article) = issue.articles.get(n) {
        let first = n;
        n += 1;
        while runs_on(issue, designs, n) {
            n += 1;
        }
        if article.kind == ArticleKind::Contents || article.kind == ArticleKind::BackCover {
            continue;
        }
        if article.section != section && article.section.is_some() {
            section = article.section;
            let label = section.and_then(|s| issue.sections.get(s)).and_then(|s| name_in(&s.labels, &lang));
            if let Some(label) = label {
                let tag = maker.marks.tag(TagKind::Paragraph, Some(toc));
                flow.push(maker.words_block(&label.as_str().into(), "contents-section", tag, &lang));
            }
        }
        let id = ArticleId(u32::try_from(first).unwrap_or(u32::MAX));
        let followers = issue.articles.get(first + 1..n).unwrap_or_default();
        let line = line_of(maker, article, followers, designs.get(first));
        entry(maker, id, line, toc, &mut flow);
    }
    let float = boxed(flow, "contents", toc);
    galley.framed.insert("contents".to_owned(), float);
}

/// What the contents say of a piece.
struct Line {
    title: String,
    deck: Words,
    names: Words,
}

/// Title, deck and authors of a piece; of pieces that run on the titles, the first as the title, the others below.
fn line_of(maker: &Maker<'_, '_>, article: &Article, followers: &[Article], design: Option<&Design>) -> Line {
    let lang = &maker.issue.lang;
    let title = match article.kind {
        ArticleKind::MastheadPage if article.title.is_empty() => own_title(maker, "masthead"),
        _ => short_title(article),
    };
    if !followers.is_empty() {
        let others: Vec<String> = followers.iter().map(short_title).collect();
        let between = maker.layout().texts.get("between-titles").map_or(", ", String::as_str);
        let deck = Words::from(others.join(between).as_str());
        return Line { title, deck, names: Words::default() };
    }
    let deck = if article.kind == ArticleKind::Text { plain(&article.deck) } else { String::new() };
    let deck = Words::from(deck.as_str());
    let names = design.map(|d| lines(maker.issue, d, lang).byline).unwrap_or_default();
    Line { title, deck, names }
}

fn entry(maker: &mut Maker<'_, '_>, id: ArticleId, line: Line, toc: TagId, flow: &mut Vec<Flow>) {
    let Line { title, deck, names } = line;
    let lang = maker.issue.lang.clone();
    if title.is_empty() {
        return;
    }
    let item = maker.marks.tag(TagKind::ContentsItem, Some(toc));
    let link = maker.marks.tag(TagKind::Link, Some(item));
    let target = maker.marks.link(LinkTarget::Anchor(Anchor::Article(id)));
    let folio = maker.refs.get(&Anchor::Article(id)).cloned().unwrap_or_else(|| "88".to_owned());
    let number_style = maker.style("contents-number", true);
    let number_tag = maker.marks.tag(TagKind::Label, Some(link));
    let (placed, _) = maker.loose_words(&folio, &number_style, &lang, number_tag);
    let mut block = linked(maker, &title, "contents-entry", link, target);
    block.marker = Some(Marker { placed, x: Length::ZERO });
    flow.push(Flow::Text(Box::new(block)));
    if !deck.is_empty() && maker.layout().styles.contains_key("contents-deck") {
        let tag = maker.marks.tag(TagKind::Span, Some(item));
        flow.push(maker.words_block(&deck, "contents-deck", tag, &lang));
    }
    if !names.is_empty() && maker.layout().styles.contains_key("contents-credit") {
        let tag = maker.marks.tag(TagKind::Span, Some(item));
        flow.push(maker.words_block(&names, "contents-credit", tag, &lang));
    }
}

fn linked(
    maker: &mut Maker<'_, '_>,
    words: &str,
    name: &str,
    tag: TagId,
    link: crate::typeset::LinkId,
) -> TextBlock {
    let lang = maker.issue.lang.clone();
    let mut block = maker.words(&words.into(), name, tag, &lang, None);
    let style = Arc::clone(&block.style);
    let run = Run {
        text: words.to_owned(),
        style: Arc::new(run_style(&style, &lang)),
        tag,
        link: Some(link),
        span: None,
    };
    block.para = maker.setter.para(&[run], &style, &lang);
    block
}
