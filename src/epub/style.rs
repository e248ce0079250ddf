//! Layouts as style sheets: what each style, float and colour of a layout is in CSS.
//! The shape that all layouts share stands in `base.css`; font files are chosen by `faces`.

use super::Book;
use super::faces::{Faces, Sheet};
use super::finish::File;
use super::ink::{Tone, Tones};
use crate::geom::Length;
use crate::layout::{Case, FloatRule, HAlign, Layout, RuleLine, Style};
use std::fmt::Write as _;

/// Elements that a style of a layout dresses beside those of its own class: style, selectors, names that
/// show in a text that such an element is there.
const ELEMENTS: &[(&str, &str, &[&str])] = &[
    ("title", "h1.title", &["<h1"]),
    ("h4", "h4", &["<h4"]),
    ("h2", "h2", &["<h2"]),
    ("h3", "h3", &["<h3"]),
    ("h5", "h5", &["<h5"]),
    ("h6", "h6", &["<h6"]),
    ("lead", ".first", &["first"]),
    ("emphasis", "em", &["<em"]),
    ("strong", "strong", &["<strong"]),
    ("answer", ".question + p", &["question"]),
    ("quote", "blockquote", &["<blockquote"]),
    ("list", "ul", &["<ul"]),
    ("list-number", "ol", &["<ol"]),
    ("code", "pre, code", &["<code"]),
    ("caption", "figcaption", &["<figcaption"]),
    ("table", "table", &["<table"]),
    ("table-head", "thead th", &["<th"]),
    ("table-caption", "caption", &["<caption"]),
    ("pullquote", "aside.pullquote", &["pullquote"]),
    ("sidebar", "aside.sidebar", &["sidebar"]),
    ("sidebar-title", ".callout-title", &["callout-title"]),
    ("note", "aside.note", &["note"]),
    ("note-title", "aside.note .callout-title", &["callout-title"]),
    ("bio", "aside.bio", &["bio"]),
    ("footnote", ".notes", &["notes"]),
    ("footnote-mark", ".noteref, .note-number", &["noteref"]),
    ("credit", ".author-note", &["author-note"]),
    ("end-statement", ".statement", &["statement"]),
    ("cover-date", ".cover .date", &["cover-line"]),
    ("cover-line-1", ".cover .level-1", &["cover-line"]),
    ("cover-line-2", ".cover .level-2", &["cover-line"]),
    ("cover-line-3", ".cover .level-3", &["cover-line"]),
    ("contents-section", ".contents h2", &["<nav"]),
    ("contents-number", ".contents .folio", &["<nav"]),
    ("contents-entry", ".contents .entry", &["<nav"]),
    ("contents-deck", ".contents .entry-deck", &["<nav"]),
    ("contents-credit", ".contents .entry-credit", &["<nav"]),
    ("masthead-role", ".people dt", &["<dl"]),
    ("masthead-name", ".people dd", &["<dl"]),
    ("imprint", ".rights", &["rights"]),
];

/// Styles that dress nothing here: what stands only in print, and what `drop_cap` writes.
const PRINT_ONLY: &[&str] = &["body", "drop-cap", "folio", "running-head", "jump", "filler", "cover-price"];

/// Styles of runs within a line, which keep its height.
const INLINE: &[&str] = &["emphasis", "strong", "footnote-mark", "picture-credit", "end-mark"];
/// Styles of what stands inside an element of another style: its size is a share of that one's.
const WITHIN: &[(&str, &str)] = &[("contents-number", "contents-entry")];
/// Styles whose margins make room for what hangs in print; here lists and contents have their own.
const HUNG: &[&str] = &["list", "list-number", "contents-entry", "contents-deck", "contents-credit", "code"];

/// Names whose presence in a text shows that a style dresses an element there.
pub(super) fn selectors(style: &str) -> &'static [&'static str] {
    ELEMENTS.iter().find(|(name, ..)| *name == style).map_or(&[], |(_, _, names)| names)
}

/// A class or file name for a name of a layout: ASCII letters, digits and hyphens.
pub(super) fn css_name(name: &str) -> String {
    super::markup::name(name).to_ascii_lowercase()
}

