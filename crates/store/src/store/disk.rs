//! Names and writing of the files of a store.

use std::fs::File;
use std::path::Path;
use unwarranted_ingest::error::Error;

/// Held while a process reads or writes.
pub(super) const LOCK: &str = "store.lock";
/// Folder for files that are not yet part of the store.
pub(super) const STAGING: &str = ".staging";
/// Told what is being done, with the share of the whole that is done.
pub(super) type Progress<'a> = &'a (dyn Fn(&str, f64) + Sync);

pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = File::create(path).map_err(Error::io(path, "write"))?;
    std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).map_err(Error::io(path, "write"))
}

pub(super) fn refuse(path: &Path, problem: impl Into<String>) -> Error {
    Error::File { file: path.display().to_string(), problem: problem.into() }
}
