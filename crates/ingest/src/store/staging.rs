//! Files written aside until all of them are complete.

use super::catalogue::{CatalogueEntry, Rows, TableEntry, Totals};
use super::{Store, parquet, refuse, write_file};
use crate::error::Error;
use crate::formats::{self, Dataset, Format, Population, Prescribing, Source, Tables, Tally};
use crate::input::{self, InputFile, Member};
use std::path::PathBuf;
use unwarranted_core::Month;

/// Folder for files that are not yet part of the store.
pub(super) const STAGING: &str = ".staging";
/// Folders whose files the catalogue names.
pub(super) const FOLDERS: [&str; 5] = ["prescribing", "practices", "presentations", "population", "rejects"];

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
        for folder in FOLDERS {
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
            Tables::Facts(_)
            | Tables::Organisations(..)
            | Tables::Links(..)
            | Tables::Terms(..)
            | Tables::Shapes(..) => Err(source.refuse("this table is recognised but cannot be stored yet")),
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
            let problem = format!("{month}: read {read}, but the Parquet file holds {stored}; try again");
            return Err(refuse(&self.store.dir, problem));
        }
        Ok(TableEntry {
            dataset,
            series: String::new(),
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
    pub(super) fn publish(&self) -> Result<(), Error> {
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
