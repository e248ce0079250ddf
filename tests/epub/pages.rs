//! Page by page against the press PDF as `pdftotext` reads it: where the page-list leads, what a replica's page says.
//! Knows nothing of the composed pages.

use super::{Built, entry, samples};
use crate::kit::{Judge, letters};
use std::collections::BTreeMap;

/// The letters of one page of print, by an outside reader.
fn printed(judge: &Judge, built: &Built, page: usize) -> String {
    let (number, file) = (page.to_string(), built.file(".press.pdf"));
    letters(&judge.text(&["-raw", "-f", &number, "-l", &number, &file.to_string_lossy(), "-"]))
}

/// The text between the tags of the body, entities resolved; a page's mark is U+E000.
fn text(xhtml: &str) -> String {
    let body = xhtml.split_once("<body").map_or(xhtml, |(_, body)| body);
    let mut out = String::new();
    for part in body.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap_or((part, ""));
        if tag.contains("doc-pagebreak") {
            out.push('\u{e000}');
        }
        out.push_str(words);
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .into_iter()
        .fold(out, |text, (from, to)| text.replace(from, to))
}

/// Folios with the place that each leads to, in the order of the page-list.
fn page_list(epub: &[u8]) -> Vec<(String, String)> {
    let nav = entry(epub, "OEBPS/nav.xhtml");
    let Some((_, list)) = nav.split_once("epub:type=\"page-list\"") else { return Vec::new() };
    let links = list.split("href=\"").skip(1).map(|l| {
        let (href, rest) = l.split_once('"').expect("an end");
        (rest[1..].split('<').next().expect("words").to_owned(), href.to_owned())
    });
    links.collect()
}

/// The printed page, from 1, that bears each folio, by the replica, which has a file for each.
fn numbers(built: &Built) -> BTreeMap<String, usize> {
    let list = page_list(&built.bytes(".replica.epub")).into_iter();
    let number = |href: &str| {
        let digits: String =
            href.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a number")
    };
    list.map(|(folio, href)| (folio, number(&href))).collect()
}

#[test]
fn every_entry_of_the_page_list_leads_to_the_words_with_which_its_printed_page_begins() {
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    for built in samples() {
        let epub = built.bytes(".epub");
        let (list, numbers) = (page_list(&epub), numbers(built));
        let mut proved = 0;
        for (folio, href) in &list {
            let (file, id) = href.split_once('#').expect("a place");
            let xhtml = entry(&epub, &format!("OEBPS/{file}"));
            assert_eq!(xhtml.matches(&format!("id=\"{id}\"")).count(), 1, "{}: {href}", built.sample);
            let (before, after) = xhtml.split_once(&format!("id=\"{id}\"")).expect("the mark");
            let after = after.split_once('>').expect("its end").1;
            // What stands up to the next page's mark, and right before this one.
            let here = text(&format!("<body>{after}"));
            let here = letters(here.split('\u{e000}').next().expect("words"));
            let start: String = here.chars().take(if here.is_ascii() { 12 } else { 6 }).collect();
            if start.is_empty() {
                continue;
            }
            let page = printed(&pdftotext, built, numbers[folio]);
            let at = format!("{}: page {folio}, `{start}`", built.sample);
            assert!(page.contains(&start), "{at} is not on the printed page:\n{page}");
            // Within one paragraph or heading: boxes and figures may stand elsewhere on the page.
            let block = before.rsplit(['\n']).next().expect("a line");
            let last = letters(text(&format!("<body{block}>")).rsplit('\u{e000}').next().expect("words"));
            let last: String = last.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
            assert!(
                last.is_empty() || !page.contains(&format!("{last}{start}")),
                "{at} is not where it begins"
            );
            proved += 1;
        }
        assert!(proved * 4 >= list.len() * 3, "{}: {proved} of {} proved", built.sample, list.len());
        assert!(list.len() > 8 || built.sample == "minimal", "{}: {} pages", built.sample, list.len());
    }
}

#[test]
fn what_can_be_selected_on_a_page_of_the_replica_is_what_is_printed_there() {
    let Some(pdftotext) = Judge::program("pdftotext") else { return };
    let sorted = |text: &str| {
        let mut all: Vec<char> = text.chars().collect();
        all.sort_unstable();
        all.into_iter().collect::<String>()
    };
    for built in samples() {
        let epub = built.bytes(".replica.epub");
        let package = entry(&epub, "OEBPS/content.opf");
        let count = package.matches("properties=\"page-spread-").count();
        assert_eq!(count, package.matches("<itemref").count());
        let digits = count.to_string().len().max(3);
        let mut same = 0;
        for page in 1..=count {
            let xhtml = entry(&epub, &format!("OEBPS/text/page-{page:0digits$}.xhtml"));
            let words = text(&xhtml);
            let (ours, theirs) = (letters(&words), printed(&pdftotext, built, page));
            // A supplied advertisement is a picture here.
            if ours.is_empty() {
                continue;
            }
            let at = format!("{}, page {page}", built.sample);
            assert_eq!(sorted(&ours), sorted(&theirs), "{at}:\n{words}");
            same += 1;
        }
        assert!(same + 4 >= count, "{}: {same} of {count} pages have text", built.sample);
    }
}
