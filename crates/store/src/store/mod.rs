//! The store: Parquet files by dataset and month, with a catalogue of where they came from.
//!
//! ```text
//! catalogue.json                      sources, rows, totals; replaced last, so that it alone decides what is in the store
//! store.lock                          held while a process reads or writes
//! prescribing/2017-09-1a2b3c4d5e.parquet    presentation, practice, items, quantity, nic, actual_cost; sorted by both
//! practices/2017-09-1a2b3c4d5e.parquet      practices of that month, with their areas as recorded and a label
//! presentations/2017-09-1a2b3c4d5e.parquet  BNF codes of that month, with the place of each among the rows
//! population/2017-09-6f7a8b9c0d.parquet     practice, patients, areas where recorded
//! strata/2017-09-6f7a8b9c0d.parquet         place of the practice in that file, sex, ages, patients; older stores lack it
//! facts/2014-04-2b3c4d5e6f.parquet          measure, area, sex, age, and a figure or why there is none; sorted in this order
//! areas/2014-04-2b3c4d5e6f.parquet          areas of those figures as recorded
//! measures/2014-04-2b3c4d5e6f.parquet       measures of those figures with title and unit
//! organisations, links, terms, shapes       one file per table, `undated-...` where the publisher gives no date
//! rejects/1a2b3c4d5e.csv              rows that could not be used: file, line, column, reason, raw
//! ```
//!
//! Amounts and quantities are whole numbers of 1/100,000 ([`unwarranted_ingest::values::fixed`]); a quantity that is not reported is null. `presentation`
//! and `practice` are places, from 0, in the other two files of the month. The digits in a file's name are those of
//! its source's SHA-256 (and `-36-months` where one source has periods of several lengths), so a new file never overwrites one that the catalogue still names.

mod catalogue;
mod check;
mod contents;
mod create;
mod disk;
mod folder;
mod ingest;
mod ingestion;
mod large;
mod member;
mod names;
mod not_read;
mod options;
mod pair;
mod parquet;
mod publish;
mod run;
mod sealed;
mod staging;
mod tables;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use catalogue::middle;
pub use catalogue::{
    Catalogue, CatalogueEntry, Changes, FactDifference, FactTotals, Refusal, Refused, Rows, StoredFile, Superseded,
    TableEntry, Totals,
};
pub use check::{Checked, Problem};
pub use contents::{Contents, Gap, SeriesContents, SupersededContents, TableContents};
pub use folder::Store;
pub use ingestion::{Ingested, Ingestion, Replaced, Status};
pub use options::IngestOptions;
pub use parquet::{ExportType, ExportValues, StoredValue, parquet_bytes, parquet_columns};
