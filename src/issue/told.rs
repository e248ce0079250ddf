//! Credits that a text or a picture's file tells of itself, held against those of the manifest.
//! Changes no credit: who is right only people can know.

use super::check::Checker;
use super::model::{Article, ArticleKind, Credit, Lang, PartyId, Role};
use super::parties::{folded, marc, role_named};
use super::text::{BlockKind, FigurePicture, plain};
use crate::diag::{Diagnostic, Span};
use std::collections::BTreeSet;

/// Longest paragraph that is taken for a credit line, in characters.
const LINE: usize = 160;
/// Longest name in such a line.
const NAME: usize = 40;
/// Words that name an author without a colon, by language.
const BY: [(&str, &str); 12] = [
    ("en", "by"),
    ("de", "von"),
    ("fr", "par"),
    ("es", "por"),
    ("pt", "por"),
    ("it", "di"),
    ("nl", "door"),
    ("sv", "av"),
    ("pl", "autor"),
    ("zh", "文"),
    ("zh", "撰文"),
    ("zh", "本刊记者"),
];

impl Checker<'_> {
    /// Warns where a figure is credited to somebody whom a picture of it does not name in its file. Any name
    /// in common is agreement: agencies stand beside makers in both.
    pub fn hold_against_files(&mut self, pictures: &[FigurePicture], credit: &str, at: Option<Span>) {
        let said: BTreeSet<String> = parts(credit).flat_map(|name| self.spellings(name)).collect();
        for picture in pictures {
            let Some(picture) = self.pictures.get(picture.picture.0 as usize) else { continue };
            let embedded = picture.embedded();
            let agrees = |name: &str| {
                let whole = [folded(name), ordered(name)];
                whole.into_iter().chain(parts(name).map(folded)).any(|n| said.contains(&n))
            };
            let names: Vec<String> = embedded.names().map(|n| format!("`{n}`")).collect();
            if names.is_empty() || embedded.names().any(agrees) {
                continue;
            }
            let message = format!(
                "picture `{}` names {} in its file, and is credited to `{credit}`",
                picture.path,
                names.join(" and ")
            );
            let hint = "ask who made it; then correct the credit here, or the IPTC data of the file";
            self.f.push(Diagnostic::warning("I040", message).at(at).hint(hint));
        }
    }

    /// Everything by which whoever `name` means may be called, as it is compared.
    fn spellings(&self, name: &str) -> Vec<String> {
        let party = self.parties.look(name).ok().and_then(|id| self.parties.list.get(id.0 as usize));
        let known = party.into_iter().flat_map(|p| p.names.values().chain(&p.aliases).chain([&p.id]));
        let all = known.map(String::as_str).chain([name]);
        all.flat_map(|n| [folded(n), ordered(n)]).collect()
    }

    /// Warns where the first or last paragraph of a text is a credit line of its own that names others than
    /// the credits. `issue` are the credits of issue and publication.
    pub fn hold_against_texts(&mut self, articles: &[Article], issue: &[Credit]) {
        for article in articles.iter().filter(|a| a.kind == ArticleKind::Text) {
            let section = article.section.and_then(|s| self.sections.get(s));
            let theirs = section.map(|s| s.credits.as_slice()).unwrap_or_default();
            let all: Vec<Credit> = article.credits.iter().chain(theirs).chain(issue).cloned().collect();
            let ends = [article.body.first(), article.body.last().filter(|_| article.body.len() > 1)];
            for block in ends.into_iter().flatten() {
                let BlockKind::Paragraph(text) = &block.kind else { continue };
                for (role, names) in line(&plain(text), &article.lang) {
                    self.hold_role(&role, &names, &all, block.span);
                }
            }
        }
    }

    fn hold_role(&mut self, role: &Role, names: &[String], all: &[Credit], at: Span) {
        let kin: Vec<&Credit> = all.iter().filter(|c| family(&c.role) == family(role)).collect();
        let level = kin.iter().map(|c| c.level).min();
        let held: Vec<PartyId> = kin.iter().filter(|c| Some(c.level) == level).map(|c| c.party).collect();
        let means = |name: &String| match self.parties.look(name) {
            Ok(id) => held.contains(&id),
            Err(several) => several.unwrap_or_default().iter().any(|id| held.contains(id)),
        };
        let strange: Vec<String> = names.iter().filter(|n| !means(n)).map(|n| format!("`{n}`")).collect();
        if strange.is_empty() {
            return;
        }
        let parties = held.iter().filter_map(|id| self.parties.list.get(id.0 as usize));
        let credited: Vec<String> = parties.map(|p| format!("`{}`", p.id)).collect();
        let (role, strange) = (&role.0, strange.join(" and "));
        let message = if credited.is_empty() {
            format!("the text names {strange} as its `{role}`, and nobody is credited with that")
        } else {
            format!("the text names {strange} as its `{role}`, and {} is credited", credited.join(" and "))
        };
        let found = Diagnostic::warning("I041", message).at(at);
        self.f.push(
            found
                .hint("correct the credits or the line")
                .hint("or take the line out: the layout prints the credits where its design wants them"),
        );
    }
}

