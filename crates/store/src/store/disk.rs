//! Writing and refusing files, and telling how far a run is.

use std::fs::File;
use std::path::Path;
use unwarranted_ingest::error::Error;

/// Told what is being done, with the share of the whole that is done.
pub(super) type Progress<'a> = &'a (dyn Fn(&str, f64) + Sync);

/// The share of a whole of `of` parts that is done, with `done` of them and a `part` of the next.
pub(super) fn share(done: usize, of: usize, part: f64) -> f64 {
    (done as f64 + part.clamp(0.0, 1.0)) / of.max(1) as f64
}

pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = File::create(path).map_err(Error::io(path, "write"))?;
    std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).map_err(Error::io(path, "write"))
}

pub(super) fn refuse(path: &Path, problem: impl Into<String>) -> Error {
    Error::File { file: path.display().to_string(), problem: problem.into() }
}
