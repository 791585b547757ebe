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
mod disk;
mod ingest;
mod large;
mod options;
mod parquet;
mod publish;
mod sealed;
mod staging;
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
pub use ingest::{Ingested, Ingestion, Replaced, Status};
pub use options::IngestOptions;
pub use parquet::{ExportValues, StoredValue, parquet_bytes};

use disk::{LOCK, Progress, STAGING, refuse};
use parquet::{Heading, Whole};
use std::fs::File;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Links, Organisations, Shapes, Terms};
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{PatientStratum, Population, Practice, Presentation, Sums};

/// A folder with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// Opens an existing store.
    ///
    /// # Errors
    /// No catalogue in `dir`, or one that this program cannot read.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        if !dir.join(catalogue::FILE).is_file() {
            let problem = "this folder is not a store (it has no catalogue.json); make one with: unwarranted ingest FILE... `store DIR`";
            return Err(refuse(dir, problem));
        }
        let store = Self { dir: dir.to_owned() };
        store.catalogue().map(|_| store)
    }

    /// Opens a store, or makes one in a folder that is empty or does not exist yet.
    ///
    /// # Errors
    /// A folder with other contents; a folder that cannot be written.
    pub fn create_or_open(dir: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
        let store = Self { dir: dir.to_owned() };
        if !dir.join(catalogue::FILE).is_file() {
            let entries = std::fs::read_dir(dir).map_err(Error::io(dir, "read"))?;
            let foreign = |name: &std::ffi::OsStr| name != LOCK && name != STAGING;
            if entries.flatten().any(|e| foreign(&e.file_name())) {
                return Err(refuse(dir, "this folder is neither empty nor a store; choose an empty or a new folder"));
            }
            store.exclusively(&|_, _| (), || {
                if dir.join(catalogue::FILE).is_file() { Ok(()) } else { store.commit(&Catalogue::empty(), &[]) }
            })?;
        }
        Self::open(dir)
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

    /// The practices of a month of prescribing, sorted by code and commissioner.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn practices(&self, table: &TableEntry) -> Result<Vec<Practice>, Error> {
        parquet::read_practices(&self.file(table, 1)?)
    }

    /// The presentations of a month of prescribing, sorted by BNF code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn presentations(&self, table: &TableEntry) -> Result<Vec<Presentation>, Error> {
        parquet::read_presentations(&self.file(table, 2)?)
    }

    /// Rows `first..first + rows` of a measure of a month of prescribing: `items`, `quantity`, `nic`, `actual_cost`.
    ///
    /// # Errors
    /// A file that is missing or damaged; quantities of a month for which the publisher reports none.
    pub fn values(
        &self,
        table: &TableEntry,
        measure: &str,
        first: usize,
        rows: usize,
    ) -> Result<Vec<StoredValue>, Error> {
        let reported = !matches!(table.totals_stored, Totals::Prescribing(Sums { quantity: None, .. }));
        if measure == "quantity" && !reported {
            let problem = format!("the file of {} does not report quantities; choose another `measure`", table.month);
            return Err(refuse(&self.dir, problem));
        }
        let (path, file) = self.place(table, 0)?;
        // A store of an earlier version has no checksums of blocks: its file is verified as a whole.
        if file.blocks.is_none() {
            sealed::verify(&path, file)?;
        }
        parquet::read_values(&path, file.blocks.as_deref(), measure, first, rows)
    }

    /// An extract of registered patients, sorted by practice, without their ages and sexes ([`Store::strata`]).
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn population(&self, table: &TableEntry) -> Result<Population, Error> {
        self.whole(table)
    }

    /// The patients of an extract by practice, age band and sex; `None` where it was stored by a version of this program
    /// that kept totals only.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn strata(&self, table: &TableEntry) -> Result<Option<Vec<PatientStratum>>, Error> {
        table.has_strata().then(|| parquet::read_strata(&self.file(table, 1)?)).transpose()
    }

    /// Figures by area and measure of one period, sorted by measure, area, sex and age.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn facts(&self, table: &TableEntry) -> Result<Facts, Error> {
        self.whole(table)
    }

    /// A list of organisations, sorted by kind and code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn organisations(&self, table: &TableEntry) -> Result<Organisations, Error> {
        self.whole(table)
    }

    /// Links between codes, sorted by the code they lead from.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn links(&self, table: &TableEntry) -> Result<Links, Error> {
        self.whole(table)
    }

    /// A code list, sorted by code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn terms(&self, table: &TableEntry) -> Result<Terms, Error> {
        self.whole(table)
    }

    /// A set of boundaries, sorted by code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn shapes(&self, table: &TableEntry) -> Result<Shapes, Error> {
        self.whole(table)
    }

    fn whole<T: Whole>(&self, table: &TableEntry) -> Result<T, Error> {
        self.file(table, 0)?;
        for file in table.files.iter().skip(1) {
            sealed::verify(&self.dir.join(&file.name), file)?;
        }
        T::read(&self.paths(table), Heading::of(table))
    }

    /// Where the files of a table lie.
    fn paths(&self, table: &TableEntry) -> Vec<PathBuf> {
        table.files.iter().map(|file| self.dir.join(&file.name)).collect()
    }

    /// A file of a table, verified.
    fn file(&self, table: &TableEntry, which: usize) -> Result<PathBuf, Error> {
        let (path, file) = self.place(table, which)?;
        sealed::verify(&path, file).map(|()| path)
    }

    /// Where a file of a table lies, not verified.
    fn place<'a>(&self, table: &'a TableEntry, which: usize) -> Result<(PathBuf, &'a StoredFile), Error> {
        let file = table.files.get(which).map(|f| (self.dir.join(&f.name), f));
        file.ok_or_else(|| {
            refuse(&self.dir.join(catalogue::FILE), "a table of the catalogue lacks a file; ingest it again")
        })
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
    fn exclusively<T>(&self, progress: Progress<'_>, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
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
