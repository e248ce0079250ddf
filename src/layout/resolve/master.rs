//! Masters and their frames: inheritance among masters, places on the grid or off it, references.
//! Does not know what will stand in a frame.

use super::style::v_align;
use super::{Edges, Frame, Resolver, chain, owned_texts};
use crate::diag::{Diagnostic, Span};
use crate::geom::Length;
use crate::layout::frame::{BoxSide, Fit, FramePlace, Label, Master, Rows, Side};
use crate::layout::schema::not_one_of;
use crate::layout::tree::{Node, Table};
use crate::layout::{PageSpec, Style};
use std::collections::BTreeMap;

/// What a frame is read against.
struct Ground<'a> {
    /// Columns that its master counts.
    columns: u32,
    /// Lines of a page.
    lines: u32,
    /// Whether the number of lines follows from the trim: frames are cut to what there is.
    elastic: bool,
    /// Size of body type.
    em: Length,
    frames: &'a Table,
    styles: &'a BTreeMap<String, Style>,
}

const EDGES: [&str; 6] = ["top", "bottom", "inner", "outer", "left", "right"];

impl Resolver<'_> {
    /// Reads `[masters]`.
    pub(super) fn read_masters(
        &mut self,
        page: &PageSpec,
        styles: &BTreeMap<String, Style>,
    ) -> BTreeMap<String, Master> {
        let Some(masters) = self.root.sub("masters") else { return BTreeMap::new() };
        let mut out = BTreeMap::new();
        for (name, node) in masters.iter() {
            if let Some(table) = self.merged_master(masters, name, node.span) {
                let master = self.read_master(name, &table, page, styles);
                out.insert(name.to_owned(), master);
            }
        }
        out
    }

    /// The table of a master with those it extends below it.
    fn merged_master(&mut self, masters: &Table, name: &str, span: Span) -> Option<Table> {
        let parent = |at: &str| masters.sub(at).and_then(|t| t.text("extends"));
        let names = match chain(name, parent) {
            Ok(names) => names,
            Err(names) => {
                self.cycle("`extends`", &names, span);
                return None;
            }
        };
        let mut out = Table::default();
        for step in names {
            let Some(own) = masters.sub(step) else {
                let at = masters.sub(name).and_then(|t| t.get("extends")).map_or(span, |n| n.span);
                self.unknown("L010", "master", (step, at), masters.iter().map(|(n, _)| n));
                return None;
            };
            out = out.merged(own);
        }
        Some(out)
    }

    fn read_master(
        &mut self,
        name: &str,
        table: &Table,
        page: &PageSpec,
        styles: &BTreeMap<String, Style>,
    ) -> Master {
        let spread = table.raw("spread").and_then(Node::bool).unwrap_or(false);
        let empty = Table::default();
        let frames = table.sub("frames").unwrap_or(&empty);
        let columns = if spread { page.columns * 2 } else { page.columns };
        let em = styles.get("body").map_or(Length::pt(10), |s| s.size);
        let elastic = self.stated_lines().is_none();
        let ground = Ground { columns, lines: page.lines, elastic, em, frames, styles };
        let switches = table.sub("furniture").map(|t| {
            let known = self.root.sub("furniture");
            for (key, span, _) in t.all() {
                if known.is_none_or(|k| k.raw(key).is_none()) {
                    let names = known.map(|k| k.iter().map(|(n, _)| n).collect::<Vec<_>>());
                    self.unknown("L013", "furniture", (key, span), names.unwrap_or_default().into_iter());
                }
            }
            t.all().filter_map(|(k, _, n)| Some((k.to_owned(), n.bool()?))).collect()
        });
        let mut list = Vec::new();
        for (frame, node) in frames.iter() {
            if let Some(own) = node.table() {
                list.push(self.read_frame(frame, own, node.span, &ground));
            }
        }
        self.check_after(frames);
        self.check_texts(name, &list, frames, page.lines);
        Master {
            name: name.to_owned(),
            spread,
            side: match table.text("side") {
                Some("recto") => Some(Side::Recto),
                Some("verso") => Some(Side::Verso),
                _ => None,
            },
            frames: list,
            furniture: switches.unwrap_or_default(),
            fill: self.ink(table, "fill"),
        }
    }

    /// Frames must not wait for each other.
    fn check_after(&mut self, frames: &Table) {
        for (name, node) in frames.iter() {
            let mut seen = vec![name];
            let mut open = vec![name];
            while let Some(at) = open.pop() {
                let after = frames.sub(at).and_then(|t| t.get("after"));
                for (next, _) in after.map(Node::texts).unwrap_or_default() {
                    if next == name {
                        self.cycle("`after`", &seen, node.span);
                        return;
                    }
                    if !seen.contains(&next) {
                        seen.push(next);
                        open.push(next);
                    }
                }
            }
        }
    }

    /// Two frames of the thread must not lie over each other: one text would be printed over the other.
    fn check_texts(&mut self, master: &str, list: &[Frame], frames: &Table, lines: u32) {
        let texts: Vec<&Frame> = list.iter().filter(|f| f.role == "text").collect();
        for (n, later) in texts.iter().enumerate() {
            let Some(first) = texts.iter().take(n).find(|f| overlap(f, later, i64::from(lines))) else {
                continue;
            };
            let message =
                format!("text frames `{}` and `{}` of master `{master}` overlap", first.name, later.name);
            let hint = format!(
                "give them columns or lines of their own, or take one out: `frames.{} = false`",
                first.name
            );
            let mut found = Diagnostic::error("L021", message).hint(hint);
            found = found.at(frames.key(&later.name).unwrap_or(self.start));
            if let Some(span) = frames.key(&first.name) {
                found = found.related(span, format!("`{}` is here", first.name));
            }
            self.findings.push(found);
        }
    }

    fn read_frame(&mut self, name: &str, t: &Table, span: Span, ground: &Ground) -> Frame {
        let flag = |key: &str| t.raw(key).and_then(Node::bool).unwrap_or(false);
        let place = self.read_place(t, span, ground);
        let role = t.text("role").unwrap_or(name).to_owned();
        let len = |key: &str| t.get(key).and_then(|n| self.length(n, ground.em));
        let (inset, gap) = (len("inset").unwrap_or_default(), len("gap").unwrap_or(self.step));
        let wrap = len("wrap");
        Frame {
            name: name.to_owned(),
            place,
            bleed: self.read_bleed(t),
            mirror: flag("mirror"),
            required: flag("required"),
            under: flag("under"),
            fit: if t.text("fit") == Some("contain") { Fit::Contain } else { Fit::Cover },
            stack: t.get("stack").map(owned_texts).unwrap_or_default(),
            valign: v_align(t.text("valign")),
            color: self.ink(t, "color"),
            fill: self.ink(t, "fill"),
            border: self.border(t, ground.em),
            inset,
            gap,
            wrap,
            shrink: t.get("shrink").and_then(Node::int).unwrap_or(100).clamp(10, 100) as u8,
            columns: t.get("columns").and_then(|n| u32::try_from(n.int()?).ok()).filter(|n| *n > 0),
            size: t.text("size").map(str::to_owned),
            captions: self.named_frame(t, "captions", ground),
            label: match t.text("label") {
                Some("number") => Label::Number,
                Some("none") => Label::None,
                _ => Label::Place,
            },
            style: self.named_style(t, ground.styles),
            text: t.text("text").map(str::to_owned),
            role,
        }
    }

    fn read_bleed(&mut self, t: &Table) -> Edges {
        let mut edges = Edges::default();
        for (word, span) in t.get("bleed").map(Node::texts).unwrap_or_default() {
            match word {
                "top" => edges.top = true,
                "bottom" => edges.bottom = true,
                "inner" => edges.inner = true,
                "outer" => edges.outer = true,
                "left" => edges.left = true,
                "right" => edges.right = true,
                _ => self.findings.push(not_one_of(word, span, EDGES.into_iter())),
            }
        }
        edges
    }

    fn named_frame(&mut self, t: &Table, key: &str, ground: &Ground) -> Option<String> {
        let node = t.get(key)?;
        let name = node.text()?;
        self.need_frame(name, node.span, ground);
        Some(name.to_owned())
    }

    fn need_frame(&mut self, name: &str, span: Span, ground: &Ground) {
        if ground.frames.get(name).is_none() {
            self.unknown("L011", "frame", (name, span), ground.frames.iter().map(|(n, _)| n));
        }
    }

    /// The style that a key `style` names.
    pub(super) fn named_style(&mut self, t: &Table, styles: &BTreeMap<String, Style>) -> Option<String> {
        let node = t.get("style")?;
        let name = node.text()?;
        if !styles.contains_key(name) {
            self.unknown("L009", "style", (name, node.span), styles.keys().map(String::as_str));
        }
        Some(name.to_owned())
    }

    fn read_place(&mut self, t: &Table, span: Span, ground: &Ground) -> FramePlace {
        let ways: Vec<&str> =
            ["lines", "after", "at", "box"].into_iter().filter(|k| t.get(k).is_some()).collect();
        if ways.len() > 1 && ways != ["after", "at"] {
            let names = crate::layout::schema::listed(ways.iter().copied());
            let message = format!("a frame is placed by one of {names}, not by all");
            let hint = "take out all but one; an inherited one goes with `key = false`";
            self.findings.push(Diagnostic::error("L020", message).at(span).hint(hint));
        }
        if let Some(table) = t.sub("box") {
            return self.read_box(table, t.get("box").map_or(span, |n| n.span), ground.em);
        }
        let cols = self.read_cols(t, ground);
        let height = t.get("height").and_then(|n| self.in_lines(n, ground.em));
        let rows = if let Some(node) = t.get("lines") {
            self.read_lines(node, ground)
        } else if t.get("at").is_some() {
            Rows::Foot { height }
        } else {
            let after = t.get("after").map(Node::texts).unwrap_or_default();
            for (name, span) in &after {
                self.need_frame(name, *span, ground);
            }
            Rows::After { frames: after.into_iter().map(|(n, _)| n.to_owned()).collect(), height }
        };
        FramePlace::Grid { cols, rows }
    }

    fn read_cols(&mut self, t: &Table, ground: &Ground) -> (u32, u32) {
        let all = (1, ground.columns);
        let Some(node) = t.get("cols") else { return all };
        let numbers: Vec<i64> = match node.list() {
            Some(list) => list.iter().filter_map(Node::int).collect(),
            None => node.int().into_iter().collect(),
        };
        let count = i64::from(ground.columns);
        let absolute = |n: i64| if n < 0 { count + 1 + n } else { n };
        let (first, last) = match *numbers.as_slice() {
            [one] => (absolute(one), absolute(one)),
            [first, last] => (absolute(first), absolute(last)),
            _ => (0, 0),
        };
        if first < 1 || last < first || last > count {
            let message = format!("the columns are not among the {count} that there are");
            let hint = "write `cols = 2` or `cols = [1, 3]`; -1 is the last column";
            self.findings.push(Diagnostic::error("L017", message).at(node.span).hint(hint));
            return all;
        }
        (first as u32, last as u32)
    }

    fn read_lines(&mut self, node: &Node, ground: &Ground) -> Rows {
        let numbers: Vec<i64> = node.list().unwrap_or_default().iter().filter_map(Node::int).collect();
        let count = i64::from(ground.lines);
        let absolute = |n: i64| if n < 0 { count + 1 + n } else { n };
        if let [first, last] = *numbers.as_slice()
            && ground.elastic
            && (absolute(first) < 1 || absolute(last) > count || absolute(first) > absolute(last))
        {
            let last = absolute(last).clamp(1, count);
            return Rows::Lines(absolute(first).clamp(1, last) as i32, last as i32);
        }
        if let [first, last] = *numbers.as_slice()
            && absolute(first) >= 1
            && absolute(first) <= absolute(last)
            && absolute(last) <= count
        {
            return Rows::Lines(first as i32, last as i32);
        }
        let message = format!("the lines are not among the {count} of the page");
        let hint = "write `lines = [1, 24]`; -1 is the last line";
        self.findings.push(Diagnostic::error("L017", message).at(node.span).hint(hint));
        Rows::Lines(1, -1)
    }

    /// A place off the grid.
    pub(super) fn read_box(&mut self, t: &Table, span: Span, em: Length) -> FramePlace {
        let len = |key: &str| t.get(key).and_then(|n| self.length(n, em));
        let side = len("outer")
            .map(BoxSide::Outer)
            .or(len("inner").map(BoxSide::Inner))
            .or(len("left").map(BoxSide::Left))
            .or(len("right").map(BoxSide::Right));
        let (top, bottom, width) = (len("top"), len("bottom"), len("width"));
        let height = len("height");
        let (Some(side), Some(from), Some(width)) = (side, top.or(bottom), width) else {
            let message = "a box needs a side, `top` or `bottom`, and a `width`";
            let hint = "write `box = { outer = \"…\", top = \"…\", width = \"…\", height = \"…\" }`";
            self.findings.push(Diagnostic::error("L007", message).at(span).hint(hint));
            return FramePlace::Grid { cols: (1, 1), rows: Rows::Lines(1, -1) };
        };
        FramePlace::Box { side, top: from, from_bottom: top.is_none(), width, height }
    }
}

/// Whether two frames on the grid certainly share a line of a column: a frame whose top follows from others is known
/// by its foot alone.
fn overlap(a: &Frame, b: &Frame, lines: i64) -> bool {
    let (FramePlace::Grid { cols: x, rows: own }, FramePlace::Grid { cols: y, rows: other }) =
        (&a.place, &b.place)
    else {
        return false;
    };
    let beside = x.1 < y.0 || y.1 < x.0 || a.mirror != b.mirror;
    let (Some(own), Some(other)) = (certain(own, lines), certain(other, lines)) else { return false };
    !beside && own.0 <= other.1 && other.0 <= own.1
}

/// The lines that a text frame certainly takes.
fn certain(rows: &Rows, lines: i64) -> Option<(i64, i64)> {
    let absolute = |n: i32| if n < 0 { lines + 1 + i64::from(n) } else { i64::from(n) };
    match rows {
        Rows::Lines(first, last) => Some((absolute(*first), absolute(*last))),
        Rows::After { height: None, .. } => Some((lines, lines)),
        Rows::After { .. } => None,
        Rows::Foot { height } => Some((lines + 1 - i64::from(height.unwrap_or(1)).min(lines), lines)),
    }
}
