//! The issue as meant: every reference resolved or reported, every default filled in.
//! Reads manifests and articles as written; knows nothing of layouts, pages or output formats.

mod articles;
mod body;
mod check;
mod editions;
mod extras;
mod identity;
mod ids;
mod model;
mod parties;
mod prism;
mod text;
mod told;

#[cfg(test)]
mod tests;

pub use check::check;
pub use editions::compare;
pub use model::{
    Ad, AdPosition, Article, ArticleId, ArticleKind, Barcode, Binding, Bound, Cover, CoverLine, Credit, Date,
    Downsample, DuotoneWish, Folios, Issue, Jump, JumpTo, Lang, Level, Names, Papers, Party, PartyId,
    PartyKind, PictureId, Pin, Press, ProfileSource, Promise, Publication, Role, Section, Sibling, Start,
    StatedBarcode, Statement, named,
};
pub use parties::{folded, marc, role_label, roles};
pub use prism::{PRISM, iso, moment, prism};
pub use text::{
    Align, Alt, Attrs, Block, BlockId, BlockKind, Cell, Figure, FigurePicture, Inline, InlineKind, List,
    Note, Place, SpanWish, Table, Target, Text, plain,
};
