//! The catalogue: what is in the store, where it came from, and that nothing was lost on the way.

mod entry;
mod fact_totals;
mod of_facts;
mod refused;
mod seal;
mod sound;
mod totals;

pub(crate) use entry::middle;
pub use entry::{CatalogueEntry, Rows, StoredFile, Superseded, TableEntry};
pub use fact_totals::{Changes, FactDifference, FactTotals};
pub(super) use of_facts::changes;
pub use refused::{Refusal, Refused};
pub use totals::Totals;

use super::names::CATALOGUE;
use std::collections::BTreeSet;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::FORMATS;
use unwarranted_ingest::tables::Dataset;

/// Version of the catalogue's layout. Version 1 had no series, no geographies and no hashes of its files; up to version 2 rows
/// of prescribing had codes instead of places; up to version 3 the catalogue had no seal; up to version 4 figures too small to be
/// shown were called suppressed.
const SCHEMA: u32 = 5;
const OLDEST_SCHEMA: u32 = 1;

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

#[derive(serde::Deserialize)]
struct Schema {
    schema: u32,
}

impl Catalogue {
    pub(super) fn empty() -> Self {
        Self { schema: SCHEMA, sources: Vec::new(), refused: Vec::new() }
    }

    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(CATALOGUE);
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
        let unsound = catalogue.contradiction().map_or_else(|| seal::check(&text, schema), Err);
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
        Ok(seal::sealed(&json).into_bytes())
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
