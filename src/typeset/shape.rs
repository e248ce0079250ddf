//! Characters to glyphs: plans, words and their hyphenation points; the only file that shapes.
//! Knows no sizes: everything here is in font units.

use super::hyphens::{Hyphens, division_points};
use super::opportunity::{DIVISION, JOINT, SHORT_END};
use super::setter::Work;
use super::words::{Plan, PlanKey, Point, Seen, Shared, Unit, Word};
use crate::font::{FaceId, Fonts};
use harfrust::{
    Buffer, Direction, Feature, GlyphFlags, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag, shape,
};
use std::sync::Arc;

/// A plan, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct PlanId(usize);

/// The shaper of one thread.
pub(super) struct Shaper<'f> {
    fonts: &'f Fonts,
    faces: Vec<Option<ShaperFont<'f, 'static>>>,
    /// What it keeps for the next one.
    pub known: Known,
}

/// What a thread has seen of what was shaped, and room to work in.
pub(super) struct Known {
    shared: Arc<Shared>,
    seen: Vec<Seen>,
    buffer: Buffer,
    scratch: Vec<Unit>,
    /// Words and stretches shaped so far.
    pub work: Work,
}

impl Known {
    /// Nothing yet, but for what `shared` holds.
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            seen: Vec::new(),
            buffer: Buffer::default(),
            scratch: Vec::new(),
            work: Work::default(),
        }
    }
}

impl<'f> Shaper<'f> {
    pub(super) fn new(fonts: &'f Fonts, known: Known) -> Self {
        Self { fonts, faces: Vec::new(), known }
    }

    /// The plan for `key`, made if it is new.
    pub(super) fn plan(&mut self, key: &PlanKey) -> PlanId {
        if let Some(at) = self.known.seen.iter().position(|s| s.plan.key == *key) {
            return PlanId(at);
        }
        let shared = Arc::clone(&self.known.shared);
        let plan = shared.plan(key, || self.make(key));
        self.known.seen.push(Seen::new(plan));
        PlanId(self.known.seen.len() - 1)
    }

    /// The steps of a plan, its hyphenation, its word space.
    fn make(&mut self, key: &PlanKey) -> (Option<ShapePlan>, Option<Hyphens>, Unit) {
        let features: Vec<Feature> = key.features.iter().filter_map(|f| f.parse().ok()).collect();
        let direction = if key.rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let language = Language::new(key.lang.as_bytes());
        let script = Script::from_iso15924_tag(Tag::new(&key.script));
        let face = self.fonts.face(key.face);
        let steps = face.map(|f| ShapePlan::new(f.font(), direction, script, language.as_ref(), &features));
        let mut space = Vec::new();
        self.shape((key, steps.as_ref()), " ", &[], &mut space);
        (steps, Hyphens::of(&key.lang), space.first().copied().unwrap_or_default())
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
        self.known.seen.get(id.0).map(|s| &*s.plan)
    }

    /// A word that `word` gave the number of.
    pub(super) fn known_word(&self, id: PlanId, number: u32) -> Option<&Word> {
        self.known.seen.get(id.0)?.word(number)
    }

    /// Shapes `text` by plan `id` and appends the glyphs in reading order.
    pub(super) fn run(&mut self, id: PlanId, text: &str, out: &mut Vec<Unit>) {
        self.run_apart(id, text, &[], out);
    }

    /// Shapes `text` without ligatures over the bytes of `joints`.
    fn run_apart(&mut self, id: PlanId, text: &str, joints: &[usize], out: &mut Vec<Unit>) {
        if let Some(plan) = self.known.seen.get(id.0).map(|s| Arc::clone(&s.plan)) {
            self.shape((&plan.key, plan.steps.as_ref()), text, joints, out);
        }
    }

    /// Where there are `joints`, a non-joiner stands at each while the text is shaped; its glyph is taken away.
    fn shape(
        &mut self,
        (key, steps): (&PlanKey, Option<&ShapePlan>),
        text: &str,
        joints: &[usize],
        out: &mut Vec<Unit>,
    ) {
        self.open(key.face);
        let font = self.faces.get(usize::from(key.face.0)).and_then(Option::as_ref);
        let (Some(font), Some(shape_plan)) = (font, steps) else {
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
        let mut clusters: Vec<u32> = if key.rtl {
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
            for cluster in &mut clusters {
                *cluster /= 2;
            }
        }
        count_bytes(out.get_mut(from..).unwrap_or_default(), &clusters, text.len());
    }

    /// The number of the word `text` by plan `id`, shaped once in a build, with its hyphenation points.
    pub(super) fn word(&mut self, id: PlanId, text: &str) -> u32 {
        let Some(seen) = self.known.seen.get_mut(id.0) else { return 0 };
        if let Some(number) = seen.number(text) {
            return number;
        }
        let (number, cell) = seen.add(text);
        cell.get_or_init(|| self.shape_word(id, text));
        number
    }

    fn shape_word(&mut self, id: PlanId, text: &str) -> Word {
        self.known.work.words += 1;
        let mut glyphs = std::mem::take(&mut self.known.scratch);
        glyphs.clear();
        let hyphens = self.get(id).and_then(|p| p.hyphens);
        let joints = hyphens.map_or(Vec::new(), |h| h.ligature_joints(text));
        self.run_apart(id, text, &joints, &mut glyphs);
        let (mut points, mut units) = (Vec::new(), Vec::new());
        // By its soft hyphens if it has any, else by patterns.
        for at in division_points(text, hyphens) {
            let Some(mut point) = self.cut(id, text, &glyphs, (at, ["-", ""]), &mut units) else { continue };
            let two = text.get(at..).is_some_and(|t| t.chars().take_while(|c| c.is_alphabetic()).count() < 3);
            if hyphens.is_some_and(|h| h.is_joint(text, at)) {
                point.penalty = JOINT;
            } else if two {
                point.penalty = SHORT_END;
            }
            points.push(point);
        }
        let word = Word { glyphs: glyphs.as_slice().into(), points: points.into(), units: units.into() };
        self.known.scratch = glyphs;
        word
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
