//! Raster pictures: passed through where the file's data suit, else decoded, converted and packed again.
//! Knows nothing of places on pages.

use super::space::Space;
use super::{Content, Profiles, down, files, refuse, stream};
use crate::color::{Duotone, Spot, ToCmyk};
use crate::diag::{Failed, Findings};
use crate::geom::Size;
use crate::issue::Downsample;
use crate::pdf::Flavour;
use crate::pdf::draw::Palette;
use crate::picture::{Channels, Format, Picture, Pixels, decode, gray, jpeg_head, jpeg_info, scaled};
use crate::source::Blob;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use jpeg_encoder::{ColorType, JpegColorType};
use lopdf::{Dictionary, Object, dictionary};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

/// JPEG quality of converted photographs: no loss that a press could show.
const QUALITY: u8 = 95;

/// A raster picture as an image object.
pub(super) struct Raster {
    pub(super) width: u32,
    pub(super) height: u32,
    bits: u8,
    space: Space,
    filter: Filter,
    inverted: bool,
    data: Content,
    /// Opacity, packed.
    mask: Option<Mask>,
    /// EXIF orientation of data that pass through.
    pub(super) orientation: u8,
}

/// Opacity of pixels.
enum Mask {
    /// One byte a pixel.
    Soft(Vec<u8>),
    /// One bit a pixel; 1 hides it. Every file may hold it, flattened or not.
    Hard(Vec<u8>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    Dct,
    /// Deflated rows, each with a PNG predictor's number in front; so many channels.
    Flate(u8),
}

/// How pixels are packed.
#[derive(Clone, Copy)]
enum Packing<'t> {
    /// Without loss.
    Rows,
    /// As JPEG; by a table, where they are RGB and are to be inks.
    Photo(Option<&'t ToCmyk>),
}

/// What conversions share: the palette and the tables of pictures' profiles.
pub(super) struct Tables<'a> {
    palette: Palette<'a>,
    keep: bool,
    /// How finer pictures are brought down.
    down: Option<Downsample>,
    by_profile: Mutex<BTreeMap<u128, Option<Arc<ToCmyk>>>>,
}

impl<'a> Tables<'a> {
    /// `keep`: RGB pictures stay RGB, told by their profile.
    pub(super) fn new(palette: Palette<'a>, keep: bool) -> Self {
        let keep = match palette.flavour {
            Flavour::Press => keep && !palette.flattens(),
            Flavour::Screen => true,
            Flavour::Proof => false,
        };
        Self { palette, keep, down: None, by_profile: Mutex::default() }
    }

    /// The same, with finer pictures brought down where the file is for the press.
    pub(super) fn bringing_down(self, how: Option<Downsample>) -> Self {
        let down = how.filter(|_| self.palette.press());
        Self { down, ..self }
    }

    /// Whether transparency is flattened.
    pub(super) fn flattens(&self) -> bool {
        self.palette.flattens()
    }

    /// RGB pixels to inks by the profile given, else by sRGB.
    pub(super) fn inks(&self, icc: &[u8], rgb: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.table(self.of_profile(icc).as_ref()).row(rgb, &mut out);
        out
    }

    /// A profile's table, else that of sRGB.
    fn table<'t>(&'t self, own: Option<&'t Arc<ToCmyk>>) -> &'t ToCmyk {
        match own {
            Some(own) => own,
            None => self.palette.output.srgb_table(),
        }
    }

    /// Pixels without opacity as RGB pixels of what the press makes of them; grey is printed from black alone.
    fn print(&self, channels: Channels, icc: &[u8], data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let shown = self.palette.output.cmyk_table();
        match channels {
            Channels::Gray | Channels::GrayAlpha => {
                let mut lights = Vec::new();
                let blacks: Vec<u8> = (0..=255_u8).flat_map(|v| [0, 0, 0, 255 - v]).collect();
                shown.row(&blacks, &mut lights);
                let (lights, _) = lights.as_chunks::<3>();
                out.extend(data.iter().filter_map(|v| lights.get(usize::from(*v))).flatten());
            }
            Channels::Rgb | Channels::Rgba => shown.row(&self.inks(icc, data), &mut out),
            Channels::Cmyk => shown.row(data, &mut out),
        }
        out
    }

