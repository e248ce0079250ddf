//! From a merged tree to a `Layout`: one language, every length absolute, every reference followed.
//! Reads no file; what cannot be followed is reported with its place.

mod color;
mod master;
mod piece;
mod style;

use super::frame::{Edges, Frame};
use super::schema::split_unit;
use super::tree::{Node, Table};
use super::{CreditStyle, EpubStyle, Layout, PageSpec};
use crate::color::Ink;
use crate::diag::{Diagnostic, Findings, Span, nearest};
use crate::geom::{Length, Size, parse_decimal};
use std::collections::BTreeMap;

/// The sheet that a publication prints on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sheet {
    /// The publication's trim; `None` leaves it to the layout, and else to A4.
    pub trim: Option<Size>,
    /// Bleed on every side.
    pub bleed: Length,
}

/// Resolves a tree that is merged and localised already. `files` gives the files of the layout's folder and of
/// those that it extends.
pub(super) fn resolve(
    id: &str,
    version: &str,
    root: &Table,
    start: Span,
    sheet: Sheet,
    files: &dyn Fn(&str) -> Option<Vec<u8>>,
    findings: &mut Findings,
) -> Layout {
    let mut agent = Resolver::new(root, start, files, findings);
    agent.read_colors();
    agent.read_fonts();
    let trim = agent.stated_trim();
    let size = trim.or(sheet.trim).unwrap_or(A4);
    agent.step = agent.page_length(&["baseline", "step"]);
    let styles = agent.read_styles();
    let body = styles.get("body").map_or(Length::pt(10), |s| s.size);
    let page = agent.read_page(trim, size, sheet.bleed, body);
    let masters = agent.read_masters(&page, &styles);
    Layout {
        id: id.to_owned(),
        version: version.to_owned(),
        floats: agent.read_floats(&page, &styles),
        footnotes: agent.read_note_place(),
        furniture: agent.read_furniture(&page, &styles),
        genres: agent.read_genres(&masters),
        credits: agent.read_credits(),
        texts: agent.read_texts("texts"),
        epub: EpubStyle { drop_cap: agent.epub_drop_cap() },
        page,
        colors: std::mem::take(&mut agent.colors),
        styles,
        masters,
    }
}

const A4: Size = Size { w: Length::mm(210), h: Length::mm(297) };

/// State of one resolution.
struct Resolver<'a> {
    root: &'a Table,
    start: Span,
    files: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    findings: &'a mut Findings,
    step: Length,
    colors: BTreeMap<String, Ink>,
    fonts: BTreeMap<String, Vec<String>>,
}

impl<'a> Resolver<'a> {
    fn new(
        root: &'a Table,
        start: Span,
        files: &'a dyn Fn(&str) -> Option<Vec<u8>>,
        findings: &'a mut Findings,
    ) -> Self {
        let (colors, fonts) = (BTreeMap::new(), BTreeMap::new());
        Self { root, start, files, findings, step: Length::pt(12), colors, fonts }
    }

    /// A length: absolute, in ems of `em`, or in lines of the grid. Faulty text was reported by the schema.
    fn length(&self, node: &Node, em: Length) -> Option<Length> {
        let text = node.text()?;
        let (number, unit) = split_unit(text);
        let of = |base: Length| Some(base.scale(parse_decimal(number)?, 1_000_000_000));
        match unit {
            "em" => of(em),
            "line" => of(self.step),
            _ => Length::parse(text),
        }
    }

    /// A length counted in whole lines of the grid, rounded up.
    fn in_lines(&self, node: &Node, em: Length) -> Option<u32> {
        let length = self.length(node, em)?;
        u32::try_from(length.steps_ceil(self.step)).ok()
    }

