//! What tells an issue from others, and whether it can be true: numbers, dates, prices, measures, relations.
//! Compares with other issues in `siblings`, reads bar codes in `barcode`; sets nothing.

pub mod barcode;
pub mod siblings;

use super::check::Checker;
use super::ids;
use super::model::{Date, Lang, Publication, StatedBarcode};
use crate::diag::{Diagnostic, nearest};
use crate::geom::{Length, Size};
use crate::manifest::{At, IssueRaw, Pairs};
use std::collections::BTreeMap;

/// What an issue says of itself that others can be compared with.
#[derive(Clone, Debug)]
pub struct Own {
    /// Date on the cover.
    pub date: Option<Date>,
    /// Number within the year.
    pub number: Option<String>,
    /// Running number.
    pub aggregate: Option<u32>,
}

/// Least and greatest side of a page that presses and binders take.
const SIDES: (Length, Length) = (Length::mm(50), Length::mm(600));
/// Widest bleed.
const BLEED: Length = Length::mm(25);
/// Thinnest and thickest paper: 25 g Bible paper to 600 g board.
const PAPER: (Length, Length) = (Length::micrometres(25), Length::micrometres(1000));

impl Checker<'_> {
    /// Whether trim, bleed and papers are such as presses and binders have (I034).
    ///
    /// Pages from 50 mm to 600 mm a side (a sheet of 70 × 100 cm folds to no more), bleed up to 25 mm, paper
    /// from 0.025 mm to 1 mm. Perfect binding without `paper` is reckoned with 0.08 mm and 0.2 mm.
    pub fn measures(&mut self, trim: Option<&At<Size>>, bleed: Option<&At<Length>>) {
        if let Some(trim) = trim {
            let beyond = |l: Length| l < SIDES.0 || l > SIDES.1;
            if beyond(trim.value.w) || beyond(trim.value.h) {
                let message = format!("no press prints pages of {}", size(trim.value));
                self.out_of_bounds(message, trim.span, "write a trim with sides from 50mm to 600mm");
            }
        }
        if let Some(bleed) = bleed.filter(|b| b.value > BLEED) {
            let message = format!("a bleed of {} is none", millimetres(bleed.value));
            self.out_of_bounds(message, bleed.span, "write a bleed of at most 25mm; 3mm is usual");
        }
    }

    fn papers(&mut self, raw: &IssueRaw) {
        let papers = raw.binding.iter().flat_map(|b| [&b.text, &b.cover]).flatten();
        for paper in papers.filter(|p| p.value < PAPER.0 || p.value > PAPER.1) {
            let message = format!("no paper is {} thick", millimetres(paper.value));
            self.out_of_bounds(message, paper.span, "write the caliper of one leaf, from 0.025mm to 1mm");
        }
    }

    fn out_of_bounds(&mut self, message: String, at: crate::diag::Span, hint: &str) {
        self.f.push(Diagnostic::error("I034", message).at(at).hint(hint));
    }

    /// Prices by market. A market is a country (ISO 3166-1 alpha-2) or a currency (ISO 4217); another word is a
    /// warning (I026), and printed all the same.
    pub fn prices(&mut self, raw: &Pairs<String>) -> BTreeMap<String, String> {
        let known = || words(include_str!("markets.txt"));
        for (market, _) in raw.iter().filter(|(m, _)| !m.value.is_empty()) {
            if known().any(|k| k == market.value) {
                continue;
            }
            let message = format!("`{}` is neither a country nor a currency", market.value);
            let mut found = Diagnostic::warning("I026", message).at(market.span);
            if let Some(near) = nearest(&market.value, known()) {
                found = found.label(format!("did you mean `{near}`?"));
            }
            self.f.push(found.hint("write a code of ISO 3166 or ISO 4217, such as CN, US or EUR"));
        }
        raw.iter().map(|(market, price)| (market.value.clone(), price.value.clone())).collect()
    }

    /// How often the publication appears: an open word; one that is nearly a usual one is a warning (I027).
    pub fn frequency(&mut self, raw: Option<&At<String>>) -> Option<String> {
        let raw = raw?;
        let plain = raw.value.trim().to_lowercase().replace([' ', '_'], "-");
        let known = || words(include_str!("frequencies.txt"));
        if !known().any(|k| k == plain || k.replace('-', "") == plain.replace('-', ""))
            && let Some(near) = nearest(&plain, known())
        {
            let message = format!("`{}` is no usual word for a frequency", raw.value);
            self.f.push(
                Diagnostic::warning("I027", message)
                    .at(raw.span)
                    .label(format!("did you mean `{near}`?"))
                    .hint("any word may stand here; stores and libraries know the usual ones"),
            );
        }
        Some(raw.value.clone())
    }

    /// Whether the year that the display date prints is that of the cover date (I031). Years are four digits,
    /// or two behind a slash or dash (`2024/25`); calendars of other eras print none and are not compared.
    pub fn display_year(&mut self, raw: &IssueRaw, date: Option<Date>, display: &BTreeMap<Lang, String>) {
        let Some(year) = date.map(|d| d.year) else { return };
        let eras = |lang: &Lang| matches!(lang.primary(), "th" | "fa" | "he" | "ne");
        for (_, words) in display.iter().filter(|(lang, _)| !eras(lang)) {
            let years = years(words);
            let short = years.iter().any(|y| *y < 100 && u32::from(year % 100) == *y);
            if !years.iter().any(|y| *y >= 1000) || short || years.contains(&u32::from(year)) {
                continue;
            }
            let message = format!("\u{201c}{words}\u{201d} is not in {year}, the year of the cover date");
            let at = raw.cover_date.as_ref().map_or(raw.span, |d| d.span);
            self.f.push(
                Diagnostic::warning("I031", message)
                    .at(at)
                    .label("one of the two dates is wrong")
                    .hint("let `cover-date` and `cover-display-date` name the same year"),
            );
            return;
        }
    }

    /// The identifier of the issue that `raw` names: a URN or a web address, or the folder of a sibling.
    pub fn relation(&mut self, key: &str, raw: Option<&At<String>>) -> Option<String> {
        let raw = raw?;
        let text = raw.value.trim();
        let scheme = text.split_once(':').map(|(s, _)| s.to_ascii_lowercase());
        if matches!(scheme.as_deref(), Some("urn" | "http" | "https")) {
            return ids::urn(raw, self.f);
        }
        let folder = text.trim_start_matches("../").trim_end_matches('/');
        let found = self.siblings.iter().find(|s| s.folder == folder).map(|s| s.identifier.clone());
        if found.is_none() {
            let mut diag =
                Diagnostic::error("I028", format!("`{key}` names no issue: `{text}`")).at(raw.span);
            if let Some(near) = nearest(folder, self.siblings.iter().map(|s| s.folder.as_str())) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            self.f.push(diag.hint("write its URN or web address, or its folder beside this issue's"));
        }
        found
    }

    /// Holds numbers and dates against each other and the siblings; what is left is the bar code as stated.
    pub fn prove(
        &mut self,
        raw: &IssueRaw,
        publication: &Publication,
        own: &Own,
        display: &BTreeMap<Lang, String>,
    ) -> StatedBarcode {
        self.follow(raw, own, publication.trim);
        self.display_year(raw, own.date, display);
        self.stated_barcode(&raw.barcode, publication, own)
    }

    /// Puts the trim and bleed that the issue states in the place of the publication's.
    pub fn own_measures(&mut self, raw: &IssueRaw, publication: &mut Publication) {
        self.measures(raw.trim.as_ref(), raw.bleed.as_ref());
        self.papers(raw);
        publication.trim = raw.trim.as_ref().map(|t| t.value).or(publication.trim);
        publication.bleed = raw.bleed.as_ref().map_or(publication.bleed, |b| b.value);
        let (press, folder) = (std::mem::take(&mut publication.press), self.folder.clone());
        publication.press = self.press(raw.press.as_ref(), &folder, press);
    }
}

