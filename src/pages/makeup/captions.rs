//! Captions that stand in a frame of their own: which pictures share it, and what tells one from the other.
//! Places no picture.

use super::boxes::Bench;
use super::sheet::{Sheet, SheetFrame};
use crate::color::Ink;
use crate::geom::{Length, Point, Rect};
use crate::layout::{Frame, FramePlace, Label, Rows};
use crate::pages::document::Item;
use crate::pages::galley::{ARTIFACT, Content, FigureContent, Galley, StackPart, fill_item, one_line};
use crate::pages::makeup::push_all;
use crate::typeset::Run;
use std::sync::Arc;

/// A picture whose caption stands in another frame.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The frame that takes the caption.
    pub by: String,
    /// The picture's content.
    pub of: Source,
    /// Its area.
    pub area: Rect,
}

/// Where in the galley a picture's content is.
#[derive(Clone, Debug)]
pub enum Source {
    /// A float, by its number.
    Float(usize),
    /// Content for a frame, by its role.
    Role(String),
}

impl Source {
    fn figure<'g>(&self, galley: &'g Galley) -> Option<&'g FigureContent> {
        let float = match self {
            Self::Float(n) => galley.floats.get(*n),
            Self::Role(role) => galley.framed.get(role),
        };
        match &float?.content {
            Content::Figure(figure) => Some(figure),
            _ => None,
        }
    }
}

/// The frames of a master in the order in which they are laid: as written, but a frame that takes captions behind the
/// last one that gives it one or below which it stands, so that what stands below the captions finds them there.
pub(super) fn laying_order(frames: &[Frame]) -> Vec<&Frame> {
    let mut out: Vec<&Frame> = frames.iter().filter(|f| f.role != "captions").collect();
    for notes in frames.iter().filter(|f| f.role == "captions") {
        let above: &[String] = match &notes.place {
            FramePlace::Grid { rows: Rows::After { frames, .. }, .. } => frames,
            _ => &[],
        };
        let first =
            |f: &&Frame| f.captions.as_deref() == Some(notes.name.as_str()) || above.contains(&f.name);
        let at = out.iter().rposition(first).map_or(out.len(), |at| at + 1);
        out.insert(at, notes);
    }
    out
}

/// The captions that `frame` takes on the sheet so far, in the order of their pictures, each with what tells it
/// from the others: nothing where it is the only one.
pub(super) fn parts(
    bench: &mut Bench<'_, '_>,
    frame: &Frame,
    galley: &Galley,
    sheet: &mut Sheet,
) -> Vec<StackPart> {
    let taken: Vec<Taken> = sheet.taken.iter().filter(|t| t.by == frame.name).cloned().collect();
    let areas: Vec<Rect> = taken.iter().map(|t| t.area).collect();
    let places = if frame.label == Label::Place { places(&areas) } else { None };
    let mut out = Vec::new();
    for (n, one) in taken.iter().enumerate() {
        let caption = one.of.figure(galley).and_then(|f| f.caption.as_ref());
        let place = places.as_ref().and_then(|p| p.get(n)).and_then(|key| galley.labels.words.get(key));
        let words = match place {
            Some(words) => words.clone(),
            None if frame.label == Label::None || areas.len() < 2 => String::new(),
            None => {
                number(bench, n + 1, one.area, galley, sheet);
                format!("{}\u{2002}", n + 1)
            }
        };
        out.extend(caption.map(|c| labelled(bench, c, &words, galley)));
    }
    out
}

/// A caption with `words` before it.
fn labelled(bench: &mut Bench<'_, '_>, caption: &StackPart, words: &str, galley: &Galley) -> StackPart {
    let mut runs = caption.runs.clone();
    let lang = runs.first().map_or_else(|| galley.labels.style.lang.clone(), |r| r.style.lang.clone());
    if !words.is_empty() {
        let style = Arc::clone(&galley.labels.style);
        runs.insert(0, Run { text: words.to_owned(), style, tag: caption.tag, link: None, span: None });
    }
    StackPart {
        name: caption.name.clone(),
        para: bench.setter.para(&runs, &caption.style, &lang),
        style: Arc::clone(&caption.style),
        tag: caption.tag,
        words: format!("{words}{}", caption.words),
        runs,
    }
}

