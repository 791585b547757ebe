//! Months, and the periods that months are summed to. No clock and no time zone is involved.

use crate::error::Error;

/// A calendar month, ordered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month `month` (1 to 12) of `year` (1900 to 2199); `None` outside these ranges.
    #[must_use]
    pub fn new(year: i32, month: i32) -> Option<Self> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month)).then(|| Self(year * 12 + month - 1))
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The month `n` months later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// Months from `other` to `self`.
    #[must_use]
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// The calendar year in which this month's financial year (April to March) starts.
    #[must_use]
    pub fn financial_year(self) -> i32 {
        self.plus(-3).year()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// The length of the periods a table is cut into (`--by`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Calendar month.
    Month,
    /// Quarter of the financial year (Q1 is April to June).
    Quarter,
    /// Calendar year.
    Year,
    /// Financial year, April to March.
    FinancialYear,
    /// Everything in one period.
    All,
}

crate::worded!(Grain { Month = "month", Quarter = "quarter", Year = "year", FinancialYear = "fy", All = "all" });

/// One period. Ordered by its first month within a grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar month, written `2025-12`.
    Month(Month),
    /// A quarter of the financial year that starts in `.0`, 1 to 4, written `2019/20 Q3`.
    Quarter(i32, i32),
    /// A calendar year, written `2025`.
    Year(i32),
    /// The financial year that starts in `.0`, written `2019/20`.
    FinancialYear(i32),
    /// Everything, written `all`; also the period of a table that has no period column.
    All,
}

impl Period {
    /// The grain of this period.
    #[must_use]
    pub fn grain(self) -> Grain {
        match self {
            Self::Month(_) => Grain::Month,
            Self::Quarter(..) => Grain::Quarter,
            Self::Year(_) => Grain::Year,
            Self::FinancialYear(_) => Grain::FinancialYear,
            Self::All => Grain::All,
        }
    }

    /// The first month, `None` for [`Period::All`].
    #[must_use]
    pub fn first_month(self) -> Option<Month> {
        match self {
            Self::Month(m) => Some(m),
            Self::Quarter(fy, q) => Month::new(fy, 4).map(|m| m.plus(3 * (q - 1))),
            Self::Year(y) => Month::new(y, 1),
            Self::FinancialYear(fy) => Month::new(fy, 4),
            Self::All => None,
        }
    }

    /// How many calendar months a complete period of this grain has; `None` for [`Period::All`].
    #[must_use]
    pub fn full_months(self) -> Option<usize> {
        match self {
            Self::Month(_) => Some(1),
            Self::Quarter(..) => Some(3),
            Self::Year(_) | Self::FinancialYear(_) => Some(12),
            Self::All => None,
        }
    }

    /// The last month, `None` for [`Period::All`].
    #[must_use]
    pub fn last_month(self) -> Option<Month> {
        let months = i32::try_from(self.full_months()?).ok()?;
        Some(self.first_month()?.plus(months - 1))
    }

    /// The period of grain `grain` that holds this one.
    ///
    /// # Errors
    /// [`Error::Regroup`] when this period does not lie within a single period of that grain
    /// (a calendar year in a month, a calendar year in a financial year).
    pub fn within(self, grain: Grain) -> Result<Self, Error> {
        let refuse = || Error::Regroup { from: self.grain().word(), to: grain.word() };
        if grain == self.grain() {
            return Ok(self);
        }
        if grain == Grain::All {
            return Ok(Self::All);
        }
        let (first, last) = (self.first_month().ok_or_else(refuse)?, self.last_month().ok_or_else(refuse)?);
        let held = |m| Self::of(m, grain);
        if held(first) == held(last) && grain > self.grain() { Ok(held(first)) } else { Err(refuse()) }
    }

