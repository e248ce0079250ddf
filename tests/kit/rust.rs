//! A small lexer for Rust: what the house test needs to read paths and attributes.
//! Parses no grammar; comments, strings and characters are left out so that nothing in them counts.

/// One token with the line it stands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// An identifier, `::`, or one other character.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
}

impl Token {
    /// Whether it is an identifier or keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c == '_' || c.is_alphabetic())
    }
}

/// The tokens of `source`.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: source.chars().collect(), at: 0, line: 1, out: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.out
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn next(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        c
    }

    fn push(&mut self, text: String, line: usize) {
        self.out.push(Token { text, line });
    }

    fn step(&mut self) {
        let line = self.line;
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.next();
                }
            }
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (':', ':') => {
                self.at += 2;
                self.push("::".into(), line);
            }
            (c, _) if c.is_whitespace() => {
                self.next();
            }
            (c, _) if c == '_' || c.is_alphanumeric() => self.word(),
            _ => {
                let c = self.next();
                self.push(c.into(), line);
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    self.at += 2;
                    depth += 1;
                }
                ('*', '/') => {
                    self.at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {
                    self.next();
                }
            }
        }
    }

    fn string(&mut self) {
        self.next();
        while self.at < self.chars.len() {
            match self.next() {
                '\\' => {
                    self.next();
                }
                '"' => return,
                _ => {}
            }
        }
    }

    /// A character or a lifetime.
    fn quote(&mut self) {
        self.next();
        if self.peek(0) == '\\' {
            self.at += 2;
            while self.at < self.chars.len() && self.next() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.at += 2;
        }
    }

    /// An identifier, a number, or a string with a prefix.
    fn word(&mut self) {
        let line = self.line;
        let mut text = String::new();
        while self.peek(0) == '_' || self.peek(0).is_alphanumeric() {
            text.push(self.next());
        }
        match (text.as_str(), self.peek(0)) {
            ("r" | "br" | "cr", '"' | '#') if self.raw_string() => {}
            ("b" | "c", '"') => self.string(),
            ("b", '\'') => self.quote(),
            ("r", '#') => {
                self.next();
                self.word();
            }
            _ => self.push(text, line),
        }
    }

    /// Reads `#*"…"#*`; `false`, and nothing read, where no such thing stands here.
    fn raw_string(&mut self) -> bool {
        let mut hashes = 0;
        while self.peek(hashes) == '#' {
            hashes += 1;
        }
        if self.peek(hashes) != '"' {
            return false;
        }
        for _ in 0..=hashes {
            self.next();
        }
        while self.at < self.chars.len() {
            if self.next() == '"' && (0..hashes).all(|n| self.peek(n) == '#') {
                self.at += hashes;
                return true;
            }
        }
        true
    }
}

#[test]
fn leaves_out_comments_strings_and_lifetimes() {
    let read = |s: &str| tokens(s).into_iter().map(|t| t.text).collect::<Vec<_>>().join(" ");
    assert_eq!(read("use crate::a; // crate::b\n/* crate::c /* x */ */ d"), "use crate :: a ; d");
    assert_eq!(read(r##"f("crate::a \" x", r#"crate::"b"#, b'x', '\'', 'y')"##), "f ( , , , , )");
    assert_eq!(read("fn f<'a>(x: &'a str) {}"), "fn f < a > ( x : & a str ) { }");
    assert_eq!(tokens("a\n\"x\ny\"\nb").last().map(|t| t.line), Some(4));
}
