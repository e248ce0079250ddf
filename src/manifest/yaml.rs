//! YAML as the same tree as TOML, every key and value with its place.
//! Does not know which keys a manifest has, nor which tools write YAML; `front` does.

use super::tree::{Entry, Node, Table, Value};
use crate::diag::{Diagnostic, Failed, FileId, Findings, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

/// Most levels of nesting.
const DEPTH: usize = 64;
/// Most values of one text, those that aliases repeat included: an alias of aliases cannot grow without end.
pub const VALUES: usize = 20_000;

/// Reads a YAML text that begins `offset` bytes into `file`: one document, a mapping or nothing.
///
/// Plain scalars are read by the core schema of YAML 1.2 (§10.3.2): `true` and `12` are no texts, `Yes`, `on`
/// and dates are. Aliases are replaced by what they stand for, within bounds. Two equal keys, the merge key
/// `<<` of YAML 1.1, keys that are no text, and tags other than those of the core schema are errors.
///
/// # Errors
/// Where it is not YAML, or says what cannot be taken: reported with its place.
pub fn read_yaml(text: &str, file: FileId, offset: usize, findings: &mut Findings) -> Result<Table, Failed> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let place = Place { text, bytes, file, offset };
    let mark = findings.len();
    let mut builder = Builder {
        parser: Parser::new_from_str(text),
        place: &place,
        anchors: BTreeMap::new(),
        left: VALUES,
        findings,
    };
    let read = builder.document();
    match read {
        Ok(table) => findings.failed_since(mark).map(|()| table),
        Err(wrong) => Err(findings.fail(place.finding(wrong))),
    }
}

/// From the parser's count of characters to bytes of the file.
struct Place<'t> {
    text: &'t str,
    /// Byte of each character.
    bytes: Vec<usize>,
    file: FileId,
    offset: usize,
}

impl Place<'_> {
    fn byte(&self, mark: Marker) -> usize {
        self.bytes.get(mark.index()).copied().unwrap_or(self.text.len())
    }

    /// The bytes of `span` without the spaces and line ends after them.
    fn range(&self, span: saphyr_parser::Span) -> Range<usize> {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        let inner = self.text.get(start..end.max(start)).unwrap_or("");
        start..start + inner.trim_end().len()
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start + self.offset..range.end + self.offset)
    }

    fn finding(&self, wrong: Wrong) -> Diagnostic {
        let Range { start, end } = wrong.range;
        let next = self.text.get(start..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        Diagnostic::error("M009", wrong.what).at(self.span(start..end.max(start + next))).hint(wrong.hint)
    }

    /// Where an error at `at` is shown: on an empty line, at the last sign before it.
    fn told(&self, at: usize) -> usize {
        if !self.line(at).is_empty() {
            return at;
        }
        let before = self.text.get(..at).unwrap_or("").trim_end();
        before.char_indices().next_back().map_or(0, |(last, _)| last)
    }

    /// The line that holds the byte `at`.
    fn line(&self, at: usize) -> &str {
        let start = self.text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        self.text.get(start..).and_then(|t| t.lines().next()).unwrap_or("").trim()
    }
}

struct Wrong {
    range: Range<usize>,
    what: String,
    hint: String,
}

impl Wrong {
    fn new(range: Range<usize>, what: &str, hint: &str) -> Self {
        Self { range, what: what.to_owned(), hint: hint.to_owned() }
    }
}

/// A value, its bytes, and how many values it holds with itself.
#[derive(Clone)]
struct Built {
    value: Value,
    range: Range<usize>,
    size: usize,
}

struct Builder<'t, 'p, 'f> {
    parser: Parser<'t, StrInput<'t>>,
    place: &'p Place<'t>,
    anchors: BTreeMap<usize, Built>,
    left: usize,
    findings: &'f mut Findings,
}

