//! Typefaces: which there are, their bytes and their measures.
//! Shapes no text and never looks at the system's fonts.

use std::sync::Arc;

/// A face, by its number in `Fonts`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FaceId(pub u16);

/// One face: a file of type.
#[derive(Clone, Debug)]
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
    pub data: Arc<[u8]>,
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
}

/// All faces at hand.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    faces: Vec<Face>,
}

impl Fonts {
    /// The face of a number that this collection gave out.
    #[must_use]
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        self.faces.get(usize::from(id.0))
    }
}
