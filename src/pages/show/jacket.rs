//! The cover of a perfect-bound issue as it is printed: back, spine and front on one sheet, their insides on another.
//! Makes no page; the cover's pages were composed before.

use super::pen::label;
use super::shrink::{Scale, cut};
use crate::color::Ink;
use crate::credits::Designs;
use crate::font::Fonts;
use crate::geom::{Length, Path, Point, Rect, Size, Step};
use crate::issue::{Binding, Issue};
use crate::layout::{HAlign, Layout, Side, Style};
use crate::pages::document::{Document, Item, ItemKind, Page, Tag, TagKind};
use crate::pages::galley::{ARTIFACT, fill_item, name_in, run_style};
use crate::pages::order::furniture::publication_name;
use crate::typeset::{Placed, Run, Setter, Setters, Shape, TagId};
use std::sync::Arc;

/// Pages of a cover.
const COVER: usize = 4;
/// A spine that is narrower bears no words: they would run over its edges when it is folded a little off.
const LEAST: Length = Length::mm(4);
/// What stays free on either side of the words for that reason.
const SAFE: Length = Length::micrometres(1_200);

/// The width of the spine: the leaves of the text, two pages each, at the caliper of their paper, and the cover's
/// two leaves at theirs. `None` for copies that are stapled, or have no cover of their own.
#[must_use]
pub fn spine(issue: &Issue, pages: usize) -> Option<Length> {
    let Binding::Perfect { text, cover } = issue.binding else { return None };
    issue.cover.as_ref()?;
    let leaves = pages.saturating_sub(COVER).div_ceil(2);
    Some(text * leaves as i64 + cover * 2)
}

/// How far each sheet of stapled copies is pushed out by those around it, the outermost first: by their thickness
/// in the fold. Empty where the papers are not stated, or copies are not stapled.
#[must_use]
pub fn creep(issue: &Issue, pages: usize) -> Vec<Length> {
    let Some(papers) = issue.papers.filter(|_| issue.binding == Binding::Saddle) else { return Vec::new() };
    let within = |sheet: usize| sheet.checked_sub(1).map(|n| papers.cover + papers.text * n as i64);
    (0..pages.div_ceil(4)).map(|sheet| within(sheet).unwrap_or(Length::ZERO)).collect()
}

/// The pages within the cover, for the press; `None` where there is no cover of four pages around any.
#[must_use]
pub fn interior(document: &Document, issue: &Issue) -> Option<Document> {
    issue.cover.as_ref()?;
    let end = document.pages.len().checked_sub(COVER / 2).filter(|end| *end > COVER / 2)?;
    Some(document.of_pages(COVER / 2..end))
}

/// The cover's two sheets, outside and inside, of stapled copies without a spine between; `None` where there are
/// not four pages of cover, or no cover at all.
#[must_use]
pub fn jacket(document: &Document, issue: &Issue, designs: &Designs, fonts: &Fonts) -> Option<Document> {
    issue.cover.as_ref()?;
    let spine = spine(issue, document.pages.len()).unwrap_or(Length::ZERO);
    let pages = &document.pages;
    let (front, second) = (pages.first()?, pages.get(1)?);
    let (third, back) = (pages.get(pages.len().checked_sub(2)?)?, pages.last()?);
    if pages.len() < COVER {
        return None;
    }
    let trim = Size::new(document.trim.w * 2 + spine, document.trim.h);
    let shared = |kind, parent| Tag { kind, parent, lang: None, alt: None };
    let tags = vec![shared(TagKind::Document, None), shared(TagKind::Artifact, Some(TagId(0)))];
    let mut out = Document {
        trim,
        bleed: document.bleed,
        tags,
        pictures: document.pictures.clone(),
        duotones: document.duotones.clone(),
        people: document.people.clone(),
        ..Document::default()
    };
    let layout = &designs.issue.layout;
    let ground = layout.styles.get("spine").and_then(|s| s.fill.clone());
    // A spine without a ground of its own, and too narrow for words, is covered from both sides.
    let over = if ground.is_none() && spine < LEAST { (spine / 2).min(document.bleed) } else { Length::ZERO };
    for (n, [left, right]) in [[back, front], [second, third]].into_iter().enumerate() {
        let mut items = half(document, left, Length::ZERO, (Side::Verso, over));
        items.extend(half(document, right, document.trim.w + spine, (Side::Recto, over)));
        let folio = ["C4-C1", "C2-C3"].get(n).copied().unwrap_or_default().to_owned();
        let (master, frames) = ("jacket".to_owned(), Vec::new());
        out.pages.push(Page {
            folio,
            side: Side::Recto,
            article: None,
            master,
            items,
            frames,
            starts: Vec::new(),
        });
    }
    let area = Rect::new(document.trim.w, Length::ZERO, spine, document.trim.h);
    if let Some(outside) = out.pages.first_mut() {
        if let Some(ink) = &ground {
            let bled = Rect::new(area.x, -document.bleed, area.w, area.h + document.bleed * 2);
            outside.items.push(fill_item(bled, ink, ARTIFACT));
        }
        let setters = Setters::new(fonts);
        outside.items.extend(setters.lend(|setter| words(setter, fonts, issue, layout, area)));
    }
    Some(out)
}