    /// The period of grain `grain` that holds `month`.
    #[must_use]
    pub fn of(month: Month, grain: Grain) -> Self {
        match grain {
            Grain::Month => Self::Month(month),
            Grain::Quarter => Self::Quarter(month.financial_year(), (month.plus(-3).month() - 1) / 3 + 1),
            Grain::Year => Self::Year(month.year()),
            Grain::FinancialYear => Self::FinancialYear(month.financial_year()),
            Grain::All => Self::All,
        }
    }

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
    /// assert_eq!(Period::parse("2019/20").unwrap().full_months(), Some(12));
    /// assert!(Period::parse("2019/21").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        parse(text.trim()).ok_or_else(|| Error::Period(text.trim().chars().take(40).collect()))
    }

    /// The label in words for charts and pages: "December 2025", "October to December 2019", "2025", "2019/20".
    #[must_use]
    pub fn words(self) -> String {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let name = |m: Month| NAMES[usize::try_from(m.month() - 1).unwrap_or(0)];
        match (self, self.first_month(), self.last_month()) {
            (Self::Month(m), ..) => format!("{} {}", name(m), m.year()),
            (Self::Quarter(..), Some(a), Some(b)) => format!("{} to {} {}", name(a), name(b), b.year()),
            (Self::All, ..) => "all periods together".to_owned(),
            _ => self.to_string(),
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Month(m) => m.fmt(f),
            Self::Quarter(fy, q) => write!(f, "{}/{:02} Q{q}", fy, (fy + 1) % 100),
            Self::Year(y) => write!(f, "{y}"),
            Self::FinancialYear(fy) => write!(f, "{}/{:02}", fy, (fy + 1) % 100),
            Self::All => f.write_str("all"),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = Error;

    /// As [`Period::parse`].
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&<String as serde::Deserialize>::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

fn number(text: &str, digits: usize) -> Option<i32> {
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

fn parse(text: &str) -> Option<Period> {
    if text.eq_ignore_ascii_case("all") {
        return Some(Period::All);
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
    financial(text).or_else(|| numeric_month(text)).or_else(|| day_first(text)).or_else(|| named_month(text))
}

/// `2019/20`, `2019/20 Q3`.
fn financial(text: &str) -> Option<Period> {
    let (years, quarter) = match text.split_once([' ', '-']) {
        Some((y, q)) if y.len() == 7 => (y, Some(q)),
        _ => (text, None),
    };
    let (first, second) = years.split_once('/')?;
    let fy = number(first, 4)?;
    if number(second, 2)? != (fy + 1) % 100 || Month::new(fy, 4).is_none() {
        return None;
    }
    match quarter {
        None => Some(Period::FinancialYear(fy)),
        Some(q) => {
            let q = number(q.strip_prefix(['Q', 'q'])?, 1)?;
            (1..=4).contains(&q).then_some(Period::Quarter(fy, q))
        }
    }
}

/// `2025-12`, `2017_09`, `2025-12-31`, `2025/12/31`, each also with a time behind it.
fn numeric_month(text: &str) -> Option<Period> {
    let date = text.split(['T', ' ']).next()?;
    let parts: Vec<&str> = date.split(['-', '_', '/']).collect();
    let (year, month) = (number(parts.first()?, 4)?, number(parts.get(1)?, 2)?);
    match parts.get(2) {
        None => {}
        Some(day) if parts.len() == 3 && (1..=days(year, month)).contains(&number(day, 2)?) => {}
        Some(_) => return None,
    }
    Month::new(year, month).map(Period::Month)
}

/// `01/12/2025`, day first, as British publishers write. Months that are written first, with a day of 1, would all fall
/// into January, which no table of several months survives without a repeated row.
fn day_first(text: &str) -> Option<Period> {
    let mut parts = text.split(['T', ' ']).next()?.split('/');
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_a_month_into_every_coarser_period() {
        let march = Period::parse("2020-03").unwrap();
        let label = |g| march.within(g).unwrap().to_string();
        assert_eq!(label(Grain::Quarter), "2019/20 Q4");
        assert_eq!(label(Grain::Year), "2020");
        assert_eq!(label(Grain::FinancialYear), "2019/20");
        assert_eq!(label(Grain::All), "all");
    }

    #[test]
    fn refuses_a_year_in_a_month_or_in_a_financial_year() {
        assert!(Period::Year(2020).within(Grain::Month).is_err());
        assert!(Period::Year(2020).within(Grain::FinancialYear).is_err());
        assert!(Period::All.within(Grain::Year).is_err());
        assert_eq!(Period::Quarter(2019, 3).within(Grain::FinancialYear), Ok(Period::FinancialYear(2019)));
    }

    #[test]
    fn refuses_what_is_no_period() {
        for text in [
            "",
            "2025-13",
            "20251",
            "13",
            "2019/21",
            "32-Jan-20",
            "yesterday",
            "2025-12-00",
            "2025-02-29",
            "31-Apr-20",
            "12/31/2025",
            "31/04/2025",
            "1/12/25",
            "£",
        ] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn labels_parse_back() {
        for grain in Grain::ALL.map(|(g, _)| g) {
            let period = Period::of(Month::new(2019, 11).unwrap(), grain);
            assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }
    }
}
