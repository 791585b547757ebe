//! Files written aside until all of them are complete.

use super::catalogue::{CatalogueEntry, Rows, StoredFile, TableEntry};
use super::parquet::{self, Heading, Table};
use super::{Store, refuse, write_file};
use crate::error::Error;
use crate::formats::{self, Format, MAX_REJECTS, Source, Tables, Tally};
use crate::input::{self, InputFile, Member};
use std::path::{Path, PathBuf};
use unwarranted_core::Month;

/// Folder for files that are not yet part of the store.
pub(super) const STAGING: &str = ".staging";
/// Folder for lists of rejected rows.
const REJECTS: &str = "rejects";

/// Folders whose files the catalogue names.
pub(super) fn folders() -> impl Iterator<Item = &'static str> {
    parquet::folders().chain([REJECTS])
}

/// Files written aside. Dropped without [`Staging::publish`], nothing remains of them.
pub(super) struct Staging<'a> {
    store: &'a Store,
    dir: PathBuf,
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl<'a> Staging<'a> {
    pub(super) fn new(store: &'a Store) -> Result<Self, Error> {
        let dir = store.dir.join(STAGING);
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(Error::io(&dir, "remove"))?;
        }
        for folder in folders() {
            let path = dir.join(folder);
            std::fs::create_dir_all(&path).map_err(Error::io(&path, "create the folder"))?;
        }
        Ok(Self { store, dir })
    }

    /// Reads one table and writes its files aside.
    pub(super) fn member(
        &self,
        file: &InputFile,
        member: &Member,
        when: &str,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<CatalogueEntry, Error> {
        let archived = file.members.len() > 1 || member.shown != file.shown;
        let names = [member.name.as_str(), file.name.as_str()];
        let source =
            Source { shown: &member.shown, names: &names, text: &member.text, max_rejects: MAX_REJECTS, progress };
        let (format, reading) = formats::read(&source)?;
        let key = if archived {
            input::sha256_hex(format!("{}/{}", file.sha256, member.name).as_bytes())
        } else {
            file.sha256.clone()
        };
        let key = &key[..10];
        let tables = self.tables(&reading.tables, key, &source)?;
        let mut entry = entry(file, format, &reading.tally, tables);
        entry.member = archived.then(|| member.name.clone());
        when.clone_into(&mut entry.when);
        entry.rejects = self.rejects(&file.name, &reading.tally, key)?;
        Ok(entry)
    }

    fn tables(&self, tables: &Tables, key: &str, source: &Source<'_>) -> Result<Vec<TableEntry>, Error> {
        match tables {
            Tables::Prescribing(months) => months.iter().map(|(m, t)| self.table(Some(*m), t, key, source)).collect(),
            Tables::Population(months) => months.iter().map(|(m, t)| self.table(Some(*m), t, key, source)).collect(),
            Tables::Facts(periods) => periods.iter().map(|(m, t)| self.table(*m, t, key, source)).collect(),
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
    ) -> Result<TableEntry, Error> {
        let month = month.map(|m| m.to_string()).unwrap_or_default();
        let totals_read = table.totals().map_err(|problem| source.refuse(problem))?;
        let names = names(T::FOLDERS, &month, key);
        let paths: Vec<PathBuf> = names.iter().map(|name| self.dir.join(name)).collect();
        table.write(&paths)?;
        let (totals_stored, rows) = T::on_disk(&paths)?;
        if totals_read != totals_stored {
            let problem = format!("{month}: read {totals_read}, but the Parquet files hold {totals_stored}; try again");
            return Err(source.refuse(problem));
        }
        if !table.same_on_disk(&paths)? {
            return Err(source.refuse(format!("{month}: the Parquet files do not hold what was read; try again")));
        }
        let files =
            names.into_iter().zip(&paths).map(|(name, path)| stored_file(name, path)).collect::<Result<_, _>>()?;
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

    /// Writes the rejected rows; the path relative to the store, `None` without any.
    fn rejects(&self, file: &str, tally: &Tally, key: &str) -> Result<Option<String>, Error> {
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

    /// Moves everything to where the next catalogue will look for it. The present catalogue names none of it.
    pub(super) fn publish(&self) -> Result<(), Error> {
        for folder in folders() {
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

/// Names of the files of a table: their folders, month and the beginning of the source's hash.
fn names(folders: &[&str], month: &str, key: &str) -> Vec<String> {
    let month = if month.is_empty() { "undated" } else { month };
    folders.iter().map(|folder| format!("{folder}/{month}-{key}.parquet")).collect()
}

/// A file that was just written, with its size and hash.
fn stored_file(name: String, path: &Path) -> Result<StoredFile, Error> {
    let (bytes, sha256) = input::sha256_of(path)?;
    Ok(StoredFile { name, bytes: Some(bytes), sha256: Some(sha256) })
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
        geography: format.geography,
        synthetic: tally.synthetic,
        when: String::new(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rows,
        rejects: None,
        notices: tally.notices.clone(),
        tables,
    }
}
