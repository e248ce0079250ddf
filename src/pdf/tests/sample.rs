//! A synthetic document with one of everything, and the issue and fonts that belong to it.
//! Tests nothing.

use crate::color::{Ink, Spot};
use crate::font::{FaceId, Fonts};
use crate::geom::{Length, Path, Point, Rect, Size};
use crate::issue::{ArticleId, Binding, Date, Folios, Issue, Lang, Names, PictureId, Press, Publication};
use crate::layout::{Case, Side};
use crate::pages::{Anchor, Document, Item, ItemKind, LinkTarget, OutlineEntry, Page, Stroke, Tag, TagKind};
use crate::picture::{Format, Picture};
use crate::typeset::{Glyph, GlyphRun, LinkId, RunStyle, TagId};
use std::collections::BTreeMap;
use std::sync::Arc;

fn names(text: &str) -> Names {
    Names::from([(Lang("en".into()), text.into())])
}

/// A small issue without articles; `pictures` are its pictures.
pub(super) fn issue(pictures: Vec<Picture>) -> Issue {
    Issue {
        publication: Publication {
            id: "test".into(),
            names: names("Test & Try"),
            issn: None,
            eissn: None,
            cn: None,
            publisher: None,
            sponsor: None,
            frequency: None,
            house: None,
            layout: None,
            trim: None,
            bleed: Length::mm(3),
            press: Press { plates: vec!["PANTONE 186 C".into()], ..Press::default() },
            bounds: BTreeMap::new(),
            ad_sizes: BTreeMap::new(),
            lang: Lang("en".into()),
            barcode: crate::issue::Barcode::None,
            folder: crate::source::Folder::default(),
        },
        parties: Vec::new(),
        sections: Vec::new(),
        title: None,
        slug: "test-1".into(),
        date: Some(Date { year: 2025, month: Some(12), day: Some(1) }),
        display_date: names("December 2025"),
        volume: None,
        number: None,
        aggregate: None,
        lang: Lang("en".into()),
        identifier: "urn:x-test:1".into(),
        translation_of: None,
        supplement_to: None,
        barcode: crate::issue::StatedBarcode::default(),
        siblings: Vec::new(),
        rights: None,
        prices: BTreeMap::new(),
        binding: Binding::Saddle,
        papers: None,
        credits: Vec::new(),
        pin: None,
        cover: None,
        articles: Vec::new(),
        ads: Vec::new(),
        promises: Vec::new(),
        page_multiple: 1,
        folios: Folios { first: 1, cover: false },
        pictures,
        duotones: Vec::new(),
        folder: crate::source::Folder::default(),
        strict: false,
    }
}

pub(super) fn picture(format: Format, bytes: &[u8], width: u32, height: u32) -> Picture {
    Picture { path: "p".into(), bytes: bytes.into(), format, width, height, span: None }
}

pub(super) fn style(color: Ink) -> Arc<RunStyle> {
    Arc::new(RunStyle {
        strike: false,
        keep: false,
        families: Arc::new([]),
        weight: 400,
        italic: false,
        size: Length::pt(10),
        color,
        tracking: 0,
        features: Arc::new([]),
        case: Case::None,
        raise: Length::ZERO,
        lang: Lang("en".into()),
        hyphenate: true,
    })
}

/// A line of unshaped glyphs; spaces are `space` wide.
pub(super) fn line(
    fonts: &Fonts,
    face: FaceId,
    style: &Arc<RunStyle>,
    at: Point,
    text: &str,
    space: Length,
) -> GlyphRun {
    let font = fonts.face(face).unwrap();
    let glyphs = text
        .chars()
        .map(|c| {
            let id = font.glyph(c).unwrap_or(0);
            let natural = style.size.scale(i64::from(font.advance(id)), i64::from(font.upem));
            let advance = if c == ' ' { space } else { natural };
            Glyph { id, bytes: c.len_utf8() as u16, advance: advance.to_sp() as i32, dy: 0, dx: 0 }
        })
        .collect();
    GlyphRun { face, style: Arc::clone(style), at, scale: 10_000, glyphs, text: text.into() }
}

