//! Why a table of a publisher's file is not stored.

use super::catalogue::Refusal;
use crate::error::Error;

/// Why a table is not stored.
#[derive(Debug)]
pub(super) struct NotRead {
    /// In a box, as it is large and rare.
    pub(super) error: Box<Error>,
    pub(super) why: Refusal,
    /// The layout, where it was recognised.
    pub(super) format: Option<&'static str>,
    /// The fault lies with the store (a full disk), not with the file.
    pub(super) ours: bool,
}

impl NotRead {
    /// A file that cannot be opened, or holds no text.
    pub(super) fn unopened(error: Error) -> Self {
        let why = if error.is_unreadable() { Refusal::Unreadable } else { Refusal::UnknownLayout };
        Self { error: Box::new(error), why, format: None, ours: false }
    }

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
