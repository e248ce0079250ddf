//! Characters to glyphs: plans, a cache of words and their hyphenation points; the only file that shapes.
//! Knows no sizes: everything here is in font units.

use super::hyphens::{Hyphens, division_points};
use super::opportunity::{DIVISION, JOINT, SHORT_END};
use super::rules::{Repeats, rules};
use super::setter::Work;
use crate::font::{FaceId, Fonts};
use harfrust::{
    Buffer, Direction, Feature, GlyphFlags, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag, shape,
};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// A shaped glyph, in font units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unit {
    /// Number in the face.
    pub id: u16,
    /// Bytes of text from the start of its cluster to the next; 0 for further glyphs of a cluster.
    pub bytes: u16,
    /// Advance.
    pub advance: i32,
    /// Offset to the right.
    pub dx: i32,
    /// Offset upwards.
    pub dy: i32,
    /// Whether text may be cut before this glyph without shaping both sides anew.
    pub safe: bool,
}

/// A plan, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct PlanId(usize);

/// What a plan is made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PlanKey {
    pub face: FaceId,
    /// ISO 15924 code.
    pub script: [u8; 4],
    /// BCP 47 tag.
    pub lang: String,
    /// As written in styles.
    pub features: Vec<String>,
    pub rtl: bool,
}

/// A shaped word: ranges into the store of its plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub glyphs: Range<usize>,
    pub points: Range<usize>,
}

/// A place where a word may be cut, and what that changes in its glyphs.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Bytes of the word before it.
    pub at: usize,
    /// Glyphs that stay as they are at the end of the line; the rest up to the cut is shaped anew.
    pub keep: usize,
    /// Glyphs of the word before those that stay as they are on the next line.
    pub resume: usize,
    /// The glyphs shaped anew: those that close the line, hyphen included, then those that open the next one.
    pub units: Range<usize>,
    /// How many of them close the line.
    pub split: usize,
    /// What a division here costs.
    pub penalty: i32,
}

/// What is known of one plan: the plan and the words that it shaped.
pub(super) struct Plan {
    key: PlanKey,
    steps: Option<ShapePlan>,
    rtl: bool,
    hyphens: Option<Hyphens>,
    /// Where the language writes the hyphen of a compound once more.
    pub repeats: Repeats,
    words: HashMap<Box<str>, Word, BuildHasherDefault<Fx>>,
    /// Glyphs of words, tails and heads.
    pub glyphs: Vec<Unit>,
    /// Points of words.
    pub points: Vec<Point>,
    /// The word space.
    pub space: Unit,
}

/// The shaper of one thread.
pub(super) struct Shaper<'f> {
    fonts: &'f Fonts,
    faces: Vec<Option<ShaperFont<'f, 'static>>>,
    /// What it keeps for the next one.
    pub known: Known,
}

/// What was shaped, and room to work in.
#[derive(Default)]
pub(super) struct Known {
    plans: Vec<Plan>,
    buffer: Buffer,
    scratch: Vec<Unit>,
    /// Words and stretches shaped so far.
    pub work: Work,
}

/// Words that a plan keeps before it starts afresh: bounds memory on endless input.
const MOST_WORDS: usize = 200_000;
impl<'f> Shaper<'f> {
    pub(super) fn new(fonts: &'f Fonts, known: Known) -> Self {
        Self { fonts, faces: Vec::new(), known }
    }

    /// The plan for `key`, made if it is new.
    pub(super) fn plan(&mut self, key: &PlanKey) -> PlanId {
        if let Some(at) = self.known.plans.iter().position(|p| p.key == *key) {
            return PlanId(at);
        }
        let features: Vec<Feature> = key.features.iter().filter_map(|f| f.parse().ok()).collect();
        let direction = if key.rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let language = Language::new(key.lang.as_bytes());
        let script = Script::from_iso15924_tag(Tag::new(&key.script));
        let plan = self
            .fonts
            .face(key.face)
            .map(|f| ShapePlan::new(f.font(), direction, script, language.as_ref(), &features));
        self.known.plans.push(Plan {
            key: key.clone(),
            steps: plan,
            rtl: key.rtl,
            hyphens: Hyphens::of(&key.lang),
            repeats: rules().repeats(&key.lang),
            words: HashMap::default(),
            glyphs: Vec::new(),
            points: Vec::new(),
            space: Unit::default(),
        });
        let id = PlanId(self.known.plans.len() - 1);
        let mut space = Vec::new();
        self.run(id, " ", &mut space);
        if let (Some(plan), Some(unit)) = (self.known.plans.get_mut(id.0), space.first()) {
            plan.space = *unit;
        }
        id
    }

