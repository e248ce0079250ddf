//! Furniture: folios, running heads, rules; the same on every page but for what it prints.
//! Never content: everything here is an artifact.

use crate::geom::{Length, Point, Rect};
use crate::issue::{Article, Issue, Lang, PictureId};
use crate::layout::{Across, Furniture, FurniturePlace, HAlign, Layout, Side, Style};
use crate::pages::document::Item;
use crate::pages::galley::{ARTIFACT, PictureCut, fill_item, name_in, rule_item, run_style};
use crate::pages::makeup::{box_area, picture_item, push_all};
use crate::picture::Picture;
use crate::typeset::{Run, Setter, Shape, Slot};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a page's furniture may print.
pub struct PageFacts<'a> {
    /// The issue.
    pub issue: &'a Issue,
    /// The article on the page.
    pub article: Option<&'a Article>,
    /// Its folio.
    pub folio: &'a str,
    /// Its side.
    pub side: Side,
}

/// The furniture of one page; `switches` are its master's. Pictures of the layout join `pictures`, whose numbers go on
/// behind the issue's.
pub fn furnish(
    setter: &mut Setter<'_>,
    layout: &Layout,
    facts: &PageFacts<'_>,
    switches: &BTreeMap<String, bool>,
    pictures: &mut Vec<Arc<Picture>>,
) -> Vec<Item> {
    let mut items = Vec::new();
    for (name, furniture) in &layout.furniture {
        if switches.get(name).copied().unwrap_or(true) {
            if let (Some(picture), FurniturePlace::Box(place)) = (&furniture.picture, &furniture.at) {
                let area = box_area(&layout.page, place, facts.side);
                items.extend(furniture.fill.iter().map(|ink| fill_item(area, ink, ARTIFACT)));
                items.push(printed(picture, area, facts.issue, pictures));
            }
            piece(setter, layout, facts, name, furniture, &mut items);
        }
    }
    items
}

fn piece(
    setter: &mut Setter<'_>,
    layout: &Layout,
    facts: &PageFacts<'_>,
    name: &str,
    f: &Furniture,
    items: &mut Vec<Item>,
) {
    let page = &layout.page;
    let recto = facts.side == Side::Recto;
    let left = if recto { page.inner } else { page.outer };
    let block = Rect::new(left, page.top, page.width(), page.height());
    let (area, align, y) = match &f.at {
        FurniturePlace::Head(across) => (block, aligned(*across, recto), block.y - f.distance),
        FurniturePlace::Foot(across) => (block, aligned(*across, recto), block.bottom() + f.distance),
        FurniturePlace::Box(place) => {
            let area = box_area(page, place, facts.side);
            (area, HAlign::Left, area.y)
        }
    };
    if let Some(ink) = f.fill.as_ref().filter(|_| f.picture.is_none()) {
        items.push(fill_item(area, ink, ARTIFACT));
    }
    if let Some(rule) = &f.rule {
        let length = rule.length.unwrap_or(area.w);
        let rest = area.w - length;
        let x = match align {
            HAlign::Center => area.x + rest / 2,
            HAlign::Right => area.x + rest,
            _ => area.x,
        };
        items.push(rule_item(Point::new(x, y + rule.gap), length, rule, ARTIFACT));
    }
    let Some(pattern) = (if recto { &f.recto } else { &f.verso }) else { return };
    let words = words(pattern, layout, facts);
    if words.trim().is_empty() {
        return;
    }
    let found = f.style.as_deref().and_then(|s| layout.styles.get(s)).or_else(|| layout.styles.get(name));
    let Some(style) = found.or_else(|| layout.styles.get("folio")).or_else(|| layout.styles.get("body"))
    else {
        return;
    };
    let baseline =
        if matches!(f.at, FurniturePlace::Box(_)) { y + crate::pages::galley::baseline_in(style) } else { y };
    line(setter, style, &words, &facts.issue.lang, &Place { area, align, baseline }, items);
}

/// A picture of the layout, wholly inside its box.
fn printed(picture: &Arc<Picture>, area: Rect, issue: &Issue, pictures: &mut Vec<Arc<Picture>>) -> Item {
    let known = pictures.iter().position(|p| p.bytes == picture.bytes);
    let n = known.unwrap_or_else(|| {
        pictures.push(Arc::clone(picture));
        pictures.len() - 1
    });
    let number = PictureId(u32::try_from(issue.pictures.len() + n).unwrap_or(u32::MAX));
    let size = (picture.width.max(1), picture.height.max(1));
    let cut = PictureCut { picture: number, size, focus: (50, 50), page: false, drawn: true, tag: ARTIFACT };
    picture_item(&cut, area, false)
}

fn aligned(across: Across, recto: bool) -> HAlign {
    match (across, recto) {
        (Across::Centre, _) => HAlign::Center,
        (Across::Outer, true) | (Across::Inner, false) => HAlign::Right,
        _ => HAlign::Left,
    }
}

struct Place {
    area: Rect,
    align: HAlign,
    baseline: Length,
}

fn line(
    setter: &mut Setter<'_>,
    style: &Style,
    words: &str,
    lang: &Lang,
    place: &Place,
    items: &mut Vec<Item>,
) {
    let mut style = style.clone();
    style.align = place.align;
    style.indent = Length::ZERO;
    let run = Run {
        text: words.to_owned(),
        style: Arc::new(run_style(&style, lang)),
        tag: ARTIFACT,
        link: None,
        span: None,
    };
    let para = setter.para(&[run], &style, lang);
    let shape = Shape { first: Vec::new(), rest: Slot { x: Length::ZERO, w: place.area.w } };
    let Some(broken) = setter.break_lines(&para, &shape, 0) else { return };
    let Some(line) = broken.lines.first() else { return };
    let mut placed = Vec::new();
    para.draw(line, Point::new(place.area.x, place.baseline), &mut placed);
    push_all(placed, items);
}

/// A pattern with its placeholders filled in.
#[must_use]
pub fn words(pattern: &str, layout: &Layout, facts: &PageFacts<'_>) -> String {
    let lang = &facts.issue.lang;
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((key, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(&value(key, layout, facts, lang));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn value(key: &str, layout: &Layout, facts: &PageFacts<'_>, lang: &Lang) -> String {
    let issue = facts.issue;
    let article = facts.article;
    match key {
        "folio" => facts.folio.to_owned(),
        "publication" => publication_name(issue),
        "issue" => issue.number.clone().unwrap_or_default(),
        "aggregate" => issue.aggregate.map(|n| n.to_string()).unwrap_or_default(),
        "volume" => issue.volume.clone().unwrap_or_default(),
        "issue-date" => name_in(&issue.display_date, lang).unwrap_or_default(),
        "title" => article.map(short_title).unwrap_or_default(),
        "section" => article
            .and_then(|a| issue.sections.get(a.section?))
            .and_then(|s| name_in(&s.labels, lang))
            .unwrap_or_default(),
        _ => match key.strip_prefix("field.") {
            Some(field) => article.and_then(|a| a.fields.get(field)).cloned().unwrap_or_default(),
            None => layout.texts.get(key).cloned().unwrap_or_default(),
        },
    }
}

/// The publication's name in the issue's language, else the issue's own title.
#[must_use]
pub fn publication_name(issue: &Issue) -> String {
    name_in(&issue.publication.names, &issue.lang).or_else(|| issue.title.clone()).unwrap_or_default()
}

/// The title for contents and running heads.
#[must_use]
pub fn short_title(article: &Article) -> String {
    article.toc_title.clone().unwrap_or_else(|| crate::issue::plain(&article.title))
}
