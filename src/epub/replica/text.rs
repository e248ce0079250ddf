//! Runs of glyphs as words that stand in their place: where each stretch begins, and what stands between letters.
//! Chooses no glyph: a reading system shapes the words again, with the face and the features of print.

use crate::epub::printed::sp;
use crate::font::Face;
use crate::geom::Length;
use crate::typeset::GlyphRun;

/// Words that a reading system sets from one place on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stretch {
    /// Where it begins, from the run's origin.
    pub x: Length,
    /// What it says.
    pub text: String,
    /// What stands between letters beyond the face's own advances.
    pub letter: Length,
    /// What a word space is wider than the face's, beside `letter`.
    pub word: Length,
}

/// What a run is to be shown as.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Stretches {
    /// Its words.
    pub words: Vec<Stretch>,
    /// Places of glyphs in the run that stand for no text, such as the hyphen of a divided word.
    pub drawn: Vec<usize>,
}

/// By how much a space, or the room of a full-width character, may differ before a stretch ends: a fiftieth of a point.
const TOLERANCE: i64 = 65_536 / 50;

/// What is alike within a two-hundredth of a point differs by rounding.
const ALIKE: i64 = 65_536 / 200;

/// A character, or several that one glyph or more stand for.
struct Cluster<'a> {
    text: &'a str,
    /// From the run's origin.
    x: i64,
    advance: i64,
    /// What the advance is beyond the face's own.
    beyond: i64,
    dx: i64,
}

/// Parts a run. Western words are kerned by the face as they were in print, so a stretch of them ends only where a
/// word space differs; a full-width character stands by its own advance, which Chinese punctuation gives up, so
/// a stretch of those ends wherever one stands apart from the next by other than the ones before it.
pub(super) fn stretches(run: &GlyphRun, face: &Face) -> Stretches {
    let mut out = Stretches::default();
    let clusters = clusters(run, face, &mut out.drawn);
    let letter = letter_space(&clusters);
    let mut open: Option<(Stretch, bool)> = None;
    let mut spaced = false;
    for cluster in &clusters {
        let first = cluster.text.chars().next().unwrap_or(' ');
        let (space, wide) = (is_space(first), is_wide(first));
        if let Some(done) = open.take_if(|(_, w)| (*w != wide && !space) || cluster.dx != 0) {
            out.words.push(done.0);
            spaced = false;
        }
        let (stretch, _) = open.get_or_insert_with(|| {
            let letter = sp_of(if wide { cluster.beyond } else { letter });
            let x = sp_of(cluster.x + cluster.dx);
            (Stretch { x, text: String::new(), letter, word: Length::ZERO }, wide)
        });
        stretch.text.push_str(cluster.text);
        let own = cluster.beyond - stretch.letter.to_sp();
        let ends = if space {
            let first = !std::mem::replace(&mut spaced, true);
            if first {
                stretch.word = sp_of(own);
            }
            !first && (own - stretch.word.to_sp()).abs() > TOLERANCE
        } else {
            wide && (own.abs() > TOLERANCE || cluster.dx != 0)
        };
        if ends {
            out.words.extend(open.take().map(|(stretch, _)| stretch));
            spaced = false;
        }
    }
    out.words.extend(open.map(|(stretch, _)| stretch));
    out
}

fn clusters<'a>(run: &'a GlyphRun, face: &Face, drawn: &mut Vec<usize>) -> Vec<Cluster<'a>> {
    let hyphens = ['-', '\u{2010}'].map(|c| face.glyph(c));
    let natural = |glyph: u16| {
        let units = i64::from(face.advance(glyph)) * run.style.size.to_sp() / i64::from(face.upem.max(1));
        units * i64::from(run.scale) / 10_000
    };
    let (mut clusters, mut x, mut byte): (Vec<Cluster>, i64, usize) = (Vec::new(), 0, 0);
    for (n, glyph) in run.glyphs.iter().enumerate() {
        let (advance, beyond) = (i64::from(glyph.advance), i64::from(glyph.advance) - natural(glyph.id));
        let end = byte + usize::from(glyph.bytes);
        let text = run.text.get(byte..end).unwrap_or("");
        let of_last = text.is_empty() && !hyphens.contains(&Some(glyph.id));
        match clusters.last_mut().filter(|_| of_last) {
            Some(cluster) => {
                cluster.advance += advance;
                cluster.beyond += beyond;
            }
            None if text.is_empty() => drawn.push(n),
            None => clusters.push(Cluster { text, x, advance, beyond, dx: i64::from(glyph.dx) }),
        }
        byte = end;
        x += advance;
    }
    clusters
}

/// What stands between most letters of a run's western words: those pairs that the face does not kern stand apart by
/// that, all alike.
fn letter_space(clusters: &[Cluster]) -> i64 {
    let one = |c: &&Cluster| c.text.chars().next().is_some_and(|c| !is_space(c) && !is_wide(c));
    let mut all: Vec<i64> = clusters.iter().filter(one).map(|c| c.beyond).collect();
    all.sort_unstable();
    let (mut most, mut from): (&[i64], usize) = (&[], 0);
    for (to, high) in all.iter().enumerate() {
        while all.get(from).is_some_and(|low| high - low > ALIKE) {
            from += 1;
        }
        most = all.get(from..=to).filter(|alike| alike.len() > most.len()).unwrap_or(most);
    }
    most.iter().sum::<i64>() / (most.len().max(1) as i64)
}

fn sp_of(n: i64) -> Length {
    sp(i32::try_from(n).unwrap_or(0))
}

/// What CSS widens by `word-spacing` (CSS Text 4 §8.1).
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}')
}

/// Whether a character stands in a square of its own in Chinese and Japanese; quotation marks and dashes that the
/// scripts share do where no letter of the other script's face has them, which their advance shows.
const fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}
