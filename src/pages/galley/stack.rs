//! Stacks: headings and other texts set one below the other in a frame, off the thread.
//! Decides no page; the frame's width and place come from the master.

use super::SetBox;
use super::credit::Words;
use super::flow::Maker;
use crate::geom::{Length, Path, Point, Rect};
use crate::issue::named;
use crate::layout::{Border, Frame, PageSpec, RuleLine, Style};
use crate::pages::document::{Item, ItemKind, Stroke, TagKind};
use crate::pages::makeup::push_all;
use crate::typeset::{Para, Placed, Run, Setter, Shape, Slot, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One text of a stack.
pub struct StackPart {
    /// Its name in the stack, which is its style's too.
    pub name: String,
    /// Shaped text.
    pub para: Para,
    /// Style.
    pub style: Arc<Style>,
    /// Tag.
    pub tag: TagId,
    /// Its words.
    pub words: String,
    /// Its runs, to be shaped anew in another size.
    pub runs: Vec<Run>,
}

/// The heading's parts of an article.
pub fn heading(maker: &mut Maker<'_, '_>, root: TagId) -> BTreeMap<String, StackPart> {
    let article = maker.article;
    let lang = article.lang.clone();
    let mut parts = BTreeMap::new();
    if let Some(words) = maker.section_label() {
        let mut names = maker.stack_names("section");
        if names.is_empty() {
            names.push("section".to_owned());
        }
        let tag = maker.marks.tag(TagKind::Artifact, Some(root));
        for name in names {
            let part = maker.words_part(&words.as_str().into(), &name, tag, &lang);
            parts.insert(name, part);
        }
    }
    let texts = [
        ("kicker", &article.kicker, TagKind::Paragraph),
        ("title", &article.title, TagKind::Heading(1)),
        ("deck", &article.deck, TagKind::Paragraph),
    ];
    for (name, text, kind) in texts {
        if text.is_empty() {
            continue;
        }
        let styles = maker.stack_names(name);
        if styles.is_empty() {
            maker.lost.push(name.to_owned());
        }
        let tag = maker.marks.tag(kind, Some(root));
        for style in styles {
            let part = maker.styled_text(text, &style, tag, &lang);
            parts.insert(style, part);
        }
    }
    let mut lines = super::credit::lines(maker.issue, maker.design, &lang);
    let note = super::credit::byline_note(maker.issue, article, maker.design);
    if maker.stack_names("note").is_empty() && !note.is_empty() {
        lines.byline = lines.byline.over(note.clone());
    }
    for (name, words) in [("byline", lines.byline), ("note", note.as_str().into()), ("credit", lines.credit)]
    {
        if words.is_empty() {
            continue;
        }
        let tag = maker.marks.tag(TagKind::Paragraph, Some(root));
        for style in maker.stack_names(name) {
            let part = maker.words_part(&words, &style, tag, &lang);
            parts.insert(style, part);
        }
    }
    parts
}

impl Maker<'_, '_> {
    /// The names by which the masters' stacks ask for a part: its own, and styles of it such as `byline-art`.
    fn stack_names(&self, part: &str) -> Vec<String> {
        let variant =
            |n: &&String| n.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        self.stacks.iter().filter(variant).cloned().collect()
    }

    /// Plain words as a part of a stack.
    pub fn words_part(
        &mut self,
        words: &Words,
        name: &str,
        tag: TagId,
        lang: &crate::issue::Lang,
    ) -> StackPart {
        let style = self.style(name, true);
        let runs = words.runs(&style, lang, tag, None);
        let para = self.setter.para(&runs, &style, lang);
        StackPart { name: name.to_owned(), para, style, tag, words: words.text(), runs }
    }

    /// The label of the article's section in its language.
    #[must_use]
    pub fn section_label(&self) -> Option<String> {
        let section = self.issue.sections.get(self.article.section?)?;
        name_in(&section.labels, &self.article.lang)
    }
}

/// The words for a language.
#[must_use]
pub fn name_in(names: &crate::issue::Names, lang: &crate::issue::Lang) -> Option<String> {
    named(names, lang).map(str::to_owned)
}

/// How a stack is set.
pub struct StackSpec<'a> {
    /// Page geometry.
    pub page: &'a PageSpec,
    /// Width of the frame's inside.
    pub width: Length,
    /// Size in percent of the styles'.
    pub percent: i64,
}

