//! One page as a content stream: its items in paint order, marked with what they are where the file is tagged.
//! The objects that the stream names are made elsewhere.

use super::bytes::Bytes;
use super::state::{Palette, State};
use super::text::TextState;
use crate::color::Ink;
use crate::geom::{Length, Path, Point, Rect, Step};
use crate::pages::{Document, ItemKind, Page, Stroke, Tag, TagKind};
use crate::pdf::fonts::FontSet;
use crate::pdf::picture::Graphic;
use crate::pdf::structure;
use crate::typeset::TagId;
use std::collections::BTreeSet;

/// A page's stream and what it names.
#[derive(Default)]
pub(in crate::pdf) struct Drawn {
    /// The operators, not yet deflated.
    pub(in crate::pdf) content: Vec<u8>,
    /// Numbers of its fonts.
    pub(in crate::pdf) fonts: BTreeSet<usize>,
    /// Indices of its pictures.
    pub(in crate::pdf) pictures: BTreeSet<usize>,
    /// Numbers of its spot inks.
    pub(in crate::pdf) spots: BTreeSet<usize>,
    /// Whether it names graphics states.
    pub(in crate::pdf) states: bool,
    /// What each marked sequence is, in their order.
    pub(in crate::pdf) marks: Marks,
}

/// What each marked sequence of a page is: the sequence's number is its place here.
pub(in crate::pdf) type Marks = Vec<TagId>;

/// Draws a page. `bleed`: how far the media reaches beyond the trim on every side; `room`: memory for the operators.
pub(in crate::pdf) fn draw<'a>(
    document: &Document,
    page: &'a Page,
    bleed: Length,
    palette: Palette<'a>,
    (fonts, pictures): (&FontSet, &[Option<Graphic>]),
    room: Vec<u8>,
) -> Drawn {
    let mut pen = Pen {
        out: Bytes::within(room),
        text: TextState::default(),
        state: State::default(),
        drawn: Drawn::default(),
        mark: None,
        palette,
        origin: (bleed, bleed + document.trim.h),
    };
    for item in &page.items {
        if !matches!(item.kind, ItemKind::Link { .. }) {
            pen.mark(&document.tags, item.tag);
        }
        match &item.kind {
            ItemKind::Glyphs(run) => {
                let Some(number) = fonts.number(run.face) else { continue };
                let Some(font) = fonts.get(number) else { continue };
                pen.drawn.fonts.insert(number);
                pen.state.color(&mut pen.out, palette, &run.style.color, false);
                let at = pen.place(run.at);
                pen.text.run(&mut pen.out, run, font, number, at);
            }
            ItemKind::Picture { picture, place, clip } => {
                let index = picture.0 as usize;
                if let Some(Some(graphic)) = pictures.get(index) {
                    pen.picture(index, graphic, *place, *clip);
                }
            }
            ItemKind::Path { path, fill, stroke } => pen.path(path, fill.as_ref(), stroke.as_ref()),
            ItemKind::Link { .. } => {}
        }
    }
    pen.unmark();
    let Pen { out, state, mut drawn, .. } = pen;
    drawn.content = out.0;
    drawn.spots = state.spots;
    drawn.states = state.states;
    drawn
}

struct Pen<'a> {
    out: Bytes,
    text: TextState,
    state: State<'a>,
    drawn: Drawn,
    mark: Option<TagId>,
    palette: Palette<'a>,
    /// Where the trim's top left corner lies, from the media's bottom left.
    origin: (Length, Length),
}

impl<'a> Pen<'a> {
    /// A point of the page in thousandths of a point from the media's bottom left.
    fn place(&self, p: Point) -> (i64, i64) {
        let (x, y) = self.origin;
        ((x + p.x).to_millipoints(), (y - p.y).to_millipoints())
    }