    fn open(&mut self, face: FaceId) {
        let at = usize::from(face.0);
        if self.faces.len() <= at {
            self.faces.resize_with(at + 1, || None);
        }
        if let (Some(slot @ None), Some(face)) = (self.faces.get_mut(at), self.fonts.face(face)) {
            *slot = Some(ShaperFont::new(face.font()));
        }
    }

    pub(super) fn get(&self, id: PlanId) -> Option<&Plan> {
        self.known.plans.get(id.0)
    }

    /// Shapes `text` by plan `id` and appends the glyphs in reading order.
    pub(super) fn run(&mut self, id: PlanId, text: &str, out: &mut Vec<Unit>) {
        self.run_apart(id, text, &[], out);
    }

    /// Shapes `text` without ligatures over the bytes of `joints`: a non-joiner stands there while it is shaped, and
    /// its glyph is taken away.
    fn run_apart(&mut self, id: PlanId, text: &str, joints: &[usize], out: &mut Vec<Unit>) {
        if let Some(face) = self.known.plans.get(id.0).map(|p| p.key.face) {
            self.open(face);
        }
        let Some(plan) = self.known.plans.get(id.0) else { return };
        let font = self.faces.get(usize::from(plan.key.face.0)).and_then(Option::as_ref);
        let (Some(font), Some(shape_plan)) = (font, &plan.steps) else {
            out.extend(text.chars().map(|c| Unit {
                bytes: c.len_utf8() as u16,
                safe: true,
                ..Unit::default()
            }));
            return;
        };
        self.known.work.shaped += 1;
        self.known.buffer.reset();
        if joints.is_empty() {
            self.known.buffer.push_str(text);
        }
        for (at, c) in text.char_indices().filter(|_| !joints.is_empty()) {
            // Twice the byte: odd numbers are left for the non-joiners.
            let cluster = at as u32 * 2;
            if joints.contains(&at) {
                self.known.buffer.push('\u{200c}' as u32, cluster - 1);
            }
            self.known.buffer.push(c as u32, cluster);
        }
        self.known.buffer.set_direction(shape_plan.direction());
        self.known.buffer.set_script(shape_plan.script());
        self.known.buffer.set_language(shape_plan.language().cloned());
        if shape(font, &mut self.known.buffer, ShapeOptions::new().plan(Some(shape_plan))).is_err() {
            return;
        }
        let from = out.len();
        let infos = self.known.buffer.glyph_infos();
        let units = infos.iter().zip(self.known.buffer.glyph_positions()).map(|(info, pos)| Unit {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            bytes: 0,
            advance: pos.x_advance,
            dx: pos.x_offset,
            dy: pos.y_offset,
            safe: !info.flags().contains(GlyphFlags::UNSAFE_TO_BREAK),
        });
        let mut clusters: Vec<u32> = if plan.rtl {
            out.extend(units.rev());
            infos.iter().rev().map(|i| i.cluster).collect()
        } else {
            out.extend(units);
            infos.iter().map(|i| i.cluster).collect()
        };
        if !joints.is_empty() {
            let mut odd = clusters.iter().map(|c| c % 2 == 1);
            let mut at = 0;
            out.retain(|_| {
                at += 1;
                at <= from || !odd.next().unwrap_or(false)
            });
            clusters.retain(|c| c % 2 == 0);
            clusters.iter_mut().for_each(|c| *c /= 2);
        }
        count_bytes(out.get_mut(from..).unwrap_or_default(), &clusters, text.len());
    }

    /// The word `text` by plan `id`, shaped once; with its hyphenation points.
    pub(super) fn word(&mut self, id: PlanId, text: &str) -> Word {
        let Some(plan) = self.known.plans.get_mut(id.0) else { return Word::default() };
        if let Some(word) = plan.words.get(text) {
            return word.clone();
        }
        if plan.words.len() >= MOST_WORDS {
            plan.words.clear();
            plan.glyphs.clear();
            plan.points.clear();
        }
        self.known.work.words += 1;
        let mut glyphs = std::mem::take(&mut self.known.scratch);
        glyphs.clear();
        let joints = plan.hyphens.map_or(Vec::new(), |h| h.ligature_joints(text));
        self.run_apart(id, text, &joints, &mut glyphs);
        let points = self.divide(id, text, &glyphs);
        let Some(plan) = self.known.plans.get_mut(id.0) else { return Word::default() };
        let from = plan.glyphs.len();
        plan.glyphs.extend_from_slice(&glyphs);
        self.known.scratch = glyphs;
        let first = plan.points.len();
        let word = Word { glyphs: from..plan.glyphs.len(), points: first..first + points.len() };
        plan.points.extend(points);
        plan.words.insert(text.into(), word.clone());
        word
    }

