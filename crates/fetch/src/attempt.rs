//! One attempt at a transfer: what is asked, and what the answer means.

use crate::client::{self, Client, Failure, header};
use crate::pace::Paced;
use crate::resume::{Origin, Part};
use crate::wanted::{Got, Received, Wanted};
use crate::{Error, Event, Watch, sniff, table};
use std::fs::File;
use std::io::{Read, Write};
use std::time::Instant;
use ureq::http::{HeaderMap, Response};

/// One attempt.
pub(crate) struct Attempt<'a> {
    pub(crate) client: &'a Client,
    pub(crate) wanted: &'a Wanted<'a>,
    pub(crate) part: &'a Part,
    pub(crate) url: &'a str,
    /// When the first attempt began.
    pub(crate) since: Instant,
    pub(crate) watch: Watch<'a>,
}

impl Attempt<'_> {
    pub(crate) fn run(&self) -> Result<Got, Failure> {
        let arrived = self.part.arrived(self.wanted.identity);
        if let Some((bytes, origin)) = &arrived
            && origin.total == Some(*bytes)
        {
            return self.complete(origin);
        }
        let mut headers = Vec::new();
        if let Some((bytes, origin)) = &arrived
            && let Some(validator) = origin.validator()
        {
            headers.push(("range", format!("bytes={bytes}-")));
            headers.push(("if-range", validator.to_owned()));
        } else if let Some(etag) = self.wanted.etag {
            headers.push(("if-none-match", etag.to_owned()));
        }
        let response = self.client.get(self.url, &headers)?;
        match (response.status().as_u16(), arrived) {
            (304, _) if self.wanted.etag.is_some() => Ok(Got::Unchanged),
            (206, Some((bytes, origin))) => self.go_on(response, bytes, &origin),
            (200, _) => self.start(response),
            (416, Some(_)) => {
                self.part.discard().map_err(Failure::Final)?;
                Err(Failure::Passing(
                    "the file has changed since a part of it arrived; starting again".to_owned(),
                    None,
                ))
            }
            (401 | 403, _) if self.wanted.expires => {
                Err(Failure::Passing("the address has expired or is refused".to_owned(), None))
            }
            (status, _) => Err(client::refused(self.url, status, response.headers())),
        }
    }

    /// The answer is the whole file, from its first byte.
    fn start(&self, response: Response<ureq::Body>) -> Result<Got, Failure> {
        let headers = response.headers();
        let own = |name| header(headers, name).map(str::to_owned);
        let origin = Origin {
            identity: self.wanted.identity.to_owned(),
            url: client::shown(self.url),
            etag: own("etag"),
            last_modified: own("last-modified"),
            total: length(headers),
        };
        self.expect_sound(headers, &origin)?;
        let page = header(headers, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("text/html"));
        let mut body = self.paced(response);
        let (beginning, broken) = read_beginning(&mut body).map_err(cut)?;
        self.expect_data(&beginning, page, broken.is_none())?;
        let mut file = self.part.begin(&origin).map_err(Failure::Final)?;
        file.write_all(&beginning).map_err(|e| self.disk(e))?;
        let at = beginning.len() as u64;
        // What follows a break may look like the end of the file.
        match broken {
            Some(e) => self.copy(&mut Broken(Some(e)), file, at, &origin),
            None => self.copy(&mut body, file, at, &origin),
        }
    }

    /// Refuses an answer of another size than was listed, one that the disk has no room for, and one that is compressed.
    fn expect_sound(&self, headers: &HeaderMap, origin: &Origin) -> Result<(), Failure> {
        if let (Some(total), Some(size)) = (origin.total, self.wanted.size)
            && total != size
        {
            return Err(self.refuse(format!(
                "the portal says {size} bytes and the server offers {total}; nothing was fetched; one of the two is \
                 out of date: try again later, or accept the file as it is with `accept-mismatch`"
            )));
        }
        if let Some(total) = origin.total {
            self.expect_room(total)?;
        }
        if let Some(coding) = header(headers, "content-encoding").filter(|coding| *coding != "identity") {
            let problem = "the server sends the file compressed, although it was asked not to";
            return Err(
                self.refuse(format!("{problem} ({coding}); nothing was written: save it with a browser instead"))
            );
        }
        Ok(())
    }

    /// The answer is the rest of the file.
    fn go_on(&self, response: Response<ureq::Body>, from: u64, origin: &Origin) -> Result<Got, Failure> {
        let headers = response.headers();
        let range = header(headers, "content-range").and_then(content_range);
        let same_tag = header(headers, "etag").is_none_or(|tag| Some(tag) == origin.etag.as_deref());
        let fits =
            range.is_some_and(|(start, total)| start == from && (origin.total.is_none() || total == origin.total));
        if !(same_tag && fits) {
            self.part.discard().map_err(Failure::Final)?;
            let problem = "what the server sends does not continue what has arrived; starting again";
            return Err(Failure::Passing(problem.to_owned(), None));
        }
        let file = self.part.append().map_err(Failure::Final)?;
        self.copy(&mut self.paced(response), file, from, origin)
    }

    fn paced(&self, response: Response<ureq::Body>) -> impl Read {
        Paced::new(response.into_body().into_reader(), &self.client.settings.pace, self.since)
    }

    fn copy(&self, body: &mut dyn Read, mut file: File, from: u64, origin: &Origin) -> Result<Got, Failure> {
        (self.watch)(Event::Begin { step: "fetching", file: self.wanted.file, from, total: origin.total });
        let mut at = from;
        let mut buffer = vec![0; 1 << 17];
        let broken = loop {
            match body.read(&mut buffer) {
                Ok(0) => break None,
                Ok(n) => {
                    at += n as u64;
                    self.expect_room(at)?;
                    file.write_all(&buffer[..n]).map_err(|e| self.disk(e))?;
                    (self.watch)(Event::At(at));
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => break Some(e),
            }
        };
        match (broken, origin.total) {
            (None, Some(total)) if at == total => {}
            (None, None) => {}
            (None, Some(total)) => {
                return Err(Failure::Passing(format!("{at} of the {total} bytes promised arrived"), None));
            }
            (Some(e), Some(total)) => {
                return Err(Failure::Passing(
                    format!("the connection broke off after {at} of {total} bytes ({e})"),
                    None,
                ));
            }
            (Some(e), None) => {
                return Err(Failure::Passing(format!("the connection broke off after {at} bytes ({e})"), None));
            }
        }
        file.sync_all().map_err(|e| self.disk(e))?;
        self.complete(origin)
    }

    fn complete(&self, origin: &Origin) -> Result<Got, Failure> {
        let Origin { url, etag, last_modified, .. } = origin.clone();
        Ok(Got::Complete(Received { url, etag, last_modified }))
    }

    fn expect_room(&self, bytes: u64) -> Result<(), Failure> {
        let largest = self.client.settings.largest_file;
        if bytes <= largest {
            return Ok(());
        }
        self.part.discard().map_err(Failure::Final)?;
        Err(self.refuse(format!("it has more than {largest} bytes, which no published file has; nothing was kept")))
    }

    /// Refuses what cannot be the data file, before a byte is written. The columns of a beginning that broke off are
    /// looked at when the rest has come.
    fn expect_data(&self, beginning: &[u8], page: bool, unbroken: bool) -> Result<(), Failure> {
        let other =
            || table::other(beginning, self.wanted.columns).filter(|_| unbroken && !beginning.starts_with(b"PK"));
        let Some(found) = sniff::no_data(beginning, page, self.wanted.zip).or_else(other) else { return Ok(()) };
        let expected = if self.wanted.zip { "the zip archive" } else { "the data file" };
        Err(self.refuse(format!(
            "{found} came instead of {expected}, from {}; nothing was written; try again later, or see the landing page",
            client::shown(self.url)
        )))
    }

    fn refuse(&self, problem: String) -> Failure {
        Failure::Final(Error::NotAsPublished { file: self.wanted.file.to_owned(), problem })
    }

    fn disk(&self, e: std::io::Error) -> Failure {
        Failure::Final(Error::io(self.part.path(), "write")(e))
    }
}

fn cut(e: std::io::Error) -> Failure {
    Failure::Passing(format!("the connection broke off at the beginning ({e})"), None)
}

/// The first bytes, and why no more came. What has arrived before a break is looked at and kept.
fn read_beginning(body: &mut dyn Read) -> std::io::Result<(Vec<u8>, Option<std::io::Error>)> {
    let mut beginning = Vec::new();
    match body.take(table::BEGINNING as u64).read_to_end(&mut beginning) {
        Err(e) if beginning.is_empty() => Err(e),
        read => Ok((beginning, read.err())),
    }
}

/// A connection that has broken off.
struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    header(headers, "content-length")?.trim().parse().ok()
}

/// Start and total of `bytes 5-9/10`; a total of `*` is unknown.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let start = range.split_once('-')?.0.trim().parse().ok()?;
    Some((start, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 0-0/*"), Some((0, None)));
        for text in ["", "bytes */10", "items 5-9/10", "bytes x-9/10"] {
            assert_eq!(content_range(text), None, "{text}");
        }
    }
}
