//! The title that an issue belongs to: its press, its bar code, its sections, its other issues.
//! Holds nothing of a particular issue.

use super::{Credit, Date, Lang, Names, PartyId};
use crate::diag::Span;
use crate::geom::{Length, Size};
use crate::source::Folder;
use std::collections::BTreeMap;

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
    /// Bounds on quality figures, by name of figure.
    pub bounds: BTreeMap<String, Bound>,
    /// Advertisement sizes by token.
    pub ad_sizes: BTreeMap<String, Size>,
    /// Language of names and texts that say none.
    pub lang: Lang,
    /// Barcode on the cover.
    pub barcode: Barcode,
    /// Folder of the publication's file, where `layouts/` and `fonts/` of the title may lie.
    pub folder: Folder,
}

impl Publication {
    /// A publication that has nothing but a name.
    pub(super) fn named(id: &str, names: Names, lang: &Lang, folder: &Folder) -> Self {
        Self {
            id: id.to_owned(),
            names,
            issn: None,
            eissn: None,
            cn: None,
            publisher: None,
            sponsor: None,
            frequency: None,
            house: None,
            layout: None,
            trim: None,
            bleed: Length::ZERO,
            press: Press::default(),
            bounds: BTreeMap::new(),
            ad_sizes: BTreeMap::new(),
            lang: lang.clone(),
            barcode: Barcode::None,
            folder: folder.clone(),
        }
    }
}

/// How far a quality figure may go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    /// The figure's bound, in thousandths.
    pub most: i64,
    /// Where it is written.
    pub span: Option<Span>,
}

/// Which barcode the cover bears, where there is an ISSN.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Barcode {
    /// None.
    None,
    /// EAN-13 of the ISSN (GS1 prefix 977).
    Ean13,
    /// With a two-digit supplement: the number.
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
    /// Its own credits, as far as this parties know them.
    pub credits: Vec<Credit>,
    /// The layout of the whole issue.
    pub pin: Option<Pin>,
}

/// The press condition of `publication.toml`, with what `issue.toml` says instead.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
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
    /// Whether the press file is PDF/X-1a:2003 rather than PDF/X-4.
    pub x1a: bool,
    /// Whether the cover stands apart from the press file.
    pub cover_apart: bool,
    /// How pictures of the press file are brought down; `None`: none is.
    pub downsample: Option<Downsample>,
}

/// To how many pixels pictures are brought down. A picture that stands several times is measured where it is
/// largest; drawings, and pictures of pure black and white, stay as they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Downsample {
    /// Pixels to the inch that are left.
    pub to: u16,
    /// Pixels to the inch up to which a picture stays as it is.
    pub above: u16,
}

impl Downsample {
    /// To `to` pixels to the inch what has more than `above`, or more than one and a half times as many.
    #[must_use]
    pub fn new(to: u16, above: Option<u16>) -> Self {
        Self { to, above: above.unwrap_or_else(|| to.saturating_add(to / 2)).max(to) }
    }
}

/// Where the output profile comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum ProfileSource {
    /// FOGRA39L coated, compiled in.
    #[default]
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
