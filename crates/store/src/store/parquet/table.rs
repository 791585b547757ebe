//! A table of one dataset, and how it becomes Parquet files.

use super::columns::Column;
use super::fault::{damaged, problem};
use super::file::write;
use crate::store::catalogue::{TableEntry, Totals, middle};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use unwarranted_core::UnknownWord;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Dataset, Middle};

/// Properties of a table that are not in its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    /// What a later publication replaces; blank where a dataset has one series only.
    pub(crate) series: String,
    /// How many months it stands for; 0 for reference tables.
    pub(crate) months: i32,
    /// The tier between commissioner and region that it records.
    pub(crate) middle: Option<Middle>,
}

impl Heading {
    /// As the catalogue has it.
    pub(crate) fn of(table: &TableEntry) -> Self {
        Self { series: table.series.clone(), months: table.months, middle: middle(table) }
    }
}

/// A table of one dataset, and how it becomes Parquet files.
pub(crate) trait Table: Sized {
    const DATASET: Dataset;

    fn heading(&self) -> Heading;

    /// Totals of what was read from the publisher's file; in words, what makes it unfit to be stored.
    fn totals(&self) -> Result<Totals, String>;

    /// Writes its files, in the order of their folders. The same table gives the same bytes.
    fn write(&self, paths: &[PathBuf]) -> Result<(), Error>;

    /// Totals and number of rows, from disk.
    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error>;

    /// Whether the files hold exactly this table. Large tables rely on their totals.
    fn same_on_disk(&self, _paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(true)
    }
}

/// A table that is read back from its files as a whole.
pub(crate) trait Whole: Table {
    /// The table, in the order in which it was written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error>;
}

/// A list of reference: one file, a series and rows.
pub(super) trait Listed: Sized + PartialEq {
    const LIST: Dataset;

    fn series(&self) -> &str;

    fn rows(&self) -> usize;

    /// Totals by which the list is known again. It is not empty.
    fn sums(&self, rows: i64) -> Result<Totals, String>;

    fn columns(&self) -> Vec<Column>;

    /// The list, in the order in which it was written.
    fn read_from(path: &Path, series: String) -> Result<Self, Error>;
}

impl<T: Listed> Table for T {
    const DATASET: Dataset = T::LIST;

    fn heading(&self) -> Heading {
        Heading { series: self.series().to_owned(), ..Heading::default() }
    }

    fn totals(&self) -> Result<Totals, String> {
        self.sums(not_empty(self.rows())?)
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        write(path(paths, 0)?, self.columns())
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let table = Self::read(paths, Heading::default())?;
        totals_again(&table, self::Listed::rows(&table), path(paths, 0)?)
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(Self::read(paths, self.heading())? == *self)
    }
}

impl<T: Listed> Whole for T {
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        T::read_from(path(paths, 0)?, heading.series)
    }
}

pub(super) fn path(paths: &[PathBuf], which: usize) -> Result<&Path, Error> {
    let missing = || Error::File {
        file: "catalogue.json".to_owned(),
        problem: "a table of the catalogue lacks a file; ingest it again".to_owned(),
    };
    paths.get(which).map(PathBuf::as_path).ok_or_else(missing)
}

/// The value that a word of the store stands for.
pub(super) fn of_word<T: FromStr<Err = UnknownWord>>(word: &str, path: &Path, column: &str) -> Result<T, Error> {
    word.parse().map_err(|_| damaged(path, column))
}

pub(super) fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// A sum that must not overflow, of a column that this program wrote.
pub(super) fn sum(values: &[i64], path: &Path, column: &str) -> Result<i64, Error> {
    values.iter().try_fold(0i64, |sum, v| sum.checked_add(*v)).ok_or_else(|| damaged(path, column))
}

/// A table without rows is not worth a file, and would read back without its kind.
pub(super) fn not_empty(rows: usize) -> Result<i64, String> {
    if rows == 0 { Err("the table has no rows, so there is nothing to store".to_owned()) } else { Ok(count(rows)) }
}

/// Totals of a table that was read from disk.
pub(super) fn totals_again<T: Table>(table: &T, rows: usize, path: &Path) -> Result<(Totals, u64), Error> {
    Ok((table.totals().map_err(|p| problem(path, p))?, rows as u64))
}
