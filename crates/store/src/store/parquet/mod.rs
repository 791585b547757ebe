//! Tables as Parquet files, one module per dataset. The only place where polars is used.

mod columns;
mod export;
mod facts;
mod fault;
mod file;
mod links;
mod organisations;
mod orgs;
mod population;
mod prescribing;
mod shapes;
mod table;
mod terms;

pub use export::{ExportValues, parquet_bytes};
pub(super) use facts::changes;
pub(super) use population::read_strata;
pub use prescribing::StoredValue;
pub(super) use prescribing::{read_practices, read_presentations, read_values};
pub(super) use table::{Heading, Table, Whole};

use super::catalogue::Totals;
use fault::damaged;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Links, Organisations, Shapes, Terms};
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, Population, Prescribing};

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