    /// A length that the page must state, in points, millimetres or inches.
    fn page_length(&mut self, path: &[&str]) -> Length {
        let mut table = self.root.sub("page");
        let (last, above) = path.split_last().unwrap_or((&"", &[]));
        for name in above {
            table = table.and_then(|t| t.sub(name));
        }
        let node = table.and_then(|t| t.get(last));
        let length = node.and_then(|n| Length::parse(n.text()?));
        if length.is_none() {
            let name = format!("page.{}", path.join("."));
            let span = node.map_or(self.start, |n| n.span);
            let message = if node.is_some() {
                format!("`{name}` must be in `mm`, `cm`, `in` or `pt`")
            } else {
                format!("the layout does not say `{name}`")
            };
            let hint = "a layout that extends `base` has all that a page needs";
            self.findings.push(Diagnostic::error("L007", message).at(span).hint(hint));
        }
        length.filter(|l| *l > Length::ZERO || *last != "step").unwrap_or(Length::pt(12))
    }

    fn stated_trim(&mut self) -> Option<Size> {
        let node = self.root.sub("page")?.get("trim")?;
        let size = Size::parse(node.text()?).filter(|s| s.w > Length::ZERO && s.h > Length::ZERO);
        if size.is_none() {
            let message = "the trim is not a width and a height";
            let hint = "write, say, `210mm x 285mm`";
            self.findings.push(Diagnostic::error("L018", message).at(node.span).hint(hint));
        }
        size
    }

    fn read_page(&mut self, trim: Option<Size>, size: Size, bleed: Length, body: Length) -> PageSpec {
        let inner = self.page_length(&["margin", "inner"]);
        let outer = self.page_length(&["margin", "outer"]);
        let top = self.page_length(&["margin", "top"]);
        let first = self.page_length(&["baseline", "first"]);
        let lines = self.count_lines(size, top);
        let (columns, column, gutter) = self.read_columns(size.w - inner - outer, body);
        let hang = self.root.sub("page").and_then(|p| p.text("hang")) == Some("cap");
        let fold = self.root.sub("page").and_then(|p| p.get("fold")).and_then(|n| self.length(n, body));
        let fold = fold.unwrap_or_default();
        let step = self.step;
        let spec = PageSpec {
            trim,
            size,
            bleed,
            inner,
            outer,
            top,
            step,
            lines,
            first,
            columns,
            column,
            gutter,
            hang_cap: hang,
            fold,
        };
        if top + spec.height() > size.h {
            let message = format!("{lines} lines of {step} do not fit a page {} tall", size.h);
            let span = self.page_span("baseline");
            let hint = "state fewer lines, or `margin.bottom` and no lines at all";
            self.findings.push(Diagnostic::error("L017", message).at(span).hint(hint));
        }
        spec
    }

    fn page_span(&self, name: &str) -> Span {
        self.root.sub("page").and_then(|p| p.key(name)).unwrap_or(self.start)
    }

    /// Lines of a page where the layout states them.
    fn stated_lines(&self) -> Option<u32> {
        let stated = self.root.sub("page")?.sub("baseline")?.get("lines")?.int()?;
        u32::try_from(stated).ok().filter(|n| *n > 0)
    }

    fn count_lines(&mut self, size: Size, top: Length) -> u32 {
        if let Some(lines) = self.stated_lines() {
            return lines;
        }
        let bottom = self.page_length(&["margin", "bottom"]);
        u32::try_from((size.h - top - bottom).steps_floor(self.step)).unwrap_or(1).max(1)
    }

