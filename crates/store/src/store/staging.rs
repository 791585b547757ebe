//! Files written aside until all of them are complete.

use super::Store;
use super::catalogue::{Catalogue, CatalogueEntry, Changes, Refusal, Rows, StoredFile, TableEntry};
use super::disk::{STAGING, refuse, write_file};
use super::options::IngestOptions;
use super::parquet::{self, Heading, Table, Whole};
use super::sealed;
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats;
use unwarranted_ingest::input::{self, InputFile, Member};
use unwarranted_ingest::layouts::Format;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{Dataset, Prescribing, Reading, Tables, Tally};

/// Folder for lists of rejected rows.
const REJECTS: &str = "rejects";

/// Folders whose files the catalogue names.
pub(super) fn folders() -> impl Iterator<Item = &'static str> {
    parquet::folders().chain([REJECTS])
}

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

    /// Reads one table, with its name where it is the member of an archive, which was ingested so many `times` before, and
    /// writes its files aside.
    pub(super) fn member(
        &self,
        file: &InputFile,
        (member, archived): (&Member, Option<&str>),
        times: usize,
        options: &IngestOptions,
        progress: &(dyn Fn(f64) + Sync),
    ) -> Result<CatalogueEntry, NotRead> {
        let names = [member.name.as_str(), file.name.as_str()];
        let (shown, text, max_rejects) = (&member.shown, &member.text, options.max_rejects);
        let source = Source { shown, names: &names, text, max_rejects, progress };
        let text = formats::without_frame(&source);
        let plain = text.as_ref().map(|text| Source { text, ..source });
        let (format, source) = formats::better(&source, plain.as_ref()).map_err(NotRead::unknown)?;
        let not = |error| NotRead::stopped(error, format.id);
        let read = format.read.ok_or_else(|| not(source.refuse("this layout is analysed directly, not ingested")))?;
        let reading = read.read(source).map_err(not)?;
        self.reading(file, archived, (format, &reading, source), times, options)
    }

    /// Writes the files of what was read from a table aside.
    pub(super) fn reading(
        &self,
        file: &InputFile,
        member: Option<&str>,
        (format, reading, source): (&'static Format, &Reading, &Source<'_>),
        times: usize,
        options: &IngestOptions,
    ) -> Result<CatalogueEntry, NotRead> {
        let key = key(&file.sha256, member, times);
        let tables = self.tables(&reading.tables, &key, source);
        let tables = tables.map_err(|not| NotRead { format: Some(format.id), ..not })?;
        let mut entry = entry(file, format, &reading.tally, tables);
        entry.member = member.map(str::to_owned);
        entry.when.clone_from(&options.when);
        entry.rejects = self.rejects(&file.name, &reading.tally, &key)?;
        Ok(entry)
    }

    /// What changed between two tables of figures, wherever their files lie; `None` for other datasets, and where the earlier
    /// one cannot be read, which must not keep a good file from taking its place.
    pub(super) fn changes(&self, earlier: &TableEntry, later: &TableEntry) -> Option<Changes> {
        let read = |table: &TableEntry| {
            let paths = self.paths(table);
            let sound = paths.iter().zip(&table.files).all(|(path, file)| sealed::verify(path, file).is_ok());
            sound.then(|| <Facts as Whole>::read(&paths, Heading::of(table)).ok()).flatten()
        };
        if later.dataset == Dataset::Facts { Some(parquet::changes(&read(later)?, &read(earlier)?)) } else { None }
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

    fn tables(&self, tables: &Tables, key: &str, source: &Source<'_>) -> Result<Vec<TableEntry>, NotRead> {
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
        let names = names(T::FOLDERS, &month, key);
        let paths: Vec<PathBuf> = names.iter().map(|name| self.dir.join(name)).collect();
        table.write(&paths)?;
        let hash =
            || names.into_iter().zip(&paths).map(|(name, path)| stored_file(name, path)).collect::<Result<_, Error>>();
        let (stored, files): (_, Result<Vec<_>, _>) = rayon::join(|| T::on_disk(&paths), hash);
        let ((totals_stored, rows), files) = (stored?, files?);
        if totals_read != totals_stored {
            let problem = format!("{month}: read {totals_read}, but the Parquet files hold {totals_stored}; try again");
            return Err(source.refuse(problem).into());
        }
        if !table.same_on_disk(&paths)? {
            return Err(source
                .refuse(format!("{month}: the Parquet files do not hold what was read; try again"))
                .into());
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
}

/// Why a table is not stored.
#[derive(Debug)]
pub(super) struct NotRead {
    pub(super) error: Box<Error>,
    pub(super) why: Refusal,
    /// The layout, where it was recognised.
    pub(super) format: Option<&'static str>,
    /// The fault lies with the store (a full disk), not with the file.
    pub(super) ours: bool,
}

impl NotRead {
    fn unknown(error: Error) -> Self {
        Self { error: Box::new(error), why: Refusal::UnknownLayout, format: None, ours: false }
    }

    pub(super) fn stopped(error: Error, format: &'static str) -> Self {
        Self { error: Box::new(error), why: Refusal::Stopped, format: Some(format), ours: false }
    }
}

impl From<Error> for NotRead {
    /// What goes wrong while writing.
    fn from(error: Error) -> Self {
        Self { error: Box::new(error), why: Refusal::Stopped, format: None, ours: true }
    }
}

/// Name of the member of an archive; `None` for a file that is one table.
pub(super) fn member_name<'a>(file: &InputFile, member: &'a Member, several: bool) -> Option<&'a str> {
    (several || member.shown != file.shown).then_some(member.name.as_str())
}

/// The beginning of a hash that no other table of the store has: that of the file, with the member, and with a number
/// for a table that was ingested before.
fn key(sha256: &str, member: Option<&str>, times: usize) -> String {
    let whole = match (member, times) {
        (None, 0) => sha256.to_owned(),
        (Some(member), 0) => input::sha256_hex(format!("{sha256}/{member}").as_bytes()),
        (member, times) => input::sha256_hex(format!("{sha256}/{}/{times}", member.unwrap_or_default()).as_bytes()),
    };
    whole.chars().take(10).collect()
}

/// Names of the files of a table: their folders, month and the beginning of the source's hash.
fn names(folders: &[&str], month: &str, key: &str) -> Vec<String> {
    let month = if month.is_empty() { "undated" } else { month };
    folders.iter().map(|folder| format!("{folder}/{month}-{key}.parquet")).collect()
}

/// A file that was just written, with its size and hash.
fn stored_file(name: String, path: &Path) -> Result<StoredFile, Error> {
    let (bytes, sha256, blocks) = sealed::seal(path)?;
    // Only rows of prescribing are read in parts.
    let blocks = name.starts_with(Prescribing::FOLDERS[0]).then_some(blocks);
    Ok(StoredFile { name, bytes: Some(bytes), sha256: Some(sha256), blocks })
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
