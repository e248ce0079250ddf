//! What stands on a page of print, each item in its place: drawings, pictures, words, ends of links, furniture.
//! Opens no element of the tag tree.

use super::layers::run_area;
use super::page::{Pen, anchor_id};
use super::sheet::pixels;
use super::text::{Stretch, stretches};
use super::tree::Kid;
use crate::epub::printed::{Canvas, number};
use crate::geom::{Length, Point, Rect};
use crate::issue::{Lang, PictureId};
use crate::pages::{Item, ItemKind};
use crate::typeset::{GlyphRun, TagId};
use std::collections::BTreeMap;
use std::fmt::Write as _;

impl Pen<'_, '_, '_> {
    /// Empty elements where links lead to, in the order of the issue.
    pub(super) fn anchors(&mut self, index: usize) {
        let document = self.facts.document;
        for (anchor, (page, at)) in &document.anchors {
            if *page == index && self.facts.targets.contains(anchor) {
                let place = format!("left: {}; top: {}", pixels(at.x), pixels(at.y));
                self.m.leaf("div", &[("id", &anchor_id(anchor)), ("class", "a"), ("style", &place)], "");
            }
        }
    }

    /// A drawing for each layer with outlines, and with glyphs that stand for no words or are of no face that the book
    /// carries. Whether there is any.
    pub(super) fn drawings(&mut self, canvas: &mut Canvas<'_>) -> bool {
        let mut drawn: BTreeMap<usize, String> = BTreeMap::new();
        for (item, layer) in self.page.items.iter().zip(&self.layers) {
            match &item.kind {
                ItemKind::Path { path, fill, stroke } => canvas.path(path, fill.as_ref(), stroke.as_ref()),
                ItemKind::Glyphs(run) if run.text.is_empty() || !self.sheet.sets(run) => {
                    canvas.glyphs(run, |_| true);
                }
                ItemKind::Glyphs(run) => {
                    let Some(face) = self.sheet.fonts.face(run.face) else { continue };
                    let wanted = stretches(run, face).drawn;
                    canvas.glyphs(run, |n| wanted.contains(&n));
                }
                ItemKind::Picture { .. } | ItemKind::Link { .. } => {}
            }
            if !canvas.svg.is_empty() {
                drawn.entry(*layer).or_default().push_str(&std::mem::take(&mut canvas.svg));
            }
        }
        let (w, h) = (number(self.facts.document.trim.w), number(self.facts.document.trim.h));
        let area = format!("0 0 {w} {h}");
        for (layer, svg) in &drawn {
            let style = if *layer == 0 { String::new() } else { format!("z-index: {layer}") };
            let mut attributes = vec![
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("class", "g"),
                ("viewBox", &area),
                ("aria-hidden", "true"),
            ];
            attributes.extend(Some(("style", style.as_str())).filter(|s| !s.1.is_empty()));
            self.m.block("svg", &attributes);
            self.m.raw(svg);
            self.m.close();
        }
        !drawn.is_empty()
    }

    pub(super) fn item(&mut self, tag: TagId, n: usize, lang: &Lang) {
        let page = self.page;
        let Some(Item { kind, .. }) = page.items.get(n) else { return };
        let alt = self.facts.document.tags.get(tag.0 as usize).and_then(|t| t.alt.as_deref());
        match kind {
            ItemKind::Glyphs(run) => self.words(n, run, lang),
            ItemKind::Picture { picture, place, clip } => self.picture(n, *picture, (*place, *clip), alt),
            ItemKind::Path { .. } | ItemKind::Link { .. } => {
                // A drawing is described once, by its first outline.
                let of_tag = |k: &Kid| matches!(k, Kid::Item(_));
                let told = self.tree.kids.get(&tag).is_some_and(|k| k.iter().any(of_tag));
                if let (Some(alt), false) = (alt, told || self.tree.has_picture(tag, &page.items)) {
                    self.tree.kids.insert(tag, vec![Kid::Item(n)]);
                    self.m.span("span", &[("role", "img"), ("aria-label", alt)]);
                    self.m.end();
                }
            }
        }
    }

    /// A run's words, each stretch in its place.
    fn words(&mut self, n: usize, run: &GlyphRun, lang: &Lang) {
        if run.text.trim().is_empty() {
            return self.m.text(" ");
        }
        let Some(face) = self.sheet.fonts.face(run.face) else { return };
        let class = self.sheet.class(run);
        for stretch in stretches(run, face).words {
            let style = self.place(n, run, &stretch);
            let mut attributes = vec![("class", "t"), ("style", style.as_str())];
            if run.style.lang != *lang {
                attributes.extend([("lang", run.style.lang.0.as_str()), ("xml:lang", &run.style.lang.0)]);
            }
            self.m.span("span", &attributes);
            self.m.span("span", &[("class", &class)]);
            self.m.text(&stretch.text);
            self.m.end();
            self.m.end();
        }
    }

    /// The lower edge of a line without height is its baseline, whatever the face says of its own.
    fn place(&self, n: usize, run: &GlyphRun, stretch: &Stretch) -> String {
        let up = self.facts.document.trim.h - run.at.y;
        let mut style = format!("left: {}; bottom: {}", pixels(run.at.x + stretch.x), pixels(up));
        let scale = i64::from(if run.scale == 0 { 10_000 } else { run.scale });
        for (name, space) in [("letter", stretch.letter), ("word", stretch.word)] {
            if space != Length::ZERO {
                let _ = write!(style, "; {name}-spacing: {}", pixels(space.scale(10_000, scale.max(1))));
            }
        }
        if scale != 10_000 {
            let _ = write!(style, "; transform: scaleX({}.{:04})", scale / 10_000, scale % 10_000);
        }
        if let Some(layer) = self.layers.get(n).filter(|l| **l > 0) {
            let _ = write!(style, "; z-index: {layer}");
        }
        style
    }

    fn picture(&mut self, n: usize, picture: PictureId, (place, clip): (Rect, Rect), alt: Option<&str>) {
        let Some(src) = self.facts.pictures.get(&picture) else { return };
        let layer =
            self.layers.get(n).filter(|l| **l > 0).map_or(String::new(), |l| format!("; z-index: {l}"));
        let style = format!("{}{layer}", area(clip, Point::default()));
        let inner = area(place, Point::new(clip.x, clip.y));
        self.m.span("span", &[("class", "c"), ("style", &style)]);
        let mut attributes =
            vec![("class", "i"), ("style", inner.as_str()), ("src", src), ("alt", alt.unwrap_or(""))];
        attributes.extend(alt.is_none().then_some(("role", "presentation")));
        self.m.point("img", &attributes);
        self.m.end();
    }

    /// What is no content: to be seen and selected, not to be read aloud.
    pub(super) fn furniture(&mut self, lang: &Lang) {
        let page = self.page;
        let furniture = std::mem::take(&mut self.tree.furniture);
        let shown = |n: &usize| match page.items.get(*n).map(|i| &i.kind) {
            Some(ItemKind::Glyphs(run)) => !run.text.is_empty(),
            kind => matches!(kind, Some(ItemKind::Picture { .. })),
        };
        let furniture: Vec<usize> = furniture.into_iter().filter(shown).collect();
        if furniture.is_empty() {
            return;
        }
        self.m.block("div", &[("aria-hidden", "true")]);
        let mut last: Option<Rect> = None;
        for n in furniture {
            let Some(item) = page.items.get(n) else { continue };
            if let ItemKind::Glyphs(run) = &item.kind {
                let area = run_area(run);
                let goes_on =
                    |l: Rect| l.bottom() == area.bottom() && (l.right() - area.x).abs() < Length::pt(1);
                if !last.is_some_and(goes_on) {
                    self.m.text("\n");
                }
                last = Some(area);
            }
            self.item(item.tag, n, lang);
        }
        self.m.close();
    }
}

fn area(rect: Rect, from: Point) -> String {
    let [x, y, w, h] = [rect.x - from.x, rect.y - from.y, rect.w, rect.h].map(pixels);
    format!("left: {x}; top: {y}; width: {w}; height: {h}")
}
