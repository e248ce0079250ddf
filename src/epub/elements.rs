//! Which elements of a text the styles of a layout dress, and how those stand in one another.
//! Writes no rule: that is the style sheet's.

/// Elements that a style of a layout dresses beside those of its own class: style, selectors, names that
/// show in a text that such an element is there.
pub(super) const ELEMENTS: &[(&str, &str, &[&str])] = &[
    ("title", "h1.title", &["<h1"]),
    ("h4", "h4", &["<h4"]),
    ("h2", "h2", &["<h2"]),
    ("h3", "h3", &["<h3"]),
    ("h5", "h5", &["<h5"]),
    ("h6", "h6", &["<h6"]),
    ("lead", ".first", &["first"]),
    ("emphasis", "em", &["<em"]),
    ("strong", "strong", &["<strong"]),
    ("answer", ".question + p", &["question"]),
    ("quote", "blockquote", &["<blockquote"]),
    ("list", "ul", &["<ul"]),
    ("list-number", "ol", &["<ol"]),
    ("code", "pre, code", &["<code"]),
    ("caption", "figcaption", &["<figcaption"]),
    ("table", "table", &["<table"]),
    ("table-head", "thead th, thead td", &["<th"]),
    ("table-caption", "caption", &["<caption"]),
    ("pullquote", "aside.pullquote", &["pullquote"]),
    ("sidebar", "aside.sidebar", &["sidebar"]),
    ("sidebar-title", ".callout-title", &["callout-title"]),
    ("note", "aside.note", &["note"]),
    ("note-title", "aside.note .callout-title", &["callout-title"]),
    ("bio", "aside.bio", &["bio"]),
    ("footnote", ".notes", &["notes"]),
    ("footnote-mark", ".noteref, .note-number", &["noteref"]),
    ("credit", ".author-note", &["author-note"]),
    ("end-statement", ".statement", &["statement"]),
    ("cover-date", ".cover .date", &["cover-line"]),
    ("cover-line-1", ".cover .level-1", &["cover-line"]),
    ("cover-line-2", ".cover .level-2", &["cover-line"]),
    ("cover-line-3", ".cover .level-3", &["cover-line"]),
    ("contents-section", ".contents h2", &["<nav"]),
    ("contents-number", ".contents .folio", &["<nav"]),
    ("contents-entry", ".contents .entry", &["<nav"]),
    ("contents-deck", ".contents .entry-deck", &["<nav"]),
    ("contents-credit", ".contents .entry-credit", &["<nav"]),
    ("masthead-role", ".people dt", &["<dl"]),
    ("masthead-name", ".people dd", &["<dl"]),
    ("imprint", ".rights", &["rights"]),
];

/// Styles that dress nothing here: what stands only in print, and what `drop_cap` writes.
pub(super) const PRINT_ONLY: &[&str] = &[
    "body",
    "drop-cap",
    "folio",
    "running-head",
    "jump",
    "jump-from",
    "filler",
    "barcode",
    "spine",
    "cover-price",
];

/// Styles of runs within a line, which keep its height.
pub(super) const INLINE: &[&str] = &["emphasis", "strong", "footnote-mark", "picture-credit", "end-mark"];
/// Styles of what stands inside an element of another style, from which it inherits: it says what is other there,
/// and its size is a share of that one's.
pub(super) const WITHIN: &[(&str, &str)] = &[
    ("contents-number", "contents-entry"),
    ("picture-credit", "caption"),
    ("sidebar-title", "sidebar"),
    ("sidebar-list", "sidebar"),
    ("note-title", "note"),
    ("note-list", "note"),
    ("table-head", "table"),
    ("table-caption", "table"),
];
/// Styles whose margins make room for what hangs in print; here lists, notes and contents have their own.
pub(super) const HUNG: &[&str] =
    &["list", "list-number", "footnote", "contents-entry", "contents-deck", "contents-credit", "code"];
/// Styles of running text: its lines stand as far apart as those of the body do on a screen.
pub(super) const READ: &[&str] =
    &["lead", "answer", "quote", "list", "list-number", "sidebar", "note", "bio"];

/// Names whose presence in a text shows that a style dresses an element there.
pub(super) fn selectors(style: &str) -> &'static [&'static str] {
    ELEMENTS.iter().find(|(name, ..)| *name == style).map_or(&[], |(_, _, names)| names)
}
