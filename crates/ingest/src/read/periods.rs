//! Periods as tables of indicators print them: years, financial years, ranges of years, quarters and months.

use super::collect::Span;
use super::file_name::financial_years_in;
use std::collections::BTreeSet;
use unwarranted_core::{Month, Period};

pub(crate) const FORMS: &str =
    "a period such as 2019, 2019/20, 2019-20, 2015 - 17, 2019/20 Q3, 2019-11, Nov 2019 or Aug 2019 - Jul 2020";

/// How the texts of one column are read. `2010-11` is November 2010 or the financial year 2010/11: the other texts of
/// the column, or its name, say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hyphen {
    /// `2010-11` is a financial year.
    FinancialYear,
    /// `2010-11` is a month.
    Month,
}

impl Hyphen {
    /// From the column's name in capitals and all texts in it. A column of years has financial years. In any other it is
    /// months, unless there are at least two different texts of this form and every one could be a financial year.
    pub(crate) fn of<'a>(column: &str, texts: impl Iterator<Item = &'a str>) -> Self {
        if column.contains("YEAR") {
            return Self::FinancialYear;
        }
        let hyphened: BTreeSet<&str> =
            texts.map(str::trim).filter(|t| t.len() == 7 && t.as_bytes()[4] == b'-').collect();
        let all_years = hyphened.iter().all(|t| financial_years_in(t).len() == 1);
        if hyphened.len() >= 2 && all_years { Self::FinancialYear } else { Self::Month }
    }
}

/// The period of a text; `None` where the text is not a period.
pub(crate) fn span(text: &str, hyphen: Hyphen) -> Option<Span> {
    let text = text.trim();
    if text.len() == 7 && text.as_bytes()[4] == b'-' {
        let year = || financial_years_in(text).first().copied().and_then(Span::financial_year);
        let month = || Period::parse(text).ok().and_then(Span::of);
        return match hyphen {
            Hyphen::FinancialYear => year().or_else(month),
            Hyphen::Month => month().or_else(year),
        };
    }
    if let Some((from, to)) = text.split_once(" - ") {
        return range(from.trim(), to.trim());
    }
    if let Some((year, quarter)) = text.split_once(" Q").filter(|(year, _)| year.len() == 4) {
        let quarter: i32 = quarter.parse::<i32>().ok().filter(|q| (1..=4).contains(q))?;
        return Some(Span { start: Some(Month::new(year.parse().ok()?, 3 * quarter - 2)?), months: 3 });
    }
    let full = text.len() == 9 && text.as_bytes()[4] == b'/';
    if full {
        return financial_years_in(text).first().copied().and_then(Span::financial_year);
    }
    Period::parse(text).ok().and_then(Span::of)
}

/// `2015` to `17`, `2015/16` to `17/18`, or `Aug 2019` to `Jul 2020`.
fn range(from: &str, to: &str) -> Option<Span> {
    let start = Period::parse(from).ok()?;
    if let (Period::Month(first), Ok(Period::Month(last))) = (start, Period::parse(to)) {
        let months = last.since(first) + 1;
        return (2..=240).contains(&months).then_some(Span { start: Some(first), months });
    }
    let (first, financial) = match start {
        Period::Year(year) => (year, false),
        Period::FinancialYear(year) => (year, true),
        _ => return None,
    };
    let to = if financial { to.split_once('/')?.0 } else { to };
    let last: i32 = to.parse().ok().filter(|_| matches!(to.len(), 2 | 4))?;
    let last = if to.len() == 2 { first - first.rem_euclid(100) + last } else { last };
    let years = last - first + 1;
    (2..=20).contains(&years).then_some(Span { start: start.first_month(), months: 12 * years })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges_of_months() {
        let of = |text| seen(text, Hyphen::FinancialYear);
        assert_eq!(of("Aug 2019 - Jul 2020"), Some(("2019-08".to_owned(), 12)));
        assert_eq!(of("Jan 2016 - Dec 2018"), Some(("2016-01".to_owned(), 36)));
        assert_eq!(of("Jul 2020 - Aug 2019"), None);
    }

    fn seen(text: &str, hyphen: Hyphen) -> Option<(String, i32)> {
        span(text, hyphen).map(|s| (s.start.unwrap().to_string(), s.months))
    }

    #[test]
    fn reads_every_form() {
        for (text, start, months) in [
            ("2019", "2019-01", 12),
            ("2019/20", "2019-04", 12),
            ("2019/2020", "2019-04", 12),
            ("2019-20", "2019-04", 12),
            ("2015 - 17", "2015-01", 36),
            ("2015/16 - 17/18", "2015-04", 36),
            ("2019/20 Q3", "2019-10", 3),
            ("2019 Q1", "2019-01", 3),
            ("2019-11", "2019-11", 1),
            ("2019-11-01", "2019-11", 1),
            ("Nov 2019", "2019-11", 1),
        ] {
            assert_eq!(seen(text, Hyphen::Month), Some((start.to_owned(), months)), "{text}");
        }
        for text in ["", "2019 - 19", "2019 Q5", "2015 - x", "soon", "2019/21", "all"] {
            assert_eq!(seen(text, Hyphen::Month), None, "{text}");
        }
    }

    #[test]
    fn a_column_says_what_a_hyphen_means() {
        let of = |column: &str, texts: &[&str]| Hyphen::of(column, texts.iter().copied());
        assert_eq!(of("FINANCIAL_YEAR", &["2010-11"]), Hyphen::FinancialYear);
        assert_eq!(of("PERIOD", &["2010-11", "2011-12", "2012-13"]), Hyphen::FinancialYear);
        assert_eq!(of("PERIOD", &["2010-11", "2010-12", "2011-01"]), Hyphen::Month);
        assert_eq!(of("PERIOD", &["2010-11"]), Hyphen::Month);
        assert_eq!(seen("2010-11", Hyphen::FinancialYear), Some(("2010-04".to_owned(), 12)));
        assert_eq!(seen("2010-11", Hyphen::Month), Some(("2010-11".to_owned(), 1)));
    }
}
