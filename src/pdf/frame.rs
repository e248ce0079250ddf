//! The document's frame, made by printpdf: pages, boxes, graphics states, image objects, information.
//! Every place where printpdf 0.12.8 does not do what the file needs is mended here or in `finish`.

use super::Flavour;
use super::draw::{Drawn, Palette};
use super::embed::Embedded;
use super::picture::{Graphic, Profiles};
use super::save::Contents;
use super::xmp::Facts;
use crate::geom::Length;
use crate::pages::Document;
use lopdf::{Dictionary, Object, ObjectId, dictionary};
use printpdf::{
    DictItem, ExtendedGraphicsState, ExtendedGraphicsStateId, ExternalStream, ExternalXObject, OverprintMode,
    PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect, XObject, XObjectId,
};
use std::collections::BTreeMap;

/// The unfinished file.
pub(super) struct Frame {
    /// The objects.
    pub(super) pdf: lopdf::Document,
    /// The pages' objects in order.
    pub(super) pages: Vec<ObjectId>,
    /// What streams hold that are written from files.
    pub(super) contents: Contents,
    pictures: BTreeMap<usize, ObjectId>,
    states: Vec<Object>,
}

impl Frame {
    /// Lets printpdf make the frame. `margin`: how far the media reaches beyond the trim.
    pub(super) fn new(
        document: &Document,
        margin: Length,
        graphics: &[Option<Graphic>],
        facts: &Facts,
        flavour: Flavour,
    ) -> Self {
        let mut made = PdfDocument::new(&facts.title);
        for (number, on) in [false, true].into_iter().enumerate() {
            let state = ExtendedGraphicsState::default()
                .with_overprint_fill(on)
                .with_overprint_stroke(on)
                .with_overprint_mode(if on {
                    OverprintMode::KeepUnderlying
                } else {
                    OverprintMode::EraseUnderlying
                });
            // Defect: `add_graphics_state` names states at random; named here, files are the same each time.
            made.resources.extgstates.map.insert(ExtendedGraphicsStateId(format!("G{number}")), state);
        }
        for (index, graphic) in graphics.iter().enumerate() {
            if let Some(g) = graphic {
                // Defect: `add_xobject` names objects at random, and copies contents: those follow later.
                made.resources.xobjects.map.insert(XObjectId(name(index)), empty_object(g));
            }
        }
        let (width, height) = (document.trim.w + margin * 2, document.trim.h + margin * 2);
        let page = PdfPage {
            media_box: rect(Length::ZERO, width, height),
            trim_box: rect(margin, document.trim.w, document.trim.h),
            crop_box: rect(Length::ZERO, width, height),
            ops: Vec::new(),
        };
        made.with_pages(vec![page; document.pages.len()]);
        let options =
            PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
        let mut pdf = made.to_lopdf_document(&options, &mut Vec::new());
        let pages: Vec<ObjectId> = pdf.page_iter().collect();
        let (pictures, mut states) = take_shared(&mut pdf, &pages, graphics.len());
        if flavour == Flavour::Proof {
            // What reads a proof knows no overprint; to multiply is what black ink does to the inks below.
            states =
                ["Normal", "Multiply"].map(|mode| Object::Dictionary(dictionary! { "BM" => mode })).to_vec();
        }
        Self { pdf, pages, contents: Contents::new(), pictures, states }
    }

    /// Fills in the pages: contents, resources, boxes. How far bleed and media reach beyond the trim.
    pub(super) fn fill_pages<'a>(
        &mut self,
        drawn: impl Iterator<Item = &'a mut Drawn>,
        fonts: Vec<Embedded>,
        palette: Palette<'_>,
        document: &Document,
        (bleed, margin): (Length, Length),
        graphics: &[Option<Graphic>],
    ) {
        let fonts: Vec<ObjectId> = fonts.into_iter().map(|f| f.add(&mut self.pdf)).collect();
        let spots: Vec<ObjectId> = palette.spots.iter().map(|s| self.pdf.add_object(separation(s))).collect();
        let width = document.trim.w + margin * 2;
        let height = document.trim.h + margin * 2;
        for (id, drawn) in self.pages.clone().into_iter().zip(drawn) {
            let resources = self.resources(drawn, &fonts, &spots);
            let content = std::mem::take(&mut drawn.content);
            let Ok(page) = self.pdf.get_dictionary_mut(id) else { continue };
            let reference = |page: &Dictionary, key: &[u8]| page.get(key).and_then(Object::as_reference).ok();
            let (own, stream) = (reference(page, b"Resources"), reference(page, b"Contents"));
            page.set("MediaBox", corners(Length::ZERO, width, height));
            page.set("TrimBox", corners(margin, document.trim.w, document.trim.h));
            // Defect: printpdf knows no BleedBox and always writes a CropBox.
            page.remove(b"CropBox");
            page.set(
                "BleedBox",
                corners(margin - bleed, document.trim.w + bleed * 2, document.trim.h + bleed * 2),
            );
            page.remove(b"Annots");
            let transparent = drawn
                .pictures
                .iter()
                .any(|i| graphics.get(*i).and_then(Option::as_ref).is_some_and(|g| g.transparent));
            if transparent {
                let space = if palette.press() { "DeviceCMYK" } else { "DeviceRGB" };
                page.set("Group", dictionary! { "S" => "Transparency", "CS" => space });
            }
            if let Some(object) = own.and_then(|id| self.pdf.objects.get_mut(&id)) {
                *object = Object::Dictionary(resources);
            }
            if let Some(Object::Stream(s)) = stream.and_then(|id| self.pdf.objects.get_mut(&id)) {
                s.dict.set("Filter", "FlateDecode");
                s.set_content(content);
            }
        }
    }

    /// What a page names, and nothing else. Defect: printpdf lets all pages share one list of everything.
    fn resources(&self, drawn: &Drawn, fonts: &[ObjectId], spots: &[ObjectId]) -> Dictionary {
        let mut out = Dictionary::new();
        let named = |letter: char, numbers: &std::collections::BTreeSet<usize>, ids: &[ObjectId]| {
            let pairs = numbers
                .iter()
                .filter_map(|n| Some((format!("{letter}{n}"), Object::Reference(*ids.get(*n)?))));
            pairs.collect::<Dictionary>()
        };
        if !drawn.fonts.is_empty() {
            out.set("Font", named('F', &drawn.fonts, fonts));
        }
        if !drawn.spots.is_empty() {
            out.set("ColorSpace", named('S', &drawn.spots, spots));
        }
        if drawn.states {
            let states = self.states.iter().enumerate().map(|(n, s)| (format!("G{n}"), s.clone()));
            out.set("ExtGState", states.collect::<Dictionary>());
        }
        let pictures =
            drawn.pictures.iter().filter_map(|i| Some((name(*i), Object::Reference(*self.pictures.get(i)?))));
        let pictures: Dictionary = pictures.collect();
        if !pictures.is_empty() {
            out.set("XObject", pictures);
        }
        out
    }

    /// Fills in the picture objects.
    pub(super) fn fill_pictures(&mut self, graphics: Vec<Option<Graphic>>, palette: Palette<'_>) {
        let mut profiles = Profiles::default();
        for (index, graphic) in graphics.into_iter().enumerate() {
            if let (Some(graphic), Some(id)) = (graphic, self.pictures.get(&index)) {
                let left = graphic.finish(&mut self.pdf, *id, palette, &mut profiles);
                self.contents.extend(left.map(|file| (*id, file)));
            }
        }
    }
}

