//! What a printer wants to know of a build before the file: resolution of its pictures, spine, creep.
//! Judges nothing; what is too little is a finding of the room that saw it.

use super::record::millimetres;
use crate::geom::{Length, Size};
use crate::issue::{Binding, Issue, PictureId};
use crate::pages::{Document, ItemKind, creep, spine};
use crate::picture::Picture;
use serde::Serialize;
use std::collections::BTreeMap;

/// A picture of pixels, and how fine it is where it stands.
#[derive(Serialize)]
pub(super) struct Resolution<'a> {
    file: &'a str,
    kind: &'static str,
    pixels: [u32; 2],
    /// Pixels to the inch where it is largest.
    ppi: u32,
    places: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    /// From 1.
    page: usize,
    folio: &'a str,
    /// Width and height of the whole picture, also where a part of it is seen.
    size_mm: [f64; 2],
    ppi: u32,
}

/// Every placed picture of pixels, in the order in which the issue names them.
pub(super) fn resolutions<'a>(issue: &'a Issue, document: &'a Document) -> Vec<Resolution<'a>> {
    let mut all: BTreeMap<PictureId, (&Picture, Vec<Place<'a>>)> = BTreeMap::new();
    for (n, page) in document.pages.iter().enumerate() {
        for item in &page.items {
            let ItemKind::Picture { picture: id, place, .. } = item.kind else { continue };
            let Some(picture) = issue.picture(id) else { continue };
            let Some(ppi) = picture.ppi(Size::new(place.w, place.h)) else { continue };
            let size_mm = [place.w, place.h].map(millimetres);
            let place = Place { page: n + 1, folio: &page.folio, size_mm, ppi };
            all.entry(id).or_insert_with(|| (picture, Vec::new())).1.push(place);
        }
    }
    let one = |(picture, places): (&'a Picture, Vec<Place<'a>>)| Resolution {
        file: &picture.path,
        kind: picture.format.name(),
        pixels: [picture.width, picture.height],
        ppi: places.iter().map(|p| p.ppi).min().unwrap_or(0),
        places,
    };
    all.into_values().map(one).collect()
}

/// How copies are bound, and what follows from their papers.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Bound {
    style: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spine_mm: Option<f64>,
    /// Sheets of stapled copies, the outermost first; none where their papers are not stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sheets: Vec<Sheet>,
}

#[derive(Serialize)]
struct Sheet {
    number: usize,
    /// Its pages from 1: the front's left and right, the back's left and right.
    pages: [usize; 4],
    /// How far the sheets around it push it out at the fore-edge.
    creep_mm: f64,
}

pub(super) fn binding(issue: &Issue, document: &Document) -> Bound {
    let count = document.pages.len();
    let all = count.next_multiple_of(4);
    let sheet = |(n, shift): (usize, Length)| Sheet {
        number: n + 1,
        pages: [all - 2 * n, 2 * n + 1, 2 * n + 2, all - 2 * n - 1],
        creep_mm: millimetres(shift),
    };
    Bound {
        style: if issue.binding == Binding::Saddle { "saddle" } else { "perfect" },
        spine_mm: spine(issue, count).map(millimetres),
        sheets: creep(issue, count).into_iter().enumerate().map(sheet).collect(),
    }
}

/// Spine or creep in a line; `None` where neither is known.
#[must_use]
pub fn binding_line(issue: &Issue, document: &Document) -> Option<String> {
    let mm = |l: Length| super::flatplan::decimal(l.to_micrometres());
    let pages = document.pages.len();
    if let Some(spine) = spine(issue, pages) {
        return Some(format!("spine {} mm", mm(spine)));
    }
    let sheets = creep(issue, pages);
    let most = sheets.last().filter(|_| sheets.len() > 1)?;
    Some(format!("creep {} mm at the innermost of {} sheets", mm(*most), sheets.len()))
}
