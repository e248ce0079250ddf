//! All faces at hand, and which of them answers a wish for family, weight and slope.
//! Faces that nobody asks for are never opened.

use super::{Face, FaceId, FaceName, FontData};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Fetches the bytes of a face when it is first needed; `None` where they cannot be had.
#[derive(Clone)]
pub struct Loader(Arc<dyn Fn() -> Option<FontData> + Send + Sync>);

impl Loader {
    /// A loader that calls `fetch` at most once for each collection.
    pub fn new(fetch: impl Fn() -> Option<FontData> + Send + Sync + 'static) -> Self {
        Self(Arc::new(fetch))
    }
}

impl fmt::Debug for Loader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Loader")
    }
}

/// All faces at hand.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    slots: Vec<Slot>,
}

#[derive(Clone, Debug)]
struct Slot {
    name: FaceName,
    source: Loader,
    face: OnceLock<Option<Face>>,
    /// Set once somebody asked for the face.
    asked: OnceLock<()>,
}

/// One line of `fonts/index.tsv`: a file that comes with the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexEntry {
    /// Path below `fonts/`.
    pub file: &'static str,
    /// What it is.
    pub name: FaceName,
    /// Whether it is compiled in; else it is read at run time.
    pub bundled: bool,
}

/// The files that come with the program, in the order of `fonts/index.tsv`.
pub fn index() -> impl Iterator<Item = IndexEntry> {
    include_str!("../../fonts/index.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let file = cells.next()?;
        let family = cells.next()?.to_owned();
        let weight = cells.next()?.parse().ok()?;
        let italic = cells.next()? == "1";
        let bundled = compiled_in(file).is_some();
        Some(IndexEntry { file, name: FaceName { family, weight, italic }, bundled })
    })
}

macro_rules! bundle {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_bytes!(concat!("../../fonts/", $file)))),*]
    };
}

/// The Latin faces, compiled in.
static BUNDLED: &[(&str, &[u8])] = bundle![
    "barlow-condensed/BarlowCondensed-Medium.ttf",
    "barlow-condensed/BarlowCondensed-SemiBold.ttf",
    "barlow-condensed/BarlowCondensed-Bold.ttf",
    "jetbrains-mono/JetBrainsMono-Regular.ttf",
    "source-sans-3/SourceSans3-Regular.ttf",
    "source-sans-3/SourceSans3-Italic.ttf",
    "source-sans-3/SourceSans3-SemiBold.ttf",
    "source-sans-3/SourceSans3-Bold.ttf",
    "source-serif-4/SourceSerif4-Regular.ttf",
    "source-serif-4/SourceSerif4-Italic.ttf",
    "source-serif-4/SourceSerif4-SemiBold.ttf",
    "source-serif-4/SourceSerif4-Bold.ttf",
    "source-serif-4/SourceSerif4-BoldItalic.ttf",
];

/// The Chinese faces, compiled in too where one self-contained file is wanted.
#[cfg(feature = "embed-all")]
static EMBEDDED: &[(&str, &[u8])] = bundle![
    "lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "noto-sans-sc/NotoSansSC-Regular.ttf",
    "noto-sans-sc/NotoSansSC-Bold.ttf",
    "noto-serif-sc/NotoSerifSC-Regular.ttf",
    "noto-serif-sc/NotoSerifSC-Bold.ttf",
];
#[cfg(not(feature = "embed-all"))]
static EMBEDDED: &[(&str, &[u8])] = &[];

/// The bytes of a file that is compiled in.
fn compiled_in(file: &str) -> Option<&'static [u8]> {
    BUNDLED.iter().chain(EMBEDDED).find(|(name, _)| *name == file).map(|(_, bytes)| *bytes)
}

impl Fonts {
    /// The faces that are compiled in. Opens none of them.
    #[must_use]
    pub fn bundled() -> Self {
        let mut fonts = Self::default();
        for entry in index() {
            if let Some(bytes) = compiled_in(entry.file) {
                fonts.add_later(entry.name, Loader::new(|| Some(FontData::Static(bytes))));
            }
        }
        fonts
    }

