//! Why a table of a file does not go into the store.

use super::catalogue::Refusal;
use unwarranted_ingest::error::Error;

/// Why a table is not stored.
#[derive(Debug)]
pub(super) struct NotRead {
    pub(super) error: Box<Error>,
    pub(super) why: Refusal,
    /// The layout, where it was recognised.
    pub(super) format: Option<&'static str>,
    /// The fault lies with the store (a full disk), not with the file.
    pub(super) ours: bool,
}

impl NotRead {
    pub(super) fn unknown(error: Error) -> Self {
        Self { error: Box::new(error), why: Refusal::UnknownLayout, format: None, ours: false }
    }

    pub(super) fn stopped(error: Error, format: &'static str) -> Self {
        Self { error: Box::new(error), why: Refusal::Stopped, format: Some(format), ours: false }
    }
}

impl From<Error> for NotRead {
    /// What goes wrong while writing.
    fn from(error: Error) -> Self {
        Self { error: Box::new(error), why: Refusal::Stopped, format: None, ours: true }
    }
}
