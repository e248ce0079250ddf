//! The typefaces at hand, family by family: weights, slopes, scripts, licence, permission to embed.
//! Opens each face once; finds none.

use crate::font::{Embedding, Face, FaceId, FaceName, Fonts};
use crate::report::format::pretty;
use crate::report::table::{Row, table};
use serde::Serialize;
use std::collections::BTreeMap;

/// Version of the JSON form.
const SCHEMA: &str = "masthead.fonts/1";

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    families: &'a [FontRow],
}

/// Where a face was found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FontPlace {
    /// Compiled in.
    BuiltIn,
    /// Among the fonts that come with the program; the path below its `fonts/`.
    Program(String),
    /// A file of the title or of a folder that was named, as users call it.
    File(String),
    /// It belongs to the program, and its file is not there; the path below its `fonts/`.
    Absent(String),
}

/// A family as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FontRow {
    family: String,
    scripts: Vec<&'static str>,
    licence: Option<String>,
    /// `installable`, `editable`, `preview`, `restricted`, or `None` where no face can be read.
    embedding: Option<&'static str>,
    subsetting: bool,
    faces: Vec<FaceRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct FaceRow {
    weight: u16,
    italic: bool,
    /// `built-in`, `program`, `file` or `absent`.
    found: &'static str,
    file: Option<String>,
}

/// A face: its name, itself where it can be read, where it was found.
type Found<'a> = (FaceName, Option<&'a Face>, &'a FontPlace);

impl FontRow {
    /// Every family, by name, of the faces at `places` that no later one hides, and of those that are absent. Of a
    /// family that has faces of several kinds, what is said of it is what holds for all.
    #[must_use]
    pub fn all(fonts: &Fonts, places: &[(FaceId, FontPlace)], absent: &[(FaceName, FontPlace)]) -> Vec<Self> {
        let mut families: BTreeMap<String, Vec<Found<'_>>> = BTreeMap::new();
        for (id, place) in places {
            let Some(name) = fonts.name(*id) else { continue };
            if fonts.find(&name.family, name.weight, name.italic) == Some(*id) {
                let face = (name.clone(), fonts.face(*id), place);
                families.entry(name.family.clone()).or_default().push(face);
            }
        }
        for (name, place) in absent {
            families.entry(name.family.clone()).or_default().push((name.clone(), None, place));
        }
        families.into_iter().map(|(family, faces)| Self::of(family, faces)).collect()
    }

    fn of(family: String, mut faces: Vec<Found<'_>>) -> Self {
        faces.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
        let open: Vec<&Face> = faces.iter().filter_map(|(_, face, _)| *face).collect();
        let mut scripts = open.first().map(|f| f.scripts()).unwrap_or_default();
        for face in open.iter().skip(1) {
            let theirs = face.scripts();
            scripts.retain(|s| theirs.contains(s));
        }
        let embedding = open.iter().map(|f| f.embedding()).max().map(|e| match e {
            Embedding::Installable => "installable",
            Embedding::Editable => "editable",
            Embedding::Preview => "preview",
            Embedding::Restricted => "restricted",
        });
        let row = |(name, face, place): &Found<'_>| {
            let (found, file) = match place {
                FontPlace::BuiltIn => ("built-in", None),
                FontPlace::Program(file) => ("program", Some(file)),
                FontPlace::File(file) => ("file", Some(file)),
                FontPlace::Absent(file) => ("absent", Some(file)),
            };
            let found = if face.is_none() { "absent" } else { found };
            FaceRow { weight: name.weight, italic: name.italic, found, file: file.cloned() }
        };
        Self {
            family,
            scripts,
            licence: open.iter().find_map(|f| f.licence()),
            embedding,
            subsetting: open.iter().all(|f| f.may_be_subset()),
            faces: faces.iter().map(row).collect(),
        }
    }

    fn row(&self) -> Row {
        let weights = self.faces.iter().map(|f| format!("{}{}", f.weight, if f.italic { "i" } else { "" }));
        let mut found: Vec<&str> = self.faces.iter().map(FaceRow::place).collect();
        found.dedup();
        let embed = match (self.embedding, self.subsetting) {
            (None, _) => "?",
            (Some("restricted"), _) => "no",
            (_, false) => "whole only",
            _ => "yes",
        };
        let cells = vec![
            self.family.clone(),
            weights.collect::<Vec<_>>().join(" "),
            self.scripts.join(" "),
            self.licence.as_deref().map_or("not stated".into(), short),
            embed.to_owned(),
            found.join(", "),
        ];
        Row { cells, details: Vec::new() }
    }
}

impl FaceRow {
    /// In a word or a folder, where it was found.
    fn place(&self) -> &str {
        match (self.found, self.file.as_deref()) {
            ("built-in", _) => "built in",
            ("program", _) => "program",
            ("absent", _) => "not here",
            (_, Some(file)) => file.rsplit_once('/').map_or(".", |(folder, _)| folder),
            (_, None) => "?",
        }
    }
}

/// A licence in a word or two: its common name, else the beginning of its own words.
fn short(licence: &str) -> String {
    let has = |words: &str| licence.to_ascii_lowercase().contains(words);
    if has("open font license") || has("scripts.sil.org/ofl") || has("openfontlicense.org") {
        return if has("1.0") { "OFL-1.0" } else { "OFL-1.1" }.into();
    }
    if has("apache license") || has("apache.org/licenses") {
        return "Apache-2.0".into();
    }
    let first: String = licence.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(18).collect();
    if first.chars().count() < licence.chars().count() { format!("{first}…") } else { first }
}

/// The list for people.
#[must_use]
pub fn fonts_text(rows: &[FontRow], width: usize) -> String {
    let head = ["FAMILY", "WEIGHTS", "SCRIPTS", "LICENCE", "EMBED", "FOUND"];
    table(&head, &rows.iter().map(FontRow::row).collect::<Vec<_>>(), width)
}

/// The list as JSON.
#[must_use]
pub fn fonts_json(rows: &[FontRow]) -> String {
    pretty(&List { schema: SCHEMA, families: rows })
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn names_licences() {
        assert_eq!(
            short("This Font Software is licensed under the SIL Open Font License, Version 1.1."),
            "OFL-1.1"
        );
        assert_eq!(short("http://scripts.sil.org/OFL"), "OFL-1.1");
        assert_eq!(short("http://www.apache.org/licenses/LICENSE-2.0"), "Apache-2.0");
        assert_eq!(short("Ask us before you do a thing"), "Ask us before you …");
        assert_eq!(short("Mine"), "Mine");
    }
}
