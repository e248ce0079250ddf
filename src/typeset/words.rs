//! Words shaped once a build: a table that all threads share, and what each thread has seen of it.
//! Shapes nothing itself: `shape` fills it.

use super::hyphens::Hyphens;
use super::rules::{Repeats, rules};
use crate::font::FaceId;
use harfrust::ShapePlan;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

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

/// A shaped word.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// Its glyphs.
    pub glyphs: Box<[Unit]>,
    /// Where it may be divided.
    pub points: Box<[Point]>,
    /// The glyphs that its points shape anew.
    pub units: Box<[Unit]>,
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

/// Parts of a table: as many threads can look up new words at once.
const SHARDS: usize = 16;
/// Words that a table keeps in a part, and a thread in all parts together: bounds memory on endless input. Beyond
/// that words are shaped as often as they come.
const MOST_WORDS: usize = 200_000;

type Cell = Arc<OnceLock<Word>>;
type Table<V> = HashMap<Arc<str>, V, BuildHasherDefault<Fx>>;

/// How text of one face, script, language and set of features is shaped, and its words.
pub(super) struct Plan {
    pub key: PlanKey,
    pub steps: Option<ShapePlan>,
    pub hyphens: Option<Hyphens>,
    /// Where the language writes the hyphen of a compound once more.
    pub repeats: Repeats,
    /// The word space.
    pub space: Unit,
    shards: [Mutex<Table<Cell>>; SHARDS],
}

/// All plans of a build. Whoever needs a plan or a word first makes it, whoever else needs it waits for that: what
/// is made does not depend on how many threads there are.
#[derive(Default)]
pub(super) struct Shared {
    plans: Mutex<Vec<Arc<Plan>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// The plan for `key`, made by `make` if it is new.
    pub(super) fn plan(
        &self,
        key: &PlanKey,
        make: impl FnOnce() -> (Option<ShapePlan>, Option<Hyphens>, Unit),
    ) -> Arc<Plan> {
        let mut plans = lock(&self.plans);
        if let Some(plan) = plans.iter().find(|p| p.key == *key) {
            return Arc::clone(plan);
        }
        let (steps, hyphens, space) = make();
        let repeats = rules().repeats(&key.lang);
        let shards = Default::default();
        let plan = Arc::new(Plan { key: key.clone(), steps, hyphens, repeats, space, shards });
        plans.push(Arc::clone(&plan));
        plan
    }
}

impl Plan {
    /// The place of a word, which is empty until somebody fills it.
    fn cell(&self, text: &str) -> (Arc<str>, Cell) {
        let mut hasher = Fx::default();
        text.hash(&mut hasher);
        let shard = usize::try_from(hasher.finish() >> 32).unwrap_or(0) % SHARDS;
        let Some(shard) = self.shards.get(shard) else { return (text.into(), Cell::default()) };
        let mut table = lock(shard);
        if let Some((text, cell)) = table.get_key_value(text) {
            return (Arc::clone(text), Arc::clone(cell));
        }
        let (text, cell): (Arc<str>, Cell) = (text.into(), Cell::default());
        if table.len() < MOST_WORDS / SHARDS {
            table.insert(Arc::clone(&text), Arc::clone(&cell));
        }
        (text, cell)
    }
}

/// What one thread has seen of a plan.
pub(super) struct Seen {
    pub plan: Arc<Plan>,
    numbers: Table<u32>,
    words: Vec<Cell>,
}

impl Seen {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self { plan, numbers: Table::default(), words: Vec::new() }
    }

    /// The number of a word that was seen.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The place of a word that was not seen yet, and its number.
    pub(super) fn add(&mut self, text: &str) -> (u32, Cell) {
        if self.words.len() >= MOST_WORDS {
            self.words.clear();
            self.numbers.clear();
        }
        let (text, cell) = self.plan.cell(text);
        let number = self.words.len() as u32;
        self.numbers.insert(text, number);
        self.words.push(Arc::clone(&cell));
        (number, cell)
    }

    /// A word by its number.
    pub(super) fn word(&self, number: u32) -> Option<&Word> {
        self.words.get(number as usize)?.get()
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
