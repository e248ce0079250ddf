//! Findings that guard the library against its own callers: no input of the program brings them about, a call does.
//! A case of `tests/check` names one in its file `scenario`; here stands what it does.

use masthead::credits::{Designs, assign};
use masthead::diag::{Findings, Severity};
use masthead::epub;
use masthead::font::Fonts;
use masthead::issue::{ArticleId, BlockKind, InlineKind, Issue, Target, check};
use masthead::layout::Library;
use masthead::pages::{Document, ItemKind, compose};
use masthead::pdf::{Flavour, Options, Standard, write};
use masthead::report::{Look, render};
use masthead::source::Sources;
use std::path::Path;

/// A composed issue, and what it was made of.
struct Desk {
    sources: Sources,
    findings: Findings,
    issue: Issue,
    designs: Designs,
    document: Document,
}

impl Desk {
    /// The sound issue at `path`.
    fn new(path: &Path) -> Self {
        let (mut sources, mut findings) = (Sources::new(), Findings::new());
        let made = (|| {
            let issue = check(&mut sources, path, false, &mut findings)?;
            let library = Library::load(&mut sources, Some(&issue.publication.folder), &mut findings);
            let designs = assign(&issue, &library, None, &mut findings)?;
            let document = compose(&issue, &designs, &Fonts::bundled(), &mut findings)?;
            Ok::<_, masthead::diag::Failed>((issue, designs, document))
        })();
        let Ok((issue, designs, document)) = made else { panic!("{}: {findings:?}", path.display()) };
        assert!(findings.is_empty(), "{findings:?}");
        Self { sources, findings, issue, designs, document }
    }

    fn press(&mut self, fonts: &Fonts, standard: Standard) {
        let options = Options { flavour: Flavour::Press, standard, ..Options::default() };
        let written = write(&self.document, &self.issue, fonts, &options, &mut self.findings);
        assert!(written.is_err(), "it was written");
    }
}

impl Desk {
    fn epub(&mut self) {
        let options = epub::Options::default();
        let (designs, document) = (&self.designs, &self.document);
        let fonts = Fonts::bundled();
        let written = epub::write(&self.issue, designs, &fonts, document, &options, &mut self.findings);
        assert!(written.is_err(), "it was written");
    }

    /// Has every link in the paragraphs lead to `target`.
    fn lead(&mut self, target: &Target) {
        let blocks = self.issue.articles.iter_mut().flat_map(|a| &mut a.body);
        let mut led = 0;
        for block in blocks {
            let BlockKind::Paragraph(text) = &mut block.kind else { continue };
            for inline in text {
                if let InlineKind::Link(to, _) = &mut inline.kind {
                    *to = target.clone();
                    led += 1;
                }
            }
        }
        assert!(led > 0, "there is no link");
    }
}

/// What is drawn at the end of the scenario `name` with the issue at `path`.
pub fn play(name: &str, path: &Path) -> String {
    let mut desk = Desk::new(path);
    assert!(!desk.designs.articles.is_empty(), "the issue has an article");
    match name {
        // A document that never saw `compose`.
        "no_pages" => {
            desk.document.pages.clear();
            desk.press(&Fonts::bundled(), Standard::X4);
        }
        // Faces other than those that the document was set with.
        "no_faces" => desk.press(&Fonts::default(), Standard::X4),
        // A layout would have to lay one picture over another.
        "a_veil_over_a_page" => {
            let items = desk.document.pages.iter_mut().flat_map(|p| &mut p.items);
            let pictures = items.filter_map(|i| match &mut i.kind {
                ItemKind::Picture { place, clip, .. } => Some((place, clip)),
                _ => None,
            });
            let mut below = None;
            for (place, clip) in pictures {
                (*place, *clip) = *below.get_or_insert((*place, *clip));
            }
            desk.press(&Fonts::bundled(), Standard::X1a);
        }
        // An article that has neither a title nor an id.
        "no_title" => {
            for article in &mut desk.issue.articles {
                article.title.clear();
                article.toc_title = None;
                article.id.clear();
            }
            desk.epub();
        }
        // Links that `check` lets nobody write.
        "a_link_that_runs" => {
            desk.lead(&Target::Url("javascript:alert(1)".to_owned()));
            desk.epub();
        }
        "a_link_to_nothing" => {
            desk.lead(&Target::Anchor(ArticleId(0), "nowhere".to_owned()));
            desk.epub();
        }
        _ => panic!("there is no scenario `{name}`"),
    }
    render(&desk.findings, &desk.sources, Look { color: false, width: 100, least: Severity::Note })
}
