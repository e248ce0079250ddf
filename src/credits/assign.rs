//! From credit to layout: pins first, then what `choose` finds, then whether one trim holds for all.
//! Knows nothing of what a layout looks like.

use super::claim::{Piece, mm};
use super::effective::Effective;
use super::shelf::Shelf;
use super::{Candidate, Cause, Decision, Design, Designs, Fall, Settled, Verdict};
use crate::diag::{Diagnostic, Failed, Findings, Span};
use crate::issue::{Article, ArticleKind, Issue, Pin};
use crate::layout::{Header, Library, Sheet};

/// Gives every article and the issue's own pages a layout; `forced` is the id (or `id@version`) that
/// `--layout` names.
///
/// # Errors
/// Where a pinned or forced layout does not exist or prints on another trim, where two layouts have an equal
/// claim, or where there is no house layout: all reported.
pub fn assign(
    issue: &Issue,
    library: &Library,
    forced: Option<&str>,
    findings: &mut Findings,
) -> Result<Designs, Failed> {
    all(issue, library, forced, None, findings)
}

/// Gives every piece the layout that was settled for it before, as a lock keeps it; an article that was not there
/// then is decided by its credits. The caller has seen that `library` holds the settled layouts.
///
/// # Errors
/// As `assign`.
pub fn assign_settled(
    issue: &Issue,
    library: &Library,
    settled: &Settled,
    findings: &mut Findings,
) -> Result<Designs, Failed> {
    all(issue, library, None, Some(settled), findings)
}

fn all(
    issue: &Issue,
    library: &Library,
    forced: Option<&str>,
    settled: Option<&Settled>,
    findings: &mut Findings,
) -> Result<Designs, Failed> {
    let mark = findings.len();
    let shelf = Shelf::of(issue, library);
    shelf.misspelt(issue, findings);
    let mut agent = Assigner { issue, library, shelf, forced, settled, findings };
    if let Some(wanted) = forced
        && agent.shelf.find(wanted).is_none()
    {
        let diagnostic = Diagnostic::error("C001", format!("there is no layout `{wanted}`"));
        return Err(agent.findings.fail(library.suggest(diagnostic, wanted)));
    }
    let own = agent.decide(None);
    let mut choices = Vec::new();
    for article in &issue.articles {
        let plain = article.credits.is_empty() && article.section.is_none() && article.pin.is_none();
        let shares = article.kind != ArticleKind::Text && plain && agent.verdict(Some(article)).is_none();
        choices.push(if shares { own.clone() } else { agent.decide(Some(article)) });
    }
    agent.change(own.as_ref(), &choices);
    let own = agent.check_trims(own, &choices);
    findings.failed_since(mark)?;
    let sheet = Sheet { trim: issue.publication.trim, bleed: issue.publication.bleed };
    let mut designs = Vec::new();
    for (article, choice) in issue.articles.iter().zip(choices) {
        designs.push(choice.and_then(|c| c.design(library, &article.lang, sheet, findings)));
    }
    let own = own.and_then(|c| c.design(library, &issue.lang, sheet, findings));
    let articles: Option<Vec<Design>> = designs.into_iter().collect();
    findings.failed_since(mark)?;
    let whole = issue;
    if let (Some(articles), Some(issue)) = (articles, own) {
        let designs = Designs { articles, issue };
        super::duotone::unknown(whole, &designs, findings);
        return findings.failed_since(mark).map(|()| designs);
    }
    let message = "a layout that was chosen could not be resolved";
    let at = issue.pin.as_ref().or(issue.publication.layout.as_ref()).and_then(|p| p.span);
    let hint = "see `masthead explain` for which it is, and pin another";
    Err(findings.fail(Diagnostic::error("C004", message).at(at).hint(hint)))
}

/// What was decided for one piece.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub index: usize,
    /// Whether a pin or `--layout` decided.
    pinned: bool,
    /// Where the pin stands.
    pub pin: Option<Span>,
    credits: Effective,
    pub decision: Decision,
}

