//! Files into the store: read, written aside, checked, and made visible all at once.

use super::Store;
use super::catalogue::{Catalogue, CatalogueEntry, Refusal, Refused, TableEntry, Totals};
use super::disk::{LOCK, Progress};
use super::large::Large;
use super::options::IngestOptions;
use super::staging::{NotRead, Staging, member_name};
use super::walk::{self, Candidate};
use std::path::{Path, PathBuf};
use unwarranted_core::text::{counted, whole};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::LAYOUTS;
use unwarranted_ingest::input::{self, Encoding, InputFile};
use unwarranted_ingest::tables::Dataset;

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
    /// New, already there, or replacing an earlier one.
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
    /// It is in the store now, and replaces an earlier file for at least one of its months.
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
    /// The new totals minus the earlier ones; `None` when they are too large.
    pub difference: Option<Totals>,
}

impl Replaced {
    /// In words, how far the month has shrunk, where it is by more than a tenth: half a file is the likeliest reason.
    #[must_use]
    pub fn fall(&self) -> Option<String> {
        let counts = |totals: &Totals| match totals {
            Totals::Prescribing(sums) => vec![(sums.items, "item", "items")],
            Totals::Population { practices, patients } => {
                vec![(*practices, "practice", "practices"), (*patients, "patient", "patients")]
            }
            Totals::Facts(totals) => vec![(totals.figures, "figure", "figures")],
            Totals::Organisations { organisations, .. } => vec![(*organisations, "organisation", "organisations")],
            Totals::Links { links, .. } => vec![(*links, "link", "links")],
            Totals::Terms { terms, .. } => vec![(*terms, "code", "codes")],
            Totals::Shapes { shapes, .. } => vec![(*shapes, "boundary", "boundaries")],
        };
        let fell = |(before, after): ((i64, _, _), (i64, _, _))| {
            let shrunk = i128::from(after.0) * 10 < i128::from(before.0) * 9;
            shrunk.then(|| format!("{} became {}", counted(before.0, before.1, before.2), whole(after.0)))
        };
        counts(&self.before).into_iter().zip(counts(&self.after)).find_map(fell)
    }
}

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
        let was_there = dir.join(super::catalogue::FILE).exists();
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

    /// Removes the catalogue and the lock of a store that holds nothing and that nobody else is using.
    fn unmake(&self) -> Result<(), Error> {
        self.exclusively(&|_, _| (), || {
            if self.catalogue()? == Catalogue::empty() {
                for name in [super::catalogue::FILE, LOCK] {
                    let path = self.dir.join(name);
                    std::fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
                }
            }
            Ok(())
        })
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

fn share(done: usize, of: usize, part: f64) -> f64 {
    (done as f64 + part.clamp(0.0, 1.0)) / of.max(1) as f64
}

/// Reads the member of a file at a place, which was ingested so many times before, and writes its tables aside. The hash of
/// a file that is read in blocks is known afterwards.
type ReadMember<'a> =
    &'a dyn Fn(&mut InputFile, usize, usize, &(dyn Fn(f64) + Sync)) -> Result<CatalogueEntry, NotRead>;

/// One run, with the catalogue as it is going to be.
struct Run<'a> {
    staging: &'a Staging,
    options: &'a IngestOptions,
    catalogue: Catalogue,
    ingestion: Ingestion,
}

