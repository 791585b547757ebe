//! How files are ingested.

use unwarranted_ingest::tables::MAX_REJECTS;

/// How files are ingested.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestOptions {
    /// The time (RFC 3339) that goes into the catalogue; nothing else depends on it.
    pub when: String,
    /// Per cent of a file's rows, from 0 to 100, that may be unusable before the file is stopped.
    pub max_rejects: f64,
    /// Whether to read files again that are in the catalogue but have been superseded: they take their place back.
    pub again: bool,
}

impl IngestOptions {
    /// As by default: at most [`MAX_REJECTS`] per cent of the rows of a file unusable, known files passed over.
    #[must_use]
    pub fn new(when: &str) -> Self {
        Self { when: when.to_owned(), max_rejects: MAX_REJECTS, again: false }
    }
}