impl Choice {
    fn design(
        self,
        library: &Library,
        lang: &crate::issue::Lang,
        sheet: Sheet,
        findings: &mut Findings,
    ) -> Option<Design> {
        let layout = library.resolve(self.index, lang, sheet, findings)?;
        Some(Design { layout, credits: self.credits.printed, decision: self.decision })
    }
}

pub(super) struct Assigner<'a> {
    pub(super) issue: &'a Issue,
    pub(super) library: &'a Library,
    pub(super) shelf: Shelf<'a>,
    pub(super) forced: Option<&'a str>,
    pub(super) settled: Option<&'a Settled>,
    pub(super) findings: &'a mut Findings,
}

impl<'a> Assigner<'a> {
    /// The nearest pin: article, section, issue.
    fn pin_of(&self, article: &'a Article) -> Option<&'a Pin> {
        let section = self.issue.sections.get(article.section.unwrap_or(usize::MAX));
        article.pin.as_ref().or(section.and_then(|s| s.pin.as_ref()))
    }

    /// The layout of one article, or of the issue's own pages; `None` where that failed, which was reported.
    pub(super) fn decide(&mut self, article: Option<&'a Article>) -> Option<Choice> {
        let credits = Effective::of(self.issue, article);
        let lang = article.map_or(&self.issue.lang, |a| &a.lang);
        let genre = article.filter(|a| a.kind == ArticleKind::Text).map(|a| a.genre.as_str());
        let piece = Piece { genre, lang, credits: &credits };
        let pin = article.and_then(|a| self.pin_of(a)).or(self.issue.pin.as_ref());
        let verdict = self.verdict(article);
        let settled = verdict.is_some();
        let (index, at, rule, reason, candidates) = if let Some(verdict) = verdict {
            let index = self.shelf.find(&verdict.layout)?.index;
            (index, None, verdict.rule, verdict.reason.clone(), self.set_aside(&piece, index, "locked"))
        } else if let Some(wanted) = self.forced {
            let index = self.shelf.find(wanted)?.index;
            (index, None, 1, format!("`--layout {wanted}`"), self.set_aside(&piece, index, "forced"))
        } else if let Some(pin) = pin {
            let index = self.follow(pin, &piece)?;
            let reason = format!("pinned: `layout = \"{}\"`", written(pin));
            (index, pin.span, 1, reason, self.set_aside(&piece, index, "pinned"))
        } else {
            let (index, rule, reason, candidates) = self.choose(article, &piece)?;
            (index, None, rule, reason, candidates)
        };
        let (counted, shadowed) = (credits.counted.clone(), credits.shadowed.clone());
        let decision = Decision { rule, reason, candidates, counted, shadowed };
        Some(Choice { index, pinned: rule == 1 || settled, pin: at, credits, decision })
    }

    /// What was settled before for an article, or for the issue's own pages.
    fn verdict(&self, article: Option<&Article>) -> Option<&'a Verdict> {
        let settled = self.settled?;
        article.map_or(settled.own.as_ref(), |a| settled.articles.get(&a.id))
    }

    /// Every layout beside one that was settled without their credits.
    fn set_aside(&self, piece: &Piece, settled: usize, how: &str) -> Vec<Candidate> {
        let name = self.header(settled).map(Header::key).unwrap_or_default();
        let beside = |(index, mut candidate): (usize, Candidate)| {
            if index == settled {
                candidate.fell = None;
            } else if candidate.fell.is_none() {
                let words = format!("might have been chosen, but `{name}` is {how}");
                candidate.fell = Some(Fall { cause: Cause::Pin, words });
            }
            candidate
        };
        self.look(piece).into_iter().map(beside).collect()
    }

