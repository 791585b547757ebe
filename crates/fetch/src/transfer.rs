//! Moves one file over the network: in parts where it has to be, and only the file that was published.

use crate::attempt::Attempt;
use crate::backoff::Backoff;
use crate::client::Client;
use crate::resume::Part;
use crate::{Error, Watch};
use std::path::Path;
use std::time::Instant;

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

/// Attempts that get this many bytes further do not count as failures.
const PROGRESS: u64 = 1 << 20;

/// Fetches a file into its part, going on where an earlier attempt broke off.
///
/// # Errors
/// [`Error::Portal`] when it cannot be had after all attempts, [`Error::NotAsPublished`] when something else comes (a web
/// page, another length than the portal gives, more than the largest size), [`Error::Io`] when the disk refuses.
pub fn fetch(client: &Client, wanted: &Wanted<'_>, watch: Watch<'_>) -> Result<Got, Error> {
    let part = Part::at(wanted.part);
    let mut backoff = Backoff::new(&client.settings);
    let (mut furthest, since) = (0, Instant::now());
    loop {
        let url = (wanted.link)()?;
        let failure = match (Attempt { client, wanted, part: &part, url: &url, since, watch }).run() {
            Ok(got) => return Ok(got),
            Err(failure) => failure,
        };
        let arrived = part.arrived(wanted.identity).map_or(0, |(bytes, _)| bytes);
        if arrived >= furthest + PROGRESS {
            furthest = arrived;
            backoff.reset();
        }
        client.wait(&url, failure, &mut backoff, watch).map_err(|error| kept(error, &part, arrived))?;
    }
}

/// Adds to an error that a part is kept.
fn kept(error: Error, part: &Part, arrived: u64) -> Error {
    match error {
        Error::Portal { url, problem } if arrived > 0 => {
            let part = part.path().file_name().unwrap_or_default().to_string_lossy();
            let problem = format!(
                "{problem}; {arrived} bytes are kept in {part}: run the same command again to continue from there"
            );
            Error::Portal { url, problem }
        }
        other => other,
    }
}
