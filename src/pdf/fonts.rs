//! Fonts: which glyphs are shown and for which texts, and their numbers in the subsets.
//! Shows nothing itself: `draw` asks it for numbers and widths, `embed` makes the objects.

use super::embed::{Embedded, embed};
use crate::diag::{Diagnostic, Failed, Findings};
use crate::font::{Face, FaceId, Fonts};
use crate::pages::{Document, ItemKind};
use crate::typeset::{Glyph, GlyphRun};
use rayon::prelude::*;
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// `fsType` bits 1 (restricted licence) and 9 (bitmaps only), OpenType 1.9 OS/2.
const MAY_NOT_EMBED: u16 = 0x0202;

/// How a glyph's text is told.
pub(super) enum Shown<'a> {
    /// By the font's `ToUnicode` map.
    Plain,
    /// By a number of its own for the glyph: a divided word's hyphen, told as a soft hyphen.
    Soft(u16),
    /// By an `ActualText` around it: the map says something else.
    As(&'a str),
}

/// One face as far as it is used.
pub(super) struct FontUse {
    face: FaceId,
    /// By glyph of the face: what the map says it stands for.
    pub(super) texts: Vec<Option<Box<str>>>,
    /// The same as numbers (`short`), to be compared in one go.
    shorts: Vec<u32>,
    used: Vec<bool>,
    /// By glyph of the face: number in the subset.
    numbers: Vec<u16>,
    /// By glyph of the face: advance in millionths of an em.
    widths: Vec<u32>,
    hyphen: [u16; 2],
    /// The spaces, which leave no ink.
    blank: [u16; 2],
    /// Whether divided words' hyphens are told as soft ones; the glyphs that were, each with its number.
    soft: bool,
    pub(super) softened: Vec<(u16, u16)>,
    /// Whether numbers lead to glyphs by a list of their own: the outlines are TrueType.
    listed: bool,
}

/// All faces that a document uses, in the order of their numbers.
pub(super) struct FontSet {
    uses: Vec<FontUse>,
    by_face: Vec<Option<usize>>,
}

impl FontUse {
    fn new(id: FaceId, face: &Face, soft: bool) -> Option<Self> {
        let font = FontRef::new(&face.data).ok()?;
        let count = usize::from(font.maxp().ok()?.num_glyphs());
        let hmtx = font.hmtx().ok()?;
        let em = u64::from(face.upem.max(1));
        let widths = (0..count)
            .map(|g| {
                let units = hmtx.advance(GlyphId::new(g as u32)).unwrap_or(0);
                ((u64::from(units) * 1_000_000 + em / 2) / em) as u32
            })
            .collect();
        let glyph = |c: char| font.charmap().map(c).map_or(0, |g| g.to_u32() as u16);
        Some(Self {
            face: id,
            texts: vec![None; count],
            shorts: Vec::new(),
            used: vec![false; count],
            numbers: vec![0; count],
            widths,
            hyphen: [glyph('-'), glyph('\u{2010}')],
            blank: [glyph(' '), glyph('\u{a0}')],
            soft,
            softened: Vec::new(),
            listed: !face.cff,
        })
    }

