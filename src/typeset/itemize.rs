//! Cuts a paragraph into items of one run, face, script and direction, with a fallback face per grapheme cluster.
//! Shapes nothing.

use super::{Missing, Run, RunStyle};
use crate::font::{FaceId, Fonts};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// A piece of a paragraph that is shaped in one go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Item {
    /// Which run it belongs to.
    pub run: usize,
    /// Bytes of the shown text.
    pub bytes: Range<usize>,
    /// Its face.
    pub face: FaceId,
    /// ISO 15924 code of its script.
    pub script: [u8; 4],
    /// Bidi embedding level; odd is right to left.
    pub level: u8,
}

/// Finds faces for characters; keeps what it learned.
#[derive(Default)]
pub(super) struct Itemizer {
    chains: Vec<(Arc<RunStyle>, Arc<[FaceId]>)>,
    pages: HashMap<(FaceId, u32), [u64; 4]>,
    /// The page that was asked for last.
    last: Option<((FaceId, u32), [u64; 4])>,
    missing: Vec<Missing>,
}

impl Itemizer {
    /// Characters that no face had since this was asked last, each once.
    pub(super) fn missing(&mut self) -> Vec<Missing> {
        std::mem::take(&mut self.missing)
    }

    /// Cuts `shown`, whose runs end at `ends`, into items in reading order.
    pub(super) fn cut(&mut self, fonts: &Fonts, runs: &[Run], shown: &str, ends: &[usize]) -> Vec<Item> {
        let levels = has_rtl(shown).then(|| BidiInfo::new(shown, Some(Level::ltr())).levels);
        let mut items: Vec<Item> = Vec::new();
        let mut from = 0;
        for (at, (run, end)) in runs.iter().zip(ends).enumerate() {
            let text = shown.get(from..*end).unwrap_or_default();
            let chain = self.chain(fonts, run);
            let sole = chain.first().copied();
            if let Some(face) = sole.filter(|f| levels.is_none() && self.covers_ascii(fonts, *f, text)) {
                let item = Item { run: at, bytes: from..*end, face, script: *b"Latn", level: 0 };
                items.extend((!text.is_empty()).then_some(item));
            } else {
                self.cut_run(fonts, (at, run, &chain), (from, text), levels.as_deref(), &mut items);
            }
            from = *end;
        }
        settle_scripts(&mut items);
        items
    }

    fn covers_ascii(&mut self, fonts: &Fonts, face: FaceId, text: &str) -> bool {
        let page = self.page(fonts, face, 0);
        text.bytes().all(|b| {
            b == b' '
                || b == b'\n'
                || (b.is_ascii() && page.get(usize::from(b >> 6)).is_some_and(|w| w >> (b & 63) & 1 == 1))
        })
    }

    fn cut_run(
        &mut self,
        fonts: &Fonts,
        (at, run, chain): (usize, &Run, &[FaceId]),
        (from, text): (usize, &str),
        levels: Option<&[Level]>,
        items: &mut Vec<Item>,
    ) {
        let han_lang = matches!(run.style.lang.primary(), "zh" | "ja" | "ko");
        let han_face =
            if han_lang { chain.iter().copied().find(|f| self.has(fonts, *f, '一')) } else { None };
        let mut add = |this: &mut Self, offset: usize, cluster: &str| {
            let Some(c) = cluster.chars().next() else { return };
            let start = from + offset;
            let level = levels.and_then(|l| l.get(start)).map_or(0, Level::number);
            let last = items.last_mut().filter(|i| i.run == at && i.level == level);
            let wide = is_wide(c) || (han_face.is_some() && is_ambiguous(c));
            let script = match c {
                _ if wide => Some(*b"Hani"),
                ' '..='~' if han_lang => Some(*b"Latn"),
                _ => real_script(c),
            };
            let keep = last.as_ref().map(|i| i.face);
            let face = if let (true, Some(face)) = (c.is_whitespace() || c.is_control(), keep) {
                face
            } else if let Some(face) = han_face.filter(|f| wide && this.has(fonts, *f, c)) {
                face
            } else {
                this.face_for(fonts, chain, cluster, run)
            };
            let bytes = start..start + cluster.len();
            match last {
                Some(item)
                    if item.face == face
                        && (script.is_none() || item.script == *NONE || script == Some(item.script)) =>
                {
                    item.bytes.end = bytes.end;
                    item.script = script.unwrap_or(item.script);
                }
                _ => items.push(Item { run: at, bytes, face, script: script.unwrap_or(*NONE), level }),
            }
        };
        if text.chars().all(is_simple) {
            let mut buffer = [0; 4];
            text.char_indices().for_each(|(i, c)| add(self, i, c.encode_utf8(&mut buffer)));
        } else {
            text.grapheme_indices(true).for_each(|(i, g)| add(self, i, g));
        }
    }

