//! The articles of an issue with their pages and their length.
//! Writes nothing.

use super::Work;
use crate::credits::Design;
use crate::issue::{Article, ArticleId, ArticleKind, Block, BlockKind, plain};

/// An article with what is known of it in print.
pub(super) struct Piece<'a> {
    pub(super) article: &'a Article,
    pub(super) design: &'a Design,
    /// Indexes of the pages on which it stands.
    pub(super) pages: Vec<usize>,
    pub(super) words: usize,
    pub(super) characters: usize,
    pub(super) pictures: usize,
}

/// Every article that has a text, in running order.
pub(super) fn pieces<'a>(work: &Work<'a>) -> Vec<Piece<'a>> {
    let all = work.issue.articles.iter().zip(&work.designs.articles).enumerate();
    let texts = all.filter(|(_, (article, _))| article.kind == ArticleKind::Text);
    texts
        .map(|(i, (article, design))| {
            let id = ArticleId(u32::try_from(i).unwrap_or(u32::MAX));
            let here = |page: &crate::pages::Page| {
                page.article == Some(id) || page.starts.iter().any(|s| s.article == id)
            };
            let pages = work.document.pages.iter().enumerate().filter(|(_, p)| here(p)).map(|(n, _)| n);
            let mut piece =
                Piece { article, design, pages: pages.collect(), words: 0, characters: 0, pictures: 0 };
            piece.count(&article.body);
            article.notes.iter().for_each(|note| piece.count(&note.blocks));
            piece
        })
        .collect()
}

impl Piece<'_> {
    /// The printed numbers of its pages, runs of neighbours as first and last; pages without a number are left out.
    pub(super) fn runs(&self, work: &Work<'_>) -> Vec<(String, String)> {
        let mut runs: Vec<(usize, String, String)> = Vec::new();
        for at in &self.pages {
            let Some(page) = work.document.pages.get(*at).filter(|p| !p.folio.is_empty()) else { continue };
            match runs.last_mut() {
                Some((end, _, last)) if *end + 1 == *at => {
                    *end = *at;
                    last.clone_from(&page.folio);
                }
                _ => runs.push((*at, page.folio.clone(), page.folio.clone())),
            }
        }
        runs.into_iter().map(|(_, first, last)| (first, last)).collect()
    }

    /// Its pages as people write them: `5`, `5-7`, `5-6, 20`.
    pub(super) fn pagination(&self, work: &Work<'_>) -> String {
        let runs = self.runs(work);
        let words = runs.iter().map(|(a, b)| if a == b { a.clone() } else { format!("{a}-{b}") });
        words.collect::<Vec<_>>().join(", ")
    }

    fn count(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading(_, t) | BlockKind::Paragraph(t) | BlockKind::Question(t) => {
                    self.add(&plain(t));
                }
                BlockKind::List(list) => list.items.iter().for_each(|item| self.count(item)),
                BlockKind::Quote(inner) => self.count(inner),
                // A pull quote says again what the text says.
                BlockKind::Callout(role, ..) if role == "pullquote" => {}
                BlockKind::Callout(_, title, inner) => {
                    self.add(&plain(title));
                    self.count(inner);
                }
                BlockKind::Figure(figure) => {
                    self.pictures += figure.pictures.len();
                    self.add(&plain(&figure.caption));
                }
                BlockKind::Table(table) => {
                    self.add(&plain(&table.caption));
                    let cells = table.head.iter().chain(table.rows.iter().flatten());
                    cells.for_each(|cell| self.add(&plain(&cell.text)));
                }
                BlockKind::Code(_, text) => self.add(text),
                BlockKind::Rule => {}
            }
        }
    }

    fn add(&mut self, text: &str) {
        self.words += words(text);
        self.characters += text.chars().filter(|c| !c.is_whitespace()).count();
    }
}

/// Words of a text as word processors count them: what stands between spaces, and each Han character or kana.
fn words(text: &str) -> usize {
    let (mut count, mut within) = (0, false);
    for c in text.chars() {
        let whole =
            matches!(u32::from(c), 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff | 0x3041..=0x30ff);
        let part = c.is_alphanumeric() && !whole;
        count += usize::from(whole || (part && !within));
        within = part || (within && !whole && !c.is_whitespace());
    }
    count
}
