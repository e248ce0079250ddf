//! A closed language as JSON Schema (draft 2020-12), which editors load to complete and check as one types.
//! Every finding of a validator points at the value itself: no key has alternatives of one JSON type, so none
//! needs `anyOf`. What a schema cannot say (a check digit, a party that is not declared) is not tried.

use super::kind::Kind;
use super::{Absent, Key, Schema, TableKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What one language does otherwise than another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// Units of lengths.
    pub units: &'static [&'static str],
    /// Whether files lie over one another: `language.TAG` may stand in every table, `false` removes a key, and
    /// lengths may be negative.
    pub layers: bool,
}

/// Forms of texts: name and pattern (ECMA-262). Space at either end is cut off before a text is read.
const FORMS: [(&str, &str); 8] = [
    ("id", r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"),
    ("tag", TAG),
    ("issn", r"^\s*(ISSN\s*)?[0-9]{4}-[0-9]{3}[0-9Xx]\s*$"),
    ("cn", r"^\s*(CN\s*)?[0-9]{2}-[0-9]{4}(/[A-Z][A-Z0-9.-]*)?\s*$"),
    ("urn", r"^\s*([Uu][Rr][Nn]:[A-Za-z0-9-]{2,}:\S+|https?://.*)\s*$"),
    ("issue-number", r"^\s*[0-9]+(\s*[-–/]\s*[0-9]+)?\s*$"),
    ("rgb", "^#[0-9A-Fa-f]{6}$"),
    ("version", r"^[0-9]+(\.[0-9]+)*$"),
];
const TAG: &str = r"^\s*[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*\s*$";
/// What a layout takes for a tag.
const LAYER_TAG: &str = "^[A-Za-z0-9]{2,}(-[A-Za-z0-9-]*)?$";
const DATE: &str = r"^\s*[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?\s*$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

impl Schema {
    /// The JSON Schema of a document whose outermost table is of the kind `root`. Its `$id` ends in `name`.
    #[must_use]
    pub fn json(&self, root: &str, name: &str, dialect: &Dialect) -> String {
        let mut writer =
            Writer { schema: self, dialect: *dialect, wanted: Vec::new(), named: BTreeSet::new() };
        let kind = self.table(root);
        let mut out = Map::new();
        out.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        out.insert("$id".into(), json!(format!("urn:masthead:schema:{name}")));
        out.insert("$comment".into(), json!(concat!("masthead ", env!("CARGO_PKG_VERSION"))));
        out.insert("title".into(), json!(format!("masthead: {name}")));
        out.insert("description".into(), json!(described(kind.meaning, kind.term)));
        out.insert("type".into(), json!("object"));
        out.extend(writer.table(kind));
        out.extend(Writer::needed(kind));
        let mut definitions = Map::new();
        while let Some(next) = writer.wanted.pop() {
            let definition = writer.definition(&next);
            definitions.insert(next, Value::Object(definition));
        }
        definitions.sort_keys();
        out.insert("$defs".into(), Value::Object(definitions));
        let mut text = serde_json::to_string_pretty(&Value::Object(out)).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Collects the definitions that what was written refers to.
struct Writer<'s> {
    schema: &'s Schema,
    dialect: Dialect,
    wanted: Vec<String>,
    named: BTreeSet<String>,
}

impl Writer<'_> {
    /// A reference to the definition `name`: of a kind of table, or `table.key` of a table with free names.
    fn reference(&mut self, name: &str) -> Value {
        if self.named.insert(name.to_owned()) {
            self.wanted.push(name.to_owned());
        }
        json!([{ "$ref": format!("#/$defs/{name}") }])
    }

    fn definition(&mut self, name: &str) -> Map<String, Value> {
        if let Some((table, key)) = name.split_once('.') {
            let kinds = self.schema.table(table).key(key).map(|k| k.kinds.as_slice()).unwrap_or_default();
            let inner = kinds.iter().find_map(|k| if let Kind::Map(i) = k { Some(i) } else { None });
            return self.names(inner.map(Vec::as_slice).unwrap_or_default(), name);
        }
        let kind = self.schema.table(name);
        let mut out = Map::new();
        out.insert("description".into(), json!(described(kind.meaning, kind.term)));
        out.extend(self.table(kind));
        if !self.dialect.layers {
            out.extend(Self::needed(kind));
        }
        out
    }

    /// The keys of a table and that there are no others.
    fn table(&mut self, kind: &TableKind) -> Map<String, Value> {
        let mut keys = Map::new();
        for key in &kind.keys {
            let removable = self.dialect.layers && !matches!(key.absent, Absent::Error | Absent::OneOf);
            let mut value = Map::new();
            value.insert("description".into(), json!(described(key.meaning, key.term)));
            if let Absent::Default(json) = key.absent {
                value.insert("default".into(), serde_json::from_str(json).unwrap_or_default());
            }
            value.extend(self.value(&key.kinds, removable, &format!("{}.{}", kind.name, key.name)));
            keys.insert(key.name.into(), Value::Object(value));
        }
        if self.dialect.layers {
            keys.insert("language".into(), self.languages(kind.name));
        }
        let mut out = Map::new();
        out.insert("properties".into(), Value::Object(keys));
        out.insert("additionalProperties".into(), json!(false));
        out
    }

    /// What must be there.
    fn needed(kind: &TableKind) -> Map<String, Value> {
        let marked = |absent: Absent| kind.keys.iter().filter(move |k: &&Key| k.absent == absent);
        let must: Vec<&str> = marked(Absent::Error).map(|k| k.name).collect();
        let choice: Vec<Value> = marked(Absent::OneOf).map(|k| json!({ "required": [k.name] })).collect();
        let mut out = Map::new();
        if !must.is_empty() {
            out.insert("required".into(), json!(must));
        }
        if !choice.is_empty() {
            out.insert("anyOf".into(), json!(choice));
        }
        out
    }

    /// `language.TAG`, each table of which may hold what `name` may.
    fn languages(&mut self, name: &str) -> Value {
        json!({
            "description": "what holds for an issue in a language, by its tag",
            "type": "object",
            "propertyNames": { "pattern": LAYER_TAG },
            "additionalProperties": { "type": "object", "allOf": self.reference(name) },
        })
    }

    /// A table with free names.
    fn names(&mut self, inner: &[Kind], name: &str) -> Map<String, Value> {
        let mut out = Map::new();
        if self.dialect.layers {
            out.insert("properties".into(), json!({ "language": self.languages(name) }));
        }
        let value = self.value(inner, self.dialect.layers, name);
        out.insert("additionalProperties".into(), Value::Object(value));
        out
    }

    /// What a value of one of `kinds` may be; `name` is that of its key, with its table's.
    fn value(&mut self, kinds: &[Kind], removable: bool, name: &str) -> Map<String, Value> {
        let (mut types, mut out) = (Vec::new(), Map::new());
        for kind in kinds {
            types.extend(types_of(kind));
            self.restrict(kind, name, &mut out);
        }
        if removable && !types.contains(&"boolean") {
            types.push("boolean");
            match out.get_mut("enum").and_then(Value::as_array_mut) {
                Some(words) => words.push(json!(false)),
                None => {
                    out.insert("not".into(), json!({ "const": true }));
                }
            }
        }
        let types = if let [one] = types[..] { json!(one) } else { json!(types) };
        let mut typed = Map::new();
        typed.insert("type".into(), types);
        typed.extend(out);
        typed
    }

    fn restrict(&mut self, kind: &Kind, name: &str, out: &mut Map<String, Value>) {
        let mut say = |key: &str, value: Value| {
            out.insert(key.into(), value);
        };
        match kind {
            Kind::Text("words") | Kind::Bool => {}
            Kind::Text(form) => {
                let pattern = FORMS.iter().find(|(f, _)| f == form).map_or(r"\S", |(_, pattern)| pattern);
                say("pattern", json!(pattern));
            }
            Kind::Scalar => say("pattern", json!(r"\S")),
            Kind::Word(words) => say("enum", json!(words)),
            Kind::Int(min, max) | Kind::Number(min, max) => {
                for (key, bound) in [("minimum", min), ("maximum", max)] {
                    if let Some(bound) = bound {
                        say(key, json!(bound));
                    }
                }
            }
            Kind::Date => {
                say("pattern", json!(DATE));
                say("minimum", json!(1000));
                say("maximum", json!(9999));
            }
            Kind::Day => say("pattern", json!(DAY)),
            Kind::Length(min, _) => {
                say("pattern", json!(format!(r"^\s*{}\s*$", self.length(min.is_some_and(|m| m >= 0)))));
                say("examples", json!(["3mm", "12.5pt"]));
            }
            Kind::Size => {
                say("pattern", json!(format!(r"^\s*{0}\s*[x×]\s*{0}\s*$", ABSOLUTE)));
                say("examples", json!(["210mm x 285mm"]));
            }
            Kind::List(inner) => {
                let items = self.value(inner, false, name);
                say("items", Value::Object(items));
            }
            Kind::Table(kind) => {
                say("allOf", self.reference(kind));
                if self.dialect.layers {
                    out.extend(Self::needed(self.schema.table(kind)));
                }
            }
            Kind::Map(_) if self.dialect.layers => say("allOf", self.reference(name)),
            Kind::Map(inner) => out.extend(self.names(inner, name)),
            Kind::Tagged(inner) => {
                say("propertyNames", json!({ "pattern": TAG }));
                let value = self.value(inner, false, name);
                out.insert("additionalProperties".into(), Value::Object(value));
            }
        }
    }

    /// The pattern of a length.
    fn length(&self, positive: bool) -> String {
        let sign = if self.dialect.layers && !positive { "[+-]?" } else { r"\+?" };
        format!("{sign}{NUMBER}\\s*({})", self.dialect.units.join("|"))
    }
}

/// A number as lengths have it.
const NUMBER: &str = r"([0-9]{1,7}(\.[0-9]*)?|\.[0-9]+)";
/// A length in a unit of its own.
const ABSOLUTE: &str = r"\+?([0-9]{1,7}(\.[0-9]*)?|\.[0-9]+)\s*(mm|cm|in|pt)";

/// The JSON types of a kind.
fn types_of(kind: &Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text(_) | Kind::Word(_) | Kind::Day | Kind::Length(..) | Kind::Size => &["string"],
        Kind::Bool => &["boolean"],
        Kind::Int(..) => &["integer"],
        Kind::Number(..) => &["number"],
        Kind::Date => &["string", "integer"],
        Kind::Scalar => &["string", "number", "boolean"],
        Kind::List(_) => &["array"],
        Kind::Table(_) | Kind::Map(_) | Kind::Tagged(_) => &["object"],
    }
}

/// The meaning of a key with the term for it in PRISM or schema.org.
fn described(meaning: &str, term: Option<&str>) -> String {
    match term.and_then(|t| Some((t, t.split_once(':')?))) {
        Some((_, ("schema", name))) => format!("{meaning}\nschema.org: {name}"),
        Some((term, _)) => format!("{meaning}\nPRISM 3.0: {term}"),
        None => meaning.to_owned(),
    }
}
