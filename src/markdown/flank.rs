//! Emphasis beside Chinese marks: makes `**词。**词` close, which `CommonMark`'s rule of flanking forbids.
//! Finds no emphasis itself; the parser does, on a text in which such marks look like letters.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

/// Marks of Chinese and their stand-ins, which are as many bytes long: noncharacters, which no text holds.
const WIDE: &str = "、。，．：；！？（）《》〈〉「」『』【】“”‘’—…～％";
/// Code of the first stand-in of `WIDE`; those before it are `inline`'s.
const WIDE_FROM: u32 = 0xfdd4;
/// ASCII marks that mean nothing to the parser beside a star, and their stand-ins, controls from U+0001 on.
const NARROW: &str = "%$,.;?!\"'";

/// `text` with stand-ins for marks beside a run of `*` or `~`; `None` where there is nothing to stand in for.
///
/// A run of delimiters opens and closes beside a mark of Chinese as it does beside a letter, if a letter or a
/// figure stands on its other side (the amendment to `CommonMark` 6.2 for Chinese, Japanese and Korean); beside a
/// mark of ASCII only if that is a letter of Chinese. Every other text is read as `CommonMark` reads it.
pub fn shadow(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let mut rest = text;
    while let Some(start) = rest.find(['*', '~']) {
        let start = start + text.len() - rest.len();
        let tail = text.get(start..).unwrap_or_default();
        let after = tail.trim_start_matches(['*', '~']);
        let end = text.len() - after.len();
        let before = text.get(..start).and_then(|t| t.chars().next_back());
        let (Some(before), Some(next)) = (before, after.chars().next()) else {
            rest = after;
            continue;
        };
        if let Some(c) = stand_in(before, next).filter(|_| start - before.len_utf8() >= done) {
            out.push_str(text.get(done..start - before.len_utf8()).unwrap_or_default());
            out.push(c);
            done = start;
        } else if let Some(c) = stand_in(next, before) {
            out.push_str(text.get(done..end).unwrap_or_default());
            out.push(c);
            done = end + next.len_utf8();
        }
        rest = after;
    }
    if done == 0 || text.contains(|c| original(c).is_some()) {
        return None;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Some(out)
}

/// What stands for `mark` if `far` stands on the other side of the run.
fn stand_in(mark: char, far: char) -> Option<char> {
    let at = |list: &str| list.chars().position(|c| c == mark).and_then(|n| u32::try_from(n).ok());
    if !far.is_alphanumeric() {
        return None;
    }
    let narrow = || at(NARROW).filter(|_| is_chinese(far)).map(|n| n + 1);
    at(WIDE).map(|n| n + WIDE_FROM).or_else(narrow).and_then(char::from_u32)
}

fn is_chinese(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// The mark that a stand-in stands for.
fn original(c: char) -> Option<char> {
    let code = c as u32;
    let wide = code.checked_sub(WIDE_FROM).and_then(|n| WIDE.chars().nth(n as usize));
    wide.or_else(|| code.checked_sub(1).and_then(|n| NARROW.chars().nth(n as usize)))
}

/// An event of a shadow as it would be of the text.
pub fn restored(event: Event<'_>) -> Event<'static> {
    let event = match event {
        Event::Text(t) => Event::Text(words(t)),
        Event::Code(t) => Event::Code(words(t)),
        Event::Html(t) => Event::Html(words(t)),
        Event::InlineHtml(t) => Event::InlineHtml(words(t)),
        Event::FootnoteReference(t) => Event::FootnoteReference(words(t)),
        Event::Start(tag) => Event::Start(tag_restored(tag)),
        other => other,
    };
    event.into_static()
}

fn tag_restored(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: words(dest_url), title: words(title), id: words(id) }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: words(dest_url), title: words(title), id: words(id) }
        }
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(words(info))),
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(words(label)),
        other => other,
    }
}

fn words(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(|c| original(c).is_some()) {
        return text.chars().map(|c| original(c).unwrap_or(c)).collect::<String>().into();
    }
    text
}
