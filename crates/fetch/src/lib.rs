//! Gets published files from open data portals: checked, resumable, never half-written.
//!
//! [`sources`] says what is published where, [`ckan`] asks a portal which months it has, [`plan`] decides what has to be
//! fetched, [`transfer`] moves the bytes, [`unpack`] opens archives and [`manifest`] remembers where every file came
//! from. [`job::Job`] runs them in a row. Nothing here reads what is in the files.

mod address;
mod attempt;
mod backoff;
pub mod checksum;
pub mod ckan;
pub mod client;
pub mod error;
pub mod job;
pub mod manifest;
mod month;
pub mod pace;
mod place;
pub mod plan;
mod redirect;
mod resume;
mod run;
mod settings;
mod sniff;
pub mod sources;
mod table;
pub mod transfer;
pub mod unpack;
mod wanted;

pub use error::Error;
pub use settings::Settings;
pub use wanted::{Got, Received, Wanted};

/// What a run does at the moment, for progress bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A step over the bytes of a file begins: "fetching", "checking" or "unpacking".
    Begin {
        /// What is done.
        step: &'static str,
        /// File name.
        file: &'a str,
        /// Bytes done already.
        from: u64,
        /// Bytes in all, where that is known.
        total: Option<u64>,
    },
    /// Bytes of the step done so far.
    At(u64),
    /// Something that a reader should know: a retry, a file set aside.
    Note(&'a str),
}

/// Receives the events of a run.
pub type Watch<'a> = &'a dyn Fn(Event<'_>);
