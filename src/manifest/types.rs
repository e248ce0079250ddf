//! Manifests as written: every key of the three kinds of file, nothing resolved.
//! Does not say what an issue means; `issue` does.

use super::reader::{At, NamesRaw, Pairs};
use crate::diag::Span;
use crate::geom::{Length, Size};

/// `publication.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicationRaw {
    /// Key.
    pub id: Option<At<String>>,
    /// Name, by language.
    pub name: Option<NamesRaw>,
    /// ISSN.
    pub issn: Option<At<String>>,
    /// ISSN of the electronic edition.
    pub eissn: Option<At<String>>,
    /// Chinese national catalogue number.
    pub cn: Option<At<String>>,
    /// Publisher's party.
    pub publisher: Option<At<String>>,
    /// Sponsor's party.
    pub sponsor: Option<At<String>>,
    /// How often.
    pub frequency: Option<At<String>>,
    /// Default language.
    pub language: Option<At<String>>,
    /// Party of the house.
    pub house: Option<At<String>>,
    /// House credits.
    pub credits: CreditsRaw,
    /// House layout.
    pub layout: Option<At<String>>,
    /// Trimmed size.
    pub trim: Option<At<Size>>,
    /// Bleed.
    pub bleed: Option<At<Length>>,
    /// Press condition.
    pub press: Option<PressRaw>,
    /// Bounds of quality figures, in thousandths.
    pub bounds: Vec<(At<String>, At<i64>)>,
    /// Sizes of advertisements by token.
    pub ad_sizes: Vec<(At<String>, At<Size>)>,
    /// Barcode on the cover: `none`, `ean-13`, `ean-13+2`, `ean-13+5`.
    pub barcode: Option<At<&'static str>>,
    /// People, organisations, houses.
    pub people: Vec<PartyRaw>,
    /// Sections in order.
    pub sections: Vec<SectionRaw>,
    /// Where it stands.
    pub span: Span,
}

/// `press` of a publication.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PressRaw {
    /// Output profile.
    pub profile: Option<At<String>>,
    /// Preflight profile.
    pub preflight: Option<At<String>>,
    /// Ink limit in percent.
    pub ink_limit: Option<At<i64>>,
    /// `convert` or `keep`.
    pub pictures: Option<At<&'static str>>,
    /// Spot inks; `None` where the key is missing.
    pub plates: Option<Vec<At<String>>>,
    /// `x-4` or `x-1a`.
    pub standard: Option<At<&'static str>>,
    /// `whole` or `separate`.
    pub cover: Option<At<&'static str>>,
    /// Pixels to the inch: left, and above which.
    pub downsample: Option<(At<i64>, Option<At<i64>>)>,
}

/// One of `[[people]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyRaw {
    /// Key.
    pub id: At<String>,
    /// `person`, `organisation` or `house`.
    pub kind: Option<At<&'static str>>,
    /// Name by language or script.
    pub name: Option<NamesRaw>,
    /// Other spellings.
    pub aliases: Vec<At<String>>,
    /// Affiliation.
    pub note: Option<NamesRaw>,
    /// Where it stands.
    pub span: Span,
}

/// One of `[[sections]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SectionRaw {
    /// Key.
    pub id: At<String>,
    /// Label by language.
    pub label: Option<NamesRaw>,
    /// The section's credits.
    pub credits: CreditsRaw,
    /// The section's layout.
    pub layout: Option<At<String>>,
}

/// Credits as written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum CreditsRaw {
    /// None stated.
    #[default]
    None,
    /// One table each.
    List(Vec<CreditRaw>),
    /// `"Author: Liu Yan | Layout: Zheng Xueqin"`.
    Short(At<String>),
}

/// One credit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditRaw {
    /// Role.
    pub role: At<String>,
    /// Parties; usually one.
    pub parties: Vec<At<String>>,
    /// Whether it belongs to the end statement.
    pub end: bool,
    /// Label as the source printed it.
    pub source_label: Option<String>,
}