/// The shared sheet and one for each layout in use.
pub(super) fn sheets(book: &Book, faces: &Faces) -> Vec<File> {
    let tones = Tones::new();
    let mut files = vec![File::resource("stylesheet.css", "text/css", include_bytes!("base.css").to_vec())];
    for Sheet { layout, name, han } in &book.sheets {
        let path = format!("css/{name}.css");
        let rules =
            Rules { layout, faces, tones: &tones, light: faces.css(layout, *han), dark: String::new() };
        files.push(File::resource(&path, "text/css", rules.write().into_bytes()));
    }
    files
}

/// A layout's sheet being written.
struct Rules<'a> {
    layout: &'a Layout,
    faces: &'a Faces,
    tones: &'a Tones,
    light: String,
    /// Colours for a dark ground.
    dark: String,
}

impl Rules<'_> {
    fn write(mut self) -> String {
        let Some(body) = self.layout.styles.get("body") else { return String::new() };
        let family = self.families(body);
        let height = ratio(body.leading, body.size).clamp(1450, 1750);
        let _ =
            writeln!(self.light, "body {{ font-family: {family}; line-height: {}; }}", decimal(height, ""));
        let indent = ratio(body.indent, body.size);
        let _ = writeln!(self.light, "p + p, p + .table + p {{ text-indent: {}; }}", decimal(indent, "em"));
        if body.after > Length::ZERO {
            let _ = writeln!(
                self.light,
                "article > p {{ margin-bottom: {}; }}",
                decimal(ratio(body.after, body.size), "em")
            );
        }
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

    fn style(&mut self, selector: &str, name: &str, style: &Style, body: &Style) {
        let mut css: Vec<String> = Vec::new();
        if style.families != body.families {
            css.push(format!("font-family: {}", self.families(style)));
        }
        if style.weight != body.weight || selector.starts_with('h') || name.ends_with("head") {
            css.push(format!("font-weight: {}", style.weight));
        }
        if style.italic != body.italic {
            css.push(format!("font-style: {}", if style.italic { "italic" } else { "normal" }));
        }
        let mut size = screen_size(ratio(style.size, body.size));
        if let Some((_, around)) = WITHIN.iter().find(|(inner, _)| *inner == name) {
            let around =
                self.layout.styles.get(*around).map_or(1000, |s| screen_size(ratio(s.size, body.size)));
            size = size * 1000 / around.max(1);
        }
        if size != 1000 {
            css.push(format!("font-size: {}", decimal(size, "em")));
        }
        let height = ratio(style.leading, style.size);
        let inline = INLINE.contains(&name);
        let height = if size > 1300 { height.clamp(1080, 1300) } else { height.clamp(1250, 1700) };
        if !inline {
            css.push(format!("line-height: {}", decimal(height, "")));
        }
        letters(style, body, &mut css);
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

    /// The initial of an article's first paragraph.
    fn drop_cap(&mut self, body: &Style) {
        if !self.layout.epub.drop_cap {
            return;
        }
        let style = self.layout.styles.get("drop-cap").unwrap_or(body);
        let mut css = vec![
            format!("font-family: {}", self.families(style)),
            format!("font-weight: {}", style.weight),
            "float: left; font-size: 3.1em; line-height: 0.78; padding: 0.07em 0.08em 0 0".to_owned(),
        ];
        self.colour(".drop-cap::first-letter", style, &mut css);
        let _ = writeln!(self.light, ".drop-cap::first-letter {{ {}; }}", css.join("; "));
    }

    fn families(&self, style: &Style) -> String {
        let mut list: Vec<String> =
            style.families.iter().map(|f| format!("\"{}\"", f.replace(['"', '\\'], ""))).collect();
        let generic = style.families.iter().find_map(|f| self.faces.generic.get(f));
        list.push((*generic.unwrap_or(&"serif")).to_owned());
        list.join(", ")
    }
}

/// Case, letter space and features.
fn letters(style: &Style, body: &Style, css: &mut Vec<String>) {
    match style.case {
        Case::None => {}
        Case::Upper => css.push("text-transform: uppercase".to_owned()),
        Case::Lower => css.push("text-transform: lowercase".to_owned()),
        Case::Small => css.push("font-variant-caps: small-caps".to_owned()),
    }
    if style.tracking != body.tracking {
        css.push(format!("letter-spacing: {}", decimal(i64::from(style.tracking), "em")));
    }
    let features: Vec<String> = style.features.iter().filter_map(|f| feature(f)).collect();
    if !features.is_empty() && style.features != body.features {
        css.push(format!("font-feature-settings: {}", features.join(", ")));
    }
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
