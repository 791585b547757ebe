//! What the catalogue says of a source: where it came from, what became of its rows, its tables and their files.

use super::totals::Totals;
use std::collections::BTreeMap;
use unwarranted_ingest::tables::{Dataset, Geography, Middle};

/// One table that was ingested: a file, or a member of an archive.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CatalogueEntry {
    /// File name without folders.
    pub file: String,
    /// Name of the member, for an archive.
    pub member: Option<String>,
    /// Size of the file in bytes.
    pub size: u64,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
    /// Identifier of the layout.
    pub format: String,
    /// Publisher.
    pub publisher: String,
    /// Licence.
    pub licence: String,
    /// The line to print with its figures.
    pub attribution: String,
    /// Whose places its areas are.
    #[serde(default)]
    pub geography: Geography,
    /// Whether its rows say that they are simulated.
    pub synthetic: bool,
    /// When it was ingested (RFC 3339), as the caller said.
    pub when: String,
    /// Version of the program that ingested it.
    pub program: String,
    /// What became of its rows.
    pub rows: Rows,
    /// The rejected rows, relative to the folder of the store; `None` when there are none.
    pub rejects: Option<String>,
    /// What a reader should know although nothing was left out.
    pub notices: Vec<String>,
    /// Its tables by month.
    pub tables: Vec<TableEntry>,
}

/// What became of the rows of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rows {
    /// Data rows in the file.
    pub read: u64,
    /// Rows whose figures are in the store.
    pub used: u64,
    /// Rows in the Parquet files, after summing by practice and presentation.
    pub stored: u64,
    /// Rows that cannot be used; they are listed in the rejects file.
    pub rejected: u64,
    /// Rows left out on purpose, by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Rows in the store that carry a label, by label.
    pub labelled: BTreeMap<String, u64>,
}

/// One month of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableEntry {
    /// Which dataset.
    pub dataset: Dataset,
    /// What a later file for the same dataset and month replaces; blank where there is one series only.
    #[serde(default)]
    pub series: String,
    /// The (first) month, `2017-09`; blank for reference tables without a date.
    pub month: String,
    /// How many months it stands for: 1, 3 for a quarter, 12 for a year; 0 for reference tables, which hold from their
    /// month on.
    pub months: i32,
    /// The tier between commissioner and region that it records: `area-team`, `stp`, `icb`.
    pub middle: Option<String>,
    /// Its Parquet files, relative to the folder of the store. They are deleted once it is superseded.
    pub files: Vec<StoredFile>,
    /// Rows in the first of them.
    pub rows: u64,
    /// Totals over the rows of the source.
    pub totals_read: Totals,
    /// Totals over the Parquet file, read back from disk. Always equal to `totals_read`.
    pub totals_stored: Totals,
    /// Set when a later file for the same dataset and month has taken its place.
    pub superseded: Option<Superseded>,
}

impl TableEntry {
    /// Whether this is an extract of registered patients that was stored by age and sex as well; those of earlier
    /// versions of this program have totals only.
    pub(crate) fn has_strata(&self) -> bool {
        self.dataset == Dataset::Population && self.files.len() > 1
    }
}

/// One file of the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(from = "StoredFileAsWritten")]
pub struct StoredFile {
    /// Relative to the folder of the store.
    pub name: String,
    /// Size in bytes; `None` in a catalogue of schema 1.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes; `None` in a catalogue of schema 1.
    pub sha256: Option<String>,
    /// Checksums of its blocks, for files that are read in parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<String>,
}

/// A catalogue of schema 1 has names alone.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum StoredFileAsWritten {
    Name(String),
    Whole {
        name: String,
        bytes: Option<u64>,
        sha256: Option<String>,
        #[serde(default)]
        blocks: Option<String>,
    },
}

impl From<StoredFileAsWritten> for StoredFile {
    fn from(file: StoredFileAsWritten) -> Self {
        match file {
            StoredFileAsWritten::Name(name) => Self { name, bytes: None, sha256: None, blocks: None },
            StoredFileAsWritten::Whole { name, bytes, sha256, blocks } => Self { name, bytes, sha256, blocks },
        }
    }
}

/// By what a table was superseded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Superseded {
    /// Name of the later file.
    pub file: String,
    /// SHA-256 of the later file.
    pub sha256: String,
    /// When (RFC 3339), as the caller said.
    pub when: String,
    /// Totals of the later table minus those of this one.
    pub difference: Option<Totals>,
}

/// The tier between commissioner and region that a table records.
pub(crate) fn middle(table: &TableEntry) -> Option<Middle> {
    table.middle.as_deref()?.parse().ok()
}
