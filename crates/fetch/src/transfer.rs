//! Moves one file over the network: in parts where it has to be, and only the file that was published.

use crate::attempt::Attempt;
use crate::backoff::Backoff;
use crate::client::Client;
use crate::resume::Part;
use crate::wanted::{Got, Wanted};
use crate::{Error, Watch};
use std::time::Instant;

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