    /// The first face of the chain that has every character of a cluster; the first face of all, and a note,
    /// where none has.
    fn face_for(&mut self, fonts: &Fonts, chain: &[FaceId], cluster: &str, run: &Run) -> FaceId {
        let found = chain.iter().copied().find(|f| {
            let mut covers =
                |c: char| is_joiner(c) || self.has(fonts, *f, c) || (is_space(c) && self.has(fonts, *f, ' '));
            cluster.chars().all(&mut covers) || cluster.nfc().all(covers)
        });
        if let Some(face) = found {
            return face;
        }
        for c in cluster.chars().filter(|c| !is_joiner(*c)) {
            let lost = !chain.iter().any(|f| self.has(fonts, *f, c));
            if lost && !self.missing.iter().any(|m| m.ch == c && m.families == run.style.families) {
                let families = Arc::clone(&run.style.families);
                self.missing.push(Missing { ch: c, span: run.span, families });
            }
        }
        chain.first().copied().unwrap_or(FaceId(0))
    }

    /// The faces of a style in order.
    fn chain(&mut self, fonts: &Fonts, run: &Run) -> Arc<[FaceId]> {
        let style = &run.style;
        let same = |s: &RunStyle| {
            s.families == style.families && s.weight == style.weight && s.italic == style.italic
        };
        if let Some((_, chain)) = self.chains.iter().find(|(s, _)| Arc::ptr_eq(s, style) || same(s)) {
            return Arc::clone(chain);
        }
        let mut chain: Vec<FaceId> =
            style.families.iter().filter_map(|f| fonts.find(f, style.weight, style.italic)).collect();
        if chain.is_empty() {
            chain.push(FaceId(0));
        }
        let chain: Arc<[FaceId]> = chain.into();
        self.chains.push((Arc::clone(style), Arc::clone(&chain)));
        chain
    }

    fn has(&mut self, fonts: &Fonts, face: FaceId, c: char) -> bool {
        let page = self.page(fonts, face, c as u32 >> 8);
        let low = c as u32 & 0xff;
        page.get((low >> 6) as usize).is_some_and(|w| w >> (low & 63) & 1 == 1)
    }

    /// Which of 256 characters a face has.
    fn page(&mut self, fonts: &Fonts, face: FaceId, page: u32) -> [u64; 4] {
        if let Some((_, bits)) = self.last.filter(|(key, _)| *key == (face, page)) {
            return bits;
        }
        let bits = *self.pages.entry((face, page)).or_insert_with(|| {
            let mut bits = [0; 4];
            let Some(face) = fonts.face(face) else { return bits };
            let charmap = face.font().charmap();
            for (high, word) in bits.iter_mut().enumerate() {
                for low in 0..64 {
                    let code = (page << 8) + (high as u32) * 64 + low;
                    *word |= u64::from(charmap.map_unicode(code).is_some_and(|g| g.to_u32() != 0)) << low;
                }
            }
            bits
        });
        self.last = Some(((face, page), bits));
        bits
    }
}

/// The script of an item that has only common characters so far.
const NONE: &[u8; 4] = b"Zyyy";

/// Items of common characters take the script before them, else after them, else Latin.
fn settle_scripts(items: &mut [Item]) {
    let mut last = None;
    for item in items.iter_mut() {
        if item.script == *NONE {
            item.script = last.unwrap_or(*NONE);
        }
        last = Some(item.script).filter(|s| s != NONE);
    }
    let mut next = *b"Latn";
    for item in items.iter_mut().rev() {
        if item.script == *NONE {
            item.script = next;
        }
        next = item.script;
    }
}

fn real_script(c: char) -> Option<[u8; 4]> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(*b"Latn");
    }
    match c.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => script.short_name().as_bytes().try_into().ok(),
    }
}

/// Characters that stand alone: no marks, joiners or emoji, so that no cluster needs to be looked for.
fn is_simple(c: char) -> bool {
    matches!(c as u32, 0x20..0x300 | 0x370..0x483 | 0x1e00..0x200b | 0x2010..0x202a | 0x2030..0x2060
        | 0x2070..0x20d0 | 0x2100..0x2190 | 0x3000..0x302a | 0x3030..0x3099 | 0x309b..0xa000 | 0xff01..0xffe0)
        || c == '\n'
}

/// Characters that need no glyph of their own.
fn is_joiner(c: char) -> bool {
    matches!(c as u32, 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0x2066..=0x2069 | 0xfe00..=0xfe0f | 0xfeff)
        || c.is_control()
}

/// Spaces of set width, which the shaper makes of the word space where a face does not have them.
fn is_space(c: char) -> bool {
    matches!(c as u32, 0xa0 | 0x2000..=0x200a | 0x202f | 0x205f)
}

/// Punctuation of Chinese typefaces alone.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3000..=0x303f | 0xff01..=0xffef)
}

/// Punctuation that Latin and Chinese typefaces share, full width in Chinese.
pub(super) fn is_ambiguous(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '⸺')
}

fn has_rtl(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c as u32, 0x590..=0x8ff | 0x200f | 0x202b | 0x202e | 0x2067 | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff)
    })
}
