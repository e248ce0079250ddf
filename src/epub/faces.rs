//! The faces that an EPUB carries: those that its styles ask for, cut down to the characters in its texts.
//! Knows nothing of how a style looks beyond its family, weight and slope.

use super::Book;
use super::finish::File;
use super::markup::name;
use crate::credits::Designs;
use crate::diag::{Diagnostic, Findings};
use crate::font::{Face, FaceId, Fonts};
use crate::issue::Issue;
use crate::layout::{Layout, Style};
use skera::{Plan, SubsetFlags, subset_font};
use skrifa::raw::FontRef;
use skrifa::raw::collections::IntSet;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// OS/2 `fsType` bit 1, alone among the first four: no embedding of any kind.
const RESTRICTED: u16 = 0x0002;
/// OS/2 `fsType` bit 9: bitmaps only, no outlines.
const BITMAPS: u16 = 0x0200;
/// OS/2 `fsType` bit 8: embedded only as a whole.
const WHOLE: u16 = 0x0100;
/// A whole face larger than this is left to the reading system.
const MOST_BYTES: usize = 2 << 20;
/// Styles of running text, in which bold and italic words occur.
const RUNNING: [&str; 8] = ["body", "quote", "sidebar", "note", "bio", "caption", "deck", "footnote"];
/// Families whose licence reserves their name for the unchanged file: never cut down.
const UNCHANGED: [&str; 1] = ["LXGW WenKai"];

/// Marks that Chinese and Latin share by number and not by shape: in Chinese the Chinese face has them.
const HAN_MARKS: [char; 7] = ['‘', '’', '“', '”', '—', '…', '·'];
/// What a Latin face is for in a Chinese text: everything but `HAN_MARKS`, and no Han.
const LATIN_RANGE: &str = "U+0-B6, U+B8-2013, U+2015-2017, U+201A-201B, U+201E-2025, U+2027-2E7F";

/// A face that the book carries.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    family: String,
    weight: u16,
    italic: bool,
    path: String,
    latin: bool,
}

/// The faces of a book.
#[derive(Clone, Debug, Default)]
pub(super) struct Faces {
    /// The font files.
    pub files: Vec<File>,
    rules: Vec<Rule>,
    /// Generic family that stands in for a family, by its shape.
    pub generic: BTreeMap<String, &'static str>,
}

impl Faces {
    /// The `@font-face` rules of a sheet for texts that are Chinese or Japanese, or are not.
    pub(super) fn css(&self, layout: &Layout, han: bool) -> String {
        let mut css = String::new();
        let named = |family: &String| layout.styles.values().any(|s| s.families.contains(family));
        for rule in self.rules.iter().filter(|r| named(&r.family)) {
            let Rule { family, weight, path, .. } = rule;
            let slope = if rule.italic { "italic" } else { "normal" };
            let range =
                if han && rule.latin { format!(" unicode-range: {LATIN_RANGE};") } else { String::new() };
            let _ = writeln!(
                css,
                "@font-face {{ font-family: \"{family}\"; font-weight: {weight}; font-style: {slope}; src: url(../{path});{range} }}"
            );
        }
        css
    }
}

/// A family, a weight, a slope.
type Wish = (String, u16, bool);

