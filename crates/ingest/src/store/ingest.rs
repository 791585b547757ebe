//! Files into the store: read, written aside, checked, and made visible all at once.

use super::catalogue::{Catalogue, CatalogueEntry, Refused, Totals};
use super::run::{Run, share};
use super::staging::Staging;
use super::{Progress, Store, walk};
use crate::error::Error;
use crate::formats::{Dataset, MAX_REJECTS};
use std::path::PathBuf;

/// How files are ingested.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestOptions {
    /// The time (RFC 3339) that goes into the catalogue; nothing else depends on it.
    pub when: String,
    /// Per cent of a file's rows, from 0 to 100, that may be unusable before the file is stopped.
    pub max_rejects: f64,
    /// Whether to read files again that are in the catalogue but have been superseded: they take their place back.
    pub again: bool,
}

impl IngestOptions {
    /// As by default: at most [`MAX_REJECTS`] per cent of the rows of a file unusable, known files passed over.
    #[must_use]
    pub fn new(when: &str) -> Self {
        Self { when: when.to_owned(), max_rejects: MAX_REJECTS, again: false }
    }
}

/// What became of everything that was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ingestion {
    /// Tables that are in the store, in the order in which they were read.
    pub done: Vec<Ingested>,
    /// Files in folders, and members of archives there, that are not.
    pub refused: Vec<Refused>,
}

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
    /// Its series; blank where the dataset has one only.
    pub series: String,
    /// Its month, `2017-09`; blank for a table without a date.
    pub month: String,
    /// Totals of the earlier table.
    pub before: Totals,
    /// Totals of the new table.
    pub after: Totals,
}

impl Store {
    /// Reads publishers' files into the store, all of them or none.
    ///
    /// As [`Store::ingest_with`] with [`IngestOptions::new`].
    ///
    /// # Errors
    /// Those of [`Store::ingest_with`].
    pub fn ingest(&self, paths: &[PathBuf], when: &str, progress: Progress<'_>) -> Result<Vec<Ingested>, Error> {
        self.ingest_with(paths, &IngestOptions::new(when), progress).map(|ingestion| ingestion.done)
    }

    /// Reads publishers' files and folders of them into the store.
    ///
    /// Files that are named go in all together or not at all. Files found in a folder that is named go in together, but
    /// for those refused, each with its reason. All become visible at once, at the end. Within a folder the order is
    /// that of names.
    ///
    /// Bytes that are in the catalogue already, superseded or not, are passed over (but see [`IngestOptions::again`]). A
    /// file for a dataset, series and month that the store has from other bytes takes its place; the earlier one stays
    /// in the catalogue with both totals. `progress` is told the file and the share done.
    ///
    /// # Errors
    /// A named file that cannot be read, is of no known layout, lacks a column, is cut short, or has more unusable rows
    /// than allowed; a folder that cannot be read or holds no file; a full disk. The store is then as it was before.
    pub fn ingest_with(
        &self,
        inputs: &[PathBuf],
        options: &IngestOptions,
        progress: Progress<'_>,
    ) -> Result<Ingestion, Error> {
        let candidates = walk::candidates(inputs, &self.dir)?;
        self.exclusively(progress, || {
            let before = self.catalogue()?;
            self.recover(&before)?;
            let staging = Staging::new(self)?;
            let mut run =
                Run { staging: &staging, options, catalogue: before.clone(), ingestion: Ingestion::default() };
            for (i, candidate) in candidates.iter().enumerate() {
                let overall = |text: &str, part: f64| progress(text, share(i, candidates.len(), part));
                run.candidate(candidate, &overall).map_err(|e| e.nothing_stored(candidates.len()))?;
            }
            let Run { catalogue, ingestion, .. } = run;
            if catalogue != before {
                self.publish(&staging, &catalogue)?;
            }
            progress("done", 1.0);
            Ok(ingestion)
        })
    }

    fn publish(&self, staging: &Staging, catalogue: &Catalogue) -> Result<(), Error> {
        let published = self.commit(catalogue, &staging.written(catalogue));
        if published.is_err() {
            // Whichever catalogue is in force now, what it does not name must go. A failure to remove it is less than
            // the failure that is reported.
            let _ = self.catalogue().and_then(|now| self.recover(&now));
        }
        published
    }
}
