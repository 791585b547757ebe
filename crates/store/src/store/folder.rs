//! The folder of a store: its catalogue, the files that the catalogue names, and who may use it when.

use super::catalogue::{Catalogue, StoredFile, TableEntry};
use super::disk::{Progress, refuse};
use super::names::{CATALOGUE, LOCK};
use super::sealed;
use std::fs::File;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

/// A folder with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    pub(super) dir: PathBuf,
}

impl Store {
    /// Opens an existing store.
    ///
    /// # Errors
    /// No catalogue in `dir`, or one that this program cannot read.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        if !dir.join(CATALOGUE).is_file() {
            let problem = "this folder is not a store (it has no catalogue.json); make one with: unwarranted ingest FILE... --store DIR";
            return Err(refuse(dir, problem));
        }
        let store = Self { dir: dir.to_owned() };
        store.catalogue().map(|_| store)
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// An error about this store.
    pub(crate) fn problem(&self, problem: String) -> Error {
        refuse(&self.dir, problem)
    }

    /// The catalogue as it is on disk now.
    ///
    /// # Errors
    /// A catalogue that is missing or damaged.
    pub fn catalogue(&self) -> Result<Catalogue, Error> {
        Catalogue::read(&self.dir)
    }

    /// Where the files of a table lie.
    pub(super) fn paths(&self, table: &TableEntry) -> Vec<PathBuf> {
        table.files.iter().map(|file| self.dir.join(&file.name)).collect()
    }

    /// A file of a table, verified.
    pub(super) fn file(&self, table: &TableEntry, which: usize) -> Result<PathBuf, Error> {
        let (path, file) = self.place(table, which)?;
        sealed::verify(&path, file).map(|()| path)
    }

    /// Where a file of a table lies, not verified.
    pub(super) fn place<'a>(&self, table: &'a TableEntry, which: usize) -> Result<(PathBuf, &'a StoredFile), Error> {
        let file = table.files.get(which).map(|f| (self.dir.join(&f.name), f));
        file.ok_or_else(|| refuse(&self.dir.join(CATALOGUE), "a table of the catalogue lacks a file; ingest it again"))
    }

    /// Runs `work` while no other process writes to this store.
    ///
    /// # Errors
    /// Those of `work`, and a lock that cannot be taken.
    pub fn while_shared<T>(&self, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let path = self.dir.join(LOCK);
        // A store that was copied, or lies on read-only media, may have no lock file: then nobody writes to it either.
        let Ok(file) = File::open(&path) else { return work() };
        file.lock_shared().map_err(Error::io(&path, "lock"))?;
        let result = work();
        drop(file);
        result
    }

    /// Runs `work` while no other process reads from or writes to this store.
    pub(super) fn exclusively<T>(
        &self,
        progress: Progress<'_>,
        work: impl FnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let path = self.dir.join(LOCK);
        let open = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let file = open.map_err(Error::io(&path, "create"))?;
        if file.try_lock().is_err() {
            progress("waiting for another process that uses this store", 0.0);
            file.lock().map_err(Error::io(&path, "lock"))?;
        }
        let result = work();
        drop(file);
        result
    }
}
