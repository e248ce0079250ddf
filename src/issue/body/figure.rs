//! Figures and tables: pictures with alternative text, focus, credit, caption and wishes for their place.
//! Whether a wish is kept is up to make-up.

use super::Resolver;
use crate::diag::{Diagnostic, Span, nearest};
use crate::issue::check::is_remote;
use crate::issue::model::{DuotoneWish, PictureId, named};
use crate::issue::text::{
    Align, Alt, Attrs, Cell, Figure, FigurePicture, Inline, InlineKind, Place, SpanWish, Table, Text,
};
use crate::markdown::{self, RawAttrs, RawPicture, RawTable};
use crate::picture::{Format, Outline};

impl Resolver<'_, '_> {
    pub(super) fn figure(&mut self, raw: &[RawPicture], attrs: &RawAttrs) -> Option<Figure> {
        let mut pictures = Vec::new();
        let mut caption = Text::new();
        for picture in raw {
            let more = self.text(&picture.caption);
            if !more.is_empty() && !caption.is_empty() {
                caption.push(Inline { kind: InlineKind::Text(" ".to_owned()), span: picture.span });
            }
            caption.extend(more);
            let alt = self.alt(picture);
            let focus = self.focus(picture);
            if let Some(number) = self.c.picture(&picture.path, Some(picture.span)) {
                let number = self.duotone(picture, number);
                pictures.push(FigurePicture { picture: number, alt, focus });
            }
        }
        if pictures.is_empty() {
            return None;
        }
        let credit = attrs.get("credit").map(|c| self.figure_credit(c, attrs.span));
        if let Some(credit) = attrs.get("credit") {
            self.c.hold_against_files(&pictures, credit, attrs.span);
        }
        let (span, place) = self.wishes(attrs);
        Some(Figure { pictures, caption, credit, span, place })
    }

    fn alt(&mut self, picture: &RawPicture) -> Alt {
        let words = picture.attrs.get("alt").unwrap_or(&picture.alt).trim();
        let decorative = picture.attrs.get("decorative").is_some_and(|v| v != "false");
        if decorative || words.eq_ignore_ascii_case("decorative") {
            return Alt::Decorative;
        }
        if !words.is_empty() {
            return Alt::Words(words.to_owned());
        }
        let message = format!("picture `{}` has no alternative text", picture.path);
        let found = if self.c.strict {
            Diagnostic::error("T009", message)
        } else {
            Diagnostic::warning("T009", message)
        };
        self.c.f.push(
            found
                .at(picture.span)
                .hint("say what it shows: ![A line of cars](…)")
                .hint("or say that it only adorns: ![](…){decorative}"),
        );
        Alt::Missing
    }

    fn focus(&mut self, picture: &RawPicture) -> (u8, u8) {
        let Some(text) = picture.attrs.get("focus") else { return (50, 50) };
        let percent = |t: &str| t.trim().trim_end_matches('%').parse::<u8>().ok().filter(|n| *n <= 100);
        let read = text.split_once(',').and_then(|(x, y)| Some((percent(x)?, percent(y)?)));
        read.unwrap_or_else(|| {
            self.bad_value(
                "focus",
                text,
                "two percentages from left and top, such as 50,30",
                picture.attrs.span,
            );
            (50, 50)
        })
    }

    /// The picture itself, or its number as one that is printed from the inks that `duotone` names: one, which
    /// black deepens, or two.
    fn duotone(&mut self, raw: &RawPicture, picture: PictureId) -> PictureId {
        let Some(text) = raw.attrs.get("duotone").filter(|_| !is_remote(&raw.path)) else { return picture };
        let wanted = "one or two names of the design's colours, such as `accent` or `accent ink`";
        let mut names = text.split([' ', ',']).filter(|n| !n.is_empty()).map(str::to_owned);
        let (first, second, more) = (names.next(), names.next(), names.next());
        let Some(first) = first.filter(|_| more.is_none()) else {
            self.bad_value("duotone", text, wanted, raw.attrs.span);
            return picture;
        };
        let format = self.c.pictures.get(picture.0 as usize).map(|p| p.format);
        if let Some(format @ (Format::Svg | Format::Pdf)) = format {
            let words = format!("`{}` is {}, of which no duotone can be made", raw.path, format.name());
            let found = Diagnostic::error("T010", words).at(raw.attrs.span);
            self.c.f.push(found.hint("take `duotone` out, or supply the picture as JPEG, PNG or TIFF"));
            return picture;
        }
        let (article, span) = (self.article, raw.attrs.span);
        self.c.duotone(DuotoneWish { picture, article, names: (first, second), span })
    }

