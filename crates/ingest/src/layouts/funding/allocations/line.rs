//! One row of the table: an area and its figures.

use crate::read::{collect, figures, kinds};
use crate::tables::Verdict;
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::values::area_kind::AreaKind;
use crate::values::codes;

/// What a column holds, in the order of the published table.
pub(super) const MEASURES: [(&str, &str, Unit); 8] = [
    ("raw-population", "Raw population", Unit::Persons),
    ("weighted-population", "Weighted population", Unit::Persons),
    ("allocation", "Allocation", Unit::Pounds),
    ("target-allocation", "Target allocation from the fair-shares formula", Unit::Pounds),
    ("distance-from-target", "Distance from target, (under) or over", Unit::Pounds),
    ("distance-from-target-percent", "Distance from target as a share of the target", Unit::Percent),
    ("allocation-per-head", "Allocation per head, in pounds", Unit::Number),
    ("target-per-head", "Target allocation per head, in pounds", Unit::Number),
];

/// The measures that can be summed over areas: the first five.
pub(super) const SUMMABLE: usize = 5;

/// Money is printed in thousands.
pub(super) const THOUSAND: i64 = 1_000;

/// One row: an area and its figures, in the order of [`MEASURES`]; `None` for columns that the table lacks.
pub(super) struct Line {
    pub(super) area: FactArea,
    pub(super) values: [Option<FactValue>; 8],
}

/// The figure of a column of [`MEASURES`], in pounds where it is money.
pub(super) fn figure(column: usize, text: &str, factor: i64) -> Result<FactValue, &'static str> {
    match MEASURES[column].2 {
        Unit::Percent => figures::percentage(text),
        Unit::Pounds => figures::scaled(text, factor),
        _ => figures::value(text),
    }
}

pub(super) fn line(code: &str, name: &str, values: [Option<FactValue>; 8]) -> Line {
    let code = codes::trim_pco(code);
    Line { area: collect::area(kinds::kind_of(code), code, name), values }
}

pub(super) fn verdict(area: &FactArea) -> Verdict {
    Verdict::Used(match area.kind {
        AreaKind::AreaTeam | AreaKind::Region | AreaKind::Nation => Some("total of the rows above"),
        _ => None,
    })
}
