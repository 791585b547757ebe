//! What the name of a column says of the length of its periods.

use super::dates::{day_of, ending, quarter};
use unwarranted_core::{Month, Period};

/// What the name of a column says of its periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Meaning {
    /// Nothing, or that they are months.
    #[default]
    Any,
    /// Years.
    Years,
    /// Financial years, which one number does not name: it may be the year in which they begin or end.
    FinancialYears,
    /// Quarters.
    Quarters,
    /// Weeks, of which no month is made.
    Weeks,
    /// Several months, of which the name does not say whether they begin or end with what is written.
    Longer,
    /// So many months that end with what is written, in this month of the year where the name says so.
    Ending(i32, Option<i32>),
}

impl Meaning {
    /// By the name of a column, in small letters without blanks.
    pub(super) fn of(name: &str) -> Self {
        if let Some(ending) = Self::ending(name) {
            return ending;
        }
        let has = |word: &str| name.contains(word);
        match () {
            () if is_longer(name) => Self::Longer,
            () if has("month") || has("date") => Self::Any,
            () if has("week") => Self::Weeks,
            () if has("quarter") || has("qtr") => Self::Quarters,
            () if is_financial(name) => Self::FinancialYears,
            () if has("year") => Self::Years,
            () => Self::Any,
        }
    }

    /// `year ending`, `12 months to`, `quarter ended`, `year ending March`.
    fn ending(name: &str) -> Option<Self> {
        const WORDS: [&str; 4] = ["ending", "ended", "end", "to"];
        let (of, rest) = WORDS.iter().find_map(|word| name.split_once(word))?;
        let month = month_of(rest);
        if !rest.is_empty() && rest != "in" && rest != "date" && month.is_none() {
            return None;
        }
        if of.contains("week") {
            return Some(Self::Weeks);
        }
        if rest == "date" && of.contains("year") && name.contains("to") {
            return None; // "year to date" is of no one length.
        }
        let digits: String = of.chars().filter(char::is_ascii_digit).collect();
        let months = match digits.parse() {
            Ok(n) if of.contains("month") || of.ends_with('m') => n,
            _ if of.contains("twelvemonth") || of.contains("year") || of == "fy" => 12,
            _ if of.contains("threemonth") || of.contains("quarter") => 3,
            _ if of.contains("month") => 1,
            _ => return None,
        };
        (1..=600).contains(&months).then_some(Self::Ending(months, month))
    }

    /// The period that a text was read as, where the column may have it.
    ///
    /// # Errors
    /// What was expected and what to do, where the period is longer than the text says or has no length.
    pub(super) fn checked(self, text: &str, found: Period) -> Result<Period, String> {
        match (self, found) {
            (Meaning::FinancialYears, Period::Year(year)) => Err(format!(
                "a financial year such as {}/{:02}, as {year} may be the year in which it begins or that in which it ends; call the column \
                 year where it has calendar years",
                year - 1,
                year.rem_euclid(100)
            )),
            (Meaning::Years | Meaning::FinancialYears, Period::Month(_)) => Err(
                "a year such as 2020 or 2019/20, which a day or month does not name; call the column year_ending where it is the end of \
                 a year, or month where it is a month"
                    .to_owned(),
            ),
            (Meaning::Weeks, Period::Month(_)) => {
                Err("a month, quarter or year: weeks make no months; sum the rows by month first".to_owned())
            }
            (Meaning::Longer, Period::Month(_)) => Err(
                "both ends of the months, such as 2019-04 - 2020-03; call the column 12_months_to where it has the last of twelve months".to_owned(),
            ),
            (Meaning::Quarters, Period::Month(month)) => quarter(month, day_of(text)),
            (Meaning::Ending(months, None), Period::Month(month)) => ending(Some(month), months, text),
            (Meaning::Ending(months, _), Period::Year(_)) if months > 1 => {
                Err("the last month, such as 2020-03 or 31/03/2020, or a financial year such as 2019/20".to_owned())
            }
            _ => Ok(found),
        }
    }
}

/// Whether a name in small letters says that its periods are, or are parts of, financial years.
pub(super) fn is_financial(name: &str) -> bool {
    ["financial", "fiscal", "finyear", "finquarter"].iter().any(|word| name.contains(word)) || name.starts_with("fy")
}

/// `rolling_12_months`, `last 12 months`, `rolling_quarter`.
fn is_longer(name: &str) -> bool {
    let counted = name
        .split_once("month")
        .is_some_and(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit()) && before != "1");
    counted || name.contains("twelvemonth") || name.contains("rolling")
}

/// The month that a name such as `march` or `31march` is.
fn month_of(text: &str) -> Option<i32> {
    let name = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = (name.len() >= 3).then(|| Period::parse(&format!("{name} 2000")).ok()).flatten()?;
    month.first_month().filter(|_| matches!(month, Period::Month(_))).map(Month::month)
}
