//! A data frame as a cube.

use crate::write::{NOT_REPORTED, SUPPRESSED, TOO_SMALL};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Cell, Cube, CubeRow, Period};

/// Why a data frame is no cube.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A column that must be there is not.
    #[error("the data frame has no column '{0}'; columns needed: area, observed, and denominator or expected")]
    Column(&'static str),
    /// A column of another type than expected.
    #[error("column '{name}' is of type {found}; {expected} is expected")]
    Type {
        /// Its name.
        name: String,
        /// The type it has.
        found: String,
        /// What is expected.
        expected: &'static str,
    },
    /// A cell that cannot be used; rows count from 1.
    #[error("row {row}, column '{name}': found {found}; expected {expected}")]
    Cell {
        /// Row, from 1.
        row: usize,
        /// Column.
        name: String,
        /// What stands there.
        found: String,
        /// What is expected.
        expected: &'static str,
    },
    /// Two rows of one treatment, period and area.
    #[error("row {row}: a second row of treatment '{treatment}', period {period}, area '{area}'")]
    Twice {
        /// Row, from 1.
        row: usize,
        /// Treatment.
        treatment: String,
        /// Period.
        period: String,
        /// Area.
        area: String,
    },
    /// An error of polars.
    #[error(transparent)]
    Polars(#[from] PolarsError),
}

/// A cube of the rows of a frame. Columns: `area` and `observed`; `denominator`, `expected` or both; `period` (text such as
/// `2025-12`, `2019/20`, `2025`), `treatment` and `name` where there are such. Numbers may be of any numeric type. Null is not
/// reported, or what a column `observed_unknown` (and so on) says: `suppressed` or `not-reported`, as [`crate::cube`] writes it.
///
/// # Errors
/// [`FrameError`]: a column that is missing or of another type, a number that is negative or not finite, a period that cannot
/// be read, two rows of one key.
pub fn to_cube(frame: &DataFrame) -> Result<Cube, FrameError> {
    let area = texts(frame, "area")?.ok_or(FrameError::Column("area"))?;
    let observed = cells(frame, "observed")?.ok_or(FrameError::Column("observed"))?;
    let denominator = cells(frame, "denominator")?;
    let expected = cells(frame, "expected")?;
    if denominator.is_none() && expected.is_none() {
        return Err(FrameError::Column("denominator"));
    }
    let (treatment, period, name) = (texts(frame, "treatment")?, texts(frame, "period")?, texts(frame, "name")?);
    let at = |column: &Option<Vec<Option<String>>>, row: usize| column.as_ref().and_then(|c| c[row].clone());
    let (mut rows, mut names, mut seen) = (Vec::with_capacity(frame.height()), BTreeMap::new(), BTreeSet::new());
    for row in 0..frame.height() {
        let key = CubeRow {
            file: 0,
            treatment: at(&treatment, row).unwrap_or_default().into(),
            period: period_of(at(&period, row), period.is_some(), row)?,
            area: area[row].clone().unwrap_or_default().into(),
            observed: observed[row],
            denominator: denominator.as_ref().map(|d| d[row]),
            expected: expected.as_ref().map(|e| e[row]),
        };
        if let Some(name) = at(&name, row) {
            names.insert(Arc::clone(&key.area), Arc::from(name));
        }
        if !seen.insert((Arc::clone(&key.treatment), key.period, Arc::clone(&key.area))) && !key.area.is_empty() {
            let (treatment, period, area) = (key.treatment.to_string(), key.period.to_string(), key.area.to_string());
            return Err(FrameError::Twice { row: row + 1, treatment, period, area });
        }
        rows.push(key);
    }
    Ok(Cube::new(rows, names))
}

fn period_of(text: Option<String>, has_column: bool, row: usize) -> Result<Period, FrameError> {
    if !has_column {
        return Ok(Period::All);
    }
    let text = text.unwrap_or_default();
    Period::parse(&text).map_err(|_| FrameError::Cell {
        row: row + 1,
        name: "period".to_owned(),
        found: format!("'{text}'"),
        expected: "a month (2025-12), a quarter, a financial year (2019/20) or a year",
    })
}

fn texts(frame: &DataFrame, name: &str) -> Result<Option<Vec<Option<String>>>, FrameError> {
    let Ok(column) = frame.column(name) else { return Ok(None) };
    let text = column.str().map_err(|_| wrong(column, "text"))?;
    Ok(Some(text.iter().map(|v| v.map(str::to_owned)).collect()))
}

fn wrong(column: &Column, expected: &'static str) -> FrameError {
    FrameError::Type { name: column.name().to_string(), found: column.dtype().to_string(), expected }
}

fn cells(frame: &DataFrame, name: &str) -> Result<Option<Vec<Cell>>, FrameError> {
    let Ok(column) = frame.column(name) else { return Ok(None) };
    if !column.dtype().is_primitive_numeric() {
        return Err(wrong(column, "a column of numbers"));
    }
    let numbers = column.cast(&DataType::Float64)?;
    let unknown = texts(frame, &format!("{name}_unknown"))?;
    let cell = |(row, value): (usize, Option<f64>)| {
        let bad = |found: String, expected| FrameError::Cell { row: row + 1, name: name.to_owned(), found, expected };
        let why = unknown.as_ref().and_then(|u| u[row].as_deref());
        match (value, why) {
            (Some(v), None) if v.is_finite() && v >= 0.0 => Ok(Cell::Value(v)),
            (Some(v), None) => Err(bad(v.to_string(), "a number of zero or more")),
            (Some(v), Some(why)) => Err(bad(format!("{v} and '{why}'"), "a number, or why there is none")),
            (None, Some(SUPPRESSED)) => Ok(Cell::Suppressed),
            (None, Some(TOO_SMALL)) => Ok(Cell::TooSmall),
            (None, None | Some(NOT_REPORTED)) => Ok(Cell::NotReported),
            (None, Some(why)) => Err(bad(format!("'{why}'"), "'suppressed', 'too-small' or 'not-reported'")),
        }
    };
    numbers.f64()?.iter().enumerate().map(cell).collect::<Result<_, _>>().map(Some)
}
