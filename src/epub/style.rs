//! Layouts as style sheets: what each style, float and colour of a layout is in CSS.
//! The shape that all layouts share stands in `base.css`; font files are chosen by `faces`.

use super::Book;
use super::elements::{ELEMENTS, HUNG, INLINE, PRINT_ONLY, READ, WITHIN};
use super::faces::{Faces, Sheet};
use super::finish::File;
use super::initial::{MOST_DEEP, Upright};
use super::ink::{Tone, Tones};
use crate::font::Fonts;
use crate::geom::Length;
use crate::layout::{Case, FloatRule, HAlign, Layout, RuleLine, Style};
use std::fmt::Write as _;

/// A class or file name for a name of a layout: ASCII letters, digits and hyphens.
pub(super) fn css_name(name: &str) -> String {
    super::markup::name(name).to_ascii_lowercase()
}

/// The shared sheet and one for each layout in use.
pub(super) fn sheets(book: &Book, fonts: &Fonts, faces: &Faces) -> Vec<File> {
    let tones = Tones::new();
    let mut files = vec![File::resource("stylesheet.css", "text/css", include_bytes!("base.css").to_vec())];
    for Sheet { layout, name, han } in &book.sheets {
        let path = format!("css/{name}.css");
        let (light, dark) = (faces.css(layout, *han), String::new());
        let rules = Rules { layout, fonts, faces, tones: &tones, han: *han, light, dark };
        files.push(File::resource(&path, "text/css", rules.write().into_bytes()));
    }
    files
}

/// A layout's sheet being written.
struct Rules<'a> {
    layout: &'a Layout,
    fonts: &'a Fonts,
    faces: &'a Faces,
    tones: &'a Tones,
    /// Whether it is for Chinese or Japanese texts.
    han: bool,
    light: String,
    /// Colours for a dark ground.
    dark: String,
}

