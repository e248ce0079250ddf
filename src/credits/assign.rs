//! From credit to layout: pins, candidates, rank, and the house layout where nobody else has one.
//! Knows nothing of what a layout looks like.

use super::claim::{Claim, Piece, invalid, mm};
use super::effective::{Effective, is_house};
use super::{Candidate, Decision, Design, Designs, Settled, Verdict};
use crate::diag::{Diagnostic, Failed, Findings, Span};
use crate::issue::{Article, ArticleKind, Issue, Pin};
use crate::layout::{Header, Library, Sheet, Version};

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
    let mut agent = Assigner { issue, library, forced, settled, findings };
    if let Some(wanted) = forced
        && agent.find(wanted).is_none()
    {
        let diagnostic = Diagnostic::error("C001", format!("there is no layout `{wanted}`"));
        return Err(agent.findings.fail(library.suggest(diagnostic, wanted)));
    }
    // A house layout that is not there is wrong also where every piece has a layout of its own.
    agent.house_pin();
    let own = agent.decide(None);
    let mut choices = Vec::new();
    for article in &issue.articles {
        let shares = article.kind != ArticleKind::Text
            && agent.pin_of(article).is_none()
            && agent.verdict(Some(article)).is_none();
        choices.push(if shares { own.clone() } else { agent.decide(Some(article)) });
    }
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
    match (articles, own) {
        (Some(articles), Some(issue)) => Ok(Designs { articles, issue }),
        _ => Err(findings.fail(Diagnostic::error("C004", "a layout could not be read"))),
    }
}

/// What was decided for one piece.
#[derive(Clone, Debug)]
struct Choice {
    index: usize,
    /// Whether a pin or `--layout` decided.
    pinned: bool,
    /// Where the pin stands.
    pin: Option<Span>,
    credits: Effective,
    decision: Decision,
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

struct Assigner<'a> {
    issue: &'a Issue,
    library: &'a Library,
    forced: Option<&'a str>,
    settled: Option<&'a Settled>,
    findings: &'a mut Findings,
}

