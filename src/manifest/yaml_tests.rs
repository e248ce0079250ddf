//! Tests of YAML: places, scalars, what is refused, how it is mended.
//! Front matter of other tools is tested with `front`.

use super::tree::{Table, Value};
use super::yaml::{VALUES, read_yaml, resolve};
use crate::diag::{FileId, Findings};

/// Message, first byte, end, hints.
type Told = (String, u32, u32, String);

fn read(text: &str) -> (Option<Table>, Vec<Told>) {
    let mut findings = Findings::new();
    let table = read_yaml(text, FileId(0), 100, &mut findings).ok();
    let told = findings.iter().map(|d| {
        let span = d.span.expect("a place");
        (d.message.clone(), span.start, span.end, d.hints.concat())
    });
    (table, told.collect())
}

#[test]
fn keeps_order_and_places() {
    let text = "b: 1\n漢: \"x y\"\nt:\n  - d: 2025-12-01\n    e: [p, q]\n  - |\n    two\n    lines\n";
    let (table, told) = read(text);
    assert_eq!(told, []);
    let table = table.expect("read");
    let cut = |span: crate::diag::Span| &text[span.start as usize - 100..span.end as usize - 100];
    let keys: Vec<_> = table.entries.iter().map(|e| (e.key.as_str(), cut(e.key_span))).collect();
    assert_eq!(keys, [("b", "b"), ("漢", "漢"), ("t", "t")]);
    assert_eq!(cut(table.entries[1].node.span), "\"x y\"");
    let Value::Array(items) = &table.entries[2].node.value else { panic!("no list") };
    let Value::Table(first) = &items[0].value else { panic!("no table") };
    assert_eq!(first.entries[0].node.value, Value::Text("2025-12-01".into()));
    assert_eq!((cut(first.entries[0].node.span), cut(first.entries[1].node.span)), ("2025-12-01", "[p, q]"));
    assert_eq!(items[1].value, Value::Text("two\nlines\n".into()));
    assert!(cut(items[0].span).starts_with("d: 2025-12-01"), "{}", cut(items[0].span));
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    let text = |t: &str| Value::Text(t.into());
    for t in ["Yes", "no", "on", "2025-12-01", "12:30", "1_000", "0x", "0b1", "1e", ".", "-", "nan", "NuLL"] {
        assert_eq!(resolve(t), text(t));
    }
    for t in ["1.", ".5", "-1e3", "6.02E+23", ".inf", "-.INF", ".NaN", "99999999999999999999"] {
        assert_eq!(resolve(t), Value::Decimal(t.into()));
    }
    assert_eq!(
        (resolve("0o14"), resolve("0xC"), resolve("+12")),
        (Value::Integer(12), Value::Integer(12), Value::Integer(12))
    );
    assert_eq!(
        (resolve("~"), resolve("True"), resolve("FALSE")),
        (Value::Null, Value::Bool(true), Value::Bool(false))
    );
    let (table, _) = read("a: !!str 12\nb: '12'\nc: !!float 3\n");
    let values: Vec<_> = table.expect("read").entries.into_iter().map(|e| e.node.value).collect();
    assert_eq!(values, [text("12"), text("12"), Value::Integer(3)]);
}

#[test]
fn says_what_cannot_be_taken() {
    for (yaml, message, caret, hint) in [
        ("a: 1\nb: 2\na: 3\n", "the key `a` stands twice", "a", "keep one of them"),
        ("x: &x {y: 1}\nz:\n  <<: *x\n", "the merge key `<<` is not of YAML 1.2", "<<", "write the keys out"),
        (
            "a: !fish 1\n",
            "the tag `!fish` means nothing here",
            "!fish 1",
            "take the tag out; quotation marks make a value a text",
        ),
        ("a: !!int x\n", "`x` is not what its tag `!!int` says", "!!int x", "take the tag out"),
        ("? [a, b]\n: c\n", "a key is a text, not a list", "[a, b]", "write `key: value`"),
        ("a: 1\n--- \nb: 2\n", "a second YAML document begins here", "---", "keep all keys in one document"),
        (
            "- a\n",
            "front matter is keys with values, this is a list",
            "- a",
            "write each on a line of its own: `key: value`",
        ),
        ("a: &a [*a]\n", "this alias stands for what holds it", "*a", "write the value out"),
    ] {
        let (table, told) = read(yaml);
        assert!(table.is_none(), "{yaml}");
        let [(said, start, end, hints)] = told.as_slice() else { panic!("{yaml}: {told:?}") };
        let cut = &yaml[*start as usize - 100..*end as usize - 100];
        assert_eq!((said.as_str(), cut, hints.as_str()), (message, caret, hint), "{yaml}");
    }
}

#[test]
fn says_how_to_mend_broken_yaml() {
    for (yaml, hint) in [
        ("title: The car: a story\n", "put the text in quotation marks: title: \"The car: a story\""),
        ("title: @home\n", "put the text in quotation marks: title: \"@home\""),
        ("title: \"Hello\n", "close the quotation mark, and write \\\" or '' for one within the text"),
        ("a:\n\tb: 1\n", "indent by spaces, not by tabs"),
        (
            "a: b\ntitle = \"Hello\"\n",
            "YAML joins key and value by a colon: title: \"Hello\"; TOML stands between lines of `+++`",
        ),
        ("title: *star\n", "name an anchor `&name` that stands before, or put the text in quotation marks"),
        (
            "tags: [a, b\n",
            "close every `[` and `{` that was opened, and keep keys of one level in one column",
        ),
    ] {
        let (table, told) = read(yaml);
        assert!(table.is_none(), "{yaml}");
        assert_eq!(told.len(), 1, "{yaml}: {told:?}");
        assert!(told[0].0.starts_with("this is not YAML: "), "{told:?}");
        assert_eq!(told[0].3, hint, "{yaml}: {told:?}");
    }
}

#[test]
fn aliases_stand_for_values_within_bounds() {
    let (table, told) = read("a: &a [x, y]\nb: *a\n");
    assert_eq!(told, []);
    let table = table.expect("read");
    let list = |i: usize| match &table.entries[i].node.value {
        Value::Array(items) => items.iter().map(|n| n.value.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(list(0), list(1));
    let mut bomb = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let refer = format!("*l{},", n - 1).repeat(10);
        bomb.extend(["l", &n.to_string(), ": &l", &n.to_string(), " [", &refer, "]\n"]);
    }
    assert_eq!(read(&bomb).1[0].0, "the front matter holds too many values");
    assert!(read(&format!("a: [{}]\n", "x,".repeat(VALUES + 1))).0.is_none());
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["[", "{a: ", "- "] {
        let (table, told) = read(&format!("a: {}", open.repeat(30_000)));
        assert!(table.is_none() && told.len() == 1, "{open}");
    }
    assert!(read(&"- ".repeat(10_000)).0.is_none());
}
