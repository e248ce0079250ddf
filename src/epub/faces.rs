//! The faces that an EPUB carries: those that its styles ask for, cut down to the characters in its texts.
//! Knows nothing of how a style looks beyond its family, weight and slope.

use super::finish::File;
use super::markup::name;
use crate::credits::Designs;
use crate::diag::{Diagnostic, Findings};
use crate::font::{Face, FaceId, Fonts};
use crate::layout::{Layout, Style};
use skera::{Plan, SubsetFlags, subset_font};
use skrifa::raw::FontRef;
use skrifa::raw::collections::IntSet;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// OS/2 `fsType` bit 1: no embedding of any kind.
const RESTRICTED: u16 = 0x0002;
/// OS/2 `fsType` bit 8: embedded only as a whole.
const WHOLE: u16 = 0x0100;
/// A whole face larger than this is left to the reading system.
const MOST_BYTES: usize = 2 << 20;
/// Styles of running text, in which bold and italic words occur.
const RUNNING: [&str; 8] = ["body", "quote", "sidebar", "note", "bio", "caption", "deck", "footnote"];
/// Families whose licence reserves their name for the unchanged file: never cut down.
const UNCHANGED: [&str; 1] = ["LXGW WenKai"];

/// The faces of a book.
#[derive(Clone, Debug, Default)]
pub(super) struct Faces {
    /// The font files.
    pub files: Vec<File>,
    /// Their rules of the style sheet.
    pub css: String,
    /// Generic family that stands in for a family, by its shape.
    pub generic: BTreeMap<String, &'static str>,
}

/// A family, a weight, a slope.
type Wish = (String, u16, bool);

/// Chooses the faces for what the texts hold.
pub(super) fn choose(designs: &Designs, fonts: &Fonts, texts: &[&str], findings: &mut Findings) -> Faces {
    let held = Held::new(texts);
    let mut faces = Faces::default();
    let mut taken: BTreeMap<FaceId, BTreeSet<char>> = BTreeMap::new();
    for (layout, _) in layouts(designs) {
        for (style, bold, italic) in held.styles(layout) {
            let mut missing: BTreeSet<char> = held.chars.clone();
            for family in &style.families {
                for wish in wishes(style, family, bold, italic) {
                    let Some(id) = fonts.find(&wish.0, wish.1, wish.2) else { continue };
                    let Some(face) = fonts.face(id) else { continue };
                    faces.generic.entry(family.clone()).or_insert_with(|| generic(face));
                    let mut held = missing.iter().copied().filter(|c| face.has(*c)).peekable();
                    if held.peek().is_some() {
                        taken.entry(id).or_default().extend(held);
                    }
                }
                let regular = fonts.find(family, style.weight, style.italic).and_then(|id| fonts.face(id));
                if let Some(face) = regular {
                    missing.retain(|c| !face.has(*c));
                }
            }
        }
    }
    for (id, chars) in &taken {
        if let Some(face) = fonts.face(*id) {
            embed(&mut faces, face, chars, findings);
        }
    }
    faces
}

/// The layouts of a book as resolved, each once, with the name of its style sheet: the layout's own, numbered
/// where one layout was resolved for two languages.
pub(super) fn layouts(designs: &Designs) -> Vec<(&Layout, String)> {
    let mut layouts: Vec<(&Layout, String)> = Vec::new();
    for design in designs.articles.iter().chain([&designs.issue]) {
        let layout: &Layout = &design.layout;
        if layouts.iter().any(|(l, _)| *l == layout) {
            continue;
        }
        let stem = super::style::css_name(&layout.id);
        let before = layouts.iter().filter(|(l, _)| l.id == layout.id).count();
        layouts.push((layout, if before == 0 { stem } else { format!("{stem}-{}", before + 1) }));
    }
    layouts
}

fn wishes(style: &Style, family: &str, bold: bool, italic: bool) -> Vec<Wish> {
    let mut wishes = vec![(family.to_owned(), style.weight, style.italic)];
    if bold && style.weight < 600 {
        wishes.push((family.to_owned(), 700, style.italic));
    }
    if italic && !style.italic {
        wishes.push((family.to_owned(), style.weight, true));
    }
    wishes
}

