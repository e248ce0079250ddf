//! Who there is and what they are credited with: parties by id or listed spelling, roles by key or label.
//! Decides no layout.

use super::ids;
use super::model::{Credit, Lang, Level, Party, PartyId, PartyKind, Role, Statement};
use crate::diag::{Diagnostic, Findings, Span, nearest};
use crate::manifest::{At, CreditsRaw, PartyRaw};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Languages of `roles.tsv`, in the order of its columns.
const LANGS: [&str; 12] = ["en", "zh-Hans", "zh-Hant", "de", "fr", "es", "it", "nl", "pt", "sv", "pl", "ru"];

/// One line of the roles table.
struct Row {
    key: &'static str,
    marc: &'static str,
    labels: Vec<&'static str>,
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("roles.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Row { key: cells.next()?, marc: cells.next()?, labels: cells.collect() })
    })
}

/// Every role's key, in the order of the table.
pub fn roles() -> impl Iterator<Item = &'static str> {
    rows().map(|r| r.key)
}

/// The label that is printed for `role` in `lang`: of that tag, else of its language, else in English;
/// a role that the table does not know is printed as its key.
#[must_use]
pub fn role_label(role: &Role, lang: &Lang) -> String {
    let Some(row) = rows().find(|r| r.key == role.0) else { return role.0.clone() };
    let column = column(lang).or_else(|| column(&Lang("en".to_owned())));
    let labels = column.and_then(|c| row.labels.get(c)).copied().unwrap_or(row.key);
    labels.split(';').next().unwrap_or(row.key).to_owned()
}

/// The MARC relator of `role` (Library of Congress), `ctb` for a role that the table does not know.
#[must_use]
pub fn marc(role: &Role) -> &'static str {
    rows().find(|r| r.key == role.0).map_or("ctb", |r| r.marc)
}

/// The column of a language: traditional script for Hant, Taiwan, Hong Kong and Macau.
fn column(lang: &Lang) -> Option<usize> {
    let parts: Vec<&str> = lang.0.split('-').collect();
    let traditional =
        parts.iter().any(|p| matches!(*p, "Hant" | "TW" | "HK" | "MO")) && !parts.contains(&"Hans");
    let wanted = match lang.primary() {
        "zh" if traditional => "zh-Hant",
        "zh" => "zh-Hans",
        other => other,
    };
    LANGS.iter().position(|l| *l == wanted)
}

/// The role of a key or of a label in any language; `lang` first.
pub fn role_named(word: &str, lang: &Lang) -> Option<Role> {
    let wanted = folded(word);
    let labelled = |row: &Row, column: usize| {
        row.labels.get(column).is_some_and(|l| l.split(';').any(|l| folded(l) == wanted))
    };
    let own = column(lang);
    let found = rows()
        .find(|r| folded(r.key) == wanted)
        .or_else(|| own.and_then(|c| rows().find(|r| labelled(r, c))))
        .or_else(|| (0..LANGS.len()).find_map(|c| rows().find(|r| labelled(r, c))));
    found.map(|r| Role(r.key.to_owned()))
}

/// A name as it is compared: NFKC, case folded, without spaces, hyphens and middle dots.
pub fn folded(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '·' | '•' | '‧' | '∙' | '・' | '･'
                )
        })
        .collect()
}

/// All parties, and the spellings by which they are found.
#[derive(Default)]
pub struct Parties {
    /// In declared order.
    pub list: Vec<Party>,
    /// Ids and aliases.
    listed: BTreeMap<String, PartyId>,
    /// Names, which two parties may share until one is meant.
    names: BTreeMap<String, Vec<PartyId>>,
}

impl Parties {
    /// Declares `raw`; names without a language are in `lang`.
    pub fn add(&mut self, raw: &PartyRaw, lang: &Lang, f: &mut Findings) {
        let id = PartyId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let kind = match raw.kind.as_ref().map(|k| k.value) {
            Some("organisation") => PartyKind::Organisation,
            Some("house") => PartyKind::House,
            _ => PartyKind::Person,
        };
        let party = Party {
            id: raw.id.value.clone(),
            kind,
            names: ids::names(raw.name.as_ref(), lang, f),
            aliases: raw.aliases.iter().map(|a| a.value.clone()).collect(),
            note: ids::names(raw.note.as_ref(), lang, f),
            span: Some(raw.id.span),
        };
        self.list_spelling(&raw.id, id, "id", f);
        for alias in &raw.aliases {
            self.list_spelling(alias, id, "alias", f);
        }
        for name in party.names.values() {
            let holders = self.names.entry(folded(name)).or_default();
            if !holders.contains(&id) {
                holders.push(id);
            }
        }
        self.list.push(party);
    }