/// What front matter and manifest may both say of an article; the manifest wins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PieceRaw {
    /// Headline.
    pub title: Option<At<String>>,
    /// Line above it.
    pub kicker: Option<At<String>>,
    /// Standfirst.
    pub deck: Option<At<String>>,
    /// Byline note.
    pub note: Option<At<String>>,
    /// Title for the contents.
    pub toc_title: Option<At<String>>,
    /// Credits.
    pub credits: CreditsRaw,
    /// Date.
    pub date: Option<At<String>>,
    /// Subjects.
    pub keywords: Vec<At<String>>,
    /// Language.
    pub language: Option<At<String>>,
    /// Values for `{field.x}`.
    pub fields: Vec<(At<String>, At<String>)>,
    /// Section's id.
    pub section: Option<At<String>>,
    /// Genre.
    pub genre: Option<At<String>>,
    /// `any`, `recto`, `verso` or `spread`.
    pub start: Option<At<&'static str>>,
    /// Fewest pages.
    pub min_pages: Option<At<i64>>,
    /// Most pages.
    pub max_pages: Option<At<i64>>,
    /// Pinned layout.
    pub layout: Option<At<String>>,
    /// Masters wished.
    pub sequence: Vec<At<String>>,
    /// Where it breaks off: pages, and where it goes on.
    pub jump: Option<(At<i64>, At<String>)>,
    /// Picture of an own page.
    pub image: Option<At<String>>,
}

impl PieceRaw {
    /// This, with what it does not say taken from `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let full = |a: Vec<_>, b| if a.is_empty() { b } else { a };
        let mut fields = self.fields;
        fields.extend(other.fields);
        let mut seen = std::collections::BTreeSet::new();
        fields.retain(|(k, _)| seen.insert(k.value.clone()));
        Self {
            title: self.title.or(other.title),
            kicker: self.kicker.or(other.kicker),
            deck: self.deck.or(other.deck),
            note: self.note.or(other.note),
            toc_title: self.toc_title.or(other.toc_title),
            credits: if self.credits == CreditsRaw::None { other.credits } else { self.credits },
            date: self.date.or(other.date),
            keywords: full(self.keywords, other.keywords),
            language: self.language.or(other.language),
            fields,
            section: self.section.or(other.section),
            genre: self.genre.or(other.genre),
            start: self.start.or(other.start),
            min_pages: self.min_pages.or(other.min_pages),
            max_pages: self.max_pages.or(other.max_pages),
            layout: self.layout.or(other.layout),
            sequence: full(self.sequence, other.sequence),
            jump: self.jump.or(other.jump),
            image: self.image.or(other.image),
        }
    }
}

/// One of `[[articles]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArticleRaw {
    /// Key; from the source's name where absent.
    pub id: Option<At<String>>,
    /// Markdown file.
    pub source: Option<At<String>>,
    /// Everything else.
    pub piece: PieceRaw,
    /// Where it stands.
    pub span: Span,
}

/// One of `[[ads]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdRaw {
    /// Key.
    pub id: At<String>,
    /// Party.
    pub advertiser: Option<At<String>>,
    /// Size token.
    pub size: At<String>,
    /// Wish.
    pub position: Option<At<String>>,
    /// What it sells.
    pub category: Option<At<String>>,
    /// Supplied page.
    pub file: At<String>,
    /// Where it stands.
    pub span: Span,
}

/// One of `[[promises]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PromiseRaw {
    /// Article's id.
    pub article: Option<At<String>>,
    /// The words.
    pub text: At<String>,
    /// Genre promised.
    pub genre: At<String>,
    /// How many.
    pub count: At<i64>,
    /// Where it stands.
    pub span: Span,
}

/// One line of the cover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverLineRaw {
    /// The words.
    pub text: At<String>,
    /// Article's id.
    pub article: Option<At<String>>,
    /// Weight.
    pub level: Option<At<i64>>,
}