impl Rules<'_> {
    fn write(mut self) -> String {
        let Some(body) = self.layout.styles.get("body") else { return String::new() };
        self.body(body);
        for (name, style) in self.layout.styles.iter().filter(|(n, _)| !PRINT_ONLY.contains(&n.as_str())) {
            let element = ELEMENTS.iter().find(|(n, ..)| n == name).map(|(_, selector, _)| *selector);
            let class = format!(".{}", css_name(name));
            let selector = element.map_or(class, str::to_owned);
            self.style(&selector, name, style, body);
        }
        for (kind, rule) in &self.layout.floats {
            self.float(kind, rule);
        }
        self.drop_cap(body);
        if !self.dark.is_empty() {
            let _ = write!(self.light, "@media (prefers-color-scheme: dark) {{\n{}}}\n", self.dark);
        }
        self.light
    }

    /// Running text: its face, the space between its lines, and what parts its paragraphs. In Chinese and Japanese
    /// every paragraph is indented; elsewhere one that follows another.
    fn body(&mut self, body: &Style) {
        let family = self.families(body);
        let mut css = vec![
            format!("font-family: {family}"),
            format!("line-height: {}", decimal(body_height(body), "")),
        ];
        css.extend(features(body).map(|f| format!("font-feature-settings: {f}")));
        let _ = writeln!(self.light, "body {{ {}; }}", css.join("; "));
        let indent = decimal(ratio(body.indent, body.size), "em");
        let all = ".piece > p:not(.drop-cap):not(.question):not(.end-mark)";
        let indented = if self.han { all } else { "p + p" };
        let _ = writeln!(self.light, "{indented} {{ text-indent: {indent}; }}");
        if body.after > Length::ZERO {
            let after = decimal(ratio(body.after, body.size), "em");
            let _ = writeln!(self.light, "article > p {{ margin-bottom: {after}; }}");
        }
    }

    fn style(&mut self, selector: &str, name: &str, style: &Style, body: &Style) {
        let around = WITHIN.iter().find(|(inner, _)| *inner == name).map(|(_, around)| *around);
        let around = around.and_then(|name| self.layout.styles.get(name)).unwrap_or(body);
        let mut css: Vec<String> = Vec::new();
        if style.families != around.families {
            css.push(format!("font-family: {}", self.families(style)));
        }
        if style.weight != around.weight || selector.starts_with('h') || name == "table-head" {
            css.push(format!("font-weight: {}", style.weight));
        }
        if style.italic != around.italic {
            css.push(format!("font-style: {}", if style.italic { "italic" } else { "normal" }));
        }
        let inline = INLINE.contains(&name);
        let shown = |style: &Style| screen_size(ratio(style.size, body.size));
        let size = shown(style) * 1000 / shown(around).max(1);
        // A raised number has the size that `base.css` gives it: in print a feature of the face makes it small.
        if size != 1000 && name != "footnote-mark" {
            css.push(format!("font-size: {}", decimal(size, "em")));
        }
        if !inline {
            css.push(format!("line-height: {}", decimal(height(name, style, body), "")));
        }
        letters(style, around, inline, &mut css);
        for (side, length) in [("left", style.left), ("right", style.right)] {
            if length > Length::ZERO && !inline && !HUNG.contains(&name) {
                css.push(format!("margin-{side}: {}", decimal(ratio(length, style.size).min(3000), "em")));
            }
        }
        if matches!(style.align, HAlign::Center | HAlign::Right) {
            let align = if style.align == HAlign::Center { "center" } else { "end" };
            css.push(format!("text-align: {align}"));
        }
        self.colour(selector, style, &mut css);
        if !css.is_empty() {
            let _ = writeln!(self.light, "{selector} {{ {}; }}", css.join("; "));
        }
        if name == "table-head" && style.fill.is_some() {
            let _ = writeln!(self.light, ".table tr > * {{ padding: 0.4em 0.6em; }}");
        }
        for (edge, rule) in [("before", &style.rule_above), ("after", &style.rule_below)] {
            if let Some(rule) = rule {
                self.rule(selector, edge, rule, style);
            }
        }
    }

    /// Colour and ground: the layout's own where that can be read, none where it is plain black.
    fn colour(&mut self, selector: &str, style: &Style, css: &mut Vec<String>) {
        let ground = style.fill.as_ref().map(|f| self.tones.ground(f));
        if let Some(ground) = ground {
            css.push(format!("background-color: {}", ground.css()));
            css.push("padding: 0.1em 0.4em".to_owned());
            if let Some(text) = ground.text() {
                css.push(format!("color: {text}"));
                return;
            }
        }
        if let Tone::Colour { light, dark } = self.tones.text(&style.color) {
            css.push(format!("color: {light}"));
            let _ = writeln!(self.dark, "{selector} {{ color: {dark}; }}");
        }
    }

    /// A line above or below as a box of its own, as long as the layout has it.
    fn rule(&mut self, selector: &str, edge: &str, rule: &RuleLine, style: &Style) {
        let colour = match self.tones.text(&rule.color) {
            Tone::Plain => "currentColor".to_owned(),
            Tone::Colour { light, dark } => {
                let _ = writeln!(self.dark, "{} {{ border-color: {dark}; }}", pseudo(selector, edge));
                light
            }
        };
        let width = rule.length.map_or_else(|| "auto".to_owned(), |l| decimal(ratio(l, style.size), "em"));
        let thickness = decimal(rule.thickness.to_millipoints() * 4 / 3, "px");
        // Rows stand edge to edge, and have no room for a box between them.
        if selector == "table" || selector.starts_with("thead") {
            let edge = if edge == "before" { "top" } else { "bottom" };
            let _ = writeln!(self.light, "{selector} {{ border-{edge}: {thickness} solid {colour}; }}");
            return;
        }
        let gap = decimal(ratio(rule.gap, style.size).clamp(200, 1500), "em");
        let side = if edge == "before" { "bottom" } else { "top" };
        let _ = writeln!(
            self.light,
            "{} {{ content: \"\"; display: block; width: {width}; max-width: 100%; border-top: {thickness} solid {colour}; margin-{side}: {gap}; }}",
            pseudo(selector, edge)
        );
    }

    /// A box beside the text: ground, line and inset of its float.
    fn float(&mut self, kind: &str, rule: &FloatRule) {
        let selector = match kind {
            "figure" => return,
            "table" => ".table".to_owned(),
            kind => format!("aside.{}", css_name(kind)),
        };
        let mut css: Vec<String> = Vec::new();
        if let Some(fill) = &rule.fill {
            let ground = self.tones.ground(fill);
            css.push(format!("background-color: {}", ground.css()));
            css.extend(ground.text().map(|t| format!("color: {t}")));
        }
        if let Some(border) = &rule.border {
            let colour = match self.tones.text(&border.color) {
                Tone::Plain => "currentColor".to_owned(),
                Tone::Colour { light, dark } => {
                    let _ = writeln!(self.dark, "{selector} {{ border-color: {dark}; }}");
                    light
                }
            };
            css.push(format!("border: 1px solid {colour}"));
            let sides = ["top", "right", "bottom", "left"].into_iter().zip(border.sides);
            css.extend(sides.filter(|(_, on)| !on).map(|(side, _)| format!("border-{side}: none")));
        }
        if rule.fill.is_some() || rule.border.is_some() {
            css.push("padding: 1em".to_owned());
            let _ = writeln!(self.light, "{selector} {{ {}; }}", css.join("; "));
        }
    }

    /// The initial of an article's first paragraph, as many lines deep as in print.
    fn drop_cap(&mut self, body: &Style) {
        if !self.layout.epub.drop_cap {
            return;
        }
        let style = self.layout.styles.get("drop-cap").unwrap_or(body);
        let lead = self.layout.styles.get("lead").unwrap_or(body);
        let lead_height = height("lead", lead, body);
        let face = |style: &Style| {
            let id = style.families.iter().find_map(|f| self.fonts.find(f, style.weight, style.italic))?;
            Some(Upright::of(self.fonts.face(id)?))
        };
        let (own, text) = (face(style).unwrap_or_default(), face(lead).unwrap_or_default());
        let place =
            |lines: u32| own.place(&text, lead_height, i64::from(lines.clamp(2, MOST_DEEP)), self.han);
        let depth = |name: &str| self.layout.genres.get(name).and_then(|g| g.drop_cap);
        let usual = depth("default").or_else(|| self.layout.genres.values().find_map(|g| g.drop_cap));
        let Some(usual) = usual else { return };
        let mut css = vec![
            format!("font-family: {}", self.families(style)),
            format!("font-weight: {}", style.weight),
            format!("float: left; {}; padding: 0 0.06em 0 0", place(usual)),
        ];
        let others: Vec<(&String, u32)> =
            self.layout.genres.iter().filter_map(|(n, g)| Some((n, g.drop_cap?))).collect();
        let others: Vec<String> = others
            .into_iter()
            .filter(|(_, lines)| *lines != usual)
            .map(|(n, lines)| {
                format!(".genre-{} .drop-cap::first-letter {{ {}; }}", css_name(n), place(lines))
            })
            .collect();
        self.colour(".drop-cap::first-letter", style, &mut css);
        let _ = writeln!(self.light, ".drop-cap::first-letter {{ {}; }}", css.join("; "));
        for rule in others {
            let _ = writeln!(self.light, "{rule}");
        }
    }

    fn families(&self, style: &Style) -> String {
        let mut list: Vec<String> =
            style.families.iter().map(|f| format!("\"{}\"", f.replace(['"', '\\'], ""))).collect();
        let generic = style.families.iter().find_map(|f| self.faces.generic.get(f));
        list.push((*generic.unwrap_or(&"serif")).to_owned());
        list.join(", ")
    }
}

