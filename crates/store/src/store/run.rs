//! One run of ingesting: file by file, towards the catalogue as it is going to be.

use super::catalogue::{Catalogue, CatalogueEntry, Refusal, Refused, TableEntry};
use super::disk::{Progress, share};
use super::ingestion::{Ingested, Ingestion, Replaced, Status};
use super::large::Large;
use super::member::member_name;
use super::not_read::NotRead;
use super::options::IngestOptions;
use super::staging::Staging;
use super::walk::Candidate;
use std::collections::BTreeMap;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::LAYOUTS;
use unwarranted_ingest::input::{self, Encoding, InputFile};
use unwarranted_ingest::tables::Dataset;

/// Reads the member of a file at a place, which was ingested so many times before, and writes its tables aside. The hash of
/// a file that is read in blocks is known afterwards.
type ReadMember<'a> =
    &'a dyn Fn(&mut InputFile, usize, usize, &(dyn Fn(f64) + Sync)) -> Result<CatalogueEntry, NotRead>;

/// The members of one file so far.
#[derive(Default)]
struct ReadSoFar<'a> {
    entries: Vec<CatalogueEntry>,
    /// Sheets of no known layout.
    passed_over: Vec<(Option<&'a str>, NotRead)>,
    /// Whether the store has one of them already.
    present: bool,
}

impl ReadSoFar<'_> {
    /// How many of them have this name.
    fn times(&self, member: Option<&str>) -> usize {
        self.entries.iter().filter(|entry| entry.member.as_deref() == member).count()
    }
}

/// One run, with the catalogue as it is going to be.
pub(super) struct Run<'a> {
    pub(super) staging: &'a Staging,
    pub(super) options: &'a IngestOptions,
    pub(super) catalogue: Catalogue,
    pub(super) ingestion: Ingestion,
}

impl Run<'_> {
    /// One file. That it is refused is an error where it was named, and an entry of the list where it was found.
    pub(super) fn candidate(&mut self, candidate: &Candidate, progress: Progress<'_>) -> Result<(), Error> {
        if let Some(women) = &candidate.women {
            return self.pair(candidate, women, progress);
        }
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
    pub(super) fn file(
        &mut self,
        mut file: InputFile,
        found: Option<&String>,
        progress: Progress<'_>,
    ) -> Result<(), Error> {
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
        let mut read_so_far = ReadSoFar::default();
        let shown = file.name.clone();
        for (at, name) in members.iter().enumerate() {
            let part = |p: f64| progress(&shown, share(at, members.len(), p));
            let (known, times) = if file.sha256.is_empty() { (None, 0) } else { self.known(file, *name) };
            if let Some(entry) = known {
                self.ingestion.done.push(Ingested { status: Status::AlreadyPresent, entry, replaced: Vec::new() });
                read_so_far.present = true;
                continue;
            }
            match read(file, at, times + read_so_far.times(*name), &part) {
                Err(not) if sheets && found.is_none() && not.why == Refusal::UnknownLayout => {
                    read_so_far.passed_over.push((*name, not));
                }
                read => {
                    if !self.keep(read, *name, found, &mut read_so_far.entries)? {
                        return Ok(());
                    }
                }
            }
        }
        self.conclude(file, read_so_far, found)
    }

    /// Records the tables of a file that was read, and lists the sheets that were passed over.
    fn conclude(&mut self, file: &InputFile, read: ReadSoFar<'_>, found: Option<&String>) -> Result<(), Error> {
        let ReadSoFar { mut entries, passed_over, present } = read;
        let shown = &file.name;
        let unread = file.passed_over.iter().map(|what| format!("passed over: {what}"));
        entries.iter_mut().take(1).for_each(|entry| entry.notices.extend(unread.clone()));
        for (name, not) in passed_over {
            if entries.is_empty() && !present {
                return Err(*not.error);
            }
            self.refuse(shown, name, None, not.why, not.error.without_file());
        }
        if let Some(problem) = held_twice(&entries) {
            let Some(found) = found else { return Err(Error::File { file: shown.clone(), problem }) };
            self.refuse(found, None, None, Refusal::Stopped, problem);
            return Ok(());
        }
        entries.into_iter().for_each(|entry| self.record(entry, found));
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

/// That two sheets or members of one file hold the same table, of which the last alone would stand. Extracts of patients complete each
/// other, so they are none.
fn held_twice(entries: &[CatalogueEntry]) -> Option<String> {
    let mut seen: BTreeMap<(Dataset, &str, &str), usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for table in entry.tables.iter().filter(|table| table.dataset != Dataset::Population) {
            let first = seen.insert((table.dataset, &table.series, &table.month), at);
            let Some(first) = first.filter(|first| *first != at).map(|first| &entries[first]) else { continue };
            let name = |entry: &CatalogueEntry| entry.member.clone().unwrap_or_else(|| entry.file.clone());
            let of: Vec<&str> = [&*table.month, &*table.series].into_iter().filter(|word| !word.is_empty()).collect();
            let of = if of.is_empty() { entry.format.clone() } else { of.join(", ") };
            let both = match [name(first), name(entry)] {
                [one, other] if one == other => format!("two members called {one}"),
                [one, other] => format!("{one} and {other}"),
            };
            return Some(format!(
                "{both} both hold the table '{of}', and the second would replace the first; put their rows into one table, or \
                 ingest the one that is meant as a file of its own"
            ));
        }
    }
    None
}
