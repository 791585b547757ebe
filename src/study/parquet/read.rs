//! A table of areas in treatments, read again.

use crate::store::{ExportType, ExportValues, parquet_columns};
use crate::study::{Error, Result};
use std::path::Path;
use std::sync::Arc;

/// An area in a treatment, as a table of areas has it.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// The period.
    pub period: Arc<str>,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount; `None` where it is not known.
    pub observed: Option<f64>,
    /// Expected at the rate of all areas, where there is one.
    pub expected: Option<f64>,
    /// Why its figure is not known.
    pub undefined: Option<Arc<str>>,
}

/// The rows of a table that [`super::areas`] made.
///
/// # Errors
/// A file that is no such table.
pub fn read_areas(path: &Path) -> Result<Vec<AreaRow>> {
    let damaged = || {
        Error::from(crate::ingest::Error::File {
            file: path.display().to_string(),
            problem: "is no table of areas as this program writes them".to_owned(),
        })
    };
    let (text, number) = (ExportType::Text, ExportType::Number);
    let columns =
        [("period", text), ("id", text), ("area", text), ("name", text), ("observed", number), ("expected", number)];
    let read = parquet_columns(path, &columns).map_err(|_| damaged())?;
    let [
        ExportValues::Text(period),
        ExportValues::Text(id),
        ExportValues::Text(area),
        ExportValues::Text(name),
        ExportValues::Number(observed),
        ExportValues::Number(expected),
    ] = read.as_slice()
    else {
        return Err(damaged());
    };
    // Tables of earlier versions have figures alone.
    let undefined = match parquet_columns(path, &[("undefined", text)]).as_deref() {
        Ok([ExportValues::Text(undefined)]) => undefined.clone(),
        _ => vec![None; period.len()],
    };
    let row = |at: usize| -> Option<AreaRow> {
        observed[at].map(|_| "").or(undefined[at].as_deref())?;
        Some(AreaRow {
            period: period[at].clone()?,
            id: id[at].clone()?,
            area: area[at].clone()?,
            name: name[at].clone(),
            observed: observed[at],
            expected: expected[at],
            undefined: undefined[at].clone(),
        })
    };
    (0..period.len()).map(|at| row(at).ok_or_else(damaged)).collect()
}