    fn list_spelling(&mut self, spelling: &At<String>, id: PartyId, what: &str, f: &mut Findings) {
        let key = folded(&spelling.value);
        let before = self.listed.get(&key).copied();
        if let Some(before) = before.filter(|b| *b != id) {
            let other = self.list.get(before.0 as usize);
            let mut found = Diagnostic::error(
                "I007",
                format!("{what} `{}` names two parties", spelling.value),
            )
            .at(spelling.span)
            .hint("give each party spellings of its own; case, spaces and hyphens do not tell them apart");
            if let Some(span) = other.and_then(|p| p.span) {
                found = found.related(span, "the other party");
            }
            f.push(found);
            return;
        }
        self.listed.insert(key, id);
    }

    /// The party that `name` means, by id, alias or listed name; unknown and ambiguous ones are reported.
    pub fn find(&self, name: &At<String>, f: &mut Findings) -> Option<PartyId> {
        match self.look(&name.value) {
            Ok(id) => return Some(id),
            Err(Some(several)) => {
                let ids: Vec<_> = several
                    .iter()
                    .filter_map(|i| self.list.get(i.0 as usize))
                    .map(|p| format!("`{}`", p.id))
                    .collect();
                f.push(
                    Diagnostic::error("I008", format!("`{}` could be {}", name.value, ids.join(" or ")))
                        .at(name.span)
                        .hint("write the party's id"),
                );
            }
            Err(None) => f.push(self.unknown(&name.value).at(name.span)),
        }
        None
    }

    /// The party that `name` means; else those that share it, if any.
    pub fn look(&self, name: &str) -> Result<PartyId, Option<&[PartyId]>> {
        let key = folded(name);
        if let Some(id) = self.listed.get(&key) {
            return Ok(*id);
        }
        match self.names.get(&key).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(several) => Err(Some(several)),
            None => Err(None),
        }
    }

    /// The known spelling nearest to `name`.
    pub fn near(&self, name: &str) -> Option<String> {
        let ids = self.list.iter().map(|p| p.id.as_str());
        let names = self.list.iter().flat_map(|p| p.names.values().chain(&p.aliases).map(String::as_str));
        nearest(name, ids.chain(names)).map(str::to_owned)
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let mut found = Diagnostic::error("I009", format!("unknown party `{name}`"));
        if let Some(near) = self.near(name) {
            found = found.label(format!("did you mean `{near}`?"));
        }
        let mut known: Vec<_> = self.list.iter().take(12).map(|p| format!("`{}`", p.id)).collect();
        if self.list.len() > known.len() {
            known.push("…".to_owned());
        }
        if !known.is_empty() {
            found = found.hint(format!("known parties: {}", known.join(", ")));
        }
        found.hint("declare a new one with [[people]] in the publication or the issue")
    }

    /// The credits of `raw`, whose labels are in `lang`.
    pub fn credits(&self, raw: &CreditsRaw, level: Level, lang: &Lang, f: &mut Findings) -> Vec<Credit> {
        let mut out = Vec::new();
        match raw {
            CreditsRaw::None => {}
            CreditsRaw::List(list) => {
                for credit in list {
                    let role = known_role(&credit.role, lang, f);
                    for party in &credit.parties {
                        let party_id = self.find(party, f);
                        if let (Some(role), Some(party_id)) = (&role, party_id) {
                            out.push(Credit {
                                role: role.clone(),
                                party: party_id,
                                level,
                                statement: if credit.end { Statement::End } else { Statement::Byline },
                                source_label: credit.source_label.clone(),
                                span: Some(party.span),
                            });
                        }
                    }
                }
            }
            CreditsRaw::Short(line) => self.short(line, level, lang, f, &mut out),
        }
        self.report_doubles(&out, f);
        out
    }

    /// `Author: Liu Yan | Layout: Zheng Xueqin, Guo Qing`, also with `／`, ` / ` or `;` between credits.
    fn short(&self, line: &At<String>, level: Level, lang: &Lang, f: &mut Findings, out: &mut Vec<Credit>) {
        let text = line.value.replace(" / ", "|").replace(['｜', '／', ';', '；', '\n'], "|");
        for part in text.split('|').map(str::trim).filter(|p| !p.is_empty()) {
            let Some((label, names)) = part.split_once([':', '：']) else {
                f.push(
                    Diagnostic::error("I010", format!("credit `{part}` has no colon"))
                        .at(line.span)
                        .hint("write `Role: Name | Role: Name`"),
                );
                continue;
            };
            let label = At::new(label.trim().to_owned(), line.span);
            let Some(role) = known_role(&label, lang, f) else { continue };
            let printed = role_label(&role, lang);
            let source_label = (folded(&printed) != folded(&label.value)
                && folded(&role.0) != folded(&label.value))
            .then(|| label.value.clone());
            for party in self.split_names(names.trim(), line.span, f) {
                let (role, source_label) = (role.clone(), source_label.clone());
                let statement = Statement::Byline;
                out.push(Credit { role, party, level, statement, source_label, span: Some(line.span) });
            }
        }
    }

    /// The parties of `Liu Yan, Guo Qing and Auto Review`; a name may itself hold a comma or an `and`.
    fn split_names(&self, names: &str, span: Span, f: &mut Findings) -> Vec<PartyId> {
        if let Ok(id) = self.look(names) {
            return vec![id];
        }
        let joined =
            names.replace(" and ", ",").replace(" & ", ",").replace(" und ", ",").replace(" et ", ",");
        joined
            .split([',', '，', '、'])
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .filter_map(|n| self.find(&At::new(n.to_owned(), span), f))
            .collect()
    }

    fn report_doubles(&self, credits: &[Credit], f: &mut Findings) {
        for (i, credit) in credits.iter().enumerate() {
            let same = |c: &&Credit| {
                c.role == credit.role && c.party == credit.party && c.statement == credit.statement
            };
            if credits.iter().take(i).any(|c| same(&c)) {
                let name = self.list.get(credit.party.0 as usize).map_or("", |p| p.id.as_str());
                f.push(
                    Diagnostic::warning(
                        "I011",
                        format!("`{name}` is credited twice with `{}`", credit.role.0),
                    )
                    .at(credit.span)
                    .hint("keep one of the two"),
                );
            }
        }
    }
}

