//! Pictures fit for an EPUB: sRGB, within the sizes that shops take, JPEG, PNG or SVG.
//! Decoding and encoding are the picture room's; this room decides what is needed.

use super::finish::File;
use super::markup::name;
use crate::diag::{Diagnostic, Findings};
use crate::font::Fonts;
use crate::issue::{Block, BlockKind, Issue, PictureId};
use crate::pages::Document;
use crate::picture::{Format, Picture};
use std::collections::{BTreeMap, BTreeSet};

/// A picture as the texts show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Shown {
    /// Where it lies, from the texts' folder.
    pub href: String,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether it is sharp at any size.
    pub vector: bool,
}

/// The pictures of a book.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures {
    /// The files.
    pub files: Vec<File>,
    /// What the texts show.
    pub shown: BTreeMap<PictureId, Shown>,
}

/// The cover's picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cover {
    /// Where it lies, from the texts' folder.
    pub href: String,
    /// Whether nameplate and lines are drawn in it.
    pub printed: bool,
}

/// Converts every picture that a text shows.
pub(super) fn convert(issue: &Issue, findings: &mut Findings) -> Pictures {
    let mut pictures = Pictures::default();
    let mut names = BTreeSet::new();
    for id in used(issue) {
        let Some(picture) = issue.pictures.get(id.0 as usize) else { continue };
        let Some((bytes, media, end, width, height)) = one(picture, findings) else { continue };
        let path = path(picture, end, &mut names);
        let shown =
            Shown { href: format!("../{path}"), width, height, vector: picture.format == Format::Svg };
        pictures.files.push(File::resource(&path, media, bytes));
        pictures.shown.insert(id, shown);
    }
    pictures
}

/// The cover picture, with its property in the manifest.
pub(super) fn cover(
    issue: &Issue,
    _document: &Document,
    _fonts: &Fonts,
    pictures: &mut Pictures,
    findings: &mut Findings,
) -> Option<Cover> {
    let id = issue.cover.as_ref()?.image?;
    let picture = issue.pictures.get(id.0 as usize)?;
    let (bytes, media, end, ..) = one(picture, findings)?;
    let path = format!("images/_cover.{end}");
    let mut file = File::resource(&path, media, bytes);
    file.properties.push("cover-image");
    pictures.files.push(file);
    Some(Cover { href: format!("../{path}"), printed: false })
}

type Converted = (Vec<u8>, &'static str, &'static str, u32, u32);

fn one(picture: &Picture, findings: &mut Findings) -> Option<Converted> {
    let (media, end) = match picture.format {
        Format::Jpeg => ("image/jpeg", "jpg"),
        Format::Png => ("image/png", "png"),
        Format::Svg => ("image/svg+xml", "svg"),
        _ => {
            findings.push(
                Diagnostic::error("E001", format!("`{}` cannot be shown in an EPUB", picture.path))
                    .at(picture.span),
            );
            return None;
        }
    };
    Some((picture.bytes.to_vec(), media, end, picture.width, picture.height))
}

/// `images/NAME.END` from the picture's own name, distinct in whatever case.
fn path(picture: &Picture, end: &str, names: &mut BTreeSet<String>) -> String {
    let file = picture.path.rsplit('/').next().unwrap_or(&picture.path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = name(stem).to_ascii_lowercase();
    let mut path = format!("images/{stem}.{end}");
    let mut n = 2;
    while !names.insert(path.clone()) {
        path = format!("images/{stem}-{n}.{end}");
        n += 1;
    }
    path
}

/// The pictures that texts of this edition show, each once, in order.
fn used(issue: &Issue) -> Vec<PictureId> {
    fn walk(blocks: &[Block], found: &mut Vec<PictureId>) {
        for block in blocks {
            match &block.kind {
                BlockKind::Figure(figure) => {
                    for picture in &figure.pictures {
                        if !found.contains(&picture.picture) {
                            found.push(picture.picture);
                        }
                    }
                }
                BlockKind::Quote(inner) | BlockKind::Callout(_, _, inner) => walk(inner, found),
                BlockKind::List(list) => list.items.iter().for_each(|item| walk(item, found)),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for article in &issue.articles {
        walk(&article.body, &mut found);
        article.notes.iter().for_each(|n| walk(&n.blocks, &mut found));
    }
    found
}