/// Prints a number on a small square in the lower left corner of a picture.
fn number(bench: &mut Bench<'_, '_>, n: usize, area: Rect, galley: &Galley, sheet: &mut Sheet) {
    let style = Arc::clone(&galley.labels.style);
    let (side, lang) = (style.size.scale(165, 100), style.lang.clone());
    let run = Run { text: n.to_string(), style: Arc::clone(&style), tag: ARTIFACT, link: None, span: None };
    let para = bench.setter.para(&[run], &crate::layout::Style::plain(), &lang);
    let square = Rect::new(area.x, area.bottom() - side, side, side);
    let mut items: Vec<Item> = vec![fill_item(square, &Ink::PAPER, ARTIFACT)];
    let (_, width) = one_line(bench.setter, &para, Point::default());
    let left = square.x + (side - width).max(Length::ZERO) / 2;
    let (placed, _) =
        one_line(bench.setter, &para, Point::new(left, square.bottom() - style.size.scale(49, 100)));
    push_all(placed, &mut items);
    sheet.frames.push(SheetFrame::plain("caption-number", square, items));
}

/// Where each of several pictures stands among them, as keys of the layout's words; `None` for one picture, or
/// where words cannot tell them apart. A picture that is alone in its column is told by the column, alone in its row
/// by the row, else by both.
fn places(areas: &[Rect]) -> Option<Vec<String>> {
    const ACROSS: [&str; 3] = ["left", "centre", "right"];
    const DOWN: [&str; 3] = ["top", "middle", "bottom"];
    let (xs, ys) = (classes(areas, |a| a.x), classes(areas, |a| a.y));
    if areas.len() < 2 || xs.len() > 3 || ys.len() > 3 {
        return None;
    }
    let word = |all: &[Length], at: Length, words: [&'static str; 3]| -> Option<&'static str> {
        let n = all.iter().position(|x| *x == at)?;
        let n = if n > 0 && n + 1 == all.len() { 2 } else { n };
        words.get(n).copied().filter(|_| all.len() > 1)
    };
    let mut out: Vec<String> = Vec::new();
    for area in areas {
        let across = word(&xs, area.x, ACROSS);
        let down = word(&ys, area.y, DOWN);
        let alone_across = areas.iter().filter(|a| a.x == area.x).count() == 1;
        let alone_down = areas.iter().filter(|a| a.y == area.y).count() == 1;
        out.push(match (across, down) {
            (Some(across), _) if alone_across => format!("at-{across}"),
            (_, Some(down)) if alone_down => format!("at-{down}"),
            (Some(across), Some(down)) => format!("at-{down}-{across}"),
            _ => return None,
        });
    }
    let distinct = out.iter().enumerate().all(|(n, key)| !out.iter().take(n).any(|k| k == key));
    distinct.then_some(out)
}

/// The different places of `areas` in one direction, in order.
fn classes(areas: &[Rect], of: impl Fn(&Rect) -> Length) -> Vec<Length> {
    let mut out: Vec<Length> = areas.iter().map(of).collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::places;
    use crate::geom::{Length, Rect};

    fn at(places: &[(i64, i64)]) -> Vec<Rect> {
        let area = |(x, y): &(i64, i64)| Rect::new(Length::pt(*x), Length::pt(*y), Length::PT, Length::PT);
        places.iter().map(area).collect()
    }

    #[test]
    fn pictures_are_told_by_where_they_stand_among_each_other() {
        let keys = |p: &[(i64, i64)]| places(&at(p)).map(|k| k.join(" "));
        assert_eq!(keys(&[(0, 0)]), None, "one picture needs no word");
        assert_eq!(keys(&[(0, 0), (9, 0)]).as_deref(), Some("at-left at-right"));
        assert_eq!(keys(&[(0, 0), (0, 9), (0, 20)]).as_deref(), Some("at-top at-middle at-bottom"));
        assert_eq!(keys(&[(0, 0), (9, 0), (9, 9)]).as_deref(), Some("at-left at-top-right at-bottom"));
        assert_eq!(keys(&[(0, 0), (3, 0), (6, 0), (9, 0)]), None, "four in a row are numbered");
        assert_eq!(keys(&[(0, 0), (0, 0)]), None, "pictures in one place are numbered");
    }
}
