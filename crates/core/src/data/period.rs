//! Months, and the periods that months are summed to. No clock and no time zone is involved.

mod parse;
mod quarter;

use crate::error::Error;

pub use crate::data::grain::Grain;
pub use crate::data::month::Month;

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
    /// This many months from a month on, where that is no period of its own: `2017 - 19`, `2017/18 - 19/20`,
    /// `2019-08 - 2020-07`. Made by [`Self::span`], which turns a year into a year.
    Span(Month, i32),
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
            Self::Span(..) => Grain::Span,
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
            Self::Span(first, _) => Some(first),
            Self::All => None,
        }
    }

    /// How many calendar months the complete period has; `None` for [`Period::All`].
    #[must_use]
    pub fn full_months(self) -> Option<usize> {
        match self {
            Self::Month(_) => Some(1),
            Self::Quarter(..) => Some(3),
            Self::Year(_) | Self::FinancialYear(_) => Some(12),
            Self::Span(_, months) => usize::try_from(months).ok(),
            Self::All => None,
        }
    }

    /// The period of `months` months from `first` on: a month, quarter, year or financial year where it is one.
    /// `None` for less than a month and for more than fifty years.
    ///
    /// ```
    /// use unwarranted_core::{Month, Period};
    /// let from = |year, month, months| Period::span(Month::new(year, month)?, months).map(|p| p.to_string());
    /// assert_eq!(from(2017, 1, 36).as_deref(), Some("2017 - 19"));
    /// assert_eq!(from(2017, 4, 36).as_deref(), Some("2017/18 - 19/20"));
    /// assert_eq!(from(2019, 4, 12).as_deref(), Some("2019/20"));
    /// assert_eq!(from(2019, 8, 12).as_deref(), Some("2019-08 - 2020-07"));
    /// assert_eq!(from(2019, 8, 0), None);
    /// ```
    #[must_use]
    pub fn span(first: Month, months: i32) -> Option<Self> {
        let whole = [Grain::Month, Grain::Quarter, Grain::Year, Grain::FinancialYear].map(|g| Self::of(first, g));
        let fits = |p: &Self| p.first_month() == Some(first) && p.full_months() == usize::try_from(months).ok();
        let one = whole.into_iter().find(fits);
        one.or_else(|| (1..=600).contains(&months).then_some(Self::Span(first, months)))
    }

    /// Whether some months lie in both periods.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let ends = |p: Self| p.first_month().zip(p.last_month());
        ends(self).zip(ends(other)).is_none_or(|((a, b), (c, d))| a <= d && c <= b)
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
        let refuse = || Error::Regroup { period: self.to_string(), to: grain.noun() };
        if grain == self.grain() {
            return Ok(self);
        }
        if grain == Grain::All {
            return Ok(Self::All);
        }
        if grain == Grain::Span {
            return Err(refuse());
        }
        let (first, last) = (self.first_month().ok_or_else(refuse)?, self.last_month().ok_or_else(refuse)?);
        let held = |m| Self::of(m, grain);
        if held(first) == held(last) && (grain > self.grain() || self.grain() == Grain::Span) {
            Ok(held(first))
        } else {
            Err(refuse())
        }
    }

    /// The period of grain `grain` that holds `month`.
    #[must_use]
    pub fn of(month: Month, grain: Grain) -> Self {
        match grain {
            Grain::Month => Self::Month(month),
            Grain::Quarter => Self::Quarter(month.financial_year(), (month.plus(-3).month() - 1) / 3 + 1),
            Grain::Year => Self::Year(month.year()),
            Grain::FinancialYear => Self::FinancialYear(month.financial_year()),
            Grain::Span => Self::Month(month),
            Grain::All => Self::All,
        }
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
            (Self::Span(..), Some(a), Some(b)) => self.span_words(a, b, name),
            (Self::All, ..) => "all periods together".to_owned(),
            _ => self.to_string(),
        }
    }

    /// "2017 to 2019", "2017/18 to 2019/20", "August 2019 to July 2020".
    fn span_words(self, first: Month, last: Month, name: impl Fn(Month) -> &'static str) -> String {
        match whole_years(first, last) {
            Some(Grain::Year) => format!("{} to {}", first.year(), last.year()),
            Some(_) => {
                format!("{} to {}", Self::FinancialYear(first.year()), Self::FinancialYear(last.financial_year()))
            }
            None if first.year() == last.year() => format!("{} to {} {}", name(first), name(last), last.year()),
            None => format!("{} {} to {} {}", name(first), first.year(), name(last), last.year()),
        }
    }
}

