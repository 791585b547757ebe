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

pub use export::{ExportType, ExportValues, parquet_bytes, parquet_columns};
pub(super) use population::read_strata;
pub use prescribing::StoredValue;
pub(super) use prescribing::{read_practices, read_presentations, read_values};
pub(super) use table::{Heading, Table, Whole};

use super::catalogue::Totals;
use std::path::PathBuf;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Links, Organisations, Shapes, Terms};
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, Population, Prescribing};

/// Totals and number of rows of a table of this dataset, from disk.
pub(super) fn on_disk(dataset: Dataset, paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
    match dataset {
        Dataset::Prescribing => Prescribing::on_disk(paths),
        Dataset::Population => Population::on_disk(paths),
        Dataset::Facts => Facts::on_disk(paths),
        Dataset::Organisations => Organisations::on_disk(paths),
        Dataset::Links => Links::on_disk(paths),
        Dataset::Terms => Terms::on_disk(paths),
        Dataset::Shapes => Shapes::on_disk(paths),
    }
}
