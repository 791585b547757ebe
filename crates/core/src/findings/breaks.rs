//! Breaks in the series of an area.

use crate::data::period::{Month, Period};

/// A month from which an area is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The first month of the new shape.
    pub month: Month,
    /// What happened, in words: "merger of 00F, 00G".
    pub reason: String,
}

impl Break {
    /// Whether it lies within a period; every break lies within [`Period::All`].
    #[must_use]
    pub fn within(&self, period: Period) -> bool {
        let (first, last) = (period.first_month(), period.last_month());
        first.is_none_or(|f| f <= self.month) && last.is_none_or(|l| self.month <= l)
    }
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "from {}: {}", self.month, self.reason)
    }
}

/// Breaks in one line, `None` without any.
pub(super) fn told(breaks: &[Break]) -> Option<String> {
    (!breaks.is_empty()).then(|| breaks.iter().map(Break::to_string).collect::<Vec<_>>().join("; "))
}

/// The same for serde, which takes no methods.
pub(super) fn in_words<S: serde::Serializer>(breaks: &[Break], to: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&told(breaks), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_lies_within_the_periods_that_hold_its_month() {
        let merger = Break { month: Month::new(2015, 4).unwrap(), reason: "merger".to_owned() };
        let within = |period: &str| merger.within(Period::parse(period).unwrap());
        let periods = ["2015/16", "2014/15", "2016/17", "2015-04", "2015-05", "2015", "all"];
        assert_eq!(periods.map(within), [true, false, false, true, false, true, true]);
    }
}