impl<'a> Assigner<'a> {
    /// The nearest pin: article, section, issue.
    fn pin_of(&self, article: &'a Article) -> Option<&'a Pin> {
        let section = self.issue.sections.get(article.section.unwrap_or(usize::MAX));
        article.pin.as_ref().or(section.and_then(|s| s.pin.as_ref()))
    }

    /// The layout of one article, or of the issue's own pages; `None` where that failed, which was reported.
    fn decide(&mut self, article: Option<&'a Article>) -> Option<Choice> {
        let credits = Effective::of(self.issue, article);
        let (issue, library) = (self.issue, self.library);
        let lang = article.map_or(&issue.lang, |a| &a.lang);
        let genre = article.filter(|a| a.kind == ArticleKind::Text).map(|a| a.genre.as_str());
        let piece = Piece { issue, genre, lang, credits: &credits };
        let pin = article.and_then(|a| self.pin_of(a)).or(issue.pin.as_ref());
        let verdict = self.verdict(article);
        let settled = verdict.is_some();
        let (index, at, rule, reason, candidates) = if let Some(verdict) = verdict {
            let index = self.find(&verdict.layout)?;
            (index, None, verdict.rule, verdict.reason.clone(), only(library, index, "another is locked"))
        } else if let Some(wanted) = self.forced {
            let index = self.find(wanted)?;
            (index, None, 1, format!("`--layout {wanted}`"), pinned_only(library, index))
        } else if let Some(pin) = pin {
            let index = self.follow(pin, &piece)?;
            let reason = format!("pinned: `layout = \"{}\"`", written(pin));
            (index, pin.span, 1, reason, pinned_only(library, index))
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

    /// The layout of that id and version; without version the highest that holds for this issue, else the
    /// highest.
    fn find(&self, wanted: &str) -> Option<usize> {
        let (id, version) = match wanted.split_once('@') {
            Some((id, version)) => (id, Some(Version::parse(version)?)),
            None => (wanted, None),
        };
        let fits = |h: &Header| h.id == id && version.as_ref().is_none_or(|v| *v == h.version);
        let found = self.library.headers().filter(|(_, h)| fits(h));
        found.max_by_key(|(_, h)| (invalid(h, self.issue).is_none(), h.version.clone())).map(|(i, _)| i)
    }

    fn follow(&mut self, pin: &Pin, piece: &Piece) -> Option<usize> {
        let wanted = written(pin);
        let Some(index) = self.find(&wanted) else {
            let diagnostic = Diagnostic::error("C001", format!("there is no layout `{wanted}`")).at(pin.span);
            self.findings.push(self.library.suggest(diagnostic, &wanted));
            return None;
        };
        let header = self.header(index)?;
        if !header.credited_to.is_empty()
            && let Err(why) = piece.matched(header)
        {
            let message = format!("`{}` is pinned, though {why}", header.key());
            let hint = "credit its parties, or pin another layout";
            self.findings.push(Diagnostic::warning("C002", message).at(pin.span).hint(hint));
        }
        if let Some(why) = invalid(header, self.issue) {
            let message = format!("`{}` is pinned, though it is {why}", header.key());
            let hint = "pin a version that is made for this issue";
            self.findings.push(Diagnostic::warning("C007", message).at(pin.span).hint(hint));
        }
        Some(index)
    }

    fn header(&self, index: usize) -> Option<&'a Header> {
        self.library.headers().find(|(i, _)| *i == index).map(|(_, h)| h)
    }

    /// Rules 3 to 6: the strongest claim; nobody's: the house layout.
    fn choose(
        &mut self,
        article: Option<&Article>,
        piece: &Piece,
    ) -> Option<(usize, u8, String, Vec<Candidate>)> {
        let mut candidates = Vec::new();
        let mut claims: Vec<(usize, Claim)> = Vec::new();
        for (index, header) in self.library.headers() {
            let (matched, fell) = match piece.matched(header) {
                Err(why) => (Vec::new(), Some(why)),
                Ok(roles) => (roles, piece.misfit(self.library, index, header)),
            };
            if fell.is_none() {
                claims.push((index, Claim::of(header, piece.lang)));
            }
            candidates.push(Candidate { layout: header.key(), matched, fell });
        }
        let Some(best) = claims.iter().map(|(_, c)| c.clone()).max() else {
            return self.house(article, piece, candidates);
        };
        let first: Vec<usize> = claims.iter().filter(|(_, c)| *c == best).map(|(i, _)| *i).collect();
        let &[winner] = first.as_slice() else {
            self.tie(article, &first);
            return None;
        };
        let name = self.header(winner)?.key();
        for (index, claim) in &claims {
            let key = self.header(*index).map(Header::key);
            let loser = candidates.iter_mut().find(|c| Some(&c.layout) == key.as_ref());
            if let Some(loser) = loser.filter(|_| *index != winner) {
                loser.fell = Some(
                    format!("{} than `{name}`", claim.weaker_than(&best))
                        .replace("role `layout` than", "role `layout`, as does"),
                );
            }
        }
        let rule = if claims.len() > 1 { 4 } else { 3 };
        let reason = self.reason(winner, claims.len());
        Some((winner, rule, reason, candidates))
    }

    fn reason(&self, winner: usize, claims: usize) -> String {
        let pairs = self.header(winner).map(|h| h.credited_to.clone()).unwrap_or_default();
        let pairs: Vec<String> = pairs.iter().map(|(r, p)| format!("`{r}` `{p}`")).collect();
        let credited = pairs.join(" and ");
        if claims > 1 {
            format!("the strongest of {claims} claims: credited to {credited}")
        } else {
            format!("the only layout credited to {credited} and made for this piece")
        }
    }

    fn tie(&mut self, article: Option<&Article>, first: &[usize]) {
        let headers: Vec<&Header> = first.iter().filter_map(|i| self.header(*i)).collect();
        let keys: Vec<String> = headers.iter().map(|h| format!("`{}`", h.key())).collect();
        let whose = article.map_or("the issue's own pages".to_owned(), |a| format!("`{}`", a.id));
        let message = format!("{} have an equal claim to {whose}", keys.join(" and "));
        let mut diagnostic = Diagnostic::error("C003", message).at(article.and_then(|a| a.span));
        for header in &headers {
            diagnostic = diagnostic.related(header.span, "one of them");
        }
        let pin = headers.first().map(|h| h.key()).unwrap_or_default();
        let place = if article.is_some() { "the article" } else { "the issue" };
        self.findings.push(diagnostic.hint(format!("write `layout = \"{pin}\"`, or another, on {place}")));
    }

    /// Rule 5: the publication's own layout, else the one credited to the house alone, else `base`.
    fn house(
        &mut self,
        article: Option<&Article>,
        piece: &Piece,
        mut candidates: Vec<Candidate>,
    ) -> Option<(usize, u8, String, Vec<Candidate>)> {
        let (index, how) = self.house_layout(piece)?;
        let key = self.header(index)?.key();
        self.warn_person(article, piece, &key);
        if let Some(winner) = candidates.iter_mut().find(|c| c.layout == key) {
            winner.fell = None;
        }
        Some((index, 5, format!("no credited party has a layout for this piece; {how}"), candidates))
    }

    fn house_layout(&mut self, piece: &Piece) -> Option<(usize, String)> {
        let publication = &self.issue.publication;
        if publication.layout.is_some() {
            let index = self.house_pin()?;
            return Some((index, "the publication names it as the house layout".to_owned()));
        }
        let house = publication.house.and_then(|_| piece.party("$house"));
        let of_house = |h: &Header| {
            !h.credited_to.is_empty() && h.credited_to.iter().all(|(_, p)| piece.party(p) == house)
        };
        let mut fitting: Vec<(usize, Claim)> = Vec::new();
        for (index, header) in self.library.headers().filter(|(_, h)| house.is_some() && of_house(h)) {
            if piece.misfit(self.library, index, header).is_none() {
                fitting.push((index, Claim::of(header, piece.lang)));
            }
        }
        let best = fitting.iter().map(|(_, c)| c).max().cloned();
        let first: Vec<usize> =
            fitting.iter().filter(|(_, c)| Some(c) == best.as_ref()).map(|(i, _)| *i).collect();
        match first.as_slice() {
            &[one] => Some((one, "it is credited to the house".to_owned())),
            [] => self.base(),
            several => {
                let keys: Vec<String> =
                    several.iter().filter_map(|i| Some(format!("`{}`", self.header(*i)?.key()))).collect();
                let message = format!("{} are equally the house layout", keys.join(" and "));
                let hint = "write `layout = \"…\"` in `publication.toml`";
                self.push_once(Diagnostic::error("C003", message).hint(hint));
                None
            }
        }
    }

    /// The layout that the publication names as the house's; one that does not exist is reported.
    fn house_pin(&mut self) -> Option<usize> {
        let pin = self.issue.publication.layout.as_ref()?;
        let wanted = written(pin);
        let found = self.find(&wanted);
        if found.is_none() {
            let message = format!("the house layout `{wanted}` does not exist");
            let diagnostic = Diagnostic::error("C004", message).at(pin.span);
            self.push_once(self.library.suggest(diagnostic, &wanted));
        }
        found
    }

    /// Reports what holds for every piece alike a single time.
    fn push_once(&mut self, diagnostic: Diagnostic) {
        if !self.findings.iter().any(|d| *d == diagnostic) {
            self.findings.push(diagnostic);
        }
    }

    fn base(&mut self) -> Option<(usize, String)> {
        let base = self.find("base");
        if base.is_none() {
            let message = "there is no house layout, and no `base`";
            let hint = "write `layout = \"…\"` in `publication.toml`";
            self.push_once(Diagnostic::error("C004", message).hint(hint));
        }
        Some((base?, "no house layout is named, so `base`".to_owned()))
    }

    /// Where a person designs this piece and has no layout that serves, somebody should know why.
    fn warn_person(&mut self, article: Option<&Article>, piece: &Piece, house: &str) {
        for credit in &piece.credits.counted {
            let designs = ["layout", "design", "art-direction"].contains(&credit.role.0.as_str());
            if !designs || is_house(self.issue, credit.party) {
                continue;
            }
            let Some(party) = self.issue.parties.get(credit.party.0 as usize) else { continue };
            let mut why = Vec::new();
            for (index, header) in self.library.headers() {
                if header.credited_to.contains(&(credit.role.0.clone(), party.id.clone())) {
                    let reason = piece.matched(header).err();
                    let reason = reason.or_else(|| piece.misfit(self.library, index, header));
                    why.extend(reason.map(|r| format!("`{}`: {r}", header.key())));
                }
            }
            let why =
                if why.is_empty() { "no layout is credited to them".to_owned() } else { why.join("; ") };
            let title = article.map_or("the issue's own pages".to_owned(), |a| format!("`{}`", a.id));
            let role = &credit.role.0;
            let message = format!("{title} is set in `{house}`, not by its `{role}` `{}`: {why}", party.id);
            let span = credit.span.or(article.and_then(|a| a.span));
            let hint = "add or extend a layout credited to them, or pin the one that is meant";
            self.findings.push(Diagnostic::warning("C005", message).at(span).hint(hint));
        }
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
                let candidates = pinned_only(self.library, index);
                Some(Choice { index, decision: Decision { reason, candidates, ..choice.decision }, ..choice })
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

fn written(pin: &Pin) -> String {
    match &pin.version {
        Some(version) => format!("{}@{version}", pin.id),
        None => pin.id.clone(),
    }
}

fn pinned_only(library: &Library, index: usize) -> Vec<Candidate> {
    only(library, index, "another is pinned")
}

/// Every layout as a candidate; all but `index` fell because of `why`.
fn only(library: &Library, index: usize, why: &str) -> Vec<Candidate> {
    let candidate = |(i, header): (usize, &Header)| Candidate {
        layout: header.key(),
        matched: Vec::new(),
        fell: (i != index).then(|| why.to_owned()),
    };
    library.headers().map(candidate).collect()
}