pub(super) fn tag(kind: TagKind, parent: Option<u32>) -> Tag {
    Tag { kind, parent: parent.map(TagId), lang: None, alt: None }
}

pub(super) fn at(x: i64, y: i64) -> Point {
    Point::new(Length::mm(x), Length::mm(y))
}

pub(super) fn area(x: i64, y: i64, w: i64, h: i64) -> Rect {
    Rect::new(Length::mm(x), Length::mm(y), Length::mm(w), Length::mm(h))
}

const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120" width="200" height="120">
<defs><linearGradient id="a"><stop offset="0" stop-color="#e00"/><stop offset="1" stop-color="#00c" stop-opacity=".2"/></linearGradient>
<radialGradient id="b" spreadMethod="reflect" r=".3"><stop offset="0" stop-color="gold"/><stop offset="1" stop-color="green"/></radialGradient>
<clipPath id="c"><circle cx="150" cy="60" r="40"/></clipPath>
<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse"><circle cx="4" cy="4" r="2" fill="navy"/></pattern>
<mask id="m"><rect width="200" height="120" fill="#888"/></mask></defs>
<rect x="5" y="5" width="90" height="50" fill="url(#a)" stroke="#000" stroke-width="2" stroke-dasharray="6 3"/>
<rect x="100" y="10" width="100" height="100" fill="url(#b)" clip-path="url(#c)"/>
<g opacity=".5"><circle cx="30" cy="85" r="20" fill="red"/><circle cx="50" cy="85" r="20" fill="blue"/></g>
<rect x="75" y="70" width="30" height="30" fill="url(#p)"/><rect x="75" y="104" width="30" height="10" mask="url(#m)"/>
<path d="M5 115 Q 50 60 95 115" fill="none" stroke="#393" stroke-width="1.5" stroke-linecap="round"/></svg>"##;

/// A grey JPEG of eight by eight pixels, and the same as CMYK with an Adobe marker.
pub(super) fn jpegs() -> [Vec<u8>; 2] {
    let mut out = [Vec::new(), Vec::new()];
    let [gray, inks] = &mut out;
    let pixels: Vec<u8> = (0..64).map(|i| i * 4).collect();
    jpeg_encoder::Encoder::new(gray, 90).encode(&pixels, 8, 8, jpeg_encoder::ColorType::Luma).unwrap();
    let four: Vec<u8> = pixels.iter().flat_map(|v| [*v, 255 - *v, 255, 255]).collect();
    jpeg_encoder::Encoder::new(inks, 90).encode(&four, 8, 8, jpeg_encoder::ColorType::Cmyk).unwrap();
    out
}

