//! The way from an issue's folder to an issue: reading, resolving, and everything that can be wrong on it.
//! Chooses no layout and sets no text.

use super::articles::{Index, pin};
use super::identity::{Own, barcode::barcode, issue_key, siblings::siblings};
use super::ids;
use super::model::{
    Article, ArticleId, Bound, Credit, DuotoneWish, Issue, Lang, Level, Names, PictureId, Press, Publication,
    Section, Sibling,
};
use super::parties::Parties;
use crate::diag::{Diagnostic, Failed, Findings, Span};
use crate::geom::Length;
use crate::manifest::{
    At, CreditsRaw, Format, IssueRaw, NamesRaw, PartyRaw, PublicationIn, PublicationRaw, SectionRaw,
    parse_issue, parse_publication,
};
use crate::picture::{Picture, probe};
use crate::source::{Folder, Sources};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads and checks the issue at `path`: its folder, or its `issue.toml` or `issue.json`.
/// With `strict`, a picture without alternative text is an error.
///
/// # Errors
/// Where anything is wrong enough that no edition can be made: all of it reported.
pub fn check(
    sources: &mut Sources,
    path: &Path,
    strict: bool,
    findings: &mut Findings,
) -> Result<Issue, Failed> {
    let mark = findings.len();
    let (folder, name) = open(path, findings)?;
    let (file, text) = sources.load_text(&folder, &name, None, findings)?;
    let raw = parse_issue(&text, Format::of(&name), file, findings)?;
    let (publication, home) = publication_of(&raw, &folder, sources, findings)?;
    let issue = Checker::new(sources, findings, folder, strict, &raw, publication.as_ref()).issue(
        &raw,
        publication.as_ref(),
        home,
    );
    findings.failed_since(mark)?;
    Ok(issue)
}

/// The issue's folder and the name of its file.
fn open(path: &Path, findings: &mut Findings) -> Result<(Folder, String), Failed> {
    if path.is_file() {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let above = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok((Folder::open(above, findings)?, name));
    }
    let folder = Folder::open(path, findings)?;
    match (folder.has("issue.toml"), folder.has("issue.json")) {
        (true, true) => Err(findings.fail(
            Diagnostic::error("M008", format!("`{}` holds issue.toml and issue.json", path.display()))
                .hint("keep one of them, or name the one that counts"),
        )),
        (false, true) => Ok((folder, "issue.json".to_owned())),
        _ => Ok((folder, "issue.toml".to_owned())),
    }
}

/// The publication and the folder of its file: inline, by path, beside the issue, or in the folder above.
fn publication_of(
    raw: &IssueRaw,
    folder: &Folder,
    sources: &mut Sources,
    f: &mut Findings,
) -> Result<(Option<PublicationRaw>, Folder), Failed> {
    let names = ["publication.toml", "publication.json"];
    let (home, name, at) = match &raw.publication {
        PublicationIn::Inline(publication) => return Ok((Some((**publication).clone()), folder.clone())),
        PublicationIn::Path(path) => {
            let (home, name) = climb(folder, path, f)?;
            (home, name, Some(path.span))
        }
        PublicationIn::Default => {
            let near = [Some(folder.clone()), folder.parent()].into_iter().flatten().find_map(|home| {
                let name = names.iter().find(|n| home.has(n))?;
                Some((home, (*name).to_owned()))
            });
            let Some((home, name)) = near else { return Ok((None, folder.clone())) };
            (home, name, None)
        }
    };
    let (file, text) = sources.load_text(&home, &name, at, f)?;
    let publication = parse_publication(&text, Format::of(&name), file, f)?;
    Ok((Some(publication), home))
}

/// A publication's file may lie above the issue: `../publication.toml`.
fn climb(folder: &Folder, path: &At<String>, f: &mut Findings) -> Result<(Folder, String), Failed> {
    let mut home = folder.clone();
    let mut rest = path.value.as_str();
    while let Some(below) = rest.strip_prefix("../") {
        rest = below;
        home = home.parent().ok_or_else(|| {
            let message = format!("path `{}` leads above every folder", path.value);
            f.fail(Diagnostic::error("S002", message).at(path.span).hint("name the publication's file"))
        })?;
    }
    if let Some((inner, name)) = rest.rsplit_once('/')
        && let Some(home) = home.below(inner)
    {
        return Ok((home, name.to_owned()));
    }
    Ok((home, rest.to_owned()))
}

