//! A supplied PDF page as a form: its content and resources copied, its vectors kept.
//! Judges neither its colours nor its fonts: that is preflight's affair.
#![expect(clippy::many_single_char_names, reason = "coordinates and the letters of a matrix")]

use super::recolour::recoloured;
use crate::color::Output;
use crate::pdf::Flavour;
use crate::pdf::draw::Palette;
use crate::picture::{STREAM_LIMIT, read_pdf};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::collections::BTreeMap;

/// Deeper nesting than any real page has.
const DEPTH: usize = 64;

/// The first page of a PDF file.
pub(super) struct Supplied {
    file: Document,
    page: ObjectId,
    /// What the page's operators are, unpacked.
    content: Vec<u8>,
    /// Left, bottom, right, top of what fills its place: the trim, in the page's own points.
    trim: [f64; 4],
    /// The same of whatever may be seen.
    media: [f64; 4],
    /// Quarter turns clockwise.
    turns: i64,
    /// Whether the page has a transparency group.
    pub(super) transparent: bool,
}

impl Supplied {
    /// Reads the file. The error is a reason, one clause.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let file = read_pdf(bytes).map_err(|e| format!("it is no readable PDF ({e})"))?;
        if file.is_encrypted() || file.was_encrypted() {
            return Err("it is encrypted".to_owned());
        }
        let page = file.page_iter().next().ok_or("it has no page")?;
        let find = |key: &&str| rectangle(inherited(&file, page, key)?, &file);
        let media = find(&"MediaBox").ok_or("its page has no MediaBox")?;
        let trim = ["TrimBox", "CropBox"].iter().find_map(find).unwrap_or(media);
        let turn = inherited(&file, page, "Rotate").and_then(|o| o.as_i64().ok()).unwrap_or(0);
        let content = file.get_page_content_with_limit(page, STREAM_LIMIT);
        let content = content.map_err(|_| {
            format!("its content is broken, or unpacks to more than {} MB", STREAM_LIMIT >> 20)
        })?;
        let transparent = file.get_dictionary(page).is_ok_and(|d| d.has(b"Group"));
        let turns = turn.div_euclid(90).rem_euclid(4);
        Ok(Self { file, page, content, trim, media, turns, transparent })
    }

    /// Width and height of the trim as it is seen.
    pub(super) fn extent(&self) -> (i64, i64) {
        let [left, low, right, high] = self.trim;
        let (w, h) = ((right - left) as i64, (high - low) as i64);
        if self.turns % 2 == 1 { (h, w) } else { (w, h) }
    }

    /// The six numbers that put the trim into a place: left, bottom, width, height.
    pub(super) fn matrix(&self, place: [f64; 4]) -> [f64; 6] {
        let [x, y, w, h] = place;
        let [left, low, right, high] = self.trim;
        let (tw, th) = (right - left, high - low);
        // From the unit square of the trim to the unit square as seen, then to the place.
        let [a, b, c, d, e, f] = match self.turns {
            1 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
            2 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
            3 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
            _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        };
        let [a, b, c, d] = [a * w / tw, b * h / tw, c * w / th, d * h / th];
        [a, b, c, d, x + e * w - left * a - low * c, y + f * h - left * b - low * d]
    }

    /// The file, and its first page.
    pub(super) fn page(&self) -> (&Document, ObjectId) {
        (&self.file, self.page)
    }

    /// The page's operators.
    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// What the page's content names.
    pub(super) fn resources(&self) -> Option<&Object> {
        inherited(&self.file, self.page, "Resources")
    }

    /// Dictionary and content of the form; what its resources name is copied into `pdf`.
    /// For a proof, in the colours of paper.
    pub(super) fn objects(&self, pdf: &mut Document, palette: Palette<'_>) -> (Dictionary, Vec<u8>) {
        let paper = (palette.flavour == Flavour::Proof).then_some(palette.output);
        let mut copier = Copier { from: &self.file, known: BTreeMap::new(), paper };
        let resources = self
            .resources()
            .map_or_else(|| Object::Dictionary(Dictionary::new()), |r| copier.copy(r, pdf, 0));
        let mut dict = dictionary! {
            "Subtype" => "Form",
            "BBox" => self.media.iter().map(|v| Object::Real(*v as f32)).collect::<Vec<_>>(),
            "Resources" => resources,
        };
        if let Ok(group) = self.file.get_dictionary(self.page).and_then(|d| d.get(b"Group")) {
            dict.set("Group", copier.copy(group, pdf, 0));
        }
        let paper = paper.map(|output| recoloured(&self.content, output));
        let content = crate::pdf::deflated(dict, paper.as_deref().unwrap_or(&self.content));
        (content.dict, content.content)
    }
}

