//! An issue as data: publication, parties, credits, articles, cover, advertisements.
//! Checks nothing; `check` fills it.

mod article;
mod party;
mod publication;

pub use article::{Article, ArticleKind, Cover, CoverLine, Jump, JumpTo, Start};
pub use party::{Credit, Level, Party, PartyKind, Role, Statement};
pub use publication::{
    Barcode, Bound, Downsample, Pin, Press, ProfileSource, Publication, Section, Sibling, StatedBarcode,
};

use crate::diag::Span;
use crate::geom::Length;
use crate::picture::Picture;
use crate::source::Folder;
use std::collections::BTreeMap;

/// A BCP 47 language tag in its canonical case, such as `en`, `en-GB`, `zh-Hans`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Lang(pub String);

impl Lang {
    /// The primary language subtag: `zh` of `zh-Hans`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or("")
    }

    /// Whether a rule for `other` holds here: the same tag, or a prefix at a hyphen.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        let (tag, other) = (self.0.to_ascii_lowercase(), other.to_ascii_lowercase());
        tag == other || tag.strip_prefix(&other).is_some_and(|rest| rest.starts_with('-'))
    }
}

/// Words in one or more languages, by tag.
pub type Names = BTreeMap<Lang, String>;

/// Number of a party in `Issue::parties`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PartyId(pub u32);

/// Number of a picture in `Issue::pictures`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PictureId(pub u32);

/// A picture of an article that is to be printed from two inks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DuotoneWish {
    /// Which: a picture of its own, whose file others may show as it is.
    pub picture: PictureId,
    /// The article whose design gives the inks.
    pub article: ArticleId,
    /// Names of the design's colours: that of all tones, and that of the shadows; `None`: black.
    pub names: (String, Option<String>),
    /// Where it is written.
    pub span: Option<Span>,
}

/// Number of an article in `Issue::articles`, in running order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId(pub u32);

/// A calendar date; month and day may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    /// Year of the common era.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: Option<u8>,
    /// Day, 1 to 31.
    pub day: Option<u8>,
}

/// How the copies are bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Binding {
    /// Stapled through the fold: page counts in fours.
    Saddle,
    /// Glued at a spine: calipers of one sheet of text and of cover paper.
    Perfect {
        /// Caliper of a leaf of text paper.
        text: Length,
        /// Caliper of the cover.
        cover: Length,
    },
}

/// Calipers of the papers that copies are made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Papers {
    /// Of a leaf of text paper.
    pub text: Length,
    /// Of the cover; that of the text where the cover is of the same paper.
    pub cover: Length,
}

/// An advertisement that somebody supplies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ad {
    /// Key.
    pub id: String,
    /// Whose it is.
    pub advertiser: Option<PartyId>,
    /// Size token of the publication.
    pub size: String,
    /// Where it wants to stand.
    pub position: AdPosition,
    /// What it sells, in small letters: two of one category and different advertisers are rivals.
    pub category: Option<String>,
    /// The supplied page, as a picture of kind PDF (or another picture).
    pub picture: PictureId,
    /// Where it is booked.
    pub span: Option<Span>,
}

/// Where an advertisement wants to stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AdPosition {
    /// Anywhere.
    Any,
    /// Inside front, inside back, outside back: 2, 3 or 4.
    Cover(u8),
    /// On a page, by folio.
    Page(u32),
    /// On any right-hand page.
    Recto,
    /// Behind an article.
    After(ArticleId),
    /// On the page beside an article's first.
    Facing(ArticleId),
}

/// A text that promises a number of pieces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promise {
    /// Who promises.
    pub article: Option<ArticleId>,
    /// The words.
    pub text: String,
    /// Genre of what is promised.
    pub genre: String,
    /// How many.
    pub count: u32,
    /// Where it is written.
    pub span: Option<Span>,
}

/// How pages are numbered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Folios {
    /// The number of the first counted page.
    pub first: u32,
    /// Whether the cover counts as a page.
    pub cover: bool,
}

