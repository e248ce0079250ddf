//! What a layout says of itself, in words: lengths, styles, inks, validity.
//! Draws nothing.

use crate::color::Ink;
use crate::geom::Length;
use crate::layout::{Bound, HAlign, Header, Style};

/// A length in millimetres, two places at the most: `55.7 mm`.
#[must_use]
pub fn mm(length: Length) -> String {
    format!("{} mm", decimal(length.to_micrometres(), 1000, 2))
}

/// A length in points: `12.5`.
#[must_use]
pub fn points(length: Length) -> String {
    decimal(length.to_millipoints(), 1000, 2)
}

/// `n` / `unit` with so many places, without idle noughts.
fn decimal(n: i64, unit: i64, places: u32) -> String {
    let scale = 10_i64.pow(places);
    let n = (n * scale * 2 + unit) / (unit * 2);
    let width = places as usize;
    let text = format!("{}.{:0width$}", n / scale, (n % scale).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Family, weight, size on leading and how lines stand.
#[must_use]
pub fn style(style: &Style) -> String {
    let family = style.families.first().map_or("", String::as_str);
    let slope = if style.italic { " italic" } else { "" };
    let align = match style.align {
        HAlign::Justify => "justified",
        HAlign::Left => "left",
        HAlign::Right => "right",
        HAlign::Center => "centred",
    };
    format!("{family} {}{slope}\n{}/{} pt, {align}", style.weight, points(style.size), points(style.leading))
}

/// The inks of a colour: `C 100  M 60  K 10`, with the plate and the tint of a spot ink before them.
#[must_use]
pub fn inks(ink: &Ink) -> String {
    let percent = |v: u16| decimal(i64::from(v), 100, 1);
    let letters = ["C", "M", "Y", "K"].iter().zip(ink.cmyk).filter(|(_, v)| *v > 0);
    let parts: Vec<String> = letters.map(|(l, v)| format!("{l} {}", percent(v))).collect();
    let process = if parts.is_empty() { "no ink".to_owned() } else { parts.join("  ") };
    match &ink.spot {
        Some(spot) => format!("{} {} %\n{process}", spot.plate, percent(spot.tint)),
        None => process,
    }
}

/// What a screen shows, where the layout says so.
#[must_use]
pub fn screen(ink: &Ink) -> Option<String> {
    ink.rgb.map(|[r, g, b]| format!("#{r:02x}{g:02x}{b:02x}"))
}

/// Whose a layout is and what it is for, line by line.
#[must_use]
pub fn claims(header: &Header, extends: Option<&str>) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let credits: Vec<String> =
        header.credited_to.iter().map(|(role, party)| format!("{role}: {party}")).collect();
    let mut put = |name, words: String| {
        if !words.is_empty() {
            out.push((name, words));
        }
    };
    put("credited to", credits.join(", "));
    put("publications", header.publications.join(", "));
    put("genres", header.genres.join(", "));
    put("languages", header.languages.join(", "));
    let bound = |b: &Bound| {
        let number = b.aggregate.map(|n| format!("No. {n}"));
        let date = b.date.map(|d| match d.month {
            Some(month) => format!("{}-{month:02}", d.year),
            None => d.year.to_string(),
        });
        number.into_iter().chain(date).collect::<Vec<_>>().join(", ")
    };
    put("from", header.valid_from.as_ref().map(bound).unwrap_or_default());
    put("until", header.valid_until.as_ref().map(bound).unwrap_or_default());
    put("extends", extends.unwrap_or_default().to_owned());
    out
}

#[cfg(test)]
mod tests {
    use super::{inks, mm, points};
    use crate::color::{Ink, Spot};
    use crate::geom::Length;

    #[test]
    fn says_lengths_and_inks() {
        assert_eq!([mm(Length::micrometres(55_700)), mm(Length::mm(210))], ["55.7 mm", "210 mm"]);
        assert_eq!(points(Length::parse("12.5pt").unwrap()), "12.5");
        let ink = Ink { cmyk: [10_000, 6_050, 0, 1_000], rgb: None, spot: None };
        assert_eq!(inks(&ink), "C 100  M 60.5  K 10");
        assert_eq!(inks(&Ink::PAPER), "no ink");
        let spot = Spot { plate: "PANTONE 186 C".into(), tint: 5_000, solid: [0, 10_000, 8_000, 500] };
        assert_eq!(
            inks(&Ink { cmyk: [0, 5_000, 4_000, 250], rgb: None, spot: Some(spot) }),
            "PANTONE 186 C 50 %\nM 50  Y 40  K 2.5"
        );
    }
}
