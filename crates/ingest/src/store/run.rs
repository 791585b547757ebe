//! One run of an ingest: file after file, each read in a thread of its own, recorded in the catalogue to be.

use super::Progress;
use super::catalogue::{Catalogue, CatalogueEntry, Refusal, Refused};
use super::ingest::{IngestOptions, Ingested, Ingestion, Replaced, Status};
use super::not_read::NotRead;
use super::staging::{Staging, member_name};
use super::walk::Candidate;
use crate::error::Error;
use crate::formats::LAYOUTS;
use crate::input::{self, InputFile};
use std::path::Path;

/// One run, with the catalogue as it is going to be.
pub(super) struct Run<'a> {
    pub(super) staging: &'a Staging,
    pub(super) options: &'a IngestOptions,
    pub(super) catalogue: Catalogue,
    pub(super) ingestion: Ingestion,
}

/// What became of one table of a file, with the name of the member for an archive.
struct Part {
    member: Option<String>,
    outcome: Result<CatalogueEntry, NotRead>,
    /// The entry is in the catalogue already.
    known: bool,
}

impl Run<'_> {
    /// One file. That it is refused is an error where it was named, and an entry of the list where it was found.
    pub(super) fn candidate(&mut self, candidate: &Candidate, progress: Progress<'_>) -> Result<(), Error> {
        progress(&candidate.path.display().to_string(), 0.0);
        let found = candidate.found.as_deref();
        if let (Some(found), Some(problem)) = (found, &candidate.problem) {
            self.refuse(found, None, None, Refusal::Unreadable, problem);
            return Ok(());
        }
        let mut parts = alone(|| self.read(&candidate.path, found.is_some(), progress));
        let fatal = |p: &Part| p.outcome.as_ref().is_err_and(|not| found.is_none() || not.ours);
        if let Some(at) = parts.iter().position(fatal) {
            return parts.swap_remove(at).outcome.map_or_else(|not| Err(*not.error), |_| Ok(()));
        }
        // A file in a folder is stored without its members of no known layout, but not without one that is stopped.
        let mut stored = true;
        for part in &parts {
            if let (Err(not), Some(found)) = (&part.outcome, found) {
                self.refuse(found, part.member.as_deref(), not.format, not.why, &not.error.without_file());
                stored &= not.why == Refusal::UnknownLayout;
            }
        }
        for part in &parts {
            match &part.outcome {
                Ok(entry) if part.known => {
                    let (entry, replaced) = (entry.clone(), Vec::new());
                    self.ingestion.done.push(Ingested { status: Status::AlreadyPresent, entry, replaced });
                }
                Ok(entry) if stored => self.record(entry.clone(), found),
                _ => {}
            }
        }
        Ok(())
    }

    /// The tables of one file, up to one that is stopped, or that is refused in a file that was named.
    fn read(&self, path: &Path, found: bool, progress: Progress<'_>) -> Vec<Part> {
        let file = match input::open(path) {
            Ok(file) => file,
            Err(error) => return vec![Part { member: None, outcome: Err(NotRead::unopened(error)), known: false }],
        };
        let mut parts: Vec<Part> = Vec::new();
        for (i, member) in file.members.iter().enumerate() {
            let share = |p: f64| progress(&file.name, share(i, file.members.len(), p));
            let name = member_name(&file, member);
            let (known, times) = self.known(&file, name);
            let times = times + parts.iter().filter(|p| p.member.as_deref() == name).count();
            let is_known = known.is_some();
            let outcome = known.map_or_else(|| self.staging.member(&file, member, times, self.options, &share), Ok);
            let goes_on =
                outcome.as_ref().map_or_else(|not| found && !not.ours && not.why == Refusal::UnknownLayout, |_| true);
            parts.push(Part { member: name.map(str::to_owned), outcome, known: is_known });
            if !goes_on {
                break;
            }
        }
        parts
    }

    /// The entry that holds this table already, and how often the table was ingested. With [`IngestOptions::again`] a
    /// table that has been superseded does not count as held.
    fn known(&self, file: &InputFile, member: Option<&str>) -> (Option<CatalogueEntry>, usize) {
        let same = |s: &&CatalogueEntry| s.sha256 == file.sha256 && s.member.as_deref() == member;
        let held: Vec<&CatalogueEntry> = self.catalogue.sources.iter().filter(same).collect();
        let superseded = |s: &CatalogueEntry| s.tables.iter().any(|t| t.superseded.is_some());
        let present = held.last().filter(|s| !(self.options.again && superseded(s)));
        (present.map(|s| (*s).clone()), held.len())
    }

    /// Puts an entry into the catalogue, in the place of earlier tables of the same dataset, series and month.
    fn record(&mut self, entry: CatalogueEntry, found: Option<&str>) {
        let mut replaced = Vec::new();
        for table in &entry.tables {
            if let Some(before) = self.catalogue.supersede(&entry, table) {
                let (dataset, series, month) = (table.dataset, table.series.clone(), table.month.clone());
                replaced.push(Replaced { dataset, series, month, before, after: table.totals_stored.clone() });
            }
        }
        if let Some(found) = found {
            self.catalogue.refused.retain(|r| r.file != found || r.member != entry.member);
        }
        self.catalogue.sources.push(entry.clone());
        let status = if replaced.is_empty() { Status::New } else { Status::Replaced };
        self.ingestion.done.push(Ingested { status, entry, replaced });
    }

    /// Lists a file, or a member of one, as refused. The catalogue keeps the last word on each.
    fn refuse(&mut self, file: &str, member: Option<&str>, format: Option<&str>, why: Refusal, reason: &str) {
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

#[allow(clippy::cast_precision_loss)]
pub(super) fn share(done: usize, of: usize, part: f64) -> f64 {
    (done as f64 + part.clamp(0.0, 1.0)) / of.max(1) as f64
}

/// Runs `work` in a thread of its own. What it allocates then lies apart from what the run keeps, so that the room of
/// one file is whole again for the next; otherwise the allocator of the C library would leave holes, and memory would
/// grow with the number of files.
fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}