/// Two pages with text, outlines, pictures, a drawing, links, and tags for all of it.
#[expect(clippy::too_many_lines, reason = "one page of everything, written out")]
pub(super) fn sample() -> (Document, Issue, Fonts) {
    let fonts = Fonts::bundled();
    let serif = fonts.find("Source Serif 4", 400, false).unwrap();
    let sans = fonts.find("Source Sans 3", 700, false).unwrap();
    let black = style(Ink::BLACK);
    let red = style(Ink {
        cmyk: [0, 9000, 8000, 0],
        rgb: None,
        spot: Some(Spot { plate: "PANTONE 186 C".into(), tint: 10_000, solid: [0, 9000, 8000, 0] }),
    });
    let tags = vec![
        tag(TagKind::Document, None),
        tag(TagKind::Article, Some(0)),
        tag(TagKind::Heading(1), Some(1)),
        tag(TagKind::Paragraph, Some(1)),
        tag(TagKind::Link, Some(3)),
        Tag { alt: Some("a drawing".into()), ..tag(TagKind::Figure, Some(1)) },
        tag(TagKind::Artifact, Some(0)),
        Tag { alt: Some("grey".into()), ..tag(TagKind::Figure, Some(1)) },
        Tag { alt: Some("inks".into()), ..tag(TagKind::Figure, Some(1)) },
    ];
    let item = |kind, tag| Item { kind, tag: TagId(tag), span: None };
    let gap = Length::pt(3);
    let text = |face, style: &Arc<RunStyle>, x, y, words: &str| {
        ItemKind::Glyphs(line(&fonts, face, style, at(x, y), words, gap))
    };
    let placed = |n, r: Rect, clip: Rect| ItemKind::Picture { picture: PictureId(n), place: r, clip };
    let mut divided = line(&fonts, serif, &black, at(20, 60), "a divi", gap);
    let hyphen = fonts.face(serif).unwrap().glyph('-').unwrap();
    divided.glyphs.push(Glyph { id: hyphen, bytes: 0, advance: 200_000, dy: 0, dx: 0 });
    let mut other = line(&fonts, serif, &black, at(20, 70), "A B", gap);
    other.text = "\u{391} B".into();
    other.glyphs[0].bytes = 2;
    let rule = Stroke { color: Ink::BLACK, width: Length::PT, dash: vec![Length::pt(2), Length::pt(1)] };
    let first = vec![
        item(
            ItemKind::Path {
                path: Path::rect(area(-3, -3, 216, 20)),
                fill: Some(Ink { cmyk: [2000, 0, 500, 0], rgb: None, spot: None }),
                stroke: None,
            },
            6,
        ),
        item(text(sans, &red, 20, 30, "Headline of a page"), 2),
        item(text(serif, &black, 20, 40, "Words (in brackets) \\ fly, "), 3),
        item(text(serif, &black, 70, 40, "linked here"), 4),
        item(ItemKind::Link { area: area(70, 36, 20, 6), link: LinkId(0) }, 4),
        item(text(serif, &black, 20, 50, "AVAW To end."), 3),
        item(ItemKind::Glyphs(divided), 3),
        item(ItemKind::Glyphs(other), 3),
        item(ItemKind::Path { path: Path::line(at(20, 80), at(190, 80)), fill: None, stroke: Some(rule) }, 6),
        item(placed(0, area(20, 90, 100, 60), area(20, 90, 100, 60)), 5),
        item(placed(1, area(130, 90, 40, 40), area(130, 95, 40, 30)), 7),
        item(placed(2, area(130, 140, 40, 40), area(130, 140, 40, 40)), 8),
        item(placed(0, area(20, 200, 50, 30), area(20, 200, 50, 30)), 6),
    ];
    let second = vec![
        item(text(serif, &black, 20, 40, "second page"), 3),
        item(text(serif, &black, 60, 40, "back"), 4),
        item(ItemKind::Link { area: area(60, 36, 20, 6), link: LinkId(1) }, 4),
    ];
    let page = |folio: &str, side, items| Page {
        folio: folio.into(),
        side,
        article: None,
        master: "body".into(),
        items,
        frames: Vec::new(),
        starts: Vec::new(),
    };
    let opening = Anchor::Article(ArticleId(0));
    let document = Document {
        trim: Size::new(Length::mm(210), Length::mm(285)),
        bleed: Length::mm(3),
        pages: vec![page("", Side::Recto, first), page("2", Side::Verso, second)],
        tags,
        links: vec![LinkTarget::Url("https://example.org/ä?q=1".into()), LinkTarget::Anchor(opening.clone())],
        anchors: BTreeMap::from([(opening.clone(), (0, at(20, 20)))]),
        outline: vec![
            OutlineEntry { level: 1, title: "One — ‘first’".into(), anchor: opening.clone() },
            OutlineEntry { level: 2, title: "Part".into(), anchor: opening },
        ],
        quality: Vec::new(),
        pictures: Vec::new(),
        duotones: BTreeMap::new(),
        people: Vec::new(),
    };
    let [gray, inks] = jpegs();
    let pictures = vec![
        picture(Format::Svg, SVG, 150_000, 90_000),
        picture(Format::Jpeg, &gray, 8, 8),
        picture(Format::Jpeg, &inks, 8, 8),
    ];
    (document, issue(pictures), fonts)
}
