//! Quarters as publishers write them: of financial years with two years, of calendar years with one.

use super::parse::{financial, number};
use super::{Grain, Period};
use crate::data::month::Month;

impl Period {
    /// A quarter that is written with one year, such as `2020 Q3`, `2020Q3` or `Q3 2020`: three months of the calendar year. `None` for
    /// anything else, a quarter of a financial year included.
    ///
    /// ```
    /// use unwarranted_core::Period;
    /// let words = |text| Period::calendar_quarter(text).map(Period::words);
    /// assert_eq!(words("2020 Q3").as_deref(), Some("July to September 2020"));
    /// assert_eq!(words("2020/21 Q3"), None);
    /// ```
    #[must_use]
    pub fn calendar_quarter(text: &str) -> Option<Self> {
        let (year, quarter) = quartered(text.trim())?;
        let first = Month::new(number(year, 4)?, 3 * quarter - 2)?;
        Some(Self::of(first, Grain::Quarter))
    }
}

/// A quarter of a financial year, which a hyphen can part as well: nothing else has two years and a quarter.
pub(super) fn financial_quarter(years: &str, quarter: i32) -> Option<Period> {
    match financial(&years.replacen('-', "/", 1))? {
        Period::FinancialYear(fy) => Some(Period::Quarter(fy, quarter)),
        _ => None,
    }
}

/// The year or years and the quarter, 1 to 4, of `2019/20 Q3`, `Q3 2019/20`, `2019/20Q3`, `Quarter 3 2019/20`, `2019-Q3`, `2019 Q3`.
pub(super) fn quartered(text: &str) -> Option<(&str, i32)> {
    const PARTS: [char; 5] = [' ', '-', ':', ',', '_'];
    let at = text.find(['Q', 'q'])?;
    let (before, rest) = text.split_at(at);
    let word = ["quarter", "qtr", "q"]
        .into_iter()
        .find(|word| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    let rest = rest[word.len()..].trim_start();
    let quarter = number(rest.get(..1)?, 1).filter(|q| (1..=4).contains(q))?;
    let (before, after) = (before.trim_end_matches(PARTS), &rest[1..]);
    // A digit right behind the quarter would make it another number.
    match (before, after.trim_start_matches(PARTS)) {
        (years, "") if after.is_empty() => Some((years, quarter)),
        ("", years) if after.starts_with(PARTS) => Some((years, quarter)),
        _ => None,
    }
}
