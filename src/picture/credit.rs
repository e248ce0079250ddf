//! Whom a picture's file names in itself: IPTC records and XMP of JPEG, TIFF, PNG and WebP.
//! Compares nobody and believes nothing: every length is proven before it is used.

use super::jpeg::jpeg_head;
use super::{Format, Picture};

/// Most names that are taken from a file.
const NAMES: usize = 16;
/// Longest name, in characters.
const LENGTH: usize = 200;
/// Most bytes of XMP that are read.
const PACKET: usize = 1 << 20;

/// The people and sources that a picture's file names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Embedded {
    /// Who made it: IPTC IIM 2:80 (By-line) and XMP `dc:creator`, each once, as written.
    pub creators: Vec<String>,
    /// To whom it is to be credited: IPTC IIM 2:110 (Credit) and XMP `photoshop:Credit`, each once.
    pub credits: Vec<String>,
}

impl Picture {
    /// Whom the file itself names; nobody where it says nothing that can be read.
    #[must_use]
    pub fn embedded(&self) -> Embedded {
        let mut found = Embedded::default();
        match self.format {
            Format::Jpeg => jpeg(&jpeg_head(&self.bytes), &mut found),
            Format::Png => png(&self.bytes.read(), &mut found),
            Format::Tiff => tiff(&self.bytes.read(), &mut found),
            Format::Webp => webp(&self.bytes.read(), &mut found),
            Format::Gif | Format::Svg | Format::Pdf => {}
        }
        found
    }
}

impl Embedded {
    /// Creators and credits, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let credits = self.credits.iter().filter(|c| !self.creators.contains(c));
        self.creators.iter().chain(credits).map(String::as_str)
    }
}

fn put(list: &mut Vec<String>, name: &str) {
    let name: String =
        name.trim_matches(|c: char| c.is_whitespace() || c == '\0').chars().take(LENGTH).collect();
    if !name.is_empty() && list.len() < NAMES && !list.contains(&name) {
        list.push(name);
    }
}

/// Segments up to the first scan (ITU-T T.81, B.1.1.4): APP1 holds XMP, APP13 Photoshop's resources, which
/// may go on in further segments.
fn jpeg(bytes: &[u8], found: &mut Embedded) {
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut resources: Vec<u8> = Vec::new();
    while let Some(at) = rest.iter().position(|b| *b != 0xFF).filter(|at| *at > 0) {
        let Some(marker) = rest.get(at).copied() else { break };
        rest = rest.get(at + 1..).unwrap_or_default();
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            continue;
        }
        let Some(length) = be16(rest).map(usize::from) else { break };
        let Some(data) = rest.get(2..length).filter(|_| !matches!(marker, 0xD9 | 0xDA)) else { break };
        match marker {
            0xE1 => {
                if let Some(packet) = data.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
                    xmp(packet, found);
                }
            }
            0xED => resources.extend(data.strip_prefix(b"Photoshop 3.0\0").unwrap_or_default()),
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    photoshop(&resources, found);
}

/// Chunks (ISO/IEC 15948, 5.3): XMP stands uncompressed in an `iTXt` of its own keyword.
fn png(bytes: &[u8], found: &mut Embedded) {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some(length) = be32(rest) {
        let Some(end) = usize::try_from(length).ok().and_then(|n| n.checked_add(8)) else { break };
        let Some(data) = rest.get(8..end) else { break };
        let kind = rest.get(4..8).unwrap_or_default();
        if kind == b"iTXt"
            && let Some(tail) = data.strip_prefix(b"XML:com.adobe.xmp\0\0\0")
        {
            // Language and translated keyword, each closed by a zero, stand before the text.
            let text = tail.splitn(3, |b| *b == 0).nth(2).unwrap_or_default();
            xmp(text, found);
        }
        let Some(next) = end.checked_add(4).and_then(|n| rest.get(n..)) else { break };
        rest = next;
    }
}

/// Chunks of the RIFF container, each padded to an even length.
fn webp(bytes: &[u8], found: &mut Embedded) {
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let (Some(kind), Some([a, b, c, d])) = (rest.get(..4), rest.get(4..8)) {
        let length = u32::from_le_bytes([*a, *b, *c, *d]);
        let Some(end) = usize::try_from(length).ok().and_then(|n| n.checked_add(8)) else { break };
        let Some(data) = rest.get(8..end) else { break };
        if kind == b"XMP " {
            xmp(data, found);
        }
        let Some(next) = end.checked_add(end % 2).and_then(|n| rest.get(n..)) else { break };
        rest = next;
    }
}

