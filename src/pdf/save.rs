//! The file's bytes, object by object, as they go out; pictures that lie on the disk are read only then.
//! Says nothing about what objects hold.

use super::deflate::deflate;
use super::hash::hash;
use super::syntax::{apart, dictionary, value};
use crate::source::{Blob, Sink};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary as dict};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{Error, Result, SeekFrom, Write};

/// Most objects of an object stream.
const PACKED: usize = 200;
/// Bytes that are gathered before they go out.
const ROOM: usize = 64 * 1024;

/// Contents of streams that are read when they are written; the streams themselves are empty, but for their `Length`.
pub(super) type Contents = BTreeMap<ObjectId, Blob>;

/// What stands for the file's identifier until the file is written: texts, and how the identifier is told there.
pub(super) type Marks<'a> = &'a [(String, fn(u128) -> String)];

/// Writes the file: as PDF 1.4 knows it, or with its objects `packed` in streams (ISO 32000-1 §7.5.7, §7.5.8). Where
/// metadata and trailer have one of the `marks`, the hash of the whole file is told in its place.
pub(super) fn save(
    mut pdf: Document,
    contents: &Contents,
    packed: bool,
    marks: Marks<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut out = Out { sink, room: Vec::new(), gone: 0, hashes: Vec::new(), marks, places: Vec::new() };
    let mut places: BTreeMap<u32, Place> = BTreeMap::new();
    writeln!(out.room, "%PDF-{}", pdf.version)?;
    out.room.push(b'%');
    out.room.extend(&pdf.binary_mark);
    out.room.push(b'\n');
    let mut small: Vec<(u32, &Object)> = Vec::new();
    for ((id, generation), object) in &pdf.objects {
        if packed && *generation == 0 && !matches!(object, Object::Stream(_)) {
            small.push((*id, object));
        } else {
            places.insert(*id, Place::At(out.at(), *generation));
            out.object((*id, *generation), object, contents.get(&(*id, *generation)))?;
        }
    }
    let streams: Vec<Stream> = small.par_chunks(PACKED).map(pack).collect();
    let mut next = pdf.max_id + 1;
    for (chunk, stream) in small.chunks(PACKED).zip(streams) {
        places.extend((0..).zip(chunk).map(|(i, (id, _))| (*id, Place::In(next, i))));
        places.insert(next, Place::At(out.at(), 0));
        out.object((next, 0), &Object::Stream(stream), None)?;
        next += 1;
    }
    let start = out.at();
    if u32::try_from(start).is_err() {
        return Err(Error::other("it would have more than 4 GB"));
    }
    if packed {
        places.insert(next, Place::At(start, 0));
        let table = table_stream(&mut pdf.trailer, &places, next)?;
        out.object((next, 0), &Object::Stream(table), None)?;
    } else {
        table(&mut out.room, &places, pdf.max_id)?;
        pdf.trailer.set("Size", i64::from(pdf.max_id) + 1);
        let from = out.room.len();
        out.room.extend(b"trailer\n");
        dictionary(&mut out.room, &pdf.trailer)?;
        out.note(from);
    }
    write!(out.room, "\nstartxref\n{start}\n%%EOF")?;
    out.close()
}

/// Where an object is.
enum Place {
    /// So many bytes into the file, of a generation.
    At(u64, u16),
    /// In an object stream, by its number, and its place there.
    In(u32, u16),
}

/// A file on its way out.
struct Out<'a> {
    sink: &'a mut dyn Sink,
    room: Vec<u8>,
    /// Bytes that went out of the room.
    gone: u64,
    hashes: Vec<u8>,
    marks: Marks<'a>,
    /// Where marks are, and which.
    places: Vec<(u64, usize)>,
}

