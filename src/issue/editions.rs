//! Two editions of one issue side by side: what one has and the other lacks, and text left in the other's language.
//! Judges no translation; compares by ids, counts and scripts.

use super::{Alt, Article, ArticleKind, Block, BlockKind, Credit, Issue, Lang, Statement, plain};
use crate::diag::{Diagnostic, Findings, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Letters that a text must have before its script is judged: names and abbreviations are shorter.
const LETTERS: usize = 24;
/// Words that must be the same before a text counts as left untranslated between languages of one script.
const SAME_WORDS: usize = 6;

/// Compares `issue` with `other`, an edition of the same issue in another language: articles, pictures, credits and
/// promises that one of them lacks, and text of `issue` that is still in the language of `other`.
pub fn compare(issue: &Issue, other: &Issue, findings: &mut Findings) {
    let mut pair = Pair { issue, other, findings };
    pair.articles();
    pair.promises();
    pair.advertisements();
}

struct Pair<'a> {
    issue: &'a Issue,
    other: &'a Issue,
    findings: &'a mut Findings,
}

impl<'a> Pair<'a> {
    fn articles(&mut self) {
        let theirs: BTreeMap<&str, &'a Article> =
            self.other.articles.iter().map(|a| (a.id.as_str(), a)).collect();
        let ours: BTreeSet<&str> = self.issue.articles.iter().map(|a| a.id.as_str()).collect();
        for article in &self.other.articles {
            if !ours.contains(article.id.as_str()) {
                let message = format!("this edition lacks the article `{}`", article.id);
                let lacking = Diagnostic::warning("I060", message)
                    .at(article.span)
                    .label("it stands in the other edition")
                    .hint("add an article of that id, or take it out of the other edition");
                self.findings.push(lacking);
            }
        }
        for article in &self.issue.articles {
            let Some(their) = theirs.get(article.id.as_str()) else {
                let message = format!("the other edition lacks the article `{}`", article.id);
                let hint = "give both the same id, or add it there";
                self.findings.push(Diagnostic::warning("I060", message).at(article.span).hint(hint));
                continue;
            };
            self.pictures(article, their);
            self.credits(article, their);
            self.language(article, their);
        }
        let order = |i: &Issue, all: &BTreeSet<&str>| -> Vec<String> {
            i.articles.iter().map(|a| a.id.clone()).filter(|id| all.contains(id.as_str())).collect()
        };
        let both: BTreeSet<&str> = ours.into_iter().filter(|id| theirs.contains_key(id)).collect();
        let (a, b) = (order(self.issue, &both), order(self.other, &both));
        if let Some((here, there)) = a.iter().zip(&b).find(|(x, y)| x != y) {
            let at = self.issue.articles.iter().find(|x| x.id == *here).and_then(|x| x.span);
            let message = format!("the running order differs: `{here}` stands where the other has `{there}`");
            self.findings
                .push(Diagnostic::note("I060", message).at(at).hint("mend one of the running orders"));
        }
    }

    /// Pictures of an article, by count; captions and texts for those who cannot see that only one of them has.
    fn pictures(&mut self, article: &'a Article, their: &'a Article) {
        let (ours, others) = (Figures::of(&article.body), Figures::of(&their.body));
        let mut missing = |what: &str, a: usize, b: usize| {
            if a != b {
                let message = format!("`{}` has {a} {what}, in the other edition {b}", article.id);
                let hint = "add what is missing, or take it out of the other edition";
                self.findings.push(Diagnostic::warning("I061", message).at(article.span).hint(hint));
            }
        };
        missing("pictures", ours.pictures, others.pictures);
        missing("captions", ours.captions, others.captions);
        missing("described pictures", ours.described, others.described);
        missing("tables", ours.tables, others.tables);
        missing("boxes and quotes", ours.callouts, others.callouts);
        missing("notes", article.notes.len(), their.notes.len());
    }

    /// Who did what: parties are the same where their ids are.
    fn credits(&mut self, article: &Article, their: &Article) {
        let facts = |issue: &Issue, credits: &[Credit]| -> BTreeSet<(String, String, Statement)> {
            let id = |c: &Credit| issue.party(c.party).map_or(String::new(), |p| p.id.clone());
            credits.iter().map(|c| (c.role.0.clone(), id(c), c.statement)).collect()
        };
        let (ours, others) = (facts(self.issue, &article.credits), facts(self.other, &their.credits));
        let span = article.credits.iter().find_map(|c| c.span).or(article.span);
        for (role, party, _) in others.difference(&ours) {
            let message =
                format!("`{}` does not credit `{party}` as `{role}`, the other edition does", article.id);
            let hint = "credit them here, too, or mend the other edition";
            self.findings.push(Diagnostic::warning("I062", message).at(span).hint(hint));
        }
        for (role, party, _) in ours.difference(&others) {
            // A translation has a translator of its own.
            if role == "translator" {
                continue;
            }
            let message =
                format!("`{}` credits `{party}` as `{role}`, the other edition does not", article.id);
            let hint = "credit them there, too, or mend this edition";
            self.findings.push(Diagnostic::warning("I062", message).at(span).hint(hint));
        }
    }

