//! Whether the store is what its catalogue says.

use super::catalogue::{Catalogue, CatalogueEntry, StoredFile, TableEntry};
use super::disk::Progress;
use super::names::{CATALOGUE, JOURNAL, LOCK, STAGING, folders, folders_of, is_ours};
use super::{Store, parquet};
use std::collections::BTreeSet;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::input;
use unwarranted_ingest::tables::Dataset;

/// Something about the store that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The file, relative to the folder of the store.
    pub file: String,
    /// What is wrong and what to do.
    pub problem: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
    /// Tables that were read.
    pub tables: usize,
    /// Files that were compared with the catalogue.
    pub files: usize,
    /// What is wrong; empty for a sound store.
    pub problems: Vec<Problem>,
    /// Files that a run which was cut off has left. They do no harm, and the next ingest removes them.
    pub remains: Vec<String>,
}

impl Store {
    /// Reads every file of the store and compares it with the catalogue: size, SHA-256, rows, totals, the account of the
    /// rows of every source. Looks for files that the catalogue does not name. Changes nothing.
    ///
    /// # Errors
    /// A catalogue that cannot be read, or a lock that cannot be taken. Anything else is a [`Problem`].
    pub fn check(&self, progress: Progress<'_>) -> Result<Checked, Error> {
        self.while_shared(|| {
            let catalogue = self.catalogue()?;
            let mut checked = Checked::default();
            for (i, source) in catalogue.sources.iter().enumerate() {
                progress(&source.file, i as f64 / catalogue.sources.len() as f64);
                self.check_source(source, &mut checked);
            }
            self.check_names(&catalogue, &mut checked);
            progress("done", 1.0);
            Ok(checked)
        })
    }

    fn check_source(&self, source: &CatalogueEntry, checked: &mut Checked) {
        let rows = &source.rows;
        let accounted = rows.used + rows.rejected + rows.set_aside.values().sum::<u64>();
        if accounted != rows.read {
            let problem = format!(
                "{}: {} rows were read, but {accounted} are accounted for as used, rejected or set aside",
                source.file, rows.read
            );
            checked.add(CATALOGUE, problem);
        }
        if let Some(rejects) = &source.rejects {
            checked.files += 1;
            if let Err(problem) = self.check_rejects(rejects, rows.rejected) {
                checked.add(rejects, problem);
            }
        }
        for table in source.tables.iter().filter(|t| t.superseded.is_none()) {
            self.check_table(source, table, checked);
        }
    }

    /// The list of rejected rows has as many as the catalogue says.
    fn check_rejects(&self, name: &str, rejected: u64) -> Result<(), String> {
        let mut csv = csv::Reader::from_path(self.dir.join(name)).map_err(|e| format!("cannot be read: {e}"))?;
        let mut rows = 0;
        for record in csv.byte_records() {
            record.map_err(|e| format!("cannot be read: {e}"))?;
            rows += 1;
        }
        if rows == rejected { Ok(()) } else { Err(format!("holds {rows} rows, the catalogue says {rejected}")) }
    }

    fn check_table(&self, source: &CatalogueEntry, table: &TableEntry, checked: &mut Checked) {
        checked.tables += 1;
        let before = checked.problems.len();
        for file in &table.files {
            checked.files += 1;
            if let Err(problem) = self.check_file(file) {
                checked.add(&file.name, format!("{problem}; {}", remedy(source)));
            }
        }
        let totals_only = table.dataset == Dataset::Population && table.files.len() == 1;
        if table.files.len() != folders_of(table.dataset).len() && !totals_only {
            let problem = format!("{}: a table of {} lacks a file", source.file, table.dataset.word());
            checked.add(CATALOGUE, format!("{problem}; {}", remedy(source)));
        }
        let name = table.files.first().map_or(CATALOGUE, |f| f.name.as_str());
        if table.totals_read != table.totals_stored {
            let problem = format!("read {}, but stored {}", table.totals_read, table.totals_stored);
            checked.add(name, format!("{problem}; {}", remedy(source)));
        }
        // One reason for each file is enough.
        if checked.problems.len() == before
            && let Err(problem) = self.check_totals(table)
        {
            checked.add(name, format!("{problem}; {}", remedy(source)));
        }
    }

