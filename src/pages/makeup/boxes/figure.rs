//! Figures set for a width: pictures in rows, caption and credit. Whole grid lines high.
//! Chooses neither width nor place.

use super::Bench;
use crate::geom::{Length, Rect};
use crate::layout::{CaptionAt, FloatSide};
use crate::pages::document::Item;
use crate::pages::galley::{FigureContent, PictureCut, SetBox, StackPart};
use crate::pages::makeup::draw::shift;
use crate::pages::makeup::sheet::picture_item;

/// The pictures of a gallery stand in as few rows as leave each row so many lines high; a picture that has a row of
/// its own may be lower.
const ROW: i64 = 3;
/// Least width of a caption, in ems of its type: below a narrower picture it is wider than that.
const CAPTION: i64 = 12;

/// Pictures in rows, from their left edge and the top of the first line on.
struct Gallery {
    items: Vec<Item>,
    /// Grid lines.
    lines: i64,
    /// Width that they fill.
    width: Length,
    /// What of its last line they leave white.
    white: Length,
}

impl Bench<'_, '_> {
    /// A figure as wide as `width`, its pictures no higher than fits into `most` lines. Photographs are cropped by
    /// the little that whole lines need, so that both their edges stand flush; what is drawn is never cropped and,
    /// where it cannot be as wide as that, stands in the middle or at the side that its rule names. The caption has the
    /// picture's edge and width.
    pub(super) fn figure(&mut self, f: &FigureContent, width: Length, most: Option<i64>) -> SetBox {
        let step = self.page.step;
        let boxed = i64::from(f.rule.fill.is_some() || f.rule.border.is_some());
        // What whole lines give beyond the inset is shared above and below.
        let (inset, air) = (f.rule.inset * boxed, (f.rule.inset * 2).steps_ceil(step) * boxed);
        let inner = (width - inset * 2).max(Length::PT);
        let most = most.unwrap_or(i64::from(self.page.lines)) - air;
        // Words do not cross the fold.
        let words = inner.min(self.page.width());
        let mut caption = f.caption.as_ref().map(|c| self.captioned(f, c, words));
        let mut gallery = self.gallery(f, inner, most - caption.as_ref().map_or(0, |c| c.lines));
        let mut block = gallery.width;
        if let Some(part) = f.caption.as_ref().filter(|_| gallery.width < inner) {
            // A narrower caption may be longer, and leave the picture less room, once.
            for _ in 0..2 {
                let own = gallery.width.max(part.style.size * CAPTION).min(words);
                let narrow = self.captioned(f, part, own);
                gallery = self.gallery(f, inner, most - narrow.lines);
                caption = Some(narrow);
                block = own.max(gallery.width);
            }
        }
        let spare = (inner - block).max(Length::ZERO);
        let left = inset
            + match f.rule.side {
                FloatSide::Left => Length::ZERO,
                FloatSide::Right => spare,
                FloatSide::Between | FloatSide::Inner | FloatSide::Outer | FloatSide::Centre => spare / 2,
            };
        let under = caption.as_ref().map_or(0, |c| c.lines);
        let (pictures, words) =
            if f.rule.caption == Some(CaptionAt::Above) { (under, 0) } else { (0, gallery.lines) };
        let lines = gallery.lines + under + air;
        let mut items = Vec::new();
        if boxed > 0 {
            let area = Rect::new(Length::ZERO, Length::ZERO, width, step * lines);
            self.ground((&f.rule, f.tag), area, &mut items);
        }
        let at = |line: i64| step * line + step * air / 2;
        // A caption follows its picture, not the line on which the picture's room ends.
        let close = if pictures == 0 && f.notes.is_empty() { gallery.white } else { Length::ZERO };
        items.extend(gallery.items.into_iter().map(|i| shift(i, left, at(pictures))));
        let mut anchors: Vec<_> = f.anchor.iter().map(|a| (a.clone(), Length::ZERO)).collect();
        let caption = caption.unwrap_or_default();
        items.extend(caption.items.into_iter().map(|i| shift(i, left, at(words) - close)));
        anchors.extend(caption.anchors.into_iter().map(|(a, y)| (a, y + at(words))));
        SetBox { lines, items, anchors, ..SetBox::default() }
    }

    /// A caption: its first line stands a little below the picture, the whole is rounded up to lines.
    pub fn caption(&mut self, part: &StackPart, width: Length) -> SetBox {
        let style = &part.style;
        let mut items = Vec::new();
        let start = style.before;
        let end = self.text(part, Rect::new(Length::ZERO, start, width, Length::ZERO), &mut items);
        SetBox { lines: (end + style.after).steps_ceil(self.page.step), items, ..SetBox::default() }
    }

    /// A figure's caption, and below it the notes that it marks.
    pub fn captioned(&mut self, f: &FigureContent, caption: &StackPart, width: Length) -> SetBox {
        let mut set = self.caption(caption, width);
        for note in &f.notes {
            let (note, below) = (self.callout(note, width, 1), self.page.step * set.lines);
            set.lines += note.lines;
            set.items.extend(note.items.into_iter().map(|i| shift(i, Length::ZERO, below)));
            set.anchors.extend(note.anchors.into_iter().map(|(a, y)| (a, y + below)));
        }
        set
    }