/// Whether a span is one of calendar or financial years.
fn whole_years(first: Month, last: Month) -> Option<Grain> {
    match (first.month(), last.month()) {
        (1, 12) => Some(Grain::Year),
        (4, 3) => Some(Grain::FinancialYear),
        _ => None,
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Month(m) => m.fmt(f),
            Self::Quarter(fy, q) => write!(f, "{}/{:02} Q{q}", fy, (fy + 1) % 100),
            Self::Year(y) => write!(f, "{y}"),
            Self::FinancialYear(fy) => write!(f, "{}/{:02}", fy, (fy + 1) % 100),
            Self::Span(first, months) => {
                let last = first.plus(months - 1);
                match whole_years(first, last) {
                    Some(Grain::Year) => write!(f, "{} - {:02}", first.year(), last.year() % 100),
                    Some(_) => {
                        let fy = last.financial_year();
                        write!(f, "{} - {:02}/{:02}", Self::FinancialYear(first.year()), fy % 100, (fy + 1) % 100)
                    }
                    None => write!(f, "{first} - {last}"),
                }
            }
            Self::All => f.write_str("all"),
        }
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
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
    fn quarters_are_read_by_the_years_beside_them() {
        let april = [
            "Q1 2020/21",
            "2020/21 Q1",
            "2020/21Q1",
            "Q1 2020-21",
            "2020-21 Q1",
            "Quarter 1 2020/2021",
            "qtr1, 2020/21",
        ];
        for text in april.into_iter().chain(["2020 Q2", "2020Q2", "2020-Q2", "Q2 2020", "Q2-2020", "Quarter 2, 2020"]) {
            let period = Period::parse(text).unwrap();
            assert_eq!(
                (period.to_string().as_str(), period.words().as_str()),
                ("2020/21 Q1", "April to June 2020"),
                "{text}"
            );
        }
        // The first quarter of a calendar year is the last of the financial year before.
        assert_eq!(Period::parse("2020 Q1"), Ok(Period::Quarter(2019, 4)));
        assert_eq!(Period::parse("2020Q3").unwrap().words(), "July to September 2020");
        for text in [
            "2020 Q5",
            "Q0 2020",
            "Q1",
            "2020/22 Q1",
            "Q12020",
            "Q1 20",
            "2020 Q1 Q2",
            "Q1 2020 Q1",
            "2020 Q11",
            "Q1 2020/21 x",
            "20 Q1",
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
        for (year, month, months) in
            [(2017, 1, 36), (1999, 1, 36), (2017, 4, 36), (2019, 4, 24), (2019, 8, 12), (2019, 1, 2)]
        {
            let period = Period::span(Month::new(year, month).unwrap(), months).unwrap();
            assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }
    }

    #[test]
    fn spans_keep_their_length() {
        for (text, label, months) in [
            ("2017 - 19", "2017 - 19", 36),
            ("2017-19", "2017 - 19", 36),
            ("2017\u{2013}19", "2017 - 19", 36),
            ("2017 - 2019", "2017 - 19", 36),
            ("2018-2020", "2018 - 20", 36),
            ("2017 to 2019", "2017 - 19", 36),
            ("1999 - 01", "1999 - 01", 36),
            ("2017/18 - 2019/20", "2017/18 - 19/20", 36),
            ("2017/18 - 19/20", "2017/18 - 19/20", 36),
            ("2019-20", "2019/20", 12),
            ("2018-2019", "2018/19", 12),
            ("2018/2019", "2018/19", 12),
            ("Aug 2019 - Jul 2020", "2019-08 - 2020-07", 12),
            ("01/04/2019 - 31/03/2020", "2019/20", 12),
            ("2019-04-01 to 2020-03-31", "2019/20", 12),
            ("Jan 2018 - Dec 2019", "2018 - 19", 24),
        ] {
            let period = Period::parse(text).unwrap();
            assert_eq!((period.to_string().as_str(), period.full_months()), (label, Some(months)), "{text}");
        }
        for text in ["2018 - 19", "2019 - 17", "2017 - 17", "Jul 2020 - Aug 2019", "2017/18 - 2019/21", "2017 - 99x"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
        let three = Period::parse("2017-19").unwrap();
        assert_eq!(three.words(), "2017 to 2019");
        assert_eq!(Period::All.words(), "all periods together");
        assert_eq!(Period::parse("2017/18 - 2019/20").unwrap().words(), "2017/18 to 2019/20");
        for grain in [Grain::Month, Grain::Quarter, Grain::Year, Grain::FinancialYear] {
            assert!(three.within(grain).is_err(), "a sum of three years is no {}", grain.word());
        }
        assert_eq!(three.within(Grain::All), Ok(Period::All));
        assert!(three.overlaps(Period::Year(2019)) && !three.overlaps(Period::Year(2020)));
    }

    #[test]
    fn a_time_of_utc_is_told_as_londons() {
        for (text, month) in [
            ("2019-03-31T23:00:00Z", "2019-04"),
            ("2019-03-31T23:00:00.000Z", "2019-04"),
            ("2019-04-30 23:00:00+00:00", "2019-05"),
            ("2019-12-31T23:00:00Z", "2019-12"),
            ("2019-10-31T23:00:00Z", "2019-10"),
            ("2018-03-31T23:00:00Z", "2018-04"),
            ("2019-03-31T22:00:00Z", "2019-03"),
            ("2019-03-31T23:00:00", "2019-03"),
            ("2019-04-01T00:00:00+01:00", "2019-04"),
        ] {
            assert_eq!(Period::parse(text).unwrap().to_string(), month, "{text}");
        }
    }
}