    fn follow(&mut self, pin: &Pin, piece: &Piece) -> Option<usize> {
        let wanted = written(pin);
        let Some(shelved) = self.shelf.find(&wanted) else {
            let diagnostic = Diagnostic::error("C001", format!("there is no layout `{wanted}`")).at(pin.span);
            self.findings.push(self.library.suggest(diagnostic, &wanted));
            return None;
        };
        let (index, key) = (shelved.index, shelved.header.key());
        if let Some(why) = piece.uncredited(shelved) {
            let message = format!("`{key}` is pinned, though {why}");
            let hint = "credit its parties, or pin another layout";
            self.findings.push(Diagnostic::warning("C002", message).at(pin.span).hint(hint));
        }
        if let Some(why) = shelved.issue.as_ref().filter(|f| f.cause == Cause::Validity) {
            let message = format!("`{key}` is pinned, though it is {}", why.words);
            let hint = "pin a version that is made for this issue";
            self.findings.push(Diagnostic::warning("C007", message).at(pin.span).hint(hint));
        }
        Some(index)
    }

    fn header(&self, index: usize) -> Option<&'a Header> {
        self.shelf.get(index).map(|s| s.header)
    }

    /// A trim other than the publication's needs the whole issue; the own pages then follow.
    fn check_trims(&mut self, own: Option<Choice>, choices: &[Option<Choice>]) -> Option<Choice> {
        let articles: Vec<&Choice> = choices.iter().flatten().collect();
        let text = self.issue.articles.iter().zip(choices).filter(|(a, _)| a.kind == ArticleKind::Text);
        let mut indices: Vec<Option<usize>> = text.map(|(_, c)| c.as_ref().map(|c| c.index)).collect();
        indices.sort_unstable();
        indices.dedup();
        let common = match indices.as_slice() {
            &[Some(one)] => self.library.trim(one).map(|trim| (one, trim)),
            _ => None,
        };
        let trim = common.map(|(_, t)| t).or(self.issue.publication.trim);
        let all = articles.iter().copied().chain(&own);
        let mut faults: Vec<(Option<Span>, usize)> = Vec::new();
        let mut first = trim;
        for choice in all.filter(|c| common.is_none_or(|(index, _)| c.index != index)) {
            let stated = self.library.trim(choice.index);
            first = first.or(stated);
            let other = stated.is_some() && stated != first;
            if other && !faults.contains(&(choice.pin, choice.index)) {
                faults.push((choice.pin, choice.index));
            }
        }
        // Own pages that nobody pinned go along with an issue that is set in one layout of its own trim.
        let own = match (own, common) {
            (Some(choice), Some((index, trim)))
                if !choice.pinned && self.issue.publication.trim != Some(trim) =>
            {
                faults.retain(|(_, i)| *i != choice.index);
                let reason = format!("every article is set in it, on {}", mm(trim));
                let mut decision = choice.decision;
                let name = self.header(index).map(Header::key).unwrap_or_default();
                for candidate in &mut decision.candidates {
                    if candidate.layout == name {
                        candidate.fell = None;
                    } else if candidate.fell.is_none() {
                        let words = format!("every article is set in `{name}`");
                        candidate.fell = Some(Fall { cause: Cause::Trim, words });
                    }
                }
                decision.reason = reason;
                Some(Choice { index, decision, ..choice })
            }
            (own, _) => own,
        };
        for (span, index) in faults {
            let Some(header) = self.header(index) else { continue };
            let stated = self.library.trim(index).map(mm).unwrap_or_default();
            let prints = first.map(mm).unwrap_or_default();
            let message = format!("`{}` is made for {stated}, the issue prints on {prints}", header.key());
            let hint = "set every article in it, or pin a layout that states no trim";
            self.findings.push(Diagnostic::error("C006", message).at(span).hint(hint));
        }
        own
    }
}

/// A pin as it is written: `id` or `id@version`.
pub(super) fn written(pin: &Pin) -> String {
    match &pin.version {
        Some(version) => format!("{}@{version}", pin.id),
        None => pin.id.clone(),
    }
}
