//! What the readers make of a publisher's file: one table per month, aggregated and sorted.

mod dataset;
pub mod directory;
pub mod facts;
mod org;
mod patients;
mod prescribing;
mod tally;

pub use dataset::{Dataset, Geography};
pub use org::{Middle, Org};
pub use patients::{ListSize, PatientStratum, Population};
pub use prescribing::{Practice, Prescribing, PrescribingRow, Presentation, Sums};
pub(crate) use tally::Verdict;
pub use tally::{MAX_REJECTS, Reject, Tally};

use crate::tables::directory::{Links, Organisations, Shapes, Terms};
use crate::tables::facts::Facts;
use std::collections::BTreeMap;
use unwarranted_core::Month;

/// The tables read from one file, by (first) month.
#[derive(Debug, Clone, PartialEq)]
pub enum Tables {
    /// Prescribing by practice and presentation.
    Prescribing(BTreeMap<Month, Prescribing>),
    /// Registered patients by practice.
    Population(BTreeMap<Month, Population>),
    /// Figures by area and measure, sorted by month; `None` where the file has no date. Tables whose periods start in the same
    /// month differ in length, and are of different series.
    Facts(Vec<(Option<Month>, Facts)>),
    /// Organisations, with the month of the list where it is known.
    Organisations(Option<Month>, Organisations),
    /// Links between codes, with the month from which on they hold where it is known.
    Links(Option<Month>, Links),
    /// A code list, with the month of the list where it is known.
    Terms(Option<Month>, Terms),
    /// Boundaries, with the month from which on they hold where it is known.
    Shapes(Option<Month>, Shapes),
}

/// What a reader makes of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Tables by month.
    pub tables: Tables,
    /// What became of the rows.
    pub tally: Tally,
}
