//! The part of a file that has arrived, and what must still hold for the rest to be added to it.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What is known of the file of which a part has arrived; kept beside the part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// Which publication it is: resource and time.
    pub(crate) identity: String,
    /// Where it comes from, without a key.
    pub(crate) url: String,
    /// `ETag` of the answer.
    pub(crate) etag: Option<String>,
    /// `Last-Modified` of the answer.
    pub(crate) last_modified: Option<String>,
    /// Bytes in all.
    pub(crate) total: Option<u64>,
}

impl Origin {
    /// What `If-Range` may hold: a strong ETag, or the date. Without either nothing can be added safely.
    pub(crate) fn validator(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|tag| tag.starts_with('"'));
        strong.or(self.last_modified.as_deref())
    }
}

/// A file that has arrived in part.
#[derive(Debug)]
pub(crate) struct Part {
    path: PathBuf,
    note: PathBuf,
}

impl Part {
    pub(crate) fn at(path: &Path) -> Self {
        let mut note = path.as_os_str().to_owned();
        note.push(".json");
        Self { path: path.to_owned(), note: note.into() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What has arrived of this publication; `None` where there is nothing to go on from.
    pub(crate) fn arrived(&self, identity: &str) -> Option<(u64, Origin)> {
        let bytes = self.path.metadata().ok().filter(fs::Metadata::is_file)?.len();
        let origin: Origin = serde_json::from_slice(&fs::read(&self.note).ok()?).ok()?;
        let usable = bytes > 0 && origin.identity == identity && origin.total.is_none_or(|total| bytes <= total);
        let usable = usable && (origin.validator().is_some() || origin.total == Some(bytes));
        usable.then_some((bytes, origin))
    }

    /// Starts again. The part is emptied before the note is written, so that they never belong to different files.
    pub(crate) fn begin(&self, origin: &Origin) -> Result<File, Error> {
        let file = File::create(&self.path).map_err(Error::io(&self.path, "write"))?;
        let text =
            serde_json::to_vec_pretty(origin).map_err(std::io::Error::from).map_err(Error::io(&self.note, "write"))?;
        fs::write(&self.note, text).map_err(Error::io(&self.note, "write"))?;
        Ok(file)
    }

    /// Opens the part to add to it.
    pub(crate) fn append(&self) -> Result<File, Error> {
        File::options().append(true).open(&self.path).map_err(Error::io(&self.path, "write"))
    }

    /// Removes part and note; files that are already gone are no error.
    pub(crate) fn discard(&self) -> Result<(), Error> {
        for path in [&self.path, &self.note] {
            match fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io(path, "remove")(e)),
                _ => {}
            }
        }
        Ok(())
    }
}
