//! What is on the shelf: layouts and typefaces, as lists for people and as JSON.
//! Finds none of them and judges none.

mod fonts;
mod layouts;

pub use fonts::{FontPlace, FontRow, fonts_json, fonts_text};
pub use layouts::{LayoutRow, layouts_json, layouts_text};
