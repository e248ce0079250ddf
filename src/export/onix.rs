//! The issue as an ONIX for Books 3.0 message: one product, the EPUB of a single issue of a periodical.
//! Code lists are `EDItEUR`'s; each code is named beside its list. Knows nothing of other formats.

use super::Work;
use super::people::{gathered, onix_form, onix_language, onix_role};
use super::pieces::{Piece, pieces};
use super::prices::{Price, prices};
use super::xml::Xml;
use crate::credits::{Contributor, contributors, party_name};
use crate::issue::{Date, Lang, Party, PartyId, PartyKind, moment, named, plain};

/// The message.
pub(super) fn write(work: &Work<'_>, sent: Option<i64>) -> String {
    let mut xml = Xml::new();
    let root = [("release", "3.0"), ("xmlns", "http://ns.editeur.org/onix/3.0/reference")];
    xml.within("ONIXMessage", &root, |xml| {
        xml.within("Header", &[], |xml| {
            xml.within("Sender", &[], |xml| xml.leaf("SenderName", &[], &publisher(work)));
            let date =
                work.issue.date.map_or((1970, 1, 1), |d| (d.year, d.month.unwrap_or(1), d.day.unwrap_or(1)));
            let date = format!("{:04}{:02}{:02}", date.0, date.1, date.2);
            xml.leaf("SentDateTime", &[], &sent.map_or(date, stamp));
        });
        xml.within("Product", &[], |xml| product(xml, work));
    });
    xml.finish()
}

fn product(xml: &mut Xml, work: &Work<'_>) {
    let issue = work.issue;
    xml.leaf("RecordReference", &[], &issue.identifier);
    // List 1: 03 notification confirmed on publication.
    xml.leaf("NotificationType", &[], "03");
    xml.within("ProductIdentifier", &[], |xml| identifier(xml, "ProductIDType", &issue.identifier));
    xml.within("DescriptiveDetail", &[], |xml| description(xml, work));
    collateral(xml, work);
    xml.within("ContentDetail", &[], |xml| {
        for (n, piece) in pieces(work).iter().enumerate() {
            xml.within("ContentItem", &[], |xml| item(xml, work, n, piece));
        }
    });
    xml.within("PublishingDetail", &[], |xml| {
        xml.within("Publisher", &[], |xml| {
            // List 45: 01 publisher.
            xml.leaf("PublishingRole", &[], "01");
            xml.leaf("PublisherName", &[], &publisher(work));
        });
        // List 64: 04 active.
        xml.leaf("PublishingStatus", &[], "04");
        if let Some(date) = issue.date {
            xml.within("PublishingDate", &[], |xml| {
                // List 163: 01 publication date.
                xml.leaf("PublishingDateRole", &[], "01");
                let (text, format) = compact(date);
                xml.leaf("Date", &[("dateformat", format)], &text);
            });
        }
    });
    if let Some(original) = &issue.translation_of {
        xml.within("RelatedMaterial", &[], |xml| {
            xml.within("RelatedProduct", &[], |xml| {
                // List 51: 11 is other-language version of.
                xml.leaf("ProductRelationCode", &[], "11");
                xml.within("ProductIdentifier", &[], |xml| identifier(xml, "ProductIDType", original));
            });
        });
    }
    supply(xml, work);
}

/// An identifier: a URN where it is one, else the sender's own.
fn identifier(xml: &mut Xml, kind: &'static str, value: &str) {
    // List 5: 22 URN, 01 proprietary.
    if value.starts_with("urn:") {
        xml.leaf(kind, &[], "22");
    } else {
        xml.leaf(kind, &[], "01");
        xml.leaf("IDTypeName", &[], "identifier of the issue");
    }
    xml.leaf("IDValue", &[], value);
}