    fn figure_credit(&mut self, credit: &str, span: Option<Span>) -> String {
        if let Ok(id) = self.c.parties.look(credit) {
            let name = self.c.parties.list.get(id.0 as usize).and_then(|p| named(&p.names, &self.lang));
            return name.unwrap_or(credit).to_owned();
        }
        if let Some(near) = self.c.parties.near(credit) {
            self.c.f.push(
                Diagnostic::warning("I020", format!("picture credit `{credit}` is no known party"))
                    .at(span)
                    .label(format!("did you mean `{near}`?"))
                    .hint("write a party's id, or declare it with [[people]]"),
            );
        }
        credit.to_owned()
    }

    fn wishes(&mut self, attrs: &RawAttrs) -> (SpanWish, Option<Place>) {
        let span = match attrs.get("span") {
            None => SpanWish::Layout,
            Some("full") => SpanWish::Full,
            Some(text) => {
                if let Ok(n @ 1..=24) = text.parse::<u8>() {
                    SpanWish::Columns(n)
                } else {
                    self.bad_value("span", text, "a number of columns, or `full`", attrs.span);
                    SpanWish::Layout
                }
            }
        };
        let place = match attrs.get("place") {
            None => None,
            Some("top") => Some(Place::Top),
            Some("bottom") => Some(Place::Bottom),
            Some("here") => Some(Place::Here),
            Some("end") => Some(Place::End),
            Some(text) => {
                self.bad_value("place", text, "`top`, `bottom`, `here` or `end`", attrs.span);
                None
            }
        };
        (span, place)
    }

    /// Tells of words about text that goes round a float which say nothing.
    pub(super) fn round(&mut self, attrs: &Attrs, span: Option<Span>) {
        let sides = ["left", "right", "inner", "outer", "centre", "between"];
        if let Some(side) = attrs.other.get("side").filter(|s| !sides.contains(&s.as_str())) {
            let wanted = "`left`, `right`, `inner`, `outer`, `centre` or `between`";
            self.bad_value("side", side, wanted, span);
        }
        let reads = |o: &str| matches!(o, "alpha" | "none") || Outline::parse(o).is_some();
        if let Some(outline) = attrs.other.get("outline").filter(|o| !reads(o)) {
            let wanted = "`alpha`, `none`, or three or more points in percent such as 0,0 100,0 50,100";
            self.bad_value("outline", outline, wanted, span);
        }
    }

    fn bad_value(&mut self, key: &str, value: &str, wanted: &str, span: Option<Span>) {
        let mut found =
            Diagnostic::error("T010", format!("`{key}` must be {wanted}, not `{value}`")).at(span);
        // The words that may stand there are those between back-ticks.
        if let Some(near) = nearest(value, wanted.split('`').skip(1).step_by(2)) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        self.c.f.push(found.hint(format!("give `{key}` {wanted}")));
    }

    pub(super) fn table(&mut self, raw: &RawTable, attrs: &RawAttrs) -> Table {
        let (span, place) = self.wishes(attrs);
        let columns = raw.align.len();
        let mut row = |cells: &[markdown::RawText]| {
            let mut out: Vec<Cell> =
                cells.iter().take(columns).map(|c| Cell { text: self.text(c) }).collect();
            out.resize(columns, Cell { text: Text::new() });
            out
        };
        let head = if raw.head.is_empty() { Vec::new() } else { row(&raw.head) };
        let rows = raw.rows.iter().map(|r| row(r)).collect();
        let align = raw
            .align
            .iter()
            .map(|a| match a {
                'l' => Align::Left,
                'c' => Align::Center,
                'r' => Align::Right,
                _ => Align::Default,
            })
            .collect();
        Table { caption: self.text(&raw.caption), align, head, rows, span, place }
    }
}
