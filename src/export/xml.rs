//! XML elements on lines of their own, indented, text escaped.
//! Knows no vocabulary.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML document under construction. Writing to memory does not fail.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document that holds its declaration.
    pub(super) fn new() -> Self {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        Self { writer, open: Vec::new() }
    }

    /// An element around what `inside` writes.
    pub(super) fn within(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self),
    ) {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        let _ = self.writer.write_event(Event::Start(start));
        self.open.push(name);
        inside(self);
        if let Some(name) = self.open.pop() {
            let _ = self.writer.write_event(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element with text; control characters that XML 1.0 forbids are dropped. Nothing where there is no text.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        let legal: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect();
        if legal.trim().is_empty() {
            return;
        }
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        let _ = self.writer.write_event(Event::Start(start));
        let _ = self.writer.write_event(Event::Text(BytesText::new(legal.trim())));
        let _ = self.writer.write_event(Event::End(BytesEnd::new(name)));
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        let mut text = String::from_utf8(self.writer.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    }
}
