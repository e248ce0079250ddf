//! Pictures fit for an EPUB: sRGB, within the sizes that shops take, JPEG, PNG or SVG.
//! Decoding and encoding are the picture room's; this room decides what is needed.

use super::finish::File;
use super::markup::name;
use super::printed::{data_url, drawing};
use crate::color::{Duotone, Output, ToSrgb};
use crate::diag::{Diagnostic, Findings};
use crate::font::Fonts;
use crate::geom::Length;
use crate::issue::{Block, BlockKind, Issue, PictureId, ProfileSource};
use crate::pages::Document;
use crate::picture::{
    Channels, Format, Picture, Pixels, bare_jpeg, decode, encode_jpeg, encode_png, flat_svg, gray,
    is_bare_png, jpeg_head, jpeg_info, rasterise, scaled, vector,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// Longest side of a picture in a text, in pixels.
pub const SIDE: u32 = 2000;
/// Height of the cover's picture, in pixels: what shops ask for.
const COVER: u32 = 2560;
/// Width that shops ask for, in pixels: a cover narrower than 5:8 is drawn taller, so that it has it.
const COVER_WIDTH: u32 = 1600;
/// Most pixels of any picture that readers take.
const AREA: u64 = 5_600_000;
/// Quality of JPEG files made here.
const QUALITY: u8 = 86;

/// Turns pictures into what an EPUB may hold.
pub(super) struct Converter<'a> {
    issue: &'a Issue,
    fonts: &'a Fonts,
    duotones: &'a BTreeMap<PictureId, Duotone>,
    condition: Option<Output>,
    /// Called as each conversion begins.
    #[cfg(test)]
    pub(super) watch: Option<&'a (dyn Fn() + Sync)>,
}

/// A picture's file.
pub(super) struct Converted {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media: &'static str,
    /// The ending of its name.
    pub end: &'static str,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
}

impl<'a> Converter<'a> {
    /// A converter for an issue's pictures; drawings take their letters from `fonts`, and inks are read by
    /// the issue's printing condition where a picture says nothing else; the document knows which are duotones.
    pub(super) fn new(issue: &'a Issue, fonts: &'a Fonts, document: &'a Document) -> Self {
        let condition = match &issue.publication.press.profile {
            ProfileSource::Fogra39 => Output::fogra39(None),
            ProfileSource::File(name, bytes) => Output::new(name, Arc::clone(bytes), None),
        };
        Self {
            issue,
            fonts,
            duotones: &document.duotones,
            condition: condition.ok(),
            #[cfg(test)]
            watch: None,
        }
    }

    /// Converts every picture that a text shows, each once.
    pub(super) fn convert(&self, findings: &mut Findings) -> Pictures {
        let mut pictures = Pictures::default();
        let mut names = BTreeSet::new();
        let used: Vec<(PictureId, &Picture)> =
            used(self.issue).into_iter().filter_map(|id| Some((id, self.issue.picture(id)?))).collect();
        let make = |given: &(PictureId, &Picture)| {
            let mut own = Findings::new();
            (self.one(*given, SIDE, &mut own), own)
        };
        let made: Vec<(Option<Converted>, Findings)> = used.par_iter().map(make).collect();
        for ((id, picture), (made, own)) in used.into_iter().zip(made) {
            findings.append(own);
            let Some(made) = made else { continue };
            let path = path(picture, made.end, &mut names);
            let vector = picture.format == Format::Svg;
            let shown = Shown { href: format!("../{path}"), width: made.width, height: made.height, vector };
            pictures.files.push(File::resource(&path, made.media, made.bytes));
            pictures.shown.insert(id, shown);
        }
        pictures
    }

    /// The cover's picture: the printed cover, else its art alone. `None` for an issue without.
    pub(super) fn cover(
        &self,
        document: &Document,
        pictures: &mut Pictures,
        findings: &mut Findings,
    ) -> Option<Cover> {
        let (made, printed) = self.cover_picture(document, findings)?;
        let file = cover_file(made);
        let href = format!("../{}", file.path);
        pictures.files.push(file);
        Some(Cover { href, printed })
    }

    /// The file of the cover's picture alone; `None` for an issue without.
    pub(super) fn cover_file(&self, document: &Document, findings: &mut Findings) -> Option<File> {
        self.cover_picture(document, findings).map(|(made, _)| cover_file(made))
    }

    /// The cover's picture, and whether it is that of print.
    fn cover_picture(&self, document: &Document, findings: &mut Findings) -> Option<(Converted, bool)> {
        let cover = self.issue.cover.as_ref()?;
        if let Some(printed) = self.printed(document, findings) {
            return Some((printed, true));
        }
        let id = cover.image?;
        let picture = self.issue.picture(id)?;
        let made = if picture.format == Format::Svg {
            self.art(picture, findings)
        } else {
            self.one((id, picture), COVER, findings)
        };
        made.map(|made| (made, false))
    }