    /// The number of a glyph in the subset.
    pub(super) fn number(&self, glyph: u16) -> u16 {
        self.numbers.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The advance of a glyph in millionths of an em.
    pub(super) fn width(&self, glyph: u16) -> u32 {
        self.widths.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// Whether a glyph is a space: nobody sees where it stands.
    pub(super) fn is_blank(&self, glyph: u16) -> bool {
        glyph != 0 && self.blank.contains(&glyph)
    }

    /// How many glyphs directly behind one belong to its cluster.
    pub(super) fn cluster(&self, followers: &[Glyph]) -> usize {
        let n = followers.iter().take_while(|g| g.bytes == 0).count();
        let at_end = n > 0 && n == followers.len();
        let hyphen = at_end && followers.last().is_some_and(|g| self.hyphen.contains(&g.id));
        n - usize::from(hyphen)
    }

    /// How the text of a glyph is told. A hyphen that opens a run and stands for no text repeats the one at the end
    /// of the line before: it is told as nothing, so that the word is read once.
    pub(super) fn shown<'a>(
        &self,
        glyph: &Glyph,
        text: &'a str,
        (first, followers): (bool, &[Glyph]),
    ) -> Shown<'a> {
        if first && glyph.bytes == 0 && !followers.is_empty() && self.hyphen.contains(&glyph.id) {
            return Shown::As("");
        }
        if self.divides(glyph, followers) {
            let own = self.softened.iter().find(|(g, _)| *g == glyph.id);
            return own.map_or(Shown::As("\u{ad}"), |(_, number)| Shown::Soft(*number));
        }
        if glyph.bytes == 0 {
            return Shown::Plain;
        }
        if followers.first().is_some_and(|g| g.bytes == 0) && self.cluster(followers) > 0 {
            return Shown::As(text);
        }
        let short = short(text);
        if short != 0 && self.shorts.get(usize::from(glyph.id)) == Some(&short) {
            return Shown::Plain;
        }
        match self.texts.get(usize::from(glyph.id)) {
            Some(Some(known)) if **known == *text => Shown::Plain,
            _ => Shown::As(text),
        }
    }

    /// Whether a glyph is the hyphen of a divided word, to be told as a soft one.
    fn divides(&self, glyph: &Glyph, followers: &[Glyph]) -> bool {
        self.soft && glyph.bytes == 0 && followers.is_empty() && self.hyphen.contains(&glyph.id)
    }

    fn note(&mut self, run: &GlyphRun) {
        if let Some(last) = run.glyphs.last()
            && self.listed
            && self.divides(last, &[])
            && !self.softened.iter().any(|(g, _)| *g == last.id)
        {
            self.softened.push((last.id, 0));
        }
        let mut at = 0_usize;
        for (i, glyph) in run.glyphs.iter().enumerate() {
            let slot = usize::from(glyph.id);
            let end = at + usize::from(glyph.bytes);
            if let Some(used) = self.used.get_mut(slot) {
                *used = true;
            }
            let alone = run.glyphs.get(i + 1).is_none_or(|next| next.bytes > 0);
            let unknown = self.texts.get_mut(slot).filter(|t| t.is_none());
            if let Some(text) = unknown
                && alone
                && glyph.bytes > 0
            {
                *text = run.text.get(at..end).map(Box::from);
            }
            at = end;
        }
    }

    /// Numbers the used glyphs and finds a text for those that stand for none by themselves.
    fn close(&mut self, face: &Face) {
        self.number_glyphs(face);
        self.shorts = self.texts.iter().map(|t| t.as_deref().map_or(0, short)).collect();
    }

    fn number_glyphs(&mut self, face: &Face) {
        let glyphs: Vec<u16> = (1..self.used.len())
            .filter(|g| self.used.get(*g) == Some(&true))
            .filter_map(|g| u16::try_from(g).ok())
            .collect();
        for (i, g) in glyphs.iter().enumerate() {
            if let Some(n) = self.numbers.get_mut(usize::from(*g)) {
                *n = (i + 1) as u16;
            }
        }
        self.softened.sort_unstable();
        for (i, (_, number)) in self.softened.iter_mut().enumerate() {
            *number = (glyphs.len() + 1 + i) as u16;
        }
        let mute =
            |this: &Self, g: usize| this.used.get(g) == Some(&true) && this.texts.get(g) == Some(&None);
        if !(0..self.used.len()).any(|g| mute(self, g)) {
            return;
        }
        let Ok(font) = FontRef::new(&face.data) else { return };
        for (code, glyph) in font.charmap().mappings() {
            let g = glyph.to_u32() as usize;
            if mute(self, g)
                && let (Some(c), Some(text)) = (char::from_u32(code), self.texts.get_mut(g))
            {
                *text = Some(c.to_string().into());
            }
        }
    }

