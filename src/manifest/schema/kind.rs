//! What a value of a closed language may be, and the words that messages use for it.
//! Checks no value.

/// A kind of value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A text. Its form is `text` (not empty), `words` (may be empty), or one that is proven later, such as
    /// `issn`; those are not empty.
    Text(&'static str),
    /// One of these words.
    Word(Vec<&'static str>),
    /// `true` or `false`.
    Bool,
    /// A whole number, from the first to the second where they are given.
    Int(Option<i64>, Option<i64>),
    /// A number, from the first to the second where they are given.
    Number(Option<i64>, Option<i64>),
    /// A year, a month or a day.
    Date,
    /// A day as TOML writes it, without quotation marks.
    Day,
    /// A number and a unit; in points from the first to the second where they are given.
    Length(Option<i64>, Option<i64>),
    /// Width and height.
    Size,
    /// Any text, number, date or truth.
    Scalar,
    /// A list, each of its values of one of these kinds.
    List(Vec<Kind>),
    /// A table of the kind of this name.
    Table(&'static str),
    /// Free names, each with a value of one of these kinds.
    Map(Vec<Kind>),
    /// Language tags, each with a value of one of these kinds.
    Tagged(Vec<Kind>),
}

impl Kind {
    /// The alternatives of `text`, which is written as the head of `manifest/schema.tsv` says.
    #[must_use]
    pub fn alternatives(text: &'static str) -> Vec<Self> {
        match text.strip_prefix('*') {
            Some(inner) => vec![Self::Map(Self::alternatives(inner))],
            None => text.split('|').map(Self::one).collect(),
        }
    }

    fn one(text: &'static str) -> Self {
        if let Some(inner) = text.strip_prefix("[]") {
            return Self::List(inner.split('/').map(Self::one).collect());
        }
        if let Some(inner) = text.strip_prefix("{}") {
            return Self::Table(inner);
        }
        if let Some(inner) = text.strip_prefix('@') {
            return Self::Tagged(vec![Self::one(inner)]);
        }
        if let Some(inner) = text.strip_prefix('*') {
            return Self::Map(vec![Self::one(inner)]);
        }
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or("");
        let mut bound = || parts.next().and_then(|p| p.parse().ok());
        match name {
            "one" => Self::Word(parts.collect()),
            "bool" => Self::Bool,
            "int" => Self::Int(bound(), bound()),
            "number" => Self::Number(bound(), bound()),
            "date" => Self::Date,
            "day" => Self::Day,
            "length" => Self::Length(bound(), bound()),
            "size" => Self::Size,
            "scalar" => Self::Scalar,
            _ => Self::Text(name),
        }
    }

    /// Whether it is a text, of whatever form.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// What `kinds` ask for, in words: `a text or a whole number`.
    #[must_use]
    pub fn described(kinds: &[Self]) -> String {
        if let [one] = kinds {
            return one.words();
        }
        let table = kinds.iter().any(|k| matches!(k, Self::Tagged(_) | Self::Map(_)));
        let said = kinds.iter().map(|k| if k.is_text() { "a text".to_owned() } else { k.words() });
        said.collect::<Vec<_>>().join(if table { ", or " } else { " or " })
    }

    fn words(&self) -> String {
        match self {
            Self::Text("words") => "a text".into(),
            Self::Text(_) => "a text that is not empty".into(),
            Self::Word(words) => format!("one of {}", quoted(words)),
            Self::Bool => "true or false".into(),
            Self::Int(Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
            Self::Int(Some(min), None) => format!("a whole number of at least {min}"),
            Self::Int(..) => "a whole number".into(),
            Self::Number(Some(min), Some(max)) => format!("a number from {min} to {max}"),
            Self::Number(Some(0), None) => "a number that is not negative".into(),
            Self::Number(Some(min), None) => format!("a number of at least {min}"),
            Self::Number(..) => "a number".into(),
            Self::Date => "a date: 2025-12-01, \"2025-12\" or \"2025\"".into(),
            Self::Day => "a day: 2025-12-01".into(),
            Self::Length(..) => "a length with its unit, such as \"3mm\"".into(),
            Self::Size => "width and height with their units, such as \"210mm x 285mm\"".into(),
            Self::Scalar => "a text or a number".into(),
            Self::List(inner) if inner.iter().all(Self::is_text) => "a list of texts".into(),
            Self::List(inner) if inner.iter().all(|k| matches!(k, Self::Table(_))) => {
                "a list of tables".into()
            }
            Self::List(_) => "a list".into(),
            Self::Table(_) => "a table".into(),
            Self::Map(inner) => match inner[..] {
                [Self::Size] => "a table of sizes: { NAME = \"210mm x 285mm\" }".into(),
                [Self::Number(..)] => "a table of numbers: { NAME = 1.5 }".into(),
                _ => "a table of texts: { NAME = \"…\" }".into(),
            },
            Self::Tagged(_) => "a table of texts by language: { en = \"…\" }".into(),
        }
    }
}

/// Names in backticks with commas between.
pub(in crate::manifest) fn quoted(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}