/// The key of an issue for names and identifiers: date, else number, else running number; a supplement adds
/// its title, since its parent has the same date and number.
pub fn issue_key(raw: &IssueRaw, number: Option<&str>) -> String {
    let own = match (&raw.cover_date, &raw.aggregate) {
        // The day is not part of a monthly's key, and of a daily's it is; it is kept where it is not the first.
        (Some(date), _) => {
            let date = date.value.as_str();
            date.strip_suffix("-01").filter(|d| d.len() == 7).unwrap_or(date).to_owned()
        }
        (None, aggregate) => number
            .map(str::to_owned)
            .or_else(|| aggregate.as_ref().map(|n| n.value.to_string()))
            .unwrap_or_default(),
    };
    if raw.supplement_to.is_none() {
        return own;
    }
    let title = raw.title.as_ref().map_or_else(|| "supplement".to_owned(), |t| ids::slug(&t.value));
    if own.is_empty() { title } else { format!("{own}-{title}") }
}

/// The numbers from first to last of `12` or `9-10`.
pub fn span_of(number: &str) -> Option<(u32, u32)> {
    let (first, last) = number.split_once('-').unwrap_or((number, number));
    Some((first.parse().ok()?, last.parse().ok()?))
}

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace)
}

/// Numbers in `words` that may be years: of four digits, or of two behind a slash or a dash.
fn years(words: &str) -> Vec<u32> {
    let mut out = Vec::new();
    let mut before = ' ';
    let mut rest = words;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        before = rest.get(..start).and_then(|t| t.chars().next_back()).unwrap_or(before);
        let tail = rest.get(start..).unwrap_or("");
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let short = end == 2 && matches!(before, '/' | '-' | '\u{2013}' | '\'' | '\u{2019}');
        if end == 4 || short {
            out.extend(tail.get(..end).and_then(|d| d.parse::<u32>().ok()));
        }
        rest = tail.get(end..).unwrap_or("");
        before = ' ';
    }
    out
}

