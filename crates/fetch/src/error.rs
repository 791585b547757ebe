//! What stops a download: always with the place and the remedy.

use std::path::{Path, PathBuf};

/// Why a download cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("{}: cannot {action}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What was attempted: "read", "write", "create the folder".
        action: &'static str,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The catalogue of sources cannot be read, which is a defect of this program.
    #[error("data/sources.toml: {0}")]
    Sources(String),
    /// A name of neither a source nor a series of sources.
    #[error("'{id}' is not a source that can be downloaded; expected one of {known}")]
    UnknownSource {
        /// The name given.
        id: String,
        /// The names that would do.
        known: String,
    },
    /// A source that must be fetched by hand.
    #[error("{title} has to be fetched by hand from {page}: {how}")]
    ByHand {
        /// Title of the source.
        title: String,
        /// Its landing page.
        page: String,
        /// What to do there.
        how: String,
    },
    /// The portal does not list what was asked for.
    #[error("{0}")]
    NotListed(String),
    /// The portal cannot be reached, or its answer cannot be used.
    #[error("{url}: {problem}")]
    Portal {
        /// What was asked, without the part of the address that holds a key.
        url: String,
        /// What went wrong and what to do.
        problem: String,
    },
    /// A file arrived, and it is not what was published.
    #[error("{file}: {problem}")]
    NotAsPublished {
        /// File name.
        file: String,
        /// What is wrong, what was expected and what to do.
        problem: String,
    },
    /// An archive that must not be unpacked.
    #[error("{archive}: {problem}; nothing was unpacked")]
    Archive {
        /// File name of the archive.
        archive: String,
        /// What is wrong with it.
        problem: String,
    },
    /// `downloads.json` is not one of this program.
    #[error("{}: {problem}; move it away to start again", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another run is writing to the folder.
    #[error("{}: another download is writing to this folder; wait until it has ended", .0.display())]
    Busy(PathBuf),
    /// An option outside its range.
    #[error("{0}")]
    Option(String),
}

impl Error {
    /// An operating system error at `path`, for `map_err`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }
}