fn description(xml: &mut Xml, work: &Work<'_>) {
    let issue = work.issue;
    // List 2: 00 single-component product. List 150: ED digital download. List 12: 18 periodical.
    xml.leaf("ProductComposition", &[], "00");
    xml.leaf("ProductForm", &[], "ED");
    xml.leaf("ProductFormDetail", &[], onix_form("epub"));
    // List 79: 09 e-publication accessibility detail. List 196: 11 contents, 13 one reading order, 19 page numbers
    // of the print edition, 22 languages tagged, 29 next and previous, 30 ARIA roles, 36 appearance can be modified.
    for value in ["11", "13", "19", "22", "29", "30", "36"] {
        xml.within("ProductFormFeature", &[], |xml| {
            xml.leaf("ProductFormFeatureType", &[], "09");
            xml.leaf("ProductFormFeatureValue", &[], value);
        });
    }
    xml.leaf("TradeCategory", &[], "18");
    // List 81: 10 text. List 144: 00 no technical protection.
    xml.leaf("PrimaryContentType", &[], "10");
    xml.leaf("EpubTechnicalProtection", &[], "00");
    collection(xml, work);
    xml.within("TitleDetail", &[], |xml| title(xml, "01", &work.title(), None));
    for (n, who) in contributors(issue, work.designs).iter().enumerate() {
        contributor(xml, work, n, who, &issue.lang);
    }
    let mut languages: Vec<&Lang> = vec![&issue.lang];
    for article in &issue.articles {
        if !languages.iter().any(|l| l.primary() == article.lang.primary()) {
            languages.push(&article.lang);
        }
    }
    for lang in languages {
        language(xml, lang);
    }
    xml.within("Extent", &[], |xml| {
        // List 23: 08 pages of the print counterpart. List 24: 03 pages.
        xml.leaf("ExtentType", &[], "08");
        xml.leaf("ExtentValue", &[], &work.document.pages.len().to_string());
        xml.leaf("ExtentUnit", &[], "03");
    });
    let mut words: Vec<&str> = Vec::new();
    for keyword in issue.articles.iter().flat_map(|a| &a.keywords) {
        if !words.contains(&keyword.as_str()) {
            words.push(keyword);
        }
    }
    if !words.is_empty() {
        xml.within("Subject", &[], |xml| {
            // List 27: 20 keywords, divided by semicolons.
            xml.leaf("SubjectSchemeIdentifier", &[], "20");
            xml.leaf("SubjectHeadingText", &[], &words.join("; "));
        });
    }
}

/// The periodical, with the issue's place in it.
fn collection(xml: &mut Xml, work: &Work<'_>) {
    let (issue, publication) = (work.issue, &work.issue.publication);
    let Some(name) = named(&publication.names, &issue.lang) else { return };
    xml.within("Collection", &[], |xml| {
        // List 148: 10 publisher's collection.
        xml.leaf("CollectionType", &[], "10");
        for issn in publication.eissn.iter().chain(&publication.issn).take(1) {
            xml.within("CollectionIdentifier", &[], |xml| {
                // List 13: 02 ISSN, without its hyphen.
                xml.leaf("CollectionIDType", &[], "02");
                xml.leaf("IDValue", &[], &issn.replace('-', ""));
            });
        }
        if let Some(position) = issue.aggregate {
            xml.within("CollectionSequence", &[], |xml| {
                // List 197: 03 order of publication.
                xml.leaf("CollectionSequenceType", &[], "03");
                xml.leaf("CollectionSequenceNumber", &[], &position.to_string());
            });
        }
        xml.within("TitleDetail", &[], |xml| title(xml, "02", name, issue.number.as_deref()));
    });
}

/// A title detail's content. `level` is of list 149: 01 product, 02 collection, 04 content item.
fn title(xml: &mut Xml, level: &str, words: &str, part: Option<&str>) {
    // List 15: 01 distinctive title.
    xml.leaf("TitleType", &[], "01");
    xml.within("TitleElement", &[], |xml| {
        xml.leaf("TitleElementLevel", &[], level);
        xml.leaf("PartNumber", &[], part.unwrap_or_default());
        match words.strip_prefix("The ") {
            Some(rest) => {
                xml.leaf("TitlePrefix", &[], "The");
                xml.leaf("TitleWithoutPrefix", &[], rest);
            }
            None => xml.leaf("TitleText", &[], words),
        }
    });
}

fn contributor(xml: &mut Xml, work: &Work<'_>, n: usize, who: &Contributor, lang: &Lang) {
    let Some(party) = work.issue.party(who.party) else { return };
    xml.within("Contributor", &[], |xml| {
        xml.leaf("SequenceNumber", &[], &(n + 1).to_string());
        let mut codes: Vec<&str> = Vec::new();
        for code in who.roles.iter().map(onix_role) {
            if !codes.contains(&code) {
                codes.push(code);
                xml.leaf("ContributorRole", &[], code);
            }
        }
        let shown = party_name(party, lang);
        name(xml, party, shown);
        for other in party.names.values().filter(|n| *n != shown) {
            xml.within("AlternativeName", &[], |xml| {
                // List 18: 05 transliterated or translated form.
                xml.leaf("NameType", &[], "05");
                name(xml, party, other);
            });
        }
        xml.leaf("BiographicalNote", &[], named(&party.note, lang).unwrap_or_default());
    });
}

fn name(xml: &mut Xml, party: &Party, words: &str) {
    xml.leaf(if party.kind == PartyKind::Person { "PersonName" } else { "CorporateName" }, &[], words);
}

fn language(xml: &mut Xml, lang: &Lang) {
    xml.within("Language", &[], |xml| {
        // List 22: 01 language of text.
        xml.leaf("LanguageRole", &[], "01");
        xml.leaf("LanguageCode", &[], onix_language(lang.primary()));
        let parts = || lang.0.split('-').skip(1);
        xml.leaf("CountryCode", &[], parts().find(|p| p.len() == 2).unwrap_or_default());
        xml.leaf("ScriptCode", &[], parts().find(|p| p.len() == 4).unwrap_or_default());
    });
}

