//! How the type of a replica looks: a class for each style of its runs, and the faces that the book carries.
//! Places nothing.

use crate::epub::faces::{forbids, is_whole, subset};
use crate::epub::finish::File;
use crate::epub::ink::Tones;
use crate::epub::markup::name;
use crate::epub::style::{decimal, feature};
use crate::font::{Face, FaceId, Fonts};
use crate::geom::{Length, Size};
use crate::layout::Case;
use crate::pages::{Document, ItemKind};
use crate::typeset::{GlyphRun, RunStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// CSS pixels for a point: enough that small type is larger than the least size that reading systems allow.
pub(super) const SCALE: i64 = 2;

/// The style sheet under construction.
pub(super) struct Sheet<'a> {
    /// The typefaces.
    pub fonts: &'a Fonts,
    tones: Tones,
    carried: BTreeMap<FaceId, Vec<u8>>,
    classes: BTreeMap<String, usize>,
}

impl<'a> Sheet<'a> {
    /// A sheet for the pages of a document, with the faces of their text, cut down to it.
    pub(super) fn new(fonts: &'a Fonts, document: &Document) -> Self {
        let mut chars: BTreeMap<FaceId, BTreeSet<char>> = BTreeMap::new();
        for item in document.pages.iter().flat_map(|p| &p.items) {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            if !run.text.is_empty() {
                let set = chars.entry(run.face).or_default();
                set.extend(run.text.chars());
                if run.style.case != Case::None {
                    set.extend(run.text.chars().flat_map(|c| c.to_uppercase().chain(c.to_lowercase())));
                }
            }
        }
        let cut = |(id, chars): (FaceId, BTreeSet<char>)| {
            let face = fonts.face(id)?;
            let closed = is_whole(face) || forbids(face.fs_type);
            Some((id, subset(face, &chars).filter(|_| !closed)?))
        };
        let carried = chars.into_iter().filter_map(cut).collect();
        Self { fonts, tones: Tones::new(), carried, classes: BTreeMap::new() }
    }

    /// Whether a run is set by the reading system: its face is in the book and its script runs to the right;
    /// letters of scripts that run to the left join across runs and are drawn.
    pub(super) fn sets(&self, run: &GlyphRun) -> bool {
        self.carried.contains_key(&run.face) && !run.text.chars().any(runs_left)
    }

    /// The class of a run's style.
    pub(super) fn class(&mut self, run: &GlyphRun) -> String {
        let css = self.css(run);
        let next = self.classes.len() + 1;
        format!("s{}", self.classes.entry(css).or_insert(next))
    }

    fn css(&self, run: &GlyphRun) -> String {
        let style: &RunStyle = &run.style;
        let face = self.fonts.face(run.face);
        let mut css = String::new();
        let _ = write!(css, "font-size: {}", pixels(style.size));
        if !self.sets(run) {
            css.push_str("; font-family: serif; color: transparent");
            return css;
        }
        if let Some(face) = face {
            let _ = write!(css, "; font-family: \"{}\"", family(face));
        }
        let _ = write!(css, "; color: {}", self.tones.hex(&style.color));
        let small = face.is_some_and(|f| f.has_feature(*b"smcp"));
        match style.case {
            Case::Upper => css.push_str("; text-transform: uppercase"),
            Case::Small if !small => css.push_str("; text-transform: uppercase"),
            Case::Lower => css.push_str("; text-transform: lowercase"),
            Case::Small | Case::None => {}
        }
        let mut features: Vec<String> = style.features.iter().filter_map(|f| feature(f)).collect();
        features.extend((style.case == Case::Small && small).then(|| "\"smcp\" 1".to_owned()));
        features.extend((style.case == Case::Upper).then(|| "\"case\" 1".to_owned()));
        let ligatures = if style.tracking > 0 { "\"liga\" 0" } else { "\"liga\" 1, \"clig\" 1" };
        if !style.features.iter().any(|f| f.contains("liga")) {
            features.push(ligatures.to_owned());
        }
        if face.is_some_and(|f| f.has('的')) {
            features.push("\"fwid\" 1".to_owned());
        }
        let _ = write!(css, "; font-feature-settings: {}", features.join(", "));
        css
    }

    /// The sheet and the faces.
    pub(super) fn files(self, trim: Size) -> Vec<File> {
        let mut css = String::new();
        let mut files = Vec::new();
        for (id, bytes) in self.carried {
            let Some(face) = self.fonts.face(id) else { continue };
            let path = format!("fonts/{}.ttf", family(face));
            let _ = writeln!(css, "@font-face {{ font-family: \"{}\"; src: url({path}); }}", family(face));
            files.push(File::resource(&path, "font/ttf", bytes));
        }
        css.push_str(include_str!("replica.css"));
        let (w, h) = (pixels(trim.w), pixels(trim.h));
        let _ = writeln!(css, "body, .g {{ width: {w}; height: {h}; }}");
        let mut classes: Vec<(String, usize)> = self.classes.into_iter().collect();
        classes.sort_by_key(|(_, n)| *n);
        for (rules, n) in classes {
            let _ = writeln!(css, ".s{n} {{ {rules}; }}");
        }
        files.insert(0, File::resource("stylesheet.css", "text/css", css.into_bytes()));
        files
    }
}

/// A name for a face that no face of a reading system has.
fn family(face: &Face) -> String {
    name(&face.postscript)
}

/// A length of print in CSS pixels.
pub(super) fn pixels(length: Length) -> String {
    decimal(length.to_millipoints() * SCALE, "px")
}

/// Letters of Hebrew, Arabic and their neighbours, which run to the left (Unicode 16, `DerivedBidiClass`).
const fn runs_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
