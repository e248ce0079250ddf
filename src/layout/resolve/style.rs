//! Styles: `like` chains followed, sizes and ems made absolute, what is silent filled in.
//! Does not know which block takes which style.

use super::{Resolver, chain, owned_texts};
use crate::color::Ink;
use crate::diag::Diagnostic;
use crate::geom::Length;
use crate::layout::tree::{Node, Table};
use crate::layout::{
    Border, Case, GridMode, HAlign, Justify, NumberRange, Prohibition, RuleLine, Style, VAlign,
};
use std::collections::BTreeMap;

impl Resolver<'_> {
    /// Reads `[styles]`; `body` is always among them.
    pub(super) fn read_styles(&mut self) -> BTreeMap<String, Style> {
        let empty = Table::default();
        let styles = self.root.sub("styles").unwrap_or(&empty);
        let mut out = BTreeMap::new();
        for (name, node) in styles.iter() {
            if node.table().is_some() {
                let style = self.read_style(styles, name, node.span);
                out.insert(name.to_owned(), style);
            }
        }
        let start = self.start;
        out.entry("body".to_owned()).or_insert_with(|| self.read_style(styles, "body", start));
        out
    }

    fn read_style(&mut self, styles: &Table, name: &str, span: crate::diag::Span) -> Style {
        let parent = |at: &str| {
            let like = styles.sub(at).and_then(|t| t.text("like"));
            like.or((at != "body").then_some("body")).filter(|_| at != "body")
        };
        let names = chain(name, parent).unwrap_or_else(|circle| {
            self.cycle("`like`", &circle, span);
            vec!["body", name]
        });
        let mut merged = Table::default();
        let (mut size, mut leading) = (Length::pt(10), self.step);
        for step in names {
            let Some(own) = styles.sub(step) else {
                if step != "body" && styles.raw(step).is_some() {
                    self.removed_style(styles, name, step);
                } else if step != "body" {
                    let like =
                        styles.iter().find(|(_, n)| n.table().and_then(|t| t.text("like")) == Some(step));
                    let at = like.and_then(|(_, n)| n.table()?.get("like")).map_or(span, |n| n.span);
                    self.unknown("L009", "style", (step, at), styles.iter().map(|(n, _)| n));
                }
                continue;
            };
            (size, leading) = self.size_and_leading(own, size, leading);
            merged = merged.merged(own);
        }
        self.finish_style(name, &merged, size, leading)
    }

    /// A style that `name` starts from was taken out: said where that was done.
    fn removed_style(&mut self, styles: &Table, name: &str, removed: &str) {
        let like = styles.iter().find(|(_, n)| n.table().and_then(|t| t.text("like")) == Some(removed));
        let by = like.map_or(name, |(by, _)| by);
        let at = styles.key(removed).unwrap_or(self.start);
        let message = format!("style `{removed}` is removed, but style `{by}` starts from it");
        let hint = format!("keep it, or give `{by}` another `like`");
        let mut found = Diagnostic::error("L009", message).at(at).hint(hint);
        if let Some(node) = like.and_then(|(_, n)| n.table()?.get("like")) {
            found = found.related(node.span, format!("`{by}` starts from it"));
        }
        self.findings.push(found);
    }

    /// A style that states its size and no leading keeps what it had where that suits, else whole lines.
    fn size_and_leading(&self, own: &Table, size: Length, leading: Length) -> (Length, Length) {
        let stated = own.get("size").and_then(|n| self.length(n, size)).filter(|s| *s > Length::ZERO);
        let new = stated.unwrap_or(size);
        let lead = own.get("leading").and_then(|n| self.length(n, new)).filter(|l| *l > Length::ZERO);
        let needed = new.scale(105, 100);
        let fallback = if stated.is_some() && needed > leading {
            self.step * needed.steps_ceil(self.step)
        } else {
            leading
        };
        (new, lead.unwrap_or(fallback))
    }

    fn finish_style(&mut self, name: &str, t: &Table, size: Length, leading: Length) -> Style {
        let color = self.ink(t, "color").unwrap_or_else(|| self.default_ink());
        let len = |key: &str| t.get(key).and_then(|n| self.length(n, size)).unwrap_or_default();
        let (indent, left, right) = (len("indent"), len("left"), len("right"));
        let (before, after, turn) = (len("before"), len("after"), len("turn").max(Length::ZERO));
        let flag = |key: &str| t.raw(key).and_then(Node::bool).unwrap_or(false);
        let count = |key: &str, or: u32| t.raw(key).and_then(|n| u32::try_from(n.int()?).ok()).unwrap_or(or);
        Style {
            name: name.to_owned(),
            families: self.families(t),
            weight: count("weight", 400).clamp(1, 1000) as u16,
            italic: flag("italic"),
            size,
            leading,
            fill: self.ink(t, "fill"),
            align: h_align(t.text("align")),
            valign: v_align(t.text("valign")),
            indent,
            left,
            right,
            turn,
            before,
            after,
            case: case(t.text("case")),
            tracking: t.get("tracking").and_then(Node::hundredths).map_or(0, |n| n / 10),
            features: t.get("features").map(owned_texts).unwrap_or_default(),
            hyphenate: flag("hyphenate"),
            justify: self.justify(t.sub("justify")),
            protrude: flag("protrude"),
            prohibition: match t.text("prohibition") {
                Some("basic") => Prohibition::Basic,
                _ => Prohibition::Strict,
            },
            balance: flag("balance"),
            widows: count("widows", 2),
            orphans: count("orphans", 2),
            max_hyphens: count("max-hyphens", 2),
            keep_next: count("keep-next", 0),
            rule_above: self.rule(t, "rule-above", size, &color),
            rule_below: self.rule(t, "rule-below", size, &color),
            run_in: flag("run-in"),
            line_start: t.text("line-start").map(str::to_owned),
            grid: match t.text("grid") {
                Some("first") => GridMode::First,
                Some("none") => GridMode::None,
                _ => GridMode::All,
            },
            color,
        }
    }

    fn default_ink(&self) -> Ink {
        self.colors.get("ink").cloned().unwrap_or(Ink::BLACK)
    }

    fn families(&mut self, t: &Table) -> Vec<String> {
        let plain = || vec!["Source Serif 4".to_owned(), "Noto Serif SC".to_owned()];
        let Some(node) = t.get("font") else {
            return self.fonts.get("text").cloned().unwrap_or_else(plain);
        };
        let name = node.text().unwrap_or_default();
        if let Some(families) = self.fonts.get(name) {
            return families.clone();
        }
        let known: Vec<String> = self.fonts.keys().cloned().collect();
        self.unknown("L012", "font", (name, node.span), known.iter().map(String::as_str));
        plain()
    }

    fn justify(&mut self, t: Option<&Table>) -> Justify {
        let mut range = |key: &str, or: [i32; 3]| {
            let Some(node) = t.and_then(|t| t.get(key)) else {
                return NumberRange { min: or[0], opt: or[1], max: or[2] };
            };
            let list = node.list().unwrap_or_default();
            let numbers: Vec<i32> = list.iter().filter_map(Node::hundredths).collect();
            if let &[min, opt, max] = numbers.as_slice()
                && min <= opt
                && opt <= max
            {
                return NumberRange { min, opt, max };
            }
            let message = format!("`{key}` wants three numbers that do not fall: least, wanted, most");
            self.findings.push(Diagnostic::error("L018", message).at(node.span));
            NumberRange { min: or[0], opt: or[1], max: or[2] }
        };
        Justify {
            word: range("word-space", [8000, 10_000, 13_300]),
            letter: range("letter-space", [0, 0, 0]),
            glyph: range("glyph-scale", [10_000, 10_000, 10_000]),
        }
    }

    /// A rule under `key`: a thickness alone, or a table.
    pub(super) fn rule(&mut self, t: &Table, key: &str, em: Length, color: &Ink) -> Option<RuleLine> {
        let node = t.get(key)?;
        let gap = self.step / 4;
        let Some(table) = node.table() else {
            let thickness = self.length(node, em)?;
            return Some(RuleLine { thickness, color: color.clone(), length: None, gap });
        };
        let color = self.ink(table, "color").unwrap_or_else(|| color.clone());
        let len = |name: &str| table.get(name).and_then(|n| self.length(n, em));
        Some(RuleLine {
            thickness: len("thickness").unwrap_or(Length::PT / 2),
            color,
            length: len("length"),
            gap: len("gap").unwrap_or(gap),
        })
    }
}

