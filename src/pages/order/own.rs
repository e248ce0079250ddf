//! The issue's own pages: cover, contents, masthead page, back cover, advertisements, fillers.
//! Fills frames by role; where they stand is the layout's matter.

use super::furniture::{PageFacts, publication_name, words};
use crate::credits::{Designs, by_label};
use crate::issue::{
    Article, ArticleKind, Inline, InlineKind, Issue, Lang, PartyId, PictureId, Place, SpanWish, Text,
};
use crate::layout::{FloatRule, Master, Side};
use crate::pages::document::TagKind;
use crate::pages::galley::{
    CalloutContent, Content, FigureContent, Float, Flow, Galley, Maker, PictureCut, StackPart, cut, name_in,
};
use crate::typeset::TagId;
use std::collections::BTreeMap;

/// An own page that has no entry in the running order.
#[must_use]
pub fn stand_in(issue: &Issue, genre: &str, title: &str) -> Article {
    Article {
        id: genre.to_owned(),
        kind: ArticleKind::Text,
        title: text(title),
        kicker: Text::new(),
        deck: Text::new(),
        note: Text::new(),
        toc_title: None,
        section: None,
        genre: genre.to_owned(),
        start: None,
        min_pages: None,
        max_pages: Some(1),
        pin: None,
        sequence: None,
        jump: None,
        credits: Vec::new(),
        lang: issue.lang.clone(),
        keywords: Vec::new(),
        date: None,
        fields: BTreeMap::new(),
        image: None,
        body: Vec::new(),
        notes: Vec::new(),
        span: None,
    }
}

fn text(words: &str) -> Text {
    if words.is_empty() {
        return Text::new();
    }
    let span = crate::diag::Span { file: crate::diag::FileId(0), start: 0, end: 0 };
    vec![Inline { kind: InlineKind::Text(words.to_owned()), span }]
}

/// A picture for the frame of `role`.
pub fn picture_float(
    maker: &mut Maker<'_, '_>,
    picture: PictureId,
    alt: Option<&str>,
    root: TagId,
) -> Option<Float> {
    let tag = match alt {
        Some(words) => {
            let tag = maker.marks.tag(TagKind::Figure, Some(root));
            maker.marks.alt(tag, words);
            tag
        }
        None => maker.marks.tag(TagKind::Artifact, Some(root)),
    };
    let cut: PictureCut = cut(maker, picture, (50, 50), tag)?;
    let content = Content::Figure(FigureContent {
        pictures: vec![cut],
        caption: None,
        notes: Vec::new(),
        anchor: None,
        rule: FloatRule::default(),
        outline: None,
        tag,
    });
    Some(Float {
        kind: "figure".to_owned(),
        rule: FloatRule::default(),
        span: SpanWish::Layout,
        place: None::<Place>,
        echo: None,
        content,
    })
}

/// The stacks of frames with fixed words in the masters that may be used.
pub fn fixed_words(maker: &mut Maker<'_, '_>, masters: &[&Master], root: TagId, galley: &mut Galley) {
    let issue = maker.issue;
    let article = maker.article;
    for frame in masters.iter().flat_map(|m| &m.frames) {
        let Some(pattern) = &frame.text else { continue };
        let facts = PageFacts { issue, article: Some(article), folio: "", side: Side::Recto };
        let filled = words(pattern, maker.layout(), &facts);
        let name = frame.style.clone().unwrap_or_else(|| frame.role.clone());
        if !filled.trim().is_empty() {
            let part = maker.words_part(&filled.as_str().into(), &name, root, &article.lang);
            galley.stacks.insert(frame.role.clone(), vec![part]);
        }
    }
}

/// The cover's galley parts: picture, nameplate, date, price, lines.
pub fn cover(maker: &mut Maker<'_, '_>, root: TagId, galley: &mut Galley) {
    let issue = maker.issue;
    let lang = &issue.lang;
    let Some(cover) = &issue.cover else { return };
    if let Some(picture) = cover.image {
        let name =
            format!("{} {}", publication_name(issue), name_in(&issue.display_date, lang).unwrap_or_default());
        if let Some(float) = picture_float(maker, picture, Some(name.trim()), root) {
            galley.framed.insert("hero".to_owned(), float);
        }
    }
    let mut put = |maker: &mut Maker<'_, '_>, role: &str, style: &str, kind: TagKind, words: &str| {
        if !words.is_empty() {
            let tag = maker.marks.tag(kind, Some(root));
            let part = maker.words_part(&words.into(), style, tag, lang);
            galley.stacks.entry(role.to_owned()).or_default().push(part);
        }
    };
    put(maker, "nameplate", "nameplate", TagKind::Heading(1), &publication_name(issue));
    put(maker, "date", "cover-date", TagKind::Paragraph, &date_line(maker));
    let prices: Vec<&str> = issue.prices.values().map(String::as_str).collect();
    put(maker, "price", "cover-price", TagKind::Paragraph, &prices.join("  "));
    for line in &cover.lines {
        let style = format!("cover-line-{}", line.level.clamp(1, 3));
        put(maker, "cover-line", &style, TagKind::Paragraph, &line.text);
    }
    if let Some(set) = super::barcode::barcode(maker, root) {
        galley.drawn.insert("barcode".to_owned(), set);
    }
}

