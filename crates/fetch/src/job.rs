//! A download into a folder, and what became of each month.

use crate::Watch;
use crate::checksum::Digests;
use crate::client::{Client, shown};
use crate::manifest::{Entry, Transferred};
use crate::plan::{Listed, Why};
use std::path::Path;

/// A download into a folder.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The client.
    pub client: &'a Client,
    /// Address of another portal than that of the sources.
    pub api: Option<&'a str>,
    /// The folder; made if missing.
    pub dir: &'a Path,
    /// Leave an archive packed.
    pub keep_zip: bool,
    /// Take a file although its length or hash is not what the portal says, and note it.
    pub accept_mismatch: bool,
    /// The time to record (RFC 3339, UTC).
    pub when: &'a str,
    /// Told what happens.
    pub watch: Watch<'a>,
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("dir", &self.dir).field("api", &self.api).finish_non_exhaustive()
    }
}

/// What became of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The file in the folder.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// What was done.
    pub status: Status,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// What was done about a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The published file was there already.
    PassedOver,
    /// A file without a record was there, is as the portal says, and is recorded now.
    Adopted,
    /// It was fetched, and why.
    Fetched(Why),
    /// The portal lists a later publication, and its bytes are the same.
    SameBytes,
}

impl Job<'_> {
    /// What is recorded of a file.
    pub(crate) fn entry(
        &self,
        listed: &Listed,
        file: String,
        digests: &Digests,
        transferred: Option<Transferred>,
        notes: Vec<String>,
    ) -> Entry {
        let Listed { month, source, ckan, resource, name } = listed;
        Entry {
            file,
            bytes: digests.bytes,
            sha256: digests.sha256.clone(),
            source: source.id.clone(),
            dataset: ckan.dataset.clone(),
            resource: name.clone(),
            resource_id: resource.id.clone(),
            month: month.to_string(),
            url: resource.url.as_deref().map(shown),
            created: resource.created.clone(),
            last_modified: resource.last_modified.clone(),
            portal_bytes: resource.size,
            portal_hash: resource.hash.clone(),
            transferred,
            licence: source.licence.clone(),
            attribution: source.attribution.clone(),
            when: self.when.to_owned(),
            superseded_by: None,
            notes,
        }
    }
}

pub(crate) fn done(entry: &Entry, status: Status) -> Done {
    Done { file: entry.file.clone(), bytes: entry.bytes, status, notes: entry.notes.clone() }
}
