//! Numbers and names with rules of their own: languages, dates, ISSN, CN, URNs, file names.
//! Looks nothing up and opens no file.

use super::model::{Date, Lang, Names};
use crate::diag::{Diagnostic, Findings};
use crate::manifest::{At, NamesRaw};
use crate::source::sha256;

/// A language tag in its canonical case (BCP 47, RFC 5646 §2.1.1); `None` where it is none.
pub fn lang(tag: &str) -> Option<Lang> {
    let mut out = String::new();
    for (i, part) in tag.trim().split(['-', '_']).enumerate() {
        let ascii = part.bytes().all(|b| b.is_ascii_alphanumeric());
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        if !ascii || part.is_empty() || part.len() > 8 {
            return None;
        }
        if i == 0 {
            if !letters || !(2..=3).contains(&part.len()) {
                return None;
            }
            out.push_str(&part.to_ascii_lowercase());
            continue;
        }
        out.push('-');
        match part.len() {
            2 if letters => out.push_str(&part.to_ascii_uppercase()),
            4 if letters => {
                let (first, rest) = part.split_at_checked(1)?;
                out.push_str(&first.to_ascii_uppercase());
                out.push_str(&rest.to_ascii_lowercase());
            }
            _ => out.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(Lang(out))
}

/// The tag that a manifest gives; a wrong one is reported.
pub fn lang_at(tag: &At<String>, f: &mut Findings) -> Option<Lang> {
    let found = lang(&tag.value);
    if found.is_none() {
        f.push(
            Diagnostic::error("I001", format!("`{}` is not a language tag", tag.value))
                .at(tag.span)
                .hint("write a tag of BCP 47, such as `en`, `en-GB`, `zh-Hans`"),
        );
    }
    found
}

/// Names by language; a lone text is in `default`.
pub fn names(raw: Option<&NamesRaw>, default: &Lang, f: &mut Findings) -> Names {
    match raw {
        None => Names::new(),
        Some(NamesRaw::One(text)) => Names::from([(default.clone(), text.value.trim().to_owned())]),
        Some(NamesRaw::Many(list)) => list
            .iter()
            .filter_map(|(tag, text)| Some((lang_at(tag, f)?, text.value.trim().to_owned())))
            .collect(),
    }
}

/// A date: year, year and month, or all three; of a date with a time, as other tools write it, the date.
pub fn date(raw: &At<String>, f: &mut Findings) -> Option<Date> {
    let read = |text: &str| {
        let mut parts = text.split('-');
        let year: u16 = parts.next().filter(|p| p.len() == 4)?.parse().ok()?;
        let two = |p: &str| (p.len() == 2).then(|| p.parse::<u8>().ok()).flatten();
        let month = parts.next().map(two);
        let day = parts.next().map(two);
        let month = match month {
            Some(m) => Some(m.filter(|m| (1..=12).contains(m))?),
            None => None,
        };
        let day = match (day, month) {
            (Some(d), Some(m)) => Some(d.filter(|d| (1..=days(year, m)).contains(d))?),
            _ => None,
        };
        (parts.next().is_none() && year > 0).then_some(Date { year, month, day })
    };
    let found = read(day_of(&raw.value));
    if found.is_none() {
        f.push(
            Diagnostic::error("I002", format!("`{}` is not a date", raw.value))
                .at(raw.span)
                .hint("write 2025-12-01, \"2025-12\" or \"2025\"; it must be in the calendar"),
        );
    }
    found
}

/// `2025-12-01` of `2025-12-01T08:30:00+08:00` (RFC 3339); anything else as it is.
fn day_of(text: &str) -> &str {
    let Some((day, time)) = text.split_at_checked(10) else { return text };
    let clock = time.strip_prefix(['T', 't', ' ']).unwrap_or("").as_bytes();
    let digits = [0, 1, 3, 4].iter().all(|i| clock.get(*i).is_some_and(u8::is_ascii_digit));
    if digits && clock.get(2) == Some(&b':') { day } else { text }
}

const fn days(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// An ISSN with its hyphen, its check digit proven (ISO 3297).
pub fn issn(raw: &At<String>, f: &mut Findings) -> Option<String> {
    let text = raw.value.trim().trim_start_matches("ISSN").trim().to_ascii_uppercase();
    let signs: Vec<u32> = text
        .chars()
        .filter(|c| *c != '-')
        .filter_map(|c| c.to_digit(10).or((c == 'X').then_some(10)))
        .collect();
    let form = text.len() == 9
        && text.as_bytes().get(4) == Some(&b'-')
        && signs.len() == 8
        && !signs.iter().take(7).any(|d| *d == 10);
    if !form {
        f.push(
            Diagnostic::error("I003", format!("`{}` is not an ISSN", raw.value))
                .at(raw.span)
                .hint("write eight signs with a hyphen, such as 0311-175X"),
        );
        return None;
    }
    let sum: u32 = signs.iter().take(7).zip((2..=8).rev()).map(|(d, w)| d * w).sum();
    let check = (11 - sum % 11) % 11;
    if signs.last() != Some(&check) {
        let digit = if check == 10 { "X".to_owned() } else { check.to_string() };
        f.push(
            Diagnostic::error("I003", format!("the check digit of ISSN `{text}` is wrong"))
                .at(raw.span)
                .label(format!("with these digits it would be `{digit}`"))
                .hint("compare the number with the certificate; one digit or two may be swapped"),
        );
        return None;
    }
    Some(text)
}

/// A Chinese national catalogue number, `CN dd-dddd/CLASS` (GB/T 9999).
pub fn cn(raw: &At<String>, f: &mut Findings) -> Option<String> {
    let text = raw.value.trim();
    let number = text.strip_prefix("CN").map_or(text, str::trim);
    let (number, class) = number.split_once('/').map_or((number, None), |(n, c)| (n, Some(c)));
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let form = number.split_once('-').is_some_and(|(region, serial)| digits(region, 2) && digits(serial, 4));
    let class_well = class.is_none_or(|c| {
        c.starts_with(|x: char| x.is_ascii_uppercase())
            && c.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
    });
    if form && class_well {
        let class = class.map(|c| format!("/{c}")).unwrap_or_default();
        return Some(format!("CN {number}{class}"));
    }
    f.push(
        Diagnostic::error("I004", format!("`{}` is not a CN number", raw.value))
            .at(raw.span)
            .hint("write it as on the licence: CN 11-5288/U"),
    );
    None
}

/// A number within the year: `12`, or `9-10` for a double issue, in ascending order.
pub fn number(raw: &At<String>, f: &mut Findings) -> Option<String> {
    let text = raw.value.trim().replace(['–', '/'], "-");
    let parts: Vec<Option<u32>> = text.split('-').map(|p| p.trim().parse().ok().filter(|n| *n > 0)).collect();
    let well = match parts.as_slice() {
        [Some(_)] => true,
        [Some(a), Some(b)] => a < b,
        _ => false,
    };
    if !well {
        f.push(
            Diagnostic::error("I005", format!("`{}` is not the number of an issue", raw.value))
                .at(raw.span)
                .hint("write 12, or \"9-10\" for a double issue"),
        );
    }
    well.then(|| text.replace(' ', ""))
}

/// A URN as stated, proven to be one (RFC 8141).
pub fn urn(raw: &At<String>, f: &mut Findings) -> Option<String> {
    let text = raw.value.trim();
    let well = text.len() > 4
        && text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("urn:"))
        && text.get(4..).and_then(|r| r.split_once(':')).is_some_and(|(nid, nss)| {
            nid.len() >= 2 && nid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !nss.is_empty()
        })
        && text.bytes().all(|b| b.is_ascii_graphic());
    let web = text.starts_with("https://") || text.starts_with("http://");
    if !well && !web {
        f.push(
            Diagnostic::error("I006", format!("identifier `{text}` is not a URN"))
                .at(raw.span)
                .hint("write urn:uuid:…, urn:issn:… or a web address, or leave the key out: one is derived"),
        );
        return None;
    }
    Some(text.to_owned())
}

/// A URN that stays the same for the same `parts`: a UUID of version 8 (RFC 9562 §5.8) from their SHA-256.
pub fn derived_urn(parts: &[&str]) -> String {
    let mut bytes: Vec<u8> = b"masthead issue".to_vec();
    for part in parts {
        bytes.push(0);
        bytes.extend_from_slice(part.as_bytes());
    }
    let hash = sha256(&bytes);
    let mut hex = String::new();
    for (i, byte) in hash.iter().take(16).enumerate() {
        let byte = match i {
            6 => byte & 0x0F | 0x80,
            8 => byte & 0x3F | 0x80,
            _ => *byte,
        };
        if matches!(i, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        hex.extend([byte >> 4, byte & 15].into_iter().filter_map(|n| char::from_digit(n.into(), 16)));
    }
    format!("urn:uuid:{hex}")
}

/// Most letters of a key that is made from words.
const SLUG: usize = 60;

/// A key from words, fit for a file name: at most 60 small ASCII letters, digits and hyphens, cut between words
/// where it can be. Words without any give a hash.
pub fn slug(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let mut out = out.trim_end_matches('-');
    if out.len() > SLUG
        && let Some(head) = out.get(..SLUG)
    {
        out = if out.as_bytes().get(SLUG) == Some(&b'-') {
            head
        } else {
            head.rsplit_once('-').map_or(head, |(h, _)| h)
        };
        out = out.trim_end_matches('-');
    }
    if out.is_empty() {
        let hash = sha256(words.as_bytes());
        let tail: String = hash
            .iter()
            .take(4)
            .flat_map(|b| [b >> 4, b & 15])
            .filter_map(|n| char::from_digit(n.into(), 16))
            .collect();
        return format!("issue-{tail}");
    }
    out.to_owned()
}

/// Whether a key is fit for a file name and an anchor.
pub fn is_key(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && id.len() <= 80
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{cn, date, derived_urn, is_key, issn, lang, number, slug, urn};
    use crate::diag::{FileId, Findings, Span};
    use crate::manifest::At;

    fn at(text: &str) -> At<String> {
        At::new(text.to_owned(), Span::new(FileId(0), 0..1))
    }

    #[test]
    fn languages_take_their_case() {
        for (typed, canonical) in
            [("EN", "en"), ("en-gb", "en-GB"), ("ZH-hans-cn", "zh-Hans-CN"), ("de-1996", "de-1996")]
        {
            assert_eq!(lang(typed).map(|l| l.0).as_deref(), Some(canonical));
        }
        for bad in ["", "e", "english", "en-", "en--GB", "1a", "中文"] {
            assert_eq!(lang(bad), None, "{bad}");
        }
    }

    #[test]
    fn check_digits_are_proven() {
        let mut f = Findings::new();
        for good in ["0311-175X", "0317-8471", "2049-3630", "0028-0836"] {
            assert_eq!(issn(&at(good), &mut f).as_deref(), Some(good));
        }
        for bad in ["0311-1750", "03111-75X", "0311175X", "X311-1755", "0311-17X5", ""] {
            assert_eq!(issn(&at(bad), &mut f), None, "{bad}");
        }
        assert_eq!(
            f.iter().next().and_then(|d| d.label.clone()).as_deref(),
            Some("with these digits it would be `X`")
        );
    }

    #[test]
    fn dates_must_be_in_the_calendar() {
        let mut f = Findings::new();
        let read = date(&at("2024-02-29"), &mut f).expect("a date");
        assert_eq!((read.year, read.month, read.day), (2024, Some(2), Some(29)));
        let timed = date(&at("2025-12-01T08:30:00+08:00"), &mut f);
        assert_eq!(
            (timed, timed.is_some()),
            (date(&at("2025-12-01 8:30"), &mut f).or(date(&at("2025-12-01"), &mut f)), true)
        );
        assert!(date(&at("2025"), &mut f).is_some() && date(&at("2025-12"), &mut f).is_some());
        for bad in
            ["2025-02-29", "2025-13", "25-12-01", "2025-1-1", "2025-12-01-02", "tomorrow", "2025-12-00"]
        {
            assert!(date(&at(bad), &mut f).is_none(), "{bad}");
        }
    }

    #[test]
    fn other_numbers() {
        let mut f = Findings::new();
        assert_eq!(cn(&at("CN 11-5288/U"), &mut f).as_deref(), Some("CN 11-5288/U"));
        assert_eq!(cn(&at("11-5288"), &mut f).as_deref(), Some("CN 11-5288"));
        assert!(cn(&at("CN 1-5288/U"), &mut f).is_none());
        assert_eq!(number(&at("9-10"), &mut f).as_deref(), Some("9-10"));
        assert!(number(&at("10-9"), &mut f).is_none() && number(&at("0"), &mut f).is_none());
        assert!(urn(&at("urn:issn:0311-175X"), &mut f).is_some() && urn(&at("x"), &mut f).is_none());
    }

    #[test]
    fn derived_identifiers_are_uuids_and_stay() {
        let one = derived_urn(&["auto-review", "437", "en"]);
        assert_eq!(one, derived_urn(&["auto-review", "437", "en"]));
        assert_ne!(one, derived_urn(&["auto-review", "437", "zh"]));
        assert_ne!(derived_urn(&["a", "bc"]), derived_urn(&["ab", "c"]));
        let uuid = one.strip_prefix("urn:uuid:").expect("a UUID");
        assert_eq!((uuid.len(), uuid.as_bytes()[14]), (36, b'8'));
        assert!(matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }

    #[test]
    fn keys_fit_file_names() {
        assert_eq!(slug("Hello, World!"), "hello-world");
        assert!(slug("汽车纵横").starts_with("issue-") && is_key(&slug("汽车纵横")));
        assert_eq!(slug(&"word ".repeat(20)), "word-".repeat(12).trim_end_matches('-'));
        assert_eq!((slug(&"x".repeat(90)).len(), slug(&"x".repeat(60)).len()), (60, 60));
        assert!(is_key("cover-story-1") && !is_key("../x") && !is_key(".x") && !is_key("a b"));
    }
}