/// `cover` of an issue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverRaw {
    /// Picture.
    pub image: Option<At<String>>,
    /// Lines.
    pub lines: Vec<CoverLineRaw>,
}

/// `binding` of an issue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BindingRaw {
    /// `saddle` or `perfect`.
    pub style: Option<At<&'static str>>,
    /// Caliper of text paper.
    pub text: Option<At<Length>>,
    /// Caliper of the cover.
    pub cover: Option<At<Length>>,
    /// Where it stands.
    pub span: Span,
}

/// How `publication` of an issue is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicationIn {
    /// Found in the folder above, if there.
    Default,
    /// In the file of this path.
    Path(At<String>),
    /// Written in the issue.
    Inline(Box<PublicationRaw>),
}

/// `issue.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueRaw {
    /// The publication.
    pub publication: PublicationIn,
    /// Title of the issue itself.
    pub title: Option<At<String>>,
    /// Date on the cover.
    pub cover_date: Option<At<String>>,
    /// As printed.
    pub cover_display_date: Option<NamesRaw>,
    /// Volume.
    pub volume: Option<At<String>>,
    /// Number within the year.
    pub number: Option<At<String>>,
    /// Running number.
    pub aggregate: Option<At<i64>>,
    /// Language.
    pub language: Option<At<String>>,
    /// Of which issue it is a translation.
    pub translation_of: Option<At<String>>,
    /// Of which issue it is a supplement.
    pub supplement_to: Option<At<String>>,
    /// URN.
    pub identifier: Option<At<String>>,
    /// Rights.
    pub rights: Option<At<String>>,
    /// Prices per market; the key of a lone price is empty.
    pub price: Pairs<String>,
    /// Trimmed size of this issue.
    pub trim: Option<At<Size>>,
    /// Bleed of this issue.
    pub bleed: Option<At<Length>>,
    /// Press condition of this issue.
    pub press: Option<PressRaw>,
    /// Digits of the bar code: of the EAN-13, of the add-on.
    pub barcode: (Option<At<String>>, Option<At<String>>),
    /// Binding.
    pub binding: Option<BindingRaw>,
    /// Credits.
    pub credits: CreditsRaw,
    /// Layout.
    pub layout: Option<At<String>>,
    /// Page multiple.
    pub multiple: Option<At<i64>>,
    /// First folio.
    pub first_folio: Option<At<i64>>,
    /// Whether the cover counts.
    pub cover_counts: Option<At<bool>>,
    /// Cover.
    pub cover: Option<CoverRaw>,
    /// Parties that only this issue knows.
    pub people: Vec<PartyRaw>,
    /// Sections that only this issue has.
    pub sections: Vec<SectionRaw>,
    /// Running order; `None` where the key is missing.
    pub articles: Option<Vec<ArticleRaw>>,
    /// Advertisements.
    pub ads: Vec<AdRaw>,
    /// Promises.
    pub promises: Vec<PromiseRaw>,
    /// Where the file begins.
    pub span: Span,
}

impl PublicationRaw {
    /// A publication that has a name and nothing else.
    #[must_use]
    pub fn named(id: At<String>, name: NamesRaw, span: Span) -> Self {
        Self {
            id: Some(id),
            name: Some(name),
            issn: None,
            eissn: None,
            cn: None,
            publisher: None,
            sponsor: None,
            frequency: None,
            language: None,
            house: None,
            credits: CreditsRaw::None,
            layout: None,
            trim: None,
            bleed: None,
            press: None,
            bounds: Vec::new(),
            ad_sizes: Vec::new(),
            barcode: None,
            people: Vec::new(),
            sections: Vec::new(),
            span,
        }
    }
}

impl IssueRaw {
    /// The volume, or nothing.
    #[must_use]
    pub fn volume_text(&self) -> String {
        self.volume.as_ref().map(|v| v.value.clone()).unwrap_or_default()
    }
}
