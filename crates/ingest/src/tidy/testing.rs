//! Rows for tests.

use unwarranted_core::{Cell, CubeRow, Period};

/// Rows of one treatment: period, area, observed, denominator.
pub(super) fn rows(of: &[(&str, &str, f64, f64)]) -> Vec<CubeRow> {
    let row = |(period, area, observed, base): &(&str, &str, f64, f64)| CubeRow {
        file: 0,
        treatment: "t".into(),
        period: Period::parse(period).unwrap(),
        area: (*area).into(),
        observed: Cell::Value(*observed),
        denominator: Some(Cell::Value(*base)),
        expected: None,
    };
    of.iter().map(row).collect()
}
