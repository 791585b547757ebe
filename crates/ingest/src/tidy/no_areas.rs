//! Totals and areas of other levels in tables of which no cube is made: money, indicators, projections of people.

use super::levels::Areas;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Cell, CubeRow, Period, Reason};

/// A figure of each area and period, and what it is over where it is over something.
pub type Figures = BTreeMap<(Arc<str>, Period), [f64; 2]>;

/// Areas of a table that take no part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NoAreas {
    /// Their codes.
    pub aside: BTreeSet<Arc<str>>,
    /// What a reader should know of it.
    pub notes: Vec<String>,
}

/// Those of `all` areas that are none like the others: totals by their code, their name or their figures in one of `columns`,
/// and a single area of another level. `shown` is how messages call the file.
///
/// # Errors
/// Areas of two levels.
///
/// ```
/// use std::collections::BTreeMap;
/// use unwarranted_core::Period;
/// use unwarranted_ingest::tidy::no_areas;
/// let pounds = [("Z1", 31.0), ("Z2", 72.0), ("Z3", 57.0), ("X9", 160.0), ("England", 160.0)];
/// let figures = pounds.map(|(area, v)| ((area.into(), Period::All), [v, v])).into();
/// let all = pounds.map(|(area, _)| area.into()).into();
/// let found = no_areas(&[("amount", figures)], &all, &BTreeMap::new(), "money.csv")?;
/// assert!(found.aside.contains("X9") && found.aside.contains("England") && found.aside.len() == 2);
/// # Ok::<(), unwarranted_ingest::error::Error>(())
/// ```
pub fn no_areas(
    columns: &[(&str, Figures)],
    all: &BTreeSet<Arc<str>>,
    names: &BTreeMap<Arc<str>, Arc<str>>,
    shown: &str,
) -> Result<NoAreas, Error> {
    let rows: Vec<Vec<CubeRow>> = columns.iter().map(|(title, figures)| rows(title, figures)).collect();
    let of: Vec<&[CubeRow]> = rows.iter().map(Vec::as_slice).collect();
    let areas = Areas { rows: &[], names, groups: &BTreeMap::new(), only: None, shown };
    let found = areas.find_in(&of, all.iter().collect())?;
    Ok(NoAreas { aside: found.aside.into_keys().collect(), notes: found.notes })
}

/// Areas with why they are none, and what a reader should know of it.
pub type Totals = (BTreeMap<Arc<str>, Reason>, Vec<String>);

/// The totals among the areas of these rows, which are of one level (England among commissioners), by their code, their name or their
/// figures, and what a reader should know of it. Rows are sorted by treatment and period.
#[must_use]
pub fn totals_among(rows: &[CubeRow], names: &BTreeMap<Arc<str>, Arc<str>>) -> Totals {
    let found = Areas { rows, names, groups: &BTreeMap::new(), only: None, shown: "" }.totals();
    (found.aside, found.notes)
}

/// By period, as sums are looked for in each.
fn rows(title: &str, figures: &Figures) -> Vec<CubeRow> {
    let treatment: Arc<str> = title.into();
    let mut rows: Vec<CubeRow> = figures
        .iter()
        .map(|((area, period), [observed, base])| CubeRow {
            file: 0,
            treatment: Arc::clone(&treatment),
            period: *period,
            area: Arc::clone(area),
            observed: Cell::Value(*observed),
            denominator: Some(Cell::Value(*base)),
            expected: None,
        })
        .collect();
    rows.sort_by_key(|row| row.period);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(figures: &[(&str, [f64; 2])]) -> Result<Vec<String>, String> {
        let all = figures.iter().map(|(area, _)| (*area).into()).collect();
        let figures = figures.iter().map(|(area, v)| (((*area).into(), Period::All), *v)).collect();
        let found = no_areas(&[("amount", figures)], &all, &BTreeMap::new(), "f.csv").map_err(|e| e.to_string())?;
        assert_eq!(found.notes.len(), usize::from(!found.aside.is_empty()));
        Ok(found.aside.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn totals_are_named_and_levels_refused() {
        let areas = [("E38000001", [3.0, 70.0]), ("E38000002", [5.0, 50.0]), ("E38000003", [9.0, 80.0])];
        let with = |more: &[(&str, [f64; 2])]| found(&[&areas[..], more].concat());
        assert_eq!(with(&[]).unwrap(), Vec::<String>::new());
        assert_eq!(with(&[("E92000001", [16.0, 190.0])]).unwrap(), ["E92000001"]);
        assert_eq!(with(&[("TT9", [17.0, 200.0])]).unwrap(), ["TT9"]);
        let regions = [("E12000001", [8.0, 120.0]), ("E12000002", [9.0, 80.0])];
        let told = with(&regions).unwrap_err();
        assert!(told.contains("two levels") && !told.contains("only-kind"), "{told}");
    }
}