impl<'t> Builder<'t, '_, '_> {
    fn document(&mut self) -> Result<Table, Wrong> {
        let mut read = None;
        loop {
            let (event, range) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(read.unwrap_or_default()),
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) if read.is_some() => {
                    return Err(Wrong::new(
                        range,
                        "a second YAML document begins here",
                        "keep all keys in one document",
                    ));
                }
                Event::DocumentStart(_) => read = Some(Table::default()),
                event => {
                    let built = self.node(event, range, 0)?;
                    read = Some(match built.value {
                        Value::Table(table) => table,
                        Value::Null => Table::default(),
                        other => {
                            let what = format!("front matter is keys with values, this is {}", other.kind());
                            let hint = "write each on a line of its own: `key: value`".to_owned();
                            return Err(Wrong { range: built.range, what, hint });
                        }
                    });
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Range<usize>), Wrong> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.place.range(span))),
            Some(Err(error)) => {
                let at = self.place.told(self.place.byte(*error.marker()));
                let info = error.info();
                let what = info.rsplit_once(", ").map_or(info, |(_, last)| last);
                let hint = hint(self.place.line(at), info);
                Err(Wrong { range: at..at, what: format!("this is not YAML: {what}"), hint })
            }
            None => Ok((Event::StreamEnd, self.place.text.len()..self.place.text.len())),
        }
    }

    fn node(&mut self, event: Event<'t>, range: Range<usize>, depth: usize) -> Result<Built, Wrong> {
        if depth > DEPTH {
            return Err(Wrong::new(range, "values are nested too deeply", "flatten the front matter"));
        }
        let (anchor, built) = match event {
            Event::Alias(anchor) => return self.alias(anchor, range),
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(&text, style, tag.as_deref(), &range);
                (anchor, Built { value, range, size: 1 })
            }
            Event::SequenceStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", &range);
                (anchor, self.sequence(range, depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", &range);
                (anchor, self.mapping(range, depth)?)
            }
            _ => return Err(Wrong::new(range, "a value is missing here", "complete the line")),
        };
        self.spend(1, &built.range)?;
        if anchor > 0 {
            self.anchors.insert(anchor, built.clone());
        }
        Ok(built)
    }

    fn spend(&mut self, values: usize, range: &Range<usize>) -> Result<(), Wrong> {
        let left = self.left.checked_sub(values).ok_or_else(|| {
            Wrong::new(
                range.clone(),
                "the front matter holds too many values",
                "write less, or fewer aliases",
            )
        })?;
        self.left = left;
        Ok(())
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<Built, Wrong> {
        let Some(size) = self.anchors.get(&anchor).map(|built| built.size) else {
            return Err(Wrong::new(range, "this alias stands for what holds it", "write the value out"));
        };
        self.spend(size, &range)?;
        let value = self.anchors.get(&anchor).map_or(Value::Null, |built| built.value.clone());
        Ok(Built { value, range, size })
    }

    fn sequence(&mut self, range: Range<usize>, depth: usize) -> Result<Built, Wrong> {
        let (mut items, mut size, mut end) = (Vec::new(), 1, range.end);
        loop {
            let (event, at) = self.next()?;
            if event == Event::SequenceEnd {
                end = if at.is_empty() { end } else { at.end };
                let range = range.start..end;
                return Ok(Built { value: Value::Array(items), range, size });
            }
            let built = self.node(event, at, depth + 1)?;
            end = built.range.end;
            size += built.size;
            items.push(self.made(built));
        }
    }

    fn mapping(&mut self, range: Range<usize>, depth: usize) -> Result<Built, Wrong> {
        let (mut table, mut size, mut end) = (Table::default(), 1, range.end);
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                end = if at.is_empty() { end } else { at.end };
                let range = range.start..end;
                return Ok(Built { value: Value::Table(table), range, size });
            }
            let key = self.key(event, at, depth)?;
            let (event, at) = self.next()?;
            let built = self.node(event, at, depth + 1)?;
            end = built.range.end;
            size += built.size;
            let Some((key, at)) = key else { continue };
            let key_span = self.place.span(at.clone());
            if let Some(first) = table.entries.iter().find(|e| e.key == key) {
                let wrong = Wrong::new(at, &format!("the key `{key}` stands twice"), "keep one of them");
                let found = self.place.finding(wrong).related(first.key_span, "it stands here, too");
                self.findings.push(found);
                continue;
            }
            let node = self.made(built);
            table.entries.push(Entry { key, key_span, node });
        }
    }

    /// A key; `None` where it is none, which was reported.
    fn key(
        &mut self,
        event: Event<'t>,
        at: Range<usize>,
        depth: usize,
    ) -> Result<Option<(String, Range<usize>)>, Wrong> {
        if let Event::Scalar(text, style, 0, None) = &event {
            if *style == ScalarStyle::Plain && text == "<<" {
                let what = "the merge key `<<` is not of YAML 1.2";
                self.report(Wrong::new(at, what, "write the keys out"));
                return Ok(None);
            }
            return Ok(Some((text.to_string(), at)));
        }
        let built = self.node(event, at, depth + 1)?;
        if let Value::Text(text) = built.value {
            return Ok(Some((text, built.range)));
        }
        let what = format!("a key is a text, not {}", built.value.kind());
        self.report(Wrong::new(built.range, &what, "write `key: value`"));
        Ok(None)
    }

    fn made(&self, built: Built) -> Node {
        Node { value: built.value, span: self.place.span(built.range) }
    }

    fn report(&mut self, wrong: Wrong) {
        self.findings.push(self.place.finding(wrong));
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, own: &str, range: &Range<usize>) {
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == own)
        {
            self.unknown_tag(tag, range);
        }
    }

    fn unknown_tag(&mut self, tag: &Tag, range: &Range<usize>) {
        let what = format!("the tag `{}` means nothing here", shown(tag));
        self.report(Wrong::new(
            range.clone(),
            &what,
            "take the tag out; quotation marks make a value a text",
        ));
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, range: &Range<usize>) -> Value {
        let plain = style == ScalarStyle::Plain;
        let Some(tag) = tag else {
            return if plain { resolve(text) } else { Value::Text(text.to_owned()) };
        };
        if !tag.is_yaml_core_schema() {
            self.unknown_tag(tag, range);
            return Value::Text(text.to_owned());
        }
        let value = resolve(text);
        let fits = match (tag.suffix.as_str(), &value) {
            ("str", _) => return Value::Text(text.to_owned()),
            ("null", Value::Null)
            | ("bool", Value::Bool(_))
            | ("int" | "float", Value::Integer(_))
            | ("float", Value::Decimal(_)) => true,
            _ => false,
        };
        if !fits {
            let what = format!("`{text}` is not what its tag `{}` says", shown(tag));
            self.report(Wrong::new(range.clone(), &what, "take the tag out"));
        }
        value
    }
}