/// Date and number as the cover prints them: `December 2025  No. 437`.
fn date_line(maker: &Maker<'_, '_>) -> String {
    let issue = maker.issue;
    let date = name_in(&issue.display_date, &issue.lang).unwrap_or_default();
    let number = issue.aggregate.map(|n| n.to_string()).or_else(|| issue.number.clone());
    let pattern = maker.layout().texts.get("number").cloned().unwrap_or_else(|| "{number}".to_owned());
    match number {
        Some(n) if date.is_empty() => pattern.replace("{number}", &n),
        Some(n) => format!("{date}\u{2003}{}", pattern.replace("{number}", &n)),
        None => date,
    }
}

/// A box of blocks for an own page's frame.
pub(super) fn boxed(flow: Vec<Flow>, role: &str, tag: TagId) -> Float {
    let rule = FloatRule::default();
    let content = CalloutContent { flow, columns: 1, rule: rule.clone(), tag, notes: Vec::new() };
    Float {
        kind: role.to_owned(),
        rule,
        span: SpanWish::Layout,
        place: None,
        echo: None,
        content: Content::Callout(content),
    }
}

/// A title that the layout has words for.
#[must_use]
pub fn own_title(maker: &Maker<'_, '_>, key: &str) -> String {
    maker.layout().texts.get(key).cloned().unwrap_or_default()
}

/// The heading of an own page: what the issue calls it, else the layout's word.
pub fn own_heading(
    maker: &mut Maker<'_, '_>,
    key: &str,
    root: TagId,
    heading: &mut BTreeMap<String, StackPart>,
) {
    if heading.contains_key("title") {
        return;
    }
    let words = own_title(maker, key);
    if !words.is_empty() {
        let tag = maker.marks.tag(TagKind::Heading(1), Some(root));
        let lang = maker.issue.lang.clone();
        let part = maker.words_part(&words.as_str().into(), "title", tag, &lang);
        heading.insert("title".to_owned(), part);
    }
}

/// The masthead page: everybody with what they did, then the imprint.
pub fn masthead(maker: &mut Maker<'_, '_>, root: TagId, designs: &Designs, galley: &mut Galley) {
    let lang = maker.issue.lang.clone();
    let list = maker.marks.tag(TagKind::Section, Some(root));
    let mut flow = Vec::new();
    for (label, people) in by_label(maker.issue, designs, &maker.layout().credits, &lang) {
        let names: Vec<String> = people.iter().filter_map(|p| party_name(maker.issue, *p, &lang)).collect();
        let tag = maker.marks.tag(TagKind::Paragraph, Some(list));
        flow.push(maker.words_block(&label.as_str().into(), "masthead-role", tag, &lang));
        let tag = maker.marks.tag(TagKind::Paragraph, Some(list));
        flow.push(maker.words_block(&names.join("\n").as_str().into(), "masthead-name", tag, &lang));
    }
    let float = boxed(flow, "credits", list);
    galley.framed.insert("credits".to_owned(), float);
    let mut imprint = Vec::new();
    for words in imprint_lines(maker.issue, &lang) {
        let tag = maker.marks.tag(TagKind::Paragraph, Some(root));
        imprint.push(maker.words_part(&words.as_str().into(), "imprint", tag, &lang));
    }
    if !imprint.is_empty() {
        galley.stacks.insert("imprint".to_owned(), imprint);
    }
}

/// A party's name in a language.
#[must_use]
pub fn party_name(issue: &Issue, party: PartyId, lang: &Lang) -> Option<String> {
    issue.party(party).map(|p| crate::credits::party_name(p, lang).to_owned())
}

fn imprint_lines(issue: &Issue, lang: &Lang) -> Vec<String> {
    let mut out = Vec::new();
    let name = publication_name(issue);
    let date = name_in(&issue.display_date, lang).unwrap_or_default();
    out.push([name, date].join(" \u{b7} ").trim_matches([' ', '\u{b7}']).to_owned());
    let publisher = issue.publication.publisher.and_then(|p| party_name(issue, p, lang));
    let sponsor = issue.publication.sponsor.and_then(|p| party_name(issue, p, lang));
    let numbers = [
        issue.publication.issn.as_ref().map(|n| format!("ISSN {n}")),
        issue.publication.eissn.as_ref().map(|n| format!("e-ISSN {n}")),
        issue.publication.cn.clone(),
    ];
    for who in [publisher, sponsor].into_iter().flatten() {
        if !out.contains(&who) {
            out.push(who);
        }
    }
    out.extend(numbers.into_iter().flatten());
    out.extend(issue.rights.clone());
    out.retain(|l| !l.is_empty());
    out
}
