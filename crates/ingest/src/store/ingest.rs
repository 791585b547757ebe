//! Files into the store: read, written aside, checked, and made visible all at once.

use super::catalogue::{Catalogue, CatalogueEntry, Rows, TableEntry, Totals};
use super::{Progress, Store, parquet, refuse, write_file};
use crate::error::Error;
use crate::formats::{self, Dataset, Format, Population, Prescribing, Source, Tables, Tally};
use crate::input::{self, InputFile, Member};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unwarranted_core::Month;

/// Folder for files that are not yet part of the store.
pub(super) const STAGING: &str = ".staging";
/// Folders whose files the catalogue names.
const FOLDERS: [&str; 5] = ["prescribing", "practices", "presentations", "population", "rejects"];

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
    /// A file that cannot be read, is of no known layout, lacks a column, or has more than 1 % unusable rows; totals
    /// that differ between file and Parquet. The store is then as it was before.
    pub fn ingest(&self, paths: &[PathBuf], when: &str, progress: Progress<'_>) -> Result<Vec<Ingested>, Error> {
        self.exclusively(progress, || {
            let staging = Staging::new(self)?;
            let mut catalogue = self.catalogue()?;
            let mut done = Vec::new();
            for (i, path) in paths.iter().enumerate() {
                let overall = |text: &str, part: f64| progress(text, share(i, paths.len(), part));
                done.extend(staging.file(path, when, &mut catalogue, &overall)?);
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

/// Files written aside. Dropped without [`Staging::publish`], nothing remains of them.
struct Staging<'a> {
    store: &'a Store,
    dir: PathBuf,
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl<'a> Staging<'a> {
    fn new(store: &'a Store) -> Result<Self, Error> {
        let dir = store.dir.join(STAGING);
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(Error::io(&dir, "remove"))?;
        }
        for folder in FOLDERS {
            let path = dir.join(folder);
            std::fs::create_dir_all(&path).map_err(Error::io(&path, "create the folder"))?;
        }
        Ok(Self { store, dir })
    }

    fn file(
        &self,
        path: &Path,
        when: &str,
        catalogue: &mut Catalogue,
        progress: Progress<'_>,
    ) -> Result<Vec<Ingested>, Error> {
        progress(&path.display().to_string(), 0.0);
        let file = input::open(path)?;
        let known: Vec<&CatalogueEntry> = catalogue.sources.iter().filter(|s| s.sha256 == file.sha256).collect();
        if !known.is_empty() {
            let present = |e: &CatalogueEntry| Ingested {
                status: Status::AlreadyPresent,
                entry: e.clone(),
                replaced: Vec::new(),
            };
            return Ok(known.into_iter().map(present).collect());
        }
        let mut done = Vec::new();
        for (i, member) in file.members.iter().enumerate() {
            let part = |p: f64| progress(&file.name, share(i, file.members.len(), p));
            let entry = self.member(&file, member, when, &part)?;
            done.push(record(catalogue, entry));
        }
        Ok(done)
    }

    /// Reads one table and writes its files aside.
    fn member(
        &self,
        file: &InputFile,
        member: &Member,
        when: &str,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<CatalogueEntry, Error> {
        let archived = file.members.len() > 1 || member.shown != file.shown;
        let names = [member.name.as_str(), file.name.as_str()];
        let source = Source { shown: &member.shown, names: &names, text: &member.text, progress };
        let (format, reading) = formats::read(&source)?;
        let key = if archived {
            input::sha256_hex(format!("{}/{}", file.sha256, member.name).as_bytes())
        } else {
            file.sha256.clone()
        };
        let key = &key[..10];
        let tables: Result<Vec<_>, Error> = match &reading.tables {
            Tables::Prescribing(months) => months.iter().map(|(m, t)| self.prescribing(*m, t, key)).collect(),
            Tables::Population(months) => months.iter().map(|(m, t)| self.population(*m, t, key)).collect(),
        };
        let mut entry = entry(file, format, &reading.tally, tables?);
        entry.member = archived.then(|| member.name.clone());
        when.clone_into(&mut entry.when);
        entry.rejects = self.rejects(&file.name, &reading.tally, key)?;
        Ok(entry)
    }

    fn prescribing(&self, month: Month, table: &Prescribing, key: &str) -> Result<TableEntry, Error> {
        let files = ["prescribing", "practices", "presentations"].map(|f| format!("{f}/{month}-{key}.parquet"));
        let paths = files.clone().map(|f| self.dir.join(f));
        parquet::write_prescribing(table, [&paths[0], &paths[1], &paths[2]])?;
        let (stored, rows) = parquet::prescribing_totals(&paths[0])?;
        let read = Totals::Prescribing(table.read);
        let middle = table.middle.map(|m| m.word().to_owned());
        self.checked(
            Dataset::Prescribing,
            month,
            TableParts { months: 1, middle, files: files.to_vec(), rows, read, stored },
        )
    }

    fn population(&self, month: Month, table: &Population, key: &str) -> Result<TableEntry, Error> {
        let file = format!("population/{month}-{key}.parquet");
        parquet::write_population(table, &self.dir.join(&file))?;
        let (stored, rows) = parquet::population_totals(&self.dir.join(&file))?;
        let practices = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
        let read = Totals::Population { practices, patients: table.rows.iter().map(|r| r.patients).sum() };
        let middle = table.middle.map(|m| m.word().to_owned());
        let parts = TableParts { months: table.months, middle, files: vec![file], rows, read, stored };
        self.checked(Dataset::Population, month, parts)
    }

    /// What was written must be what was read.
    fn checked(&self, dataset: Dataset, month: Month, parts: TableParts) -> Result<TableEntry, Error> {
        let TableParts { months, middle, files, rows, read, stored } = parts;
        if read != stored {
            let problem = format!("{month}: read {read}, but the Parquet file holds {stored}; nothing was stored");
            return Err(refuse(&self.store.dir, problem));
        }
        Ok(TableEntry {
            dataset,
            month: month.to_string(),
            months,
            middle,
            files,
            rows,
            totals_read: read,
            totals_stored: stored,
            superseded: None,
        })
    }

    /// Writes the rejected rows; the path relative to the store, `None` without any.
    fn rejects(&self, file: &str, tally: &Tally, key: &str) -> Result<Option<String>, Error> {
        if tally.rejects.is_empty() {
            return Ok(None);
        }
        let name = format!("rejects/{key}.csv");
        let path = self.dir.join(&name);
        let failed = |e: &dyn std::fmt::Display| refuse(&path, format!("cannot write the rejected rows: {e}"));
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(["file", "line", "column", "reason", "raw"]).map_err(|e| failed(&e))?;
        for reject in &tally.rejects {
            let line = reject.line.to_string();
            csv.write_record([file, &line, &reject.column, &reject.reason, &reject.raw]).map_err(|e| failed(&e))?;
        }
        write_file(&path, &csv.into_inner().map_err(|e| failed(&e))?)?;
        Ok(Some(name))
    }

    /// Moves everything to where the next catalogue will look for it. The present catalogue names none of it.
    fn publish(&self) -> Result<(), Error> {
        for folder in FOLDERS {
            let (from, to) = (self.dir.join(folder), self.store.dir.join(folder));
            for file in std::fs::read_dir(&from).map_err(Error::io(&from, "read"))?.flatten() {
                std::fs::create_dir_all(&to).map_err(Error::io(&to, "create the folder"))?;
                let target = to.join(file.file_name());
                std::fs::rename(file.path(), &target).map_err(Error::io(&target, "write"))?;
            }
        }
        Ok(())
    }
}

struct TableParts {
    months: i32,
    middle: Option<String>,
    files: Vec<String>,
    rows: u64,
    read: Totals,
    stored: Totals,
}

fn entry(file: &InputFile, format: &Format, tally: &Tally, tables: Vec<TableEntry>) -> CatalogueEntry {
    let counts = |map: &std::collections::BTreeMap<&'static str, u64>| {
        map.iter().map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect()
    };
    let rows = Rows {
        read: tally.read,
        used: tally.used,
        stored: tables.iter().map(|t| t.rows).sum(),
        rejected: tally.rejects.len() as u64,
        set_aside: counts(&tally.set_aside),
        labelled: counts(&tally.labelled),
    };
    CatalogueEntry {
        file: file.name.clone(),
        member: None,
        size: file.bytes,
        sha256: file.sha256.clone(),
        format: format.id.to_owned(),
        publisher: format.publisher.to_owned(),
        licence: format.licence.to_owned(),
        attribution: format.attribution.to_owned(),
        synthetic: tally.synthetic,
        when: String::new(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rows,
        rejects: None,
        notices: tally.notices.clone(),
        tables,
    }
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
