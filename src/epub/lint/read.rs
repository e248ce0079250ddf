//! What a text file of a finished EPUB says of itself and of others: ids, what it loads, where its links lead.
//! Judges nothing, and reads no further than where a file stops being XML.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;

/// A text file, as far as the lint asks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Text {
    /// The ids of its elements.
    pub ids: BTreeSet<String>,
    /// What it cannot be shown without: pictures, faces, sheets, the files of the manifest.
    pub loads: Vec<String>,
    /// Where its links lead.
    pub leads: Vec<String>,
    /// Elements and attributes that run.
    pub scripts: Vec<String>,
    /// Where the entries of navigation lead that have no words.
    pub unnamed: Vec<String>,
    /// The picture that the package calls its cover.
    pub cover: Option<String>,
}

/// Kinds of text files, by the ending of their names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Xhtml,
    Package,
    Ncx,
    Svg,
    Css,
}

/// Reads a file; `None` for one that is no text.
pub(super) fn text(path: &str, bytes: &[u8]) -> Option<Text> {
    let kind = match path.rsplit_once('.')?.1 {
        "xhtml" => Kind::Xhtml,
        "opf" => Kind::Package,
        "ncx" => Kind::Ncx,
        "svg" => Kind::Svg,
        "css" => Kind::Css,
        _ => return None,
    };
    let words = std::str::from_utf8(bytes).ok()?;
    let mut walk = Walk::new(kind);
    if kind == Kind::Css {
        walk.css(words);
    } else {
        walk.xml(words);
    }
    Some(walk.text)
}

/// A file that is being read.
struct Walk {
    kind: Kind,
    text: Text,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// How many were open where the navigation began that is being read.
    nav: Option<usize>,
    label: Option<Label>,
}

/// The words of an entry of navigation.
struct Label {
    depth: usize,
    to: String,
    named: bool,
}

impl Walk {
    fn new(kind: Kind) -> Self {
        Self { kind, text: Text::default(), open: Vec::new(), nav: None, label: None }
    }

    fn xml(&mut self, words: &str) {
        let mut reader = Reader::from_str(words);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => self.begin(&element),
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(run)) => self.words(&run.decode().unwrap_or_default()),
                Ok(Event::CData(run)) => self.words(&run.decode().unwrap_or_default()),
                Ok(Event::GeneralRef(_)) => self.words("&"),
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    fn begin(&mut self, element: &BytesStart) {
        let name = String::from_utf8_lossy(element.local_name().as_ref()).to_ascii_lowercase();
        let (mut to, mut words, mut cover) = (String::new(), String::new(), false);
        for attribute in element.attributes().with_checks(false).flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).to_ascii_lowercase();
            let value = attribute.unescape_value().unwrap_or_default();
            match key.as_str() {
                "id" | "xml:id" => _ = self.text.ids.insert(value.to_string()),
                "href" | "xlink:href" | "src" | "poster" | "data" => {
                    to = value.to_string();
                    self.refer(&name, &value);
                }
                "srcset" => value.split(',').for_each(|one| {
                    self.load(one.split_whitespace().next().unwrap_or_default());
                }),
                "epub:type" if name == "nav" => self.nav = Some(self.open.len()),
                "alt" | "aria-label" => words.push_str(&value),
                "properties" => cover = value.split_whitespace().any(|p| p == "cover-image"),
                key if key.starts_with("on") && self.runs() => self.text.scripts.push(key.to_owned()),
                _ if value.contains("url(") => self.css(&value),
                _ => {}
            }
        }
        if name == "script" && self.runs() {
            self.text.scripts.push(name.clone());
        }
        if cover && self.kind == Kind::Package {
            self.text.cover = Some(to.clone());
        }
        let entry = match self.kind {
            Kind::Xhtml => self.nav.is_some() && ["a", "span"].contains(&name.as_str()),
            Kind::Ncx => name == "text",
            _ => false,
        };
        if entry && self.label.is_none() {
            self.label = Some(Label { depth: self.open.len(), to, named: false });
        }
        self.open.push(name);
        self.words(&words);
    }

    /// Whether the file is of a kind in which something can run.
    fn runs(&self) -> bool {
        matches!(self.kind, Kind::Xhtml | Kind::Svg)
    }

    fn end(&mut self) {
        self.open.pop();
        let depth = self.open.len();
        if let Some(label) = self.label.take_if(|l| l.depth >= depth)
            && !label.named
        {
            self.text.unnamed.push(label.to);
        }
        self.nav.take_if(|nav| *nav >= depth);
    }

    fn words(&mut self, words: &str) {
        if self.open.last().is_some_and(|name| name == "style") {
            self.css(words);
        }
        if let Some(label) = self.label.as_mut() {
            label.named |= !words.trim().is_empty();
        }
    }

    fn refer(&mut self, element: &str, to: &str) {
        match (self.kind, element) {
            (_, "a" | "area") | (Kind::Ncx, "content") | (Kind::Package, "reference") => {
                self.text.leads.push(to.to_owned());
            }
            // `link` of a package names records about the book, which may lie anywhere (EPUB 3.3 §5.5.7).
            (Kind::Package, "item") | (Kind::Xhtml | Kind::Svg, _) => self.load(to),
            _ => {}
        }
    }

    fn load(&mut self, to: &str) {
        // What is written into the file itself is there.
        let inside = to.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
        if !to.is_empty() && !inside {
            self.text.loads.push(to.to_owned());
        }
    }

    /// `url(…)` and `@import "…"` of a style sheet or of an attribute's value.
    fn css(&mut self, words: &str) {
        for part in words.split("url(").skip(1) {
            let to = part.split(')').next().unwrap_or_default().trim();
            self.load(to.trim_matches(['"', '\'']));
        }
        for part in words.split("@import").skip(1) {
            let mut parts = part.trim_start().split(['"', '\'']);
            if parts.next() == Some("") {
                self.load(parts.next().unwrap_or_default());
            }
        }
    }
}