/// `210 × 285 mm`.
pub fn size(size: Size) -> String {
    let (w, h) = (millimetres(size.w), millimetres(size.h));
    format!("{} × {h}", w.trim_end_matches(" mm"))
}

/// `3 mm`, `0.08 mm`.
pub fn millimetres(length: Length) -> String {
    let micro = length.to_micrometres();
    let text = format!("{}.{:03}", micro / 1000, (micro % 1000).abs());
    format!("{} mm", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::{millimetres, size, span_of, words, years};
    use crate::geom::{Length, Size};

    #[test]
    fn years_are_found_in_dates_as_printed() {
        assert_eq!(years("December 2025"), [2025]);
        assert_eq!(years("Winter 2024/25"), [2024, 25]);
        assert_eq!(years("2025年12月"), [2025]);
        assert_eq!((years("15 December"), years("No. 12345")), (vec![], vec![]));
    }

    #[test]
    fn measures_are_said_in_millimetres() {
        let page = Size { w: Length::mm(210), h: Length::micrometres(279_400) };
        assert_eq!(
            (size(page).as_str(), millimetres(Length::micrometres(80)).as_str()),
            ("210 × 279.4 mm", "0.08 mm")
        );
        assert_eq!((span_of("12"), span_of("9-10"), span_of("x")), (Some((12, 12)), Some((9, 10)), None));
    }

    #[test]
    fn lists_of_codes_are_whole() {
        let markets: Vec<_> = words(include_str!("markets.txt")).collect();
        assert!(markets.iter().all(|m| m.bytes().all(|b| b.is_ascii_uppercase())));
        assert_eq!(markets.iter().filter(|m| m.len() == 2).count(), 249 + 2);
        let mut sorted = markets.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), markets.len());
    }
}
