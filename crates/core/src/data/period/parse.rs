//! The forms in which publishers write periods.

use super::Period;
use super::quarter::{financial_quarter, quartered};
use crate::data::month::Month;
use crate::error::Error;

impl Period {
    /// Reads a period in any of the forms that publishers use.
    ///
    /// # Errors
    /// [`Error::Period`] with the accepted forms.
    ///
    /// ```
    /// use unwarranted_core::Period;
    /// for month in ["2025-12-01", "2025-12", "202512", "2025_12", "01DEC2025", "01-Dec-25", "01/12/2025", "Dec 2025"] {
    ///     assert_eq!(Period::parse(month).unwrap().to_string(), "2025-12");
    /// }
    /// assert_eq!(Period::parse("2019/20 Q3").unwrap().first_month().unwrap().to_string(), "2019-10");
    /// assert_eq!(Period::parse("Q3 2019/20"), Period::parse("2019/20 Q3"));
    /// assert_eq!(Period::parse("2019 Q3").unwrap().first_month().unwrap().to_string(), "2019-07"); // a calendar quarter
    /// assert_eq!(Period::parse("2019/20").unwrap().full_months(), Some(12));
    /// assert_eq!(Period::parse("2017 - 19").unwrap().full_months(), Some(36));
    /// assert_eq!(Period::parse("2019-03-31T23:00:00Z").unwrap().to_string(), "2019-04"); // midnight in London
    /// assert!(Period::parse("2019/21").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        period(text.trim()).ok_or_else(|| Error::Period(text.trim().chars().take(40).collect()))
    }
}

impl std::str::FromStr for Period {
    type Err = Error;