/// The lines on the cover as the description, the articles as the contents.
fn collateral(xml: &mut Xml, work: &Work<'_>) {
    let issue = work.issue;
    let cover: Vec<&str> = issue.cover.iter().flat_map(|c| &c.lines).map(|l| l.text.as_str()).collect();
    let contents: Vec<String> = pieces(work).iter().map(|p| plain(&p.article.title)).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    if cover.is_empty() && contents.is_empty() {
        return;
    }
    xml.within("CollateralDetail", &[], |xml| {
        // List 153: 03 description, 04 contents. List 154: 00 for everybody.
        for (kind, lines) in [("03", cover.join(" · ")), ("04", contents.join("\n"))] {
            if !lines.is_empty() {
                xml.within("TextContent", &[], |xml| {
                    xml.leaf("TextType", &[], kind);
                    xml.leaf("ContentAudience", &[], "00");
                    xml.leaf("Text", &[], &lines);
                });
            }
        }
    });
}

fn item(xml: &mut Xml, work: &Work<'_>, n: usize, piece: &Piece<'_>) {
    xml.leaf("LevelSequenceNumber", &[], &(n + 1).to_string());
    xml.within("TextItem", &[], |xml| {
        // List 42: 03 body matter.
        xml.leaf("TextItemType", &[], "03");
        for (first, last) in piece.runs(work) {
            xml.within("PageRun", &[], |xml| {
                xml.leaf("FirstPageNumber", &[], &first);
                xml.leaf("LastPageNumber", &[], &last);
            });
        }
        if !piece.pages.is_empty() {
            xml.leaf("NumberOfPages", &[], &piece.pages.len().to_string());
        }
    });
    let words = plain(&piece.article.title);
    let words = if words.trim().is_empty() { piece.article.id.clone() } else { words };
    xml.within("TitleDetail", &[], |xml| title(xml, "04", &words, None));
    for (n, who) in gathered(&piece.design.credits).iter().enumerate() {
        contributor(xml, work, n, who, &piece.article.lang);
    }
}

/// Prices that are certain, each in its market; without one, the supplier tells.
fn supply(xml: &mut Xml, work: &Work<'_>) {
    let mut markets: Vec<Option<Price>> = prices(work.issue).into_iter().map(Some).collect();
    if markets.is_empty() {
        markets.push(None);
    }
    for price in markets {
        xml.within("ProductSupply", &[], |xml| {
            if let Some(country) = price.as_ref().and_then(|p| p.country.as_deref()) {
                xml.within("Market", &[], |xml| {
                    xml.within("Territory", &[], |xml| xml.leaf("CountriesIncluded", &[], country));
                });
            }
            xml.within("SupplyDetail", &[], |xml| {
                xml.within("Supplier", &[], |xml| {
                    // List 93: 09 publisher to end-customers. List 65: 20 available.
                    xml.leaf("SupplierRole", &[], "09");
                    xml.leaf("SupplierName", &[], &publisher(work));
                });
                xml.leaf("ProductAvailability", &[], "20");
                match &price {
                    Some(price) => xml.within("Price", &[], |xml| {
                        // List 58: 02 recommended retail price including tax.
                        xml.leaf("PriceType", &[], "02");
                        xml.leaf("PriceAmount", &[], &price.amount);
                        xml.leaf("CurrencyCode", &[], price.currency);
                        if price.country.is_none() && price.currency == "EUR" {
                            // List 172: EUR the countries that have it.
                            xml.leaf("CurrencyZone", &[], "EUR");
                        }
                    }),
                    // List 57: 04 contact supplier.
                    None => xml.leaf("UnpricedItemType", &[], "04"),
                }
            });
        });
    }
}

/// Who publishes: the publisher, else the house, else the publication by name.
fn publisher(work: &Work<'_>) -> String {
    let (issue, publication) = (work.issue, &work.issue.publication);
    let name = |id: PartyId| issue.party(id).map(|p| party_name(p, &issue.lang).to_owned());
    let party = publication.publisher.or(publication.house).and_then(name);
    party
        .or_else(|| named(&publication.names, &issue.lang).map(str::to_owned))
        .unwrap_or_else(|| work.title())
}

/// A date without hyphens, and the code of its format in list 55.
fn compact(date: Date) -> (String, &'static str) {
    match (date.month, date.day) {
        (Some(month), Some(day)) => (format!("{:04}{month:02}{day:02}", date.year), "00"),
        (Some(month), None) => (format!("{:04}{month:02}", date.year), "01"),
        (None, _) => (format!("{:04}", date.year), "05"),
    }
}

/// Seconds since 1970 UTC as `CCYYMMDDThhmmZ`.
fn stamp(seconds: i64) -> String {
    let [year, month, day, hour, minute, _] = moment(seconds);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}Z")
}