    /// The glyphs of the face in the order of their numbers, `.notdef` first.
    pub(super) fn order(&self) -> Vec<u16> {
        let used = self.used.iter().enumerate().skip(1).filter(|(_, u)| **u);
        std::iter::once(0).chain(used.map(|(g, _)| g as u16)).collect()
    }
}

/// A text of one to three bytes as a number; 0 for others.
fn short(text: &str) -> u32 {
    match *text.as_bytes() {
        [a] => u32::from_be_bytes([1, 0, 0, a]),
        [a, b] => u32::from_be_bytes([2, 0, a, b]),
        [a, b, c] => u32::from_be_bytes([3, a, b, c]),
        _ => 0,
    }
}

impl FontSet {
    /// Notes every glyph that the document shows; faces that may not be embedded are findings.
    /// `soft`: divided words' hyphens are told as soft ones.
    pub(super) fn collect(
        document: &Document,
        fonts: &Fonts,
        soft: bool,
        findings: &mut Findings,
    ) -> Result<Self, Failed> {
        let mut set = Self { uses: Vec::new(), by_face: Vec::new() };
        for item in document.pages.iter().flat_map(|p| &p.items) {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            let number = match set.number(run.face) {
                Some(n) => n,
                None => set.add(run.face, fonts, soft, findings)?,
            };
            if let Some(font) = set.uses.get_mut(number) {
                font.note(run);
            }
        }
        for font in &mut set.uses {
            if let Some(face) = fonts.face(font.face) {
                font.close(face);
            }
        }
        Ok(set)
    }

    /// The number of a face.
    pub(super) fn number(&self, face: FaceId) -> Option<usize> {
        self.by_face.get(usize::from(face.0)).copied().flatten()
    }

    /// A face as far as it is used, by its number.
    pub(super) fn get(&self, number: usize) -> Option<&FontUse> {
        self.uses.get(number)
    }

    fn add(
        &mut self,
        id: FaceId,
        fonts: &Fonts,
        soft: bool,
        findings: &mut Findings,
    ) -> Result<usize, Failed> {
        let face = fonts.face(id);
        let Some((face, font)) = face.and_then(|f| Some((f, FontUse::new(id, f, soft)?))) else {
            let message = match face {
                Some(f) => format!("the face `{}` cannot be read", f.postscript),
                None => format!("the text is set in face number {}, which is not among the fonts", id.0),
            };
            let hint = "replace the font file, or name another family in the layout";
            return Err(findings.fail(Diagnostic::error("D002", message).hint(hint)));
        };
        if face.fs_type & MAY_NOT_EMBED != 0 {
            let words =
                format!("the licence of `{}` forbids embedding (`fsType` {})", face.postscript, face.fs_type);
            findings.push(
                Diagnostic::error("D003", words)
                    .hint("choose another face, or a licence that allows embedding"),
            );
        }
        let slot = usize::from(id.0);
        if self.by_face.len() <= slot {
            self.by_face.resize(slot + 1, None);
        }
        let number = self.uses.len();
        if let Some(known) = self.by_face.get_mut(slot) {
            *known = Some(number);
        }
        self.uses.push(font);
        Ok(number)
    }

    /// Makes the subsets, in parallel, in the order of their numbers.
    pub(super) fn embed(&self, fonts: &Fonts, findings: &mut Findings) -> Result<Vec<Embedded>, Failed> {
        let made: Vec<_> =
            self.uses.par_iter().map(|u| fonts.face(u.face).and_then(|f| embed(u, f))).collect();
        let mark = findings.len();
        let mut out = Vec::new();
        for (font, made) in self.uses.iter().zip(made) {
            let name = fonts.face(font.face).map_or("unknown", |f| f.postscript.as_str());
            if let Some(embedded) = made {
                out.push(embedded);
                continue;
            }
            let message = format!("no subset of `{name}` can be made");
            let hint = "replace its file by a TrueType or CFF font, or name another family";
            findings.push(Diagnostic::error("D004", message).hint(hint));
        }
        findings.failed_since(mark)?;
        Ok(out)
    }
}
