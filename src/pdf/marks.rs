//! Printer's marks as items of a page: crop and register marks on every plate, colour bar, slug line.
//! All of them lie outside the bleed; which pages get them is the caller's affair.

use super::hash::hash;
use crate::color::{Cmyk, Ink, Spot};
use crate::font::{FaceId, Fonts};
use crate::geom::{Length, Path, Point, Rect, Size, Step};
use crate::issue::{Issue, Lang};
use crate::layout::Case;
use crate::pages::{Document, Item, ItemKind, Page, Stroke};
use crate::typeset::{Glyph, GlyphRun, RunStyle, TagId};
use std::sync::Arc;

/// How far marks stand off the bleed; so they stand off the trim by the bleed and this.
const OFF: Length = Length::mm(3);
/// How long crop marks are, and how wide the others at most.
const LONG: Length = Length::mm(5);
/// How far the media reaches beyond the bleed on every side of a page with marks.
pub(super) const ROOM: Length = Length::mm(10);
/// The plate that stands for every plate (ISO 32000-1 §8.6.6.4).
pub(super) const ALL: &str = "All";
/// Width of the patches of the colour bar.
const PATCH: Length = Length::mm(4);
/// Where slug and colour bar begin, from the edge of the trim: clear of the corner's marks.
const FROM: Length = Length::mm(6);

/// Adds marks to every page of the document. `spots` are the plates beside the process plates.
pub(super) fn mark(document: &mut Document, issue: &Issue, fonts: &Fonts, profile: &str, spots: &[Spot]) {
    let content = content_hash(document, issue, profile);
    let (trim, bleed, count) = (document.trim, document.bleed, document.pages.len());
    let title = super::xmp::title(issue);
    for (index, page) in document.pages.iter_mut().enumerate() {
        let mut pen = Marks { trim, bleed, out: Vec::new() };
        pen.corners();
        pen.registers();
        pen.bar(spots);
        let folio = if page.folio.is_empty() { String::new() } else { format!(" · folio {}", page.folio) };
        let place = format!("{title} · page {} of {count}{folio}", index + 1);
        let foot = -(bleed + OFF + Length::mm(1));
        let half = trim.w.scale(1, 2) - LONG;
        pen.words(fonts, &place, Point::new(FROM, foot), half - FROM, &issue.lang);
        let made = format!("{profile} · content {content}");
        pen.words(fonts, &made, Point::new(trim.w - half, foot), half - FROM, &issue.lang);
        page.items.append(&mut pen.out);
    }
}

/// What tells two states of an issue apart: a hash of all that its pages hold.
fn content_hash(document: &Document, issue: &Issue, profile: &str) -> String {
    let page = |p: &Page| hash(format!("{:?}{:?}", p.folio, p.items).as_bytes());
    let pictures = issue.pictures.iter().map(|p| hash(&p.bytes.read()));
    let parts = document.pages.iter().map(page).chain(pictures).chain([hash(profile.as_bytes())]);
    let all: Vec<u8> = parts.flat_map(u128::to_be_bytes).collect();
    format!("{:012x}", hash(&all) >> 80)
}

/// Solid registration colour, on every plate.
fn registration() -> Ink {
    let solid = [10_000; 4];
    Ink { cmyk: solid, rgb: None, spot: Some(Spot { plate: ALL.into(), tint: 10_000, solid }) }
}

struct Marks {
    trim: Size,
    bleed: Length,
    out: Vec<Item>,
}

impl Marks {
    fn push(&mut self, kind: ItemKind) {
        self.out.push(Item { kind, tag: TagId(0), span: None });
    }

    fn line(&mut self, path: Path) {
        let stroke = Stroke { color: registration(), width: Length::PT.scale(1, 4), dash: Vec::new() };
        self.push(ItemKind::Path { path, fill: None, stroke: Some(stroke) });
    }

    fn corners(&mut self) {
        let (near, far) = (self.bleed + OFF, self.bleed + OFF + LONG);
        let (w, h) = (self.trim.w, self.trim.h);
        for y in [Length::ZERO, h] {
            self.line(Path::line(Point::new(-far, y), Point::new(-near, y)));
            self.line(Path::line(Point::new(w + near, y), Point::new(w + far, y)));
        }
        for x in [Length::ZERO, w] {
            self.line(Path::line(Point::new(x, -far), Point::new(x, -near)));
            self.line(Path::line(Point::new(x, h + near), Point::new(x, h + far)));
        }
    }

    /// A circle with a cross in the middle of every side.
    fn registers(&mut self) {
        let (w, h) = (self.trim.w, self.trim.h);
        let (half, arm) = (self.bleed + OFF + LONG.scale(1, 2), LONG.scale(1, 2));
        let (mx, my) = (w.scale(1, 2), h.scale(1, 2));
        for (x, y) in [(mx, -half), (mx, h + half), (-half, my), (w + half, my)] {
            self.line(Path::line(Point::new(x - arm, y), Point::new(x + arm, y)));
            self.line(Path::line(Point::new(x, y - arm), Point::new(x, y + arm)));
            self.line(circle(Point::new(x, y), arm.scale(3, 5)));
        }
    }

