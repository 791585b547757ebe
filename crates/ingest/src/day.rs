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
    /// use unwarranted_ingest::day::Day;
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

    /// Reads `2013-04-01`, `20130401` and `01/04/2013` (day first).
    ///
    /// ```
    /// use unwarranted_ingest::day::Day;
    /// let day = Day::new(2013, 4, 1);
    /// assert!(["2013-04-01", "20130401", "01/04/2013"].iter().all(|text| Day::parse(text) == day));
    /// assert_eq!(Day::parse("04/2013"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |s: &str| (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?;
        let small = |s: &str| digits(s).and_then(|n: i32| u8::try_from(n).ok());
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(digits(&text[..4])?, small(&text[4..6])?, small(&text[6..])?);
        }
        let parts: Vec<&str> = text.split(['-', '/']).collect();
        match parts[..] {
            [y, m, d] if y.len() == 4 => Self::new(digits(y)?, small(m)?, small(d)?),
            [d, m, y] if y.len() == 4 => Self::new(digits(y)?, small(m)?, small(d)?),
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
    /// use unwarranted_ingest::day::Day;
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

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
