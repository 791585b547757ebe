//! The tables of a report with types, from their CSV.

use crate::report::Beside;
use crate::report::publish::{
    self,
    columns::{Holds, described_in},
};
use crate::store::{ExportValues, parquet_bytes};
use std::sync::Arc;

/// The tables of a report that are given as Parquet too.
pub const OF_REPORT: [Beside; 2] = [
    Beside { name: "areas.parquet", about: "areas.csv as Parquet, with types" },
    Beside { name: "indices.parquet", about: "indices.csv as Parquet, with types" },
];

/// The Parquet files of a report, from the CSV files among `files`: an empty cell is null.
///
/// # Errors
/// [`crate::report::Error::Table`], a defect of this program.
pub fn of_report(files: &[(String, Vec<u8>)]) -> std::result::Result<Vec<(String, Vec<u8>)>, crate::report::Error> {
    let mut made = Vec::new();
    for Beside { name, .. } in OF_REPORT {
        let csv = name.replace(".parquet", ".csv");
        let Some(table) = publish::tables(files).into_iter().find(|table| table.file == csv) else { continue };
        made.push((name.to_owned(), of_table(&table)?));
    }
    Ok(made)
}

/// The columns of a table with the types that [`described_in`] gives them; text where it gives none. An empty cell is null.
///
/// # Errors
/// [`crate::report::Error::Table`] for text that is no table.
pub fn typed(table: &publish::Table) -> std::result::Result<Vec<(String, ExportValues)>, crate::report::Error> {
    let (head, rows) = table.cells()?;
    let values = |at: usize, name: &str| {
        let cells: Vec<Option<&str>> = rows.iter().map(|row| row.get(at).filter(|cell| !cell.is_empty())).collect();
        as_held(&cells, described_in(table.file, name).map_or(Holds::Text, |column| column.holds))
    };
    Ok(head.iter().enumerate().map(|(at, name)| (name.to_owned(), values(at, name))).collect())
}

/// Cells as what their column holds; where one of them is something else, as what all of them are, so that none is lost.
fn as_held(cells: &[Option<&str>], holds: Holds) -> ExportValues {
    let text = || ExportValues::Text(cells.iter().map(|cell| cell.map(Arc::from)).collect());
    let numbers = || all::<f64>(cells).map_or_else(text, ExportValues::Number);
    match holds {
        Holds::Whole => all::<i64>(cells).map_or_else(numbers, ExportValues::Whole),
        Holds::Number | Holds::Probability => numbers(),
        Holds::Text => text(),
    }
}

/// The cells as numbers; `None` where one of them is none.
fn all<T: std::str::FromStr>(cells: &[Option<&str>]) -> Option<Vec<Option<T>>> {
    cells.iter().map(|cell| cell.map_or(Some(None), |text| text.parse().ok().map(Some))).collect()
}

fn of_table(table: &publish::Table) -> std::result::Result<Vec<u8>, crate::report::Error> {
    let columns = typed(table)?;
    let columns = columns.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
    parquet_bytes(columns).map_err(|e| crate::report::Error::Table(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_column_should_not_hold_is_kept() {
        let kept = |cells: &[Option<&str>], holds| format!("{:?}", as_held(cells, holds));
        assert_eq!(kept(&[Some("3"), None], Holds::Whole), "Whole([Some(3), None])");
        assert_eq!(kept(&[Some("3"), Some("19.4")], Holds::Whole), "Number([Some(3.0), Some(19.4)])");
        assert_eq!(kept(&[Some("3"), Some("[c]")], Holds::Number), "Text([Some(\"3\"), Some(\"[c]\")])");
    }
}