    fn mark(&mut self, tags: &[Tag], tag: TagId) {
        if self.palette.printed() || self.mark == Some(tag) {
            return;
        }
        self.unmark();
        self.mark = Some(tag);
        let kind = tags.get(tag.0 as usize).map_or(TagKind::Artifact, |t| t.kind);
        if structure::is_artifact(tags, tag) {
            self.out.op("/Artifact BMC");
        } else {
            let number = self.drawn.marks.len() as i64;
            self.out.put("/").put(structure::name(kind)).put("<</MCID ").bare(number, 0).op(">>BDC");
            self.drawn.marks.push(tag);
        }
    }

    fn unmark(&mut self) {
        self.text.close(&mut self.out);
        if self.mark.take().is_some() {
            self.out.op("EMC");
        }
    }

    fn rect(&mut self, r: Rect) {
        let ((x, y), (right, top)) =
            (self.place(Point::new(r.x, r.bottom())), self.place(Point::new(r.right(), r.y)));
        self.out.milli(x).milli(y).milli(right - x).milli(top - y).op("re");
    }

    fn picture(&mut self, index: usize, graphic: &Graphic, place: Rect, clip: Rect) {
        self.text.close(&mut self.out);
        self.state.overprint(&mut self.out, self.palette, false);
        self.drawn.pictures.insert(index);
        self.out.op("q");
        if graphic.overhangs() || !clip.contains(&place) {
            self.rect(clip);
            self.out.op("W n");
        }
        let ((x, y), (right, top)) =
            (self.place(Point::new(place.x, place.bottom())), self.place(Point::new(place.right(), place.y)));
        for v in graphic.matrix(x, y, right - x, top - y) {
            self.out.float(v);
        }
        self.out.op("cm").name('X', index).op("Do\nQ");
    }

    fn path(&mut self, path: &Path, fill: Option<&'a Ink>, stroke: Option<&'a Stroke>) {
        self.text.close(&mut self.out);
        if let Some(ink) = fill {
            self.state.color(&mut self.out, self.palette, ink, false);
        }
        if let Some(s) = stroke {
            self.state.color(&mut self.out, self.palette, &s.color, true);
            let mut dash: Vec<i64> = s.dash.iter().map(|d| d.to_millipoints()).collect();
            if dash.iter().sum::<i64>() <= 0 {
                // Dashes without length are no dashes, and an error in a PDF.
                dash.clear();
            }
            self.state.line(&mut self.out, s.width.to_millipoints(), &dash);
        }
        // One operator paints both: neither may overprint for the other's sake.
        let black = [fill, stroke.map(|s| &s.color)].into_iter().flatten().all(Ink::is_solid_black);
        self.state.overprint(&mut self.out, self.palette, black);
        if let Some(r) = upright(path) {
            self.rect(r);
        } else {
            self.steps(path);
        }
        self.out.op(match (fill.is_some(), stroke.is_some()) {
            (true, true) => "B",
            (true, false) => "f",
            (false, true) => "S",
            (false, false) => "n",
        });
    }

    fn steps(&mut self, path: &Path) {
        for step in &path.0 {
            let points: &[Point] = match step {
                Step::Move(p) | Step::Line(p) => std::slice::from_ref(p),
                Step::Cubic(a, b, c) => &[*a, *b, *c],
                Step::Close => &[],
            };
            for p in points {
                let (x, y) = self.place(*p);
                self.out.milli(x).milli(y);
            }
            self.out.op(match step {
                Step::Move(_) => "m",
                Step::Line(_) => "l",
                Step::Cubic(..) => "c",
                Step::Close => "h",
            });
        }
    }
}

/// The rectangle that a path draws, where it draws one and nothing else.
fn upright(path: &Path) -> Option<Rect> {
    let [Step::Move(a), Step::Line(b), Step::Line(c), Step::Line(d), Step::Close] = *path.0.as_slice() else {
        return None;
    };
    let square = a.y == b.y && b.x == c.x && c.y == d.y && d.x == a.x && b.x >= a.x && c.y >= b.y;
    square.then(|| Rect::between(a.x, a.y, c.x, c.y))
}
