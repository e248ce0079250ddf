//! What the file says of itself: title, dates, identifiers, as XMP and as the information dictionary.
//! Both are made from the same facts, so that they agree.
#![expect(clippy::many_single_char_names, reason = "year, month, day, hour, minute, second")]

use super::{Flavour, Options, Standard};
use crate::credits::party_name;
use crate::issue::{Date, Issue, Names, PRISM, PartyId, moment, prism};
use crate::pages::Document;
use lopdf::{Dictionary, Object};
use std::fmt::Write;

/// Stands for the file's identifier until the content is known: 16 bytes.
pub(super) const PLACEHOLDER: u128 = 0x6D61_7374_6865_6164_2D69_6465_6E74_6974;
const PRODUCER: &str = concat!("masthead ", env!("CARGO_PKG_VERSION"), " (printpdf 0.12.8)");

/// What is said.
pub(super) struct Facts {
    /// Title of the file.
    pub(super) title: String,
    /// Who wrote, in running order; the publisher where nobody is named.
    creators: Vec<String>,
    /// Who took part in another role, in running order.
    contributors: Vec<String>,
    publisher: Option<String>,
    /// Terms of PRISM 3.0 with their values.
    prism: Vec<(&'static str, String)>,
    subject: Option<String>,
    rights: Option<String>,
    lang: String,
    identifier: String,
    /// Year, month, day, hour, minute, second in UTC.
    moment: [i64; 6],
    flavour: Flavour,
    standard: Standard,
}

impl Facts {
    /// The facts of an issue. The moment is the stamp given, else the issue's date, else the epoch.
    pub(super) fn new(document: &Document, issue: &Issue, options: &Options) -> Self {
        let name = |names: &Names| names.get(&issue.lang).or_else(|| names.values().next()).cloned();
        let publisher = issue.publication.publisher.or(issue.publication.house);
        let called = |p: PartyId| issue.party(p).map(|p| party_name(p, &issue.lang).to_owned());
        let publisher = publisher.and_then(called);
        let named = |wrote: bool| -> Vec<String> {
            let people = document.people.iter().filter(|c| c.wrote() == wrote);
            people.filter_map(|c| called(c.party)).collect()
        };
        let (mut creators, contributors) = (named(true), named(false));
        if creators.is_empty() {
            creators.extend(publisher.clone());
        }
        Self {
            title: title(issue),
            creators,
            contributors,
            publisher,
            prism: prism(issue),
            subject: name(&issue.display_date),
            rights: issue.rights.clone(),
            lang: issue.lang.0.clone(),
            identifier: issue.identifier.clone(),
            moment: options.stamp.map_or_else(|| of_date(issue.date), moment),
            flavour: options.flavour,
            standard: options.standard,
        }
    }

    /// The information dictionary. Defect: printpdf writes `Identifier`, `GTS_PDFXVersion` and empty entries
    /// whatever the file is, and `Trapped` cannot be left to the file's flavour.
    pub(super) fn info(&self) -> Dictionary {
        let mut out = Dictionary::new();
        let [y, m, d, h, min, s] = self.moment;
        let date = format!("D:{y:04}{m:02}{d:02}{h:02}{min:02}{s:02}Z");
        out.set("Title", lopdf::text_string(&self.title));
        if !self.creators.is_empty() {
            out.set("Author", lopdf::text_string(&self.creators.join("; ")));
        }
        if let Some(subject) = &self.subject {
            out.set("Subject", lopdf::text_string(subject));
        }
        out.set("Creator", lopdf::text_string("masthead"));
        out.set("Producer", lopdf::text_string(PRODUCER));
        out.set("CreationDate", Object::string_literal(date.clone()));
        out.set("ModDate", Object::string_literal(date));
        out.set("Trapped", Object::Name(b"False".to_vec()));
        if self.flavour == Flavour::Press {
            out.set("GTS_PDFXVersion", Object::string_literal(self.claim()));
        }
        out
    }

    /// What a press file says that it conforms to.
    fn claim(&self) -> &'static str {
        match self.standard {
            Standard::X4 => "PDF/X-4",
            Standard::X1a => "PDF/X-1a:2003",
        }
    }

    /// The XMP packet.
    pub(super) fn packet(&self) -> String {
        let [y, m, d, h, min, s] = self.moment;
        let date = format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:{s:02}Z");
        let id = dashed(PLACEHOLDER);
        let mut out = format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\"\n \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n \
             xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n \
             xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"\n \
             xmlns:prism=\"{PRISM}\">\n",
        );
        let mut plain = |name: &str, value: &str| {
            let _ = writeln!(out, "<{name}>{}</{name}>", escaped(value));
        };
        plain("dc:format", "application/pdf");
        plain("dc:identifier", &self.identifier);
        plain("xmp:CreatorTool", "masthead");
        plain("xmp:CreateDate", &date);
        plain("xmp:ModifyDate", &date);
        plain("xmp:MetadataDate", &date);
        plain("xmpMM:DocumentID", &format!("uuid:{id}"));
        plain("xmpMM:InstanceID", &format!("uuid:{id}"));
        plain("xmpMM:VersionID", "1");
        plain("xmpMM:RenditionClass", "default");
        plain("pdf:Producer", PRODUCER);
        plain("pdf:Trapped", "False");
        plain("prism:aggregationType", "magazine");
        for (term, value) in &self.prism {
            plain(&format!("prism:{term}"), value);
        }
        match self.flavour {
            Flavour::Press => plain("pdfxid:GTS_PDFXVersion", self.claim()),
            Flavour::Screen => plain("pdfuaid:part", "1"),
            Flavour::Proof => {}
        }
        let mut list = |name: &str, kind: &str, attribute: &str, values: &[String]| {
            if values.is_empty() {
                return;
            }
            let item = |v: &String| format!("<rdf:li{attribute}>{}</rdf:li>", escaped(v));
            let items: String = values.iter().map(item).collect();
            let _ = writeln!(out, "<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>");
        };
        let one = std::slice::from_ref::<String>;
        let default = " xml:lang=\"x-default\"";
        list("dc:title", "Alt", default, one(&self.title));
        list("dc:language", "Bag", "", one(&self.lang));
        list("dc:creator", "Seq", "", &self.creators);
        list("dc:contributor", "Bag", "", &self.contributors);
        list("dc:publisher", "Bag", "", self.publisher.as_slice());
        list("dc:description", "Alt", default, self.subject.as_slice());
        list("dc:rights", "Alt", default, self.rights.as_slice());
        out.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
        out
    }
}

/// The title of an issue's files: the publication and the issue's own title, or its date.
pub(super) fn title(issue: &Issue) -> String {
    let name = |names: &Names| names.get(&issue.lang).or_else(|| names.values().next()).cloned();
    let publication = name(&issue.publication.names);
    let date = name(&issue.display_date);
    match (&issue.title, publication, date) {
        (Some(own), Some(of), _) if *own != of => format!("{of}: {own}"),
        (Some(own), _, _) => own.clone(),
        (None, Some(of), Some(date)) => format!("{of}, {date}"),
        (None, Some(of), None) => of,
        (None, None, _) => issue.slug.clone(),
    }
}

/// An identifier as a UUID is written.
pub(super) fn dashed(id: u128) -> String {
    let hex = format!("{id:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or("");
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn of_date(date: Option<Date>) -> [i64; 6] {
    let Some(date) = date else { return moment(0) };
    [date.year.into(), date.month.unwrap_or(1).into(), date.day.unwrap_or(1).into(), 0, 0, 0]
}
