//! What an issue is, in the terms of PRISM 3.0 (Basic Metadata Specification, 2012), for every edition alike.
//! Writes no format: the EPUB's package and the PDFs' XMP do.

use super::model::{Date, Issue, named};

/// The namespace of the terms.
pub const PRISM: &str = "http://prismstandard.org/namespaces/basic/3.0/";

/// Term (without its prefix) and value of everything that the issue states, in a fixed order. Genre and section are
/// terms of an article, not of an issue, and are left to the articles.
#[must_use]
pub fn prism(issue: &Issue) -> Vec<(&'static str, String)> {
    let publication = &issue.publication;
    let words = |names| named(names, &issue.lang).map(str::to_owned);
    let rows = [
        ("publicationName", words(&publication.names)),
        ("issn", publication.issn.clone()),
        ("eIssn", publication.eissn.clone()),
        ("nationalCatalogNumber", publication.cn.clone()),
        ("volume", issue.volume.clone()),
        ("number", issue.number.clone()),
        ("issueIdentifier", issue.aggregate.map(|n| n.to_string())),
        ("coverDate", issue.date.map(iso)),
        ("coverDisplayDate", words(&issue.display_date)),
        ("publishingFrequency", publication.frequency.clone()),
    ];
    rows.into_iter().filter_map(|(term, value)| Some((term, value?))).collect()
}

/// A date as ISO 8601, as far as it is known.
#[must_use]
pub fn iso(date: Date) -> String {
    let part = |n: Option<u8>| n.map(|n| format!("-{n:02}")).unwrap_or_default();
    let day = date.month.and(date.day);
    format!("{:04}{}{}", date.year, part(date.month), part(day))
}

/// Year, month, day, hour, minute and second (UTC) of a second counted from 1970, in the Gregorian calendar: years
/// begin in March, so that the leap day is a year's last.
#[must_use]
pub fn moment(seconds: i64) -> [i64; 6] {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = (era * 400 + year + carry).clamp(0, 9999);
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60]
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn seconds_become_dates() {
        assert_eq!(moment(0), [1970, 1, 1, 0, 0, 0]);
        assert_eq!(moment(951_782_400), [2000, 2, 29, 0, 0, 0]);
        assert_eq!(moment(1_764_547_199), [2025, 11, 30, 23, 59, 59]);
        assert_eq!(moment(-1), [1969, 12, 31, 23, 59, 59]);
    }
}