impl Issue {
    /// An issue that holds nothing but its title: for what is printed about the program and its layouts.
    #[must_use]
    pub fn titled(title: &str, lang: &Lang, folder: &Folder) -> Self {
        let names = Names::from([(lang.clone(), title.to_owned())]);
        Self {
            publication: Publication::named(title, names, lang, folder),
            parties: Vec::new(),
            sections: Vec::new(),
            title: Some(title.to_owned()),
            slug: title.to_owned(),
            date: None,
            display_date: Names::new(),
            volume: None,
            number: None,
            aggregate: None,
            lang: lang.clone(),
            identifier: format!("urn:masthead:{title}"),
            translation_of: None,
            supplement_to: None,
            barcode: StatedBarcode::default(),
            siblings: Vec::new(),
            rights: None,
            prices: BTreeMap::new(),
            binding: Binding::Saddle,
            papers: None,
            credits: Vec::new(),
            pin: None,
            cover: None,
            articles: Vec::new(),
            ads: Vec::new(),
            promises: Vec::new(),
            page_multiple: 1,
            folios: Folios { first: 1, cover: false },
            pictures: Vec::new(),
            duotones: Vec::new(),
            folder: folder.clone(),
            strict: false,
        }
    }

    /// The article of a number that this issue gave out.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> Option<&Article> {
        self.articles.get(id.0 as usize)
    }

    /// The picture of a number that this issue gave out.
    #[must_use]
    pub fn picture(&self, id: PictureId) -> Option<&Picture> {
        self.pictures.get(id.0 as usize)
    }

    /// The party of a number that this issue gave out.
    #[must_use]
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.get(id.0 as usize)
    }
}

/// The words for `lang`: of that tag, else of the nearest wider one, else of its language in another script or
/// region, else the first. Every edition takes names by this rule.
#[must_use]
pub fn named<'a>(names: &'a Names, lang: &Lang) -> Option<&'a str> {
    let same = names.iter().filter(|(l, _)| lang.is(&l.0)).max_by_key(|(l, _)| l.0.len());
    let near = || names.iter().find(|(l, _)| l.primary() == lang.primary());
    same.or_else(near).or_else(|| names.iter().next()).map(|(_, words)| words.as_str())
}

/// A whole issue, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// The title it belongs to.
    pub publication: Publication,
    /// Everybody who can be credited.
    pub parties: Vec<Party>,
    /// Sections in their order.
    pub sections: Vec<Section>,
    /// Title of the issue itself, where it has one (a small issue without a publication).
    pub title: Option<String>,
    /// Key for file names: `auto-review-2025-12`.
    pub slug: String,
    /// Date on the cover.
    pub date: Option<Date>,
    /// The date as printed, per language.
    pub display_date: Names,
    /// Volume.
    pub volume: Option<String>,
    /// Number within the year, such as `12` or `9-10`.
    pub number: Option<String>,
    /// Running number since the first issue.
    pub aggregate: Option<u32>,
    /// Language of the issue.
    pub lang: Lang,
    /// A URN, derived from publication and number where none is stated.
    pub identifier: String,
    /// Identifier of the issue of which this one is a translation: a URN or a web address.
    pub translation_of: Option<String>,
    /// Identifier of the issue to which this one is a supplement: a URN or a web address.
    pub supplement_to: Option<String>,
    /// Digits of the bar code, where the issue states them.
    pub barcode: StatedBarcode,
    /// The other issues in the publication's folder, by name of folder.
    pub siblings: Vec<Sibling>,
    /// Rights statement.
    pub rights: Option<String>,
    /// Prices as printed, per market.
    pub prices: BTreeMap<String, String>,
    /// Binding.
    pub binding: Binding,
    /// The papers of stapled copies, where they are stated.
    pub papers: Option<Papers>,
    /// The issue's and the publication's credits, each with its level.
    pub credits: Vec<Credit>,
    /// The issue's layout pin.
    pub pin: Option<Pin>,
    /// The cover; `None` where the issue has none.
    pub cover: Option<Cover>,
    /// The running order, own pages included.
    pub articles: Vec<Article>,
    /// Advertisements.
    pub ads: Vec<Ad>,
    /// Promises.
    pub promises: Vec<Promise>,
    /// The page count must be a multiple of this.
    pub page_multiple: u32,
    /// Page numbers.
    pub folios: Folios,
    /// Every picture that is named, once, and once more for each of its duotones.
    pub pictures: Vec<Picture>,
    /// Which pictures are printed from two inks, in the order of their numbers.
    pub duotones: Vec<DuotoneWish>,
    /// The issue's folder.
    pub folder: Folder,
    /// Warnings of `--strict` and checks that need them later: whether missing alt text is an error.
    pub strict: bool,
}