fn known_role(word: &At<String>, lang: &Lang, f: &mut Findings) -> Option<Role> {
    let found = role_named(&word.value, lang);
    if found.is_none() {
        let column = column(lang).unwrap_or(0);
        let labels: Vec<&str> =
            rows().filter_map(|r| r.labels.get(column).copied()).flat_map(|l| l.split(';')).collect();
        let mut diag = Diagnostic::error("I012", format!("unknown role `{}`", word.value)).at(word.span);
        if let Some(near) = nearest(&word.value, roles().chain(labels)) {
            diag = diag.label(format!("did you mean `{near}`?"));
        }
        let known: Vec<_> = roles().map(|r| format!("`{r}`")).collect();
        f.push(diag.hint(format!("roles: {}", known.join(", "))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{LANGS, folded, marc, role_label, role_named, rows};
    use crate::issue::{Lang, Role};

    #[test]
    fn every_role_has_a_label_in_every_language() {
        for row in rows() {
            assert_eq!(row.labels.len(), LANGS.len(), "{}", row.key);
            assert!(
                row.labels.iter().all(|l| !l.is_empty() && l.split(';').all(|p| p.trim() == p)),
                "{}",
                row.key
            );
            assert!(row.marc.len() == 3 && row.marc.bytes().all(|b| b.is_ascii_lowercase()), "{}", row.key);
        }
        let keys: std::collections::BTreeSet<_> = rows().map(|r| r.key).collect();
        assert_eq!(keys.len(), rows().count());
    }

    #[test]
    fn labels_follow_the_language() {
        let layout = Role("layout".into());
        let label = |tag: &str| role_label(&layout, &Lang(tag.into()));
        assert_eq!(
            (label("en-GB").as_str(), label("zh-Hans").as_str(), label("tlh").as_str()),
            ("Layout", "版式", "Layout")
        );
        assert_eq!(role_label(&Role("editor".into()), &Lang("zh-TW".into())), "編輯");
        assert_eq!(
            (marc(&layout), marc(&Role("author".into())), marc(&Role("x".into()))),
            ("tyg", "aut", "ctb")
        );
        let zh = Lang("zh-Hans".into());
        assert_eq!(role_named("排版", &zh), Some(layout.clone()));
        assert_eq!(role_named("Mise en page", &zh), Some(layout));
        assert_eq!(role_named("art direction", &zh), Some(Role("art-direction".into())));
    }

    #[test]
    fn names_are_compared_without_case_spaces_and_dots() {
        assert_eq!(folded("Liu Yan"), folded("liu-yan"));
        assert_eq!(folded("ＬＩＵ·Yan"), folded("liuyan"));
        assert_ne!(folded("Liu Yan"), folded("Liu Yang"));
    }
}
