//! Files into the store: read, written aside, checked, and made visible all at once.

use super::catalogue::{Catalogue, CatalogueEntry, Totals};
use super::large::Large;
use super::staging::{FOLDERS, Staging};
use super::{Progress, Store};
use crate::error::Error;
use crate::formats::Dataset;
use crate::input;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// New, there already, or in the place of an earlier one.
    pub status: Status,
    /// Its entry in the catalogue.
    pub entry: CatalogueEntry,
    /// The tables it replaced.
    pub replaced: Vec<Replaced>,
}

/// What became of a table as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is in the store now.
    New,
    /// The same bytes were ingested before: nothing was done.
    AlreadyPresent,
    /// It is in the store now, in the place of an earlier file for at least one of its months.
    Replaced,
}

/// A month for which an earlier file gave way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Which dataset.
    pub dataset: Dataset,
    /// Its month, `2017-09`.
    pub month: String,
    /// Totals of the earlier table.
    pub before: Totals,
    /// Totals of the new table.
    pub after: Totals,
}

impl Store {
    /// Reads publishers' files into the store, all of them or none.
    ///
    /// Bytes that are in the catalogue already, superseded or not, are passed over. A file for a dataset and month that
    /// the store has from other bytes takes its place; the earlier one stays in the catalogue with both totals. `when`
    /// (RFC 3339) goes into the catalogue; nothing else depends on it. `progress` is told the file and the share done.
    ///
    /// # Errors
    /// A file that cannot be read, is of no known layout, lacks a column, is cut short, or has more than 1 % unusable
    /// rows; totals that differ between file and Parquet. The store is then as it was before.
    pub fn ingest(&self, paths: &[PathBuf], when: &str, progress: Progress<'_>) -> Result<Vec<Ingested>, Error> {
        self.exclusively(progress, || {
            let staging = Staging::new(self)?;
            let mut catalogue = self.catalogue()?;
            let mut done = Vec::new();
            for (i, path) in paths.iter().enumerate() {
                let overall = |text: &str, part: f64| progress(text, share(i, paths.len(), part));
                let stored = one_file(&staging, path, when, &mut catalogue, &overall);
                done.extend(stored.map_err(|e| e.nothing_stored(paths.len()))?);
            }
            if done.iter().any(|d: &Ingested| d.status != Status::AlreadyPresent) {
                staging.publish()?;
                self.commit(&catalogue)?;
                self.sweep(&catalogue);
            }
            progress("done", 1.0);
            Ok(done)
        })
    }

    /// Removes files that the catalogue does not name: superseded ones, and those of a run that was cut off.
    ///
    /// A file that cannot be removed is harmless, and is tried again next time.
    fn sweep(&self, catalogue: &Catalogue) {
        let tables = [Dataset::Prescribing, Dataset::Population].map(|d| catalogue.current(d)).concat();
        let mut named: BTreeSet<&str> = tables.iter().flat_map(|(_, t)| t.files.iter().map(String::as_str)).collect();
        named.extend(catalogue.sources.iter().filter_map(|s| s.rejects.as_deref()));
        for folder in FOLDERS {
            let files = std::fs::read_dir(self.dir.join(folder)).into_iter().flatten().flatten();
            for file in files {
                let name = format!("{folder}/{}", file.file_name().to_string_lossy());
                if !named.contains(name.as_str()) {
                    let _ = std::fs::remove_file(file.path());
                }
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(done: usize, of: usize, part: f64) -> f64 {
    (done as f64 + part.clamp(0.0, 1.0)) / of.max(1) as f64
}

/// Reads one file, unless its bytes are known, and puts it into the catalogue.
fn one_file(
    staging: &Staging<'_>,
    path: &Path,
    when: &str,
    catalogue: &mut Catalogue,
    progress: Progress<'_>,
) -> Result<Vec<Ingested>, Error> {
    progress(&path.display().to_string(), 0.0);
    let mut done = Vec::new();
    if let Some(large) = Large::open(path) {
        if let Some(present) = already_present(catalogue, large.known_hash(&sizes(catalogue))?.as_deref()) {
            return Ok(present);
        }
        let entries = large.ingest(staging, when, &|p| progress(large.name(), p))?;
        done.extend(entries.into_iter().map(|entry| record(catalogue, entry)));
        return Ok(done);
    }
    let file = input::open(path)?;
    if let Some(present) = already_present(catalogue, Some(&file.sha256)) {
        return Ok(present);
    }
    for (i, member) in file.members.iter().enumerate() {
        let part = |p: f64| progress(&file.name, share(i, file.members.len(), p));
        let entry = staging.member(&file, member, when, &part)?;
        done.push(record(catalogue, entry));
    }
    Ok(done)
}

/// The sizes of the files in the catalogue: a file of another size is certainly new.
fn sizes(catalogue: &Catalogue) -> BTreeSet<u64> {
    catalogue.sources.iter().map(|s| s.size).collect()
}

/// The entries of a file whose bytes are known.
fn already_present(catalogue: &Catalogue, sha256: Option<&str>) -> Option<Vec<Ingested>> {
    let known = catalogue.sources.iter().filter(|s| Some(s.sha256.as_str()) == sha256);
    let present =
        |e: &CatalogueEntry| Ingested { status: Status::AlreadyPresent, entry: e.clone(), replaced: Vec::new() };
    let present: Vec<Ingested> = known.map(present).collect();
    (!present.is_empty()).then_some(present)
}

/// Puts an entry into the catalogue, in the place of earlier tables of the same dataset and month.
fn record(catalogue: &mut Catalogue, entry: CatalogueEntry) -> Ingested {
    let mut replaced = Vec::new();
    for table in &entry.tables {
        if let Some(before) = catalogue.supersede(&entry, table) {
            let (dataset, month) = (table.dataset, table.month.clone());
            replaced.push(Replaced { dataset, month, before, after: table.totals_stored });
        }
    }
    catalogue.sources.push(entry.clone());
    let status = if replaced.is_empty() { Status::New } else { Status::Replaced };
    Ingested { status, entry, replaced }
}
