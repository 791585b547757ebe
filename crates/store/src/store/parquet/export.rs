//! Tables of results as Parquet.

use super::columns::{self, Column};
use super::file;
use polars_arrow::array::Array;
use polars_parquet::write::CompressionOptions;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use unwarranted_ingest::error::Error;

/// Values of a column; `None` is null.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportValues {
    /// Text.
    Text(Vec<Option<Arc<str>>>),
    /// 64-bit numbers.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
}

/// Columns of one length, with their names, as the bytes of a Parquet file. The same columns give the same bytes.
///
/// # Errors
/// When the columns differ in length, or polars cannot write them.
///
/// ```
/// use unwarranted_store::{ExportValues, parquet_bytes};
/// let bytes = parquet_bytes(vec![("rate", ExportValues::Number(vec![Some(0.5), None]))]).unwrap();
/// assert_eq!(&bytes[..4], b"PAR1");
/// ```
pub fn parquet_bytes(columns: Vec<(&str, ExportValues)>) -> Result<Vec<u8>, Error> {
    let columns: Vec<Column> = columns.into_iter().map(|(name, values)| column(name, &values)).collect();
    let rows = columns.first().map_or(0, |column| column.array.len());
    let fail = |says: String| super::fault::problem(Path::new("table.parquet"), says);
    if columns.iter().any(|column| column.array.len() != rows) {
        return Err(fail("its columns differ in length".to_owned()));
    }
    let slice = |rows: Range<usize>| -> Vec<Box<dyn Array>> {
        columns.iter().map(|column| column.array.sliced(rows.start, rows.len())).collect()
    };
    let schema = file::schema(&columns);
    let written = file::into(Vec::new(), schema, CompressionOptions::Zstd(None), rows, &slice);
    written.map_err(|e| fail(format!("the Parquet file cannot be written: {e}")))
}

/// Which values a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportType {
    /// Text.
    Text,
    /// 64-bit numbers.
    Number,
    /// Whole numbers.
    Whole,
}

/// Columns of a Parquet file that [`parquet_bytes`] wrote, in the order in which they are asked for.
///
/// # Errors
/// A file that is no Parquet, or has no such column of this type.
///
/// ```
/// use unwarranted_store::{ExportType, ExportValues, parquet_bytes, parquet_columns};
/// let folder = tempfile::tempdir().unwrap();
/// let (path, rates) = (folder.path().join("x.parquet"), ExportValues::Number(vec![Some(0.5), None]));
/// std::fs::write(&path, parquet_bytes(vec![("rate", rates.clone())]).unwrap()).unwrap();
/// assert_eq!(parquet_columns(&path, &[("rate", ExportType::Number)]).unwrap(), [rates]);
/// assert!(parquet_columns(&path, &[("rate", ExportType::Text)]).is_err());
/// ```
pub fn parquet_columns(path: &Path, columns: &[(&str, ExportType)]) -> Result<Vec<ExportValues>, Error> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let frame = file::read(path, &names)?;
    let read = |(name, of): &(&str, ExportType)| match of {
        ExportType::Text => columns::texts_or_null(&frame, name, path).map(ExportValues::Text),
        ExportType::Number => columns::numbers_or_null(&frame, name, path).map(ExportValues::Number),
        ExportType::Whole => columns::integers_or_null(&frame, name, path).map(ExportValues::Whole),
    };
    columns.iter().map(read).collect()
}

fn column(name: &str, values: &ExportValues) -> Column {
    match values {
        ExportValues::Text(values) => columns::some_text(name, values.iter().map(Option::as_deref)),
        ExportValues::Number(values) => columns::number_or_null(name, values.iter().copied()),
        ExportValues::Whole(values) => columns::whole_or_null(name, values.iter().copied()),
    }
}
