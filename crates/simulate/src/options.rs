//! Size and seed of the synthetic nation.

use super::formulary::NAMED;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

/// Size and seed of the synthetic nation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateOptions {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Areas, 1 to 1,000.
    pub areas: usize,
    /// Practices, at least one for each area and at most 90,000. Areas have different numbers of them.
    pub practices: usize,
    /// Chemical substances that are prescribed, 1 to 10,000: first those with names ([`NAMED`]), then made-up ones.
    pub treatments: usize,
    /// Months of prescribing, 1 to 240; registered patients come every third month.
    pub months: usize,
    /// The first month.
    pub first_month: Month,
}

impl Default for SimulateOptions {
    /// The nation of the demonstration: 60 areas, 420 practices, every named substance, two financial years from April 2019.
    #[allow(clippy::expect_used, reason = "the month is a constant within the range of months")]
    fn default() -> Self {
        let first_month = Month::new(2019, 4).expect("April 2019 is a month");
        Self { seed: 1, areas: 60, practices: 420, treatments: NAMED.len(), months: 24, first_month }
    }
}

impl SimulateOptions {
    /// As large as England: 106 areas, 7,000 practices, 2,400 chemical substances, 12 months.
    #[must_use]
    pub fn real() -> Self {
        Self { areas: 106, practices: 7_000, treatments: 2_400, months: 12, ..Self::default() }
    }

    /// # Errors
    /// A size outside its range.
    pub(crate) fn check(&self) -> Result<(), Error> {
        in_range("areas", self.areas, 1..=1_000, "1 to 1,000")?;
        in_range("practices", self.practices, self.areas..=90_000, "at least one for each area, and at most 90,000")?;
        in_range("treatments", self.treatments, 1..=10_000, "1 to 10,000")?;
        in_range("months", self.months, 1..=240, "1 to 240")
    }

    /// The month of the simulation, counted from 0.
    pub(crate) fn month(&self, m: usize) -> Month {
        self.first_month.plus(i32::try_from(m).unwrap_or(0))
    }

    /// The year in which the financial year of this month of the simulation begins.
    pub(crate) fn financial_year(&self, m: usize) -> i32 {
        let month = self.month(m);
        if month.month() >= 4 { month.year() } else { month.year() - 1 }
    }

    /// Every financial year with a month in it, in order, and the number of its first month in the simulation.
    pub(crate) fn financial_years(&self) -> Vec<(i32, usize)> {
        let mut years: Vec<(i32, usize)> = (0..self.months).map(|m| (self.financial_year(m), m)).collect();
        years.dedup_by_key(|(year, _)| *year);
        years
    }
}

pub(crate) fn in_range(
    name: &'static str,
    value: usize,
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), Error> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Error::Core(unwarranted_core::Error::Parameter { name, value: value as f64, expected }))
}