/// Writes one face's file and rule; a face that may not be embedded is a finding.
fn embed(faces: &mut Faces, face: &Face, chars: &BTreeSet<char>, findings: &mut Findings) {
    if face.fs_type & 0x000f == RESTRICTED {
        let words = format!("`{}` may not be embedded in an EPUB", face.postscript);
        findings.push(Diagnostic::warning("E003", words).hint("readers see a face of their own instead"));
        return;
    }
    let whole = face.cff || face.fs_type & WHOLE != 0 || UNCHANGED.contains(&face.family.as_str());
    let cut = if whole { None } else { subset(&face.data, chars) };
    let bytes = cut.unwrap_or_else(|| face.data.to_vec());
    if bytes.len() > MOST_BYTES {
        return;
    }
    let (end, media) = if face.cff { ("otf", "font/otf") } else { ("ttf", "font/ttf") };
    let path = format!("fonts/{}.{end}", name(&face.postscript));
    let slope = if face.italic { "italic" } else { "normal" };
    let _ = writeln!(
        faces.css,
        "@font-face {{ font-family: \"{}\"; font-weight: {}; font-style: {slope}; src: url(../{path}); }}",
        face.family, face.weight
    );
    faces.files.push(File::resource(&path, media, bytes));
}

/// The face with only the glyphs that `chars` need, layout features and kerning kept. `None` where it cannot
/// be cut down or the result is no font that has them all.
fn subset(data: &[u8], chars: &BTreeSet<char>) -> Option<Vec<u8>> {
    let font = FontRef::new(data).ok()?;
    let unicodes: IntSet<u32> = chars.iter().map(|c| u32::from(*c)).collect();
    let plan = Plan::new(
        &IntSet::empty(),
        &unicodes,
        &font,
        SubsetFlags::SUBSET_FLAGS_NOTDEF_OUTLINE | SubsetFlags::SUBSET_FLAGS_NAME_LEGACY,
        &IntSet::empty(),
        &IntSet::all(),
        &IntSet::all(),
        &IntSet::all(),
        &IntSet::all(),
    );
    let bytes = subset_font(&font, &plan).ok()?;
    let cut = Face::read(bytes.clone().into())?;
    let was = Face::read(data.to_vec().into())?;
    chars.iter().all(|c| cut.has(*c) == was.has(*c)).then_some(bytes)
}

/// The generic family that is nearest to a face: by the pitch of its figures and letters, and by its name.
fn generic(face: &Face) -> &'static str {
    let width = |c| face.glyph(c).map(|g| face.advance(g));
    let lower = face.family.to_lowercase();
    if width('i').is_some() && width('i') == width('M') {
        "monospace"
    } else if lower.contains("serif")
        || lower.contains("song")
        || lower.contains("kai")
        || lower.contains("ming")
    {
        "serif"
    } else {
        "sans-serif"
    }
}

/// What the texts hold: characters, elements, classes.
struct Held {
    chars: BTreeSet<char>,
    names: BTreeSet<String>,
}

impl Held {
    fn new(texts: &[&str]) -> Self {
        let mut held = Self { chars: BTreeSet::new(), names: BTreeSet::new() };
        for text in texts {
            held.chars.extend(text.chars().filter(|c| !c.is_control()));
            for tag in text.split('<').skip(1).filter_map(|t| t.split('>').next()) {
                held.names.extend(tag.split([' ', '/']).next().map(|element| format!("<{element}")));
                let classes = tag.split("class=\"").nth(1).and_then(|c| c.split('"').next());
                held.names.extend(classes.into_iter().flat_map(|c| c.split(' ')).map(str::to_owned));
            }
        }
        // Case changes and hyphens come from the style sheet.
        let cased: Vec<char> =
            held.chars.iter().flat_map(|c| c.to_uppercase().chain(c.to_lowercase())).collect();
        held.chars.extend(cased);
        held.chars.extend(['-', '\u{2010}', ' ', '\u{a0}']);
        held
    }

    /// The styles of a layout that something in the texts has, and whether bold and italic runs occur.
    fn styles<'a>(&self, layout: &'a Layout) -> Vec<(&'a Style, bool, bool)> {
        let bold = self.names.contains("<strong");
        let italic = self.names.contains("<em");
        let is_used = |style: &str| {
            style == "body"
                || super::style::selectors(style).iter().any(|s| self.names.contains(*s))
                || self.names.contains(&super::style::css_name(style))
        };
        let used = layout.styles.iter().filter(|(name, _)| is_used(name));
        used.map(|(name, style)| {
            let runs = RUNNING.contains(&name.as_str());
            (style, bold && runs, italic && runs)
        })
        .collect()
    }
}
