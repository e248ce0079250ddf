//! The list of finding codes, read from `codes.tsv`.
//! A code, once given, keeps its meaning; wording may change.

/// What a code means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeInfo {
    /// The code, such as `M001`.
    pub code: &'static str,
    /// What it means, one clause.
    pub title: &'static str,
    /// How it is mended.
    pub mend: &'static str,
}

/// Every code in the order of the file.
pub fn all() -> impl Iterator<Item = CodeInfo> {
    include_str!("codes.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(CodeInfo { code: cells.next()?, title: cells.next()?, mend: cells.next()? })
    })
}

/// What `code` means; `None` for a code that does not exist.
#[must_use]
pub fn info(code: &str) -> Option<CodeInfo> {
    all().find(|c| c.code == code)
}