/// The space between lines on a screen, in thousandths of the body's size: more than in print.
fn body_height(body: &Style) -> i64 {
    ratio(body.leading, body.size).clamp(1450, 1750)
}

/// The same for a style, in thousandths of its own size.
fn height(name: &str, style: &Style, body: &Style) -> i64 {
    let printed = ratio(style.leading, style.size);
    if READ.contains(&name) && screen_size(ratio(style.size, body.size)) <= 1300 {
        return (printed * body_height(body) / ratio(body.leading, body.size).max(1)).clamp(1350, 1750);
    }
    let large = screen_size(ratio(style.size, body.size)) > 1300;
    if large { printed.clamp(1080, 1300) } else { printed.clamp(1250, 1700) }
}

/// Case, letter space and features, where they are other than `around`. A block states its features wherever it
/// has any, since what is around it on a page may be of another style.
fn letters(style: &Style, around: &Style, inline: bool, css: &mut Vec<String>) {
    match style.case {
        Case::None if around.case != Case::None => {
            css.push("text-transform: none; font-variant-caps: normal".to_owned());
        }
        Case::None => {}
        Case::Upper => css.push("text-transform: uppercase".to_owned()),
        Case::Lower => css.push("text-transform: lowercase".to_owned()),
        Case::Small => css.push("font-variant-caps: small-caps".to_owned()),
    }
    if style.tracking != around.tracking {
        css.push(format!("letter-spacing: {}", decimal(i64::from(style.tracking), "em")));
    }
    match features(style) {
        Some(own) if !inline || style.features != around.features => {
            css.push(format!("font-feature-settings: {own}"));
        }
        None if !around.features.is_empty() && !inline => {
            css.push("font-feature-settings: normal".to_owned());
        }
        _ => {}
    }
}

/// The features of a style as CSS lists them; `None` for none.
fn features(style: &Style) -> Option<String> {
    let features: Vec<String> = style.features.iter().filter_map(|f| feature(f)).collect();
    Some(features.join(", ")).filter(|f| !f.is_empty())
}

/// `onum`, `-liga`, `ss01=2` as CSS writes them; `None` for what is no feature tag.
pub(super) fn feature(text: &str) -> Option<String> {
    let (tag, value) = match (text.strip_prefix('-'), text.split_once('=')) {
        (Some(tag), _) => (tag, 0),
        (None, Some((tag, value))) => (tag, value.parse::<u16>().ok()?),
        (None, None) => (text, 1),
    };
    let sound = tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    sound.then(|| format!("\"{tag}\" {value}"))
}

/// The selector of the box before or behind what each of `selector`'s parts selects.
fn pseudo(selector: &str, edge: &str) -> String {
    selector.split(", ").map(|s| format!("{s}::{edge}")).collect::<Vec<_>>().join(", ")
}

/// A size on a screen, in thousandths of the body's: the steps of print are too great for a phone and the
/// smallest sizes too small, so both ends are drawn in.
fn screen_size(printed: i64) -> i64 {
    if printed > 1500 { (1500 + (printed - 1500) * 24 / 100).min(2800) } else { printed.max(780) }
}

/// `a` in thousandths of `b`.
fn ratio(a: Length, b: Length) -> i64 {
    (a.to_sp() * 1000).checked_div(b.to_sp()).unwrap_or(1000)
}

/// Thousandths as a decimal number with a unit.
pub(super) fn decimal(thousandths: i64, unit: &str) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let n = thousandths.unsigned_abs();
    let decimals = format!("{:03}", n % 1000);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let unit = if n == 0 { "" } else { unit };
    format!("{sign}{}{point}{decimals}{unit}", n / 1000)
}
