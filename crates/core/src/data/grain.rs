//! Lengths of periods.

/// The length of the periods a table is cut into (`by`).
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
    /// Several years or months that a publisher has put together: never made here, only read.
    Span,
    /// Everything in one period.
    All,
}

crate::worded!(Grain {
    Month = "month",
    Quarter = "quarter",
    Year = "year",
    FinancialYear = "fy",
    Span = "span",
    All = "all",
});

impl Grain {
    /// What one period of it is called.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "calendar year",
            Self::FinancialYear => "financial year",
            Self::Span => "span of years",
            Self::All => "all periods",
        }
    }
}