/// A page on its half of the sheet: with its bleed on three sides, and `over` the spine.
fn half(document: &Document, page: &Page, x: Length, (side, over): (Side, Length)) -> Vec<Item> {
    let (bleed, trim) = (document.bleed, document.trim);
    let (left, right) = if side == Side::Verso { (-bleed, trim.w + over) } else { (-over, trim.w + bleed) };
    let bounds = Rect::between(left, -bleed, right, trim.h + bleed);
    cut(page, bounds, Scale { num: 1, den: 1 }, Point::new(x, Length::ZERO))
}

/// The words of the spine: the title at its head, number and date at its foot.
fn words(setter: &mut Setter<'_>, fonts: &Fonts, issue: &Issue, layout: &Layout, area: Rect) -> Vec<Item> {
    if area.w < LEAST {
        return Vec::new();
    }
    let own = layout.styles.get("spine").cloned();
    let mut style = own.unwrap_or_else(|| label(Length::pt(9), 600, &Ink::BLACK));
    // Capitals and Han characters keep off the folds.
    style.size = style.size.max(Length::pt(8)).min((area.w - SAFE * 2).scale(100, 88));
    (style.align, style.indent) = (HAlign::Left, Length::ZERO);
    let lang = &issue.lang;
    let number = issue.aggregate.map(|n| n.to_string()).or_else(|| issue.number.clone()).unwrap_or_default();
    let pattern = layout.texts.get("number").cloned().unwrap_or_else(|| "{number}".to_owned());
    let number = if number.is_empty() { number } else { pattern.replace("{number}", &number) };
    let date = name_in(&issue.display_date, lang).unwrap_or_default();
    let foot = [number, date].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("\u{2003}");
    let margin = layout.page.top.max(SAFE * 4);
    let mut writer = Writer { setter, fonts, style, issue, area };
    let (mut items, title) = writer.column(&publication_name(issue));
    let (end, length) = writer.column(&foot);
    if title + length + margin * 3 <= area.h {
        let down = area.h - margin - length;
        items = items.into_iter().map(|i| lowered(i, margin)).collect();
        items.extend(end.into_iter().map(|i| lowered(i, down)));
    } else {
        items = items.into_iter().map(|i| lowered(i, margin)).collect();
    }
    items
}

fn lowered(item: Item, by: Length) -> Item {
    crate::pages::makeup::shift(item, Length::ZERO, by)
}

/// Writes down a spine.
struct Writer<'s, 'f> {
    setter: &'s mut Setter<'f>,
    fonts: &'s Fonts,
    style: Style,
    issue: &'s Issue,
    area: Rect,
}

impl Writer<'_, '_> {
    /// Words from the head of the spine down, and how far they reach. Han characters stand upright below each
    /// other; everything else is turned, its feet to the left, so that it is read when the copy lies on its back.
    fn column(&mut self, words: &str) -> (Vec<Item>, Length) {
        let (mut items, mut y) = (Vec::new(), Length::ZERO);
        let chars: Vec<char> = words.chars().collect();
        for part in chars.chunk_by(|a, b| han(*a) == han(*b)) {
            if part.first().copied().is_some_and(han) {
                for c in part {
                    items.extend(self.upright(&c.to_string(), y));
                    y += self.style.size.scale(108, 100);
                }
                continue;
            }
            let words: String = part.iter().collect();
            let (turned, length) = self.turned(&words, y);
            items.extend(turned);
            y += length;
        }
        (items, y)
    }

    fn set(&mut self, words: &str) -> (Vec<Placed>, Length) {
        let lang = &self.issue.lang;
        let run = Run {
            text: words.to_owned(),
            style: Arc::new(run_style(&self.style, lang)),
            tag: ARTIFACT,
            link: None,
            span: None,
        };
        let para = self.setter.para(&[run], &self.style, lang);
        let Some(broken) = self.setter.break_lines(&para, &Shape::plain(Length::MAX), 0) else {
            return (Vec::new(), Length::ZERO);
        };
        let mut placed = Vec::new();
        let Some(line) = broken.lines.first() else { return (placed, Length::ZERO) };
        para.draw(line, Point::default(), &mut placed);
        let wide = placed.iter().flat_map(|p| &p.run.glyphs).map(|g| Length::sp(i64::from(g.advance))).sum();
        (placed, wide)
    }

