//! The sentence of the thread that a quotation repeats.
//! Where both stand is make-up's matter.

use super::{Content, Float, Flow};
use std::ops::Range;

/// Letters of the shortest text that counts as repeated: shorter ones come about by chance.
const LEAST: usize = 12;

/// Tells each callout among `floats` which characters of which block of `flow` it repeats, by its words: case, marks
/// and spaces do not count.
pub(super) fn find(floats: &mut [Float], flow: &[Flow]) {
    if !floats.iter().any(|f| matches!(f.content, Content::Callout(_))) {
        return;
    }
    let texts: Vec<(usize, Letters)> = flow
        .iter()
        .enumerate()
        .filter_map(|(n, f)| if let Flow::Text(b) = f { Some((n, Letters::of(b.para.text()))) } else { None })
        .collect();
    for float in floats {
        let Content::Callout(callout) = &float.content else { continue };
        let own = callout.flow.iter().filter_map(|f| if let Flow::Text(b) = f { Some(b) } else { None });
        float.echo = own
            .map(|b| Letters::of(b.para.text()))
            .filter(|l| l.at.len() >= LEAST)
            .find_map(|quote| texts.iter().find_map(|(n, text)| text.find(&quote).map(|range| (*n, range))));
    }
}

/// Letters and figures of a text in lower case, and where each stands in it, in characters.
struct Letters {
    text: String,
    at: Vec<(usize, u32)>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut out = Self { text: String::with_capacity(text.len()), at: Vec::new() };
        for (n, c) in (0..).zip(text.chars()).filter(|(_, c)| c.is_alphanumeric()) {
            out.at.push((out.text.len(), n));
            out.text.extend(c.to_lowercase());
        }
        out
    }

    /// The characters of this text that hold `part`.
    fn find(&self, part: &Self) -> Option<Range<u32>> {
        let start = self.text.find(&part.text)?;
        let char_at = |byte: usize| {
            let n = self.at.partition_point(|(at, _)| *at <= byte);
            self.at.get(n.checked_sub(1)?).map(|(_, c)| *c)
        };
        Some(char_at(start)?..char_at(start + part.text.len() - 1)? + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn a_sentence_is_found_by_its_words() {
        let text = Letters::of("It went on. Here is the sentence, worth seeing twice! And so on.");
        let found = text.find(&Letters::of("“Here is the sentence worth seeing twice”"));
        assert_eq!(found, Some(12..52));
        assert_eq!(text.find(&Letters::of("Here is another sentence")), None);
        let chinese = Letters::of("第一句。值得再看一遍的一句话。");
        assert_eq!(chinese.find(&Letters::of("值得再看一遍的一句话")), Some(4..14));
    }
}
