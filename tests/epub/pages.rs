//! A replica's pages against those of the press PDF, as `pdftotext` reads them.
//! Knows nothing of the composed pages; where the page-list leads is proved in `shelf`.

use super::{Built, entry, samples};
use crate::kit::{Judge, letters};

/// The letters of one page of print, by an outside reader.
fn printed(judge: &Judge, built: &Built, page: usize) -> String {
    let (number, file) = (page.to_string(), built.file(".press.pdf"));
    letters(&judge.text(&["-raw", "-f", &number, "-l", &number, &file.to_string_lossy(), "-"]))
}

/// The text between the tags of the body, entities resolved.
fn text(xhtml: &str) -> String {
    let body = xhtml.split_once("<body").map_or(xhtml, |(_, body)| body);
    let mut out = String::new();
    for part in body.split('<').skip(1) {
        out.push_str(part.split_once('>').map_or("", |(_, words)| words));
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .into_iter()
        .fold(out, |text, (from, to)| text.replace(from, to))
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
