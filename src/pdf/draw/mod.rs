//! Content streams: text, outlines and placed pictures of pages, and supplied drawings as forms.
//! Makes bytes and says which resources they name; the objects behind the names are made elsewhere.

mod bytes;
mod clip;
mod page;
mod paint;
mod state;
mod svg;
mod text;

pub(super) use page::{Drawn, Marks, draw};
pub(super) use state::Palette;
pub(super) use svg::form;
