//! A file to fetch, and what came of it.

use crate::Error;
use std::path::Path;

/// A file to fetch.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Its name, for messages.
    pub file: &'a str,
    /// Where the bytes go. They stay when the transfer breaks off, and the next one continues from there.
    pub part: &'a Path,
    /// Which publication it is; a part of another one is not added to.
    pub identity: &'a str,
    /// Gives its address; asked before every attempt, as some addresses expire.
    pub link: &'a dyn Fn() -> Result<String, Error>,
    /// Whether the address expires, so that a refusal may pass with a fresh one.
    pub expires: bool,
    /// Whether it must be a zip archive.
    pub zip: bool,
    /// `ETag` of the copy that is there already.
    pub etag: Option<&'a str>,
    /// Bytes that it must have, where the portal says.
    pub size: Option<u64>,
    /// Columns that it must have, where these are known.
    pub columns: &'a [String],
}

impl std::fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted").field("file", &self.file).field("identity", &self.identity).finish_non_exhaustive()
    }
}

/// What a transfer ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// The server says that the copy with the given `ETag` is still the published one.
    Unchanged,
    /// The whole file is in the part.
    Complete(Received),
}

/// A file that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its address, without a key.
    pub url: String,
    /// `ETag` of the answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the answer.
    pub last_modified: Option<String>,
}
