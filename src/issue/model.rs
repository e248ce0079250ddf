//! An issue as data: publication, parties, credits, articles, cover, advertisements.
//! Checks nothing; `check` fills it.

use super::text::{Block, Note, Text};
use crate::diag::Span;
use crate::geom::{Length, Size};
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

/// Number of an article in `Issue::articles`, in running order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleId(pub u32);

/// What kind of party it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartyKind {
    /// A human being.
    Person,
    /// A company, an association.
    Organisation,
    /// The publication itself.
    House,
}

/// A person, organisation or house that can be credited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// Key in the manifest, such as `liu-yan`.
    pub id: String,
    /// Person, organisation or house.
    pub kind: PartyKind,
    /// Names by language or script.
    pub names: Names,
    /// Other spellings that mean the same party.
    pub aliases: Vec<String>,
    /// Affiliation, per language.
    pub note: Names,
    /// Where it is declared.
    pub span: Option<Span>,
}

/// Where a credit is printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Statement {
    /// In the byline or credit line.
    Byline,
    /// In the statement at the foot of the piece.
    End,
}

/// From which level of the issue a credit comes; nearer levels come first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// The article's own.
    Article,
    /// The section's.
    Section,
    /// The issue's.
    Issue,
    /// The publication's.
    Publication,
}

/// A role, by its key in the roles table, such as `author`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Role(pub String);

/// One credit: who did what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    /// What was done.
    pub role: Role,
    /// Who did it.
    pub party: PartyId,
    /// Where it is stated.
    pub level: Level,
    /// Where it is printed.
    pub statement: Statement,
    /// The label as the source printed it, such as `排版`.
    pub source_label: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

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

/// The publication that an issue belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Publication {
    /// Key, such as `auto-review`.
    pub id: String,
    /// Name per language.
    pub names: Names,
    /// ISSN with its hyphen, its check digit proven.
    pub issn: Option<String>,
    /// ISSN of the electronic edition.
    pub eissn: Option<String>,
    /// Chinese national catalogue number, `CN dd-dddd/CLASS`.
    pub cn: Option<String>,
    /// Who publishes it.
    pub publisher: Option<PartyId>,
    /// Under whose auspices.
    pub sponsor: Option<PartyId>,
    /// How often, an open word.
    pub frequency: Option<String>,
    /// The party that house credits belong to.
    pub house: Option<PartyId>,
    /// The house layout by `id` or `id@version`, with where it is named.
    pub layout: Option<Pin>,
    /// Trimmed page size, the issue's own where it states one; `None` leaves it to the layouts.
    pub trim: Option<Size>,
    /// Bleed on every side, the issue's own where it states one.
    pub bleed: Length,
    /// What the press needs.
    pub press: Press,
    /// Bounds on quality figures, by name of figure; thousandths.
    pub bounds: BTreeMap<String, i64>,
    /// Advertisement sizes by token.
    pub ad_sizes: BTreeMap<String, Size>,
    /// Language of names and texts that say none.
    pub lang: Lang,
    /// Barcode on the cover.
    pub barcode: Barcode,
    /// Folder of the publication's file, where `layouts/` and `fonts/` of the title may lie.
    pub folder: Folder,
}

/// Which barcode the cover bears, where there is an ISSN.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Barcode {
    /// None.
    None,
    /// EAN-13 of the ISSN (GS1 prefix 977).
    Ean13,
    /// With a two-digit supplement: the issue's number.
    Ean13Plus2,
    /// With a five-digit supplement.
    Ean13Plus5,
}

/// The digits of a bar code as they were assigned; what is not stated follows from ISSN and number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatedBarcode {
    /// Thirteen digits, prefix and check digit proven.
    pub code: Option<String>,
    /// Two or five digits.
    pub add_on: Option<String>,
}

/// Another issue of the publication: what its file says of itself, nothing of it checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sibling {
    /// Name of its folder in the publication's.
    pub folder: String,
    /// Stated or derived as this issue's.
    pub identifier: String,
    /// Date on its cover.
    pub date: Option<Date>,
    /// Volume.
    pub volume: Option<String>,
    /// Number within the year.
    pub number: Option<String>,
    /// Running number.
    pub aggregate: Option<u32>,
    /// Language.
    pub lang: Lang,
    /// Whether it is a supplement to another issue.
    pub supplement: bool,
    /// Trimmed page size, the publication's where it states none.
    pub trim: Option<Size>,
    /// Its own credits, as far as this issue's parties know them.
    pub credits: Vec<Credit>,
    /// The layout of the whole issue.
    pub pin: Option<Pin>,
}

