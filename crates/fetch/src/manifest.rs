//! `downloads.json`: where every file of a folder came from.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// Its name.
pub const FILE: &str = "downloads.json";
const PROGRAM: &str = "unwarranted";
const SCHEMA: u32 = 1;

/// Every file that was downloaded into a folder, sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downloads {
    /// Version of this layout.
    pub schema: u32,
    /// Always "unwarranted".
    pub program: String,
    /// The files.
    pub files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the folder.
    pub file: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Identifier of the source.
    pub source: String,
    /// Identifier of the dataset on the portal.
    pub dataset: String,
    /// Name of the resource.
    pub resource: String,
    /// Identifier of the resource on the portal.
    pub resource_id: String,
    /// The month, `2020-01`.
    pub month: String,
    /// Address of the resource, without a key.
    pub url: Option<String>,
    /// When the resource was first published, as the portal says.
    pub created: Option<String>,
    /// When it was last published, as the portal says; `null` where it was not changed since.
    pub last_modified: Option<String>,
    /// Length that the portal gives.
    pub portal_bytes: Option<u64>,
    /// Hash that the portal gives.
    pub portal_hash: Option<String>,
    /// What was moved over the network; `null` for a file that was there already.
    pub transferred: Option<Transferred>,
    /// Licence.
    pub licence: String,
    /// The line to print with its figures.
    pub attribution: String,
    /// When it was downloaded (RFC 3339, UTC).
    pub when: String,
    /// SHA-256 of the file that a later publication put in its place.
    pub superseded_by: Option<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// What was moved over the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Its address, without a key.
    pub url: String,
    /// Whether it was a zip archive.
    pub zip: bool,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// `ETag` that the server gave.
    pub etag: Option<String>,
    /// `Last-Modified` that the server gave.
    pub last_modified: Option<String>,
}

impl Default for Downloads {
    fn default() -> Self {
        Self { schema: SCHEMA, program: PROGRAM.to_owned(), files: Vec::new() }
    }
}

impl Downloads {
    /// Reads that of a folder; an empty one where there is none yet.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read, [`Error::Manifest`] when it is not one of this program and version.
    pub fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Error::io(&path, "read")(e)),
        };
        let problem = match serde_json::from_slice::<Self>(&bytes) {
            Ok(found) if found.program == PROGRAM && found.schema == SCHEMA => return Ok(found),
            Ok(found) => {
                format!("it is of '{}', layout {}; expected '{PROGRAM}', layout {SCHEMA}", found.program, found.schema)
            }
            Err(e) => format!("it is not a list of downloads of this program ({e})"),
        };
        Err(Error::Manifest { path, problem })
    }

    /// Writes it to a folder: the file is the old one or the new one at any instant.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be written.
    pub fn write(&self, dir: &Path) -> Result<(), Error> {
        let path = dir.join(FILE);
        let failed = || Error::io(&path, "write");
        let mut text = serde_json::to_string_pretty(self).map_err(std::io::Error::from).map_err(failed())?;
        text.push('\n');
        let mut file = tempfile::NamedTempFile::new_in(dir).map_err(failed())?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed())?;
        file.persist(&path).map_err(|e| failed()(e.error))?;
        Ok(())
    }

    /// The newest file of a resource, by the name of the resource.
    #[must_use]
    pub fn newest(&self, resource: &str) -> Option<&Entry> {
        self.files.iter().find(|e| e.resource == resource && e.superseded_by.is_none())
    }

    /// Adds a file, replacing any of the same name.
    pub fn put(&mut self, entry: Entry) {
        self.files.retain(|e| e.file != entry.file);
        self.files.push(entry);
        self.files.sort_by(|a, b| a.file.cmp(&b.file));
    }
}
