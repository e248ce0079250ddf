//! Pictures as PDF objects: rasters, drawings and supplied pages, each once however often it is placed.
//! Where they stand on pages is `draw`'s affair; how files are decoded is the room `picture`'s.

mod down;
mod files;
mod import;
mod inked;
mod judge;
mod raster;
mod recolour;
mod space;

use super::draw::Palette;
use super::flatten::{Patch, shows_through};
use crate::color::Duotone;
use crate::diag::{Diagnostic, Failed, Findings};
use crate::geom::Size;
use crate::issue::{Issue, PictureId};
use crate::pages::Document;
use crate::picture::{Format, Picture, vector};
use crate::source::Blob;
use lopdf::{Dictionary, Object, ObjectId, Stream};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) use inked::{Inked, has_opacity, inked, patch_object};
use raster::{Raster, Tables};

/// A picture, ready to be placed.
pub(super) struct Graphic {
    kind: Kind,
    /// Whether it needs transparency of the page.
    pub(super) transparent: bool,
}

enum Kind {
    /// Pixels.
    Raster(Box<Raster>),
    /// A drawing, by its tree, with what stands for its parts that are seen through.
    Drawing(Arc<usvg::Tree>, Vec<Vec<Patch>>),
    /// One page of a PDF file.
    Page(Box<import::Supplied>),
}

impl Graphic {
    /// An opaque image in inks.
    pub(super) fn of_inks(image: Inked) -> Self {
        Self { kind: Kind::Raster(Box::new(image.into_raster())), transparent: false }
    }

    /// A drawing whose parts that are seen through are patches.
    pub(super) fn patched(tree: &Arc<usvg::Tree>, patches: Vec<Vec<Patch>>) -> Self {
        Self { kind: Kind::Drawing(Arc::clone(tree), patches), transparent: false }
    }

    /// Its tree, where it is a drawing.
    pub(super) fn drawing(&self) -> Option<&Arc<usvg::Tree>> {
        if let Kind::Drawing(tree, _) = &self.kind { Some(tree) } else { None }
    }

    /// Whether it is a supplied page.
    pub(super) fn is_page(&self) -> bool {
        matches!(self.kind, Kind::Page(_))
    }

    #[expect(
        clippy::many_single_char_names,
        clippy::cast_precision_loss,
        reason = "letters of a matrix; page lengths"
    )]
    /// The six numbers that place it in a rectangle given in thousandths of a point, from the bottom left.
    pub(super) fn matrix(&self, x: i64, y: i64, w: i64, h: i64) -> [f64; 6] {
        let [x, y, w, h] = [x, y, w, h].map(|v| v as f64 / 1000.0);
        match &self.kind {
            Kind::Raster(r) => {
                // EXIF 2.32 §4.6.5 A: where the stored picture's first row and column are seen.
                let [a, b, c, d, e, f] = match r.orientation {
                    2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
                    3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
                    4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
                    5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
                    6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
                    7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
                    8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
                    _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
                };
                [a * w, b * h, c * w, d * h, x + e * w, y + f * h]
            }
            Kind::Drawing(tree, _) => {
                let size = tree.size();
                [w / f64::from(size.width()), 0.0, 0.0, h / f64::from(size.height()), x, y]
            }
            Kind::Page(p) => p.matrix([x, y, w, h]),
        }
    }

    /// Whether more of it may be seen than its place: the bleed of a supplied page.
    pub(super) fn overhangs(&self) -> bool {
        self.is_page()
    }

    /// Width and height in its own units.
    pub(super) fn extent(&self) -> (i64, i64) {
        match &self.kind {
            Kind::Raster(r) => (i64::from(r.width), i64::from(r.height)),
            Kind::Drawing(t, _) => (t.size().width().ceil() as i64, t.size().height().ceil() as i64),
            Kind::Page(p) => p.extent(),
        }
    }

    /// Puts the object's dictionary and content into the stream `id`, and whatever it needs beside it. A content that
    /// is a file as it is comes back, with the stream left empty.
    pub(super) fn finish(
        self,
        pdf: &mut lopdf::Document,
        id: ObjectId,
        palette: Palette<'_>,
        icc: &mut Profiles,
    ) -> Option<Blob> {
        let (dict, content) = match self.kind {
            Kind::Raster(r) => r.objects(pdf, icc),
            Kind::Drawing(tree, patches) => ready(super::draw::form(pdf, &tree, palette, icc, &patches)),
            Kind::Page(page) => ready(page.objects(pdf, palette)),
        };
        if let Some(Object::Stream(stream)) = pdf.objects.get_mut(&id) {
            // The skeleton's own entries give way, but for the object's type.
            stream.dict = Dictionary::new();
            stream.dict.set("Type", Object::Name(b"XObject".to_vec()));
            for (key, value) in dict {
                stream.dict.set(key, value);
            }
            match content {
                Content::Ready(bytes) => stream.set_content(bytes),
                Content::Left(file) => {
                    stream.dict.set("Length", file.len() as i64);
                    return Some(file);
                }
            }
        }
        None
    }
}

/// What a picture's stream holds.
pub(super) enum Content {
    /// These bytes.
    Ready(Vec<u8>),
    /// A file as it is, read when it is written.
    Left(Blob),
}

impl Content {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Ready(bytes) => bytes,
            Self::Left(file) => file.read().to_vec(),
        }
    }
}

