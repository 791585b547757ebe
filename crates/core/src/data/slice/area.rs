//! One area of a slice.

use std::sync::Arc;

/// One area of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceArea {
    /// Area code, as in the input.
    pub code: Arc<str>,
    /// Area name, where the input or a names file gives one.
    pub name: Option<Arc<str>>,
    /// Observed events or amount over the period.
    pub observed: f64,
    /// Denominator over the period; `None` where the input has only expected values.
    pub denominator: Option<f64>,
    /// Expected value given by the input; `None`: internal.
    pub expected: Option<f64>,
    /// How many of the period's months this area has rows for.
    pub months: usize,
}

/// An area without a name, of one month.
pub(super) fn bare_area(code: &str, observed: f64, denominator: Option<f64>, expected: Option<f64>) -> SliceArea {
    SliceArea { code: code.into(), name: None, observed, denominator, expected, months: 1 }
}