/// The press condition of `publication.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Press {
    /// A bundled profile's name (`FOGRA39L`) or the path of an ICC file, read.
    pub profile: ProfileSource,
    /// Preflight profile by name.
    pub preflight: Option<String>,
    /// Most ink in percent, summed over the plates.
    pub ink_limit: Option<u16>,
    /// Whether RGB pictures are kept as ICC-based RGB rather than converted.
    pub keep_pictures: bool,
    /// Spot inks that the press has.
    pub plates: Vec<String>,
}

/// Where the output profile comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProfileSource {
    /// FOGRA39L coated, compiled in.
    Fogra39,
    /// An ICC file's bytes and the name it goes by.
    File(String, std::sync::Arc<[u8]>),
}

/// A layout named in a manifest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pin {
    /// Layout's id.
    pub id: String,
    /// Its version, where stated.
    pub version: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A section of the publication.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Key.
    pub id: String,
    /// Label per language.
    pub labels: Names,
    /// The section's credits.
    pub credits: Vec<Credit>,
    /// The section's layout.
    pub pin: Option<Pin>,
}

/// On which page an article may begin.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Start {
    /// Anywhere.
    Any,
    /// On a right-hand page.
    Recto,
    /// On a left-hand page.
    Verso,
    /// On a left-hand page, with the page beside it.
    Spread,
}

/// An article that breaks off and goes on elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Jump {
    /// Pages before it breaks off.
    pub after: u32,
    /// Where it goes on.
    pub to: JumpTo,
}

/// Where a broken-off article goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum JumpTo {
    /// Behind the last article.
    Back,
    /// Behind an article.
    After(ArticleId),
}

/// What an entry of the running order is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ArticleKind {
    /// A piece with a text.
    Text,
    /// The table of contents.
    Contents,
    /// The page that names everybody.
    MastheadPage,
    /// The last page.
    BackCover,
}

/// One entry of the running order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// Key, unique in the issue, fit for a file name.
    pub id: String,
    /// What it is.
    pub kind: ArticleKind,
    /// Headline.
    pub title: Text,
    /// Line above the headline.
    pub kicker: Text,
    /// Sentence under the headline (standfirst).
    pub deck: Text,
    /// Note on the author, as printed in the byline.
    pub note: Text,
    /// Title for the contents, where it differs.
    pub toc_title: Option<String>,
    /// Section, as an index into `Issue::sections`.
    pub section: Option<usize>,
    /// An open word, such as `editorial`.
    pub genre: String,
    /// Where it starts, when the issue says so; else the layout's genre decides.
    pub start: Option<Start>,
    /// Fewest pages.
    pub min_pages: Option<u32>,
    /// Most pages.
    pub max_pages: Option<u32>,
    /// Layout pinned to this article.
    pub pin: Option<Pin>,
    /// Masters in the order that the issue wishes, instead of the genre's sequence.
    pub sequence: Option<Vec<String>>,
    /// Where it breaks off and goes on elsewhere.
    pub jump: Option<Jump>,
    /// The article's own credits.
    pub credits: Vec<Credit>,
    /// Language of the text.
    pub lang: Lang,
    /// Subjects.
    pub keywords: Vec<String>,
    /// Date of the piece.
    pub date: Option<Date>,
    /// Values that a layout may print as `{field.x}`.
    pub fields: BTreeMap<String, String>,
    /// The picture of a whole own page, such as the back cover's.
    pub image: Option<PictureId>,
    /// The text.
    pub body: Vec<Block>,
    /// Footnotes in order of their marks.
    pub notes: Vec<Note>,
    /// Where it is listed.
    pub span: Option<Span>,
}

/// One line on the cover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverLine {
    /// The words.
    pub text: String,
    /// The piece it sells.
    pub article: Option<ArticleId>,
    /// Weight: 1 is the main line.
    pub level: u8,
}

/// The cover.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cover {
    /// Its picture.
    pub image: Option<PictureId>,
    /// Its lines.
    pub lines: Vec<CoverLine>,
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
    /// Every picture that is named, once.
    pub pictures: Vec<Picture>,
    /// The issue's folder.
    pub folder: Folder,
    /// Warnings of `--strict` and checks that need them later: whether missing alt text is an error.
    pub strict: bool,
}
