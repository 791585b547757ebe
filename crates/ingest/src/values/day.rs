//! Calendar days, for opening and closing dates of organisations.

use unwarranted_core::Month;

/// A day of the Gregorian calendar. Ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// The first day of the year 1.
    pub const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    /// A day that exists; `None` for any other.
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// assert!(Day::new(2020, 2, 29).is_some() && Day::new(2019, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1..=days).contains(&day) && (1..=9999).contains(&year)).then_some(Self { year, month, day })
    }

    /// Reads `2013-04-01` (a time behind it is passed over), `20130401`, `01/04/2013` (day first), `01-Apr-13`,
    /// `1 April 2013` and `01APR2013`. Years of two digits are 1970 to 2069.
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// let day = Day::new(2013, 4, 1);
    /// let texts = ["2013-04-01", "2013-04-01T00:00:00", "20130401", "01/04/2013", "01-Apr-13", "1 April 2013", "01APR2013"];
    /// assert!(texts.iter().all(|text| Day::parse(text) == day));
    /// assert_eq!(Day::parse("04/2013"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_once(['T', ' ']).filter(|(date, _)| date.len() == 10).map_or(text, |(date, _)| date);
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(digits(&text[..4])?, small(&text[4..6])?, small(&text[6..])?);
        }
        let parts: Vec<&str> = text.split(['-', '/', ' ']).collect();
        match parts[..] {
            [y, m, d] if y.len() == 4 => Self::new(digits(y)?, small(m)?, small(d)?),
            [d, m, y] if m.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Self::new(year(y)?, named_month(m)?, small(d)?)
            }
            [d, m, y] if y.len() == 4 => Self::new(digits(y)?, small(m)?, small(d)?),
            [joined] => {
                let (day, rest) = joined.split_at_checked(2)?;
                let (month, of) = rest.split_at_checked(3)?;
                Self::new(year(of)?, named_month(month)?, small(day)?)
            }
            _ => None,
        }
    }

    /// The first day of a month.
    #[must_use]
    pub fn first_of(month: Month) -> Self {
        Self { year: month.year(), month: u8::try_from(month.month()).unwrap_or(1), day: 1 }
    }

    /// "1 April 2018".
    ///
    /// ```
    /// use unwarranted_ingest::values::day::Day;
    /// assert_eq!(Day::new(2018, 4, 1).unwrap().words(), "1 April 2018");
    /// ```
    #[must_use]
    pub fn words(self) -> String {
        let month = self.to_month().map_or_else(|| self.to_string(), |m| unwarranted_core::Period::Month(m).words());
        format!("{} {month}", self.day)
    }

    /// The month it lies in; `None` only for years that a month cannot have.
    #[must_use]
    pub fn to_month(self) -> Option<Month> {
        Month::new(self.year, i32::from(self.month))
    }
}

fn digits(text: &str) -> Option<i32> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn small(text: &str) -> Option<u8> {
    digits(text).and_then(|n| u8::try_from(n).ok())
}

/// A year of four digits, or of two in 1970 to 2069.
fn year(text: &str) -> Option<i32> {
    match (text.len(), digits(text)?) {
        (4, year) => Some(year),
        (2, short) => Some(short + if short < 70 { 2000 } else { 1900 }),
        _ => None,
    }
}

/// The month of an English name, whole or of three letters.
fn named_month(text: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| *name == text || (text.len() == 3 && name.starts_with(&text)))?;
    u8::try_from(at + 1).ok()
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
