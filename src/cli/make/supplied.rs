//! Pages of supplied PDF files as pixels, for editions that cannot hold a PDF.
//! Judges none of them.

use crate::epub::{Drawn, SIDE};
use crate::geom::{Length, Size};
use crate::issue::Issue;
use crate::pages::{Document, ItemKind};
use crate::picture::{Format, Picture, Pixels};
use crate::proof::{Look, Sheets};

/// The supplied pages that stand on the pages, as fine as an EPUB takes pictures.
pub(super) fn draw(document: &Document, issue: &Issue) -> Drawn {
    let mut drawn = Drawn::new();
    for item in document.pages.iter().flat_map(|p| &p.items) {
        let ItemKind::Picture { picture: id, .. } = &item.kind else { continue };
        let picture = issue.picture(*id).filter(|p| p.format == Format::Pdf && !drawn.contains_key(id));
        drawn.extend(picture.and_then(pixels).map(|p| (*id, p)));
    }
    drawn
}

/// The trimmed first page; what a file has around the trim, the same on two sides, is left out.
fn pixels(picture: &Picture) -> Option<Pixels> {
    let milli = |n: u32| Length::pt(i64::from(n)).scale(1, 1000);
    let trim = Size::new(milli(picture.width), milli(picture.height));
    let sheets = Sheets::read(picture.bytes.read().to_vec())?;
    let around = (sheets.size(0)?.w - trim.w) / 2;
    let ppi = u64::from(SIDE) * 72_000 / u64::from(picture.width.max(picture.height).max(1));
    let look = Look::trimmed(ppi.clamp(1, 600) as u32, trim, around);
    sheets.draw(&[(0, look)]).pop().flatten()
}
