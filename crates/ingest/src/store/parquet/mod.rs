//! Tables as Parquet files, one module per dataset. The only place where polars is used.

mod facts;
mod links;
mod organisations;
mod orgs;
mod population;
mod prescribing;
mod shapes;
mod terms;

use orgs::{ORG, org_columns, orgs};
pub use prescribing::StoredValue;
pub(super) use prescribing::{read_practices, read_presentations, read_values};

use super::catalogue::{TableEntry, Totals};
use super::middle;
use crate::day::Day;
use crate::error::Error;
use crate::formats::directory::{Links, Organisations, Shapes, Terms};
use crate::formats::facts::Facts;
use crate::formats::{Dataset, Middle, Population, Prescribing};
use polars::prelude::{
    Column, DataFrame, NamedFrom, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, PolarsResult,
    SerReader, Series,
};
use std::path::{Path, PathBuf};

/// Rows per row group: one treatment is a few of them.
const ROW_GROUP: usize = 65_536;

/// What a table says of itself that is not in its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heading {
    /// What a later publication replaces; blank where a dataset has one series only.
    pub(super) series: String,
    /// How many months it stands for; 0 for reference tables.
    pub(super) months: i32,
    /// The tier between commissioner and region that it records.
    pub(super) middle: Option<Middle>,
}

impl Heading {
    /// As the catalogue has it.
    pub(super) fn of(table: &TableEntry) -> Self {
        Self { series: table.series.clone(), months: table.months, middle: middle(table) }
    }
}

/// A table of one dataset, and how it becomes Parquet files.
pub(super) trait Table: Sized {
    const DATASET: Dataset;
    /// Folder of each of its files, that of the rows first.
    const FOLDERS: &'static [&'static str];

    fn heading(&self) -> Heading;

    /// Totals of what was read from the publisher's file; in words, what makes it unfit to be stored.
    fn totals(&self) -> Result<Totals, String>;

    /// Writes its files, in the order of [`Table::FOLDERS`]. The same table gives the same bytes.
    fn write(&self, paths: &[PathBuf]) -> Result<(), Error>;

    /// Totals and number of rows, from disk.
    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error>;

    /// Whether the files hold exactly this table. Large tables rely on their totals.
    fn same_on_disk(&self, _paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(true)
    }
}

/// The datasets, each with its folders and the reading of totals from its files.
type OnDisk = fn(&[PathBuf]) -> Result<(Totals, u64), Error>;
const DATASETS: [(Dataset, &[&str], OnDisk); 7] = [
    (Prescribing::DATASET, Prescribing::FOLDERS, Prescribing::on_disk),
    (Population::DATASET, Population::FOLDERS, Population::on_disk),
    (Facts::DATASET, Facts::FOLDERS, Facts::on_disk),
    (Organisations::DATASET, Organisations::FOLDERS, Organisations::on_disk),
    (Links::DATASET, Links::FOLDERS, Links::on_disk),
    (Terms::DATASET, Terms::FOLDERS, Terms::on_disk),
    (Shapes::DATASET, Shapes::FOLDERS, Shapes::on_disk),
];

/// Every folder that holds Parquet files.
pub(super) fn folders() -> impl Iterator<Item = &'static str> {
    DATASETS.iter().flat_map(|(_, folders, _)| folders.iter().copied())
}

/// How many files a table of this dataset has.
pub(super) fn files_of(dataset: Dataset) -> usize {
    DATASETS.iter().find(|(d, ..)| *d == dataset).map_or(0, |(_, folders, _)| folders.len())
}

/// Totals and number of rows of a table of this dataset, from disk.
pub(super) fn on_disk(dataset: Dataset, paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
    let found = DATASETS.iter().find(|(d, ..)| *d == dataset);
    found.map_or_else(|| Err(damaged(Path::new(dataset.word()), "dataset")), |(_, _, on_disk)| on_disk(paths))
}

fn path(paths: &[PathBuf], which: usize) -> Result<&Path, Error> {
    let missing = || Error::File {
        file: "catalogue.json".to_owned(),
        problem: "a table of the catalogue lacks a file; ingest it again".to_owned(),
    };
    paths.get(which).map(PathBuf::as_path).ok_or_else(missing)
}

fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

/// Blank is null: the publisher does not say.
fn text_or_null<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    let values: Vec<Option<&str>> = values.map(|v| (!v.is_empty()).then_some(v)).collect();
    Series::new(name.into(), values).into()
}