/// Chooses the faces for what the texts hold.
pub(super) fn choose(book: &Book, fonts: &Fonts, texts: &[&str], findings: &mut Findings) -> Faces {
    let held = Held::new(texts);
    let mut faces = Faces::default();
    let mut taken: BTreeMap<FaceId, BTreeSet<char>> = BTreeMap::new();
    for Sheet { layout, han, .. } in &book.sheets {
        for (style, bold, italic) in held.styles(layout) {
            let mut missing: BTreeSet<char> = held.chars.clone();
            for family in &style.families {
                for wish in wishes(style, family, bold, italic) {
                    let Some(id) = fonts.find(&wish.0, wish.1, wish.2) else { continue };
                    let Some(face) = fonts.face(id) else { continue };
                    faces.generic.entry(family.clone()).or_insert_with(|| generic(face));
                    if !may_embed(face) {
                        continue;
                    }
                    let mut held = missing.iter().copied().filter(|c| serves(face, *c, *han)).peekable();
                    if held.peek().is_some() {
                        taken.entry(id).or_default().extend(held);
                    }
                }
                let regular = fonts.find(family, style.weight, style.italic).and_then(|id| fonts.face(id));
                if let Some(face) = regular.filter(|f| may_embed(f)) {
                    missing.retain(|c| !serves(face, *c, *han));
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

/// The style sheet of one resolved layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sheet<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// Its file's name: the layout's own, numbered where one layout was resolved for two languages.
    pub name: String,
    /// Whether it is for Chinese or Japanese texts.
    pub han: bool,
}

/// The style sheets of a book, one for each layout as resolved.
pub(super) fn sheets<'a>(issue: &'a Issue, designs: &'a Designs) -> Vec<Sheet<'a>> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let own = [(&designs.issue, &issue.lang)];
    for (design, lang) in designs.articles.iter().zip(issue.articles.iter().map(|a| &a.lang)).chain(own) {
        let layout: &Layout = &design.layout;
        if sheets.iter().any(|s| s.layout == layout) {
            continue;
        }
        let stem = super::style::css_name(&layout.id);
        let before = sheets.iter().filter(|s| s.layout.id == layout.id).count();
        let name = if before == 0 { stem } else { format!("{stem}-{}", before + 1) };
        sheets.push(Sheet { layout, name, han: ["zh", "ja"].contains(&lang.primary()) });
    }
    sheets
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

/// Whether OS/2 `fsType` forbids to embed a face's outlines.
pub(super) const fn forbids(fs_type: u16) -> bool {
    fs_type & 0x000f == RESTRICTED || fs_type & BITMAPS != 0
}

/// Whether a face may only be carried as a whole file.
pub(super) fn is_whole(face: &Face) -> bool {
    face.cff || face.fs_type & WHOLE != 0 || UNCHANGED.contains(&face.family.as_str())
}

/// Whether a face can be carried; one that is forbidden counts, so that it is reported.
fn may_embed(face: &Face) -> bool {
    !is_whole(face) || face.data.len() <= MOST_BYTES
}

/// Whether a face shows a character in a text that is Chinese or Japanese (`han`), or is not.
fn serves(face: &Face, c: char, han: bool) -> bool {
    face.has(c) && !(han && HAN_MARKS.contains(&c) && !face.has('的'))
}

/// Writes one face's file and rule; a face that may not be embedded is a finding.
fn embed(faces: &mut Faces, face: &Face, chars: &BTreeSet<char>, findings: &mut Findings) {
    if forbids(face.fs_type) {
        let words = format!("`{}` may not be embedded in an EPUB", face.postscript);
        findings.push(Diagnostic::warning("E003", words).hint("readers see a face of their own instead"));
        return;
    }
    let cut = if is_whole(face) { None } else { subset(face, chars) };
    let bytes = cut.unwrap_or_else(|| face.data.to_vec());
    if bytes.len() > MOST_BYTES {
        return;
    }
    let (end, media) = if face.cff { ("otf", "font/otf") } else { ("ttf", "font/ttf") };
    let path = format!("fonts/{}.{end}", name(&face.postscript));
    faces.rules.push(Rule {
        family: face.family.clone(),
        weight: face.weight,
        italic: face.italic,
        path: path.clone(),
        latin: !face.has('的'),
    });
    faces.files.push(File::resource(&path, media, bytes));
}

/// The face with only the glyphs that `chars` need, layout features and kerning kept. `None` where it cannot
/// be cut down or the result is no font that has them all.
pub(super) fn subset(face: &Face, chars: &BTreeSet<char>) -> Option<Vec<u8>> {
    let font = FontRef::new(&face.data).ok()?;
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
    chars.iter().all(|c| cut.has(*c) == face.has(*c)).then_some(bytes)
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
                || super::elements::selectors(style).iter().any(|s| self.names.contains(*s))
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
