//! Attributes in braces: `{#id .class key=value key="two words" word}`.
//! Does not know which keys mean something.

use super::tree::RawAttrs;

/// Reads attributes at the start of `text`: them and the bytes they take; `None` where there are none.
pub fn read(text: &str) -> Option<(RawAttrs, usize)> {
    let inner = text.strip_prefix('{')?;
    let mut attrs = RawAttrs::default();
    let mut rest = inner.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            let used = text.len() - after.len();
            return (!attrs.is_empty()).then_some((attrs, used));
        }
        rest = item(rest, &mut attrs)?;
        let trimmed = rest.trim_start();
        if trimmed.len() == rest.len() && !rest.starts_with('}') {
            return None;
        }
        rest = trimmed;
    }
}

/// Reads one item and gives back what follows it.
fn item<'a>(rest: &'a str, attrs: &mut RawAttrs) -> Option<&'a str> {
    let word_end = |s: &str, also: &[char]| {
        s.find(|c: char| c.is_whitespace() || c == '}' || c == '{' || also.contains(&c)).unwrap_or(s.len())
    };
    if let Some(name) = rest.strip_prefix('#') {
        let (id, after) = name.split_at_checked(word_end(name, &['#', '"', '=']))?;
        if !is_name(id) || attrs.id.is_some() {
            return None;
        }
        attrs.id = Some(id.to_owned());
        return Some(after);
    }
    if let Some(name) = rest.strip_prefix('.') {
        let (class, after) = name.split_at_checked(word_end(name, &['#', '"', '=']))?;
        if !is_name(class) {
            return None;
        }
        attrs.classes.push(class.to_owned());
        return Some(after);
    }
    let (key, after) = rest.split_at_checked(word_end(rest, &['=']))?;
    if !is_name(key) || attrs.get(key).is_some() {
        return None;
    }
    let Some(value) = after.strip_prefix('=') else {
        attrs.pairs.push((key.to_owned(), String::new()));
        return Some(after);
    };
    let quoted = value.strip_prefix('"').map(|v| (v, '"')).or(value.strip_prefix('\'').map(|v| (v, '\'')));
    let (value, after) = match quoted {
        Some((v, mark)) => v.split_once(mark)?,
        None => value.split_at_checked(word_end(value, &['"']))?,
    };
    attrs.pairs.push((key.to_owned(), value.to_owned()));
    Some(after)
}

/// Whether `name` can be an id, class or key: begins with a letter, goes on with letters, digits, `-`, `_`, `.`.
pub fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Splits attributes off the end of `text`: the byte at which they begin, and them.
pub fn trailing(text: &str) -> Option<(usize, RawAttrs)> {
    let trimmed = text.trim_end();
    if !trimmed.ends_with('}') {
        return None;
    }
    // The last opening brace may stand in a quoted value; earlier ones are tried until one reads to the end.
    let opens: Vec<usize> = trimmed.match_indices('{').map(|(i, _)| i).collect();
    opens.into_iter().rev().take(8).find_map(|at| {
        let tail = trimmed.get(at..)?;
        let (attrs, used) = read(tail)?;
        (used == tail.len()).then_some((at, attrs))
    })
}

#[cfg(test)]
mod tests {
    use super::{read, trailing};

    #[test]
    fn reads_every_form() {
        let text = "{#fig-line .hero credit=\"auto review\" span=2 focus=50,30 decorative} after";
        let (attrs, used) = read(text).expect("attributes");
        assert_eq!(text.get(used..), Some(" after"));
        assert_eq!(attrs.id.as_deref(), Some("fig-line"));
        assert_eq!(attrs.classes, ["hero"]);
        assert_eq!(attrs.get("credit"), Some("auto review"));
        assert_eq!(attrs.get("focus"), Some("50,30"));
        assert_eq!(attrs.get("decorative"), Some(""));
    }

    #[test]
    fn refuses_what_is_none() {
        for text in
            ["", "{}", "{", "{a", "{#}", "{.1}", "{a=\"b}", "{#a #b}", "{a b=c\"d}", "{1, 2}", "x{#a}"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn finds_the_last_ones() {
        let (at, attrs) = trailing("A {set} of things {#x k=\"{\"} ").expect("attributes");
        assert_eq!((at, attrs.id.as_deref(), attrs.get("k")), (18, Some("x"), Some("{")));
        assert!(trailing("a {1} b").is_none());
    }
}