fn shown(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() { format!("!!{}", tag.suffix) } else { tag.to_string() }
}

/// A plain scalar by the core schema (YAML 1.2.2 §10.3.2).
pub fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let radix = |prefix: &str, radix| text.strip_prefix(prefix).map(|d| i64::from_str_radix(d, radix));
    if let Some(Ok(number)) =
        radix("0o", 8).or_else(|| radix("0x", 16)).filter(|_| !text.contains(['+', '-']))
    {
        return Value::Integer(number);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_or_else(|_| Value::Decimal(text.to_owned()), Value::Integer);
    }
    if is_float(unsigned) { Value::Decimal(text.to_owned()) } else { Value::Text(text.to_owned()) }
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, and infinities.
fn is_float(text: &str) -> bool {
    if matches!(text, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let (number, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(n, e)| (n, Some(e)));
    let exponent = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['+', '-']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    exponent && digits(whole) && digits(decimals) && !(whole.is_empty() && decimals.is_empty())
}

/// What to do about the line in which YAML broke.
fn hint(line: &str, info: &str) -> String {
    if info.contains("unknown anchor") {
        return "name an anchor `&name` that stands before, or put the text in quotation marks".to_owned();
    }
    if line.contains('\t') || info.contains("tab") {
        return "indent by spaces, not by tabs".to_owned();
    }
    let equals = line.split_once(" = ").filter(|(key, _)| !key.contains([':', ' ']));
    if let Some((key, value)) = equals {
        return format!(
            "YAML joins key and value by a colon: {key}: {value}; TOML stands between lines of `+++`"
        );
    }
    let Some((key, value)) = line.split_once(':').map(|(k, v)| (k.trim(), v.trim())) else {
        return "write `key: value`, lists with `- ` on lines of their own".to_owned();
    };
    let quoted = value.starts_with(['"', '\'']);
    if !quoted && !value.is_empty() && !value.starts_with(['[', '{', '|', '>']) {
        return format!("put the text in quotation marks: {key}: \"{}\"", value.replace('"', "\\\""));
    }
    if quoted {
        return "close the quotation mark, and write \\\" or '' for one within the text".to_owned();
    }
    "close every `[` and `{` that was opened, and keep keys of one level in one column".to_owned()
}
