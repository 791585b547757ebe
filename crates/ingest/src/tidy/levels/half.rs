//! An area as large as all others together: most often a total that differs from their sum.

use crate::input::shorten;
use std::collections::BTreeSet;
use std::sync::Arc;
use unwarranted_core::{Cell, CubeRow};

/// Among fewer areas one may well be as large as the others.
const FEWEST: usize = 7;
/// Its share of all denominators.
const SHARE: f64 = 0.45;

/// Names the first such area. Rows are sorted by treatment and period; `areas` are those that are not set aside.
pub(super) fn note(rows: &[CubeRow], areas: &BTreeSet<&Arc<str>>) -> Option<String> {
    let base = |row: &CubeRow| row.denominator.or(row.expected).and_then(Cell::value);
    rows.chunk_by(|a, b| a.period == b.period && a.treatment == b.treatment).find_map(|rows| {
        let largest = rows.iter().max_by(|a, b| base(a).unwrap_or(0.0).total_cmp(&base(b).unwrap_or(0.0)))?;
        let own = base(largest).filter(|own| *own > 0.0)?;
        if rows.len() < FEWEST || own < SHARE * rows.iter().filter_map(base).sum::<f64>() {
            return None;
        }
        let here = || rows.iter().filter(|row| areas.contains(&row.area));
        let all: f64 = here().filter_map(base).sum();
        let is = areas.contains(&largest.area) && here().count() >= FEWEST && own >= SHARE * all;
        is.then(|| {
            format!(
                "{}, {}: {} is about as large as all other areas together (it has {:.0} % of the whole). If it is a \
                 total, or an area of another level, remove its rows: every figure here counts it as an area like the others.",
                shorten(&largest.treatment),
                largest.period,
                shorten(&largest.area),
                100.0 * own / all
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Period;

    #[test]
    fn half_of_everything_is_said() {
        let noted = |last: f64, areas: usize| {
            let row = |at: usize| CubeRow {
                file: 0,
                treatment: "t".into(),
                period: Period::All,
                area: at.to_string().into(),
                observed: Cell::Value(1.0),
                denominator: Some(Cell::Value(if at + 1 == areas { last } else { 10.0 })),
                expected: None,
            };
            let rows: Vec<CubeRow> = (0..areas).map(row).collect();
            note(&rows, &rows.iter().map(|row| &row.area).collect())
        };
        assert!(noted(71.0, 8).unwrap().contains("7 is about as large as all other areas together (it has 50 %"));
        assert_eq!(noted(40.0, 8), None);
        assert_eq!(noted(50.0, 6), None, "of a few areas one may be large");
        let nobody = |at: usize| CubeRow {
            file: 0,
            treatment: "t".into(),
            period: Period::All,
            area: at.to_string().into(),
            observed: Cell::Value(0.0),
            denominator: Some(Cell::Value(0.0)),
            expected: None,
        };
        let rows: Vec<CubeRow> = (0..8).map(nobody).collect();
        assert_eq!(note(&rows, &rows.iter().map(|row| &row.area).collect()), None, "no one is a part of none");
    }
}