/// Roles that a magazine's credit lines do not keep apart: by MARC relator, photographs and other pictures
/// as one.
fn family(role: &Role) -> &'static str {
    match marc(role) {
        "pht" => "ill",
        other => other,
    }
}

/// The roles and names of a paragraph that is nothing but a credit line: `Text: Wang Wei | Photos: Li Na`,
/// `By Jane Doe`, `文／王伟`. Empty for any other paragraph.
fn line(text: &str, lang: &Lang) -> Vec<(Role, Vec<String>)> {
    let text = text.trim();
    if text.chars().count() > LINE {
        return Vec::new();
    }
    if let Some(names) = by(text, lang) {
        return vec![(Role("author".to_owned()), names)];
    }
    let split = text.replace(" / ", "|").replace(['｜', ';', '；'], "|");
    let read = |part: &str| {
        let (label, names) = part.split_once([':', '：', '／'])?;
        Some((role_named(label.trim(), lang)?, names_of(names)?))
    };
    let parts = split.split('|').map(str::trim).filter(|p| !p.is_empty());
    let found: Option<Vec<_>> = parts.map(read).collect();
    let found = found.unwrap_or_default();
    // A lone `Data: …` is a source, no credit.
    let lone =
        found.len() == 1 && found.iter().all(|(r, _)| !["aut", "ill", "trl", "rpt"].contains(&family(r)));
    if lone { Vec::new() } else { found }
}

fn by(text: &str, lang: &Lang) -> Option<Vec<String>> {
    BY.iter().filter(|(tag, _)| *tag == lang.primary()).find_map(|(_, word)| {
        let (first, rest) = text.split_once([' ', '／', '/', '\u{3000}'])?;
        (first.to_lowercase() == *word).then(|| names_of(rest)).flatten()
    })
}

/// The names of a list; `None` where one of them does not look like a name.
fn names_of(list: &str) -> Option<Vec<String>> {
    let looks = |name: &str| {
        let few = name.chars().count() <= NAME && name.split_whitespace().count() <= 5;
        let begins = name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
        few && begins && !name.ends_with(['.', '!', '?', '。', '！', '？'])
    };
    let names: Vec<String> = parts(list).map(str::to_owned).collect();
    (!names.is_empty() && names.iter().all(|n| looks(n))).then_some(names)
}

/// Single names of a list or of an agency's line: `© Li Na/Xinhua` has two.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    let signs = list.split([',', '，', '、', '/', '／', '|', ';', '&']);
    let words =
        signs.flat_map(|p| p.split(" and ")).flat_map(|p| p.split(" via ")).flat_map(|p| p.split("和"));
    words.map(bare).filter(|p| !p.is_empty())
}

/// A name without a mark of copyright or a label before it.
fn bare(name: &str) -> &str {
    let name = name.rsplit([':', '：']).next().unwrap_or(name).trim();
    ["©", "(c)", "(C)"].iter().find_map(|mark| name.strip_prefix(mark)).unwrap_or(name).trim()
}

/// A name whose words are in order of the alphabet: `Li, Na` is `Na Li`.
fn ordered(name: &str) -> String {
    let mut words: Vec<String> = name.split([' ', ',']).filter(|w| !w.is_empty()).map(folded).collect();
    words.sort();
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::{line, ordered, parts};
    use crate::issue::Lang;

    fn read(text: &str, tag: &str) -> String {
        let found = line(text, &Lang(tag.into()));
        let one =
            |(role, names): &(crate::issue::Role, Vec<String>)| format!("{}={}", role.0, names.join("+"));
        found.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn credit_lines_are_told_from_sentences() {
        for (text, tag, wanted) in [
            ("Text: Wang Wei | Photos: Li Na", "en", "author=Wang Wei photography=Li Na"),
            ("By Jane Doe", "en", "author=Jane Doe"),
            ("by Jane Doe and Liu Yan", "en", "author=Jane Doe+Liu Yan"),
            ("文／王伟", "zh-Hans", "author=王伟"),
            ("撰文：王伟；摄影：李娜", "zh-Hans", "author=王伟 photography=李娜"),
            ("Von Jana Dorn", "de", "author=Jana Dorn"),
            ("By then the plant had closed.", "en", ""),
            ("By Monday everybody in the whole town knew of it", "en", ""),
            ("Note: see the table", "en", ""),
            ("Data: National Bureau", "en", ""),
            ("Text: a sentence that goes on", "en", ""),
            ("A first paragraph of a few words.", "en", ""),
        ] {
            assert_eq!(read(text, tag), wanted, "{text}");
        }
    }

    #[test]
    fn names_are_taken_out_of_agencies_lines() {
        assert_eq!(
            parts("Photo: © Li Na/Xinhua via Getty").collect::<Vec<_>>(),
            ["Li Na", "Xinhua", "Getty"]
        );
        assert_eq!(ordered("Li, Na"), ordered("na li"));
    }
}
