//! The layouts at hand: bundled ones and the title's own, read, checked, inherited; resolved once each.
//! Chooses none; `credits` does.

use super::header::{Header, Version};
use super::package::{Package, Packed, Wanted};
use super::resolve::{Sheet, resolve};
use super::tree::{Node, Table, parse};
use super::{Layout, schema};
use crate::diag::{Diagnostic, FileId, Findings, Span, nearest};
use crate::geom::{Length, Size};
use crate::issue::Lang;
use crate::source::{Folder, Sources};
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(super) static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/layouts");

/// Every layout that an issue can be set in.
#[derive(Debug, Default)]
pub struct Library {
    layouts: Vec<Raw>,
    /// What each layout is made of, hidden ones too.
    packed: Vec<Packed>,
    /// Where the title's own lie.
    title: Option<Folder>,
    /// Numbers of those that are not hidden, by id, then version.
    order: Vec<usize>,
    resolved: Mutex<BTreeMap<(usize, Lang, Sheet), Arc<Layout>>>,
}

/// A layout as read.
#[derive(Clone, Debug)]
struct Raw {
    header: Header,
    /// Name of its folder.
    folder: String,
    /// Its own keys.
    own: Table,
    /// Numbers of it and of those it extends, in this order; `None` where the chain is broken, which was
    /// reported.
    chain: Option<Vec<usize>>,
    /// Its keys with those that it inherits, once somebody asked.
    merged: OnceLock<Table>,
}

impl Library {
    /// Reads the bundled layouts and those in `layouts/` below the title's folder, which hide bundled ones of
    /// the same id; reports every wrong key and broken chain of the title's own. Nothing is inherited or
    /// resolved before somebody asks; [`Library::prove`] does it for all.
    pub fn load(sources: &mut Sources, title: Option<&Folder>, findings: &mut Findings) -> Self {
        Self::take(sources, title, Wanted::All, findings)
    }

    /// As `load`, but as if no other layouts than `packages` were there.
    pub fn load_only(
        sources: &mut Sources,
        title: Option<&Folder>,
        packages: &BTreeSet<Package>,
        findings: &mut Findings,
    ) -> Self {
        Self::take(sources, title, Wanted::Only(packages), findings)
    }

    fn take(sources: &mut Sources, title: Option<&Folder>, wanted: Wanted, findings: &mut Findings) -> Self {
        let mut library = Self { title: title.cloned(), ..Self::default() };
        let mut names: Vec<&Dir> = BUNDLED.dirs().collect();
        names.sort_by_key(|d| d.path());
        for dir in names {
            let name = dir.path().to_string_lossy().replace('\\', "/");
            let text = dir.get_file(dir.path().join("layout.toml")).and_then(|f| f.contents_utf8());
            if let Some(text) = text.filter(|text| wanted.takes(text, &name, true)) {
                let (file, text) = sources.add_text(&format!("layouts/{name}/layout.toml"), text);
                library.add(file, &text, &name, true, findings);
            }
        }
        if let Some(folder) = title {
            library.add_folder(sources, folder, wanted, findings);
        }
        library.settle(findings);
        library
    }

    /// A library of these layouts alone, each the name of its folder and its text: for tests of other rooms. A
    /// folder below `layouts/` is the title's own, others are bundled.
    #[cfg(test)]
    pub(crate) fn of_texts(layouts: &[(String, String)], findings: &mut Findings) -> Self {
        let (mut library, mut sources) = (Self::default(), Sources::new());
        for (name, text) in layouts {
            let (file, text) = sources.add_text(name, text);
            let own = name.strip_prefix("layouts/");
            library.add(file, &text, own.unwrap_or(name), own.is_none(), findings);
        }
        library.settle(findings);
        library
    }