    /// Adds a face from the bytes of a file; `None` where they are no font. It hides faces of the same name
    /// that came before.
    pub fn add(&mut self, bytes: impl Into<FontData>) -> Option<FaceId> {
        let face = Face::read(bytes.into())?;
        let name = FaceName { family: face.family.clone(), weight: face.weight, italic: face.italic };
        let data = face.data.clone();
        let id = self.add_later(name, Loader::new(move || Some(data.clone())))?;
        let slot = self.slots.last()?;
        slot.face.get_or_init(|| Some(face));
        Some(id)
    }

    /// Adds a face whose bytes `load` fetches when it is first needed. It hides faces of the same name that
    /// came before. `None` where there are 65,535 faces already.
    pub fn add_later(&mut self, name: FaceName, load: Loader) -> Option<FaceId> {
        let id = u16::try_from(self.slots.len()).ok().map(FaceId)?;
        self.slots.push(Slot { name, source: load, face: OnceLock::new(), asked: OnceLock::new() });
        Some(id)
    }

    /// The face of a number that this collection gave out; opens it. `None` too where its file cannot be
    /// read or is no font.
    #[must_use]
    pub fn face(&self, id: FaceId) -> Option<&Face> {
        let slot = self.slots.get(usize::from(id.0))?;
        slot.asked.get_or_init(|| ());
        slot.face.get_or_init(|| (slot.source.0)().and_then(Face::read)).as_ref()
    }

    /// Every face that somebody asked for and that could be opened, by number: what came of these faces hangs on
    /// no other.
    pub fn asked(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        let faces = self.slots.iter().zip(0..).filter(|(slot, _)| slot.asked.get().is_some());
        faces.filter_map(|(slot, n)| Some((FaceId(n), slot.face.get()?.as_ref()?)))
    }

    /// What the face is named; does not open it.
    #[must_use]
    pub fn name(&self, id: FaceId) -> Option<&FaceName> {
        self.slots.get(usize::from(id.0)).map(|s| &s.name)
    }

    /// The face of `family` nearest to `weight` and slope, by the rules of CSS Fonts 4 §5.2: slope first,
    /// then weight. `None` where the family is not at hand. Opens no face.
    #[must_use]
    pub fn find(&self, family: &str, weight: u16, italic: bool) -> Option<FaceId> {
        let of_family = |s: &&Slot| s.name.family.eq_ignore_ascii_case(family);
        let sloped = self.slots.iter().filter(of_family).any(|s| s.name.italic == italic);
        let (at, _) = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, s)| of_family(s) && (!sloped || s.name.italic == italic))
            .min_by_key(|(at, s)| (weight_rank(weight, s.name.weight), usize::MAX - at))?;
        u16::try_from(at).ok().map(FaceId)
    }

    /// Whether any face of `family` is at hand.
    #[must_use]
    pub fn has_family(&self, family: &str) -> bool {
        self.slots.iter().any(|s| s.name.family.eq_ignore_ascii_case(family))
    }

    /// The faces that the words of a drawing need: those whose family it names, and for every letter or
    /// figure that none of them has the first face that has it.
    #[must_use]
    pub fn serving(&self, text: &str) -> Vec<FaceId> {
        let all = || (0..self.len()).filter_map(|i| u16::try_from(i).ok()).map(FaceId);
        let named = |id: &FaceId| self.name(*id).is_some_and(|n| text.contains(n.family.as_str()));
        let mut ids: Vec<FaceId> = all().filter(named).collect();
        for c in text.chars().filter(|c| c.is_alphanumeric()) {
            if !ids.iter().any(|id| self.has(*id, c)) {
                ids.extend(all().find(|id| self.has(*id, c)));
            }
        }
        ids
    }

    /// Whether the face has a glyph for `c`; opens it.
    #[must_use]
    pub fn has(&self, id: FaceId, c: char) -> bool {
        self.face(id).is_some_and(|f| f.has(c))
    }

    /// The families of `wanted` that are not at hand, each once, in order.
    pub fn absent<'a>(&self, wanted: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut absent: Vec<&str> = Vec::new();
        for family in wanted {
            if !self.has_family(family) && !absent.contains(&family) {
                absent.push(family);
            }
        }
        absent
    }

    /// Faces that were asked for and could not be opened, by name.
    #[must_use]
    pub fn unreadable(&self) -> Vec<&FaceName> {
        self.slots.iter().filter(|s| matches!(s.face.get(), Some(None))).map(|s| &s.name).collect()
    }

    /// How many faces there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