    fn upright(&mut self, words: &str, y: Length) -> Vec<Item> {
        let (placed, wide) = self.set(words);
        let left = self.area.x + (self.area.w - wide) / 2;
        let base = y + self.style.size.scale(88, 100);
        self.outlines(&placed, |x, up| Point::new(left + x, base - up))
    }

    fn turned(&mut self, words: &str, y: Length) -> (Vec<Item>, Length) {
        let (placed, wide) = self.set(words);
        // Capitals stand in the middle of the spine.
        let base = self.area.x + (self.area.w - self.style.size.scale(67, 100)) / 2;
        (self.outlines(&placed, |x, up| Point::new(base + up, y + x)), wide)
    }

    /// The outlines of glyphs; `place` puts what stands `x` along the line and `up` above it.
    fn outlines(&self, placed: &[Placed], place: impl Fn(Length, Length) -> Point) -> Vec<Item> {
        let mut items = Vec::new();
        for run in placed.iter().map(|p| &p.run) {
            let Some(face) = self.fonts.face(run.face) else { continue };
            let (size, em) = (run.style.size, i64::from(face.upem.max(1)));
            let mut pen = run.at.x;
            for glyph in &run.glyphs {
                let at = pen + Length::sp(i64::from(glyph.dx));
                let up = Length::sp(i64::from(glyph.dy)) - run.at.y;
                let point =
                    |p: Point| place(at + size.scale(p.x.to_sp(), em), up + size.scale(p.y.to_sp(), em));
                let steps: Vec<Step> = face
                    .outline(glyph.id)
                    .0
                    .iter()
                    .map(|step| match *step {
                        Step::Move(p) => Step::Move(point(p)),
                        Step::Line(p) => Step::Line(point(p)),
                        Step::Cubic(a, b, c) => Step::Cubic(point(a), point(b), point(c)),
                        Step::Close => Step::Close,
                    })
                    .collect();
                pen += Length::sp(i64::from(glyph.advance));
                if !steps.is_empty() {
                    let kind = ItemKind::Path {
                        path: Path(steps),
                        fill: Some(self.style.color.clone()),
                        stroke: None,
                    };
                    items.push(Item { kind, tag: ARTIFACT, span: None });
                }
            }
        }
        items
    }
}

/// Whether a character stands upright in a column.
fn han(c: char) -> bool {
    ('\u{2E80}'..='\u{9FFF}').contains(&c) || ('\u{F900}'..='\u{FAFF}').contains(&c) || c >= '\u{20000}'
}

#[cfg(test)]
mod tests {
    use super::{creep, spine};
    use crate::geom::Length;
    use crate::issue::{Binding, Cover, Issue, Lang, Papers};
    use crate::source::Folder;
    use std::path::Path;

    #[test]
    fn sheets_are_pushed_out_by_those_around_them() {
        let folder = Folder::open(Path::new("."), &mut crate::diag::Findings::new()).unwrap();
        let mut issue = Issue::titled("x", &Lang("en".into()), &folder);
        assert!(creep(&issue, 16).is_empty(), "papers unknown");
        issue.papers = Some(Papers { text: Length::micrometres(80), cover: Length::micrometres(200) });
        let shifts: Vec<i64> = creep(&issue, 15).iter().map(|l| (l.to_micrometres() + 5) / 10).collect();
        assert_eq!(shifts, [0, 20, 28, 36]);
    }

    #[test]
    fn a_spine_is_as_wide_as_its_leaves() {
        let folder = Folder::open(Path::new("."), &mut crate::diag::Findings::new()).unwrap();
        let mut issue = Issue::titled("x", &Lang("en".into()), &folder);
        assert_eq!(spine(&issue, 100), None, "stapled");
        let (text, cover) = (Length::micrometres(80), Length::micrometres(200));
        issue.binding = Binding::Perfect { text, cover };
        assert_eq!(spine(&issue, 100), None, "no cover");
        issue.cover = Some(Cover::default());
        assert_eq!(
            spine(&issue, 100).map(|w| (w.to_micrometres() + 5) / 10),
            Some(424),
            "48 × 0.08 + 2 × 0.2 mm"
        );
        assert!(creep(&issue, 8).is_empty(), "glued");
        assert_eq!(spine(&issue, 4).map(|w| (w.to_micrometres() + 5) / 10), Some(40));
    }
}