/// The first directory (TIFF 6.0, section 2): 700 is XMP, 33723 IPTC, 34377 Photoshop's resources.
fn tiff(bytes: &[u8], found: &mut Embedded) {
    let little = bytes.starts_with(b"II");
    let int = |at: usize, size: usize| -> Option<usize> {
        let field = bytes.get(at..at.checked_add(size)?)?;
        let push = |n: usize, b: &u8| n << 8 | usize::from(*b);
        Some(if little { field.iter().rev().fold(0, push) } else { field.iter().fold(0, push) })
    };
    let Some(directory) = int(4, 4) else { return };
    let Some(count) = int(directory, 2) else { return };
    for n in 0..count {
        let Some(entry) = n.checked_mul(12).and_then(|o| directory.checked_add(2 + o)) else { return };
        let (Some(tag), Some(kind), Some(many)) = (
            int(entry, 2),
            entry.checked_add(2).and_then(|a| int(a, 2)),
            entry.checked_add(4).and_then(|a| int(a, 4)),
        ) else {
            return;
        };
        // Bytes, or (an old habit with IPTC) words of four bytes.
        let unit = if kind == 4 { 4 } else { 1 };
        let (Some(length), Some(offset)) =
            (many.checked_mul(unit), entry.checked_add(8).and_then(|a| int(a, 4)))
        else {
            continue;
        };
        let Some(data) = offset.checked_add(length).and_then(|end| bytes.get(offset..end)) else { continue };
        match tag {
            700 => xmp(data, found),
            33723 => iptc(data, found),
            34377 => photoshop(data, found),
            _ => {}
        }
    }
}

/// Image resource blocks (Adobe Photoshop File Formats, Image Resources): 0x0404 holds IPTC records.
fn photoshop(mut rest: &[u8], found: &mut Embedded) {
    while let Some(block) = rest.strip_prefix(b"8BIM") {
        let Some(id) = be16(block) else { return };
        let Some(name) = block.get(2).map(|n| usize::from(*n) + 1) else { return };
        let head = 2 + name + name % 2;
        let Some(length) = block.get(head..).and_then(be32).and_then(|n| usize::try_from(n).ok()) else {
            return;
        };
        let Some(data) = length.checked_add(head + 4).and_then(|end| block.get(head + 4..end)) else {
            return;
        };
        if id == 0x0404 {
            iptc(data, found);
        }
        rest = block.get(head + 4 + length + length % 2..).unwrap_or_default();
    }
}

/// Data sets (IPTC IIM 4.2, 1.5): 1:90 tells the character set, 2:80 is By-line, 2:110 Credit.
fn iptc(mut rest: &[u8], found: &mut Embedded) {
    while let [0x1C, record, set, high, low, tail @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // Longer data sets state their length in another way and hold no names.
        let Some(data) = tail.get(..length).filter(|_| *high < 0x80) else { return };
        match (record, set) {
            (2, 80) => put(&mut found.creators, &words(data)),
            (2, 110) => put(&mut found.credits, &words(data)),
            _ => {}
        }
        rest = tail.get(length..).unwrap_or_default();
    }
}

/// UTF-8 where the bytes are, whatever 1:90 says of it, else ISO 8859-1.
fn words(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|b| char::from(*b)).collect(), str::to_owned)
}

/// The two properties, in the prefixes that every writer uses.
fn xmp(packet: &[u8], found: &mut Embedded) {
    let text = String::from_utf8_lossy(packet.get(..packet.len().min(PACKET)).unwrap_or_default());
    if let Some(list) = element(&text, "dc:creator") {
        let mut rest = list;
        while let Some((item, after)) = next_element(rest, "rdf:li") {
            put(&mut found.creators, &unescaped(item));
            rest = after;
        }
    }
    let attribute = || {
        let value = text.split_once("photoshop:Credit=")?.1;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    };
    if let Some(credit) = element(&text, "photoshop:Credit").or_else(attribute) {
        put(&mut found.credits, &unescaped(credit));
    }
}

fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    next_element(text, name).map(|(inner, _)| inner)
}

/// What stands in the first element `name` of `text`, and what follows it.
fn next_element<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let open = format!("<{name}");
    let mut rest = text;
    loop {
        rest = rest.split_once(open.as_str())?.1;
        if rest.starts_with(|c: char| c == '>' || c.is_whitespace()) {
            break;
        }
    }
    let (head, body) = rest.split_once('>')?;
    if head.ends_with('/') {
        return Some(("", body));
    }
    body.split_once(format!("</{name}>").as_str())
}

/// Text without the five entities of XML and numeric ones.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (entity, tail) = after.split_once(';').unwrap_or((after, ""));
        let number = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let sign = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match entity.strip_prefix("#x") {
                Some(hex) => number(hex),
                None => entity.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32),
            },
        };
        out.extend(sign);
        rest = tail;
    }
    out + rest
}

fn be16(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [a, b, ..] => Some(u16::from_be_bytes([*a, *b])),
        _ => None,
    }
}

fn be32(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a, b, c, d, ..] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Embedded, Format, Picture};

    /// A small JPEG made for this project; its IPTC names Li Na as maker and Xinhua as source.
    const NAMED: &[u8] = include_bytes!("../../tests/check/I040/line.jpg");

    fn embedded(bytes: &[u8], format: Format) -> Embedded {
        Picture { path: "p".into(), bytes: bytes.into(), format, width: 1, height: 1, span: None }.embedded()
    }

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], data].concat()
    }

    fn packet() -> Vec<u8> {
        b"<x:xmpmeta><rdf:RDF><rdf:Description photoshop:Credit='A &amp; B'><dc:creator><rdf:Seq>\
          <rdf:li>Li Na</rdf:li><rdf:li xml:lang='zh'>&#26446;&#x5A1C;</rdf:li></rdf:Seq></dc:creator>\
          </rdf:Description></rdf:RDF></x:xmpmeta>"
            .to_vec()
    }

    #[test]
    fn iptc_of_a_jpeg_is_read() {
        let found = embedded(NAMED, Format::Jpeg);
        assert_eq!((found.creators, found.credits), (vec!["Li Na".into()], vec!["Xinhua".into()]));
    }

    #[test]
    fn xmp_is_read_from_every_container() {
        let wanted =
            Embedded { creators: vec!["Li Na".into(), "李娜".into()], credits: vec!["A & B".into()] };
        let data = [b"http://ns.adobe.com/xap/1.0/\0".to_vec(), packet()].concat();
        let jpeg = [&[0xFF, 0xD8][..], &segment(0xE1, &data), &[0xFF, 0xD9]].concat();
        assert_eq!(embedded(&jpeg, Format::Jpeg), wanted);
        let data = [b"XML:com.adobe.xmp\0\0\0\0\0".to_vec(), packet()].concat();
        let length = u32::try_from(data.len()).unwrap();
        let png = [b"\x89PNG\r\n\x1a\n", &length.to_be_bytes()[..], b"iTXt", &data, &[0; 4]].concat();
        assert_eq!(embedded(&png, Format::Png), wanted);
        let length = u32::try_from(packet().len()).unwrap();
        let webp = [b"RIFF\0\0\0\0WEBPXMP ", &length.to_le_bytes()[..], &packet()].concat();
        assert_eq!(embedded(&webp, Format::Webp), wanted);
        let mut tiff = b"II*\0\x08\0\0\0\x01\0\xBC\x02\x01\0".to_vec();
        tiff.extend(length.to_le_bytes());
        tiff.extend(26_u32.to_le_bytes());
        tiff.extend([0; 4]);
        tiff.extend(packet());
        assert_eq!(embedded(&tiff, Format::Tiff), wanted);
    }

    #[test]
    fn no_prefix_and_no_changed_byte_does_harm() {
        for format in [Format::Jpeg, Format::Png, Format::Tiff, Format::Webp] {
            for end in 0..NAMED.len() {
                embedded(&NAMED[..end], format);
            }
        }
        let mut bytes = NAMED.to_vec();
        for at in 0..bytes.len() {
            let old = bytes[at];
            for new in [0, 0x7F, 0xFF] {
                bytes[at] = new;
                embedded(&bytes, Format::Jpeg);
            }
            bytes[at] = old;
        }
    }
}