    /// As [`Period::parse`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl<'de> serde::Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&<String as serde::Deserialize>::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

pub(super) fn number(text: &str, digits: usize) -> Option<i32> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn month_name(text: &str) -> Option<i32> {
    const SHORT: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = text.to_ascii_lowercase();
    let at = SHORT.iter().position(|s| lower.starts_with(s))?;
    i32::try_from(at + 1).ok()
}

fn year_of(text: &str) -> Option<i32> {
    number(text, 4).or_else(|| number(text, 2).map(|y| if y < 70 { 2000 + y } else { 1900 + y }))
}

fn period(text: &str) -> Option<Period> {
    if text.eq_ignore_ascii_case("all") {
        return Some(Period::All);
    }
    if text.contains(['\u{2013}', '\u{2014}']) {
        return period(&text.replace(['\u{2013}', '\u{2014}'], "-"));
    }
    if !text.is_ascii() || text.len() > 40 {
        return None;
    }
    if let Some(year) = number(text, 4) {
        return Month::new(year, 1).map(|_| Period::Year(year));
    }
    if let Some(ym) = number(text, 6) {
        return Month::new(ym / 100, ym % 100).map(Period::Month);
    }
    if let Some((year, quarter)) = quartered(text) {
        return financial_quarter(year, quarter).or_else(|| Period::calendar_quarter(text));
    }
    financial(text)
        .or_else(|| numeric_month(text))
        .or_else(|| day_first(text))
        .or_else(|| named_month(text))
        .or_else(|| range(text))
}

/// `2017 - 19`, `2017-19`, `2017 to 2019`, `2017/18 - 2019/20`, `Aug 2019 - Jul 2020`, and `2019-20`, which cannot be a
/// month. Two calendar years are not told from one financial year by a hyphen alone, so `2018 - 19` is refused.
fn range(text: &str) -> Option<Period> {
    let halves = |by: &str| text.split_once(by).map(|(a, b)| (a.trim(), b.trim()));
    let spaced = halves(" - ").or_else(|| halves(" to "));
    let (from, to) = spaced.or_else(|| text.split_once('-').filter(|(a, _)| matches!(a.len(), 4 | 7)))?;
    let start = period(from)?;
    match start {
        Period::Month(first) => match period(to)? {
            Period::Month(last) if spaced.is_some() => longer(first, last.since(first) + 1),
            _ => None,
        },
        Period::Year(year) => {
            let years = second_year(to, year)? - year + 1;
            match (years, spaced) {
                (2, None) => Some(Period::FinancialYear(year)),
                (2, Some(_)) => None,
                _ => longer(start.first_month()?, 12 * years),
            }
        }
        Period::FinancialYear(year) => {
            let (last, after) = to.split_once('/')?;
            let last = second_year(last, year)?;
            (second_year(after, last)? == last + 1).then(|| longer(start.first_month()?, 12 * (last - year + 1)))?
        }
        _ => None,
    }
}

fn longer(first: Month, months: i32) -> Option<Period> {
    Period::span(first, months).filter(|_| months > 1)
}

/// The year that two or four digits behind `first` mean: the next one that ends so.
fn second_year(text: &str, first: i32) -> Option<i32> {
    number(text, 4).or_else(|| number(text, 2).map(|y| first + (y - first).rem_euclid(100))).filter(|y| *y > first)
}

/// `2019/20`, `2019/2020`.
pub(super) fn financial(text: &str) -> Option<Period> {
    let (first, second) = text.split_once('/')?;
    let fy = number(first, 4)?;
    (second_year(second, fy)? == fy + 1 && Month::new(fy, 4).is_some()).then_some(Period::FinancialYear(fy))
}

/// `2025-12`, `2017_09`, `2025-12-31`, `2025/12/31`, each also with a time behind it. A time of UTC is told as London's,
/// where midnight of British Summer Time is 23:00 of the day before.
fn numeric_month(text: &str) -> Option<Period> {
    let date = before_time(text)?;
    let parts: Vec<&str> = date.split(['-', '_', '/']).collect();
    let (year, month) = (number(parts.first()?, 4)?, number(parts.get(1)?, 2)?);
    match parts.get(2) {
        None => {}
        Some(day) if parts.len() == 3 && (1..=days(year, month)).contains(&number(day, 2)?) => {
            let day = number(day, 2)?;
            let next =
                utc_hour(&text[date.len()..]) == Some(23) && day == days(year, month) && summer(month, day, year);
            return Month::new(year, month).map(|m| Period::Month(if next { m.plus(1) } else { m }));
        }
        Some(_) => return None,
    }
    Month::new(year, month).map(Period::Month)
}

/// A date without the time behind it; `None` where something else stands there, such as the end of a range.
fn before_time(text: &str) -> Option<&str> {
    let Some(at) = text.find(['T', ' ']) else { return Some(text) };
    let time = &text.as_bytes()[at + 1..];
    let hour = time.first().is_some_and(u8::is_ascii_digit) && time.iter().take(3).any(|b| *b == b':');
    hour.then(|| &text[..at])
}

/// The hour of a time behind a date, where it says that it is UTC.
fn utc_hour(time: &str) -> Option<i32> {
    let utc = ["Z", "z", "+00:00", "+0000", "+00", "UTC", "GMT"].iter().any(|end| time.ends_with(end));
    number(time.get(1..3)?, 2).filter(|_| utc)
}

/// Whether 23:00 UTC of a day lies in British Summer Time: from the last Sunday of March to the day before the last of
/// October.
fn summer(month: i32, day: i32, year: i32) -> bool {
    // Day of the week of the 31st, both months having 31 days; 0 is Sunday (Sakamoto's method).
    let weekday = |term: i32| (year + year / 4 - year / 100 + year / 400 + term + 31).rem_euclid(7);
    match month {
        4..=9 => true,
        3 => day >= 31 - weekday(2),
        10 => day < 31 - weekday(6),
        _ => false,
    }
}

/// `01/12/2025`, day first, as British publishers write. Months that are written first, with a day of 1, would all fall
/// into January, which no table of several months survives without a repeated row.
fn day_first(text: &str) -> Option<Period> {
    let mut parts = before_time(text)?.split('/');
    let (day, month, year) = (
        number(parts.next()?, 2)?,
        number(parts.next()?, 2)?,
        number(parts.next()?, 4).filter(|_| parts.next().is_none())?,
    );
    let month_of = Month::new(year, month)?;
    (1..=days(year, month)).contains(&day).then_some(Period::Month(month_of))
}

/// Days of a month of the Gregorian calendar.
fn days(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `01SEP2017`, `01-Apr-17`, `Dec 2025`, `December 2025`.
fn named_month(text: &str) -> Option<Period> {
    let letters = text.find(|c: char| c.is_ascii_alphabetic())?;
    let rest = &text[letters..];
    let end = rest.find(|c: char| !c.is_ascii_alphabetic())?;
    let month = month_name(&rest[..end]).filter(|_| end >= 3)?;
    let year = year_of(rest[end..].trim_start_matches(['-', ' ', '/']))?;
    let day = text[..letters].trim_end_matches(['-', ' ', '/']);
    if !day.is_empty() && !(1..=days(year, month)).contains(&number(day, day.len()).filter(|_| day.len() <= 2)?) {
        return None;
    }
    Month::new(year, month).map(Period::Month)
}
