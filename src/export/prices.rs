//! Prices as they are printed, read as an amount in a currency.
//! A price that cannot be told for certain is none.

use crate::issue::Issue;

/// A price in a market.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Price {
    /// ISO 3166-1 code of the market's country; `None` where the market is no single country.
    pub(super) country: Option<String>,
    /// Amount with a point and, where the currency has them, two decimals.
    pub(super) amount: String,
    /// ISO 4217.
    pub(super) currency: &'static str,
}

/// The prices of an issue that are certain, by market.
pub(super) fn prices(issue: &Issue) -> Vec<Price> {
    issue.prices.iter().filter_map(|(market, printed)| price(market, printed)).collect()
}

/// The price that `printed` states in `market`, such as `€ 8.50` or `20.00元`.
fn price(market: &str, printed: &str) -> Option<Price> {
    let country = country(market);
    let start = printed.find(|c: char| c.is_ascii_digit())?;
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let rest = printed.get(start..)?;
    let end = rest.find(|c| !digits(c)).unwrap_or(rest.len());
    let (number, behind) = rest.split_at_checked(end)?;
    if behind.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let signs = [printed.get(..start)?.trim(), behind.trim()];
    let currency = signs.into_iter().find_map(|sign| currency(sign, country.as_deref()))?;
    Some(Price { country, amount: amount(number)?, currency })
}

/// The code of a market that is one country, by its code; `UK` is what people write for `GB`.
fn country(market: &str) -> Option<String> {
    const CODES: &str = include_str!("countries.txt");
    let code = market.to_ascii_uppercase();
    let code = if code == "UK" { "GB".to_owned() } else { code };
    let mut codes = CODES.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    codes.any(|c| c == code).then_some(code)
}

fn currency(sign: &str, country: Option<&str>) -> Option<&'static str> {
    const TABLE: &str = include_str!("currencies.tsv");
    TABLE.lines().filter(|l| !l.starts_with('#')).find_map(|line| {
        let mut cells = line.split('\t');
        let (known, code, market) = (cells.next()?, cells.next()?, cells.next()?);
        (known == sign && (market == "-" || Some(market) == country)).then_some(code)
    })
}

/// A number with a point before its decimals, of which there are none or two: `1.234,50` is `1234.50`.
fn amount(number: &str) -> Option<String> {
    let number = number.trim_end_matches(['.', ',']);
    let (whole, decimals) = match number.rfind(['.', ',']) {
        Some(at) if number.len() - at == 3 => (number.get(..at)?, number.get(at + 1..)?),
        Some(at) if number.len() - at != 4 => return None,
        _ => (number, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") })
}

#[cfg(test)]
mod tests {
    use super::price;

    #[test]
    fn a_printed_price_is_read_where_it_is_certain() {
        let rows = [
            ("eu", "€ 8.50", Some("8.50 EUR -")),
            ("DE", "8,50 €", Some("8.50 EUR DE")),
            ("uk", "£5.95", Some("5.95 GBP GB")),
            ("CN", "20.00元", Some("20.00 CNY CN")),
            ("JP", "¥1,200", Some("1200 JPY JP")),
            ("Zürich", "CHF 1.234,50", Some("1234.50 CHF -")),
            // Whose dollars, whose yen?
            ("world", "$ 9.99", None),
            ("world", "¥ 900", None),
            ("US", "free", None),
            ("US", "$ 9.99 or $ 12", None),
            ("US", "$ 9.5", None),
        ];
        for (market, printed, wanted) in rows {
            let found = price(market, printed)
                .map(|p| format!("{} {} {}", p.amount, p.currency, p.country.unwrap_or("-".to_owned())));
            assert_eq!(found.as_deref(), wanted, "{market}: {printed}");
        }
    }
}
