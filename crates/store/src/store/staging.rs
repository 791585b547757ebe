//! Files written aside until all of them are complete.

use super::Store;
use super::catalogue::{self, Catalogue, Changes, StoredFile, TableEntry, Totals};
use super::disk::{refuse, write_file};
use super::names::{REJECTS, STAGING, folders, folders_of, names};
use super::not_read::NotRead;
use super::parquet::{Heading, Table, Whole};
use super::sealed;
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, Tables, Tally};

/// Files written aside. Once it is dropped, nothing remains of those that were not published.
pub(super) struct Staging {
    dir: PathBuf,
    store: PathBuf,
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl Staging {
    pub(super) fn new(store: &Store) -> Result<Self, Error> {
        let dir = store.dir.join(STAGING);
        for folder in folders() {
            let path = dir.join(folder);
            std::fs::create_dir_all(&path).map_err(Error::io(&path, "create the folder"))?;
        }
        Ok(Self { dir, store: store.dir.clone() })
    }

    /// What changed between two tables of figures, wherever their files lie; `None` for other datasets, and where the earlier
    /// one cannot be read, which must not keep a good file from taking its place.
    pub(super) fn changes(&self, earlier: &TableEntry, later: &TableEntry) -> Option<Changes> {
        let read = |table: &TableEntry| {
            let paths = self.paths(table);
            let sound = paths.iter().zip(&table.files).all(|(path, file)| sealed::verify(path, file).is_ok());
            sound.then(|| <Facts as Whole>::read(&paths, Heading::of(table)).ok()).flatten()
        };
        if later.dataset == Dataset::Facts { Some(catalogue::changes(&read(later)?, &read(earlier)?)) } else { None }
    }

    fn paths(&self, table: &TableEntry) -> Vec<PathBuf> {
        let place = |file: &StoredFile| {
            let aside = self.dir.join(&file.name);
            if aside.is_file() { aside } else { self.store.join(&file.name) }
        };
        table.files.iter().map(place).collect()
    }

    /// Names of the files of this catalogue that were written aside.
    pub(super) fn written(&self, catalogue: &Catalogue) -> Vec<String> {
        let aside = |name: &&str| self.dir.join(name).is_file();
        catalogue.named().into_iter().filter(aside).map(str::to_owned).collect()
    }

    pub(super) fn tables(&self, tables: &Tables, key: &str, source: &Source<'_>) -> Result<Vec<TableEntry>, NotRead> {
        match tables {
            Tables::Prescribing(months) => months.iter().map(|(m, t)| self.table(Some(*m), t, key, source)).collect(),
            Tables::Population(months) => months.iter().map(|(m, t)| self.table(Some(*m), t, key, source)).collect(),
            Tables::Facts(periods) => {
                let alone = |month| periods.iter().filter(|(m, _)| *m == month).count() == 1;
                let key_of =
                    |month, months| if alone(month) { key.to_owned() } else { format!("{key}-{months}-months") };
                periods.iter().map(|(m, t)| self.table(*m, t, &key_of(*m, t.months), source)).collect()
            }
            Tables::Organisations(month, table) => Ok(vec![self.table(*month, table, key, source)?]),
            Tables::Links(month, table) => Ok(vec![self.table(*month, table, key, source)?]),
            Tables::Terms(month, table) => Ok(vec![self.table(*month, table, key, source)?]),
            Tables::Shapes(month, table) => Ok(vec![self.table(*month, table, key, source)?]),
        }
    }

    /// Writes one table aside, and reads back what was written: it must be what was read.
    pub(super) fn table<T: Table>(
        &self,
        month: Option<Month>,
        table: &T,
        key: &str,
        source: &Source<'_>,
    ) -> Result<TableEntry, NotRead> {
        let month = month.map(|m| m.to_string()).unwrap_or_default();
        let totals_read = table.totals().map_err(|problem| NotRead { ours: false, ..source.refuse(problem).into() })?;
        let Written { paths, files, totals: totals_stored, rows } =
            self.write(table, names(T::DATASET, &month, key))?;
        let refuse = |problem: String| Err(source.refuse(format!("{month}: {problem}; try again")).into());
        if totals_read != totals_stored {
            return refuse(format!("read {totals_read}, but the Parquet files hold {totals_stored}"));
        }
        if !table.same_on_disk(&paths)? {
            return refuse("the Parquet files do not hold what was read".to_owned());
        }
        let Heading { series, months, middle } = table.heading();
        Ok(TableEntry {
            dataset: T::DATASET,
            series,
            month,
            months,
            middle: middle.map(|m| m.word().to_owned()),
            files,
            rows,
            totals_read,
            totals_stored,
            superseded: None,
        })
    }

    /// Writes the files of a table under these names.
    fn write<T: Table>(&self, table: &T, names: Vec<String>) -> Result<Written, Error> {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.dir.join(name)).collect();
        table.write(&paths)?;
        let hash =
            || names.into_iter().zip(&paths).map(|(name, path)| stored_file(name, path)).collect::<Result<_, Error>>();
        let (stored, files): (_, Result<Vec<_>, _>) = rayon::join(|| T::on_disk(&paths), hash);
        let ((totals, rows), files) = (stored?, files?);
        Ok(Written { paths, files, totals, rows })
    }

    /// Writes the rejected rows; the path relative to the store, `None` without any.
    pub(super) fn rejects(&self, file: &str, tally: &Tally, key: &str) -> Result<Option<String>, Error> {
        if tally.rejects.is_empty() {
            return Ok(None);
        }
        let name = format!("{REJECTS}/{key}.csv");
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
}

/// The files of one table, written aside, and what they hold.
struct Written {
    paths: Vec<PathBuf>,
    files: Vec<StoredFile>,
    totals: Totals,
    rows: u64,
}

/// A file that was just written, with its size and hash.
fn stored_file(name: String, path: &Path) -> Result<StoredFile, Error> {
    let (bytes, sha256, blocks) = sealed::seal(path)?;
    // Only rows of prescribing are read in parts.
    let blocks = name.starts_with(folders_of(Dataset::Prescribing)[0]).then_some(blocks);
    Ok(StoredFile { name, bytes: Some(bytes), sha256: Some(sha256), blocks })
}
