//! Where the pages of the printed edition begin in the text, and the marks that stand there.
//! Reads folios and page starts only; nothing else of the printed pages.

use super::markup::name;
use crate::issue::{ArticleId, ArticleKind, BlockId, Issue, Text, plain};
use crate::pages::{Document, Page};
use std::collections::{BTreeMap, BTreeSet};

/// The beginning of one printed page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    /// Id of the element, unique in the book.
    pub id: String,
    /// The printed folio.
    pub label: String,
}

/// A mark and the characters of its block that stand before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Characters of the block's plain text on earlier pages.
    pub offset: u32,
    /// The mark.
    pub mark: Mark,
}

/// Every printed page with a folio that begins in a text of this book.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaks {
    cover: Vec<Place>,
    places: BTreeMap<(ArticleId, Option<BlockId>), Vec<Place>>,
    tails: BTreeMap<ArticleId, Vec<Place>>,
    folios: BTreeMap<ArticleId, String>,
}

impl Breaks {
    /// Reads the folios. A page without text of its own stands before the next page of its article, or
    /// behind its end; a page of an advertisement, which this edition leaves out, has no mark.
    pub(super) fn new(document: &Document, issue: &Issue) -> Self {
        let mut breaks = Self::default();
        let mut ids = BTreeSet::new();
        let mut begun: BTreeSet<ArticleId> = BTreeSet::new();
        let mut waiting: BTreeMap<ArticleId, Vec<Place>> = BTreeMap::new();
        for (index, page) in document.pages.iter().enumerate() {
            let mark = mark(page, &mut ids);
            let start = page.starts.iter().find(|s| in_book(issue, s.article));
            let article = start.map(|s| s.article).or(page.article).filter(|a| in_book(issue, *a));
            for a in page.starts.iter().map(|s| s.article).chain(article) {
                breaks.folios.entry(a).or_insert_with(|| page.folio.clone());
            }
            let (Some(mark), Some(article)) = (mark.clone(), article) else {
                if let (0, Some(mark), true) = (index, mark, issue.cover.is_some()) {
                    breaks.cover.push(Place { offset: 0, mark });
                }
                continue;
            };
            let place = |offset| Place { offset, mark: mark.clone() };
            match start {
                Some(s) => {
                    let list = breaks.places.entry((article, s.block)).or_default();
                    let before = waiting.remove(&article).unwrap_or_default();
                    list.extend(before.into_iter().map(|p| Place { offset: s.offset, ..p }));
                    list.push(place(s.offset));
                }
                None if begun.contains(&article) => waiting.entry(article).or_default().push(place(0)),
                None => breaks.places.entry((article, None)).or_default().push(place(0)),
            }
            begun.insert(article);
        }
        breaks.tails = waiting;
        breaks
    }

    /// Marks before the cover.
    pub(super) fn cover(&self) -> &[Place] {
        &self.cover
    }

    /// Marks in a block, or before an article's heading, by rising offset.
    pub(super) fn at(&self, article: ArticleId, block: Option<BlockId>) -> &[Place] {
        self.places.get(&(article, block)).map_or(&[], Vec::as_slice)
    }

    /// Marks behind an article's end.
    pub(super) fn tail(&self, article: ArticleId) -> &[Place] {
        self.tails.get(&article).map_or(&[], Vec::as_slice)
    }

    /// The folio of the page where an article begins; `None` where it has none.
    pub(super) fn folio(&self, article: ArticleId) -> Option<&str> {
        self.folios.get(&article).map(String::as_str).filter(|f| !f.is_empty())
    }

    /// Whether there is no mark at all.
    pub(super) fn is_empty(&self) -> bool {
        self.cover.is_empty() && self.places.is_empty() && self.tails.is_empty()
    }
}

/// Whether an entry of the running order stands in this edition: a back cover only where it says something.
pub(super) fn in_book(issue: &Issue, article: ArticleId) -> bool {
    issue.articles.get(article.0 as usize).is_some_and(|a| {
        let says = |t: &Text| !plain(t).trim().is_empty();
        a.kind != ArticleKind::BackCover || says(&a.title) || says(&a.deck) || !a.body.is_empty()
    })
}

/// The mark of a page; `None` where it has no folio. `ids`: those given so far.
pub(super) fn mark(page: &Page, ids: &mut BTreeSet<String>) -> Option<Mark> {
    let label = page.folio.trim();
    if label.is_empty() {
        return None;
    }
    let stem = format!("page.{}", label.chars().map(folio_name).collect::<String>());
    let mut id = stem.clone();
    let mut n = 2;
    while !ids.insert(id.clone()) {
        id = format!("{stem}.{n}");
        n += 1;
    }
    Some(Mark { id, label: label.to_owned() })
}

/// Digits may stand behind the full stop of `page.12`, which `name` would not let begin an id.
fn folio_name(c: char) -> String {
    if c.is_ascii_digit() { c.to_string() } else { name(&c.to_string()) }
}