/// Checks one issue.
pub struct Checker<'a> {
    /// Files.
    pub sources: &'a mut Sources,
    /// Findings.
    pub f: &'a mut Findings,
    /// The issue's folder.
    pub folder: Folder,
    /// Whether a missing alternative text is an error.
    pub strict: bool,
    /// Language of the issue.
    pub lang: Lang,
    /// Everybody.
    pub parties: Parties,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// The beginning of the issue's file, for what has no place of its own.
    pub place: Span,
    /// The other issues of the publication.
    pub siblings: Vec<Sibling>,
    /// Every picture that was read.
    pub pictures: Vec<Picture>,
    pub duotones: Vec<DuotoneWish>,
    by_path: BTreeMap<String, Option<PictureId>>,
}

impl<'a> Checker<'a> {
    fn new(
        sources: &'a mut Sources,
        f: &'a mut Findings,
        folder: Folder,
        strict: bool,
        raw: &IssueRaw,
        publication: Option<&PublicationRaw>,
    ) -> Self {
        let own = publication.and_then(|p| p.language.as_ref());
        let tag = raw.language.as_ref().or(own);
        if tag.is_none() && !is_told(f, "language") {
            f.push(
                Diagnostic::error("M005", "an issue needs the key `language`")
                    .at(raw.span)
                    .hint("add language = \"en\" to the issue or the publication"),
            );
        }
        let lang = tag.and_then(|tag| ids::lang_at(tag, f));
        Self {
            sources,
            f,
            folder,
            strict,
            lang: lang.unwrap_or_else(|| Lang("en".to_owned())),
            parties: Parties::default(),
            sections: Vec::new(),
            place: raw.span,
            siblings: Vec::new(),
            pictures: Vec::new(),
            duotones: Vec::new(),
            by_path: BTreeMap::new(),
        }
    }

    /// The publication's language. Where the issue says none, the publication's was read, and reported, as its own.
    fn default_language(&mut self, raw: &IssueRaw, publication: &PublicationRaw) -> Lang {
        let stated = publication.language.as_ref().filter(|_| raw.language.is_some());
        stated.and_then(|l| ids::lang_at(l, self.f)).unwrap_or_else(|| self.lang.clone())
    }

    /// What tells this issue from others of its title.
    fn own(&mut self, raw: &IssueRaw) -> Own {
        Own {
            date: raw.cover_date.as_ref().and_then(|d| ids::date(d, self.f)),
            number: raw.number.as_ref().and_then(|n| ids::number(n, self.f)),
            aggregate: raw.aggregate.as_ref().and_then(|n| u32::try_from(n.value).ok()),
        }
    }

    fn issue(mut self, raw: &IssueRaw, publication: Option<&PublicationRaw>, home: Folder) -> Issue {
        let made = publication.cloned().unwrap_or_else(|| self.publication_from(raw));
        let default = self.default_language(raw, &made);
        self.all_parties(&made, &default, raw);
        let lang = self.lang.clone();
        let mut house = self.publication(&made, &default, home);
        // Siblings without a trim have the publication's, whatever this issue states.
        self.siblings = siblings(&self.folder, &house.folder, &house, &self.parties);
        self.own_measures(raw, &mut house);
        let mut credits = self.parties.credits(&raw.credits, Level::Issue, &lang, self.f);
        credits.extend(self.house_credits(&made.credits, &default));
        for section in made.sections.iter().chain(&raw.sections) {
            self.add_section(section, &default);
        }
        let own = self.own(raw);
        let Own { date, number, aggregate } = own.clone();
        let display_date = self.names(raw.cover_display_date.as_ref());
        let barcode = self.prove(raw, &house, &own, &display_date);
        let stated = raw.identifier.as_ref().and_then(|u| ids::urn(u, self.f));
        let key = issue_key(raw, number.as_deref());
        let identifier =
            stated.unwrap_or_else(|| ids::derived_urn(&[&house.id, &key, &raw.volume_text(), &lang.0]));
        let (articles, index) = self.articles(raw);
        self.hold_against_texts(&articles, &credits);
        let cover = self.cover(raw.cover.as_ref(), &index);
        let ads = self.ads(&raw.ads, &house, &index);
        let promises = self.promises(&raw.promises, &articles, &index);
        let (binding, page_multiple) = self.binding(raw);
        Issue {
            slug: slug(&house, &key, &lang),
            publication: house,
            title: raw.title.as_ref().map(|t| t.value.trim().to_owned()),
            date,
            display_date,
            volume: raw.volume.as_ref().map(|v| v.value.clone()),
            number,
            aggregate,
            lang,
            identifier,
            translation_of: self.relation("translation-of", raw.translation_of.as_ref()),
            supplement_to: self.relation("supplement-to", raw.supplement_to.as_ref()),
            barcode,
            rights: raw.rights.as_ref().map(|t| t.value.clone()),
            prices: self.prices(&raw.price),
            binding,
            papers: Self::stapled(raw, binding),
            credits,
            pin: raw.layout.as_ref().map(pin),
            cover,
            articles,
            ads,
            promises,
            page_multiple,
            folios: Self::folios(raw),
            parties: self.parties.list,
            sections: self.sections,
            siblings: self.siblings,
            pictures: self.pictures,
            duotones: self.duotones,
            folder: self.folder,
            strict: self.strict,
        }
    }

