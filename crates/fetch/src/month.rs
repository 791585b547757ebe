//! One month on its way: transfer, check, unpack, put into place.

use crate::checksum::{self, Digests, Verdict};
use crate::ckan::Portal;
use crate::job::{Done, Job, Status, done};
use crate::manifest::{Downloads, Transferred};
use crate::plan::{Listed, Why};
use crate::resume::Part;
use crate::transfer::fetch;
use crate::unpack::{self, Limits};
use crate::wanted::{Got, Received, Wanted};
use crate::{Error, place, table};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A month that is being fetched.
pub(crate) struct Month<'a> {
    pub(crate) job: &'a Job<'a>,
    pub(crate) listed: &'a Listed,
    pub(crate) part: Part,
}

/// A file ready to be put into place.
struct Ready {
    path: PathBuf,
    file: String,
    digests: Digests,
    notes: Vec<String>,
}

impl Month<'_> {
    pub(crate) fn transfer(&self, etag: Option<&str>) -> Result<Got, Error> {
        let Listed { resource, ckan, name, .. } = self.listed;
        let identity = format!("{} {}", resource.id, resource.published().unwrap_or("undated"));
        let portal = Portal::new(self.job.client, self.job.api.unwrap_or(&ckan.portal));
        let zip = resource.zip_url.is_some();
        let link = || {
            // The address of an archive expires: it is asked for just before it is used.
            let fresh =
                if zip { portal.resource_show(&resource.id, self.job.watch)?.zip_url } else { resource.url.clone() };
            fresh.ok_or_else(|| Error::NotListed(format!("{name}: the portal gives no address for this file")))
        };
        let size = if zip || self.job.accept_mismatch { None } else { resource.size };
        let (part, file) = (self.part.path(), name.as_str());
        let wanted = Wanted {
            file,
            part,
            identity: &identity,
            link: &link,
            expires: zip,
            zip,
            etag,
            size,
            columns: self.columns(),
        };
        fetch(self.job.client, &wanted, self.job.watch)
    }

    pub(crate) fn finish(&self, received: &Received, why: Why, downloads: &mut Downloads) -> Result<Done, Error> {
        let moved = checksum::of_file(self.part.path(), self.job.watch)?;
        let zip = is_zip(self.part.path())?;
        let staging = self.job.dir.join(format!("{}.unpacking", self.listed.name));
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(Error::io(&staging, "remove"))?;
        }
        let ready = match self.ready(&moved, zip, &staging) {
            Ok(ready) => ready,
            Err(error) => {
                // A part that is not as published is not continued.
                let _ = fs::remove_dir_all(&staging);
                self.part.discard()?;
                return Err(error);
            }
        };
        let Received { url, etag, last_modified } = received.clone();
        let transferred = Transferred { url, zip, bytes: moved.bytes, sha256: moved.sha256, etag, last_modified };
        let entry = self.job.entry(self.listed, ready.file, &ready.digests, Some(transferred), ready.notes);
        let same = downloads.newest(&self.listed.name).is_some_and(|e| e.sha256 == entry.sha256) && why == Why::Changed;
        let done = done(&entry, if same { Status::SameBytes } else { Status::Fetched(why) });
        place::place(self.job.dir, &ready.path, entry, downloads, self.job.watch)?;
        let _ = fs::remove_dir_all(&staging);
        self.part.discard()?;
        Ok(done)
    }

    /// Checks what has arrived, and unpacks it where it is an archive.
    fn ready(&self, moved: &Digests, zip: bool, staging: &Path) -> Result<Ready, Error> {
        let name = &self.listed.name;
        let part = self.part.path().to_owned();
        // What the portal says is said of the file at `url`, not of the archive of it.
        let mut notes = Vec::new();
        if self.listed.resource.zip_url.is_none() {
            notes.extend(self.compare(moved)?);
        }
        if !zip {
            self.expect_table(&table::beginning_of(&part)?)?;
            return Ok(Ready { path: part, file: format!("{name}.csv"), digests: moved.clone(), notes });
        }
        let limits = Limits { bytes: self.job.client.settings.largest_file, ..Limits::default() };
        let members = if self.job.keep_zip {
            unpack::check(&part, &limits, self.job.watch)?
        } else {
            unpack::unpack(&part, staging, &limits, self.job.watch)?
        };
        let [member] = &members[..] else {
            let problem = format!("it holds {} files and one is expected", members.len());
            return Err(Error::Archive { archive: name.clone(), problem });
        };
        if self.listed.resource.zip_url.is_some() {
            notes.extend(self.compare(&member.digests)?);
        }
        self.expect_table(&member.beginning)?;
        Ok(if self.job.keep_zip {
            Ready { path: part, file: format!("{name}.zip"), digests: moved.clone(), notes }
        } else {
            let path = unpack::path_of(member, staging);
            Ready { path, file: format!("{name}.csv"), digests: member.digests.clone(), notes }
        })
    }

    /// The columns that the file must have; with `accept_mismatch` any will do.
    fn columns(&self) -> &[String] {
        if self.job.accept_mismatch { &[] } else { &self.listed.ckan.columns }
    }

    fn expect_table(&self, beginning: &[u8]) -> Result<(), Error> {
        let Some(found) = table::other(beginning, self.columns()) else { return Ok(()) };
        let problem =
            format!("{found} came instead of the data file; it was not kept: try again later, or see the landing page");
        Err(Error::NotAsPublished { file: self.listed.name.clone(), problem })
    }

    /// Compares with what the portal says; the difference, where it is accepted.
    fn compare(&self, found: &Digests) -> Result<Option<String>, Error> {
        let resource = &self.listed.resource;
        match checksum::compare(found, resource.size, resource.hash.as_deref()) {
            Verdict::Agrees { .. } => Ok(None),
            Verdict::Differs(difference) if self.job.accept_mismatch => Ok(Some(format!("{difference}; accepted"))),
            Verdict::Differs(difference) => {
                let problem = format!(
                    "{difference}; the file was not kept: try again; if the difference remains, the portal's entry is \
                     out of date, and `accept-mismatch` accepts the file as it is"
                );
                Err(Error::NotAsPublished { file: self.listed.name.clone(), problem })
            }
        }
    }
}

fn is_zip(path: &Path) -> Result<bool, Error> {
    let mut magic = Vec::new();
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    file.take(4).read_to_end(&mut magic).map_err(Error::io(path, "read"))?;
    // The second is how an archive without any file begins.
    Ok(magic == b"PK\x03\x04" || magic == b"PK\x05\x06")
}
