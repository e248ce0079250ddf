//! Words to glyphs, glyphs to lines: itemising, shaping, breaking and justifying paragraphs.
//! Knows nothing of pages or frames: it sets against the measures that it is given.

mod binding;
mod breaker;
mod build;
mod cost;
mod dots;
mod dropcap;
mod gaps;
mod hyphens;
mod itemize;
mod justify;
mod line;
mod opportunity;
mod packed;
mod para;
mod phrase;
mod places;
mod rules;
mod run;
mod setter;
mod shape;
mod shown;
mod words;

pub use dropcap::DropCap;
pub use hyphens::{divides_words, divisions};
pub use line::Line;
pub use para::Para;
pub use run::{Glyph, GlyphRun, LinkId, Missing, Placed, Run, RunStyle, TagId};
pub use setter::{Broken, Setter, Setters, Shape, Slot, Work};

#[cfg(test)]
mod han_tests;
#[cfg(test)]
mod mixture_tests;
#[cfg(test)]
mod tests;
