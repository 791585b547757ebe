//! Rows that are not used, and why: always counted and listed, never dropped silently.

use std::sync::Arc;

/// Why a row of the input is not used. Rows set aside are always counted and listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Zero denominator and zero observed: an area that has closed.
    Closed,
    /// Events without a population to have them.
    ZeroDenominator,
    /// No area code.
    BlankArea,
    /// Withheld by the publisher.
    Suppressed,
    /// Blank or marked as not available.
    NotReported,
    /// Expected value and observed value both zero: the ratio does not exist.
    ZeroExpected,
    /// Another month of the same area and period is suppressed or not reported, so the period's total is unknown.
    IncompletePeriod,
}

impl Reason {
    /// Every reason: identifier used in tables and JSON, and its meaning in words.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (
            Self::Closed,
            "zero-denominator-and-observed",
            "denominator and observed are both zero (an area that has closed)",
        ),
        (Self::ZeroDenominator, "zero-denominator", "the denominator is zero although something was observed"),
        (Self::BlankArea, "blank-area", "the area code is blank"),
        (Self::Suppressed, "suppressed", "the value is suppressed by the publisher"),
        (Self::NotReported, "not-reported", "the value is blank or marked as not available"),
        (Self::ZeroExpected, "zero-expected-and-observed", "expected and observed are both zero, so there is no ratio"),
        (
            Self::IncompletePeriod,
            "incomplete-period",
            "another month of this area and period is suppressed or not reported, so its total is unknown",
        ),
    ];

    fn entry(self) -> (Self, &'static str, &'static str) {
        Self::ALL.into_iter().find(|(r, ..)| *r == self).unwrap_or(Self::ALL[0])
    }

    /// The identifier used in tables and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.entry().1
    }

    /// The meaning in words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.entry().2
    }
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}

/// Rows of one slice that are not used, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SetAside {
    /// Why.
    pub reason: Reason,
    /// How many input rows.
    pub rows: usize,
    /// The area codes concerned, sorted, each once (empty for blank codes).
    pub areas: Vec<Arc<str>>,
}
