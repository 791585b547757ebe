//! Carries out a plan: fetch, check, unpack, put into place, record.

use crate::Error;
use crate::checksum::{self, Checked, Digests};
use crate::job::{Done, Job, Status, done};
use crate::manifest::{Downloads, Entry};
use crate::month::Month;
use crate::plan::{Action, Listed, decide};
use crate::resume::Part;
use crate::wanted::Got;
use std::fs::{self, File, TryLockError};

/// Held while a folder is written to.
const LOCK: &str = ".unwarranted-download.lock";

impl Job<'_> {
    /// What would be done about each month; nothing is written.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Manifest`] when the folder or its record cannot be read.
    pub fn plan(&self, listed: &[Listed]) -> Result<Vec<Action>, Error> {
        let downloads = Downloads::read(self.dir)?;
        listed.iter().map(|l| decide(l, self.dir, &downloads, self.watch)).collect()
    }

    /// Brings every month into the folder, in order, telling `each` of every one that is done. What is done stays done
    /// when a later month fails.
    ///
    /// # Errors
    /// As [`Job::plan`] and [`fetch`](crate::transfer::fetch); [`Error::Archive`] for an archive that must not be unpacked, [`Error::Busy`] when
    /// another run is writing to the folder.
    pub fn run(&self, listed: &[Listed], each: &mut dyn FnMut(&Done)) -> Result<(), Error> {
        fs::create_dir_all(self.dir).map_err(Error::io(self.dir, "create the folder"))?;
        let _lock = self.lock()?;
        let mut downloads = Downloads::read(self.dir)?;
        for month in listed {
            let action = decide(month, self.dir, &downloads, self.watch)?;
            each(&self.carry_out(month, action, &mut downloads)?);
        }
        Ok(())
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.dir.join(LOCK);
        let file = File::options().create(true).append(true).open(&path).map_err(Error::io(&path, "open"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::Busy(self.dir.to_owned())),
            Err(TryLockError::Error(e)) => Err(Error::io(&path, "lock")(e)),
        }
    }

    fn carry_out(&self, listed: &Listed, action: Action, downloads: &mut Downloads) -> Result<Done, Error> {
        let newest = downloads.newest(&listed.name).cloned();
        match (action, newest) {
            (Action::PassOver, Some(entry)) => Ok(done(&entry, Status::PassedOver)),
            (Action::Adopt(by), _) => self.adopt(listed, by, downloads),
            (Action::Fetch(why, etag), newest) => {
                let one = Month { job: self, listed, part: Part::at(&self.dir.join(format!("{}.part", listed.name))) };
                match (one.transfer(etag.as_deref())?, newest) {
                    (Got::Unchanged, Some(entry)) => self.unchanged(listed, entry, downloads),
                    (Got::Complete(received), _) => one.finish(&received, why, downloads),
                    // Asked for only with the ETag of an entry.
                    (Got::Unchanged, None) => {
                        Err(Error::NotListed(format!("{}: the server gave no usable answer", listed.name)))
                    }
                }
            }
            (Action::PassOver, None) => Err(Error::NotListed(format!("{}: its record has disappeared", listed.name))),
        }
    }

    fn adopt(&self, listed: &Listed, by: Checked, downloads: &mut Downloads) -> Result<Done, Error> {
        let file = format!("{}.csv", listed.name);
        let digests = checksum::of_file(&self.dir.join(&file), self.watch)?;
        let how = if by == Checked::Hash { "its hash is" } else { "its length is (the portal gives no hash)" };
        let notes = vec![format!("was in the folder before; {how} as the portal says")];
        let entry = self.entry(listed, file, &digests, None, notes);
        downloads.put(entry.clone());
        downloads.write(self.dir)?;
        Ok(done(&entry, Status::Adopted))
    }

    /// The server says that the bytes are those that are there: only what the portal says of them is new.
    fn unchanged(&self, listed: &Listed, entry: Entry, downloads: &mut Downloads) -> Result<Done, Error> {
        let digests = Digests { bytes: entry.bytes, sha256: entry.sha256, md5: String::new() };
        let new =
            Entry { when: entry.when, ..self.entry(listed, entry.file, &digests, entry.transferred, entry.notes) };
        downloads.put(new.clone());
        downloads.write(self.dir)?;
        Ok(done(&new, Status::SameBytes))
    }
}
