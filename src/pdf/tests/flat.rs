//! Files without transparency: what PDF/X-1a must not hold, and what stands for what was seen through.
//! That the mixtures look as the live ones do is judged from the outside, by plates.

use super::sample::{area, issue, picture, sample};
use super::{Read, text};
use crate::diag::Findings;
use crate::font::Fonts;
use crate::issue::{Issue, PictureId};
use crate::pages::{Document, Item, ItemKind};
use crate::pdf::{Options, Standard, write};
use crate::picture::Format;
use crate::typeset::TagId;
use lopdf::Object;

fn flat(document: &Document, issue: &Issue, fonts: &Fonts) -> Read {
    let mut findings = Findings::new();
    let options = Options { standard: Standard::X1a, ..Options::default() };
    let bytes = write(document, issue, fonts, &options, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    let bytes = bytes.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.4\n"));
    Read::of(&bytes)
}

#[test]
fn nothing_is_seen_through_and_no_colour_is_but_ink() {
    let (document, issue, fonts) = sample();
    let file = flat(&document, &issue, &fonts);
    let all = format!("{:?}", file.0.objects);
    // What is looked for would be seen.
    let live = format!("{:?}", super::Read::of(&super::made(crate::pdf::Flavour::Press, 0)).0.objects);
    assert!(live.contains("/SMask") && live.contains("/Group") && live.contains("/ca "), "{live}");
    for word in
        ["/SMask", "/Group", "/ca ", "/CA ", "/BM", "ICCBased", "DeviceRGB", "/Lab", "/ObjStm", "/XRef "]
    {
        assert!(!all.contains(word), "{word} stands in the file");
    }
    let info = file.0.get_dictionary(file.0.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(info.get(b"GTS_PDFXVersion").unwrap().as_str().unwrap(), b"PDF/X-1a:2003");
    assert_eq!(text(info.get(b"Title").unwrap()), "Test & Try, December 2025");
}

#[test]
fn a_drawing_keeps_its_opaque_outlines_and_gets_patches() {
    let (document, issue, fonts) = sample();
    let file = flat(&document, &issue, &fonts);
    // Placed twice, it is two forms: each is mixed with what lies below it.
    let forms: Vec<_> = file
        .0
        .objects
        .values()
        .filter_map(|o| o.as_stream().ok())
        .filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form"))
        .collect();
    assert_eq!(forms.len(), 2);
    for form in forms {
        let content = String::from_utf8(form.decompressed_content().unwrap()).unwrap();
        // The gradient with opacity, the group, the masked bar; the clipped gradient and the curve stay vectors.
        assert_eq!(content.matches(" Do\n").count(), 3, "{content}");
        assert!(content.contains("/Pattern cs") && content.contains(" c\n"), "{content}");
    }
}

#[test]
fn a_spot_below_stays_on_its_plate_and_a_stencil_needs_no_flattening() {
    let (mut document, _, fonts) = sample();
    let soft = crate::picture::encode_png(&crate::picture::Pixels {
        width: 4,
        height: 2,
        channels: crate::picture::Channels::Rgba,
        data: (0..8).flat_map(|n| [0, 90, 200, n * 30]).collect(),
        icc: None,
    });
    let hard = crate::picture::encode_png(&crate::picture::Pixels {
        width: 9,
        height: 2,
        channels: crate::picture::Channels::Rgba,
        data: (0..18).flat_map(|n| [0, 90, 200, if n % 3 == 0 { 0 } else { 255 }]).collect(),
        icc: None,
    });
    let [soft, hard] = [soft, hard].map(|p| picture(Format::Png, &p.unwrap(), 4, 2));
    let placed = |n, place| Item {
        kind: ItemKind::Picture { picture: PictureId(n), place, clip: place },
        tag: TagId(6),
        span: None,
    };
    let headline = document.pages[0].items[1].clone();
    document.pages.truncate(1);
    document.links.clear();
    document.pages[0].items =
        vec![headline, placed(0, area(20, 25, 40, 10)), placed(1, area(20, 50, 40, 10))];
    let file = flat(&document, &issue(vec![soft, hard]), &fonts);
    let images = file.images();
    let of_spots = images.iter().find(|i| i.dict.get(b"ColorSpace").is_ok_and(|s| s.as_array().is_ok()));
    let space = of_spots.unwrap().dict.get(b"ColorSpace").unwrap().as_array().unwrap();
    assert_eq!(space[0].as_name().unwrap(), b"DeviceN");
    assert_eq!(space[1].as_array().unwrap()[4].as_name().unwrap(), b"PANTONE 186 C");
    // Three hundred pixels to the inch: 40 mm are 472.4.
    let width = of_spots.unwrap().dict.get(b"Width").unwrap().as_i64().unwrap();
    assert!((473..=474).contains(&width), "{width}");
    let stencil = images.iter().find(|i| i.dict.has(b"ImageMask")).unwrap();
    // Rows begin at a byte; a set bit hides.
    assert_eq!(stencil.decompressed_content().unwrap(), [0b1001_0010, 0, 0b1001_0010, 0]);
    assert_eq!(images.len(), 3);
}

#[test]
fn a_hundred_parts_on_one_another_are_flattened_once() {
    let bar = |n: usize| {
        let op = if n.is_multiple_of(2) { ".1" } else { "1" };
        format!("<path opacity='{op}' fill='#{n:02x}8040' d='M0 0h40v20h-40z'/>")
    };
    let drawing = |bars: usize| {
        let bars: String = (0..bars).map(bar).collect();
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{bars}</svg>");
        let (mut document, _, fonts) = sample();
        let place = area(20, 50, 40, 20);
        let kind = ItemKind::Picture { picture: PictureId(0), place, clip: place };
        document.pages.truncate(1);
        document.links.clear();
        document.pages[0].items = vec![Item { kind, tag: TagId(6), span: None }];
        flat(&document, &issue(vec![picture(Format::Svg, svg.as_bytes(), 40, 20)]), &fonts)
    };
    let side = |image: &lopdf::Stream, key: &[u8]| image.dict.get(key).unwrap().as_i64().unwrap();
    let pixels =
        |file: &Read| -> i64 { file.images().iter().map(|i| side(i, b"Width") * side(i, b"Height")).sum() };
    // Forty millimetres by twenty at 300 pixels to the inch, and what of a pixel lies at each edge.
    let once = pixels(&drawing(1));
    assert!((472 * 236..476 * 240).contains(&once), "{once}");
    let file = drawing(101);
    assert_eq!((file.images().len(), pixels(&file)), (1, once));
}