    /// The running order, and what its links may lead to.
    fn articles(&mut self, raw: &IssueRaw) -> (Vec<Article>, Index) {
        let drafts = self.drafts(raw.articles.as_deref().unwrap_or_default());
        let index = self.index(&drafts);
        let numbered = (0..).map(ArticleId).zip(drafts);
        let articles = numbered.map(|(id, draft)| self.article(id, draft, &index)).collect();
        if raw.articles.as_ref().is_some_and(Vec::is_empty) && !is_told(self.f, "articles") {
            self.f.push(
                Diagnostic::error("I016", "the issue has no articles")
                    .at(raw.span)
                    .hint("list the first one: [[articles]] with source = \"article.md\""),
            );
        }
        (articles, index)
    }

    /// Declares the parties of publication and issue.
    fn all_parties(&mut self, publication: &PublicationRaw, default: &Lang, raw: &IssueRaw) {
        for party in &publication.people {
            self.party(party, default);
        }
        let lang = self.lang.clone();
        for party in &raw.people {
            self.party(party, &lang);
        }
    }

    fn party(&mut self, raw: &PartyRaw, lang: &Lang) {
        if !ids::is_key(&raw.id.value) {
            self.f.push(
                Diagnostic::error("I015", format!("`{}` cannot be a party's id", raw.id.value))
                    .at(raw.id.span)
                    .hint(format!("use ASCII letters, digits and hyphens: `{}`", ids::slug(&raw.id.value))),
            );
        }
        self.parties.add(raw, lang, self.f);
    }

    fn house_credits(&mut self, raw: &CreditsRaw, lang: &Lang) -> Vec<Credit> {
        self.parties.credits(raw, Level::Publication, lang, self.f)
    }

    fn add_section(&mut self, raw: &SectionRaw, lang: &Lang) {
        if self.sections.iter().any(|s| s.id == raw.id.value) {
            self.f.push(
                Diagnostic::error("I017", format!("two sections have the id `{}`", raw.id.value))
                    .at(raw.id.span)
                    .hint("keep one of them"),
            );
            return;
        }
        let section = Section {
            id: raw.id.value.clone(),
            labels: ids::names(raw.label.as_ref(), lang, self.f),
            credits: self.parties.credits(&raw.credits, Level::Section, lang, self.f),
            pin: raw.layout.as_ref().map(pin),
        };
        self.sections.push(section);
    }

    /// Names whose language, where none is said, is the issue's.
    fn names(&mut self, raw: Option<&NamesRaw>) -> Names {
        ids::names(raw, &self.lang, self.f)
    }

    /// A publication for an issue that has none: named as the issue is.
    fn publication_from(&mut self, raw: &IssueRaw) -> PublicationRaw {
        if raw.title.is_none() && !is_told(self.f, "title") {
            self.f.push(
                Diagnostic::error("M005", "an issue without a publication needs the key `title`")
                    .at(raw.span)
                    .hint("add title = \"…\", or put a publication.toml into the folder above"),
            );
        }
        let title = raw.title.clone().unwrap_or_else(|| At::new("Untitled".to_owned(), raw.span));
        let (id, span) = (At::new(ids::slug(&title.value), title.span), raw.span);
        PublicationRaw::named(id, NamesRaw::One(title), span)
    }

    fn publication(&mut self, raw: &PublicationRaw, lang: &Lang, folder: Folder) -> Publication {
        let id = raw.id.as_ref().map(|i| i.value.clone()).unwrap_or_default();
        if let Some(written) = raw.id.as_ref().filter(|i| !ids::is_key(&i.value)) {
            self.f.push(
                Diagnostic::error("I015", format!("`{id}` cannot be a publication's id"))
                    .at(written.span)
                    .hint(format!("use ASCII letters, digits and hyphens: `{}`", ids::slug(&id))),
            );
        }
        self.measures(raw.trim.as_ref(), raw.bleed.as_ref());
        let mut party = |p: &Option<At<String>>| p.as_ref().and_then(|p| self.parties.find(p, self.f));
        let (publisher, sponsor, house) = (party(&raw.publisher), party(&raw.sponsor), party(&raw.house));
        Publication {
            id,
            names: ids::names(raw.name.as_ref(), lang, self.f),
            issn: raw.issn.as_ref().and_then(|i| ids::issn(i, self.f)),
            eissn: raw.eissn.as_ref().and_then(|i| ids::issn(i, self.f)),
            cn: raw.cn.as_ref().and_then(|c| ids::cn(c, self.f)),
            publisher,
            sponsor,
            frequency: self.frequency(raw.frequency.as_ref()),
            house,
            layout: raw.layout.as_ref().map(pin),
            trim: raw.trim.as_ref().map(|t| t.value),
            bleed: raw.bleed.as_ref().map_or(Length::mm(3), |b| b.value),
            press: self.press(raw.press.as_ref(), &folder, Press::default()),
            bounds: raw
                .bounds
                .iter()
                .map(|(k, v)| (k.value.clone(), Bound { most: v.value, span: Some(k.span) }))
                .collect(),
            ad_sizes: raw.ad_sizes.iter().map(|(k, v)| (k.value.clone(), v.value)).collect(),
            lang: lang.clone(),
            barcode: barcode(raw),
            folder,
        }
    }