    fn of_profile(&self, icc: &[u8]) -> Option<Arc<ToCmyk>> {
        if icc.is_empty() {
            return None;
        }
        let mut known = self.by_profile.lock().ok()?;
        known
            .entry(crate::pdf::hash::hash(icc))
            .or_insert_with(|| self.palette.output.icc_table(icc).map(Arc::new))
            .clone()
    }

    /// The colour space of RGB data that are kept as they are.
    fn rgb_space(&self, icc: &[u8]) -> Space {
        let rgb = icc.get(16..20) == Some(b"RGB ");
        match (rgb, self.palette.press()) {
            (true, _) => Space::Icc(icc.to_vec()),
            (false, true) => Space::Icc(crate::color::srgb_profile()),
            (false, false) => Space::Rgb,
        }
    }
}

impl Raster {
    /// Makes the image object's parts of a picture that is at most as large as `place`: brought down where that is
    /// asked for, which ends passing through.
    pub(super) fn placed(
        picture: &Picture,
        place: Size,
        tables: &Tables<'_>,
        findings: &mut Findings,
    ) -> Result<Self, Failed> {
        if let Some((width, height)) = tables.down.and_then(|how| down::target(picture, place, how)) {
            let pixels = decode(picture, findings)?;
            if !down::is_line_art(&pixels) {
                let pixels = scaled(pixels, width, height);
                return Self::convert(pixels, picture.format == Format::Jpeg, tables)
                    .map_err(|why| refuse(picture, &why, findings));
            }
        }
        Self::make(picture, tables, findings)
    }

    /// Makes the image object's parts.
    pub(super) fn make(
        picture: &Picture,
        tables: &Tables<'_>,
        findings: &mut Findings,
    ) -> Result<Self, Failed> {
        let proof = tables.palette.flavour == Flavour::Proof;
        let passed = match picture.format {
            _ if proof => None,
            Format::Jpeg => Self::jpeg(&picture.bytes, tables),
            Format::Png => Self::png(&picture.bytes.read(), tables),
            _ => None,
        };
        if let Some(raster) = passed {
            return Ok(raster);
        }
        let pixels = decode(picture, findings)?;
        Self::convert(pixels, picture.format == Format::Jpeg, tables)
            .map_err(|why| refuse(picture, &why, findings))
    }

    fn jpeg(file: &Blob, tables: &Tables<'_>) -> Option<Self> {
        let head = jpeg_info(&jpeg_head(file)).filter(|h| h.plain && h.precision == 8)?;
        let space = match head.components {
            1 => Space::Gray,
            3 if tables.keep => tables.rgb_space(head.icc.as_deref().unwrap_or_default()),
            4 if tables.palette.press() => Space::Cmyk,
            _ => return None,
        };
        Some(Self {
            width: head.width,
            height: head.height,
            bits: 8,
            inverted: head.components == 4 && head.adobe.is_some(),
            space,
            filter: Filter::Dct,
            data: Content::Left(file.clone()),
            mask: None,
            orientation: head.orientation,
        })
    }

    fn png(bytes: &[u8], tables: &Tables<'_>) -> Option<Self> {
        let png = files::png(bytes)?;
        let colored = png.channels == 3 || png.palette.is_some();
        if colored && (png.profiled || !tables.keep) {
            return None;
        }
        let base = if colored { tables.rgb_space(&[]) } else { Space::Gray };
        let space = match png.palette {
            Some(colors) => Space::Indexed(Box::new(base), colors),
            None => base,
        };
        Some(Self {
            width: png.width,
            height: png.height,
            bits: png.bits,
            space,
            filter: Filter::Flate(png.channels),
            inverted: false,
            data: Content::Ready(png.data),
            mask: None,
            orientation: 1,
        })
    }