fn whole(name: &str, values: impl Iterator<Item = i64>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

fn whole_or_null(name: &str, values: impl Iterator<Item = Option<i64>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

fn number_or_null(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
    Series::new(name.into(), values.collect::<Vec<_>>()).into()
}

/// Days as text, `2013-04-01`.
fn days(name: &str, values: impl Iterator<Item = Option<Day>>) -> Column {
    let values: Vec<Option<String>> = values.map(|day| day.map(|d| d.to_string())).collect();
    Series::new(name.into(), values).into()
}

fn frame(columns: Vec<Column>) -> PolarsResult<DataFrame> {
    DataFrame::new_infer_height(columns)
}

/// Writes a frame. The same frame gives the same bytes.
fn write(path: &Path, columns: Vec<Column>) -> Result<(), Error> {
    let file = std::fs::File::create(path).map_err(Error::io(path, "write"))?;
    let writer = ParquetWriter::new(&file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(ROW_GROUP))
        .set_parallel(true);
    let written = frame(columns).and_then(|mut frame| writer.finish(&mut frame));
    written.map_err(|e| problem(path, format!("the Parquet file cannot be written: {e}")))?;
    file.sync_all().map_err(Error::io(path, "write"))
}

fn problem(path: &Path, problem: String) -> Error {
    Error::File { file: path.display().to_string(), problem }
}

fn failed(path: &Path, error: &PolarsError) -> Error {
    problem(path, format!("the Parquet file cannot be used: {error}"))
}

fn damaged(path: &Path, column: &str) -> Error {
    problem(path, format!("column '{column}' holds a value that this program did not write; ingest the file again"))
}

/// Reads columns of a file, all rows or `rows` from `first` on.
fn read(path: &Path, columns: &[&str], slice: Option<(usize, usize)>) -> Result<DataFrame, Error> {
    let file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    let names = columns.iter().map(|c| (*c).to_owned()).collect();
    ParquetReader::new(file).with_columns(Some(names)).with_slice(slice).finish().map_err(|e| failed(path, &e))
}

/// A column of text; null is blank.
fn strings<'a>(frame: &'a DataFrame, name: &str, path: &Path) -> Result<Vec<&'a str>, Error> {
    let column = frame.column(name).and_then(|c| c.str()).map_err(|e| failed(path, &e))?;
    Ok(column.iter().map(Option::unwrap_or_default).collect())
}

fn integers(frame: &DataFrame, name: &str, path: &Path) -> Result<Vec<i64>, Error> {
    integers_or_null(frame, name, path)?.into_iter().map(|v| v.ok_or_else(|| damaged(path, name))).collect()
}

fn integers_or_null(frame: &DataFrame, name: &str, path: &Path) -> Result<Vec<Option<i64>>, Error> {
    let column = frame.column(name).and_then(|c| c.i64()).map_err(|e| failed(path, &e))?;
    Ok(column.iter().collect())
}

fn numbers_or_null(frame: &DataFrame, name: &str, path: &Path) -> Result<Vec<Option<f64>>, Error> {
    let column = frame.column(name).and_then(|c| c.f64()).map_err(|e| failed(path, &e))?;
    Ok(column.iter().collect())
}

fn read_days(frame: &DataFrame, name: &str, path: &Path) -> Result<Vec<Option<Day>>, Error> {
    let day = |text: &str| match text {
        "" => Ok(None),
        text => Day::parse(text).map(Some).ok_or_else(|| damaged(path, name)),
    };
    strings(frame, name, path)?.into_iter().map(day).collect()
}

/// The value that a word of the store stands for.
fn of_word<T: Copy>(all: &[(T, &'static str)], word: &str, path: &Path, column: &str) -> Result<T, Error> {
    all.iter().find(|(_, w)| *w == word).map(|(value, _)| *value).ok_or_else(|| damaged(path, column))
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A sum that must not overflow, of a column that this program wrote.
fn sum(values: &[i64], path: &Path, column: &str) -> Result<i64, Error> {
    values.iter().try_fold(0i64, |sum, v| sum.checked_add(*v)).ok_or_else(|| damaged(path, column))
}


/// A table without rows is not worth a file, and would read back without its kind.
fn not_empty<T>(rows: &[T]) -> Result<i64, String> {
    if rows.is_empty() {
        Err("the table has no rows, so there is nothing to store".to_owned())
    } else {
        Ok(count(rows.len()))
    }
}

/// Totals of a table that was read from disk.
fn totals_again<T: Table>(table: &T, rows: usize, path: &Path) -> Result<(Totals, u64), Error> {
    Ok((table.totals().map_err(|p| problem(path, p))?, rows as u64))
}