    /// Number, width and gutter of the columns in a text block `width` wide.
    fn read_columns(&mut self, width: Length, body: Length) -> (u32, Length, Length) {
        let table = self.root.sub("page").and_then(|p| p.sub("columns"));
        let get = |name: &str| table.and_then(|t| t.get(name));
        let count = get("count").and_then(Node::int).unwrap_or(1).clamp(1, 24);
        if let Some(chars) = get("chars").and_then(Node::int) {
            let column = body * chars.clamp(1, 500);
            let rest = width - column * count;
            let gutter = if count > 1 { rest / (count - 1) } else { Length::ZERO };
            if rest < Length::ZERO {
                self.no_room(count, column, width);
            }
            return (count as u32, column, gutter);
        }
        let gutter = get("gutter").and_then(|n| self.length(n, body)).unwrap_or(Length::mm(5));
        let least = get("narrowest").and_then(|n| self.length(n, body)).unwrap_or(Length::ZERO);
        let width_of = |n: i64| (width - gutter * (n - 1)) / n;
        let mut count = count;
        while count > 1 && width_of(count) < least {
            count -= 1;
        }
        if width_of(count) < body {
            self.no_room(count, width_of(count), width);
        }
        let whole = table.and_then(|t| t.raw("whole-ems")?.bool()).unwrap_or(false);
        if whole && count > 1 && body > Length::ZERO && width_of(count) >= body {
            let column = body * width_of(count).steps_floor(body);
            return (count as u32, column, (width - column * count) / (count - 1));
        }
        (count as u32, width_of(count), gutter)
    }

    fn no_room(&mut self, count: i64, column: Length, width: Length) {
        let message = format!("{count} columns of {column} do not fit a text block {width} wide");
        let span = self.page_span("columns");
        self.findings.push(Diagnostic::error("L017", message).at(span));
    }

    fn read_credits(&self) -> CreditStyle {
        let table = self.root.sub("credits");
        let text = |name: &str, other: &str| table.and_then(|t| t.text(name)).unwrap_or(other).to_owned();
        let order = table.and_then(|t| t.get("order"));
        let labels = table.and_then(|t| t.sub("labels"));
        CreditStyle {
            order: order.map(owned_texts).unwrap_or_default(),
            separator: text("separator", " | "),
            colon: text("colon", ": "),
            statement_separator: text("statement-separator", " / "),
            collapse: table.and_then(|t| t.raw("collapse")?.bool()).unwrap_or(true),
            house_end: text("house", "end") == "end",
            labels: labels.map(text_map).unwrap_or_default(),
        }
    }

    fn read_texts(&self, name: &str) -> BTreeMap<String, String> {
        self.root.sub(name).map(text_map).unwrap_or_default()
    }

    fn epub_drop_cap(&self) -> bool {
        self.root.sub("epub").and_then(|t| t.raw("drop-cap")?.bool()).unwrap_or(true)
    }

    /// Reports that `name`, at `span`, is none of `known`.
    fn unknown<'k>(
        &mut self,
        code: &'static str,
        what: &str,
        (name, span): (&str, Span),
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        let diagnostic = Diagnostic::error(code, format!("unknown {what} `{name}`")).at(span);
        self.findings.push(match nearest(name, known.clone()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
            None if known.clone().next().is_none() => diagnostic,
            None => diagnostic.hint(format!("there are {}", super::schema::listed(known))),
        });
    }

    fn cycle(&mut self, what: &str, names: &[&str], span: Span) {
        let message = format!("{what} goes in a circle: {}", super::schema::listed(names.iter().copied()));
        self.findings.push(Diagnostic::error("L014", message).at(span).hint("take one of them out"));
    }
}

fn owned_texts(node: &Node) -> Vec<String> {
    node.texts().into_iter().map(|(t, _)| t.to_owned()).collect()
}

fn text_map(table: &Table) -> BTreeMap<String, String> {
    table.iter().filter_map(|(k, n)| Some((k.to_owned(), n.text()?.to_owned()))).collect()
}

/// The chain of names from `name` to its root by `parent`, root first; `Err` holds a circle.
fn chain<'t>(name: &'t str, parent: impl Fn(&str) -> Option<&'t str>) -> Result<Vec<&'t str>, Vec<&'t str>> {
    let mut names = vec![name];
    let mut at = name;
    while let Some(next) = parent(at) {
        if names.contains(&next) {
            return Err(names);
        }
        names.push(next);
        at = next;
    }
    names.reverse();
    Ok(names)
}
