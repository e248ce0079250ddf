//! A writer of XML text: elements that always close, characters that are always escaped.
//! Knows nothing of XHTML's or EPUB's vocabulary.

use quick_xml::escape::{escape, partial_escape};
use std::fmt::Write as _;

/// XML under construction. Elements that are still open are closed by `finish`.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup {
    out: String,
    open: Vec<String>,
    /// Text is at the cursor: no line break may be put in.
    inline: bool,
}

/// Attributes of an element, in the order in which they are written.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Markup {
    /// An empty document behind the XML declaration.
    pub(super) fn document() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), ..Self::default() }
    }

    /// Adds text that is XML already, such as a document type.
    pub(super) fn raw(&mut self, xml: &str) {
        self.out.push_str(xml);
    }

    /// Opens an element on a line of its own.
    pub(super) fn block(&mut self, name: &str, attributes: Attributes) {
        self.line();
        self.tag(name, attributes, ">");
        self.open.push(name.to_owned());
    }

    /// Opens an element within text.
    pub(super) fn span(&mut self, name: &str, attributes: Attributes) {
        self.tag(name, attributes, ">");
        self.open.push(name.to_owned());
        self.inline = true;
    }

    /// An element without content on a line of its own.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes) {
        self.line();
        self.tag(name, attributes, "/>");
    }

    /// An element without content within text.
    pub(super) fn point(&mut self, name: &str, attributes: Attributes) {
        self.tag(name, attributes, "/>");
        self.inline = true;
    }

    /// An element with text on a line of its own.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.block(name, attributes);
        self.text(text);
        self.close();
    }

    /// Text; control characters that XML 1.0 forbids are dropped.
    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(&partial_escape(legal(text).as_str()));
        self.inline = true;
    }

    /// Closes the innermost element; one that holds blocks closes on a line of its own.
    pub(super) fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if !self.inline {
            self.line();
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
        self.inline = false;
    }

    /// Closes the innermost element within text.
    pub(super) fn end(&mut self) {
        self.inline = true;
        self.close();
        self.inline = true;
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes elements until `depth` are open.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close();
        }
    }

    /// The text, every element closed.
    pub(super) fn finish(mut self) -> String {
        self.close_to(0);
        self.out.push('\n');
        self.out
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.inline = false;
    }

    fn tag(&mut self, name: &str, attributes: Attributes, end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.out.push_str(&escape(legal(value).as_str()));
            self.out.push('"');
        }
        self.out.push_str(end);
    }
}

/// The text without characters that XML 1.0 §2.2 does not allow.
fn legal(text: &str) -> String {
    text.chars()
        .filter(|&c| matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && c != '\u{FFFE}' && c != '\u{FFFF}'))
        .collect()
}

/// An XML name of ASCII letters for an id of any characters: what is not a letter, digit or hyphen is
/// written as its number between underscores, so that two ids never meet and none holds a full stop.
pub(super) fn name(id: &str) -> String {
    let mut out = String::new();
    for (i, c) in id.chars().enumerate() {
        let plain = c.is_ascii_alphabetic() || (i > 0 && (c.is_ascii_digit() || c == '-'));
        if plain {
            out.push(c);
        } else if c == '_' {
            out.push_str("__");
        } else {
            let _ = write!(out, "_{:x}_", u32::from(c));
        }
    }
    if out.is_empty() { "_".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::{Markup, name};

    #[test]
    fn escapes_and_closes() {
        let mut m = Markup::document();
        m.block("p", &[("title", "a \"b\" <c>")]);
        m.text("1 < 2 & \u{1}3");
        m.span("em", &[]);
        m.text("x");
        m.end();
        m.text("y");
        assert_eq!(
            m.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <p title=\"a &quot;b&quot; &lt;c&gt;\">1 &lt; 2 &amp; 3<em>x</em>y</p>\n"
        );
    }

    #[test]
    fn names_are_ascii_and_distinct() {
        assert_eq!(name("fig-line"), "fig-line");
        assert_eq!(name("2nd"), "_32_nd");
        assert_ne!(name("a.b"), name("a_b"));
        assert!(name("图").is_ascii());
    }
}
