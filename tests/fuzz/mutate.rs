//! Texts made wrong: bytes, lines, words and nesting of a corpus changed by a seeded chance, and texts made of its
//! words. The same seed gives the same text everywhere; nothing is parsed here.

use super::corpus::Corpus;

/// A small generator of chance (splitmix64: Steele, Lea and Flood 2014).
pub struct Chance(u64);

impl Chance {
    /// A generator that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// One of `list`, which has at least one.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Values that parsers stumble over.
const VALUES: &[&str] = &[
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999999",
    "-0",
    "1e400",
    "0x7fffffffffffffff",
    "nan",
    "-inf",
    "0.0000000000000000000000001",
    "4294967296",
    "4294967295",
    "65536",
    "0",
    "-1",
    "\"\"",
    "\" \"",
    "\"../../../x\"",
    "\"/\"",
    "\"\\u0000\"",
    "\"\\U0010FFFF\"",
    "'''\n'''",
    "2025-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "07:32:00",
    "\"99999999999mm\"",
    "\"-1mm\"",
    "\"1e99pt\"",
    "\"0.00000000000000000001pt x 1mm\"",
    "\"1..9999999999\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "true",
    "null",
    "\"cmyk(1000%, 0, 0, 0)\"",
    "\"9-10-11\"",
    "\"4294967295-4294967296\"",
    "\"base@99999999999.0.0\"",
    "\"base@1\"",
    "\"own\"",
    "\"1234-5679\"",
    "\"CN 11-5288/U\"",
    "\"a:b | c:d | : | |\"",
    "\"{#a #a .b c=\\\"d\"",
];

/// Characters and bytes that are easily cut in the wrong place, or are none.
const ODD: &[&[u8]] = &[
    b"\xef\xbb\xbf",
    b"\0",
    b"\r",
    b"\r\n",
    b"\t",
    b"\x0b\x0c",
    b"\x7f",
    b"\xe4\xb8",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf5\x80\x80\x80",
    b"\xff",
    "\u{85}\u{2028}\u{2029}".as_bytes(),
    "\u{a0}\u{3000}".as_bytes(),
    "\u{200b}\u{200d}\u{2060}\u{feff}".as_bytes(),
    "\u{202e}\u{2066}".as_bytes(),
    "e\u{301}\u{301}\u{301}".as_bytes(),
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}".as_bytes(),
    "\u{130}\u{1c5}\u{df}\u{fb03}".as_bytes(),
    "\u{ff11}\u{ff12}\u{661}\u{662}\u{b2}\u{2160}".as_bytes(),
    "\u{ff1a}\u{ff5c}\u{ff0c}\u{3001}".as_bytes(),
    "\u{fffe}\u{10ffff}\u{e000}".as_bytes(),
    "\u{4e2d}\u{6587}\u{20000}".as_bytes(),
    "\u{201c}\u{2018}\u{300c}".as_bytes(),
];

/// Marks that open something, and what closes it.
const NESTS: &[(&str, &str)] = &[
    ("[", "]"),
    ("{", "}"),
    ("{a=", "}"),
    ("{\"a\":", "}"),
    ("[[", "]]"),
    ("a.", ""),
    ("> ", ""),
    ("- ", ""),
    ("1. ", ""),
    ("  - ", ""),
    ("*", "*"),
    ("**a", "**"),
    ("_a ", "_"),
    ("![", "](x)"),
    ("[a](", ")"),
    ("[^a", "]"),
    ("(", ")"),
    ("`", "`"),
    ("\"", "\""),
    ("<a>", "</a>"),
    ("~", "~"),
    ("> [!box] ", ""),
    ("|", "|"),
    ("- - ", ""),
    ("&", ";"),
    ("# ", ""),
    ("\n\n> ", ""),
];

/// Marks of which long texts are made.
const MARKS: &str = "[]{}()*_~`\"'<>|#-+=:.,!^\\/@&$%\n\n\n\n  \t";

/// A text for case `seed`: a changed text of the corpus, or one made of its words; and the file it is read as.
pub fn case(corpus: &Corpus, seed: u64) -> (&'static str, Vec<u8>) {
    let mut chance = Chance::new(seed);
    let (file, text) = chance.one(&corpus.seeds);
    let mut text = if chance.below(16) == 0 { made(corpus, file, &mut chance) } else { text.clone() };
    let mut changes = 1;
    while changes < 8 && chance.below(2) == 0 {
        changes += 1;
    }
    for _ in 0..changes {
        change(&mut text, corpus, &mut chance);
    }
    // Longer ones are refused or cut off anyway, and cost the run its breadth.
    text.truncate(400_000);
    (file, text)
}