impl Run<'_> {
    /// One file. That it is refused is an error where it was named, and an entry of the list where it was found.
    fn candidate(&mut self, candidate: &Candidate, progress: Progress<'_>) -> Result<(), Error> {
        progress(&candidate.path.display().to_string(), 0.0);
        if candidate.problem.is_none()
            && let Some(large) = Large::open(&candidate.path)
        {
            return self.large(&large, candidate.found.as_ref(), progress);
        }
        let Some(found) = &candidate.found else {
            let file = input::open(&candidate.path)?;
            return self.file(file, None, progress);
        };
        if let Some(problem) = &candidate.problem {
            self.refuse(found, None, None, Refusal::Unreadable, problem.clone());
            return Ok(());
        }
        match input::open(&candidate.path) {
            Ok(file) => self.file(file, Some(found), progress),
            Err(error) => {
                let why = if error.is_unreadable() { Refusal::Unreadable } else { Refusal::UnknownLayout };
                self.refuse(found, None, None, why, error.without_file());
                Ok(())
            }
        }
    }

    /// The tables of one file that is in memory.
    fn file(&mut self, mut file: InputFile, found: Option<&String>, progress: Progress<'_>) -> Result<(), Error> {
        let members = std::mem::take(&mut file.members);
        let several = members.len() > 1;
        let names: Vec<Option<&str>> = members.iter().map(|member| member_name(&file, member, several)).collect();
        let (staging, options) = (self.staging, self.options);
        let read = |file: &mut InputFile, at: usize, times: usize, progress: &(dyn Fn(f64) + Sync)| {
            staging.member(file, (&members[at], names[at]), times, options, progress)
        };
        let sheets = several && members.iter().all(|member| member.encoding == Encoding::Workbook);
        self.tables(&mut file, (&names, sheets), &read, found, progress)
    }

    /// The tables of a file that is read in blocks.
    fn large(&mut self, large: &Large, found: Option<&String>, progress: Progress<'_>) -> Result<(), Error> {
        // A file whose size no source has is new, so that its hash is not needed before it is read.
        let known_size = self.catalogue.sources.iter().any(|s| s.size == large.size());
        let mut file = large.described(known_size)?;
        let names: Vec<Option<&str>> = large.members().iter().map(|part| large.member_name(part)).collect();
        let (staging, options) = (self.staging, self.options);
        let read = |file: &mut InputFile, at: usize, times: usize, progress: &(dyn Fn(f64) + Sync)| {
            large.member(file, &large.members()[at], (staging, times, options), progress)
        };
        self.tables(&mut file, (&names, false), &read, found, progress)
    }

    /// The tables of one file, unless they are known. Of a file found in a folder, members of no known layout are left
    /// out; a member that is stopped stops the file. The same goes for sheets of a workbook that has others (covers, lists of
    /// contents, notes), also of one that was named.
    fn tables(
        &mut self,
        file: &mut InputFile,
        (members, sheets): (&[Option<&str>], bool),
        read: ReadMember<'_>,
        found: Option<&String>,
        progress: Progress<'_>,
    ) -> Result<(), Error> {
        let (mut entries, mut passed_over, mut present) = (Vec::new(), Vec::new(), false);
        let shown = file.name.clone();
        for (at, name) in members.iter().enumerate() {
            let part = |p: f64| progress(&shown, share(at, members.len(), p));
            let (known, times) = if file.sha256.is_empty() { (None, 0) } else { self.known(file, *name) };
            let times = times + entries.iter().filter(|e: &&CatalogueEntry| e.member.as_deref() == *name).count();
            if let Some(entry) = known {
                let present_entry = Ingested { status: Status::AlreadyPresent, entry, replaced: Vec::new() };
                self.ingestion.done.push(present_entry);
                present = true;
                continue;
            }
            let read = match read(file, at, times, &part) {
                Err(not) if sheets && found.is_none() && not.why == Refusal::UnknownLayout => {
                    passed_over.push((*name, not));
                    continue;
                }
                read => read,
            };
            if !self.keep(read, *name, found, &mut entries)? {
                return Ok(());
            }
        }
        for (name, not) in passed_over {
            if entries.is_empty() && !present {
                return Err(*not.error);
            }
            self.refuse(&shown, name, None, not.why, not.error.without_file());
        }
        for entry in entries {
            self.record(entry, found);
        }
        Ok(())
    }

    /// Keeps what was read of a table for the catalogue, or lists it as refused. False when its file is stopped.
    fn keep(
        &mut self,
        read: Result<CatalogueEntry, NotRead>,
        member: Option<&str>,
        found: Option<&String>,
        entries: &mut Vec<CatalogueEntry>,
    ) -> Result<bool, Error> {
        match (read, found) {
            (Ok(entry), _) => entries.push(entry),
            (Err(not), Some(found)) if !not.ours => {
                self.refuse(found, member, not.format, not.why, not.error.without_file());
                return Ok(not.why != Refusal::Stopped);
            }
            (Err(not), _) => return Err(*not.error),
        }
        Ok(true)
    }

    /// The entry that holds this table already, and how often the table was ingested. With [`IngestOptions::again`] a
    /// table that has been superseded does not count as held, and an extract of patients that an earlier version stored
    /// without ages and sexes does not either: it is read again, and takes its own place.
    fn known(&self, file: &InputFile, member: Option<&str>) -> (Option<CatalogueEntry>, usize) {
        let same = |s: &&CatalogueEntry| s.sha256 == file.sha256 && s.member.as_deref() == member;
        let held: Vec<&CatalogueEntry> = self.catalogue.sources.iter().filter(same).collect();
        let superseded = |s: &CatalogueEntry| s.tables.iter().any(|t| t.superseded.is_some());
        let is_whole = |t: &TableEntry| t.dataset != Dataset::Population || t.has_strata();
        let stands = |s: &CatalogueEntry| {
            if superseded(s) { !self.options.again } else { s.tables.iter().all(is_whole) }
        };
        let present = held.last().filter(|s| stands(s));
        (present.map(|s| (*s).clone()), held.len())
    }

    /// Puts an entry into the catalogue, replacing earlier tables of the same dataset, series and month.
    fn record(&mut self, entry: CatalogueEntry, found: Option<&String>) {
        let mut replaced = Vec::new();
        for table in &entry.tables {
            let staging = self.staging;
            let changes = |earlier: &TableEntry| staging.changes(earlier, table);
            if let Some((before, difference)) = self.catalogue.supersede(&entry, table, changes) {
                let (dataset, series, month) = (table.dataset, table.series.clone(), table.month.clone());
                let after = table.totals_stored.clone();
                replaced.push(Replaced { dataset, series, month, before, after, difference });
            }
        }
        if let Some(found) = found {
            self.catalogue.refused.retain(|r| r.file != *found || r.member != entry.member);
        }
        self.catalogue.sources.push(entry.clone());
        let status = if replaced.is_empty() { Status::New } else { Status::Replaced };
        self.ingestion.done.push(Ingested { status, entry, replaced });
    }

    /// Lists a file, or a member of one, as refused. The catalogue keeps the last word on each.
    fn refuse(&mut self, file: &str, member: Option<&str>, format: Option<&str>, why: Refusal, reason: String) {
        let reason = reason.split(LAYOUTS).next().unwrap_or_default().to_owned();
        let (file, member, format) = (file.to_owned(), member.map(str::to_owned), format.map(str::to_owned));
        let refused = Refused { file, member, format, why, reason, when: self.options.when.clone() };
        let same = |r: &Refused| r.file == refused.file && r.member == refused.member;
        let again = |r: &Refused| same(r) && r.why == refused.why && r.reason == refused.reason;
        if !self.catalogue.refused.iter().any(again) {
            self.catalogue.refused.retain(|r| !same(r));
            self.catalogue.refused.push(refused.clone());
        }
        self.ingestion.refused.push(refused);
    }
}
