//! Pages of a PDF as RGB pixels on white.
//! The same bytes whatever the number of threads, and on every machine of one kind.

use crate::geom::{Length, Size};
use crate::picture::{Channels, Pixels};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Level, Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::vello_cpu::{RenderSettings as Canvas, color::PremulRgba8};
use hayro::{RenderCache, RenderSettings, render_into};
use rayon::prelude::*;

/// Pages that one thread draws with what it has learnt of the file.
const AT_ONCE: usize = 4;

/// What of a page is drawn, and how large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Pixels to the inch.
    pub ppi: u32,
    /// Trimmed size.
    pub trim: Size,
    /// How far the PDF's pages reach beyond the trim.
    pub bleed: Length,
    /// How much of that is drawn on the left, on the right, and at head and foot.
    pub edges: [Length; 3],
}

impl Look {
    /// Trimmed pages.
    #[must_use]
    pub const fn trimmed(ppi: u32, trim: Size, bleed: Length) -> Self {
        Self { ppi, trim, bleed, edges: [Length::ZERO; 3] }
    }

    /// Pixels that a length takes, rounded.
    #[must_use]
    pub fn pixels(&self, length: Length) -> u32 {
        let inch = 72 * Length::PT.to_sp();
        let exact = i128::from(length.to_sp().max(0)) * i128::from(self.ppi);
        u32::try_from((exact + i128::from(inch / 2)) / i128::from(inch)).unwrap_or(u32::MAX)
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        let [left, right, ends] = self.edges;
        (self.pixels(self.trim.w + left + right), self.pixels(self.trim.h + ends * 2))
    }
}

/// A PDF file whose pages are to be drawn.
pub struct Sheets(Pdf);

impl Sheets {
    /// The pages of a file; `None` where it is none that can be read.
    #[must_use]
    pub fn read(file: Vec<u8>) -> Option<Self> {
        Pdf::new(file).ok().map(Self)
    }

    /// How large a page is as it is seen: its crop box, turned; `None` for one that the file does not have.
    #[must_use]
    pub fn size(&self, page: usize) -> Option<Size> {
        let (w, h) = self.0.pages().get(page)?.render_dimensions();
        let milli = |points: f32| Length::pt((f64::from(points) * 1000.0).round() as i64).scale(1, 1000);
        Some(Size::new(milli(w), milli(h)))
    }

    /// Draws the pages of these indices, each with its look; `None` for a page that the file does not have, or
    /// that would be more than 65,535 pixels wide or high. Uses as many threads as the caller's pool has.
    #[must_use]
    pub fn draw(&self, pages: &[(usize, Look)]) -> Vec<Option<Pixels>> {
        let each = |some: &[(usize, Look)]| {
            let cache = RenderCache::new();
            let drawn = some.iter().map(|(n, look)| one(&self.0, *n, *look, &cache));
            drawn.collect::<Vec<Option<Pixels>>>()
        };
        pages.par_chunks(AT_ONCE).flat_map_iter(each).collect()
    }
}

fn one<'a>(pdf: &'a Pdf, number: usize, look: Look, cache: &RenderCache<'a>) -> Option<Pixels> {
    let page = pdf.pages().get(number)?;
    let (width, height) = look.size();
    let (w, h) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    // The least that every processor of this kind can do, so that rounding is the same on all.
    let mut canvas = RenderContext::new_with(w, h, Canvas { level: Level::baseline(), num_threads: 0 });
    // Blending needs something below.
    canvas.set_paint(WHITE);
    canvas.fill_rect(&Rect::new(0.0, 0.0, f64::from(w), f64::from(h)));
    let [left, _, ends] = look.edges;
    let scale = Affine::scale(f64::from(look.ppi) / 72.0);
    let origin = Affine::translate((points(left - look.bleed), points(ends - look.bleed)));
    let place = scale * origin * page.initial_transform(true).to_kurbo();
    // Small type is to be seen as it is, not fitted to the pixels.
    let settings = RenderSettings { hinting: false, glyph_caching: false, ..RenderSettings::default() };
    render_into(page, cache, &InterpreterSettings::default(), &settings, &mut canvas, place);
    canvas.flush();
    let mut map = Pixmap::new(w, h);
    let target =
        RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    canvas.render_with(&mut map, &mut Resources::default(), target);
    let rgb = |p: &PremulRgba8| [p.r, p.g, p.b];
    let data = map.data().iter().flat_map(rgb).collect();
    Some(Pixels { width, height, channels: Channels::Rgb, data, icc: None })
}

/// The one place where a length becomes a float: where things stand among pixels.
#[expect(clippy::cast_precision_loss, reason = "24 bits hold any page's length in thousandths of a point")]
fn points(length: Length) -> f64 {
    length.to_millipoints() as f64 / 1000.0
}