    /// The pictures in rows across `width`, at most `most` lines high.
    fn gallery(&self, f: &FigureContent, width: Length, most: i64) -> Gallery {
        let (step, gap, head) = (self.page.step, self.page.gutter, self.hang());
        let rows = rows(&f.pictures, width, gap, step * ROW);
        let gaps = gap * (rows.len() as i64 - 1).max(0);
        let tall: Length = rows.iter().map(|row| height(row, width, gap)).sum();
        let natural = tall + gaps + head;
        let drawn = f.pictures.iter().any(|p| p.drawn);
        let lines = if drawn {
            (natural - self.page.first).steps_ceil(step) + 1
        } else {
            (natural.to_sp() + step.to_sp() / 2) / step.to_sp()
        };
        let lines = lines.clamp(2, most.max(2));
        let room = (step * (lines - 1) + self.page.first - head - gaps).max(Length::PT);
        let smaller = drawn && room < tall;
        let fit = |l: Length| if smaller || !drawn { l.scale(room.to_sp(), tall.to_sp().max(1)) } else { l };
        let mut out = Gallery {
            items: Vec::new(),
            lines,
            width: if smaller { Length::ZERO } else { width },
            white: Length::ZERO,
        };
        let mut y = head;
        for row in rows {
            let h = fit(height(row, width, gap));
            let gaps = gap * (row.len() as i64 - 1);
            let across = if smaller { fit(width - gaps) } else { width - gaps };
            let all: i64 = row.iter().map(shape).sum();
            let mut x = Length::ZERO;
            for p in row {
                let area = Rect::new(x, y, across.scale(shape(p), all.max(1)), h);
                out.items.push(picture_item(p, area, !p.drawn));
                x = area.right() + gap;
            }
            out.width = out.width.max(x - gap);
            y += h + gap;
        }
        out.white = (step * (lines - 1) + self.page.first - (y - gap)).max(Length::ZERO);
        out
    }
}

/// Width by height of a picture, in ten-thousandths.
fn shape(p: &PictureCut) -> i64 {
    (i64::from(p.size.0) * 10_000 / i64::from(p.size.1).max(1)).max(1)
}

/// Height of a row of whole pictures that is `width` wide, `gap` between them.
fn height(row: &[PictureCut], width: Length, gap: Length) -> Length {
    let inner = (width - gap * (row.len() as i64 - 1)).max(Length::PT);
    inner.scale(10_000, row.iter().map(shape).sum::<i64>().max(1))
}

/// `pictures` in as few rows as have `least` height, their widths shared evenly.
fn rows(pictures: &[PictureCut], width: Length, gap: Length, least: Length) -> Vec<&[PictureCut]> {
    let split = |count: usize| {
        let all: i64 = pictures.iter().map(shape).sum();
        let (mut out, mut from, mut so_far) = (Vec::new(), 0, 0);
        for (n, picture) in pictures.iter().enumerate() {
            let own = shape(picture);
            let left = pictures.len() - n;
            let open = out.len() + 1;
            // The next row begins where its share of the widths does, and every row has a picture.
            let due = so_far * 2 + own > all * 2 * open as i64 / count as i64 || left == count - open;
            if n > from && open < count && due {
                out.extend(pictures.get(from..n));
                from = n;
            }
            so_far += own;
        }
        out.extend(pictures.get(from..));
        out
    };
    let high = |row: &&[PictureCut]| row.len() < 2 || height(row, width, gap) >= least;
    let fewest = (1..pictures.len()).map(split).find(|rows| rows.iter().all(high));
    fewest.unwrap_or_else(|| pictures.chunks(1).collect())
}

#[cfg(test)]
mod tests {
    use super::{PictureCut, height, rows};
    use crate::geom::Length;
    use crate::issue::PictureId;
    use crate::typeset::TagId;

    fn cut(w: u32, h: u32) -> PictureCut {
        PictureCut {
            picture: PictureId(0),
            size: (w, h),
            focus: (50, 50),
            page: false,
            drawn: false,
            tag: TagId(0),
        }
    }

    #[test]
    fn a_gallery_makes_rows_where_one_would_be_too_low() {
        let (gap, least) = (Length::pt(14), Length::pt(36));
        let counts = |pictures: &[PictureCut], width: i64| -> Vec<usize> {
            rows(pictures, Length::pt(width), gap, least).iter().map(|r| r.len()).collect()
        };
        let squares = vec![cut(10, 10); 8];
        assert_eq!(counts(&squares, 154), [3, 2, 3]);
        assert_eq!(counts(&squares, 324), [4, 4]);
        assert_eq!(counts(&squares, 600), [8]);
        assert_eq!(counts(&[cut(60, 10), cut(10, 10)], 154), [1, 1], "a panorama has a row of its own");
        assert_eq!(counts(&[cut(3, 2), cut(3, 2)], 154), [2]);
        assert_eq!(counts(&[cut(3, 2)], 20), [1]);
        assert!(counts(&[], 154).iter().sum::<usize>() == 0);
    }

    #[test]
    fn every_picture_stands_once_and_in_order() {
        for n in 1..20_u32 {
            for width in [20, 80, 154, 400] {
                let pictures: Vec<PictureCut> = (0..n)
                    .map(|k| PictureCut { picture: PictureId(k), ..cut(1 + k * 7 % 5, 1 + k % 3) })
                    .collect();
                let rows = rows(&pictures, Length::pt(width), Length::pt(14), Length::pt(36));
                assert!(rows.iter().all(|r| !r.is_empty()));
                assert_eq!(rows.concat(), pictures, "{n} pictures on {width} pt");
                let low = rows.iter().filter(|r| r.len() > 1);
                assert!(
                    low.into_iter().all(|r| height(r, Length::pt(width), Length::pt(14)) >= Length::pt(36))
                );
            }
        }
    }
}
