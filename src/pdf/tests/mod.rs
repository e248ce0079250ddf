//! Synthetic documents through the whole room: what the bytes say, read back with lopdf.
//! Judged from the outside by the validators as well; here only what a unit test can see.

mod flat;
mod pen;
mod sample;

use super::{Flavour, Options, write};
use crate::diag::Findings;
use crate::font::Fonts;
use crate::issue::{Issue, PictureId, ProfileSource};
use crate::pages::{Document, Item, ItemKind, Page};
use crate::picture::Format;
use crate::typeset::TagId;
use lopdf::{Dictionary, Object};
use sample::{area, at, issue, jpegs, line, picture, sample, style};
use std::sync::Arc;

fn built(document: &Document, issue: &Issue, fonts: &Fonts, flavour: Flavour, jobs: usize) -> Vec<u8> {
    let mut findings = Findings::new();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().unwrap();
    let options = Options { flavour, ..Options::default() };
    let out = pool.install(|| write(document, issue, fonts, &options, &mut findings));
    assert!(findings.is_empty(), "{findings:?}");
    out.unwrap()
}

fn made(flavour: Flavour, jobs: usize) -> Vec<u8> {
    let (document, issue, fonts) = sample();
    built(&document, &issue, &fonts, flavour, jobs)
}

/// A file read back.
struct Read(lopdf::Document);

impl Read {
    fn of(bytes: &[u8]) -> Self {
        Self(lopdf::Document::load_mem(bytes).unwrap())
    }

    fn catalog(&self) -> &Dictionary {
        self.0.catalog().unwrap()
    }

    fn page(&self, index: usize) -> &Dictionary {
        self.0.get_dictionary(self.0.page_iter().nth(index).unwrap()).unwrap()
    }

