//! Colours and chains of families: what a layout's names for them mean.
//! Converts nothing between colour spaces.

use super::{Resolver, chain, owned_texts};
use crate::color::{Cmyk, Ink, Rgb, Spot};
use crate::diag::Diagnostic;
use crate::layout::tree::{Node, Table};

impl Resolver<'_> {
    /// Reads `[colors]`; `paper` is built in.
    pub(super) fn read_colors(&mut self) {
        self.colors.insert("paper".to_owned(), Ink::PAPER);
        let Some(table) = self.root.sub("colors") else { return };
        for (name, node) in table.iter() {
            if let Some(ink) = node.table().and_then(|_| self.ink_of(table, name, node)) {
                self.colors.insert(name.to_owned(), ink);
            }
        }
    }

    fn ink_of(&mut self, table: &Table, name: &str, node: &Node) -> Option<Ink> {
        let of = |name: &str| table.sub(name).and_then(|t| t.text("of"));
        let names = match chain(name, of) {
            Ok(names) => names,
            Err(names) => {
                self.cycle("`of`", &names, node.span);
                return None;
            }
        };
        let mut ink: Option<Ink> = None;
        for step in names {
            let Some(own) = table.get(step) else {
                if step == "paper" {
                    ink = Some(Ink::PAPER);
                    continue;
                }
                let known = table.iter().map(|(n, _)| n);
                let span = node.table().and_then(|t| t.get("of")).map_or(node.span, |n| n.span);
                self.unknown("L008", "colour", (step, span), known);
                return None;
            };
            ink = match (ink, own.table()) {
                (Some(base), Some(own)) => Some(tinted(&base, own)),
                (_, Some(_)) => self.own_ink(own),
                _ => None,
            };
            ink.as_ref()?;
        }
        ink
    }

    fn own_ink(&mut self, node: &Node) -> Option<Ink> {
        let table = node.table()?;
        let parts = table.get("cmyk").and_then(Node::list);
        let Some(cmyk) = parts.and_then(read_cmyk) else {
            let message = "the colour does not say what the press prints";
            let hint = "write `cmyk = [c, m, y, k]` with four percentages, or `of` and `percent`";
            self.findings.push(Diagnostic::error("L007", message).at(node.span).hint(hint));
            return None;
        };
        let rgb = table.get("rgb").and_then(|n| {
            let rgb = n.text().and_then(read_rgb);
            if rgb.is_none() {
                let diagnostic = Diagnostic::error("L018", "a screen colour has six hexadecimal digits");
                self.findings.push(diagnostic.at(n.span).hint("write, say, `#00509b`"));
            }
            rgb
        });
        let spot =
            table.text("spot").map(|plate| Spot { plate: plate.to_owned(), tint: 10_000, solid: cmyk });
        let solid_black = cmyk == [0, 0, 0, 10_000] && spot.is_none();
        Some(Ink { cmyk, rgb: rgb.or(solid_black.then_some([0, 0, 0])), spot })
    }

    /// Reads `[fonts]`.
    pub(super) fn read_fonts(&mut self) {
        let Some(table) = self.root.sub("fonts") else { return };
        for (name, node) in table.iter() {
            self.fonts.insert(name.to_owned(), owned_texts(node));
        }
    }

    /// The ink that a key names; an unknown one is reported.
    pub(super) fn ink(&mut self, table: &Table, key: &str) -> Option<Ink> {
        let node = table.get(key)?;
        let name = node.text()?;
        let ink = self.colors.get(name).cloned();
        // A colour that is there but faulty was reported at its own place.
        let faulty = self.root.sub("colors").is_some_and(|c| c.get(name).is_some());
        if ink.is_none() && !faulty {
            let known: Vec<String> = self.colors.keys().cloned().collect();
            self.unknown("L008", "colour", (name, node.span), known.iter().map(String::as_str));
        }
        ink
    }
}

fn tinted(base: &Ink, own: &Table) -> Ink {
    let percent = own.get("percent").and_then(Node::hundredths).unwrap_or(10_000).clamp(0, 10_000);
    let tint = base.tint(percent as u16);
    Ink { rgb: own.text("rgb").and_then(read_rgb).or(tint.rgb), ..tint }
}

fn read_cmyk(parts: &[Node]) -> Option<Cmyk> {
    let read = |n: &Node| u16::try_from(n.hundredths()?).ok().filter(|n| *n <= 10_000);
    let inks: Vec<u16> = parts.iter().map(read).collect::<Option<_>>()?;
    inks.try_into().ok()
}

fn read_rgb(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
    let byte = |i: usize| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?])
}