    /// The picture at `path` of the issue's folder, read and probed once; what fails is reported once.
    pub fn picture(&mut self, path: &str, at: Option<Span>) -> Option<PictureId> {
        let key = path.trim_start_matches("./").to_owned();
        if let Some(known) = self.by_path.get(&key) {
            return *known;
        }
        let found =
            if is_remote(path) { Some(self.placeholder(path, at)) } else { self.read_picture(&key, at) };
        let id = found.map(|picture| {
            let id = PictureId(u32::try_from(self.pictures.len()).unwrap_or(u32::MAX));
            self.pictures.push(picture);
            id
        });
        self.by_path.insert(key, id);
        id
    }

    /// The picture once more, to be printed from inks that the design of `wish.article` names; the same wish twice
    /// is one picture.
    pub fn duotone(&mut self, wish: DuotoneWish) -> PictureId {
        let Some(picture) = self.pictures.get(wish.picture.0 as usize).cloned() else { return wish.picture };
        let same = |known: &&DuotoneWish| {
            let path = self.pictures.get(known.picture.0 as usize).map(|p| &p.path);
            known.article == wish.article && known.names == wish.names && path == Some(&picture.path)
        };
        if let Some(known) = self.duotones.iter().find(same) {
            return known.picture;
        }
        let id = PictureId(u32::try_from(self.pictures.len()).unwrap_or(u32::MAX));
        self.pictures.push(picture);
        self.duotones.push(DuotoneWish { picture: id, ..wish });
        id
    }

    fn read_picture(&mut self, path: &str, at: Option<Span>) -> Option<Picture> {
        let (_, bytes) = self.sources.load_picture(&self.folder, path, at, self.f).ok()?;
        probe(bytes, path, at, self.f).ok()
    }

    /// A grey field of three by two where a picture lies on the web: nothing is fetched.
    fn placeholder(&mut self, path: &str, at: Option<Span>) -> Picture {
        let (what, mend) = if path.to_ascii_lowercase().starts_with("data:") {
            let kind = path.get(5..).unwrap_or("").split([';', ',']).next().unwrap_or("");
            let what = format!("a picture of kind `{kind}` is written out in the text");
            (what, "save it as a file in the issue's folder and name it by its path there")
        } else {
            let what = format!("picture `{path}` lies on the web");
            (what, "download it into the issue's folder and name it by its path there")
        };
        self.f.push(
            Diagnostic::warning("T013", format!("{what}; a placeholder stands for it")).at(at).hint(mend),
        );
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"400\">\
                   <path fill=\"#d9d9d9\" d=\"M0 0h600v400H0z\"/>\
                   <path fill=\"none\" stroke=\"#8c8c8c\" stroke-width=\"2\" d=\"M0 0l600 400M600 0L0 400\"/></svg>";
        let number = self.pictures.len();
        Picture {
            path: format!("placeholder-{number}.svg"),
            bytes: svg.as_bytes().into(),
            format: crate::picture::Format::Svg,
            width: 450_000,
            height: 300_000,
            span: at,
        }
    }
}

/// Whether a picture's address leads out of the folder, so that a placeholder stands for it.
pub fn is_remote(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ["http:", "https:", "//", "data:", "ftp:"].iter().any(|s| lower.starts_with(s))
}

/// Whether a wrong value of `key` was told, so that its absence need not be.
pub fn is_told(f: &Findings, key: &str) -> bool {
    let begin = format!("`{key}` ");
    f.iter().any(|d| d.code == "M004" && d.message.starts_with(&begin))
}

fn slug(publication: &Publication, key: &str, lang: &Lang) -> String {
    let mut out = publication.id.clone();
    if !key.is_empty() {
        out = format!("{out}-{}", ids::slug(key));
    }
    if lang.primary() != publication.lang.primary() {
        out = format!("{out}-{}", lang.0.to_ascii_lowercase());
    }
    out
}
