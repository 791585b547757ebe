//! Rows into a Parquet store, and out of it into a cube of areas, treatments and periods.
//!
//! polars lives and dies here: its columns and Parquet are used, and nothing of them appears in a public signature.

pub mod assemble;
pub mod bnf_changes;
pub mod bnf_words;
pub mod geography;
mod store;

pub use store::{
    Catalogue, CatalogueEntry, Changes, Checked, Contents, ExportType, ExportValues, FactDifference, FactTotals, Gap,
    IngestOptions, Ingested, Ingestion, Problem, Refusal, Refused, Replaced, Rows, SeriesContents, Status, Store,
    StoredFile, StoredValue, Superseded, SupersededContents, TableContents, TableEntry, Totals, parquet_bytes,
    parquet_columns,
};
