//! Layouts: the rule packages of `layouts/`, read, inherited and resolved for a language.
//! Knows nothing of a particular issue's content, of text shaping or of pages being made up.

mod frame;
mod header;
mod library;
mod package;
mod resolve;
mod schema;
mod style;
mod tree;

pub use frame::{
    Across, Border, BoxSide, CaptionAt, Edges, Fit, FloatRule, FloatSide, Frame, FramePlace, Furniture,
    FurniturePlace, Label, Master, NotePlace, Rows, Side,
};
pub use header::{Bound, Header, Version};
pub use library::Library;
pub use package::Package;
pub use resolve::Sheet;
pub use schema::{check_text, schema, schema_json};
pub use style::{Case, GridMode, HAlign, Justify, NumberRange, Prohibition, RuleLine, Style, VAlign};

use crate::color::Ink;
use crate::geom::{Length, Size};
use std::collections::BTreeMap;

/// A layout, resolved: inheritance done, one language chosen, every length absolute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Page geometry.
    pub page: PageSpec,
    /// Colours by name.
    pub colors: BTreeMap<String, Ink>,
    /// Styles by name; `body` is always there.
    pub styles: BTreeMap<String, Style>,
    /// Rules of floats by kind; a kind that is not named follows `default()`.
    pub floats: BTreeMap<String, FloatRule>,
    /// Where footnotes stand.
    pub footnotes: NotePlace,
    /// Furniture by name.
    pub furniture: BTreeMap<String, Furniture>,
    /// Masters by name.
    pub masters: BTreeMap<String, Master>,
    /// Genres by name; `default` is always there.
    pub genres: BTreeMap<String, Genre>,
    /// How credits are printed.
    pub credits: CreditStyle,
    /// Words that the engine prints, by key.
    pub texts: BTreeMap<String, String>,
    /// EPUB options.
    pub epub: EpubStyle,
}

/// Page geometry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageSpec {
    /// Trim that this layout states, if any; else the publication's (or A4) was used for `size`.
    pub trim: Option<Size>,
    /// The trim in force.
    pub size: Size,
    /// Bleed in force.
    pub bleed: Length,
    /// Margin on the fold's side.
    pub inner: Length,
    /// Margin on the open side.
    pub outer: Length,
    /// Top margin.
    pub top: Length,
    /// One step of the baseline grid.
    pub step: Length,
    /// Lines of the grid on a page.
    pub lines: u32,
    /// From the top margin to the first baseline.
    pub first: Length,
    /// Number of columns.
    pub columns: u32,
    /// Width of a column.
    pub column: Length,
    /// Space between columns.
    pub gutter: Length,
    /// Whether picture frames run from cap height to baseline (`hang = "cap"`).
    pub hang_cap: bool,
    /// What a perfect binding hides of each page at the fold: of pictures that cross it, that strip stands on both pages.
    pub fold: Length,
}

impl PageSpec {
    /// Width of the text block: all columns and their gutters.
    #[must_use]
    pub fn width(&self) -> Length {
        self.span(1, self.columns)
    }

    /// Width from column `first` to column `last` (1-based, inclusive), gutters between them included.
    #[must_use]
    pub fn span(&self, first: u32, last: u32) -> Length {
        let n = i64::from(last.saturating_sub(first)) + 1;
        self.column * n + self.gutter * (n - 1)
    }

    /// From the top of a grid line to the top of the capitals of body text on it: where what starts level with
    /// the text beside it begins.
    #[must_use]
    pub fn cap_top(&self) -> Length {
        (self.first - self.step.scale(52, 100)).max(Length::ZERO)
    }

    /// Height of the text block: the grid's lines.
    #[must_use]
    pub fn height(&self) -> Length {
        self.step * i64::from(self.lines)
    }
}

/// What a genre of article does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Genre {
    /// On which page it starts.
    pub start: crate::issue::Start,
    /// Steps: each a list of alternatives.
    pub sequence: Vec<Vec<SequenceStep>>,
    /// Lines of the drop cap; `None`: no drop cap.
    pub drop_cap: Option<u32>,
    /// Mark at the end of the text; `None`: none.
    pub end_mark: Option<String>,
    /// Whether the last page's columns end level.
    pub balance: bool,
    /// Whether pieces of one section follow on the same page.
    pub run_on: bool,
    /// Parts of the heading that stand in the thread before the text instead of in a frame, in order.
    pub run_in: Vec<String>,
    /// Steps of the continued part of a jumped article.
    pub jump_sequence: Vec<Vec<SequenceStep>>,
}

/// One alternative of a step.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SequenceStep {
    /// Name of a master.
    pub master: String,
    /// `*`: none or more of it.
    pub repeat: bool,
}

/// How credits are printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditStyle {
    /// Roles of the byline in order; roles that are not named follow in written order.
    pub order: Vec<String>,
    /// Between credits.
    pub separator: String,
    /// Between label and name, such as `: `.
    pub colon: String,
    /// Whether the end statement is printed at the article's end.
    pub house_end: bool,
    /// Between credits of the end statement.
    pub statement_separator: String,
    /// Whether a party that holds every role of a line is named once.
    pub collapse: bool,
    /// Labels by role, where the layout says otherwise than the roles table.
    pub labels: BTreeMap<String, String>,
}

/// What an EPUB takes from the layout beyond styles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EpubStyle {
    /// Whether articles open with a drop cap.
    pub drop_cap: bool,
}

impl Genre {
    /// A genre that asks for nothing.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            start: crate::issue::Start::Any,
            sequence: Vec::new(),
            drop_cap: None,
            end_mark: None,
            balance: false,
            run_on: false,
            run_in: Vec::new(),
            jump_sequence: Vec::new(),
        }
    }
}
