//! Files into the store: read, written aside, checked, and made visible all at once.

use super::Store;
use super::catalogue::Catalogue;
use super::disk::{Progress, share};
use super::ingestion::{Ingested, Ingestion};
use super::names::CATALOGUE;
use super::options::IngestOptions;
use super::run::Run;
use super::staging::Staging;
use super::walk;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

impl Store {
    /// As [`Store::create_or_open`] and [`Store::ingest_with`]. A store that was made for it does not stay behind when
    /// nothing goes into it.
    ///
    /// # Errors
    /// Those of both.
    pub fn ingest_into(
        dir: &Path,
        inputs: &[PathBuf],
        options: &IngestOptions,
        progress: Progress<'_>,
    ) -> Result<Ingestion, Error> {
        let was_there = dir.join(CATALOGUE).exists();
        // The folders that are not there yet, the innermost first.
        let new: Vec<&Path> = dir.ancestors().take_while(|d| !d.as_os_str().is_empty() && !d.exists()).collect();
        let store = Self::create_or_open(dir)?;
        let done = store.ingest_with(inputs, options, progress);
        if done.is_err() && !was_there && store.unmake().is_ok() {
            // A folder that holds something stays.
            let _ = new.iter().try_for_each(std::fs::remove_dir);
        }
        done
    }

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
    /// in the catalogue with both totals. `progress` gets the file and the share done.
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
                let published = self.publish(&staging, &catalogue);
                // After the catalogue's own renaming a failure comes too late to undo anything.
                let stands = published.is_err() && self.catalogue().is_ok_and(|now| now == before);
                published.map_err(|e| if stands { e.nothing_stored(candidates.len()) } else { e })?;
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
