//! One face: its names, measures and permissions, read from its tables.
//! Glyph outlines and layout tables are left to those who use them.

use super::FontData;
use skrifa::GlyphId;
use skrifa::font::{Blob, Font};
use skrifa::raw::TableProvider;
use skrifa::raw::tables::os2::Os2;
use skrifa::raw::types::NameId;
use std::fmt;
use std::sync::Arc;

/// A face, by its number in `Fonts`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FaceId(pub u16);

/// What a face is asked for by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FaceName {
    /// Family, as layouts name it: `Source Serif 4`.
    pub family: String,
    /// Weight, 100 to 900.
    pub weight: u16,
    /// Whether it slopes.
    pub italic: bool,
}

/// One face: a file of type.
#[derive(Clone)]
pub struct Face {
    /// Family, as layouts name it: `Source Serif 4`.
    pub family: String,
    /// Weight, 100 to 900.
    pub weight: u16,
    /// Whether it slopes.
    pub italic: bool,
    /// PostScript name.
    pub postscript: String,
    /// The file.
    pub data: FontData,
    /// Units to the em; all measures below are in them.
    pub upem: u16,
    /// Typographic ascender.
    pub ascender: i16,
    /// Typographic descender, negative.
    pub descender: i16,
    /// Height of capitals.
    pub cap_height: i16,
    /// Height of small letters.
    pub x_height: i16,
    /// Slope in degrees times 65,536; 0 for upright.
    pub italic_angle: i32,
    /// Bounding box of all glyphs.
    pub bbox: [i16; 4],
    /// OS/2 `fsType`: permission to embed.
    pub fs_type: u16,
    /// Whether outlines are CFF.
    pub cff: bool,
    font: Font,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({})", self.postscript)
    }
}

impl Face {
    /// Reads a face from the bytes of a TrueType or OpenType file (of a collection, its first face).
    /// `None` where they are no font that can be set.
    #[must_use]
    pub fn read(data: FontData) -> Option<Self> {
        let font = Font::new(Blob::Shared(Arc::new(data.clone())), 0)?;
        let tables = font.tables();
        let head = tables.head().ok()?;
        let hhea = tables.hhea().ok()?;
        let os2 = tables.os2().ok();
        let upem = head.units_per_em();
        if !(16..=16_384).contains(&upem) {
            return None;
        }
        let name = |id| {
            let words = font.names().get(id)?.english_or_first()?.name();
            Some(words.chars().collect::<String>()).filter(|n| !n.is_empty())
        };
        let family = name(NameId::TYPOGRAPHIC_FAMILY_NAME).or_else(|| name(NameId::FAMILY_NAME))?;
        let postscript = name(NameId::POSTSCRIPT_NAME).unwrap_or_else(|| family.replace(' ', ""));
        let em_part = |tenths: i32| (i32::from(upem) * tenths / 10) as i16;
        let own = |v: Option<i16>, tenths: i32| v.filter(|v| *v > 0).unwrap_or(em_part(tenths));
        let typo = os2.as_ref().map(|t| (t.s_typo_ascender(), t.s_typo_descender()));
        let (ascender, descender) =
            typo.filter(|t| *t != (0, 0)).unwrap_or((hhea.ascender().to_i16(), hhea.descender().to_i16()));
        let angle = tables.post().map_or(0, |t| t.italic_angle().to_bits());
        Some(Self {
            weight: os2.as_ref().map_or(400, |t| t.us_weight_class().clamp(1, 1000)),
            italic: head.mac_style().bits() & 2 != 0 || angle != 0,
            upem,
            ascender,
            descender,
            cap_height: own(os2.as_ref().and_then(Os2::s_cap_height), 7),
            x_height: own(os2.as_ref().and_then(Os2::sx_height), 5),
            italic_angle: angle,
            bbox: [head.x_min(), head.y_min(), head.x_max(), head.y_max()],
            fs_type: os2.as_ref().map_or(0, Os2::fs_type),
            cff: tables.cff().is_ok() || tables.cff2().is_ok(),
            family,
            postscript,
            data,
            font: font.clone(),
        })
    }

    /// The opened font, for shapers and for whoever reads outlines.
    #[must_use]
    pub fn font(&self) -> &Font {
        &self.font
    }

    /// Whether the face has a glyph for `c`.
    #[must_use]
    pub fn has(&self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    /// The glyph of `c` before any substitution.
    #[must_use]
    pub fn glyph(&self, c: char) -> Option<u16> {
        let glyph = self.font.charmap().map_unicode(c)?;
        u16::try_from(glyph.to_u32()).ok().filter(|g| *g != 0)
    }

    /// Whether the face has a substitution feature such as `smcp`.
    #[must_use]
    pub fn has_feature(&self, tag: [u8; 4]) -> bool {
        let tables = self.font.tables();
        let Ok(gsub) = tables.gsub() else { return false };
        gsub.feature_list()
            .is_ok_and(|l| l.feature_records().iter().any(|r| r.feature_tag().to_be_bytes() == tag))
    }

    /// Advance of a glyph, in font units.
    #[must_use]
    pub fn advance(&self, glyph: u16) -> i32 {
        self.font.glyph_metrics().h_advance(GlyphId::new(u32::from(glyph))) as i32
    }

    /// Left, bottom, right and top edge of a glyph's ink, in font units; `None` for blanks.
    #[must_use]
    pub fn ink(&self, glyph: u16) -> Option<[i32; 4]> {
        let e = self.font.glyph_metrics().extents(GlyphId::new(u32::from(glyph)))?;
        let (left, top) = (e.x_bearing as i32, e.y_bearing as i32);
        let (w, h) = (e.width as i32, e.height as i32);
        (w > 0).then(|| [left, top.min(top - h), left + w, top.max(top - h)])
    }
}
