//! Pages: galleys into frames, frames onto pages; folios, contents, credits, furniture.
//! Knows nothing of PDF or EPUB; whatever those need to know stands in `Document`.

mod document;

pub use document::{
    Anchor, Document, Item, ItemKind, LinkTarget, OutlineEntry, Page, PageStart, Stroke, Tag, TagKind,
};
