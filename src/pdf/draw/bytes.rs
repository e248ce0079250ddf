//! The bytes of a content stream: numbers in as few digits as exactness needs, names, operators.
//! Knows no graphics state.

/// A growing content stream.
#[derive(Clone, Debug, Default)]
pub(in crate::pdf) struct Bytes(pub(in crate::pdf) Vec<u8>);

impl Bytes {
    /// An empty stream.
    pub(in crate::pdf) fn new() -> Self {
        Self(Vec::with_capacity(8192))
    }

    /// An empty stream in memory that served before.
    pub(in crate::pdf) fn within(mut room: Vec<u8>) -> Self {
        room.clear();
        Self(room)
    }

    /// A number given in thousandths, then a space: `-.5 `.
    pub(in crate::pdf) fn milli(&mut self, n: i64) -> &mut Self {
        self.decimal(n, 3)
    }

    /// The number `n / 10^places`, without leading or trailing noughts, then a space; `places` is at most 7.
    pub(in crate::pdf) fn decimal(&mut self, n: i64, places: u32) -> &mut Self {
        self.bare(n, places);
        self.0.push(b' ');
        self
    }

    /// As `decimal`, without the space.
    pub(in crate::pdf) fn bare(&mut self, n: i64, places: u32) -> &mut Self {
        match places {
            0 => self.part::<1>(n),
            1 => self.part::<10>(n),
            2 => self.part::<100>(n),
            3 => self.part::<1_000>(n),
            4 => self.part::<10_000>(n),
            5 => self.part::<100_000>(n),
            6 => self.part::<1_000_000>(n),
            _ => self.part::<10_000_000>(n),
        }
    }

    /// The number `n / UNIT`: a constant is cheaper to divide by.
    fn part<const UNIT: u64>(&mut self, n: i64) -> &mut Self {
        if n < 0 {
            self.0.push(b'-');
        }
        let (whole, mut part) = (n.unsigned_abs() / UNIT, n.unsigned_abs() % UNIT);
        if whole > 0 || part == 0 {
            self.integer(whole);
        }
        if part > 0 {
            self.0.push(b'.');
            while part > 0 {
                part *= 10;
                self.0.push(b'0' + (part / UNIT) as u8);
                part %= UNIT;
            }
        }
        self
    }

    /// A float with up to five decimals, then a space.
    pub(in crate::pdf) fn float(&mut self, v: f64) -> &mut Self {
        self.decimal((v.clamp(-1e9, 1e9) * 100_000.0).round() as i64, 5)
    }

    fn integer(&mut self, mut n: u64) {
        let mut digits = [0_u8; 20];
        let mut used = 0;
        for d in digits.iter_mut().rev() {
            *d = b'0' + (n % 10) as u8;
            n /= 10;
            used += 1;
            if n == 0 {
                break;
            }
        }
        self.0.extend_from_slice(digits.get(digits.len() - used..).unwrap_or(&[]));
    }

    /// Bytes as they are.
    pub(in crate::pdf) fn put(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// An operator and the end of its line.
    pub(in crate::pdf) fn op(&mut self, operator: &str) -> &mut Self {
        self.put(operator).put("\n")
    }

    /// A resource's name, such as `/X12`, then a space.
    pub(in crate::pdf) fn name(&mut self, letter: char, number: usize) -> &mut Self {
        self.0.extend_from_slice(&[b'/', letter as u8]);
        self.integer(number as u64);
        self.put(" ")
    }

    /// One byte of a literal string, escaped where it must be.
    pub(in crate::pdf) fn string_byte(&mut self, b: u8) {
        match b {
            b'(' | b')' | b'\\' => self.0.extend_from_slice(&[b'\\', b]),
            b'\r' => self.0.extend_from_slice(b"\\r"),
            _ => self.0.push(b),
        }
    }

    /// Two bytes of a literal string.
    pub(in crate::pdf) fn string_bytes(&mut self, pair: [u8; 2]) {
        if pair.iter().any(|b| matches!(b, b'(' | b')' | b'\\' | b'\r')) {
            for b in pair {
                self.string_byte(b);
            }
        } else {
            self.0.extend_from_slice(&pair);
        }
    }

    /// A text string as UTF-16 in hexadecimal: `<FEFF00AD>`.
    pub(in crate::pdf) fn utf16(&mut self, text: &str) -> &mut Self {
        self.put("<FEFF");
        for unit in text.encode_utf16() {
            for shift in [12, 8, 4, 0] {
                let digit = (unit >> shift & 15) as u8;
                self.0.push(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 });
            }
        }
        self.put(">")
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn numbers_are_short_and_exact() {
        let text = |n, places| {
            let mut b = Bytes::new();
            b.decimal(n, places);
            String::from_utf8(b.0).unwrap_or_default()
        };
        for (n, places, want) in [
            (0, 3, "0 "),
            (12_500, 3, "12.5 "),
            (-500, 3, "-.5 "),
            (1, 3, ".001 "),
            (-1234, 0, "-1234 "),
            (i64::MIN + 1, 3, "-9223372036854775.807 "),
            (10, 1, "1 "),
            (25, 5, ".00025 "),
            (-2_500_000, 6, "-2.5 "),
            (10_000_001, 7, "1.0000001 "),
        ] {
            assert_eq!(text(n, places), want);
        }
    }

    #[test]
    fn text_is_utf16() {
        let mut b = Bytes::new();
        b.utf16("a\u{ad}𝄞");
        assert_eq!(b.0, b"<FEFF006100ADD834DD1E>");
    }
}