    fn add_folder(
        &mut self,
        sources: &mut Sources,
        folder: &Folder,
        wanted: Wanted,
        findings: &mut Findings,
    ) {
        for entry in folder.list("layouts") {
            let Some(name) = entry.strip_suffix('/') else { continue };
            let path = format!("layouts/{name}/layout.toml");
            if !folder.has(&path) {
                let message =
                    format!("`{}` holds no `layout.toml`", folder.shown(&format!("layouts/{name}")));
                let hint = "put a `layout.toml` into it, or take the folder away";
                findings.push(Diagnostic::warning("L022", message).hint(hint));
                continue;
            }
            // What is not wanted is not even among the files of the build.
            let text = || folder.read(&path).map(|b| String::from_utf8_lossy(&b).into_owned());
            if !wanted.is_all() && !text().is_some_and(|t| wanted.takes(&t, name, false)) {
                continue;
            }
            if let Ok((file, text)) = sources.load_text(folder, &path, None, findings) {
                self.add(file, &text, name, false, findings);
            }
        }
    }

    fn add(&mut self, file: FileId, text: &str, folder: &str, bundled: bool, findings: &mut Findings) {
        let Some(own) = parse(file, text, findings) else { return };
        schema::check(&own, findings);
        let start = Span::new(file, 0..text.find('\n').unwrap_or(text.len()));
        let header = Header::read(&own, folder, bundled, start, findings);
        let twin =
            self.layouts.iter().find(|r| r.header.key() == header.key() && r.header.bundled == bundled);
        if let Some(twin) = twin {
            let message = format!("`{}` is there twice", header.key());
            let diagnostic = Diagnostic::error("L016", message).at(header.span);
            findings
                .push(diagnostic.related(twin.header.span, "the other one").hint("give one a new version"));
        }
        let folder = folder.to_owned();
        self.layouts.push(Raw { header, folder, own, chain: None, merged: OnceLock::new() });
    }

    /// Follows `extends`, and leaves hidden bundled layouts out of the order.
    fn settle(&mut self, findings: &mut Findings) {
        self.packed = (0..self.layouts.len()).filter_map(|i| self.pack(i)).collect();
        let chains: Vec<_> = (0..self.layouts.len()).map(|i| self.chain(i, findings)).collect();
        for (raw, chain) in self.layouts.iter_mut().zip(chains) {
            raw.chain = chain;
        }
        let headers = || self.layouts.iter().map(|r| &r.header).enumerate();
        let own: BTreeSet<&str> = headers().filter(|(_, h)| !h.bundled).map(|(_, h)| h.id.as_str()).collect();
        let mut order: Vec<_> =
            headers().filter(|(_, h)| !h.bundled || !own.contains(h.id.as_str())).collect();
        order.sort_by_key(|(_, h)| (&h.id, &h.version));
        self.order = order.into_iter().map(|(index, _)| index).collect();
    }

    /// Reports what any language of the title's own layouts refers to in vain, whether they are used or not.
    pub fn prove(&self, findings: &mut Findings) {
        for (index, _) in self.headers().filter(|(_, h)| !h.bundled) {
            self.check(index, findings);
        }
    }

    /// A layout and those that it extends.
    fn chain(&self, index: usize, findings: &mut Findings) -> Option<Vec<usize>> {
        let mut chain = vec![index];
        let mut at = self.layouts.get(index)?;
        while let Some(node) = at.own.get("extends") {
            let wanted = node.text()?;
            let Some(next) = self.parent(at, wanted) else {
                findings.push(self.no_parent(node, wanted));
                return None;
            };
            if chain.contains(&next) {
                let message = format!("`{wanted}` extends itself by way of others");
                findings
                    .push(Diagnostic::error("L014", message).at(node.span).hint("take one `extends` out"));
                return None;
            }
            chain.push(next);
            at = self.layouts.get(next)?;
        }
        Some(chain)
    }

    /// The tree of a layout laid on those that it extends.
    fn merged(&self, index: usize) -> Option<&Table> {
        let raw = self.layouts.get(index)?;
        let chain = raw.chain.as_ref()?;
        Some(raw.merged.get_or_init(|| {
            let layers = chain.iter().rev().filter_map(|i| self.layouts.get(*i));
            layers.fold(Table::default(), |below, raw| below.without(Header::KEYS).merged(&raw.own))
        }))
    }