    /// Solids and half tones of each ink, and the process inks on one another, left of the foot's middle, then
    /// right of it; what has no room is left out.
    fn bar(&mut self, spots: &[Spot]) {
        const PAIRS: [Cmyk; 4] = [
            [10_000, 10_000, 0, 0],
            [10_000, 0, 10_000, 0],
            [0, 10_000, 10_000, 0],
            [10_000, 10_000, 10_000, 0],
        ];
        let process = |n: usize, v: u16| {
            let mut cmyk = [0; 4];
            if let Some(ink) = cmyk.get_mut(n) {
                *ink = v;
            }
            Ink { cmyk, rgb: None, spot: None }
        };
        let tints = [10_000, 5000];
        let mut inks: Vec<Ink> = (0..4).flat_map(|n| tints.map(|v| process(n, v))).collect();
        inks.extend(PAIRS.map(|cmyk| Ink { cmyk, rgb: None, spot: None }));
        for spot in spots.iter().filter(|s| s.plate != ALL) {
            inks.extend(tints.map(|tint| {
                let cmyk = spot.solid.map(|v| (u32::from(v) * u32::from(tint) / 10_000) as u16);
                Ink { cmyk, rgb: None, spot: Some(Spot { tint, ..spot.clone() }) }
            }));
        }
        let middle = self.trim.w.scale(1, 2);
        let y = self.trim.h + self.bleed + OFF + Length::micrometres(500);
        let mut x = FROM;
        for ink in inks {
            if x < middle && x + PATCH > middle - LONG {
                x = middle + LONG;
            }
            if x + PATCH > self.trim.w - FROM {
                break;
            }
            let path = Path::rect(Rect::new(x, y, PATCH, PATCH));
            self.push(ItemKind::Path { path, fill: Some(ink), stroke: None });
            x += PATCH;
        }
    }

    /// A line of small type on every plate, at most `room` wide: what goes beyond is left out.
    fn words(&mut self, fonts: &Fonts, text: &str, at: Point, room: Length, lang: &Lang) {
        let first = fonts.find("Source Sans 3", 400, false).or_else(|| fonts.serving(text).first().copied());
        let style = style(lang);
        let mut run: Option<GlyphRun> = None;
        let mut x = Length::ZERO;
        for c in text.chars() {
            let has = |f: &FaceId| fonts.has(*f, c);
            let Some(face) =
                first.filter(has).or_else(|| fonts.serving(c.encode_utf8(&mut [0; 4])).into_iter().find(has))
            else {
                continue;
            };
            let Some((id, font)) = fonts.face(face).and_then(|f| Some((f.glyph(c)?, f))) else { continue };
            let advance = style.size.scale(i64::from(font.advance(id)), i64::from(font.upem.max(1)));
            if x + advance > room {
                break;
            }
            let own = run.take_if(|r| r.face != face);
            self.out.extend(own.map(item));
            let run = run.get_or_insert_with(|| GlyphRun {
                face,
                style: Arc::clone(&style),
                at: Point::new(at.x + x, at.y),
                scale: 10_000,
                glyphs: Vec::new(),
                text: String::new(),
            });
            let bytes = c.len_utf8() as u16;
            run.glyphs.push(Glyph { id, bytes, advance: advance.to_sp() as i32, dy: 0, dx: 0 });
            run.text.push(c);
            x += advance;
        }
        self.out.extend(run.map(item));
    }
}

fn item(run: GlyphRun) -> Item {
    Item { kind: ItemKind::Glyphs(run), tag: TagId(0), span: None }
}

fn style(lang: &Lang) -> Arc<RunStyle> {
    Arc::new(RunStyle {
        strike: false,
        keep: false,
        families: Arc::new([]),
        weight: 400,
        italic: false,
        size: Length::pt(6),
        color: registration(),
        tracking: 0,
        features: Arc::new([]),
        case: Case::None,
        raise: Length::ZERO,
        lang: lang.clone(),
        hyphenate: false,
    })
}

/// Four curves whose handles are 0.5523 of the radius: no pixel of a platesetter shows the difference.
fn circle(at: Point, r: Length) -> Path {
    let k = r.scale(5523, 10_000);
    let p = |dx: Length, dy: Length| Point::new(at.x + dx, at.y + dy);
    let o = Length::ZERO;
    Path(vec![
        Step::Move(p(r, o)),
        Step::Cubic(p(r, k), p(k, r), p(o, r)),
        Step::Cubic(p(-k, r), p(-r, k), p(-r, o)),
        Step::Cubic(p(-r, -k), p(-k, -r), p(o, -r)),
        Step::Cubic(p(k, -r), p(r, -k), p(r, o)),
        Step::Close,
    ])
}