impl Resolver<'_> {
    /// The frame line that a key `border` states: a colour alone, or a table.
    pub(super) fn border(&mut self, t: &Table, em: Length) -> Option<Border> {
        let node = t.get("border")?;
        let thickness = Length::PT / 2;
        let Some(table) = node.table() else {
            return self.ink(t, "border").map(|color| Border { color, thickness, sides: [true; 4] });
        };
        let ink = self.colors.get("ink").cloned().unwrap_or(Ink::BLACK);
        let color = self.ink(table, "color").unwrap_or(ink);
        let thickness = table.get("thickness").and_then(|n| self.length(n, em)).unwrap_or(thickness);
        let named: Option<Vec<&str>> =
            table.get("sides").map(|n| n.texts().into_iter().map(|(word, _)| word).collect());
        let on = |side: &str| named.as_ref().is_none_or(|names| names.contains(&side));
        Some(Border { color, thickness, sides: ["top", "right", "bottom", "left"].map(on) })
    }
}

pub(super) fn v_align(word: Option<&str>) -> VAlign {
    match word {
        Some("middle") => VAlign::Middle,
        Some("bottom") => VAlign::Bottom,
        _ => VAlign::Top,
    }
}

fn h_align(word: Option<&str>) -> HAlign {
    match word {
        Some("justify") => HAlign::Justify,
        Some("right") => HAlign::Right,
        Some("center") => HAlign::Center,
        _ => HAlign::Left,
    }
}

fn case(word: Option<&str>) -> Case {
    match word {
        Some("upper") => Case::Upper,
        Some("lower") => Case::Lower,
        Some("small") => Case::Small,
        _ => Case::None,
    }
}