    fn printed(&self, document: &Document, findings: &mut Findings) -> Option<Converted> {
        let address = |id: PictureId| {
            let made = self.one((id, self.issue.picture(id)?), COVER, findings)?;
            Some(data_url(made.media, &made.bytes))
        };
        let svg = drawing(document, self.fonts, address)?;
        let (w, h) = (document.trim.w, document.trim.h);
        let size = |l: Length| u32::try_from(l.to_millipoints()).unwrap_or(u32::MAX);
        let bytes = svg.into_bytes().into();
        let (path, format) = ("cover".to_owned(), Format::Svg);
        self.art(&Picture { path, bytes, format, width: size(w), height: size(h), span: None }, findings)
    }

    /// A drawing as pixels, as large as shops want a cover.
    fn art(&self, picture: &Picture, findings: &mut Findings) -> Option<Converted> {
        let tree = vector(picture, &self.faces(picture), findings).ok()?;
        let (width, height) = cover_size(picture.width, picture.height);
        jpeg(&rasterise(&tree, width, height)?)
    }

    fn faces(&self, picture: &Picture) -> Vec<Arc<[u8]>> {
        let bytes = picture.bytes.read();
        let text = std::str::from_utf8(&bytes).unwrap_or("");
        if !text.contains("<text") {
            return Vec::new();
        }
        let serving = self.fonts.serving(text).into_iter();
        serving.filter_map(|id| Some(Arc::from(&*self.fonts.face(id)?.data))).collect()
    }

    /// One picture, drawn in to a longest side. `None` where that cannot be; the findings say why.
    pub(super) fn one(
        &self,
        (id, picture): (PictureId, &Picture),
        side: u32,
        findings: &mut Findings,
    ) -> Option<Converted> {
        #[cfg(test)]
        if let Some(watch) = self.watch {
            watch();
        }
        let (width, height) = (picture.width, picture.height);
        let duotone = self.duotones.get(&id).zip(self.condition.as_ref());
        let as_is = duotone.is_none() && within(width, height, side) == (width, height);
        match picture.format {
            Format::Svg => {
                let bytes = flat_svg(picture, &self.faces(picture), findings).ok()?.into_bytes();
                let css = |milli: u32| milli.div_ceil(750);
                let (width, height) = (css(width), css(height));
                Some(Converted { bytes, media: "image/svg+xml", end: "svg", width, height })
            }
            Format::Jpeg if as_is && is_plain(&jpeg_head(&picture.bytes)) => {
                let bytes = bare_jpeg(&picture.bytes.read())?;
                Some(Converted { bytes, media: "image/jpeg", end: "jpg", width, height })
            }
            Format::Png if as_is && is_bare_png(&picture.bytes.read()) => Some(Converted {
                bytes: picture.bytes.read().to_vec(),
                media: "image/png",
                end: "png",
                width,
                height,
            }),
            Format::Pdf => {
                let words = format!("`{}` cannot be shown in an EPUB", picture.path);
                findings.push(Diagnostic::error("E001", words).at(picture.span));
                None
            }
            format => {
                let pixels = decode(picture, findings).ok()?;
                let pixels = match duotone {
                    Some((duotone, condition)) => mixed(pixels, duotone, condition),
                    None => self.screen(pixels),
                };
                let (width, height) = within(pixels.width, pixels.height, side);
                let pixels = scaled(pixels, width, height);
                let photo = matches!(format, Format::Jpeg | Format::Tiff | Format::Webp);
                if photo { jpeg(&pixels).or_else(|| png(&pixels)) } else { png(&pixels) }
            }
        }
    }

    /// Pixels in sRGB: inks by the picture's own profile or the printing condition.
    fn screen(&self, pixels: Pixels) -> Pixels {
        let own = pixels.icc.as_ref();
        let mut data = Vec::new();
        match pixels.channels {
            Channels::Cmyk => {
                let embedded = own.and_then(|icc| Output::new("", Arc::from(icc.as_slice()), None).ok());
                let Some(condition) = embedded.as_ref().or(self.condition.as_ref()) else { return pixels };
                condition.cmyk_table().row(&pixels.data, &mut data);
                Pixels { channels: Channels::Rgb, data, icc: None, ..pixels }
            }
            Channels::Rgb | Channels::Rgba => {
                let Some(table) = own.and_then(|icc| ToSrgb::of(icc)) else { return pixels };
                table.row(&pixels.data, pixels.channels.count(), &mut data);
                Pixels { data, icc: None, ..pixels }
            }
            Channels::Gray | Channels::GrayAlpha => pixels,
        }
    }
}