    fn content(&self, index: usize) -> String {
        let bytes = self.0.get_page_content(self.0.page_iter().nth(index).unwrap());
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A value by a path of keys, references followed.
    fn get<'a>(&'a self, from: &'a Dictionary, path: &[&str]) -> Option<&'a Object> {
        let (first, rest) = path.split_first()?;
        let value = self.0.dereference(from.get(first.as_bytes()).ok()?).ok()?.1;
        if rest.is_empty() { Some(value) } else { self.get(value.as_dict().ok()?, rest) }
    }

    fn numbers(&self, page: usize, key: &str) -> Option<Vec<f32>> {
        let list = self.get(self.page(page), &[key])?.as_array().ok()?;
        list.iter().map(|v| v.as_float().ok()).collect()
    }

    fn images(&self) -> Vec<&lopdf::Stream> {
        let all = self.0.objects.values().filter_map(|o| o.as_stream().ok());
        all.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image")).collect()
    }
}

fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

#[test]
fn bytes_depend_on_nothing_but_the_document() {
    for flavour in [Flavour::Press, Flavour::Screen] {
        let one = made(flavour, 1);
        assert_eq!(one, made(flavour, 4));
        assert_eq!(one, made(flavour, 0));
        let (mut document, issue, fonts) = sample();
        document.outline.clear();
        document.pages[1].folio = "3".into();
        let other = Read::of(&built(&document, &issue, &fonts, flavour, 0));
        assert_ne!(Read::of(&one).0.trailer.get(b"ID").unwrap(), other.0.trailer.get(b"ID").unwrap());
    }
}

#[test]
fn press_pages_have_their_boxes_and_screen_pages_the_trim() {
    let press = Read::of(&made(Flavour::Press, 0));
    assert_eq!(press.numbers(0, "MediaBox").unwrap(), [0.0, 0.0, 612.283, 824.882]);
    assert_eq!(press.numbers(0, "BleedBox"), press.numbers(0, "MediaBox"));
    assert_eq!(press.numbers(1, "TrimBox").unwrap(), [8.504, 8.504, 603.78, 816.378]);
    let screen = Read::of(&made(Flavour::Screen, 0));
    assert_eq!(screen.numbers(0, "MediaBox").unwrap(), [0.0, 0.0, 595.276, 807.874]);
    for page in [press.page(0), press.page(1), screen.page(0)] {
        assert!(!page.has(b"CropBox") && !page.has(b"Rotate") && !page.has(b"UserUnit"));
    }
    assert!(!press.page(0).has(b"Annots"));
}

#[test]
fn press_claims_and_keeps_pdf_x() {
    let bytes = made(Flavour::Press, 0);
    assert!(bytes.starts_with(b"%PDF-1.6\n%"));
    let file = Read::of(&bytes);
    let intents = file.get(file.catalog(), &["OutputIntents"]).unwrap().as_array().unwrap();
    let [Object::Dictionary(intent)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFX");
    let profile = file.get(intent, &["DestOutputProfile"]).unwrap().as_stream().unwrap();
    assert_eq!(profile.decompressed_content().unwrap().get(16..20), Some(&b"CMYK"[..]));
    let info = file.0.get_dictionary(file.0.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
    let packet = file.get(file.catalog(), &["Metadata"]).unwrap().as_stream().unwrap().content.clone();
    let packet = String::from_utf8(packet).unwrap();
    assert_eq!(text(info.get(b"Title").unwrap()), "Test & Try, December 2025");
    assert!(packet.contains("Test &amp; Try, December 2025"), "{packet}");
    assert!(packet.contains("<pdfxid:GTS_PDFXVersion>PDF/X-4<") && packet.contains("2025-12-01T00:00:00Z"));
    assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20251201000000Z");
    assert_eq!(info.get(b"Trapped").unwrap().as_name().unwrap(), b"False");
    let id = file.0.trailer.get(b"ID").unwrap().as_array().unwrap()[0].as_str().unwrap();
    let uuid = super::xmp::dashed(u128::from_be_bytes(id.try_into().unwrap()));
    assert_eq!(packet.matches(&uuid).count(), 2, "{packet}");
}

#[test]
fn press_colours_are_inks_and_black_overprints() {
    let file = Read::of(&made(Flavour::Press, 0));
    for page in 0..2 {
        let content = file.content(page);
        for line in content.lines() {
            assert!(!matches!(line.rsplit(' ').next(), Some("rg" | "RG" | "g" | "G")), "{line}");
        }
    }
    let content = file.content(0);
    let order = ["/S0 cs", "1 scn", "0 0 0 1 k", "/G1 gs", "/G0 gs\nq\n"];
    let mut rest = content.as_str();
    for word in order {
        let at =
            rest.find(word).unwrap_or_else(|| panic!("{word} is missing or stands too early in\n{content}"));
        rest = &rest[at..];
    }
    let black = file.get(file.page(0), &["Resources", "ExtGState", "G1"]).unwrap().as_dict().unwrap();
    assert_eq!(black.get(b"OP").unwrap(), &Object::Boolean(true));
    assert_eq!(black.get(b"op").unwrap(), &Object::Boolean(true));
    assert_eq!(black.get(b"OPM").unwrap().as_i64().unwrap(), 1);
    let spot = file.get(file.page(0), &["Resources", "ColorSpace", "S0"]).unwrap().as_array().unwrap();
    assert_eq!(spot[1].as_name().unwrap(), b"PANTONE 186 C");
}

#[test]
fn fonts_are_subsets_that_tell_their_texts() {
    for flavour in [Flavour::Press, Flavour::Screen] {
        let file = Read::of(&made(flavour, 0));
        let fonts = file.get(file.page(0), &["Resources", "Font"]).unwrap().as_dict().unwrap();
        assert_eq!(fonts.len(), 2);
        for (name, _) in fonts {
            let name = std::str::from_utf8(name).unwrap();
            let font = file.get(fonts, &[name]).unwrap().as_dict().unwrap();
            let base = String::from_utf8(font.get(b"BaseFont").unwrap().as_name().unwrap().to_vec()).unwrap();
            let (tag, _) = base.split_once('+').unwrap();
            assert!(tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()), "{base}");
            assert!(file.get(font, &["ToUnicode"]).is_some());
        }
        // The Latin A's glyph stands for a Greek letter once, and a divided word's hyphen for no letter.
        let content = file.content(0);
        assert_eq!(content.matches("/ActualText<FEFF0391>").count(), 1, "{content}");
        assert_eq!(content.matches("/ActualText").count(), 1, "{content}");
        let (mut maps, fonts) =
            (String::new(), fonts.iter().map(|(name, _)| std::str::from_utf8(name).unwrap()));
        for name in fonts {
            let map = file.get(file.page(0), &["Resources", "Font", name, "ToUnicode"]).unwrap();
            maps += &String::from_utf8(map.as_stream().unwrap().decompressed_content().unwrap()).unwrap();
        }
        assert_eq!(maps.contains("<00AD>"), flavour == Flavour::Screen);
    }
}

#[test]
fn jpegs_pass_through_and_each_picture_is_there_once() {
    let [gray, inks] = jpegs();
    let press = Read::of(&made(Flavour::Press, 0));
    let images = press.images();
    assert_eq!(images.len(), 2);
    assert!(images.iter().any(|i| i.content == gray && !i.dict.has(b"Decode")));
    let four = images.iter().find(|i| i.content == inks).unwrap();
    assert_eq!(four.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceCMYK");
    assert_eq!(four.dict.get(b"Decode").unwrap().as_array().unwrap().len(), 8);
    assert_eq!(press.content(0).matches("/X0 Do").count(), 2);
    let screen = Read::of(&made(Flavour::Screen, 0));
    assert!(screen.images().iter().any(|i| i.content == gray));
    for image in screen.images() {
        assert_ne!(image.dict.get(b"ColorSpace").unwrap().as_name().ok(), Some(&b"DeviceCMYK"[..]));
    }
}

#[test]
fn screen_leads_and_is_tagged() {
    let bytes = made(Flavour::Screen, 0);
    assert!(bytes.starts_with(b"%PDF-1.7\n%"));
    let file = Read::of(&bytes);
    let link = |page| {
        let list = file.get(file.page(page), &["Annots"]).unwrap().as_array().unwrap();
        file.0.get_dictionary(list[0].as_reference().unwrap()).unwrap()
    };
    let address = file.get(link(0), &["A", "URI"]).unwrap().as_str().unwrap();
    assert_eq!(address, b"https://example.org/%C3%A4?q=1");
    assert_eq!(text(link(1).get(b"Contents").unwrap()), "One — ‘first’");
    let name = link(1).get(b"Dest").unwrap().as_str().unwrap();
    let names = file.get(file.catalog(), &["Names", "Dests", "Names"]).unwrap().as_array().unwrap();
    assert!(names.iter().any(|n| n.as_str().ok() == Some(name)));
    let first = file.get(file.catalog(), &["Outlines", "First"]).unwrap().as_dict().unwrap();
    assert_eq!(text(first.get(b"Title").unwrap()), "One — ‘first’");
    assert_eq!(text(file.get(first, &["First", "Title"]).unwrap()), "Part");
    let labels = file.get(file.catalog(), &["PageLabels", "Nums"]).unwrap().as_array().unwrap();
    assert_eq!(text(labels[1].as_dict().unwrap().get(b"P").unwrap()), "[1]");
    assert_eq!(labels[3].as_dict().unwrap().get(b"St").unwrap().as_i64().unwrap(), 2);
    // Every mark on a page has a tag, and the other way round.
    let index =
        file.get(file.catalog(), &["StructTreeRoot", "ParentTree", "Nums"]).unwrap().as_array().unwrap();
    for page in 0..2 {
        let marks = file.0.dereference(&index[page * 2 + 1]).unwrap().1.as_array().unwrap().len();
        assert_eq!(file.content(page).matches("/MCID").count(), marks);
    }
}

#[test]
fn a_supplied_page_keeps_its_vectors() {
    let (mut document, _, fonts) = sample();
    let ad = made(Flavour::Press, 0);
    let items = [area(0, 0, 210, 285), area(20, 20, 105, 142)].map(|place| Item {
        kind: ItemKind::Picture { picture: PictureId(0), place, clip: place.grow(document.bleed) },
        tag: TagId(6),
        span: None,
    });
    document.pages.truncate(1);
    document.pages[0].items = items.into();
    document.links.clear();
    let issue = issue(vec![picture(Format::Pdf, &ad, 595_276, 807_874)]);
    let file = Read::of(&built(&document, &issue, &fonts, Flavour::Press, 0));
    let form = file.get(file.page(0), &["Resources", "XObject", "X0"]).unwrap().as_stream().unwrap();
    let inner = Read::of(&ad).content(0);
    assert!(
        form.decompressed_content().unwrap().starts_with(inner.trim_end().as_bytes()) || !inner.is_empty()
    );
    assert!(file.get(&form.dict, &["Resources", "Font", "F0", "ToUnicode"]).is_some());
    // The trim lies on the trim: the ad's own bleed of 8.504 points is outside.
    assert!(file.content(0).contains("1 0 0 1 0 0 cm"), "{}", file.content(0));
}

#[test]
fn what_cannot_be_used_is_reported() {
    let (document, mut issue, bundled) = sample();
    let serif = bundled.find("Source Serif 4", 400, false).unwrap();
    let mut file = bundled.face(serif).unwrap().data.to_vec();
    let record = file.windows(4).position(|w| w == b"OS/2").unwrap();
    let table = u32::from_be_bytes(file[record + 8..record + 12].try_into().unwrap()) as usize;
    file[table + 9] = 2;
    let mut fonts = Fonts::default();
    let face = fonts.add(file).unwrap();
    let run = line(&fonts, face, &style(crate::color::Ink::BLACK), at(10, 10), "no", crate::geom::Length::PT);
    let item = Item { kind: ItemKind::Glyphs(run), tag: TagId(3), span: None };
    let page = Page { items: vec![item], ..document.pages[0].clone() };
    let document = Document { pages: vec![page], ..document };
    let codes = |issue: &Issue, fonts: &Fonts| {
        let mut findings = Findings::new();
        let options = Options { flavour: Flavour::Press, stamp: Some(0), ..Options::default() };
        assert!(write(&document, issue, fonts, &options, &mut findings).is_err());
        findings.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&issue, &fonts), ["D003"]);
    assert_eq!(codes(&issue, &Fonts::default()), ["D002"]);
    issue.publication.press.profile = ProfileSource::File("x.icc".into(), Arc::from(&b"no"[..]));
    assert_eq!(codes(&issue, &fonts), ["D008"]);
}

#[test]
fn a_spot_without_a_plate_is_printed_from_process_inks() {
    let (document, mut issue, fonts) = sample();
    issue.publication.press.plates.clear();
    let mut findings = Findings::new();
    let options = Options { flavour: Flavour::Press, ..Options::default() };
    let bytes = write(&document, &issue, &fonts, &options, &mut findings).unwrap();
    assert_eq!(findings.iter().map(|d| d.code).collect::<Vec<_>>(), ["D009"]);
    let content = Read::of(&bytes).content(0);
    assert!(content.contains("0 .9 .8 0 k") && !content.contains("scn"), "{content}");
}