impl Out<'_> {
    fn at(&self) -> u64 {
        self.gone + self.room.len() as u64
    }

    fn object(&mut self, (id, generation): ObjectId, object: &Object, content: Option<&Blob>) -> Result<()> {
        let from = self.room.len();
        write!(self.room, "{id} {generation} obj\n{}", if apart(object) { " " } else { "" })?;
        match (object, content) {
            (Object::Stream(stream), Some(content)) => {
                dictionary(&mut self.room, &stream.dict)?;
                self.room.extend(b"stream\n");
                self.copy(content)?;
                self.room.extend(b"\nendstream");
            }
            _ => value(&mut self.room, object)?,
        }
        let ends = apart(object) || matches!(object, Object::Name(_) | Object::Stream(_));
        self.room.extend(if ends { b" ".as_slice() } else { b"" });
        self.room.extend(b"\nendobj\n");
        let kind = if let Object::Stream(s) = object { s.dict.get_type().ok() } else { None };
        if matches!(kind, Some(b"Metadata" | b"XRef")) {
            self.note(from);
        }
        if self.room.len() > ROOM { self.flush() } else { Ok(()) }
    }

    fn copy(&mut self, content: &Blob) -> Result<()> {
        self.flush()?;
        let mut length = 0;
        let whole = content.each(&mut |part| {
            self.hashes.extend(hash(part).to_be_bytes());
            length += part.len();
            self.sink.write_all(part)
        })?;
        self.gone += length as u64;
        let gone = || Error::other("a picture's file was changed or taken away meanwhile");
        if whole && length == content.len() { Ok(()) } else { Err(gone()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.hashes.extend(hash(&self.room).to_be_bytes());
        self.sink.write_all(&self.room)?;
        self.gone += self.room.len() as u64;
        self.room.clear();
        Ok(())
    }

    /// Notes the marks in the room behind `from`.
    fn note(&mut self, from: usize) {
        let bytes = self.room.get(from..).unwrap_or_default();
        for (which, (mark, _)) in self.marks.iter().enumerate() {
            let found = bytes.windows(mark.len().max(1)).enumerate().filter(|(_, w)| *w == mark.as_bytes());
            self.places.extend(found.map(|(at, _)| (self.gone + (from + at) as u64, which)));
        }
    }

    fn close(mut self) -> Result<()> {
        self.flush()?;
        let id = hash(&self.hashes);
        for (at, which) in &self.places {
            self.sink.seek(SeekFrom::Start(*at))?;
            let text = self.marks.get(*which).map(|(_, told)| told(id)).unwrap_or_default();
            self.sink.write_all(text.as_bytes())?;
        }
        self.sink.seek(SeekFrom::End(0))?;
        self.sink.flush()
    }
}

/// Objects as an object stream.
fn pack(objects: &[(u32, &Object)]) -> Stream {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for (id, object) in objects {
        // Writing to memory does not fail.
        let _ = write!(head, "{id} {} ", body.len());
        let _ = value(&mut body, object);
        body.push(b' ');
    }
    let dict = dict! { "Type" => "ObjStm", "N" => objects.len() as i64, "First" => head.len() as i64 };
    head.append(&mut body);
    let mut stream = Stream::new(dict, Vec::new()).with_compression(false);
    stream.dict.set("Filter", "FlateDecode");
    stream.set_content(deflate(&head));
    stream
}

/// Runs of numbers that follow one another: the first and how many.
fn runs(numbers: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for n in numbers {
        match out.last_mut() {
            Some((first, count)) if *first + *count == n => *count += 1,
            _ => out.push((n, 1)),
        }
    }
    out
}

/// The cross-reference table (ISO 32000-1 §7.5.4).
fn table(out: &mut Vec<u8>, places: &BTreeMap<u32, Place>, most: u32) -> Result<()> {
    out.extend(b"xref\n");
    for (first, count) in runs(std::iter::once(0).chain(places.keys().copied().filter(|n| *n <= most))) {
        writeln!(out, "{first} {count}")?;
        for id in first..first + count {
            match places.get(&id) {
                Some(Place::At(at, generation)) => writeln!(out, "{at:010} {generation:05} n ")?,
                _ => writeln!(out, "{:010} {:05} f ", 0, 65_535)?,
            }
        }
    }
    Ok(())
}

/// The cross-reference stream, with what a trailer says.
fn table_stream(trailer: &mut Dictionary, places: &BTreeMap<u32, Place>, own: u32) -> Result<Stream> {
    let mut content = Vec::with_capacity(places.len() * 7);
    for place in places.values() {
        let (kind, a, b) = match place {
            Place::At(at, generation) => (1, u32::try_from(*at).map_err(Error::other)?, *generation),
            Place::In(stream, index) => (2, *stream, *index),
        };
        content.push(kind);
        content.extend(a.to_be_bytes());
        content.extend(b.to_be_bytes());
    }
    let index = runs(places.keys().copied()).into_iter().flat_map(|(first, count)| [first, count]);
    trailer.set("Type", Object::Name(b"XRef".to_vec()));
    trailer.set("Size", i64::from(own) + 1);
    trailer.set("W", [1, 4, 2].map(Object::Integer).to_vec());
    trailer.set("Index", index.map(|n| Object::Integer(n.into())).collect::<Vec<_>>());
    trailer.set("Length", content.len() as i64);
    Ok(Stream::new(trailer.clone(), content).with_compression(false))
}

#[cfg(test)]
mod tests {
    use super::{Contents, save};
    use crate::source::Blob;
    use lopdf::xref::XrefType;
    use lopdf::{Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};
    use std::collections::BTreeMap;
    use std::io::Cursor;

    fn sample() -> Document {
        let mut pdf = Document::with_version("1.7");
        let words: [&[u8]; 6] =
            [b"plain", b"a(b)c", b"(((", b"))x(", b"back\\slash\rline", "\u{e9}".as_bytes()];
        for text in words {
            pdf.add_object(Object::String(text.to_vec(), StringFormat::Literal));
            pdf.add_object(Object::String(text.to_vec(), StringFormat::Hexadecimal));
            pdf.add_object(Object::Name(text.to_vec()));
        }
        let numbers =
            vec![Object::Null, true.into(), (-3).into(), 0.5.into(), 12.0.into(), Object::Reference((3, 0))];
        pdf.add_object(numbers.clone());
        for n in numbers {
            pdf.add_object(n);
        }
        pdf.max_id += 5;
        for n in 0..450 {
            pdf.add_object(
                dictionary! { "N" => n, "Of" => "Name", "In" => dictionary! { "A" => vec![1.into()] } },
            );
        }
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog" });
        pdf.add_object(Stream::new(dictionary! {}, vec![7; 70_000]).with_compression(false));
        pdf.trailer.set("Root", catalog);
        pdf
    }

    /// The objects of a file, but for the streams that hold others.
    fn objects(file: &[u8]) -> BTreeMap<ObjectId, Object> {
        let holds =
            |o: &Object| o.as_stream().is_ok_and(|s| s.dict.has_type(b"ObjStm") || s.dict.has_type(b"XRef"));
        let read = Document::load_mem(file).unwrap();
        assert!(read.objects.len() > 450 && read.trailer.get(b"Root").is_ok());
        read.objects.into_iter().filter(|(_, o)| !holds(o)).collect()
    }

    #[test]
    fn writes_what_lopdf_writes() {
        for packed in [false, true] {
            let mut theirs = Vec::new();
            if packed {
                let options = SaveOptions::builder()
                    .use_object_streams(true)
                    .use_xref_streams(true)
                    .max_objects_per_stream(200);
                sample().save_with_options(&mut theirs, options.compression_level(6).build()).unwrap();
            } else {
                let mut pdf = sample();
                pdf.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
                pdf.save_to(&mut theirs).unwrap();
            }
            let mut ours = Cursor::new(Vec::new());
            save(sample(), &Contents::new(), packed, &[], &mut ours).unwrap();
            let (ours, theirs) = (ours.into_inner(), theirs);
            if packed {
                // The crate packs its streams at a level of its own.
                assert_eq!(objects(&ours), objects(&theirs));
                continue;
            }
            let first = ours.iter().zip(&theirs).position(|(a, b)| a != b);
            let near = |of: &[u8]| {
                first.map(|at| {
                    String::from_utf8_lossy(&of[at.saturating_sub(20)..(at + 40).min(of.len())]).into_owned()
                })
            };
            assert_eq!(near(&ours), near(&theirs), "packed: {packed}");
            assert_eq!(ours.len(), theirs.len());
        }
    }

    #[test]
    fn contents_and_identifier_are_put_in_on_the_way_out() {
        let mut pdf = sample();
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 253) as u8).collect();
        let dict = dictionary! { "Length" => bytes.len() as i64 };
        let mut empty = Stream::new(dict.clone(), Vec::new());
        empty.dict = dict.clone();
        let id = pdf.add_object(empty);
        let xmp = b"<id>@@@@@@@@@@@@@@@@</id>".to_vec();
        pdf.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, xmp).with_compression(false));
        let told: fn(u128) -> String = |id| format!("{:016x}", id >> 64);
        let marks = [("@".repeat(16), told)];
        let mut out = Cursor::new(Vec::new());
        save(pdf, &Contents::from([(id, Blob::from(bytes.clone()))]), false, &marks, &mut out).unwrap();
        let out = out.into_inner();
        let read = Document::load_mem(&out).unwrap();
        assert_eq!(read.get_object(id).unwrap().as_stream().unwrap().content, bytes);
        assert!(!out.windows(8).any(|w| w == b"@@@@@@@@"));
        let short = Contents::from([(id, Blob::from(Vec::new()))]);
        let mut other = sample();
        other.objects.insert(id, Object::Stream(Stream::new(dict, Vec::new())));
        assert!(
            save(other, &short, true, &[], &mut Cursor::new(Vec::new())).is_ok(),
            "an empty content is whole"
        );
    }

    /// What goes out, by the length of each piece.
    #[derive(Default)]
    struct Pieces(Cursor<Vec<u8>>, Vec<usize>);

    impl std::io::Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.1.push(bytes.len());
            self.0.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl std::io::Seek for Pieces {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn however_large_a_picture_is_only_a_piece_of_it_is_on_the_way() {
        let mut pdf = sample();
        let length = 5_000_000;
        let mut empty = Stream::new(dictionary! {}, Vec::new());
        empty.dict.set("Length", length as i64);
        let id = pdf.add_object(empty);
        let mut out = Pieces::default();
        let contents = Contents::from([(id, Blob::from(vec![3; length]))]);
        save(pdf, &contents, true, &[], &mut out).unwrap();
        let most = out.1.iter().max().copied().unwrap_or_default();
        assert!(most <= 256 * 1024, "{most} bytes in one piece");
        assert_eq!(out.1.iter().sum::<usize>(), out.0.get_ref().len());
    }
}