fn change(text: &mut Vec<u8>, corpus: &Corpus, chance: &mut Chance) {
    match chance.below(18) {
        0 => flip(text, chance),
        1 => {
            let (from, to) = range(text.len(), 64, chance);
            text.drain(from..to);
        }
        2 => {
            let (from, to) = range(text.len(), 200, chance);
            let piece = text[from..to].to_vec();
            put(text, &piece, chance);
        }
        way @ 3..=6 => line(text, way, corpus, chance),
        7 => splice(text, corpus, chance),
        8 => replace(text, |_, c| c.one(&corpus.tokens).clone(), chance),
        9 => replace(text, |all, c| all[c.below(all.len())].clone(), chance),
        10 => value(text, chance),
        11 => nest(text, chance),
        12 => repeat(text, corpus, chance),
        13 => put(text, chance.one::<&[u8]>(ODD), chance),
        14 => number(text, chance),
        15 => {
            let marks: Vec<u8> = (0..=chance.below(24)).map(|_| *chance.one(MARKS.as_bytes())).collect();
            put(text, &marks, chance);
        }
        16 => text.truncate(chance.below(text.len() + 1)),
        _ => {
            if chance.below(4) == 0 {
                *text = text.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]);
            } else {
                put(text, chance.one(VALUES).as_bytes(), chance);
            }
        }
    }
}

fn range(length: usize, most: usize, chance: &mut Chance) -> (usize, usize) {
    let from = chance.below(length + 1);
    (from, (from + chance.below(most)).min(length))
}

fn put(text: &mut Vec<u8>, piece: &[u8], chance: &mut Chance) {
    let at = chance.below(text.len() + 1);
    text.splice(at..at, piece.iter().copied());
}

fn flip(text: &mut [u8], chance: &mut Chance) {
    let at = chance.below(text.len());
    let bit = 1 << chance.below(8);
    if let Some(byte) = text.get_mut(at) {
        *byte ^= bit;
    }
}

/// Takes a line out, exchanges two, or adds one of this text or another.
fn line(text: &mut Vec<u8>, way: usize, corpus: &Corpus, chance: &mut Chance) {
    let mut lines: Vec<Vec<u8>> = text.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    match way {
        3 => drop(lines.remove(one)),
        4 => lines.swap(one, other),
        5 => lines.insert(one, lines[other].clone()),
        _ => lines.insert(one, chance.one(&corpus.lines).clone()),
    }
    *text = lines.join(&b'\n');
}

/// The beginning of this text and the end of another.
fn splice(text: &mut Vec<u8>, corpus: &Corpus, chance: &mut Chance) {
    let (_, other) = chance.one(&corpus.seeds);
    text.truncate(chance.below(text.len() + 1));
    text.extend_from_slice(&other[chance.below(other.len() + 1)..]);
}