/// How far `has` is from the wish, smaller is nearer (CSS Fonts 4 §5.2, font-weight).
fn weight_rank(wish: u16, has: u16) -> (u8, u16) {
    let gap = wish.abs_diff(has);
    let (first, second) = match wish {
        400..=500 if (wish..=500).contains(&has) => (0, gap),
        400..=500 if has < wish => (1, gap),
        ..400 if has <= wish => (0, gap),
        501.. if has >= wish => (0, gap),
        _ => (2, gap),
    };
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::{FaceName, FontData, Fonts, index};

    fn found(fonts: &Fonts, family: &str, weight: u16, italic: bool) -> Option<(u16, bool)> {
        let id = fonts.find(family, weight, italic)?;
        fonts.name(id).map(|n| (n.weight, n.italic))
    }

    #[test]
    fn the_index_says_what_the_files_say() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
        let mut count = 0;
        for entry in index() {
            let bytes = std::fs::read(root.join(entry.file)).unwrap();
            let face = super::Face::read(FontData::from(bytes)).unwrap();
            let name = FaceName { family: face.family, weight: face.weight, italic: face.italic };
            assert_eq!(name, entry.name, "{}", entry.file);
            assert!(root.join(entry.file).with_file_name("OFL.txt").exists(), "{}", entry.file);
            assert_eq!(face.fs_type & 0x000f, 0, "{} may be embedded", entry.file);
            count += 1;
        }
        assert_eq!(count, 18);
        assert_eq!(Fonts::bundled().len(), if cfg!(feature = "embed-all") { 18 } else { 13 });
    }

    #[test]
    fn the_nearest_weight_is_chosen_as_css_says() {
        let fonts = Fonts::bundled();
        assert_eq!(found(&fonts, "Source Serif 4", 400, false), Some((400, false)));
        assert_eq!(found(&fonts, "source serif 4", 500, false), Some((400, false)));
        assert_eq!(found(&fonts, "Source Serif 4", 650, false), Some((700, false)));
        assert_eq!(found(&fonts, "Source Serif 4", 600, true), Some((700, true)));
        assert_eq!(found(&fonts, "Source Serif 4", 900, true), Some((700, true)));
        assert_eq!(found(&fonts, "Source Serif 4", 100, false), Some((400, false)));
        assert_eq!(found(&fonts, "Barlow Condensed", 400, true), Some((500, false)));
        assert_eq!(found(&fonts, "Comic Sans", 400, false), None);
        assert_eq!(
            fonts.absent(["Linux Libertine", "Source Sans 3", "Linux Libertine"]),
            ["Linux Libertine"]
        );
    }

    #[test]
    fn a_later_face_of_the_same_name_hides_an_earlier_one() {
        let mut fonts = Fonts::bundled();
        let before = fonts.find("Source Sans 3", 700, false).unwrap();
        let bytes = fonts.face(before).unwrap().data.to_vec();
        let added = fonts.add(bytes).unwrap();
        assert_eq!(fonts.find("Source Sans 3", 700, false), Some(added));
        assert!(fonts.add(vec![0, 1, 2]).is_none());
    }

    #[test]
    fn measures_are_read() {
        let fonts = Fonts::bundled();
        let face = fonts.face(fonts.find("Source Serif 4", 400, true).unwrap()).unwrap();
        assert_eq!((face.upem, face.cap_height, face.x_height), (1000, 670, 475));
        assert_eq!(face.italic_angle, -12 * 65_536);
        assert_eq!(face.postscript, "SourceSerif4-Italic");
        assert!(face.has('é') && !face.has('汉'));
        let h = face.glyph('H').unwrap();
        assert_eq!(face.ink(h).unwrap()[3], 670);
        assert!(face.advance(h) > 500);
    }
}
