//! Layouts as folders of files: which a layout is made of, and a library held to named ones.
//! Reads no key of a layout beyond its header.

use super::header::{Header, Version};
use super::library::{BUNDLED, Library};
use super::tree::parse;
use crate::diag::{FileId, Findings};
use crate::source::Folder;
use include_dir::Dir;
use std::collections::{BTreeMap, BTreeSet};

/// A layout's folder, by what is in it: the same package has the same files, or somebody changed them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Package {
    /// The layout's id.
    pub id: String,
    /// Its version.
    pub version: Version,
    /// Whether it is compiled in rather than the title's own.
    pub bundled: bool,
}

impl Package {
    /// `id@version`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }

    pub(super) fn of(header: &Header) -> Self {
        Self { id: header.id.clone(), version: header.version.clone(), bundled: header.bundled }
    }

    /// The package of a `layout.toml` that lies in the folder `name`; `None` where it cannot be read.
    fn read(text: &str, name: &str, bundled: bool) -> Option<Self> {
        let mut unheard = Findings::new();
        let file = FileId(u32::MAX);
        let table = parse(file, text, &mut unheard)?;
        let start = crate::diag::Span::new(file, 0..0);
        Some(Self::of(&Header::read(&table, name, bundled, start, &mut unheard)))
    }
}

/// A layout that was read, hidden or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Packed {
    /// Name of its folder.
    pub folder: String,
    /// Itself, then those that it extends.
    pub lineage: Vec<Package>,
}

/// Which layouts a library takes in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'a> {
    /// Every one that is there.
    All,
    /// These.
    Only(&'a BTreeSet<Package>),
}

impl Wanted<'_> {
    /// Whether nothing is left out.
    pub(super) fn is_all(self) -> bool {
        matches!(self, Self::All)
    }

    /// Whether the layout with this text in the folder `name` is wanted. One that cannot be read is where its
    /// folder has the name of a wanted one: its faults are then worth hearing.
    pub(super) fn takes(self, text: &str, name: &str, bundled: bool) -> bool {
        let Self::Only(packages) = self else { return true };
        match Package::read(text, name, bundled) {
            Some(package) => packages.contains(&package),
            None => packages.iter().any(|p| !p.bundled && (p.id == name || p.key() == name)),
        }
    }
}

impl Library {
    /// A layout and those that it extends, itself first; empty for a number that is not one of `headers`.
    #[must_use]
    pub fn lineage(&self, index: usize) -> Vec<Package> {
        let package = self.headers().find(|(i, _)| *i == index).map(|(_, h)| Package::of(h));
        let packed = package.and_then(|p| self.find_packed(&p));
        packed.map(|p| p.lineage.clone()).unwrap_or_default()
    }

    /// Every layout of the library, also bundled ones that one of the title's own hides.
    #[must_use]
    pub fn packages(&self) -> BTreeSet<Package> {
        self.packed().iter().filter_map(|p| p.lineage.first()).cloned().collect()
    }

    fn find_packed(&self, package: &Package) -> Option<&Packed> {
        self.packed().iter().find(|p| p.lineage.first() == Some(package))
    }

    /// Every file below a layout's folder, by its path there, sorted; empty for a layout that is not here.
    /// Files whose name begins with a dot are left out.
    #[must_use]
    pub fn contents(&self, package: &Package) -> BTreeMap<String, Vec<u8>> {
        let mut out = BTreeMap::new();
        let Some(Packed { folder: name, .. }) = self.find_packed(package) else { return out };
        if package.bundled {
            if let Some(dir) = BUNDLED.get_dir(name) {
                take_bundled(dir, name, &mut out);
            }
        } else if let Some(folder) = self.title().and_then(|t| t.below(&format!("layouts/{name}"))) {
            take_files(&folder, "", &mut out);
        }
        out
    }

    /// How users call a layout's folder; its key for a layout that is not here.
    #[must_use]
    pub fn shown(&self, package: &Package) -> String {
        let name = self.find_packed(package).map_or_else(|| package.key(), |p| p.folder.clone());
        let path = format!("layouts/{name}");
        match self.title() {
            Some(title) if !package.bundled => title.shown(&path),
            _ => path,
        }
    }
}

fn take_bundled(dir: &Dir, root: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let path = path.strip_prefix(root).unwrap_or(&path).trim_start_matches('/').to_owned();
        if !path.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
            out.insert(path, file.contents().to_vec());
        }
    }
    for below in dir.dirs() {
        take_bundled(below, root, out);
    }
}

fn take_files(folder: &Folder, below: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for name in folder.list(below) {
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match path.strip_suffix('/') {
            Some(inner) => take_files(folder, inner, out),
            None => {
                if let Some(bytes) = folder.read(&path) {
                    out.insert(path, bytes);
                }
            }
        }
    }
}
