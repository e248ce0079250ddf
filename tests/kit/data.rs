//! TOML as the JSON that an editor gives to a schema, and every way to spoil one value of it.
//! Knows no key.

use serde_json::Value;

/// The JSON of a TOML text, dates as texts.
pub fn json_of(text: &str) -> Value {
    let table: toml::Table = text.parse().expect("TOML");
    to_json(&toml::Value::Table(table))
}

/// The JSON of a TOML value, dates as texts.
pub fn to_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(items) => Value::Array(items.iter().map(to_json).collect()),
        toml::Value::Table(t) => Value::Object(t.iter().map(|(k, v)| (k.clone(), to_json(v))).collect()),
        toml::Value::String(s) => Value::String(s.clone()),
        toml::Value::Integer(i) => Value::from(*i),
        toml::Value::Float(f) => Value::from(*f),
        toml::Value::Boolean(b) => Value::Bool(*b),
    }
}

/// Every document that differs from `whole` in one place: a key renamed, or a value of another type or form.
/// Each comes with the place, as a JSON pointer.
pub fn spoiled(whole: &toml::Value) -> Vec<(String, toml::Value)> {
    let mut out = Vec::new();
    walk(whole, &mut String::new(), &mut |place, value| out.push((place.to_owned(), value)));
    out
}

fn walk(value: &toml::Value, place: &mut String, found: &mut dyn FnMut(&str, toml::Value)) {
    let length = place.len();
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                place.push('/');
                place.push_str(key);
                let with = |k: &str, v: toml::Value| {
                    let mut made = table.clone();
                    made.remove(key);
                    made.insert(k.to_owned(), v);
                    toml::Value::Table(made)
                };
                found(place, with(&format!("{key}x"), inner.clone()));
                for other in others() {
                    found(place, with(key, other));
                }
                walk(inner, place, &mut |at, v| found(at, with(key, v)));
                place.truncate(length);
            }
        }
        toml::Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                place.push('/');
                place.push_str(&n.to_string());
                let with = |v: toml::Value| {
                    let mut made = items.clone();
                    made[n] = v;
                    toml::Value::Array(made)
                };
                for other in others() {
                    found(place, with(other));
                }
                walk(inner, place, &mut |at, v| found(at, with(v)));
                place.truncate(length);
            }
        }
        _ => {}
    }
}

/// Values of every type.
fn others() -> Vec<toml::Value> {
    let text = |t: &str| toml::Value::String(t.to_owned());
    let table = |v: toml::Value| toml::Value::Table([("en".to_owned(), v)].into_iter().collect());
    vec![
        text(""),
        text("12.5"),
        text("12.5px"),
        text("12.5em"),
        text("some words"),
        toml::Value::Integer(-3),
        toml::Value::Integer(12),
        toml::Value::Float(12.5),
        toml::Value::Boolean(true),
        toml::Value::Boolean(false),
        toml::Value::Array(Vec::new()),
        toml::Value::Array(vec![text("a"), toml::Value::Integer(1)]),
        toml::Value::Table(toml::Table::new()),
        table(text("a")),
        table(toml::Value::Integer(1)),
    ]
}
