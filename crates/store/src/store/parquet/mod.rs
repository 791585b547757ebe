//! Tables as Parquet files, one module per dataset. The only place where polars is used.

mod columns;
mod facts;
mod file;
mod links;
mod organisations;
mod orgs;
mod population;
mod prescribing;
mod shapes;
mod terms;

use columns::{
    Frame, days, integers, integers_or_null, number_or_null, numbers_or_null, places, read_days, read_places, strings,
    text, text_or_null, whole, whole_or_null,
};
pub(super) use facts::changes;
use file::{read, write};
use orgs::{ORG, org_columns, orgs};
pub(super) use population::read_strata;
pub use prescribing::StoredValue;
pub(super) use prescribing::{read_practices, read_presentations, read_values};

use super::catalogue::{TableEntry, Totals};
use super::middle;
use polars_error::PolarsError;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use unwarranted_core::UnknownWord;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Links, Organisations, Shapes, Terms};
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, Middle, Population, Prescribing};

/// Properties of a table that are not in its rows.
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

/// A table that is read back from its files as a whole.
pub(super) trait Whole: Table {
    /// The table, in the order in which it was written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error>;
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

fn problem(path: &Path, problem: String) -> Error {
    Error::File { file: path.display().to_string(), problem }
}

fn failed(path: &Path, error: &PolarsError) -> Error {
    problem(path, format!("the Parquet file cannot be used: {error}"))
}

fn damaged(path: &Path, column: &str) -> Error {
    problem(path, format!("column '{column}' holds a value that this program did not write; ingest the file again"))
}

/// The value that a word of the store stands for.
fn of_word<T: FromStr<Err = UnknownWord>>(word: &str, path: &Path, column: &str) -> Result<T, Error> {
    word.parse().map_err(|_| damaged(path, column))
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
