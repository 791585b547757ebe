//! A cube as a data frame.

use polars::prelude::*;
use unwarranted_core::{Cell, Cube, CubeRow};

/// The word of a cell without a number.
pub(crate) const SUPPRESSED: &str = "suppressed";
/// The same for a figure that is too small to be shown.
pub(crate) const TOO_SMALL: &str = "too-small";
/// The same for a figure that the publisher does not give.
pub(crate) const NOT_REPORTED: &str = "not-reported";

/// The rows of a cube, sorted by treatment, period and area: `treatment`, `period`, `area`, `name`, and for each of
/// `observed`, `denominator` and `expected` the number and a column that ends in `_unknown`, which says why there is none
/// (`suppressed`, `not-reported`; null where there is a number). Figures that the input does not have have no columns.
///
/// # Errors
/// Those of polars; none in practice.
pub fn cube(cube: &Cube) -> PolarsResult<DataFrame> {
    let rows = cube.rows();
    let text = |name: &str, of: &dyn Fn(&CubeRow) -> Option<String>| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<Option<String>>>())
    };
    let mut columns = vec![
        text("treatment", &|r| Some(r.treatment.to_string())),
        text("period", &|r| Some(r.period.to_string())),
        text("area", &|r| Some(r.area.to_string())),
        text("name", &|r| cube.names().get(&r.area).map(|n| n.to_string())),
    ];
    type Figure = fn(&CubeRow) -> Option<Cell>;
    let figures: [(&str, Figure); 3] =
        [("observed", |r| Some(r.observed)), ("denominator", |r| r.denominator), ("expected", |r| r.expected)];
    for (name, figure) in figures.into_iter().filter(|(_, figure)| rows.iter().any(|r| figure(r).is_some())) {
        let values: Vec<Option<f64>> = rows.iter().map(|r| figure(r).and_then(Cell::value)).collect();
        columns.push(Column::new(name.into(), values));
        columns.push(text(&format!("{name}_unknown"), &|r| figure(r).and_then(unknown).map(str::to_owned)));
    }
    DataFrame::new(rows.len(), columns)
}

fn unknown(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Value(_) => None,
        Cell::Suppressed => Some(SUPPRESSED),
        Cell::TooSmall => Some(TOO_SMALL),
        Cell::NotReported => Some(NOT_REPORTED),
    }
}
