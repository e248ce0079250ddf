//! JSON as the same tree as TOML, every key and value with its place.
//! Does not know which keys a manifest has; RFC 8259 and nothing more, no key twice, 64 levels at most.

use super::tree::{Entry, Node, Table, Value};
use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};

/// Most levels of nesting.
const DEPTH: usize = 64;

/// Reads a JSON text whose outermost value is an object.
///
/// # Errors
/// Where it is not JSON, or no object: reported with its place.
pub fn read_json(text: &str, file: FileId, findings: &mut Findings) -> Result<Table, Failed> {
    let mut parser = Parser { text, at: 0, file };
    let read = parser.document();
    match read {
        Ok(Node { value: Value::Table(table), .. }) => Ok(table),
        Ok(node) => Err(findings.fail(
            Diagnostic::error("M003", format!("a manifest is an object, this is {}", node.value.kind()))
                .at(node.span)
                .hint("write the keys between { and }"),
        )),
        Err(wrong) => Err(findings.fail(
            Diagnostic::error("M003", format!("this is not JSON: {}", wrong.what))
                .at(Span::new(file, wrong.at..wrong.at + char_at(text, wrong.at)))
                .hint(wrong.hint),
        )),
    }
}

/// The bytes of the character at `at`; 0 at the end.
fn char_at(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

struct Wrong {
    at: usize,
    what: &'static str,
    hint: &'static str,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    file: FileId,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Node, Wrong> {
        let node = self.value(0)?;
        self.space();
        if self.at < self.text.len() {
            return Err(self.wrong("something follows the end of the object", "keep one object in the file"));
        }
        Ok(node)
    }

    fn wrong(&self, what: &'static str, hint: &'static str) -> Wrong {
        Wrong { at: self.at, what, hint }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn value(&mut self, depth: usize) -> Result<Node, Wrong> {
        self.space();
        let start = self.at;
        let value = match self.peek() {
            _ if depth > DEPTH => return Err(self.wrong("values are nested too deeply", "flatten the file")),
            Some('{') => Value::Table(self.object(depth)?),
            Some('[') => Value::Array(self.array(depth)?),
            Some('"') => Value::Text(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some(_) => self.word()?,
            None => return Err(self.wrong("the file ends where a value should stand", "complete the file")),
        };
        Ok(Node { value, span: Span::new(self.file, start..self.at) })
    }

    fn word(&mut self) -> Result<Value, Wrong> {
        for (word, value) in
            [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)]
        {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        let hint =
            "put texts and keys in straight quotation marks, leave no comma before ] or }, write no comments";
        Err(self.wrong("no value begins like this", hint))
    }

    fn object(&mut self, depth: usize) -> Result<Table, Wrong> {
        let mut table = Table::default();
        self.at += 1;
        self.space();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(table);
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some('"') {
                let hint = "put the key in quotation marks; no comma stands before }";
                return Err(self.wrong("a key should stand here", hint));
            }
            let key = self.string()?;
            let key_span = Span::new(self.file, start..self.at);
            if table.entries.iter().any(|e| e.key == key) {
                return Err(Wrong { at: start, what: "this key stands twice", hint: "keep one of them" });
            }
            self.space();
            if self.peek() != Some(':') {
                return Err(self.wrong("a colon is missing after the key", "write \"key\": value"));
            }
            self.at += 1;
            let node = self.value(depth + 1)?;
            table.entries.push(Entry { key, key_span, node });
            if self.more('}')? {
                return Ok(table);
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, Wrong> {
        let mut items = Vec::new();
        self.at += 1;
        self.space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.more(']')? {
                return Ok(items);
            }
        }
    }

    /// Whether the list ends here; else a comma was passed.
    fn more(&mut self, end: char) -> Result<bool, Wrong> {
        self.space();
        match self.peek() {
            Some(',') => {
                self.at += 1;
                Ok(false)
            }
            Some(c) if c == end => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.wrong("a comma or the end of the list is missing", "put a comma between values")),
        }
    }

    fn number(&mut self) -> Result<Value, Wrong> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let number = rest.get(..end).unwrap_or("").to_owned();
        let digits = number.trim_start_matches('-');
        let well = digits.starts_with(|c: char| c.is_ascii_digit())
            && !(digits.len() > 1
                && digits.starts_with('0')
                && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit))
            && number.parse::<f64>().is_ok()
            && !number.ends_with('.');
        if !well {
            return Err(self.wrong("this is not a number", "write it as 12 or 0.5"));
        }
        self.at += end;
        Ok(number.parse().map_or(Value::Decimal(number), Value::Integer))
    }

    fn string(&mut self) -> Result<String, Wrong> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.peek() else {
                let hint = "close the text with a quotation mark";
                return Err(Wrong { at: start, what: "this text has no end", hint });
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => out.push(self.escape()?),
                c if c < ' ' => {
                    return Err(self.wrong("a line end or control character stands in a text", "write \\n"));
                }
                c => {
                    self.at += c.len_utf8();
                    out.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let simple = match self.rest().chars().nth(1) {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.wrong("there is no such escape", "write \\\\ for a backslash")),
        };
        self.at += 2;
        Ok(simple)
    }

    fn unicode(&mut self) -> Result<char, Wrong> {
        let unit = |text: &str| {
            let digits = text.strip_prefix("\\u")?.get(..4)?;
            let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
            hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
        };
        let hint = "write \\u and four hexadecimal digits, or the character itself";
        let bad = self.wrong("this is no Unicode escape", hint);
        let Some(first) = unit(self.rest()) else { return Err(bad) };
        let (code, length) = match first {
            0xD800..=0xDBFF => match self.rest().get(6..).and_then(unit) {
                Some(second @ 0xDC00..=0xDFFF) => {
                    (0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12)
                }
                _ => return Err(bad),
            },
            other => (other, 6),
        };
        self.at += length;
        char::from_u32(code).ok_or(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::read_json;
    use crate::diag::{FileId, Findings};
    use crate::manifest::tree::Value;

    #[test]
    fn agrees_with_serde_json() {
        let text = r#" {"a": [1, -2.5e3, "x\u00e9\ud83d\ude00\n"], "b": {"c": null, "d": true}} "#;
        let mut findings = Findings::new();
        let table = read_json(text, FileId(0), &mut findings).expect("read");
        let theirs: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let Some(Value::Array(items)) = table.get("a").map(|e| &e.node.value) else { panic!("no list") };
        let texts: Vec<_> = items
            .iter()
            .filter_map(|n| if let Value::Text(t) = &n.value { Some(t.as_str()) } else { None })
            .collect();
        assert_eq!(Some(texts.concat().as_str()), theirs["a"][2].as_str());
        let span = table.get("b").map(|e| e.key_span).expect("place");
        assert_eq!(text.get(span.start as usize..span.end as usize), Some("\"b\""));
    }

    #[test]
    fn refuses_what_serde_json_refuses() {
        for text in [
            "",
            "[",
            "{",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\ud800\"}",
            "{} x",
            "{\"a\":nul}",
            "{\"a\":-}",
        ] {
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
            let mut findings = Findings::new();
            assert!(read_json(text, FileId(0), &mut findings).is_err(), "{text}");
            assert_eq!(findings.len(), 1, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let mut findings = Findings::new();
        let text = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(read_json(&text, FileId(0), &mut findings).is_err());
    }

    #[test]
    fn a_wrong_character_is_marked_whole() {
        for (text, place) in [("{\"a\": 名}", 6..9), ("{é", 1..3), ("{", 1..1), ("{\"a\":\"\u{0}\"}", 6..7)]
        {
            let mut findings = Findings::new();
            assert!(read_json(text, FileId(0), &mut findings).is_err(), "{text}");
            let span = findings.iter().next().and_then(|d| d.span).expect("a place");
            assert_eq!(span.start as usize..span.end as usize, place, "{text}");
        }
    }
}