    /// Packs decoded pixels in the flavour's colours; `photo`: as JPEG, since they were one.
    fn convert(pixels: Pixels, photo: bool, tables: &Tables<'_>) -> Result<Self, String> {
        let Pixels { width, height, channels, data, icc } = pixels;
        let icc = icc.unwrap_or_default();
        let (data, alpha) = match channels {
            Channels::GrayAlpha => apart(&data, 2),
            Channels::Rgba => apart(&data, 4),
            _ => (data, None),
        };
        let printed = tables.palette.flavour == Flavour::Proof;
        let own;
        let mut packing = if photo { Packing::Photo(None) } else { Packing::Rows };
        let (space, data, count) = match channels {
            _ if printed => (Space::Rgb, tables.print(channels, &icc, &data), 3),
            Channels::Gray | Channels::GrayAlpha => (Space::Gray, data, 1),
            Channels::Rgb | Channels::Rgba if tables.keep => (tables.rgb_space(&icc), data, 3),
            Channels::Rgb | Channels::Rgba if photo => {
                own = tables.of_profile(&icc);
                packing = Packing::Photo(Some(tables.table(own.as_ref())));
                (Space::Cmyk, data, 4)
            }
            Channels::Rgb | Channels::Rgba => (Space::Cmyk, tables.inks(&icc, &data), 4),
            Channels::Cmyk if tables.palette.press() => (Space::Cmyk, data, 4),
            Channels::Cmyk => {
                let mut rgb = Vec::new();
                tables.palette.output.cmyk_table().row(&data, &mut rgb);
                (Space::Rgb, rgb, 3)
            }
        };
        let mask = alpha.map(|a| Mask::of(&a, width as usize, tables.flattens()));
        Self::packed((width, height), (space, &data, count), mask, packing)
    }

    /// An image of `count` bytes a pixel.
    fn packed(
        (width, height): (u32, u32),
        (space, data, count): (Space, &[u8], u8),
        mask: Option<Mask>,
        packing: Packing<'_>,
    ) -> Result<Self, String> {
        let (photo, packed) = match packing {
            Packing::Photo(inks) => (true, encode(data, (width, height), count, inks)?),
            Packing::Rows => {
                let row = width as usize * usize::from(count);
                (false, deflated_pixels(data, row, usize::from(count)))
            }
        };
        Ok(Self {
            width,
            height,
            bits: 8,
            space,
            filter: if photo { Filter::Dct } else { Filter::Flate(count) },
            // The encoder writes the complement of inks, as Adobe's files hold it.
            inverted: photo && count == 4,
            data: Content::Ready(packed),
            mask,
            orientation: 1,
        })
    }

    /// The image object's parts of a picture whose greys are printed from two inks: on the plates that they use,
    /// for a screen as the mixture looks.
    pub(super) fn duotone(
        picture: &Picture,
        place: Size,
        duotone: &Duotone,
        tables: &Tables<'_>,
        findings: &mut Findings,
    ) -> Result<Self, Failed> {
        let output = tables.palette.output;
        let mut pixels = gray(decode(picture, findings)?, output.cmyk_table());
        if let Some((width, height)) = tables.down.and_then(|how| down::target(picture, place, how)) {
            pixels = scaled(pixels, width, height);
        }
        let alpha = pixels.channels == Channels::GrayAlpha;
        let (greys, alpha) = if alpha { apart(&pixels.data, 2) } else { (pixels.data, None) };
        let mask = alpha.map(|a| Mask::of(&a, pixels.width as usize, tables.flattens()));
        let lights = |f: &dyn Fn(u8) -> [u8; 3]| (0..=255).map(|grey| f(grey).to_vec()).collect();
        let (space, tones): (Space, Vec<Vec<u8>>) = match tables.palette.flavour {
            Flavour::Press => inks_of(duotone, tables.palette),
            Flavour::Screen => (Space::Rgb, lights(&|grey| duotone.screen(grey, output))),
            Flavour::Proof => (Space::Rgb, lights(&|grey| duotone.printed(grey, output))),
        };
        let count = tones.first().map_or(1, Vec::len).min(255) as u8;
        let data: Vec<u8> =
            greys.iter().filter_map(|g| tones.get(usize::from(*g))).flatten().copied().collect();
        let photo = picture.format == Format::Jpeg && !matches!(space, Space::Inks(..));
        let packing = if photo { Packing::Photo(None) } else { Packing::Rows };
        Self::packed((pixels.width, pixels.height), (space, &data, count), mask, packing)
            .map_err(|why| refuse(picture, &why, findings))
    }