/// Pixels of a duotone as a screen shows them.
fn mixed(pixels: Pixels, duotone: &Duotone, condition: &Output) -> Pixels {
    let greys = gray(pixels, condition.cmyk_table());
    let tones: Vec<[u8; 3]> = (0..=255).map(|grey| duotone.screen(grey, condition)).collect();
    let step = greys.channels.count();
    let mut data = Vec::with_capacity(greys.data.len() * 3);
    for pixel in greys.data.chunks_exact(step) {
        let [grey, opacity @ ..] = pixel else { continue };
        data.extend(tones.get(usize::from(*grey)).into_iter().flatten());
        data.extend(opacity);
    }
    let channels = if step == 2 { Channels::Rgba } else { Channels::Rgb };
    Pixels { channels, data, ..greys }
}

fn cover_file(made: Converted) -> File {
    let path = format!("images/_cover.{}", made.end);
    let mut file = File::resource(&path, made.media, made.bytes);
    file.properties.push("cover-image");
    file
}

/// The pixels of a drawn cover of these proportions: as wide and as tall as shops ask, where readers take so many.
fn cover_size(width: u32, height: u32) -> (u32, u32) {
    let (w, h) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let tall = u64::from(COVER).max((u64::from(COVER_WIDTH) * h).div_ceil(w));
    let size = |n: u64| u32::try_from(n.max(1)).unwrap_or(u32::MAX);
    within(size(tall * w / h), size(tall), u32::MAX)
}

/// A size drawn in to a longest side and to the most pixels.
fn within(width: u32, height: u32, side: u32) -> (u32, u32) {
    let (mut w, mut h) = (u64::from(width), u64::from(height));
    let long = w.max(h);
    if long > u64::from(side) {
        (w, h) = (w * u64::from(side) / long, h * u64::from(side) / long);
    }
    if w * h > AREA {
        let across = (AREA * w / h.max(1)).isqrt();
        (w, h) = (across, AREA / across.max(1));
    }
    (w.max(1) as u32, h.max(1) as u32)
}

/// Whether a JPEG can be shown as it is: upright, eight bits, grey or colour, no profile but sRGB.
fn is_plain(bytes: &[u8]) -> bool {
    jpeg_info(bytes).is_some_and(|info| {
        let known = info.icc.as_ref().is_none_or(|icc| ToSrgb::of(icc).is_none());
        info.plain && info.precision == 8 && info.orientation == 1 && info.components != 4 && known
    })
}

/// Pixels as a JPEG; `None` where they have an opacity or the encoder refuses them.
pub(super) fn jpeg(pixels: &Pixels) -> Option<Converted> {
    let bytes = encode_jpeg(pixels, QUALITY)?;
    Some(Converted { bytes, media: "image/jpeg", end: "jpg", width: pixels.width, height: pixels.height })
}

fn png(pixels: &Pixels) -> Option<Converted> {
    let bytes = encode_png(pixels)?;
    Some(Converted { bytes, media: "image/png", end: "png", width: pixels.width, height: pixels.height })
}

/// `images/NAME.END` from the picture's own name, distinct in whatever case.
pub(super) fn path(picture: &Picture, end: &str, names: &mut BTreeSet<String>) -> String {
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
    fn walk(blocks: &[Block], known: &mut BTreeSet<PictureId>, found: &mut Vec<PictureId>) {
        for block in blocks {
            match &block.kind {
                BlockKind::Figure(figure) => {
                    for picture in &figure.pictures {
                        if known.insert(picture.picture) {
                            found.push(picture.picture);
                        }
                    }
                }
                BlockKind::Quote(inner) | BlockKind::Callout(_, _, inner) => walk(inner, known, found),
                BlockKind::List(list) => list.items.iter().for_each(|item| walk(item, known, found)),
                _ => {}
            }
        }
    }
    let (mut known, mut found) = (BTreeSet::new(), Vec::new());
    for article in &issue.articles {
        walk(&article.body, &mut known, &mut found);
        article.notes.iter().for_each(|n| walk(&n.blocks, &mut known, &mut found));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::cover_size;

    #[test]
    fn drawn_covers_have_what_shops_ask_for_whatever_their_shape() {
        assert_eq!(cover_size(210, 285), (1886, 2560));
        assert_eq!(cover_size(105, 210), (1600, 3200), "narrow: taller, so that it is wide enough");
        assert_eq!(cover_size(5, 8), (1600, 2560));
        let (w, h) = cover_size(300, 300);
        assert!(w == h && w > 2300 && w * h <= 5_600_000, "square: as many pixels as readers take");
        let (w, h) = cover_size(100, 400);
        assert!(w < 1600 && w * h > 5_500_000, "a strip: likewise");
    }
}