/// Sets `parts` below each other; the box is as many whole lines high as they need. Its first line hangs by the
/// height of its capitals, of Chinese by the top of the square that its characters fill.
pub fn set_stack(setter: &mut Setter<'_>, parts: &[&StackPart], spec: &StackSpec<'_>) -> SetBox {
    let mut items = Vec::new();
    let mut y = Length::ZERO;
    let mut last_after = None::<Length>;
    let mut too_wide = false;
    for part in parts {
        let smaller = (spec.percent < 100).then(|| part.scaled(setter, spec.percent));
        let part = smaller.as_ref().unwrap_or(part);
        let style = &part.style;
        if let Some(after) = last_after {
            y += after.max(style.before);
        }
        y = rule(style.rule_above.as_ref(), y, spec.width, part.tag, &mut items, true);
        let shape = Shape {
            first: Vec::new(),
            rest: Slot { x: style.left, w: spec.width - style.left - style.right },
        };
        too_wide |= part.para.min_width() > shape.rest.w;
        let Some(broken) = setter.break_lines(&part.para, &shape, 0) else { continue };
        let mut first = last_after.is_none() && style.rule_above.is_none();
        let (above, below) =
            setter.ideographs(&part.para).unwrap_or_else(|| (cap_height(style), Length::ZERO));
        let middle = (style.leading + above - below) / 2;
        for line in &broken.lines {
            let drop = if first { above + spec.page.cap_top() } else { middle };
            let baseline = y + drop;
            let mut placed = Vec::new();
            part.para.draw(line, Point::new(Length::ZERO, baseline), &mut placed);
            push_all(placed, &mut items);
            y = baseline + (style.leading - middle);
            first = false;
        }
        y = rule(style.rule_below.as_ref(), y, spec.width, part.tag, &mut items, false);
        last_after = Some(style.after);
    }
    SetBox { lines: y.steps_ceil(spec.page.step), items, too_wide, ..SetBox::default() }
}

impl StackPart {
    /// A table's cell in type of `percent` of its size: what it keeps free at its right edge shrinks, too.
    pub fn smaller(&self, setter: &mut Setter<'_>, percent: i64) -> Self {
        let mut cell = self.scaled(setter, percent);
        let style = Arc::make_mut(&mut cell.style);
        style.right = style.right.scale(percent, 100);
        cell
    }

    /// A table's cell whose words may break between any two letters: what is too wide for its column even so runs over
    /// no other.
    pub fn breakable(&self, setter: &mut Setter<'_>) -> Self {
        let apart = |run: &Run| Run { text: apart(&run.text), ..run.clone() };
        self.remade(setter, (*self.style).clone(), apart)
    }

    /// This part in type of `percent` of its size, shaped anew.
    fn scaled(&self, setter: &mut Setter<'_>, percent: i64) -> Self {
        let by = |l: Length| l.scale(percent, 100);
        let mut style = (*self.style).clone();
        style.size = by(style.size);
        style.leading = by(style.leading);
        let smaller = |run: &Run| {
            let mut run_style = (*run.style).clone();
            run_style.size = by(run_style.size);
            run_style.raise = by(run_style.raise);
            Run { style: Arc::new(run_style), ..run.clone() }
        };
        self.remade(setter, style, smaller)
    }

    fn remade(&self, setter: &mut Setter<'_>, style: Style, change: impl Fn(&Run) -> Run) -> Self {
        let runs: Vec<Run> = self.runs.iter().map(change).collect();
        let lang = runs.first().map_or_else(|| crate::issue::Lang(String::new()), |r| r.style.lang.clone());
        let para = setter.para(&runs, &style, &lang);
        Self {
            name: self.name.clone(),
            para,
            style: Arc::new(style),
            tag: self.tag,
            words: self.words.clone(),
            runs,
        }
    }
}