/// Where the words of a text stand.
fn words(text: &[u8]) -> Vec<(usize, usize)> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"-_@".contains(b) || *b >= 0x80;
    let (mut out, mut from) = (Vec::new(), None);
    for (at, byte) in text.iter().enumerate() {
        match (part(byte), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                out.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    out
}

/// One word for another.
fn replace(text: &mut Vec<u8>, word: impl FnOnce(&[Vec<u8>], &mut Chance) -> Vec<u8>, chance: &mut Chance) {
    let places = words(text);
    if places.is_empty() {
        return;
    }
    let all: Vec<Vec<u8>> = places.iter().map(|(a, b)| text[*a..*b].to_vec()).collect();
    let new = word(&all, chance);
    let (from, to) = *chance.one(&places);
    text.splice(from..to, new);
}

/// An odd value behind `=` or `:` for the rest of its line.
fn value(text: &mut Vec<u8>, chance: &mut Chance) {
    let marks: Vec<usize> =
        text.iter().enumerate().filter(|(_, b)| b"=:".contains(b)).map(|(at, _)| at + 1).collect();
    if marks.is_empty() {
        return;
    }
    let from = *chance.one(&marks);
    let rest = &text[from..];
    let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    let end = if chance.below(2) == 0 { end } else { rest.iter().position(|b| *b == b',').unwrap_or(end) };
    let new = format!(" {}", chance.one(VALUES));
    text.splice(from..from + end, new.into_bytes());
}

fn nest(text: &mut Vec<u8>, chance: &mut Chance) {
    let (open, close) = *chance.one(NESTS);
    let depth = *chance.one(&[2, 8, 40, 63, 64, 65, 130, 1_000, 10_000]);
    let close = if chance.below(2) == 0 { close } else { "" };
    let middle = chance.one(&["", "1", "x", "\n"]);
    put(text, format!("{}{middle}{}", open.repeat(depth), close.repeat(depth)).as_bytes(), chance);
}

fn repeat(text: &mut Vec<u8>, corpus: &Corpus, chance: &mut Chance) {
    let times = *chance.one(&[3, 20, 300, 10_000]);
    let mut piece = match chance.below(3) {
        0 => chance.one(&corpus.tokens).clone(),
        1 => chance.one(&corpus.lines).clone(),
        _ => chance.one(ODD).to_vec(),
    };
    piece.truncate(400_000 / times);
    if chance.below(2) == 0 {
        piece.push(b'\n');
    }
    put(text, &piece.repeat(times), chance);
}

/// Another number for one that stands there.
fn number(text: &mut Vec<u8>, chance: &mut Chance) {
    let digits: Vec<usize> = (0..text.len()).filter(|at| text[*at].is_ascii_digit()).collect();
    if digits.is_empty() {
        return;
    }
    let from = *chance.one(&digits);
    let length = text[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let new = match chance.below(4) {
        0 => chance.next().to_string(),
        1 => chance.below(20).to_string(),
        2 => format!("-{}", chance.below(300)),
        _ => "9".repeat(chance.below(400)),
    };
    text.splice(from..from + length, new.into_bytes());
}

fn is(file: &str, kind: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|e| e.eq_ignore_ascii_case(kind))
}

/// A text of the corpus' words in the form of the file.
fn made(corpus: &Corpus, file: &str, chance: &mut Chance) -> Vec<u8> {
    let mut out = Vec::new();
    if is(file, "json") {
        object(corpus, &mut out, 0, chance);
        return out;
    }
    if is(file, "md") {
        out.extend_from_slice(if chance.below(2) == 0 { b"+++\n" } else { b"---\n" });
    }
    for _ in 0..chance.below(40) {
        let key = chance.one(&corpus.tokens).clone();
        match chance.below(6) {
            0 => out.extend([b"[", &key[..], b"]\n"].concat()),
            1 => out.extend([b"[[", &key[..], b"]]\n"].concat()),
            2 => out.extend([&chance.one(&corpus.lines)[..], b"\n"].concat()),
            3 => out.extend([&key[..], b" = \"", &chance.one(&corpus.tokens)[..], b"\"\n"].concat()),
            _ => out.extend([&key[..], b" = ", chance.one(VALUES).as_bytes(), b"\n"].concat()),
        }
    }
    if is(file, "md") {
        out.extend_from_slice(b"+++\n\n");
        for _ in 0..chance.below(30) {
            out.extend_from_slice(chance.one::<Vec<u8>>(&corpus.lines));
            out.extend_from_slice(chance.one(&["\n", "\n\n", "\n> ", "\n  ", " {#a .b c=d}\n\n"]).as_bytes());
        }
    }
    out
}

fn object(corpus: &Corpus, out: &mut Vec<u8>, depth: usize, chance: &mut Chance) {
    out.push(b'{');
    for n in 0..chance.below(8) {
        if n > 0 {
            out.push(b',');
        }
        out.extend([b"\"", &chance.one(&corpus.tokens)[..], b"\":"].concat());
        match chance.below(5) {
            0 if depth < 6 => object(corpus, out, depth + 1, chance),
            1 if depth < 6 => {
                out.push(b'[');
                object(corpus, out, depth + 1, chance);
                out.push(b']');
            }
            2 => out.extend_from_slice(chance.one(VALUES).as_bytes()),
            _ => out.extend([b"\"", &chance.one(&corpus.tokens)[..], b"\""].concat()),
        }
    }
    out.push(b'}');
}
