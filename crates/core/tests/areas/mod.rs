//! Slices of the input files carried in `tests/reference/`.

use std::collections::BTreeMap;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{Kind, Period, Slice};

/// The areas of an input file; columns named "" are left out.
pub(crate) fn input(file: &str, [code, observed, denominator, expected]: [&str; 4], kind: Kind) -> Slice {
    let records = super::common::table(file);
    let area = |r: &BTreeMap<String, String>| {
        let number = |column: &str| (!column.is_empty()).then(|| r[column].parse::<f64>().unwrap());
        SliceArea {
            code: r[code].as_str().into(),
            name: None,
            observed: number(observed).unwrap(),
            denominator: number(denominator),
            expected: number(expected),
            months: 1,
        }
    };
    Slice::new(file, Period::All, kind, records.iter().map(area).collect(), Vec::new(), 1).unwrap()
}