fn ready((dict, bytes): (Dictionary, Vec<u8>)) -> (Dictionary, Content) {
    (dict, Content::Ready(bytes))
}

/// ICC profiles of pictures, each once.
#[derive(Default)]
pub(super) struct Profiles(BTreeMap<u128, ObjectId>);

impl Profiles {
    /// The colour space of an RGB profile.
    pub(super) fn rgb(&mut self, pdf: &mut lopdf::Document, icc: &[u8]) -> Object {
        let id = *self.0.entry(super::hash::hash(icc)).or_insert_with(|| {
            let mut dict = Dictionary::new();
            dict.set("N", 3);
            pdf.add_object(super::deflated(dict, icc))
        });
        Object::Array(vec![Object::Name(b"ICCBased".to_vec()), Object::Reference(id)])
    }
}

/// Makes every picture that the document places, in parallel; by its number: the issue's, then the layouts'.
pub(super) fn gather(
    document: &Document,
    issue: &Issue,
    palette: Palette<'_>,
    faces: &[Arc<[u8]>],
    findings: &mut Findings,
) -> Vec<Option<Graphic>> {
    let used = down::largest(document);
    let tables = Tables::new(palette, issue.publication.press.keep_pictures)
        .bringing_down(issue.publication.press.downsample);
    let each = |(i, picture): (usize, &Picture)| {
        let mut own = Findings::new();
        let place = used.get(&PictureId(i as u32));
        let duotone = document.duotones.get(&PictureId(i as u32));
        let graphic = place.and_then(|place| make((picture, duotone), *place, faces, &tables, &mut own).ok());
        (graphic, own)
    };
    let pictures: Vec<&Picture> =
        issue.pictures.iter().chain(document.pictures.iter().map(|p| &**p)).collect();
    let all: Vec<(Option<Graphic>, Findings)> = pictures.into_par_iter().enumerate().map(each).collect();
    let mut out = Vec::with_capacity(all.len());
    for (graphic, own) in all {
        findings.append(own);
        out.push(graphic);
    }
    out
}

fn make(
    (picture, duotone): (&Picture, Option<&Duotone>),
    place: Size,
    faces: &[Arc<[u8]>],
    tables: &Tables<'_>,
    findings: &mut Findings,
) -> Result<Graphic, Failed> {
    match picture.format {
        Format::Svg => {
            let tree = vector(picture, faces, findings)?;
            let flattens = tables.flattens();
            // Flattened, the effects are pixels with all that is seen through.
            if !tree.filters().is_empty() && !flattens {
                let words = format!("the filter effects of `{}` are left out", picture.path);
                let hint = "draw it without filters, or place it as PNG";
                findings.push(Diagnostic::warning("D006", words).at(picture.span).hint(hint));
            }
            let transparent = !flattens || shows_through(tree.root(), 0);
            Ok(Graphic { transparent, kind: Kind::Drawing(Arc::new(tree), Vec::new()) })
        }
        Format::Pdf => {
            let page = import::Supplied::read(&picture.bytes.read())
                .map_err(|why| refuse(picture, &why, findings))?;
            if tables.flattens()
                && let Some(why) = page.beyond_x1a()
            {
                let words = format!("`{}` cannot be carried in PDF/X-1a: {why}", picture.path);
                let hint = "ask for it as PDF/X-1a, flattened and in the inks of the press, or write PDF/X-4";
                return Err(findings.fail(Diagnostic::error("D010", words).at(picture.span).hint(hint)));
            }
            Ok(Graphic { transparent: page.transparent, kind: Kind::Page(Box::new(page)) })
        }
        _ => {
            let raster = match duotone {
                Some(duotone) => Raster::duotone(picture, place, duotone, tables, findings)?,
                None => Raster::placed(picture, place, tables, findings)?,
            };
            Ok(Graphic { transparent: raster.shows_through(), kind: Kind::Raster(Box::new(raster)) })
        }
    }
}

fn refuse(picture: &Picture, why: &str, findings: &mut Findings) -> Failed {
    let words = format!("`{}` cannot be placed: {why}", picture.path);
    findings.fail(Diagnostic::error("D005", words).at(picture.span))
}

/// A raster picture within a drawing as an object; `None` where it cannot be read.
pub(super) fn embedded(
    pdf: &mut lopdf::Document,
    kind: &usvg::ImageKind,
    palette: Palette<'_>,
    icc: &mut Profiles,
) -> Option<ObjectId> {
    let (format, bytes) = match kind {
        usvg::ImageKind::JPEG(b) => (Format::Jpeg, b),
        usvg::ImageKind::PNG(b) => (Format::Png, b),
        usvg::ImageKind::GIF(b) => (Format::Gif, b),
        usvg::ImageKind::WEBP(b) => (Format::Webp, b),
        usvg::ImageKind::SVG(_) => return None,
    };
    let path = String::new();
    let picture = Picture { path, bytes: bytes.as_slice().into(), format, width: 0, height: 0, span: None };
    let raster = Raster::make(&picture, &Tables::new(palette, false), &mut Findings::new()).ok()?;
    let (dict, content) = raster.objects(pdf, icc);
    Some(pdf.add_object(stream(dict, content.bytes())))
}

/// A stream of ready bytes.
fn stream(dict: Dictionary, content: Vec<u8>) -> Stream {
    Stream::new(dict, content).with_compression(false)
}