    /// The layout that `extends = "wanted"` in `child` names: the title's own before a bundled one, never
    /// one of the child's own id and origin, so that a title's `base` may extend the bundled one.
    fn parent(&self, child: &Raw, wanted: &str) -> Option<usize> {
        let (id, version) = split_key(wanted);
        let fits = |raw: &Raw| {
            raw.header.id == id
                && version.as_ref().is_none_or(|v| *v == raw.header.version)
                && !(raw.header.id == child.header.id
                    && raw.header.bundled == child.header.bundled
                    && version.is_none())
        };
        let found = self.layouts.iter().enumerate().filter(|(_, r)| fits(r));
        found.max_by_key(|(_, r)| (!r.header.bundled, r.header.version.clone())).map(|(i, _)| i)
    }

    fn no_parent(&self, node: &Node, wanted: &str) -> Diagnostic {
        let diagnostic = Diagnostic::error("L019", format!("unknown layout `{wanted}`")).at(node.span);
        self.suggest(diagnostic, wanted)
    }

    /// The diagnostic with the layout that `wanted` may have meant.
    #[must_use]
    pub fn suggest(&self, diagnostic: Diagnostic, wanted: &str) -> Diagnostic {
        let ids: BTreeSet<&str> = self.layouts.iter().map(|r| r.header.id.as_str()).collect();
        let (id, _) = split_key(wanted);
        let versions: Vec<String> =
            self.layouts.iter().filter(|r| r.header.id == id).map(|r| r.header.key()).collect();
        if !versions.is_empty() {
            let names = schema::listed(versions.iter().map(String::as_str));
            return diagnostic.hint(format!("there is {names}"));
        }
        match nearest(id, ids.iter().copied()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")),
            None => diagnostic.hint(format!("there are {}", schema::listed(ids.iter().copied()))),
        }
    }

    /// Headers of all layouts with their numbers, by id, then version.
    pub fn headers(&self) -> impl Iterator<Item = (usize, &Header)> {
        self.order.iter().filter_map(|i| Some((*i, self.header(*i)?)))
    }

    /// What each layout is made of, hidden ones too, by the name of its folder.
    pub(super) fn packed(&self) -> &[Packed] {
        &self.packed
    }

    /// Where the title's own layouts lie.
    pub(super) fn title(&self) -> Option<&Folder> {
        self.title.as_ref()
    }

    /// A layout's folder and what it extends, before hidden ones go.
    fn pack(&self, index: usize) -> Option<Packed> {
        let mut at = self.layouts.get(index)?;
        let (folder, mut lineage) = (at.folder.clone(), vec![Package::of(&at.header)]);
        while let Some(wanted) = at.own.text("extends")
            && let Some(next) = self.parent(at, wanted).and_then(|i| self.layouts.get(i))
        {
            let package = Package::of(&next.header);
            if lineage.contains(&package) {
                break;
            }
            lineage.push(package);
            at = next;
        }
        Some(Packed { folder, lineage })
    }

    /// The header of a number that `headers` gave out.
    #[must_use]
    pub fn header(&self, index: usize) -> Option<&Header> {
        self.layouts.get(index).map(|r| &r.header)
    }

    /// How many layouts were resolved so far, each language and sheet counted.
    #[must_use]
    pub fn resolved(&self) -> usize {
        self.resolved.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The trim that a layout states, its own or inherited; nothing is merged for it.
    #[must_use]
    pub fn trim(&self, index: usize) -> Option<Size> {
        for layer in self.layouts.get(index)?.chain.as_ref()? {
            let Some(page) = self.layouts.get(*layer)?.own.raw("page") else { continue };
            let Some(trim) = page.table()?.raw("trim") else { continue };
            return Size::parse(trim.text()?);
        }
        None
    }

    /// The layout that it extends, as it names it: `id` or `id@version`.
    #[must_use]
    pub fn extends(&self, index: usize) -> Option<&str> {
        self.layouts.get(index)?.own.text("extends")
    }

    /// Families that a layout may set text in, with those of its languages.
    #[must_use]
    pub fn families(&self, index: usize) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        let fonts = self.merged(index).and_then(|t| t.sub("fonts"));
        if let Some(fonts) = fonts {
            collect_texts(fonts, &mut out);
        }
        out
    }