/// The name of a picture among the resources.
fn name(index: usize) -> String {
    format!("X{index}")
}

fn empty_object(graphic: &Graphic) -> XObject {
    let (width, height) = graphic.extent();
    let name = |n: &str| DictItem::Name(n.as_bytes().to_vec());
    let dict = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(width)),
        ("Height", DictItem::Int(height)),
    ];
    let dict = dict.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    let stream = ExternalStream { dict, content: Vec::new(), compress: false };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

#[expect(clippy::cast_precision_loss, reason = "24 bits hold any page's length in thousandths of a point")]
fn points(l: Length) -> Pt {
    Pt(l.to_millipoints() as f32 / 1000.0)
}

fn rect(at: Length, width: Length, height: Length) -> Rect {
    Rect {
        x: points(at),
        y: points(at),
        width: points(width),
        height: points(height),
        mode: None,
        winding_order: None,
    }
}

/// A box by its corners. Defect: printpdf writes width and height where the right and top edge belong.
fn corners(at: Length, width: Length, height: Length) -> Vec<Object> {
    [at, at, at + width, at + height].map(|l| number(l.to_millipoints())).to_vec()
}

/// A number given in thousandths.
#[expect(clippy::cast_precision_loss, reason = "24 bits hold any page's length in thousandths of a point")]
pub(super) fn number(milli: i64) -> Object {
    if milli % 1000 == 0 { Object::Integer(milli / 1000) } else { Object::Real(milli as f32 / 1000.0) }
}

/// Takes what all pages share out of the file: the picture objects' numbers and the graphics states.
fn take_shared(
    pdf: &mut lopdf::Document,
    pages: &[ObjectId],
    pictures: usize,
) -> (BTreeMap<usize, ObjectId>, Vec<Object>) {
    let mut found = (BTreeMap::new(), Vec::new());
    let first = pages.first().and_then(|p| pdf.get_dictionary(*p).ok());
    let resources = first.and_then(|p| pdf.get_dict_in_dict(p, b"Resources").ok());
    let Some(resources) = resources.cloned() else { return found };
    if let Ok(objects) = pdf.get_dict_in_dict(&resources, b"XObject") {
        let at = |i: usize| Some((i, objects.get(name(i).as_bytes()).ok()?.as_reference().ok()?));
        found.0 = (0..pictures).filter_map(at).collect();
    }
    if let Ok(states) = pdf.get_dict_in_dict(&resources, b"ExtGState") {
        found.1 = ["G0", "G1"].iter().filter_map(|n| states.get(n.as_bytes()).ok().cloned()).collect();
    }
    for (_, shared) in &resources {
        if let Ok(id) = shared.as_reference() {
            pdf.objects.remove(&id);
        }
    }
    found
}

/// A spot ink with its look in process inks. Defect: printpdf writes spot colours as plain CMYK.
pub(super) fn separation(spot: &crate::color::Spot) -> Object {
    let full = spot.solid.map(|v| number((i64::from(v) + 5) / 10)).to_vec();
    let nothing = vec![Object::Integer(0); 4];
    let range = (0..4).flat_map(|_| [Object::Integer(0), Object::Integer(1)]).collect::<Vec<_>>();
    let tint = dictionary! {
        "FunctionType" => 2,
        "Domain" => vec![Object::Integer(0), Object::Integer(1)],
        "Range" => range,
        "C0" => nothing,
        "C1" => full,
        "N" => 1,
    };
    Object::Array(vec![
        Object::Name(b"Separation".to_vec()),
        Object::Name(spot.plate.as_bytes().to_vec()),
        Object::Name(b"DeviceCMYK".to_vec()),
        Object::Dictionary(tint),
    ])
}