    /// Hyphenation points of a word: by its soft hyphens if it has any, else by patterns.
    fn divide(&mut self, id: PlanId, text: &str, glyphs: &[Unit]) -> Vec<Point> {
        let lang = self.known.plans.get(id.0).and_then(|p| p.hyphens);
        let mut points = Vec::new();
        let mut units = Vec::new();
        for at in division_points(text, lang) {
            units.clear();
            let point = self.cut(id, text, glyphs, (at, ["-", ""]), &mut units);
            if let (Some(mut point), Some(plan)) = (point, self.known.plans.get_mut(id.0)) {
                let from = plan.glyphs.len();
                plan.glyphs.extend_from_slice(&units);
                point.units = from..plan.glyphs.len();
                let two =
                    text.get(at..).is_some_and(|t| t.chars().take_while(|c| c.is_alphabetic()).count() < 3);
                if lang.is_some_and(|h| h.is_joint(text, at)) {
                    point.penalty = JOINT;
                } else if two {
                    point.penalty = SHORT_END;
                }
                points.push(point);
            }
        }
        points
    }

    /// Shapes into `out` what a cut at byte `at` of `text` changes, with the first of `hyphens` added before the
    /// cut and the second behind it. Their glyphs stand for no text.
    pub(super) fn cut(
        &mut self,
        id: PlanId,
        text: &str,
        glyphs: &[Unit],
        (at, [hyphen, again]): (usize, [&str; 2]),
        out: &mut Vec<Unit>,
    ) -> Option<Point> {
        let (before, keep) = last_safe(glyphs, at);
        // A hyphen before the next letter may be kerned with it.
        let (after, resume) = first_safe(glyphs, at + usize::from(!again.is_empty()));
        let mut close = String::with_capacity(at - before + 1);
        close.push_str(text.get(before..at)?);
        close.push_str(hyphen);
        let from = out.len();
        self.run(id, &close, out);
        let mut added = hyphen.len() as u16;
        for unit in out.iter_mut().skip(from).rev() {
            let less = added.min(unit.bytes);
            unit.bytes -= less;
            added -= less;
        }
        let split = out.len() - from;
        if after > at {
            let open = [again, text.get(at..after)?].concat();
            self.run(id, &open, out);
            let mut added = again.len() as u16;
            for unit in out.iter_mut().skip(from + split) {
                let less = added.min(unit.bytes);
                unit.bytes -= less;
                added -= less;
            }
        }
        Some(Point { at, keep, resume, units: from..out.len(), split, penalty: DIVISION })
    }
}

/// Where the last safe cluster that starts before byte `at` starts: byte and glyph index.
fn last_safe(glyphs: &[Unit], at: usize) -> (usize, usize) {
    let (mut byte, mut best) = (0, (0, 0));
    for (i, g) in glyphs.iter().enumerate() {
        if byte >= at {
            break;
        }
        if g.bytes > 0 && g.safe {
            best = (byte, i);
        }
        byte += usize::from(g.bytes);
    }
    best
}

/// Where the first safe cluster at or after byte `at` starts: byte and glyph index.
fn first_safe(glyphs: &[Unit], at: usize) -> (usize, usize) {
    let mut byte = 0;
    for (i, g) in glyphs.iter().enumerate() {
        if byte >= at && g.bytes > 0 && g.safe {
            return (byte, i);
        }
        byte += usize::from(g.bytes);
    }
    (byte, glyphs.len())
}

/// Gives each cluster's first glyph the bytes up to the next cluster.
fn count_bytes(units: &mut [Unit], clusters: &[u32], len: usize) {
    let mut end = len as u32;
    for (i, unit) in units.iter_mut().enumerate().rev() {
        let cluster = clusters.get(i).copied().unwrap_or(0);
        if i > 0 && clusters.get(i - 1) == Some(&cluster) {
            continue;
        }
        unit.bytes = u16::try_from(end.saturating_sub(cluster)).unwrap_or(u16::MAX);
        end = cluster;
    }
}

/// A fast hash for short keys; the order of the map that uses it is never read.
#[derive(Clone, Copy, Default)]
pub(super) struct Fx(u64);

impl Hasher for Fx {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.write_u64(u64::from_le_bytes(*chunk));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.write_u64(u64::from_le_bytes(last) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}