    /// An opaque image of pixels in process and spot inks.
    pub(super) fn of_inks(width: u32, height: u32, data: &[u8], spots: Vec<Spot>) -> Self {
        let count = 4 + spots.len();
        Self {
            width,
            height,
            bits: 8,
            data: Content::Ready(deflated_pixels(data, width as usize * count, count)),
            space: if spots.is_empty() { Space::Cmyk } else { Space::Inks([true; 4], spots) },
            filter: Filter::Flate(count.min(255) as u8),
            inverted: false,
            mask: None,
            orientation: 1,
        }
    }

    /// Whether it is mixed with what lies below it.
    pub(super) fn shows_through(&self) -> bool {
        matches!(self.mask, Some(Mask::Soft(_)))
    }

    /// Dictionary and content of the image; its mask becomes an object of its own.
    pub(super) fn objects(self, pdf: &mut lopdf::Document, icc: &mut Profiles) -> (Dictionary, Content) {
        let space = self.space.object(pdf, icc);
        let mut dict = image(self.width, self.height, self.bits, space, self.filter);
        if self.inverted {
            let turned: Vec<Object> = [1, 0].iter().cycle().take(8).map(|v| Object::Integer(*v)).collect();
            dict.set("Decode", turned);
        }
        match self.mask {
            None => {}
            Some(Mask::Soft(mask)) => {
                let gray = Object::Name(b"DeviceGray".to_vec());
                let mask = stream(image(self.width, self.height, 8, gray, Filter::Flate(1)), mask);
                dict.set("SMask", pdf.add_object(mask));
            }
            Some(Mask::Hard(mask)) => {
                let mut stencil = dictionary! {
                    "Type" => "XObject",
                    "Subtype" => "Image",
                    "Width" => i64::from(self.width),
                    "Height" => i64::from(self.height),
                    "BitsPerComponent" => 1,
                    "ImageMask" => true,
                };
                stencil.set("Filter", Object::Name(b"FlateDecode".to_vec()));
                dict.set("Mask", pdf.add_object(stream(stencil, mask)));
            }
        }
        (dict, self.data)
    }
}

impl Mask {
    /// Opacities, one byte a pixel; where there are only solid and clear pixels, and `hard` asks for it, as bits.
    fn of(opacity: &[u8], row: usize, hard: bool) -> Self {
        if !hard || opacity.iter().any(|a| !matches!(a, 0 | 255)) {
            return Self::Soft(deflated_pixels(opacity, row, 1));
        }
        let bits: Vec<u8> = opacity
            .chunks(row.max(1))
            .flat_map(|line| line.chunks(8))
            .map(|eight| {
                eight
                    .iter()
                    .zip([128, 64, 32, 16, 8, 4, 2, 1])
                    .fold(0, |byte, (a, bit)| if *a == 0 { byte | bit } else { byte })
            })
            .collect();
        Self::Hard(crate::pdf::deflate::deflate(&bits))
    }
}

/// The plates of a duotone, and what each tone lays on them. Without spot inks all process inks are there: images in
/// some of them alone are read by fewer programs.
fn inks_of(duotone: &Duotone, palette: Palette<'_>) -> (Space, Vec<Vec<u8>>) {
    let made = duotone.separation(palette.output, palette.spots);
    if made.spots.is_empty() {
        return (Space::Cmyk, made.tones);
    }
    let used: Vec<bool> = made.process.into_iter().chain(made.spots.iter().map(|_| true)).collect();
    let kept = |t: Vec<u8>| t.into_iter().zip(&used).filter(|(_, used)| **used).map(|(v, _)| v).collect();
    (Space::Inks(made.process, made.spots), made.tones.into_iter().map(kept).collect())
}

/// Colours and opacity of pixels of `step` bytes, the last of which is the opacity.
fn apart(data: &[u8], step: usize) -> (Vec<u8>, Option<Vec<u8>>) {
    let pixels = || data.chunks_exact(step);
    let colors = pixels().flat_map(|p| p.iter().take(step - 1)).copied().collect();
    (colors, Some(pixels().filter_map(|p| p.last().copied()).collect()))
}