    fn promises(&mut self) {
        let facts = |issue: &'a Issue| -> BTreeMap<(Option<&'a str>, &'a str, u32), Option<Span>> {
            let id = |p: &super::Promise| p.article.and_then(|a| issue.article(a)).map(|a| a.id.as_str());
            issue.promises.iter().map(|p| ((id(p), p.genre.as_str(), p.count), p.span)).collect()
        };
        let (ours, others) = (facts(self.issue), facts(self.other));
        for ((_, genre, count), span) in others.iter().filter(|(k, _)| !ours.contains_key(k)) {
            let message = format!("this edition does not promise {count} pieces of `{genre}`");
            let label = "promised in the other edition";
            let hint = "state the promise with [[promises]], or take it out there";
            self.findings.push(Diagnostic::warning("I063", message).at(*span).label(label).hint(hint));
        }
        for ((_, genre, count), span) in ours.iter().filter(|(k, _)| !others.contains_key(k)) {
            let message = format!("the other edition does not promise {count} pieces of `{genre}`");
            let hint = "state the promise there, too, or take it out";
            self.findings.push(Diagnostic::warning("I063", message).at(*span).hint(hint));
        }
    }

    fn advertisements(&mut self) {
        let ids = |i: &'a Issue| -> BTreeSet<&'a str> { i.ads.iter().map(|a| a.id.as_str()).collect() };
        let (ours, others) = (ids(self.issue), ids(self.other));
        for ad in self.other.ads.iter().filter(|a| !ours.contains(a.id.as_str())) {
            let message = format!("this edition lacks the advertisement `{}`", ad.id);
            let label = "booked in the other edition";
            let hint = "book it here, too, if it is sold for both";
            self.findings.push(Diagnostic::note("I063", message).at(ad.span).label(label).hint(hint));
        }
        for ad in self.issue.ads.iter().filter(|a| !others.contains(a.id.as_str())) {
            let message = format!("the other edition lacks the advertisement `{}`", ad.id);
            self.findings.push(
                Diagnostic::note("I063", message)
                    .at(ad.span)
                    .hint("book it there, too, if it is sold for both"),
            );
        }
    }

    /// Text that stands in the other edition's language.
    fn language(&mut self, article: &'a Article, their: &'a Article) {
        if article.kind != ArticleKind::Text || article.lang.primary() == their.lang.primary() {
            return;
        }
        let mut left = Vec::new();
        let theirs: BTreeSet<String> = texts(their).into_iter().map(|t| t.words).collect();
        for text in texts(article) {
            if text.foreign {
                continue;
            }
            let same = text.words.split_whitespace().count() >= SAME_WORDS && theirs.contains(&text.words);
            if same || is_of(&text.words, &their.lang, &article.lang) {
                left.push(text.span);
            }
        }
        let (Some(first), count) = (left.first(), left.len()) else { return };
        let what = if count == 1 { "a text".to_owned() } else { format!("{count} texts") };
        let seem = if count == 1 { "seems" } else { "seem" };
        let message = format!(
            "{what} of `{}` {seem} to be left in the other edition's language, `{}`",
            article.id, their.lang.0
        );
        let mut found = Diagnostic::warning("I064", message).at(first.or(article.span));
        for more in left.iter().skip(1).take(4).flatten() {
            found = found.related(*more, "here, too");
        }
        self.findings.push(found.hint(format!(
            "write them in `{}`, or mark what is meant to stay so: [words]{{lang={}}}",
            article.lang.0, their.lang.0
        )));
    }
}

/// Counts of what is not running text.
#[derive(Default)]
struct Figures {
    pictures: usize,
    captions: usize,
    described: usize,
    tables: usize,
    callouts: usize,
}

impl Figures {
    fn of(blocks: &[Block]) -> Self {
        let mut out = Self::default();
        out.add(blocks);
        out
    }

