//! A pen for pages that show pages: labels, short texts, fields and lines where they are wanted.
//! Breaks no page; what does not fit its width is cut, with an ellipsis.

use crate::color::Ink;
use crate::geom::{Length, Path, Point, Rect};
use crate::issue::Lang;
use crate::layout::{HAlign, Style};
use crate::pages::document::{Item, ItemKind, Stroke, Tag, TagKind};
use crate::pages::galley::{ARTIFACT, baseline_in, fill_item, run_style};
use crate::pages::makeup::push_all;
use crate::typeset::{Para, Run, Setter, Shape, TagId};
use std::sync::Arc;

/// Families of what the program itself says.
const FAMILIES: [&str; 2] = ["Source Sans 3", "Noto Sans SC"];

/// Draws on one page after the other.
pub struct Pen<'s, 'f> {
    setter: &'s mut Setter<'f>,
    lang: Lang,
    /// What stands on the page so far.
    pub items: Vec<Item>,
    /// Tags of the document; texts become paragraphs of it.
    pub tags: Vec<Tag>,
}

/// The style of a label, flush left, in the program's own face.
#[must_use]
pub fn label(size: Length, weight: u16, color: &Ink) -> Style {
    Style {
        families: FAMILIES.map(str::to_owned).to_vec(),
        weight,
        size,
        leading: size.scale(125, 100),
        color: color.clone(),
        ..Style::plain()
    }
}

/// Takes the last word away, or of the last one a letter; `false` where nothing is left.
fn shorten(words: &mut String) -> bool {
    match words.trim_end().rfind(char::is_whitespace) {
        Some(at) => words.truncate(at),
        None => return words.pop().is_some(),
    }
    true
}

impl<'s, 'f> Pen<'s, 'f> {
    /// A pen with an empty page. The document's tags begin with the document itself and its artifacts.
    pub fn new(setter: &'s mut Setter<'f>, lang: &Lang) -> Self {
        let shared = |kind, parent| Tag { kind, parent, lang: None, alt: None };
        let mut tags = vec![shared(TagKind::Document, None), shared(TagKind::Artifact, Some(TagId(0)))];
        if let Some(root) = tags.first_mut() {
            root.lang = Some(lang.clone());
        }
        Self { setter, lang: lang.clone(), items: Vec::new(), tags }
    }

    /// Sets what follows in another language; gives back the one before.
    pub fn speak(&mut self, lang: &Lang) -> Lang {
        std::mem::replace(&mut self.lang, lang.clone())
    }

    /// The page as it stands; the next begins empty.
    pub fn turn(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.items)
    }

    /// Words of the page in one line whose baseline begins at `at`, no wider than `width`; their width.
    pub fn line(&mut self, words: &str, style: &Style, at: Point, width: Length) -> Length {
        let tag = self.tag();
        self.put(words, style, at, width, tag)
    }

    /// As `line`, for words that are no content.
    pub fn mark(&mut self, words: &str, style: &Style, at: Point, width: Length) -> Length {
        self.put(words, style, at, width, ARTIFACT)
    }

    /// Words in as many lines as they take, `most` at the most, from the top left corner `at`; their height.
    pub fn text(&mut self, words: &str, style: &Style, at: Point, width: Length, most: usize) -> Length {
        if words.is_empty() {
            return Length::ZERO;
        }
        let tag = self.tag();
        let mut para = self.para(words, style, tag);
        let mut lines = self.lines(&para, width);
        let mut shown = words.to_owned();
        while lines.len() > most.max(1) && shorten(&mut shown) {
            para = self.para(&format!("{}…", shown.trim_end()), style, tag);
            lines = self.lines(&para, width);
        }
        let mut y = at.y + baseline_in(style);
        for line in &lines {
            let mut placed = Vec::new();
            para.draw(line, Point::new(at.x, y), &mut placed);
            push_all(placed, &mut self.items);
            y += style.leading;
        }
        style.leading * lines.len() as i64
    }

    /// As many of the first words as fit one line of `width`; at least the first, whatever it takes.
    pub fn fitting(&mut self, words: &str, style: &Style, width: Length) -> String {
        let mut shown = words.to_owned();
        while self.width(&shown, style) > width {
            match shown.rfind(char::is_whitespace) {
                Some(at) => shown.truncate(at),
                None if shown.chars().count() > 2 && han(&shown) => drop(shown.pop()),
                None => break,
            }
        }
        shown
    }

    /// How wide words are in one line.
    pub fn width(&mut self, words: &str, style: &Style) -> Length {
        let para = self.para(words, style, ARTIFACT);
        self.lines(&para, Length::MAX).first().map_or(Length::ZERO, |l| l.width)
    }

    /// A filled field.
    pub fn fill(&mut self, area: Rect, ink: &Ink) {
        self.items.push(fill_item(area, ink, ARTIFACT));
    }

    /// The outline of a field.
    pub fn frame(&mut self, area: Rect, ink: &Ink, width: Length) {
        self.stroke(Path::rect(area), ink, width, &[]);
    }

    /// A straight line.
    pub fn rule(&mut self, from: Point, to: Point, ink: &Ink, width: Length) {
        self.stroke(Path::line(from, to), ink, width, &[]);
    }

    /// An outline in a line of its own.
    pub fn stroke(&mut self, path: Path, ink: &Ink, width: Length, dash: &[Length]) {
        let stroke = Stroke { color: ink.clone(), width, dash: dash.to_vec() };
        let kind = ItemKind::Path { path, fill: None, stroke: Some(stroke) };
        self.items.push(Item { kind, tag: ARTIFACT, span: None });
    }

    fn put(&mut self, words: &str, style: &Style, at: Point, width: Length, tag: TagId) -> Length {
        let mut para = self.para(words, style, tag);
        let mut lines = self.lines(&para, Length::MAX);
        let mut shown = words.to_owned();
        while lines.first().is_some_and(|l| l.width > width) && shown.pop().is_some() {
            para = self.para(&format!("{}…", shown.trim_end()), style, tag);
            lines = self.lines(&para, Length::MAX);
        }
        let Some(line) = lines.first() else { return Length::ZERO };
        let room = width - line.width;
        let shift = match style.align {
            HAlign::Right => room,
            HAlign::Center => room / 2,
            HAlign::Left | HAlign::Justify => Length::ZERO,
        };
        let mut placed = Vec::new();
        para.draw(line, Point::new(at.x + shift, at.y), &mut placed);
        push_all(placed, &mut self.items);
        line.width
    }

    fn tag(&mut self) -> TagId {
        let lang = Some(self.lang.clone());
        let tag = Tag { kind: TagKind::Paragraph, parent: Some(TagId(0)), lang, alt: None };
        self.tags.push(tag);
        TagId(u32::try_from(self.tags.len() - 1).unwrap_or(u32::MAX))
    }

    fn para(&mut self, words: &str, style: &Style, tag: TagId) -> Para {
        let style = Style {
            align: if style.align == HAlign::Justify { HAlign::Justify } else { HAlign::Left },
            ..style.clone()
        };
        let run = Run {
            text: words.to_owned(),
            style: Arc::new(run_style(&style, &self.lang)),
            tag,
            link: None,
            span: None,
        };
        self.setter.para(&[run], &style, &self.lang)
    }

    fn lines(&mut self, para: &Para, width: Length) -> Vec<crate::typeset::Line> {
        self.setter.break_lines(para, &Shape::plain(width), 0).map(|b| b.lines).unwrap_or_default()
    }
}

/// Whether words are of characters that stand alone.
fn han(words: &str) -> bool {
    words.chars().all(|c| c >= '\u{2E80}')
}