    /// A layout for one language on one sheet, resolved; `None` for a number that is not one of `headers` or
    /// a layout that extends one that does not exist. Faults that only show on this sheet are reported.
    pub fn resolve(
        &self,
        index: usize,
        lang: &Lang,
        sheet: Sheet,
        findings: &mut Findings,
    ) -> Option<Arc<Layout>> {
        let mut memo = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (index, lang.clone(), sheet);
        if let Some(layout) = memo.get(&key) {
            return Some(Arc::clone(layout));
        }
        let known: Vec<Diagnostic> = findings.iter().cloned().collect();
        let mut here = Findings::new();
        let layout = Arc::new(self.resolve_anew(index, lang, sheet, &mut here)?);
        for diagnostic in here.iter().filter(|d| !known.contains(d)) {
            findings.push(diagnostic.clone());
        }
        memo.insert(key, Arc::clone(&layout));
        Some(layout)
    }

    fn resolve_anew(
        &self,
        index: usize,
        lang: &Lang,
        sheet: Sheet,
        findings: &mut Findings,
    ) -> Option<Layout> {
        let table = self.merged(index)?.localised(lang);
        let header = self.header(index)?;
        let version = header.version.to_string();
        let files = |path: &str| self.file(index, path);
        Some(resolve(&header.id, &version, &table, header.span, sheet, &files, findings))
    }

    /// A file of a layout's folder, else of the nearest of those that it extends.
    fn file(&self, index: usize, path: &str) -> Option<Vec<u8>> {
        let chain = self.layouts.get(index)?.chain.as_ref()?;
        chain.iter().find_map(|i| {
            let Raw { header, folder, .. } = self.layouts.get(*i)?;
            if header.bundled {
                return BUNDLED.get_file(format!("{folder}/{path}")).map(|f| f.contents().to_vec());
            }
            self.title.as_ref()?.below(&format!("layouts/{folder}"))?.read(path)
        })
    }

    /// Reports what any language of this layout refers to in vain, each fault once.
    fn check(&self, index: usize, findings: &mut Findings) {
        let Some(table) = self.merged(index) else { return };
        let mut tags = BTreeSet::from(["und".to_owned()]);
        table.languages(&mut tags);
        let mut told: Vec<Diagnostic> = Vec::new();
        for tag in tags {
            let mut here = Findings::new();
            let sheet = Sheet { trim: None, bleed: Length::ZERO };
            self.resolve_anew(index, &Lang(tag), sheet, &mut here);
            // Whether columns and lines fit is known only with the publication's own trim.
            let fresh = here.iter().filter(|d| d.code != "L017").cloned().collect::<Vec<_>>();
            for diagnostic in fresh {
                if !told.contains(&diagnostic) {
                    told.push(diagnostic.clone());
                    findings.push(diagnostic);
                }
            }
        }
    }
}

/// `id@version` taken apart; a version that is none is taken as part of the id.
pub(super) fn split_key(text: &str) -> (&str, Option<Version>) {
    match text.split_once('@') {
        Some((id, version)) => match Version::parse(version) {
            Some(version) => (id, Some(version)),
            None => (text, None),
        },
        None => (text, None),
    }
}

fn collect_texts(table: &Table, out: &mut BTreeSet<String>) {
    for (_, _, node) in table.all() {
        match node.table() {
            Some(inner) => collect_texts(inner, out),
            None => out.extend(node.texts().into_iter().map(|(t, _)| t.to_owned())),
        }
    }
}

#[cfg(test)]
#[path = "library_tests.rs"]
mod tests;