    fn add(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Figure(f) => {
                    self.pictures += f.pictures.len();
                    self.captions += usize::from(!f.caption.is_empty());
                    self.described += f.pictures.iter().filter(|p| matches!(p.alt, Alt::Words(_))).count();
                }
                BlockKind::Table(_) => self.tables += 1,
                BlockKind::Callout(_, _, inner) => {
                    self.callouts += 1;
                    self.add(inner);
                }
                BlockKind::Quote(inner) => self.add(inner),
                BlockKind::List(list) => list.items.iter().for_each(|i| self.add(i)),
                _ => {}
            }
        }
    }
}

/// A text of an article, its place, and whether it says that it is in another language.
struct Piece {
    words: String,
    span: Option<Span>,
    foreign: bool,
}

/// Every text of an article that a reader reads: heading, blocks, captions, cells, notes, descriptions.
fn texts(article: &Article) -> Vec<Piece> {
    let mut out = Vec::new();
    for text in [&article.kicker, &article.title, &article.deck, &article.note] {
        let span = text.first().map(|i| i.span);
        out.push(Piece { words: plain(text), span, foreign: false });
    }
    blocks(&article.body, false, &mut out);
    article.notes.iter().for_each(|n| blocks(&n.blocks, false, &mut out));
    out.retain(|p| !p.words.is_empty());
    out
}

fn blocks(list: &[Block], outer: bool, out: &mut Vec<Piece>) {
    for block in list {
        let foreign = outer || block.attrs.lang.is_some();
        let mut push = |words: String| out.push(Piece { words, span: Some(block.span), foreign });
        match &block.kind {
            BlockKind::Heading(_, t) | BlockKind::Paragraph(t) | BlockKind::Question(t) => push(own_words(t)),
            BlockKind::List(l) => l.items.iter().for_each(|i| blocks(i, foreign, out)),
            BlockKind::Quote(inner) => blocks(inner, foreign, out),
            BlockKind::Callout(_, title, inner) => {
                push(own_words(title));
                blocks(inner, foreign, out);
            }
            BlockKind::Figure(f) => {
                push(own_words(&f.caption));
                for picture in &f.pictures {
                    if let Alt::Words(words) = &picture.alt {
                        out.push(Piece { words: words.clone(), span: Some(block.span), foreign });
                    }
                }
            }
            BlockKind::Table(t) => {
                push(own_words(&t.caption));
                for cell in t.head.iter().chain(t.rows.iter().flatten()) {
                    out.push(Piece { words: own_words(&cell.text), span: Some(block.span), foreign });
                }
            }
            BlockKind::Code(..) | BlockKind::Rule => {}
        }
    }
}

/// The words of a text without runs that say that they are in another language, and without code.
fn own_words(text: &[super::Inline]) -> String {
    use super::InlineKind;
    let own = text.iter().filter(|i| match &i.kind {
        InlineKind::Span(attrs, _) => attrs.lang.is_none(),
        InlineKind::Code(_) => false,
        _ => true,
    });
    plain(&own.cloned().collect::<Vec<_>>())
}

/// Whether the letters of `words` are mostly of the script of `other` and not of `own`, where the two differ.
fn is_of(words: &str, other: &Lang, own: &Lang) -> bool {
    let (Some(theirs), Some(ours)) = (script(other), script(own)) else { return false };
    if theirs == ours {
        return false;
    }
    let count = |s: fn(char) -> bool| words.chars().filter(|c| s(*c)).count();
    let (foreign, native) = (count(theirs.letters()), count(ours.letters()));
    // A Chinese character says about as much as three letters.
    let weight = |s: Writing, n: usize| if s == Writing::Han { n * 3 } else { n };
    let (foreign, native) = (weight(theirs, foreign), weight(ours, native));
    foreign >= LETTERS && foreign > native * 3
}

/// A script, as far as languages here are told apart by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Latin,
    Han,
    Cyrillic,
}

impl Writing {
    fn letters(self) -> fn(char) -> bool {
        match self {
            Self::Latin => |c| c.is_alphabetic() && (c as u32) < 0x250,
            Self::Han => |c| matches!(c as u32, 0x3400..=0x9fff | 0x2_0000..=0x3_ffff),
            Self::Cyrillic => |c| matches!(c as u32, 0x400..=0x52f),
        }
    }
}

/// The script of a language; `None` where it is not known here.
fn script(lang: &Lang) -> Option<Writing> {
    match lang.primary() {
        "zh" => Some(Writing::Han),
        "ru" | "uk" | "bg" | "be" | "mk" => Some(Writing::Cyrillic),
        "ja" | "ko" | "ar" | "he" | "fa" | "el" | "th" | "hi" => None,
        "sr" if !lang.0.contains("Latn") => Some(Writing::Cyrillic),
        _ => Some(Writing::Latin),
    }
}
