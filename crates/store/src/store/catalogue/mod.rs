//! The catalogue: what is in the store, where it came from, and that nothing was lost on the way.

mod fact_totals;
mod refused;
mod sound;
mod totals;

pub(super) use fact_totals::rounded;
pub use fact_totals::{Changes, FactDifference, FactTotals};
pub use refused::{Refusal, Refused};
pub use totals::Totals;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::FORMATS;
use unwarranted_ingest::tables::{Dataset, Geography, Middle};

/// Version of the catalogue's layout. Version 1 had no series, no geographies and no hashes of its files; up to version 2 rows
/// of prescribing had codes instead of places; up to version 3 the catalogue had no seal.
const SCHEMA: u32 = 4;
const OLDEST_SCHEMA: u32 = 1;
/// The first version with a seal.
const SEALED: u32 = 4;
/// Name of the catalogue in the folder of the store.
pub(super) const FILE: &str = "catalogue.json";

/// Everything the store knows about its sources, in the order they were ingested.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Catalogue {
    /// Version of this layout.
    pub schema: u32,
    /// Sources, those wholly superseded included.
    pub sources: Vec<CatalogueEntry>,
    /// Files found in folders that are not in the store, with the last reason given for each.
    #[serde(default)]
    pub refused: Vec<Refused>,
}

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

#[derive(serde::Deserialize)]
struct Schema {
    schema: u32,
}

impl Catalogue {
    pub(super) fn empty() -> Self {
        Self { schema: SCHEMA, sources: Vec::new(), refused: Vec::new() }
    }

    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
        let refuse = |problem: String| Error::File { file: path.display().to_string(), problem };
        let refused =
            |e| refuse(format!("this is not the catalogue of a store: {e}; ingest the files into a new folder"));
        // The version first: a newer layout may hold what this program cannot read.
        let Schema { schema } = serde_json::from_str(&text).map_err(refused)?;
        if !(OLDEST_SCHEMA..=SCHEMA).contains(&schema) {
            let problem = format!("the store has schema {schema}, this program reads {OLDEST_SCHEMA} to {SCHEMA}");
            return Err(refuse(format!("{problem}; ingest the files into a new folder")));
        }
        let mut catalogue: Self = serde_json::from_str(&text).map_err(refused)?;
        if schema < SCHEMA {
            catalogue.fill_in();
        }
        let advice = "restore it from a copy, or ingest the files into a new folder";
        let unsound = catalogue.contradiction().map_or_else(|| sound::check_seal(&text, schema), Err);
        unsound.map_err(|problem| refuse(format!("{problem}; {advice}")))?;
        Ok(catalogue)
    }

    /// What a catalogue of an older schema does not say but the layouts do.
    fn fill_in(&mut self) {
        self.schema = SCHEMA;
        for source in &mut self.sources {
            if let Some(format) = FORMATS.iter().find(|f| f.id == source.format) {
                source.geography = format.geography;
            }
        }
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let json = serde_json::to_string_pretty(self)?;
        Ok(sound::sealed(&json).into_bytes())
    }

    /// Every table with its source, superseded ones included, in the order of ingestion.
    pub fn tables(&self) -> impl Iterator<Item = (&CatalogueEntry, &TableEntry)> {
        self.sources.iter().flat_map(|s| s.tables.iter().map(move |t| (s, t)))
    }

    /// The files that must be in the store: those of tables that are not superseded, and lists of rejected rows.
    pub(super) fn named(&self) -> BTreeSet<&str> {
        let files = self.tables().filter(|(_, t)| t.superseded.is_none()).flat_map(|(_, t)| &t.files);
        let rejects = self.sources.iter().filter_map(|s| s.rejects.as_deref());
        files.map(|f| f.name.as_str()).chain(rejects).collect()
    }

    /// The tables of a dataset that are not superseded, with their sources, sorted by month, then series.
    #[must_use]
    pub fn current(&self, dataset: Dataset) -> Vec<(&CatalogueEntry, &TableEntry)> {
        let mut current: Vec<_> =
            self.tables().filter(|(_, t)| t.dataset == dataset && t.superseded.is_none()).collect();
        current.sort_by(|(_, a), (_, b)| (&a.month, &a.series).cmp(&(&b.month, &b.series)));
        current
    }

    /// Marks the current table of this dataset, series and month as superseded; gives its totals, and the difference to
    /// those of the later table. `changes` compares the figures of the earlier table with the later ones.
    pub(super) fn supersede(
        &mut self,
        by: &CatalogueEntry,
        table: &TableEntry,
        changes: impl FnOnce(&TableEntry) -> Option<Changes>,
    ) -> Option<(Totals, Option<Totals>)> {
        let tables = self.sources.iter_mut().flat_map(|s| s.tables.iter_mut());
        let same =
            |t: &&mut TableEntry| (t.dataset, &t.series, &t.month) == (table.dataset, &table.series, &table.month);
        let earlier = tables.filter(same).find(|t| t.superseded.is_none())?;
        let difference = table.totals_stored.minus(&earlier.totals_stored).map(|d| d.with_changes(changes(earlier)));
        let (file, sha256, when) = (by.file.clone(), by.sha256.clone(), by.when.clone());
        earlier.superseded = Some(Superseded { file, sha256, when, difference: difference.clone() });
        Some((earlier.totals_stored.clone(), difference))
    }
}

/// The tier between commissioner and region that a table records.
pub(crate) fn middle(table: &TableEntry) -> Option<Middle> {
    table.middle.as_deref()?.parse().ok()
}
