//! What a face says of itself beyond its measures: scripts, licence, permission to embed.
//! Judges nothing: who embeds decides what to do.

use super::Face;
use skrifa::raw::types::NameId;

/// Scripts that are looked for (ISO 15924), each with letters that a face of that script has.
const SCRIPTS: [(&str, &str); 11] = [
    ("Latn", "AZazé"),
    ("Grek", "ΑΩαω"),
    ("Cyrl", "АЯая"),
    ("Arab", "ابي"),
    ("Hebr", "אבת"),
    ("Deva", "अकह"),
    ("Thai", "กขฮ"),
    ("Hrkt", "あんをアンヲ"),
    ("Hang", "가한힣"),
    ("Hans", "汉书东国"),
    ("Hant", "漢書東國"),
];

/// How far a face may be embedded (OpenType, OS/2 `fsType`; where several bits are set, the least restrictive holds).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Embedding {
    /// Without limits.
    Installable,
    /// In documents that may be edited.
    Editable,
    /// In documents that are read and printed.
    Preview,
    /// Not without the maker's consent.
    Restricted,
}

impl Face {
    /// The scripts that it is made for, as ISO 15924 codes in a fixed order; `Hrkt` stands for both Japanese kana,
    /// `Hans` and `Hant` for Chinese in simplified and in traditional characters.
    #[must_use]
    pub fn scripts(&self) -> Vec<&'static str> {
        let has = |letters: &&(&str, &str)| letters.1.chars().all(|c| self.has(c));
        SCRIPTS.iter().filter(has).map(|(script, _)| *script).collect()
    }

    /// Its licence in its own words, else the licence's address; `None` where it states neither.
    #[must_use]
    pub fn licence(&self) -> Option<String> {
        let name = |id| {
            let words = self.font().names().get(id)?.english_or_first()?.name();
            Some(words.chars().collect::<String>().trim().to_owned()).filter(|n| !n.is_empty())
        };
        name(NameId::LICENSE_DESCRIPTION).or_else(|| name(NameId::LICENSE_URL))
    }

    /// How far it may be embedded.
    #[must_use]
    pub const fn embedding(&self) -> Embedding {
        match self.fs_type & 0x000f {
            0 => Embedding::Installable,
            bits if bits & 8 != 0 => Embedding::Editable,
            bits if bits & 4 != 0 => Embedding::Preview,
            _ => Embedding::Restricted,
        }
    }

    /// Whether only some of its glyphs may be embedded (`fsType` bit 8 is clear).
    #[must_use]
    pub const fn may_be_subset(&self) -> bool {
        self.fs_type & 0x0100 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Embedding;
    use crate::font::Fonts;

    #[test]
    fn a_face_tells_of_itself() {
        let fonts = Fonts::bundled();
        let face = fonts.find("Source Serif 4", 400, false).and_then(|id| fonts.face(id)).unwrap();
        assert_eq!(face.scripts(), ["Latn", "Grek", "Cyrl"]);
        assert!(face.licence().unwrap().contains("Open Font License"));
        let mut face = face.clone();
        let told = [0, 2, 4, 6, 8, 0x0104, 1].map(|bits| {
            face.fs_type = bits;
            face.embedding()
        });
        let [free, no, read, edit] =
            [Embedding::Installable, Embedding::Restricted, Embedding::Preview, Embedding::Editable];
        assert_eq!(told, [free, no, read, read, edit, read, no]);
        face.fs_type = 0x0104;
        assert!(!face.may_be_subset());
    }
}