/// `text` with a place to break between letters, but before no mark that stands on the letter before it.
fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut before = ' ';
    for c in text.chars() {
        let on = matches!(u32::from(c), 0x300..=0x36f | 0x200d | 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff);
        if !on && before != '\u{200d}' && !before.is_whitespace() && !c.is_whitespace() {
            out.push('\u{200b}');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Height of capitals, by the trade's rule of thumb of 0.67 em for text faces.
#[must_use]
pub fn cap_height(style: &Style) -> Length {
    style.size.scale(67, 100)
}

/// From a line's top to its baseline: capitals stand in the middle of the leading.
#[must_use]
pub fn baseline_in(style: &Style) -> Length {
    (style.leading + cap_height(style)) / 2
}

fn rule(
    line: Option<&RuleLine>,
    y: Length,
    width: Length,
    tag: TagId,
    items: &mut Vec<Item>,
    above: bool,
) -> Length {
    let Some(line) = line else { return y };
    let at = if above { y + line.thickness / 2 } else { y + line.gap + line.thickness / 2 };
    let length = line.length.unwrap_or(width).min(width);
    items.push(rule_item(Point::new(Length::ZERO, at), length, line, tag));
    y + line.thickness + line.gap
}

/// A horizontal rule from `from` on.
#[must_use]
pub fn rule_item(from: Point, length: Length, line: &RuleLine, tag: TagId) -> Item {
    let path = Path::line(from, Point::new(from.x + length, from.y));
    let stroke = Stroke { color: line.color.clone(), width: line.thickness, dash: Vec::new() };
    Item { kind: ItemKind::Path { path, fill: None, stroke: Some(stroke) }, tag, span: None }
}

/// The line round `area`, or on the sides on which it stands.
pub fn border_items(area: Rect, border: &Border, tag: TagId) -> Vec<Item> {
    let stroke = Stroke { color: border.color.clone(), width: border.thickness, dash: Vec::new() };
    let drawn = |path| Item {
        kind: ItemKind::Path { path, fill: None, stroke: Some(stroke.clone()) },
        tag,
        span: None,
    };
    if border.sides == [true; 4] {
        return vec![drawn(Path::rect(area))];
    }
    let (left, top, right, foot) = (area.x, area.y, area.right(), area.bottom());
    let at = |x, y| Point::new(x, y);
    let lines = [
        (at(left, top), at(right, top)),
        (at(right, top), at(right, foot)),
        (at(left, foot), at(right, foot)),
        (at(left, top), at(left, foot)),
    ];
    let on = lines.into_iter().zip(border.sides).filter(|(_, on)| *on);
    on.map(|((from, to), _)| drawn(Path::line(from, to))).collect()
}

/// A filled rectangle.
#[must_use]
pub fn fill_item(area: Rect, ink: &crate::color::Ink, tag: TagId) -> Item {
    Item {
        kind: ItemKind::Path { path: Path::rect(area), fill: Some(ink.clone()), stroke: None },
        tag,
        span: None,
    }
}

/// The first line of `para` at `at`, unbroken, and its width.
pub fn one_line(setter: &mut Setter<'_>, para: &Para, at: Point) -> (Vec<Placed>, Length) {
    let shape = Shape { first: Vec::new(), rest: Slot { x: Length::ZERO, w: Length::MAX } };
    let mut placed = Vec::new();
    let Some(line) = setter.break_lines(para, &shape, 0).and_then(|b| b.lines.into_iter().next()) else {
        return (placed, Length::ZERO);
    };
    para.draw(&line, at, &mut placed);
    (placed, line.width)
}

/// The parts that a frame's stack names, in its order; a part that is missing is left out.
#[must_use]
pub fn stack_of<'p>(frame: &Frame, parts: &'p BTreeMap<String, StackPart>) -> Vec<&'p StackPart> {
    frame.stack.iter().filter_map(|name| parts.get(name)).collect()
}
