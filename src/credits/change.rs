//! Whether the design changes between two issues of a year: what the issue before would be set in by the same rules.
//! Reads no file and chooses nothing.

use super::assign::{Assigner, Choice};
use super::claim::Piece;
use super::effective::Effective;
use super::shelf::Shelf;
use crate::diag::{Diagnostic, Findings, Span};
use crate::issue::{Issue, Level, Sibling};
use crate::layout::Header;

impl Assigner<'_> {
    /// Warns (C009) where the own pages, or articles that the house layout serves, are set in another layout than
    /// those of the issue before it in the year of its cover date: volumes are bound by the year. Another layout is
    /// one of another id or of another first number of its version. Supplements and issues in another language are
    /// not compared, and nothing is where a layout is forced or settled before.
    pub(super) fn change(&mut self, own: Option<&Choice>, articles: &[Option<Choice>]) {
        if self.forced.is_some() || self.settled.is_some() {
            return;
        }
        let (Some(own), Some(before)) = (own, self.issue.before_in_year()) else { return };
        let then = as_it_was(self.issue, before);
        let mut silent = Findings::new();
        let shelf = Shelf::of(&then, self.library);
        let mut past = Assigner {
            issue: &then,
            library: self.library,
            shelf,
            forced: None,
            settled: None,
            findings: &mut silent,
        };
        let theirs = past.decide(None).map(|c| (c.index, c.decision.rule));
        let housed = own.decision.rule != 5 && articles.iter().flatten().any(|c| c.decision.rule == 5);
        let their_house = past.house_alone().filter(|_| housed);
        let house = if housed { self.house_alone() } else { None };
        let at = self.place_of(own);
        if let Some((index, rule)) = theirs {
            self.changed("own pages are", (own.index, own.decision.rule), (index, rule), before, at);
        }
        if let Some((ours, theirs)) = house.zip(their_house) {
            let at = self.issue.publication.layout.as_ref().and_then(|p| p.span);
            self.changed("articles of the house are", (ours, 5), (theirs, 5), before, at);
        }
    }

    fn changed(
        &mut self,
        what: &str,
        now: (usize, u8),
        then: (usize, u8),
        before: &Sibling,
        at: Option<Span>,
    ) {
        let header = |index: usize| self.library.headers().find(|(i, _)| *i == index).map(|(_, h)| h);
        let (Some(new), Some(old)) = (header(now.0), header(then.0)) else { return };
        if !differ(new, old) {
            return;
        }
        let message = format!(
            "the design changes within the year: {what} set in `{}` (rule {}), in issue `{}` in `{}` (rule {})",
            new.key(),
            now.1,
            before.folder,
            old.key(),
            then.1
        );
        let hint = format!("let a new design begin with a year, or write `layout = \"{}\"` here", old.key());
        self.findings.push(Diagnostic::warning("C009", message).at(at.or(Some(new.span))).hint(hint));
    }

    /// Where it is written what chose: the pin, else the first credit that counted.
    fn place_of(&self, own: &Choice) -> Option<Span> {
        let credit = own.decision.counted.iter().find_map(|c| c.span);
        let house = self.issue.publication.layout.as_ref().and_then(|p| p.span);
        if own.decision.rule == 5 { house.or(credit) } else { own.pin.or(credit) }
    }

    /// The house layout for a piece that nobody is credited with; what is wrong with it was said before.
    fn house_alone(&mut self) -> Option<usize> {
        let said = std::mem::take(self.findings);
        let credits = Effective::default();
        let found = self.house_layout(&Piece { genre: None, lang: &self.issue.lang, credits: &credits });
        *self.findings = said;
        found.map(|(index, _)| index)
    }
}

/// Whether two layouts are two designs.
fn differ(a: &Header, b: &Header) -> bool {
    a.id != b.id || a.version.0.first() != b.version.0.first()
}

/// What chooses the layouts of another issue of the same publication: its number, date, language, trim, credits
/// and pin. It has no articles.
fn as_it_was(issue: &Issue, other: &Sibling) -> Issue {
    let house = issue.credits.iter().filter(|c| c.level == Level::Publication);
    let mut publication = issue.publication.clone();
    publication.trim = other.trim;
    Issue {
        publication,
        parties: issue.parties.clone(),
        sections: Vec::new(),
        title: None,
        slug: other.folder.clone(),
        date: other.date,
        display_date: issue.display_date.clone(),
        volume: other.volume.clone(),
        number: other.number.clone(),
        aggregate: other.aggregate,
        lang: other.lang.clone(),
        identifier: other.identifier.clone(),
        translation_of: None,
        supplement_to: None,
        barcode: issue.barcode.clone(),
        siblings: Vec::new(),
        rights: None,
        prices: issue.prices.clone(),
        binding: issue.binding,
        papers: issue.papers,
        credits: other.credits.iter().chain(house).cloned().collect(),
        pin: other.pin.clone(),
        cover: None,
        articles: Vec::new(),
        ads: Vec::new(),
        promises: Vec::new(),
        page_multiple: issue.page_multiple,
        folios: issue.folios,
        pictures: Vec::new(),
        duotones: Vec::new(),
        folder: issue.folder.clone(),
        strict: false,
    }
}
