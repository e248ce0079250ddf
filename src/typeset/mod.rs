//! Words to glyphs, glyphs to lines: itemising, shaping, breaking and justifying paragraphs.
//! Knows nothing of pages or frames: it sets against the measures that it is given.

mod run;

pub use run::{Glyph, GlyphRun, LinkId, Placed, Run, RunStyle, TagId};
