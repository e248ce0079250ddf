//! The digits of a bar code as an issue states them, held against ISSN, number and date.
//! Draws nothing.

use super::super::check::Checker;
use super::super::model::{Barcode, Publication, StatedBarcode};
use super::{Own, span_of};
use crate::diag::Diagnostic;
use crate::manifest::{At, PublicationRaw};

impl Checker<'_> {
    /// The stated digits, as far as they can be (I032), with a warning where the add-on is not of this issue
    /// (I033).
    ///
    /// The code is 977, the first seven digits of the ISSN, a variant of two digits, and the check digit (GS1
    /// General Specifications, on serial publications; ISSN Manual, on the ISSN in bar codes). The add-on has two
    /// digits or five (GS1, on add-on symbols); of two they are the number within the year, each number of a double issue, or the month on the cover.
    pub fn stated_barcode(
        &mut self,
        raw: &(Option<At<String>>, Option<At<String>>),
        publication: &Publication,
        own: &Own,
    ) -> StatedBarcode {
        let code = raw.0.as_ref().filter(|c| self.code_holds(c, publication));
        let add_on = raw.1.as_ref().filter(|a| self.add_on_holds(a, publication, own));
        let digits = |t: &At<String>| digits(&t.value);
        StatedBarcode { code: code.map(digits), add_on: add_on.map(digits) }
    }

    fn code_holds(&mut self, code: &At<String>, publication: &Publication) -> bool {
        let text = digits(&code.value);
        let wrong = |message: String| Diagnostic::error("I032", message).at(code.span);
        let Some(check) = check_digit(&text) else {
            let hint =
                "write its thirteen digits: 977, seven of the ISSN, two of the variant, the check digit";
            self.f.push(wrong(format!("`{}` is not an EAN-13", code.value)).hint(hint));
            return false;
        };
        if !text.ends_with(check) {
            self.f.push(
                wrong(format!("the check digit of the bar code `{text}` is wrong"))
                    .label(format!("with these digits it would be `{check}`"))
                    .hint("compare the digits with the assignment; one or two may be swapped"),
            );
            return false;
        }
        let Some(serial) = text.strip_prefix("977") else {
            self.f.push(
                wrong(format!("the bar code `{text}` is not that of a periodical"))
                    .hint("the bar code of a periodical begins with 977 and the ISSN"),
            );
            return false;
        };
        let issn = publication.issn.as_deref().map(digits);
        if let Some(own) = issn.as_deref().and_then(|i| i.get(..7)).filter(|i| !serial.starts_with(i)) {
            self.f.push(
                wrong(format!("the bar code `{text}` is that of another ISSN"))
                    .label(format!("this publication's would begin with `977{own}`"))
                    .hint("compare code and ISSN; the digits behind 977 are the first seven of the ISSN"),
            );
            return false;
        }
        true
    }

    fn add_on_holds(&mut self, add_on: &At<String>, publication: &Publication, own: &Own) -> bool {
        let text = digits(&add_on.value);
        let plain = add_on.value.trim().bytes().all(|b| b.is_ascii_digit());
        let wanted = match publication.barcode {
            Barcode::Ean13Plus2 => Some(2),
            Barcode::Ean13Plus5 => Some(5),
            Barcode::None | Barcode::Ean13 => None,
        };
        if !plain || wanted != Some(text.len()) {
            let why = match wanted {
                Some(n) => format!("the add-on of this publication has {n} digits"),
                None => "the publication's bar code has no add-on".to_owned(),
            };
            self.f.push(
                Diagnostic::error("I032", format!("`{}` is not the add-on of a bar code", add_on.value))
                    .at(add_on.span)
                    .label(why)
                    .hint("write its digits in quotation marks; `barcode` of the publication says how many"),
            );
            return false;
        }
        if let Some(expected) = expected(own).filter(|e| text.len() == 2 && !e.contains(&text)) {
            let expected: Vec<_> = expected.iter().map(|e| format!("`{e}`")).collect();
            self.f.push(
                Diagnostic::warning("I033", format!("the add-on `{text}` is not that of this issue"))
                    .at(add_on.span)
                    .label(format!("by number and date it would be {}", expected.join(" or ")))
                    .hint("a copy is told from the last issue's by its add-on: correct it, or the number"),
            );
        }
        true
    }
}

/// The add-ons of two digits that number and date allow; `None` where neither is known.
fn expected(own: &Own) -> Option<Vec<String>> {
    let mut out = Vec::new();
    if let Some((first, last)) = own.number.as_deref().and_then(span_of) {
        out.extend((first..=last).take(4).map(|n| format!("{:02}", n % 100)));
    }
    if let Some(month) = own.date.and_then(|d| d.month) {
        let month = format!("{month:02}");
        if !out.contains(&month) {
            out.push(month);
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The check digit that thirteen digits should end in (GS1 General Specifications, check digit calculations).
fn check_digit(text: &str) -> Option<char> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    if digits.len() != 13 {
        return None;
    }
    let sum: u32 = digits.iter().take(12).zip([1, 3].into_iter().cycle()).map(|(d, w)| d * w).sum();
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// Without the spaces and hyphens between groups.
fn digits(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

/// Which bar code the publication wants.
pub fn barcode(raw: &PublicationRaw) -> Barcode {
    match raw.barcode.as_ref().map(|b| b.value) {
        Some("none") => Barcode::None,
        Some("ean-13") => Barcode::Ean13,
        Some("ean-13+5") => Barcode::Ean13Plus5,
        _ => Barcode::Ean13Plus2,
    }
}

#[cfg(test)]
mod tests {
    use super::{Own, check_digit, expected};
    use crate::issue::Date;

    #[test]
    fn check_digits_follow_gs1() {
        // ISSN 0317-8471 with variant 00, and a code of retail.
        assert_eq!((check_digit("9770317847001"), check_digit("4006381333931")), (Some('1'), Some('1')));
        assert_eq!((check_digit("977031784700"), check_digit("977031784700X")), (None, None));
    }

    #[test]
    fn add_ons_follow_number_and_month() {
        let own = |number: &str, month| Own {
            date: Some(Date { year: 2025, month, day: None }),
            number: Some(number.into()),
            aggregate: None,
        };
        assert_eq!(expected(&own("9-10", Some(9))), Some(vec!["09".into(), "10".into()]));
        assert_eq!(expected(&own("4", Some(10))), Some(vec!["04".into(), "10".into()]));
        assert_eq!(expected(&own("112", None)), Some(vec!["12".into()]));
    }
}