fn image(width: u32, height: u32, bits: u8, space: Object, filter: Filter) -> Dictionary {
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "BitsPerComponent" => i64::from(bits),
        "ColorSpace" => space,
    };
    match filter {
        Filter::Dct => dict.set("Filter", Object::Name(b"DCTDecode".to_vec())),
        Filter::Flate(colors) => {
            dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
            dict.set(
                "DecodeParms",
                dictionary! {
                    "Predictor" => 15,
                    "Colors" => i64::from(colors),
                    "BitsPerComponent" => i64::from(bits),
                    "Columns" => i64::from(width),
                },
            );
        }
    }
    dict
}

/// A photograph as JPEG; with `inks`, its samples are RGB, and become inks row by row.
fn encode(
    data: &[u8],
    (width, height): (u32, u32),
    count: u8,
    inks: Option<&ToCmyk>,
) -> Result<Vec<u8>, String> {
    let side =
        |n: u32| u16::try_from(n).map_err(|_| format!("a side of {n} pixels is more than JPEG can tell"));
    let (width, height) = (side(width)?, side(height)?);
    let mut out = Vec::with_capacity(data.len() / 3);
    let encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
    match (count, inks) {
        (1, _) => encoder.encode(data, width, height, ColorType::Luma),
        (3, _) => encoder.encode(data, width, height, ColorType::Rgb),
        (_, None) => encoder.encode(data, width, height, ColorType::Cmyk),
        (_, Some(table)) => encoder.encode_image(Inked { data, width, height, table }),
    }
    .map_err(|e| e.to_string())?;
    Ok(out)
}

/// RGB pixels that become inks as they are encoded.
struct Inked<'a> {
    data: &'a [u8],
    width: u16,
    height: u16,
    table: &'a ToCmyk,
}

impl jpeg_encoder::ImageBuffer for Inked<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Cmyk
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let line = usize::from(self.width) * 3;
        let from = usize::from(y) * line;
        let mut row = Vec::with_capacity(usize::from(self.width) * 4);
        self.table.row(self.data.get(from..from + line).unwrap_or_default(), &mut row);
        let (pixels, _) = row.as_chunks::<4>();
        // As Adobe's files hold inks: their complement.
        for (n, buffer) in buffers.iter_mut().enumerate() {
            buffer.extend(pixels.iter().filter_map(|p| p.get(n)).map(|v| !v));
        }
    }
}

/// Rows of bytes with the PNG predictor that leaves the smallest differences, deflated.
pub(super) fn deflated_pixels(data: &[u8], row: usize, step: usize) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::with_capacity(data.len() / 3), Compression::new(6));
    let mut above = vec![0_u8; row];
    let mut tries: [Vec<u8>; 3] = Default::default();
    for line in data.chunks_exact(row.max(1)) {
        let left = || std::iter::repeat_n(0, step).chain(line.iter().copied());
        let corner = || std::iter::repeat_n(0, step).chain(above.iter().copied());
        let [sub, up, paeth] = &mut tries;
        sub.clear();
        sub.push(1);
        sub.extend(line.iter().zip(left()).map(|(v, l)| v.wrapping_sub(l)));
        up.clear();
        up.push(2);
        up.extend(line.iter().zip(&above).map(|(v, a)| v.wrapping_sub(*a)));
        paeth.clear();
        paeth.push(4);
        let around = left().zip(&above).zip(corner());
        paeth.extend(line.iter().zip(around).map(|(v, ((l, a), c))| v.wrapping_sub(predict(l, *a, c))));
        let cost = |t: &Vec<u8>| t.iter().map(|v| u64::from(v.cast_signed().unsigned_abs())).sum::<u64>();
        if let Some(best) = tries.iter().min_by_key(|t| cost(t)) {
            // Writing to memory does not fail.
            let _ = out.write_all(best);
        }
        above.copy_from_slice(line);
    }
    out.finish().unwrap_or_default()
}

/// The Paeth predictor (PNG §9.4).
fn predict(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let p = a + b - c;
    let (pa, pb, pc) = ((p - a).abs(), (p - b).abs(), (p - c).abs());
    if pa <= pb && pa <= pc {
        left
    } else if pb <= pc {
        above
    } else {
        corner
    }
}