/// A value that a page has itself or from a node above it.
fn inherited<'a>(file: &'a Document, page: ObjectId, key: &str) -> Option<&'a Object> {
    let mut at = file.get_dictionary(page).ok()?;
    for _ in 0..DEPTH {
        if let Ok(value) = at.get(key.as_bytes()) {
            return file.dereference(value).ok().map(|v| v.1);
        }
        at = file.get_dictionary(at.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

fn rectangle(value: &Object, file: &Document) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = value
        .as_array()
        .ok()?
        .iter()
        .filter_map(|v| file.dereference(v).ok()?.1.as_float().ok().map(f64::from))
        .collect();
    let [a, b, c, d] = *numbers.as_slice() else { return None };
    let bounds = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (bounds.iter().all(|v| v.is_finite()) && (c - a).abs() > 0.0 && (d - b).abs() > 0.0).then_some(bounds)
}

/// Copies objects and whatever they refer to, each once.
struct Copier<'a> {
    from: &'a Document,
    known: BTreeMap<ObjectId, ObjectId>,
    /// The printing condition whose colours are wanted, of a proof.
    paper: Option<&'a Output>,
}

impl Copier<'_> {
    fn copy(&mut self, object: &Object, to: &mut Document, depth: usize) -> Object {
        if depth > DEPTH {
            return Object::Null;
        }
        match object {
            Object::Reference(id) => {
                if let Some(known) = self.known.get(id) {
                    return Object::Reference(*known);
                }
                let Ok(target) = self.from.get_object(*id) else { return Object::Null };
                let new = to.new_object_id();
                self.known.insert(*id, new);
                let copied = self.copy(target, to, depth + 1);
                to.objects.insert(new, copied);
                Object::Reference(new)
            }
            Object::Array(items) => {
                Object::Array(items.iter().map(|i| self.copy(i, to, depth + 1)).collect())
            }
            Object::Dictionary(dict) => Object::Dictionary(self.dictionary(dict, to, depth)),
            Object::Stream(s) => {
                let mut dict = self.dictionary(&s.dict, to, depth);
                let form = s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form");
                if let (Some(output), true, Ok(content)) =
                    (self.paper, form, s.decompressed_content_with_limit(STREAM_LIMIT))
                {
                    dict.remove(b"DecodeParms");
                    dict.remove(b"Length");
                    return Object::Stream(crate::pdf::deflated(dict, &recoloured(&content, output)));
                }
                Object::Stream(Stream::new(dict, s.content.clone()).with_compression(false))
            }
            other => other.clone(),
        }
    }

    /// A dictionary without what leads out of the page: its tree, and its place in a structure.
    fn dictionary(&mut self, dict: &Dictionary, to: &mut Document, depth: usize) -> Dictionary {
        let mut out = Dictionary::new();
        for (key, value) in dict {
            if !matches!(
                key.as_slice(),
                b"Parent" | b"StructParent" | b"StructParents" | b"Metadata" | b"PieceInfo"
            ) {
                out.set(key.clone(), self.copy(value, to, depth + 1));
            }
        }
        out
    }
}
