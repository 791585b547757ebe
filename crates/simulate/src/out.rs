//! Files that are written aside and renamed once they are complete.

use std::fs::File;
use std::io::{BufWriter, Result as Written, Write};
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

/// The end of the name of a file that is not complete.
pub(crate) const PART: &str = ".unwarranted-part";

/// A file that has its name only once it is complete; until then it is hidden beside it.
#[derive(Debug)]
pub(crate) struct Out {
    path: PathBuf,
    aside: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Out {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        // Hidden, with a name of our own: a user's file beside it must not be replaced.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = path.with_file_name(format!(".{name}{PART}"));
        let file = File::create(&aside).map_err(Error::io(&aside, "write"))?;
        Ok(Self { path: path.to_owned(), aside, file: Some(BufWriter::with_capacity(1 << 16, file)) })
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(Error::io(&self.path, "write"))
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> Result<PathBuf, Error> {
        let written = self.file.take().map_or(Ok(()), |mut file| file.flush());
        written.and_then(|()| std::fs::rename(&self.aside, &self.path)).map_err(Error::io(&self.path, "write"))?;
        Ok(self.path.clone())
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        // Where it was finished it is there no longer. Best effort: the error being reported matters more.
        let _ = std::fs::remove_file(&self.aside);
    }
}

/// Writes a whole file.
pub(crate) fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Written<()>) -> Result<(), Error> {
    let mut out = Out::create(path)?;
    if let Some(file) = &mut out.file {
        fill(file).map_err(Error::io(path, "write"))?;
    }
    out.finish().map(|_| ())
}
