//! The one length of the house: an integer count of scaled points, as in TeX.
//! No float takes part; decimal text is read and written exactly.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length in scaled points: 65,536 to the point, 72 points to the inch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Length(i64);

impl Length {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One point (1/72 inch).
    pub const PT: Self = Self(65_536);
    /// Longer than any page: a measure that never binds.
    pub const MAX: Self = Self(1 << 46);

    /// A length of `n` scaled points.
    #[must_use]
    pub const fn sp(n: i64) -> Self {
        Self(n)
    }

    /// A length of `n` whole points.
    #[must_use]
    pub const fn pt(n: i64) -> Self {
        Self(n * 65_536)
    }

    /// A length of `n` thousandths of a millimetre, to the nearest scaled point.
    #[must_use]
    pub const fn micrometres(n: i64) -> Self {
        Self(div_round(n as i128 * 65_536 * 72, 25_400) as i64)
    }

    /// A length of `n` whole millimetres.
    #[must_use]
    pub const fn mm(n: i64) -> Self {
        Self::micrometres(n * 1000)
    }

    /// The count of scaled points.
    #[must_use]
    pub const fn to_sp(self) -> i64 {
        self.0
    }

    /// Thousandths of a millimetre, rounded.
    #[must_use]
    pub const fn to_micrometres(self) -> i64 {
        div_round(self.0 as i128 * 25_400, 65_536 * 72) as i64
    }

    /// Thousandths of a point, rounded: what goes into files.
    #[must_use]
    pub const fn to_millipoints(self) -> i64 {
        div_round(self.0 as i128 * 1000, 65_536) as i64
    }

    /// Reads `12.5pt`, `3mm`, `0.5in`, `1cm`; `None` for anything else. At most nine decimals count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let split = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at(split);
        let nano = parse_decimal(number.trim())?;
        let (num, den): (i128, i128) = match unit {
            "pt" => (1, 1),
            "mm" => (720, 254),
            "cm" => (7200, 254),
            "in" => (72, 1),
            _ => return None,
        };
        let sp = div_round(i128::from(nano) * 65_536 * num, den * 1_000_000_000);
        i64::try_from(sp).ok().filter(|n| n.abs() < Self::MAX.0).map(Self)
    }

    /// This length times `num / den`, rounded to the nearest scaled point, halves away from zero; `den` 0 counts as 1.
    #[must_use]
    pub const fn scale(self, num: i64, den: i64) -> Self {
        Self(div_round(self.0 as i128 * num as i128, if den == 0 { 1 } else { den as i128 }) as i64)
    }

    /// The size without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// At least one scaled point: what may be divided by.
    const fn least(self) -> i64 {
        if self.0 < 1 { 1 } else { self.0 }
    }

    /// How many whole `step`s fit, rounded down; a step of nothing counts as one scaled point.
    #[must_use]
    pub const fn steps_floor(self, step: Self) -> i64 {
        self.0.div_euclid(step.least())
    }

    /// How many `step`s cover this length, rounded up.
    #[must_use]
    pub const fn steps_ceil(self, step: Self) -> i64 {
        -((-self.0).div_euclid(step.least()))
    }
}

/// Reads a decimal number with an optional sign as billionths; `None` where it is not one or is huge.
#[must_use]
pub fn parse_decimal(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, frac) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && frac.is_empty()) || !all_digits(whole) || !all_digits(frac) {
        return None;
    }
    if whole.len() > 7 {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut nano = 0_i64;
    for i in 0..9 {
        let digit = frac.as_bytes().get(i).map_or(0, |b| i64::from(b - b'0'));
        nano = nano * 10 + digit;
    }
    Some(sign * (whole * 1_000_000_000 + nano))
}

const fn div_round(n: i128, d: i128) -> i128 {
    let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
    if n >= 0 { (n + d / 2) / d } else { -((-n + d / 2) / d) }
}

impl fmt::Debug for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Length {
    /// In points with up to three decimals: `12.5pt`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.to_millipoints();
        let sign = if n < 0 { "-" } else { "" };
        let (whole, frac) = (n.abs() / 1000, n.abs() % 1000);
        if frac == 0 {
            write!(f, "{sign}{whole}pt")
        } else {
            let digits = format!("{frac:03}");
            write!(f, "{sign}{whole}.{}pt", digits.trim_end_matches('0'))
        }
    }
}

impl Add for Length {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Length {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Length {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Mul<i64> for Length {
    type Output = Self;
    fn mul(self, n: i64) -> Self {
        Self(self.0 * n)
    }
}
impl Div<i64> for Length {
    type Output = Self;
    fn div(self, n: i64) -> Self {
        Self(self.0 / n)
    }
}
impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Length {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Length {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Length;

    #[test]
    fn reads_units_exactly() {
        assert_eq!(Length::parse("12.5pt"), Some(Length::sp(819_200)));
        assert_eq!(Length::parse("1in"), Some(Length::pt(72)));
        assert_eq!(Length::parse("25.4mm"), Some(Length::pt(72)));
        assert_eq!(Length::parse("210mm").map(Length::to_micrometres), Some(210_000));
        assert_eq!(Length::parse("8.375in"), Some(Length::pt(603)));
        for bad in ["12", "pt", "1 em", "1e3pt", "--1pt", "1.2.3mm", ""] {
            assert_eq!(Length::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn steps_round_both_ways() {
        let step = Length::parse("12.5pt").unwrap_or_default();
        assert_eq!(Length::pt(25).steps_ceil(step), 2);
        assert_eq!((Length::pt(25) + Length::sp(1)).steps_ceil(step), 3);
        assert_eq!((Length::pt(25) - Length::sp(1)).steps_floor(step), 1);
    }
}