    fn check_file(&self, file: &StoredFile) -> Result<(), String> {
        let (bytes, sha256) = input::sha256_of(&self.dir.join(&file.name)).map_err(|e| e.without_file())?;
        match (file.bytes, &file.sha256) {
            (Some(size), _) if size != bytes => Err(format!("has {bytes} bytes, the catalogue says {size}")),
            (_, Some(hash)) if *hash != sha256 => Err("its SHA-256 is not that of the catalogue".to_owned()),
            _ => Ok(()),
        }
    }

    fn check_totals(&self, table: &TableEntry) -> Result<(), String> {
        let (totals, rows) = parquet::on_disk(table.dataset, &self.paths(table)).map_err(|e| e.without_file())?;
        if rows != table.rows {
            return Err(format!("holds {rows} rows, the catalogue says {}", table.rows));
        }
        if !totals.agrees_with(&table.totals_stored) {
            return Err(format!("holds {totals}, the catalogue says {}", table.totals_stored));
        }
        self.check_other_files(table).map_err(|e| e.without_file())
    }

    /// The files beside the rows can be read too.
    fn check_other_files(&self, table: &TableEntry) -> Result<(), Error> {
        if let Some(strata) = self.strata(table)? {
            let beyond = strata.iter().filter(|s| s.practice as u64 >= table.rows).count();
            if beyond > 0 {
                let problem = format!("{beyond} rows by age and sex name no practice of the extract");
                return Err(Error::File { file: String::new(), problem });
            }
        }
        if table.dataset == Dataset::Prescribing {
            self.practices(table)?;
            let rows: usize = self.presentations(table)?.iter().map(|p| p.rows).sum();
            if rows as u64 != table.rows {
                let problem = format!("its presentations have {rows} rows, the catalogue says {}", table.rows);
                return Err(Error::File { file: String::new(), problem });
            }
        }
        Ok(())
    }

    /// Every file lies where the catalogue, or a run that was cut off, has put it.
    fn check_names(&self, catalogue: &Catalogue, checked: &mut Checked) {
        let named = catalogue.named();
        let known = self.remains(catalogue);
        for (name, is_dir) in entries(&self.dir) {
            match name.as_str() {
                CATALOGUE | LOCK => {}
                STAGING => checked.remains.push(name),
                folder if is_dir && folders().any(|f| f == folder) => {
                    for file in self.files_in(folder) {
                        match (named.contains(file.as_str()), known.contains(&file)) {
                            (true, _) => {}
                            (false, true) => checked.remains.push(file),
                            (false, false) => {
                                let then = if is_ours(&file) { "the next ingest removes it" } else { "remove it" };
                                checked.add(&file, format!("is not in the catalogue; {then}"));
                            }
                        }
                    }
                }
                _ => checked.add(&name, "does not belong to the store; remove it".to_owned()),
            }
        }
    }

    /// Files that a run which was cut off may have left: those in its journal, and those of superseded tables.
    fn remains(&self, catalogue: &Catalogue) -> BTreeSet<String> {
        let journal = std::fs::read_to_string(self.dir.join(STAGING).join(JOURNAL)).unwrap_or_default();
        let superseded = catalogue.tables().filter(|(_, t)| t.superseded.is_some()).flat_map(|(_, t)| &t.files);
        superseded.map(|f| f.name.clone()).chain(journal.lines().map(str::to_owned)).collect()
    }
}

impl Checked {
    fn add(&mut self, file: &str, problem: String) {
        self.problems.push(Problem { file: file.to_owned(), problem });
    }
}

fn remedy(source: &CatalogueEntry) -> String {
    format!("ingest {} into a new store", source.file)
}

/// Names in a folder, sorted, each with whether it is a folder.
fn entries(dir: &Path) -> Vec<(String, bool)> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<_> =
        entries.map(|e| (e.file_name().to_string_lossy().into_owned(), e.path().is_dir())).collect();
    names.sort();
    names
}
