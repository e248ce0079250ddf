//! Floats, notes, furniture and genres: what pieces of an issue do on the pages.
//! Does not make up pages.

use super::Resolver;
use crate::diag::Diagnostic;
use crate::geom::Length;
use crate::issue::{Place, Start};
use crate::layout::frame::{Across, CaptionAt, FloatRule, FloatSide, Furniture, FurniturePlace, Master};
use crate::layout::schema::not_one_of;
use crate::layout::tree::{Node, Table, Value};
use crate::layout::{Genre, NotePlace, PageSpec, SequenceStep, Style};
use crate::picture::{Picture, probe};
use std::collections::BTreeMap;
use std::sync::Arc;

type Styles = BTreeMap<String, Style>;

impl Resolver<'_> {
    /// Reads `[floats]`.
    pub(super) fn read_floats(&mut self, page: &PageSpec, styles: &Styles) -> BTreeMap<String, FloatRule> {
        let Some(table) = self.root.sub("floats") else { return BTreeMap::new() };
        let em = body_size(styles);
        let mut out = BTreeMap::new();
        for (name, node) in table.iter() {
            if let Some(own) = node.table() {
                out.insert(name.to_owned(), self.read_float(own, page, styles, em));
            }
        }
        out
    }

    fn read_float(&mut self, t: &Table, page: &PageSpec, styles: &Styles, em: Length) -> FloatRule {
        let plain = FloatRule::default();
        let len = |key: &str| t.get(key).and_then(|n| self.length(n, em));
        let (wrap, inset) = (len("wrap"), len("inset").unwrap_or_default());
        let width = len("width");
        let max_height = t.get("max-height").and_then(|n| self.in_lines(n, em));
        let count = |key: &str| t.get(key).and_then(|n| u32::try_from(n.int()?).ok());
        let (columns, per_page) = (count("columns").unwrap_or(1).max(1), count("per-page"));
        let percent = t.get("min-scale").and_then(Node::hundredths).unwrap_or(10_000) / 100;
        FloatRule {
            span: self.read_span(t, page.columns),
            place: self.read_places(t).unwrap_or(plain.place),
            per_page,
            wrap,
            width,
            side: t.text("side").and_then(FloatSide::named).unwrap_or(plain.side),
            outline: t.get("outline").and_then(Node::bool).unwrap_or(false),
            caption: match t.raw("caption").map(|n| (n.text(), &n.value)) {
                Some((Some("above"), _)) => Some(CaptionAt::Above),
                Some((Some(_), _)) => Some(CaptionAt::Below),
                Some((None, Value::Bool(false))) => Some(CaptionAt::Away),
                _ => None,
            },
            fill: self.ink(t, "fill"),
            border: self.border(t, em),
            inset,
            columns,
            max_height,
            min_scale: percent.clamp(10, 100) as u8,
            style: self.named_style(t, styles),
        }
    }

    /// Fewest and most columns; -1 is all of them, more than there are means all.
    fn read_span(&mut self, t: &Table, columns: u32) -> (u32, u32) {
        let Some(node) = t.get("span") else { return (1, 1) };
        let numbers: Vec<i64> = match node.list() {
            Some(list) => list.iter().filter_map(Node::int).collect(),
            None => node.int().into_iter().collect(),
        };
        let count = i64::from(columns);
        let absolute = |n: i64| if n < 0 { (count + 1 + n).max(1) } else { n.min(count) };
        let pair = match *numbers.as_slice() {
            [one] => (absolute(one), absolute(one)),
            [least, most] => (absolute(least), absolute(most)),
            _ => (0, 0),
        };
        if pair.0 < 1 || pair.1 < pair.0 {
            let message = "a span is a number of columns, or the fewest and the most";
            let hint = "write `span = 2` or `span = [1, 3]`; -1 is all columns";
            self.findings.push(Diagnostic::error("L018", message).at(node.span).hint(hint));
            return (1, 1);
        }
        (pair.0 as u32, pair.1 as u32)
    }

    fn read_places(&mut self, t: &Table) -> Option<Vec<Place>> {
        let words = t.get("place")?.texts();
        let mut out = Vec::new();
        for (word, span) in words {
            match word {
                "top" => out.push(Place::Top),
                "bottom" => out.push(Place::Bottom),
                "here" => out.push(Place::Here),
                "end" => out.push(Place::End),
                _ => {
                    let known = ["top", "bottom", "here", "end"];
                    self.findings.push(not_one_of(word, span, known.into_iter()));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// Reads `[footnotes]`.
    pub(super) fn read_note_place(&self) -> NotePlace {
        match self.root.sub("footnotes").and_then(|t| t.text("place")) {
            Some("page") => NotePlace::Page,
            Some("end") => NotePlace::End,
            _ => NotePlace::Column,
        }
    }

    /// Reads `[furniture]`.
    pub(super) fn read_furniture(&mut self, page: &PageSpec, styles: &Styles) -> BTreeMap<String, Furniture> {
        let Some(table) = self.root.sub("furniture") else { return BTreeMap::new() };
        let mut out = BTreeMap::new();
        for (name, node) in table.iter() {
            if let Some(own) = node.table() {
                let furniture = self.read_one_furniture(own, node, page, styles);
                out.insert(name.to_owned(), furniture);
            }
        }
        out
    }

    fn read_one_furniture(&mut self, t: &Table, node: &Node, page: &PageSpec, styles: &Styles) -> Furniture {
        let em = body_size(styles);
        let side = |name: &str| {
            let own = t.raw(name);
            if own.is_some_and(|n| n.value == Value::Bool(false)) {
                return None;
            }
            own.and_then(|n| n.table()?.text("text")).or(t.text("text")).map(str::to_owned)
        };
        let at = match (t.sub("box"), t.text("at")) {
            (Some(b), _) => FurniturePlace::Box(self.read_box(b, node.span, em)),
            (None, Some("head-inner")) => FurniturePlace::Head(Across::Inner),
            (None, Some("head-centre")) => FurniturePlace::Head(Across::Centre),
            (None, Some("head-outer")) => FurniturePlace::Head(Across::Outer),
            (None, Some("foot-inner")) => FurniturePlace::Foot(Across::Inner),
            (None, Some("foot-centre")) => FurniturePlace::Foot(Across::Centre),
            (None, _) => FurniturePlace::Foot(Across::Outer),
        };
        if (t.get("fill").is_some() || t.get("picture").is_some()) && t.sub("box").is_none() {
            let message = "a tint or picture needs to know where it stands";
            let hint = "add `box = { outer = \"…\", top = \"…\", width = \"…\", height = \"…\" }`";
            self.findings.push(Diagnostic::error("L007", message).at(node.span).hint(hint));
        }
        let ink = self.colors.get("ink").cloned().unwrap_or(crate::color::Ink::BLACK);
        Furniture {
            recto: side("recto"),
            verso: side("verso"),
            rule: self.rule(t, "rule", em, &ink),
            fill: self.ink(t, "fill"),
            picture: t.get("picture").and_then(|n| self.picture(n)),
            at,
            style: self.named_style(t, styles),
            distance: t.get("distance").and_then(|n| self.length(n, em)).unwrap_or(page.step * 2),
        }
    }

    /// A picture of the layout's folder.
    fn picture(&mut self, node: &Node) -> Option<Arc<Picture>> {
        let path = node.text()?;
        let Some(bytes) = (self.files)(path) else {
            let message = format!("the layout has no file `{path}`");
            let hint = "put it into the layout's folder, or correct the path; upper and lower case count";
            self.findings.push(Diagnostic::error("S001", message).at(node.span).hint(hint));
            return None;
        };
        probe(Arc::from(bytes), path, Some(node.span), self.findings).ok().map(Arc::new)
    }

    /// Reads `[genres]`; `default` is always among them and fills what another leaves out.
    pub(super) fn read_genres(&mut self, masters: &BTreeMap<String, Master>) -> BTreeMap<String, Genre> {
        let empty = Table::default();
        let genres = self.root.sub("genres").unwrap_or(&empty);
        let plain = genres.sub("default").cloned().unwrap_or_default();
        let mut out = BTreeMap::new();
        for (name, node) in genres.iter() {
            if let Some(own) = node.table() {
                let genre = self.read_genre(&plain.merged(own), masters);
                out.insert(name.to_owned(), genre);
            }
        }
        out.entry("default".to_owned()).or_insert_with(|| self.read_genre(&plain, masters));
        out
    }

    fn read_genre(&mut self, t: &Table, masters: &BTreeMap<String, Master>) -> Genre {
        let flag = |key: &str, or: bool| t.raw(key).and_then(Node::bool).unwrap_or(or);
        let lines = t.sub("drop-cap").and_then(|d| u32::try_from(d.get("lines")?.int()?).ok());
        Genre {
            start: match t.text("start") {
                Some("recto") => Start::Recto,
                Some("verso") => Start::Verso,
                Some("spread") => Start::Spread,
                _ => Start::Any,
            },
            sequence: self.read_sequence(t, "sequence", masters),
            drop_cap: lines.filter(|n| *n > 1),
            end_mark: t.text("end-mark").filter(|m| !m.is_empty()).map(str::to_owned),
            balance: flag("balance", true),
            run_on: flag("run-on", false),
            run_in: words(t, "run-in"),
            jump_sequence: self.read_sequence(t, "jump-sequence", masters),
        }
    }

    fn read_sequence(
        &mut self,
        t: &Table,
        key: &str,
        masters: &BTreeMap<String, Master>,
    ) -> Vec<Vec<SequenceStep>> {
        let steps = t.get(key).and_then(Node::list).unwrap_or_default();
        let mut out = Vec::new();
        for step in steps {
            let mut alternatives = Vec::new();
            for (word, span) in step.texts() {
                let (name, repeat) = match word.strip_suffix('*') {
                    Some(name) => (name, true),
                    None => (word, false),
                };
                // A master that is there but faulty was reported at its own place.
                let faulty = self.root.sub("masters").is_some_and(|m| m.get(name).is_some());
                if !masters.contains_key(name) && !faulty {
                    self.unknown("L010", "master", (name, span), masters.keys().map(String::as_str));
                }
                alternatives.push(SequenceStep { master: name.to_owned(), repeat });
            }
            out.push(alternatives);
        }
        out
    }
}

fn words(t: &Table, key: &str) -> Vec<String> {
    t.get(key).map(Node::texts).unwrap_or_default().into_iter().map(|(word, _)| word.to_owned()).collect()
}

fn body_size(styles: &Styles) -> Length {
    styles.get("body").map_or(Length::pt(10), |s| s.size)
}
