//! Parquet files that cannot be used.

use polars_error::PolarsError;
use std::path::Path;
use unwarranted_ingest::error::Error;

pub(super) fn problem(path: &Path, problem: String) -> Error {
    Error::File { file: path.display().to_string(), problem }
}

pub(super) fn failed(path: &Path, error: &PolarsError) -> Error {
    problem(path, format!("the Parquet file cannot be used: {error}"))
}

pub(super) fn damaged(path: &Path, column: &str) -> Error {
    problem(path, format!("column '{column}' holds a value that this program did not write; ingest the file again"))
}
