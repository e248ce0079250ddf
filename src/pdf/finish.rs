//! The catalogue, the output intent, the file's identifier, and the bytes.
//! What pages and pictures hold is done before; here the file is closed.

use super::draw::{Marks, Palette};
use super::frame::Frame;
use super::xmp::{Facts, PLACEHOLDER, dashed};
use super::{Flavour, deflated, navigation, save, structure};
use crate::issue::Issue;
use crate::pages::Document;
use crate::source::Sink;
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

/// Closes the file and writes it to `sink`; `labelled`: its pages are the document's, and bear their folios.
pub(super) fn finish(
    mut frame: Frame,
    document: &Document,
    issue: &Issue,
    palette: Palette<'_>,
    (facts, marks): (&Facts, &[Marks]),
    labelled: bool,
    sink: &mut dyn Sink,
) -> Result<(), String> {
    let pages = frame.pdf.catalog().and_then(|c| c.get(b"Pages")).cloned().map_err(|e| e.to_string())?;
    // Defect: with bookmarks printpdf writes `PageMode` as a string; its catalogue is replaced as a whole.
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "Lang" => lopdf::text_string(&issue.lang.0),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if labelled {
        catalog.set("PageLabels", navigation::labels(document));
    }
    match palette.flavour {
        Flavour::Press => {
            catalog.set("OutputIntents", vec![Object::Dictionary(intent(&mut frame, palette))]);
        }
        Flavour::Screen => screen(&mut frame, document, marks, &mut catalog),
        Flavour::Proof => {}
    }
    let packet = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let metadata = Stream::new(packet, facts.packet().into_bytes()).with_compression(false);
    catalog.set("Metadata", frame.pdf.add_object(metadata));
    let (root, info) = (reference(&frame, b"Root")?, reference(&frame, b"Info")?);
    frame.pdf.objects.insert(root, Object::Dictionary(catalog));
    frame.pdf.objects.insert(info, Object::Dictionary(facts.info()));
    save(frame, palette, sink)
}

/// What a screen file has beyond its pages.
fn screen(frame: &mut Frame, document: &Document, marks: &[Marks], catalog: &mut Dictionary) {
    let links = navigation::links(frame, document, document.pages.len());
    catalog.set("StructTreeRoot", structure::tree(frame, document, marks, &links));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("Names", navigation::names(frame, document));
    if let Some(outline) = navigation::outline(frame, document) {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
}

fn reference(frame: &Frame, key: &[u8]) -> Result<ObjectId, String> {
    frame.pdf.trailer.get(key).and_then(Object::as_reference).map_err(|e| e.to_string())
}

/// The output intent (ISO 15930-7, on output intents). Defect: printpdf names the profile `DestinationOutputProfile`, adds a
/// key `License`, and brings a profile of its own.
fn intent(frame: &mut Frame, palette: Palette<'_>) -> Dictionary {
    let output = palette.output;
    let profile = frame.pdf.add_object(deflated(dictionary! { "N" => 4 }, output.bytes()));
    let mut dict = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputCondition" => lopdf::text_string(output.condition()),
        "OutputConditionIdentifier" => lopdf::text_string(output.name()),
        "Info" => lopdf::text_string(output.condition()),
        "DestOutputProfile" => profile,
    };
    if output.registered() {
        dict.set("RegistryName", Object::string_literal("http://www.color.org"));
    }
    dict
}

fn save(mut frame: Frame, palette: Palette<'_>, sink: &mut dyn Sink) -> Result<(), String> {
    // Defect: printpdf always says version 1.3. PDF/X-1a rests on 1.4, PDF/X-4 on 1.6, tagged files on 1.7.
    let version = match (palette.printed(), palette.flattens()) {
        (_, true) => "1.4",
        (true, false) => "1.6",
        (false, false) => "1.7",
    };
    version.clone_into(&mut frame.pdf.version);
    // Defect: printpdf makes the identifier at random.
    let id = || Object::String(PLACEHOLDER.to_be_bytes().to_vec(), lopdf::StringFormat::Hexadecimal);
    frame.pdf.trailer.set("ID", vec![id(), id()]);
    // Twice in the trailer, twice in XMP.
    let plain: fn(u128) -> String = |id| format!("{id:032X}");
    let marks = [(plain(PLACEHOLDER), plain), (dashed(PLACEHOLDER), dashed as fn(u128) -> String)];
    save::save(frame.pdf, &frame.contents, !palette.printed(), &marks, sink).map_err(|e| e.to_string())
}
