//! What an SVG drawing would grow to when every reference is followed, counted before it is.
//! Draws nothing; it only reads tags.

use std::collections::BTreeMap;

/// Most levels of elements within elements.
const DEPTH: usize = 200;
/// Most elements after every reference is followed.
const ELEMENTS: u64 = 2_000_000;

/// Elements that belong to one id, and what they refer to.
#[derive(Default)]
struct Part<'a> {
    elements: u64,
    refers: Vec<&'a str>,
    /// The count with all references followed, once it is known; `Some(0)` while it is being counted.
    total: Option<u64>,
}

/// Refuses drawings whose nesting or references would not end well; the error is a clause.
pub fn bounded(text: &str) -> Result<(), String> {
    let mut parts = vec![Part::default()];
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    // For each open element, the part that it belongs to.
    let mut open: Vec<usize> = Vec::new();
    for tag in tags(text) {
        if tag.starts_with("!ENTITY") && tag.contains(['&', '<']) {
            return Err("its entities hold markup".to_owned());
        }
        if tag.starts_with(['!', '?']) {
            continue;
        }
        if tag.starts_with('/') {
            open.pop();
            continue;
        }
        let mut part = open.last().copied().unwrap_or(0);
        if let Some(id) = attribute(tag, "id") {
            // Of elements with the same id a reference means the first; later ones still count once.
            if let Some(above) = parts.get_mut(part) {
                above.refers.push(id);
            }
            part = parts.len();
            ids.entry(id).or_insert(part);
            parts.push(Part::default());
        }
        if let Some(part) = parts.get_mut(part) {
            part.elements += 1;
            part.refers.extend(references(tag));
        }
        if !tag.ends_with('/') {
            open.push(part);
        }
        if open.len() > DEPTH {
            return Err(format!("its elements are nested more than {DEPTH} levels deep"));
        }
    }
    if total(&mut parts, &ids) > ELEMENTS {
        return Err(format!("its references make more than {ELEMENTS} elements of it"));
    }
    Ok(())
}

/// Counts the root's part with every reference followed, without recursion: chains may be long.
fn total(parts: &mut [Part<'_>], ids: &BTreeMap<&str, usize>) -> u64 {
    // A part is left when everything that it refers to is known; a reference to a part that is open is a
    // cycle, which adds nothing.
    let mut stack = vec![(0_usize, 0_usize, 0_u64)];
    let mut result = 0;
    if let Some(root) = parts.first_mut() {
        root.total = Some(0);
    }
    while let Some((at, next, sum)) = stack.pop() {
        let Some(part) = parts.get_mut(at) else { break };
        let Some(id) = part.refers.get(next) else {
            let all = sum.saturating_add(part.elements);
            part.total = Some(all);
            result = all;
            continue;
        };
        let target = ids.get(id).copied();
        match target.map(|t| (t, parts.get(t).and_then(|p| p.total))) {
            None => stack.push((at, next + 1, sum)),
            Some((_, Some(known))) => stack.push((at, next + 1, sum.saturating_add(known))),
            Some((target, None)) => {
                // Comes back to the same reference, which is known then.
                stack.push((at, next, sum));
                stack.push((target, 0, 0));
                if let Some(part) = parts.get_mut(target) {
                    part.total = Some(0);
                }
            }
        }
    }
    result
}

/// The tags of an XML text, without their brackets; comments and character data are passed over.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.get(rest.find('<')? + 1..)?;
            let passed = if rest.starts_with("!--") {
                "-->"
            } else if rest.starts_with("![CDATA[") {
                "]]>"
            } else if rest.starts_with("!DOCTYPE") {
                // Its declarations are tags of their own.
                "E"
            } else {
                let end = tag_end(rest);
                let tag = rest.get(..end)?;
                rest = rest.get(end..)?;
                return Some(tag);
            };
            rest = rest.get(rest.find(passed)? + passed.len()..)?;
        }
    })
}

/// The byte of the `>` that ends a tag; quoted values may hold `>`.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (i, b) in text.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return i,
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = tag.get(from..)?.find(name).map(|n| n + from) {
        let begins = tag.get(..at).is_some_and(|t| t.ends_with(char::is_whitespace));
        let after = tag.get(at + name.len()..)?.trim_start();
        if begins && let Some(value) = after.strip_prefix('=').map(str::trim_start) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
        from = at + name.len();
    }
    None
}

/// Every `#id` in the values of a tag.
fn references(tag: &str) -> impl Iterator<Item = &str> {
    tag.match_indices('#').filter_map(|(at, _)| {
        let begins = tag.get(..at)?.ends_with(['"', '\'', '(']);
        let rest = tag.get(at + 1..)?;
        let end = rest.find(['"', '\'', ')'])?;
        begins.then_some(rest.get(..end)?)
    })
}

#[cfg(test)]
mod tests {
    use super::bounded;

    #[test]
    fn counts_what_references_make() {
        assert!(bounded("<svg><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>").is_ok());
        let mut long = String::new();
        for i in 0..50_000 {
            long.push_str(
                &["<g id='a", &(i + 1).to_string(), "'><use href='#a", &i.to_string(), "'/></g>"].concat(),
            );
        }
        assert!(bounded(&format!("<svg><g id='a0'/>{long}</svg>")).is_err());
        let wide = "<use href='#a'/>".repeat(1000);
        assert!(bounded(&format!("<svg><g id='a'>{}</g>{wide}</svg>", "<path/>".repeat(1000))).is_ok());
        assert!(bounded(&format!("<svg><g id='a'>{}</g>{wide}</svg>", "<path/>".repeat(3000))).is_err());
    }

    #[test]
    fn entities_may_name_but_not_build() {
        let adobe = "<!DOCTYPE svg [<!ENTITY ns 'http://www.w3.org/2000/svg'>]><svg xmlns='&ns;'/>";
        assert!(bounded(adobe).is_ok());
        assert!(bounded("<!DOCTYPE svg [<!ENTITY a '<g/><g/>'>]><svg>&a;</svg>").is_err());
    }
}
